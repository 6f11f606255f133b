//! Sessions as they stood at most half a second ago: a person who files to
//! many banks shows one session many times. What ends a session on this node
//! makes it forget them all at once; what ends one elsewhere bites within the
//! second that is promised (I-30).

use super::revocation::{FRESH, monotonic};
use crate::problem::Problem;
use crate::state::State;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use store::identity::{LiveSession, SessionId};

/// How many are remembered.
const MOST: usize = 10_000;

/// Sessions that held when they were looked at.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Counts how often all was forgotten: what was read before is not kept
    /// after.
    forgotten: u64,
    seen: HashMap<SessionId, (Instant, LiveSession)>,
}

impl Sessions {
    /// The session, if it holds now by the injected clock. Without the
    /// database nobody passes for longer than what is known is fresh.
    pub(crate) async fn live(
        &self,
        state: &State,
        id: SessionId,
    ) -> Result<Option<LiveSession>, Problem> {
        let now = state.now();
        if let Some(live) = self.known().fresh(&id)
            && live.session.holds_at(now)
        {
            return Ok(Some(live));
        }
        // Stamped before the read: what changes during it is not yet known.
        let (since, forgotten) = (monotonic(), self.known().forgotten);
        let live = state.blocking(move |store| store.live_session(&id, now)).await?;
        if let Some(live) = &live {
            self.known().keep(id, since, live, forgotten);
        }
        Ok(live)
    }

    /// Forgets them all: one of them may have ended.
    pub(crate) fn forget(&self) {
        let mut known = self.known();
        known.forgotten = known.forgotten.wrapping_add(1);
        known.seen.clear();
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn fresh(&self, id: &SessionId) -> Option<LiveSession> {
        let (since, live) = self.seen.get(id)?;
        (since.elapsed() < FRESH).then(|| live.clone())
    }

    /// Bounded: when full, what is stale goes, and if that is nothing, all.
    fn keep(&mut self, id: SessionId, since: Instant, live: &LiveSession, forgotten: u64) {
        if self.forgotten != forgotten {
            return;
        }
        if self.seen.len() >= MOST {
            self.seen.retain(|_, (since, _)| since.elapsed() < FRESH);
        }
        if self.seen.len() >= MOST {
            self.seen.clear();
        }
        self.seen.insert(id, (since, live.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::actor::Seat;
    use engine::role::Role;
    use store::identity::{HeldSeat, SeatId, Session};
    use uuid::Uuid;

    fn live(id: SessionId) -> LiveSession {
        let at = engine::time::Instant::from_seconds(0);
        let person = Uuid::nil().into();
        let id_of_seat = SeatId(Uuid::nil());
        let seat = HeldSeat { id: id_of_seat, person, role: Role::Officer, seat: Seat::Country };
        LiveSession {
            session: Session {
                id,
                person,
                seat: seat.id,
                auth_epoch: 0,
                csrf: [0; 32],
                created_at: at,
                seen_at: at,
                expires_at: at.plus_seconds(60),
            },
            seat,
            language: "vi".to_owned(),
        }
    }

    /// I-30: a read that began before a session ended brings nothing back.
    #[test]
    fn what_was_read_before_forgetting_is_not_kept_after() {
        let sessions = Sessions::default();
        let (since, before) = (monotonic(), sessions.known().forgotten);
        sessions.forget();
        sessions.known().keep([1; 32], since, &live([1; 32]), before);
        assert!(sessions.known().fresh(&[1; 32]).is_none());

        let after = sessions.known().forgotten;
        sessions.known().keep([1; 32], since, &live([1; 32]), after);
        assert!(sessions.known().fresh(&[1; 32]).is_some());
        sessions.forget();
        assert!(sessions.known().fresh(&[1; 32]).is_none());
    }

    /// I-30: what was read half a second ago is read again.
    #[test]
    fn what_is_old_is_not_believed() {
        let sessions = Sessions::default();
        let long_ago = monotonic().checked_sub(FRESH).unwrap();
        sessions.known().keep([1; 32], long_ago, &live([1; 32]), 0);
        assert!(sessions.known().fresh(&[1; 32]).is_none());
    }

    #[test]
    fn it_never_grows_beyond_its_bound() {
        let sessions = Sessions::default();
        let since = monotonic();
        for n in 0..20_500_u32 {
            let mut id = [0; 32];
            id[..4].copy_from_slice(&n.to_be_bytes());
            sessions.known().keep(id, since, &live(id), 0);
            assert!(sessions.known().seen.len() <= MOST);
        }
    }
}
