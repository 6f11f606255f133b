//! Parameters of reads: what they are called, and what they are read into.

use super::leaf::UserIdField;
use super::view::shown::{
    ActStateWord, AgencyLevelWord, At, CaseStateWord, DayShown, DelegationStateWord, DutyKindWord,
    HeldStateWord, InstitutionKindWord, LayerWord, LetterStageWord, RegisterBookWord,
    RequestStateWord, ShowWord,
};
use crate::http::query::{Asked, Parameter, Question};
use crate::problem::{Fault, Problem};
use engine::context::Rules;
use engine::delegation::DelegationState;
use engine::directory::{AgencyLevel, InstitutionKind};
use engine::held::HeldState;
use engine::identity::name::fold;
use engine::law::Layer;
use engine::ledger::{DutyKind, NotPlanned, planned};
use engine::prosecution::ActState;
use engine::register::RegisterBook;
use engine::request::RequestState;
use engine::time::{Day, Instant, Zone};
use store::read::{
    ActFilter, CaseFilter, Cursor, Inbox, InboxFilter, LetterFilter, LetterStage, MAX_ROWS,
    OverdueFilter, Page, Purpose,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Rows of a page that names no limit.
const DEFAULT_ROWS: u16 = 50;

/// A year of the register.
struct Year(i16);

macro_rules! words {
    ($($word:ident, |$text:ident| $read:expr;)+) => {$(
        impl Parameter for $word {
            fn read($text: &str) -> Option<Self> {
                $read
            }
        }
    )+};
}

words! {
    Cursor, |text| text.parse().ok();
    Layer, |text| Self::from_code(text);
    LetterStage, |text| Self::from_code(text);
    RequestState, |text| Self::from_code(text);
    DelegationState, |text| Self::from_code(text);
    HeldState, |text| Self::from_code(text);
    RegisterBook, |text| Self::from_code(text);
    Year, |text| text.parse().ok().filter(|year| (2000..3000).contains(year)).map(Self);
    ActState, |text| Self::from_code(text);
    AgencyLevel, |text| Self::parse(text).ok();
    InstitutionKind, |text| Self::parse(text).ok();
    Limit, |text| text.parse().ok().filter(|rows| (1..=MAX_ROWS).contains(rows)).map(Self);
    Words, |text| {
        let sound = (1..=200).contains(&text.chars().count()) && !text.contains(char::is_control);
        sound.then(|| Self(text.to_owned()))
    };
    DutyKind, |text| Self::from_code(text);
    Purpose, |text| Self::coded(text).ok();
    Part, |text| {
        let Words(words) = Words::read(text)?;
        Some(fold(&words)).filter(|part| !part.is_empty()).map(Self)
    };
    Key, |text| {
        let sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let sound = (1..=64).contains(&text.len()) && text.bytes().all(sign);
        sound.then(|| Self(text.to_owned()))
    };
    Named, |text| text.parse().ok().map(Self);
    OpenOnly, |text| (text == "open").then_some(Self);
    Inbox, |text| match text {
        "open" => Some(Self::Open),
        "done" => Some(Self::Done),
        _ => None,
    };
}

/// How many rows.
struct Limit(u16);

/// Something to look for.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00-\x1f\x7f-\x9f]+$")]
pub(crate) struct Words(pub(crate) String);

/// A part of a name, folded. What folds to nothing would be a part of any.
struct Part(String);

/// The key of a row.
struct Key(String);

/// An id of something.
struct Named(Uuid);

/// Which page, and how long.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct PageParams {
    /// Where the page starts: `next` of the page before.
    #[param(required = false, min_length = 1, max_length = 64, pattern = "^[0-9A-Za-z._-]+$")]
    after: String,
    /// At most so many rows.
    #[param(required = false, minimum = 1, maximum = 200, default = 50)]
    limit: u16,
}

impl Question for Page {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        let after = asked.optional("after")?;
        let limit = asked.optional("limit")?.map_or(DEFAULT_ROWS, |Limit(rows)| rows);
        Ok(Self::new(after, limit))
    }
}

/// Which page of what is kept by key, and how long.
pub(crate) struct KeyPage {
    pub(crate) after: Option<String>,
    pub(crate) limit: u16,
}

impl Question for KeyPage {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok(Self {
            after: asked.optional("after")?.map(|Key(text)| text),
            limit: asked.optional("limit")?.map_or(DEFAULT_ROWS, |Limit(rows)| rows),
        })
    }
}

/// Which cases. By name they are searched in a body: an address stays in logs
/// and histories (I-32).
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct CaseParams {
    /// Only open or only closed ones.
    #[param(required = false, inline)]
    state: CaseStateWord,
    /// Only the one of exactly this number.
    #[param(required = false, inline)]
    number: Words,
    /// Only those that this person leads.
    #[param(required = false, inline)]
    officer: UserIdField,
}

