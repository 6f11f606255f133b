//! What institutions report, as events of the case's money. Reports are facts:
//! they count even where they should not have happened.

use super::books::{Books, Owed};
use super::income;
use crate::answer::{AccountKind, Answer, Outcome};
use crate::context::Context;
use crate::demand::Demand;
use crate::event::Event;
use crate::execution::{CapturedAccount, Care, FrozenAccount, ReleasedAccount};
use crate::id::{DutyId, HoldId, InstrumentId, ItemId, TransferId};
use crate::law;
use crate::ledger::{
    Duty, DutyKind, FreezeEnd, Hold, IncomeEnd, Ledger, Lift, MoneyEvent, Transfer, TransferState,
};
use crate::money::Money;
use crate::order::OrderRequest;
use crate::refusal::Refusal;
use crate::time::Instant;

/// Takes into the books what events of a demand of an order come to.
pub(crate) fn effects(books: &mut Books, cx: &mut Context<'_>, demand: &Demand, events: &[Event]) {
    for event in events {
        match event {
            Event::Answered { answers, .. } => {
                for answer in answers {
                    answered(books, cx, demand, answer);
                }
            }
            Event::Corrected { answer } => {
                answered(books, cx, demand, answer);
                no_longer_named(books, answer);
            }
            // The letter is there: from here on months are owed.
            Event::ReceiptRecorded { items, evidenced_at, .. } if items.is_empty() => {
                for item in &demand.items {
                    income::runs(books, item.id, *evidenced_at, false);
                }
            }
            Event::ItemsWithdrawn { items, .. } => {
                let asked = items.iter().filter_map(|id| demand.item(*id));
                for (id, order) in asked.filter_map(|one| Some((one.id, one.request.order()?))) {
                    taken_back(books, cx, id, order);
                }
            }
            _ => {}
        }
    }
}

fn answered(books: &mut Books, cx: &mut Context<'_>, demand: &Demand, answer: &Answer) {
    let Some(order) = demand.item(answer.item).and_then(|item| item.request.order()) else {
        return;
    };
    match (order, &answer.body) {
        (OrderRequest::Freeze { .. }, Outcome::Frozen { accounts }) => {
            let stands = Stands::by(demand, answer.item, answer.arrived_at);
            frozen(books, cx, stands, accounts);
        }
        (OrderRequest::Freeze { .. }, Outcome::None { .. }) => {
            nothing_frozen(books, answer.item, FreezeEnd::NoAccount);
        }
        (OrderRequest::Freeze { .. }, _) => {
            nothing_frozen(books, answer.item, FreezeEnd::NotPossible);
        }
        (OrderRequest::Deduct { transfer, .. }, Outcome::Paid { paid, reference, value_day }) => {
            let (transfer, paid) = (*transfer, paid.minor());
            let from_hold = from_hold(&books.ledger, transfer, paid);
            let (reference, value_day) = (reference.clone(), *value_day);
            books.note(MoneyEvent::Paid { transfer, paid, from_hold, reference, value_day });
        }
        (OrderRequest::Deduct { transfer, .. }, _) => {
            books.note(MoneyEvent::NotPaid { transfer: *transfer });
        }
        (OrderRequest::Release { freeze, .. }, Outcome::Released { accounts }) => {
            released(books, answer.item, *freeze, accounts);
        }
        (OrderRequest::Release { .. }, _) => not_lifted(books, cx, answer.item),
        (OrderRequest::Amend { freeze, target, accounts }, Outcome::Amended) => {
            let (freeze, target, accounts) = (*freeze, target.minor(), accounts.clone());
            books.note(MoneyEvent::Retargeted { freeze, target, accounts });
        }
        (OrderRequest::Amend { freeze, .. }, _) => not_retargeted(books, *freeze),
        (OrderRequest::IncomeDeduction { .. }, Outcome::IncomeAccepted { .. }) => {
            income::runs(books, answer.item, answer.arrived_at, true);
        }
        (OrderRequest::IncomeDeduction { .. }, _) => {
            income::end(books, IncomeEnd::NotPossible, |one| one.item == answer.item);
        }
    }
}

/// A freeze that stands by a report.
pub(crate) struct Stands {
    item: ItemId,
    at: Instant,
    received: Instant,
}

impl Stands {
    /// By a report that arrived now. Its rank is the order's receipt (I-13); who
    /// reports has received the order by then.
    pub(crate) fn by(demand: &Demand, item: ItemId, at: Instant) -> Self {
        let receipt = demand.receipt.as_ref();
        Self { item, at, received: receipt.map_or(at, |receipt| receipt.evidenced_at) }
    }
}

