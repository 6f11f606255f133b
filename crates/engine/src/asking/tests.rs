//! What is asked of whom, after what was said.

use super::*;
use crate::instrument::Requester;
use uuid::Uuid;

const POLICY: AskingPolicy = AskingPolicy { many: 10, balances: 10, none_days: 30, per_day: 0 };
const DAY: i64 = 86_400;

fn bank(n: u128) -> InstitutionId {
    InstitutionId(Uuid::from_u128(n))
}

fn debtor() -> PartyId {
    PartyId(Uuid::from_u128(100))
}

fn person(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn cccd(value: &str) -> Identifier {
    let written = serde_json::json!({ "kind": "cccd", "value": value });
    serde_json::from_value(written).unwrap()
}

fn now() -> Instant {
    Instant::from_seconds(1_795_000_000)
}

fn question(info: InfoType) -> InfoRequest {
    InfoRequest { info, from: None, to: None, detail: None }
}

fn asked_by<'a>(
    known: &'a [Known],
    identifiers: &'a [Identifier],
    readers: &'a [UserId],
    directory: &'a Directory,
) -> Asking<'a> {
    Asking { known, identifiers, person: Some(person(1)), readers, directory, now: now() }
}

fn inquiry(infos: &[InfoType], banks: &[u128]) -> InquiryContent {
    InquiryContent {
        requester: Requester::Officer,
        debtor: debtor(),
        purpose: String::new(),
        legal_basis: String::new(),
        place: None,
        interim: false,
        sealed_to: Vec::new(),
        items: infos.iter().map(|info| question(*info)).collect(),
        institutions: banks.iter().map(|n| bank(*n)).collect(),
        reasons: Reasons::default(),
    }
}

fn known(n: u128, info: InfoType, said: Said) -> Known {
    Known {
        institution: bank(n),
        debtor: debtor(),
        demand: DemandId(Uuid::from_u128(n)),
        item: ItemId(Uuid::from_u128(n)),
        asked: question(info),
        sealed_to: Vec::new(),
        said,
    }
}

fn nothing(n: u128, info: InfoType, days_ago: i64) -> Known {
    let at = now().plus_seconds(-days_ago * DAY);
    known(n, info, Said::Nothing { at, tried: vec![cccd("001085001234")] })
}

fn found(n: u128, info: InfoType, days_ago: i64) -> Known {
    known(n, info, Said::Found { at: now().plus_seconds(-days_ago * DAY) })
}

/// Whom it asks what: `1:account 2:account,other`, what is left out, and of how many
/// it is not known that they have an account.
fn plan(known: &[Known], content: &InquiryContent) -> (String, usize, u32) {
    let identifiers = [cccd("001085001234")];
    let directory = Directory::default();
    let asking = asked_by(known, &identifiers, &content.sealed_to, &directory);
    let plan = asking.plan(content, &POLICY);
    let asks = plan.asks.iter().map(|(to, asks)| {
        let items = content.items.iter().zip(asks).filter(|(_, asked)| **asked);
        let codes: Vec<&str> = items.map(|(item, _)| item.info.code()).collect();
        format!("{}:{}", to.0.as_u128(), codes.join(","))
    });
    (asks.collect::<Vec<_>>().join(" "), plan.reused.len(), plan.blind)
}

#[test]
fn who_said_nothing_lately_is_not_asked_again() {
    use InfoType as I;
    let both = inquiry(&[I::Account], &[1, 2]);
    assert_eq!(plan(&[], &both), ("1:account 2:account".to_owned(), 0, 2));
    // To where an account is, and to what is on it: no account, no balance.
    for info in [I::Whereabouts, I::Account] {
        let said = [nothing(1, info, 29)];
        assert_eq!(plan(&said, &both), ("2:account".to_owned(), 1, 1), "{info}");
    }
    // On the thirtieth day it is old.
    assert_eq!(plan(&[nothing(1, I::Account, 30)], &both).1, 0);
    // Who found something since is asked again.
    let since = [nothing(1, I::Account, 20), found(1, I::Account, 10)];
    assert_eq!(plan(&since, &both), ("1:account 2:account".to_owned(), 0, 1));
    // And who had something before and has nothing now is not.
    let before = [found(1, I::Account, 20), nothing(1, I::Account, 10)];
    assert_eq!(plan(&before, &both).1, 1);
}

