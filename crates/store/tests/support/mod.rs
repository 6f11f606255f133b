//! What stories about the store stand on: a fresh database of each engine with
//! the shipped law, calendar, policy and directory, and people who act in it.

#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

pub mod money;
pub mod request;
pub mod story;

use super::store;

use engine::calendar::Calendars;
use engine::context::Rules;
use engine::directory::{Directory, Source, Sources, plan, read};
use engine::inforce::{Grounds, Law};
use engine::law::LawBook;
use engine::policy::Policy;
use engine::time::{Clock, Instant};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::reference::Registry;
use store::{DatabaseUrl, Options, Store, Vault};
use testkit::postgres::FreshDatabase;

/// A clock moved by hand.
pub struct HandClock(AtomicI64);

impl HandClock {
    pub fn at(text: &str) -> Arc<Self> {
        let start: Instant = text.parse().unwrap();
        Arc::new(Self(AtomicI64::new(start.micros())))
    }

    pub fn set(&self, text: &str) {
        let at: Instant = text.parse().unwrap();
        self.0.store(at.micros(), Ordering::SeqCst);
    }

    /// A millisecond later: lanes give ids by the clock, and order of id shall
    /// be order of doing.
    pub fn tick(&self) {
        self.0.fetch_add(1_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// An empty database, gone with this guard.
pub struct Database {
    pub url: DatabaseUrl,
    postgres: Option<FreshDatabase>,
    folder: Option<PathBuf>,
}

impl Database {
    fn sqlite() -> Self {
        let name = format!("attache-store-{}", testkit::random_word());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("attache.db");
        Self {
            url: format!("sqlite:{}", file.display()).parse().unwrap(),
            postgres: None,
            folder: Some(folder),
        }
    }

    fn postgres() -> Self {
        let fresh = testkit::postgres::shared().unwrap().fresh_database().unwrap();
        // The throw-away server is careless about commits; the store refuses that.
        let careful = format!("alter database {} set synchronous_commit = on", fresh.name());
        fresh.sql(&careful).unwrap();
        Self { url: fresh.url().parse().unwrap(), postgres: Some(fresh), folder: None }
    }

    /// Changes rows behind the store's back.
    pub fn tamper(&self, sql: &str) {
        self.try_to_tamper(sql).unwrap();
    }

    /// The same, if the database lets it happen.
    pub fn try_to_tamper(&self, sql: &str) -> diesel::QueryResult<()> {
        use diesel::connection::SimpleConnection;
        use diesel::prelude::*;
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
                conn.batch_execute("pragma busy_timeout = 10000").unwrap();
                conn.batch_execute(sql)
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url).unwrap();
                conn.batch_execute(sql)
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // What is left in a folder for temporary files does no harm.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Tells a story on a fresh, empty database of each engine.
pub fn on_both(story: impl Fn(&Database)) {
    for database in [Database::sqlite(), Database::postgres()] {
        eprintln!("on {}", database.url.engine());
        story(&database);
    }
}

/// A migrated database with the shipped directory, and a store on it.
pub struct House<'a> {
    pub database: &'a Database,
    pub store: Store,
    pub clock: Arc<HandClock>,
}

impl<'a> House<'a> {
    pub fn on(database: &'a Database) -> Self {
        Self::keeping(database, None)
    }

    /// The same with a place for files.
    pub fn keeping(database: &'a Database, files: Option<store::files::FileOptions>) -> Self {
        let clock = HandClock::at("2026-11-16T09:00:00+07:00");
        Store::migrate(&database.url).unwrap();
        let mut registry = Registry::open(&database.url, shared(&clock), vault()).unwrap();
        let shipped = plan(&Directory::default(), &shipped_directory());
        registry.import_directory(&engine::actor::Actor::SYSTEM, &shipped).unwrap();
        registry.activate_calendar(&engine::actor::Actor::SYSTEM, CALENDAR).unwrap();
        let rules = rules(&mut registry, CALENDAR);
        let options = Options { files, ..Options::new(database.url.clone()) };
        let store = Store::open(options, shared(&clock), vault(), rules);
        Self { database, store: store.unwrap(), clock }
    }
}

/// The clock as the store takes it.
fn shared(clock: &Arc<HandClock>) -> Arc<dyn Clock> {
    Arc::<HandClock>::clone(clock)
}

pub fn vault() -> Vault {
    Vault::new([7; 32])
}

pub fn registry(database: &Database) -> Registry {
    let clock = HandClock::at("2026-11-16T09:00:00+07:00");
    Registry::open(&database.url, clock, vault()).unwrap()
}

/// Rules as the service puts them together: files and database.
pub fn rules(registry: &mut Registry, calendar: &[(&str, &str)]) -> Rules {
    let reference = registry.snapshot().unwrap();
    let number = reference.calendar.as_ref().unwrap().number;
    let book = LawBook::parse(LAW).unwrap();
    let calendars = Calendars::parse(calendar).unwrap();
    let grounds = Grounds::parse(include_str!("../../../../config/grounds.toml")).unwrap();
    Rules {
        law: Law::new(book, calendars, grounds, number),
        policy: Policy::parse(include_str!("../../../../config/policy.toml")).unwrap(),
        directory: reference.directory,
    }
}

macro_rules! shipped {
    ($($name:literal),+) => {
        &[$((
            $name,
            include_str!(concat!("../../../../config/", $name)),
        )),+]
    };
}

pub const CALENDAR: &[(&str, &str)] = shipped!("calendar/vn.toml");
const LAW: &[(&str, &str)] = shipped!(
    "law/circular-02-2014.toml",
    "law/ladders.toml",
    "law/law-106-2025.toml",
    "law/law-old.toml",
    "law/targets.toml"
);
const AGENCIES: &[(&str, &str)] = shipped!("directory/agencies.csv", "directory/regions.csv");
const INSTITUTIONS: &[(&str, &str)] = shipped!("directory/institutions.csv");
const BRANCHES: &[(&str, &str)] = shipped!("directory/branches.csv");
const USERS: &[(&str, &str)] = shipped!("directory/demo-users.csv");

pub fn shipped_directory() -> Directory {
    read_directory(USERS, &Directory::default())
}

/// The shipped agencies, institutions and branches with these users.
pub fn read_directory(users: &[(&str, &str)], known: &Directory) -> Directory {
    fn sources<'a>(files: &[(&'a str, &'a str)]) -> Vec<Source<'a>> {
        let files = files.iter();
        files.map(|(name, text)| Source { name, text }).collect()
    }
    let (agencies, institutions) = (sources(AGENCIES), sources(INSTITUTIONS));
    let (branches, users) = (sources(BRANCHES), sources(users));
    let sources = Sources {
        agencies: &agencies,
        institutions: &institutions,
        branches: &branches,
        users: &users,
    };
    read(sources, known).unwrap()
}

/// The number that a query of one number gives.
pub fn number(database: &Database, sql: &str) -> i64 {
    use diesel::prelude::*;
    #[derive(diesel::QueryableByName)]
    struct Number {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let query = diesel::sql_query(format!("select cast(({sql}) as bigint) as n"));
    let found: Number = match &database.url {
        DatabaseUrl::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
            query.get_result(&mut conn).unwrap()
        }
        DatabaseUrl::Postgres(url) => {
            query.get_result(&mut PgConnection::establish(url).unwrap()).unwrap()
        }
    };
    found.n
}

/// The bodies of all events, as they stand in the database.
pub fn bodies(database: &Database) -> Vec<String> {
    use diesel::prelude::*;
    #[derive(diesel::QueryableByName)]
    struct Body {
        #[diesel(sql_type = diesel::sql_types::Binary)]
        body: Vec<u8>,
    }
    let query = || diesel::sql_query("select body from event");
    let found: Vec<Body> = match &database.url {
        DatabaseUrl::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(&path.to_string_lossy()).unwrap();
            query().load(&mut conn).unwrap()
        }
        DatabaseUrl::Postgres(url) => {
            query().load(&mut PgConnection::establish(url).unwrap()).unwrap()
        }
    };
    found.into_iter().map(|row| String::from_utf8(row.body).unwrap()).collect()
}
