//! Who may do what, over the whole router (I-28): every operation of the
//! description, by every role, on what is its own and what is foreign, against
//! the verdict of the engine's own tables. A route that the table below does
//! not know fails the test, so that none can be added and forgotten.

mod cast;
mod concessions;
mod delegations;
mod held;
mod money;
mod prosecution;
mod requests;
mod routes;
mod running;
mod stage;

use crate::support::{Known, Response, Service};
use cast::{Cast, Player};
use engine::policy::Permission;
use routes::{ROUTES, Route, Rule};
use serde_json::Value;
use stage::{Stage, World};
use std::collections::BTreeSet;

/// What an answer says of the asker's rights, whatever else it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Unknown,
    Forbidden,
    Unseen,
    Passed,
}

impl Verdict {
    const fn index(self) -> usize {
        match self {
            Self::Unknown => 0,
            Self::Forbidden => 1,
            Self::Unseen => 2,
            Self::Passed => 3,
        }
    }
}

impl From<Permission> for Verdict {
    fn from(permission: Permission) -> Self {
        match permission {
            Permission::Granted => Self::Passed,
            Permission::Forbidden => Self::Forbidden,
            Permission::Unseen => Self::Unseen,
        }
    }
}

/// Refusals with 403 that come after the role was found sufficient: of two
/// persons for one act, and of nobody for himself.
const OF_PERSON: &[&str] = &["own_approval", "own_draft", "own_entry", "own_rights", "own_request"];

fn verdict(response: &Response, what: &str) -> Verdict {
    assert!(response.status < 500, "{what}: {} {}", response.status, response.body);
    let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
    let code = body["code"].as_str().unwrap_or_default();
    assert_ne!(code, "csrf_missing", "{what}");
    assert_ne!(code, "body_invalid", "{what}: the test's own body is wrong: {}", response.body);
    match response.status {
        401 => Verdict::Unknown,
        403 if !OF_PERSON.contains(&code) => Verdict::Forbidden,
        404 => {
            assert_eq!(code, "not_found", "{what}: {}", response.body);
            Verdict::Unseen
        }
        _ => Verdict::Passed,
    }
}

/// Method and path of every operation of the description.
fn described() -> BTreeSet<(String, String)> {
    let document = serde_json::to_value(api::openapi::document()).unwrap();
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            operations.insert((method.to_uppercase(), path.clone()));
        }
    }
    operations
}

#[test]
fn every_route_stands_in_the_table_and_every_row_is_a_route() {
    let known: BTreeSet<_> =
        ROUTES.iter().map(|row| (row.method.to_owned(), row.path.to_owned())).collect();
    let described = described();
    let forgotten: Vec<_> = described.difference(&known).collect();
    assert!(forgotten.is_empty(), "routes that nobody has decided about: {forgotten:?}");
    let missing: Vec<_> = known.difference(&described).collect();
    assert!(missing.is_empty(), "rows without a route: {missing:?}");
}

#[test]
fn without_being_known_nobody_gets_anywhere() {
    let service = Service::start();
    let stage = Stage::set(&service);
    for route in ROUTES {
        let request = stage.request(&service, None, route, World::Own);
        let (response, what) = (request.send(), route.to_string());
        let seen = verdict(&response, &what);
        if matches!(route.rule, Rule::Public) {
            let refused = ["/api/v1/session", "/api/v1/session/setup", "/api/v1/oauth/token"];
            assert!(seen == Verdict::Passed || refused.contains(&route.path), "{what}");
        } else {
            assert_eq!(seen, Verdict::Unknown, "{what}: {}", response.body);
        }
    }
}

#[test]
fn every_role_gets_exactly_what_the_table_grants() {
    let service = Service::start();
    let stage = Stage::set(&service);
    let cast = Cast::assemble(&service, &stage);
    assert_eq!(cast.players.len(), engine::role::Role::ALL.len() - 1, "all but the service");
    let rows: Vec<_> = ROUTES.iter().filter(|row| !matches!(row.rule, Rule::Public)).collect();
    let mut wrong = Vec::new();
    let mut told = [0; 4];
    for player in &cast.players {
        for route in rows.iter().filter(|route| !route.ends_sessions()) {
            for world in World::ALL.into_iter().filter(|world| world.matters_to(route)) {
                let known = Some(&player.known);
                check(&service, &stage, player, known, (route, world), &mut told, &mut wrong);
            }
        }
    }
    // What ends sessions comes last, each with a session of its own.
    for player in &cast.players {
        for route in rows.iter().filter(|route| route.ends_sessions()) {
            let fresh = player.again(&service);
            let known = fresh.as_ref().unwrap_or(&player.known);
            let scene = (*route, World::Own);
            check(&service, &stage, player, Some(known), scene, &mut told, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    // The test itself is no empty loop.
    assert!(told[1] > 100 && told[2] > 500 && told[3] > 200, "{told:?}");
}

fn check(
    service: &Service,
    stage: &Stage,
    player: &Player,
    known: Option<&Known>,
    (route, world): (&Route, World),
    told: &mut [u32; 4],
    wrong: &mut Vec<String>,
) {
    let what = format!("{} {route} {world:?}", player.actor.role);
    stage.prepare(service, route, world);
    stage.acts(player.actor.role);
    let response = stage.request(service, known, route, world).send();
    let seen = verdict(&response, &what);
    told[seen.index()] += 1;
    let expected = stage.expected(service, &player.actor, route, world);
    if seen != expected {
        wrong.push(format!("{what}: {seen:?}, not {expected:?}: {}", response.body));
    }
    // Said again without asking any table: what is foreign is not there.
    if route.has_object() && world.is_foreign() && player.is_local {
        assert_eq!(seen, Verdict::Unseen, "{what}: {}", response.body);
    }
}
