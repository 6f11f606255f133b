//! Query strings: each parameter is known, comes once and means something, or
//! the request is refused with its name (`query_invalid`, member `parameter`).

use crate::dto::leaf::Leaf;
use crate::problem::{Fault, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::convert::Infallible;
use std::future::{Ready, ready};

/// The parameters of a request, not read yet: who asks is found out first.
pub(crate) struct Asked {
    pairs: Vec<(String, String)>,
}

/// A value that the text of a parameter stands for.
pub(crate) trait Parameter: Sized {
    /// Reads it.
    fn read(text: &str) -> Option<Self>;
}

impl<T: Leaf> Parameter for T {
    fn read(text: &str) -> Option<Self> {
        <T as Leaf>::read(text).ok()
    }
}

impl Parameter for bool {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// What is read of a query string.
pub(crate) trait Question: Sized {
    /// Takes its parameters out.
    fn take(asked: &mut Asked) -> Result<Self, Problem>;
}

impl FromRequest for Asked {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Text that is no query string decodes to something all the same.
        let pairs = serde_urlencoded::from_str(request.query_string()).unwrap_or_default();
        ready(Ok(Self { pairs }))
    }
}

impl Asked {
    /// Everything that was asked; what is left over is refused.
    pub(crate) fn read<Q: Question>(mut self) -> Result<Q, Problem> {
        let question = Q::take(&mut self)?;
        match self.pairs.first() {
            None => Ok(question),
            Some((name, _)) => Err(wrong(name)),
        }
    }

    /// A parameter that may be absent.
    pub(crate) fn optional<T: Parameter>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let Some(at) = self.pairs.iter().position(|(found, _)| found == name) else {
            return Ok(None);
        };
        let (_, text) = self.pairs.swap_remove(at);
        let twice = self.pairs.iter().any(|(found, _)| found == name);
        match T::read(&text) {
            Some(value) if !twice => Ok(Some(value)),
            _ => Err(wrong(name)),
        }
    }

    /// A parameter that has to be there.
    pub(crate) fn required<T: Parameter>(&mut self, name: &str) -> Result<T, Problem> {
        self.optional(name)?.ok_or_else(|| wrong(name))
    }

    /// A yes that is a no when absent.
    pub(crate) fn flag(&mut self, name: &str) -> Result<bool, Problem> {
        Ok(self.optional(name)?.unwrap_or(false))
    }
}

/// Names what is wrong. A name that cannot be one of ours is not repeated.
fn wrong(name: &str) -> Problem {
    let problem = Problem::from(Fault::QueryInvalid);
    let is_name = name.len() <= 32 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_name { problem.with("parameter", name) } else { problem }
}

impl Question for () {
    fn take(_: &mut Asked) -> Result<Self, Problem> {
        Ok(())
    }
}

impl<A: Question, B: Question> Question for (A, B) {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok((A::take(asked)?, B::take(asked)?))
    }
}
