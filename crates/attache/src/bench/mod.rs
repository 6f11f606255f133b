//! `attache bench`: what the service does in a second and how long callers
//! wait, beside what hand-written SQL would do on the same database, in the
//! same run. Only ratios within one run are worth comparing.

mod cast;
mod freezes;
mod import;
mod line;
mod pages;
mod place;
mod postgres;
mod report;
mod rules;
mod service;
mod tally;
mod writes;

use crate::database::system_clock;
use crate::http::HttpError;
use crate::lang::Language;
use cast::Cast;
use clap::ValueEnum;
use engine::actor::Actor;
use engine::directory::plan;
use engine::id::{CaseId, DemandId};
use engine::refusal::Refusal;
use line::{Postman, execute};
use locale::{Arg, Lang, text};
use place::Place;
use report::{Row, Way, Work};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::floor::{Fill, FillError, Plan, PlanError, fill, settle};
use store::reference::Registry;
use store::{ConnectError, DatabaseUrl, LaneOptions, Options, Store, StoreError, UrlError, Vault};
use tally::{Figures, Tally};
use writes::Scene;

/// Cases that are filed in.
const CASES: usize = 1_000;

/// Arguments of `attache bench`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// sqlite, postgres (each its own, thrown away) or postgres://… of a server
    #[arg(long, default_value = "sqlite", value_name = "DATABASE")]
    database: String,
    /// How many clients at once
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8, 32, 128], value_name = "N")]
    clients: Vec<usize>,
    /// How many demands there are before
    #[arg(long, default_value_t = 5_000, value_name = "N")]
    size: u64,
    /// How many cases `import` brings
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    cases: u32,
    /// Only these
    #[arg(long, value_delimiter = ',', value_enum, value_name = "WORK")]
    only: Vec<Work>,
    /// How long each is measured in each round
    #[arg(long, default_value_t = 3, value_name = "SECONDS")]
    seconds: u64,
    /// How often they take turns
    #[arg(long, default_value_t = 3, value_name = "N")]
    rounds: u32,
    /// Write lanes, for PostgreSQL
    #[arg(long, value_name = "N")]
    lanes: Option<usize>,
    /// Commands of one transaction
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Folder for filled databases; they stay for the next run
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Language of the output
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BenchError {
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    #[error("a shipped file is wrong: {0}")]
    Shipped(String),
    #[error("PostgreSQL is neither in PATH nor in /usr/lib/postgresql/*/bin")]
    NoPostgres,
    #[error("PostgreSQL did not start: {0}")]
    Postgres(String),
    #[error("--database takes sqlite, postgres or the URL of a PostgreSQL server")]
    NotAServer,
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error(transparent)]
    Connect(ConnectError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Fill(#[from] FillError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error("a command was refused: {0}")]
    Refused(#[from] Refusal),
    #[error("the service: {0}")]
    Service(String),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("a filing served nobody")]
    Nobody,
    #[error("a client ended without an answer")]
    Panicked,
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Measures and tells.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<(), BenchError> {
    let place = Place::open(&args.database, args.keep.as_deref())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let lang = Lang::from(args.lang);
    let rows = runtime.block_on(measure(args, &place))?;
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &rows)?;
        writeln!(out)?;
    } else {
        report::print(&rows, lang, out)?;
    }
    Ok(())
}

impl Args {
    fn wants(&self, work: Work) -> bool {
        self.only.is_empty() || self.only.contains(&work)
    }

