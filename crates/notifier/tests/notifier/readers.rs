//! Who hears of what: the asking side's readers, and nobody who may not read.

use super::world::{World, on_both, user};

/// Who was told of notices with this code, by mail address.
fn told(world: &World, code: &str) -> Vec<String> {
    let sql = format!(
        "select p.email as word from delivery d join person p on p.id = d.person_id \
         join notice n on n.id = d.notice_id \
         where n.code = '{code}' and d.transport = 'in_app' order by p.email"
    );
    world.seed().words(&sql).unwrap()
}

/// That an inquiry exists is a tip; it has no demand yet when it is submitted.
#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_inquiry_laid_before_the_second_person_is_told_to_its_readers_alone() {
    on_both(|world| async move {
        world.submit(&["VCB"], &["saomai", "haidang"]);
        world.node.worker.drain().await.unwrap();
        let readers = ["haidang@thads.example", "saomai@thads.example"];
        assert_eq!(told(&world, "inquiry_submitted"), readers);
        // The head, once he is named, is whom it is laid before.
        world.submit(&["VCB"], &["saomai", "daiduong"]);
        world.node.worker.drain().await.unwrap();
        let all = ["daiduong@thads.example", "haidang@thads.example", "saomai@thads.example"];
        assert_eq!(told(&world, "inquiry_submitted"), all);
    })
    .await;
}

/// Not even as a number in the morning.
#[tokio::test(flavor = "multi_thread")]
async fn a_digest_counts_what_is_sealed_for_its_readers_alone() {
    on_both(|world| async move {
        let head = || {
            let digest = world.node.outbox.digest(world.now(), world.now()).unwrap();
            digest.iter().find(|one| one.person == user("daiduong").id).map_or(0, |one| one.waiting)
        };
        world.submit(&["VCB"], &["saomai", "haidang"]);
        assert_eq!(head(), 0);
        world.submit(&["VCB"], &["saomai", "daiduong"]);
        assert_eq!(head(), 1);
        world.submit(&["VCB"], &[]);
        assert_eq!(head(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_reader_who_left_the_agency_hears_no_more() {
    on_both(|world| async move {
        world.leave("haidang");
        world.submit(&["VCB"], &["saomai", "haidang"]);
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world, "inquiry_submitted"), ["saomai@thads.example"]);
    })
    .await;
}

/// An answer must not wait in the mailbox of somebody who went elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_officer_is_owed_who_left_his_office_goes_to_its_head() {
    on_both(|world| async move {
        let (_, demands) = world.file(&["VCB"], false);
        world.leave("saomai");
        assert!(world.store().person(user("saomai").id).unwrap().unwrap().active);
        world.answer("VCB", demands[0], world.now()).await;
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world, "answer_arrived"), ["daiduong@thads.example"]);
    })
    .await;
}
