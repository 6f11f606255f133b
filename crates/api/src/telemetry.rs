//! What is told of every request, to its caller and to those who run the
//! service: ids, routes, statuses, durations. Never a value (I-32).

use crate::auth::secret;
use crate::http::{lang, methods};
use crate::openapi;
use crate::pages;
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};
use locale::Lang;
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use std::time::Instant;
use tracing::Instrument;

/// The methods that are told apart. A caller may write any other; were it told,
/// each would be a label of every number for good.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The outermost layer: names the request, times it, turns every error into a
/// problem in the caller's language.
pub(crate) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = begin();
    let id = request_id();
    let lang = lang::of(request.headers());
    let method = told(request.method());
    let span = tracing::info_span!("request", id, method);
    // Handlers' errors arrive as responses; nothing inside fails otherwise.
    let response = next.call(request).instrument(span.clone()).await?;
    let mut response = localise(response, lang, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    if response.request().path().starts_with(openapi::BROWSER) {
        let policy = HeaderValue::from_static(openapi::BROWSER_POLICY);
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let route = response.request().match_pattern().unwrap_or_default();
    let status = response.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    span.in_scope(|| tracing::info!(%route, status, seconds, "answered"));
    histogram!("http_request_seconds", "method" => method, "route" => route.clone())
        .record(seconds);
    let status = status.to_string();
    counter!("http_requests_total", "method" => method, "route" => route, "status" => status)
        .increment(1);
    Ok(response)
}

/// A method as it is told.
fn told(method: &Method) -> &'static str {
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

#[expect(clippy::disallowed_methods, reason = "telemetry measures by itself")]
fn begin() -> Instant {
    Instant::now()
}

/// 128 random bits: a name for the logs, no secret.
fn request_id() -> String {
    secret::encode(&secret::random()).chars().take(22).collect()
}

/// Problems in the caller's language; anything else that went wrong becomes
/// one, since actix answers some errors with text.
fn localise<B: MessageBody + 'static>(
    response: ServiceResponse<B>,
    lang: Lang,
    id: &str,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let problem =
        response.response().error().and_then(|error| error.as_error::<Problem>()).cloned();
    let typed = response.headers().contains_key(header::CONTENT_TYPE);
    let problem = match problem {
        Some(problem) => problem,
        None if !status.is_client_error() && !status.is_server_error() => {
            return response.map_into_boxed_body();
        }
        // An answer of a handler's own making, such as RFC 6749's.
        None if typed && response.response().error().is_none() => {
            return response.map_into_boxed_body();
        }
        None if status.is_client_error() => {
            let fault = if status == actix_web::http::StatusCode::NOT_FOUND {
                Fault::RouteUnknown
            } else {
                Fault::QueryInvalid
            };
            Problem::new(status, fault.code())
        }
        None => Fault::Internal.into(),
    };
    let (request, _) = response.into_parts();
    let answer = if pages::speak_at(&request) {
        pages::failure(&problem, &request, id)
    } else {
        problem.render(lang, Some(id))
    };
    ServiceResponse::new(request, answer)
}

/// Nothing is registered at this path, or not for this method.
pub(crate) async fn unknown_route(request: HttpRequest) -> Result<HttpResponse, Problem> {
    match methods::allowed(request.path()) {
        None => Err(Fault::RouteUnknown.into()),
        Some(methods) => Err(Problem { allow: Some(methods), ..Fault::MethodUnknown.into() }),
    }
}

fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).as_ref()
}

/// Starts to count; once a process.
pub(crate) fn start() {
    if recorder().is_none() {
        tracing::warn!("another recorder of metrics is installed; /metrics is empty");
    }
}

/// What was counted, in Prometheus' text form.
pub(crate) fn scrape(state: &State) -> String {
    let waiting = u32::try_from(state.store.waiting()).unwrap_or(u32::MAX);
    gauge!("store_commands_waiting").set(f64::from(waiting));
    let Some(recorder) = recorder() else {
        return String::new();
    };
    recorder.run_upkeep();
    recorder.render()
}
