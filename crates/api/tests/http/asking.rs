//! Asking well: first where an account is, then what is on it; by form and through the
//! API.

use crate::browser::Browser;
use crate::inquiries::{demand, item};
use crate::money::is;
use crate::support::{DEBTOR, Known, Service, case_body, inquiry_body};
use serde_json::{Value, json};

const NOW: &str = "2026-11-20T09:00:00+07:00";

fn opened(service: &Service) -> String {
    let officer = service.sign_in("saomai");
    service.post(&officer, "/api/v1/cases", &case_body(service, "1")).id()
}

/// What a bank's system says of an item.
fn said(item: &str, outcome: &Value) -> Value {
    let mut answer = outcome.clone();
    answer["item"] = json!(item);
    json!({ "answers": [answer] })
}

fn account(balance: Option<&str>) -> Value {
    let mut row = json!({ "number": "0123456789", "kind": "payment", "as_of": NOW });
    if let Some(amount) = balance {
        row["balance"] = json!({ "amount": amount, "currency": "VND" });
    }
    json!({ "outcome": "found", "findings": { "info": "account", "rows": [row] } })
}

fn nothing() -> Value {
    json!({
        "outcome": "none", "scope": { "kind": "institution" }, "as_of": NOW,
        "tried": [{ "kind": "cccd", "value": "079085001234" }],
    })
}

/// A case in which VCB and ACB were asked where accounts are: VCB has one.
fn first_step(service: &Service) -> (String, String) {
    let case = opened(service);
    let officer = service.sign_in("saomai");
    let mut body = inquiry_body(service, &case, &["VCB", "ACB"]);
    body["items"] = json!([{ "info": "whereabouts" }]);
    let filed = service.post(&officer, "/api/v1/inquiries", &body);
    let [vcb, acb] = ["VCB", "ACB"].map(|bank| service.system(bank).1);
    let answer = |system: &Known, bank: &str, outcome: &Value| {
        let path = format!("{}/answers", demand(service, &filed, bank));
        service.post(system, &path, &said(&item(service, &filed, bank), outcome))
    };
    let told_more = answer(&vcb, "VCB", &account(Some("5000000")));
    is(&told_more, 422, "balance_not_asked");
    assert_eq!(told_more.json()["pointer"], "/answers/0/findings/rows/0/balance");
    assert_eq!(answer(&vcb, "VCB", &account(None)).status, 201);
    assert_eq!(answer(&acb, "ACB", &nothing()).status, 201);
    (case, filed.id())
}

#[test]
fn who_has_nothing_is_not_asked_for_balances() {
    Service::on_both(|service| {
        let (case, _) = first_step(service);
        let officer = service.sign_in("saomai");
        let file = |banks: &[&str], reasons: &Value| {
            let mut body = inquiry_body(service, &case, banks);
            body["reasons"] = reasons.clone();
            service.post(&officer, "/api/v1/inquiries", &body)
        };
        let second = file(&["VCB", "ACB"], &json!({}));
        assert_eq!(second.json()["demands"].as_array().unwrap().len(), 1, "{}", second.body);
        let path = format!("/inquiries/{}", second.id());
        let view = service.get(&officer, &path).json();
        assert_eq!(view["reused"][0]["institution"]["code"], "ACB");
        assert_eq!(view["reused"][0]["info"], "account");
        let clerk = service.sign_in("lamgiang");
        assert_eq!(service.get(&clerk, &path).json()["reused"], json!([]), "an answer is secret");

        let again = file(&["ACB"], &json!({}));
        is(&again, 409, "all_answered");
        assert_eq!(again.json()["pointer"], "/reasons/again");
        assert_eq!(file(&["ACB"], &json!({ "again": "Có tin mới" })).status, 201);
        let blank = file(&["ACB"], &json!({ "again": " " }));
        is(&blank, 422, "text_invalid");
    });
}

#[test]
fn asking_every_bank_takes_a_reason() {
    Service::on_both(|service| {
        let case = opened(service);
        let mut officer = Browser::of(service, "saomai");
        let ask = format!("/cases/{case}/inquiries/new");
        let page = officer.page(&ask);
        let told = [("/debtor", DEBTOR), ("_all_banks", "true"), ("/issue", "true")];
        let fields = Browser::filled(&page, &ask, &told);
        let ticked = ("/items/0/info".to_owned(), "whereabouts".to_owned());
        assert!(fields.contains(&ticked), "the first step comes first: {fields:?}");
        let refused = officer.send_all(&ask, &fields);
        assert_eq!(refused.status, 422);
        let why = "Hỏi nhiều tổ chức như vậy thì phải ghi lý do";
        assert!(refused.body.contains(why), "{}", refused.body);
        let why = "Chưa rõ người phải thi hành án mở tài khoản ở đâu";
        let reason = [("/reasons/many", why), ("/issue", "true")];
        let fields = Browser::filled(&refused.body, &ask, &reason);
        let done = officer.send_all(&ask, &fields);
        assert_eq!(done.status, 303, "{}", done.body);
        assert!(officer.page(done.header("location").unwrap()).contains(why));
    });
}

#[test]
fn the_second_step_starts_where_accounts_are() {
    let service = Service::start();
    let (case, inquiry) = first_step(&service);
    let mut officer = Browser::of(&service, "saomai");
    let second = format!("/cases/{case}/inquiries/new?after={inquiry}");
    assert!(officer.page(&format!("/inquiries/{inquiry}")).contains(&second));
    let page = officer.page(&second);
    let ask = format!("/cases/{case}/inquiries/new");
    let fields = Browser::untouched(&page, &ask);
    let all = |name: &str| -> Vec<&str> {
        fields.iter().filter(|(known, _)| known == name).map(|(_, v)| v.as_str()).collect()
    };
    let vcb = service.world.institution("VCB").to_string();
    assert_eq!(all("/institutions/-"), [vcb.as_str()]);
    assert_eq!((all("/items/0/info").len(), all("/items/1/info")), (0, vec!["account"]));
    assert_eq!(all("/debtor"), [DEBTOR]);

    // Who has nothing is told of by name where it is not asked.
    let acb = service.world.institution("ACB").to_string();
    let told = [("/issue", "true")];
    let mut fields = Browser::filled(&page, &ask, &told);
    fields.push(("/institutions/-".to_owned(), acb));
    let done = officer.send_all(&ask, &fields);
    assert_eq!(done.status, 303, "{}", done.body);
    let shown = officer.page(done.header("location").unwrap());
    assert!(shown.contains("Không hỏi lại") && shown.contains("0 ngày"), "{shown}");
    // Another case's inquiry is no first step of this one.
    let other = format!("/cases/{case}/inquiries/new?after={case}");
    assert_eq!(officer.get(&other).status, 404);
}
