//! What an officer says of the books beside entries: the rate of interest and until
//! when it runs, what a foreign currency is worth, what was posted wrongly.

use super::super::form::{Choice, Control, Fields, Typed};
use super::super::orders::{known, millionths};
use super::super::post::{Kept, Small};
use super::super::visitor::Visitor;
use super::super::words::word;
use super::acts::act;
use crate::dto::common::ReasonBody;
use crate::dto::money::{InterestBody, LastDayBody, RateBody, SuspensionBody};
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::command::{Command, CommandKind};
use engine::id::CaseId;
use engine::ledger::{Ledger, Posting};
use engine::money::{Currency, typed as read_amount};
use engine::refusal::Refusal;
use locale::{date, dong};
use std::collections::BTreeSet;
use uuid::Uuid;

/// That no interest runs, said beside the rate: no member of the body.
const NONE: &str = "_none";
/// What stands for what is no number, so that the body refuses it.
const NO_NUMBER: &str = "?";

/// Which posting is taken back: no member of the body, the path names it.
const POSTING: &str = "_posting";

/// Registers what the forms send.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(set)
        .service(accrue)
        .service(suspend)
        .service(resume)
        .service(rate)
        .service(reverse);
}

/// The forms, each with whose act it is; none where there is nothing to say.
pub(super) fn acts(visitor: &Visitor, ledger: &Ledger) -> Vec<(CommandKind, Small)> {
    let case = ledger.case;
    let mut acts = Vec::new();
    if ledger.closed.is_none() {
        acts.push((CommandKind::SetInterest, setting(case)));
        if let Some(interest) = &ledger.interest {
            acts.push((CommandKind::AccrueInterest, accruing(case)));
            acts.push(if interest.is_suspended() {
                (CommandKind::ResumeInterest, resuming(case))
            } else {
                (CommandKind::SuspendInterest, suspending(case))
            });
        }
    }
    let held: BTreeSet<&str> = ledger.holds.iter().map(|hold| hold.currency.code()).collect();
    let foreign: Vec<Choice> = held
        .into_iter()
        .filter(|code| *code != Currency::VND.code())
        .map(|code| Choice::new(code, code))
        .collect();
    if !foreign.is_empty() {
        acts.push((CommandKind::RecordRate, rating(case, foreign)));
    }
    let postings: Vec<Choice> = standing(ledger).map(|one| choice(visitor, one)).collect();
    if !postings.is_empty() {
        acts.push((CommandKind::ReversePosting, reversing(case, postings)));
    }
    acts
}

/// Postings that nothing has taken back; money that came in by a deduction is taken
/// back where its payment is, and what was conceded not alone.
fn standing(ledger: &Ledger) -> impl Iterator<Item = &Posting> {
    let reversed = |one: &Posting| ledger.postings.iter().any(|by| by.reverses == Some(one.id));
    ledger
        .postings
        .iter()
        .filter(|one| one.transfer.is_none() && one.concession.is_none())
        .filter(move |one| one.reverses.is_none() && !reversed(one))
}

fn choice(visitor: &Visitor, one: &Posting) -> Choice {
    let [debit, credit] = [one.debit, one.credit].map(|one| word(visitor.lang, "book", one.code()));
    let what = format!("{}, {}: {debit} / {credit}", date(one.day), dong(one.amount));
    let label = if one.note.is_empty() { what } else { format!("{what} – {}", one.note) };
    Choice::new(one.id.to_string(), label)
}

fn setting(case: CaseId) -> Small {
    Small::new("interest-set", format!("/cases/{case}/money/interest"), |fields| {
        vec![
            fields.line("/ppm", "interest-rate"),
            fields.check(NONE, "interest-none"),
            fields.day("/from", "interest-from"),
        ]
    })
}

fn accruing(case: CaseId) -> Small {
    Small::new("interest-accrue", format!("/cases/{case}/money/interest/accrual"), to)
}

fn resuming(case: CaseId) -> Small {
    Small::new("interest-resume", format!("/cases/{case}/money/interest/resumption"), |fields| {
        vec![fields.day("/to", "interest-without-to")]
    })
}

fn suspending(case: CaseId) -> Small {
    Small::new("interest-suspend", format!("/cases/{case}/money/interest/suspension"), |fields| {
        vec![fields.day("/from", "interest-without-from"), fields.area("/reason", "reason-field")]
    })
}

fn rating(case: CaseId, foreign: Vec<Choice>) -> Small {
    Small::new("rate-record", format!("/cases/{case}/money/rates"), move |fields| {
        vec![
            fields.select("/currency", "rate-currency", foreign.clone()),
            fields.line("/per_million", "rate-dong"),
            fields.day("/day", "rate-day"),
            fields.line("/source", "rate-source"),
        ]
    })
}

fn reversing(case: CaseId, postings: Vec<Choice>) -> Small {
    Small::new("posting-reverse", format!("/cases/{case}/money/reversals"), move |fields| {
        vec![
            fields.select(POSTING, "posting-which", postings.clone()),
            fields.area("/reason", "reason-field"),
        ]
    })
}

