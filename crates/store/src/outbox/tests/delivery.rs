//! Claiming, finishing, failing, order (I-25, I-26, I-27).

use super::world::{BANK, CASE, World, on_both, person};
use super::{Backlog, Finished, Sent};
use crate::outbox::expand::lease;
use crate::outbox::{Address, Retry};
use crate::testing::Place;
use engine::id::UserId;
use engine::role::Role;
use std::collections::BTreeSet;
use std::sync::Mutex;
use uuid::Uuid;

fn with_maker(count: usize, case: Option<Uuid>) -> impl Fn(&World) -> Vec<Uuid> {
    move |world| {
        world.hire("maker", Role::BankMaker, Place::Institution(BANK));
        let notices = world.notices(count, case, false);
        world.expand();
        notices
    }
}

fn transient() -> Sent {
    Sent::Transient("smtp_451".to_owned())
}

#[test]
fn many_workers_send_each_mail_once() {
    on_both(|world| {
        for name in ["a", "b", "c", "d"] {
            world.hire(name, Role::BankMaker, Place::Institution(BANK));
        }
        world.notices(25, None, false);
        let sent = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| work(world, &sent));
            }
        });
        let sent = sent.into_inner().unwrap();
        let once: BTreeSet<Uuid> = sent.iter().copied().collect();
        assert_eq!((sent.len(), once.len()), (100, 100));
        assert_eq!(world.outbox.backlog().unwrap(), Backlog::default());
        assert_eq!(world.number("select count(*) from delivery_attempt"), 100);
    });
}

/// A worker that expands, claims and sends until nothing is left.
fn work(world: &World, sent: &Mutex<Vec<Uuid>>) {
    let owner = world.outbox.new_owner();
    loop {
        world.outbox.expand(world.now(), owner, 10).unwrap();
        let mails = world.claim(owner);
        if mails.is_empty() && world.outbox.backlog().unwrap() == Backlog::default() {
            return;
        }
        for mail in mails {
            sent.lock().unwrap().push(mail.delivery);
            let finished = world.outbox.finish(mail.delivery, owner, &Sent::Delivered, world.now());
            assert_eq!(finished.unwrap(), Finished::Delivered);
        }
    }
}

#[test]
fn one_persons_mail_of_one_case_goes_out_in_order() {
    on_both(|world| {
        let notices = with_maker(3, Some(CASE))(world);
        let mut seen = Vec::new();
        let owner = world.outbox.new_owner();
        for _ in 0..3 {
            let mails = world.claim(owner);
            assert_eq!(mails.len(), 1, "the next waits for the one before");
            seen.push(mails[0].notice.0);
            world.outbox.finish(mails[0].delivery, owner, &Sent::Delivered, world.now()).unwrap();
        }
        assert_eq!(seen, notices);
    });
}

#[test]
fn a_notice_not_yet_turned_into_mail_is_not_overtaken() {
    on_both(|world| {
        world.hire("maker", Role::BankMaker, Place::Institution(BANK));
        let notices = world.notices(2, Some(CASE), false);
        // The older one is leased by a worker that dies.
        let dead = world.outbox.new_owner();
        world.outbox.write(|conn| lease(conn, world.now(), dead, 1)).unwrap();
        assert_eq!(world.expand().notices, 1);
        assert!(world.claim(dead).is_empty());
        world.pass(31);
        assert_eq!(world.outbox.recover(world.now()).unwrap().notices, 1);
        world.expand();
        assert_eq!(world.claim(dead)[0].notice.0, notices[0]);
    });
}

/// A worker that died between sending and finishing: sent again under the
/// same id, and the first worker's late word changes nothing.
#[test]
fn an_expired_lease_is_claimed_again_and_its_owner_is_too_late() {
    on_both(|world| {
        with_maker(1, Some(CASE))(world);
        let (first, second) = (world.outbox.new_owner(), world.outbox.new_owner());
        let before = world.claim(first);
        assert!(world.claim(second).is_empty());
        world.pass(121);
        let after = world.claim(second);
        assert_eq!(before[0].delivery, after[0].delivery);
        let finish = |owner| {
            let outbox = &world.outbox;
            outbox.finish(after[0].delivery, owner, &Sent::Delivered, world.now()).unwrap()
        };
        assert_eq!(finish(first), Finished::Lost);
        assert_eq!(finish(second), Finished::Delivered);
        // Both attempts are on record.
        assert_eq!(world.number("select count(*) from delivery_attempt"), 2);
    });
}

