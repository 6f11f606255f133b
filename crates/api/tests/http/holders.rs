//! Back to the debtor: whose accounts are held, and by what an officer confirms it.

use crate::browser::Browser;
use crate::money::{Office, dong, frozen, is};
use crate::pages::missing;
use crate::support::{Service, inquiry_body};
use serde_json::{Value, json};
use store::outbox::{Outbox, Retry};

const AT_VCB: &str = "0071009998887";
const OTHER: &str = "001085005678";

/// The office's freeze at VCB, answered with the identifier the bank holds.
fn held(office: &Office<'_>, cccd: Option<&str>) {
    let demands = office.ordered(&office.body(&office.freeze(&["VCB"])));
    let mut answer = frozen(AT_VCB, 100_000_000);
    if let Some(cccd) = cccd {
        answer["accounts"][0]["held_identifier"] = json!({ "kind": "cccd", "value": cccd });
    }
    office.answered("VCB", &demands["VCB"], &answer);
}

fn deduction(office: &Office<'_>, identity: &Value) -> Value {
    office.body(&json!({
        "kind": "deduct", "payee": office.payee, "identity": identity,
        "lines": [{ "hold": office.hold("VCB"), "amount": dong(10_000_000) }],
    }))
}

/// Codes and pointers of what a check finds.
fn problems(office: &Office<'_>, body: &Value) -> Vec<(String, String)> {
    let checked = office.service.post(&office.officer, &office.path("orders/check"), body);
    assert_eq!(checked.status, 200, "{}", checked.body);
    let found = checked.json()["problems"].as_array().unwrap().clone();
    let part = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    found.iter().map(|one| (part(one, "code"), part(one, "pointer"))).collect()
}

fn pair(code: &str, pointer: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), pointer.to_owned())]
}

#[test]
fn a_holder_known_by_another_identifier_is_said_and_nothing_is_taken_on_numbers() {
    let service = Service::start();
    let office = Office::open(&service);
    held(&office, Some(OTHER));
    let hold = office.money()["holds"][0].clone();
    assert_eq!(hold["holder"], "other");
    assert_eq!(hold["care"]["held_identifier"], json!({ "kind": "cccd", "value": OTHER }));
    let retry = Retry { after_seconds: vec![60], jitter_percent: 0 };
    let outbox = Outbox::new(service.store.clone(), retry);
    outbox.expand(service.store.now(), outbox.new_owner(), 100).unwrap();
    let notices = service.get(&office.officer, "/notices").json();
    let codes = notices["items"].as_array().unwrap().iter().map(|one| one["code"].clone());
    assert!(codes.into_iter().any(|code| code == "holder_differs"), "{notices}");

    let at = "/order/lines/0/hold";
    let matched = deduction(&office, &json!({ "code": "identifier_matched" }));
    assert_eq!(problems(&office, &matched), pair("holder_differs", at));
    let filed = service.post(&office.officer, &office.path("orders"), &matched);
    is(&filed, 409, "holder_differs");
    let words = json!({ "code": "other", "note": "Tôi biết ông An" });
    assert_eq!(problems(&office, &deduction(&office, &words)), pair("holder_differs", at));
    let silent = deduction(&office, &json!({ "code": "document_seen" }));
    assert_eq!(problems(&office, &silent), pair("text_invalid", "/order/identity/note"));
    let seen = json!({ "code": "document_seen", "note": "CCCD bản gốc số 001085005678" });
    let body = deduction(&office, &seen);
    assert_eq!(problems(&office, &body), []);
    let demands = office.ordered(&body);
    assert_eq!(demands.len(), 1);
    // What was confirmed is read back as it was given.
    let orders = service.get(&office.officer, &format!("/cases/{}/orders", office.case)).json();
    let mut deducts = orders["items"].as_array().unwrap().iter();
    let deduct = deducts.rfind(|one| one["kind"] == "deduct").unwrap()["id"].clone();
    let order = service.get(&office.officer, &format!("/orders/{}", deduct.as_str().unwrap()));
    assert_eq!(order.json()["content"]["order"]["identity"], seen, "{}", order.body);
}

