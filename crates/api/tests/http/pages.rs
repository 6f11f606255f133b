//! The inquiry's whole way in a browser, without a script.

use crate::browser::Browser;
use crate::support::{PASSWORD, Response, Service, TWO_SEATS};
use uuid::Uuid;

/// The path a response leads to, without its query.
pub(crate) fn location(response: &Response) -> String {
    assert_eq!(response.status, 303, "{}", response.body);
    response.header("location").unwrap().split('?').next().unwrap().to_owned()
}

/// A case as an officer types it.
const CASE: &[(&str, &str)] = &[
    ("/number", "125/2026"),
    ("/category", "bank_credit"),
    ("/conditions", "unverified"),
    ("/decision/number", "125/QĐ-CCTHADS"),
    ("/decision/day", "2026-10-01"),
    ("/decision/issuer", "Phòng THADS khu vực 1"),
    ("/judgment/number", "12/2026/DS-ST"),
    ("/judgment/day", "2026-06-15"),
    ("/judgment/issuer", "TAND khu vực 1"),
    ("/parties/0/role", "debtor"),
    ("/parties/0/kind", "person"),
    ("/parties/0/name", "Nguyễn Văn Tí"),
    ("/parties/0/address", ""),
    ("/parties/0/identifiers/0/kind", "cccd"),
    ("/parties/0/identifiers/0/value", "079085001234"),
    ("/parties/0/identifiers/1/kind", "cccd"),
    ("/parties/0/identifiers/1/value", ""),
    ("/parties/1/role", "creditor"),
    ("/parties/1/kind", "person"),
    ("/parties/1/name", ""),
    ("/obligations/0/kind", "principal"),
    ("/obligations/0/amount/amount", "1.500.000.000"),
    ("/obligations/1/kind", "principal"),
    ("/obligations/1/amount/amount", ""),
];

/// A case's fields with its officer, some of them told otherwise.
pub(crate) fn case<'a>(officer: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let told = |name: &str| other.iter().any(|(known, _)| *known == name);
    let mut fields: Vec<_> = CASE.iter().copied().filter(|(name, _)| !told(name)).collect();
    fields.push(("/officer", officer));
    fields.extend_from_slice(other);
    fields
}

/// A case opened and an inquiry about accounts issued, all by form; the
/// officer's browser, and the paths of case, inquiry and demand.
pub(crate) fn issued<'a>(service: &'a Service, bank: &str) -> (Browser<'a>, [String; 3]) {
    let mut officer = Browser::of(service, "saomai");
    let me = service.world.person("saomai").to_string();
    let page = officer.page("/cases/new");
    let opened = officer.submit(&page, "/cases/new", &case(&me, &[]));
    let case = location(&opened);
    let ask = format!("{case}/inquiries/new");
    let page = officer.page(&ask);
    assert!(page.contains("N06") && page.contains("không phải thời hạn luật định"));
    let debtor = page.split("-debtor\" name=\"/debtor\"").nth(1).unwrap();
    let debtor = debtor.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let institution = service.world.institution(bank).to_string();
    let filed = officer.submit(
        &page,
        &ask,
        &[
            ("/debtor", debtor),
            ("/requester/kind", "officer"),
            ("/items/0/info", "account"),
            ("/items/0/detail", ""),
            ("/items/1/from", ""),
            ("/institutions/-", &institution),
            ("/purpose", "Xác minh điều kiện thi hành án"),
            ("/legal_basis", "Luật 106/2025/QH15"),
            ("/place", ""),
            ("/issue", "true"),
        ],
    );
    let inquiry = location(&filed);
    let page = officer.page(&inquiry);
    let demand = page.split("href=\"/demands/").nth(1).unwrap().split('"').next().unwrap();
    let demand = format!("/demands/{demand}");
    (officer, [case, inquiry, demand])
}

