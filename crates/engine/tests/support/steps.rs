//! Random steps: what somebody tries next, whatever stands by then.

use super::{content, people, rows::Rows};
use engine::actor::Actor;
use engine::answer::Outcome;
use engine::case::PartyRole;
use engine::clock::LateReason;
use engine::command::Command;
use engine::context::Rules;
use engine::demand::{Channel, Demand, ItemAnswer};
use engine::id::{ExtensionId, InstitutionId, ItemId, OutageId};
use engine::instrument::{ContentHash, InfoType, InquiryContent};
use engine::time::Instant;
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

/// One step. Small numbers point at what stands: taken modulo how many there
/// are, so that a sequence stays meaningful while it shrinks.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Seconds since the step before.
    pub(crate) wait_seconds: i64,
    /// Seconds the request waited before it was decided.
    pub(crate) lag_seconds: i64,
    /// Which of those who might.
    pub(crate) by: u8,
    /// An idempotency key of that actor.
    pub(crate) key: Option<u8>,
    /// Decided on this version, if any.
    pub(crate) expected: Option<u8>,
    /// What.
    pub(crate) act: Act,
}

/// What is tried.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    OpenCase {
        number: u8,
    },
    AmendCase {
        case: u8,
        number: u8,
        without_an: bool,
    },
    CloseCase {
        case: u8,
    },
    Draft {
        case: u8,
        what: What,
    },
    File {
        case: u8,
        what: What,
    },
    Edit {
        inquiry: u8,
        what: What,
    },
    Submit {
        inquiry: u8,
    },
    Approve {
        inquiry: u8,
    },
    Return {
        inquiry: u8,
    },
    Issue {
        inquiry: u8,
    },
    Withdraw {
        inquiry: u8,
    },
    Receipt {
        demand: u8,
        hours_ago: u8,
        items: u8,
    },
    Acknowledge {
        demand: u8,
    },
    Ask {
        demand: u8,
        items: u8,
    },
    Reply {
        demand: u8,
    },
    Urge {
        demand: u8,
    },
    SaveDraft {
        demand: u8,
        items: u8,
        says: Says,
    },
    ReturnDraft {
        demand: u8,
    },
    SubmitDraft {
        demand: u8,
    },
    Answer {
        demand: u8,
        items: u8,
        says: Says,
    },
    Correct {
        demand: u8,
        item: u8,
        says: Says,
    },
    Dispute {
        demand: u8,
        item: u8,
    },
    WithdrawItems {
        demand: u8,
        items: u8,
    },
    AskForTime {
        demand: u8,
        item: u8,
        hours: u8,
    },
    DecideTime {
        demand: u8,
        nth: u8,
        grant: bool,
    },
    OpenDelay {
        demand: u8,
        clock: u8,
    },
    Explain {
        demand: u8,
        episode: u8,
    },
    RecordOutage {
        hours_ago: u8,
        hours: u8,
    },
    Excuse {
        demand: u8,
        clock: u8,
        outage: u8,
    },
    Revise {
        demand: u8,
        clock: u8,
    },
    Strike {
        demand: u8,
        clock: u8,
    },
    /// The sweep runs.
    Sweep,
    /// A new calendar version comes into force.
    NewCalendar,
    /// An earlier request comes again, as it was.
    Again {
        nth: u8,
    },
}

/// What an inquiry asks of whom; bits of numbers.
#[derive(Clone, Debug)]
pub(crate) struct What {
    ask: u8,
    to: u8,
    interim: bool,
}

/// What a bank says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Says {
    One,
    Another,
    Part,
    Nothing,
    WhichOne,
    No,
    Nonsense,
}

/// Whom inquiries go to: joined, joined, on paper, with a single signatory.
pub(crate) const BANKS: [&str; 4] = ["VCB", "ACB", "PGB", "TCB"];

/// A story of up to `most` steps.
pub(crate) fn story(most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..most)
}

