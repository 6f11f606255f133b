//! What banks reported is restated: payments, freezes, the accounts they are
//! about.

use crate::money::{Office, TODAY, dong, frozen, is, paid};
use crate::support::{Response, Service};
use engine::actor::Seat;
use engine::role::Role;
use serde_json::{Value, json};

const AT_VCB: &str = "0071009998887";

/// Freezes all that is owed at one bank, and has a part of it deducted; the demand
/// of the deduction.
fn deducted(office: &Office<'_>, amount: i64) -> String {
    let demands = office.ordered(&office.body(&office.freeze(&["VCB"])));
    office.answered("VCB", &demands["VCB"], &frozen(AT_VCB, 300_000_000));
    let lines = json!([{ "hold": office.hold("VCB"), "amount": dong(amount) }]);
    let order = json!({
        "kind": "deduct", "payee": office.payee, "identity": { "code": "document_seen" }, "lines": lines,
    });
    office.ordered(&office.body(&order)).remove("VCB").unwrap()
}

/// The bank restates what it said last of the one item of its demand.
fn corrected(office: &Office<'_>, demand: &str, last: &Response, outcome: &Value) -> Response {
    let mut body = outcome.clone();
    body["item"] = office.item("VCB", demand)["id"].clone();
    body["replaces"] = last.json()["created"].clone();
    let path = format!("/api/v1/demands/{demand}/corrections");
    office.service.post(office.bank("VCB"), &path, &body)
}

/// Money is seen on the treasury account.
fn arrives(office: &Office<'_>, amount: i64, reference: &str, other_money: bool) -> Response {
    let transfer = office.money()["transfers"][0]["id"].clone();
    let body = json!({
        "transfer": transfer, "amount": dong(amount), "day": TODAY, "reference": reference,
        "other_money": other_money,
    });
    office.service.post(&office.accountant, &office.path("remittances"), &body)
}

#[test]
fn a_bank_restates_what_it_paid() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let deduct = deducted(&office, 200_000_000);
        let first = office.answer("VCB", &deduct, &paid(200_000_000, "FT-1"));
        assert_eq!(office.sum("in_transit"), 200_000_000);
        let less = corrected(&office, &deduct, &first, &paid(150_000_000, "FT-1"));
        assert_eq!(less.status, 201, "{}", less.body);
        assert_eq!((office.sum("in_transit"), office.sum("remaining")), (150_000_000, 150_000_000));
        let nothing = json!({ "outcome": "refused", "ground": "other", "reasons": "Bị trả lại" });
        let nothing = corrected(&office, &deduct, &less, &nothing);
        assert_eq!(nothing.status, 201, "{}", nothing.body);
        assert_eq!((office.sum("in_transit"), office.sum("remaining")), (0, 300_000_000));
    });
}

#[test]
fn two_persons_say_that_no_more_will_come() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let deduct = deducted(&office, 200_000_000);
        office.answered("VCB", &deduct, &paid(200_000_000, "FT-1"));
        assert_eq!(arrives(&office, 150_000_000, "KB-1", false).status, 201);
        let transfer = office.money()["transfers"][0]["id"].as_str().unwrap().to_owned();
        let path = office.path(&format!("remittances/{transfer}/shortfall"));
        let reason = json!({ "reason": "Ngân hàng báo đã trừ phí" });
        let confirm = format!("{path}/confirmation");
        let post = |who, path: &str, body: &Value| service.post(who, path, body);
        is(&post(&office.accountant, &confirm, &json!({})), 409, "nothing_to_confirm");
        is(&post(&office.officer, &path, &reason), 403, "forbidden");
        assert_eq!(post(&office.accountant, &path, &reason).status, 200);
        is(&post(&office.accountant, &confirm, &json!({})), 403, "own_approval");
        // The head approved the deduction: he is not the second person.
        is(&post(&office.head, &confirm, &json!({})), 403, "own_remittance");
        assert_eq!(office.sum("in_transit"), 50_000_000);
        let said = office.money()["transfers"][0]["shortfall"].clone();
        assert_eq!((&said["missing"], &said["confirmed"]), (&dong(50_000_000), &json!(false)));
        let seat = Seat::Agency(service.world.agency("T01-01"));
        service.hire("ke-toan-hai", Role::Accountant, seat);
        let second = service.sign_in("ke-toan-hai");
        assert_eq!(post(&second, &confirm, &json!({})).status, 200);
        assert_eq!((office.sum("in_transit"), office.sum("open")), (0, 150_000_000));
        // It comes after all, under a reference that was there.
        is(&arrives(&office, 50_000_000, "KB-1", false), 409, "remittance_conflicts");
        assert_eq!(arrives(&office, 50_000_000, "KB-1", true).status, 201);
        assert_eq!(office.sum("outstanding"), 100_000_000);
    });
}

#[test]
fn a_freeze_is_given_other_accounts_and_says_what_no_order_names() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let mut freeze = office.freeze(&["VCB"]);
        freeze["at"][0]["accounts"] = json!([AT_VCB]);
        let demands = office.ordered(&office.body(&freeze));
        let mut both = frozen(AT_VCB, 100_000_000);
        both["accounts"][0]["own_claim"] = json!({
            "contract": "HĐTD 7", "day": "2026-01-05", "amount": dong(3_000_000),
        });
        let other = frozen("0071000000001", 20_000_000)["accounts"][0].clone();
        both["accounts"].as_array_mut().unwrap().push(other);
        office.answered("VCB", &demands["VCB"], &both);
        let holds = office.money()["holds"].clone();
        assert_eq!(holds[0]["care"]["own_claim"]["contract"], "HĐTD 7");
        assert_eq!(
            (&holds[0]["beyond_order"], &holds[1]["beyond_order"]),
            (&json!(false), &json!(true))
        );
        assert_eq!(holds[1]["deductible"], dong(0));
        let item = office.money()["freezes"][0]["item"].clone();
        let amend = |accounts: Value| {
            let line = json!({ "freeze": item, "target": dong(300_000_000), "accounts": accounts });
            office.body(&json!({ "kind": "amend", "lines": [line] }))
        };
        let path = office.path("orders");
        let dropped = service.post(&office.officer, &path, &amend(json!(["0071000000001"])));
        is(&dropped, 409, "account_dropped");
        let amended = office.ordered(&amend(json!([AT_VCB, "0071000000001"])));
        let asked = office.item("VCB", &amended["VCB"]);
        assert_eq!(asked["request"]["accounts"], json!([AT_VCB, "0071000000001"]));
        office.answered("VCB", &amended["VCB"], &json!({ "outcome": "amended" }));
        let money = office.money();
        assert_eq!(money["freezes"][0]["accounts"], json!([AT_VCB, "0071000000001"]));
        assert_eq!(money["holds"][1]["beyond_order"], json!(false));
    });
}
