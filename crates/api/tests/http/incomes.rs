//! Money without a freeze: taken from an account itself, and from income month
//! by month.

use crate::browser::Browser;
use crate::money::{Office, TODAY, dong, is, paid, wrong};
use crate::pages::location;
use crate::support::{Response, Service};
use serde_json::{Value, json};

const AT_VCB: &str = "0071009998887";

fn direct(office: &Office<'_>, amount: i64) -> Value {
    json!({
        "kind": "deduct", "payee": office.payee, "identity": { "code": "document_seen" },
        "lines": [{
            "institution": office.service.world.institution("VCB"), "account": AT_VCB,
            "amount": dong(amount),
        }],
    })
}

fn income(office: &Office<'_>) -> Value {
    json!({
        "kind": "income_deduction", "payee": office.payee,
        "executor": office.service.world.institution("ACB"),
        "identity": { "code": "document_seen" }, "total": dong(300_000_000),
        "monthly": { "kind": "share", "percent": 20 }, "keep": dong(4_000_000),
        "first": "2026-11", "day_of_month": 23, "last": "2027-10",
    })
}

fn month(office: &Office<'_>, demand: &str, month: &str, amount: i64) -> Response {
    let body = json!({
        "item": office.item("ACB", demand)["id"], "month": month, "amount": dong(amount),
        "reference": format!("LG-{month}"), "value_day": TODAY,
    });
    let path = format!("/api/v1/demands/{demand}/instalments");
    office.service.post(office.bank("ACB"), &path, &body)
}

#[test]
fn money_is_taken_from_an_account_itself() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let demands = office.ordered(&office.body(&direct(&office, 100_000_000)));
        assert_eq!((office.sum("open"), office.sum("reserved")), (200_000_000, 100_000_000));
        let request = office.item("VCB", &demands["VCB"])["request"].clone();
        assert_eq!((&request["account"], &request["hold"]), (&json!(AT_VCB), &Value::Null));
        office.answered("VCB", &demands["VCB"], &paid(100_000_000, "FT-1"));
        let money = office.money();
        assert_eq!(money["cap"]["in_transit"], dong(100_000_000));
        let payer = &money["transfers"][0]["institution"]["id"];
        assert_eq!(*payer, json!(service.world.institution("VCB")));
        let more = office.body(&direct(&office, 200_000_001));
        is(&service.post(&office.officer, &office.path("orders"), &more), 409, "cap_exceeded");
        // What the law protects is not paid, by an exemption of the list.
        let demands = office.ordered(&office.body(&direct(&office, 1_000)));
        let refused = json!({
            "outcome": "refused", "ground": "treasury_budget", "reasons": "Tài khoản dự toán",
        });
        office.answered("VCB", &demands["VCB"], &refused);
        assert_eq!(office.sum("reserved"), 0);
    });
}

#[test]
fn an_income_is_deducted_from_month_by_month_and_ended() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let demand = office.ordered(&office.body(&income(&office)))["ACB"].clone();
        let stated = json!({ "outcome": "income_accepted", "monthly_income": dong(15_000_000) });
        office.answered("ACB", &demand, &stated);
        for _ in 0..2 {
            let told = month(&office, &demand, "2026-11", 3_000_000);
            assert_eq!(told.status, 201, "{}", told.body);
        }
        is(&month(&office, &demand, "2026-11", 1), 409, "instalment_conflicts");
        is(&month(&office, &demand, "2027-11", 1), 422, "day_invalid");
        let money = office.money();
        let income = &money["incomes"][0];
        assert_eq!(income["collected"], dong(3_000_000));
        assert_eq!(income["monthly"], json!({ "kind": "share", "percent": 20 }));
        assert_eq!(money["transfers"].as_array().unwrap().len(), 1);
        assert_eq!(money["transfers"][0]["month"], "2026-11");
        // The next month is owed, and the officer sees until when.
        let duties = service.get(&office.officer, "/duties").json();
        let months = duties["items"].as_array().unwrap().iter();
        let months = months.filter(|one| one["duty"]["kind"] == "instalment").count();
        assert_eq!(months, 1);
        let order = json!({
            "kind": "release", "ground": "requested", "arose_at": "2026-11-23T09:00:00+07:00",
            "lines": [{ "freeze": income["item"] }],
        });
        let demand = office.ordered(&office.body(&order))["ACB"].clone();
        assert_eq!(office.item("ACB", &demand)["request"]["income"], true);
        office.answered("ACB", &demand, &json!({ "outcome": "released", "accounts": [] }));
        assert_eq!(office.money()["incomes"][0]["ended"]["why"], "released");
    });
}

