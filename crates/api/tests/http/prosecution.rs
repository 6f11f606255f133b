//! What a procuracy asks of an office and what that answers: through the API and by form.

use crate::browser::Browser;
use crate::money::{is, wrong};
use crate::support::{Service, case_body};
use engine::actor::Seat;
use engine::role::Role;
use serde_json::{Value, json};

fn opened(service: &Service) -> String {
    let seat = Seat::Agency(service.world.agency("T01-01"));
    service.hire("kiem.sat", Role::Prosecutor, seat);
    let officer = service.sign_in("saomai");
    service.post(&officer, "/api/v1/cases", &case_body(service, "1")).id()
}

fn document(number: &str) -> Value {
    json!({ "number": number, "day": "2026-11-20" })
}

fn protest(number: &str) -> Value {
    json!({
        "kind": "protest", "document": document(number), "discovered": "2026-11-01",
        "text": "Kê biên vượt nghĩa vụ",
    })
}

#[test]
fn a_protest_is_filed_answered_and_carried_out() {
    Service::on_both(|service| {
        let case = opened(service);
        let (prosecutor, head) = (service.sign_in("kiem.sat"), service.sign_in("daiduong"));
        let path = format!("/api/v1/cases/{case}/prosecutor-acts");
        let mut astray = protest("1/KN-VKS");
        astray["kind"] = json!("order");
        assert_eq!(wrong(&service.post(&prosecutor, &path, &astray))[0].0, "/kind");
        let filed = service.post(&prosecutor, &path, &protest("1/KN-VKS"));
        assert_eq!(filed.status, 201, "{}", filed.body);
        let id = filed.json()["created"].as_str().unwrap().to_owned();
        is(&service.post(&head, &path, &protest("2/KN-VKS")), 422, "act_on_paper");

        // Both sides list it, without its text; nobody of another office does (I-28).
        for who in ["kiem.sat", "daiduong", "saomai"] {
            let known = service.sign_in(who);
            let list = service.get(&known, "/prosecutor-acts?state=received").json();
            let one = &list["items"][0];
            assert_eq!(one["act"]["id"], json!(id), "{who}: {list}");
            assert_eq!((&one["act"]["text"], &one["act"]["late"]), (&json!(""), &json!(true)));
            assert_eq!(one["duties"][0]["rule"], "N26.a");
            assert_eq!(
                one["act"]["procuracy"]["name_vi"],
                "Viện kiểm sát nhân dân khu vực 1 - Hà Nội"
            );
            let whole = service.get(&known, &format!("/prosecutor-acts/{id}")).json();
            assert_eq!(whole["act"]["text"], "Kê biên vượt nghĩa vụ");
            assert_eq!(whole["act"]["bars"], json!(["deduct", "income_deduction"]));
        }
        let stranger = service.sign_in("hongha");
        assert_eq!(service.get(&stranger, &format!("/prosecutor-acts/{id}")).status, 404);
        let list = service.get(&stranger, "/prosecutor-acts").json();
        assert_eq!(list["items"], json!([]));
        let of_case = format!("/prosecutor-acts?case={case}&state=answered");
        assert_eq!(service.get(&head, &of_case).json()["items"], json!([]));

        let closure = format!("/api/v1/cases/{case}/closure");
        let officer = service.sign_in("saomai");
        is(&service.post(&officer, &closure, &json!({ "reason": "Xong" })), 409, "protest_stands");
        let act = |rest: &str| format!("/api/v1/prosecutor-acts/{id}/{rest}");
        let answer = json!({
            "outcome": "accepted", "document": document("45/CV"), "reasons": "Đúng",
            "sent": { "at": "2026-11-20T02:00:00Z", "proof": "Dấu bưu điện" },
        });
        is(&service.post(&prosecutor, &act("answer"), &answer), 403, "forbidden");
        let reason = json!({ "reason": "Nhầm" });
        is(&service.post(&head, &act("withdrawal"), &reason), 403, "forbidden");
        let done = json!({ "text": "Đã thu hồi quyết định" });
        is(&service.post(&head, &act("completion"), &done), 409, "prosecutor_act_state");
        assert_eq!(service.post(&head, &act("answer"), &answer).status, 200);
        assert_eq!(service.post(&head, &act("completion"), &done).status, 200);
        is(&service.post(&prosecutor, &act("withdrawal"), &reason), 409, "prosecutor_act_state");
        let whole = service.get(&prosecutor, &format!("/prosecutor-acts/{id}")).json();
        assert_eq!(whole["act"]["state"], "carried_out");
        assert_eq!(whole["act"]["answer"]["outcome"], "accepted");
        assert_eq!(whole["act"]["answer"]["proof"], "Dấu bưu điện");
        let list = service.get(&prosecutor, "/prosecutor-acts").json();
        assert_eq!(list["items"][0]["act"]["answer"]["proof"], "", "lists show no text");
        let closed = service.post(&officer, &closure, &json!({ "reason": "Xong" }));
        assert_eq!(closed.status, 200, "{}", closed.body);
        assert_eq!(service.get(&prosecutor, "/omissions").json()["items"], json!([]));
        assert_eq!(service.get(&service.sign_in("hoangyen"), "/omissions").status, 403);
    });
}

