//! First passwords by form, and what becomes of a form whose session is over.

use crate::browser::Browser;
use crate::pages::{FOUND, case, issued, location};
use crate::support::{PASSWORD, Response, Service};
use serde_json::json;

const CHOSEN: &str = "con cò bay lả bay la";
const WAITS: &str = "Phiên làm việc đã hết";
const STALE: &str = "thuộc phiên làm việc hoặc vị trí trước";
const CCCD: &str = "079085001234";

fn set_up(browser: &mut Browser<'_>, code: &str, [first, second]: [&str; 2]) -> Response {
    let page = browser.page("/setup");
    let fields =
        [("/username", "chimyen"), ("/code", code), ("/password", first), ("_again", second)];
    browser.submit(&page, "/setup", &fields)
}

fn newcomer(service: &Service) -> String {
    let admin = service.sign_in("thachthao");
    let body = json!({
        "username": "chimyen", "full_name": "Trần Thị Chim Yến", "email": "yen@thads.example",
        "seats": [{ "role": "officer", "agency": service.world.agency("T01-01") }],
    });
    let made = service.by(&admin, "POST", "/api/v1/users").json(&body).send();
    made.json()["setup_code"].as_str().unwrap().to_owned()
}

#[test]
fn a_first_password_is_set_by_form() {
    let service = Service::start();
    let code = newcomer(&service);
    let mut browser = Browser::new(&service);
    assert!(browser.page("/sign-in").contains("href=\"/setup\""));

    let differs = set_up(&mut browser, &code, [CHOSEN, "con cò bay la bay lả"]);
    assert_eq!(differs.status, 422);
    assert!(differs.body.contains("id=\"setup_again-error\"") && differs.body.contains(&code));
    assert!(differs.body.contains("value=\"chimyen\"") && !differs.body.contains("con cò"));
    let short = set_up(&mut browser, &code, ["ngắn quá", "ngắn quá"]);
    assert_eq!(short.status, 422);
    assert!(short.body.contains("id=\"setup-password-error\""), "{}", short.body);
    assert!(short.body.contains("chưa đủ 15") || short.body.contains("15 ký tự"));
    let wrong = set_up(&mut browser, "x", [CHOSEN, CHOSEN]);
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains("role=\"alert\"") && wrong.body.contains("mã dùng một lần"));

    let set = set_up(&mut browser, &code, [CHOSEN, CHOSEN]);
    assert_eq!(set.header("location"), Some("/sign-in?done=setup"), "{}", set.body);
    assert!(browser.page("/sign-in?done=setup").contains("Mật khẩu đã được đặt"));
    assert_eq!(browser.get("/").status, 303, "nobody is signed in by it");
    assert_eq!(location(&browser.sign_in("chimyen", CHOSEN)), "/");
    assert_eq!(set_up(&mut browser, &code, [CHOSEN, CHOSEN]).status, 401, "it is good once");
}

#[test]
fn guessing_a_code_by_form_is_slowed_down_as_over_the_api() {
    let service = Service::start();
    let code = newcomer(&service);
    let mut browser = Browser::new(&service);
    for _ in 0..5 {
        assert_eq!(set_up(&mut browser, "x", [CHOSEN, CHOSEN]).status, 401);
    }
    let slowed = set_up(&mut browser, &code, [CHOSEN, CHOSEN]);
    assert_eq!(slowed.status, 429, "{}", slowed.body);
    assert!(slowed.header("retry-after").is_some() && slowed.body.contains("value=\"chimyen\""));
    let api = json!({ "username": "chimyen", "code": code, "password": CHOSEN });
    let api = service.request("POST", "/api/v1/session/setup").json(&api).send();
    assert_eq!(api.problem(), (429, "sign_in_throttled".to_owned()), "one count for both");
    let other_site = service
        .request("POST", "/setup")
        .header("Sec-Fetch-Site", "cross-site")
        .text("application/x-www-form-urlencoded", "%2Fusername=a&%2Fcode=b&%2Fpassword=c")
        .send();
    assert_eq!(other_site.status, 403);
}

/// A browser whose session is over, and what came of a new case sent from it.
fn too_late(service: &Service, seconds: i64) -> (Browser<'_>, Response) {
    let mut officer = Browser::of(service, "saomai");
    officer.says_own = true;
    let me = service.world.person("saomai").to_string();
    let page = officer.page("/cases/new");
    service.clock.advance_seconds(seconds);
    let sent = officer.submit(&page, "/cases/new", &case(&me, &[]));
    (officer, sent)
}

