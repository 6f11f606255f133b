//! Papers of instruments and demands: handed out through what they belong to, on
//! record, and never by their hash.

use super::demand::open;
use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, whole};
use crate::error::Corrupt;
use crate::files::KeptFile;
use crate::rows::file::FileRow;
use crate::schema::file;
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::event::Root;
use engine::file::FileRef;
use engine::id::{DemandId, FileId, InstrumentId};
use engine::paper::Paper;
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;

/// Through what a paper is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperOf {
    /// An inquiry.
    Inquiry(InstrumentId),
    /// An order about money.
    Order(InstrumentId),
    /// What one institution was sent.
    Demand(DemandId),
}

/// A paper that may be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperView {
    /// The reference of what it belongs to.
    pub reference: String,
    /// The paper.
    pub paper: Paper,
    /// Its file.
    pub kept: KeptFile,
}

impl Reader<'_> {
    /// A paper, on record before it is handed out (I-19). One that belongs to
    /// something else is none.
    pub fn paper(&mut self, actor: &Actor, of: PaperOf, id: FileId) -> Found<PaperView> {
        match of {
            PaperOf::Inquiry(instrument) => self.paper_of(actor, (instrument, false), id),
            PaperOf::Order(instrument) => self.paper_of(actor, (instrument, true), id),
            PaperOf::Demand(demand) => {
                let opened = self.whole(|conn, vault| open(conn, vault, demand))?;
                self.permit(actor, ReadKind::Papers, &opened.belongs())?;
                let (root, case) = (Root::Demand(demand), Some(opened.demand.case));
                let read = SecretRead { kind: ReadKind::Papers, root, case, salt: &opened.salt };
                let of = (opened.demand.reference.as_str(), opened.demand.papers.as_slice());
                self.hand_out(actor, &read, of, id)
            }
        }
    }

    fn paper_of(
        &mut self,
        actor: &Actor,
        (of, order): (InstrumentId, bool),
        id: FileId,
    ) -> Found<PaperView> {
        let (instrument, gate, salt) = self.whole(|conn, vault| {
            let instrument = whole::instrument(conn, vault, of)?;
            let right = instrument.filter(|one| one.kind.is_order() == order);
            let instrument = right.ok_or(Refusal::NotFound)?;
            let found = whole::gate_and_salt(conn, instrument.case)?;
            let (gate, salt) = found.ok_or(Refusal::NotFound)?;
            Ok((instrument, gate, salt))
        })?;
        let belongs = Belongs::to_case(&gate).sealed(instrument.sealed_to());
        self.permit(actor, ReadKind::Papers, &belongs)?;
        let (root, case) = (Root::Instrument(of), Some(instrument.case));
        let read = SecretRead { kind: ReadKind::Papers, root, case, salt: &salt };
        let of = (instrument.reference.as_str(), instrument.papers.as_slice());
        self.hand_out(actor, &read, of, id)
    }

    fn hand_out(
        &mut self,
        actor: &Actor,
        read: &SecretRead<'_>,
        (reference, papers): (&str, &[Paper]),
        id: FileId,
    ) -> Found<PaperView> {
        let paper = *papers.iter().find(|paper| paper.file.id == id).ok_or(Refusal::NotFound)?;
        let kept = self.kept(&paper.file)?;
        self.put_on_record(actor, &Purpose::of_papers(), read, &["papers"])?;
        Ok(PaperView { reference: reference.to_owned(), paper, kept })
    }

    /// Where the bytes of a file lie that something names.
    pub(super) fn kept(&mut self, named: &FileRef) -> Found<KeptFile> {
        let row: Option<FileRow> = file::table
            .filter(file::id.eq(Id(named.id.0)))
            .select(FileRow::as_select())
            .first(self.conn)
            .optional()?;
        let kept = row.ok_or(Corrupt::new("file", "id"))?.kept()?;
        // The record says which file; a row that says another is not believed.
        if kept.file.sha256 != named.sha256 {
            return Err(Corrupt::new("file", "sha256").into());
        }
        Ok(kept)
    }
}
