//! Coming in by a name and something only its owner knows. The one way for the
//! API and for pages, so that none forgets to count the tries.

use super::password::{self, PasswordError};
use super::secret;
use super::throttle::Wait;
use crate::problem::{Fault, FieldError, Problem};
use crate::state::State;
use std::net::IpAddr;
use store::identity::{PasswordHash, Person};

impl From<Wait> for Problem {
    fn from(Wait(seconds): Wait) -> Self {
        let mut problem = Self::from(Fault::SignInThrottled);
        problem.retry_after = Some(seconds);
        problem
    }
}

/// The active person of this name and password.
pub(crate) async fn by_password(
    state: &State,
    address: IpAddr,
    username: &str,
    password: String,
) -> Result<Person, Problem> {
    let tried = Tried::begin(state, username, address)?;
    let name = username.to_owned();
    let found = state.blocking(move |store| store.person_by_username(&name)).await?;
    let hash = found.as_ref().and_then(|person| person.password.clone());
    let fits = state.passwords.verify(password, hash).await;
    let person = found.filter(|person| fits && person.active);
    let person = person.ok_or(Fault::SignInFailed)?;
    tried.succeeded();
    Ok(person)
}

/// Sets a person's password by a one-time code. The password is looked at
/// first and costs the same for every name and code.
pub(crate) async fn by_setup_code(
    state: &State,
    address: IpAddr,
    username: String,
    code: &str,
    password: String,
) -> Result<(), Problem> {
    // What is no password is no try either.
    password::check(&password, &username).map_err(|error| wrong("/password", error))?;
    let tried = Tried::begin(state, &username, address)?;
    let hash = new_password(state, "/password", &username, password).await?;
    let code = secret::decode(code).map(|code| secret::digest(&code));
    let name = username.clone();
    let set = match code {
        None => false,
        Some(code) => {
            state.revoking(move |store| store.use_setup_code(&name, &code, &hash)).await?
        }
    };
    if !set {
        return Err(Fault::SetupRefused.into());
    }
    tried.succeeded();
    Ok(())
}

/// The hash of a password somebody chooses for himself; `pointer` is where it
/// stands in the body.
pub(crate) async fn new_password(
    state: &State,
    pointer: &str,
    username: &str,
    password: String,
) -> Result<PasswordHash, Problem> {
    let checked = password::check(&password, username);
    let hashed = match checked {
        Ok(()) => state.passwords.hash(password).await,
        Err(error) => Err(error),
    };
    hashed.map_err(|error| wrong(pointer, error))
}

fn wrong(pointer: &str, error: PasswordError) -> Problem {
    let code = match error {
        PasswordError::TooShort => "password_short",
        PasswordError::TooLong => "too_long",
        PasswordError::HoldsName => "password_holds_name",
        PasswordError::OneCharacter => "password_one_character",
        PasswordError::Failed => return Fault::Unavailable.into(),
    };
    Problem::of_fields(vec![FieldError { pointer: pointer.to_owned(), code }])
}

/// A try under a name that has begun.
pub(crate) struct Tried<'a> {
    state: &'a State,
    username: &'a str,
    address: IpAddr,
}

impl<'a> Tried<'a> {
    /// Counts it, or says how long to wait.
    pub(crate) fn begin(
        state: &'a State,
        username: &'a str,
        address: IpAddr,
    ) -> Result<Self, Problem> {
        state.throttle.begin(Some(username), address, state.now())?;
        Ok(Self { state, username, address })
    }

    /// Forgives it.
    pub(crate) fn succeeded(self) {
        let Self { state, username, address } = self;
        state.throttle.succeeded(Some(username), address, state.now());
    }
}
