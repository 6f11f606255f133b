//! Orders about money and how far they have come.

use super::basis::GroundView;
use super::directory::{NamedView, Names};
use super::inquiry::{ApprovalView, DemandLineView, RollUpView};
use super::paper::PaperView;
use super::register::RegisteredView;
use super::shown::{
    At, HashShown, InstrumentKindWord, InstrumentStateWord, NumberedWritten, OrderWritten, Shown,
    at,
};
use engine::id::UserId;
use engine::inforce::Law;
use engine::instrument::{Confirmed, ContentHash};
use engine::order::{Order, OrderContent};
use engine::refusal::Refusal;
use serde::Serialize;
use store::read::{OrderLine, OrderView as Found};
use utoipa::ToSchema;
use uuid::Uuid;

/// An order with one line for each institution.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderView {
    id: Uuid,
    /// Also in `ETag`.
    version: i32,
    kind: InstrumentKindWord,
    /// The case it belongs to.
    case: Uuid,
    agency: NamedView,
    /// Human reference.
    reference: String,
    state: InstrumentStateWord,
    /// What it says.
    content: OrderWritten,
    /// Of a release: its ground with the article.
    ground: Option<GroundView>,
    /// Whether all but the end of account numbers is struck out: read so, it
    /// cannot be written back.
    hidden: bool,
    /// Hash of what it says: what an approver approves. Null while account
    /// numbers are struck out: nobody approves what he has not read.
    hash: Option<HashShown>,
    /// Who wrote the standing content; null: the service itself.
    proposer: Option<Uuid>,
    /// The second person's word; null until it is given.
    approval: Option<ApprovalView>,
    /// When it went out.
    issued_at: Option<At>,
    /// The decision that followed urgent minutes.
    confirmed: Option<ConfirmedView>,
    /// Number and seal, as the clerk entered them; null: not yet.
    registered: Option<RegisteredView>,
    /// What travels with it.
    papers: Vec<PaperView>,
    /// How far its demands have come together.
    roll_up: RollUpView,
    /// One institution's share each, in the order they were served.
    demands: Vec<DemandLineView>,
}

/// The decision that followed urgent minutes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FreezeConfirmed)]
struct ConfirmedView {
    decision: NumberedWritten,
    by: Uuid,
    at: At,
}

/// An order in the list of its case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderSummary)]
pub(crate) struct OrderLineView {
    id: Uuid,
    version: i32,
    kind: InstrumentKindWord,
    reference: String,
    state: InstrumentStateWord,
    /// Number and date of the decision, once there is one.
    decision: Option<NumberedWritten>,
    /// By minutes that a decision must follow.
    urgent: bool,
    /// Who wrote it; null: the service itself.
    proposer: Option<Uuid>,
    /// When it went out.
    issued_at: Option<At>,
    /// To how many institutions.
    demands: i64,
    /// How many of them still owe an answer.
    open: i64,
}

impl OrderView {
    /// An order; what is none has a view of its own.
    pub(crate) fn new(found: Found, names: &Names, law: &Law) -> Result<Self, Refusal> {
        let Found { instrument, hidden, demands, roll_up } = found;
        let hash = ContentHash::of(&instrument.content);
        let content: OrderContent = instrument.content.order().cloned().ok_or(Refusal::NotFound)?;
        let ground = match &content.order {
            Order::Release { ground, .. } => Some(GroundView::of_lift(law, ground)),
            _ => None,
        };
        Ok(Self {
            id: instrument.id.0,
            version: instrument.version,
            kind: Shown(instrument.kind),
            case: instrument.case.0,
            agency: names.agency(instrument.agency),
            reference: instrument.reference,
            state: Shown(instrument.state),
            content: Shown(content),
            ground,
            hash: (!hidden).then_some(Shown(hash)),
            hidden,
            proposer: person(instrument.proposer),
            approval: instrument.approval.map(Into::into),
            issued_at: at(instrument.issued_at),
            confirmed: instrument.confirmed.map(|Confirmed { decision, by, at }| ConfirmedView {
                decision: Shown(decision),
                by: by.0,
                at: Shown(at),
            }),
            registered: instrument.registered.map(Into::into),
            papers: PaperView::all(&instrument.papers),
            roll_up: roll_up.into(),
            demands: demands.into_iter().map(|line| DemandLineView::new(line, names)).collect(),
        })
    }

    pub(crate) const fn version(&self) -> i32 {
        self.version
    }
}

impl From<OrderLine> for OrderLineView {
    fn from(line: OrderLine) -> Self {
        Self {
            id: line.id.0,
            version: line.version,
            kind: Shown(line.kind),
            reference: line.reference,
            state: Shown(line.state),
            decision: line.decision.map(Shown),
            urgent: line.urgent,
            proposer: person(line.proposer),
            issued_at: at(line.issued_at),
            demands: line.demands,
            open: line.open,
        }
    }
}

/// A person; the nil id stands for the service itself.
fn person(id: UserId) -> Option<Uuid> {
    Some(id.0).filter(|id| !id.is_nil())
}
