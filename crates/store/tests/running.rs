//! Running the service for a country: days on which banks join and offices begin,
//! announcements and whom they concern, outages that a second person confirms.

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
use engine::administration::Denied;
use engine::announcement::{AnnouncementContent, AnnouncementKind, Audience};
use engine::command::Command;
use engine::demand::Channel;
use engine::directory::{AgencyCode, InstitutionCode, plan};
use engine::id::{AgencyId, OutageId};
use engine::instrument::InfoType;
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::Clock as _;
use store::identity::AdministerError;
use store::read::Page;
use store::verify::replay;
use support::story::*;
use support::{House, bodies, on_both, registry, shipped_directory, vault};

fn admin(name: &str) -> Actor {
    national(name, Role::AdminNational)
}

fn agency(code: &str) -> AgencyId {
    shipped_directory().agencies[&AgencyCode::parse(code).unwrap()].id
}

fn whole(house: &House<'_>) {
    let report = replay(&house.database.url, &vault()).unwrap();
    assert_eq!(report.differences, []);
}

fn news(house: &House<'_>, audience: Audience) -> Command {
    let now = house.clock.now();
    let content = AnnouncementContent {
        kind: AnnouncementKind::Info,
        audience,
        from: now,
        to: now.plus_seconds(3_600),
        text_vi: "Tin".to_owned(),
        text_en: "News".to_owned(),
        hurry: None,
    };
    Command::Announce { content: Box::new(content) }
}

