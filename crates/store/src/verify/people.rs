//! Changes of people and systems: events and versions agree. What a person is
//! called is in no event, so rows are not rebuilt from them.

use super::{Fault, Report};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::identity::{CLIENT, PERSON, Read};
use crate::rows::record::EventRow;
use crate::schema::{client, person, reference_version};
use crate::seal::Vault;
use crate::types::Id;
use diesel::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The versions of the events seen, by root.
#[derive(Default)]
pub(super) struct Seen(BTreeMap<(&'static str, Uuid), Vec<i32>>);

impl Seen {
    /// Counts a change and checks that its columns say what its bytes say.
    pub(super) fn see(&mut self, row: &EventRow, vault: &Vault, report: &mut Report) {
        report.changes += 1;
        let kind = if row.root_kind.as_deref() == Some(CLIENT) { CLIENT } else { PERSON };
        let bytes = vault.open(row.key_id, &row.body);
        let read = bytes.and_then(|bytes| Read::of(bytes).ok());
        let agrees = read.is_some_and(|read| {
            read.id == row.id.0
                && read.at == row.at.0
                && read.event == row.code
                && row.root_kind.as_deref() == Some(read.root.as_str())
                && row.root_id == Some(Id(read.root_id))
                && row.version == Some(read.version)
        });
        if !agrees {
            report.differ(Fault::Body, "event", row.id.0, None);
        }
        if let (Some(root), Some(version)) = (row.root_id, row.version) {
            self.0.entry((kind, root.0)).or_default().push(version);
        }
    }

    /// Compares with the rows: versions without a gap up to the row's own.
    pub(super) fn compare(
        mut self,
        conn: &mut Conn,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let people: Vec<(Id, i32)> = person::table
            .filter(person::version.gt(0))
            .select((person::id, person::version))
            .load(conn)?;
        let clients: Vec<(Id, i32)> = client::table
            .filter(client::version.gt(0))
            .select((client::id, client::version))
            .load(conn)?;
        let counted = self.0.iter().filter(|((kind, _), _)| *kind == PERSON);
        let counted: usize = counted.map(|(_, versions)| versions.len()).sum();
        for (kind, rows) in [(PERSON, people), (CLIENT, clients)] {
            for (id, last) in rows {
                let mut versions = self.0.remove(&(kind, id.0)).unwrap_or_default();
                versions.sort_unstable();
                if !versions.into_iter().eq(1..=last) {
                    report.differ(Fault::Version, kind, id.0, None);
                }
            }
        }
        for (kind, id) in self.0.into_keys() {
            report.differ(Fault::NoRow, kind, id, None);
        }
        let noticed: i64 =
            reference_version::table.select(reference_version::people).first(conn)?;
        if i64::try_from(counted).ok() != Some(noticed) {
            report.differ(Fault::Version, PERSON, Uuid::nil(), Some("people"));
        }
        Ok(())
    }
}
