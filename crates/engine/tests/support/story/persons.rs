//! Who is one person across cases, as the store finds it.

use engine::case::{Case, Party, PartyRole};
use engine::facts::{Facts, Related};

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