/// A story of one demand and its clocks: answers, disputes, more time, outages,
/// revised calendars, sweeps.
pub(crate) fn story_of_clocks(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let act = prop_oneof![
        4 => (1u8..4, says()).prop_map(|(items, says)| Act::Answer { demand: 0, items, says }),
        1 => Just(Act::Urge { demand: 0 }),
        3 => (0u8..2).prop_map(|item| Act::Dispute { demand: 0, item }),
        1 => (1u8..4).prop_map(|items| Act::WithdrawItems { demand: 0, items }),
        3 => (0u8..2, 1u8..100)
            .prop_map(|(item, hours)| Act::AskForTime { demand: 0, item, hours }),
        3 => (0u8..3, prop_oneof![4 => Just(true), 1 => Just(false)])
            .prop_map(|(nth, grant)| Act::DecideTime { demand: 0, nth, grant }),
        1 => (0u8..8).prop_map(|clock| Act::OpenDelay { demand: 0, clock }),
        2 => (1u8..60, 1u8..60)
            .prop_map(|(hours_ago, hours)| Act::RecordOutage { hours_ago, hours }),
        4 => (0u8..16, 0u8..3)
            .prop_map(|(clock, outage)| Act::Excuse { demand: 0, clock, outage }),
        4 => (0u8..16).prop_map(|clock| Act::Revise { demand: 0, clock }),
        1 => (0u8..16).prop_map(|clock| Act::Strike { demand: 0, clock }),
        4 => Just(Act::Sweep),
        2 => Just(Act::NewCalendar),
    ];
    let who = prop_oneof![9 => 0u8..5, 1 => 5u8..8];
    let step =
        (step(), who, act).prop_map(|(step, by, act)| Step { by, expected: None, act, ..step });
    vec(step, 1..most)
}

fn step() -> impl Strategy<Value = Step> {
    let wait = prop_oneof![
        Just(0i64),
        1i64..90,
        (1i64..240).prop_map(|minutes| minutes * 60),
        (1i64..90).prop_map(|hours| hours * 3_600),
    ];
    let lag = prop_oneof![3 => Just(0i64), 1 => 1i64..9];
    let key = prop_oneof![2 => Just(None), 1 => (0u8..4).prop_map(Some)];
    let expected = prop_oneof![9 => Just(None), 1 => (1u8..4).prop_map(Some)];
    (wait, lag, 0u8..8, key, expected, act()).prop_map(
        |(wait_seconds, lag_seconds, by, key, expected, act)| Step {
            wait_seconds,
            lag_seconds,
            by,
            key,
            expected,
            act,
        },
    )
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => on_papers(),
        3 => on_thread(),
        4 => on_answers(),
        5 => on_time(),
    ]
}

/// Mostly one of two, so that a sequence comes to something.
fn which_demand() -> impl Strategy<Value = u8> {
    prop_oneof![4 => 0u8..2, 1 => 2u8..6]
}

fn what() -> impl Strategy<Value = What> {
    let interim = prop_oneof![4 => Just(false), 1 => Just(true)];
    (1u8..8, 1u8..16, interim).prop_map(|(ask, to, interim)| What { ask, to, interim })
}

fn says() -> impl Strategy<Value = Says> {
    prop_oneof![
        2 => Just(Says::One),
        1 => Just(Says::Another),
        1 => Just(Says::Part),
        1 => Just(Says::Nothing),
        1 => Just(Says::WhichOne),
        1 => Just(Says::No),
        1 => Just(Says::Nonsense),
    ]
}

fn on_papers() -> impl Strategy<Value = Act> {
    let n = || 0u8..4;
    prop_oneof![
        2 => n().prop_map(|number| Act::OpenCase { number }),
        2 => (n(), n(), any::<bool>()).prop_map(|(case, number, without_an)| Act::AmendCase {
            case,
            number,
            without_an
        }),
        2 => n().prop_map(|case| Act::CloseCase { case }),
        2 => (n(), what()).prop_map(|(case, what)| Act::Draft { case, what }),
        3 => (n(), what()).prop_map(|(case, what)| Act::File { case, what }),
        2 => (n(), what()).prop_map(|(inquiry, what)| Act::Edit { inquiry, what }),
        3 => n().prop_map(|inquiry| Act::Submit { inquiry }),
        3 => n().prop_map(|inquiry| Act::Approve { inquiry }),
        2 => n().prop_map(|inquiry| Act::Return { inquiry }),
        3 => n().prop_map(|inquiry| Act::Issue { inquiry }),
        1 => n().prop_map(|inquiry| Act::Withdraw { inquiry }),
    ]
}

