//! Orders about money. Flat bodies: which members belong to a kind of order is
//! checked here, so that everything wrong can be named at once.

pub(crate) mod stated;

use self::stated::{IdentityBody, OwedPartsBody};
use super::common::MoneyBody;
use super::inquiry::InfoRequestBody;
use super::leaf::{
    AccountNumberField, DayField, HoldIdField, InstantField, InstitutionIdField, ItemIdField,
    MonthField, PartyIdField, PayeeIdField, TransferIdField, UserIdField,
};
use super::money::PayeeBody;
use super::reader::Reader;
use engine::command::Command;
use engine::id::{CaseId, InstrumentId};
use engine::order::{
    AmendLine, DeductLine, FreezeAt, Monthly, Numbered, Order, OrderContent, ReleaseLine,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOrder)]
pub(crate) struct NewOrderBody {
    /// Submit it at once (or issue it, where policy asks for no second person);
    /// otherwise it stays a draft.
    #[serde(default)]
    issue: bool,
    /// Whose money: a debtor of the case.
    debtor: PartyIdField,
    /// Number and date of the decision; urgent minutes have none.
    decision: Option<NumberedBody>,
    /// The rule the order rests on, as it will be printed.
    legal_basis: String,
    /// Only these persons of the asking side may read it.
    #[serde(default)]
    sealed_to: Vec<UserIdField>,
    /// What is ordered.
    order: ActBody,
}

/// What an order says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderContent)]
pub(crate) struct OrderBody {
    /// Whose money: a debtor of the case.
    debtor: PartyIdField,
    /// Number and date of the decision; urgent minutes have none.
    decision: Option<NumberedBody>,
    /// The rule the order rests on, as it will be printed.
    legal_basis: String,
    /// Only these persons of the asking side may read it.
    #[serde(default)]
    sealed_to: Vec<UserIdField>,
    /// What is ordered.
    order: ActBody,
}

/// Number and date of a decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Numbered)]
pub(crate) struct NumberedBody {
    /// Number and symbol as printed, e.g. `12/QĐ-CCTHADS`.
    number: String,
    /// Date of the decision.
    day: DayField,
}

/// What is ordered. Members beside `kind` belong to one kind each: `freeze` has
/// `owed`, `parts`, `urgent` and `at`; `deduct` has `payee`, `identity` and `lines` of
/// holds with amounts, or of institutions and accounts with amounts where nothing
/// is frozen; `release` has `ground`, `arose_at` and `lines` of freezes, each
/// whole, or with a hold, or with a hold and an amount, and of deductions from
/// income; `amend` has `lines` of freezes with targets; `income_deduction` has
/// `payee`, `executor`, `identity`, `total`, `monthly`, `keep`, `first`, `day_of_month` and
/// `last`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderedAct)]
pub(crate) struct ActBody {
    kind: ActWord,
    /// What is owed, as the decision states it: each institution freezes up to
    /// this, or everything there is.
    owed: Option<MoneyBody>,
    /// The same by its parts, which come to it; absent: the decision states the sum
    /// alone.
    parts: Option<OwedPartsBody>,
    /// By minutes; the decision follows within 24 hours.
    urgent: Option<bool>,
    /// Who freezes, each once.
    at: Option<Vec<FreezeAtBody>>,
    /// The registered account that receives the money.
    payee: Option<PayeeIdField>,
    /// By what the officer confirms that the holder, or who is paid the income, is
    /// the debtor.
    identity: Option<IdentityBody>,
    /// A code of the shipped list of lifting grounds.
    ground: Option<String>,
    /// When the ground arose.
    arose_at: Option<InstantField>,
    /// From which holds, or of which freezes; each once.
    lines: Option<Vec<LineBody>>,
    /// Who pays the income.
    executor: Option<InstitutionIdField>,
    /// Up to how much is deducted in all.
    total: Option<MoneyBody>,
    /// How much each month.
    monthly: Option<MonthlyBody>,
    /// What stays the debtor's each month whatever the rest says.
    keep: Option<MoneyBody>,
    /// The first month.
    first: Option<MonthField>,
    /// On which day of each month; the last where the month is shorter.
    #[schema(minimum = 1, maximum = 31)]
    day_of_month: Option<u8>,
    /// The last month; absent: until the sum is there.
    last: Option<MonthField>,
}

