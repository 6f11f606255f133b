//! A batch gives exactly what its commands give one by one, on both engines,
//! in every mixture; and lanes at work together lose nothing and double
//! nothing.

use super::LaneOptions;
use super::batch::{Outcome, Worker};
use super::ordering::{about_money, by_a_freezing_bank, freeze_all};
use crate::conn::{Conn, Use};
use crate::error::StoreError;
use crate::rows;
use crate::seal::Vault;
use crate::store::{Options, Store};
use crate::url::DatabaseUrl;
use crate::value::Table;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::context::Rules;
use engine::decide::Reply;
use engine::id::{CaseId, DemandId, ItemId};
use engine::instrument::InfoType;
use engine::refusal::Refusal;
use engine::time::{Clock, Instant};
use std::sync::Arc;
use testkit::world::{
    CountingIds, ManualClock, World, case_content, envelope, found_other, inquiry, instant, item,
    key, none_found,
};

pub(crate) const START: &str = "2026-11-20T09:00:00+07:00";

/// Every table a lane writes, in one place.
pub(crate) const TABLES: &[&Table] = &[
    rows::case::CaseRow::TABLE,
    rows::case::PartyRow::TABLE,
    rows::case::PartyIdentifierRow::TABLE,
    rows::case::ObligationLineRow::TABLE,
    rows::instrument::InstrumentRow::TABLE,
    rows::demand::DemandRow::TABLE,
    rows::demand::ItemRow::TABLE,
    rows::demand::ClockRow::TABLE,
    rows::demand::EpisodeRow::TABLE,
    rows::demand::ExtensionRow::TABLE,
    rows::answer::DraftRow::TABLE,
    rows::answer::EntryRow::TABLE,
    rows::answer::AnswerRow::TABLE,
    rows::answer::MessageRow::TABLE,
    rows::money::MoneyRow::TABLE,
    rows::money::PostingRow::TABLE,
    rows::money::DutyRow::TABLE,
    rows::freeze::FreezeRow::TABLE,
    rows::freeze::HoldRow::TABLE,
    rows::freeze::TransferRow::TABLE,
    rows::freeze::LiftRow::TABLE,
    rows::income::IncomeRow::TABLE,
    rows::payee::PayeeRow::TABLE,
    rows::payee::OrderNumberRow::TABLE,
    rows::record::EventRow::TABLE,
    rows::record::IdempotencyRow::TABLE,
    rows::record::NoticeRow::TABLE,
    rows::record::OutageRow::TABLE,
    rows::announcement::AnnouncementRow::TABLE,
    rows::sync::LinkRow::TABLE,
    rows::sync::SyncedPaymentRow::TABLE,
    rows::held::HeldLine::TABLE,
];

/// Columns that are random by design.
const RANDOM: &[&str] = &["salt", "leaf"];

/// A database that goes away with the test.
pub(crate) struct Database {
    pub(crate) url: DatabaseUrl,
    /// What keeps it: the folder of a SQLite file, or the database itself.
    _kept: Kept,
}

