//! Who administers whom, and which roles an administrator may give.
//!
//! Three rules. An administrator reaches the places the table of roles gives
//! him ([`ReadKind::Users`]). Nobody gives a role that reaches further than his
//! own, or rules a person who holds one: a new password for him would be his
//! rights. Nobody changes his own roles or activity; that a second person
//! confirms another's is not asked yet (four eyes for roles come with their
//! own change).

use crate::actor::{Actor, Seat};
use crate::command::CommandKind;
use crate::context::Directory;
use crate::directory::Home;
use crate::id::UserId;
use crate::policy::{
    Belongs, Grant, ReadKind, Relation, allows, command_grants, covers, read_grants, relation,
};
use crate::refusal::Class;
use crate::role::{Role, Side};

macro_rules! denials {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $class:ident;)+) => {
        /// Why an act of administration is not carried out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum Denied {
            $($(#[$doc])* #[error($code)] $name,)+
        }

        impl Denied {
            /// Every denial there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The family.
            pub const fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)+ }
            }
        }
    };
}

denials! {
    /// No such person or system, or none within reach (I-28).
    NotFound = "not_found", NotFound;
    /// This role administers nobody, or not this person.
    Forbidden = "forbidden", Forbidden;
    /// Nobody changes his own roles or activity.
    OwnRights = "own_rights", Forbidden;
    /// The role reaches further than the administrator's own, or is held
    /// outside his reach.
    BeyondReach = "beyond_reach", Forbidden;
    /// The role cannot be held there: another side, another level, or no place
    /// of that name.
    RoleNotHere = "role_not_here", Invalid;
    /// There is no such institution.
    PlaceUnknown = "place_unknown", Invalid;
    /// A person needs between one and [`MAX_SEATS`] seats.
    SeatCount = "seat_count", Invalid;
    /// Somebody signs in under this name already.
    UsernameTaken = "username_taken", Conflict;
    /// The person holds this role there already.
    SeatHeld = "seat_held", Conflict;
    /// Who sits in an institution sits nowhere else: nobody asks and answers.
    SidesMix = "sides_mix", Conflict;
    /// Who answers for an institution does not follow what it is owed.
    CreditorAnswers = "creditor_answers", Conflict;
    /// An employer stands in the directory by this tax code, by another name.
    EmployerNamedOtherwise = "employer_named_otherwise", Conflict;
    /// The day on which it joins or begins has come: it stays.
    DayPassed = "day_passed", Conflict;
    /// A day of joining or beginning is entered beforehand.
    DayNotAhead = "day_not_ahead", Invalid;
    /// The agency works here already: a day ahead would shut it until then.
    AgencyWorks = "agency_works", Conflict;
    /// Neither a person nor a system there could answer.
    NobodyAnswers = "nobody_answers", Conflict;
    /// The institution has a system of this name already.
    ClientNameTaken = "client_name_taken", Conflict;
    /// A key of this name is registered already, here or elsewhere.
    KeyTaken = "key_taken", Conflict;
    /// A shift ends after it begins, is not over, and lasts ten days at most.
    ShiftTimes = "shift_times", Invalid;
    /// Who is put on duty works in the place on what comes in.
    NotOnStaff = "not_on_staff", Invalid;
    /// The person is on duty there at that time already.
    ShiftOverlaps = "shift_overlaps", Conflict;
}

/// The most seats a person is created with.
pub const MAX_SEATS: usize = 16;

/// A role held in a place.
pub type Holding = (Role, Seat);

/// Who keeps the systems of institutions and their keys.
pub const CLIENT_KEEPERS: &[Grant] =
    &[(Role::AdminNational, Relation::Anywhere), (Role::InstitutionAdmin, Relation::Addressed)];

/// Who enters from which day an institution joins or an agency begins.
pub const DAY_KEEPERS: &[Grant] =
    &[(Role::AdminNational, Relation::Anywhere), (Role::AdminProvince, Relation::Below)];

/// Who answers for an institution.
pub const ANSWERING_ROLES: [Role; 3] = [Role::BankMaker, Role::BankChecker, Role::BankHead];

/// Who registers an employer that an order on an income is to go to: who writes
/// the order, and the clerk.
pub const EMPLOYER_REGISTRARS: &[Role] = &[Role::Officer, Role::Head, Role::Assistant, Role::Clerk];

/// The operator at the command line acts as the service itself: without him
/// there would be no first administrator.
const OPERATOR: Grant = (Role::System, Relation::Anywhere);

/// What an act of administration changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touches {
    /// Name, mail, language, running sessions.
    Person,
    /// What the person may do or comes in by: seats, activity, the password.
    Rights,
}

/// How far an administrator's role reaches; `None`: administers nobody.
pub fn administers(role: Role) -> Option<Relation> {
    let grants = read_grants(ReadKind::Users).iter().chain([&OPERATOR]);
    grants.filter(|(granted, _)| *granted == role).map(|(_, relation)| *relation).min()
}

/// The widest that anything but the open directory and the law is granted to
/// a role: read off the table, so that a new grant counts at once.
pub fn breadth(role: Role) -> Option<Relation> {
    let commands = CommandKind::ALL.iter().flat_map(|kind| command_grants(*kind));
    let open = [ReadKind::Directory, ReadKind::Law];
    let reads = ReadKind::ALL.iter().filter(|kind| !open.contains(kind));
    let grants = commands.chain(reads.flat_map(|kind| read_grants(*kind)));
    grants.filter(|(granted, _)| *granted == role).map(|(_, relation)| *relation).min()
}

