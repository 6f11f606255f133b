//! ISO 20022 statements: camt.053 (`BkToCstmrStmt`) and camt.054
//! (`BkToCstmrDbtCdtNtfctn`), in any version: what is read is the same in all.
//!
//! Elements that are not named here say nothing that counts. Those that do must
//! be there: a line without the bank's own reference is refused, since it is
//! known by nothing else. Entries that are not booked yet are passed over. A
//! booking of several payments is as many lines, each with a name of its own. An
//! entry that takes another back (`RvslInd`) says so.

use crate::amount::{iso, to_iso};
use crate::error::{Problem, ReadError};
use crate::xml::{Node, escaped, parse};
use crate::{LONGEST_FIELD, LONGEST_TEXT};
use engine::identity::AccountNumber;
use engine::money::Currency;
use engine::statement::{LineContent, MOST_LINES, Side, StatementContent};
use engine::time::Day;
use std::fmt::Write;

/// Which message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// camt.053: the statement of a day.
    Statement,
    /// camt.054: notice of credits and debits.
    Notice,
}

impl Message {
    const fn elements(self) -> (&'static str, &'static str) {
        match self {
            Self::Statement => ("BkToCstmrStmt", "Stmt"),
            Self::Notice => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Statement => "camt.053",
            Self::Notice => "camt.054",
        }
    }
}

/// Reads a message.
pub fn read(text: &str) -> Result<StatementContent, ReadError> {
    let root = parse(text)?;
    let unknown = || Problem::MessageUnknown.of_the_file();
    let message = [Message::Statement, Message::Notice].into_iter().find(|one| {
        let spaces = root.attribute("xmlns").unwrap_or_default();
        root.child(one.elements().0).is_some() && (spaces.is_empty() || spaces.contains(one.name()))
    });
    let (outer, inner) =
        message.filter(|_| root.name == "Document").ok_or_else(unknown)?.elements();
    let outer = root.child(outer).ok_or_else(unknown)?;
    let mut all = outer.all(inner);
    let (Some(statement), None) = (all.next(), all.next()) else {
        return Err(Problem::NotOneStatement.of_the_file());
    };
    let currency = currency_of(statement)?;
    let lines = lines(statement, currency)?;
    if lines.is_empty() {
        return Err(Problem::Empty.of_the_file());
    }
    crate::balanced(StatementContent {
        account: account(statement)?,
        currency,
        opening: balance(statement, currency, &["OPBD", "PRCD"])?,
        closing: balance(statement, currency, &["CLBD"])?,
        lines,
    })
}

fn account(statement: &Node) -> Result<Option<AccountNumber>, ReadError> {
    let number = statement.text_at("Acct/Id/IBAN").or(statement.text_at("Acct/Id/Othr/Id"));
    let read = |text| AccountNumber::parse(text).map_err(|_| of_file(Problem::Account, "Acct/Id"));
    number.map(read).transpose()
}

fn of_file(problem: Problem, field: &str) -> ReadError {
    let mut error = problem.of_the_file();
    field.clone_into(&mut error.at.field);
    error
}

/// The account's, or that of its first entry; every amount must be in it.
fn currency_of(statement: &Node) -> Result<Currency, ReadError> {
    let of_entry = || statement.at("Ntry/Amt").and_then(|amount| amount.attribute("Ccy"));
    let code = statement.text_at("Acct/Ccy").or_else(of_entry);
    let code = code.ok_or_else(|| of_file(Problem::Missing, "Acct/Ccy"))?;
    Currency::parse(code).map_err(|_| of_file(Problem::Currency, "Acct/Ccy"))
}

