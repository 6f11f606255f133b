//! What a write is answered with.

use super::view::shown::{MoneyShown, Shown};
use engine::decide::{Done, Share, Shared};
use engine::money::Money;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};
use uuid::Uuid;

/// A write that was carried out, now or by an earlier identical request.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Written {
    /// What was made or changed.
    id: Uuid,
    /// Its version after it, also in `ETag`.
    version: i32,
    /// Whether an earlier identical request had done it.
    replayed: bool,
    /// A second thing that was made: the answer, the message, the request for
    /// more time.
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<Uuid>,
    /// Whether it waited so long that it was stamped anew (it is judged by when
    /// it could be carried out).
    restamped: bool,
    /// The demands served by a filing, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    demands: Option<Vec<ServedDemand>>,
    /// The receipt of what was answered: a compact JWS, the same for an
    /// identical request repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt: Option<String>,
    /// Items answered otherwise before: these answers were kept as evidence and
    /// do not count. The others do.
    #[serde(skip_serializing_if = "Option::is_none")]
    contradicted: Option<Vec<Uuid>>,
    /// How a report by account was split over the institution's orders; the same
    /// for the same report sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<SplitView>,
}

/// How money that an account caught was split.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Split)]
struct SplitView {
    /// In the order of rank; orders that are due nothing are left out.
    shares: Vec<ShareView>,
    /// What no order is due: it is not frozen.
    not_frozen: MoneyShown,
}

/// What one order is due.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Share)]
struct ShareView {
    /// The demand.
    demand: Uuid,
    /// Its reference.
    reference: String,
    /// The item that ordered the freeze.
    item: Uuid,
    amount: MoneyShown,
}

impl SplitView {
    fn new(shared: &Shared) -> Self {
        let share = |one: &Share| ShareView {
            demand: one.demand.0,
            reference: one.reference.clone(),
            item: one.item.0,
            amount: dong(one.amount),
        };
        Self { shares: shared.shares.iter().map(share).collect(), not_frozen: dong(shared.left) }
    }
}

const fn dong(amount: i64) -> MoneyShown {
    Shown(Money::vnd(amount))
}

/// One institution's share of what was filed.
#[derive(Debug, Serialize, ToSchema)]
struct ServedDemand {
    id: Uuid,
    institution: Uuid,
}

impl Written {
    pub(crate) fn new(done: &Done, restamped: bool, receipt: Option<String>) -> Self {
        let served = done.served.as_ref().map(|served| {
            let demands = served.iter().map(|(demand, institution)| ServedDemand {
                id: demand.0,
                institution: institution.0,
            });
            demands.collect()
        });
        let evidence = done.evidence.iter().map(|item| item.0);
        let contradicted = (!done.evidence.is_empty()).then(|| evidence.collect());
        Self {
            id: done.subject,
            version: done.version,
            replayed: done.replayed,
            created: done.other,
            restamped,
            demands: served,
            receipt,
            contradicted,
            split: done.shared.as_deref().map(SplitView::new),
        }
    }
}

/// A problem (RFC 9457). Further members depend on the code: `pointer`,
/// `current`, `max`, `answer`…
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Problem::render` writes")]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// `urn:attache:problem:` and the code.
    r#type: String,
    /// For people, in the language of `Accept-Language` (`vi`, `en`).
    title: String,
    /// The HTTP status.
    status: u16,
    /// For programs; never changes.
    code: String,
    /// Names the request in the logs.
    request: Option<String>,
    /// Where in the body (RFC 6901).
    pointer: Option<String>,
    /// Everything wrong with the body.
    errors: Option<Vec<FieldProblem>>,
}

/// One field of a body that is wrong.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Problem::render` writes")]
struct FieldProblem {
    /// RFC 6901.
    pointer: String,
    /// For programs; never changes.
    code: String,
    /// For people.
    detail: String,
}

type Responses = BTreeMap<String, RefOr<Response>>;

/// Responses of a write that makes something.
pub(crate) struct Made;

/// Responses of a write that changes something.
pub(crate) struct Changed;

/// Responses of anything that may be refused.
pub(crate) struct Refusable;

fn json_of(schema: &str) -> Content {
    Content::new(Some(Ref::from_schema_name(schema)))
}

fn written(status: &str, description: &str) -> Responses {
    let etag = HeaderBuilder::new().description(Some("The version after it")).build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/json", json_of("Written"))
        .header("ETag", etag)
        .build();
    let mut responses = Refusable::responses();
    responses.insert(status.to_owned(), RefOr::T(response));
    responses
}

impl IntoResponses for Made {
    fn responses() -> Responses {
        written("201", "It was made")
    }
}

impl IntoResponses for Changed {
    fn responses() -> Responses {
        written("200", "It was carried out")
    }
}

impl IntoResponses for Refusable {
    fn responses() -> Responses {
        let response = ResponseBuilder::new()
            .description("It was not carried out: `code` says why")
            .content(crate::problem::MEDIA_TYPE, json_of("Problem"))
            .build();
        BTreeMap::from([("default".to_owned(), RefOr::T(response))])
    }
}
