//! What a decision may look at beside its facts: all of it handed in.

use crate::directory::{Agency, Institution, ProvinceCode};
use crate::id::{AgencyId, IdSource, InstitutionId, UserId};
use crate::inforce::Law;
use crate::policy::Policy;
use crate::role::Role;
use crate::time::Instant;
use std::collections::HashMap;

/// Circumstances of one decision.
pub struct Context<'a> {
    /// When the command is decided.
    pub now: Instant,
    /// Where new ids come from.
    pub ids: &'a mut dyn IdSource,
    /// Law, calendar, policy and directory in force.
    pub rules: &'a Rules,
}

/// Reference data in force: an immutable snapshot, replaced whole.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Rules, ladders, grounds and the calendar.
    pub law: Law,
    /// Policies that are not statute.
    pub policy: Policy,
    /// Who exists.
    pub directory: Directory,
}

/// Agencies, institutions and who holds which role where.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    agencies: HashMap<AgencyId, Agency>,
    parents: HashMap<AgencyId, AgencyId>,
    institutions: HashMap<InstitutionId, Institution>,
    staff: HashMap<UserId, Vec<(Role, AgencyId)>>,
}

/// How deep the tree of agencies may be; stops a cycle in bad data.
const DEPTH: usize = 8;

impl Directory {
    /// A directory of these agencies and institutions, where these persons hold
    /// these roles in agencies.
    pub fn new(
        agencies: impl IntoIterator<Item = Agency>,
        institutions: impl IntoIterator<Item = Institution>,
        staff: impl IntoIterator<Item = (UserId, Role, AgencyId)>,
    ) -> Self {
        let agencies: HashMap<_, _> = agencies.into_iter().map(|one| (one.id, one)).collect();
        let by_code: HashMap<_, _> = agencies.values().map(|one| (&one.code, one.id)).collect();
        let parents = agencies
            .values()
            .filter_map(|one| Some((one.id, *by_code.get(one.parent.as_ref()?)?)))
            .collect();
        let mut seats: HashMap<UserId, Vec<(Role, AgencyId)>> = HashMap::new();
        for (person, role, agency) in staff {
            seats.entry(person).or_default().push((role, agency));
        }
        let institutions = institutions.into_iter().map(|one| (one.id, one)).collect();
        Self { agencies, parents, institutions, staff: seats }
    }

    /// The same with one institution more, or another in its place.
    #[must_use]
    pub fn with(mut self, institution: Institution) -> Self {
        self.institutions.insert(institution.id, institution);
        self
    }

    /// An agency.
    pub fn agency(&self, id: AgencyId) -> Option<&Agency> {
        self.agencies.get(&id)
    }

    /// Every agency.
    pub fn agencies(&self) -> impl Iterator<Item = &Agency> {
        self.agencies.values()
    }

    /// Every institution, of the past too.
    pub fn institutions(&self) -> impl Iterator<Item = &Institution> {
        self.institutions.values()
    }

    /// An institution, of the past too.
    pub fn institution(&self, id: InstitutionId) -> Option<&Institution> {
        self.institutions.get(&id)
    }

    /// An institution that may be addressed.
    pub fn addressable(&self, id: InstitutionId) -> Option<&Institution> {
        self.institution(id).filter(|institution| institution.active)
    }

    /// The agency above.
    pub fn parent(&self, id: AgencyId) -> Option<AgencyId> {
        self.parents.get(&id).copied()
    }

    /// The code of an agency, those of the agencies above it and that of its
    /// province: by any of them it may be party to an agreement.
    pub fn codes_above(&self, id: AgencyId) -> Vec<&str> {
        let chain = std::iter::successors(Some(id), |id| self.parent(*id)).take(DEPTH);
        let codes = chain.filter_map(|id| self.agency(id)).map(|one| one.code.as_str());
        let province = self.agency(id).and_then(|one| one.province_code.as_ref());
        codes.chain(province.map(ProvinceCode::as_str)).collect()
    }

    /// Whether `agency` lies below `top`, or is it.
    pub fn is_below(&self, agency: AgencyId, top: AgencyId) -> bool {
        std::iter::successors(Some(agency), |id| self.parent(*id)).take(DEPTH).any(|id| id == top)
    }

    /// Whether a person may be in charge of cases of an agency.
    pub fn may_lead_cases(&self, person: UserId, agency: AgencyId) -> bool {
        let leads = |role: Role| matches!(role, Role::Officer | Role::Head | Role::Bailiff);
        let seats = self.staff.get(&person);
        seats.is_some_and(|s| s.iter().any(|(role, seat)| *seat == agency && leads(*role)))
    }
}