#[test]
fn an_act_is_filed_answered_and_carried_out_by_form() {
    let service = Service::start();
    let case = opened(&service);
    let path = format!("/cases/{case}/prosecutor-acts");
    let mut prosecutor = Browser::of(&service, "kiem.sat");
    let page = prosecutor.page(&format!("/cases/{case}"));
    assert!(page.contains("Gửi yêu cầu, kiến nghị, kháng nghị") && !page.contains("/paper/proof"));
    let blank = prosecutor.submit(&page, &path, &[("/kind", "protest"), ("/text", "Sai")]);
    assert_eq!(blank.status, 422, "{}", blank.body);
    assert!(blank.body.contains("Số văn bản") && blank.body.contains("Sai"));
    let fields = [
        ("/kind", "protest"),
        ("/document/number", "1/KN-VKS"),
        ("/document/day", "2026-11-20"),
        ("/text", "Kê biên vượt nghĩa vụ"),
    ];
    let filed = prosecutor.submit(&page, &path, &fields);
    assert_eq!(filed.status, 303, "{}", filed.body);
    let page = prosecutor.page(&format!("/cases/{case}"));
    assert!(page.contains("đang bị Viện kiểm sát kháng nghị") && page.contains("1/KN-VKS"));
    let barred = page.split("không ra: ").nth(1).unwrap().split("</p>").next().unwrap();
    assert_eq!(barred.split(", ").count(), 2, "{barred}");

    let mut head = Browser::of(&service, "daiduong");
    let list = head.page("/prosecutor-acts?state=received");
    assert!(list.contains("Chờ trả lời") && list.contains("khu vực 1"), "{list}");
    let start = list.find("\"/prosecutor-acts/").unwrap() + 1;
    let href = list[start..].split('"').next().unwrap().to_owned();
    let one = head.page(&href);
    assert!(one.contains("Kê biên vượt nghĩa vụ") && !one.contains("/withdrawal"), "{one}");
    let answer = format!("{href}/answer");
    let fields = [
        ("/outcome", "in_part"),
        ("/document/number", "45/CV"),
        ("/document/day", "2026-11-20"),
        ("/reasons", "Đúng một phần"),
    ];
    assert_eq!(head.submit(&one, &answer, &fields).status, 303);
    let one = head.page(&href);
    assert!(one.contains("Chấp nhận một phần") && !one.contains(&answer), "{one}");
    let done = format!("{href}/completion");
    let late = head.submit(&one, &done, &[("/text", "")]);
    assert_eq!(late.status, 422, "{}", late.body);
    assert_eq!(head.submit(&one, &done, &[("/text", "Đã thu hồi")]).status, 303);
    assert!(head.page(&href).contains("Đã thực hiện"));
    assert!(!head.page(&format!("/cases/{case}")).contains("đang bị Viện kiểm sát"));
}

/// On paper: the office says when and how it came, and takes back what it wrote.
#[test]
fn an_act_on_paper_is_written_down_and_withdrawn_by_form() {
    let service = Service::start();
    let case = opened(&service);
    let path = format!("/cases/{case}/prosecutor-acts");
    let mut prosecutor = Browser::of(&service, "kiem.sat");
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page(&format!("/cases/{case}"));
    assert!(page.contains("Ghi văn bản của Viện kiểm sát") && page.contains("/paper/proof"));
    let mut fields = vec![
        ("/kind", "protest"),
        ("/document/number", "9/KN-VKSTC"),
        ("/document/day", "2026-11-19"),
        ("/text", "Vi phạm"),
        ("/paper/level", "supreme"),
        ("/paper/channel", "post"),
        ("/paper/received_at", "2026-11-20T08:00"),
    ];
    assert_eq!(head.submit(&page, &path, &fields).status, 422, "no proof of receipt");
    fields.push(("/paper/proof", "Dấu công văn đến số 12"));
    assert_eq!(head.submit(&page, &path, &fields).status, 303);
    let list = head.page("/prosecutor-acts?state=received");
    assert!(list.contains("Viện kiểm sát nhân dân tối cao"), "{list}");
    let start = list.find("\"/prosecutor-acts/").unwrap() + 1;
    let href = list[start..].split('"').next().unwrap().to_owned();
    let (one, back) = (head.page(&href), format!("{href}/withdrawal"));
    assert!(one.contains("Dấu công văn đến số 12") && one.contains("Ghi lúc"), "{one}");
    let mut fields = vec![
        ("/reason", "Rút kháng nghị"),
        ("/paper/document/number", "13/QĐ-VKSTC"),
        ("/paper/document/day", "2026-11-20"),
        ("/paper/channel", "post"),
        ("/paper/at", "2026-11-20T08:30"),
    ];
    assert_eq!(head.submit(&one, &back, &fields).status, 422, "no proof that it was withdrawn");
    fields.push(("/paper/proof", "Dấu công văn đến số 14"));
    assert_eq!(head.submit(&one, &back, &fields).status, 303);
    let one = head.page(&href);
    assert!(one.contains("13/QĐ-VKSTC") && one.contains("Dấu công văn đến số 14"), "{one}");
    assert!(prosecutor.page("/prosecutor-acts?state=withdrawn").contains("9/KN-VKSTC"));
    assert!(prosecutor.page("/omissions").contains("Không có việc quá hạn nào"));
}
