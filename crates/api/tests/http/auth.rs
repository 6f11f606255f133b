//! People: in by password, out at once.

use crate::support::{
    Known, PASSWORD, Response, Service, TWO_SEATS, case_body, known, within_a_second,
};
use serde_json::{Value, json};

fn try_password(service: &Service, username: &str, password: &str) -> Response {
    let body = json!({ "username": username, "password": password });
    service.request("POST", "/api/v1/session").json(&body).send()
}

fn who(service: &Service, known: &Known) -> Response {
    service.by(known, "GET", "/api/v1/session").send()
}

const OUT: (u16, &str) = (401, "unauthenticated");

fn code(response: &Response) -> (u16, String) {
    response.problem()
}

fn is(response: &Response, expected: (u16, &str)) -> bool {
    let (status, code) = code(response);
    (status, code.as_str()) == expected
}

#[test]
fn a_session_is_a_cookie_that_only_this_host_gets() {
    let service = Service::start();
    let response = try_password(&service, "saomai", PASSWORD);
    assert_eq!(response.status, 201);
    let cookie = response.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-attache="), "{cookie}");
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert!(response.header("strict-transport-security").is_some());
    let body = response.json();
    assert_eq!(body["seat"]["role"], "officer");
    assert_eq!(body["expires_at"], "2026-11-20T14:00:00Z");

    let session = known(&response);
    assert_eq!(who(&service, &session).json(), body);

    let plain = Service::plain();
    let response = try_password(&plain, "saomai", PASSWORD);
    let cookie = response.header("set-cookie").unwrap();
    assert!(cookie.starts_with("attache=") && !cookie.contains("Secure"));
    assert!(response.header("strict-transport-security").is_none());
}

#[test]
fn wrong_name_wrong_password_and_shut_out_are_told_apart_nowhere() {
    let service = Service::start();
    let shut_out = service.world.person("haidang");
    service.store.set_person_active(shut_out, false).unwrap();
    let answers: Vec<(u16, Value)> = [
        ("saomai", "a wrong password it is"),
        ("nobody", PASSWORD),
        ("haidang", PASSWORD),
        ("", ""),
    ]
    .iter()
    .map(|(name, password)| {
        let response = try_password(&service, name, password);
        assert!(response.header("set-cookie").is_none());
        let mut body = response.json();
        body.as_object_mut().unwrap().remove("request");
        (response.status, body)
    })
    .collect();
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(answers[0].0, 401);
    assert_eq!(answers[0].1["code"], "sign_in_failed");
}

#[test]
fn a_person_with_two_seats_chooses_and_may_change() {
    let service = Service::start();
    let response = try_password(&service, TWO_SEATS, PASSWORD);
    assert!(is(&response, (409, "seat_required")));
    let seats = response.json()["seats"].as_array().unwrap().clone();
    assert_eq!(seats.len(), 2);

    let sign_in = |seat: &str| {
        let body = json!({ "username": TWO_SEATS, "password": PASSWORD, "seat": seat });
        service.request("POST", "/api/v1/session").json(&body).send()
    };
    let clerk = seats.iter().find(|seat| seat["role"] == "clerk").unwrap();
    let foreign = sign_in("01900000-0000-7000-8000-000000000001");
    assert!(is(&foreign, (422, "seat_unknown")));
    let first = seats.iter().find(|seat| seat["role"] == "officer").unwrap();
    let officer = known(&sign_in(first["id"].as_str().unwrap()));
    let other = json!({ "seat": clerk["id"] });
    let response = service.by(&officer, "PUT", "/api/v1/session/seat").json(&other).send();
    assert_eq!(response.status, 201, "{}", response.body);
    assert_eq!(response.json()["seat"]["role"], "clerk");
    assert!(is(&who(&service, &officer), OUT), "the old session has ended");
    assert_eq!(who(&service, &known(&response)).status, 200);
}

#[test]
fn a_session_is_followed_once_and_lives_no_longer_for_it() {
    let service = Service::start();
    let person = service.world.person(TWO_SEATS);
    let seats = service.store.seats_of(person).unwrap();
    let sign_in = || {
        let body = json!({ "username": TWO_SEATS, "password": PASSWORD, "seat": seats[0].id.0 });
        service.request("POST", "/api/v1/session").json(&body).send()
    };
    let first = sign_in();
    let session = known(&first);
    service.clock.advance_seconds(600);
    let switch = |session: &Known| {
        let body = json!({ "seat": seats[1].id.0 });
        service.by(session, "PUT", "/api/v1/session/seat").json(&body).send()
    };
    let answers: Vec<Response> = std::thread::scope(|scope| {
        let tries = [(); 8].map(|()| scope.spawn(|| switch(&session)));
        tries.map(|tried| tried.join().unwrap()).into()
    });
    let (done, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|one| one.status == 201);
    assert_eq!((done.len(), refused.len()), (1, 7));
    assert!(refused.iter().all(|one| is(one, OUT)));
    assert_eq!(done[0].json()["expires_at"], first.json()["expires_at"]);
    let followed = known(done[0]);
    assert_eq!(who(&service, &followed).json()["expires_at"], first.json()["expires_at"]);
    service.store.bump_person_epoch(person).unwrap();
    assert!(is(&switch(&followed), OUT));
}

