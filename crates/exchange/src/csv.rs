//! Statements as CSV: one heading row, one row a line, separated by `;` or `,`.
//!
//! Headings in Vietnamese or English, in any case, with or without marks:
//!
//! | heading | tiêu đề | |
//! |---|---|---|
//! | `reference` | `số tham chiếu` | the bank's own, needed: a line is known by it |
//! | `amount` | `số tiền` | above nothing: came in; below: went out |
//! | `credit`, `debit` | `ghi có`, `ghi nợ` | in place of `amount`: one of them says something |
//! | `booking_date` | `ngày ghi sổ` | `2026-11-23` or `23/11/2026`, needed |
//! | `value_date` | `ngày hiệu lực` | else the booking date |
//! | `description` | `nội dung` | |
//! | `counterparty`, `counterparty_account` | `đối tác`, `tài khoản đối tác` | |
//! | `account`, `currency` | `số tài khoản`, `loại tiền` | the same in every row; VND if none |
//! | `opening_balance`, `closing_balance` | `số dư đầu kỳ`, `số dư cuối kỳ` | the same in every row that says it |

use crate::amount::{to_iso, typed};
use crate::error::{Problem, ReadError};
use crate::{LONGEST_FIELD, LONGEST_TEXT};
use ::csv::{ErrorKind, ReaderBuilder, StringRecord, Trim};
use engine::directory::separator;
use engine::identity::AccountNumber;
use engine::money::Currency;
use engine::statement::{LineContent, MOST_LINES, Side, StatementContent};
use engine::time::Day;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A spreadsheet would carry out a cell that begins so.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

macro_rules! columns {
    ($($name:ident = $code:literal, $vi:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        enum Column { $($name),+ }

        impl Column {
            /// Our name for it: the English heading.
            const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            fn of(heading: &str) -> Option<Self> {
                let heading = plain(heading);
                $(if heading == plain($code) || heading == plain($vi) {
                    return Some(Self::$name);
                })+
                None
            }
        }
    };
}

columns! {
    Reference = "reference", "số tham chiếu";
    Amount = "amount", "số tiền";
    Credit = "credit", "ghi có";
    Debit = "debit", "ghi nợ";
    Booked = "booking_date", "ngày ghi sổ";
    Value = "value_date", "ngày hiệu lực";
    Text = "description", "nội dung";
    Party = "counterparty", "đối tác";
    PartyAccount = "counterparty_account", "tài khoản đối tác";
    Account = "account", "số tài khoản";
    Currency = "currency", "loại tiền";
    Opening = "opening_balance", "số dư đầu kỳ";
    Closing = "closing_balance", "số dư cuối kỳ";
}

/// Letters and digits without marks, in lower case.
pub(crate) fn plain(heading: &str) -> String {
    heading
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Reads a file.
pub fn read(text: &str) -> Result<StatementContent, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(separator(text))
        .trim(Trim::All)
        .has_headers(true)
        .from_reader(text.as_bytes());
    let head = reader.headers().map_err(|error| shape(&error))?;
    let columns = columns(head)?;
    let mut whole = Whole::default();
    let mut lines = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| shape(&error))?;
        let at = row.position().map_or(0, ::csv::Position::line);
        if u32::try_from(lines.len()).is_ok_and(|len| len >= MOST_LINES) {
            return Err(Problem::TooManyLines.at(at, ""));
        }
        let row = Row { columns: &columns, fields: &row, at };
        whole.read(&row)?;
        lines.push(row.line(whole.currency())?);
    }
    if lines.is_empty() {
        return Err(Problem::Empty.of_the_file());
    }
    let currency = whole.currency();
    let Whole { account, opening, closing, .. } = whole;
    crate::balanced(StatementContent { account, currency, opening, closing, lines })
}

fn shape(error: &::csv::Error) -> ReadError {
    let at = error.position().map_or(1, ::csv::Position::line);
    match error.kind() {
        ErrorKind::Utf8 { .. } => Problem::Encoding.at(at, ""),
        _ => Problem::RowShape.at(at, ""),
    }
}

