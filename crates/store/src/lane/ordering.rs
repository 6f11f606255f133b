//! Random commands about money, for streams of commands.

use super::batch::Worker;
use super::tests::{BANKS, Dice, Names, START, items_of};
use engine::actor::Actor;
use engine::answer::{AccountKind, Outcome};
use engine::command::{Command, Entry};
use engine::context::Rules;
use engine::decide::Reply;
use engine::demand::ItemAnswer;
use engine::execution::{CapturedAccount, FrozenAccount};
use engine::id::{InstrumentId, ItemId};
use engine::identity::AccountNumber;
use engine::instrument::{Content, ContentHash};
use engine::ledger::{Book, ObligationEnd};
use engine::money::Money;
use engine::order::{FreezeAt, Numbered, Order, OrderContent};
use engine::payee::PayeeContent;
use engine::time::{Instant, Zone};
use testkit::world::{World, debtor, envelope, instant, none_found};

/// A freeze at banks, under a decision's number.
pub(super) fn freeze(world: &World, number: &str, banks: &[&str]) -> OrderContent {
    let at = |bank: &&str| FreezeAt { institution: world.institution(bank), accounts: Vec::new() };
    OrderContent {
        debtor: debtor(),
        decision: Some(Numbered {
            number: number.to_owned(),
            day: Zone::HANOI.day_of(instant(START)),
        }),
        legal_basis: "Điều 67 Luật Thi hành án dân sự số 106/2025/QH15".to_owned(),
        sealed_to: Vec::new(),
        order: Order::Freeze {
            owed: Money::vnd(1_000_000_000),
            parts: None,
            urgent: false,
            at: banks.iter().map(at).collect(),
        },
    }
}

/// Freezes out for each case: filed, approved, issued.
pub(super) fn freeze_all(worker: &mut Worker, rules: &Rules, names: &mut Names) {
    for (n, case) in names.cases.clone().into_iter().enumerate() {
        let content = Box::new(freeze(&names.world, &format!("F{n}"), &["ACB", "VCB"]));
        let hash = ContentHash::of(&Content::Order(content.as_ref().clone()));
        let at = worker.clock.now();
        let mut done = |actor: &str, command| {
            let one = envelope(names.world.actor(actor), at, command);
            match worker.settle(&mut [one], rules).remove(0).reply {
                Ok(Reply::Done(done)) => done,
                other => panic!("{other:?}"),
            }
        };
        let filed = done("saomai", Command::FileOrder { case, content });
        let instrument = InstrumentId(filed.subject);
        done("daiduong", Command::ApproveOrder { instrument, hash });
        let issued = done("saomai", Command::IssueOrder { instrument });
        for (demand, institution) in issued.served.unwrap().iter() {
            let bank = BANKS.iter().find(|bank| names.world.institution(bank) == *institution);
            let items = items_of(&worker.url, *demand);
            names.freezes.push((*demand, items, bank.unwrap()));
        }
    }
}

/// Reports on freezes: sound, restated, caught later.
pub(super) fn by_a_freezing_bank(dice: &mut Dice, names: &Names, at: Instant) -> (Actor, Command) {
    let (demand, items, bank) = dice.pick(&names.freezes);
    let (demand, item) = (*demand, items[0]);
    let amount = Money::vnd(i64::try_from(dice.roll(4)).unwrap() * 250_000_000);
    let text: &&str = dice.pick(&["0011004567890", "VIP8888"]);
    let number = AccountNumber::parse(text).unwrap();
    let command = match dice.roll(5) {
        0 => Command::SubmitAnswer { demand, answers: vec![none_found(item, at)] },
        1 => Command::ReportCapture {
            demand,
            item,
            reference: format!("C{}", dice.roll(3)),
            accounts: vec![CapturedAccount { number, amount }],
        },
        2 => Command::Acknowledge { demand },
        _ => Command::SubmitAnswer { demand, answers: vec![frozen(item, number, amount)] },
    };
    (names.world.system_of(bank), command)
}

fn frozen(item: ItemId, number: AccountNumber, amount: Money) -> ItemAnswer {
    let account = FrozenAccount {
        at_receipt: Some(amount),
        at_freeze: Some(amount),
        ..FrozenAccount::plain(number, AccountKind::Payment, amount)
    };
    ItemAnswer::new(item, Outcome::Frozen { accounts: vec![account] })
}

/// What officers enter into the books, and orders they write.
pub(super) fn about_money(dice: &mut Dice, names: &Names, at: Instant) -> (Actor, Command) {
    let case = *dice.pick(&names.cases);
    let day = Zone::HANOI.day_of(at);
    let officer = names.world.actor("saomai");
    let amount = Money::vnd(i64::try_from(dice.roll(5)).unwrap() * 100_000_000);
    let note = "ghi sổ".to_owned();
    let command = match dice.roll(8) {
        0 => Command::PostEntry { case, entry: Entry::Charge(Book::Cost), amount, day, note },
        1 => Command::PostEntry { case, entry: Entry::Payment, amount, day, note },
        2 => Command::SetInterest { case, ppm: Some(100_000), from: day.plus_days(-30) },
        3 => Command::AccrueInterest { case, to: day },
        4 | 5 => {
            let number = format!("F{}", dice.roll(5));
            let content = Box::new(freeze(&names.world, &number, &["BID"]));
            Command::DraftOrder { case, content }
        }
        6 => {
            let (how, reason) = (ObligationEnd::Terminated, "đình chỉ".to_owned());
            return (names.world.actor("daiduong"), Command::EndObligation { case, how, reason });
        }
        _ => Command::ProposePayee {
            content: Box::new(PayeeContent {
                name: "THADS khu vực 1".to_owned(),
                bank: "Kho bạc".to_owned(),
                account: AccountNumber::parse("3949010012345").unwrap(),
            }),
        },
    };
    let head = matches!(command, Command::ProposePayee { .. });
    (if head { names.world.actor("daiduong") } else { officer }, command)
}
