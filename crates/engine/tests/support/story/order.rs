//! Orders about money out of words.

use super::Story;
use super::args::Args;
use super::body;
use super::command::{UNREAD, missing, when};
use super::figures::amount;
use crate::support::{content, people};
use engine::case::{Case, PartyRole};
use engine::command::{Command as C, CommandKind as K};
use engine::id::PartyId;
use engine::identity::AccountNumber;
use engine::instrument::ContentHash;
use engine::month::Month;
use engine::order::{
    AmendLine, DeductLine, FreezeAt, Identity, Monthly, Numbered, Order, OrderContent, OwedParts,
    ReleaseLine,
};
use engine::time::{Day, Instant, Zone};

/// Reads a command about an order.
pub(super) fn read(story: &Story, at: Instant, kind: K, args: &Args) -> Result<C, String> {
    if let K::DraftOrder | K::FileOrder = kind {
        let case = story.case(args.subject()?).or_else(|why| missing(args, why))?;
        let content = Box::new(content(story, at, args)?);
        return Ok(if kind == K::DraftOrder {
            C::DraftOrder { case, content }
        } else {
            C::FileOrder { case, content }
        });
    }
    let instrument = story.instrument(args.subject()?).or_else(|why| missing(args, why))?;
    Ok(match kind {
        K::EditOrder => C::EditOrder { instrument, content: Box::new(content(story, at, args)?) },
        K::SubmitOrder => C::SubmitOrder { instrument },
        K::ApproveOrder => {
            let standing = story.facts.instruments.get(instrument);
            let read = standing.filter(|_| args.get("read").is_none());
            let hash = read.map_or(UNREAD, |one| ContentHash::of(&one.content));
            C::ApproveOrder { instrument, hash }
        }
        K::ReturnOrder => {
            C::ReturnOrder { instrument, reason: args.or("reason", "Thiếu căn cứ") }
        }
        K::IssueOrder => C::IssueOrder { instrument },
        K::ConfirmFreeze => {
            let decision = decision(at, args)?.ok_or("a confirmation names its decision")?;
            C::ConfirmFreeze { instrument, decision }
        }
        _ => C::WithdrawOrder { instrument, reason: args.or("reason", "Không cần nữa") },
    })
}

/// Accounts an amendment names: `0123456789,0987654321`, or `all`.
fn named(text: &str) -> Result<Vec<AccountNumber>, String> {
    if text == "all" {
        return Ok(Vec::new());
    }
    text.split(',').map(account).collect()
}

/// Number and date; without one in the text the number is the order's label.
fn decision(at: Instant, args: &Args) -> Result<Option<Numbered>, String> {
    let label = args.get("as").unwrap_or_else(|| args.subject().unwrap_or_default().to_owned());
    let number = args.or("number", &format!("{label}/QĐ-THADS"));
    let day = match args.get("day") {
        Some(day) => self::day(&day)?,
        None => Zone::HANOI.day_of(at),
    };
    Ok((number != "none").then_some(Numbered { number, day }))
}

/// A day.
pub(super) fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| format!("no day: {text}"))
}

/// `freeze owed=100.000.000 at=VCB,TCB/0123456789+9876543210 urgent`,
/// `deduct payee=P from=F.VCB/0123456789:60.000.000`,
/// `release ground=paid arose=2026-11-20T09:00 of=F.VCB,F.TCB/9876543210:5.000`,
/// `amend to=F.VCB:60.000.000`, `income at=BHXH total=60.000.000 …`; `number= day= about= basis= sealed=` for all.
pub(super) fn content(story: &Story, at: Instant, args: &Args) -> Result<OrderContent, String> {
    let order = match args.word() {
        "freeze" => freeze(args)?,
        "deduct" => Order::Deduct {
            payee: story.payee(&args.or("payee", "P"))?,
            identity: identity(args),
            lines: lines(args, "from", |name, amount| {
                let amount = amount.ok_or("a deduction names an amount")?;
                Ok(match name.strip_prefix('@') {
                    Some(place) => {
                        let (code, number) = place.split_once('/').ok_or("@VCB/account")?;
                        let institution = body::institution(code);
                        DeductLine::Direct { institution, account: account(number)?, amount }
                    }
                    None => DeductLine::Held { hold: story.hold(name)?, amount },
                })
            })?,
        },
        "release" => Order::Release {
            ground: args.or("ground", "requested"),
            arose_at: args.get("arose").map(|text| when(&text)).transpose()?.unwrap_or(at),
            lines: lines(args, "of", |name, amount| {
                let freeze = name.split_once('/').map_or(name, |(freeze, _)| freeze);
                let hold = name.contains('/').then(|| story.hold(name)).transpose()?;
                Ok(ReleaseLine { freeze: story.freeze(freeze)?, hold, amount })
            })?,
        },
        "amend" => Order::Amend {
            lines: lines(args, "to", |name, amount| {
                let target = amount.ok_or("an amendment names an amount")?;
                let accounts = args.get("accounts").map(|text| named(&text)).transpose()?;
                Ok(AmendLine { freeze: story.freeze(name)?, target, accounts })
            })?,
        },
        "income" => income(story, at, args)?,
        other => return Err(format!("nobody can order {other}")),
    };
    let standing = content::order("", order);
    let urgent = standing.is_urgent() && args.get("number").is_none();
    let decision = decision(at, args)?.filter(|_| !urgent);
    let readers = args.list("sealed");
    Ok(OrderContent {
        debtor: debtor(story, args),
        decision,
        legal_basis: args.or("basis", &content::basis(&standing.order, Zone::HANOI.day_of(at))),
        sealed_to: readers.iter().map(|name| people::user(name)).collect::<Result<_, _>>()?,
        ..standing
    })
}

