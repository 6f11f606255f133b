//! Requests for a measure over the API and by form: a bailiff's office asks, hands
//! its file over, and the agency decides; nothing is ordered by it.

use crate::browser::Browser;
use crate::money::is;
use crate::support::{Known, Response, Service, case_body, inquiry_body};
use engine::actor::Seat;
use engine::instrument::ContentHash;
use engine::role::Role;
use evidence::{Opened, PublicKeys, verify};
use serde_json::{Value, json};

const ACCOUNT: &str = "0071009998887";
const CARD: &str = "THV-0815";

/// A bailiff's office in one province and the agency that decides in another.
struct Parties<'a> {
    service: &'a Service,
    bailiff: Known,
    clerk: Known,
    officer: Known,
    head: Known,
    own_case: String,
}

impl<'a> Parties<'a> {
    fn meet(service: &'a Service) -> Self {
        let agency = Seat::Agency(service.world.agency("T01-01"));
        service.hire("van-thu", Role::Clerk, agency);
        service.hire("truong", Role::Head, agency);
        let bailiff = service.sign_in("cuulong");
        let mut case = case_body(service, "7/VP");
        case["officer"] = json!(service.world.person("cuulong"));
        let own_case = service.post(&bailiff, "/api/v1/cases", &case).id();
        let mut asked = inquiry_body(service, &own_case, &["VCB", "ACB"]);
        asked["requester"] =
            json!({ "kind": "bailiff", "cost_undertaking": "Văn phòng chịu chi phí" });
        service.post(&bailiff, "/api/v1/inquiries", &asked).id();
        let (clerk, officer) = (service.sign_in("van-thu"), service.sign_in("saomai"));
        let head = service.sign_in("truong");
        Self { service, bailiff, clerk, officer, head, own_case }
    }

    fn body(&self) -> Value {
        json!({
            "agency": self.service.world.agency("T01-01"),
            "asker": {
                "kind": "bailiff", "name": "Văn phòng THADS Sài Gòn", "address": "12 Lê Lợi",
                "identifier": CARD, "contact": "028 3838 0001",
            },
            "liability": { "signed_on": "2026-11-19", "evidence": "Cam kết bồi thường số 3" },
            "debtor": {
                "role": "debtor", "kind": "person", "name": "Lê Văn Ấn",
                "identifiers": [{ "kind": "cccd", "value": "079085001234" }],
            },
            "judgment": { "number": "12/2026/DS-ST", "day": "2026-06-01", "issuer": "Tòa án" },
            "measure": "freeze",
            "known_at": [{
                "institution": self.service.world.institution("VCB"), "accounts": [ACCOUNT],
            }],
            "amount": { "amount": "60000000", "currency": "VND" },
            "reason": "Đang rút tiền", "channel": "electronic",
            "liquidated_at": "2026-11-20T08:00:00+07:00", "own_case": self.own_case,
            "attachments": [{ "name": "Hợp đồng", "sha256": "ab".repeat(32) }],
        })
    }

    fn record(&self, body: &Value) -> Response {
        self.service.post(&self.bailiff, "/api/v1/requests", body)
    }

    fn post(&self, who: &Known, id: &str, act: &str, body: &Value) -> Response {
        self.service.post(who, &format!("/api/v1/requests/{id}/{act}"), body)
    }

    fn hand_over(&self, id: &str) -> Response {
        self.post(&self.bailiff, id, "hand-over", &json!({ "channel": "electronic" }))
    }
}

fn ruling(granted: bool) -> Value {
    json!({
        "granted": granted, "decision": { "number": "77/QĐ-THADS", "day": "2026-11-20" },
        "ground": if granted { "dissipation" } else { "no_ground" }, "reason": "Theo hồ sơ",
    })
}

/// Which field is wrong, and why.
fn pointer(response: &Response) -> (String, String) {
    let body = response.json();
    let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (member("pointer"), member("code"))
}

