//! Mail over a line that may break, to a server that may refuse (I-25, I-26).

use super::server::{Answer, Script, start};
use super::world::{World, on_both};
use notifier::{Pass, Security, Target, Transport, Worker};
use std::collections::BTreeSet;
use std::time::Duration;

async fn by_smtp(world: &World, script: &Script) -> Worker {
    let target = local(start(script.clone()).await);
    world.worker_by(&Transport::open(&target, "attache.example", 4).unwrap())
}

/// A server on this machine.
fn local(port: u16) -> Target {
    Target::Smtp {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::PlainLocalhost,
        username: None,
        password: None,
        ca_file: None,
    }
}

fn message_id(mail: &str) -> &str {
    let line = mail.lines().find(|line| line.starts_with("Message-ID:"));
    line.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_takes_each_mail_once() {
    on_both(|world| async move {
        world.file(&["VCB", "ACB", "TCB"], false);
        let script = Script::default();
        let worker = by_smtp(&world, &script).await;
        assert_eq!(worker.drain().await.unwrap().delivered, 3);
        let recipients = script.recipients();
        assert!(recipients.iter().any(|line| line.contains("<vcb.lap@vcb.example>")));
        let ids = script.taken();
        let ids: BTreeSet<&str> = ids.iter().map(|mail| message_id(mail)).collect();
        assert_eq!(ids.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_cannot_take_now_is_tried_again() {
    on_both(|world| async move {
        world.file(&["VCB"], false);
        let script = Script::default();
        let worker = by_smtp(&world, &script).await;
        let answers = [
            Answer::Recipient("451 4.7.1 greylisted"),
            Answer::Text("452 4.3.1 no room"),
            Answer::Breaks,
        ];
        for answer in answers {
            script.then(answer);
            let pass = worker.drain().await.unwrap();
            assert_eq!((pass.again, pass.delivered), (1, 0));
            world.pass(1_200);
        }
        assert_eq!(worker.drain().await.unwrap().delivered, 1);
        let details =
            "select detail as word from delivery_attempt where detail is not null order by id";
        let details = world.seed().words(details).unwrap();
        assert_eq!(details, ["smtp_451", "smtp_452", "connection"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_refuses_for_good_is_a_task() {
    on_both(|world| async move {
        world.file(&["VCB"], false);
        let script = Script::default();
        let worker = by_smtp(&world, &script).await;
        script.then(Answer::Recipient("550 5.1.1 vcb.lap@vcb.example is unknown"));
        let pass = worker.drain().await.unwrap();
        assert_eq!((pass.dead, pass.delivered), (1, 0));
        let letters = world.node.outbox.dead_letters(None, 10).unwrap();
        assert_eq!(letters[0].reason, "smtp_550", "the code, not the words");
        // It stands in the app all the same.
        let in_app = "select count(*) from delivery where transport = 'in_app'";
        assert_eq!(world.number(in_app), 1);
    })
    .await;
}

/// A wrong password of ours must not bury everybody's mail.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_ourselves_is_not_the_recipients_fault() {
    let world = World::sqlite();
    world.file(&["VCB"], false);
    let script = Script::default();
    let worker = by_smtp(&world, &script).await;
    script.then(Answer::Recipient("530 5.7.0 sign in first"));
    assert_eq!(worker.drain().await.unwrap().again, 1);
}

/// At least once: the server had it, we never heard so; the second mail has
/// the Message-ID of the first, so that a reader sees one.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_was_taken_unheard_is_sent_again_under_its_own_id() {
    on_both(|world| async move {
        world.file(&["VCB"], false);
        let script = Script::default();
        let worker = by_smtp(&world, &script).await;
        script.then(Answer::TakesAndBreaks);
        assert_eq!(worker.drain().await.unwrap().again, 1);
        world.pass(120);
        assert_eq!(worker.drain().await.unwrap().delivered, 1);
        let taken = script.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(message_id(&taken[0]), message_id(&taken[1]));
    })
    .await;
}

/// A worker that waited for its word would send nobody anything again.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_falls_silent_costs_a_try_and_no_worker() {
    let world = World::sqlite();
    world.file(&["VCB"], false);
    let script = Script::default();
    let port = start(script.clone()).await;
    let post = Transport::open(&local(port), "attache.example", 4).unwrap();
    let worker = world.worker_by(&post.within(Duration::from_millis(300)));
    script.then(Answer::FallsSilent);
    let pass = tokio::time::timeout(Duration::from_secs(30), worker.drain()).await;
    assert_eq!(pass.expect("the worker waits for the server").unwrap().again, 1);
    let detail = "select detail as word from delivery_attempt";
    assert_eq!(world.seed().words(detail).unwrap(), ["timeout"]);
    // Its line is not used again: the next mail would hear the last one's word.
    world.pass(120);
    assert_eq!(worker.drain().await.unwrap().delivered, 1);
    assert_eq!(script.lines(), 2);
}

/// One line serves one mail after the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_kept_for_the_next_mail() {
    let world = World::sqlite();
    let script = Script::default();
    let worker = by_smtp(&world, &script).await;
    for bank in ["VCB", "ACB"] {
        world.file(&[bank], false);
        assert_eq!(worker.drain().await.unwrap().delivered, 1);
    }
    assert_eq!(script.lines(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_nothing_is_lost_and_filing_goes_on() {
    let world = World::sqlite();
    let script = Script::default();
    let target = Target::Smtp {
        host: "localhost".to_owned(),
        port: 1, // Nobody listens there.
        security: Security::PlainLocalhost,
        username: None,
        password: None,
        ca_file: None,
    };
    let worker = world.worker_by(&Transport::open(&target, "attache.example", 4).unwrap());
    world.file(&["VCB"], false);
    assert_eq!(worker.drain().await.unwrap().again, 1);
    world.file(&["ACB"], false);
    world.pass(120);
    let pass = by_smtp(&world, &script).await.drain().await.unwrap();
    assert_eq!(pass, Pass { notices: 1, delivered: 2, ..Pass::default() });
}

#[test]
fn an_open_line_to_another_machine_is_refused() {
    let target = Target::Smtp {
        host: "mail.example".to_owned(),
        port: 25,
        security: Security::PlainLocalhost,
        username: None,
        password: None,
        ca_file: None,
    };
    assert!(Transport::open(&target, "attache.example", 1).is_err());
}
