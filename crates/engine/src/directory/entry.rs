//! The entries of the directory.

use super::{
    AgencyCode, BranchCode, InstitutionCode, Procuracy, ProvinceCode, Rule, Succession, Username,
    switch_on,
};
use crate::{
    id::{AgencyId, BranchId, InstitutionId, UserId},
    identity::{Bic, Bin, PersonName, TaxCode, TaxCodeForm},
    role::Role,
    time::{Day, Instant},
    wire,
};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{collections::BTreeSet, fmt};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code: wire form, files, database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value with this code.
            pub fn parse(code: &str) -> Result<Self, Rule> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|known| known.code() == code)
                    .ok_or(Rule::NotOneOf)
            }
        }
    };
}

coded! {
    /// Where an agency stands in the tree, from the top.
    AgencyLevel {
        /// The department at the Ministry of Justice.
        Ministry = "ministry",
        /// A provincial agency: legal person, seal, treasury account.
        Province = "province",
        /// A regional office of a provincial agency.
        Region = "region",
    }
}

impl AgencyLevel {
    /// The level of the agency above; `None` at the top.
    pub const fn above(self) -> Option<Self> {
        match self {
            Self::Ministry => None,
            Self::Province => Some(Self::Ministry),
            Self::Region => Some(Self::Province),
        }
    }
}

coded! {
    /// What an institution is.
    InstitutionKind {
        /// Commercial bank.
        Bank = "bank",
        /// Branch of a foreign bank.
        ForeignBranch = "foreign_branch",
        /// Co-operative bank.
        CooperativeBank = "cooperative_bank",
        /// Policy bank of the State.
        PolicyBank = "policy_bank",
        /// State Treasury.
        StateTreasury = "state_treasury",
        /// Social insurance agency.
        SocialInsurance = "social_insurance",
        /// Securities depository.
        SecuritiesDepository = "securities_depository",
        /// Employer: pays an income that is deducted from; has not joined.
        Employer = "employer",
    }
}

/// An asking office: cơ quan THADS or phòng khu vực.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its code.
    pub code: AgencyCode,
    /// The agency above; `None` for the ministry.
    pub parent: Option<AgencyCode>,
    /// Its level.
    pub level: AgencyLevel,
    /// Its province; `None` for the ministry.
    pub province_code: Option<ProvinceCode>,
    /// Official name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// Made up for demonstration: no such office is known.
    pub invented: bool,
    /// Takes part today.
    pub active: bool,
    /// The day from which it works here, in Hanoi; none: it does already.
    pub begins_on: Option<Day>,
    /// Who stands in its place since it takes part no more.
    pub succession: Option<Succession<AgencyCode>>,
    /// The procuracy that supervises it, if known.
    pub procuracy: Option<Procuracy>,
}

impl Agency {
    /// Whether it takes part today and enforces: the ministry only oversees.
    pub fn enforces(&self) -> bool {
        self.active && self.level != AgencyLevel::Ministry
    }

    /// Whether its day has come.
    pub fn has_begun(&self, at: Instant) -> bool {
        switch_on::has_come(self.begins_on, at)
    }
}

/// An answering institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// Its id.
    pub id: InstitutionId,
    /// Its code.
    pub code: InstitutionCode,
    /// What it is.
    pub kind: InstitutionKind,
    /// Name in everyday use.
    pub short_name: String,
    /// Official name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// Its BIC, if known.
    pub swift_bic: Option<Bic>,
    /// Its number in the national switch, if known.
    pub napas_bin: Option<Bin>,
    /// Its mailbox here is its designated system, from [`Self::joins_on`] on. If not,
    /// demands go on paper and the office records receipt.
    pub joined: bool,
    /// The day from which it is so, in Hanoi; none: it is so already.
    pub joins_on: Option<Day>,
    /// One person's signature binds it: no second person releases answers.
    pub single_signatory: bool,
    /// Takes part today.
    pub active: bool,
    /// Who stands in its place since it takes part no more.
    pub succession: Option<Succession<InstitutionCode>>,
}

impl Institution {
    /// Whether what is issued at an instant goes into its mailbox here.
    pub fn is_here(&self, at: Instant) -> bool {
        self.joined && switch_on::has_come(self.joins_on, at)
    }

    /// An employer that takes part for one deduction from income (Law 106/2025 art.
    /// 76): known by its tax code, served on paper. Never by a person's own number:
    /// codes stand in references and mails (I-32).
    pub fn employer(tax: &TaxCode, name: &str) -> Result<Self, Rule> {
        if matches!(tax.form(), TaxCodeForm::Personal(_)) {
            return Err(Rule::NotACode);
        }
        let digits: String = tax.display().chars().filter(char::is_ascii_digit).collect();
        let code = InstitutionCode::parse(&digits)?;
        Ok(Self {
            id: code.derived_id(),
            code,
            kind: InstitutionKind::Employer,
            short_name: name.to_owned(),
            name_vi: name.to_owned(),
            name_en: name.to_owned(),
            swift_bic: None,
            napas_bin: None,
            joined: false,
            joins_on: None,
            single_signatory: false,
            active: true,
            succession: None,
        })
    }
}

