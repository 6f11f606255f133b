//! Numbers of documents that prove who a person is, other than the CCCD.

use super::{
    Country, IdentityError,
    text::{Alphabet, compact, length_within, parsed_text},
};

/// Number of an old people's identity card (CMND): 9 digits. The cards are
/// no longer valid, but accounts opened with them exist.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cmnd {
    value: String,
}

parsed_text!(Cmnd);

impl Cmnd {
    /// Reads a number as typed. Spaces, dots and hyphens are dropped.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let value = compact(text, Alphabet::Digits)?;
        length_within(&value, 9, 9)?;
        Ok(Self { value })
    }

    /// As printed on the card: nine digits.
    pub fn display(&self) -> String {
        self.value.clone()
    }
}

/// Social insurance number (mã số bảo hiểm xã hội): 10 digits. The length is
/// recalled, unconfirmed; numbers given out since the personal number took
/// over are entered as CCCD.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocialInsuranceNumber {
    value: String,
}

parsed_text!(SocialInsuranceNumber);

impl SocialInsuranceNumber {
    /// Reads a number as typed. Spaces, dots and hyphens are dropped.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let value = compact(text, Alphabet::Digits)?;
        length_within(&value, 10, 10)?;
        Ok(Self { value })
    }

    /// Ten digits.
    pub fn display(&self) -> String {
        self.value.clone()
    }
}

/// Between country and number of a normalised passport. Not a character of
/// either.
const COUNTRY_MARK: char = ':';

/// A passport: issuing country and number. The normalised value is
/// `VN:C1234567`, because numbers repeat between countries.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passport {
    value: String,
    country: Country,
}

parsed_text!(Passport);

impl Passport {
    /// Reads `US:123456789`, or a Vietnamese number without its country. A
    /// number that is not of the Vietnamese form needs its country.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        if let Some((country, number)) = text.split_once(COUNTRY_MARK) {
            return Self::issued_by(Country::parse(country.trim())?, number);
        }
        match Self::issued_by(Country::VIET_NAM, text) {
            Err(IdentityError::PassportForm) => Err(IdentityError::CountryMissing),
            other => other,
        }
    }

    /// A passport by issuing country and number as typed. Viet Nam: one
    /// letter and 7 or 8 digits; others: 5 to 20 letters and digits.
    pub fn issued_by(country: Country, number: &str) -> Result<Self, IdentityError> {
        let number = compact(number, Alphabet::Alphanumeric)?;
        if country == Country::VIET_NAM {
            if !is_vietnamese(&number) {
                return Err(IdentityError::PassportForm);
            }
        } else {
            length_within(&number, 5, 20)?;
        }
        Ok(Self { value: format!("{country}{COUNTRY_MARK}{number}"), country })
    }

    /// The issuing country.
    pub const fn country(&self) -> Country {
        self.country
    }

    /// The number without its country.
    pub fn number(&self) -> &str {
        self.value.split_once(COUNTRY_MARK).map_or(&self.value, |(_, number)| number)
    }

    /// The number; for a foreign passport with the country before it.
    pub fn display(&self) -> String {
        if self.country == Country::VIET_NAM {
            self.number().to_owned()
        } else {
            format!("{} {}", self.country, self.number())
        }
    }
}

fn is_vietnamese(number: &str) -> bool {
    match number.as_bytes() {
        [letter, digits @ ..] => {
            letter.is_ascii_uppercase()
                && matches!(digits.len(), 7 | 8)
                && digits.iter().all(u8::is_ascii_digit)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_cards_have_nine_digits() {
        assert_eq!(Cmnd::parse("012 345 678").unwrap().normalised(), "012345678");
        for wrong in ["01234567", "0123456789", "", "01234567A"] {
            assert!(Cmnd::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn vietnamese_passports_need_no_country() {
        for text in ["c1234567", "VN:C1234567", "vn: C 123 4567"] {
            let passport = Passport::parse(text).unwrap();
            assert_eq!(passport.normalised(), "VN:C1234567");
            assert_eq!(passport.display(), "C1234567");
            assert_eq!(passport.country(), Country::VIET_NAM);
        }
        assert!(Passport::parse("K12345678").is_ok());
        for wrong in ["VN:123456789", "VN:CC123456", "VN:C123456", "VN:C123456789"] {
            assert_eq!(Passport::parse(wrong), Err(IdentityError::PassportForm));
        }
    }

    #[test]
    fn foreign_passports_need_their_country() {
        let passport = Passport::parse("us:123456789").unwrap();
        assert_eq!(passport.normalised(), "US:123456789");
        assert_eq!(passport.number(), "123456789");
        assert_eq!(passport.display(), "US 123456789");
        assert_eq!(Passport::parse("123456789"), Err(IdentityError::CountryMissing));
        assert_eq!(Passport::parse("XX:123456789"), Err(IdentityError::UnknownCountry));
        assert_eq!(
            Passport::parse("KR:M123"),
            Err(IdentityError::Length { min: 5, max: 20, found: 4 })
        );
    }

    #[test]
    fn social_insurance_numbers_have_ten_digits() {
        let number = SocialInsuranceNumber::parse("0123-456-789").unwrap();
        assert_eq!(number.display(), "0123456789");
        assert!(SocialInsuranceNumber::parse("123456789").is_err());
    }
}
