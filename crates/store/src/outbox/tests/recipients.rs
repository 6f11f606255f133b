//! Who is told, and what happens when nobody is there.

use super::world::{BANK, CASE, MINISTRY, OFFICE, World, on_both, person};
use crate::testing::Place;
use engine::id::UserId;
use engine::role::Role;

fn told(world: &World) -> Vec<String> {
    let sql = "select p.email as word from delivery d join person p on p.id = d.person_id \
               where d.transport = 'in_app' order by p.email";
    world.seed().words(sql).unwrap()
}

#[test]
fn a_desk_that_is_empty_passes_its_mail_to_the_next() {
    on_both(|world| {
        world.hire("head", Role::BankHead, Place::Institution(BANK));
        world.hire("admin", Role::InstitutionAdmin, Place::Institution(BANK));
        let maker = world.hire("maker", Role::BankMaker, Place::Institution(BANK));
        world.notices(1, Some(CASE), false);
        world.seed().set_active(maker, false).unwrap();
        assert_eq!(world.expand().notices, 1);
        assert_eq!(told(world), ["head@example.vn"]);
    });
}

#[test]
fn supervisors_of_every_agency_above_hear_of_it_once() {
    on_both(|world| {
        let top = world.hire("top", Role::Supervisor, Place::Agency(MINISTRY));
        world.hire("near", Role::Supervisor, Place::Agency(OFFICE));
        world.hire("officer", Role::Officer, Place::Agency(OFFICE));
        world.seed().seat(top, Role::Supervisor, Place::Agency(OFFICE)).unwrap();
        world.notices_to(("overseers", Some(OFFICE), None), 1, Some(CASE), false);
        world.expand();
        assert_eq!(told(world), ["near@example.vn", "top@example.vn"]);
    });
}

/// What was owed before a merger reaches the heir, at the end of the chain, and
/// nobody who still sits in the old bank or the old office.
#[test]
fn the_mailbox_of_one_of_the_past_is_its_heirs() {
    on_both(|world| {
        let [next, heir] = ["next bank", "heir bank"].map(person);
        let other = person("other office");
        world.seed().institution(next, "NEXT").unwrap();
        world.seed().institution(heir, "HEIR").unwrap();
        world.seed().agency(other, "OTHER", Some(MINISTRY)).unwrap();
        for (name, place) in [("old", BANK), ("middle", next), ("new", heir)] {
            world.hire(name, Role::BankMaker, Place::Institution(place));
        }
        for (name, place) in [("was", OFFICE), ("is", other)] {
            world.hire(name, Role::Head, Place::Agency(place));
            world.hire(&format!("{name}-s"), Role::Supervisor, Place::Agency(place));
        }
        world.notices(1, Some(CASE), false);
        world.notices_to(("agency", Some(OFFICE), Some(Role::Head)), 1, Some(CASE), false);
        world.notices_to(("overseers", Some(OFFICE), None), 1, Some(CASE), false);
        world.seed().succeed("institution", BANK, next).unwrap();
        world.seed().succeed("institution", next, heir).unwrap();
        world.seed().succeed("agency", OFFICE, other).unwrap();
        assert_eq!(world.expand().notices, 3);
        assert_eq!(told(world), ["is-s@example.vn", "is@example.vn", "new@example.vn"]);
    });
}

#[test]
fn the_state_bank_is_told_by_mail_and_in_app() {
    on_both(|world| {
        world.hire("observer", Role::StateBankObserver, Place::Country);
        world.notices_to(("state_bank", None, None), 1, None, false);
        let expanded = world.expand();
        assert_eq!((expanded.notices, expanded.mails), (1, 1));
        assert_eq!(world.number("select count(*) from delivery"), 2);
        let delivered = "select count(*) from delivery where state = 'delivered' \
                         and transport = 'in_app'";
        assert_eq!(world.number(delivered), 1);
    });
}

#[test]
fn a_person_without_an_address_is_told_in_app_only() {
    on_both(|world| {
        world.seed().person(person("quiet"), "", "vi").unwrap();
        world.seed().seat(person("quiet"), Role::BankMaker, Place::Institution(BANK)).unwrap();
        world.notices(1, Some(CASE), false);
        assert_eq!(world.expand().mails, 0);
        assert_eq!(told(world), [""]);
    });
}

/// I-26: nobody there is a task, and the task can bring the notice back.
#[test]
fn a_notice_to_nobody_becomes_a_task_and_can_be_tried_again() {
    on_both(|world| {
        world.notices(1, Some(CASE), false);
        assert_eq!(world.expand().nobody, 1);
        let letters = world.outbox.dead_letters(None, 10).unwrap();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].reason, "nobody");
        assert_eq!(letters[0].mailbox.1, Some(BANK));

        world.hire("maker", Role::BankMaker, Place::Institution(BANK));
        let by = UserId(person("administrator"));
        assert!(world.outbox.retry(letters[0].id, by, world.now()).unwrap());
        assert!(!world.outbox.retry(letters[0].id, by, world.now()).unwrap());
        assert_eq!(world.expand().notices, 1);
        assert_eq!(told(world), ["maker@example.vn"]);
        assert!(world.outbox.dead_letters(None, 10).unwrap().is_empty());
    });
}
