//! Roles: what a person or a system is here. What each may do is decided in
//! one policy table elsewhere.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $code:literal on $side:ident),+ $(,)?) => {
        /// What somebody is in this service. A person may have several roles;
        /// approval of one's own act through a second role is refused by
        /// person, not by role (I-29).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Role {
            $($(#[$doc])* $name),+
        }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code: wire form, files, database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The side of the exchange the role stands on.
            pub const fn side(self) -> Side {
                match self { $(Self::$name => Side::$side),+ }
            }
        }
    };
}

roles! {
    /// Enforcement officer (chấp hành viên).
    Officer = "officer" on Asking,
    /// Head of an agency (thủ trưởng, chấp hành viên trưởng).
    Head = "head" on Asking,
    /// Records clerk (văn thư): numbers and seals.
    Clerk = "clerk" on Asking,
    /// Accountant (kế toán): confirms money on the treasury account.
    Accountant = "accountant" on Asking,
    /// Officer's assistant (thư ký): drafts.
    Assistant = "assistant" on Asking,
    /// Bailiff (thừa hành viên): may ask, never order.
    Bailiff = "bailiff" on Asking,
    /// Prepares an institution's answers.
    BankMaker = "bank_maker" on Answering,
    /// Releases an institution's answers.
    BankChecker = "bank_checker" on Answering,
    /// Answers for an institution's whole inbox.
    BankHead = "bank_head" on Answering,
    /// Follows the cases in which an institution is the judgment creditor; sees
    /// nothing that it is asked, nor what it answers.
    CreditorDesk = "creditor_desk" on Claiming,
    /// Manages an institution's own users; does not answer.
    InstitutionAdmin = "institution_admin" on Administering,
    /// Supervisor at a provincial agency or the ministry.
    Supervisor = "supervisor" on Overseeing,
    /// Observer of the State Bank.
    StateBankObserver = "state_bank_observer" on Overseeing,
    /// Prosecutor (kiểm sát viên): reads copies of freeze decisions.
    Prosecutor = "prosecutor" on Overseeing,
    /// Auditor: replays who did, read and approved what.
    Auditor = "auditor" on Overseeing,
    /// Administrator of the whole service.
    AdminNational = "admin_national" on Administering,
    /// Administrator of a provincial agency and its regional offices.
    AdminProvince = "admin_province" on Administering,
    /// Administrator of one office.
    AdminOffice = "admin_office" on Administering,
    /// An institution's system client.
    BankSystem = "bank_system" on Machine,
    /// This service itself.
    System = "system" on Machine,
}

/// A side of the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Those who enforce judgments.
    Asking,
    /// Those who hold the debtor's money.
    Answering,
    /// Those to whom the debt is owed.
    Claiming,
    /// Those who watch both.
    Overseeing,
    /// Those who keep directories and users.
    Administering,
    /// Programs.
    Machine,
}

impl Role {
    /// Whether the role belongs to an institution and so sees only what is that
    /// institution's: its demands, its cases as a creditor, its people.
    pub const fn is_of_institution(self) -> bool {
        matches!(
            self,
            Self::BankMaker
                | Self::BankChecker
                | Self::BankHead
                | Self::CreditorDesk
                | Self::InstitutionAdmin
                | Self::BankSystem
        )
    }

    /// The role with this code.
    pub fn parse(code: &str) -> Result<Self, UnknownRole> {
        Self::ALL.iter().copied().find(|role| role.code() == code).ok_or(UnknownRole)
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::parse(code)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// No role has that code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the code of a role")]
pub struct UnknownRole;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_names_one_role_everywhere() {
        for role in Role::ALL.iter().copied() {
            assert_eq!(Role::parse(role.code()), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
            assert_eq!(role.to_string(), role.code());
        }
        let codes: BTreeSet<_> = Role::ALL.iter().map(|role| role.code()).collect();
        assert_eq!(codes.len(), Role::ALL.len());
        assert_eq!(Role::parse("Officer"), Err(UnknownRole));
        assert_eq!(Role::parse(""), Err(UnknownRole));
    }

    #[test]
    fn no_role_of_an_institution_stands_on_the_asking_side() {
        for role in Role::ALL.iter().filter(|role| role.is_of_institution()) {
            assert_ne!(role.side(), Side::Asking, "{role}");
            assert_ne!(role.side(), Side::Overseeing, "{role}");
        }
        assert_eq!(Role::Bailiff.side(), Side::Asking);
        assert_eq!(Role::BankMaker.side(), Side::Answering);
        assert_eq!(Role::CreditorDesk.side(), Side::Claiming);
        assert_eq!(Role::Auditor.side(), Side::Overseeing);
        assert_eq!(Role::System.side(), Side::Machine);
    }
}
