//! Commands out of words.

use super::args::Args;
use super::body::{self, NOBODY};
use super::order::day as to_day;
use super::{Story, instant, money, objection, order, prosecution, report, request, statement};
use crate::support::people;
use engine::actor::Actor;
use engine::clock::LateReason;
use engine::command::{Command as C, CommandKind as K};
use engine::contest::ContestKind;
use engine::demand::{Channel, Demand};
use engine::entry::Paper;
use engine::id::{
    AnswerId, ClockId, ContestId, DemandId, EpisodeId, ExtensionId, InstrumentId, ItemId,
};
use engine::instrument::ContentHash;
use engine::order::Numbered;
use engine::paper::{PaperGiven, PaperRole};
use engine::pause::PauseContent;
use engine::time::{Instant, Zone};

/// The hash of a content that never stood: `read=another`.
pub(super) const UNREAD: ContentHash = ContentHash([0; 32]);

/// Reads a command.
pub(super) fn read(
    story: &Story,
    actor: &Actor,
    at: Instant,
    kind: K,
    args: &Args,
) -> Result<C, String> {
    match kind {
        K::OpenCase | K::AmendCase | K::CloseCase | K::HandOver | K::PauseCase | K::ResumeCase => {
            on_case(story, actor, at, kind, args)
        }
        kind if super::delegation::is(kind) => super::delegation::read(story, at, kind, args),
        kind if super::concession::is(kind) => super::concession::read(story, at, kind, args),
        kind if super::running::is(kind) => super::running::read(story, kind, args),
        kind if prosecution::is(kind) => prosecution::read(story, at, kind, args),
        K::SyncCase | K::SyncPayment | K::DecideSync => {
            super::sync::read(story, actor, at, kind, args)
        }
        K::HoldRow | K::DismissRow => super::held::read(story, actor, kind, args),
        K::DraftInquiry | K::FileInquiry => {
            let case = story.case(args.subject()?).or_else(|why| missing(args, why))?;
            let content = Box::new(body::inquiry(actor, args)?);
            Ok(if kind == K::DraftInquiry {
                C::DraftInquiry { case, content }
            } else {
                C::FileInquiry { case, content }
            })
        }
        K::EditInquiry
        | K::SubmitInquiry
        | K::ApproveInquiry
        | K::ReturnInquiry
        | K::IssueInquiry
        | K::WithdrawInquiry => on_instrument(story, actor, kind, args),
        K::AttachPapers | K::NumberInstrument => on_document(story, at, kind, args),
        K::DraftOrder
        | K::FileOrder
        | K::EditOrder
        | K::SubmitOrder
        | K::ApproveOrder
        | K::ReturnOrder
        | K::IssueOrder
        | K::WithdrawOrder
        | K::ConfirmFreeze => order::read(story, at, kind, args),
        K::ProposePayee | K::ApprovePayee | K::RetirePayee => money::payee(story, kind, args),
        K::ImportStatement | K::ConfirmLine | K::AssignLine | K::DismissLine => {
            statement::read(story, kind, args)
        }
        K::RecordRequest
        | K::HandOverRequest
        | K::CompleteRequest
        | K::DecideRequest
        | K::LinkRequest
        | K::WithdrawRequest
        | K::StrikeRequest => request::read(story, actor, at, kind, args),
        K::ReportAccountCapture => report::on_account(args, at),
        K::Acknowledge if args.subject()? == "nothing" => {
            Ok(C::Acknowledge { demand: DemandId(NOBODY) })
        }
        kind => {
            if let Some(command) = money::read(story, kind, args)? {
                return Ok(command);
            }
            if let Some(command) = objection::read(story, at, kind, args)? {
                return Ok(command);
            }
            let demand = story.demand(args.subject()?)?;
            on_demand(story, demand, at, kind, args)
        }
    }
}

/// What is done to a document before it goes out.
fn on_document(story: &Story, at: Instant, kind: K, args: &Args) -> Result<C, String> {
    let found = story.instrument(args.subject()?);
    let instrument = found.or_else(|why| missing(args, why))?;
    if kind == K::AttachPapers {
        return Ok(C::AttachPapers { instrument, papers: papers(args)? });
    }
    let serial = args.get("serial").map(|text| text.parse().map_err(|_| "a serial number"));
    Ok(C::NumberInstrument {
        instrument,
        serial: serial.transpose()?,
        symbol: args.or("symbol", "QĐ-CCTHADS"),
        day: args.get("day").map_or(Ok(Zone::HANOI.day_of(at)), |text| to_day(&text))?,
        reason: args.get("reason"),
    })
}

