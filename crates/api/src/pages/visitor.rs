//! Who looks at a page, in which language.

use super::frame::{Banner, Frame, Link, Look, Me};
use super::running::banners;
use super::words::{Names, word};
use crate::auth::aside::Owner;
use crate::auth::caller::{identify, state_of};
use crate::auth::{Caller, secret};
use crate::http::lang;
use crate::problem::Problem;
use crate::state::State;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use engine::actor::{Actor, Seat};
use engine::command::CommandKind;
use engine::context::Rules;
use engine::policy::{ReadKind, command_grants, read_grants};
use engine::time::Instant;
use futures_util::future::LocalBoxFuture;
use locale::{Lang, text, try_text};
use std::sync::Arc;
use store::identity::{HeldSeat, LiveSession};
use store::read::{Found, Reader};

const LANGUAGE: &str = "attache-lang";

/// A person at a browser, signed in.
pub(super) struct Visitor {
    pub(super) state: Data<State>,
    pub(super) actor: Actor,
    pub(super) live: LiveSession,
    pub(super) lang: Lang,
    pub(super) rules: Arc<Rules>,
    name: String,
    seats: Vec<HeldSeat>,
    banners: Vec<Banner>,
    here: String,
    done: Option<String>,
}

/// The language of a request: the one switched to, else the person's, else the
/// one the browser likes best.
pub(super) fn language(request: &HttpRequest) -> Lang {
    let switched = request.cookie(LANGUAGE).and_then(|cookie| cookie.value().parse().ok());
    let own = || request.extensions().get::<Lang>().copied();
    switched.or_else(own).unwrap_or_else(|| lang::of(request.headers()))
}

/// How a page is written in answer to a request.
pub(super) fn look(request: &HttpRequest) -> Look {
    let training = state_of(request).is_ok_and(|state| state.settings.training);
    Look { lang: language(request), training }
}

/// The cookie that keeps a switched language.
pub(super) fn language_cookie(state: &State, lang: Lang) -> Cookie<'static> {
    Cookie::build(LANGUAGE, lang.code())
        .path("/")
        .http_only(true)
        .secure(!state.settings.plain_http)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365))
        .finish()
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state_of(&request)?;
            let caller = identify(&state, &request).await?;
            Self::of(state, &request, &caller).await
        })
    }
}

impl Visitor {
    /// The person behind a caller who came with a session's cookie.
    pub(super) async fn of(
        state: Data<State>,
        request: &HttpRequest,
        caller: &Caller,
    ) -> Result<Self, Problem> {
        let live = caller.session()?.clone();
        if let Ok(own) = live.language.parse::<Lang>() {
            request.extensions_mut().insert(own);
        }
        let (person, now) = (live.session.person, state.now());
        let found = state.blocking(move |store| {
            let name = store.person(person)?.map(|one| one.full_name);
            Ok((name, store.seats_of(person)?, store.announced(now)?))
        });
        let (name, seats, announced) = found.await?;
        let lang = language(request);
        let rules = state.store.rules();
        let to = (Some(caller.actor.seat), &rules.directory);
        let banners = banners(lang, to, &announced, now);
        let done = done(lang, request.query_string());
        Ok(Self {
            rules,
            banners,
            state,
            actor: caller.actor,
            live,
            lang,
            name: name.unwrap_or_default(),
            seats,
            here: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            done,
        })
    }

    /// Runs finders for this person.
    pub(super) async fn find<T: Send + 'static>(
        &self,
        find: impl FnOnce(&mut Reader<'_>, &Actor) -> Found<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let actor = self.actor;
        Ok(self.state.store.find(move |reader| find(reader, &actor)).await?)
    }

    /// Whether the role may ever do this. Pages show only what the person may
    /// see, so what is shown may be done by whom the table names; the command
    /// is judged again when it comes.
    pub(super) fn may(&self, kind: CommandKind) -> bool {
        command_grants(kind).iter().any(|(role, _)| *role == self.actor.role)
    }

    /// Whether the role may ever read this.
    pub(super) fn reads(&self, kind: ReadKind) -> bool {
        read_grants(kind).iter().any(|(role, _)| *role == self.actor.role)
    }

