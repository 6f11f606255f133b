use super::*;
use engine::command::CommandKind;
use engine::inforce::Grounds;
use engine::instrument::{InstrumentKind, InstrumentState};
use engine::ledger::{
    Book, DutyKind, DutyState, FreezeEnd, MoneyEvent, ObligationEnd, TransferState,
};
use engine::payee::PayeeState;
use engine::policy::ReadKind;
use engine::request::{AskerKind, Measure, RequestEvent, RequestState};
use engine::statement::LineState;
use engine::time::{Day, Instant};
use proptest::prelude::*;
use std::{collections::BTreeMap, fs, path::PathBuf};

/// key → the places it has, of all files of a language.
fn keys(lang: Lang) -> BTreeMap<String, Vec<String>> {
    let dir =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/locales").join(lang.code());
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut key = String::new();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =")
                && line.starts_with(|c: char| c.is_ascii_alphabetic())
            {
                key = name.to_owned();
                assert_eq!(keys.insert(key.clone(), Vec::new()), None, "{key} twice");
            }
            for place in line.split("{ $").skip(1) {
                let name = place.split([' ', '}']).next().unwrap();
                keys.get_mut(&key).unwrap().push(name.to_owned());
            }
        }
    }
    for places in keys.values_mut() {
        places.sort();
        places.dedup();
    }
    keys
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_places() {
    let (vi, en) = (keys(Lang::Vi), keys(Lang::En));
    assert!(vi.len() > 100);
    assert_eq!(vi, en);
}

#[test]
fn every_text_can_be_filled() {
    for lang in Lang::ALL {
        for (key, places) in keys(lang) {
            let args: Vec<(&str, Arg<'_>)> =
                places.iter().map(|p| (p.as_str(), Arg::Count(2))).collect();
            let text = text(lang, &key, &args);
            assert!(!text.contains(['{', '$', '\u{2068}']), "{lang} {key}: {text}");
            // How a text that is missing shows itself.
            assert!(!text.contains(&format!("[{key}]")), "{lang} {key}: {text}");
            assert!(!text.trim().is_empty(), "{lang} {key}");
        }
    }
}

/// Commands, events, reads, and every word that money has.
fn coded() -> Vec<String> {
    let hyphened = |kind: &str, code: &str| format!("{kind}-{}", code.replace('.', "-"));
    let mut keys = Vec::new();
    keys.extend(CommandKind::ALL.iter().map(|kind| hyphened("command", kind.code())));
    keys.extend(MoneyEvent::CODES.iter().map(|code| hyphened("event", code)));
    keys.extend(RequestEvent::CODES.iter().map(|code| hyphened("event", code)));
    keys.extend(ReadKind::ALL.iter().map(|kind| kind.code().replace('.', "-")));
    let mut add = |kind: &str, codes: Vec<&str>| {
        keys.extend(codes.into_iter().map(|code| format!("{kind}-{code}")));
    };
    add("instrument", InstrumentKind::CODED.iter().map(|one| one.code()).collect());
    add("instrument-state", InstrumentState::CODED.iter().map(|one| one.code()).collect());
    add("inquiry-state", InstrumentState::CODED.iter().map(|one| one.code()).collect());
    add("freeze-end", FreezeEnd::CODED.iter().map(|one| one.code()).collect());
    add("transfer-state", TransferState::CODED.iter().map(|one| one.code()).collect());
    add("book", Book::CODED.iter().map(|one| one.code()).collect());
    add("obligation-end", ObligationEnd::CODED.iter().map(|one| one.code()).collect());
    add("duty", DutyKind::CODED.iter().map(|one| one.code()).collect());
    add("duty-state", DutyState::CODED.iter().map(|one| one.code()).collect());
    add("payee-state", PayeeState::CODED.iter().map(|one| one.code()).collect());
    add("request-state", RequestState::CODED.iter().map(|one| one.code()).collect());
    add("asker", AskerKind::CODED.iter().map(|one| one.code()).collect());
    add("measure", Measure::CODED.iter().map(|one| one.code()).collect());
    add("line-state", LineState::CODED.iter().map(|one| one.code()).collect());
    keys
}

#[test]
fn every_word_of_the_engine_has_a_text() {
    for lang in Lang::ALL {
        let missing: Vec<_> =
            coded().into_iter().filter(|key| try_text(lang, key, &[]).is_none()).collect();
        assert!(missing.is_empty(), "{lang}: {missing:?}");
    }
}

#[test]
fn every_ground_has_a_text() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../config/grounds.toml");
    let grounds = Grounds::parse(&fs::read_to_string(path).unwrap()).unwrap();
    let kinds = [
        ("ground", &grounds.refusal),
        ("lift", &grounds.lift),
        ("exemption", &grounds.exemption),
        ("grant", &grounds.grant),
        ("decline", &grounds.decline),
    ];
    for (kind, codes) in kinds {
        for code in codes.keys() {
            let key = format!("{kind}-{code}");
            assert!(Lang::ALL.iter().all(|lang| try_text(*lang, &key, &[]).is_some()), "{key}");
        }
    }
}

#[test]
fn a_text_is_filled_and_a_count_picks_the_plural() {
    let say = |lang, n: i64| text(lang, "limit-working_days", &[("n", n.into())]);
    assert_eq!(say(Lang::Vi, 3), "3 ngày làm việc");
    assert_eq!(say(Lang::En, 3), "3 working days");
    assert_eq!(say(Lang::En, 1), "1 working day");
    let holiday = text(Lang::Vi, "holiday-tet", &[]);
    assert_eq!(
        text(Lang::Vi, "reason-holiday", &[("holiday", holiday.into())]),
        "nghỉ lễ: Tết Nguyên đán"
    );
}

#[test]
fn a_missing_text_is_seen() {
    assert_eq!(text(Lang::En, "no-such-key", &[]), "[no-such-key]");
    assert_eq!(try_text(Lang::Vi, "no-such-key", &[("n", 1.into())]), None);
}

#[test]
fn languages_are_chosen_by_code() {
    assert_eq!("en".parse(), Ok(Lang::En));
    assert_eq!(Lang::default(), Lang::Vi);
    assert_eq!(
        "fr".parse::<Lang>().unwrap_err().to_string(),
        "`fr` is not a language here (vi or en)"
    );
}

#[test]
fn money_and_dates_are_written_the_vietnamese_way() {
    for (amount, text) in [
        (0, "0 ₫"),
        (999, "999 ₫"),
        (1_000, "1.000 ₫"),
        (1_234_567_890, "1.234.567.890 ₫"),
        (-25_000, "-25.000 ₫"),
    ] {
        assert_eq!(dong(amount), text);
    }
    let at: Instant = "2026-11-22T02:15:59Z".parse().unwrap();
    assert_eq!(date_time(at), "22/11/2026 09:15");
    assert_eq!(date_time("2026-11-22T17:00:00Z".parse().unwrap()), "23/11/2026 00:00");
    assert_eq!(date(Day::from_ymd(2026, 1, 2).unwrap()), "02/01/2026");
}

proptest! {
    #[test]
    fn grouping_changes_no_digit(amount: i64) {
        let text = dong(amount);
        let number = text.strip_suffix(" ₫").unwrap();
        prop_assert_eq!(number.replace('.', "").parse::<i64>().unwrap(), amount);
        let groups: Vec<&str> = number.trim_start_matches('-').split('.').collect();
        prop_assert!((1..=3).contains(&groups[0].len()));
        prop_assert!(groups[1..].iter().all(|g| g.len() == 3));
    }
}