/// An account found, as a maker types it.
pub(crate) const FOUND: &[(&str, &str)] = &[
    ("/answers/0/outcome", "found"),
    ("/answers/0/findings/rows/0/number", "0123456789"),
    ("/answers/0/findings/rows/0/kind", "payment"),
    ("/answers/0/findings/rows/0/balance/amount", "250.000.000"),
    ("/answers/0/findings/rows/0/balance/currency", "VND"),
    ("/answers/0/findings/rows/0/as_of", "2026-11-20T08:30"),
    ("/answers/0/findings/rows/0/markers/-", "salary"),
    ("/answers/0/findings/rows/0/restrictions/0/by", "TAND khu vực 2"),
    ("/answers/0/findings/rows/0/restrictions/0/since", "2026-01-05"),
    ("/answers/0/findings/rows/1/kind", "payment"),
    ("/answers/0/findings/rows/1/balance/currency", "VND"),
    ("/answers/0/findings/rows/1/as_of", "2026-11-20T08:30"),
    ("/answers/0/scope/kind", "institution"),
    ("/answers/0/as_of", "2026-11-20T08:30"),
    ("/answers/0/hits", ""),
    ("/answers/0/needed", ""),
    ("/answers/0/ground", ""),
    ("/answers/0/reasons", ""),
];

#[test]
fn in_and_out_by_form() {
    let service = Service::start();
    let mut browser = Browser::new(&service);
    let turned_away = browser.get("/cases?state=open");
    assert_eq!(turned_away.status, 303);
    let way = turned_away.header("location").unwrap();
    assert_eq!(way, "/sign-in?next=%2Fcases%3Fstate%3Dopen");
    assert!(browser.page(way).contains("value=\"/cases?state=open\""));

    let wrong = browser.sign_in("saomai", "không phải mật khẩu");
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains("Tên đăng nhập hoặc mật khẩu không đúng"));
    assert!(wrong.body.contains("value=\"saomai\"") && !wrong.body.contains("không phải mật khẩu"));
    let fields = [("/username", "saomai"), ("/password", PASSWORD), ("_next", "//evil.example")];
    assert_eq!(browser.post("/sign-in", &fields).header("location"), Some("/"));

    let page = browser.page("/");
    assert!(page.contains("Nguyễn Thị Sao Mai") && page.contains("Chấp hành viên"));
    let out = browser.submit(&page, "/sign-out", &[]);
    assert_eq!(location(&out), "/sign-in");
    assert_eq!(location(&browser.get("/")), "/sign-in");
    let other_site = service
        .request("POST", "/sign-in")
        .header("Sec-Fetch-Site", "cross-site")
        .text("application/x-www-form-urlencoded", "%2Fusername=a&%2Fpassword=b")
        .send();
    assert_eq!(other_site.status, 403);
}

