//! The file of a request as it is handed over: what it says, its limits, what
//! happened to it, and what the office had asked before. Read long after, by
//! programs that know its format.

use super::{HandOver, MeasureContent, MeasureRequest, RequestState, Ruling, Term};
use crate::actor::Who;
use crate::id::{AgencyId, CaseId, InstitutionId, RequestId, UserId};
use crate::law::{Layer, RuleId};
use crate::ledger::{DutyKind, DutyState};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// The format of [`RequestFile`]; another one has another name.
pub const FORMAT: &str = "attache-request-file/1";

/// A request with all that belongs to it. Its canonical bytes are its JSON, fields
/// in order of declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFile {
    /// [`FORMAT`].
    pub format: String,
    /// The request.
    pub request: RequestId,
    /// Its version: what is told is what stood then.
    pub version: i32,
    /// Human reference.
    pub reference: String,
    /// Where it stands.
    pub state: RequestState,
    /// The bailiff's office that recorded it.
    pub office: Option<AgencyId>,
    /// The institution whose desk filed it here as the creditor; left out where none
    /// did, so that every file of before stays what was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// What it says.
    pub content: MeasureContent,
    /// When it was written down.
    pub recorded_at: Instant,
    /// Who wrote it down.
    pub recorded_by: UserId,
    /// How it came to the agency.
    pub handed_over: Option<HandOver>,
    /// Since when the file is full.
    pub completed_at: Option<Instant>,
    /// What was decided.
    pub decided: Option<Decided>,
    /// The case in which the measure is ordered.
    pub case: Option<CaseId>,
    /// Its limits.
    pub terms: Vec<TermTold>,
    /// Everything that happened to it, in order.
    pub history: Vec<Happened>,
    /// What the office had asked in its own case, as far as the reader may know.
    pub inquiries: Vec<Asked>,
}

/// A decision, when it was taken and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: UserId,
    /// What.
    pub ruling: Ruling,
}

/// A limit, without what only the service needs of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermTold {
    /// What was owed.
    pub kind: DutyKind,
    /// By which rule.
    pub rule: RuleId,
    /// Its layer.
    pub layer: Layer,
    /// From when.
    pub start: Instant,
    /// Exclusive end.
    pub due: Option<Instant>,
    /// Where it stands.
    pub state: DutyState,
    /// Since when it is late.
    pub late_since: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
}

/// An event of the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// Which version it made.
    pub version: i32,
    /// What it was.
    pub code: String,
    /// When it was recorded.
    pub at: Instant,
    /// Who did it.
    pub by: Who,
}

/// An inquiry of the office's own case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its number.
    pub reference: String,
    /// When it went out.
    pub issued_at: Instant,
    /// To whom, with each one's number.
    pub institutions: Vec<AskedAt>,
}

/// One institution that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedAt {
    /// The institution.
    pub institution: InstitutionId,
    /// The number of its share.
    pub reference: String,
}

impl RequestFile {
    /// The file of a request.
    pub fn of(request: &MeasureRequest, history: Vec<Happened>, inquiries: Vec<Asked>) -> Self {
        let decided = request.decided.as_ref();
        Self {
            format: FORMAT.to_owned(),
            request: request.id,
            version: request.version,
            reference: request.reference.clone(),
            state: request.state,
            office: request.office,
            institution: request.institution,
            content: request.content.clone(),
            recorded_at: request.recorded.at,
            recorded_by: request.recorded.by,
            handed_over: request.handed_over.as_ref().map(|(how, _)| how.clone()),
            completed_at: request.completed.map(|act| act.at),
            decided: decided.map(|(ruling, act)| Decided {
                at: act.at,
                by: act.by,
                ruling: ruling.clone(),
            }),
            case: request.case,
            terms: request.terms.iter().map(TermTold::of).collect(),
            history,
            inquiries,
        }
    }
}

impl TermTold {
    fn of(term: &Term) -> Self {
        Self {
            kind: term.kind,
            rule: term.rule.clone(),
            layer: term.layer,
            start: term.start,
            due: term.due,
            state: term.state,
            late_since: term.late_since,
            ended_at: term.ended_at,
        }
    }
}
