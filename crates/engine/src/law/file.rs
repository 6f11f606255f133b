//! Rule files: TOML text in, checked rules out. All errors are collected, so
//! that whoever edits a file sees them at once.

use super::{
    error::{LawError, LawProblem as Problem},
    ladder::{Ladder, RawLadder},
    rule::{Effective, Limit, Parties, Roll, Rule, RuleId, Scope},
    words::{
        Bound, Event, Info, Instance, Layer, Requester, Stage, Status, Subject, Trait, Traits,
    },
};
use crate::{
    calendar::{Window, parse_minutes},
    ledger::DutyKind,
    time::Day,
};
use serde::Deserialize;

/// The file's own table: what its rules share, unless they say otherwise.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawFile {
    source: Option<String>,
    layer: Option<Layer>,
    calendar: Option<String>,
    effective: Option<RawEffective>,
    parties: Option<RawParties>,
    #[serde(default)]
    rule: Vec<toml::Value>,
    #[serde(default)]
    ladder: Vec<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: RuleId,
    binds: Bound,
    #[serde(default)]
    on: Vec<RawScope>,
    starts: Event,
    limit: RawLimit,
    roll: Option<Roll>,
    article: Option<String>,
    status: Option<Status>,
    source: Option<String>,
    layer: Option<Layer>,
    calendar: Option<String>,
    effective: Option<RawEffective>,
    backstop: Option<RuleId>,
    #[serde(default)]
    quantifies: Vec<RuleId>,
    #[serde(default)]
    successors: Vec<RuleId>,
    #[serde(default)]
    ended: bool,
    duty: Option<DutyKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScope {
    subject: Subject,
    #[serde(default)]
    info: Vec<Info>,
    #[serde(default)]
    requester: Vec<Requester>,
    #[serde(default)]
    stage: Vec<Stage>,
    #[serde(default)]
    instance: Vec<Instance>,
    #[serde(default)]
    with: Vec<Trait>,
    #[serde(default)]
    without: Vec<Trait>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLimit {
    unit: Unit,
    n: Option<u16>,
    from: Option<String>,
    to: Option<String>,
    days_off: Option<bool>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    Immediately,
    Hours,
    Days,
    WorkingDays,
    WorkingDaysBefore,
    Months,
    WorkingMinutes,
    Window,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEffective {
    from: String,
    until: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParties {
    agencies: Vec<String>,
    institutions: Vec<String>,
}

/// One checked file.
#[derive(Default)]
pub(super) struct File {
    pub(super) rules: Vec<Rule>,
    pub(super) ladders: Vec<Ladder>,
}

/// Reads one file, adding what is wrong to `errors`.
pub(super) fn read(name: &str, text: &str, errors: &mut Vec<LawError>) -> File {
    let raw: RawFile = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(e) => {
            let problem = Problem::Syntax(e.to_string().trim_end().to_owned());
            errors.push(Place { file: name, item: None }.error(None, problem));
            return File::default();
        }
    };
    let mut file = File::default();
    for (i, value) in raw.rule.iter().enumerate() {
        match read_rule(name, i, value, &raw) {
            Ok(rule) => file.rules.push(rule),
            Err(error) => errors.push(error),
        }
    }
    for (i, value) in raw.ladder.iter().enumerate() {
        match read_ladder(name, i, value) {
            Ok(ladder) => file.ladders.push(ladder),
            Err(error) => errors.push(error),
        }
    }
    file
}

/// Where in the files we are; makes errors that say so.
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) item: Option<String>,
}

impl Place<'_> {
    pub(super) fn error(&self, field: Option<&str>, problem: Problem) -> LawError {
        LawError {
            file: self.file.to_owned(),
            item: self.item.clone(),
            field: field.map(str::to_owned),
            problem,
        }
    }

    pub(super) fn at(&self, field: &str, problem: Problem) -> LawError {
        self.error(Some(field), problem)
    }
}

fn item(kind: &str, index: usize, value: &toml::Value) -> String {
    let id = value.get("id").and_then(toml::Value::as_str);
    id.map_or_else(|| format!("{kind} #{}", index + 1), |id| format!("{kind} {id}"))
}

