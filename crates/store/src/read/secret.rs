//! What an institution said: read with a purpose, on record, or not at all.

use super::demand::{DemandView, Opened, open, view};
use super::{Found, Reader};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::files::KeptFile;
use crate::rows::record::EventRow;
use crate::schema::event;
use crate::transaction;
use diesel::prelude::*;
use engine::actor::{Actor, Seat};
use engine::answer::Answer;
use engine::demand::{Draft, Message};
use engine::entry::Entry;
use engine::event::Root;
use engine::file::FileRef;
use engine::id::{AnswerId, CaseId, DemandId, EventId, FileId, IdSource};
use engine::policy::ReadKind;
use engine::receipt::{AnswerReceipt, answered};
use engine::refusal::Refusal;
use engine::run::EVENT_FORMAT;
use engine::time::Instant;
use serde::{Deserialize, Serialize};

/// Why somebody reads what is secret: with a coded reason, for the case it
/// belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    reason: String,
    /// The case the reader names, where he names one.
    case: Option<CaseId>,
}

/// Not a code of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reason is a code of 1 to 64 small letters, digits and underscores")]
pub struct PurposeError;

impl Purpose {
    /// A reason, as a code, for reading in a case and in no other.
    pub fn new(reason: &str, case: CaseId) -> Result<Self, PurposeError> {
        Ok(Self { case: Some(case), ..Self::coded(reason)? })
    }

    /// A reason, as a code, for reading what is named itself.
    pub fn coded(reason: &str) -> Result<Self, PurposeError> {
        let is_code = (1..=64).contains(&reason.len())
            && reason.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_code {
            return Err(PurposeError);
        }
        Ok(Self { reason: reason.to_owned(), case: None })
    }

    /// Reading an order that names accounts.
    pub(super) fn of_orders() -> Self {
        Self { reason: "order_work".to_owned(), case: None }
    }

    /// Being handed a paper.
    pub(super) fn of_papers() -> Self {
        Self { reason: "paper_work".to_owned(), case: None }
    }

    /// Seeing which money arrived.
    pub(super) fn of_statements() -> Self {
        Self { reason: "remittance_work".to_owned(), case: None }
    }

    /// Working on requests for a measure.
    pub(super) fn of_requests() -> Self {
        Self { reason: "request_work".to_owned(), case: None }
    }

    /// Deciding on what another agency delegated.
    pub(super) fn of_delegations() -> Self {
        Self { reason: "delegation_work".to_owned(), case: None }
    }

    /// Putting right what could not be taken in.
    pub(super) fn of_quarantine() -> Self {
        Self { reason: "quarantine_work".to_owned(), case: None }
    }

    /// Following what procuracies ask.
    pub(super) fn of_acts() -> Self {
        Self { reason: "prosecution_work".to_owned(), case: None }
    }

    /// Deciding on what creditors concede.
    pub(super) fn of_concessions() -> Self {
        Self { reason: "concession_work".to_owned(), case: None }
    }

    /// Following what is owed to one's own institution.
    pub(super) fn of_creditors() -> Self {
        Self { reason: "creditor_work".to_owned(), case: None }
    }

    /// Reading for one case what belongs to another is not reading.
    pub(super) fn covers(&self, case: CaseId) -> Result<(), Refusal> {
        if self.case.is_some_and(|named| named != case) {
            return Err(Refusal::NotFound);
        }
        Ok(())
    }
}

/// A demand with what its institution said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretView {
    /// The rest of it, with the reasons of requests for more time and of contests.
    pub view: DemandView,
    /// The answers, of all rounds, parts and versions.
    pub answers: Vec<Answer>,
    /// The thread.
    pub messages: Vec<Message>,
    /// The draft; for the institution only.
    pub draft: Option<Draft>,
    /// What was entered from a paper; for the asking side only.
    pub entry: Option<Entry>,
}

/// A file of an answer that may be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerFile {
    /// The reference of the demand.
    pub reference: String,
    /// What the file is known by, and where its bytes lie.
    pub kept: KeptFile,
}

