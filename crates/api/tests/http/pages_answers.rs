//! Long answers and corrections by form.

use crate::browser::Browser;
use crate::pages::{FOUND, issued};
use crate::support::Service;
use serde_json::json;

fn row(number: usize, account: &str) -> Vec<(String, String)> {
    let at = |member: &str| format!("/answers/0/findings/rows/{number}/{member}");
    vec![
        (at("number"), account.to_owned()),
        (at("kind"), "payment".to_owned()),
        (at("balance/currency"), "VND".to_owned()),
        (at("as_of"), "2026-11-20T08:30".to_owned()),
    ]
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn an_answer_gets_as_many_rows_as_it_needs() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    let (answer, draft) = (format!("{demand}/answer"), format!("{demand}/draft"));
    let mut maker = Browser::of(&service, "vcb.lap");
    let page = maker.page(&answer);
    assert!(
        !page.contains("rows/5/number") && page.contains("name=\"_more\" value=\"/answers/0\"")
    );
    let mut fields = FOUND.to_vec();
    let five: Vec<_> = (2..5).flat_map(|n| row(n, "")).collect();
    fields.extend(borrowed(&five));
    let mut more = fields.clone();
    more.push(("_more", "/answers/0"));
    let longer = maker.submit(&page, &answer, &more);
    assert_eq!(longer.status, 200, "{}", longer.body);
    let body = &longer.body;
    assert!(body.contains("value=\"0123456789\"") && body.contains("rows/9/number"));
    assert!(!body.contains("rows/10/number") && !body.contains("role=\"alert\""));
    assert_eq!(maker.get(&draft).status, 404, "nothing was kept by it");
    // The button leads to the first new row, which is open.
    assert!(page.contains("formaction=\"#answer-answers-0-findings-rows-5-number\""));
    assert!(body.contains("id=\"answer-answers-0-findings-rows-5-number\""));
    let fold = body.split("rows/5/number").next().unwrap().rsplit("<fieldset>").next().unwrap();
    assert!(!fold.contains("<details"), "{fold}");

    let tenth = row(9, "9876543210");
    fields.extend(borrowed(&tenth));
    let kept = maker.done(&longer.body, &answer, &fields);
    assert!(kept.contains("0123456789") && kept.contains("9876543210"));
    // A draft longer than the form begins with is edited all the same.
    assert!(maker.page(&answer).contains("value=\"9876543210\""));
}

#[test]
fn rows_end_where_the_api_ends_them() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    let answer = format!("{demand}/answer");
    let mut maker = Browser::of(&service, "vcb.lap");
    let page = maker.page(&answer);
    let hidden = Browser::hidden(&page, &answer);
    // Almost as many rows as one answer may hold, and the names of no more.
    let many: Vec<(String, String)> = (0..1_998)
        .map(|n| (format!("/answers/0/findings/rows/{n}/number"), String::new()))
        .collect();
    let mut fields = borrowed(&hidden);
    fields.extend(borrowed(&many[..600]));
    fields.push(("_more", "/answers/0"));
    let longer = maker.post(&answer, &fields);
    assert_eq!(longer.status, 200);
    assert!(longer.body.contains("rows/604/number") && !longer.body.contains("rows/605/number"));
    // An index far away makes no rows between.
    let mut far = borrowed(&hidden);
    far.push(("/answers/0/findings/rows/4294967295/number", "1"));
    far.push(("_more", "/answers/0"));
    let few = maker.post(&answer, &far);
    assert!(few.status == 200 && few.body.len() < 200_000, "{}", few.body.len());
}

/// A demand answered by maker and checker.
fn answered(service: &Service) -> (Browser<'_>, String) {
    let (_, [_, _, demand]) = issued(service, "VCB");
    let answer = format!("{demand}/answer");
    let mut maker = Browser::of(service, "vcb.lap");
    let page = maker.page(&answer);
    maker.done(&page, &answer, FOUND);
    let mut checker = Browser::of(service, "vcb.duyet");
    let draft = checker.page(&format!("{demand}/draft"));
    checker.done(&draft, &format!("{demand}/draft/submission"), &[]);
    (checker, demand)
}

/// Where the answer to the one item can be corrected.
fn correction(page: &str) -> Option<String> {
    let start = page.split("href=\"").find(|rest| rest.contains("/correction\""))?;
    Some(start.split('"').next().unwrap().to_owned())
}

/// A correction as somebody types it over what stands.
const CORRECTED: &[(&str, &str)] = &[
    ("/outcome", "found"),
    ("/findings/rows/0/number", "0123456789"),
    ("/findings/rows/0/kind", "payment"),
    ("/findings/rows/0/balance/amount", "260.000.000"),
    ("/findings/rows/0/balance/currency", "VND"),
    ("/findings/rows/0/as_of", "2026-11-20T08:30"),
    ("/scope/kind", "institution"),
    ("/as_of", "2026-11-20T08:30"),
    ("/ground", ""),
    ("/reasons", ""),
];