/// Its holds as the institution states them now, by account: a first report, a
/// correction and a report after a dispute all say what is frozen there.
fn frozen(
    books: &mut Books,
    cx: &mut Context<'_>,
    Stands { item, at, received }: Stands,
    accounts: &[FrozenAccount],
) {
    let Some(freeze) = books.ledger.freeze(item).cloned() else {
        return;
    };
    let holds: Vec<Hold> = accounts
        .iter()
        .map(|account| {
            let known = books.ledger.holds_of(item).find(|hold| hold.account == account.number);
            let known = known.cloned();
            let mut hold = known.unwrap_or_else(|| Hold {
                institution: freeze.institution,
                ..new_hold(HoldId(cx.ids.next_id()), item, account, at)
            });
            hold.kind = account.kind;
            // What came later it reports by itself.
            let later = freeze.caught_on(hold.id);
            hold.restate(account.frozen.minor().saturating_add(later));
            hold.all_unknown = account.all_unknown;
            hold.joint = !account.joint_holders.is_empty();
            hold.beyond_order = !freeze.is_about(&account.number);
            hold.care = account.care();
            // What the officer protects stays, whatever the institution says.
            if let Some(amount) = account.protected {
                let ground = account.protected_by.as_deref().unwrap_or_default();
                hold.protect_as_stated(ground, amount.minor());
            }
            hold.ranks_before = account.ranks_before;
            hold.at_receipt = account.at_receipt.map(Money::minor);
            hold.at_freeze = account.at_freeze.map(Money::minor);
            hold.left_between = left_between(account);
            hold
        })
        .collect();
    stands(books, cx, Stands { item, at, received }, holds);
    gave(books, item);
    owe_lifting(books, cx, item);
}

/// It stands, with these holds; somebody looks at it again some day, and says when
/// the grounds for coercion are complete.
fn stands(
    books: &mut Books,
    cx: &mut Context<'_>,
    Stands { item, at, received }: Stands,
    holds: Vec<Hold>,
) {
    let about = books.ledger.freeze(item).map(|freeze| freeze.instrument);
    books.note(MoneyEvent::FreezeStands { item, at, holds, received: Some(received) });
    let Some(instrument) = about else {
        return;
    };
    // Sunset: somebody looks at it again some day.
    let review =
        Owed { kind: DutyKind::Review, about, event: law::Event::Executed, start: at, amount: 0 };
    // It may stand by this very report, though it was said that nothing is there.
    if books.ledger.freeze(item).is_some_and(crate::ledger::Freeze::is_live) {
        books.owe(cx, &review);
        if !books.ledger.grounds_are_stated(instrument) {
            books.owe(cx, &Owed { kind: DutyKind::StateGrounds, ..review });
        }
    }
}

/// What left an account between receipt and freeze: as stated, or as the two
/// balances show where they show more.
fn left_between(account: &FrozenAccount) -> Option<i64> {
    let balances = account.at_receipt.zip(account.at_freeze);
    let shown = balances.map(|(before, then)| before.minor().saturating_sub(then.minor()).max(0));
    account.left_between.map(Money::minor).max(shown)
}

fn new_hold(id: HoldId, freeze: ItemId, account: &FrozenAccount, at: Instant) -> Hold {
    Hold {
        id,
        freeze,
        institution: crate::id::InstitutionId(uuid::Uuid::nil()),
        account: account.number.clone(),
        kind: account.kind,
        currency: account.frozen.currency(),
        all_unknown: false,
        joint: false,
        beyond_order: false,
        freed_ahead: 0,
        care: Care::default(),
        protected: 0,
        minimum: 0,
        protections: Vec::new(),
        ranks_before: 0,
        frozen: 0,
        deducted: 0,
        released: 0,
        reserved: 0,
        lifting: 0,
        at_receipt: None,
        at_freeze: None,
        left_between: None,
        opened_at: at,
    }
}

