//! Leaves of bodies: text that stands for a typed value. Read as text first, so
//! that one wrong leaf does not hide the next.

use engine::announcement::AnnouncementKind;
use engine::answer::{AccountKind, Marker};
use engine::case::{CaseState, Category, Conditions, ObligationKind, PartyKind, PartyRole};
use engine::clock::LateReason;
use engine::concession::{ConcessionKind, ConcessionOutcome};
use engine::contest::ContestKind;
use engine::demand::Channel;
use engine::directory::{Email, Rule, Username};
use engine::id::{
    AgencyId, AnswerId, CaseId, FileId, HoldId, InstitutionId, InstrumentId, ItemId, PartyId,
    PayeeId, ProsecutorActId, TransferId, UserId,
};
use engine::identity::{AccountNumber, IdentifierKind, PersonName};
use engine::instrument::{ContentHash, InfoType};
use engine::law::Stage;
use engine::ledger::{Book, NotAccepted, ObjectionKind, ObligationEnd, Verdict};
use engine::money::Currency;
use engine::month::Month;
use engine::paper::PaperRole;
use engine::prosecution::{ActKind, ActOutcome, ProcuracyLevel};
use engine::request::{AskerKind, Measure};
use engine::role::Role;
use engine::roster::Phone;
use engine::time::{Day, Instant};
use locale::Lang;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::marker::PhantomData;
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

/// A value that a text stands for.
pub(crate) trait Leaf: Sized {
    /// Its name in the API's description.
    const NAME: &'static str;

    /// Reads it; the error is one of [`crate::problem::FIELD_CODES`].
    fn read(text: &str) -> Result<Self, &'static str>;

    /// Its description, below `type: string`.
    fn describe(schema: ObjectBuilder) -> ObjectBuilder;
}

/// A text that is to stand for a `T`.
#[derive(Clone)]
pub(crate) struct Field<T> {
    pub(crate) text: String,
    of: PhantomData<fn() -> T>,
}

impl<'de, T> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source).map_err(|error| {
            // Serde's own message would quote what it found (I-32); that nothing
            // was found names our own field.
            let missing = error.to_string().starts_with("missing field `");
            if missing { error } else { D::Error::custom("not a text") }
        });
        Ok(Self { text: text?, of: PhantomData })
    }
}

impl<T: Leaf> PartialSchema for Field<T> {
    fn schema() -> RefOr<Schema> {
        let schema = ObjectBuilder::new().schema_type(Type::String);
        RefOr::T(Schema::Object(T::describe(schema).build()))
    }
}

impl<T: Leaf> ToSchema for Field<T> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(T::NAME)
    }
}

fn formatted(schema: ObjectBuilder, format: KnownFormat) -> ObjectBuilder {
    schema.format(Some(SchemaFormat::KnownFormat(format)))
}

macro_rules! ids {
    ($($alias:ident = $id:ident),+ $(,)?) => {$(
        pub(crate) type $alias = Field<$id>;

        impl Leaf for $id {
            const NAME: &'static str = stringify!($id);

            fn read(text: &str) -> Result<Self, &'static str> {
                text.parse::<Uuid>().map(Self).map_err(|_| "id_form")
            }

            fn describe(schema: ObjectBuilder) -> ObjectBuilder {
                formatted(schema, KnownFormat::Uuid)
            }
        }
    )+};
}

ids! {
    AgencyIdField = AgencyId,
    AnswerIdField = AnswerId,
    CaseIdField = CaseId,
    FileIdField = FileId,
    HoldIdField = HoldId,
    InstitutionIdField = InstitutionId,
    InstrumentIdField = InstrumentId,
    ItemIdField = ItemId,
    PartyIdField = PartyId,
    PayeeIdField = PayeeId,
    ProsecutorActIdField = ProsecutorActId,
    TransferIdField = TransferId,
    UserIdField = UserId,
}

/// A word in its serialised form.
fn word<T: DeserializeOwned>(text: &str) -> Result<T, &'static str> {
    T::deserialize(StrDeserializer::<ValueError>::new(text)).map_err(|_| "word_unknown")
}

macro_rules! words {
    ($($alias:ident = $word:ident [$($code:literal),+ $(,)?];)+) => {
        $(
            pub(crate) type $alias = Field<$word>;

            impl Leaf for $word {
                const NAME: &'static str = stringify!($word);

                fn read(text: &str) -> Result<Self, &'static str> {
                    word(text)
                }

                fn describe(schema: ObjectBuilder) -> ObjectBuilder {
                    schema.enum_values(Some([$($code),+]))
                }
            }
        )+

        #[cfg(test)]
        mod described {
            use super::*;

            #[test]
            fn words_are_those_of_the_engine() {
                $($(assert!($word::read($code).is_ok(), "{} {}", $word::NAME, $code);)+)+
                $(assert!($word::read("no such word").is_err());)+
            }
        }
    };
}

