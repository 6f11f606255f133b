//! What goes to another agency and comes back: through the API and by form.

use crate::browser::Browser;
use crate::money::{is, wrong};
use crate::support::{Response, Service, case_body};
use serde_json::{Value, json};

fn dong(amount: i64) -> Value {
    json!({ "amount": amount.to_string(), "currency": "VND" })
}

fn decision(number: &str) -> Value {
    json!({ "number": number, "day": "2026-11-20" })
}

fn opened(service: &Service) -> String {
    let officer = service.sign_in("saomai");
    service.post(&officer, "/api/v1/cases", &case_body(service, "1")).id()
}

fn delegating(service: &Service, case: &str, parts: Option<Value>) -> Response {
    let mut body = json!({
        "to": service.world.agency("T79-01"), "decision": decision("07/QĐ-THADS"),
        "reason": "Có tài sản tại đó",
    });
    if let Some(parts) = parts {
        body["parts"] = parts;
    }
    let head = service.sign_in("daiduong");
    service.post(&head, &format!("/api/v1/cases/{case}/delegations"), &body)
}

fn money(service: &Service, who: &str, case: &str) -> Value {
    let known = service.sign_in(who);
    service.get(&known, &format!("/cases/{case}/money?purpose=case_work")).json()
}

#[test]
fn a_part_goes_to_another_agency_and_what_is_left_comes_back() {
    Service::on_both(|service| {
        let case = opened(service);
        let owed = money(service, "saomai", &case)["cap"]["outstanding"].clone();
        let wrong_currency = json!({ "principal": { "amount": "1", "currency": "USD" } });
        let refused = wrong(&delegating(service, &case, Some(wrong_currency)));
        assert_eq!(refused[0].0, "/parts/principal/currency");
        let beyond = json!({ "principal": dong(1_000_000_000_000) });
        is(&delegating(service, &case, Some(beyond)), 409, "book_exceeded");
        let done = delegating(service, &case, Some(json!({ "principal": dong(1_000) })));
        assert_eq!(done.status, 201, "{}", done.body);
        let id = done.json()["created"].as_str().unwrap().to_owned();
        let shown = money(service, "saomai", &case);
        assert_eq!(shown["delegations"][0]["state"], "offered");
        assert_eq!(shown["balances"]["delegated"], dong(1_000));

        let head = service.sign_in("hongha");
        let list = service.get(&head, "/delegations?state=offered").json();
        assert_eq!(list["items"][0]["delegation"]["id"], json!(id), "{list}");
        assert!(list["items"][0]["due"].is_string());
        let one = service.get(&head, &format!("/delegations/{id}")).json();
        assert_eq!(one["from"]["code"], "T01-01");
        assert_eq!(one["about"]["parties"][0]["role"], "debtor");
        assert_eq!(list["items"][0]["delegation"]["reason"], "");
        for stranger in ["daiduong", "saomai", "binhminh"] {
            let known = service.sign_in(stranger);
            assert_eq!(service.get(&known, &format!("/delegations/{id}")).status, 404);
        }
        let accept = format!("/api/v1/delegations/{id}/acceptance");
        let body = |officer: &str| {
            json!({
                "number": "31/THA", "officer": service.world.person(officer),
                "decision": decision("31/QĐ-CTHADS"),
            })
        };
        is(&service.post(&head, &accept, &body("saomai")), 422, "officer_unknown");
        let accepted = service.post(&head, &accept, &body("binhminh"));
        assert_eq!(accepted.status, 201, "{}", accepted.body);
        let theirs = accepted.id();
        is(&service.post(&head, &accept, &body("binhminh")), 409, "delegation_state");
        let refusal = format!("/api/v1/delegations/{id}/refusal");
        let reason = json!({ "reason": "Xong" });
        is(&service.post(&head, &refusal, &reason), 409, "delegation_state");
        let binhminh = service.sign_in("binhminh");
        let there = service.get(&binhminh, &format!("/cases/{theirs}")).json();
        assert_eq!(there["delegation"], json!(id));
        let closure = format!("/api/v1/cases/{theirs}/closure");
        is(&service.post(&binhminh, &closure, &reason), 409, "case_is_delegated");

        let paid = json!({
            "entry": { "kind": "payment" }, "amount": dong(400), "day": "2026-11-20",
            "note": "Phiếu thu",
        });
        let entries = format!("/api/v1/cases/{theirs}/money/entries");
        assert_eq!(service.post(&binhminh, &entries, &paid).status, 201);
        let back = format!("/api/v1/cases/{theirs}/return");
        is(&service.post(&binhminh, &back, &reason), 403, "forbidden");
        let returned = service.post(&head, &back, &reason);
        assert_eq!(returned.status, 200, "{}", returned.body);
        let shown = money(service, "saomai", &case);
        let end = &shown["delegations"][0]["end"];
        assert_eq!((&end["recovered"], &end["returned"]["total"]), (&dong(400), &dong(600)));
        let left: i64 = owed["amount"].as_str().unwrap().parse().unwrap();
        assert_eq!(shown["cap"]["outstanding"], dong(left - 400));
    });
}

