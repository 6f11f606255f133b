//! What institutions report of orders, out of words.

use super::args::Args;
use super::command::when;
use super::figures::amount;
use super::order::{account, day};
use super::{body, order};
use crate::support::content;
use engine::answer::{AccountKind, JointHolder, Marker, Outcome, OwnClaim, Restriction};
use engine::command::Command;
use engine::demand::Demand;
use engine::execution::{CapturedAccount, FrozenAccount, Instalment, ReleasedAccount};
use engine::identity::{Identifier, IdentifierKind};
use engine::money::Money;
use engine::time::{Instant, Zone};

/// `frozen:0123456789:40.000.000:joint,9876543210:0:unknown`, `paid:60.000.000:
/// FT123`, `released:0123456789:40.000.000`, `amended`, `none`, `refused:other`.
pub(super) fn outcome(text: &str, at: Instant) -> Result<Outcome, String> {
    let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
    let words = rest.split(',').filter(|word| !word.is_empty());
    Ok(match kind {
        "frozen" => Outcome::Frozen { accounts: words.map(frozen).collect::<Result<_, _>>()? },
        "released" => Outcome::Released {
            accounts: words
                .map(|word| pair(word).map(|(number, amount)| ReleasedAccount { number, amount }))
                .collect::<Result<_, _>>()?,
        },
        "paid" => {
            let mut words = rest.split(':');
            let paid = amount(words.next().unwrap_or_default())?;
            let reference = words.next().unwrap_or("FT1").to_owned();
            let value_day = match words.next() {
                Some(text) => day(text)?,
                None => Zone::HANOI.day_of(at),
            };
            Outcome::Paid { paid, reference, value_day }
        }
        "amended" => Outcome::Amended,
        "accepted" => {
            let stated = (!rest.is_empty()).then(|| amount(rest)).transpose()?;
            Outcome::IncomeAccepted { monthly_income: stated }
        }
        "none" => content::none(rest == "branch", at),
        other => return Err(format!("nobody can answer {other}")),
    })
}

/// `month=2026-12 amount=3.000.000 ref=LG12 value=2026-12-10`.
pub(super) fn instalment(demand: &Demand, args: &Args, at: Instant) -> Result<Instalment, String> {
    Ok(Instalment {
        item: body::item_id(demand, &args.or("item", "income_deduction")),
        month: order::month(&args.need("month")?)?,
        amount: amount(&args.need("amount")?)?,
        reference: args.or("ref", "LG1"),
        value_day: match args.get("value") {
            Some(text) => day(&text)?,
            None => Zone::HANOI.day_of(at),
        },
        income: args.get("income").map(|text| amount(&text)).transpose()?,
    })
}

/// `cccd:001085005678`: the identifier that an institution holds.
pub(super) fn held(kind: Option<&str>, value: Option<&str>) -> Result<Identifier, String> {
    let kind = kind.and_then(IdentifierKind::parse).ok_or("an identifier has a kind")?;
    Identifier::parse(kind, value.unwrap_or_default()).map_err(|error| error.to_string())
}

fn pair(word: &str) -> Result<(engine::identity::AccountNumber, Money), String> {
    let (number, sum) = word.split_once(':').ok_or("an account is number:amount")?;
    Ok((account(number)?, amount(sum)?))
}

/// `0123456789:5.000.000` at commas.
pub(super) fn captured(text: &str) -> Result<Vec<CapturedAccount>, String> {
    let words = text.split(',').filter(|word| !word.is_empty());
    let words = words.map(pair);
    words.map(|pair| pair.map(|(number, amount)| CapturedAccount { number, amount })).collect()
}

/// `account.capture VCB/0123456789 ref=GD1 amount=5.000.000`; `at=` where it
/// was not just now.
pub(super) fn on_account(args: &Args, now: Instant) -> Result<Command, String> {
    let (bank, number) = args.subject()?.split_once('/').ok_or("an account is VCB/number")?;
    Ok(Command::ReportAccountCapture {
        institution: body::institution(bank),
        account: account(number)?,
        amount: amount(&args.need("amount")?)?,
        reference: args.or("ref", "GD1"),
        at: args.get("at").map(|text| when(&text)).transpose()?.unwrap_or(now),
    })
}

/// `0123456789:40.000.000`, then in any order `joint`, `unknown`, `term`,
/// `budget`, `share:50`, `salary`, `escrow`, `pledge`, `claim:5.000.000`, `before:
/// 5.000.000` (a restriction), `matures:2027-01-15`, `ranks:2`, `protected:5.000.000:escrow` (or without the ground),
/// `was:45.000.000` at receipt, `then:40.000.000` when frozen, `left:5.000.000`, `held:
/// cccd:001085005678` (the identifier the bank holds).
fn frozen(word: &str) -> Result<FrozenAccount, String> {
    let mut words = word.split(':');
    let number = account(words.next().unwrap_or_default())?;
    let frozen = amount(words.next().ok_or("an account is number:amount")?)?;
    let mut found = FrozenAccount::plain(number, AccountKind::Payment, frozen);
    while let Some(word) = words.next() {
        let mut sum = || {
            words
                .next()
                .ok_or("an amount is missing")
                .and_then(|text| amount(text).map_err(|_| "no amount"))
        };
        match word {
            "joint" => {
                let (name, debtor_share_percent) = ("Trần Thị Bình".to_owned(), None);
                found.joint_holders.push(JointHolder { name, debtor_share_percent });
            }
            "share" => {
                let share = words.next().and_then(|text| text.parse().ok());
                let name = "Trần Thị Bình".to_owned();
                found.joint_holders.push(JointHolder { name, debtor_share_percent: share });
            }
            "held" => {
                let (kind, value) = (words.next(), words.next());
                found.held_identifier = Some(held(kind, value)?);
            }
            "salary" => found.markers.push(Marker::Salary),
            "escrow" => found.markers.push(Marker::Escrow),
            "pledge" => found.markers.push(Marker::Pledge),
            "claim" => {
                let (contract, day) = ("HĐTD 12/2025".to_owned(), day("2025-06-02")?);
                found.own_claim = Some(OwnClaim { contract, day, amount: sum()? });
            }
            "before" => {
                let (by, since) = ("Phòng THADS khu vực 2".to_owned(), day("2026-10-05")?);
                found.restrictions.push(Restriction { by, since, amount: Some(sum()?) });
            }
            "matures" => {
                found.kind = AccountKind::Term;
                found.matures = Some(day(words.next().ok_or("when does it mature?")?)?);
            }
            "unknown" => found.all_unknown = true,
            "term" => found.kind = AccountKind::Term,
            "budget" => found.kind = AccountKind::TreasuryBudget,
            "was" => found.at_receipt = Some(sum()?),
            "then" => found.at_freeze = Some(sum()?),
            "left" => found.left_between = Some(sum()?),
            "protected" => {
                found.protected = Some(sum()?);
                found.protected_by = words.next().map(ToOwned::to_owned);
            }
            "ranks" => {
                let before = words.next().and_then(|text| text.parse().ok());
                found.ranks_before = before.ok_or("how many orders rank before?")?;
            }
            other => return Err(format!("nobody says {other} of an account")),
        }
    }
    Ok(found)
}
