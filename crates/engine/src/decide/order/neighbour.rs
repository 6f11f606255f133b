//! Offices learn of each other (DESIGN §5): a freeze is issued for a person of
//! whom another officer has a standing one. Both hear whom to call, and nothing
//! else. A sealed order tells nobody and is told of nobody, so that silence
//! proves nothing.

use crate::case::{CaseState, Gate};
use crate::context::Context;
use crate::decide::money::books::Books;
use crate::decide::money::shared::is_sealed;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::PartyId;
use crate::ledger::{Freeze, Ledger, MoneyEvent, Neighbour};

/// Says it in the books of the case and of each other case: once for each office
/// and officer, however many orders there are.
pub(super) fn told(
    facts: &Facts,
    cx: &Context<'_>,
    gate: &Gate,
    books: &mut Books,
    debtor: PartyId,
) -> Vec<(Root, Event)> {
    let same = facts.related.iter().filter(|one| one.case == gate.case && one.debtor == debtor);
    let mut related: Vec<_> = same.collect();
    related.sort_unstable();
    let mut events = Vec::new();
    for of_case in related.chunk_by(|a, b| a.other == b.other) {
        let Some((other, mut theirs)) = of_case.first().and_then(|one| {
            Some((facts.gates.get(&one.other)?, Books::standing(facts, cx, one.other)?))
        }) else {
            continue;
        };
        if other.officer == gate.officer || other.state == CaseState::Closed {
            continue;
        }
        for one in of_case {
            let tells = |freeze: &&Freeze| freeze.debtor == one.theirs && tells(facts, freeze);
            if !theirs.ledger.freezes.iter().any(|freeze| tells(&freeze)) {
                continue;
            }
            note(books, Neighbour { debtor, agency: other.agency, officer: other.officer });
            let (agency, officer) = (gate.agency, gate.officer);
            note(&mut theirs, Neighbour { debtor: one.theirs, agency, officer });
        }
        events.extend(theirs.into_events());
    }
    events
}

fn note(books: &mut Books, neighbour: Neighbour) {
    let known = |ledger: &Ledger| ledger.neighbours.contains(&neighbour);
    if !known(&books.ledger) {
        books.note(MoneyEvent::NeighbourFound { neighbour });
    }
}

/// Whether others may know of a freeze.
fn tells(facts: &Facts, freeze: &Freeze) -> bool {
    freeze.is_live() && !is_sealed(facts, freeze)
}
