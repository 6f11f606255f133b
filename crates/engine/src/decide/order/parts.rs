//! What may be wrong with the parts of what a freeze states as owed. The sum they
//! come to is judged by the books as any other; how it is made up is the decision's
//! to say, so that only what contradicts itself is refused.

use crate::context::Context;
use crate::decide::money::dong;
use crate::ledger::{Ledger, is_rate};
use crate::money::{Currency, Money};
use crate::order::{Numbered, OwedParts};
use crate::refusal::Refusal;
use crate::time::Zone;

/// Everything that is wrong with them, in the order of the fields.
pub(super) fn problems(
    parts: &OwedParts,
    owed: Money,
    decision: Option<&Numbered>,
    ledger: &Ledger,
    cx: &Context<'_>,
) -> Vec<Refusal> {
    let at = |field: &str| format!("/order/parts/{field}");
    let amounts = [
        ("principal", parts.principal),
        ("interest", parts.interest),
        ("fees", parts.fees),
        ("costs", parts.costs),
        ("paid", parts.paid),
    ];
    let unsound = amounts.iter().filter_map(|(field, amount)| part(*amount, &at(field)).err());
    let mut problems: Vec<Refusal> = unsound.collect();
    let summable = problems.is_empty();
    // Minutes state what is owed when they are made.
    let day = decision.map_or_else(|| Zone::HANOI.day_of(cx.now), |decision| decision.day);
    match parts.interest_to {
        Some(to) if to > day => {
            problems.push(Refusal::InterestDayLate { pointer: at("interest_to") });
        }
        None if !parts.says_until_when() => {
            problems.push(Refusal::InterestDayMissing { pointer: at("interest_to") });
        }
        _ => {}
    }
    match parts.ppm {
        Some(ppm) if !is_rate(ppm) => {
            problems.push(Refusal::RateInvalid { pointer: at("ppm") });
        }
        // A sum that the judgment fixed has no rate; what runs has one.
        None if !parts.interest.is_zero() && ledger.interest.is_some() => {
            problems.push(Refusal::InterestRateMissing { pointer: at("ppm") });
        }
        _ => {}
    }
    let sum = parts.total().ok().filter(|sum| summable && *sum != owed);
    if let Some(sum) = sum.filter(|_| owed.currency() == Currency::VND) {
        let (pointer, sum) = ("/order/owed".to_owned(), sum.minor());
        problems.push(Refusal::PartsMismatch { pointer, sum });
    }
    problems
}

/// Đồng, nothing or more.
fn part(amount: Money, pointer: &str) -> Result<i64, Refusal> {
    if amount == Money::zero(Currency::VND) { Ok(0) } else { dong(amount, pointer) }
}
