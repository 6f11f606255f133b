//! What may be done with the money of a case, each act with its form.

use super::super::form::{Control, Errors, Fields, Typed};
use super::super::inquiry::Named;
use super::super::post::{Kept, Outcome, Posted, Small, again};
use super::super::visitor::Visitor;
use super::super::words::word;
use super::books;
use super::holds;
use super::office::home;
use crate::dto::common::NoBody;
use crate::dto::money::{EndBody, EntryBody, PayBackBody, ProofBody};
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::command::{Command, CommandKind};
use engine::id::{CaseId, DutyId, TransferId};
use engine::ledger::{Book, Duty, DutyKind, Ledger, ObligationEnd, Transfer};
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Registers what the forms send.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(enter).service(end).service(pay_back).service(give_back);
    config.service(meet).service(keep).service(confirm_short);
}

/// The forms that this person may send now.
pub(super) fn forms(visitor: &Visitor, ledger: &Ledger) -> Vec<Named> {
    let case = ledger.case;
    let mut forms = Vec::new();
    let mut add = |kind: CommandKind, about: Option<String>, small: Small| {
        if visitor.may(kind) {
            let title = visitor.t(small.title);
            let title = about.map_or_else(|| title.clone(), |about| format!("{title}: {about}"));
            forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
        }
    };
    for duty in ledger.duties.iter().filter(|duty| is_met_by_hand(duty)) {
        let about = word(visitor.lang, "duty", duty.kind.code());
        let small = match duty.kind {
            DutyKind::ReturnTaken => keeping(case, duty.id),
            _ => meeting(case, duty.id),
        };
        add(CommandKind::MeetDuty, Some(about), small);
    }
    for duty in ledger.duties.iter().filter(|duty| duty.owed_back() > 0) {
        let about = locale::dong(duty.owed_back());
        add(CommandKind::PayBack, Some(about), giving_back(case, duty.id));
    }
    if ledger.closed.is_none() {
        add(CommandKind::PostEntry, None, entering(case));
        add(CommandKind::EndObligation, None, ending(case));
    }
    let said = |one: &&Transfer| one.shortfall.is_some() && one.in_transit() > 0;
    for transfer in ledger.transfers.iter().filter(said) {
        let about = locale::dong(transfer.in_transit());
        add(CommandKind::ConfirmShortfall, Some(about), confirming_short(case, transfer.id));
    }
    for (kind, small) in
        books::acts(visitor, ledger).into_iter().chain(holds::acts(visitor, ledger))
    {
        add(kind, None, small);
    }
    if ledger.balances.suspense != 0 {
        add(CommandKind::PayBack, None, paying_back(case));
    }
    forms
}

/// What a decision does is met by that decision.
pub(in crate::pages) fn is_met_by_hand(duty: &Duty) -> bool {
    duty.is_open() && duty.kind.is_met_by_hand()
}

fn amount(fields: &Fields<'_>) -> Vec<Control> {
    vec![
        fields.line("/amount/amount", "obligation-amount"),
        fields.hidden("/amount/currency", "VND"),
        fields.day("/day", "entry-day"),
        fields.area("/note", "entry-note"),
    ]
}

fn entering(case: CaseId) -> Small {
    Small::new("money-enter", format!("/cases/{case}/money/entries"), |fields| {
        let kinds = fields.words("entry", &["charge", "waive", "payment"]);
        let debts = Book::CODED.iter().filter(|book| book.is_debt());
        let debts: Vec<&str> = debts.map(|book| book.code()).collect();
        let mut controls = vec![
            fields.radios("/entry/kind", "entry-kind", kinds),
            fields.select("/entry/book", "entry-book", fields.words("book", &debts)),
        ];
        controls.extend(amount(fields));
        controls
    })
}

fn ending(case: CaseId) -> Small {
    Small::new("money-end", format!("/cases/{case}/money/end"), |fields| {
        let ways: Vec<&str> = ObligationEnd::CODED.iter().map(|one| one.code()).collect();
        vec![
            fields.select("/how", "money-end-how", fields.words("obligation-end", &ways)),
            fields.area("/reason", "reason-field"),
        ]
    })
}

fn paying_back(case: CaseId) -> Small {
    Small::new("money-pay-back", format!("/cases/{case}/money/pay-back"), amount)
}

