//! Cases as their creditor sees them, out of the database: what is told, what is not,
//! and to whom.

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
use engine::creditor::reconcile::{Found, Listed, Numbers, compare};
use engine::creditor::{AskedState, Change, Standing};
use engine::demand::Channel;
use engine::id::{CaseId, DemandId, InstrumentId, PartyId, RequestId};
use engine::identity::PersonName;
use engine::instrument::{InfoType, InstrumentKind};
use engine::ledger::{Entry, ObligationEnd};
use engine::money::Money;
use engine::order::{FreezeAt, Numbered, Order};
use engine::refusal::Refusal;
use engine::request::{Asker, AskerKind, Liability, Measure, MeasureContent, RequestState};
use engine::role::Role;
use engine::time::{Clock as _, Day, Zone};
use store::outbox::{Outbox, Retry};
use store::read::{Claim, ClaimView, InboxFilter, Page, ReadError};
use store::verify::replay;
use support::money::*;
use support::story::*;
use support::{House, number as count, on_both, vault};
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

fn owed_to(number: &str, code: &str) -> CaseContent {
    let mut content = case_content(number, "saomai", "Nguyễn Đức Ấn");
    content.parties.push(creditor(code, 0xc0));
    content
}

fn claims(house: &House<'_>, actor: &Actor, rows: u16) -> Vec<Claim> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = Page::new(after, rows);
        let found = house.store.find_blocking(|r| r.claims(actor, page)).unwrap();
        all.extend(found.rows);
        after = found.next;
        if after.is_none() {
            return all;
        }
    }
}

fn claim(house: &House<'_>, actor: &Actor, case: CaseId) -> Result<ClaimView, Refusal> {
    match house.store.find_blocking(|r| r.claim(actor, case)) {
        Ok(found) => Ok(found),
        Err(ReadError::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other}"),
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_creditor_finds_its_own_cases_and_nobody_elses() {
    on_both(|database| {
        let house = House::on(database);
        let own: Vec<CaseId> = (1..=5)
            .map(|n| house.open_case(officer(), owed_to(&format!("{n}/THA"), "VCB")))
            .collect();
        let other = house.open_case(officer(), owed_to("9/THA", "ACB"));
        house.open_case(officer(), case_content("10/THA", "saomai", "Lê Thị Bốn"));
        let latest: Vec<CaseId> = own.iter().rev().copied().collect();
        for rows in [1, 2, 50] {
            let found = claims(&house, &desk("VCB"), rows);
            assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), latest);
        }
        let reads = "select count(*) from event where kind = 'read'";
        let before = count(database, reads);
        let found = claims(&house, &desk("VCB"), 50);
        assert_eq!(count(database, reads), before + 5, "debtors and what they owe: I-19");
        assert_eq!(found[0].debtors, ["Nguyễn Đức Ấn"]);
        assert_eq!((found[0].figures.charged, found[0].figures.open), (500_000_000, 500_000_000));
        assert!(!found[0].shared);

        let before = count(database, reads);
        assert!(claim(&house, &desk("VCB"), own[0]).is_ok());
        assert_eq!(count(database, reads), before + 1, "I-19");
        assert_eq!(claim(&house, &desk("VCB"), other), Err(Refusal::NotFound), "I-28");
        // Neither the bank's other desks nor the office come in by this door.
        for actor in [vcb(), vcb_maker(), officer(), head(), desk("ACB")] {
            assert_eq!(claim(&house, &actor, own[0]), Err(Refusal::NotFound), "{actor:?}");
        }
        for actor in [vcb(), vcb_maker(), officer(), supervisor()] {
            let list = house.store.find_blocking(|r| r.claims(&actor, Page::default()));
            assert!(matches!(list, Err(ReadError::Refused(Refusal::Forbidden))), "{actor:?}");
        }
        assert_eq!(count(database, reads), before + 1);
        drop(house);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

/// The desk of a bank that was asked is not the bank's inbox.
#[test]
fn the_creditors_desk_sees_nothing_that_its_own_bank_is_asked() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to("1/THA", "VCB"));
        let (_, served) = house.file(officer(), case, asking(&[InfoType::Account], &["VCB"]));
        let demand = to(&served, "VCB");
        let desk = desk("VCB");
        let seen = house.store.find_blocking(|r| r.demand(&desk, demand));
        assert!(matches!(seen, Err(ReadError::Refused(Refusal::NotFound))), "I-28");
        let filter = InboxFilter::default();
        let inbox = house.store.find_blocking(|r| r.inbox(&desk, &filter, Page::default()));
        assert!(matches!(inbox, Err(ReadError::Refused(Refusal::Forbidden))));
        let asks = Command::Acknowledge { demand };
        assert_eq!(house.attempt(desk, asks), Err(Refusal::NotFound));
    });
}

