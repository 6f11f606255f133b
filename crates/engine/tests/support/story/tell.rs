//! Events, refusals and notices in words.

use super::figures::dong;
use super::{Story, tell_money};
use crate::support::people;
use engine::asking::Reused;
use engine::clock::{Clock, EpisodeKind, MoveCause};
use engine::decide::{Done, OrderCheck, Reply, Share, Shared};
use engine::demand::Demand;
use engine::event::{Event, Root};
use engine::facts::OutageRecord;
use engine::file::FileRef;
use engine::id::{AnswerId, ClockId, EpisodeId, ItemId};
use engine::notice::{Mailbox, Notice};
use engine::paper::Paper;
use engine::pause::{Pause, PauseContent};
use engine::refusal::Refusal;
use engine::register::printed;
use engine::time::{Instant, Zone};
use engine::warning::Warning;
use std::ops::Range;

/// What happened and what the caller heard.
pub(super) fn outcome(story: &Story, reply: &Reply, range: Range<usize>) -> String {
    let mut words: Vec<String> =
        story.events(range).map(|(root, event)| self::event(story, root, event)).collect();
    match reply {
        Reply::Done(done) if done.shared.is_some() => {
            if words.is_empty() {
                let again = if done.replayed { "the same as before" } else { "nothing new" };
                words.push(again.to_owned());
            }
            words.extend(done.shared.as_deref().map(|shared| split(story, shared)));
        }
        Reply::Done(done) if done.replayed => {
            words.push(format!("the same as before{}", evidence(story, done)));
        }
        Reply::Done(done) if !done.evidence.is_empty() => {
            words.push(format!("told{}", evidence(story, done)));
        }
        Reply::Done(_) if words.is_empty() => words.push("nothing new".to_owned()),
        Reply::Done(_) => {}
        Reply::Refused(refusal) => words.push(refused(story, refusal)),
    }
    words.join("; ")
}

/// What the institution hears of a report by account.
fn split(story: &Story, shared: &Shared) -> String {
    let due = |one: &Share| {
        let demand = story.facts().demands.get(one.demand);
        let name = demand.map_or("?".to_owned(), |demand| story.demand_name(demand));
        format!("{name} {}", dong(one.amount))
    };
    let shares: Vec<_> = shared.shares.iter().map(due).collect();
    let shares = if shares.is_empty() { "nobody".to_owned() } else { shares.join(", ") };
    format!("told due to {shares}; not frozen {}", dong(shared.left))
}

/// What the caller hears of items that were kept as evidence only.
fn evidence(story: &Story, done: &Done) -> String {
    let demand = story.facts().demands.get(done.subject.into());
    let names: Vec<_> = demand
        .into_iter()
        .flat_map(|demand| done.evidence.iter().map(|item| item_name(demand, *item)))
        .collect();
    if names.is_empty() { String::new() } else { format!(" of evidence to {}", names.join(", ")) }
}

fn refused(story: &Story, refusal: &Refusal) -> String {
    let code = refusal.code();
    let detail = match refusal {
        Refusal::Stale { current } => format!(" (now {current})"),
        Refusal::CaseHasOpenDemands { open } => format!(" ({open})"),
        Refusal::AgencyNotBegun { begins_on } => format!(" (begins {begins_on})"),
        Refusal::InstitutionSucceeded { pointer, heir } => format!(" {pointer} (now {heir})"),
        Refusal::ShareExceeded { pointer, most } => format!(" {pointer} (at most {most} %)"),
        Refusal::ReasonForMany { pointer, most } | Refusal::ReasonForBalances { pointer, most } => {
            format!(" {pointer} (more than {most})")
        }
        Refusal::AnnouncedLate { working_days } => format!(" ({working_days} working days)"),
        Refusal::DailyLimit { most } => format!(" ({most})"),
        Refusal::CaseHasObjections { open } | Refusal::CaseHasConcessions { open } => {
            format!(" ({open})")
        }
        Refusal::AnswerConflicts { answer } => {
            let mut demands = story.facts().demands.iter();
            let named = demands.find_map(|demand| answer_name(demand, *answer));
            named.map(|name| format!(" with {name}")).unwrap_or_default()
        }
        refusal => about_money(refusal).or_else(|| pointer(refusal)).unwrap_or_default(),
    };
    format!("refused: {code}{detail}")
}

