//! What the engine proposes: what leaves exactly the cap, and which accounts to
//! freeze with the least harm. Deterministic from recorded facts (I-13).

use super::cap::{units_within, worth};
use super::{Freeze, Hold, Ledger, total};
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
/// interest to the planned deduction ([`Ledger::expected`]): accounts that no order names first, then
/// protected holds, then those on which others have a claim, then joint ones, then the largest, the last one in part; ties by the order of reports.
pub fn proposal(ledger: &Ledger, expected: i64) -> Proposal {
    let cap = ledger.cap();
    let keep = if ledger.closed.is_some() { 0 } else { expected.max(0) };
    let mut left = cap.excess.saturating_sub(keep).max(0);
    let mut proposal = Proposal { excess: left, ..Proposal::default() };
    if ledger.closed.is_some() {
        proposal.release = wholes(ledger);
        return proposal;
    }
    let mut holds: Vec<(usize, &Hold)> =
        ledger.holds.iter().enumerate().filter(|(_, hold)| hold.free() > 0).collect();
    let value = |hold: &Hold| worth(hold.free(), hold.currency, &ledger.rates).unwrap_or(0);
    holds.sort_by_key(|(at, hold)| {
        let bound = hold.care.is_bound();
        let last = (!hold.beyond_order, hold.protected == 0, !bound, !hold.joint);
        (last, std::cmp::Reverse(value(hold)), *at)
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

/// Nothing is owed any more: every freeze that stands, whole, though it may hold
/// nothing by now; unless all of it is being freed already.
fn wholes(ledger: &Ledger) -> Vec<ReleaseLine> {
    let under_way = |freeze: &Freeze| {
        let mut lifts = ledger.lifts.iter().filter(|lift| lift.freeze == freeze.item);
        lifts.any(|lift| lift.hold.is_none() && !lift.done)
            && ledger.holds_of(freeze.item).all(|hold| hold.free() == 0)
    };
    let standing = ledger.freezes.iter().filter(|one| one.is_standing() && !under_way(one));
    standing.map(|one| ReleaseLine { freeze: one.item, hold: None, amount: None }).collect()
}

/// Live freezes that could catch more, lowered to what they hold. One that the
/// release touches is lowered by it.
fn lowered(ledger: &Ledger, released: &[ReleaseLine]) -> Vec<AmendLine> {
    let freezes = ledger.freezes.iter().filter(|one| one.is_standing() && one.retarget.is_none());
    freezes
        .filter(|one| released.iter().all(|line| line.freeze != one.item))
        .filter(|one| one.target > ledger.kept(one.item))
        .map(|one| {
            let target = Money::vnd(ledger.kept(one.item));
            AmendLine { freeze: one.item, target, accounts: None }
        })
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
    // One that names no amount is on all of it.
    if account.restrictions.iter().any(|one| one.amount.is_none()) {
        return 0;
    }
    let before = total(account.restrictions.iter().filter_map(|one| one.amount).map(dong));
    let left = balance.saturating_sub(claim).saturating_sub(before).max(0);
    // Of a shared account his share, where one is agreed.
    let shares = account.joint_holders.iter().filter_map(|one| one.debtor_share_percent);
    let share = i64::from(shares.min().unwrap_or(100).min(100));
    (left / 100).saturating_mul(share).saturating_add((left % 100).saturating_mul(share) / 100)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{JointHolder, OwnClaim, Restriction};
    use crate::identity::AccountNumber;
    use crate::time::Instant;
    use uuid::Uuid;

    fn at() -> Instant {
        "2026-11-20T02:00:00Z".parse().unwrap()
    }

    /// An account with so many đồng at a bank.
    fn at_bank(bank: u128, balance: i64) -> Candidate {
        Candidate {
            institution: InstitutionId(Uuid::from_u128(bank)),
            account: AccountFound {
                number: AccountNumber::parse("0011004567890").unwrap(),
                kind: AccountKind::Payment,
                balance: Some(Money::vnd(balance)),
                as_of: at(),
                joint_holders: Vec::new(),
                markers: Vec::new(),
                matures: None,
                own_claim: None,
                restrictions: Vec::new(),
                held_identifier: None,
            },
        }
    }

    fn with(balance: i64, change: impl FnOnce(&mut AccountFound)) -> Candidate {
        let mut one = at_bank(1, balance);
        change(&mut one.account);
        one
    }

    fn chosen(candidates: &[Candidate], debt: i64) -> Vec<(usize, i64)> {
        least_harm(candidates, debt).iter().map(|one| (one.candidate, one.covers)).collect()
    }

    #[test]
    fn what_hurts_least_is_taken_first_and_no_more_than_is_owed() {
        let joint = JointHolder { name: "Bình".to_owned(), debtor_share_percent: None };
        let all = [
            with(90, |one| one.markers.push(Marker::Pledge)),
            with(80, |one| one.markers.push(Marker::Salary)),
            with(70, |one| one.joint_holders.push(joint)),
            with(60, |one| one.kind = AccountKind::Term),
            at_bank(1, 20),
            at_bank(2, 50),
        ];
        // At call, the largest first; then the term, the shared one, the salary and
        // what is pledged.
        assert_eq!(chosen(&all, 340), [(5, 50), (4, 20), (3, 60), (2, 70), (1, 80), (0, 60)]);
        assert_eq!(chosen(&all, 45), [(5, 45)]);
        assert_eq!(chosen(&all, 0), []);
        assert_eq!(chosen(&all, -1), []);
    }

    #[test]
    fn what_is_not_the_debtors_to_lose_covers_nothing() {
        let claim = OwnClaim {
            contract: "HĐ 7".to_owned(),
            day: crate::time::Day::from_ymd(2026, 1, 2).unwrap(),
            amount: Money::vnd(30),
        };
        let share =
            |percent| JointHolder { name: "Bình".to_owned(), debtor_share_percent: Some(percent) };
        let before = |amount| Restriction {
            by: "Chi cục 2".to_owned(),
            since: crate::time::Day::from_ymd(2026, 1, 2).unwrap(),
            amount,
        };
        let restricted = [
            with(50, |one| one.restrictions.push(before(None))),
            with(50, |one| one.restrictions.push(before(Some(Money::vnd(45))))),
            with(199, |one| one.joint_holders.push(share(50))),
        ];
        assert_eq!(chosen(&restricted, 500), [(1, 5), (2, 99)], "the rest is others'");
        let all = [
            with(50, |one| one.own_claim = Some(claim)),
            with(50, |one| one.kind = AccountKind::TreasuryBudget),
            with(50, |one| one.balance = Some(Money::new(50, Currency::USD))),
            with(50, |one| one.balance = None),
        ];
        assert_eq!(chosen(&all, 100), [(0, 20)]);
    }

    #[test]
    fn freezing_everywhere_holds_up_to_the_debt_at_each() {
        let all = [at_bank(1, 60), at_bank(1, 60), at_bank(2, 40), at_bank(3, 10)];
        // 100 of 120 at the first, 40 and 10 at the others, for a debt of 100.
        assert_eq!(beyond_everywhere(&all, 100), 50);
        assert_eq!(beyond_everywhere(&all, 1_000), 0);
        assert_eq!(beyond_everywhere(&all, -5), 0);
    }
}
