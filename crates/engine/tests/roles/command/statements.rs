//! Statements of receiving accounts.

use super::day;
use crate::world::World;
use engine::command::{Command, CommandKind};
use engine::id::{PayeeId, TransferId};
use engine::money::Currency;
use engine::statement::{FileHash, LineContent, Side, StatementContent};
use uuid::Uuid;

/// One line that came in.
pub(crate) fn statement(payee: PayeeId, file: &str) -> Command {
    let line = LineContent {
        reference: "R1".to_owned(),
        text: String::new(),
        amount: 60,
        side: Side::Credit,
        booked: day(),
        value: day(),
        party: None,
        party_account: None,
        reverses: false,
    };
    let content = Box::new(StatementContent {
        account: None,
        currency: Currency::VND,
        opening: None,
        closing: None,
        lines: vec![line],
    });
    Command::ImportStatement { payee, file: FileHash::of(file.as_bytes()), content }
}

pub(crate) fn on_statement(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (statement, case, line) = (world.statement, world.case, 1);
    let transfer = TransferId(Uuid::nil());
    Some(match kind {
        K::ImportStatement => self::statement(world.payee, "second"),
        K::ConfirmLine => Command::ConfirmLine { statement, line, case, transfer },
        K::AssignLine => Command::AssignLine { statement, line, case, transfer },
        K::DismissLine => Command::DismissLine { statement, line, reason: "lý do".to_owned() },
        _ => return None,
    })
}
