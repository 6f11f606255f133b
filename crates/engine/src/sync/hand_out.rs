//! What stands here of a case, as another system is told: the way back of a merge.

use super::payment::{Payment, payments};
use super::{ExternalId, ForeignCase, ForeignParty, ForeignPayment, Synced, SyncedPayment};
use crate::case::{Case, CaseState, Party};
use crate::id::PostingId;
use crate::ledger::{Ledger, Posting};
use crate::money::Money;
use std::collections::HashSet;

/// How long a note of a payment is there, in characters.
const LONGEST_NOTE: usize = 200;

/// A case and its payments as another system is told of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOut {
    /// The case, under its own names for it and its parties where it has any; else
    /// under ids of here.
    pub case: ForeignCase,
    /// What was paid: what it told of under its own names, else under postings of
    /// here, by which they are recognised when they are told back.
    pub payments: Vec<ForeignPayment>,
}

/// Hands a case out. `told`: payments of it that other systems told of.
pub fn hand_out(
    case: &Case,
    synced: Option<&Synced>,
    told: &[SyncedPayment],
    ledger: Option<&Ledger>,
) -> HandedOut {
    let external = match synced {
        Some(synced) => synced.theirs.external.clone(),
        None => ExternalId::of_here(case.id.0),
    };
    let content = &case.content;
    let parties = content.parties.iter().map(|one| party(one, synced)).collect();
    let case = ForeignCase {
        external,
        closed: case.state == CaseState::Closed,
        number: content.number.clone(),
        officer: content.officer,
        decision: content.decision.clone(),
        judgment: content.judgment.clone(),
        category: content.category,
        conditions: content.conditions,
        obligations: content.obligations.clone(),
        parties: in_their_order(parties, synced),
    };
    let postings: Vec<&Posting> = ledger.iter().flat_map(|one| &one.postings).collect();
    let back: HashSet<PostingId> = postings.iter().filter_map(|one| one.reverses).collect();
    let firsts: HashSet<PostingId> = told.iter().filter_map(|one| one.posting).collect();
    let here = payments(&content.obligations, &postings, &firsts, &|id| back.contains(&id));
    // Of another system: under its names it is not known to this one.
    let theirs = |one: &&SyncedPayment| synced.is_some_and(|link| link.named(one));
    let theirs: Vec<&SyncedPayment> = told.iter().filter(theirs).collect();
    let own = here
        .iter()
        .filter(|one| !theirs.iter().any(|known| known.posting.is_some_and(|id| one.has(id))));
    let own = own.filter_map(|one| of_here(one, ledger?, &theirs));
    let payments = theirs.iter().filter_map(|one| as_it_stands(one, &here)).chain(own).collect();
    HandedOut { case, payments }
}

fn party(here: &Party, synced: Option<&Synced>) -> ForeignParty {
    let known = synced.and_then(|one| one.parties.iter().find(|(_, id)| **id == here.id));
    let external = match known {
        Some((external, _)) => external.clone(),
        None => ExternalId::of_here(here.id.0),
    };
    ForeignParty {
        external,
        role: here.role,
        kind: here.kind,
        name: here.name.clone(),
        identifiers: here.identifiers.clone(),
        address: here.address.clone(),
    }
}

/// As they listed them: another order would be something new.
fn in_their_order(mut parties: Vec<ForeignParty>, synced: Option<&Synced>) -> Vec<ForeignParty> {
    let theirs = synced.map(|one| one.theirs.parties.as_slice()).unwrap_or_default();
    let place = |one: &ForeignParty| {
        theirs.iter().position(|their| their.external == one.external).unwrap_or(theirs.len())
    };
    parties.sort_by_key(place);
    parties
}

/// What of a payment that was told of stands here: nothing where it was taken back.
fn as_it_stands(told: &SyncedPayment, payments: &[Payment<'_>]) -> Option<ForeignPayment> {
    let payment = &told.payment;
    let here = payments.iter().find(|one| told.posting.is_some_and(|id| one.has(id)));
    match here.map(|one| one.stands) {
        None => Some(payment.clone()),
        Some(0) => None,
        Some(stands) => Some(ForeignPayment { amount: Money::vnd(stands), ..payment.clone() }),
    }
}

/// A payment of here; none: it was taken back, or the other system told of it by its
/// reference.
fn of_here(
    payment: &Payment<'_>,
    ledger: &Ledger,
    told: &[&SyncedPayment],
) -> Option<ForeignPayment> {
    let (first, amount) = (payment.first, payment.stands);
    if amount == 0 {
        return None;
    }
    let transfer = ledger.transfers.iter().find(|one| Some(one.id) == first.transfer);
    let arrival = transfer.and_then(|one| {
        one.arrivals
            .iter()
            .find(|one| one.amount == amount && one.day.is_none_or(|day| day == first.day))
    });
    let same = |known: &&&SyncedPayment| {
        let payment = &known.payment;
        let by_reference =
            |reference: &String| arrival.is_some_and(|one| one.may_be(reference, payment.day));
        known.posting.is_none()
            && payment.amount == Money::vnd(amount)
            && payment.reference.as_ref().is_some_and(by_reference)
    };
    if told.iter().any(|known| same(&known)) {
        return None;
    }
    Some(ForeignPayment {
        external: ExternalId::of_here(first.id.0),
        amount: Money::vnd(amount),
        day: first.day,
        reference: arrival.map(|one| one.reference.clone()),
        note: Some(first.note.chars().take(LONGEST_NOTE).collect()),
        other_money: false,
    })
}