#[test]
fn what_is_announced_reaches_whom_it_concerns_and_nobody_else() {
    on_both(|database| {
        let house = House::on(database);
        let others = institution("ACB");
        let audiences = [
            Audience::Everyone,
            Audience::Asking,
            Audience::Answering,
            Audience::Agency(agency("T01")),
            Audience::Agency(agency("T79")),
            Audience::Institution(institution("VCB")),
            Audience::Institution(others),
        ];
        let made: Vec<_> = audiences
            .iter()
            .map(|audience| house.act(admin("phonglan"), news(&house, *audience)).subject)
            .collect();
        let heard = |actor: Actor| {
            let now = house.clock.now();
            let page = Page::new(None, 50);
            let found = house.store.find_blocking(|r| r.announcements(&actor, now, page)).unwrap();
            let found = found.rows;
            let place = |id: uuid::Uuid| made.iter().position(|one| *one == id).unwrap();
            let mut places: Vec<_> = found.iter().map(|one| place(one.id.0)).collect();
            places.sort_unstable();
            places
        };
        assert_eq!(heard(officer()), [0, 1, 3]);
        assert_eq!(heard(vcb()), [0, 2, 5]);
        let reason = "Nhầm".to_owned();
        let announcement = made[5].into();
        let ended = Command::EndAnnouncement { announcement, reason };
        assert_eq!(house.attempt(vcb(), ended.clone()), Err(Refusal::NotFound));
        house.act(admin("saomai"), ended);
        assert_eq!(heard(vcb()), [0, 2]);
        // Who announces sees all of it.
        assert_eq!(heard(admin("saomai")), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(house.store.announced(house.clock.now()).unwrap().len(), 6);
        house.clock.set("2026-11-16T10:00:01+07:00");
        assert_eq!(heard(officer()), [0; 0]);
        whole(&house);
    });
}

#[test]
fn an_outage_is_listed_when_a_second_person_has_confirmed_it() {
    on_both(|database| {
        let house = House::on(database);
        let recorded = Command::RecordOutage {
            from: "2026-11-16T08:00:00+07:00".parse().unwrap(),
            to: "2026-11-16T08:30:00+07:00".parse().unwrap(),
            reason: "mất điện".to_owned(),
            evidence: None,
        };
        let outage: OutageId = house.act(admin("phonglan"), recorded).subject.into();
        let seen = |actor: Actor| {
            let page = Page::new(None, 50);
            let found = house.store.find_blocking(|r| r.outages(&actor, page)).unwrap();
            found.rows.len()
        };
        assert_eq!((seen(officer()), seen(vcb()), seen(admin("saomai"))), (0, 0, 1));
        let confirm = || Command::ConfirmOutage { outage };
        assert_eq!(house.attempt(admin("phonglan"), confirm()), Err(Refusal::OwnApproval));
        house.act(admin("saomai"), confirm());
        assert_eq!(house.attempt(admin("saomai"), confirm()), Err(Refusal::OutageConfirmed));
        assert_eq!((seen(officer()), seen(vcb())), (1, 1));
        whole(&house);
    });
}

#[test]
fn two_who_confirm_at_once_confirm_it_once() {
    on_both(|database| {
        let house = House::on(database);
        let recorded = Command::RecordOutage {
            from: "2026-11-16T08:00:00+07:00".parse().unwrap(),
            to: "2026-11-16T08:30:00+07:00".parse().unwrap(),
            reason: "mất điện".to_owned(),
            evidence: None,
        };
        let outage: OutageId = house.act(admin("phonglan"), recorded).subject.into();
        let confirm = |name| house.attempt(admin(name), Command::ConfirmOutage { outage }).is_ok();
        let done = std::thread::scope(|scope| {
            let both = ["saomai", "haidang"].map(|name| scope.spawn(move || confirm(name)));
            both.map(|one| one.join().unwrap())
        });
        assert_eq!(done.iter().filter(|done| **done).count(), 1);
        whole(&house);
    });
}

#[test]
fn a_day_of_joining_is_kept_and_decides_by_the_day_of_issue() {
    on_both(|database| {
        let house = House::on(database);
        let mut registry = registry(database);
        let stored = registry.directory().unwrap();
        let mut wanted = stored.clone();
        let on = "2026-12-01".parse().unwrap();
        let bank = InstitutionCode::parse("VCB").unwrap();
        wanted.institutions.get_mut(&bank).unwrap().joins_on = Some(on);
        let office = AgencyCode::parse("T01-01").unwrap();
        wanted.agencies.get_mut(&office).unwrap().begins_on = Some(on);
        registry.import_directory(&Actor::SYSTEM, &plan(&stored, &wanted)).unwrap();
        let kept = registry.directory().unwrap();
        assert_eq!((&kept.institutions, &kept.agencies), (&wanted.institutions, &wanted.agencies));
        let directory = registry.snapshot().unwrap().directory;
        let rules = (*house.store.rules()).clone();
        let before = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        house.store.set_rules(engine::context::Rules { directory, ..rules });

        let content = Box::new(case_content("2/THA", "saomai", "Nguyễn Đức Ấn"));
        let opens = Command::OpenCase { content };
        let refused = house.attempt(officer(), opens.clone());
        assert_eq!(refused, Err(Refusal::AgencyNotBegun { begins_on: on }));
        let channel = || {
            let content = asking(&[InfoType::Account], &["VCB"]);
            let (_, served) = house.file(officer(), before, content);
            let demand = to(&served, "VCB");
            let seen = house.store.find_blocking(|r| r.demand(&officer(), demand)).unwrap();
            seen.demand.channel
        };
        assert_eq!(channel(), Channel::Post);
        house.clock.set("2026-12-01T00:00:00+07:00");
        assert_eq!(channel(), Channel::Electronic);
        house.act(officer(), opens);
        whole(&house);
    });
}

#[test]
fn fifty_stand_at_most_and_are_read_page_by_page() {
    on_both(|database| {
        let house = House::on(database);
        let made: Vec<_> = (0..50)
            .map(|_| house.act(admin("phonglan"), news(&house, Audience::Everyone)).subject)
            .collect();
        let again = || house.attempt(admin("phonglan"), news(&house, Audience::Everyone));
        assert_eq!(again(), Err(Refusal::AnnouncementsMany { most: 50 }));
        let page = |after| {
            let (now, page) = (house.clock.now(), Page::new(after, 40));
            let seen = admin("saomai");
            house.store.find_blocking(|r| r.announcements(&seen, now, page)).unwrap()
        };
        let first = page(None);
        let second = page(first.next);
        assert_eq!((first.rows.len(), second.rows.len(), second.next), (40, 10, None));
        assert_eq!(second.rows.last().map(|one| one.id.0), made.first().copied());
        let (announcement, reason) = (made[0].into(), "Xong".to_owned());
        house.act(admin("saomai"), Command::EndAnnouncement { announcement, reason });
        assert!(again().is_ok());
        // What is to come stands nowhere yet and pushes nothing out.
        house.clock.set("2026-11-16T12:00:00+07:00");
        let now = house.clock.now();
        let Command::Announce { mut content } = news(&house, Audience::Everyone) else { return };
        content.from = now.plus_seconds(1);
        house.act(admin("phonglan"), Command::Announce { content });
        assert_eq!(house.store.announced(now).unwrap(), []);
        assert_eq!(house.store.announced(now.plus_seconds(1)).unwrap().len(), 1);
        whole(&house);
    });
}

#[test]
fn no_clock_moves_for_what_nobody_confirmed() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let (_, served) = house.file(officer(), case, asking(&[InfoType::Account], &["VCB"]));
        let demand = to(&served, "VCB");
        let seen = house.store.find_blocking(|r| r.demand(&officer(), demand)).unwrap();
        let clock = seen.demand.clocks.iter().find(|one| one.due.is_some()).unwrap().id;
        let from = house.clock.now().plus_seconds(-60);
        let to = house.clock.now();
        let (reason, evidence) = ("mất điện".to_owned(), None);
        let recorded = Command::RecordOutage { from, to, reason, evidence };
        let outage: OutageId = house.act(admin("phonglan"), recorded).subject.into();
        let excuse = |outage| Command::ExcuseClock { demand, clock, outage, from, to };
        let system = Actor::SYSTEM;
        assert_eq!(house.attempt(system, excuse(outage)), Err(Refusal::OutageUnconfirmed));
        let unknown = OutageId(uuid::Uuid::nil());
        assert_eq!(house.attempt(system, excuse(unknown)), Err(Refusal::OutageUnconfirmed));
        whole(&house);
    });
}

