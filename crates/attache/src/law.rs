//! `attache law`: check law files, explain a deadline day by day.

use crate::config::{ConfigError, Jurisdiction, files};
use crate::lang::Language;
use clap::Subcommand;
use engine::{
    calendar::{Calendar, YearStatus},
    law::{Explanation, LookupError, Reason, Rule, RuleId, Status, Step},
    time::{Day, Instant},
};
use locale::{Arg, Lang, date, date_time, text, try_text};
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// Arguments of `attache law`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
    /// Folder with law/ and calendar/ instead of the built-in files
    #[arg(long, global = true, env = "ATTACHE_CONFIG", value_name = "DIR")]
    config: Option<PathBuf>,
    /// Language of the output
    #[arg(long, global = true, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

#[derive(Subcommand)]
enum Command {
    /// Read all law and calendar files and say what is wrong with them
    Check,
    /// Show how a rule comes to its due instant, day by day
    Explain {
        /// The rule, e.g. N07 or N22.b
        #[arg(long)]
        rule: RuleId,
        /// When the start event happened, e.g. 2026-11-20T09:00+07:00
        #[arg(long, value_parser = parse_instant, value_name = "INSTANT")]
        from: Instant,
        /// One JSON object instead of text
        #[arg(long)]
        json: bool,
    },
}

/// Why `attache law` gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LawCommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Lookup(#[from] LookupError),
    #[error("there is no calendar for rule {0}")]
    NoCalendar(RuleId),
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
    #[error("cannot write the answer as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// RFC 3339 with an offset; seconds may be left out.
fn parse_instant(text: &str) -> Result<Instant, String> {
    text.parse().map_err(|_| "expected a time with offset, e.g. 2026-11-20T09:00+07:00".to_owned())
}

/// Runs the subcommand, writing its answer to `out`.
pub(crate) fn run(args: Args, out: &mut impl Write) -> Result<(), LawCommandError> {
    let jurisdiction = files::load(args.config.as_deref())?;
    let lang = Lang::from(args.lang);
    match args.command {
        Command::Check => Ok(print_check(&jurisdiction, lang, out)?),
        Command::Explain { rule, from, json } => {
            let (rule, told) = explain(&jurisdiction, &rule, from)?;
            if json {
                serde_json::to_writer_pretty(&mut *out, &told)?;
                writeln!(out)?;
            } else {
                print_explanation(rule, &told, lang, out)?;
            }
            Ok(())
        }
    }
}

/// The rule's own calendar computes it. Which calendar that is can depend on
/// the rule found, so the first calendar only serves to find it.
fn explain<'a>(
    jurisdiction: &'a Jurisdiction,
    id: &RuleId,
    from: Instant,
) -> Result<(&'a Rule, Explanation), LawCommandError> {
    let law = &jurisdiction.law;
    let any: Option<&Calendar> = jurisdiction.calendars.iter().next();
    let any = any.ok_or_else(|| LawCommandError::NoCalendar(id.clone()))?;
    let rule = law.lookup_any_time(id, from, any)?;
    let calendar = jurisdiction
        .calendars
        .get(&rule.calendar)
        .ok_or_else(|| LawCommandError::NoCalendar(id.clone()))?;
    Ok((rule, law.explain(rule, from, calendar)))
}

