//! Files in a batch: those that its commands name, and those that something names
//! from now on.

use super::changes::{push, rows};
use super::load::{LaneConn, Lock, select};
use super::raw::{Column, Raw};
use crate::rows::file::{AttachedRow, FileRow};
use crate::schema;
use crate::types::Id;
use crate::value::{Value, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use engine::event::{Event, Recorded};
use engine::facts::{Facts, Needs};
use engine::id::FileId;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Locked, so that no sweep takes a file that is being attached.
pub(super) fn load(conn: &mut LaneConn, needs: &Needs, facts: &mut Facts) -> QueryResult<()> {
    let ids: Vec<Uuid> = needs.files.iter().map(|id| id.0).collect();
    let list = "x.id, x.seat_id, x.sha256, x.media, x.size, x.signature, x.uploaded_by, \
                x.uploaded_at, x.attached";
    let found = select!(
        conn, schema::file::SqlType => FileRow,
        list.to_owned(), "file x", "x.id", Lock::Change, &ids
    );
    for row in found {
        facts.files.insert(FileId(row.id.0), row.known()?);
    }
    Ok(())
}

/// Files that something names from now on. What once was named stays: its hash is
/// in the record.
#[derive(Default)]
pub(super) struct FileChanges {
    attached: Vec<AttachedRow>,
}

impl FileChanges {
    pub(super) fn of(journal: &[Recorded]) -> Self {
        let mut ids = BTreeSet::new();
        for recorded in journal {
            named(&recorded.event, &mut ids);
        }
        let row = |id: FileId| AttachedRow { id: Id(id.0), attached: true };
        Self { attached: ids.into_iter().map(row).collect() }
    }

    pub(super) fn add_to<'a>(&'a self, writes: &mut Vec<Write<'a>>) {
        let rows = rows(&self.attached, AttachedRow::row);
        push(writes, AttachedRow::TABLE, Verb::Update(&["attached"]), rows);
    }
}

/// The files that an event names.
fn named(event: &Event, ids: &mut BTreeSet<FileId>) {
    match event {
        Event::InstrumentPapers { papers } => {
            ids.extend(papers.iter().map(|paper| paper.file.id));
        }
        Event::DraftSaved { draft } => ids.extend(draft.files.iter().map(|file| file.id)),
        Event::PaperEntered { entry } => ids.extend(entry.files.iter().map(|file| file.id)),
        Event::Answered { answers, .. } | Event::Contradicted { answers } => {
            ids.extend(answers.iter().flat_map(|one| one.files.iter().map(|file| file.id)));
        }
        Event::Corrected { answer } => ids.extend(answer.files.iter().map(|file| file.id)),
        _ => {}
    }
}