/// `identity=identifier_matched`, by default a document that was seen; `note=` says
/// more.
fn identity(args: &Args) -> Identity {
    Identity::new(&args.or("identity", "document_seen"), args.get("note"))
}

/// `income at=BHXH total=60.000.000 monthly=3.000.000` or `monthly=20%`, and
/// `keep=4.000.000 first=2026-12 day=10 last=2027-11`.
fn income(story: &Story, at: Instant, args: &Args) -> Result<Order, String> {
    let monthly = args.or("monthly", "3.000.000");
    let monthly = match monthly.strip_suffix('%') {
        Some(percent) => {
            Monthly::Share { percent: percent.parse().map_err(|_| "monthly= is no share")? }
        }
        None => Monthly::Amount { amount: amount(&monthly)? },
    };
    let first = args.get("first").map(|text| month(&text)).transpose()?;
    Ok(Order::IncomeDeduction {
        payee: story.payee(&args.or("payee", "P"))?,
        executor: body::institution(&args.or("at", "BHXH")),
        identity: (args.get("identity").as_deref() != Some("none")).then(|| identity(args)),
        total: amount(&args.or("total", "60.000.000"))?,
        monthly,
        keep: amount(&args.or("keep", "4.000.000"))?,
        first: first.unwrap_or(Month::at(at)),
        day: args.or("on", "10").parse().map_err(|_| "on= is no day of a month")?,
        last: args.get("last").map(|text| month(&text)).transpose()?,
    })
}

/// A month.
pub(super) fn month(text: &str) -> Result<Month, String> {
    text.parse().map_err(|_| format!("no month: {text}"))
}

fn freeze(args: &Args) -> Result<Order, String> {
    let place = |word: &String| {
        let (code, accounts) = word.split_once('/').unwrap_or((word, ""));
        let accounts = accounts.split('+').filter(|number| !number.is_empty());
        let accounts = accounts.map(account).collect::<Result<_, _>>()?;
        Ok::<_, String>(FreezeAt { institution: body::institution(code), accounts })
    };
    Ok(Order::Freeze {
        owed: amount(&args.or("owed", "100.000.000"))?,
        parts: args.get("parts").map(|text| parts(&text)).transpose()?,
        urgent: args.flag("urgent"),
        at: args.list("at").iter().map(place).collect::<Result<_, _>>()?,
    })
}

/// `principal:80.000.000,interest:20.000.000,to:2026-11-20,percent:10,paid:5.000.000`
/// with `fees:` and `costs:`; what is left out is nothing.
fn parts(text: &str) -> Result<OwedParts, String> {
    let mut parts = OwedParts::NOTHING;
    for (name, value) in text.split(',').filter_map(|one| one.split_once(':')) {
        match name {
            "principal" => parts.principal = amount(value)?,
            "interest" => parts.interest = amount(value)?,
            "to" => parts.interest_to = Some(day(value)?),
            "percent" => {
                let percent: u32 = value.parse().map_err(|_| "percent: is no rate")?;
                parts.ppm = Some(percent.saturating_mul(10_000));
            }
            "fees" => parts.fees = amount(value)?,
            "costs" => parts.costs = amount(value)?,
            "paid" => parts.paid = amount(value)?,
            other => return Err(format!("nothing is owed for {other}")),
        }
    }
    Ok(parts)
}

/// An account number.
pub(super) fn account(text: &str) -> Result<AccountNumber, String> {
    AccountNumber::parse(text).map_err(|_| format!("{text} is no account number"))
}

/// `name:amount` or `name`, at commas.
fn lines<T>(
    args: &Args,
    name: &str,
    line: impl Fn(&str, Option<engine::money::Money>) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let words = args.list(name);
    let line = |word: &String| match word.split_once(':') {
        Some((name, text)) => line(name, Some(amount(text)?)),
        None => line(word, None),
    };
    words.iter().map(line).collect()
}

/// The debtor named; in a case that came by a delegation parties have other ids, so it
/// is the debtor there.
fn debtor(story: &Story, args: &Args) -> PartyId {
    let named = content::party_id(&args.or("about", "An"));
    let case = args.subject().ok().and_then(|label| story.case(label).ok());
    let case = case.and_then(|id| story.facts.cases.get(id)).filter(|case| case.origin.is_some());
    let debtor = |case: &Case| {
        let mut parties = case.content.parties.iter();
        parties.find(|party| party.role == PartyRole::Debtor).map(|party| party.id)
    };
    case.and_then(debtor).unwrap_or(named)
}
