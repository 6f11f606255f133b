//! The fields of an answer to one item.

use super::super::form::{ADDED, Choice, Control, Fields, Group, STEP, Typed};
use super::super::inquiry::asked_for;
use super::super::visitor::Visitor;
use super::super::words::word;
use super::found::ground_text;
use super::show::Read;
use engine::answer::{AccountKind, Marker};
use engine::demand::Item;
use engine::instrument::InfoType;
use engine::refusal::Refusal;
use engine::time::Zone;

/// How many rows of a table a form offers at first.
const ROWS: usize = 5;

const CURRENCIES: [&str; 5] = ["VND", "USD", "EUR", "JPY", "CNY"];

/// Where the fields of an answer stand in a form, and for which item.
pub(super) struct Place<'a> {
    pub(super) item: &'a Item,
    /// Before the members of the answer.
    pub(super) base: String,
    /// It takes the place of an answer: it ends the item's round.
    pub(super) corrects: bool,
}

impl Place<'_> {
    fn at(&self, member: &str) -> String {
        format!("{}/{member}", self.base)
    }

    fn row(&self, number: usize) -> String {
        format!("{}/findings/rows/{number}", self.base)
    }

    /// How many rows of findings are shown.
    fn rows(&self, typed: &Typed, most: usize) -> usize {
        typed.rows(&self.at("findings/rows")).max(ROWS).min(most)
    }

    /// What is most often right: the books as of now, the whole institution.
    pub(super) fn preset(&self, typed: &mut Typed, now: &str, most: usize) {
        typed.preset(&self.at("as_of"), now);
        typed.preset(&self.at("scope/kind"), "institution");
        self.preset_rows(typed, now, self.rows(typed, most));
    }

    fn preset_rows(&self, typed: &mut Typed, now: &str, rows: usize) {
        let (member, value) = match self.item.request.info {
            InfoType::Account => ("as_of", now),
            InfoType::Transactions => ("account", ""),
            InfoType::Income => ("payer", ""),
            InfoType::Securities => ("code", ""),
            InfoType::SafeBox => ("label", ""),
            InfoType::Other => return,
        };
        for number in 0..rows {
            typed.preset(&format!("{}/{member}", self.row(number)), value);
        }
    }

    /// Adds rows of findings, as many as an answer may hold.
    pub(super) fn add_rows(&self, typed: &mut Typed, now: &str, most: usize) {
        let shown = self.rows(typed, most);
        self.preset_rows(typed, now, (shown + STEP).min(most));
        typed.set(ADDED, self.row(shown));
    }
}

/// The books are most often as of now, to the minute.
pub(super) fn now(visitor: &Visitor) -> String {
    Zone::HANOI.rfc3339(visitor.now()).chars().take(16).collect()
}

/// How many rows an answer to one item may hold.
pub(super) fn most_rows(visitor: &Visitor) -> usize {
    usize::try_from(visitor.rules.policy.bounds.findings).unwrap_or(usize::MAX)
}

/// Refuses more rows than an answer may hold. Those that are not shown again
/// would be lost unseen.
pub(super) fn bounded(visitor: &Visitor, typed: &Typed, base: &str) -> Result<(), Refusal> {
    typed.at_most(&format!("{base}/findings/rows"), most_rows(visitor))
}