/// What the creditor is told was asked.
fn asked(house: &House<'_>, case: CaseId) -> Vec<(InstrumentKind, AskedState, u32)> {
    let view = claim(house, &desk("VCB"), case).unwrap();
    view.asked.iter().map(|one| (one.kind, one.state, one.count)).collect()
}

/// A freeze at ACB that is answered: 300 million stand.
fn frozen_at_acb(
    house: &House<'_>,
    case: CaseId,
    (urgent, sealed): (bool, bool),
) -> (InstrumentId, DemandId) {
    let at = vec![FreezeAt { institution: institution("ACB"), accounts: Vec::new() }];
    let order = Order::Freeze { owed: Money::vnd(300_000_000), parts: None, urgent, at };
    let decision = if sealed { "1/QĐ" } else { "2/QĐ" };
    let mut content = house.content((!urgent).then_some(decision), order);
    if sealed {
        content.sealed_to = vec![user("saomai"), user("daiduong")];
    }
    let (freeze, served) = house.order(case, content);
    reported(house, "ACB", served[0], frozen(FROZEN_ACCOUNT, 300_000_000));
    (freeze, served[0])
}

/// ACB carries out what the service asked of it since: the release of all.
fn released_by_acb(house: &House<'_>, freeze: DemandId) {
    let filter = InboxFilter::default();
    let inbox = house.store.find_blocking(|r| r.inbox(&acb(), &filter, Page::default())).unwrap();
    let open: Vec<DemandId> = inbox.rows.iter().map(|row| row.id).collect();
    let release = open.iter().find(|id| **id != freeze).unwrap();
    reported(house, "ACB", *release, released(FROZEN_ACCOUNT, 300_000_000));
}

#[test]
fn minutes_are_told_once_a_decision_follows_them_and_by_no_release_when_none_does() {
    on_both(|database| {
        let house = House::on(database);
        let kept = house.open_case(officer(), owed_to("1/THA", "VCB"));
        let (minutes, _) = frozen_at_acb(&house, kept, (true, false));
        assert_eq!(asked(&house, kept), [], "answered, and not confirmed");
        let day = Zone::HANOI.day_of(house.clock.now());
        let decision = Numbered { number: "2/QĐ".to_owned(), day };
        house.act(head(), Command::ConfirmFreeze { instrument: minutes, decision });
        assert_eq!(asked(&house, kept), [(InstrumentKind::Freeze, AskedState::Answered, 1)]);

        let lapsed = house.open_case(officer(), owed_to("2/THA", "VCB"));
        let (_, freeze) = frozen_at_acb(&house, lapsed, (true, false));
        house.clock.set("2026-11-17T10:00:00+07:00");
        let retry = Retry { after_seconds: vec![60], jitter_percent: 0 };
        let outbox = Outbox::new(house.store.clone(), retry);
        for one in outbox.due_duties(house.clock.now(), None, 100).unwrap() {
            let (case, duty, about) = (one.case, one.duty, one.about);
            let struck = house.attempt(Actor::SYSTEM, Command::StrikeDuty { case, duty, about });
            // One limit may end the duty of another.
            assert!(matches!(struck, Ok(_) | Err(Refusal::DutyState)), "{struck:?}");
        }
        assert_eq!(asked(&house, lapsed), [], "the release waits for its answer");
        released_by_acb(&house, freeze);
        assert_eq!(asked(&house, lapsed), [], "nor does it tell what it released");
    });
}

