//! Kiểm sát thi hành án: what a procuracy (Viện kiểm sát) asks of an office in a case.
//! It asks for papers, recommends, or protests; the office answers, and carries out
//! what it accepts. While a protest stands, what policy names is not ordered.

use crate::actor::Who;
use crate::demand::Channel;
use crate::id::{AgencyId, InstrumentId, ProsecutorActId};
use crate::instrument::InstrumentKind;
use crate::ledger::{Duty, DutyKind, Filing, Income, Ledger, TransferState};
use crate::order::Numbered;
use crate::time::{Day, Instant, Zone};
use serde::{Deserialize, Serialize};

/// What kind of act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// Yêu cầu cung cấp hồ sơ, tài liệu.
    PaperRequest,
    /// Kiến nghị.
    Recommendation,
    /// Kháng nghị (Law 106/2025 arts 112, 113).
    Protest,
}

impl ActKind {
    /// What the office owes from the day it received one.
    pub const fn answer_duty(self) -> DutyKind {
        match self {
            Self::PaperRequest => DutyKind::ProvidePapers,
            Self::Recommendation => DutyKind::AnswerRecommendation,
            Self::Protest => DutyKind::AnswerProtest,
        }
    }
}

/// How the procuracy that acts stands to the office of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProcuracyLevel {
    /// The one that supervises this office.
    Same,
    /// The one above it.
    Superior,
    /// The Supreme People's Procuracy.
    Supreme,
}

/// How an act came that was not filed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActOnPaper {
    /// Of which procuracy it is.
    pub level: ProcuracyLevel,
    /// How it came.
    pub channel: Channel,
    /// When it was received, by the evidence.
    pub received_at: Instant,
    /// What shows it: the stamp of arrival, the postmark.
    pub proof: String,
}

/// What a document of a procuracy says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActContent {
    /// What kind of act.
    pub kind: ActKind,
    /// Number and day of the document.
    pub document: Numbered,
    /// About which instrument; none: about the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<InstrumentId>,
    /// The day on which the violation was discovered, where the document names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discovered: Option<Day>,
    /// Which act of this case it follows, that was not accepted, or in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<ProsecutorActId>,
    /// What it asks and why.
    pub text: String,
    /// How it came, where the office writes it down; none: a prosecutor files it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<ActOnPaper>,
}

/// What the office says to an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActOutcome {
    /// Accepted, or done as asked.
    Accepted,
    /// Accepted in part.
    InPart,
    /// Not accepted.
    NotAccepted,
}

/// What the head answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerContent {
    /// What it comes to.
    pub outcome: ActOutcome,
    /// Number and day.
    pub document: Numbered,
    /// Why, or what is sent.
    pub reasons: String,
    /// When it went out on paper, by the evidence; none: it goes out here and now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Evidenced>,
}

/// When something was done, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidenced {
    /// When.
    pub at: Instant,
    /// What shows it.
    pub proof: String,
}

/// The paper by which a procuracy took back what came on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnOnPaper {
    /// Number and day.
    pub document: Numbered,
    /// How it came.
    pub channel: Channel,
    /// When it came, by the evidence: the act stands until then.
    pub at: Instant,
    /// What shows it: the stamp of arrival, the postmark.
    pub proof: String,
}

/// An answer, as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActAnswer {
    /// What it says.
    pub content: AnswerContent,
    /// When it was given, by its evidence: the limit to carry it out runs from then.
    pub at: Instant,
    /// When it was recorded.
    pub recorded_at: Instant,
}

/// How an act ended: carried out, or withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActEnd {
    /// When, by its evidence.
    pub at: Instant,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// What was done, or why it was withdrawn.
    pub text: String,
    /// By which paper it was withdrawn, where it came on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<WithdrawnOnPaper>,
}

