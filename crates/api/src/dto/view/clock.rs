//! Clocks: until when, why, and what was late.

use super::law::ExplanationShown;
use super::shown::{
    AskedWord, At, ClockStateWord, EpisodeEndWord, EpisodeKindWord, LateReasonWord, LayerWord,
    RequesterWord, Shown, at,
};
use engine::clock::{Clock, ClockState, Episode, MoveCause};
use engine::time::Instant;
use serde::Serialize;
use store::read::{ClockMove, ClockView as Found};
use utoipa::ToSchema;
use uuid::Uuid;

/// A running limit on an item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClockLine)]
pub(crate) struct ClockLineView {
    id: Uuid,
    item: Uuid,
    /// The round it runs in.
    round: i16,
    /// The rule, or `X01` for a granted extension.
    rule: String,
    /// Which kind of lateness it would be.
    layer: LayerWord,
    state: ClockStateWord,
    /// From when it runs.
    start: At,
    /// Exclusive end; null: "immediately" has no number in law.
    due: Option<At>,
    /// Whether it is the strictest of the highest layer.
    binding: bool,
    /// Whether it ended late, or runs and is late now.
    late: bool,
    ended_at: Option<At>,
    /// Number of the calendar version used.
    calendar: i32,
}

impl ClockLineView {
    pub(crate) fn new(clock: &Clock, now: Instant) -> Self {
        let late = match clock.state {
            ClockState::Late => true,
            ClockState::Running => clock.is_late_at(now),
            ClockState::Met | ClockState::Void => false,
        };
        Self {
            id: clock.id.0,
            item: clock.item.0,
            round: clock.round,
            rule: clock.rule.to_string(),
            layer: Shown(clock.layer),
            state: Shown(clock.state),
            start: Shown(clock.start),
            due: at(clock.due),
            binding: clock.binding,
            late,
            ended_at: at(clock.ended_at),
            calendar: clock.calendar,
        }
    }
}

/// One recorded lateness of one clock.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Episode)]
pub(crate) struct EpisodeView {
    id: Uuid,
    clock: Uuid,
    item: Uuid,
    kind: EpisodeKindWord,
    /// Late against what.
    layer: LayerWord,
    /// When it was late: the due instant.
    flagged_at: At,
    /// When this was noticed.
    detected_at: At,
    /// Why, once somebody said so.
    reason: Option<LateReasonWord>,
    /// Words beside the reason.
    note: Option<String>,
    closed_at: Option<At>,
    closed_by: Option<EpisodeEndWord>,
}

impl From<Episode> for EpisodeView {
    fn from(one: Episode) -> Self {
        Self {
            id: one.id.0,
            clock: one.clock.0,
            item: one.item.0,
            kind: Shown(one.kind),
            layer: Shown(one.layer),
            flagged_at: Shown(one.flagged_at),
            detected_at: Shown(one.detected_at),
            reason: one.reason.map(Shown),
            note: one.note,
            closed_at: at(one.closed_at),
            closed_by: one.closed_by.map(Shown),
        }
    }
}

/// A clock with all that recomputing it takes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Clock)]
pub(crate) struct ClockView {
    /// The demand's reference.
    reference: String,
    clock: ClockLineView,
    /// What its item asks.
    info: AskedWord,
    /// On whose initiative: limits differ.
    requester: RequesterWord,
    /// For a court's interim measure.
    interim: bool,
    /// Receipt of the demand, by the evidence.
    received_at: Option<At>,
    /// How its rule comes to a due instant, by the calendar it was computed
    /// with; null for a granted extension.
    explanation: Option<ExplanationShown>,
    /// Every recorded move of its due instant, in order.
    moves: Vec<ClockMoveView>,
    /// Every lateness by it.
    episodes: Vec<EpisodeView>,
}

/// A recorded move of a due instant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClockMove)]
struct ClockMoveView {
    /// When it was recorded.
    at: At,
    /// Because of this outage of the service,
    outage: Option<Uuid>,
    /// or of this contest, by which the letter came later than was recorded,
    contest: Option<Uuid>,
    /// from when the clock runs since then; null for other causes,
    start: Option<At>,
    /// or of this new calendar version.
    calendar_revision: Option<i32>,
    /// Due before.
    from: Option<At>,
    /// Due after.
    to: Option<At>,
    /// The calendar version used.
    calendar: i32,
}

impl ClockView {
    pub(crate) fn new(found: Found, now: Instant) -> Self {
        Self {
            reference: found.reference,
            clock: ClockLineView::new(&found.clock, now),
            info: AskedWord(found.item.request.code().to_owned()),
            requester: Shown(found.requester),
            interim: found.interim,
            received_at: at(found.receipt.map(|receipt| receipt.evidenced_at)),
            explanation: found.explanation.map(Shown),
            moves: found.moves.into_iter().map(Into::into).collect(),
            episodes: found.episodes.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<ClockMove> for ClockMoveView {
    fn from(one: ClockMove) -> Self {
        let (mut outage, mut contest, mut start, mut calendar_revision) = (None, None, None, None);
        match one.cause {
            MoveCause::Outage { outage: id, .. } => outage = Some(id.0),
            MoveCause::Contest { contest: id, start: from } => {
                contest = Some(id.0);
                start = Some(Shown(from));
            }
            MoveCause::Calendar { calendar } => calendar_revision = Some(calendar),
        }
        Self {
            at: Shown(one.at),
            outage,
            contest,
            start,
            calendar_revision,
            from: at(one.from),
            to: at(one.to),
            calendar: one.calendar,
        }
    }
}