/// Serde's text, on one line; it names the field.
fn one_line(error: &toml::de::Error) -> Problem {
    Problem::Value(error.to_string().trim_end().replace('\n', " "))
}

fn read_ladder(file: &str, index: usize, value: &toml::Value) -> Result<Ladder, LawError> {
    let place = Place { file, item: Some(item("ladder", index, value)) };
    let raw: RawLadder = value.clone().try_into().map_err(|e| place.error(None, one_line(&e)))?;
    Ladder::check(raw, &place)
}

fn read_rule(
    file: &str,
    index: usize,
    value: &toml::Value,
    defaults: &RawFile,
) -> Result<Rule, LawError> {
    let place = Place { file, item: Some(item("rule", index, value)) };
    let raw: RawRule = value.clone().try_into().map_err(|e| place.error(None, one_line(&e)))?;
    let missing = |field: &str| place.at(field, Problem::Missing);
    let layer = raw.layer.or(defaults.layer).ok_or_else(|| missing("layer"))?;
    let source = raw
        .source
        .or_else(|| defaults.source.clone())
        .filter(|s| !s.trim().is_empty())
        .ok_or_else(|| missing("source"))?;
    let calendar =
        raw.calendar.or_else(|| defaults.calendar.clone()).ok_or_else(|| missing("calendar"))?;
    let effective =
        raw.effective.or_else(|| defaults.effective.clone()).ok_or_else(|| missing("effective"))?;
    if raw.on.is_empty() {
        return Err(missing("on"));
    }
    let status = check_status(&place, layer, raw.status)?;
    let effective = check_effective(&place, &effective)?;
    check_end(&place, effective, raw.ended, &raw.successors)?;
    Ok(Rule {
        limit: check_limit(&place, &raw.limit, raw.roll)?,
        article: check_article(&place, layer, raw.article)?,
        parties: check_parties(&place, layer, defaults.parties.clone(), &raw.quantifies)?,
        id: raw.id,
        file: file.to_owned(),
        binds: raw.binds,
        on: raw.on.into_iter().map(scope).collect(),
        starts: raw.starts,
        source,
        layer,
        status,
        calendar,
        effective,
        backstop: raw.backstop,
        quantifies: raw.quantifies,
        successors: raw.successors,
        ended: raw.ended,
        duty: raw.duty,
    })
}

fn scope(raw: RawScope) -> Scope {
    Scope {
        subject: raw.subject,
        info: raw.info,
        requester: raw.requester,
        stage: raw.stage,
        instance: raw.instance,
        with: Traits::of(&raw.with),
        without: Traits::of(&raw.without),
    }
}

/// A target is the operator's policy; everything else was read, or not.
fn check_status(
    place: &Place<'_>,
    layer: Layer,
    status: Option<Status>,
) -> Result<Status, LawError> {
    let status = status.ok_or_else(|| place.at("status", Problem::Missing))?;
    if (layer == Layer::Target) == (status == Status::Policy) {
        Ok(status)
    } else {
        Err(place.at("status", Problem::PolicyIsForTargets))
    }
}

fn check_article(
    place: &Place<'_>,
    layer: Layer,
    article: Option<String>,
) -> Result<Option<String>, LawError> {
    let article = article.filter(|a| !a.trim().is_empty());
    match (layer, article) {
        (Layer::Target, None) => Ok(None),
        (Layer::Target, Some(_)) => {
            let why = "a service target stands in no article";
            Err(place.at("article", Problem::Unexpected(why)))
        }
        (_, None) => Err(place.at("article", Problem::Missing)),
        (_, article) => Ok(article),
    }
}

fn check_effective(place: &Place<'_>, raw: &RawEffective) -> Result<Effective, LawError> {
    let date = |field, text: &str| -> Result<Day, LawError> {
        text.parse().map_err(|_| place.at(field, Problem::BadDate(text.to_owned())))
    };
    let from = date("effective.from", &raw.from)?;
    let until = match &raw.until {
        Some(text) => Some(date("effective.until", text)?),
        None => None,
    };
    if until.is_some_and(|until| until < from) {
        return Err(place.at("effective.until", Problem::UntilBeforeFrom));
    }
    Ok(Effective { from, until })
}

