//! What is owed by its parts: what the books would state, what a freeze states, what
//! the bank is told, over the API and by form.

use crate::before_freezing::asked;
use crate::browser::Browser;
use crate::money::{Office, TODAY, dong, is, wrong};
use crate::pages::{location, missing};
use crate::support::Service;
use serde_json::{Value, json};

/// 300 million and 5 million of costs, of which 7 million are paid, at ten per cent a
/// year from the 13th, posted up to the 22nd.
fn kept(office: &Office<'_>) {
    let post = |rest: &str, body: &Value| {
        let done = office.service.post(&office.officer, &office.path(rest), body);
        assert!(done.status < 300, "{rest}: {}", done.body);
    };
    let entry = |entry: Value, amount: i64| json!({ "entry": entry, "amount": dong(amount), "day": "2026-11-13", "note": "n" });
    let charge = json!({ "kind": "charge", "book": "cost" });
    post("money/entries", &entry(charge, 5_000_000));
    post("money/entries", &entry(json!({ "kind": "payment" }), 7_000_000));
    let rate = json!({ "ppm": 95_000, "from": "2026-11-13" });
    let set = office.service.by(&office.officer, "PUT", &office.path("money/interest")).key("r");
    assert_eq!(set.json(&rate).send().status, 200);
    post("money/interest/accrual", &json!({ "to": "2026-11-22" }));
}

/// Nine and a half per cent on 298 million for nine days.
const INTEREST: i64 = 698_054;
const OWED: i64 = 298_000_000 + INTEREST;

fn parts() -> Value {
    json!({
        "principal": dong(300_000_000), "interest": dong(INTEREST), "interest_to": "2026-11-22",
        "ppm": 95_000, "fees": dong(0), "costs": dong(5_000_000), "paid": dong(7_000_000),
    })
}

#[test]
fn a_freeze_states_what_the_books_would_and_the_bank_is_told() {
    Service::on_both(|service| {
        let office = Office::open(service);
        // Without books the case says what is owed, and on no day before.
        let stated = &office.money()["owed_parts"];
        assert_eq!((&stated["principal"], &stated["paid"]), (&dong(300_000_000), &dong(0)));
        assert_eq!(stated["interest_to"], Value::Null);
        kept(&office);
        assert_eq!(office.sum("outstanding"), OWED);
        assert_eq!(office.money()["owed_parts"], parts());
        let of = |day: &str| {
            let path = format!("/cases/{}/money?purpose=case_work&as_of={day}", office.case);
            service.get(&office.officer, &path).json()["owed_parts"].clone()
        };
        assert_eq!((of("2026-11-22"), of(TODAY)), (Value::Null, parts()));
        let mut order = office.freeze(&["VCB"]);
        order["owed"] = dong(OWED);
        order["parts"] = parts();
        let body = office.body(&order);
        let demands = office.ordered(&body);
        assert_eq!(office.item("VCB", &demands["VCB"])["request"]["parts"], parts());
        let orders = service.get(&office.officer, &format!("/cases/{}/orders", office.case));
        let id = orders.json()["items"][0]["id"].as_str().unwrap().to_owned();
        let read = service.get(&office.officer, &format!("/orders/{id}")).json();
        assert_eq!(read["content"]["order"]["parts"], parts());
        // None stated, none told: the decision may state the sum alone.
        let mut bare = office.freeze(&["ACB"]);
        bare["owed"] = dong(OWED);
        let demands = office.ordered(&office.body(&bare));
        let request = &office.item("ACB", &demands["ACB"])["request"];
        assert_eq!((&request["target"], &request["parts"]), (&dong(OWED), &Value::Null));
    });
}

/// What is changed in an order that was right.
type Change = fn(&mut Value);

