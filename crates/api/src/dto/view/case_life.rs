//! Who leads what, how a case rests, and what came of a hand-over.

use super::shown::{At, DayShown, NumberedWritten, Shown};
use engine::inforce::Law;
use engine::law::Status;
use engine::pause::{Pause, PauseKind};
use serde::Serialize;
use store::read::Caseload;
use utoipa::ToSchema;
use uuid::Uuid;

/// How a case rests.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CasePaused)]
pub(crate) struct PauseView {
    /// `postponed` (hoãn) or `suspended` (tạm đình chỉ).
    kind: &'static str,
    /// The ground.
    ground: String,
    /// The article it stands on; null for a code that is in no list any more.
    article: Option<String>,
    /// Whether the article was read in a source.
    status: Option<super::shown::StatusWord>,
    /// Number and date of the decision.
    decision: NumberedWritten,
    /// The first day.
    from: DayShown,
    /// The last day that the decision names.
    until: Option<DayShown>,
    /// Why, in words.
    note: Option<String>,
    /// What may not be ordered in the meantime.
    bars: Vec<&'static str>,
    /// Whether late interest stopped with it.
    stopped_interest: bool,
    /// When it was recorded.
    at: At,
}

impl PauseView {
    pub(crate) fn new(pause: Pause, law: &Law) -> Self {
        let known = law.pause_ground(&pause.content.ground);
        let status = known.map(|ground| ground.status);
        Self {
            kind: PauseKind::code(pause.kind),
            article: known.map(|ground| ground.article.clone()),
            status: status.map(|status: Status| Shown(status)),
            ground: pause.content.ground,
            decision: Shown(pause.content.decision),
            from: Shown(pause.content.from),
            until: pause.content.until.map(Shown),
            note: pause.content.note,
            bars: pause.bars.iter().map(|kind| kind.code()).collect(),
            stopped_interest: pause.stopped_interest,
            at: Shown(pause.at),
        }
    }
}

/// The cases that somebody leads in the caller's office.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Caseload)]
pub(crate) struct CaseloadView {
    /// Who.
    officer: Uuid,
    /// The person's name; null if the directory knows none.
    name: Option<String>,
    /// How many open cases.
    open: i64,
    /// How many closed ones.
    closed: i64,
    /// How many demands of the cases are open; sealed ones are not counted.
    demands: i64,
    /// How many of these are past their earliest due instant.
    overdue: i64,
    /// Whether he may lead cases here today; else somebody must take them.
    leads: bool,
}

impl From<Caseload> for CaseloadView {
    fn from(load: Caseload) -> Self {
        let Caseload { officer, name, open, closed, demands, overdue, leads } = load;
        Self { officer: officer.0, name, open, closed, demands, overdue, leads }
    }
}

/// Who leads how many cases.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Caseloads)]
pub(crate) struct CaseloadsView {
    /// First those who may lead none any more.
    pub(crate) items: Vec<CaseloadView>,
}

/// What came of a hand-over of several cases.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = CasesHandedOver)]
pub(crate) struct HandedOverView {
    /// Of the cases wanted, those that the other person leads after it.
    pub(crate) handed_over: Vec<Uuid>,
    /// Cases that were not handed over, and why.
    pub(crate) refused: Vec<RefusedCase>,
}

/// A case that could not be handed over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseRefused)]
pub(crate) struct RefusedCase {
    pub(crate) case: Uuid,
    /// Why: the stable code.
    pub(crate) code: String,
}
