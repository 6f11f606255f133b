//! What runs and ran on an item, and why it is due when it is, day by day.

use super::super::form::{Errors, Form};
use super::super::overdue::small;
use super::super::parts::Tag;
use super::super::running::during;
use super::super::visitor::Visitor;
use super::super::words::{ends, left, rule_title, tag, word};
use engine::clock::{Clock, EpisodeKind};
use engine::command::CommandKind;
use engine::demand::{Demand, Item};
use engine::law::{Explanation, Reason, RuleId, Step};
use locale::{Arg, date, date_time, text, try_text};

/// A clock.
pub(super) struct ClockRow {
    pub(super) rule: String,
    pub(super) layer: String,
    pub(super) binding: bool,
    pub(super) due: String,
    /// How much is left, of a clock that runs.
    pub(super) left: String,
    pub(super) late: bool,
    pub(super) state: Tag,
    /// The article and the reading of it.
    pub(super) why: Vec<String>,
    pub(super) steps: Vec<StepRow>,
}

/// A day of the computation.
pub(super) struct StepRow {
    pub(super) day: String,
    pub(super) number: String,
    pub(super) reason: String,
}

/// A recorded lateness.
pub(super) struct EpisodeRow {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) layer: String,
    pub(super) flagged: String,
    pub(super) detected: String,
    pub(super) state: Tag,
    pub(super) reason: String,
    pub(super) note: String,
    pub(super) explain: Option<Form>,
}

/// The clocks of an item, those of its present round last.
pub(super) fn clocks(visitor: &Visitor, demand: &Demand, item: &Item) -> Vec<ClockRow> {
    let mut clocks: Vec<&Clock> = demand.clocks.iter().filter(|one| one.item == item.id).collect();
    clocks.sort_by_key(|clock| (clock.round, clock.layer, clock.due));
    clocks.into_iter().map(|one| row(visitor, one)).collect()
}

fn row(visitor: &Visitor, clock: &Clock) -> ClockRow {
    let (lang, now) = (visitor.lang, visitor.now());
    let told = visitor.rules.law.explain(&clock.rule, clock.start);
    let running = clock.is_running();
    let late = running && clock.is_late_at(now);
    let title = if clock.rule == RuleId::extension() {
        visitor.t("rule-extension")
    } else {
        format!("{} {}", clock.rule, rule_title(lang, &clock.rule))
    };
    ClockRow {
        rule: title,
        layer: word(lang, "layer", clock.layer.code()),
        binding: clock.binding,
        due: clock.due.map_or_else(|| visitor.t("limit-immediately"), ends),
        left: match clock.due.filter(|_| running) {
            Some(due) => left(lang, now, due),
            None if running => elapsed(visitor, clock),
            None => String::new(),
        },
        late,
        state: if late {
            Tag { text: visitor.t("mark-late"), colour: "red" }
        } else {
            tag(lang, "clock-state", clock.state.code())
        },
        why: told.as_ref().map(|told| why(visitor, clock, told)).unwrap_or_default(),
        steps: told.iter().flat_map(|told| &told.steps).map(|one| step(visitor, one)).collect(),
    }
}

/// For "immediately", which has no number: how long it has been.
fn elapsed(visitor: &Visitor, clock: &Clock) -> String {
    let minutes = visitor.now().seconds_since(clock.start).div_euclid(60);
    let (days, hours) = (minutes.div_euclid(1_440), minutes.rem_euclid(1_440).div_euclid(60));
    if days > 0 {
        let args = [("days", Arg::Count(days)), ("hours", Arg::Count(hours))];
        return text(visitor.lang, "elapsed-days", &args);
    }
    let args = [("hours", Arg::Count(hours)), ("minutes", Arg::Count(minutes.rem_euclid(60)))];
    text(visitor.lang, "elapsed-hours", &args)
}

