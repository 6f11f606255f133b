//! What is owed: charges, waivers, payments, interest, and its end.

use super::books::{Books, Owed, Why};
use super::{Moved, dong, past_day, sized};
use crate::command::{Command, Entry, Envelope};
use crate::context::Context;
use crate::decide::check::{self, LINE, TEXT};
use crate::decide::delegation;
use crate::decide::instrument::take_back;
use crate::delegation::{Delegation, DelegationState};
use crate::event::Root;
use crate::facts::Facts;
use crate::id::{CaseId, HoldId, InstrumentId, ItemId, PostingId};
use crate::law;
use crate::ledger::{
    Balances, Book, DutyKind, FreezeEnd, Hold, IncomeEnd, Interest, MINIMUM, MoneyEvent,
    ObligationEnd, Posting, Rate, is_rate,
};
use crate::money::{Currency, Money};
use crate::refusal::Refusal;
use crate::time::{Day, Zone};

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    books: &mut Books,
    cx: &mut Context<'_>,
) -> Result<Moved, Refusal> {
    if books.ledger.closed.is_some() {
        return Err(Refusal::ObligationEnded);
    }
    match &envelope.command {
        Command::PostEntry { entry, amount, day, note, .. } => {
            post(books, cx, *entry, *amount, *day, note)
        }
        Command::ReversePosting { case, posting, reason } => {
            reverse(facts, books, cx, (*case, *posting), reason)
        }
        Command::SetInterest { ppm, from, .. } => set_interest(books, cx, *ppm, *from),
        Command::AccrueInterest { to, .. } => {
            past_day(*to, cx, "/to")?;
            let interest = books.ledger.interest.as_ref().ok_or(Refusal::InterestState)?;
            if *to <= interest.posted_to {
                return Err(Refusal::DayInvalid { pointer: "/to".to_owned() });
            }
            books.accrue(cx, *to);
            Ok(Moved::default())
        }
        Command::SuspendInterest { from, reason, .. } => suspend(books, *from, reason),
        Command::ResumeInterest { to, .. } => resume(books, *to),
        Command::RecordRate { rate, .. } => record_rate(books, cx, rate),
        Command::ProtectHold { hold, amount, ground, .. } => {
            protect(books, cx, *hold, *amount, ground)
        }
        Command::EndObligation { how, reason, .. } => end(facts, books, cx, *how, reason),
        _ => Err(Refusal::NotFound),
    }
}

/// Money that was paid at the counter, or by whomever: nothing refuses it. What
/// is above the debt, or comes after its end, goes back.
pub(in crate::decide) fn paid(
    books: &mut Books,
    cx: &mut Context<'_>,
    amount: Money,
    day: Day,
    note: &str,
) -> Result<Moved, Refusal> {
    post(books, cx, Entry::Payment, amount, day, note)
}

fn post(
    books: &mut Books,
    cx: &mut Context<'_>,
    entry: Entry,
    amount: Money,
    day: Day,
    note: &str,
) -> Result<Moved, Refusal> {
    let amount = dong(amount, "/amount")?;
    past_day(day, cx, "/day")?;
    check::text(note, "/note", LINE)?;
    // Interest so far is on the principal so far.
    books.accrue(cx, day);
    let why = Why { day, note, transfer: None };
    let invalid = || Refusal::BookInvalid { pointer: "/entry/book".to_owned() };
    let postings = match entry {
        Entry::Charge(book) if book.is_debt() => {
            books.postings(cx, vec![(book, Book::Title, amount)], &why)
        }
        Entry::Waive(book) if book.is_debt() => {
            let balance = books.ledger.balances.of(book);
            if amount > balance {
                return Err(Refusal::BookExceeded { pointer: "/amount".to_owned(), balance });
            }
            books.postings(cx, vec![(Book::Waived, book, amount)], &why)
        }
        Entry::Charge(_) | Entry::Waive(_) => return Err(invalid()),
        Entry::Payment => books.paying(cx, amount, &why),
    };
    let id = postings.first().map(|posting| posting.id.0);
    books.note(MoneyEvent::Posted { postings });
    Ok(Moved { id, ..Moved::default() })
}

