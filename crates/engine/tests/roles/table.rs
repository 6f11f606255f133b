//! The table: every role at every place, for every command and read.

use crate::command::command;
use crate::command::requests::request_of;
use crate::support::people;
use crate::world::{PLACES, World, actor, can_be, officer};
use engine::actor::Actor;
use engine::command::CommandKind;
use engine::policy::{
    self, Belongs, Permission, ReadKind, permission, permission_on_claim, permission_on_delegation,
    permission_on_held, permission_on_request,
};
use engine::role::Role;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Whether an act is on a request for a measure, and of whose.
fn on_request(world: &World, act: Act, actor: &Actor) -> Option<Permission> {
    let known = &world.rows.requests[&request_of(world, actor.role)];
    let (grants, belongs) = match act {
        Act::Do(kind @ CommandKind::RecordRequest) => {
            let institution = actor.institution();
            let belongs = Belongs { agency: actor.agency(), institution, ..Belongs::default() };
            (policy::command_grants(kind), belongs)
        }
        Act::Do(kind) if kind.code().starts_with("request.") => {
            (policy::command_grants(kind), known.belongs_to(actor.role))
        }
        Act::Read(kind @ ReadKind::Requests) => {
            (policy::read_grants(kind), known.belongs_to(actor.role))
        }
        _ => return None,
    };
    Some(permission_on_request(actor, grants, &belongs, &world.rules.directory))
}

/// Whether an act is on what another agency delegated to the office.
fn on_delegation(world: &World, act: Act, actor: &Actor) -> Option<Permission> {
    let grants = match act {
        Act::Do(kind @ (CommandKind::AcceptDelegation | CommandKind::DeclineDelegation)) => {
            policy::command_grants(kind)
        }
        Act::Read(kind @ ReadKind::Delegations) => policy::read_grants(kind),
        _ => return None,
    };
    let belongs = Belongs { agency: people::agency("T01-01"), ..Belongs::default() };
    Some(permission_on_delegation(actor, grants, &belongs, &world.rules.directory))
}

/// Whether an act is on rows of the office that could not be taken in.
fn on_held(world: &World, act: Act, actor: &Actor) -> Option<Permission> {
    let grants = match act {
        Act::Do(kind @ CommandKind::DismissRow) => policy::command_grants(kind),
        Act::Read(kind @ ReadKind::Quarantine) => policy::read_grants(kind),
        _ => return None,
    };
    let belongs = Belongs { agency: people::agency("T01-01"), ..Belongs::default() };
    Some(permission_on_held(actor, grants, &belongs, &world.rules.directory))
}

/// Whether an act is on the case as its creditor, VCB, follows it.
fn on_claim(world: &World, act: Act, actor: &Actor) -> Option<Permission> {
    let grants = match act {
        Act::Read(kind @ ReadKind::CreditorCases) => policy::read_grants(kind),
        // Who sits in an institution stands to a concession as to the case.
        Act::Do(
            kind @ (CommandKind::RecordConcession
            | CommandKind::WithdrawConcession
            | CommandKind::DecideConcession),
        ) if actor.institution().is_some() => policy::command_grants(kind),
        _ => return None,
    };
    let belongs = Belongs::default().addressed(people::institution("VCB").unwrap());
    Some(permission_on_claim(actor, grants, &belongs, &world.rules.directory))
}

