//! The planned day of a deduction: the interest until then is left frozen.

use crate::browser::Browser;
use crate::money::{Office, TODAY, dong, frozen, is};
use crate::pages::missing;
use crate::support::Service;
use serde_json::{Value, json};

/// 300 million that earn 300 000 đồng a day from today on, and 350 million frozen.
fn held(office: &Office<'_>) {
    let rate = json!({ "ppm": 365_000, "from": "2026-11-22" });
    let path = office.path("money/interest");
    let set = office.service.by(&office.officer, "PUT", &path).key("rate").json(&rate).send();
    assert_eq!(set.status, 200, "{}", set.body);
    let demands = office.ordered(&office.body(&office.freeze(&["VCB", "ACB"])));
    office.answered("VCB", &demands["VCB"], &frozen("0071009998887", 200_000_000));
    office.answered("ACB", &demands["ACB"], &frozen("1234567890", 150_000_000));
}

fn asked(office: &Office<'_>, path: &str, query: &str) -> Value {
    let path = format!("/cases/{}/{path}?purpose=case_work{query}", office.case);
    let read = office.service.get(&office.officer, &path);
    assert_eq!(read.status, 200, "{}", read.body);
    read.json()
}

#[test]
fn the_interest_until_the_planned_day_is_left_frozen() {
    let service = Service::start();
    let office = Office::open(&service);
    held(&office);
    for (query, on, interest, needed, excess) in [
        // Thirty days ahead by policy, and a day for today.
        ("", "2026-12-23", 9_300_000, 309_300_000, 40_700_000),
        ("&deduct_on=2026-11-23", TODAY, 300_000, 300_300_000, 49_700_000),
        ("&deduct_on=2026-11-30", "2026-11-30", 2_400_000, 302_400_000, 47_600_000),
        ("&deduct_on=2027-11-24", "2027-11-24", 110_100_000, 410_100_000, 0),
    ] {
        let expected = json!({ "on": on, "interest": dong(interest), "needed": dong(needed) });
        assert_eq!(asked(&office, "money", query)["expected"], expected);
        let proposal = asked(&office, "proposal", query);
        assert_eq!((&proposal["expected"], &proposal["excess"]), (&expected, &dong(excess)));
        let freed = &proposal["orders"][0]["order"]["lines"][0]["amount"];
        let freed = freed["amount"].as_str().map(|text| text.parse::<i64>().unwrap());
        assert_eq!(freed.unwrap_or(0), excess, "{proposal}");
    }
    assert_eq!(asked(&office, "money", "&as_of=2026-11-22")["expected"], Value::Null);
    for (query, code) in [
        ("deduct_on=2026-11-22", "day_past"),
        ("deduct_on=2027-11-25", "day_far"),
        ("deduct_on=soon", "query_invalid"),
        ("deduct_on=2026-11-30&as_of=2026-11-22", "query_invalid"),
    ] {
        let path = format!("/cases/{}/money?purpose=case_work&{query}", office.case);
        let refused = service.get(&office.officer, &path);
        is(&refused, 400, code);
        assert_eq!(refused.json()["parameter"], "deduct_on", "{query}");
    }
}

#[test]
fn the_page_says_what_is_needed_on_the_planned_day_in_both_languages() {
    let service = Service::start();
    let office = Office::open(&service);
    held(&office);
    let money = format!("/cases/{}/money", office.case);
    let mut officer = Browser::of(&service, "saomai");
    let page = officer.page(&money);
    assert!(page.contains("value=\"2026-12-23\"") && page.contains("309.300.000 ₫"), "{page}");
    let page = officer.page(&format!("{money}?deduct_on=2026-11-30"));
    for said in [
        "value=\"2026-11-30\"",
        "Tiền lãi chưa ghi sổ đến ngày 30/11/2026",
        "2.400.000 ₫",
        "Số tiền cần khấu trừ vào ngày 30/11/2026",
        "302.400.000 ₫",
        "47.600.000 ₫",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for (day, said) in
        [("2026-11-22", "Ngày đã qua"), ("2027-11-25", "Ngày cách hôm nay hơn một năm")]
    {
        let page = officer.page(&format!("{money}?deduct_on={day}"));
        // What was typed stays, beside what is wrong with it.
        assert!(page.contains(said) && page.contains(&format!("value=\"{day}\"")), "{page}");
        assert!(page.contains("309.300.000 ₫"), "the day of policy is taken");
    }
    let then = officer.page(&format!("{money}?as_of=2026-11-22"));
    assert!(!then.contains("deduct_on"), "nothing is planned in the past");
    officer.get("/language/en?back=/");
    let page = officer.page(&format!("{money}?deduct_on=2026-11-22"));
    assert!(page.contains("The day is over") && page.contains("Needed by a deduction on"));
    assert_eq!(missing(&page), [""; 0]);
}
