//! A demand as its two sides see it, without anything the institution said.

use super::basis::GroundView;
use super::clock::{ClockLineView, EpisodeView};
use super::directory::{NamedView, Names};
use super::paper::PaperView;
use super::shown::{
    AnswerStateWord, At, ChannelWord, ContestKindWord, DemandStateWord, DocumentWritten,
    ExtensionStateWord, HashShown, InstrumentKindWord, ItemStateWord, MessageKindWord,
    NumberedWritten, PartyWritten, RequestShown, RequesterWord, RequesterWritten, RoleWord, Shown,
    at,
};
use engine::contest::Contest;
use engine::demand::{Extension, Item, Receipt};
use engine::inforce::Law;
use engine::order::OrderRequest;
use engine::time::Instant;
use serde::Serialize;
use store::read::{AnswerLine, DemandView as Found, DraftLine, EntryLine, Letter, MessageLine};
use utoipa::ToSchema;
use uuid::Uuid;

/// One institution's share of an inquiry or an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Demand)]
pub(crate) struct DemandView {
    id: Uuid,
    /// Also in `ETag`.
    version: i32,
    instrument: Uuid,
    kind: InstrumentKindWord,
    case: Uuid,
    /// Who asks.
    agency: NamedView,
    /// Who is asked.
    institution: NamedView,
    /// Human reference.
    reference: String,
    /// On whose initiative: limits differ.
    requester: RequesterWord,
    /// For a court's interim measure.
    interim: bool,
    /// If not empty: only these persons of the asking side may read it. Empty
    /// for institutions.
    sealed_to: Vec<Uuid>,
    channel: ChannelWord,
    state: DemandStateWord,
    /// Whether an answer is still owed.
    open: bool,
    /// The earliest due instant over all layers of what runs.
    sort_due: Option<At>,
    issued_at: At,
    /// Receipt; null until there is one.
    receipt: Option<ReceiptView>,
    /// First opened by a person there.
    acknowledged_at: Option<At>,
    /// How often it was urged.
    urged: i16,
    letter: LetterView,
    /// The papers that came with it, each handed out at `papers/{file}`.
    papers: Vec<PaperView>,
    items: Vec<ItemView>,
    clocks: Vec<ClockLineView>,
    episodes: Vec<EpisodeView>,
    extensions: Vec<ExtensionView>,
    /// What the institution says against instants of papers.
    contests: Vec<ContestView>,
    /// Who wrote when; not what.
    thread: Vec<MessageLineView>,
    /// What was answered when; not what it says.
    answers: Vec<AnswerLineView>,
    /// That a draft waits; for the institution only.
    draft: Option<DraftLineView>,
    /// What was entered from a paper and waits for a second reader; for the asking
    /// side only.
    entry: Option<EntryLineView>,
}

/// Receipt on the institution's side.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Receipt)]
struct ReceiptView {
    /// When the institution had it, by the evidence: law is judged by this.
    evidenced_at: At,
    /// When that was recorded here.
    recorded_at: At,
    /// What proves it; null where the mailbox here is the proof.
    proof: Option<String>,
}

/// What the institution is asked, and about whom.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Letter)]
struct LetterView {
    /// Reference of the inquiry or order.
    reference: String,
    /// Of an order: number and date of its decision, once there is one.
    ordered: Option<NumberedWritten>,
    case_number: String,
    /// The enforcement decision.
    decision: DocumentWritten,
    /// The judgment enforced.
    judgment: DocumentWritten,
    requester: RequesterWritten,
    /// About whom; null if no longer a party of the case.
    debtor: Option<PartyWritten>,
    /// Why the information is needed; empty for an order.
    purpose: String,
    /// The rule the request rests on.
    legal_basis: String,
    /// Where the answer is to be given, if not here.
    place: Option<String>,
}