fn pointer(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::TextInvalid { pointer, .. }
        | Refusal::CountInvalid { pointer, .. }
        | Refusal::IdentifierTwice { pointer }
        | Refusal::InstitutionUnknown { pointer }
        | Refusal::InstitutionTwice { pointer }
        | Refusal::AllAnswered { pointer }
        | Refusal::BalanceNotAsked { pointer }
        | Refusal::ItemTwice { pointer }
        | Refusal::PeriodInvalid { pointer }
        | Refusal::AmountInvalid { pointer }
        | Refusal::ItemUnknown { pointer }
        | Refusal::ItemState { pointer }
        | Refusal::FindingsMismatch { pointer }
        | Refusal::GroundUnknown { pointer }
        | Refusal::FutureInstant { pointer }
        | Refusal::CurrencyMismatch { pointer }
        | Refusal::HoldUnknown { pointer }
        | Refusal::AccountHeld { pointer }
        | Refusal::LineTwice { pointer }
        | Refusal::FreezeUnknown { pointer }
        | Refusal::FreezeStands { pointer }
        | Refusal::IncomeStands { pointer }
        | Refusal::MonthInvalid { pointer }
        | Refusal::AmendPending { pointer }
        | Refusal::NothingAmended { pointer }
        | Refusal::AccountDropped { pointer }
        | Refusal::DayInvalid { pointer }
        | Refusal::RateInvalid { pointer }
        | Refusal::InterestDayMissing { pointer }
        | Refusal::InterestDayLate { pointer }
        | Refusal::InterestRateMissing { pointer }
        | Refusal::BookInvalid { pointer }
        | Refusal::TransferState { pointer }
        | Refusal::StatementAccount { pointer }
        | Refusal::LineUnknown { pointer }
        | Refusal::IdentityUnconfirmed { pointer }
        | Refusal::HolderUnknown { pointer }
        | Refusal::HolderDiffers { pointer }
        | Refusal::DeductionSuspended { pointer }
        | Refusal::FlagMissing { pointer }
        | Refusal::AccountUnknown { pointer }
        | Refusal::LiabilityMissing { pointer }
        | Refusal::LiquidationMismatch { pointer }
        | Refusal::AskerMismatch { pointer }
        | Refusal::AgencyUnknown { pointer }
        | Refusal::CaseUnknown { pointer }
        | Refusal::ConcessionMismatch { pointer }
        | Refusal::ConcessionOnPaper { pointer }
        | Refusal::ConcessionShare { pointer }
        | Refusal::InstantEarly { pointer }
        | Refusal::SyncCaseUnknown { pointer }
        | Refusal::SyncFieldUnknown { pointer }
        | Refusal::FileUnknown { pointer }
        | Refusal::FileTwice { pointer }
        | Refusal::PaperMedia { pointer }
        | Refusal::FileMedia { pointer }
        | Refusal::AccountTwice { pointer } => Some(format!(" {pointer}")),
        Refusal::PaperMissing { role } => Some(format!(" {}", role.code())),
        _ => None,
    }
}

/// The field and the sum that stands against it.
fn about_money(refusal: &Refusal) -> Option<String> {
    let (pointer, word, amount) = match refusal {
        Refusal::CapExceeded { pointer, open } => (pointer, "open", open),
        Refusal::OwedExceeded { pointer, outstanding } => (pointer, "owed", outstanding),
        Refusal::PartsMismatch { pointer, sum } => (pointer, "come to", sum),
        Refusal::HoldExceeded { pointer, free } => (pointer, "free", free),
        Refusal::HoldProtected { pointer, deductible } => (pointer, "deductible", deductible),
        Refusal::TargetBelowHeld { pointer, held } => (pointer, "held", held),
        Refusal::BookExceeded { pointer, balance } => (pointer, "there is", balance),
        Refusal::RestatedBelow { pointer, least } => (pointer, "at least", least),
        _ => return None,
    };
    Some(format!(" {pointer} ({word} {})", dong(*amount)))
}

