//! Orders and money by form: from the officer's desk to the money that arrived.

use crate::browser::Browser;
use crate::money::{Office, TODAY, frozen, released};
use crate::pages::{location, missing};
use crate::support::Service;
use engine::actor::Seat;
use engine::role::Role;

/// Writes an order by form; its page.
fn written(officer: &mut Browser<'_>, case: &str, kind: &str, told: &[(&str, &str)]) -> String {
    let new = format!("{case}/orders/new");
    let page = officer.page(&format!("{new}?kind={kind}"));
    let response = officer.send_all(&new, &Browser::filled(&page, &new, told));
    location(&response)
}

/// Has an order approved by the head and issued; the paths of its demands.
fn issued(service: &Service, officer: &mut Browser<'_>, order: &str) -> Vec<String> {
    let approval = format!("{order}/approval");
    assert!(!officer.page(order).contains(&approval), "nobody approves what he wrote");
    let mut head = Browser::of(service, "daiduong");
    let page = head.page(order);
    head.done(&page, &approval, &[]);
    let page = officer.page(order);
    let page = officer.done(&page, &format!("{order}/issue"), &[]);
    let links = page.split("href=\"/demands/").skip(1);
    links.map(|rest| format!("/demands/{}", rest.split('"').next().unwrap())).collect()
}

/// The demand that this person may read, and the others.
fn own(person: &mut Browser<'_>, demands: &[String]) -> (String, Vec<String>) {
    let (own, others): (Vec<_>, Vec<_>) =
        demands.iter().cloned().partition(|demand| person.get(demand).status == 200);
    (own.into_iter().next().unwrap(), others)
}

/// Maker and checker answer the one item of a demand at VCB.
fn answered(service: &Service, demands: &[String], told: &[(&str, &str)]) -> String {
    let mut maker = Browser::of(service, "vcb.lap");
    let (demand, _) = own(&mut maker, demands);
    let answer = format!("{demand}/answer");
    let page = maker.page(&answer);
    let kept = maker.send_all(&answer, &Browser::filled(&page, &answer, told));
    assert_eq!(location(&kept), format!("{demand}/draft"));
    // A draft that the form wrote can be edited by it.
    assert_eq!(maker.get(&answer).status, 200);
    let mut checker = Browser::of(service, "vcb.duyet");
    let draft = checker.page(&format!("{demand}/draft"));
    checker.done(&draft, &format!("{demand}/draft/submission"), &[])
}

const FROZEN: &[(&str, &str)] = &[
    ("/answers/0/outcome", "frozen"),
    ("/answers/0/accounts/0/number", "0071009998887"),
    ("/answers/0/accounts/0/kind", "payment"),
    ("/answers/0/accounts/0/frozen/amount", "200.000.000"),
    ("/answers/0/accounts/0/at_receipt/amount", "200.007.000"),
    ("/answers/0/accounts/0/ranks_before", "1"),
];

/// A freeze at two banks that catches more than is owed; the officer's browser
/// and the path of the case.
fn frozen_twice<'a>(office: &Office<'a>) -> (Browser<'a>, String) {
    let service = office.service;
    let mut officer = Browser::of(service, "saomai");
    let case = format!("/cases/{}", office.case);
    assert!(officer.page(&case).contains(&format!("{case}/money")));
    let new = format!("{case}/orders/new");
    let page = officer.page(&format!("{new}?kind=freeze"));
    assert!(page.contains("value=\"300.000.000\""), "what is owed is typed already");
    let (vcb, acb) = (service.world.institution("VCB"), service.world.institution("ACB"));
    let (vcb, acb) = (vcb.to_string(), acb.to_string());
    let mut told =
        vec![("/order/at/-", vcb.as_str()), ("/order/at/-", acb.as_str()), ("/issue", "true")];
    let refused = officer.send_all(&new, &Browser::filled(&page, &new, &told));
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("order-decision-number-error"), "{}", refused.body);
    assert!(refused.body.contains(&format!("value=\"{vcb}\" checked")));
    told.push(("/decision/number", "1/QĐ-CCTHADS"));
    let filed = officer.send_all(&new, &Browser::filled(&refused.body, &new, &told));
    let order = location(&filed);
    let page = officer.page(&order);
    assert!(page.contains("Phong tỏa đến 300.000.000 ₫") && page.contains("1/QĐ-CCTHADS"));
    let demands = issued(service, &mut officer, &order);
    assert_eq!(demands.len(), 2);
    let sent = answered(service, &demands, FROZEN);
    assert!(sent.contains("200.000.000 ₫") && sent.contains("/captures"), "{sent}");
    let mut at_acb = Browser::of(service, "acb.lap");
    let (demand, _) = own(&mut at_acb, &demands);
    let demand = demand.trim_start_matches("/demands/");
    office.answered("ACB", demand, &frozen("1234567890", 150_000_000));
    assert!(officer.page(&case).contains(&order), "the case lists its orders");
    (officer, case)
}