/// One thing asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
struct ItemView {
    id: Uuid,
    request: RequestShown,
    /// Of a release: its ground with the article.
    ground: Option<GroundView>,
    state: ItemStateWord,
    /// Which round; a dispute opens the next.
    round: i16,
    /// How many parts of this round have come.
    parts: i16,
    /// The latest accepted answer of this round.
    answer: Option<Uuid>,
}

/// A request for more time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Extension)]
pub(crate) struct ExtensionView {
    id: Uuid,
    item: Uuid,
    /// Until when, exclusive.
    until: At,
    /// Why. The asking side reads it with a purpose, beside the answers; null
    /// here.
    reason: Option<String>,
    at: At,
    state: ExtensionStateWord,
    /// Words of the decision.
    decision: Option<String>,
}

/// What the institution says against the instant of a paper.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContestedInstant)]
struct ContestView {
    id: Uuid,
    kind: ContestKindWord,
    /// Of which item; null: the demand's own letter.
    item: Option<Uuid>,
    /// The instant that was recorded.
    recorded: At,
    /// The instant the institution states.
    claimed_at: At,
    /// Why. The asking side reads it with a purpose, beside the answers; null here.
    reason: Option<String>,
    /// What proves it; read as the reason is.
    evidence: Option<String>,
    /// When it was contested.
    at: At,
    /// What was decided; null: it waits.
    decision: Option<ContestDecisionView>,
}

/// What was decided on it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContestDecision)]
struct ContestDecisionView {
    /// The instant that counts from then on; null: what was recorded stands.
    changed_to: Option<At>,
    reason: String,
    at: At,
}

/// A message without its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageLine)]
struct MessageLineView {
    id: Uuid,
    kind: MessageKindWord,
    /// In which role it was written.
    role: RoleWord,
    at: At,
}

/// An answer without what it says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnswerLine)]
struct AnswerLineView {
    id: Uuid,
    item: Uuid,
    round: i16,
    part: i16,
    version: i16,
    /// Whether it counts.
    state: AnswerStateWord,
    /// When the whole request had arrived; on paper when it was given, by the evidence.
    arrived_at: At,
    /// How it came, if on paper.
    channel: Option<ChannelWord>,
    /// When it counted here, if on paper.
    recorded_at: Option<At>,
}

/// What was entered from a paper, without what it says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EntryLine)]
struct EntryLineView {
    by: Uuid,
    at: At,
    /// When the institution gave it, by the evidence.
    given_at: At,
    /// Hash of what was entered: what a second reader confirms.
    hash: HashShown,
    /// Whether a second reader sent it back.
    returned: bool,
}

/// A draft without what it says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DraftLine)]
struct DraftLineView {
    by: Uuid,
    at: At,
    /// Hash of the answers: what a checker submits.
    hash: HashShown,
    /// Whether a checker sent it back.
    returned: bool,
}

impl DemandView {
    pub(crate) const fn version(&self) -> i32 {
        self.version
    }

    pub(crate) fn new(found: Found, (names, law): (&Names, &Law), now: Instant) -> Self {
        let Found { demand, letter, thread, answers, draft, entry } = found;
        Self {
            id: demand.id.0,
            version: demand.version,
            instrument: demand.instrument.0,
            kind: Shown(demand.kind),
            case: demand.case.0,
            agency: names.agency(demand.agency),
            institution: names.institution(demand.institution),
            state: Shown(demand.state()),
            open: demand.is_open(),
            sort_due: at(demand.sort_due()),
            requester: Shown(demand.requester),
            interim: demand.interim,
            sealed_to: demand.sealed_to.iter().map(|id| id.0).collect(),
            channel: Shown(demand.channel),
            issued_at: Shown(demand.issued_at),
            acknowledged_at: at(demand.acknowledged.map(|one| one.at)),
            urged: demand.urged,
            reference: demand.reference,
            receipt: demand.receipt.map(Into::into),
            letter: letter.into(),
            papers: PaperView::all(&demand.papers),
            items: demand.items.into_iter().map(|one| ItemView::new(one, law)).collect(),
            clocks: demand.clocks.iter().map(|clock| ClockLineView::new(clock, now)).collect(),
            episodes: demand.episodes.into_iter().map(Into::into).collect(),
            extensions: demand.extensions.into_iter().map(Into::into).collect(),
            contests: demand.contests.into_iter().map(Into::into).collect(),
            thread: thread.into_iter().map(Into::into).collect(),
            answers: answers.into_iter().map(Into::into).collect(),
            draft: draft.map(Into::into),
            entry: entry.map(Into::into),
        }
    }
}

