//! The tests.

use crate::check;
use crate::clocks;
use crate::facts;
use crate::journal::{Entry, Reply, Sent};
use crate::load::{Crowd, Shift};
use crate::ministry::{self, HANDED, Import, STREAMED, Stream};
use crate::people::OFFICERS;
use crate::site::Site;
use crate::time::{below, now, pause, stopwatch};
use engine::answer::AnswerState;
use serde_json::Value;
use std::sync::atomic::Ordering;
use std::time::Duration;

const CYCLES_BY_DEFAULT: usize = 20;

/// How often the program is killed on each engine.
#[expect(clippy::disallowed_methods, reason = "the one place where this is read")]
fn cycles() -> usize {
    let given = std::env::var("ATTACHE_CRASH_CYCLES").ok();
    given.map_or(CYCLES_BY_DEFAULT, |text| text.parse().unwrap())
}

/// 50 to 500 ms.
fn a_while() -> Duration {
    Duration::from_millis(50 + u64::try_from(below(451)).unwrap())
}

/// Kill -9 under load, again and again (I-1, I-2, I-4 to I-6, I-10, I-14, I-15,
/// I-21).
fn survives_being_killed(site: &Site) {
    let begun = stopwatch();
    let old = site.furnish();
    let mut service = site.start();
    let mut slowest = service.ready_after;
    let mut crowd = Crowd::new(site, service.address, old);
    for _ in 0..cycles() {
        crowd.fetch(&site.store());
        crowd.work(&Shift::new(false), || {
            pause(a_while());
            service.kill();
        });
        service = site.start();
        slowest = slowest.max(service.ready_after);
        crowd.reconnect(service.address);
        crowd.settle();
    }
    let attacks = format!("killed {} times, ready again within {slowest:.1?}", cycles());
    holds(site, crowd, &attacks);
    service.kill();
    println!("{:.1?} in all", begun.elapsed());
}

#[test]
fn nothing_is_lost_or_doubled_on_sqlite_when_the_service_is_killed() {
    survives_being_killed(&Site::sqlite());
}

#[test]
fn nothing_is_lost_or_doubled_on_postgres_when_the_service_is_killed() {
    survives_being_killed(&Site::postgres());
}

/// Backends of the database end while commands are carried out: the service
/// lives on, and says neither "done" nor "not done" of what it does not know.
#[test]
fn a_lost_database_connection_is_neither_success_nor_failure() {
    let site = Site::postgres();
    let old = site.furnish();
    let mut service = site.start();
    let mut crowd = Crowd::new(&site, service.address, old);
    let database = site.database.as_ref().unwrap();
    let end_backends = format!(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity \
         where datname = '{}' and pid <> pg_backend_pid()",
        database.name()
    );
    let mut ended = 0;
    for _ in 0..4 {
        crowd.fetch(&site.store());
        crowd.work(&Shift::new(true), || {
            for _ in 0..6 {
                pause(Duration::from_millis(20 + u64::try_from(below(150)).unwrap()));
                ended += database.sql(&end_backends).unwrap().parse::<u32>().unwrap();
            }
        });
        crowd.settle();
    }
    assert!(service.is_alive());
    holds(&site, crowd, &format!("{ended} backends ended"));
    service.kill();
}