#[test]
fn a_freeze_goes_its_way_by_form() {
    let service = Service::start();
    let office = Office::open(&service);
    let (mut officer, case) = frozen_twice(&office);
    let money = format!("{case}/money");
    let page = officer.page(&money);
    assert!(page.contains("350.000.000 ₫") && page.contains("Phong tỏa vượt 50.000.000 ₫"));
    assert!(page.contains("0071009998887") || page.contains("0071 0099 9888 7"), "{page}");
    // The proposal is filed as it stands, once its decision has a number.
    let new = format!("{case}/orders/new");
    let decision = [("/decision/number", "2/QĐ-CCTHADS"), ("/decision/day", TODAY)];
    let blank = officer.submit(&page, &new, &[("/decision/number", ""), ("/decision/day", TODAY)]);
    assert_eq!(blank.status, 422, "{}", blank.body);
    let filed = officer.submit(&blank.body, &new, &decision);
    let release = location(&filed);
    let said = officer.page(&release);
    assert!(said.contains("Giải tỏa 50.000.000 ₫"), "{said}");
    let demands = issued(&service, &mut officer, &release);
    let sent = answered(&service, &demands, &[("/answers/0/outcome", "released")]);
    assert!(sent.contains("50.000.000 ₫"), "{sent}");
    assert_eq!((office.sum("remaining"), office.sum("excess")), (300_000_000, 0));
    // Somebody else reads the page in the other language.
    let mut head = Browser::of(&service, "daiduong");
    head.get("/language/en?back=/");
    let page = head.page(&money);
    assert!(page.contains("Still frozen") && page.contains("300.000.000 ₫"));
    assert!(!page.contains("Unknown localization"), "{page}");
    assert!(head.page("/duties").contains("Duties by a limit"));
    // Whoever has no business with the money does not see it.
    assert_eq!(Browser::of(&service, "vcb.lap").get(&money).status, 404);
}

/// Nothing that was typed is dropped because a box beside it was not ticked.
#[test]
fn an_amount_without_its_box_is_said_and_one_with_a_point_is_refused() {
    let service = Service::start();
    let office = Office::open(&service);
    let (mut officer, case) = frozen_twice(&office);
    let hold = office.hold("VCB");
    let new = format!("{case}/orders/new");
    let page = officer.page(&format!("{new}?kind=deduct"));
    let common = [
        ("/order/lines/0/hold", hold.as_str()),
        ("/order/identity/code", "document_seen"),
        ("/decision/number", "3/QĐ-CCTHADS"),
        ("/issue", "true"),
    ];
    for (name, amount) in [
        ("/order/lines/1/amount/amount", "1.000.000"),
        ("/order/lines/300000/amount/amount", "1.000.000"),
        ("/order/lines/0/amount/amount", "1000000.00"),
        ("/order/lines/0/amount/amount", "1.5"),
    ] {
        let told: Vec<_> = common.into_iter().chain([(name, amount)]).collect();
        let response = officer.send_all(&new, &Browser::filled(&page, &new, &told));
        assert_eq!(response.status, 422, "{name}={amount}: {}", response.body);
        assert!(response.body.contains(&format!("value=\"{amount}\"")), "it is shown again");
    }
}

