//! A case as its creditor sees it.

use super::directory::{NamedView, Names};
use super::money::{InterestView, dong};
use super::shown::{
    AskedStateWord, At, CategoryWord, ChangeWord, ClaimFieldWord, ComparedWord, DayShown,
    DocumentWritten, InstrumentKindWord, MoneyShown, ObligationEndWord, PauseKindWord, Shown,
    StandingWord, at,
};
use engine::creditor::reconcile::{Compared, Found};
use engine::creditor::{Asked, Dated, Figures};
use engine::time::Day;
use serde::Serialize;
use store::read::{Claim, ClaimView as FoundClaim, Rest};
use utoipa::ToSchema;
use uuid::Uuid;

/// The debt of a case in đồng. What is charged is what was recovered here and elsewhere,
/// waived, with another agency, and open.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClaimFigures)]
struct FiguresView {
    charged: MoneyShown,
    /// Money that arrived for it; what must go back is not in it.
    recovered: MoneyShown,
    /// What another agency recovered of it.
    recovered_elsewhere: MoneyShown,
    waived: MoneyShown,
    /// What another agency is to enforce.
    delegated: MoneyShown,
    /// Principal that is open here.
    principal: MoneyShown,
    /// Interest that is open here, as far as it is posted.
    interest: MoneyShown,
    /// All that is open here, fees and costs too.
    open: MoneyShown,
}

impl From<Figures> for FiguresView {
    fn from(figures: Figures) -> Self {
        Self {
            charged: dong(figures.charged),
            recovered: dong(figures.recovered),
            recovered_elsewhere: dong(figures.elsewhere),
            waived: dong(figures.waived),
            delegated: dong(figures.delegated),
            principal: dong(figures.principal),
            interest: dong(figures.interest),
            open: dong(figures.open),
        }
    }
}

/// A case in which the caller's institution is the judgment creditor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Claim)]
pub(crate) struct ClaimView {
    id: Uuid,
    /// Its number at the agency.
    number: String,
    agency: NamedView,
    state: StandingWord,
    opened_at: At,
    /// Names of the debtors.
    debtors: Vec<String>,
    figures: FiguresView,
    /// Whether there are other creditors: the figures are of all of them together.
    shared: bool,
}

impl ClaimView {
    pub(crate) fn new(claim: Claim, names: &Names) -> Self {
        Self {
            id: claim.id.0,
            number: claim.number,
            agency: names.agency(claim.agency),
            state: Shown(claim.standing),
            opened_at: Shown(claim.opened_at),
            debtors: claim.debtors,
            figures: claim.figures.into(),
            shared: claim.shared,
        }
    }
}

/// So many instruments of a kind that went out on a day; to whom is not said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClaimAsked)]
struct AskedView {
    day: DayShown,
    kind: InstrumentKindWord,
    state: AskedStateWord,
    count: u32,
}

impl From<Asked> for AskedView {
    fn from(one: Asked) -> Self {
        let Asked { day, kind, state, count } = one;
        Self { day: Shown(day), kind: Shown(kind), state: Shown(state), count }
    }
}

/// What changed the debt on a day; below nothing: it was taken back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClaimChange)]
struct DatedView {
    day: DayShown,
    change: ChangeWord,
    amount: MoneyShown,
}

impl From<Dated> for DatedView {
    fn from(one: Dated) -> Self {
        let Dated { day, change, amount } = one;
        Self { day: Shown(day), change: Shown(change), amount: dong(amount) }
    }
}

/// How a case rests.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClaimRest)]
struct RestView {
    kind: PauseKindWord,
    /// A code of the grounds.
    ground: String,
    from: DayShown,
    /// The last day, where the decision names one.
    until: Option<DayShown>,
}

impl From<Rest> for RestView {
    fn from(rest: Rest) -> Self {
        let Rest { kind, ground, from, until } = rest;
        Self { kind: Shown(kind), ground, from: Shown(from), until: until.map(Shown) }
    }
}

/// How an obligation ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClaimEnd)]
struct EndView {
    at: At,
    how: ObligationEndWord,
}

/// A case as its creditor reads it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClaimWhole)]
pub(crate) struct ClaimWholeView {
    claim: ClaimView,
    /// The enforcement decision.
    decision: DocumentWritten,
    judgment: DocumentWritten,
    category: CategoryWord,
    /// Null: it is open.
    closed_at: Option<At>,
    /// Null: something is owed.
    ended: Option<EndView>,
    /// Null: it does not rest.
    rest: Option<RestView>,
    /// What was asked, by day and kind. Orders are told once every institution has
    /// answered; what is sealed never is.
    asked: Vec<AskedView>,
    /// What changed the debt, by day.
    changes: Vec<DatedView>,
    /// Null: none runs.
    interest: Option<InterestView>,
}

impl ClaimWholeView {
    pub(crate) fn new(found: FoundClaim, names: &Names) -> Self {
        Self {
            claim: ClaimView::new(found.claim, names),
            decision: Shown(found.decision),
            judgment: Shown(found.judgment),
            category: Shown(found.category),
            closed_at: at(found.closed_at),
            ended: found.ended.map(|one| EndView { at: Shown(one.at), how: Shown(one.how) }),
            rest: found.rest.map(Into::into),
            asked: found.asked.into_iter().map(Into::into).collect(),
            changes: found.dated.into_iter().map(Into::into).collect(),
            interest: found.interest.map(Into::into),
        }
    }
}

/// An amount that is not the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListDifference)]
struct DifferenceView {
    field: ClaimFieldWord,
    ours: MoneyShown,
    theirs: MoneyShown,
}

/// What was found of a line of a list, or of a case that no line names.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListCompared)]
struct ComparedView {
    /// Which line of the list; null: no line names the case.
    line: Option<u64>,
    /// The creditor's own number, as it came.
    contract: Option<String>,
    /// The case here; null: none is found.
    case: Option<Uuid>,
    /// The code of the agency.
    agency: Option<String>,
    number: String,
    found: ComparedWord,
    differences: Vec<DifferenceView>,
}

impl From<Compared> for ComparedView {
    fn from(row: Compared) -> Self {
        let differences = row.differences.into_iter().map(|one| DifferenceView {
            field: Shown(one.field),
            ours: dong(one.ours),
            theirs: dong(one.theirs),
        });
        Self {
            line: row.line,
            contract: row.own,
            case: row.case.map(|case| case.0),
            agency: row.agency,
            number: row.number,
            found: Shown(row.found),
            differences: differences.collect(),
        }
    }
}

/// A list compared with the creditor's cases.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListReconciled)]
pub(crate) struct ReconciledView {
    /// The day at whose end both count.
    as_of: DayShown,
    /// How many lines agree.
    matched: usize,
    /// Each line in its place, then the cases that no line names.
    rows: Vec<ComparedView>,
}

impl ReconciledView {
    pub(crate) fn new(day: Day, rows: Vec<Compared>) -> Self {
        let matched = rows.iter().filter(|row| row.found == Found::Matched).count();
        let rows = rows.into_iter().map(Into::into).collect();
        Self { as_of: Shown(day), matched, rows }
    }
}