fn balance(statement: &Node, currency: Currency, kinds: &[&str]) -> Result<Option<i64>, ReadError> {
    let is = |balance: &&Node| {
        balance.text_at("Tp/CdOrPrtry/Cd").is_some_and(|code| kinds.contains(&code))
    };
    let Some(balance) = statement.all("Bal").find(is) else {
        return Ok(None);
    };
    let amount = amount(balance, currency).map_err(|problem| of_file(problem, "Bal/Amt"))?;
    let side = side(balance).ok_or_else(|| of_file(Problem::Side, "Bal/CdtDbtInd"))?;
    Ok(Some(if side == Side::Debit { -amount } else { amount }))
}

fn amount(node: &Node, currency: Currency) -> Result<i64, Problem> {
    let node = node.child("Amt").ok_or(Problem::Missing)?;
    if node.attribute("Ccy").is_some_and(|code| code != currency.code()) {
        return Err(Problem::Currency);
    }
    iso(node.own_text().ok_or(Problem::Missing)?, currency).ok_or(Problem::Amount)
}

fn side(node: &Node) -> Option<Side> {
    match node.text_at("CdtDbtInd")? {
        "CRDT" => Some(Side::Credit),
        "DBIT" => Some(Side::Debit),
        _ => None,
    }
}

fn lines(statement: &Node, currency: Currency) -> Result<Vec<LineContent>, ReadError> {
    let mut lines = Vec::new();
    for (number, node) in (1_u64..).zip(statement.all("Ntry")) {
        let status = node.text_at("Sts/Cd").or(node.text_at("Sts"));
        if status.is_some_and(|status| status != "BOOK") {
            continue;
        }
        let entry = Entry { node, number, currency };
        entry.read(&mut lines)?;
        if u32::try_from(lines.len()).map_or(true, |len| len > MOST_LINES) {
            return Err(Problem::TooManyLines.at(number, ""));
        }
    }
    Ok(lines)
}

struct Entry<'a> {
    node: &'a Node,
    number: u64,
    currency: Currency,
}