/// Never edited: taken back by its opposite, once.
fn reverse(
    facts: &Facts,
    books: &mut Books,
    cx: &mut Context<'_>,
    key: (CaseId, PostingId),
    reason: &str,
) -> Result<Moved, Refusal> {
    let posting = facts.postings.get(&key).ok_or(Refusal::PostingState)?;
    let done = facts.reversed.contains(&key);
    let elsewhere = [posting.debit, posting.credit].iter().any(|book| book.is_elsewhere());
    // Half of what was accepted would stand, and the concession still read accepted.
    if posting.concession.is_some() {
        return Err(Refusal::PostingConceded);
    }
    if done || posting.reverses.is_some() || posting.transfer.is_some() || elsewhere {
        return Err(Refusal::PostingState);
    }
    check::text(reason, "/reason", LINE)?;
    let id = PostingId(cx.ids.next_id());
    let opposite = Posting {
        id,
        at: cx.now,
        debit: posting.credit,
        credit: posting.debit,
        note: reason.to_owned(),
        reverses: Some(posting.id),
        ..posting.clone()
    };
    let mut after = books.ledger.balances;
    after.post(&opposite);
    if let Some(balance) = below_nothing(&after, &[posting.debit, posting.credit]) {
        return Err(Refusal::BookExceeded { pointer: "/posting".to_owned(), balance });
    }
    books.note(MoneyEvent::Posted { postings: vec![opposite] });
    Ok(Moved { id: Some(id.0), ..Moved::default() })
}

/// A part of the debt that would be less than nothing, or money in suspense that
/// went back already: what it paid was taken from there.
fn below_nothing(after: &Balances, books: &[Book]) -> Option<i64> {
    let there = |book: &Book| match book {
        Book::Suspense => Some(after.suspense.saturating_neg()),
        book => book.is_debt().then(|| after.of(*book)),
    };
    books.iter().filter_map(there).find(|balance| *balance < 0)
}

fn set_interest(
    books: &mut Books,
    cx: &mut Context<'_>,
    ppm: Option<u32>,
    from: Day,
) -> Result<Moved, Refusal> {
    past_day(from, cx, "/from")?;
    if ppm.is_some_and(|ppm| !is_rate(ppm)) {
        return Err(Refusal::RateInvalid { pointer: "/ppm".to_owned() });
    }
    // What was offered to another agency bears the rate that it was offered with.
    let offered = |one: &Delegation| one.state == DelegationState::Offered;
    if books.ledger.delegations.iter().any(offered) {
        return Err(Refusal::CaseHasDelegations);
    }
    // The old rate runs up to that day.
    books.accrue(cx, from);
    let standing = books.ledger.interest.as_ref();
    if standing.is_some_and(|interest| interest.posted_to > from) {
        return Err(Refusal::DayInvalid { pointer: "/from".to_owned() });
    }
    let suspended = standing.map(|one| one.suspended.clone()).unwrap_or_default();
    let carried = standing.map_or(0, |one| one.carried);
    let interest = ppm.map(|ppm| Interest { ppm, posted_to: from, carried, suspended });
    books.note(MoneyEvent::InterestSet { interest });
    Ok(Moved::default())
}

/// Stops interest with a day, until it is resumed.
pub(in crate::decide) fn suspend(
    books: &mut Books,
    from: Day,
    reason: &str,
) -> Result<Moved, Refusal> {
    let interest = books.ledger.interest.as_ref().ok_or(Refusal::InterestState)?;
    if interest.is_suspended() {
        return Err(Refusal::InterestState);
    }
    let after_last = interest.suspended.iter().all(|one| one.to.is_some_and(|to| to < from));
    if from <= interest.posted_to || !after_last {
        return Err(Refusal::DayInvalid { pointer: "/from".to_owned() });
    }
    check::text(reason, "/reason", LINE)?;
    books.note(MoneyEvent::InterestSuspended { from, reason: reason.to_owned() });
    Ok(Moved::default())
}

