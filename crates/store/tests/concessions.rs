//! What creditors concede, through lanes and back.

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
use engine::case::{CaseContent, Party, PartyKind, PartyRole};
use engine::command::Command;
use engine::concession::{
    ConcessionContent, ConcessionKind, ConcessionOnPaper, ConcessionOutcome, ConcessionRuling,
    ConcessionState,
};
use engine::creditor::reconcile::Numbers;
use engine::demand::Channel;
use engine::id::{CaseId, ConcessionId, PartyId};
use engine::identity::PersonName;
use engine::ledger::DutyKind;
use engine::money::Money;
use engine::order::Numbered;
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::{Clock as _, Zone};
use store::read::{ConcessionsView, ReadError};
use store::verify::{Fault, replay};
use support::money::{FROZEN_ACCOUNT, frozen, reported};
use support::story::*;
use support::{Database, House, number as count, on_both, vault};
use uuid::Uuid;

fn desk(code: &str) -> Actor {
    banker(&format!("{}.xulyno", code.to_lowercase()), Role::CreditorDesk, code)
}

fn creditor(code: &str, n: u128) -> Party {
    Party {
        id: PartyId(Uuid::from_u128(n)),
        role: PartyRole::Creditor,
        kind: PartyKind::Organisation,
        name: PersonName::parse("Ngân hàng cho vay").unwrap(),
        identifiers: Vec::new(),
        address: None,
        institution: Some(institution(code)),
    }
}

fn owed_to(codes: &[&str]) -> CaseContent {
    let mut content = case_content("1/THA", "saomai", "Nguyễn Đức Ấn");
    let creditors = (0xc0..).zip(codes).map(|(n, code)| creditor(code, n));
    content.parties.extend(creditors);
    content
}

fn waiving(house: &House<'_>, case: CaseId, amount: i64, number: &str) -> Command {
    let day = Zone::HANOI.day_of(house.clock.now());
    let content = Box::new(ConcessionContent {
        creditor: None,
        kind: ConcessionKind::WaivePrincipal,
        amount: Some(Money::vnd(amount)),
        asset: None,
        document: Numbered { number: number.to_owned(), day },
        paper: None,
    });
    Command::RecordConcession { case, content }
}

fn accepting(case: CaseId, concession: ConcessionId) -> Command {
    let (outcome, reason) = (ConcessionOutcome::Accepted, "Phù hợp".to_owned());
    let ruling = Box::new(ConcessionRuling { outcome, reason, share: None });
    Command::DecideConcession { case, concession, ruling }
}

fn conceded(house: &House<'_>, case: CaseId, amount: i64) -> ConcessionId {
    let done = house.act(desk("VCB"), waiving(house, case, amount, "7/VB-NH"));
    assert_eq!(done.version, 0, "how often the money changed is not told");
    ConcessionId(done.other.unwrap())
}

fn own(house: &House<'_>, actor: &Actor, case: CaseId) -> Result<ConcessionsView, Refusal> {
    match house.store.find_blocking(|r| r.own_concessions(actor, case)) {
        Ok(found) => Ok(found),
        Err(ReadError::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other}"),
    }
}

fn all(house: &House<'_>, actor: &Actor, case: CaseId) -> Result<ConcessionsView, Refusal> {
    match house.store.find_blocking(|r| r.concessions(actor, case)) {
        Ok(found) => Ok(found),
        Err(ReadError::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other}"),
    }
}

fn whole(house: &House<'_>) {
    assert_eq!(replay(&house.database.url, &vault()).unwrap().differences, []);
}

