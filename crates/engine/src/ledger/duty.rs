//! What the asking side owes by a limit: deciding after minutes, coercing or
//! lifting after a freeze, lifting on a ground, paying back. And what it waits for
//! by a limit: the months of an income.

use super::hold::is_nothing;
use crate::id::{DutyId, InstrumentId, ObjectionId, ProsecutorActId, TransferId, UserId};
use crate::law::{Layer, RuleId};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// What is owed. The word is the key `duty` of the rule's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyKind {
    /// A decision after urgent minutes (N13, O09); else the freeze lapses.
    UrgentDecision,
    /// Urgent minutes to the prosecutor, and the decision that confirms them, each
    /// by itself (N14, O11).
    ProsecutorCopy,
    /// Any other decision to the prosecutor (N03).
    DecisionCopy,
    /// Coerce, from the day the grounds are complete (N15); coerce or lift, from
    /// the decision (O12).
    Coerce,
    /// Say when the grounds for coercion were complete: the limit of N15 waits for
    /// it. A service target.
    StateGrounds,
    /// Lift, from the ground (N17, O14).
    Lift,
    /// Pay back what was taken too much.
    Refund,
    /// Give back what was taken though an objection to it was right, or above what
    /// may be taken of a month. A service target.
    ReturnTaken,
    /// See whether a hold is still needed.
    Review,
    /// A month of an income: owed by the executor, watched by the officer.
    Instalment,
    /// End a deduction from income, from the ground (N18).
    EndIncome,
    /// Tell the debtor of a freeze (N02), from when it is confirmed.
    DebtorNotice,
    /// Accept a complaint, or refuse to (N23).
    AcceptComplaint,
    /// Decide a complaint (N24).
    DecideComplaint,
    /// Decide a third party's claim: a service target.
    DecideClaim,
    /// Decide a flag: a service target.
    DecideFlag,
    /// Hand the file of a liquidated contract over to the state agency (N27): owed
    /// by a bailiff's office, kept on the request.
    HandOver,
    /// Decide a request for a measure, from the full file (N27): kept on it.
    DecideRequest,
    /// Accept a delegation: owed by the other agency, watched by the one that
    /// delegated.
    AcceptDelegation,
    /// Send a procuracy the papers that it asks for: a service target.
    ProvidePapers,
    /// Answer a procuracy's recommendation: a service target.
    AnswerRecommendation,
    /// Answer a procuracy's protest (N26).
    AnswerProtest,
    /// Carry out what was accepted of a protest, from the answer (N26).
    CarryOutProtest,
}

impl DutyKind {
    /// Whether a proof ends it; the others end by the act they ask for.
    pub const fn is_met_by_hand(self) -> bool {
        matches!(
            self,
            Self::ProsecutorCopy
                | Self::DecisionCopy
                | Self::Coerce
                | Self::Review
                | Self::Instalment
                | Self::ReturnTaken
        )
    }

    /// Whether it is owed to a procuracy that acted in the case.
    pub const fn is_of_act(self) -> bool {
        matches!(
            self,
            Self::ProvidePapers
                | Self::AnswerRecommendation
                | Self::AnswerProtest
                | Self::CarryOutProtest
        )
    }

    /// Whether it is a paper owed to the prosecutor.
    pub const fn is_copy(self) -> bool {
        matches!(self, Self::ProsecutorCopy | Self::DecisionCopy)
    }

    /// Whether several of one kind about one instrument are owed each by itself,
    /// told apart by their start: months of an income, papers.
    pub const fn is_apart_by_start(self) -> bool {
        matches!(self, Self::Instalment | Self::AcceptDelegation) || self.is_copy()
    }
}

/// Who said that a paper is with the prosecutor, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: UserId,
}

/// Where a duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyState {
    /// Owed.
    Open,
    /// Done in time.
    Met,
    /// Done, late.
    Late,
    /// No longer owed.
    Void,
}

/// A limit on the asking side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Its id.
    pub id: DutyId,
    /// What is owed.
    pub kind: DutyKind,
    /// For which instrument; none: for the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<InstrumentId>,
    /// By which rule.
    pub rule: RuleId,
    /// Its layer.
    pub layer: Layer,
    /// From when.
    pub start: Instant,
    /// Exclusive end; none: "immediately" has no number in law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// Where it stands.
    pub state: DutyState,
    /// When it strikes next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Instant>,
    /// When its lateness was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_since: Option<Instant>,
    /// When it ended: when what was owed was done, by its evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Instant>,
    /// The prosecutor's word that a paper arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
    /// What proves that it was met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// How much it is about, in đồng.
    #[serde(default)]
    pub amount: i64,
    /// Which objection waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<ObjectionId>,
    /// Of which payment it is, where it is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferId>,
    /// How much of it went back, in đồng.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub returned: i64,
    /// Which act of a procuracy it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<ProsecutorActId>,
}

impl Duty {
    /// Whether it is owed.
    pub fn is_open(&self) -> bool {
        self.state == DutyState::Open
    }
}
