//! What another system says and what is not taken in: kept back, listed without what
//! stands in it, let go by a good row or by a person.

use crate::browser::Browser;
use crate::money::is;
use crate::support::{Service, case_body};
use serde_json::{Value, json};

/// A case as another system has it.
fn told(service: &Service, external: &str, number: &str) -> Value {
    let mut body = case_body(service, number);
    body["officer"] = json!(service.world.person("saomai"));
    body["agency"] = json!(service.world.agency("T01-01"));
    body["source"] = json!("ministry");
    body["external"] = json!(external);
    for (n, party) in body["parties"].as_array_mut().unwrap().iter_mut().enumerate() {
        party["external"] = json!(format!("DS-{n}"));
        party.as_object_mut().unwrap().remove("id");
    }
    body
}

#[test]
fn what_is_refused_is_kept_back_until_it_comes_in_well() {
    Service::on_both(|service| {
        let head = service.sign_in("daiduong");
        let mut wrong = told(service, "H-1", "1");
        wrong["officer"] = json!(service.world.person("binhminh"));
        is(&service.post(&head, "/api/v1/sync/cases", &wrong), 422, "officer_unknown");
        let list = service.get(&head, "/sync/quarantine").json();
        let one = &list["items"][0];
        assert_eq!((&one["external"], &one["attempts"]), (&json!("H-1"), &json!(1)), "{list}");
        assert_eq!(one["errors"][0]["code"], "officer_unknown");
        // A name stands in no list.
        let name = wrong["parties"][0]["name"].as_str().unwrap();
        assert!(!list.to_string().contains(name), "{list}");
        let before = service.reads_on_record();
        let path = format!("/sync/quarantine/{}", one["id"].as_str().unwrap());
        let whole = service.get(&head, &path).json();
        let cells = whole["rows"][0]["cells"].as_array().unwrap();
        let said = json!({ "name": "/parties/0/name", "text": name });
        assert!(cells.contains(&said), "{whole}");
        assert_eq!(service.reads_on_record(), before + 1, "on record (I-19)");
        // Whose office it is not, and whose work, sees nothing (I-28).
        for stranger in ["saomai", "hongha", "binhminh"] {
            let known = service.sign_in(stranger);
            assert_eq!(service.get(&known, &path).status, 404, "{stranger}");
        }
        let good = told(service, "H-1", "1");
        assert_eq!(service.post(&head, "/api/v1/sync/cases", &good).status, 200);
        let list = service.get(&head, "/sync/quarantine").json();
        assert_eq!(list["items"], json!([]));
        let list = service.get(&head, "/sync/quarantine?state=resolved").json();
        assert_eq!(list["items"][0]["state"], "resolved");
    });
}

#[test]
fn a_field_that_is_wrong_keeps_the_row_and_who_may_not_bring_it_keeps_nothing() {
    let service = Service::start();
    let head = service.sign_in("daiduong");
    let mut wrong = told(&service, "H-2", "2");
    wrong["category"] = json!("nothing of the kind");
    assert_eq!(service.post(&head, "/api/v1/sync/cases", &wrong).status, 422);
    let payment = json!({
        "agency": service.world.agency("T01-01"), "source": "ministry", "case": "H-9",
        "external": "NT-1", "amount": { "amount": "1000", "currency": "VND" },
        "day": "2026-11-20",
    });
    is(&service.post(&head, "/api/v1/sync/payments", &payment), 422, "sync_case_unknown");
    // A body of another shape is kept too: a member missing, another type.
    let mut shapeless = told(&service, "H-7", "7");
    shapeless["parties"] = json!("none");
    let refused = service.post(&head, "/api/v1/sync/cases", &shapeless);
    assert!([400, 422].contains(&refused.status), "{}", refused.body);
    let mut rows = Vec::new();
    let mut path = "/sync/quarantine?limit=1".to_owned();
    loop {
        let list = service.get(&head, &path).json();
        rows.extend(list["items"].as_array().unwrap().clone());
        let Some(next) = list["next"].as_str() else { break };
        path = format!("/sync/quarantine?limit=1&after={next}");
    }
    let of = |external: &str| rows.iter().find(|row| row["external"] == external).unwrap();
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert_eq!(of("H-7")["errors"][0]["pointer"], "/parties");
    assert_eq!(of("H-9")["payment"], "NT-1");
    let errors = &of("H-2")["errors"];
    assert_eq!(
        (&errors[0]["pointer"], &errors[1]),
        (&json!("/category"), &Value::Null),
        "{rows:?}"
    );
    // Another office's head brings nothing here, and an officer nothing at all.
    for stranger in ["hongha", "saomai"] {
        let known = service.sign_in(stranger);
        let refused = service.post(&known, "/api/v1/sync/cases", &told(&service, "H-3", "3"));
        assert!([403, 404].contains(&refused.status), "{stranger}: {}", refused.body);
    }
    let list = service.get(&head, "/sync/quarantine").json();
    assert_eq!(list["items"].as_array().unwrap().len(), 3, "{list}");
}

#[test]
fn a_row_is_read_and_dismissed_by_form() {
    let service = Service::start();
    let known = service.sign_in("daiduong");
    let mut wrong = told(&service, "H-1", "1");
    wrong["officer"] = json!(service.world.person("binhminh"));
    service.post(&known, "/api/v1/sync/cases", &wrong);
    let list = service.get(&known, "/sync/quarantine").json();
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page("/quarantine");
    let name = wrong["parties"][0]["name"].as_str().unwrap();
    assert!(page.contains("H-1") && page.contains(&id) && !page.contains(name), "{page}");
    let page = head.page(&format!("/quarantine/{id}"));
    assert!(page.contains(name), "{page}");
    let action = format!("/quarantine/{id}/dismissal");
    // It comes in otherwise before the form is sent: what was not seen is not dismissed.
    wrong["number"] = json!("1 khác");
    service.post(&known, "/api/v1/sync/cases", &wrong);
    let late = head.submit(&page, &action, &[("/reason", "Hồ sơ thử nghiệm")]);
    assert_eq!(late.status, 412, "{}", late.body);
    let page = head.page(&format!("/quarantine/{id}"));
    let page = head.done(&page, &action, &[("/reason", "Hồ sơ thử nghiệm")]);
    assert!(page.contains("Đã bỏ qua") && page.contains("Hồ sơ thử nghiệm"), "{page}");
    assert!(!page.contains(&action), "an ended row has no form: {page}");
    assert!(!head.page("/quarantine").contains(&id));
}
