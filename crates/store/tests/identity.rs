//! People, sessions, clients and keys, on both engines.

#![expect(clippy::unwrap_used, reason = "a helper that is wrong must stop its test")]

use engine::actor::{Actor, Seat};
use engine::directory::{Directory, plan};
use engine::id::{ClientId, InstitutionId, UserId};
use engine::role::Role;
use engine::time::Instant;
use std::sync::Arc;
use store::identity::{Client, ClientKey, HeldSeat, NewSession, PasswordHash, SessionId};
use store::outbox::{Outbox, Retry};
use store::reference::Registry;
use store::{DatabaseUrl, Options, Store, Vault};
use testkit::world::{self, ManualClock, World};
use uuid::Uuid;

const NOON: Instant = Instant::from_seconds(1_795_000_000);
const START: &str = "2026-11-20T09:00:00+07:00";

fn tell(url: &str, story: impl Fn(&Store, &DatabaseUrl)) {
    let url: DatabaseUrl = url.parse().unwrap();
    Store::migrate(&url).unwrap();
    let store = Store::open(
        Options::new(url.clone()),
        Arc::new(ManualClock::at(START)),
        Vault::new([7; 32]),
        World::default().rules(),
    );
    story(&store.unwrap(), &url);
}

/// Tells a story on each engine.
fn on_both(story: impl Fn(&Store, &DatabaseUrl)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    tell(&format!("sqlite:{}", path.display()), &story);
    let server = testkit::postgres::shared().unwrap();
    let database = server.fresh_database().unwrap();
    tell(&database.url(), &story);
}

fn import(url: &DatabaseUrl, wanted: &Directory) {
    let clock = Arc::new(ManualClock::at(START));
    let mut registry = Registry::open(url, clock, Vault::new([7; 32])).unwrap();
    let plan = plan(&registry.directory().unwrap(), wanted);
    registry.import_directory(&Actor::SYSTEM, &plan).unwrap();
}

const MAKER: &str = "vcb.lap";

/// The shipped directory; a maker of a bank is its checker too. The person and
/// both seats.
fn seed(store: &Store, url: &DatabaseUrl) -> (UserId, [HeldSeat; 2]) {
    let mut wanted = world::directory();
    let maker = wanted.users.values_mut();
    for user in maker.filter(|user| user.username.as_str() == MAKER) {
        user.roles.insert(Role::BankChecker);
    }
    import(url, &wanted);
    let person = store.person_by_username(MAKER).unwrap().unwrap().id;
    let mut seats = store.seats_of(person).unwrap();
    seats.sort_by_key(|seat| seat.role);
    (person, seats.try_into().unwrap())
}

fn nobody() -> UserId {
    UserId(Uuid::from_u128(2))
}

fn bank() -> InstitutionId {
    World::default().institution("VCB")
}

fn start(store: &Store, seat: &HeldSeat, n: u8, epoch: i32) -> SessionId {
    let new = NewSession {
        id: [n; 32],
        person: seat.person,
        seat: seat.id,
        auth_epoch: epoch,
        csrf: [9; 32],
        at: NOON,
    };
    assert_eq!(store.start_session(&new).unwrap(), NOON.plus_seconds(43_200));
    new.id
}

fn holds(store: &Store, id: &SessionId, after: i64) -> bool {
    let found = store.live_session(id, NOON.plus_seconds(after)).unwrap();
    found.is_some()
}

#[test]
fn a_person_is_found_with_seats_and_without_a_password_at_first() {
    on_both(|store, url| {
        let (id, seats) = seed(store, url);
        let person = store.person_by_username(MAKER).unwrap().unwrap();
        assert_eq!(store.person(id).unwrap(), Some(person.clone()));
        assert_eq!((person.active, person.password), (true, None));
        let roles = seats.map(|seat| (seat.role, seat.seat, seat.person));
        let at = Seat::Institution(bank());
        let expected = [Role::BankMaker, Role::BankChecker].map(|role| (role, at, id));
        assert_eq!(roles, expected);
        assert_eq!(store.person_by_username("VCB.LAP").unwrap(), None);
        assert!(store.set_seat_active(seats[0].id, false).unwrap());
        assert_eq!(store.seats_of(id).unwrap(), seats[1..]);
    });
}

/// I-30: a place that is closed lets nobody act from it any more.
#[test]
fn nobody_acts_from_a_place_that_is_closed() {
    on_both(|store, url| {
        let (id, seats) = seed(store, url);
        let session = start(store, &seats[0], 1, 0);
        assert!(holds(store, &session, 0));
        let mut wanted = world::directory();
        for one in wanted.institutions.values_mut().filter(|one| one.code.as_str() == "VCB") {
            one.active = false;
        }
        import(url, &wanted);
        assert!(!holds(store, &session, 0));
        assert_eq!(store.seats_of(id).unwrap(), []);
    });
}