#[test]
fn parts_that_contradict_each_other_are_refused_at_their_field() {
    let service = Service::start();
    let office = Office::open(&service);
    kept(&office);
    let filed = |change: &dyn Fn(&mut Value)| {
        let mut order = office.freeze(&["VCB"]);
        order["owed"] = dong(OWED);
        order["parts"] = parts();
        change(&mut order);
        service.post(&office.officer, &office.path("orders"), &office.body(&order))
    };
    let sum = filed(&|order| order["parts"]["fees"] = dong(1));
    is(&sum, 422, "parts_mismatch");
    let sum = sum.json();
    assert_eq!((&sum["pointer"], &sum["sum"]), (&json!("/order/owed"), &json!(OWED + 1)));
    let engine: [(Change, &str, &str); 5] = [
        (|order| order["parts"]["paid"] = dong(-1), "amount_invalid", "paid"),
        (
            |order| order["parts"]["interest_to"] = Value::Null,
            "interest_day_missing",
            "interest_to",
        ),
        (
            |order| order["parts"]["interest_to"] = json!("2026-11-24"),
            "interest_day_late",
            "interest_to",
        ),
        (|order| order["parts"]["ppm"] = Value::Null, "interest_rate_missing", "ppm"),
        (|order| order["parts"]["ppm"] = json!(1_000_001), "rate_invalid", "ppm"),
    ];
    for (change, code, field) in engine {
        let refused = filed(&change);
        is(&refused, 422, code);
        assert_eq!(refused.json()["pointer"], format!("/order/parts/{field}"));
    }
    let form = filed(&|order| {
        order["parts"]["costs"] = json!({ "amount": "01", "currency": "VND" });
        order["parts"]["interest_to"] = json!("22/11/2026");
    });
    let named = wrong(&form);
    let named: Vec<_> = named.iter().map(|(at, code)| (at.as_str(), code.as_str())).collect();
    let expected =
        [("/order/parts/costs/amount", "amount_form"), ("/order/parts/interest_to", "day_form")];
    assert_eq!(named, expected);
    let other = json!({ "kind": "amend", "lines": [], "parts": parts() });
    let other = service.post(&office.officer, &office.path("orders"), &office.body(&other));
    assert_eq!(wrong(&other)[0], ("/order/parts".to_owned(), "unexpected".to_owned()));
}

/// In both languages: the form is filled from the books, what is wrong stands at its
/// field with what the parts come to, nothing typed is lost, and the order and the
/// bank's demand say the same.
#[test]
fn the_parts_are_typed_read_and_told_in_both_languages() {
    for (lang, said) in [
        (
            "vi",
            [
                "đã ghi sổ đến hết ngày 22/11/2026",
                "Các khoản cộng lại là 298.698.055 ₫",
                "Phải nêu lãi suất",
                "698.054 ₫, tính đến hết ngày 22/11/2026, lãi suất 9,5 %/năm",
            ],
        ),
        (
            "en",
            [
                "posted up to and including 22/11/2026",
                "The parts come to 298.698.055 ₫",
                "Say at which rate",
                "698.054 ₫, up to and including 22/11/2026, at 9,5 % a year",
            ],
        ),
    ] {
        let service = Service::start();
        let office = Office::open(&service);
        kept(&office);
        let mut officer = Browser::of(&service, "saomai");
        officer.get(&format!("/language/{lang}"));
        let new = format!("/cases/{}/orders/new", office.case);
        let page = officer.page(&format!("{new}?kind=freeze"));
        assert!(page.contains(said[0]), "{page}");
        for value in ["298.698.054", "300.000.000", "698.054", "2026-11-22", "9,5", "7.000.000"] {
            assert!(page.contains(&format!("value=\"{value}\"")), "{value}: {page}");
        }
        let vcb = service.world.institution("VCB").to_string();
        let mut told = vec![
            ("/order/at/-", vcb.as_str()),
            ("/decision/number", "1/QĐ-CCTHADS"),
            ("/order/parts/fees/amount", "1"),
            ("/order/parts/ppm", ""),
            ("/issue", "true"),
        ];
        let refused = officer.send_all(&new, &Browser::filled(&page, &new, &told));
        assert_eq!(refused.status, 422, "{}", refused.body);
        for (field, text) in [("owed-amount", said[1]), ("parts-ppm", said[2])] {
            let error = format!("id=\"order-order-{field}-error\">{text}");
            assert!(refused.body.contains(&error), "{error}: {}", refused.body);
        }
        assert!(refused.body.contains("name=\"/order/parts/fees/amount\" value=\"1\""));
        // A rate that is no number is refused at its field, and kept as it was typed.
        told.truncate(2);
        told.extend([("/order/parts/ppm", "9,5 %/năm"), ("/issue", "true")]);
        let wrong = officer.send_all(&new, &Browser::filled(&page, &new, &told));
        assert_eq!(wrong.status, 422, "{}", wrong.body);
        assert!(wrong.body.contains("order-order-parts-ppm-error"), "{}", wrong.body);
        assert!(wrong.body.contains("value=\"9,5 %/năm\""), "{}", wrong.body);
        told.truncate(2);
        told.push(("/issue", "true"));
        let filed = officer.send_all(&new, &Browser::filled(&page, &new, &told));
        let order = location(&filed);
        let page = officer.page(&order);
        assert!(page.contains(said[3]) && page.contains("7.000.000 ₫"), "{page}");
        assert_eq!(missing(&page), [""; 0], "{lang}");
        office.approve(order.trim_start_matches("/orders/"));
        let page = officer.page(&order);
        let page = officer.done(&page, &format!("{order}/issue"), &[]);
        let demand = page.split("href=\"/demands/").nth(1).unwrap().split('"').next().unwrap();
        let mut bank = Browser::of(&service, "vcb.lap");
        bank.get(&format!("/language/{lang}"));
        let page = bank.page(&format!("/demands/{demand}"));
        assert!(page.contains(said[3]) && page.contains("298.698.054 ₫"), "{page}");
        assert_eq!(missing(&page), [""; 0], "{lang}");
    }
}