/// The fields of an answer, all outcomes together: without a script the page
/// cannot hide those of the others, so they fold.
pub(super) fn groups(
    visitor: &Visitor,
    read: &Read,
    fields: &Fields<'_>,
    place: &Place<'_>,
) -> Vec<Group> {
    let item = place.item;
    let chosen = fields.typed.get(&place.at("outcome")).to_owned();
    let mut outcomes = Vec::new();
    let mut words = vec!["found", "none", "ambiguous", "refused"];
    if place.corrects {
        // What ends a round is not followed by what does not.
        words.retain(|word| *word != "ambiguous");
    } else {
        outcomes.push(Choice::new("", visitor.t("outcome-later")));
    }
    outcomes.extend(fields.words("outcome", &words));
    let mut outcome = fields.radios(&place.at("outcome"), "answer-outcome", outcomes);
    for choice in &mut outcome.choices {
        choice.chosen = choice.value == chosen;
    }
    let head = Group {
        legend: asked_for(visitor, &item.request),
        hint: String::new(),
        folded: false,
        controls: vec![fields.hidden(&place.at("item"), &item.id.to_string()), outcome],
    };
    let mut groups = vec![head];
    groups.extend(findings(visitor, fields, place, chosen == "found"));
    groups.push(Group { folded: chosen != "none", ..none(visitor, read, fields, place) });
    if !place.corrects {
        let ambiguous = fields.group(
            "outcome-ambiguous",
            vec![
                fields.number(&place.at("hits"), "answer-hits"),
                fields.area(&place.at("needed"), "answer-needed"),
            ],
        );
        groups.push(Group { folded: chosen != "ambiguous", ..ambiguous });
    }
    groups.push(Group { folded: chosen != "refused", ..refused(visitor, fields, place) });
    groups
}

fn none(visitor: &Visitor, read: &Read, fields: &Fields<'_>, place: &Place<'_>) -> Group {
    let at = |member: &str| place.at(member);
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

fn refused(visitor: &Visitor, fields: &Fields<'_>, place: &Place<'_>) -> Group {
    let at = |member: &str| place.at(member);
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

fn findings(visitor: &Visitor, fields: &Fields<'_>, place: &Place<'_>, chosen: bool) -> Vec<Group> {
    let info = place.item.request.info;
    let kind = fields.hidden(&place.at("findings/info"), info.code());
    let mut last = vec![kind];
    if !place.corrects {
        last.push(fields.check(&place.at("part"), "answer-part"));
    }
    if info == InfoType::Other {
        last.insert(1, fields.area(&place.at("findings/rows"), "answer-words"));
        let group = fields.group("outcome-found", last);
        return vec![Group { folded: !chosen, ..group }];
    }
    let most = most_rows(visitor);
    let shown = place.rows(fields.typed, most);
    let mut groups: Vec<Group> =
        (0..shown).map(|number| finding(visitor, fields, place, number, chosen)).collect();
    if shown < most {
        groups.push(Group::plain(vec![more(visitor, fields, place, shown)]));
    }
    if place.corrects {
        groups.push(Group::plain(last));
    } else {
        let last = fields.group("answer-found-more", last);
        groups.push(Group { folded: !chosen, ..last });
    }
    groups
}

/// One row. Blank ones fold, but for the first and the first that was added.
fn finding(
    visitor: &Visitor,
    fields: &Fields<'_>,
    place: &Place<'_>,
    number: usize,
    chosen: bool,
) -> Group {
    let at = place.row(number);
    let controls = row_of(fields, place.item.request.info, &at);
    let blank = controls.iter().all(|one| {
        one.value.is_empty() || matches!(one.kind, "select" | "hidden" | "datetime-local")
    });
    let folded = match number {
        0 => !chosen,
        _ => blank && fields.typed.get(ADDED) != at,
    };
    let number = (number + 1).to_string();
    let legend = super::super::words::filled(visitor.lang, "answer-row", "number", &number);
    Group { legend, hint: String::new(), folded, controls }
}

/// The button that adds rows, and leads to the first of them.
fn more(visitor: &Visitor, fields: &Fields<'_>, place: &Place<'_>, shown: usize) -> Control {
    let first = row_of(fields, place.item.request.info, &place.row(shown));
    let target = first.first().map(|one| one.id.clone()).unwrap_or_default();
    let asked = asked_for(visitor, &place.item.request);
    let list = if place.base.is_empty() { "/" } else { &place.base };
    fields.more(list, &asked, format!("#{target}"))
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
