//! New demands are told of together; what is urgent, and what follows a lost mail, is
//! not.

use super::mails::plain;
use super::world::{World, at, on_both};
use store::outbox::Sent;

/// How many mails there are, and how many of them are about several demands.
fn told(world: &World) -> (usize, Vec<String>) {
    let mails = world.memory.taken();
    let several = |mail: &String| {
        mail.contains("new requests") || mail.contains("2 yêu cầu") || mail.contains("3 yêu cầu")
    };
    let several = mails.iter().map(|mail| plain(mail)).filter(several);
    (mails.len(), several.collect())
}

fn waiting(world: &World) -> i64 {
    world.number("select count(*) from delivery where transport = 'mail' and state = 'pending'")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_within_a_slot_goes_out_in_one_mail() {
    on_both(|world| async move {
        let world = world.bundling(3_600);
        for number in ["2026/TEST-2", "2026/TEST-3", "2026/TEST-4"] {
            world.file_in(number, &["VCB"]);
            world.pass(300);
        }
        world.node.worker.drain().await.unwrap();
        assert_eq!((told(&world).0, waiting(&world)), (0, 3), "they wait for the hour");
        world.clock.set(at("2026-10-05T09:00"));
        world.node.worker.drain().await.unwrap();
        let (mails, several) = told(&world);
        assert_eq!((mails, several.len(), waiting(&world)), (1, 1, 0));
        let said = &several[0];
        assert!(said.contains("3 new requests") || said.contains("Có 3 yêu cầu mới"), "{said}");
        let own = "select count(*) from delivery where transport = 'mail' \
             and state = 'delivered' and bundle_id is null";
        assert_eq!(world.number(own), 1, "one row for each mail that went out");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_urgent_does_not_wait() {
    on_both(|world| async move {
        let world = world.bundling(86_400);
        world.file(&["VCB"], false);
        world.file_in("2026/TEST-2", &["VCB"]);
        world.node.worker.drain().await.unwrap();
        assert_eq!((told(&world).0, waiting(&world)), (0, 2));
        world.freeze_by_minutes(&["VCB"]);
        world.node.worker.drain().await.unwrap();
        let left = "select count(*) from delivery d join notice n on n.id = d.notice_id \
             where d.transport = 'mail' and d.state = 'pending' and n.code = 'demand_served'";
        assert_eq!(world.number(left), 1, "what stood before it in its case went along");
        assert_eq!(told(&world).1.len(), 0, "nothing urgent is in a list");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_of_several_that_fails_is_tried_again_for_each() {
    on_both(|world| async move {
        let world = world.bundling(3_600);
        for number in ["2026/TEST-2", "2026/TEST-3"] {
            world.file_in(number, &["VCB"]);
        }
        world.clock.set(at("2026-10-05T09:00"));
        world.memory.answer_next(Sent::Transient("later".to_owned()));
        world.node.worker.drain().await.unwrap();
        assert_eq!((told(&world).0, waiting(&world)), (0, 2));
        let tried = "select count(*) from delivery_attempt where outcome = 'transient'";
        assert_eq!(world.number(tried), 2);
        // Second by second: a pause of its own for each would tear them apart.
        for _ in 0..100 {
            world.pass(1);
            world.node.worker.drain().await.unwrap();
        }
        assert_eq!((told(&world).0, waiting(&world)), (1, 0), "together again");
    })
    .await;
}

/// What came in over night is one mail in the morning.
#[tokio::test(flavor = "multi_thread")]
async fn the_morning_has_one_mail() {
    on_both(|world| async move {
        let world = world.bundling(3_600);
        world.clock.set(at("2026-10-05T23:00"));
        for number in ["2026/TEST-2", "2026/TEST-3"] {
            world.file_in(number, &["VCB"]);
        }
        world.node.worker.drain().await.unwrap();
        assert_eq!((told(&world).0, waiting(&world)), (0, 2), "held for office hours");
        world.clock.set(at("2026-10-06T08:30"));
        world.node.worker.drain().await.unwrap();
        assert_eq!((told(&world).0, waiting(&world)), (1, 0));
    })
    .await;
}
