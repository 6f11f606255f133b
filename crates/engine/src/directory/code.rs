//! Codes that name entries of the directory in files, references and the API.

use super::Rule;
use crate::id::{AgencyId, BranchId, InstitutionId, UserId};
use uuid::Uuid;

/// Namespace of the ids derived from codes. Never change it: an entry would
/// come back under another id.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0d_9a5e_3b1c_4e77_9d52_c1a8_47e6_b03f);

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident -> $id:ident in $space:literal, $min:literal..=$max:literal, $allows:expr);+ $(;)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Most characters.
            pub const MAX: usize = $max;

            /// Reads a code, written exactly.
            pub fn parse(text: &str) -> Result<Self, Rule> {
                let allows: fn(u8) -> bool = $allows;
                if text.is_empty() {
                    return Err(Rule::Empty);
                }
                if text.len() > Self::MAX {
                    return Err(Rule::TooLong { max: Self::MAX });
                }
                let edges_are_plain = [text.as_bytes().first(), text.as_bytes().last()]
                    .into_iter()
                    .flatten()
                    .all(u8::is_ascii_alphanumeric);
                if text.len() < $min || !edges_are_plain || !text.bytes().all(allows) {
                    return Err(Rule::NotACode);
                }
                Ok(Self(text.to_owned()))
            }

            /// The code.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The id of an entry that first came in by a file: UUID version
            /// 5 of the code, so files need no ids and two installations
            /// agree.
            pub fn derived_id(&self) -> $id {
                $id(Uuid::new_v5(&NAMESPACE, format!(concat!($space, "/{}"), self.0).as_bytes()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

codes! {
    /// Code of an agency: capitals, digits, hyphens (`T79-01`).
    AgencyCode -> AgencyId in "agency", 2..=16,
        |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    /// Code of an institution: capitals and digits (`VCB`). Thirteen at most,
    /// so that a demand's reference fits the 35 characters of ISO 20022.
    InstitutionCode -> InstitutionId in "institution", 2..=13,
        |b| b.is_ascii_uppercase() || b.is_ascii_digit();
    /// Code of a branch: capitals, digits, hyphens (`VCB-HN01`).
    BranchCode -> BranchId in "branch", 2..=24,
        |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    /// Name a person signs in with: small letters, digits, dots, hyphens.
    Username -> UserId in "user", 2..=48,
        |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-';
}

/// Code of one of today's provinces: two digits (`01` … `96`). Which ones
/// exist is known from the provincial agencies.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProvinceCode(String);

impl ProvinceCode {
    /// Reads exactly two digits.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        match text.as_bytes() {
            [] => Err(Rule::Empty),
            [tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Rule::NotACode),
        }
    }

    /// The two digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ProvinceCode {
    type Error = Rule;

    fn try_from(text: String) -> Result<Self, Rule> {
        Self::parse(&text)
    }
}

impl From<ProvinceCode> for String {
    fn from(code: ProvinceCode) -> Self {
        code.0
    }
}

impl std::fmt::Display for ProvinceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Debug for ProvinceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_exactly() {
        assert!(InstitutionCode::parse("BAOVIETBANK").is_ok());
        assert!(AgencyCode::parse("T79-01").is_ok());
        assert!(Username::parse("an.nguyen-2").is_ok());
        assert_eq!(InstitutionCode::parse(""), Err(Rule::Empty));
        assert_eq!(InstitutionCode::parse("ABCDEFGHIJKLMN"), Err(Rule::TooLong { max: 13 }));
        for wrong in ["vcb", "V CB", "VCB-1", "V", "VCBĐ"] {
            assert_eq!(InstitutionCode::parse(wrong), Err(Rule::NotACode));
        }
        for wrong in ["-T79", "T79-", "t79"] {
            assert_eq!(AgencyCode::parse(wrong), Err(Rule::NotACode));
        }
        for wrong in ["1", "001", "A1", "１２"] {
            assert_eq!(ProvinceCode::parse(wrong), Err(Rule::NotACode));
        }
    }

    #[test]
    fn an_id_follows_from_the_code_for_ever() {
        let vcb = InstitutionCode::parse("VCB").unwrap();
        assert_eq!(vcb.derived_id(), vcb.derived_id());
        assert_eq!(vcb.derived_id().0.get_version_num(), 5);
        let agency = AgencyCode::parse("VCB").unwrap();
        assert_ne!(agency.derived_id().0, vcb.derived_id().0);
    }
}