impl Entry<'_> {
    fn fault(&self, problem: Problem, field: &str) -> ReadError {
        problem.at(self.number, field)
    }

    fn read(&self, lines: &mut Vec<LineContent>) -> Result<(), ReadError> {
        let whole = amount(self.node, self.currency).map_err(|why| self.fault(why, "Amt"))?;
        let side = side(self.node).ok_or_else(|| self.fault(Problem::Side, "CdtDbtInd"))?;
        let booked = self.day("BookgDt")?;
        let value = self.day("ValDt")?.or(booked);
        let booked = booked.or(value).ok_or_else(|| self.fault(Problem::Missing, "BookgDt"))?;
        let value = value.unwrap_or(booked);
        let reverses = self.reverses()?;
        let details: Vec<&Node> =
            self.node.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
        let parts: Vec<Option<&Node>> =
            if details.is_empty() { vec![None] } else { details.into_iter().map(Some).collect() };
        let names = self.names(&parts)?;
        let single = parts.len() == 1;
        let mut sum = 0_i64;
        for (part, reference) in parts.into_iter().zip(names) {
            let amount = if single { whole } else { self.part_amount(part)? };
            sum = sum.saturating_add(amount);
            lines.push(LineContent {
                reference,
                text: self.said(part)?,
                amount: Some(amount)
                    .filter(|amount| *amount > 0)
                    .ok_or_else(|| self.fault(Problem::Amount, "Amt"))?,
                side,
                booked,
                value,
                party: self.party(part, side)?,
                party_account: self.party_account(part, side)?,
                reverses,
            });
        }
        if sum != whole {
            return Err(self.fault(Problem::PartsDiffer, "NtryDtls"));
        }
        Ok(())
    }

    /// What each part is known by: the whole's own name, so that a notice and a
    /// statement of the same booking say it alike. Of several, a part's own name
    /// where it is one: many banks repeat that of the booking in each.
    fn names(&self, parts: &[Option<&Node>]) -> Result<Vec<String>, ReadError> {
        let own = self.text(self.node, "AcctSvcrRef")?;
        let of_part = |part: Option<&Node>| match part {
            Some(part) => self.text(part, "Refs/AcctSvcrRef"),
            None => Ok(None),
        };
        let said: Vec<Option<String>> =
            parts.iter().copied().map(of_part).collect::<Result<_, _>>()?;
        let alone = |name: &String| said.iter().flatten().filter(|one| *one == name).count() == 1;
        let named = |(nth, part): (u32, &Option<String>)| {
            if parts.len() == 1 {
                return own.clone().or_else(|| part.clone());
            }
            let its_own = part.as_ref().filter(|name| own.as_ref() != Some(*name) && alone(name));
            let base = own.as_ref().or(part.as_ref());
            its_own.cloned().or_else(|| Some(format!("{}/{nth}", base?)))
        };
        let missing = || self.fault(Problem::Missing, "AcctSvcrRef");
        let names = (1..).zip(&said).map(|one| {
            let name = named(one).ok_or_else(missing)?;
            self.bounded(&name, "AcctSvcrRef")?;
            Ok(name)
        });
        names.collect()
    }

    /// Whether it takes another entry back.
    fn reverses(&self) -> Result<bool, ReadError> {
        match self.node.text_at("RvslInd") {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(self.fault(Problem::Side, "RvslInd")),
        }
    }

    fn part_amount(&self, part: Option<&Node>) -> Result<i64, ReadError> {
        let wrong = |problem| self.fault(problem, "NtryDtls/TxDtls/Amt");
        let part = part.ok_or_else(|| wrong(Problem::Missing))?;
        let holder = if part.child("Amt").is_some() {
            part
        } else {
            part.at("AmtDtls/TxAmt").ok_or_else(|| wrong(Problem::Missing))?
        };
        amount(holder, self.currency).map_err(wrong)
    }

    fn day(&self, name: &str) -> Result<Option<Day>, ReadError> {
        let date = self.node.at(name).and_then(|node| node.text_at("Dt").or(node.text_at("DtTm")));
        // Of an instant, the day as the bank states it.
        let read = |text: &str| text.get(..10).unwrap_or(text).parse::<Day>().ok();
        date.map(|text| read(text).ok_or_else(|| self.fault(Problem::Day, name))).transpose()
    }

    fn text(&self, node: &Node, path: &str) -> Result<Option<String>, ReadError> {
        let text = node.text_at(path);
        text.map_or(Ok(()), |text| self.bounded(text, path))?;
        Ok(text.map(str::to_owned))
    }

    fn bounded(&self, text: &str, path: &str) -> Result<(), ReadError> {
        if text.chars().count() > LONGEST_FIELD || text.contains('\0') {
            return Err(self.fault(Problem::TooLong, path));
        }
        Ok(())
    }

    /// All that may name a payment, each on its own line.
    fn said(&self, part: Option<&Node>) -> Result<String, ReadError> {
        let mut said: Vec<&str> = Vec::new();
        if let Some(part) = part {
            let references = ["Refs/EndToEndId", "Refs/InstrId", "Refs/TxId"];
            said.extend(references.iter().filter_map(|path| part.text_at(path)));
            if let Some(info) = part.child("RmtInf") {
                said.extend(info.all("Ustrd").filter_map(Node::own_text));
                said.extend(info.all("Strd").filter_map(|one| one.text_at("CdtrRefInf/Ref")));
            }
            said.extend(part.text_at("AddtlTxInf"));
        }
        said.extend(self.node.text_at("AddtlNtryInf"));
        said.retain(|text| *text != "NOTPROVIDED");
        let text = said.join("\n");
        if text.chars().count() > LONGEST_TEXT || text.contains('\0') {
            return Err(self.fault(Problem::TooLong, "RmtInf"));
        }
        Ok(text)
    }

    /// The other side: who pays what came in, who gets what went out.
    fn party(&self, part: Option<&Node>, side: Side) -> Result<Option<String>, ReadError> {
        let Some(part) = part else { return Ok(None) };
        let who = if side == Side::Credit { "Dbtr" } else { "Cdtr" };
        let found = self.text(part, &format!("RltdPties/{who}/Pty/Nm"))?;
        match found {
            Some(name) => Ok(Some(name)),
            None => self.text(part, &format!("RltdPties/{who}/Nm")),
        }
    }

    fn party_account(&self, part: Option<&Node>, side: Side) -> Result<Option<String>, ReadError> {
        let Some(part) = part else { return Ok(None) };
        let whose = if side == Side::Credit { "DbtrAcct" } else { "CdtrAcct" };
        let found = self.text(part, &format!("RltdPties/{whose}/Id/IBAN"))?;
        match found {
            Some(number) => Ok(Some(number)),
            None => self.text(part, &format!("RltdPties/{whose}/Id/Othr/Id")),
        }
    }
}

