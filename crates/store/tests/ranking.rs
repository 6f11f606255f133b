//! Several orders on one account, of two offices: split in one transaction, once
//! under whatever name and by however many lanes, rebuilt by the record, and
//! without a word of one office in what the other reads.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::actor::Actor;
use engine::command::{Command, Envelope, IdempotencyKey};
use engine::decide::{Done, Reply, Shared};
use engine::execution::CapturedAccount;
use engine::id::{CaseId, DemandId, InstrumentId};
use engine::instrument::{Content, ContentHash};
use engine::ledger::Ledger;
use engine::money::Money;
use engine::order::{FreezeAt, Order};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::Clock;
use store::read::{Purpose, ReadError};
use store::verify::replay;
use support::money::*;
use support::story::*;
use support::{House, bodies, number as number_of, on_both, vault};
use uuid::Uuid;

/// What one office has: its officer, its case, and its freeze at VCB.
struct Side {
    officer: Actor,
    case: CaseId,
    demand: DemandId,
}

/// A case of the same person, and a freeze at VCB that went out.
fn side(house: &House<'_>, (officer, head): (Actor, Actor), number: &str, owed: i64) -> Side {
    let name = if officer == stranger() { "binhminh" } else { "saomai" };
    let case = house.open_case(officer, case_content(number, name, "Nguyễn Đức Ấn"));
    let demand = freeze(house, (officer, head), case, &format!("{number}-QĐ"), owed, &[]);
    Side { officer, case, demand }
}

fn freeze(
    house: &House<'_>,
    (officer, head): (Actor, Actor),
    case: CaseId,
    decision: &str,
    owed: i64,
    sealed: &[Actor],
) -> DemandId {
    let at = vec![FreezeAt { institution: institution("VCB"), accounts: Vec::new() }];
    let order = Order::Freeze { owed: Money::vnd(owed), parts: None, urgent: false, at };
    let mut content = house.content(Some(decision), order);
    content.sealed_to = sealed.iter().filter_map(Actor::person).collect();
    let hash = ContentHash::of(&Content::Order(content.clone()));
    let content = Box::new(content);
    let filed = house.act(officer, Command::FileOrder { case, content });
    let instrument = InstrumentId(filed.subject);
    house.act(head, Command::ApproveOrder { instrument, hash });
    let issued = house.act(officer, Command::IssueOrder { instrument });
    issued.served.unwrap()[0].0
}

fn first_office() -> (Actor, Actor) {
    (officer(), head())
}

fn second_office() -> (Actor, Actor) {
    (stranger(), asker("hongha", Role::Head, "T79-01"))
}

/// Two offices ordered freezes of one person; both are answered with one account.
fn two_offices(house: &House<'_>) -> [Side; 2] {
    let first = side(house, first_office(), "1/THA", 300_000_001);
    let second = side(house, second_office(), "2/THA", 200_000_003);
    reported(house, "VCB", second.demand, frozen(FROZEN_ACCOUNT, 7_000_007));
    reported(house, "VCB", first.demand, frozen(FROZEN_ACCOUNT, 280_000_000));
    [first, second]
}

fn capture(house: &House<'_>, reference: &str, amount: i64) -> Command {
    Command::ReportAccountCapture {
        institution: institution("VCB"),
        account: number(FROZEN_ACCOUNT),
        amount: Money::vnd(amount),
        reference: reference.to_owned(),
        at: house.clock.now(),
    }
}

fn ledger(house: &House<'_>, side: &Side) -> Ledger {
    let purpose = Purpose::new("case_work", side.case).unwrap();
    let found = house.store.find_blocking(|r| r.money(&side.officer, &purpose, side.case));
    found.unwrap().ledger
}

fn told(shared: &Shared) -> (Vec<(DemandId, i64)>, i64) {
    (shared.shares.iter().map(|one| (one.demand, one.amount)).collect(), shared.left)
}

