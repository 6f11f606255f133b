//! Writes of every kind of refusal, told on cases.

use crate::support::{Response, Service, case_body};
use serde_json::{Value, json};

const CASES: &str = "/api/v1/cases";

fn is(response: &Response, status: u16, code: &str) {
    assert_eq!(response.problem(), (status, code.to_owned()), "{}", response.body);
}

/// What is done to a sound body.
type Change = fn(&mut Value);

/// The errors of a body: pointer and code.
fn errors(response: &Response) -> Vec<(String, String)> {
    is(response, 422, "body_invalid");
    let body = response.json();
    let errors = body["errors"].as_array().unwrap();
    let pairs = errors.iter().map(|error| {
        assert!(error["detail"].as_str().is_some_and(|text| !text.starts_with('[')));
        let part = |name: &str| error[name].as_str().unwrap().to_owned();
        (part("pointer"), part("code"))
    });
    pairs.collect()
}

#[test]
fn a_case_is_opened_once_whatever_the_caller_repeats() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let send = |body: &Value| service.by(&officer, "POST", CASES).key("k1").json(body).send();
    let body = case_body(&service, "125/2026");
    let first = send(&body);
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(first.header("etag"), Some("\"1\""));
    assert_eq!(first.json()["replayed"], false);
    let again = send(&body);
    assert_eq!((again.status, again.id()), (201, first.id()));
    assert_eq!(again.json()["replayed"], true);
    // Another body under the same key; the same number under another key.
    is(&send(&case_body(&service, "126/2026")), 422, "idempotency_key_reused");
    is(&service.post(&officer, CASES, &body), 409, "case_number_taken");
    // Somebody else's key of the same name is another key.
    let other = service.sign_in("binhminh");
    let mut body = case_body(&service, "125/2026");
    body["officer"] = json!(service.world.person("binhminh"));
    let theirs = service.by(&other, "POST", CASES).key("k1").json(&body).send();
    assert_ne!(theirs.id(), first.id());
}

#[test]
fn two_at_once_with_one_key_have_one_effect() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let body = case_body(&service, "125/2026");
    let answers: Vec<Response> = std::thread::scope(|scope| {
        let send = || service.by(&officer, "POST", CASES).key("k1").json(&body).send();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let (done, busy): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.status == 201);
    let made = done.iter().filter(|answer| answer.json()["replayed"] == false);
    assert_eq!(made.count(), 1);
    for answer in busy {
        is(answer, 409, "in_flight");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
}

#[test]
fn a_version_that_moved_on_is_told() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let id = service.post(&officer, CASES, &case_body(&service, "1")).id();
    let put = |key: &str, version: &str| {
        let path = format!("{CASES}/{id}");
        let request = service.by(&officer, "PUT", &path).key(key);
        request.header("If-Match", version).json(&case_body(&service, "2")).send()
    };
    let done = put("a", "\"1\"");
    assert_eq!((done.status, done.header("etag")), (200, Some("\"2\"")));
    let stale = put("b", "W/\"1\"");
    is(&stale, 412, "stale");
    assert_eq!(stale.json()["current"], 2);
    is(&put("c", "2"), 400, "if_match_invalid");
    let close = format!("{CASES}/{id}/closure");
    assert_eq!(service.post(&officer, &close, &json!({ "reason": "Xong" })).status, 200);
    is(&service.post(&officer, &close, &json!({ "reason": "Xong" })), 409, "case_closed");
}

#[test]
fn what_is_not_mine_is_not_there() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let id = service.post(&officer, CASES, &case_body(&service, "1")).id();
    let path = format!("{CASES}/{id}/closure");
    let reason = json!({ "reason": "Xong" });
    // Another agency; a bank; nobody's id; no id at all: all the same.
    for stranger in ["binhminh", "vcb.duyet"] {
        is(&service.post(&service.sign_in(stranger), &path, &reason), 404, "not_found");
    }
    for id in ["01900000-0000-7000-8000-000000000001", "x", "..%2f"] {
        let path = format!("{CASES}/{id}/closure");
        is(&service.post(&officer, &path, &reason), 404, "not_found");
    }
    // A colleague's case is not there either; who sees it may not close it.
    is(&service.post(&service.sign_in("haidang"), &path, &reason), 404, "not_found");
    is(&service.post(&service.sign_in("tuongvi"), &path, &reason), 403, "forbidden");
    let maker = service.sign_in("vcb.lap");
    is(&service.post(&maker, CASES, &case_body(&service, "2")), 403, "forbidden");
}

