//! The directory files shipped in `config/directory` hold what they promise.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use engine::{
    directory::{AgencyLevel, Directory, Home, InstitutionKind, Source, Sources, plan, read},
    reference_number::{DemandReference, MAX_CHARS, ReferenceKind, ReferenceNumber},
    role::{Role, Side},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

macro_rules! shipped_file {
    ($name:literal) => {
        Source { name: $name, text: include_str!(concat!("../../../config/directory/", $name)) }
    };
}

const SHIPPED: Sources<'_> = Sources {
    agencies: &[shipped_file!("agencies.csv"), shipped_file!("regions.csv")],
    institutions: &[shipped_file!("institutions.csv")],
    branches: &[shipped_file!("branches.csv")],
    users: &[shipped_file!("demo-users.csv")],
};

fn shipped() -> Directory {
    read(SHIPPED, &Directory::default()).unwrap()
}

#[test]
fn thirty_four_provinces_and_355_regional_offices_stand_under_the_ministry() {
    let directory = shipped();
    let count = |level| directory.agencies.values().filter(|agency| agency.level == level).count();
    assert_eq!(count(AgencyLevel::Ministry), 1);
    assert_eq!(count(AgencyLevel::Province), 34);
    assert_eq!(count(AgencyLevel::Region), 355);

    let mut offices: BTreeMap<&str, usize> = BTreeMap::new();
    for agency in directory.agencies.values() {
        assert_eq!(agency.invented, agency.level == AgencyLevel::Region);
        if agency.level == AgencyLevel::Region {
            let province = agency.province_code.as_ref().unwrap().as_str();
            *offices.entry(province).or_default() += 1;
        }
    }
    assert_eq!(offices.len(), 34);
    assert_eq!(offices["79"], 19);
}

#[test]
fn every_kind_of_institution_is_there_and_each_is_well_named() {
    let directory = shipped();
    assert_eq!(directory.institutions.len(), 59);
    let kinds: BTreeSet<_> = directory.institutions.values().map(|i| i.kind).collect();
    // No employer is shipped.
    let shipped = |kind: &InstitutionKind| *kind != InstitutionKind::Employer;
    assert_eq!(kinds, InstitutionKind::ALL.iter().copied().filter(shipped).collect());
    for institution in directory.institutions.values() {
        assert!(institution.name_en.is_ascii(), "{}", institution.code);
        assert!(institution.joined && institution.active);
        // Two persons release an answer unless somebody decides otherwise.
        assert!(!institution.single_signatory);
        let bic = institution.swift_bic.as_ref().map(ToString::to_string);
        assert!(bic.is_none_or(|bic| &bic[4..6] == "VN"), "{}", institution.code);
    }
    assert!(directory.branches.values().all(|branch| branch.invented));
}

#[test]
fn every_demand_reference_fits_iso_20022() {
    for code in shipped().institutions.into_keys() {
        for kind in ReferenceKind::ALL {
            let demand = DemandReference {
                instrument: ReferenceNumber::new(kind, 2026, Uuid::from_u128(1)).unwrap(),
                institution: code.clone(),
            };
            let text = demand.to_string();
            assert!(text.is_ascii() && text.len() <= MAX_CHARS, "{text}");
            assert_eq!(DemandReference::parse(&text), Ok(demand));
        }
    }
}

#[test]
fn every_role_a_person_can_have_is_played() {
    let directory = shipped();
    let mut players: BTreeMap<Role, usize> = BTreeMap::new();
    for user in directory.users.values() {
        assert!(user.email.as_str().ends_with(".example"));
        for role in &user.roles {
            *players.entry(*role).or_default() += 1;
        }
    }
    for role in Role::ALL.iter().filter(|role| role.side() != Side::Machine) {
        assert!(players.contains_key(role), "nobody is {role}");
    }
    assert!(players[&Role::Officer] >= 2);
    for bank in ["VCB", "ACB", "BID", "TCB", "KBNN"] {
        let roles: BTreeSet<Role> = (directory.users.values())
            .filter(|user| matches!(&user.home, Home::Institution(code) if code.as_str() == bank))
            .flat_map(|user| user.roles.iter().copied())
            .collect();
        // What it is owed one follows in training; it is no part of answering.
        let roles = &roles - &BTreeSet::from([Role::CreditorDesk]);
        let wanted = [Role::BankMaker, Role::BankChecker, Role::BankHead, Role::InstitutionAdmin];
        assert_eq!(roles, BTreeSet::from(wanted), "{bank}");
    }
}

#[test]
fn importing_twice_changes_nothing() {
    let stored = shipped();
    let again = read(SHIPPED, &stored).unwrap();
    let plan = plan(&stored, &again);
    assert!(plan.changes.is_empty());
    assert_eq!(plan.left_alone, 0);
    assert_eq!(again, stored);
}
