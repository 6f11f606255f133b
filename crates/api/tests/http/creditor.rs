//! A bank as judgment creditor: its cases, what it is told of them and what not, its list
//! beside ours.

use crate::browser::Browser;
use crate::money::is;
use crate::support::{Service, case_body, inquiry_body};
use serde_json::{Value, json};

/// A case that VCB is the creditor of.
fn owed_to(service: &Service, number: &str, bank: &str) -> String {
    let mut body = case_body(service, number);
    body["parties"][1]["institution"] = json!(service.world.institution(bank));
    service.post(&service.sign_in("saomai"), "/api/v1/cases", &body).id()
}

fn dong(amount: i64) -> Value {
    json!({ "amount": amount.to_string(), "currency": "VND" })
}

#[test]
fn a_bank_follows_the_cases_in_which_it_is_the_creditor() {
    Service::on_both(|service| {
        let case = owed_to(service, "12/THA", "VCB");
        let other = owed_to(service, "13/THA", "ACB");
        let desk = service.sign_in("vcb.xulyno");
        let before = service.reads_on_record();
        let list = service.get(&desk, "/creditor/cases").json();
        assert_eq!(service.reads_on_record(), before + 1, "I-19");
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "{list}");
        assert_eq!((&items[0]["id"], &items[0]["number"]), (&json!(case), &json!("12/THA")));
        assert_eq!(items[0]["debtors"], json!(["Nguyễn Văn Tí"]));
        assert_eq!(items[0]["figures"]["open"], dong(1_500_000_000));
        let before = service.reads_on_record();
        let one = service.get(&desk, &format!("/creditor/cases/{case}"));
        assert_eq!((one.status, &one.json()["claim"]["state"]), (200, &json!("open")));
        assert_eq!(service.reads_on_record(), before + 1, "I-19");
        is(&service.get(&desk, &format!("/creditor/cases/{other}")), 404, "not_found");
        // The case itself, its demands and its money are no creditor's.
        for path in ["", "/inquiries", "/money?purpose=case_work"] {
            let path = format!("/cases/{case}{path}");
            is(&service.get(&desk, &path), 404, "not_found");
        }
        is(&service.get(&desk, "/inbox"), 403, "forbidden");
        for desk in ["vcb.lap", "vcb.duyet", "vcb.truong"] {
            let known = service.sign_in(desk);
            is(&service.get(&known, "/creditor/cases"), 403, "forbidden");
            is(&service.get(&known, &format!("/creditor/cases/{case}")), 404, "not_found");
        }
    });
}

#[test]
fn only_a_creditor_may_be_an_institution() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let mut body = case_body(&service, "12/THA");
    body["parties"][0]["institution"] = json!(service.world.institution("VCB"));
    let refused = service.post(&officer, "/api/v1/cases", &body);
    is(&refused, 422, "not_a_creditor");
    assert_eq!(refused.json()["pointer"], "/parties/0/institution");
    let mut unknown = case_body(&service, "12/THA");
    unknown["parties"][1]["institution"] = json!("01900000-0000-7000-8000-00000000beef");
    is(&service.post(&officer, "/api/v1/cases", &unknown), 422, "institution_unknown");
}

