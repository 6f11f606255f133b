//! The register of what an agency sends out (sổ đăng ký văn bản đi): its clerk
//! gives each document number and seal. Numbers run by agency, book and year; a
//! number taken once is taken for ever (I-3).

use crate::id::{AgencyId, InstrumentId, RegisterId, UserId};
use crate::instrument::InstrumentKind;
use crate::order::Numbered;
use crate::statement::digest;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which book of the register: decisions are numbered apart from letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisterBook {
    /// Quyết định: every order about money.
    Decision,
    /// Công văn: inquiries.
    Letter,
}

impl RegisterBook {
    /// The book a kind of document is entered in.
    pub const fn of(kind: InstrumentKind) -> Self {
        if kind.is_order() { Self::Decision } else { Self::Letter }
    }
}

/// One book of one agency in one year: within it no number is given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Register {
    /// Whose.
    pub agency: AgencyId,
    /// Which book.
    pub book: RegisterBook,
    /// Of which year.
    pub year: i16,
}

impl Register {
    /// What it is stored by.
    pub fn id(self) -> RegisterId {
        let (agency, year) = (self.agency.0, self.year.to_be_bytes());
        RegisterId(digest(&[agency.as_bytes(), &year, self.book.code().as_bytes()]))
    }
}

/// The greatest serial number that is given.
pub const MOST_SERIAL: u32 = 999_999;

/// What the clerk wrote into the register: the document was signed, bears this
/// number and day, and was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// In which register.
    pub register: Register,
    /// Which number of it, from 1.
    pub serial: u32,
    /// The symbol that follows the number, e.g. `QĐ-CCTHADS`.
    pub symbol: String,
    /// The day the document bears.
    pub day: Day,
    /// Why the number is not the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who numbered and sealed it.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// The number as the document itself spells it, where it states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// The document was never sent, or the decision never made: the number is void and
    /// stays taken. Why is told where the document is, not in the register.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub void: bool,
}

impl Registered {
    /// Number and day as the document bears them.
    pub fn numbered(&self) -> Numbered {
        let number = self.stated.clone();
        let number = number.unwrap_or_else(|| printed(self.serial, &self.symbol));
        Numbered { number, day: self.day }
    }
}

/// A number as it is printed: below ten with a nought before it (Decree 30/2020,
/// annex I).
pub fn printed(serial: u32, symbol: &str) -> String {
    format!("{serial:02}/{symbol}")
}

/// Serial number and symbol of a number somebody typed, if it is made up so.
pub fn parts(number: &str) -> Option<(u32, &str)> {
    let (serial, symbol) = number.split_once('/')?;
    Some((serial.trim().parse().ok()?, symbol.trim()))
}

/// The one spelling by which numbers are compared: `5/QĐ` and `05/QĐ` are one number.
pub fn normalised(number: &str) -> String {
    parts(number).map_or_else(|| number.to_owned(), |(serial, symbol)| printed(serial, symbol))
}

/// Whether two decisions bear one number and one day.
pub fn is_same(one: &Numbered, other: &Numbered) -> bool {
    one.day == other.day && normalised(&one.number) == normalised(&other.number)
}

/// What is known of a register when a number is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The greatest number given; none: the register is empty.
    pub last: Option<u32>,
    /// Which of the numbers asked about are given, and what this batch gave.
    pub taken: BTreeMap<u32, Holder>,
}

/// Who has a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Which document.
    pub instrument: InstrumentId,
    /// The symbol that follows the number.
    pub symbol: String,
}

impl Given {
    /// The number whose turn it is.
    pub fn next(&self) -> u32 {
        self.last.map_or(1, |last| last.saturating_add(1))
    }

    /// Whether a number was given.
    pub fn has(&self, serial: u32) -> bool {
        self.last == Some(serial) || self.taken.contains_key(&serial)
    }

    /// Takes a number.
    pub fn take(&mut self, serial: u32, holder: Holder) {
        self.taken.insert(serial, holder);
        self.last = self.last.max(Some(serial));
    }
}

/// What is asked of a register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Documents that are to be numbered: some state their number.
    pub instruments: BTreeSet<InstrumentId>,
    /// Numbers that are named.
    pub serials: BTreeSet<u32>,
    /// Symbols they bear.
    pub symbols: BTreeSet<String>,
    /// How many numbers may be given.
    pub count: u32,
}

impl Wanted {
    /// Asks for what another asks for too.
    pub fn join(&mut self, other: &Self) {
        self.instruments.extend(&other.instruments);
        self.serials.extend(&other.serials);
        self.symbols.extend(other.symbols.iter().cloned());
        self.count = self.count.saturating_add(other.count);
    }
}
