//! Running the service for a country: announcements above pages, outages that a second
//! person confirms, days on which banks join and offices begin.

use crate::browser::Browser;
use crate::money::is;
use crate::support::{Service, case_body, inquiry_body};
use engine::actor::Seat;
use engine::role::Role;
use serde_json::{Value, json};

/// Two who run the service for the country.
fn two(service: &Service) -> [String; 2] {
    service.hire("dieuhanh", Role::AdminNational, Seat::Country);
    ["phonglan".to_owned(), "dieuhanh".to_owned()]
}

fn outage() -> Value {
    json!({
        "from": "2026-11-19T09:00:00+07:00", "to": "2026-11-19T10:00:00+07:00",
        "reason": "Mất điện", "evidence": "Phiếu sự cố 12",
    })
}

#[test]
fn an_outage_is_told_to_both_sides_once_another_has_confirmed_it() {
    Service::on_both(|service| {
        let [admin, other] = two(service).map(|name| service.sign_in(&name));
        let recorded = service.post(&admin, "/api/v1/outages", &outage());
        assert_eq!(recorded.status, 201, "{}", recorded.body);
        let path = format!("/api/v1/outages/{}/confirmation", recorded.id());
        let second = Browser::of(service, "dieuhanh").page("/outages");
        let shown = "Nguyên nhân: Mất điện. Bằng chứng: Phiếu sự cố 12";
        assert!(second.contains(shown), "beside the button: {second}");
        let readers = ["saomai", "vcb.lap"].map(|name| service.sign_in(name));
        let seen = |who| service.get(who, "/outages").json()["items"].as_array().unwrap().len();
        assert_eq!((seen(&readers[0]), seen(&readers[1]), seen(&other)), (0, 0, 1));
        is(&service.post(&admin, &path, &json!({})), 403, "own_approval");
        is(&service.post(&readers[0], &path, &json!({})), 404, "not_found");
        let confirmed = service.post(&other, &path, &json!({}));
        assert_eq!(confirmed.status, 200, "{}", confirmed.body);
        assert_eq!((seen(&readers[0]), seen(&readers[1])), (1, 1));
        let listed = service.get(&readers[1], "/outages").json();
        assert_eq!(listed["items"][0]["evidence"], "Phiếu sự cố 12");
        let mut bank = Browser::of(service, "vcb.lap");
        let page = bank.page("/outages");
        assert!(page.contains("Mất điện") && !page.contains("action=\"/outages\""));
    });
}

#[test]
fn what_is_announced_stands_above_the_pages_of_whom_it_concerns() {
    Service::on_both(|service| {
        let mut admin = Browser::of(service, "phonglan");
        let page = admin.page("/announcements");
        let bank = service.world.institution("VCB");
        let fields = [
            ("/kind", "disruption"),
            ("_audience", &format!("institution:{bank}")),
            ("/from", "2026-11-20T08:00"),
            ("/to", "2026-11-20T12:00"),
            ("/text_vi", "Chậm <b>trả lời</b> tự động"),
            ("/text_en", "Automatic answers are slow"),
        ];
        let filled = Browser::filled(&page, "/announcements", &fields);
        let sent = admin.send_all("/announcements", &filled);
        assert_eq!(sent.status, 303, "{}", sent.body);
        let escaped = "Chậm &#60;b&#62;trả lời&#60;/b&#62; tự động";
        let has = |name: &str| Browser::of(service, name).page("/outages").contains(escaped);
        assert!(has("vcb.lap"), "plain text, escaped");
        assert!(!has("acb.lap") && !has("saomai"));
        let entrance = service.request("GET", "/sign-in").send().body;
        assert!(!entrance.contains("Chậm"));

        let everybody = json!({
            "kind": "info", "from": "2026-11-20T08:00:00+07:00",
            "to": "2026-11-20T12:00:00+07:00", "text_vi": "Chào", "text_en": "Hello there",
        });
        let national = service.sign_in("phonglan");
        let made = service.post(&national, "/api/v1/announcements", &everybody);
        assert_eq!(made.status, 201, "{}", made.body);
        let entrance = service.request("GET", "/sign-in").header("accept-language", "en").send();
        assert!(entrance.body.contains("Hello there"), "{}", entrance.body);
        let officer = service.sign_in("saomai");
        let listed = service.get(&officer, "/announcements").json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        let end = format!("/api/v1/announcements/{}/end", made.id());
        is(&service.post(&officer, &end, &json!({ "reason": "Thôi" })), 404, "not_found");
        is(&service.post(&national, &end, &json!({ "reason": " " })), 422, "text_invalid");
        assert_eq!(service.post(&national, &end, &json!({ "reason": "Thôi" })).status, 200);
        let entrance = service.request("GET", "/sign-in").header("accept-language", "en").send();
        assert!(!entrance.body.contains("Hello there"));
    });
}

