//! Cases change hands, rest and go on: through the API and by form.

use crate::browser::Browser;
use crate::money::{is, wrong};
use crate::support::{Service, case_body, inquiry_body};
use serde_json::{Value, json};

fn handing(service: &Service, from: &str, to: &str) -> Value {
    let (from, to) = (service.world.person(from), service.world.person(to));
    json!({ "from": from, "to": to, "reason": "Chuyển công tác" })
}

fn opened(service: &Service, numbers: &[&str]) -> Vec<String> {
    let officer = service.sign_in("saomai");
    let open =
        |number: &&str| service.post(&officer, "/api/v1/cases", &case_body(service, number)).id();
    numbers.iter().map(open).collect()
}

#[test]
fn a_case_is_handed_over_with_what_is_sealed_in_it() {
    Service::on_both(|service| {
        let ids = opened(service, &["1"]);
        let (saomai, haidang) = (service.sign_in("saomai"), service.sign_in("haidang"));
        let head = service.sign_in("daiduong");
        let mut body = inquiry_body(service, &ids[0], &["VCB"]);
        body["sealed_to"] = json!([service.world.person("saomai")]);
        let filed = service.post(&saomai, "/api/v1/inquiries", &body);
        assert_eq!(filed.status, 201, "{}", filed.body);
        let demand = format!("/demands/{}", filed.json()["demands"][0]["id"].as_str().unwrap());
        let path = format!("/api/v1/cases/{}/hand-over", ids[0]);
        let body = handing(service, "saomai", "haidang");
        is(&service.post(&saomai, &path, &body), 403, "forbidden");
        assert_eq!(
            wrong(&service.post(&head, &path, &json!({ "from": "x", "to": "y", "reason": "z" })))
                .len(),
            2
        );
        is(
            &service.post(&head, &path, &handing(service, "saomai", "binhminh")),
            422,
            "officer_unknown",
        );
        assert_eq!(service.get(&haidang, &demand).status, 404);
        let done = service.post(&head, &path, &body);
        assert_eq!(done.status, 200, "{}", done.body);
        is(&service.post(&head, &path, &body), 409, "nothing_to_hand_over");
        assert_eq!(service.get(&haidang, &demand).status, 200);
        assert_eq!(service.get(&saomai, &demand).status, 404);
        assert_eq!(service.get(&head, &demand).status, 404, "a seal is no head's");
        // Amending gives nothing away.
        let amended = service
            .by(&haidang, "PUT", &format!("/api/v1/cases/{}", ids[0]))
            .key("amend-1")
            .json(&case_body(service, "1"))
            .send();
        is(&amended, 409, "officer_by_hand_over");
    });
}

#[test]
fn all_cases_of_who_leaves_go_in_one_step_and_the_rest_is_told() {
    Service::on_both(|service| {
        let ids = opened(service, &["1", "2", "3"]);
        let head = service.sign_in("daiduong");
        let saomai = service.sign_in("saomai");
        let closure = format!("/api/v1/cases/{}/closure", ids[2]);
        assert_eq!(service.post(&saomai, &closure, &json!({ "reason": "Xong" })).status, 200);
        let loads = service.get(&head, "/hand-overs").json();
        assert_eq!(
            (&loads["items"][0]["open"], &loads["items"][0]["closed"]),
            (&json!(2), &json!(1)),
        );
        is(&service.get(&saomai, "/hand-overs"), 403, "forbidden");

        let mut some = handing(service, "saomai", "haidang");
        let foreign = uuid::Uuid::from_u128(9);
        some["cases"] = json!([ids[0], foreign]);
        let told = service.post(&head, "/api/v1/hand-overs", &some).json();
        assert_eq!(told["handed_over"], json!([ids[0]]));
        assert_eq!(told["refused"], json!([{ "case": foreign, "code": "not_found" }]));
        // Sent again, it is told the same.
        assert_eq!(service.post(&head, "/api/v1/hand-overs", &some).json(), told);

        let all = handing(service, "saomai", "daiduong");
        let told = service.post(&head, "/api/v1/hand-overs", &all).json();
        assert_eq!(told["handed_over"].as_array().unwrap().len(), 2, "{told}");
        let loads = service.get(&head, "/hand-overs").json();
        assert_eq!(loads["items"].as_array().unwrap().len(), 2, "{loads}");
        let none =
            service.post(&head, "/api/v1/hand-overs", &handing(service, "haidang", "tuongvi"));
        is(&none, 422, "officer_unknown");
        is(&service.post(&saomai, "/api/v1/hand-overs", &all), 403, "forbidden");
    });
}

