//! The floor is honest: it writes what lanes write, table by table, and what it
//! fills in is understood.

use super::{Fill, Floor, Plan, Seats, ToldPlan, fill, make_due};
use crate::conn::{Conn, Use};
use crate::lane::tests::{Database, START, TABLES, databases, items_of, vault, worker};
use crate::read::{Inbox, InboxFilter, OverdueFilter, Page};
use crate::store::{Options, Store};
use crate::url::DatabaseUrl;
use crate::value::Ty;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use engine::asking::Reasons;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::id::{CaseId, DemandId, ItemId};
use engine::instrument::{InfoType, InquiryContent};
use engine::refusal::Refusal;
use engine::sync::{ExternalId, ForeignCase, ForeignParty, SourceCode};
use engine::time::{Clock, Instant};
use std::collections::BTreeMap;
use std::sync::Arc;
use testkit::world::{ManualClock, World, case_content, envelope, inquiry, item, key, none_found};

#[derive(QueryableByName)]
struct Weight {
    #[diesel(sql_type = BigInt)]
    rows: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// Rows of every table, and the bytes in their texts and binaries.
fn weights(url: &DatabaseUrl) -> BTreeMap<&'static str, (i64, i64)> {
    let mut conn = Conn::open(url, Use::Read).unwrap();
    let weight = |table: &&'static crate::value::Table| {
        let long = table.columns.iter().filter(|(_, ty)| matches!(ty, Ty::Text | Ty::Bytes));
        let lengths: Vec<String> = long
            .map(|(name, _)| format!("coalesce(sum(octet_length(\"{name}\")), 0)"))
            .chain(["0".to_owned()])
            .collect();
        let sql = format!(
            "select count(*) as rows, cast({} as bigint) as bytes from \"{}\"",
            lengths.join(" + "),
            table.name
        );
        let weight: Weight = diesel::sql_query(sql).get_result(&mut conn).unwrap();
        (table.name, (weight.rows, weight.bytes))
    };
    TABLES.iter().map(weight).collect()
}

fn grown(
    before: &BTreeMap<&'static str, (i64, i64)>,
    after: &BTreeMap<&'static str, (i64, i64)>,
) -> BTreeMap<&'static str, (i64, i64)> {
    let grown = |(table, (rows, bytes)): (&&'static str, &(i64, i64))| {
        let (rows_before, bytes_before) = before[table];
        (*table, (rows - rows_before, bytes - bytes_before))
    };
    after.iter().map(grown).collect()
}

/// A database with a case, and the commands of a plan.
struct Scene {
    database: Database,
    clock: Arc<ManualClock>,
    world: World,
    case: CaseId,
}

impl Scene {
    fn on(database: Database) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let world = World::default();
        let content = Box::new(case_content("A", world.person("saomai")));
        let opened = envelope(world.actor("saomai"), clock.now(), Command::OpenCase { content });
        let mut scene = Self { database, clock, world, case: CaseId(uuid::Uuid::nil()) };
        scene.case = CaseId(scene.does(opened).subject);
        scene
    }

    fn does(&self, envelope: Envelope) -> engine::decide::Done {
        let rules = self.world.rules();
        let mut worker = worker(&self.database.url, &self.clock);
        worker.ids = Box::new(crate::ids::Ids::new(self.injected()));
        let outcome = worker.settle(&mut [envelope], &rules).remove(0);
        match outcome.reply {
            Ok(Reply::Done(done)) => done,
            other => panic!("{other:?}"),
        }
    }

    fn injected(&self) -> Arc<dyn Clock> {
        Arc::<ManualClock>::clone(&self.clock)
    }

    fn filing(&self, banks: usize, word: u128) -> Envelope {
        let asked = self.world.institutions(banks);
        let why = || Some("Đo".to_owned());
        let content = InquiryContent {
            reasons: Reasons { many: why(), balances: why(), again: why() },
            ..inquiry(vec![item(InfoType::Account)], asked)
        };
        let content = Box::new(content);
        let command = Command::FileInquiry { case: self.case, content };
        let actor = self.world.actor("saomai");
        Envelope { key: Some(key(word, 1)), ..envelope(actor, self.clock.now(), command) }
    }

    fn answer(&self, demand: DemandId, item: ItemId, word: u128) -> Envelope {
        let bank = self.world.institutions(1);
        let actor = engine::actor::Actor {
            who: engine::actor::Who::Client(engine::id::ClientId(bank[0].0)),
            role: engine::role::Role::BankSystem,
            seat: engine::actor::Seat::Institution(bank[0]),
        };
        let answers = vec![none_found(item, self.clock.now())];
        let command = Command::SubmitAnswer { demand, answers };
        Envelope { key: Some(key(word, 2)), ..envelope(actor, self.clock.now(), command) }
    }

    fn plan(&self, banks: usize) -> Arc<Plan> {
        let plan = Plan::of(
            &self.database.url,
            &self.injected(),
            &vault(),
            &self.world.rules(),
            &self.filing(banks, 77),
            |demand, item| self.answer(demand, item, 78),
        );
        Arc::new(plan.unwrap())
    }
}