/// The account sits with the province: its accountant pays back what was taken
/// too much, and opens what he is told of.
#[test]
fn the_provinces_accountant_reads_the_money_and_no_case() {
    let service = Service::start();
    let office = Office::open(&service);
    let (_, case) = frozen_twice(&office);
    service.hire("ke-toan.tinh", Role::Accountant, Seat::Agency(service.world.agency("T01")));
    let mut accountant = Browser::of(&service, "ke-toan.tinh");
    assert_eq!(accountant.get(&case).status, 404, "the case is the office's");
    let page = accountant.page(&format!("{case}/money"));
    assert!(page.contains("350.000.000 ₫"), "{page}");
    for dead in ["href=\"/demands/", "href=\"/orders/", &format!("href=\"{case}\"")] {
        assert!(!page.contains(dead), "{dead} in {page}");
    }
    assert!(!page.contains("0071009998887"), "accounts are not the accountant's to see");
    let mut own = Browser::of(&service, "ke-toan");
    let page = own.page(&format!("{case}/money"));
    assert!(page.contains(&format!("href=\"{case}\"")) && !page.contains("href=\"/orders/"));
    let other = Seat::Agency(service.world.agency("T79"));
    service.hire("ke-toan.xa", Role::Accountant, other);
    assert_eq!(Browser::of(&service, "ke-toan.xa").get(&format!("{case}/money")).status, 404);
}

/// He serves, records and meets limits, and sees no amount and no account.
#[test]
fn the_clerk_acts_on_money_that_he_does_not_see() {
    let service = Service::start();
    let office = Office::open(&service);
    let (_, case) = frozen_twice(&office);
    service.hire("van-thu", Role::Clerk, Seat::Agency(service.world.agency("T01-01")));
    let mut clerk = Browser::of(&service, "van-thu");
    let acts = format!("{case}/acts");
    assert!(clerk.page(&case).contains(&acts) && clerk.page("/duties").contains(&acts));
    assert_eq!(clerk.get(&format!("{case}/money")).status, 403);
    let page = clerk.page(&acts);
    for secret in ["₫", "0071009998887", "0071 0099", "200.000.000", "1234567890"] {
        assert!(!page.contains(secret), "{secret} in {page}");
    }
    assert!(page.contains("/debtor-notice"), "the freeze is confirmed and the debtor untold");
    let record = format!("{case}/objections");
    let told = [
        ("/kind", "complaint"),
        ("/stage", "security"),
        ("/by/name", "Trần Thị Canh Hoa"),
        ("/by/capacity", "vợ"),
        ("/ground", "not_debtors_money"),
        ("/text", "Tiền riêng"),
        ("/channel", "post"),
        ("/received_at", "2026-11-23T09:00"),
    ];
    let fields = Browser::filled(&page, &record, &told);
    let recorded = clerk.send_all(&record, &fields);
    assert_eq!(location(&recorded), acts);
    let page = clerk.page(&acts);
    assert!(page.contains("/withdrawal") && !page.contains("Canh Hoa"), "{page}");
    let rest = page.split(&format!("action=\"{record}/")).nth(1).unwrap();
    let withdraw = format!("{record}/{}", rest.split('"').next().unwrap());
    let blank = clerk.submit(&page, &withdraw, &[("/reason", "")]);
    assert_eq!(blank.status, 422, "{}", blank.body);
    let page = clerk.done(&blank.body, &withdraw, &[("/reason", "Đơn rút")]);
    assert!(!page.contains("/withdrawal"), "{page}");
    let rest = page.split(&format!("action=\"{case}/duties/")).nth(1).expect("a duty to meet");
    let meet = format!("{case}/duties/{}", rest.split('"').next().unwrap());
    clerk.done(&page, &meet, &[("/proof", "Công văn 12/CV-CCTHADS")]);
    // Whoever sees the money acts beside it; who may do nothing has no page.
    let mut officer = Browser::of(&service, "saomai");
    assert_eq!(location(&officer.get(&acts)), format!("{case}/money"));
    assert_eq!(Browser::of(&service, "vcb.lap").get(&acts).status, 403);
}

