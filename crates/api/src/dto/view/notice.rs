//! What a person was told.

use super::shown::{At, Shown, at};
use serde::Serialize;
use store::read::NoticeLine;
use utoipa::ToSchema;
use uuid::Uuid;

/// A notice to the person who asks. It names a reference and says no more.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub(crate) struct NoticeView {
    /// The delivery to this person: what is marked as read.
    delivery: Uuid,
    notice: Uuid,
    /// What it is about, for programs.
    code: String,
    /// The reference shown.
    reference: String,
    case: Option<Uuid>,
    instrument: Option<Uuid>,
    demand: Option<Uuid>,
    /// Not held back by quiet hours.
    urgent: bool,
    /// When it was owed.
    at: At,
    read_at: Option<At>,
}

impl From<NoticeLine> for NoticeView {
    fn from(line: NoticeLine) -> Self {
        Self {
            delivery: line.delivery,
            notice: line.notice.0,
            code: line.code,
            reference: line.reference,
            case: line.case.map(|id| id.0),
            instrument: line.instrument.map(|id| id.0),
            demand: line.demand.map(|id| id.0),
            urgent: line.urgent,
            at: Shown(line.at),
            read_at: at(line.read_at),
        }
    }
}