#[test]
fn a_head_hands_over_and_lets_a_case_rest_by_form() {
    let service = Service::start();
    let ids = opened(&service, &["1", "2", "3"]);
    let mut head = Browser::of(&service, "daiduong");
    let haidang = service.world.person("haidang").to_string();
    let saomai = service.world.person("saomai").to_string();
    assert!(head.page("/cases").contains("href=\"/hand-over\""));
    let list = head.page("/hand-over");
    let path = format!("/hand-over/{saomai}");
    assert!(list.contains(&path) && list.contains("Sao Mai"));
    let page = head.page(&path);
    assert!(page.contains("3 hồ sơ đang thi hành"), "{page}");
    let send = |head: &mut Browser<'_>, page: &str, told: &[(&str, &str)]| {
        let mut fields =
            Browser::filled(page, &path, &[("/to", &haidang), ("/reason", "Nghỉ hưu")]);
        fields.extend(told.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        head.send_all(&path, &fields)
    };
    let nothing = send(&mut head, &page, &[]);
    assert_eq!(nothing.status, 422, "{}", nothing.body);
    assert!(nothing.body.contains("Hãy chọn tất cả hoặc một số hồ sơ"));
    assert!(nothing.body.contains("Nghỉ hưu"), "what was typed is still there");
    let none = send(&mut head, &page, &[("_which", "some")]);
    assert!(none.body.contains("Hãy chọn ít nhất một hồ sơ"), "{}", none.body);
    let one = send(&mut head, &page, &[("_which", "some"), ("/cases/-", &ids[0])]);
    assert_eq!(one.status, 303, "{}", one.body);
    assert!(head.page(&path).contains("2 hồ sơ đang thi hành"));
    let page = head.page(&path);
    assert_eq!(send(&mut head, &page, &[("_which", "all")]).status, 303);
    assert_eq!(head.get(&path).status, 404, "she leads none here any more");
    assert_eq!(Browser::of(&service, "saomai").get("/hand-over").status, 403);

    let case = format!("/cases/{}", ids[1]);
    let pause = format!("{case}/pause");
    let page = head.page(&case);
    let early = head.submit(
        &page,
        &pause,
        &[
            ("/ground", "debtor_ill"),
            ("/decision/number", "15/QĐ-THADS"),
            ("/decision/day", "2026-11-20"),
            ("/from", "2026-11-20"),
            ("/until", "2026-11-01"),
            ("/note", ""),
        ],
    );
    assert_eq!(early.status, 422, "{}", early.body);
    let page = head.page(&case);
    let rests = head.submit(
        &page,
        &pause,
        &[
            ("/ground", "protest"),
            ("/decision/number", "15/QĐ-THADS"),
            ("/decision/day", "2026-11-20"),
            ("/from", "2026-11-20"),
            ("/until", ""),
            ("/note", ""),
        ],
    );
    assert_eq!(rests.status, 303, "{}", rests.body);
    let page = head.page(&case);
    for said in ["Tạm đình chỉ thi hành án", "số 15/QĐ-THADS ngày 20/11/2026", "Điều 49 khoản 1"]
    {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("orders/new?kind=freeze"), "nothing new is frozen");
    assert!(head.page("/cases").contains("Hoãn, tạm đình chỉ"));
    let known = service.sign_in("haidang");
    let read = service.get(&known, &case).json();
    assert_eq!(read["pause"]["kind"], json!("suspended"));
    assert_eq!(read["pause"]["status"], json!("unconfirmed"));
    let api = format!("/api/v1{case}/resumption");
    let body = json!({
        "decision": { "number": "16/QĐ-THADS", "day": "2026-11-20" }, "from": "2026-11-20",
        "reason": "Không còn kháng nghị",
    });
    is(&service.post(&known, &api, &body), 403, "forbidden");
    is(&service.post(&service.sign_in("daiduong"), &api, &body), 422, "day_invalid");
}
