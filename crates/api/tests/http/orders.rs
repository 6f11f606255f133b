//! Freeze, deduct, release: from the officer's desk to everything free.

use crate::money::{Office, TODAY, dong, frozen, is, no_account, paid, released, wrong};
use crate::support::Service;
use serde_json::{Value, json};

const AT_VCB: &str = "0071009998887";
const AT_ACB: &str = "1234567890";

#[test]
fn from_freezes_at_three_banks_to_everything_free() {
    Service::on_both(|service| {
        let office = Office::open(service);
        freeze_three(&office);
        leave_the_cap(&office);
        take_what_is_owed(&office);
        end(&office);
    });
}

/// Two banks hold more than is owed together, the third has no account.
fn freeze_three(office: &Office<'_>) {
    let demands = office.ordered(&office.body(&office.freeze(&["VCB", "ACB", "BID"])));
    let item = office.item("VCB", &demands["VCB"]);
    assert_eq!(item["request"]["order"], "freeze");
    assert_eq!(item["request"]["target"], dong(300_000_000));
    office.answered("VCB", &demands["VCB"], &frozen(AT_VCB, 200_000_000));
    office.answered("ACB", &demands["ACB"], &frozen(AT_ACB, 150_000_000));
    office.answered("BID", &demands["BID"], &no_account());
    let money = office.money();
    assert_eq!(money["cap"]["remaining"], dong(350_000_000));
    assert_eq!(money["cap"]["excess"], dong(50_000_000));
    assert_eq!(money["holds"][0]["account"], AT_VCB);
    assert_eq!(money["freezes"][2]["ended"]["why"], "no_account");
    // The officer has a limit for lifting the excess, and sees it in the list.
    let duties = office.service.get(&office.officer, "/duties").json();
    let kinds: Vec<_> =
        duties["items"].as_array().unwrap().iter().map(|one| &one["duty"]["kind"]).collect();
    assert!(kinds.contains(&&json!("lift")), "{kinds:?}");
}

/// What is proposed is filed as it stands, with a decision, and answered.
fn leave_the_cap(office: &Office<'_>) {
    let path = format!("/cases/{}/proposal?purpose=case_work", office.case);
    let proposal = office.service.get(&office.officer, &path);
    assert_eq!(proposal.status, 200, "{}", proposal.body);
    let proposal = proposal.json();
    assert_eq!(proposal["excess"], dong(50_000_000));
    let orders = proposal["orders"].as_array().unwrap();
    let kinds: Vec<_> = orders.iter().map(|one| &one["order"]["kind"]).collect();
    assert_eq!(kinds, ["release", "amend"]);
    for proposed in orders {
        let mut body = office.body(&Value::Null);
        body["order"] = proposed["order"].clone();
        let demands = office.ordered(&body);
        for (bank, demand) in &demands {
            let outcome = match proposed["order"]["kind"].as_str().unwrap() {
                "release" => released(AT_VCB, 50_000_000),
                _ => json!({ "outcome": "amended" }),
            };
            office.answered(bank, demand, &outcome);
        }
    }
    assert_eq!((office.sum("remaining"), office.sum("excess")), (300_000_000, 0));
    let path = format!("/cases/{}/proposal?purpose=case_work", office.case);
    let nothing = office.service.get(&office.officer, &path).json();
    assert_eq!((&nothing["excess"], &nothing["orders"]), (&dong(0), &json!([])));
}

