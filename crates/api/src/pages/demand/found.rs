//! What an institution said, as tables.

use super::super::articles;
use super::super::parts::{Row, Table, Tag};
use super::super::visitor::Visitor;
use super::super::words::{filled, money, tag, word};
use super::executed::executed;
use super::files::table;
use engine::answer::{AccountFound, Answer, AnswerState, Findings, Outcome, Scope};
use engine::entry::OnPaper;
use engine::execution::Care;
use engine::id::DemandId;
use locale::{date, date_time};

/// An answer to an item.
pub(super) struct AnswerView {
    pub(super) outcome: Tag,
    /// Round, part and version.
    pub(super) which: String,
    pub(super) arrived: String,
    /// The paper it came on; empty: it came through the service.
    pub(super) paper: String,
    /// Kept as evidence, not counted.
    pub(super) conflicting: bool,
    pub(super) hash: String,
    pub(super) said: Said,
    pub(super) files: Table,
}

/// What an outcome says.
#[derive(Default)]
pub(super) struct Said {
    pub(super) rows: Vec<Row>,
    pub(super) heads: Vec<String>,
    pub(super) table: Vec<Vec<String>>,
}

/// An answer as it is shown.
pub(super) fn answer(visitor: &Visitor, demand: DemandId, answer: &Answer) -> AnswerView {
    let lang = visitor.lang;
    let which = [
        ("round", answer.round.to_string().into()),
        ("part", answer.part.to_string().into()),
        ("version", answer.version.to_string().into()),
    ];
    AnswerView {
        outcome: tag(lang, "outcome", answer.body.code()),
        which: locale::text(lang, "answer-which", &which),
        arrived: date_time(answer.arrived_at),
        paper: answer.paper.as_ref().map(|paper| on_paper(visitor, paper)).unwrap_or_default(),
        conflicting: answer.state == AnswerState::Conflicting,
        hash: answer.hash.to_string(),
        said: said(visitor, &answer.body),
        files: table(visitor, demand, &answer.files),
    }
}

fn on_paper(visitor: &Visitor, paper: &OnPaper) -> String {
    let args = [
        ("channel", word(visitor.lang, "channel", paper.channel.code()).into()),
        ("source", paper.source.as_str().into()),
        ("at", date_time(paper.recorded_at).into()),
    ];
    locale::text(visitor.lang, "answer-on-paper", &args)
}

/// What an outcome says, answered or still a draft.
pub(super) fn said(visitor: &Visitor, outcome: &Outcome) -> Said {
    let lang = visitor.lang;
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    match outcome {
        Outcome::Found { findings, part } => {
            let mut said = found(visitor, findings);
            if *part {
                said.rows.push(row("answer-part", visitor.t("yes")));
            }
            said
        }
        Outcome::None { scope, tried, as_of } => {
            let scope = match scope {
                Scope::Institution => visitor.t("scope-institution"),
                Scope::Branch { branch } => filled(lang, "scope-branch-named", "branch", branch),
            };
            let tried = tried.iter().map(|one| {
                format!("{} {}", word(lang, "identifier", one.kind().code()), one.display())
            });
            let rows = vec![
                row("answer-scope", scope),
                row("answer-tried", tried.collect::<Vec<_>>().join("; ")),
                row("answer-as-of", date_time(*as_of)),
            ];
            Said { rows, ..Said::default() }
        }
        Outcome::Ambiguous { hits, needed } => Said {
            rows: vec![row("answer-hits", hits.to_string()), row("answer-needed", needed.clone())],
            ..Said::default()
        },
        Outcome::Refused { ground, reasons } => Said {
            rows: vec![
                row("answer-ground", ground_text(visitor, ground)),
                row("answer-reasons", reasons.clone()),
            ],
            ..Said::default()
        },
        Outcome::Frozen { .. }
        | Outcome::Paid { .. }
        | Outcome::Released { .. }
        | Outcome::Amended
        | Outcome::IncomeAccepted { .. } => executed(visitor, outcome),
    }
}