#[test]
fn maintenance_is_announced_in_time_or_says_why_not() {
    let service = Service::start();
    let admin = service.sign_in("phonglan");
    let mut body = json!({
        "kind": "maintenance", "audience": { "side": "asking" },
        "from": "2026-11-20T22:00:00+07:00", "to": "2026-11-21T02:00:00+07:00",
        "text_vi": "Bảo trì", "text_en": "Maintenance",
    });
    let late = service.post(&admin, "/api/v1/announcements", &body);
    is(&late, 422, "announced_late");
    assert_eq!(late.json()["working_days"], 2);
    body["hurry"] = json!("Vá lỗi bảo mật");
    assert_eq!(service.post(&admin, "/api/v1/announcements", &body).status, 201);
    body["from"] = json!("2026-11-20T23:00:00+07:00");
    assert_eq!(service.post(&admin, "/api/v1/announcements", &body).status, 201);
    let told = |name: &str| service.get(&service.sign_in(name), "/announcements").json();
    assert_eq!(told("phonglan")["items"][0]["hurry"], "Vá lỗi bảo mật");
    assert_eq!(told("saomai")["items"][0]["hurry"], Value::Null);
    let listed = service.get(&admin, "/announcements").json();
    let overlaps = |at: usize| listed["items"][at]["overlaps"].as_array().unwrap().len();
    assert_eq!((overlaps(0), overlaps(1)), (1, 1));
    // Shown before it begins, to the side it concerns.
    let above =
        |name: &str| Browser::of(&service, name).page("/outages").contains("Bảo trì</strong>");
    assert!(above("saomai") && !above("vcb.lap"));
    body["audience"] = json!({ "side": "asking", "agency": service.world.agency("T01") });
    let both = service.post(&admin, "/api/v1/announcements", &body);
    assert_eq!(both.status, 422, "{}", both.body);
}

#[test]
fn days_are_entered_beforehand_by_who_keeps_the_directory() {
    Service::on_both(|service| {
        let officer = service.sign_in("saomai");
        let case = service.post(&officer, "/api/v1/cases", &case_body(service, "1/THA")).id();
        service.import(|directory| {
            let mut banks = directory.institutions.values_mut();
            banks.find(|one| one.code.as_str() == "ACB").unwrap().joined = false;
        });
        crate::support::within_a_second();
        let bank = service.world.institution("ACB");
        let path = format!("/api/v1/institutions/{bank}/joins-on");
        let put = |who: &str, path: &str, on: &str| {
            service.by(&service.sign_in(who), "PUT", path).json(&json!({ "on": on })).send()
        };
        is(&put("saomai", &path, "2026-12-01"), 403, "forbidden");
        is(&put("phonglan", &path, "2026-11-20"), 422, "day_not_ahead");
        is(&put("phonglan", &path, "20/12"), 422, "body_invalid");
        let entered = put("phonglan", &path, "2026-12-01");
        assert_eq!(entered.status, 200, "{}", entered.body);
        assert_eq!(entered.json()["joins_on"], "2026-12-01");
        let here = service.world.institution("VCB");
        let of_here = format!("/api/v1/institutions/{here}/joins-on");
        is(&put("phonglan", &of_here, "2026-12-01"), 409, "day_passed");

        // In force when the node notices, within a second.
        service.import(|_| ());
        let form = Browser::of(service, "saomai").page(&format!("/cases/{case}/inquiries/new"));
        assert!(form.contains("tham gia từ 01/12/2026"));
        let body = inquiry_body(service, &case, &["ACB"]);
        let issued = service.post(&officer, "/api/v1/inquiries", &body);
        assert_eq!(issued.status, 201, "{}", issued.body);

        let office = service.world.agency("T01-01");
        let begins = format!("/api/v1/agencies/{office}/begins-on");
        // It works here: it has a case.
        is(&put("phonglan", &begins, "2026-12-01"), 409, "agency_works");
        let back = |path: &str, body: &Value| {
            service.by(&service.sign_in("phonglan"), "PUT", path).json(body).send()
        };
        is(&back(&path, &json!({})), 422, "body_invalid");
        let paper = back(&path, &json!({ "on": null }));
        assert_eq!((paper.status, &paper.json()["joined"]), (200, &json!(false)));
        service.import(|directory| {
            let mut offices = directory.agencies.values_mut();
            let office = offices.find(|one| one.code.as_str() == "T01-01").unwrap();
            office.begins_on = Some("2026-12-01".parse().unwrap());
        });
        crate::support::within_a_second();
        let cases = Browser::of(service, "saomai").page("/cases");
        assert!(cases.contains("từ ngày 01/12/2026") && !cases.contains("/cases/new"));
        let refused = service.post(&officer, "/api/v1/cases", &case_body(service, "2/THA"));
        is(&refused, 409, "agency_not_begun");
        assert_eq!(refused.json()["begins_on"], "2026-12-01");
    });
}