/// How much of an income is taken each month: so many đồng, or so much of a
/// hundred.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Monthly)]
pub(crate) enum MonthlyBody {
    /// So many đồng.
    Amount {
        /// How many.
        amount: MoneyBody,
    },
    /// So much of a hundred of the month's income.
    Share {
        /// How much.
        #[schema(minimum = 1, maximum = 100)]
        percent: u8,
    },
}

/// What kind of order.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OrderKind)]
enum ActWord {
    /// Freeze accounts.
    Freeze,
    /// Take money from holds and pay it to the agency.
    Deduct,
    /// Free what is held, or what would be.
    Release,
    /// A new amount or other accounts for standing freezes.
    Amend,
    /// Deduct from the debtor's income month by month.
    IncomeDeduction,
}

/// One institution's share of a freeze.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FreezeAt)]
struct FreezeAtBody {
    institution: InstitutionIdField,
    /// Which accounts; none named: every account of the debtor there.
    #[serde(default)]
    accounts: Vec<AccountNumberField>,
}

/// A line of an order; which members it has depends on the kind.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderLine)]
struct LineBody {
    /// Of which freeze or deduction from income: the item that ordered it.
    freeze: Option<ItemIdField>,
    /// From which hold.
    hold: Option<HoldIdField>,
    /// Where the account is kept, of a deduction without a freeze.
    institution: Option<InstitutionIdField>,
    /// The account's number, of a deduction without a freeze.
    account: Option<AccountNumberField>,
    /// How much.
    amount: Option<MoneyBody>,
    /// Up to how much the freeze goes from now on.
    target: Option<MoneyBody>,
    /// Which accounts the freeze is about from now on; an empty list: every account
    /// of the debtor there; absent: as before.
    accounts: Option<Vec<AccountNumberField>>,
}

/// What one institution is to do: an item of a demand about money.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[serde(tag = "order", rename_all = "snake_case")]
#[schema(as = OrderRequest)]
pub(crate) enum OrderRequestContent {
    /// Freeze up to an amount, at once.
    Freeze {
        /// Up to how much; less is there: everything.
        target: MoneyBody,
        /// How what is owed is made up, as the decision states it.
        parts: Option<Box<OwedPartsBody>>,
        /// Which accounts; absent: every account of the debtor.
        accounts: Option<Vec<AccountNumberField>>,
        /// By minutes; the decision follows.
        urgent: bool,
    },
    /// Take money and pay it to the agency.
    Deduct {
        /// Our name for the payment; to be given with it.
        transfer: TransferIdField,
        /// Of which freeze: the item that ordered it; absent: nothing is frozen.
        freeze: Option<ItemIdField>,
        /// From which hold of it.
        hold: Option<HoldIdField>,
        /// The account it is on.
        account: AccountNumberField,
        /// How much.
        amount: MoneyBody,
        /// To whom.
        pay_to: PayeeBody,
    },
    /// Free what is held, or what would be.
    Release {
        /// Of which freeze: the item that ordered it.
        freeze: ItemIdField,
        /// Which hold of it; absent: all, caught or not.
        hold: Option<HoldIdField>,
        /// The account it is on.
        account: Option<AccountNumberField>,
        /// How much; absent: all.
        amount: Option<MoneyBody>,
        /// The ground, a code of the shipped list.
        ground: String,
        /// Not of a freeze: nothing more is deducted from the income that `freeze`
        /// ordered.
        income: Option<bool>,
    },
    /// Freeze up to another amount, or other accounts, from now on.
    Amend {
        /// Which freeze: the item that ordered it.
        freeze: ItemIdField,
        /// Up to how much.
        target: MoneyBody,
        /// Which accounts; an empty list: every account of the debtor; absent: as
        /// before.
        accounts: Option<Vec<AccountNumberField>>,
    },
    /// Deduct from the debtor's income month by month and pay it to the agency.
    IncomeDeduction {
        /// Up to how much in all.
        total: MoneyBody,
        /// How much each month.
        monthly: MonthlyBody,
        /// What stays the debtor's each month whatever the rest says.
        keep: MoneyBody,
        /// The most of a hundred of a month's income that the law of the order
        /// lets take; absent: it sets no such bound.
        at_most_percent: Option<u8>,
        /// The first month.
        first: MonthField,
        /// On which day of each month; the last where the month is shorter.
        day_of_month: u8,
        /// The last month; absent: until the sum is there.
        last: Option<MonthField>,
        /// To whom.
        pay_to: PayeeBody,
    },
}

