//! Banks and offices of the past: what they were asked is their heir's to do, and
//! what the record says of them stays.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    dead_code,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::actor::{Actor, Seat, Who};
use engine::answer::Outcome;
use engine::command::Command;
use engine::demand::{Channel, ItemAnswer};
use engine::directory::{AgencyCode, Directory, Home, InstitutionCode, Succession, Username, plan};
use engine::id::{ClientId, DemandId};
use engine::instrument::InfoType;
use engine::money::Money;
use engine::order::{Order, ReleaseLine};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::Clock;
use store::read::{
    CaseFilter, Found, Inbox, InboxFilter, LetterFilter, LetterStage, Listing, OverdueFilter, Page,
    Purpose, ReadError, WorkLine,
};
use store::verify::replay;
use support::money::*;
use support::story::*;
use support::{CALENDAR, House, on_both, registry, rules, vault};

/// Imports a change of the directory, and lets the store notice it.
fn import(house: &House<'_>, change: impl FnOnce(&mut Directory)) {
    let mut registry = registry(house.database);
    let stored = registry.directory().unwrap();
    let mut wanted = stored.clone();
    change(&mut wanted);
    registry.import_directory(&Actor::SYSTEM, &plan(&stored, &wanted)).unwrap();
    assert_eq!(registry.directory().unwrap(), wanted);
    house.store.set_rules(rules(&mut registry, CALENDAR));
}

fn merge_banks(house: &House<'_>, from: &str, to: &str) {
    import(house, |directory| {
        let from = InstitutionCode::parse(from).unwrap();
        let bank = directory.institutions.get_mut(&from).unwrap();
        bank.active = false;
        let to = InstitutionCode::parse(to).unwrap();
        bank.succession = Some(Succession { to, on: "2026-11-16".parse().unwrap() });
    });
}

fn merge_offices(house: &House<'_>, from: &str, to: &str) {
    import(house, |directory| {
        let from = AgencyCode::parse(from).unwrap();
        // Its officer goes along.
        let moved = Username::parse("saomai").unwrap();
        let moved = directory.users.get_mut(&moved).unwrap();
        moved.home = Home::Agency(AgencyCode::parse(to).unwrap());
        let office = directory.agencies.get_mut(&from).unwrap();
        office.active = false;
        let to = AgencyCode::parse(to).unwrap();
        office.succession = Some(Succession { to, on: "2026-11-16".parse().unwrap() });
    });
}

fn refused<T: std::fmt::Debug>(found: Found<T>) -> Refusal {
    match found.unwrap_err() {
        ReadError::Refused(refusal) => refusal,
        ReadError::Store(error) => panic!("{error}"),
    }
}

/// All pages of a list, page by page.
fn all(page_size: u16, mut read: impl FnMut(Page) -> Listing<WorkLine>) -> Vec<WorkLine> {
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let listing = read(Page::new(after, page_size));
        found.extend(listing.rows);
        after = listing.next;
        if after.is_none() {
            return found;
        }
    }
}

fn inbox(house: &House<'_>, actor: &Actor, show: Inbox, page_size: u16) -> Vec<WorkLine> {
    let filter = InboxFilter { show, ..InboxFilter::default() };
    all(page_size, |page| house.store.find_blocking(|r| r.inbox(actor, &filter, page)).unwrap())
}

fn ids(lines: &[WorkLine]) -> Vec<DemandId> {
    lines.iter().map(|line| line.id).collect()
}

/// The letters of an office or officer, page by page.
fn letters(house: &House<'_>, actor: &Actor, page_size: u16) -> Vec<(DemandId, LetterStage)> {
    let (mut after, mut found) = (None, Vec::new());
    loop {
        let page = Page::new(after, page_size);
        let filter = LetterFilter::default();
        let listing = house.store.find_blocking(|r| r.letters(actor, &filter, page)).unwrap();
        found.extend(listing.rows.iter().map(|line| (line.id, line.stage.unwrap())));
        after = listing.next;
        if after.is_none() {
            return found;
        }
    }
}

fn receipt(house: &House<'_>, demand: DemandId) -> Command {
    Command::RecordReceipt {
        demand,
        items: Vec::new(),
        channel: Channel::Post,
        evidenced_at: house.clock.now(),
        proof: "Dấu bưu điện".to_owned(),
    }
}

