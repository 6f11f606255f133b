//! Who uses the service: officers with passwords, systems of banks with keys.

use crate::http::Http;
use crate::site::{PUBLIC_URL, Site};
use crate::time;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use engine::id::ClientId;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use store::Store;
use store::identity::{Client, ClientKey};
use uuid::Uuid;

/// Officers of the demonstration, of two agencies.
pub(crate) const OFFICERS: [&str; 3] = ["saomai", "haidang", "binhminh"];
/// Banks that are asked.
pub(crate) const BANKS: [&str; 4] = ["VCB", "ACB", "BID", "TCB"];
/// Confirms what arrives on the account of the province of the first two.
pub(crate) const ACCOUNTANT: &str = "hoangyen";
/// Approves that account, which is registered at the province.
pub(crate) const HEAD_OF_PROVINCE: &str = "tungbach";
const PASSWORD: &str = "mật khẩu thử nghiệm";
const SEED: [u8; 32] = [5; 32];
/// How often a sign-in is tried while the database is being attacked.
const TRIES: u32 = 50;

/// The head of an officer's office.
pub(crate) fn head_of(officer: &str) -> &'static str {
    if officer == "binhminh" { "hongha" } else { "daiduong" }
}

/// How somebody is known to the service.
#[derive(Clone)]
pub(crate) enum Known {
    Session { cookie: String, csrf: String },
    Token(String),
}

impl Known {
    /// The headers that say so.
    pub(crate) fn headers(&self) -> Vec<(&str, String)> {
        match self {
            Self::Session { cookie, csrf } => {
                vec![("Cookie", cookie.clone()), ("X-CSRF-Token", csrf.clone())]
            }
            Self::Token(token) => vec![("Authorization", format!("Bearer {token}"))],
        }
    }
}

/// Gives officers a password and banks a system, as an administrator would.
pub(crate) fn register(site: &Site, store: &Store) {
    let hash = api::auth::password::hash(PASSWORD).unwrap();
    let others = OFFICERS.map(head_of).into_iter().chain([ACCOUNTANT]);
    for person in OFFICERS.into_iter().chain(others) {
        assert!(store.set_password(site.world.person(person), &hash).unwrap());
    }
    for bank in BANKS {
        let client = Client {
            id: client_of(site, bank),
            institution: site.world.institution(bank),
            name: format!("core of {bank}"),
            active: true,
            auth_epoch: 0,
        };
        assert!(store.register_client(&client).unwrap());
        let key = ClientKey {
            kid: bank.to_owned(),
            client: client.id,
            public_key: SigningKey::from_bytes(&SEED).verifying_key().to_bytes(),
            active: true,
            created_at: time::now(),
        };
        assert!(store.register_key(&key).unwrap());
    }
}

fn client_of(site: &Site, bank: &str) -> ClientId {
    ClientId(site.world.institution(bank).0)
}

/// An officer signs in.
pub(crate) fn sign_in(address: SocketAddr, username: &str) -> Known {
    let body = json!({ "username": username, "password": PASSWORD }).to_string();
    let (cookie, body) =
        patiently(address, "POST /api/v1/session", "application/json", || body.clone());
    let cookie = cookie.unwrap();
    Known::Session {
        cookie: cookie.split(';').next().unwrap().to_owned(),
        csrf: body["csrf"].as_str().unwrap().to_owned(),
    }
}

/// A bank's system gets a token: `private_key_jwt`.
pub(crate) fn token(site: &Site, address: SocketAddr, bank: &str) -> Known {
    let (_, body) =
        patiently(address, "POST /api/v1/oauth/token", "application/x-www-form-urlencoded", || {
            format!(
                "grant_type=client_credentials&client_assertion_type=\
                 urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
                 &client_assertion={}",
                assertion(client_of(site, bank), bank)
            )
        });
    Known::Token(body["access_token"].as_str().unwrap().to_owned())
}

/// Sends until it is let in; the cookie, and the body.
fn patiently(
    address: SocketAddr,
    line: &str,
    media_type: &str,
    body: impl Fn() -> String,
) -> (Option<String>, Value) {
    let mut http = Http::new(address);
    let mut last = None;
    for _ in 0..TRIES {
        match http.send(line, &[("Content-Type", media_type)], &body()) {
            Ok(response) if response.status < 300 => {
                return (response.header("set-cookie").map(str::to_owned), response.json());
            }
            Ok(response) if response.status < 500 => panic!("{line}: {response:?}"),
            other => last = Some(other),
        }
        time::pause(Duration::from_millis(100));
    }
    panic!("{line}: {last:?}");
}

fn assertion(client: ClientId, kid: &str) -> String {
    let now = time::now().seconds();
    let claims = json!({
        "iss": client,
        "sub": client,
        "aud": format!("{PUBLIC_URL}/api/v1/oauth/token"),
        "iat": now,
        "exp": now + 300,
        "jti": Uuid::from_u128(rand::random()),
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": kid });
    let message = format!("{}.{}", part(&header), part(&claims));
    let signature = SigningKey::from_bytes(&SEED).sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}
