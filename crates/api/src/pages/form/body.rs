//! From what was typed to the JSON body. HTML knows text alone, so here texts
//! become the numbers, switches, instants and minor units of a body; whether
//! they are right is for the body's own parser to say.

use super::typed::Typed;
use engine::money::{Currency, typed as typed_amount};
use engine::time::{Instant, Zone};
use serde_json::{Map, Value};

/// Members that are numbers.
const NUMBERS: [&str; 9] = [
    "serial",
    "hits",
    "quantity",
    "debtor_share_percent",
    "ranks_before",
    "percent",
    "day_of_month",
    "ppm",
    "per_million",
];
/// Members that are yes or no.
const SWITCHES: [&str; 7] =
    ["issue", "interim", "part", "grant", "granted", "urgent", "all_unknown"];
/// Members that are instants, typed as local time.
const INSTANTS: [&str; 13] = [
    "claimed_at",
    "changed_to",
    "as_of",
    "at",
    "until",
    "evidenced_at",
    "given_at",
    "arose_at",
    "received_at",
    "knew_at",
    "liquidated_at",
    "begins_at",
    "ends_at",
];
/// Members that may be absent: empty is not said.
const OPTIONAL: [&str; 20] = [
    "changed_to",
    "hurry",
    "note",
    "address",
    "place",
    "detail",
    "from",
    "to",
    "matures",
    "counterparty",
    "text",
    "id",
    "outcome",
    "protected_by",
    "last",
    "knew_at",
    "interest_to",
    "many",
    "balances",
    "again",
];
/// Members that a blank row of a form holds all the same.
const PRESET: [&str; 6] = ["kind", "role", "currency", "as_of", "item", "hits"];

/// An identifier that an institution may hold for a holder, or not.
const HELD: &str = "held_identifier";

/// What the offset of Viet Nam looks like at the end of an instant.
const OFFSET: &str = "+07:00";
/// How long a local time is to the minute, and to the second.
const TO_MINUTE: usize = 16;
const TO_SECOND: usize = 19;

/// A body, and where its entries stood in the form.
#[derive(Debug)]
pub(in crate::pages) struct Body {
    pub(in crate::pages) value: Value,
    moved: Vec<(String, String)>,
}

impl Body {
    /// The body that a form stands for. Blank rows are left out.
    pub(in crate::pages) fn of(typed: &Typed) -> Self {
        let mut root = Map::new();
        for (path, value) in typed.fields() {
            put(&mut root, path, value);
        }
        let mut moved = Vec::new();
        let value = object(root, &At::default(), &mut moved);
        Self { value: value.unwrap_or_else(|| Value::Object(Map::new())), moved }
    }

    /// The field a pointer into the body stands for.
    pub(super) fn field(&self, pointer: &str) -> String {
        let inside = |new: &str| {
            let rest = pointer.strip_prefix(new)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        };
        let found = self.moved.iter().filter_map(|(new, old)| Some((old, inside(new)?)));
        // The longest place is the most exact one.
        let found = found.min_by_key(|(_, rest)| rest.len());
        found.map_or_else(|| pointer.to_owned(), |(old, rest)| format!("{old}{rest}"))
    }
}

fn put(members: &mut Map<String, Value>, path: &str, text: &str) {
    let (name, rest) = path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let name = if name == "-" { members.len().to_string() } else { name.to_owned() };
    match rest {
        None => drop(members.insert(name, Value::String(text.to_owned()))),
        Some(rest) => {
            let inner = members.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, text);
            }
        }
    }
}

/// Where something stands in the body, and where it stood in the form.
#[derive(Clone, Default)]
struct At {
    new: String,
    old: String,
}

impl At {
    fn within(&self, new: &str, old: &str) -> Self {
        Self { new: format!("{}/{new}", self.new), old: format!("{}/{old}", self.old) }
    }
}

type Moved = Vec<(String, String)>;

fn settled(name: &str, value: Value, at: &At, moved: &mut Moved) -> Option<Value> {
    match value {
        Value::String(text) => leaf(name, text),
        Value::Object(members) if is_list(&members) => Some(list(name, members, at, moved)),
        // A kind alone is preset, not said.
        Value::Object(members)
            if name == HELD && members.iter().all(|(name, value)| is_blank(name, value)) =>
        {
            None
        }
        Value::Object(members) => object(members, at, moved),
        other => Some(other),
    }
}

