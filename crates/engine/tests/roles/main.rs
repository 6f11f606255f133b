//! Who may do what: the whole table of roles, acts and relations, told into
//! `tests/tables/roles.txt`, and shown to be what `run` obeys (I-28, I-31).
//!
//! `UPDATE=1 cargo test -p engine --test roles` writes the table anew; its
//! difference is the change of the policy.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at its first surprise"
)]

#[path = "../support"]
#[allow(dead_code, reason = "each test uses its part of what they share")]
mod support {
    pub(crate) mod content;
    pub(crate) mod ids;
    pub(crate) mod people;
    pub(crate) mod rows;
    pub(crate) mod rules;
}

mod command;
mod table;
mod world;

use command::command;
use command::requests::on_requests;
use engine::command::CommandKind;
use engine::decide::Reply;
use engine::policy::{self, Permission, ReadKind};
use engine::role::Role;
use std::fs;
use std::path::Path;
use table::{Act, may, table};
use world::{PLACES, Place, World, actor, can_be};

#[expect(clippy::disallowed_methods, reason = "a switch of the person who runs the test")]
fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

#[test]
fn the_table_of_roles_is_the_one_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables/roles.txt");
    let actual = table(&World::new());
    if updating() {
        fs::write(&path, &actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    let differs = expected.lines().zip(actual.lines()).enumerate();
    let differs = differs.filter(|(_, (expected, actual))| expected != actual);
    for (at, (expected, actual)) in differs {
        println!("roles.txt:{}:\n  expected {expected}\n  happened {actual}", at + 1);
    }
    assert!(expected == actual, "if that is right: UPDATE=1 cargo test -p engine --test roles");
}

#[test]
fn a_foreign_object_is_never_forbidden_but_not_there() {
    let world = World::new();
    let foreign = [Place::Beside, Place::Foreign, Place::OtherBank];
    let made_anew = |act: &Act| {
        matches!(
            act,
            Act::Do(CommandKind::OpenCase | CommandKind::ProposePayee | CommandKind::RecordRequest)
        )
    };
    for act in Act::all().filter(|act| !made_anew(act)) {
        for role in Role::ALL.iter().copied() {
            for place in foreign.into_iter().filter(|place| can_be(role, *place)) {
                // What concerns everybody is foreign to nobody.
                let everybody = matches!(act, Act::Read(ReadKind::Directory | ReadKind::Law));
                let found = may(&world, act, &actor(role, place));
                let right = found == Permission::Unseen
                    || (everybody && found == Permission::Granted)
                    || is_national(act, role);
                assert!(right, "{} as {role} at {place:?}: {found:?}", act.code());
            }
        }
    }
}

/// Roles that are national wherever their holder sits.
fn is_national(act: Act, role: Role) -> bool {
    let grants = match act {
        Act::Do(kind) => policy::command_grants(kind),
        Act::Read(kind) => policy::read_grants(kind),
    };
    grants.contains(&(role, policy::Relation::Anywhere))
}

/// `run` obeys the table for every command: nobody gets further than it says,
/// and nobody is stopped by anything else first.
#[test]
fn every_command_asks_the_table_first() {
    for kind in CommandKind::ALL.iter().copied() {
        for role in Role::ALL.iter().copied() {
            for (place, _) in PLACES.into_iter().filter(|(place, _)| can_be(role, *place)) {
                let mut world = World::again();
                let actor = actor(role, place);
                let allowed = may(&world, Act::Do(kind), &actor);
                let before = world.rows.clone();
                let wanted =
                    on_requests(&world, role, kind).unwrap_or_else(|| command(&world, kind));
                let reply = world.run(actor, wanted);
                let code = match &reply {
                    Reply::Done(_) => "done",
                    Reply::Refused(refusal) => refusal.code(),
                };
                let expected: &[&str] = match allowed {
                    Permission::Granted => &[],
                    Permission::Forbidden => &["forbidden"],
                    // What is made anew names no object: there is nothing to hide.
                    Permission::Unseen
                        if matches!(
                            kind,
                            CommandKind::OpenCase
                                | CommandKind::ProposePayee
                                | CommandKind::RecordRequest
                        ) && actor.agency().is_none()
                            && (kind != CommandKind::RecordRequest
                                || role != Role::CreditorDesk) =>
                    {
                        &["forbidden"]
                    }
                    Permission::Unseen => &["not_found"],
                };
                let told = matches!(code, "forbidden" | "not_found");
                let right = if expected.is_empty() { !told } else { expected.contains(&code) };
                assert!(right, "{} as {role} at {place:?}: {code}", kind.code());
                if told {
                    world.rows.refused.clear();
                    let mut before = before;
                    before.refused.clear();
                    assert!(world.rows == before, "{} changed something", kind.code());
                }
            }
        }
    }
}
