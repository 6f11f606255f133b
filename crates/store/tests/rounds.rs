//! What rounds, corrections, evidence and outages must remember, on both
//! engines: stored as the record rebuilds it (I-15).

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::actor::{Actor, Seat, Who};
use engine::answer::Outcome;
use engine::clock::{Excused, Span};
use engine::command::{Command, Envelope, IdempotencyKey};
use engine::decide::{Done, Reply};
use engine::demand::{Channel, ItemAnswer};
use engine::id::{ClientId, DemandId, ItemId};
use engine::instrument::InfoType;
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::Clock;
use store::read::{LetterFilter, LetterStage, Page};
use store::verify::replay;
use support::story::*;
use support::{CALENDAR, House, on_both, registry, rules, vault};
use uuid::Uuid;

fn program(bank: &str) -> Actor {
    let id = institution(bank);
    Actor { who: Who::Client(ClientId(id.0)), role: Role::BankSystem, seat: Seat::Institution(id) }
}

fn refused(item: ItemId, ground: &str) -> ItemAnswer {
    let body =
        Outcome::Refused { ground: ground.to_owned(), reasons: "Không quản lý".to_owned() };
    ItemAnswer::new(item, body)
}

fn submit(house: &House<'_>, demand: DemandId, answers: Vec<ItemAnswer>, key: u128) -> Done {
    let key = IdempotencyKey { id: Uuid::from_u128(key), request: [7; 32] };
    let envelope = Envelope {
        actor: program("VCB"),
        key: Some(key),
        arrived: house.clock.now(),
        expected: None,
        command: Command::SubmitAnswer { demand, answers },
    };
    match house.store.execute_blocking(envelope).unwrap().reply.unwrap() {
        Reply::Done(done) => done,
        Reply::Refused(refusal) => panic!("{refusal}"),
    }
}

#[test]
fn evidence_is_remembered_with_the_key_and_an_outage_with_the_clock() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let content = asking(&[InfoType::Account, InfoType::SafeBox], &["VCB"]).worded();
        let (_, served) = house.file(officer(), case, content);
        let demand = to(&served, "VCB");
        let items = house.items(vcb(), demand);
        submit(&house, demand, vec![refused(items[0], "not_held")], 1);
        let mixed = || vec![refused(items[0], "other"), refused(items[1], "not_held")];
        let first = submit(&house, demand, mixed(), 2);
        assert_eq!((first.evidence.as_slice(), first.replayed), (&items[..1], false));
        let again = submit(&house, demand, mixed(), 2);
        assert_eq!((again.evidence, again.replayed), (first.evidence, true));

        let (from, to) = ("2026-11-16T09:30:00+07:00", "2026-11-16T10:00:00+07:00");
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        house.file(officer(), case, asking(&[InfoType::Account], &["ACB"]));
        house.clock.set("2026-11-16T12:00:00+07:00");
        let reason = "mất điện".to_owned();
        let admin = national("phonglan", Role::AdminNational);
        let outage = house
            .act(admin, Command::RecordOutage { from, to, reason, evidence: None })
            .subject
            .into();
        let second = national("saomai", Role::AdminNational);
        house.act(second, Command::ConfirmOutage { outage });
        let touched =
            || house.store.find_as_system_blocking(|s| s.clocks_touched_by(outage, None, 100));
        let target = || {
            let mut found = touched().unwrap().into_iter();
            found.find(|(_, clock)| clock.rule.as_str() == "T01").unwrap()
        };
        let (demand, clock) = target();
        let excuse = || Command::ExcuseClock { demand, clock: clock.id, outage, from, to };
        house.act(Actor::SYSTEM, excuse());
        let moved = target().1;
        let during = Some(Span { from, to });
        assert!(moved.due > clock.due && moved.excused == [Excused { outage, during }]);
        house.act(Actor::SYSTEM, excuse());
        assert_eq!(target().1, moved, "it moved twice");

        let report = replay(&database.url, &vault()).unwrap();
        assert_eq!(report.differences, []);
    });
}

