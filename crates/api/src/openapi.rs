//! The description of the API: OpenAPI 3.1, made from the routes themselves.

use crate::dto::reply::{ProblemBody, Written};
use crate::routes;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{PathItem, RefOr};
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::{Config, SwaggerUi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Attaché",
        description = "Questions and orders of judgment-enforcement officers to institutions, \
                       their answers, and the money of cases. Conventions: UUIDv7 ids, RFC 3339 \
                       instants, money as minor units in text, RFC 9457 problems with a stable \
                       `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Written, ProblemBody)),
    security(("token" = []), ("session" = [])),
)]
struct Description;

/// Where the description can be browsed.
pub(crate) const BROWSER: &str = "/api/docs/";

/// What that page, which is not of our making, may load: nothing foreign. Its
/// pictures are in its scripts, which set styles too.
pub(crate) const BROWSER_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
    form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/// The description as a page. Left alone it would have a foreign service judge
/// it, and tell that service where we are.
pub(crate) fn browsable(description: utoipa::openapi::OpenApi) -> SwaggerUi {
    SwaggerUi::new(format!("{BROWSER}{{_:.*}}"))
        .url("/api/openapi.json", description)
        .config(Config::default().validator_url("none"))
}

/// The description with what the routes do not say themselves.
pub(crate) fn base() -> utoipa::openapi::OpenApi {
    let mut description = Description::openapi();
    let components = description.components.get_or_insert_default();
    components
        .add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        "__Host-attache",
        "Beside it, everything that changes anything needs `X-CSRF-Token`.",
    ));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    description
}

/// What the macros leave open: names of operations that are theirs alone (one
/// function name may stand in several files), and a word for every response.
fn finish(description: &mut utoipa::openapi::OpenApi) {
    for item in description.paths.paths.values_mut() {
        let PathItem { get, post, put, delete, patch, .. } = item;
        let operations = [get, post, put, delete, patch];
        for operation in operations.into_iter().flatten() {
            let tag = operation.tags.iter().flatten().next().cloned().unwrap_or_default();
            operation.operation_id = operation.operation_id.take().map(|id| format!("{tag}.{id}"));
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    "As asked".clone_into(&mut response.description);
                }
            }
        }
    }
}

/// The whole description, as served and as kept in `docs/openapi.json`.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, mut description) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(base())
        .configure(routes::operations::configure)
        .service(utoipa_actix_web::scope("/api/v1").configure(routes::configure))
        .split_for_parts();
    finish(&mut description);
    description
}
