//! Cases and their parties.

use super::{from_json, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::case::{Case, CaseContent, CaseState, Closing, Gate, PartyRole};
use engine::id::{AgencyId, CaseId, UserId};

stored! {
    /// A row of `enforcement_case`.
    CaseRow: enforcement_case {
        id: Id,
        version: i32,
        agency_id: Id,
        number: String,
        officer_id: Id,
        state: String,
        category: String,
        conditions: String,
        opened_at: At,
        closed_at: Option<At>,
        closed_reason: Option<String>,
        salt: Vec<u8>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

stored! {
    /// A row of `party`.
    PartyRow: party {
        case_id: Id,
        id: Id,
        role: String,
        kind: String,
        name: String,
        name_folded: String,
    }
}

stored! {
    /// A row of `party_identifier`.
    PartyIdentifierRow: party_identifier {
        case_id: Id,
        party_id: Id,
        kind: String,
        blind: Vec<u8>,
    }
}

stored! {
    /// A row of `obligation_line`.
    ObligationLineRow: obligation_line {
        case_id: Id,
        line: i16,
        kind: String,
        minor: i64,
        currency: String,
    }
}

/// What changes of a case.
pub(crate) const CASE_CHANGES: &[&str] = &[
    "version",
    "number",
    "officer_id",
    "state",
    "category",
    "conditions",
    "closed_at",
    "closed_reason",
    "key_id",
    "sealed",
];

impl CaseRow {
    pub(crate) fn of(case: &Case, salt: &[u8; 32], vault: &Vault) -> Self {
        let sealed = vault.seal(json(&case.content));
        Self {
            id: Id(case.id.0),
            version: case.version,
            agency_id: Id(case.agency.0),
            number: case.content.number.clone(),
            officer_id: Id(case.content.officer.0),
            state: case.state.code().to_owned(),
            category: case.content.category.code().to_owned(),
            conditions: case.content.conditions.code().to_owned(),
            opened_at: At(case.opened_at),
            closed_at: case.closed.as_ref().map(|closing| At(closing.at)),
            closed_reason: case.closed.as_ref().map(|closing| closing.reason.clone()),
            salt: salt.to_vec(),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Case, Corrupt> {
        let bytes = vault
            .open(self.key_id, &self.sealed)
            .ok_or(Corrupt::new("enforcement_case", "sealed"))?;
        let content: CaseContent = from_json(bytes, "enforcement_case", "sealed")?;
        let closed =
            self.closed_at.zip(self.closed_reason).map(|(at, reason)| Closing { at: at.0, reason });
        Ok(Case {
            id: CaseId(self.id.0),
            version: self.version,
            agency: AgencyId(self.agency_id.0),
            state: word!(CaseState, "enforcement_case", "state", &self.state),
            content,
            opened_at: self.opened_at.0,
            closed,
        })
    }
}

/// The gate of a case and its salt, as five columns.
pub(crate) type GateColumns = (Id, Id, Id, String, Vec<u8>);

/// Reads a gate.
pub(crate) fn gate(columns: &GateColumns) -> Result<Gate, Corrupt> {
    let (case, agency, officer, state, _) = columns;
    Ok(Gate {
        case: CaseId(case.0),
        agency: AgencyId(agency.0),
        officer: UserId(officer.0),
        state: word!(CaseState, "enforcement_case", "state", state),
    })
}

/// Reads a party's role.
pub(crate) fn party_role(role: &str) -> Result<PartyRole, Corrupt> {
    Ok(word!(PartyRole, "party", "role", role))
}

/// What hangs on a case: parties, their blind indexes, obligation lines.
pub(crate) struct CaseParts {
    pub(crate) parties: Vec<PartyRow>,
    pub(crate) identifiers: Vec<PartyIdentifierRow>,
    pub(crate) obligations: Vec<ObligationLineRow>,
}

impl CaseParts {
    pub(crate) fn of(case: &Case, vault: &Vault) -> Self {
        let id = Id(case.id.0);
        let mut identifiers = Vec::new();
        for party in &case.content.parties {
            identifiers.extend(party.identifiers.iter().map(|identifier| PartyIdentifierRow {
                case_id: id,
                party_id: Id(party.id.0),
                kind: identifier.kind().code().to_owned(),
                blind: vault.blind(identifier).to_vec(),
            }));
        }
        let parties = case.content.parties.iter().map(|party| PartyRow {
            case_id: id,
            id: Id(party.id.0),
            role: party.role.code().to_owned(),
            kind: party.kind.code().to_owned(),
            name: party.name.as_written().to_owned(),
            name_folded: party.name.fold(),
        });
        let lines = (0..).zip(&case.content.obligations).map(|(line, owed)| ObligationLineRow {
            case_id: id,
            line,
            kind: owed.kind.code().to_owned(),
            minor: owed.amount.minor(),
            currency: owed.amount.currency().code().to_owned(),
        });
        Self { parties: parties.collect(), identifiers, obligations: lines.collect() }
    }
}
