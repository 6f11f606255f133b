//! Cases and their parties.

use super::{from_json, json, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::case::{Case, CaseContent, CaseState, Closing, Gate, Origin, PartyRole};
use engine::id::{AgencyId, CaseId, DelegationId, UserId};
use engine::pause::{Bars, Pause};

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
        bars: i16,
        pause_key: Option<i32>,
        pause: Option<Vec<u8>>,
        origin_case: Option<Id>,
        origin_id: Option<Id>,
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
        institution_id: Option<Id>,
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
    "bars",
    "pause_key",
    "pause",
];

impl CaseRow {
    pub(crate) fn of(case: &Case, salt: &[u8; 32], vault: &Vault) -> Self {
        let sealed = vault.seal(json(&case.content));
        let pause = case.pause.as_ref().map(|pause| vault.seal(json(pause)));
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
            bars: case.gate().bars.bits().into(),
            pause_key: pause.as_ref().map(|sealed| sealed.key),
            pause: pause.map(|sealed| sealed.bytes),
            origin_case: case.origin.map(|origin| Id(origin.case.0)),
            origin_id: case.origin.map(|origin| Id(origin.delegation.0)),
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Case, Corrupt> {
        let bytes = vault
            .open(self.key_id, &self.sealed)
            .ok_or(Corrupt::new("enforcement_case", "sealed"))?;
        let content: CaseContent = from_json(bytes, "enforcement_case", "sealed")?;
        let pause = pause(vault, self.pause_key.zip(self.pause.as_deref()))?;
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
            pause,
            origin: self.origin_case.zip(self.origin_id).map(|(case, delegation)| Origin {
                case: CaseId(case.0),
                delegation: DelegationId(delegation.0),
            }),
        })
    }
}

/// How a case rests, out of its two columns.
pub(crate) fn pause(
    vault: &Vault,
    columns: Option<(i32, &[u8])>,
) -> Result<Option<Pause>, Corrupt> {
    let Some((key, sealed)) = columns else { return Ok(None) };
    let bytes = vault.open(key, sealed).ok_or(Corrupt::new("enforcement_case", "pause"))?;
    Ok(Some(from_json(bytes, "enforcement_case", "pause")?))
}

/// The gate of a case and its salt, as six columns.
pub(crate) type GateColumns = (Id, Id, Id, String, i16, Vec<u8>);

/// Reads a gate.
pub(crate) fn gate(columns: &GateColumns) -> Result<Gate, Corrupt> {
    let (case, agency, officer, state, bars, _) = columns;
    let bars = u8::try_from(*bars).map_err(|_| Corrupt::new("enforcement_case", "bars"))?;
    Ok(Gate {
        case: CaseId(case.0),
        agency: AgencyId(agency.0),
        officer: UserId(officer.0),
        state: word!(CaseState, "enforcement_case", "state", state),
        bars: Bars::from_bits(bars),
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
            institution_id: party.institution.map(|one| Id(one.0)),
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
