//! Client authentication by signed assertion: `private_key_jwt` of OpenID
//! Connect Core §9, RFC 7523 §3. No secret is shared.

use super::jwt;
use crate::problem::Problem;
use crate::state::State;
use engine::id::ClientId;
use engine::time::Instant;
use serde::Deserialize;
use store::identity::{Client, ClientKey};
use uuid::Uuid;

/// The longest an assertion may last.
const LONGEST_SECONDS: i64 = 5 * 60;
/// How far the client's clock may be ahead of ours.
const LEEWAY_SECONDS: i64 = 30;
/// The longest `jti` kept.
const LONGEST_JTI: usize = 255;

/// Why no token is given: the codes of RFC 6749 §5.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// A parameter is missing or wrong.
    InvalidRequest,
    /// The client is not known, or did not prove to be it. Which is told apart
    /// nowhere.
    InvalidClient,
    /// Only `client_credentials` is given here.
    UnsupportedGrantType,
    /// Only tokens for everything the client may do are given.
    InvalidScope,
    /// The service cannot tell now.
    Unavailable(Problem),
}

/// The codes of [`TokenError`]; each has a text in both languages.
pub const OAUTH_CODES: &[&str] =
    &["invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"];

impl TokenError {
    /// The code, if it is one of RFC 6749.
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::InvalidRequest => Some("invalid_request"),
            Self::InvalidClient => Some("invalid_client"),
            Self::UnsupportedGrantType => Some("unsupported_grant_type"),
            Self::InvalidScope => Some("invalid_scope"),
            Self::Unavailable(_) => None,
        }
    }
}

impl From<Problem> for TokenError {
    fn from(problem: Problem) -> Self {
        Self::Unavailable(problem)
    }
}

impl From<jwt::Refused> for TokenError {
    fn from(_: jwt::Refused) -> Self {
        Self::InvalidClient
    }
}

#[derive(Debug, Deserialize)]
struct Claims {
    iss: Uuid,
    sub: Uuid,
    aud: Audience,
    exp: i64,
    iat: Option<i64>,
    nbf: Option<i64>,
    jti: String,
}

/// One audience, written as text or as a list of one. More would make the
/// assertion good elsewhere too.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    Text(String),
    List([String; 1]),
}

impl Audience {
    fn is(&self, wanted: &str) -> bool {
        match self {
            Self::Text(one) | Self::List([one]) => one == wanted,
        }
    }
}

/// The client that made an assertion, with the key it used. Uses the assertion
/// up.
pub(crate) async fn authenticate(
    state: &State,
    assertion: &str,
) -> Result<(Client, ClientKey), TokenError> {
    let header = jwt::header(assertion)?;
    // A token of ours has a kind of its own and is no assertion.
    let assertion_type =
        matches!(header.typ.as_deref(), None | Some("JWT" | "client-authentication+jwt"));
    let kid = header.kid.filter(|_| assertion_type);
    let kid = kid.ok_or(TokenError::InvalidClient)?;

    let id = ClientId(unverified_subject(assertion)?);
    let found = state.blocking(move |store| store.client_with_key(id, &kid)).await?;
    let (client, key) = found.ok_or(TokenError::InvalidClient)?;
    let claims: Claims = jwt::claims(assertion, &jwt::public(&key.public_key))?;
    check(&claims, &client, &state.settings.token_endpoint(), state.now())?;

    let now = state.now();
    let expires = Instant::from_seconds(claims.exp);
    let first = state.blocking(move |store| {
        store.forget_assertions(now)?;
        store.use_assertion(id, &claims.jti, expires)
    });
    if first.await? { Ok((client, key)) } else { Err(TokenError::InvalidClient) }
}

fn check(claims: &Claims, client: &Client, endpoint: &str, now: Instant) -> Result<(), TokenError> {
    let now = now.seconds();
    let latest = now.saturating_add(LEEWAY_SECONDS);
    let sound = claims.iss == client.id.0
        && claims.sub == client.id.0
        && claims.aud.is(endpoint)
        && claims.exp > now
        && claims.exp <= latest.saturating_add(LONGEST_SECONDS)
        && claims.iat.is_none_or(|iat| iat <= latest)
        && claims.nbf.is_none_or(|nbf| nbf <= latest)
        && (1..=LONGEST_JTI).contains(&claims.jti.len());
    if sound { Ok(()) } else { Err(TokenError::InvalidClient) }
}

/// Whose key to look for. Nothing else is believed before the signature is.
fn unverified_subject(assertion: &str) -> Result<Uuid, TokenError> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    #[derive(Deserialize)]
    struct Subject {
        sub: Uuid,
    }
    let body = assertion.split('.').nth(1);
    let bytes = body.and_then(|body| URL_SAFE_NO_PAD.decode(body).ok());
    let subject = bytes.and_then(|bytes| serde_json::from_slice::<Subject>(&bytes).ok());
    Ok(subject.ok_or(TokenError::InvalidClient)?.sub)
}
