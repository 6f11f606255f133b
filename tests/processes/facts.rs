//! What the database holds, read through finders as officers would.

use crate::check::Stored;
use crate::people::OFFICERS;
use crate::site::Site;
use engine::actor::Actor;
use engine::answer::Answer;
use engine::demand::Demand;
use engine::id::CaseId;
use store::Store;
use store::read::{CaseFilter, Found, Listing, Page, Purpose, Reader};

/// Everything stored.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) stored: Stored,
    /// The demands with their clocks and episodes, and the answers to them.
    pub(crate) demands: Vec<(Demand, Vec<Answer>)>,
}

/// Reads everything, an officer in each thread.
pub(crate) fn read(site: &Site, store: &Store) -> Facts {
    let parts: Vec<Facts> = std::thread::scope(|scope| {
        let officers = OFFICERS.map(|name| {
            let actor = site.world.actor(name);
            scope.spawn(move || store.find_blocking(|find| of_officer(find, &actor)).unwrap())
        });
        officers.into_iter().map(|officer| officer.join().unwrap()).collect()
    });
    let mut facts = Facts::default();
    for part in parts {
        facts.stored.cases.extend(part.stored.cases);
        facts.stored.inquiries.extend(part.stored.inquiries);
        facts.stored.orders.extend(part.stored.orders);
        facts.stored.books.extend(part.stored.books);
        facts.stored.demands.extend(part.stored.demands);
        facts.stored.answers.extend(part.stored.answers);
        facts.demands.extend(part.demands);
    }
    facts
}

fn of_officer(find: &mut Reader<'_>, actor: &Actor) -> Found<Facts> {
    let mut facts = Facts::default();
    for line in all(|page| find.cases(actor, &CaseFilter::default(), page))? {
        let case = find.case(actor, line.id)?;
        facts.stored.cases.insert(line.id, case.content);
        for inquiry in all(|page| find.inquiries(actor, line.id, page))? {
            let view = find.inquiry(actor, inquiry.id)?;
            let Some(content) = view.instrument.content.inquiry().cloned() else { continue };
            facts.stored.inquiries.insert(inquiry.id, (view.instrument.case, content));
            for demand in view.demands {
                of_demand(find, actor, line.id, demand.id, &mut facts)?;
            }
        }
        of_orders(find, actor, line.id, &mut facts)?;
    }
    Ok(facts)
}

fn of_orders(find: &mut Reader<'_>, actor: &Actor, case: CaseId, facts: &mut Facts) -> Found<()> {
    let orders = all(|page| find.orders(actor, case, page))?;
    for order in &orders {
        let view = find.order(actor, order.id)?;
        for demand in view.demands {
            of_demand(find, actor, case, demand.id, facts)?;
        }
        let state = view.instrument.state;
        let content = view.instrument.content.order().cloned();
        // The service writes releases of its own.
        if let (Some(content), false) = (content, order.proposer.0.is_nil()) {
            facts.stored.orders.insert(order.id, (case, content, state));
        }
    }
    if !orders.is_empty() {
        let purpose = Purpose::new("crash_test", case).unwrap();
        facts.stored.books.insert(case, find.money(actor, &purpose, case)?.ledger);
    }
    Ok(())
}

fn of_demand(
    find: &mut Reader<'_>,
    actor: &Actor,
    case: CaseId,
    id: engine::id::DemandId,
    facts: &mut Facts,
) -> Found<()> {
    let purpose = Purpose::new("crash_test", case).unwrap();
    let secret = find.demand_secret(actor, &purpose, id)?;
    let demand = secret.view.demand;
    facts.stored.demands.insert(id, (demand.instrument, demand.institution));
    let answers = secret.answers.iter();
    facts.stored.answers.extend(answers.map(|answer| (answer.id, (id, answer.clone()))));
    facts.demands.push((demand, secret.answers));
    Ok(())
}

/// Every page of a list.
fn all<T>(mut page: impl FnMut(Page) -> Found<Listing<T>>) -> Found<Vec<T>> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let listing = page(Page::new(after, store::read::MAX_ROWS))?;
        rows.extend(listing.rows);
        after = listing.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}