/// A decision that states the sum alone: all of them are left empty.
#[test]
fn all_parts_may_be_left_empty() {
    let service = Service::start();
    let office = Office::open(&service);
    kept(&office);
    let mut officer = Browser::of(&service, "saomai");
    let new = format!("/cases/{}/orders/new", office.case);
    let page = officer.page(&format!("{new}?kind=freeze"));
    let vcb = service.world.institution("VCB").to_string();
    let told = [
        ("/order/at/-", vcb.as_str()),
        ("/decision/number", "1/QĐ-CCTHADS"),
        ("/order/owed/amount", "100.000.000"),
        ("/order/parts/principal/amount", ""),
        ("/order/parts/interest/amount", ""),
        ("/order/parts/interest_to", ""),
        ("/order/parts/ppm", ""),
        ("/order/parts/fees/amount", ""),
        ("/order/parts/costs/amount", ""),
        ("/order/parts/paid/amount", ""),
        ("/issue", "true"),
    ];
    let order = location(&officer.send_all(&new, &Browser::filled(&page, &new, &told)));
    let read = service.get(&office.officer, &order).json();
    let order = &read["content"]["order"];
    assert_eq!((&order["owed"], &order["parts"]), (&dong(100_000_000), &Value::Null));
}

/// The freeze that is proposed after an inquiry says how the debt is made up, and is
/// filed as it stands.
#[test]
fn what_is_proposed_states_its_parts() {
    let service = Service::start();
    let office = Office::open(&service);
    kept(&office);
    let inquiry = asked(&office);
    let mut officer = Browser::of(&service, "saomai");
    let page = officer.page(&format!("/inquiries/{inquiry}/least-harm"));
    let said = "Tiền lãi chậm thi hành án: 698.054 ₫, tính đến hết ngày 22/11/2026";
    assert!(page.contains(said), "{page}");
    let new = format!("/cases/{}/orders/new", office.case);
    let decision = [("/decision/number", "1/QĐ-CCTHADS"), ("/decision/day", TODAY)];
    let order = location(&officer.submit(&page, &new, &decision));
    let read = service.get(&office.officer, &order).json();
    let order = &read["content"]["order"];
    assert_eq!((&order["owed"], &order["parts"]), (&dong(OWED), &parts()));
}