#[test]
fn what_fails_for_now_is_tried_again_later_and_given_up_in_the_end() {
    on_both(|world| {
        with_maker(1, Some(CASE))(world);
        let owner = world.outbox.new_owner();
        for seconds in [60, 300] {
            let mail = world.claim(owner).remove(0);
            let finished = world.outbox.finish(mail.delivery, owner, &transient(), world.now());
            let Finished::Again(at) = finished.unwrap() else {
                panic!("it is tried again");
            };
            let pause = at.seconds_since(world.now());
            assert!((seconds * 8 / 10..=seconds * 12 / 10).contains(&pause), "{pause}");
            assert!(world.claim(owner).is_empty());
            world.pass(pause + 1);
        }
        let mail = world.claim(owner).remove(0);
        assert_eq!(mail.failures, 2);
        let finished = world.outbox.finish(mail.delivery, owner, &transient(), world.now());
        assert_eq!(finished.unwrap(), Finished::Dead);
        let letters = world.outbox.dead_letters(None, 10).unwrap();
        assert_eq!(letters[0].reason, "exhausted");
        assert_eq!(letters[0].person, Some(UserId(person("maker"))));
    });
}

#[test]
fn a_dead_mail_blocks_nothing_and_the_next_says_so() {
    on_both(|world| {
        with_maker(4, Some(CASE))(world);
        let owner = world.outbox.new_owner();
        let refused = Sent::Permanent("smtp_550".to_owned());
        let answers = [
            (&refused, Finished::Dead, 0),
            (&refused, Finished::Dead, 1),
            (&Sent::Delivered, Finished::Delivered, 2),
            (&Sent::Delivered, Finished::Delivered, 0),
        ];
        for (answer, comes_to, lost_before) in answers {
            let mail = world.claim(owner).remove(0);
            assert_eq!(mail.lost_before, lost_before);
            let finished = world.outbox.finish(mail.delivery, owner, answer, world.now());
            assert_eq!(finished.unwrap(), comes_to);
        }
        let letters = world.outbox.dead_letters(None, 10).unwrap();
        assert_eq!(letters.len(), 2);
        assert_eq!(world.outbox.dead_letters(Some(letters[0].id), 10).unwrap(), letters[1..]);

        // One is tried again by a person, the other is settled otherwise.
        let by = UserId(person("administrator"));
        assert!(world.outbox.retry(letters[0].id, by, world.now()).unwrap());
        assert!(world.outbox.settle(letters[1].id, by, world.now()).unwrap());
        let again = world.claim(owner);
        assert_eq!((again.len(), again[0].failures), (1, 0));
        assert!(world.outbox.dead_letters(None, 10).unwrap().is_empty());
    });
}

#[test]
fn an_urgent_mail_pulls_along_what_waits_for_the_morning() {
    on_both(|world| {
        with_maker(1, Some(CASE))(world);
        let owner = world.outbox.new_owner();
        let mail = world.claim(owner).remove(0);
        assert!(!mail.urgent);
        let morning = world.now().plus_seconds(36_000);
        assert!(world.outbox.hold(mail.delivery, owner, morning).unwrap());
        assert!(world.claim(owner).is_empty());
        assert_eq!(world.outbox.backlog().unwrap().held, 1);

        world.pass(1); // Ids of one instant from two sources have no order.
        world.notices(1, Some(CASE), true);
        world.expand();
        let first = world.claim(owner).remove(0);
        assert_eq!(first.delivery, mail.delivery);
        assert!(first.urgent, "it stands before an urgent one");
        assert_eq!(world.number("select count(*) from delivery_attempt"), 0);
    });
}

#[test]
fn a_person_who_left_has_no_address_any_more() {
    on_both(|world| {
        with_maker(1, Some(CASE))(world);
        world.seed().set_active(person("maker"), false).unwrap();
        let claimed = world.claim(world.outbox.new_owner());
        assert!(claimed[0].to == Address::Nowhere("recipient_gone"));
    });
}

#[test]
fn a_tick_is_carried_out_once_whoever_ticks() {
    on_both(|world| {
        let at = world.now();
        let won = Mutex::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    if world.outbox.tick("sweep", at, at).unwrap() {
                        *won.lock().unwrap() += 1;
                    }
                });
            }
        });
        assert_eq!(*won.lock().unwrap(), 1);
        assert!(world.outbox.ticked("sweep", at).unwrap());
        world.outbox.untick("sweep", at).unwrap();
        assert!(world.outbox.tick("sweep", at, at).unwrap());
        assert_eq!(world.outbox.clean(at, at).unwrap(), 0);
        assert_eq!(world.outbox.clean(at.plus_seconds(1), at).unwrap(), 1);
    });
}

#[test]
fn pauses_grow_and_stay_within_their_spread() {
    let retry = Retry { after_seconds: vec![60, 300], jitter_percent: 20 };
    let pauses: BTreeSet<i64> =
        (0..200).filter_map(|n| retry.pause(1, Uuid::from_u128(n))).collect();
    assert!(pauses.len() > 150, "they are spread");
    assert!(pauses.iter().all(|p| (48_000_000..=72_000_000).contains(p)));
    assert_eq!(retry.pause(0, Uuid::nil()), None);
    assert_eq!(retry.pause(3, Uuid::nil()), None);
}
