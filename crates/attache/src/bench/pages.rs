//! Lists, and the sweep, over many demands.

use super::BenchError;
use super::cast::Cast;
use super::report::Work;
use super::service::Tokens;
use super::tally::{Tally, tick};
use super::writes::Scene;
use crate::http::Client;
use engine::actor::Actor;
use hyper::{Method, StatusCode};
use notifier::Sweeper;
use std::sync::Arc;
use std::time::Duration;
use store::floor::make_due;
use store::outbox::{Outbox, Retry};
use store::read::{Cursor, InboxFilter, Listing, OverdueFilter, Page, ReadError};
use tokio::task::JoinSet;

/// Rows of a page.
const ROWS: u16 = 50;
/// How many pages a reader turns before starting anew with another list.
const DEEP: usize = 5;
/// Demands whose clocks a sweep finds due.
const DUE: u64 = 500;

/// Reads pages through the store's finders.
pub(super) async fn read(
    scene: &Arc<Scene>,
    work: Work,
    clients: usize,
    time: Duration,
) -> Result<Tally, BenchError> {
    let mut running = JoinSet::new();
    for n in 0..clients {
        let scene = Arc::clone(scene);
        running.spawn(async move { reader(&scene, work, n, time).await });
    }
    let mut total = Tally::default();
    while let Some(done) = running.join_next().await {
        total.beside(done.map_err(|_| BenchError::Panicked)??);
    }
    Ok(total)
}

async fn reader(scene: &Scene, work: Work, n: usize, time: Duration) -> Result<Tally, BenchError> {
    let mut tally = Tally::default();
    let (began, mut turn, mut after) = (tick(), n, None);
    let mut pages = 0;
    while began.elapsed() < time {
        let actor = who(&scene.cast, work, turn)?;
        let page = Page::new(after, ROWS);
        let request = tick();
        let next = scene.store.find(move |find| match work {
            Work::Worklist => find.worklist(&actor, page).map(|list| next(&list)),
            Work::Overdue => {
                find.overdue(&actor, &OverdueFilter::default(), page).map(|list| next(&list))
            }
            _ => find.inbox(&actor, &InboxFilter::default(), page).map(|list| next(&list)),
        });
        after = next.await.map_err(|error| match error {
            ReadError::Refused(refusal) => BenchError::from(refusal),
            ReadError::Store(error) => BenchError::from(error),
        })?;
        tally.request(request);
        tally.done(1);
        pages += 1;
        if after.is_none() || pages % DEEP == 0 {
            (turn, after) = (turn + 1, None);
        }
    }
    tally.lasted(began.elapsed());
    Ok(tally)
}

fn next<T>(list: &Listing<T>) -> Option<Cursor> {
    list.next
}

/// Whose list: banks in turn; the officer and the head of his office;
/// supervisors of a province and of the ministry.
fn who(cast: &Cast, work: Work, turn: usize) -> Result<Actor, BenchError> {
    match work {
        Work::Worklist if turn.is_multiple_of(2) => Ok(cast.officer),
        Work::Worklist => Cast::head(),
        Work::Overdue => Cast::supervisor(turn),
        _ => Ok(cast.maker(turn)),
    }
}

/// Reads first pages over HTTP; `None` if the service has no such page for
/// these callers.
pub(super) async fn read_http(
    scene: &Arc<Scene>,
    work: Work,
    clients: usize,
    time: Duration,
) -> Result<Option<Tally>, BenchError> {
    let path = match work {
        Work::Worklist => "/api/v1/worklist",
        Work::Overdue => "/api/v1/overdue",
        _ => "/api/v1/inbox",
    };
    let tokens = Arc::new(scene.service.tokens(&scene.cast).await?);
    let mut client = Client::new(scene.service.address());
    let headers = [("authorization", token(&tokens, work, 0))];
    if client.send(Method::GET, path, &headers, "").await?.status != StatusCode::OK {
        return Ok(None);
    }
    let mut running = JoinSet::new();
    for n in 0..clients {
        let (tokens, address) = (Arc::clone(&tokens), scene.service.address());
        running.spawn(async move {
            let (mut client, mut tally) = (Client::new(address), Tally::default());
            let (began, mut turn) = (tick(), n);
            while began.elapsed() < time {
                turn += 1;
                let headers = [("authorization", token(&tokens, work, turn))];
                let request = tick();
                let response = client.send(Method::GET, path, &headers, "").await?;
                super::service::body(&response, StatusCode::OK)?;
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
    Ok(Some(total))
}

fn token(tokens: &Tokens, work: Work, turn: usize) -> &str {
    match work {
        Work::Worklist => tokens.officer(turn),
        Work::Overdue => tokens.supervisor(turn),
        _ => tokens.bank(turn),
    }
}

/// What sweeps came to.
pub(super) struct Sweeps {
    /// Clocks struck.
    pub(super) struck: Tally,
    /// Looking when nothing is due.
    pub(super) idle: Tally,
}

/// Sweeps clocks that have come due, and sweeps when none has.
pub(super) async fn sweep(
    scene: &Arc<Scene>,
    round: u64,
    demands: u64,
) -> Result<Sweeps, BenchError> {
    let retry = Retry { after_seconds: vec![60], jitter_percent: 0 };
    let sweeper = Sweeper::new(Outbox::new(scene.store.clone(), retry));
    let from = demands / 2 + round * DUE * 10;
    let (url, now) = (scene.url.clone(), scene.store.now());
    let due = from..demands.min(from + DUE * 10);
    tokio::task::spawn_blocking(move || make_due(&url, due, now))
        .await
        .map_err(|_| BenchError::Panicked)??;
    let mut struck = Tally::default();
    let began = tick();
    let swept = sweeper.run(now).await?;
    struck.request(began);
    struck.done(u32::try_from(swept.struck).unwrap_or(u32::MAX));
    struck.lasted(began.elapsed());
    let mut idle = Tally::default();
    let began = tick();
    for _ in 0..50 {
        let request = tick();
        sweeper.run(now).await?;
        idle.request(request);
        idle.done(1);
    }
    idle.lasted(began.elapsed());
    Ok(Sweeps { struck, idle })
}