/// Deducted, paid, and seen on the treasury account by the accountant.
fn take_what_is_owed(office: &Office<'_>) {
    let lines = json!([
        { "hold": office.hold("VCB"), "amount": dong(150_000_000) },
        { "hold": office.hold("ACB"), "amount": dong(150_000_000) },
    ]);
    let order = json!({
        "kind": "deduct", "payee": office.payee, "identity": { "code": "document_seen" }, "lines": lines,
    });
    let demands = office.ordered(&office.body(&order));
    assert_eq!(office.sum("open"), 0);
    let asked = office.item("VCB", &demands["VCB"]);
    assert_eq!(asked["request"]["pay_to"]["account"], "3949010012345");
    office.answered("VCB", &demands["VCB"], &paid(150_000_000, "FT-VCB-1"));
    office.answered("ACB", &demands["ACB"], &paid(150_000_000, "FT-ACB-1"));
    assert_eq!(office.sum("in_transit"), 300_000_000);
    let waiting = office.service.get(&office.accountant, "/remittances").json();
    let waiting = waiting["items"].as_array().unwrap().clone();
    assert_eq!(waiting.len(), 2);
    for (index, line) in waiting.iter().enumerate() {
        let body = json!({
            "transfer": line["transfer"]["id"], "amount": line["transfer"]["paid"],
            "day": TODAY, "reference": format!("KBNN-{index}"),
        });
        let path = office.path("remittances");
        is(&office.service.post(&office.officer, &path, &body), 403, "forbidden");
        let confirmed = office.service.post(&office.accountant, &path, &body);
        assert_eq!(confirmed.status, 201, "{}", confirmed.body);
        // The same line of the statement again is the same money.
        let again = office.service.post(&office.accountant, &path, &body);
        assert_eq!(again.status, 201, "{}", again.body);
        let mut other = body.clone();
        other["amount"] = dong(1);
        is(&office.service.post(&office.accountant, &path, &other), 409, "remittance_conflicts");
    }
    assert_eq!((office.sum("outstanding"), office.sum("in_transit")), (0, 0));
    assert_eq!(office.money()["balances"]["received"], dong(300_000_000));
}

/// Nothing is owed: what could still catch money is released, and the case can be
/// closed.
fn end(office: &Office<'_>) {
    let body = json!({ "how": "paid", "reason": "Đã thi hành xong" });
    let path = office.path("money/end");
    is(&office.service.post(&office.officer, &path, &body), 403, "forbidden");
    let ended = office.service.post(&office.head, &path, &body);
    assert_eq!(ended.status, 200, "{}", ended.body);
    // What stands is lifted by the officer's decision.
    let money = office.money();
    // They were taken whole, and can catch nothing more.
    assert_eq!(money["not_free"], json!([]));
    let standing = money["freezes"].clone();
    let standing = standing.as_array().unwrap().iter().filter(|one| one["ended"].is_null());
    let lines: Vec<_> = standing.map(|one| json!({ "freeze": one["item"] })).collect();
    assert_eq!(lines.len(), 2);
    let order = json!({
        "kind": "release", "ground": "paid", "arose_at": "2026-11-23T09:00:00+07:00", "lines": lines,
    });
    for (bank, demand) in office.ordered(&office.body(&order)) {
        office.answered(&bank, &demand, &json!({ "outcome": "released", "accounts": [] }));
    }
    let money = office.money();
    assert_eq!(money["closed"]["how"], "paid");
    assert!(money["freezes"].as_array().unwrap().iter().all(|one| !one["ended"].is_null()));
    assert_eq!(money["cap"]["remaining"], dong(0));
    let case = office.service.get(&office.officer, &format!("/cases/{}", office.case)).json();
    for view in [&money, &case] {
        assert_eq!(view["not_free"], json!([]));
        assert!(view["free_since"].as_str().unwrap().starts_with("2026-11-23T"), "{view}");
    }
    let closing = json!({ "reason": "Đã thi hành xong" });
    let closed = office.service.post(&office.officer, &office.path("closure"), &closing);
    assert_eq!(closed.status, 200, "{}", closed.body);
}

