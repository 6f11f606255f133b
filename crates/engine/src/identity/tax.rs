//! Tax codes (mã số thuế), which are enterprise codes too.

use super::{
    Cccd, IdentityError,
    text::{Alphabet, compact, digits, parsed_text},
};

/// Weights of the first nine digits.
const WEIGHTS: [u16; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// A tax code: 10 digits with a check digit; 13 for a branch of such a
/// taxpayer; or, for a person since 1 July 2025, the 12-digit personal number
/// (that use is recalled, unconfirmed). Normalised without the hyphen.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxCode {
    value: String,
    form: TaxCodeForm,
}

parsed_text!(TaxCode);

/// Which kind of tax code it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaxCodeForm {
    /// An organisation, or a person registered before 1 July 2025: 10 digits.
    Main,
    /// A dependent unit: 10 digits, hyphen, 3 digits.
    Branch,
    /// A person's own number: 12 digits.
    Personal(Cccd),
}

impl TaxCode {
    /// Reads a code as typed, with or without the hyphen of a branch.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let value = compact(text, Alphabet::Digits)?;
        let form = match value.len() {
            10 => TaxCodeForm::Main,
            13 => TaxCodeForm::Branch,
            12 => TaxCodeForm::Personal(Cccd::parse(&value)?),
            found => {
                return Err(IdentityError::Length { min: 10, max: 13, found });
            }
        };
        match form {
            TaxCodeForm::Main | TaxCodeForm::Branch => check(&value)?,
            TaxCodeForm::Personal(_) => {}
        }
        Ok(Self { value, form })
    }

    /// Which kind of tax code it is.
    pub const fn form(&self) -> &TaxCodeForm {
        &self.form
    }

    /// The official way to write it: `0100112437`, `0100112437-001`.
    pub fn display(&self) -> String {
        match (&self.form, self.value.split_at_checked(10)) {
            (TaxCodeForm::Branch, Some((main, branch))) => format!("{main}-{branch}"),
            _ => self.value.clone(),
        }
    }
}

/// The tenth digit is 10 − (weighted sum mod 11). A sum that would ask for
/// the digit 10 is never given out, so it fails here too.
fn check(value: &str) -> Result<(), IdentityError> {
    let digits = digits(value);
    let sum: u16 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    if digits.get(9) == Some(&(10 - sum % 11)) { Ok(()) } else { Err(IdentityError::CheckDigit) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Published codes of two listed companies.
    const KNOWN: [&str; 2] = ["0100112437", "0300588569"];

    #[test]
    fn published_codes_pass() {
        for text in KNOWN {
            let code = TaxCode::parse(text).unwrap();
            assert_eq!(code.form(), &TaxCodeForm::Main);
            assert_eq!(code.display(), text);
        }
    }

    #[test]
    fn a_branch_may_be_typed_either_way() {
        for text in ["0100112437-001", "0100112437001", "0100112437 - 001"] {
            let code = TaxCode::parse(text).unwrap();
            assert_eq!(code.normalised(), "0100112437001");
            assert_eq!(code.display(), "0100112437-001");
            assert_eq!(code.form(), &TaxCodeForm::Branch);
        }
    }

    #[test]
    fn a_personal_number_is_a_tax_code() {
        let code = TaxCode::parse("079085001234").unwrap();
        assert!(matches!(code.form(), TaxCodeForm::Personal(cccd) if cccd.birth_year() == 1985));
        assert_eq!(TaxCode::parse("003085001234"), Err(IdentityError::UnknownProvince));
    }

    #[test]
    fn every_single_wrong_digit_is_caught() {
        for text in KNOWN {
            for position in 0..10 {
                for digit in '0'..='9' {
                    let mut typed: Vec<char> = text.chars().collect();
                    typed[position] = digit;
                    let typed: String = typed.into_iter().collect();
                    let expected = (typed == text).then_some(()).ok_or(IdentityError::CheckDigit);
                    assert_eq!(TaxCode::parse(&typed).map(drop), expected, "{typed}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn nine_digits_have_at_most_one_tenth(head in "[0-9]{9}") {
            let tenths = (0..10)
                .filter(|tenth| TaxCode::parse(&format!("{head}{tenth}")).is_ok())
                .count();
            prop_assert!(tenths <= 1);
        }
    }
}
