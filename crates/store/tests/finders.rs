//! What each actor finds, and what does not exist for them (I-19, I-28).

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
use engine::case::CaseState;
use engine::command::Command;
use engine::demand::DemandState;
use engine::instrument::InfoType;
use engine::law::Layer;
use engine::refusal::Refusal;
use engine::role::Role;
use store::read::{
    CaseFilter, Found, Inbox, InboxFilter, OverdueFilter, Page, Purpose, ReadError, Reader,
    STATE_BANK_FIELDS,
};
use support::story::*;
use support::{House, on_both};

fn refusal<T: std::fmt::Debug>(found: Found<T>) -> Refusal {
    match found.unwrap_err() {
        ReadError::Refused(refusal) => refusal,
        ReadError::Store(error) => panic!("{error}"),
    }
}

fn refused<T: std::fmt::Debug>(
    house: &House<'_>,
    find: impl FnOnce(&mut Reader<'_>) -> Found<T>,
) -> Refusal {
    refusal(house.store.find_blocking(find))
}

fn finds<T>(house: &House<'_>, find: impl FnOnce(&mut Reader<'_>) -> Found<T>) -> T {
    house.store.find_blocking(find).unwrap()
}

#[test]
fn what_is_foreign_does_not_exist() {
    on_both(|database| {
        let house = House::on(database);
        let (case, inquiry, served) = house.two_banks_asked();
        let demand = to(&served, "VCB");
        for foreign in [stranger(), acb(), colleague()] {
            let of_case = refused(&house, |r| r.case(&foreign, case));
            let of_inquiry = refused(&house, |r| r.inquiry(&foreign, inquiry));
            let of_demand = refused(&house, |r| r.demand(&foreign, demand));
            assert_eq!(of_case, Refusal::NotFound, "{foreign:?}");
            assert_eq!(of_inquiry, Refusal::NotFound, "{foreign:?}");
            assert_eq!(of_demand, Refusal::NotFound, "{foreign:?}");
            let purpose = Purpose::new("case_work", case).unwrap();
            let secret = refused(&house, |r| r.demand_secret(&foreign, &purpose, demand));
            assert_eq!(secret, Refusal::NotFound);
            let clock = finds(&house, |r| r.demand(&officer(), demand)).demand.clocks[0].id;
            assert_eq!(refused(&house, |r| r.clock(&foreign, demand, clock)), Refusal::NotFound);
            assert_eq!(refused(&house, |r| r.served_of(&foreign, inquiry)), Refusal::NotFound);
            assert_eq!(
                refused(&house, |r| r.inquiries(&foreign, case, Page::default())),
                Refusal::NotFound
            );
        }
        let nothing = uuid::Uuid::from_u128(404);
        assert_eq!(refused(&house, |r| r.case(&officer(), nothing.into())), Refusal::NotFound);
        assert_eq!(refused(&house, |r| r.demand(&vcb(), nothing.into())), Refusal::NotFound);
    });
}

