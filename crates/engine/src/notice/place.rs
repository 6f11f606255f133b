//! Where a notice leads: one rule for the list here and for the mail. It opens
//! what the notice is about, if its reader's role may read that.

use crate::command::CommandKind;
use crate::id::{CaseId, DemandId, InstrumentId};
use crate::policy::{ReadKind, command_grants, read_grants};
use crate::role::Role;

/// What a notice is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The case.
    pub case: Option<CaseId>,
    /// The instrument.
    pub instrument: Option<InstrumentId>,
    /// The demand.
    pub demand: Option<DemandId>,
}

/// What a notice opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A demand.
    Demand(DemandId),
    /// An inquiry.
    Inquiry(InstrumentId),
    /// An order.
    Order(InstrumentId),
    /// The money of a case.
    Money(CaseId),
    /// A case.
    Case(CaseId),
    /// The payments whose arrival is to be confirmed.
    Remittances,
    /// The receiving accounts.
    Payees,
    /// What is overdue.
    Overdue,
    /// What other agencies delegated.
    Delegations,
    /// What procuracies asked of agencies.
    ProsecutorActs,
    /// What creditors conceded in a case.
    Concessions(CaseId),
    /// A case, to its creditor.
    Claim(CaseId),
    /// Nothing of its own.
    Home,
}

impl Place {
    /// The path of the page. Ids in it are random; whoever follows it must sign
    /// in.
    pub fn path(self) -> String {
        match self {
            Self::Demand(id) => format!("/demands/{id}"),
            Self::Inquiry(id) => format!("/inquiries/{id}"),
            Self::Order(id) => format!("/orders/{id}"),
            Self::Money(id) => format!("/cases/{id}/money"),
            Self::Case(id) => format!("/cases/{id}"),
            Self::Remittances => "/remittances".to_owned(),
            Self::Payees => "/payees".to_owned(),
            Self::Overdue => "/overdue".to_owned(),
            Self::Delegations => "/delegations".to_owned(),
            Self::ProsecutorActs => "/prosecutor-acts".to_owned(),
            Self::Concessions(id) => format!("/cases/{id}/concessions"),
            Self::Claim(id) => format!("/creditor/cases/{id}"),
            Self::Home => "/".to_owned(),
        }
    }

    /// What the role must be able to read to be shown it.
    pub const fn read(self) -> Option<ReadKind> {
        match self {
            Self::Demand(_) => Some(ReadKind::Demand),
            Self::Inquiry(_) | Self::Order(_) => Some(ReadKind::Inquiry),
            Self::Money(_) | Self::Remittances => Some(ReadKind::Money),
            Self::Case(_) => Some(ReadKind::Case),
            Self::Payees => Some(ReadKind::Payees),
            Self::Overdue => Some(ReadKind::Overdue),
            Self::Delegations => Some(ReadKind::Delegations),
            Self::ProsecutorActs => Some(ReadKind::ProsecutorActs),
            Self::Concessions(_) => Some(ReadKind::Concessions),
            Self::Claim(_) => Some(ReadKind::CreditorCases),
            Self::Home => None,
        }
    }
}

/// Notices to an agency about a case of another.
const TO_ANOTHER_AGENCY: [&str; 4] =
    ["delegation_offered", "delegation_late", "delegation_withdrawn", "delegated_debt_ended"];

/// What a notice of this code opens for somebody in this role.
pub fn place(code: &str, about: &About, role: Role) -> Place {
    let reads = |kind| read_grants(kind).iter().any(|(granted, _)| *granted == role);
    let confirms =
        command_grants(CommandKind::ConfirmRemittance).iter().any(|(granted, _)| *granted == role);
    // The case is another agency's, and not named.
    if about.case.is_none() && TO_ANOTHER_AGENCY.contains(&code) {
        return if reads(ReadKind::Delegations) { Place::Delegations } else { Place::Home };
    }
    match (about.demand, about.instrument, about.case) {
        (Some(demand), ..) if reads(ReadKind::Demand) => Place::Demand(demand),
        (None, Some(inquiry), _) if code.starts_with("inquiry") && reads(ReadKind::Inquiry) => {
            Place::Inquiry(inquiry)
        }
        (None, Some(order), _) if reads(ReadKind::Inquiry) => Place::Order(order),
        _ if code.starts_with("prosecutor_act") && reads(ReadKind::ProsecutorActs) => {
            Place::ProsecutorActs
        }
        (.., Some(case)) if code.starts_with("concession") && reads(ReadKind::Concessions) => {
            Place::Concessions(case)
        }
        (.., Some(case)) if code.starts_with("concession") && reads(ReadKind::CreditorCases) => {
            Place::Claim(case)
        }
        _ if code == "money_paid" && confirms => Place::Remittances,
        (.., Some(case)) if reads(ReadKind::Money) => Place::Money(case),
        (.., Some(case)) if reads(ReadKind::Case) => Place::Case(case),
        // The State Bank sees how limits are kept, not what was asked.
        (Some(_), ..) if reads(ReadKind::Overdue) => Place::Overdue,
        _ if code.starts_with("payee") && reads(ReadKind::Payees) => Place::Payees,
        _ => Place::Home,
    }
}

