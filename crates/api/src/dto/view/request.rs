//! Requests for a measure, their limits and their files.

use super::directory::{NamedView, Names};
use super::shown::{
    AskerKindWord, At, ChannelWord, Described, DutyKindWord, DutyStateWord, HashShown, LayerWord,
    MeasureWritten, NumberedWritten, RequestStateWord, Shown, at,
};
use crate::dto::request::MeasureBody;
use engine::instrument::ContentHash;
use engine::request::file::RequestFile;
use engine::request::{Act, HandOver, MeasureRequest, Ruling, Term};
use engine::time::Instant;
use serde::Serialize;
use store::read::RequestHead;
use utoipa::ToSchema;
use uuid::Uuid;

/// A request in a list: nothing of persons, accounts or papers.
#[derive(Serialize, ToSchema)]
#[schema(as = MeasureRequestLine)]
pub(crate) struct RequestHeadView {
    id: Uuid,
    version: i32,
    reference: String,
    /// Who asks.
    kind: AskerKindWord,
    state: RequestStateWord,
    /// The bailiff's office that recorded it; null: the agency did.
    office: Option<NamedView>,
    /// The institution that filed it here as the creditor; null: nobody did.
    institution: Option<NamedView>,
    /// The agency that decides.
    agency: NamedView,
    recorded_at: At,
    /// When the agency got the file, by the evidence.
    handed_over_at: Option<At>,
    /// Since when the file is full, by the evidence.
    completed_at: Option<At>,
    decided_at: Option<At>,
    /// The case in which the measure is ordered.
    case: Option<Uuid>,
    /// The earliest limit that still runs.
    due: Option<At>,
    /// Whether a limit was not kept.
    late: bool,
}

impl RequestHeadView {
    pub(crate) fn new(one: &RequestHead, now: Instant, names: &Names) -> Self {
        let open = one.terms.iter().filter(|term| term.is_open());
        Self {
            id: one.id.0,
            version: one.version,
            reference: one.reference.clone(),
            kind: Shown(one.kind),
            state: Shown(one.state),
            office: one.office.map(|id| names.agency(id)),
            institution: one.institution.map(|id| names.institution(id)),
            agency: names.agency(one.agency),
            recorded_at: Shown(one.recorded_at),
            handed_over_at: at(one.handed_over_at),
            completed_at: at(one.completed_at),
            decided_at: at(one.decided_at),
            case: one.case.map(|id| id.0),
            due: at(open.filter_map(|term| term.due).min()),
            late: one.terms.iter().any(|term| term.is_late_at(now)),
        }
    }
}

/// A request for a measure.
#[derive(Serialize, ToSchema)]
#[schema(as = MeasureRequest)]
pub(crate) struct RequestView {
    id: Uuid,
    /// Also in `ETag`.
    version: i32,
    reference: String,
    state: RequestStateWord,
    /// The bailiff's office that recorded it; null: the agency did.
    office: Option<NamedView>,
    /// The institution that filed it here as the creditor; null: nobody did.
    institution: Option<NamedView>,
    /// The agency that decides.
    agency: NamedView,
    content: MeasureWritten,
    recorded_at: At,
    /// Who wrote it down: he does not decide it.
    recorded_by: Uuid,
    handed_over: Option<HandOverView>,
    /// Since when the file is full.
    completed: Option<ActView>,
    decided: Option<RulingView>,
    /// The case in which the measure is ordered.
    case: Option<Uuid>,
    withdrawn: Option<WithdrawalView>,
    /// Its limits (Law 106/2025 art. 31(6)); none: no law limits it.
    terms: Vec<TermView>,
    /// Whether one of them was not kept.
    late: bool,
}

/// How a file came to the agency.
#[derive(Serialize, ToSchema)]
#[schema(as = HandOver)]
struct HandOverView {
    /// By the evidence.
    at: At,
    channel: ChannelWord,
    /// None: through this service.
    proof: Option<String>,
    by: Uuid,
}

/// When, and by whom.
#[derive(Serialize, ToSchema)]
#[schema(as = RequestAct)]
struct ActView {
    at: At,
    by: Uuid,
}

/// What was decided of a request.
#[derive(Serialize, ToSchema)]
#[schema(as = RequestDecided)]
struct RulingView {
    granted: bool,
    decision: NumberedWritten,
    ground: String,
    reason: String,
    at: At,
    by: Uuid,
}

/// When, by whom and why a request was taken back.
#[derive(Serialize, ToSchema)]
#[schema(as = RequestWithdrawn)]
struct WithdrawalView {
    at: At,
    by: Uuid,
    reason: String,
}

/// A limit on a request.
#[derive(Serialize, ToSchema)]
#[schema(as = RequestTerm)]
struct TermView {
    id: Uuid,
    kind: DutyKindWord,
    rule: String,
    /// Late against what.
    layer: LayerWord,
    start: At,
    /// Exclusive end.
    due: Option<At>,
    state: DutyStateWord,
    /// Whether it was not kept, on record or not.
    late: bool,
    /// Since when, once that is on record.
    late_since: Option<At>,
    ended_at: Option<At>,
}

