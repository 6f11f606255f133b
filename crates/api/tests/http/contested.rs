//! Instants of papers that an institution contests when it has joined.

use crate::browser::Browser;
use crate::money::is;
use crate::support::{Known, Service, case_body, inquiry_body};
use engine::directory::InstitutionCode;
use serde_json::json;

fn joins(service: &Service, joined: bool) {
    service.import(|directory| {
        let code = InstitutionCode::parse("VCB").unwrap();
        directory.institutions.get_mut(&code).unwrap().joined = joined;
    });
}

/// A demand on paper whose letter is on record, to a bank that has joined since.
fn demanded(service: &Service, officer: &Known) -> String {
    joins(service, false);
    let case = service.post(officer, "/api/v1/cases", &case_body(service, "1")).id();
    let body = inquiry_body(service, &case, &["VCB"]);
    let filed = service.post(officer, "/api/v1/inquiries", &body);
    let demand = filed.json()["demands"][0]["id"].as_str().unwrap().to_owned();
    let receipt = json!({
        "channel": "post", "evidenced_at": "2026-11-20T09:00:00+07:00", "proof": "Dấu bưu điện",
    });
    let path = format!("/api/v1/demands/{demand}/receipt");
    let recorded = service.post(officer, &path, &receipt);
    assert_eq!(recorded.status, 200, "{}", recorded.body);
    joins(service, true);
    demand
}

#[test]
fn a_bank_contests_and_the_head_decides() {
    Service::on_both(|service| {
        let officer = service.sign_in("saomai");
        let demand = demanded(service, &officer);
        service.clock.set("2026-11-24T09:00:00+07:00");
        let [maker, checker, other] =
            ["vcb.lap", "vcb.duyet", "acb.duyet"].map(|name| service.sign_in(name));
        let [officer, head] = ["saomai", "daiduong"].map(|name| service.sign_in(name));
        let path = format!("/api/v1/demands/{demand}/contests");
        let body = json!({
            "kind": "receipt", "claimed_at": "2026-11-23T08:00:00+07:00",
            "reason": "Sổ công văn đến", "evidence": "Số 112",
        });
        is(&service.post(&maker, &path, &body), 403, "forbidden");
        is(&service.post(&other, &path, &body), 404, "not_found");
        let early = json!({
            "kind": "receipt", "claimed_at": "2026-11-20T08:00:00+07:00", "reason": "Sớm hơn",
        });
        is(&service.post(&checker, &path, &early), 422, "contest_instant");
        let filed = service.post(&checker, &path, &body);
        assert_eq!(filed.status, 201, "{}", filed.body);
        let again = service.post(&checker, &path, &body);
        assert_eq!(again.status, 201, "{}", again.body);
        let mut other = body.clone();
        other["reason"] = json!("Khác");
        is(&service.post(&checker, &path, &other), 409, "contest_open");
        let seen = service.get(&head, &format!("/demands/{demand}")).json();
        let contest = &seen["contests"][0];
        assert_eq!(
            (&contest["reason"], &contest["kind"]),
            (&json!(null), &json!("receipt")),
            "{seen}"
        );
        let path = format!("{path}/{}/decision", contest["id"].as_str().unwrap());
        let decision = json!({ "changed_to": "2026-11-23T08:00:00+07:00", "reason": "Đúng" });
        is(&service.post(&officer, &path, &decision), 403, "forbidden");
        let decided = service.post(&head, &path, &decision);
        assert_eq!(decided.status, 200, "{}", decided.body);
        let again = service.post(&head, &path, &decision);
        assert_eq!(again.status, 200, "{}", again.body);
        let other = json!({ "reason": "Khác" });
        is(&service.post(&head, &path, &other), 409, "contest_decided");
        let seen = service.get(&checker, &format!("/demands/{demand}")).json();
        assert_eq!(seen["contests"][0]["decision"]["reason"], "Đúng", "{seen}");
        let start = &seen["clocks"][0]["start"];
        assert_eq!(start, "2026-11-23T01:00:00Z", "{seen}");
        let clock = seen["clocks"][0]["id"].as_str().unwrap();
        let moves =
            &service.get(&checker, &format!("/demands/{demand}/clocks/{clock}")).json()["moves"];
        assert_eq!(moves[0]["contest"], seen["contests"][0]["id"], "{moves}");
        assert_eq!(moves[0]["start"], "2026-11-23T01:00:00Z", "{moves}");
    });
}

#[test]
fn it_is_contested_and_decided_by_form() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let demand = demanded(&service, &officer);
    service.clock.set("2026-11-24T09:00:00+07:00");
    let path = format!("/demands/{demand}");
    let mut checker = Browser::of(&service, "vcb.duyet");
    let page = checker.page(&path);
    let action = format!("{path}/contests");
    let typed = [
        ("_paper", "receipt"),
        ("/claimed_at", "2026-11-23T08:00"),
        ("/reason", ""),
        ("/evidence", "Số 112"),
    ];
    let again = checker.submit(&page, &action, &typed);
    assert_eq!(again.status, 422, "{}", again.body);
    assert!(again.body.contains("Số 112"), "what was typed stays: {}", again.body);
    let typed = [("_paper", "receipt"), ("/claimed_at", "2026-11-23T08:00"), ("/reason", "Sổ đến")];
    let page = checker.done(&page, &action, &typed);
    assert!(page.contains("Chờ thủ trưởng quyết định"), "{page}");
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page(&path);
    assert!(page.contains("Sổ đến"), "read on record: {page}");
    let action = page.split("action=\"").find(|part| part.contains("/contests/")).unwrap();
    let action = action.split('"').next().unwrap().to_owned();
    let page = head.done(&page, &action, &[("/changed_to", ""), ("/reason", "Có ký nhận")]);
    assert!(page.contains("Giữ nguyên") && page.contains("Có ký nhận"), "{page}");
}
