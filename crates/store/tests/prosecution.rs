//! What procuracies ask of offices and what these leave undone, through lanes and back.

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
use engine::command::Command;
use engine::demand::Channel;
use engine::id::{CaseId, ProsecutorActId};
use engine::ledger::{Duty, DutyKind};
use engine::money::Money;
use engine::order::{FreezeAt, Numbered, Order};
use engine::prosecution::{
    ActContent, ActKind, ActOnPaper, ActOutcome, ActState, AnswerContent, ProcuracyLevel,
    WithdrawnOnPaper,
};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::{Clock as _, Zone};
use store::read::{ActFilter, Page, ReadError, Reader};
use store::verify::{Fault, replay};
use support::money::{FROZEN_ACCOUNT, frozen, reported};
use support::story::*;
use support::{Database, House, number, on_both, vault};

fn prosecutor() -> Actor {
    asker("truclam", Role::Prosecutor, "T01")
}

fn document(house: &House<'_>, number: &str) -> Numbered {
    Numbered { number: number.to_owned(), day: Zone::HANOI.day_of(house.clock.now()) }
}

fn protesting(house: &House<'_>, case: CaseId) -> Command {
    let content = ActContent {
        kind: ActKind::Protest,
        document: document(house, "12/KN-VKS"),
        about: None,
        discovered: None,
        follows: None,
        text: "Kê biên vượt nghĩa vụ".to_owned(),
        paper: None,
    };
    Command::RecordProsecutorAct { case, content: Box::new(content) }
}

fn answering(house: &House<'_>, case: CaseId, act: ProsecutorActId) -> Command {
    let content = AnswerContent {
        outcome: ActOutcome::Accepted,
        document: document(house, "45/CV"),
        reasons: "Đúng".to_owned(),
        sent: None,
    };
    Command::AnswerProsecutorAct { case, act, content: Box::new(content) }
}

fn protested(house: &House<'_>) -> (CaseId, ProsecutorActId) {
    let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
    let done = house.act(prosecutor(), protesting(house, case));
    (case, ProsecutorActId(done.other.unwrap()))
}

fn whole(house: &House<'_>) {
    assert_eq!(replay(&house.database.url, &vault()).unwrap().differences, []);
}

#[test]
fn a_protest_is_kept_listed_read_on_record_and_ended() {
    on_both(|database| {
        let house = House::on(database);
        let (case, id) = protested(&house);
        whole(&house);
        let page = || Page::new(None, 10);
        let list = |actor: &Actor, filter: ActFilter| {
            house.store.find_blocking(|r| r.prosecutor_acts(actor, &filter, page()))
        };
        let of = |state| ActFilter { case: Some(case), state: Some(state) };
        for actor in [prosecutor(), head(), officer(), supervisor()] {
            let rows = list(&actor, of(ActState::Received)).unwrap().rows;
            let [one] = rows.as_slice() else { panic!("{rows:?}") };
            assert_eq!((one.act.id, one.act.text.as_str()), (id, ""), "lists show no text");
            assert_eq!(one.duties[0].kind, DutyKind::AnswerProtest);
        }
        assert_eq!(list(&prosecutor(), of(ActState::Answered)).unwrap().rows, []);
        // Of another office nobody sees it, and an officer only what is in his cases (I-28).
        assert_eq!(list(&stranger(), ActFilter::default()).unwrap().rows, []);
        assert_eq!(list(&colleague(), ActFilter::default()).unwrap().rows, []);

        let read = |actor: &Actor| house.store.find_blocking(|r| r.prosecutor_act(actor, id));
        let reads = "select count(*) from event where kind = 'read'";
        let before = number(database, reads);
        assert_eq!(read(&prosecutor()).unwrap().head.act.text, "Kê biên vượt nghĩa vụ");
        assert_eq!(number(database, reads), before + 1, "I-19");
        assert!(matches!(read(&stranger()), Err(ReadError::Refused(Refusal::NotFound))), "I-28");

        house.act(head(), answering(&house, case, id));
        whole(&house);
        let text = "Đã thu hồi quyết định".to_owned();
        house.act(head(), Command::CarryOutProsecutorAct { case, act: id, text, at: None });
        let rows = list(&prosecutor(), of(ActState::CarriedOut)).unwrap().rows;
        assert_eq!(rows[0].duties.len(), 2, "answered and carried out, each by its limit");
        whole(&house);
    });
}

