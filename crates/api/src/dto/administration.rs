//! People and systems as administrators write and read them.

use super::leaf::{
    AgencyIdField, DayField, EmailField, InstitutionIdField, LangField, NameField, RoleField,
    UsernameField,
};
use super::reader::Reader;
use super::session::SeatView;
use crate::auth::{key, secret};
use engine::actor::Seat;
use engine::administration::Holding;
use engine::directory::Institution;
use engine::id::InstitutionId;
use engine::identity::TaxCode;
use engine::time::Day;
use serde::{Deserialize, Serialize};
use store::identity::{ClientKey, ClientLine, Details, HeldSeat, NewPerson, UserLine};
use utoipa::ToSchema;
use uuid::Uuid;

/// A role in a place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSeat)]
pub(crate) struct SeatBody {
    role: RoleField,
    /// In this agency,
    agency: Option<AgencyIdField>,
    /// or in this institution; else for the whole country.
    institution: Option<InstitutionIdField>,
}

impl SeatBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Holding> {
        let role = reader.field("role", &self.role);
        let agency = reader.optional("agency", self.agency.as_ref());
        let institution = reader.optional("institution", self.institution.as_ref());
        let seat = match (agency?, institution?) {
            (Some(agency), None) => Seat::Agency(agency),
            (None, Some(institution)) => Seat::Institution(institution),
            (None, None) => Seat::Country,
            (Some(_), Some(_)) => return reader.wrong("institution", "unexpected"),
        };
        Some((role?, seat))
    }
}

/// A person who is to have an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewUser)]
pub(crate) struct NewUserBody {
    /// To sign in with; never changes.
    username: UsernameField,
    full_name: NameField,
    email: EmailField,
    /// `vi` if not said.
    language: Option<LangField>,
    /// At least one.
    seats: Vec<SeatBody>,
}

impl NewUserBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<NewPerson> {
        let username = reader.field("username", &self.username);
        let full_name = reader.field("full_name", &self.full_name);
        let email = reader.field("email", &self.email);
        let language = reader.optional("language", self.language.as_ref());
        let seats = reader.each("seats", self.seats, |reader, seat| seat.parse(reader));
        Some(NewPerson {
            username: username?,
            full_name: full_name?,
            email: email?,
            language: language?.unwrap_or_default().code().to_owned(),
            seats: seats?,
        })
    }
}

/// What of a person is written anew; what is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UserChange)]
pub(crate) struct UserChangeBody {
    full_name: Option<NameField>,
    email: Option<EmailField>,
    language: Option<LangField>,
}

impl UserChangeBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Details> {
        let full_name = reader.optional("full_name", self.full_name.as_ref());
        let email = reader.optional("email", self.email.as_ref());
        let language = reader.optional("language", self.language.as_ref());
        Some(Details {
            full_name: full_name?,
            email: email?,
            language: language?.map(|language| language.code().to_owned()),
        })
    }
}

/// From which day an institution joins or an agency begins; null takes it back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StartingDay)]
pub(crate) struct StartingDayBody {
    /// In Hanoi, from its beginning; after today. Null: an agency's day that has not come
    /// is taken back, an institution is on paper from now on.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    on: Option<DayField>,
}

impl StartingDayBody {
    #[expect(clippy::option_option, reason = "outer: was it right; inner: is there one")]
    pub(crate) fn parse(&self, reader: &mut Reader) -> Option<Option<Day>> {
        reader.optional("on", self.on.as_ref())
    }
}

/// Let in or shut out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Activation {
    pub(crate) active: bool,
}

/// What a person writes of himself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProfileChange)]
pub(crate) struct ProfileBody {
    /// Of pages and mails.
    pub(crate) language: LangField,
}

/// A new password for an old one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    #[schema(format = Password)]
    pub(crate) old: String,
    /// At least 15 characters.
    #[schema(format = Password, min_length = 15)]
    pub(crate) new: String,
}

/// A first password, by the code an administrator handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordSetup {
    pub(crate) username: String,
    pub(crate) code: String,
    /// At least 15 characters.
    #[schema(format = Password, min_length = 15)]
    pub(crate) password: String,
}

/// A system that is to act for an institution.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewClient)]
pub(crate) struct NewClientBody {
    institution: InstitutionIdField,
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
}

impl NewClientBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<(InstitutionId, String)> {
        let institution = reader.field("institution", &self.institution);
        let name = label(reader, "name", &self.name);
        Some((institution?, name?.to_owned()))
    }
}

/// An employer that an order on an income is to go to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewEmployer)]
pub(crate) struct NewEmployerBody {
    /// Its tax code, with or without the hyphen of a branch.
    #[schema(example = "0100112437")]
    pub(crate) tax_code: String,
    /// Its name, as registered.
    #[schema(min_length = 1, max_length = 100)]
    pub(crate) name: String,
}

