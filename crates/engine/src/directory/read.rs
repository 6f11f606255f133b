//! Import files to entries.

use super::{
    Agency, AgencyCode, AgencyLevel, Branch, BranchCode, Directory, Email, Home, ImportError,
    Institution, InstitutionCode, InstitutionKind, ProvinceCode, Rule, Source, Sources, User,
    Username,
    procuracy::{self, procuracy},
    succession::{self, succession},
    switch_on,
    table::{Cells, Columns, Outcome, each_row, names, yes_no},
};
use crate::{
    administration::follows_and_answers,
    identity::{Bic, Bin, NameError, PersonName, name::tidy},
    role::Role,
    time::Day,
};
use std::collections::{BTreeMap, BTreeSet, btree_map};

const AGENCY_COLUMNS: Columns = Columns {
    all: &[
        "code",
        "parent",
        "level",
        "province_code",
        "name_vi",
        "name_en",
        "invented",
        "active",
        "begins_on",
        "successor",
        "succeeded_on",
        "procuracy_vi",
        "procuracy_en",
    ],
    optional: &["begins_on", "successor", "succeeded_on", "procuracy_vi", "procuracy_en"],
};
const INSTITUTION_COLUMNS: Columns = Columns {
    all: &[
        "code",
        "kind",
        "short_name",
        "name_vi",
        "name_en",
        "swift_bic",
        "napas_bin",
        "joined",
        "joins_on",
        "single_signatory",
        "active",
        "successor",
        "succeeded_on",
    ],
    optional: &["joins_on", "successor", "succeeded_on"],
};
const BRANCH_COLUMNS: Columns = Columns {
    all: &["code", "institution", "province_code", "name_vi", "name_en", "invented", "active"],
    optional: &[],
};
const USER_COLUMNS: Columns = Columns {
    all: &["username", "full_name", "email", "roles", "agency", "institution", "active"],
    optional: &[],
};

/// Longest official name, in characters.
const NAME_MAX_CHARS: usize = 200;

/// Between the roles of one user.
const ROLE_MARK: char = ';';

/// Reads import files. References may point into `known`, what is stored
/// already. An entry that is known keeps its id.
///
/// # Errors
/// Everything that is wrong, by file and line; then nothing is imported.
pub fn read(sources: Sources<'_>, known: &Directory) -> Result<Directory, Vec<ImportError>> {
    read_with(sources, known, None)
}

/// Reads import files as [`read`] does, on a day in Hanoi: a day of joining or beginning
/// that is entered lies after it, and one that has come is not changed.
///
/// # Errors
/// Everything that is wrong, by file and line; then nothing is imported.
pub fn read_on(
    today: Day,
    sources: Sources<'_>,
    known: &Directory,
) -> Result<Directory, Vec<ImportError>> {
    read_with(sources, known, Some(today))
}

fn read_with(
    sources: Sources<'_>,
    known: &Directory,
    today: Option<Day>,
) -> Result<Directory, Vec<ImportError>> {
    let mut import = Import { known, errors: Vec::new(), unreadable: BTreeSet::new() };
    let mut agencies = import.table(sources.agencies, &AGENCY_COLUMNS, agency, |a| a.code.clone());
    let mut institutions =
        import.table(sources.institutions, &INSTITUTION_COLUMNS, institution, |i| i.code.clone());
    let branches = import.table(sources.branches, &BRANCH_COLUMNS, branch, |b| b.code.clone());
    let users = import.table(sources.users, &USER_COLUMNS, user, |u| u.username.clone());

    let [of_heirs, of_procuracies] = [&succession::COLUMNS, &procuracy::COLUMNS];
    succession::keep_known(&mut agencies, &known.agencies, &silent(sources.agencies, of_heirs));
    let silent_of = silent(sources.agencies, of_procuracies);
    procuracy::keep_known(&mut agencies, &known.agencies, &silent_of);
    succession::keep_known(
        &mut institutions,
        &known.institutions,
        &silent(sources.institutions, of_heirs),
    );
    switch_on::keep_known(&mut agencies, &mut institutions, known);

    import.check_agencies(&agencies);
    import.check_successions(&agencies, &known.agencies);
    import.check_successions(&institutions, &known.institutions);
    import.check_institutions(&institutions);
    import.check_days(&agencies, &institutions, today);
    import.check_branches(&branches, &agencies, &institutions);
    import.check_users(&users, &agencies, &institutions);

    let mut errors = import.errors;
    if !errors.is_empty() {
        errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        return Err(errors);
    }
    let mut wanted = Directory {
        agencies: entries(agencies),
        institutions: entries(institutions),
        branches: entries(branches),
        users: entries(users),
    };
    keep_ids(&mut wanted, known);
    Ok(wanted)
}

