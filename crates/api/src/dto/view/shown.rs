//! Values of the engine as they are shown. They serialise as they are kept, and
//! their description is that of the body they were written in: what is read can
//! be written back.

use crate::dto::answer::ItemAnswerBody;
use crate::dto::case::{CaseBody, PartyBody};
use crate::dto::common::DocumentBody;
use crate::dto::common::MoneyBody;
use crate::dto::inquiry::{InquiryBody, RequesterBody};
use crate::dto::leaf::{
    AccountKindField, AccountNumberField, ActKindField, ActOutcomeField, AnnouncementKindField,
    AskerKindField, BookField, CategoryField, ChannelField, ConcessionKindField, CurrencyField,
    DayField, HashField, InfoField, InstantField, LateReasonField, MonthField, NotAcceptedField,
    ObjectionKindField, ObligationEndField, ProcuracyLevelField, StageField,
};
use crate::dto::money::PayeeBody;
use crate::dto::order::stated::OwedPartsBody;
use crate::dto::order::{MonthlyBody, NumberedBody, OrderBody, RequestContent};
use crate::dto::request::MeasureBody;
use engine::announcement::AnnouncementKind;
use engine::answer::{AccountKind, AnswerState};
use engine::calendar::YearStatus;
use engine::case::{CaseContent, CaseState, Category, Document, Party};
use engine::clock::{ClockState, EpisodeEnd, EpisodeKind, LateReason};
use engine::concession::{ConcessionKind, ConcessionState};
use engine::contest::ContestKind;
use engine::creditor::reconcile::{Field, Found};
use engine::creditor::{AskedState, Change, Standing};
use engine::delegation::DelegationState;
use engine::demand::{Channel, DemandState, ExtensionState, ItemAnswer, ItemState, MessageKind};
use engine::directory::{AgencyLevel, InstitutionKind};
use engine::file::{Media, SignatureFound};
use engine::held::HeldState;
use engine::identity::{AccountNumber, Holder};
use engine::instrument::{
    ContentHash, InfoType, InquiryContent, InstrumentKind, InstrumentState, Request, Requester,
    RequesterKind,
};
use engine::law::{Bound, Event, Layer, Stage, Status, Subject};
use engine::ledger::{
    Book, DutyKind, DutyState, FreezeEnd, IncomeEnd, Missing, NotAccepted, ObjectionKind,
    ObjectionState, ObligationEnd, TransferState,
};
use engine::money::{Currency, Money};
use engine::month::Month;
use engine::order::{Monthly, Numbered, OrderContent, OwedParts};
use engine::paper::PaperRole;
use engine::pause::PauseKind;
use engine::payee::{PayeeContent, PayeeState};
use engine::prosecution::{ActKind, ActOutcome, ActState, ProcuracyLevel};
use engine::register::RegisterBook;
use engine::request::{AskerKind, MeasureContent, RequestState};
use engine::role::Role;
use engine::statement::{LineState, Side};
use engine::time::{Day, Instant};
use engine::warning::Caution;
use serde::Serialize;
use std::borrow::Cow;
use store::read::LetterStage;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A value of the engine in a response.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Shown<T>(pub(crate) T);

/// How a value of the engine is described.
pub(crate) trait Described {
    /// What describes it.
    type Body: ToSchema;
}

impl<T: Described> PartialSchema for Shown<T> {
    fn schema() -> RefOr<Schema> {
        T::Body::schema()
    }
}

impl<T: Described> ToSchema for Shown<T> {
    fn name() -> Cow<'static, str> {
        T::Body::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::Body::schemas(schemas);
    }
}