#[test]
fn the_inbox_of_the_heir_holds_what_the_old_bank_was_asked_in_one_order() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, served) = house.two_banks_asked();
        for minute in 10..14 {
            house.clock.set(&format!("2026-11-16T09:{minute}:00+07:00"));
            // One that runs by no rule with a number stands among those without a due.
            let info = if minute == 12 { InfoType::Other } else { InfoType::Account };
            let content = asking(&[info], &["ACB", "VCB", "TCB"]).worded();
            house.file(officer(), case, content);
        }
        let (old, own) = (acb(), vcb());
        let before = [old, own].map(|bank| inbox(&house, &bank, Inbox::Open, 100));
        merge_banks(&house, "ACB", "VCB");

        let merged = inbox(&house, &own, Inbox::Open, 100);
        let mut expected: Vec<WorkLine> = before.concat();
        expected.sort_by_key(|line| (line.sort_due.is_none(), line.sort_due, line.id));
        assert_eq!(merged, expected, "a merger moves no clock and rewrites no demand");
        assert_eq!(merged.len(), 10);
        for page_size in [1, 3] {
            assert_eq!(inbox(&house, &own, Inbox::Open, page_size), merged);
        }
        let filter = InboxFilter::default();
        let shut_out = house.store.find_blocking(|r| r.inbox(&old, &filter, Page::default()));
        assert_eq!(refused(shut_out), Refusal::Forbidden);

        let demand = to(&served, "ACB");
        house.answer("VCB", demand);
        house.answer("VCB", to(&served, "VCB"));
        let done = inbox(&house, &own, Inbox::Done, 1);
        let mut newest = vec![demand, to(&served, "VCB")];
        newest.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(ids(&done), newest);
        assert_eq!(inbox(&house, &own, Inbox::Open, 1).len(), 8);

        let view = house.store.find_blocking(|r| r.demand(&officer(), demand)).unwrap();
        assert_eq!(view.demand.institution, institution("ACB"), "as it was served");
        let third = banker("tcb.lap", Role::BankMaker, "TCB");
        for nobody in [third, old] {
            let hidden = house.store.find_blocking(|r| r.demand(&nobody, demand));
            assert_eq!(refused(hidden), Refusal::NotFound, "{nobody:?}");
        }
        #[expect(clippy::redundant_closure_for_method_calls, reason = "a reader of any lifetime")]
        let totals = house.store.find_as_system_blocking(|s| s.totals()).unwrap();
        assert_eq!(totals.institutions_merged, 1);
        drop(house);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn the_heir_follows_the_cases_in_which_the_old_bank_is_the_creditor() {
    use engine::case::{Party, PartyKind, PartyRole};
    on_both(|database| {
        let house = House::on(database);
        let mut content = case_content("1/THA", "saomai", "Nguyễn Đức Ấn");
        for (n, code) in [(0xc, "ACB"), (0xd0, "VCB")] {
            content.parties.push(Party {
                id: engine::id::PartyId(uuid::Uuid::from_u128(n)),
                role: PartyRole::Creditor,
                kind: PartyKind::Organisation,
                name: engine::identity::PersonName::parse("Ngân hàng").unwrap(),
                identifiers: Vec::new(),
                address: None,
                institution: Some(institution(code)),
            });
        }
        let case = house.open_case(officer(), content.clone());
        let desk = |code: &str| banker("no", Role::CreditorDesk, code);
        merge_banks(&house, "ACB", "VCB");
        let own = house.store.find_blocking(|r| r.claims(&desk("VCB"), Page::default())).unwrap();
        assert_eq!(own.rows.iter().map(|one| one.id).collect::<Vec<_>>(), [case], "once");
        assert!(house.store.find_blocking(|r| r.claim(&desk("VCB"), case)).is_ok());
        let shut_out = house.store.find_blocking(|r| r.claims(&desk("ACB"), Page::default()));
        assert_eq!(refused(shut_out), Refusal::Forbidden);
        let shut_out = house.store.find_blocking(|r| r.claim(&desk("ACB"), case));
        assert_eq!(refused(shut_out), Refusal::NotFound);
        // Written anew, the case names the heir alone.
        let amended = Command::AmendCase { case, content: Box::new(content) };
        let twice = Refusal::InstitutionTwice { pointer: "/parties/2/institution".to_owned() };
        assert_eq!(house.attempt(officer(), amended), Err(twice));
    });
}

