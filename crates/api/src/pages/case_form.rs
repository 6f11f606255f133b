//! The fields of a case, new or amended.

use super::form::{ADDED, Choice, Control, Errors, Fields, Form, Group, STEP, Typed};
use super::post::form;
use super::visitor::Visitor;
use engine::case::{Category, Conditions, ObligationKind, PartyKind, PartyRole};
use engine::context::Rules;
use engine::directory::{Institution, InstitutionKind};
use engine::id::UserId;
use engine::identity::IdentifierKind;
use engine::refusal::Refusal;
use locale::Lang;

/// How many rows the form offers at first.
const ROWS: usize = 4;
const IDENTIFIERS: usize = 3;
/// How many rows of each a case may hold, and so how many are added.
const MOST: usize = 200;

const PARTIES: &str = "/parties";
const OBLIGATIONS: &str = "/obligations";
const DONG: &str = "VND";

/// What an empty row says already: who it is most often for.
pub(super) fn preset(typed: &mut Typed) {
    for list in [PARTIES, OBLIGATIONS] {
        fill(typed, list, shown(typed, list));
    }
}

/// Adds rows to a list.
pub(super) fn add_rows(typed: &mut Typed, list: &str) {
    if [PARTIES, OBLIGATIONS].contains(&list) {
        let shown = shown(typed, list);
        fill(typed, list, (shown + STEP).min(MOST));
        typed.set(ADDED, format!("{list}/{shown}"));
    }
}

/// How many rows of a list are shown.
fn shown(typed: &Typed, list: &str) -> usize {
    typed.rows(list).clamp(ROWS, MOST)
}

/// Refuses more rows than a case may hold. Those that are not shown again would
/// be lost unseen.
pub(super) fn bounded(typed: &Typed) -> Result<(), Refusal> {
    typed.at_most(PARTIES, MOST)?;
    typed.at_most(OBLIGATIONS, MOST)?;
    (0..MOST).try_for_each(|row| typed.at_most(&format!("{PARTIES}/{row}/identifiers"), MOST))
}

fn fill(typed: &mut Typed, list: &str, rows: usize) {
    for row in 0..rows {
        if list == OBLIGATIONS {
            typed.preset(&format!("{list}/{row}/note"), "");
            continue;
        }
        let role = match row {
            0 => PartyRole::Debtor,
            1 => PartyRole::Creditor,
            _ => PartyRole::Related,
        };
        typed.preset(&format!("{list}/{row}/role"), role.code());
    }
}

/// What the form says of its body. A party whose name and number were taken out
/// is taken out; a case without rows is for the engine to refuse, by name.
pub(super) fn to_body(typed: &Typed) -> Typed {
    let mut body = typed.clone();
    for row in 0..typed.rows(PARTIES) {
        let at = format!("{PARTIES}/{row}");
        let id = format!("{at}/id");
        body.remove(&id);
        let institution = format!("{at}/institution");
        if typed.get(&institution).is_empty() {
            body.remove(&institution);
        }
        if !typed.is_blank(&at, &["id", "role", "kind"]) {
            body.set(&id, typed.get(&id));
        }
    }
    body.preset("/obligations/0/note", "");
    body.preset("/parties/0/name", "");
    body
}

/// The form, which goes to its own address.
pub(super) fn case_form(
    visitor: &Visitor,
    (action, submit): (String, &str),
    typed: &Typed,
    errors: &Errors,
    leaders: &[(UserId, String)],
) -> Form {
    let fields = &Fields { lang: visitor.lang, typed, errors, scope: "case" };
    let coded = |name: &str, label: &str, kind: &str, codes: Vec<&str>| {
        fields.select(name, label, fields.words(kind, &codes))
    };
    let categories = Category::CODED.iter().map(|one| one.code()).collect();
    let conditions = Conditions::CODED.iter().map(|one| one.code()).collect();
    let mut groups = vec![
        fields.group(
            "case-form-case",
            vec![
                fields.line("/number", "case-number"),
                fields.select("/officer", "case-officer", officers(visitor, typed, leaders)),
                coded("/category", "case-category", "category", categories),
                coded("/conditions", "case-conditions", "conditions", conditions),
            ],
        ),
        fields.group("case-decision", document(fields, "/decision")),
        fields.group("case-judgment", document(fields, "/judgment")),
    ];
    let parties = shown(typed, PARTIES);
    groups.extend((0..parties).map(|row| party(fields, &visitor.rules, row)));
    groups.extend(more(fields, PARTIES, "role", "case-parties", parties));
    let obligations = shown(typed, OBLIGATIONS);
    groups.extend((0..obligations).map(|row| obligation(fields, row)));
    groups.extend(more(fields, OBLIGATIONS, "kind", "case-obligations", obligations));
    form(visitor, action, groups, submit)
}

/// Who may lead a case here; and who leads it, should he have gone elsewhere,
/// so that nobody is put in his place unseen.
fn officers(visitor: &Visitor, typed: &Typed, leaders: &[(UserId, String)]) -> Vec<Choice> {
    let choice = |(id, name): &(UserId, String)| Choice::new(id.to_string(), name);
    let mut choices: Vec<Choice> = leaders.iter().map(choice).collect();
    let present = typed.get("/officer");
    if !present.is_empty() && !choices.iter().any(|one| one.value == present) {
        choices.push(Choice::new(present, visitor.t("case-officer-gone")));
    }
    choices
}

