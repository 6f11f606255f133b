//! Reading what is bank-secret leaves a record, or is not reading (I-19).

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::id::CaseId;
use engine::instrument::InfoType;
use engine::refusal::Refusal;
use store::read::{Purpose, ReadError};
use store::verify::replay;
use support::story::*;
use support::{House, on_both, vault};

#[test]
fn each_reading_is_on_record_before_it_is_told() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, served) = house.two_banks_asked();
        let demand = to(&served, "VCB");
        house.answer("VCB", demand);
        let purpose = Purpose::new("case_work", case).unwrap();
        for reads in 1..=2 {
            let secret =
                house.store.find_blocking(|r| r.demand_secret(&officer(), &purpose, demand));
            assert_eq!(secret.unwrap().answers.len(), 1);
            let report = replay(&database.url, &vault()).unwrap();
            assert_eq!((report.reads, report.differences), (reads, vec![]));
        }
    });
}

#[test]
fn what_cannot_be_put_on_record_cannot_be_read() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, served) = house.two_banks_asked();
        let demand = to(&served, "VCB");
        house.answer("VCB", demand);
        database.tamper("alter table event rename to event_gone");
        let purpose = Purpose::new("case_work", case).unwrap();
        let secret = house.store.find_blocking(|r| r.demand_secret(&officer(), &purpose, demand));
        assert!(matches!(secret, Err(ReadError::Store(_))), "{secret:?}");
        // What is not secret is still read.
        let plain = house.store.find_blocking(|r| r.demand(&officer(), demand));
        assert_eq!(plain.unwrap().answers.len(), 1);
    });
}

#[test]
fn nobody_reads_without_right_or_for_another_case() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, served) = house.two_banks_asked();
        let demand = to(&served, "VCB");
        house.answer("VCB", demand);
        let read = |actor, case| {
            let purpose = Purpose::new("case_work", case).unwrap();
            let secret = house.store.find_blocking(|r| r.demand_secret(&actor, &purpose, demand));
            match secret.unwrap_err() {
                ReadError::Refused(refusal) => refusal,
                ReadError::Store(error) => panic!("{error}"),
            }
        };
        let other = CaseId(uuid::Uuid::from_u128(1));
        assert_eq!(read(officer(), other), Refusal::NotFound);
        // A supervisor sees that it was answered, not what was said.
        assert_eq!(read(supervisor(), case), Refusal::Forbidden);
        assert_eq!(read(acb(), case), Refusal::NotFound);
        assert_eq!(replay(&database.url, &vault()).unwrap().reads, 0);
    });
}

/// What inquiries showed is read of the institutions named and of no other, each
/// reading on record; what is sealed to others is not there.
#[test]
fn accounts_shown_are_read_on_record_and_by_their_readers_only() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, served) = house.two_banks_asked();
        house.answer("VCB", to(&served, "VCB"));
        let purpose = Purpose::new("order_check", case).unwrap();
        let shown = |actor, banks: &[&str]| {
            let at: Vec<_> = banks.iter().map(|code| institution(code)).collect();
            house.store.find_blocking(|r| r.shown_accounts(&actor, &purpose, case, &at)).unwrap()
        };
        let reads = || replay(&database.url, &vault()).unwrap().reads;
        assert_eq!(shown(officer(), &["ACB"]), []);
        assert_eq!(reads(), 0, "nothing was said there yet");
        let found = shown(officer(), &["VCB", "ACB"]);
        let numbers: Vec<_> = found.iter().map(|one| one.account.number.normalised()).collect();
        assert_eq!(numbers, [SECRET_ACCOUNT]);
        assert_eq!((found[0].debtor, found[0].institution), (debtor_id(), institution("VCB")));
        assert_eq!(reads(), 1);
        assert_eq!(shown(supervisor(), &["VCB"]), []);
        let mut sealed = asking(&[InfoType::Account], &["VCB"]);
        sealed.sealed_to = vec![user("saomai")];
        let (_, served) = house.file(officer(), case, sealed);
        house.answer("VCB", to(&served, "VCB"));
        assert_eq!(shown(officer(), &["VCB"]).len(), 2);
        assert_eq!(shown(head(), &["VCB"]).len(), 1);
    });
}