/// A step may be about `nothing`: an id that no root has.
pub(super) fn missing<T: From<uuid::Uuid>>(args: &Args, why: String) -> Result<T, String> {
    if args.subject()? == "nothing" { Ok(NOBODY.into()) } else { Err(why) }
}

fn on_case(story: &Story, actor: &Actor, at: Instant, kind: K, args: &Args) -> Result<C, String> {
    if kind == K::OpenCase {
        let content = Box::new(body::case(actor, args)?);
        return Ok(C::OpenCase { content });
    }
    let case = story.case(args.subject()?).or_else(|why| missing(args, why))?;
    let today = Zone::HANOI.day_of(at);
    let day = |name: &str| args.get(name).map(|text| to_day(&text)).transpose();
    let decision = || {
        let day = day("day")?.unwrap_or(today);
        Ok::<_, String>(Numbered { number: args.or("number", "15/QĐ-THADS"), day })
    };
    Ok(match kind {
        K::AmendCase => C::AmendCase { case, content: Box::new(body::case(actor, args)?) },
        K::HandOver => C::HandOver {
            case,
            from: people::user(&args.need("from")?)?,
            to: people::user(&args.need("to")?)?,
            reason: args.or("reason", "Chuyển công tác"),
        },
        K::PauseCase => {
            let content = PauseContent {
                ground: args.need("ground")?,
                decision: decision()?,
                from: day("from")?.unwrap_or(today),
                until: day("until")?,
                note: args.get("note"),
            };
            C::PauseCase { case, content: Box::new(content) }
        }
        K::ResumeCase => C::ResumeCase {
            case,
            decision: decision()?,
            from: day("from")?.unwrap_or(today),
            reason: args.or("reason", "Căn cứ hoãn không còn"),
        },
        _ => C::CloseCase { case, reason: args.or("reason", "Đã thi hành xong") },
    })
}

fn on_instrument(story: &Story, actor: &Actor, kind: K, args: &Args) -> Result<C, String> {
    let found = story.instrument(args.subject()?);
    let instrument: InstrumentId = found.or_else(|why| missing(args, why))?;
    Ok(match kind {
        K::EditInquiry => {
            C::EditInquiry { instrument, content: Box::new(body::inquiry(actor, args)?) }
        }
        K::SubmitInquiry => C::SubmitInquiry { instrument },
        K::ApproveInquiry => {
            let standing = story.facts.instruments.get(instrument);
            let read = standing.filter(|_| args.get("read").is_none());
            let hash = read.map_or(UNREAD, |one| ContentHash::of(&one.content));
            C::ApproveInquiry { instrument, hash }
        }
        K::ReturnInquiry => {
            C::ReturnInquiry { instrument, reason: args.or("reason", "Thiếu căn cứ") }
        }
        K::IssueInquiry => C::IssueInquiry { instrument },
        _ => C::WithdrawInquiry { instrument, reason: args.or("reason", "Không cần nữa") },
    })
}

fn on_demand(
    story: &Story,
    demand: &Demand,
    at: Instant,
    kind: K,
    args: &Args,
) -> Result<C, String> {
    let id = demand.id;
    Ok(match kind {
        K::RecordReceipt => C::RecordReceipt {
            demand: id,
            items: items(demand, args),
            channel: channel(&args.or("by", "post"))?,
            evidenced_at: when(&args.need("at")?)?,
            proof: args.or("proof", "Dấu bưu điện"),
        },
        K::Acknowledge => C::Acknowledge { demand: id },
        K::Ask => C::Ask {
            demand: id,
            items: items(demand, args),
            text: args.or("text", "Đề nghị nêu rõ"),
        },
        K::Reply => C::Reply { demand: id, text: args.or("text", "Xin trả lời") },
        K::Urge => C::Urge { demand: id, text: args.or("text", "Đề nghị trả lời ngay") },
        K::SaveDraft | K::ReturnDraft | K::SubmitDraft | K::SubmitAnswer | K::CorrectAnswer => {
            answering(demand, at, kind, args)?
        }
        K::EnterPaper | K::ReturnPaper | K::ConfirmPaper => on_paper(demand, at, kind, args)?,
        K::ReportCapture => C::ReportCapture {
            demand: id,
            item: body::item_id(demand, &args.or("item", "freeze")),
            reference: args.or("ref", "GD1"),
            accounts: report::captured(&args.or("caught", ""))?,
        },
        K::ReportInstalment => {
            C::ReportInstalment { demand: id, paid: report::instalment(demand, args, at)? }
        }
        K::RaiseFlag => objection::flag(demand, args),
        K::DisputeItem => C::DisputeItem {
            demand: id,
            item: item(demand, args)?,
            reason: args.or("reason", "Số dư không khớp"),
        },
        K::WithdrawItems => C::WithdrawItems {
            demand: id,
            items: items(demand, args),
            reason: args.or("reason", "Không cần nữa"),
        },
        _ => on_time(story, demand, kind, args)?,
    })
}

