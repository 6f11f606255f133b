//! Dữ liệu chưa nhận được: rows of another system that could not be taken in. The list
//! shows what is wrong and never what stands there; the rows themselves are read on record.

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach};
use super::secret::{Purpose, SecretRead};
use super::system::SystemReader;
use super::{Found, Reader};
use crate::conn::Multi;
use crate::error::StoreError;
use crate::rows::held::HeldLine;
use crate::schema::held_row as h;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::event::Root;
use engine::held::{HeldRow, HeldState};
use engine::id::HeldId;
use engine::policy::{Belongs, Permission, ReadKind, permission_on_held, read_grants};
use engine::refusal::Refusal;
use engine::time::Instant;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Later than every instant that is stored.
const LAST: Instant = Instant::from_seconds(253_402_300_799);

impl Reader<'_> {
    /// Rows of an office in one state, the latest first; without what stands in them.
    pub fn quarantine(
        &mut self,
        actor: &Actor,
        state: HeldState,
        page: Page,
    ) -> Found<Listing<HeldRow>> {
        let reach = reach(actor, ReadKind::Quarantine, &self.rules.directory)?;
        let after = page.after();
        let at = At(after.and_then(|after| after.key).unwrap_or(LAST));
        let before = Id(after.map_or(Uuid::max(), |after| after.id));
        let mut query = h::table
            .filter(h::state.eq(state.code()))
            .filter(h::received_at.le(at))
            .filter(h::received_at.lt(at).or(h::id.lt(before)))
            .select(HeldLine::as_select())
            .order((h::received_at.desc(), h::id.desc()))
            .limit(page.fetch())
            .into_boxed::<Multi>();
        query = match &reach {
            Reach::Office(office) => at_any!(query, h::agency_id, office.as_slice()),
            Reach::Country | Reach::Agencies(_) | Reach::Own(..) | Reach::Institution(_) => {
                return Err(Refusal::Forbidden.into());
            }
        };
        let rows: Vec<HeldLine> = query.load(self.conn)?;
        let key = |row: &HeldLine| Cursor { key: Some(row.received_at.0), id: row.id.0 };
        Ok(page.listing(rows, key).try_map(|row| row.head())?)
    }

    /// One of them with what stands in it, on record: it names persons (I-19).
    pub fn held_row(&mut self, actor: &Actor, id: HeldId) -> Found<HeldRow> {
        let row: Option<HeldLine> = h::table
            .filter(h::id.eq(Id(id.0)))
            .select(HeldLine::as_select())
            .first(self.conn)
            .optional()?;
        let row = row.ok_or(Refusal::NotFound)?.entity(self.vault)?;
        let root = Belongs { agency: Some(row.agency), ..Belongs::default() };
        let grants = read_grants(ReadKind::Quarantine);
        match permission_on_held(actor, grants, &root, &self.rules.directory) {
            Permission::Granted => {}
            Permission::Forbidden => return Err(Refusal::Forbidden.into()),
            Permission::Unseen => return Err(Refusal::NotFound.into()),
        }
        let salt = self.vault.common_salt();
        let (kind, root) = (ReadKind::Quarantine, Root::Held(id));
        let read = SecretRead { kind, root, case: None, salt: &salt };
        self.put_on_record(actor, &Purpose::of_quarantine(), &read, &["rows", "reason"])?;
        Ok(row)
    }
}

impl SystemReader<'_> {
    /// Which of these wait: a good row lets them go.
    pub fn held_open(&mut self, ids: &[HeldId]) -> Result<BTreeSet<HeldId>, StoreError> {
        let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
        self.snapshot(|conn| {
            let rows: Vec<Id> = h::table
                .filter(h::id.eq_any(ids))
                .filter(h::state.eq(HeldState::Open.code()))
                .select(h::id)
                .load(conn)?;
            Ok(rows.into_iter().map(|id| HeldId(id.0)).collect())
        })
    }
}