#[test]
fn an_answer_is_corrected_by_another_than_those_who_gave_it() {
    let service = Service::start();
    let (mut checker, demand) = answered(&service);
    // Who released it does not undo it alone, nor does who drafted it.
    assert_eq!(correction(&checker.page(&demand)), None);
    assert_eq!(correction(&Browser::of(&service, "vcb.lap").page(&demand)), None);
    let mut head = Browser::of(&service, "vcb.truong");
    let path = correction(&head.page(&demand)).unwrap();
    assert_eq!(checker.get(&path).status, 403);
    assert_eq!(Browser::of(&service, "acb.lap").get(&path).status, 404);

    let page = head.page(&path);
    assert!(page.contains("value=\"0123456789\"") && page.contains("value=\"250.000.000\""));
    assert!(page.contains("value=\"salary\" checked") && page.contains("TAND khu vực 2"));
    assert!(!page.contains("value=\"ambiguous\"") && !page.contains("name=\"/part\""));
    let mut wrong = CORRECTED.to_vec();
    wrong.push(("/findings/rows/0/restrictions/0/by", "TAND khu vực 2"));
    wrong.push(("/findings/rows/0/restrictions/0/since", ""));
    let refused = head.submit(&page, &path, &wrong);
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("rows-0-restrictions-0-since-error\""), "{}", refused.body);
    assert!(refused.body.contains("value=\"260.000.000\""));
    let mut more = CORRECTED.to_vec();
    more.push(("_more", "/"));
    let longer = head.submit(&refused.body, &path, &more);
    assert!(longer.status == 200 && longer.body.contains("name=\"/findings/rows/5/number\""));

    let done = head.done(&longer.body, &path, CORRECTED);
    assert!(done.contains("Đính chính đã được gửi") && done.contains("260.000.000 ₫"));
    assert!(done.contains("250.000.000 ₫"), "what stood before is kept on record");
    assert!(done.contains("bản 2") || done.contains("phiên bản 2"), "{done}");
    // The form of before names an answer that stands no more.
    let late = head.submit(&longer.body, &path, CORRECTED);
    assert!([303, 412, 409, 403].contains(&late.status), "{}", late.body);
    assert_eq!(correction(&head.page(&demand)), None, "he is now one of those who gave it");
    assert!(correction(&checker.page(&demand)).is_some());
}

#[test]
fn a_correction_that_says_the_same_or_too_late_is_refused_and_kept() {
    let service = Service::start();
    let (_, demand) = answered(&service);
    let (mut first, mut second) =
        (Browser::of(&service, "vcb.truong"), Browser::of(&service, "vcb.truong"));
    let path = correction(&first.page(&demand)).unwrap();
    let (fast, slow) = (first.page(&path), second.page(&path));
    let same = Browser::untouched(&fast, &path);
    let said = first.send_all(&path, &same);
    assert_eq!(said.status, 409, "{}", said.body);
    assert!(said.body.contains("role=\"alert\"") && said.body.contains("value=\"250.000.000\""));
    first.done(&said.body, &path, CORRECTED);
    let mut other = CORRECTED.to_vec();
    other.retain(|(name, _)| !name.ends_with("balance/amount"));
    other.push(("/findings/rows/0/balance/amount", "270.000.000"));
    let overtaken = second.submit(&slow, &path, &other);
    assert_eq!(overtaken.status, 412, "{}", overtaken.body);
    assert!(overtaken.body.contains("value=\"270.000.000\""));
}

#[test]
fn an_answer_the_form_cannot_show_is_not_shortened_by_it() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    let (_, system) = service.system("VCB");
    let read = service.get(&system, &demand).json();
    let row = json!({
        "number": "0123456789", "kind": "payment", "as_of": "2026-11-20T08:30:00+07:00",
        "own_claim": {
            "contract": "HĐ 1", "day": "2025-01-01",
            "amount": { "amount": "5", "currency": "VND" },
        },
    });
    let answers = json!({ "answers": [{
        "item": read["items"][0]["id"], "outcome": "found",
        "findings": { "info": "account", "rows": [row] },
    }] });
    let sent = service.post(&system, &format!("/api/v1{demand}/answers"), &answers);
    assert!(sent.status < 300, "{}", sent.body);
    let mut head = Browser::of(&service, "vcb.truong");
    let page = head.page(&demand);
    assert_eq!(correction(&page), None);
    assert!(page.contains("Có thể đính chính qua API"));
    let item = read["items"][0]["id"].as_str().unwrap();
    let path = format!("{demand}/items/{item}/correction");
    assert_eq!(crate::pages::location(&head.get(&path)), demand);
}