#[test]
fn cases_are_found_by_name_and_number_inside_what_one_sees() {
    on_both(|database| {
        let house = House::on(database);
        let open = |actor, number, officer, debtor| {
            house.open_case(actor, case_content(number, officer, debtor))
        };
        let mine = open(officer(), "1/THA", "saomai", "Nguyễn Đức Ấn");
        let also = open(officer(), "2/THA", "saomai", "Trần 100% Đạt");
        let theirs = open(colleague(), "3/THA", "haidang", "Nguyễn Đức Ấn");
        let far = open(stranger(), "1/THA", "binhminh", "Nguyễn Đức Ấn");
        let seen = |actor: Actor, filter: CaseFilter| {
            let listing = finds(&house, |r| r.cases(&actor, &filter, Page::default()));
            listing.rows.iter().map(|row| row.id).collect::<Vec<_>>()
        };
        let named =
            |name: &str| CaseFilter { name: Some(name.to_owned()), ..CaseFilter::default() };
        let numbered = CaseFilter { number: Some("1/THA".to_owned()), ..CaseFilter::default() };
        assert_eq!(seen(officer(), CaseFilter::default()), [also, mine]);
        assert_eq!(seen(officer(), named("duc an")), [mine]);
        assert_eq!(seen(officer(), named("0% d")), [also]);
        assert_eq!(seen(officer(), named("_")), []);
        assert_eq!(seen(officer(), numbered.clone()), [mine]);
        assert_eq!(seen(head(), named("ĐỨC ẤN")), [theirs, mine]);
        assert_eq!(seen(supervisor(), CaseFilter::default()), [theirs, also, mine]);
        assert_eq!(seen(stranger(), numbered), [far]);
        let ministry = asker("nguyetcat", Role::Supervisor, "BTP");
        assert_eq!(seen(ministry, named("duc an")), [far, theirs, mine]);
        let closed = CaseFilter { state: Some(CaseState::Closed), ..CaseFilter::default() };
        assert_eq!(seen(head(), closed), []);
        let listing = finds(&house, |r| r.cases(&officer(), &named("duc"), Page::default()));
        assert_eq!(listing.rows[0].debtors, ["Nguyễn Đức Ấn"]);
        let as_bank = refused(&house, |r| r.cases(&vcb(), &CaseFilter::default(), Page::default()));
        assert_eq!(as_bank, Refusal::Forbidden);
    });
}

#[test]
fn a_list_is_the_same_in_pages_as_in_one() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Lê Sáu"));
        // Two kinds of information: due at different times, some at the same.
        for _ in 0..3 {
            house.file(officer(), case, asking(&[InfoType::Account], &["VCB"]));
            house.file(
                officer(),
                case,
                asking(&[InfoType::Other, InfoType::Income], &["VCB"]).worded(),
            );
        }
        let filter = InboxFilter::default();
        let whole = finds(&house, |r| r.inbox(&vcb(), &filter, Page::default()));
        assert_eq!((whole.rows.len(), whole.next), (6, None));
        let dues: Vec<_> = whole.rows.iter().map(|row| row.sort_due).collect();
        assert!(dues.iter().is_sorted_by_key(|due| (due.is_none(), *due)), "{dues:?}");
        for size in 1..6 {
            let mut paged = Vec::new();
            let mut after = None;
            loop {
                let page = Page::new(after, size);
                let listing = finds(&house, |r| r.inbox(&vcb(), &filter, page));
                paged.extend(listing.rows);
                after = listing.next.map(|cursor| cursor.to_string().parse().unwrap());
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, whole.rows, "pages of {size}");
        }
        let work = finds(&house, |r| r.worklist(&officer(), Page::new(None, 4)));
        assert_eq!((work.rows.len(), work.next.is_some()), (4, true));
    });
}

#[test]
fn an_inbox_has_what_is_open_and_shows_what_was_done() {
    on_both(|database| {
        let house = House::on(database);
        let (_, _, served) = house.two_banks_asked();
        let open = InboxFilter::default();
        let rows = finds(&house, |r| r.inbox(&vcb(), &open, Page::default())).rows;
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].id, rows[0].open_items), (to(&served, "VCB"), 1));
        assert_eq!(rows[0].reference, served[0].reference);
        house.answer("VCB", to(&served, "VCB"));
        assert_eq!(finds(&house, |r| r.inbox(&vcb(), &open, Page::default())).rows, []);
        let done = InboxFilter { show: Inbox::Done, ..open };
        let rows = finds(&house, |r| r.inbox(&vcb(), &done, Page::default())).rows;
        assert_eq!(rows[0].state, DemandState::Answered);
        assert_eq!(finds(&house, |r| r.inbox(&acb(), &open, Page::default())).rows.len(), 1);
        assert_eq!(
            refused(&house, |r| r.inbox(&officer(), &open, Page::default())),
            Refusal::Forbidden
        );
        // The asking side waits for ACB only, and colleagues for nothing.
        let work = |actor: Actor| finds(&house, |r| r.worklist(&actor, Page::default())).rows;
        assert_eq!(work(officer())[0].id, to(&served, "ACB"));
        assert_eq!(work(head()).len(), 1);
        assert_eq!(work(colleague()), []);
        let overdue = InboxFilter { overdue: true, ..open };
        assert_eq!(finds(&house, |r| r.inbox(&acb(), &overdue, Page::default())).rows, []);
        house.clock.set("2027-01-04T09:00:00+07:00");
        assert_eq!(finds(&house, |r| r.inbox(&acb(), &overdue, Page::default())).rows.len(), 1);
    });
}