#[test]
fn what_is_wrong_is_named_and_nobody_else_reports() {
    let service = Service::start();
    let office = Office::open(&service);
    let mut order = income(&office);
    order["first"] = json!("2026-13");
    order["monthly"] = json!({ "kind": "amount", "amount": { "amount": "x", "currency": "VND" } });
    order["lines"] = json!([]);
    order.as_object_mut().unwrap().remove("keep");
    let path = office.path("orders");
    let response = service.post(&office.officer, &path, &office.body(&order));
    is(&response, 422, "body_invalid");
    let named = wrong(&response);
    for (pointer, code) in [
        ("/order/lines", "unexpected"),
        ("/order/monthly/amount/amount", "amount_form"),
        ("/order/keep", "missing"),
        ("/order/first", "month_form"),
    ] {
        assert!(named.contains(&(pointer.to_owned(), code.to_owned())), "{pointer}: {named:?}");
    }
    let demand = office.ordered(&office.body(&income(&office)))["ACB"].clone();
    is(&service.post(&office.officer, &path, &office.body(&income(&office))), 409, "income_stands");
    let body = json!({
        "item": office.item("ACB", &demand)["id"], "month": "2026-11", "amount": dong(1),
        "reference": "LG", "value_day": TODAY,
    });
    let path = format!("/api/v1/demands/{demand}/instalments");
    // Another bank learns of nothing; of one that has joined its own report counts.
    is(&service.post(office.bank("VCB"), &path, &body), 404, "not_found");
    is(&service.post(&office.officer, &path, &body), 409, "institution_joined");
    is(&service.post(&service.sign_in("lamgiang"), &path, &body), 403, "forbidden");
}

/// An employer is known by its tax code, and served on paper.
#[test]
fn an_employer_is_registered_once_and_an_order_goes_to_it() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let named = |tax: &str, name: &str| {
            let body = json!({ "tax_code": tax, "name": name });
            service.post(&office.officer, "/api/v1/employers", &body)
        };
        let made = named("0100112437", "Công ty Sao Mai");
        assert_eq!(made.status, 200, "{}", made.body);
        let employer = made.json();
        assert_eq!((&employer["kind"], &employer["joined"]), (&json!("employer"), &json!(false)));
        assert_eq!(named("0100112437", "Công ty Sao Mai").json()["id"], employer["id"]);
        is(&named("0100112437", "Công ty khác"), 409, "employer_named_otherwise");
        let wrong_digit = named("0100112438", "Công ty Sao Mai");
        is(&wrong_digit, 422, "body_invalid");
        assert_eq!(wrong(&wrong_digit), [("/tax_code".to_owned(), "check_digit".to_owned())]);
        // A person's own number would stand in references and mails (I-32).
        let person = named("001085005678", "Hộ kinh doanh Sao Mai");
        assert_eq!(wrong(&person), [("/tax_code".to_owned(), "personal_number".to_owned())]);
        let bank = service.sign_in("vcb.lap");
        let body = json!({ "tax_code": "0100112437", "name": "Công ty Sao Mai" });
        is(&service.post(&bank, "/api/v1/employers", &body), 403, "forbidden");

        let mut order = income(&office);
        order["executor"] = employer["id"].clone();
        order["monthly"] = json!({ "kind": "amount", "amount": dong(3_000_000) });
        let filed = service.post(&office.officer, &office.path("orders"), &office.body(&order));
        office.approve(&filed.id());
        let issue = format!("/api/v1/orders/{}/issue", filed.id());
        let issued = service.post(&office.officer, &issue, &json!({}));
        assert_eq!(issued.status, 200, "{}", issued.body);
        let asked = office.money()["incomes"][0].clone();
        assert_eq!(asked["institution"]["id"], employer["id"]);
        assert!(asked["running_since"].is_null(), "not received yet: {asked}");
    });
}

/// What the order, or what it leaves to the debtor, does not let take goes back.
#[test]
fn more_taken_of_a_month_than_may_be_is_flagged_and_owed_back() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let demand = office.ordered(&office.body(&income(&office)))["ACB"].clone();
        let body = json!({
            "item": office.item("ACB", &demand)["id"], "month": "2026-11",
            "amount": dong(3_000_000), "reference": "LG-1", "value_day": TODAY,
            "income": dong(10_000_000),
        });
        let path = format!("/api/v1/demands/{demand}/instalments");
        let told = service.post(office.bank("ACB"), &path, &body);
        assert_eq!(told.status, 201, "{}", told.body);
        let money = office.money();
        // A fifth of ten million is two.
        assert_eq!(money["transfers"][0]["beyond"], dong(1_000_000));
        let duties = money["duties"].as_array().unwrap().iter();
        let back = duties.filter(|one| one["kind"] == "return_taken").collect::<Vec<_>>();
        assert_eq!(back.len(), 1, "{money}");
        assert_eq!((&back[0]["rule"], &back[0]["amount"]), (&json!("T25"), &dong(1_000_000)));
        assert!(!money.to_string().contains("\"10000000\""), "the income is not kept");
        went_back(&office, &money);
    });
}

