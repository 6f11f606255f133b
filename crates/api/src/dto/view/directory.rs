//! Who takes part.

use super::shown::{AgencyLevelWord, InstitutionKindWord, Shown};
use crate::state::State;
use engine::context::Rules;
use engine::directory::{Agency, Institution, Procuracy, Succession};
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
    /// Who stands in its place today, if it is of the past: what is on record keeps
    /// the name it was made under.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<TodayView>,
}

/// Who stands in the place of an agency or institution of the past.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Today)]
pub(crate) struct TodayView {
    id: Uuid,
    /// Its code.
    code: String,
    /// Official name.
    name_vi: String,
    /// English name.
    name_en: String,
}

/// Who follows an agency or institution of the past, as the directory says it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Succession)]
pub(crate) struct SuccessionView {
    /// Code of the successor, which may be of the past by now as well.
    successor: String,
    /// The day of the succession, in Hanoi.
    succeeded_on: String,
}

fn succession<C: ToString>(one: Option<&Succession<C>>) -> Option<SuccessionView> {
    one.map(|one| SuccessionView {
        successor: one.to.to_string(),
        succeeded_on: one.on.to_string(),
    })
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
            now: {
                let heir = self.rules.directory.agency_heir(id);
                let heir = self.rules.directory.agency(heir).filter(|_| heir != id);
                heir.map(|one| TodayView {
                    id: one.id.0,
                    code: one.code.as_str().to_owned(),
                    name_vi: one.name_vi.clone(),
                    name_en: one.name_en.clone(),
                })
            },
        }
    }

    /// The procuracy that supervises an agency, if known.
    pub(crate) fn procuracy(&self, id: AgencyId) -> Option<ProcuracyView> {
        let known = self.rules.directory.agency(id);
        known.and_then(|one| one.procuracy.as_ref()).map(ProcuracyView::from)
    }

    pub(crate) fn institution(&self, id: InstitutionId) -> NamedView {
        let known = self.rules.directory.institution(id);
        NamedView {
            id: id.0,
            code: known.map(|one| one.code.as_str().to_owned()),
            name_vi: known.map(|one| one.name_vi.clone()),
            name_en: known.map(|one| one.name_en.clone()),
            now: {
                let heir = self.rules.directory.heir(id);
                let heir = self.rules.directory.institution(heir).filter(|_| heir != id);
                heir.map(|one| TodayView {
                    id: one.id.0,
                    code: one.code.as_str().to_owned(),
                    name_vi: one.name_vi.clone(),
                    name_en: one.name_en.clone(),
                })
            },
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
    /// The day from which it works here, in Hanoi; null: it always did.
    begins_on: Option<String>,
    /// Who stands in its place since it takes part no more; null: nobody.
    succession: Option<SuccessionView>,
    /// The procuracy that supervises it; null: not known.
    procuracy: Option<ProcuracyView>,
}

/// A procuracy (Viện kiểm sát).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Procuracy)]
pub(crate) struct ProcuracyView {
    /// Official name.
    name_vi: String,
    /// English name.
    name_en: String,
}

impl From<&Procuracy> for ProcuracyView {
    fn from(one: &Procuracy) -> Self {
        Self { name_vi: one.name_vi.clone(), name_en: one.name_en.clone() }
    }
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
            begins_on: one.begins_on.map(|on| on.to_string()),
            succession: succession(one.succession.as_ref()),
            procuracy: one.procuracy.as_ref().map(ProcuracyView::from),
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
    /// Whether its mailbox here is its designated system: service is receipt. Until
    /// the day of `joins_on` demands go to it on paper all the same.
    joined: bool,
    /// The day from which it is so, in Hanoi; null: it is so already, or not at all.
    joins_on: Option<String>,
    /// Takes part today.
    active: bool,
    /// Who stands in its place since it takes part no more; null: nobody.
    succession: Option<SuccessionView>,
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
            joins_on: one.joins_on.map(|on| on.to_string()),
            active: one.active,
            succession: succession(one.succession.as_ref()),
        }
    }
}
