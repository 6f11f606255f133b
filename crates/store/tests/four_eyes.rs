//! Two persons for each order, raced: one person in two roles, and several who
//! write, lay before, approve and issue at once, over two services on one database.
//! Whoever approved wrote nothing of what he approved, in every state that anybody
//! sees, in the record, and in a row that no service wrote (I-29).

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use diesel::result::{DatabaseErrorKind, Error};
use engine::actor::Actor;
use engine::command::{Command, Envelope};
use engine::decide::Reply;
use engine::id::{CaseId, InstrumentId};
use engine::instrument::{ContentHash, Instrument, InstrumentState};
use engine::money::Money;
use engine::order::{FreezeAt, Order, OrderContent};
use engine::role::Role;
use engine::time::Clock;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Barrier, Mutex};
use store::verify::replay;
use store::{DatabaseUrl, Options, Store};
use support::story::*;
use support::{
    CALENDAR, Database, HandClock, House, number as number_of, on_both, registry, rules, vault,
};

/// Each order is about another bank, so that one that went out is in no one's way.
const BANKS: [&str; 5] = ["VCB", "ACB", "BID", "TCB", "KBNN"];
/// How often each session acts on each order.
const TURNS: usize = 24;

/// What a session is told when another was quicker, or when it is not its turn.
const NAMED: [&str; 4] =
    ["approval_required", "content_changed", "instrument_state", "own_approval"];

/// Numbers without end, the same for the same beginning.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) % n
    }
}

/// Somebody signed in to one of two services.
struct Session<'a> {
    house: &'a House<'a>,
    store: &'a Store,
    actor: Actor,
    chance: Chance,
    heard: &'a Mutex<BTreeMap<&'static str, u32>>,
}

impl Session<'_> {
    /// What stands; whoever looks, he who approved it wrote none of it.
    fn read(&self, id: InstrumentId) -> Instrument {
        let view = self.store.find_blocking(|r| r.order(&self.actor, id)).unwrap();
        by_two(&view.instrument);
        view.instrument
    }

    /// What goes out is beyond all that: nobody issues early.
    fn act(&mut self, id: InstrumentId, bank: &str, late: bool) {
        let read = self.read(id);
        let hash = ContentHash::of(&read.content);
        let command = match self.chance.below(8) {
            0..2 => {
                let content = Box::new(content(self.house, bank, self.chance.below(3)));
                Command::EditOrder { instrument: id, content }
            }
            7 if late => Command::IssueOrder { instrument: id },
            2..7 if self.actor.role == Role::Head => Command::ApproveOrder { instrument: id, hash },
            _ => Command::SubmitOrder { instrument: id },
        };
        let kind = command.kind().code();
        let heard = attempt(self.store, &self.house.clock, self.actor, command);
        *self.heard.lock().unwrap().entry(heard.err().unwrap_or(kind)).or_default() += 1;
        self.read(id);
    }
}

fn attempt(
    store: &Store,
    clock: &HandClock,
    actor: Actor,
    command: Command,
) -> Result<uuid::Uuid, &'static str> {
    clock.tick();
    let envelope = Envelope { actor, key: None, arrived: clock.now(), expected: None, command };
    match store.execute_blocking(envelope).unwrap().reply.unwrap() {
        Reply::Done(done) => Ok(done.subject),
        Reply::Refused(refusal) => Err(refusal.code()),
    }
}

/// I-29, of an order as it stands.
fn by_two(order: &Instrument) {
    if let Some(approval) = order.approval {
        assert_ne!(approval.by, order.proposer, "approved by who wrote it");
        assert_ne!(Some(approval.by), order.submitter, "approved by who laid it before");
        assert_eq!(approval.hash, ContentHash::of(&order.content), "something else was approved");
    }
    let decided = matches!(order.state, InstrumentState::Approved | InstrumentState::Issued);
    assert!(order.approval.is_some() || !decided, "{:?} by one person", order.state);
}

