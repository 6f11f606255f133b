//! The law book: all rules and ladders that are loaded, and what applies when.

use super::{
    due::{Due, due},
    error::{LawError, LawProblem as Problem, LookupError},
    file::{self, Place},
    ladder::Ladder,
    rule::{Limit, Matter, Rule, RuleId},
    words::{Bound, Event, Layer, Subject},
};
use crate::{
    calendar::{Calendar, Calendars},
    time::{Day, Instant, Zone},
    version::Version,
};
use smallvec::SmallVec;
use std::collections::{BTreeMap, BTreeSet};

/// The rules that apply to one matter; seldom more than four.
pub type Applicable<'a> = SmallVec<[&'a Rule; 4]>;

/// All rules and ladders, checked. Immutable; named by the hash of its files.
#[derive(Clone, Debug)]
pub struct LawBook {
    version: Version,
    /// Sorted by id, then by first day in force.
    rules: Vec<Rule>,
    ladders: Vec<Ladder>,
    /// Which rules speak about a subject, in `rules` order.
    by_subject: BTreeMap<Subject, Vec<usize>>,
}

impl LawBook {
    /// Reads rule files given as (name, text).
    ///
    /// # Errors
    /// Everything that is wrong, each with file, rule and field.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<LawError>> {
        let mut errors = Vec::new();
        let mut rules: Vec<Rule> = Vec::new();
        let mut ladders: Vec<Ladder> = Vec::new();
        for (name, text) in files {
            let read = file::read(name, text, &mut errors);
            rules.extend(read.rules);
            for ladder in read.ladders {
                if ladders.iter().any(|l| same_clients(l, &ladder)) {
                    let place = Place { file: name, item: Some(format!("ladder {}", ladder.id)) };
                    errors.push(place.at("layers", Problem::DuplicateLadder));
                }
                ladders.push(ladder);
            }
        }
        rules.sort_by(|a, b| (&a.id, a.effective.from).cmp(&(&b.id, b.effective.from)));
        check_ids(&rules, &mut errors);
        check_references(&rules, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut by_subject: BTreeMap<Subject, Vec<usize>> = BTreeMap::new();
        for (i, rule) in rules.iter().enumerate() {
            for scope in &rule.on {
                let list = by_subject.entry(scope.subject).or_default();
                if list.last() != Some(&i) {
                    list.push(i);
                }
            }
        }
        Ok(Self { version: Version::of_files(files), rules, ladders, by_subject })
    }

    /// Checks that every calendar a rule names is loaded.
    ///
    /// # Errors
    /// One error per rule whose calendar is missing.
    pub fn check_calendars(&self, calendars: &Calendars) -> Result<(), Vec<LawError>> {
        let errors: Vec<_> = self
            .rules
            .iter()
            .filter(|rule| calendars.get(&rule.calendar).is_none())
            .map(|rule| {
                let problem = Problem::UnknownCalendar(rule.calendar.clone());
                place_of(rule).at("calendar", problem)
            })
            .collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The hash of the files.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// All rules, by id and first day in force.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// All ladders.
    pub fn ladders(&self) -> &[Ladder] {
        &self.ladders
    }

    /// The ladder for those bound, for limits of a layer.
    pub fn ladder(&self, binds: Bound, layer: Layer) -> Option<&Ladder> {
        self.ladders.iter().find(|l| l.binds == binds && l.layers.contains(&layer))
    }

    /// The rules that an event starts on a matter, by id. The law is that of
    /// the event's date in `zone`.
    pub fn applicable(
        &self,
        matter: &Matter<'_>,
        event: Event,
        at: Instant,
        zone: Zone,
    ) -> Applicable<'_> {
        let day = zone.day_of(at);
        self.by_subject
            .get(&matter.subject)
            .into_iter()
            .flatten()
            .filter_map(|&i| self.rules.get(i))
            .filter(|r| r.starts == event && r.effective.contains(day) && r.covers(matter))
            .collect()
    }

    /// The version of a rule (a full id, not a row of parts) in force on a day.
    pub fn in_force(&self, id: &RuleId, day: Day) -> Option<&Rule> {
        self.versions(id).find(|r| r.effective.contains(day))
    }

    /// The same, or else the version nearest in time.
    pub fn nearest(&self, id: &RuleId, day: Day) -> Option<&Rule> {
        self.in_force(id, day).or_else(|| {
            let versions: Vec<&Rule> = self.versions(id).collect();
            nearest(versions.iter(), day)
        })
    }

    /// The rule an id stands for on the date of its start event. A bare row
    /// answers with its first part when all its parts are due at the same time.
    ///
    /// # Errors
    /// See [`LookupError`].
    pub fn lookup(
        &self,
        id: &RuleId,
        start: Instant,
        calendar: &Calendar,
    ) -> Result<&Rule, LookupError> {
        let day = calendar.zone().day_of(start);
        let family = self.family(id);
        let current = family.iter().filter(|r| r.effective.contains(day));
        let parts: Vec<&Rule> = current.copied().collect();
        match (family.is_empty(), parts.is_empty()) {
            (true, _) => Err(LookupError::Unknown { id: id.clone() }),
            (false, true) => Err(not_in_force(id, day, &family)),
            (false, false) => agreed(id, &parts, start, calendar),
        }
    }

