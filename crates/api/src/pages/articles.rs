//! Grounds and limits in words, each with the article that it stands on and how
//! well that is known.

use super::form::Choice;
use super::visitor::Visitor;
use super::words::{rule_title, word};
use engine::inforce::{Ground, Grounds};
use engine::law::{RuleId, Status};
use engine::pause::PauseGround;
use engine::time::{Instant, Zone};
use locale::{text, try_text};
use std::collections::BTreeMap;

/// A list of grounds.
#[derive(Clone, Copy)]
pub(super) enum List {
    /// For lifting a freeze.
    Lift,
    /// Why money may not be deducted.
    Exemption,
    /// For objecting.
    Objection,
    /// For not answering.
    Refusal,
    /// For taking a holder for the debtor.
    Identity,
    /// For granting a request for a measure.
    Grant,
    /// For declining one.
    Decline,
}

impl List {
    /// What the keys of its texts begin with.
    const fn word(self) -> &'static str {
        match self {
            Self::Lift => "lift",
            Self::Exemption => "exemption",
            Self::Objection => "objection-ground",
            Self::Refusal => "ground",
            Self::Identity => "identity",
            Self::Grant => "grant",
            Self::Decline => "decline",
        }
    }

    const fn of(self, grounds: &Grounds) -> &BTreeMap<String, Ground> {
        match self {
            Self::Lift => &grounds.lift,
            Self::Exemption => &grounds.exemption,
            Self::Objection => &grounds.objection,
            Self::Refusal => &grounds.refusal,
            Self::Identity => &grounds.identity,
            Self::Grant => &grounds.grant,
            Self::Decline => &grounds.decline,
        }
    }
}

/// A ground in words with its article; a code that is in no list, as it is.
pub(super) fn ground(visitor: &Visitor, list: List, code: &str) -> String {
    let said = try_text(visitor.lang, &format!("{}-{code}", list.word()), &[]);
    let said = said.unwrap_or_else(|| code.to_owned());
    match list.of(visitor.rules.law.grounds()).get(code) {
        Some(ground) => standing(visitor, &said, Some(ground.article.clone()), ground.status),
        None => said,
    }
}

/// A ground of postponing or suspending, in the same way.
pub(super) fn pause_ground(visitor: &Visitor, code: &str) -> String {
    let said = try_text(visitor.lang, &format!("pause-ground-{code}"), &[]);
    let said = said.unwrap_or_else(|| code.to_owned());
    match visitor.rules.law.pause_ground(code) {
        Some(ground) => standing(visitor, &said, Some(ground.article.clone()), ground.status),
        None => said,
    }
}

/// Every one of them, to choose from: each with what it does to a case.
pub(super) fn pause_choices(visitor: &Visitor) -> Vec<Choice> {
    let grounds = visitor.rules.law.grounds().pause.iter();
    let choice = |(code, ground): (&String, &PauseGround)| {
        let kind = word(visitor.lang, "pause-kind", ground.kind.code());
        Choice::new(code, format!("{kind}: {}", pause_ground(visitor, code)))
    };
    grounds.map(choice).collect()
}

/// Every ground of a list, to choose from.
pub(super) fn choices(visitor: &Visitor, list: List) -> Vec<Choice> {
    let codes = list.of(visitor.rules.law.grounds()).keys();
    codes.map(|code| Choice::new(code, ground(visitor, list, code))).collect()
}

/// A rule's number and title with its article, as it was in force on the day of its
/// start.
pub(super) fn rule(visitor: &Visitor, id: &RuleId, start: Instant) -> String {
    let said = format!("{id} {}", rule_title(visitor.lang, id));
    match basis(visitor, id, start) {
        Some((article, status)) => standing(visitor, &said, article, status),
        None => said,
    }
}

/// The same without its title, behind a limit.
pub(super) fn rule_number(visitor: &Visitor, id: &RuleId, start: Instant) -> String {
    match basis(visitor, id, start) {
        Some((article, status)) => format!("{id}; {}", note(visitor, article, status)),
        None => id.to_string(),
    }
}

fn basis(visitor: &Visitor, id: &RuleId, start: Instant) -> Option<(Option<String>, Status)> {
    let rule = visitor.rules.law.book().nearest(id, Zone::HANOI.day_of(start))?;
    let article = rule.article.as_ref().map(|article| {
        let args = [("article", article.into()), ("source", (&rule.source).into())];
        text(visitor.lang, "explain-article", &args)
    });
    Some((article, rule.status))
}

fn standing(visitor: &Visitor, said: &str, article: Option<String>, status: Status) -> String {
    format!("{said} ({})", note(visitor, article, status))
}

fn note(visitor: &Visitor, article: Option<String>, status: Status) -> String {
    match (status, article) {
        (Status::Policy, _) | (_, None) => visitor.t("not-statutory"),
        (Status::Read, Some(article)) => article,
        (Status::Unconfirmed, Some(article)) => {
            format!("{article}; {}", word(visitor.lang, "status", status.code()))
        }
    }
}
