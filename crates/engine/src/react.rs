//! What the service itself does after a command touched the money of a case,
//! in the same transaction. It looks at how things stand, not at what happened,
//! so that no order of messages is forgotten:
//!
//! * money caught by a freeze that has ended is released at once, and so is a
//!   freeze that fell while it stood (I-11, I-12),
//! * an excess over the debt is stated, and its lifting is owed (I-7),
//! * what came in beyond the debt is owed back,
//! * months of an income are owed one after the other, one that has collected
//!   enough is stated, and who deducts what is no longer ordered is told to stop,
//! * the debtor is to be told of a freeze from when it is confirmed.

mod income;

use crate::case::{CaseState, Gate};
use crate::command::Envelope;
use crate::context::Context;
use crate::decide::clock;
use crate::decide::instrument::{Drafted, Outgoing, addressee, drafted, served};
use crate::decide::money::books::{Books, Owed};
use crate::decide::money::income::end as end_incomes;
use crate::event::{Event, NewItem, Root};
use crate::facts::Facts;
use crate::id::{CaseId, DemandId, InstitutionId, InstrumentId, ItemId, ObjectionId, PartyId};
use crate::inforce::Asked;
use crate::instrument::{Content, InstrumentKind, Request, RequesterKind};
use crate::law;
use crate::ledger::{
    Duty, DutyKind, Freeze, FreezeEnd, IncomeEnd, Ledger, Lift, MoneyEvent, Objection,
    ObjectionState,
};
use crate::order::{Order, OrderContent, OrderRequest, ReleaseLine};
use crate::time::Instant;

/// What the service adds to a command that touched the money of a case.
pub(crate) fn react(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    case: CaseId,
) -> Vec<(Root, Event)> {
    let (Some(mut books), Some(gate)) = (Books::standing(facts, cx, case), facts.gates.get(&case))
    else {
        return Vec::new();
    };
    if gate.state == CaseState::Closed {
        end_all(&mut books);
    }
    let mut events = releases(cx, &mut books, gate, envelope);
    income::limits(cx, &mut books);
    state_excess(cx, &mut books);
    owe_refund(cx, &mut books);
    owe_returns(cx, &mut books);
    owe_notices(cx, &mut books);
    drop_orphans(&mut books);
    events.extend(books.into_events());
    events
}

/// Nothing is enforced in a closed case: what a late report made stand ends, and is
/// released.
fn end_all(books: &mut Books) {
    let live = books.ledger.freezes.iter().filter(|freeze| freeze.is_live());
    let items: Vec<ItemId> = live.map(|freeze| freeze.item).collect();
    if !items.is_empty() {
        books.note(MoneyEvent::FreezesEnded { items, why: FreezeEnd::Terminated });
    }
    end_incomes(books, IncomeEnd::Terminated, |_| true);
}

/// One release for each debtor and reason: an instrument of the service, with
/// a demand to each institution that holds what it should not.
fn releases(
    cx: &mut Context<'_>,
    books: &mut Books,
    gate: &Gate,
    envelope: &Envelope,
) -> Vec<(Root, Event)> {
    let mut events = Vec::new();
    while let Some((debtor, why)) = next_to_release(cx, &books.ledger) {
        let same = |freeze: &&Freeze| {
            let ended = freeze.ended.is_some_and(|ended| ended.why == why);
            freeze.debtor == debtor && ended && can_be_released(cx, &books.ledger, freeze)
        };
        let freezes: Vec<Freeze> = books.ledger.freezes.iter().filter(same).cloned().collect();
        let places: Places = freezes
            .iter()
            .map(|one| (one.item, cx.rules.directory.heir(one.institution)))
            .collect();
        match release(cx, books, gate, envelope, debtor, ground(why), &places) {
            Some(more) => events.extend(more),
            None => break,
        }
    }
    while let Some((debtor, why, places)) = income::untold(cx, &books.ledger) {
        match release(cx, books, gate, envelope, debtor, income::ground(why), &places) {
            Some(more) => events.extend(more),
            None => break,
        }
    }
    events
}

/// What is released, and where.
type Places = Vec<(ItemId, InstitutionId)>;

/// An institution that is addressed no more and has no heir cannot be told here; its
/// holds stay in what is held.
fn can_be_released(cx: &Context<'_>, ledger: &Ledger, freeze: &Freeze) -> bool {
    cx.rules.directory.addressable_today(freeze.institution).is_some()
        && !is_told_enough(ledger, freeze.item)
        && (ledger.holds_of(freeze.item).any(|hold| hold.free() > 0) || is_untold(ledger, freeze))
}

