//! Journals against the books of cases: what banks and accountants reported
//! counts once, and nothing else does (I-1, I-6, I-8, I-10).

use crate::check::{Finding, Stored};
use crate::journal::{Arrived, Caught, Entry, Sent};
use engine::answer::{Answer, AnswerState, Outcome};
use engine::id::{ItemId, TransferId};
use engine::identity::AccountNumber;
use engine::ledger::{Hold, Ledger, Transfer, TransferState};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Everything in the books that the journals do not tell, and the other way
/// round.
pub(crate) fn check(journal: &[Entry], stored: &Stored) -> Vec<Finding> {
    let told = Told::of(journal, stored);
    let mut findings = Findings(Vec::new());
    for ledger in stored.books.values() {
        for hold in &ledger.holds {
            told.of_hold(ledger, hold, &mut findings);
        }
        for transfer in &ledger.transfers {
            told.of_transfer(transfer, &mut findings);
        }
        balances(ledger, &mut findings);
    }
    told.captures(stored, &mut findings);
    told.arrivals(stored, &mut findings);
    findings.0
}

struct Findings(Vec<Finding>);

impl Findings {
    fn note(&mut self, sound: bool, key: &dyn Display, what: impl Into<String>) {
        if !sound {
            self.0.push(Finding { key: key.to_string(), what: what.into() });
        }
    }
}

