//! What is wrong with an order, all of it, before it is filed: asked by the API
//! and by the pages.

use crate::problem::Problem;
use crate::state::State;
use engine::actor::Actor;
use engine::case::Case;
use engine::command::CommandKind;
use engine::context::{Context, Rules};
use engine::decide::{OrderCheck, check_order};
use engine::facts::{Facts, OrderNumber};
use engine::id::{CaseId, IdSource, InstrumentId};
use engine::ledger::Ledger;
use engine::order::OrderContent;
use engine::payee::Payee;
use engine::policy::{Belongs, Permission, command_grants, permission};
use engine::refusal::Refusal;
use engine::shown::ShownAccount;
use engine::warning::Warning;
use store::Store;
use store::read::{Found, Listing, MAX_ROWS, OrderLine, Page, Purpose, ReadError, Reader};
use uuid::Uuid;

/// Everything that is wrong with an order of a case, in order of precedence, for
/// who may file it; `of`: the draft that it stands in. The money of the case is read
/// for it, and what inquiries showed where it takes money or names accounts, on
/// record.
pub(crate) async fn check(
    state: &State,
    actor: Actor,
    case: CaseId,
    content: &OrderContent,
    of: Option<InstrumentId>,
) -> Result<OrderCheck, Problem> {
    let rules = state.store.rules();
    let known = {
        let (rules, content) = (rules.clone(), content.clone());
        state.store.find(move |find| {
            may_file(find, &actor, &rules, case)?;
            Known::read(find, &actor, case, &content)
        })
    };
    let mut known = known.await?;
    known.orders.retain(|one| Some(one.id) != of);
    Ok(known.found(state, &actor, &rules, content))
}

/// What there is to know of the accounts that a standing order names, for who may
/// read the case's money and what institutions said: who approves it too. The same
/// is read, on record.
pub(crate) async fn warnings(
    state: &State,
    actor: Actor,
    case: CaseId,
    content: &OrderContent,
) -> Result<Vec<Warning>, Problem> {
    let known = {
        let content = content.clone();
        state.store.find(move |find| match Known::read(find, &actor, case, &content) {
            Err(ReadError::Refused(_)) => Ok(None),
            found => found.map(Some),
        })
    };
    let rules = state.store.rules();
    let found = known.await?.map(|known| known.found(state, &actor, &rules, content));
    Ok(found.map(|found| found.warnings).unwrap_or_default())
}

fn may_file(find: &mut Reader<'_>, actor: &Actor, rules: &Rules, id: CaseId) -> Found<()> {
    let case = find.case(actor, id)?;
    let grants = command_grants(CommandKind::FileOrder);
    match permission(actor, grants, &Belongs::to_case(&case.gate()), &rules.directory) {
        Permission::Granted => Ok(()),
        Permission::Forbidden => Err(Refusal::Forbidden.into()),
        Permission::Unseen => Err(Refusal::NotFound.into()),
    }
}

/// What an order is judged by.
struct Known {
    case: Case,
    ledger: Ledger,
    orders: Vec<OrderLine>,
    payees: Vec<Payee>,
    /// What inquiries showed where the order takes money or names accounts.
    shown: Vec<ShownAccount>,
}

impl Known {
    fn read(
        find: &mut Reader<'_>,
        actor: &Actor,
        id: CaseId,
        content: &OrderContent,
    ) -> Found<Self> {
        let case = find.case(actor, id)?;
        let purpose = Purpose::new("order_check", id).map_err(|_| Refusal::NotFound)?;
        let ledger = find.money(actor, &purpose, id)?.ledger;
        let mut at = content.institutions(&ledger);
        at.sort_unstable();
        at.dedup();
        let pays = content.payee().is_some();
        Ok(Self {
            shown: find.shown_accounts(actor, &purpose, id, &at)?,
            ledger,
            orders: all(|page| find.orders(actor, id, page))?,
            payees: if pays { all(|page| find.payees(actor, page))? } else { Vec::new() },
            case,
        })
    }

    fn found(
        self,
        state: &State,
        actor: &Actor,
        rules: &Rules,
        content: &OrderContent,
    ) -> OrderCheck {
        let gate = self.case.gate();
        let mut facts = Facts::default();
        let roles = self.case.content.parties.iter().map(|one| ((gate.case, one.id), one.named()));
        facts.parties.extend(roles);
        let parties = self.case.content.parties.into_iter();
        let parties = parties.map(|one| ((gate.case, one.id), one.identifiers));
        facts.identifiers.extend(parties);
        facts.shown.insert(gate.case, self.shown);
        if self.ledger.version == 0 {
            // No books yet: they will be opened from what the case states.
            facts.statements.insert(gate.case, self.case.content.obligations);
        } else {
            facts.ledgers.load(gate.case, self.ledger);
        }
        let numbers = self.orders.iter().filter_map(|one| {
            let decision = one.decision.as_ref()?;
            Some((OrderNumber::of(gate.agency, one.kind, decision), one.id))
        });
        facts.numbers.extend(numbers);
        for payee in self.payees {
            facts.payees.load(payee.id, payee);
        }
        let mut ids = Fresh(&state.store);
        let mut context = Context { now: state.now(), ids: &mut ids, rules };
        check_order(&facts, &gate, content, actor.who, &mut context)
    }
}

/// Ids of what is only thought of.
struct Fresh<'a>(&'a Store);

impl IdSource for Fresh<'_> {
    fn next_id(&mut self) -> Uuid {
        self.0.fresh_id()
    }
}

/// Every row of a list.
fn all<T>(mut read: impl FnMut(Page) -> Found<Listing<T>>) -> Found<Vec<T>> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = read(Page::new(after, MAX_ROWS))?;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}
