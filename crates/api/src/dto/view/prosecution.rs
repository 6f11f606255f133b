//! What procuracies asked of agencies, and what these answered, as both sides see it.

use super::directory::{NamedView, Names, ProcuracyView};
use super::money::DutyView;
use super::objection::{FilingView, who};
use super::shown::{
    ActKindWord, ActOutcomeWord, ActStateWord, At, ChannelWord, DayShown, InstrumentKindWord,
    NumberedWritten, ProcuracyLevelWord, Shown,
};
use engine::inforce::Law;
use engine::prosecution::{ActAnswer, ActEnd, ProsecutorAct, WithdrawnOnPaper};
use engine::time::Instant;
use serde::Serialize;
use store::read::{ActHead, ActView as Found};
use utoipa::ToSchema;
use uuid::Uuid;

/// An act of a procuracy.
#[derive(Serialize, ToSchema)]
#[schema(as = ProsecutorAct)]
struct ActView {
    id: Uuid,
    kind: ActKindWord,
    /// Number and day of the document.
    document: NumberedWritten,
    /// How the procuracy stands to the office.
    level: ProcuracyLevelWord,
    /// The agency over whose area it supervises.
    area: NamedView,
    /// The procuracy; null: the directory does not name it.
    procuracy: Option<ProcuracyView>,
    /// The order it is about; null: the case.
    about: Option<Uuid>,
    discovered: Option<DayShown>,
    /// The act that it follows.
    follows: Option<Uuid>,
    /// What it asks and why; empty in lists.
    text: String,
    channel: ChannelWord,
    /// By the evidence.
    received_at: At,
    recorded_at: At,
    recorded_by: Option<Uuid>,
    /// What shows the receipt of one on paper; empty in lists.
    proof: Option<String>,
    /// Whether a prosecutor filed it here; else the office wrote it down.
    filed_here: bool,
    /// Until when a protest could be made, by each rule that is known to run.
    limits: Vec<FilingView>,
    /// Whether its day is after such a limit. It counts all the same.
    late: bool,
    /// What is not ordered in the case while it stands.
    bars: Vec<InstrumentKindWord>,
    /// Whether it is a protest that stands.
    stands: bool,
    state: ActStateWord,
    /// Null: it was not answered.
    answer: Option<ActAnswerView>,
    /// How it was carried out or withdrawn; null: it was not.
    end: Option<ActEndView>,
}

/// What the office answered.
#[derive(Serialize, ToSchema)]
#[schema(as = ProsecutorActAnswer)]
struct ActAnswerView {
    outcome: ActOutcomeWord,
    document: NumberedWritten,
    /// Empty in lists.
    reasons: String,
    /// By its evidence.
    at: At,
    recorded_at: At,
    /// What shows that it went out on paper; null: it went out here. Empty in lists.
    proof: Option<String>,
}

/// How an act ended.
#[derive(Serialize, ToSchema)]
#[schema(as = ProsecutorActEnd)]
struct ActEndView {
    at: At,
    recorded_at: At,
    /// Empty in lists.
    text: String,
    /// By which paper it was withdrawn, where it came on paper.
    paper: Option<WithdrawnView>,
}

/// The paper by which a procuracy took an act back.
#[derive(Serialize, ToSchema)]
#[schema(as = ProsecutorActWithdrawalPaper)]
struct WithdrawnView {
    document: NumberedWritten,
    channel: ChannelWord,
    /// By the evidence.
    at: At,
    /// Empty in lists.
    proof: String,
}

impl From<WithdrawnOnPaper> for WithdrawnView {
    fn from(paper: WithdrawnOnPaper) -> Self {
        let WithdrawnOnPaper { document, channel, at, proof } = paper;
        Self { document: Shown(document), channel: Shown(channel), at: Shown(at), proof }
    }
}

impl From<ActAnswer> for ActAnswerView {
    fn from(answer: ActAnswer) -> Self {
        let ActAnswer { content, at, recorded_at } = answer;
        Self {
            outcome: Shown(content.outcome),
            document: Shown(content.document),
            reasons: content.reasons,
            at: Shown(at),
            recorded_at: Shown(recorded_at),
            proof: content.sent.map(|sent| sent.proof),
        }
    }
}

impl From<ActEnd> for ActEndView {
    fn from(end: ActEnd) -> Self {
        let ActEnd { at, recorded_at, text, paper } = end;
        let (at, recorded_at) = (Shown(at), Shown(recorded_at));
        Self { at, recorded_at, text, paper: paper.map(Into::into) }
    }
}

impl ActView {
    fn new(one: ProsecutorAct, names: &Names) -> Self {
        Self {
            id: one.id.0,
            late: one.is_late(),
            stands: one.stands(),
            filed_here: one.is_filed_here(),
            kind: Shown(one.kind),
            document: Shown(one.document),
            level: Shown(one.level),
            area: names.agency(one.area),
            procuracy: names.procuracy(one.area),
            about: one.about.map(|id| id.0),
            discovered: one.discovered.map(Shown),
            follows: one.follows.map(|id| id.0),
            text: one.text,
            channel: Shown(one.channel),
            received_at: Shown(one.received_at),
            recorded_at: Shown(one.recorded_at),
            recorded_by: who(one.recorded_by),
            proof: one.proof,
            limits: one.limits.into_iter().map(Into::into).collect(),
            bars: one.bars.into_iter().map(Shown).collect(),
            state: Shown(one.state),
            answer: one.answer.map(Into::into),
            end: one.end.map(Into::into),
        }
    }
}

/// An act in a list: nothing of what was written.
#[derive(Serialize, ToSchema)]
#[schema(as = ProsecutorActLine)]
pub(crate) struct ActLineView {
    case: Uuid,
    case_number: String,
    /// The office of the case.
    agency: NamedView,
    act: ActView,
    /// What the office owes of it, and owed.
    duties: Vec<DutyView>,
}

impl ActLineView {
    pub(crate) fn new(head: ActHead, (names, law): (&Names, &Law), now: Instant) -> Self {
        let duties = head.duties.into_iter().map(|one| DutyView::new(one, law, now));
        Self {
            case: head.case.0,
            case_number: head.case_number,
            agency: names.agency(head.agency),
            act: ActView::new(head.act, names),
            duties: duties.collect(),
        }
    }
}

/// An act with what was written.
#[derive(Serialize, ToSchema)]
#[schema(as = ProsecutorActWhole)]
pub(crate) struct ActWholeView {
    case: Uuid,
    case_number: String,
    /// The office of the case.
    agency: NamedView,
    /// Reference of the order it is about; null: it is about the case.
    reference: Option<String>,
    act: ActView,
    /// What the office owes of it, and owed.
    duties: Vec<DutyView>,
}

impl ActWholeView {
    pub(crate) fn new(found: Found, of: (&Names, &Law), now: Instant) -> Self {
        let Found { head, version: _, reference } = found;
        let ActLineView { case, case_number, agency, act, duties } =
            ActLineView::new(head, of, now);
        Self { case, case_number, agency, reference, act, duties }
    }
}
