//! Cases of another system, told twice at once: `attache import cases` from files, and
//! a stream of requests to the service. Both are killed in the midst and begun again;
//! what they told of overlaps, so that one meets what the other has done.

use crate::http::Http;
use crate::people::{self, Known};
use crate::site::Site;
use crate::time::pause;
use engine::case::{Category, Conditions, Document, ObligationKind, ObligationLine};
use engine::case::{PartyKind, PartyRole};
use engine::id::CaseId;
use engine::identity::PersonName;
use engine::ledger::Book;
use engine::money::Money;
use engine::sync::{ExternalId, ForeignCase, ForeignParty, ForeignPayment, SourceCode};
use engine::time::Day;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::ops::Range;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::Store;
use store::read::Purpose;

/// Cases of one handing-out: three rounds of what an import has under way.
pub(crate) const HANDED: usize = 600;
/// How many of them, from the end, and as many beyond, the stream tells of.
pub(crate) const STREAMED: usize = 90;
const CLIENTS: usize = 3;
const OFFICER: &str = "saomai";
const AGENCY: &str = "T01-01";
const OWED: i64 = 10_000_000;
const PAID: i64 = 1_000_000;

fn external(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

fn day(month: i8, of_month: i8) -> Day {
    Day::from_ymd(2026, month, of_month).unwrap()
}

fn document(number: &str, issuer: &str) -> Document {
    Document { number: number.to_owned(), day: day(6, 15), issuer: issuer.to_owned() }
}

/// The nth case, as the other system has it.
fn case(site: &Site, n: usize) -> ForeignCase {
    let party = |what: &str, role, name: &str| ForeignParty {
        external: external(&format!("{what}-{n}")),
        role,
        kind: PartyKind::Person,
        name: PersonName::parse(name).unwrap(),
        identifiers: Vec::new(),
        address: None,
    };
    ForeignCase {
        external: external(&format!("BTP-{n}")),
        closed: false,
        number: format!("{n}/2026/THA-BTP"),
        officer: site.world.person(OFFICER),
        decision: document(&format!("{n}/QĐ-THADS"), "THADS Hà Nội"),
        judgment: document(&format!("{n}/2026/DS-ST"), "TAND khu vực 1"),
        category: Category::Civil,
        conditions: Conditions::Unverified,
        obligations: vec![ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::vnd(OWED),
            note: None,
        }],
        parties: vec![
            party("D", PartyRole::Debtor, "Nguyễn Văn Hư Cấu"),
            party("C", PartyRole::Creditor, "Lê Thị Giả Định"),
        ],
    }
}

/// Every payment is another amount.
fn paid(n: usize) -> i64 {
    PAID + i64::try_from(n).unwrap()
}

fn payment(n: usize) -> ForeignPayment {
    ForeignPayment {
        external: external(&format!("NT-{n}")),
        amount: Money::vnd(paid(n)),
        day: day(11, 2),
        reference: None,
        note: None,
        other_money: false,
    }
}

/// Writes files of cases.
pub(crate) fn hand_out(site: &Site, folder: &Path, which: impl Iterator<Item = usize>) {
    fs::create_dir_all(folder).unwrap();
    let mut cases = "external_id,case_number,officer,decision_number,decision_day,\
        decision_issuer,judgment_number,judgment_day,judgment_issuer,category,conditions\n"
        .to_owned();
    let mut parties = "case_id,party_id,role,kind,name\n".to_owned();
    let mut owed = "case_id,kind,amount\n".to_owned();
    let mut payments = "case_id,payment_id,amount,day\n".to_owned();
    for n in which {
        let one = case(site, n);
        let (decision, judgment) = (&one.decision, &one.judgment);
        let named = [
            one.external.as_str(),
            &one.number,
            OFFICER,
            &decision.number,
            &decision.day.to_string(),
            &decision.issuer,
            &judgment.number,
            &judgment.day.to_string(),
            &judgment.issuer,
            one.category.code(),
            one.conditions.code(),
        ];
        cases.extend([&named.join(","), "\n"]);
        for party in &one.parties {
            let (role, name) = (party.role.code(), party.name.as_written());
            let row = format!("{},{},{role},person,{name}\n", one.external, party.external);
            parties.push_str(&row);
        }
        owed.extend([one.external.as_str(), ",principal,", &OWED.to_string(), "\n"]);
        let told = payment(n);
        let row = format!("{},{},{},{}\n", one.external, told.external, paid(n), told.day);
        payments.push_str(&row);
    }
    for (file, text) in [
        ("cases.csv", cases),
        ("parties.csv", parties),
        ("obligations.csv", owed),
        ("payments.csv", payments),
    ] {
        fs::write(folder.join(file), text).unwrap();
    }
}

fn arguments(folder: &Path) -> [String; 7] {
    let folder = folder.to_str().unwrap();
    ["import", "cases", "--folder", folder, "--agency", AGENCY, "--json"].map(str::to_owned)
}

/// Takes files over to the end: how many cases were new, and how many known.
pub(crate) fn import(site: &Site, folder: &Path) -> (usize, usize) {
    let args = arguments(folder);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let told: Value = serde_json::from_slice(&site.attache(&args).stdout).unwrap();
    let counted = |name: &str| usize::try_from(told[name].as_u64().unwrap()).unwrap();
    assert_eq!((counted("changed"), counted("errors"), counted("skipped")), (0, 0, 0), "{told}");
    assert_eq!(counted("payments") + counted("payments_known"), HANDED, "{told}");
    (counted("opened"), counted("unchanged"))
}

