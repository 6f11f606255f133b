//! What is owed, and what came in.

use super::day;
use crate::world::World;
use engine::command::{Command, CommandKind, Entry};
use engine::id::{PostingId, TransferId};
use engine::ledger::{Book, ObligationEnd, Rate};
use engine::money::{Currency, Money};
use uuid::Uuid;

pub(crate) fn on_books(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (case, day, amount) = (world.case, day(), Money::vnd(1));
    let text = || "lý do".to_owned();
    Some(match kind {
        K::PostEntry => {
            let entry = Entry::Charge(Book::Cost);
            Command::PostEntry { case, entry, amount, day, note: text() }
        }
        K::ReversePosting => {
            let posting = PostingId(Uuid::nil());
            Command::ReversePosting { case, posting, reason: text() }
        }
        K::SetInterest => Command::SetInterest { case, ppm: None, from: day },
        K::AccrueInterest => Command::AccrueInterest { case, to: day },
        K::SuspendInterest => Command::SuspendInterest { case, from: day, reason: text() },
        K::ResumeInterest => Command::ResumeInterest { case, to: day },
        K::RecordRate => {
            let (currency, source) = (Currency::USD, text());
            let rate = Rate { currency, per_million: 254_000_000, day, source };
            Command::RecordRate { case, rate }
        }
        K::EndObligation => {
            Command::EndObligation { case, how: ObligationEnd::Terminated, reason: text() }
        }
        K::ConfirmRemittance => {
            let transfer = TransferId(Uuid::nil());
            let (reference, other_money) = (text(), false);
            Command::ConfirmRemittance { case, transfer, amount, day, reference, other_money }
        }
        K::ReportShortfall => {
            Command::ReportShortfall { case, transfer: TransferId(Uuid::nil()), reason: text() }
        }
        K::ConfirmShortfall => {
            Command::ConfirmShortfall { case, transfer: TransferId(Uuid::nil()) }
        }
        K::PayBack => Command::PayBack { case, duty: None, amount, day, note: text() },
        _ => return None,
    })
}