impl Story {
    /// Everything that is wrong with an order, as the check before filing shows
    /// it: who and what, as in `order.file`.
    pub(crate) fn check(&mut self, text: &str) -> Result<Vec<String>, String> {
        let OrderCheck { problems, warnings } = self.found(text)?;
        let mut lines: Vec<String> = problems.iter().map(|one| refused(self, one)).collect();
        if lines.is_empty() {
            lines.push("nothing is wrong".to_owned());
        }
        let warned = |one: &Warning| format!("warning: {} {}", one.code.code(), one.pointer);
        lines.extend(warnings.iter().map(warned));
        Ok(lines)
    }
}

fn event(story: &Story, root: Root, event: &Event) -> String {
    let demand = match root {
        Root::Demand(id) => story.facts().demands.get(id),
        _ => None,
    };
    let detail = match (demand, event) {
        (Some(demand), event) => on_demand(story, demand, event),
        (None, Event::Money(event)) => {
            let ledger = story.facts().ledgers.get(root.id().into());
            ledger.map_or_else(String::new, |ledger| tell_money::event(story, ledger, event))
        }
        (None, Event::InstrumentDrafted { kind, content, .. }) if kind.is_order() => {
            let basis = content.order().map_or("", |order| order.legal_basis.as_str());
            let basis = if basis.is_empty() { String::new() } else { format!(" on {basis}") };
            format!("{} {}{basis}", kind.code(), story.label(root.id().into()))
        }
        (None, Event::InstrumentConfirmed { decision }) => {
            format!("by {} of {}", decision.number, decision.day)
        }
        (None, event) if matches!(root, Root::Statement(_)) => {
            super::statement::event(story, event)
        }
        (None, Event::Sync(event)) => super::sync::event(event),
        (None, Event::Held(event)) => super::held::event(event),
        (None, Event::Request(event)) => super::request::event(story, root.id().into(), event),
        (None, Event::PayeeApproved { usable_from }) => {
            format!("usable from {}", local(*usable_from))
        }
        (None, Event::CaseHandedOver { from, to, leads, .. }) => {
            let what = if *leads { "" } else { "seals only, " };
            format!("{what}{} to {}", people::name(*from), people::name(*to))
        }
        (None, Event::CasePaused { pause }) => paused(pause),
        (None, Event::CaseResumed { from, .. }) => format!("from {from}"),
        (None, Event::InstrumentResealed { readers }) => people::names(readers),
        (None, Event::InstrumentIssued { institutions, reused }) => {
            let stands = reused
                .iter()
                .map(|one| format!(", {} stands as of {}", stands(story, one), local(one.as_of)));
            format!("to {institutions}{}", stands.collect::<String>())
        }
        (None, Event::InstrumentPapers { papers }) => roles(papers),
        (None, Event::InstrumentNumbered { register, serial, symbol, day, reason }) => {
            let why = reason.as_ref().map_or(String::new(), |why| format!(", {why}"));
            let (book, year) = (register.book.code(), register.year);
            format!("{} of {day} in {book} {year}{why}", printed(*serial, symbol))
        }
        (None, Event::Announcement(event)) => super::running::event(event),
        (None, Event::OutageRecorded(OutageRecord { from, to, .. })) => {
            format!("{} to {}", local(*from), local(*to))
        }
        _ => String::new(),
    };
    format!("{} {detail}", event.code()).trim_end().to_owned()
}

/// An answer that stands for a question that is not put: `account of VCB for
/// transactions`.
fn stands(story: &Story, one: &Reused) -> String {
    let demand = story.facts().demands.get(one.demand);
    let said = demand.map(|demand| item_name(demand, one.item)).unwrap_or_default();
    format!("{said} of {} for {}", people::code(one.institution), one.info.code())
}

/// How a case rests.
pub(super) fn paused(pause: &Pause) -> String {
    let PauseContent { ground, from, until, .. } = &pause.content;
    let until = until.map_or(String::new(), |day| format!(" until {day}"));
    let interest = if pause.stopped_interest { ", interest stops" } else { "" };
    format!("{} ({ground}) from {from}{until}{interest}", pause.kind.code())
}

