//! Answers that come on paper: entered by one person, confirmed by another, judged by
//! their evidence.

use crate::answer_files::{STATEMENT, attach};
use crate::browser::Browser;
use crate::money::{is, wrong};
use crate::pages::location;
use crate::support::{Known, Service, case_body, inquiry_body};
use engine::actor::Seat;
use engine::role::Role;
use serde_json::{Value, json};

/// A demand to an employer, which is served on paper, with its receipt recorded.
struct Letter<'a> {
    service: &'a Service,
    officer: Known,
    clerk: Known,
    demand: String,
    item: Value,
}

impl<'a> Letter<'a> {
    fn sent(service: &'a Service) -> Self {
        let letter = Self::written(service);
        letter.served();
        letter
    }

    /// The same, before anybody has received it.
    fn written(service: &'a Service) -> Self {
        service.hire("van-thu", Role::Clerk, Seat::Agency(service.world.agency("T01-01")));
        let (officer, clerk) = (service.sign_in("saomai"), service.sign_in("van-thu"));
        let body = json!({ "tax_code": "0100112437", "name": "Công ty Sao Mai" });
        let employer = service.post(&officer, "/api/v1/employers", &body).json()["id"].clone();
        let case = service.post(&officer, "/api/v1/cases", &case_body(service, "1")).id();
        let mut asking = inquiry_body(service, &case, &[]);
        asking["institutions"] = json!([employer]);
        let filed = service.post(&officer, "/api/v1/inquiries", &asking);
        assert_eq!(filed.status, 201, "{}", filed.body);
        let demand = filed.json()["demands"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/demands/{demand}");
        let item = service.get(&officer, &path[7..]).json()["items"][0]["id"].clone();
        Self { service, officer, clerk, demand, item }
    }

    fn served(&self) {
        let receipt = json!({
            "channel": "post", "evidenced_at": "2026-11-20T09:00:00+07:00", "proof": "Dấu bưu điện",
        });
        let received = self.service.post(&self.clerk, &self.path("receipt"), &receipt);
        assert!(received.status < 300, "{}", received.body);
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/demands/{}/{rest}", self.demand)
    }

    fn body(&self, tried: &str) -> Value {
        json!({
            "channel": "post", "given_at": "2026-11-20T09:00:00+07:00",
            "source": "Công văn 12/CV, Giám đốc ký", "proof": "Dấu bưu điện 20/11",
            "answers": [{
                "item": self.item, "outcome": "none", "scope": { "kind": "institution" },
                "tried": [{ "kind": "cccd", "value": tried }],
                "as_of": "2026-11-20T08:00:00+07:00",
            }],
        })
    }

    fn enter(&self, body: &Value) -> crate::support::Response {
        let key = uuid::Uuid::from_u128(u128::from(rand::random::<u64>())).to_string();
        self.service.by(&self.clerk, "PUT", &self.path("entry")).key(&key).json(body).send()
    }

    fn read(&self, who: &Known, rest: &str) -> Value {
        self.service.get(who, &format!("/demands/{}{rest}", self.demand)).json()
    }
}

#[test]
fn what_came_on_paper_is_an_answer_once_two_persons_have_read_it() {
    Service::on_both(|service| {
        let letter = Letter::sent(service);
        let mut body = letter.body("079085001234");
        body["given_at"] = json!("2026-11-20T08:59:00+07:00");
        is(&letter.enter(&body), 422, "paper_instant");
        body["channel"] = json!("pigeon");
        assert_eq!(wrong(&letter.enter(&body))[0].0, "/channel");
        let entered = letter.enter(&letter.body("079085001234"));
        assert_eq!(entered.status, 200, "{}", entered.body);
        let line = letter.read(&letter.officer, "")["entry"].clone();
        let hash = line["hash"].clone();
        assert_eq!(line["given_at"], json!("2026-11-20T02:00:00Z"));

        let confirm = letter.path("entry/confirmation");
        let hashed = json!({ "hash": hash });
        is(&service.post(&letter.clerk, &confirm, &hashed), 403, "forbidden");
        let other = json!({ "hash": "00".repeat(32) });
        is(&service.post(&letter.officer, &confirm, &other), 409, "content_changed");
        let said = letter.read(&letter.officer, "/answers?purpose=case_work");
        assert_eq!(said["entry"]["paper"]["source"], json!("Công văn 12/CV, Giám đốc ký"));
        assert_eq!((&said["answers"], &said["draft"]), (&json!([]), &Value::Null));
        let confirmed = service.post(&letter.officer, &confirm, &hashed);
        assert_eq!(confirmed.status, 200, "{}", confirmed.body);
        assert!(confirmed.json()["receipt"].is_string(), "{}", confirmed.body);

        let view = letter.read(&letter.officer, "");
        assert_eq!((&view["state"], &view["entry"]), (&json!("answered"), &Value::Null));
        assert_eq!(view["answers"][0]["channel"], json!("post"));
        assert_eq!(view["answers"][0]["arrived_at"], json!("2026-11-20T02:00:00Z"));
        let said = letter.read(&letter.officer, "/answers?purpose=case_work");
        assert_eq!(said["answers"][0]["paper"]["channel"], json!("post"));
        is(&service.post(&letter.officer, &confirm, &hashed), 409, "entry_missing");
        // Another word is evidence beside it.
        assert_eq!(letter.enter(&letter.body("079085009999")).status, 200);
        let hash = letter.read(&letter.officer, "")["entry"]["hash"].clone();
        let contrary = service.post(&letter.officer, &confirm, &json!({ "hash": hash }));
        is(&contrary, 409, "answer_conflicts");
    });
}

#[test]
fn a_paper_is_entered_sent_back_and_confirmed_by_form() {
    let service = Service::start();
    let letter = Letter::sent(&service);
    let demand = format!("/demands/{}", letter.demand);
    let mut clerk = Browser::of(&service, "van-thu");
    let new = format!("{demand}/entry/new");
    assert!(clerk.page(&demand).contains(&new));
    let page = clerk.page(&new);
    let told = [
        ("/channel", "post"),
        ("/given_at", "2026-11-20T09:00"),
        ("/source", "Công văn 12/CV"),
        ("/answers/0/outcome", "none"),
        ("/answers/0/tried/-", "cccd:079085001234"),
        ("/answers/0/as_of", "2026-11-20T08:00"),
    ];
    let refused = clerk.send_all(&new, &Browser::filled(&page, &new, &told));
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("value=\"Công văn 12/CV\""), "nothing typed is lost");
    let mut told = told.to_vec();
    told.push(("/proof", "Dấu bưu điện 20/11"));
    let done = clerk.send_all(&new, &Browser::filled(&page, &new, &told));
    assert_eq!(location(&done), demand);

