//! What an import would change.

use super::{Agency, Branch, Directory, Home, Institution, Succession, User};
use std::{collections::BTreeMap, fmt};

/// What an import would change, in the order to apply it: agencies from the
/// top down, institutions, branches, users; each by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Entries to write.
    pub changes: Vec<Change>,
    /// Entries that stand in the files as they stand in the directory.
    pub unchanged: usize,
    /// Entries of the directory that no file names. They stay as they are.
    pub left_alone: usize,
}

/// One entry to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// New.
    Added(Entry),
    /// Known, with other content.
    Changed {
        /// As it shall be, under the id it has.
        to: Entry,
        /// The fields that differ, in the order of the columns.
        fields: Vec<FieldChange>,
    },
}

impl Change {
    /// The entry as it shall be.
    pub const fn entry(&self) -> &Entry {
        match self {
            Self::Added(entry) | Self::Changed { to: entry, .. } => entry,
        }
    }
}

/// An entry of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// An agency.
    Agency(Box<Agency>),
    /// An institution.
    Institution(Box<Institution>),
    /// A branch.
    Branch(Box<Branch>),
    /// A user.
    User(Box<User>),
}

impl Entry {
    /// The code it is known by.
    pub fn code(&self) -> &str {
        match self {
            Self::Agency(agency) => agency.code.as_str(),
            Self::Institution(institution) => institution.code.as_str(),
            Self::Branch(branch) => branch.code.as_str(),
            Self::User(user) => user.username.as_str(),
        }
    }
}

/// A field with another content. `Debug` shows its name only: a user's name
/// and address are personal (I-32).
#[derive(Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The column.
    pub field: &'static str,
    /// As stored.
    pub from: String,
    /// As in the file.
    pub to: String,
}

impl fmt::Debug for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldChange").field("field", &self.field).finish_non_exhaustive()
    }
}

/// What has to change in `current` so that it holds `wanted`.
pub fn plan(current: &Directory, wanted: &Directory) -> Plan {
    let mut plan = Plan::default();
    plan.compare(&current.agencies, &wanted.agencies);
    // A parent must be stored before its children. The sort is stable: within
    // a level agencies stay in the order of their codes.
    plan.changes.sort_by_key(|change| match change.entry() {
        Entry::Agency(agency) => Some(agency.level),
        Entry::Institution(_) | Entry::Branch(_) | Entry::User(_) => None,
    });
    plan.compare(&current.institutions, &wanted.institutions);
    plan.compare(&current.branches, &wanted.branches);
    plan.compare(&current.users, &wanted.users);
    plan
}

impl Plan {
    fn compare<K: Ord, T: Listed>(&mut self, current: &BTreeMap<K, T>, wanted: &BTreeMap<K, T>) {
        for (code, to) in wanted {
            match current.get(code) {
                None => self.changes.push(Change::Added(to.clone().into_entry())),
                Some(from) => {
                    let fields = differences(from, to);
                    if fields.is_empty() {
                        self.unchanged += 1;
                    } else {
                        self.changes
                            .push(Change::Changed { to: to.with_id_of(from).into_entry(), fields });
                    }
                }
            }
        }
        self.left_alone += current.keys().filter(|code| !wanted.contains_key(code)).count();
    }
}

impl Directory {
    /// This directory after a plan was carried out.
    #[must_use]
    pub fn after(mut self, plan: &Plan) -> Self {
        for change in &plan.changes {
            match change.entry().clone() {
                Entry::Agency(agency) => {
                    self.agencies.insert(agency.code.clone(), *agency);
                }
                Entry::Institution(institution) => {
                    self.institutions.insert(institution.code.clone(), *institution);
                }
                Entry::Branch(branch) => {
                    self.branches.insert(branch.code.clone(), *branch);
                }
                Entry::User(user) => {
                    self.users.insert(user.username.clone(), *user);
                }
            }
        }
        self
    }
}

fn differences<T: Listed>(from: &T, to: &T) -> Vec<FieldChange> {
    from.fields()
        .into_iter()
        .zip(to.fields())
        .filter(|(from, to)| from.1 != to.1)
        .map(|((field, from), (_, to))| FieldChange { field, from, to })
        .collect()
}

/// An entry as a row of its file.
trait Listed: Clone {
    /// Column and content, in the order of the columns, without the code.
    fn fields(&self) -> Vec<(&'static str, String)>;
    fn with_id_of(&self, known: &Self) -> Self;
    fn into_entry(self) -> Entry;
}

fn text(value: Option<&impl fmt::Display>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// The two columns of a successor.
fn succession<C: fmt::Display>(one: Option<&Succession<C>>) -> [(&'static str, String); 2] {
    [("successor", text(one.map(|one| &one.to))), ("succeeded_on", text(one.map(|one| &one.on)))]
}

macro_rules! identified {
    ($kind:ident) => {
        fn with_id_of(&self, known: &Self) -> Self {
            Self { id: known.id, ..self.clone() }
        }

        fn into_entry(self) -> Entry {
            Entry::$kind(Box::new(self))
        }
    };
}

impl Listed for Agency {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("parent", text(self.parent.as_ref())),
            ("level", self.level.code().to_owned()),
            ("province_code", text(self.province_code.as_ref())),
            ("name_vi", self.name_vi.clone()),
            ("name_en", self.name_en.clone()),
            ("invented", self.invented.to_string()),
            ("active", self.active.to_string()),
            ("begins_on", text(self.begins_on.as_ref())),
        ]
        .into_iter()
        .chain(succession(self.succession.as_ref()))
        .chain([
            ("procuracy_vi", text(self.procuracy.as_ref().map(|one| &one.name_vi))),
            ("procuracy_en", text(self.procuracy.as_ref().map(|one| &one.name_en))),
        ])
        .collect()
    }

    identified!(Agency);
}

impl Listed for Institution {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("kind", self.kind.code().to_owned()),
            ("short_name", self.short_name.clone()),
            ("name_vi", self.name_vi.clone()),
            ("name_en", self.name_en.clone()),
            ("swift_bic", text(self.swift_bic.as_ref())),
            ("napas_bin", text(self.napas_bin.as_ref())),
            ("joined", self.joined.to_string()),
            ("joins_on", text(self.joins_on.as_ref())),
            ("single_signatory", self.single_signatory.to_string()),
            ("active", self.active.to_string()),
        ]
        .into_iter()
        .chain(succession(self.succession.as_ref()))
        .collect()
    }

    identified!(Institution);
}

impl Listed for Branch {
    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("institution", self.institution.to_string()),
            ("province_code", self.province_code.to_string()),
            ("name_vi", self.name_vi.clone()),
            ("name_en", self.name_en.clone()),
            ("invented", self.invented.to_string()),
            ("active", self.active.to_string()),
        ]
    }

    identified!(Branch);
}

impl Listed for User {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.code()).collect();
        let (agency, institution) = match &self.home {
            Home::Agency(code) => (code.to_string(), String::new()),
            Home::Institution(code) => (String::new(), code.to_string()),
            Home::Nation => (String::new(), String::new()),
        };
        vec![
            ("full_name", self.full_name.as_written().to_owned()),
            ("email", self.email.as_str().to_owned()),
            ("roles", roles.join(";")),
            ("agency", agency),
            ("institution", institution),
            ("active", self.active.to_string()),
        ]
    }

    identified!(User);
}
