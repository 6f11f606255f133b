//! What is acted on, twice: once where the cast is at home, once elsewhere.

use super::cast::newcomer;
use super::concessions;
use super::delegations;
use super::held;
use super::money::{self, Named};
use super::prosecution;
use super::requests::{self, Asked};
use super::routes::{Route, Rule};
use super::running;
use super::{Permission, Verdict};
use crate::support::{DEBTOR, Known, PASSWORD, Request, Service, System, case_body, inquiry_body};
use engine::actor::{Actor, Seat};
use engine::administration::{
    Denied, EMPLOYER_REGISTRARS, administers, is_client_keeper, may_change, may_grant, may_keep,
    may_see, may_set_day,
};
use engine::command::CommandKind as C;
use engine::context::Directory;
use engine::id::{AgencyId, ClientId, InstitutionId, UserId};
use engine::policy::{
    Belongs, Grant, ReadKind, command_grants, permission, permission_on_claim,
    permission_on_delegation, permission_on_held, permission_on_request, read_grants,
};
use engine::role::Role;
use engine::roster::{keeps, reads};
use serde_json::{Value, json};
use std::cell::Cell;
use store::identity::{ClientKey, SeatId};
use uuid::Uuid;

/// Where something stands; of people, at which desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum World {
    /// At the cast's office.
    Own,
    /// At the cast's bank.
    OwnBank,
    /// At another office of another province.
    Foreign,
    /// At another bank.
    ForeignBank,
}

impl World {
    pub(super) const ALL: [Self; 4] = [Self::Own, Self::OwnBank, Self::Foreign, Self::ForeignBank];

    pub(super) const fn is_foreign(self) -> bool {
        matches!(self, Self::Foreign | Self::ForeignBank)
    }

    /// Whether a route tells apart at which desk somebody sits.
    pub(super) fn matters_to(self, route: &Route) -> bool {
        let desk = matches!(self, Self::Own | Self::Foreign);
        desk || route.path.starts_with("/api/v1/users")
    }
}

/// One world.
struct Set {
    agency: AgencyId,
    institution: InstitutionId,
    officer: UserId,
    case: String,
    inquiry: String,
    order: String,
    payee: String,
    statement: String,
    demand: String,
    item: String,
    /// A paper of inquiry, order and demand.
    file: String,
    /// A request that the office recorded, and one that a bailiff there did.
    asked: Asked,
    /// What another office delegated to this one.
    delegation: String,
    /// A row of the office that could not be taken in.
    held: String,
    outage: String,
    announcement: String,
    /// What a procuracy asked of the office.
    act: String,
    /// Somebody of the office, and of the bank; each with the role held.
    people: [(UserId, Role, Seat); 2],
    client: ClientId,
}

pub(super) struct Stage {
    own: Set,
    foreign: Set,
    /// People who are administered, and never act.
    pub(super) targets: Vec<UserId>,
    counter: Cell<u32>,
    /// A bailiff has to do with another request than the state side.
    bailiff: Cell<bool>,
}

impl Stage {
    /// Who acts next.
    pub(super) fn acts(&self, role: Role) {
        self.bailiff.set(role == Role::Bailiff);
    }

    pub(super) fn set(service: &Service) -> Self {
        let own = Set::build(service, ("saomai", "T01-01", "VCB"));
        let foreign = Set::build(service, ("binhminh", "T79-01", "ACB"));
        let targets = [&own, &foreign].iter().flat_map(|set| set.people.map(|one| one.0)).collect();
        Self { own, foreign, targets, counter: Cell::new(0), bailiff: Cell::new(false) }
    }

    fn of(&self, world: World) -> &Set {
        if world.is_foreign() { &self.foreign } else { &self.own }
    }

    fn next(&self) -> u32 {
        self.counter.set(self.counter.get() + 1);
        self.counter.get()
    }

    /// The person administered, with the role held.
    fn person(&self, world: World) -> (UserId, Role, Seat) {
        let [office, bank] = self.of(world).people;
        if matches!(world, World::Own | World::Foreign) { office } else { bank }
    }

    /// Brings back what an earlier request may have taken.
    pub(super) fn prepare(&self, service: &Service, route: &Route, world: World) {
        self.next();
        if route.path.contains("{seat}") {
            let seat = self.seat(service, world);
            assert!(service.store.set_seat_active(seat, true).unwrap());
        }
        if route.path.contains("{kid}") {
            let key = ClientKey {
                kid: self.kid(),
                client: self.of(world).client,
                public_key: [3; 32],
                active: true,
                created_at: service.store.now(),
            };
            assert!(service.store.register_key(&key).unwrap());
        }
    }

