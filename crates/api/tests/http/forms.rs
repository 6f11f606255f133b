//! What a form may not do: lose what it cannot show, write over what nobody
//! read, throw away what was typed.

use crate::browser::Browser;
use crate::pages::{FOUND, case, issued, location};
use crate::support::{PASSWORD, Service};
use serde_json::{Value, json};

const ELSEWHERE: &str = "có nội dung mà biểu mẫu không thể hiện được";
const OVERTAKEN: &str = "người khác đã làm thay đổi yêu cầu này";
const STALE: &str = "thuộc phiên làm việc hoặc vị trí trước";

/// An account as the API takes it, with what is told otherwise.
fn account(other: &Value) -> Value {
    let mut row = json!({
        "number": "0123456789", "kind": "payment", "as_of": "2026-11-20T08:30:15+07:00",
        "balance": { "amount": "250000050", "currency": "USD" }, "markers": ["salary"],
        "joint_holders": [{ "name": "Trần Thị B", "debtor_share_percent": 50 }],
        "restrictions": [{
            "by": "TAND khu vực 2", "since": "2026-01-05",
            "amount": { "amount": "5000000", "currency": "VND" },
        }],
    });
    for (name, value) in other.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

fn found(rows: &[Value]) -> Value {
    json!({ "outcome": "found", "findings": { "info": "account", "rows": rows } })
}

fn none(tried: &Value) -> Value {
    let scope = json!({ "kind": "branch", "branch": "Sở giao dịch" });
    json!({ "outcome": "none", "scope": scope, "tried": [tried], "as_of": "2026-11-20T08:30:00+07:00" })
}

/// A draft written by the API, of the demand's one item.
fn drafted(service: &Service, demand: &str, answer: &Value) {
    let maker = service.sign_in("vcb.lap");
    let read = service.get(&maker, demand).json();
    let mut answer = answer.clone();
    answer["item"] = read["items"][0]["id"].clone();
    let path = format!("/api/v1{demand}/draft");
    let key = format!("{:x}", rand::random::<u64>());
    let request = service.by(&maker, "PUT", &path).key(&key);
    let saved = request.json(&json!({ "answers": [answer] })).send();
    assert_eq!(saved.status, 200, "{}", saved.body);
}

#[test]
fn a_draft_the_form_cannot_show_is_not_lost() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    let (answer, draft) = (format!("{demand}/answer"), format!("{demand}/draft"));
    let mut maker = Browser::of(&service, "vcb.lap");
    let money = |currency: &str| json!({ "amount": "5", "currency": currency });
    let restriction = |by: &str| json!({ "by": by, "since": "2026-01-05" });
    let rows: Vec<Value> =
        (0..6).map(|n| account(&json!({ "number": format!("012345678{n}") }))).collect();
    let claim = json!({ "contract": "HĐ 1", "day": "2025-01-01", "amount": money("VND") });
    let passport = json!({ "kind": "passport", "value": "C1234567" });
    for lossy in [
        found(&[account(&json!({ "own_claim": claim }))]),
        found(&[account(&json!({ "joint_holders": [{ "name": "B" }, { "name": "C" }] }))]),
        found(&[account(&json!({ "restrictions": [restriction("A"), restriction("B")] }))]),
        found(&[account(&json!({ "balance": money("GBP") }))]),
        found(&[account(&json!({
            "restrictions": [{ "by": "A", "since": "2026-01-05", "amount": money("USD") }],
        }))]),
        found(&[account(&json!({ "as_of": "2026-11-20T08:30:15.25+07:00" }))]),
        none(&passport),
    ] {
        drafted(&service, &demand, &lossy);
        assert_eq!(location(&maker.get(&answer)), draft, "{lossy}");
        let page = maker.page(&draft);
        assert!(page.contains(ELSEWHERE) && !page.contains(&format!("href=\"{answer}\"")));
    }
    let cccd = json!({ "kind": "cccd", "value": "079085001234" });
    let held = found(&[account(&json!({ "held_identifier": passport }))]);
    let whole = [none(&cccd), found(&rows), held, found(&[account(&json!({}))])];
    for whole in whole {
        drafted(&service, &demand, &whole);
        assert!(!maker.page(&draft).contains(ELSEWHERE), "{whole}");
        maker.page(&answer);
    }
    let page = maker.page(&answer);
    assert!(page.contains("value=\"2026-11-20T08:30:15\" step=\"1\""), "{page}");
    // The checker releases what the form could not have shown.
    let number = json!({ "number": "0123456785", "own_claim": claim });
    drafted(&service, &demand, &found(&[account(&number)]));
    let mut checker = Browser::of(&service, "vcb.duyet");
    let page = checker.page(&draft);
    assert!(page.contains(&format!("{draft}/return")) && page.contains("0123456785"));
    assert!(checker.done(&page, &format!("{draft}/submission"), &[]).contains("0123456785"));
}