type Columns = BTreeMap<Column, usize>;

fn columns(head: &StringRecord) -> Result<Columns, ReadError> {
    let mut columns = Columns::new();
    for (index, heading) in head.iter().enumerate() {
        // What stands there is not repeated: a file without headings has persons
        // there.
        let nth = || (index + 1).to_string();
        let column = Column::of(heading).ok_or_else(|| Problem::HeadingUnknown.at(1, &nth()))?;
        if columns.insert(column, index).is_some() {
            return Err(Problem::HeadingTwice.at(1, column.code()));
        }
    }
    let missing = |column: Column| Problem::ColumnMissing.at(1, column.code());
    for column in [Column::Reference, Column::Booked] {
        columns.get(&column).ok_or_else(|| missing(column))?;
    }
    let has = |column| columns.contains_key(&column);
    let split = has(Column::Credit) || has(Column::Debit);
    match (has(Column::Amount), split) {
        (false, false) => Err(missing(Column::Amount)),
        (true, true) => Err(Problem::HeadingTwice.at(1, Column::Amount.code())),
        _ => Ok(columns),
    }
}

/// What every row says alike, or not at all.
#[derive(Default)]
struct Whole {
    account: Option<AccountNumber>,
    named: Option<Currency>,
    opening: Option<i64>,
    closing: Option<i64>,
    /// The first row decides on the currency, whether it names one or not.
    begun: bool,
}

impl Whole {
    fn currency(&self) -> Currency {
        self.named.unwrap_or(Currency::VND)
    }

    fn read(&mut self, row: &Row<'_>) -> Result<(), ReadError> {
        let currency = row.get(Column::Currency, |text| Currency::parse(text).ok());
        let currency = currency.map_err(|_| row.fault(Problem::Currency, Column::Currency))?;
        let differs = |one: Currency| one != self.currency();
        if self.begun && currency.is_some_and(differs) {
            return Err(row.fault(Problem::Currency, Column::Currency));
        }
        self.named = self.named.or(currency);
        self.begun = true;
        let account = row.get(Column::Account, |text| AccountNumber::parse(text).ok());
        let account = account.map_err(|_| row.fault(Problem::Account, Column::Account))?;
        same(&mut self.account, account)
            .ok_or_else(|| row.fault(Problem::Account, Column::Account))?;
        let said = self.currency();
        for (column, balance) in
            [(Column::Opening, &mut self.opening), (Column::Closing, &mut self.closing)]
        {
            let amount = row.get(column, |text| typed(text, said));
            let amount = amount.map_err(|_| row.fault(Problem::Amount, column))?;
            same(balance, amount).ok_or_else(|| row.fault(Problem::Amount, column))?;
        }
        Ok(())
    }
}

/// Keeps what was said first; nothing, if another thing is said now.
fn same<T: PartialEq>(known: &mut Option<T>, said: Option<T>) -> Option<()> {
    if known.is_some() && said.is_some() && *known != said {
        return None;
    }
    if known.is_none() {
        *known = said;
    }
    Some(())
}

struct Row<'a> {
    columns: &'a Columns,
    fields: &'a StringRecord,
    at: u64,
}

/// A field that says something else than it should.
struct Unread;