/// In whose place somebody was told, where a notice names no role he holds.
const TURN: [Role; 11] = [
    Role::Officer,
    Role::Bailiff,
    Role::Head,
    Role::BankMaker,
    Role::BankChecker,
    Role::BankHead,
    Role::Supervisor,
    Role::Accountant,
    Role::StateBankObserver,
    Role::CreditorDesk,
    Role::InstitutionAdmin,
];

/// As what somebody was told: in the role that the notice was for, if he holds
/// it, else in the first that a mailbox passes to.
pub fn told_as(wanted: Option<Role>, held: &[Role]) -> Option<Role> {
    wanted
        .filter(|role| held.contains(role))
        .or_else(|| TURN.into_iter().find(|role| held.contains(role)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notice::CODES;
    use uuid::Uuid;

    fn about(demand: bool, instrument: bool) -> About {
        About {
            case: Some(CaseId(Uuid::from_u128(1))),
            instrument: instrument.then_some(InstrumentId(Uuid::from_u128(2))),
            demand: demand.then_some(DemandId(Uuid::from_u128(3))),
        }
    }

    #[test]
    fn nobody_is_led_to_what_his_role_may_not_read() {
        for code in CODES {
            for role in TURN {
                for of in [about(true, true), about(false, true), about(false, false)] {
                    let found = place(code, &of, role);
                    let reads = |kind| read_grants(kind).iter().any(|(one, _)| *one == role);
                    assert!(found.read().is_none_or(reads), "{code} {role:?} {found:?}");
                }
            }
        }
    }

    #[test]
    fn an_order_is_opened_as_an_order_and_money_where_it_is_confirmed() {
        let of = |code, about: &About, role| place(code, about, role).path();
        let order = about(false, true);
        for (code, role) in [
            ("order_submitted", Role::Head),
            ("freeze_lapsed", Role::Supervisor),
            ("duty_late", Role::Officer),
        ] {
            assert!(of(code, &order, role).starts_with("/orders/"), "{code}");
        }
        assert!(of("inquiry_submitted", &order, Role::Head).starts_with("/inquiries/"));
        let paid = about(true, true);
        assert!(of("money_paid", &paid, Role::Officer).starts_with("/demands/"));
        assert_eq!(of("money_paid", &paid, Role::Accountant), "/remittances");
        let money = about(false, false);
        for role in [Role::Accountant, Role::Officer, Role::Supervisor] {
            assert!(of("refund_owed", &money, role).ends_with("/money"));
        }
        assert!(of("demand_served", &paid, Role::BankMaker).starts_with("/demands/"));
        assert_eq!(of("demand_served", &paid, Role::InstitutionAdmin), "/");
        assert_eq!(of("overdue", &paid, Role::StateBankObserver), "/overdue");
        assert!(of("concession_recorded", &money, Role::Head).ends_with("/concessions"));
        assert!(of("concession_decided", &money, Role::CreditorDesk).starts_with("/creditor/"));
        assert_eq!(of("concession_decided", &money, Role::InstitutionAdmin), "/");
        assert_eq!(of("payee_proposed", &About::default(), Role::Head), "/payees");
    }

    #[test]
    fn somebody_is_told_as_what_the_notice_is_for() {
        let held = [Role::Clerk, Role::Officer, Role::Accountant];
        assert_eq!(told_as(Some(Role::Accountant), &held), Some(Role::Accountant));
        assert_eq!(told_as(Some(Role::BankMaker), &held), Some(Role::Officer));
        assert_eq!(told_as(None, &[Role::Bailiff]), Some(Role::Bailiff));
        assert_eq!(told_as(None, &[Role::Auditor]), None);
    }
}