/// A branch of an institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Its id.
    pub id: BranchId,
    /// Its code.
    pub code: BranchCode,
    /// Whose branch it is.
    pub institution: InstitutionCode,
    /// Where it is.
    pub province_code: ProvinceCode,
    /// Official name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// Made up for demonstration.
    pub invented: bool,
    /// Takes part today.
    pub active: bool,
}

/// A person to be given an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: Username,
    /// The person's name.
    pub full_name: PersonName,
    /// Where mail goes.
    pub email: Email,
    /// What the person is here; never empty.
    pub roles: BTreeSet<Role>,
    /// Where the person belongs.
    pub home: Home,
    /// May sign in.
    pub active: bool,
}

/// Where a user belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Home {
    /// An agency: works in it, or oversees its area.
    Agency(AgencyCode),
    /// An institution.
    Institution(InstitutionCode),
    /// The whole country.
    Nation,
}

impl Home {
    /// Whether somebody with `role` may belong here; `level` is that of the
    /// agency, if the home is one.
    pub(crate) fn suits(&self, role: Role, level: Option<AgencyLevel>) -> bool {
        use AgencyLevel::{Ministry, Province, Region};
        let among = |levels: &[AgencyLevel]| level.is_some_and(|level| levels.contains(&level));
        match role {
            Role::Officer
            | Role::Head
            | Role::Clerk
            | Role::Accountant
            | Role::Assistant
            | Role::Bailiff
            | Role::AdminOffice => among(&[Province, Region]),
            Role::Supervisor => among(&[Ministry, Province]),
            Role::AdminProvince => among(&[Province]),
            Role::AdminNational => among(&[Ministry]),
            Role::Prosecutor => among(&[Ministry, Province, Region]),
            Role::StateBankObserver | Role::Auditor => {
                matches!(self, Self::Nation) || level.is_some()
            }
            Role::BankMaker
            | Role::BankChecker
            | Role::BankHead
            | Role::CreditorDesk
            | Role::InstitutionAdmin => matches!(self, Self::Institution(_)),
            // Programs get keys, not accounts for people.
            Role::BankSystem | Role::System => false,
        }
    }
}

/// A mail address: ASCII, one `@`, a domain of at least two labels. Domain in
/// lower case. `Debug` is masked (I-32).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        if text.is_empty() {
            return Err(Rule::Empty);
        }
        if text.len() > 254 {
            return Err(Rule::TooLong { max: 254 });
        }
        let (local, domain) = text.split_once('@').ok_or(Rule::NotAnEmail)?;
        let local_is_plain = !local.is_empty()
            && local.len() <= 64
            && local.split('.').all(|part| !part.is_empty())
            && local
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b));
        let labels: Vec<&str> = domain.split('.').collect();
        if local_is_plain && labels.len() > 1 && labels.iter().all(|label| is_label(label)) {
            Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
        } else {
            Err(Rule::NotAnEmail)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&wire::text(d)?).map_err(de::Error::custom)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let domain = self.0.split_once('@').map_or("", |(_, domain)| domain);
        write!(f, "***@{domain}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_are_plain() {
        let email = Email::parse("an.nguyen@VCB.example").unwrap();
        assert_eq!(email.as_str(), "an.nguyen@vcb.example");
        assert_eq!(format!("{email:?}"), "***@vcb.example");
        for wrong in [
            "an",
            "an@",
            "@x.example",
            "an@x",
            "an@@x.example",
            "an n@x.example",
            "an@x..example",
            "an@-x.example",
            "ân@x.example",
            ".an@x.example",
            "an@x.example\r\nBcc: b@x.example",
        ] {
            assert_eq!(Email::parse(wrong), Err(Rule::NotAnEmail), "{wrong:?}");
        }
    }

    #[test]
    fn a_role_suits_its_side_only() {
        let institution = Home::Institution(InstitutionCode::parse("VCB").unwrap());
        let agency = Home::Agency(AgencyCode::parse("T01").unwrap());
        for role in Role::ALL.iter().copied() {
            let at_bank = institution.suits(role, None);
            let at_some_agency =
                AgencyLevel::ALL.iter().any(|level| agency.suits(role, Some(*level)));
            assert!(!(at_bank && at_some_agency), "{role}");
            if role.side() != crate::role::Side::Machine {
                assert!(at_bank == role.is_of_institution(), "{role}");
                assert!(at_some_agency != at_bank, "{role}");
            }
        }
        assert!(!agency.suits(Role::Officer, Some(AgencyLevel::Ministry)));
        assert!(!Home::Nation.suits(Role::Officer, None));
        assert!(Home::Nation.suits(Role::StateBankObserver, None));
    }

    #[test]
    fn codes_match_the_wire() {
        for level in AgencyLevel::ALL.iter().copied() {
            assert_eq!(AgencyLevel::parse(level.code()), Ok(level));
            assert_eq!(serde_json::to_value(level).unwrap(), level.code());
        }
        for kind in InstitutionKind::ALL.iter().copied() {
            assert_eq!(InstitutionKind::parse(kind.code()), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