    /// Whether the person sits in an institution.
    pub(super) const fn answers(&self) -> bool {
        matches!(self.actor.seat, Seat::Institution(_))
    }

    /// Now, by the injected clock.
    pub(super) fn now(&self) -> Instant {
        self.state.now()
    }

    /// Names of agencies and institutions in the person's language.
    pub(super) fn names(&self) -> Names<'_> {
        Names { lang: self.lang, directory: &self.rules.directory }
    }

    /// A text by its key.
    pub(super) fn t(&self, key: &str) -> String {
        text(self.lang, key, &[])
    }

    /// What every form shows to change anything.
    pub(super) fn csrf(&self) -> String {
        secret::encode(&self.live.session.csrf)
    }

    /// Whose every form is.
    pub(super) fn owner(&self) -> String {
        Owner::of(self.live.session.person).written()
    }

    /// The seats the person may choose from.
    pub(super) fn seats(&self) -> &[HeldSeat] {
        &self.seats
    }

    /// The frame of a page with this title.
    pub(super) fn frame(&self, title: String) -> Frame {
        let me = Me {
            name: self.name.clone(),
            seat: seat_label(&self.names(), &self.live.seat),
            may_change: self.seats.len() > 1,
            csrf: self.csrf(),
            nav: self.nav(),
        };
        let (here, done) = (self.here.clone(), self.done.clone());
        let training = self.state.settings.training;
        let banners = self.banners.clone();
        Frame { lang: self.lang, title, me: Some(me), done, here, training, banners }
    }

    fn nav(&self) -> Vec<Link> {
        let path = self.here.split('?').next().unwrap_or_default();
        let link = |key: &str, href: &str| Link {
            label: self.t(key),
            href: href.to_owned(),
            current: path == href,
        };
        let mut nav = vec![link("nav-home", "/")];
        if self.reads(ReadKind::Case) {
            nav.push(link("nav-cases", "/cases"));
        }
        if self.reads(ReadKind::CreditorCases) {
            nav.push(link("nav-claims", "/creditor"));
        }
        if self.reads(ReadKind::Requests) {
            nav.push(link("nav-requests", "/requests"));
        }
        if self.reads(ReadKind::Delegations) {
            nav.push(link("nav-delegations", "/delegations"));
        }
        if self.reads(ReadKind::Register) {
            nav.push(link("nav-register", "/register"));
        }
        if self.reads(ReadKind::Quarantine) {
            nav.push(link("nav-quarantine", "/quarantine"));
        }
        if self.reads(ReadKind::ProsecutorActs) {
            nav.push(link("nav-acts", "/prosecutor-acts"));
        }
        if self.may(CommandKind::ConfirmRemittance) {
            nav.push(link("nav-remittances", "/remittances"));
            nav.push(link("nav-statements", "/statements"));
        }
        if self.may(CommandKind::ProposePayee) {
            nav.push(link("nav-payees", "/payees"));
        }
        if self.reads_roster() {
            nav.push(link("nav-roster", "/roster"));
        }
        if self.reads(ReadKind::Overdue) {
            nav.push(link("nav-overdue", "/overdue"));
        }
        if self.may(CommandKind::Announce) {
            nav.push(link("announcements-title", "/announcements"));
        }
        nav
    }
}

/// A role and where it is held.
pub(super) fn seat_label(names: &Names<'_>, seat: &HeldSeat) -> String {
    let role = word(names.lang, "role", seat.role.code());
    match seat.seat {
        Seat::Agency(id) => format!("{role}, {}", names.agency(id)),
        Seat::Institution(id) => format!("{role}, {}", names.institution(id)),
        Seat::Country => role,
    }
}

/// What was just done: only what there is a text for.
pub(super) fn done(lang: Lang, query: &str) -> Option<String> {
    let pairs = serde_urlencoded::from_str::<Vec<(String, String)>>(query).ok()?;
    let (_, code) = pairs.into_iter().find(|(name, _)| name == "done")?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_code.then(|| try_text(lang, &format!("done-{code}"), &[])).flatten()
}
