//! Agencies, institutions, branches, people and where they sit.

use crate::error::Corrupt;
use crate::types::Id;
use diesel::prelude::*;
use engine::directory::{
    Agency, AgencyCode, AgencyLevel, Branch, BranchCode, Institution, InstitutionCode,
    InstitutionKind, Procuracy, ProvinceCode, Succession,
};
use engine::id::{AgencyId, BranchId, InstitutionId};
use engine::identity::{Bic, Bin};
use engine::time::Day;

/// A row of `agency`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::schema::agency)]
pub(crate) struct AgencyRow {
    pub(crate) id: Id,
    pub(crate) code: String,
    pub(crate) parent_id: Option<Id>,
    pub(crate) level: String,
    pub(crate) province_code: Option<String>,
    pub(crate) name_vi: String,
    pub(crate) name_en: String,
    pub(crate) invented: bool,
    pub(crate) active: bool,
    pub(crate) succeeded_on: Option<String>,
    pub(crate) successor_id: Option<Id>,
    pub(crate) procuracy_vi: Option<String>,
    pub(crate) procuracy_en: Option<String>,
    pub(crate) begins_on: Option<String>,
}

/// A row of `institution`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::schema::institution)]
pub(crate) struct InstitutionRow {
    pub(crate) id: Id,
    pub(crate) code: String,
    pub(crate) kind: String,
    pub(crate) short_name: String,
    pub(crate) name_vi: String,
    pub(crate) name_en: String,
    pub(crate) swift_bic: Option<String>,
    pub(crate) napas_bin: Option<String>,
    pub(crate) joined: bool,
    pub(crate) single_signatory: bool,
    pub(crate) active: bool,
    pub(crate) succeeded_on: Option<String>,
    pub(crate) successor_id: Option<Id>,
    pub(crate) joins_on: Option<String>,
}

/// A row of `branch`.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::schema::branch)]
pub(crate) struct BranchRow {
    pub(crate) id: Id,
    pub(crate) institution_id: Id,
    pub(crate) code: String,
    pub(crate) name_vi: String,
    pub(crate) name_en: String,
    pub(crate) province_code: Option<String>,
    pub(crate) invented: bool,
    pub(crate) active: bool,
}

/// A row of `person`, without what signing in takes.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::schema::person)]
pub(crate) struct PersonRow {
    pub(crate) id: Id,
    pub(crate) username: String,
    pub(crate) full_name: String,
    pub(crate) email: String,
    pub(crate) active: bool,
}

/// A row of `seat`, without its id.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::schema::seat)]
pub(crate) struct SeatRow {
    pub(crate) person_id: Id,
    pub(crate) role: String,
    pub(crate) agency_id: Option<Id>,
    pub(crate) institution_id: Option<Id>,
    pub(crate) active: bool,
}

/// A stored text parsed as it was when it came in.
macro_rules! parsed {
    ($ty:ty, $table:literal, $column:literal, $text:expr) => {
        <$ty>::parse($text).map_err(|_| Corrupt::new($table, $column))?
    };
}

fn province(code: Option<&String>, table: &'static str) -> Result<Option<ProvinceCode>, Corrupt> {
    code.map(|code| ProvinceCode::parse(code))
        .transpose()
        .map_err(|_| Corrupt::new(table, "province_code"))
}

fn day(
    on: Option<&str>,
    table: &'static str,
    column: &'static str,
) -> Result<Option<Day>, Corrupt> {
    on.map(str::parse::<Day>).transpose().map_err(|_| Corrupt::new(table, column))
}

fn succession<C>(
    to: Option<C>,
    on: Option<&str>,
    table: &'static str,
) -> Result<Option<Succession<C>>, Corrupt> {
    match (to, day(on, table, "succeeded_on")?) {
        (Some(to), Some(on)) => Ok(Some(Succession { to, on })),
        (None, None) => Ok(None),
        _ => Err(Corrupt::new(table, "succeeded_on")),
    }
}

impl AgencyRow {
    /// The agency under the one whose code is `parent`, followed by the one whose
    /// code is `successor`.
    pub(crate) fn entity(
        self,
        parent: Option<AgencyCode>,
        successor: Option<AgencyCode>,
    ) -> Result<Agency, Corrupt> {
        Ok(Agency {
            id: AgencyId(self.id.0),
            code: parsed!(AgencyCode, "agency", "code", &self.code),
            parent,
            level: parsed!(AgencyLevel, "agency", "level", &self.level),
            province_code: province(self.province_code.as_ref(), "agency")?,
            name_vi: self.name_vi,
            name_en: self.name_en,
            invented: self.invented,
            active: self.active,
            begins_on: day(self.begins_on.as_deref(), "agency", "begins_on")?,
            succession: succession(successor, self.succeeded_on.as_deref(), "agency")?,
            procuracy: (self.procuracy_vi.zip(self.procuracy_en))
                .map(|(name_vi, name_en)| Procuracy { name_vi, name_en }),
        })
    }
}

impl InstitutionRow {
    /// The institution, followed by the one whose code is `successor`.
    pub(crate) fn entity(self, successor: Option<InstitutionCode>) -> Result<Institution, Corrupt> {
        let bic = self.swift_bic.as_deref().map(Bic::parse).transpose();
        let bin = self.napas_bin.as_deref().map(Bin::parse).transpose();
        Ok(Institution {
            id: InstitutionId(self.id.0),
            code: parsed!(InstitutionCode, "institution", "code", &self.code),
            kind: parsed!(InstitutionKind, "institution", "kind", &self.kind),
            short_name: self.short_name,
            name_vi: self.name_vi,
            name_en: self.name_en,
            swift_bic: bic.map_err(|_| Corrupt::new("institution", "swift_bic"))?,
            napas_bin: bin.map_err(|_| Corrupt::new("institution", "napas_bin"))?,
            joined: self.joined,
            joins_on: day(self.joins_on.as_deref(), "institution", "joins_on")?,
            single_signatory: self.single_signatory,
            active: self.active,
            succession: succession(successor, self.succeeded_on.as_deref(), "institution")?,
        })
    }
}

impl BranchRow {
    /// The branch of the institution with this code.
    pub(crate) fn entity(self, institution: InstitutionCode) -> Result<Branch, Corrupt> {
        let corrupt = Corrupt::new("branch", "province_code");
        Ok(Branch {
            id: BranchId(self.id.0),
            code: parsed!(BranchCode, "branch", "code", &self.code),
            institution,
            province_code: province(self.province_code.as_ref(), "branch")?.ok_or(corrupt)?,
            name_vi: self.name_vi,
            name_en: self.name_en,
            invented: self.invented,
            active: self.active,
        })
    }
}
