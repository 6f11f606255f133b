//! The fields of an answer to one item.

use super::super::form::{Choice, Control, Fields, Group};
use super::super::inquiry::asked_for;
use super::super::visitor::Visitor;
use super::super::words::word;
use super::found::ground_text;
use super::show::Read;
use engine::answer::{AccountKind, Marker};
use engine::demand::Item;
use engine::instrument::InfoType;

/// How many rows of a table a form offers. Longer tables come by file or API.
pub(super) const ROWS: usize = 5;

const CURRENCIES: [&str; 5] = ["VND", "USD", "EUR", "JPY", "CNY"];

/// The fields of an item, all outcomes together: without a script the page
/// cannot hide those of the others, so they fold.
pub(super) fn groups(
    visitor: &Visitor,
    read: &Read,
    fields: &Fields<'_>,
    row: usize,
) -> Vec<Group> {
    let Some(item) = read.view.demand.items.get(row) else {
        return Vec::new();
    };
    let at = |member: &str| format!("/answers/{row}/{member}");
    let chosen = fields.typed.get(&at("outcome")).to_owned();
    let mut outcomes = vec![Choice::new("", visitor.t("outcome-later"))];
    outcomes.extend(fields.words("outcome", &["found", "none", "ambiguous", "refused"]));
    let mut outcome = fields.radios(&at("outcome"), "answer-outcome", outcomes);
    for choice in &mut outcome.choices {
        choice.chosen = choice.value == chosen;
    }
    let head = Group {
        legend: asked_for(visitor, &item.request),
        hint: String::new(),
        folded: false,
        controls: vec![fields.hidden(&at("item"), &item.id.to_string()), outcome],
    };
    let mut groups = vec![head];
    groups.extend(findings(visitor, fields, item, row, chosen == "found"));
    groups.push(Group { folded: chosen != "none", ..none(visitor, read, fields, row) });
    let ambiguous = fields.group(
        "outcome-ambiguous",
        vec![
            fields.number(&at("hits"), "answer-hits"),
            fields.area(&at("needed"), "answer-needed"),
        ],
    );
    groups.push(Group { folded: chosen != "ambiguous", ..ambiguous });
    groups.push(Group { folded: chosen != "refused", ..refused(visitor, fields, row) });
    groups
}

fn none(visitor: &Visitor, read: &Read, fields: &Fields<'_>, row: usize) -> Group {
    let at = |member: &str| format!("/answers/{row}/{member}");
    let tried = read.view.letter.debtor.iter().flat_map(|debtor| &debtor.identifiers);
    let tried = tried.map(|one| {
        let label =
            format!("{} {}", word(visitor.lang, "identifier", one.kind().code()), one.display());
        Choice::new(format!("{}:{}", one.kind().code(), one.normalised()), label)
    });
    fields.group(
        "outcome-none",
        vec![
            fields.radios(
                &at("scope/kind"),
                "answer-scope",
                fields.words("scope", &["institution", "branch"]),
            ),
            fields.line(&at("scope/branch"), "answer-branch"),
            fields.checks(&at("tried/-"), "answer-tried", tried.collect()),
            fields.time(&at("as_of"), "answer-as-of"),
        ],
    )
}

fn refused(visitor: &Visitor, fields: &Fields<'_>, row: usize) -> Group {
    let at = |member: &str| format!("/answers/{row}/{member}");
    let mut grounds = vec![Choice::new("", visitor.t("choose"))];
    let codes = visitor.rules.law.grounds().refusal.keys();
    grounds.extend(codes.map(|code| Choice::new(code, ground_text(visitor, code))));
    fields.group(
        "outcome-refused",
        vec![
            fields.select(&at("ground"), "answer-ground", grounds),
            fields.area(&at("reasons"), "answer-reasons"),
        ],
    )
}

