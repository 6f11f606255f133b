//! Names of freezes, holds, payments and duties: `F.VCB` is the freeze of order
//! F at VCB, `F.VCB/0123456789` its hold on an account, `D.VCB` a payment that
//! order D asks of VCB, `coerce:F` a duty about order F.

use super::Story;
use super::body::{self, NOBODY};
use super::figures::word;
use crate::support::people;
use engine::clock::Clock;
use engine::demand::Demand;
use engine::event::Root;
use engine::id::{
    AgencyId, CaseId, DutyId, HoldId, InstrumentId, ItemId, PayeeId, TransferId, UserId,
};
use engine::instrument::InstrumentKind;
use engine::law::{RuleId, Status};
use engine::ledger::{Duty, DutyKind, Freeze, Hold, Income, Ledger, Transfer};
use engine::month::Month;
use engine::time::Instant;

impl Story {
    /// The money of a case, if there are books.
    fn ledger(&self, case: CaseId) -> Option<&Ledger> {
        self.facts.ledgers.get(case)
    }

    /// `F.VCB`: the item that ordered the freeze; `nothing` is none.
    pub(super) fn freeze(&self, name: &str) -> Result<ItemId, String> {
        if name == "nothing" {
            return Ok(NOBODY.into());
        }
        let demand = self.demand(name)?;
        let kind = if demand.kind == InstrumentKind::IncomeDeduction {
            "income_deduction"
        } else {
            "freeze"
        };
        Ok(body::item_id(demand, kind))
    }

    /// `F.VCB/0123456789`; an account that holds nothing is no hold.
    pub(super) fn hold(&self, name: &str) -> Result<HoldId, String> {
        let Some((freeze, account)) = name.split_once('/') else {
            return Ok(NOBODY.into());
        };
        let demand = self.demand(freeze)?;
        let item = body::item_id(demand, "freeze");
        let ledger = self.ledger(demand.case).ok_or("the case has no books")?;
        let found = ledger.holds_of(item).find(|hold| hold.account.display() == account);
        Ok(found.map_or(NOBODY.into(), |hold| hold.id))
    }

    /// `D.VCB` or `D.VCB#2`; `nothing` is none.
    pub(super) fn transfer(&self, name: &str) -> Result<TransferId, String> {
        if name == "nothing" {
            return Ok(NOBODY.into());
        }
        let (demand, nth) = name.split_once('#').unwrap_or((name, "1"));
        let demand = self.demand(demand)?;
        let ledger = self.ledger(demand.case).ok_or("the case has no books")?;
        if demand.kind == InstrumentKind::IncomeDeduction {
            let item = body::item_id(demand, "income_deduction");
            let nth: usize = nth.parse().map_err(|_| "which instalment?")?;
            let found = ledger.instalments(item).nth(nth.saturating_sub(1));
            return Ok(found.map_or(NOBODY.into(), |one| one.id));
        }
        let item = body::item_id(demand, &format!("deduct#{nth}"));
        Ok(ledger.transfer_of(item).map_or(NOBODY.into(), |one| one.id))
    }

    /// `prosecutor_copy:F`, `refund`: the latest duty of a kind that is open, else
    /// the latest, about an order
    /// or the case, and what it is about.
    pub(super) fn duty(
        &self,
        case: CaseId,
        name: &str,
    ) -> Result<(DutyId, Option<InstrumentId>), String> {
        let (kind, about) =
            name.split_once(':').map_or((name, None), |(kind, label)| (kind, Some(label)));
        let about = about.map(|label| self.instrument(label)).transpose()?;
        let duties = self.ledger(case).into_iter().flat_map(|ledger| &ledger.duties);
        // `instalment/2026-12:I` is one month of several.
        let (kind, month) = kind.split_once('/').unwrap_or((kind, ""));
        let of_month = |duty: &Duty| month.is_empty() || month_word(duty) == month;
        let named = |duty: &&Duty| kind_word(duty) == kind && of_month(duty);
        let found = || duties.clone().filter(|duty| named(duty) && duty.about == about).rev();
        let first = found().find(|duty| duty.is_open()).or_else(|| found().next());
        Ok((first.map_or(NOBODY.into(), |duty| duty.id), about))
    }

    /// A registered receiving account by label; `nothing` is none.
    pub(super) fn payee(&self, label: &str) -> Result<PayeeId, String> {
        match self.roots.get(label) {
            Some(Root::Payee(id)) => Ok(*id),
            _ if label == "nothing" => Ok(NOBODY.into()),
            _ => Err(format!("{label} is no receiving account")),
        }
    }

