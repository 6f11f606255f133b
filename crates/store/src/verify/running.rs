//! Outages of this service and announcements, beside what events rebuild.

use super::compare::{Against, understood};
use super::{Fault, Report};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::announcement::AnnouncementRow;
use crate::rows::record::OutageRow;
use crate::schema::{announcement, outage};
use diesel::prelude::*;
use engine::event::Root;
use engine::facts::Facts;
use engine::id::{AnnouncementId, OutageId};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Every outage and every announcement; which there are.
pub(super) fn running(
    conn: &mut Conn,
    report: &mut Report,
    facts: &Facts,
) -> Result<BTreeSet<Root>, StoreError> {
    let mut seen = BTreeSet::new();
    let rows: Vec<OutageRow> = outage::table.select(OutageRow::as_select()).load(conn)?;
    for row in rows {
        let id = OutageId(row.id.0);
        seen.insert(Root::Outage(id));
        let rebuilt = facts.outages.get(id).map(|one| (one.version, OutageRow::of(one)));
        compare(report, ("outage", id.0), (row.version, &row), rebuilt.as_ref());
    }
    let rows: Vec<AnnouncementRow> =
        announcement::table.select(AnnouncementRow::as_select()).load(conn)?;
    for row in rows {
        let id = AnnouncementId(row.id.0);
        seen.insert(Root::Announcement(id));
        let rebuilt =
            facts.announcements.get(id).map(|one| (one.version, AnnouncementRow::of(one)));
        compare(report, ("announcement", id.0), (row.version, &row), rebuilt.as_ref());
        let readable = row.entity().map(|_| ()).map_err(StoreError::from);
        understood(readable, report, "announcement", id.0)?;
    }
    Ok(seen)
}

fn compare<R: PartialEq>(
    report: &mut Report,
    (what, id): (&'static str, Uuid),
    (version, row): (i32, &R),
    rebuilt: Option<&(i32, R)>,
) {
    let Some((known, rebuilt)) = rebuilt else {
        report.differ(Fault::NoEvent, what, id, None);
        return;
    };
    let mut against = Against { report, what, id };
    against.version(version, *known);
    against.same("columns", row, rebuilt);
}