#[test]
fn nobody_approves_what_he_wrote_or_has_not_read() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let body = office.body(&office.freeze(&["VCB"]));
        let by_head = service.post(&office.head, &office.path("orders"), &body).id();
        let path = format!("/api/v1/orders/{by_head}");
        let approval = format!("{path}/approval");
        let read = service.get(&office.head, &format!("/orders/{by_head}"));
        let hash = json!({ "hash": read.json()["hash"] });
        is(&service.post(&office.head, &approval, &hash), 403, "own_approval");
        is(&service.post(&office.officer, &approval, &hash), 403, "forbidden");
        is(
            &service.post(&office.officer, &format!("{path}/issue"), &json!({})),
            409,
            "approval_required",
        );
        let taken = json!({ "reason": "Sai người lập" });
        let withdrawn = service.post(&office.head, &format!("{path}/withdrawal"), &taken);
        assert_eq!(withdrawn.status, 200, "{}", withdrawn.body);

        let filed = service.post(
            &office.officer,
            &office.path("orders"),
            &office.body(&office.freeze(&["VCB"])),
        );
        let id = filed.id();
        let wrong = json!({ "hash": "00".repeat(32) });
        let approval = format!("/api/v1/orders/{id}/approval");
        is(&service.post(&office.head, &approval, &wrong), 409, "content_changed");
        office.approve(&id);
    });
}

#[test]
fn money_caught_later_is_one_report_however_often_it_is_sent() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let demands = office.ordered(&office.body(&office.freeze(&["VCB"])));
        let demand = &demands["VCB"];
        office.answered("VCB", demand, &frozen(AT_VCB, 100_000_000));
        let report = |amount: i64, reference: &str| {
            let body = json!({
                "item": office.item("VCB", demand)["id"], "reference": reference,
                "accounts": [{ "number": AT_VCB, "amount": dong(amount) }],
            });
            let path = format!("/api/v1/demands/{demand}/captures");
            service.post(office.bank("VCB"), &path, &body)
        };
        for _ in 0..2 {
            let told = report(25_000_000, "VCB-77");
            assert_eq!(told.status, 201, "{}", told.body);
            assert_eq!(office.sum("remaining"), 125_000_000);
        }
        is(&report(26_000_000, "VCB-77"), 409, "capture_conflicts");
        assert_eq!(report(1_000_000, "VCB-78").status, 201);
        let money = office.money();
        assert_eq!(money["holds"][0]["remaining"], dong(126_000_000));
        let captures = money["freezes"][0]["captures"].as_array().unwrap();
        assert_eq!(captures.len(), 2);
        assert_eq!(captures[0]["caught"][0]["amount"], dong(25_000_000));
    });
}

#[test]
fn bad_input_names_the_field() {
    let service = Service::start();
    let office = Office::open(&service);
    let order = json!({
        "kind": "deduct", "payee": "x", "owed": dong(1),
        "lines": [{ "hold": "y", "amount": { "amount": "01", "currency": "VND" }, "target": dong(1) }, {}],
    });
    let response = service.post(&office.officer, &office.path("orders"), &office.body(&order));
    is(&response, 422, "body_invalid");
    let named: Vec<_> = wrong(&response);
    let named: Vec<_> = named.iter().map(|(at, code)| (at.as_str(), code.as_str())).collect();
    assert_eq!(
        named,
        [
            ("/order/owed", "unexpected"),
            ("/order/payee", "id_form"),
            ("/order/identity", "missing"),
            ("/order/lines/0/target", "unexpected"),
            ("/order/lines/0/hold", "id_form"),
            ("/order/lines/0/amount/amount", "amount_form"),
            ("/order/lines/1/hold", "missing"),
            ("/order/lines/1/amount", "missing"),
        ]
    );
    // What only the engine can see is named in the same way.
    let mut order = office.freeze(&["VCB", "ACB"]);
    order["at"][1] = order["at"][0].clone();
    let twice = service.post(&office.officer, &office.path("orders"), &office.body(&order));
    is(&twice, 422, "institution_twice");
    assert_eq!(twice.json()["pointer"], "/order/at/1/institution");
    let mut order = office.freeze(&["VCB"]);
    order["owed"] = dong(300_000_001);
    let more = service.post(&office.officer, &office.path("orders"), &office.body(&order));
    is(&more, 422, "owed_exceeded");
    assert_eq!(more.json()["outstanding"], 300_000_000);
    let demands = office.ordered(&office.body(&office.freeze(&["VCB"])));
    let answer = json!({
        "outcome": "frozen", "hits": 2,
        "accounts": [{ "number": AT_VCB, "amount": dong(1), "markers": ["golden"] }],
    });
    let response = office.answer("VCB", &demands["VCB"], &answer);
    let named = wrong(&response);
    let named: Vec<_> = named.iter().map(|(at, code)| (at.as_str(), code.as_str())).collect();
    assert_eq!(
        named,
        [
            ("/answers/0/hits", "unexpected"),
            ("/answers/0/accounts/0/amount", "unexpected"),
            ("/answers/0/accounts/0/kind", "missing"),
            ("/answers/0/accounts/0/frozen", "missing"),
            ("/answers/0/accounts/0/markers/0", "word_unknown"),
        ]
    );
    let mismatch = office.answer("VCB", &demands["VCB"], &paid(1, "FT-1"));
    is(&mismatch, 422, "findings_mismatch");
    assert_eq!(mismatch.json()["pointer"], "/answers/0/outcome");
}

