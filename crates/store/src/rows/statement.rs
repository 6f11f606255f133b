//! Imported statements of receiving accounts, and their lines.

use super::{day, from_json, hash, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::id::{AgencyId, CaseId, PayeeId, StatementId, TransferId, UserId};
use engine::money::Currency;
use engine::statement::{FileHash, Line, LineContent, LineState, Side, Statement};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

stored! {
    /// A row of `statement`.
    StatementRow: statement {
        id: Id,
        version: i32,
        agency_id: Id,
        payee_id: Id,
        file: Vec<u8>,
        importer_id: Id,
        imported_at: At,
        currency: String,
        opening: Option<i64>,
        closing: Option<i64>,
        count: i32,
    }
}

/// What changes of a statement.
pub(crate) const STATEMENT_CHANGES: &[&str] = &["version"];

stored! {
    /// A row of `statement_line`.
    LineRow: statement_line {
        id: Id,
        statement_id: Id,
        number: i32,
        known_by: Option<Id>,
        state: String,
        side: String,
        amount: i64,
        reverses: bool,
        booked: String,
        value: String,
        case_id: Option<Id>,
        transfer_id: Option<Id>,
        exact: bool,
        settled_by: Option<Id>,
        settled_at: Option<At>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

/// What changes of a line; why it is dismissed is sealed with the rest.
pub(crate) const LINE_CHANGES: &[&str] =
    &["state", "case_id", "transfer_id", "exact", "settled_by", "settled_at", "key_id", "sealed"];

/// What is said of persons, and what a bank calls a line.
#[derive(Serialize, Deserialize)]
struct Said {
    reference: String,
    text: String,
    party: Option<String>,
    party_account: Option<String>,
    reason: Option<String>,
}

impl StatementRow {
    pub(crate) fn of(statement: &Statement) -> Self {
        Self {
            id: Id(statement.id.0),
            version: statement.version,
            agency_id: Id(statement.agency.0),
            payee_id: Id(statement.payee.0),
            file: statement.file.0.to_vec(),
            importer_id: Id(statement.importer.0),
            imported_at: At(statement.imported_at),
            currency: statement.currency.code().to_owned(),
            opening: statement.opening,
            closing: statement.closing,
            count: i32::try_from(statement.count).unwrap_or(i32::MAX),
        }
    }

    /// The statement without its lines.
    pub(crate) fn entity(self) -> Result<Statement, Corrupt> {
        let currency = Currency::parse(&self.currency);
        Ok(Statement {
            id: StatementId(self.id.0),
            version: self.version,
            agency: AgencyId(self.agency_id.0),
            payee: PayeeId(self.payee_id.0),
            file: FileHash(hash(&self.file, "statement", "file")?),
            importer: UserId(self.importer_id.0),
            imported_at: self.imported_at.0,
            currency: currency.map_err(|_| Corrupt::new("statement", "currency"))?,
            opening: self.opening,
            closing: self.closing,
            count: u32::try_from(self.count).map_err(|_| Corrupt::new("statement", "count"))?,
            lines: BTreeMap::new(),
        })
    }
}

impl LineRow {
    pub(crate) fn of(statement: &Statement, number: u32, line: &Line, vault: &Vault) -> Self {
        let LineContent { reference, text, party, party_account, .. } = line.content.clone();
        let reason = line.reason.clone();
        let sealed = vault.seal(json(&Said { reference, text, party, party_account, reason }));
        let known_by = line.content.key(statement.payee);
        Self {
            id: Id(statement.id.line(number)),
            statement_id: Id(statement.id.0),
            number: i32::try_from(number).unwrap_or(i32::MAX),
            known_by: (line.state != LineState::Duplicate).then_some(Id(known_by.0)),
            state: line.state.code().to_owned(),
            side: line.content.side.code().to_owned(),
            amount: line.content.amount,
            reverses: line.content.reverses,
            booked: line.content.booked.to_string(),
            value: line.content.value.to_string(),
            case_id: line.of.map(|(case, _)| Id(case.0)),
            transfer_id: line.of.map(|(_, transfer)| Id(transfer.0)),
            exact: line.exact,
            settled_by: line.settled.map(|(person, _)| Id(person.0)),
            settled_at: line.settled.map(|(_, at)| At(at)),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    /// The line and its number.
    pub(crate) fn entity(self, vault: &Vault) -> Result<(u32, Line), Corrupt> {
        let corrupt = |column| Corrupt::new("statement_line", column);
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        let said: Said = from_json(bytes, "statement_line", "sealed")?;
        let number = u32::try_from(self.number).map_err(|_| corrupt("number"))?;
        let of = self.case_id.zip(self.transfer_id);
        let settled = self.settled_by.zip(self.settled_at);
        let line = Line {
            content: LineContent {
                reference: said.reference,
                text: said.text,
                amount: self.amount,
                side: word!(Side, "statement_line", "side", &self.side),
                booked: day(&self.booked, "statement_line", "booked")?,
                value: day(&self.value, "statement_line", "value")?,
                party: said.party,
                party_account: said.party_account,
                reverses: self.reverses,
            },
            state: word!(LineState, "statement_line", "state", &self.state),
            of: of.map(|(case, transfer)| (CaseId(case.0), TransferId(transfer.0))),
            exact: self.exact,
            reason: said.reason,
            settled: settled.map(|(person, at)| (UserId(person.0), at.0)),
        };
        Ok((number, line))
    }
}
