//! What may happen in a story.

use std::ops::Add;

/// What happens next. Numbers point at what stands, modulo how many there are.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Freeze {
        banks: u8,
        urgent: bool,
    },
    BankActs {
        item: u8,
        race: bool,
    },
    Deliver {
        report: u8,
    },
    DeliverAgain {
        report: u8,
    },
    /// A bank says otherwise than it said.
    Contradict {
        report: u8,
    },
    Credit {
        bank: u8,
        account: u8,
        amount: i64,
    },
    /// The other office acts from here on.
    Turn,
    /// Both offices freeze at once: their orders are received at one instant.
    FreezeBoth {
        banks: u8,
    },
    /// Money comes in and is reported by its account, whichever orders stand there.
    Arrive {
        bank: u8,
        account: u8,
        amount: i64,
    },
    /// An officer names what is of the other office.
    Pry,
    FileProposal,
    Deduct {
        hold: u8,
        percent: u8,
    },
    Direct {
        bank: u8,
        account: u8,
        percent: u8,
    },
    /// A bank pays and reports that it did not.
    Deny {
        item: u8,
    },
    /// Money arrives: before its report, after it, against it.
    Remit {
        wire: u8,
        over: i64,
    },
    ReleaseWhole {
        freeze: u8,
    },
    ReleasePart {
        hold: u8,
        percent: u8,
    },
    Amend {
        freeze: u8,
        target: i64,
    },
    Post {
        more: bool,
        amount: i64,
    },
    /// A creditor concedes by paper, and the officer accepts or declines.
    Concede {
        kind: u8,
        amount: i64,
        accept: bool,
    },
    Withdraw {
        order: u8,
    },
    Confirm {
        order: u8,
    },
    Wait {
        hours: i64,
    },
    End {
        how: u8,
    },
    Object {
        hold: u8,
        all: bool,
    },
    Judge {
        objection: u8,
        verdict: u8,
    },
    /// A part of a hold may not be taken.
    Protect {
        hold: u8,
        percent: u8,
        minimum: bool,
    },
    /// A bank had frozen more or less than it reported.
    Correct {
        freeze: u8,
        account: u8,
        by: i64,
    },
    /// A posting is taken back.
    Reverse {
        posting: u8,
    },
}

/// Acts of a story that were carried out, and those that were refused. What had
/// nothing to be done to is neither.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) done: u64,
    pub(crate) refused: u64,
    /// Reports by account that were split over several orders, those of which were
    /// of one rank, and reports by order that passed others over.
    pub(crate) split: u64,
    pub(crate) equal: u64,
    pub(crate) passed: u64,
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            done: self.done + other.done,
            refused: self.refused + other.refused,
            split: self.split + other.split,
            equal: self.equal + other.equal,
            passed: self.passed + other.passed,
        }
    }
}