    fn kid(&self) -> String {
        format!("matrix-{}", self.counter.get())
    }

    /// The first seat of the person administered.
    fn seat(&self, service: &Service, world: World) -> SeatId {
        let (id, role, seat) = self.person(world);
        let held = service.store.administer(&Actor::SYSTEM, |admin| admin.user(id)).unwrap().seats;
        let known = held.iter().find(|one| one.role == role).map(|one| one.id);
        known.unwrap_or_else(|| {
            let give = service.store.administer(&Actor::SYSTEM, |a| a.give_seat(id, (role, seat)));
            give.unwrap()
        })
    }

    /// A request on a world, as well-formed as can be.
    pub(super) fn request<'a>(
        &self,
        service: &'a Service,
        known: Option<&Known>,
        route: &Route,
        world: World,
    ) -> Request<'a> {
        let path = self.path(service, known, route, world);
        let request = match known {
            Some(known) => service.by(known, route.method, &path),
            None => service.request(route.method, &path),
        };
        if route.method == "GET" {
            return request;
        }
        let key = format!("matrix-{}-{}", self.next(), rand::random::<u64>());
        request.key(&key).json(&self.body(service, known, route, world))
    }

    fn path(
        &self,
        service: &Service,
        known: Option<&Known>,
        route: &Route,
        world: World,
    ) -> String {
        let set = self.of(world);
        let parts = route.path.split('/').collect::<Vec<_>>();
        let resource = parts.get(3).copied().unwrap_or_default();
        let id = match resource {
            "cases" | "creditor" => set.case.clone(),
            "inquiries" => set.inquiry.clone(),
            "orders" => set.order.clone(),
            "payees" => set.payee.clone(),
            "statements" => set.statement.clone(),
            "requests" => set.asked.of(self.bailiff.get()).to_owned(),
            "delegations" => set.delegation.clone(),
            "sync" => set.held.clone(),
            "prosecutor-acts" => set.act.clone(),
            "demands" => set.demand.clone(),
            "outages" => set.outage.clone(),
            "announcements" => set.announcement.clone(),
            "users" => self.person(world).0.to_string(),
            "clients" => set.client.to_string(),
            "agencies" => set.agency.to_string(),
            "institutions" => set.institution.to_string(),
            "roster" => Uuid::from_u128(9).to_string(),
            "law" => "N07".to_owned(),
            "calendars" => "vn".to_owned(),
            "sessions" => known.map_or("x".to_owned(), |known| session(service, known)),
            _ => "x".to_owned(),
        };
        let fill = |part: &&str| match *part {
            "{id}" => id.clone(),
            "{year}" => "2026".to_owned(),
            "{line}" => "1".to_owned(),
            "{order}" => set.order.clone(),
            "{file}" => set.file.clone(),
            "{seat}" => self.seat(service, world).0.to_string(),
            "{kid}" => self.kid(),
            part if part.starts_with('{') => Uuid::from_u128(9).to_string(),
            part => part.to_owned(),
        };
        let path = parts.iter().map(fill).collect::<Vec<_>>().join("/");
        match route.path.rsplit('/').next() {
            Some("answers" | "{answer}" | "money" | "proposal" | "least-harm" | "queue")
                if route.method == "GET" =>
            {
                format!("{path}?purpose=case_work")
            }
            Some("{file}") if route.path.contains("answer-files") => {
                format!("{path}?purpose=case_work")
            }
            Some("explanation") if route.method == "GET" => {
                format!("{path}?from=2026-11-20T02:00:00Z")
            }
            _ => path,
        }
    }

    fn body(&self, service: &Service, known: Option<&Known>, route: &Route, world: World) -> Value {
        let set = self.of(world);
        match route.rule {
            // Every line that fits: nothing is said of one.
            _ if route.path == "/api/v1/statements/{id}/confirmation" => json!({}),
            Rule::Command(kind) if concessions::are(kind) => {
                concessions::body(kind, route, self.next())
            }
            Rule::Command(kind) if running::are(kind) => running::body(kind),
            Rule::Command(kind) if prosecution::are(kind) => prosecution::body(kind, self.next()),
            Rule::Command(kind) if delegations::are(kind) => {
                delegations::body(service, kind, set.officer, self.next())
            }
            Rule::Command(kind) => self.command_body(service, kind, set),
            Rule::Session | Rule::Public => session_body(service, known, route),
            Rule::List(ReadKind::CreditorCases) => {
                json!({ "as_of": "2026-11-20", "list": "case_number\n1\n" })
            }
            Rule::List(_) => json!({ "name": "Lê" }),
            Rule::Administers => self.new_user(world),
            Rule::HandsOver => json!({
                "from": set.officer, "to": set.officer, "reason": "Chuyển công tác",
                "cases": [set.case],
            }),
            Rule::SetsDay => json!({ "on": "2027-01-01" }),
            Rule::Registers => json!({ "tax_code": "0100112437", "name": "Công ty Sao Mai" }),
            Rule::ListsClients => json!({ "institution": set.institution, "name": "lõi" }),
            Rule::Roster if route.method == "DELETE" => json!({}),
            Rule::Roster => json!({
                "institution": set.institution, "person": Uuid::from_u128(9),
                "phone": "0912 345 678", "begins_at": "2026-11-20T17:00:00+07:00",
                "ends_at": "2026-11-21T08:00:00+07:00",
            }),
            Rule::ChangesUser(_) | Rule::KeepsClient => self.change_body(route, world),
            _ => json!({}),
        }
    }

    fn new_user(&self, world: World) -> Value {
        let (_, role, seat) = self.person(world);
        json!({
            "username": format!("matrix.new-{}", self.counter.get()),
            "full_name": "Nguyễn Văn Mẫu", "email": "mau@thads.example",
            "seats": [seat_body(role, seat)],
        })
    }

    fn change_body(&self, route: &Route, world: World) -> Value {
        let (_, role, seat) = self.person(world);
        match route.path.rsplit('/').next() {
            Some("seats") => seat_body(role, seat),
            Some("activation") => json!({ "active": true }),
            Some("keys") => {
                let seed = [u8::try_from(self.next() % 251).unwrap(); 32];
                let key = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key();
                let key = api::auth::secret::encode(&key.to_bytes());
                json!({ "kid": format!("matrix-new-{}", self.next()), "public_key": key })
            }
            _ => json!({}),
        }
    }

    fn command_body(&self, service: &Service, kind: C, set: &Set) -> Value {
        let words = json!({ "reason": "Lý do" });
        let none = json!({
            "item": set.item, "outcome": "none", "scope": { "kind": "institution" },
            "tried": [{ "kind": "cccd", "value": "079085001234" }],
            "as_of": "2026-11-20T08:00:00+07:00",
        });
        match kind {
            C::OpenCase | C::AmendCase => self.written(service, set),
            C::HandOver | C::PauseCase | C::ResumeCase => case_life(kind, set),
            C::SyncCase | C::SyncPayment | C::DecideSync => self.sync(service, kind, set),
            C::DraftInquiry | C::FileInquiry | C::EditInquiry => inquiry(service, kind, set),
            C::AttachPapers => papers(&set.file),
            C::ContestInstant => json!({
                "kind": "receipt", "claimed_at": "2026-11-20T08:30:00+07:00", "reason": "Nhận sau",
            }),
            C::NumberInstrument => json!({ "symbol": "QĐ", "day": "2026-11-20" }),
            C::ApproveInquiry | C::ApproveOrder | C::SubmitDraft | C::ConfirmPaper => {
                json!({ "hash": "00".repeat(32) })
            }
            C::RecordReceipt => json!({
                "channel": "post", "evidenced_at": "2026-11-20T08:30:00+07:00", "proof": "Dấu bưu điện",
            }),
            C::Ask | C::Reply | C::Urge => json!({ "text": "Xin hỏi" }),
            C::SubmitAnswer | C::SaveDraft => json!({ "answers": [none] }),
            C::EnterPaper => json!({
                "channel": "post", "given_at": "2026-11-20T08:30:00+07:00", "source": "Công văn 12",
                "proof": "Dấu bưu điện", "answers": [none],
            }),
            C::CorrectAnswer => {
                let mut body = none;
                body["replaces"] = json!(Uuid::from_u128(9));
                body
            }
            C::DisputeItem => json!({ "item": set.item, "reason": "Còn thiếu" }),
            C::RequestExtension => json!({
                "item": set.item, "until": "2026-11-30T17:00:00+07:00", "reason": "Sao kê",
            }),
            C::DecideExtension => json!({ "grant": false, "decision": "Không" }),
            C::OpenDelay => json!({ "reasons": "Đã đôn đốc hai lần" }),
            C::ExplainEpisode => json!({ "reason": "institution", "note": "Đã rõ" }),
            C::CloseCase
            | C::DecideContest
            | C::DismissRow
            | C::ReturnInquiry
            | C::WithdrawInquiry
            | C::ReturnOrder
            | C::WithdrawOrder
            | C::ReversePosting
            | C::RetirePayee
            | C::WithdrawItems
            | C::ReturnDraft
            | C::ReturnPaper => words,
            C::RecordRequest => {
                requests::body(service, set.agency, self.bailiff.get(), self.next())
            }
            kind if kind.code().starts_with("request.") => requests::act(kind, &set.case),
            kind => {
                let named = Named {
                    order: &set.order,
                    item: &set.item,
                    institution: set.institution,
                    payee: &set.payee,
                    case: &set.case,
                };
                money::body(kind, &named, self.next())
            }
        }
    }

    /// A case as it is written here.
    fn written(&self, service: &Service, set: &Set) -> Value {
        let mut body = case_body(service, &format!("m-{}", self.next()));
        body["officer"] = json!(set.officer);
        body["parties"][1]["institution"] = json!(set.institution);
        body
    }

    /// What another system says.
    fn sync(&self, service: &Service, kind: C, set: &Set) -> Value {
        match kind {
            C::SyncCase => {
                let number = format!("s-{}", self.next());
                let mut body = case_body(service, &number);
                body["officer"] = json!(set.officer);
                body["agency"] = json!(set.agency);
                body["source"] = json!("ministry");
                body["external"] = json!(number);
                for (n, party) in body["parties"].as_array_mut().unwrap().iter_mut().enumerate() {
                    party["external"] = json!(format!("DS-{n}"));
                    party.as_object_mut().unwrap().remove("id");
                }
                body
            }
            C::SyncPayment => json!({
                "agency": set.agency, "source": "ministry", "case": "none", "external": "P-1",
                "amount": { "amount": "1000", "currency": "VND" }, "day": "2026-11-20",
            }),
            _ => json!({ "source": "ministry", "theirs": ["number"] }),
        }
    }

    /// What the engine's tables say.
    pub(super) fn expected(
        &self,
        service: &Service,
        actor: &Actor,
        route: &Route,
        world: World,
    ) -> Verdict {
        let rules = service.store.rules();
        let directory = &rules.directory;
        let set = self.of(world);
        if let Some(verdict) = set.of_others(actor, route, directory) {
            return verdict;
        }
        let (person, role, seat) = self.person(world);
        let held = [(role, seat)];
        let passed = |may: bool| if may { Verdict::Passed } else { Verdict::Forbidden };
        match route.rule {
            Rule::Public | Rule::Anybody => Verdict::Passed,
            Rule::Session if actor.person().is_some() => match route.path {
                // No such notice was ever sent to anybody.
                "/api/v1/notices/{delivery}/read" => Verdict::Unseen,
                _ => Verdict::Passed,
            },
            Rule::Session => Verdict::Forbidden,
            Rule::Command(_) | Rule::Read(_) => on_root(set, actor, route, directory),
            Rule::List(kind) => {
                passed(read_grants(kind).iter().any(|(granted, _)| *granted == actor.role))
            }
            Rule::Administers if route.method == "GET" => passed(administers(actor.role).is_some()),
            Rule::Administers => passed(may_grant(actor, (role, seat), directory).is_ok()),
            Rule::SeesUser => told(may_see(actor, &held, directory)),
            Rule::ChangesUser(touches) => {
                told(may_change(actor, person, &held, touches, directory))
            }
            Rule::Uploads => passed(
                NAMING
                    .iter()
                    .flat_map(|kind| command_grants(*kind))
                    .any(|(granted, _)| *granted == actor.role),
            ),
            Rule::HandsOver => passed(
                command_grants(C::HandOver).iter().any(|(granted, _)| *granted == actor.role),
            ),
            Rule::SetsDay => {
                let place = match route.path.split('/').nth(3) {
                    Some("agencies") => Seat::Agency(set.agency),
                    _ => Seat::Institution(set.institution),
                };
                passed(may_set_day(actor, place, directory).is_ok())
            }
            Rule::Registers => passed(EMPLOYER_REGISTRARS.contains(&actor.role)),
            Rule::ListsClients if route.method == "GET" => passed(is_client_keeper(actor.role)),
            Rule::ListsClients => {
                passed(may_keep(actor, Seat::Institution(set.institution), directory).is_ok())
            }
            Rule::Roster => roster(actor, route, set, directory),
            Rule::KeepsClient => {
                told(may_keep(actor, Seat::Institution(set.institution), directory))
            }
        }
    }
}

