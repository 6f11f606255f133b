//! Recorded lateness against lateness computed from scratch (I-21, I-24).

use crate::time::{now, pause};
use engine::answer::{Answer, AnswerState};
use engine::clock::{Clock, EpisodeEnd};
use engine::demand::Demand;
use engine::time::Instant;
use std::time::Duration;
use store::Store;

/// The sweep waits this long for answers on their way.
const GRACE_SECONDS: i64 = 5;
/// How often is looked whether the sweep is done: 30 s.
const LOOKS: u32 = 300;

/// Waits until the running service has struck every clock that is due.
pub(crate) fn swept(store: &Store) {
    for _ in 0..LOOKS {
        let before = now().plus_seconds(-GRACE_SECONDS);
        let due = store.find_as_system_blocking(|find| find.due_clocks(before, 1)).unwrap();
        if due.is_empty() {
            return;
        }
        pause(Duration::from_millis(100));
    }
    panic!("clocks that are due are not struck");
}

/// How many episodes there are, or what is wrong with them. `at` is an instant
/// before which the sweep was through.
pub(crate) fn check(demands: &[(Demand, Vec<Answer>)], at: Instant) -> Result<usize, Vec<String>> {
    let mut wrong = Vec::new();
    let mut episodes = 0;
    for (demand, answers) in demands {
        episodes += demand.episodes.len();
        for clock in &demand.clocks {
            let ended = ended(clock, answers);
            // An episode: flagged at the due instant, open while nothing ended it.
            let late = clock.due.filter(|due| *due <= ended.unwrap_or(at));
            let expected: Vec<_> = late.map(|due| (due, ended.is_none())).into_iter().collect();
            let true_ones = demand.episodes.iter().filter(|episode| {
                episode.clock == clock.id && episode.closed_by != Some(EpisodeEnd::Annulled)
            });
            let recorded: Vec<_> =
                true_ones.map(|one| (one.flagged_at, one.closed_at.is_none())).collect();
            if recorded != expected {
                let id = clock.id;
                wrong.push(format!("clock {id}: recorded {recorded:?}, not {expected:?}"));
            }
        }
    }
    if wrong.is_empty() { Ok(episodes) } else { Err(wrong) }
}

/// When the answer that ended a clock had arrived.
fn ended(clock: &Clock, answers: &[Answer]) -> Option<Instant> {
    let ends = answers.iter().filter(|answer| {
        answer.item == clock.item
            && answer.round == clock.round
            && answer.state == AnswerState::Accepted
            && answer.body.is_final()
    });
    ends.map(|answer| answer.arrived_at).min()
}