fn is_list(members: &Map<String, Value>) -> bool {
    !members.is_empty() && members.keys().all(|name| name.parse::<u32>().is_ok())
}

fn list(name: &str, members: Map<String, Value>, at: &At, moved: &mut Moved) -> Value {
    let mut entries: Vec<(u32, String, Value)> = members
        .into_iter()
        .filter_map(|(index, value)| Some((index.parse().ok()?, index, value)))
        .collect();
    entries.sort_unstable_by_key(|(number, ..)| *number);
    let mut kept = Vec::new();
    for (_, index, value) in entries {
        if is_blank("", &value) {
            continue;
        }
        let place = at.within(&kept.len().to_string(), &index);
        moved.push((place.new.clone(), place.old.clone()));
        let value = match (name, value) {
            ("tried", Value::String(pair)) => identifier(&pair),
            (_, value) => settled("", value, &place, moved).unwrap_or(Value::Null),
        };
        kept.push(value);
    }
    Value::Array(kept)
}

/// A ticked identifier: kind and value in one.
fn identifier(pair: &str) -> Value {
    let (kind, value) = pair.split_once(':').unwrap_or(("", pair));
    serde_json::json!({ "kind": kind, "value": value })
}

/// Whether nothing was typed into a row.
fn is_blank(name: &str, value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty() || PRESET.contains(&name),
        Value::Object(members) => members.iter().all(|(name, value)| is_blank(name, value)),
        _ => false,
    }
}

fn object(members: Map<String, Value>, at: &At, moved: &mut Moved) -> Option<Value> {
    let mut kept = Map::new();
    for (name, value) in members {
        let place = at.within(&name, &name);
        if let Some(value) = settled(&name, value, &place, moved) {
            kept.insert(name, value);
        }
    }
    let text = |name: &str| kept.get(name).and_then(Value::as_str);
    if let Some(code) = text("currency") {
        // A currency alone is preset, not said.
        let amount = text("amount").filter(|amount| !amount.is_empty())?;
        // What is no amount stays as it is, for the parser to refuse; so does an
        // unknown currency.
        let currency = Currency::parse(code).unwrap_or(Currency::VND);
        if let Some(minor) = typed_amount(amount, currency) {
            kept.insert("amount".to_owned(), minor.into());
        }
    }
    Some(Value::Object(kept))
}

fn leaf(name: &str, text: String) -> Option<Value> {
    if text.is_empty() && (OPTIONAL.contains(&name) || NUMBERS.contains(&name)) {
        return None;
    }
    if NUMBERS.contains(&name)
        && let Ok(number) = text.parse::<u64>()
    {
        return Some(number.into());
    }
    if SWITCHES.contains(&name) {
        return Some((text == "true").into());
    }
    if INSTANTS.contains(&name) && is_local(&text) {
        let seconds = if text.len() == TO_MINUTE { ":00" } else { "" };
        return Some(format!("{text}{seconds}{OFFSET}").into());
    }
    Some(text.into())
}

/// `2026-11-22T09:15` or `2026-11-22T09:15:30`, as a browser sends a local time.
pub(super) fn is_local(text: &str) -> bool {
    matches!(text.len(), TO_MINUTE | TO_SECOND) && text.contains('T')
}

fn digits_of(currency: &str) -> u8 {
    Currency::parse(currency).map_or(0, Currency::minor_digits)
}

/// Minor units as they are typed: `1.234,56`.
pub(in crate::pages) fn written_amount(minor: &str, digits: u8) -> String {
    let (sign, minor) = minor.strip_prefix('-').map_or(("", minor), |rest| ("-", rest));
    let digits = usize::from(digits);
    let minor = format!("{minor:0>width$}", width = digits + 1);
    let (whole, part) = minor.split_at(minor.len() - digits);
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    if part.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped},{part}") }
}

/// A body as somebody would have typed it.
pub(super) fn written(body: Value) -> Value {
    match body {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| {
                let value = match value {
                    Value::String(text) if INSTANTS.contains(&name.as_str()) => {
                        Value::String(local_time(&text).unwrap_or(text))
                    }
                    other => written(other),
                };
                (name, value)
            });
            let mut members: Map<String, Value> = members.collect();
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            if let (Some(amount), Some(code)) = (text("amount"), text("currency")) {
                let amount = written_amount(amount, digits_of(code));
                members.insert("amount".to_owned(), amount.into());
            }
            Value::Object(members)
        }
        Value::Array(entries) => Value::Array(entries.into_iter().map(written).collect()),
        other => other,
    }
}

