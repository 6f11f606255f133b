//! Errors as callers see them: RFC 9457 `application/problem+json` with a
//! stable `code`, never text, never a value of the request (I-32).

mod fault;
mod field;
mod from;
mod handlers;
mod render;

pub use fault::Fault;
pub use field::{FIELD_CODES, FieldError};
pub use handlers::{json_error, path_config, query_config};
pub(crate) use render::MEDIA_TYPE;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value};
use std::fmt;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// Further members: `pointer`, `current`, `max`…
    pub members: Map<String, Value>,
    /// Everything wrong with the fields of a body.
    pub errors: Vec<FieldError>,
    /// Try again after so many seconds.
    pub retry_after: Option<u32>,
    /// The methods that would have been answered (RFC 9110 §10.2.1).
    pub allow: Option<String>,
}

impl Problem {
    /// A problem with this status and code.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            members: Map::new(),
            errors: Vec::new(),
            retry_after: None,
            allow: None,
        }
    }

    /// The same with one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Everything wrong with a body.
    pub fn of_fields(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::from(Fault::BodyInvalid);
        if let [only] = errors.as_slice() {
            problem = problem.with("pointer", only.pointer.as_str());
        }
        problem.errors = errors;
        problem
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// In the default language; the outermost middleware knows the caller's.
    fn error_response(&self) -> HttpResponse {
        self.render(locale::Lang::default(), None)
    }
}
