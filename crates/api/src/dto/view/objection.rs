//! Complaints, claims and flags, and the debtor's notices.

use super::basis::of_ground;
use super::directory::{NamedView, Names};
use super::shown::{
    At, ChannelWord, NotAcceptedWord, ObjectionKindWord, ObjectionStateWord, OrderWritten, Shown,
    StageWord, StatusWord, at,
};
use engine::actor::Who;
use engine::id::PartyId;
use engine::inforce::Law;
use engine::ledger::{DebtorNotice, Filing, Ledger, Objection, ObjectionEnd, ObjectionKind};
use engine::order::{Order, OrderContent, ReleaseLine};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The ground of a release while a flag is looked at.
const PROVISIONAL: &str = "provisional";

/// A complaint, a claim or a flag. While it is open nothing is deducted from what
/// it is about.
#[derive(Serialize, ToSchema)]
#[schema(as = Objection)]
pub(crate) struct ObjectionView {
    id: Uuid,
    kind: ObjectionKindWord,
    /// Against which stage of enforcement.
    stage: StageWord,
    state: ObjectionStateWord,
    /// Whether it waits for its end.
    open: bool,
    /// Who objects; null: an institution, or not for this reader.
    by: Option<ObjectorView>,
    /// The institution that raised it.
    institution: Option<NamedView>,
    /// The freezes it is about, one institution's share each; neither freezes nor
    /// holds: the whole case.
    freezes: Vec<Uuid>,
    /// The holds it is about.
    holds: Vec<Uuid>,
    /// A code of the shipped list of objections.
    ground: String,
    /// The article it stands on.
    article: Option<String>,
    /// How well that is known; `policy`: no law says it.
    status: Option<StatusWord>,
    /// What it says; null: not for this reader.
    text: Option<String>,
    channel: ChannelWord,
    /// When it was received, by the evidence.
    received_at: At,
    recorded_at: At,
    /// Who wrote it down.
    recorded_by: Option<Uuid>,
    /// Until when it could be filed; null: no limit is known.
    filing: Option<FilingView>,
    /// Whether it was received after its limit.
    late: bool,
    accepted_at: Option<At>,
    /// How it ended.
    end: Option<ObjectionEndView>,
    /// Deductions that went out, were not answered, and are objected to.
    deductions: Vec<Uuid>,
    /// Of an open flag: releases that would free what it is about for now, as they
    /// may be filed; the number and date of the decision are still to be given.
    provisional: Vec<OrderWritten>,
}

/// Who objects.
#[derive(Serialize, ToSchema)]
#[schema(as = ObjectorShown)]
struct ObjectorView {
    name: String,
    /// How he stands to the case.
    capacity: String,
}

/// Until when a complaint may be filed.
#[derive(Serialize, ToSchema)]
#[schema(as = Filing)]
pub(crate) struct FilingView {
    rule: String,
    /// From when: valid notice, or knowing.
    start: At,
    /// Exclusive end.
    until: At,
}

/// How an objection ended.
#[derive(Serialize, ToSchema)]
#[schema(as = ObjectionEnd)]
struct ObjectionEndView {
    at: At,
    /// By whom.
    by: Option<Uuid>,
    /// In words; null: not for this reader.
    reason: Option<String>,
    /// Why it was not accepted.
    not_accepted: Option<NotAcceptedWord>,
    /// The orders for which a ground for lifting arose by it; none: what is frozen
    /// stays so.
    lifts: Vec<Uuid>,
}

/// The debtor's notice of a freeze.
#[derive(Serialize, ToSchema)]
#[schema(as = DebtorNotice)]
pub(crate) struct DebtorNoticeView {
    /// The order.
    instrument: Uuid,
    /// When it was served, by the evidence.
    at: At,
    channel: ChannelWord,
    /// What proves it; null: not for this reader.
    proof: Option<String>,
    recorded_by: Option<Uuid>,
    /// Until when the freeze may be complained of.
    complaint: Option<FilingView>,
}