#[test]
fn a_day_is_recorded_with_what_stood_before_and_is_taken_back() {
    on_both(|database| {
        let house = House::on(database);
        let mut registry = registry(database);
        let stored = registry.directory().unwrap();
        let mut wanted = stored.clone();
        let code = InstitutionCode::parse("ACB").unwrap();
        wanted.institutions.get_mut(&code).unwrap().joined = false;
        let alone = InstitutionCode::parse("PGB").unwrap();
        wanted.institutions.get_mut(&alone).unwrap().joined = false;
        registry.import_directory(&Actor::SYSTEM, &plan(&stored, &wanted)).unwrap();
        let bank = Seat::Institution(institution("ACB"));
        let day = |text: &str| Some(text.parse().unwrap());
        let set = |place, on| house.store.set_day(&admin("phonglan"), place, on);
        let refused = |place, on, denied: Denied| match set(place, on) {
            Err(AdministerError::Denied(found)) => assert_eq!(found, denied),
            other => panic!("{other:?}"),
        };
        set(bank, day("2026-12-01")).unwrap();
        let recorded = |fields: &str| {
            let found = bodies(database);
            assert!(found.iter().any(|body| body.contains(fields)), "{fields}: {found:?}");
        };
        recorded(
            r#"[{"field":"joined","from":"false","to":"true"},{"field":"joins_on","from":"","to":"2026-12-01"}]"#,
        );
        set(bank, day("2026-12-15")).unwrap();
        recorded(r#"[{"field":"joins_on","from":"2026-12-01","to":"2026-12-15"}]"#);
        set(bank, None).unwrap();
        let kept = registry.directory().unwrap();
        assert_eq!(kept.institutions[&code], wanted.institutions[&code]);
        // Nobody sits there.
        let empty = Seat::Institution(institution("PGB"));
        refused(empty, day("2026-12-01"), Denied::NobodyAnswers);

        let office = Seat::Agency(agency("T01-01"));
        set(office, day("2026-12-01")).unwrap();
        set(office, None).unwrap();
        house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        refused(office, day("2026-12-01"), Denied::AgencyWorks);
        whole(&house);
    });
}