/// The last day without interest.
pub(in crate::decide) fn resume(books: &mut Books, to: Day) -> Result<Moved, Refusal> {
    let interest = books.ledger.interest.as_ref().ok_or(Refusal::InterestState)?;
    let mut open = interest.suspended.iter().filter(|one| one.to.is_none());
    let from = open.next().map(|one| one.from).ok_or(Refusal::InterestState)?;
    // What is posted as free of interest stays so.
    if to < from || to < interest.posted_to {
        return Err(Refusal::DayInvalid { pointer: "/to".to_owned() });
    }
    books.note(MoneyEvent::InterestResumed { to });
    Ok(Moved::default())
}

fn record_rate(books: &mut Books, cx: &Context<'_>, rate: &Rate) -> Result<Moved, Refusal> {
    if rate.currency == Currency::VND {
        return Err(Refusal::CurrencyMismatch { pointer: "/currency".to_owned() });
    }
    if rate.per_million <= 0 {
        return Err(Refusal::RateInvalid { pointer: "/per_million".to_owned() });
    }
    sized(rate.per_million, "/per_million")?;
    past_day(rate.day, cx, "/day")?;
    check::text(&rate.source, "/source", LINE)?;
    books.note(MoneyEvent::RateRecorded { rate: rate.clone() });
    Ok(Moved::default())
}

fn protect(
    books: &mut Books,
    cx: &Context<'_>,
    id: HoldId,
    amount: Money,
    ground: &str,
) -> Result<Moved, Refusal> {
    let unknown = || Refusal::HoldUnknown { pointer: "/hold".to_owned() };
    let hold = books.ledger.hold(id).ok_or_else(unknown)?;
    if amount.currency() != hold.currency {
        return Err(Refusal::CurrencyMismatch { pointer: "/amount".to_owned() });
    }
    if amount.minor() < 0 || amount.minor() > hold.frozen {
        return Err(Refusal::AmountInvalid { pointer: "/amount".to_owned() });
    }
    if !cx.rules.law.has_exemption(ground) {
        return Err(Refusal::GroundUnknown { pointer: "/ground".to_owned() });
    }
    let minimum = ground == MINIMUM;
    // One debtor's minimum is in one account; another debtor has his own.
    let whose = |hold: &Hold| books.ledger.freeze(hold.freeze).map(|freeze| freeze.debtor);
    // Where nothing is held any more nothing is kept for him.
    let keeps = |one: &&Hold| one.minimum > 0 && (one.remaining() > 0 || one.all_unknown);
    let others = books.ledger.holds.iter().filter(|one| one.id != id).filter(keeps);
    let elsewhere = others.filter(|one| whose(one) == whose(hold)).count() > 0;
    if minimum && elsewhere {
        return Err(Refusal::MinimumElsewhere);
    }
    // It moves here: kept where nothing is held by now it would be kept twice if
    // the institution found something there after all.
    let moved = |one: &&Hold| minimum && one.id != id && whose(one) == whose(hold);
    let set = |one: &Hold| {
        let mut words = one.protections.iter();
        words.any(|word| word.ground == MINIMUM && !word.by_institution)
    };
    let left = books.ledger.holds.iter().filter(moved).filter(|one| set(one));
    let left: Vec<HoldId> = left.map(|one| one.id).collect();
    for hold in left {
        let (amount, ground) = (0, ground.to_owned());
        books.note(MoneyEvent::Protected { hold, amount, minimum, ground });
    }
    let (amount, ground) = (amount.minor(), ground.to_owned());
    books.note(MoneyEvent::Protected { hold: id, amount, minimum, ground });
    Ok(Moved { id: Some(id.0), ..Moved::default() })
}

