//! What a decision may look at beside its facts: all of it handed in.

use crate::actor::Seat;
use crate::directory::{Agency, Institution, ProvinceCode};
use crate::heirs::Heirs;
use crate::id::{AgencyId, IdSource, InstitutionId, UserId};
use crate::inforce::Law;
use crate::policy::Policy;
use crate::refusal::Refusal;
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
    heirs: Heirs<InstitutionId>,
    agency_heirs: Heirs<AgencyId>,
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
        let institutions: HashMap<_, _> =
            institutions.into_iter().map(|one| (one.id, one)).collect();
        let agency_heirs = {
            let followed = agencies.values().filter_map(|one| {
                let next = by_code.get(&one.succession.as_ref()?.to)?;
                Some((one.id, *next))
            });
            Heirs::of(&followed.collect())
        };
        let heirs = {
            let by_code: HashMap<_, _> =
                institutions.values().map(|one| (&one.code, one.id)).collect();
            let followed = institutions.values().filter_map(|one| {
                let next = by_code.get(&one.succession.as_ref()?.to)?;
                Some((one.id, *next))
            });
            Heirs::of(&followed.collect())
        };
        Self { agencies, parents, institutions, heirs, agency_heirs, staff: seats }
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

    /// Who stands in an institution's place today, if it may be addressed: what goes
    /// on with what it was asked goes there.
    pub fn addressable_today(&self, id: InstitutionId) -> Option<&Institution> {
        self.addressable(self.heir(id))
    }

    /// An institution that something new may be addressed to, or why it may not:
    /// one of the past names who stands in its place.
    pub fn to_address(
        &self,
        id: InstitutionId,
        pointer: impl FnOnce() -> String,
    ) -> Result<&Institution, Refusal> {
        if let Some(found) = self.addressable(id) {
            return Ok(found);
        }
        let heir = self.heir(id);
        match self.institution(heir).filter(|_| heir != id) {
            Some(heir) => Err(Refusal::InstitutionSucceeded {
                pointer: pointer(),
                heir: heir.code.as_str().to_owned(),
            }),
            None => Err(Refusal::InstitutionUnknown { pointer: pointer() }),
        }
    }

    /// The institution that stands in its place today: itself, if nobody else does.
    pub fn heir(&self, id: InstitutionId) -> InstitutionId {
        self.heirs.heir(id)
    }

    /// The institution that stands in its place today, and all that this one stands
    /// for.
    pub fn family(&self, id: InstitutionId) -> Vec<InstitutionId> {
        self.heirs.family(id)
    }

    /// Whether who stands in an institution's place today has its mailbox here at an
    /// instant.
    pub fn has_joined(&self, id: InstitutionId, at: Instant) -> bool {
        self.institution(self.heir(id)).is_some_and(|one| one.is_here(at))
    }

    /// Whether an agency's day has come; one that nobody knows has none.
    pub fn has_begun(&self, id: AgencyId, at: Instant) -> bool {
        self.agency(self.agency_heir(id)).is_none_or(|one| one.has_begun(at))
    }

    /// Whether one institution stands in the place of both today.
    pub fn are_one(&self, a: InstitutionId, b: InstitutionId) -> bool {
        self.heir(a) == self.heir(b)
    }

    /// The agency that stands in its place today: itself, if nobody else does.
    pub fn agency_heir(&self, id: AgencyId) -> AgencyId {
        self.agency_heirs.heir(id)
    }

    /// The agency that stands in its place today, and all that this one stands for.
    pub fn agency_family(&self, id: AgencyId) -> Vec<AgencyId> {
        self.agency_heirs.family(id)
    }

    /// Whether another stands in the place where somebody sits: nobody acts from there.
    pub fn is_of_the_past(&self, seat: Seat) -> bool {
        match seat {
            Seat::Agency(id) => self.agency_heir(id) != id,
            Seat::Institution(id) => self.heir(id) != id,
            Seat::Country => false,
        }
    }

    /// The agency above, as it is today.
    pub fn parent(&self, id: AgencyId) -> Option<AgencyId> {
        self.parents.get(&id).map(|above| self.agency_heir(*above))
    }

    /// The code of an agency, those of the agencies above it and that of its
    /// province: by any of them it may be party to an agreement.
    pub fn codes_above(&self, id: AgencyId) -> Vec<&str> {
        let chain = std::iter::successors(Some(id), |id| self.parent(*id)).take(DEPTH);
        let codes = chain.filter_map(|id| self.agency(id)).map(|one| one.code.as_str());
        let province = self.agency(id).and_then(|one| one.province_code.as_ref());
        codes.chain(province.map(ProvinceCode::as_str)).collect()
    }

    /// Whether `agency` lies below `top`, or is it: as things stand today.
    pub fn is_below(&self, agency: AgencyId, top: AgencyId) -> bool {
        let (agency, top) = (self.agency_heir(agency), self.agency_heir(top));
        std::iter::successors(Some(agency), |id| self.parent(*id)).take(DEPTH).any(|id| id == top)
    }

    /// Whether a person may be in charge of cases of an agency.
    pub fn may_lead_cases(&self, person: UserId, agency: AgencyId) -> bool {
        let leads = |role: Role| matches!(role, Role::Officer | Role::Head | Role::Bailiff);
        let agency = self.agency_heir(agency);
        let seats = self.staff.get(&person);
        seats.is_some_and(|s| s.iter().any(|(role, seat)| *seat == agency && leads(*role)))
    }
}