impl Question for CaseFilter {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok(Self {
            state: asked.optional("state")?,
            number: asked.optional("number")?.map(|Words(text)| text),
            officer: asked.optional("officer")?,
            name: None,
        })
    }
}

/// Which part of an inbox.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct InboxParams {
    /// What still owes an answer (`open`, the default), or what is done.
    #[param(required = false, inline)]
    show: ShowWord,
    /// Of the open: only what is due before this.
    #[param(required = false, inline)]
    due_before: At,
    /// Of the open: only what is past its earliest due instant.
    #[param(required = false)]
    overdue: bool,
}

impl Question for InboxFilter {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok(Self {
            show: asked.optional("show")?.unwrap_or_default(),
            due_before: asked.optional("due_before")?,
            overdue: asked.flag("overdue")?,
        })
    }
}

/// Which letters.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct LetterParams {
    /// Only those that wait for this: to be served, to be answered, to be compared by a
    /// second person with what came back.
    #[param(required = false, inline)]
    stage: LetterStageWord,
    /// Only the demand with this reference, as printed on its letter, wherever it stands
    /// and however it went.
    #[param(required = false, inline)]
    reference: Words,
}

impl Question for LetterFilter {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok(Self {
            stage: asked.optional("stage")?,
            reference: asked.optional("reference")?.map(|Words(text)| text),
        })
    }
}

/// Which statements.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct StatementParams {
    /// `open`: only those with lines that wait.
    #[param(required = false, pattern = "^open$")]
    state: String,
}

/// Only those with lines that wait.
pub(crate) struct Waiting(pub(crate) bool);

/// The word for it.
struct OpenOnly;

impl Question for Waiting {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok(Self(asked.optional::<OpenOnly>("state")?.is_some()))
    }
}

/// Which duties.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct DutyParams {
    /// Only of this kind: `review` is the sunset list, `state_grounds` the freezes
    /// whose grounds for coercion nobody stated.
    #[param(required = false, inline)]
    kind: DutyKindWord,
}

/// Of which kind, if not of all.
pub(crate) struct OfKind(pub(crate) Option<DutyKind>);

impl Question for OfKind {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("kind").map(Self)
    }
}

/// Which requests for a measure.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct RequestParams {
    /// Only those that stand so.
    #[param(required = false, inline)]
    state: RequestStateWord,
}

impl Question for Option<RequestState> {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("state")
    }
}

/// Which delegations.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct DelegationParams {
    /// Only those that stand so.
    #[param(required = false, inline)]
    state: DelegationStateWord,
}

impl Question for Option<DelegationState> {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("state")
    }
}

/// Which rows that could not be taken in.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct QuarantineParams {
    /// Those that stand so; those that wait if it is not said.
    #[param(required = false, inline)]
    state: HeldStateWord,
}

impl Question for Option<HeldState> {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("state")
    }
}

/// Which book of the register, of which year.
pub(crate) struct Wanted {
    pub(crate) book: RegisterBook,
    pub(crate) year: Option<i16>,
}

/// The same as parameters.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct RegisterParams {
    /// Of which year; this one if it is not said.
    #[param(required = false, minimum = 2000, maximum = 2999)]
    year: i16,
    /// Which book: `decision`, if it is not said, or `letter`.
    #[param(required = false, inline)]
    kind: RegisterBookWord,
}

impl Question for Wanted {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        let book = asked.optional("kind")?.unwrap_or(RegisterBook::Decision);
        let year: Option<Year> = asked.optional("year")?;
        Ok(Self { book, year: year.map(|Year(year)| year) })
    }
}

/// Which acts of procuracies.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct ActParams {
    /// Only of this case.
    #[param(required = false)]
    case: Uuid,
    /// Only those that stand so.
    #[param(required = false, inline)]
    state: ActStateWord,
}

impl Question for ActFilter {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok(Self { case: asked.optional("case")?, state: asked.optional("state")? })
    }
}

/// Which recorded lateness.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct OverdueParams {
    /// Only what was late at this instant or after.
    #[param(required = false, inline)]
    since: At,
    /// Only of this institution.
    #[param(required = false)]
    institution: Uuid,
    /// Only what this agency had asked.
    #[param(required = false)]
    agency: Uuid,
    /// Only late against this.
    #[param(required = false, inline)]
    layer: LayerWord,
    /// Only what nothing has ended yet.
    #[param(required = false)]
    open: bool,
}