/// What papers are to their instrument.
pub(super) fn roles(papers: &[Paper]) -> String {
    let roles: Vec<&str> = papers.iter().map(|paper| paper.role.code()).collect();
    if roles.is_empty() { "none".to_owned() } else { roles.join(", ") }
}

fn on_demand(story: &Story, demand: &Demand, event: &Event) -> String {
    let list = |ids: &[ItemId]| {
        let names: Vec<_> = ids.iter().map(|id| item_name(demand, *id)).collect();
        names.join(", ")
    };
    match event {
        Event::DemandServed(_) | Event::ItemsWithdrawn { .. } => {
            let bank = story.institution_code(demand.institution);
            match event {
                Event::ItemsWithdrawn { items, .. } => format!("{bank}: {}", list(items)),
                Event::DemandServed(served) => {
                    let with = if served.papers.is_empty() {
                        String::new()
                    } else {
                        format!(" with {}", roles(&served.papers))
                    };
                    format!("{bank}{with}{}", story.limits(&served.clocks))
                }
                _ => bank,
            }
        }
        Event::ReceiptRecorded { items, evidenced_at, .. } => {
            let of = if items.is_empty() { String::new() } else { format!("{} ", list(items)) };
            format!("{of}{}", local(*evidenced_at))
        }
        Event::DemandResealed { readers } => {
            let bank = story.institution_code(demand.institution);
            format!("{bank} {}", people::names(readers))
        }
        Event::Asked { items, .. } => format!("about {}", list(items)),
        Event::Answered { answers, .. } | Event::Contradicted { answers } => {
            let names = answers.iter().map(|one| {
                let item = item_name(demand, one.item);
                let name = answer_name(demand, one.id).unwrap_or_default();
                let with = carried(&one.files);
                format!("{item} by {name} (round {}, part {}){with}", one.round, one.part)
            });
            names.collect::<Vec<_>>().join(", ")
        }
        Event::PaperEntered { entry } => {
            let items = entry.answers.iter().map(|one| item_name(demand, one.item));
            let items = items.collect::<Vec<_>>().join(", ");
            format!("{items} given {}", local(entry.paper.at))
        }
        Event::Corrected { answer } => {
            let item = item_name(demand, answer.item);
            let name = answer_name(demand, answer.id).unwrap_or_default();
            format!("{item} by {name} (version {}){}", answer.version, carried(&answer.files))
        }
        Event::Disputed { item, .. } => item_name(demand, *item),
        Event::ExtensionRequested { extension } => {
            let item = item_name(demand, extension.item);
            format!("{item} until {}", local(extension.until))
        }
        Event::ExtensionDecided { granted, clock, .. } => match (granted, clock) {
            (true, Some(clock)) => format!("granted, due {}", due(clock)),
            (true, None) => "granted, nothing runs".to_owned(),
            (false, _) => "denied".to_owned(),
        },
        event => on_clock(demand, event),
    }
}

fn on_clock(demand: &Demand, event: &Event) -> String {
    match event {
        Event::DelayOpened { clock, episode, .. } => {
            let clock = clock_name(demand, *clock);
            format!("{clock} {}", episode_name(demand, *episode))
        }
        Event::EpisodeExplained { episode, reason, .. } => {
            format!("{} {reason:?}", episode_name(demand, *episode)).to_lowercase()
        }
        Event::ClockStruck { clock, fired, episode, .. } => {
            let late = episode.filter(|(_, kind)| *kind == EpisodeKind::Due);
            let late = late.map(|(id, _)| format!("late, {}", episode_name(demand, id)));
            let steps = fired.iter().map(|step| format!("step {}", step + 1));
            let words = std::iter::once(clock_name(demand, *clock));
            words.chain(late).chain(steps).collect::<Vec<_>>().join(" ")
        }
        Event::InstantContested { contest } => {
            let (stood, claimed) = (local(contest.stood), local(contest.claimed));
            format!("{} of {stood}, claimed {claimed}", contest.about.kind().code())
        }
        Event::ContestDecided { changed, .. } => {
            changed.map_or("upheld".to_owned(), |at| format!("changed to {}", local(at)))
        }
        Event::ClockMoved { clock, cause, from, to, episode, .. } => {
            let late = episode.map(|id| format!(", late, {}", episode_name(demand, id)));
            let late = late.unwrap_or_default();
            let why = match cause {
                MoveCause::Outage { .. } => "outage".to_owned(),
                MoveCause::Contest { start, .. } => format!("a contest, from {}", local(*start)),
                MoveCause::Calendar { calendar } => format!("calendar {calendar}"),
            };
            let at = |at: &Option<Instant>| at.map_or("never".to_owned(), local);
            let clock = clock_name(demand, *clock);
            format!("{clock} from {} to {} ({why}){late}", at(from), at(to))
        }
        _ => String::new(),
    }
}