impl RequestView {
    pub(crate) fn new(one: MeasureRequest, now: Instant, names: &Names) -> Self {
        let late = one.is_late_at(now);
        Self {
            id: one.id.0,
            version: one.version,
            state: Shown(one.state),
            office: one.office.map(|id| names.agency(id)),
            institution: one.institution.map(|id| names.institution(id)),
            agency: names.agency(one.agency()),
            recorded_at: Shown(one.recorded.at),
            recorded_by: one.recorded.by.0,
            handed_over: one.handed_over.map(|(how, by)| HandOverView::new(how, by.0)),
            completed: one.completed.map(ActView::from),
            decided: one.decided.map(|(ruling, act)| RulingView::new(ruling, act)),
            case: one.case.map(|id| id.0),
            withdrawn: one.withdrawn.map(|(act, reason)| WithdrawalView {
                at: Shown(act.at),
                by: act.by.0,
                reason,
            }),
            terms: one.terms.iter().map(|term| TermView::new(term, now)).collect(),
            late,
            reference: one.reference,
            content: Shown(one.content),
        }
    }
}

impl HandOverView {
    fn new(how: HandOver, by: Uuid) -> Self {
        Self { at: Shown(how.at), channel: Shown(how.channel), proof: how.proof, by }
    }
}

impl From<Act> for ActView {
    fn from(act: Act) -> Self {
        Self { at: Shown(act.at), by: act.by.0 }
    }
}

impl RulingView {
    fn new(ruling: Ruling, act: Act) -> Self {
        Self {
            granted: ruling.granted,
            decision: Shown(ruling.decision),
            ground: ruling.ground,
            reason: ruling.reason,
            at: Shown(act.at),
            by: act.by.0,
        }
    }
}

impl TermView {
    fn new(term: &Term, now: Instant) -> Self {
        Self {
            id: term.id.0,
            kind: Shown(term.kind),
            rule: term.rule.to_string(),
            layer: Shown(term.layer),
            start: Shown(term.start),
            due: at(term.due),
            state: Shown(term.state),
            late: term.is_late_at(now),
            late_since: at(term.late_since),
            ended_at: at(term.ended_at),
        }
    }
}

/// The file of a request, with its digest and its signature.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedRequestFile)]
pub(crate) struct SignedFile {
    /// SHA-256 over the canonical bytes of `content`: the payload of `jws`.
    sha256: HashShown,
    /// Compact JWS (RFC 7515, EdDSA) over `content`; verifies with the keys of
    /// `/.well-known/jwks.json` alone.
    jws: String,
    content: FileShown,
}

impl SignedFile {
    pub(crate) fn new(file: RequestFile, jws: String) -> Self {
        Self { sha256: Shown(ContentHash::of(&file)), jws, content: Shown(file) }
    }
}

/// What a file is signed over.
pub(crate) type FileShown = Shown<RequestFile>;

impl Described for RequestFile {
    type Body = FileContent;
}

/// A request with all that belongs to it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFile)]
pub(crate) struct FileContent {
    /// `attache-request-file/1`.
    format: String,
    request: Uuid,
    /// What is told is what stood at this version.
    version: i32,
    reference: String,
    state: RequestStateWord,
    office: Option<Uuid>,
    /// Whose desk filed it here as the creditor; left out where none did.
    #[schema(required = false)]
    institution: Option<Uuid>,
    content: MeasureBody,
    #[schema(format = DateTime)]
    recorded_at: String,
    recorded_by: Uuid,
    handed_over: Option<FileHandOver>,
    #[schema(format = DateTime)]
    completed_at: Option<String>,
    decided: Option<FileDecided>,
    case: Option<Uuid>,
    terms: Vec<FileTerm>,
    /// Everything that happened to it, in order.
    history: Vec<FileEvent>,
    /// What the office had asked in its own case, as far as the reader may know.
    inquiries: Vec<FileInquiry>,
}

/// How a file came to the agency.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFileHandOver)]
struct FileHandOver {
    #[schema(format = DateTime)]
    at: String,
    channel: ChannelWord,
    proof: Option<String>,
}

/// What was decided, when and by whom.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFileDecision)]
struct FileDecided {
    #[schema(format = DateTime)]
    at: String,
    by: Uuid,
    ruling: FileRuling,
}

/// A decision.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFileRuling)]
struct FileRuling {
    granted: bool,
    decision: NumberedWritten,
    ground: String,
    reason: String,
}

/// A limit.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFileTerm)]
struct FileTerm {
    kind: DutyKindWord,
    rule: String,
    layer: LayerWord,
    #[schema(format = DateTime)]
    start: String,
    #[schema(format = DateTime)]
    due: Option<String>,
    state: DutyStateWord,
    #[schema(format = DateTime)]
    late_since: Option<String>,
    #[schema(format = DateTime)]
    ended_at: Option<String>,
}

/// Something that happened.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFileEvent)]
struct FileEvent {
    version: i32,
    code: String,
    #[schema(format = DateTime)]
    at: String,
    by: FileActor,
}

/// Who did it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFileActor)]
struct FileActor {
    /// `person`, `client` or `system`.
    kind: String,
    /// None of the service itself.
    id: Option<Uuid>,
}

/// An inquiry of the office's own case.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFileInquiry)]
struct FileInquiry {
    reference: String,
    #[schema(format = DateTime)]
    issued_at: String,
    institutions: Vec<FileInstitution>,
}

/// An institution that was asked, with the number of its share.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = RequestFileInstitution)]
struct FileInstitution {
    institution: Uuid,
    reference: String,
}
