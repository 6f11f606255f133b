//! What another system says, out of words and told: `case.sync H-1 number=12/2026
//! officer=saomai category=family closed as=A` with the words of a case,
//! `case.sync_payment H-1 payment=NT-1 amount=5.000.000 day= ref= note= other`,
//! `case.decide_sync A theirs=category ours=number`. `office=T01-01` is whose it is.

use super::Story;
use super::args::Args;
use super::body;
use super::command::missing;
use super::figures::amount;
use super::order::day;
use crate::support::people;
use engine::actor::Actor;
use engine::case::Category;
use engine::command::{Command as C, CommandKind as K};
use engine::id::AgencyId;
use engine::sync::{
    ExternalId, Field, ForeignCase, ForeignParty, ForeignPayment, SourceCode, SyncEvent,
};
use engine::time::{Instant, Zone};
use std::collections::BTreeSet;

/// Reads a command.
pub(super) fn read(
    story: &Story,
    actor: &Actor,
    at: Instant,
    kind: K,
    args: &Args,
) -> Result<C, String> {
    let source = SourceCode::ministry();
    if kind == K::DecideSync {
        let case = story.case(args.subject()?).or_else(|why| missing(args, why))?;
        let fields =
            |name: &str| -> BTreeSet<Field> { args.list(name).into_iter().map(Field).collect() };
        let source = args.get("source").and_then(|code| SourceCode::parse(&code)).unwrap_or(source);
        return Ok(C::DecideSync { case, source, theirs: fields("theirs"), ours: fields("ours") });
    }
    let agency = office(actor, args)?;
    let case = external(args.subject()?)?;
    if kind == K::SyncCase {
        let theirs = Box::new(foreign(actor, args, case)?);
        return Ok(C::SyncCase { agency, source, theirs });
    }
    let payment = ForeignPayment {
        external: external(&args.need("payment")?)?,
        amount: amount(&args.need("amount")?)?,
        day: args.get("day").map_or(Ok(Zone::HANOI.day_of(at)), |text| day(&text))?,
        reference: args.get("ref"),
        note: args.get("note"),
        other_money: args.flag("other"),
    };
    Ok(C::SyncPayment { agency, source, case, payment: Box::new(payment) })
}

pub(super) fn office(actor: &Actor, args: &Args) -> Result<AgencyId, String> {
    match args.get("office") {
        Some(code) => people::agency(&code).ok_or_else(|| format!("no agency {code}")),
        None => actor.agency().ok_or_else(|| "whose file is it: office=".to_owned()),
    }
}

pub(super) fn external(text: &str) -> Result<ExternalId, String> {
    ExternalId::parse(text).ok_or_else(|| format!("{text} is no external id"))
}

/// A case in its words, each party called as it is named.
fn foreign(actor: &Actor, args: &Args, case: ExternalId) -> Result<ForeignCase, String> {
    let content = body::case(actor, args)?;
    let category = args.get("category").map(|code| Category::from_code(&code));
    let category = category.map(|known| known.ok_or("no such category")).transpose()?;
    let party = |one: engine::case::Party| -> Result<ForeignParty, String> {
        Ok(ForeignParty {
            external: external(one.name.as_written())?,
            role: one.role,
            kind: one.kind,
            name: one.name,
            identifiers: one.identifiers,
            address: one.address,
        })
    };
    Ok(ForeignCase {
        external: case,
        closed: args.flag("closed"),
        number: content.number,
        officer: content.officer,
        decision: content.decision,
        judgment: content.judgment,
        category: category.unwrap_or(content.category),
        conditions: content.conditions,
        obligations: content.obligations,
        parties: content.parties.into_iter().map(party).collect::<Result<_, _>>()?,
    })
}

/// What happened.
pub(super) fn event(event: &SyncEvent) -> String {
    let listed = |fields: &BTreeSet<Field>| {
        let names: Vec<&str> = fields.iter().map(|field| field.0.as_str()).collect();
        names.join(",")
    };
    match event {
        SyncEvent::Told { theirs, open, .. } if open.is_empty() => theirs.external.to_string(),
        SyncEvent::Told { theirs, open, .. } => {
            format!("{}, waits: {}", theirs.external, listed(open))
        }
        SyncEvent::Decided { theirs, ours, .. } => {
            format!("theirs: {}; ours: {}", listed(theirs), listed(ours))
        }
        SyncEvent::Paid { payment, posting, .. } => {
            let known = if posting.is_some() { "" } else { " (arrived here)" };
            format!("{}{known}", payment.external)
        }
    }
}