#[test]
fn money_is_taken_and_confirmed_by_form() {
    let service = Service::start();
    let office = Office::open(&service);
    let (mut officer, case) = frozen_twice(&office);
    let hold = office.hold("VCB");
    let told = [
        ("/order/lines/0/hold", hold.as_str()),
        ("/order/identity/code", "document_seen"),
        ("/decision/number", "3/QĐ-CCTHADS"),
        ("/issue", "true"),
    ];
    let order = written(&mut officer, &case, "deduct", &told);
    let page = officer.page(&order);
    assert!(page.contains("Khấu trừ 200.000.000 ₫") && page.contains("3949010012345"), "{page}");
    let demands = issued(&service, &mut officer, &order);
    assert_eq!(demands.len(), 1, "only what was ticked");
    let paid = [
        ("/answers/0/outcome", "paid"),
        ("/answers/0/reference", "FT-1"),
        ("/answers/0/value_day", TODAY),
    ];
    let sent = answered(&service, &demands, &paid);
    assert!(sent.contains("FT-1") && sent.contains("200.000.000 ₫"));
    assert_eq!(office.sum("in_transit"), 200_000_000);

    let mut accountant = Browser::of(&service, "ke-toan");
    let page = accountant.page("/remittances");
    assert!(page.contains("value=\"200.000.000\"") && page.contains("FT-1"), "{page}");
    let confirm = format!("{case}/remittances");
    let fields = Browser::filled(&page, &confirm, &[("/reference", "KBNN-1")]);
    assert_eq!(location(&accountant.send_all(&confirm, &fields)), "/remittances");
    assert_eq!(office.sum("outstanding"), 100_000_000);
    assert!(accountant.page("/payees").contains("3949010012345"));

    // The rest is waived; then nothing is owed and the head ends it.
    let money = format!("{case}/money");
    let page = officer.page(&money);
    let enter = format!("{money}/entries");
    let waived = [
        ("/entry/kind", "waive"),
        ("/amount/amount", "100.000.000"),
        ("/day", TODAY),
        ("/note", "Đơn của người được thi hành án"),
    ];
    let done = officer.send_all(&enter, &Browser::filled(&page, &enter, &waived));
    assert_eq!(location(&done), money);
    assert_eq!(office.sum("outstanding"), 0);
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page(&money);
    let end = format!("{money}/end");
    let ended = head.done(&page, &end, &[("/how", "paid"), ("/reason", "Đã thi hành xong")]);
    assert!(ended.contains("Đã thi hành xong") && !ended.contains(&enter), "{ended}");
}

#[test]
fn minutes_are_confirmed_and_duties_met_by_form() {
    let service = Service::start();
    let office = Office::open(&service);
    let mut officer = Browser::of(&service, "saomai");
    let case = format!("/cases/{}", office.case);
    let vcb = service.world.institution("VCB").to_string();
    let told = [("/order/at/-", vcb.as_str()), ("/order/urgent", "true"), ("/issue", "true")];
    let order = written(&mut officer, &case, "freeze", &told);
    let demands = issued(&service, &mut officer, &order);
    assert_eq!(demands.len(), 1);
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page(&order);
    assert!(page.contains("Biên bản khẩn cấp, chưa có quyết định"));
    let decision = [("/decision/number", "9/QĐ-CCTHADS"), ("/decision/day", TODAY)];
    let page = head.done(&page, &format!("{order}/confirmation"), &decision);
    assert!(page.contains("9/QĐ-CCTHADS") && !page.contains("chưa có quyết định"), "{page}");
    // The copy for the prosecutor is owed; somebody says how it went.
    let money = format!("{case}/money");
    let page = officer.page(&money);
    let rest = page.split(&format!("action=\"{case}/duties/")).nth(1).expect("a duty to meet");
    let meet = format!("{case}/duties/{}", rest.split('"').next().unwrap());
    // As a browser sends it: the instant is left empty, it was just now.
    let proof = [("/proof", "Công văn 12/CV-CCTHADS")];
    let met = officer.send_all(&meet, &Browser::filled(&page, &meet, &proof));
    assert!(officer.page(&location(&met)).contains("Công văn 12/CV-CCTHADS"));
}

#[test]
fn the_money_is_shown_as_of_a_day_and_nothing_is_done_with_it() {
    let service = Service::start();
    let office = Office::open(&service);
    let (_, case) = frozen_twice(&office);
    let money = format!("{case}/money");
    let enter = format!("{money}/entries");
    service.clock.set("2026-11-24T09:00:00+07:00");
    let mut officer = Browser::of(&service, "saomai");
    let asked = format!("{money}?as_of={TODAY}");
    for (path, shown) in [(asked.as_str(), true), ("?as_of=2026-11-22", false)] {
        let path = if shown { path.to_owned() } else { format!("{money}{path}") };
        let page = officer.page(&path);
        assert_eq!(page.contains("350.000.000 ₫"), shown, "{page}");
        assert!(page.contains("Số liệu dưới đây là vào cuối ngày"), "{page}");
        assert!(page.contains(&format!("href=\"{money}\"")), "the way back");
        assert!(!page.contains(&enter) && !page.contains("method=\"post\" action=\"/cases"));
        assert!(!page.contains("Phong tỏa vượt 50.000.000 ₫ so với"), "nothing is proposed");
    }
    // No day and what is no day show how things stand; the latter says so.
    for (day, wrong) in [("", false), ("24%2F11%2F2026", true)] {
        let page = officer.page(&format!("{money}?as_of={day}"));
        assert!(page.contains(&enter) && page.contains("350.000.000 ₫"));
        assert_eq!(page.contains("as_of-error"), wrong, "{page}");
    }
    officer.get("/language/en?back=/");
    let page = officer.page(&asked);
    assert!(page.contains("The figures below are those of the end of 23/11/2026"), "{page}");
    assert_eq!(missing(&page), [""; 0]);
}