#[test]
fn a_letter_and_who_answered_are_stored_as_the_record_has_them() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let (_, served) = house.file(officer(), case, asking(&[InfoType::Account], &["VCB"]));
        let demand = to(&served, "VCB");
        house.answer("VCB", demand);
        let view = house.store.find_blocking(|r| r.demand(&vcb(), demand)).unwrap();
        let item = &view.demand.items[0];
        let last = item.last.unwrap();
        assert_eq!(last.drafted_by, Some(user("vcb.lap")));
        let checker = banker("vcb.duyet", Role::BankChecker, "VCB");
        let correct = Command::CorrectAnswer {
            demand,
            item: item.id,
            replaces: last.id,
            body: Box::new(refused(item.id, "not_held").body),
            files: Vec::new(),
        };
        assert_eq!(house.attempt(checker, correct), Err(Refusal::OwnAnswer));
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

/// The two at the same time, in two lanes where there are two: whoever comes
/// second is told so, and no clock runs in a closed case.
#[test]
fn a_case_is_not_closed_over_a_dispute() {
    on_both(|database| {
        let house = House::on(database);
        for n in 0..12 {
            let content = case_content(&format!("{n}/THA"), "saomai", "Nguyễn Đức Ấn");
            let case = house.open_case(officer(), content);
            let (_, served) = house.file(officer(), case, asking(&[InfoType::Account], &["VCB"]));
            let demand = to(&served, "VCB");
            house.answer("VCB", demand);
            let item = house.items(vcb(), demand)[0];
            let dispute =
                Command::DisputeItem { demand, item, reason: "số dư không khớp".to_owned() };
            let close = Command::CloseCase { case, reason: "đã thi hành xong".to_owned() };
            let (disputed, closed) = std::thread::scope(|scope| {
                let disputed = scope.spawn(|| house.attempt(officer(), dispute));
                let closed = scope.spawn(|| house.attempt(officer(), close));
                (disputed.join().unwrap(), closed.join().unwrap())
            });
            let told = (disputed.err(), closed.err());
            assert!(
                matches!(
                    told,
                    (None, Some(Refusal::CaseHasOpenDemands { open: 1 }))
                        | (Some(Refusal::CaseClosed), None)
                ),
                "{told:?}"
            );
        }
    });
}

/// What each letter of the office waits for, by every list that has it.
fn waiting(house: &House<'_>) -> Vec<LetterStage> {
    let listed = |stage: Option<LetterStage>| {
        let filter = LetterFilter { stage, reference: None };
        let found = house.store.find_blocking(|r| r.letters(&head(), &filter, Page::default()));
        found.unwrap().rows.into_iter().map(|line| (line.id, line.stage)).collect::<Vec<_>>()
    };
    let mut by_stage: Vec<_> =
        LetterStage::ALL.into_iter().flat_map(|stage| listed(Some(stage))).collect();
    by_stage.sort_unstable_by_key(|line| line.0);
    assert_eq!(by_stage, listed(None), "each letter stands in the list of its stage");
    by_stage.into_iter().map(|line| line.1.unwrap()).collect()
}

#[test]
fn a_round_on_paper_starts_with_the_receipt_of_its_letter() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        database.tamper("update institution set joined = false where code = 'PGB'");
        house.store.set_rules(rules(&mut registry(database), CALENDAR));
        let (_, served) = house.file(officer(), case, asking(&[InfoType::Account], &["PGB"]));
        let demand = to(&served, "PGB");
        let receipt = |items: Vec<ItemId>| Command::RecordReceipt {
            demand,
            items,
            channel: Channel::Post,
            evidenced_at: house.clock.now(),
            proof: "dấu bưu điện".to_owned(),
        };
        assert_eq!(waiting(&house), [LetterStage::ToServe]);
        house.act(officer(), receipt(Vec::new()));
        assert_eq!(waiting(&house), [LetterStage::Served]);
        let items = house.items(officer(), demand);
        let answers = vec![refused(items[0], "not_held")];
        house.act(program("PGB"), Command::SubmitAnswer { demand, answers });
        let reason = "số dư không khớp".to_owned();
        house.act(officer(), Command::DisputeItem { demand, item: items[0], reason });
        let clocks = || {
            let view = house.store.find_blocking(|r| r.demand(&officer(), demand)).unwrap();
            view.demand.clocks.iter().filter(|clock| clock.round == 2).count()
        };
        assert_eq!(clocks(), 0);
        assert_eq!(waiting(&house), [LetterStage::ToServe], "the letter of the second round");
        house.act(officer(), receipt(items.clone()));
        assert!(clocks() > 0);
        assert_eq!(waiting(&house), [LetterStage::Served]);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}