#[test]
fn an_inquiry_adds_up_and_a_demand_shows_no_secret() {
    on_both(|database| {
        let house = House::on(database);
        let (case, inquiry, served) = house.two_banks_asked();
        house.answer("VCB", to(&served, "VCB"));
        let view = finds(&house, |r| r.inquiry(&officer(), inquiry));
        let sums = view.roll_up;
        assert_eq!((sums.demands, sums.open, sums.answered, sums.late), (2, 1, 1, 0));
        let lines = finds(&house, |r| r.inquiries(&head(), case, Page::default())).rows;
        assert_eq!((lines[0].demands, lines[0].open), (2, 1));
        let demand = to(&served, "VCB");
        for reader in [officer(), head(), supervisor(), vcb()] {
            let view = finds(&house, |r| r.demand(&reader, demand));
            assert_eq!((view.answers.len(), view.draft.as_ref()), (1, None));
            assert!(!format!("{view:?}").contains("4567890"));
            assert!(view.demand.answers.is_empty() && view.demand.draft.is_none());
        }
        let letter = finds(&house, |r| r.demand(&vcb(), demand)).letter;
        assert_eq!(letter.debtor.unwrap().identifiers, [cccd()]);
    });
}

#[test]
fn a_draft_is_the_institutions_own() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, served) = house.two_banks_asked();
        let demand = to(&served, "VCB");
        let answers = house.items(vcb(), demand).into_iter();
        let answers = answers.map(|item| found(&house, item)).collect();
        house.act(vcb_maker(), Command::SaveDraft { demand, answers });
        let purpose = Purpose::new("case_work", case).unwrap();
        let inside = finds(&house, |r| r.demand_secret(&vcb(), &purpose, demand));
        let outside = finds(&house, |r| r.demand_secret(&officer(), &purpose, demand));
        assert!(inside.draft.is_some() && inside.view.draft.is_some());
        assert!(outside.draft.is_none() && outside.view.draft.is_none());
        assert!(!format!("{outside:?}").contains("4567890"));
    });
}

#[test]
fn a_sealed_inquiry_is_there_for_its_readers_only() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Lê Sáu"));
        let mut content = asking(&[InfoType::Account], &["VCB"]);
        content.sealed_to = vec![user("saomai")];
        let (inquiry, served) = house.file(officer(), case, content);
        let listed = |actor: Actor| {
            let inquiries = finds(&house, |r| r.inquiries(&actor, case, Page::default()));
            let work = finds(&house, |r| r.worklist(&actor, Page::default()));
            (inquiries.rows.len(), work.rows.len())
        };
        assert_eq!(listed(officer()), (1, 1));
        assert_eq!(listed(head()), (0, 0));
        assert_eq!(refused(&house, |r| r.inquiry(&head(), inquiry)), Refusal::NotFound);
        let demand = served[0].demand;
        assert_eq!(refused(&house, |r| r.demand(&head(), demand)), Refusal::NotFound);
        // The institution must answer it, and need not know who may read it.
        let view = finds(&house, |r| r.demand(&vcb(), demand));
        assert_eq!(view.demand.sealed_to, []);
    });
}

