//! Several orders on one account: who comes first, and what each is due of
//! money that arrives. No rule of priority was found in law (LAW.md), so by what
//! orders rank is policy, and the split follows from recorded facts only (I-13).

use super::{Freeze, Hold, Ledger, total};
use crate::id::{CaseId, DemandId, HoldId, InstitutionId, ItemId};
use crate::identity::AccountNumber;
use crate::money::Currency;
use crate::time::Instant;
use serde::Deserialize;
use std::cmp::Reverse;

/// By what orders on one account rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankBy {
    /// By when the institution received them: equal instants are one rank.
    Receipt,
    /// Not at all: all are one rank and share.
    Share,
}

/// A freeze that may be due a part of what arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Which.
    pub freeze: ItemId,
    /// Its rank: earlier comes first, equal ranks share.
    pub rank: Option<Instant>,
    /// How many đồng it may still catch.
    pub room: i64,
}

/// How an amount is split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// What each is due, in đồng, in the order of rank; those due nothing are
    /// left out.
    pub shares: Vec<(ItemId, i64)>,
    /// What nobody is due: it is not frozen.
    pub left: i64,
}

/// Splits an amount of đồng: rank after rank each up to its room. Where a rank
/// needs more than there is, pro rata by room, down to the đồng; the đồng that
/// are over go to the largest remainders, one each, ties to the lower id.
pub fn split(amount: i64, claims: &[Claim]) -> Split {
    let mut claims = claims.to_vec();
    claims.sort_unstable_by_key(|claim| (claim.rank, claim.freeze));
    let mut split = Split { shares: Vec::new(), left: amount.max(0) };
    for rank in claims.chunk_by(|a, b| a.rank == b.rank) {
        let needed: i128 = rank.iter().map(|claim| i128::from(claim.room.max(0))).sum();
        let all = || rank.iter().map(|claim| (claim.freeze, claim.room.max(0))).collect();
        let due: Vec<(ItemId, i64)> = if needed <= i128::from(split.left) {
            all()
        } else {
            pro_rata(split.left, needed, rank)
        };
        let given = total(due.iter().map(|(_, amount)| *amount));
        split.left = split.left.saturating_sub(given);
        split.shares.extend(due.into_iter().filter(|(_, amount)| *amount > 0));
    }
    split
}

/// Less than is needed, by largest remainder.
fn pro_rata(amount: i64, needed: i128, rank: &[Claim]) -> Vec<(ItemId, i64)> {
    let mut over = amount;
    let mut due = Vec::with_capacity(rank.len());
    let mut remainders = Vec::with_capacity(rank.len());
    for (index, claim) in rank.iter().enumerate() {
        let product = i128::from(amount) * i128::from(claim.room.max(0));
        // Less than the room, which fits.
        let share = i64::try_from(product / needed.max(1)).unwrap_or(0);
        over = over.saturating_sub(share);
        due.push((claim.freeze, share));
        remainders.push((Reverse(product % needed.max(1)), claim.freeze, index));
    }
    remainders.sort_unstable();
    let over = usize::try_from(over).unwrap_or(0);
    for (_, _, index) in remainders.into_iter().take(over) {
        if let Some((_, share)) = due.get_mut(index) {
            *share = share.saturating_add(1);
        }
    }
    due
}

/// A freeze in the queue of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub case: CaseId,
    /// Which.
    pub freeze: ItemId,
    /// Its demand.
    pub demand: DemandId,
    /// Its hold on the account.
    pub hold: HoldId,
    /// In which currency that is.
    pub currency: Currency,
    /// When the institution received it.
    pub received: Instant,
    /// Its rank.
    pub rank: Option<Instant>,
    /// Whether it stands: ended ones keep their place in the record and are due
    /// nothing.
    pub stands: bool,
    /// Up to how many đồng.
    pub target: i64,
    /// How many it keeps, on all accounts there.
    pub kept: i64,
    /// How many it may still catch.
    pub room: i64,
}

impl Place {
    /// What it may be due.
    pub const fn claim(&self) -> Claim {
        Claim { freeze: self.freeze, rank: self.rank, room: self.room }
    }
}

