//! The law and the calendars in force: what clocks are computed with.

use crate::auth::Caller;
use crate::dto::query::{InForce, KeyPage, PageParams, RuleParams, Start, StartParams};
use crate::dto::reply;
use crate::dto::view::law::{CalendarView, ExplanationShown, RuleView, YearView};
use crate::dto::view::list::List;
use crate::dto::view::shown::Shown;
use crate::http::{Asked, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use engine::inforce::Law;
use engine::law::{Explanation, RuleId};
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::time::Instant;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(explanation).service(calendars).service(year);
}

/// The rules, by id, in every version.
#[utoipa::path(
    tag = "law",
    params(RuleParams, PageParams),
    responses((status = 200, body = List<RuleView>), reply::Refusable),
)]
#[get("/law/rules")]
async fn list(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Law)?;
    let (InForce(day), page): (InForce, KeyPage) = asked.read()?;
    let rules = state.store.rules();
    let all = rules.law.book().rules().iter();
    let wanted = all.filter(|rule| day.is_none_or(|day| rule.effective.contains(day)));
    let rows =
        wanted.map(|rule| (format!("{}_{}", rule.id, rule.effective.from), RuleView::from(rule)));
    Ok(shown(&List::by_key(rows.collect(), &page)))
}

/// How a rule comes to its due instant: every day, counted or not, and why. A
/// rule not in force then answers too, and says so.
#[utoipa::path(
    tag = "law",
    params(("id" = String, Path, description = "The rule, e.g. `N07`"), StartParams),
    responses((status = 200, body = ExplanationShown), reply::Refusable),
)]
#[get("/law/rules/{id}/explanation")]
async fn explanation(
    path: Path<String>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Law)?;
    let Start(from) = asked.read()?;
    let rules = state.store.rules();
    let id = path.parse().map_err(|_| Refusal::NotFound)?;
    let told = explain(&rules.law, &id, from).ok_or(Refusal::NotFound)?;
    Ok(shown(&Shown(told)))
}

/// The rule's own calendar computes it. Which calendar that is can depend on
/// the rule found, so the first calendar only serves to find it.
fn explain(law: &Law, id: &RuleId, from: Instant) -> Option<Explanation> {
    let any = law.calendars().iter().next()?;
    let rule = law.book().lookup_any_time(id, from, any).ok()?;
    Some(law.book().explain(rule, from, law.calendar_of(rule)?))
}

/// The calendars in force.
#[utoipa::path(
    tag = "law",
    params(PageParams),
    responses((status = 200, body = List<CalendarView>), reply::Refusable),
)]
#[get("/calendars")]
async fn calendars(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Law)?;
    let page: KeyPage = asked.read()?;
    let rules = state.store.rules();
    let number = rules.law.calendar_number();
    let all = rules.law.calendars().iter();
    let rows = all.map(|one| (one.id().to_owned(), CalendarView::new(one, number)));
    Ok(shown(&List::by_key(rows.collect(), &page)))
}

/// One year of a calendar: days off and days worked that are not as every week,
/// and how sure they are.
#[utoipa::path(
    tag = "law",
    params(
        ("id" = String, Path, description = "The calendar, e.g. `vn`"),
        ("year" = i16, Path, description = "The year"),
    ),
    responses((status = 200, body = YearView), reply::Refusable),
)]
#[get("/calendars/{id}/{year}")]
async fn year(
    path: Path<(String, i16)>,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    caller.may_read(ReadKind::Law)?;
    let (id, year) = path.into_inner();
    let rules = state.store.rules();
    let calendar = rules.law.calendars().get(&id).ok_or(Refusal::NotFound)?;
    Ok(shown(&YearView::new(calendar, year).ok_or(Refusal::NotFound)?))
}
