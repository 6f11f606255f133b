//! What another system says of cases: taken over where nobody here changed it,
//! kept for a person where both did, and never against the books.

use super::case::content_is_sound;
use super::held;
use super::money::books::Books;
use super::money::{dong, obligation, past_day};
use super::{Decision, Reply, carried_out, done, expect_version, permit};
use crate::case::{Case, CaseState};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{AgencyId, CaseId, LinkId, PartyId, PostingId};
use crate::ledger::{Book, Ledger, Posting, TransferState};
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::sync::{
    ExternalId, Field, ForeignCase, ForeignPayment, Merged, Payment, SourceCode, Standing,
    SyncEvent, Synced, merge, payments, settle,
};
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet, HashSet};

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::SyncCase { agency, source, theirs } => {
            let told = Told { agency: *agency, source, theirs };
            let decision = told.decide(facts, envelope, cx)?;
            let held = source.held_case(*agency, &theirs.external);
            Ok(held::resolved(facts, held, decision))
        }
        Command::SyncPayment { agency, source, case, payment } => {
            let of_office = Belongs { agency: Some(*agency), ..Belongs::default() };
            permit(envelope, &of_office, cx)?;
            let decision = paid(facts, envelope, cx, source.link(*agency, case), payment)?;
            let held = source.held_payment(*agency, case, &payment.external);
            Ok(held::resolved(facts, held, decision))
        }
        Command::DecideSync { case, source, theirs, ours } => {
            let wanted = Wanted { source, theirs, ours };
            wanted.decide(facts, envelope, cx, *case)
        }
        _ => Err(Refusal::NotFound),
    }
}

impl Standing {
    /// How the money of a case stands.
    pub fn of(ledger: Option<&Ledger>) -> Self {
        let Some(ledger) = ledger else {
            return Self::default();
        };
        let freezes = ledger.freezes.iter().map(|freeze| freeze.debtor);
        let ordered = freezes.chain(ledger.incomes.iter().map(|income| income.debtor));
        let conceding = ledger.conceding().collect();
        Self { books: true, ordered: ordered.collect(), conceding }
    }
}

/// A row of a case.
struct Told<'a> {
    agency: AgencyId,
    source: &'a SourceCode,
    theirs: &'a ForeignCase,
}