    /// What the text calls an instrument.
    pub(super) fn label(&self, id: InstrumentId) -> &str {
        let mut labels = self.roots.iter();
        let found = labels.find(|(_, root)| **root == Root::Instrument(id));
        found.map_or("?", |(label, _)| label)
    }

    /// What the text calls a case.
    pub(super) fn case_label(&self, id: CaseId) -> &str {
        let mut labels = self.roots.iter();
        let found = labels.find(|(_, root)| **root == Root::Case(id));
        found.map_or("?", |(label, _)| label)
    }

    /// `saomai at T01-01`.
    pub(super) fn office(&self, agency: AgencyId, officer: UserId) -> String {
        let agency = self.rules.directory.agency(agency);
        let agency = agency.map_or_else(|| "?".to_owned(), |one| one.code.to_string());
        format!("{} at {agency}", people::name(officer))
    }

    /// `F.VCB` of a demand.
    pub(super) fn demand_name(&self, demand: &Demand) -> String {
        format!("{}.{}", self.label(demand.instrument), self.institution_code(demand.institution))
    }

    /// The demand that an item is of.
    pub(super) fn demand_of(&self, item: ItemId) -> Option<&Demand> {
        self.facts.demands.iter().find(|demand| demand.item(item).is_some())
    }

    /// `F.VCB` of a freeze.
    pub(super) fn freeze_name(&self, freeze: &Freeze) -> String {
        format!("{}.{}", self.label(freeze.instrument), self.institution_code(freeze.institution))
    }

    /// `I.BHXH` of a deduction from income.
    pub(super) fn income_name(&self, income: &Income) -> String {
        format!("{}.{}", self.label(income.instrument), self.institution_code(income.institution))
    }

    /// The same by item.
    pub(super) fn freeze_name_of(&self, ledger: &Ledger, item: ItemId) -> String {
        if let Some(one) = ledger.income(item) {
            return self.income_name(one);
        }
        ledger.freeze(item).map_or_else(|| "?".to_owned(), |one| self.freeze_name(one))
    }

    /// `F.VCB/0123456789` of a hold.
    pub(super) fn hold_name(&self, ledger: &Ledger, hold: &Hold) -> String {
        format!("{}/{}", self.freeze_name_of(ledger, hold.freeze), hold.account.display())
    }

    /// `F.VCB/0123456789 60.000.000` of a payment from a hold, `no hold at VCB
    /// 60.000.000` of one without.
    pub(super) fn paid_from(&self, ledger: &Ledger, transfer: &Transfer, amount: i64) -> String {
        let from = match ledger.hold_of(transfer) {
            Some(hold) => self.hold_name(ledger, hold),
            None => transfer.institution.map_or_else(
                || "?".to_owned(),
                |payer| format!("no hold at {}", self.institution_code(payer)),
            ),
        };
        format!("{from} {}", super::figures::dong(amount))
    }

    /// `prosecutor_copy:F N14`.
    pub(super) fn duty_name(&self, duty: &Duty) -> String {
        let about = duty.about.map(|id| format!(":{}", self.label(id))).unwrap_or_default();
        let month = match duty.kind {
            DutyKind::Instalment => format!("/{}", month_word(duty)),
            _ => String::new(),
        };
        let rule = self.rule_name(&duty.rule, duty.start);
        format!("{}{month}{about} {rule}", kind_word(duty))
    }

    /// `N14 art. 67(4)`; a service target has no article.
    pub(super) fn rule_name(&self, rule: &RuleId, start: Instant) -> String {
        let found = self.rules.law.rule(rule, start);
        let Some(article) = found.and_then(|rule| rule.article.as_deref()) else {
            return rule.to_string();
        };
        let read = found.is_some_and(|rule| rule.status == Status::Read);
        let unconfirmed = if read { "" } else { " unconfirmed" };
        format!("{rule} art. {article}{unconfirmed}")
    }

    /// By which rules an institution is to answer: ` by N12 art. 67(5), T10`.
    pub(super) fn limits(&self, clocks: &[Clock]) -> String {
        let mut named: Vec<String> = Vec::new();
        for clock in clocks {
            let name = self.rule_name(&clock.rule, clock.start);
            if !named.contains(&name) {
                named.push(name);
            }
        }
        if named.is_empty() { String::new() } else { format!(" by {}", named.join(", ")) }
    }
}

/// The month that a limit on an income is about.
fn month_word(duty: &Duty) -> String {
    Month::at(duty.start).to_string()
}

/// The word a kind of duty is stored by.
pub(super) fn kind_word(duty: &Duty) -> String {
    word(duty.kind)
}
