//! What an attacker sends, or a bank's program on a bad day: refused by name,
//! with the place, and never a failure of ours.

use crate::browser::Browser;
use crate::inquiries::{demand, filed, item, nothing_found};
use crate::pages::issued;
use crate::support::{Response, Service, case_body, inquiry_body};
use serde_json::{Value, json};

/// What is wrong with a body: pointer and code.
fn wrong(response: &Response) -> Vec<(String, String)> {
    assert_eq!(response.status, 422, "{}", response.body);
    assert_eq!(response.problem(), (422, "body_invalid".to_owned()), "{}", response.body);
    let part = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    let body = response.json();
    let errors = body["errors"].as_array().unwrap().iter();
    errors.map(|error| (part(error, "pointer"), part(error, "code"))).collect()
}

fn one(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

/// A sound answer of one account, changed.
fn account(item: &str, change: impl Fn(&mut Value)) -> Value {
    let mut row = json!({
        "number": "0011004567890", "kind": "payment", "as_of": "2026-11-20T08:00:00+07:00",
        "balance": { "amount": "5", "currency": "VND" },
    });
    change(&mut row);
    let findings = json!({ "info": "account", "rows": [row] });
    json!({ "answers": [{ "item": item, "outcome": "found", "findings": findings }] })
}

#[test]
fn what_a_bank_found_is_named_where_it_is_wrong() {
    let service = Service::start();
    let (_, filing) = filed(&service, &["VCB"]);
    let path = format!("{}/answers", demand(&service, &filing, "VCB"));
    let (_, vcb) = service.system("VCB");
    let item = item(&service, &filing, "VCB");
    let joint = |share: Value| json!([{ "name": "Lê Sáu", "debtor_share_percent": share }]);
    let row = "/answers/0/findings/rows/0";
    let cases: Vec<(&str, Value, &str, &str)> = vec![
        (
            "joint_holders",
            joint(json!(101)),
            "/joint_holders/0/debtor_share_percent",
            "percent_range",
        ),
        (
            "joint_holders",
            joint(json!(300)),
            "/joint_holders/0/debtor_share_percent",
            "number_range",
        ),
        (
            "joint_holders",
            joint(json!(-1)),
            "/joint_holders/0/debtor_share_percent",
            "number_range",
        ),
        ("joint_holders", joint(json!(50.5)), "/joint_holders/0/debtor_share_percent", "type"),
        ("joint_holders", json!([{ "name": " " }]), "/joint_holders/0/name", "empty"),
        ("joint_holders", json!([{ "name": "a\u{0}" }]), "/joint_holders/0/name", "character"),
        (
            "joint_holders",
            json!([{ "name": "a".repeat(201) }]),
            "/joint_holders/0/name",
            "too_long",
        ),
        ("matures", json!("20261122"), "/matures", "day_form"),
        ("matures", json!("2026-11-22T10:00"), "/matures", "day_form"),
        ("matures", json!("-009999-01-01"), "/matures", "day_form"),
        ("as_of", json!("-009999-01-02T00:00:00Z"), "/as_of", "instant_form"),
        ("as_of", json!("2026-11-20T08:00:00+07:00[Asia/Ho_Chi_Minh]"), "/as_of", "instant_form"),
        ("as_of", json!(1_795_000_000), "/as_of", "type"),
        (
            "balance",
            json!({ "amount": "9".repeat(400), "currency": "VND" }),
            "/balance/amount",
            "amount_form",
        ),
        ("balance", json!({ "amount": 5, "currency": "VND" }), "/balance/amount", "type"),
        ("markers", json!(["salary", "x"]), "/markers/1", "word_unknown"),
        ("number", json!(""), "/number", "empty"),
    ];
    for (member, value, place, code) in cases {
        let body = account(&item, |row| row[member] = value.clone());
        let refused = service.post(&vcb, &path, &body);
        assert_eq!(refused.status, 422, "{member} {value}: {}", refused.body);
        assert_eq!(wrong(&refused), one(&format!("{row}{place}"), code), "{member} {value}");
    }
    // Nothing of it took effect.
    let sound = service.post(&vcb, &path, &json!({ "answers": [nothing_found(&item)] }));
    assert_eq!(sound.status, 201, "{}", sound.body);
}

#[test]
fn an_unknown_or_doubled_member_is_found_wherever_it_stands() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let case = service.post(&officer, "/api/v1/cases", &case_body(&service, "1")).id();
    let send = |body: &Value| service.post(&officer, "/api/v1/inquiries", body);
    let mut body = inquiry_body(&service, &case, &["VCB"]);
    body["requester"] = json!({ "kind": "officer", "079085001234": 1 });
    let refused = send(&body);
    assert_eq!(wrong(&refused), one("/requester", "unexpected"));
    assert!(!refused.body.contains("079085001234"), "a caller's own words are not repeated");
    body["requester"] = json!({ "kind": "creditor" });
    assert_eq!(wrong(&send(&body)), one("/requester/party", "missing"));
    body["requester"] = json!({ "kind": "officer" });
    body["items"][0]["x"] = json!(1);
    assert_eq!(wrong(&send(&body)), one("/items/0", "unexpected"));

    let twice = |text: &str| {
        let request = service.by(&officer, "POST", "/api/v1/inquiries").key("twice");
        wrong(&request.text("application/json", text).send())
    };
    assert_eq!(twice(r#"{"case": "a", "case": "b"}"#), one("/case", "twice"));
    let inside =
        r#"{"requester": {"kind": "bailiff", "cost_undertaking": "a", "cost_undertaking": "b"}}"#;
    assert_eq!(twice(inside), one("/requester/cost_undertaking", "twice"));
}

#[test]
fn a_text_is_no_hiding_place() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let mut body = case_body(&service, "1");
    body["number"] = json!("1\u{0}/THA");
    let refused = service.post(&officer, "/api/v1/cases", &body);
    assert_eq!(wrong(&refused), one("/number", "character"));
}

#[test]
fn no_question_makes_the_service_fail() {
    let service = Service::start();
    let (officer, maker) = (service.sign_in("saomai"), service.sign_in("vcb.lap"));
    let supervisor = service.sign_in("lamgiang");
    let id = uuid::Uuid::nil().simple();
    let far = ["7fffffffffffffff", "8000000000000000", "ffffffffffffffff0"];
    let cursors = far.map(|key| format!("/inbox?after={key}.{id}"));
    let wrong = [
        (&maker, &cursors[0][..], "after"),
        (&maker, &cursors[1], "after"),
        (&maker, &cursors[2], "after"),
        (&maker, "/inbox?due_before=-009999-01-02T00:00:00Z", "due_before"),
        (&supervisor, "/overdue?since=0000-01-01T00:00:00Z", "since"),
        (&officer, "/law/rules?on=%2B010000-01-01", "on"),
        // A mark without a letter would be a part of every name.
        (&officer, "/institutions?name=%CC%81", "name"),
        (&officer, "/agencies?name=%20", "name"),
        (&officer, "/cases?name=Nguy%E1%BB%85n", "name"),
    ];
    for (who, path, parameter) in wrong {
        let refused = service.get(who, path);
        assert_eq!(refused.problem(), (400, "query_invalid".to_owned()), "{path}");
        assert_eq!(refused.json()["parameter"], parameter, "{path}");
    }
    for at in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
        for (who, path) in [
            (&maker, format!("/inbox?due_before={at}")),
            (&supervisor, format!("/overdue?since={at}")),
            (&officer, format!("/law/rules/N07/explanation?from={at}")),
        ] {
            let response = service.get(who, &path);
            assert!(response.status < 500, "{path}: {}", response.body);
        }
    }
    for path in
        ["/calendars/vn/-32768", "/calendars/vn/32767", "/calendars/%00/2026", "/law/rules/%00"]
    {
        assert_eq!(
            service.by(&officer, "GET", &format!("/api/v1{path}")).send().status,
            404,
            "{path}"
        );
    }
}