/// What is said to who acts on a root or reads it.
fn on_root(set: &Set, actor: &Actor, route: &Route, directory: &Directory) -> Verdict {
    match route.rule {
        Rule::Command(C::OpenCase | C::ProposePayee | C::RecordRequest)
            if actor.agency().is_none() =>
        {
            Verdict::Forbidden
        }
        Rule::Command(kind) if kind.code().starts_with("request.") => {
            let root = set.root(route, kind, actor);
            permission_on_request(actor, command_grants(kind), &root, directory).into()
        }
        Rule::Read(ReadKind::Requests) => {
            permission_on_request(actor, grants(route), &set.office(), directory).into()
        }
        Rule::Command(C::AcceptDelegation | C::DeclineDelegation)
        | Rule::Read(ReadKind::Delegations) => {
            permission_on_delegation(actor, grants(route), &set.office(), directory).into()
        }
        Rule::Command(C::DismissRow) | Rule::Read(ReadKind::Quarantine) => {
            permission_on_held(actor, grants(route), &set.office(), directory).into()
        }
        Rule::Command(kind) => {
            let root = set.root(route, kind, actor);
            permission(actor, command_grants(kind), &root, directory).into()
        }
        Rule::Read(kind) => {
            let root = set.read_root(route);
            match permission(actor, read_grants(kind), &root, directory) {
                // A sub-object that was made up is not there for anybody.
                Permission::Granted if is_made_up(route) => Verdict::Unseen,
                other => other.into(),
            }
        }
        _ => Verdict::Passed,
    }
}