/// What an item of a demand asks for: information, or an act on the debtor's
/// money.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[serde(untagged)]
#[schema(as = ItemRequest)]
pub(crate) enum RequestContent {
    /// Information.
    Info(InfoRequestBody),
    /// An act on the debtor's money.
    Order(OrderRequestContent),
}

/// The decision after urgent minutes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FreezeConfirmation)]
pub(crate) struct ConfirmationBody {
    decision: NumberedBody,
}

impl NewOrderBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let issue = self.issue;
        let content = Box::new(self.content(reader)?);
        Some(if issue {
            Command::FileOrder { case, content }
        } else {
            Command::DraftOrder { case, content }
        })
    }
}

impl NewOrderBody {
    /// What it says, whatever is to be done with it.
    pub(crate) fn content(self, reader: &mut Reader) -> Option<OrderContent> {
        let content = OrderBody {
            debtor: self.debtor,
            decision: self.decision,
            legal_basis: self.legal_basis,
            sealed_to: self.sealed_to,
            order: self.order,
        };
        content.parse(reader)
    }
}

impl OrderBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<OrderContent> {
        let debtor = reader.field("debtor", &self.debtor);
        let decision = reader.part("decision", self.decision, |r, one| one.parse(r));
        let sealed_to = reader.leaves("sealed_to", &self.sealed_to);
        let order = reader.within("order", |r| self.order.parse(r));
        Some(OrderContent {
            debtor: debtor?,
            decision: decision?,
            legal_basis: self.legal_basis,
            sealed_to: sealed_to?,
            order: order?,
        })
    }
}

impl NumberedBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Numbered> {
        Some(Numbered { day: reader.field("day", &self.day)?, number: self.number })
    }
}

impl ConfirmationBody {
    pub(crate) fn parse(self, instrument: InstrumentId, reader: &mut Reader) -> Option<Command> {
        let decision = reader.within("decision", |r| self.decision.parse(r))?;
        Some(Command::ConfirmFreeze { instrument, decision })
    }
}

impl ActBody {
    fn parse(self, reader: &mut Reader) -> Option<Order> {
        let foreign = self.foreign();
        for name in &foreign {
            reader.wrong::<()>(name, "unexpected");
        }
        let order = match self.kind {
            ActWord::Freeze => self.freeze(reader),
            ActWord::Deduct => self.deduct(reader),
            ActWord::Release => self.release(reader),
            ActWord::Amend => self.amend(reader),
            ActWord::IncomeDeduction => self.income(reader),
        };
        order.filter(|_| foreign.is_empty())
    }

