//! Who administers whom, row by row (I-28): for each administrator the roles
//! he may give in each place, and whom he may change.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at its first surprise")]

#[allow(dead_code, reason = "each test uses its part of what they share")]
mod support {
    pub(crate) mod ids;
    pub(crate) mod people;
    pub(crate) mod rules;
}

use engine::actor::{Actor, Seat, Who};
use engine::administration::{
    Denied, Holding, Touches, administers, breadth, keeps_clients, may_change, may_combine,
    may_grant, may_keep, may_see,
};
use engine::context::Rules;
use engine::id::UserId;
use engine::policy::Relation;
use engine::role::Role;
use std::sync::LazyLock;
use support::people::{self, actor};
use support::rules::Setup;
use uuid::Uuid;

static RULES: LazyLock<Rules> = LazyLock::new(|| Setup::default().rules());

/// A place by code; `-` is the country.
fn place(code: &str) -> Seat {
    match (code, people::agency(code), people::institution(code)) {
        ("-", ..) => Seat::Country,
        (_, Some(agency), _) => Seat::Agency(agency),
        (_, _, Some(institution)) => Seat::Institution(institution),
        _ => panic!("no place {code}"),
    }
}

fn admin(word: &str) -> Actor {
    actor(word).unwrap()
}

/// The codes of the roles an administrator may give in a place.
fn grantable(admin: &Actor, place: Seat) -> String {
    let may = |role: &&Role| may_grant(admin, (**role, place), &RULES.directory).is_ok();
    let codes: Vec<_> = Role::ALL.iter().filter(may).map(|role| role.code()).collect();
    codes.join(" ")
}

const ASKING: &str = "officer head clerk accountant assistant bailiff";
const BANK: &str = "bank_maker bank_checker bank_head creditor_desk institution_admin";

#[test]
fn nobody_gives_a_role_wider_than_his_own_or_outside_his_reach() {
    // An accountant confirms money for the offices below: given from above.
    let office = format!("{ASKING} admin_office").replace("accountant ", "");
    let region = format!("{ASKING} prosecutor admin_office");
    let province = format!("{ASKING} supervisor prosecutor admin_province admin_office");
    let everywhere = format!("{ASKING} supervisor prosecutor auditor admin_province admin_office");
    // Observers and auditors overlook the country, even from an agency's desk.
    let national = everywhere.replace("supervisor", "supervisor state_bank_observer");
    let rows: &[(&str, &str, &str)] = &[
        ("admin_national:phonglan", "-", "state_bank_observer auditor admin_national"),
        ("admin_national:phonglan", "BTP", "supervisor state_bank_observer prosecutor auditor"),
        ("admin_national:phonglan", "T01", &national),
        ("admin_national:phonglan", "VCB", BANK),
        ("admin_province:huongduong", "T01", &province),
        ("admin_province:huongduong", "T01-01", &region),
        ("admin_province:huongduong", "T79", ""),
        ("admin_province:huongduong", "T79-01", ""),
        ("admin_province:huongduong", "BTP", ""),
        ("admin_province:huongduong", "VCB", ""),
        ("admin_province:huongduong", "-", ""),
        ("admin_office:thachthao", "T01-01", &office),
        ("admin_office:thachthao", "T01-02", ""),
        ("admin_office:thachthao", "T01", ""),
        ("admin_office:thachthao", "-", ""),
        ("institution_admin:vcb.quantri", "VCB", BANK),
        ("institution_admin:vcb.quantri", "ACB", ""),
        ("institution_admin:vcb.quantri", "T01", ""),
        ("institution_admin:vcb.quantri", "-", ""),
        ("head:daiduong", "T01-01", ""),
        ("auditor:nhatquang", "-", ""),
        ("bank_head:vcb.truong", "VCB", ""),
        ("bank_system:VCB", "VCB", ""),
    ];
    for (who, where_, expected) in rows {
        assert_eq!(grantable(&admin(who), place(where_)), *expected, "{who} {where_}");
    }
}

#[test]
fn a_role_that_does_not_belong_somewhere_is_named_so() {
    let national = admin("admin_national:phonglan");
    let denied = |role, place| may_grant(&national, (role, place), &RULES.directory).unwrap_err();
    let nowhere = Seat::Agency(Uuid::nil().into());
    for (role, place) in [
        (Role::Officer, place("VCB")),
        (Role::Officer, place("BTP")),
        (Role::BankMaker, place("T01")),
        (Role::BankMaker, Seat::Country),
        (Role::AdminNational, place("BTP")),
        (Role::BankSystem, place("VCB")),
        (Role::System, Seat::Country),
        (Role::Officer, nowhere),
    ] {
        assert_eq!(denied(role, place), Denied::RoleNotHere, "{role}");
    }
    let bank = admin("institution_admin:vcb.quantri");
    let other = may_grant(&bank, (Role::BankMaker, place("ACB")), &RULES.directory);
    assert_eq!(other, Err(Denied::BeyondReach));
    let head = admin("head:daiduong");
    let none = may_grant(&head, (Role::Officer, place("T01-01")), &RULES.directory);
    assert_eq!(none, Err(Denied::Forbidden));
}

fn stranger() -> UserId {
    UserId(Uuid::from_u128(7))
}

fn changed(who: &str, held: &[(Role, &str)]) -> Result<(), Denied> {
    let held: Vec<Holding> = held.iter().map(|(role, at)| (*role, place(at))).collect();
    may_change(&admin(who), stranger(), &held, Touches::Rights, &RULES.directory)
}