/// What is said of a roster: that of one's own place, or of the place asked about;
/// a shift that was made up is not there for anybody.
fn roster(actor: &Actor, route: &Route, set: &Set, directory: &Directory) -> Verdict {
    let place = match route.path.split('/').nth(3) {
        Some("agencies") => Seat::Agency(set.agency),
        Some("institutions") => Seat::Institution(set.institution),
        _ => actor.seat,
    };
    match route.method {
        "GET" if reads(actor, place, directory) => Verdict::Passed,
        "POST" if keeps(actor, Seat::Institution(set.institution), directory) => Verdict::Passed,
        "POST" => Verdict::Forbidden,
        _ => Verdict::Unseen,
    }
}

/// What a route's rule is granted to.
fn grants(route: &Route) -> &'static [Grant] {
    match route.rule {
        Rule::Command(kind) => command_grants(kind),
        Rule::Read(kind) | Rule::List(kind) => read_grants(kind),
        _ => &[],
    }
}

/// What becomes of a case.
fn case_life(kind: C, set: &Set) -> Value {
    let decision = json!({ "number": "15/QĐ-THADS", "day": "2026-11-20" });
    match kind {
        C::HandOver => json!({
            "from": set.officer, "to": set.officer, "reason": "Chuyển công tác",
        }),
        C::PauseCase => json!({
            "ground": "debtor_ill", "from": "2026-11-20", "decision": decision,
        }),
        _ => json!({ "from": "2026-11-20", "reason": "Hết ốm", "decision": decision }),
    }
}