/// An import under way.
pub(crate) struct Import(Child);

impl Import {
    pub(crate) fn start(site: &Site, folder: &Path) -> Self {
        let args = arguments(folder);
        let mut command = site.command(&args.each_ref().map(String::as_str));
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// SIGKILL, once it has told so often how far it is.
    pub(crate) fn kill_after(mut self, steps: usize) {
        let lines = BufReader::new(self.0.stderr.take().unwrap()).lines();
        assert_eq!(lines.map_while(Result::ok).take(steps).count(), steps, "it says how far it is");
        self.0.kill().unwrap();
    }
}

/// How many payments of these cases came in.
pub(crate) fn taken(site: &Site, which: Range<usize>) -> usize {
    let (agency, source) = (site.world.agency(AGENCY), SourceCode::ministry());
    let id = |n| source.link(agency, &case(site, n).external).payment(&payment(n).external);
    let ids: Vec<_> = which.map(id).collect();
    site.store().find_as_system_blocking(|find| find.told_payments(&ids)).unwrap().len()
}

impl Drop for Import {
    fn drop(&mut self) {
        // It may be dead already; either way it is reaped.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What is told to the service, one case and its payment after the other.
pub(crate) struct Stream<'a> {
    site: &'a Site,
    known: Known,
    /// Which cases.
    which: Vec<usize>,
    /// How many were acknowledged with their payment.
    pub(crate) told: AtomicUsize,
}

impl<'a> Stream<'a> {
    pub(crate) fn new(
        site: &'a Site,
        address: SocketAddr,
        which: impl Iterator<Item = usize>,
    ) -> Self {
        let known = people::sign_in(address, people::head_of(OFFICER));
        Self { site, known, which: which.collect(), told: AtomicUsize::new(0) }
    }

    /// Tells all, from the beginning, until done or until nobody answers: every time
    /// under new keys, so that only what they are called tells that they are the same.
    pub(crate) fn tell(&self, address: SocketAddr) {
        self.told.store(0, Ordering::Relaxed);
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                scope.spawn(move || {
                    let mut http = Http::new(address);
                    for n in self.which.iter().skip(client).step_by(CLIENTS) {
                        if !self.one(&mut http, *n) {
                            return;
                        }
                        self.told.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
    }

    fn one(&self, http: &mut Http, n: usize) -> bool {
        let told = case(self.site, n);
        let mut body = serde_json::to_value(&told).unwrap();
        body["agency"] = json!(self.site.world.agency(AGENCY));
        body["source"] = json!(SourceCode::ministry());
        let mut of_payment = serde_json::to_value(payment(n)).unwrap();
        of_payment["agency"] = body["agency"].clone();
        of_payment["source"] = body["source"].clone();
        of_payment["case"] = json!(told.external);
        self.post(http, "POST /api/v1/sync/cases", &body)
            && self.post(http, "POST /api/v1/sync/payments", &of_payment)
    }

    /// Whether it was done; false: its fate is unknown.
    fn post(&self, http: &mut Http, line: &str, body: &Value) -> bool {
        let key = format!("{:032x}", rand::random::<u128>());
        let who = self.known.headers();
        let mut headers: Vec<(&str, &str)> =
            who.iter().map(|(name, value)| (*name, value.as_str())).collect();
        headers.extend([("Idempotency-Key", key.as_str()), ("Content-Type", "application/json")]);
        for _ in 0..200 {
            match http.send(line, &headers, &body.to_string()) {
                Err(_) => return false,
                Ok(response) if response.status < 300 => return true,
                // Busy, or just restarted: under the same key.
                Ok(response) if matches!(response.status, 408 | 429 | 500..) => {
                    pause(Duration::from_millis(20));
                }
                Ok(response) => panic!("{line}: {response:?}"),
            }
        }
        panic!("{line}: {body} stays unknown");
    }
}

/// Every case is there exactly once, its payment counted exactly once.
pub(crate) fn holds(site: &Site, store: &Store, upto: usize) {
    let (agency, source) = (site.world.agency(AGENCY), SourceCode::ministry());
    let actor = site.world.actor(OFFICER);
    let mut seen = BTreeSet::new();
    for n in 0..upto {
        let there = case(site, n);
        let link = source.link(agency, &there.external);
        let number = there.number.clone();
        let known =
            store.find_as_system_blocking(|find| find.known_case(link, (agency, &number))).unwrap();
        let known = known.unwrap_or_else(|| panic!("{} is lost", there.external));
        let synced = known.synced.unwrap_or_else(|| panic!("{} has no link", there.external));
        assert_eq!(synced.theirs, there);
        assert!(synced.open.is_empty(), "{}: {:?}", there.external, synced.open);
        assert_eq!(known.case.content.number, there.number);
        assert_eq!(known.case.content.parties.len(), 2, "{}", there.external);
        assert!(seen.insert(known.case.id), "{} shares its case", there.external);
        paid_once(store, &actor, known.case.id, n);
    }
}

fn paid_once(store: &Store, actor: &engine::actor::Actor, case: CaseId, n: usize) {
    let purpose = Purpose::new("crash_test", case).unwrap();
    let money = store.find_blocking(|find| find.money(actor, &purpose, case)).unwrap();
    let came = money.ledger.postings.iter().filter(|one| one.debit == Book::Received);
    let came: Vec<i64> = came.map(|one| one.amount).collect();
    assert_eq!(came, [paid(n)], "payment NT-{n}");
    assert_eq!(money.cap.outstanding, OWED - paid(n), "BTP-{n}");
}