#[test]
fn an_order_is_checked_whole_before_it_is_filed() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let check = |body: &Value| {
            let path = office.path("orders/check");
            let checked = service.by(&office.officer, "POST", &path).json(body).send();
            crate::schema::check("post", &path, &checked);
            assert_eq!(checked.status, 200, "{}", checked.body);
            let problems = checked.json()["problems"].as_array().unwrap().clone();
            let named = problems.iter().map(|one| {
                assert!(!one["title"].as_str().unwrap().is_empty());
                let part = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
                (part("code"), part("pointer"))
            });
            named.collect::<Vec<_>>()
        };
        let told = |found: &[(String, String)], expected: &[(&str, &str)]| {
            let found = found.iter().map(|(code, at)| (code.as_str(), at.as_str()));
            assert_eq!(found.collect::<Vec<_>>(), expected);
        };
        let sound = office.body(&office.freeze(&["VCB"]));
        told(&check(&sound), &[]);
        let mut order = office.freeze(&["VCB", "VCB"]);
        order["owed"] = dong(300_000_001);
        let mut body = office.body(&order);
        body["decision"] = Value::Null;
        body["debtor"] = json!("01900000-0000-7000-8000-000000000001");
        told(
            &check(&body),
            &[
                ("debtor_not_in_case", ""),
                ("decision_missing", ""),
                ("owed_exceeded", "/order/owed"),
                ("institution_twice", "/order/at/1/institution"),
            ],
        );
        // Nothing was written by it; what was found before is found afterwards.
        let demands = office.ordered(&sound);
        office.answered("VCB", &demands["VCB"], &frozen(AT_VCB, 100_000_000));
        told(
            &check(&sound),
            &[("order_number_taken", ""), ("freeze_stands", "/order/at/0/institution")],
        );
        let mut deduction = json!({
            "kind": "deduct", "payee": office.payee, "identity": { "code": "document_seen" },
            "lines": [{ "hold": office.hold("VCB"), "amount": dong(100_000_000) }],
        });
        told(&check(&office.body(&deduction)), &[]);
        deduction["lines"][0]["amount"] = dong(100_000_001);
        deduction["payee"] = json!("01900000-0000-7000-8000-000000000001");
        told(
            &check(&office.body(&deduction)),
            &[("payee_unusable", ""), ("hold_exceeded", "/order/lines/0/amount")],
        );
        // The payee of a deduction from income is looked at as well.
        let income = json!({
            "kind": "income_deduction", "payee": office.payee,
            "executor": service.world.institution("ACB"),
            "identity": { "code": "document_seen" }, "total": dong(1_000_000),
            "monthly": { "kind": "share", "percent": 20 }, "keep": dong(4_000_000),
            "first": "2026-11", "day_of_month": 23,
        });
        told(&check(&office.body(&income)), &[]);
        is(
            &service.post(&office.accountant, &office.path("orders/check"), &sound),
            403,
            "forbidden",
        );
    });
}