    let entry = format!("{demand}/entry");
    assert!(clerk.page(&entry).contains("Bạn đã nhập nội dung này"));
    let mut officer = Browser::of(&service, "saomai");
    assert!(officer.page(&demand).contains("chờ người thứ hai đọc lại"));
    let page = officer.page(&entry);
    assert!(page.contains("Công văn 12/CV") && page.contains("Không có"), "{page}");
    let back = officer.submit(&page, &format!("{entry}/return"), &[("/reason", "Sai ngày")]);
    assert_eq!(location(&back), demand);
    // He finds what he typed, and why it came back.
    let again = clerk.page(&new);
    assert!(again.contains("value=\"Công văn 12/CV\"") && again.contains("2026-11-20T09:00"));
    assert!(clerk.page(&entry).contains("Sai ngày"));
    let done = clerk.send_all(&new, &Browser::untouched(&again, &new));
    assert_eq!(location(&done), demand);
    let page = officer.page(&entry);
    let confirmed = officer.submit(&page, &format!("{entry}/confirmation"), &[]);
    assert_eq!(location(&confirmed), demand);
    let page = officer.page(&demand);
    assert!(page.contains("Trả lời bằng văn bản giấy"), "{page}");
    assert_eq!(officer.get(&entry).status, 404);
    assert_eq!(officer.get(&new).status, 403);
}

