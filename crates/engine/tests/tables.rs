//! The rules of the exchange as stories in text: `tests/tables/*.txt`.
//!
//! A file holds stories, each under a line `== what it shows`. A step is one
//! line: when (Hanoi; `09:00:00~09:00:07` arrived and was decided later), who
//! (`role:name`), what, and after `->` what happened. Lines after a bar are
//! told back by the test: who is notified, and what `show` finds. The format
//! is described in `tests/tables/README.md`.
//!
//! `UPDATE=1 cargo test -p engine --test tables` writes what happens now into
//! the files; the difference is then reviewed like any other change.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at its first surprise")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use support::story::{Seen, Story};

const ARROW: &str = " -> ";
const BAR: &str = "    | ";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables")
}

fn tables() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .filter(|path| path.file_stem().is_some_and(|name| name != "roles"))
        .collect();
    paths.sort();
    paths
}

/// The text of a table with everything after arrows and bars told anew.
fn told_anew(path: &Path, text: &str, seen: &mut Seen) -> String {
    let mut story: Option<Story> = None;
    let mut lines: Vec<String> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with(BAR.trim_end()) {
            continue;
        }
        let words = line.split(ARROW).next().unwrap_or(line).trim_end();
        if words.is_empty() || words.starts_with('#') {
            lines.push(words.to_owned());
            continue;
        }
        if words.starts_with("== ") {
            story = Some(Story::new());
            lines.push(words.to_owned());
            continue;
        }
        let story = story.as_mut();
        let told = story
            .ok_or_else(|| "a step before the first story".to_owned())
            .and_then(|story| tell(story, words, seen));
        match told {
            Ok(told) => lines.extend(told),
            Err(why) => panic!("{}:{}: {why}", path.display(), index + 1),
        }
    }
    lines.join("\n") + "\n"
}

fn tell(story: &mut Story, words: &str, seen: &mut Seen) -> Result<Vec<String>, String> {
    let bars = |told: Vec<String>| told.into_iter().map(|line| format!("{BAR}{line}"));
    if let Some(rules) = words.strip_prefix("rules ") {
        story.configure(rules)?;
        return Ok(vec![words.to_owned()]);
    }
    if let Some(label) = words.strip_prefix("show ") {
        let told = story.show(label)?;
        return Ok(std::iter::once(words.to_owned()).chain(bars(told)).collect());
    }
    if let Some(order) = words.strip_prefix("check ") {
        let told = story.check(order)?;
        return Ok(std::iter::once(words.to_owned()).chain(bars(told)).collect());
    }
    let mut told = story.step(words, seen)?;
    let outcome = format!("{words}{ARROW}{}", told.remove(0));
    Ok(std::iter::once(outcome).chain(bars(told)).collect())
}

fn differs(path: &Path, expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let (mut left, mut right) = (expected.lines(), actual.lines());
    for number in 1.. {
        let (wanted, happened) = (left.next(), right.next());
        if wanted != happened {
            let show = |line: Option<&str>| line.unwrap_or("(nothing)").to_owned();
            return Some(format!(
                "{}:{number}:\n  expected {}\n  happened {}",
                path.display(),
                show(wanted),
                show(happened)
            ));
        }
        if wanted.is_none() {
            break;
        }
    }
    Some(format!("{}: only the last line's end differs", path.display()))
}

/// Both tests look at one run: with `UPDATE` it writes the files.
static RUN: LazyLock<(Seen, Vec<String>)> = LazyLock::new(|| {
    let mut seen = Seen::default();
    let mut differences = Vec::new();
    for path in tables() {
        let expected = fs::read_to_string(&path).unwrap();
        let actual = told_anew(&path, &expected, &mut seen);
        if updating() {
            fs::write(&path, &actual).unwrap();
        } else {
            differences.extend(differs(&path, &expected, &actual));
        }
    }
    (seen, differences)
});

#[expect(clippy::disallowed_methods, reason = "a switch of the person who runs the test")]
fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

#[test]
fn what_happens_is_what_the_tables_say() {
    let (_, differences) = &*RUN;
    assert!(
        differences.is_empty(),
        "\n{}\n\nIf that is right: UPDATE=1 cargo test -p engine --test tables\n",
        differences.join("\n")
    );
}

/// Codes that no table can show, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("cases_too_many", "of a read: no command is refused by it"),
    ("announcements_many", "of fifty that stand: a test of the store makes them"),
];

#[test]
fn the_tables_show_every_command_event_and_refusal() {
    let (seen, _) = &*RUN;
    let missing = |all: BTreeSet<&'static str>, seen: &BTreeSet<&'static str>| {
        let exceptions: BTreeSet<_> = EXCEPTIONS.iter().map(|(code, _)| *code).collect();
        let shown: Vec<_> = exceptions.intersection(seen).collect();
        assert!(shown.is_empty(), "no exceptions any more: {shown:?}");
        let expected: BTreeSet<_> = all.difference(&exceptions).copied().collect();
        expected.difference(seen).copied().collect::<Vec<_>>()
    };
    let refusals = engine::refusal::Refusal::CODES.iter().copied().collect();
    assert_eq!(missing(refusals, &seen.refusals), [""; 0], "refusals");
    let commands = engine::command::CommandKind::ALL.iter().map(|one| one.code());
    assert_eq!(missing(commands.collect(), &seen.done), [""; 0], "commands");
    assert_eq!(missing(event_codes(), &seen.events), [""; 0], "events");
}

/// The codes in `Event::code`, read from its source: an enum with contents
/// has no list of its own.
fn event_codes() -> BTreeSet<&'static str> {
    let source = include_str!("../src/event.rs");
    let (_, body) = source.split_once("const fn code(&self)").unwrap();
    let (_, body) = body.split_once("Self::CaseOpened").unwrap();
    let mut codes: BTreeSet<_> =
        body.lines().filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\",")).collect();
    assert!(codes.len() > 20, "`Event::code` is written otherwise now");
    codes.extend(engine::ledger::MoneyEvent::CODES);
    codes.extend(engine::request::RequestEvent::CODES);
    codes.extend(engine::sync::SyncEvent::CODES);
    codes.extend(engine::held::HeldEvent::CODES);
    codes.extend(engine::announcement::AnnouncementEvent::CODES);
    codes
}