/// What was acknowledged.
struct Told<'a> {
    /// By freeze and reference, however often it was sent.
    caught: BTreeMap<(ItemId, &'a str), &'a Caught>,
    arrived: BTreeMap<(TransferId, &'a str), &'a Arrived>,
    /// The answer that stands, by item.
    answers: BTreeMap<ItemId, &'a Answer>,
}

impl<'a> Told<'a> {
    fn of(journal: &'a [Entry], stored: &'a Stored) -> Self {
        let (mut caught, mut arrived) = (BTreeMap::new(), BTreeMap::new());
        for entry in journal.iter().filter(|entry| entry.done().is_some()) {
            match &entry.sent {
                Sent::Capture(_, one) => {
                    caught.insert((one.item, one.reference.as_str()), one);
                }
                Sent::Remittance(_, one) => {
                    arrived.insert((one.transfer, one.reference.as_str()), one);
                }
                _ => {}
            }
        }
        let answers = stored.answers.values().map(|(_, answer)| answer);
        let answers = answers.filter(|answer| answer.state == AnswerState::Accepted);
        Self { caught, arrived, answers: answers.map(|answer| (answer.item, answer)).collect() }
    }

    /// What is frozen is what was reported and what was caught later, each once.
    fn of_hold(&self, ledger: &Ledger, hold: &Hold, findings: &mut Findings) {
        let caught: i64 = self
            .caught
            .values()
            .filter(|one| one.item == hold.freeze && one.number == hold.account)
            .map(|one| one.amount.minor())
            .sum();
        let wanted = self.frozen(hold.freeze, &hold.account) + caught;
        let differs = format!("holds {} frozen of {wanted}", hold.frozen);
        findings.note(hold.frozen == wanted, &hold.id, differs);
        let taken = ledger.transfers.iter().filter(|one| one.hold == Some(hold.id));
        let taken: i64 = taken.map(|one| one.paid).sum();
        findings.note(hold.deducted == taken, &hold.id, "lost what was not paid");
        let kept = hold.frozen - hold.deducted - hold.released;
        findings.note(kept >= 0 && kept == hold.remaining(), &hold.id, "is not conserved");
    }

    fn frozen(&self, freeze: ItemId, account: &AccountNumber) -> i64 {
        let Some(Outcome::Frozen { accounts }) = self.answers.get(&freeze).map(|one| &one.body)
        else {
            return 0;
        };
        accounts.iter().filter(|one| one.number == *account).map(|one| one.frozen.minor()).sum()
    }

    /// What is paid is what the bank said, and what arrived what was confirmed.
    fn of_transfer(&self, transfer: &Transfer, findings: &mut Findings) {
        let paid = match self.answers.get(&transfer.item).map(|one| &one.body) {
            Some(Outcome::Paid { paid, .. }) => paid.minor(),
            _ => 0,
        };
        findings.note(transfer.paid == paid, &transfer.id, "paid what nobody said");
        let waits = transfer.state == TransferState::Reserved;
        findings.note(waits == (paid == 0), &transfer.id, "does not stand where it was answered");
        let arrived: i64 = transfer.arrivals.iter().map(|one| one.amount).sum();
        findings.note(transfer.arrived == arrived, &transfer.id, "arrived otherwise than listed");
    }

    /// Every capture acknowledged is in the books once, and no other.
    fn captures(&self, stored: &Stored, findings: &mut Findings) {
        let mut booked: BTreeMap<(ItemId, &str), Vec<i64>> = BTreeMap::new();
        for freeze in stored.books.values().flat_map(|ledger| &ledger.freezes) {
            for capture in &freeze.captures {
                let amount = capture.caught.iter().map(|(_, amount)| *amount).sum();
                booked.entry((freeze.item, &capture.reference)).or_default().push(amount);
            }
        }
        for (place, caught) in &self.caught {
            let found = booked.remove(place).unwrap_or_default();
            let once = found == [caught.amount.minor()];
            findings.note(once, &place.1, format!("was caught as {found:?}"));
        }
        for (item, reference) in booked.keys() {
            findings.note(false, reference, format!("was caught by {item} and nobody reported it"));
        }
    }

    fn arrivals(&self, stored: &Stored, findings: &mut Findings) {
        let mut booked: BTreeMap<(TransferId, &str), Vec<i64>> = BTreeMap::new();
        for transfer in stored.books.values().flat_map(|ledger| &ledger.transfers) {
            for arrival in &transfer.arrivals {
                let at = (transfer.id, arrival.reference.as_str());
                booked.entry(at).or_default().push(arrival.amount);
            }
        }
        for (place, arrived) in &self.arrived {
            let found = booked.remove(place).unwrap_or_default();
            let once = found == [arrived.amount.minor()];
            findings.note(once, &place.1, format!("was confirmed as {found:?}"));
        }
        for (_, reference) in booked.keys() {
            findings.note(false, reference, "was confirmed by nobody");
        }
    }
}

/// What came in is what arrived, and the sums are those of their parts.
fn balances(ledger: &Ledger, findings: &mut Findings) {
    let arrived: i64 = ledger.transfers.iter().map(|one| one.arrived).sum();
    findings.note(ledger.balances.received == arrived, &ledger.case, "received otherwise");
    let cap = ledger.cap();
    let under_way: i64 = ledger.transfers.iter().map(|one| one.reserved() + one.in_transit()).sum();
    findings.note(
        cap.open == (cap.outstanding - under_way).max(0),
        &ledger.case,
        "has another cap",
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Reply;
    use engine::actor::Actor;
    use engine::answer::AccountKind;
    use engine::execution::{Care, FrozenAccount};
    use engine::id::{AgencyId, AnswerId, CaseId, DemandId, HoldId, PayeeId};
    use engine::instrument::ContentHash;
    use engine::ledger::{Arrival, Capture, Freeze};
    use engine::money::{Currency, Money};
    use engine::time::{Day, Instant};
    use testkit::world::{self, instant};
    use uuid::Uuid;

    const AT: &str = "2026-11-20T09:00:00+07:00";

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn at() -> Instant {
        instant(AT)
    }

    fn day() -> Day {
        Day::from_ymd(2026, 11, 20).unwrap()
    }

    fn account() -> AccountNumber {
        AccountNumber::parse("0011004567890").unwrap()
    }

    fn done(key: &str, sent: Sent) -> Entry {
        let reply = Reply::Done { id: id(1), created: None, replayed: false };
        Entry { key: key.to_owned(), sent, unheard: false, replies: vec![reply] }
    }

    fn answer(n: u128, item: u128, body: Outcome) -> (AnswerId, (DemandId, Answer)) {
        let answer = Answer {
            id: AnswerId(id(n)),
            item: ItemId(id(item)),
            round: 1,
            part: 1,
            version: 1,
            state: AnswerState::Accepted,
            hash: ContentHash::of(&body),
            body,
            files: Vec::new(),
            by: Actor::SYSTEM,
            drafted_by: None,
            arrived_at: at(),
            paper: None,
        };
        (answer.id, (DemandId(id(3)), answer))
    }

    fn frozen() -> Outcome {
        Outcome::Frozen {
            accounts: vec![FrozenAccount::plain(account(), AccountKind::Payment, Money::vnd(100))],
        }
    }

    fn hold() -> Hold {
        Hold {
            id: HoldId(id(10)),
            freeze: ItemId(id(4)),
            institution: id(8).into(),
            account: account(),
            kind: AccountKind::Payment,
            currency: Currency::VND,
            all_unknown: false,
            joint: false,
            beyond_order: false,
            freed_ahead: 0,
            care: Care::default(),
            protected: 0,
            minimum: 0,
            protections: Vec::new(),
            ranks_before: 0,
            frozen: 107,
            deducted: 30,
            released: 0,
            reserved: 0,
            lifting: 0,
            opened_at: at(),
            at_receipt: None,
            at_freeze: None,
            left_between: None,
        }
    }

    fn books(demand: DemandId) -> Ledger {
        let mut ledger = Ledger::empty(CaseId(id(1)), AgencyId(id(9)));
        (ledger.balances.principal, ledger.balances.title) = (970, -1_000);
        ledger.balances.received = 30;
        ledger.freezes = vec![Freeze {
            item: ItemId(id(4)),
            demand,
            instrument: id(2).into(),
            institution: id(8).into(),
            debtor: world::debtor(),
            target: 500,
            by_minutes: false,
            everything: true,
            accounts: Vec::new(),
            asked_at: at(),
            standing_since: Some(at()),
            ended: None,
            retarget: None,
            proposer: None,
            received_at: None,
            revoked: None,
            captures: vec![Capture {
                reference: "more".to_owned(),
                at: at(),
                caught: vec![(HoldId(id(10)), 7)],
                report: None,
                out_of_turn: false,
            }],
        }];
        ledger.holds = vec![hold()];
        ledger.transfers = vec![Transfer {
            id: TransferId(id(6)),
            item: ItemId(id(5)),
            demand,
            hold: Some(HoldId(id(10))),
            institution: None,
            month: None,
            payee: PayeeId(id(7)),
            ordered: 30,
            paid: 30,
            arrived: 30,
            state: TransferState::Confirmed,
            reference: Some("FT".to_owned()),
            value_day: Some(day()),
            arrivals: vec![Arrival {
                reference: "SK1".to_owned(),
                amount: 30,
                day: None,
                stated: false,
            }],
            taken: 30,
            beyond: 0,
            bound: None,
            returned: 0,
            shortfall: None,
            proposer: None,
        }];
        ledger
    }

    /// A freeze of 100 that caught 7 more, of which 30 were taken and arrived.
    fn history() -> (Vec<Entry>, Stored) {
        let caught = Caught {
            item: ItemId(id(4)),
            reference: "more".to_owned(),
            number: account(),
            amount: Money::vnd(7),
        };
        let arrived = Arrived {
            transfer: TransferId(id(6)),
            amount: Money::vnd(30),
            day: day(),
            reference: "SK1".to_owned(),
        };
        let demand = DemandId(id(3));
        let journal = vec![
            done("capture", Sent::Capture(demand, caught.clone())),
            done("again", Sent::Capture(demand, caught)),
            done("remittance", Sent::Remittance(CaseId(id(1)), arrived)),
        ];
        let ledger = books(demand);
        let paid =
            Outcome::Paid { paid: Money::vnd(30), reference: "FT".to_owned(), value_day: day() };
        let stored = Stored {
            books: [(ledger.case, ledger)].into(),
            answers: [answer(11, 4, frozen()), answer(12, 5, paid)].into(),
            ..Stored::default()
        };
        (journal, stored)
    }

    /// What is found after something was done to the books.
    fn found(spoil: impl FnOnce(&mut Ledger)) -> Vec<String> {
        let (journal, mut stored) = history();
        spoil(stored.books.values_mut().next().unwrap());
        check(&journal, &stored).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_whole_history_is_whole() {
        assert_eq!(found(|_| {}), [""; 0]);
    }

    #[test]
    fn what_counts_twice_or_not_at_all_is_named() {
        let twice = found(|ledger| {
            let again = ledger.freezes[0].captures[0].clone();
            ledger.freezes[0].captures.push(again);
            ledger.holds[0].frozen += 7;
        });
        assert_eq!(twice, ["holds 114 frozen of 107", "was caught as [7, 7]"]);
        let lost = found(|ledger| {
            ledger.freezes[0].captures.clear();
            ledger.holds[0].frozen -= 7;
        });
        assert_eq!(lost, ["holds 100 frozen of 107", "was caught as []"]);
        let arrived = found(|ledger| {
            let again = ledger.transfers[0].arrivals[0].clone();
            ledger.transfers[0].arrivals.push(again);
            ledger.transfers[0].arrived += 30;
        });
        assert_eq!(arrived, ["received otherwise", "was confirmed as [30, 30]",]);
    }

    #[test]
    fn what_nobody_said_is_named() {
        let paid = found(|ledger| ledger.transfers[0].paid = 31);
        assert_eq!(paid, ["lost what was not paid", "paid what nobody said"]);
        let stray = found(|ledger| {
            let mut other = ledger.freezes[0].captures[0].clone();
            other.reference = "other".to_owned();
            ledger.freezes[0].captures.push(other);
        });
        assert_eq!(stray.len(), 1);
        assert!(stray[0].ends_with("nobody reported it"));
        let taken = found(|ledger| ledger.holds[0].deducted = 200);
        assert_eq!(taken, ["lost what was not paid", "is not conserved"]);
    }
}
