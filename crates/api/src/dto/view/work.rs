//! What is to be done, and what was late.

use super::directory::{NamedView, Names};
use super::hold::TransferView;
use super::money::DutyView;
use super::shown::{
    AskedWord, At, ChannelWord, DemandStateWord, EpisodeEndWord, EpisodeKindWord,
    InstrumentKindWord, LateReasonWord, LayerWord, LetterStageWord, RequesterWord, Shown, at,
};
use engine::inforce::Law;
use engine::time::Instant;
use serde::Serialize;
use store::read::{Asked, DutyLine, LetterLine, OverdueLine, TransferLine, WorkLine};
use utoipa::ToSchema;
use uuid::Uuid;

/// A demand in an inbox or worklist: nothing bank-secret, nobody's name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkLine)]
pub(crate) struct WorkLineView {
    id: Uuid,
    instrument: Uuid,
    case: Uuid,
    /// Who asks.
    agency: NamedView,
    /// Who is asked.
    institution: NamedView,
    reference: String,
    kind: InstrumentKindWord,
    /// On whose initiative.
    requester: RequesterWord,
    /// For a court's interim measure.
    interim: bool,
    state: DemandStateWord,
    /// The earliest due instant over all layers.
    sort_due: Option<At>,
    issued_at: At,
    /// How many items still owe an answer.
    open_items: i64,
    /// How often it was urged.
    urged: i16,
}

impl WorkLineView {
    pub(crate) fn new(line: WorkLine, names: &Names) -> Self {
        Self {
            id: line.id.0,
            instrument: line.instrument.0,
            case: line.case.0,
            agency: names.agency(line.agency),
            institution: names.institution(line.institution),
            reference: line.reference,
            kind: Shown(line.kind),
            requester: Shown(line.requester),
            interim: line.interim,
            state: Shown(line.state),
            sort_due: at(line.sort_due),
            issued_at: Shown(line.issued_at),
            open_items: line.open_items,
            urged: line.urged,
        }
    }
}

/// A demand in the list of letters: nothing bank-secret, nobody's name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LetterLine)]
pub(crate) struct LetterLineView {
    id: Uuid,
    case: Uuid,
    /// Who asks.
    agency: NamedView,
    /// Who is asked.
    institution: NamedView,
    reference: String,
    kind: InstrumentKindWord,
    /// How it went.
    channel: ChannelWord,
    state: DemandStateWord,
    /// What it waits for; null: it is no letter, or done.
    stage: Option<LetterStageWord>,
    /// The earliest due instant over all layers.
    sort_due: Option<At>,
    issued_at: At,
    /// When the institution received it, by the evidence.
    received_at: Option<At>,
}

impl LetterLineView {
    pub(crate) fn new(line: LetterLine, names: &Names) -> Self {
        Self {
            id: line.id.0,
            case: line.case.0,
            agency: names.agency(line.agency),
            institution: names.institution(line.institution),
            reference: line.reference,
            kind: Shown(line.kind),
            channel: Shown(line.channel),
            state: Shown(line.state),
            stage: line.stage.map(Shown),
            sort_due: at(line.sort_due),
            issued_at: Shown(line.issued_at),
            received_at: at(line.received_at),
        }
    }
}

/// A recorded lateness.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OverdueLine)]
pub(crate) struct OverdueView {
    id: Uuid,
    /// Who was late.
    institution: NamedView,
    /// With what: a type of information, or an order.
    info: AskedWord,
    rule: String,
    /// Late against what.
    layer: LayerWord,
    kind: EpisodeKindWord,
    /// When it was late: the due instant.
    flagged_at: At,
    /// When this was noticed.
    detected_at: At,
    /// Why, once somebody said so.
    reason: Option<LateReasonWord>,
    closed_at: Option<At>,
    closed_by: Option<EpisodeEndWord>,
    /// What was asked by whom; absent for the State Bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<AskedView>,
}

/// The demand behind a recorded lateness.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Asked)]
struct AskedView {
    demand: Uuid,
    clock: Uuid,
    case: Uuid,
    agency: NamedView,
    reference: String,
    /// For a court's interim measure.
    interim: bool,
    /// How often it was urged.
    urged: i16,
    /// First opened by a person there.
    acknowledged_at: Option<At>,
}

impl OverdueView {
    pub(crate) fn new(line: OverdueLine, names: &Names) -> Self {
        Self {
            id: line.id.0,
            institution: names.institution(line.institution),
            info: AskedWord(line.info.to_owned()),
            rule: line.rule.to_string(),
            layer: Shown(line.layer),
            kind: Shown(line.kind),
            flagged_at: Shown(line.flagged_at),
            detected_at: Shown(line.detected_at),
            reason: line.reason.map(Shown),
            closed_at: at(line.closed_at),
            closed_by: line.closed_by.map(Shown),
            asked: line.asked.map(|asked| AskedView::new(asked, names)),
        }
    }
}

impl AskedView {
    fn new(one: Asked, names: &Names) -> Self {
        Self {
            demand: one.demand.0,
            clock: one.clock.0,
            case: one.case.0,
            agency: names.agency(one.agency),
            reference: one.reference,
            interim: one.interim,
            urged: one.urged,
            acknowledged_at: at(one.acknowledged_at),
        }
    }
}

/// A payment that an institution says it made and nobody has seen arrive.
#[derive(Serialize, ToSchema)]
#[schema(as = RemittanceLine)]
pub(crate) struct RemittanceView {
    case: Uuid,
    case_number: String,
    agency: NamedView,
    /// Who pays.
    institution: NamedView,
    /// Reference of the demand: what the institution gives with the payment.
    demand_reference: String,
    transfer: TransferView,
}

impl RemittanceView {
    pub(crate) fn new(line: TransferLine, names: &Names) -> Self {
        Self {
            case: line.case.0,
            case_number: line.case_number,
            agency: names.agency(line.agency),
            institution: names.institution(line.institution),
            demand_reference: line.reference,
            transfer: TransferView::new(line.transfer, names),
        }
    }
}

/// A duty of the asking side in the list of what is owed.
#[derive(Serialize, ToSchema)]
#[schema(as = DutyLine)]
pub(crate) struct DutyLineView {
    case: Uuid,
    case_number: String,
    agency: NamedView,
    /// Reference of the order it is about; null: it is about the case.
    reference: Option<String>,
    duty: DutyView,
}

impl DutyLineView {
    pub(crate) fn new(line: DutyLine, (names, law): (&Names, &Law), now: Instant) -> Self {
        Self {
            case: line.case.0,
            case_number: line.case_number,
            agency: names.agency(line.agency),
            reference: line.reference,
            duty: DutyView::new(line.duty, law, now),
        }
    }
}
