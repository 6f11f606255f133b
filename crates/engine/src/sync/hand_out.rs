//! What stands here of a case, as another system is told: the way back of a merge.

use super::{ExternalId, ForeignCase, ForeignParty, ForeignPayment, Synced, SyncedPayment};
use crate::case::{Case, CaseState, Party};
use crate::id::PostingId;
use crate::ledger::{Book, Ledger, Posting};
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

/// Hands a case out. `told`: payments of it that the other system told of.
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
    let own = ledger.map(|ledger| own(ledger, told)).unwrap_or_default();
    let payments = told.iter().map(|one| one.payment.clone()).chain(own).collect();
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

/// Payments that the other system did not tell of: each of one or several postings of
/// one instant, and not taken back.
fn own(ledger: &Ledger, told: &[SyncedPayment]) -> Vec<ForeignPayment> {
    let back: HashSet<PostingId> = ledger.postings.iter().filter_map(|one| one.reverses).collect();
    let stands = |one: &&Posting| {
        one.debit == Book::Received && one.reverses.is_none() && !back.contains(&one.id)
    };
    let mut payments: Vec<Vec<&Posting>> = Vec::new();
    for posting in ledger.postings.iter().filter(stands) {
        let same = |one: &&Posting| {
            (one.at, one.day, one.transfer, &one.note)
                == (posting.at, posting.day, posting.transfer, &posting.note)
        };
        match payments.iter_mut().find(|all| all.first().is_some_and(same)) {
            Some(all) => all.push(posting),
            None => payments.push(vec![posting]),
        }
    }
    let theirs = |all: &Vec<&Posting>| {
        all.iter().any(|one| told.iter().any(|known| known.posting == Some(one.id)))
    };
    payments.retain(|all| !theirs(all));
    payments.iter().filter_map(|all| of_here(all, ledger, told)).collect()
}

/// A payment of here; none: the other system told of it by its reference.
fn of_here(all: &[&Posting], ledger: &Ledger, told: &[SyncedPayment]) -> Option<ForeignPayment> {
    let first = all.first()?;
    let amount: i64 = all.iter().map(|one| one.amount).sum();
    let transfer = ledger.transfers.iter().find(|one| Some(one.id) == first.transfer);
    let arrival = transfer.and_then(|one| {
        one.arrivals
            .iter()
            .find(|one| one.amount == amount && one.day.is_none_or(|day| day == first.day))
    });
    let same = |known: &&SyncedPayment| {
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