fn giving_back(case: CaseId, duty: DutyId) -> Small {
    Small::new("money-give-back", format!("/cases/{case}/duties/{duty}/return"), amount)
}

fn confirming_short(case: CaseId, transfer: TransferId) -> Small {
    let to = format!("/cases/{case}/remittances/{transfer}/shortfall/confirmation");
    Small::new("remittance-short-confirm", to, |_| Vec::new())
}

fn meeting(case: CaseId, duty: DutyId) -> Small {
    proving("duty-meet", format!("/cases/{case}/duties/{duty}/fulfilment"))
}

/// What was taken and might not be goes back by a payment, or somebody proves why
/// not.
fn keeping(case: CaseId, duty: DutyId) -> Small {
    proving("duty-return-not", format!("/cases/{case}/duties/{duty}/no-return"))
}

fn proving(title: &'static str, to: String) -> Small {
    Small::new(title, to, |fields| {
        vec![fields.area("/proof", "duty-proof"), fields.time("/at", "duty-done-at")]
    })
}

/// Carries out one act and shows the page again.
pub(super) async fn act<B: DeserializeOwned>(
    case: CaseId,
    posted: &Posted,
    typed: &Typed,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let back = home(&posted.visitor, case);
    match posted.run(typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(posted, status, &errors, back, small),
    }
}

/// Enters into the books.
#[post("/cases/{id}/money/entries")]
async fn enter(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::PostEntry])?;
    let case: CaseId = path.into_inner().into();
    let mut typed = posted.typed.clone();
    if typed.get("/entry/kind") == "payment" {
        // A payment pays off the parts in the order of the policy.
        typed.remove("/entry/book");
    }
    act(case, &posted, &typed, entering(case), |reader, body: EntryBody| body.parse(case, reader))
        .await
}

/// Ends the obligation.
#[post("/cases/{id}/money/end")]
async fn end(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::EndObligation])?;
    let case: CaseId = path.into_inner().into();
    act(case, &posted, &posted.typed, ending(case), |reader, body: EndBody| {
        body.parse(case, reader)
    })
    .await
}

/// Records that money taken too much was paid back.
#[post("/cases/{id}/money/pay-back")]
async fn pay_back(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::PayBack])?;
    let case: CaseId = path.into_inner().into();
    act(case, &posted, &posted.typed, paying_back(case), |reader, body: PayBackBody| {
        body.parse(case, reader)
    })
    .await
}

/// Records that what was taken and might not be went back, or a part of it.
#[post("/cases/{id}/duties/{duty}/return")]
async fn give_back(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::PayBack])?;
    let (case, duty) = path.into_inner();
    let case: CaseId = case.into();
    let mut typed = posted.typed.clone();
    typed.set("/duty", duty.to_string());
    act(case, &posted, &typed, giving_back(case, duty.into()), |reader, body: PayBackBody| {
        body.parse(case, reader)
    })
    .await
}

/// Records that a duty was met, with proof.
#[post("/cases/{id}/duties/{duty}/fulfilment")]
async fn meet(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let (case, duty) = path.into_inner();
    proven(case.into(), duty.into(), kept, meeting(case.into(), duty.into())).await
}

/// Records why nothing, or nothing more, is to go back.
#[post("/cases/{id}/duties/{duty}/no-return")]
async fn keep(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let (case, duty) = path.into_inner();
    proven(case.into(), duty.into(), kept, keeping(case.into(), duty.into())).await
}

async fn proven(
    case: CaseId,
    duty: DutyId,
    kept: Kept,
    small: Small,
) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::MeetDuty])?;
    let mut typed = posted.typed.clone();
    if typed.get("/at").trim().is_empty() {
        // Done just now.
        typed.remove("/at");
    }
    act(case, &posted, &typed, small, |reader, body: ProofBody| body.parse(case, duty, reader))
        .await
}

/// Confirms that no more of a payment will come: another person than who said so.
#[post("/cases/{id}/remittances/{transfer}/shortfall/confirmation")]
async fn confirm_short(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ConfirmShortfall])?;
    let (case, transfer) = path.into_inner();
    let (case, transfer): (CaseId, TransferId) = (case.into(), transfer.into());
    act(case, &posted, &posted.typed, confirming_short(case, transfer), |_, NoBody {}| {
        Some(Command::ConfirmShortfall { case, transfer })
    })
    .await
}