/// Writes a message, version 8: for tests and demonstrations, with what
/// [`read()`] takes from it.
pub fn write(content: &StatementContent, message: Message) -> String {
    let (outer, inner) = message.elements();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let name = message.name();
    // Into memory: cannot fail.
    let _ = write!(
        out,
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{name}.001.08\"><{outer}><{inner}>"
    );
    let currency = content.currency;
    let number = content.account.as_ref().map(AccountNumber::display);
    let id = number.map(|number| format!("<Id><Othr><Id>{number}</Id></Othr></Id>"));
    let _ = write!(out, "<Acct>{}<Ccy>{currency}</Ccy></Acct>", id.unwrap_or_default());
    for (code, balance) in [("OPBD", content.opening), ("CLBD", content.closing)] {
        if let Some(balance) = balance {
            let side = if balance < 0 { Side::Debit } else { Side::Credit };
            let money = money(balance, currency, side);
            let _ =
                write!(out, "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{money}</Bal>");
        }
    }
    for line in &content.lines {
        entry(&mut out, line, currency);
    }
    let _ = write!(out, "</{inner}></{outer}></Document>");
    out
}

fn money(minor: i64, currency: Currency, side: Side) -> String {
    let word = if side == Side::Credit { "CRDT" } else { "DBIT" };
    let amount = to_iso(minor, currency);
    format!("<Amt Ccy=\"{currency}\">{amount}</Amt><CdtDbtInd>{word}</CdtDbtInd>")
}

fn entry(out: &mut String, line: &LineContent, currency: Currency) {
    let _ = write!(
        out,
        "<Ntry>{}{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{}</Dt></BookgDt><ValDt><Dt>{}</Dt></ValDt>\
         <AcctSvcrRef>{}</AcctSvcrRef><NtryDtls><TxDtls>",
        money(line.amount, currency, line.side),
        if line.reverses { "<RvslInd>true</RvslInd>" } else { "" },
        line.booked,
        line.value,
        escaped(&line.reference),
    );
    let who = if line.side == Side::Credit { "Dbtr" } else { "Cdtr" };
    let party = line
        .party
        .as_ref()
        .map(|name| format!("<{who}><Pty><Nm>{}</Nm></Pty></{who}>", escaped(name)));
    let account = line.party_account.as_ref().map(|number| {
        let number = escaped(number);
        format!("<{who}Acct><Id><Othr><Id>{number}</Id></Othr></Id></{who}Acct>")
    });
    if party.is_some() || account.is_some() {
        let (party, account) = (party.unwrap_or_default(), account.unwrap_or_default());
        let _ = write!(out, "<RltdPties>{party}{account}</RltdPties>");
    }
    if !line.text.is_empty() {
        let parts = line.text.split('\n').map(|part| format!("<Ustrd>{}</Ustrd>", escaped(part)));
        let _ = write!(out, "<RmtInf>{}</RmtInf>", parts.collect::<String>());
    }
    out.push_str("</TxDtls></NtryDtls></Ntry>");
}
