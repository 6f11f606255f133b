//! Who is one person across cases, and which accounts inquiries showed, as the store
//! finds it.

use engine::asking::{Known, Said};
use engine::case::{Case, Party, PartyRole};
use engine::facts::{Facts, Related};
use engine::id::{CaseId, UserId};
use engine::instrument::InstrumentKind;
use engine::shown::{ShownAccount, accounts, standing};
use engine::time::{Instant, Zone};
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

/// What answers to inquiries come to, by case.
pub(super) fn known(facts: &Facts) -> HashMap<CaseId, Vec<Known>> {
    let mut found: HashMap<CaseId, Vec<Known>> = HashMap::new();
    for demand in facts.demands.iter() {
        let inquiry = facts.instruments.get(demand.instrument);
        let Some(content) = inquiry.and_then(|one| one.content.inquiry()) else { continue };
        for item in &demand.items {
            let all = standing(&demand.answers).into_iter();
            let of_item: Vec<_> = all.filter(|one| one.item == item.id).collect();
            let (Some(asked), Some(said)) =
                (item.request.question(), Said::of(item.state, &of_item))
            else {
                continue;
            };
            found.entry(demand.case).or_default().push(Known {
                institution: demand.institution,
                debtor: content.debtor,
                demand: demand.id,
                item: item.id,
                asked: asked.clone(),
                sealed_to: demand.sealed_to.clone(),
                said,
            });
        }
    }
    found
}

/// How many demands each person has sent by inquiries on this day.
pub(super) fn asked(facts: &Facts, now: Instant) -> HashMap<UserId, u32> {
    let mut found: HashMap<UserId, u32> = HashMap::new();
    let inquiries = facts.instruments.iter().filter(|one| one.kind == InstrumentKind::Inquiry);
    for (sent, at) in inquiries.filter_map(|one| Some((one.sent?, one.issued_at?))) {
        if Zone::HANOI.day_of(at) == Zone::HANOI.day_of(now) {
            *found.entry(sent.by).or_default() += sent.institutions;
        }
    }
    found
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