#[test]
fn a_concession_is_kept_read_on_record_decided_and_counted() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to(&["VCB"]));
        let id = conceded(&house, case, 200_000_000);
        whole(&house);
        let reads = "select count(*) from event where kind = 'read'";
        let before = count(database, reads);
        for actor in [officer(), head(), supervisor()] {
            let found = all(&house, &actor, case).unwrap();
            assert_eq!((found.concessions[0].id, found.creditors.len()), (id, 1));
        }
        assert_eq!(own(&house, &desk("VCB"), case).unwrap().concessions[0].id, id);
        assert_eq!(count(database, reads), before + 4, "I-19");
        for actor in [vcb(), vcb_maker(), desk("ACB"), stranger()] {
            assert_eq!(all(&house, &actor, case), Err(Refusal::NotFound), "{actor:?}");
            assert_eq!(own(&house, &actor, case), Err(Refusal::NotFound), "{actor:?}");
        }
        assert_eq!(own(&house, &officer(), case), Err(Refusal::NotFound));

        let (_, frozen_at) = house.frozen_at(case, "1/QĐ", &["ACB"]);
        reported(&house, "ACB", frozen_at[0], frozen(FROZEN_ACCOUNT, 500_000_000));
        house.act(officer(), accepting(case, id));
        let found = own(&house, &desk("VCB"), case).unwrap();
        assert_eq!(found.concessions[0].state, ConcessionState::Accepted);
        let view = house.store.find_blocking(|r| r.claim(&desk("VCB"), case)).unwrap();
        assert_eq!(view.claim.figures.waived, 200_000_000);
        assert_eq!(view.claim.figures.open, 300_000_000);
        // What the creditor's own list is compared with is less by it.
        let today = Zone::HANOI.day_of(house.clock.now());
        let listed = [engine::creditor::reconcile::Listed {
            line: 2,
            own: None,
            agency: None,
            number: "1/THA".to_owned(),
            principal: Some(300_000_000),
            interest: None,
            recovered: None,
        }];
        let named = Numbers::of(&listed);
        let ours = house.store.find_blocking(|r| r.claims_as_of(&desk("VCB"), today, &named));
        assert_eq!(ours.unwrap()[0].amounts.principal, 300_000_000);
        let lift = format!(
            "select count(*) from duty where kind = '{}' and state = 'open'",
            DutyKind::Lift.code()
        );
        assert!(count(database, &lift) > 0, "what is frozen beyond it is to be lifted");
        whole(&house);
    });
}

#[test]
fn a_paper_is_written_down_by_one_and_accepted_by_another() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to(&["VCB", "ACB"]));
        let Command::RecordConcession { mut content, .. } = waiving(&house, case, 1, "8/VB") else {
            panic!("a waiver is recorded")
        };
        content.creditor = Some(PartyId(Uuid::from_u128(0xc1)));
        content.paper = Some(ConcessionOnPaper {
            channel: Channel::Post,
            received_at: house.clock.now(),
            proof: "Dấu bưu điện".to_owned(),
        });
        let done = house.act(officer(), Command::RecordConcession { case, content });
        let id = ConcessionId(done.other.unwrap());
        assert_eq!(house.attempt(officer(), accepting(case, id)), Err(Refusal::OwnApproval));
        let short = Err(Refusal::ConcessionShare { pointer: "/share".to_owned() });
        assert_eq!(house.attempt(head(), accepting(case, id)), short);
        // The other creditor's desk finds nothing of it.
        assert_eq!(own(&house, &desk("VCB"), case).unwrap().concessions, []);
        assert_eq!(own(&house, &desk("ACB"), case).unwrap().concessions.len(), 1);
        let reason = "Văn bản số 9".to_owned();
        house.act(head(), Command::WithdrawConcession { case, concession: id, reason });
        whole(&house);
    });
}

/// Eight take all that is owed: one of them is accepted, and it counts once.
#[test]
fn of_many_that_are_accepted_at_once_no_more_counts_than_is_owed() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to(&["VCB"]));
        let ids: Vec<ConcessionId> = (0..8)
            .map(|n| {
                let command = waiving(&house, case, 500_000_000, &format!("{n}/VB"));
                ConcessionId(house.act(desk("VCB"), command).other.unwrap())
            })
            .collect();
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let sent = |id: &ConcessionId| {
                let (house, command) = (&house, accepting(case, *id));
                scope.spawn(move || house.attempt(officer(), command))
            };
            let threads: Vec<_> = ids.iter().map(sent).collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1, "{outcomes:?}");
        let view = house.store.find_blocking(|r| r.claim(&desk("VCB"), case)).unwrap();
        assert_eq!((view.claim.figures.waived, view.claim.figures.open), (500_000_000, 0));
        whole(&house);
    });
}

#[test]
fn what_is_written_over_is_found() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to(&["VCB"]));
        conceded(&house, case, 1_000);
        database.tamper("update concession set place = 3");
        let found = replay(&database.url, &vault()).unwrap().differences;
        let told = found.iter().any(|one| {
            one.id == case.0 && one.fault == Fault::State && one.part == Some("concessions.agency")
        });
        assert!(told, "{found:?}");
    });
}

#[test]
fn the_database_keeps_concessions_in_their_shape() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to(&["VCB"]));
        conceded(&house, case, 1_000);
        let tampered: &Database = database;
        for sql in [
            "update concession set state = 'accepted'",
            "update concession set kind = 'gift'",
            "update concession set kind = 'asset_refused'",
            "update concession set amount = null",
            "update concession set amount = 0",
        ] {
            assert!(tampered.try_to_tamper(sql).is_err(), "{sql}");
        }
    });
}
