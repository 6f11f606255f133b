//! Lists, the directory and the law.

use crate::inquiries::{demand, demand_id, filed};
use crate::support::{Known, Response, Service, case_body, inquiry_body};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::outbox::{Outbox, Retry};
use store::read::STATE_BANK_FIELDS;

fn items(response: &Response) -> Vec<Value> {
    assert_eq!(response.status, 200, "{}", response.body);
    response.json()["items"].as_array().unwrap().clone()
}

/// Walks a list in small pages; every id once and none left out.
fn walk(service: &Service, who: &Known, path: &str, key: &str, limit: usize) -> Vec<String> {
    let join = if path.contains('?') { '&' } else { '?' };
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = service.get(who, &format!("{path}{join}limit={limit}{after}"));
        let rows = items(&page);
        assert!(rows.len() <= limit);
        found.extend(rows.iter().map(|row| row[key].as_str().unwrap().to_owned()));
        match page.json()["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let once: BTreeSet<&String> = found.iter().collect();
    assert_eq!(once.len(), found.len(), "{path} repeats");
    found
}

/// An officer with five cases, each asked of two banks.
fn busy(service: &Service) -> Known {
    let officer = service.sign_in("saomai");
    for number in 1..=5 {
        service.clock.advance_seconds(1);
        let body = case_body(service, &number.to_string());
        let case = service.post(&officer, "/api/v1/cases", &body).id();
        let inquiry = inquiry_body(service, &case, &["VCB", "ACB"]);
        assert_eq!(service.post(&officer, "/api/v1/inquiries", &inquiry).status, 201);
    }
    officer
}

#[test]
fn pages_walk_a_whole_list_without_gap_or_repeat() {
    let service = Service::start();
    let officer = busy(&service);
    let maker = service.sign_in("vcb.lap");
    for (who, path, key, whole) in [
        (&officer, "/cases", "id", 5),
        (&officer, "/worklist", "id", 10),
        (&maker, "/inbox", "id", 5),
        (&officer, "/agencies", "code", service.store.rules().directory.agencies().count()),
        (&officer, "/institutions", "code", service.store.rules().directory.institutions().count()),
    ] {
        let limit = if whole > 50 { 40 } else { 2 };
        let found = walk(&service, who, path, key, limit);
        assert_eq!(found.len(), whole, "{path}");
        assert_eq!(found, walk(&service, who, path, key, 200), "{path}");
    }
    let rules = service.get(&officer, "/law/rules?limit=200");
    let whole = service.store.rules().law.book().rules().len();
    assert!(items(&rules).len() == whole.min(200));
}

#[test]
fn an_inbox_is_its_institutions_and_a_worklist_its_offices() {
    let service = Service::start();
    let officer = busy(&service);
    let maker = service.sign_in("vcb.lap");
    let vcb = service.world.institution("VCB").to_string();
    let inbox = items(&service.get(&maker, "/inbox"));
    assert!(inbox.iter().all(|line| line["institution"]["id"] == vcb.as_str()));
    assert!(inbox.iter().all(|line| line["institution"]["code"] == "VCB"));
    assert_eq!(items(&service.get(&maker, "/inbox?show=done")).len(), 0);
    assert_eq!(items(&service.get(&maker, "/inbox?overdue=true")).len(), 0);
    let before = "/inbox?due_before=2030-01-01T00:00:00%2B07:00";
    assert_eq!(items(&service.get(&maker, before)).len(), 5);
    assert_eq!(items(&service.get(&service.sign_in("binhminh"), "/worklist")).len(), 0);
    for (who, path) in
        [(&officer, "/inbox"), (&maker, "/worklist"), (&maker, "/cases"), (&officer, "/overdue")]
    {
        assert_eq!(service.get(who, path).problem(), (403, "forbidden".to_owned()), "{path}");
    }
    assert_eq!(items(&service.get(&officer, "/cases?number=3&state=open")).len(), 1);
    assert_eq!(items(&service.get(&officer, "/cases?state=closed")).len(), 0);
}

#[test]
fn a_wrong_parameter_is_named() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let supervisor = service.sign_in("lamgiang");
    for (who, path, parameter) in [
        (&officer, "/cases?limit=0", "limit"),
        (&officer, "/cases?limit=201", "limit"),
        (&officer, "/cases?limit=", "limit"),
        (&officer, "/cases?limit=2&limit=3", "limit"),
        (&officer, "/cases?after=x", "after"),
        (&officer, "/cases?state=half", "state"),
        (&officer, "/cases?name=T%C3%AD", "name"),
        (&officer, "/cases?number=%00", "number"),
        (&officer, "/cases?stat=open", "stat"),
        (&supervisor, "/overdue?since=yesterday", "since"),
        (&supervisor, "/overdue?layer=N07", "layer"),
        (&supervisor, "/overdue?institution=VCB", "institution"),
        (&supervisor, "/overdue?open=yes", "open"),
        (&officer, "/agencies?after=%20", "after"),
        (&officer, "/law/rules?on=2026-02-30", "on"),
        (&officer, "/law/rules/N07/explanation", "from"),
        (&officer, "/law/rules/N07/explanation?from=2026-11-20", "from"),
    ] {
        let response = service.get(who, path);
        assert_eq!(response.problem(), (400, "query_invalid".to_owned()), "{path}");
        assert_eq!(response.json()["parameter"], parameter, "{path}");
    }
    // What cannot be a name of ours is not repeated (I-32).
    let response = service.get(&officer, "/cases?079085001234=x");
    assert_eq!(response.problem().1, "query_invalid");
    assert!(!response.body.contains("079085001234"));
}

