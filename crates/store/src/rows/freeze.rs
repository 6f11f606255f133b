//! Freezes of a case, their holds, and what is on its way from them.

use super::{from_json, json, json_text, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::answer::AccountKind;
use engine::execution::Care;
use engine::id::{
    DemandId, DutyId, HoldId, InstitutionId, InstrumentId, ItemId, PartyId, PayeeId, TransferId,
    UserId,
};
use engine::identity::AccountNumber;
use engine::ledger::{
    Ended, Freeze, FreezeEnd, Hold, Ledger, Lift, MINIMUM, Protection, Retarget, Transfer,
    TransferState,
};
use engine::money::Currency;
use serde::{Deserialize, Serialize};

stored! {
    /// A row of `freeze_order`.
    FreezeRow: freeze_order {
        item_id: Id,
        case_id: Id,
        place: i32,
        demand_id: Id,
        instrument_id: Id,
        institution_id: Id,
        debtor_id: Id,
        target: i64,
        by_minutes: bool,
        everything: bool,
        asked_at: At,
        standing_since: Option<At>,
        ended_at: Option<At>,
        ended_why: Option<String>,
        retarget_item: Option<Id>,
        retarget_target: Option<i64>,
        captures: Option<String>,
        proposer_id: Option<Id>,
        received_at: Option<At>,
        revoked: Option<String>,
        named_key: Option<i32>,
        named: Option<Vec<u8>>,
    }
}

/// What changes of a freeze.
pub(crate) const FREEZE_CHANGES: &[&str] = &[
    "target",
    "by_minutes",
    "everything",
    "standing_since",
    "ended_at",
    "ended_why",
    "retarget_item",
    "retarget_target",
    "captures",
    "received_at",
    "revoked",
    "named_key",
    "named",
];

stored! {
    /// A row of `hold`.
    HoldRow: hold {
        id: Id,
        case_id: Id,
        place: i32,
        freeze_id: Id,
        institution_id: Id,
        blind: Vec<u8>,
        kind: String,
        currency: String,
        all_unknown: bool,
        joint: bool,
        protected: i64,
        minimum: i64,
        ranks_before: i32,
        frozen: i64,
        deducted: i64,
        released: i64,
        reserved: i64,
        lifting: i64,
        opened_at: At,
        key_id: i32,
        sealed: Vec<u8>,
        beyond_order: bool,
        freed_ahead: i64,
    }
}

/// What changes of a hold: an institution may restate all it said.
pub(crate) const HOLD_CHANGES: &[&str] = &[
    "blind",
    "kind",
    "currency",
    "all_unknown",
    "joint",
    "protected",
    "minimum",
    "ranks_before",
    "frozen",
    "deducted",
    "released",
    "reserved",
    "lifting",
    "key_id",
    "sealed",
    "beyond_order",
    "freed_ahead",
];

stored! {
    /// A row of `transfer`.
    TransferRow: transfer {
        id: Id,
        case_id: Id,
        place: i32,
        agency_id: Id,
        item_id: Id,
        demand_id: Id,
        hold_id: Option<Id>,
        payee_id: Id,
        ordered: i64,
        paid: i64,
        arrived: i64,
        state: String,
        reference: Option<String>,
        value_day: Option<String>,
        arrivals: Option<String>,
        institution_id: Option<Id>,
        month: Option<String>,
        taken: i64,
        proposer_id: Option<Id>,
        shortfall: Option<String>,
        beyond: i64,
        bound: Option<i64>,
        returned: i64,
    }
}

/// What changes of a payment.
pub(crate) const TRANSFER_CHANGES: &[&str] = &[
    "paid",
    "arrived",
    "state",
    "reference",
    "value_day",
    "arrivals",
    "taken",
    "shortfall",
    "beyond",
    "bound",
    "returned",
];

stored! {
    /// A row of `lift`.
    LiftRow: lift {
        item_id: Id,
        case_id: Id,
        place: i32,
        freeze_id: Id,
        hold_id: Option<Id>,
        lifting: String,
        ground: String,
        done: bool,
        failed: bool,
        met: Option<Id>,
        met_excess: Option<Id>,
    }
}

/// What changes of a release.
pub(crate) const LIFT_CHANGES: &[&str] = &["lifting", "done", "failed"];

/// What is bank-secret of a hold.
#[derive(Serialize, Deserialize)]
struct Reported {
    account: AccountNumber,
    #[serde(default)]
    care: Care,
    at_receipt: Option<i64>,
    at_freeze: Option<i64>,
    left_between: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    protections: Vec<Protection>,
}

impl FreezeRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, freeze: &Freeze, vault: &Vault) -> Self {
        let named = (!freeze.accounts.is_empty()).then(|| vault.seal(json(&freeze.accounts)));
        Self {
            item_id: Id(freeze.item.0),
            case_id: Id(ledger.case.0),
            place,
            demand_id: Id(freeze.demand.0),
            instrument_id: Id(freeze.instrument.0),
            institution_id: Id(freeze.institution.0),
            debtor_id: Id(freeze.debtor.0),
            target: freeze.target,
            by_minutes: freeze.by_minutes,
            everything: freeze.everything,
            asked_at: At(freeze.asked_at),
            standing_since: freeze.standing_since.map(At),
            ended_at: freeze.ended.map(|ended| At(ended.at)),
            ended_why: freeze.ended.map(|ended| ended.why.code().to_owned()),
            retarget_item: freeze.retarget.map(|one| Id(one.item.0)),
            retarget_target: freeze.retarget.map(|one| one.target),
            captures: (!freeze.captures.is_empty()).then(|| json_text(&freeze.captures)),
            proposer_id: freeze.proposer.map(|id| Id(id.0)),
            received_at: freeze.received_at.map(At),
            revoked: freeze.revoked.map(|why| why.code().to_owned()),
            named_key: named.as_ref().map(|sealed| sealed.key),
            named: named.map(|sealed| sealed.bytes),
        }
    }

    /// The accounts named, which are bank-secret.
    fn accounts(&self, vault: &Vault) -> Result<Vec<AccountNumber>, Corrupt> {
        let (Some(key), Some(sealed)) = (self.named_key, &self.named) else {
            return Ok(Vec::new());
        };
        let corrupt = || Corrupt::new("freeze_order", "named");
        let bytes = vault.open(key, sealed).ok_or_else(corrupt)?;
        from_json(bytes, "freeze_order", "named")
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Freeze, Corrupt> {
        let accounts = self.accounts(vault)?;
        let ended = match (self.ended_at, &self.ended_why) {
            (Some(at), Some(why)) => {
                Some(Ended { at: at.0, why: word!(FreezeEnd, "freeze_order", "ended_why", why) })
            }
            _ => None,
        };
        let revoked = match &self.revoked {
            Some(why) => Some(word!(FreezeEnd, "freeze_order", "revoked", why)),
            None => None,
        };
        let retarget = self.retarget_item.zip(self.retarget_target);
        let captures = match &self.captures {
            Some(text) => from_json(text.as_bytes(), "freeze_order", "captures")?,
            None => Vec::new(),
        };
        Ok(Freeze {
            item: ItemId(self.item_id.0),
            demand: DemandId(self.demand_id.0),
            instrument: InstrumentId(self.instrument_id.0),
            institution: InstitutionId(self.institution_id.0),
            debtor: PartyId(self.debtor_id.0),
            target: self.target,
            by_minutes: self.by_minutes,
            everything: self.everything,
            accounts,
            asked_at: self.asked_at.0,
            standing_since: self.standing_since.map(|at| at.0),
            ended,
            retarget: retarget.map(|(item, target)| Retarget { item: ItemId(item.0), target }),
            captures,
            proposer: self.proposer_id.map(|id| UserId(id.0)),
            received_at: self.received_at.map(|at| at.0),
            revoked,
        })
    }
}