/// What is asked of other banks and what they say is in no word of what a creditor reads.
#[test]
fn nothing_of_other_institutions_reaches_a_creditor() {
    Service::on_both(|service| {
        let case = owed_to(service, "12/THA", "VCB");
        let officer = service.sign_in("saomai");
        let inquiry = inquiry_body(service, &case, &["ACB", "TCB"]);
        let filed = service.post(&officer, "/api/v1/inquiries", &inquiry).json();
        let (_, system) = service.system("ACB");
        let demand = filed["demands"][0]["id"].as_str().unwrap();
        let view = service.get(&system, &format!("/demands/{demand}")).json();
        let answer = json!({ "answers": [{
            "item": view["items"][0]["id"], "outcome": "found",
            "findings": { "info": "account", "rows": [{
                "number": "0071002223334", "kind": "payment",
                "balance": { "amount": "777888999", "currency": "VND" },
                "as_of": "2026-11-20T08:00:00+07:00",
            }] },
        }] });
        let answered = service.post(&system, &format!("/api/v1/demands/{demand}/answers"), &answer);
        assert_eq!(answered.status, 201, "{}", answered.body);
        let desk = service.sign_in("vcb.xulyno");
        let told = [
            service.get(&desk, "/creditor/cases").body,
            service.get(&desk, &format!("/creditor/cases/{case}")).body,
            Browser::of(service, "vcb.xulyno").page(&format!("/creditor/cases/{case}")),
            Browser::of(service, "vcb.xulyno").page("/creditor"),
        ];
        let acb = service.world.institution("ACB");
        let acb = service.store.rules().directory.institution(acb).unwrap().clone();
        let tcb = service.world.institution("TCB").to_string();
        let canaries = [
            acb.name_vi,
            acb.name_en,
            acb.short_name,
            acb.id.to_string(),
            tcb,
            demand.to_owned(),
            "0071002223334".to_owned(),
            "777888999".to_owned(),
            "777.888.999".to_owned(),
        ];
        for (told, canary) in
            told.iter().flat_map(|told| canaries.iter().map(move |canary| (told, canary)))
        {
            assert!(!told.contains(canary.as_str()), "{canary} in {told}");
        }
        let asked = serde_json::from_str::<Value>(&told[1]).unwrap()["asked"].clone();
        let expected = json!([
            { "day": "2026-11-20", "kind": "inquiry", "state": "under_way", "count": 1 },
        ]);
        assert_eq!(asked, expected);
        assert!(told[2].contains("Yêu cầu cung cấp thông tin: 1 văn bản"), "{}", told[2]);
    });
}

const LIST: &str = "số hồ sơ;số hợp đồng;nợ gốc;đã thu\n\
                    12/THA;HĐ-7;1.500.000.000;0\n\
                    14/THA;HĐ-8;1.400.000.000;0\n\
                    99/THA;=HĐ-9;1;\n";

#[test]
fn a_list_is_compared_and_nothing_of_it_is_kept() {
    Service::on_both(|service| {
        let case = owed_to(service, "12/THA", "VCB");
        owed_to(service, "14/THA", "VCB");
        owed_to(service, "15/THA", "VCB");
        owed_to(service, "99/THA", "ACB");
        let desk = service.sign_in("vcb.xulyno");
        let path = "/api/v1/creditor/reconciliations";
        let body = |list: &str| json!({ "as_of": "2026-11-20", "list": list });
        let before = service.reads_on_record();
        let told = service.post(&desk, path, &body(LIST));
        assert_eq!(told.status, 200, "{}", told.body);
        assert_eq!(service.reads_on_record(), before + 2, "two cases whose figures are told");
        let told = told.json();
        let found: Vec<_> =
            told["rows"].as_array().unwrap().iter().map(|row| &row["found"]).collect();
        assert_eq!(found, ["matched", "differs", "unknown", "missing"]);
        assert_eq!((&told["matched"], &told["rows"][0]["case"]), (&json!(1), &json!(case)));
        let difference = json!([
            { "field": "principal", "ours": dong(1_500_000_000), "theirs": dong(1_400_000_000) },
        ]);
        assert_eq!(told["rows"][1]["differences"], difference);
        assert_eq!(told["rows"][2]["case"], Value::Null, "another bank's is unknown (I-28)");
        assert_eq!(told["rows"][3]["number"], "15/THA");

        let csv = service.post(&desk, &format!("{path}/csv"), &body(LIST));
        assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
        assert!(csv.header("content-disposition").unwrap().starts_with("attachment"));
        assert!(csv.body.contains("4,'=HĐ-9,,99/THA,unknown"), "{}", csv.body);

        let wrong = service.post(&desk, path, &body("số hồ sơ;nợ gốc\n;1\n1/THA;x\n"));
        is(&wrong, 422, "list_unreadable");
        let rows = json!([
            { "line": 2, "column": "case_number", "code": "missing" },
            { "line": 3, "column": "principal", "code": "amount" },
        ]);
        assert_eq!(wrong.json()["rows"], rows);
        let later = json!({ "as_of": "2026-11-21", "list": LIST });
        is(&service.post(&desk, path, &later), 422, "day_invalid");
        is(&service.post(&service.sign_in("vcb.duyet"), path, &body(LIST)), 403, "forbidden");
    });
}