#[test]
fn what_the_service_releases_tells_of_no_sealed_freeze() {
    on_both(|database| {
        let house = House::on(database);
        for (number, sealed) in [("1/THA", false), ("2/THA", true)] {
            let case = house.open_case(officer(), owed_to(number, "VCB"));
            let (_, freeze) = frozen_at_acb(&house, case, (false, sealed));
            let (how, reason) = (ObligationEnd::Terminated, "Đình chỉ thi hành án".to_owned());
            house.act(head(), Command::EndObligation { case, how, reason });
            released_by_acb(&house, freeze);
            let told = [InstrumentKind::Freeze, InstrumentKind::Release]
                .map(|kind| (kind, AskedState::Answered, 1));
            let expected = if sealed { &[][..] } else { &told[..] };
            assert_eq!(asked(&house, case), expected, "sealed: {sealed}");
        }
    });
}

#[test]
fn what_was_asked_is_told_without_a_warning_and_what_was_recovered_by_day() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to("1/THA", "VCB"));
        let asked = |house: &House<'_>| asked(house, case);
        house.file(officer(), case, asking(&[InfoType::Account], &["ACB", "TCB"]));
        let inquiry = (InstrumentKind::Inquiry, AskedState::UnderWay, 1);
        assert_eq!(asked(&house), [inquiry]);
        let (_, frozen_at) = house.frozen_at(case, "1/QĐ", &["ACB", "TCB"]);
        assert_eq!(asked(&house), [inquiry], "a freeze that is out warns nobody");
        reported(&house, "ACB", frozen_at[0], frozen(FROZEN_ACCOUNT, 280_000_000));
        assert_eq!(asked(&house), [inquiry]);
        reported(&house, "TCB", frozen_at[1], frozen("19036667779", 1_000));
        let freeze = (InstrumentKind::Freeze, AskedState::Answered, 1);
        assert_eq!(asked(&house), [freeze, inquiry]);
        // What is sealed to a reader is no creditor's.
        let mut sealed = house.content(
            Some("2/QĐ"),
            Order::Freeze {
                owed: Money::vnd(1_000),
                parts: None,
                urgent: false,
                at: vec![FreezeAt { institution: institution("BID"), accounts: vec![] }],
            },
        );
        sealed.sealed_to = vec![user("saomai"), user("daiduong")];
        let (_, at_bid) = house.order(case, sealed);
        reported(&house, "BID", at_bid[0], frozen("1201234567", 1_000));
        assert_eq!(asked(&house), [freeze, inquiry]);

        let today = Zone::HANOI.day_of(house.clock.now());
        let post = |entry, amount, note: &str| Command::PostEntry {
            case,
            entry,
            amount: Money::vnd(amount),
            day: today,
            note: note.to_owned(),
        };
        house.act(officer(), post(Entry::Payment, 40_000_000, "ACB 0071009998887"));
        let view = claim(&house, &desk("VCB"), case).unwrap();
        let changes: Vec<_> = view.dated.iter().map(|one| (one.change, one.amount)).collect();
        assert_eq!(changes, [(Change::Recovered, 40_000_000)]);
        assert_eq!(view.claim.figures.recovered, 40_000_000);
        assert_eq!(view.claim.figures.open, 460_000_000);
        assert_eq!(view.claim.standing, Standing::Open);
        // Nothing of another institution, and nothing that anybody wrote.
        let told = format!("{view:?}");
        let names =
            ["ACB", "TCB", "BID", FROZEN_ACCOUNT, "19036667779", "280000000", "280_000_000"];
        let ids = ["ACB", "TCB", "BID"].map(|code| institution(code).to_string());
        for canary in names.into_iter().map(str::to_owned).chain(ids) {
            assert!(!told.contains(&canary), "{canary} in {told}");
        }
        drop(house);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

fn listed(agency: Option<&str>, number: &str) -> Listed {
    Listed {
        line: 2,
        own: None,
        agency: agency.map(str::to_owned),
        number: number.to_owned(),
        principal: Some(500_000_000),
        interest: None,
        recovered: None,
    }
}

