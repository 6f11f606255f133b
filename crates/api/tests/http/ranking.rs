//! One account, two offices: the bank's report is split, its queue is its own,
//! and each officer hears whom to call and nothing else.

use crate::money::{Office, TODAY, dong, frozen, is, wrong};
use crate::support::{DEBTOR, Known, Service, case_body};
use serde_json::{Value, json};

const ACCOUNT: &str = "0071009998887";
const AT: &str = "2026-11-23T08:59:00+07:00";

/// The other office's officer and case, and its freeze at VCB.
struct Other {
    officer: Known,
    case: String,
    demand: String,
}

/// A case of the same person in another province, with a freeze of 200 million.
fn other(service: &Service) -> Other {
    let officer = service.sign_in("binhminh");
    let head = service.sign_in("hongha");
    let mut case = case_body(service, "77/CANARY");
    case["officer"] = json!(service.world.person("binhminh"));
    case["obligations"] = json!([{ "kind": "principal", "amount": dong(200_000_003) }]);
    let case = service.post(&officer, "/api/v1/cases", &case).id();
    let order = json!({
        "issue": true, "debtor": DEBTOR, "legal_basis": "Luật 106/2025/QH15, Điều 67",
        "decision": { "number": "77/QĐ-CANARY", "day": TODAY },
        "order": {
            "kind": "freeze", "owed": dong(200_000_003),
            "at": [{ "institution": service.world.institution("VCB") }],
        },
    });
    let filed = service.post(&officer, &format!("/api/v1/cases/{case}/orders"), &order);
    assert_eq!(filed.status, 201, "{}", filed.body);
    let id = filed.id();
    let read = service.get(&head, &format!("/orders/{id}")).json();
    let hash = json!({ "hash": read["hash"] });
    let approved = service.post(&head, &format!("/api/v1/orders/{id}/approval"), &hash);
    assert_eq!(approved.status, 200, "{}", approved.body);
    let issued = service.post(&officer, &format!("/api/v1/orders/{id}/issue"), &json!({}));
    assert_eq!(issued.status, 200, "{}", issued.body);
    let demand = issued.json()["demands"][0]["id"].as_str().unwrap().to_owned();
    Other { officer, case, demand }
}

/// Both offices' freezes are answered with one account: 280 of 300 million are
/// kept for the first, 7 of 200 for the second.
fn both(service: &Service) -> (Office<'_>, String, Other) {
    let office = Office::open(service);
    let first = office.ordered(&office.body(&office.freeze(&["VCB"])))["VCB"].clone();
    service.clock.advance_seconds(60);
    let other = other(service);
    office.answered("VCB", &other.demand, &frozen(ACCOUNT, 7_000_009));
    office.answered("VCB", &first, &frozen(ACCOUNT, 280_000_000));
    (office, first, other)
}

fn report(amount: i64, reference: &str) -> Value {
    json!({ "account": ACCOUNT, "amount": dong(amount), "reference": reference, "at": AT })
}

#[test]
fn what_an_account_caught_is_split_over_two_offices() {
    Service::on_both(|service| {
        let (office, first, other) = both(service);
        let send = |body: &Value| service.post(office.bank("VCB"), "/api/v1/captures", body);
        for _ in 0..2 {
            let told = send(&report(50_000_000, "VCB-77"));
            assert_eq!(told.status, 201, "{}", told.body);
            let split = told.json()["split"].clone();
            let shares = split["shares"].as_array().unwrap();
            let due: Vec<_> = shares.iter().map(|one| (&one["demand"], &one["amount"])).collect();
            let second = (&json!(other.demand), &dong(30_000_000));
            assert_eq!(due, [(&json!(first), &dong(20_000_000)), second]);
            assert!(shares.iter().all(|one| !one["reference"].as_str().unwrap().is_empty()));
            assert_eq!(split["not_frozen"], dong(0));
        }
        assert_eq!(office.sum("remaining"), 300_000_000);
        is(&send(&report(50_000_001, "VCB-77")), 409, "capture_conflicts");
        let rest = send(&report(900_000_000, "VCB-78")).json();
        assert_eq!(rest["split"]["shares"].as_array().unwrap().len(), 1);
        assert_eq!(rest["split"]["not_frozen"], dong(900_000_000 - 163_000_000 + 6));
        // The lower order first: a fact that says so.
        let queue = format!("/demands/{}/queue?purpose=answering", other.demand);
        let queue = service.get(office.bank("VCB"), &queue);
        assert_eq!(queue.status, 200, "{}", queue.body);
        let orders = queue.json()[0]["orders"].clone();
        assert_eq!(queue.json()[0]["account"], ACCOUNT);
        assert_eq!((&orders[0]["demand"], &orders[1]["own"]), (&json!(first), &json!(true)));
        assert_eq!((&orders[0]["room"], &orders[1]["room"]), (&dong(0), &dong(0)));
        assert!(orders[0]["received"].as_str() < orders[1]["received"].as_str());
    });
}

