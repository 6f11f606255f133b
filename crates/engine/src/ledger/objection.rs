//! What people object to: complaints, third parties' claims, flags. While one is
//! open nothing is deducted from the holds it is about; the holds stand.

use super::{DutyKind, Freeze, Hold, Ledger, Transfer, TransferState};
use crate::actor::Who;
use crate::demand::Channel;
use crate::id::{HoldId, InstitutionId, InstrumentId, ItemId, ObjectionId, PartyId};
use crate::law::{RuleId, Stage};
use crate::order::ReleaseLine;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// What kind of objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionKind {
    /// Khiếu nại: the debtor or another party complains of an act (Law 106/2025
    /// art. 96).
    Complaint,
    /// A third party says that the money is his.
    Claim,
    /// Wrong person or protected money: raised by a bank's counter, a clerk or a
    /// prosecutor. Not statutory.
    Flag,
}

/// Where an objection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionState {
    /// Written down.
    Recorded,
    /// Accepted for decision (thụ lý).
    Accepted,
    /// Decided: it is right.
    Upheld,
    /// Decided: it is right in part.
    InPart,
    /// Decided: it is not right.
    Rejected,
    /// Not accepted.
    Refused,
    /// Taken back by who objected.
    Withdrawn,
}

/// Why an objection is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAccepted {
    /// It came after its limit.
    OutOfTime,
    /// Who objects has no right to.
    NoStanding,
}

/// Who objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objector {
    /// The name, as written; none: an institution raised a flag.
    pub name: String,
    /// How he stands to the case: debtor, spouse, joint holder, …
    pub capacity: String,
}

/// Until when a complaint may be filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// By which rule: N22, O18.
    pub rule: RuleId,
    /// From when: valid notice, or knowing.
    pub start: Instant,
    /// Exclusive end.
    pub until: Instant,
}

/// What somebody objects, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionContent {
    /// What kind.
    pub kind: ObjectionKind,
    /// Against which stage of enforcement.
    pub stage: Stage,
    /// Who objects.
    pub by: Objector,
    /// About which freezes: the orders. None, and no holds: the whole case.
    pub about: Vec<InstrumentId>,
    /// About which holds.
    pub holds: Vec<HoldId>,
    /// A code of the shipped list of objections.
    pub ground: String,
    /// What it says.
    pub text: String,
    /// How it came.
    pub channel: Channel,
    /// When it was received, by the evidence.
    pub received_at: Instant,
    /// When who objects knew of the act; counts where no notice was served.
    pub knew_at: Option<Instant>,
}

/// What was decided of an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is right.
    Upheld,
    /// It is right in part.
    InPart,
    /// It is not right.
    Rejected,
}

impl From<Verdict> for ObjectionState {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Upheld => Self::Upheld,
            Verdict::InPart => Self::InPart,
            Verdict::Rejected => Self::Rejected,
        }
    }
}

/// How an objection ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionEnd {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Who,
    /// In words.
    pub reason: String,
    /// Why it was not accepted, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_accepted: Option<NotAccepted>,
    /// The freezes for which a ground for lifting arose by it; none: what stands
    /// frozen stays so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lifts: Vec<InstrumentId>,
}

/// A complaint, a claim or a flag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Its id.
    pub id: ObjectionId,
    /// What kind.
    pub kind: ObjectionKind,
    /// Against which stage of enforcement: the freeze or the deduction. Picks
    /// the limits of a complaint.
    pub stage: Stage,
    /// Who objects.
    pub by: Objector,
    /// The institution that raised it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// About which freezes, one institution's share each, or which deductions
    /// without a freeze. None, and no holds: about the whole case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub freezes: Vec<ItemId>,
    /// About which holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<HoldId>,
    /// A code of the shipped list of objections.
    pub ground: String,
    /// What it says.
    pub text: String,
    /// How it came.
    pub channel: Channel,
    /// When it was received, by the evidence.
    pub received_at: Instant,
    /// When it was written down.
    pub recorded_at: Instant,
    /// Who wrote it down.
    pub recorded_by: Who,
    /// Until when it could be filed; none: no limit is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<Filing>,
    /// Where it stands.
    pub state: ObjectionState,
    /// When it was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Instant>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<ObjectionEnd>,
}

