//! An institution froze the account of somebody whom it knows by another number
//! than the debtor's: a fact, told at once. What follows is the officer's.

use super::books::Books;
use crate::answer::{Answer, Outcome};
use crate::demand::Demand;
use crate::event::Event;
use crate::execution::FrozenAccount;
use crate::facts::Facts;
use crate::id::HoldId;
use crate::identity::Holder;
use crate::ledger::{Ledger, MoneyEvent};

/// Says of which holds that events of a demand report it. What was said of a hold
/// before is no news.
pub(crate) fn told(facts: &Facts, books: &mut Books, demand: &Demand, events: &[Event]) {
    let before = facts.ledgers.get(demand.case);
    for event in events {
        let answers = match event {
            Event::Answered { answers, .. } => answers.as_slice(),
            Event::Corrected { answer } => std::slice::from_ref(answer),
            _ => &[],
        };
        for answer in answers {
            let Outcome::Frozen { accounts } = &answer.body else { continue };
            let holds = differing(facts, before, &books.ledger, answer, accounts);
            if !holds.is_empty() {
                books.note(MoneyEvent::HolderDiffers { item: answer.item, holds });
            }
        }
    }
}

fn differing(
    facts: &Facts,
    before: Option<&Ledger>,
    ledger: &Ledger,
    answer: &Answer,
    accounts: &[FrozenAccount],
) -> Vec<HoldId> {
    let Some(freeze) = ledger.freeze(answer.item) else {
        return Vec::new();
    };
    let key = (ledger.case, freeze.debtor);
    let debtor = facts.identifiers.get(&key).map_or(&[][..], Vec::as_slice);
    let news = |account: &&FrozenAccount| {
        let known = before.and_then(|ledger| {
            ledger.holds_of(answer.item).find(|hold| hold.account == account.number)
        });
        known.is_none_or(|hold| hold.care.held_identifier != account.held_identifier)
    };
    let other = |account: &&FrozenAccount| {
        Holder::of(account.held_identifier.as_ref(), debtor) == Holder::Other
    };
    let of = |account: &FrozenAccount| {
        let mut holds = ledger.holds_of(answer.item);
        holds.find(|hold| hold.account == account.number).map(|hold| hold.id)
    };
    accounts.iter().filter(other).filter(news).filter_map(of).collect()
}
