//! Whether the identifier that an institution holds for an account's holder is
//! the debtor's. It is compared, never believed: an old card, another tax code or
//! a joint holder differ too, and a match is of numbers, not of persons.

use super::{Identifier, TaxCode, TaxCodeForm};
use serde::{Deserialize, Serialize};

/// What an institution's word on the holder of an account comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// An identifier of the debtor.
    Debtor,
    /// Of a kind that the debtor has one of, and of another value.
    Other,
    /// None, or of a kind that the debtor has none of.
    Unknown,
}

impl Holder {
    /// By one identifier that an institution holds.
    pub fn of(held: Option<&Identifier>, debtor: &[Identifier]) -> Self {
        let Some(held) = held.map(number) else {
            return Self::Unknown;
        };
        let known: Vec<_> = debtor.iter().map(number).filter(|one| one.0 == held.0).collect();
        if known.is_empty() {
            Self::Unknown
        } else if known.contains(&held) {
            Self::Debtor
        } else {
            Self::Other
        }
    }

    /// By all that is known: one that differs outweighs any that match.
    pub fn of_all<'a>(
        held: impl IntoIterator<Item = &'a Identifier>,
        debtor: &[Identifier],
    ) -> Self {
        held.into_iter().fold(Self::Unknown, |known, one| {
            match (known, Self::of(Some(one), debtor)) {
                (Self::Other, _) | (_, Self::Other) => Self::Other,
                (Self::Debtor, _) | (_, Self::Debtor) => Self::Debtor,
                (Self::Unknown, Self::Unknown) => Self::Unknown,
            }
        })
    }
}

/// Kind and value; a person's tax code of 12 digits is the personal number.
fn number(one: &Identifier) -> (&'static str, &str) {
    match one {
        Identifier::TaxCode(code) if is_personal(code) => ("cccd", code.normalised()),
        other => (other.kind().code(), other.normalised()),
    }
}

const fn is_personal(code: &TaxCode) -> bool {
    matches!(code.form(), TaxCodeForm::Personal(_))
}

#[cfg(test)]
mod tests {
    use super::Holder::{Debtor, Other, Unknown};
    use super::*;
    use crate::identity::IdentifierKind as K;

    fn id(kind: K, value: &str) -> Identifier {
        Identifier::parse(kind, value).unwrap()
    }

    #[test]
    fn only_numbers_of_one_kind_are_compared() {
        let cccd = id(K::Cccd, "079085001234");
        let debtor = [cccd.clone(), id(K::Passport, "VN:C1234567")];
        for (held, expected) in [
            (cccd, Debtor),
            (id(K::Cccd, "001085005678"), Other),
            (id(K::Passport, "VN:C7654321"), Other),
            (id(K::Cmnd, "012345678"), Unknown),
            // His own number as a tax code; one of ten digits says nothing of it.
            (id(K::TaxCode, "079085001234"), Debtor),
            (id(K::TaxCode, "001085005678"), Other),
            (id(K::TaxCode, "0100112437"), Unknown),
        ] {
            assert_eq!(Holder::of(Some(&held), &debtor), expected, "{held:?}");
        }
        assert_eq!(Holder::of(None, &debtor), Unknown);
        assert_eq!(Holder::of(Some(&debtor[0]), &[]), Unknown);
    }

    #[test]
    fn what_differs_outweighs_what_matches() {
        let debtor = [id(K::Cccd, "079085001234")];
        let (same, other) = (debtor[0].clone(), id(K::Cccd, "001085005678"));
        let silent = id(K::Cmnd, "012345678");
        assert_eq!(Holder::of_all([&silent], &debtor), Unknown);
        assert_eq!(Holder::of_all([&silent, &same], &debtor), Debtor);
        assert_eq!(Holder::of_all([&other, &same], &debtor), Other);
        assert_eq!(Holder::of_all([&same, &other], &debtor), Other);
    }
}
