//! The treasury's statement over the API and by form: taken in once, confirmed
//! line by line, and what does not fit waits for a person.

use crate::browser::Browser;
use crate::money::{Office, TODAY, dong, frozen, is};
use crate::support::{Response, Service};
use engine::actor::Seat;
use engine::role::Role;
use serde_json::{Value, json};

/// A deduction of a hundred million at VCB; the reference of its demand.
fn deducted(office: &Office<'_>) -> String {
    let demands = office.ordered(&office.body(&office.freeze(&["VCB"])));
    office.answered("VCB", &demands["VCB"], &frozen("0071009998887", 200_000_000));
    let hold = office.money()["holds"][0]["id"].clone();
    let lines = json!([{ "hold": hold, "amount": dong(100_000_000) }]);
    let demands = office.ordered(&office.body(&json!({
        "kind": "deduct", "payee": office.payee, "identity": { "code": "document_seen" }, "lines": lines,
    })));
    let read = office.service.get(&office.officer, &format!("/demands/{}", demands["VCB"]));
    read.json()["reference"].as_str().unwrap().to_owned()
}

fn file(reference: &str) -> String {
    format!(
        "Số tham chiếu;Ngày ghi sổ;Số tiền;Nội dung;Đối tác;Tài khoản đối tác\n\
         BT01;{TODAY};100.000.000;Chuyen tien {reference};VCB;0071009998887\n\
         BT02;{TODAY};300.000;Tạm ứng án phí;Trần Thị Canh;1234567890\n"
    )
}

fn import(office: &Office<'_>, file: &str) -> Response {
    let body = json!({ "payee": office.payee, "file": file });
    office.service.post(&office.accountant, "/api/v1/statements", &body)
}

fn read(office: &Office<'_>, id: &str) -> Value {
    office.service.get(&office.accountant, &format!("/statements/{id}")).json()
}

#[test]
fn a_statement_is_taken_in_once_and_its_exact_lines_are_confirmed_in_one_act() {
    let service = Service::start();
    let office = Office::open(&service);
    let reference = deducted(&office);
    let imported = import(&office, &file(&reference));
    assert_eq!(imported.status, 201, "{}", imported.body);
    let id = imported.id();
    assert_eq!(import(&office, &file(&reference)).id(), id, "the same file (I-3)");
    let statement = read(&office, &id);
    let told = |n: usize| {
        (statement["entries"][n]["match"].clone(), statement["entries"][n]["state"].clone())
    };
    assert_eq!(told(0), (json!("exact"), json!("open")));
    assert_eq!(told(1), (json!("unmatched"), json!("open")));
    assert_eq!(statement["awaited"][0]["demand_reference"], json!(reference));
    assert_eq!(
        statement["entries"][0]["party_account"],
        json!(null),
        "not the accountant's to see"
    );

    let all = format!("/api/v1/statements/{id}/confirmation");
    let told = service.post(&office.accountant, &all, &json!({}));
    assert_eq!((told.status, told.json()), (200, json!({ "confirmed": [1], "refused": [] })));
    let again = service.post(&office.accountant, &all, &json!({}));
    assert_eq!(again.json(), told.json(), "told the same, and nothing is done twice");
    let money = office.money();
    assert_eq!(money["transfers"][0]["state"], "confirmed");
    assert_eq!(money["transfers"][0]["arrived"], dong(100_000_000), "before the bank has reported");

    // The day's statement brings the line again: it counts once.
    let day = import(&office, &file(&reference).replace("BT02", "BT03")).id();
    assert_eq!(read(&office, &day)["entries"][0]["state"], "duplicate");
    let open = service.get(&office.accountant, "/statements?state=open").json();
    assert_eq!(open["items"].as_array().unwrap().len(), 2);
    let line = |id: &str, n: u32, act: &str| format!("/api/v1/statements/{id}/lines/{n}/{act}");
    let reason = json!({ "reason": "Án phí của vụ khác" });
    for (id, n) in [(&id, 2), (&day, 2)] {
        let done = service.post(&office.accountant, &line(id, n, "dismissal"), &reason);
        assert_eq!(done.status, 200, "{}", done.body);
    }
    let open = service.get(&office.accountant, "/statements?state=open").json();
    assert_eq!(open["items"], json!([]));
    let payment = json!({ "case": office.case, "transfer": money["transfers"][0]["id"] });
    let duplicate = service.post(&office.accountant, &line(&day, 1, "assignment"), &payment);
    is(&duplicate, 409, "line_state");
}