fn to(fields: &Fields<'_>) -> Vec<Control> {
    vec![fields.day("/to", "interest-to")]
}

/// A rate is typed in percent; that none runs is said. What is no rate is left for
/// the body to refuse.
fn in_millionths(typed: &Typed) -> Typed {
    let mut typed = typed.clone();
    let none = typed.get(NONE) == "true";
    let ppm = millionths(typed.get("/ppm")).map(|ppm| ppm.to_string());
    match ppm {
        None if none && typed.get("/ppm").trim().is_empty() => typed.remove("/ppm"),
        ppm => typed.set("/ppm", ppm.filter(|_| !none).unwrap_or_else(|| NO_NUMBER.to_owned())),
    }
    typed
}

/// What a currency is worth is typed as đồng for one of it: recorded is what a million
/// of its minor units are worth.
fn for_a_million(typed: &Typed) -> Typed {
    let mut typed = typed.clone();
    let digits = Currency::parse(typed.get("/currency")).map_or(0, Currency::minor_digits);
    let worth = worth(typed.get("/per_million"), digits).map(|worth| worth.to_string());
    typed.set("/per_million", worth.unwrap_or_else(|| NO_NUMBER.to_owned()));
    typed
}

/// What a million minor units are worth in đồng, from đồng for one unit as it is
/// typed: `25.432,5`.
fn worth(text: &str, minor_digits: u8) -> Option<i64> {
    let (whole, part) = text.trim().split_once(',').unwrap_or((text.trim(), "0"));
    let whole = read_amount(whole, Currency::VND)?;
    if part.is_empty() || part.len() > 6 || !part.bytes().all(|one| one.is_ascii_digit()) {
        return None;
    }
    let micros: i128 = format!("{whole}{part:0<6}").parse().ok()?;
    let worth = micros.checked_div(10_i128.checked_pow(minor_digits.into())?)?;
    i64::try_from(worth).ok()
}

/// Sets the rate of late interest, or lets none run.
#[post("/cases/{id}/money/interest")]
async fn set(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::SetInterest])?;
    let case: CaseId = path.into_inner().into();
    let typed = in_millionths(&posted.typed);
    act(case, &posted, &typed, setting(case), |reader, body: InterestBody| body.parse(case, reader))
        .await
}

/// Posts the interest up to a day.
#[post("/cases/{id}/money/interest/accrual")]
async fn accrue(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::AccrueInterest])?;
    let case: CaseId = path.into_inner().into();
    act(case, &posted, &posted.typed, accruing(case), |reader, body: LastDayBody| {
        body.accrue(case, reader)
    })
    .await
}

/// Lets no interest run from a day on.
#[post("/cases/{id}/money/interest/suspension")]
async fn suspend(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::SuspendInterest])?;
    let case: CaseId = path.into_inner().into();
    act(case, &posted, &posted.typed, suspending(case), |reader, body: SuspensionBody| {
        body.parse(case, reader)
    })
    .await
}

/// Lets interest run again.
#[post("/cases/{id}/money/interest/resumption")]
async fn resume(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ResumeInterest])?;
    let case: CaseId = path.into_inner().into();
    act(case, &posted, &posted.typed, resuming(case), |reader, body: LastDayBody| {
        body.resume(case, reader)
    })
    .await
}

/// Records what a foreign currency is worth.
#[post("/cases/{id}/money/rates")]
async fn rate(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordRate])?;
    let case: CaseId = path.into_inner().into();
    let typed = for_a_million(&posted.typed);
    let currency = posted.typed.get("/currency");
    let small = rating(case, vec![Choice::new(currency, currency)]);
    act(case, &posted, &typed, small, |reader, body: RateBody| body.parse(case, reader)).await
}

/// Takes a posting back by its opposite.
#[post("/cases/{id}/money/reversals")]
async fn reverse(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ReversePosting])?;
    let case: CaseId = path.into_inner().into();
    // A posting nobody could choose is one that is not there.
    let posting = posted.typed.get(POSTING).parse::<Uuid>().unwrap_or_default().into();
    let known = known(&posted.visitor, case).await?;
    let ledger = known.ledger.as_ref().ok_or(Refusal::Forbidden)?;
    let choices = standing(ledger).map(|one| choice(&posted.visitor, one)).collect();
    let small = reversing(case, choices);
    act(case, &posted, &posted.typed, small, |_, body: ReasonBody| {
        Some(Command::ReversePosting { case, posting, reason: body.reason })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_typed_as_dong_for_one() {
        for (typed, digits, per_million) in [
            ("25.400", 2, Some(254_000_000)),
            ("25.432,5", 2, Some(254_325_000)),
            ("165,32", 0, Some(165_320_000)),
            ("17,45", 0, Some(17_450_000)),
            ("", 2, None),
            ("25,4,1", 2, None),
            ("1,1234567", 2, None),
            ("99999999999999999999999999999999999999", 0, None),
        ] {
            assert_eq!(worth(typed, digits), per_million, "{typed}");
        }
    }
}
