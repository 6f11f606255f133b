//! Problems on the wire, in the caller's language.

use super::{FieldError, Problem};
use actix_web::HttpResponse;
use actix_web::http::header;
use locale::{Lang, text, try_text};
use serde_json::{Map, Value, json};

/// Media type of RFC 9457.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

impl Problem {
    /// The response.
    pub fn render(&self, lang: Lang, request: Option<&str>) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CONTENT_TYPE, MEDIA_TYPE));
        response.insert_header((header::CONTENT_LANGUAGE, lang.code()));
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &self.allow {
            response.insert_header((header::ALLOW, methods.as_str()));
        }
        if self.status == actix_web::http::StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        response.body(Value::Object(self.body(lang, request)).to_string())
    }

    /// What went wrong, in words.
    pub fn title(&self, lang: Lang) -> String {
        try_text(lang, &key("problem", self.code), &[]).unwrap_or_else(|| self.code.to_owned())
    }

    /// The members of the problem, its words in a language.
    pub(crate) fn body(&self, lang: Lang, request: Option<&str>) -> Map<String, Value> {
        let mut body = Map::new();
        let mut put = |name: &str, value: Value| {
            body.insert(name.to_owned(), value);
        };
        put("type", format!("urn:attache:problem:{}", self.code).into());
        put("title", self.title(lang).into());
        put("status", self.status.as_u16().into());
        put("code", self.code.into());
        if let Some(request) = request {
            put("request", request.into());
        }
        for (name, value) in &self.members {
            put(name, value.clone());
        }
        if !self.errors.is_empty() {
            let errors = self.errors.iter().map(|error| {
                json!({
                    "pointer": error.pointer,
                    "code": error.code,
                    "detail": error.text(lang),
                })
            });
            put("errors", errors.collect::<Vec<_>>().into());
        }
        body
    }
}

impl FieldError {
    /// What is wrong with the field, in words.
    pub fn text(&self, lang: Lang) -> String {
        text(lang, &key("field", self.code), &[])
    }
}

/// The key of a text: codes have underscores, keys hyphens.
fn key(kind: &str, code: &str) -> String {
    format!("{kind}-{}", code.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::OAUTH_CODES;
    use crate::problem::{FIELD_CODES, Fault};
    use engine::administration::Denied;
    use engine::refusal::Refusal;

    #[test]
    fn every_code_has_a_text_in_both_languages() {
        let faults = Fault::ALL.iter().map(|fault| fault.code());
        let denials = Denied::ALL.iter().map(|denied| denied.code());
        let problems = Refusal::CODES.iter().copied().chain(faults).chain(denials);
        let fields = FIELD_CODES.iter().map(|code| key("field", code));
        let oauth = OAUTH_CODES.iter().map(|code| key("oauth", code));
        let keys: Vec<String> =
            problems.map(|code| key("problem", code)).chain(fields).chain(oauth).collect();
        for lang in Lang::ALL {
            let missing: Vec<_> = keys
                .iter()
                .filter(|key| try_text(lang, key, &[]).is_none_or(|text| text.trim().is_empty()))
                .collect();
            assert!(missing.is_empty(), "{lang}: {missing:?}");
        }
    }

    #[test]
    fn codes_of_faults_and_refusals_do_not_meet() {
        for fault in Fault::ALL {
            assert!(!Refusal::CODES.contains(&fault.code()), "{}", fault.code());
        }
    }
}