/// A list of a day misses no case that was entered later, and amounts of cases that it
/// does not name are not read.
#[test]
fn a_list_is_compared_with_what_was_there_on_its_day() {
    on_both(|database| {
        let house = House::on(database);
        house.open_case(officer(), owed_to("1/THA", "VCB"));
        house.open_case(officer(), owed_to("2/THA", "VCB"));
        house.clock.set("2026-11-18T09:00:00+07:00");
        house.open_case(officer(), owed_to("3/THA", "VCB"));
        let list = [listed(Some("T01-01"), "1/THA")];
        let compared = |text: &str| {
            let named = Numbers::of(&list);
            let ours =
                house.store.find_blocking(|r| r.claims_as_of(&desk("VCB"), day(text), &named));
            let ours = ours.unwrap();
            let read: Vec<&str> = ours
                .iter()
                .filter(|one| one.amounts.principal > 0)
                .map(|one| one.number.as_str())
                .collect();
            assert_eq!(read, ["1/THA"]);
            let rows = compare(&list, &ours).into_iter();
            rows.map(|row| (row.number, row.found)).collect::<Vec<_>>()
        };
        let row = |number: &str, found| (number.to_owned(), found);
        let first = [row("1/THA", Found::Matched), row("2/THA", Found::Missing)];
        assert_eq!(compared("2026-11-17"), first);
        let both = [&first[..], &[row("3/THA", Found::Missing)]].concat();
        assert_eq!(compared("2026-11-18"), both);
    });
}

#[test]
fn figures_of_a_day_are_compared_by_what_counts_until_then() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to("1/THA", "VCB"));
        let bare = house.open_case(officer(), owed_to("2/THA", "VCB"));
        house.open_case(officer(), owed_to("3/THA", "ACB"));
        house.clock.set("2026-11-18T09:00:00+07:00");
        let entry = |day_of: &str, amount| Command::PostEntry {
            case,
            entry: Entry::Payment,
            amount: Money::vnd(amount),
            day: day(day_of),
            note: "Phiếu thu".to_owned(),
        };
        house.act(officer(), entry("2026-11-16", 10_000_000));
        house.act(officer(), entry("2026-11-18", 5_000_000));
        let named = Numbers::of(&[listed(None, "1/THA"), listed(None, "2/THA")]);
        let as_of = |text: &str| {
            let ours =
                house.store.find_blocking(|r| r.claims_as_of(&desk("VCB"), day(text), &named));
            let ours = ours.unwrap();
            assert!(ours.iter().all(|one| one.agency == "T01-01"));
            let mut ours: Vec<_> = ours
                .into_iter()
                .map(|one| (one.number, one.amounts.principal, one.amounts.recovered))
                .collect();
            ours.sort();
            ours
        };
        let row = |number: &str, principal, recovered| (number.to_owned(), principal, recovered);
        let untouched = row("2/THA", 500_000_000, 0);
        assert_eq!(as_of("2026-11-17"), [row("1/THA", 490_000_000, 10_000_000), untouched.clone()]);
        assert_eq!(as_of("2026-11-18"), [row("1/THA", 485_000_000, 15_000_000), untouched]);

        let reads = "select count(*) from event where kind = 'read'";
        let before = count(database, reads);
        house.store.find_blocking(|r| r.told_figures(&desk("VCB"), &[case, bare])).unwrap();
        assert_eq!(count(database, reads), before + 2, "I-19");
        let not_a_creditor =
            house.store.find_blocking(|r| r.claims_as_of(&vcb(), day("2026-11-18"), &named));
        assert!(matches!(not_a_creditor, Err(ReadError::Refused(Refusal::Forbidden))));
    });
}

