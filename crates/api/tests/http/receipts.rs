//! Receipts: verified by anybody with the published keys and nothing else.

use crate::inquiries::{demand, demand_id, filed, item, nothing_found};
use crate::support::{Response, Service};
use evidence::{Opened, PublicKeys, VerifyError, verify};
use serde_json::{Value, json};

fn published(service: &Service) -> PublicKeys {
    let response = service.request("GET", "/.well-known/jwks.json").send();
    crate::schema::check("get", "/.well-known/jwks.json", &response);
    assert_eq!(response.header("cache-control"), Some("public, max-age=3600"));
    PublicKeys::parse(&response.body).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

#[test]
fn a_deadline_receipt_verifies_and_an_altered_byte_does_not() {
    let service = Service::start();
    let (officer, filing) = filed(&service, &["VCB"]);
    let path = format!("/demands/{}/receipt", demand_id(&service, &filing, "VCB"));
    let (_, vcb) = service.system("VCB");
    let receipt = service.get(&vcb, &path);
    assert_eq!(receipt.status, 200, "{}", receipt.body);
    // Both sides have the same, byte for byte.
    assert_eq!(receipt.body, service.get(&officer, &path).body);
    let jws = text(&receipt.json()["jws"]);
    let keys = published(&service);
    let Ok(Opened::Deadline(opened)) = verify(&keys, &jws) else { panic!("{jws}") };
    assert_eq!(serde_json::to_value(&opened).unwrap(), receipt.json()["content"]);
    assert!(opened.limits.iter().any(|limit| limit.binding));
    let rules = service.store.rules();
    for limit in &opened.limits {
        let again = engine::receipt::recompute(limit, &rules.law);
        assert_eq!(again, engine::receipt::Recomputed::Same, "{limit:?}");
    }

    let [header, body, mac] = jws.split('.').collect::<Vec<_>>().try_into().unwrap();
    let body: &str = body;
    for at in [10, body.len() / 2, body.len() - 1] {
        let mut altered = body.as_bytes().to_vec();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        let altered = format!("{header}.{}.{mac}", String::from_utf8(altered).unwrap());
        assert_eq!(verify(&keys, &altered), Err(VerifyError::Signature), "at {at}");
    }
    assert_eq!(verify(&PublicKeys::default(), &jws), Err(VerifyError::UnknownKey));

    let bare = service.by(&vcb, "GET", &format!("/api/v1{path}"));
    let bare = bare.header("Accept", "application/jose").send();
    assert_eq!(bare.header("content-type"), Some("application/jose"));
    assert_eq!((bare.status, bare.body), (200, jws));
}

#[test]
fn a_repeated_answer_gets_its_first_receipt() {
    let service = Service::start();
    let (officer, filing) = filed(&service, &["VCB"]);
    let answers = format!("{}/answers", demand(&service, &filing, "VCB"));
    let (_, vcb) = service.system("VCB");
    let body = json!({ "answers": [nothing_found(&item(&service, &filing, "VCB"))] });
    let send = |key: &str| service.by(&vcb, "POST", &answers).key(key).json(&body).send();
    let first = send("a");
    assert_eq!(first.status, 201, "{}", first.body);
    let receipt = text(&first.json()["receipt"]);
    service.clock.advance_seconds(300);
    // Under the same key, and under another (I-5).
    let receipt_of = |response: Response| text(&response.json()["receipt"]);
    assert_eq!(receipt_of(send("a")), receipt);
    assert_eq!(receipt_of(send("b")), receipt);

    let Ok(Opened::Answer(opened)) = verify(&published(&service), &receipt) else { panic!() };
    assert_eq!(opened.arrived.to_string(), "2026-11-20T09:00:00+07:00");
    assert_eq!(opened.answers[0].answer.to_string(), text(&first.json()["created"]));
    // It is there to be fetched, for both sides.
    let receipts = format!("/demands/{}/answer-receipts", demand_id(&service, &filing, "VCB"));
    let path = format!("{receipts}/{}", opened.answers[0].answer);
    let unsaid = service.get(&officer, &path);
    assert_eq!(unsaid.problem(), (400, "query_invalid".to_owned()), "no purpose, no reading");
    for who in [&vcb, &officer] {
        let fetched = service.get(who, &format!("{path}?purpose=proof")).json();
        assert_eq!(fetched["jws"], receipt.as_str());
        assert_eq!(fetched["content"], serde_json::to_value(&opened).unwrap());
    }
    let nobody = "01900000-0000-7000-8000-000000000001";
    let unknown = format!("{receipts}/{nobody}?purpose=proof");
    assert_eq!(service.get(&vcb, &unknown).problem(), (404, "not_found".to_owned()));
    // No other write has a receipt.
    assert_eq!(filing.json().get("receipt"), None);
}

#[test]
fn the_published_keys_are_only_read() {
    let service = Service::start();
    let sent = service.request("POST", "/.well-known/jwks.json").json(&json!({})).send();
    assert_eq!(sent.problem(), (405, "method_unknown".to_owned()));
    assert_eq!(sent.header("allow"), Some("GET"));
    let browser = service.request("POST", "/.well-known/jwks.json").header("Accept", "text/html");
    assert_eq!(browser.send().problem(), (405, "method_unknown".to_owned()));
}