impl Objection {
    /// Whether it waits for its end.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, ObjectionState::Recorded | ObjectionState::Accepted)
    }

    /// Whether it was decided for who objects, wholly or in part.
    pub const fn is_upheld(&self) -> bool {
        matches!(self.state, ObjectionState::Upheld | ObjectionState::InPart)
    }

    /// Whether it was received after its limit.
    pub fn is_late(&self) -> bool {
        self.filing.as_ref().is_some_and(|filing| self.received_at >= filing.until)
    }

    /// Whether it is about the whole case.
    pub const fn is_about_all(&self) -> bool {
        self.freezes.is_empty() && self.holds.is_empty()
    }

    /// Whether it is about a hold.
    pub fn concerns(&self, hold: &Hold) -> bool {
        self.is_about_all() || self.holds.contains(&hold.id) || self.freezes.contains(&hold.freeze)
    }
}

/// The debtor's notice of a freeze: a served document of its own. It starts the
/// limit for complaints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtorNotice {
    /// Of which freeze.
    pub instrument: InstrumentId,
    /// When it was served, by the evidence.
    pub at: Instant,
    /// How.
    pub channel: Channel,
    /// What proves it: minutes, postmark, witness.
    pub proof: String,
    /// Who recorded it.
    pub recorded_by: Who,
    /// Until when the freeze may be complained of; none: no rule is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<Filing>,
}

impl Ledger {
    /// An objection.
    pub fn objection(&self, id: ObjectionId) -> Option<&Objection> {
        self.objections.iter().find(|one| one.id == id)
    }

    /// Objections that wait for their end.
    pub fn open_objections(&self) -> impl Iterator<Item = &Objection> {
        self.objections.iter().filter(|one| one.is_open())
    }

    /// Whether nothing may be deducted from a hold because somebody objects, or was
    /// right to: what is not the debtor's to lose is lifted, never taken (Law
    /// 106/2025 art. 95(2)).
    pub fn is_suspended(&self, hold: &Hold) -> bool {
        let right = |one: &Objection| {
            let decided = one.end.as_ref().map(|end| end.at);
            one.state == ObjectionState::Upheld && decided.is_some_and(|at| hold.opened_at <= at)
        };
        let about = self.objections.iter().filter(|one| one.concerns(hold));
        about.into_iter().any(|one| self.suspends(one) || right(one))
    }

    /// Whether nothing may be taken without a freeze from what an institution owes
    /// a debtor: somebody objects to the whole case, or to anything ordered of him
    /// there, by whichever name the institution was asked.
    pub fn is_suspended_at(&self, family: &[InstitutionId], debtor: PartyId) -> bool {
        let suspending = self.objections.iter().filter(|one| self.suspends(one));
        suspending.into_iter().any(|one| one.is_about_all() || self.touches(one, family, debtor))
    }

    /// Whether what an objection is about may not be taken: it waits for its end,
    /// or it was right and the lifting is still owed.
    fn suspends(&self, one: &Objection) -> bool {
        let lifts = one.end.as_ref().map_or(&[][..], |end| &end.lifts);
        let owed = |about| self.open_duties(DutyKind::Lift).any(|duty| duty.about == Some(about));
        one.is_open() || (one.is_upheld() && lifts.iter().any(|about| owed(*about)))
    }

    fn touches(&self, one: &Objection, family: &[InstitutionId], debtor: PartyId) -> bool {
        let at = |id: &InstitutionId| family.contains(id);
        let mut freezes =
            self.freezes.iter().filter(|it| at(&it.institution) && it.debtor == debtor);
        let mut incomes =
            self.incomes.iter().filter(|it| at(&it.institution) && it.debtor == debtor);
        // A payment without a freeze does not say whose money it was: all count.
        let mut direct = self.transfers.iter().filter(|it| it.institution.as_ref().is_some_and(at));
        freezes.any(|it| self.is_about(one, it.item))
            || incomes.any(|it| one.freezes.contains(&it.item))
            || direct.any(|it| one.freezes.contains(&it.item))
    }

    /// Whether nothing of what was found right about a freeze stays held without a
    /// release on its way.
    pub fn is_lifted_as_decided(&self, freeze: InstrumentId) -> bool {
        let right = |one: &&Objection| {
            let lifts = one.end.as_ref().is_some_and(|end| end.lifts.contains(&freeze));
            one.state == ObjectionState::Upheld && lifts
        };
        let items: Vec<ItemId> = self
            .freezes
            .iter()
            .filter(|one| one.instrument == freeze)
            .map(|one| one.item)
            .collect();
        self.objections.iter().filter(right).all(|one| {
            let mut holds = self.holds.iter().filter(|hold| items.contains(&hold.freeze));
            holds.all(|hold| !one.concerns(hold) || hold.free() == 0)
        })
    }

