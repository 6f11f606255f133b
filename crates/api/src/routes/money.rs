//! The money of a case: its books, interest, holds, and what is owed to be done.

use crate::auth::Caller;
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::money::{
    DecisionNoticeBody, EndBody, EntryBody, GroundsBody, InterestBody, LastDayBody, LawBody,
    LiftGroundBody, PayBackBody, ProofBody, ProtectionBody, RateBody, RemittanceBody,
    SuspensionBody,
};
use crate::dto::query::{AsOf, AsOfParams, DeductOn, DeductOnParams, PurposeParams};
use crate::dto::reader::Reader;
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::money::MoneyView;
use crate::dto::view::proposal::ProposalView;
use crate::http::{Asked, Status, Write, WriteHeaders, root, shown};
use crate::problem::Problem;
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use actix_web::{get, post, put};
use engine::command::Command;
use store::read::Purpose;
use uuid::Uuid;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(read)
        .service(propose)
        .service(enter)
        .service(reverse)
        .service(set_interest)
        .service(accrue)
        .service(suspend)
        .service(resume)
        .service(record_rate)
        .service(end)
        .service(pay_back)
        .service(protect)
        .service(complete_grounds)
        .service(record_decision_notice)
        .service(choose_law)
        .service(record_lift_ground)
        .service(meet_duty)
        .service(acknowledge)
        .service(confirm_remittance)
        .service(report_shortfall)
        .service(confirm_shortfall);
}

/// The money of a case: books, freezes, holds, payments, duties. All of it as it
/// stands, or as it stood at the end of a day in Hà Nội by what was recorded until
/// then; as it stands also what a deduction on a planned day must bring, with the
/// interest until then. Each reading is put on record with its purpose; without a purpose nothing
/// is read. Who may not read what institutions say sees the ends of account
/// numbers only.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), AsOfParams, DeductOnParams, PurposeParams),
    responses(
        (status = 200, body = MoneyView, headers(("ETag" = String, description = "Version of the money"))),
        reply::Refusable,
    ),
)]
#[get("/cases/{id}/money")]
async fn read(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let (as_of, (deduct_on, purpose)): (AsOf, (DeductOn, Purpose)) = asked.read()?;
    deduct_on.none_with(&as_of)?;
    let rules = state.store.rules();
    let on = deduct_on.day(&rules, state.now())?;
    let AsOf(day) = as_of;
    let found = state.store.find(move |find| match day {
        Some(day) => find.money_as_of(&caller.actor, &purpose, id, day),
        None => find.money(&caller.actor, &purpose, id),
    });
    let found = found.await?;
    let told = (&Names::of(&state), &rules.law);
    let view = MoneyView::new(found, told, state.now(), on);
    Ok(root(view.version(), &view))
}

/// What would leave exactly the cap frozen, as orders that can be filed: never less
/// than the interest until the planned deduction. Read with a purpose, on record.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), DeductOnParams, PurposeParams),
    responses((status = 200, body = ProposalView), reply::Refusable),
)]
#[get("/cases/{id}/proposal")]
async fn propose(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let (deduct_on, purpose): (DeductOn, Purpose) = asked.read()?;
    let rules = state.store.rules();
    let on = deduct_on.day(&rules, state.now())?;
    let found = state.store.find(move |find| find.money(&caller.actor, &purpose, id)).await?;
    let expected = found.ledger.expected(on);
    Ok(shown(&ProposalView::new(&found.ledger, expected, &rules.law, state.now())))
}

/// Charges, waives, or records a payment that came without a deduction.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = EntryBody,
    responses(reply::Made),
)]
#[post("/cases/{id}/money/entries")]
async fn enter(path: Path<Uuid>, write: Write<EntryBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Takes a posting back by its opposite.
#[utoipa::path(
    tag = "money",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("posting" = Uuid, Path, description = "The posting"),
        WriteHeaders,
    ),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/money/postings/{posting}/reversal")]
async fn reverse(
    path: Path<(Uuid, Uuid)>,
    write: Write<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let (id, posting) = path.into_inner();
    write
        .run(Status::Changed, |_, body| {
            Some(Command::ReversePosting {
                case: id.into(),
                posting: posting.into(),
                reason: body.reason,
            })
        })
        .await
}

/// Sets the rate of late interest, or lets none run.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = InterestBody,
    responses(reply::Changed),
)]
#[put("/cases/{id}/money/interest")]
async fn set_interest(
    path: Path<Uuid>,
    write: Write<InterestBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Posts the interest up to a day.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = LastDayBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/money/interest/accrual")]
async fn accrue(path: Path<Uuid>, write: Write<LastDayBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.accrue(id.into(), reader)).await
}

/// Lets no interest run from a day on.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = SuspensionBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/money/interest/suspension")]
async fn suspend(path: Path<Uuid>, write: Write<SuspensionBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Lets interest run again.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = LastDayBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/money/interest/resumption")]
async fn resume(path: Path<Uuid>, write: Write<LastDayBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.resume(id.into(), reader)).await
}

