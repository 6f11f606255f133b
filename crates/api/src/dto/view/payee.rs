//! Registered receiving accounts.

use super::directory::{NamedView, Names};
use super::shown::{At, PayeeStateWord, PayeeWritten, Shown, at};
use engine::payee::Payee;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An account of an agency that receives deducted money.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Payee)]
pub(crate) struct PayeeView {
    id: Uuid,
    version: i32,
    /// Whose.
    agency: NamedView,
    state: PayeeStateWord,
    /// What is registered.
    content: PayeeWritten,
    /// Who proposed it.
    proposer: Uuid,
    /// Who approved it; never the proposer.
    approved_by: Option<Uuid>,
    /// From when deductions may name it.
    usable_from: Option<At>,
}

impl PayeeView {
    pub(crate) fn new(one: Payee, names: &Names) -> Self {
        Self {
            id: one.id.0,
            version: one.version,
            agency: names.agency(one.agency),
            state: Shown(one.state),
            content: Shown(one.content),
            proposer: one.proposer.0,
            approved_by: one.approved_by.map(|id| id.0),
            usable_from: at(one.usable_from),
        }
    }
}
