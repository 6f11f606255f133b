//! Holds, duties, objections and receiving accounts.

use super::demands::instalment;
use super::statements::on_statement;
use crate::support::{content, people};
use crate::world::World;
use engine::command::{Command, CommandKind};
use engine::concession::{ConcessionContent, ConcessionKind, ConcessionOutcome, ConcessionRuling};
use engine::demand::Channel;
use engine::id::{ConcessionId, DutyId, HoldId, ItemId, ObjectionId, ProsecutorActId};
use engine::ledger::{
    DecisionNotice, NotAccepted, ObjectionContent, ObjectionKind, Objector, Verdict,
};
use engine::money::Money;
use engine::prosecution::{ActContent, ActKind, ActOutcome, AnswerContent};
use uuid::Uuid;

pub(crate) fn on_money(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (case, instrument, payee, at) = (world.case, world.order, world.payee, world.now);
    let text = || "lý do".to_owned();
    let duty = DutyId(Uuid::nil());
    Some(match kind {
        K::ProtectHold => {
            let (hold, amount) = (HoldId(Uuid::nil()), Money::vnd(1));
            Command::ProtectHold { case, hold, amount, ground: "minimum_living".to_owned() }
        }
        K::CompleteGrounds => Command::CompleteGrounds { case, instrument, at },
        K::RecordLiftGround => {
            Command::RecordLiftGround { case, instrument, at, ground: "paid".to_owned() }
        }
        K::RecordDecisionNotice => {
            let notice = DecisionNotice { at, channel: Channel::ByHand, proof: text() };
            Command::RecordDecisionNotice { case, notice }
        }
        K::ChooseLaw => {
            let law = "26/2008/QH12".to_owned();
            Command::ChooseLaw { case, instrument, law, reason: text() }
        }
        K::MeetDuty => Command::MeetDuty { case, duty, proof: text(), at: None },
        K::AcknowledgeCopies => Command::AcknowledgeCopies { case, instrument },
        K::StrikeDuty => Command::StrikeDuty { case, duty, about: None },
        K::ReportInstalment => {
            Command::ReportInstalment { demand: world.demand, paid: instalment() }
        }
        K::ReportCapture => Command::ReportCapture {
            demand: world.demand,
            item: ItemId(Uuid::nil()),
            reference: text(),
            accounts: Vec::new(),
        },
        K::RecordObjection | K::RaiseFlag | K::ServeDebtorNotice => objecting(world, kind)?,
        K::AcceptObjection | K::RefuseObjection | K::DecideObjection | K::WithdrawObjection => {
            judging(world, kind)
        }
        K::RecordProsecutorAct
        | K::AnswerProsecutorAct
        | K::CarryOutProsecutorAct
        | K::WithdrawProsecutorAct => acting(world, kind),
        K::RecordConcession | K::WithdrawConcession | K::DecideConcession => conceding(world, kind),
        K::ReportAccountCapture => Command::ReportAccountCapture {
            institution: people::institution("VCB").unwrap(),
            account: content::payee().account,
            amount: Money::vnd(1),
            reference: text(),
            at,
        },
        K::ProposePayee => Command::ProposePayee { content: Box::new(content::payee()) },
        K::ApprovePayee => Command::ApprovePayee { payee },
        K::RetirePayee => Command::RetirePayee { payee, reason: text() },
        _ => return on_statement(world, kind),
    })
}

fn objecting(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (case, demand, at) = (world.case, world.demand, world.now);
    let text = || "lý do".to_owned();
    Some(match kind {
        K::RecordObjection => {
            let content = Box::new(ObjectionContent {
                kind: ObjectionKind::Flag,
                stage: engine::law::Stage::Security,
                by: Objector { name: text(), capacity: text() },
                about: Vec::new(),
                holds: Vec::new(),
                ground: "wrong_person".to_owned(),
                text: text(),
                channel: Channel::ByHand,
                received_at: at,
                knew_at: None,
            });
            Command::RecordObjection { case, content }
        }
        K::RaiseFlag => {
            let (item, ground) = (ItemId(Uuid::nil()), "wrong_person".to_owned());
            Command::RaiseFlag { demand, item, ground, text: text() }
        }
        K::ServeDebtorNotice => {
            let (instrument, channel) = (world.order, Channel::ByHand);
            Command::ServeDebtorNotice { case, instrument, at, channel, proof: text() }
        }
        _ => return None,
    })
}

/// What procuracies ask, and what is said to it.
fn acting(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let (case, act) = (world.case, ProsecutorActId(Uuid::nil()));
    let text = "lý do".to_owned();
    let document = content::pause(super::day()).decision;
    match kind {
        K::RecordProsecutorAct => {
            let content = Box::new(ActContent {
                kind: ActKind::Protest,
                document,
                about: None,
                discovered: None,
                follows: None,
                text,
                paper: None,
            });
            Command::RecordProsecutorAct { case, content }
        }
        K::AnswerProsecutorAct => {
            let outcome = ActOutcome::Accepted;
            let content = AnswerContent { outcome, document, reasons: text, sent: None };
            Command::AnswerProsecutorAct { case, act, content: Box::new(content) }
        }
        K::CarryOutProsecutorAct => Command::CarryOutProsecutorAct { case, act, text, at: None },
        _ => Command::WithdrawProsecutorAct { case, act, reason: text, paper: None },
    }
}

/// What a creditor concedes, and what is said to it.
fn conceding(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let (case, concession) = (world.case, ConcessionId(Uuid::nil()));
    let reason = "lý do".to_owned();
    match kind {
        K::RecordConcession => {
            let content = Box::new(ConcessionContent {
                creditor: None,
                kind: ConcessionKind::AssetRefused,
                amount: None,
                asset: Some(reason),
                document: content::pause(super::day()).decision,
                paper: None,
            });
            Command::RecordConcession { case, content }
        }
        K::WithdrawConcession => Command::WithdrawConcession { case, concession, reason },
        _ => {
            let outcome = ConcessionOutcome::Declined;
            let ruling = Box::new(ConcessionRuling { outcome, reason, share: None });
            Command::DecideConcession { case, concession, ruling }
        }
    }
}

fn judging(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let (case, objection) = (world.case, ObjectionId(Uuid::nil()));
    let reason = "lý do".to_owned();
    match kind {
        K::AcceptObjection => Command::AcceptObjection { case, objection },
        K::RefuseObjection => {
            Command::RefuseObjection { case, objection, why: NotAccepted::NoStanding, reason }
        }
        K::DecideObjection => {
            Command::DecideObjection { case, objection, verdict: Verdict::Rejected, reason }
        }
        _ => Command::WithdrawObjection { case, objection, reason },
    }
}