fn told(denied: Result<(), Denied>) -> Verdict {
    match denied {
        Ok(()) => Verdict::Passed,
        Err(Denied::NotFound) => Verdict::Unseen,
        Err(_) => Verdict::Forbidden,
    }
}

/// What names files: whoever may do one of these may send them.
const NAMING: [C; 5] =
    [C::AttachPapers, C::SaveDraft, C::SubmitAnswer, C::CorrectAnswer, C::EnterPaper];

/// Whether a read names something below its root that is not there.
fn is_made_up(route: &Route) -> bool {
    ["{answer}", "{clock}", "answer-files"].iter().any(|part| route.path.contains(part))
}

fn seat_body(role: Role, seat: Seat) -> Value {
    let mut body = json!({ "role": role.code() });
    match seat {
        Seat::Agency(id) => body["agency"] = json!(id),
        Seat::Institution(id) => body["institution"] = json!(id),
        Seat::Country => {}
    }
    body
}

/// What an edit does not take off.
fn papers(file: &str) -> Value {
    json!({ "papers": [{ "role": "enforcement", "file": file }] })
}

fn inquiry(service: &Service, kind: C, set: &Set) -> Value {
    let mut body = inquiry_body(service, &set.case, &["VCB"]);
    body["institutions"] = json!([set.institution]);
    body["debtor"] = json!(DEBTOR);
    body["issue"] = json!(kind == C::FileInquiry);
    if kind == C::EditInquiry {
        let content = body.as_object_mut().unwrap();
        content.remove("case");
        content.remove("issue");
    }
    body
}

