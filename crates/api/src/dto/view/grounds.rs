//! What is known of the grounds for coercion, and by which law a freeze is judged.

use super::objection::who;
use super::shown::{At, ChannelWord, MissingWord, Shown, at};
use engine::inforce::Law;
use engine::ledger::{DecisionNotice, Grounds, LawChoice, Ledger};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use uuid::Uuid;

/// How the debtor was told of the enforcement decision.
#[derive(Serialize, ToSchema)]
#[schema(as = DecisionNoticed)]
pub(crate) struct DecisionNoticeView {
    /// When, by the evidence.
    at: At,
    channel: ChannelWord,
    /// What proves it; null: not for this reader.
    proof: Option<String>,
    /// When the voluntary period ends, exclusive.
    voluntary_until: Option<At>,
}

/// A freeze after which nobody has said yet when the grounds for coercion were
/// complete.
#[derive(Serialize, ToSchema)]
#[schema(as = Grounds)]
pub(crate) struct GroundsView {
    /// The order.
    instrument: Uuid,
    /// When they are complete as far as the books know, past or to come. A reading
    /// of the law that is not confirmed; null: something is missing.
    proposed: Option<At>,
    /// What is not known.
    missing: Vec<MissingWord>,
}

/// A law chosen for a freeze instead of its day's.
#[derive(Serialize, ToSchema)]
#[schema(as = LawChosen)]
pub(crate) struct LawChoiceView {
    /// The order.
    instrument: Uuid,
    /// The number of the law.
    law: String,
    reason: String,
    at: At,
    /// By whom.
    by: Option<Uuid>,
}

impl DecisionNoticeView {
    pub(crate) fn of(ledger: &Ledger, law: &Law, hidden: bool) -> Option<Self> {
        let DecisionNotice { at: told, channel, proof } = ledger.notified.clone()?;
        Some(Self {
            at: Shown(told),
            channel: Shown(channel),
            proof: (!hidden).then_some(proof),
            voluntary_until: at(law.voluntary_until(told)),
        })
    }
}

impl GroundsView {
    /// Of every freeze that waits for them.
    pub(crate) fn all(ledger: &Ledger, law: &Law) -> Vec<Self> {
        let orders: BTreeSet<_> = ledger.freezes.iter().map(|one| one.instrument).collect();
        let waits = orders.into_iter().filter_map(|order| {
            let Grounds { proposed, missing } = ledger.grounds(law, order)?;
            let missing = missing.into_iter().map(Shown).collect();
            Some(Self { instrument: order.0, proposed: at(proposed), missing })
        });
        waits.collect()
    }
}

impl From<LawChoice> for LawChoiceView {
    fn from(one: LawChoice) -> Self {
        let LawChoice { instrument, law, reason, at, by } = one;
        Self { instrument: instrument.0, law, reason, at: Shown(at), by: who(by) }
    }
}