#[test]
fn a_text_that_cannot_be_kept_is_refused() {
    // PostgreSQL fails on a NUL, and every batch with it.
    on_both(|database| {
        let house = House::on(database);
        let content = Box::new(case_content("1\0/THA", "saomai", "Lê Sáu"));
        let refused = house.attempt(officer(), Command::OpenCase { content }).unwrap_err();
        assert_eq!(refused, Refusal::TextInvalid { pointer: "/number".to_owned(), max: 60 });
        // Nor does it find anything, whoever looks for it.
        house.open_case(officer(), case_content("1/THA", "saomai", "Lê Sáu"));
        for text in ["1\0/THA", "\0"] {
            let number = CaseFilter { number: Some(text.to_owned()), ..CaseFilter::default() };
            let name = CaseFilter { name: Some(text.to_owned()), ..CaseFilter::default() };
            for filter in [number, name] {
                let found = finds(&house, |r| r.cases(&officer(), &filter, Page::default()));
                assert!(found.rows.is_empty() && found.next.is_none(), "{filter:?}");
            }
        }
    });
}

#[test]
fn a_sealed_inquiry_leaves_no_trace_in_a_cursor() {
    on_both(|database| {
        let house = House::on(database);
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Lê Sáu"));
        let file = |sealed: bool| {
            let mut content = asking(&[InfoType::Account], &["VCB"]);
            content.sealed_to = if sealed { vec![user("saomai")] } else { Vec::new() };
            house.file(officer(), case, content).0
        };
        // Oldest first: sealed ones before, between and behind what is seen.
        let filed = [true, false, true, true, false, true].map(file);
        let page = |after| {
            let found = finds(&house, |r| r.inquiries(&head(), case, Page::new(after, 1)));
            (found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), found.next)
        };
        let (newest, next) = page(None);
        assert_eq!(newest, [filed[4]]);
        let named = next.unwrap().to_string();
        assert!(named.ends_with(&filed[4].0.simple().to_string()), "{named} names what was shown");
        // There is more, and none of it for this reader: no next page is promised.
        assert_eq!(page(next), (vec![filed[1]], None));
    });
}

#[test]
fn lateness_is_seen_by_those_who_oversee_it() {
    on_both(|database| {
        let house = House::on(database);
        let (_, _, served) = house.two_banks_asked();
        house.clock.set("2027-01-04T09:00:00+07:00");
        house.strike_all();
        let late = |actor: Actor, filter: OverdueFilter| {
            finds(&house, |r| r.overdue(&actor, &filter, Page::default())).rows
        };
        let all = OverdueFilter::default();
        let seen = late(supervisor(), all);
        assert!(!seen.is_empty());
        assert!(seen.is_sorted_by(|a, b| a.flagged_at >= b.flagged_at));
        assert_eq!(late(head(), all), seen);
        assert_eq!(late(asker("nguyetcat", Role::Supervisor, "BTP"), all), seen);
        assert_eq!(late(asker("thanhson", Role::Supervisor, "T79"), all), []);
        let of_vcb = late(banker("vcb.truong", Role::BankHead, "VCB"), all);
        assert_eq!(of_vcb.len() * 2, seen.len());
        assert!(of_vcb.iter().all(|one| one.institution == institution("VCB")));
        assert_eq!(
            refused(&house, |r| r.overdue(&officer(), &all, Page::default())),
            Refusal::Forbidden
        );
        let against_target = OverdueFilter {
            layer: Some(Layer::Target),
            institution: Some(institution("ACB")),
            open: true,
            ..all
        };
        let missed = late(supervisor(), against_target);
        assert!(missed.iter().all(|one| one.layer == Layer::Target));
        house.answer("ACB", to(&served, "ACB"));
        assert_eq!(late(supervisor(), against_target), []);
        let future = OverdueFilter { since: Some("2028-01-01T00:00:00Z".parse().unwrap()), ..all };
        assert_eq!(late(supervisor(), future), []);
        let paged = finds(&house, |r| r.overdue(&supervisor(), &all, Page::new(None, 1)));
        let rest = Page::new(paged.next, 100);
        let rest = finds(&house, |r| r.overdue(&supervisor(), &all, rest));
        assert_eq!(paged.rows.len() + rest.rows.len(), seen.len());
    });
}

