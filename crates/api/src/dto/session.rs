//! Signing in and out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Name and password, and from which seat to act.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    pub(crate) username: String,
    #[schema(format = Password)]
    pub(crate) password: String,
    /// Needed by a person with several seats.
    pub(crate) seat: Option<Uuid>,
}

/// Another seat to act from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeatChoice {
    pub(crate) seat: Uuid,
}

/// A role that a person holds in one place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SeatView {
    pub(crate) id: Uuid,
    /// The code of the role.
    pub(crate) role: String,
    /// In this agency,
    pub(crate) agency: Option<Uuid>,
    /// or in this institution; else for the whole country.
    pub(crate) institution: Option<Uuid>,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    pub(crate) person: Uuid,
    /// From which seat the person acts.
    pub(crate) seat: SeatView,
    /// The seats the person may choose from.
    pub(crate) seats: Vec<SeatView>,
    /// To be sent as `X-CSRF-Token` with everything that changes anything.
    pub(crate) csrf: String,
    /// When the session ends at the latest.
    #[schema(format = DateTime)]
    pub(crate) expires_at: String,
}

/// A session as its owner sees it among his others.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionLine {
    /// Names the session here; opens nothing.
    pub(crate) id: String,
    /// Whether it is the one that asks.
    pub(crate) current: bool,
    #[schema(format = DateTime)]
    pub(crate) created_at: String,
    #[schema(format = DateTime)]
    pub(crate) seen_at: String,
    #[schema(format = DateTime)]
    pub(crate) expires_at: String,
}

/// A token of RFC 6749.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenView {
    pub(crate) access_token: String,
    /// `Bearer`.
    pub(crate) token_type: &'static str,
    /// Seconds until it ends.
    pub(crate) expires_in: i64,
}

/// A request for a token by a system (RFC 6749 §4.4, RFC 7523 §2.2).
#[derive(Deserialize, ToSchema)]
pub(crate) struct TokenRequest {
    /// `client_credentials`.
    pub(crate) grant_type: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`.
    pub(crate) client_assertion_type: Option<String>,
    /// A JWT signed with EdDSA by a registered key of the client: `iss` and
    /// `sub` the client's id, `aud` this endpoint's URL, `exp` at most five
    /// minutes away, `jti` never used before.
    pub(crate) client_assertion: Option<String>,
    /// Must be the client's id, if sent.
    pub(crate) client_id: Option<String>,
    /// Must be absent or empty.
    pub(crate) scope: Option<String>,
}

/// No token is given (RFC 6749 §5.2).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenRefusal {
    /// For programs.
    pub(crate) error: &'static str,
    /// For people.
    pub(crate) error_description: String,
}