#[test]
fn whoever_holds_more_or_elsewhere_is_not_his_to_change() {
    let (province, office, bank) =
        ("admin_province:huongduong", "admin_office:thachthao", "institution_admin:vcb.quantri");
    let officer = (Role::Officer, "T01-01");
    assert_eq!(changed(office, &[officer]), Ok(()));
    assert_eq!(changed(province, &[officer]), Ok(()));
    assert_eq!(changed("admin_national:phonglan", &[officer]), Ok(()));
    // A new password for him would be his rights.
    assert_eq!(changed(office, &[officer, (Role::Prosecutor, "T01-01")]), Err(Denied::Forbidden));
    assert_eq!(changed(province, &[officer, (Role::Auditor, "-")]), Err(Denied::Forbidden));
    assert_eq!(changed(province, &[officer, (Role::Officer, "T79-01")]), Err(Denied::Forbidden));
    // Foreign, or nowhere at all, looks like none.
    assert_eq!(changed(province, &[(Role::Officer, "T79-01")]), Err(Denied::NotFound));
    assert_eq!(changed(bank, &[(Role::BankMaker, "ACB")]), Err(Denied::NotFound));
    assert_eq!(changed(bank, &[officer]), Err(Denied::NotFound));
    assert_eq!(changed(bank, &[]), Err(Denied::NotFound));
    assert_eq!(changed("head:daiduong", &[officer]), Err(Denied::NotFound));
    let seen = may_see(&admin(province), &[(Role::Auditor, place("T01"))], &RULES.directory);
    assert_eq!(seen, Ok(()));
}

#[test]
fn nobody_changes_his_own_rights() {
    let admin = admin("institution_admin:vcb.quantri");
    let own = admin.person().unwrap();
    let held = [(Role::InstitutionAdmin, place("VCB"))];
    let change = |touches| may_change(&admin, own, &held, touches, &RULES.directory);
    assert_eq!(change(Touches::Rights), Err(Denied::OwnRights));
    assert_eq!(change(Touches::Person), Ok(()));
}

#[test]
fn nobody_asks_and_answers() {
    let mixed = |seats: &[(Role, &str)]| {
        let seats: Vec<Holding> = seats.iter().map(|(role, at)| (*role, place(at))).collect();
        may_combine(&seats)
    };
    let maker = (Role::BankMaker, "VCB");
    assert_eq!(mixed(&[maker, (Role::BankChecker, "VCB")]), Ok(()));
    assert_eq!(mixed(&[(Role::Officer, "T01-01"), (Role::Clerk, "T01")]), Ok(()));
    assert_eq!(mixed(&[]), Ok(()));
    for other in [(Role::BankMaker, "ACB"), (Role::Officer, "T01-01"), (Role::Auditor, "-")] {
        assert_eq!(mixed(&[maker, other]), Err(Denied::SidesMix));
        assert_eq!(mixed(&[other, maker]), Err(Denied::SidesMix));
    }
}

#[test]
fn nobody_answers_for_a_bank_and_follows_what_it_is_owed() {
    let at = |role| (role, place("VCB"));
    let desk = at(Role::CreditorDesk);
    for answers in [Role::BankMaker, Role::BankChecker, Role::BankHead] {
        assert_eq!(may_combine(&[desk, at(answers)]), Err(Denied::CreditorAnswers), "{answers}");
        assert_eq!(may_combine(&[at(answers), desk]), Err(Denied::CreditorAnswers), "{answers}");
    }
    assert_eq!(may_combine(&[desk, at(Role::InstitutionAdmin)]), Ok(()));
}

#[test]
fn systems_are_kept_by_their_bank_and_by_the_nation() {
    let keeps = |who: &str, at: &str| keeps_clients(&admin(who), place(at), &RULES.directory);
    assert!(keeps("institution_admin:vcb.quantri", "VCB"));
    assert!(keeps("admin_national:phonglan", "VCB"));
    assert!(!keeps("institution_admin:vcb.quantri", "ACB"));
    assert!(!keeps("admin_province:huongduong", "VCB"));
    assert!(!keeps("bank_head:vcb.truong", "VCB"));
    let foreign = may_keep(&admin("institution_admin:acb.quantri"), place("VCB"), &RULES.directory);
    assert_eq!(foreign, Err(Denied::NotFound));
    assert!(keeps_clients(&Actor::SYSTEM, place("VCB"), &RULES.directory));
}

#[test]
fn the_operator_appoints_the_first_and_breadth_follows_the_table() {
    let first = may_grant(&Actor::SYSTEM, (Role::AdminNational, Seat::Country), &RULES.directory);
    assert_eq!(first, Ok(()));
    assert_eq!(Actor::SYSTEM.who, Who::System);
    let administrators: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| administers(*role).is_some()).collect();
    assert_eq!(
        administrators,
        [
            Role::InstitutionAdmin,
            Role::AdminNational,
            Role::AdminProvince,
            Role::AdminOffice,
            Role::System
        ]
    );
    for (role, expected) in [
        (Role::Officer, Relation::Office),
        (Role::Supervisor, Relation::Below),
        (Role::Auditor, Relation::Anywhere),
        (Role::BankHead, Relation::Addressed),
        (Role::InstitutionAdmin, Relation::Addressed),
        (Role::AdminProvince, Relation::Below),
    ] {
        assert_eq!(breadth(role), Some(expected), "{role}");
    }
}
