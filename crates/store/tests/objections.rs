//! Complaints, flags and the debtor's notice through lanes and back.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::command::Command;
use engine::demand::Channel;
use engine::id::{CaseId, InstrumentId, ObjectionId};
use engine::law::Stage;
use engine::ledger::{
    DutyKind, ObjectionContent, ObjectionKind, ObjectionState, Objector, Verdict,
};
use engine::money::Money;
use engine::order::{DeductLine, Identity, Order};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::Clock;
use store::read::Purpose;
use store::verify::{Fault, replay};
use support::money::*;
use support::story::*;
use support::{Database, House, number as number_of, on_both, vault};

const NAME: &str = "Trần Thị Canh Hoa";

struct Told {
    case: CaseId,
    freeze: InstrumentId,
    complaint: ObjectionId,
}

fn content(house: &House<'_>, kind: ObjectionKind, about: Vec<InstrumentId>) -> ObjectionContent {
    ObjectionContent {
        kind,
        stage: Stage::Security,
        by: Objector {
            name: NAME.to_owned(),
            capacity: "vợ của người phải thi hành án".to_owned(),
        },
        about,
        holds: Vec::new(),
        ground: "not_debtors_money".to_owned(),
        text: "Tiền riêng của bà Canh Hoa".to_owned(),
        channel: Channel::Post,
        received_at: house.clock.now(),
        knew_at: None,
    }
}

fn record(house: &House<'_>, case: CaseId, content: ObjectionContent) -> ObjectionId {
    let content = Box::new(content);
    house.act(officer(), Command::RecordObjection { case, content }).other.unwrap().into()
}

/// A freeze that stands, its notice, a complaint, a bank's flag that is upheld.
fn full_story(house: &House<'_>) -> Told {
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    let (freeze, served) = house.frozen_at(case, "12/QĐ-CCTHADS", &["VCB"]);
    reported(house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 200_000_000));
    let (at, proof) = (house.clock.now(), format!("Biên bản giao cho {NAME}"));
    let channel = Channel::ByHand;
    let instrument = freeze;
    house.act(officer(), Command::ServeDebtorNotice { case, instrument, at, channel, proof });
    let complaint = record(house, case, content(house, ObjectionKind::Complaint, vec![freeze]));
    house.act(head(), Command::AcceptObjection { case, objection: complaint });
    let (demand, item) = (served[0], house.first_item(served[0]));
    let (ground, text) = ("wrong_person".to_owned(), format!("Tài khoản của {NAME}"));
    let flag = house.act(system_of("VCB"), Command::RaiseFlag { demand, item, ground, text });
    assert_eq!(flag.subject, demand.0);
    let (objection, verdict) = (flag.other.unwrap().into(), Verdict::Upheld);
    let reason = format!("{NAME} không phải là người phải thi hành án");
    house.act(head(), Command::DecideObjection { case, objection, verdict, reason });
    Told { case, freeze, complaint }
}

#[test]
fn what_is_objected_is_read_as_it_was_written() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let ledger = house.money(told.case).ledger;
        let [complaint, flag] = &ledger.objections[..] else { panic!("{:?}", ledger.objections) };
        assert_eq!((complaint.id, complaint.state), (told.complaint, ObjectionState::Accepted));
        assert_eq!(complaint.by.name, NAME);
        let filing = complaint.filing.as_ref().unwrap();
        assert_eq!(filing.rule.as_str(), "N22.b");
        assert_eq!(
            (flag.state, flag.institution),
            (ObjectionState::Upheld, Some(institution("VCB")))
        );
        assert_eq!(flag.end.as_ref().unwrap().lifts, [told.freeze]);
        assert_eq!(ledger.notices[0].filing.as_ref(), Some(filing));
        assert!(ledger.notices[0].proof.ends_with(NAME));
        let owed = |kind| ledger.open_duties(kind).map(|duty| duty.objection).collect::<Vec<_>>();
        assert_eq!(owed(DutyKind::DecideComplaint), [Some(told.complaint)]);
        assert_eq!(owed(DutyKind::Lift), [None]);
        assert_eq!(owed(DutyKind::DebtorNotice), []);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
        // What names persons is nowhere in a plain column.
        for sql in [
            "select count(*) from objection where ended_by like '%Canh Hoa%' or freezes like '%Hoa%'",
            "select count(*) from duty where proof like '%Canh Hoa%'",
        ] {
            assert_eq!(number_of(database, sql), 0);
        }
    });
}

