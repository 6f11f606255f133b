//! Holds responses against the description: as much of JSON Schema as it uses.

use crate::support::Response;
use serde_json::Value;
use std::sync::OnceLock;

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::to_value(api::openapi::document()).unwrap())
}

/// Checks that a response is one the description names, headers and body.
pub(crate) fn check(method: &str, path: &str, response: &Response) {
    let operation = operation(method, path.split('?').next().unwrap());
    let status = response.status.to_string();
    let named = operation["responses"].get(&status);
    let described = named.unwrap_or_else(|| &operation["responses"]["default"]);
    assert!(!described.is_null(), "{method} {path}: {status} is not described");
    for name in described["headers"].as_object().into_iter().flat_map(|some| some.keys()) {
        assert!(response.header(&name.to_lowercase()).is_some(), "{method} {path}: no {name}");
    }
    let Some(content) = described["content"].as_object() else {
        assert_eq!(response.body, "", "{method} {path}");
        return;
    };
    let media_type = response.header("content-type").unwrap();
    let content = content.get(media_type);
    let content = content.unwrap_or_else(|| panic!("{method} {path}: {media_type}"));
    if media_type.ends_with("json") {
        hold(&response.json(), &content["schema"], &format!("{method} {path}: "));
    }
}

fn operation(method: &str, path: &str) -> &'static Value {
    let fits = |template: &str| {
        let (mut a, mut b) = (template.split('/'), path.split('/'));
        let same = a.by_ref().zip(b.by_ref()).all(|(a, b)| a == b || a.starts_with('{'));
        same && template.split('/').count() == path.split('/').count()
    };
    let paths = document()["paths"].as_object().unwrap();
    let exact = paths.get(path);
    let found = exact.or_else(|| paths.iter().find(|(path, _)| fits(path)).map(|(_, item)| item));
    &found.unwrap_or_else(|| panic!("{path} is not described"))[method]
}

fn hold(value: &Value, schema: &Value, at: &str) {
    if let Err(wrong) = conforms(value, schema, at) {
        panic!("{wrong}");
    }
}

fn conforms(value: &Value, schema: &Value, at: &str) -> Result<(), String> {
    if let Some(target) = schema["$ref"].as_str() {
        let name = target.rsplit('/').next().unwrap();
        return conforms(value, &document()["components"]["schemas"][name], at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fitting = choices.iter().filter(|one| conforms(value, one, at).is_ok()).count();
        return if fitting == 1 { Ok(()) } else { Err(format!("{at}: {fitting} of oneOf")) };
    }
    for known in schema.as_object().unwrap().keys() {
        let known = known.as_str();
        let understood = [
            "type",
            "enum",
            "format",
            "pattern",
            "description",
            "properties",
            "required",
            "items",
            "maxItems",
            "additionalProperties",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "example",
        ];
        assert!(understood.contains(&known), "{at}: {known} is not looked at");
    }
    typed(value, schema, at)?;
    if let Some(words) = schema["enum"].as_array().filter(|words| !words.contains(value)) {
        return Err(format!("{at}: {value} is none of {words:?}"));
    }
    if schema["format"] == "date-time" {
        let text = value.as_str();
        let is = text.is_none_or(|text| text.parse::<engine::time::Instant>().is_ok());
        assert!(is, "{at}: {value}");
    }
    let most = schema["maxItems"].as_u64().map_or(usize::MAX, |n| usize::try_from(n).unwrap());
    if value.as_array().is_some_and(|entries| entries.len() > most) {
        return Err(format!("{at}: more than {most} entries"));
    }
    for (index, entry) in value.as_array().into_iter().flatten().enumerate() {
        conforms(entry, &schema["items"], &format!("{at}/{index}"))?;
    }
    members(value, schema, at)
}

fn typed(value: &Value, schema: &Value, at: &str) -> Result<(), String> {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{at}: type {other}"),
    };
    let fits = match &schema["type"] {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    };
    if fits { Ok(()) } else { Err(format!("{at}: {value} is no {}", schema["type"])) }
}

fn members(value: &Value, schema: &Value, at: &str) -> Result<(), String> {
    let Some(object) = value.as_object() else { return Ok(()) };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !object.contains_key(name.as_str().unwrap()) {
            return Err(format!("{at}: {name} is missing"));
        }
    }
    for (name, member) in object {
        match schema["properties"].get(name) {
            Some(described) => conforms(member, described, &format!("{at}/{name}"))?,
            // Problems have members by code.
            None if schema["properties"]["code"].is_object() => {}
            None => return Err(format!("{at}: {name} is not described")),
        }
    }
    Ok(())
}
