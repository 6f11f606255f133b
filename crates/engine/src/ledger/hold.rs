//! Freezes, holds, and the money on its way from them.

use crate::answer::AccountKind;
use crate::execution::Care;
use crate::id::{
    DemandId, DutyId, HoldId, InstitutionId, InstrumentId, ItemId, PartyId, PayeeId, TransferId,
    UserId,
};
use crate::identity::AccountNumber;
use crate::instrument::ContentHash;
use crate::money::Currency;
use crate::month::Month;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One institution's share of a freeze: it lasts though nothing was caught yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// The item that ordered it.
    pub item: ItemId,
    /// Its demand.
    pub demand: DemandId,
    /// Its instrument.
    pub instrument: InstrumentId,
    /// Where.
    pub institution: InstitutionId,
    /// Whose money.
    pub debtor: PartyId,
    /// Up to how many đồng.
    pub target: i64,
    /// Asked for by minutes, the decision still to come.
    pub by_minutes: bool,
    /// Every account of the debtor, or those named.
    pub everything: bool,
    /// Those named: by the order, or by an amendment of it since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountNumber>,
    /// When it was ordered.
    pub asked_at: Instant,
    /// When the institution reported that it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing_since: Option<Instant>,
    /// When and why it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// A new target that is on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retarget: Option<Retarget>,
    /// What it caught later, by the institution's reference: each once (I-6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captures: Vec<Capture>,
    /// Whose act it is: who proposed the order. He decides on no objection to it
    /// (I-29).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposer: Option<UserId>,
    /// When the institution received it, by the evidence, as known when it
    /// answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Instant>,
    /// Why it may not stand any more, though the institution found nothing before
    /// that: what it reports now is released (I-12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<FreezeEnd>,
}

impl Freeze {
    /// Whether it stands: answered, and not ended.
    pub const fn is_standing(&self) -> bool {
        self.standing_since.is_some() && self.ended.is_none()
    }

    /// When the institution received it. Before this was recorded, service was:
    /// of what went through this service the same instant.
    pub const fn received(&self) -> Instant {
        match self.received_at {
            Some(at) => at,
            None => self.asked_at,
        }
    }

    /// Whether it is about an account.
    pub fn is_about(&self, account: &AccountNumber) -> bool {
        self.everything || self.accounts.contains(account)
    }

    /// What it caught later on one account, in its minor units.
    pub(crate) fn caught_on(&self, hold: HoldId) -> i64 {
        let caught = self.captures.iter().flat_map(|one| &one.caught);
        super::total(caught.filter(|(id, _)| *id == hold).map(|(_, amount)| *amount))
    }

    /// Whether it may still catch money: ordered, and not ended.
    pub const fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether it ended because the institution said that nothing is there, or
    /// that it could not. It may say otherwise later.
    pub const fn found_nothing(&self) -> bool {
        matches!(self.ended, Some(Ended { why: FreezeEnd::NoAccount | FreezeEnd::NotPossible, .. }))
    }

    /// Whether a report may make it stand, as nobody has said yet that it may not.
    pub const fn may_stand(&self) -> bool {
        self.is_live() || (self.found_nothing() && self.revoked.is_none())
    }

    /// Whether it may not stand any more, whatever is reported.
    pub fn is_revoked(&self) -> bool {
        self.revoked.is_some() || self.ended.is_some_and(|one| one.why.is_released_by_service())
    }
}

/// When and why a freeze ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// Why.
    pub why: FreezeEnd,
}

/// Why a freeze ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreezeEnd {
    /// The institution has no account of the debtor.
    NoAccount,
    /// The institution could not, on a ground.
    NotPossible,
    /// The officer took it back before it was answered.
    Withdrawn,
    /// A release was issued before it was answered (I-11).
    Overtaken,
    /// Minutes without a decision in time.
    Lapsed,
    /// The obligation ended (Law 106/2025 art. 95(1)).
    Terminated,
    /// Released whole.
    Released,
}

impl FreezeEnd {
    /// Whether the service itself releases what is caught all the same: the
    /// closed list of grounds, with a task for the officer.
    pub const fn is_released_by_service(self) -> bool {
        matches!(self, Self::Withdrawn | Self::Overtaken | Self::Lapsed | Self::Terminated)
            || matches!(self, Self::Released)
    }
}