#[test]
fn what_is_no_statement_is_refused_with_its_place_and_who_may_not_see_it_does_not() {
    let service = Service::start();
    let office = Office::open(&service);
    let unread = import(&office, "reference,booking_date,amount\nR1,2026-11-23,1.5\n");
    is(&unread, 422, "statement_unreadable");
    let said = unread.json();
    assert_eq!(
        (&said["reason"], &said["line"], &said["field"]),
        (&json!("amount"), &json!(2), &json!("amount"))
    );
    assert!(!unread.body.contains("1.5"), "what stands there is not repeated (I-32)");
    is(&import(&office, "<!DOCTYPE a><a/>"), 422, "statement_unreadable");
    let other = "reference,booking_date,amount,account\nR1,2026-11-23,5,999999\n";
    is(&import(&office, other), 422, "statement_account");

    let reference = deducted(&office);
    let id = import(&office, &file(&reference)).id();
    let path = format!("/statements/{id}");
    is(&service.get(&office.officer, &path), 404, "not_found");
    let away = Seat::Agency(service.world.agency("T01-02"));
    service.hire("ke-toan.khac", Role::Accountant, away);
    let stranger = service.sign_in("ke-toan.khac");
    is(&service.get(&stranger, &path), 404, "not_found");
    let body = json!({ "payee": office.payee, "file": file(&reference) });
    is(&service.post(&stranger, "/api/v1/statements", &body), 404, "not_found");
    let confirmation = format!("/api/v1{path}/confirmation");
    is(&service.post(&stranger, &confirmation, &json!({})), 404, "not_found");
    // Another line than the one that names it is assigned, not confirmed.
    let transfer = read(&office, &id)["awaited"][0]["transfer"].clone();
    let payment = json!({ "case": office.case, "transfer": transfer });
    let exact =
        service.post(&office.accountant, &format!("/api/v1{path}/lines/2/confirmation"), &payment);
    is(&exact, 409, "line_not_exact");
    let none =
        service.post(&office.accountant, &format!("/api/v1{path}/lines/9/assignment"), &payment);
    is(&none, 422, "line_unknown");
}

/// A form with a file, as a browser sends it without a script.
pub(crate) fn multipart(page: &str, action: &str, file: &str) -> (String, String) {
    let mut body = String::new();
    for (name, value) in Browser::untouched(page, action) {
        body += "--b-1\r\nContent-Disposition: form-data; ";
        body.extend(["name=\"", name.as_str(), "\"\r\n\r\n", value.as_str(), "\r\n"]);
    }
    body += "--b-1\r\nContent-Disposition: form-data; name=\"/file\"; filename=\"saoke.csv\"\r\n";
    body.extend(["Content-Type: text/csv\r\n\r\n", file, "\r\n--b-1--\r\n"]);
    ("multipart/form-data; boundary=b-1".to_owned(), body)
}

/// As Excel saves it: not UTF-8, and said where the file was chosen.
#[test]
fn a_file_that_is_no_text_is_refused_at_its_field_and_a_file_is_known_by_its_bytes() {
    let service = Service::start();
    let office = Office::open(&service);
    let mut accountant = Browser::of(&service, "ke-toan");
    let page = accountant.page("/statements");
    let (kind, body) = multipart(&page, "/statements", "r\0e\0f\0");
    let refused = accountant.send_raw("/statements", &kind, &body);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("Tệp không phải UTF-8"), "{}", refused.body);
    // Blank lines and line ends are the file's own.
    let file = format!("\u{feff}reference,booking_date,amount\r\nR1,{TODAY},1000\r\n\r\n");
    let (kind, body) = multipart(&refused.body, "/statements", &file);
    let sent = accountant.send_raw("/statements", &kind, &body);
    let here = crate::pages::location(&sent);
    let id = here.trim_start_matches("/statements/").split('?').next().unwrap().to_owned();
    assert_eq!(import(&office, &file).id(), id, "the same file is the same statement (I-3)");
    // Dollars have cents.
    let dollars = format!("reference;booking_date;amount;currency\nU1;{TODAY};1.234,56;USD\n");
    let id = import(&office, &dollars).id();
    assert!(accountant.page(&format!("/statements/{id}")).contains("1.234,56 USD"));
}

