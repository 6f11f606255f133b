//! People and systems administered, on both engines: one event for each
//! change, nobody's name in it, and the record stays whole (I-14, I-28, I-32).

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::actor::{Actor, Seat};
use engine::administration::{Denied, Holding};
use engine::directory::{Email, Username};
use engine::id::UserId;
use engine::identity::PersonName;
use engine::role::Role;
use store::identity::{
    AdministerError, Administered, Details, NewPerson, NewSession, PasswordHash, SetupCode,
};
use store::read::Page;
use store::verify::{Fault, replay};
use support::story::user;
use support::{House, on_both, registry, vault};
use uuid::Uuid;

const CODE: [u8; 32] = [5; 32];

/// An administrator of the demonstration, from his one seat.
fn admin(house: &House<'_>, name: &str) -> Actor {
    house.store.seats_of(user(name)).unwrap()[0].actor()
}

fn agency(house: &House<'_>, code: &str) -> Seat {
    let rules = house.store.rules();
    let found = rules.directory.agencies().find(|one| one.code.as_str() == code);
    Seat::Agency(found.unwrap().id)
}

fn someone(username: &str, seats: Vec<Holding>) -> NewPerson {
    NewPerson {
        username: Username::parse(username).unwrap(),
        full_name: PersonName::parse("Canary Văn Chim").unwrap(),
        email: Email::parse("canary@thads.example").unwrap(),
        language: "vi".to_owned(),
        seats,
    }
}

fn code(house: &House<'_>) -> SetupCode {
    SetupCode::given(CODE, house.store.now())
}

fn denied<T: std::fmt::Debug>(done: Administered<T>) -> Denied {
    match done {
        Err(AdministerError::Denied(denied)) => denied,
        other => panic!("{other:?}"),
    }
}

fn create(house: &House<'_>, by: &Actor, new: &NewPerson) -> Administered<UserId> {
    house.store.administer(by, |admin| admin.create_person(new, &code(house)))
}

fn whole(house: &House<'_>) -> u64 {
    let report = replay(&house.database.url, &vault()).unwrap();
    assert_eq!(report.differences, []);
    report.changes
}

#[test]
fn a_person_comes_changes_and_goes_and_every_step_is_recorded_once() {
    on_both(|database| {
        let house = House::on(database);
        let office = admin(&house, "thachthao");
        let seat = (Role::Officer, agency(&house, "T01-01"));
        let (changes, noticed) = (whole(&house), registry(database).version().unwrap());
        let id = create(&house, &office, &someone("chimyen", vec![seat])).unwrap();
        let store = &house.store;
        let version = store.administer(&office, |admin| {
            let email = Some(Email::parse("moi@thads.example").unwrap());
            let details = Details { email, ..Details::default() };
            assert_eq!(admin.set_details(id, &details)?, 2);
            // Written again, nothing happens and nothing is recorded.
            assert_eq!(admin.set_details(id, &details)?, 2);
            admin.give_seat(id, (Role::Clerk, seat.1))?;
            let twice = denied(admin.give_seat(id, (Role::Clerk, seat.1)));
            assert_eq!(twice, Denied::SeatHeld);
            let held = admin.user(id)?.seats;
            assert_eq!(held.len(), 2);
            let clerk = held.iter().find(|one| one.role == Role::Clerk).unwrap().id;
            admin.take_seat(id, clerk)?;
            assert_eq!(denied(admin.take_seat(id, clerk)), Denied::NotFound);
            admin.end_sessions(id)?;
            admin.set_active(id, false)?;
            assert_eq!(admin.set_active(id, false)?, 6);
            admin.set_active(id, true)
        });
        assert_eq!(version.unwrap(), 7);
        assert_eq!(whole(&house), changes + 7);
        // Other nodes notice who works where.
        assert_eq!(registry(database).version().unwrap(), noticed + 7);
        let directory = registry(database).snapshot().unwrap().directory;
        let Seat::Agency(desk) = seat.1 else { panic!("an agency") };
        assert!(directory.may_lead_cases(id, desk));

        database.tamper("update person set version = version + 1 where username = 'chimyen'");
        let report = replay(&database.url, &vault()).unwrap();
        let faults: Vec<_> = report.differences.iter().map(|one| (one.fault, one.what)).collect();
        assert_eq!(faults, [(Fault::Version, "person")]);
    });
}