#[test]
fn what_has_expired_is_forgotten_and_nothing_else() {
    on_both(|store, url| {
        let (_, [seat, _]) = seed(store, url);
        let id = start(store, &seat, 1, 0);
        let retry = Retry { after_seconds: vec![60], jitter_percent: 0 };
        let outbox = Outbox::new(store.clone(), retry);
        let end = NOON.plus_seconds(43_200);
        assert_eq!(outbox.clean(end, end).unwrap(), 0);
        assert!(holds(store, &id, 0));
        assert_eq!(outbox.clean(end.plus_seconds(1), end).unwrap(), 1);
        assert!(!holds(store, &id, 0));
    });
}

/// PostgreSQL fails on a text with NUL in it: nobody gets as far by one.
#[test]
fn what_no_database_can_hold_is_nobodys() {
    on_both(|store, url| {
        let _ = seed(store, url);
        assert_eq!(store.person_by_username("vcb\0lap").unwrap(), None);
        let password = PasswordHash("x".to_owned());
        assert!(!store.use_setup_code("vcb\0lap", &[0; 32], &password).unwrap());
        let client = ClientId(Uuid::from_u128(1));
        assert_eq!(store.client_with_key(client, "k\0").unwrap(), None);
        assert!(!store.use_assertion(client, "j\0", NOON).unwrap());
    });
}

#[test]
fn a_session_ends_when_idle_when_old_and_when_told() {
    on_both(|store, url| {
        let (person, [seat, _]) = seed(store, url);
        let id = start(store, &seat, 1, 0);
        assert!(holds(store, &id, 899));
        assert!(!holds(store, &id, 900));
        // Used every ten minutes it lasts twelve hours and no longer.
        for minutes in (0..720).step_by(10) {
            let now = NOON.plus_seconds(minutes * 60);
            let live = store.live_session(&id, now).unwrap().unwrap();
            assert_eq!(live.seat, seat);
            store.touch_session(&live.session, now).unwrap();
        }
        assert!(holds(store, &id, 43_199));
        assert!(!holds(store, &id, 43_200));

        let [one, two] = [2, 3].map(|n| start(store, &seat, n, 0));
        assert!(!store.end_session(nobody(), &one, NOON).unwrap());
        assert!(store.end_session(person, &one, NOON).unwrap());
        assert!(!store.end_session(person, &one, NOON).unwrap());
        assert!(!holds(store, &one, 0) && holds(store, &two, 0));
        assert_eq!(store.sessions_of(person, NOON).unwrap().len(), 2);
        assert_eq!(store.end_sessions_of(person, NOON).unwrap(), 2);
        assert!(store.sessions_of(person, NOON).unwrap().is_empty());
    });
}

#[test]
fn a_session_dies_with_epoch_person_and_seat() {
    on_both(|store, url| {
        let (person, [maker, checker]) = seed(store, url);
        let [one, two] = [(1, maker), (2, checker)].map(|(n, seat)| start(store, &seat, n, 0));
        assert!(store.set_seat_active(maker.id, false).unwrap());
        assert!(!holds(store, &one, 0) && holds(store, &two, 0));

        let hash = PasswordHash("$argon2id$…".to_owned());
        assert!(store.set_password(person, &hash).unwrap());
        assert!(!holds(store, &two, 0));
        let found = store.person(person).unwrap().unwrap();
        assert_eq!((found.password, found.auth_epoch), (Some(hash), 1));
        // A session of an old epoch is stillborn.
        assert!(!holds(store, &start(store, &checker, 3, 0), 0));

        let four = start(store, &checker, 4, 1);
        assert!(holds(store, &four, 0));
        assert!(store.bump_person_epoch(person).unwrap());
        assert!(!holds(store, &four, 0));
        let five = start(store, &checker, 5, 2);
        assert!(store.set_person_active(person, false).unwrap());
        assert!(!holds(store, &five, 0));
        assert!(!store.bump_person_epoch(nobody()).unwrap());
    });
}

/// The session that follows one from another seat.
fn next(seat: &HeldSeat, n: u8, epoch: i32, after: i64) -> NewSession {
    NewSession {
        id: [n; 32],
        person: seat.person,
        seat: seat.id,
        auth_epoch: epoch,
        csrf: [8; 32],
        at: NOON.plus_seconds(after),
    }
}

#[test]
fn a_session_is_followed_by_one_that_lives_no_longer() {
    on_both(|store, url| {
        let (person, [maker, checker]) = seed(store, url);
        let old = start(store, &maker, 1, 0);
        let tried: Vec<_> = std::thread::scope(|scope| {
            let tries = [10, 11, 12, 13, 14, 15, 16, 17].map(|n| {
                scope.spawn(move || store.switch_seat(&old, &next(&checker, n, 0, 60)).unwrap())
            });
            tries.map(|tried| tried.join().unwrap()).into()
        });
        let done: Vec<_> = tried.iter().flatten().collect();
        assert_eq!(done, [&NOON.plus_seconds(43_200)]);
        let open = store.sessions_of(person, NOON.plus_seconds(60)).unwrap();
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].seat, open[0].expires_at), (checker.id, NOON.plus_seconds(43_200)));

        // Nobody's, idle or over, it is followed by none.
        let old = start(store, &maker, 2, 0);
        let foreign = NewSession { person: nobody(), ..next(&checker, 20, 0, 0) };
        assert_eq!(store.switch_seat(&old, &foreign).unwrap(), None);
        assert_eq!(store.switch_seat(&old, &next(&checker, 20, 0, 900)).unwrap(), None);
        let live = store.live_session(&old, NOON).unwrap().unwrap();
        store.touch_session(&live.session, NOON.plus_seconds(43_100)).unwrap();
        assert_eq!(store.switch_seat(&old, &next(&checker, 20, 0, 43_200)).unwrap(), None);
        assert!(store.switch_seat(&old, &next(&checker, 20, 0, 43_199)).unwrap().is_some());
        assert!(!holds(store, &[20; 32], 43_200));
    });
}

