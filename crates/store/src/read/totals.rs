//! How much there is of everything: counts for reports and for whoever checks
//! that a whole story came out as it must. Numbers only, nobody's data.

use super::SystemReader;
use crate::conn::Conn;
use crate::error::StoreError;
use crate::schema::{
    answer as a, delivery, demand as d, enforcement_case, episode as e, event, extension,
    institution, instrument, message as m, notice, tick,
};
use diesel::dsl::count;
use diesel::prelude::*;
use engine::answer::AnswerState;
use engine::demand::{DemandState, ExtensionState, MessageKind};
use engine::law::Layer;
use serde::Serialize;

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Institutions that may be addressed.
    pub institutions: i64,
    /// Institutions of the past in whose place another stands.
    pub institutions_merged: i64,
    /// Cases.
    pub cases: i64,
    /// Instruments.
    pub instruments: i64,
    /// Demands.
    pub demands: i64,
    /// Demands answered to the end, at least one item not refused.
    pub answered: i64,
    /// Demands of which everything was refused.
    pub refused: i64,
    /// Demands that still owe an answer.
    pub open: i64,
    /// Demands on which the institution asked back.
    pub questioned: i64,
    /// Demands of which an answer was disputed.
    pub disputed: i64,
    /// How often an institution was urged.
    pub urged: i64,
    /// Extensions granted.
    pub extended: i64,
    /// Answers that count, of every round, part and version.
    pub answers: i64,
    /// Of these, corrections.
    pub corrections: i64,
    /// Answers that contradicted a finished item: kept as evidence (I-5).
    pub contradictions: i64,
    /// Episodes of lateness against the law.
    pub late_by_law: i64,
    /// Episodes of lateness against a service target, which is not statutory.
    pub late_by_target: i64,
    /// Episodes of any layer that nothing has ended yet.
    pub late_open: i64,
    /// Notices that became deliveries.
    pub notices_sent: i64,
    /// Notices that nobody was there to receive: each is somebody's task.
    pub notices_to_nobody: i64,
    /// Mails delivered, digests apart.
    pub mails_delivered: i64,
    /// Mails that wait, are tried again or were given up.
    pub mails_undelivered: i64,
    /// Digests sent.
    pub digests: i64,
    /// Audit events of every kind.
    pub events: i64,
}

/// The rows of a table, or those that fit.
macro_rules! count {
    ($conn:expr, $table:expr) => {
        $table.count().get_result::<i64>($conn)?
    };
}

impl SystemReader<'_> {
    /// How much there is of everything. Reads whole tables: for a report, not
    /// for a page.
    pub fn totals(&mut self) -> Result<Totals, StoreError> {
        self.snapshot(|conn| {
            let mut totals = Totals {
                institutions: count!(conn, institution::table.filter(institution::active.eq(true))),
                institutions_merged: count!(
                    conn,
                    institution::table.filter(institution::successor_id.is_not_null())
                ),
                cases: count!(conn, enforcement_case::table),
                instruments: count!(conn, instrument::table),
                events: count!(conn, event::table),
                ..Totals::default()
            };
            demands(conn, &mut totals)?;
            answers(conn, &mut totals)?;
            lateness(conn, &mut totals)?;
            sent(conn, &mut totals)?;
            Ok(totals)
        })
    }
}

fn demands(conn: &mut Conn, totals: &mut Totals) -> Result<(), StoreError> {
    let in_state = |state: DemandState| d::table.filter(d::state.eq(state.code()));
    let with = |kind: MessageKind| m::table.filter(m::kind.eq(kind.code()));
    totals.demands = count!(conn, d::table);
    totals.answered = count!(conn, in_state(DemandState::Answered));
    totals.refused = count!(conn, in_state(DemandState::Refused));
    totals.open = count!(conn, d::table.filter(d::open.eq(true)));
    let distinct = |kind| with(kind).select(count(m::demand_id).aggregate_distinct());
    totals.questioned = distinct(MessageKind::Question).get_result(conn)?;
    totals.disputed = distinct(MessageKind::Dispute).get_result(conn)?;
    totals.urged = count!(conn, with(MessageKind::Urge));
    let granted = extension::state.eq(ExtensionState::Granted.code());
    totals.extended = count!(conn, extension::table.filter(granted));
    Ok(())
}

fn answers(conn: &mut Conn, totals: &mut Totals) -> Result<(), StoreError> {
    let in_state = |state: AnswerState| a::table.filter(a::state.eq(state.code()));
    totals.answers = count!(conn, in_state(AnswerState::Accepted));
    totals.corrections = count!(conn, in_state(AnswerState::Accepted).filter(a::version.gt(1)));
    totals.contradictions = count!(conn, in_state(AnswerState::Conflicting));
    Ok(())
}

fn lateness(conn: &mut Conn, totals: &mut Totals) -> Result<(), StoreError> {
    let against = |layer: Layer| e::table.filter(e::layer.eq(layer.code()));
    totals.late_by_law = count!(conn, against(Layer::Law));
    totals.late_by_target = count!(conn, against(Layer::Target));
    totals.late_open = count!(conn, e::table.filter(e::closed_at.is_null()));
    Ok(())
}

fn sent(conn: &mut Conn, totals: &mut Totals) -> Result<(), StoreError> {
    // What went out in another's mail was none of its own.
    let own = || delivery::bundle_id.is_null();
    let mails = || delivery::table.filter(delivery::transport.eq("mail"));
    totals.notices_sent = count!(conn, notice::table.filter(notice::state.eq("done")));
    totals.notices_to_nobody = count!(conn, notice::table.filter(notice::state.eq("dead")));
    totals.mails_delivered =
        count!(conn, mails().filter(own()).filter(delivery::state.eq("delivered")));
    totals.mails_undelivered = count!(conn, mails().filter(delivery::state.ne("delivered")));
    totals.digests = count!(conn, tick::table.filter(tick::job.like("digest/%")));
    Ok(())
}