/// The files that have none of some columns, by the names their entries bear.
fn silent<'s>(sources: &[Source<'s>], columns: &[&str]) -> BTreeSet<&'s str> {
    let silent = |source: &&Source<'s>| !columns.iter().any(|c| names(**source, c));
    sources.iter().filter(silent).map(|source| source.name).collect()
}

/// An entry and where it was read.
pub(super) struct Placed<'a, T> {
    pub(super) file: &'a str,
    line: u64,
    pub(super) entry: T,
}

pub(super) type Table<'a, K, T> = BTreeMap<K, Placed<'a, T>>;

pub(super) struct Import<'a> {
    pub(super) known: &'a Directory,
    errors: Vec<ImportError>,
    /// Keys of rows with errors: who refers to one of them is not wrong.
    unreadable: BTreeSet<String>,
}

impl Import<'_> {
    /// Reads all files of one kind; a code may stand once in all of them.
    fn table<'s, K: Ord, T>(
        &mut self,
        sources: &[Source<'s>],
        columns: &Columns,
        read: fn(&mut Cells<'_>) -> Option<T>,
        key: fn(&T) -> K,
    ) -> Table<'s, K, T> {
        let mut table = Table::new();
        for source in sources {
            for outcome in each_row(*source, columns, &mut self.errors, read) {
                let (line, entry) = match outcome {
                    Outcome::Read(line, entry) => (line, entry),
                    Outcome::Wrong(key) => {
                        self.unreadable.insert(key);
                        continue;
                    }
                };
                let placed = Placed { file: source.name, line, entry };
                match table.entry(key(&placed.entry)) {
                    btree_map::Entry::Vacant(free) => {
                        free.insert(placed);
                    }
                    btree_map::Entry::Occupied(first) => {
                        let rule = duplicate_of(first.get());
                        self.wrong(&placed, columns.all.first().copied(), rule);
                    }
                }
            }
        }
        table
    }

    fn check_agencies(&mut self, agencies: &Table<'_, AgencyCode, Agency>) {
        for placed in agencies.values() {
            let agency = &placed.entry;
            let before = self.known.agencies.get(&agency.code);
            if before.is_some_and(|known| known.level != agency.level) {
                self.wrong(placed, Some("level"), Rule::Fixed);
            }
            let Some(parent_code) = &agency.parent else {
                continue;
            };
            let parent = find(agencies, &self.known.agencies, parent_code);
            match parent {
                None => self.unknown(placed, "parent", parent_code.as_str()),
                Some(parent) if Some(parent.level) != agency.level.above() => {
                    self.wrong(placed, Some("parent"), Rule::ParentLevel);
                }
                Some(parent)
                    if agency.level == AgencyLevel::Region
                        && parent.province_code != agency.province_code =>
                {
                    self.wrong(placed, Some("province_code"), Rule::ProvinceOfParent);
                }
                Some(_) => {}
            }
        }
    }

    /// Two institutions under one number would get each other's demands.
    fn check_institutions(&mut self, institutions: &Table<'_, InstitutionCode, Institution>) {
        let bic = |i: &Institution| i.swift_bic.as_ref().map(|bic| bic.as_str().to_owned());
        let bin = |i: &Institution| i.napas_bin.as_ref().map(|bin| bin.as_str().to_owned());
        self.check_unique(institutions, "swift_bic", bic);
        self.check_unique(institutions, "napas_bin", bin);
    }

    fn check_unique(
        &mut self,
        institutions: &Table<'_, InstitutionCode, Institution>,
        field: &'static str,
        number: impl Fn(&Institution) -> Option<String>,
    ) {
        // What stays stored because no file replaces it.
        let stored: BTreeSet<String> = (self.known.institutions.values())
            .filter(|known| !institutions.contains_key(&known.code))
            .filter_map(&number)
            .collect();
        let mut seen: BTreeMap<String, &Placed<'_, Institution>> = BTreeMap::new();
        let mut by_place: Vec<_> = institutions.values().collect();
        by_place.sort_by_key(|placed| (placed.file, placed.line));
        for placed in by_place {
            let Some(number) = number(&placed.entry) else {
                continue;
            };
            if stored.contains(&number) {
                self.wrong(placed, Some(field), Rule::Taken);
            }
            match seen.get(&number) {
                Some(first) => self.wrong(placed, Some(field), duplicate_of(first)),
                None => {
                    seen.insert(number, placed);
                }
            }
        }
    }

    fn check_branches(
        &mut self,
        branches: &Table<'_, BranchCode, Branch>,
        agencies: &Table<'_, AgencyCode, Agency>,
        institutions: &Table<'_, InstitutionCode, Institution>,
    ) {
        let provinces: BTreeSet<&ProvinceCode> = (agencies.values().map(|placed| &placed.entry))
            .chain(self.known.agencies.values())
            .filter(|agency| agency.level == AgencyLevel::Province)
            .filter_map(|agency| agency.province_code.as_ref())
            .collect();
        for placed in branches.values() {
            let branch = &placed.entry;
            let before = self.known.branches.get(&branch.code);
            if before.is_some_and(|known| known.institution != branch.institution) {
                self.wrong(placed, Some("institution"), Rule::Fixed);
            }
            if find(institutions, &self.known.institutions, &branch.institution).is_none() {
                self.unknown(placed, "institution", branch.institution.as_str());
            }
            if !provinces.contains(&branch.province_code) {
                self.wrong(placed, Some("province_code"), Rule::UnknownReference);
            }
        }
    }

    fn check_users(
        &mut self,
        users: &Table<'_, Username, User>,
        agencies: &Table<'_, AgencyCode, Agency>,
        institutions: &Table<'_, InstitutionCode, Institution>,
    ) {
        for placed in users.values() {
            let user = &placed.entry;
            let level = match &user.home {
                Home::Agency(code) => {
                    let agency = find(agencies, &self.known.agencies, code);
                    if agency.is_none() {
                        self.unknown(placed, "agency", code.as_str());
                        continue;
                    }
                    agency.map(|agency| agency.level)
                }
                Home::Institution(code) => {
                    if find(institutions, &self.known.institutions, code).is_none() {
                        self.unknown(placed, "institution", code.as_str());
                    }
                    None
                }
                Home::Nation => None,
            };
            if !user.roles.iter().all(|role| user.home.suits(*role, level)) {
                self.wrong(placed, Some("roles"), Rule::RoleNotHere);
            } else if follows_and_answers(user.roles.iter().copied()) {
                self.wrong(placed, Some("roles"), Rule::CreditorAnswers);
            }
        }
    }

    pub(super) fn unknown<T>(&mut self, placed: &Placed<'_, T>, field: &str, key: &str) {
        if !self.unreadable.contains(key) {
            self.wrong(placed, Some(field), Rule::UnknownReference);
        }
    }

    pub(super) fn wrong<T>(&mut self, placed: &Placed<'_, T>, field: Option<&str>, rule: Rule) {
        self.errors.push(ImportError {
            file: placed.file.to_owned(),
            line: placed.line,
            field: field.map(ToOwned::to_owned),
            rule,
        });
    }
}

