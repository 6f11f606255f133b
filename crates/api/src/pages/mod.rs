//! Pages for people: server-rendered, complete without a script.
//!
//! A page is a view model and a template; no domain type reaches a template.
//! What a form says becomes the JSON body of the same name and takes the same
//! road as the API's: the bodies of [`crate::dto`], one command, one
//! transaction. A form's fields are named by the JSON pointers of that body, so
//! that what is wrong with a member is shown beside its field.

mod articles;
mod asked;
mod assets;
mod case;
mod case_form;
mod case_life;
mod case_write;
mod cases;
mod concession;
mod creditor;
mod delegations;
mod demand;
mod dues;
mod entrance;
mod error;
mod form;
mod frame;
mod freedom;
mod hand_over;
mod harm;
mod home;
mod inquiry;
mod inquiry_new;
mod letters;
mod money;
mod notices;
mod orders;
mod overdue;
mod owed;
mod papers;
mod parts;
mod post;
mod prosecution;
mod quarantine;
mod register;
mod requests;
mod roster;
mod running;
mod setup;
mod sign_in;
mod visitor;
mod words;

pub(crate) use error::{failure, speak_at};

use crate::problem::{Fault, Problem};
use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::ServiceConfig;
use askama::Template;

/// What a page may load and where its forms may go: nothing foreign, no script
/// at all.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// Registers the pages.
pub(crate) fn configure(config: &mut ServiceConfig) {
    assets::configure(config);
    sign_in::configure(config);
    setup::configure(config);
    home::configure(config);
    notices::configure(config);
    overdue::configure(config);
    letters::configure(config);
    cases::configure(config);
    // Before the case itself: `new` is no id.
    case_write::configure(config);
    inquiry_new::configure(config);
    orders::configure(config);
    money::configure(config);
    case::configure(config);
    case_life::configure(config);
    hand_over::configure(config);
    delegations::configure(config);
    quarantine::configure(config);
    register::configure(config);
    prosecution::configure(config);
    concession::configure(config);
    creditor::configure(config);
    harm::configure(config);
    inquiry::configure(config);
    papers::configure(config);
    demand::configure(config);
    dues::configure(config);
    requests::configure(config);
    roster::configure(config);
    running::configure(config);
}

/// A page as a response.
fn page(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
    let html = page.render().map_err(|_| Fault::Internal)?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(html))
}

/// On to a page of ours, read anew: what was sent is not sent again by a reload.
fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path)).finish()
}

/// A path of this service that somebody may be sent back to.
fn local(path: &str) -> Option<&str> {
    let sound = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 512
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    sound.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for path in ["/", "/cases?after=1.2", "/demands/01900000-0000-7000-8000-00000000dead"] {
            assert_eq!(local(path), Some(path));
        }
        for path in ["", "https://a.example", "//a.example", "/\\a.example", "/a b", "/\r\nX: y"] {
            assert_eq!(local(path), None, "{path}");
        }
    }
}