/// Who is told of what, one line for each code.
pub(super) fn notices(story: &Story, owed: &[Notice]) -> Vec<String> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for notice in owed {
        let urgent = if notice.urgent { " (urgent)" } else { "" };
        let code = format!("{}{urgent}", notice.code);
        let to = mailbox(story, notice.to);
        match lines.iter_mut().find(|(known, _)| *known == code) {
            Some((_, list)) => list.push(to),
            None => lines.push((code, vec![to])),
        }
    }
    let line = |(code, to): (String, Vec<String>)| format!("told {code}: {}", to.join(", "));
    lines.into_iter().map(line).collect()
}

fn mailbox(story: &Story, to: Mailbox) -> String {
    let agency = |id| {
        let known = story.rules.directory.agency(id);
        known.map_or_else(|| "?".to_owned(), |one| one.code.to_string())
    };
    match to {
        Mailbox::Institution(id, role) => format!("{role}@{}", story.institution_code(id)),
        Mailbox::CaseOfficer(id) if story.facts().ledgers.iter().count() > 1 => {
            format!("officer of {}", story.case_label(id))
        }
        Mailbox::CaseOfficer(_) => "officer of the case".to_owned(),
        Mailbox::Agency(id, role) => format!("{role}@{}", agency(id)),
        Mailbox::Procuracy(id) => format!("prosecutors of {}", agency(id)),
        Mailbox::Overseers(id) => format!("overseers of {}", agency(id)),
        Mailbox::Accountants(id) => format!("accountants of {}", agency(id)),
        Mailbox::StateBank => "state bank".to_owned(),
    }
}

/// `account`, or `other#2` where a type is asked twice.
pub(super) fn item_name(demand: &Demand, id: ItemId) -> String {
    let Some(item) = demand.item(id) else {
        return "?".to_owned();
    };
    let code = item.request.code();
    let alike = demand.items.iter().filter(|one| one.request.code() == code);
    match alike.map(|one| one.id).position(|one| one == id) {
        Some(at) if at > 0 => format!("{code}#{}", at + 1),
        _ => code.to_owned(),
    }
}

/// `a2`: the second answer of the demand.
pub(super) fn answer_name(demand: &Demand, id: AnswerId) -> Option<String> {
    let at = demand.answers.iter().position(|one| one.id == id)?;
    Some(format!("a{}", at + 1))
}

/// `account/C6.1`.
pub(super) fn clock_name(demand: &Demand, id: ClockId) -> String {
    let found = demand.clocks.iter().find(|clock| clock.id == id);
    found.map_or_else(
        || "?".to_owned(),
        |clock| format!("{}/{}", item_name(demand, clock.item), clock.rule),
    )
}

fn episode_name(demand: &Demand, id: EpisodeId) -> String {
    let at = demand.episodes.iter().position(|one| one.id == id);
    at.map_or_else(|| "e?".to_owned(), |at| format!("e{}", at + 1))
}

/// When a clock is due.
pub(super) fn due(clock: &Clock) -> String {
    clock.due.map_or_else(|| "immediately".to_owned(), local)
}

/// Day and time in Hanoi; seconds only where there are some.
pub(super) fn local(at: Instant) -> String {
    let text = Zone::HANOI.local(at).to_string().replace('T', " ");
    let whole = text.strip_suffix(":00").unwrap_or(&text);
    whole.to_owned()
}

/// ` with 2 files`, where an answer carries any.
fn carried(files: &[FileRef]) -> String {
    match files.len() {
        0 => String::new(),
        1 => " with 1 file".to_owned(),
        n => format!(" with {n} files"),
    }
}
