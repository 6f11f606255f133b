//! Statements of receiving accounts: `statement.import P lines=R1:60.000.000:
//! 2026-11-23:@D.VCB as=K` is one line that came in and names the demand of a
//! payment (`%D.VCB` names the payment itself, `-5.000` went out, `~R1` takes
//! another entry back, a fifth part is the day it counts from); `line.confirm K line=1 case=A transfer=D.VCB`.

use super::Story;
use super::args::Args;
use super::command::missing;
use super::figures::{amount, minor};
use super::order::{account, day};
use engine::command::{Command as C, CommandKind as K};
use engine::event::{Event, Root};
use engine::id::{CaseId, StatementId, TransferId};
use engine::ledger::Arrival;
use engine::statement::{
    Awaited, FileHash, Found, Line, LineContent, LineState, Side, StatementContent, find,
};

/// Reads a command on a statement.
pub(super) fn read(story: &Story, kind: K, args: &Args) -> Result<C, String> {
    if kind == K::ImportStatement {
        return import(story, args);
    }
    let statement = story.statement(args.subject()?).or_else(|why| missing(args, why))?;
    let line = args.number("line")?.and_then(|line| u32::try_from(line).ok()).ok_or("no line=")?;
    if kind == K::DismissLine {
        let reason = args.or("reason", "Phí trước bạ của hồ sơ khác");
        return Ok(C::DismissLine { statement, line, reason });
    }
    let case: CaseId = match args.need("case")?.as_str() {
        "nothing" => super::body::NOBODY.into(),
        label => story.case(label)?,
    };
    let transfer = story.transfer(&args.need("transfer")?)?;
    Ok(if kind == K::ConfirmLine {
        C::ConfirmLine { statement, line, case, transfer }
    } else {
        C::AssignLine { statement, line, case, transfer }
    })
}

fn import(story: &Story, args: &Args) -> Result<C, String> {
    let payee = story.payee(args.subject()?)?;
    let words = args.list("lines");
    let file = FileHash::of(args.or("file", &words.join(",")).as_bytes());
    let lines = words.iter().map(|text| line(story, text)).collect::<Result<_, _>>()?;
    let currency = engine::money::Currency::parse(&args.or("currency", "VND"));
    let content = Box::new(StatementContent {
        account: args.get("account").map(|text| account(&text)).transpose()?,
        currency: currency.map_err(|why| why.to_string())?,
        opening: None,
        closing: None,
        lines,
    });
    Ok(C::ImportStatement { payee, file, content })
}

fn line(story: &Story, text: &str) -> Result<LineContent, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [reference, sum, booked, words, rest @ ..] = parts.as_slice() else {
        return Err(format!("a line is ref:amount:day:text, not {text}"));
    };
    let (side, sum) = sum.strip_prefix('-').map_or((Side::Credit, *sum), |sum| (Side::Debit, sum));
    let words = match (words.strip_prefix('@'), words.strip_prefix('%')) {
        (Some(demand), _) => story.demand(demand)?.reference.clone(),
        (_, Some(transfer)) => story.transfer(transfer)?.0.simple().to_string(),
        _ => (*words).to_owned(),
    };
    let booked = day(booked)?;
    let (reverses, reference) =
        reference.strip_prefix('~').map_or((false, *reference), |name| (true, name));
    Ok(LineContent {
        reference: reference.to_owned(),
        text: words,
        amount: amount(sum)?.minor(),
        side,
        booked,
        value: rest.first().map_or(Ok(booked), |text| day(text))?,
        party: None,
        party_account: None,
        reverses,
    })
}

/// What an event of a statement says, after its code.
pub(super) fn event(story: &Story, event: &Event) -> String {
    match event {
        Event::StatementImported { content, duplicates, .. } => {
            let again = match duplicates.len() {
                0 => String::new(),
                n => format!(", {n} brought before"),
            };
            format!("{} lines{again}", content.lines.len())
        }
        Event::LineConfirmed { line, transfer, exact, .. } => {
            let how = if *exact { "" } else { " by hand" };
            format!("{line} is {}{how}", story.transfer_name(*transfer))
        }
        Event::LineDismissed { line, .. } => line.to_string(),
        _ => String::new(),
    }
}

impl Story {
    fn statement(&self, label: &str) -> Result<StatementId, String> {
        match self.roots.get(label) {
            Some(Root::Statement(id)) => Ok(*id),
            _ => Err(format!("{label} is no statement")),
        }
    }

    /// `D.VCB`, `D.VCB#2`.
    fn transfer_name(&self, id: TransferId) -> String {
        let mut ledgers = self.facts.ledgers.iter();
        let Some(transfer) = ledgers.find_map(|one| one.transfer(id)) else {
            return "?".to_owned();
        };
        let Some(demand) = self.demand_of(transfer.item) else {
            return "?".to_owned();
        };
        let nth = demand.items.iter().position(|item| item.id == transfer.item).unwrap_or(0);
        let nth = if nth == 0 { String::new() } else { format!("#{}", nth + 1) };
        format!("{}{nth}", self.demand_name(demand))
    }

    /// Each line, and what one that waits is found to be.
    pub(super) fn statement_lines(&self, id: StatementId) -> Result<Vec<String>, String> {
        let one = self.facts.bank_statements.get(id).ok_or("the statement is gone")?;
        let mut awaited = Vec::new();
        for ledger in self.facts.ledgers.iter() {
            let of_it = ledger.transfers.iter().filter(|transfer| transfer.payee == one.payee);
            let arrivals = of_it.clone().flat_map(|transfer| &transfer.arrivals);
            let known: Vec<Arrival> = arrivals.cloned().collect();
            awaited.extend(of_it.filter_map(|transfer| {
                let demand = self.facts.demands.get(transfer.demand)?;
                let awaited = Awaited::of(ledger.case, transfer, &demand.reference)?;
                Some(awaited.beside(&known))
            }));
        }
        let found = find(one.lines.iter().map(|(number, line)| (*number, line)), &awaited);
        let mut lines = vec![format!("version {}", one.version)];
        lines.extend(one.lines.iter().map(|(number, line)| {
            let is = match found.get(number) {
                Some(Found::Exact(_, to)) => format!("waits, is {}", self.transfer_name(*to)),
                Some(Found::AmountDiffers(_, to)) => {
                    format!("waits, names {} and differs", self.transfer_name(*to))
                }
                Some(Found::Likely(_, to)) => {
                    format!("waits, may be {}", self.transfer_name(*to))
                }
                Some(Found::Unmatched) => "waits, fits nothing".to_owned(),
                Some(Found::Reversal) => "waits, takes another back".to_owned(),
                None => self.settled(line),
            };
            let sum = minor(line.content.amount, one.currency);
            format!("{number} {} {sum} {}: {is}", line.content.reference, line.content.value)
        }));
        Ok(lines)
    }

    fn settled(&self, line: &Line) -> String {
        match (line.state, line.of) {
            (LineState::Confirmed, Some((_, to))) => {
                let how = if line.exact { "" } else { " by hand" };
                format!("is {}{how}", self.transfer_name(to))
            }
            (LineState::Duplicate, _) => "brought before".to_owned(),
            (LineState::PaidOut, _) => "went out".to_owned(),
            (state, _) => state.code().to_owned(),
        }
    }
}
