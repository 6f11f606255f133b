//! In which way a simulated bank answers: every way there is, over and over.

use engine::directory::{Institution, InstitutionKind};

/// In which way a simulated bank answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// One account.
    Found,
    /// Several accounts with all there is to say about them.
    Several,
    /// Nothing, in the whole institution.
    Nothing,
    /// Nothing, in one branch.
    Branch,
    /// Several customers match; found once the officer has told them apart.
    Ambiguous,
    /// A part, then the rest.
    Parts,
    /// Refused on a ground.
    Refused,
    /// Asks back first.
    Asks,
    /// Asks for more time for what is not an account.
    MoreTime,
    /// Found, and later corrected.
    Corrects,
    /// Nothing; found once the officer disputes that.
    Disputed,
    /// Found, and sent twice.
    Twice,
    /// Found, and later contradicted.
    Contradicts,
    /// People answer: a maker drafts, a checker submits.
    Desk,
    /// Not at all.
    Silent,
}

/// The institutions with a way of their own.
const CAST: &[(&str, Way)] = &[
    ("VCB", Way::Desk),
    ("ACB", Way::Asks),
    ("BID", Way::MoreTime),
    ("TCB", Way::Silent),
    ("CTG", Way::Parts),
    ("AGRIBANK", Way::Corrects),
    ("MBB", Way::Disputed),
    ("STB", Way::Twice),
    ("SHB", Way::Contradicts),
    ("VIB", Way::Ambiguous),
    ("EIB", Way::Branch),
];

/// The way of the n-th institution.
pub(super) fn of(institution: &Institution, n: usize) -> Way {
    let code = institution.code.as_str();
    if let Some((_, way)) = CAST.iter().find(|(named, _)| *named == code) {
        return *way;
    }
    match institution.kind {
        // They hold no accounts of a debtor.
        InstitutionKind::SocialInsurance
        | InstitutionKind::SecuritiesDepository
        | InstitutionKind::Employer => Way::Refused,
        _ => match n % 4 {
            0 => Way::Found,
            1 => Way::Several,
            _ => Way::Nothing,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_the_cast_is_played_once() {
        for (code, way) in CAST {
            let of_way = CAST.iter().filter(|(_, other)| other == way).count();
            assert_eq!(of_way, 1, "{code}");
        }
    }
}