/// An import and a stream of what another system says of the same cases, both killed
/// in the midst, both begun again (I-3): nothing lost, nothing twice.
fn another_system_is_taken_over_once(site: &Site) {
    site.furnish();
    let rounds = cycles().div_ceil(8);
    let each = HANDED + STREAMED;
    let (mut service, mut cut, mut cases) = (site.start(), 0, 0);
    for round in 0..rounds {
        let first = round * each;
        let folder = site.beside(&format!("handed-{round}"));
        ministry::hand_out(site, &folder, first..first + HANDED);
        // Half of it is in the files too.
        let stream = Stream::new(site, service.address, first + HANDED - STREAMED..first + each);
        let address = service.address;
        std::thread::scope(|scope| {
            let telling = scope.spawn(|| stream.tell(address));
            let import = Import::start(site, &folder);
            // Of three rounds of cases and three of payments.
            // The first time with most of it still to come.
            import.kill_after(1 + round % 5);
            let enough = below(STREAMED);
            while stream.told.load(Ordering::Relaxed) < enough && !telling.is_finished() {
                pause(Duration::from_millis(1));
            }
            service.kill();
        });
        cut += usize::from(ministry::taken(site, first..first + HANDED) < HANDED);
        service = site.start();
        let address = service.address;
        std::thread::scope(|scope| {
            scope.spawn(|| stream.tell(address));
            let (new, known) = ministry::import(site, &folder);
            assert_eq!(new + known, HANDED, "round {round}");
        });
        assert_eq!(stream.told.load(Ordering::Relaxed), 2 * STREAMED, "round {round}");
        // Again: nothing is new.
        assert_eq!(ministry::import(site, &folder), (0, HANDED), "round {round}");
        cases = first + each;
    }
    assert!(cut > 0, "no import was cut off in {rounds} rounds");
    ministry::holds(site, &site.store(), cases);
    let verified = site.attache(&["verify", "database", "--json"]);
    let report: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(report["differences"], Value::Array(Vec::new()));
    // Each officer had one before.
    assert_eq!(report["cases"], cases + OFFICERS.len(), "no case is there twice");
    assert_eq!(report["books"], cases);
    service.kill();
    println!("{rounds} rounds, {cut} imports cut off, {cases} cases, each paid once");
}

#[test]
fn another_system_s_cases_come_once_on_sqlite_when_all_is_killed() {
    another_system_is_taken_over_once(&Site::sqlite());
}

#[test]
fn another_system_s_cases_come_once_on_postgres_when_all_is_killed() {
    another_system_is_taken_over_once(&Site::postgres());
}

/// Everything that must hold once the attacks are over; the service still runs.
fn holds(site: &Site, crowd: Crowd<'_>, attacks: &str) {
    let store = site.store();
    clocks::swept(&store);
    let swept_at = now().plus_seconds(-10);
    let facts = facts::read(site, &store);
    let journal = crowd.into_journal();

    let findings = check::check(&journal, &facts.stored);
    assert!(findings.is_empty(), "{} findings, {:#?}", findings.len(), findings);
    let episodes = clocks::check(&facts.demands, swept_at).unwrap();
    assert!(episodes > 0, "what is overdue has been flagged");

    // One event for each change, and the record rebuilds the state (I-14, I-15).
    let verified = site.attache(&["verify", "database", "--json"]);
    let report: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(report["differences"], Value::Array(Vec::new()));
    let stored = &facts.stored;
    for (what, count) in [
        ("cases", stored.cases.len()),
        ("instruments", stored.inquiries.len() + stored.orders.len()),
        ("demands", stored.demands.len()),
        ("books", stored.books.len()),
    ] {
        assert_eq!(report[what], count, "{what}");
    }
    println!("{attacks}: {}, {episodes} episodes", told(&journal, stored));
}

/// What the clients heard, counted; too little to show anything is a failure.
fn told(journal: &[Entry], stored: &check::Stored) -> String {
    let count = |is: &dyn Fn(&Entry) -> bool| journal.iter().filter(|entry| is(entry)).count();
    let acknowledged = count(&|entry| !entry.unheard);
    let unheard = count(&|entry| entry.unheard);
    // Committed, and the reply was cut off: what keys are for.
    let committed = count(&|entry| {
        entry.unheard && matches!(entry.replies[0], Reply::Done { replayed: true, .. })
    });
    let repeated = count(&|entry| entry.replies.len() > 1);
    let conflicts = stored.answers.values();
    let conflicts =
        conflicts.filter(|(_, answer)| answer.state == AnswerState::Conflicting).count();
    let answers = count(&|entry| matches!(entry.sent, Sent::Answer(..)));
    let orders = count(&|entry| matches!(entry.sent, Sent::Order(..)));
    let captures = count(&|entry| matches!(entry.sent, Sent::Capture(..)));
    let arrived = count(&|entry| matches!(entry.sent, Sent::Remittance(..)));
    assert!(acknowledged > 40 && unheard > 0 && answers > 10, "the clients worked");
    assert!(orders > 10 && captures > 2, "{orders} orders, {captures} captures");
    format!(
        "{acknowledged} acknowledged ({answers} of all are answers, {conflicts} contradicted; \
         {orders} orders, {captures} captures, {arrived} remittances), \
         {unheard} without a reply, of these {committed} committed, {repeated} repeated"
    )
}
