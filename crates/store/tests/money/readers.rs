//! Who reads what of money and orders: with a purpose on record, struck out, or
//! nothing at all.

use crate::store::read::{OrderView, Purpose};
use crate::support::money::*;
use crate::support::story::*;
use crate::support::{House, number as number_of, on_both};
use crate::{assert_refused, frozen_case, full_story, page, purpose};
use engine::actor::Actor;
use engine::command::Command;
use engine::demand::DemandState;
use engine::id::CaseId;
use engine::instrument::{InfoType, InstrumentState};
use engine::money::Money;
use engine::order::{DeductLine, FreezeAt, Identity, Order, OrderRequest};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::{Clock, Zone};

#[test]
fn account_numbers_are_read_with_a_purpose_on_record_or_struck_out() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let reads = || number_of(database, "select count(*) from event where kind = 'read'");
        let before = reads();
        let purpose = purpose(told.case);
        let read =
            |actor: Actor| house.store.find_blocking(|r| r.money(&actor, &purpose, told.case));
        let seen = read(officer()).unwrap();
        assert_eq!(seen.ledger.holds[0].account.normalised(), FROZEN_ACCOUNT);
        assert_eq!((seen.ledger.holds[0].left_between, seen.hidden), (Some(7_000), false));
        assert_eq!(reads(), before + 1);
        for actor in [accountant(), supervisor()] {
            let seen = read(actor).unwrap();
            assert_eq!(seen.ledger.holds[0].account.normalised(), "XXXX887");
            assert_eq!((seen.ledger.holds[0].left_between, seen.hidden), (None, true));
        }
        assert_eq!(reads(), before + 3);
        for actor in [stranger(), vcb()] {
            assert_refused(read(actor), &Refusal::NotFound);
        }
        let clerk = asker("ngoclan", Role::Clerk, "T01-01");
        assert_refused(read(clerk), &Refusal::Forbidden);
        assert_eq!(reads(), before + 3);
        let other = Purpose::new("case_work", CaseId(uuid::Uuid::nil())).unwrap();
        let found = house.store.find_blocking(|r| r.money(&officer(), &other, told.case));
        assert_refused(found, &Refusal::NotFound);
    });
}

#[test]
fn orders_are_listed_beside_inquiries_and_opened_on_record() {
    on_both(|database| {
        let house = House::on(database);
        let told = full_story(&house);
        let inquiry = asking(&[InfoType::Account], &["VCB"]);
        let (inquiry, _) = house.file(officer(), told.case, inquiry);
        let orders = house.store.find_blocking(|r| r.orders(&officer(), told.case, page()));
        let orders = orders.unwrap().rows;
        let numbers: Vec<_> =
            orders.iter().map(|one| one.decision.clone().unwrap().number).collect();
        assert_eq!(numbers, ["14/QĐ-CCTHADS", "13/QĐ-CCTHADS", "12/QĐ-CCTHADS"]);
        assert!(orders.iter().all(|one| one.state == InstrumentState::Issued && one.open == 0));
        let inquiries = house.store.find_blocking(|r| r.inquiries(&officer(), told.case, page()));
        assert_eq!(inquiries.unwrap().rows.len(), 1);
        let found = house.store.find_blocking(|r| r.order(&officer(), inquiry));
        assert_refused(found, &Refusal::NotFound);
        let found = house.store.find_blocking(|r| r.inquiry(&officer(), told.freeze));
        assert_refused(found, &Refusal::NotFound);
        let view = house.store.find_blocking(|r| r.order(&officer(), told.freeze)).unwrap();
        assert_eq!((view.demands.len(), view.roll_up.answered), (2, 2));
        assert_eq!(view.demands[0].state, DemandState::Answered);
        let payees = house.store.find_blocking(|r| r.payees(&accountant(), page())).unwrap();
        assert_eq!((payees.rows.len(), payees.rows[0].id), (1, told.payee));
    });
}