impl HoldRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, hold: &Hold, vault: &Vault) -> Self {
        let sealed = vault.seal(json(&Reported {
            account: hold.account.clone(),
            at_receipt: hold.at_receipt,
            at_freeze: hold.at_freeze,
            left_between: hold.left_between,
            protections: hold.protections.clone(),
            care: hold.care.clone(),
        }));
        Self {
            id: Id(hold.id.0),
            case_id: Id(ledger.case.0),
            place,
            freeze_id: Id(hold.freeze.0),
            institution_id: Id(hold.institution.0),
            blind: vault.blind_account(&hold.account).to_vec(),
            kind: hold.kind.code().to_owned(),
            currency: hold.currency.code().to_owned(),
            all_unknown: hold.all_unknown,
            joint: hold.joint,
            protected: hold.protected,
            minimum: hold.minimum,
            ranks_before: i32::from(hold.ranks_before),
            frozen: hold.frozen,
            deducted: hold.deducted,
            released: hold.released,
            reserved: hold.reserved,
            lifting: hold.lifting,
            opened_at: At(hold.opened_at),
            key_id: sealed.key,
            sealed: sealed.bytes,
            beyond_order: hold.beyond_order,
            freed_ahead: hold.freed_ahead,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Hold, Corrupt> {
        let corrupt = |column| Corrupt::new("hold", column);
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt("sealed"))?;
        let reported: Reported = from_json(bytes, "hold", "sealed")?;
        Ok(Hold {
            id: HoldId(self.id.0),
            freeze: ItemId(self.freeze_id.0),
            institution: InstitutionId(self.institution_id.0),
            account: reported.account,
            kind: word!(AccountKind, "hold", "kind", &self.kind),
            currency: Currency::parse(&self.currency).map_err(|_| corrupt("currency"))?,
            all_unknown: self.all_unknown,
            joint: self.joint,
            beyond_order: self.beyond_order,
            freed_ahead: self.freed_ahead,
            care: reported.care,
            protected: self.protected,
            minimum: self.minimum,
            protections: protections(reported.protections, self.protected, self.minimum),
            ranks_before: u16::try_from(self.ranks_before).map_err(|_| corrupt("ranks_before"))?,
            frozen: self.frozen,
            deducted: self.deducted,
            released: self.released,
            reserved: self.reserved,
            lifting: self.lifting,
            at_receipt: reported.at_receipt,
            at_freeze: reported.at_freeze,
            left_between: reported.left_between,
            opened_at: self.opened_at.0,
        })
    }
}

