//! Commands on the money of a case and on receiving accounts, out of words.

use super::Story;
use super::args::Args;
use super::body::NOBODY;
use super::command::{channel, missing, when};
use super::figures::{amount, word};
use super::order::{account, day};
use crate::support::content;
use engine::command::{Command as C, CommandKind as K, Entry};
use engine::id::CaseId;
use engine::ledger::{Book, DecisionNotice, ObligationEnd, Rate};
use engine::money::Currency;
use engine::payee::PayeeContent;

/// Reads a command on a receiving account.
pub(super) fn payee(story: &Story, kind: K, args: &Args) -> Result<C, String> {
    if kind == K::ProposePayee {
        let shipped = content::payee();
        let content = Box::new(PayeeContent {
            name: args.or("name", &shipped.name),
            bank: args.or("bank", &shipped.bank),
            account: account(&args.or("account", &shipped.account.display()))?,
        });
        return Ok(C::ProposePayee { content });
    }
    let payee = story.payee(args.subject()?)?;
    Ok(if kind == K::ApprovePayee {
        C::ApprovePayee { payee }
    } else {
        C::RetirePayee { payee, reason: args.or("reason", "Đổi tài khoản") }
    })
}

/// Reads a command on the money of a case, if it is one.
pub(super) fn read(story: &Story, kind: K, args: &Args) -> Result<Option<C>, String> {
    let case = || story.case(args.subject()?).or_else(|why| missing(args, why));
    Ok(Some(match kind {
        K::PostEntry | K::ReversePosting | K::PayBack | K::EndObligation | K::RecordRate => {
            books(story, case()?, kind, args)?
        }
        K::SetInterest | K::AccrueInterest | K::SuspendInterest | K::ResumeInterest => {
            interest(case()?, kind, args)?
        }
        K::ProtectHold => C::ProtectHold {
            case: case()?,
            hold: story.hold(&args.need("hold")?)?,
            amount: amount(&args.need("amount")?)?,
            ground: args.or("ground", "minimum_living"),
        },
        K::CompleteGrounds => C::CompleteGrounds {
            case: case()?,
            instrument: story.instrument(&args.need("freeze")?)?,
            at: when(&args.need("at")?)?,
        },
        K::RecordLiftGround => C::RecordLiftGround {
            case: case()?,
            instrument: story.instrument(&args.need("freeze")?)?,
            at: when(&args.need("at")?)?,
            ground: args.or("ground", "not_the_debtors"),
        },
        K::ChooseLaw => C::ChooseLaw {
            case: case()?,
            instrument: story.instrument(&args.need("freeze")?)?,
            law: args.or("law", "26/2008/QH12"),
            reason: args.or("reason", "Điều 116 khoản 1"),
        },
        K::RecordDecisionNotice => C::RecordDecisionNotice {
            case: case()?,
            notice: DecisionNotice {
                at: when(&args.need("at")?)?,
                channel: channel(&args.or("by", "hand"))?,
                proof: args.or("proof", "Biên bản giao nhận"),
            },
        },
        K::MeetDuty | K::StrikeDuty | K::AcknowledgeCopies => of_duty(story, kind, args, case()?)?,
        K::ConfirmRemittance => C::ConfirmRemittance {
            case: case()?,
            transfer: story.transfer(&args.need("transfer")?)?,
            amount: amount(&args.need("amount")?)?,
            day: day(&args.need("day")?)?,
            reference: args.or("ref", "SK1"),
            other_money: args.flag("other"),
        },
        K::ReportShortfall => C::ReportShortfall {
            case: case()?,
            transfer: story.transfer(&args.need("transfer")?)?,
            reason: args.or("reason", "Ngân hàng xác nhận không chuyển thêm"),
        },
        K::ConfirmShortfall => C::ConfirmShortfall {
            case: case()?,
            transfer: story.transfer(&args.need("transfer")?)?,
        },
        _ => return Ok(None),
    }))
}