/// Records what a foreign currency is worth.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = RateBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/money/rates")]
async fn record_rate(path: Path<Uuid>, write: Write<RateBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Ends the obligation: nothing new is frozen or taken after this, and what is
/// frozen is released.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = EndBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/money/end")]
async fn end(path: Path<Uuid>, write: Write<EndBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Records that money taken too much was paid back.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = PayBackBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/money/pay-back")]
async fn pay_back(path: Path<Uuid>, write: Write<PayBackBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Says what of a hold may not be deducted.
#[utoipa::path(
    tag = "money",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("hold" = Uuid, Path, description = "The hold"),
        WriteHeaders,
    ),
    request_body = ProtectionBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/holds/{hold}/protection")]
async fn protect(
    path: Path<(Uuid, Uuid)>,
    write: Write<ProtectionBody>,
) -> Result<HttpResponse, Problem> {
    let (id, hold) = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), hold.into(), reader)).await
}

/// Says that the grounds for coercion are complete: starts its limit.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = GroundsBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/grounds-complete")]
async fn complete_grounds(
    path: Path<Uuid>,
    write: Write<GroundsBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Records when and how the debtor was told of the enforcement decision: the
/// voluntary period runs from then. What is said last counts.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = DecisionNoticeBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/decision-notice")]
async fn record_decision_notice(
    path: Path<Uuid>,
    write: Write<DecisionNoticeBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Judges the officer's own limits on a freeze by another law than that of its
/// day, with a reason.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = LawBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/law-choices")]
async fn choose_law(path: Path<Uuid>, write: Write<LawBody>) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Records that a ground for lifting arose: starts the limit of the release.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = LiftGroundBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/lift-grounds")]
async fn record_lift_ground(
    path: Path<Uuid>,
    write: Write<LiftGroundBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), reader)).await
}

/// Records that a duty was met, with proof.
#[utoipa::path(
    tag = "money",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("duty" = Uuid, Path, description = "The duty"),
        WriteHeaders,
    ),
    request_body = ProofBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/duties/{duty}/fulfilment")]
async fn meet_duty(
    path: Path<(Uuid, Uuid)>,
    write: Write<ProofBody>,
) -> Result<HttpResponse, Problem> {
    let (id, duty) = path.into_inner();
    write.run(Status::Changed, |reader, body| body.parse(id.into(), duty.into(), reader)).await
}

/// The prosecutor says that the papers of an order are there: they were sent when
/// it went out.
#[utoipa::path(
    tag = "money",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("order" = Uuid, Path, description = "The order"),
        WriteHeaders,
    ),
    request_body = NoBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/orders/{order}/acknowledgement")]
async fn acknowledge(
    path: Path<(Uuid, Uuid)>,
    write: Write<NoBody>,
) -> Result<HttpResponse, Problem> {
    let (case, order) = path.into_inner();
    write
        .run(Status::Changed, |_, NoBody {}| {
            let (case, instrument) = (case.into(), order.into());
            Some(Command::AcknowledgeCopies { case, instrument })
        })
        .await
}

/// Confirms that deducted money arrived on the treasury account. Nobody
/// confirms what he ordered.
#[utoipa::path(
    tag = "money",
    params(("id" = Uuid, Path, description = "The case"), WriteHeaders),
    request_body = RemittanceBody,
    responses(reply::Made),
)]
#[post("/cases/{id}/remittances")]
async fn confirm_remittance(
    path: Path<Uuid>,
    write: Write<RemittanceBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    write.run(Status::Created, |reader, body| body.parse(id.into(), reader)).await
}

/// Says that no more of a payment will come than has arrived. Nothing moves until
/// another person confirms it; money that comes, and a report of the institution,
/// undo it.
#[utoipa::path(
    tag = "money",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("transfer" = Uuid, Path, description = "The payment"),
        WriteHeaders,
    ),
    request_body = ReasonBody,
    responses(reply::Changed),
)]
#[post("/cases/{id}/remittances/{transfer}/shortfall")]
async fn report_shortfall(
    path: Path<(Uuid, Uuid)>,
    write: Write<ReasonBody>,
) -> Result<HttpResponse, Problem> {
    let (case, transfer) = path.into_inner();
    let command = |_: &mut Reader, ReasonBody { reason }| {
        Some(Command::ReportShortfall { case: case.into(), transfer: transfer.into(), reason })
    };
    write.run(Status::Changed, command).await
}

/// Confirms that no more of a payment will come: another person than who said so.
/// What is missing is owed again.
#[utoipa::path(
    tag = "money",
    params(
        ("id" = Uuid, Path, description = "The case"),
        ("transfer" = Uuid, Path, description = "The payment"),
        WriteHeaders,
    ),
    responses(reply::Changed),
)]
#[post("/cases/{id}/remittances/{transfer}/shortfall/confirmation")]
async fn confirm_shortfall(
    path: Path<(Uuid, Uuid)>,
    write: Write<NoBody>,
) -> Result<HttpResponse, Problem> {
    let (case, transfer) = path.into_inner();
    let command = |_: &mut Reader, NoBody {}| {
        Some(Command::ConfirmShortfall { case: case.into(), transfer: transfer.into() })
    };
    write.run(Status::Changed, command).await
}