/// The words of a hold that was written before they were kept apart: one, of the
/// officer.
fn protections(kept: Vec<Protection>, protected: i64, minimum: i64) -> Vec<Protection> {
    if !kept.is_empty() || protected == 0 {
        return kept;
    }
    let ground = if minimum > 0 { MINIMUM } else { "" };
    vec![Protection { ground: ground.to_owned(), by_institution: false, amount: protected }]
}

impl TransferRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, transfer: &Transfer) -> Self {
        Self {
            id: Id(transfer.id.0),
            case_id: Id(ledger.case.0),
            place,
            agency_id: Id(ledger.agency.0),
            item_id: Id(transfer.item.0),
            demand_id: Id(transfer.demand.0),
            hold_id: transfer.hold.map(|id| Id(id.0)),
            payee_id: Id(transfer.payee.0),
            ordered: transfer.ordered,
            paid: transfer.paid,
            arrived: transfer.arrived,
            state: transfer.state.code().to_owned(),
            reference: transfer.reference.clone(),
            value_day: transfer.value_day.map(|day| day.to_string()),
            arrivals: (!transfer.arrivals.is_empty()).then(|| json_text(&transfer.arrivals)),
            institution_id: transfer.institution.map(|id| Id(id.0)),
            month: transfer.month.map(|month| month.to_string()),
            taken: transfer.taken,
            proposer_id: transfer.proposer.map(|id| Id(id.0)),
            shortfall: transfer.shortfall.as_ref().map(json_text),
            beyond: transfer.beyond,
            bound: transfer.bound,
            returned: transfer.returned,
        }
    }

    pub(crate) fn entity(self) -> Result<Transfer, Corrupt> {
        let (value_day, month) = (self.value_day.as_deref(), self.month.as_deref());
        let arrivals = match &self.arrivals {
            Some(text) => from_json(text.as_bytes(), "transfer", "arrivals")?,
            None => Vec::new(),
        };
        let shortfall = match &self.shortfall {
            Some(text) => Some(from_json(text.as_bytes(), "transfer", "shortfall")?),
            None => None,
        };
        Ok(Transfer {
            id: TransferId(self.id.0),
            item: ItemId(self.item_id.0),
            demand: DemandId(self.demand_id.0),
            hold: self.hold_id.map(|id| HoldId(id.0)),
            institution: self.institution_id.map(|id| InstitutionId(id.0)),
            month: month.map(|month| super::month(month, "transfer", "month")).transpose()?,
            payee: PayeeId(self.payee_id.0),
            ordered: self.ordered,
            paid: self.paid,
            arrived: self.arrived,
            state: word!(TransferState, "transfer", "state", &self.state),
            value_day: value_day.map(|day| super::day(day, "transfer", "value_day")).transpose()?,
            reference: self.reference,
            arrivals,
            taken: self.taken,
            beyond: self.beyond,
            bound: self.bound,
            returned: self.returned,
            shortfall,
            proposer: self.proposer_id.map(|id| UserId(id.0)),
        })
    }
}

impl LiftRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, lift: &Lift) -> Self {
        Self {
            item_id: Id(lift.item.0),
            case_id: Id(ledger.case.0),
            place,
            freeze_id: Id(lift.freeze.0),
            hold_id: lift.hold.map(|id| Id(id.0)),
            lifting: json_text(&lift.lifting),
            ground: lift.ground.clone(),
            done: lift.done,
            failed: lift.failed,
            met: lift.met.map(|id| Id(id.0)),
            met_excess: lift.met_excess.map(|id| Id(id.0)),
        }
    }

    pub(crate) fn entity(self) -> Result<Lift, Corrupt> {
        Ok(Lift {
            item: ItemId(self.item_id.0),
            freeze: ItemId(self.freeze_id.0),
            hold: self.hold_id.map(|id| HoldId(id.0)),
            lifting: from_json(self.lifting.as_bytes(), "lift", "lifting")?,
            ground: self.ground,
            done: self.done,
            failed: self.failed,
            met: self.met.map(|id| DutyId(id.0)),
            met_excess: self.met_excess.map(|id| DutyId(id.0)),
        })
    }
}
