//! Lịch trực: who is on duty when offices are closed, and by which telephone.
//!
//! An urgent freeze at night is of use only if somebody at the bank reads it. A
//! shift names a person of the place, a telephone and two instants; what is urgent
//! is told him as a text message too, beside the mail of those who read the mailbox.

use crate::actor::{Actor, Seat};
use crate::administration::Holding;
use crate::context::Directory;
use crate::policy::{Belongs, Grant, Relation, allows, relation};
use crate::role::{Role, Side};
use crate::time::Instant;

/// A telephone number, `+` and eight to fifteen digits (E.164).
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl std::fmt::Debug for Phone {
    /// Without its digits (I-32).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone")
    }
}

/// The country code of Viet Nam.
const HOME: &str = "84";

/// Numbers in a plan of Viet Nam that take text messages: nine digits that begin
/// so, without the trunk zero.
const MOBILE: [char; 5] = ['3', '5', '7', '8', '9'];

/// The longest text read as a number.
const MOST_SIGNS: usize = 32;

impl Phone {
    /// Reads a number as people write it: spaces, dots, dashes and brackets are
    /// nothing, and a leading zero is a number of Viet Nam. `None`: it is none.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MOST_SIGNS {
            return None;
        }
        let bare: String =
            text.trim().chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
        let digits = match (bare.strip_prefix('+'), bare.strip_prefix('0')) {
            (Some(rest), _) => rest.to_owned(),
            (None, Some(rest)) => format!("{HOME}{rest}"),
            (None, None) => return None,
        };
        let sound = (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        // Behind the country code no trunk zero is dialled, and nine or ten digits are.
        let home = digits
            .strip_prefix(HOME)
            .is_none_or(|rest| !rest.starts_with('0') && (9..=10).contains(&rest.len()));
        (sound && home).then(|| Self(format!("+{digits}")))
    }

    /// The number: `+84912345678`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether text messages may be sent to it. Of other countries' numbers nobody
    /// knows, so it is tried.
    pub fn takes_texts(&self) -> bool {
        let national = self.0.strip_prefix('+').and_then(|digits| digits.strip_prefix(HOME));
        national.is_none_or(|rest| rest.len() == 9 && rest.starts_with(MOBILE))
    }
}

/// How long one shift may last, in hours: a week's holiday and the days around it.
pub const MAX_HOURS: i64 = 10 * 24;

/// How far ahead a roster is kept, in days.
pub const MAX_AHEAD: i64 = 366;

/// Whether two instants make a shift that is still of use.
pub fn is_shift(from: Instant, to: Instant, now: Instant) -> bool {
    let soon = from <= now.plus_seconds(MAX_AHEAD * 86_400);
    from < to && to > now && soon && to <= from.plus_seconds(MAX_HOURS * 3600)
}

/// Who keeps a roster: who answers for the place, and who administers its people.
pub const KEEPERS: &[Grant] = &[
    (Role::System, Relation::Anywhere),
    (Role::AdminNational, Relation::Anywhere),
    (Role::AdminOffice, Relation::Office),
    (Role::Head, Relation::Office),
    (Role::Clerk, Relation::Office),
    (Role::BankHead, Relation::Addressed),
    (Role::InstitutionAdmin, Relation::Addressed),
];

/// Whether a roster is this actor's to keep.
pub fn keeps(actor: &Actor, place: Seat, directory: &Directory) -> bool {
    stands(actor, place, directory).is_some_and(|relation| allows(KEEPERS, actor.role, relation))
}

/// Whether an actor may read who is on duty in a place: his own, and those whom he
/// may have to call. Offices and who oversees them read everybody's, an institution
/// those of offices and its own, never another's; bailiffs call nobody.
pub fn reads(actor: &Actor, place: Seat, directory: &Directory) -> bool {
    if keeps(actor, place, directory) {
        return true;
    }
    if actor.role == Role::Bailiff {
        return false;
    }
    match (actor.role.side(), place) {
        (Side::Asking | Side::Overseeing, Seat::Agency(_) | Seat::Institution(_)) => {
            !directory.is_of_the_past(actor.seat)
        }
        (Side::Answering, Seat::Agency(_)) => !directory.is_of_the_past(actor.seat),
        (Side::Answering, Seat::Institution(_)) => stands(actor, place, directory).is_some(),
        _ => false,
    }
}

/// In which roles somebody on duty is told of what was meant for another: what a
/// notice is about is not everybody's to know in an office. Empty: nobody is.
pub fn stands_in(agency: bool, meant_for: Option<Role>) -> Vec<Role> {
    match (agency, meant_for) {
        // Whoever answers for an institution reads its inbox.
        (false, role) if role != Some(Role::CreditorDesk) => {
            Role::ALL.iter().copied().filter(|role| role.side() == Side::Answering).collect()
        }
        (false, _) => Vec::new(),
        (true, Some(role)) if role.side() == Side::Asking => vec![role, Role::Head],
        (true, _) => vec![Role::Head],
    }
}

/// Whether a person who holds these seats may be on duty in a place: who works
/// there on what comes in. Who follows what a bank is owed does not answer for it.
pub fn works_in(held: &[Holding], place: Seat) -> bool {
    held.iter().any(|(role, seat)| {
        let works = match place {
            Seat::Agency(_) => role.side() == Side::Asking && *role != Role::Bailiff,
            Seat::Institution(_) => role.side() == Side::Answering,
            Seat::Country => false,
        };
        *seat == place && works
    })
}

fn stands(actor: &Actor, place: Seat, directory: &Directory) -> Option<Relation> {
    let root = match place {
        Seat::Agency(id) => Belongs { agency: Some(id), ..Belongs::default() },
        Seat::Institution(id) => Belongs { institution: Some(id), ..Belongs::default() },
        Seat::Country => return None,
    };
    relation(actor, &root, directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        Phone::parse(text).map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for text in ["0912345678", "0912 345 678", "091.234.5678", "+84 912-345-678"] {
            assert_eq!(read(text).as_deref(), Some("+84912345678"), "{text}");
        }
        assert_eq!(read("(024) 3825 5300").as_deref(), Some("+842438255300"));
        assert_eq!(read("+33 1 42 68 53 00").as_deref(), Some("+33142685300"));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "0",
            "912345678",
            "+840912345678",
            "+84 91234",
            "091234567890123456",
            "0912x45678",
            "+0912345678",
            "113",
            "0912345678;0912345679",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_landline_takes_no_texts() {
        let takes = |text: &str| Phone::parse(text).map(|phone| phone.takes_texts());
        assert_eq!(takes("0912345678"), Some(true));
        assert_eq!(takes("0243 825 5300"), Some(false));
        assert_eq!(takes("+33142685300"), Some(true));
    }

    #[test]
    fn a_shift_has_an_end_that_is_to_come() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let now = at("2026-11-20T09:00:00+07:00");
        let (from, to) = (at("2026-11-20T17:00:00+07:00"), at("2026-11-21T08:00:00+07:00"));
        assert!(is_shift(from, to, now));
        assert!(!is_shift(to, from, now));
        assert!(!is_shift(from, from, now));
        assert!(!is_shift(from, to, to), "over");
        assert!(!is_shift(from, at("2026-11-30T17:00:01+07:00"), now), "longer than ten days");
    }
}
