//! People and systems administered over the API; first passwords; guessing.

use crate::support::{Known, PASSWORD, Response, Service, System, known};
use serde_json::{Value, json};

const CHOSEN: &str = "con cò bay lả bay la";

fn is(response: &Response, status: u16, code: &str) {
    assert_eq!(response.problem(), (status, code.to_owned()), "{}", response.body);
}

fn act(service: &Service, by: &Known, method: &str, path: &str, body: &Value) -> Response {
    service.by(by, method, &format!("/api/v1{path}")).json(body).send()
}

fn get(service: &Service, by: &Known, path: &str) -> Response {
    service.by(by, "GET", &format!("/api/v1{path}")).send()
}

fn sign_in(service: &Service, username: &str, password: &str) -> Response {
    let body = json!({ "username": username, "password": password });
    service.request("POST", "/api/v1/session").json(&body).send()
}

fn set_up(service: &Service, username: &str, code: &str, password: &str) -> Response {
    let body = json!({ "username": username, "code": code, "password": password });
    service.request("POST", "/api/v1/session/setup").json(&body).send()
}

fn newcomer(service: &Service, username: &str) -> Value {
    json!({
        "username": username, "full_name": "Trần Thị Chim Yến", "email": "yen@thads.example",
        "seats": [{ "role": "officer", "agency": service.world.agency("T01-01") }],
    })
}