impl Freeze {
    /// Its rank among orders on one account.
    pub const fn rank(&self, by: RankBy) -> Option<Instant> {
        match by {
            RankBy::Receipt => Some(self.received()),
            RankBy::Share => None,
        }
    }
}

impl Ledger {
    /// How many đồng a freeze may still catch: up to its target, while it stands,
    /// its obligation has not ended and no release of the whole is on its way.
    pub fn room(&self, freeze: &Freeze) -> i64 {
        let being_released = || {
            self.lifts
                .iter()
                .any(|one| one.freeze == freeze.item && one.hold.is_none() && !one.done)
        };
        if !freeze.is_standing() || self.closed.is_some() || being_released() {
            return 0;
        }
        freeze.target.saturating_sub(self.kept(freeze.item)).max(0)
    }

    fn place(&self, hold: &Hold, by: RankBy) -> Option<Place> {
        let freeze = self.freeze(hold.freeze)?;
        Some(Place {
            case: self.case,
            freeze: freeze.item,
            demand: freeze.demand,
            hold: hold.id,
            currency: hold.currency,
            received: freeze.received(),
            rank: freeze.rank(by),
            stands: freeze.is_standing(),
            target: freeze.target,
            kept: self.kept(freeze.item),
            room: self.room(freeze),
        })
    }
}

/// The orders on an account, of whatever cases, in the order of rank: those that
/// were reported to hold it, by any of the institutions that are one today.
pub fn queue<'a>(
    ledgers: impl Iterator<Item = &'a Ledger>,
    at: &[InstitutionId],
    account: &AccountNumber,
    by: RankBy,
) -> Vec<Place> {
    let on_it = |hold: &&Hold| at.contains(&hold.institution) && hold.account == *account;
    let places = |ledger: &'a Ledger| {
        let holds = ledger.holds.iter().filter(on_it);
        holds.filter_map(|hold| ledger.place(hold, by)).collect::<Vec<_>>()
    };
    let mut queue: Vec<Place> = ledgers.flat_map(places).collect();
    queue.sort_unstable_by_key(|place| (place.rank, place.freeze));
    queue
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn claim(id: u128, rank: i64, room: i64) -> Claim {
        let rank = "2026-11-20T02:00:00Z".parse::<Instant>().unwrap().plus_seconds(rank);
        Claim { freeze: ItemId(Uuid::from_u128(id)), rank: Some(rank), room }
    }

    fn told(amount: i64, claims: &[Claim]) -> (Vec<(u128, i64)>, i64) {
        let split = split(amount, claims);
        (split.shares.iter().map(|(id, due)| (id.0.as_u128(), *due)).collect(), split.left)
    }

    #[test]
    fn the_first_is_filled_before_the_second_gets_anything() {
        let claims = [claim(1, 10, 50), claim(2, 0, 30)];
        assert_eq!(told(30, &claims), (vec![(2, 30)], 0));
        assert_eq!(told(31, &claims), (vec![(2, 30), (1, 1)], 0));
        assert_eq!(told(100, &claims), (vec![(2, 30), (1, 50)], 20));
    }

    #[test]
    fn equal_ranks_share_and_the_odd_dong_goes_to_the_largest_remainder() {
        // 10 by 1 : 1 : 1 is 3⅓ each; remainders tie, so the lowest id.
        let thirds = [claim(3, 0, 30), claim(1, 0, 30), claim(2, 0, 30)];
        assert_eq!(told(10, &thirds), (vec![(1, 4), (2, 3), (3, 3)], 0));
        // 10 by 2 : 1 is 6⅔ and 3⅓.
        assert_eq!(told(10, &[claim(1, 0, 10), claim(2, 0, 20)]), (vec![(1, 3), (2, 7)], 0));
    }

    #[test]
    fn what_is_full_is_due_nothing_and_sums_do_not_overflow() {
        assert_eq!(told(5, &[claim(1, 0, 0), claim(2, 0, 9)]), (vec![(2, 5)], 0));
        let huge = [claim(1, 0, i64::MAX), claim(2, 0, i64::MAX)];
        assert_eq!(told(i64::MAX, &huge), (vec![(1, i64::MAX / 2 + 1), (2, i64::MAX / 2)], 0));
        assert_eq!(told(7, &[]), (vec![], 7));
    }
}
