//! When the grounds for coercion are complete, as far as the books know, and by
//! which law a freeze is judged where somebody chose another than its day's.

use super::{Duty, DutyKind, DutyState, Freeze, Hold, Ledger, Transfer, TransferState};
use crate::actor::Who;
use crate::demand::Channel;
use crate::id::InstrumentId;
use crate::inforce::Law;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// The debtor was validly told of the enforcement decision: his voluntary period
/// runs from then (Law 106/2025 art. 36(1); Law 26/2008 art. 45).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionNotice {
    /// When, by the evidence.
    pub at: Instant,
    /// How.
    pub channel: Channel,
    /// What proves it.
    pub proof: String,
}

/// An officer's choice of the law by which his own limits on a freeze are
/// counted, where the law of the day leaves it open (art. 116).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawChoice {
    /// Which freeze.
    pub instrument: InstrumentId,
    /// The number of the law.
    pub law: String,
    /// Why.
    pub reason: String,
    /// When it was chosen.
    pub at: Instant,
    /// By whom.
    pub by: Who,
}

/// What is not known, so that no day can be proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// When the debtor was told of the enforcement decision.
    DecisionNotice,
    /// Nothing was caught yet: there is nothing to coerce.
    Caught,
}

/// What the books know of the grounds for coercion after a freeze. That they are
/// complete once the voluntary period is over and money was caught is our
/// reading of art. 66(4): unconfirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// When they are complete, past or to come; none: something is missing.
    pub proposed: Option<Instant>,
    /// What is missing.
    pub missing: Vec<Missing>,
}

impl DutyKind {
    /// Whether its limit follows the law an officer chose for the freeze.
    pub const fn follows_choice(self) -> bool {
        matches!(self, Self::Coerce | Self::StateGrounds | Self::Lift)
    }
}

impl Ledger {
    /// The law chosen for a freeze, if one was.
    pub fn law_of(&self, freeze: InstrumentId) -> Option<&LawChoice> {
        self.choices.iter().rev().find(|choice| choice.instrument == freeze)
    }

    /// Whether a limit on coercing after a freeze ran or runs, or the coercion was
    /// done without one: then no grounds are to be stated. Under the old law the
    /// limit runs from the decision.
    pub fn grounds_are_stated(&self, freeze: InstrumentId) -> bool {
        self.coercing(freeze).any(|duty| duty.state != DutyState::Void) || self.is_coerced(freeze)
    }

    /// Whether coercion followed a freeze: a deduction from it was ordered, or
    /// another act proved.
    pub fn is_coerced(&self, freeze: InstrumentId) -> bool {
        let done = |duty: &Duty| matches!(duty.state, DutyState::Met | DutyState::Late);
        self.coercing(freeze).any(done) || self.is_deducted_from(freeze)
    }

    /// Whether a deduction from it was ordered and not given up.
    pub fn is_deducted_from(&self, freeze: InstrumentId) -> bool {
        let of_it = |one: &Transfer| {
            let freezes = self.hold_of(one).and_then(|hold| self.freeze(hold.freeze));
            one.state != TransferState::Void
                && freezes.is_some_and(|found| found.instrument == freeze)
        };
        self.transfers.iter().any(of_it)
    }

    fn coercing(&self, freeze: InstrumentId) -> impl Iterator<Item = &Duty> {
        let about = move |duty: &&Duty| duty.about == Some(freeze);
        self.duties.iter().filter(about).filter(|duty| duty.kind == DutyKind::Coerce)
    }

    /// When the voluntary period ends or ended; exclusive.
    pub fn voluntary_until(&self, law: &Law) -> Option<Instant> {
        law.voluntary_until(self.notified.as_ref()?.at)
    }

    /// What is known of the grounds for coercion after a freeze, while they are to
    /// be stated.
    pub fn grounds(&self, law: &Law, freeze: InstrumentId) -> Option<Grounds> {
        let waits = |duty: &&Duty| duty.about == Some(freeze);
        self.open_duties(DutyKind::StateGrounds).find(waits)?;
        let voluntary = self.voluntary_until(law);
        let caught = self.caught_at(freeze);
        let mut missing = Vec::new();
        if voluntary.is_none() {
            missing.push(Missing::DecisionNotice);
        }
        if caught.is_none() {
            missing.push(Missing::Caught);
        }
        let proposed = voluntary.zip(caught).map(|(voluntary, caught)| voluntary.max(caught));
        Some(Grounds { proposed, missing })
    }

    /// When a freeze first caught something.
    fn caught_at(&self, freeze: InstrumentId) -> Option<Instant> {
        let shares = self.freezes.iter().filter(|one| one.instrument == freeze);
        let holds = shares.flat_map(|one: &Freeze| self.holds_of(one.item));
        let caught = holds.filter(|hold| hold.frozen > 0 || hold.all_unknown);
        caught.map(|hold| hold.opened_at).min()
    }

    /// What left the accounts between receipt and freeze, in đồng: what an
    /// institution that did not freeze at once may answer for (art. 67(5)). A
    /// foreign currency without a rate counts nothing.
    pub fn left_between(&self) -> i64 {
        let worth = |hold: &Hold| super::worth(hold.left_between?, hold.currency, &self.rates);
        self.holds.iter().filter_map(worth).fold(0, i64::saturating_add)
    }
}