/// A new target on its way to the institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retarget {
    /// The item that ordered it.
    pub item: ItemId,
    /// Up to how many đồng.
    pub target: i64,
}

/// Money a standing freeze caught later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// The institution's own name for it.
    pub reference: String,
    /// When it was reported.
    pub at: Instant,
    /// Into which holds, how much in minor units of each.
    pub caught: Vec<(HoldId, i64)>,
    /// Of which report by account it is the share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ContentHash>,
    /// An order that ranks before had room for it, and is not sealed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub out_of_turn: bool,
}

/// One order on one account: what is frozen there and what became of it.
/// Amounts in minor units of `currency`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// The freeze it belongs to.
    pub freeze: ItemId,
    /// Where.
    pub institution: InstitutionId,
    /// On which account.
    pub account: AccountNumber,
    /// What kind of account.
    pub kind: AccountKind,
    /// In which currency.
    pub currency: Currency,
    /// Everything is frozen and its value is not known: nothing in sums. No more
    /// once it is released.
    pub all_unknown: bool,
    /// Others hold the account too.
    pub joint: bool,
    /// The order does not name this account: nothing is taken from here, and it is
    /// to be free again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beyond_order: bool,
    /// What the institution says of the account beside amounts.
    #[serde(default)]
    pub care: Care,
    /// What may not be deducted by law: the sum of `protections`, the higher word
    /// of the two sides for each ground.
    pub protected: i64,
    /// Of which the debtor's minimum of living, set in one account only (I-9).
    pub minimum: i64,
    /// By which grounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub protections: Vec<Protection>,
    /// How many orders rank before this one.
    pub ranks_before: u16,
    /// What was frozen in all.
    pub frozen: i64,
    /// What was taken from it.
    pub deducted: i64,
    /// What was freed.
    pub released: i64,
    /// What was freed of it before it was reported as frozen: a capture that comes
    /// after its release is free already (I-11). Less what was taken for freed by
    /// a report that did not name it.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub freed_ahead: i64,
    /// What an issued deduction waits for.
    pub reserved: i64,
    /// What an issued release waits for.
    pub lifting: i64,
    /// Balance when the order was received.
    pub at_receipt: Option<i64>,
    /// Balance when it was frozen.
    pub at_freeze: Option<i64>,
    /// What left the account in between.
    pub left_between: Option<i64>,
    /// When it was reported.
    pub opened_at: Instant,
}

/// The ground of releases of what the law protects.
pub(crate) const PROTECTED: &str = "protected";

/// The ground of the debtor's minimum of living.
pub const MINIMUM: &str = "minimum_living";

/// Money of a hold that may not be deducted, on one ground, by the word of one
/// side. The officer's word does not undo the institution's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// A code of the shipped list of exemptions; empty: the institution named none.
    pub ground: String,
    /// Whether the institution said so, or the officer.
    pub by_institution: bool,
    /// How much, in the hold's minor units.
    pub amount: i64,
}

impl Hold {
    /// Takes in one side's word on a ground; its earlier word on it is gone.
    pub(crate) fn protect(&mut self, word: Protection) {
        let same = |one: &Protection| {
            one.by_institution == word.by_institution && one.ground == word.ground
        };
        self.protections.retain(|one| !same(one));
        if word.amount > 0 {
            self.protections.push(word);
        }
        self.sum_protections();
    }

    /// Takes in the institution's statement: all it said before is gone.
    pub(crate) fn protect_as_stated(&mut self, ground: &str, amount: i64) {
        self.protections.retain(|one| !one.by_institution);
        let ground = ground.to_owned();
        self.protect(Protection { ground, by_institution: true, amount });
    }

    /// Protected money was freed: so much of it is no longer here to be protected.
    pub(crate) fn unprotect(&mut self, mut freed: i64) {
        let grounds: BTreeSet<String> =
            self.protections.iter().map(|one| one.ground.clone()).collect();
        for ground in grounds {
            let of_it = |one: &&Protection| one.ground == ground;
            let known = self.protections.iter().filter(of_it).map(|one| one.amount).max();
            let kept = known.unwrap_or(0).saturating_sub(freed).max(0);
            freed = freed.saturating_sub(known.unwrap_or(0)).max(0);
            for one in self.protections.iter_mut().filter(|one| one.ground == ground) {
                one.amount = one.amount.min(kept);
            }
        }
        self.protections.retain(|one| one.amount > 0);
        self.sum_protections();
    }

