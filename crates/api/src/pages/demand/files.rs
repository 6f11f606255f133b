//! The files that answers carry: listed with their hashes, attached one by one to what
//! is written and waits for a second person, and taken off it.

use super::super::asked::asked_for;
use super::super::form::{Choice, Errors, Fields, Group, Typed};
use super::super::inquiry::Named;
use super::super::papers;
use super::super::parts::{Cell, Table};
use super::super::post::{Kept, Outcome, Posted, PostedFile, Small, again};
use super::super::visitor::Visitor;
use super::entry::standing;
use super::rows::Place;
use super::show::{Read, read};
use crate::dto::common::NoBody;
use crate::dto::leaf::ItemIdField;
use crate::http::upload;
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::command::{Command, CommandKind};
use engine::demand::{Demand, Draft, ItemAnswer};
use engine::entry::Entry;
use engine::file::FileRef;
use engine::id::{DemandId, FileId, ItemId};
use engine::refusal::Refusal;
use serde::Deserialize;
use uuid::Uuid;

/// Registers what the forms send.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(attach_to_draft).service(take_off_draft);
    config.service(attach_to_entry).service(take_off_entry);
}

/// Files with the way to each, for who may read the answer.
pub(super) fn table(visitor: &Visitor, demand: DemandId, files: &[FileRef]) -> Table {
    let purpose = if visitor.answers() { "answering" } else { "case_work" };
    let row = |file: &FileRef| {
        let href = format!("/api/v1/demands/{demand}/answer-files/{}?purpose={purpose}", file.id);
        papers::cells(visitor, Cell::to(visitor.t("answer-file"), href), file)
    };
    Table {
        title: visitor.t("answer-files"),
        heads: papers::heads(visitor, "answer-file"),
        rows: files.iter().map(row).collect(),
    }
}

/// What an answer to an item names already: kept as long as it stays ticked.
pub(super) fn ticked(
    visitor: &Visitor,
    read: &Read,
    fields: &Fields<'_>,
    place: &Place<'_>,
) -> Option<Group> {
    let name = place.at("files/-");
    let mut known: Vec<(FileId, String)> =
        known(read, place).iter().map(|file| (file.id, label(visitor, file))).collect();
    for typed in fields.typed.all(&name) {
        let Ok(id) = typed.parse::<Uuid>().map(FileId) else { continue };
        if known.iter().all(|(known, _)| *known != id) {
            known.push((id, id.to_string()));
        }
    }
    let choices: Vec<Choice> =
        known.into_iter().map(|(id, label)| Choice::new(id.to_string(), label)).collect();
    let controls = vec![fields.checks(&name, "answer-files-kept", choices.clone())];
    (!choices.is_empty()).then(|| Group::plain(controls))
}

/// The files of what stands written of an item.
fn known(read: &Read, place: &Place<'_>) -> Vec<FileRef> {
    let Some(secret) = &read.secret else { return Vec::new() };
    let item = place.item;
    if place.corrects {
        let last = item.last.map(|last| last.id);
        let standing = secret.answers.iter().find(|answer| Some(answer.id) == last);
        return standing
            .filter(|one| one.paper.is_none())
            .map_or(Vec::new(), |one| one.files.clone());
    }
    let of = |answers: &[ItemAnswer], files: &[FileRef]| {
        let own = answers.iter().find(|one| one.item == item.id);
        own.map_or(Vec::new(), |one| one.files_of(files))
    };
    let drafted = secret.draft.as_ref().map(|draft| of(&draft.answers, &draft.files));
    let entered = secret.entry.as_ref().map(|entry| of(&entry.answers, &entry.files));
    drafted.or(entered).unwrap_or_default()
}

/// A file in a line.
fn label(visitor: &Visitor, file: &FileRef) -> String {
    let hash: String = file.sha256.to_string().chars().take(8).collect();
    let (media, size) = (file.media.code().to_uppercase(), papers::size(file.size));
    format!("{} {media}, {size}, SHA-256 {hash}…", visitor.t("answer-file"))
}

/// What is written and waits for a second person.
#[derive(Clone)]
pub(super) enum Waits {
    /// A maker's draft.
    Draft(Draft),
    /// What was entered from a paper.
    Entry(Entry),
}

impl Waits {
    const fn parts(&self) -> (&Vec<ItemAnswer>, &Vec<FileRef>) {
        match self {
            Self::Draft(draft) => (&draft.answers, &draft.files),
            Self::Entry(entry) => (&entry.answers, &entry.files),
        }
    }

    /// Who may change it.
    const fn kind(&self) -> CommandKind {
        match self {
            Self::Draft(_) => CommandKind::SaveDraft,
            Self::Entry(_) => CommandKind::EnterPaper,
        }
    }

    fn path(&self, demand: DemandId) -> String {
        let place = match self {
            Self::Draft(_) => "draft",
            Self::Entry(_) => "entry",
        };
        format!("/demands/{demand}/{place}")
    }

    /// The same with other answers.
    fn rewritten(self, demand: DemandId, answers: Vec<ItemAnswer>) -> Command {
        match self {
            Self::Draft(_) => Command::SaveDraft { demand, answers },
            Self::Entry(Entry { paper, replaces, .. }) => {
                Command::EnterPaper { demand, paper: Box::new(paper), answers, replaces }
            }
        }
    }

    /// What stands, for who may read it.
    fn draft(visitor: &Visitor, read: &Read) -> Result<Self, Problem> {
        let draft = read.draft().filter(|_| visitor.may(CommandKind::SaveDraft));
        Ok(Self::Draft(draft.ok_or(Refusal::NotFound)?.clone()))
    }

    async fn entry(visitor: &Visitor, read: &Read) -> Result<Self, Problem> {
        let entry = standing(visitor, &read.view.demand).await?;
        Ok(Self::Entry(entry.ok_or(Refusal::NotFound)?))
    }
}

