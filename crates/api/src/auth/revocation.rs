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

/// What is known, since when. By the machine's monotonic clock: the promise is
/// one of real time, whatever the simulated clock does.
#[derive(Debug, Default)]
pub(crate) struct Revocation(RwLock<Option<(Instant, Arc<Standings>)>>);

#[expect(
    clippy::disallowed_methods,
    reason = "revocation bites in real time even when the injected clock stands"
)]
pub(super) fn monotonic() -> Instant {
    Instant::now()
}

fn fresh(known: Option<&(Instant, Arc<Standings>)>) -> Option<Arc<Standings>> {
    let (since, standings) = known?;
    (since.elapsed() < FRESH).then(|| Arc::clone(standings))
}

impl Revocation {
    /// How clients stand, at most half a second ago. One caller reads, the
    /// others wait for it; without the database nobody passes.
    pub(crate) async fn standings(&self, state: &State) -> Result<Arc<Standings>, Problem> {
        if let Some(standings) = fresh(self.0.read().await.as_ref()) {
            return Ok(standings);
        }
        let mut known = self.0.write().await;
        if let Some(standings) = fresh(known.as_ref()) {
            return Ok(standings);
        }
        // Stamped before the read: what changes during it is not yet known.
        let since = monotonic();
        let standings = Arc::new(state.blocking(store::Store::standings).await?);
        *known = Some((since, Arc::clone(&standings)));
        Ok(standings)
    }
}
