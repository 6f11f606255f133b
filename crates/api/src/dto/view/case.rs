//! Cases as those who work on them see them.

use super::case_life::PauseView;
use super::directory::{NamedView, Names};
use super::freedom::NotFreeView;
use super::shown::{At, CaseStateWord, CaseWritten, CategoryWord, Shown, at};
use engine::case::{Case, Closing};
use engine::inforce::Law;
use engine::ledger::Freedom;
use serde::Serialize;
use store::read::CaseLine;
use utoipa::ToSchema;
use uuid::Uuid;

/// A case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Case)]
pub(crate) struct CaseView {
    id: Uuid,
    /// Also in `ETag`.
    version: i32,
    agency: NamedView,
    state: CaseStateWord,
    /// When it was opened here.
    opened_at: At,
    /// When and why it was closed; null while it is open.
    closed: Option<ClosingView>,
    /// How it rests, postponed or suspended; null if it does not.
    pause: Option<PauseView>,
    /// The delegation by which it came from another agency; null: it did not.
    delegation: Option<Uuid>,
    /// Since when everything that was frozen is free again; null: something is not,
    /// nothing was ever frozen, neither the obligation nor the case has ended, or the
    /// caller does not see orders.
    free_since: Option<At>,
    /// Once the obligation or the case has ended: the freezes that are waited for.
    not_free: Vec<NotFreeView>,
    /// What was written of it.
    content: CaseWritten,
}

/// When and why a case was closed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Closing)]
struct ClosingView {
    at: At,
    reason: String,
}

impl CaseView {
    pub(crate) fn new(case: Case, freedom: Option<&Freedom>, (names, law): (&Names, &Law)) -> Self {
        let closed =
            case.closed.map(|Closing { at, reason }| ClosingView { at: Shown(at), reason });
        Self {
            id: case.id.0,
            version: case.version,
            agency: names.agency(case.agency),
            state: Shown(case.state),
            opened_at: Shown(case.opened_at),
            closed,
            pause: case.pause.map(|pause| PauseView::new(pause, law)),
            delegation: case.origin.map(|origin| origin.delegation.0),
            free_since: at(freedom.and_then(|one| one.since)),
            not_free: NotFreeView::all(freedom, names),
            content: Shown(case.content),
        }
    }
}

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseLine)]
pub(crate) struct CaseLineView {
    id: Uuid,
    number: String,
    agency: NamedView,
    /// The officer in charge.
    officer: Uuid,
    state: CaseStateWord,
    /// Whether it rests, postponed or suspended.
    rests: bool,
    /// What kind of judgment it is.
    category: CategoryWord,
    /// When it was opened here.
    opened_at: At,
    /// Names of the debtors.
    debtors: Vec<String>,
}

impl CaseLineView {
    pub(crate) fn new(line: CaseLine, names: &Names) -> Self {
        Self {
            id: line.id.0,
            number: line.number,
            agency: names.agency(line.agency),
            officer: line.officer.0,
            state: Shown(line.state),
            rests: line.rests,
            category: Shown(line.category),
            opened_at: Shown(line.opened_at),
            debtors: line.debtors,
        }
    }
}