/// `papers=decision:S1,enforcement:S2`.
fn papers(args: &Args) -> Result<Vec<PaperGiven>, String> {
    let read = |word: &String| {
        let (role, file) = word.split_once(':').ok_or("a paper is role:file")?;
        let role = PaperRole::from_code(role).ok_or_else(|| format!("no role {role}"))?;
        Ok(PaperGiven { role, file: super::file_id(file) })
    };
    args.list("papers").iter().map(read).collect()
}

fn answering(demand: &Demand, at: Instant, kind: K, args: &Args) -> Result<C, String> {
    let id = demand.id;
    // Words of their own, so that the rest are answers.
    let _ = (args.get("as"), args.get("key"), args.get("if"));
    Ok(match kind {
        K::SaveDraft => C::SaveDraft { demand: id, answers: body::answers(demand, args, at)? },
        K::ReturnDraft => {
            C::ReturnDraft { demand: id, reason: args.or("reason", "Thiếu số dư") }
        }
        K::SubmitDraft => {
            let read = args.get("read");
            let standing = demand.draft.as_ref().filter(|_| read.is_none());
            C::SubmitDraft { demand: id, hash: standing.map_or(UNREAD, |draft| draft.hash) }
        }
        K::SubmitAnswer => {
            C::SubmitAnswer { demand: id, answers: body::answers(demand, args, at)? }
        }
        _ => {
            let replaces = nth(&args.need("replaces")?)
                .and_then(|nth| demand.answers.get(nth))
                .map_or(AnswerId(NOBODY), |answer| answer.id);
            let named = args.list("files");
            let (word, text) = args.rest().into_iter().next().ok_or("no correction")?;
            C::CorrectAnswer {
                demand: id,
                item: body::item_id(demand, &word),
                replaces,
                body: Box::new(body::outcome(demand, &word, &text, at)?),
                files: body::files(&named, &word),
            }
        }
    })
}

/// `Q.PGB at=2026-11-24T10:00 by=post account=none:…`; `replaces=a1` corrects.
fn on_paper(demand: &Demand, at: Instant, kind: K, args: &Args) -> Result<C, String> {
    let id = demand.id;
    let _ = (args.get("as"), args.get("key"), args.get("if"));
    Ok(match kind {
        K::EnterPaper => {
            let given = when(&args.need("at")?)?;
            let paper = Box::new(Paper {
                channel: channel(&args.or("by", "post"))?,
                at: given,
                source: args.or("source", "Công văn số 12/PGB ký ngày trả lời"),
                proof: args.or("proof", "Dấu bưu điện"),
            });
            let replaces = args.get("replaces").map(|name| {
                let known = nth(&name).and_then(|nth| demand.answers.get(nth));
                known.map_or(AnswerId(NOBODY), |answer| answer.id)
            });
            let answers = body::answers(demand, args, at.min(given))?;
            C::EnterPaper { demand: id, paper, answers, replaces }
        }
        K::ReturnPaper => {
            C::ReturnPaper { demand: id, reason: args.or("reason", "Chưa khớp văn bản") }
        }
        _ => {
            let read = args.get("read");
            let standing = demand.entry.as_ref().filter(|_| read.is_none());
            C::ConfirmPaper { demand: id, hash: standing.map_or(UNREAD, |entry| entry.hash) }
        }
    })
}