fn why(visitor: &Visitor, clock: &Clock, told: &Explanation) -> Vec<String> {
    let lang = visitor.lang;
    let say = |key: &str, args: &[(&str, Arg<'_>)]| text(lang, key, args);
    let coded = |kind: &str, code: &str| word(lang, kind, code);
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
    let versions = [
        ("calendar", (&told.calendar.id).into()),
        ("calendar-version", told.calendar.version.short().into()),
        ("law-version", told.law.short().into()),
    ];
    let mut lines = vec![
        article,
        say("explain-layer", &layer),
        say("explain-binds", &[("who", coded("bound", told.binds.code()).into())]),
        say("explain-limit", &[("limit", limit.into())]),
        say("explain-start", &[("when", date_time(told.start.at).into())]),
    ];
    if let Some(backstop) = &told.backstop
        && let Some(due) = &backstop.due
    {
        let args = [("when", ends(due.at).into()), ("rule", backstop.rule.as_str().into())];
        lines.push(say("explain-backstop", &args));
    }
    if told.projected {
        lines.push(say("explain-projected", &[]));
    }
    // A recorded act moved it: what the rule alone would give is not the end.
    if told.due.as_ref().map(|due| due.at) != clock.due {
        lines.push(say("clock-moved", &[]));
    }
    // Of one that was moved before their times were kept it is not known when.
    lines.extend(
        clock
            .excused
            .iter()
            .filter_map(|one| one.during)
            .map(|down| say("clock-outage", &[("when", during(lang, down.from, down.to).into())])),
    );
    lines.push(say("explain-versions", &versions));
    lines
}

fn step(visitor: &Visitor, step: &Step) -> StepRow {
    let lang = visitor.lang;
    let weekday = text(lang, &format!("weekday-{}", step.date.weekday()), &[]);
    let mut reason = reason_text(visitor, &step.reason);
    if let Some(seconds) = step.seconds {
        let minutes = seconds.div_euclid(60);
        let args = [
            ("hours", Arg::Count(minutes.div_euclid(60))),
            ("minutes", Arg::Count(minutes.rem_euclid(60))),
        ];
        reason = format!("{reason}: {}", text(lang, "explain-part-hours", &args));
    }
    let marks = [(step.projected, "reason-projected"), (step.unconfirmed, "status-unconfirmed")];
    for (_, key) in marks.iter().filter(|(holds, _)| *holds) {
        reason = format!("{reason} ({})", visitor.t(key));
    }
    StepRow {
        day: format!("{} {weekday}", date(step.date)),
        number: step.number.map(|n| n.to_string()).unwrap_or_default(),
        reason,
    }
}

fn reason_text(visitor: &Visitor, reason: &Reason) -> String {
    let holiday = |key: &str, code: &str| {
        let name = try_text(visitor.lang, &format!("holiday-{code}"), &[]);
        let name = name.unwrap_or_else(|| code.to_owned());
        text(visitor.lang, key, &[("holiday", name.into())])
    };
    match reason {
        Reason::Holiday(code) => holiday("reason-holiday", code),
        Reason::Compensation(code) => holiday("reason-compensation", code),
        plain => visitor.t(&format!("reason-{plain}")),
    }
}

/// Every lateness of a demand.
pub(super) fn episodes(visitor: &Visitor, demand: &Demand) -> Vec<EpisodeRow> {
    let lang = visitor.lang;
    let may_explain = visitor.may(CommandKind::ExplainEpisode);
    let rows = demand.episodes.iter().map(|one| EpisodeRow {
        id: one.id.to_string(),
        kind: match one.kind {
            EpisodeKind::Due => visitor.t("episode-kind-due"),
            EpisodeKind::Unreasonable => visitor.t("episode-kind-unreasonable"),
        },
        layer: word(lang, "layer", one.layer.code()),
        flagged: ends(one.flagged_at),
        detected: date_time(one.detected_at),
        state: match one.closed_by {
            None => Tag { text: visitor.t("episode-open"), colour: "red" },
            Some(end) => tag(lang, "episode-end", end.code()),
        },
        reason: one.reason.map(|why| word(lang, "late-reason", why.code())).unwrap_or_default(),
        note: one.note.clone().unwrap_or_default(),
        explain: may_explain.then(|| small(demand.id, one.id).shown(visitor, &Errors::default())),
    });
    rows.collect()
}