#[test]
fn the_state_bank_sees_how_limits_are_kept_and_no_more() {
    let service = Service::start();
    let (_, filing) = filed(&service, &["VCB", "ACB"]);
    service.clock.set("2027-02-01T09:00:00+07:00");
    // Before anything else, time: what touches the demand finds it late.
    let officer = service.sign_in("saomai");
    let urge = format!("{}/urgings", demand(&service, &filing, "VCB"));
    assert_eq!(service.post(&officer, &urge, &json!({ "text": "Khẩn" })).status, 201);

    let observer = service.sign_in("bachduong");
    let seen = items(&service.get(&observer, "/overdue"));
    assert!(!seen.is_empty());
    for line in &seen {
        for name in line.as_object().unwrap().keys() {
            assert!(STATE_BANK_FIELDS.contains(&name.as_str()), "{name}");
        }
        assert_eq!(line["institution"]["code"], "VCB");
    }
    let id = demand_id(&service, &filing, "VCB").to_string();
    for who in ["lamgiang", "vcb.truong", "truclam"] {
        let lines = items(&service.get(&service.sign_in(who), "/overdue?open=true"));
        assert_eq!(lines.len(), seen.len(), "{who}");
        assert_eq!(lines[0]["asked"]["demand"], id.as_str(), "{who}");
    }
    for who in ["acb.truong", "thanhson"] {
        assert_eq!(items(&service.get(&service.sign_in(who), "/overdue")).len(), 0, "{who}");
    }
    let law = items(&service.get(&observer, "/overdue?layer=law")).len();
    let target = items(&service.get(&observer, "/overdue?layer=target")).len();
    assert!(law + target <= seen.len());
    let layer = seen[0]["layer"].as_str().unwrap();
    assert!(!items(&service.get(&observer, &format!("/overdue?layer={layer}"))).is_empty());

    // The clock says why, and shows the episode.
    let supervisor = service.sign_in("lamgiang");
    let line = items(&service.get(&supervisor, "/overdue"))[0].clone();
    let clock = line["asked"]["clock"].as_str().unwrap();
    let clock = service.get(&supervisor, &format!("/demands/{id}/clocks/{clock}")).json();
    assert_eq!(clock["clock"]["late"], true);
    assert_eq!(clock["episodes"][0]["id"], line["id"]);
    assert!(!clock["explanation"]["steps"].as_array().unwrap().is_empty());
}

#[test]
fn a_person_reads_their_own_notices_and_marks_them() {
    let service = Service::start();
    filed(&service, &["VCB"]);
    let retry = Retry { after_seconds: vec![60], jitter_percent: 0 };
    let outbox = Outbox::new(service.store.clone(), retry);
    outbox.expand(service.store.now(), outbox.new_owner(), 100).unwrap();
    let maker = service.sign_in("vcb.lap");
    let told = items(&service.get(&maker, "/notices"));
    assert!(!told.is_empty());
    assert_eq!(told[0]["read_at"], Value::Null);
    let path = format!("/api/v1/notices/{}/read", told[0]["delivery"].as_str().unwrap());
    let foreign = service.by(&service.sign_in("vcb.duyet"), "POST", &path).send();
    assert_eq!(foreign.problem(), (404, "not_found".to_owned()));
    let Known::Cookie { cookie, .. } = &maker else { panic!("a cookie") };
    let forged = service.request("POST", &path).header("Cookie", cookie).send();
    assert_eq!(forged.problem(), (403, "csrf_missing".to_owned()));
    assert_eq!(items(&service.get(&maker, "/notices?unread=true")).len(), told.len());
    let mark = || service.by(&maker, "POST", &path).send();
    assert_eq!(mark().status, 204);
    let read = items(&service.get(&maker, "/notices"));
    service.clock.advance_seconds(60);
    assert_eq!(mark().status, 204);
    assert_eq!(read, items(&service.get(&maker, "/notices")), "the first reading counts");
    assert_ne!(read[0]["read_at"], Value::Null);
    assert_eq!(items(&service.get(&maker, "/notices?unread=true")).len(), told.len() - 1);
    let (_, system) = service.system("VCB");
    assert_eq!(service.get(&system, "/notices").problem().0, 403);
}