#[test]
fn a_chain_ends_with_its_last_and_lateness_stays_with_who_was_late() {
    on_both(|database| {
        let house = House::on(database);
        let (_, _, served) = house.two_banks_asked();
        house.clock.set("2026-12-16T09:00:00+07:00");
        house.strike_all();
        merge_banks(&house, "ACB", "TCB");
        merge_banks(&house, "TCB", "VCB");
        let heads = banker("vcb.truong", Role::BankHead, "VCB");
        let filter = OverdueFilter::default();
        let late = house.store.find_blocking(|r| r.overdue(&heads, &filter, Page::default()));
        let by_bank = |code: &str| {
            let rows = late.as_ref().unwrap().rows.iter();
            rows.filter(|row| row.institution == institution(code)).count()
        };
        assert!(by_bank("ACB") > 0);
        assert_eq!(by_bank("ACB"), by_bank("VCB"));
        let tcb = banker("tcb.lap", Role::BankMaker, "TCB");
        let demand = to(&served, "ACB");
        let hidden = house.store.find_blocking(|r| r.demand(&tcb, demand));
        assert_eq!(refused(hidden), Refusal::NotFound);
        house.answer("VCB", demand);
    });
}

/// An account is one, whoever kept it when each order came.
#[test]
fn orders_from_before_and_after_a_merger_meet_on_one_account() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let (_, first) = house.frozen_at(case, "1/QĐ", &["ACB"]);
        reported(&house, "ACB", first[0], frozen(FROZEN_ACCOUNT, 280_000_000));
        let other = house.open_case(officer(), case_content("2/THA", "saomai", "Nguyễn Đức Ấn"));
        merge_banks(&house, "ACB", "VCB");
        house.clock.set("2026-11-17T09:00:00+07:00");
        let (_, second) = house.frozen_at(other, "2/QĐ", &["VCB"]);
        reported(&house, "VCB", second[0], frozen(FROZEN_ACCOUNT, 0));

        let report = Command::ReportAccountCapture {
            institution: institution("VCB"),
            account: number(FROZEN_ACCOUNT),
            amount: Money::vnd(30_000_000),
            reference: "GD-1".to_owned(),
            at: house.clock.now(),
        };
        let done = house.act(system_of("VCB"), report.clone());
        let shared = done.shared.unwrap();
        let shares: Vec<_> = shared.shares.iter().map(|one| (one.demand, one.amount)).collect();
        assert_eq!(shares, [(first[0], 20_000_000), (second[0], 10_000_000)]);
        let again = house.act(system_of("VCB"), report);
        assert_eq!(again.shared.unwrap(), shared, "counted once (I-6)");

        let maker = banker("vcb.lap", Role::BankMaker, "VCB");
        let purpose = Purpose::new("queue", case).unwrap();
        let queues = house.store.find_blocking(|r| r.queues(&maker, &purpose, first[0])).unwrap();
        assert_eq!(queues[0].orders.len(), 2);

        // What frees it is served on the heir.
        let freeze = house.first_item(first[0]);
        let lines = vec![ReleaseLine { freeze, hold: None, amount: None }];
        let arose_at = house.clock.now();
        let order = Order::Release { ground: "terminated".to_owned(), arose_at, lines };
        let (_, freed) = house.order(case, house.content(Some("3/QĐ"), order));
        let view = house.store.find_blocking(|r| r.demand(&maker, freed[0])).unwrap();
        assert_eq!(view.demand.institution, institution("VCB"));
        reported(&house, "VCB", freed[0], released(FROZEN_ACCOUNT, 300_000_000));
        assert_eq!(house.money(case).ledger.holds[0].remaining(), 0);
        drop(house);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn a_round_by_letter_to_the_heir_of_a_bank_that_had_joined_is_to_be_served() {
    on_both(|database| {
        let house = House::on(database);
        let (_, _, served) = house.two_banks_asked();
        let demand = to(&served, "ACB");
        let items = house.items(officer(), demand);
        let body =
            Outcome::Refused { ground: "not_held".to_owned(), reasons: "Không có".to_owned() };
        let answers = vec![ItemAnswer::new(items[0], body)];
        let bank = acb().institution().unwrap();
        let program = Actor {
            who: Who::Client(ClientId(bank.0)),
            role: Role::BankSystem,
            seat: Seat::Institution(bank),
        };
        house.act(program, Command::SubmitAnswer { demand, answers });
        database.tamper("update institution set joined = false where code = 'PGB'");
        merge_banks(&house, "ACB", "PGB");
        assert_eq!(letters(&house, &head(), 9), []);
        let reason = "Số dư không khớp".to_owned();
        house.act(officer(), Command::DisputeItem { demand, item: items[0], reason });
        assert_eq!(letters(&house, &head(), 9), [(demand, LetterStage::ToServe)]);
        house.act(officer(), receipt(&house, demand));
        assert_eq!(letters(&house, &head(), 9), [(demand, LetterStage::Served)]);
        drop(house);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

#[test]
fn the_letters_of_two_offices_that_are_one_stand_in_one_order() {
    on_both(|database| {
        let house = House::on(database);
        database.tamper("update institution set joined = false where code in ('PGB', 'VCB')");
        house.store.set_rules(rules(&mut registry(database), CALENDAR));
        let (case, _, served) = house.two_banks_asked();
        let old = to(&served, "VCB");
        let heir = stranger();
        let own = house.open_case(heir, case_content("7/THA", "binhminh", "Trần Thị Bình"));
        let asked = |who, case| house.file(who, case, asking(&[InfoType::Account], &["PGB"])).1;
        let first = to(&asked(heir, own), "PGB");
        let last = to(&asked(officer(), case), "PGB");
        merge_offices(&house, "T01-01", "T79-01");
        house.act(heir, receipt(&house, first));
        let head = asker("truong", Role::Head, "T79-01");
        let all = [
            (old, LetterStage::ToServe),
            (first, LetterStage::Served),
            (last, LetterStage::ToServe),
        ];
        for page_size in [1, 2, 9] {
            assert_eq!(letters(&house, &head, page_size), all);
        }
        assert_eq!(letters(&house, &heir, 1), [(first, LetterStage::Served)]);
    });
}

#[test]
fn the_cases_of_an_office_of_the_past_are_its_heirs_work() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, served) = house.two_banks_asked();
        let office = officer().agency().unwrap();
        let moved = asker("saomai", Role::Officer, "T01-02");
        merge_offices(&house, "T01-01", "T01-02");
        let head = asker("truong", Role::Head, "T01-02");
        let filter = CaseFilter::default();
        // The number is taken among its old office's for ever, and free in the heir's.
        let content = case_content("1/THA", "saomai", "Trần Thị Bình");
        let own = house.open_case(moved, content.clone());
        let twice = Command::OpenCase { content: Box::new(content) };
        assert_eq!(house.attempt(moved, twice).unwrap_err(), Refusal::CaseNumberTaken);
        for actor in [moved, head] {
            let found = house.store.find_blocking(|r| r.cases(&actor, &filter, Page::default()));
            let found: Vec<_> = found.unwrap().rows.iter().map(|row| row.id).collect();
            assert_eq!(found, [own, case], "{actor:?}");
            let list =
                all(1, |page| house.store.find_blocking(|r| r.worklist(&actor, page)).unwrap());
            assert_eq!(list.len(), 2, "{actor:?}");
            assert!(house.store.find_blocking(|r| r.demand(&actor, to(&served, "VCB"))).is_ok());
        }
        // Her cases of before and after are handed over as one.
        let loads = house.store.find_blocking(|r| r.caseloads(&head)).unwrap();
        let told: Vec<_> = loads.iter().map(|one| (one.open, one.demands, one.leads)).collect();
        assert_eq!(told, [(2, 2, true)]);
        let led = house.store.find_blocking(|r| r.cases_led(&head, user("saomai")));
        assert_eq!(led.unwrap(), [case, own]);
        let gone = house.store.find_blocking(|r| r.caseloads(&support::story::head()));
        assert_eq!(refused(gone), Refusal::Forbidden);
        for gone in [officer(), support::story::head()] {
            let hidden = house.store.find_blocking(|r| r.case(&gone, case));
            assert_eq!(refused(hidden), Refusal::NotFound);
        }
        let view = house.store.find_blocking(|r| r.case(&moved, case)).unwrap();
        assert_eq!(view.gate().agency, office, "as it was opened");
        let (_, more) = house.file(moved, case, asking(&[InfoType::Account], &["TCB"]));
        assert_eq!(more.len(), 1);
    });
}

#[test]
fn the_database_refuses_a_successor_of_who_still_takes_part() {
    on_both(|database| {
        let _house = House::on(database);
        for table in ["institution", "agency"] {
            let set = |active: &str| {
                database.try_to_tamper(&format!(
                    "update {table} set succeeded_on = '2025-07-01', active = {active}, \
                     successor_id = (select id from {table} where code = (select max(code) from {table})) \
                     where code = (select min(code) from {table})"
                ))
            };
            let (yes, no) = match database.url.engine() {
                "sqlite" => ("1", "0"),
                _ => ("true", "false"),
            };
            assert!(set(yes).is_err(), "{table}");
            set(no).unwrap();
        }
    });
}