/// An instant as a browser's local time.
fn local_time(text: &str) -> Option<String> {
    text.parse::<Instant>().ok().map(local_of)
}

/// An instant as a browser's local time: to the minute, or to the second where
/// it has seconds.
fn local_of(at: Instant) -> String {
    let written = Zone::HANOI.rfc3339(at);
    let whole = written.get(TO_MINUTE..TO_SECOND) == Some(":00");
    written.chars().take(if whole { TO_MINUTE } else { TO_SECOND }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn typed(form: &str) -> Typed {
        Typed::read(form.as_bytes()).unwrap()
    }

    #[test]
    fn a_form_is_the_body_its_fields_are_named_for() {
        let form = typed(
            "/number=1&/parties/0/name=A&/parties/0/address=&/parties/3/name=B&/parties/3/role=debtor\
             &/parties/1/name=&/parties/1/role=creditor&/institutions/-=x&/institutions/-=y\
             &/interim=true&/items/0/from=&_csrf=s",
        );
        let body = Body::of(&form);
        assert_eq!(
            body.value,
            json!({
                "number": "1", "interim": true, "institutions": ["x", "y"], "items": [],
                "parties": [{ "name": "A" }, { "name": "B", "role": "debtor" }],
            })
        );
        assert_eq!(body.field("/parties/1/name"), "/parties/3/name");
        assert_eq!(body.field("/parties/0"), "/parties/0");
        assert_eq!(body.field("/number"), "/number");
    }

    #[test]
    fn money_instants_and_numbers_come_and_go() {
        for (typed, currency, minor) in [
            ("1.500.000.000", "VND", "1500000000"),
            ("1 500", "VND", "1500"),
            ("1.234,5", "USD", "123450"),
            ("-12", "USD", "-1200"),
            ("0", "VND", "0"),
            ("1,5", "VND", "1,5"),
            ("abc", "VND", "abc"),
            ("1234567.00", "VND", "1234567.00"),
            ("1.5", "VND", "1.5"),
            ("1.23.4", "VND", "1.23.4"),
            ("1234.56", "USD", "1234.56"),
            ("12.50", "USD", "12.50"),
            ("1.234", "KWD", "1.234"),
            ("1.234,500", "KWD", "1234500"),
        ] {
            let form = format!("/m/amount={typed}&/m/currency={currency}");
            let body = Body::of(&Typed::read(form.as_bytes()).unwrap());
            assert_eq!(body.value["m"]["amount"], minor, "{typed}");
        }
        assert_eq!(written_amount("123450", 2), "1.234,50");
        assert_eq!(written_amount("-5", 2), "-0,05");
        let body = Body::of(&typed("/hits=3&/as_of=2026-11-22T09:15&/m/amount=&/m/currency=VND"));
        assert_eq!(body.value, json!({ "hits": 3, "as_of": "2026-11-22T09:15:00+07:00" }));
    }

    #[test]
    fn what_a_body_says_can_be_typed_again() {
        let body = json!({
            "answers": [{
                "item": "i", "outcome": "found",
                "findings": { "info": "account", "rows": [{
                    "number": "1", "as_of": "2026-11-20T01:30:00Z", "markers": ["salary"],
                    "balance": { "amount": "250000000", "currency": "VND" },
                }] },
            }],
        });
        let typed = Typed::of_body(&body);
        assert_eq!(typed.get("/answers/0/findings/rows/0/as_of"), "2026-11-20T08:30");
        let mut expected = body;
        expected["answers"][0]["findings"]["rows"][0]["as_of"] = json!("2026-11-20T08:30:00+07:00");
        assert_eq!(Body::of(&typed).value, expected);
    }

    #[test]
    fn seconds_come_and_go() {
        let typed = Typed::of_body(&json!({ "as_of": "2026-11-20T01:30:15Z" }));
        assert_eq!(typed.get("/as_of"), "2026-11-20T08:30:15");
        assert_eq!(Body::of(&typed).value, json!({ "as_of": "2026-11-20T08:30:15+07:00" }));
    }
}
