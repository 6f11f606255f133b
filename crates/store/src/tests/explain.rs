//! Hot queries are searched, not read through: each finder is run, the SQL it
//! sends is listened to, and the engine says how it would go about it. On empty
//! tables, since plans made there may stay.

use super::support::money::{FROZEN_ACCOUNT, accountant, frozen, reported};
use super::support::request::bailiff;
use super::support::story::{
    asker, case_content, cccd, head, institution, officer, state_bank, supervisor, vcb,
};
use super::support::{CALENDAR, House, on_both, registry, rules};
use crate::conn::Conn;
use crate::read::{
    ActFilter, CaseFilter, Cursor, Found, Inbox, InboxFilter, LetterFilter, LetterStage,
    OverdueFilter, Page, Purpose, Reader,
};
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use engine::actor::Actor;
use engine::case::{Party, PartyRole};
use engine::command::Command;
use engine::creditor::reconcile::{Listed, Numbers};
use engine::directory::AgencyCode;
use engine::held::HeldState;
use engine::id::{CaseId, PartyId, ProsecutorActId};
use engine::ledger::{DutyKind, ObligationEnd};
use engine::order::Numbered;
use engine::prosecution::{ActContent, ActKind, ActState};
use engine::request::RequestState;
use engine::role::Role;
use engine::sync::SourceCode;
use engine::time::{Instant, Zone};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

type Heard = Arc<Mutex<Vec<String>>>;

fn listen(conn: &mut Conn) -> Heard {
    let heard: Heard = Arc::default();
    let ear = Arc::clone(&heard);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            ear.lock().unwrap().push(query.to_string());
        }
    });
    heard
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    plan: String,
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How the engine would carry out a statement whose parameters it does not know.
fn explained(conn: &mut Conn, sql: &str) -> Vec<String> {
    match conn {
        Conn::Sqlite(conn) => {
            let steps: Vec<Step> =
                diesel::sql_query(format!("explain query plan {sql}")).load(conn).unwrap();
            steps.into_iter().map(|step| step.detail).collect()
        }
        Conn::Pg(conn) => {
            let parameters = (1..100).take_while(|n| sql.contains(&format!("${n}"))).count();
            let nulls = vec!["null"; parameters].join(", ");
            let call = if parameters == 0 {
                "explain execute heard".to_owned()
            } else {
                format!("explain execute heard({nulls})")
            };
            conn.batch_execute(&format!("prepare heard as {sql}")).unwrap();
            let lines: Vec<Line> = diesel::sql_query(call).load(conn).unwrap();
            conn.batch_execute("deallocate heard").unwrap();
            lines.into_iter().map(|line| line.plan).collect()
        }
    }
}

/// Reads a table or an index from end to end.
fn is_full_scan(step: &str) -> bool {
    let step = step.trim();
    step.contains("Seq Scan") || step.starts_with("SCAN ") && !step.contains("SUBQUERY")
}

/// Walks an index from end to end and looks at every row: no scan by name, but
/// one by cost.
fn is_full_walk(plan: &[String], at: usize) -> bool {
    let walks = |step: &String| step.contains("Index Scan") || step.contains("Index Only Scan");
    let bounded = |step: &String| step.trim().starts_with("Index Cond");
    plan.get(at).is_some_and(walks) && !plan.get(at + 1).is_some_and(bounded)
}