#[test]
fn money_on_an_account_is_split_over_two_cases_in_one_go() {
    on_both(|database| {
        let house = House::on(database);
        let [first, second] = two_offices(&house);
        let report = capture(&house, "GD-1", 40_000_000);
        let done = house.act(vcb(), report.clone());
        let split = (vec![(first.demand, 20_000_001), (second.demand, 19_999_999)], 0);
        assert_eq!(told(done.shared.as_ref().unwrap()), split);
        assert!(done.shared.unwrap().shares.iter().all(|one| !one.reference.is_empty()));
        assert_eq!(ledger(&house, &first).holds[0].frozen, 300_000_001);
        assert_eq!(ledger(&house, &second).holds[0].frozen, 27_000_006);
        // Again, by a person now: the same split though the money has moved.
        let again = house.act(vcb(), report);
        assert_eq!(told(&again.shared.unwrap()), split);
        let more = house.attempt(vcb(), capture(&house, "GD-1", 1));
        assert_eq!(more.unwrap_err(), Refusal::CaptureConflicts);
        // More than both may catch.
        let rest = house.act(vcb(), capture(&house, "GD-2", 500_000_000));
        let split = (vec![(second.demand, 172_999_997)], 327_000_003);
        assert_eq!(told(&rest.shared.unwrap()), split);
        // Rank is recorded: when the order was received.
        let rank = |side: &Side| ledger(&house, side).freezes[0].received_at.unwrap();
        assert!(rank(&first) < rank(&second));
        // The record rebuilds both (I-15).
        let report = replay(&database.url, &vault()).unwrap();
        assert_eq!((report.differences, report.books), (Vec::new(), 2));
    });
}

#[test]
fn one_report_sent_by_many_at_once_is_one_report() {
    on_both(|database| {
        let house = House::on(database);
        let [first, second] = two_offices(&house);
        let report = capture(&house, "GD-1", 40_000_000);
        let arrived = house.clock.now();
        let send = |n: u8| {
            let key = IdempotencyKey { id: Uuid::from_u128(u128::from(n / 2)), request: [0; 32] };
            let (key, command) = (Some(key), report.clone());
            let envelope = Envelope { actor: vcb(), key, arrived, expected: None, command };
            house.store.execute_blocking(envelope).map(|outcome| outcome.reply.unwrap())
        };
        let done: Vec<Done> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|n| scope.spawn(move || send(n))).collect();
            // One whose key is on its way already is told so.
            let replies = threads.into_iter().filter_map(|one| one.join().unwrap().ok());
            let done = replies.map(|reply| match reply {
                Reply::Done(done) => done,
                Reply::Refused(refusal) => panic!("{refusal}"),
            });
            done.collect()
        });
        assert!(done.len() >= 4);
        let split = (vec![(first.demand, 20_000_001), (second.demand, 19_999_999)], 0);
        for one in done {
            assert_eq!(told(&one.shared.unwrap()), split);
        }
        assert_eq!(ledger(&house, &first).freezes[0].captures.len(), 1);
        assert_eq!(ledger(&house, &second).freezes[0].captures.len(), 1);
    });
}

