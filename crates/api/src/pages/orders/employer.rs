//! An employer that is not in the list yet, named with the order that goes to it.

use super::super::form::{Body, Errors, Fields, Group, Typed};
use super::super::post::Posted;
use crate::dto::administration::NewEmployerBody;
use crate::dto::reader::read;
use crate::problem::Problem;
use engine::instrument::InstrumentKind;

/// Where its tax code and its name stand in the form.
const TAX: &str = "/employer/tax_code";
const NAME: &str = "/employer/name";

/// Who it is: folded away until somebody is named.
pub(super) fn group(fields: &Fields<'_>) -> Group {
    let folded = fields.typed.get(TAX).is_empty() && fields.typed.get(NAME).is_empty();
    let controls = vec![fields.line(TAX, "employer-tax"), fields.line(NAME, "employer-name")];
    Group { folded, ..fields.group("employer-new", controls) }
}

/// Takes the employer that was typed into the directory and names it in the body as
/// who pays the income; what was typed stays. What is wrong with it is said at its
/// fields. Nothing is registered by a form that carries nothing out.
pub(super) async fn named(posted: &Posted, body: &mut Typed) -> Result<Option<Errors>, Problem> {
    let [tax_code, name] = [TAX, NAME].map(|field| posted.typed.get(field).trim().to_owned());
    body.remove(TAX);
    body.remove(NAME);
    let ordered = posted.typed.get("/order/kind") == InstrumentKind::IncomeDeduction.code();
    if !ordered || posted.is_stale() || (tax_code.is_empty() && name.is_empty()) {
        return Ok(None);
    }
    let new = NewEmployerBody { tax_code, name };
    let found = match read(|reader| reader.within("employer", |reader| new.parse(reader))) {
        Ok(employer) => {
            let visitor = &posted.visitor;
            visitor.state.register_employer(visitor.actor, employer).await
        }
        Err(problem) => Err(problem),
    };
    match found {
        Ok(employer) => {
            body.set("/order/executor", employer.id.to_string());
            Ok(None)
        }
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let errors = Errors::of(posted.visitor.lang, &problem, &Body::of(&posted.typed));
            Ok(Some(errors))
        }
    }
}