words! {
    CaseStateField = CaseState ["open", "closed"];
    CategoryField = Category ["bank_credit", "civil", "family", "commercial", "labour",
        "criminal", "criminal_asset_recovery", "administrative", "bankruptcy", "arbitration"];
    ConditionsField = Conditions ["enforceable", "not_enforceable", "unverified"];
    ObligationKindField = ObligationKind ["principal", "interest", "fee", "coercion_cost", "paid"];
    PartyRoleField = PartyRole ["debtor", "creditor", "related"];
    PartyKindField = PartyKind ["person", "organisation"];
    ChannelField = Channel ["electronic", "by_hand", "post", "posting"];
    AnnouncementKindField = AnnouncementKind ["info", "maintenance", "disruption"];
    LateReasonField = LateReason ["institution", "asker", "channel", "clarification", "extension"];
    InfoField = InfoType ["whereabouts", "account", "transactions", "income", "securities", "safe_box", "other"];
    IdentifierKindField = IdentifierKind ["cccd", "cmnd", "passport", "tax_code",
        "social_insurance"];
    AccountKindField = AccountKind ["payment", "savings", "term", "treasury_deposit",
        "treasury_budget", "wallet", "securities_cash", "loan", "other"];
    BookField = Book ["principal", "interest", "fee", "cost", "title", "received", "waived",
        "suspense", "delegated", "recovered"];
    ObligationEndField = ObligationEnd ["paid", "terminated", "annulled"];
    RoleField = Role ["officer", "head", "clerk", "accountant", "assistant", "bailiff",
        "bank_maker", "bank_checker", "bank_head", "creditor_desk", "institution_admin", "supervisor",
        "state_bank_observer", "prosecutor", "auditor", "admin_national", "admin_province",
        "admin_office"];
    MarkerField = Marker ["salary", "pension", "pledge", "escrow", "overdraft", "dormant"];
    ObjectionKindField = ObjectionKind ["complaint", "claim", "flag"];
    StageField = Stage ["before_measure", "security", "coercion"];
    NotAcceptedField = NotAccepted ["out_of_time", "no_standing"];
    VerdictField = Verdict ["upheld", "in_part", "rejected"];
    AskerKindField = AskerKind ["bailiff", "creditor"];
    MeasureField = Measure ["freeze"];
    ActKindField = ActKind ["paper_request", "recommendation", "protest"];
    ConcessionKindField = ConcessionKind ["waive_interest", "waive_principal", "asset_refused",
        "asset_accepted"];
    ConcessionOutcomeField = ConcessionOutcome ["accepted", "declined"];
    ProcuracyLevelField = ProcuracyLevel ["same", "superior", "supreme"];
    ActOutcomeField = ActOutcome ["accepted", "in_part", "not_accepted"];
    ContestKindField = ContestKind ["receipt", "letter", "answer"];
    PaperRoleField = PaperRole ["decision", "minutes", "enforcement", "other"];
}

/// Whether an instant is written as RFC 3339 §5.6 says: a year of four digits
/// first, no name of a zone behind the offset. Of the parser's other forms some
/// lie before any time a database keeps.
fn is_rfc3339(text: &str) -> bool {
    let (year, rest) = text.split_at_checked(4).unwrap_or_default();
    let whole_year = year != "0000" && year.bytes().all(|byte| byte.is_ascii_digit());
    whole_year && rest.starts_with('-') && !text.ends_with(']')
}

macro_rules! leaves {
    ($($alias:ident = $ty:ident, |$text:ident| $read:expr, |$schema:ident| $describe:expr;)+) => {$(
        pub(crate) type $alias = Field<$ty>;

        impl Leaf for $ty {
            const NAME: &'static str = stringify!($ty);

            fn read($text: &str) -> Result<Self, &'static str> {
                $read
            }

            fn describe($schema: ObjectBuilder) -> ObjectBuilder {
                $describe
            }
        }
    )+};
}

leaves! {
    InstantField = Instant, |text| {
            let instant = text.parse().ok().filter(|_| is_rfc3339(text));
            instant.ok_or("instant_form")
        },
        |schema| formatted(schema, KnownFormat::DateTime);
    DayField = Day, |text| {
            // The parser knows more forms than the one described.
            let day = text.parse::<Self>().ok();
            let day = day.filter(|day| text.len() == 10 && day.to_string() == text);
            day.ok_or("day_form")
        },
        |schema| formatted(schema, KnownFormat::Date);
    MonthField = Month, |text| text.parse().map_err(|_| "month_form"),
        |schema| schema.pattern(Some("^[0-9]{4}-(0[1-9]|1[0-2])$"));
    HashField = ContentHash, |text| text.parse().map_err(|_| "hash_form"),
        |schema| schema.pattern(Some("^[0-9a-f]{64}$"));
    CurrencyField = Currency, |text| Self::parse(text).map_err(|error| error.code()),
        |schema| schema.pattern(Some("^[A-Z]{3}$"));
    UsernameField = Username, |text| Self::parse(text).map_err(|rule| match rule {
            Rule::Empty => "empty",
            Rule::TooLong { .. } => "too_long",
            _ => "username_form",
        }),
        |schema| schema.pattern(Some("^[a-z0-9][a-z0-9.-]{0,46}[a-z0-9]$"));
    EmailField = Email, |text| Self::parse(text).map_err(|rule| match rule {
            Rule::Empty => "empty",
            Rule::TooLong { .. } => "too_long",
            _ => "email_form",
        }),
        |schema| formatted(schema, KnownFormat::Email);
    PhoneField = Phone, |text| Self::parse(text).ok_or("phone_form"),
        |schema| schema.pattern(Some(r"^[ (]*[+0][0-9 .()-]{6,30}$"));
    LangField = Lang, |text| text.parse().map_err(|_| "word_unknown"),
        |schema| schema.enum_values(Some(["vi", "en"]));
    NameField = PersonName, |text| Self::parse(text).map_err(|error| error.code()),
        |schema| schema.min_length(Some(1));
    AccountNumberField = AccountNumber, |text| Self::parse(text).map_err(|error| error.code()),
        |schema| schema.min_length(Some(1));
}