/// A correction says what is frozen there: an account it names no more was never
/// frozen, as far as nothing was taken, freed or ordered of it, or caught later,
/// which it does not speak of.
fn no_longer_named(books: &mut Books, answer: &Answer) {
    let Outcome::Frozen { accounts } = &answer.body else {
        return;
    };
    let Some(freeze) = books.ledger.freeze(answer.item).cloned() else {
        return;
    };
    let named = |hold: &Hold| accounts.iter().any(|account| account.number == hold.account);
    let gone = books.ledger.holds_of(answer.item).filter(|hold| !named(hold));
    let holds: Vec<Hold> = gone
        .map(|hold| {
            let bound = hold.reserved.saturating_add(hold.lifting).min(hold.remaining());
            let done = hold.deducted.saturating_add(hold.released).saturating_add(bound);
            let frozen = done.max(freeze.caught_on(hold.id));
            Hold { frozen, all_unknown: false, ..hold.clone() }
        })
        .collect();
    if !holds.is_empty() {
        let (item, at) = (answer.item, answer.arrived_at);
        books.note(MoneyEvent::FreezeStands { item, at, holds, received: None });
    }
}

/// A release that is not carried out: the freeze stands as it stood, and who owed
/// the lifting owes it still, from the day he owed it.
fn not_lifted(books: &mut Books, cx: &mut Context<'_>, item: ItemId) {
    books.note(MoneyEvent::NotLifted { item });
    let Some(lift) = books.ledger.lift(item).cloned() else {
        return;
    };
    if let Some(duty) = lift.met {
        books.owe_again(cx, duty);
    }
    if let Some(duty) = lift.met_excess.filter(|_| books.ledger.cap().excess > 0) {
        books.owe_again(cx, duty);
    }
    let whole = books.ledger.freeze(lift.freeze).filter(|_| lift.hold.is_none());
    if let Some(about) = whole.map(|freeze| freeze.instrument) {
        not_coerced(books, cx, about);
    }
}

/// A deduction or whole release that came to nothing was no coercion.
fn not_coerced(books: &mut Books, cx: &mut Context<'_>, about: InstrumentId) {
    let ledger = &books.ledger;
    let pending = |lift: &Lift| {
        let freeze = ledger.freeze(lift.freeze).filter(|one| one.instrument == about);
        freeze.is_some() && lift.hold.is_none() && !lift.failed
    };
    if ledger.is_deducted_from(about) || ledger.lifts.iter().any(pending) {
        return;
    }
    // What somebody proved to be done otherwise was not done by this act.
    let by_act = |duty: &&Duty| duty.about == Some(about) && duty.proof.is_none();
    let met = |kind| {
        let of_kind = move |duty: &&Duty| duty.kind == kind;
        ledger.duties.iter().rev().filter(of_kind).find(by_act).map(|duty| duty.id)
    };
    let met: Vec<DutyId> =
        [DutyKind::Coerce, DutyKind::StateGrounds].into_iter().filter_map(met).collect();
    for duty in met {
        books.owe_again(cx, duty);
    }
}

/// Nothing is there. What was caught before stays caught.
fn nothing_frozen(books: &mut Books, item: ItemId, why: FreezeEnd) {
    let holds_money = books.ledger.holds_of(item).any(|hold| hold.remaining() > 0);
    let live = books.ledger.freeze(item).is_some_and(crate::ledger::Freeze::is_live);
    if live && !holds_money {
        books.note(MoneyEvent::FreezesEnded { items: vec![item], why });
    }
}

/// How much of a payment its hold gave: the rest was never there, and a payment
/// without a freeze takes nothing from any.
fn from_hold(ledger: &Ledger, transfer: TransferId, paid: i64) -> i64 {
    let Some(transfer) = ledger.transfer(transfer) else {
        return 0;
    };
    let there = ledger.hold_of(transfer).map_or(0, Hold::remaining);
    // What arrived before this report, or was reported otherwise, is in it.
    paid.min(there.saturating_add(transfer.taken))
}

/// Payments that overtook the report of what they took: what is reported now was
/// theirs, up to what was ordered. A payment is known by its report or, whatever
/// the institution says of it, by the money that arrived: of that no more than was
/// freed, since what is caught later is not what was paid.
pub(super) fn gave(books: &mut Books, freeze: ItemId) {
    let ledger = &books.ledger;
    let of_it = |one: &Transfer| one.hold.is_some_and(|id| is_of(ledger, id, freeze));
    let short = |one: &&Transfer| one.taken < due_of_hold(ledger, one) && of_it(one);
    let short: Vec<TransferId> = ledger.transfers.iter().filter(short).map(|one| one.id).collect();
    for transfer in short {
        let Some(one) = books.ledger.transfer(transfer) else { continue };
        let there = books.ledger.hold_of(one).map_or(0, Hold::remaining);
        let more = due_of_hold(&books.ledger, one).saturating_sub(one.taken).min(there);
        if more > 0 {
            let from_hold = one.taken.saturating_add(more);
            books.note(MoneyEvent::HoldGave { transfer, from_hold });
        }
    }
}

