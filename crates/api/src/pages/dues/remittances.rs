//! Payments that institutions say they made and nobody has seen arrive.

use super::super::form::{Errors, Typed, written_amount};
use super::super::home::cursor;
use super::super::inquiry::Named;
use super::super::page;
use super::super::parts::{Cell, ROWS, Table};
use super::super::post::{Kept, Outcome, Small, again};
use super::super::visitor::Visitor;
use super::duties::{DuesPage, Wanted};
use crate::dto::common::ReasonBody;
use crate::dto::money::RemittanceBody;
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::command::{Command, CommandKind};
use engine::id::{CaseId, TransferId};
use engine::policy::ReadKind;
use locale::{date, dong, text};
use store::read::{Page, TransferLine};
use uuid::Uuid;

const HERE: &str = "/remittances";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(confirm).service(report_short);
}

/// The list.
#[get("/remittances")]
async fn show(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.transfers_to_confirm(actor, from)).await?;
    let heads = ["inquiry-case", "demand-institution", "paid", "paid-reference", "paid-value-day"];
    let confirms = visitor.may(CommandKind::ConfirmRemittance);
    let short = visitor.may(CommandKind::ReportShortfall);
    let forms = found.rows.iter().filter(|_| confirms).map(|row| named(&visitor, row));
    let forms = forms.chain(found.rows.iter().filter(|_| short).map(|row| missing(&visitor, row)));
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("remittances-title")),
        tabs: Vec::new(),
        parts: Vec::new(),
        empty: visitor.t("remittances-empty"),
        forms: forms.collect(),
        table: Table {
            title: visitor.t("remittances-title"),
            heads: heads.iter().map(|key| visitor.t(key)).collect(),
            rows: found.rows.iter().map(|row| line(&visitor, row)).collect(),
        },
        next: found.next.map(|cursor| format!("{HERE}?after={cursor}")),
    };
    page(StatusCode::OK, &shown)
}

fn line(visitor: &Visitor, row: &TransferLine) -> Vec<Cell> {
    let number = row.case_number.clone();
    let said = row.transfer.shortfall.as_ref().map(|said| {
        let args = [("amount", dong(said.missing).into()), ("reason", said.reason.as_str().into())];
        text(visitor.lang, "remittance-short-said", &args)
    });
    vec![
        if visitor.reads(ReadKind::Money) {
            Cell::to(number, format!("/cases/{}/money", row.case))
        } else {
            number.into()
        },
        visitor.names().institution(row.institution).into(),
        std::iter::once(dong(row.transfer.paid)).chain(said).collect::<Vec<_>>().join("; ").into(),
        row.transfer.reference.clone().unwrap_or_default().into(),
        row.transfer.value_day.map(date).unwrap_or_default().into(),
    ]
}

/// The form that confirms one payment: what it says, still to arrive.
fn named(visitor: &Visitor, row: &TransferLine) -> Named {
    let transfer = &row.transfer;
    let waiting = transfer.in_transit();
    let mut typed = Typed::default();
    typed.set("/transfer", transfer.id.to_string());
    typed.set("/amount/amount", written_amount(&waiting.to_string(), 0));
    let day = transfer.value_day.map(|day| day.to_string());
    typed.set("/day", day.unwrap_or_default());
    let small = Small { typed, ..confirming(row.case) };
    let about = format!("{} – {}", visitor.names().institution(row.institution), dong(waiting));
    let title = format!("{}: {about} ({})", visitor.t(small.title), row.case_number);
    // Several forms go to one place: their fields need names of their own.
    Named {
        title,
        form: small.shown_for(visitor, &Errors::default(), &format!("-{}", transfer.id)),
    }
}

fn confirming(case: CaseId) -> Small {
    Small::new("remittance-confirm", format!("/cases/{case}/remittances"), |fields| {
        vec![
            fields.hidden("/transfer", fields.typed.get("/transfer")),
            fields.line("/amount/amount", "obligation-amount"),
            fields.hidden("/amount/currency", "VND"),
            fields.day("/day", "entry-day"),
            fields.line("/reference", "remittance-reference"),
            fields.check("/other_money", "remittance-other-money"),
        ]
    })
}

/// The form that says that no more of one payment will come.
fn missing(visitor: &Visitor, row: &TransferLine) -> Named {
    let transfer = &row.transfer;
    let small = saying_short(row.case, transfer.id);
    let left = dong(transfer.in_transit());
    let about = format!("{} – {left}", visitor.names().institution(row.institution));
    let title = format!("{}: {about} ({})", visitor.t(small.title), row.case_number);
    let form = small.shown_for(visitor, &Errors::default(), &format!("-short-{}", transfer.id));
    Named { title, form }
}

fn saying_short(case: CaseId, transfer: TransferId) -> Small {
    let to = format!("/cases/{case}/remittances/{transfer}/shortfall");
    Small::new("remittance-short", to, |fields| {
        vec![fields.area("/reason", "remittance-short-reason")]
    })
}

/// Says that no more of a payment will come; another person confirms it.
#[post("/cases/{id}/remittances/{transfer}/shortfall")]
async fn report_short(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReportShortfall])?;
    let (case, transfer) = path.into_inner();
    let (case, transfer): (CaseId, TransferId) = (case.into(), transfer.into());
    let command = |_: &mut Reader, ReasonBody { reason }| {
        Some(Command::ReportShortfall { case, transfer, reason })
    };
    match posted.run(&posted.typed, command).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{HERE}?done=remittance-short"))),
        Outcome::Wrong(status, errors) => {
            again(&posted, status, &errors, HERE.to_owned(), saying_short(case, transfer))
        }
    }
}

/// Confirms that money arrived. Nobody confirms what he ordered.
#[post("/cases/{id}/remittances")]
async fn confirm(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ConfirmRemittance])?;
    let case: CaseId = path.into_inner().into();
    let outcome =
        posted.run(&posted.typed, |reader, body: RemittanceBody| body.parse(case, reader)).await?;
    match outcome {
        Outcome::Done(_) => Ok(posted.onward(&format!("{HERE}?done=remittance-confirm"))),
        Outcome::Wrong(status, errors) => {
            again(&posted, status, &errors, HERE.to_owned(), confirming(case))
        }
    }
}
