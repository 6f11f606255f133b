//! One of every role, where it is closest to what is its own.

use super::stage::Stage;
use crate::support::{Known, PASSWORD, Service};
use engine::actor::{Actor, Seat, Who};
use engine::directory::{Email, Username};
use engine::identity::PersonName;
use engine::role::{Role, Side};
use store::identity::{NewPerson, PasswordHash, SetupCode};

/// Somebody who acts.
pub(super) struct Player {
    pub(super) actor: Actor,
    pub(super) known: Known,
    /// Sits in an agency or an institution: the other world is foreign.
    pub(super) is_local: bool,
    username: Option<String>,
}

impl Player {
    /// Another session of the same person; none of a system.
    pub(super) fn again(&self, service: &Service) -> Option<Known> {
        self.username.as_deref().map(|name| service.sign_in(name))
    }
}

pub(super) struct Cast {
    pub(super) players: Vec<Player>,
}

impl Cast {
    pub(super) fn assemble(service: &Service, stage: &Stage) -> Self {
        let hash = api::auth::password::hash(PASSWORD).unwrap();
        let people = Role::ALL.iter().filter(|role| role.side() != Side::Machine);
        let mut players: Vec<_> = people.map(|role| person(service, stage, *role, &hash)).collect();
        players.push(system(service));
        Self { players }
    }
}

/// The officer of the case, or somebody new of the role.
fn person(service: &Service, stage: &Stage, role: Role, hash: &PasswordHash) -> Player {
    let username = match role {
        Role::Officer => "saomai".to_owned(),
        role => format!("matrix.{}", role.code().replace('_', "-")),
    };
    let seat = home(service, role);
    if role != Role::Officer {
        let id = newcomer(service, &username, role, seat);
        assert!(service.store.set_password(id, hash).unwrap());
    }
    let id = service.store.person_by_username(&username).unwrap().unwrap().id;
    assert!(!stage.targets.contains(&id));
    Player {
        actor: Actor { who: Who::Person(id), role, seat },
        known: service.sign_in(&username),
        is_local: seat != Seat::Country,
        username: Some(username),
    }
}

/// Gives somebody an account.
pub(super) fn newcomer(
    service: &Service,
    username: &str,
    role: Role,
    seat: Seat,
) -> engine::id::UserId {
    let new = NewPerson {
        username: Username::parse(username).unwrap(),
        full_name: PersonName::parse("Nguyễn Văn Mẫu").unwrap(),
        email: Email::parse("mau@thads.example").unwrap(),
        language: "vi".to_owned(),
        seats: vec![(role, seat)],
    };
    let code = SetupCode::given([0; 32], service.store.now());
    service.store.administer(&Actor::SYSTEM, |admin| admin.create_person(&new, &code)).unwrap()
}

fn home(service: &Service, role: Role) -> Seat {
    match role {
        Role::Supervisor | Role::Prosecutor | Role::AdminProvince => {
            Seat::Agency(service.world.agency("T01"))
        }
        Role::StateBankObserver | Role::Auditor | Role::AdminNational => Seat::Country,
        role if role.is_of_institution() => Seat::Institution(service.world.institution("VCB")),
        _ => Seat::Agency(service.world.agency("T01-01")),
    }
}

fn system(service: &Service) -> Player {
    let (system, known) = service.system("VCB");
    let seat = Seat::Institution(service.world.institution("VCB"));
    let actor = Actor { who: Who::Client(system.id), role: Role::BankSystem, seat };
    Player { actor, known, is_local: true, username: None }
}