#[test]
fn pages_say_when_everything_is_free_and_who_is_waited_for() {
    let service = Service::start();
    let office = Office::open(&service);
    let (mut officer, case) = frozen_twice(&office);
    let money = format!("{case}/money");
    assert!(!officer.page(&case).contains("giải tỏa hoặc khấu trừ xong"));
    let mut head = Browser::of(&service, "daiduong");
    let page = head.page(&money);
    let told = [("/how", "terminated"), ("/reason", "Đình chỉ thi hành án")];
    head.done(&page, &format!("{money}/end"), &told);
    for path in [&case, &money] {
        let page = officer.page(path);
        assert!(page.contains("chưa phải mọi khoản đều được giải tỏa"), "{page}");
        assert!(page.contains("Khoản chưa được giải tỏa"), "{page}");
        assert!(page.contains("Chờ tổ chức trả lời"), "{page}");
    }
    for bank in ["VCB", "ACB"] {
        let inbox = service.get(office.bank(bank), "/inbox?show=open").json();
        let demand = inbox["items"][0]["id"].as_str().unwrap().to_owned();
        let (account, amount) = match bank {
            "VCB" => ("0071009998887", 200_000_000),
            _ => ("1234567890", 150_000_000),
        };
        office.answered(bank, &demand, &released(account, amount));
    }
    for path in [&case, &money] {
        let page = officer.page(path);
        assert!(page.contains("khấu trừ xong từ 23/11/2026"), "{page}");
        assert!(!page.contains("Khoản chưa được giải tỏa"), "{page}");
    }
}

/// What is written, checked: everything wrong at its field, nothing filed, all kept.
#[test]
fn an_order_is_checked_before_it_is_filed() {
    let service = Service::start();
    let office = Office::open(&service);
    let (mut officer, case) = frozen_twice(&office);
    let new = format!("{case}/orders/new");
    let page = officer.page(&format!("{new}?kind=freeze"));
    assert!(page.contains("name=\"_check\" value=\"true\"") && page.contains("Kiểm tra trước khi"));
    let (vcb, bid) = (service.world.institution("VCB"), service.world.institution("BID"));
    let (vcb, bid) = (vcb.to_string(), bid.to_string());
    let orders = |officer: &mut Browser<'_>| officer.page(&case).matches("href=\"/orders/").count();
    let before = orders(&mut officer);
    let wrong = [
        ("/order/owed/amount", "400.000.000"),
        ("/order/at/-", vcb.as_str()),
        ("/order/at/-", bid.as_str()),
        ("/decision/number", ""),
        ("/legal_basis", ""),
    ];
    for last in [("_check", "true"), ("/issue", "true")] {
        let told: Vec<_> = wrong.into_iter().chain([last]).collect();
        let said = officer.send_all(&new, &Browser::filled(&page, &new, &told));
        assert_eq!(said.status, 422, "{}", said.body);
        let faults = said.body.split("class=\"faults\"").nth(1).unwrap();
        let faults = faults.split("</div>").next().unwrap();
        // More than is owed, and more than its parts come to.
        assert_eq!(faults.matches("<li><a href=\"#order-").count(), 5, "{faults}");
        for field in ["decision-number", "legal_basis", "order-owed-amount", "order-at--"] {
            assert!(faults.contains(&format!("#order-{field}\"")), "{field}: {faults}");
        }
        assert!(faults.contains("Ngoại Thương"), "the institution is named: {faults}");
        assert!(said.body.contains("value=\"400.000.000\""), "what was typed stays");
        assert!(said.body.contains(&format!("value=\"{bid}\" checked")));
    }
    let right = [("/order/at/-", bid.as_str()), ("/decision/number", "8/QĐ-CCTHADS")];
    let told: Vec<_> = right.into_iter().chain([("_check", "true")]).collect();
    let clean = officer.send_all(&new, &Browser::filled(&page, &new, &told));
    assert_eq!(clean.status, 200, "{}", clean.body);
    assert!(clean.body.contains("Chưa có gì được gửi") && clean.body.contains("8/QĐ-CCTHADS"));
    assert_eq!(orders(&mut officer), before, "nothing was filed");
    let filed = officer.send_all(&new, &Browser::filled(&clean.body, &new, &[("/issue", "true")]));
    assert!(location(&filed).starts_with("/orders/"));
    // What is proposed is checked as well, and lines name their row.
    let money = officer.page(&format!("{case}/money"));
    let said = officer.submit(
        &money,
        &new,
        &[("/decision/number", ""), ("/decision/day", TODAY), ("_check", "true")],
    );
    assert_eq!(said.status, 422, "{}", said.body);
    assert!(said.body.contains("class=\"faults\"") && said.body.contains("Kiểm tra trước khi gửi"));
    let hold = office.hold("VCB");
    let page = officer.page(&format!("{new}?kind=deduct"));
    let told = [
        ("/order/lines/0/hold", hold.as_str()),
        ("/order/lines/0/amount/amount", "900.000.000"),
        ("/order/identity/code", ""),
        ("_check", "true"),
    ];
    let said = officer.send_all(&new, &Browser::filled(&page, &new, &told)).body;
    for field in ["decision-number", "order-identity-code", "order-lines-0-amount-amount"] {
        assert!(said.contains(&format!("href=\"#order-{field}\"")), "{field}: {said}");
    }
}

