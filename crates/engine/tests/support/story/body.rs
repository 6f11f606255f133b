//! Contents out of words.

use super::args::Args;
use super::{figures, report};
use crate::support::content;
use crate::support::people;
use engine::actor::Actor;
use engine::answer::{Findings, Marker, Outcome};
use engine::asking::Reasons;
use engine::case::{CaseContent, ObligationKind, ObligationLine, PartyRole};
use engine::demand::{Demand, Item, ItemAnswer};
use engine::id::{FileId, InstitutionId, ItemId};
use engine::identity::Identifier;
use engine::instrument::{InfoRequest, InfoType, InquiryContent, Requester};
use engine::money::{Currency, Money};
use engine::role::Role;
use engine::time::Instant;
use uuid::Uuid;

/// An id that nothing has.
pub(super) const NOBODY: Uuid = Uuid::from_u128(u128::MAX);

/// A case: `number= officer= owes= issuer= parties=An:debtor:079…,Binh:creditor@VCB`.
pub(super) fn case(actor: &Actor, args: &Args) -> Result<CaseContent, String> {
    let officer = match args.get("officer") {
        Some(name) => people::user(&name)?,
        None => actor.person().unwrap_or(NOBODY.into()),
    };
    let mut content = content::case(&args.or("number", "12/2026"), officer);
    if let Some(owes) = args.get("owes") {
        let lines = owes.split(',').map(obligation);
        content.obligations = lines.collect::<Result<_, _>>()?;
    }
    if let Some(issuer) = args.get("issuer") {
        content.judgment.issuer = issuer;
    }
    if let Some(parties) = args.get("parties") {
        let words = parties.split(',').filter(|word| !word.is_empty());
        content.parties = words.map(party).collect::<Result<_, _>>()?;
    }
    Ok(content)
}

/// `100.000.000` of principal, or `interest:5.000.000`.
fn obligation(word: &str) -> Result<ObligationLine, String> {
    let (kind, amount) = word.split_once(':').unwrap_or(("principal", word));
    let kind = match kind {
        "principal" => ObligationKind::Principal,
        "interest" => ObligationKind::Interest,
        "fee" => ObligationKind::Fee,
        "cost" => ObligationKind::CoercionCost,
        "paid" => ObligationKind::Paid,
        other => return Err(format!("nothing is owed for {other}")),
    };
    Ok(ObligationLine { kind, amount: figures::amount(amount)?, note: None })
}

fn party(word: &str) -> Result<engine::case::Party, String> {
    let (word, at) = match word.split_once('@') {
        Some((word, code)) => (word, Some(institution(code))),
        None => (word, None),
    };
    let mut parts = word.split(':');
    let name = parts.next().unwrap_or_default();
    let role = match parts.next() {
        Some("debtor") => PartyRole::Debtor,
        Some("creditor") => PartyRole::Creditor,
        Some("related") => PartyRole::Related,
        other => return Err(format!("{other:?} is no role of a party")),
    };
    let institution = at;
    Ok(engine::case::Party { institution, ..content::party(name, role, parts.next()) })
}

/// An inquiry: `ask=account,transactions:2025-01-01..2025-12-31 to=VCB,ACB
/// about= from=creditor:Binh cost= purpose= detail= sealed= interim`.
pub(super) fn inquiry(actor: &Actor, args: &Args) -> Result<InquiryContent, String> {
    let asked = args.or("ask", "account");
    let words = asked.split(',').filter(|word| !word.is_empty());
    let mut items = words.map(asked_for).collect::<Result<Vec<_>, _>>()?;
    if let Some(detail) = args.get("detail") {
        let detail = Some(detail).filter(|text| text != "none");
        for item in items.iter_mut().filter(|one| one.info == InfoType::Other) {
            item.detail.clone_from(&detail);
        }
    }
    let institutions = args.list("to").iter().map(|code| institution(code)).collect();
    let mut content = content::inquiry(items, institutions);
    content.requester = requester(actor, args);
    content.debtor = content::party_id(&args.or("about", "An"));
    content.interim = args.flag("interim");
    content.reasons = Reasons {
        many: args.get("many"),
        balances: args.get("balances"),
        again: args.get("again"),
    };
    if let Some(purpose) = args.get("purpose") {
        content.purpose = purpose;
    }
    let readers = args.list("sealed");
    content.sealed_to = readers.iter().map(|name| people::user(name)).collect::<Result<_, _>>()?;
    Ok(content)
}

pub(super) fn institution(code: &str) -> InstitutionId {
    people::institution(code).unwrap_or(NOBODY.into())
}

fn requester(actor: &Actor, args: &Args) -> Requester {
    let default = if actor.role == Role::Bailiff { "bailiff" } else { "officer" };
    let word = args.or("from", default);
    match word.split_once(':') {
        Some(("creditor", name)) => Requester::Creditor { party: content::party_id(name) },
        _ if word == "bailiff" => {
            Requester::Bailiff { cost_undertaking: args.or("cost", "Văn phòng chịu chi phí") }
        }
        _ => Requester::Officer,
    }
}