impl NewEmployerBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Institution> {
        let tax = match TaxCode::parse(&self.tax_code) {
            Ok(tax) => Some(tax),
            Err(error) => reader.wrong("tax_code", error.code()),
        };
        let name = label(reader, "name", &self.name);
        let (tax, name) = (tax?, name?);
        match Institution::employer(&tax, name) {
            Ok(employer) => Some(employer),
            // Its digits are a code of the directory but where they are a person's own.
            Err(_) => reader.wrong("tax_code", "personal_number"),
        }
    }
}

/// A text of one line that names something.
fn label<'a>(reader: &mut Reader, name: &str, text: &'a str) -> Option<&'a str> {
    key::label(text).map_or_else(|code| reader.wrong(name, code), Some)
}

/// A public key of a system: Ed25519 (RFC 8037).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewClientKey)]
pub(crate) struct NewKeyBody {
    /// Its name, unique over all systems: `kid` of what it signs.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,100}$")]
    kid: String,
    public_key: KeyForm,
}

/// 32 bytes in base64url, or a JWK.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
enum KeyForm {
    Raw(String),
    Jwk(Jwk),
}

/// An Ed25519 public key (RFC 8037 §2). Members beside these are not looked at.
#[derive(Deserialize, ToSchema)]
struct Jwk {
    /// `OKP`.
    kty: String,
    /// `Ed25519`.
    crv: String,
    /// 32 bytes in base64url.
    x: String,
    /// Of the private half: must not be sent.
    d: Option<String>,
}

impl NewKeyBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<(String, [u8; 32])> {
        let kid = key::is_name(&self.kid).then_some(self.kid);
        let kid = kid.or_else(|| reader.wrong("kid", "key_name_form"));
        let key = match &self.public_key {
            KeyForm::Raw(text) => key::read(text),
            KeyForm::Jwk(Jwk { kty, crv, x, d: None }) if kty == "OKP" && crv == "Ed25519" => {
                key::read(x)
            }
            KeyForm::Jwk(_) => None,
        };
        let key = key.or_else(|| reader.wrong("public_key", "key_form"));
        Some((kid?, key?))
    }
}

/// A person as an administrator sees him.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserView {
    id: Uuid,
    username: String,
    full_name: String,
    email: String,
    /// `vi` or `en`.
    language: String,
    /// May sign in.
    active: bool,
    /// Has chosen a password.
    has_password: bool,
    /// Counts the changes made here.
    version: i32,
    /// The seats held within the administrator's reach.
    seats: Vec<SeatView>,
}

impl From<UserLine> for UserView {
    fn from(user: UserLine) -> Self {
        Self {
            id: user.id.0,
            username: user.username,
            full_name: user.full_name,
            email: user.email,
            language: user.language,
            active: user.active,
            has_password: user.has_password,
            version: user.version,
            seats: user.seats.iter().map(SeatView::of).collect(),
        }
    }
}

/// A one-time code to set a password by. It is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct SetupView {
    /// Whose.
    pub(crate) id: Uuid,
    /// To be handed over by a safe way; good for one use.
    pub(crate) setup_code: String,
    /// Good until then.
    #[schema(format = DateTime)]
    pub(crate) expires_at: String,
}

/// Oneself.
#[derive(Serialize, ToSchema)]
pub(crate) struct Profile {
    pub(crate) id: Uuid,
    pub(crate) username: String,
    pub(crate) full_name: String,
    pub(crate) email: String,
    /// `vi` or `en`.
    pub(crate) language: String,
    pub(crate) seats: Vec<SeatView>,
}

/// A system of an institution.
#[derive(Serialize, ToSchema)]
#[schema(as = Client)]
pub(crate) struct ClientView {
    id: Uuid,
    institution: Uuid,
    /// What its owner calls it.
    name: String,
    /// May get tokens.
    active: bool,
    /// Counts the changes made here.
    version: i32,
    /// Its keys, revoked ones too.
    keys: Vec<KeyView>,
}

/// A public key of a system.
#[derive(Serialize, ToSchema)]
#[schema(as = ClientKey)]
struct KeyView {
    kid: String,
    /// 32 bytes in base64url.
    public_key: String,
    /// Not revoked.
    active: bool,
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<ClientKey> for KeyView {
    fn from(key: ClientKey) -> Self {
        Self {
            public_key: secret::encode(&key.public_key),
            kid: key.kid,
            active: key.active,
            created_at: key.created_at.to_string(),
        }
    }
}

impl From<ClientLine> for ClientView {
    fn from(client: ClientLine) -> Self {
        Self {
            id: client.id.0,
            institution: client.institution.0,
            name: client.name,
            active: client.active,
            version: client.version,
            keys: client.keys.into_iter().map(KeyView::from).collect(),
        }
    }
}

impl SeatView {
    /// A held seat as it is shown.
    pub(crate) fn of(seat: &HeldSeat) -> Self {
        let (agency, institution) = match seat.seat {
            Seat::Agency(id) => (Some(id.0), None),
            Seat::Institution(id) => (None, Some(id.0)),
            Seat::Country => (None, None),
        };
        Self { id: seat.id.0, role: seat.role.code().to_owned(), agency, institution }
    }
}