enum Kept {
    Folder(std::path::PathBuf),
    Postgres(
        #[expect(dead_code, reason = "dropped with the test")]
        Box<testkit::postgres::FreshDatabase>,
    ),
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Self::Folder(folder) = self {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

pub(crate) fn databases() -> [Database; 2] {
    let folder = std::env::temp_dir().join(format!("attache-{}", testkit::random_word()));
    std::fs::create_dir_all(&folder).unwrap();
    let sqlite = DatabaseUrl::Sqlite(folder.join("test.db"));
    let postgres = testkit::postgres::shared().unwrap().fresh_database().unwrap();
    let url: DatabaseUrl = postgres.url().parse().unwrap();
    let made = [
        Database { url: sqlite, _kept: Kept::Folder(folder) },
        Database { url, _kept: Kept::Postgres(Box::new(postgres)) },
    ];
    for database in &made {
        Store::migrate(&database.url).unwrap();
    }
    made
}

pub(crate) fn vault() -> Vault {
    Vault::new([7; 32])
}

pub(crate) fn worker(url: &DatabaseUrl, clock: &Arc<ManualClock>) -> Worker {
    let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    let mut worker = Worker::new(url.clone(), clock, vault());
    worker.ids = Box::new(CountingIds::default());
    worker
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Every row of every table as text, without what is random.
fn dump(url: &DatabaseUrl) -> Vec<String> {
    let mut conn = Conn::open(url, Use::Read).unwrap();
    let mut lines = Vec::new();
    for table in TABLES {
        let columns: Vec<String> = table
            .columns
            .iter()
            .filter(|(name, _)| !RANDOM.contains(name))
            .map(|(name, _)| match &conn {
                Conn::Pg(_) => format!("coalesce(\"{name}\"::text, '-')"),
                Conn::Sqlite(_) => format!("quote(\"{name}\")"),
            })
            .collect();
        let sql = format!(
            "select '{}: ' || {} as line from \"{}\" order by 1",
            table.name,
            columns.join(" || ' ' || "),
            table.name
        );
        let rows: Vec<Line> = diesel::sql_query(sql).load(&mut conn).unwrap();
        lines.extend(rows.into_iter().map(|row| row.line));
    }
    lines
}

pub(crate) fn count(url: &DatabaseUrl, sql: &str) -> i64 {
    let mut conn = Conn::open(url, Use::Read).unwrap();
    let sql = format!("select count(*) as n from ({sql}) as t");
    diesel::sql_query(sql).get_result::<Count>(&mut conn).unwrap().n
}

fn code(outcome: &Outcome) -> String {
    match &outcome.reply {
        Ok(Reply::Done(done)) => {
            format!("{} v{} replayed={}", done.kind.code(), done.version, done.replayed)
        }
        Ok(Reply::Refused(refusal)) => refusal.code().to_owned(),
        Err(error) => panic!("{error}"),
    }
}

/// A small random stream that a seed repeats.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.roll(u64::try_from(from.len()).unwrap())).unwrap()]
    }

    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Ids that a worker with counting ids will have made: found by listing, so
/// that commands can name rows of the same batch.
pub(crate) struct Names {
    pub(crate) world: World,
    pub(crate) cases: Vec<CaseId>,
    pub(crate) demands: Vec<(DemandId, Vec<ItemId>, &'static str)>,
    /// Demands of freezes.
    pub(crate) freezes: Vec<(DemandId, Vec<ItemId>, &'static str)>,
}

pub(crate) const BANKS: [&str; 3] = ["ACB", "BID", "VCB"];

/// Commands over a few cases and demands: new, repeated with and without key,
/// contradicting, stale, foreign, malformed.
fn random_command(dice: &mut Dice, names: &Names, at: Instant) -> Envelope {
    let (actor, command) = match dice.roll(20) {
        0..=2 => on_a_case(dice, names),
        3..=9 => by_a_bank(dice, names, at),
        10..=13 => by_the_officer(dice, names),
        14..=16 if !names.freezes.is_empty() => by_a_freezing_bank(dice, names, at),
        _ => about_money(dice, names, at),
    };
    let mut made = envelope(actor, at, command);
    if dice.roll(2) == 0 {
        let request = u8::try_from(dice.roll(2)).unwrap();
        made.key = Some(key(u128::from(dice.roll(12)), request));
    }
    if dice.roll(6) == 0 {
        made.expected = Some(i32::try_from(dice.roll(4)).unwrap());
    }
    made
}

fn on_a_case(dice: &mut Dice, names: &Names) -> (Actor, Command) {
    let world = &names.world;
    let case = *dice.pick(&names.cases);
    match dice.roll(3) {
        0 => {
            let number = format!("{}/2026", dice.roll(4));
            let content = Box::new(case_content(&number, world.person("saomai")));
            (world.actor("saomai"), Command::OpenCase { content })
        }
        1 => {
            let count = usize::try_from(dice.roll(3)).unwrap() + 1;
            let banks = BANKS.iter().take(count).map(|bank| world.institution(bank)).collect();
            let content = Box::new(inquiry(vec![item(InfoType::Account)], banks));
            (world.actor("saomai"), Command::FileInquiry { case, content })
        }
        _ => {
            let reason = "xong".to_owned();
            (world.actor("haidang"), Command::CloseCase { case, reason })
        }
    }
}

/// The bank asked or, once in a while, another one.
fn by_a_bank(dice: &mut Dice, names: &Names, at: Instant) -> (Actor, Command) {
    let (demand, items, bank) = dice.pick(&names.demands);
    let (demand, one) = (*demand, *dice.pick(items));
    let bank = if dice.roll(8) == 0 { "TCB" } else { bank };
    let text = (*dice.pick(&["không có", "có một két sắt", "đang tra cứu"])).to_owned();
    let command = match dice.roll(7) {
        0..=3 => {
            let answers = vec![found_other(one, &text, dice.roll(3) == 0)];
            Command::SubmitAnswer { demand, answers }
        }
        4 => Command::SubmitAnswer { demand, answers: vec![none_found(one, at)] },
        5 => Command::Acknowledge { demand },
        _ => Command::Ask { demand, items: Vec::new(), text },
    };
    (names.world.system_of(bank), command)
}

fn by_the_officer(dice: &mut Dice, names: &Names) -> (Actor, Command) {
    let (demand, items, _) = dice.pick(&names.demands);
    let (demand, item) = (*demand, *dice.pick(items));
    let text = "chưa rõ".to_owned();
    let command = match dice.roll(4) {
        0 => Command::Reply { demand, text },
        1 => Command::Urge { demand, text },
        2 => Command::DisputeItem { demand, item, reason: text },
        _ => Command::WithdrawItems { demand, items: vec![item], reason: text },
    };
    (names.world.actor("saomai"), command)
}

/// Opens two cases and files two inquiries, alike in every database.
pub(crate) fn prepare(worker: &mut Worker, rules: &Rules) -> Names {
    let world = World::default();
    let at = worker.clock.now();
    let officer = world.actor("saomai");
    let mut cases = Vec::new();
    for number in ["A", "B"] {
        let content = Box::new(case_content(number, world.person("saomai")));
        let opened =
            worker.settle(&mut [envelope(officer, at, Command::OpenCase { content })], rules);
        let Ok(Reply::Done(done)) = &opened[0].reply else { panic!("{opened:?}") };
        cases.push(CaseId(done.subject));
    }
    let mut demands = Vec::new();
    for case in &cases {
        let banks = BANKS.iter().map(|bank| world.institution(bank)).collect();
        let content = Box::new(inquiry(vec![item(InfoType::SafeBox), other_item()], banks));
        let command = Command::FileInquiry { case: *case, content };
        let filed = worker.settle(&mut [envelope(officer, at, command)], rules);
        let Ok(Reply::Done(done)) = &filed[0].reply else { panic!("{filed:?}") };
        for (demand, institution) in done.served.as_ref().unwrap().iter() {
            let bank = BANKS.iter().find(|bank| world.institution(bank) == *institution).unwrap();
            demands.push((*demand, Vec::new(), *bank));
        }
    }
    for (demand, items, _) in &mut demands {
        *items = items_of(&worker.url, *demand);
    }
    Names { world, cases, demands, freezes: Vec::new() }
}

fn other_item() -> engine::instrument::InfoRequest {
    let detail = Some("hợp đồng thuê két sắt".to_owned());
    engine::instrument::InfoRequest { detail, ..item(InfoType::Other) }
}

pub(crate) fn items_of(url: &DatabaseUrl, demand: DemandId) -> Vec<ItemId> {
    use crate::schema::item as i;
    let mut conn = Conn::open(url, Use::Read).unwrap();
    let ids: Vec<crate::types::Id> = i::table
        .filter(i::demand_id.eq(crate::types::Id(demand.0)))
        .order(i::id)
        .select(i::id)
        .load(&mut conn)
        .unwrap();
    ids.into_iter().map(|id| ItemId(id.0)).collect()
}

#[test]
fn a_batch_gives_what_its_commands_give_one_by_one() {
    for seed in 0..8 {
        let mut runs = Vec::new();
        // The same stream alone, in batches of 7 and in batches of 64.
        for size in [1, 7, 64] {
            for database in databases() {
                let clock = Arc::new(ManualClock::at(START));
                let mut worker = worker(&database.url, &clock);
                let rules = World::default().rules();
                let mut names = prepare(&mut worker, &rules);
                freeze_all(&mut worker, &rules, &mut names);
                let mut dice = Dice(seed);
                let at = clock.now();
                let mut stream: Vec<Envelope> =
                    (0..64).map(|_| random_command(&mut dice, &names, at)).collect();
                let mut codes = Vec::new();
                for batch in stream.chunks_mut(size) {
                    codes.extend(worker.settle(batch, &rules).iter().map(code));
                }
                runs.push((database.url.engine(), size, codes, dump(&database.url)));
            }
        }
        for engine in ["sqlite", "postgres"] {
            let of_engine: Vec<_> = runs.iter().filter(|run| run.0 == engine).collect();
            for run in &of_engine[1..] {
                assert_eq!(of_engine[0].2, run.2, "replies: seed {seed}, {engine}, {}", run.1);
                assert_eq!(of_engine[0].3, run.3, "rows: seed {seed}, {engine}, {}", run.1);
            }
        }
        assert_eq!(runs[0].2, runs[1].2, "both engines reply alike: seed {seed}");
    }
}

#[test]
fn a_stream_meets_successes_refusals_replays_and_evidence() {
    // The test above proves nothing if its stream is dull.
    let [database, _] = databases();
    let clock = Arc::new(ManualClock::at(START));
    let mut worker = worker(&database.url, &clock);
    let rules = World::default().rules();
    let mut names = prepare(&mut worker, &rules);
    freeze_all(&mut worker, &rules, &mut names);
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..12 {
        let mut dice = Dice(seed);
        for _ in 0..64 {
            let mut one = [random_command(&mut dice, &names, clock.now())];
            seen.insert(code(&worker.settle(&mut one, &rules)[0]));
        }
    }
    let has = |part: &str| seen.iter().any(|code| code.contains(part));
    for part in [
        "answer.direct",
        "inquiry.file",
        "replayed=true",
        "answer_conflicts",
        "not_found",
        "stale",
        "idempotency_key_reused",
        "case_number_taken",
        "money.post",
        "order.draft",
        "order_number_taken",
        "capture.report",
        "obligation.end",
        "payee.propose",
    ] {
        assert!(has(part), "{part} is missing from {seen:?}");
    }
}

pub(crate) fn open_store(url: &DatabaseUrl, clock: &Arc<ManualClock>, lanes: usize) -> Store {
    let mut options = Options::new(url.clone());
    options.lanes = LaneOptions { lanes, ..LaneOptions::default() };
    let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    Store::open(options, clock, vault(), World::default().rules()).unwrap()
}

#[test]
fn lanes_at_work_together_lose_nothing_and_double_nothing() {
    for database in databases() {
        let clock = Arc::new(ManualClock::at(START));
        let mut first = worker(&database.url, &clock);
        let rules = World::default().rules();
        let mut names = prepare(&mut first, &rules);
        freeze_all(&mut first, &rules, &mut names);
        drop(first);
        let store = open_store(&database.url, &clock, 3);
        let at = clock.now();
        let replies: Vec<Result<Outcome, StoreError>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16_u64)
                .map(|seed| {
                    let (store, names) = (&store, &names);
                    scope.spawn(move || {
                        let mut dice = Dice(seed);
                        (0..40)
                            .map(|_| store.execute_blocking(random_command(&mut dice, names, at)))
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        drop(store);
        let mut fresh_keys = 0;
        for reply in replies {
            match reply {
                Ok(outcome) => match outcome.reply {
                    Ok(Reply::Done(done)) => fresh_keys += i64::from(!done.replayed),
                    Ok(Reply::Refused(_)) => {}
                    Err(error) => panic!("{error}"),
                },
                Err(StoreError::InFlight) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert!(fresh_keys > 50, "the test did work");
        one_event_for_each_version(&database.url);
        let mut conn = Conn::open(&database.url, Use::Read).unwrap();
        let report = crate::verify::replay_on(&mut conn, &vault()).unwrap();
        assert_eq!(report.differences, []);
    }
}

/// I-14, both joins empty: every version of every root has its one event.
pub(crate) fn one_event_for_each_version(url: &DatabaseUrl) {
    for (table, key, kind) in [
        ("enforcement_case", "id", "case"),
        ("instrument", "id", "instrument"),
        ("demand", "id", "demand"),
        ("money", "case_id", "money"),
        ("payee", "id", "payee"),
        ("statement", "id", "statement"),
        ("held_row", "id", "held"),
        ("outage", "id", "outage"),
        ("announcement", "id", "announcement"),
    ] {
        let missing = format!(
            "select r.{key} from \"{table}\" r where r.version <> (select count(*) from event e \
             where e.root_id = r.{key} and e.root_kind = '{kind}' and e.kind = 'change')"
        );
        assert_eq!(count(url, &missing), 0, "{table} without its events");
        let strange = format!(
            "select e.id from event e left join \"{table}\" r on r.{key} = e.root_id \
             where e.kind = 'change' and e.root_kind = '{kind}' \
             and (r.{key} is null or e.version > r.version)"
        );
        assert_eq!(count(url, &strange), 0, "events without their {table}");
    }
}

#[test]
fn a_command_that_breaks_a_constraint_costs_its_neighbours_nothing() {
    for database in databases() {
        let clock = Arc::new(ManualClock::at(START));
        let mut worker = worker(&database.url, &clock);
        let rules = World::default().rules();
        let names = prepare(&mut worker, &rules);
        // A demand to an institution that the rows already hold: planted under
        // the engine's feet, as a second lane would.
        let mut conn = Conn::open(&database.url, Use::Read).unwrap();
        let block = "create unique index one_urging on message (kind) where kind = 'urge'";
        diesel::sql_query(block).execute(&mut conn).unwrap();
        drop(conn);
        let at = clock.now();
        let officer = names.world.actor("saomai");
        let mut batch: Vec<Envelope> = names
            .demands
            .iter()
            .flat_map(|(demand, ..)| {
                let demand = *demand;
                let urge = Command::Urge { demand, text: "đề nghị trả lời".into() };
                let reply = Command::Reply { demand, text: "đã gửi bổ sung".into() };
                [envelope(officer, at, urge), envelope(officer, at, reply)]
            })
            .collect();
        let outcomes = worker.settle(&mut batch, &rules);
        let failed = outcomes.iter().filter(|outcome| outcome.reply.is_err()).count();
        assert_eq!(failed, names.demands.len() - 1, "only one urging fits");
        let refused = |outcome: &Outcome| {
            matches!(&outcome.reply, Err(StoreError::Constraint(_)) | Ok(Reply::Done(_)))
        };
        assert!(outcomes.iter().all(refused), "{outcomes:?}");
        assert_eq!(count(&database.url, "select 1 from message where kind = 'reply'"), 6);
        one_event_for_each_version(&database.url);
    }
}

#[test]
fn two_requests_with_one_key_at_once_have_one_effect() {
    // I-2: one is carried out, the others hear the same or "in flight".
    for database in databases() {
        let clock = Arc::new(ManualClock::at(START));
        let mut first = worker(&database.url, &clock);
        let names = prepare(&mut first, &World::default().rules());
        drop(first);
        let store = open_store(&database.url, &clock, 2);
        let (demand, ..) = names.demands[0];
        let officer = names.world.actor("saomai");
        let urge = || Envelope {
            key: Some(key(99, 1)),
            ..envelope(officer, clock.now(), Command::Urge { demand, text: "khẩn".into() })
        };
        let replies: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| store.execute_blocking(urge()))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let fresh = replies
            .iter()
            .filter(|reply| {
                matches!(reply, Ok(Outcome { reply: Ok(Reply::Done(done)), .. }) if !done.replayed)
            })
            .count();
        assert_eq!(fresh, 1);
        drop(store);
        assert_eq!(count(&database.url, "select 1 from message where kind = 'urge'"), 1);
    }
}

#[test]
fn a_command_that_waited_long_is_stamped_anew_and_says_so() {
    let [database, _] = databases();
    let clock = Arc::new(ManualClock::at(START));
    let mut worker = worker(&database.url, &clock);
    let rules = World::default().rules();
    let names = prepare(&mut worker, &rules);
    let (demand, ..) = names.demands[0];
    let officer = names.world.actor("saomai");
    let urge = |at| envelope(officer, at, Command::Urge { demand, text: "khẩn".into() });
    clock.set("2026-11-20T09:00:06+07:00");
    let mut batch = [urge(instant(START)), urge(instant("2026-11-20T09:00:02+07:00"))];
    let outcomes = worker.settle(&mut batch, &rules);
    assert_eq!([outcomes[0].restamped, outcomes[1].restamped], [true, false]);
}

#[test]
fn a_foreign_demand_looks_like_none() {
    // I-28 on the write side.
    let [database, _] = databases();
    let clock = Arc::new(ManualClock::at(START));
    let mut worker = worker(&database.url, &clock);
    let rules = World::default().rules();
    let names = prepare(&mut worker, &rules);
    let (demand, ..) = names.demands[0];
    let foreign = names.world.actor("binhminh");
    let urge = envelope(foreign, clock.now(), Command::Urge { demand, text: "khẩn".into() });
    let outcome = worker.settle(&mut [urge], &rules).remove(0);
    assert_eq!(outcome.reply.unwrap(), Reply::Refused(Refusal::NotFound));
}
