//! The books of a case: balances, postings, and what the asking side owes by a
//! limit. What is frozen is in [`super::freeze`].

use super::{from_json, json_text, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::id::{
    AgencyId, CaseId, ConcessionId, DutyId, InstrumentId, ObjectionId, PostingId, ProsecutorActId,
    TransferId,
};
use engine::law::Layer;
use engine::ledger::{
    Balances, Book, Closed, Duty, DutyKind, DutyState, Ledger, ObligationEnd, Posting,
};

stored! {
    /// A row of `money`.
    MoneyRow: money {
        case_id: Id,
        version: i32,
        agency_id: Id,
        principal: i64,
        interest: i64,
        fee: i64,
        cost: i64,
        title: i64,
        received: i64,
        waived: i64,
        suspense: i64,
        accrual: Option<String>,
        rates: Option<String>,
        excess: i64,
        closed_at: Option<At>,
        closed_how: Option<String>,
        closed_reason: Option<String>,
        neighbours: Option<String>,
        notified: Option<String>,
        choices: Option<String>,
        delegated: i64,
        recovered: i64,
    }
}

/// What changes of the books.
pub(crate) const MONEY_CHANGES: &[&str] = &[
    "version",
    "principal",
    "interest",
    "fee",
    "cost",
    "title",
    "received",
    "waived",
    "suspense",
    "accrual",
    "rates",
    "excess",
    "closed_at",
    "closed_how",
    "closed_reason",
    "neighbours",
    "notified",
    "choices",
    "delegated",
    "recovered",
];

stored! {
    /// A row of `posting`.
    PostingRow: posting {
        id: Id,
        case_id: Id,
        day: String,
        at: At,
        debit: String,
        credit: String,
        amount: i64,
        posted_by: String,
        reverses: Option<Id>,
        transfer_id: Option<Id>,
        concession_id: Option<Id>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

stored! {
    /// A row of `duty`.
    DutyRow: duty {
        id: Id,
        case_id: Id,
        place: i32,
        agency_id: Id,
        kind: String,
        about: Option<Id>,
        rule: String,
        layer: String,
        start_at: At,
        due_at: Option<At>,
        state: String,
        next_at: Option<At>,
        late_since: Option<At>,
        ended_at: Option<At>,
        proof: Option<String>,
        amount: i64,
        objection_id: Option<Id>,
        acknowledged: Option<String>,
        transfer_id: Option<Id>,
        returned: i64,
        act_id: Option<Id>,
    }
}

/// What changes of a duty.
pub(crate) const DUTY_CHANGES: &[&str] =
    &["state", "next_at", "late_since", "ended_at", "proof", "acknowledged", "returned"];

impl MoneyRow {
    pub(crate) fn of(ledger: &Ledger) -> Self {
        let balances = &ledger.balances;
        let closed = ledger.closed.as_ref();
        Self {
            case_id: Id(ledger.case.0),
            version: ledger.version,
            agency_id: Id(ledger.agency.0),
            principal: balances.principal,
            interest: balances.interest,
            fee: balances.fee,
            cost: balances.cost,
            title: balances.title,
            received: balances.received,
            waived: balances.waived,
            suspense: balances.suspense,
            accrual: ledger.interest.as_ref().map(json_text),
            rates: (!ledger.rates.is_empty()).then(|| json_text(&ledger.rates)),
            excess: ledger.excess,
            closed_at: closed.map(|closed| At(closed.at)),
            closed_how: closed.map(|closed| closed.how.code().to_owned()),
            closed_reason: closed.map(|closed| closed.reason.clone()),
            neighbours: (!ledger.neighbours.is_empty()).then(|| json_text(&ledger.neighbours)),
            notified: ledger.notified.as_ref().map(json_text),
            choices: (!ledger.choices.is_empty()).then(|| json_text(&ledger.choices)),
            delegated: balances.delegated,
            recovered: balances.recovered,
        }
    }

    /// The books without what hangs on them.
    pub(crate) fn entity(self) -> Result<Ledger, Corrupt> {
        let mut ledger = Ledger::empty(CaseId(self.case_id.0), AgencyId(self.agency_id.0));
        ledger.version = self.version;
        ledger.balances = Balances {
            principal: self.principal,
            interest: self.interest,
            fee: self.fee,
            cost: self.cost,
            title: self.title,
            received: self.received,
            waived: self.waived,
            suspense: self.suspense,
            delegated: self.delegated,
            recovered: self.recovered,
        };
        if let Some(text) = &self.accrual {
            ledger.interest = Some(from_json(text.as_bytes(), "money", "accrual")?);
        }
        if let Some(text) = &self.rates {
            ledger.rates = from_json(text.as_bytes(), "money", "rates")?;
        }
        if let Some(text) = &self.neighbours {
            ledger.neighbours = from_json(text.as_bytes(), "money", "neighbours")?;
        }
        if let Some(text) = &self.notified {
            ledger.notified = Some(from_json(text.as_bytes(), "money", "notified")?);
        }
        if let Some(text) = &self.choices {
            ledger.choices = from_json(text.as_bytes(), "money", "choices")?;
        }
        ledger.excess = self.excess;
        if let (Some(at), Some(how), Some(reason)) =
            (self.closed_at, &self.closed_how, self.closed_reason)
        {
            let how = word!(ObligationEnd, "money", "closed_how", how);
            ledger.closed = Some(Closed { at: at.0, how, reason });
        }
        Ok(ledger)
    }
}

impl PostingRow {
    pub(crate) fn of(ledger: &Ledger, posting: &Posting, vault: &Vault) -> Self {
        let sealed = vault.seal(posting.note.clone().into_bytes());
        Self {
            id: Id(posting.id.0),
            case_id: Id(ledger.case.0),
            day: posting.day.to_string(),
            at: At(posting.at),
            debit: posting.debit.code().to_owned(),
            credit: posting.credit.code().to_owned(),
            amount: posting.amount,
            posted_by: json_text(&posting.by),
            reverses: posting.reverses.map(|id| Id(id.0)),
            transfer_id: posting.transfer.map(|id| Id(id.0)),
            concession_id: posting.concession.map(|id| Id(id.0)),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Posting, Corrupt> {
        let corrupt = Corrupt::new("posting", "sealed");
        let note = vault.open(self.key_id, &self.sealed).ok_or(corrupt.clone())?;
        Ok(Posting {
            id: PostingId(self.id.0),
            day: super::day(&self.day, "posting", "day")?,
            at: self.at.0,
            debit: word!(Book, "posting", "debit", &self.debit),
            credit: word!(Book, "posting", "credit", &self.credit),
            amount: self.amount,
            note: String::from_utf8(note.to_vec()).map_err(|_| corrupt)?,
            by: from_json(self.posted_by.as_bytes(), "posting", "posted_by")?,
            reverses: self.reverses.map(|id| PostingId(id.0)),
            transfer: self.transfer_id.map(|id| TransferId(id.0)),
            concession: self.concession_id.map(|id| ConcessionId(id.0)),
        })
    }
}

impl DutyRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, duty: &Duty) -> Self {
        Self {
            id: Id(duty.id.0),
            case_id: Id(ledger.case.0),
            place,
            agency_id: Id(ledger.agency.0),
            kind: duty.kind.code().to_owned(),
            about: duty.about.map(|id| Id(id.0)),
            rule: duty.rule.as_str().to_owned(),
            layer: duty.layer.code().to_owned(),
            start_at: At(duty.start),
            due_at: duty.due.map(At),
            state: duty.state.code().to_owned(),
            next_at: duty.next_at.map(At),
            late_since: duty.late_since.map(At),
            ended_at: duty.ended_at.map(At),
            proof: duty.proof.clone(),
            amount: duty.amount,
            objection_id: duty.objection.map(|id| Id(id.0)),
            acknowledged: duty.acknowledged.as_ref().map(json_text),
            transfer_id: duty.transfer.map(|id| Id(id.0)),
            returned: duty.returned,
            act_id: duty.act.map(|id| Id(id.0)),
        }
    }

    pub(crate) fn entity(self) -> Result<Duty, Corrupt> {
        let acknowledged = match &self.acknowledged {
            Some(text) => Some(from_json(text.as_bytes(), "duty", "acknowledged")?),
            None => None,
        };
        Ok(Duty {
            id: DutyId(self.id.0),
            kind: word!(DutyKind, "duty", "kind", &self.kind),
            about: self.about.map(|id| InstrumentId(id.0)),
            rule: self.rule.parse().map_err(|_| Corrupt::new("duty", "rule"))?,
            layer: word!(Layer, "duty", "layer", &self.layer),
            start: self.start_at.0,
            due: self.due_at.map(|at| at.0),
            state: word!(DutyState, "duty", "state", &self.state),
            next_at: self.next_at.map(|at| at.0),
            late_since: self.late_since.map(|at| at.0),
            ended_at: self.ended_at.map(|at| at.0),
            proof: self.proof,
            amount: self.amount,
            objection: self.objection_id.map(|id| ObjectionId(id.0)),
            acknowledged,
            transfer: self.transfer_id.map(|id| TransferId(id.0)),
            returned: self.returned,
            act: self.act_id.map(|id| ProsecutorActId(id.0)),
        })
    }
}