/// A ground is never words alone: its article stands beside it, and how well that
/// is known.
#[test]
fn grounds_and_duties_name_their_articles() {
    let service = Service::start();
    let office = Office::open(&service);
    let (mut officer, case) = frozen_twice(&office);
    let new = format!("{case}/orders/new");
    let form = officer.page(&format!("{new}?kind=release"));
    for said in [
        "đã thi hành xong nghĩa vụ (Luật 106/2025/QH15, Điều 95 khoản 2)",
        "(Luật 106/2025/QH15, Điều 95 khoản 2; chưa xác nhận)",
        "Giải tỏa tạm khi có cảnh báo (không do luật định)",
    ] {
        assert!(form.contains(said), "{said}: {form}");
    }
    let money = format!("{case}/money");
    let page = officer.page(&money);
    assert!(page.contains("Nhầm người (không do luật định)"), "objections to choose from");
    let hold = format!("{}:VND", office.hold("VCB"));
    let told =
        [("_hold", hold.as_str()), ("/amount/amount", "5.000.000"), ("/ground", "minimum_living")];
    let page = officer.done(&page, &format!("{case}/holds/protection"), &told);
    let minimum = "Mức sinh hoạt tối thiểu của người phải thi hành án \
                   (Luật 106/2025/QH15, Điều 73; chưa xác nhận)";
    assert!(page.contains(&format!("5.000.000 ₫: {minimum}")), "{page}");
    for page in [page, officer.page("/duties")] {
        assert!(page.contains("(Điều 95(2), 106/2025/QH15)"), "the duty to lift: {page}");
    }
    let view = office.money();
    let protection = &view["holds"][0]["protections"][0];
    assert_eq!(
        (&protection["status"], &protection["by_institution"]),
        (&"unconfirmed".into(), &false.into())
    );
    let duties = view["duties"].as_array().unwrap();
    let lift = duties.iter().find(|one| one["kind"] == "lift").unwrap();
    assert_eq!(
        (&lift["article"], &lift["status"]),
        (&"95(2), 106/2025/QH15".into(), &"read".into())
    );
    // The order, its demand at the bank, and what was released.
    let told = [
        ("/order/lines/0/hold", office.hold("VCB")),
        ("/order/lines/0/amount/amount", "1.000.000".to_owned()),
        ("/order/ground", "excess".to_owned()),
        ("/decision/number", "5/QĐ-CCTHADS".to_owned()),
        ("/issue", "true".to_owned()),
    ];
    let told: Vec<_> = told.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let order = written(&mut officer, &case, "release", &told);
    let demands = issued(&service, &mut officer, &order);
    let mut bank = Browser::of(&service, "vcb.duyet");
    for page in [officer.page(&order), bank.page(&demands[0]), officer.page(&money)] {
        assert!(page.contains("Điều 95 khoản 2; chưa xác nhận)"), "{page}");
    }
    let read = service.get(&office.officer, &order).json();
    assert_eq!(
        (&read["ground"]["code"], &read["ground"]["status"]),
        (&"excess".into(), &"unconfirmed".into())
    );
    let item = &service.get(office.bank("VCB"), &demands[0]).json()["items"][0];
    assert_eq!(item["ground"], read["ground"]);
    assert_eq!(office.money()["lifts"][0]["article"], read["ground"]["article"]);
}

