//! Law and calendar files: from a folder, or those built in.

use engine::{calendar::Calendars, law::LawBook};
use std::{fs, io, path::Path};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Law and calendars, read and checked against each other.
pub(crate) struct Jurisdiction {
    pub(crate) law: LawBook,
    pub(crate) calendars: Calendars,
}

/// Files that could not be read, or are wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// A folder or file that cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which one.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A folder with no `.toml` file.
    #[error("{0} holds no .toml file")]
    Empty(String),
    /// Wrong files: every error on a line of its own.
    #[error("the files are not valid:\n{0}")]
    Invalid(String),
}

/// Loads `law/*.toml` and `calendar/*.toml` of a folder, or the built-in files.
pub(crate) fn load(folder: Option<&Path>) -> Result<Jurisdiction, ConfigError> {
    match folder {
        None => check(CALENDAR, LAW),
        Some(folder) => {
            let calendars = read(&folder.join("calendar"))?;
            let law = read(&folder.join("law"))?;
            check(&borrowed(&calendars), &borrowed(&law))
        }
    }
}

fn check(calendars: &[(&str, &str)], law: &[(&str, &str)]) -> Result<Jurisdiction, ConfigError> {
    let mut lines = Vec::new();
    let calendars = Calendars::parse(calendars)
        .map_err(|errors| lines.extend(errors.iter().map(|e| format!("calendar/{e}"))));
    let law = LawBook::parse(law)
        .map_err(|errors| lines.extend(errors.iter().map(|e| format!("law/{e}"))));
    if let (Ok(calendars), Ok(law)) = (calendars, law) {
        let Err(errors) = law.check_calendars(&calendars) else {
            return Ok(Jurisdiction { law, calendars });
        };
        lines.extend(errors.iter().map(|e| format!("law/{e}")));
    }
    Err(ConfigError::Invalid(lines.join("\n")))
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect()
}

/// The `.toml` files of a folder as (name, text), by name.
fn read(folder: &Path) -> Result<Vec<(String, String)>, ConfigError> {
    let failed =
        |path: &Path, source| ConfigError::Read { path: path.display().to_string(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| failed(folder, e))? {
        let path = entry.map_err(|e| failed(folder, e))?.path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&path).map_err(|e| failed(&path, e))?;
        files.push((name.into_owned(), text));
    }
    if files.is_empty() {
        return Err(ConfigError::Empty(folder.display().to_string()));
    }
    files.sort();
    Ok(files)
}
