//! What one person wrote and another reads before it counts: a maker's draft, an
//! entry from a paper. Its hash is what the reader agrees to.

use super::super::asked::asked_for;
use super::super::form::Typed;
use super::super::parts::{Table, Tag};
use super::super::post::{FormPage, Outcome, Posted, Small, again};
use super::super::see_other;
use super::super::visitor::Visitor;
use super::super::words::tag;
use super::files::table;
use super::found::{Said, said};
use crate::problem::Problem;
use actix_web::HttpResponse;
use engine::demand::{Demand, ItemAnswer};
use engine::file::FileRef;
use engine::id::DemandId;
use engine::instrument::ContentHash;

/// An answer to one item, as it is read.
pub(super) struct Answered {
    pub(super) asked: String,
    pub(super) outcome: Tag,
    pub(super) said: Said,
    pub(super) files: Table,
}

/// What was written, item by item.
pub(super) fn answered(
    visitor: &Visitor,
    demand: &Demand,
    (all, files): (&[ItemAnswer], &[FileRef]),
) -> Vec<Answered> {
    let one = |one: &ItemAnswer| {
        let item = demand.item(one.item);
        Answered {
            asked: item.map(|item| asked_for(visitor, &item.request)).unwrap_or_default(),
            outcome: tag(visitor.lang, "outcome", one.body.code()),
            said: said(visitor, &one.body),
            files: table(visitor, demand.id, &one.files_of(files)),
        }
    };
    all.iter().map(one).collect()
}

/// Agrees to what was read.
pub(super) fn agreeing(title: &'static str, to: String, hash: ContentHash) -> Small {
    let mut typed = Typed::default();
    typed.set("/hash", hash.to_string());
    let small =
        Small::new(title, to, |fields| vec![fields.hidden("/hash", fields.typed.get("/hash"))]);
    Small { typed, ..small }
}

/// Sends it back to who wrote it.
pub(super) fn returning(title: &'static str, to: String) -> Small {
    Small::new(title, to, |fields| vec![fields.area("/reason", "reason-field")])
}

/// Onward once somebody agreed. If he could not, there is nothing to press: another
/// content than the one read is to be read first.
pub(super) fn agreed(
    posted: &Posted,
    outcome: Outcome,
    (demand, written): (DemandId, String),
    title: &'static str,
) -> Result<HttpResponse, Problem> {
    match outcome {
        Outcome::Done(_) => Ok(see(demand, title)),
        Outcome::Wrong(status, errors) => {
            let nothing = Small::new(title, written.clone(), |_| Vec::new());
            let mut form = nothing.shown(&posted.visitor, &errors);
            form.buttons.clear();
            FormPage::new(&posted.visitor, title, written, form, &errors).respond(status)
        }
    }
}

/// Onward once it was sent back, or the form again.
pub(super) fn returned(
    posted: &Posted,
    outcome: Outcome,
    (demand, written): (DemandId, String),
    small: Small,
) -> Result<HttpResponse, Problem> {
    match outcome {
        Outcome::Done(_) => Ok(see(demand, small.title)),
        Outcome::Wrong(status, errors) => again(posted, status, &errors, written, small),
    }
}

fn see(demand: DemandId, done: &str) -> HttpResponse {
    see_other(&format!("/demands/{demand}?done={done}"))
}
