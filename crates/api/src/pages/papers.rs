//! The papers of an inquiry, an order or a demand: what is there, and the forms that
//! attach one and take one off.

use super::form::{Choice, Errors, Typed};
use super::inquiry::Named;
use super::parts::{Cell, Table};
use super::post::{Kept, Outcome, Posted, PostedFile, Small, again};
use super::visitor::Visitor;
use super::words::word;
use crate::dto::common::NoBody;
use crate::dto::leaf::PaperRoleField;
use crate::http::upload;
use crate::problem::Problem;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, post};
use engine::command::{Command, CommandKind};
use engine::file::FileRef;
use engine::id::{FileId, InstrumentId};
use engine::instrument::{Instrument, InstrumentState};
use engine::paper::{Paper, PaperGiven, PaperRole};
use engine::policy::ReadKind;
use serde::Deserialize;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(attach_to_inquiry).service(take_off_inquiry);
    config.service(attach_to_order).service(take_off_order);
}

/// The pages that show papers.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Inquiry(InstrumentId),
    Order(InstrumentId),
}

impl Place {
    pub(super) fn path(self) -> String {
        match self {
            Self::Inquiry(id) => format!("/inquiries/{id}"),
            Self::Order(id) => format!("/orders/{id}"),
        }
    }

    const fn id(self) -> InstrumentId {
        match self {
            Self::Inquiry(id) | Self::Order(id) => id,
        }
    }
}

/// Papers as they are listed below `path`; the way to each, for who may be handed
/// it.
pub(super) fn table(visitor: &Visitor, path: &str, papers: &[Paper]) -> Table {
    Table {
        title: visitor.t("papers-title"),
        heads: heads(visitor, "paper-role"),
        rows: papers.iter().map(|paper| row(visitor, path, paper)).collect(),
    }
}

fn row(visitor: &Visitor, path: &str, paper: &Paper) -> Vec<Cell> {
    let role = word(visitor.lang, "paper", paper.role.code());
    let href = format!("/api/v1{path}/papers/{}", paper.file.id);
    let reads = visitor.reads(ReadKind::Papers);
    let first = if reads { Cell::to(role, href) } else { role.into() };
    cells(visitor, first, &paper.file)
}

/// The heads of a table of files, with what stands in its first column.
pub(super) fn heads(visitor: &Visitor, first: &str) -> Vec<String> {
    let heads = [first, "file-media", "file-size", "file-signature", "file-hash"];
    heads.iter().map(|key| visitor.t(key)).collect()
}

/// What a file is known by, after what it is here.
pub(super) fn cells(visitor: &Visitor, first: Cell, file: &FileRef) -> Vec<Cell> {
    let signature = match file.signature {
        Some(found) => word(visitor.lang, "signature", found.code()),
        None => visitor.t("signature-none"),
    };
    vec![
        first,
        file.media.code().to_uppercase().into(),
        size(file.size).into(),
        signature.into(),
        file.sha256.to_string().into(),
    ]
}

/// In kilobytes, rounded up: nobody needs to know more.
pub(super) fn size(bytes: u64) -> String {
    format!("{} KB", bytes.div_ceil(1024))
}

/// What may be done with the papers of an instrument that has not gone out.
pub(super) fn forms(visitor: &Visitor, place: Place, instrument: &Instrument) -> Vec<Named> {
    use InstrumentState as S;
    let open = matches!(instrument.state, S::Draft | S::Submitted | S::Returned | S::Approved);
    if !open || !visitor.may(CommandKind::AttachPapers) {
        return Vec::new();
    }
    let mut forms = Vec::new();
    let mut add = |title: String, small: Small, which: &str| {
        let small = Small { version: Some(instrument.version), ..small };
        let form = small.shown_for(visitor, &Errors::default(), which);
        forms.push(Named { title, form });
    };
    let attaching = attaching(visitor, place);
    add(visitor.t(attaching.title), attaching, "");
    for paper in &instrument.papers {
        let small = taking_off(place, paper.file.id);
        let role = word(visitor.lang, "paper", paper.role.code());
        let hash: String = paper.file.sha256.to_string().chars().take(8).collect();
        add(format!("{}: {role} {hash}", visitor.t(small.title)), small, &hash);
    }
    forms
}

/// What policy requires and nobody has attached.
pub(super) fn missing(visitor: &Visitor, instrument: &Instrument) -> Vec<String> {
    let required = visitor.rules.policy.papers.of(&instrument.content);
    let there = |role| instrument.papers.iter().any(|paper| paper.role == role);
    let open = instrument.issued_at.is_none();
    let missing = required.iter().filter(|role| open && !there(**role));
    missing.map(|role| word(visitor.lang, "paper", role.code())).collect()
}

