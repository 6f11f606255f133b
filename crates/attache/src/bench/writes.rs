//! Filing and answering, four ways: by hand, through the store one transaction
//! a command, through the store as it is, over HTTP.

use super::BenchError;
use super::cast::{BANKS, Cast};
use super::line::{Line, Postman};
use super::report::{Way, Work};
use super::service::Service;
use super::tally::{Tally, tick};
use crate::database::system_clock;
use engine::id::{CaseId, DemandId, InstitutionId};
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;
use store::floor::{Filed, Floor, Items, Plan};
use store::{DatabaseUrl, Store};
use tokio::task::JoinSet;

/// What everything is measured on.
pub(super) struct Scene {
    pub(super) url: DatabaseUrl,
    pub(super) store: Store,
    /// The same, one transaction a command.
    pub(super) single: Store,
    pub(super) service: Service,
    pub(super) cast: Cast,
    pub(super) cases: Vec<CaseId>,
    pub(super) postman: Postman,
    /// Looks up clocks, for the floor.
    pub(super) items: Mutex<Items>,
    /// What the floor writes for one bank, and for 49.
    pub(super) plans: [Arc<Plan>; 2],
}

impl Scene {
    /// A case, round and round.
    pub(super) fn case(&self, n: usize) -> CaseId {
        let index = n.checked_rem(self.cases.len()).unwrap_or(0);
        self.cases.get(index).copied().unwrap_or(CaseId(uuid::Uuid::nil()))
    }

    fn banks_of(&self, work: Work, n: usize) -> Vec<InstitutionId> {
        if work == Work::FileToAll { self.cast.banks.clone() } else { vec![self.cast.bank(n)] }
    }

    /// Clients of the floor: SQLite has one writer, and a careful program does
    /// not let several fight for it.
    pub(super) const fn floor_clients(&self) -> usize {
        match self.url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => 8,
        }
    }
}

/// By hand, one transaction a command.
pub(super) fn by_hand(scene: &Scene, work: Work, time: Duration) -> Result<Tally, BenchError> {
    let clients = scene.floor_clients();
    let barrier = Barrier::new(clients);
    let mut total = Tally::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|n| {
                scope.spawn({
                    let barrier = &barrier;
                    move || hand(scene, work, n, time, barrier)
                })
            })
            .collect();
        for thread in threads {
            total.beside(thread.join().map_err(|_| BenchError::Panicked)??);
        }
        Ok::<(), BenchError>(())
    })?;
    Ok(total)
}

/// One client of the floor.
fn hand(
    scene: &Scene,
    work: Work,
    n: usize,
    time: Duration,
    barrier: &Barrier,
) -> Result<Tally, BenchError> {
    let [to_one, to_all] = &scene.plans;
    let plan = if work == Work::FileToAll { to_all } else { to_one };
    let opened = Floor::open(&scene.url, system_clock(), Arc::clone(plan));
    // Every statement once, so that all are prepared; then together.
    let warm = opened.map_err(BenchError::from).and_then(|mut floor| {
        let filed = floor.file(scene.case(n))?;
        floor.answer(&filed)?;
        let waiting = if work == Work::Answer { pile(scene, &mut floor, n, time)? } else { vec![] };
        Ok((floor, waiting))
    });
    barrier.wait();
    let (mut floor, mut waiting) = warm?;
    let mut tally = Tally::default();
    let (began, mut turn) = (tick(), n);
    while began.elapsed() < time {
        turn += 8;
        let request = tick();
        match work {
            Work::Answer => {
                let Some(filed) = waiting.pop() else { break };
                floor.answer(&filed)?;
            }
            Work::Pairs => {
                let filed = floor.file(scene.case(turn))?;
                tally.request(request);
                let request = tick();
                floor.answer(&filed)?;
                tally.request(request);
            }
            _ => drop(floor.file(scene.case(turn))?),
        }
        if work != Work::Pairs {
            tally.request(request);
        }
        tally.done(1);
    }
    tally.lasted(began.elapsed());
    Ok(tally)
}

/// Filings to be answered.
fn pile(
    scene: &Scene,
    floor: &mut Floor,
    n: usize,
    time: Duration,
) -> Result<Vec<Filed>, BenchError> {
    let (began, mut pile) = (tick(), Vec::new());
    while began.elapsed() < time {
        pile.push(floor.file(scene.case(n + pile.len()))?);
    }
    Ok(pile)
}

/// Through the store or over HTTP, so many clients at once.
pub(super) async fn by_many(
    scene: &Arc<Scene>,
    work: Work,
    way: Way,
    clients: usize,
    time: Duration,
) -> Result<Tally, BenchError> {
    let tokens = match way {
        Way::Http => Some(Arc::new(scene.service.tokens(&scene.cast).await?)),
        Way::Floor | Way::Single | Way::Store => None,
    };
    let barrier = Arc::new(tokio::sync::Barrier::new(clients));
    let mut running = JoinSet::new();
    for n in 0..clients {
        let line = match &tokens {
            Some(tokens) => Line::http(&scene.service, Arc::clone(tokens), n),
            None if way == Way::Single => Line::Store(scene.single.clone()),
            None => Line::Store(scene.store.clone()),
        };
        let (scene, barrier) = (Arc::clone(scene), Arc::clone(&barrier));
        running.spawn(async move { client(&scene, line, work, n, time, &barrier).await });
    }
    let mut total = Tally::default();
    while let Some(done) = running.join_next().await {
        total.beside(done.map_err(|_| BenchError::Panicked)??);
    }
    Ok(total)
}

/// One client.
async fn client(
    scene: &Scene,
    mut line: Line,
    work: Work,
    n: usize,
    time: Duration,
    barrier: &tokio::sync::Barrier,
) -> Result<Tally, BenchError> {
    let warm = line.file(&scene.cast, scene.case(n), vec![scene.cast.bank(n)]).await;
    let mut waiting = match (&warm, work) {
        (Ok(_), Work::Answer) => heap(scene, &mut line, n, time).await,
        _ => Ok(Vec::new()),
    };
    barrier.wait().await;
    warm?;
    let waiting = waiting.as_mut().map_err(|error| BenchError::Service(error.to_string()))?;
    let mut tally = Tally::default();
    let (began, mut turn) = (tick(), n);
    while began.elapsed() < time {
        turn += BANKS;
        if work == Work::Answer {
            let Some((bank, demand)) = waiting.pop() else { break };
            let item = scene.postman.item_of(demand).await?;
            let request = tick();
            line.answer(&scene.cast, bank, demand, item).await?;
            tally.request(request);
        } else {
            let request = tick();
            let to = scene.banks_of(work, n);
            let served = line.file(&scene.cast, scene.case(turn), to).await?;
            tally.request(request);
            if work == Work::Pairs {
                let demand = *served.first().ok_or(BenchError::Nobody)?;
                let item = scene.postman.item_of(demand).await?;
                let request = tick();
                line.answer(&scene.cast, n, demand, item).await?;
                tally.request(request);
            }
        }
        tally.done(1);
    }
    tally.lasted(began.elapsed());
    Ok(tally)
}

/// Demands to be answered, with their banks.
async fn heap(
    scene: &Scene,
    line: &mut Line,
    n: usize,
    time: Duration,
) -> Result<Vec<(usize, DemandId)>, BenchError> {
    let (began, mut heap) = (tick(), Vec::new());
    while began.elapsed() < time {
        let to = scene.cast.banks.clone();
        let served = line.file(&scene.cast, scene.case(n + heap.len()), to).await?;
        heap.extend(served.into_iter().enumerate());
    }
    Ok(heap)
}