#[test]
fn the_state_bank_sees_the_fields_written_down_and_no_other() {
    on_both(|database| {
        let house = House::on(database);
        house.two_banks_asked();
        house.clock.set("2027-01-04T09:00:00+07:00");
        house.strike_all();
        let all = OverdueFilter::default();
        let rows = finds(&house, |r| r.overdue(&state_bank(), &all, Page::default())).rows;
        assert!(!rows.is_empty());
        for row in rows {
            let shown = serde_json::to_value(row).unwrap();
            let fields = shown.as_object().unwrap().keys();
            let mut wanted = STATE_BANK_FIELDS.to_vec();
            wanted.sort_unstable();
            let mut fields: Vec<&str> = fields.map(String::as_str).collect();
            fields.sort_unstable();
            assert_eq!(fields, wanted);
        }
    });
}

#[test]
fn a_clock_tells_what_it_was_computed_from() {
    on_both(|database| {
        let house = House::on(database);
        let (_, _, served) = house.two_banks_asked();
        let demand = to(&served, "VCB");
        let dated = |clock: &&engine::clock::Clock| clock.due.is_some();
        let seen = finds(&house, |r| r.demand(&vcb(), demand)).demand;
        let clock = seen.clocks.iter().find(dated).unwrap().clone();
        let outage = Command::RecordOutage {
            from: "2026-11-16T08:00:00+07:00".parse().unwrap(),
            to: "2026-11-16T08:30:00+07:00".parse().unwrap(),
            reason: "mất điện".to_owned(),
            evidence: None,
        };
        let admin = national("phonglan", Role::AdminNational);
        house.act(admin, outage);
        let view = finds(&house, |r| r.clock(&officer(), demand, clock.id));
        assert_eq!(view.clock, clock);
        assert_eq!((view.moves.len(), view.episodes.len()), (0, 0));
        assert_eq!(view.item.request.info(), Some(InfoType::Account));
    });
}

#[test]
fn the_service_finds_what_is_due_and_what_an_outage_touched() {
    on_both(|database| {
        let house = House::on(database);
        let (case, _, _) = house.two_banks_asked();
        let system = |now: &str| {
            let now = now.parse().unwrap();
            let due = |s: &mut store::read::SystemReader<'_>| s.due_clocks(now, 100);
            house.store.find_as_system_blocking(due).unwrap()
        };
        assert_eq!(system("2026-11-16T09:00:00+07:00"), []);
        assert!(!system("2027-01-04T09:00:00+07:00").is_empty());
        let outage = house.act(
            national("phonglan", Role::AdminNational),
            Command::RecordOutage {
                from: "2026-11-16T08:30:00+07:00".parse().unwrap(),
                to: "2026-11-16T08:59:00+07:00".parse().unwrap(),
                reason: "mất điện".to_owned(),
                evidence: None,
            },
        );
        let id = outage.subject.into();
        // It ended before any clock had started.
        let touched = house.store.find_as_system_blocking(|s| s.clocks_touched_by(id, None, 100));
        assert_eq!(touched.unwrap(), []);
        let old = |number| {
            let found = house
                .store
                .find_as_system_blocking(|s| s.clocks_of_calendar_before(number, None, 100));
            found.unwrap().len()
        };
        assert_eq!(old(1), 0);
        assert!(old(2) > 0);
        let met = house.store.find_as_system_blocking(|s| s.cases_by_identifier(&cccd()));
        assert_eq!(met.unwrap(), [(case, debtor_id())]);
    });
}
