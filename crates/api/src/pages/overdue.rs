//! Recorded lateness: against law, agreement or target, three different things.

use super::form::{Choice, Control, Errors, Fields, Form, Typed};
use super::frame::{Frame, Link, encoded};
use super::home::{cursor, tabs};
use super::page;
use super::parts::{ROWS, Tag};
use super::post::{Kept, Outcome, Small, again};
use super::visitor::Visitor;
use super::words::{ends, filled, rule_title, tag, word};
use crate::dto::demand::ExplanationBody;
use crate::problem::{Fault, Problem};
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::clock::LateReason;
use engine::command::CommandKind;
use engine::directory::Institution;
use engine::id::{DemandId, EpisodeId, InstitutionId};
use engine::law::Layer;
use locale::{date, date_time};
use serde::Deserialize;
use store::read::{OverdueFilter, OverdueLine, Page};
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(explain);
}

/// Which lateness, from where on.
#[derive(Deserialize)]
struct Wanted {
    layer: Option<String>,
    open: Option<String>,
    institution: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "overdue.html")]
struct OverduePage {
    frame: Frame,
    tabs: Vec<Link>,
    filters: Vec<Control>,
    rows: Vec<OverdueRow>,
    next: Option<String>,
}

struct OverdueRow {
    id: String,
    reference: String,
    href: String,
    institution: String,
    agency: String,
    info: String,
    rule: String,
    layer: String,
    flagged: String,
    detected: String,
    state: Tag,
    reason: String,
    explain: Option<Form>,
}

