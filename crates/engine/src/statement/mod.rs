//! Statements of the agencies' receiving accounts: what the treasury or a bank
//! says came in and went out, file by file, and which payment each line is.
//!
//! A statement is a root of its own. A line is confirmed at most once, in the
//! same transaction as the money of its case; what a line is, is not stored
//! before that but found again each time from what payments are waited for
//! ([`find`]).

mod find;

pub use find::{Awaited, Found, find, is_exact};

use crate::id::{AgencyId, CaseId, LineKey, PayeeId, StatementId, TransferId, UserId};
use crate::identity::AccountNumber;
use crate::money::Currency;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many lines one file may have: one event says them all.
pub const MOST_LINES: u32 = 2_000;

/// The longest reference, name or account of a line, in characters.
pub const LONGEST_FIELD: usize = 200;
/// How much text may come with a line, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// Which way the money went, as the account's holder sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// It came in.
    Credit,
    /// It went out.
    Debit,
}

/// A line as the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineContent {
    /// The reference of who keeps the account, the same in every file.
    pub reference: String,
    /// End-to-end id and remittance information, as it came.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// How much, in minor units of the statement's currency; above nothing.
    pub amount: i64,
    /// Which way.
    pub side: Side,
    /// The day it was booked.
    pub booked: Day,
    /// The day it counts from.
    pub value: Day,
    /// Who sent it or got it, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// That person's account, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_account: Option<String>,
    /// Whether it takes another entry back: money that came in and left again, or
    /// a payment of ours that came back. Neither is the arrival of a payment.
    #[serde(default, skip_serializing_if = "is_not")]
    pub reverses: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_not(flag: &bool) -> bool {
    !*flag
}

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementContent {
    /// Of which account, where the file says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountNumber>,
    /// In which currency.
    pub currency: Currency,
    /// Balance before its first line, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<i64>,
    /// Balance after its last line, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<i64>,
    /// Its lines, in its order.
    pub lines: Vec<LineContent>,
}

/// SHA-256 over the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileHash(pub [u8; 32]);

impl FileHash {
    /// The hash of a file.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The statement that this file is of an account: the same file is the same
    /// statement, whoever brings it and however often (I-3).
    pub fn statement_of(&self, payee: PayeeId) -> StatementId {
        StatementId(digest(&[payee.0.as_bytes(), &self.0]))
    }
}

impl LineContent {
    /// What this line is known by: account, reference, day, side and amount. A
    /// line that another file brings again has the same (I-3).
    pub fn key(&self, payee: PayeeId) -> LineKey {
        let side: &[u8] = if self.side == Side::Credit { b"credit" } else { b"debit" };
        let (amount, day) = (self.amount.to_be_bytes(), self.booked.number().to_be_bytes());
        // The reference comes last: all before it have a length of their own.
        LineKey(digest(&[payee.0.as_bytes(), &amount, &day, side, self.reference.as_bytes()]))
    }
}

impl StatementId {
    /// The id of a line: its statement and its number.
    pub fn line(self, number: u32) -> Uuid {
        digest(&[self.0.as_bytes(), &number.to_be_bytes()])
    }
}

/// The first 128 bits of SHA-256: enough that no two things meet by chance, and
/// short enough for a column of ids.
pub(crate) fn digest(parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    let first = bytes.iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    Uuid::from_u128(first)
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Waits for the accountant: it came in, or takes another entry back.
    Open,
    /// Is the arrival of a payment.
    Confirmed,
    /// Is no deducted money.
    Dismissed,
    /// Was brought before by another file or line.
    Duplicate,
    /// Went out.
    PaidOut,
}

/// A line as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What the file says.
    pub content: LineContent,
    /// Where it stands.
    pub state: LineState,
    /// Of which payment it is the arrival.
    pub of: Option<(CaseId, TransferId)>,
    /// Whether that was found by its own reference and amount, not by hand.
    pub exact: bool,
    /// Why it is no deducted money.
    pub reason: Option<String>,
    /// Who confirmed or dismissed it, and when.
    pub settled: Option<(UserId, Instant)>,
}

/// An imported statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its id: a digest of account and file.
    pub id: StatementId,
    /// Counts the changes of this root.
    pub version: i32,
    /// Whose.
    pub agency: AgencyId,
    /// Of which account.
    pub payee: PayeeId,
    /// Of which file.
    pub file: FileHash,
    /// Who brought it.
    pub importer: UserId,
    /// When.
    pub imported_at: Instant,
    /// In which currency.
    pub currency: Currency,
    /// Balance before its first line, in minor units.
    pub opening: Option<i64>,
    /// Balance after its last line, in minor units.
    pub closing: Option<i64>,
    /// How many lines it has.
    pub count: u32,
    /// Its lines by number, counted from 1. A write lane loads those named.
    pub lines: BTreeMap<u32, Line>,
}
