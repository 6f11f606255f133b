//! An outage, a new calendar: many clocks moved, each once for each cause
//! (I-20), whatever dies on the way.

use super::world::{World, at, on_both, rules, rules_with_paper};
use engine::id::ClockId;
use notifier::{FanOut, Jobs};

const BANKS: [&str; 5] = ["VCB", "ACB", "BID", "TCB", "KBNN"];
const MOVES: &str = "select count(*) from event where code = 'clock_moved'";
const REFUSALS: &str = "select count(*) from event where kind = 'refusal'";

/// Three inquiries on Monday at 08:30; down from 09:00 to 10:00, which is known
/// at 11:00. The targets of 120 working minutes were due at 10:30.
fn after_an_outage(world: &World) -> usize {
    for _ in 0..3 {
        world.file(&BANKS, false);
    }
    world.clock.set(at("2026-10-05T11:00"));
    world.outage("2026-10-05T09:00", "2026-10-05T10:00");
    targets(world).len()
}

fn targets(world: &World) -> Vec<uuid::Uuid> {
    world.seed().ids("select id from clock where layer = 'target' order by id").unwrap()
}

fn every_target_is_moved_once(world: &World) {
    let due = at("2026-10-05T11:30");
    for clock in targets(world) {
        assert_eq!(world.seed().due_of(clock).unwrap(), Some(due));
    }
    assert_eq!(usize::try_from(world.number(MOVES)).unwrap(), targets(world).len());
    assert_eq!(world.number("select count(*) from outage_progress where done_at is null"), 0);
    assert_eq!(world.number("select count(*) from outage_progress"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_outage_excuses_what_it_touched_and_nothing_else() {
    on_both(|world| async move {
        let touched = after_an_outage(&world);
        assert_eq!(touched, 15);
        let fan_out = FanOut::new(world.node.outbox.clone());
        let now = world.store().now();
        let done = fan_out.run(now).await.unwrap();
        assert_eq!((done.moved, done.already, done.failed), (touched, 0, 0));
        every_target_is_moved_once(&world);
        // Limits in days it did not touch, and asked nothing of them.
        assert_eq!(world.number(REFUSALS), 0);

        assert_eq!(fan_out.run(now).await.unwrap(), notifier::FannedOut::default());
        every_target_is_moved_once(&world);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_outage_that_nobody_confirmed_moves_nothing() {
    on_both(|world| async move {
        let before = after_an_outage(&world);
        let fan_out = FanOut::new(world.node.outbox.clone());
        let now = world.store().now();
        assert_eq!(fan_out.run(now).await.unwrap().moved, before);
        world.outage_recorded("2026-10-05T10:05", "2026-10-05T10:06");
        assert_eq!(fan_out.run(now).await.unwrap(), notifier::FannedOut::default());
        assert_eq!(world.node.outbox.unfinished_outages(16).unwrap(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_at_once_move_each_clock_once() {
    on_both(|world| async move {
        after_an_outage(&world);
        let other = world.another_node();
        let (one, two) =
            (FanOut::new(world.node.outbox.clone()), FanOut::new(other.outbox.clone()));
        let now = world.store().now();
        let (one, two) = tokio::join!(one.run(now), two.run(now));
        assert_eq!(one.unwrap().failed + two.unwrap().failed, 0);
        every_target_is_moved_once(&world);
    })
    .await;
}

/// Dead after some clocks were moved, before and after that was noted.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_died_is_taken_up_where_it_was() {
    on_both(|world| async move {
        let touched = after_an_outage(&world);
        let outbox = world.node.outbox.clone();
        let unfinished = outbox.unfinished_outages(16).unwrap();
        assert_eq!(unfinished.len(), 1);
        let outage = unfinished[0].clone();
        let mut progress = outbox.begin_outage(outage.id).unwrap();
        assert_eq!(progress.after, None);
        let first = targets(&world)[..6].to_vec();
        for clock in &first {
            world.excuse(ClockId(*clock), &outage).await;
        }
        let third = Some(ClockId(first[2]));
        assert!(outbox.note_outage(&mut progress, third, None).unwrap());
        assert_eq!(outbox.begin_outage(outage.id).unwrap().after, third);

        let done = FanOut::new(outbox).run(world.store().now()).await.unwrap();
        assert_eq!((done.moved, done.failed), (touched - 6, 0));
        every_target_is_moved_once(&world);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_calendar_recomputes_what_runs_and_what_a_late_node_starts() {
    on_both(|world| async move {
        world.file(&BANKS, false);
        let other = world.another_node(); // It has not heard of the calendar.
        let old = "select count(*) from clock where due_at is not null and calendar = 1";
        let running = world.number(old);
        let fan_out = FanOut::new(world.node.outbox.clone());
        let now = world.store().now();
        assert_eq!(fan_out.run(now).await.unwrap(), notifier::FannedOut::default());

        world.store().set_rules(rules(2, "2026-10-07"));
        let done = fan_out.run(now.plus_seconds(60)).await.unwrap();
        assert_eq!(i64::try_from(done.moved).unwrap(), running);
        assert_eq!((world.number(old), world.number(REFUSALS)), (0, 0));
        // Three working days from Monday, without Wednesday.
        let law = "select id from clock where rule = 'N07' order by id";
        for clock in world.seed().ids(law).unwrap() {
            assert_eq!(world.seed().due_of(clock).unwrap(), Some(at("2026-10-10T00:00")));
        }

        world.file_on(&other, &["VCB"]);
        assert_eq!(fan_out.run(now.plus_seconds(120)).await.unwrap().moved, 0);
        let hour = fan_out.run(now.plus_seconds(3_600)).await.unwrap();
        assert!(hour.moved > 0);
        assert_eq!((world.number(old), world.number(REFUSALS)), (0, 0));
    })
    .await;
}

/// An outage that touched nothing, settled; then one that moves targets into it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_moved_clock_comes_into_the_reach_of_an_outage_that_was_settled() {
    on_both(|world| async move {
        world.file(&["VCB", "ACB"], false);
        world.clock.set(at("2026-10-05T11:00"));
        world.outage("2026-10-05T10:40", "2026-10-05T10:50");
        let fan_out = FanOut::new(world.node.outbox.clone());
        let now = world.store().now();
        assert_eq!(fan_out.run(now).await.unwrap(), notifier::FannedOut::default());
        assert_eq!(world.number("select count(*) from outage_progress where done_at is null"), 0);

        world.outage("2026-10-05T09:00", "2026-10-05T10:00");
        assert_eq!(fan_out.run(now).await.unwrap().moved, targets(&world).len());
        for clock in targets(&world) {
            assert_eq!(world.seed().due_of(clock).unwrap(), Some(at("2026-10-05T11:40")));
        }
        assert_eq!(fan_out.run(now).await.unwrap(), notifier::FannedOut::default());
        assert_eq!(world.number(REFUSALS), 0);
    })
    .await;
}

/// Received at 08:40 on paper, which is known at 11:00, when the outage from
/// 09:00 to 10:00 is settled (I-20).
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_receipt_known_after_an_outage_is_excused_as_if_known_before() {
    on_both(|world| async move {
        world.store().set_rules(rules_with_paper(1, "", &["ACB"]));
        let (_, demands) = world.file(&["ACB"], false);
        world.clock.set(at("2026-10-05T11:00"));
        world.outage("2026-10-05T09:00", "2026-10-05T10:00");
        let fan_out = FanOut::new(world.node.outbox.clone());
        let now = world.store().now();
        assert_eq!(fan_out.run(now).await.unwrap(), notifier::FannedOut::default());

        world.receive(demands[0], at("2026-10-05T08:40"));
        assert_eq!(fan_out.run(now).await.unwrap().moved, 1);
        for clock in targets(&world) {
            assert_eq!(world.seed().due_of(clock).unwrap(), Some(at("2026-10-05T11:40")));
        }
        assert_eq!(targets(&world).len(), 1);
    })
    .await;
}

/// A node that was at an outage when its clocks were to be looked at again
/// settles nothing any more.
#[tokio::test(flavor = "multi_thread")]
async fn who_began_before_notes_nothing_after() {
    on_both(|world| async move {
        after_an_outage(&world);
        let (outbox, now) = (world.node.outbox.clone(), world.store().now());
        let outage = outbox.unfinished_outages(16).unwrap()[0].id;
        let mut slow = outbox.begin_outage(outage).unwrap();
        outbox.reopen_outages().unwrap();
        assert!(!outbox.note_outage(&mut slow, None, Some(now)).unwrap());
        let mut anew = outbox.begin_outage(outage).unwrap();
        assert!(outbox.note_outage(&mut anew, None, Some(now)).unwrap());
        assert_eq!(outbox.unfinished_outages(16).unwrap(), []);
    })
    .await;
}

/// Wednesday is off by the new calendar: three working days now end with Friday,
/// when the service was down.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_calendar_brings_clocks_into_the_reach_of_a_settled_outage() {
    on_both(|world| async move {
        world.file(&["VCB"], false);
        world.clock.set(at("2026-10-10T08:00"));
        world.outage("2026-10-09T22:00", "2026-10-10T01:00");
        let fan_out = FanOut::new(world.node.outbox.clone());
        let now = world.store().now();
        assert_eq!(fan_out.run(now).await.unwrap(), notifier::FannedOut::default());

        world.store().set_rules(rules(2, "2026-10-07"));
        assert!(fan_out.run(now.plus_seconds(60)).await.unwrap().moved > 0);
        let law = world.seed().ids("select id from clock where rule = 'N07'").unwrap();
        assert!(!law.is_empty());
        for clock in law {
            assert_eq!(world.seed().due_of(clock).unwrap(), Some(at("2026-10-13T00:00")));
        }
        assert_eq!(world.number("select count(*) from outage_progress where done_at is null"), 0);
        assert_eq!(world.number(REFUSALS), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ticks_of_two_nodes_fan_out_once_a_minute() {
    on_both(|world| async move {
        let touched = after_an_outage(&world);
        let other = world.another_node();
        let jobs = |node: &super::world::Node| {
            let worker = node.worker.clone().start();
            Jobs::new(node.outbox.clone(), node.digester.clone(), worker.poke())
        };
        let (one, two) = (jobs(&world.node), jobs(&other));
        let (a, b) = tokio::join!(one.fan_out(), two.fan_out());
        assert_eq!(a.unwrap().moved + b.unwrap().moved, touched);
        assert_eq!(world.number("select count(*) from tick where job = 'fan_out'"), 1);
        every_target_is_moved_once(&world);
    })
    .await;
}