#[test]
fn of_many_who_answer_at_once_one_does() {
    on_both(|database| {
        let house = House::on(database);
        let (case, id) = protested(&house);
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let sent = |n: u32| {
                let house = &house;
                let mut command = answering(house, case, id);
                if let Command::AnswerProsecutorAct { content, .. } = &mut command {
                    content.document.number = format!("{n}/CV");
                }
                scope.spawn(move || house.attempt(head(), command))
            };
            let threads: Vec<_> = (0..8).map(sent).collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "I-2");
        assert!(lost.into_iter().all(|one| one == Err(Refusal::ProsecutorActState)));
        whole(&house);
    });
}

#[test]
fn what_is_not_answered_in_time_is_listed_as_undone() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _) = protested(&house);
        let list =
            |actor: &Actor| house.store.find_blocking(|r| r.omissions(actor, Page::new(None, 10)));
        assert_eq!(list(&prosecutor()).unwrap().rows, []);
        let due = house.store.find_blocking(|r| r.duties(&head(), None, Page::default()));
        let rows = due.unwrap().rows;
        let owed = rows.iter().find(|row| row.duty.kind == DutyKind::AnswerProtest).unwrap();
        let (duty, due) = (owed.duty.id, owed.duty.due.unwrap());
        house.clock.set("2026-12-05T09:00:00+07:00");
        // No sweep has come, and it is due all the same.
        for actor in [prosecutor(), head(), officer(), supervisor()] {
            let rows = list(&actor).unwrap().rows;
            let [one] = rows.as_slice() else { panic!("{rows:?}") };
            assert_eq!((one.duty.id, one.duty.late_since), (duty, None));
        }
        assert_eq!(list(&stranger()).unwrap().rows, [], "I-28");
        house.act(Actor::SYSTEM, Command::StrikeDuty { case, duty, about: None });
        for actor in [prosecutor(), head(), officer(), supervisor()] {
            let rows = list(&actor).unwrap().rows;
            let [one] = rows.as_slice() else { panic!("{rows:?}") };
            assert_eq!((one.case, one.duty.kind), (case, DutyKind::AnswerProtest));
            assert_eq!(one.duty.late_since, Some(due));
        }
        assert_eq!(list(&stranger()).unwrap().rows, [], "I-28");
        let told = "select count(*) from notice where code = 'duty_omitted'";
        assert_eq!(number(database, told), 1, "the procuracy is told (I-25)");
        whole(&house);
    });
}

/// What is too much of a sealed freeze is of no order by itself, and would show it.
#[test]
fn what_is_too_much_of_a_sealed_freeze_is_listed_for_nobody() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let at = ["VCB", "TCB"]
            .map(|code| FreezeAt { institution: institution(code), accounts: Vec::new() });
        let at = at.into();
        let owed = Money::vnd(300_000_000);
        let order = Order::Freeze { owed, parts: None, urgent: false, at };
        let mut content = house.content(Some("12/QĐ"), order);
        content.sealed_to = vec![user("saomai"), user("daiduong")];
        let (freeze, served) = house.order(case, content);
        reported(&house, "VCB", served[0], frozen(FROZEN_ACCOUNT, 300_000_000));
        reported(&house, "TCB", served[1], frozen(FROZEN_ACCOUNT, 300_000_000));
        let open = house.money(case).ledger;
        let excess = |one: &Duty| one.kind == DutyKind::Lift && one.about.is_none();
        assert!(open.duties.iter().any(excess), "{:?}", open.duties);
        house.clock.set("2027-01-05T09:00:00+07:00");
        let list = |actor: &Actor| {
            let found = house.store.find_blocking(|r| r.omissions(actor, Page::new(None, 10)));
            found.unwrap().rows
        };
        assert_eq!(list(&prosecutor()), []);
        let own = list(&officer());
        assert!(!own.is_empty() && own.iter().all(|row| row.duty.about == Some(freeze)));
    });
}