#[test]
fn a_delegation_is_made_taken_back_and_accepted_by_form() {
    let service = Service::start();
    let case = opened(&service);
    let mut head = Browser::of(&service, "daiduong");
    let path = format!("/cases/{case}/delegations");
    let page = head.page(&format!("/cases/{case}/money"));
    let to = service.world.agency("T79-01").to_string();
    let told = |principal: &str| {
        vec![
            ("/to".to_owned(), to.clone()),
            ("/decision/number".to_owned(), "07/QĐ-THADS".to_owned()),
            ("/decision/day".to_owned(), "2026-11-20".to_owned()),
            ("/parts/principal/amount".to_owned(), principal.to_owned()),
            ("/reason".to_owned(), "Có tài sản tại đó".to_owned()),
        ]
    };
    let send = |head: &mut Browser<'_>, principal: &str| {
        let told = told(principal);
        let told: Vec<(&str, &str)> =
            told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        head.submit(&page, &path, &told)
    };
    let much = send(&mut head, "9.000.000.000.000");
    assert_eq!(much.status, 409, "{}", much.body);
    assert!(much.body.contains("Vượt quá số dư") && much.body.contains("Có tài sản tại đó"));
    assert_eq!(send(&mut head, "").status, 303, "nothing named is everything");
    let page = head.page(&format!("/cases/{case}/money"));
    assert!(page.contains("Ủy thác cho cơ quan khác") && page.contains("Chờ nhận"), "{page}");
    let start = page.find("/withdrawal").unwrap();
    let action = &page[page[..start].rfind('"').unwrap() + 1..start + "/withdrawal".len()];
    assert_eq!(head.submit(&page, action, &[("/reason", "Nhầm")]).status, 303);
    let page = head.page(&format!("/cases/{case}/money"));
    assert!(page.contains("Đã thu hồi"), "{page}");
    let sent = {
        let told = told("1.000");
        let told: Vec<(&str, &str)> =
            told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        head.submit(&page, &path, &told)
    };
    assert_eq!(sent.status, 303, "{}", sent.body);

    let mut other = Browser::of(&service, "hongha");
    let list = other.page("/delegations?state=offered");
    let start = list.find("/delegations/").unwrap();
    let href = list[start..].split('"').next().unwrap().to_owned();
    let one = other.page(&href);
    assert!(one.contains("Nhận ủy thác, mở hồ sơ") && one.contains("1.000 ₫"), "{one}");
    let binhminh = service.world.person("binhminh").to_string();
    let accept = format!("{href}/acceptance");
    let blank = other.submit(&one, &accept, &[("/officer", &binhminh)]);
    assert_eq!(blank.status, 422, "{}", blank.body);
    let fields = [
        ("/number", "31/THA"),
        ("/officer", binhminh.as_str()),
        ("/decision/number", "31/QĐ-CTHADS"),
        ("/decision/day", "2026-11-20"),
    ];
    let accepted = other.submit(&one, &accept, &fields);
    assert_eq!(accepted.status, 303, "{}", accepted.body);
    let one = other.page(&href);
    assert!(one.contains("Đang thi hành") && !one.contains(&accept), "{one}");
    let start = one.find("href=\"/cases/").unwrap() + 6;
    let theirs = one[start..].split('"').next().unwrap().to_owned();
    let page = other.page(&theirs);
    assert!(page.contains("Nhận ủy thác") && !page.contains("/closure"), "{page}");
    let back = format!("{theirs}/return");
    assert_eq!(other.submit(&page, &back, &[("/reason", "Không có tài sản")]).status, 303);
    let page = head.page(&format!("/cases/{case}/money"));
    assert!(page.contains("Đã kết thúc"), "{page}");
    assert_eq!(Browser::of(&service, "binhminh").get(&href).status, 404);
}
