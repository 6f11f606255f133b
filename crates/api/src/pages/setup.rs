//! A first password, or another after a reset, by the one-time code that an
//! administrator handed over. Signs nobody in.

use super::entrance::{Entrance, delayed};
use super::form::{Body, Button, Control, Errors, Fields, Form, Group, Typed};
use super::frame::{Frame, Look};
use super::post::FormPage;
use super::visitor::look;
use super::{page, see_other};
use crate::auth::{address, entry};
use crate::dto::administration::PasswordSetup;
use crate::problem::{Problem, json_error};
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse, get, post};
use locale::text;

/// The password once more: no member of the body.
const AGAIN: &str = "_again";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(set_up);
}

/// The empty form.
#[get("/setup")]
async fn show(request: HttpRequest) -> Result<HttpResponse, Problem> {
    setup_page(look(&request), &Typed::default(), &Errors::default(), StatusCode::OK)
}

/// Sets the password and leads to the way in.
#[post("/setup")]
async fn set_up(entrance: Entrance) -> Result<HttpResponse, Problem> {
    let Entrance { request, state, lang, typed } = entrance;
    let look = look(&request);
    if typed.get("/password") != typed.get(AGAIN) {
        // What was typed in two ways is no try.
        let errors = Errors::of_field(AGAIN, text(lang, "setup-differs", &[]));
        return setup_page(look, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let body = Body::of(&typed);
    let setup = serde_path_to_error::deserialize(&body.value).map_err(|e| json_error(&e));
    let address = address::of(&state.settings, &request);
    let set = match setup {
        Ok(PasswordSetup { username, code, password }) => {
            entry::by_setup_code(&state, address, username, &code, password).await
        }
        Err(problem) => Err(problem),
    };
    match set {
        Ok(()) => Ok(see_other("/sign-in?done=setup")),
        Err(problem) => {
            let errors = Errors::of(lang, &problem, &body);
            Ok(delayed(setup_page(look, &typed, &errors, problem.status)?, &problem))
        }
    }
}

fn setup_page(
    look: Look,
    typed: &Typed,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let fields = Fields { lang: look.lang, typed, errors, scope: "setup" };
    // No page holds a password.
    let secret = |name: &str, label: &str| Control {
        kind: "new-password",
        value: String::new(),
        ..fields.line(name, label)
    };
    let controls = vec![
        Control { kind: "username", ..fields.line("/username", "sign-in-username") },
        Control { kind: "code", ..fields.line("/code", "setup-code") },
        secret("/password", "setup-password"),
        secret(AGAIN, "setup-again"),
    ];
    let frame = Frame::anonymous(look, "setup-title", "/setup");
    let form = Form {
        action: "/setup".to_owned(),
        groups: vec![Group::plain(controls)],
        buttons: vec![Button::plain(frame.t("setup-submit"))],
        ..Form::default()
    };
    let mut shown = FormPage::anonymous(frame, form, errors);
    shown.lead = shown.frame.t("setup-lead");
    "/sign-in".clone_into(&mut shown.back);
    page(status, &shown)
}
