//! `apply`: events turn into rows. Total: an event is a fact, so this cannot
//! fail, and it looks at nothing but the event and the root it changes.
//! Replaying a root's events therefore rebuilds it exactly (I-15).

mod announcement;
mod case;
mod demand;
mod held;
mod instrument;
pub(crate) mod money;
mod outage;
mod payee;
mod request;
mod statement;
mod sync;
mod time;

use crate::event::{Recorded, Root};
use crate::facts::Facts;

/// Applies one event to the facts.
pub fn apply(facts: &mut Facts, recorded: &Recorded) {
    match recorded.root {
        Root::Case(id) => case::apply(facts, id, recorded),
        Root::Instrument(id) => instrument::apply(facts, id, recorded),
        Root::Demand(id) => demand::apply(facts, id, recorded),
        Root::Money(case) => money::apply(facts, case, recorded),
        Root::Payee(id) => payee::apply(facts, id, recorded),
        Root::Statement(id) => statement::apply(facts, id, recorded),
        Root::Request(id) => request::apply(facts, id, recorded),
        Root::Held(id) => held::apply(facts, id, recorded),
        Root::Outage(id) => outage::apply(facts, id, recorded),
        Root::Announcement(id) => announcement::apply(facts, id, recorded),
    }
}
