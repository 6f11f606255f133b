//! A bank that another one took over: its people are shut out, the heir's see and
//! do what it was asked, and nobody else sees anything (I-28).

use crate::browser::Browser;
use crate::money::{Office, dong, frozen, is, released};
use crate::support::{PASSWORD, Service, System, inquiry_body, within_a_second};
use engine::directory::{Directory, Home, InstitutionCode, Succession, Username};
use serde_json::json;

const ACCOUNT: &str = "0071009998887";

/// ACB is VCB's from today on; its maker goes along.
fn merged(directory: &mut Directory) {
    let code = |text: &str| InstitutionCode::parse(text).unwrap();
    let bank = directory.institutions.get_mut(&code("ACB")).unwrap();
    bank.active = false;
    bank.succession = Some(Succession { to: code("VCB"), on: "2026-11-23".parse().unwrap() });
    let maker = directory.users.get_mut(&Username::parse("acb.lap").unwrap()).unwrap();
    maker.home = Home::Institution(code("VCB"));
}

fn inbox(service: &Service, who: &crate::support::Known) -> Vec<String> {
    let listed = service.get(who, "/inbox").json();
    let rows = listed["items"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_heir_does_what_the_old_bank_was_asked_and_its_people_are_shut_out() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let demand = office.ordered(&office.body(&office.freeze(&["ACB"])))["ACB"].clone();
        office.answered("ACB", &demand, &frozen(ACCOUNT, 200_000_000));
        let inquiry = inquiry_body(service, &office.case, &["ACB", "VCB"]);
        let filed = service.post(&office.officer, "/api/v1/inquiries", &inquiry);
        assert_eq!(filed.status, 201, "{}", filed.body);
        let asked = office.demands(&filed);
        let [checker, maker] = ["acb.duyet", "acb.lap"].map(|name| service.sign_in(name));
        assert_eq!(inbox(service, &checker), [asked["ACB"].clone()]);
        let own_key = System::register(service, "ACB", 7);
        service.import(merged);
        within_a_second();

        for gone in [&checker, &maker, office.bank("ACB")] {
            is(&service.by(gone, "GET", "/api/v1/inbox").send(), 401, "unauthenticated");
        }
        let token = service.exchange(&own_key.assertion(service));
        assert_eq!(token.status, 401, "{}", token.body);
        let body = json!({ "username": "acb.duyet", "password": PASSWORD });
        let again = service.request("POST", "/api/v1/session").json(&body).send();
        assert_ne!(again.status, 201, "{}", again.body);
        // Whom the import moved works for the heir.
        let moved = service.sign_in("acb.lap");
        let heir = service.sign_in("vcb.lap");
        let mut both = vec![asked["ACB"].clone(), asked["VCB"].clone()];
        both.sort();
        for person in [&moved, &heir, office.bank("VCB")] {
            assert_eq!(inbox(service, person), both);
        }
        let third = service.sign_in("tcb.lap");
        assert_eq!(inbox(service, &third), Vec::<String>::new());
        is(&service.get(&third, &format!("/demands/{}", asked["ACB"])), 404, "not_found");
        frozen_before(&office, &demand);
        shown(&office, &asked["ACB"]);
    });
}

/// A freeze from before: reported on, released by an order served on the heir; what
/// is new names the heir.
fn frozen_before(office: &Office<'_>, demand: &str) {
    let service = office.service;
    let report = json!({
        "account": ACCOUNT, "amount": dong(10_000_000), "reference": "VCB-1",
        "at": "2026-11-23T08:59:00+07:00",
    });
    let caught = service.post(office.bank("VCB"), "/api/v1/captures", &report);
    assert_eq!(caught.status, 201, "{}", caught.body);
    assert_eq!(caught.json()["split"]["shares"][0]["demand"], json!(demand));
    assert_eq!(office.sum("remaining"), 210_000_000);

    let again = office.body(&office.freeze(&["ACB"]));
    let refused = service.post(&office.officer, &office.path("orders"), &again);
    is(&refused, 422, "institution_succeeded");
    assert_eq!(refused.json()["heir"], "VCB");
    assert_eq!(refused.json()["pointer"], "/order/at/0/institution");
    let checked = service.post(&office.officer, &office.path("orders/check"), &again);
    assert!(checked.body.contains("institution_succeeded"), "{}", checked.body);

    let item = office.item("VCB", demand)["id"].clone();
    let order = json!({
        "kind": "release", "ground": "excess", "arose_at": "2026-11-23T08:00:00+07:00",
        "lines": [{ "freeze": item }],
    });
    let demands = office.ordered(&office.body(&order));
    office.answered("VCB", &demands["VCB"], &released(ACCOUNT, 210_000_000));
    assert_eq!(office.sum("remaining"), 0);
}

/// The record keeps the name, and people read who it is now.
fn shown(office: &Office<'_>, demand: &str) {
    let service = office.service;
    let read = service.get(&office.officer, &format!("/demands/{demand}")).json();
    let named = &read["institution"];
    assert_eq!((&named["code"], &named["now"]["code"]), (&json!("ACB"), &json!("VCB")));
    let path = format!("/institutions/{}", service.world.institution("ACB"));
    let row = service.get(&office.officer, &path).json();
    assert_eq!(row["succession"], json!({ "successor": "VCB", "succeeded_on": "2026-11-23" }));
    let page = Browser::of(service, "saomai").page(&format!("/demands/{demand}"));
    assert!(page.contains("(nay là Ngân hàng TMCP Ngoại Thương Việt Nam)"), "{page}");
    let choices =
        Browser::of(service, "saomai").page(&format!("/cases/{}/inquiries/new", office.case));
    assert!(!choices.contains("Á Châu"), "an old bank is not offered");
}