fn print_check(jurisdiction: &Jurisdiction, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let count = |n: usize| Arg::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let law = &jurisdiction.law;
    let counts = [
        ("rules", count(law.rules().len())),
        ("ladders", count(law.ladders().len())),
        ("calendars", count(jurisdiction.calendars.iter().count())),
    ];
    writeln!(out, "{}", text(lang, "check-ok", &counts))?;
    let mut unconfirmed: Vec<&str> = law
        .rules()
        .iter()
        .filter(|r| r.status == Status::Unconfirmed)
        .map(|r| r.id.as_str())
        .collect();
    unconfirmed.dedup();
    let rules = listed(lang, &unconfirmed);
    writeln!(out, "{}", text(lang, "check-unconfirmed", &[("rules", rules.into())]))?;
    for calendar in jurisdiction.calendars.iter() {
        let years = |status| {
            let (first, last) = calendar.years();
            let years: Vec<String> = (first..=last)
                .filter(|y| calendar.year_status(*y) == status)
                .map(|y| y.to_string())
                .collect();
            listed(lang, &years)
        };
        let args = [
            ("calendar", calendar.id().into()),
            ("published", years(YearStatus::Published).into()),
            ("provisional", years(YearStatus::Provisional).into()),
        ];
        writeln!(out, "{}", text(lang, "check-projected", &args))?;
    }
    Ok(())
}

fn listed<T: AsRef<str>>(lang: Lang, items: &[T]) -> String {
    if items.is_empty() {
        return text(lang, "check-none", &[]);
    }
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    items.join(", ")
}