fn on_thread() -> impl Strategy<Value = Act> {
    let d = which_demand;
    prop_oneof![
        (d(), 0u8..60, prop_oneof![3 => Just(0u8), 1 => 1u8..8])
            .prop_map(|(demand, hours_ago, items)| Act::Receipt { demand, hours_ago, items }),
        d().prop_map(|demand| Act::Acknowledge { demand }),
        (d(), 0u8..8).prop_map(|(demand, items)| Act::Ask { demand, items }),
        d().prop_map(|demand| Act::Reply { demand }),
        d().prop_map(|demand| Act::Urge { demand }),
        (d(), 0u8..3).prop_map(|(demand, item)| Act::Dispute { demand, item }),
        (d(), 1u8..8).prop_map(|(demand, items)| Act::WithdrawItems { demand, items }),
    ]
}

fn on_answers() -> impl Strategy<Value = Act> {
    let d = which_demand;
    prop_oneof![
        1 => (d(), 1u8..8, says())
            .prop_map(|(demand, items, says)| Act::SaveDraft { demand, items, says }),
        1 => d().prop_map(|demand| Act::ReturnDraft { demand }),
        1 => d().prop_map(|demand| Act::SubmitDraft { demand }),
        4 => (d(), 1u8..8, says())
            .prop_map(|(demand, items, says)| Act::Answer { demand, items, says }),
        1 => (d(), 0u8..3, says())
            .prop_map(|(demand, item, says)| Act::Correct { demand, item, says }),
        1 => any::<u8>().prop_map(|nth| Act::Again { nth }),
    ]
}

fn on_time() -> impl Strategy<Value = Act> {
    let d = which_demand;
    let c = || 0u8..8;
    prop_oneof![
        2 => (d(), 0u8..3, 1u8..100)
            .prop_map(|(demand, item, hours)| Act::AskForTime { demand, item, hours }),
        2 => (d(), 0u8..3, any::<bool>())
            .prop_map(|(demand, nth, grant)| Act::DecideTime { demand, nth, grant }),
        1 => (d(), c()).prop_map(|(demand, clock)| Act::OpenDelay { demand, clock }),
        1 => (d(), c()).prop_map(|(demand, episode)| Act::Explain { demand, episode }),
        1 => (1u8..60, 1u8..60)
            .prop_map(|(hours_ago, hours)| Act::RecordOutage { hours_ago, hours }),
        2 => (d(), c(), 0u8..3)
            .prop_map(|(demand, clock, outage)| Act::Excuse { demand, clock, outage }),
        2 => (d(), c()).prop_map(|(demand, clock)| Act::Revise { demand, clock }),
        1 => (d(), c()).prop_map(|(demand, clock)| Act::Strike { demand, clock }),
        2 => Just(Act::Sweep),
        1 => Just(Act::NewCalendar),
    ]
}