#[test]
fn a_person_comes_in_by_a_code_that_nobody_else_chose() {
    let service = Service::start();
    let admin = service.sign_in("thachthao");
    let made = act(&service, &admin, "POST", "/users", &newcomer(&service, "chimyen"));
    assert_eq!(made.status, 201, "{}", made.body);
    let code = made.json()["setup_code"].as_str().unwrap().to_owned();
    assert_eq!((code.len(), &made.json()["expires_at"]), (43, &json!("2026-11-23T02:00:00Z")));
    is(
        &act(&service, &admin, "POST", "/users", &newcomer(&service, "chimyen")),
        409,
        "username_taken",
    );

    is(&sign_in(&service, "chimyen", CHOSEN), 401, "sign_in_failed");
    for (password, wrong) in [
        ("ngắn quá", "password_short"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_one_character"),
        ("tôi là chimyen đây", "password_holds_name"),
    ] {
        let refused = set_up(&service, "chimyen", &code, password);
        is(&refused, 422, "body_invalid");
        assert_eq!(refused.json()["errors"][0]["code"], wrong);
        assert!(!refused.body.contains(password));
    }
    is(&set_up(&service, "saomai", &code, CHOSEN), 401, "setup_refused");
    is(&set_up(&service, "chimyen", "x", CHOSEN), 401, "setup_refused");
    assert_eq!(set_up(&service, "chimyen", &code, CHOSEN).status, 204);
    is(&set_up(&service, "chimyen", &code, CHOSEN), 401, "setup_refused");
    let session = known(&sign_in(&service, "chimyen", CHOSEN));

    // A reset voids the password and ends the session (I-30).
    let path = format!("/users/{}", made.id());
    let reset = act(&service, &admin, "POST", &format!("{path}/setup-code"), &json!({}));
    assert_eq!(reset.status, 201, "{}", reset.body);
    assert_ne!(reset.json()["setup_code"], code);
    is(&get(&service, &session, "/session"), 401, "unauthenticated");
    is(&sign_in(&service, "chimyen", CHOSEN), 401, "sign_in_failed");
    assert_eq!(get(&service, &admin, &path).json()["has_password"], false);
    service.clock.advance_seconds(72 * 3_600);
    let code = reset.json()["setup_code"].as_str().unwrap().to_owned();
    is(&set_up(&service, "chimyen", &code, CHOSEN), 401, "setup_refused");
}

#[test]
fn a_person_is_changed_within_reach_and_nobody_rules_himself() {
    let service = Service::start();
    let admin = service.sign_in("thachthao");
    let path = format!("/users/{}", service.world.person("saomai"));
    let changed = act(&service, &admin, "PATCH", &path, &json!({ "email": "Moi@THADS.example" }));
    assert_eq!(changed.json()["email"], "Moi@thads.example", "{}", changed.body);
    let wrong = json!({ "email": "x", "language": "fr", "username": "y" });
    is(&act(&service, &admin, "PATCH", &path, &wrong), 422, "body_invalid");

    let clerk = json!({ "role": "clerk", "agency": service.world.agency("T01-01") });
    let given = act(&service, &admin, "POST", &format!("{path}/seats"), &clerk);
    assert_eq!(given.status, 201, "{}", given.body);
    is(&act(&service, &admin, "POST", &format!("{path}/seats"), &clerk), 409, "seat_held");
    let wider = json!({ "role": "supervisor", "agency": service.world.agency("T01") });
    is(&act(&service, &admin, "POST", &format!("{path}/seats"), &wider), 403, "beyond_reach");
    let nonsense = json!({ "role": "bank_maker", "agency": service.world.agency("T01-01") });
    is(&act(&service, &admin, "POST", &format!("{path}/seats"), &nonsense), 422, "role_not_here");
    let nation = service.sign_in("phonglan");
    let maker = json!({ "role": "bank_maker", "institution": service.world.institution("VCB") });
    is(&act(&service, &nation, "POST", &format!("{path}/seats"), &maker), 409, "sides_mix");
    let user = given.json();
    let seats = user["seats"].as_array().unwrap();
    let seat = seats.iter().find(|seat| seat["role"] == "clerk").unwrap();
    let seat = format!("{path}/seats/{}", seat["id"].as_str().unwrap());
    assert_eq!(act(&service, &admin, "DELETE", &seat, &json!({})).status, 204);
    is(&act(&service, &admin, "DELETE", &seat, &json!({})), 404, "not_found");

    let officer = service.sign_in("saomai");
    let out = json!({ "active": false });
    let shut = act(&service, &admin, "POST", &format!("{path}/activation"), &out);
    assert_eq!(shut.json()["active"], false, "{}", shut.body);
    is(&get(&service, &officer, "/session"), 401, "unauthenticated");
    let own = format!("/users/{}", service.world.person("thachthao"));
    is(&act(&service, &admin, "POST", &format!("{own}/activation"), &out), 403, "own_rights");
    is(&act(&service, &admin, "POST", &format!("{own}/setup-code"), &json!({})), 403, "own_rights");
    let ended = act(&service, &admin, "POST", &format!("{own}/sessions/end"), &json!({}));
    assert_eq!(ended.status, 204);
    is(&get(&service, &admin, "/users"), 401, "unauthenticated");
}

#[test]
fn a_list_goes_page_by_page() {
    let service = Service::start();
    let admin = service.sign_in("vcb.quantri");
    let first = get(&service, &admin, "/users?limit=3").json();
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    let next = first["next"].as_str().unwrap();
    let second = get(&service, &admin, &format!("/users?limit=3&after={next}")).json();
    assert_eq!(second["items"].as_array().unwrap().len(), 2);
    assert!(second["next"].is_null());
    for wrong in ["limit=0", "limit=201", "limit=x", "after=x", "page=2"] {
        is(&get(&service, &admin, &format!("/users?{wrong}")), 400, "query_invalid");
    }
    is(&get(&service, &service.sign_in("saomai"), "/users"), 403, "forbidden");
}

#[test]
fn everybody_chooses_his_own_language_and_password() {
    let service = Service::start();
    let [one, two] = [(); 2].map(|()| service.sign_in("saomai"));
    let profile = get(&service, &one, "/profile").json();
    assert_eq!((&profile["username"], &profile["language"]), (&json!("saomai"), &json!("vi")));
    let english = act(&service, &one, "PATCH", "/profile", &json!({ "language": "en" }));
    assert_eq!(english.json()["language"], "en", "{}", english.body);
    let role = json!({ "language": "en", "roles": ["head"] });
    is(&act(&service, &one, "PATCH", "/profile", &role), 422, "body_invalid");

    let change = |old: &str, new: &str| {
        let body = json!({ "old": old, "new": new });
        act(&service, &one, "POST", "/profile/password", &body)
    };
    is(&change("not the old password", CHOSEN), 401, "sign_in_failed");
    let short = change(PASSWORD, "ngắn");
    assert_eq!(short.json()["errors"][0]["pointer"], "/new");
    let changed = change(PASSWORD, CHOSEN);
    assert_eq!(changed.status, 204, "{}", changed.body);
    assert!(changed.header("set-cookie").unwrap().contains("Max-Age=0"));
    for session in [one, two] {
        is(&get(&service, &session, "/profile"), 401, "unauthenticated");
    }
    is(&sign_in(&service, "saomai", PASSWORD), 401, "sign_in_failed");
    assert_eq!(sign_in(&service, "saomai", CHOSEN).status, 201);
}

/// A system registered over the API, with its key; the system and its id.
fn registered(service: &Service, admin: &Known) -> (System, String) {
    let institution = service.world.institution("VCB");
    let body = json!({ "institution": institution, "name": "Hệ thống lõi" });
    let made = act(service, admin, "POST", "/clients", &body);
    assert_eq!(made.status, 201, "{}", made.body);
    is(&act(service, admin, "POST", "/clients", &body), 409, "client_name_taken");
    let id = made.id();
    let seed = [9; 32];
    let key = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key().to_bytes();
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": api::auth::secret::encode(&key) });
    let key = json!({ "kid": "vcb-2026", "public_key": jwk });
    let added = act(service, admin, "POST", &format!("/clients/{id}/keys"), &key);
    assert_eq!(added.status, 201, "{}", added.body);
    is(&act(service, admin, "POST", &format!("/clients/{id}/keys"), &key), 409, "key_taken");
    let client: uuid::Uuid = id.parse().unwrap();
    (System { id: client.into(), kid: "vcb-2026".to_owned(), seed }, id)
}

#[test]
fn a_bank_registers_its_system_and_shuts_it_out() {
    let service = Service::start();
    let admin = service.sign_in("vcb.quantri");
    let (system, id) = registered(&service, &admin);
    assert_eq!(service.exchange(&system.assertion(&service)).status, 200);
    let listed = get(&service, &admin, "/clients").json();
    assert_eq!(listed["items"][0]["keys"][0]["kid"], "vcb-2026");

    let private = json!({ "kty": "OKP", "crv": "Ed25519", "x": "A", "d": "B" });
    for (kid, key) in [
        ("two words", json!("AAAA")),
        ("weak", json!("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        ("rsa", json!({ "kty": "RSA", "crv": "Ed25519", "x": "A" })),
        ("private", private),
    ] {
        let body = json!({ "kid": kid, "public_key": key });
        let refused = act(&service, &admin, "POST", &format!("/clients/{id}/keys"), &body);
        is(&refused, 422, "body_invalid");
        assert!(refused.body.contains("key_form"), "{}", refused.body);
    }
    let other = service.sign_in("acb.quantri");
    let foreign = json!({ "institution": service.world.institution("VCB"), "name": "lạ" });
    is(&act(&service, &other, "POST", "/clients", &foreign), 403, "beyond_reach");
    let nation = service.sign_in("phonglan");
    let nowhere = json!({ "institution": uuid::Uuid::nil(), "name": "lạ" });
    is(&act(&service, &nation, "POST", "/clients", &nowhere), 422, "place_unknown");

    let key = format!("/clients/{id}/keys/vcb-2026");
    is(&act(&service, &other, "DELETE", &key, &json!({})), 404, "not_found");
    assert_eq!(act(&service, &admin, "DELETE", &key, &json!({})).status, 204);
    assert_eq!(service.exchange(&system.assertion(&service)).status, 401);
    let out = json!({ "active": false });
    let shut = act(&service, &admin, "POST", &format!("/clients/{id}/activation"), &out);
    assert_eq!(shut.json()["active"], false, "{}", shut.body);
}

#[test]
fn guessing_is_slowed_down_alike_for_known_and_unknown_names() {
    let service = Service::start();
    for name in ["saomai", "nobody"] {
        for _ in 0..5 {
            is(&sign_in(&service, name, "a wrong password it is"), 401, "sign_in_failed");
        }
        let slowed = sign_in(&service, name, PASSWORD);
        is(&slowed, 429, "sign_in_throttled");
        assert_eq!(slowed.header("retry-after"), Some("5"));
    }
    // A code is guessed no faster than a password.
    is(&set_up(&service, "saomai", "x", CHOSEN), 429, "sign_in_throttled");
    service.clock.advance_seconds(5);
    assert_eq!(sign_in(&service, "saomai", PASSWORD).status, 201);
    assert_eq!(sign_in(&service, "saomai", PASSWORD).status, 201);
}

#[test]
fn of_two_who_change_a_password_by_the_same_old_one_one_does() {
    let service = Service::start();
    let session = service.sign_in("saomai");
    let body = |n: usize| json!({ "old": PASSWORD, "new": format!("{CHOSEN} {n}") });
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let (service, session, body) = (&service, &session, &body);
        let change = move |n| act(service, session, "POST", "/profile/password", &body(n)).status;
        let tries = [0, 1, 2, 3].map(|n| scope.spawn(move || change(n)));
        tries.map(|tried| tried.join().unwrap()).into()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 3, "{statuses:?}");
    let chosen = statuses.iter().position(|status| *status == 204).unwrap();
    assert_eq!(sign_in(&service, "saomai", &format!("{CHOSEN} {chosen}")).status, 201);
}

#[test]
fn a_flood_of_bad_assertions_from_one_address_has_to_wait() {
    let service = Service::start();
    let answers: Vec<_> = (0..51).map(|_| service.exchange("x.y.z")).collect();
    assert!(answers[..50].iter().all(|answer| answer.status == 401));
    is(&answers[50], 429, "sign_in_throttled");
    assert!(answers[50].header("retry-after").is_some());
    // The bank's people, behind the same address, come in.
    service.sign_in("vcb.lap");
    service.clock.advance_seconds(6);
    let (_, token) = service.system("VCB");
    assert!(matches!(token, Known::Token(_)));
}