fn on_time(story: &Story, demand: &Demand, kind: K, args: &Args) -> Result<C, String> {
    let id = demand.id;
    let clock = || args.need("clock").map(|word| clock(demand, &word));
    Ok(match kind {
        K::RequestExtension => C::RequestExtension {
            demand: id,
            item: item(demand, args)?,
            until: when(&args.need("until")?)?,
            reason: args.or("reason", "Dữ liệu nhiều năm"),
        },
        K::DecideExtension => C::DecideExtension {
            demand: id,
            extension: nth(&args.or("request", "x1"))
                .and_then(|nth| demand.extensions.get(nth))
                .map_or(ExtensionId(NOBODY), |one| one.id),
            grant: args.need("grant")? == "yes",
            decision: args.or("decision", "Xét đề nghị"),
        },
        K::ContestInstant => {
            let paper = args.or("paper", "receipt");
            let (kind, item) = paper.split_once(':').unwrap_or((&paper, ""));
            let kind = ContestKind::from_code(kind).ok_or_else(|| format!("no paper {kind}"))?;
            let item = (!item.is_empty()).then(|| body::item_id(demand, item));
            let (reason, evidence) = (args.or("reason", "Sổ công văn đến"), args.get("evidence"));
            let claimed = when(&args.need("claimed")?)?;
            C::ContestInstant { demand: id, kind, item, claimed, reason, evidence }
        }
        K::DecideContest => C::DecideContest {
            demand: id,
            contest: nth(&args.or("contest", "c1"))
                .and_then(|nth| demand.contests.get(nth))
                .map_or(ContestId(NOBODY), |one| one.id),
            changed: args.get("changed").map(|text| when(&text)).transpose()?,
            reason: args.or("reason", "Đối chiếu sổ hai bên"),
        },
        K::OpenDelay => C::OpenDelay {
            demand: id,
            clock: clock()?,
            reasons: args.or("reasons", "Hai ngày, đã đôn đốc hai lần"),
        },
        K::ExplainEpisode => C::ExplainEpisode {
            demand: id,
            episode: nth(&args.or("episode", "e1"))
                .and_then(|nth| demand.episodes.get(nth))
                .map_or(EpisodeId(NOBODY), |one| one.id),
            reason: LateReason::Channel,
            note: args.or("note", "Đường truyền"),
        },
        K::ExcuseClock => {
            let label = args.need("outage")?;
            let outage = story.root(&label)?.id().into();
            let known = story.facts.outages.iter().find(|one| one.id == outage);
            let known = known.ok_or_else(|| format!("{label} is no outage"))?;
            C::ExcuseClock { demand: id, clock: clock()?, outage, from: known.from, to: known.to }
        }
        K::ReviseClock => C::ReviseClock { demand: id, clock: clock()? },
        K::StrikeClock => C::StrikeClock { demand: id, clock: clock()? },
        other => return Err(format!("{} is not about a demand", other.code())),
    })
}

/// `2026-11-20T10:00`, in Hanoi.
pub(super) fn when(text: &str) -> Result<Instant, String> {
    let (day, clock) = text.split_once('T').ok_or("an instant is 2026-11-20T10:00")?;
    instant(day, clock)
}

pub(super) fn channel(word: &str) -> Result<Channel, String> {
    Ok(match word {
        "electronic" => Channel::Electronic,
        "hand" => Channel::ByHand,
        "post" => Channel::Post,
        "posting" => Channel::Posting,
        other => return Err(format!("{other} is no channel")),
    })
}

fn item(demand: &Demand, args: &Args) -> Result<ItemId, String> {
    Ok(body::item_id(demand, &args.need("item")?))
}

fn items(demand: &Demand, args: &Args) -> Vec<ItemId> {
    let words = args.list("items");
    words.iter().map(|word| body::item_id(demand, word)).collect()
}

/// `account/C6.1`: the latest clock of that rule on that item.
fn clock(demand: &Demand, word: &str) -> ClockId {
    let (item, rule) = word.split_once('/').unwrap_or((word, ""));
    let item = body::item_id(demand, item);
    let clocks = demand.clocks.iter().rev();
    let mut found = clocks.filter(|one| one.item == item && one.rule.as_str() == rule);
    found.next().map_or(ClockId(NOBODY), |one| one.id)
}

/// `a2`, `x1`, `e3`: counted from one.
fn nth(word: &str) -> Option<usize> {
    word.get(1..)?.parse::<usize>().ok()?.checked_sub(1)
}
