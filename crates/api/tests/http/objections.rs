//! Complaints, flags and the debtor's notice over the API and by form.

use crate::browser::Browser;
use crate::money::{Office, dong, frozen, is, no_account, released, wrong};
use crate::support::Service;
use serde_json::{Value, json};

const AT_VCB: &str = "0071009998887";
const NAME: &str = "Trần Thị Canh Hoa";

/// A freeze that VCB carried out and ACB has no account for; demands and order.
fn confirmed(office: &Office<'_>) -> (String, String) {
    let demands = office.ordered(&office.body(&office.freeze(&["VCB", "ACB"])));
    office.answered("VCB", &demands["VCB"], &frozen(AT_VCB, 200_000_000));
    let order = office.money()["freezes"][0]["instrument"].as_str().unwrap().to_owned();
    let notice = office.path(&format!("freezes/{order}/debtor-notice"));
    is(&office.service.post(&office.officer, &notice, &served()), 409, "notice_withheld");
    office.answered("ACB", &demands["ACB"], &no_account());
    (demands["VCB"].clone(), order)
}

fn served() -> Value {
    json!({
        "at": "2026-11-23T09:00:00+07:00", "channel": "by_hand", "proof": "Biên bản giao nhận",
    })
}

fn complaint(order: &str) -> Value {
    json!({
        "kind": "complaint", "stage": "security",
        "by": { "name": NAME, "capacity": "vợ của người phải thi hành án" },
        "about": [order], "ground": "not_debtors_money", "text": "Tiền riêng của tôi",
        "channel": "post", "received_at": "2026-11-23T09:00:00+07:00",
    })
}

/// A deduction of one đồng from the only hold.
fn deduction(office: &Office<'_>) -> Value {
    let lines = json!([{ "hold": office.hold("VCB"), "amount": dong(1) }]);
    office.body(&json!({
        "kind": "deduct", "payee": office.payee, "identity": { "code": "document_seen" }, "lines": lines,
    }))
}

#[test]
fn a_complaint_stops_deductions_until_it_is_decided() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let (_, order) = confirmed(&office);
        let notice = office.path(&format!("freezes/{order}/debtor-notice"));
        let told = service.post(&office.officer, &notice, &served());
        assert_eq!(told.status, 200, "{}", told.body);
        let money = office.money();
        // Ten days from 23 November end with 3 December (N22.b).
        assert_eq!(money["freezes"][0]["complaint_until"], "2026-12-03T17:00:00Z");
        assert_eq!(money["debtor_notices"][0]["complaint"]["rule"], "N22.b");

        let path = office.path("objections");
        let mut unclear = complaint(&order);
        unclear["kind"] = json!("rumour");
        unclear["received_at"] = json!("yesterday");
        let refused = service.post(&office.officer, &path, &unclear);
        let pointers = wrong(&refused);
        assert_eq!(pointers.len(), 2, "{pointers:?}");
        let recorded = service.post(&office.officer, &path, &complaint(&order));
        assert_eq!(recorded.status, 201, "{}", recorded.body);
        let id = recorded.json()["created"].as_str().unwrap().to_owned();
        is(
            &service.post(&office.officer, &office.path("orders"), &deduction(&office)),
            409,
            "deduction_suspended",
        );
        let on = |rest: &str| office.path(&format!("objections/{id}/{rest}"));
        let upheld = json!({ "verdict": "upheld", "reason": "Tiền riêng" });
        is(&service.post(&office.officer, &on("acceptance"), &json!({})), 403, "forbidden");
        is(&service.post(&office.head, &on("decision"), &upheld), 409, "objection_state");
        let late = json!({ "why": "out_of_time", "reason": "Muộn" });
        is(&service.post(&office.head, &on("refusal"), &late), 409, "objection_in_time");
        assert_eq!(service.post(&office.head, &on("acceptance"), &json!({})).status, 200);
        // Nobody decides on what he recorded himself (I-29).
        let mut own = complaint(&order);
        own["kind"] = json!("claim");
        let own = service.post(&office.head, &path, &own).json()["created"].clone();
        let own = format!("objections/{}/decision", own.as_str().unwrap());
        is(&service.post(&office.head, &office.path(&own), &upheld), 403, "own_objection");
        let decided = service.post(&office.head, &on("decision"), &upheld);
        assert_eq!(decided.status, 200, "{}", decided.body);
        let money = office.money();
        let shown = &money["objections"][0];
        assert_eq!((&shown["state"], &shown["by"]["name"]), (&json!("upheld"), &json!(NAME)));
        assert_eq!(shown["end"]["lifts"], json!([order]));
        let duties = money["duties"].as_array().unwrap();
        let lift = duties.iter().find(|one| one["kind"] == "lift" && one["about"] == json!(order));
        assert_eq!(lift.unwrap()["state"], "open");
        let rejected = json!({ "verdict": "rejected", "reason": "Khác" });
        is(&service.post(&office.head, &on("decision"), &rejected), 409, "objection_conflicts");
        let withdrawal = json!({ "reason": "Đơn rút" });
        is(&service.post(&office.head, &on("withdrawal"), &withdrawal), 409, "objection_state");
        // The claim is open still.
        let filed = service.post(&office.officer, &office.path("orders"), &deduction(&office));
        is(&filed, 409, "deduction_suspended");
        // A supervisor sees that somebody objected, not who and what.
        let supervisor = service.sign_in("lamgiang");
        let path = format!("/cases/{}/money?purpose=supervision", office.case);
        let read = service.get(&supervisor, &path);
        assert_eq!(read.json()["objections"][0]["state"], "upheld");
        assert!(!read.body.contains("Canh Hoa") && !read.body.contains("Tiền riêng"));
    });
}