#[test]
fn an_office_hands_its_file_over_and_the_agency_decides() {
    Service::on_both(|service| {
        let parties = Parties::meet(service);
        let recorded = parties.record(&parties.body());
        assert_eq!(recorded.status, 201, "{}", recorded.body);
        let id = recorded.id();
        assert_eq!(parties.record(&parties.body()).id(), id, "the same paper (I-3)");
        let path = format!("/requests/{id}");
        // Unseen before it is handed over, and in no list.
        is(&service.get(&parties.officer, &path), 404, "not_found");
        let listed = |who: &Known| service.get(who, "/requests").json()["items"].clone();
        assert_eq!(listed(&parties.officer), json!([]));
        let own = listed(&parties.bailiff);
        assert_eq!((&own[0]["state"], &own[0]["late"]), (&json!("recorded"), &json!(false)));
        // Friday 20 November; Monday, and 24 November is a holiday.
        assert_eq!(own[0]["due"], "2026-11-25T17:00:00Z");
        let text = own.to_string();
        assert!(!text.contains(ACCOUNT) && !text.contains(CARD) && !text.contains("Ấn"), "{text}");

        let handed = parties.hand_over(&id);
        assert_eq!(handed.status, 200, "{}", handed.body);
        assert_eq!(parties.hand_over(&id).json()["version"], handed.json()["version"], "again");
        let full = json!({ "at": "2026-11-20T09:00:00+07:00" });
        is(&parties.post(&parties.bailiff, &id, "complete", &full), 403, "forbidden");
        assert_eq!(parties.post(&parties.clerk, &id, "complete", &full).status, 200);
        is(&parties.post(&parties.clerk, &id, "decide", &ruling(true)), 403, "forbidden");
        assert_eq!(parties.post(&parties.officer, &id, "decide", &ruling(true)).status, 200);
        let other = parties.post(&parties.head, &id, "decide", &ruling(false));
        is(&other, 409, "request_conflicts");
        let case = service.post(&parties.officer, "/api/v1/cases", &case_body(service, "1")).id();
        let foreign = json!({ "case": parties.own_case });
        let refused = parties.post(&parties.officer, &id, "link", &foreign);
        assert_eq!(pointer(&refused), ("/case".to_owned(), "case_unknown".to_owned()));
        let linked = parties.post(&parties.officer, &id, "link", &json!({ "case": case }));
        assert_eq!(linked.status, 200, "{}", linked.body);

        let before = service.reads_on_record();
        let read = service.get(&parties.officer, &path);
        assert_eq!(read.header("etag"), Some("\"5\""));
        let read = read.json();
        assert_eq!((&read["state"], &read["case"]), (&json!("granted"), &json!(case)));
        assert_eq!(read["content"]["known_at"][0]["accounts"][0], ACCOUNT);
        let terms =
            |n: usize| (read["terms"][n]["rule"].clone(), read["terms"][n]["state"].clone());
        assert_eq!(terms(0), (json!("N27.a"), json!("met")));
        assert_eq!(terms(1), (json!("N27.b"), json!("met")));
        assert_eq!(service.reads_on_record(), before + 1, "each reading is on record (I-19)");
        let granted = service.get(&parties.bailiff, "/requests?state=granted").json();
        assert_eq!(granted["items"].as_array().unwrap().len(), 1);
        assert_eq!(
            service.get(&parties.bailiff, "/requests?state=complete").json()["items"],
            json!([])
        );
        is(&service.get(&parties.bailiff, "/requests?state=rumour"), 400, "query_invalid");
    });
}