#[test]
fn the_floor_writes_what_lanes_write_table_by_table() {
    for database in databases() {
        let scene = Scene::on(database);
        let url = &scene.database.url;
        for (banks, word) in [(1, 1), (49, 10)] {
            let at_first = weights(url);
            let filed = scene.does(scene.filing(banks, word));
            let demand = filed.served.unwrap()[0].0;
            let with_filing = weights(url);
            scene.does(scene.answer(demand, items_of(url, demand)[0], word + 1));
            let with_answer = weights(url);

            let mut floor = Floor::open(url, scene.injected(), scene.plan(banks)).unwrap();
            let by_hand = floor.file(scene.case).unwrap();
            let with_second = weights(url);
            floor.answer(&by_hand).unwrap();
            let at_last = weights(url);

            let filing = grown(&at_first, &with_filing);
            assert_eq!(filing["demand"].0, i64::try_from(banks).unwrap());
            assert_eq!(filing, grown(&with_answer, &with_second), "{} filing", url.engine());
            let answer = grown(&with_filing, &with_answer);
            assert_eq!(answer["answer"].0, 1);
            assert_eq!(answer, grown(&with_second, &at_last), "{} answer", url.engine());
            let (demand, item) = floor.first_demand(&by_hand);
            assert_eq!(items_of(url, demand), [item]);
        }
    }
}

fn told(scene: &Scene, name: &str) -> Envelope {
    let here = case_content(&format!("{name}/2026/THA-BTP"), scene.world.person("saomai"));
    let external = |text: &str| ExternalId::parse(text).unwrap();
    let party = |(n, one): (usize, &engine::case::Party)| ForeignParty {
        external: external(&format!("DS-{n}")),
        role: one.role,
        kind: one.kind,
        name: one.name.clone(),
        identifiers: one.identifiers.clone(),
        address: one.address.clone(),
    };
    let theirs = Box::new(ForeignCase {
        external: external(name),
        closed: false,
        number: here.number,
        officer: here.officer,
        decision: here.decision,
        judgment: here.judgment,
        category: here.category,
        conditions: here.conditions,
        parties: here.parties.iter().enumerate().map(party).collect(),
        obligations: here.obligations,
    });
    let (agency, source) = (scene.world.agency("T01-01"), SourceCode::ministry());
    let command = Command::SyncCase { agency, source, theirs };
    envelope(engine::actor::Actor::SYSTEM, scene.clock.now(), command)
}