#[test]
fn a_report_out_of_turn_counts_and_says_so() {
    let service = Service::start();
    let (office, first, other) = both(&service);
    let caught = |demand: &str, amount: i64, reference: &str| {
        let body = json!({
            "item": office.item("VCB", demand)["id"], "reference": reference,
            "accounts": [{ "number": ACCOUNT, "amount": dong(amount) }],
        });
        let path = format!("/api/v1/demands/{demand}/captures");
        let told = service.post(office.bank("VCB"), &path, &body);
        assert_eq!(told.status, 201, "{}", told.body);
    };
    caught(&other.demand, 1_000_000, "VCB-1");
    caught(&first, 20_000_000, "VCB-2");
    caught(&other.demand, 1_000_000, "VCB-3");
    let path = format!("/cases/{}/money?purpose=case_work", other.case);
    let money = service.get(&other.officer, &path).json();
    let captures = money["freezes"][0]["captures"].as_array().unwrap();
    let turns: Vec<_> = captures.iter().map(|one| &one["out_of_turn"]).collect();
    assert_eq!(turns, [&json!(true), &json!(false)]);
    // The same money by account would count twice.
    let again = service.post(office.bank("VCB"), "/api/v1/captures", &report(1_000_000, "VCB-1"));
    is(&again, 409, "capture_conflicts");
}

#[test]
fn each_office_hears_whom_to_call_and_nothing_else() {
    let service = Service::start();
    let (office, _, other) = both(&service);
    service.post(office.bank("VCB"), "/api/v1/captures", &report(50_000_000, "VCB-77"));
    let seen = office.money();
    let neighbours = seen["neighbours"].as_array().unwrap();
    assert_eq!(neighbours.len(), 1);
    assert_eq!(neighbours[0]["agency"]["code"], "T79-01");
    assert_eq!(neighbours[0]["debtor"], DEBTOR);
    assert!(!neighbours[0]["officer"].as_str().unwrap().is_empty());
    assert!(neighbours[0]["email"].as_str().unwrap().contains('@'));
    let text = seen.to_string();
    for canary in ["CANARY", "200000003", "37000009", other.case.as_str(), other.demand.as_str()] {
        assert!(!text.contains(canary), "{canary} in {text}");
    }
    // Who may not read what banks say is told of nobody.
    let path = format!("/cases/{}/money?purpose=accounts", office.case);
    let hidden = service.get(&office.accountant, &path).json();
    assert_eq!((&hidden["hidden"], &hidden["neighbours"]), (&json!(true), &json!([])));
}

#[test]
fn what_is_wrong_with_a_report_is_named_and_nobody_else_may_send_one() {
    let service = Service::start();
    let (office, first, other) = both(&service);
    let bank = office.bank("VCB");
    let send = |body: &Value| service.post(bank, "/api/v1/captures", body);
    let named = wrong(&send(&json!({
        "account": "?", "amount": { "amount": "01", "currency": "VND" }, "reference": "", "at": "x",
    })));
    let named: Vec<_> = named.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(named, ["/account", "/amount/amount", "/reference", "/at"]);
    let mut unknown = report(1, "VCB-1");
    unknown["account"] = json!("5550001111");
    let refused = send(&unknown);
    is(&refused, 422, "account_unknown");
    assert_eq!(refused.json()["pointer"], "/account");
    // The same number at another bank is another account.
    let elsewhere = service.post(office.bank("ACB"), "/api/v1/captures", &report(1, "ACB-1"));
    is(&elsewhere, 422, "account_unknown");
    is(&service.post(&office.officer, "/api/v1/captures", &report(1, "X")), 404, "not_found");
    // The queue is the bank's: no officer, no other bank, not without a purpose.
    let queue = |demand: &str| format!("/demands/{demand}/queue?purpose=answering");
    is(&service.get(&office.officer, &queue(&first)), 403, "forbidden");
    is(&service.get(&office.officer, &queue(&other.demand)), 404, "not_found");
    is(&service.get(office.bank("ACB"), &queue(&first)), 404, "not_found");
    let bare = service.get(bank, &format!("/demands/{first}/queue"));
    assert!((400..500).contains(&bare.status), "{}", bare.body);
}
