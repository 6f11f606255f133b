//! Receipts: a signed statement, with the same in plain sight.

use super::law::ExplanationView;
use super::shown::{AskedWord, ChannelWord, Described, HashShown, LayerWord, PaperRoleWord, Shown};
use engine::receipt::{AnswerReceipt, DeadlineReceipt};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Until when each thing asked is to be answered, and why, signed.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedDeadlineReceipt)]
pub(crate) struct SignedDeadline {
    /// Compact JWS (RFC 7515, EdDSA) over `content`; verifies with the keys of
    /// `/.well-known/jwks.json` alone.
    pub(crate) jws: String,
    pub(crate) content: DeadlineShown,
}

/// That answers arrived, when, and what they were, signed.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedAnswerReceipt)]
pub(crate) struct SignedAnswer {
    /// Compact JWS (RFC 7515, EdDSA) over `content`; verifies with the keys of
    /// `/.well-known/jwks.json` alone.
    pub(crate) jws: String,
    pub(crate) content: AnswerShown,
}

/// What a deadline receipt is signed over.
pub(crate) type DeadlineShown = Shown<DeadlineReceipt>;

/// What an answer receipt is signed over.
pub(crate) type AnswerShown = Shown<AnswerReceipt>;

impl Described for DeadlineReceipt {
    type Body = DeadlineContent;
}

impl Described for AnswerReceipt {
    type Body = AnswerContent;
}

/// Until when each thing asked is to be answered, and why.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = DeadlineReceipt)]
pub(crate) struct DeadlineContent {
    /// Format.
    v: u8,
    demand: Uuid,
    reference: String,
    channel: ChannelWord,
    /// When it was received, by the evidence.
    #[schema(format = DateTime)]
    received: Option<String>,
    /// When that was recorded here.
    #[schema(format = DateTime)]
    recorded: Option<String>,
    limits: Vec<LimitContent>,
    /// The papers that came with it; absent: none.
    papers: Option<Vec<PaperContent>>,
}

/// A paper in a receipt: its hash, never its content.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = PaperHash)]
struct PaperContent {
    role: PaperRoleWord,
    sha256: HashShown,
}

/// A limit that runs or ran.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = LimitReceipt)]
struct LimitContent {
    item: Uuid,
    info: AskedWord,
    round: i16,
    clock: Uuid,
    rule: String,
    layer: LayerWord,
    /// Whether it is the strictest of the highest layer.
    binding: bool,
    #[schema(format = DateTime)]
    start: String,
    /// Exclusive end; null: "immediately" has no number in law.
    #[schema(format = DateTime)]
    due: Option<String>,
    /// Whether a recorded act moved it away from what the rule alone gives.
    moved: bool,
    explanation: Option<ExplanationView>,
}

/// That answers arrived, when, and what they were.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = AnswerReceipt)]
pub(crate) struct AnswerContent {
    /// Format.
    v: u8,
    demand: Uuid,
    reference: String,
    /// When the whole request had reached the server.
    #[schema(format = DateTime)]
    arrived: String,
    answers: Vec<AnsweredContent>,
}

/// One answer in a receipt: its hash, never its content.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = AnsweredItem)]
struct AnsweredContent {
    item: Uuid,
    answer: Uuid,
    round: i16,
    part: i16,
    version: i16,
    hash: HashShown,
    /// SHA-256 of each file that it carries; absent: an answer without files.
    files: Option<Vec<HashShown>>,
    /// Layers against which the item was late when this arrived.
    late: Vec<LayerWord>,
}

/// Public keys that verify receipts (RFC 7517).
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `evidence` writes")]
pub(crate) struct KeySet {
    keys: Vec<PublicKey>,
}

/// An Ed25519 key (RFC 8037).
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `evidence` writes")]
struct PublicKey {
    /// `OKP`.
    kty: String,
    /// `Ed25519`.
    crv: String,
    /// Named by the header of a receipt.
    kid: String,
    /// The key, base64url.
    x: String,
}