#[test]
fn nothing_answers_its_own_question_only() {
    use InfoType as I;
    let all = [I::Whereabouts, I::Account, I::Transactions, I::Income, I::Securities, I::SafeBox];
    let asks = inquiry(&all, &[1]);
    let left = |info| plan(&[nothing(1, info, 1)], &asks).0;
    // An account that was closed had transactions.
    assert_eq!(left(I::Account), "1:transactions,income,securities,safe_box");
    assert_eq!(left(I::Securities), "1:whereabouts,account,transactions,income,safe_box");
    // What was true of one period says nothing of another.
    let everything = "1:whereabouts,account,transactions,income,securities,safe_box";
    assert_eq!(left(I::Transactions), everything);
    assert_eq!(left(I::Income), everything);
    // What was found of another kind takes nothing back.
    let said = [nothing(1, I::Securities, 3), found(1, I::Account, 1)];
    assert_eq!(plan(&said, &inquiry(&[I::Securities], &[1])).1, 1);
}

#[test]
fn nothing_counts_for_all_that_the_debtor_is_known_by() {
    let asks = inquiry(&[InfoType::Account], &[1]);
    let said = [nothing(1, InfoType::Account, 1)];
    let identifiers = [cccd("001085001234"), cccd("079085005678")];
    let directory = Directory::default();
    for known_by in [&identifiers[..], &[]] {
        let asking = asked_by(&said, known_by, &[], &directory);
        assert_eq!(asking.plan(&asks, &POLICY).reused, [], "a name alone is nothing to search by");
    }
}

#[test]
fn what_was_asked_in_words_or_over_a_period_answers_nothing_else() {
    let narrow = InfoRequest { detail: Some("USD".to_owned()), ..question(InfoType::Account) };
    let mut said = [nothing(1, InfoType::Account, 1)];
    let mut asks = inquiry(&[InfoType::Account], &[1]);
    asks.items = vec![narrow.clone()];
    assert_eq!(plan(&said, &asks).1, 0);
    said[0].asked = narrow;
    assert_eq!(plan(&said, &inquiry(&[InfoType::Account], &[1])).1, 0);
}

#[test]
fn for_an_interim_measure_everybody_is_asked() {
    let mut asks = inquiry(&[InfoType::Account], &[1]);
    asks.interim = true;
    assert_eq!(plan(&[nothing(1, InfoType::Account, 1)], &asks).1, 0);
}

#[test]
fn what_is_sealed_to_others_is_not_known() {
    let mut asks = inquiry(&[InfoType::Account], &[1]);
    let mut said = [nothing(1, InfoType::Account, 1)];
    said[0].sealed_to = vec![person(2)];
    assert_eq!(plan(&said, &asks).1, 0);
    // Nor does it stand in what others read.
    said[0].sealed_to = vec![person(1), person(2)];
    assert_eq!(plan(&said, &asks).1, 0);
    asks.sealed_to = vec![person(1)];
    assert_eq!(plan(&said, &asks).1, 1);
    asks.sealed_to.push(person(3));
    assert_eq!(plan(&said, &asks).1, 0);
}

#[test]
fn a_reason_asks_everybody_again() {
    let mut asks = inquiry(&[InfoType::Account], &[1, 2]);
    asks.reasons.again = Some("moved".to_owned());
    let said = [nothing(1, InfoType::Account, 1)];
    assert_eq!(plan(&said, &asks), ("1:account 2:account".to_owned(), 0, 2));
}

#[test]
fn only_the_second_step_asks_blindly() {
    use InfoType as I;
    assert_eq!(plan(&[], &inquiry(&[I::Whereabouts, I::Income], &[1, 2])).2, 0);
    let said = [found(1, I::Whereabouts, 400), found(2, I::Securities, 1)];
    assert_eq!(plan(&said, &inquiry(&[I::Transactions], &[1, 2])).2, 1);
}
