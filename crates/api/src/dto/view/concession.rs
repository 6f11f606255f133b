//! What creditors conceded, as the office and as the creditor sees it.

use super::objection::who;
use super::shown::{
    At, ChannelWord, ConcessionKindWord, ConcessionStateWord, MoneyShown, NumberedWritten, Shown,
};
use engine::concession::{Concession, ConcessionOnPaper};
use serde::Serialize;
use store::read::ConcessionsView as Found;
use utoipa::ToSchema;
use uuid::Uuid;

/// What creditors conceded in a case, in the order it was recorded.
#[derive(Serialize, ToSchema)]
#[schema(as = Concessions)]
pub(crate) struct ConcessionsView {
    case: Uuid,
    case_number: String,
    items: Vec<ConcessionView>,
}

/// What a creditor conceded.
#[derive(Serialize, ToSchema)]
#[schema(as = Concession)]
struct ConcessionView {
    id: Uuid,
    /// The party that concedes.
    creditor: Uuid,
    /// Its name; null: it is a party no more.
    creditor_name: Option<String>,
    kind: ConcessionKindWord,
    /// Null where an asset is refused.
    amount: Option<MoneyShown>,
    asset: Option<String>,
    document: NumberedWritten,
    /// How its paper came; null: its desk recorded it here.
    paper: Option<PaperView>,
    recorded_at: At,
    recorded_by: Option<Uuid>,
    state: ConcessionStateWord,
    /// How it ended; null: it waits.
    end: Option<EndView>,
}

/// How a creditor's paper came to the office.
#[derive(Serialize, ToSchema)]
#[schema(as = ConcessionPaper)]
struct PaperView {
    channel: ChannelWord,
    /// By the evidence.
    received_at: At,
    proof: String,
}

/// How a concession ended.
#[derive(Serialize, ToSchema)]
#[schema(as = ConcessionEnd)]
struct EndView {
    at: At,
    by: Option<Uuid>,
    reason: String,
    /// How much of what it is about was said to be owed to this creditor.
    share: Option<MoneyShown>,
}

impl From<ConcessionOnPaper> for PaperView {
    fn from(paper: ConcessionOnPaper) -> Self {
        let ConcessionOnPaper { channel, received_at, proof } = paper;
        Self { channel: Shown(channel), received_at: Shown(received_at), proof }
    }
}

impl ConcessionsView {
    pub(crate) fn new(found: Found) -> Self {
        let Found { case, number, creditors, concessions } = found;
        let named = |one: &Concession| {
            let mut creditors = creditors.iter();
            creditors.find(|(id, _)| *id == one.creditor).map(|(_, name)| name.clone())
        };
        let item = |one: Concession| ConcessionView {
            id: one.id.0,
            creditor: one.creditor.0,
            creditor_name: named(&one),
            kind: Shown(one.kind),
            amount: one.amount.map(Shown),
            asset: one.asset,
            document: Shown(one.document),
            paper: one.paper.map(Into::into),
            recorded_at: Shown(one.recorded_at),
            recorded_by: who(one.recorded_by),
            state: Shown(one.state),
            end: one.end.map(|end| EndView {
                at: Shown(end.at),
                by: who(end.by),
                reason: end.reason,
                share: end.share.map(Shown),
            }),
        };
        let items = concessions.into_iter().map(item).collect();
        Self { case: case.0, case_number: number, items }
    }
}

/// What the caller's institution conceded in a case, in the order it was recorded.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnConcessions)]
pub(crate) struct OwnConcessionsView {
    case: Uuid,
    case_number: String,
    items: Vec<OwnConcessionView>,
}

/// What the caller's institution conceded.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnConcession)]
struct OwnConcessionView {
    id: Uuid,
    /// The party of the case as which it concedes.
    creditor: Uuid,
    kind: ConcessionKindWord,
    /// Null where an asset is refused.
    amount: Option<MoneyShown>,
    asset: Option<String>,
    document: NumberedWritten,
    /// Whether the office wrote it down from a paper: it is not taken back here.
    on_paper: bool,
    recorded_at: At,
    state: ConcessionStateWord,
    /// When it was decided or taken back; null: it waits.
    ended_at: Option<At>,
    /// Why.
    reason: Option<String>,
}

impl OwnConcessionsView {
    pub(crate) fn new(found: Found) -> Self {
        let item = |one: Concession| OwnConcessionView {
            id: one.id.0,
            creditor: one.creditor.0,
            kind: Shown(one.kind),
            amount: one.amount.map(Shown),
            asset: one.asset,
            document: Shown(one.document),
            on_paper: one.paper.is_some(),
            recorded_at: Shown(one.recorded_at),
            state: Shown(one.state),
            ended_at: one.end.as_ref().map(|end| Shown(end.at)),
            reason: one.end.map(|end| end.reason),
        };
        let items = found.concessions.into_iter().map(item).collect();
        Self { case: found.case.0, case_number: found.number, items }
    }
}