impl Told<'_> {
    fn decide(
        &self,
        facts: &Facts,
        envelope: &Envelope,
        cx: &mut Context<'_>,
    ) -> Result<Decision, Refusal> {
        // Before anything is looked up: what is foreign is not there (I-28).
        let of_office = Belongs { agency: Some(self.agency), ..Belongs::default() };
        permit(envelope, &of_office, cx)?;
        let link = self.source.link(self.agency, &self.theirs.external);
        if let Some(synced) = facts.synced.get(link) {
            let case = facts.cases.get(synced.case).ok_or(Refusal::NotFound)?;
            return self.again(facts, envelope, cx, case, Some(synced));
        }
        if cx.rules.directory.agency(self.agency).is_none() {
            return Err(Refusal::AgencyUnknown { pointer: "/agency".to_owned() });
        }
        let number = (self.agency, self.theirs.number.clone());
        let here = facts.case_numbers.get(&number);
        // An id of here names the case it is of, and no other.
        let other = |id: &CaseId| facts.cases.get(*id).is_some() && here != Some(id);
        if self.theirs.external.case().is_some_and(|id| other(&id)) {
            return Err(Refusal::SyncCaseUnknown { pointer: "/external".to_owned() });
        }
        let Some(here) = here else {
            return self.open(envelope, cx, link);
        };
        // Written here before the two were linked; or the number is another twin's.
        let case = facts.cases.get(*here).ok_or(Refusal::CaseNumberTaken)?;
        let twin = |one: &Synced| one.case == case.id && one.source == *self.source;
        if facts.synced.iter().any(twin) {
            return Err(Refusal::CaseNumberTaken);
        }
        self.again(facts, envelope, cx, case, None)
    }

    fn open(
        &self,
        envelope: &Envelope,
        cx: &mut Context<'_>,
        link: LinkId,
    ) -> Result<Decision, Refusal> {
        if self.theirs.closed {
            return Err(Refusal::SyncClosedThere);
        }
        let named = self.theirs.parties.iter().map(|one| one.external.clone());
        let parties: BTreeMap<ExternalId, PartyId> =
            named.map(|external| (external, PartyId(cx.ids.next_id()))).collect();
        let content = self.theirs.content(&parties);
        content_is_sound(&content, self.agency, cx)?;
        let id = CaseId(cx.ids.next_id());
        let opened =
            Event::CaseOpened { agency: self.agency, content: Box::new(content), origin: None };
        let told = self.event(link, parties, BTreeSet::new());
        let events = vec![(Root::Case(id), opened), (Root::Case(id), told)];
        Ok(Decision { events, reply: done(envelope, id.0, 2) })
    }

    /// A case that is here.
    fn again(
        &self,
        facts: &Facts,
        envelope: &Envelope,
        cx: &mut Context<'_>,
        case: &Case,
        synced: Option<&Synced>,
    ) -> Result<Decision, Refusal> {
        permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
        if synced.is_some_and(|one| one.theirs == *self.theirs) {
            return Ok(nothing(envelope, case));
        }
        let ended = case.state == CaseState::Closed;
        if ended && !self.theirs.closed {
            return Err(Refusal::CaseClosed);
        }
        let standing = Standing::of(facts.ledgers.get(case.id));
        let mut merged =
            merge(case, synced, self.theirs, &standing, &mut || PartyId(cx.ids.next_id()));
        if ended {
            // Over in both: it is noted what they call it, and nothing is written.
            merged.content = case.content.clone();
            merged.open.clear();
            let here = |id: &PartyId| case.content.parties.iter().any(|one| one.id == *id);
            merged.parties.retain(|_, id| here(id));
        }
        let link = synced
            .map_or_else(|| self.source.link(self.agency, &self.theirs.external), |one| one.id);
        let told = self.event(link, merged.parties.clone(), merged.open.clone());
        amended(facts, envelope, cx, case, merged, told)
    }

    fn event(
        &self,
        link: LinkId,
        parties: BTreeMap<ExternalId, PartyId>,
        open: BTreeSet<Field>,
    ) -> Event {
        Event::Sync(SyncEvent::Told {
            link,
            agency: self.agency,
            source: self.source.clone(),
            theirs: Box::new(self.theirs.clone()),
            parties,
            open,
        })
    }
}

/// What a merge comes to: what is written, if it changes, and why.
fn amended(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    case: &Case,
    merged: Merged,
    why: Event,
) -> Result<Decision, Refusal> {
    let root = Root::Case(case.id);
    let mut events = Vec::with_capacity(2);
    if merged.content != case.content {
        let number = (case.agency, merged.content.number.clone());
        if facts.case_numbers.get(&number).is_some_and(|holder| *holder != case.id) {
            return Err(Refusal::CaseNumberTaken);
        }
        content_is_sound(&merged.content, case.agency, cx)?;
        events.push((root, Event::CaseAmended { content: Box::new(merged.content) }));
    }
    events.push((root, why));
    let changes = i32::try_from(events.len()).unwrap_or(i32::MAX);
    let reply = done(envelope, case.id.0, case.version.saturating_add(changes));
    Ok(Decision { events, reply })
}

fn nothing(envelope: &Envelope, case: &Case) -> Decision {
    Decision { events: Vec::new(), reply: done(envelope, case.id.0, case.version) }
}

