//! Demands: receipt, questions, answers, and their clocks.

use crate::support::content;
use crate::world::World;
use engine::clock::LateReason;
use engine::command::{Command, CommandKind};
use engine::contest::ContestKind;
use engine::demand::Channel;
use engine::entry::Paper;
use engine::execution::Instalment;
use engine::id::{
    AnswerId, ClockId, ContestId, DemandId, EpisodeId, ExtensionId, ItemId, OutageId,
};
use engine::instrument::ContentHash;
use engine::money::Money;
use engine::time::{Day, Instant};
use uuid::Uuid;

pub(crate) fn on_demand(world: &World, kind: CommandKind) -> Command {
    use CommandKind as K;
    let demand = world.demand;
    let at = world.now;
    let text = || "lý do".to_owned();
    let item = ItemId(Uuid::nil());
    match kind {
        K::RecordReceipt => Command::RecordReceipt {
            items: Vec::new(),
            demand,
            channel: Channel::Post,
            evidenced_at: at,
            proof: text(),
        },
        K::Acknowledge => Command::Acknowledge { demand },
        K::Ask => Command::Ask { demand, items: Vec::new(), text: text() },
        K::Reply => Command::Reply { demand, text: text() },
        K::Urge => Command::Urge { demand, text: text() },
        K::DisputeItem => Command::DisputeItem { demand, item, reason: text() },
        K::WithdrawItems => Command::WithdrawItems { demand, items: vec![item], reason: text() },
        kind => on_answer(demand, kind).unwrap_or_else(|| on_time(demand, at, kind)),
    }
}

fn on_answer(demand: DemandId, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let answers = Vec::new();
    let hash = ContentHash([0; 32]);
    Some(match kind {
        K::SaveDraft => Command::SaveDraft { demand, answers },
        K::ReturnDraft => Command::ReturnDraft { demand, reason: "lý do".to_owned() },
        K::SubmitDraft => Command::SubmitDraft { demand, hash },
        K::SubmitAnswer => Command::SubmitAnswer { demand, answers },
        K::EnterPaper => {
            let (channel, at) = (Channel::Post, Instant::from_micros(0));
            let (source, proof) = ("Công văn 12".to_owned(), "Dấu bưu điện".to_owned());
            let paper = Box::new(Paper { channel, at, source, proof });
            Command::EnterPaper { demand, paper, answers, replaces: None }
        }
        K::ReturnPaper => Command::ReturnPaper { demand, reason: "lý do".to_owned() },
        K::ConfirmPaper => Command::ConfirmPaper { demand, hash },
        K::CorrectAnswer => Command::CorrectAnswer {
            demand,
            item: ItemId(Uuid::nil()),
            replaces: AnswerId(Uuid::nil()),
            body: Box::new(content::ambiguous()),
            files: Vec::new(),
        },
        _ => return None,
    })
}

fn on_time(demand: DemandId, at: Instant, kind: CommandKind) -> Command {
    use CommandKind as K;
    let text = || "lý do".to_owned();
    let item = ItemId(Uuid::nil());
    let clock = ClockId(Uuid::nil());
    match kind {
        K::RequestExtension => {
            Command::RequestExtension { demand, item, until: at, reason: text() }
        }
        K::DecideExtension => Command::DecideExtension {
            demand,
            extension: ExtensionId(Uuid::nil()),
            grant: true,
            decision: text(),
        },
        K::OpenDelay => Command::OpenDelay { demand, clock, reasons: text() },
        K::ExplainEpisode => Command::ExplainEpisode {
            demand,
            episode: EpisodeId(Uuid::nil()),
            reason: LateReason::Asker,
            note: text(),
        },
        K::ExcuseClock => {
            Command::ExcuseClock { demand, clock, outage: OutageId(Uuid::nil()), from: at, to: at }
        }
        K::ContestInstant => Command::ContestInstant {
            demand,
            kind: ContestKind::Receipt,
            item: None,
            claimed: at,
            reason: text(),
            evidence: None,
        },
        K::DecideContest => Command::DecideContest {
            demand,
            contest: ContestId(Uuid::from_u128(7)),
            changed: None,
            reason: text(),
        },
        K::ReviseClock => Command::ReviseClock { demand, clock },
        kind => {
            assert_eq!(kind, K::StrikeClock, "a new kind of command needs a line here");
            Command::StrikeClock { demand, clock }
        }
    }
}

/// A month of an income, of an order that nobody wrote.
pub(crate) fn instalment() -> Instalment {
    Instalment {
        item: ItemId(Uuid::nil()),
        month: "2026-11".parse().unwrap(),
        amount: Money::vnd(1),
        reference: "LG1".to_owned(),
        value_day: Day::from_ymd(2026, 11, 20).unwrap(),
        income: None,
    }
}