#[test]
fn a_draft_is_written_read_back_and_edited() {
    let service = Service::start();
    let office = Office::open(&service);
    let mut body = office.body(&office.freeze(&["VCB"]));
    body["issue"] = json!(false);
    body["order"]["at"][0]["accounts"] = json!([AT_VCB]);
    let id = service.post(&office.officer, &office.path("orders"), &body).id();
    let read = service.get(&office.officer, &format!("/orders/{id}"));
    let content = read.json()["content"].clone();
    assert_eq!(content["order"]["at"][0]["accounts"], json!([AT_VCB]));
    let put = service.by(&office.officer, "PUT", &format!("/api/v1/orders/{id}")).key("e");
    let put = put.header("If-Match", read.header("etag").unwrap()).json(&content).send();
    assert_eq!(put.status, 200, "{}", put.body);
    let again = service.get(&office.officer, &format!("/orders/{id}"));
    assert_eq!(again.json()["content"], content);
    // Who sees orders and not what banks say sees the end of the number, and has
    // nothing to approve by.
    let open = service.get(&service.sign_in("tuongvi"), &format!("/orders/{id}"));
    assert!(!open.body.contains(AT_VCB));
    assert_eq!((&open.json()["hidden"], &open.json()["hash"]), (&json!(true), &Value::Null));
    let list = service.get(&office.officer, &format!("/cases/{}/orders", office.case)).json();
    assert_eq!(list["items"][0]["kind"], "freeze");
    assert_eq!(list["items"][0]["decision"]["day"], TODAY);
    assert!(!list.to_string().contains(AT_VCB));
    let path = format!("/api/v1/orders/{id}");
    for (act, by, body) in [
        ("submission", &office.officer, json!({})),
        ("return", &office.head, json!({ "reason": "Thiếu" })),
        ("submission", &office.officer, json!({})),
        ("withdrawal", &office.officer, json!({ "reason": "Thôi" })),
    ] {
        let done = service.post(by, &format!("{path}/{act}"), &body);
        assert_eq!(done.status, 200, "{act}: {}", done.body);
    }
    is(&service.get(&office.officer, &format!("/inquiries/{id}")), 404, "not_found");
}

#[test]
fn urgent_minutes_are_confirmed_by_a_decision() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let mut order = office.freeze(&["VCB"]);
        order["urgent"] = json!(true);
        let mut body = office.body(&order);
        body["decision"] = Value::Null;
        let filed = service.post(&office.officer, &office.path("orders"), &body);
        let id = filed.id();
        office.approve(&id);
        let path = format!("/api/v1/orders/{id}");
        let issued = service.post(&office.officer, &format!("{path}/issue"), &json!({}));
        assert_eq!(issued.status, 200, "{}", issued.body);
        let duties = office.money()["duties"].clone();
        let duty = |kind: &str| {
            duties.as_array().unwrap().iter().find(|duty| duty["kind"] == kind).cloned()
        };
        assert_eq!(duty("urgent_decision").unwrap()["state"], "open");
        let copy = duty("prosecutor_copy").unwrap()["id"].as_str().unwrap().to_owned();
        let proof = json!({ "proof": "Đã gửi Viện kiểm sát, biên nhận số 7" });
        let met = service.post(
            &office.officer,
            &office.path(&format!("duties/{copy}/fulfilment")),
            &proof,
        );
        assert_eq!(met.status, 200, "{}", met.body);
        let decision = json!({ "decision": { "number": "99/QĐ-CCTHADS", "day": TODAY } });
        let confirmation = format!("{path}/confirmation");
        is(&service.post(&office.officer, &confirmation, &decision), 403, "forbidden");
        let confirmed = service.post(&office.head, &confirmation, &decision);
        assert_eq!(confirmed.status, 200, "{}", confirmed.body);
        let read = service.get(&office.head, &format!("/orders/{id}")).json();
        assert_eq!(read["confirmed"]["decision"]["number"], "99/QĐ-CCTHADS");

        // The decision's paper is owed by itself; the prosecutor says it is there.
        let copies = |state: &str| {
            let duties = office.money()["duties"].clone();
            let of = |duty: &&Value| duty["kind"] == "prosecutor_copy" && duty["state"] == state;
            duties.as_array().unwrap().iter().filter(of).cloned().collect::<Vec<_>>()
        };
        assert_eq!((copies("met").len(), copies("open").len()), (2, 2));
        let word = office.path(&format!("orders/{id}/acknowledgement"));
        is(&service.post(&office.officer, &word, &json!({})), 403, "forbidden");
        let prosecutor = service.sign_in("truclam");
        let said = service.post(&prosecutor, &word, &json!({}));
        assert_eq!(said.status, 200, "{}", said.body);
        assert_eq!((copies("met").len(), copies("open").len()), (4, 0));
        assert!(copies("met").iter().all(|copy| copy["acknowledged_at"].is_string()));
        let elsewhere = service.sign_in("hoami");
        is(&service.post(&elsewhere, &word, &json!({})), 404, "not_found");
    });
}