/// Whether a seat lies where an administrator administers.
pub fn reaches(admin: &Actor, seat: Seat, directory: &Directory) -> bool {
    let Some(granted) = administers(admin.role) else {
        return false;
    };
    within(admin, &[(admin.role, granted)], seat, directory)
}

/// Whether the systems of a place are an actor's to keep.
pub fn keeps_clients(actor: &Actor, seat: Seat, directory: &Directory) -> bool {
    let operator = actor.role == OPERATOR.0;
    operator || within(actor, CLIENT_KEEPERS, seat, directory)
}

/// Whether an actor may enter from which day a place joins or begins. Who exists is no
/// secret, so what is not his is forbidden.
///
/// # Errors
/// [`Denied::Forbidden`].
pub fn may_set_day(actor: &Actor, place: Seat, directory: &Directory) -> Result<(), Denied> {
    let may = actor.role == OPERATOR.0 || within(actor, DAY_KEEPERS, place, directory);
    if may { Ok(()) } else { Err(Denied::Forbidden) }
}

/// Whether an actor keeps systems anywhere.
pub fn is_client_keeper(role: Role) -> bool {
    role == OPERATOR.0 || CLIENT_KEEPERS.iter().any(|(keeper, _)| *keeper == role)
}

fn within(actor: &Actor, grants: &[Grant], seat: Seat, directory: &Directory) -> bool {
    let root = match seat {
        Seat::Agency(id) => Belongs { agency: Some(id), ..Belongs::default() },
        Seat::Institution(id) => Belongs { institution: Some(id), ..Belongs::default() },
        Seat::Country => Belongs::default(),
    };
    let actual = relation(actor, &root, directory);
    actual.is_some_and(|actual| allows(grants, actor.role, actual))
}

/// Whether a role may be held in a place at all.
pub fn suits(role: Role, seat: Seat, directory: &Directory) -> bool {
    // Of the ministry by employment, of the country by seat.
    if role == Role::AdminNational {
        return seat == Seat::Country;
    }
    match seat {
        Seat::Country => Home::Nation.suits(role, None),
        Seat::Agency(id) => directory.agency(id).is_some_and(|agency| {
            Home::Agency(agency.code.clone()).suits(role, Some(agency.level))
        }),
        Seat::Institution(id) => directory.institution(id).is_some_and(|institution| {
            Home::Institution(institution.code.clone()).suits(role, None)
        }),
    }
}

/// Whether an administrator may give or take a role in a place.
pub fn may_grant(
    admin: &Actor,
    (role, seat): Holding,
    directory: &Directory,
) -> Result<(), Denied> {
    let granted = administers(admin.role).ok_or(Denied::Forbidden)?;
    if role.side() == Side::Machine || !suits(role, seat, directory) {
        return Err(Denied::RoleNotHere);
    }
    let narrower = breadth(role).is_none_or(|breadth| covers(granted, breadth));
    if narrower && reaches(admin, seat, directory) { Ok(()) } else { Err(Denied::BeyondReach) }
}

/// Whether these seats may be one person's: who answers for an institution
/// neither asks, nor oversees, nor answers for another, nor follows what it is owed.
pub fn may_combine(seats: &[Holding]) -> Result<(), Denied> {
    let institutional = |seat: &Seat| matches!(seat, Seat::Institution(_));
    let Some((_, bank)) = seats.iter().find(|(_, seat)| institutional(seat)) else {
        return Ok(());
    };
    if seats.iter().any(|(_, seat)| seat != bank) {
        return Err(Denied::SidesMix);
    }
    if follows_and_answers(seats.iter().map(|(role, _)| *role)) {
        return Err(Denied::CreditorAnswers);
    }
    Ok(())
}

/// Whether one person would follow what an institution is owed and answer for it too:
/// he would learn what the answers say, and who answers that the institution gains.
pub fn follows_and_answers(roles: impl Iterator<Item = Role> + Clone) -> bool {
    let answers = |role| matches!(role, Role::BankMaker | Role::BankChecker | Role::BankHead);
    roles.clone().any(|role| role == Role::CreditorDesk) && roles.into_iter().any(answers)
}

/// Whether an administrator may see a person who holds these seats, or held
/// them last.
pub fn may_see(admin: &Actor, held: &[Holding], directory: &Directory) -> Result<(), Denied> {
    let seen = held.iter().any(|(_, seat)| reaches(admin, *seat, directory));
    if seen { Ok(()) } else { Err(Denied::NotFound) }
}

/// Whether an administrator may change a person who holds these seats, or held
/// them last.
pub fn may_change(
    admin: &Actor,
    person: UserId,
    held: &[Holding],
    touches: Touches,
    directory: &Directory,
) -> Result<(), Denied> {
    may_see(admin, held, directory)?;
    if touches == Touches::Rights && admin.person() == Some(person) {
        return Err(Denied::OwnRights);
    }
    let all = held.iter().all(|one| may_grant(admin, *one, directory).is_ok());
    if all { Ok(()) } else { Err(Denied::Forbidden) }
}

/// Whether an actor may keep a system of an institution.
pub fn may_keep(actor: &Actor, institution: Seat, directory: &Directory) -> Result<(), Denied> {
    if keeps_clients(actor, institution, directory) { Ok(()) } else { Err(Denied::NotFound) }
}