/// The caller's own session, by the name it has in the list.
fn session(service: &Service, known: &Known) -> String {
    let lines = service.by(known, "GET", "/api/v1/sessions").send();
    let body: Value = serde_json::from_str(&lines.body).unwrap_or_default();
    let own = body.as_array().into_iter().flatten().find(|line| line["current"] == true);
    own.map_or("x".to_owned(), |line| line["id"].as_str().unwrap().to_owned())
}

fn session_body(service: &Service, known: Option<&Known>, route: &Route) -> Value {
    match route.path {
        "/api/v1/session" if route.method == "POST" => {
            json!({ "username": "nobody", "password": "no password at all" })
        }
        "/api/v1/session/setup" => json!({
            "username": "nobody", "code": "x", "password": "một mật khẩu đủ dài",
        }),
        "/api/v1/session/seat" => {
            let session = known.map(|known| service.by(known, "GET", "/api/v1/session").send());
            let body: Value = session
                .and_then(|response| serde_json::from_str(&response.body).ok())
                .unwrap_or_default();
            let seat = body["seat"]["id"].as_str().map(ToOwned::to_owned);
            json!({ "seat": seat.unwrap_or_else(|| Uuid::from_u128(9).to_string()) })
        }
        "/api/v1/profile" => json!({ "language": "vi" }),
        "/api/v1/profile/password" => json!({ "old": PASSWORD, "new": PASSWORD }),
        _ => json!({}),
    }
}