#[test]
fn a_revoked_session_is_followed_by_none() {
    on_both(|store, url| {
        let (person, [maker, checker]) = seed(store, url);
        let old = start(store, &maker, 1, 0);
        assert!(store.bump_person_epoch(person).unwrap());
        // Neither under its own epoch nor under the present one (I-30).
        for epoch in [0, 1] {
            assert_eq!(store.switch_seat(&old, &next(&checker, 9, epoch, 0)).unwrap(), None);
        }
        let old = start(store, &maker, 2, 1);
        assert!(store.set_person_active(person, false).unwrap());
        for epoch in [1, 2] {
            assert_eq!(store.switch_seat(&old, &next(&checker, 9, epoch, 0)).unwrap(), None);
        }
        assert!(!holds(store, &[9; 32], 0));
    });
}

fn system(n: u128) -> Client {
    Client {
        id: ClientId(Uuid::from_u128(n)),
        institution: bank(),
        name: format!("core {n}"),
        active: true,
        auth_epoch: 0,
    }
}

fn key(client: &Client, kid: &str) -> ClientKey {
    ClientKey {
        kid: kid.to_owned(),
        client: client.id,
        public_key: [3; 32],
        active: true,
        created_at: NOON,
    }
}

#[test]
fn a_name_that_no_row_can_have_is_nobodys() {
    // PostgreSQL fails on a NUL, and a failure is no answer to a caller.
    on_both(|store, url| {
        seed(store, url);
        let client = system(1);
        assert!(store.register_client(&client).unwrap());
        assert_eq!(store.person_by_username("sao\0mai").unwrap(), None);
        assert_eq!(store.client_with_key(client.id, "a\0").unwrap(), None);
        assert!(!store.use_assertion(client.id, "j\0", NOON).unwrap());
        let hash = PasswordHash("$argon2id$1".to_owned());
        assert!(!store.use_setup_code("sao\0mai", &[0; 32], &hash).unwrap());
    });
}

#[test]
fn a_key_is_found_only_with_its_own_client_and_while_both_are_active() {
    on_both(|store, url| {
        seed(store, url);
        let (a, b) = (system(1), system(2));
        assert!(store.register_client(&a).unwrap() && store.register_client(&b).unwrap());
        assert!(!store.register_client(&a).unwrap());
        assert!(store.register_key(&key(&a, "a1")).unwrap());
        assert!(!store.register_key(&key(&b, "a1")).unwrap());
        let found = store.client_with_key(a.id, "a1").unwrap();
        assert_eq!(found, Some((a.clone(), key(&a, "a1"))));
        assert_eq!(store.client_with_key(b.id, "a1").unwrap(), None);

        assert!(store.rotate_key("a1", &key(&a, "a2")).unwrap());
        assert_eq!(store.client_with_key(a.id, "a1").unwrap(), None);
        assert!(store.standings().unwrap().keys.contains("a2"));
        assert!(!store.standings().unwrap().keys.contains("a1"));
        assert_eq!(store.keys_of(a.id).unwrap().len(), 2);
        assert!(!store.revoke_key(b.id, "a2").unwrap());
        assert!(store.revoke_key(a.id, "a2").unwrap());
        assert!(!store.revoke_key(a.id, "a2").unwrap());

        assert_eq!(store.standings().unwrap().clients[&a.id], 0);
        assert!(store.set_client_active(a.id, false).unwrap());
        assert!(!store.standings().unwrap().clients.contains_key(&a.id));
        assert!(store.set_client_active(a.id, true).unwrap());
        assert_eq!(store.standings().unwrap().clients[&a.id], 2);
        assert_eq!(store.clients_of(bank()).unwrap().len(), 2);
        assert!(store.client(a.id).unwrap().unwrap().active);
    });
}

#[test]
fn an_assertion_is_used_once_until_it_is_forgotten() {
    on_both(|store, _| {
        let (a, b) = (system(1).id, system(2).id);
        let until = NOON.plus_seconds(300);
        assert!(store.use_assertion(a, "x", until).unwrap());
        assert!(!store.use_assertion(a, "x", until).unwrap());
        assert!(store.use_assertion(b, "x", until).unwrap());
        assert_eq!(store.forget_assertions(until).unwrap(), 0);
        assert_eq!(store.forget_assertions(until.plus_seconds(1)).unwrap(), 2);
        assert!(store.use_assertion(a, "x", until).unwrap());
        store.ping().unwrap();
    });
}
