//! What went to another agency, as both sides see it.

use super::directory::{NamedView, Names};
use super::money::{InterestView, dong};
use super::shown::{
    At, CategoryWord, DelegationStateWord, DocumentWritten, MoneyShown, NumberedWritten,
    PartyWritten, Shown, at,
};
use engine::delegation::{Delegation, DelegationEnd, Parts};
use serde::Serialize;
use store::read::{DelegatedCase, DelegationHead, DelegationView as Found};
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
    /// The interest that goes on there, on the principal that went; null: none does.
    interest: Option<InterestView>,
    /// Why; empty in lists, and where it is hidden.
    reason: String,
    /// When it was offered.
    at: At,
    /// The case it came to there, which the agency that delegated may not see; null: not
    /// accepted.
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
            interest: one.interest.map(Into::into),
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
    /// What it says.
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
    /// The agency that delegated.
    from: NamedView,
    /// Until when it is to be answered; null: it is, or no limit runs.
    due: Option<At>,
    /// What it says.
    delegation: DelegationView,
    /// What its case is about; null: it does not wait any more.
    about: Option<DelegatedCaseView>,
}

/// What an agency has to know to decide on a delegation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DelegatedCase)]
struct DelegatedCaseView {
    /// The judgment enforced.
    judgment: DocumentWritten,
    category: CategoryWord,
    /// Who is in the case.
    parties: Vec<PartyWritten>,
}

impl From<DelegatedCase> for DelegatedCaseView {
    fn from(case: DelegatedCase) -> Self {
        let DelegatedCase { judgment, category, parties } = case;
        Self {
            judgment: Shown(judgment),
            category: Shown(category),
            parties: parties.into_iter().map(Shown).collect(),
        }
    }
}

impl ReceivedWholeView {
    pub(crate) fn new(found: Found, names: &Names) -> Self {
        let Found { head, about } = found;
        let ReceivedView { from, due, delegation } = ReceivedView::new(head, names);
        Self { from, due, delegation, about: about.map(Into::into) }
    }
}