#[test]
fn a_bank_flags_and_two_persons_free_the_money_for_now() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let (demand, _) = confirmed(&office);
        let item = office.item("VCB", &demand)["id"].clone();
        let flag = json!({ "item": item, "ground": "wrong_person", "text": "Khác số CCCD" });
        let path = format!("/api/v1/demands/{demand}/flags");
        is(&service.post(office.bank("ACB"), &path, &flag), 404, "not_found");
        is(&service.post(&office.officer, &path, &flag), 403, "forbidden");
        let raised = service.post(office.bank("VCB"), &path, &flag);
        assert_eq!(raised.status, 201, "{}", raised.body);
        assert!(!raised.body.contains(&office.case), "the bank hears nothing of the case");
        let money = office.money();
        let shown = &money["objections"][0];
        assert_eq!((&shown["kind"], &shown["open"]), (&json!("flag"), &json!(true)));
        assert_eq!(money["holds"][0]["suspended"], true);
        let mut body = office.body(&Value::Null);
        let proposed = &shown["provisional"][0];
        for part in ["order", "debtor", "legal_basis"] {
            body[part] = proposed[part].clone();
        }
        assert_eq!(body["order"]["ground"], "provisional");
        let demands = office.ordered(&body);
        office.answered("VCB", &demands["VCB"], &released(AT_VCB, 200_000_000));
        assert_eq!(office.sum("remaining"), 0);
    });
}

#[test]
fn a_flag_and_a_complaint_go_their_way_by_form() {
    let service = Service::start();
    let office = Office::open(&service);
    let (demand, order) = confirmed(&office);
    let mut maker = Browser::of(&service, "vcb.lap");
    let page = maker.page(&format!("/demands/{demand}"));
    let flags = format!("/demands/{demand}/flags");
    let item = office.item("VCB", &demand)["id"].as_str().unwrap().to_owned();
    let mut told = vec![("/item", item.as_str()), ("/ground", "wrong_person"), ("/text", "")];
    assert_eq!(maker.submit(&page, &flags, &told).status, 422);
    told[2].1 = "Khác số CCCD";
    let page = maker.done(&page, &flags, &told);
    assert!(page.contains("Cảnh báo đã được gửi"), "{page}");

    let money = format!("/cases/{}/money", office.case);
    let mut officer = Browser::of(&service, "saomai");
    let page = officer.page(&money);
    assert!(page.contains("Khiếu nại, tranh chấp, cảnh báo") && page.contains("Nhầm người"));
    assert!(page.contains("Giải tỏa tạm") && page.contains("Khác số CCCD"));
    let notice = format!("/cases/{}/freezes/{order}/debtor-notice", office.case);
    let served = [("/at", "2026-11-23T09:00"), ("/channel", "by_hand"), ("/proof", "Biên bản")];
    let page = officer.done(&page, &notice, &served);
    assert!(page.contains("Được khiếu nại đến hết"), "{page}");
    let record = format!("/cases/{}/objections", office.case);
    let mut complaint = vec![
        ("/kind", "complaint"),
        ("/stage", "security"),
        ("/by/name", NAME),
        ("/by/capacity", "vợ"),
        ("/about/-", order.as_str()),
        ("/ground", "amount"),
        ("/text", "Sai số tiền"),
        ("/channel", "post"),
        ("/received_at", "2026-11-23T19:00"),
        ("/knew_at", ""),
    ];
    let refused = officer.submit(&page, &record, &complaint);
    assert_eq!(refused.status, 422, "received in the future: {}", refused.body);
    complaint[8].1 = "2026-11-23T09:00";
    let page = officer.done(&refused.body, &record, &complaint);
    assert!(page.contains(NAME) && !page.contains("/acceptance"), "{page}");
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page(&money);
    let found = page
        .split(&format!("action=\"{record}/"))
        .find(|rest| rest.split('"').next().is_some_and(|action| action.ends_with("/acceptance")));
    let action = format!("{record}/{}", found.unwrap().split('"').next().unwrap());
    let page = head.done(&page, &action, &[]);
    assert!(page.contains("Đã thụ lý"), "{page}");
    let decision = action.replace("/acceptance", "/decision");
    let page =
        head.done(&page, &decision, &[("/verdict", "rejected"), ("/reason", "Đúng số tiền")]);
    assert!(page.contains("Không chấp nhận"), "{page}");
}
