//! Refusals and failures as problems: the one place where they get a status.

use super::{Fault, Problem};
use actix_web::http::StatusCode;
use engine::administration::Denied;
use engine::refusal::{Class, Refusal};
use serde_json::Value;
use store::StoreError;
use store::identity::AdministerError;
use store::read::ReadError;

/// The status of a family of refusals.
const fn status(class: Class) -> StatusCode {
    match class {
        Class::NotFound => StatusCode::NOT_FOUND,
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::Conflict => StatusCode::CONFLICT,
        Class::Stale => StatusCode::PRECONDITION_FAILED,
        Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl From<Refusal> for Problem {
    /// The refusal's own fields (`pointer`, `current`, `max`, `answer`…) become
    /// members; none of them is a value of somebody else's.
    fn from(refusal: Refusal) -> Self {
        let mut problem = Self::new(status(refusal.class()), refusal.code());
        if let Ok(Value::Object(mut members)) = serde_json::to_value(&refusal) {
            members.remove("code");
            problem.members = members;
        }
        problem
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Fault::Busy,
            StoreError::InFlight => Fault::InFlight,
            StoreError::Unavailable => Fault::Unavailable,
            // The lane has logged the cause; a database's words may quote what
            // was written (I-32), so they go no further.
            StoreError::Constraint(_) => internal("constraint"),
            StoreError::Superseded(_) => internal("superseded"),
            StoreError::Corrupt(_) => internal("corrupt"),
            StoreError::Database(_) => internal("database"),
        }
        .into()
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        Self::new(status(denied.class()), denied.code())
    }
}

impl From<AdministerError> for Problem {
    fn from(error: AdministerError) -> Self {
        match error {
            AdministerError::Denied(denied) => denied.into(),
            AdministerError::Store(error) => error.into(),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Refused(refusal) => refusal.into(),
            ReadError::Store(error) => error.into(),
        }
    }
}

/// Our fault: logged by kind.
fn internal(kind: &'static str) -> Fault {
    tracing::error!(kind, "the store failed");
    Fault::Internal
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::id::AnswerId;

    #[test]
    fn every_family_of_refusals_has_its_status() {
        let pointer = || "/a/0".to_owned();
        for (refusal, expected) in [
            (Refusal::NotFound, 404),
            (Refusal::Forbidden, 403),
            (Refusal::OwnApproval, 403),
            (Refusal::CaseClosed, 409),
            (Refusal::Stale { current: 3 }, 412),
            (Refusal::KeyReused, 422),
            (Refusal::ItemTwice { pointer: pointer() }, 422),
        ] {
            assert_eq!(Problem::from(refusal).status.as_u16(), expected);
        }
    }

    #[test]
    fn fields_of_a_refusal_become_members() {
        let problem = Problem::from(Refusal::Stale { current: 3 });
        assert_eq!(problem.members["current"], 3);
        let answer = AnswerId(uuid::Uuid::from_u128(7));
        let problem = Problem::from(Refusal::AnswerConflicts { answer });
        assert_eq!(problem.members["answer"], answer.to_string());
        assert_eq!(problem.code, "answer_conflicts");
        assert!(!problem.members.contains_key("code"));
    }

    #[test]
    fn failures_say_whether_to_try_again_and_nothing_of_their_cause() {
        let database = || StoreError::Database("secret 079085001234".to_owned());
        for (error, expected, retry) in [
            (StoreError::Busy, 429, true),
            (StoreError::InFlight, 409, true),
            (StoreError::Unavailable, 503, true),
            (database(), 500, false),
            (StoreError::Constraint("secret".to_owned()), 500, false),
        ] {
            let problem = Problem::from(error);
            assert_eq!(problem.status.as_u16(), expected);
            assert_eq!(problem.retry_after.is_some(), retry);
            assert!(!format!("{problem:?}").contains("secret"));
        }
        assert_eq!(
            Problem::from(database()),
            Problem::from(StoreError::Constraint("x".to_owned()))
        );
    }
}