    /// Members that are there and belong to another kind.
    fn foreign(&self) -> Vec<&'static str> {
        let own: &[&str] = match self.kind {
            ActWord::Freeze => &["owed", "parts", "urgent", "at"],
            ActWord::Deduct => &["payee", "identity", "lines"],
            ActWord::Release => &["ground", "arose_at", "lines"],
            ActWord::Amend => &["lines"],
            ActWord::IncomeDeduction => {
                const OWN: &[&str] = &[
                    "payee",
                    "executor",
                    "identity",
                    "total",
                    "monthly",
                    "keep",
                    "first",
                    "day_of_month",
                    "last",
                ];
                OWN
            }
        };
        let there = [
            ("owed", self.owed.is_some()),
            ("parts", self.parts.is_some()),
            ("urgent", self.urgent.is_some()),
            ("at", self.at.is_some()),
            ("payee", self.payee.is_some()),
            ("identity", self.identity.is_some()),
            ("ground", self.ground.is_some()),
            ("arose_at", self.arose_at.is_some()),
            ("lines", self.lines.is_some()),
            ("executor", self.executor.is_some()),
            ("total", self.total.is_some()),
            ("monthly", self.monthly.is_some()),
            ("keep", self.keep.is_some()),
            ("first", self.first.is_some()),
            ("day_of_month", self.day_of_month.is_some()),
            ("last", self.last.is_some()),
        ];
        super::answer::foreign(&there, own)
    }

    fn freeze(self, reader: &mut Reader) -> Option<Order> {
        let owed = reader.required("owed", self.owed);
        let owed = owed.and_then(|owed| reader.within("owed", |r| owed.parse(r)));
        let at = reader.required("at", self.at);
        let at = at.and_then(|at| reader.each("at", at, |r, one| one.parse(r)));
        let parts = reader.part("parts", self.parts, |r, parts| parts.parse(r));
        let urgent = self.urgent.unwrap_or(false);
        Some(Order::Freeze { owed: owed?, parts: parts?, urgent, at: at? })
    }

    fn deduct(self, reader: &mut Reader) -> Option<Order> {
        let payee = reader.required("payee", self.payee);
        let payee = payee.and_then(|payee| reader.field("payee", &payee));
        let identity = reader.required("identity", self.identity);
        let identity = identity.map(IdentityBody::parse);
        let lines = reader.required("lines", self.lines);
        let lines = lines.and_then(|lines| reader.each("lines", lines, |r, one| one.deduct(r)));
        Some(Order::Deduct { payee: payee?, identity: identity?, lines: lines? })
    }

    fn release(self, reader: &mut Reader) -> Option<Order> {
        let ground = reader.required("ground", self.ground);
        let arose_at = reader.required("arose_at", self.arose_at);
        let arose_at = arose_at.and_then(|at| reader.field("arose_at", &at));
        let lines = reader.required("lines", self.lines);
        let lines = lines.and_then(|lines| reader.each("lines", lines, |r, one| one.release(r)));
        Some(Order::Release { ground: ground?, arose_at: arose_at?, lines: lines? })
    }

    fn income(self, reader: &mut Reader) -> Option<Order> {
        let payee = reader.required("payee", self.payee);
        let payee = payee.and_then(|payee| reader.field("payee", &payee));
        let executor = reader.required("executor", self.executor);
        let executor = executor.and_then(|one| reader.field("executor", &one));
        let identity = reader.required("identity", self.identity);
        let identity = identity.map(IdentityBody::parse);
        let total = reader.required("total", self.total);
        let total = total.and_then(|money| reader.within("total", |r| money.parse(r)));
        let monthly = reader.required("monthly", self.monthly);
        let monthly = monthly.and_then(|one| reader.within("monthly", |r| one.parse(r)));
        let keep = reader.required("keep", self.keep);
        let keep = keep.and_then(|money| reader.within("keep", |r| money.parse(r)));
        let first = reader.required("first", self.first);
        let first = first.and_then(|month| reader.field("first", &month));
        let day = reader.required("day_of_month", self.day_of_month);
        let last = reader.optional("last", self.last.as_ref());
        Some(Order::IncomeDeduction {
            payee: payee?,
            executor: executor?,
            identity: Some(identity?),
            total: total?,
            monthly: monthly?,
            keep: keep?,
            first: first?,
            day: day?,
            last: last?,
        })
    }

    fn amend(self, reader: &mut Reader) -> Option<Order> {
        let lines = reader.required("lines", self.lines)?;
        let lines = reader.each("lines", lines, |r, one| one.amend(r))?;
        Some(Order::Amend { lines })
    }
}

