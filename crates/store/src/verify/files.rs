//! Whether the files that something names are in their folder, whole.

use super::{CHUNK, Fault, ReplayError, Report};
use crate::conn::{Conn, Use};
use crate::error::StoreError;
use crate::files::{BlobError, Cabinet, OpenFile};
use crate::rows::file::FileRow;
use crate::schema::file;
use crate::types::Id;
use crate::url::DatabaseUrl;
use diesel::prelude::*;
use uuid::Uuid;

/// Reads every file that something names, to its end. Those that nothing names yet
/// may still be on their way in.
pub fn check_files(
    url: &DatabaseUrl,
    cabinet: &Cabinet,
    report: &mut Report,
) -> Result<(), ReplayError> {
    let mut conn = Conn::open(url, Use::Read)?;
    let mut checked = 0;
    let mut after = Id(Uuid::nil());
    loop {
        let rows: Vec<FileRow> = file::table
            .filter(file::attached.eq(true))
            .filter(file::id.gt(after))
            .order(file::id)
            .limit(CHUNK)
            .select(FileRow::as_select())
            .load(&mut conn)
            .map_err(StoreError::from)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            checked += 1;
            let Ok(kept) = row.kept() else {
                report.differ(Fault::Body, "file", row.id.0, None);
                continue;
            };
            let read = cabinet.open(kept.place, kept.file.size).and_then(OpenFile::check);
            if let Err(error) = read {
                report.differ(fault(&error), "file", row.id.0, None);
            }
        }
    }
    report.files = Some(checked);
    Ok(())
}

const fn fault(error: &BlobError) -> Fault {
    match error {
        BlobError::Missing => Fault::FileMissing,
        BlobError::Altered => Fault::FileAltered,
        BlobError::Key => Fault::FileKey,
        BlobError::Disk(_) => Fault::FileDisk,
    }
}
