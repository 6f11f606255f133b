//! Schema, directory, law and calendars: importing twice changes nothing.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::actor::Actor;
use engine::directory::{Change, plan};
use engine::role::Role;
use engine::version::Version;
use store::verify::replay;
use store::{Store, StoreError};
use support::story::{officer, user};
use support::{CALENDAR, House, on_both, read_directory, registry, shipped_directory, vault};

#[test]
fn migrating_twice_runs_nothing_twice() {
    on_both(|database| {
        assert!(!Store::migrate(&database.url).unwrap().is_empty());
        assert!(Store::migrate(&database.url).unwrap().is_empty());
    });
}

#[test]
fn an_imported_directory_comes_back_whole() {
    on_both(|database| {
        let house = House::on(database);
        let mut registry = registry(database);
        let stored = registry.directory().unwrap();
        assert_eq!(stored, shipped_directory());
        let again = plan(&stored, &read_directory(&[], &stored));
        assert!(again.changes.is_empty());
        let before = registry.version().unwrap();
        registry.import_directory(&Actor::SYSTEM, &again).unwrap();
        assert_eq!(registry.version().unwrap(), before);
        let directory = &house.store.rules().directory;
        assert!(directory.may_lead_cases(user("saomai"), officer().agency().unwrap()));
        assert!(!directory.may_lead_cases(user("ngoclan"), officer().agency().unwrap()));
    });
}

#[test]
fn who_loses_a_role_loses_the_seat_and_gets_it_back() {
    on_both(|database| {
        let house = House::on(database);
        let mut registry = registry(database);
        let first = registry.version().unwrap();
        let mut import = |line: &str| {
            let header = "username,full_name,email,roles,agency,institution,active\n";
            let text = format!("{header}{line}\n");
            let stored = registry.directory().unwrap();
            let wanted = read_directory(&[("users.csv", &text)], &stored);
            let plan = plan(&stored, &wanted);
            registry.import_directory(&Actor::SYSTEM, &plan).unwrap();
            let reference = registry.snapshot().unwrap();
            let leads =
                reference.directory.may_lead_cases(user("saomai"), officer().agency().unwrap());
            (plan.changes, leads)
        };
        let name = "saomai,Nguyễn Thị Sao Mai,saomai@thads.example";
        let (changes, leads) = import(&format!("{name},clerk,T01,,true"));
        assert!(matches!(&changes[..], [Change::Changed { fields, .. }] if fields.len() == 2));
        assert!(!leads);
        let (changes, leads) = import(&format!("{name},officer,T01-01,,true"));
        assert_eq!((changes.len(), leads), (1, true));
        let (_, leads) = import(&format!("{name},officer,T01-01,,false"));
        assert!(!leads);
        assert_eq!(registry.version().unwrap(), first + 3);
        assert_eq!(registry.directory().unwrap().users.len(), shipped_directory().users.len());
        drop(house);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn a_national_administrator_sits_nowhere_and_belongs_to_the_ministry() {
    on_both(|database| {
        House::on(database);
        let users = registry(database).directory().unwrap().users;
        let admin = users.values().find(|user| user.roles.contains(&Role::AdminNational));
        let shipped = shipped_directory().users;
        assert_eq!(admin, shipped.get(&admin.unwrap().username));
    });
}

#[test]
fn a_calendar_gets_a_number_once() {
    on_both(|database| {
        House::on(database);
        let mut registry = registry(database);
        let version = registry.version().unwrap();
        let number = registry.activate_calendar(&Actor::SYSTEM, CALENDAR).unwrap();
        assert_eq!((number, registry.version().unwrap()), (1, version));
        let hash = Version::of_files(CALENDAR);
        assert_eq!(registry.calendar_number(hash).unwrap(), Some(1));
        let text = CALENDAR[0].1;
        let revised = format!("{text}\n# sửa\n");
        let files = [("vn.toml", revised.as_str())];
        assert_eq!(registry.activate_calendar(&Actor::SYSTEM, &files).unwrap(), 2);
        assert_eq!(registry.version().unwrap(), version + 1);
        let in_force = registry.snapshot().unwrap().calendar.unwrap();
        assert_eq!((in_force.number, in_force.version), (2, Version::of_files(&files)));
        let old = registry.calendar(1).unwrap().unwrap();
        assert_eq!(old.borrowed(), CALENDAR);
        assert_eq!(registry.activate_law(&Actor::SYSTEM, &files).unwrap(), 1);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

/// Going back is a change that wants a version of its own: "done" would leave
/// the later files in force.
#[test]
fn files_that_were_superseded_do_not_come_back_by_themselves() {
    on_both(|database| {
        House::on(database);
        let mut registry = registry(database);
        let files = |text: &'static str| [("targets.toml", text)];
        let (one, two) = (files("# một\n"), files("# hai\n"));
        let first = registry.activate_law(&Actor::SYSTEM, &one).unwrap();
        let second = registry.activate_law(&Actor::SYSTEM, &two).unwrap();
        assert_eq!(second, first + 1);
        let version = registry.version().unwrap();

        let back = registry.activate_law(&Actor::SYSTEM, &one);
        assert!(matches!(back, Err(StoreError::Superseded(number)) if number == first));
        // What is in force is there already.
        assert_eq!(registry.activate_law(&Actor::SYSTEM, &two).unwrap(), second);
        let in_force = registry.snapshot().unwrap().law.unwrap();
        assert_eq!((in_force.number, registry.version().unwrap()), (second, version));
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}