fn check_end(
    place: &Place<'_>,
    effective: Effective,
    ended: bool,
    successors: &[RuleId],
) -> Result<(), LawError> {
    if effective.until.is_none() && (ended || !successors.is_empty()) {
        return Err(place.at("effective.until", Problem::Missing));
    }
    if ended && !successors.is_empty() {
        let why = "a rule that ended has no successors";
        return Err(place.at("successors", Problem::Unexpected(why)));
    }
    Ok(())
}

fn check_parties(
    place: &Place<'_>,
    layer: Layer,
    parties: Option<RawParties>,
    quantifies: &[RuleId],
) -> Result<Option<Parties>, LawError> {
    let agreement = layer == Layer::Agreement;
    if !agreement && !quantifies.is_empty() {
        let why = "only an agreement gives a number to \"immediately\"";
        return Err(place.at("quantifies", Problem::Unexpected(why)));
    }
    match parties {
        Some(p) if agreement => {
            if p.agencies.is_empty() || p.institutions.is_empty() {
                return Err(place.at("parties", Problem::Missing));
            }
            Ok(Some(Parties { agencies: p.agencies, institutions: p.institutions }))
        }
        None if agreement => Err(place.at("parties", Problem::Missing)),
        Some(_) => {
            let why = "only an agreement has parties";
            Err(place.at("parties", Problem::Unexpected(why)))
        }
        None => Ok(None),
    }
}

fn check_limit(place: &Place<'_>, raw: &RawLimit, roll: Option<Roll>) -> Result<Limit, LawError> {
    let count = |most: u16| match raw.n {
        None => Err(place.at("limit.n", Problem::Missing)),
        Some(0) => Err(place.at("limit.n", Problem::Zero)),
        Some(n) if n > most => Err(place.at("limit.n", Problem::TooMuch(most))),
        Some(n) => Ok(n),
    };
    let limit = match raw.unit {
        Unit::Hours => Limit::Hours(count(8_784)?),
        Unit::WorkingDays => Limit::WorkingDays(count(1_000)?),
        Unit::WorkingDaysBefore => Limit::WorkingDaysBefore(count(1_000)?),
        Unit::WorkingMinutes => Limit::WorkingMinutes(count(60_000)?),
        Unit::Days | Unit::Months => {
            let roll = roll.ok_or_else(|| place.at("roll", Problem::Missing))?;
            if matches!(raw.unit, Unit::Days) {
                Limit::Days(count(3_660)?, roll)
            } else {
                Limit::Months(count(1_200)?, roll)
            }
        }
        Unit::Immediately | Unit::Window => {
            if raw.n.is_some() {
                let why = "this unit has no number";
                return Err(place.at("limit.n", Problem::Unexpected(why)));
            }
            match raw.unit {
                Unit::Window => Limit::Window(window(place, raw)?),
                _ => Limit::Immediately,
            }
        }
    };
    if roll.is_some_and(|r| r != Roll::None)
        && !matches!(limit, Limit::Days(..) | Limit::Months(..))
    {
        let why = "only days and months can end on a day off";
        return Err(place.at("roll", Problem::Unexpected(why)));
    }
    let window_field = raw.from.is_some() || raw.to.is_some() || raw.days_off.is_some();
    if window_field && !matches!(limit, Limit::Window(_)) {
        let why = "`from`, `to` and `days_off` describe a window";
        return Err(place.at("limit", Problem::Unexpected(why)));
    }
    Ok(limit)
}

fn window(place: &Place<'_>, raw: &RawLimit) -> Result<Window, LawError> {
    let minutes = |field: &str, text: Option<&String>| {
        let text = text.ok_or_else(|| place.at(field, Problem::Missing))?;
        parse_minutes(text).ok_or_else(|| place.at(field, Problem::BadTime(text.clone())))
    };
    Ok(Window {
        from: minutes("limit.from", raw.from.as_ref())?,
        to: minutes("limit.to", raw.to.as_ref())?,
        days_off: raw.days_off.ok_or_else(|| place.at("limit.days_off", Problem::Missing))?,
    })
}
