//! What a judgment creditor concedes and what the office says to it: through the API and
//! by form.

use crate::browser::Browser;
use crate::money::{is, wrong};
use crate::support::{Service, case_body};
use serde_json::{Value, json};

/// A case that a bank is the creditor of, and its creditor.
fn owed_to(service: &Service, number: &str, bank: &str) -> (String, String) {
    let mut body = case_body(service, number);
    body["parties"][1]["institution"] = json!(service.world.institution(bank));
    let officer = service.sign_in("saomai");
    let case = service.post(&officer, "/api/v1/cases", &body).id();
    let found = service.get(&officer, &format!("/cases/{case}")).json();
    let creditor = found["content"]["parties"][1]["id"].as_str().unwrap().to_owned();
    (case, creditor)
}

fn dong(amount: i64) -> Value {
    json!({ "amount": amount.to_string(), "currency": "VND" })
}

fn waiver(number: &str, amount: i64) -> Value {
    json!({
        "kind": "waive_principal", "amount": dong(amount),
        "document": { "number": number, "day": "2026-11-20" },
    })
}

#[test]
fn a_desk_concedes_and_the_office_decides() {
    Service::on_both(|service| {
        let (case, _) = owed_to(service, "12/THA", "VCB");
        let desk = service.sign_in("vcb.xulyno");
        let own = format!("/api/v1/creditor/cases/{case}/concessions");
        let mut astray = waiver("7/VB-NH", 1);
        astray["kind"] = json!("gift");
        assert_eq!(wrong(&service.post(&desk, &own, &astray))[0].0, "/kind");
        let made = service.post(&desk, &own, &waiver("7/VB-NH", 200_000_000));
        assert_eq!(made.status, 201, "{}", made.body);
        let id = made.json()["created"].as_str().unwrap().to_owned();
        // How often the money of the case changed is not told, asked for or not.
        assert_eq!((&made.json()["version"], made.header("etag")), (&json!(0), Some("\"0\"")));
        let again = service.post(&desk, &own, &waiver("7/VB-NH", 200_000_000));
        assert_eq!(again.json()["created"], json!(id));
        is(&service.post(&desk, &own, &waiver("7/VB-NH", 1)), 409, "concession_twice");
        let over = service.post(&desk, &own, &waiver("8/VB-NH", 2_000_000_000));
        let over = over.json()["created"].as_str().unwrap().to_owned();

        // Nobody else at the bank, and no other bank, finds any of it (I-28).
        let api = format!("/api/v1/cases/{case}/concessions");
        for who in ["vcb.lap", "vcb.duyet", "vcb.truong", "hongha"] {
            let known = service.sign_in(who);
            is(
                &service.get(&known, &format!("/creditor/cases/{case}/concessions")),
                404,
                "not_found",
            );
            is(&service.get(&known, &format!("/cases/{case}/concessions")), 404, "not_found");
            is(&service.post(&known, &own, &waiver("9/VB", 1)), 404, "not_found");
        }
        is(&service.get(&desk, &format!("/cases/{case}/concessions")), 404, "not_found");
        let decision = json!({ "outcome": "accepted", "reason": "Phù hợp" });
        is(&service.post(&desk, &format!("{api}/{id}/decision"), &decision), 403, "forbidden");

        let officer = service.sign_in("saomai");
        let before = service.reads_on_record();
        let list = service.get(&officer, &format!("/cases/{case}/concessions")).json();
        assert_eq!(service.reads_on_record(), before + 1, "I-19");
        assert_eq!(list["items"][0]["state"], "recorded");
        assert_eq!(list["items"][0]["amount"], dong(200_000_000));
        let refused = service.post(&officer, &format!("{api}/{over}/decision"), &decision);
        is(&refused, 409, "book_exceeded");
        let accepted = service.post(&officer, &format!("{api}/{id}/decision"), &decision);
        assert_eq!(accepted.status, 200, "{}", accepted.body);
        let taken_back = format!("{own}/{over}/withdrawal");
        let reason = json!({ "reason": "Ghi nhầm số" });
        assert_eq!(service.post(&desk, &taken_back, &reason).status, 200);
        is(
            &service.post(&desk, &format!("{own}/{id}/withdrawal"), &reason),
            409,
            "concession_state",
        );

        // The desk reads what became of it, and of whom nothing; its figures follow.
        let told = service.get(&desk, &format!("/creditor/cases/{case}/concessions"));
        let items = told.json()["items"].clone();
        assert_eq!(
            (&items[0]["state"], &items[0]["reason"]),
            (&json!("accepted"), &json!("Phù hợp"))
        );
        assert_eq!(items[1]["state"], "withdrawn");
        assert!(!told.body.contains(&service.world.person("saomai").to_string()));
        let figures = service.get(&desk, &format!("/creditor/cases/{case}")).json();
        let figures = &figures["claim"]["figures"];
        assert_eq!(figures["waived"], dong(200_000_000));
        assert_eq!(figures["open"], dong(1_300_000_000));
    });
}