#[test]
fn the_floor_opens_a_case_of_another_system_as_lanes_do() {
    for database in databases() {
        let scene = Scene::on(database);
        let url = &scene.database.url;
        let plan = told(&scene, "BTP-2026-00000000001");
        let (clock, rules) = (scene.injected(), scene.world.rules());
        let plan = ToldPlan::of(url, &clock, &vault(), &rules, &plan).unwrap();
        let at_first = weights(url);
        scene.does(told(&scene, "BTP-2026-00000000002"));
        let by_lane = weights(url);
        let mut floor = Floor::open(url, scene.injected(), scene.plan(1)).unwrap();
        floor.tell(&plan).unwrap();
        let once = weights(url);
        floor.tell(&plan).unwrap();
        let case = grown(&at_first, &by_lane);
        assert_eq!((case["case_link"].0, case["party"].0), (1, 2));
        assert_eq!(case, grown(&by_lane, &once), "{}", url.engine());
        assert_eq!(case, grown(&once, &weights(url)), "{}", url.engine());
    }
}

fn seats(world: &World) -> Seats {
    let mut agencies: Vec<_> =
        ["T01-01", "T79-01", "T01"].iter().map(|code| world.agency(code)).collect();
    agencies.dedup();
    Seats { agencies, institutions: world.institutions(12), officer: world.person("saomai") }
}

#[test]
fn what_is_filled_in_is_listed_and_struck() {
    for database in databases() {
        let scene = Scene::on(database);
        let url = &scene.database.url;
        let pattern = scene.does(scene.filing(1, 5)).served.unwrap()[0].0;
        let now = scene.clock.now();
        let seats = seats(&scene.world);
        let mut told = Vec::new();
        fill(url, &Fill { demands: 2_000, pattern, seats, now }, |n| told.push(n)).unwrap();
        assert_eq!(told, [2_000]);
        let store = store(&scene, url);
        lists(&scene, &store);

        let due = make_due(url, 1_000..1_100, now).unwrap();
        assert!(due > 0);
        let outbox = crate::outbox::Outbox::new(
            store.clone(),
            crate::outbox::Retry { after_seconds: vec![1], jitter_percent: 0 },
        );
        let clocks = outbox.due_clocks(now, None, 1_000).unwrap();
        assert_eq!(i64::try_from(clocks.len()).unwrap(), due);
        for clock in clocks {
            let command = Command::StrikeClock { demand: clock.demand, clock: clock.clock };
            let strike = envelope(engine::actor::Actor::SYSTEM, now, command);
            match store.execute_blocking(strike).unwrap().reply.unwrap() {
                Reply::Done(done) => assert!(done.version > 1),
                // Struck together with another clock of its demand.
                Reply::Refused(refusal) => assert_eq!(refusal, Refusal::ClockState),
            }
        }
        assert_eq!(outbox.due_clocks(now, None, 1_000).unwrap(), []);
    }
}

fn store(scene: &Scene, url: &DatabaseUrl) -> Store {
    let options = Options::new(url.clone());
    Store::open(options, scene.injected(), vault(), scene.world.rules()).unwrap()
}

fn lists(scene: &Scene, store: &Store) {
    let world = &scene.world;
    let page = Page::default();
    let bank = engine::actor::Actor {
        seat: engine::actor::Seat::Institution(world.institutions(1)[0]),
        ..world.actor("vcb.lap")
    };
    let open = InboxFilter { show: Inbox::Open, ..InboxFilter::default() };
    let inbox = store.find_blocking(|find| find.inbox(&bank, &open, page)).unwrap();
    // The last pages mix what was filled in with the pattern itself.
    assert!(inbox.rows.len() > 5);
    assert!(inbox.rows.iter().all(|row| row.open_items == 1));
    let due: Vec<Option<Instant>> = inbox.rows.iter().map(|row| row.sort_due).collect();
    assert!(due.is_sorted());
    let mine = store.find_blocking(|find| find.worklist(&world.actor("saomai"), page)).unwrap();
    assert!(!mine.rows.is_empty());
    let filter = OverdueFilter::default();
    let supervisor = world.actor("nguyetcat");
    let late = store.find_blocking(|find| find.overdue(&supervisor, &filter, page)).unwrap();
    assert!(late.rows.len() > 40);
    assert!(late.rows.iter().any(|row| row.closed_at.is_none()));
}