fn books(story: &Story, case: CaseId, kind: K, args: &Args) -> Result<C, String> {
    let sum = || amount(&args.need("amount")?);
    Ok(match kind {
        K::PostEntry => C::PostEntry {
            case,
            entry: entry(args.word())?,
            amount: sum()?,
            day: day(&args.need("day")?)?,
            note: args.or("note", "Biên bản"),
        },
        K::ReversePosting => {
            let label = args.need("posting")?;
            let posting = story.postings.get(&label).copied();
            let posting = posting.or_else(|| story.conceded(case, &label)).unwrap_or(NOBODY.into());
            C::ReversePosting { case, posting, reason: args.or("reason", "Ghi nhầm") }
        }
        K::PayBack => C::PayBack {
            case,
            duty: match args.get("duty") {
                Some(name) => Some(story.duty(case, &name)?.0),
                None => None,
            },
            amount: sum()?,
            day: day(&args.need("day")?)?,
            note: args.or("note", "Trả lại người phải thi hành án"),
        },
        K::RecordRate => {
            let currency = Currency::parse(&args.need("currency")?);
            let currency = currency.map_err(|why| why.to_string())?;
            // Đồng for one whole unit.
            let dong = amount(&args.need("dong")?)?.minor();
            let parts = 10i64.pow(u32::from(currency.minor_digits()));
            let per_million = dong * 1_000_000 / parts;
            let source = args.or("source", "Ngân hàng Nhà nước");
            let rate = Rate { currency, per_million, day: day(&args.need("day")?)?, source };
            C::RecordRate { case, rate }
        }
        _ => {
            let how = match args.need("how")?.as_str() {
                "paid" => ObligationEnd::Paid,
                "terminated" => ObligationEnd::Terminated,
                "annulled" => ObligationEnd::Annulled,
                other => return Err(format!("no obligation ends {other}")),
            };
            C::EndObligation { case, how, reason: args.or("reason", "Quyết định số 5") }
        }
    })
}

/// `charge:cost`, `waive:interest`, `payment`.
fn entry(word: &str) -> Result<Entry, String> {
    let book = |word: &str| {
        let book = serde_json::from_value(word.into());
        book.map_err(|_| format!("no part of the books: {word}"))
    };
    Ok(match word.split_once(':') {
        Some(("charge", word)) => Entry::Charge(book(word)?),
        Some(("waive", word)) => Entry::Waive(book(word)?),
        _ if word == "payment" => Entry::Payment,
        _ => return Err(format!("nobody posts {word}")),
    })
}

/// What a part of the books is called.
pub(super) fn book_word(book: Book) -> String {
    word(book)
}

fn interest(case: CaseId, kind: K, args: &Args) -> Result<C, String> {
    let day = |name: &str| day(&args.need(name)?);
    Ok(match kind {
        K::SetInterest => {
            let percent = args.need("percent")?;
            let ppm = match percent.as_str() {
                "none" => None,
                text => {
                    let percent: u32 = text.parse().map_err(|_| "percent= is no number")?;
                    Some(percent * 10_000)
                }
            };
            C::SetInterest { case, ppm, from: day("from")? }
        }
        K::AccrueInterest => C::AccrueInterest { case, to: day("to")? },
        K::SuspendInterest => C::SuspendInterest {
            case,
            from: day("from")?,
            reason: args.or("reason", "Quyết định hoãn thi hành án"),
        },
        _ => C::ResumeInterest { case, to: day("to")? },
    })
}

fn of_duty(story: &Story, kind: K, args: &Args, case: CaseId) -> Result<C, String> {
    if kind == K::AcknowledgeCopies {
        let instrument = story.instrument(&args.need("of")?)?;
        return Ok(C::AcknowledgeCopies { case, instrument });
    }
    let (duty, about) = story.duty(case, &args.need("duty")?)?;
    if kind == K::StrikeDuty {
        return Ok(C::StrikeDuty { case, duty, about });
    }
    let proof = args.or("proof", "Sổ công văn đi số 88");
    let at = args.get("at").map(|at| when(&at)).transpose()?;
    Ok(C::MeetDuty { case, duty, proof, at })
}
