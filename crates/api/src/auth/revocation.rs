//! How clients stand, read anew every half second that somebody asks, so that
//! a revoked client or key is refused within one second (I-30).

use crate::problem::Problem;
use crate::state::State;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::identity::Standings;
use tokio::sync::RwLock;

/// How old what is known may be. With the time of one small query this stays
/// below the second that is promised.
pub(super) const FRESH: Duration = Duration::from_millis(500);

/// What is known, or that it cannot be, since when. By the machine's monotonic
/// clock: the promise is one of real time, whatever the simulated clock does.
#[derive(Debug, Default)]
pub(crate) struct Revocation(RwLock<Option<Known>>);

type Known = (Instant, Result<Arc<Standings>, Problem>);

#[expect(
    clippy::disallowed_methods,
    reason = "revocation bites in real time even when the injected clock stands"
)]
pub(super) fn monotonic() -> Instant {
    Instant::now()
}

fn fresh(known: Option<&Known>) -> Option<Result<Arc<Standings>, Problem>> {
    let (since, standings) = known?;
    (since.elapsed() < FRESH).then(|| standings.clone())
}

impl Revocation {
    /// How clients stand, at most half a second ago. One caller reads, the
    /// others wait for it; without the database nobody passes.
    pub(crate) async fn standings(&self, state: &State) -> Result<Arc<Standings>, Problem> {
        self.or_read(|| state.blocking(store::Store::standings)).await
    }

    async fn or_read<R: Future<Output = Result<Standings, Problem>>>(
        &self,
        read: impl FnOnce() -> R,
    ) -> Result<Arc<Standings>, Problem> {
        if let Some(standings) = fresh(self.0.read().await.as_ref()) {
            return standings;
        }
        let mut known = self.0.write().await;
        if let Some(standings) = fresh(known.as_ref()) {
            return standings;
        }
        // Stamped before the read: what changes during it is not yet known.
        let before = monotonic();
        let standings = read().await.map(Arc::new);
        // A failure is remembered from its end on: those who waited for it do
        // not each wait as long again, one after the other.
        let since = if standings.is_ok() { before } else { monotonic() };
        *known = Some((since, standings.clone()));
        standings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Fault;
    use futures_util::future::join_all;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[actix_web::test]
    async fn who_waits_for_a_read_that_fails_does_not_fail_as_long_again() {
        let (revocation, reads) = (Revocation::default(), AtomicU32::new(0));
        let failing = || async {
            reads.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(FRESH * 2).await;
            Err(Fault::Unavailable.into())
        };
        let waiting = (0..10).map(|_| revocation.or_read(failing));
        let answers = join_all(waiting).await;
        assert!(answers.iter().all(|answer| *answer == Err(Fault::Unavailable.into())));
        assert_eq!(reads.load(Ordering::SeqCst), 1);
    }

    #[actix_web::test]
    async fn a_slow_read_is_as_old_as_its_beginning() {
        let (revocation, reads) = (Revocation::default(), AtomicU32::new(0));
        let slow = || async {
            reads.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(FRESH * 2).await;
            Ok(Standings::default())
        };
        assert!(revocation.or_read(slow).await.is_ok());
        assert!(revocation.or_read(slow).await.is_ok());
        assert_eq!(reads.load(Ordering::SeqCst), 2);
    }
}