fn content(house: &House<'_>, bank: &str, more: u64) -> OrderContent {
    let at = vec![FreezeAt { institution: institution(bank), accounts: Vec::new() }];
    let owed = Money::vnd(1_000_000 + i64::try_from(more).unwrap());
    house.content(
        Some(&format!("{bank}/QĐ")),
        Order::Freeze { owed, parts: None, urgent: false, at },
    )
}

/// The same person as head.
fn also_head() -> Actor {
    Actor { role: Role::Head, ..officer() }
}

/// Another service on the same database.
fn another(house: &House<'_>) -> Store {
    let clock: Arc<dyn Clock> = Arc::<HandClock>::clone(&house.clock);
    let options = Options::new(house.database.url.clone());
    let rules = rules(&mut registry(house.database), CALENDAR);
    Store::open(options, clock, vault(), rules).unwrap()
}

/// Everybody acts at once on one order after another: what each was told, and how
/// the orders stand.
fn race(
    house: &House<'_>,
    actors: &[Actor],
) -> (BTreeMap<&'static str, u32>, Vec<InstrumentState>) {
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    let second = another(house);
    let heard = Mutex::new(BTreeMap::new());
    let mut states = Vec::new();
    for (nth, bank) in (1_u64..).zip(BANKS) {
        let id = drafted(house, case, bank);
        let start = Barrier::new(actors.len());
        std::thread::scope(|scope| {
            for (at, actor) in (1_u64..).zip(actors) {
                let store = if at % 2 == 0 { &second } else { &house.store };
                let chance = Chance(0x9E37_79B9_7F4A_7C15 ^ (nth * 1_000 + at));
                let mut session = Session { house, store, actor: *actor, chance, heard: &heard };
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    (0..TURNS).for_each(|turn| session.act(id, bank, turn >= TURNS / 2));
                });
            }
        });
        let view = house.store.find_blocking(|r| r.order(&officer(), id)).unwrap();
        by_two(&view.instrument);
        states.push(view.instrument.state);
    }
    (heard.into_inner().unwrap(), states)
}

fn drafted(house: &House<'_>, case: CaseId, bank: &str) -> InstrumentId {
    let content = Box::new(content(house, bank, 0));
    InstrumentId(house.act(officer(), Command::DraftOrder { case, content }).subject)
}

/// How many approvals of the record are of another person than who wrote the content
/// that stood then, and than who laid it before the second person.
fn approved_by_another(database: &Database) -> i64 {
    let who = match database.url {
        DatabaseUrl::Sqlite(_) => "json_extract(E.actor, '$.who.id')",
        DatabaseUrl::Postgres(_) => "(E.actor::json -> 'who' ->> 'id')",
    };
    let who = |event: &str| who.replace('E', event);
    let last = |codes: &str| {
        format!(
            "select {} from event w where w.kind = 'change' and w.root_id = a.root_id \
             and w.version = (select max(x.version) from event x where x.kind = 'change' \
             and x.root_id = a.root_id and x.version < a.version and x.code in ({codes}))",
            who("w")
        )
    };
    let written = last("'instrument_drafted', 'instrument_edited'");
    let submitted = last("'instrument_submitted'");
    let approver = who("a");
    let sql = format!(
        "select count(*) from event a where a.kind = 'change' and a.code = 'instrument_approved' \
         and {approver} <> ({written}) and {approver} <> ({submitted})"
    );
    number_of(database, &sql)
}

/// How many events of the record bear a code.
fn recorded(database: &Database, code: &str) -> i64 {
    let sql = format!("select count(*) from event where kind = 'change' and code = '{code}'");
    number_of(database, &sql)
}