/// A payment that arrived there: it counts here, once, whatever became of the case.
fn paid(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    link: LinkId,
    payment: &ForeignPayment,
) -> Result<Decision, Refusal> {
    let unknown = || Refusal::SyncCaseUnknown { pointer: "/case".to_owned() };
    let synced = facts.synced.get(link).ok_or_else(unknown)?;
    let case = facts.cases.get(synced.case).ok_or_else(unknown)?;
    permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
    let id = link.payment(&payment.external);
    let of_case = facts.synced_payments.iter().filter(|one| one.case == case.id);
    let told: HashSet<PostingId> = of_case.filter_map(|one| one.posting).collect();
    let postings = postings(facts, case.id);
    let back = |id| facts.reversed.contains(&(case.id, id));
    let here = payments(&case.content.obligations, &postings, &told, &back);
    let stands = |id: PostingId| here.iter().find(|one| one.has(id));
    if let Some(known) = facts.synced_payments.get(id) {
        // As it was told, or as it stands here now.
        let now = known.posting.and_then(stands);
        let same = (known.payment.amount, known.payment.day) == (payment.amount, payment.day)
            || now.is_some_and(|one| one.is(payment.amount, payment.day));
        return if same { Ok(nothing(envelope, case)) } else { Err(Refusal::SyncPaymentConflicts) };
    }
    // Handed out from here and told back: it is in these books.
    let own = payment.external.posting().and_then(|id| facts.postings.get(&(case.id, id)));
    if let Some(own) = own.filter(|one| is_payment(one)) {
        let same =
            |one: &Payment<'_>| one.first.id == own.id && one.is(payment.amount, payment.day);
        let same = stands(own.id).is_some_and(same);
        return if same { Ok(nothing(envelope, case)) } else { Err(Refusal::SyncPaymentConflicts) };
    }
    let amount = dong(payment.amount, "/amount")?;
    past_day(payment.day, cx, "/day")?;
    let mut books = None;
    let mut by_hand = here.iter().filter(|one| {
        let claimed = one.postings.iter().any(|id| told.contains(id));
        one.first.transfer.is_none()
            && !claimed
            && one.stands == amount
            && near(one.first.day, payment)
    });
    if !arrived_here(facts.ledgers.get(case.id), payment, amount, by_hand.next().is_some())? {
        let mut opened = Books::of(facts, envelope.actor.who, cx, &case.gate())?;
        let note = payment.note.as_deref().unwrap_or(payment.external.as_str());
        let moved = obligation::paid(&mut opened, cx, payment.amount, payment.day, note)?;
        books = Some((opened, moved.id));
    }
    let posting = books.as_ref().and_then(|(_, id)| *id).map(PostingId);
    let told = Event::Sync(SyncEvent::Paid { id, payment: payment.clone(), posting });
    let money = books.into_iter().flat_map(|(books, _)| books.into_events());
    let events = std::iter::once((Root::Case(case.id), told)).chain(money).collect();
    let version = case.version.saturating_add(1);
    let done = super::Done { other: Some(id.0), ..carried_out(envelope, case.id.0, version) };
    Ok(Decision { events, reply: Reply::Done(done) })
}

/// Whether a posting is of money that came: what was taken in kind is not.
fn is_payment(posting: &Posting) -> bool {
    posting.debit == Book::Received && posting.concession.is_none()
}

/// The postings of a case, in the order they were made.
fn postings(facts: &Facts, case: CaseId) -> Vec<&Posting> {
    let of_case = facts.postings.iter().filter(|((of, _), _)| *of == case);
    let mut postings: Vec<&Posting> = of_case.map(|(_, posting)| posting).collect();
    postings.sort_unstable_by_key(|one| one.id);
    postings
}

/// Days that two systems may be apart about the same money.
const APART: u32 = 5;

fn near(day: Day, payment: &ForeignPayment) -> bool {
    day.number().abs_diff(payment.day.number()) <= APART
}