impl Row<'_> {
    fn fault(&self, problem: Problem, column: Column) -> ReadError {
        problem.at(self.at, column.code())
    }

    fn field(&self, column: Column) -> Option<&str> {
        let index = *self.columns.get(&column)?;
        self.fields.get(index).filter(|text| !text.is_empty())
    }

    fn get<T>(
        &self,
        column: Column,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Unread> {
        self.field(column).map(|text| read(text).ok_or(Unread)).transpose()
    }

    fn text(&self, column: Column) -> Result<Option<String>, ReadError> {
        let text = self.field(column);
        let most = if column == Column::Text { LONGEST_TEXT } else { LONGEST_FIELD };
        if text.is_some_and(|text| text.chars().count() > most) {
            return Err(self.fault(Problem::TooLong, column));
        }
        Ok(text.map(str::to_owned))
    }

    fn day(&self, column: Column) -> Result<Option<Day>, ReadError> {
        self.get(column, day).map_err(|_| self.fault(Problem::Day, column))
    }

    fn line(&self, currency: Currency) -> Result<LineContent, ReadError> {
        let missing = |column| self.fault(Problem::Missing, column);
        let reference = self.text(Column::Reference)?;
        let booked = self.day(Column::Booked)?.ok_or_else(|| missing(Column::Booked))?;
        let (side, amount) = self.amount(currency)?;
        Ok(LineContent {
            reference: reference.ok_or_else(|| missing(Column::Reference))?,
            text: self.text(Column::Text)?.unwrap_or_default(),
            amount,
            side,
            booked,
            value: self.day(Column::Value)?.unwrap_or(booked),
            party: self.text(Column::Party)?,
            party_account: self.text(Column::PartyAccount)?,
            // A file has no column for it.
            reverses: false,
        })
    }

    fn amount(&self, currency: Currency) -> Result<(Side, i64), ReadError> {
        let read = |column| {
            let amount = self.get(column, |text| typed(text, currency));
            amount.map_err(|_| self.fault(Problem::Amount, column))
        };
        if self.columns.contains_key(&Column::Amount) {
            let amount = read(Column::Amount)?;
            let wrong = || self.fault(Problem::Amount, Column::Amount);
            return match amount.ok_or_else(|| self.fault(Problem::Missing, Column::Amount))? {
                0 => Err(wrong()),
                amount if amount > 0 => Ok((Side::Credit, amount)),
                amount => Ok((Side::Debit, amount.checked_neg().ok_or_else(wrong)?)),
            };
        }
        // A column that has nothing in it may say 0.
        let credit = read(Column::Credit)?.filter(|amount| *amount != 0);
        let debit = read(Column::Debit)?.filter(|amount| *amount != 0);
        match (credit, debit) {
            (Some(amount), None) if amount > 0 => Ok((Side::Credit, amount)),
            (None, Some(amount)) if amount > 0 => Ok((Side::Debit, amount)),
            (None, None) => Err(self.fault(Problem::Missing, Column::Credit)),
            _ => Err(self.fault(Problem::Amount, Column::Credit)),
        }
    }
}

/// `2026-11-23`, `23/11/2026`, `23-11-2026`.
pub(crate) fn day(text: &str) -> Option<Day> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split(['/', '-']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = [first, second, third].iter().all(|part| part.bytes().all(|c| c.is_ascii_digit()));
    if parts.next().is_some() || third.len() != 4 || !digits {
        return None;
    }
    Day::from_ymd(third.parse().ok()?, second.parse().ok()?, first.parse().ok()?)
}

/// Writes a statement with the English headings, separated by commas.
pub fn write(content: &StatementContent) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let columns = [
        Column::Account,
        Column::Currency,
        Column::Reference,
        Column::Text,
        Column::Amount,
        Column::Booked,
        Column::Value,
        Column::Party,
        Column::PartyAccount,
        Column::Opening,
        Column::Closing,
    ];
    let money = |minor: i64| {
        let sign = if minor < 0 { "-" } else { "" };
        format!("{sign}{}", to_iso(minor, content.currency))
    };
    // Into memory: cannot fail.
    let _ = writer.write_record(columns.map(Column::code));
    for line in &content.lines {
        let amount = if line.side == Side::Debit { -line.amount } else { line.amount };
        let _ = writer.write_record([
            content.account.as_ref().map(AccountNumber::display).unwrap_or_default(),
            content.currency.code().to_owned(),
            line.reference.clone(),
            line.text.clone(),
            money(amount),
            line.booked.to_string(),
            line.value.to_string(),
            line.party.clone().unwrap_or_default(),
            line.party_account.clone().unwrap_or_default(),
            content.opening.map(money).unwrap_or_default(),
            content.closing.map(money).unwrap_or_default(),
        ]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