#[test]
fn a_creditors_desk_lands_on_its_cases_and_compares_by_form() {
    let service = Service::start();
    let case = owed_to(&service, "12/THA", "VCB");
    let mut desk = Browser::of(&service, "vcb.xulyno");
    let home = desk.get("/");
    assert_eq!((home.status, home.header("location")), (303, Some("/creditor")));
    let page = desk.page("/creditor");
    assert!(page.contains(&format!("/creditor/cases/{case}")) && page.contains("1.500.000.000"));
    let page = desk.page(&format!("/creditor/cases/{case}"));
    assert!(page.contains("Nguyễn Văn Tí") && page.contains("Còn phải thi hành"), "{page}");
    let page = desk.page("/creditor/reconciliation");
    let told = [("/as_of", "2026-11-20"), ("/list", LIST)];
    let shown = desk.submit(&page, "/creditor/reconciliation", &told);
    assert_eq!(shown.status, 200, "{}", shown.body);
    assert!(shown.body.contains("1 dòng khớp") && shown.body.contains("Không có hồ sơ này"));
    let saved = desk.submit(&page, "/creditor/reconciliation/csv", &told);
    assert!(saved.header("content-type").unwrap().starts_with("text/csv"));
    let heads = "Dòng,Số hợp đồng,Mã cơ quan,Số hồ sơ,Kết quả,Khoản,Trên hệ thống,";
    assert!(saved.body.contains(heads), "{}", saved.body);
    let wrong = [("/as_of", "2026-11-20"), ("/list", "số hồ sơ;nợ gốc\n1/THA;x\n")];
    let again = desk.submit(&page, "/creditor/reconciliation", &wrong);
    assert_eq!(again.status, 422);
    assert!(again.body.contains("Dòng 2, Nợ gốc: Số tiền không đúng"), "{}", again.body);
    assert_eq!(Browser::of(&service, "vcb.lap").get("/creditor").status, 403);
}

/// An amendment by form keeps who the creditor is.
#[test]
fn an_officer_names_the_institution_by_form() {
    let service = Service::start();
    let case = owed_to(&service, "12/THA", "VCB");
    let mut officer = Browser::of(&service, "saomai");
    let action = format!("/cases/{case}/edit");
    let page = officer.page(&action);
    let vcb = service.world.institution("VCB").to_string();
    let sent = Browser::filled(&page, &action, &[("/conditions", "enforceable")]);
    assert!(sent.contains(&("/parties/1/institution".to_owned(), vcb)), "{sent:?}");
    assert_eq!(officer.send_all(&action, &sent).status, 303);
    let desk = service.sign_in("vcb.xulyno");
    assert_eq!(service.get(&desk, &format!("/creditor/cases/{case}")).status, 200);
    let loose = Browser::filled(&officer.page(&action), &action, &[("/parties/1/institution", "")]);
    assert_eq!(officer.send_all(&action, &loose).status, 303);
    assert_eq!(service.get(&desk, &format!("/creditor/cases/{case}")).status, 404);
}

fn asking(service: &Service, case: &str) -> Value {
    json!({
        "agency": service.world.agency("T01-01"), "own_case": case,
        "asker": {
            "kind": "creditor", "name": "Vietcombank", "address": "198 Trần Quang Khải",
            "identifier": "0100112437",
        },
        "liability": { "signed_on": "2026-11-19", "evidence": "Cam kết bồi thường" },
        "debtor": { "role": "debtor", "kind": "person", "name": "Nguyễn Văn Tí" },
        "judgment": { "number": "12/2026/DS-ST", "day": "2026-06-15", "issuer": "TAND khu vực 1" },
        "measure": "freeze", "amount": dong(1_000_000), "reason": "Đang rút tiền",
        "channel": "electronic",
    })
}

