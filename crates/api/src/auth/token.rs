//! Our own tokens: access tokens of systems (`at+jwt`, RFC 9068) and the short
//! tokens that a session mints for itself (`session+jwt`). The two kinds are
//! told apart by `typ` and neither is taken for the other (RFC 8725 §3.12).

use super::cache::{Cache, Known};
use super::jwt::{self, Refused};
use super::secret;
use crate::state::Settings;
use engine::id::{ClientId, InstitutionId, UserId};
use engine::role::Role;
use engine::time::Instant;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::identity::{Client, SessionId};
use uuid::Uuid;

/// How long an access token of a system lasts.
pub const ACCESS_SECONDS: i64 = 10 * 60;
/// How long a token minted by a session lasts, if the session does.
pub const SESSION_SECONDS: i64 = 5 * 60;
/// How far clocks may differ.
const LEEWAY_SECONDS: i64 = 5;

const ACCESS_TYPE: &str = "at+jwt";
const SESSION_TYPE: &str = "session+jwt";

/// What every token of ours says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Common {
    iss: String,
    aud: String,
    iat: i64,
    exp: i64,
    jti: Uuid,
}

/// A system's access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Access {
    #[serde(flatten)]
    common: Common,
    sub: ClientId,
    role: Role,
    institution: InstitutionId,
    epoch: i32,
    key: String,
}

/// A token minted by a session: worth what the session is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OfSession {
    #[serde(flatten)]
    common: Common,
    sub: UserId,
    sid: String,
}

/// What a token that was checked stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A system.
    System(System),
    /// A session, which must be looked at.
    Session(SessionId),
}

/// A system with a token, to be held against how its client stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// Which.
    pub client: ClientId,
    /// For whom it acts.
    pub institution: InstitutionId,
    /// The client's epoch when the token was made.
    pub epoch: i32,
    /// The key whose assertion got the token.
    pub key: String,
}

/// Makes and checks our tokens.
pub(crate) struct Tokens {
    kid: String,
    signing: EncodingKey,
    accepted: HashMap<String, DecodingKey>,
    issuer: String,
    audience: String,
    cache: Cache,
}

impl Tokens {
    pub(crate) fn new(seed: &[u8; 32], settings: &Settings) -> Self {
        let (signing, public) = jwt::pair(seed);
        let kid = secret::encode(&secret::digest(&public));
        Self {
            accepted: HashMap::from([(kid.clone(), jwt::public(&public))]),
            kid,
            signing,
            issuer: settings.public_url.clone(),
            audience: settings.audience(),
            cache: Cache::default(),
        }
    }

    fn common(&self, now: Instant, seconds: i64, jti: Uuid) -> Common {
        Common {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            iat: now.seconds(),
            exp: now.seconds() + seconds,
            jti,
        }
    }

    /// An access token for a system.
    pub(crate) fn for_client(
        &self,
        client: &Client,
        key: &str,
        now: Instant,
        jti: Uuid,
    ) -> Result<String, Refused> {
        let claims = Access {
            common: self.common(now, ACCESS_SECONDS, jti),
            sub: client.id,
            role: Role::BankSystem,
            institution: client.institution,
            epoch: client.auth_epoch,
            key: key.to_owned(),
        };
        jwt::sign(ACCESS_TYPE, &self.kid, &self.signing, &claims)
    }

    /// A token for use of the API by the person of a session.
    pub(crate) fn for_session(
        &self,
        person: UserId,
        session: &SessionId,
        now: Instant,
        jti: Uuid,
    ) -> Result<String, Refused> {
        let claims = OfSession {
            common: self.common(now, SESSION_SECONDS, jti),
            sub: person,
            sid: secret::encode(session),
        };
        jwt::sign(SESSION_TYPE, &self.kid, &self.signing, &claims)
    }

    /// Checks a token. Its signature is checked once and then remembered;
    /// expiry is looked at every time.
    pub(crate) fn check(&self, token: &str, now: Instant) -> Result<Bearer, Refused> {
        let fingerprint = secret::digest(token.as_bytes());
        if let Some(bearer) = self.cache.get(&fingerprint, now) {
            return Ok(bearer);
        }
        let known = self.check_anew(token, now)?;
        self.cache.put(fingerprint, known.clone(), now);
        Ok(known.bearer)
    }

    fn check_anew(&self, token: &str, now: Instant) -> Result<Known, Refused> {
        let header = jwt::header(token)?;
        // `kid` only chooses among our own keys; it is never looked up elsewhere.
        let key = header.kid.and_then(|kid| self.accepted.get(&kid));
        let key = key.ok_or(Refused)?;
        match header.typ.as_deref() {
            Some(ACCESS_TYPE) => {
                let claims: Access = jwt::claims(token, key)?;
                self.check_common(&claims.common, now, ACCESS_SECONDS)?;
                let bearer = Bearer::System(System {
                    client: claims.sub,
                    institution: claims.institution,
                    epoch: claims.epoch,
                    key: claims.key,
                });
                Ok(Known { bearer, expires: Instant::from_seconds(claims.common.exp) })
            }
            Some(SESSION_TYPE) => {
                let claims: OfSession = jwt::claims(token, key)?;
                self.check_common(&claims.common, now, SESSION_SECONDS)?;
                let session = secret::decode(&claims.sid).ok_or(Refused)?;
                let expires = Instant::from_seconds(claims.common.exp);
                Ok(Known { bearer: Bearer::Session(session), expires })
            }
            _ => Err(Refused),
        }
    }

    fn check_common(&self, claims: &Common, now: Instant, longest: i64) -> Result<(), Refused> {
        let now = now.seconds();
        let sound = claims.iss == self.issuer
            && claims.aud == self.audience
            && claims.exp > now
            && claims.iat <= now.saturating_add(LEEWAY_SECONDS)
            && claims.exp.saturating_sub(claims.iat) <= longest;
        if sound { Ok(()) } else { Err(Refused) }
    }
}

#[cfg(test)]
mod tests;