    fn sum_protections(&mut self) {
        let mut most: BTreeMap<&str, i64> = BTreeMap::new();
        for one in &self.protections {
            let known = most.entry(&one.ground).or_default();
            *known = one.amount.max(*known);
        }
        self.minimum = most.get(MINIMUM).copied().unwrap_or(0);
        self.protected = most.into_values().fold(0, i64::saturating_add);
    }

    /// Money that is reported as frozen: what was freed of it before is free.
    pub(crate) fn catch(&mut self, amount: i64) {
        self.frozen = self.frozen.saturating_add(amount);
        self.settle();
    }

    /// What was freed before it was known to be there is free as soon as it is.
    pub(crate) fn settle(&mut self) {
        let ahead = self.freed_ahead.min(self.remaining()).max(0);
        self.released = self.released.saturating_add(ahead);
        self.freed_ahead = self.freed_ahead.saturating_sub(ahead);
    }

    /// So much is frozen there in all, as its institution states it.
    pub(crate) fn restate(&mut self, frozen: i64) {
        if frozen > self.frozen {
            self.catch(frozen.saturating_sub(self.frozen));
        } else {
            self.frozen = frozen;
        }
    }

    /// What is still frozen: what was, less what was taken and freed (I-10).
    pub const fn remaining(&self) -> i64 {
        self.frozen.saturating_sub(self.deducted).saturating_sub(self.released)
    }

    /// What no order waits for.
    pub fn free(&self) -> i64 {
        self.remaining().saturating_sub(self.reserved).saturating_sub(self.lifting).max(0)
    }

    /// What may be taken: free, ordered to be frozen, not protected (I-9).
    pub fn deductible(&self) -> i64 {
        let barred = self.kind == AccountKind::TreasuryBudget || self.beyond_order;
        if barred { 0 } else { self.free().saturating_sub(self.protected).max(0) }
    }
}

/// Where money that was ordered to be paid stands: reserve → in transit →
/// confirmed, or void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// Ordered; reserved, on its hold if it has one.
    Reserved,
    /// The institution says it paid; the accountant has not seen it.
    InTransit,
    /// It arrived on the treasury account.
    Confirmed,
    /// It was not paid.
    Void,
}

/// A payment to the agency, in đồng: from a hold, or explicitly ordered without
/// a freeze (I-8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Its id: our name for the payment.
    pub id: TransferId,
    /// The item that ordered it.
    pub item: ItemId,
    /// Its demand.
    pub demand: DemandId,
    /// From which hold; none: from no freeze.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldId>,
    /// Who pays, where no hold says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// The month of an income it was taken from, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    /// To which registered account.
    pub payee: PayeeId,
    /// How much was ordered.
    pub ordered: i64,
    /// How much the institution says it paid; what arrived, where it has not said
    /// so.
    pub paid: i64,
    /// How much arrived.
    pub arrived: i64,
    /// Where it stands.
    pub state: TransferState,
    /// The institution's reference of the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The day the money counts from, as the institution says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_day: Option<Day>,
    /// References under which money was confirmed, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arrivals: Vec<Arrival>,
    /// How much of its hold is gone by this payment: by what arrived, then by the
    /// report of the institution, which takes the place of it.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub taken: i64,
    /// How many đồng of it are above what may be taken of its month: by the order,
    /// by what it leaves to the debtor, by the law's share.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub beyond: i64,
    /// The tightest bound on its month that was known when it was reported, in đồng;
    /// none: no bound was known. The income it follows from is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<i64>,
    /// How many đồng of it went back to whom they were taken from.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub returned: i64,
    /// Less arrived than was reported, and somebody says that no more will come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<Shortfall>,
    /// Whose act it is: who proposed the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposer: Option<UserId>,
}