/// The button that adds rows, where there may be more.
fn more(fields: &Fields<'_>, list: &str, first: &str, of: &str, shown: usize) -> Option<Group> {
    let to = format!("#{}", fields.id(&format!("{list}/{shown}/{first}")));
    let of = locale::text(fields.lang, of, &[]);
    (shown < MOST).then(|| Group::plain(vec![fields.more(list, &of, to)]))
}

fn document(fields: &Fields<'_>, at: &str) -> Vec<Control> {
    vec![
        fields.line(&format!("{at}/number"), "document-number"),
        fields.day(&format!("{at}/day"), "document-day"),
        fields.line(&format!("{at}/issuer"), "document-issuer"),
    ]
}

/// The first row is most often the debtor; the others may stay blank.
fn party(fields: &Fields<'_>, rules: &Rules, row: usize) -> Group {
    let start = format!("{PARTIES}/{row}");
    let at = |member: &str| format!("{start}/{member}");
    let (id, role) = (fields.typed.get(&at("id")), fields.typed.get(&at("role")));
    let only = [PartyRole::Debtor.code()];
    let all: Vec<&str> = PartyRole::CODED.iter().map(|one| one.code()).collect();
    let roles = if row == 0 && id.is_empty() { &only[..] } else { &all[..] };
    let kinds: Vec<&str> = PartyKind::CODED.iter().map(|one| one.code()).collect();
    let mut controls = vec![
        fields.select(&at("role"), "party-role", fields.words("party-role", roles)),
        fields.select(&at("kind"), "party-kind", fields.words("party-kind", &kinds)),
        fields.line(&at("name"), "party-name"),
        fields.line(&at("address"), "party-address"),
    ];
    if roles.len() > 1 {
        let chosen = fields.typed.get(&at("institution"));
        controls.push(fields.select(
            &at("institution"),
            "party-institution",
            institutions(fields.lang, rules, chosen),
        ));
    }
    if !id.is_empty() {
        controls.insert(0, fields.hidden(&at("id"), id));
    }
    let codes: Vec<&str> = IdentifierKind::ALL.iter().map(|one| one.code()).collect();
    for number in 0..identifiers(fields.typed, &at("identifiers")) {
        let at = |member: &str| at(&format!("identifiers/{number}/{member}"));
        let kinds = fields.words("identifier", &codes);
        controls.push(fields.select(&at("kind"), "identifier-kind", kinds));
        controls.push(fields.line(&at("value"), "identifier-value"));
    }
    let legend = match row {
        _ if !id.is_empty() => format!("party-role-{role}"),
        0 => "party-debtor".to_owned(),
        1 => "party-creditor".to_owned(),
        _ => "party-other".to_owned(),
    };
    let blank = fields.typed.get(&at("name")).is_empty();
    let folded = row > 1 && blank && fields.typed.get(ADDED) != start;
    Group { folded, ..fields.group(&legend, controls) }
}

/// The institutions that a creditor may be; and the one that it is, though it is of the
/// past.
fn institutions(lang: Lang, rules: &Rules, chosen: &str) -> Vec<Choice> {
    let there = |one: &&Institution| {
        one.active && one.kind != InstitutionKind::Employer || one.id.to_string() == chosen
    };
    let choice = |one: &Institution| {
        let name = if lang == Lang::Vi { &one.name_vi } else { &one.name_en };
        Choice::new(one.id.to_string(), name)
    };
    let mut choices: Vec<Choice> =
        rules.directory.institutions().filter(there).map(choice).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices.insert(0, Choice::new("", locale::text(lang, "party-institution-none", &[])));
    choices
}

/// How many identifiers of a party are shown: one that is still empty as long
/// as there may be more.
fn identifiers(typed: &Typed, list: &str) -> usize {
    let filled = |row: &usize| !typed.get(&format!("{list}/{row}/value")).is_empty();
    let last = (0..typed.rows(list)).rfind(filled);
    last.map_or(IDENTIFIERS, |last| IDENTIFIERS.max((last + 2).min(MOST).max(last + 1)))
}

fn obligation(fields: &Fields<'_>, row: usize) -> Group {
    let start = format!("{OBLIGATIONS}/{row}");
    let at = |member: &str| format!("{start}/{member}");
    let codes: Vec<&str> = ObligationKind::CODED.iter().map(|one| one.code()).collect();
    let currency = fields.typed.get(&at("amount/currency"));
    let foreign = !currency.is_empty() && currency != DONG;
    let amount = if foreign { "obligation-amount-foreign" } else { "obligation-amount" };
    let controls = vec![
        fields.select(&at("kind"), "obligation-kind", fields.words("obligation", &codes)),
        fields.line(&at("amount/amount"), amount),
        if foreign {
            let known = vec![Choice::new(currency, currency), Choice::new(DONG, DONG)];
            fields.select(&at("amount/currency"), "currency", known)
        } else {
            fields.hidden(&at("amount/currency"), DONG)
        },
        fields.line(&at("note"), "obligation-note"),
    ];
    let legend = if row == 0 { "obligation-first" } else { "obligation-more" };
    let blank = fields.typed.get(&at("amount/amount")).is_empty();
    let folded = row > 0 && blank && fields.typed.get(ADDED) != start;
    Group { folded, ..fields.group(legend, controls) }
}
