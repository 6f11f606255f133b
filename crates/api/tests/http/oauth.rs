//! Systems: in by signed assertion, out within a second.

use crate::support::{Known, Response, Service, System, signed, within_a_second};
use serde_json::{Value, json};

/// A write of a system whose answer tells whether it was let in: no such
/// demand, or not known.
fn knock(service: &Service, token: &Known) -> u16 {
    let path = "/api/v1/demands/01900000-0000-7000-8000-000000000001/acknowledgement";
    service.by(token, "POST", path).key("k").send().status
}

fn refused(response: &Response) -> (u16, String) {
    assert_eq!(response.header("content-type"), Some("application/json"));
    let error = response.json()["error"].as_str().unwrap().to_owned();
    (response.status, error)
}

#[test]
fn a_system_gets_a_token_and_is_known_by_it_for_ten_minutes() {
    let service = Service::start();
    let system = System::register(&service, "VCB", 1);
    let response = service.exchange(&system.assertion(&service));
    assert_eq!(response.status, 200, "{}", response.body);
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let body = response.json();
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(600)));
    let token = Known::Token(body["access_token"].as_str().unwrap().to_owned());
    assert_eq!(knock(&service, &token), 404);
    service.clock.advance_seconds(599);
    assert_eq!(knock(&service, &token), 404);
    service.clock.advance_seconds(1);
    assert_eq!(knock(&service, &token), 401);
}

#[test]
fn an_assertion_is_good_once() {
    let service = Service::start();
    let system = System::register(&service, "VCB", 1);
    let assertion = system.assertion(&service);
    assert_eq!(service.exchange(&assertion).status, 200);
    let again = service.exchange(&assertion);
    assert_eq!(refused(&again), (401, "invalid_client".to_owned()));
    // After it has been forgotten it has expired too.
    service.clock.advance_seconds(400);
    assert_eq!(service.exchange(&assertion).status, 401);
}

#[test]
fn every_clause_of_an_assertion_is_checked() {
    let service = Service::start();
    let system = System::register(&service, "VCB", 1);
    let other = System::register(&service, "ACB", 2);
    let now = system.claims(&service)["iat"].as_i64().unwrap();
    let endpoint = "https://attache.example/api/v1/oauth/token";
    let claims: [(&str, Value); 13] = [
        ("iss", json!(other.id)),
        ("sub", json!(other.id)),
        ("aud", json!("https://attache.example/api/v1")),
        ("aud", json!([endpoint, "https://evil.example"])),
        ("aud", Value::Null),
        ("exp", json!(now)),
        ("exp", json!(now + 331)),
        ("iat", json!(now + 31)),
        ("nbf", json!(now + 31)),
        ("jti", json!("")),
        ("jti", json!("x".repeat(256))),
        ("jti", json!(7)),
        ("sub", json!("nobody")),
    ];
    for (name, value) in claims {
        let mut claims = system.claims(&service);
        claims[name] = value.clone();
        let assertion = signed(&system.header(), &claims, &system.seed);
        assert_eq!(service.exchange(&assertion).status, 401, "{name} = {value}");
    }
    let headers: [(&str, Value); 8] = [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("typ", json!("at+jwt")),
        ("kid", json!(other.kid)),
        ("kid", json!("../../key")),
        ("kid", Value::Null),
        ("jku", json!("https://evil.example/keys")),
        ("crit", json!(["b64"])),
    ];
    for (name, value) in headers {
        let mut header = system.header();
        header[name] = value.clone();
        let assertion = signed(&header, &system.claims(&service), &system.seed);
        assert_eq!(service.exchange(&assertion).status, 401, "{name} = {value}");
    }
    // Signed by somebody else; by another client in this one's name.
    let stolen = signed(&system.header(), &system.claims(&service), &other.seed);
    assert_eq!(service.exchange(&stolen).status, 401);
    let borrowed = signed(&other.header(), &system.claims(&service), &other.seed);
    assert_eq!(service.exchange(&borrowed).status, 401);
    // The table is sound: unchanged it is taken, as a list of one too.
    let mut claims = system.claims(&service);
    claims["aud"] = json!([endpoint]);
    let sound = signed(&system.header(), &claims, &system.seed);
    assert_eq!(service.exchange(&sound).status, 200);
}

#[test]
fn an_access_token_is_no_assertion_and_an_assertion_no_access_token() {
    let service = Service::start();
    let (system, token) = service.system("VCB");
    let Known::Token(text) = &token else {
        panic!("a token");
    };
    assert_eq!(service.exchange(text).status, 401);
    let assertion = Known::Token(system.assertion(&service));
    assert_eq!(knock(&service, &assertion), 401);
}

#[test]
fn a_revoked_key_and_a_shut_out_client_are_refused_within_a_second() {
    let service = Service::start();
    let (system, token) = service.system("VCB");
    let (other, kept) = service.system("ACB");
    assert_eq!((knock(&service, &token), knock(&service, &kept)), (404, 404));
    assert!(service.store.revoke_key(system.id, &system.kid).unwrap());
    assert_eq!(service.exchange(&system.assertion(&service)).status, 401);
    within_a_second();
    assert_eq!((knock(&service, &token), knock(&service, &kept)), (401, 404));
    assert!(service.store.set_client_active(other.id, false).unwrap());
    within_a_second();
    assert_eq!(knock(&service, &kept), 401);
    // Let in again, the old token stays dead.
    assert!(service.store.set_client_active(other.id, true).unwrap());
    within_a_second();
    assert_eq!(knock(&service, &kept), 401);
    assert_eq!(service.exchange(&other.assertion(&service)).status, 200);
}

#[test]
fn the_form_is_checked_as_rfc_6749_says() {
    let service = Service::start();
    let send = |form: &str| {
        let request = service.request("POST", "/api/v1/oauth/token");
        request.text("application/x-www-form-urlencoded", form).send()
    };
    for (form, status, error) in [
        ("", 400, "invalid_request"),
        ("grant_type=password", 400, "unsupported_grant_type"),
        ("grant_type=client_credentials", 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=x&client_secret=y", 401, "invalid_client"),
    ] {
        assert_eq!(refused(&send(form)), (status, error.to_owned()), "{form}");
    }
    let request = service.request("POST", "/api/v1/oauth/token");
    let json = request.json(&json!({})).send();
    assert_eq!(json.problem(), (415, "content_type".to_owned()));
}