macro_rules! described {
    ($($(#[$doc:meta])* $alias:ident: $value:ty = $body:ty;)+) => {$(
        $(#[$doc])*
        pub(crate) type $alias = Shown<$value>;

        impl Described for $value {
            type Body = $body;
        }
    )+};
}

described! {
    At: Instant = InstantField;
    DayShown: Day = DayField;
    MonthShown: Month = MonthField;
    MonthlyShown: Monthly = MonthlyBody;
    HashShown: ContentHash = HashField;
    CategoryWord: Category = CategoryField;
    ChannelWord: Channel = ChannelField;
    ActKindWord: ActKind = ActKindField;
    ConcessionKindWord: ConcessionKind = ConcessionKindField;
    ActOutcomeWord: ActOutcome = ActOutcomeField;
    ProcuracyLevelWord: ProcuracyLevel = ProcuracyLevelField;
    ObjectionKindWord: ObjectionKind = ObjectionKindField;
    StageWord: Stage = StageField;
    AskerKindWord: AskerKind = AskerKindField;
    NotAcceptedWord: NotAccepted = NotAcceptedField;
    InfoWord: InfoType = InfoField;
    AnnouncementKindWord: AnnouncementKind = AnnouncementKindField;
    LateReasonWord: LateReason = LateReasonField;
    CaseWritten: CaseContent = CaseBody;
    PartyWritten: Party = PartyBody;
    DocumentWritten: Document = DocumentBody;
    InquiryWritten: InquiryContent = InquiryBody;
    RequesterWritten: Requester = RequesterBody;
    OrderWritten: OrderContent = OrderBody;
    NumberedWritten: Numbered = NumberedBody;
    OwedPartsWritten: OwedParts = OwedPartsBody;
    RequestShown: Request = RequestContent;
    MoneyShown: Money = MoneyBody;
    PayeeWritten: PayeeContent = PayeeBody;
    MeasureWritten: MeasureContent = MeasureBody;
    BookWord: Book = BookField;
    ObligationEndWord: ObligationEnd = ObligationEndField;
    AccountKindWord: AccountKind = AccountKindField;
    AccountNumberShown: AccountNumber = AccountNumberField;
    CurrencyShown: Currency = CurrencyField;
    ItemAnswerWritten: ItemAnswer = ItemAnswerBody;
}

/// Words of the engine: the description lists what the engine knows, in the
/// form it serialises to.
macro_rules! words {
    ($($alias:ident: $word:ty = $body:ident $name:literal $all:expr;)+) => {$(
        pub(crate) type $alias = Shown<$word>;

        /// Describes the words of this kind.
        pub(crate) enum $body {}

        impl PartialSchema for $body {
            fn schema() -> RefOr<Schema> {
                let words = $all.iter().filter_map(|word: &$word| serde_json::to_value(word).ok());
                let schema = ObjectBuilder::new().schema_type(Type::String);
                RefOr::T(Schema::Object(schema.enum_values(Some(words)).build()))
            }
        }

        impl ToSchema for $body {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }
        }

        impl Described for $word {
            type Body = $body;
        }
    )+};
}

const YEAR_STATUSES: [YearStatus; 3] =
    [YearStatus::Published, YearStatus::Provisional, YearStatus::Projected];

words! {
    ConcessionStateWord: ConcessionState = ConcessionStates "ConcessionState" ConcessionState::CODED;
    CaseStateWord: CaseState = CaseStates "CaseState" CaseState::CODED;
    InstrumentKindWord: InstrumentKind = InstrumentKinds "InstrumentKind" InstrumentKind::CODED;
    InstrumentStateWord: InstrumentState = InstrumentStates "InstrumentState" InstrumentState::CODED;
    RequesterWord: RequesterKind = RequesterKinds "RequesterKind" RequesterKind::ALL;
    DemandStateWord: DemandState = DemandStates "DemandState" DemandState::CODED;
    ItemStateWord: ItemState = ItemStates "ItemState" ItemState::CODED;
    ExtensionStateWord: ExtensionState = ExtensionStates "ExtensionState" ExtensionState::CODED;
    MessageKindWord: MessageKind = MessageKinds "MessageKind" MessageKind::CODED;
    CautionWord: Caution = Cautions "OrderCaution" Caution::CODED;
    HolderWord: Holder = Holders "Holder" Holder::CODED;
    AnswerStateWord: AnswerState = AnswerStates "AnswerState" AnswerState::CODED;
    ClockStateWord: ClockState = ClockStates "ClockState" ClockState::CODED;
    EpisodeKindWord: EpisodeKind = EpisodeKinds "EpisodeKind" EpisodeKind::CODED;
    EpisodeEndWord: EpisodeEnd = EpisodeEnds "EpisodeEnd" EpisodeEnd::CODED;
    LayerWord: Layer = Layers "Layer" Layer::ALL;
    StatusWord: Status = Statuses "RuleStatus" Status::ALL;
    BoundWord: Bound = Bounds "Bound" Bound::ALL;
    SubjectWord: Subject = Subjects "Subject" Subject::ALL;
    StartWord: Event = Starts "StartEvent" Event::ALL;
    IncomeEndWord: IncomeEnd = IncomeEnds "IncomeEnd" IncomeEnd::CODED;
    FreezeEndWord: FreezeEnd = FreezeEnds "FreezeEnd" FreezeEnd::CODED;
    TransferStateWord: TransferState = TransferStates "TransferState" TransferState::CODED;
    MissingWord: Missing = Missings "MissingGround" Missing::CODED;
    DutyKindWord: DutyKind = DutyKinds "DutyKind" DutyKind::CODED;
    DelegationStateWord: DelegationState = DelegationStates "DelegationState" DelegationState::CODED;
    HeldStateWord: HeldState = HeldStates "QuarantineState" HeldState::CODED;
    ContestKindWord: ContestKind = ContestKinds "ContestKind" ContestKind::CODED;
    RegisterBookWord: RegisterBook = RegisterBooks "RegisterBook" RegisterBook::CODED;
    ActStateWord: ActState = ActStates "ProsecutorActState" ActState::CODED;
    DutyStateWord: DutyState = DutyStates "DutyState" DutyState::CODED;
    ObjectionStateWord: ObjectionState = ObjectionStates "ObjectionState" ObjectionState::CODED;
    PayeeStateWord: PayeeState = PayeeStates "PayeeState" PayeeState::CODED;
    RequestStateWord: RequestState = RequestStates "RequestState" RequestState::CODED;
    LineStateWord: LineState = LineStates "LineState" LineState::CODED;
    PaperRoleWord: PaperRole = PaperRoles "PaperRole" PaperRole::CODED;
    MediaWord: Media = Medias "FileMedia" Media::CODED;
    SignatureWord: SignatureFound = Signatures "SignatureFound" SignatureFound::CODED;
    SideWord: Side = Sides "Side" Side::CODED;
    StandingWord: Standing = Standings "ClaimState" Standing::CODED;
    AskedStateWord: AskedState = AskedStates "AskedState" AskedState::CODED;
    ChangeWord: Change = Changes "DebtChange" Change::CODED;
    ClaimFieldWord: Field = ClaimFields "ClaimField" Field::CODED;
    ComparedWord: Found = FoundWords "ListFound" Found::CODED;
    PauseKindWord: PauseKind = PauseKinds "PauseKind" PauseKind::CODED;
    RoleWord: Role = Roles "Role" Role::ALL;
    AgencyLevelWord: AgencyLevel = AgencyLevels "AgencyLevel" AgencyLevel::ALL;
    InstitutionKindWord: InstitutionKind = InstitutionKinds "InstitutionKind" InstitutionKind::ALL;
    YearStatusWord: YearStatus = YearStatuses "YearStatus" YEAR_STATUSES;
    ShowWord: Show = Shows "Show" Show::ALL;
    LetterStageWord: LetterStage = LetterStages "LetterStage" LetterStage::ALL;
}

/// What an item asks, in one word: a type of information, or a kind of order.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct AskedWord(pub(crate) String);

impl PartialSchema for AskedWord {
    fn schema() -> RefOr<Schema> {
        let infos = InfoType::ALL.iter().map(|info| info.code());
        let orders = InstrumentKind::CODED.iter().filter(|kind| kind.is_order());
        let words: Vec<&str> = infos.chain(orders.map(|kind| kind.code())).collect();
        let schema = ObjectBuilder::new().schema_type(Type::String);
        RefOr::T(Schema::Object(schema.enum_values(Some(words)).build()))
    }
}

impl ToSchema for AskedWord {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("AskedFor")
    }
}

/// Which part of an inbox, in a query.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Show {
    /// What still owes an answer.
    Open,
    /// What is done.
    Done,
}

impl Show {
    const ALL: [Self; 2] = [Self::Open, Self::Done];
}

/// An instant that may not have come.
pub(crate) fn at(instant: Option<Instant>) -> Option<At> {
    instant.map(Shown)
}