#[test]
fn who_may_not_read_answers_reads_no_names() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let supervisor = asker("lamgiang", Role::Supervisor, "T01");
        let purpose = Purpose::new("supervision", told.case).unwrap();
        let case = told.case;
        let view = house.store.find_blocking(|r| r.money(&supervisor, &purpose, case)).unwrap();
        let shown = format!("{:?}{:?}", view.ledger.objections, view.ledger.notices);
        assert_eq!(view.ledger.objections.len(), 2);
        assert!(view.hidden && !shown.contains("Canh Hoa"), "{shown}");
    });
}

#[test]
fn a_lane_sees_what_is_open_and_lets_nothing_be_deducted() {
    on_both(|database| {
        let house = House::on(database);
        let payee = house.payee();
        let told = full_story(&house);
        let case = told.case;
        let hold = house.money(case).ledger.holds[0].id;
        let amount = Money::vnd(1_000);
        let lines = vec![DeductLine::Held { hold, amount }];
        let order = Order::Deduct { payee, identity: Identity::new("document_seen", None), lines };
        let content = Box::new(house.content(Some("13/QĐ-CCTHADS"), order));
        let filed =
            || house.attempt(officer(), Command::FileOrder { case, content: content.clone() });
        assert!(matches!(filed(), Err(Refusal::DeductionSuspended { .. })));
        let close = Command::CloseCase { case, reason: "xong".to_owned() };
        assert_eq!(house.attempt(officer(), close), Err(Refusal::CaseHoldsMoney));
        let reason = "Đơn rút khiếu nại".to_owned();
        let objection = told.complaint;
        let clerk = asker("tuongvi", Role::Clerk, "T01-01");
        house.act(clerk, Command::WithdrawObjection { case, objection, reason });
        // Another was found right, and its lifting is still owed.
        assert!(matches!(filed(), Err(Refusal::DeductionSuspended { .. })));
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn what_must_not_be_in_a_row_is_not_let_in_and_a_change_is_found() {
    on_both(|database| {
        let house = House::on(database);
        full_story(&house);
        drop(house);
        for sql in [
            "update objection set kind = 'rumour'",
            "update objection set state = 'forgotten'",
            "update objection set state = 'rejected'",
            "update objection set ended_by = recorded_by where state = 'upheld'",
            "update objection set not_accepted = 'no_standing'",
            "update objection set filing_rule = null where filing_rule is not null",
            "update duty set kind = 'gift'",
            "insert into debtor_notice select * from debtor_notice",
        ] {
            use diesel::result::{DatabaseErrorKind as K, Error};
            let kept = database.try_to_tamper(sql);
            let constrained = |kind: &K| matches!(kind, K::CheckViolation | K::UniqueViolation);
            assert!(
                matches!(&kept, Err(Error::DatabaseError(kind, _)) if constrained(kind)),
                "{sql}: {kept:?}"
            );
        }
        let found = |database: &Database, sql: &str| {
            database.tamper(sql);
            let report = replay(&database.url, &vault()).unwrap();
            report.differences.iter().map(|one| (one.fault, one.part)).collect::<Vec<_>>()
        };
        let state = |part| vec![(Fault::State, Some(part))];
        let sql = "update objection set ground = 'other' where ground = 'wrong_person'";
        assert_eq!(found(database, sql), state("objections"));
        let sql = "update objection set ground = 'wrong_person' where ground = 'other'";
        assert_eq!(found(database, sql), []);
        assert_eq!(found(database, "update debtor_notice set channel = 'post'"), state("notices"));
    });
}
