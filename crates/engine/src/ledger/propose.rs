//! What the engine proposes: what leaves exactly the cap, and which accounts to
//! freeze with the least harm. Deterministic from recorded facts (I-13).

use super::cap::{units_within, worth};
use super::{Hold, Ledger};
use crate::answer::{AccountFound, AccountKind, Marker};
use crate::id::InstitutionId;
use crate::money::{Currency, Money};
use crate::order::{AmendLine, ReleaseLine};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What would leave exactly the cap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The excess it removes, in đồng.
    pub excess: i64,
    /// What to release.
    pub release: Vec<ReleaseLine>,
    /// Which standing freezes to lower to what they hold, so that later credits
    /// do not make an excess again.
    pub amend: Vec<AmendLine>,
}

/// The proposal for what is frozen beyond the debt and `expected` đồng of
/// interest to the planned deduction: protected holds first, then joint ones,
/// then the largest, the last one in part; ties by the order of reports.
pub fn proposal(ledger: &Ledger, expected: i64) -> Proposal {
    let cap = ledger.cap();
    let keep = if ledger.closed.is_some() { 0 } else { expected.max(0) };
    let mut left = cap.excess.saturating_sub(keep).max(0);
    let mut proposal = Proposal { excess: left, ..Proposal::default() };
    let mut holds: Vec<(usize, &Hold)> =
        ledger.holds.iter().enumerate().filter(|(_, hold)| hold.free() > 0).collect();
    let value = |hold: &Hold| worth(hold.free(), hold.currency, &ledger.rates).unwrap_or(0);
    holds.sort_by_key(|(at, hold)| {
        (hold.protected == 0, !hold.joint, std::cmp::Reverse(value(hold)), *at)
    });
    for (_, hold) in holds {
        let all = value(hold);
        if left == 0 || all == 0 {
            continue;
        }
        // Rounded so that what remains is within the cap.
        let keep = units_within(all.saturating_sub(left), hold.currency, &ledger.rates);
        let units = hold.free().saturating_sub(keep.min(hold.free()));
        let whole = units == hold.free() && hold.free() == hold.remaining();
        proposal.release.push(ReleaseLine {
            freeze: hold.freeze,
            hold: Some(hold.id),
            amount: (!whole).then(|| Money::new(units, hold.currency)),
        });
        left = left.saturating_sub(all).max(0);
    }
    if proposal.excess > 0 {
        proposal.amend = lowered(ledger, &proposal.release);
    }
    proposal
}

/// Live freezes that could catch more, lowered to what they hold. One that the
/// release touches is lowered by it.
fn lowered(ledger: &Ledger, released: &[ReleaseLine]) -> Vec<AmendLine> {
    let freezes = ledger.freezes.iter().filter(|one| one.is_standing() && one.retarget.is_none());
    freezes
        .filter(|one| released.iter().all(|line| line.freeze != one.item))
        .filter(|one| one.target > ledger.kept(one.item))
        .map(|one| AmendLine { freeze: one.item, target: Money::vnd(ledger.kept(one.item)) })
        .collect()
}

/// An account that an answer named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where.
    pub institution: InstitutionId,
    /// What was found.
    pub account: AccountFound,
}

/// An account to freeze, and what it adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Which of the candidates, counted from nothing.
    pub candidate: usize,
    /// How many đồng it adds to the cover.
    pub covers: i64,
}

/// Which accounts cover a debt with the least harm: money at call before terms,
/// the debtor's own before shared, salary, pension and pledged accounts last;
/// within a group the largest first, so that few accounts are touched.
pub fn least_harm(candidates: &[Candidate], debt: i64) -> Vec<Choice> {
    let mut order: Vec<(usize, &Candidate, i64)> = candidates
        .iter()
        .enumerate()
        .map(|(at, one)| (at, one, usable(&one.account)))
        .filter(|(_, _, usable)| *usable > 0)
        .collect();
    order.sort_by_key(|(at, one, usable)| (harm(&one.account), std::cmp::Reverse(*usable), *at));
    let mut left = debt.max(0);
    let mut chosen = Vec::new();
    for (candidate, _, usable) in order {
        if left == 0 {
            break;
        }
        let covers = usable.min(left);
        left -= covers;
        chosen.push(Choice { candidate, covers });
    }
    chosen
}

/// How many đồng would be held beyond a debt if every institution froze up to it,
/// as the law lets it (Law 106/2025 art. 67): the price of not choosing.
pub fn beyond_everywhere(candidates: &[Candidate], debt: i64) -> i64 {
    let debt = debt.max(0);
    let mut by_place: BTreeMap<InstitutionId, i64> = BTreeMap::new();
    for one in candidates {
        let there = by_place.entry(one.institution).or_default();
        *there = there.saturating_add(usable(&one.account));
    }
    let frozen = by_place.values().map(|there| (*there).min(debt));
    frozen.fold(0_i64, i64::saturating_add).saturating_sub(debt).max(0)
}

/// What of an account could serve: its balance less what is pledged to the
/// institution and restricted before.
fn usable(account: &AccountFound) -> i64 {
    let dong = |money: Money| if money.currency() == Currency::VND { money.minor() } else { 0 };
    if matches!(account.kind, AccountKind::TreasuryBudget | AccountKind::Loan) {
        return 0;
    }
    let balance = account.balance.map_or(0, dong);
    let claim = account.own_claim.as_ref().map_or(0, |claim| dong(claim.amount));
    let before: i64 = account.restrictions.iter().filter_map(|one| one.amount).map(dong).sum();
    balance.saturating_sub(claim).saturating_sub(before).max(0)
}

fn harm(account: &AccountFound) -> u8 {
    let marked = |marker| account.markers.contains(&marker);
    let bound = marked(Marker::Pledge) || marked(Marker::Escrow);
    let living = marked(Marker::Salary) || marked(Marker::Pension);
    match (bound, living, !account.joint_holders.is_empty(), account.kind) {
        (true, ..) => 4,
        (_, true, ..) => 3,
        (_, _, true, _) => 2,
        (_, _, _, AccountKind::Term) => 1,
        _ => 0,
    }
}