#[test]
fn everybody_reads_the_directory_and_finds_what_is_meant() {
    let service = Service::start();
    for who in ["saomai", "vcb.quantri", "nhatquang", "moclan", "bachduong"] {
        let known = service.sign_in(who);
        assert_eq!(service.get(&known, "/agencies?limit=1").status, 200, "{who}");
        assert_eq!(service.get(&known, "/law/rules?limit=1").status, 200, "{who}");
        assert_eq!(service.get(&known, "/calendars").status, 200, "{who}");
    }
    let (_, system) = service.system("VCB");
    let found = items(&service.get(&system, "/institutions?name=vcb&kind=bank&active=true"));
    assert_eq!((found.len(), &found[0]["code"]), (1, &json!("VCB")));
    let path = format!("/institutions/{}", found[0]["id"].as_str().unwrap());
    assert_eq!(service.get(&system, &path).json(), found[0]);
    let found = items(&service.get(&system, "/agencies?name=HA%20NOI&level=province"));
    assert_eq!(found[0]["code"], "T01");
    let path = format!("/agencies/{}", found[0]["id"].as_str().unwrap());
    assert_eq!(service.get(&system, &path).json(), found[0]);
    assert_eq!(service.get(&system, "/agencies/x").problem().0, 404);
    assert_eq!(
        items(&service.get(&system, "/institutions?kind=bank&active=false&limit=200"))
            .iter()
            .filter(|one| one["active"] == true)
            .count(),
        0
    );
}

#[test]
fn the_law_explains_itself_at_any_instant() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let rules = service.store.rules();
    let from = "2026-11-20T09:00:00%2B07:00";
    let told = service.get(&officer, &format!("/law/rules/N07/explanation?from={from}")).json();
    let law = &rules.law;
    let start = crate::support::START.parse().unwrap();
    let own = law.explain(&"N07".parse().unwrap(), start).unwrap();
    assert_eq!(told, serde_json::to_value(own).unwrap());
    // The ends of time are answered, whatever they mean.
    let ids: BTreeSet<String> = law.book().rules().iter().map(|one| one.id.to_string()).collect();
    for id in &ids {
        for from in ["0001-01-01T00:00:00Z", "1990-01-01T00:00:00Z", "9999-12-30T00:00:00Z"] {
            let path = format!("/law/rules/{id}/explanation?from={from}");
            assert_eq!(service.get(&officer, &path).status, 200, "{path}");
        }
    }
    for path in [
        "/law/rules/Z99/explanation?from=2026-11-20T00:00:00Z",
        "/calendars/x/2026",
        "/calendars/vn/1066",
        "/calendars/vn/x",
    ] {
        assert_eq!(service.get(&officer, path).problem(), (404, "not_found".to_owned()), "{path}");
    }
    let today = items(&service.get(&officer, "/law/rules?on=2026-11-20&limit=200"));
    let all = items(&service.get(&officer, "/law/rules?limit=200"));
    assert!(today.len() < all.len());
    assert!(today.iter().any(|rule| rule["id"] == "N07"));

    let calendars = items(&service.get(&officer, "/calendars"));
    assert_eq!(calendars[0]["id"], "vn");
    let year = service.get(&officer, "/calendars/vn/2026").json();
    let off = year["days_off"].as_array().unwrap();
    assert!(off.iter().any(|day| day["day"] == "2026-09-02" && day["kind"] == "holiday"));
    assert_eq!(year["weekly_off"], json!([6, 7]));
    let years = [year, service.get(&officer, "/calendars/vn/2055").json()];
    assert_eq!(years.map(|year| year["projected"].clone()), [json!(false), json!(true)]);
}
