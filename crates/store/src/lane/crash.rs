//! Kill -9 under load: a process of its own runs the lanes and says what it
//! sends and what was acknowledged; it is killed at a random moment, again and
//! again; then its journal is replayed (I-1, I-2, I-4, I-5, I-14).

use super::tests::{
    BANKS, START, count, databases, items_of, one_event_for_each_version, open_store, prepare,
    worker,
};
use crate::store::Store;
use crate::url::DatabaseUrl;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::id::{CaseId, DemandId, ItemId};
use engine::instrument::InfoType;
use engine::time::Clock;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use testkit::world::{ManualClock, World, envelope, inquiry, item, key, none_found};
use uuid::Uuid;

const URL: &str = "ATTACHE_VICTIM_URL";
const CASE: &str = "ATTACHE_VICTIM_CASE";
const FIRST_KEY: &str = "ATTACHE_VICTIM_FIRST_KEY";
/// How many times the process is killed on each engine.
const CYCLES: &str = "ATTACHE_CRASH_CYCLES";
const CYCLES_BY_DEFAULT: u64 = 10;
const THREADS: u64 = 8;

/// What a key was sent for: enough to send exactly the same again.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sent {
    Filing(CaseId),
    Answer(DemandId, ItemId),
}

/// A key's line in the journal, and what was acknowledged for it.
type Journal = BTreeMap<u64, (Sent, Option<(Uuid, i32)>)>;

impl Sent {
    fn line(self, key: u64) -> String {
        match self {
            Self::Filing(case) => format!("S {key} F {case} -"),
            Self::Answer(demand, item) => format!("S {key} A {demand} {item}"),
        }
    }

    /// The bank is the key's, so that the envelope can be made again.
    fn envelope(self, key_number: u64, world: &World, clock: &ManualClock) -> Envelope {
        let at = clock.now();
        let bank = BANKS[0];
        let (actor, command) = match self {
            Self::Filing(case) => {
                let asked = vec![item(InfoType::SafeBox)];
                let mut content = inquiry(asked, vec![world.institution(bank)]);
                // The bank has said before that there is nothing.
                content.reasons.again = Some("Hỏi lại".to_owned());
                let content = Box::new(content);
                (world.actor("saomai"), Command::FileInquiry { case, content })
            }
            Self::Answer(demand, item) => {
                let answers = vec![none_found(item, at)];
                (world.system_of(bank), Command::SubmitAnswer { demand, answers })
            }
        };
        Envelope { key: Some(key(u128::from(key_number), 1)), ..envelope(actor, at, command) }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

#[expect(clippy::disallowed_methods, reason = "how a test and its victim talk")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The process that is killed: this very test, started with a URL.
#[test]
fn victim() {
    let Some(url) = variable(URL) else { return };
    let url: DatabaseUrl = url.parse().unwrap();
    let case = CaseId(variable(CASE).unwrap().parse().unwrap());
    let next_key = AtomicU64::new(variable(FIRST_KEY).unwrap().parse().unwrap());
    let clock = Arc::new(ManualClock::at(START));
    let store = open_store(&url, &clock, 2);
    let world = World::default();
    // The test runner has begun a line of its own.
    say("");
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let filed = act(&store, &world, &clock, &next_key, Sent::Filing(case));
                    let Some(demand) = filed else { continue };
                    let item = items_of(&url, demand)[0];
                    act(&store, &world, &clock, &next_key, Sent::Answer(demand, item));
                }
            });
        }
    });
}

/// Sends one command with a journal line before and after; gives the demand of
/// a filing.
fn act(
    store: &Store,
    world: &World,
    clock: &ManualClock,
    next_key: &AtomicU64,
    sent: Sent,
) -> Option<DemandId> {
    let key = next_key.fetch_add(1, Ordering::Relaxed);
    say(&sent.line(key));
    let outcome = store.execute_blocking(sent.envelope(key, world, clock)).unwrap();
    let Ok(Reply::Done(done)) = outcome.reply else { panic!("{outcome:?}") };
    say(&format!("D {key} {} {}", done.subject, done.version));
    done.served.map(|served| served[0].0)
}