#[test]
fn a_write_in_a_session_needs_its_token() {
    let service = Service::start();
    let Known::Cookie { cookie, csrf } = service.sign_in("saomai") else {
        panic!("a cookie");
    };
    let Known::Cookie { csrf: other, .. } = service.sign_in("saomai") else {
        panic!("a cookie");
    };
    let send = |csrf: Option<&str>| {
        let request = service.request("POST", "/api/v1/cases").key("k");
        let request = request.header("Cookie", &cookie).json(&case_body(&service, "1"));
        let request = match csrf {
            Some(csrf) => request.header("X-CSRF-Token", csrf),
            None => request,
        };
        request.send()
    };
    for wrong in [None, Some(""), Some("x"), Some(other.as_str())] {
        assert!(is(&send(wrong), (403, "csrf_missing")), "{wrong:?}");
    }
    assert_eq!(send(Some(&csrf)).status, 201);
}

#[test]
fn a_session_ends_at_once_and_its_tokens_with_it() {
    let service = Service::start();
    let person = service.world.person("saomai");
    let token = |session: &Known| {
        let response = service.by(session, "POST", "/api/v1/token").send();
        assert_eq!(response.status, 201, "{}", response.body);
        assert_eq!(response.json()["expires_in"], 300);
        Known::Token(response.json()["access_token"].as_str().unwrap().to_owned())
    };
    // A token acts and needs no CSRF token, but rules no session.
    let session = service.sign_in("saomai");
    let minted = token(&session);
    assert_eq!(service.post(&minted, "/api/v1/cases", &case_body(&service, "1")).status, 201);
    assert!(is(&who(&service, &minted), (403, "session_required")));

    let sign_out = service.by(&session, "DELETE", "/api/v1/session").send();
    assert_eq!(sign_out.status, 204);
    assert!(sign_out.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert!(is(&who(&service, &session), OUT));
    let body = case_body(&service, "2");
    assert!(is(&service.post(&minted, "/api/v1/cases", &body), OUT));

    // Killed on another node: refused within a second (I-30).
    let session = service.sign_in("saomai");
    let minted = token(&session);
    assert_eq!(who(&service, &session).status, 200);
    service.store.bump_person_epoch(person).unwrap();
    within_a_second();
    assert!(is(&who(&service, &session), OUT));
    assert!(is(&service.post(&minted, "/api/v1/cases", &body), OUT));

    // Idle for a quarter of an hour; a token is short in any case.
    let session = service.sign_in("saomai");
    let minted = token(&session);
    service.clock.advance_seconds(300);
    assert!(is(&service.post(&minted, "/api/v1/cases", &body), OUT));
    assert_eq!(who(&service, &session).status, 200);
    service.clock.advance_seconds(899);
    assert_eq!(who(&service, &session).status, 200);
    service.clock.advance_seconds(900);
    assert!(is(&who(&service, &session), OUT));
}

#[test]
fn a_person_sees_and_ends_own_sessions_only() {
    let service = Service::start();
    let [one, two] = [(); 2].map(|()| service.sign_in("saomai"));
    let other = service.sign_in("haidang");
    let lines = service.by(&one, "GET", "/api/v1/sessions").send().json();
    let lines = lines.as_array().unwrap();
    assert_eq!(lines.len(), 2);
    let second = lines.iter().find(|line| line["current"] == false).unwrap();
    let path = format!("/api/v1/sessions/{}", second["id"].as_str().unwrap());
    assert!(is(&service.by(&other, "DELETE", &path).send(), (404, "not_found")));
    assert_eq!(who(&service, &two).status, 200);
    assert_eq!(service.by(&one, "DELETE", &path).send().status, 204);
    assert!(is(&who(&service, &two), OUT));
    assert!(is(&service.by(&one, "DELETE", &path).send(), (404, "not_found")));
}

#[test]
fn nobody_comes_in_without_being_known() {
    let service = Service::start();
    let session = service.sign_in("saomai");
    let Known::Cookie { cookie, csrf } = session else {
        panic!("a cookie");
    };
    for (name, value) in [
        ("Authorization", "Bearer x"),
        ("Authorization", "Basic c2FvbWFpOng="),
        ("Authorization", "Bearer"),
        ("Cookie", "__Host-attache=x"),
        ("Cookie", "attache=x"),
    ] {
        let response = service.request("GET", "/api/v1/session").header(name, value).send();
        assert!(is(&response, OUT), "{name}: {value}");
        assert_eq!(response.header("www-authenticate"), Some("Bearer"));
    }
    // A wrong token is not made good by a right cookie.
    let both = service.request("POST", "/api/v1/cases").header("Cookie", &cookie);
    let both = both.header("X-CSRF-Token", &csrf).header("Authorization", "Bearer x");
    assert!(is(&both.key("k").json(&json!({})).send(), OUT));
    // Without anything to be known by, the body is not even read.
    let response = service.request("POST", "/api/v1/cases").text("text/plain", "x").send();
    assert!(is(&response, OUT));
}
