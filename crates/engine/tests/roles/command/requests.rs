//! Requests for a measure.

use crate::support::{content, people};
use crate::world::World;
use engine::command::{Command, CommandKind, HandingOver};
use engine::demand::Channel;
use engine::id::{CaseId, DutyId, RequestId};
use engine::request::AskerKind;
use engine::role::Role;
use uuid::Uuid;

/// A request recorded in the office T01-01: by its desk for itself, by a bailiff
/// there for the office beside.
pub(crate) fn request(kind: AskerKind) -> Command {
    let to = if kind == AskerKind::Bailiff { "T01-02" } else { "T01-01" };
    let content = content::measure(kind, people::agency(to).unwrap());
    Command::RecordRequest { content: Box::new(content), received: None }
}

/// A request that the desk of a creditor files in its case.
pub(crate) fn claiming(case: CaseId) -> Command {
    let mut content = content::measure(AskerKind::Creditor, people::agency("T01-01").unwrap());
    content.channel = Channel::Electronic;
    content.own_case = Some(case);
    Command::RecordRequest { content: Box::new(content), received: None }
}

/// The request that somebody of a role has to do with.
pub(crate) fn request_of(world: &World, role: Role) -> RequestId {
    match role {
        Role::Bailiff => world.asked,
        Role::CreditorDesk => world.claimed,
        _ => world.request,
    }
}

pub(crate) fn on_requests(world: &World, role: Role, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (request, at) = (request_of(world, role), world.now);
    Some(match kind {
        K::RecordRequest if role == Role::CreditorDesk => claiming(world.case),
        K::RecordRequest if role == Role::Bailiff => self::request(AskerKind::Bailiff),
        K::RecordRequest => self::request(AskerKind::Creditor),
        K::HandOverRequest => {
            let how = HandingOver { channel: Channel::Electronic, at: None, proof: None };
            Command::HandOverRequest { request, how }
        }
        K::CompleteRequest => Command::CompleteRequest { request, at },
        K::DecideRequest => {
            let ruling = Box::new(content::ruling(true));
            Command::DecideRequest { request, ruling, case: None }
        }
        K::LinkRequest => Command::LinkRequest { request, case: world.case },
        K::WithdrawRequest => Command::WithdrawRequest { request, reason: "lý do".to_owned() },
        K::StrikeRequest => Command::StrikeRequest { request, term: DutyId(Uuid::nil()) },
        _ => return None,
    })
}
