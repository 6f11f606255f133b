//! Three texts of one case, told in a few lines.

use super::*;
use crate::case::{Case, CaseState};
use crate::identity::IdentifierKind;
use proptest::prelude::*;
use uuid::Uuid;

fn ext(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

fn party(external: &str, role: PartyRole, name: &str, cccd: Option<&str>) -> ForeignParty {
    let cccd = cccd.map(|text| Identifier::parse(IdentifierKind::Cccd, text).unwrap());
    ForeignParty {
        external: ext(external),
        role,
        kind: PartyKind::Person,
        name: PersonName::parse(name).unwrap(),
        identifiers: cccd.into_iter().collect(),
        address: None,
    }
}

fn theirs() -> ForeignCase {
    let document = |number: &str| Document {
        number: number.to_owned(),
        day: Day::from_ymd(2026, 9, 14).unwrap(),
        issuer: "Cơ quan".to_owned(),
    };
    ForeignCase {
        external: ext("HS-1"),
        closed: false,
        number: "1/2026".to_owned(),
        officer: UserId(Uuid::from_u128(9)),
        decision: document("215/QĐ"),
        judgment: document("45/ST"),
        category: Category::Civil,
        conditions: Conditions::Unverified,
        obligations: vec![owed(100)],
        parties: vec![
            party("DS-1", PartyRole::Debtor, "Nguyễn Văn Hư Cấu", Some("001085012345")),
            party("DS-2", PartyRole::Creditor, "Trần Thị Giả Định", None),
        ],
    }
}

fn owed(minor: i64) -> ObligationLine {
    ObligationLine {
        kind: crate::case::ObligationKind::Principal,
        amount: Money::vnd(minor),
        note: None,
    }
}

/// A case that was opened from what they said, and its link.
fn opened(theirs: &ForeignCase) -> (Case, Synced) {
    let ids = (1_u128..).zip(&theirs.parties);
    let parties: BTreeMap<_, _> =
        ids.map(|(n, one)| (one.external.clone(), PartyId(Uuid::from_u128(n)))).collect();
    let case = Case {
        id: CaseId(Uuid::from_u128(100)),
        version: 2,
        agency: AgencyId(Uuid::from_u128(200)),
        state: CaseState::Open,
        content: theirs.content(&parties),
        opened_at: Instant::from_seconds(0),
        closed: None,
        pause: None,
        origin: None,
    };
    let source = SourceCode::ministry();
    let synced = Synced {
        id: source.link(case.agency, &theirs.external),
        case: case.id,
        agency: case.agency,
        source,
        theirs: theirs.clone(),
        parties,
        open: BTreeSet::new(),
        at: Instant::from_seconds(0),
    };
    (case, synced)
}

fn told(case: &Case, synced: Option<&Synced>, now: &ForeignCase, standing: &Standing) -> Merged {
    let mut next = 1_000_u128;
    merge(case, synced, now, standing, &mut || {
        next += 1;
        PartyId(Uuid::from_u128(next))
    })
}

/// What a merge leaves: the case and the link as they stand afterwards.
fn after(case: &Case, synced: &Synced, now: &ForeignCase, merged: &Merged) -> (Case, Synced) {
    let case = Case { content: merged.content.clone(), ..case.clone() };
    let synced = Synced {
        theirs: now.clone(),
        parties: merged.parties.clone(),
        open: merged.open.clone(),
        ..synced.clone()
    };
    (case, synced)
}

fn fields(merged: &Merged) -> Vec<(&str, How)> {
    merged.differences.iter().map(|one| (one.field.0.as_str(), one.how)).collect()
}

#[test]
fn theirs_wins_where_nobody_here_changed_the_field() {
    let (case, synced) = opened(&theirs());
    let mut now = theirs();
    now.conditions = Conditions::Enforceable;
    now.parties[1].name = PersonName::parse("Trần Thị Khác").unwrap();
    let merged = told(&case, Some(&synced), &now, &Standing::default());
    let taken = [("conditions", How::Taken), ("party_name:DS-2", How::Taken)];
    assert_eq!(fields(&merged), taken);
    assert!(merged.open.is_empty());
    assert_eq!(merged.content, now.content(&synced.parties));
}

/// Another person under the id is not the institution that was bound; what the file says
/// of him besides looses nothing.
#[test]
fn who_is_another_there_is_no_institution_here_any_more() {
    let (mut case, synced) = opened(&theirs());
    let bank = crate::id::InstitutionId(Uuid::from_u128(300));
    case.content.parties[1].institution = Some(bank);
    let bound = |change: &dyn Fn(&mut ForeignParty)| {
        let mut now = theirs();
        now.conditions = Conditions::Enforceable;
        change(&mut now.parties[1]);
        let merged = told(&case, Some(&synced), &now, &Standing::default());
        assert_ne!(merged.content, case.content);
        merged.content.parties[1].institution
    };
    assert_eq!(bound(&|_| {}), Some(bank));
    assert_eq!(bound(&|party| party.address = Some("Huế".to_owned())), Some(bank));
    let other = |party: &mut ForeignParty| party.name = PersonName::parse("Trần Khác").unwrap();
    assert_eq!(bound(&other), None);
    let number = party("DS-9", PartyRole::Creditor, "Lê Văn Mới", Some("079090000016"));
    assert_eq!(bound(&|party| party.identifiers.clone_from(&number.identifiers)), None);
    assert_eq!(bound(&|party| party.role = PartyRole::Related), None);
}

#[test]
fn what_was_changed_here_stays_while_they_say_nothing_new() {
    let (mut case, synced) = opened(&theirs());
    case.content.category = Category::Family;
    let mut now = theirs();
    now.number = "2/2026".to_owned();
    let merged = told(&case, Some(&synced), &now, &Standing::default());
    assert_eq!(fields(&merged), [("number", How::Taken)]);
    assert_eq!(merged.content.category, Category::Family);
}

#[test]
fn what_both_changed_waits_for_a_person_until_it_is_decided() {
    let (mut case, synced) = opened(&theirs());
    case.content.category = Category::Family;
    let mut now = theirs();
    now.category = Category::Labour;
    let none = Standing::default();
    let merged = told(&case, Some(&synced), &now, &none);
    assert_eq!(fields(&merged), [("category", How::Open)]);
    assert_eq!(merged.content.category, Category::Family);

    // Both values are shown, and it waits on when they say the same again.
    let (case, synced) = after(&case, &synced, &now, &merged);
    let waits = differences(&case, &synced, &none);
    let both = (waits[0].ours.as_deref(), waits[0].theirs.as_deref());
    assert_eq!((waits.len(), both), (1, (Some("family"), Some("labour"))));
    now.number = "2/2026".to_owned();
    let merged = told(&case, Some(&synced), &now, &none);
    assert_eq!(merged.open, BTreeSet::from([Field::of("category")]));

    // Theirs is taken, and nothing waits any more.
    let (case, synced) = after(&case, &synced, &now, &merged);
    let mut nobody = || PartyId(Uuid::nil());
    let settled = settle(&case, &synced, &synced.open, &none, &mut nobody);
    assert_eq!(settled.content.category, Category::Labour);
    assert!(settled.open.is_empty());
}

#[test]
fn what_is_owed_by_the_books_is_shown_and_not_restated() {
    let (case, synced) = opened(&theirs());
    let mut now = theirs();
    now.obligations = vec![owed(150)];
    let standing = Standing { books: true, ordered: BTreeSet::new(), conceding: BTreeSet::new() };
    let merged = told(&case, Some(&synced), &now, &standing);
    assert_eq!(fields(&merged), [("obligations", How::InBooks)]);
    assert_eq!(merged.content.obligations, [owed(100)]);
    let merged = told(&case, Some(&synced), &now, &Standing::default());
    assert_eq!(merged.content.obligations, [owed(150)]);
}

#[test]
fn a_party_comes_and_goes_but_not_a_debtor_of_whom_something_was_ordered() {
    let (case, synced) = opened(&theirs());
    let mut now = theirs();
    now.parties.remove(0);
    now.parties.push(party("DS-3", PartyRole::Debtor, "Lê Văn Mới", None));
    let merged = told(&case, Some(&synced), &now, &Standing::default());
    let both = [("party:DS-3", How::Taken), ("party:DS-1", How::Taken)];
    assert_eq!(fields(&merged), both);
    assert_eq!(merged.content.parties.len(), 2);

    let debtor = synced.parties[&ext("DS-1")];
    let standing =
        Standing { books: true, ordered: BTreeSet::from([debtor]), conceding: BTreeSet::new() };
    let merged = told(&case, Some(&synced), &now, &standing);
    let both = [("party:DS-3", How::Taken), ("party:DS-1", How::Ordered)];
    assert_eq!(fields(&merged), both);
    assert_eq!(merged.content.parties.len(), 3);
    let (case, synced) = after(&case, &synced, &now, &merged);
    let waits = differences(&case, &synced, &standing);
    assert_eq!((waits.len(), waits[0].theirs.as_deref()), (1, None));
}

#[test]
fn a_case_ended_there_is_closed_here_by_a_person() {
    let (case, synced) = opened(&theirs());
    let now = ForeignCase { closed: true, ..theirs() };
    let merged = told(&case, Some(&synced), &now, &Standing::default());
    assert_eq!(fields(&merged), [("state", How::ClosedThere)]);
    assert_eq!(merged.content, case.content);
}

#[test]
fn an_officer_who_differs_is_shown_and_the_head_hands_the_case_over() {
    let (case, synced) = opened(&theirs());
    let (ours, other) = (case.content.officer, UserId(Uuid::from_u128(10)));
    let none = Standing::default();
    let mut now = theirs();
    now.officer = other;
    now.number = "2/2026".to_owned();
    // Nobody here changed it, nor is it new to the link: all the same it stays.
    for link in [Some(&synced), None] {
        let merged = told(&case, link, &now, &none);
        assert!(fields(&merged).contains(&("officer", How::HandOver)));
        assert_eq!(merged.content.officer, ours);
    }
    let merged = told(&case, Some(&synced), &now, &none);
    assert_eq!(merged.content.number, "2/2026");
    let (mut amended, link) = after(&case, &synced, &now, &merged);
    let mut nobody = || PartyId(Uuid::nil());
    let settled = settle(&amended, &link, &link.open, &none, &mut nobody);
    assert_eq!(settled.content.officer, ours);
    assert_eq!(settled.open, BTreeSet::from([Field::of("officer")]));

    // Handed over, nothing waits when they say something new.
    amended.content.officer = other;
    now.number = "3/2026".to_owned();
    assert!(told(&amended, Some(&link), &now, &none).open.is_empty());
}

#[test]
fn a_case_written_here_first_keeps_its_parties_and_waits_where_it_differs() {
    let (mut case, _) = opened(&theirs());
    case.content.parties[0].id = PartyId(Uuid::from_u128(77));
    case.content.parties[1].id = PartyId(Uuid::from_u128(78));
    case.content.conditions = Conditions::NotEnforceable;
    let merged = told(&case, None, &theirs(), &Standing::default());
    assert_eq!(fields(&merged), [("conditions", How::Open)]);
    let ids: Vec<PartyId> = merged.parties.values().copied().collect();
    assert_eq!(ids, [PartyId(Uuid::from_u128(77)), PartyId(Uuid::from_u128(78))]);
    assert_eq!(merged.content, case.content);
}

#[test]
fn two_systems_and_two_agencies_have_their_own_names() {
    let (a, b) = (AgencyId(Uuid::from_u128(1)), AgencyId(Uuid::from_u128(2)));
    let (one, other) = (SourceCode::ministry(), SourceCode::parse("ministry2").unwrap());
    let links = [one.link(a, &ext("2:x")), one.link(b, &ext("2:x")), other.link(a, &ext("x"))];
    assert_eq!(BTreeSet::from(links).len(), 3);
    assert_eq!(ExternalId::parse(" \u{7} "), None);
    assert_eq!(SourceCode::parse("Bộ"), None);
}

fn any_case() -> impl Strategy<Value = ForeignCase> {
    let parties = prop::collection::vec((0_usize..3, 0_usize..3, 0_usize..3), 1..4);
    (0_usize..3, 0_usize..3, 1_i64..4, parties).prop_map(|(number, category, sum, parties)| {
        let names = ["An", "Bình", "Chi"];
        let mut now = theirs();
        now.number = format!("{number}/2026");
        now.officer = UserId(Uuid::from_u128(if number > 1 { 10 } else { 9 }));
        now.category = [Category::Civil, Category::Family, Category::Labour][category];
        now.obligations = vec![owed(sum)];
        now.parties = vec![now.parties[0].clone()];
        for (who, role, name) in parties {
            let role = PartyRole::CODED[role];
            let external = format!("X-{who}");
            if now.parties.iter().all(|one| one.external.as_str() != external) {
                now.parties.push(party(&external, role, names[name], None));
            }
        }
        now
    })
}

#[test]
fn a_second_identifier_of_a_kind_is_not_removed_by_a_file_that_has_room_for_one() {
    let (mut case, synced) = opened(&theirs());
    let cccd = |text: &str| Identifier::parse(IdentifierKind::Cccd, text).unwrap();
    case.content.parties[0].identifiers.push(cccd("001085099999"));
    let both = case.content.parties[0].identifiers.clone();
    // Linked before or not, whichever of the two is said.
    for said in &both {
        for synced in [None, Some(&synced)] {
            let mut now = theirs();
            now.parties[0].identifiers = vec![said.clone()];
            let merged = told(&case, synced, &now, &Standing::default());
            assert_eq!((fields(&merged), &merged.open), (Vec::new(), &BTreeSet::new()));
            assert_eq!(merged.content.parties[0].identifiers, both);
        }
    }
    // Another is one, and waits where something was written here.
    let mut now = theirs();
    now.parties[0].identifiers = vec![cccd("001085055555")];
    let merged = told(&case, Some(&synced), &now, &Standing::default());
    assert_eq!(fields(&merged), [("party_identifiers:DS-1", How::Open)]);
}

proptest! {
    /// Whatever was changed here and there, importing the same again changes nothing:
    /// neither the case, nor what waits, nor which party is which.
    #[test]
    fn importing_twice_changes_nothing(
        first in any_case(),
        here in any_case(),
        now in any_case(),
        books in any::<bool>(),
    ) {
        let (mut case, synced) = opened(&first);
        case.content.number = here.number;
        case.content.category = here.category;
        case.content.obligations = here.obligations;
        case.content.parties.retain(|one| here.parties.iter().any(|other| other.name == one.name));
        let standing = Standing { books, ordered: BTreeSet::new(), conceding: BTreeSet::new() };
        let once = told(&case, Some(&synced), &now, &standing);
        let (case, synced) = after(&case, &synced, &now, &once);
        let twice = told(&case, Some(&synced), &now, &standing);
        prop_assert_eq!(&twice.content, &once.content);
        prop_assert_eq!(&twice.open, &once.open);
        prop_assert_eq!(&twice.parties, &once.parties);
        prop_assert_eq!(twice.differences, Vec::new());
        // What waits can be shown, each with what stands here and there.
        let waits = differences(&case, &synced, &standing);
        let shown: BTreeSet<Field> = waits.into_iter().map(|one| one.field).collect();
        prop_assert_eq!(shown, once.open);
    }
}
