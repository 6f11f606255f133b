//! A case amended, found again by a name, and notices read, by form.

use crate::browser::Browser;
use crate::pages::{case, issued, location};
use crate::support::{Service, case_body};
use serde_json::json;
use store::outbox::{Outbox, Retry};

/// What the form of a case holds as it is shown.
fn shown<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    field.split('"').next()
}

#[test]
fn a_case_is_amended_and_its_parties_stay_themselves() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    let known = service.sign_in("saomai");
    let mut body = case_body(&service, "1/2026");
    for name in ["Lê Văn Ba", "Lê Văn Tư", "Lê Văn Năm", "Lê Văn Sáu", "Lê Văn Bảy"]
    {
        let one = json!({ "role": "related", "kind": "person", "name": name });
        body["parties"].as_array_mut().unwrap().push(one);
    }
    let id = service.post(&known, "/api/v1/cases", &body).id();
    let before = service.get(&known, &format!("/cases/{id}")).json();
    let (path, edit) = (format!("/cases/{id}"), format!("/cases/{id}/edit"));
    assert!(officer.page(&path).contains(&format!("href=\"{edit}\"")));

    let page = officer.page(&edit);
    assert_eq!(shown(&page, "/obligations/0/amount/amount"), Some("1.500.000.000"));
    assert_eq!(shown(&page, "/parties/0/identifiers/0/value"), Some("079085001234"));
    assert!(page.contains("name=\"/parties/6/name\""), "every party is shown");
    let fields = Browser::untouched(&page, &edit);
    let with = |other: &[(&str, &str)]| {
        let told = |name: &str| other.iter().any(|(known, _)| *known == name);
        let mut all: Vec<(String, String)> =
            fields.iter().filter(|(name, _)| !told(name)).cloned().collect();
        all.extend(other.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        all
    };
    let wrong = officer.send_all(&edit, &with(&[("/obligations/0/amount/amount", "một tỷ")]));
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.body.contains("id=\"case-obligations-0-amount-amount-error\""));
    assert!(wrong.body.contains("value=\"một tỷ\""));

    let slow = officer.page(&edit);
    // One amount is changed, one party taken out.
    let changed =
        with(&[("/obligations/0/amount/amount", "1.400.000.000"), ("/parties/6/name", "")]);
    let amended = officer.send_all(&edit, &changed);
    assert_eq!(
        amended.header("location"),
        Some(&*format!("{path}?done=case-amend")),
        "{}",
        amended.body
    );
    let after = service.get(&known, &path).json();
    let (mut was, now) = (before["content"].clone(), after["content"].clone());
    was["obligations"][0]["amount"]["amount"] = json!("1400000000");
    was["parties"].as_array_mut().unwrap().pop();
    assert_eq!(was, now, "nothing else has changed, ids of parties included");

    // Whoever still has the form of before is told, and loses nothing.
    let mut late = Browser::untouched(&slow, &edit);
    late.retain(|(name, _)| name != "/number");
    late.push(("/number".to_owned(), "2/2026".to_owned()));
    let overtaken = officer.send_all(&edit, &late);
    assert_eq!(overtaken.status, 412, "{}", overtaken.body);
    assert!(overtaken.body.contains("người khác đã sửa hồ sơ này"));
    assert!(overtaken.body.contains("value=\"2/2026\""));
    let stranger = Browser::of(&service, "haidang").get(&edit);
    assert_eq!(stranger.status, 404);
    let bank = Browser::of(&service, "vcb.lap").get(&edit);
    assert_eq!(bank.status, 403);
}

#[test]
fn a_closed_case_is_not_amended() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    let me = service.world.person("saomai").to_string();
    let page = officer.page("/cases/new");
    let path = location(&officer.submit(&page, "/cases/new", &case(&me, &[])));
    let (edit, closure) = (format!("{path}/edit"), format!("{path}/closure"));
    let open = officer.page(&edit);
    let fields = Browser::untouched(&open, &edit);
    let page = officer.page(&path);
    assert!(officer.done(&page, &closure, &[("/reason", "Xong")]).contains("đã kết thúc"));
    assert!(!officer.page(&path).contains(&edit));
    assert_eq!(officer.get(&edit).status, 409);
    let late = officer.send_all(&edit, &fields);
    assert!([409, 412].contains(&late.status), "{}", late.body);
    assert!(late.body.contains("value=\"079085001234\""), "what was typed is still there");
}

#[test]
fn a_case_gets_more_rows_than_the_form_begins_with() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    let me = service.world.person("saomai").to_string();
    let page = officer.page("/cases/new");
    assert!(!page.contains("name=\"/parties/4/name\""));
    let mut fields = case(&me, &[]);
    fields.push(("_more", "/parties"));
    let longer = officer.submit(&page, "/cases/new", &fields);
    assert_eq!(longer.status, 200, "{}", longer.body);
    assert!(longer.body.contains("name=\"/parties/8/name\""));
    assert!(
        longer.body.contains("value=\"079085001234\"") && !longer.body.contains("role=\"alert\"")
    );
    assert!(officer.page("/cases").contains("Không có hồ sơ nào"), "nothing was opened by it");
    let eighth = [
        ("/parties/8/role", "related"),
        ("/parties/8/kind", "person"),
        ("/parties/8/name", "Lê Văn Tám"),
    ];
    let path = location(&officer.submit(&longer.body, "/cases/new", &case(&me, &eighth)));
    assert!(officer.page(&path).contains("Lê Văn Tám"));
}

