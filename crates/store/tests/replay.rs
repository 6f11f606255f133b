//! The record rebuilds the state (I-15), and each change is on it once (I-14).

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::announcement::{AnnouncementContent, AnnouncementKind, Audience};
use engine::command::Command;
use engine::id::{CaseId, DemandId};
use engine::instrument::InfoType;
use engine::role::Role;
use engine::time::Clock as _;
use store::verify::{Fault, replay};
use support::story::*;
use support::{Database, House, on_both, vault};

/// A case in which everything happened once.
fn full_story(house: &House<'_>) {
    let (case, _, served) = house.two_banks_asked();
    let (demand, other) = (to(&served, "VCB"), to(&served, "ACB"));
    house.act(vcb(), Command::Acknowledge { demand });
    let text = "Xin số CCCD của vợ".to_owned();
    let items = Vec::new();
    house.act(vcb(), Command::Ask { demand, items, text });
    let text = "Không có".to_owned();
    house.act(officer(), Command::Reply { demand, text });
    let item = house.items(vcb(), demand)[0];
    let until = "2026-11-30T17:00:00+07:00".parse().unwrap();
    let reason = "khối lượng lớn".to_owned();
    let asked = Command::RequestExtension { demand, item, until, reason };
    let extension = house.act(vcb(), asked).other.unwrap().into();
    let decide =
        Command::DecideExtension {
            demand, extension, grant: true, decision: "đồng ý".to_owned()
        };
    house.act(officer(), decide);
    house.clock.set("2027-01-04T09:00:00+07:00");
    house.strike_all();
    house.answer("VCB", demand);
    afterwards(house, case, demand, other);
}

/// What followed the late answer.
fn afterwards(house: &House<'_>, case: CaseId, demand: DemandId, other: DemandId) {
    let item = house.items(vcb(), demand)[0];
    let reason = "thiếu kỳ hạn".to_owned();
    house.act(officer(), Command::DisputeItem { demand, item, reason });
    let answers = vec![found(house, house.items(acb(), other)[0])];
    let maker = banker("acb.lap", Role::BankMaker, "ACB");
    house.act(maker, Command::SaveDraft { demand: other, answers });
    let reason = "không cần nữa".to_owned();
    let items = Vec::new();
    house.act(officer(), Command::WithdrawItems { demand, items, reason });
    house.attempt(stranger(), Command::Acknowledge { demand }).unwrap_err();
    let mut content = case_content("9/THA", "saomai", "Nguyễn Đức Ấn");
    content.obligations[0].note = Some("lãi chưa tính".to_owned());
    let content = Box::new(content);
    house.act(officer(), Command::AmendCase { case, content });
    let content = Box::new(asking(&[InfoType::Account], &["VCB"]));
    house.act(officer(), Command::DraftInquiry { case, content });
    let outage = Command::RecordOutage {
        from: "2027-01-04T08:00:00+07:00".parse().unwrap(),
        to: "2027-01-04T08:30:00+07:00".parse().unwrap(),
        reason: "mất điện".to_owned(),
        evidence: Some("Phiếu sự cố 12".to_owned()),
    };
    let [admin, other] = ["phonglan", "saomai"].map(|name| national(name, Role::AdminNational));
    let outage = house.act(admin, outage).subject.into();
    house.act(other, Command::ConfirmOutage { outage });
    let content = AnnouncementContent {
        kind: AnnouncementKind::Info,
        audience: Audience::Institution(institution("VCB")),
        from: house.clock.now(),
        to: house.clock.now().plus_seconds(3_600),
        text_vi: "Sắp nâng cấp".to_owned(),
        text_en: "An upgrade is coming".to_owned(),
        hurry: None,
    };
    let announced = |to| Box::new(AnnouncementContent { audience: to, ..content.clone() });
    let first = Command::Announce { content: announced(Audience::Everyone) };
    let announcement = house.act(admin, first).subject.into();
    let reason = "Hoãn".to_owned();
    house.act(other, Command::EndAnnouncement { announcement, reason });
    house.act(admin, Command::Announce { content: announced(content.audience) });
}

#[test]
fn the_record_rebuilds_every_case() {
    on_both(|database| {
        let house = House::on(database);
        full_story(&house);
        let report = replay(&database.url, &vault()).unwrap();
        assert_eq!(report.differences, []);
        assert!(report.is_whole());
        assert_eq!((report.cases, report.instruments, report.demands), (1, 2, 2));
        assert_eq!(report.refusals, 1);
        assert!(report.changes > 20);
    });
}

fn faults_after(database: &Database, sql: &str) -> Vec<Fault> {
    database.tamper(sql);
    let report = replay(&database.url, &vault()).unwrap();
    let mut faults: Vec<Fault> = report.differences.iter().map(|one| one.fault).collect();
    faults.sort_unstable();
    faults.dedup();
    faults
}

#[test]
fn each_kind_of_damage_is_named() {
    on_both(|database| {
        let house = House::on(database);
        full_story(&house);
        drop(house);
        let tampered = |sql| faults_after(database, sql);
        assert_eq!(tampered("update demand set urged = urged + 1"), [Fault::State]);
        assert_eq!(tampered("update demand set urged = urged - 1"), []);
        // What is not understood hides nothing else.
        assert_eq!(tampered("update instrument set key_id = key_id + 9"), [Fault::State]);
        assert_eq!(tampered("update instrument set key_id = key_id - 9"), []);
        assert_eq!(tampered("update party set name_folded = 'x'"), [Fault::State]);
        assert_eq!(
            tampered("update enforcement_case set version = version + 1"),
            [Fault::Version, Fault::State]
        );
        let gone = tampered("delete from event where code = 'asked'");
        assert!(gone.contains(&Fault::Version), "{gone:?}");
        let body = "update event set leaf = body where code = 'replied'";
        assert!(tampered(body).contains(&Fault::Leaf));
        let foreign = "update event set version = version + 100 where code = 'acknowledged'";
        assert!(tampered(foreign).contains(&Fault::Body));
        let rows = "delete from event where root_kind = 'instrument'";
        assert!(tampered(rows).contains(&Fault::NoEvent));
        let outage = "delete from outage";
        assert!(tampered(outage).contains(&Fault::NoRow));
        let unconfirmed = "update outage set confirmed_at = null";
        assert!(tampered(unconfirmed).contains(&Fault::State));
        let unsaid = "update announcement set text_en = 'nothing'";
        assert!(tampered(unsaid).contains(&Fault::State));
    });
}