#[test]
fn a_creditor_is_bound_loosed_and_changed_as_an_officer_writes() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to("1/THA", "VCB"));
        let amend = |parties: &[&str]| {
            let mut content = case_content("1/THA", "saomai", "Nguyễn Đức Ấn");
            content.parties.extend((0xc0_u128..).zip(parties).map(|(n, code)| creditor(code, n)));
            Command::AmendCase { case, content: Box::new(content) }
        };
        house.act(officer(), amend(&["ACB", "TCB"]));
        assert_eq!(claims(&house, &desk("VCB"), 50), []);
        for code in ["ACB", "TCB"] {
            let found = claims(&house, &desk(code), 50);
            assert!(found.len() == 1 && found[0].shared, "{code}");
        }
        let twice = Refusal::InstitutionTwice { pointer: "/parties/2/institution".to_owned() };
        assert_eq!(house.attempt(officer(), amend(&["ACB", "ACB"])), Err(twice));
        house.act(officer(), amend(&[]));
        assert_eq!(claims(&house, &desk("ACB"), 50), []);
        assert_eq!(claim(&house, &desk("ACB"), case), Err(Refusal::NotFound));
        drop(house);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

fn filed(case: CaseId, code: &str, channel: Channel) -> Command {
    let content = case_content("1/THA", "saomai", "Nguyễn Đức Ấn");
    let content = MeasureContent {
        agency: head().agency().unwrap(),
        asker: Asker {
            kind: AskerKind::Creditor,
            name: format!("Ngân hàng {code}"),
            address: "Hà Nội".to_owned(),
            identifier: code.to_owned(),
            contact: None,
        },
        liability: Liability {
            signed_on: day("2026-11-13"),
            evidence: "Cam kết bồi thường".to_owned(),
        },
        debtor: content.parties[0].clone(),
        judgment: content.judgment,
        decision: None,
        measure: Measure::Freeze,
        known_at: Vec::new(),
        amount: Money::vnd(1_000),
        reason: "Đang rút tiền".to_owned(),
        channel,
        liquidated_at: None,
        own_case: Some(case),
        attachments: Vec::new(),
    };
    Command::RecordRequest { content: Box::new(content), received: None }
}

#[test]
fn a_desk_files_a_request_in_its_own_case_and_finds_its_own_alone() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), owed_to("1/THA", "VCB"));
        let theirs = house.open_case(officer(), owed_to("2/THA", "ACB"));
        let unknown = Refusal::CaseUnknown { pointer: "/own_case".to_owned() };
        let asks = |case| filed(case, "VCB", Channel::Electronic);
        assert_eq!(house.attempt(desk("VCB"), asks(theirs)), Err(unknown), "I-28");
        let done = house.act(desk("VCB"), asks(case));
        let request = RequestId(done.subject);
        assert_eq!(house.act(desk("VCB"), asks(case)).subject, done.subject, "I-3");
        house.act(desk("ACB"), filed(theirs, "ACB", Channel::Electronic));
        let list = |actor: &Actor| {
            let found = house.store.find_blocking(|r| r.requests(actor, None, Page::default()));
            found.unwrap().rows
        };
        let own = list(&desk("VCB"));
        let [one] = own.as_slice() else { panic!("{own:?}") };
        assert_eq!((one.id, one.institution), (request, Some(institution("VCB"))));
        assert_eq!(one.state, RequestState::HandedOver, "it came through this service");
        assert_eq!(list(&officer()).len(), 2);
        let read = |actor: &Actor| house.store.find_blocking(|r| r.request(actor, request));
        assert!(read(&desk("VCB")).is_ok() && read(&head()).is_ok());
        for actor in [desk("ACB"), vcb(), vcb_maker(), stranger()] {
            assert!(matches!(read(&actor), Err(ReadError::Refused(Refusal::NotFound))), "I-28");
        }
        // The file says whose it is, and nothing of what was asked in the agency's case.
        house.file(officer(), case, asking(&[InfoType::Account], &["ACB"]));
        let file = house.store.find_blocking(|r| r.request_file(&head(), request)).unwrap();
        assert_eq!(file.institution, Some(institution("VCB")));
        assert_eq!(file.inquiries, []);
        house.act(head(), Command::CompleteRequest { request, at: house.clock.now() });
        let reason = "Đã thỏa thuận".to_owned();
        let taken = |reason| Command::WithdrawRequest { request, reason };
        assert_eq!(house.attempt(head(), taken(reason.clone())), Err(Refusal::Forbidden));
        house.act(desk("VCB"), taken(reason));
        drop(house);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}