/// Runs a finder and judges every select it sent.
fn searched(house: &House<'_>, what: &str, find: impl FnOnce(&mut Reader<'_>) -> Found<()>) {
    let judged = house.store.find_blocking(|reader| {
        if let Conn::Pg(conn) = reader.conn() {
            conn.batch_execute(
                "set enable_seqscan = off; set enable_sort = off;
                 set plan_cache_mode = force_generic_plan",
            )?;
        }
        let heard = listen(reader.conn());
        find(reader)?;
        let selects: Vec<String> = heard
            .lock()
            .unwrap()
            .iter()
            .filter_map(|query| query.split(" -- binds").next())
            .filter(|sql| sql.starts_with("SELECT"))
            .map(str::to_owned)
            .collect();
        reader.conn().set_instrumentation(|_: InstrumentationEvent<'_>| {});
        assert!(!selects.is_empty(), "{what} asked nothing");
        for sql in selects {
            let plan = explained(reader.conn(), &sql);
            // Without a limit it is a sort of a few rows, which is forbidden here
            // and nowhere else, that drives the plan to a walk.
            let limited = sql.contains(" LIMIT ");
            let scans =
                |at: &usize| is_full_scan(&plan[*at]) || limited && is_full_walk(&plan, *at);
            let scans: Vec<usize> = (0..plan.len()).filter(scans).collect();
            assert!(scans.is_empty(), "{what}:\n{sql}\n{}", plan.join("\n"));
        }
        Ok(())
    });
    judged.unwrap();
}

fn next(dated: bool) -> Page {
    let cursor = Cursor { key: dated.then(|| Instant::from_micros(1)), id: Uuid::from_u128(1) };
    Page::new(Some(cursor), 20)
}

#[test]
fn cases_of_a_creditor_are_searched() {
    on_both(|database| {
        let house = House::on(database);
        let desk = Actor { role: Role::CreditorDesk, ..vcb() };
        let mut content = case_content("1/THA", "saomai", "Nguyễn Đức Ấn");
        content.parties.push(Party {
            id: PartyId(Uuid::from_u128(0xc)),
            role: PartyRole::Creditor,
            institution: Some(institution("VCB")),
            ..content.parties[0].clone()
        });
        content.parties[1].identifiers.clear();
        let case = house.open_case(officer(), content);
        for page in [Page::default(), next(false)] {
            searched(&house, "claims", |r| r.claims(&desk, page).map(drop));
        }
        for page in [Page::default(), next(false)] {
            let state = Some(RequestState::HandedOver);
            searched(&house, "a desk's requests", |r| r.requests(&desk, state, page).map(drop));
        }
        searched(&house, "claim", |r| r.claim(&desk, case).map(drop));
        let day = Zone::HANOI.day_of(house.store.now());
        let line = Listed {
            line: 2,
            own: None,
            agency: None,
            number: "1/THA".to_owned(),
            principal: None,
            interest: None,
            recovered: None,
        };
        let named = Numbers::of(&[line]);
        searched(&house, "figures", |r| r.claims_as_of(&desk, day, &named).map(drop));
        searched(&house, "told figures", |r| r.told_figures(&desk, &[case]));
    });
}

#[test]
fn lists_of_work_are_searched() {
    on_both(|database| {
        let house = House::on(database);
        for page in [Page::default(), next(true)] {
            let overdue = InboxFilter { overdue: true, ..InboxFilter::default() };
            searched(&house, "overdue inbox", |r| r.inbox(&vcb(), &overdue, page).map(drop));
        }
        for page in [Page::default(), next(true), next(false)] {
            for show in [Inbox::Open, Inbox::Done] {
                let filter = InboxFilter { show, ..InboxFilter::default() };
                searched(&house, "inbox", |r| r.inbox(&vcb(), &filter, page).map(drop));
            }
            for actor in [officer(), head()] {
                searched(&house, "worklist", |r| r.worklist(&actor, page).map(drop));
            }
            let references = [None, Some("YC".to_owned())];
            for reference in references {
                for stage in LetterStage::ALL.map(Some).into_iter().chain([None]) {
                    let filter = LetterFilter { stage, reference: reference.clone() };
                    for actor in [officer(), head()] {
                        searched(&house, "letters", |r| r.letters(&actor, &filter, page).map(drop));
                    }
                }
            }
            for actor in [officer(), head()] {
                let named = CaseFilter { name: Some("an".to_owned()), ..CaseFilter::default() };
                let filters = [CaseFilter::default(), named];
                for filter in &filters {
                    searched(&house, "cases", |r| r.cases(&actor, filter, page).map(drop));
                }
            }
            searched(&house, "notices", |r| r.notices(&officer(), page).map(drop));
        }
    });
}

#[test]
fn the_letters_of_an_office_that_stands_in_anothers_place_are_searched() {
    on_both(|database| {
        let house = House::on(database);
        database.tamper(
            "update agency set active = false, succeeded_on = '2026-11-16', successor_id =
               (select id from agency where code = 'T01-01') where code = 'T01-02'",
        );
        house.store.set_rules(rules(&mut registry(database), CALENDAR));
        for page in [Page::default(), next(false)] {
            for stage in LetterStage::ALL.map(Some).into_iter().chain([None]) {
                let filter = LetterFilter { stage, reference: None };
                for actor in [officer(), head()] {
                    searched(&house, "letters", |r| r.letters(&actor, &filter, page).map(drop));
                }
            }
        }
    });
}

#[test]
fn lists_about_money_are_searched() {
    on_both(|database| {
        let house = House::on(database);
        for page in [Page::default(), next(false)] {
            for actor in [officer(), head(), accountant(), supervisor()] {
                searched(&house, "payments", |r| r.transfers_to_confirm(&actor, page).map(drop));
            }
            searched(&house, "payees", |r| r.payees(&head(), page).map(drop));
        }
        for page in [Page::default(), next(true), next(false)] {
            for actor in [officer(), head(), supervisor()] {
                searched(&house, "duties", |r| r.duties(&actor, None, page).map(drop));
                searched(&house, "sunset", |r| {
                    r.duties(&actor, Some(DutyKind::Review), page).map(drop)
                });
            }
        }
    });
}

#[test]
fn requests_for_a_measure_are_searched() {
    on_both(|database| {
        let house = House::on(database);
        for page in [Page::default(), next(false)] {
            for actor in [bailiff(), officer(), head(), supervisor()] {
                for state in [None, Some(RequestState::Complete)] {
                    searched(&house, "requests", |r| r.requests(&actor, state, page).map(drop));
                }
            }
        }
        let id = house.request(None);
        searched(&house, "request", |r| r.request(&bailiff(), id).map(drop));
        searched(&house, "file", |r| r.request_file(&bailiff(), id).map(drop));
    });
}

#[test]
fn the_money_of_a_case_is_searched() {
    on_both(|database| {
        let house = House::on(database);
        let (case, ..) = house.two_banks_asked();
        let (freeze, _) = house.frozen_at(case, "12/QĐ", &["VCB"]);
        let purpose = Purpose::new("case_work", case).unwrap();
        searched(&house, "money", |r| r.money(&officer(), &purpose, case).map(drop));
        let day = Zone::HANOI.day_of(house.store.now()).plus_days(-1);
        searched(&house, "a day", |r| r.money_as_of(&officer(), &purpose, case, day).map(drop));
        house.act(
            head(),
            Command::EndObligation {
                case,
                how: ObligationEnd::Terminated,
                reason: "Đình chỉ".to_owned(),
            },
        );
        searched(&house, "freedom", |r| r.freedom(&officer(), case).map(drop));
        searched(&house, "orders", |r| r.orders(&officer(), case, Page::default()).map(drop));
        searched(&house, "order", |r| r.order(&officer(), freeze).map(drop));
        let served = house.store.find_blocking(|r| r.served_of(&officer(), freeze)).unwrap();
        let demand = served[0].demand;
        let asked = Purpose::coded("answering").unwrap();
        reported(&house, "VCB", demand, frozen(FROZEN_ACCOUNT, 1_000_000));
        searched(&house, "queue", |r| r.queues(&vcb(), &asked, demand).map(drop));
    });
}

#[test]
fn what_procuracies_follow_is_searched() {
    on_both(|database| {
        let house = House::on(database);
        let prosecutor = asker("truclam", Role::Prosecutor, "T01");
        let (case, ..) = house.two_banks_asked();
        let content = Box::new(ActContent {
            kind: ActKind::Protest,
            document: Numbered {
                number: "12/KN-VKS".to_owned(),
                day: Zone::HANOI.day_of(house.store.now()),
            },
            about: None,
            discovered: None,
            follows: None,
            text: "Vi phạm".to_owned(),
            paper: None,
        });
        let done = house.act(prosecutor, Command::RecordProsecutorAct { case, content });
        let id = ProsecutorActId(done.other.unwrap());
        for actor in [prosecutor, head(), officer(), supervisor()] {
            searched(&house, "an act", |r| r.prosecutor_act(&actor, id).map(drop));
            searched(&house, "protested", |r| r.protested(&actor, case).map(drop));
            searched(&house, "concessions", |r| r.concessions(&actor, case).map(drop));
        }
        let cursor = Cursor { key: Some(Instant::from_seconds(1)), id: Uuid::max() };
        for page in [Page::default(), Page::new(Some(cursor), 10)] {
            for actor in [prosecutor, head(), officer(), supervisor()] {
                for (of, state) in [
                    (None, None),
                    (None, Some(ActState::Received)),
                    (Some(case), None),
                    (Some(case), Some(ActState::Received)),
                ] {
                    let filter = ActFilter { case: of, state };
                    searched(&house, "acts", |r| {
                        r.prosecutor_acts(&actor, &filter, page).map(drop)
                    });
                }
                searched(&house, "omissions", |r| r.omissions(&actor, page).map(drop));
            }
        }
    });
}

#[test]
fn lateness_is_searched() {
    on_both(|database| {
        let house = House::on(database);
        let all = OverdueFilter::default();
        let open = OverdueFilter { open: true, ..all };
        let bank_head = Actor { role: Role::BankHead, ..vcb() };
        for page in [Page::default(), next(true)] {
            for filter in [&all, &open] {
                for actor in [supervisor(), head(), bank_head, state_bank()] {
                    searched(&house, "overdue", |r| r.overdue(&actor, filter, page).map(drop));
                }
            }
        }
    });
}

#[test]
fn what_another_system_keeps_too_is_searched() {
    on_both(|database| {
        let house = House::on(database);
        for page in [Page::default(), next(true)] {
            for state in [HeldState::Open, HeldState::Dismissed] {
                searched(&house, "quarantine", |r| r.quarantine(&head(), state, page).map(drop));
            }
        }
        let agency = AgencyCode::parse("T01-01").unwrap().derived_id();
        let ministry = SourceCode::ministry();
        for after in [None, Some(CaseId(Uuid::from_u128(7)))] {
            searched(&house, "export", |r| {
                r.as_system(|s| s.export_cases(agency, &ministry, after, 200).map(drop))
            });
        }
    });
}

#[test]
fn single_views_and_the_sweep_are_searched() {
    on_both(|database| {
        let house = House::on(database);
        let (case, inquiry, served) = house.two_banks_asked();
        let demand = served[0].demand;
        let clock = house.store.find_blocking(|r| r.demand(&officer(), demand));
        let clock = clock.unwrap().demand.clocks[0].id;
        searched(&house, "case", |r| r.case(&officer(), case).map(drop));
        searched(&house, "inquiry", |r| r.inquiry(&officer(), inquiry).map(drop));
        searched(&house, "inquiries", |r| r.inquiries(&officer(), case, Page::default()).map(drop));
        searched(&house, "demand", |r| r.demand(&officer(), demand).map(drop));
        searched(&house, "clock", |r| r.clock(&officer(), demand, clock).map(drop));
        searched(&house, "served", |r| r.served_of(&officer(), inquiry).map(drop));
        let now = house.store.now();
        searched(&house, "sweep", |r| r.as_system(|s| s.due_clocks(now, 100).map(drop)));
        searched(&house, "identifier", |r| {
            r.as_system(|s| s.cases_by_identifier(&cccd()).map(drop))
        });
    });
}
