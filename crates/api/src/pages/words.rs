//! Values as people read them.

use super::parts::{Due, Tag};
use engine::context::Directory;
use engine::id::{AgencyId, InstitutionId};
use engine::law::Layer;
use engine::money::Money;
use engine::time::Instant;
use locale::{Arg, Lang, date, date_time, dong, text, try_text};

/// The text of a coded word.
pub(super) fn word(lang: Lang, kind: &str, code: &str) -> String {
    text(lang, &format!("{kind}-{code}"), &[])
}

/// The text of a key with one place.
pub(super) fn filled(lang: Lang, key: &str, name: &str, value: &str) -> String {
    text(lang, key, &[(name, value.into())])
}

/// A count in its text.
pub(super) fn counted(lang: Lang, key: &str, n: usize) -> String {
    text(lang, key, &[("n", Arg::Count(i64::try_from(n).unwrap_or(i64::MAX)))])
}

/// A state as a tag; its colour says how it stands, its words say it too.
pub(super) fn tag(lang: Lang, kind: &str, code: &str) -> Tag {
    let colour = match code {
        "answered" | "approved" | "met" | "granted" | "enforceable" | "confirmed" => "green",
        "questioned" | "resting" | "submitted" | "returned" | "asked" | "ambiguous"
        | "proposed" => "yellow",
        "refused" | "late" | "denied" | "declined" | "conflicting" => "red",
        "withdrawn" | "void" | "closed" | "draft" | "lapsed" | "retired" => "grey",
        _ => "blue",
    };
    Tag { text: word(lang, kind, code), colour }
}

/// Names of agencies and institutions.
pub(super) struct Names<'a> {
    pub(super) lang: Lang,
    pub(super) directory: &'a Directory,
}

impl Names<'_> {
    /// An agency's official name; of one of the past, who stands in its place too.
    pub(super) fn agency(&self, id: AgencyId) -> String {
        let name = |id| {
            let found = self.directory.agency(id);
            found.map_or_else(|| id.to_string(), |one| self.of(&one.name_vi, &one.name_en))
        };
        let heir = self.directory.agency_heir(id);
        self.now(name(id), (heir != id).then(|| name(heir)))
    }

    /// The name of the procuracy that supervises an agency, if known.
    pub(super) fn procuracy(&self, id: AgencyId) -> Option<String> {
        let known = self.directory.agency(id)?.procuracy.as_ref();
        known.map(|one| self.of(&one.name_vi, &one.name_en))
    }

    /// An institution's official name; of one of the past, who stands in its place
    /// too.
    pub(super) fn institution(&self, id: InstitutionId) -> String {
        let name = |id| {
            let found = self.directory.institution(id);
            found.map_or_else(|| id.to_string(), |one| self.of(&one.name_vi, &one.name_en))
        };
        let heir = self.directory.heir(id);
        self.now(name(id), (heir != id).then(|| name(heir)))
    }

    /// What the record says stays; who reads it knows whom to turn to.
    fn now(&self, name: String, heir: Option<String>) -> String {
        let Some(heir) = heir else { return name };
        text(
            self.lang,
            "name-now",
            &[("name", name.as_str().into()), ("heir", heir.as_str().into())],
        )
    }

    fn of(&self, vi: &str, en: &str) -> String {
        match self.lang {
            Lang::En if !en.is_empty() => en.to_owned(),
            Lang::En | Lang::Vi => vi.to_owned(),
        }
    }
}

/// A due instant, which is an exclusive end: midnight is told as 24:00 of the
/// day it ends, as the law puts it (Civil Code 2015 art. 148(6)).
pub(super) fn ends(at: Instant) -> String {
    let zone = engine::time::Zone::HANOI;
    if zone.micros_of_day(at) == 0 {
        return format!("{} 24:00", date(zone.day_of(at.plus_micros(-1))));
    }
    date_time(at)
}

/// How much time is left, or how long it has been over.
pub(super) fn left(lang: Lang, now: Instant, due: Instant) -> String {
    let late = now >= due;
    let seconds = if late { now.seconds_since(due) } else { due.seconds_since(now) };
    let minutes = seconds.div_euclid(60);
    let (days, hours) = (minutes.div_euclid(1_440), minutes.rem_euclid(1_440).div_euclid(60));
    let side = if late { "late" } else { "left" };
    if days > 0 {
        let args = [("days", Arg::Count(days)), ("hours", Arg::Count(hours))];
        return text(lang, &format!("{side}-days"), &args);
    }
    let args = [("hours", Arg::Count(hours)), ("minutes", Arg::Count(minutes.rem_euclid(60)))];
    text(lang, &format!("{side}-hours"), &args)
}

/// A limit: until when, how much is left, against what.
pub(super) fn due(lang: Lang, now: Instant, at: Instant, layer: Option<Layer>) -> Due {
    Due {
        until: ends(at),
        left: left(lang, now, at),
        late: now >= at,
        layer: layer.map(|layer| word(lang, "layer", layer.code())).unwrap_or_default(),
    }
}

/// Money: `1.234.567.890 ₫`, or with the currency's code.
pub(super) fn money(money: Money) -> String {
    let currency = money.currency();
    if currency.code() == "VND" {
        return dong(money.minor());
    }
    let whole = super::form::written_amount(&money.minor().to_string(), currency.minor_digits());
    format!("{whole} {currency}")
}

/// A rule's title; what is no row of the law has a word of its own.
pub(super) fn rule_title(lang: Lang, rule: &engine::law::RuleId) -> String {
    try_text(lang, &rule.key(), &[]).unwrap_or_else(|| rule.to_string())
}
