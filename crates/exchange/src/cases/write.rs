//! What is wrong with files, as a file.

use super::Fault;
use ::csv::{QuoteStyle, Writer, WriterBuilder};

/// `errors.csv`: file, row, column, code, words.
pub fn errors_csv(
    faults: &[Fault],
    words: impl Fn(&Fault) -> String,
) -> Result<String, ::csv::Error> {
    let mut out = writer();
    out.write_record(["file", "row", "column", "code", "words"])?;
    for fault in faults {
        let line = fault.line.to_string();
        out.write_record([&fault.file, &line, &fault.column, &fault.code, &words(fault)])?;
    }
    text(out)
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().quote_style(QuoteStyle::Necessary).from_writer(Vec::new())
}

fn text(out: Writer<Vec<u8>>) -> Result<String, ::csv::Error> {
    let bytes = out.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?;
    // Only text was written.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
