//! The HTTP service in this process, on loopback, with everything on: sign-in,
//! token endpoint, audit, clocks.

use super::BenchError;
use super::cast::{BANKS, Cast, OFFICER};
use crate::database::system_clock;
use crate::http::{Client, Response};
use api::auth::password;
use api::{Application, Keys, Settings, State};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use engine::actor::Actor;
use engine::id::{ClientId, UserId};
use evidence::PublicKeys;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::mpsc::sync_channel;
use std::thread::JoinHandle;
use store::Store;
use store::identity::{self, ClientKey};
use tokio::sync::oneshot;

/// Where the service says it is: issuer and audience of its tokens.
const PUBLIC_URL: &str = "http://127.0.0.1";
const PASSWORD: &str = "mật khẩu của người đo";
/// Sessions of the officer; callers take turns.
const SESSIONS: usize = 16;
const FORM: &str = "application/x-www-form-urlencoded";

/// A service that runs until it is dropped.
pub(super) struct Service {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Service {
    /// Starts it on a store.
    pub(super) fn start(store: Store) -> Result<Self, BenchError> {
        let (tell, told) = sync_channel(1);
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("service".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let application = Application::build(state(store));
                let address = application.as_ref().map(Application::address);
                let _ = tell.send(address.map_err(ToString::to_string));
                if let Ok(application) = application {
                    tokio::select! {
                        _ = application.run_until(std::future::pending()) => {}
                        _ = stopped => {}
                    }
                }
            });
        })?;
        let address = told.recv().unwrap_or_else(|error| Err(error.to_string()));
        let address = address.map_err(BenchError::Service)?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Fresh tokens for everybody, got as anybody gets them.
    pub(super) async fn tokens(&self, cast: &Cast) -> Result<Tokens, BenchError> {
        let mut client = Client::new(self.address);
        let mut officer = Vec::with_capacity(SESSIONS);
        for _ in 0..SESSIONS {
            officer.push(sign_in(&mut client, OFFICER).await?);
        }
        let mut supervisors = Vec::new();
        for name in Cast::supervisor_names() {
            supervisors.push(sign_in(&mut client, name).await?);
        }
        let mut banks = Vec::with_capacity(BANKS);
        for n in 0..BANKS {
            banks.push(exchange(&mut client, cast, n).await?);
        }
        Ok(Tokens { officer, supervisors, banks })
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Values of `Authorization`.
pub(super) struct Tokens {
    officer: Vec<String>,
    supervisors: Vec<String>,
    banks: Vec<String>,
}

impl Tokens {
    /// The officer's, of one of his sessions.
    pub(super) fn officer(&self, n: usize) -> &str {
        self.officer.get(n % SESSIONS).map_or("", String::as_str)
    }

    /// A supervisor's: of a province, of the ministry, in turn.
    pub(super) fn supervisor(&self, n: usize) -> &str {
        let index = n.checked_rem(self.supervisors.len()).unwrap_or(0);
        self.supervisors.get(index).map_or("", String::as_str)
    }

    /// A bank system's.
    pub(super) fn bank(&self, n: usize) -> &str {
        self.banks.get(n % BANKS).map_or("", String::as_str)
    }
}

fn state(store: Store) -> State {
    let settings = Settings {
        public_url: PUBLIC_URL.to_owned(),
        listen: "127.0.0.1:0".to_owned(),
        plain_http: true,
        ..Settings::default()
    };
    let keys = Keys {
        token: rand::random(),
        receipts: evidence::SigningKey::from_seed(rand::random()),
        retired: PublicKeys::default(),
    };
    State::new(store, system_clock(), keys, settings)
}

fn seed(n: usize) -> [u8; 32] {
    [u8::try_from(n).unwrap_or(u8::MAX); 32]
}

fn kid(n: usize) -> String {
    format!("bench-{n}")
}

/// Lets the officer, the supervisors and the banks' systems in.
pub(super) fn enrol(store: &Store, cast: &Cast) -> Result<(), BenchError> {
    let hash = password::hash(PASSWORD).map_err(|error| BenchError::Service(error.to_string()))?;
    let supervisors = [Cast::supervisor(0)?, Cast::supervisor(1)?];
    for person in supervisors.iter().chain([&cast.officer]).filter_map(Actor::person) {
        store.set_password(UserId(person.0), &hash)?;
    }
    for n in 0..BANKS {
        let institution = cast.bank(n);
        let id = ClientId(institution.0);
        let name = format!("core of bank {n}");
        store.register_client(&identity::Client {
            id,
            institution,
            name,
            active: true,
            auth_epoch: 0,
        })?;
        store.register_key(&ClientKey {
            kid: kid(n),
            client: id,
            public_key: SigningKey::from_bytes(&seed(n)).verifying_key().to_bytes(),
            active: true,
            created_at: store.now(),
        })?;
    }
    Ok(())
}

/// The body of an answer with this status, else what went wrong.
pub(super) fn body(response: &Response, wanted: StatusCode) -> Result<&[u8], BenchError> {
    if response.status == wanted {
        return Ok(&response.body);
    }
    let said = String::from_utf8_lossy(&response.body);
    Err(BenchError::Service(format!("{}: {said}", response.status)))
}

fn text(value: &Value, member: &str) -> Result<String, BenchError> {
    let text = value.get(member).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| BenchError::Service(format!("no {member} in a reply")))
}

/// A session of a person, and a token that it mints.
async fn sign_in(client: &mut Client, username: &str) -> Result<String, BenchError> {
    let json = [("content-type", "application/json")];
    let request = json!({ "username": username, "password": PASSWORD }).to_string();
    let response = client.send(Method::POST, "/api/v1/session", &json, request).await?;
    let session: Value = serde_json::from_slice(body(&response, StatusCode::CREATED)?)?;
    let cookie = response.header("set-cookie").unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let csrf = text(&session, "csrf")?;
    let headers = [("cookie", cookie.as_str()), ("x-csrf-token", &csrf)];
    let response = client.send(Method::POST, "/api/v1/token", &headers, "").await?;
    bearer(&response, StatusCode::CREATED)
}

fn bearer(response: &Response, wanted: StatusCode) -> Result<String, BenchError> {
    // Made anew or handed out: both are a success.
    let wanted = if response.status == StatusCode::OK { StatusCode::OK } else { wanted };
    let token: Value = serde_json::from_slice(body(response, wanted)?)?;
    Ok(format!("Bearer {}", text(&token, "access_token")?))
}

/// Client credentials with `private_key_jwt` (RFC 7523).
async fn exchange(client: &mut Client, cast: &Cast, n: usize) -> Result<String, BenchError> {
    let id = cast.bank(n);
    let now = system_clock().now().seconds();
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": kid(n) });
    let claims = json!({
        "iss": id, "sub": id, "aud": format!("{PUBLIC_URL}/api/v1/oauth/token"),
        "iat": now, "exp": now + 120, "jti": format!("{:032x}", rand::random::<u128>()),
    });
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(&header), encode(&claims));
    let signature = SigningKey::from_bytes(&seed(n)).sign(message.as_bytes());
    let form = format!(
        "grant_type=client_credentials&client_assertion_type=\
         urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion={message}.{}",
        URL_SAFE_NO_PAD.encode(signature.to_bytes())
    );
    let headers = [("content-type", FORM)];
    let response = client.send(Method::POST, "/api/v1/oauth/token", &headers, form).await?;
    bearer(&response, StatusCode::OK)
}