pub(super) fn who(who: Who) -> Option<Uuid> {
    match who {
        Who::Person(id) => Some(id.0),
        Who::Client(id) => Some(id.0),
        Who::System => None,
    }
}

/// What may be read of a text.
fn text(hidden: bool, text: String) -> Option<String> {
    (!hidden).then_some(text)
}

impl ObjectionView {
    pub(crate) fn new(
        one: &Objection,
        ledger: &Ledger,
        (hidden, law, names): (bool, &Law, &Names),
    ) -> Self {
        let named = !hidden && !one.by.name.is_empty();
        let by = named
            .then(|| ObjectorView { name: one.by.name.clone(), capacity: one.by.capacity.clone() });
        let (article, status) = of_ground(&law.grounds().objection, &one.ground);
        Self {
            id: one.id.0,
            kind: Shown(one.kind),
            stage: Shown(one.stage),
            state: Shown(one.state),
            open: one.is_open(),
            by,
            institution: one.institution.map(|id| names.institution(id)),
            freezes: one.freezes.iter().map(|id| id.0).collect(),
            holds: one.holds.iter().map(|id| id.0).collect(),
            ground: one.ground.clone(),
            article,
            status,
            text: text(hidden, one.text.clone()),
            channel: Shown(one.channel),
            received_at: Shown(one.received_at),
            recorded_at: Shown(one.recorded_at),
            recorded_by: who(one.recorded_by),
            filing: one.filing.clone().map(Into::into),
            late: one.is_late(),
            accepted_at: at(one.accepted_at),
            end: one.end.clone().map(|end| ObjectionEndView::new(end, hidden)),
            deductions: open_deductions(one, ledger),
            provisional: provisional(one, ledger, law).into_iter().map(Shown).collect(),
        }
    }
}

fn open_deductions(one: &Objection, ledger: &Ledger) -> Vec<Uuid> {
    if !one.is_open() {
        return Vec::new();
    }
    ledger.deductions_objected(one).map(|transfer| transfer.id.0).collect()
}

/// What would free what an open flag is about, as contents of orders: one for
/// each debtor, without a decision.
pub(crate) fn provisional(one: &Objection, ledger: &Ledger, law: &Law) -> Vec<OrderContent> {
    if one.kind != ObjectionKind::Flag || !one.is_open() {
        return Vec::new();
    }
    let ground = law.grounds().lift.get(PROVISIONAL);
    let legal_basis = ground.map(|ground| ground.article.clone()).unwrap_or_default();
    let mut groups: Vec<(PartyId, Vec<ReleaseLine>)> = Vec::new();
    for line in ledger.provisional(one) {
        let Some(debtor) = ledger.freeze(line.freeze).map(|freeze| freeze.debtor) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == debtor) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((debtor, vec![line])),
        }
    }
    let order = |(debtor, lines)| OrderContent {
        debtor,
        decision: None,
        legal_basis: legal_basis.clone(),
        sealed_to: Vec::new(),
        order: Order::Release { ground: PROVISIONAL.to_owned(), arose_at: one.received_at, lines },
    };
    groups.into_iter().map(order).collect()
}

impl ObjectionEndView {
    fn new(one: ObjectionEnd, hidden: bool) -> Self {
        Self {
            at: Shown(one.at),
            by: who(one.by),
            reason: text(hidden, one.reason),
            not_accepted: one.not_accepted.map(Shown),
            lifts: one.lifts.into_iter().map(|id| id.0).collect(),
        }
    }
}

impl From<Filing> for FilingView {
    fn from(one: Filing) -> Self {
        Self { rule: one.rule.to_string(), start: Shown(one.start), until: Shown(one.until) }
    }
}

impl DebtorNoticeView {
    pub(crate) fn new(one: DebtorNotice, hidden: bool) -> Self {
        Self {
            instrument: one.instrument.0,
            at: Shown(one.at),
            channel: Shown(one.channel),
            proof: text(hidden, one.proof),
            recorded_by: who(one.recorded_by),
            complaint: one.filing.map(Into::into),
        }
    }
}
