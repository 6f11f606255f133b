//! Two lanes of PostgreSQL that meet on rows: both wait behind a third, so that
//! the order in which they go on is the same in every run.

use super::batch::{Outcome, Worker};
use super::ordering::freeze;
use super::tests::{
    Names, START, count, databases, one_event_for_each_version, prepare, vault, worker,
};
use crate::url::DatabaseUrl;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error;
use engine::command::{Command, Entry, Envelope};
use engine::context::Rules;
use engine::decide::Reply;
use engine::id::CaseId;
use engine::ledger::Book;
use engine::money::Money;
use engine::refusal::Refusal;
use engine::time::{Clock, Zone};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use testkit::world::{ManualClock, World, case_content, envelope, inquiry, item, key};

/// A database with two cases and their demands, and what lanes go by.
struct Stage {
    url: DatabaseUrl,
    clock: Arc<ManualClock>,
    rules: Rules,
    first: Worker,
    names: Names,
}

impl Stage {
    fn on(url: &DatabaseUrl) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let mut first = worker(url, &clock);
        let rules = World::default().rules();
        let names = prepare(&mut first, &rules);
        Self { url: url.clone(), clock, rules, first, names }
    }

    fn by_officer(&self, command: Command) -> Envelope {
        envelope(self.names.world.actor("saomai"), self.clock.now(), command)
    }

    /// Opens a further case with one demand.
    fn third_case(&mut self) {
        let world = &self.names.world;
        let content = Box::new(case_content("C", world.person("saomai")));
        let bank = world.institution("VCB");
        let opened = self.done(Command::OpenCase { content });
        let case = CaseId(opened.subject);
        let asked = vec![item(engine::instrument::InfoType::SafeBox)];
        let content = Box::new(inquiry(asked, vec![bank]));
        let filed = self.done(Command::FileInquiry { case, content });
        let demand = filed.served.unwrap()[0].0;
        self.names.cases.push(case);
        self.names.demands.push((demand, super::tests::items_of(&self.url, demand), "VCB"));
    }

    fn done(&mut self, command: Command) -> engine::decide::Done {
        let mut one = [self.by_officer(command)];
        match self.first.settle(&mut one, &self.rules).remove(0).reply {
            Ok(Reply::Done(done)) => done,
            other => panic!("{other:?}"),
        }
    }

    /// Two lanes try a batch each, once, while a case is held by somebody else
    /// who lets go when both wait.
    fn both_wait(&self, held: CaseId, batches: [Vec<Envelope>; 2]) -> [Tried; 2] {
        let hold = format!("select 1 from enforcement_case where id = '{held}' for update");
        self.both_wait_for(&hold, batches, Worker::attempt)
    }

    /// The same behind any lock, and in any way of trying.
    fn both_wait_for<T: Send>(
        &self,
        hold: &str,
        batches: [Vec<Envelope>; 2],
        tries: fn(&mut Worker, &mut [Envelope], &Rules) -> T,
    ) -> [T; 2] {
        let DatabaseUrl::Postgres(place) = &self.url else { panic!("SQLite has one writer") };
        let mut holder = PgConnection::establish(place).unwrap();
        holder.batch_execute(&format!("begin; {hold}")).unwrap();
        let (url, rules) = (&self.url, &self.rules);
        std::thread::scope(|scope| {
            let lanes = batches.map(|mut batch| {
                let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(&self.clock);
                let mut lane = Worker::new(url.clone(), clock, vault());
                scope.spawn(move || tries(&mut lane, &mut batch, rules))
            });
            let waiting = "select 1 from pg_stat_activity \
                           where datname = current_database() and wait_event_type = 'Lock'";
            // Nobody sends on this channel: a wait without a sleep.
            let (_keep, never) = mpsc::channel::<()>();
            let both = (0..1_000).any(|_| {
                let _ = never.recv_timeout(Duration::from_millis(10));
                count(url, waiting) == 2
            });
            holder.batch_execute("rollback").unwrap();
            assert!(both, "two lanes wait for what is held");
            lanes.map(|lane| lane.join().unwrap())
        })
    }
}

type Tried = Result<Vec<Outcome>, Error>;