#[test]
fn what_is_foreign_looks_like_none_and_leaves_no_trace() {
    on_both(|database| {
        let house = House::on(database);
        let store = &house.store;
        let (province, other) = (admin(&house, "huongduong"), admin(&house, "moclan"));
        let seat = (Role::Officer, agency(&house, "T01-01"));
        let id = create(&house, &province, &someone("chimyen", vec![seat])).unwrap();
        let changes = whole(&house);
        let nobody = UserId(Uuid::from_u128(3));
        for id in [id, nobody] {
            let told = store.administer(&other, |admin| {
                Ok([
                    denied(admin.user(id)),
                    denied(admin.set_active(id, false)),
                    denied(admin.end_sessions(id)),
                    denied(admin.give_setup_code(id, &code(&house))),
                    denied(admin.give_seat(id, (Role::Officer, agency(&house, "T79-01")))),
                ])
            });
            assert_eq!(told.unwrap(), [Denied::NotFound; 5]);
        }
        let taken = create(&house, &province, &someone("chimyen", vec![seat]));
        assert_eq!(denied(taken), Denied::UsernameTaken);
        let wider = (Role::Auditor, Seat::Country);
        let beyond = create(&house, &province, &someone("kiemtoan", vec![wider]));
        assert_eq!(denied(beyond), Denied::BeyondReach);
        assert_eq!(denied(create(&house, &province, &someone("rong", vec![]))), Denied::SeatCount);
        let own = store
            .administer(&province, |admin| admin.set_active(province.person().unwrap(), false));
        assert_eq!(denied(own), Denied::OwnRights);
        assert_eq!(whole(&house), changes);
    });
}

#[test]
fn a_list_shows_the_administrators_people_page_by_page() {
    on_both(|database| {
        let house = House::on(database);
        let names = |who: &str, limit: u16| {
            let admin = admin(&house, who);
            let mut names = Vec::new();
            let mut page = Page::new(None, limit);
            loop {
                let listing = house.store.administer(&admin, |admin| admin.users(page)).unwrap();
                names.extend(listing.rows.into_iter().map(|one| one.username));
                match listing.next {
                    Some(next) => page = Page::new(Some(next), limit),
                    None => break,
                }
            }
            names.sort();
            names
        };
        let vcb = ["vcb.duyet", "vcb.lap", "vcb.quantri", "vcb.truong", "vcb.xulyno"];
        assert_eq!(names("vcb.quantri", 2), vcb);
        let office = names("thachthao", 200);
        assert!(office.contains(&"saomai".to_owned()) && !office.contains(&"ngoclan".to_owned()));
        let province = names("huongduong", 3);
        assert!(
            province.contains(&"saomai".to_owned()) && province.contains(&"ngoclan".to_owned())
        );
        assert!(!province.iter().any(|name| name.starts_with("vcb") || name == "binhminh"));
        let all = names("phonglan", 200);
        assert!(all.len() > province.len() + office.len());
        let head = admin(&house, "daiduong");
        let none = house.store.administer(&head, |admin| admin.users(Page::default()));
        assert_eq!(denied(none), Denied::Forbidden);

        // Who took the last seat still sees whose it was, and can give it back.
        let office = admin(&house, "thachthao");
        let store = &house.store;
        let back = store.administer(&office, |admin| {
            let held = admin.user(user("saomai"))?.seats;
            admin.take_seat(user("saomai"), held[0].id)?;
            assert_eq!(admin.user(user("saomai"))?.seats, []);
            let listed = admin.users(Page::new(None, 200))?.rows;
            assert!(listed.iter().any(|one| one.id == user("saomai")));
            admin.give_seat(user("saomai"), (held[0].role, held[0].seat))
        });
        assert_eq!(back.unwrap(), store.seats_of(user("saomai")).unwrap()[0].id);
        whole(&house);
    });
}