impl Set {
    /// What belongs to the office, and to no case.
    fn office(&self) -> Belongs<'_> {
        Belongs { agency: Some(self.agency), ..Belongs::default() }
    }

    /// What is asked in a way of its own: by a creditor's desk, whose bank is the creditor
    /// of the case, and by who reads what was delegated to the office.
    fn of_others(&self, actor: &Actor, route: &Route, directory: &Directory) -> Option<Verdict> {
        match route.rule {
            // It files for its own institution.
            Rule::Command(C::RecordRequest) if actor.role == Role::CreditorDesk => {
                Some(Verdict::Passed)
            }
            Rule::Command(kind) if concessions::are(kind) && actor.institution().is_some() => {
                let root = Belongs::default().addressed(self.institution);
                Some(permission_on_claim(actor, command_grants(kind), &root, directory).into())
            }
            Rule::Read(kind @ ReadKind::CreditorCases) => {
                let root = Belongs::default().addressed(self.institution);
                Some(permission_on_claim(actor, read_grants(kind), &root, directory).into())
            }
            Rule::Read(kind @ ReadKind::Delegations) => {
                let root = Belongs { agency: Some(self.agency), ..Belongs::default() };
                Some(permission_on_delegation(actor, read_grants(kind), &root, directory).into())
            }
            _ => None,
        }
    }

    fn build(service: &Service, (officer, agency, bank): (&str, &str, &str)) -> Self {
        let known = service.sign_in(officer);
        let id = service.world.person(officer);
        let mut case = case_body(service, "1");
        case["officer"] = json!(id);
        case["parties"][1]["institution"] = json!(service.world.institution(bank));
        let case = service.post(&known, "/api/v1/cases", &case).id();
        let file = service.upload(&known, b"%PDF-1.7 matrix %%EOF").id();
        let attach = |to: &str| {
            let put = service.by(&known, "PUT", &format!("{to}/papers"));
            assert_eq!(put.key(to).json(&papers(&file)).send().status, 200, "{to}");
        };
        let mut body = inquiry_body(service, &case, &[bank]);
        body["issue"] = json!(false);
        let issued = service.post(&known, "/api/v1/inquiries", &body).id();
        attach(&format!("/api/v1/inquiries/{issued}"));
        let issue = format!("/api/v1/inquiries/{issued}/issue");
        let issued = service.post(&known, &issue, &json!({}));
        let demand = issued.json()["demands"][0]["id"].as_str().unwrap().to_owned();
        let inquiry = service.post(&known, "/api/v1/inquiries", &body).id();
        attach(&format!("/api/v1/inquiries/{inquiry}"));
        let order = money::order("0/QĐ", service.world.institution(bank));
        let order = service.post(&known, &format!("/api/v1/cases/{case}/orders"), &order).id();
        attach(&format!("/api/v1/orders/{order}"));
        let system = service.world.system_of(bank);
        let demand_id = demand.parse::<Uuid>().unwrap().into();
        let view = service.store.find_blocking(|find| find.demand(&system, demand_id)).unwrap();
        let (agency, institution) = (service.world.agency(agency), service.world.institution(bank));
        let desk = |name: &str, role, seat| {
            (newcomer(service, &format!("{name}.{officer}"), role, seat), role, seat)
        };
        let payee = Self::payee(service, agency, officer);
        let asked = Asked::build(service, agency, officer);
        let delegation = delegations::offered(service, agency, officer);
        Self {
            people: [
                desk("can-bo", Role::Officer, Seat::Agency(agency)),
                desk("giao-dich", Role::BankMaker, Seat::Institution(institution)),
            ],
            client: System::register(service, bank, 77).id,
            item: view.demand.items[0].id.to_string(),
            file,
            officer: id,
            agency,
            institution,
            act: prosecution::recorded(service, &known, &case),
            case,
            inquiry,
            order,
            statement: Self::statement(service, agency, officer, &payee),
            asked,
            delegation,
            held: held::kept(service, agency),
            outage: running::recorded(service),
            announcement: running::announced(service),
            payee,
            demand,
        }
    }

    /// A receiving account of the office, proposed by somebody who never acts.
    fn payee(service: &Service, agency: AgencyId, officer: &str) -> String {
        let username = format!("ke-toan.{officer}");
        service.hire(&username, Role::Accountant, Seat::Agency(agency));
        service.post(&service.sign_in(&username), "/api/v1/payees", &money::payee()).id()
    }

    /// A statement of it, once it was approved.
    fn statement(service: &Service, agency: AgencyId, officer: &str, payee: &str) -> String {
        let head = format!("truong.{officer}");
        service.hire(&head, Role::Head, Seat::Agency(agency));
        let approval = format!("/api/v1/payees/{payee}/approval");
        service.post(&service.sign_in(&head), &approval, &json!({}));
        let accountant = service.sign_in(&format!("ke-toan.{officer}"));
        service.post(&accountant, "/api/v1/statements", &money::statement(payee, "R0")).id()
    }

    /// What a command's root is to the outside.
    fn root(&self, route: &Route, kind: C, actor: &Actor) -> Belongs<'static> {
        let of_case = Belongs {
            agency: Some(self.agency),
            officer: Some(self.officer),
            ..Belongs::default()
        };
        match kind {
            kind if running::are(kind) => Belongs::default(),
            // An account is that of the caller's own institution.
            C::ReportAccountCapture => {
                Belongs { institution: actor.institution(), ..Belongs::default() }
            }
            C::OpenCase => Belongs { agency: actor.agency(), ..of_case },
            C::ProposePayee | C::RecordRequest => {
                Belongs { agency: actor.agency(), ..Belongs::default() }
            }
            // Of the office that asked, to a bailiff; of the one that decides, to others.
            _ if kind.code().starts_with("request.") => Belongs { officer: None, ..of_case },
            C::ApprovePayee | C::RetirePayee | C::SyncCase | C::SyncPayment => {
                Belongs { officer: None, ..of_case }
            }
            // An account's statements are the agency's, of no case.
            _ if route.path.starts_with("/api/v1/statements") => {
                Belongs { officer: None, ..of_case }
            }
            _ if route.path.starts_with("/api/v1/demands") => of_case.addressed(self.institution),
            _ => of_case,
        }
    }

    fn read_root(&self, route: &Route) -> Belongs<'static> {
        self.root(route, C::AmendCase, &Actor::SYSTEM)
    }
}
