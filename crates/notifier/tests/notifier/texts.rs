//! Text messages: who is on duty is told at night too, and nothing of the matter.

use super::mails::plain;
use super::world::{World, at, on_both, user};
use engine::actor::{Actor, Seat, Who};
use engine::administration::Denied;
use engine::directory::InstitutionCode;
use engine::id::ShiftId;
use engine::role::Role;
use engine::roster::Phone;
use store::identity::{AdministerError, Administered, NewShift};

const NUMBER: &str = "+84912345678";

fn bank(code: &str) -> Seat {
    Seat::Institution(InstitutionCode::parse(code).unwrap().derived_id())
}

fn keeper(code: &str) -> Actor {
    let who = Who::Person(user("vcb.truong").id);
    Actor { who, role: Role::BankHead, seat: bank(code) }
}

fn shift(who: &str, from: &str, to: &str) -> NewShift {
    NewShift {
        place: bank("VCB"),
        person: user(who).id,
        phone: Phone::parse("0912 345 678").unwrap(),
        from: at(from),
        to: at(to),
    }
}

fn put(world: &World, new: &NewShift) -> Administered<ShiftId> {
    world.store().administer(&keeper("VCB"), |admin| admin.put_on_duty(new))
}

/// Whom text messages went to, by what is before the gateway's name.
fn told(world: &World) -> Vec<String> {
    let mails = world.memory.taken();
    let to = mails.iter().filter_map(|mail| {
        let line = mail.lines().find(|line| line.starts_with("To: "))?;
        line.trim_start_matches("To: ").strip_suffix("@sms.example").map(ToOwned::to_owned)
    });
    to.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_on_duty_is_told_of_what_is_urgent_at_night() {
    on_both(|world| async move {
        put(&world, &shift("vcb.truong", "2026-10-05T17:00", "2026-10-06T08:00")).unwrap();
        world.clock.set(at("2026-10-05T23:00"));
        world.file(&["VCB", "ACB"], false);
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world), [""; 0], "what is not urgent waits for the morning");
        world.freeze_by_minutes(&["VCB", "ACB"]);
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world), ["84912345678"]);
        let text = world.memory.taken().into_iter().find(|mail| mail.contains("@sms.example"));
        let said = plain(&text.unwrap());
        assert!(said.contains("urgent matter"), "{said}");
        assert!(!said.contains("http"), "no link that another might send too: {said}");
        // Who is on duty finds it here too.
        let here = "select count(*) from delivery d join notice n on n.id = d.notice_id \
             where n.code = 'demand_served' and n.urgent and d.transport = 'in_app' \
             and d.shift_id is null";
        assert!(world.number(here) >= 2);
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world).len(), 1, "once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_who_went_home_was_taken_off_or_has_left() {
    on_both(|world| async move {
        let over = shift("vcb.truong", "2026-10-05T17:00", "2026-10-05T22:00");
        put(&world, &over).unwrap();
        let off = put(&world, &shift("vcb.duyet", "2026-10-05T17:00", "2026-10-06T08:00")).unwrap();
        put(&world, &shift("vcb.lap", "2026-10-05T17:00", "2026-10-06T08:00")).unwrap();
        world.store().administer(&keeper("VCB"), |admin| admin.take_off_duty(off)).unwrap();
        world.leave("vcb.lap");
        world.clock.set(at("2026-10-05T23:00"));
        world.freeze_by_minutes(&["VCB"]);
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world), [""; 0]);
    })
    .await;
}