#[test]
fn a_paper_sent_in_time_and_written_down_later_is_judged_by_its_proof() {
    Service::on_both(|service| {
        let office = Office::open(service);
        office.ordered(&office.body(&office.freeze(&["VCB"])));
        let duties = office.money()["duties"].clone();
        let copy = duties.as_array().unwrap().iter().find(|one| one["kind"] == "decision_copy");
        let copy = copy.unwrap().clone();
        assert_eq!((&copy["rule"], &copy["state"]), (&json!("N03"), &json!("open")));
        let path = office.path(&format!("duties/{}/fulfilment", copy["id"].as_str().unwrap()));
        let said = |at: &str| json!({ "proof": "Biên lai bưu điện RB123", "at": at });
        let late = service.post(&office.officer, &path, &said("2099-01-01T00:00:00Z"));
        is(&late, 422, "future_instant");
        assert_eq!(late.json()["pointer"], "/at");
        let start = copy["start"].as_str().unwrap();
        let met = service.post(&office.officer, &path, &said(start));
        assert_eq!(met.status, 200, "{}", met.body);
        let duties = office.money()["duties"].clone();
        let copy = duties.as_array().unwrap().iter().find(|one| one["kind"] == "decision_copy");
        let copy = copy.unwrap();
        assert_eq!((&copy["state"], &copy["ended_at"]), (&json!("met"), &json!(start)));
    });
}