impl From<Receipt> for ReceiptView {
    fn from(one: Receipt) -> Self {
        Self {
            evidenced_at: Shown(one.evidenced_at),
            recorded_at: Shown(one.recorded_at),
            proof: one.proof,
        }
    }
}

impl From<Letter> for LetterView {
    fn from(one: Letter) -> Self {
        Self {
            reference: one.reference,
            ordered: one.ordered.map(Shown),
            case_number: one.case_number,
            decision: Shown(one.decision),
            judgment: Shown(one.judgment),
            requester: Shown(one.requester),
            debtor: one.debtor.map(Shown),
            purpose: one.purpose,
            legal_basis: one.legal_basis,
            place: one.place,
        }
    }
}

impl ItemView {
    fn new(one: Item, law: &Law) -> Self {
        let ground = match one.request.order() {
            Some(OrderRequest::Release { ground, .. }) => Some(GroundView::of_lift(law, ground)),
            _ => None,
        };
        Self {
            id: one.id.0,
            ground,
            request: Shown(one.request),
            state: Shown(one.state),
            round: one.round,
            parts: one.parts,
            answer: one.last.map(|last| last.id.0),
        }
    }
}

impl From<Contest> for ContestView {
    fn from(one: Contest) -> Self {
        let decision = one.decided.map(|decided| ContestDecisionView {
            changed_to: at(decided.changed),
            reason: decided.reason,
            at: Shown(decided.at),
        });
        Self {
            id: one.id.0,
            kind: Shown(one.about.kind()),
            item: one.about.item().map(|item| item.0),
            recorded: Shown(one.stood),
            claimed_at: Shown(one.claimed),
            reason: Some(one.reason).filter(|reason| !reason.is_empty()),
            evidence: one.evidence,
            at: Shown(one.at),
            decision,
        }
    }
}

impl From<Extension> for ExtensionView {
    fn from(one: Extension) -> Self {
        Self {
            id: one.id.0,
            item: one.item.0,
            until: Shown(one.until),
            reason: Some(one.reason).filter(|reason| !reason.is_empty()),
            at: Shown(one.at),
            state: Shown(one.state),
            decision: one.decision,
        }
    }
}

impl From<MessageLine> for MessageLineView {
    fn from(one: MessageLine) -> Self {
        let MessageLine { id, kind, role, at } = one;
        Self { id: id.0, kind: Shown(kind), role: Shown(role), at: Shown(at) }
    }
}

impl From<AnswerLine> for AnswerLineView {
    fn from(one: AnswerLine) -> Self {
        Self {
            id: one.id.0,
            item: one.item.0,
            round: one.round,
            part: one.part,
            version: one.version,
            state: Shown(one.state),
            arrived_at: Shown(one.arrived_at),
            channel: one.paper.map(|(channel, _)| Shown(channel)),
            recorded_at: at(one.paper.map(|(_, at)| at)),
        }
    }
}

impl From<EntryLine> for EntryLineView {
    fn from(one: EntryLine) -> Self {
        let EntryLine { by, at, given_at, hash, returned } = one;
        Self { by: by.0, at: Shown(at), given_at: Shown(given_at), hash: Shown(hash), returned }
    }
}

impl From<DraftLine> for DraftLineView {
    fn from(one: DraftLine) -> Self {
        let DraftLine { by, at, hash, returned } = one;
        Self { by: by.0, at: Shown(at), hash: Shown(hash), returned }
    }
}
