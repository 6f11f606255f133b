//! Instants of papers that an institution contests, through lanes and back.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::command::Command;
use engine::contest::ContestKind;
use engine::demand::Channel;
use engine::id::{CaseId, ContestId, DemandId};
use engine::instrument::InfoType;
use engine::refusal::Refusal;
use engine::time::{Clock as _, Instant};
use store::read::{Purpose, ReadError};
use store::verify::replay;
use support::story::*;
use support::{CALENDAR, Database, House, on_both, registry, rules, vault};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A demand to a bank that was on paper and has joined since; its letter is on record
/// as received at once.
fn joined_later(house: &House<'_>, database: &Database) -> (CaseId, DemandId) {
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    database.tamper("update institution set joined = false where code = 'VCB'");
    house.store.set_rules(rules(&mut registry(database), CALENDAR));
    let (_, served) = house.file(officer(), case, asking(&[InfoType::Account], &["VCB"]));
    let demand = to(&served, "VCB");
    let receipt = Command::RecordReceipt {
        demand,
        items: Vec::new(),
        channel: Channel::Post,
        evidenced_at: house.clock.now(),
        proof: "dấu bưu điện".to_owned(),
    };
    house.act(officer(), receipt);
    database.tamper("update institution set joined = true where code = 'VCB'");
    house.store.set_rules(rules(&mut registry(database), CALENDAR));
    (case, demand)
}

fn contesting(demand: DemandId, claimed: &str) -> Command {
    Command::ContestInstant {
        demand,
        kind: ContestKind::Receipt,
        item: None,
        claimed: at(claimed),
        reason: "Sổ công văn đến số 112".to_owned(),
        evidence: Some("Dấu đến".to_owned()),
    }
}

fn whole(database: &Database) {
    assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
}

#[test]
fn a_letter_that_came_later_moves_its_clocks_and_both_instants_stay() {
    on_both(|database| {
        let house = House::on(database);
        let (case, demand) = joined_later(&house, database);
        let clocks = || {
            let view = house.store.find_blocking(|r| r.demand(&officer(), demand)).unwrap();
            view.demand.clocks.iter().map(|one| (one.start, one.due)).collect::<Vec<_>>()
        };
        let before = clocks();
        house.clock.set("2026-12-07T09:00:00+07:00");
        house.strike_all();
        let late = "2026-11-20T08:00:00+07:00";
        let stranger = house.attempt(acb(), contesting(demand, late));
        assert_eq!(stranger.unwrap_err(), Refusal::NotFound, "I-23");
        let done = house.act(vcb(), contesting(demand, late));
        let contest = ContestId(done.other.unwrap());
        whole(database);
        let again = house.act(vcb(), contesting(demand, late));
        assert_eq!(again.other, done.other, "said again under another key");
        let other = house.attempt(vcb(), contesting(demand, "2026-11-20T08:30:00+07:00"));
        assert_eq!(other.unwrap_err(), Refusal::ContestOpen);
        // The institution's words are read with a purpose.
        let seen = house.store.find_blocking(|r| r.demand(&head(), demand)).unwrap();
        let [known] = seen.demand.contests.as_slice() else { panic!("{seen:?}") };
        assert_eq!((known.reason.as_str(), &known.evidence), ("", &None));
        let purpose = Purpose::new("case_work", case).unwrap();
        let read = house.store.find_blocking(|r| r.demand_secret(&head(), &purpose, demand));
        assert_eq!(read.unwrap().view.demand.contests[0].reason, "Sổ công văn đến số 112");
        let other = house.store.find_blocking(|r| r.demand(&acb(), demand));
        assert!(matches!(other, Err(ReadError::Refused(Refusal::NotFound))));

        let changed = Some(at(late));
        let decide = || Command::DecideContest {
            demand,
            contest,
            changed,
            reason: "Đối chiếu sổ".to_owned(),
        };
        assert_eq!(house.attempt(officer(), decide()).unwrap_err(), Refusal::Forbidden);
        house.act(head(), decide());
        let after = clocks();
        for (was, is) in before.iter().zip(&after) {
            assert_eq!(is.0, at(late), "from the instant decided");
            assert!(is.1 >= was.1, "never earlier: {was:?} {is:?}");
        }
        let seen = house.store.find_blocking(|r| r.demand(&vcb(), demand)).unwrap().demand;
        assert!(seen.receipt.unwrap().evidenced_at < at(late), "what was recorded stays");
        assert_eq!(seen.contests[0].decided.as_ref().unwrap().changed, changed);
        let again = house.attempt(vcb(), contesting(demand, "2026-11-23T08:00:00+07:00"));
        assert_eq!(again.unwrap_err(), Refusal::ContestDecided);
        whole(database);
    });
}

#[test]
fn of_many_who_decide_at_once_one_does() {
    on_both(|database| {
        let house = House::on(database);
        let (_, demand) = joined_later(&house, database);
        house.clock.set("2026-11-23T09:00:00+07:00");
        let done = house.act(vcb(), contesting(demand, "2026-11-20T08:00:00+07:00"));
        let contest = ContestId(done.other.unwrap());
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let house = &house;
            let sent = |n: u32| {
                let (changed, reason) = (None, format!("Giữ nguyên {n}"));
                let command = Command::DecideContest { demand, contest, changed, reason };
                scope.spawn(move || house.attempt(head(), command))
            };
            let threads: Vec<_> = (0..6).map(sent).collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "I-2");
        assert!(lost.into_iter().all(|one| one == Err(Refusal::ContestDecided)));
        whole(database);
    });
}