    /// Like [`LawBook::lookup`], but a rule that is not in force on that date
    /// answers too, by its version nearest in time. For overrides and what-if
    /// questions; the explanation says that it is not in force.
    ///
    /// # Errors
    /// See [`LookupError`]; never `NotInForce`.
    pub fn lookup_any_time(
        &self,
        id: &RuleId,
        start: Instant,
        calendar: &Calendar,
    ) -> Result<&Rule, LookupError> {
        let in_force = self.lookup(id, start, calendar);
        if !matches!(in_force, Err(LookupError::NotInForce { .. })) {
            return in_force;
        }
        let day = calendar.zone().day_of(start);
        let family = self.family(id);
        let ids: BTreeSet<&RuleId> = family.iter().map(|r| &r.id).collect();
        let parts: Vec<&Rule> = ids
            .into_iter()
            .filter_map(|part| nearest(family.iter().filter(|r| r.id == *part), day))
            .collect();
        agreed(id, &parts, start, calendar)
    }

    /// When "immediately" is late on any reading: the backstop rule of an
    /// immediate rule, and its due. Unconfirmed, always.
    pub fn backstop(
        &self,
        rule: &Rule,
        start: Instant,
        calendar: &Calendar,
    ) -> Option<(&Rule, Due)> {
        let day = calendar.zone().day_of(start);
        let backstop = self.in_force(rule.backstop.as_ref()?, day)?;
        Some((backstop, due(backstop, start, calendar)))
    }

    fn versions(&self, id: &RuleId) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |r| r.id == *id)
    }

    /// All versions of a rule; of a row, those of its parts.
    fn family(&self, id: &RuleId) -> Vec<&Rule> {
        let member = |r: &&Rule| r.id == *id || !id.is_part() && r.id.row() == id.as_str();
        self.rules.iter().filter(member).collect()
    }
}

fn same_clients(a: &Ladder, b: &Ladder) -> bool {
    a.binds == b.binds && a.layers.iter().any(|layer| b.layers.contains(layer))
}

/// The version in force on `day`, else the last one before, else the first after.
fn nearest<'a, 'b: 'a>(
    versions: impl Iterator<Item = &'a &'b Rule> + Clone,
    day: Day,
) -> Option<&'b Rule> {
    let past = versions.clone().filter(|r| r.effective.from <= day);
    past.max_by_key(|r| r.effective.from)
        .or_else(|| versions.min_by_key(|r| r.effective.from))
        .copied()
}

fn not_in_force(id: &RuleId, day: Day, versions: &[&Rule]) -> LookupError {
    let Some(nearest) = nearest(versions.iter(), day) else {
        return LookupError::Unknown { id: id.clone() };
    };
    let over = nearest.effective.from <= day;
    LookupError::NotInForce {
        id: id.clone(),
        on: day,
        from: nearest.effective.from,
        until: nearest.effective.until,
        ended: over && nearest.ended,
        successors: if over { nearest.successors.clone() } else { Vec::new() },
    }
}

/// The first of a row's parts, if all are due at the same time.
fn agreed<'a>(
    id: &RuleId,
    parts: &[&'a Rule],
    start: Instant,
    calendar: &Calendar,
) -> Result<&'a Rule, LookupError> {
    let Some((first, rest)) = parts.split_first() else {
        return Err(LookupError::Unknown { id: id.clone() });
    };
    let same = |r: &&Rule| {
        due(r, start, calendar) == due(first, start, calendar)
            && (r.limit == Limit::Immediately) == (first.limit == Limit::Immediately)
    };
    if rest.iter().all(same) {
        return Ok(first);
    }
    Err(LookupError::Parts { id: id.clone(), parts: parts.iter().map(|r| r.id.clone()).collect() })
}

fn place_of(rule: &Rule) -> Place<'_> {
    Place { file: &rule.file, item: Some(format!("rule {}", rule.id)) }
}

/// One version of a rule at a time; a row is whole or in parts.
fn check_ids(rules: &[Rule], errors: &mut Vec<LawError>) {
    for (i, rule) in rules.iter().enumerate() {
        let later = rules.get(i + 1..).unwrap_or_default();
        for other in later.iter().filter(|r| r.id == rule.id) {
            if rule.effective.overlaps(other.effective) {
                let problem =
                    Problem::Overlap { file: rule.file.clone(), from: rule.effective.from };
                errors.push(place_of(other).at("effective", problem));
            }
        }
        let part_of_it = |r: &Rule| r.id.is_part() && r.id.row() == rule.id.as_str();
        if !rule.id.is_part() && rules.iter().any(part_of_it) {
            errors.push(place_of(rule).at("id", Problem::RowAndParts));
        }
    }
}

/// Rules named by rules exist, and can do what they are named for.
fn check_references(rules: &[Rule], errors: &mut Vec<LawError>) {
    let named = |id: &RuleId| rules.iter().find(|r| r.id == *id);
    for rule in rules {
        let mut wrong = |field: &str, problem| errors.push(place_of(rule).at(field, problem));
        if let Some(id) = &rule.backstop {
            match named(id) {
                None => wrong("backstop", Problem::UnknownRule(id.clone())),
                Some(_) if rule.limit != Limit::Immediately => {
                    wrong("backstop", Problem::NotImmediate(rule.id.clone()));
                }
                Some(r) if r.limit.n().is_none() => wrong("backstop", Problem::NoDue(id.clone())),
                Some(_) => {}
            }
        }
        for id in &rule.quantifies {
            match named(id) {
                None => wrong("quantifies", Problem::UnknownRule(id.clone())),
                Some(r) if r.limit != Limit::Immediately => {
                    wrong("quantifies", Problem::NotImmediate(id.clone()));
                }
                Some(_) if rule.limit.n().is_none() => {
                    wrong("quantifies", Problem::NoDue(rule.id.clone()));
                }
                Some(_) => {}
            }
        }
        for id in rule.successors.iter().filter(|id| named(id).is_none()) {
            wrong("successors", Problem::UnknownRule(id.clone()));
        }
    }
}