#[test]
fn letters_are_listed_by_what_they_wait_for_and_found_by_their_reference() {
    Service::on_both(|service| {
        let letter = Letter::written(service);
        let listed = |who: &Known, query: &str| -> Vec<Value> {
            let found = service.get(who, &format!("/letters{query}")).json();
            found["items"].as_array().unwrap().clone()
        };
        let waits = || -> [usize; 3] {
            ["to_serve", "served", "entered"]
                .map(|stage| listed(&letter.clerk, &format!("?stage={stage}")).len())
        };
        assert_eq!(waits(), [1, 0, 0]);
        let line = listed(&letter.officer, "").remove(0);
        assert_eq!((&line["id"], &line["stage"]), (&json!(letter.demand), &json!("to_serve")));
        letter.served();
        assert_eq!(waits(), [0, 1, 0]);
        assert_eq!(letter.enter(&letter.body("079085001234")).status, 200);
        assert_eq!(waits(), [0, 0, 1]);

        // As it is typed from a paper; by nobody else's hand, and of nobody else's case.
        let reference = line["reference"].as_str().unwrap();
        let typed = format!("?reference={}%20", reference.to_lowercase());
        assert_eq!(listed(&letter.clerk, &typed).len(), 1);
        assert_eq!(listed(&letter.clerk, "?reference=YC26-0000").len(), 0);
        for other in ["haidang", "binhminh"] {
            assert_eq!(listed(&service.sign_in(other), &typed).len(), 0, "{other}");
        }
        let bank = service.sign_in("vcb.lap");
        is(&service.get(&bank, "/letters"), 403, "forbidden");

        let mut clerk = Browser::of(service, "van-thu");
        let page = clerk.page(&format!("/letters{typed}"));
        assert!(page.contains(&format!("href=\"/demands/{}\"", letter.demand)), "{page}");
        assert!(clerk.page("/letters?stage=served").contains("Không có văn bản giấy nào"));
        assert_eq!(clerk.get("/letters?stage=lost").status, 400);

        let hash = letter.read(&letter.officer, "")["entry"]["hash"].clone();
        let confirm = letter.path("entry/confirmation");
        assert_eq!(service.post(&letter.officer, &confirm, &json!({ "hash": hash })).status, 200);
        assert_eq!(listed(&letter.clerk, "").len(), 0, "what is answered waits for nothing");
        let found = listed(&letter.clerk, &typed).remove(0);
        assert_eq!((&found["state"], &found["stage"]), (&json!("answered"), &Value::Null));
    });
}

#[test]
fn a_scan_of_the_paper_goes_with_what_was_read_from_it() {
    Service::on_both(|service| {
        let letter = Letter::sent(service);
        assert_eq!(letter.enter(&letter.body("079085001234")).status, 200);
        let demand = format!("/demands/{}", letter.demand);
        let (entry, new) = (format!("{demand}/entry"), format!("{demand}/entry/new"));
        let item = letter.item.as_str().unwrap();
        let (mut clerk, mut officer) =
            (Browser::of(service, "van-thu"), Browser::of(service, "saomai"));
        let done = attach(&mut clerk, &entry, item, STATEMENT);
        assert_eq!(done.status, 303, "{}", done.body);
        let read = || letter.read(&letter.officer, "/answers?purpose=case_work");
        let file = read()["entry"]["files"][0].clone();
        let hash = file["sha256"].as_str().unwrap();
        let href = format!("answer-files/{}?purpose=case_work", file["id"].as_str().unwrap());
        // Who entered it is handed it, though he reads no answers.
        for browser in [&mut clerk, &mut officer] {
            let page = browser.page(&entry);
            assert!(page.contains(hash) && page.contains(&href), "{page}");
            assert_eq!(browser.page(&format!("/api/v1{demand}/{href}")), STATEMENT);
        }
        // Entered again by the form, it stays; taken off and attached again, too.
        let page = clerk.page(&new);
        let sent = clerk.send_all(&new, &Browser::untouched(&page, &new));
        assert_eq!(location(&sent), demand);
        assert_eq!(read()["entry"]["files"], json!([file]));
        let page = clerk.page(&entry);
        let removal = format!("{entry}/files/{}/removal", file["id"].as_str().unwrap());
        assert!(!clerk.done(&page, &removal, &[]).contains(hash));
        assert_eq!(attach(&mut clerk, &entry, item, STATEMENT).status, 303);

        let page = officer.page(&entry);
        let confirmed = officer.submit(&page, &format!("{entry}/confirmation"), &[]);
        assert_eq!(location(&confirmed), demand);
        assert_eq!(read()["answers"][0]["files"], json!([file]));
        // Now it is an answer's, which the clerk does not read.
        assert_eq!(clerk.get(&format!("/api/v1{demand}/{href}")).status, 403);
    });
}