/// Money of a payment that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// The statement's reference.
    pub reference: String,
    /// How many đồng.
    pub amount: i64,
    /// The day it counts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// A line of a statement says so, not only a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stated: bool,
}

/// What is missing of a payment, as one person says and another confirms. The
/// institution may still report otherwise, and the money may still come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// How many đồng did not come.
    pub missing: i64,
    /// Why: what the institution or the treasury said.
    pub reason: String,
    /// Who says so.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// Who confirmed it, another person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<UserId>,
}

/// How many days a person and a statement may be apart about the same money.
/// References of some banks begin anew each day or year.
const APART: u32 = 14;

impl Arrival {
    /// Whether money of a reference and a day may be this.
    pub fn may_be(&self, reference: &str, day: Day) -> bool {
        let near = |own: Day| own.number().abs_diff(day.number()) <= APART;
        self.reference == reference && self.day.is_none_or(near)
    }

    /// Whether money is this very arrival: known by reference, amount and day.
    pub fn is(&self, reference: &str, amount: i64, day: Day) -> bool {
        let same_day = self.day.is_none_or(|own| own == day);
        self.reference == reference && self.amount == amount && same_day
    }
}

impl Transfer {
    /// Whether the institution has said that it paid.
    pub const fn is_reported(&self) -> bool {
        self.reference.is_some()
    }

    /// The arrival that a person confirmed and a line of a statement bears out: under
    /// its reference, of its amount, about its day; the day itself before another.
    pub(crate) fn said_by_hand(
        &mut self,
        reference: &str,
        amount: i64,
        day: Day,
    ) -> Option<&mut Arrival> {
        let said =
            |one: &&mut Arrival| !one.stated && one.amount == amount && one.may_be(reference, day);
        let apart =
            |one: &&mut Arrival| one.day.map_or(0, |own| own.number().abs_diff(day.number()));
        self.arrivals.iter_mut().filter(said).min_by_key(apart)
    }

    /// What did not come of what was paid, as two persons said.
    pub fn missing(&self) -> i64 {
        let confirmed = self.shortfall.as_ref().filter(|one| one.confirmed_by.is_some());
        confirmed.map_or(0, |_| self.paid.saturating_sub(self.arrived).max(0))
    }

    /// How much of it counts towards what was to be taken: paid or arrived, less
    /// what does not come and what went back.
    pub fn counted(&self) -> i64 {
        let came = self.paid.max(self.arrived).saturating_sub(self.missing());
        came.saturating_sub(self.returned).max(0)
    }

    /// What arrived and has not gone back.
    pub fn here(&self) -> i64 {
        self.arrived.saturating_sub(self.returned).max(0)
    }

    /// How much is still to arrive of what was paid, or ordered and not answered.
    pub fn awaited(&self) -> i64 {
        self.in_transit().saturating_add(self.reserved())
    }

    /// What was paid and has not arrived.
    pub fn in_transit(&self) -> i64 {
        match self.state {
            TransferState::InTransit => self.paid.saturating_sub(self.arrived).max(0),
            TransferState::Reserved | TransferState::Confirmed | TransferState::Void => 0,
        }
    }

    /// What an answer is waited for: what was ordered, less what arrived before
    /// it.
    pub fn reserved(&self) -> i64 {
        match self.state {
            TransferState::Reserved => self.ordered.saturating_sub(self.paid).max(0),
            TransferState::InTransit | TransferState::Confirmed | TransferState::Void => 0,
        }
    }
}

/// A release on its way to an institution, or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lift {
    /// The item that ordered it.
    pub item: ItemId,
    /// Of which freeze.
    pub freeze: ItemId,
    /// From which hold; none: the whole freeze.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldId>,
    /// How much of each hold waits for the answer, in its minor units; nothing
    /// once it is done.
    pub lifting: Vec<(HoldId, i64)>,
    /// On which ground.
    pub ground: String,
    /// Whether the institution has answered, or the release was taken back.
    pub done: bool,
    /// Whether it was refused or taken back: the freeze stands as it stood.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    /// The duty to lift that its issue met; owed again if it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<DutyId>,
    /// The duty to lift an excess that stood when it was issued, the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met_excess: Option<DutyId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
pub(super) const fn is_nothing(amount: &i64) -> bool {
    *amount == 0
}
