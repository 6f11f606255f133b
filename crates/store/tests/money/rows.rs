//! What must not be in a row is not let in, and what was changed is found.

use crate::full_story;
use crate::store::verify::{Fault, replay};
use crate::support::{Database, House, on_both, vault};

#[test]
fn what_must_not_be_in_a_row_is_not_let_in() {
    on_both(|database| {
        let house = House::on(database);
        full_story(&house);
        drop(house);
        for sql in [
            "update hold set deducted = deducted + 130000000",
            "update hold set released = -1",
            "update hold set reserved = -1",
            "update hold set released = frozen",
            "update hold set lifting = -1",
            "update hold set protected = -1",
            "update money set principal = principal + 1",
            "update money set excess = -1",
            "update money set closed_how = 'paid'",
            "update posting set amount = 0",
            "update posting set credit = debit",
            "update posting set debit = 'pocket'",
            "update posting set reverses = (select p.id from posting p order by p.id limit 1)",
            "update freeze_order set target = -1",
            "update freeze_order set ended_why = 'whim', ended_at = asked_at",
            "update freeze_order set retarget_target = 5",
            "update transfer set ordered = 0",
            "update transfer set state = 'lost'",
            "update duty set state = 'open', next_at = null, ended_at = start_at",
            "update payee set approved_by = proposer_id",
            "update payee set approved_by = null",
            "update instrument set confirmed_by = proposer_id, confirmed_at = issued_at, \
             confirmed_number = '1', confirmed_day = '2026-11-18'",
            "update instrument set confirmed_number = '1'",
            "update instrument set kind = 'gift'",
            "update instrument set state = 'forgotten'",
            "update instrument set approved_by = proposer_id",
            "update demand set kind = 'gift'",
            "update answer set outcome = 'lost'",
            "update item set request = '{}' where sealed is not null",
            "update item set sealed = null where sealed is not null",
            "insert into order_number select agency_id, kind, year, number, instrument_id \
             from order_number",
        ] {
            use diesel::result::{DatabaseErrorKind as K, Error};
            let kept = database.try_to_tamper(sql);
            let constrained = |kind: &K| {
                matches!(kind, K::CheckViolation | K::UniqueViolation | K::NotNullViolation)
            };
            assert!(
                matches!(&kept, Err(Error::DatabaseError(kind, _)) if constrained(kind)),
                "{sql}: {kept:?}"
            );
        }
    });
}

fn parts_after(database: &Database, sql: &str) -> Vec<(Fault, Option<&'static str>)> {
    database.tamper(sql);
    let report = replay(&database.url, &vault()).unwrap();
    report.differences.iter().map(|one| (one.fault, one.part)).collect()
}

#[test]
fn a_tampered_hold_is_found() {
    on_both(|database| {
        let house = House::on(database);
        full_story(&house);
        drop(house);
        let tampered = |sql| parts_after(database, sql);
        let state = |part| vec![(Fault::State, Some(part))];
        assert_eq!(tampered("update hold set frozen = frozen + 1"), state("holds"));
        assert_eq!(tampered("update hold set frozen = frozen - 1"), []);
        assert_eq!(tampered("update freeze_order set place = place + 7"), state("freezes.place"));
        assert_eq!(tampered("update freeze_order set place = place - 7"), []);
        assert_eq!(tampered("update duty set amount = amount + 1"), state("duties"));
        assert_eq!(tampered("update duty set amount = amount - 1"), []);
        assert_eq!(
            tampered("update money set version = version + 1"),
            [(Fault::Version, Some("row"),)]
        );
        assert_eq!(tampered("update money set version = version - 1"), []);
        let moved = "update money set fee = fee + 1, cost = cost - 1";
        assert_eq!(
            tampered(moved),
            [(Fault::State, Some("columns")), (Fault::State, Some("balances")),]
        );
        assert_eq!(tampered("update money set fee = fee - 1, cost = cost + 1"), []);
        assert_eq!(tampered("update payee set version = 9"), [(Fault::Version, Some("row"))]);
        assert_eq!(tampered("update payee set version = 2"), []);
        let number = "update order_number set number = 'x' where number like '12/%'";
        assert_eq!(tampered(number)[0], (Fault::State, Some("number")));
        let gone = tampered("delete from event where code = 'captured'");
        assert!(gone.contains(&(Fault::Version, Some("gap"))), "{gone:?}");
    });
}
