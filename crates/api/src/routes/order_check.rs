//! What is wrong with an order, all of it, before anything is filed.

use crate::auth::Caller;
use crate::dto::order::NewOrderBody;
use crate::dto::reader::read as parsed;
use crate::dto::reply;
use crate::dto::view::check::CheckView;
use crate::http::{Act, lang, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, post};
use engine::actor::Actor;
use engine::case::Case;
use engine::command::CommandKind;
use engine::context::{Context, Rules};
use engine::decide::order_problems;
use engine::facts::{Facts, OrderNumber};
use engine::id::{CaseId, IdSource};
use engine::ledger::Ledger;
use engine::order::OrderContent;
use engine::payee::Payee;
use engine::policy::{Belongs, Permission, command_grants, permission};
use engine::refusal::Refusal;
use store::Store;
use store::read::{Found, Listing, MAX_ROWS, OrderLine, Page, Purpose, Reader};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(check);
}

/// Everything that is wrong with an order, before it is filed; nothing is
/// written. For who may file it. Whether the decision's number was used in
/// another case shows when it is filed. The money of the case is read for it, on
/// record.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The case")),
    request_body = NewOrderBody,
    responses((status = 200, body = CheckView), reply::Refusable),
)]
#[post("/cases/{id}/orders/check")]
async fn check(
    path: Path<Uuid>,
    request: HttpRequest,
    act: Act<NewOrderBody>,
) -> Result<HttpResponse, Problem> {
    let Act { state, caller: Caller { actor, .. }, body } = act;
    let id = path.into_inner().into();
    let content = parsed(|reader| body.content(reader))?;
    let rules = state.store.rules();
    let pays = content.payee().is_some();
    let known = {
        let rules = rules.clone();
        state.store.find(move |find| Known::read(find, &actor, &rules, id, pays))
    };
    let problems = known.await?.problems(&state, &actor, &rules, &content);
    Ok(shown(&CheckView::new(problems, lang::of(request.headers()))))
}

/// What an order is judged by.
struct Known {
    case: Case,
    ledger: Ledger,
    orders: Vec<OrderLine>,
    payees: Vec<Payee>,
}

impl Known {
    fn read(
        find: &mut Reader<'_>,
        actor: &Actor,
        rules: &Rules,
        id: CaseId,
        pays: bool,
    ) -> Found<Self> {
        let case = find.case(actor, id)?;
        let grants = command_grants(CommandKind::FileOrder);
        match permission(actor, grants, &Belongs::to_case(&case.gate()), &rules.directory) {
            Permission::Granted => {}
            Permission::Forbidden => return Err(Refusal::Forbidden.into()),
            Permission::Unseen => return Err(Refusal::NotFound.into()),
        }
        let purpose = Purpose::new("order_check", id).map_err(|_| Refusal::NotFound)?;
        Ok(Self {
            ledger: find.money(actor, &purpose, id)?.ledger,
            orders: all(|page| find.orders(actor, id, page))?,
            payees: if pays { all(|page| find.payees(actor, page))? } else { Vec::new() },
            case,
        })
    }

    fn problems(
        self,
        state: &State,
        actor: &Actor,
        rules: &Rules,
        content: &OrderContent,
    ) -> Vec<Refusal> {
        let gate = self.case.gate();
        let mut facts = Facts::default();
        let roles = self.case.content.parties.iter().map(|one| ((gate.case, one.id), one.named()));
        facts.parties.extend(roles);
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
        order_problems(&facts, &gate, content, actor.who, &mut context)
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