impl MonthlyBody {
    fn parse(self, reader: &mut Reader) -> Option<Monthly> {
        Some(match self {
            Self::Amount { amount } => {
                Monthly::Amount { amount: reader.within("amount", |r| amount.parse(r))? }
            }
            Self::Share { percent } => Monthly::Share { percent },
        })
    }
}

impl FreezeAtBody {
    fn parse(self, reader: &mut Reader) -> Option<FreezeAt> {
        let institution = reader.field("institution", &self.institution);
        let accounts = reader.leaves("accounts", &self.accounts);
        Some(FreezeAt { institution: institution?, accounts: accounts? })
    }
}

impl LineBody {
    /// Names members that are there and belong to a line of another kind.
    fn only(&self, own: &[&str], reader: &mut Reader) -> Option<()> {
        let there = [
            ("freeze", self.freeze.is_some()),
            ("hold", self.hold.is_some()),
            ("institution", self.institution.is_some()),
            ("account", self.account.is_some()),
            ("amount", self.amount.is_some()),
            ("target", self.target.is_some()),
            ("accounts", self.accounts.is_some()),
        ];
        let foreign = super::answer::foreign(&there, own);
        for name in &foreign {
            reader.wrong::<()>(name, "unexpected");
        }
        foreign.is_empty().then_some(())
    }

    fn deduct(self, reader: &mut Reader) -> Option<DeductLine> {
        if self.institution.is_some() || self.account.is_some() {
            return self.direct(reader);
        }
        let sound = self.only(&["hold", "amount"], reader);
        let hold = reader.required("hold", self.hold);
        let hold = hold.and_then(|hold| reader.field("hold", &hold));
        let amount = reader.required("amount", self.amount);
        let amount = amount.and_then(|money| reader.within("amount", |r| money.parse(r)));
        sound?;
        Some(DeductLine::Held { hold: hold?, amount: amount? })
    }

    /// Without a freeze: from an account itself.
    fn direct(self, reader: &mut Reader) -> Option<DeductLine> {
        let sound = self.only(&["institution", "account", "amount"], reader);
        let institution = reader.required("institution", self.institution);
        let institution = institution.and_then(|one| reader.field("institution", &one));
        let account = reader.required("account", self.account);
        let account = account.and_then(|one| reader.field("account", &one));
        let amount = reader.required("amount", self.amount);
        let amount = amount.and_then(|money| reader.within("amount", |r| money.parse(r)));
        sound?;
        Some(DeductLine::Direct { institution: institution?, account: account?, amount: amount? })
    }

    fn release(self, reader: &mut Reader) -> Option<ReleaseLine> {
        let sound = self.only(&["freeze", "hold", "amount"], reader);
        let freeze = reader.required("freeze", self.freeze);
        let freeze = freeze.and_then(|freeze| reader.field("freeze", &freeze));
        let hold = reader.optional("hold", self.hold.as_ref());
        let amount = reader.part("amount", self.amount, |r, money| money.parse(r));
        sound?;
        let (freeze, hold, amount) = (freeze?, hold?, amount?);
        if amount.is_some() && hold.is_none() {
            // An amount of the whole freeze could not be split.
            return reader.wrong("hold", "missing");
        }
        Some(ReleaseLine { freeze, hold, amount })
    }

    fn amend(self, reader: &mut Reader) -> Option<AmendLine> {
        let sound = self.only(&["freeze", "target", "accounts"], reader);
        let freeze = reader.required("freeze", self.freeze);
        let freeze = freeze.and_then(|freeze| reader.field("freeze", &freeze));
        let target = reader.required("target", self.target);
        let target = target.and_then(|money| reader.within("target", |r| money.parse(r)));
        let accounts = match &self.accounts {
            Some(accounts) => reader.leaves("accounts", accounts).map(Some),
            None => Some(None),
        };
        sound?;
        Some(AmendLine { freeze: freeze?, target: target?, accounts: accounts? })
    }
}