#[test]
fn a_name_is_looked_for_in_a_body() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    for number in ["1", "2"] {
        service.post(&officer, "/api/v1/cases", &case_body(&service, number));
    }
    let search = |who, query: &str, body: &Value| {
        let path = format!("/api/v1/cases/search{query}");
        let response = service.by(who, "POST", &path).json(body).send();
        crate::schema::check("post", &path, &response);
        response
    };
    let found = |query: &str, body: &Value| search(&officer, query, body).json();
    let all = found("", &json!({ "name": "NGUYEN van" }));
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    assert_eq!(all["items"][0]["debtors"], json!(["Nguyễn Văn Tí"]));
    let first = found("?limit=1", &json!({ "name": "van ti" }));
    let next = format!("?limit=1&after={}", first["next"].as_str().unwrap());
    let second = found(&next, &json!({ "name": "van ti" }));
    assert_eq!((&second["items"][0]["number"], &second["next"]), (&json!("1"), &Value::Null));
    assert_eq!(found("", &json!({ "name": "ti", "state": "closed" }))["items"], json!([]));
    let other = service.sign_in("binhminh");
    assert_eq!(search(&other, "", &json!({ "name": "ti" })).json()["items"], json!([]));

    let refused = |body: Value| wrong(&search(&officer, "", &body));
    assert_eq!(refused(json!({})), one("/name", "missing"));
    assert_eq!(refused(json!({ "name": "" })), one("/name", "empty"));
    // Neither a wildcard nor a vowel sign alone is a name: it would be in all.
    assert_eq!(refused(json!({ "name": "%" })), one("/name", "no_letter"));
    assert_eq!(refused(json!({ "name": "\u{e31}" })), one("/name", "no_letter"));
    assert_eq!(refused(json!({ "name": "ti", "state": "half" })), one("/state", "word_unknown"));
    let maker = service.sign_in("vcb.lap");
    let forbidden = search(&maker, "", &json!({ "name": "ti" }));
    assert_eq!(forbidden.problem(), (403, "forbidden".to_owned()));
}