/// Where an act stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActState {
    /// It waits for an answer.
    Received,
    /// A protest that was accepted, wholly or in part, waits to be carried out.
    Accepted,
    /// Answered: nothing of it is to be carried out.
    Answered,
    /// What was accepted of a protest is carried out.
    CarriedOut,
    /// The procuracy took it back.
    Withdrawn,
}

impl ActState {
    /// Whether the office still owes something.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Accepted)
    }
}

/// An act of a procuracy in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProsecutorAct {
    /// Its id.
    pub id: ProsecutorActId,
    /// What kind.
    pub kind: ActKind,
    /// Number and day of the document.
    pub document: Numbered,
    /// How the procuracy stands to the office.
    pub level: ProcuracyLevel,
    /// The agency over whose area the procuracy supervises.
    pub area: AgencyId,
    /// About which instrument; none: the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<InstrumentId>,
    /// The day on which the violation was discovered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discovered: Option<Day>,
    /// The act that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<ProsecutorActId>,
    /// What it asks and why.
    pub text: String,
    /// How it came.
    pub channel: Channel,
    /// When it was received, by the evidence: the limit to answer runs from then.
    pub received_at: Instant,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who filed it, or wrote it down.
    pub recorded_by: Who,
    /// What shows the receipt of one on paper; none: it was filed here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
    /// Until when a protest could be made (art. 112(2)), by each rule that is known to
    /// run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Filing>,
    /// What may not be ordered while it stands, by the policy of that day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bars: Vec<InstrumentKind>,
    /// Where it stands.
    pub state: ActState,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<ActAnswer>,
    /// How it ended, where it was carried out or withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<ActEnd>,
}

impl ProsecutorAct {
    /// Whether the document bears a day after a limit to protest. It counts all the
    /// same: whether it is too late, who reads it says.
    pub fn is_late(&self) -> bool {
        let made = Zone::HANOI.start_of(self.document.day);
        self.limits.iter().any(|limit| made >= limit.until)
    }

    /// Whether it is a protest that stands: received and not withdrawn, not accepted or
    /// not yet carried out.
    pub fn stands(&self) -> bool {
        self.kind == ActKind::Protest && self.state.is_open()
    }

    /// Whether a procuracy may follow it up: it was not accepted, or in part.
    pub fn may_be_followed(&self) -> bool {
        let outcome = self.answer.as_ref().map(|answer| answer.content.outcome);
        matches!(outcome, Some(ActOutcome::NotAccepted | ActOutcome::InPart))
    }

    /// Whether it was filed here, and not written down by the office.
    pub const fn is_filed_here(&self) -> bool {
        self.proof.is_none()
    }
}

impl Ledger {
    /// An act of a procuracy.
    pub fn act(&self, id: ProsecutorActId) -> Option<&ProsecutorAct> {
        self.acts.iter().find(|one| one.id == id)
    }

    /// Whether a protest stands that bars this. What frees is never barred.
    pub fn is_protested(&self, kind: InstrumentKind) -> bool {
        let mut standing = self.acts.iter().filter(|one| one.stands());
        kind != InstrumentKind::Release && standing.any(|one| one.bars.contains(&kind))
    }

    /// Whether something is on its way of what a protest bars: a deduction that was not
    /// answered, months of an income that run.
    pub fn takes_protested(&self, act: &ProsecutorAct) -> bool {
        let bars = |kind| act.stands() && act.bars.contains(&kind);
        let reserved = self.transfers.iter().any(|one| one.state == TransferState::Reserved);
        let runs = self.incomes.iter().any(Income::is_live);
        bars(InstrumentKind::Deduct) && reserved || bars(InstrumentKind::IncomeDeduction) && runs
    }

    /// Whether any protest stands.
    pub fn has_protest(&self) -> bool {
        self.acts.iter().any(ProsecutorAct::stands)
    }

    /// What is owed of an act.
    pub fn duties_of_act(&self, id: ProsecutorActId) -> impl Iterator<Item = &Duty> {
        self.duties.iter().filter(move |duty| duty.act == Some(id))
    }
}