fn chosen(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn filter(wanted: &Wanted) -> Result<OverdueFilter, Fault> {
    let layer = chosen(wanted.layer.as_deref());
    let layer = layer.map(|code| Layer::from_code(code).ok_or(Fault::QueryInvalid));
    let institution = chosen(wanted.institution.as_deref());
    let institution = institution
        .map(|id| id.parse::<Uuid>().map(InstitutionId).map_err(|_| Fault::QueryInvalid));
    Ok(OverdueFilter {
        since: None,
        institution: institution.transpose()?,
        agency: None,
        layer: layer.transpose()?,
        open: wanted.open.as_deref() == Some("true"),
    })
}

/// The list.
#[get("/overdue")]
async fn show(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let wanted = query.into_inner();
    let filter = filter(&wanted)?;
    let from = Page::new(cursor(wanted.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.overdue(actor, &filter, from)).await?;
    let narrowed = narrowed(&wanted);
    let next = found.next.map(|cursor| format!("{narrowed}after={cursor}"));
    let back = narrowed.trim_end_matches(['?', '&']).to_owned();
    let shown = OverduePage {
        frame: visitor.frame(visitor.t("overdue-title")),
        tabs: tabs(&visitor, "record"),
        filters: filters(&visitor, &wanted),
        rows: found.rows.iter().map(|row| line(&visitor, row, &back)).collect(),
        next,
    };
    page(StatusCode::OK, &shown)
}

/// The same list again, up to where it goes on.
fn narrowed(wanted: &Wanted) -> String {
    let mut path = "/overdue?".to_owned();
    let parts =
        [("layer", &wanted.layer), ("open", &wanted.open), ("institution", &wanted.institution)];
    for (name, value) in parts {
        if let Some(value) = chosen(value.as_deref()) {
            path.extend([name, "=", &encoded(value), "&"]);
        }
    }
    path
}

fn filters(visitor: &Visitor, wanted: &Wanted) -> Vec<Control> {
    let mut typed = Typed::default();
    typed.set("layer", wanted.layer.clone().unwrap_or_default());
    typed.set("open", wanted.open.clone().unwrap_or_default());
    typed.set("institution", wanted.institution.clone().unwrap_or_default());
    let errors = Errors::default();
    let fields = Fields { lang: visitor.lang, typed: &typed, errors: &errors, scope: "filter-" };
    let any = || Choice::new("", visitor.t("filter-any"));
    let mut layers = vec![any()];
    layers.extend(
        fields.words("layer", &Layer::ALL.iter().map(|one| one.code()).collect::<Vec<_>>()),
    );
    let mut controls =
        vec![fields.select("layer", "filter-layer", layers), fields.check("open", "filter-open")];
    if !visitor.answers() {
        let mut institutions = vec![any()];
        institutions.extend(institution_choices(visitor));
        controls.insert(1, fields.select("institution", "filter-institution", institutions));
    }
    controls
}

/// Every institution that takes part, by name.
pub(super) fn institution_choices(visitor: &Visitor) -> Vec<Choice> {
    let names = visitor.names();
    let active = visitor.rules.directory.institutions().filter(|one| one.active);
    let mut choices: Vec<Choice> = active
        .map(|one| {
            let name = format!("{} – {}", one.short_name, names.institution(one.id));
            Choice::new(one.id.to_string(), joining(visitor, one, name))
        })
        .collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

/// What is called so, and the day on which it joins, if that is still to come: until then
/// a letter goes out.
fn joining(visitor: &Visitor, one: &Institution, name: String) -> String {
    let on = one.joins_on.filter(|_| one.joined && !one.is_here(visitor.now()));
    match on {
        Some(on) => format!("{name} ({})", filled(visitor.lang, "joins-on", "day", &date(on))),
        None => name,
    }
}

fn line(visitor: &Visitor, row: &OverdueLine, back: &str) -> OverdueRow {
    let (lang, names) = (visitor.lang, visitor.names());
    let asked = row.asked.as_ref();
    let may_explain = visitor.may(CommandKind::ExplainEpisode);
    OverdueRow {
        id: row.id.to_string(),
        reference: asked.map(|asked| asked.reference.clone()).unwrap_or_default(),
        href: asked.map(|asked| format!("/demands/{}", asked.demand)).unwrap_or_default(),
        institution: names.institution(row.institution),
        agency: asked.map(|asked| names.agency(asked.agency)).unwrap_or_default(),
        info: asked_word(lang, row.info),
        rule: format!("{} {}", row.rule, rule_title(lang, &row.rule)),
        layer: word(lang, "layer", row.layer.code()),
        flagged: ends(row.flagged_at),
        detected: date_time(row.detected_at),
        state: match row.closed_by {
            None => Tag { text: visitor.t("episode-open"), colour: "red" },
            Some(end) => tag(lang, "episode-end", end.code()),
        },
        reason: row.reason.map(|one| word(lang, "late-reason", one.code())).unwrap_or_default(),
        explain: asked.filter(|_| may_explain).map(|asked| {
            let small = small(asked.demand, row.id);
            Small { next: Some(back.to_owned()), ..small }.shown(visitor, &Errors::default())
        }),
    }
}

/// What was asked, in words: a type of information or an order.
fn asked_word(lang: locale::Lang, code: &str) -> String {
    let info = locale::try_text(lang, &format!("info-{code}"), &[]);
    info.unwrap_or_else(|| word(lang, "instrument", code))
}

/// The form that says why an episode came about.
pub(super) fn small(demand: DemandId, episode: EpisodeId) -> Small {
    let action = format!("/demands/{demand}/episodes/{episode}/explanation");
    Small::new("explain-episode", action, |fields| {
        let codes: Vec<&str> = LateReason::CODED.iter().map(|one| one.code()).collect();
        vec![
            fields.select("/reason", "explain-episode-reason", fields.words("late-reason", &codes)),
            fields.area("/note", "explain-episode-note"),
        ]
    })
}

/// Says why an episode came about.
#[post("/demands/{demand}/episodes/{episode}/explanation")]
async fn explain(path: Path<(Uuid, Uuid)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ExplainEpisode])?;
    let (demand, episode) = path.into_inner();
    let (demand, episode): (DemandId, EpisodeId) = (demand.into(), episode.into());
    let mut typed = posted.typed.clone();
    // Empty words are still words: the engine says what is missing.
    typed.preset("/note", "");
    let outcome = posted
        .run(&typed, |reader, body: ExplanationBody| body.parse(demand, episode, reader))
        .await?;
    match outcome {
        Outcome::Done(_) => Ok(posted.onward(&format!("/demands/{demand}?done=explain"))),
        Outcome::Wrong(status, errors) => {
            again(&posted, status, &errors, "/overdue".to_owned(), small(demand, episode))
        }
    }
}