#[test]
fn a_creditors_desk_asks_for_a_measure_and_hears_what_came_of_it() {
    Service::on_both(|service| {
        let case = owed_to(service, "12/THA", "VCB");
        let other = owed_to(service, "13/THA", "ACB");
        let desk = service.sign_in("vcb.xulyno");
        let path = "/api/v1/requests";
        is(&service.post(&desk, path, &asking(service, &other)), 422, "case_unknown");
        let maker = service.sign_in("vcb.lap");
        is(&service.post(&maker, path, &asking(service, &case)), 403, "forbidden");
        let filed = service.post(&desk, path, &asking(service, &case));
        assert_eq!(filed.status, 201, "{}", filed.body);
        let id = filed.id();
        let shown = service.get(&desk, &format!("/requests/{id}")).json();
        assert_eq!(shown["state"], "handed_over");
        assert_eq!(shown["institution"]["code"], "VCB");
        is(&service.get(&maker, &format!("/requests/{id}")), 404, "not_found");
        let head = service.sign_in("daiduong");
        let at = json!({ "at": "2026-11-20T09:00:00+07:00" });
        let complete = format!("{path}/{id}/complete");
        is(&service.post(&desk, &complete, &at), 403, "forbidden");
        assert_eq!(service.post(&head, &complete, &at).status, 200);
        let ruling = json!({
            "granted": false, "decision": { "number": "9/TB", "day": "2026-11-20" },
            "ground": "no_ground", "reason": "Chưa đủ căn cứ",
        });
        let decided = service.post(&head, &format!("{path}/{id}/decide"), &ruling);
        assert_eq!(decided.status, 200, "{}", decided.body);
        let list = service.get(&desk, "/requests").json();
        assert_eq!(list["items"][0]["state"], "declined", "{list}");
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_creditor_asks_by_form_with_what_its_case_says() {
    let service = Service::start();
    let case = owed_to(&service, "12/THA", "VCB");
    let mut desk = Browser::of(&service, "vcb.xulyno");
    let new = desk.get("/requests/new");
    assert_eq!((new.status, new.header("location")), (303, Some("/creditor")));
    let action = format!("/creditor/cases/{case}/request");
    assert!(desk.page(&format!("/creditor/cases/{case}")).contains(&action));
    let page = desk.page(&action);
    assert!(page.contains("Nguyễn Văn Tí") && page.contains("12/2026/DS-ST"), "{page}");
    let told = [
        ("/asker/address", "198 Trần Quang Khải"),
        ("/asker/identifier", "0100112437"),
        ("/liability/signed_on", "2026-11-19"),
        ("/liability/evidence", "Cam kết bồi thường"),
        ("/debtor/kind", "person"),
        ("/amount/amount", "1.000.000"),
        ("/reason", "Đang rút tiền"),
    ];
    let short = Browser::filled(&page, &action, &told[..2]);
    assert_eq!(desk.send_all(&action, &short).status, 422);
    let sent = desk.send_all(&action, &Browser::filled(&page, &action, &told));
    assert_eq!(sent.status, 303, "{}", sent.body);
    let at = sent.header("location").unwrap().split('?').next().unwrap().to_owned();
    assert!(desk.page(&at).contains("Đang rút tiền"));
    assert!(desk.page("/requests").contains(&at));
    // The agency sees whose it is, and is offered no withdrawal that is not its own.
    let page = Browser::of(&service, "daiduong").page(&at);
    let vcb = service.world.institution("VCB");
    let vcb = service.store.rules().directory.institution(vcb).unwrap().name_vi.clone();
    assert!(page.contains("Đang rút tiền") && page.contains("Tổ chức gửi qua hệ thống"), "{page}");
    assert!(page.contains(&vcb), "{page}");
    let withdraw = format!("{at}/withdraw");
    assert!(!page.contains(&withdraw) && desk.page(&at).contains(&withdraw));
}
