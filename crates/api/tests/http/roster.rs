//! Lịch trực: kept by its place, read by who may have to call, and shown where
//! somebody wants to call.

use crate::browser::Browser;
use crate::money::is;
use crate::support::{Known, Service, case_body, inquiry_body};
use serde_json::{Value, json};

fn shift(service: &Service, who: &str, begins: &str, ends: &str) -> Value {
    json!({
        "person": service.world.person(who), "phone": "0912 345 678",
        "begins_at": format!("{begins}:00+07:00"), "ends_at": format!("{ends}:00+07:00"),
    })
}

fn post(service: &Service, by: &Known, body: &Value) -> crate::support::Response {
    service.by(by, "POST", "/api/v1/roster").json(body).send()
}

#[test]
fn a_place_keeps_its_roster_and_the_other_side_reads_it() {
    Service::on_both(|service| {
        let head = service.sign_in("vcb.truong");
        let day = |who: &str| shift(service, who, "2026-11-20T08:00", "2026-11-20T20:00");
        let made = post(service, &head, &day("vcb.duyet"));
        assert_eq!(made.status, 201, "{}", made.body);
        let one = made.json()["shifts"][0].clone();
        assert_eq!(
            (&one["name"], &one["phone"]),
            (&json!("Trần Thanh Phong"), &json!("+84912345678"))
        );
        assert_eq!(post(service, &head, &day("vcb.duyet")).json()["shifts"], json!([one]));
        for (body, status, code) in [
            (
                shift(service, "vcb.duyet", "2026-11-20T19:00", "2026-11-21T08:00"),
                409,
                "shift_overlaps",
            ),
            (shift(service, "vcb.lap", "2026-11-19T19:00", "2026-11-20T08:00"), 422, "shift_times"),
            (day("saomai"), 422, "not_on_staff"),
        ] {
            is(&post(service, &head, &body), status, code);
        }
        let mut wrong = shift(service, "vcb.lap", "2026-11-21T08:00", "2026-11-20T20:00");
        let refused = post(service, &head, &wrong).json();
        let error = |code: &str, pointer: &str| json!([{ "pointer": pointer, "code": code }]);
        let told = |refused: &Value| {
            let errors = refused["errors"].as_array().unwrap().iter();
            errors
                .map(|one| json!({ "pointer": one["pointer"], "code": one["code"] }))
                .collect::<Value>()
        };
        assert_eq!(told(&refused), error("end_before_begin", "/ends_at"), "{refused}");
        wrong["phone"] = json!("một một ba");
        wrong["ends_at"] = json!("2026-11-22T08:00:00+07:00");
        let refused = post(service, &head, &wrong).json();
        assert_eq!(told(&refused), error("phone_form", "/phone"), "{refused}");

        let vcb = service.world.institution("VCB");
        let path = format!("/institutions/{vcb}/roster");
        let officer = service.sign_in("saomai");
        assert_eq!(service.get(&officer, &path).json()["shifts"], json!([one]));
        for stranger in ["acb.truong", "vcb.xulyno"] {
            assert_eq!(service.get(&service.sign_in(stranger), &path).status, 404, "{stranger}");
        }
        is(&post(service, &officer, &day("saomai")), 403, "beyond_reach");
        let id = one["id"].as_str().unwrap();
        let taking = |by: &Known| {
            service.by(by, "DELETE", &format!("/api/v1/roster/{id}")).json(&json!({})).send().status
        };
        assert_eq!(taking(&officer), 404);
        assert_eq!(taking(&head), 204);
        assert_eq!(taking(&head), 404, "once");
        assert_eq!(service.get(&officer, &path).json()["shifts"], json!([]));
    });
}

#[test]
fn the_page_puts_somebody_on_duty_and_an_open_demand_names_him() {
    Service::on_both(|service| {
        let mut browser = Browser::of(service, "vcb.truong");
        let page = browser.page("/roster");
        assert!(page.contains("Chưa phân công ai trực."), "{page}");
        let person = service.world.person("vcb.duyet").to_string();
        let fields = [
            ("/person", person.as_str()),
            ("/phone", "912"),
            ("/begins_at", "2026-11-20T08:00"),
            ("/ends_at", "2026-11-20T20:00"),
        ];
        let again = browser.send_all("/roster", &Browser::filled(&page, "/roster", &fields));
        assert_eq!(again.status, 422, "{}", again.body);
        assert!(again.body.contains("không phải là số điện thoại"), "{}", again.body);
        let typed = Browser::filled(&again.body, "/roster", &[("/phone", "0912.345.678")]);
        for (name, value) in &fields[2..] {
            assert!(typed.contains(&((*name).to_owned(), (*value).to_owned())), "nothing is lost");
        }
        assert_eq!(browser.send_all("/roster", &typed).status, 303);
        let page = browser.page("/roster");
        assert!(page.contains("+84912345678"), "{page}");

        let officer = service.sign_in("saomai");
        let case = service.post(&officer, "/api/v1/cases", &case_body(service, "9/2026")).json();
        let case = case["id"].as_str().unwrap();
        let inquiry = inquiry_body(service, case, &["VCB", "ACB"]);
        let filed = service.post(&officer, "/api/v1/inquiries", &inquiry).json();
        let demands = filed["demands"].as_array().unwrap();
        let shown = |code: &str| {
            let bank = json!(service.world.institution(code));
            let one = demands.iter().find(|one| one["institution"] == bank).unwrap();
            let path = format!("/demands/{}", one["id"].as_str().unwrap());
            Browser::of(service, "saomai").page(&path).contains("Trần Thanh Phong · +84912345678")
        };
        assert!(shown("VCB"));
        assert!(!shown("ACB"));
    });
}