#[test]
fn every_page_about_money_speaks_both_languages() {
    let service = Service::start();
    let office = Office::open(&service);
    let (mut officer, case) = frozen_twice(&office);
    let page = officer.page(&case);
    let order = page.split("href=\"/orders/").nth(1).unwrap().split('"').next().unwrap();
    let (order, new) = (format!("/orders/{order}"), format!("{case}/orders/new"));
    let kinds = ["freeze", "deduct", "release"].map(|kind| format!("{new}?kind={kind}"));
    let page = officer.page(&order);
    let rest = page.split("href=\"/demands/").nth(1).unwrap();
    let demand = format!("/demands/{}", rest.split('"').next().unwrap());
    let mut accountant = Browser::of(&service, "ke-toan");
    let mut head = Browser::of(&service, "daiduong");
    let money = format!("{case}/money");
    for lang in ["vi", "en"] {
        for browser in [&mut officer, &mut accountant, &mut head] {
            browser.get(&format!("/language/{lang}"));
        }
        let asking = [&money, &order, &demand, &case, &kinds[0], &kinds[1], &kinds[2]];
        for path in asking.into_iter().map(String::as_str).chain(["/duties", "/payees"]) {
            assert_eq!(missing(&officer.page(path)), [""; 0], "{lang} {path}");
        }
        assert_eq!(missing(&head.page(&money)), [""; 0], "{lang}");
        for path in ["/remittances", "/payees", &money] {
            assert_eq!(missing(&accountant.page(path)), [""; 0], "{lang} {path}");
        }
    }
    assert_eq!(officer.get(&format!("{new}?kind=inquiry")).status, 400);
}

#[test]
fn a_bank_sees_the_queue_and_reports_by_account() {
    let service = Service::start();
    let office = Office::open(&service);
    let (mut officer, case) = frozen_twice(&office);
    let money = officer.page(&format!("{case}/money"));
    let links = money.split("href=\"/demands/").skip(1);
    let demands: Vec<String> =
        links.map(|rest| format!("/demands/{}", rest.split('"').next().unwrap())).collect();
    let mut checker = Browser::of(&service, "vcb.duyet");
    let (demand, _) = own(&mut checker, &demands);
    let page = checker.page(&demand);
    assert!(page.contains("Thứ tự các lệnh trên tài khoản"), "{page}");
    let action = format!("{demand}/account-captures");
    let told = [
        ("/account", "0071009998887"),
        ("/amount/amount", "130.000.000"),
        ("/reference", "GD-1"),
        ("/at", "2026-11-23T08:30"),
    ];
    let blank = checker.submit(&page, &action, &[("/reference", ""), ("/at", told[3].1)]);
    assert_eq!(blank.status, 422, "{}", blank.body);
    // A hundred million is what the order may still catch.
    let split = checker.submit(&page, &action, &told);
    assert_eq!(split.status, 200, "{}", split.body);
    assert!(split.body.contains("100.000.000 ₫"), "{}", split.body);
    assert!(split.body.contains("Không phong tỏa: 30.000.000 ₫"), "{}", split.body);
    assert_eq!(office.sum("remaining"), 450_000_000);
    // A maker sees the queue and may not report.
    let page = Browser::of(&service, "vcb.lap").page(&demand);
    assert!(page.contains("Thứ tự các lệnh") && !page.contains(&action), "{page}");
    assert!(!officer.page(&demand).contains("Thứ tự các lệnh"), "the queue is the bank's");
}
