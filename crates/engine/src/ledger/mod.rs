//! The money of a case: the books of its obligation, the freezes and holds for
//! it, and what is on its way. One root, so that commands on the money of one
//! case are decided one after the other (DESIGN §4 step 5).

mod account;
mod cap;
mod duty;
mod event;
mod expected;
mod freedom;
mod grounds;
mod hold;
mod income;
mod interest;
mod objection;
mod owed;
mod propose;
mod rank;
mod returned;

pub use account::{Balances, Book, Entry, Posting};
pub(crate) use account::{Sides, in_order};
pub use cap::{Cap, Rate, worth};
pub use duty::{Acknowledged, Duty, DutyKind, DutyState};
pub use event::MoneyEvent;
pub use expected::{Expected, NotPlanned, planned};
pub use freedom::{Asked, Freedom, NotFree, freedom};
pub use grounds::{DecisionNotice, Grounds, LawChoice, Missing};
pub use hold::MINIMUM;
pub(crate) use hold::PROTECTED;
pub use hold::{
    Arrival, Capture, Ended, Freeze, FreezeEnd, Hold, Lift, Protection, Retarget, Shortfall,
    Transfer, TransferState,
};
pub use income::{Income, IncomeEnd, IncomeEnded};
pub(crate) use interest::is_rate;
pub use interest::{Interest, Suspended};
pub use objection::{
    DebtorNotice, Filing, NotAccepted, Objection, ObjectionContent, ObjectionEnd, ObjectionKind,
    ObjectionState, Objector, Verdict,
};
pub use propose::{Candidate, Choice, Proposal, beyond_everywhere, least_harm, proposal};
pub use rank::{Claim, Place, RankBy, Split, queue, split};

use crate::concession::Concession;
use crate::delegation::Delegation;
use crate::id::{
    AgencyId, CaseId, DelegationId, DutyId, HoldId, InstitutionId, ItemId, PartyId, TransferId,
    UserId,
};
use crate::prosecution::ProsecutorAct;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// A sum that stays within bounds whatever is reported (I-8): absurd amounts never
/// wrap around to room under the cap.
pub(crate) fn total(amounts: impl Iterator<Item = i64>) -> i64 {
    amounts.fold(0, i64::saturating_add)
}

/// How an obligation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationEnd {
    /// Paid in full.
    Paid,
    /// Enforcement was terminated (đình chỉ).
    Terminated,
    /// The judgment was annulled.
    Annulled,
}

/// When and how an obligation ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When.
    pub at: Instant,
    /// How.
    pub how: ObligationEnd,
    /// In words: the decision.
    pub reason: String,
}

/// Another office has a standing freeze on a debtor of this case: who may be
/// called about it, and nothing else of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    /// The debtor, as a party of this case.
    pub debtor: PartyId,
    /// The other office.
    pub agency: AgencyId,
    /// Whom to call there.
    pub officer: UserId,
}

/// The money of a case. Amounts are đồng where nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The case.
    pub case: CaseId,
    /// Counts the changes of this root.
    pub version: i32,
    /// Its agency.
    pub agency: AgencyId,
    /// What is owed.
    pub balances: Balances,
    /// At which rate interest runs, if it does.
    pub interest: Option<Interest>,
    /// Rates of foreign currencies, as the officer recorded them.
    pub rates: Vec<Rate>,
    /// When and how the obligation ended.
    pub closed: Option<Closed>,
    /// The excess that was stated last.
    pub excess: i64,
    /// Freezes, in the order of issue.
    pub freezes: Vec<Freeze>,
    /// Holds, in the order of reports.
    pub holds: Vec<Hold>,
    /// Payments, in the order of issue.
    pub transfers: Vec<Transfer>,
    /// Releases, in the order of issue.
    pub lifts: Vec<Lift>,
    /// Deductions from income, in the order of issue.
    pub incomes: Vec<Income>,
    /// What the asking side owes by a limit.
    pub duties: Vec<Duty>,
    /// Complaints, claims and flags, in the order they were recorded.
    pub objections: Vec<Objection>,
    /// Notices of freezes served on debtors, in the order they were recorded.
    pub notices: Vec<DebtorNotice>,
    /// What was posted. A write lane loads none and appends.
    pub postings: Vec<Posting>,
    /// Offices with a standing freeze on the same debtors, as they were found.
    pub neighbours: Vec<Neighbour>,
    /// How the debtor was told of the enforcement decision, as recorded last.
    pub notified: Option<DecisionNotice>,
    /// Laws chosen for freezes; the last for each counts.
    pub choices: Vec<LawChoice>,
    /// Parts of the debt that went to other agencies, in the order they went.
    pub delegations: Vec<Delegation>,
    /// Acts of procuracies, in the order they were recorded.
    pub acts: Vec<ProsecutorAct>,
    /// What creditors conceded, in the order it was recorded.
    pub concessions: Vec<Concession>,
}