    /// Whether an objection to a deduction from income was right.
    pub fn is_found_wrong(&self, income: ItemId) -> bool {
        let about = |one: &&Objection| one.is_about_all() || one.freezes.contains(&income);
        self.objections.iter().filter(about).any(|one| one.state == ObjectionState::Upheld)
    }

    /// What was taken by deductions that were found wrong, as far as an institution
    /// says that it paid or money arrived. What was above what may be taken of a month
    /// is owed back already, and what went back is back.
    pub fn taken_wrongly(&self, objection: &Objection) -> i64 {
        let objected = || self.transfers.iter().filter(|one| self.takes_objected(objection, one));
        let taken = super::total(objected().map(|one| one.paid.max(one.arrived)));
        let back = super::total(objected().map(|one| one.beyond.max(one.returned)));
        // What another objection that was right has owed back already is one money.
        let others = self.duties.iter().filter(|duty| {
            let other = duty.objection.filter(|id| *id != objection.id);
            let other = other.and_then(|id| self.objection(id));
            other.is_some_and(|other| objected().any(|one| self.takes_objected(other, one)))
        });
        let owed = super::total(others.map(super::Duty::owed_back));
        taken.saturating_sub(back).saturating_sub(owed).max(0)
    }

    /// Whether an objection is about a freeze, or a hold of it.
    pub fn is_about(&self, objection: &Objection, freeze: ItemId) -> bool {
        objection.is_about_all()
            || objection.freezes.contains(&freeze)
            || self.holds_of(freeze).any(|hold| objection.holds.contains(&hold.id))
    }

    /// The freezes an objection is about, in the order of issue.
    pub fn freezes_objected(&self, objection: &Objection) -> impl Iterator<Item = &Freeze> {
        self.freezes.iter().filter(|freeze| self.is_about(objection, freeze.item))
    }

    /// Deductions that went out, were not answered, and are objected to.
    pub fn deductions_objected(&self, objection: &Objection) -> impl Iterator<Item = &Transfer> {
        self.transfers.iter().filter(|transfer| {
            transfer.state == TransferState::Reserved && self.takes_objected(objection, transfer)
        })
    }

    /// Whether a payment is of what an objection is about; one without a freeze
    /// is, where that is the deduction itself or the whole case.
    pub fn takes_objected(&self, objection: &Objection, transfer: &Transfer) -> bool {
        match transfer.hold {
            Some(hold) => self.hold(hold).is_some_and(|hold| objection.concerns(hold)),
            None => objection.is_about_all() || objection.freezes.contains(&transfer.item),
        }
    }

    /// What a provisional release of what an objection is about would free: each
    /// hold whole, the freeze itself stands.
    pub fn provisional(&self, objection: &Objection) -> Vec<ReleaseLine> {
        let frees = |hold: &&Hold| {
            objection.concerns(hold) && (hold.free() > 0 || (hold.all_unknown && hold.lifting == 0))
        };
        let line =
            |hold: &Hold| ReleaseLine { freeze: hold.freeze, hold: Some(hold.id), amount: None };
        self.holds.iter().filter(frees).map(line).collect()
    }

    /// The debtor's notice of a freeze, if it was served.
    pub fn notice_of(&self, freeze: InstrumentId) -> Option<&DebtorNotice> {
        self.notices.iter().find(|notice| notice.instrument == freeze)
    }

    /// Since when a freeze is confirmed: every institution has answered or is
    /// asked no more, and one at least freezes. None: telling the debtor could
    /// let assets escape, or nothing stands.
    pub fn confirmed_since(&self, freeze: InstrumentId) -> Option<Instant> {
        let shares = || self.freezes.iter().filter(|one| one.instrument == freeze);
        if !shares().any(|one| one.standing_since.is_some()) {
            return None;
        }
        let answered = |one: &Freeze| one.standing_since.or(one.ended.map(|ended| ended.at));
        shares().map(answered).collect::<Option<Vec<Instant>>>()?.into_iter().max()
    }
}
