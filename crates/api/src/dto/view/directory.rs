//! Who takes part.

use super::shown::{AgencyLevelWord, InstitutionKindWord, Shown};
use crate::state::State;
use engine::context::Rules;
use engine::directory::{Agency, Institution};
use engine::id::{AgencyId, InstitutionId};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// An agency or an institution where another resource names it: its id, and
/// what people call it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Named)]
pub(crate) struct NamedView {
    id: Uuid,
    /// Its code; null if the directory does not know it any more.
    code: Option<String>,
    /// Official name.
    name_vi: Option<String>,
    /// English name.
    name_en: Option<String>,
}

/// Tells what ids are called, by the directory in force.
pub(crate) struct Names {
    rules: Arc<Rules>,
}

impl Names {
    pub(crate) fn of(state: &State) -> Self {
        Self { rules: state.store.rules() }
    }

    pub(crate) fn agency(&self, id: AgencyId) -> NamedView {
        let known = self.rules.directory.agency(id);
        NamedView {
            id: id.0,
            code: known.map(|one| one.code.as_str().to_owned()),
            name_vi: known.map(|one| one.name_vi.clone()),
            name_en: known.map(|one| one.name_en.clone()),
        }
    }

    pub(crate) fn institution(&self, id: InstitutionId) -> NamedView {
        let known = self.rules.directory.institution(id);
        NamedView {
            id: id.0,
            code: known.map(|one| one.code.as_str().to_owned()),
            name_vi: known.map(|one| one.name_vi.clone()),
            name_en: known.map(|one| one.name_en.clone()),
        }
    }
}

/// An asking office.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Agency)]
pub(crate) struct AgencyView {
    id: Uuid,
    code: String,
    /// Code of the agency above; null for the ministry.
    parent: Option<String>,
    level: AgencyLevelWord,
    /// Code of its province; null for the ministry.
    province_code: Option<String>,
    /// Official name.
    name_vi: String,
    /// English name.
    name_en: String,
    /// Takes part today.
    active: bool,
}

impl From<&Agency> for AgencyView {
    fn from(one: &Agency) -> Self {
        Self {
            id: one.id.0,
            code: one.code.as_str().to_owned(),
            parent: one.parent.as_ref().map(|code| code.as_str().to_owned()),
            level: Shown(one.level),
            province_code: one.province_code.as_ref().map(|code| code.as_str().to_owned()),
            name_vi: one.name_vi.clone(),
            name_en: one.name_en.clone(),
            active: one.active,
        }
    }
}

/// An answering institution.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Institution)]
pub(crate) struct InstitutionView {
    id: Uuid,
    code: String,
    kind: InstitutionKindWord,
    /// Name in everyday use.
    short_name: String,
    /// Official name.
    name_vi: String,
    /// English name.
    name_en: String,
    /// Its BIC, if known.
    swift_bic: Option<String>,
    /// Its number in the national switch, if known.
    napas_bin: Option<String>,
    /// Whether its mailbox here is its designated system: service is receipt.
    joined: bool,
    /// Takes part today.
    active: bool,
}

impl From<&Institution> for InstitutionView {
    fn from(one: &Institution) -> Self {
        Self {
            id: one.id.0,
            code: one.code.as_str().to_owned(),
            kind: Shown(one.kind),
            short_name: one.short_name.clone(),
            name_vi: one.name_vi.clone(),
            name_en: one.name_en.clone(),
            swift_bic: one.swift_bic.as_ref().map(|bic| bic.as_str().to_owned()),
            napas_bin: one.napas_bin.as_ref().map(|bin| bin.as_str().to_owned()),
            joined: one.joined,
            active: one.active,
        }
    }
}