/// A ground with the article it stands on.
pub(super) fn ground_text(visitor: &Visitor, code: &str) -> String {
    // Money that the law protects is not paid, by an exemption.
    let listed = visitor.rules.law.has_ground(code);
    let list = if listed { articles::List::Refusal } else { articles::List::Exemption };
    articles::ground(visitor, list, code)
}

pub(super) fn heads(visitor: &Visitor, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| visitor.t(key)).collect()
}

fn found(visitor: &Visitor, findings: &Findings) -> Said {
    let (keys, table): (&[&str], Vec<Vec<String>>) = match findings {
        Findings::Account(rows) => (
            &["account-number", "account-kind", "account-balance", "answer-as-of", "account-care"],
            rows.iter().map(|row| account(visitor, row)).collect(),
        ),
        Findings::Transactions(rows) => (
            &[
                "account-number",
                "transaction-at",
                "transaction-amount",
                "counterparty",
                "transaction-text",
            ],
            rows.iter()
                .map(|row| {
                    let word = |text: &Option<String>| text.clone().unwrap_or_default();
                    let (other, text) = (word(&row.counterparty), word(&row.text));
                    vec![row.account.display(), date_time(row.at), money(row.amount), other, text]
                })
                .collect(),
        ),
        Findings::Income(rows) => (
            &["income-payer", "income-period", "income-amount"],
            rows.iter()
                .map(|row| vec![row.payer.clone(), date(row.period), money(row.amount)])
                .collect(),
        ),
        Findings::Securities(rows) => (
            &["security-code", "security-quantity", "security-account"],
            rows.iter()
                .map(|row| vec![row.code.clone(), row.quantity.to_string(), row.account.clone()])
                .collect(),
        ),
        Findings::SafeBox(rows) => (
            &["safe-box-label", "safe-box-branch"],
            rows.iter().map(|row| vec![row.label.clone(), row.branch.clone()]).collect(),
        ),
        Findings::Other(text) => {
            let rows = vec![Row::new(visitor.t("answer-words"), text.clone())];
            return Said { rows, ..Said::default() };
        }
    };
    Said { rows: Vec::new(), heads: heads(visitor, keys), table }
}

fn account(visitor: &Visitor, row: &AccountFound) -> Vec<String> {
    vec![
        row.number.display(),
        word(visitor.lang, "account-kind", row.kind.code()),
        row.balance.map_or_else(|| visitor.t("account-no-balance"), money),
        date_time(row.as_of),
        care(visitor, &row.care()).join("; "),
    ]
}

/// What an officer must know before touching an account, and by which identifier
/// the institution knows its holder, in words.
pub(in crate::pages) fn care(visitor: &Visitor, row: &Care) -> Vec<String> {
    let lang = visitor.lang;
    let mut care: Vec<String> =
        row.markers.iter().map(|marker| word(lang, "marker", marker.code())).collect();
    care.extend(row.matures.map(|day| filled(lang, "care-matures", "day", &date(day))));
    care.extend(row.joint_holders.iter().map(|holder| match holder.debtor_share_percent {
        Some(share) => locale::text(
            lang,
            "care-joint-share",
            &[("name", (&holder.name).into()), ("share", share.to_string().into())],
        ),
        None => filled(lang, "care-joint", "name", &holder.name),
    }));
    care.extend(row.restrictions.iter().map(|one| {
        let amount = one.amount.map_or_else(|| visitor.t("care-whole"), money);
        let since = date(one.since);
        let args = [("by", (&one.by).into()), ("since", since.into()), ("amount", amount.into())];
        locale::text(lang, "care-restricted", &args)
    }));
    care.extend(row.own_claim.as_ref().map(|claim| {
        let args = [
            ("contract", (&claim.contract).into()),
            ("day", date(claim.day).into()),
            ("amount", money(claim.amount).into()),
        ];
        locale::text(lang, "care-own-claim", &args)
    }));
    care.extend(row.held_identifier.as_ref().map(|one| {
        let kind = word(lang, "identifier", one.kind().code());
        filled(lang, "care-held", "identifier", &format!("{kind} {}", one.display()))
    }));
    care
}
