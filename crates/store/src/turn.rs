//! Whose turn it is to write to SQLite. Its own way of waiting is a lottery: who
//! happens to ask at the right moment writes next, and a lane that never rests
//! keeps a reader's record (I-19) out until the reader gives up. Within one
//! process everybody who writes stands in line here first; other processes wait
//! as SQLite has them wait.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The line of this process. One for all its databases: a service has one.
static LINE: Line = Line::new();

/// A line in which everybody comes to his turn.
struct Line {
    state: Mutex<State>,
    moved: Condvar,
}

struct State {
    /// What the next to come is given.
    next: u64,
    /// Whose turn it is.
    serving: u64,
}

/// A turn; dropped, the next one begins.
pub(crate) struct Turn<'a>(&'a Line);

impl Line {
    const fn new() -> Self {
        Self { state: Mutex::new(State { next: 0, serving: 0 }), moved: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self) -> Turn<'_> {
        let mut state = self.state();
        let mine = state.next;
        state.next = state.next.wrapping_add(1);
        while state.serving != mine {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        Turn(self)
    }
}

impl Turn<'_> {
    /// Waits for a turn to write, where one is needed.
    pub(crate) fn wait(is_sqlite: bool) -> Option<Self> {
        is_sqlite.then(|| LINE.wait())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.serving = state.serving.wrapping_add(1);
        drop(state);
        self.0.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn who_comes_while_one_never_rests_is_next_all_the_same() {
        let (line, turns) = (Line::new(), AtomicU32::new(0));
        let first = line.wait();
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let _turn = line.wait();
                turns.load(Ordering::Relaxed)
            });
            // The reader stands in line before the lane comes again.
            while line.state().next < 2 {
                std::thread::yield_now();
            }
            drop(first);
            for _ in 0..100 {
                let _turn = line.wait();
                turns.fetch_add(1, Ordering::Relaxed);
            }
            assert_eq!(reader.join().unwrap(), 0);
        });
    }
}