/// What a step comes to where these rows stand; `None` if there is nothing to
/// do it to.
pub(crate) fn command(
    step: &Step,
    rows: &Rows,
    rules: &Rules,
    at: Instant,
) -> Option<(Actor, Command)> {
    let asking = asker(step);
    match &step.act {
        Act::OpenCase { .. } | Act::AmendCase { .. } | Act::CloseCase { .. } => {
            Some((asking, on_case(&step.act, rows)?))
        }
        Act::Draft { case, what } | Act::File { case, what } => {
            let case = *nth(rows.cases.keys(), *case)?;
            let content = Box::new(what.content());
            Some(match step.act {
                Act::File { .. } => (asking, Command::FileInquiry { case, content }),
                _ => (asking, Command::DraftInquiry { case, content }),
            })
        }
        Act::Edit { .. }
        | Act::Submit { .. }
        | Act::Approve { .. }
        | Act::Return { .. }
        | Act::Issue { .. }
        | Act::Withdraw { .. } => Some((asking, on_inquiry(&step.act, rows)?)),
        Act::RecordOutage { hours_ago, hours } => {
            let from = at.plus_seconds(-3_600 * i64::from(*hours_ago));
            let command = Command::RecordOutage {
                from,
                to: from.plus_seconds(1_800 * i64::from(*hours)),
                reason: "mất điện".to_owned(),
                evidence: None,
            };
            Some((people::actor("admin_national:phonglan").unwrap(), command))
        }
        Act::Excuse { outage, .. } if unconfirmed(rows, *outage).is_some() => {
            let outage = unconfirmed(rows, *outage)?;
            let second = people::actor("admin_national:saomai").unwrap();
            Some((second, Command::ConfirmOutage { outage }))
        }
        Act::Excuse { .. } | Act::Revise { .. } | Act::Strike { .. } => {
            Some((Actor::SYSTEM, by_system(&step.act, rows)?))
        }
        Act::Sweep | Act::NewCalendar | Act::Again { .. } => None,
        _ => on_demand(step, rows, rules, at),
    }
}

fn nth<T>(list: impl ExactSizeIterator<Item = T>, at: u8) -> Option<T> {
    let mut list = list;
    let count = list.len();
    usize::from(at).checked_rem(count).and_then(|at| list.nth(at))
}

fn asker(step: &Step) -> Actor {
    let word = match (step.by, &step.act) {
        (_, Act::Explain { .. }) | (6, _) => "supervisor:lamgiang",
        (0..=5, Act::Approve { .. } | Act::Return { .. }) | (5, _) => "head:daiduong",
        (7, _) => "officer:haidang",
        _ => "officer:saomai",
    };
    people::actor(word).unwrap()
}

/// Mostly who may; sometimes another role, sometimes another bank.
fn answerer(step: &Step, institution: &str) -> Actor {
    let word = match (step.by, &step.act) {
        (0..=5, Act::SaveDraft { .. }) => format!("bank_maker:{institution}"),
        (0..=5, Act::SubmitDraft { .. } | Act::ReturnDraft { .. }) | (6, _) => {
            format!("bank_checker:{institution}")
        }
        (7, _) => "bank_system:ACB".to_owned(),
        _ => format!("bank_system:{institution}"),
    };
    people::actor(&word).unwrap()
}

impl What {
    fn content(&self) -> InquiryContent {
        let all = [InfoType::Account, InfoType::Transactions, InfoType::Other];
        let picked = |bits: u8| move |(at, _): &(usize, _)| bits >> at & 1 == 1;
        let asked = all.into_iter().enumerate().filter(picked(self.ask));
        let items = asked.map(|(_, info)| content::request(info)).collect();
        let banks = (0..BANKS.len()).filter(|at| self.to >> at & 1 == 1);
        let banks = banks.map(|at| people::institution(BANKS[at]).unwrap());
        InquiryContent {
            interim: self.interim,
            ..content::inquiry(items, banks.collect::<Vec<InstitutionId>>())
        }
    }
}

fn on_case(act: &Act, rows: &Rows) -> Option<Command> {
    let written = |number: &u8| {
        let officer = people::user("saomai").unwrap();
        Box::new(content::case(&format!("{number}/2026"), officer))
    };
    Some(match act {
        Act::OpenCase { number } => Command::OpenCase { content: written(number) },
        Act::AmendCase { case, number, without_an } => {
            let mut content = written(number);
            if *without_an {
                content.parties = vec![content::party("Chi", PartyRole::Debtor, None)];
            }
            let case = *nth(rows.cases.keys(), *case)?;
            Command::AmendCase { case, content }
        }
        Act::CloseCase { case } => Command::CloseCase {
            case: *nth(rows.cases.keys(), *case)?,
            reason: "đã thi hành xong".to_owned(),
        },
        _ => return None,
    })
}