/// `account`, or `transactions:2025-01-01..2025-12-31`, or `income:` without
/// a period.
fn asked_for(word: &str) -> Result<InfoRequest, String> {
    let (code, period) = word.split_once(':').unwrap_or((word, "as shipped"));
    let mut request = content::request(info(code)?);
    if period != "as shipped" {
        let days = period.split_once("..");
        let day = |text: &str| text.parse().map_err(|_| format!("no day: {text}"));
        request.from = days.map(|(from, _)| day(from)).transpose()?;
        request.to = days.map(|(_, to)| day(to)).transpose()?;
    }
    Ok(request)
}

pub(super) fn info(code: &str) -> Result<InfoType, String> {
    let found = InfoType::ALL.iter().copied().find(|one| one.code() == code);
    found.ok_or_else(|| format!("nobody can ask for {code}"))
}

/// An item by what it asks; `account#2` is the second of that type.
pub(super) fn item<'a>(demand: &'a Demand, word: &str) -> Option<&'a Item> {
    let (code, nth) = word.split_once('#').unwrap_or((word, "1"));
    let nth = nth.parse::<usize>().ok()?.checked_sub(1)?;
    let items = demand.items.iter();
    items.filter(|item| item.request.code() == code).nth(nth)
}

/// The same by id; an id of nothing where there is none such.
pub(super) fn item_id(demand: &Demand, word: &str) -> ItemId {
    item(demand, word).map_or(NOBODY.into(), |item| item.id)
}

/// Every `item=outcome` of a step; `"item=none and none"` answers twice.
/// `files=account:S1,account:S2` go with the answers to those items.
pub(super) fn answers(
    demand: &Demand,
    args: &Args,
    at: Instant,
) -> Result<Vec<ItemAnswer>, String> {
    let (named, mut answers) = (args.list("files"), Vec::new());
    for (word, outcomes) in args.rest() {
        for text in outcomes.split(" and ") {
            let body = outcome(demand, &word, text, at)?;
            let files = files(&named, &word);
            answers.push(ItemAnswer { files, ..ItemAnswer::new(item_id(demand, &word), body) });
        }
    }
    Ok(answers)
}

/// The files of `item:file` words that go with an item.
pub(super) fn files(named: &[String], item: &str) -> Vec<FileId> {
    let own = named.iter().filter_map(|word| word.strip_prefix(item)?.strip_prefix(':'));
    own.map(super::file_id).collect()
}

/// What is said of an account that was found, beside its balance.
#[derive(Default)]
struct Known<'a> {
    number: Option<&'a str>,
    held: Option<Identifier>,
    markers: Vec<Marker>,
    usd: bool,
}

impl Known<'_> {
    fn said_of(self, mut findings: Findings) -> Result<Findings, String> {
        if let Findings::Account(accounts) = &mut findings {
            for account in accounts {
                if let Some(number) = self.number {
                    account.number = super::order::account(number)?;
                }
                if self.usd {
                    account.balance =
                        account.balance.map(|one| Money::new(one.minor(), Currency::USD));
                }
                account.held_identifier.clone_from(&self.held);
                account.markers.clone_from(&self.markers);
            }
        }
        Ok(findings)
    }
}

/// `found:5000`, `found:5000:part`, `found:5000:on:9876543210:held:cccd:001085005678`
/// (also `salary`, `pledge`, `usd`), `found:income`, `none`, `none:branch`,
/// `ambiguous`, `refused:not_held`; `:future` for books of tomorrow. What was
/// done with money is read in `report`.
pub(super) fn outcome(
    demand: &Demand,
    word: &str,
    text: &str,
    at: Instant,
) -> Result<Outcome, String> {
    let mut words = text.split(':');
    let kind = words.next().unwrap_or_default();
    let words: Vec<&str> = words.collect();
    let at = if words.contains(&"future") { at.plus_seconds(86_400) } else { at };
    match kind {
        "found" => {
            let asked = item(demand, word).and_then(|item| item.request.info());
            let mut found = (asked.unwrap_or(InfoType::Account), 1_000, false);
            let mut known = Known::default();
            let mut words = words.iter().copied().filter(|word| *word != "future");
            while let Some(word) = words.next() {
                match (word, word.parse()) {
                    ("part", _) => found.2 = true,
                    ("on", _) => known.number = Some(words.next().unwrap_or_default()),
                    ("held", _) => {
                        known.held = Some(report::held(words.next(), words.next())?);
                    }
                    ("salary", _) => known.markers.push(Marker::Salary),
                    ("pledge", _) => known.markers.push(Marker::Pledge),
                    ("usd", _) => known.usd = true,
                    (_, Ok(amount)) => found.1 = amount,
                    (word, _) => found.0 = info(word)?,
                }
            }
            let (info, amount, part) = found;
            let findings = if amount < 0 {
                Findings::Account(Vec::new())
            } else {
                known.said_of(content::findings(info, amount, at))?
            };
            Ok(Outcome::Found { findings, part })
        }
        "none" => Ok(content::none(words.contains(&"branch"), at)),
        "ambiguous" => Ok(content::ambiguous()),
        "refused" => Ok(content::refused(words.first().unwrap_or(&"other"))),
        _ => report::outcome(text, at),
    }
}