fn start(url: &str, case: CaseId, first_key: u64) -> Child {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args(["lane::crash::victim", "--exact", "--nocapture", "--test-threads=1"])
        .env(URL, url)
        .env(CASE, case.to_string())
        .env(FIRST_KEY, first_key.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Reads journal lines; a line that the kill cut short is no line.
fn read_line(journal: &mut Journal, line: &str) {
    let parts: Vec<&str> = line.split(' ').collect();
    match parts.as_slice() {
        ["S", key, "F", case, "-"] => {
            let sent = Sent::Filing(CaseId(case.parse().unwrap()));
            journal.insert(key.parse().unwrap(), (sent, None));
        }
        ["S", key, "A", demand, item] if item.len() == 36 => {
            let (demand, item) = (demand.parse().unwrap(), item.parse().unwrap());
            let sent = Sent::Answer(DemandId(demand), ItemId(item));
            journal.insert(key.parse().unwrap(), (sent, None));
        }
        ["D", key, subject, version] => {
            if let Some(entry) = journal.get_mut(&key.parse().unwrap()) {
                entry.1 = Some((subject.parse().unwrap(), version.parse().unwrap()));
            }
        }
        _ => {}
    }
}

/// Lets a victim work for a while, kills it, and takes its journal. Complete
/// lines only: each was written by one call.
fn one_cycle(url: &str, case: CaseId, journal: &mut Journal, wait: Duration) {
    let first_key = journal.keys().next_back().map_or(1, |last| last + 1);
    let mut child = start(url, case, first_key);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (started, has_started) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut lines = Vec::new();
        let mut line = String::new();
        while out.read_line(&mut line).is_ok_and(|n| n > 0) {
            if line.starts_with("S ") {
                let _ = started.send(());
            }
            if let Some(whole) = line.strip_suffix('\n') {
                lines.push(whole.to_owned());
            }
            line.clear();
        }
        lines
    });
    has_started.recv_timeout(Duration::from_mins(1)).unwrap();
    // Nobody sends on this channel: a wait without a sleep.
    let (_keep, never) = mpsc::channel::<()>();
    let _ = never.recv_timeout(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    for line in reader.join().unwrap() {
        read_line(journal, &line);
    }
}

/// Sends every journal entry once more. What was acknowledged must be there as
/// it was; what was not must come to exactly one effect.
fn replay(url: &DatabaseUrl, journal: &Journal) {
    let clock = Arc::new(ManualClock::at(START));
    let store = open_store(url, &clock, 2);
    let world = World::default();
    for (key, (sent, acknowledged)) in journal {
        let outcome = store.execute_blocking(sent.envelope(*key, &world, &clock)).unwrap();
        let Ok(Reply::Done(done)) = outcome.reply else { panic!("{key}: {outcome:?}") };
        if let Some((subject, version)) = acknowledged {
            assert!(done.replayed, "key {key} was acknowledged and is lost");
            assert_eq!((done.subject, done.version), (*subject, *version), "key {key}");
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_applied_twice() {
    let cycles = variable(CYCLES).map_or(CYCLES_BY_DEFAULT, |text| text.parse().unwrap());
    for database in databases() {
        let clock = Arc::new(ManualClock::at(START));
        let mut first = worker(&database.url, &clock);
        let names = prepare(&mut first, &World::default().rules());
        drop(first);
        let url = match &database.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let mut journal = Journal::new();
        for cycle in 0..cycles {
            let wait = Duration::from_millis(30 + cycle * 97 % 350);
            one_cycle(&url, names.cases[0], &mut journal, wait);
        }
        let acknowledged = journal.values().filter(|(_, done)| done.is_some()).count();
        assert!(acknowledged > 20, "the victims worked: {acknowledged}");
        replay(&database.url, &journal);

        let filings = journal.values().filter(|(sent, _)| matches!(sent, Sent::Filing(_)));
        let filings = i64::try_from(filings.count()).unwrap();
        let answers = i64::try_from(journal.len()).unwrap() - filings;
        assert_eq!(count(&database.url, "select 1 from instrument"), filings + 2);
        let accepted = "select 1 from answer where state = 'accepted'";
        assert_eq!(count(&database.url, accepted), answers);
        assert_eq!(
            count(&database.url, "select 1 from idempotency"),
            i64::try_from(journal.len()).unwrap()
        );
        one_event_for_each_version(&database.url);
        tracing::info!(engine = database.url.engine(), cycles, acknowledged, "crash test");
    }
}
