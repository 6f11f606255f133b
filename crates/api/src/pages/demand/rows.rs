//! The fields of an answer to one item.

use super::super::asked::asked_for;
use super::super::form::{ADDED, Choice, Control, Fields, Group, STEP, Typed};
use super::super::visitor::Visitor;
use super::super::words::word;
use super::files;
use super::found::ground_text;
use super::orders;
use super::show::Read;
use engine::answer::{AccountKind, Marker};
use engine::demand::Item;
use engine::identity::IdentifierKind;
use engine::instrument::InfoType;
use engine::refusal::Refusal;
use engine::time::{Instant, Zone};

/// How many rows of a table a form offers at first.
const ROWS: usize = 5;

const CURRENCIES: [&str; 5] = ["VND", "USD", "EUR", "JPY", "CNY"];

/// Where the fields of an answer stand in a form, and for which item.
pub(super) struct Place<'a> {
    pub(super) item: &'a Item,
    /// What it asks; nothing where it orders.
    pub(super) info: Option<InfoType>,
    /// Before the members of the answer.
    pub(super) base: String,
    /// It takes the place of an answer: it ends the item's round.
    pub(super) corrects: bool,
}

impl Place<'_> {
    pub(super) fn at(&self, member: &str) -> String {
        format!("{}/{member}", self.base)
    }

    /// Where the rows stand: findings, or the accounts of an order.
    fn list(&self) -> String {
        self.at(if self.info.is_some() { "findings/rows" } else { "accounts" })
    }

    fn row(&self, number: usize) -> String {
        format!("{}/{number}", self.list())
    }

    /// How many rows of findings are shown.
    fn rows(&self, typed: &Typed, most: usize) -> usize {
        typed.rows(&self.list()).max(ROWS).min(most)
    }

    /// What is most often right: the books as of now, the whole institution.
    pub(super) fn preset(&self, typed: &mut Typed, now: &str, most: usize) {
        typed.preset(&self.at("as_of"), now);
        typed.preset(&self.at("scope/kind"), "institution");
        if let Some(order) = self.item.request.order() {
            orders::preset(order, &self.base, typed);
        }
        self.preset_rows(typed, now, self.rows(typed, most));
    }

    fn preset_rows(&self, typed: &mut Typed, now: &str, rows: usize) {
        let (member, value) = match self.info {
            None if self.item.request.order().is_some_and(orders::has_accounts) => ("number", ""),
            Some(InfoType::Account | InfoType::Whereabouts) => ("as_of", now),
            Some(InfoType::Transactions) => ("account", ""),
            Some(InfoType::Income) => ("payer", ""),
            Some(InfoType::Securities) => ("code", ""),
            Some(InfoType::SafeBox) => ("label", ""),
            Some(InfoType::Other) | None => return,
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
    local(visitor.now())
}

/// An instant as a field for a local time holds it.
pub(super) fn local(at: Instant) -> String {
    Zone::HANOI.rfc3339(at).chars().take(16).collect()
}

/// How many rows an answer to one item may hold.
pub(super) fn most_rows(visitor: &Visitor) -> usize {
    usize::try_from(visitor.rules.policy.bounds.findings).unwrap_or(usize::MAX)
}

/// Refuses more rows than an answer may hold. Those that are not shown again
/// would be lost unseen.
pub(super) fn bounded(visitor: &Visitor, typed: &Typed, base: &str) -> Result<(), Refusal> {
    let most = most_rows(visitor);
    typed.at_most(&format!("{base}/findings/rows"), most)?;
    typed.at_most(&format!("{base}/accounts"), most)
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
    let order = item.request.order();
    let mut words =
        order.map_or_else(|| vec!["found", "none", "ambiguous", "refused"], orders::outcomes);
    if place.corrects {
        // What ends a round is not followed by what does not.
        words.retain(|word| *word != "ambiguous");
    } else {
        outcomes.push(Choice::new("", visitor.t("outcome-later")));
    }
    outcomes.extend(fields.words("outcome", &words));
    let positive = words.first().is_some_and(|first| *first == chosen);
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
    groups.extend(findings(visitor, fields, place, positive));
    if words.contains(&"none") {
        groups.push(Group { folded: chosen != "none", ..none(visitor, read, fields, place) });
    }
    if words.contains(&"ambiguous") {
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
    groups.extend(files::ticked(visitor, read, fields, place));
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
    let Some(info) = place.info else {
        return executed(visitor, fields, place, chosen);
    };
    // Where accounts are is answered by accounts.
    let shape = if info == InfoType::Whereabouts { InfoType::Account } else { info };
    let kind = fields.hidden(&place.at("findings/info"), shape.code());
    let mut last = vec![kind];
    if !place.corrects {
        last.push(fields.check(&place.at("part"), "answer-part"));
    }
    if info == InfoType::Other {
        last.insert(1, fields.area(&place.at("findings/rows"), "answer-words"));
        let group = fields.group("outcome-found", last);
        return vec![Group { folded: !chosen, ..group }];
    }
    let mut groups = table(visitor, fields, place, chosen);
    if place.corrects {
        groups.push(Group::plain(last));
    } else {
        let last = fields.group("answer-found-more", last);
        groups.push(Group { folded: !chosen, ..last });
    }
    groups
}

/// What became of an order: once, or account by account.
fn executed(visitor: &Visitor, fields: &Fields<'_>, place: &Place<'_>, chosen: bool) -> Vec<Group> {
    let Some(order) = place.item.request.order() else {
        return Vec::new();
    };
    if orders::has_accounts(order) {
        return table(visitor, fields, place, chosen);
    }
    orders::once(fields, order, &place.base).into_iter().collect()
}

/// The rows, and the button for more of them.
fn table(visitor: &Visitor, fields: &Fields<'_>, place: &Place<'_>, chosen: bool) -> Vec<Group> {
    let most = most_rows(visitor);
    let shown = place.rows(fields.typed, most);
    let mut groups: Vec<Group> =
        (0..shown).map(|number| finding(visitor, fields, place, number, chosen)).collect();
    if shown < most {
        groups.push(Group::plain(vec![more(visitor, fields, place, shown)]));
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
    let controls = row_of(visitor, fields, place, &at);
    let blank = controls.iter().all(|one| {
        one.value.is_empty() || matches!(one.kind, "select" | "hidden" | "datetime-local")
    });
    let folded = match number {
        0 => !chosen,
        _ => blank && fields.typed.get(ADDED) != at,
    };
    let number = (number + 1).to_string();
    let key = if place.info.is_some() { "answer-row" } else { "answer-account" };
    let legend = super::super::words::filled(visitor.lang, key, "number", &number);
    Group { legend, hint: String::new(), folded, controls }
}

/// The button that adds rows, and leads to the first of them.
fn more(visitor: &Visitor, fields: &Fields<'_>, place: &Place<'_>, shown: usize) -> Control {
    let first = row_of(visitor, fields, place, &place.row(shown));
    let target = first.first().map(|one| one.id.clone()).unwrap_or_default();
    let asked = asked_for(visitor, &place.item.request);
    let list = if place.base.is_empty() { "/" } else { &place.base };
    fields.more(list, &asked, format!("#{target}"))
}

fn row_of(visitor: &Visitor, fields: &Fields<'_>, place: &Place<'_>, at: &str) -> Vec<Control> {
    let name = |member: &str| format!("{at}/{member}");
    let Some(info) = place.info else {
        let order = place.item.request.order();
        return order.map_or_else(Vec::new, |order| orders::account(visitor, fields, order, at));
    };
    match info {
        InfoType::Account => account(fields, at, true),
        InfoType::Whereabouts => account(fields, at, false),
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

pub(super) fn currency(fields: &Fields<'_>, name: &str) -> Control {
    let choices = CURRENCIES.iter().map(|code| Choice::new(*code, *code)).collect();
    fields.select(name, "currency", choices)
}

/// An account; what is on it only where that was asked.
fn account(fields: &Fields<'_>, at: &str, balance: bool) -> Vec<Control> {
    let name = |member: &str| format!("{at}/{member}");
    let kinds: Vec<&str> = AccountKind::CODED.iter().map(|one| one.code()).collect();
    let mut controls = vec![
        fields.line(&name("number"), "account-number"),
        fields.select(&name("kind"), "account-kind", fields.words("account-kind", &kinds)),
    ];
    if balance {
        controls.push(fields.line(&name("balance/amount"), "account-balance"));
        controls.push(currency(fields, &name("balance/currency")));
    }
    controls.push(fields.time(&name("as_of"), "answer-as-of"));
    controls.extend(held(fields, at));
    controls
}

/// What an officer must know before touching an account.
pub(super) fn held(fields: &Fields<'_>, at: &str) -> Vec<Control> {
    let name = |member: &str| format!("{at}/{member}");
    let markers: Vec<&str> = Marker::CODED.iter().map(|one| one.code()).collect();
    vec![
        fields.checks(&name("markers/-"), "account-markers", fields.words("marker", &markers)),
        fields.day(&name("matures"), "account-matures"),
        fields.line(&name("joint_holders/0/name"), "account-joint"),
        fields.number(&name("joint_holders/0/debtor_share_percent"), "account-share"),
        fields.line(&name("restrictions/0/by"), "account-restricted-by"),
        fields.day(&name("restrictions/0/since"), "account-restricted-since"),
        fields.line(&name("restrictions/0/amount/amount"), "account-restricted-amount"),
        fields.hidden(&name("restrictions/0/amount/currency"), "VND"),
        fields.select(&name("held_identifier/kind"), "account-held-kind", identifiers(fields)),
        fields.line(&name("held_identifier/value"), "account-held"),
    ]
}

/// The kinds of identifiers that an institution may hold.
fn identifiers(fields: &Fields<'_>) -> Vec<Choice> {
    let kinds: Vec<&str> = IdentifierKind::ALL.iter().map(|kind| kind.code()).collect();
    fields.words("identifier", &kinds)
}
