//! An employer that is not in the list yet, named with the order that goes to it.

use super::super::form::{Body, Control, Errors, Fields};
use super::super::post::Posted;
use crate::dto::administration::NewEmployerBody;
use crate::dto::reader::read;
use crate::problem::Problem;

/// Where its tax code and its name stand in the form.
const TAX: &str = "/employer/tax_code";
const NAME: &str = "/employer/name";

/// Who it is.
pub(super) fn fields(fields: &Fields<'_>) -> Vec<Control> {
    vec![fields.line(TAX, "employer-tax"), fields.line(NAME, "employer-name")]
}

/// Takes the employer that was typed into the directory and names it as who pays
/// the income. What is wrong with it is said at its fields.
pub(super) async fn named(posted: &mut Posted) -> Result<Option<Errors>, Problem> {
    let [tax_code, name] = [TAX, NAME].map(|field| posted.typed.get(field).trim().to_owned());
    if tax_code.is_empty() && name.is_empty() {
        posted.typed.remove(TAX);
        posted.typed.remove(NAME);
        return Ok(None);
    }
    let body = NewEmployerBody { tax_code, name };
    let found = match read(|reader| reader.within("employer", |reader| body.parse(reader))) {
        Ok(employer) => {
            let visitor = &posted.visitor;
            visitor.state.register_employer(visitor.actor, employer).await
        }
        Err(problem) => Err(problem),
    };
    match found {
        Ok(employer) => {
            posted.typed.set("/order/executor", employer.id.to_string());
            posted.typed.remove(TAX);
            posted.typed.remove(NAME);
            Ok(None)
        }
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) => {
            let errors = Errors::of(posted.visitor.lang, &problem, &Body::of(&posted.typed));
            Ok(Some(errors))
        }
    }
}
