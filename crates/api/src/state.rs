//! What every request may reach, and how the service is set up.

use crate::auth::aside::Aside;
use crate::auth::password::Passwords;
use crate::auth::revocation::Revocation;
use crate::auth::sessions::Sessions;
use crate::auth::throttle::Throttle;
use crate::auth::token::Tokens;
use crate::http::upload::Places;
use crate::problem::{Fault, Problem};
use crate::scan::{Scanner, ScannerSettings};
use engine::actor::{Actor, Seat};
use engine::directory::{Entry, Institution};
use engine::time::{Clock, Day, Instant};
use evidence::{PublicKeys, SigningKey};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::identity::{Administered, Administrator};

/// How many files may come in at the same time: each is held whole.
const UPLOADS: usize = 4;

/// How the service is served.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where callers reach it, without a slash at the end, e.g.
    /// `https://attache.example`: issuer, audience and token endpoint are made
    /// of it.
    pub public_url: String,
    /// Address to listen on; port 0 takes a free one.
    pub listen: String,
    /// Cookies without `Secure`, for plain HTTP on this machine only.
    pub plain_http: bool,
    /// The longest body read, in bytes.
    pub body_limit: usize,
    /// The largest file taken, in bytes.
    pub file_limit: usize,
    /// Asks this scanner about every file that comes in; none: nobody is asked.
    pub scanner: Option<ScannerSettings>,
    /// How long a body may take to come in.
    pub body_timeout: Duration,
    /// How long open requests may take to end when the service stops.
    pub shutdown_timeout: Duration,
    /// How many threads answer.
    pub workers: usize,
    /// Proxies of ours, whose `X-Forwarded-For` is believed. Without them
    /// everybody behind one shares one address and its tries to sign in.
    pub proxies: Vec<IpAddr>,
    /// An instance for training: every page says so.
    pub training: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            listen: "127.0.0.1:8080".to_owned(),
            plain_http: false,
            body_limit: 4 * 1024 * 1024,
            file_limit: 20 * 1024 * 1024,
            scanner: None,
            body_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(20),
            workers: 2,
            proxies: Vec::new(),
            training: false,
        }
    }
}

impl Settings {
    /// The URL that client assertions must be addressed to (RFC 7523 §3).
    pub fn token_endpoint(&self) -> String {
        format!("{}/api/v1/oauth/token", self.public_url)
    }

    /// The audience of access tokens.
    pub fn audience(&self) -> String {
        format!("{}/api/v1", self.public_url)
    }
}

/// The service's private keys, and the public ones it still answers for.
pub struct Keys {
    /// Seed of the Ed25519 key that signs tokens: short-lived, never shown.
    pub token: [u8; 32],
    /// Signs receipts.
    pub receipts: SigningKey,
    /// Public keys that signed receipts before: their receipts still verify
    /// (I-17).
    pub retired: PublicKeys,
}

/// What every request may reach.
pub struct State {
    /// The store.
    pub store: Store,
    /// The injected clock: arrivals, expiries.
    pub clock: Arc<dyn Clock>,
    /// How the service is served.
    pub settings: Settings,
    /// Makes and checks our own tokens.
    pub(crate) tokens: Tokens,
    /// What tokens are held against.
    pub(crate) revocation: Revocation,
    /// Sessions seen a moment ago.
    pub(crate) sessions: Sessions,
    /// Checks passwords, a few at a time.
    pub(crate) passwords: Passwords,
    /// Keeps what was typed in a session that is over, for its owner.
    pub(crate) aside: Aside,
    /// Makes guessing slow.
    pub(crate) throttle: Throttle,
    /// Places for files that come in.
    pub(crate) uploads: Places,
    /// Asked about every file that comes in.
    pub(crate) scanner: Option<Scanner>,
    /// Signs receipts.
    pub(crate) receipts: SigningKey,
    /// Every public key a receipt of ours may name, the present one included.
    pub(crate) published: PublicKeys,
}

impl State {
    /// Puts it together.
    pub fn new(store: Store, clock: Arc<dyn Clock>, keys: Keys, settings: Settings) -> Self {
        let Keys { token, receipts, retired } = keys;
        let mut published = retired;
        published.add(receipts.id(), receipts.public());
        Self {
            tokens: Tokens::new(&token, &settings),
            revocation: Revocation::default(),
            sessions: Sessions::default(),
            passwords: Passwords::default(),
            aside: Aside::new(&token),
            throttle: Throttle::default(),
            uploads: Places::new(UPLOADS),
            scanner: settings.scanner.clone().map(Scanner::new),
            receipts,
            published,
            store,
            clock,
            settings,
        }
    }

    /// Now, by the injected clock.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Administers for an actor, on a thread that may wait.
    pub(crate) async fn administer<T: Send + 'static>(
        &self,
        actor: Actor,
        work: impl FnOnce(&mut Administrator<'_>) -> Administered<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.store.clone();
        let done = actix_web::web::block(move || store.administer(&actor, work)).await;
        self.sessions.forget();
        match done {
            Ok(done) => Ok(done?),
            Err(_) => Err(Fault::Unavailable.into()),
        }
    }

    /// Registers an employer for an actor, on a thread that may wait.
    pub(crate) async fn register_employer(
        &self,
        actor: Actor,
        employer: Institution,
    ) -> Result<Institution, Problem> {
        let store = self.store.clone();
        let call = move || store.register_employer(&actor, &employer);
        match actix_web::web::block(call).await {
            Ok(done) => Ok(done?),
            Err(_) => Err(Fault::Unavailable.into()),
        }
    }

    /// Enters for an actor from which day a place joins or begins.
    pub(crate) async fn set_day(
        &self,
        actor: Actor,
        place: Seat,
        on: Option<Day>,
    ) -> Result<Entry, Problem> {
        let store = self.store.clone();
        match actix_web::web::block(move || store.set_day(&actor, place, on)).await {
            Ok(done) => Ok(done?),
            Err(_) => Err(Fault::Unavailable.into()),
        }
    }

    /// Runs a call that may end sessions, or change what is known of them:
    /// they are forgotten before its caller hears, whatever became of it.
    pub(crate) async fn revoking<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Store) -> Result<T, store::StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let done = self.blocking(call).await;
        self.sessions.forget();
        done
    }

    /// Runs a blocking call of the store on a thread that may wait.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Store) -> Result<T, store::StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.store.clone();
        let result = actix_web::web::block(move || call(&store)).await;
        match result {
            Ok(result) => Ok(result?),
            Err(_) => Err(Fault::Unavailable.into()),
        }
    }
}