/// Pages follow each other over what a sweep struck and what none has yet.
#[test]
fn what_is_undone_is_paged_over_what_was_struck_and_what_was_not() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        for number in ["1/KN", "2/KN", "3/KN"] {
            let mut command = protesting(&house, case);
            if let Command::RecordProsecutorAct { content, .. } = &mut command {
                content.document.number = number.to_owned();
            }
            house.act(prosecutor(), command);
        }
        let due = house.store.find_blocking(|r| r.duties(&head(), None, Page::default()));
        let struck = due.unwrap().rows[1].duty.id;
        house.clock.set("2026-12-05T09:00:00+07:00");
        house.act(Actor::SYSTEM, Command::StrikeDuty { case, duty: struck, about: None });
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = Page::new(after, 1);
            let found = house.store.find_blocking(|r| r.omissions(&prosecutor(), page)).unwrap();
            seen.extend(found.rows.into_iter().map(|row| row.duty.id));
            after = found.next;
            if after.is_none() {
                break;
            }
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (3, 3), "each once");
    });
}

/// It was taken back in time, and the office wrote that down after the limit.
#[test]
fn what_ended_before_it_was_due_was_never_late() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let came = house.clock.now();
        let paper = |at| (Channel::Post, at, "Dấu công văn đến".to_owned());
        let mut command = protesting(&house, case);
        if let Command::RecordProsecutorAct { content, .. } = &mut command {
            let (channel, received_at, proof) = paper(came);
            let level = ProcuracyLevel::Same;
            content.paper = Some(ActOnPaper { level, channel, received_at, proof });
        }
        let act = ProsecutorActId(house.act(officer(), command).other.unwrap());
        let due = house.store.find_blocking(|r| r.duties(&head(), None, Page::default()));
        let rows = due.unwrap().rows;
        let owed = rows.iter().find(|row| row.duty.kind == DutyKind::AnswerProtest).unwrap();
        house.clock.set("2026-12-05T09:00:00+07:00");
        let strike = Command::StrikeDuty { case, duty: owed.duty.id, about: None };
        house.act(Actor::SYSTEM, strike);
        let list = || {
            let found = |r: &mut Reader<'_>| r.omissions(&prosecutor(), Page::new(None, 10));
            house.store.find_blocking(found).unwrap().rows
        };
        assert_eq!(list().len(), 1);
        let day = Zone::HANOI.day_of(came);
        let document = Numbered { number: "13/QĐ-VKS".to_owned(), day };
        let (channel, at, proof) = paper(came);
        let paper = Some(Box::new(WithdrawnOnPaper { document, channel, at, proof }));
        let reason = "Rút".to_owned();
        house.act(head(), Command::WithdrawProsecutorAct { case, act, reason, paper });
        assert_eq!(list(), []);
        whole(&house);
    });
}

#[test]
fn what_is_written_over_is_found() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _) = protested(&house);
        database.tamper("update prosecutor_act set place = 3");
        let found = replay(&database.url, &vault()).unwrap().differences;
        let told = found.iter().any(|one| {
            one.id == case.0 && one.fault == Fault::State && one.part == Some("acts.agency")
        });
        assert!(told, "{found:?}");
    });
}

#[test]
fn the_database_keeps_acts_in_their_shape() {
    on_both(|database| {
        let house = House::on(database);
        protested(&house);
        let tampered: &Database = database;
        for sql in [
            "update prosecutor_act set state = 'accepted'",
            "update prosecutor_act set state = 'withdrawn'",
            "update prosecutor_act set kind = 'order'",
            "update prosecutor_act set kind = 'recommendation', state = 'accepted', \
             answered_at = received_at",
        ] {
            assert!(tampered.try_to_tamper(sql).is_err(), "{sql}");
        }
    });
}
