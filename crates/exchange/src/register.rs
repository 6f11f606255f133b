//! The register of what an office sends out, as a file for its own archive.

use crate::csv::harmless;

/// What the columns are called, in their order.
pub const HEADS: [&str; 7] =
    ["number", "day", "kind", "reference", "recipients", "state", "reason"];

/// The register as CSV: one heading row, one row for each number.
pub fn csv(
    heads: &[String; HEADS.len()],
    rows: &[[String; HEADS.len()]],
) -> Result<String, ::csv::Error> {
    let mut out = ::csv::WriterBuilder::new().from_writer(Vec::new());
    out.write_record(heads)?;
    for row in rows {
        out.write_record(row.each_ref().map(|cell| harmless(cell)))?;
    }
    let bytes = out.into_inner().map_err(::csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_and_never_carried_out() {
        let heads = HEADS.map(str::to_owned);
        let mut row = HEADS.map(|_| String::new());
        row[0] = "05/QĐ-CCTHADS".to_owned();
        row[6] = "=1+1, \"x\"".to_owned();
        let text = csv(&heads, &[row]).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "number,day,kind,reference,recipients,state,reason");
        assert_eq!(lines[1], "05/QĐ-CCTHADS,,,,,,\"'=1+1, \"\"x\"\"\"");
    }
}
