//! The books by form: the rate of interest, until when it runs, what was posted
//! wrongly.

use crate::browser::Browser;
use crate::money::{Office, TODAY, dong};
use crate::support::Service;
use serde_json::json;

#[test]
fn interest_is_set_posted_suspended_and_resumed_by_form() {
    let service = Service::start();
    let office = Office::open(&service);
    let mut officer = Browser::of(&service, "saomai");
    let money = format!("/cases/{}/money", office.case);
    let interest = format!("{money}/interest");
    let page = officer.page(&money);
    assert!(!page.contains(&format!("{interest}/accrual")), "none runs yet");
    // What is no rate is said at its field, and stays as it was typed.
    let wrong = officer.submit(&page, &interest, &[("/ppm", "mười"), ("/from", "2026-11-13")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("value=\"mười\""), "{}", wrong.body);
    let rate = [("/ppm", "9,125"), ("/from", "2026-11-13")];
    let page = officer.done(&page, &interest, &rate);
    let books = office.money();
    assert_eq!(books["interest"]["ppm"], 91_250);
    assert_eq!(books["interest"]["posted_to"], "2026-11-13");
    // Three hundred million at 9,125 % for nine days: 75,000 a day.
    let page = officer.done(&page, &format!("{interest}/accrual"), &[("/to", "2026-11-22")]);
    assert!(page.contains("675.000 ₫"), "{page}");
    assert_eq!(office.money()["balances"]["interest"], dong(675_000));
    let ground = [("/from", TODAY), ("/reason", "Hoãn thi hành án")];
    let page = officer.done(&page, &format!("{interest}/suspension"), &ground);
    assert!(!page.contains(&format!("{interest}/suspension")), "once at a time");
    let suspended = office.money()["interest"]["suspended"][0].clone();
    assert_eq!((&suspended["from"], &suspended["to"]), (&json!(TODAY), &json!(null)));
    let page = officer.done(&page, &format!("{interest}/resumption"), &[("/to", TODAY)]);
    assert!(page.contains(&format!("{interest}/suspension")), "{page}");
    assert_eq!(office.money()["interest"]["suspended"][0]["to"], TODAY);
}

#[test]
fn a_wrong_posting_is_taken_back_by_form() {
    let service = Service::start();
    let office = Office::open(&service);
    let mut officer = Browser::of(&service, "saomai");
    let money = format!("/cases/{}/money", office.case);
    let page = officer.page(&money);
    let cost = [
        ("/entry/kind", "charge"),
        ("/entry/book", "cost"),
        ("/amount/amount", "5.000.000"),
        ("/day", TODAY),
        ("/note", "Chi phí cưỡng chế"),
    ];
    let page = officer.done(&page, &format!("{money}/entries"), &cost);
    let postings = office.money()["postings"].clone();
    let of_cost = |one: &&serde_json::Value| one["debit"] == "cost";
    let posting = postings.as_array().unwrap().iter().find(of_cost).unwrap()["id"].clone();
    let reversals = format!("{money}/reversals");
    let back = [("_posting", posting.as_str().unwrap()), ("/reason", "Ghi nhầm hồ sơ")];
    let page = officer.done(&page, &reversals, &back);
    assert_eq!(office.money()["balances"]["cost"], dong(0));
    assert!(page.contains("Ghi nhầm hồ sơ"), "{page}");
    let nothing = officer.submit(&page, &reversals, &[("_posting", "x"), ("/reason", "Thử")]);
    assert!(nothing.status == 404 || nothing.status == 409, "{}", nothing.status);
}