impl Ledger {
    /// Books with nothing in them.
    pub const fn empty(case: CaseId, agency: AgencyId) -> Self {
        Self {
            case,
            version: 0,
            agency,
            balances: Balances {
                principal: 0,
                interest: 0,
                fee: 0,
                cost: 0,
                title: 0,
                received: 0,
                waived: 0,
                suspense: 0,
                delegated: 0,
                recovered: 0,
            },
            interest: None,
            rates: Vec::new(),
            closed: None,
            excess: 0,
            freezes: Vec::new(),
            holds: Vec::new(),
            transfers: Vec::new(),
            lifts: Vec::new(),
            incomes: Vec::new(),
            duties: Vec::new(),
            objections: Vec::new(),
            notices: Vec::new(),
            postings: Vec::new(),
            neighbours: Vec::new(),
            notified: None,
            choices: Vec::new(),
            delegations: Vec::new(),
            acts: Vec::new(),
            concessions: Vec::new(),
        }
    }

    /// The freeze ordered by an item.
    pub fn freeze(&self, item: ItemId) -> Option<&Freeze> {
        self.freezes.iter().find(|freeze| freeze.item == item)
    }

    /// A hold.
    pub fn hold(&self, id: HoldId) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.id == id)
    }

    /// The holds of a freeze.
    pub fn holds_of(&self, freeze: ItemId) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(move |hold| hold.freeze == freeze)
    }

    /// Whether a freeze holds money, or may still catch some. One that was taken
    /// or released to its target holds nothing more.
    pub fn may_hold(&self, freeze: &Freeze) -> bool {
        let mut holds = self.holds_of(freeze.item);
        holds.any(|hold| hold.remaining() > 0 || hold.all_unknown)
            || (freeze.is_live() && freeze.target > self.kept(freeze.item))
    }

    /// A payment.
    pub fn transfer(&self, id: TransferId) -> Option<&Transfer> {
        self.transfers.iter().find(|transfer| transfer.id == id)
    }

    /// The hold a payment is taken from, if it is from one.
    pub fn hold_of(&self, transfer: &Transfer) -> Option<&Hold> {
        self.hold(transfer.hold?)
    }

    /// The institution that pays.
    pub fn payer(&self, transfer: &Transfer) -> Option<InstitutionId> {
        transfer.institution.or_else(|| self.hold_of(transfer).map(|hold| hold.institution))
    }

    /// The payment ordered by an item.
    pub fn transfer_of(&self, item: ItemId) -> Option<&Transfer> {
        self.transfers.iter().find(|transfer| transfer.item == item)
    }

    /// The release ordered by an item.
    pub fn lift(&self, item: ItemId) -> Option<&Lift> {
        self.lifts.iter().find(|lift| lift.item == item)
    }

    /// A part that went to another agency.
    pub fn delegation(&self, id: DelegationId) -> Option<&Delegation> {
        self.delegations.iter().find(|one| one.id == id)
    }

    /// Whether a part is with another agency.
    pub fn has_delegated(&self) -> bool {
        self.delegations.iter().any(|one| one.state.is_open())
    }

    /// A duty.
    pub fn duty(&self, id: DutyId) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id == id)
    }

    /// Open duties of a kind.
    pub fn open_duties(&self, kind: DutyKind) -> impl Iterator<Item = &Duty> {
        self.duties.iter().filter(move |duty| duty.kind == kind && duty.is_open())
    }

    /// When the sweep looks at it next.
    pub fn next_at(&self) -> Option<Instant> {
        self.duties.iter().filter_map(|duty| duty.next_at).min()
    }
}
