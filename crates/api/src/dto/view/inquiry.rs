//! Inquiries and how far they have come.

use super::directory::{NamedView, Names};
use super::paper::PaperView;
use super::register::RegisteredView;
use super::shown::{
    At, ChannelWord, DemandStateWord, HashShown, InfoWord, InquiryWritten, InstrumentKindWord,
    InstrumentStateWord, RequesterWord, Shown, at,
};
use engine::asking::Reused;
use engine::instrument::{Approval, Content};
use engine::refusal::Refusal;
use serde::Serialize;
use store::read::{DemandLine, InquiryLine, InquiryView as Found, RollUp};
use utoipa::ToSchema;
use uuid::Uuid;

/// An inquiry with one line for each institution.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Inquiry)]
pub(crate) struct InquiryView {
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
    content: InquiryWritten,
    /// Hash of what it says: what an approver approves.
    hash: HashShown,
    /// Who wrote the standing content.
    proposer: Uuid,
    /// The second person's word; null until it is given.
    approval: Option<ApprovalView>,
    /// When it went out.
    issued_at: Option<At>,
    /// What travels with it.
    papers: Vec<PaperView>,
    /// Number and seal, as the clerk entered them; null: not yet.
    registered: Option<RegisteredView>,
    /// How far its demands have come together.
    roll_up: RollUpView,
    /// One institution's share each, in the order they were served.
    demands: Vec<DemandLineView>,
    /// What it does not ask, because the whole institution answered lately that there
    /// is nothing.
    reused: Vec<ReusedView>,
}

/// An answer that stands for a question that is not put again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReusedAnswer)]
pub(super) struct ReusedView {
    /// Which of the things asked.
    info: InfoWord,
    /// Who is not asked.
    institution: NamedView,
    /// The demand that was answered so.
    demand: Uuid,
    /// As of when the institution searched its books.
    as_of: At,
}

/// The second person's word.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Approval)]
pub(super) struct ApprovalView {
    by: Uuid,
    at: At,
    /// What exactly was approved.
    hash: HashShown,
}

/// How far the demands of an inquiry have come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RollUp)]
pub(super) struct RollUpView {
    /// All of them.
    demands: usize,
    /// Those that still owe an answer.
    open: usize,
    /// Those answered.
    answered: usize,
    /// Those refused as a whole.
    refused: usize,
    /// Those taken back.
    withdrawn: usize,
    /// Those with an open episode of lateness.
    late: usize,
}

/// One institution's share, without what it said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DemandLine)]
pub(super) struct DemandLineView {
    id: Uuid,
    version: i32,
    institution: NamedView,
    reference: String,
    channel: ChannelWord,
    state: DemandStateWord,
    /// Whether an answer is still owed.
    open: bool,
    /// How many items still owe one.
    open_items: i64,
    /// Open episodes of lateness, over all layers.
    episodes: i64,
    /// The earliest due instant over all layers.
    sort_due: Option<At>,
    /// Receipt by the evidence.
    received_at: Option<At>,
    /// First opened by a person there.
    acknowledged_at: Option<At>,
    /// How often it was urged.
    urged: i16,
}

impl InquiryView {
    /// An inquiry; an order has a view of its own.
    pub(crate) fn new(found: Found, names: &Names) -> Result<Self, Refusal> {
        let Found { instrument, hash, demands, roll_up } = found;
        let reused = instrument.reused;
        let Content::Inquiry(content) = instrument.content else {
            return Err(Refusal::NotFound);
        };
        Ok(Self {
            id: instrument.id.0,
            version: instrument.version,
            kind: Shown(instrument.kind),
            case: instrument.case.0,
            agency: names.agency(instrument.agency),
            reference: instrument.reference,
            state: Shown(instrument.state),
            hash: Shown(hash),
            content: Shown(content),
            proposer: instrument.proposer.0,
            approval: instrument.approval.map(Into::into),
            issued_at: at(instrument.issued_at),
            papers: PaperView::all(&instrument.papers),
            registered: instrument.registered.map(Into::into),
            roll_up: roll_up.into(),
            demands: demands.into_iter().map(|line| DemandLineView::new(line, names)).collect(),
            reused: reused.iter().map(|one| ReusedView::new(one, names)).collect(),
        })
    }

    pub(crate) const fn version(&self) -> i32 {
        self.version
    }
}

impl ReusedView {
    fn new(one: &Reused, names: &Names) -> Self {
        Self {
            info: Shown(one.info),
            institution: names.institution(one.institution),
            demand: one.demand.0,
            as_of: Shown(one.as_of),
        }
    }
}

impl From<Approval> for ApprovalView {
    fn from(one: Approval) -> Self {
        let Approval { by, at, hash } = one;
        Self { by: by.0, at: Shown(at), hash: Shown(hash) }
    }
}

impl From<RollUp> for RollUpView {
    fn from(found: RollUp) -> Self {
        let RollUp { demands, open, answered, refused, withdrawn, late } = found;
        Self { demands, open, answered, refused, withdrawn, late }
    }
}

impl DemandLineView {
    pub(super) fn new(line: DemandLine, names: &Names) -> Self {
        Self {
            id: line.id.0,
            version: line.version,
            institution: names.institution(line.institution),
            reference: line.reference,
            channel: Shown(line.channel),
            state: Shown(line.state),
            open: line.open,
            open_items: line.open_items,
            episodes: line.episodes,
            sort_due: at(line.sort_due),
            received_at: at(line.received_at),
            acknowledged_at: at(line.acknowledged_at),
            urged: line.urged,
        }
    }
}

/// An inquiry in the list of its case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InquiryLine)]
pub(crate) struct InquiryLineView {
    id: Uuid,
    version: i32,
    reference: String,
    state: InstrumentStateWord,
    /// On whose initiative.
    requester: RequesterWord,
    /// For a court's interim measure.
    interim: bool,
    /// Who wrote it.
    proposer: Uuid,
    /// When it went out.
    issued_at: Option<At>,
    /// To how many institutions.
    demands: i64,
    /// How many of them still owe an answer.
    open: i64,
}

impl From<InquiryLine> for InquiryLineView {
    fn from(line: InquiryLine) -> Self {
        Self {
            id: line.id.0,
            version: line.version,
            reference: line.reference,
            state: Shown(line.state),
            requester: Shown(line.requester),
            interim: line.interim,
            proposer: line.proposer.0,
            issued_at: at(line.issued_at),
            demands: line.demands,
            open: line.open,
        }
    }
}
