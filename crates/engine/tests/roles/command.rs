//! Commands on the world, by what they are about.

mod books;
mod demands;
mod money;
pub(crate) mod orders;
pub(crate) mod requests;
pub(crate) mod statements;

use crate::support::{content, people};
use crate::world::{World, officer};
use engine::announcement::{AnnouncementContent, AnnouncementKind, Audience};
use engine::case::Origin;
use engine::command::{Command, CommandKind};
use engine::delegation::Acceptance;
use engine::held::{HeldContent, RowError};
use engine::id::AgencyId;
use engine::instrument::ContentHash;
use engine::money::Money;
use engine::role::Role;
use engine::sync::{ExternalId, ForeignCase, ForeignParty, ForeignPayment, SourceCode};
use engine::time::{Day, Instant};
use std::collections::BTreeSet;

/// A command of each kind on the world's case, inquiry or demand. What it says
/// need not be right: permission comes before content.
pub(crate) fn command(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let case = world.case;
    let written = || Box::new(content::case("13/2026", officer()));
    let asked = || Box::new(content::inquiry(Vec::new(), Vec::new()));
    let text = || "lý do".to_owned();
    let instrument = world.instrument;
    match kind {
        K::OpenCase => Command::OpenCase { content: written() },
        K::AmendCase => Command::AmendCase { case, content: written() },
        K::CloseCase => Command::CloseCase { case, reason: text() },
        K::SyncCase => Command::SyncCase {
            agency: home(),
            source: SourceCode::ministry(),
            theirs: Box::new(theirs()),
        },
        K::SyncPayment => Command::SyncPayment {
            agency: home(),
            source: SourceCode::ministry(),
            case: external("HS-1"),
            payment: Box::new(paid()),
        },
        K::DecideSync => Command::DecideSync {
            case,
            source: SourceCode::ministry(),
            theirs: BTreeSet::new(),
            ours: BTreeSet::new(),
        },
        K::HoldRow => held(),
        K::DismissRow => Command::DismissRow { row: world.held, reason: text() },
        K::HandOver => Command::HandOver { case, from: officer(), to: officer(), reason: text() },
        K::DelegateCase
        | K::WithdrawDelegation
        | K::AcceptDelegation
        | K::DeclineDelegation
        | K::ReturnDelegation => delegating(world, kind),
        K::PauseCase => Command::PauseCase { case, content: Box::new(content::pause(day())) },
        K::ResumeCase => {
            let decision = content::pause(day()).decision;
            Command::ResumeCase { case, decision, from: day(), reason: text() }
        }
        K::DraftInquiry => Command::DraftInquiry { case, content: asked() },
        K::FileInquiry => Command::FileInquiry { case, content: asked() },
        K::EditInquiry => Command::EditInquiry { instrument, content: asked() },
        K::SubmitInquiry => Command::SubmitInquiry { instrument },
        K::ApproveInquiry => Command::ApproveInquiry { instrument, hash: ContentHash([0; 32]) },
        K::ReturnInquiry => Command::ReturnInquiry { instrument, reason: text() },
        K::IssueInquiry => Command::IssueInquiry { instrument },
        K::WithdrawInquiry => Command::WithdrawInquiry { instrument, reason: text() },
        K::AttachPapers => Command::AttachPapers { instrument, papers: Vec::new() },
        K::NumberInstrument => numbered(world),
        K::RecordOutage | K::ConfirmOutage | K::Announce | K::EndAnnouncement => {
            running(world, kind)
        }
        kind => requests::on_requests(world, Role::Officer, kind)
            .or_else(|| orders::on_order(world, kind))
            .or_else(|| books::on_books(world, kind))
            .or_else(|| money::on_money(world, kind))
            .unwrap_or_else(|| demands::on_demand(world, kind)),
    }
}

fn numbered(world: &World) -> Command {
    Command::NumberInstrument {
        instrument: world.instrument,
        serial: None,
        symbol: "CV-CCTHADS".to_owned(),
        day: day(),
        reason: None,
    }
}

/// What is said about this service itself.
fn running(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let reason = "lý do".to_owned();
    match kind {
        K::RecordOutage => Command::RecordOutage {
            from: world.now.plus_seconds(-60),
            to: world.now,
            reason,
            evidence: None,
        },
        K::ConfirmOutage => Command::ConfirmOutage { outage: world.outage },
        K::EndAnnouncement => Command::EndAnnouncement { announcement: world.announcement, reason },
        _ => announced(world.now),
    }
}

/// News for everybody, for an hour.
pub(crate) fn announced(now: Instant) -> Command {
    let content = AnnouncementContent {
        kind: AnnouncementKind::Info,
        audience: Audience::Everyone,
        from: now,
        to: now.plus_seconds(3_600),
        text_vi: "Tin".to_owned(),
        text_en: "News".to_owned(),
        hurry: None,
    };
    Command::Announce { content: Box::new(content) }
}

pub(crate) fn day() -> Day {
    Day::from_ymd(2026, 11, 20).unwrap()
}

fn home() -> AgencyId {
    people::agency("T01-01").unwrap()
}

fn external(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

fn theirs() -> ForeignCase {
    let case = content::case("14/2026", officer());
    let party = |(n, one): (usize, engine::case::Party)| ForeignParty {
        external: external(&format!("DS-{n}")),
        role: one.role,
        kind: one.kind,
        name: one.name,
        identifiers: one.identifiers,
        address: one.address,
    };
    ForeignCase {
        external: external("HS-1"),
        closed: false,
        number: case.number,
        officer: case.officer,
        decision: case.decision,
        judgment: case.judgment,
        category: case.category,
        conditions: case.conditions,
        obligations: case.obligations,
        parties: case.parties.into_iter().enumerate().map(party).collect(),
    }
}

fn paid() -> ForeignPayment {
    ForeignPayment {
        external: external("P-1"),
        amount: Money::vnd(1_000),
        day: day(),
        reference: None,
        note: None,
        other_money: false,
    }
}

/// A row that could not be taken in.
pub(crate) fn held() -> Command {
    let error = RowError { file: None, line: None, pointer: "/number".into(), code: "a".into() };
    let content = HeldContent {
        case: Some(external("HS-9")),
        payment: None,
        file: None,
        errors: vec![error],
        rows: Vec::new(),
    };
    let source = SourceCode::ministry();
    Command::HoldRow { agency: home(), source, content: Box::new(content) }
}

fn delegating(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let (case, reason) = (world.case, "lý do".to_owned());
    let (from, delegation) = world.offered;
    match kind {
        K::DelegateCase => {
            let content = content::delegation(people::agency("T79-01").unwrap(), day());
            Command::DelegateCase { case, content: Box::new(content) }
        }
        K::WithdrawDelegation => Command::WithdrawDelegation { case, delegation, reason },
        K::DeclineDelegation => Command::DeclineDelegation { case: from, delegation, reason },
        K::ReturnDelegation => {
            let origin = Some(Origin { case: from, delegation });
            Command::ReturnDelegation { case, origin, reason }
        }
        _ => {
            let decision = content::delegation(home(), day()).decision;
            let content = Acceptance { number: "32/2026".to_owned(), officer: officer(), decision };
            Command::AcceptDelegation { case: from, delegation, content: Box::new(content) }
        }
    }
}