#[test]
fn every_wrong_field_is_named_and_no_value_is_repeated() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let mut body = case_body(&service, "1");
    body["officer"] = json!("saomai");
    body["category"] = json!("bank-credit");
    body["decision"]["day"] = json!("2026-02-30");
    body["obligations"][0]["amount"] = json!({ "amount": "1.500", "currency": "VNĐ" });
    body["parties"][0]["identifiers"][0]["value"] = json!("079085001234567");
    body["parties"][1]["name"] = json!(" ");
    let response = service.post(&officer, CASES, &body);
    let expected = [
        ("/officer", "id_form"),
        ("/decision/day", "day_form"),
        ("/category", "word_unknown"),
        ("/obligations/0/amount/currency", "unknown_currency"),
        ("/obligations/0/amount/amount", "amount_form"),
        ("/parties/0/identifiers/0/value", "length"),
        ("/parties/1/name", "empty"),
    ]
    .map(|(pointer, code)| (pointer.to_owned(), code.to_owned()));
    assert_eq!(errors(&response), expected);
    for value in ["saomai", "bank-credit", "1.500", "079085001234567"] {
        assert!(!response.body.contains(value), "{}", response.body);
    }
}

#[test]
fn the_shape_of_a_body_is_checked_without_repeating_it() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let cases: [(&str, Change, &str, &str); 6] = [
        (
            "a number for a text",
            |b| b["number"] = json!(4_711_471_147_114_711_i64),
            "/number",
            "type",
        ),
        (
            "a missing member",
            |b| drop(b["decision"].as_object_mut().unwrap().remove("issuer")),
            "/decision/issuer",
            "missing",
        ),
        (
            "a missing root member",
            |b| drop(b.as_object_mut().unwrap().remove("parties")),
            "/parties",
            "missing",
        ),
        ("a member too many", |b| b["parties"][1]["s3cret"] = json!(1), "/parties/1", "unexpected"),
        ("text for a list", |b| b["obligations"] = json!("s3cret"), "/obligations", "type"),
        ("null for a text", |b| b["officer"] = Value::Null, "/officer", "type"),
    ];
    for (story, change, pointer, code) in cases {
        let mut body = case_body(&service, "1");
        change(&mut body);
        let response = service.post(&officer, CASES, &body);
        assert_eq!(errors(&response), [(pointer.to_owned(), code.to_owned())], "{story}");
        assert_eq!(response.json()["pointer"], pointer);
        assert!(!response.body.contains("s3cret") && !response.body.contains("4711471147114711"));
    }
}

#[test]
fn a_refusal_of_the_engine_keeps_its_pointer() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let mut body = case_body(&service, "1");
    body["obligations"][0]["amount"]["amount"] = json!("-1");
    let response = service.post(&officer, CASES, &body);
    is(&response, 422, "amount_invalid");
    assert_eq!(response.json()["pointer"], "/obligations/0/amount");
    let mut body = case_body(&service, " ");
    body["officer"] = json!(service.world.person("binhminh"));
    let response = service.post(&officer, CASES, &body);
    is(&response, 422, "text_invalid");
    assert_eq!(
        (&response.json()["pointer"], &response.json()["max"]),
        (&json!("/number"), &json!(60))
    );
}

#[test]
fn what_is_no_request_of_ours_is_still_answered_as_a_problem() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let twice = format!("{} {{}}", case_body(&service, "1"));
    let post = || service.by(&officer, "POST", CASES).key("k");
    is(&post().text("application/json", "{").send(), 400, "body_malformed");
    is(&post().text("application/json", &twice).send(), 400, "body_malformed");
    is(&post().text("application/json", &"[".repeat(1_000)).send(), 422, "body_invalid");
    is(&post().text("text/plain", "{}").send(), 415, "content_type");
    is(&post().text("application/json", &" ".repeat(65_537)).send(), 413, "body_too_large");
    is(
        &service.by(&officer, "POST", CASES).json(&json!({})).send(),
        400,
        "idempotency_key_missing",
    );
    let spaced = service.by(&officer, "POST", CASES).key("a b").json(&json!({}));
    is(&spaced.send(), 400, "idempotency_key_invalid");
    is(&service.request("GET", "/nowhere").send(), 404, "route_unknown");
    let patch = service.by(&officer, "PATCH", CASES).send();
    is(&patch, 405, "method_unknown");
    assert_eq!(patch.header("allow"), Some("GET, POST"));
}

#[test]
fn a_problem_speaks_the_callers_language_and_names_the_request() {
    let service = Service::start();
    let send = |lang: &str| {
        let request = service.request("GET", "/api/v1/session");
        request.header("Accept-Language", lang).send()
    };
    let (vi, en) = (send("fr, vi;q=0.5"), send("en-GB, vi;q=0.5"));
    assert_eq!(vi.json()["title"], "Hãy đăng nhập trước");
    assert_eq!(en.json()["title"], "Sign in first");
    assert_eq!(en.header("content-language"), Some("en"));
    assert_eq!(en.json()["request"], en.header("x-request-id").unwrap());
    assert_ne!(en.json()["request"], vi.json()["request"]);
    assert_eq!(en.header("cache-control"), Some("no-store"));
    let mut body = en.json();
    body["request"] = json!("…");
    insta::assert_json_snapshot!(body, @r#"
    {
      "code": "unauthenticated",
      "request": "…",
      "status": 401,
      "title": "Sign in first",
      "type": "urn:attache:problem:unauthenticated"
    }
    "#);
}