#[test]
fn a_person_with_two_seats_chooses_one_and_changes() {
    let service = Service::start();
    let mut browser = Browser::new(&service);
    let asked = browser.sign_in(TWO_SEATS, PASSWORD);
    assert_eq!(asked.status, 409, "{}", asked.body);
    let seats: Vec<String> = asked
        .body
        .split("name=\"/seat\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(seats.len(), 2);
    let fields = [("/username", TWO_SEATS), ("/password", PASSWORD), ("/seat", &seats[0])];
    assert_eq!(location(&browser.post("/sign-in", &fields)), "/");
    let page = browser.page("/seat");
    let changed = browser.submit(&page, "/seat", &[("/seat", &seats[1])]);
    assert_eq!(location(&changed), "/");
    let page = browser.page("/seat");
    assert!(page.contains(&format!("value=\"{}\" checked", seats[1])), "{page}");
    let stranger = Uuid::nil().to_string();
    assert_eq!(browser.submit(&page, "/seat", &[("/seat", &stranger)]).status, 422);
}

#[test]
fn from_question_to_answer_in_browsers() {
    let service = Service::start();
    let (mut officer, [_, inquiry, demand]) = issued(&service, "VCB");
    let mut maker = Browser::of(&service, "vcb.lap");
    assert!(maker.page("/").contains(&demand));
    let page = maker.page(&demand);
    assert!(page.contains("Nguyễn Văn Tí") && page.contains("125/QĐ-CCTHADS"));
    let page = maker.done(&page, &format!("{demand}/acknowledgement"), &[]);
    let question = [("/text", "Xin bổ sung số hộ chiếu")];
    maker.done(&page, &format!("{demand}/questions"), &question);

    let page = officer.page(&demand);
    assert!(page.contains("Xin bổ sung số hộ chiếu"));
    let reply = [("/text", "Không có hộ chiếu")];
    officer.done(&page, &format!("{demand}/replies"), &reply);

    let answer = format!("{demand}/answer");
    let page = maker.page(&answer);
    let draft = maker.done(&page, &answer, FOUND);
    assert!(draft.contains("250.000.000 ₫") && draft.contains("Nhận lương"));
    assert!(draft.contains("TAND khu vực 2"));
    // The maker may not release his own; the checker releases what he reads.
    let submission = format!("{demand}/draft/submission");
    assert!(!draft.contains(&submission));
    let again = maker.page(&answer);
    assert!(again.contains("value=\"250.000.000\"") && again.contains("value=\"0123456789\""));
    let mut checker = Browser::of(&service, "vcb.duyet");
    let draft = checker.page(&format!("{demand}/draft"));
    let page = checker.done(&draft, &submission, &[]);
    assert!(page.contains("Đã trả lời"));

    let page = officer.page(&demand);
    assert!(page.contains("0123456789") && page.contains("250.000.000 ₫"));
    assert!(officer.page(&inquiry).contains("1 đã trả lời"));
    let item = page.split("name=\"/item\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
    let item = item.split('"').next().unwrap();
    let dispute = [("/item", item), ("/reason", "Còn tài khoản khác")];
    officer.done(&page, &format!("{demand}/disputes"), &dispute);
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    let me = service.world.person("saomai").to_string();
    let page = officer.page("/cases/new");
    let wrong = [
        ("/decision/day", ""),
        ("/parties/3/role", "debtor"),
        ("/parties/3/kind", "person"),
        ("/parties/3/name", "123"),
        ("/obligations/0/amount/amount", "một tỷ"),
    ];
    let response = officer.submit(&page, "/cases/new", &case(&me, &wrong));
    assert_eq!(response.status, 422);
    let body = &response.body;
    // The blank row between is no row of the body, yet its neighbour's error
    // comes back to the neighbour.
    for id in ["case-decision-day", "case-parties-3-name", "case-obligations-0-amount-amount"] {
        assert!(body.contains(&format!("href=\"#{id}\"")), "{id}: {body}");
        assert!(body.contains(&format!("id=\"{id}-error\"")), "{id}");
    }
    // The form asks for two days of issue: the summary says which one is blank.
    assert!(body.contains("Quyết định thi hành án – Ngày ban hành: bị trống"), "{body}");
    assert!(body.contains("value=\"một tỷ\"") && body.contains("value=\"079085001234\""));
    assert!(body.contains("<title>Lỗi:"));
    // A refusal of the engine comes back to its field too.
    let page = officer.page("/cases/new");
    let response = officer.submit(&page, "/cases/new", &case(&me, &[("/number", " ")]));
    assert_eq!(response.status, 422);
    assert!(response.body.contains("id=\"case-number-error\""), "{}", response.body);
    let empty = officer.submit(&page, "/cases/new", &case(&me, &[("/parties/0/name", "")]));
    assert_eq!(empty.status, 422, "{}", empty.body);
}

#[test]
fn a_form_sent_twice_has_one_effect() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    let me = service.world.person("saomai").to_string();
    let page = officer.page("/cases/new");
    let fields = case(&me, &[]);
    let first = location(&officer.submit(&page, "/cases/new", &fields));
    let second = location(&officer.submit(&page, "/cases/new", &fields));
    assert_eq!(first, second);
    assert_eq!(officer.page("/cases").matches("href=\"/cases/0").count(), 1);
    // A form shown anew is another one: the engine knows the number.
    let page = officer.page("/cases/new");
    let third = officer.submit(&page, "/cases/new", &fields);
    assert_eq!(third.status, 409);
    assert!(third.body.contains("Cơ quan đã có hồ sơ mang số này"));
}

#[test]
fn nothing_is_written_without_the_sessions_token() {
    let service = Service::start();
    let mut officer = Browser::of(&service, "saomai");
    let me = service.world.person("saomai").to_string();
    for csrf in ["", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let mut fields = case(&me, &[]);
        fields.extend([("_csrf", csrf), ("_key", "k")]);
        let response = officer.post("/cases/new", &fields);
        assert_eq!(response.status, 403);
        assert!(response.body.contains("Thiếu hoặc sai mã bảo vệ"), "{}", response.body);
    }
    assert!(officer.page("/cases").contains("Không có hồ sơ nào"));
}

#[test]
fn a_foreign_demand_is_not_there() {
    let service = Service::start();
    let (mut officer, [case, inquiry, demand]) = issued(&service, "VCB");
    for stranger in ["acb.lap", "binhminh", "haidang", "bachduong"] {
        let mut browser = Browser::of(&service, stranger);
        for path in [&demand, &inquiry, &case] {
            let response = browser.get(path);
            assert!([403, 404].contains(&response.status), "{stranger} {path}");
            assert!(!response.body.contains("Nguyễn Văn Tí"));
        }
        assert_eq!(browser.get(&demand).status, 404, "{stranger}");
    }
    let nowhere = officer.get("/demands/x");
    assert_eq!(nowhere.status, 404);
    assert_eq!(nowhere.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(nowhere.body.contains(nowhere.header("x-request-id").unwrap()));
    // The bank's own office reads that it was answered, not what.
    let supervisor = Browser::of(&service, "lamgiang").page(&demand);
    assert!(supervisor.contains("không được đọc nội dung trả lời"));
}

#[test]
fn lateness_is_shown_by_layer_and_explained() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    service.clock.set("2026-11-20T16:30:00+07:00");
    let mut head = Browser::of(&service, "vcb.truong");
    let late = head.page("/?show=overdue");
    assert!(late.contains(&demand) && late.contains("quá hạn"), "{late}");
    assert!(late.contains("Mục tiêu phục vụ, không phải thời hạn luật định"));
    // A question before the sweep settles the episode first.
    let page = head.page(&demand);
    head.done(&page, &format!("{demand}/questions"), &[("/text", "Ai?")]);
    let mut supervisor = Browser::of(&service, "lamgiang");
    assert_eq!(location(&supervisor.get("/")), "/overdue");
    let page = supervisor.page("/overdue?layer=target&open=true&institution=");
    let action = page.split("action=\"").find(|rest| rest.contains("/explanation\""));
    let action = action.unwrap().split('"').next().unwrap().to_owned();
    let unsaid = supervisor.submit(&page, &action, &[("/reason", "channel"), ("/note", "")]);
    assert_eq!(unsaid.status, 422, "{}", unsaid.body);
    let said = supervisor.submit(&page, &action, &[("/reason", "asker"), ("/note", "Thiếu số")]);
    assert_eq!(said.header("location"), Some("/overdue?layer=target&open=true"));
    assert!(supervisor.page("/overdue").contains("Do bên yêu cầu"));
    let observer = Browser::of(&service, "bachduong").page("/overdue");
    assert!(observer.contains("Vietcombank") || observer.contains("Ngoại thương"));
    assert!(!observer.contains(&demand));
    assert!(!supervisor.page("/overdue?layer=law").contains("Ngoại thương Việt Nam</h2>"));
}

/// Marks of a missing text: a key in brackets.
pub(crate) fn missing(page: &str) -> Vec<&str> {
    let parts = page.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    let is_key = |key: &&str| {
        key.contains('-') && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    parts.map(|(key, _)| key).filter(is_key).collect()
}

#[test]
fn every_page_speaks_both_languages() {
    let service = Service::start();
    let (mut officer, [case, inquiry, demand]) = issued(&service, "VCB");
    let mut maker = Browser::of(&service, "vcb.lap");
    let page = maker.page(&format!("{demand}/answer"));
    maker.done(&page, &format!("{demand}/answer"), FOUND);
    let ask = format!("{case}/inquiries/new");
    let (answer, draft) = (format!("{demand}/answer"), format!("{demand}/draft"));
    let all = ["/", "/?show=notices", "/seat"];
    let asking = ["/cases", "/cases/new", &ask, &case, &inquiry, &demand];
    let answering = ["/?show=done", "/?show=overdue", &demand, &answer, &draft];
    let mut titles = std::collections::BTreeMap::new();
    for (lang, word) in [("vi", "Đăng xuất"), ("en", "Sign out")] {
        for (browser, own) in [(&mut officer, &asking[..]), (&mut maker, &answering[..])] {
            browser.get(&format!("/language/{lang}"));
            for path in all.iter().chain(own) {
                let page = browser.page(path);
                assert!(page.contains(&format!("<html lang=\"{lang}\">")) && page.contains(word));
                assert_eq!(missing(&page), [""; 0], "{lang} {path}");
                let title = page.split("<title>").nth(1).unwrap().split('<').next().unwrap();
                titles.insert((lang, *path), title.to_owned());
            }
        }
    }
    assert_ne!(titles[&("vi", "/cases")], titles[&("en", "/cases")]);
    for who in ["lamgiang", "bachduong", "hoami", "phonglan", "nhatquang", "daiduong", "hoangyen"] {
        let mut browser = Browser::of(&service, who);
        browser.get("/language/en");
        let home = browser.get("/");
        let page = if home.status == 303 { browser.page("/overdue") } else { home.body };
        assert_eq!(missing(&page), [""; 0], "{who}");
    }
}

#[test]
fn a_page_loads_nothing_foreign_and_runs_nothing() {
    let service = Service::start();
    let mut browser = Browser::of(&service, "saomai");
    let response = browser.get("/cases/new");
    let policy = response.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    for word in ["<script", "style=\"", "http://", "https://", " onclick"] {
        assert!(!response.body.contains(word), "{word}");
    }
    let css = response.body.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap();
    let css = browser.get(&format!("/assets/{css}"));
    assert_eq!((css.status, css.header("content-type")), (200, Some("text/css; charset=utf-8")));
    assert!(css.header("cache-control").unwrap().contains("immutable"));
}

/// A page without what differs from run to run: ids, keys, references.
pub(crate) fn told(page: &str) -> String {
    let is_secret = |word: &str| {
        let sound = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let told = word.starts_with("YC26-") || digits > 5 || word.len() == 43;
        let hex = word.len() >= 12 && word.bytes().all(|b| b.is_ascii_hexdigit());
        let is_hash = hex && word.bytes().any(|b| b.is_ascii_alphabetic());
        is_hash || (told && word.len() > 15 && word.bytes().all(sound))
    };
    let mut text = String::new();
    let mut word = String::new();
    for sign in page.chars().chain(['\n']) {
        if sign.is_ascii_alphanumeric() || sign == '-' || sign == '_' {
            word.push(sign);
            continue;
        }
        text.push_str(if is_secret(&word) { "…" } else { &word });
        word.clear();
        text.push(sign);
    }
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sign_in_page() {
    let service = Service::start();
    insta::assert_snapshot!(told(&Browser::new(&service).page("/sign-in")));
}

#[test]
fn the_page_of_a_demand() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    insta::assert_snapshot!(told(&Browser::of(&service, "vcb.lap").page(&demand)));
}