    const fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// A line on stderr: what is being done. If nobody reads it, nobody does.
    fn tell(&self, key: &str, values: &[(&str, Arg<'_>)]) {
        let line = text(Lang::from(self.lang), key, values);
        let _ = writeln!(io::stderr(), "{line}");
    }
}

fn vault() -> Vault {
    Vault::new([7; 32])
}

async fn measure(args: &Args, place: &Place) -> Result<Vec<Row>, BenchError> {
    let template = template(args, place).await?;
    let work = "attache_bench";
    let url = place.make(work, Some(&template))?;
    // A template that was kept may be of an older version.
    Store::migrate(&url).map_err(BenchError::Connect)?;
    let scene = Arc::new(scene(args, url).await?);
    let mut rows = Vec::new();
    for one in Work::value_variants().iter().filter(|one| args.wants(**one)) {
        match one {
            Work::FileToOne
            | Work::FileToAll
            | Work::Answer
            | Work::Pairs
            | Work::FreezeHot
            | Work::FreezeMany => {
                for clients in &args.clients {
                    rows.extend(write(args, &scene, *one, *clients).await?);
                }
            }
            Work::Import => rows.extend(import::measure(args, &scene).await?),
            Work::Inbox | Work::Worklist | Work::Overdue => {
                for clients in args.clients.iter().filter(|clients| **clients <= 8) {
                    rows.extend(read(args, &scene, *one, *clients).await?);
                }
            }
            Work::Sweep => rows.extend(sweep(args, &scene).await?),
            Work::SweepIdle => {}
        }
    }
    drop(scene);
    place.remove(work)?;
    Ok(rows)
}

/// A row without a ratio.
fn row(args: &Args, scene: &Scene, work: Work, way: Way, clients: usize, tally: Tally) -> Row {
    Row {
        engine: scene.url.engine(),
        size: args.size,
        work,
        way,
        clients,
        figures: tally.figures(),
        percent_of_floor: None,
    }
}

/// Four ways in turns.
async fn write(
    args: &Args,
    scene: &Arc<Scene>,
    work: Work,
    clients: usize,
) -> Result<[Row; 4], BenchError> {
    args.tell("bench-measuring", &[("work", work.code().into()), ("clients", count(clients))]);
    let (mut floor, mut single) = (Tally::default(), Tally::default());
    let (mut store, mut http) = (Tally::default(), Tally::default());
    for _ in 0..args.rounds {
        floor.after(one_way(args, scene, work, Way::Floor, clients).await?);
        single.after(one_way(args, scene, work, Way::Single, clients).await?);
        store.after(one_way(args, scene, work, Way::Store, clients).await?);
        http.after(one_way(args, scene, work, Way::Http, clients).await?);
    }
    let floor = row(args, scene, work, Way::Floor, scene.floor_clients(), floor);
    let of_floor = |mut row: Row| {
        row.percent_of_floor = percent(row.figures, floor.figures);
        row
    };
    let single = of_floor(row(args, scene, work, Way::Single, clients, single));
    let store = of_floor(row(args, scene, work, Way::Store, clients, store));
    let http = of_floor(row(args, scene, work, Way::Http, clients, http));
    Ok([floor, single, store, http])
}

async fn one_way(
    args: &Args,
    scene: &Arc<Scene>,
    work: Work,
    way: Way,
    clients: usize,
) -> Result<Tally, BenchError> {
    let time = args.time();
    if matches!(work, Work::FreezeHot | Work::FreezeMany) {
        return freezes::measure(scene, work, way, clients, time).await;
    }
    if way == Way::Floor {
        let there = Arc::clone(scene);
        let by_hand = tokio::task::spawn_blocking(move || writes::by_hand(&there, work, time));
        return by_hand.await.map_err(|_| BenchError::Panicked)?;
    }
    writes::by_many(scene, work, way, clients, time).await
}

fn percent(figures: Figures, floor: Figures) -> Option<f64> {
    (floor.rate > 0.0).then(|| figures.rate / floor.rate * 100.0)
}

fn count(n: usize) -> Arg<'static> {
    Arg::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

async fn read(
    args: &Args,
    scene: &Arc<Scene>,
    work: Work,
    clients: usize,
) -> Result<Vec<Row>, BenchError> {
    args.tell("bench-measuring", &[("work", work.code().into()), ("clients", count(clients))]);
    // A copy of a template is cold; a service that has run a while is not.
    pages::read(scene, work, clients, args.time()).await?;
    let (mut store, mut http) = (Tally::default(), None);
    for _ in 0..args.rounds {
        store.after(pages::read(scene, work, clients, args.time()).await?);
        if let Some(round) = pages::read_http(scene, work, clients, args.time()).await? {
            http.get_or_insert_with(Tally::default).after(round);
        }
    }
    let mut rows = vec![row(args, scene, work, Way::Store, clients, store)];
    rows.extend(http.map(|http| row(args, scene, work, Way::Http, clients, http)));
    Ok(rows)
}

async fn sweep(args: &Args, scene: &Arc<Scene>) -> Result<[Row; 2], BenchError> {
    args.tell("bench-measuring", &[("work", Work::Sweep.code().into()), ("clients", count(1))]);
    let (mut struck, mut idle) = (Tally::default(), Tally::default());
    for round in 0..args.rounds {
        let swept = pages::sweep(scene, u64::from(round), args.size).await?;
        struck.after(swept.struck);
        idle.after(swept.idle);
    }
    Ok([
        row(args, scene, Work::Sweep, Way::Store, 1, struck),
        row(args, scene, Work::SweepIdle, Way::Store, 1, idle),
    ])
}

/// The filled database that runs copy, made if it is not there yet.
async fn template(args: &Args, place: &Place) -> Result<String, BenchError> {
    let name = format!("attache_bench_{}", args.size);
    if place.has(&name)? {
        return Ok(name);
    }
    let half = format!("{name}_half");
    let url = place.make(&half, None)?;
    Store::migrate(&url).map_err(BenchError::Connect)?;
    let cast = Cast::assemble()?;
    let mut registry = Registry::open(&url, system_clock(), vault())?;
    let plan = plan(&registry.directory()?, &cast.directory);
    registry.import_directory(&Actor::SYSTEM, &plan)?;
    let store = open(args, &url, &cast, None)?;
    let case = execute(&store, cast.opening(0, store.now())?).await?;
    let filing = cast.filing(CaseId(case.subject), vec![cast.bank(0)], store.now());
    let served = execute(&store, filing).await?.served.ok_or(BenchError::Nobody)?;
    let (pattern, _) = *served.first().ok_or(BenchError::Nobody)?;
    let now = store.now();
    drop((store, registry));
    fill_up(args, &url, &cast, pattern, now)?;
    place.rename(&half, &name)?;
    Ok(name)
}

fn fill_up(
    args: &Args,
    url: &DatabaseUrl,
    cast: &Cast,
    pattern: DemandId,
    now: engine::time::Instant,
) -> Result<(), BenchError> {
    let seats = cast.seats()?;
    fill(url, &Fill { demands: args.size, pattern, seats, now }, |n| {
        let there = Arg::Count(i64::try_from(n).unwrap_or(i64::MAX));
        args.tell("bench-filling", &[("count", there)]);
    })?;
    Ok(settle(url)?)
}

fn open(
    args: &Args,
    url: &DatabaseUrl,
    cast: &Cast,
    batch: Option<usize>,
) -> Result<Store, BenchError> {
    let mut options = Options::new(url.clone());
    let given: LaneOptions = options.lanes;
    options.lanes.lanes = args.lanes.unwrap_or(given.lanes);
    options.lanes.batch = batch.or(args.batch).unwrap_or(given.batch);
    Ok(Store::open(options, system_clock(), vault(), rules::rules(&cast.directory)?)?)
}

/// Cases to file in, callers who may come in, what the floor writes.
async fn scene(args: &Args, url: DatabaseUrl) -> Result<Scene, BenchError> {
    let cast = Cast::assemble()?;
    let store = open(args, &url, &cast, None)?;
    service::enrol(&store, &cast)?;
    let mut opening = tokio::task::JoinSet::new();
    for n in 0..CASES {
        let (store, envelope) = (store.clone(), cast.opening(n, store.now())?);
        opening.spawn(async move { execute(&store, envelope).await });
    }
    let mut cases = Vec::with_capacity(CASES);
    while let Some(opened) = opening.join_next().await {
        cases.push(CaseId(opened.map_err(|_| BenchError::Panicked)??.subject));
    }
    let first = *cases.first().ok_or(BenchError::Nobody)?;
    let plans = [1, cast::BANKS].map(|banks| floor_plan(&url, &cast, &store, first, banks));
    let [to_one, to_all] = plans;
    Ok(Scene {
        service: service::Service::start(store.clone())?,
        single: open(args, &url, &cast, Some(1))?,
        postman: Postman::start(&url)?,
        items: freezes::items(&url)?,
        plans: [Arc::new(to_one?), Arc::new(to_all?)],
        url,
        store,
        cast,
        cases,
    })
}

fn floor_plan(
    url: &DatabaseUrl,
    cast: &Cast,
    store: &Store,
    case: CaseId,
    banks: usize,
) -> Result<Plan, BenchError> {
    let clock = system_clock();
    let asked = (0..banks).map(|n| cast.bank(n)).collect();
    let filing = cast.filing(case, asked, store.now());
    let mut failed = None;
    let fallback = filing.clone();
    let plan = Plan::of(url, &clock, &vault(), &store.rules(), &filing, |demand, item| {
        cast.answer(0, demand, item, store.now()).unwrap_or_else(|error| {
            failed = Some(error);
            fallback
        })
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(plan?),
    }
}
