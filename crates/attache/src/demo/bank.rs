//! A simulated bank: what it does next follows from what it sees, so that it
//! may be stopped and started at any time.

use super::answers::What;
use super::caller::Caller;
use super::reads::{Demand, Item};
use super::way::Way;
use engine::demand::{ExtensionState, MessageKind};
use engine::id::{InstitutionId, ItemId};
use engine::instrument::InfoType;
use locale::Lang;
use serde_json::Value;
use uuid::Uuid;

/// A simulated bank.
pub(super) struct Bank {
    /// Its code.
    pub(super) code: String,
    /// Its name in everyday use.
    pub(super) name: String,
    /// Its id.
    pub(super) institution: InstitutionId,
    /// In which way it answers.
    pub(super) way: Way,
    /// Its system.
    pub(super) system: Caller,
    /// Maker and checker, where people answer.
    pub(super) desk: Option<(Caller, Caller)>,
    /// In which language its people write.
    pub(super) lang: Lang,
    /// What it sent last.
    pub(super) sent: Option<Sent>,
}

/// Answers that were sent, and what came back.
#[derive(Clone)]
pub(super) struct Sent {
    /// What was sent.
    pub(super) body: Value,
    /// The first answer that made.
    pub(super) made: Uuid,
    /// The signed receipt.
    pub(super) receipt: String,
}

/// What a bank does next on a demand.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Next {
    /// Nothing: it is the other side's turn, or it never does anything.
    Wait,
    /// Asks the officer back.
    Ask,
    /// Asks for more time for an item and answers the rest.
    MoreTime(ItemId, Vec<(Item, What)>),
    /// Answers.
    Answer(Vec<(Item, What)>),
}

/// What a bank that answers this way does next, seeing this.
pub(super) fn next(way: Way, view: &Demand) -> Next {
    let open: Vec<Item> = view.items.iter().filter(|item| item.state.is_open()).cloned().collect();
    let wrote = |kind| view.thread.iter().any(|message| message.kind == kind);
    let all = |what: &dyn Fn(&Item) -> What| {
        Next::Answer(open.iter().map(|item| (item.clone(), what(item))).collect())
    };
    if open.is_empty() {
        return Next::Wait;
    }
    match way {
        Way::Found | Way::Corrects | Way::Twice | Way::Contradicts | Way::Desk => {
            all(&|_| What::Found)
        }
        Way::Several => all(&|_| What::Several),
        Way::Nothing => all(&|_| What::Nothing),
        Way::Branch => all(&|_| What::Branch),
        Way::Refused => all(&|_| What::Refused),
        Way::Disputed => all(&|item| if item.round > 1 { What::Found } else { What::Nothing }),
        Way::Parts => all(&part),
        Way::Asks if !wrote(MessageKind::Question) => Next::Ask,
        Way::Ambiguous if view.answers.is_empty() => all(&|_| What::Ambiguous),
        Way::Asks | Way::Ambiguous if wrote(MessageKind::Reply) => all(&|_| What::Found),
        Way::Silent | Way::Asks | Way::Ambiguous => Next::Wait,
        Way::MoreTime => more_time(view, open),
    }
}

fn part(item: &Item) -> What {
    match (item.request.info(), item.parts) {
        (Some(InfoType::Account), 0) => What::Part,
        (Some(InfoType::Account), _) => What::Rest,
        _ => What::Found,
    }
}

fn more_time(view: &Demand, open: Vec<Item>) -> Next {
    let found = |items: Vec<Item>| items.into_iter().map(|item| (item, What::Found)).collect();
    let extensions = &view.extensions;
    if extensions.iter().any(|one| one.state == ExtensionState::Asked) {
        return Next::Wait;
    }
    let slow =
        open.iter().find(|item| item.request.info() != Some(InfoType::Account)).or(open.first());
    match slow.map(|item| item.id) {
        Some(slow) if extensions.is_empty() => {
            Next::MoreTime(slow, found(open.into_iter().filter(|item| item.id != slow).collect()))
        }
        _ => Next::Answer(found(open)),
    }
}