#[test]
fn the_file_says_what_happened_and_is_signed() {
    let service = Service::start();
    let parties = Parties::meet(&service);
    let id = parties.record(&parties.body()).id();
    parties.hand_over(&id);
    let path = format!("/requests/{id}/file");
    let file = service.get(&parties.bailiff, &path).json();
    let keys = service.request("GET", "/.well-known/jwks.json").send();
    let keys = PublicKeys::parse(&keys.body).unwrap();
    let Ok(Opened::Request(opened)) = verify(&keys, file["jws"].as_str().unwrap()) else {
        panic!("{file}")
    };
    assert_eq!(opened.format, "attache-request-file/1");
    assert_eq!(json!(ContentHash::of(&*opened)), file["sha256"]);
    assert_eq!(serde_json::to_value(&*opened).unwrap(), file["content"]);
    let codes: Vec<_> = opened.history.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["request_recorded", "request_handed_over"]);
    assert_eq!(opened.inquiries[0].institutions.len(), 2);
    assert_eq!(service.get(&parties.bailiff, &path).json(), file, "made anew, it is the same");
    // What is in another agency's case is not the state side's to read.
    let told = service.get(&parties.officer, &path).json();
    assert_eq!(told["content"]["inquiries"], json!([]));
    // Who neither asked nor decides sees the end of each account alone.
    let province = Seat::Agency(service.world.agency("T01"));
    service.hire("giam-sat", Role::Supervisor, province);
    let seen = service.get(&service.sign_in("giam-sat"), &format!("/requests/{id}")).json();
    assert_eq!(seen["content"]["known_at"][0]["accounts"][0], "XXXX887");
    let stranger = service.sign_in("binhminh");
    is(&service.get(&stranger, &path), 404, "not_found");
}

/// What is changed of a body.
type Change = Box<dyn Fn(&mut Value)>;

#[test]
fn what_is_missing_or_wrong_is_named_by_its_field() {
    let service = Service::start();
    let parties = Parties::meet(&service);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = parties.body();
        change(&mut body);
        parties.record(&body)
    };
    let none = with(&|body| drop(body.as_object_mut().unwrap().remove("liability")));
    assert_eq!(none.status, 422, "{}", none.body);
    assert_eq!(none.json()["errors"][0]["pointer"], "/liability");
    let cases: [(&str, &str, Change); 6] = [
        (
            "/liability/evidence",
            "liability_missing",
            Box::new(|b| b["liability"]["evidence"] = json!(" ")),
        ),
        ("/asker/name", "text_invalid", Box::new(|b| b["asker"]["name"] = json!(""))),
        ("/amount", "amount_invalid", Box::new(|b| b["amount"]["amount"] = json!("0"))),
        (
            "/liquidated_at",
            "liquidation_mismatch",
            Box::new(|b| drop(b.as_object_mut().unwrap().remove("liquidated_at"))),
        ),
        ("/asker/kind", "asker_mismatch", Box::new(|b| b["asker"]["kind"] = json!("creditor"))),
        ("/agency", "agency_unknown", Box::new(|b| b["agency"] = json!(uuid::Uuid::nil()))),
    ];
    for (at, code, change) in cases {
        let refused = with(&*change);
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert_eq!(pointer(&refused), (at.to_owned(), code.to_owned()));
        assert!(!refused.body.contains(CARD) && !refused.body.contains(ACCOUNT), "I-32");
    }
    let id = parties.record(&parties.body()).id();
    let paper = json!({ "channel": "post" });
    is(&parties.post(&parties.bailiff, &id, "hand-over", &paper), 422, "proof_missing");
    parties.hand_over(&id);
    let early = json!({ "at": "2026-11-19T09:00:00+07:00" });
    let refused = parties.post(&parties.clerk, &id, "complete", &early);
    assert_eq!(pointer(&refused), ("/at".to_owned(), "instant_early".to_owned()));
    is(&parties.post(&parties.officer, &id, "decide", &ruling(true)), 409, "request_state");
    // Nobody decides what he recorded (I-29).
    let mut paper = parties.body();
    paper["asker"]["kind"] = json!("creditor");
    for field in ["own_case", "liquidated_at"] {
        paper.as_object_mut().unwrap().remove(field);
    }
    paper["received"] = json!({ "at": "2026-11-20T08:30:00+07:00", "proof": "Số 12" });
    let id = service.post(&parties.officer, "/api/v1/requests", &paper).id();
    let full = json!({ "at": "2026-11-20T08:40:00+07:00" });
    assert_eq!(parties.post(&parties.officer, &id, "complete", &full).status, 200);
    is(&parties.post(&parties.officer, &id, "decide", &ruling(false)), 403, "own_request");
    assert_eq!(parties.post(&parties.head, &id, "decide", &ruling(false)).status, 200);
}

