//! An order that the service proposes: filed as it stands, once its decision
//! has a number and a date.

use super::super::form::{Control, Errors, Fields, Form, Group, Typed};
use super::super::owed;
use super::super::post::form;
use super::super::visitor::Visitor;
use super::super::words::word;
use super::new::decision;
use super::read::Known;
use super::say::says;
use engine::command::CommandKind;
use engine::id::CaseId;
use engine::order::{Order, OrderContent};

/// The field that says that a form's order was proposed.
pub(super) const PROPOSED: &str = "_proposed";

/// A proposed order in words, with its form for those who may file it.
pub(in crate::pages) struct Proposed {
    pub(in crate::pages) title: String,
    pub(in crate::pages) says: Vec<String>,
    pub(in crate::pages) form: Option<Form>,
}

/// A proposed order as it is shown.
pub(in crate::pages) fn proposed(
    visitor: &Visitor,
    known: &Known,
    content: &OrderContent,
) -> Proposed {
    let kind = content.kind();
    let mut typed = Typed::of_body(&serde_json::to_value(content).unwrap_or_default());
    typed.set("/issue", "true");
    typed.set(PROPOSED, kind.code());
    let files = visitor.may(CommandKind::FileOrder);
    let mut says = says(visitor, known, content);
    if let Order::Freeze { parts: Some(parts), .. } = &content.order {
        says.push(owed::line(visitor, parts));
    }
    Proposed {
        title: word(visitor.lang, "instrument", kind.code()),
        says,
        form: files.then(|| filing(visitor, known.case.id, &typed, &Errors::default())),
    }
}

/// The form that files what it says: all of it but the decision is fixed.
pub(super) fn filing(visitor: &Visitor, case: CaseId, typed: &Typed, errors: &Errors) -> Form {
    let kind = typed.get(PROPOSED);
    let scope = format!("proposed-{kind}-{}", typed.get("/debtor"));
    let fields = &Fields { lang: visitor.lang, typed, errors, scope: &scope };
    let fixed = typed.fields().filter(|(path, _)| !path.starts_with("decision/"));
    let mut controls: Vec<Control> =
        fixed.map(|(path, value)| fields.hidden(&format!("/{path}"), value)).collect();
    controls.push(fields.hidden(PROPOSED, kind));
    controls.extend(decision(fields));
    let submit = if needs_approval(visitor, kind) { "order-submit" } else { "order-issue" };
    let action = format!("/cases/{case}/orders/new");
    let mut form = form(visitor, action, vec![Group::plain(controls)], submit);
    // First, so that the return key files nothing.
    form.buttons.splice(0..0, super::check::button(visitor));
    form
}

/// Whether a kind of order needs a second person.
pub(super) fn needs_approval(visitor: &Visitor, kind: &str) -> bool {
    let policy = visitor.rules.policy.approval;
    engine::instrument::InstrumentKind::from_code(kind).is_none_or(|kind| policy.of(kind))
}
