//! The daily digest.

use super::world::{World, at, on_both};
use notifier::DigestRun;
use store::outbox::Sent;

/// Filed on Monday; "other information" is due days later, the target at once.
fn late(world: &World) {
    world.file(&["VCB"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_goes_once_to_those_who_have_something() {
    on_both(|world| async move {
        late(&world);
        let other = world.another_node();
        let run = async |node: &super::world::Node, time: &str| {
            world.clock.set(at(time));
            node.digester.run(at(time)).await.unwrap()
        };
        // Not yet, and not on the day off before.
        assert_eq!(run(&world.node, "2026-10-06T07:59").await, DigestRun::default());
        let first = run(&world.node, "2026-10-06T08:00").await;
        // Maker, checker and head of the bank, the officer, the head of the
        // office: the target is missed; supervisors see their own office only.
        assert_eq!(first, DigestRun { sent: 5, ..DigestRun::default() });
        assert_eq!(run(&other, "2026-10-06T08:01").await, DigestRun::default());
        assert_eq!(run(&world.node, "2026-10-06T09:00").await, DigestRun::default());
        // The next day it comes again; on a Saturday it does not.
        assert_eq!(run(&other, "2026-10-07T08:30").await.sent, 5);
        assert_eq!(run(&other, "2026-10-10T08:30").await, DigestRun::default());
        assert_eq!(run(&other, "2026-10-12T13:00").await, DigestRun::default());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_at_once_send_one_digest_each_person() {
    on_both(|world| async move {
        late(&world);
        let other = world.another_node();
        let now = at("2026-10-06T08:00");
        world.clock.set(now);
        let (one, two) = tokio::join!(world.node.digester.run(now), other.digester.run(now));
        assert_eq!(one.unwrap().sent + two.unwrap().sent, 5);
        assert_eq!(world.memory.taken().len(), 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_that_failed_for_now_is_tried_again_the_same_morning() {
    let world = World::sqlite();
    late(&world);
    let now = at("2026-10-06T08:00");
    world.clock.set(now);
    world.memory.answer_next(Sent::Transient("connection".to_owned()));
    let first = world.node.digester.run(now).await.unwrap();
    assert_eq!((first.sent, first.again), (4, 1));
    let second = world.node.digester.run(now.plus_seconds(60)).await.unwrap();
    assert_eq!((second.sent, second.again), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_with_nothing_is_written_to() {
    let world = World::sqlite();
    let now = at("2026-10-06T08:00");
    world.clock.set(now);
    assert_eq!(world.node.digester.run(now).await.unwrap(), DigestRun::default());
    assert!(world.memory.taken().is_empty());
}

/// Each try may take a minute: a server that is away must not be waited for
/// once for everybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_ends_the_run() {
    let world = World::sqlite();
    late(&world);
    let now = at("2026-10-06T08:00");
    world.clock.set(now);
    for _ in 0..3 {
        world.memory.answer_next(Sent::Transient("unreachable".to_owned()));
    }
    let run = world.node.digester.run(now).await.unwrap();
    assert_eq!((run.sent, run.again), (0, 4));
    // Nobody is left out for it.
    let next = world.node.digester.run(now.plus_seconds(60)).await.unwrap();
    assert_eq!((next.sent, next.again), (5, 0));
}

/// A mailbox over which the server falls silent keeps nobody else's back.
#[tokio::test(flavor = "multi_thread")]
async fn silence_over_some_mailboxes_does_not_end_the_run() {
    let world = World::sqlite();
    late(&world);
    let now = at("2026-10-06T08:00");
    world.clock.set(now);
    for _ in 0..3 {
        world.memory.answer_next(Sent::Transient("timeout".to_owned()));
    }
    let run = world.node.digester.run(now).await.unwrap();
    assert_eq!((run.sent, run.again), (2, 3));
}
