//! What went to another agency, as both sides see it.

use super::directory::{NamedView, Names};
use super::money::dong;
use super::shown::{
    At, CategoryWord, DelegationStateWord, DocumentWritten, MoneyShown, NumberedWritten,
    PartyWritten, Shown, at,
};
use engine::delegation::{Delegation, DelegationEnd, Parts};
use serde::Serialize;
use store::read::{DelegationHead, DelegationView as Found};
use utoipa::ToSchema;
use uuid::Uuid;

/// Parts of a debt.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DebtPartsShown)]
pub(crate) struct PartsView {
    principal: MoneyShown,
    interest: MoneyShown,
    fees: MoneyShown,
    costs: MoneyShown,
    /// Their sum.
    total: MoneyShown,
}

impl From<Parts> for PartsView {
    fn from(parts: Parts) -> Self {
        Self {
            principal: dong(parts.principal),
            interest: dong(parts.interest),
            fees: dong(parts.fees),
            costs: dong(parts.costs),
            total: dong(parts.total()),
        }
    }
}

/// A part of a debt that another agency is to enforce.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delegation)]
pub(crate) struct DelegationView {
    id: Uuid,
    /// The agency that is to enforce.
    to: NamedView,
    /// Number and date of the decision.
    decision: NumberedWritten,
    state: DelegationStateWord,
    /// What went there.
    parts: PartsView,
    /// Why.
    reason: String,
    /// When it was offered.
    at: At,
    /// The case it came to there; null: not accepted. Nobody here sees it.
    case: Option<Uuid>,
    /// How it ended; null: it has not.
    end: Option<DelegationEndView>,
}

/// How a delegation ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DelegationEnd)]
struct DelegationEndView {
    at: At,
    reason: String,
    /// What the debt grew by meanwhile: interest and charges less what was waived.
    grown: MoneyShown,
    /// What was recovered there.
    recovered: MoneyShown,
    /// What came back.
    returned: PartsView,
}

impl From<DelegationEnd> for DelegationEndView {
    fn from(end: DelegationEnd) -> Self {
        let DelegationEnd { at, reason, grown, recovered, returned } = end;
        Self {
            at: Shown(at),
            reason,
            grown: dong(grown),
            recovered: dong(recovered),
            returned: returned.into(),
        }
    }
}

impl DelegationView {
    /// Several, in their order.
    pub(super) fn all(all: Vec<Delegation>, names: &Names) -> Vec<Self> {
        all.into_iter().map(|one| Self::new(one, names)).collect()
    }

    fn new(one: Delegation, names: &Names) -> Self {
        Self {
            id: one.id.0,
            to: names.agency(one.to),
            decision: Shown(one.decision),
            state: Shown(one.state),
            parts: one.parts.into(),
            reason: one.reason,
            at: Shown(one.at),
            case: one.case.map(|case| case.0),
            end: one.end.map(Into::into),
        }
    }
}

/// What another agency delegated.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceivedDelegation)]
pub(crate) struct ReceivedView {
    /// The agency that delegated.
    from: NamedView,
    /// Until when it is to be answered; null: it is, or no limit runs.
    due: Option<At>,
    #[serde(flatten)]
    delegation: DelegationView,
}

impl ReceivedView {
    pub(crate) fn new(head: DelegationHead, names: &Names) -> Self {
        Self {
            from: names.agency(head.from),
            due: at(head.due),
            delegation: DelegationView::new(head.delegation, names),
        }
    }
}

/// The same with what its case is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceivedDelegationWhole)]
pub(crate) struct ReceivedWholeView {
    #[serde(flatten)]
    head: ReceivedView,
    /// The judgment enforced.
    judgment: DocumentWritten,
    category: CategoryWord,
    /// Who is in the case.
    parties: Vec<PartyWritten>,
}

impl ReceivedWholeView {
    pub(crate) fn new(found: Found, names: &Names) -> Self {
        let Found { head, judgment, category, parties } = found;
        Self {
            head: ReceivedView::new(head, names),
            judgment: Shown(judgment),
            category: Shown(category),
            parties: parties.into_iter().map(Shown).collect(),
        }
    }
}