/// Whether the same money arrived here: by the reference of a statement it is known;
/// by amount and day alone a person must say so, for it must count once and not be
/// lost. `by_hand`: so much was posted here about that day, and nobody told of it.
fn arrived_here(
    ledger: Option<&Ledger>,
    payment: &ForeignPayment,
    amount: i64,
    by_hand: bool,
) -> Result<bool, Refusal> {
    let Some(ledger) = ledger else {
        return Ok(false);
    };
    let arrivals = || ledger.transfers.iter().flat_map(|one| &one.arrivals);
    if let Some(reference) = &payment.reference
        && arrivals().any(|one| one.may_be(reference, payment.day) && one.amount == amount)
    {
        return Ok(true);
    }
    if payment.other_money {
        return Ok(false);
    }
    let near = |day| near(day, payment);
    let alike = arrivals().any(|one| one.amount == amount && one.day.is_none_or(near));
    let waits = |one: &&crate::ledger::Transfer| {
        matches!(one.state, TransferState::Reserved | TransferState::InTransit)
    };
    let expected = ledger
        .transfers
        .iter()
        .filter(waits)
        .any(|one| amount == if one.paid > 0 { one.paid } else { one.ordered });
    if alike || expected || by_hand { Err(Refusal::SyncPaymentHere) } else { Ok(false) }
}

/// A person's word on differences.
struct Wanted<'a> {
    source: &'a SourceCode,
    theirs: &'a BTreeSet<Field>,
    ours: &'a BTreeSet<Field>,
}

impl Wanted<'_> {
    fn decide(
        &self,
        facts: &Facts,
        envelope: &Envelope,
        cx: &mut Context<'_>,
        id: CaseId,
    ) -> Result<Decision, Refusal> {
        let case = facts.cases.get(id).ok_or(Refusal::NotFound)?;
        permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
        expect_version(envelope, case.version)?;
        if case.state == CaseState::Closed {
            return Err(Refusal::CaseClosed);
        }
        let twin = |one: &&Synced| one.case == id && one.source == *self.source;
        let synced = facts.synced.iter().find(twin);
        let synced = synced.ok_or_else(|| unknown_field("/source"))?;
        let waits = |fields: &BTreeSet<Field>| fields.is_subset(&synced.open);
        if !waits(self.theirs) || !self.theirs.is_disjoint(self.ours) {
            return Err(unknown_field("/theirs"));
        }
        if !waits(self.ours) || (self.theirs.is_empty() && self.ours.is_empty()) {
            return Err(unknown_field("/ours"));
        }
        let standing = Standing::of(facts.ledgers.get(id));
        if standing.books && self.theirs.contains(&Field::of("obligations")) {
            return Err(Refusal::ObligationInBooks);
        }
        if self.theirs.contains(&Field::of("officer")) {
            return Err(Refusal::OfficerByHandOver);
        }
        let merged =
            settle(case, synced, self.theirs, &standing, &mut || PartyId(cx.ids.next_id()));
        // A case is closed by closing it; a debtor of whom something was ordered stays.
        if let Some(stays) = self.theirs.intersection(&merged.open).next() {
            let mut parties = synced.parties.iter();
            let named = stays.whose();
            let party = parties.find(|(external, _)| named == Some(external.as_str()));
            return Err(if party.is_some_and(|(_, id)| standing.conceding.contains(id)) {
                Refusal::PartyConceded { pointer: "/theirs".to_owned() }
            } else if named.is_some() {
                Refusal::PartyOrdered { pointer: "/theirs".to_owned() }
            } else {
                unknown_field("/theirs")
            });
        }
        let decided = Event::Sync(SyncEvent::Decided {
            link: synced.id,
            theirs: self.theirs.clone(),
            ours: self.ours.clone(),
            parties: merged.parties.clone(),
        });
        amended(facts, envelope, cx, case, merged, decided)
    }
}

fn unknown_field(pointer: &str) -> Refusal {
    Refusal::SyncFieldUnknown { pointer: pointer.to_owned() }
}