fn again(browser: &mut Browser<'_>, page: &str, username: &str, password: &str) -> Response {
    browser.submit(page, "/sign-in", &[("/username", username), ("/password", password)])
}

#[test]
fn what_was_typed_outlives_its_session_and_is_sent_by_nobody_else() {
    let service = Service::start();
    let (mut officer, kept) = too_late(&service, 3_600);
    assert_eq!(kept.status, 401, "{}", kept.body);
    assert!(kept.body.contains(WAITS) && kept.body.contains("name=\"_aside\""));
    // Whoever looks at the page of a person who went away reads nothing.
    assert!(!kept.body.contains(CCCD) && !kept.body.contains("Nguyễn Văn Tí"));
    // A wrong password loses nothing.
    let wrong = again(&mut officer, &kept.body, "saomai", "không phải mật khẩu");
    assert!(wrong.status == 401 && wrong.body.contains("name=\"_aside\""), "{}", wrong.body);

    let back = again(&mut officer, &wrong.body, "saomai", PASSWORD);
    assert_eq!(back.status, 200, "{}", back.body);
    assert!(officer.page("/cases").contains("Không có hồ sơ nào"), "signing in does nothing");
    let form = officer.submit(&back.body, "/cases/new", &[]);
    assert_eq!(form.status, 403, "{}", form.body);
    assert!(form.body.contains(STALE) && form.body.contains(&format!("value=\"{CCCD}\"")));
    assert!(officer.page("/cases").contains("Không có hồ sơ nào"), "nor does coming back");
    // The form has the new session's token: now it is for the person to send.
    let me = service.world.person("saomai").to_string();
    location(&officer.submit(&form.body, "/cases/new", &case(&me, &[])));
    assert_eq!(officer.page("/cases").matches("href=\"/cases/0").count(), 1);
}

#[test]
fn somebody_else_who_signs_in_there_sees_nothing_of_it() {
    let service = Service::start();
    let (mut browser, kept) = too_late(&service, 3_600);
    let mut other = Browser::of(&service, "haidang");
    other.says_own = true;
    let hidden = Browser::hidden(&kept.body, "/sign-in");
    let sealed = hidden.iter().find(|(name, _)| name == "_aside").unwrap().1.clone();
    let entered = again(&mut browser, &kept.body, "haidang", PASSWORD);
    assert_eq!(entered.header("location"), Some("/?done=not-kept"), "{}", entered.body);
    assert!(browser.page("/?done=not-kept").contains("không được hiện"));
    // Nor by sending it oneself, nor to another form than it was typed into.
    let stolen = other.post("/cases/new", &[("_aside", &sealed)]);
    assert!(stolen.status == 403 && !stolen.body.contains(CCCD), "{}", stolen.body);
    let mut owner = Browser::of(&service, "saomai");
    owner.says_own = true;
    let nowhere = "/cases/01900000-0000-7000-8000-00000000dead/edit";
    assert_eq!(owner.post(nowhere, &[("_aside", &sealed)]).status, 403);
    owner.says_own = false;
    let other_site = owner.post("/cases/new", &[("_aside", &sealed)]);
    assert!(other_site.status == 403 && !other_site.body.contains(CCCD));

    // A form left open by one is not shown to the next in the same browser.
    let (mut browser, _) = too_late(&service, 0);
    let page = browser.page("/cases/new");
    assert_eq!(location(&browser.sign_in("haidang", PASSWORD)), "/");
    let me = service.world.person("saomai").to_string();
    let foreign = browser.submit(&page, "/cases/new", &case(&me, &[("/number", "9/2026")]));
    assert!(foreign.status == 403 && !foreign.body.contains(CCCD), "{}", foreign.body);
}

#[test]
fn what_waits_leads_nowhere_else_and_not_for_ever() {
    let service = Service::start();
    let (mut officer, kept) = too_late(&service, 3_600);
    let hidden = Browser::hidden(&kept.body, "/sign-in");
    let sealed = &hidden.iter().find(|(name, _)| name == "_aside").unwrap().1;
    for path in ["//evil.example/cases/new", "https://evil.example", "/cases", ""] {
        let fields =
            [("/username", "saomai"), ("/password", PASSWORD), ("_aside", sealed), ("_for", path)];
        let entered = officer.post("/sign-in", &fields);
        assert_eq!(entered.header("location"), Some("/?done=not-kept"), "{path}");
    }
    service.clock.advance_seconds(13 * 3_600);
    let late = again(&mut officer, &kept.body, "saomai", PASSWORD);
    assert_eq!(late.header("location"), Some("/?done=not-kept"));
    // What another site sends without a session is not kept at all.
    let (mut officer, _) = too_late(&service, 0);
    officer.says_own = false;
    let page = officer.page("/cases/new");
    service.clock.advance_seconds(3_600);
    let me = service.world.person("saomai").to_string();
    let sent = officer.submit(&page, "/cases/new", &case(&me, &[]));
    assert_eq!(location(&sent), "/sign-in");
}

