//! The sweep: deadlines that pass while nobody looks (I-21, I-24, I-27).

use super::world::{World, at, on_both};
use engine::time::Instant;
use notifier::{Jobs, Sweeper, Ticks};
use std::sync::Arc;
use std::time::Duration;

const BANKS: [&str; 5] = ["VCB", "ACB", "BID", "TCB", "KBNN"];

/// What ought to be flagged at `now`, computed from nothing but the clocks.
fn from_scratch(world: &World, now: Instant) -> Vec<uuid::Uuid> {
    // 5 s of grace: an answer in time may still be on its way.
    let limit = now.plus_seconds(-5);
    let all =
        world.seed().ids("select id from clock where due_at is not null order by id").unwrap();
    let due = world.node.outbox.store().clone();
    all.into_iter()
        .filter(|id| {
            store::testing::Seed(&due).due_of(*id).unwrap().is_some_and(|due| due <= limit)
        })
        .collect()
}

fn flagged(world: &World) -> Vec<uuid::Uuid> {
    let sql = "select clock_id as id from episode where kind = 'due' order by clock_id";
    world.seed().ids(sql).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_long_sleep_the_flags_are_those_of_a_fresh_computation() {
    on_both(|world| async move {
        for _ in 0..4 {
            world.file(&BANKS, false);
            world.pass(3_600);
        }
        let now = at("2026-11-30T09:00"); // Eight weeks later.
        world.clock.set(now);
        let sweeper = Sweeper::new(world.node.outbox.clone());
        let swept = sweeper.run(now).await.unwrap();
        let wanted = from_scratch(&world, now);
        assert!(wanted.len() >= 40, "{}", wanted.len());
        assert_eq!(swept.failed, 0);
        assert_eq!(flagged(&world), wanted);
        // Flagged when it was due, noticed later.
        let sql = "select count(*) from episode e join clock c on c.id = e.clock_id \
                   where e.flagged_at = c.due_at and e.detected_at > e.flagged_at";
        assert_eq!(usize::try_from(world.number(sql)).unwrap(), wanted.len());

        // Each demand was struck once; no sibling was refused.
        assert_eq!(swept.already, 0);
        assert_eq!(world.number("select count(*) from event where kind = 'refusal'"), 0);

        // Once and for all.
        assert!(sweeper.run(now).await.unwrap().is_idle());
        assert_eq!(flagged(&world), wanted);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_that_sweep_at_once_flag_each_lateness_once() {
    on_both(|world| async move {
        for _ in 0..3 {
            world.file(&BANKS, false);
        }
        let now = at("2026-11-30T09:00");
        world.clock.set(now);
        let other = world.another_node();
        let (one, two) =
            (Sweeper::new(world.node.outbox.clone()), Sweeper::new(other.outbox.clone()));
        let (one, two) = tokio::join!(one.run(now), two.run(now));
        assert_eq!(one.unwrap().failed + two.unwrap().failed, 0);
        assert_eq!(flagged(&world), from_scratch(&world, now));
        // The ladder's notices were owed once, too.
        let twice = "select count(*) from (select 1 from notice group by code, to_kind, to_id, \
                     to_role, demand_id, event_id having count(*) > 1) as t";
        assert_eq!(world.number(twice), 0);
        // Nor was anybody told for each limit that ended at the same instant.
        let twice = "select count(*) from (select 1 from notice where code = 'overdue' \
                     group by to_kind, to_id, to_role, demand_id having count(*) > 1) as t";
        assert_eq!(world.number(twice), 0);
    })
    .await;
}

/// Its whole request was here before the due instant; it is decided after it,
/// within the grace, or after the flag: in time either way (I-22).
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_on_its_way_when_the_limit_ends_is_in_time() {
    on_both(|world| async move {
        let (_, demands) = world.file(&["VCB"], false);
        let sweeper = Sweeper::new(world.node.outbox.clone());
        // Thursday's end: three working days, the first not counted.
        let due = at("2026-10-09T00:00");
        world.clock.set(due.plus_seconds(-1));
        sweeper.run(due.plus_seconds(-1)).await.unwrap();
        let late = || world.number("select count(*) from episode where layer <> 'target'");

        world.clock.set(due.plus_seconds(3));
        assert!(!sweeper.is_due(due.plus_seconds(3)).await.unwrap());
        world.answer("VCB", demands[0], due.plus_seconds(-1)).await;
        assert_eq!(late(), 0);
        let clocks = "select count(*) from clock where layer <> 'target' and state = 'met'";
        assert_eq!(world.number(clocks), 4);
        world.clock.set(due.plus_seconds(60));
        assert!(sweeper.run(due.plus_seconds(60)).await.unwrap().is_idle());
    })
    .await;
}

/// A request that waited beyond the grace is stamped anew: the flag stands.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_decided_beyond_the_grace_is_judged_by_then() {
    let world = World::sqlite();
    let (_, demands) = world.file(&["VCB"], false);
    let due = at("2026-10-09T00:00");
    world.clock.set(due.plus_seconds(6));
    world.answer("VCB", demands[0], due.plus_seconds(-1)).await;
    let late = "select count(*) from clock where layer <> 'target' and state = 'late'";
    // "Immediately" has no number; the three others had.
    assert_eq!(world.number(late), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_in_time_may_still_be_on_its_way() {
    let world = World::sqlite();
    world.file(&["VCB"], false);
    let sweeper = Sweeper::new(world.node.outbox.clone());
    let next = world.node.outbox.next_strike().unwrap().unwrap();
    world.clock.set(next.plus_seconds(-1));
    assert!(!sweeper.is_due(next.plus_seconds(-1)).await.unwrap());
    world.clock.set(next);
    assert!(sweeper.run(next).await.unwrap().struck > 0);
}

/// Simulated time: no reminder is stale, each comes at its instant.
#[tokio::test(flavor = "multi_thread")]
async fn simulated_time_stops_at_every_strike() {
    on_both(|world| async move {
        world.file(&["VCB"], false);
        let sweeper = Sweeper::new(world.node.outbox.clone());
        let until = at("2026-10-30T09:00");
        let clock = Arc::clone(&world.clock);
        let swept = sweeper.run_to(until, |at| clock.set(at)).await.unwrap();
        assert_eq!((swept.failed, world.store().now()), (0, until));
        assert_eq!(flagged(&world), from_scratch(&world, until));
        let reminders = "select count(*) from notice where code in ('due_soon', 'due_today')";
        assert!(world.number(reminders) >= 4);
        let late = "select count(*) from episode where detected_at > flagged_at";
        let grace = "select count(*) from episode";
        assert_eq!(world.number(late), world.number(grace));
    })
    .await;
}

/// Limits on the asking side are struck as clocks are, once by however many
/// nodes: minutes that no decision followed within 24 hours lapse.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn duties_are_struck_with_the_clocks() {
    on_both(|world| async move {
        world.freeze_by_minutes(&["VCB", "ACB"]);
        let lapsed = || world.number("select count(*) from instrument where state = 'lapsed'");
        let other = world.another_node();
        let (one, two) =
            (Sweeper::new(world.node.outbox.clone()), Sweeper::new(other.outbox.clone()));
        let day = world.now().plus_seconds(24 * 3_600);
        world.clock.set(day);
        one.run(day).await.unwrap();
        assert_eq!(lapsed(), 0, "in time until the limit and its grace have passed");
        let after = day.plus_seconds(5);
        world.clock.set(after);
        assert!(one.is_due(after).await.unwrap());
        let (a, b) = tokio::join!(one.run(after), two.run(after));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!((a.failed + b.failed, lapsed()), (0, 1));
        assert!(a.struck + b.struck > 0);
        assert_eq!(world.number("select count(*) from event where code = 'instrument_lapsed'"), 1);
        assert!(one.run(after).await.unwrap().is_idle());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ticks_of_two_nodes_do_the_work_of_one() {
    on_both(|world| async move {
        world.file(&BANKS, false);
        let other = world.another_node();
        let jobs = |node: &super::world::Node| {
            let worker = node.worker.clone().start();
            Jobs::new(node.outbox.clone(), node.digester.clone(), worker.poke())
        };
        let (one, two) = (jobs(&world.node), jobs(&other));
        world.clock.set(at("2026-10-06T08:00"));
        let (a, b) = tokio::join!(one.sweep(), two.sweep());
        let (a, b) = (a.unwrap(), b.unwrap());
        assert!(a.is_idle() != b.is_idle(), "one of them sweeps");
        assert_eq!(world.number("select count(*) from tick where job = 'sweep'"), 1);

        let (a, b) = tokio::join!(one.care(), two.care());
        let digests = a.unwrap().1.sent + b.unwrap().1.sent;
        assert!(digests > 0);
        assert_eq!(world.number("select count(*) from tick where job = 'recover'"), 1);
        let per_person = "select count(*) from tick where job like 'digest/%'";
        assert_eq!(usize::try_from(world.number(per_person)).unwrap(), digests);

        world.clock.set(at("2026-10-20T08:00"));
        let (a, b) = tokio::join!(one.clean(), two.clean());
        assert!(a.unwrap() + b.unwrap() >= 3);
        assert_eq!(world.number("select count(*) from tick"), 1);
    })
    .await;
}

/// The real scheduler: it only says "now", the store's clock says when that is.
#[tokio::test(flavor = "multi_thread")]
async fn the_scheduler_makes_it_all_go() {
    let world = World::sqlite();
    world.file(&["VCB"], false);
    world.node.worker.drain().await.unwrap();
    world.clock.set(at("2026-10-06T08:00"));
    let worker = world.node.worker.clone().start();
    let jobs = Jobs::new(world.node.outbox.clone(), world.node.digester.clone(), worker.poke());
    let ticks = Ticks::start(&jobs).await.unwrap();
    let before = world.memory.taken().len();
    // An overdue target reaches checker and officer by mail.
    for _ in 0..200 {
        if world.memory.taken().len() > before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    ticks.stop().await.unwrap();
    worker.stop().await;
    assert!(!flagged(&world).is_empty());
    assert!(world.memory.taken().len() > before);
}