/// The debt is paid: what stands is to be lifted, though nothing may be held there
/// by now; else an institution would go on freezing what comes in. What is held
/// is owed its lifting as an excess.
fn owe_lifting(books: &mut Books, cx: &mut Context<'_>) {
    let ledger = &books.ledger;
    let holds = |item| ledger.holds_of(item).any(|hold| hold.remaining() > 0);
    let standing = ledger.freezes.iter().filter(|freeze| freeze.is_standing());
    let mut empty: Vec<InstrumentId> =
        standing.filter(|freeze| !holds(freeze.item)).map(|freeze| freeze.instrument).collect();
    empty.sort_unstable();
    empty.dedup();
    for about in empty {
        let (kind, event, start) = (DutyKind::Lift, law::Event::GroundArisen, cx.now);
        books.owe(cx, &Owed { kind, about: Some(about), event, start, amount: 0 });
    }
}

/// What another agency enforces of it ends with it, in the same commit (I-12).
fn elsewhere(
    facts: &Facts,
    books: &Books,
    cx: &mut Context<'_>,
    how: ObligationEnd,
    reason: &str,
) -> Result<Moved, Refusal> {
    let mut moved = Moved::default();
    let open = books.ledger.delegations.iter().filter(|one| one.state.is_open());
    let cases: Vec<CaseId> = open.filter_map(|one| one.case).collect();
    for case in cases {
        let Some(mut theirs) = Books::standing(facts, cx, case) else { continue };
        if theirs.ledger.closed.is_none() {
            let ended = end(facts, &mut theirs, cx, how, reason)?;
            moved.others.extend(theirs.into_events().chain(ended.others));
        }
    }
    Ok(moved)
}

/// Nothing new after this commit; what is in flight is taken back, and what
/// was caught all the same is released (I-12).
fn end(
    facts: &Facts,
    books: &mut Books,
    cx: &mut Context<'_>,
    how: ObligationEnd,
    reason: &str,
) -> Result<Moved, Refusal> {
    // Paid is who paid the interest of today too.
    books.accrue(cx, Zone::HANOI.day_of(cx.now));
    let cap = books.ledger.cap();
    // What has to go back is owed again once it is back.
    let owed = cap.outstanding.saturating_add(books.ledger.owed_again());
    if how == ObligationEnd::Paid && owed > 0 {
        let pointer = "/how".to_owned();
        return Err(Refusal::BookExceeded { pointer, balance: owed });
    }
    // What another agency may still recover is not paid yet.
    if how == ObligationEnd::Paid && books.ledger.has_delegated() {
        return Err(Refusal::CaseHasDelegations);
    }
    check::text(reason, "/reason", TEXT)?;
    delegation::take_back(books, cx, reason);
    let mut moved = elsewhere(facts, books, cx, how, reason)?;
    books.note(MoneyEvent::ObligationEnded { how, reason: reason.to_owned() });
    // Paid: what stands is lifted by the officer's decision. Terminated or
    // annulled: the order lapses by itself (Law 106/2025 art. 95(1)).
    let lapses = |standing: bool| how != ObligationEnd::Paid || !standing;
    let freezes = books.ledger.freezes.iter();
    let ended: Vec<ItemId> = freezes
        .filter(|freeze| freeze.may_stand() && lapses(freeze.is_standing()))
        .map(|freeze| freeze.item)
        .collect();
    if !ended.is_empty() {
        books.note(MoneyEvent::FreezesEnded { items: ended, why: FreezeEnd::Terminated });
    }
    owe_lifting(books, cx);
    // Incomes are not frozen: nothing more is taken, however it ended.
    super::income::end(books, IncomeEnd::Terminated, |_| true);
    let open = facts.open_orders.get(&books.ledger.case).into_iter().flatten();
    for demand in open.filter_map(|id| facts.demands.get(*id)) {
        let asks_more = |item: &crate::demand::Item| {
            item.request.kind() != crate::instrument::InstrumentKind::Release
        };
        let events = take_back(cx, demand, reason, asks_more);
        super::answered::effects(books, cx, demand, &events);
        let root = Root::Demand(demand.id);
        moved.others.extend(events.into_iter().map(|event| (root, event)));
    }
    Ok(moved)
}