#[test]
fn two_makers_do_not_write_over_each_other_unseen() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    let (answer, draft) = (format!("{demand}/answer"), format!("{demand}/draft"));
    let mut first = Browser::of(&service, "vcb.lap");
    let mut second = Browser::of(&service, "vcb.lap");
    let (fast, slow) = (first.page(&answer), second.page(&answer));
    // A form shown again for a fault is for the version it was first shown for.
    let wrong = second.submit(&slow, &answer, &[("/answers/0/outcome", "refused")]);
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    first.done(&fast, &answer, FOUND);
    let mut other = FOUND.to_vec();
    other.retain(|(name, _)| !name.ends_with("rows/0/number"));
    other.push(("/answers/0/findings/rows/0/number", "9876543210"));
    let overtaken = second.submit(&wrong.body, &answer, &other);
    assert_eq!(overtaken.status, 412, "{}", overtaken.body);
    assert!(overtaken.body.contains(OVERTAKEN) && overtaken.body.contains("value=\"9876543210\""));
    assert!(first.page(&draft).contains("0123456789"));
    // Told, he may send it all the same.
    let page = second.done(&overtaken.body, &answer, &other);
    assert!(page.contains("9876543210") && !page.contains("0123456789"));

    // What the form cannot hold is not written over even then.
    let slow = second.page(&answer);
    let claim = json!({ "amount": "5", "currency": "GBP" });
    drafted(&service, &demand, &found(&[account(&json!({ "balance": claim }))]));
    let mut shown = second.submit(&slow, &answer, &other);
    for _ in 0..2 {
        assert_eq!(shown.status, 412, "{}", shown.body);
        assert!(shown.body.contains(ELSEWHERE) && shown.body.contains("value=\"9876543210\""));
        shown = second.submit(&shown.body, &answer, &other);
    }
}

#[test]
fn a_small_form_shown_again_keeps_its_version() {
    let service = Service::start();
    let (mut officer, [case, ..]) = issued(&service, "VCB");
    let action = format!("{case}/closure");
    let page = officer.page(&case);
    let version = |page: &str| {
        let hidden = Browser::hidden(page, &action);
        hidden.into_iter().find(|(name, _)| name == "_version").map(|(_, value)| value)
    };
    // A demand of the case is still open.
    let wrong = officer.submit(&page, &action, &[("/reason", "Xong")]);
    assert_eq!(wrong.status, 409, "{}", wrong.body);
    assert!(version(&page).is_some());
    assert_eq!(version(&wrong.body), version(&page));
}

#[test]
fn a_form_of_the_session_before_is_kept_and_not_carried_out() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    officer.says_own = true;
    let me = service.world.person("saomai").to_string();
    let page = officer.page("/cases/new");
    assert_eq!(officer.sign_in("saomai", PASSWORD).status, 303);
    let kept = officer.submit(&page, "/cases/new", &case(&me, &[]));
    assert_eq!(kept.status, 403, "{}", kept.body);
    assert!(kept.body.contains(STALE) && kept.body.contains("value=\"079085001234\""));
    assert!(officer.page("/cases").contains("Không có hồ sơ nào"));
    location(&officer.submit(&kept.body, "/cases/new", &case(&me, &[])));
    // A form that another site sent is shown to nobody.
    officer.says_own = false;
    let foreign = officer.submit(&page, "/cases/new", &case(&me, &[]));
    assert!(foreign.status == 403 && !foreign.body.contains("079085001234"));
    // Nor is anything else carried out with a token of the session before.
    officer.says_own = true;
    let out = officer.submit(&page, "/sign-out", &[]);
    assert!(out.status == 403 && !out.body.contains(STALE), "{}", out.body);
    officer.page("/cases");
}

#[test]
fn an_inquiry_and_an_answer_are_kept_too() {
    let service = Service::start();
    let (mut officer, [case, _, demand]) = issued(&service, "VCB");
    let ask = format!("{case}/inquiries/new");
    officer.says_own = true;
    let page = officer.page(&ask);
    assert_eq!(officer.sign_in("saomai", PASSWORD).status, 303);
    let kept = officer.submit(&page, &ask, &[("/place", "Phòng 7"), ("/issue", "true")]);
    assert_eq!(kept.status, 403, "{}", kept.body);
    assert!(kept.body.contains(STALE) && kept.body.contains("value=\"Phòng 7\""));

    let answer = format!("{demand}/answer");
    let mut maker = Browser::of(&service, "vcb.lap");
    maker.says_own = true;
    let page = maker.page(&answer);
    assert_eq!(maker.sign_in("vcb.lap", PASSWORD).status, 303);
    let kept = maker.submit(&page, &answer, FOUND);
    assert_eq!(kept.status, 403, "{}", kept.body);
    assert!(kept.body.contains(STALE) && kept.body.contains("value=\"0123456789\""));
    assert_eq!(maker.get(&format!("{demand}/draft")).status, 404);
    assert!(maker.done(&kept.body, &answer, FOUND).contains("0123456789"));
}

#[test]
fn a_form_sent_again_with_other_content_is_shown_again() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    let me = service.world.person("saomai").to_string();
    let page = officer.page("/cases/new");
    let number = |number: &'static str| case(&me, &[("/number", number)]);
    let first = location(&officer.submit(&page, "/cases/new", &number("7/2026")));
    // By the way back of the browser: with the key of before.
    let again = officer.submit(&page, "/cases/new", &number("8/2026"));
    assert_eq!(again.status, 422, "{}", again.body);
    assert!(again.body.contains("đã được gửi một lần với nội dung khác"), "{}", again.body);
    assert!(again.body.contains("value=\"8/2026\""));
    assert_eq!(officer.page("/cases").matches("href=\"/cases/0").count(), 1);
    let second = location(&officer.submit(&again.body, "/cases/new", &number("8/2026")));
    assert_ne!(first.split('?').next(), second.split('?').next());
}
