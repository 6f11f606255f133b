//! What institutions report of orders. Hostile until parsed (API10).

use super::common::{IdentifierBody, MoneyBody};
use super::findings::{JointHolderBody, OwnClaimBody, RestrictionBody};
use super::leaf::{
    AccountKindField, AccountNumberField, DayField, InstantField, ItemIdField, MarkerField,
    MonthField,
};
use super::reader::Reader;
use engine::command::Command;
use engine::execution::{CapturedAccount, FrozenAccount, Instalment, ReleasedAccount};
use engine::id::{DemandId, InstitutionId};
use engine::money::{Currency, Money};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An account that was frozen or freed. Freed: `number` and `amount`, no other
/// member. Frozen: all but `amount`; `number` and `kind`, and `frozen` unless
/// everything is frozen and its value is not known.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExecutedAccount)]
pub(crate) struct ExecutedAccountBody {
    number: AccountNumberField,
    /// How much was freed.
    amount: Option<MoneyBody>,
    /// What kind of account.
    kind: Option<AccountKindField>,
    /// What is frozen.
    frozen: Option<MoneyBody>,
    /// Everything is frozen and its value is not known.
    all_unknown: Option<bool>,
    /// Balance when the order was received.
    at_receipt: Option<MoneyBody>,
    /// Balance when it was frozen.
    at_freeze: Option<MoneyBody>,
    /// What left the account in between.
    left_between: Option<MoneyBody>,
    /// What may not be deducted, by the law named in `protected_by`.
    protected: Option<MoneyBody>,
    /// A code of the shipped list of exemptions.
    protected_by: Option<String>,
    /// How many orders rank before this one on the account.
    ranks_before: Option<u16>,
    /// Holders beside the debtor.
    joint_holders: Option<Vec<JointHolderBody>>,
    /// Things an officer must know before touching the account.
    markers: Option<Vec<MarkerField>>,
    /// When a term deposit matures.
    matures: Option<DayField>,
    /// The institution's own claim.
    own_claim: Option<OwnClaimBody>,
    /// Restrictions that stood before.
    restrictions: Option<Vec<RestrictionBody>>,
    /// The identifier the institution holds for the account's holder.
    held_identifier: Option<IdentifierBody>,
}

/// Money that a standing freeze caught later.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaptureReport)]
pub(crate) struct CaptureBody {
    /// Which item ordered the freeze.
    item: ItemIdField,
    /// The institution's own name for it, once: repeated, it is the same report.
    #[schema(min_length = 1, max_length = 200)]
    reference: String,
    /// Account by account.
    accounts: Vec<AmountAtBody>,
}

/// A month of an income that was paid to the agency.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Instalment)]
pub(crate) struct InstalmentBody {
    /// Which order to deduct from income: its item.
    item: ItemIdField,
    /// Of which month.
    month: MonthField,
    /// How much.
    amount: MoneyBody,
    /// The executor's own name for the payment, once: repeated, it is the same
    /// report.
    #[schema(min_length = 1, max_length = 200)]
    reference: String,
    /// The day the money counts from.
    value_day: DayField,
    /// The income of that month, if you say it: what may be taken is judged by it,
    /// and it is not kept.
    #[serde(default)]
    income: Option<MoneyBody>,
}

/// Money that standing freezes caught on an account, whichever they are: the
/// service splits it by rank.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountCaptureReport)]
pub(crate) struct AccountCaptureBody {
    account: AccountNumberField,
    /// How much was caught in all, in đồng.
    amount: MoneyBody,
    /// The institution's own name for it, once: repeated, it is the same report.
    #[schema(min_length = 1, max_length = 200)]
    reference: String,
    /// When it was caught.
    at: InstantField,
}

/// An amount on an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CapturedAccount)]
struct AmountAtBody {
    number: AccountNumberField,
    /// How much was caught.
    amount: MoneyBody,
}