/// What the form of an action hides, and as many rows of a list.
fn rows_of(page: &str, action: &str, list: &str, member: &str) -> Vec<(String, String)> {
    let mut fields = Browser::hidden(page, action);
    fields.extend((0..39_000).map(|row| (format!("{list}/{row}/{member}"), "debtor".to_owned())));
    fields
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long a worker is held is what is measured")]
fn a_form_with_endless_rows_is_refused_at_once() {
    let service = Service::roomy();
    let (mut officer, [case, _, demand]) = issued(&service, "VCB");
    let mut maker = Browser::of(&service, "vcb.lap");
    let (new, edit) = ("/cases/new".to_owned(), format!("{case}/edit"));
    let answer = format!("{demand}/answer");
    let refused = |browser: &mut Browser<'_>, action: &str, list: &str, member: &str| {
        let page = browser.page(action);
        let mut fields = rows_of(&page, action, list, member);
        for more in ["", list] {
            if !more.is_empty() {
                fields.push(("_more".to_owned(), more.to_owned()));
            }
            let start = std::time::Instant::now();
            let response = browser.send_all(action, &fields);
            let took = start.elapsed();
            assert_eq!(response.status, 422, "{action} {list}");
            assert!(response.body.contains("count_invalid") && response.body.len() < 2_000_000);
            assert!(took.as_secs() < 10, "{action} {list}: {took:?}");
        }
    };
    for action in [&new, &edit] {
        refused(&mut officer, action, "/parties", "role");
        refused(&mut officer, action, "/obligations", "kind");
        refused(&mut officer, action, "/parties/1/identifiers", "value");
    }
    refused(&mut maker, &answer, "/answers/0/findings/rows", "number");
}

#[test]
fn nul_in_a_page_is_refused_before_any_query() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    let page = officer.page("/cases");
    assert_eq!(officer.get("/cases?number=%00").status, 400);
    assert_eq!(officer.get(&format!("/cases?number={}", "1".repeat(201))).status, 400);
    let mut search = |name: &str| officer.submit(&page, "/cases/search", &[("/name", name)]);
    let nul = search("a\0");
    assert!(nul.status == 422 && nul.body.contains("body_invalid"), "{}", nul.body);
    // The rules for a name are those of the API.
    let numeric = search("12 34");
    assert_eq!(numeric.status, 422, "{}", numeric.body);
    assert!(numeric.body.contains("id=\"filter-name-error\""));
    assert_eq!(search("Tí").status, 200);
}