/// A message that could not leave is tried again, but not sent to who has gone home.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_shift_is_over_becomes_somebodys_task() {
    on_both(|world| async move {
        put(&world, &shift("vcb.truong", "2026-10-05T17:00", "2026-10-06T08:00")).unwrap();
        world.clock.set(at("2026-10-06T07:59"));
        world.freeze_by_minutes(&["VCB"]);
        world.node.outbox.expand(world.now(), world.node.outbox.new_owner(), 200).unwrap();
        world.clock.set(at("2026-10-06T08:00"));
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world), [""; 0]);
        let dead = "select count(*) from dead_letter where reason = 'shift_over'";
        assert_eq!(world.number(dead), 1);
        assert!(world.number("select count(*) from delivery where failure = 'shift_over'") == 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_kept_by_its_place_and_read_by_who_may_have_to_call() {
    on_both(|world| async move {
        let night = || shift("vcb.truong", "2026-10-05T17:00", "2026-10-06T08:00");
        let id = put(&world, &night()).unwrap();
        assert_eq!(put(&world, &night()).unwrap(), id, "the same again is the same");
        let denied = |told: Administered<ShiftId>| match told {
            Err(AdministerError::Denied(denied)) => denied,
            other => panic!("{other:?}"),
        };
        let meets = shift("vcb.truong", "2026-10-06T07:00", "2026-10-06T20:00");
        assert_eq!(denied(put(&world, &meets)), Denied::ShiftOverlaps);
        let over = shift("vcb.truong", "2026-10-04T07:00", "2026-10-05T08:00");
        assert_eq!(denied(put(&world, &over)), Denied::ShiftTimes);
        for stranger in ["saomai", "vcb.xulyno", "vcb.quantri"] {
            let wrong = shift(stranger, "2026-10-05T17:00", "2026-10-06T08:00");
            assert_eq!(denied(put(&world, &wrong)), Denied::NotOnStaff, "{stranger}");
        }
        let at_acb = world.store().administer(&keeper("ACB"), |admin| admin.put_on_duty(&night()));
        assert_eq!(denied(at_acb), Denied::BeyondReach);
        let roster =
            |actor: &Actor| world.store().administer(actor, |admin| admin.roster(bank("VCB")));
        let lines = roster(&world.officer()).unwrap();
        assert_eq!(lines.iter().map(|one| one.phone.as_str()).collect::<Vec<_>>(), [NUMBER]);
        let unseen = roster(&keeper("ACB"));
        assert!(matches!(unseen, Err(AdministerError::Denied(Denied::NotFound))));
        let taken = world.store().administer(&keeper("ACB"), |admin| admin.take_off_duty(id));
        assert!(matches!(taken, Err(AdministerError::Denied(Denied::NotFound))));
        // What a roster says is in no record; that it was kept is.
        let record = "select count(*) from event where code = 'put_on_duty'";
        assert_eq!(world.number(record), 1);
    })
    .await;
}

/// Who comes on duty is told of what his colleague was not.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_shift_was_not_told_the_next_one_is() {
    on_both(|world| async move {
        put(&world, &shift("vcb.truong", "2026-10-05T17:00", "2026-10-06T06:00")).unwrap();
        put(&world, &shift("vcb.duyet", "2026-10-06T06:00", "2026-10-06T12:00")).unwrap();
        world.clock.set(at("2026-10-06T05:59"));
        world.freeze_by_minutes(&["VCB"]);
        world.node.outbox.expand(world.now(), world.node.outbox.new_owner(), 200).unwrap();
        world.clock.set(at("2026-10-06T06:00"));
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world), ["84912345678"]);
        assert_eq!(world.number("select count(*) from dead_letter"), 0);
    })
    .await;
}

/// A telephone is not flooded: one message waits at a time, and says that there is
/// something.
#[tokio::test(flavor = "multi_thread")]
async fn ten_orders_are_one_message_and_another_later() {
    on_both(|world| async move {
        put(&world, &shift("vcb.truong", "2026-10-05T17:00", "2026-10-06T08:00")).unwrap();
        world.clock.set(at("2026-10-05T23:00"));
        let urged = |n: usize| {
            let (_, demands) = world.file(&["VCB"], false);
            for _ in 0..n {
                world.urge(demands[0]);
            }
        };
        urged(3);
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world).len(), 1);
        urged(2);
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world).len(), 1, "five minutes lie between two");
        world.pass(300);
        world.node.worker.drain().await.unwrap();
        assert_eq!(told(&world).len(), 2);
    })
    .await;
}
