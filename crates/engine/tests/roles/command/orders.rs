//! Orders about money.

use super::day;
use crate::support::content;
use crate::world::World;
use engine::command::{Command, CommandKind};
use engine::id::InstitutionId;
use engine::instrument::ContentHash;
use engine::money::Money;
use engine::order::{FreezeAt, Numbered, Order, OrderContent};

/// A freeze of all that An has at some institutions.
pub(crate) fn freeze(number: &str, institutions: Vec<InstitutionId>) -> OrderContent {
    let place = |institution| FreezeAt { institution, accounts: Vec::new() };
    let at = institutions.into_iter().map(place).collect();
    let owed = Money::vnd(100_000_000);
    content::order(number, Order::Freeze { owed, parts: None, urgent: false, at })
}

pub(crate) fn on_order(world: &World, kind: CommandKind) -> Option<Command> {
    use CommandKind as K;
    let (case, instrument) = (world.case, world.order);
    let asked = || Box::new(freeze("13/QĐ", Vec::new()));
    let reason = "lý do".to_owned();
    Some(match kind {
        K::DraftOrder => Command::DraftOrder { case, content: asked() },
        K::FileOrder => Command::FileOrder { case, content: asked() },
        K::EditOrder => Command::EditOrder { instrument, content: asked() },
        K::SubmitOrder => Command::SubmitOrder { instrument },
        K::ApproveOrder => Command::ApproveOrder { instrument, hash: ContentHash([0; 32]) },
        K::ReturnOrder => Command::ReturnOrder { instrument, reason },
        K::IssueOrder => Command::IssueOrder { instrument },
        K::WithdrawOrder => Command::WithdrawOrder { instrument, reason },
        K::ConfirmFreeze => {
            let decision = Numbered { number: "14/QĐ".to_owned(), day: day() };
            Command::ConfirmFreeze { instrument, decision }
        }
        _ => return None,
    })
}