/// What goes back is owed again; it goes in parts, by the accountant, once it is here.
fn went_back(office: &Office<'_>, money: &Value) {
    let service = office.service;
    let owed = |money: &Value| {
        let mut duties = money["duties"].as_array().unwrap().iter();
        duties.rfind(|one| one["kind"] == "return_taken").unwrap().clone()
    };
    let duty = owed(money)["id"].as_str().unwrap().to_owned();
    let path = office.path("money/pay-back");
    let back = |amount: i64| {
        let body = json!({ "duty": duty, "amount": dong(amount), "day": TODAY, "note": "UNC 5" });
        service.post(&office.accountant, &path, &body)
    };
    let early = back(1_000_000);
    is(&early, 409, "book_exceeded");
    assert_eq!(early.json()["balance"], json!(0), "{}", early.body);
    let arrived = json!({
        "transfer": money["transfers"][0]["id"], "amount": dong(3_000_000), "day": TODAY,
        "reference": "KBNN-1",
    });
    let confirmed = service.post(&office.accountant, &office.path("remittances"), &arrived);
    assert_eq!(confirmed.status, 201, "{}", confirmed.body);
    assert_eq!(office.sum("outstanding"), 297_000_000);
    is(&back(1_000_001), 409, "book_exceeded");
    assert_eq!(back(400_000).status, 200);
    let after = office.money();
    assert_eq!(
        (&owed(&after)["state"], &owed(&after)["returned"]),
        (&json!("open"), &dong(400_000))
    );

    let mut accountant = Browser::of(service, "ke-toan");
    let home = format!("/cases/{}", office.case);
    let give = format!("{home}/duties/{duty}/return");
    let page = accountant.page(&format!("{home}/money"));
    let wrong = [("/amount/amount", "700.000"), ("/day", TODAY), ("/note", "UNC 6")];
    let refused = accountant.send_all(&give, &Browser::filled(&page, &give, &wrong));
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("value=\"700.000\""), "nothing typed is lost");
    let rest = [("/amount/amount", "600.000"), ("/day", TODAY), ("/note", "UNC 6")];
    let done = accountant.send_all(&give, &Browser::filled(&page, &give, &rest));
    assert_eq!(location(&done), format!("{home}/money"));
    let after = office.money();
    assert_eq!(owed(&after)["state"], json!("met"));
    assert_eq!(after["transfers"][0]["returned"], dong(1_000_000));
    assert_eq!(office.sum("outstanding"), 298_000_000);
    assert_eq!(after["balances"]["received"], dong(2_000_000));
}

#[test]
fn an_employer_is_named_by_form_with_the_order_that_goes_to_it() {
    let service = Service::start();
    let office = Office::open(&service);
    let mut officer = Browser::of(&service, "saomai");
    let new = format!("/cases/{}/orders/new", office.case);
    let page = officer.page(&format!("{new}?kind=income_deduction"));
    let mut send = |tax: &str, keep: &str| {
        let told = [
            ("/employer/tax_code", tax),
            ("/employer/name", "Công ty Sao Mai"),
            ("/order/identity/code", "document_seen"),
            ("/order/monthly/kind", "share"),
            ("/order/monthly/percent", "20"),
            ("/order/keep/amount", keep),
            ("/decision/number", "30/QĐ-CCTHADS"),
            ("/issue", "true"),
        ];
        officer.send_all(&new, &Browser::filled(&page, &new, &told))
    };
    let refused = send("0100112438", "4.000.000");
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"0100112438\""), "nothing typed is lost");
    // Another fault of the form loses nobody.
    let refused = send("0100112437", "nhiều");
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"0100112437\""), "{}", refused.body);
    let order = location(&send("0100112437", "4.000.000"));
    assert!(officer.page(&order).contains("Công ty Sao Mai"));
}

#[test]
fn an_income_is_ordered_by_form() {
    let service = Service::start();
    let office = Office::open(&service);
    let mut officer = Browser::of(&service, "saomai");
    let case = format!("/cases/{}", office.case);
    let new = format!("{case}/orders/new");
    assert!(officer.page(&format!("{case}/money")).contains("kind=income_deduction"));
    let page = officer.page(&format!("{new}?kind=income_deduction"));
    assert!(page.contains("value=\"300.000.000\""), "what is owed is typed already");
    let acb = service.world.institution("ACB").to_string();
    let told = [
        ("/order/executor", acb.as_str()),
        ("/order/identity/code", "confirmed_by_institution"),
        ("/order/monthly/kind", "share"),
        ("/order/monthly/percent", "20"),
        ("/order/keep/amount", "4.000.000"),
        ("/decision/number", "30/QĐ-CCTHADS"),
        ("/issue", "true"),
    ];
    let order = location(&officer.send_all(&new, &Browser::filled(&page, &new, &told)));
    let page = officer.page(&order);
    assert!(page.contains("20 % thu nhập của tháng") && page.contains("4.000.000 ₫"), "{page}");
    office.approve(order.split(['/', '?']).nth(2).unwrap());
    let page = officer.page(&order);
    let issue = format!("{}/issue", order.split('?').next().unwrap());
    officer.done(&page, &issue, &[]);
    let money = officer.page(&format!("{case}/money"));
    assert!(money.contains("Trừ vào thu nhập đến 300.000.000 ₫"), "{money}");
}