fn surprises(heard: &BTreeMap<&'static str, u32>) -> BTreeSet<&'static str> {
    let done = ["order.edit", "order.submit", "order.approve", "order.issue"];
    let known = |code: &&&str| !NAMED.contains(*code) && !done.contains(*code);
    heard.keys().filter(known).copied().collect()
}

#[test]
fn one_person_in_two_roles_approves_nothing_however_it_is_raced() {
    on_both(|database| {
        let house = House::on(database);
        let (heard, states) = race(&house, &[officer(), also_head(), also_head(), officer()]);
        eprintln!("heard: {heard:?}");
        assert_eq!(surprises(&heard), BTreeSet::new());
        assert!(heard["own_approval"] > 0 && heard["approval_required"] > 0, "{heard:?}");
        let alone = [InstrumentState::Draft, InstrumentState::Submitted];
        assert!(states.iter().all(|state| alone.contains(state)), "{states:?}");
        assert_eq!(recorded(database, "instrument_approved"), 0);
        assert_eq!(recorded(database, "instrument_issued"), 0);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn who_approves_wrote_nothing_of_it_though_all_write_and_approve_at_once() {
    on_both(|database| {
        let house = House::on(database);
        let other = asker("tungbach", Role::Head, "T01-01");
        let (heard, states) = race(&house, &[officer(), also_head(), head(), other]);
        eprintln!("heard: {heard:?}, {states:?}");
        assert_eq!(surprises(&heard), BTreeSet::new());
        // Each got through and each was held up.
        let told = ["order.edit", "order.approve", "order.issue", "own_approval"];
        assert!(told.iter().all(|code| heard.contains_key(code)), "{heard:?}");
        assert!(states.contains(&InstrumentState::Issued), "{states:?}");
        let approved = recorded(database, "instrument_approved");
        assert!(approved > 0);
        assert_eq!(approved_by_another(database), approved);
        let row = "approved_by = proposer_id or approved_by = submitter_id";
        assert_eq!(number_of(database, &format!("select count(*) from instrument where {row}")), 0);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

/// A row of an order that no service wrote: a copy under another id.
fn copied(approved_by: &str) -> String {
    format!(
        "insert into instrument (id, version, kind, case_id, agency_id, reference, state, \
         requester, interim, proposer_id, approved_by, approved_at, approved_hash, key_id, \
         sealed, drafted_at, submitter_id) select case_id, version, kind, case_id, agency_id, \
         reference || '-2', state, requester, interim, proposer_id, {approved_by}, approved_at, \
         approved_hash, key_id, sealed, drafted_at, submitter_id from instrument"
    )
}

fn copied_payee(approved_by: &str, columns: &str) -> String {
    format!(
        "insert into payee (id, approved_by, {columns}) \
         select agency_id, {approved_by}, {columns} from payee"
    )
}

/// Drafted by an assistant, laid before the head by the officer, and approved.
fn of_three(house: &House<'_>) {
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    let assistant = asker("tuongvi", Role::Assistant, "T01-01");
    let content = content(house, "VCB", 0);
    let hash = ContentHash::of(&engine::instrument::Content::Order(content.clone()));
    let content = Box::new(content);
    let drafted = house.act(assistant, Command::DraftOrder { case, content });
    let instrument = InstrumentId(drafted.subject);
    house.act(officer(), Command::SubmitOrder { instrument });
    house.act(head(), Command::ApproveOrder { instrument, hash });
}

#[test]
fn no_row_says_that_one_person_approved_his_own() {
    on_both(|database| {
        let house = House::on(database);
        house.payee();
        of_three(&house);
        drop(house);
        let columns = "version, agency_id, state, proposer_id, usable_from, key_id, sealed";
        for sql in [
            "update instrument set approved_by = proposer_id",
            "update instrument set approved_by = submitter_id",
            "update instrument set proposer_id = approved_by",
            "update instrument set submitter_id = approved_by",
            "update instrument set approved_by = null, approved_at = null, approved_hash = null",
            "update payee set proposer_id = approved_by",
            &copied("proposer_id"),
            &copied("submitter_id"),
            &copied_payee("proposer_id", columns),
        ] {
            let kept = database.try_to_tamper(sql);
            let checked =
                matches!(kept, Err(Error::DatabaseError(DatabaseErrorKind::CheckViolation, _)));
            assert!(checked, "{sql}: {kept:?}");
        }
        // It is that alone which keeps them out: by another they are let in.
        database.tamper(&copied("agency_id"));
        database.tamper(&copied_payee("agency_id", columns));
    });
}
