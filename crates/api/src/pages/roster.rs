//! Lịch trực: who is on duty where one sits, or where one may have to call.

use super::dues::DuesPage;
use super::form::{Body, Choice, Errors};
use super::inquiry::Named;
use super::page;
use super::parts::{Cell, Table};
use super::post::{Kept, Posted, Small, again};
use super::visitor::Visitor;
use crate::dto::roster::ShiftBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::actor::Seat;
use engine::demand::Demand;
use engine::id::{ShiftId, UserId};
use engine::refusal::Refusal;
use engine::roster::{keeps, reads};
use locale::date_time;
use serde::Deserialize;
use store::identity::{Administered, Administrator, ShiftLine};
use uuid::Uuid;

const HERE: &str = "/roster";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(put).service(take);
}

/// Where: one's own place, if nothing is said.
#[derive(Deserialize)]
struct Wanted {
    agency: Option<Uuid>,
    institution: Option<Uuid>,
}

impl Wanted {
    fn place(&self, own: Seat) -> Seat {
        match (self.agency, self.institution) {
            (Some(id), _) => Seat::Agency(id.into()),
            (None, Some(id)) => Seat::Institution(id.into()),
            (None, None) => own,
        }
    }
}

impl Visitor {
    /// Whether there is a roster of the place one sits in to be read.
    pub(super) fn reads_roster(&self) -> bool {
        reads(&self.actor, self.actor.seat, &self.rules.directory)
    }

    async fn administer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Administrator<'_>) -> Administered<T> + Send + 'static,
    ) -> Result<T, Problem> {
        self.state.administer(self.actor, work).await
    }

    /// What a place is called.
    fn called(&self, place: Seat) -> String {
        match place {
            Seat::Agency(id) => self.names().agency(id),
            Seat::Institution(id) => self.names().institution(id),
            Seat::Country => String::new(),
        }
    }
}

/// The roster, with its forms for who keeps it.
#[get("/roster")]
async fn show(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let place = query.place(visitor.actor.seat);
    let lines = visitor.administer(move |admin| admin.roster(place)).await?;
    let title = format!("{} – {}", visitor.t("roster-title"), visitor.called(place));
    let keeper = keeps(&visitor.actor, place, &visitor.rules.directory);
    let mut forms = Vec::new();
    if keeper && place == visitor.actor.seat {
        let staff = visitor.administer(move |admin| admin.staff(place)).await?;
        let named = |small: Small, label: String, which: &str| {
            let form = small.shown_for(&visitor, &Errors::default(), which);
            Named { title: label, form }
        };
        forms.push(named(putting(&staff), visitor.t("roster-put"), ""));
        for line in &lines {
            let label = format!("{}: {}, {}", visitor.t("roster-take"), line.name, times(line));
            forms.push(named(taking(line.id), label, &line.id.to_string()));
        }
    }
    let shown = DuesPage {
        frame: visitor.frame(title.clone()),
        tabs: Vec::new(),
        parts: Vec::new(),
        empty: visitor.t("roster-empty"),
        table: Table {
            title,
            heads: ["who", "phone", "begins", "ends"]
                .map(|key| visitor.t(&format!("roster-{key}")))
                .to_vec(),
            rows: lines.iter().map(row).collect(),
        },
        next: None,
        forms,
    };
    page(StatusCode::OK, &shown)
}

/// Who of the other side may be called about an open demand now, each as a line.
pub(super) async fn on_duty(visitor: &Visitor, demand: &Demand) -> Result<Vec<String>, Problem> {
    let directory = &visitor.rules.directory;
    let place = if visitor.answers() {
        Seat::Agency(directory.agency_heir(demand.agency))
    } else {
        Seat::Institution(directory.heir(demand.institution))
    };
    if !demand.is_open() || !reads(&visitor.actor, place, directory) {
        return Ok(Vec::new());
    }
    let found = visitor.administer(move |admin| admin.on_duty(place)).await?;
    Ok(found.into_iter().map(|(name, phone)| format!("{name} · {phone}")).collect())
}

fn times(line: &ShiftLine) -> String {
    format!("{} – {}", date_time(line.from), date_time(line.to))
}

fn row(line: &ShiftLine) -> Vec<Cell> {
    vec![
        line.name.clone().into(),
        line.phone.clone().into(),
        date_time(line.from).into(),
        date_time(line.to).into(),
    ]
}

fn putting(staff: &[(UserId, String)]) -> Small {
    let staff: Vec<Choice> =
        staff.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect();
    Small::new("roster-put", HERE.to_owned(), move |fields| {
        vec![
            fields.select("/person", "roster-who", staff.clone()),
            fields.line("/phone", "roster-phone"),
            fields.time("/begins_at", "roster-begins"),
            fields.time("/ends_at", "roster-ends"),
        ]
    })
}

fn taking(id: ShiftId) -> Small {
    Small::new("roster-take", format!("{HERE}/{id}/removal"), |_| Vec::new())
}

/// A form of who keeps the roster of the place he sits in.
fn kept_by(kept: Kept) -> Result<Posted, Problem> {
    let posted = kept.of();
    let visitor = &posted.visitor;
    if keeps(&visitor.actor, visitor.actor.seat, &visitor.rules.directory) {
        Ok(posted)
    } else {
        Err(Refusal::Forbidden.into())
    }
}

/// Puts somebody on duty.
#[post("/roster")]
async fn put(kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept_by(kept)?;
    let visitor = &posted.visitor;
    let place = visitor.actor.seat;
    let parse = |reader: &mut _, body: ShiftBody| body.parse(reader, place);
    let done = match posted.says(&posted.typed, parse) {
        Ok(new) => {
            let put = visitor.administer(move |admin| admin.put_on_duty(&new)).await;
            let errors = |problem: Problem| {
                let body = Body::of(&posted.typed);
                (problem.status, Errors::of(visitor.lang, &problem, &body))
            };
            put.map_err(errors)
        }
        Err(wrong) => Err(wrong),
    };
    match done {
        Ok(_) => Ok(posted.onward(&format!("{HERE}?done=roster-put"))),
        Err((status, errors)) => {
            let staff = visitor.administer(move |admin| admin.staff(place)).await?;
            again(&posted, status, &errors, HERE.to_owned(), putting(&staff))
        }
    }
}

/// Takes a shift off.
#[post("/roster/{id}/removal")]
async fn take(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept_by(kept)?;
    let id = ShiftId(path.into_inner());
    if posted.is_stale() {
        let errors = Errors::said(posted.visitor.t("form-stale"));
        return again(&posted, StatusCode::FORBIDDEN, &errors, HERE.to_owned(), taking(id));
    }
    posted.visitor.administer(move |admin| admin.take_off_duty(id)).await?;
    Ok(posted.onward(&format!("{HERE}?done=roster-take")))
}