#[test]
fn lanes_that_meet_on_cases_crosswise_do_not_deadlock() {
    let [_, database] = databases();
    let mut stage = Stage::on(&database.url);
    stage.third_case();
    let names = &stage.names;
    let reason = || "chưa rõ".to_owned();
    let close = |case| stage.by_officer(Command::CloseCase { case, reason: reason() });
    let dispute = |at: usize| {
        let (demand, items, _) = &names.demands[at];
        let (demand, item) = (*demand, items[0]);
        stage.by_officer(Command::DisputeItem { demand, item, reason: reason() })
    };
    // Each lane names one case and comes to the other's through a demand, and
    // to the held one, which is the first in order.
    let (of_first, of_second, of_third) = (0, 3, 6);
    let batches = [
        vec![close(names.cases[1]), dispute(of_first), dispute(of_third)],
        vec![close(names.cases[2]), dispute(of_first), dispute(of_second)],
    ];
    for tried in stage.both_wait(names.cases[0], batches) {
        assert_eq!(tried.map(|outcomes| outcomes.len()), Ok(3));
    }
}

#[test]
fn a_key_committed_while_a_lane_waited_for_its_rows_is_seen() {
    // I-2: whoever sees the effect must see the key, or a repeated command is
    // told that its case is closed already.
    let [_, database] = databases();
    let mut stage = Stage::on(&database.url);
    let content = Box::new(case_content("C", stage.names.world.person("saomai")));
    let case = CaseId(stage.done(Command::OpenCase { content }).subject);
    let close = || Envelope {
        key: Some(key(99, 1)),
        ..stage.by_officer(Command::CloseCase { case, reason: "xong".to_owned() })
    };
    let tried = stage.both_wait(case, [vec![close()], vec![close()]]);
    let replayed = tried.map(|tried| match tried.unwrap().remove(0).reply {
        Ok(Reply::Done(done)) => done.replayed,
        other => panic!("{other:?}"),
    });
    assert_ne!(replayed[0], replayed[1], "one closes the case, the other hears of it");
}

/// Charges on two cases whose books nobody has opened yet.
fn charge(stage: &Stage, case: CaseId) -> Envelope {
    let entry = Entry::Charge(Book::Cost);
    let day = Zone::HANOI.day_of(stage.clock.now());
    let (amount, note) = (Money::vnd(1_000), "chi phí cưỡng chế".to_owned());
    stage.by_officer(Command::PostEntry { case, entry, amount, day, note })
}

#[test]
fn two_lanes_that_open_books_at_once_both_post() {
    // Both have seen that there are none: one opens them, the other runs into its
    // row, looks again and posts into them (no update is lost).
    let [_, database] = databases();
    let stage = Stage::on(&database.url);
    let [one, other] = [stage.names.cases[0], stage.names.cases[1]];
    let batches = [
        vec![charge(&stage, one), charge(&stage, other)],
        vec![charge(&stage, other), charge(&stage, one)],
    ];
    // Whoever writes events waits; whoever reads does not.
    let hold = "lock table event in share row exclusive mode";
    let outcomes = stage.both_wait_for(hold, batches, Worker::settle);
    for outcome in outcomes.iter().flatten() {
        assert!(matches!(&outcome.reply, Ok(Reply::Done(_))), "{outcome:?}");
    }
    assert_eq!(count(&database.url, "select 1 from money where cost = 2000"), 2);
    assert_eq!(count(&database.url, "select 1 from event where code = 'books_opened'"), 2);
    one_event_for_each_version(&database.url);
}

#[test]
fn a_number_that_two_lanes_use_at_once_is_used_once() {
    // I-3, whatever keys were used.
    let [_, database] = databases();
    let mut stage = Stage::on(&database.url);
    let [one, other] = [stage.names.cases[0], stage.names.cases[1]];
    // The books stand, so that the number is all they meet on.
    let opened = [charge(&stage, one), charge(&stage, other)];
    stage.first.settle(&mut opened.clone(), &stage.rules);
    let draft = |case| {
        let content = Box::new(freeze(&stage.names.world, "12/QĐ-THADS", &["VCB"]));
        stage.by_officer(Command::DraftOrder { case, content })
    };
    let hold = "lock table event in share row exclusive mode";
    let outcomes =
        stage.both_wait_for(hold, [vec![draft(one)], vec![draft(other)]], Worker::settle);
    let refused = outcomes
        .iter()
        .flatten()
        .filter(|one| matches!(one.reply, Ok(Reply::Refused(Refusal::OrderNumberTaken))))
        .count();
    assert_eq!(refused, 1, "{outcomes:?}");
    assert_eq!(count(&database.url, "select 1 from order_number"), 1);
}
