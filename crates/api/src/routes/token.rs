//! Tokens for systems: OAuth 2 client credentials with `private_key_jwt`.

use crate::auth::address;
use crate::auth::assertion::{TokenError, authenticate};
use crate::auth::token::ACCESS_SECONDS;
use crate::dto::reply;
use crate::dto::session::{TokenRefusal, TokenRequest, TokenView};
use crate::http::{body, lang};
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use locale::{Lang, text};
use utoipa_actix_web::service_config::ServiceConfig;

const GRANT: &str = "client_credentials";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(issue);
}

/// Gives a system an access token.
#[utoipa::path(
    tag = "oauth",
    security(()),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = TokenView),
        (status = 400, body = TokenRefusal),
        (status = 401, body = TokenRefusal),
        (status = 429, description = "Too many tries: `Retry-After` says when"),
        reply::Refusable,
    ),
)]
#[post("/oauth/token")]
async fn issue(
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let bytes = body::read(&state, &request, &mut payload.into_inner()).await?;
    if !body::is_of_type(request.headers(), "application/x-www-form-urlencoded") {
        return Err(Fault::ContentType.into());
    }
    let address = address::of(&state.settings, &request);
    state.throttle.begin(None, address, state.now())?;
    match token(&state, &bytes).await {
        Ok(token) => {
            state.throttle.succeeded(None, address, state.now());
            Ok(HttpResponse::Ok().json(token))
        }
        Err(TokenError::Unavailable(problem)) => Err(problem),
        Err(error) => Ok(refusal(&error, lang::of(request.headers()))),
    }
}

async fn token(state: &State, form: &[u8]) -> Result<TokenView, TokenError> {
    let form = serde_urlencoded::from_bytes::<TokenRequest>(form);
    let form = form.map_err(|_| TokenError::InvalidRequest)?;
    match form.grant_type.as_deref() {
        None => return Err(TokenError::InvalidRequest),
        Some(GRANT) => {}
        Some(_) => return Err(TokenError::UnsupportedGrantType),
    }
    if form.client_assertion_type.as_deref() != Some(ASSERTION) {
        return Err(TokenError::InvalidClient);
    }
    if form.scope.is_some_and(|scope| !scope.is_empty()) {
        return Err(TokenError::InvalidScope);
    }
    let assertion = form.client_assertion.ok_or(TokenError::InvalidClient)?;
    let (client, key) = authenticate(state, &assertion).await?;
    if form.client_id.is_some_and(|id| id != client.id.to_string()) {
        return Err(TokenError::InvalidClient);
    }
    let jti = state.store.fresh_id();
    let token = state.tokens.for_client(&client, &key.kid, state.now(), jti)?;
    Ok(TokenView { access_token: token, token_type: "Bearer", expires_in: ACCESS_SECONDS })
}

/// RFC 6749 §5.2, whose clients expect its form and not a problem's.
fn refusal(error: &TokenError, lang: Lang) -> HttpResponse {
    let code = error.code().unwrap_or("invalid_request");
    let mut response = match error {
        TokenError::InvalidClient => HttpResponse::Unauthorized(),
        _ => HttpResponse::BadRequest(),
    };
    let key = format!("oauth-{}", code.replace('_', "-"));
    response.json(TokenRefusal { error: code, error_description: text(lang, &key, &[]) })
}
