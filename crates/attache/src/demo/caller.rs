//! Somebody who speaks to the service over HTTP: a person with a session, or a
//! system with a token got by `private_key_jwt`.

use super::DemoError;
use crate::http::Client;
use engine::actor::{Actor, Seat, Who};
use engine::id::{AgencyId, ClientId, InstitutionId, UserId};
use engine::role::Role;
use evidence::SigningKey;
use hyper::{Method, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use store::Store;
use uuid::Uuid;

/// `PrivateKeyInfo` of an Ed25519 seed up to the seed itself (RFC 8410).
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// How long an assertion of a simulated bank is good, in seconds.
const ASSERTION_SECONDS: i64 = 60;

/// Where the service is, and the time and ids that its callers share with it.
#[derive(Clone)]
pub(super) struct Line {
    /// Where it listens.
    pub(super) address: SocketAddr,
    /// Whom assertions are addressed to.
    pub(super) token_endpoint: String,
    /// The store behind it: its clock and ids; and what the API does not tell.
    pub(super) store: Store,
    /// Signs receipts where the API does not hand them out.
    pub(super) receipts: Arc<SigningKey>,
}

/// How somebody gets in.
#[derive(Clone)]
pub(super) enum Login {
    /// A person, with a password.
    Person { username: String, password: String },
    /// A system of an institution, with a key.
    System { client: ClientId, institution: InstitutionId, kid: String, seed: [u8; 32] },
}

/// What somebody is known by once in.
enum Pass {
    Cookie { cookie: String, csrf: String },
    Token(String),
}

/// Somebody who speaks to the service.
pub(super) struct Caller {
    pub(super) line: Line,
    http: Client,
    login: Login,
    known: Option<(Pass, Actor)>,
    /// How often what it was known by had expired and was got anew.
    pub(super) renewed: u32,
}

/// What the service answered.
pub(super) struct Answer {
    method: Method,
    path: String,
    status: StatusCode,
    body: Value,
}

impl Answer {
    fn unwanted(self, wanted: &'static str) -> DemoError {
        let code = self.body.get("code").or(self.body.get("error")).and_then(Value::as_str);
        DemoError::Answer {
            method: self.method.to_string(),
            code: code.unwrap_or_default().to_owned(),
            path: self.path,
            status: self.status.as_u16(),
            wanted,
        }
    }

    /// The body of something that was done.
    pub(super) fn done(self) -> Result<Value, DemoError> {
        if self.status.is_success() { Ok(self.body) } else { Err(self.unwanted("2xx")) }
    }

    /// The id of what was made or changed.
    pub(super) fn id(self) -> Result<Uuid, DemoError> {
        uuid(&self.done()?, "id")
    }

    /// The id of the second thing that was made.
    pub(super) fn created(self) -> Result<Uuid, DemoError> {
        uuid(&self.done()?, "created")
    }

    /// The body of a refusal with this code.
    pub(super) fn refused(self, code: &'static str) -> Result<Value, DemoError> {
        let found = self.body.get("code").and_then(Value::as_str) == Some(code);
        if found && !self.status.is_success() { Ok(self.body) } else { Err(self.unwanted(code)) }
    }
}

/// A member of an answer that is an id.
pub(super) fn uuid(body: &Value, member: &'static str) -> Result<Uuid, DemoError> {
    let text = body.get(member).and_then(Value::as_str);
    text.and_then(|text| text.parse().ok()).ok_or(DemoError::Lacks(member))
}

impl Caller {
    /// Somebody who is not in yet.
    pub(super) fn new(line: &Line, login: Login) -> Self {
        let http = Client::new(line.address);
        Self { line: line.clone(), http, login, known: None, renewed: 0 }
    }

    /// Who acts; gets in first where that has not been done.
    pub(super) async fn actor(&mut self) -> Result<Actor, DemoError> {
        match self.known {
            Some((_, actor)) => Ok(actor),
            None => Ok(self.enter().await?.1),
        }
    }

    /// Sends a body, under a new idempotency key.
    pub(super) async fn post(&mut self, path: &str, body: &Value) -> Result<Answer, DemoError> {
        self.send(Method::POST, path, body).await
    }

    /// Puts a body, under a new idempotency key.
    pub(super) async fn put(&mut self, path: &str, body: &Value) -> Result<Answer, DemoError> {
        self.send(Method::PUT, path, body).await
    }

    /// Whoever is not known any more gets in again and repeats the request:
    /// sessions and tokens are short.
    async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Answer, DemoError> {
        self.actor().await?;
        let key = self.line.store.fresh_id().to_string();
        let first = self.once(method.clone(), path, &key, body).await?;
        if first.status != StatusCode::UNAUTHORIZED {
            return Ok(first);
        }
        self.renewed += 1;
        self.enter().await?;
        self.once(method, path, &key, body).await
    }

    async fn once(
        &mut self,
        method: Method,
        path: &str,
        key: &str,
        body: &Value,
    ) -> Result<Answer, DemoError> {
        let bearer;
        let mut headers = vec![("Content-Type", "application/json"), ("Idempotency-Key", key)];
        match &self.known {
            Some((Pass::Cookie { cookie, csrf }, _)) => {
                headers.extend([("Cookie", cookie.as_str()), ("X-CSRF-Token", csrf.as_str())]);
            }
            Some((Pass::Token(token), _)) => {
                bearer = format!("Bearer {token}");
                headers.push(("Authorization", &bearer));
            }
            None => {}
        }
        let response = self.http.send(method.clone(), path, &headers, body.to_string()).await?;
        Ok(Answer {
            method,
            path: path.to_owned(),
            status: response.status,
            body: serde_json::from_slice(&response.body).unwrap_or_default(),
        })
    }

    async fn enter(&mut self) -> Result<&(Pass, Actor), DemoError> {
        let known = match self.login.clone() {
            Login::Person { username, password } => self.sign_in(&username, &password).await?,
            Login::System { client, institution, kid, seed } => {
                let token = self.exchange(client, &kid, &seed).await?;
                let (who, seat) = (Who::Client(client), Seat::Institution(institution));
                (Pass::Token(token), Actor { who, role: Role::BankSystem, seat })
            }
        };
        Ok(self.known.insert(known))
    }

    async fn sign_in(
        &mut self,
        username: &str,
        password: &str,
    ) -> Result<(Pass, Actor), DemoError> {
        let body = json!({ "username": username, "password": password }).to_string();
        let path = "/api/v1/session";
        let headers = [("Content-Type", "application/json")];
        let response = self.http.send(Method::POST, path, &headers, body).await?;
        let cookie = response.header("set-cookie").and_then(|line| line.split(';').next());
        let cookie = cookie.map(str::to_owned);
        let body = serde_json::from_slice(&response.body).unwrap_or_default();
        let answer =
            Answer { method: Method::POST, path: path.to_owned(), status: response.status, body };
        let body = answer.done()?;
        let csrf = body.get("csrf").and_then(Value::as_str).ok_or(DemoError::Lacks("csrf"))?;
        let pass = Pass::Cookie {
            cookie: cookie.ok_or(DemoError::Lacks("set-cookie"))?,
            csrf: csrf.to_owned(),
        };
        Ok((pass, actor_of(&body)?))
    }

    /// OAuth 2 client credentials, the client known by its signature
    /// (RFC 7523 §2.2).
    async fn exchange(
        &mut self,
        client: ClientId,
        kid: &str,
        seed: &[u8; 32],
    ) -> Result<String, DemoError> {
        let form = format!(
            "grant_type=client_credentials&client_assertion_type=\
             urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
             &client_assertion={}",
            self.assertion(client, kid, seed)?
        );
        let path = "/api/v1/oauth/token";
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let response = self.http.send(Method::POST, path, &headers, form).await?;
        let body = serde_json::from_slice(&response.body).unwrap_or_default();
        let answer =
            Answer { method: Method::POST, path: path.to_owned(), status: response.status, body };
        let body = answer.done()?;
        let token = body.get("access_token").and_then(Value::as_str);
        Ok(token.ok_or(DemoError::Lacks("access_token"))?.to_owned())
    }

    fn assertion(&self, client: ClientId, kid: &str, seed: &[u8; 32]) -> Result<String, DemoError> {
        #[derive(Serialize)]
        struct Claims<'a> {
            iss: ClientId,
            sub: ClientId,
            aud: &'a str,
            iat: i64,
            exp: i64,
            jti: Uuid,
        }
        let now = self.line.store.now().seconds();
        let claims = Claims {
            iss: client,
            sub: client,
            aud: &self.line.token_endpoint,
            iat: now,
            exp: now + ASSERTION_SECONDS,
            jti: self.line.store.fresh_id(),
        };
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) };
        let key = EncodingKey::from_ed_der(&[&PKCS8_HEAD[..], seed].concat());
        Ok(jsonwebtoken::encode(&header, &claims, &key)?)
    }
}

/// Who a session acts as.
fn actor_of(session: &Value) -> Result<Actor, DemoError> {
    let seat = session.get("seat").ok_or(DemoError::Lacks("seat"))?;
    let role = seat.get("role").and_then(Value::as_str).and_then(|code| Role::parse(code).ok());
    let place = match (uuid(seat, "agency"), uuid(seat, "institution")) {
        (Ok(agency), _) => Seat::Agency(AgencyId(agency)),
        (_, Ok(institution)) => Seat::Institution(InstitutionId(institution)),
        _ => Seat::Country,
    };
    Ok(Actor {
        who: Who::Person(UserId(uuid(session, "person")?)),
        role: role.ok_or(DemoError::Lacks("role"))?,
        seat: place,
    })
}
