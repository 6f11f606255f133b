//! Banks answer freezes, four ways: all banks in one case after the other, so
//! that everybody waits for the same books, or each answer in another case.

use super::BenchError;
use super::line::{Line, execute};
use super::report::{Way, Work};
use super::tally::{Tally, tick};
use super::writes::Scene;
use crate::database::system_clock;
use engine::id::{CaseId, DemandId, InstrumentId, ItemId};
use std::collections::VecDeque;
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::time::Duration;
use store::floor::{Asked, Floor, FreezePlan, Items};
use tokio::task::JoinSet;

/// Cases that are frozen in for each second that is measured.
const CASES_A_SECOND: u64 = 80;

/// A demand that waits for its bank.
struct Waiting {
    bank: usize,
    asked: Asked,
}

/// Demands to be answered, in order.
struct Pile(Mutex<VecDeque<Waiting>>);

impl Pile {
    fn next(&self) -> Option<Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

/// Measures one way for so long, or until every demand is answered.
pub(super) async fn measure(
    scene: &Arc<Scene>,
    work: Work,
    way: Way,
    clients: usize,
    time: Duration,
) -> Result<Tally, BenchError> {
    let pile = Arc::new(pile(scene, work, time).await?);
    if way == Way::Floor {
        let plan = Arc::new(plan(scene).await?);
        let there = Arc::clone(scene);
        let by_hand = move || by_hand(&there, &plan, &pile, time);
        return tokio::task::spawn_blocking(by_hand).await.map_err(|_| BenchError::Panicked)?;
    }
    by_many(scene, way, clients, &pile, time).await
}

/// Freezes in fresh cases, at every bank.
async fn pile(scene: &Arc<Scene>, work: Work, time: Duration) -> Result<Pile, BenchError> {
    let mut freezing = JoinSet::new();
    for n in 0..time.as_secs().max(1) * CASES_A_SECOND {
        let (scene, n) = (Arc::clone(scene), usize::try_from(n).unwrap_or(0));
        freezing.spawn(async move { freeze(&scene, n).await });
    }
    let mut cases = Vec::new();
    while let Some(frozen) = freezing.join_next().await {
        cases.push(frozen.map_err(|_| BenchError::Panicked)??);
    }
    let mut piled: VecDeque<Waiting> = VecDeque::new();
    if work == Work::FreezeHot {
        piled.extend(cases.into_iter().flatten());
    } else {
        while cases.iter().any(|case| !case.is_empty()) {
            piled.extend(cases.iter_mut().filter_map(Vec::pop));
        }
    }
    Ok(Pile(Mutex::new(piled)))
}

async fn freeze(scene: &Scene, n: usize) -> Result<Vec<Waiting>, BenchError> {
    let (store, cast) = (&scene.store, &scene.cast);
    let case = CaseId(execute(store, cast.opening(n, store.now())?).await?.subject);
    let (filing, hash) = cast.freezing(case, store.now());
    let order = InstrumentId(execute(store, filing).await?.subject);
    let [approval, issue] = cast.issuing(order, hash, store.now())?;
    execute(store, approval).await?;
    let served = execute(store, issue).await?.served.ok_or(BenchError::Nobody)?;
    let mut waiting = Vec::with_capacity(served.len());
    for (demand, institution) in served.iter() {
        let bank = cast.banks.iter().position(|one| one == institution);
        let bank = bank.ok_or(BenchError::Nobody)?;
        let item = scene.postman.item_of(*demand).await?;
        waiting.push(Waiting { bank, asked: asked(scene, case, *demand, item)? });
    }
    Ok(waiting)
}

fn asked(scene: &Scene, case: CaseId, demand: DemandId, item: ItemId) -> Result<Asked, BenchError> {
    let mut items = scene.items.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Asked { case, demand, item, clocks: items.clocks(demand)? })
}

/// What the floor writes: the second answer in a case, as most of them are.
async fn plan(scene: &Scene) -> Result<FreezePlan, BenchError> {
    let (store, cast) = (&scene.store, &scene.cast);
    let mut waiting = freeze(scene, 0).await?.into_iter();
    let (Some(first), Some(second)) = (waiting.next(), waiting.next()) else {
        return Err(BenchError::Nobody);
    };
    let answer =
        |one: &Waiting| cast.frozen(one.bank, one.asked.demand, one.asked.item, store.now());
    execute(store, answer(&first)?).await?;
    let (clock, vault, rules) = (system_clock(), super::vault(), store.rules());
    let answer = answer(&second)?;
    Ok(FreezePlan::of(&scene.url, &clock, &vault, &rules, &answer, second.asked)?)
}

fn by_hand(
    scene: &Scene,
    plan: &FreezePlan,
    pile: &Pile,
    time: Duration,
) -> Result<Tally, BenchError> {
    let clients = scene.floor_clients();
    let barrier = Barrier::new(clients);
    let mut total = Tally::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..clients).map(|_| scope.spawn(|| hand(scene, plan, pile, time, &barrier))).collect();
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
    plan: &FreezePlan,
    pile: &Pile,
    time: Duration,
    barrier: &Barrier,
) -> Result<Tally, BenchError> {
    let [to_one, _] = &scene.plans;
    let floor = Floor::open(&scene.url, system_clock(), Arc::clone(to_one));
    // Every statement once, so that all are prepared; then together.
    let warm = floor.map_err(BenchError::from).and_then(|mut floor| {
        if let Some(waiting) = pile.next() {
            floor.answer_freeze(plan, &waiting.asked)?;
        }
        Ok(floor)
    });
    barrier.wait();
    let mut floor = warm?;
    let (began, mut tally) = (tick(), Tally::default());
    while began.elapsed() < time
        && let Some(waiting) = pile.next()
    {
        let request = tick();
        floor.answer_freeze(plan, &waiting.asked)?;
        tally.request(request);
        tally.done(1);
    }
    tally.lasted(began.elapsed());
    Ok(tally)
}

async fn by_many(
    scene: &Arc<Scene>,
    way: Way,
    clients: usize,
    pile: &Arc<Pile>,
    time: Duration,
) -> Result<Tally, BenchError> {
    let tokens = match way {
        Way::Http => Some(Arc::new(scene.service.tokens(&scene.cast).await?)),
        Way::Floor | Way::Single | Way::Store => None,
    };
    let barrier = Arc::new(tokio::sync::Barrier::new(clients));
    let mut running = JoinSet::new();
    for n in 0..clients {
        let mut line = match &tokens {
            Some(tokens) => Line::http(&scene.service, Arc::clone(tokens), n),
            None if way == Way::Single => Line::Store(scene.single.clone()),
            None => Line::Store(scene.store.clone()),
        };
        let (scene, pile, barrier) = (Arc::clone(scene), Arc::clone(pile), Arc::clone(&barrier));
        running.spawn(async move {
            barrier.wait().await;
            let (began, mut tally) = (tick(), Tally::default());
            while began.elapsed() < time
                && let Some(Waiting { bank, asked }) = pile.next()
            {
                let request = tick();
                line.frozen(&scene.cast, bank, asked.demand, asked.item).await?;
                tally.request(request);
                tally.done(1);
            }
            tally.lasted(began.elapsed());
            Ok::<Tally, BenchError>(tally)
        });
    }
    let mut total = Tally::default();
    while let Some(done) = running.join_next().await {
        total.beside(done.map_err(|_| BenchError::Panicked)??);
    }
    Ok(total)
}

/// What looks up clocks.
pub(super) fn items(scene: &store::DatabaseUrl) -> Result<Mutex<Items>, BenchError> {
    Ok(Mutex::new(Items::open(scene)?))
}