/// How much of a payment its hold has to give.
fn due_of_hold(ledger: &Ledger, one: &Transfer) -> i64 {
    if one.is_reported() {
        return one.paid.min(one.ordered);
    }
    let freed = ledger.hold_of(one).map_or(0, |hold| hold.released);
    let arrived = one.paid.saturating_sub(one.returned).min(one.ordered);
    arrived.min(one.taken.saturating_add(freed))
}

fn is_of(ledger: &Ledger, hold: HoldId, freeze: ItemId) -> bool {
    ledger.hold(hold).is_some_and(|hold| hold.freeze == freeze)
}

/// What an institution freed. Of what is released whole, an account it does not
/// name holds nothing any more, whatever was reported before: messages overtake
/// each other, and the end is "not frozen" in every order (I-11).
fn released(books: &mut Books, item: ItemId, freeze: ItemId, accounts: &[ReleasedAccount]) {
    let Some(lift) = books.ledger.lift(item) else {
        return;
    };
    let waits =
        |hold: HoldId| lift.lifting.iter().find(|(id, _)| *id == hold).map_or(0, |one| one.1);
    let told = |hold: &Hold| {
        let named = accounts.iter().find(|account| account.number == hold.account);
        named.map(|account| account.amount.minor())
    };
    let asked = |hold: &Hold| lift.hold.is_none_or(|id| id == hold.id);
    let freed: Vec<(HoldId, i64)> = books
        .ledger
        .holds_of(freeze)
        .filter(|hold| told(hold).is_some() || asked(hold))
        .map(|hold| {
            // A hold not named: what this release waited for is gone. What is freed
            // is free, though another order waits for it: that one finds less.
            (hold.id, told(hold).unwrap_or_else(|| waits(hold.id)).min(hold.remaining()))
        })
        .filter(|(_, amount)| *amount > 0)
        .collect();
    let standing = books.ledger.freeze(freeze).map_or(0, |freeze| freeze.target);
    // No room stays where a part was freed: later credits are the debtor's. An
    // account that no order names gave none.
    let ordered = |id: &HoldId| books.ledger.hold(*id).is_some_and(|hold| !hold.beyond_order);
    let parts = freed.iter().any(|(id, _)| ordered(id));
    let target = if parts { books.ledger.kept_less(freeze, &freed) } else { standing };
    let ahead = ahead(books, item, &freed, &told);
    books.note(MoneyEvent::Lifted { item, freed, ahead, target });
    income::end(books, IncomeEnd::Released, |one| one.item == freeze);
}

/// What was freed and is not reported as frozen yet: what a release of one hold
/// freed beyond what is known to be there; less what was taken for freed because
/// its account was not named. Of a whole freeze whatever comes is released again.
fn ahead(
    books: &Books,
    item: ItemId,
    freed: &[(HoldId, i64)],
    told: &dyn Fn(&Hold) -> Option<i64>,
) -> Vec<(HoldId, i64)> {
    let Some(lift) = books.ledger.lift(item) else {
        return Vec::new();
    };
    let known = |hold: &Hold| freed.iter().find(|(id, _)| *id == hold.id).map_or(0, |one| one.1);
    let ahead = books.ledger.holds_of(lift.freeze).filter_map(|hold| {
        let amount = match told(hold) {
            Some(told) if lift.hold == Some(hold.id) => told.saturating_sub(known(hold)).max(0),
            Some(_) => 0,
            None => known(hold).saturating_neg(),
        };
        (amount != 0).then_some((hold.id, amount))
    });
    ahead.collect()
}

fn not_retargeted(books: &mut Books, freeze: ItemId) {
    if let Some(target) = books.ledger.freeze(freeze).map(|freeze| freeze.target) {
        books.note(MoneyEvent::Retargeted { freeze, target, accounts: None });
    }
}