#[test]
fn a_match_is_claimed_only_where_an_institution_named_the_identifier() {
    let service = Service::start();
    let office = Office::open(&service);
    let body = inquiry_body(&service, &office.case, &["ACB"]);
    let asked = service.post(&office.officer, "/api/v1/inquiries", &body);
    let asked = office.demands(&asked);
    held(&office, None);
    assert_eq!(office.money()["holds"][0]["holder"], "unknown");
    let matched = deduction(&office, &json!({ "code": "identifier_matched" }));
    assert_eq!(problems(&office, &matched), pair("holder_unknown", "/order/lines/0/hold"));
    is(&service.post(&office.officer, &office.path("orders"), &matched), 409, "holder_unknown");
    // An answer to an inquiry names it for an account on which nothing is frozen.
    let direct = |identity: Value| {
        office.body(&json!({
            "kind": "deduct", "payee": office.payee, "identity": identity,
            "lines": [{
                "institution": service.world.institution("ACB"), "account": "9990001112223",
                "amount": dong(1_000_000),
            }],
        }))
    };
    let matched = direct(json!({ "code": "identifier_matched" }));
    assert_eq!(problems(&office, &matched), pair("holder_unknown", "/order/lines/0/account"));
    let found = json!({
        "outcome": "found",
        "findings": { "info": "account", "rows": [{
            "number": "9990001112223", "kind": "payment", "balance": dong(5_000_000),
            "as_of": "2026-11-20T02:00:00Z",
            "held_identifier": { "kind": "cccd", "value": "079085001234" },
        }] },
    });
    office.answered("ACB", &asked["ACB"], &found);
    assert_eq!(problems(&office, &matched), []);
    assert_eq!(office.ordered(&matched).len(), 1);
    let unknown = direct(json!({ "code": "believed" }));
    assert_eq!(problems(&office, &unknown), pair("ground_unknown", "/order/identity/code"));
    let income = office.body(&json!({
        "kind": "income_deduction", "payee": office.payee,
        "executor": service.world.institution("BID"),
        "identity": { "code": "identifier_matched" }, "total": dong(1_000_000),
        "monthly": { "kind": "share", "percent": 20 }, "keep": dong(4_000_000),
        "first": "2026-11", "day_of_month": 23,
    }));
    assert_eq!(problems(&office, &income), pair("holder_unknown", "/order/executor"));
}

#[test]
fn the_pages_say_whose_account_it_is_in_both_languages() {
    let service = Service::start();
    let office = Office::open(&service);
    held(&office, Some(OTHER));
    let case = format!("/cases/{}", office.case);
    let new = format!("{case}/orders/new");
    let mut officer = Browser::of(&service, "saomai");
    let said = "số định danh tổ chức đang lưu khác với số của người phải thi hành án";
    let page = officer.page(&format!("{case}/money"));
    assert!(page.contains(said) && page.contains(OTHER), "{page}");
    let form = officer.page(&format!("{new}?kind=deduct"));
    assert!(form.contains(said), "{form}");
    assert!(
        form.contains("Đã đối chiếu giấy tờ tùy thân hoặc giấy tờ pháp lý (không do luật định)")
    );
    let hold = office.hold("VCB");
    let told = |code: &str, note: &str| {
        let mut fields = Browser::untouched(&form, &new);
        let known = [
            ("/order/lines/0/hold", hold.as_str()),
            ("/order/lines/0/amount/amount", "10.000.000"),
            ("/order/identity/code", code),
            ("/order/identity/note", note),
            ("/decision/number", "77/QĐ-CCTHADS"),
            ("_check", "true"),
        ];
        fields.retain(|(name, _)| known.iter().all(|(told, _)| told != name));
        fields.extend(known.map(|(name, value)| (name.to_owned(), value.to_owned())));
        fields
    };
    for (code, note, field) in [
        ("", "", "order-identity-code"),
        ("identifier_matched", "", "order-lines-0-hold"),
        ("other", "", "order-identity-note"),
        ("document_seen", "", "order-identity-note"),
    ] {
        let wrong = officer.send_all(&new, &told(code, note));
        assert_eq!(wrong.status, 422, "{code}: {}", wrong.body);
        assert!(wrong.body.contains(&format!("href=\"#order-{field}\"")), "{code}: {}", wrong.body);
    }
    let sound = officer.send_all(&new, &told("court_file", "Bản án số 31/2026/DS-ST"));
    assert_eq!(sound.status, 200, "{}", sound.body);
    let mut kept = told("court_file", "Bản án số 31/2026/DS-ST");
    kept.retain(|(name, _)| name != "_check");
    let order = crate::pages::location(&officer.send_all(&new, &kept));
    let page = officer.page(&order);
    assert!(page.contains(&format!("({said}")), "{page}");
    assert!(page.contains("Theo hồ sơ vụ án, hồ sơ thi hành án (không do luật định) – Bản án số"));

    officer.get("/language/en?back=/");
    let page = officer.page(&order);
    assert!(
        page.contains("By the file of the court or of the enforcement (not statutory)"),
        "{page}"
    );
    let english = "the institution holds another identifier than the debtor";
    assert!(officer.page(&format!("{case}/money")).contains(english));
    let form = officer.page(&format!("{new}?kind=income_deduction"));
    assert!(form.contains("Confirmed by the institution in writing"), "{form}");
    assert_eq!(missing(&form), [""; 0]);
}

