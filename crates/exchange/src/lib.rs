//! Statements of accounts as they come: bytes in, engine types out, and back.
//!
//! Pure, like the engine: no files, no network, no clock. What comes in is
//! hostile until it is read: size, depth and number of lines are bounded, no
//! DTD is read and no entity expanded, and every error says where it is.
//!
//! Two kinds of statements: CSV ([`csv`]) and ISO 20022 messages of a bank to its
//! customer, camt.053 (statement) and camt.054 (credit notice), [`camt`]. Cases that
//! another system keeps: [`cases`]. The list of its cases that a creditor compares:
//! [`creditor`]. The register of what an office sends out: [`register`]. And of any file, which kind it is: [`sniff`].

mod amount;
pub mod camt;
pub mod cases;
pub mod creditor;
pub mod csv;
mod error;
pub mod register;
pub mod sniff;
mod xml;

pub use error::{Problem, ReadError, Where};

use engine::statement::StatementContent;

/// The largest file that is looked at, in bytes.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The longest reference or name of a line, in characters, and how much
/// remittance information a payment may have: what the engine takes, so that what
/// is too long is said here, with its line.
pub(crate) const LONGEST_FIELD: usize = engine::statement::LONGEST_FIELD;
pub(crate) const LONGEST_TEXT: usize = engine::statement::LONGEST_TEXT;

/// Reads a statement, whichever kind it is: what begins with `<` is XML.
pub fn read(bytes: &[u8]) -> Result<StatementContent, ReadError> {
    let text = text(bytes)?;
    if text.trim_start().starts_with('<') { camt::read(text) } else { csv::read(text) }
}

/// UTF-8, with or without its mark.
fn text(bytes: &[u8]) -> Result<&str, ReadError> {
    if bytes.len() > MOST_BYTES {
        return Err(Problem::TooLarge.of_the_file());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::Encoding.of_the_file())?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// What a file says of its balances must be what its lines come to: a page that
/// is missing is noticed.
fn balanced(content: StatementContent) -> Result<StatementContent, ReadError> {
    use engine::statement::Side;
    let (Some(opening), Some(closing)) = (content.opening, content.closing) else {
        return Ok(content);
    };
    let moved: i128 = content
        .lines
        .iter()
        .map(|line| match line.side {
            Side::Credit => i128::from(line.amount),
            Side::Debit => -i128::from(line.amount),
        })
        .sum();
    if i128::from(opening) + moved != i128::from(closing) {
        return Err(Problem::BalanceDiffers.of_the_file());
    }
    Ok(content)
}