/// An order that is no longer asked waits for nothing any more.
fn taken_back(books: &mut Books, cx: &mut Context<'_>, item: ItemId, order: &OrderRequest) {
    match order {
        // What stands is lifted by a release, not by no longer asking about it.
        OrderRequest::Freeze { .. } => {
            let standing = |one: &crate::ledger::Freeze| one.standing_since.is_some();
            if !books.ledger.freeze(item).is_some_and(standing) {
                nothing_frozen(books, item, FreezeEnd::Withdrawn);
            }
        }
        OrderRequest::Deduct { transfer, .. } => {
            let waits = |one: &Transfer| one.state == TransferState::Reserved;
            if books.ledger.transfer(*transfer).is_some_and(waits) {
                books.note(MoneyEvent::NotPaid { transfer: *transfer });
                let hold = books.ledger.transfer(*transfer).and_then(|one| one.hold);
                let freeze = hold.and_then(|id| Some(books.ledger.hold(id)?.freeze));
                let freeze = freeze.and_then(|id| books.ledger.freeze(id));
                if let Some(about) = freeze.map(|freeze| freeze.instrument) {
                    not_coerced(books, cx, about);
                }
            }
        }
        OrderRequest::Release { .. } => {
            if books.ledger.lift(item).is_some_and(|lift| !lift.done) {
                not_lifted(books, cx, item);
            }
        }
        OrderRequest::Amend { freeze, .. } => not_retargeted(books, *freeze),
        OrderRequest::IncomeDeduction { .. } => {
            income::end(books, IncomeEnd::Withdrawn, |one| one.item == item);
        }
    }
}

/// Money that a standing freeze caught later: recognised by the institution's
/// own reference (I-6).
pub(crate) fn captured(
    books: &mut Books,
    cx: &mut Context<'_>,
    Stands { item, at, received }: Stands,
    reference: &str,
    accounts: &[CapturedAccount],
    out_of_turn: bool,
) -> Result<bool, Refusal> {
    let state = || Refusal::ItemState { pointer: "/item".to_owned() };
    let freeze = books.ledger.freeze(item).ok_or_else(state)?.clone();
    let amounts = |hold: HoldId| books.ledger.hold(hold).map(|hold| hold.account.clone());
    if let Some(known) = freeze.captures.iter().find(|one| one.reference == reference) {
        let same = known.caught.len() == accounts.len()
            && known.caught.iter().zip(accounts).all(|((hold, minor), told)| {
                *minor == told.amount.minor() && amounts(*hold).as_ref() == Some(&told.number)
            });
        return if same { Ok(false) } else { Err(Refusal::CaptureConflicts) };
    }
    let mut holds = Vec::with_capacity(accounts.len());
    let mut caught = Vec::with_capacity(accounts.len());
    for (index, account) in accounts.iter().enumerate() {
        let known = books.ledger.holds_of(item).find(|hold| hold.account == account.number);
        let mut hold = match known.cloned() {
            Some(hold) if hold.currency == account.amount.currency() => hold,
            Some(_) => {
                let pointer = format!("/accounts/{index}/amount");
                return Err(Refusal::CurrencyMismatch { pointer });
            }
            None => Hold {
                institution: freeze.institution,
                beyond_order: !freeze.is_about(&account.number),
                ..new_hold(HoldId(cx.ids.next_id()), item, &newly(account), at)
            },
        };
        hold.catch(account.amount.minor());
        caught.push((hold.id, account.amount.minor()));
        holds.push(hold);
    }
    if freeze.standing_since.is_none() || freeze.found_nothing() {
        // It overtook the answer: what has caught money stands.
        stands(books, cx, Stands { item, at, received }, Vec::new());
    }
    let (reference, report) = (reference.to_owned(), None);
    books.note(MoneyEvent::Captured { item, reference, holds, caught, report, out_of_turn });
    gave(books, item);
    owe_lifting(books, cx, item);
    Ok(true)
}

/// What no order names is to be free again: a ground for lifting from when it is
/// known. That art. 95(2) means this too is our reading.
fn owe_lifting(books: &mut Books, cx: &mut Context<'_>, item: ItemId) {
    let beyond = books.ledger.holds_of(item).any(|one| one.beyond_order && one.remaining() > 0);
    let freeze = books.ledger.freeze(item).filter(|freeze| freeze.is_live() && beyond);
    if let Some(about) = freeze.map(|freeze| freeze.instrument) {
        let (kind, event) = (DutyKind::Lift, law::Event::GroundArisen);
        books.owe(cx, &Owed { kind, about: Some(about), event, start: cx.now, amount: 0 });
    }
}

fn newly(account: &CapturedAccount) -> FrozenAccount {
    FrozenAccount::plain(account.number.clone(), AccountKind::Other, account.amount)
}