pub(crate) fn may(world: &World, act: Act, actor: &Actor) -> Permission {
    if let Some(found) = on_claim(world, act, actor) {
        return found;
    }
    if let Some(found) = on_delegation(world, act, actor) {
        return found;
    }
    if let Some(found) = on_held(world, act, actor) {
        return found;
    }
    if let Some(found) = on_request(world, act, actor) {
        return found;
    }
    let (grants, belongs) = match act {
        // What does not exist yet belongs to whoever makes it.
        Act::Do(CommandKind::OpenCase) => {
            let belongs =
                Belongs { agency: actor.agency(), officer: Some(officer()), ..Belongs::default() };
            (policy::command_grants(CommandKind::OpenCase), belongs)
        }
        Act::Do(kind @ CommandKind::ProposePayee) => {
            let belongs = Belongs { agency: actor.agency(), ..Belongs::default() };
            (policy::command_grants(kind), belongs)
        }
        // A receiving account, its statements and another system's rows are the agency's,
        // of no case.
        Act::Do(
            kind @ (CommandKind::ApprovePayee
            | CommandKind::RetirePayee
            | CommandKind::ImportStatement
            | CommandKind::ConfirmLine
            | CommandKind::AssignLine
            | CommandKind::DismissLine
            | CommandKind::SyncCase
            | CommandKind::SyncPayment
            | CommandKind::HoldRow),
        ) => {
            let belongs = Belongs { agency: people::agency("T01-01"), ..Belongs::default() };
            (policy::command_grants(kind), belongs)
        }
        // An account is its institution's, of no case.
        Act::Do(kind @ CommandKind::ReportAccountCapture) => {
            let belongs = Belongs::default().addressed(people::institution("VCB").unwrap());
            (policy::command_grants(kind), belongs)
        }
        Act::Do(
            kind @ (CommandKind::RecordOutage
            | CommandKind::ConfirmOutage
            | CommandKind::Announce
            | CommandKind::EndAnnouncement),
        ) => (policy::command_grants(kind), Belongs::default()),
        Act::Do(kind) => {
            let about_demand = command(world, kind).demand().is_some();
            (policy::command_grants(kind), world.belongs(about_demand))
        }
        Act::Read(kind) => {
            let about_case =
                matches!(kind, ReadKind::Case | ReadKind::Inquiry | ReadKind::Concessions);
            (policy::read_grants(kind), world.belongs(!about_case))
        }
    };
    permission(actor, grants, &belongs, &world.rules.directory)
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    Do(CommandKind),
    Read(ReadKind),
}

impl Act {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Do(kind) => kind.code(),
            Self::Read(kind) => kind.code(),
        }
    }

    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let commands = CommandKind::ALL.iter().copied().map(Self::Do);
        commands.chain(ReadKind::ALL.into_iter().map(Self::Read))
    }
}

const HEAD: &str = "\
# Who may do what: every role at every place, for every command and read.
# Written by `UPDATE=1 cargo test -p engine --test roles`; do not edit.
#
# The act is about a demand at VCB of a case of the office T01-01, or about
# that case, of which VCB is the creditor too. Somebody may be: its officer (own),
# in the same office, in the province above, in the ministry, in an office beside,
# in another province (foreign); in the bank asked or in another bank; for the
# whole country.
#
# yes: may. forbidden: sees it and may not. Who is not named at a place does not
# even learn that it exists: not_found (I-28).
";

pub(crate) fn table(world: &World) -> String {
    let mut text = HEAD.to_owned();
    for act in Act::all() {
        writeln!(text, "\n{}", act.code()).unwrap();
        for (permission, word) in
            [(Permission::Granted, "yes"), (Permission::Forbidden, "forbidden")]
        {
            let who = holders(world, act, permission);
            if !who.is_empty() {
                writeln!(text, "    {word:<10} {who}").unwrap();
            }
        }
    }
    text
}

fn holders(world: &World, act: Act, wanted: Permission) -> String {
    let mut places: BTreeMap<Role, Vec<&str>> = BTreeMap::new();
    for role in Role::ALL.iter().copied() {
        for (place, word) in PLACES.into_iter().filter(|(place, _)| can_be(role, *place)) {
            if may(world, act, &actor(role, place)) == wanted {
                places.entry(role).or_default().push(word);
            }
        }
    }
    let words = places.iter().map(|(role, places)| format!("{role}: {}", places.join(", ")));
    words.collect::<Vec<_>>().join(" · ")
}