fn findings(
    visitor: &Visitor,
    fields: &Fields<'_>,
    item: &Item,
    row: usize,
    chosen: bool,
) -> Vec<Group> {
    let info = item.request.info;
    let base = format!("/answers/{row}/findings");
    let kind = fields.hidden(&format!("{base}/info"), info.code());
    let part = fields.check(&format!("/answers/{row}/part"), "answer-part");
    if info == InfoType::Other {
        let words = fields.area(&format!("{base}/rows"), "answer-words");
        let group = fields.group("outcome-found", vec![kind, words, part]);
        return vec![Group { folded: !chosen, ..group }];
    }
    let mut groups: Vec<Group> = (0..ROWS)
        .map(|number| {
            let at = format!("{base}/rows/{number}");
            let controls = row_of(fields, info, &at);
            let blank = controls.iter().all(|one| {
                one.value.is_empty() || matches!(one.kind, "select" | "hidden" | "datetime-local")
            });
            let folded = if number == 0 { !chosen } else { blank };
            let number = (number + 1).to_string();
            let legend = super::super::words::filled(visitor.lang, "answer-row", "number", &number);
            Group { legend, hint: String::new(), folded, controls }
        })
        .collect();
    let more = fields.group("answer-found-more", vec![kind, part]);
    groups.push(Group { folded: !chosen, ..more });
    groups
}

fn row_of(fields: &Fields<'_>, info: InfoType, at: &str) -> Vec<Control> {
    let name = |member: &str| format!("{at}/{member}");
    match info {
        InfoType::Account => account(fields, at),
        InfoType::Transactions => vec![
            fields.line(&name("account"), "account-number"),
            fields.time(&name("at"), "transaction-at"),
            fields.line(&name("amount/amount"), "transaction-amount"),
            currency(fields, &name("amount/currency")),
            fields.line(&name("counterparty"), "counterparty"),
            fields.line(&name("text"), "transaction-text"),
        ],
        InfoType::Income => vec![
            fields.line(&name("payer"), "income-payer"),
            fields.day(&name("period"), "income-period"),
            fields.line(&name("amount/amount"), "income-amount"),
            currency(fields, &name("amount/currency")),
        ],
        InfoType::Securities => vec![
            fields.line(&name("code"), "security-code"),
            fields.number(&name("quantity"), "security-quantity"),
            fields.line(&name("account"), "security-account"),
        ],
        InfoType::SafeBox => vec![
            fields.line(&name("label"), "safe-box-label"),
            fields.line(&name("branch"), "safe-box-branch"),
        ],
        InfoType::Other => Vec::new(),
    }
}

fn currency(fields: &Fields<'_>, name: &str) -> Control {
    let choices = CURRENCIES.iter().map(|code| Choice::new(*code, *code)).collect();
    fields.select(name, "currency", choices)
}

fn account(fields: &Fields<'_>, at: &str) -> Vec<Control> {
    let name = |member: &str| format!("{at}/{member}");
    let kinds: Vec<&str> = AccountKind::CODED.iter().map(|one| one.code()).collect();
    let markers: Vec<&str> = Marker::CODED.iter().map(|one| one.code()).collect();
    vec![
        fields.line(&name("number"), "account-number"),
        fields.select(&name("kind"), "account-kind", fields.words("account-kind", &kinds)),
        fields.line(&name("balance/amount"), "account-balance"),
        currency(fields, &name("balance/currency")),
        fields.time(&name("as_of"), "answer-as-of"),
        fields.checks(&name("markers/-"), "account-markers", fields.words("marker", &markers)),
        fields.day(&name("matures"), "account-matures"),
        fields.line(&name("joint_holders/0/name"), "account-joint"),
        fields.number(&name("joint_holders/0/debtor_share_percent"), "account-share"),
        fields.line(&name("restrictions/0/by"), "account-restricted-by"),
        fields.day(&name("restrictions/0/since"), "account-restricted-since"),
        fields.line(&name("restrictions/0/amount/amount"), "account-restricted-amount"),
        fields.hidden(&name("restrictions/0/amount/currency"), "VND"),
    ]
}