/// What may be done with the files of what is written.
pub(super) fn forms(visitor: &Visitor, demand: &Demand, waits: &Waits) -> Vec<Named> {
    if !demand.is_open() || !visitor.may(waits.kind()) {
        return Vec::new();
    }
    let mut forms = Vec::new();
    let mut add = |title: String, small: Small, which: &str| {
        let small = Small { version: Some(demand.version), ..small };
        let form = small.shown_for(visitor, &Errors::default(), which);
        forms.push(Named { title, form });
    };
    let small = attaching(visitor, demand, waits);
    add(visitor.t(small.title), small, "");
    for file in waits.parts().1 {
        let small = taking_off(demand.id, waits, file.id);
        let hash: String = file.sha256.to_string().chars().take(8).collect();
        add(format!("{}: {hash}", visitor.t(small.title)), small, &hash);
    }
    forms
}

fn attaching(visitor: &Visitor, demand: &Demand, waits: &Waits) -> Small {
    let choice = |one: &ItemAnswer| {
        let asked = demand.item(one.item).map(|item| asked_for(visitor, &item.request));
        Choice::new(one.item.to_string(), asked.unwrap_or_default())
    };
    let items: Vec<Choice> = waits.parts().0.iter().map(choice).collect();
    let action = format!("{}/files", waits.path(demand.id));
    Small::new("answer-file-attach", action, move |fields| {
        vec![
            fields.select("/item", "answer-file-item", items.clone()),
            fields.file("/file", "answer-file-choose"),
        ]
    })
}

fn taking_off(demand: DemandId, waits: &Waits, file: FileId) -> Small {
    let action = format!("{}/files/{file}/removal", waits.path(demand));
    Small::new("answer-file-take-off", action, |_| Vec::new())
}

/// What the form says beside the file.
#[derive(Deserialize)]
struct ItemBody {
    item: ItemIdField,
}

/// Attaches a file to an answer of what stands.
async fn attached(sent: PostedFile, read: Read, waits: Waits) -> Result<HttpResponse, Problem> {
    let PostedFile { posted, bytes, held: _held } = sent;
    let (visitor, demand) = (&posted.visitor, &read.view.demand);
    let (id, back) = (demand.id, waits.path(demand.id));
    let small = || attaching(visitor, demand, &waits);
    let kept = match upload::keep(&visitor.state, visitor.actor, bytes).await {
        Ok(kept) => kept,
        Err(problem) if upload::is_of_the_file(&problem) => {
            let errors = Errors::of_field("/file", problem.title(visitor.lang));
            return again(&posted, problem.status, &errors, back, small());
        }
        Err(problem) => return Err(problem),
    };
    let written = waits.clone();
    let mut answers = waits.parts().0.clone();
    let outcome = posted
        .run(&posted.typed, |reader, body: ItemBody| {
            let item: ItemId = reader.field("item", &body.item)?;
            let Some(one) = answers.iter_mut().find(|one| one.item == item) else {
                return reader.wrong("item", "word_unknown");
            };
            if !one.files.contains(&kept.id) {
                one.files.push(kept.id);
            }
            Some(written.rewritten(id, answers))
        })
        .await?;
    onward(&posted, outcome, back, small())
}

/// Takes a file off every answer of what stands that names it.
async fn taken_off(
    posted: Posted,
    read: Read,
    waits: Waits,
    file: FileId,
) -> Result<HttpResponse, Problem> {
    let demand = read.view.demand.id;
    let (back, small) = (waits.path(demand), taking_off(demand, &waits, file));
    let mut answers = waits.parts().0.clone();
    for one in &mut answers {
        one.files.retain(|id| *id != file);
    }
    let outcome = posted
        .run(&Typed::default(), |_, _: NoBody| Some(waits.rewritten(demand, answers)))
        .await?;
    onward(&posted, outcome, back, small)
}

fn onward(
    posted: &Posted,
    outcome: Outcome,
    back: String,
    small: Small,
) -> Result<HttpResponse, Problem> {
    match outcome {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(posted, status, &errors, back, small),
    }
}

/// Attaches a file to an answer of the draft.
#[post("/demands/{id}/draft/files")]
async fn attach_to_draft(path: Path<Uuid>, sent: PostedFile) -> Result<HttpResponse, Problem> {
    let read = read(&sent.posted.visitor, path.into_inner().into()).await?;
    let waits = Waits::draft(&sent.posted.visitor, &read)?;
    attached(sent, read, waits).await
}

/// Takes a file off the draft.
#[post("/demands/{id}/draft/files/{file}/removal")]
async fn take_off_draft(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::SaveDraft])?;
    let (demand, file) = path.into_inner();
    let read = read(&posted.visitor, demand.into()).await?;
    let waits = Waits::draft(&posted.visitor, &read)?;
    taken_off(posted, read, waits, file.into()).await
}

/// Attaches a scan to an answer that was entered from a paper.
#[post("/demands/{id}/entry/files")]
async fn attach_to_entry(path: Path<Uuid>, sent: PostedFile) -> Result<HttpResponse, Problem> {
    let read = read(&sent.posted.visitor, path.into_inner().into()).await?;
    let waits = Waits::entry(&sent.posted.visitor, &read).await?;
    attached(sent, read, waits).await
}

/// Takes a scan off what was entered.
#[post("/demands/{id}/entry/files/{file}/removal")]
async fn take_off_entry(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::EnterPaper])?;
    let (demand, file) = path.into_inner();
    let read = read(&posted.visitor, demand.into()).await?;
    let waits = Waits::entry(&posted.visitor, &read).await?;
    taken_off(posted, read, waits, file.into()).await
}