#[test]
fn a_small_form_and_one_after_signing_out_are_kept_too() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    let mut maker = Browser::of(&service, "vcb.lap");
    maker.says_own = true;
    let page = maker.page(&demand);
    let questions = format!("{demand}/questions");
    let out = maker.page("/");
    assert_eq!(location(&maker.submit(&out, "/sign-out", &[])), "/sign-in");
    let kept = maker.submit(&page, &questions, &[("/text", "Xin bổ sung số hộ chiếu")]);
    assert_eq!(kept.status, 401, "{}", kept.body);
    let back = again(&mut maker, &kept.body, "vcb.lap", PASSWORD);
    let form = maker.submit(&back.body, &questions, &[]);
    assert!(form.body.contains(STALE) && form.body.contains("Xin bổ sung số hộ chiếu"));
    let text = [("/text", "Xin bổ sung số hộ chiếu")];
    assert!(maker.done(&form.body, &questions, &text).contains("Câu hỏi đã được gửi"));

    let answer = format!("{demand}/answer");
    let page = maker.page(&answer);
    service.clock.advance_seconds(3_600);
    let kept = maker.submit(&page, &answer, FOUND);
    assert!(!kept.body.contains("0123456789"));
    let back = again(&mut maker, &kept.body, "vcb.lap", PASSWORD);
    let form = maker.submit(&back.body, &answer, &[]);
    assert!(form.body.contains(STALE) && form.body.contains("value=\"0123456789\""));
    assert!(maker.done(&form.body, &answer, FOUND).contains("0123456789"));
}

#[test]
fn what_is_too_long_to_be_kept_is_said_to_be_lost() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    let mut maker = Browser::of(&service, "vcb.lap");
    maker.says_own = true;
    let page = maker.page(&demand);
    let questions = format!("{demand}/questions");
    service.clock.advance_seconds(3_600);
    // Of 64 KiB, base64 takes a third more and the sign-in its own.
    let longest = "a".repeat(34 * 1024);
    let kept = maker.submit(&page, &questions, &[("/text", &longest)]);
    assert!(kept.status == 401 && kept.body.contains("name=\"_aside\""));
    let back = again(&mut maker, &kept.body, "vcb.lap", PASSWORD);
    assert_eq!(back.status, 200, "{}", back.body);
    assert!(maker.submit(&back.body, &questions, &[]).body.contains(&longest));

    let page = maker.page(&demand);
    service.clock.advance_seconds(3_600);
    let lost = maker.submit(&page, &questions, &[("/text", &"a".repeat(40 * 1024))]);
    assert_eq!(lost.header("location"), Some("/sign-in?done=too-long"), "{}", lost.body);
    assert!(maker.page("/sign-in?done=too-long").contains("quá dài nên không giữ lại được"));
}

#[test]
fn the_setup_page() {
    let service = Service::start();
    insta::assert_snapshot!(crate::pages::told(&Browser::new(&service).page("/setup")));
}

#[test]
fn every_page_of_a_training_instance_says_so() {
    const SAYS: &str = "<p class=\"training\"><strong>Đào tạo – dữ liệu giả";
    let service = Service::training();
    let mut stranger = Browser::new(&service);
    let mut pages = vec![stranger.page("/sign-in"), stranger.page("/setup")];
    pages.push(stranger.sign_in("saomai", "sai mật khẩu rồi nhé").body);
    let (mut officer, waits) = too_late(&service, 16 * 60);
    assert_eq!(waits.status, 401);
    pages.push(waits.body.clone());
    let kept = again(&mut officer, &waits.body, "saomai", PASSWORD);
    assert_eq!(kept.status, 200);
    pages.push(kept.body);
    pages.extend(["/", "/cases", "/cases/new", "/?show=notices"].map(|path| officer.page(path)));
    pages.push(officer.get("/cases/khong-co").body);
    for page in &pages {
        assert_eq!(page.matches(SAYS).count(), 1, "{page}");
    }
    stranger.get("/language/en?back=%2Fsign-in");
    assert!(stranger.page("/sign-in").contains("<strong>Training – the data is made up"));
    let work = Service::start();
    assert!(!Browser::new(&work).page("/sign-in").contains("class=\"training\""));
}
