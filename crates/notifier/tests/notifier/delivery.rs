//! Workers: each mail once, crashes, quiet hours (I-25, I-27).

use super::world::{World, at, on_both};
use notifier::{Pass, Transport};
use std::collections::BTreeSet;
use store::outbox::{Backlog, Sent};

const BANKS: [&str; 5] = ["VCB", "ACB", "BID", "TCB", "KBNN"];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_workers_deliver_each_mail_once() {
    on_both(|world| async move {
        for _ in 0..6 {
            world.file(&BANKS, true);
        }
        let nodes = [world.another_node(), world.another_node()];
        let mut running = Vec::new();
        for worker in nodes.iter().map(|node| &node.worker).chain([&world.node.worker]) {
            running.push(worker.clone().start());
            running.push(worker.colleague().start());
        }
        while world.node.outbox.backlog().unwrap() != Backlog::default() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        for worker in running {
            worker.stop().await;
        }
        assert_eq!(world.memory.taken().len(), 30);
        let mails =
            "select count(*) from delivery where transport = 'mail' and state = 'delivered'";
        assert_eq!(world.number(mails), 30);
        assert_eq!(world.number("select count(*) from delivery_attempt"), 30);
    })
    .await;
}

/// A worker dies after the mail server took the mail and before it said so
/// to the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_sending_and_finishing_sends_again_under_the_same_id() {
    on_both(|world| async move {
        world.file(&["VCB"], false);
        let outbox = &world.node.outbox;
        let owner = outbox.new_owner();
        outbox.expand(world.store().now(), owner, 10).unwrap();
        let lost = outbox.claim_mail(world.store().now(), owner, 10, 300).unwrap();
        assert_eq!(lost.len(), 1);
        assert!(world.node.worker.drain().await.unwrap().is_idle());
        world.pass(301);
        assert_eq!(world.node.worker.drain().await.unwrap().delivered, 1);
        let id = format!("<{}@attache.example>", lost[0].delivery);
        assert!(world.memory.taken()[0].contains(&id));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_urgent_waits_for_the_next_opening() {
    on_both(|world| async move {
        // A Friday night: offices open again on Monday.
        world.clock.set(at("2026-10-09T22:30"));
        let (_, demands) = world.file(&["VCB"], false);
        let worker = &world.node.worker;
        let held = Pass { notices: 1, held: 1, ..Pass::default() };
        assert_eq!(worker.drain().await.unwrap(), held);
        world.clock.set(at("2026-10-11T12:00"));
        assert!(worker.drain().await.unwrap().is_idle());
        world.clock.set(at("2026-10-12T06:30"));
        assert!(worker.drain().await.unwrap().is_idle());
        world.clock.set(at("2026-10-12T08:00"));
        assert_eq!(worker.drain().await.unwrap().delivered, 1);

        // At night again: urging is urgent, to checker and head.
        world.clock.set(at("2026-10-12T23:00"));
        world.urge(demands[0]);
        assert_eq!(worker.drain().await.unwrap().delivered, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_mail_is_told_by_the_next_one() {
    let world = World::sqlite();
    world.file(&["ACB"], false);
    world.file(&["ACB"], false);
    world.memory.answer_next(Sent::Permanent("smtp_552".to_owned()));
    let pass = world.node.worker.drain().await.unwrap();
    assert_eq!((pass.dead, pass.delivered), (1, 1));
    let mail = super::mails::plain(&world.memory.taken()[0]);
    assert!(mail.contains("1 thư trước đây về cùng hồ sơ không đến được bạn"), "{mail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_finds_its_mail_in_a_folder() {
    let world = World::sqlite();
    world.file(&["VCB", "ACB"], false);
    let folder = std::env::temp_dir().join(format!("mail-{}", testkit::random_word()));
    let target = notifier::Target::Folder { path: folder.clone() };
    let worker = world.worker_by(&Transport::open(&target, "attache.example", 1).unwrap());
    assert_eq!(worker.drain().await.unwrap().delivered, 2);
    let names: BTreeSet<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names.len(), 2);
    assert!(names.iter().all(|path| path.extension().unwrap() == "eml"));
    std::fs::remove_dir_all(folder).unwrap();
}
