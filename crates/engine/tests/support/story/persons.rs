//! Who is one person across cases, and which accounts inquiries showed, as the store
//! finds it.

use engine::case::{Case, Party, PartyRole};
use engine::facts::{Facts, Related};
use engine::id::CaseId;
use engine::shown::{ShownAccount, accounts};
use std::collections::HashMap;

/// Debtors of two cases with an identifier in common.
pub(super) fn related(facts: &Facts) -> Vec<Related> {
    let debtors = |case: &Case| {
        let parties = case.content.parties.iter();
        parties.filter(|one| one.role == PartyRole::Debtor).cloned().collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    for case in facts.cases.iter() {
        for other in facts.cases.iter().filter(|other| other.id != case.id) {
            for debtor in debtors(case) {
                let theirs = debtors(other);
                found.extend(theirs.iter().filter(|one| same(one, &debtor)).map(|one| Related {
                    case: case.id,
                    debtor: debtor.id,
                    other: other.id,
                    theirs: one.id,
                }));
            }
        }
    }
    found
}

fn same(one: &Party, other: &Party) -> bool {
    one.identifiers.iter().any(|id| other.identifiers.contains(id))
}

/// Accounts that answers to inquiries name, by case.
pub(super) fn shown(facts: &Facts) -> HashMap<CaseId, Vec<ShownAccount>> {
    let mut found: HashMap<CaseId, Vec<ShownAccount>> = HashMap::new();
    for demand in facts.demands.iter() {
        let inquiry = facts.instruments.get(demand.instrument);
        let Some(content) = inquiry.and_then(|one| one.content.inquiry()) else { continue };
        let of_case = found.entry(demand.case).or_default();
        of_case.extend(accounts(&demand.answers).map(|account| ShownAccount {
            institution: demand.institution,
            debtor: content.debtor,
            sealed_to: demand.sealed_to.clone(),
            account: account.clone(),
        }));
    }
    found
}
