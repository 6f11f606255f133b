//! Somebody who speaks to the service over HTTP: a person with a session, or a
//! system with a token got by `private_key_jwt`.

use super::DemoError;
use crate::http::Client;
use engine::id::{ClientId, UserId};
use hyper::{Method, StatusCode};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::SocketAddr;
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
    /// The store behind it, for its clock and ids.
    pub(super) store: Store,
}

/// How somebody gets in.
#[derive(Clone)]
pub(super) enum Login {
    /// A person, with a password.
    Person { username: String, password: String },
    /// A system of an institution, with a key.
    System { client: ClientId, kid: String, seed: [u8; 32] },
}

/// What somebody is known by once in.
enum Pass {
    Cookie { cookie: String, csrf: String, person: UserId },
    Token(String),
}

/// Somebody who speaks to the service.
pub(super) struct Caller {
    pub(super) line: Line,
    http: Client,
    login: Login,
    known: Option<Pass>,
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

    /// The person who acts; gets in first where that has not been done.
    pub(super) async fn person(&mut self) -> Result<UserId, DemoError> {
        self.get_in().await?;
        match self.known {
            Some(Pass::Cookie { person, .. }) => Ok(person),
            _ => Err(DemoError::Lacks("person")),
        }
    }

    /// Reads what the service describes as `T`.
    pub(super) async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T, DemoError> {
        let read = self.send(Method::GET, path, &[], "").await?.done()?;
        let unreadable = |source| DemoError::Unreadable { path: path.to_owned(), source };
        serde_json::from_value(read).map_err(unreadable)
    }

    /// Sends a body, under a new idempotency key.
    pub(super) async fn post(&mut self, path: &str, body: &Value) -> Result<Answer, DemoError> {
        self.write(Method::POST, path, body).await
    }

    /// Puts a body, under a new idempotency key.
    pub(super) async fn put(&mut self, path: &str, body: &Value) -> Result<Answer, DemoError> {
        self.write(Method::PUT, path, body).await
    }

    /// Sends a file: what it is is found by its content.
    pub(super) async fn upload(&mut self, file: &str) -> Result<Answer, DemoError> {
        let headers = [("Content-Type", "application/octet-stream")];
        self.send(Method::POST, "/api/v1/files", &headers, file).await
    }

    async fn write(
        &mut self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Answer, DemoError> {
        let key = self.line.store.fresh_id().to_string();
        let headers = [("Content-Type", "application/json"), ("Idempotency-Key", key.as_str())];
        self.send(method, path, &headers, &body.to_string()).await
    }

    /// Whoever is not known any more gets in again and repeats the request:
    /// sessions and tokens are short.
    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, DemoError> {
        self.get_in().await?;
        let first = self.once(method.clone(), path, headers, body).await?;
        if first.status != StatusCode::UNAUTHORIZED {
            return Ok(first);
        }
        self.renewed += 1;
        self.enter().await?;
        self.once(method, path, headers, body).await
    }

    async fn once(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, DemoError> {
        let bearer;
        let mut headers = headers.to_vec();
        match &self.known {
            Some(Pass::Cookie { cookie, csrf, .. }) => {
                headers.extend([("Cookie", cookie.as_str()), ("X-CSRF-Token", csrf.as_str())]);
            }
            Some(Pass::Token(token)) => {
                bearer = format!("Bearer {token}");
                headers.push(("Authorization", &bearer));
            }
            None => {}
        }
        let response = self.http.send(method.clone(), path, &headers, body.to_owned()).await?;
        Ok(Answer {
            method,
            path: path.to_owned(),
            status: response.status,
            body: serde_json::from_slice(&response.body).unwrap_or_default(),
        })
    }

    /// Gets in where that has not been done.
    async fn get_in(&mut self) -> Result<(), DemoError> {
        if self.known.is_none() {
            self.enter().await?;
        }
        Ok(())
    }

    async fn enter(&mut self) -> Result<(), DemoError> {
        self.known = Some(match self.login.clone() {
            Login::Person { username, password } => self.sign_in(&username, &password).await?,
            Login::System { client, kid, seed } => {
                Pass::Token(self.exchange(client, &kid, &seed).await?)
            }
        });
        Ok(())
    }

    async fn sign_in(&mut self, username: &str, password: &str) -> Result<Pass, DemoError> {
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
        Ok(Pass::Cookie {
            cookie: cookie.ok_or(DemoError::Lacks("set-cookie"))?,
            csrf: csrf.to_owned(),
            person: UserId(uuid(&body, "person")?),
        })
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
