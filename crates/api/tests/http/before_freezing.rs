//! Before freezing: which accounts to freeze with the least harm, and what
//! freezing everywhere would cost.

use crate::money::{Office, dong, is};
use crate::support::{Service, inquiry_body};
use serde_json::{Value, json};

fn account(number: &str, kind: &str, balance: i64, markers: &[&str]) -> Value {
    json!({
        "number": number, "kind": kind, "balance": dong(balance),
        "as_of": "2026-11-20T02:00:00Z", "markers": markers,
    })
}

/// The officer asks two banks, and both name accounts.
pub(crate) fn asked(office: &Office<'_>) -> String {
    let body = inquiry_body(office.service, &office.case, &["VCB", "ACB"]);
    let filed = office.service.post(&office.officer, "/api/v1/inquiries", &body);
    let demands = office.demands(&filed);
    let found = |rows: &[Value]| json!({ "outcome": "found", "findings": { "info": "account", "rows": rows } });
    let salary = account("1110001112223", "payment", 400_000_000, &["salary"]);
    let free = account("0071009998887", "payment", 120_000_000, &[]);
    office.answered("VCB", &demands["VCB"], &found(&[salary, free]));
    let term = account("9990001112223", "term", 500_000_000, &[]);
    office.answered("ACB", &demands["ACB"], &found(&[term]));
    filed.id()
}

#[test]
fn the_accounts_that_hurt_least_are_proposed_as_an_order() {
    let service = Service::start();
    let office = Office::open(&service);
    let inquiry = asked(&office);
    let path = format!("/inquiries/{inquiry}/least-harm?purpose=case_work");
    let read = service.get(&office.officer, &path);
    assert_eq!(read.status, 200, "{}", read.body);
    let view = read.json();
    assert_eq!((&view["debt"], &view["covered"]), (&dong(300_000_000), &dong(300_000_000)));
    assert_eq!(view["named"], 3);
    let chosen: Vec<_> = view["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["account"].as_str().unwrap(), one["covers"].clone()))
        .collect();
    // Money at call first, then the term; the salary stays out.
    assert_eq!(
        chosen,
        [("0071009998887", dong(120_000_000)), ("9990001112223", dong(180_000_000))]
    );
    // Each bank would freeze up to the debt: 300 million at both.
    assert_eq!(view["beyond_if_everywhere"], dong(300_000_000));
    // The order asks each for all that is owed, and the term alone holds more.
    assert_eq!(view["beyond_if_ordered"], dong(120_000_000));

    // The parts it states come to the debt.
    let parts = &view["order"]["order"]["parts"];
    assert_eq!((&parts["principal"], &parts["paid"]), (&dong(300_000_000), &dong(0)));

    // It may be filed as it stands, with a decision.
    let mut body = office.body(&view["order"]["order"]);
    body["legal_basis"] = view["order"]["legal_basis"].clone();
    let demands = office.ordered(&body);
    assert_eq!(demands.len(), 2);
    assert_eq!(
        office.item("VCB", &demands["VCB"])["request"]["accounts"],
        json!(["0071009998887"])
    );
}

#[test]
fn who_reads_no_answers_is_proposed_nothing() {
    let service = Service::start();
    let office = Office::open(&service);
    let inquiry = asked(&office);
    let path = format!("/inquiries/{inquiry}/least-harm");
    is(&service.get(&office.officer, &path), 400, "query_invalid");
    let path = format!("{path}?purpose=case_work");
    is(&service.get(&office.accountant, &path), 403, "forbidden");
    is(&service.get(office.bank("VCB"), &path), 404, "not_found");
    let unknown = "/inquiries/01900000-0000-7000-8000-000000000000/least-harm?purpose=case_work";
    is(&service.get(&office.officer, unknown), 404, "not_found");
}
