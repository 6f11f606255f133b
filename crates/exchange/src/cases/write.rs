//! Cases and errors on their way out, in the form they come in.

use super::{CaseRow, Fault, IDENTIFIERS, PaymentRow};
use ::csv::{QuoteStyle, Writer, WriterBuilder};
use engine::id::UserId;
use std::collections::HashMap;

/// `cases.csv`, `parties.csv`, `obligations.csv`, `payments.csv`: what this reader
/// reads again. `officers`: what people sign in with.
pub fn write(
    cases: &[CaseRow],
    payments: &[PaymentRow],
    officers: &HashMap<UserId, String>,
) -> Result<[(&'static str, String); 4], ::csv::Error> {
    let mut heads = table(super::CASES)?;
    let mut parties = table(super::PARTIES)?;
    let mut owed = table(super::OBLIGATIONS)?;
    let mut paid = table(super::PAYMENTS)?;
    for CaseRow { theirs, .. } in cases {
        let external = theirs.external.as_str();
        heads.write_record([
            external,
            &theirs.number,
            officers.get(&theirs.officer).map_or("", String::as_str),
            &theirs.decision.number,
            &theirs.decision.day.to_string(),
            &theirs.decision.issuer,
            &theirs.judgment.number,
            &theirs.judgment.day.to_string(),
            &theirs.judgment.issuer,
            theirs.category.code(),
            theirs.conditions.code(),
            if theirs.closed { "closed" } else { "open" },
        ])?;
        for party in &theirs.parties {
            let identifier = |kind| {
                let found = party.identifiers.iter().find(|one| one.kind() == kind);
                found.map_or("", |one| one.normalised())
            };
            let named = [
                external,
                party.external.as_str(),
                party.role.code(),
                party.kind.code(),
                party.name.as_written(),
            ];
            let numbers = IDENTIFIERS.map(|(_, kind)| identifier(kind));
            let address = [party.address.as_deref().unwrap_or_default()];
            parties.write_record(named.iter().chain(&numbers).chain(&address))?;
        }
        for line in &theirs.obligations {
            owed.write_record([
                external,
                line.kind.code(),
                &line.amount.minor().to_string(),
                line.amount.currency().code(),
                line.note.as_deref().unwrap_or_default(),
            ])?;
        }
    }
    for PaymentRow { case, payment, .. } in payments {
        paid.write_record([
            case.as_str(),
            payment.external.as_str(),
            &payment.amount.minor().to_string(),
            &payment.day.to_string(),
            payment.reference.as_deref().unwrap_or_default(),
            payment.note.as_deref().unwrap_or_default(),
            if payment.other_money { "true" } else { "false" },
        ])?;
    }
    Ok([
        ("cases.csv", text(heads)?),
        ("parties.csv", text(parties)?),
        ("obligations.csv", text(owed)?),
        ("payments.csv", text(paid)?),
    ])
}

/// `errors.csv`: file, row, column, code, words.
pub fn errors_csv(
    faults: &[Fault],
    words: impl Fn(&Fault) -> String,
) -> Result<String, ::csv::Error> {
    let mut out = writer();
    out.write_record(["file", "row", "column", "code", "words"])?;
    for fault in faults {
        let line = fault.line.to_string();
        out.write_record([&fault.file, &line, &fault.column, &fault.code, &words(fault)])?;
    }
    text(out)
}

fn table(columns: &[super::Column]) -> Result<Writer<Vec<u8>>, ::csv::Error> {
    let mut out = writer();
    out.write_record(columns.iter().map(|(code, ..)| *code))?;
    Ok(out)
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().quote_style(QuoteStyle::Necessary).from_writer(Vec::new())
}

fn text(out: Writer<Vec<u8>>) -> Result<String, ::csv::Error> {
    let bytes = out.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?;
    // Only text was written.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
