//! Number and seal: the clerk's step, and the register of an office.

use crate::browser::Browser;
use crate::money::{Office, TODAY, is};
use crate::support::{DEBTOR, Known, Service};
use engine::actor::Seat;
use engine::role::Role;
use serde_json::{Value, json};

fn entry(serial: Option<u32>) -> Value {
    let mut body = json!({ "symbol": "QĐ-CCTHADS", "day": TODAY });
    if let Some(serial) = serial {
        body["serial"] = json!(serial);
    }
    body
}

/// The clerk of the office.
fn clerk(service: &Service) -> Known {
    service.hire("van-thu", Role::Clerk, Seat::Agency(service.world.agency("T01-01")));
    service.sign_in("van-thu")
}

#[test]
fn the_clerk_numbers_and_seals_and_the_register_says_no_more_than_it_must() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let clerk = clerk(service);
        let body = office.body(&office.freeze(&["VCB"]));
        let filed = service.post(&office.officer, &office.path("orders"), &body);
        let id = filed.id();
        let path = format!("/api/v1/orders/{id}/number");
        is(&service.post(&clerk, &path, &entry(None)), 409, "approval_required");
        office.approve(&id);
        let waiting = service.get(&clerk, "/register/waiting").json();
        assert_eq!(waiting["items"][0]["instrument"], json!(id), "{waiting}");
        is(&service.post(&office.officer, &path, &entry(None)), 403, "forbidden");
        let stranger = service.sign_in("hongha");
        is(&service.post(&stranger, &path, &entry(None)), 404, "not_found");
        let refused = service.post(&clerk, &path, &entry(Some(7)));
        is(&refused, 422, "number_differs");
        assert_eq!(service.post(&clerk, &path, &entry(None)).status, 200);
        is(&service.post(&clerk, &path, &entry(Some(7))), 409, "number_given");
        let rewritten = service
            .by(&office.officer, "PUT", &format!("/api/v1/orders/{id}"))
            .key("e")
            .json(&{
                let mut body = body.clone();
                body.as_object_mut().unwrap().remove("issue");
                body
            })
            .send();
        is(&rewritten, 409, "number_given");

        let list = service.get(&clerk, "/register?year=2026&kind=decision").json();
        let line = &list["items"][0];
        assert_eq!(line["entry"]["number"], "1/QĐ-CCTHADS", "{list}");
        assert_eq!((&line["kind"], &line["sealed"]), (&json!("freeze"), &json!(false)));
        assert!(!list.to_string().contains("300000000"), "no money: {list}");
        assert!(!list.to_string().contains(DEBTOR), "nobody's name: {list}");
        assert_eq!(service.get(&stranger, "/register").json()["items"], json!([]));
        assert_eq!(service.get(&office.officer, "/register").status, 403);
        let csv = service.by(&clerk, "GET", "/api/v1/register/csv?year=2026").send();
        assert_eq!(csv.status, 200, "{}", csv.body);
        assert!(csv.body.contains("1/QĐ-CCTHADS,23/11/2026"), "{}", csv.body);
        let read = service.get(&office.officer, &format!("/orders/{id}")).json();
        assert_eq!(read["registered"]["serial"], 1, "{read}");
    });
}

#[test]
fn a_number_is_given_by_form_and_what_was_typed_stays() {
    let service = Service::start();
    let office = Office::open(&service);
    let body = office.body(&office.freeze(&["VCB"]));
    let id = service.post(&office.officer, &office.path("orders"), &body).id();
    office.approve(&id);
    clerk(&service);
    let mut clerk = Browser::of(&service, "van-thu");
    let page = clerk.page("/register/waiting");
    assert!(page.contains(&format!("/register/{id}")), "{page}");
    let page = clerk.page(&format!("/register/{id}"));
    // The form proposes what the decision states.
    assert!(
        page.contains("value=\"QĐ-CCTHADS\"") && page.contains("value=\"2026-11-23\""),
        "{page}"
    );
    let action = format!("/register/{id}/number");
    let again =
        clerk.submit(&page, &action, &[("/symbol", "CV"), ("/day", TODAY), ("/note", "ghi")]);
    assert_eq!(again.status, 422, "{}", again.body);
    assert!(again.body.contains("value=\"CV\"") && again.body.contains("ghi"), "{}", again.body);
    let fields = [("/serial", "1"), ("/symbol", "QĐ-CCTHADS"), ("/day", TODAY), ("/note", "")];
    let page = clerk.done(&page, &action, &fields);
    assert!(!page.contains(&format!("/register/{id}")), "{page}");
    let page = clerk.page("/register?year=2026&kind=decision");
    assert!(page.contains("1/QĐ-CCTHADS"), "{page}");
    let mut officer = Browser::of(&service, "saomai");
    assert!(officer.page(&format!("/orders/{id}")).contains("1/QĐ-CCTHADS, 23/11/2026"));
    assert_eq!(officer.get("/register").status, 403);
}