#[test]
fn a_code_sets_a_password_once_and_while_it_is_fresh() {
    on_both(|database| {
        let house = House::on(database);
        let store = &house.store;
        let office = admin(&house, "thachthao");
        let seat = (Role::Officer, agency(&house, "T01-01"));
        let id = create(&house, &office, &someone("chimyen", vec![seat])).unwrap();
        let first = PasswordHash("$argon2id$1".to_owned());
        let set = |hash: [u8; 32]| store.use_setup_code("chimyen", &hash, &first).unwrap();
        assert!(!set([6; 32]));
        assert!(!store.use_setup_code("saomai", &CODE, &first).unwrap());
        house.clock.set("2026-11-19T09:00:00+07:00");
        assert!(!set(CODE), "72 hours are over");

        let epoch = |id| store.person(id).unwrap().unwrap().auth_epoch;
        let again = |id| {
            store.administer(&office, |admin| {
                admin.give_setup_code(id, &SetupCode::given(CODE, store.now()))
            })
        };
        again(id).unwrap();
        house.clock.set("2026-11-22T08:59:59+07:00");
        assert!(set(CODE));
        assert!(!set(CODE), "once");
        assert_eq!(store.person(id).unwrap().unwrap().password, Some(first.clone()));

        // A reset voids the password and ends the sessions (I-30).
        let held = store.seats_of(id).unwrap()[0];
        let session = NewSession {
            id: [1; 32],
            person: id,
            seat: held.id,
            auth_epoch: epoch(id),
            csrf: [2; 32],
            at: store.now(),
        };
        store.start_session(&session).unwrap();
        assert!(store.live_session(&[1; 32], store.now()).unwrap().is_some());
        again(id).unwrap();
        assert!(store.live_session(&[1; 32], store.now()).unwrap().is_none());
        assert_eq!(store.person(id).unwrap().unwrap().password, None);
        // Shut out, the code opens nothing.
        store.administer(&office, |admin| admin.set_active(id, false)).unwrap();
        assert!(!set(CODE));
        store.administer(&office, |admin| admin.set_active(id, true)).unwrap();
        assert!(set(CODE));
        assert!(store.change_own_password(&held.actor(), epoch(id), &first).unwrap());
        assert!(store.set_own_language(&held.actor(), "en").unwrap());
        assert_eq!(store.person(id).unwrap().unwrap().language, "en");
        whole(&house);
        no_names_in_the_record(&house);
    });
}

#[test]
fn a_reset_stands_against_a_change_of_password_that_had_begun() {
    on_both(|database| {
        let house = House::on(database);
        let store = &house.store;
        let (office, id) = (admin(&house, "thachthao"), user("saomai"));
        let own = store.seats_of(id).unwrap()[0].actor();
        let epoch = || store.person(id).unwrap().unwrap().auth_epoch;
        let chosen = PasswordHash("$argon2id$1".to_owned());
        let seen = epoch();
        store.administer(&office, |admin| admin.give_setup_code(id, &code(&house))).unwrap();
        let changes = whole(&house);
        assert!(!store.change_own_password(&own, seen, &chosen).unwrap());
        assert_eq!(store.person(id).unwrap().unwrap().password, None);
        assert_eq!(whole(&house), changes);
        // The code is good all the same.
        assert!(store.use_setup_code("saomai", &CODE, &chosen).unwrap());
        assert!(store.change_own_password(&own, epoch(), &chosen).unwrap());
        store.administer(&office, |admin| admin.set_active(id, false)).unwrap();
        assert!(!store.change_own_password(&own, epoch(), &chosen).unwrap());
        whole(&house);
    });
}

#[test]
fn a_code_opens_no_seat_that_was_given_after_it() {
    on_both(|database| {
        let house = House::on(database);
        let store = &house.store;
        let office = admin(&house, "thachthao");
        let desk = agency(&house, "T01-01");
        let id = create(&house, &office, &someone("chimyen", vec![(Role::Officer, desk)])).unwrap();
        let chosen = PasswordHash("$argon2id$1".to_owned());
        let set = || store.use_setup_code("chimyen", &CODE, &chosen).unwrap();
        // What is refused voids nothing.
        let twice = store.administer(&office, |admin| admin.give_seat(id, (Role::Officer, desk)));
        assert_eq!(denied(twice), Denied::SeatHeld);
        store.administer(&office, |admin| admin.give_seat(id, (Role::Clerk, desk))).unwrap();
        assert!(!set());
        store.administer(&office, |admin| admin.give_setup_code(id, &code(&house))).unwrap();
        assert!(set());
        whole(&house);
    });
}