fn named(view: &OrderView) -> String {
    match &view.instrument.content.order().unwrap().order {
        Order::Freeze { at, .. } => at[0].accounts[0].normalised().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn named_accounts_are_struck_out_for_those_who_read_no_answers() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let accounts = vec![number(FROZEN_ACCOUNT)];
        let at = vec![FreezeAt { institution: institution("VCB"), accounts }];
        let order = Order::Freeze { owed: Money::vnd(1_000_000), parts: None, urgent: false, at };
        let (freeze, served) = house.order(case, house.content(Some("1/QĐ"), order));
        let clerk = asker("ngoclan", Role::Clerk, "T01-01");
        let view = house.store.find_blocking(|r| r.order(&clerk, freeze)).unwrap();
        assert_eq!((named(&view).as_str(), view.hidden), ("XXXX887", true));
        let asked = |actor: Actor| {
            let view = house.store.find_blocking(|r| r.demand(&actor, served[0])).unwrap();
            match view.demand.items[0].request.order() {
                Some(OrderRequest::Freeze { accounts, .. }) => accounts[0].normalised().to_owned(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(
            [asked(clerk), asked(officer()), asked(vcb())],
            ["XXXX887", "XXXX887", FROZEN_ACCOUNT,]
        );
        // Beside a clock of the demand it is the same.
        let inside = house.store.find_blocking(|r| r.demand(&vcb(), served[0])).unwrap();
        let clock = inside.demand.clocks[0].id;
        let beside = |actor: Actor| {
            let view = house.store.find_blocking(|r| r.clock(&actor, served[0], clock)).unwrap();
            match view.item.request.order() {
                Some(OrderRequest::Freeze { accounts, .. }) => accounts[0].normalised().to_owned(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!([beside(officer()), beside(vcb())], ["XXXX887", FROZEN_ACCOUNT]);
        let reads = || number_of(database, "select count(*) from event where kind = 'read'");
        let before = reads();
        let seen = house.store.find_blocking(|r| r.order(&officer(), freeze)).unwrap();
        assert_eq!((named(&seen).as_str(), seen.hidden), (FROZEN_ACCOUNT, false));
        assert_eq!(reads(), before + 1);
        // The bank reads whom it is asked about, and nobody's files hold it plain.
        assert_eq!(inside.letter.ordered.unwrap().number, "1/QĐ");
        let sealed = "select count(*) from item where request = '' and sealed is not null";
        assert_eq!(number_of(database, sealed), 1);
    });
}

#[test]
fn a_sealed_order_leaves_no_trace_in_what_others_see_of_the_money() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let at = vec![FreezeAt { institution: institution("VCB"), accounts: Vec::new() }];
        let order = Order::Freeze { owed: Money::vnd(1_000_000), parts: None, urgent: true, at };
        let mut content = house.content(None, order);
        content.sealed_to = vec![user("saomai"), user("daiduong")];
        let (_, served) = house.order(case, content);
        reported(&house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 1_000_000));
        assert_eq!(house.money(case).ledger.holds.len(), 1);
        let purpose = purpose(case);
        let view = house.store.find_blocking(|r| r.money(&accountant(), &purpose, case)).unwrap();
        assert!(view.ledger.freezes.is_empty() && view.ledger.holds.is_empty());
        assert_eq!((view.cap.frozen, view.ledger.duties.len()), (0, 0));
        let duties = |actor: Actor| {
            house.store.find_blocking(|r| r.duties(&actor, None, page())).unwrap().rows.len()
        };
        let clerk = asker("ngoclan", Role::Clerk, "T01-01");
        assert!(duties(officer()) > 0 && duties(head()) > 0);
        assert_eq!(duties(clerk), 0);
    });
}

/// The sums are everybody's who reads the money; whose payment it was is not.
#[test]
fn what_arrived_by_a_sealed_order_names_no_payment_to_others() {
    on_both(|database| {
        let house = House::on(database);
        let (payee, case) = frozen_case(&house);
        let hold = house.money(case).ledger.holds[0].id;
        let lines = vec![DeductLine::Held { hold, amount: Money::vnd(100_000_000) }];
        let identity = Identity::new("document_seen", None);
        let order = Order::Deduct { payee, identity, lines };
        let mut content = house.content(Some("13/QĐ-CCTHADS"), order);
        content.sealed_to = vec![user("saomai"), user("daiduong")];
        house.order(case, content);
        let transfer = house.money(case).ledger.transfers[0].id;
        let (amount, day) = (Money::vnd(100_000_000), Zone::HANOI.day_of(house.clock.now()));
        let reference = "KBNN-KIN-1".to_owned();
        let confirm = Command::ConfirmRemittance {
            case,
            transfer,
            amount,
            day,
            reference,
            other_money: false,
        };
        house.act(accountant(), confirm);
        let own = house.money(case).ledger.postings;
        assert!(own.iter().any(|one| one.transfer == Some(transfer)));
        let purpose = purpose(case);
        let view = house.store.find_blocking(|r| r.money(&accountant(), &purpose, case)).unwrap();
        assert_eq!(view.ledger.postings.len(), own.len(), "the sums stand");
        assert_eq!(view.ledger.balances.received, 100_000_000);
        let named = |one: &engine::ledger::Posting| {
            one.transfer.is_some() || one.note.contains("KBNN-KIN-1")
        };
        assert!(!view.ledger.postings.iter().any(named), "{:?}", view.ledger.postings);
        // A clerk acts on what is open to him, and sees no amount.
        let clerk = asker("ngoclan", Role::Clerk, "T01-01");
        let acts = house.store.find_blocking(|r| r.money_acts(&clerk, case)).unwrap();
        assert_eq!((acts.freezes.len(), acts.freezes[0].target), (1, 0));
        assert_eq!((acts.holds.len(), acts.transfers.len(), acts.postings.len()), (0, 0, 0));
        let none = house.store.find_blocking(|r| r.money_acts(&accountant(), case));
        assert!(none.is_err(), "who reads no orders is not told of them");
    });
}