impl ExecutedAccountBody {
    pub(crate) fn frozen(self, reader: &mut Reader) -> Option<FrozenAccount> {
        let sound = match self.amount {
            Some(_) => reader.wrong("amount", "unexpected"),
            None => Some(()),
        };
        let all_unknown = self.all_unknown.unwrap_or(false);
        let number = reader.field("number", &self.number);
        let kind = reader.required("kind", self.kind).and_then(|kind| reader.field("kind", &kind));
        let frozen = match self.frozen {
            None if all_unknown => Some(Money::new(0, Currency::VND)),
            frozen => {
                let frozen = reader.required("frozen", frozen);
                frozen.and_then(|money| reader.within("frozen", |r| money.parse(r)))
            }
        };
        let mut part = |name, part| reader.part(name, part, |r, money: MoneyBody| money.parse(r));
        let at_receipt = part("at_receipt", self.at_receipt);
        let at_freeze = part("at_freeze", self.at_freeze);
        let left_between = part("left_between", self.left_between);
        let protected = part("protected", self.protected);
        let joint = self.joint_holders.unwrap_or_default();
        let joint = reader.each("joint_holders", joint, |r, x| x.parse(r));
        let markers = reader.leaves("markers", &self.markers.unwrap_or_default());
        let matures = reader.optional("matures", self.matures.as_ref());
        let own_claim = reader.part("own_claim", self.own_claim, |r, claim| claim.parse(r));
        let restrictions = self.restrictions.unwrap_or_default();
        let restrictions = reader.each("restrictions", restrictions, |r, x| x.parse(r));
        let held = reader.part("held_identifier", self.held_identifier, |r, x| x.parse(r));
        sound?;
        Some(FrozenAccount {
            number: number?,
            kind: kind?,
            frozen: frozen?,
            all_unknown,
            at_receipt: at_receipt?,
            at_freeze: at_freeze?,
            left_between: left_between?,
            protected: protected?,
            protected_by: self.protected_by,
            ranks_before: self.ranks_before.unwrap_or(0),
            joint_holders: joint?,
            markers: markers?,
            matures: matures?,
            own_claim: own_claim?,
            restrictions: restrictions?,
            held_identifier: held?,
        })
    }

    pub(crate) fn released(self, reader: &mut Reader) -> Option<ReleasedAccount> {
        let foreign = self.only_of_frozen();
        for name in &foreign {
            reader.wrong::<()>(name, "unexpected");
        }
        let number = reader.field("number", &self.number);
        let amount = reader.required("amount", self.amount);
        let amount = amount.and_then(|money| reader.within("amount", |r| money.parse(r)));
        foreign.is_empty().then_some(ReleasedAccount { number: number?, amount: amount? })
    }

    /// Members that are there and say something of a frozen account.
    fn only_of_frozen(&self) -> Vec<&'static str> {
        let there = [
            ("kind", self.kind.is_some()),
            ("frozen", self.frozen.is_some()),
            ("all_unknown", self.all_unknown.is_some()),
            ("at_receipt", self.at_receipt.is_some()),
            ("at_freeze", self.at_freeze.is_some()),
            ("left_between", self.left_between.is_some()),
            ("protected", self.protected.is_some()),
            ("protected_by", self.protected_by.is_some()),
            ("ranks_before", self.ranks_before.is_some()),
            ("joint_holders", self.joint_holders.is_some()),
            ("markers", self.markers.is_some()),
            ("matures", self.matures.is_some()),
            ("own_claim", self.own_claim.is_some()),
            ("restrictions", self.restrictions.is_some()),
            ("held_identifier", self.held_identifier.is_some()),
        ];
        super::answer::foreign(&there, &[])
    }
}

impl CaptureBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        let item = reader.field("item", &self.item);
        let reference = reader.line("reference", self.reference);
        let accounts = reader.each("accounts", self.accounts, |r, one| one.parse(r));
        Some(Command::ReportCapture {
            demand,
            item: item?,
            reference: reference?,
            accounts: accounts?,
        })
    }
}

impl InstalmentBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        let item = reader.field("item", &self.item);
        let month = reader.field("month", &self.month);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        let reference = reader.line("reference", self.reference);
        let value_day = reader.field("value_day", &self.value_day);
        let income = match self.income {
            Some(income) => Some(reader.within("income", |r| income.parse(r))?),
            None => None,
        };
        let paid = Instalment {
            item: item?,
            month: month?,
            amount: amount?,
            reference: reference?,
            value_day: value_day?,
            income,
        };
        Some(Command::ReportInstalment { demand, paid })
    }
}

impl AccountCaptureBody {
    /// The report, by the institution whose seat the caller acts from; who acts
    /// from none is refused like anybody to whom the account is foreign.
    pub(crate) fn parse(
        self,
        institution: Option<InstitutionId>,
        reader: &mut Reader,
    ) -> Option<Command> {
        let account = reader.field("account", &self.account);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        let reference = reader.line("reference", self.reference);
        let at = reader.field("at", &self.at);
        Some(Command::ReportAccountCapture {
            institution: institution.unwrap_or(InstitutionId(Uuid::nil())),
            account: account?,
            amount: amount?,
            reference: reference?,
            at: at?,
        })
    }
}

impl AmountAtBody {
    fn parse(self, reader: &mut Reader) -> Option<CapturedAccount> {
        let number = reader.field("number", &self.number);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        Some(CapturedAccount { number: number?, amount: amount? })
    }
}