/// A freeze that fell while it stood, or holds what nobody knows, is lifted
/// though nothing is in the sums: else the institution would go on freezing.
fn is_untold(ledger: &Ledger, freeze: &Freeze) -> bool {
    let mut wholes = ledger.lifts.iter().filter(|one| one.freeze == freeze.item);
    if is_told_enough(ledger, freeze.item) {
        return false;
    }
    let fell = |why| matches!(why, FreezeEnd::Lapsed | FreezeEnd::Terminated);
    if ledger.holds_of(freeze.item).any(|hold| hold.all_unknown) {
        return wholes.all(|lift| lift.hold.is_some() || lift.done);
    }
    freeze.standing_since.is_some()
        && freeze.ended.is_some_and(|ended| fell(ended.why))
        && wholes.all(|lift| lift.hold.is_some() || lift.failed)
}

/// How often the service asks again after a refusal: a program that refuses by
/// itself would be asked for ever.
const ASKED: usize = 3;

/// Whether the institution refused so often that a person must speak to it.
fn is_told_enough(ledger: &Ledger, freeze: ItemId) -> bool {
    ledger.lifts.iter().filter(|one| one.freeze == freeze && one.failed).count() >= ASKED
}

fn next_to_release(cx: &Context<'_>, ledger: &Ledger) -> Option<(PartyId, FreezeEnd)> {
    let ended = |freeze: &Freeze| {
        let why = freeze.ended?.why;
        (why.is_released_by_service() && can_be_released(cx, ledger, freeze))
            .then_some((freeze.debtor, why))
    };
    ledger.freezes.iter().find_map(ended)
}

/// The ground of a release by the service: the closed list.
const fn ground(why: FreezeEnd) -> &'static str {
    match why {
        FreezeEnd::Lapsed => "lapsed",
        FreezeEnd::Terminated => "terminated",
        FreezeEnd::NoAccount
        | FreezeEnd::NotPossible
        | FreezeEnd::Withdrawn
        | FreezeEnd::Overtaken
        | FreezeEnd::Released => "overtaken",
    }
}

fn release(
    cx: &mut Context<'_>,
    books: &mut Books,
    gate: &Gate,
    envelope: &Envelope,
    debtor: PartyId,
    ground: &str,
    wanted: &[(ItemId, InstitutionId)],
) -> Option<Vec<(Root, Event)>> {
    let line =
        |(freeze, _): &(ItemId, _)| ReleaseLine { freeze: *freeze, hold: None, amount: None };
    let content = Content::Order(OrderContent {
        debtor,
        decision: None,
        legal_basis: cx.rules.law.grounds().lift.get(ground)?.article_at(cx.now).to_owned(),
        sealed_to: Vec::new(),
        order: Order::Release {
            ground: ground.to_owned(),
            arose_at: cx.now,
            lines: wanted.iter().map(line).collect(),
        },
    });
    let (id, reference, event): Drafted = drafted(cx, gate, content.clone()).ok()?;
    let mut places: Vec<(InstitutionId, Vec<Request>)> = Vec::new();
    for (item, institution) in wanted {
        let request = Request::Order(OrderRequest::Release {
            freeze: *item,
            hold: None,
            account: None,
            amount: None,
            ground: ground.to_owned(),
            income: books.ledger.income(*item).is_some(),
        });
        match places.iter_mut().find(|(at, _)| at == institution) {
            Some((_, requests)) => requests.push(request),
            None => places.push((*institution, vec![request])),
        }
    }
    let institutions = u32::try_from(places.len()).unwrap_or(u32::MAX);
    let root = Root::Instrument(id);
    let mut events =
        vec![(root, event), (root, Event::InstrumentIssued { institutions, reused: Vec::new() })];
    let received_at = envelope.arrived;
    // Nobody signs what the service releases.
    let (papers, readers) = (&[][..], &[][..]);
    let out = Outgoing { instrument: id, gate, content: &content, received_at, papers, readers };
    let mut lifts = Vec::new();
    for (institution, requests) in places {
        let to = addressee(cx, (institution, received_at), reference, String::new).ok()?;
        let between = clock::Between::of(cx, gate.agency, Some(institution));
        let asked = Asked::Order(InstrumentKind::Release);
        let limits =
            cx.rules.law.limits(&between.about(asked, false, RequesterKind::Officer), received_at);
        let limits = vec![limits; requests.len()];
        let demand = DemandId(cx.ids.next_id());
        let served = served(cx, &out, &requests, &limits, &to);
        lifts.extend(served.items.iter().filter_map(|item| lift(&books.ledger, item)));
        events.push((Root::Demand(demand), Event::DemandServed(Box::new(served))));
    }
    books.note(MoneyEvent::Lifting { lifts });
    Some(events)
}