#[test]
fn one_banks_desk_sees_nothing_of_anothers_concession() {
    Service::on_both(|service| {
        let mut body = case_body(service, "12/THA");
        let second = json!({
            "role": "creditor", "kind": "organisation", "name": "Ngân hàng thứ hai",
            "institution": service.world.institution("ACB"),
        });
        body["parties"][1]["institution"] = json!(service.world.institution("VCB"));
        body["parties"].as_array_mut().unwrap().push(second);
        let officer = service.sign_in("saomai");
        let case = service.post(&officer, "/api/v1/cases", &body).id();
        let seat = engine::actor::Seat::Institution(service.world.institution("ACB"));
        service.hire("acb.xulyno2", engine::role::Role::CreditorDesk, seat);
        let (vcb, acb) = (service.sign_in("vcb.xulyno"), service.sign_in("acb.xulyno2"));
        let own = format!("/api/v1/creditor/cases/{case}/concessions");
        let made = service.post(&vcb, &own, &waiver("7/VB-NH", 1_000)).json();
        let id = made["created"].as_str().unwrap();
        let list = service.get(&acb, &format!("/creditor/cases/{case}/concessions"));
        assert_eq!((list.status, &list.json()["items"]), (200, &json!([])));
        let reason = json!({ "reason": "Nhầm" });
        let path = format!("{own}/{id}/withdrawal");
        is(&service.post(&acb, &path, &reason), 409, "concession_state");
        // Its own paper may bear the same number.
        assert_eq!(service.post(&acb, &own, &waiver("7/VB-NH", 2_000)).status, 201);
        // Of two creditors who accepts says how much is owed to the one.
        let decide = format!("/api/v1/cases/{case}/concessions/{id}/decision");
        let mut decision = json!({ "outcome": "accepted", "reason": "Phù hợp" });
        is(&service.post(&officer, &decide, &decision), 422, "concession_share");
        decision["share"] = dong(500_000_000);
        assert_eq!(service.post(&officer, &decide, &decision).status, 200);
    });
}

#[test]
fn a_concession_is_recorded_and_decided_by_form() {
    let service = Service::start();
    let (case, creditor) = owed_to(&service, "12/THA", "VCB");
    let mut desk = Browser::of(&service, "vcb.xulyno");
    let path = format!("/creditor/cases/{case}/concessions");
    assert!(desk.page(&format!("/creditor/cases/{case}")).contains(&path));
    let page = desk.page(&path);
    let blank = desk.submit(&page, &path, &[("/kind", "asset_accepted"), ("/asset", "Nhà xưởng")]);
    assert_eq!(blank.status, 422, "{}", blank.body);
    assert!(blank.body.contains("Số văn bản") && blank.body.contains("Nhà xưởng"));
    let fields = [
        ("/kind", "asset_accepted"),
        ("/document/number", "7/VB-NH"),
        ("/document/day", "2026-11-20"),
        ("/amount/amount", "200.000.000"),
        ("/asset", "Nhà xưởng tại Đông Anh"),
    ];
    let sent = desk.submit(&page, &path, &fields);
    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = desk.page(&path);
    assert!(page.contains("Chờ quyết định") && page.contains("200.000.000"), "{page}");

    let mut officer = Browser::of(&service, "saomai");
    let list = format!("/cases/{case}/concessions");
    assert!(officer.page(&format!("/cases/{case}")).contains(&list));
    let page = officer.page(&list);
    assert!(page.contains("Nhà xưởng tại Đông Anh") && !page.contains("/share/amount"), "{page}");
    let start = page.find(&format!("{list}/")).unwrap();
    let decide = page[start..].split('"').next().unwrap().to_owned();
    let unsaid = officer.submit(&page, &decide, &[("/outcome", "accepted"), ("/reason", "")]);
    assert_eq!(unsaid.status, 422, "{}", unsaid.body);
    let said = [("/outcome", "accepted"), ("/reason", "Các bên đã thỏa thuận")];
    let decided = officer.submit(&page, &decide, &said);
    assert_eq!(decided.status, 303, "{}", decided.body);
    let page = desk.page(&path);
    assert!(page.contains("Các bên đã thỏa thuận") && !page.contains("/withdrawal"), "{page}");

    // Written down from paper: who wrote it finds no form to decide on it.
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page(&list);
    let fields = [
        ("/creditor", creditor.as_str()),
        ("/kind", "waive_interest"),
        ("/document/number", "8/VB-NH"),
        ("/document/day", "2026-11-19"),
        ("/amount/amount", "1.000"),
        ("/paper/channel", "post"),
        ("/paper/received_at", "2026-11-19T15:00"),
        ("/paper/proof", "Dấu công văn đến"),
    ];
    let written = head.submit(&page, &list, &fields);
    assert_eq!(written.status, 303, "{}", written.body);
    let page = head.page(&list);
    assert!(page.contains("8/VB-NH") && !page.contains("/decision"), "{page}");
    assert!(!desk.page(&path).contains("/withdrawal"), "of a paper the office takes it back");
    let start = page.find("/withdrawal").unwrap();
    let action = page[..start].rsplit('"').next().unwrap().to_owned() + "/withdrawal";
    let back = head.submit(&page, &action, &[("/reason", "Ngân hàng rút văn bản")]);
    assert_eq!(back.status, 303, "{}", back.body);
    assert!(desk.page(&path).contains("Cơ quan đã rút ghi nhận văn bản"));
}