fn found(number: &str, more: &Value) -> Value {
    let mut row = json!({
        "number": number, "kind": "payment", "balance": dong(5_000_000),
        "as_of": "2026-11-20T02:00:00Z",
    });
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "outcome": "found", "findings": { "info": "account", "rows": [row] } })
}

/// Two banks named accounts when they were asked.
fn asked_before(office: &Office<'_>) {
    let body = inquiry_body(office.service, &office.case, &["VCB", "ACB"]);
    let filed = office.service.post(&office.officer, "/api/v1/inquiries", &body);
    let demands = office.demands(&filed);
    let other = json!({ "held_identifier": { "kind": "cccd", "value": OTHER } });
    office.answered("VCB", &demands["VCB"], &found("1110001112223", &other));
    let salary = json!({ "markers": ["salary", "pledge"] });
    office.answered("ACB", &demands["ACB"], &found("9990001112223", &salary));
}

#[test]
fn accounts_are_compared_with_what_inquiries_showed_and_nothing_is_refused_for_it() {
    let service = Service::start();
    let office = Office::open(&service);
    asked_before(&office);
    let at = |bank: &str, accounts: &[&str]| json!({ "institution": service.world.institution(bank), "accounts": accounts });
    let mut freeze = office.freeze(&[]);
    freeze["at"] = json!([
        at("VCB", &["1110001112223", AT_VCB]),
        at("ACB", &["9990001112223"]),
        at("BID", &[]),
    ]);
    let body = office.body(&freeze);
    let checked = service.post(&office.officer, &office.path("orders/check"), &body);
    assert_eq!(checked.status, 200, "{}", checked.body);
    let checked = checked.json();
    assert_eq!(checked["problems"], json!([]));
    let warnings = checked["warnings"].as_array().unwrap();
    let told: Vec<_> = warnings
        .iter()
        .map(|one| (one["code"].as_str().unwrap(), one["pointer"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("holder_differs", "/order/at/0/accounts/0"),
            ("account_not_shown", "/order/at/0/accounts/1"),
            ("account_bound", "/order/at/1/accounts/0"),
            ("account_living", "/order/at/1/accounts/0"),
        ]
    );
    assert_eq!(warnings[1]["account"], AT_VCB);
    assert_eq!(warnings[1]["institution"], json!(service.world.institution("VCB")));
    assert!(!warnings[1]["title"].as_str().unwrap().is_empty());
    // A warning never blocks.
    assert_eq!(office.ordered(&body).len(), 3);
}

#[test]
fn the_pages_list_warnings_apart_and_for_the_approver_too() {
    let service = Service::start();
    let office = Office::open(&service);
    asked_before(&office);
    let new = format!("/cases/{}/orders/new", office.case);
    let mut officer = Browser::of(&service, "saomai");
    let form = officer.page(&format!("{new}?kind=freeze"));
    let vcb = service.world.institution("VCB").to_string();
    let told = |check: bool, number: &str| {
        let mut fields = Browser::untouched(&form, &new);
        let act = if check { ("_check", "true") } else { ("/issue", "true") };
        let known = [
            ("/order/at/-", vcb.as_str()),
            ("_accounts", AT_VCB),
            ("/decision/number", number),
            act,
        ];
        fields.retain(|(name, _)| known.iter().all(|(told, _)| told != name));
        fields.extend(known.map(|(name, value)| (name.to_owned(), value.to_owned())));
        fields
    };
    let warned = "chưa có trả lời xác minh nào của hồ sơ nêu tài khoản này";
    let checked = officer.send_all(&new, &told(true, "78/QĐ-CCTHADS"));
    assert_eq!(checked.status, 200, "{}", checked.body);
    let page = &checked.body;
    assert!(page.contains("Lưu ý trước khi gửi") && page.contains(warned), "{page}");
    assert!(page.contains(AT_VCB) && !page.contains("class=\"faults\""), "{page}");
    // With something wrong beside it both are listed.
    let wrong = officer.send_all(&new, &told(true, "")).body;
    assert!(wrong.contains("class=\"faults\"") && wrong.contains(warned), "{wrong}");
    let order = crate::pages::location(&officer.send_all(&new, &told(false, "78/QĐ-CCTHADS")));
    let order = order.split('?').next().unwrap().to_owned();
    assert!(officer.page(&order).contains(warned));
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page(&order);
    assert!(page.contains(warned), "who approves is told: {page}");
    head.get("/language/en?back=/");
    let page = head.page(&order);
    assert!(page.contains("To know before it is sent"), "{page}");
    assert!(page.contains("no answer to an inquiry of the case names this account"), "{page}");
    head.done(&page, &format!("{order}/approval"), &[]);
    let page = officer.page(&order);
    officer.done(&page, &format!("{order}/issue"), &[]);
    assert!(!officer.page(&order).contains(warned), "it has gone out");
}