/// Fills in the first form of this action, as a browser would, and sends it.
fn fill(browser: &mut Browser<'_>, page: &str, action: &str, said: &[(&str, &str)]) -> Response {
    let mut fields = Browser::untouched(page, action);
    for (name, value) in said {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    browser.send_all(action, &fields)
}

/// The same, and follows where it leads.
fn done(browser: &mut Browser<'_>, page: &str, action: &str, said: &[(&str, &str)]) -> String {
    let sent = fill(browser, page, action, said);
    assert_eq!(sent.status, 303, "{}", sent.body);
    browser.page(sent.header("location").unwrap())
}

#[test]
fn it_is_all_done_by_form_without_a_script() {
    let service = Service::start();
    let parties = Parties::meet(&service);
    let mut bailiff = Browser::of(&service, "cuulong");
    let page = bailiff.page("/requests/new");
    let agency = service.world.agency("T01-01").to_string();
    let bank = service.world.institution("VCB").to_string();
    let said = [
        ("/agency", agency.as_str()),
        ("/asker/name", "Văn phòng THADS Sài Gòn"),
        ("/asker/address", "12 Lê Lợi"),
        ("/asker/identifier", CARD),
        ("/liquidated_at", "2026-11-20T08:00"),
        ("/liability/signed_on", "2026-11-19"),
        ("/liability/evidence", ""),
        ("/debtor/name", "Lê Văn Ấn"),
        ("/debtor/identifiers/0/value", "079085001234"),
        ("/judgment/number", "12/2026/DS-ST"),
        ("/judgment/day", "2026-06-01"),
        ("/judgment/issuer", "Tòa án"),
        ("/amount/amount", "60.000.000"),
        ("/reason", "Đang rút tiền"),
        ("/known_at/0/institution", bank.as_str()),
        ("/known_at/0/accounts/0", ACCOUNT),
        ("/attachments/0/name", "Hợp đồng"),
        ("/own_case", parties.own_case.as_str()),
    ];
    let refused = fill(&mut bailiff, &page, "/requests/new", &said);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("Thiếu văn bản cam kết bồi thường"), "{}", refused.body);
    let sent =
        fill(&mut bailiff, &refused.body, "/requests/new", &[("/liability/evidence", "Số 3")]);
    let here = crate::pages::location(&sent);
    let page = bailiff.page(&here);
    assert!(
        page.contains("Đã ghi nhận") && page.contains("24:00") && page.contains(ACCOUNT),
        "{page}"
    );
    let page = done(&mut bailiff, &page, &format!("{here}/hand-over"), &[]);
    assert!(page.contains("Đã bàn giao") && page.contains("Đã làm đúng hạn"), "{page}");
    assert!(bailiff.page("/requests").contains(&here));

    let mut clerk = Browser::of(&service, "van-thu");
    let page = clerk.page(&here);
    let complete = format!("{here}/complete");
    let page = done(&mut clerk, &page, &complete, &[("/at", "2026-11-20T09:00")]);
    assert!(page.contains("Hồ sơ đầy đủ") && !page.contains(&format!("{here}/decide")), "{page}");
    let mut head = Browser::of(&service, "truong");
    let page = head.page(&here);
    assert!(page.contains("Chấp nhận yêu cầu") && page.contains("Không chấp nhận yêu cầu"));
    let file = service.by(&parties.head, "GET", &format!("{here}/file")).send();
    assert!(file.header("content-disposition").unwrap().contains("attachment"), "{}", file.body);
    assert_eq!(file.json()["content"]["format"], "attache-request-file/1");
    // The first form of the address grants.
    let granted =
        [("/decision/number", "77/QĐ"), ("/decision/day", "2026-11-20"), ("/reason", "Theo hồ sơ")];
    let page = done(&mut head, &page, &format!("{here}/decide"), &granted);
    assert!(
        page.contains("Được chấp nhận") && page.contains("chưa phải là lệnh phong tỏa"),
        "{page}"
    );
}