#[test]
fn what_takes_another_entry_back_is_no_payment_and_is_shown_so() {
    let service = Service::start();
    let office = Office::open(&service);
    let reference = deducted(&office);
    let entry = |name: &str, side: &str, more: &str| {
        format!(
            "<Ntry><Amt Ccy=\"VND\">100000000</Amt><CdtDbtInd>{side}</CdtDbtInd>{more}\
             <Sts>BOOK</Sts><BookgDt><Dt>{TODAY}</Dt></BookgDt><AcctSvcrRef>{name}</AcctSvcrRef>\
             <NtryDtls><TxDtls><RmtInf><Ustrd>{reference}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    };
    let back = "<RvslInd>true</RvslInd>";
    let file = format!(
        "<Document><BkToCstmrStmt><Stmt>{}{}{}</Stmt></BkToCstmrStmt></Document>",
        entry("B1", "CRDT", ""),
        entry("B1", "DBIT", back),
        entry("B2", "CRDT", back),
    );
    let id = import(&office, &file).id();
    let statement = read(&office, &id);
    let told = |n: usize| {
        let line = &statement["entries"][n];
        (line["match"].clone(), line["state"].clone(), line["reverses"].clone())
    };
    assert_eq!(told(0), (json!("likely"), json!("open"), json!(false)), "it left again");
    for n in [1, 2] {
        assert_eq!(told(n), (json!("reversal"), json!("open"), json!(true)));
    }
    let all = format!("/api/v1/statements/{id}/confirmation");
    let confirmed = service.post(&office.accountant, &all, &json!({})).json();
    assert_eq!(confirmed, json!({ "confirmed": [], "refused": [] }));
    let transfer = statement["awaited"][0]["transfer"].clone();
    let payment = json!({ "case": office.case, "transfer": transfer });
    let assign = format!("/api/v1/statements/{id}/lines/3/assignment");
    is(&service.post(&office.accountant, &assign, &payment), 409, "line_reverses");
    let mut accountant = Browser::of(&service, "ke-toan");
    let page = accountant.page(&format!("/statements/{id}"));
    assert_eq!(page.matches("Bút toán đảo").count(), 2, "{page}");
    assert!(page.contains("/lines/2/dismissal") && !page.contains("/lines/2/assignment"));
}

#[test]
fn the_accountant_does_it_all_by_form_without_a_script() {
    let service = Service::start();
    let office = Office::open(&service);
    let reference = deducted(&office);
    let mut accountant = Browser::of(&service, "ke-toan");
    let page = accountant.page("/statements");
    assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains("type=\"file\""));
    let (kind, body) = multipart(&page, "/statements", "reference,booking_date,amount\nR1,x,1\n");
    let refused = accountant.send_raw("/statements", &kind, &body);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("dòng 2, booking_date"), "{}", refused.body);
    let (kind, body) = multipart(&refused.body, "/statements", &file(&reference));
    let sent = accountant.send_raw("/statements", &kind, &body);
    let here = crate::pages::location(&sent);
    let here = here.split('?').next().unwrap().to_owned();
    let page = accountant.page(&here);
    assert!(page.contains("Khớp số tham chiếu và số tiền") && page.contains("Chưa khớp"), "{page}");
    assert!(!page.contains("0071009998887"), "accounts are not the accountant's to see");
    let page = accountant.done(&page, &format!("{here}/confirmation"), &[]);
    assert!(page.contains("Đã xác nhận"), "{page}");
    // A line that waits has a page of its own, with every payment it may be.
    let own = accountant.page(&format!("{here}/lines/2"));
    assert!(own.contains("BT02") && !own.contains("BT01"), "{own}");
    assert_eq!(accountant.get(&format!("{here}/lines/1")).status, 404, "it is settled");
    let dismissal = format!("{here}/lines/2/dismissal");
    let page = accountant.done(&page, &dismissal, &[("/reason", "Án phí của vụ khác")]);
    assert!(page.contains("Không phải tiền khấu trừ") && !page.contains(&dismissal));
}
