//! The citizen's personal number (số định danh cá nhân) printed on the
//! citizen identity card (CCCD) and the identity card (Căn cước).

use super::{
    IdentityError,
    text::{Alphabet, compact, digits, parsed_text},
};
use serde::{Deserialize, Serialize};

/// Codes of the 63 provinces that existed when the numbers were given out.
/// The codes of today's 34 provinces are another list and say nothing about
/// a person's number.
#[rustfmt::skip]
const PROVINCES: [(u16, &str); 63] = [
    (1, "Hà Nội"), (2, "Hà Giang"), (4, "Cao Bằng"), (6, "Bắc Kạn"), (8, "Tuyên Quang"),
    (10, "Lào Cai"), (11, "Điện Biên"), (12, "Lai Châu"), (14, "Sơn La"), (15, "Yên Bái"),
    (17, "Hòa Bình"), (19, "Thái Nguyên"), (20, "Lạng Sơn"), (22, "Quảng Ninh"),
    (24, "Bắc Giang"), (25, "Phú Thọ"), (26, "Vĩnh Phúc"), (27, "Bắc Ninh"), (30, "Hải Dương"),
    (31, "Hải Phòng"), (33, "Hưng Yên"), (34, "Thái Bình"), (35, "Hà Nam"), (36, "Nam Định"),
    (37, "Ninh Bình"), (38, "Thanh Hóa"), (40, "Nghệ An"), (42, "Hà Tĩnh"), (44, "Quảng Bình"),
    (45, "Quảng Trị"), (46, "Thừa Thiên Huế"), (48, "Đà Nẵng"), (49, "Quảng Nam"),
    (51, "Quảng Ngãi"), (52, "Bình Định"), (54, "Phú Yên"), (56, "Khánh Hòa"), (58, "Ninh Thuận"),
    (60, "Bình Thuận"), (62, "Kon Tum"), (64, "Gia Lai"), (66, "Đắk Lắk"), (67, "Đắk Nông"),
    (68, "Lâm Đồng"), (70, "Bình Phước"), (72, "Tây Ninh"), (74, "Bình Dương"), (75, "Đồng Nai"),
    (77, "Bà Rịa - Vũng Tàu"), (79, "Hồ Chí Minh"), (80, "Long An"), (82, "Tiền Giang"),
    (83, "Bến Tre"), (84, "Trà Vinh"), (86, "Vĩnh Long"), (87, "Đồng Tháp"), (89, "An Giang"),
    (91, "Kiên Giang"), (92, "Cần Thơ"), (93, "Hậu Giang"), (94, "Sóc Trăng"), (95, "Bạc Liêu"),
    (96, "Cà Mau"),
];

/// Codes from here on name the country in which a citizen's birth was
/// registered (Decree 137/2015 art. 13: "mã quốc gia"). The list of countries
/// is recalled, not read: such codes are accepted without a name.
const FIRST_COUNTRY_CODE: u16 = 101;

/// A citizen's personal number: 12 digits. Place of birth registration (3),
/// century and sex (1), year of birth (2), random (6).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cccd {
    value: String,
    birthplace: Birthplace,
    sex: Sex,
    birth_year: u16,
}

parsed_text!(Cccd);

/// Where a birth was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Birthplace {
    /// One of the 63 former provinces, by name.
    Province(&'static str),
    /// A country, by its code in the police's list.
    Abroad(u16),
}

/// Sex as the personal number encodes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Even century digit.
    Male,
    /// Odd century digit.
    Female,
}

impl Cccd {
    /// Reads a number as typed. Spaces, dots and hyphens are dropped.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let value = compact(text, Alphabet::Digits)?;
        let digits = digits(&value);
        let &[p1, p2, p3, century, y1, y2, _, _, _, _, _, _] = digits.as_slice() else {
            return Err(IdentityError::Length { min: 12, max: 12, found: digits.len() });
        };
        let birthplace = birthplace(p1 * 100 + p2 * 10 + p3)?;
        // 0–1: 1900s, 2–3: 2000s. 4–9 belong to people not yet born.
        if century > 3 {
            return Err(IdentityError::CenturyToCome);
        }
        Ok(Self {
            value,
            birthplace,
            sex: if century % 2 == 0 { Sex::Male } else { Sex::Female },
            birth_year: 1900 + century / 2 * 100 + y1 * 10 + y2,
        })
    }

    /// Where the birth was registered.
    pub const fn birthplace(&self) -> Birthplace {
        self.birthplace
    }

    /// Sex by the fourth digit.
    pub const fn sex(&self) -> Sex {
        self.sex
    }

    /// Year of birth by digits four to six.
    pub const fn birth_year(&self) -> u16 {
        self.birth_year
    }

    /// As printed on the card: twelve digits.
    pub fn display(&self) -> String {
        self.value.clone()
    }
}

fn birthplace(code: u16) -> Result<Birthplace, IdentityError> {
    if code >= FIRST_COUNTRY_CODE {
        return Ok(Birthplace::Abroad(code));
    }
    PROVINCES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, name)| Birthplace::Province(name))
        .ok_or(IdentityError::UnknownProvince)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_place_sex_and_year() {
        let number = Cccd::parse("079 185 001234").unwrap();
        assert_eq!(number.normalised(), "079185001234");
        assert_eq!(number.display(), "079185001234");
        assert_eq!(number.birthplace(), Birthplace::Province("Hồ Chí Minh"));
        assert_eq!(number.sex(), Sex::Female);
        assert_eq!(number.birth_year(), 1985);

        let young = Cccd::parse("001205000001").unwrap();
        assert_eq!((young.sex(), young.birth_year()), (Sex::Male, 2005));
    }

    #[test]
    fn provinces_that_were_merged_away_still_count() {
        // Hà Giang (002) is not among today's 34 codes.
        let number = Cccd::parse("002090000001").unwrap();
        assert_eq!(number.birthplace(), Birthplace::Province("Hà Giang"));
        assert!(PROVINCES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn each_wrong_number_is_refused_for_its_reason() {
        let refused = |text: &str| Cccd::parse(text).unwrap_err();
        for code in ["000", "003", "097", "100"] {
            assert_eq!(refused(&format!("{code}085001234")), IdentityError::UnknownProvince);
        }
        assert_eq!(refused("079485001234"), IdentityError::CenturyToCome);
        assert_eq!(refused("07908500123"), IdentityError::Length { min: 12, max: 12, found: 11 });
        assert_eq!(refused("07908500123O"), IdentityError::Character { position: 12 });
    }

    #[test]
    fn a_citizen_born_abroad_is_not_refused() {
        let number = Cccd::parse("156090000001").unwrap();
        assert_eq!(number.birthplace(), Birthplace::Abroad(156));
    }
}
