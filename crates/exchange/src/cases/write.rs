//! What is wrong with files, as a file; and cases of here as files that are read again.

use super::{CASES, Column, Fault, IDENTIFIERS, OBLIGATIONS, PARTIES, PAYMENTS};
use crate::amount::to_iso;
use ::csv::{QuoteStyle, Writer, WriterBuilder};
use engine::money::Money;
use engine::sync::{ForeignCase, HandedOut};
use std::io::Write;

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

/// Cases as files with every column, written as they come.
pub struct Sheets<W: Write> {
    cases: Writer<W>,
    parties: Writer<W>,
    obligations: Writer<W>,
    payments: Writer<W>,
}

impl<W: Write> Sheets<W> {
    /// Begins them with their headings. In the order of [`FILES`].
    pub fn new([cases, parties, obligations, payments]: [W; 4]) -> Result<Self, ::csv::Error> {
        Ok(Self {
            cases: begun(cases, CASES)?,
            parties: begun(parties, PARTIES)?,
            obligations: begun(obligations, OBLIGATIONS)?,
            payments: begun(payments, PAYMENTS)?,
        })
    }

    /// Writes a case. `officer`: what its officer signs in with.
    pub fn add(&mut self, told: &HandedOut, officer: &str) -> Result<(), ::csv::Error> {
        let case = &told.case;
        self.case(case, officer)?;
        for party in &case.parties {
            let mut row = vec![
                case.external.as_str().to_owned(),
                party.external.as_str().to_owned(),
                party.role.code().to_owned(),
                party.kind.code().to_owned(),
                party.name.as_written().to_owned(),
            ];
            for (_, kind) in IDENTIFIERS {
                let found = party.identifiers.iter().find(|one| one.kind() == kind);
                row.push(found.map_or_else(String::new, |one| one.normalised().to_owned()));
            }
            row.push(party.address.clone().unwrap_or_default());
            self.parties.write_record(row)?;
        }
        for line in &case.obligations {
            self.obligations.write_record([
                case.external.as_str(),
                line.kind.code(),
                &amount(line.amount),
                line.amount.currency().code(),
                line.note.as_deref().unwrap_or_default(),
            ])?;
        }
        for payment in &told.payments {
            self.payments.write_record([
                case.external.as_str(),
                payment.external.as_str(),
                &amount(payment.amount),
                &payment.day.to_string(),
                payment.reference.as_deref().unwrap_or_default(),
                payment.note.as_deref().unwrap_or_default(),
                if payment.other_money { "true" } else { "" },
            ])?;
        }
        Ok(())
    }

    fn case(&mut self, case: &ForeignCase, officer: &str) -> Result<(), ::csv::Error> {
        self.cases.write_record([
            case.external.as_str(),
            &case.number,
            officer,
            &case.decision.number,
            &case.decision.day.to_string(),
            &case.decision.issuer,
            &case.judgment.number,
            &case.judgment.day.to_string(),
            &case.judgment.issuer,
            case.category.code(),
            case.conditions.code(),
            if case.closed { "closed" } else { "open" },
        ])
    }

    /// Hands everything on.
    pub fn end(mut self) -> std::io::Result<()> {
        self.cases.flush()?;
        self.parties.flush()?;
        self.obligations.flush()?;
        self.payments.flush()
    }
}

/// Names of the files of cases, in the order of [`Sheets::new`].
pub const FILES: [&str; 4] = ["cases.csv", "parties.csv", "obligations.csv", "payments.csv"];

fn begun<W: Write>(to: W, columns: &[Column]) -> Result<Writer<W>, ::csv::Error> {
    let mut out = WriterBuilder::new().quote_style(QuoteStyle::Necessary).from_writer(to);
    out.write_record(columns.iter().map(|(code, ..)| *code))?;
    Ok(out)
}

/// An amount that is read as what it is: three digits after a point would be a group.
fn amount(money: Money) -> String {
    let text = to_iso(money.minor(), money.currency());
    match text.split_once('.') {
        Some((_, fraction)) if fraction.len() == 3 => format!("{text}0"),
        _ => text,
    }
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().quote_style(QuoteStyle::Necessary).from_writer(Vec::new())
}

fn text(out: Writer<Vec<u8>>) -> Result<String, ::csv::Error> {
    let bytes = out.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?;
    // Only text was written.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{Texts, read};
    use engine::case::{
        Category, Conditions, Document, ObligationKind, ObligationLine, PartyKind, PartyRole,
    };
    use engine::directory::Username;
    use engine::identity::{Identifier, IdentifierKind, PersonName};
    use engine::money::Currency;
    use engine::sync::{ExternalId, ForeignParty, ForeignPayment};
    use engine::time::Day;
    use std::collections::BTreeMap;

    fn external(text: &str) -> ExternalId {
        ExternalId::parse(text).unwrap()
    }

    fn told() -> HandedOut {
        let day = Day::from_ymd(2026, 9, 14).unwrap();
        let document =
            |number: &str| Document { number: number.to_owned(), day, issuer: "Cơ quan".into() };
        let owed = |minor, currency| ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::new(minor, Currency::parse(currency).unwrap()),
            note: None,
        };
        let passport = Identifier::parse(IdentifierKind::Passport, "US:123456789").unwrap();
        let case = ForeignCase {
            external: external("HS-1"),
            closed: true,
            number: "1/2026, \"cũ\"; số hai".to_owned(),
            officer: Username::parse("saomai").unwrap().derived_id(),
            decision: document("215/QĐ"),
            judgment: document("45/ST"),
            category: Category::Civil,
            conditions: Conditions::Unverified,
            obligations: vec![owed(1_234_567, "VND"), owed(1_234_567, "USD"), owed(500, "KWD")],
            parties: vec![ForeignParty {
                external: external("DS-1"),
                role: PartyRole::Debtor,
                kind: PartyKind::Person,
                name: PersonName::parse("Nguyễn Văn Hư Cấu").unwrap(),
                identifiers: vec![passport],
                address: Some("12 phố Hư Cấu,\nHà Nội".to_owned()),
            }],
        };
        let payment = ForeignPayment {
            external: external("NT-1"),
            amount: Money::vnd(1_500),
            day,
            reference: Some("BL-1".to_owned()),
            note: None,
            other_money: true,
        };
        HandedOut { case, payments: vec![payment] }
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let told = told();
        let mut files = [const { Vec::new() }; 4];
        let [cases, parties, obligations, payments] = &mut files;
        let mut sheets = Sheets::new([cases, parties, obligations, payments]).unwrap();
        sheets.add(&told, "saomai").unwrap();
        sheets.end().unwrap();
        let [cases, parties, obligations, payments] =
            files.each_ref().map(|bytes: &Vec<u8>| std::str::from_utf8(bytes).unwrap());
        let texts = Texts { cases, parties, obligations, payments: Some(payments) };
        let officers = BTreeMap::from([("saomai".to_owned(), told.case.officer)]);
        let handed = read(texts, &officers).unwrap();
        assert_eq!(handed.faults, []);
        assert_eq!(handed.cases[0].theirs, told.case);
        assert_eq!(handed.payments[0].payment, told.payments[0]);
    }
}