fn print_explanation(
    rule: &Rule,
    told: &Explanation,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<()> {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text(lang, key, args);
    let coded = |kind: &str, code: &str| say(&format!("{kind}-{code}"), &[]);
    writeln!(out, "{}  {}", told.rule, title(lang, &told.rule))?;
    let article = match &told.article {
        Some(article) => {
            let args = [("article", article.into()), ("source", (&told.source).into())];
            say("explain-article", &args)
        }
        None => say("explain-target", &[]),
    };
    let n = [("n", Arg::Count(i64::from(told.n.unwrap_or(0))))];
    let limit = say(&format!("limit-{}", told.unit), &n);
    let layer = [
        ("layer", coded("layer", told.layer.code()).into()),
        ("status", coded("status", told.status.code()).into()),
    ];
    let who = coded("bound", told.binds.code());
    writeln!(out, "{article}")?;
    writeln!(out, "{}", say("explain-layer", &layer))?;
    writeln!(out, "{}", say("explain-binds", &[("who", who.into())]))?;
    writeln!(out, "{}", say("explain-limit", &[("limit", limit.into())]))?;
    let start = date_time(told.start.at);
    writeln!(out, "{}", say("explain-start", &[("when", start.into())]))?;
    for step in &told.steps {
        writeln!(out, "  {}", step_line(lang, step))?;
    }
    writeln!(out, "{}", due_line(lang, told))?;
    for note in notes(lang, rule, told) {
        writeln!(out, "{note}")?;
    }
    let versions = [
        ("calendar", (&told.calendar.id).into()),
        ("calendar-version", told.calendar.version.short().into()),
        ("law-version", told.law.short().into()),
    ];
    writeln!(out, "{}", say("explain-versions", &versions))
}

/// A rule's title; rules of an operator's own files may have none.
fn title(lang: Lang, id: &RuleId) -> String {
    try_text(lang, &id.key(), &[]).unwrap_or_default()
}

fn step_line(lang: Lang, step: &Step) -> String {
    let number = step.number.map_or(String::new(), |n| n.to_string());
    let day = format!("{} {}", date(step.date), weekday(lang, step.date));
    let mut line = format!("{day:<22}{number:>4}  {}", reason_text(lang, &step.reason));
    if let Some(seconds) = step.seconds {
        let minutes = seconds.div_euclid(60);
        let args = [
            ("hours", Arg::Count(minutes.div_euclid(60))),
            ("minutes", Arg::Count(minutes.rem_euclid(60))),
        ];
        line = format!("{line}: {}", text(lang, "explain-part-hours", &args));
    }
    for (holds, key) in
        [(step.projected, "reason-projected"), (step.unconfirmed, "status-unconfirmed")]
    {
        if holds {
            line = format!("{line} ({})", text(lang, key, &[]));
        }
    }
    line
}

fn reason_text(lang: Lang, reason: &Reason) -> String {
    let holiday = |key: &str, code: &str| {
        let name = try_text(lang, &format!("holiday-{code}"), &[]);
        let name = name.unwrap_or_else(|| code.to_owned());
        text(lang, key, &[("holiday", name.into())])
    };
    match reason {
        Reason::Holiday(code) => holiday("reason-holiday", code),
        Reason::Compensation(code) => holiday("reason-compensation", code),
        plain => text(lang, &format!("reason-{plain}"), &[]),
    }
}

fn weekday(lang: Lang, day: Day) -> String {
    text(lang, &format!("weekday-{}", day.weekday()), &[])
}

/// A due instant at midnight is told as 24:00 of the day it ends, as the law
/// puts it (Civil Code 2015 art. 148(6)).
fn due_line(lang: Lang, told: &Explanation) -> String {
    let Some(due) = told.due else {
        return text(lang, "explain-due-none", &[]);
    };
    let day = due.zone.day_of(due.at);
    if due.zone.start_of(day) == due.at {
        let last = day.plus_days(-1);
        let args = [("weekday", weekday(lang, last).into()), ("date", date(last).into())];
        text(lang, "explain-due", &args)
    } else {
        let args = [("when", date_time(due.at).into())];
        text(lang, "explain-due-time", &args)
    }
}

fn notes(lang: Lang, rule: &Rule, told: &Explanation) -> Vec<String> {
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text(lang, key, args);
    let mut notes = Vec::new();
    match told.in_window {
        Some(true) => notes.push(say("explain-window-inside", &[])),
        Some(false) => notes.push(say("explain-window-outside", &[])),
        None => {}
    }
    if let Some((backstop, due)) = told.backstop.as_ref().and_then(|b| b.due.map(|d| (b, d))) {
        let args = [("when", date_time(due.at).into()), ("rule", backstop.rule.as_str().into())];
        notes.push(say("explain-backstop", &args));
    }
    if told.projected {
        notes.push(say("explain-projected", &[]));
    }
    if !told.in_force {
        notes.push(say("explain-not-in-force", &[("rule", told.rule.as_str().into())]));
    }
    if let Some(until) = rule.effective.until {
        let after = Arg::from(date(until.plus_days(1)));
        if rule.ended {
            notes.push(say("explain-ended", &[("date", after)]));
        } else if !rule.successors.is_empty() {
            let rules: Vec<&str> = rule.successors.iter().map(RuleId::as_str).collect();
            let args = [("date", after), ("rules", rules.join(", ").into())];
            notes.push(say("explain-successors", &args));
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_rule_is_explained_in_both_languages_with_no_text_missing() {
        let shipped = files::load(None).unwrap();
        assert!(shipped.law.rules().len() > 70);
        let calendar = shipped.calendars.get("vn").unwrap();
        // Over Tết of a projected year, so that all kinds of days are passed.
        let start: Instant = "2033-01-28T10:00+07:00".parse().unwrap();
        for rule in shipped.law.rules() {
            let told = shipped.law.explain(rule, start, calendar);
            for lang in Lang::ALL {
                assert_ne!(title(lang, &rule.id), "", "{} has no title in {lang}", rule.id);
                let mut out = Vec::new();
                print_explanation(rule, &told, lang, &mut out).unwrap();
                let text = String::from_utf8(out).unwrap();
                assert!(!text.contains('['), "{lang}: a text is missing:\n{text}");
            }
        }
    }

    #[test]
    fn every_day_off_has_a_name_in_both_languages() {
        let shipped = files::load(None).unwrap();
        let calendar = shipped.calendars.get("vn").unwrap();
        let first = Day::from_ymd(1990, 1, 1).unwrap();
        for day in (0..365 * 71).map(|i| first.plus_days(i)) {
            use engine::calendar::DayKind::{Compensation, Holiday};
            if let Holiday(code) | Compensation(code) = calendar.kind(day) {
                for lang in Lang::ALL {
                    let name = try_text(lang, &format!("holiday-{code}"), &[]);
                    assert!(name.is_some(), "{lang}: {code} has no name");
                }
            }
        }
    }
}