fn duplicate_of<T>(first: &Placed<'_, T>) -> Rule {
    Rule::Duplicate { file: first.file.to_owned(), line: first.line }
}

/// In the files, or else in what is stored.
pub(super) fn find<'t, K: Ord, T>(
    table: &'t Table<'_, K, T>,
    known: &'t BTreeMap<K, T>,
    key: &K,
) -> Option<&'t T> {
    table.get(key).map(|placed| &placed.entry).or_else(|| known.get(key))
}

fn entries<K: Ord, T>(table: Table<'_, K, T>) -> BTreeMap<K, T> {
    table.into_iter().map(|(key, placed)| (key, placed.entry)).collect()
}

/// An entry made elsewhere, say through the API, has an id of its own.
fn keep_ids(wanted: &mut Directory, known: &Directory) {
    macro_rules! keep {
        ($($entries:ident),+) => {$(
            for (code, entry) in &mut wanted.$entries {
                if let Some(known) = known.$entries.get(code) {
                    entry.id = known.id;
                }
            }
        )+};
    }
    keep!(agencies, institutions, branches, users);
}

fn agency(cells: &mut Cells<'_>) -> Option<Agency> {
    let code = cells.take("code", AgencyCode::parse);
    let level = cells.take("level", AgencyLevel::parse);
    let parent = cells.take_if_filled("parent", AgencyCode::parse);
    let province_code = cells.take_if_filled("province_code", ProvinceCode::parse);
    let name_vi = cells.take("name_vi", official_name);
    let name_en = cells.take("name_en", official_name);
    let invented = cells.take("invented", yes_no);
    let active = cells.take("active", yes_no);
    let begins_on = switch_on::day(cells, "begins_on");
    let succession = succession(cells, AgencyCode::parse);
    let procuracy = procuracy(cells);
    // The ministry stands above and outside the provinces; all others within.
    let filled = [
        ("parent", parent.as_ref().map(Option::is_some)),
        ("province_code", province_code.as_ref().map(Option::is_some)),
    ];
    for (field, is_filled) in filled {
        match (level, is_filled) {
            (Some(AgencyLevel::Ministry), Some(true)) => cells.wrong(field, Rule::MustBeEmpty),
            (Some(AgencyLevel::Province | AgencyLevel::Region), Some(false)) => {
                cells.wrong(field, Rule::Empty);
            }
            _ => {}
        }
    }
    let code = code?;
    Some(Agency {
        id: code.derived_id(),
        code,
        parent: parent?,
        level: level?,
        province_code: province_code?,
        name_vi: name_vi?,
        name_en: name_en?,
        invented: invented?,
        active: active?,
        begins_on: begins_on?,
        succession: succession?,
        procuracy: procuracy?,
    })
}