/// What was read: the content of a read's audit event (I-19).
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReadRecord {
    pub(crate) v: u8,
    pub(crate) id: EventId,
    pub(crate) at: Instant,
    pub(crate) actor: Actor,
    pub(crate) read: String,
    pub(crate) root: Root,
    /// None: it belongs to no case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) case: Option<CaseId>,
    pub(crate) reason: String,
    pub(crate) fields: Vec<String>,
}

impl Reader<'_> {
    /// A demand with its answers, its thread and, inside the institution, its
    /// draft. The record of this reading is committed before anything is
    /// returned; if it cannot be written, nothing is (I-19).
    pub fn demand_secret(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        id: DemandId,
    ) -> Found<SecretView> {
        let opened = self.open_secret(actor, purpose, id)?;
        let inside = matches!(actor.seat, Seat::Institution(_));
        let fields: &[&str] = if inside {
            &["answers", "messages", "extensions", "draft"]
        } else {
            &["answers", "messages", "extensions", "entry"]
        };
        self.put_answers_on_record(actor, purpose, &opened, fields)?;
        let demand = &opened.demand;
        let draft = demand.draft.clone().filter(|_| inside);
        let entry = demand.entry.clone().filter(|_| !inside);
        let (answers, messages) = (demand.answers.clone(), demand.messages.clone());
        let (extensions, items) = (demand.extensions.clone(), demand.items.clone());
        let contests = demand.contests.clone();
        let mut view = view(actor, opened);
        view.demand.extensions = extensions;
        view.demand.contests = contests;
        view.demand.items = items;
        Ok(SecretView { view, answers, messages, draft, entry })
    }

    /// What was entered from a paper, for those who read answers, and for who entered
    /// it: he has seen the paper.
    pub fn paper_entry(&mut self, actor: &Actor, purpose: &Purpose, id: DemandId) -> Found<Entry> {
        let opened = self.whole(|conn, vault| open(conn, vault, id))?;
        self.permit(actor, ReadKind::Demand, &opened.belongs())?;
        purpose.covers(opened.demand.case)?;
        let outside = !matches!(actor.seat, Seat::Institution(_));
        let entry = opened.demand.entry.clone().filter(|_| outside).ok_or(Refusal::NotFound)?;
        if actor.person() != Some(entry.by) {
            self.permit(actor, ReadKind::Answers, &opened.belongs())?;
        }
        self.put_answers_on_record(actor, purpose, &opened, &["entry"])?;
        Ok(entry)
    }

    /// That an answer arrived, and all that arrived in the same request: hashes,
    /// never contents. A short one could be guessed from its hash, so this is
    /// reading it: with a purpose, on record (I-19).
    pub fn answer_receipt(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        id: DemandId,
        answer: AnswerId,
    ) -> Found<AnswerReceipt> {
        let opened = self.open_secret(actor, purpose, id)?;
        let found = opened.demand.answers.iter().find(|one| one.id == answer);
        let arrived = found.ok_or(Refusal::NotFound)?.arrived_at;
        self.put_answers_on_record(actor, purpose, &opened, &["answers.hash"])?;
        Ok(answered(&opened.demand, arrived))
    }

    /// A file of an answer, for whoever may read the answer; of a draft, for its
    /// institution; of what was entered from a paper, for the asking side. On record
    /// before it is handed out (I-19). Any other file is none.
    pub fn answer_file(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        id: DemandId,
        file: FileId,
    ) -> Found<AnswerFile> {
        let opened = self.whole(|conn, vault| open(conn, vault, id))?;
        let demand = &opened.demand;
        let inside = matches!(actor.seat, Seat::Institution(_));
        let entry = demand.entry.as_ref().filter(|_| !inside);
        // Who entered a paper has seen it, whether or not he reads answers.
        let entered = entry.filter(|entry| actor.person() == Some(entry.by));
        let own = entered.and_then(|entry| named(&entry.files, file));
        let right = if own.is_some() { ReadKind::Demand } else { ReadKind::Answers };
        self.permit(actor, right, &opened.belongs())?;
        purpose.covers(demand.case)?;
        let answered = demand.answers.iter().find_map(|answer| named(&answer.files, file));
        let drafted = demand.draft.as_ref().filter(|_| inside);
        let said = |source, found: Option<FileRef>| found.map(|file| (source, file));
        let found = said("entry", own)
            .or_else(|| said("answers", answered))
            .or_else(|| said("draft", drafted.and_then(|draft| named(&draft.files, file))))
            .or_else(|| said("entry", entry.and_then(|entry| named(&entry.files, file))));
        let (source, found) = found.ok_or(Refusal::NotFound)?;
        let kept = self.kept(&found)?;
        let field = format!("{source}.files/{file}");
        self.put_answers_on_record(actor, purpose, &opened, &[&field])?;
        Ok(AnswerFile { reference: opened.demand.reference, kept })
    }

    /// A demand for somebody who may read what its institution said. Nothing of
    /// it may be told before that is on record.
    fn open_secret(&mut self, actor: &Actor, purpose: &Purpose, id: DemandId) -> Found<Opened> {
        let opened = self.whole(|conn, vault| open(conn, vault, id))?;
        self.permit(actor, ReadKind::Answers, &opened.belongs())?;
        purpose.covers(opened.demand.case)?;
        Ok(opened)
    }

    fn put_answers_on_record(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        opened: &Opened,
        fields: &[&str],
    ) -> Found<()> {
        let demand = &opened.demand;
        let read = SecretRead {
            kind: ReadKind::Answers,
            root: Root::Demand(demand.id),
            case: Some(demand.case),
            salt: &opened.salt,
        };
        self.put_on_record(actor, purpose, &read, fields)
    }

    /// Records a read of what is secret; if it fails, nothing may be told.
    pub(super) fn put_on_record(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        read: &SecretRead<'_>,
        fields: &[&str],
    ) -> Found<()> {
        let row = self.record_of(actor, purpose, read, fields);
        Ok(transaction::writing(self.conn, |conn| insert_event(conn, row))?)
    }

    /// The same of several, all or none.
    pub(super) fn put_all_on_record(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        reads: &[SecretRead<'_>],
        fields: &[&str],
    ) -> Found<()> {
        let rows: Vec<EventRow> =
            reads.iter().map(|read| self.record_of(actor, purpose, read, fields)).collect();
        let insert = |conn: &mut Conn| rows.into_iter().try_for_each(|row| insert_event(conn, row));
        Ok(transaction::writing(self.conn, insert)?)
    }

    fn record_of(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        read: &SecretRead<'_>,
        fields: &[&str],
    ) -> EventRow {
        let record = ReadRecord {
            v: EVENT_FORMAT,
            id: EventId(self.ids.next_id()),
            at: self.now,
            actor: *actor,
            read: read.kind.code().to_owned(),
            root: read.root,
            case: read.case,
            reason: purpose.reason.clone(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        };
        EventRow::read(&record, read.salt, self.vault)
    }
}

/// A file by its id.
fn named(files: &[FileRef], id: FileId) -> Option<FileRef> {
    files.iter().copied().find(|file| file.id == id)
}

/// What is read that is secret.
pub(super) struct SecretRead<'a> {
    pub(super) kind: ReadKind,
    pub(super) root: Root,
    /// None: it belongs to no case.
    pub(super) case: Option<CaseId>,
    /// Of the case's audit leaves, or of those of no case.
    pub(super) salt: &'a [u8; 32],
}

/// Adds an audit event outside the lanes.
pub(crate) fn insert_event(conn: &mut Conn, row: EventRow) -> Result<(), StoreError> {
    diesel::insert_into(event::table)
        .values((
            event::id.eq(row.id),
            event::kind.eq(row.kind),
            event::code.eq(row.code),
            event::at.eq(row.at),
            event::actor.eq(row.actor),
            event::root_kind.eq(row.root_kind),
            event::root_id.eq(row.root_id),
            event::version.eq(row.version),
            event::case_id.eq(row.case_id),
            event::format.eq(row.format),
            event::key_id.eq(row.key_id),
            event::body.eq(row.body),
            event::leaf.eq(row.leaf),
        ))
        .execute(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_code_and_not_a_story() {
        let case = CaseId(uuid::Uuid::nil());
        assert!(Purpose::new("case_work", case).is_ok());
        let long = "x".repeat(65);
        for wrong in ["", "Because I can", "vì tò mò", long.as_str()] {
            assert_eq!(Purpose::new(wrong, case), Err(PurposeError), "{wrong}");
        }
    }
}