#[test]
fn a_case_is_found_by_a_name_that_no_address_holds() {
    let service = Service::start();
    let (mut officer, [path, ..]) = issued(&service, "VCB");
    let page = officer.page("/cases");
    let mut search = |name: &str| officer.submit(&page, "/cases/search", &[("/name", name)]);
    let found = search("văn tí");
    assert_eq!(found.status, 200, "{}", found.body);
    assert!(
        found.body.contains(&format!("href=\"{path}\"")) && found.body.contains("value=\"văn tí\"")
    );
    for word in ["t%C3%AD", "?name", "search?"] {
        assert!(!found.body.contains(word), "{word}");
    }
    assert!(!search("Trần Văn Sửu").body.contains(&format!("href=\"{path}\"")));
    let empty = search(" ");
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("id=\"filter-name-error\""));
    assert_eq!(search(&"a".repeat(201)).status, 422);
    assert_eq!(location(&officer.get("/cases/search")), "/cases");
    // Nobody finds what he may not see.
    let mut stranger = Browser::of(&service, "haidang");
    let page = stranger.page("/cases");
    let found = stranger.submit(&page, "/cases/search", &[("/name", "Tí")]);
    assert!(found.status == 200 && !found.body.contains(&path));
    assert_eq!(stranger.post("/cases/search", &[("/name", "Tí"), ("_key", "k")]).status, 403);
    let mut bank = Browser::of(&service, "vcb.lap");
    let page = bank.page("/");
    let out = Browser::hidden(&page, "/sign-out");
    let csrf = &out.iter().find(|(name, _)| name == "_csrf").unwrap().1;
    let refused = bank.post("/cases/search", &[("/name", "Tí"), ("_key", "k"), ("_csrf", csrf)]);
    assert_eq!(refused.status, 403);
}

#[test]
fn a_list_of_cases_keeps_its_filter_on_the_next_page() {
    let service = Service::start();
    let known = service.sign_in("saomai");
    for n in 0..51 {
        service.post(&known, "/api/v1/cases", &case_body(&service, &format!("{n}/2026"))).id();
    }
    let mut officer = Browser::of(&service, "saomai");
    let page = officer.page("/cases?state=open");
    assert!(page.contains("href=\"/cases?state=open&#38;after="), "{page}");
    let page = officer.submit(&page, "/cases/search", &[("/name", "Văn")]).body;
    assert!(page.contains("href=\"/cases/0"));
    let last = page.rsplit_once("<form method=\"post\" action=\"/cases/search\">").unwrap().1;
    let after = shown(last, "_after").unwrap();
    let rest = officer.submit(&page, "/cases/search", &[("/name", "Văn"), ("_after", after)]);
    assert_eq!(rest.body.matches("href=\"/cases/0").count(), 1);
}

#[test]
fn notices_are_read_one_by_one_and_all_at_once() {
    let service = Service::start();
    let (mut officer, [_, _, demand]) = issued(&service, "VCB");
    let retry = Retry { after_seconds: vec![60], jitter_percent: 0 };
    let outbox = Outbox::new(service.store.clone(), retry);
    let deliver = || outbox.expand(service.store.now(), outbox.new_owner(), 100).unwrap();
    let mut maker = Browser::of(&service, "vcb.lap");
    for text in ["Ai?", "Ở đâu?", "Khi nào?"] {
        let page = maker.page(&demand);
        maker.done(&page, &format!("{demand}/questions"), &[("/text", text)]);
    }
    deliver();
    let unread = |page: &str| page.matches("formaction=\"/notices/").count();
    let page = officer.page("/?show=notices");
    let all = unread(&page);
    assert!(all >= 2, "{page}");
    let one = page.split("formaction=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let hidden = Browser::hidden(&page, "/notices/read");
    let fields: Vec<_> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let read = officer.post(&one, &fields);
    assert_eq!(read.header("location"), Some("/?show=notices"), "{}", read.body);
    assert_eq!(unread(&officer.page("/?show=notices")), all - 1);
    // Another's notice is not there; nothing is marked without the token.
    assert_eq!(maker.post(&one, &fields).status, 403);
    let mine = Browser::hidden(&maker.page("/?show=notices"), "/notices/read");
    assert_eq!(maker.send_all(&one, &mine).status, 404);

    // All at once means all that were shown.
    let shown = officer.page("/?show=notices");
    service.clock.advance_seconds(60);
    let page = maker.page(&demand);
    maker.done(&page, &format!("{demand}/questions"), &[("/text", "Thế nào?")]);
    deliver();
    location(&officer.submit(&shown, "/notices/read", &[]));
    assert_eq!(unread(&officer.page("/?show=notices")), 1, "what came later was not seen");
}