impl Question for OverdueFilter {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok(Self {
            since: asked.optional("since")?,
            institution: asked.optional("institution")?,
            agency: asked.optional("agency")?.map(|Named(id)| id.into()),
            layer: asked.optional("layer")?,
            open: asked.flag("open")?,
        })
    }
}

/// Why something secret is read.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct PurposeParams {
    /// The reason, as a code: it goes on record with the reading.
    #[param(min_length = 1, max_length = 64, pattern = "^[a-z0-9_]+$", example = "case_work")]
    purpose: String,
}

impl Question for Purpose {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.required("purpose")
    }
}

/// As of which day.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct AsOfParams {
    /// Everything as it stood at the end of this day in Hà Nội, by what was recorded
    /// until then; without it, as it stands.
    #[param(required = false, inline)]
    as_of: DayShown,
}

/// As of which day, if not today.
pub(crate) struct AsOf(pub(crate) Option<Day>);

impl Question for AsOf {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("as_of").map(Self)
    }
}

/// On which day money is to be taken.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct DeductOnParams {
    /// The day on which a deduction is planned: today or within a year. Without it,
    /// so many days ahead as policy says.
    #[param(required = false, inline)]
    deduct_on: DayShown,
}

/// On which day money is to be taken, if one is named.
pub(crate) struct DeductOn(Option<Day>);

impl Question for DeductOn {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("deduct_on").map(Self)
    }
}

impl DeductOn {
    /// The day, or that of policy.
    pub(crate) fn day(&self, rules: &Rules, now: Instant) -> Result<Day, Problem> {
        let today = Zone::HANOI.day_of(now);
        let Some(on) = self.0 else {
            return Ok(today.plus_days(i32::from(rules.policy.money.interest_days)));
        };
        planned(on, today).map_err(|why| {
            let fault = match why {
                NotPlanned::Past => Fault::DayPast,
                NotPlanned::Far => Fault::DayFar,
            };
            Problem::from(fault).with("parameter", "deduct_on")
        })
    }

    /// Nothing is planned in what a day that is over looked like.
    pub(crate) fn none_with(&self, AsOf(day): &AsOf) -> Result<(), Problem> {
        match (self.0, day) {
            (Some(_), Some(_)) => {
                Err(Problem::from(Fault::QueryInvalid).with("parameter", "deduct_on"))
            }
            _ => Ok(()),
        }
    }
}

/// Which notices.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct NoticeParams {
    /// Only those not marked as read.
    #[param(required = false)]
    unread: bool,
}

/// Whether only unread notices are wanted.
pub(crate) struct Unread(pub(crate) bool);

impl Question for Unread {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.flag("unread").map(Self)
    }
}

/// Which entries of the directory, of whatever kind.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct EntryParams {
    /// Only those of whose name or code this is a part, whatever its case and
    /// marks.
    #[param(required = false, inline)]
    name: Words,
    /// Only those that take part today, or only those that do not.
    #[param(required = false)]
    active: bool,
}

/// Which entries of the directory, of whatever kind.
pub(crate) struct EntryFilter {
    part: Option<Part>,
    active: Option<bool>,
}

impl Question for EntryFilter {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        Ok(Self { part: asked.optional("name")?, active: asked.optional("active")? })
    }
}

impl EntryFilter {
    /// Whether an entry is wanted, by any of its names.
    pub(crate) fn wants(&self, active: bool, names: &[&str]) -> bool {
        let named = |Part(part): &Part| names.iter().any(|name| fold(name).contains(part));
        self.active.is_none_or(|wanted| wanted == active) && self.part.as_ref().is_none_or(named)
    }
}

/// Which agencies.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct LevelParams {
    /// Only of this level.
    #[param(required = false, inline)]
    level: AgencyLevelWord,
}

impl Question for Option<AgencyLevel> {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("level")
    }
}

/// Which institutions.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct KindParams {
    /// Only of this kind.
    #[param(required = false, inline)]
    kind: InstitutionKindWord,
}

impl Question for Option<InstitutionKind> {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("kind")
    }
}

/// Which rules.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct RuleParams {
    /// Only those in force on this day.
    #[param(required = false, inline)]
    on: DayShown,
}

/// Only what was in force on a day.
pub(crate) struct InForce(pub(crate) Option<Day>);

impl Question for InForce {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.optional("on").map(Self)
    }
}

/// From when a limit is computed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by name; this describes it")]
pub(crate) struct StartParams {
    /// When the limit starts to run.
    #[param(inline)]
    from: At,
}

/// When a limit starts to run.
pub(crate) struct Start(pub(crate) Instant);

impl Question for Start {
    fn take(asked: &mut Asked) -> Result<Self, Problem> {
        asked.required("from").map(Self)
    }
}