fn on_inquiry(act: &Act, rows: &Rows) -> Option<Command> {
    let named = |inquiry: &u8| nth(rows.instruments.values(), *inquiry);
    let reason = || "không cần nữa".to_owned();
    Some(match act {
        Act::Edit { inquiry, what } => Command::EditInquiry {
            instrument: named(inquiry)?.id,
            content: Box::new(what.content()),
        },
        Act::Submit { inquiry } => Command::SubmitInquiry { instrument: named(inquiry)?.id },
        Act::Approve { inquiry } => Command::ApproveInquiry {
            instrument: named(inquiry)?.id,
            hash: ContentHash::of(&named(inquiry)?.content),
        },
        Act::Return { inquiry } => {
            Command::ReturnInquiry { instrument: named(inquiry)?.id, reason: reason() }
        }
        Act::Issue { inquiry } => Command::IssueInquiry { instrument: named(inquiry)?.id },
        Act::Withdraw { inquiry } => {
            Command::WithdrawInquiry { instrument: named(inquiry)?.id, reason: reason() }
        }
        _ => return None,
    })
}

/// An outage that nobody has confirmed: nothing is excused for it before.
fn unconfirmed(rows: &Rows, at: u8) -> Option<OutageId> {
    let outage = nth(rows.outages.values(), at)?;
    outage.confirmed.is_none().then_some(outage.id)
}

fn by_system(act: &Act, rows: &Rows) -> Option<Command> {
    let pick = |demand: &u8, clock: &u8| {
        let demand = nth(rows.demands.values(), *demand)?;
        Some((demand.id, nth(demand.clocks.iter(), *clock)?.id))
    };
    Some(match act {
        Act::Excuse { demand, clock, outage } => {
            let (demand, clock) = pick(demand, clock)?;
            let outage = nth(rows.outages.values(), *outage)?;
            Command::ExcuseClock {
                demand,
                clock,
                outage: outage.id,
                from: outage.from,
                to: outage.to,
            }
        }
        Act::Revise { demand, clock } => {
            let (demand, clock) = pick(demand, clock)?;
            Command::ReviseClock { demand, clock }
        }
        Act::Strike { demand, clock } => {
            let (demand, clock) = pick(demand, clock)?;
            Command::StrikeClock { demand, clock }
        }
        _ => return None,
    })
}

fn on_demand(step: &Step, rows: &Rows, rules: &Rules, at: Instant) -> Option<(Actor, Command)> {
    let demand = |at: &u8| nth(rows.demands.values(), *at);
    match &step.act {
        Act::Acknowledge { demand: d }
        | Act::Ask { demand: d, .. }
        | Act::SaveDraft { demand: d, .. }
        | Act::ReturnDraft { demand: d }
        | Act::SubmitDraft { demand: d }
        | Act::Answer { demand: d, .. }
        | Act::Correct { demand: d, .. }
        | Act::AskForTime { demand: d, .. } => {
            let demand = demand(d)?;
            let institution = rules.directory.institution(demand.institution)?;
            let actor = answerer(step, institution.code.as_str());
            Some((actor, of_bank(&step.act, demand, at)?))
        }
        Act::Receipt { demand: d, .. }
        | Act::Reply { demand: d }
        | Act::Urge { demand: d }
        | Act::Dispute { demand: d, .. }
        | Act::WithdrawItems { demand: d, .. }
        | Act::DecideTime { demand: d, .. }
        | Act::OpenDelay { demand: d, .. }
        | Act::Explain { demand: d, .. } => {
            let demand = demand(d)?;
            Some((asker(step), of_office(&step.act, demand, at)?))
        }
        _ => None,
    }
}