#[test]
fn orders_that_come_while_money_is_split_wait_or_are_seen() {
    on_both(|database| {
        let house = House::on(database);
        let [first, second] = two_offices(&house);
        // Reports by account, by order and answers to them cross in all lanes.
        let arrived = house.clock.now();
        let items = [first.demand, second.demand].map(|demand| house.items(vcb(), demand)[0]);
        let act = |n: usize| {
            let command = match n % 3 {
                0 => capture(&house, &format!("A-{n}"), 1_000_000),
                _ => Command::ReportCapture {
                    demand: [first.demand, second.demand][n % 2],
                    item: items[n % 2],
                    reference: format!("B-{n}"),
                    accounts: vec![CapturedAccount {
                        number: number(FROZEN_ACCOUNT),
                        amount: Money::vnd(1_000),
                    }],
                },
            };
            let envelope = Envelope { actor: vcb(), key: None, arrived, expected: None, command };
            house.store.execute_blocking(envelope).unwrap().reply.unwrap()
        };
        std::thread::scope(|scope| {
            for lane in 0..6 {
                let act = &act;
                scope.spawn(move || {
                    for n in 0..6 {
                        assert!(matches!(act(lane * 6 + n), Reply::Done(_)));
                    }
                });
            }
        });
        let held: i64 =
            [&first, &second].map(|side| ledger(&house, side).holds[0].frozen).iter().sum();
        assert_eq!(held, 280_000_000 + 7_000_007 + 12 * 1_000_000 + 24 * 1_000);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn a_bank_sees_the_queue_of_its_own_orders_on_record() {
    on_both(|database| {
        let house = House::on(database);
        let [first, second] = two_offices(&house);
        let asked = Purpose::coded("answering").unwrap();
        let queues =
            |actor: Actor, demand| house.store.find_blocking(|r| r.queues(&actor, &asked, demand));
        let queue = queues(vcb_maker(), second.demand).unwrap();
        assert_eq!((queue.len(), queue[0].account.clone()), (1, number(FROZEN_ACCOUNT)));
        let lines: Vec<_> = queue[0]
            .orders
            .iter()
            .map(|one| (one.place.demand, one.own, one.place.kept, one.place.room))
            .collect();
        let lower = (second.demand, true, 7_000_007, 192_999_996);
        assert_eq!(lines, [(first.demand, false, 280_000_000, 20_000_001), lower]);
        assert!(queue[0].orders.iter().all(|one| !one.reference.is_empty()));
        // A record for each order shown (I-19).
        let read = "select count(*) from event where kind = 'read' and code = 'read.answers'";
        assert_eq!(number_of(database, read), 2);
        // Of no other bank, and of nobody of the asking side.
        let unseen = |found| matches!(found, Err(ReadError::Refused(Refusal::NotFound)));
        assert!(unseen(queues(acb(), second.demand).map(drop)));
        let refused = queues(officer(), first.demand);
        assert!(matches!(refused, Err(ReadError::Refused(Refusal::Forbidden))));
        assert!(unseen(queues(officer(), second.demand).map(drop)));
    });
}

#[test]
fn offices_learn_whom_to_call_and_nothing_else() {
    on_both(|database| {
        let house = House::on(database);
        let [first, second] = two_offices(&house);
        house.act(vcb(), capture(&house, "GD-1", 40_000_000));
        let neighbours = |side: &Side| {
            let found = ledger(&house, side).neighbours;
            found.iter().map(|one| (one.debtor, one.officer)).collect::<Vec<_>>()
        };
        assert_eq!(neighbours(&first), [(debtor_id(), user("binhminh"))]);
        assert_eq!(neighbours(&second), [(debtor_id(), user("saomai"))]);
        let told = "select count(*) from notice where code = 'neighbour_found'";
        assert_eq!(number_of(database, told), 2);
        // Once: another freeze of either tells nothing new.
        freeze_at_acb(&house, first.case);
        assert_eq!(number_of(database, told), 2);
        // Who may not read what banks say is not told whom to call either.
        let purpose = Purpose::new("audit", first.case).unwrap();
        let seen = house.store.find_blocking(|r| r.money(&accountant(), &purpose, first.case));
        assert_eq!(seen.unwrap().ledger.neighbours, []);
        no_word_of_the_other(&house, &first, &second);
        no_word_of_the_other(&house, &second, &first);
    });
}

fn freeze_at_acb(house: &House<'_>, case: CaseId) {
    house.frozen_at(case, "99/QĐ", &["ACB"]);
}

/// Neither what an office reads of its case nor any event of it has an id or a
/// sum of the other's.
fn no_word_of_the_other(house: &House<'_>, own: &Side, other: &Side) {
    let foreign = ledger(house, other);
    let mut words = vec![other.case.0.to_string(), other.demand.0.to_string()];
    words.extend(foreign.freezes.iter().map(|one| one.item.0.to_string()));
    words.extend(foreign.holds.iter().map(|one| one.id.0.to_string()));
    words.extend(foreign.freezes.iter().map(|one| one.target.to_string()));
    words.extend(foreign.holds.iter().map(|one| one.frozen.to_string()));
    let seen = format!("{:?}", ledger(house, own));
    let leak = words.iter().find(|word| seen.contains(word.as_str()));
    assert_eq!(leak, None, "in {seen}");
    let case = own.case.0.to_string();
    let of_case = bodies(house.database);
    let of_case: Vec<_> = of_case.iter().filter(|body| body.contains(&case)).collect();
    assert!(of_case.len() > 8);
    for body in of_case {
        assert_eq!(words.iter().find(|word| body.contains(word.as_str())), None, "in {body}");
    }
}

#[test]
fn a_sealed_order_reveals_nothing_and_learns_nothing() {
    on_both(|database| {
        let house = House::on(database);
        let content = case_content("1/THA", "saomai", "Nguyễn Đức Ấn");
        let case = house.open_case(officer(), content);
        freeze(&house, first_office(), case, "1/QĐ", 300_000_001, &[officer(), head()]);
        side(&house, second_office(), "2/THA", 200_000_003);
        let told = "select count(*) from notice where code = 'neighbour_found'";
        assert_eq!(number_of(database, told), 0);
        // A sealed one after an open one: silence too.
        let content = case_content("3/THA", "haidang", "Nguyễn Đức Ấn");
        let case = house.open_case(colleague(), content);
        freeze(&house, (colleague(), head()), case, "3/QĐ", 1_000, &[colleague(), head()]);
        assert_eq!(number_of(database, told), 0);
    });
}