/// What a release of the service lifts, item by item.
fn lift(ledger: &Ledger, item: &NewItem) -> Option<Lift> {
    let Some(OrderRequest::Release { freeze, ground, .. }) = item.request.order().cloned() else {
        return None;
    };
    let lifting = crate::decide::lifting(ledger, freeze, None, None);
    let (item, done, failed) = (item.id, false, false);
    let (hold, met, met_excess) = (None, None, None);
    Some(Lift { item, freeze, hold, lifting, ground, done, failed, met, met_excess })
}

/// Stated at once, never hidden: on the case, with a limit for lifting it. That
/// an excess is a ground for lifting under art. 95(2) is our reading.
fn state_excess(cx: &mut Context<'_>, books: &mut Books) {
    let excess = books.ledger.cap().excess;
    if excess == books.ledger.excess {
        return;
    }
    books.note(MoneyEvent::ExcessStated { excess });
    if excess > 0 {
        let (kind, event, start) = (DutyKind::Lift, law::Event::GroundArisen, cx.now);
        books.owe(cx, &Owed { kind, about: None, event, start, amount: excess });
    } else {
        books.meet(DutyKind::Lift, None, cx.now, None);
    }
}

fn owe_refund(cx: &mut Context<'_>, books: &mut Books) {
    let amount = books.ledger.refundable();
    if amount > 0 {
        let (kind, event, start) = (DutyKind::Refund, law::Event::GroundArisen, cx.now);
        books.owe(cx, &Owed { kind, about: None, event, start, amount });
    } else {
        books.owe_no_more(DutyKind::Refund, None);
    }
}

/// What was taken though an objection to it was right goes back, on the officer's
/// limit; once for each objection.
fn owe_returns(cx: &mut Context<'_>, books: &mut Books) {
    let ledger = &books.ledger;
    let known = |id| {
        let duties = ledger.duties.iter();
        duties
            .filter(|duty| duty.kind == DutyKind::ReturnTaken)
            .any(|duty| duty.objection == Some(id))
    };
    let right = |one: &&Objection| one.state == ObjectionState::Upheld && !known(one.id);
    let objections = ledger.objections.iter().filter(right);
    let taken: Vec<(ObjectionId, i64)> = objections
        .map(|one| (one.id, ledger.taken_wrongly(one)))
        .filter(|(_, amount)| *amount > 0)
        .collect();
    for (objection, amount) in taken {
        let (kind, event, start) = (DutyKind::ReturnTaken, law::Event::GroundArisen, cx.now);
        let owed = Owed { kind, about: None, event, start, amount };
        books.owe_for(cx, &owed, objection);
    }
}

/// Withheld until the last institution has answered, or telling could let assets
/// escape; owed from then, once (Law 106/2025 art. 35(1)).
fn owe_notices(cx: &mut Context<'_>, books: &mut Books) {
    let ledger = &books.ledger;
    let known = |id: InstrumentId| {
        let owed = |duty: &Duty| duty.kind == DutyKind::DebtorNotice && duty.about == Some(id);
        ledger.duties.iter().any(owed) || ledger.notice_of(id).is_some()
    };
    let holding = ledger.freezes.iter().filter(|freeze| ledger.may_hold(freeze));
    let mut owed: Vec<(InstrumentId, Instant)> = Vec::new();
    for id in holding.map(|freeze| freeze.instrument) {
        let is_new = !known(id) && owed.iter().all(|(other, _)| *other != id);
        let since = ledger.confirmed_since(id).filter(|_| is_new);
        owed.extend(since.map(|since| (id, since)));
    }
    for (id, start) in owed {
        let (kind, about, event) = (DutyKind::DebtorNotice, Some(id), law::Event::Dated);
        books.owe(cx, &Owed { kind, about, event, start, amount: 0 });
    }
}

/// What was owed about a freeze of which nothing is left is owed no more.
fn drop_orphans(books: &mut Books) {
    let ledger = &books.ledger;
    let alive = |instrument| {
        let of_it = |freeze: &&Freeze| freeze.instrument == instrument;
        ledger.freezes.iter().filter(of_it).any(|freeze| ledger.may_hold(freeze))
    };
    let tied = |kind| {
        matches!(
            kind,
            DutyKind::Coerce | DutyKind::StateGrounds | DutyKind::Review | DutyKind::Lift
        )
    };
    let open = ledger.duties.iter().filter(|duty| duty.is_open() && tied(duty.kind));
    let orphans: Vec<_> = open
        .filter_map(|duty| Some((duty.kind, duty.about?)))
        .filter(|(_, instrument)| !alive(*instrument))
        .collect();
    for (kind, instrument) in orphans {
        books.owe_no_more(kind, Some(instrument));
    }
}
