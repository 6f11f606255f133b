//! When everything that was frozen for a case is free again, and what is waited
//! for until then.

use super::parts::{Cell, Table};
use super::visitor::Visitor;
use super::words::filled;
use engine::ledger::{Freedom, NotFree};
use engine::policy::ReadKind;
use locale::date_time;

/// Since when everything is free, or that it is not.
pub(super) fn said(visitor: &Visitor, freedom: &Freedom) -> String {
    match freedom.since {
        Some(at) => filled(visitor.lang, "free-since", "at", &date_time(at)),
        None => visitor.t("free-not"),
    }
}

/// What is waited for.
pub(super) fn table(visitor: &Visitor, freedom: &Freedom) -> Table {
    let heads = ["demand-institution", "hold-freeze-order", "free-asked", "work-state"];
    Table {
        title: visitor.t("free-waits"),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: freedom.waits.iter().map(|one| row(visitor, one)).collect(),
    }
}

fn row(visitor: &Visitor, one: &NotFree) -> Vec<Cell> {
    let label = visitor.t("free-order");
    let order = if visitor.reads(ReadKind::Inquiry) {
        Cell::to(label, format!("/orders/{}", one.instrument))
    } else {
        label.into()
    };
    let asked = one.asked.map(|asked| date_time(asked.at));
    let state = match one.asked {
        Some(asked) if asked.waits => visitor.t("free-unanswered"),
        Some(asked) => match asked.refused_at {
            Some(at) => filled(visitor.lang, "free-refused", "at", &date_time(at)),
            None => visitor.t("free-in-part"),
        },
        None => visitor.t("free-unasked"),
    };
    vec![
        visitor.names().institution(one.institution).into(),
        order,
        asked.unwrap_or_default().into(),
        state.into(),
    ]
}
