//! Actix's own extractors answer with text unless told otherwise.

use super::{Fault, FieldError, Problem};
use actix_web::web::{PathConfig, QueryConfig};
use engine::refusal::Refusal;
use serde_path_to_error::{Path, Segment};

/// An id in a path that is no id names nothing (I-28).
pub fn path_config() -> PathConfig {
    PathConfig::default().error_handler(|_, _| Problem::from(Refusal::NotFound).into())
}

/// A query string that is not understood.
pub fn query_config() -> QueryConfig {
    QueryConfig::default().error_handler(|_, _| Problem::from(Fault::QueryInvalid).into())
}

/// What serde found wrong, without its words: they quote the body (I-32).
pub fn json_error(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    use serde_json::error::Category;
    match error.inner().classify() {
        Category::Io | Category::Syntax | Category::Eof => Fault::BodyMalformed.into(),
        Category::Data => Problem::of_fields(vec![field_error(error)]),
    }
}

fn field_error(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let words = error.inner().to_string();
    let mut pointer = pointer(error.path());
    // Names of missing fields are our own; those of unexpected ones are not.
    if let Some(rest) = words.strip_prefix("missing field `") {
        let name = rest.split('`').next().unwrap_or_default();
        pointer.push('/');
        pointer.push_str(name);
        return FieldError { pointer, code: "missing" };
    }
    if let Some(rest) = words.strip_prefix("unknown field `") {
        // The path may end in the caller's own name for it, which is not ours
        // to repeat; where a tag had to be found first, it does not.
        if let Some(Segment::Map { key }) = error.path().iter().next_back()
            && rest.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('`'))
        {
            let parent = pointer.rfind('/').map_or(0, |at| at);
            pointer.truncate(parent);
        }
        return FieldError { pointer, code: "unexpected" };
    }
    if let Some(rest) = words.strip_prefix("duplicate field `") {
        let name = rest.split('`').next().unwrap_or_default();
        if !pointer.ends_with(&format!("/{name}")) {
            pointer.push('/');
            pointer.push_str(name);
        }
        return FieldError { pointer, code: "twice" };
    }
    let code = if words.starts_with("unknown variant") {
        "word_unknown"
    } else if words.starts_with("invalid value: integer") {
        "number_range"
    } else {
        "type"
    };
    FieldError { pointer, code }
}

/// RFC 6901 of a path of ours: our names hold neither `~` nor `/`.
fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&name);
    }
    pointer
}