fn of_office(act: &Act, demand: &Demand, at: Instant) -> Option<Command> {
    let id = demand.id;
    let text = || "đề nghị trả lời".to_owned();
    Some(match act {
        Act::Receipt { hours_ago, items, .. } => Command::RecordReceipt {
            demand: id,
            items: picked(demand, *items),
            channel: Channel::Post,
            evidenced_at: at.plus_seconds(-3_600 * i64::from(*hours_ago)),
            proof: "dấu bưu điện".to_owned(),
        },
        Act::Reply { .. } => Command::Reply { demand: id, text: text() },
        Act::Urge { .. } => Command::Urge { demand: id, text: text() },
        Act::Dispute { item, .. } => Command::DisputeItem {
            demand: id,
            item: nth(demand.items.iter(), *item)?.id,
            reason: text(),
        },
        Act::WithdrawItems { items, .. } => {
            Command::WithdrawItems { demand: id, items: picked(demand, *items), reason: text() }
        }
        Act::DecideTime { nth: which, grant, .. } => Command::DecideExtension {
            demand: id,
            extension: nth(demand.extensions.iter(), *which)
                .map_or(ExtensionId(Uuid::nil()), |one| one.id),
            grant: *grant,
            decision: text(),
        },
        Act::OpenDelay { clock, .. } => Command::OpenDelay {
            demand: id,
            clock: nth(demand.clocks.iter(), *clock)?.id,
            reasons: text(),
        },
        Act::Explain { episode, .. } => Command::ExplainEpisode {
            demand: id,
            episode: nth(demand.episodes.iter(), *episode)?.id,
            reason: LateReason::Channel,
            note: text(),
        },
        _ => return None,
    })
}

fn of_bank(act: &Act, demand: &Demand, at: Instant) -> Option<Command> {
    let id = demand.id;
    let text = || "đề nghị nêu rõ".to_owned();
    Some(match act {
        Act::Acknowledge { .. } => Command::Acknowledge { demand: id },
        Act::Ask { items, .. } => {
            Command::Ask { demand: id, items: picked(demand, *items), text: text() }
        }
        Act::SaveDraft { items, says, .. } => {
            Command::SaveDraft { demand: id, answers: answers(demand, *items, *says) }
        }
        Act::ReturnDraft { .. } => Command::ReturnDraft { demand: id, reason: text() },
        Act::SubmitDraft { .. } => Command::SubmitDraft {
            demand: id,
            hash: demand.draft.as_ref().map_or(ContentHash([0; 32]), |one| one.hash),
        },
        Act::Answer { items, says, .. } => {
            Command::SubmitAnswer { demand: id, answers: answers(demand, *items, *says) }
        }
        Act::Correct { item, says, .. } => {
            let item = nth(demand.items.iter(), *item)?;
            Command::CorrectAnswer {
                demand: id,
                item: item.id,
                replaces: item.last?.id,
                body: Box::new(says.body(item.request.info()?)),
                files: Vec::new(),
            }
        }
        Act::AskForTime { item, hours, .. } => Command::RequestExtension {
            demand: id,
            item: nth(demand.items.iter(), *item)?.id,
            until: at.plus_seconds(3_600 * i64::from(*hours)),
            reason: text(),
        },
        _ => return None,
    })
}

fn picked(demand: &Demand, bits: u8) -> Vec<ItemId> {
    let items = demand.items.iter().enumerate();
    let items = items.filter(|(at, _)| bits >> at & 1 == 1);
    items.map(|(_, item)| item.id).collect()
}

fn answers(demand: &Demand, bits: u8, says: Says) -> Vec<ItemAnswer> {
    let items = picked(demand, bits).into_iter();
    let asked = items.filter_map(|id| Some((id, demand.item(id)?.request.info()?)));
    asked.map(|(item, info)| ItemAnswer::new(item, says.body(info))).collect()
}

impl Says {
    fn body(self, info: InfoType) -> Outcome {
        // The books of one day, so that the same answer is the same.
        let as_of = Instant::from_seconds(1_790_000_000);
        let found = |amount, part| Outcome::Found {
            findings: content::findings(info, amount, as_of),
            part,
        };
        match self {
            Self::One => found(1, false),
            Self::Another => found(2, false),
            Self::Part => found(3, true),
            Self::Nothing => content::none(false, as_of),
            Self::WhichOne => content::ambiguous(),
            Self::No => content::refused("not_held"),
            Self::Nonsense => Outcome::Found {
                findings: content::findings(InfoType::Income, 1, as_of),
                part: false,
            },
        }
    }
}
