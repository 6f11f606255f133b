//! Files of law, calendar, policy and directory: from a folder, or those built
//! in.

use engine::directory::{self, Directory, Source, Sources};
use engine::{calendar::Calendars, inforce::Grounds, law::LawBook, policy::Policy};
use std::borrow::Cow;
use std::{fs, io, path::Path};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Name and text of a file.
pub(crate) type File = (Cow<'static, str>, Cow<'static, str>);

/// Law and calendars, read and checked against each other.
pub(crate) struct Jurisdiction {
    pub(crate) law: LawBook,
    pub(crate) calendars: Calendars,
}

/// The files of `config/`, not yet understood.
pub(crate) struct Files {
    /// `law/*.toml`.
    pub(crate) law: Vec<File>,
    /// `calendar/*.toml`.
    pub(crate) calendar: Vec<File>,
    grounds: Cow<'static, str>,
    policy: Cow<'static, str>,
    notices: Cow<'static, str>,
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

impl Files {
    /// The files of a folder, or those built in.
    pub(crate) fn load(folder: Option<&Path>) -> Result<Self, ConfigError> {
        let Some(folder) = folder else {
            return Ok(Self {
                law: built_in(LAW),
                calendar: built_in(CALENDAR),
                grounds: GROUNDS.into(),
                policy: POLICY.into(),
                notices: NOTICES.into(),
            });
        };
        Ok(Self {
            calendar: read_all(&folder.join("calendar"))?,
            law: read_all(&folder.join("law"))?,
            grounds: read(&folder.join("grounds.toml"))?.into(),
            policy: read(&folder.join("policy.toml"))?.into(),
            notices: read(&folder.join("notices.toml"))?.into(),
        })
    }

    /// Law and calendars, checked against each other.
    pub(crate) fn jurisdiction(&self) -> Result<Jurisdiction, ConfigError> {
        Jurisdiction::parse(&borrowed(&self.calendar), &borrowed(&self.law))
    }

    /// Grounds of refusal.
    pub(crate) fn grounds(&self) -> Result<Grounds, ConfigError> {
        Grounds::parse(&self.grounds).map_err(|error| invalid("grounds.toml", &error))
    }

    /// Policies that are not statute.
    pub(crate) fn policy(&self) -> Result<Policy, ConfigError> {
        Policy::parse(&self.policy).map_err(|error| invalid("policy.toml", &error))
    }

    /// How notices go out.
    pub(crate) fn notices(&self) -> Result<notifier::Settings, ConfigError> {
        notifier::Settings::parse(&self.notices)
            .map_err(|error| ConfigError::Invalid(error.to_string()))
    }
}

impl Jurisdiction {
    /// Reads calendars and law and checks them against each other.
    pub(crate) fn parse(
        calendars: &[(&str, &str)],
        law: &[(&str, &str)],
    ) -> Result<Self, ConfigError> {
        let mut lines = Vec::new();
        let calendars = Calendars::parse(calendars)
            .map_err(|errors| lines.extend(errors.iter().map(|e| format!("calendar/{e}"))));
        let law = LawBook::parse(law)
            .map_err(|errors| lines.extend(errors.iter().map(|e| format!("law/{e}"))));
        if let (Ok(calendars), Ok(law)) = (calendars, law) {
            let Err(errors) = law.check_calendars(&calendars) else {
                return Ok(Self { law, calendars });
            };
            lines.extend(errors.iter().map(|e| format!("law/{e}")));
        }
        Err(ConfigError::Invalid(lines.join("\n")))
    }
}

/// Law and calendars of a folder, or the built-in ones; the folder needs no
/// other files.
pub(crate) fn load(folder: Option<&Path>) -> Result<Jurisdiction, ConfigError> {
    let (calendars, law) = match folder {
        None => (built_in(CALENDAR), built_in(LAW)),
        Some(folder) => (read_all(&folder.join("calendar"))?, read_all(&folder.join("law"))?),
    };
    Jurisdiction::parse(&borrowed(&calendars), &borrowed(&law))
}

/// The built-in directory: agencies, institutions, branches and the fictional
/// people of the demonstration, laid over what a database has already.
pub(crate) fn directory(stored: &Directory) -> Result<Directory, ConfigError> {
    let files = |wanted: &[&str]| -> Vec<Source<'static>> {
        let named = |file: &&(&'static str, &'static str)| wanted.contains(&file.0);
        DIRECTORY.iter().filter(named).map(|(name, text)| Source { name, text }).collect()
    };
    let sources = Sources {
        agencies: &files(&["agencies.csv", "regions.csv"]),
        institutions: &files(&["institutions.csv"]),
        branches: &files(&["branches.csv"]),
        users: &files(&["demo-users.csv"]),
    };
    directory::read(sources, stored).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        ConfigError::Invalid(lines.join("\n"))
    })
}

/// Files as parsers take them.
pub(crate) fn borrowed(files: &[File]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_ref(), text.as_ref())).collect()
}

fn built_in(files: &[(&'static str, &'static str)]) -> Vec<File> {
    files.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect()
}

fn invalid(file: &str, error: &impl std::fmt::Display) -> ConfigError {
    ConfigError::Invalid(format!("{file}: {error}"))
}

fn failed(path: &Path, source: io::Error) -> ConfigError {
    ConfigError::Read { path: path.display().to_string(), source }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|error| failed(path, error))
}

/// The `.toml` files of a folder, by name.
fn read_all(folder: &Path) -> Result<Vec<File>, ConfigError> {
    let mut files: Vec<File> = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        if path.extension().is_none_or(|e| e != "toml") {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        files.push((name.into_owned().into(), read(&path)?.into()));
    }
    if files.is_empty() {
        return Err(ConfigError::Empty(folder.display().to_string()));
    }
    files.sort();
    Ok(files)
}