#[test]
fn the_books_are_kept_by_postings_and_shown_as_of_a_day() {
    Service::on_both(|service| {
        let office = Office::open(service);
        let officer = &office.officer;
        let post = |rest: &str, body: &Value| {
            let done = service.post(officer, &office.path(rest), body);
            assert!(done.status < 300, "{rest}: {}", done.body);
            done.json()
        };
        let charge = |kind: &str, amount: i64, day: &str| {
            json!({
                "entry": { "kind": kind, "book": "cost" }, "amount": dong(amount), "day": day,
                "note": "Chi phí cưỡng chế",
            })
        };
        post("money/entries", &charge("charge", 5_000_000, "2026-11-20"));
        post("money/entries", &charge("waive", 1_000_000, TODAY));
        let payment = json!({
            "entry": { "kind": "payment" }, "amount": dong(4_000_000), "day": TODAY,
            "note": "Biên lai số 12",
        });
        post("money/entries", &payment);
        let rate = json!({ "ppm": 100_000, "from": "2026-11-13" });
        let set = service.by(officer, "PUT", &office.path("money/interest")).key("r").json(&rate);
        let set = set.send();
        assert_eq!(set.status, 200, "{}", set.body);
        post("money/interest/accrual", &json!({ "to": "2026-11-22" }));
        post("money/interest/suspension", &json!({ "from": TODAY, "reason": "Hoãn thi hành án" }));
        let dollar = json!({
            "currency": "USD", "per_million": 254_000_000, "day": TODAY, "source": "Ngân hàng Nhà nước",
        });
        post("money/rates", &dollar);
        let money = office.money();
        // Ten per cent on 300 million for nine days.
        assert_eq!(money["balances"]["interest"], dong(739_726));
        assert_eq!(money["balances"]["cost"], dong(0));
        assert_eq!(money["rates"][0]["per_million"], 254_000_000);
        assert_eq!(money["interest"]["suspended"][0]["from"], TODAY);
        let path = format!("/cases/{}/money?purpose=case_work&as_of=2026-11-20", office.case);
        let then = service.get(officer, &path).json();
        // Nothing was recorded that day; what was since and counts from it stands
        // beside it.
        assert_eq!(then["as_of"], "2026-11-20");
        assert_eq!((&then["version"], &then["cap"]["outstanding"]), (&json!(0), &dong(0)));
        assert_eq!(then["balances"]["cost"], dong(0));
        assert_eq!(then["balances_by_now"]["outstanding"], dong(5_000_000));
        assert_eq!(then["later"][0]["day"], "2026-11-20");
        let today = format!("/cases/{}/money?purpose=case_work&as_of={TODAY}", office.case);
        let today = service.get(officer, &today).json();
        for part in ["version", "balances", "cap", "postings", "duties", "interest"] {
            assert_eq!(today[part], money[part], "{part}");
        }
        assert_eq!((&today["later"], &today["balances_by_now"]), (&json!([]), &money["balances"]));
        let waived =
            money["postings"].as_array().unwrap().iter().find(|one| one["debit"] == "waived");
        let waived = waived.unwrap()["id"].as_str().unwrap().to_owned();
        post(&format!("money/postings/{waived}/reversal"), &json!({ "reason": "Ghi nhầm" }));
        assert_eq!(office.money()["balances"]["waived"], dong(0));
        let wrong = service.post(officer, &office.path("money/entries"), &json!({
            "entry": { "kind": "payment", "book": "cost" }, "amount": dong(1), "day": "x", "note": "n",
        }));
        let named = crate::money::wrong(&wrong);
        assert_eq!(named[0], ("/entry/book".to_owned(), "unexpected".to_owned()));
        assert_eq!(named[1], ("/day".to_owned(), "day_form".to_owned()));
    });
}

#[test]
fn money_is_read_by_those_whose_it_is_with_a_purpose_and_on_record() {
    let service = Service::start();
    let office = Office::open(&service);
    let demands = office.ordered(&office.body(&office.freeze(&["VCB"])));
    office.answered("VCB", &demands["VCB"], &frozen(AT_VCB, 1_000_000));
    let plain = format!("/cases/{}/money", office.case);
    is(&service.get(&office.officer, &plain), 400, "query_invalid");
    let path = format!("{plain}?purpose=case_work");
    let before = service.reads_on_record();
    let readers = [
        ("saomai", true),
        ("daiduong", true),
        ("ke-toan", false),
        ("hoangyen", false),
        ("lamgiang", false),
        ("truclam", false),
    ];
    for (who, numbers) in readers {
        let read = service.get(&service.sign_in(who), &path);
        assert_eq!(read.status, 200, "{who}: {}", read.body);
        assert_eq!(read.body.contains(AT_VCB), numbers, "{who}");
        assert_eq!(read.json()["hidden"], !numbers, "{who}");
        assert_eq!(read.json()["holds"][0]["at_receipt"].is_null(), !numbers, "{who}");
    }
    assert_eq!(service.reads_on_record(), before + 6);
    is(&service.get(&service.sign_in("tuongvi"), &path), 403, "forbidden");
    for who in ["ngoclan", "vcb.duyet", "binhminh", "cuulong"] {
        is(&service.get(&service.sign_in(who), &path), 404, "not_found");
    }
}
