//! Accounts that answers to inquiries of a case showed, as they count now.

use crate::answer::{AccountFound, Answer, AnswerState, Findings, Outcome};
use crate::id::{InstitutionId, ItemId, PartyId, UserId};
use std::collections::BTreeMap;

/// An account of a debtor that an institution named when it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownAccount {
    /// Who named it.
    pub institution: InstitutionId,
    /// Who was asked about.
    pub debtor: PartyId,
    /// If not empty: only these of the asking side know of the answer.
    pub sealed_to: Vec<UserId>,
    /// What was said of it.
    pub account: AccountFound,
}

/// The answers that count now: of each item's last round, each part in its last
/// version.
pub fn standing(answers: &[Answer]) -> Vec<&Answer> {
    let mut last: BTreeMap<ItemId, i16> = BTreeMap::new();
    for answer in answers.iter().filter(|one| one.state == AnswerState::Accepted) {
        let round = last.entry(answer.item).or_default();
        *round = (*round).max(answer.round);
    }
    let mut parts: BTreeMap<(ItemId, i16), &Answer> = BTreeMap::new();
    let counts = |one: &&Answer| {
        one.state == AnswerState::Accepted && last.get(&one.item) == Some(&one.round)
    };
    for answer in answers.iter().filter(counts) {
        let part = parts.entry((answer.item, answer.part)).or_insert(answer);
        if answer.version > part.version {
            *part = answer;
        }
    }
    parts.into_values().collect()
}

/// The accounts that answers of one institution name now.
pub fn accounts(answers: &[Answer]) -> impl Iterator<Item = &AccountFound> {
    standing(answers).into_iter().flat_map(|answer| match &answer.body {
        Outcome::Found { findings: Findings::Account(accounts), .. } => accounts.as_slice(),
        _ => &[],
    })
}
