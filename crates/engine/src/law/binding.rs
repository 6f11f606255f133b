//! Several limits on one thing: which binds, what to sort by, late against what.

use super::{
    due::Due,
    rule::{Limit, Rule, RuleId},
    words::Layer,
};
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A limit that runs. Made from a rule, or from a stored clock whose due
/// instant a recorded act has moved (I-20).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running<'a> {
    /// The rule.
    pub rule: &'a RuleId,
    /// Its layer.
    pub layer: Layer,
    /// Whether the rule says "immediately".
    pub immediate: bool,
    /// The exclusive end, if there is one.
    pub due: Option<Instant>,
    /// The immediate rules it gives a number to (agreements only).
    pub quantifies: &'a [RuleId],
}

impl<'a> Running<'a> {
    /// The limit of a rule as computed.
    pub fn of(rule: &'a Rule, due: Due) -> Self {
        Self {
            rule: &rule.id,
            layer: rule.layer,
            immediate: rule.limit == Limit::Immediately,
            due: due.instant(),
            quantifies: &rule.quantifies,
        }
    }

    /// Strictest first: "immediately", then the earliest due. A window has
    /// neither and never binds.
    fn strictness(&self) -> Option<(Reverse<bool>, Option<Instant>)> {
        (self.immediate || self.due.is_some()).then_some((Reverse(self.immediate), self.due))
    }
}

/// What several running limits come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    /// The strictest of the highest layer. `None` if nothing runs.
    pub binds: Option<Running<'a>>,
    /// If that one says "immediately": the agreement that gives it a number.
    pub quantified_by: Option<Running<'a>>,
    /// The earliest due over all layers; worklists sort by it.
    pub sort_due: Option<Instant>,
}

/// Which of the running limits binds. Ties go to the rule id.
pub fn binding<'a>(running: &[Running<'a>]) -> Binding<'a> {
    let binds = running
        .iter()
        .filter_map(|r| r.strictness().map(|strict| (r.layer, strict, r.rule, r)))
        .min_by_key(|&(layer, strict, rule, _)| (layer, strict, rule))
        .map(|(.., r)| *r);
    let quantified_by = binds.filter(|b| b.immediate).and_then(|b| {
        running
            .iter()
            .filter(|r| r.due.is_some() && r.quantifies.contains(b.rule))
            .min_by_key(|r| (r.due, r.rule))
            .copied()
    });
    Binding { binds, quantified_by, sort_due: running.iter().filter_map(|r| r.due).min() }
}

/// Late or not against each layer: three different things, never mixed. Each is
/// the due instant from which it is late, the earliest of that layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lateness {
    /// Against law or decree.
    pub law: Option<Instant>,
    /// Against a circular.
    pub circular: Option<Instant>,
    /// Against an agreement.
    pub agreement: Option<Instant>,
    /// Against the service target: not statutory.
    pub target: Option<Instant>,
}

impl Lateness {
    /// Late against a layer since when.
    pub const fn since(&self, layer: Layer) -> Option<Instant> {
        match layer {
            Layer::Law => self.law,
            Layer::Circular => self.circular,
            Layer::Agreement => self.agreement,
            Layer::Target => self.target,
        }
    }
}

/// Lateness of an act done at `at` (or not done by `at`). Due instants are
/// exclusive: exactly then it is late.
pub fn lateness(running: &[Running<'_>], at: Instant) -> Lateness {
    let since = |layer| {
        running
            .iter()
            .filter(|r| r.layer == layer)
            .filter_map(|r| r.due)
            .filter(|&due| at >= due)
            .min()
    };
    Lateness {
        law: since(Layer::Law),
        circular: since(Layer::Circular),
        agreement: since(Layer::Agreement),
        target: since(Layer::Target),
    }
}