fn institution(cells: &mut Cells<'_>) -> Option<Institution> {
    let code = cells.take("code", InstitutionCode::parse);
    let kind = cells.take("kind", InstitutionKind::parse);
    let short_name = cells.take("short_name", official_name);
    let name_vi = cells.take("name_vi", official_name);
    let name_en = cells.take("name_en", official_name);
    let swift_bic =
        cells.take_if_filled("swift_bic", |text| Bic::parse(text).map_err(|_| Rule::NotABic));
    let napas_bin =
        cells.take_if_filled("napas_bin", |text| Bin::parse(text).map_err(|_| Rule::NotABin));
    let joined = cells.take("joined", yes_no);
    let joins_on = switch_on::day(cells, "joins_on");
    let single_signatory = cells.take("single_signatory", yes_no);
    let active = cells.take("active", yes_no);
    let succession = succession(cells, InstitutionCode::parse);
    let code = code?;
    Some(Institution {
        id: code.derived_id(),
        code,
        kind: kind?,
        short_name: short_name?,
        name_vi: name_vi?,
        name_en: name_en?,
        swift_bic: swift_bic?,
        napas_bin: napas_bin?,
        joined: joined?,
        joins_on: joins_on?,
        single_signatory: single_signatory?,
        active: active?,
        succession: succession?,
    })
}

fn branch(cells: &mut Cells<'_>) -> Option<Branch> {
    let code = cells.take("code", BranchCode::parse);
    let institution = cells.take("institution", InstitutionCode::parse);
    let province_code = cells.take("province_code", ProvinceCode::parse);
    let name_vi = cells.take("name_vi", official_name);
    let name_en = cells.take("name_en", official_name);
    let invented = cells.take("invented", yes_no);
    let active = cells.take("active", yes_no);
    let code = code?;
    Some(Branch {
        id: code.derived_id(),
        code,
        institution: institution?,
        province_code: province_code?,
        name_vi: name_vi?,
        name_en: name_en?,
        invented: invented?,
        active: active?,
    })
}

fn user(cells: &mut Cells<'_>) -> Option<User> {
    let username = cells.take("username", Username::parse);
    let full_name = cells.take("full_name", |text| PersonName::parse(text).map_err(name_rule));
    let email = cells.take("email", Email::parse);
    let roles = cells.take("roles", roles);
    let agency = cells.take_if_filled("agency", AgencyCode::parse);
    let institution = cells.take_if_filled("institution", InstitutionCode::parse);
    let active = cells.take("active", yes_no);
    let home = match (agency?, institution?) {
        (Some(agency), None) => Home::Agency(agency),
        (None, Some(institution)) => Home::Institution(institution),
        (None, None) => Home::Nation,
        (Some(_), Some(_)) => {
            cells.wrong("institution", Rule::MustBeEmpty);
            return None;
        }
    };
    let username = username?;
    Some(User {
        id: username.derived_id(),
        username,
        full_name: full_name?,
        email: email?,
        roles: roles?,
        home,
        active: active?,
    })
}

fn roles(text: &str) -> Result<BTreeSet<Role>, Rule> {
    if text.is_empty() {
        return Err(Rule::Empty);
    }
    text.split(ROLE_MARK).map(|code| Role::parse(code.trim()).map_err(|_| Rule::NotOneOf)).collect()
}

pub(super) fn official_name(text: &str) -> Result<String, Rule> {
    tidy(text, NAME_MAX_CHARS).map_err(name_rule)
}

fn name_rule(error: NameError) -> Rule {
    match error {
        NameError::Empty => Rule::Empty,
        NameError::TooLong { max } => Rule::TooLong { max },
        NameError::Invisible { .. } | NameError::NoLetter => Rule::NotText,
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