/// No event of a person holds what he is called or where he is written to.
fn no_names_in_the_record(house: &House<'_>) {
    let known = ["Canary", "canary@", "chimyen", "$argon2id"];
    for text in support::bodies(house.database) {
        assert!(!known.iter().any(|word| text.contains(word)), "{text}");
    }
}

#[test]
fn a_system_and_its_keys_are_their_banks() {
    on_both(|database| {
        let house = House::on(database);
        let store = &house.store;
        let (vcb, acb) = (admin(&house, "vcb.quantri"), admin(&house, "acb.quantri"));
        let bank = vcb.institution().unwrap();
        let changes = whole(&house);
        let id = store.administer(&vcb, |admin| admin.create_client(bank, "lõi")).unwrap();
        // Sent again after a lost answer, it does not make a second one.
        let again = store.administer(&vcb, |admin| admin.create_client(bank, "lõi"));
        assert_eq!(denied(again), Denied::ClientNameTaken);
        let version = store.administer(&vcb, |admin| {
            admin.add_key(id, "vcb-1", &[3; 32])?;
            assert_eq!(denied(admin.add_key(id, "vcb-1", &[4; 32])), Denied::KeyTaken);
            admin.add_key(id, "vcb-2", &[4; 32])?;
            admin.revoke_client_key(id, "vcb-1")?;
            assert_eq!(denied(admin.revoke_client_key(id, "vcb-1")), Denied::NotFound);
            assert_eq!(denied(admin.revoke_client_key(id, "vcb\0")), Denied::NotFound);
            admin.set_client_active(id, false)
        });
        assert_eq!(version.unwrap(), 5);
        let seen = store.administer(&vcb, |admin| admin.clients(Page::default())).unwrap();
        let keys: Vec<_> = seen.rows[0].keys.iter().map(|key| (&key.kid[..], key.active)).collect();
        assert_eq!(keys, [("vcb-1", false), ("vcb-2", true)]);
        assert!(!store.standings().unwrap().clients.contains_key(&id));

        assert!(
            store.administer(&acb, |admin| admin.clients(Page::default())).unwrap().rows.is_empty()
        );
        let foreign = store.administer(&acb, |admin| {
            Ok([
                denied(admin.client(id)),
                denied(admin.set_client_active(id, true)),
                denied(admin.add_key(id, "acb-1", &[3; 32])),
                denied(admin.revoke_client_key(id, "vcb-2")),
                denied(admin.create_client(bank, "lạ")),
            ])
        });
        let [unseen @ .., beyond] = foreign.unwrap();
        assert_eq!((unseen, beyond), ([Denied::NotFound; 4], Denied::BeyondReach));
        let head = admin(&house, "vcb.truong");
        let none = store.administer(&head, |admin| admin.clients(Page::default()));
        assert_eq!(denied(none), Denied::Forbidden);
        assert_eq!(whole(&house), changes + 5);
    });
}

#[test]
fn the_operator_appoints_the_first_administrator() {
    on_both(|database| {
        House::on(database);
        let mut registry = registry(database);
        let new = someone("dautien", vec![(Role::AdminNational, Seat::Country)]);
        let now: engine::time::Instant = "2026-11-16T02:00:00Z".parse().unwrap();
        let id = registry.administer(&Actor::SYSTEM, |admin| {
            let id = admin.create_person(&new, &SetupCode::given(CODE, now))?;
            assert!(admin.users(Page::new(None, 200))?.rows.iter().any(|one| one.id == id));
            Ok(id)
        });
        let id = id.unwrap();
        let seen = registry.administer(&Actor::SYSTEM, |admin| admin.user(id)).unwrap();
        assert_eq!((seen.seats[0].role, seen.has_password), (Role::AdminNational, false));
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}
