//! What is asked again and what is not, through lanes and back.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::answer::{Outcome, Scope};
use engine::asking::Reasons;
use engine::command::Command;
use engine::demand::ItemAnswer;
use engine::id::{CaseId, DemandId, InstrumentId};
use engine::instrument::{InfoType, InquiryContent};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::Clock as _;
use store::verify::replay;
use support::money::system_of;
use support::story::*;
use support::{Database, House, number, on_both, registry, rules, vault};

fn asks(house: &House<'_>, case: CaseId, content: InquiryContent) -> Result<InstrumentId, Refusal> {
    let filed = Command::FileInquiry { case, content: Box::new(content) };
    house.attempt(officer(), filed).map(|done| InstrumentId(done.subject))
}

/// ACB answers that it has nothing, in the whole bank or in a branch.
fn has_nothing(house: &House<'_>, demand: DemandId, scope: Scope) {
    let items = house.items(acb(), demand);
    let body = Outcome::None { scope, tried: vec![cccd()], as_of: house.clock.now() };
    let answers = items.into_iter().map(|item| ItemAnswer::new(item, body.clone())).collect();
    house.act(system_of("ACB"), Command::SubmitAnswer { demand, answers });
}

fn whole(house: &House<'_>) {
    assert_eq!(replay(&house.database.url, &vault()).unwrap().differences, []);
}

/// Sao Mai asked VCB and ACB; ACB has nothing.
fn one_has_nothing(database: &Database) -> (House<'_>, CaseId, DemandId) {
    let house = House::on(database);
    let (case, _, served) = house.two_banks_asked();
    let demand = to(&served, "ACB");
    has_nothing(&house, demand, Scope::Institution);
    (house, case, demand)
}

#[test]
fn who_said_nothing_is_not_asked_again_and_the_answer_is_shown() {
    on_both(|database| {
        let (house, case, demand) = one_has_nothing(database);
        let both = || asking(&[InfoType::Account, InfoType::Securities], &["VCB", "ACB"]);
        let id = asks(&house, case, both()).unwrap();
        let view = house.store.find_blocking(|r| r.inquiry(&officer(), id)).unwrap();
        let [one] = view.instrument.reused.as_slice() else { panic!("{:?}", view.instrument) };
        assert_eq!((one.institution, one.demand), (institution("ACB"), demand));
        let told = view.demands.iter().find(|one| one.institution == institution("ACB")).unwrap();
        assert_eq!(house.items(acb(), told.id).len(), 1, "only its securities are asked");
        whole(&house);

        let only = asking(&[InfoType::Whereabouts], &["ACB"]);
        let again = asks(&house, case, only.clone());
        assert!(matches!(again, Err(Refusal::AllAnswered { .. })), "{again:?}");
        let why = Reasons { again: Some("Có tin mới".to_owned()), ..Reasons::default() };
        let id = asks(&house, case, InquiryContent { reasons: why, ..only }).unwrap();
        let view = house.store.find_blocking(|r| r.inquiry(&officer(), id)).unwrap();
        assert_eq!((view.demands.len(), view.instrument.reused.len()), (1, 0));
        assert!(view.instrument.content.inquiry().unwrap().reasons.again.is_some());
        whole(&house);
    });
}

#[test]
fn who_found_something_since_is_asked_alone_too() {
    on_both(|database| {
        let (house, case, _) = one_has_nothing(database);
        let only = || asking(&[InfoType::Account], &["ACB"]);
        let why = Reasons { again: Some("Có tin mới".to_owned()), ..Reasons::default() };
        let id = asks(&house, case, InquiryContent { reasons: why, ..only() }).unwrap();
        let served = house.store.find_blocking(|r| r.served_of(&officer(), id)).unwrap();
        house.answer("ACB", to(&served, "ACB"));
        assert!(asks(&house, case, only()).is_ok());
    });
}

#[test]
fn an_edit_is_weighed_by_what_it_says() {
    on_both(|database| {
        let (house, case, _) = one_has_nothing(database);
        let content = Box::new(asking(&[InfoType::Account], &["VCB"]));
        let draft = house.act(officer(), Command::DraftInquiry { case, content });
        let content = Box::new(asking(&[InfoType::Account], &["ACB"]));
        let instrument = InstrumentId(draft.subject);
        let edited = house.attempt(officer(), Command::EditInquiry { instrument, content });
        assert!(matches!(edited, Err(Refusal::AllAnswered { .. })), "{edited:?}");
    });
}

#[test]
fn who_does_not_read_answers_does_not_learn_them_here() {
    on_both(|database| {
        let (house, case, _) = one_has_nothing(database);
        let assistant = asker("tuongvi", Role::Assistant, "T01-01");
        let content = Box::new(asking(&[InfoType::Account], &["ACB"]));
        let written = Command::DraftInquiry { case, content };
        let draft = InstrumentId(house.act(assistant, written).subject);
        let sent = house.attempt(officer(), Command::IssueInquiry { instrument: draft });
        assert!(matches!(sent, Err(Refusal::AllAnswered { .. })), "{sent:?}");

        let id = asks(&house, case, asking(&[InfoType::Account], &["VCB", "ACB"])).unwrap();
        let reused = |actor| {
            let view = house.store.find_blocking(move |r| r.inquiry(&actor, id)).unwrap();
            view.instrument.reused.len()
        };
        assert_eq!((reused(officer()), reused(assistant), reused(supervisor())), (1, 0, 0));
        let named = |actor| {
            let view = house.store.find_blocking(move |r| r.inquiry(&actor, id)).unwrap();
            view.instrument.content.inquiry().unwrap().institutions.len()
        };
        assert_eq!((named(officer()), named(assistant)), (2, 1), "who is not named is not told of");
    });
}

#[test]
fn a_branch_or_another_number_of_the_debtor_does_not_speak_for_all() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, served) = house.two_banks_asked();
        has_nothing(&house, to(&served, "ACB"), Scope::Branch { branch: "Hà Nội".to_owned() });
        let only = || asking(&[InfoType::Account], &["ACB"]);
        let id = asks(&house, case, only()).unwrap();
        let served = house.store.find_blocking(|r| r.served_of(&officer(), id)).unwrap();
        has_nothing(&house, to(&served, "ACB"), Scope::Institution);
        assert!(asks(&house, case, only()).is_err());

        let view = house.store.find_blocking(|r| r.case(&officer(), case)).unwrap();
        let mut content = view.content.clone();
        let passport = serde_json::json!({ "kind": "passport", "value": "B1234567" });
        let parsed = serde_json::from_value(passport);
        content.parties[0].identifiers.push(parsed.unwrap());
        house.act(officer(), Command::AmendCase { case, content: Box::new(content) });
        assert!(asks(&house, case, only()).is_ok(), "it was searched by less than is known now");
    });
}

#[test]
fn a_day_has_a_limit_and_the_next_begins_anew() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let mut narrow = rules(&mut registry(database), support::CALENDAR);
        narrow.policy.asking.per_day = 3;
        house.store.set_rules(narrow);
        let two = || asking(&[InfoType::Securities], &["VCB", "ACB"]);
        asks(&house, case, two()).unwrap();
        let over = asks(&house, case, two());
        assert_eq!(over.unwrap_err(), Refusal::DailyLimit { most: 3 });
        asks(&house, case, asking(&[InfoType::Securities], &["VCB"])).unwrap();
        let sent = number(database, "select sum(sent_to) from instrument");
        assert_eq!(sent, 3);
        house.clock.set("2026-11-17T00:00:00+07:00");
        asks(&house, case, two()).unwrap();
        whole(&house);
    });
}