fn attaching(visitor: &Visitor, place: Place) -> Small {
    let choice = |role: &PaperRole| {
        Choice::new(role.code().to_owned(), word(visitor.lang, "paper", role.code()))
    };
    let roles: Vec<Choice> = PaperRole::CODED.iter().map(choice).collect();
    Small::new("paper-attach", format!("{}/papers", place.path()), move |fields| {
        vec![
            fields.select("/role", "paper-role", roles.clone()),
            fields.file("/file", "paper-file"),
        ]
    })
}

fn taking_off(place: Place, file: FileId) -> Small {
    let action = format!("{}/papers/{file}/removal", place.path());
    Small::new("paper-take-off", action, |_| Vec::new())
}

/// What the form says beside the file.
#[derive(Deserialize)]
struct RoleBody {
    role: PaperRoleField,
}

/// The papers that are there.
async fn standing(visitor: &Visitor, place: Place) -> Result<Vec<PaperGiven>, Problem> {
    let papers = visitor
        .find(move |find, actor| match place {
            Place::Inquiry(id) => Ok(find.inquiry(actor, id)?.instrument.papers),
            Place::Order(id) => Ok(find.order(actor, id)?.instrument.papers),
        })
        .await?;
    let given = |paper: &Paper| PaperGiven { role: paper.role, file: paper.file.id };
    Ok(papers.iter().map(given).collect())
}

async fn attach(place: Place, sent: PostedFile) -> Result<HttpResponse, Problem> {
    let PostedFile { posted, bytes, held: _held } = sent;
    let visitor = &posted.visitor;
    let mut papers = standing(visitor, place).await?;
    let kept = match upload::keep(&visitor.state, visitor.actor, bytes).await {
        Ok(kept) => kept,
        Err(problem) if upload::is_of_the_file(&problem) => {
            let errors = Errors::of_field("/file", problem.title(visitor.lang));
            let small = attaching(visitor, place);
            return again(&posted, problem.status, &errors, place.path(), small);
        }
        Err(problem) => return Err(problem),
    };
    let instrument = place.id();
    let outcome = posted
        .run(&posted.typed, |reader, body: RoleBody| {
            let role = reader.field("role", &body.role)?;
            // Sent again as something else: it is that now.
            papers.retain(|paper| paper.file != kept.id);
            papers.push(PaperGiven { role, file: kept.id });
            Some(Command::AttachPapers { instrument, papers })
        })
        .await?;
    onward(&posted, outcome, place, attaching(visitor, place))
}

async fn take_off(place: Place, file: FileId, posted: Posted) -> Result<HttpResponse, Problem> {
    let mut papers = standing(&posted.visitor, place).await?;
    papers.retain(|paper| paper.file != file);
    let instrument = place.id();
    let outcome = posted
        .run(&Typed::default(), |_, _: NoBody| Some(Command::AttachPapers { instrument, papers }))
        .await?;
    onward(&posted, outcome, place, taking_off(place, file))
}

fn onward(
    posted: &Posted,
    outcome: Outcome,
    place: Place,
    small: Small,
) -> Result<HttpResponse, Problem> {
    match outcome {
        Outcome::Done(_) => Ok(posted.onward(&format!("{}?done={}", place.path(), small.title))),
        Outcome::Wrong(status, errors) => again(posted, status, &errors, place.path(), small),
    }
}

/// Attaches a file to an inquiry.
#[post("/inquiries/{id}/papers")]
async fn attach_to_inquiry(path: Path<Uuid>, sent: PostedFile) -> Result<HttpResponse, Problem> {
    attach(Place::Inquiry(path.into_inner().into()), sent).await
}

/// Takes a paper off an inquiry.
#[post("/inquiries/{id}/papers/{file}/removal")]
async fn take_off_inquiry(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::AttachPapers])?;
    let (id, file) = path.into_inner();
    take_off(Place::Inquiry(id.into()), file.into(), posted).await
}

/// Attaches a file to an order.
#[post("/orders/{id}/papers")]
async fn attach_to_order(path: Path<Uuid>, sent: PostedFile) -> Result<HttpResponse, Problem> {
    attach(Place::Order(path.into_inner().into()), sent).await
}

/// Takes a paper off an order.
#[post("/orders/{id}/papers/{file}/removal")]
async fn take_off_order(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::AttachPapers])?;
    let (id, file) = path.into_inner();
    take_off(Place::Order(id.into()), file.into(), posted).await
}
