use super::*;
use crate::actor::Who;
use crate::id::{InstrumentId, PostingId};
use crate::time::Instant;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn sent(kind: InstrumentKind) -> Sent {
    Sent {
        id: InstrumentId(uuid::Uuid::nil()),
        about: About::default(),
        kind,
        state: InstrumentState::Issued,
        day: Some(day("2026-11-20")),
        sealed: false,
        unconfirmed: false,
        open: 0,
    }
}

fn told(one: Sent) -> Option<AskedState> {
    asked(&[one]).first().map(|asked| asked.state)
}

#[test]
fn an_order_is_told_when_the_debtor_cannot_be_warned_by_it() {
    let inquiry = sent(InstrumentKind::Inquiry);
    assert_eq!(told(Sent { open: 2, ..inquiry.clone() }), Some(AskedState::UnderWay));
    assert_eq!(told(inquiry.clone()), Some(AskedState::Answered));
    let back = Sent { state: InstrumentState::Withdrawn, ..inquiry };
    assert_eq!(told(back), Some(AskedState::Withdrawn));
    for kind in InstrumentKind::CODED.iter().filter(|kind| **kind != InstrumentKind::Inquiry) {
        let order = sent(*kind);
        assert_eq!(told(order.clone()), Some(AskedState::Answered), "{kind:?}");
        assert_eq!(told(Sent { open: 1, ..order.clone() }), None, "{kind:?}");
        assert_eq!(told(Sent { unconfirmed: true, ..order.clone() }), None, "{kind:?}");
        // Nobody owes an answer to it any more, whether anybody gave one or not.
        for state in [InstrumentState::Withdrawn, InstrumentState::Lapsed] {
            assert_eq!(told(Sent { state, ..order.clone() }), None, "{kind:?}");
        }
    }
    for kind in InstrumentKind::CODED {
        let one = sent(*kind);
        assert_eq!(told(Sent { sealed: true, ..one.clone() }), None, "{kind:?}");
        let never = Sent { day: None, state: InstrumentState::Withdrawn, ..one.clone() };
        assert_eq!(told(never), None);
        assert_eq!(told(Sent { state: InstrumentState::Approved, ..one }), None);
    }
}

#[test]
fn an_order_about_another_is_told_only_where_that_one_is() {
    let named = |n| InstrumentId(uuid::Uuid::from_u128(n));
    let freeze = |n| Sent { id: named(n), ..sent(InstrumentKind::Freeze) };
    for kind in [InstrumentKind::Release, InstrumentKind::Amend, InstrumentKind::Deduct] {
        let about = About { orders: vec![named(1), named(2)], unknown: false };
        let order = Sent { id: named(9), about, ..sent(kind) };
        let told = |first: Sent, order: &Sent| {
            let all = asked(&[first, freeze(2), order.clone()]);
            all.iter().any(|one| one.kind == kind)
        };
        assert!(told(freeze(1), &order), "{kind:?}");
        assert!(!told(Sent { sealed: true, ..freeze(1) }, &order), "{kind:?}");
        assert!(!told(Sent { unconfirmed: true, ..freeze(1) }, &order), "{kind:?}");
        assert!(!told(Sent { open: 1, ..freeze(1) }, &order), "{kind:?}");
        let lapsed = Sent { state: InstrumentState::Lapsed, ..freeze(1) };
        assert!(!told(lapsed, &order), "{kind:?}");
        assert!(!told(freeze(3), &order), "{kind:?}: of none that is there");
        let lost = About { orders: vec![named(2)], unknown: true };
        assert!(!told(freeze(1), &Sent { about: lost, ..order.clone() }), "{kind:?}");
    }
}

#[test]
fn what_was_asked_is_counted_by_day_and_kind() {
    let (inquiry, freeze) = (sent(InstrumentKind::Inquiry), sent(InstrumentKind::Freeze));
    let before = Sent { day: Some(day("2026-11-02")), ..inquiry.clone() };
    let waits = Sent { open: 1, ..inquiry.clone() };
    let counted = asked(&[inquiry.clone(), freeze, before, inquiry, waits]);
    let rows: Vec<_> =
        counted.iter().map(|one| (one.day.to_string(), one.kind.code(), one.count)).collect();
    let expected = [
        ("2026-11-02", "inquiry", 1),
        ("2026-11-20", "freeze", 1),
        ("2026-11-20", "inquiry", 1),
        ("2026-11-20", "inquiry", 2),
    ];
    assert_eq!(rows, expected.map(|(day, kind, count)| (day.to_owned(), kind, count)));
}

fn posting((debit, credit, amount): (Book, Book, i64)) -> Posting {
    Posting {
        id: PostingId(uuid::Uuid::nil()),
        day: day("2026-11-20"),
        at: Instant::from_seconds(0),
        debit,
        credit,
        amount,
        note: "VCB 0011".to_owned(),
        by: Who::System,
        reverses: None,
        transfer: None,
        concession: None,
    }
}

#[test]
fn what_goes_back_was_not_recovered() {
    let came = [
        (Book::Principal, Book::Title, 100),
        (Book::Received, Book::Principal, 100),
        (Book::Received, Book::Suspense, 30),
        (Book::Suspense, Book::Received, 30),
    ]
    .map(posting);
    let books = Balances::as_of(&came, day("2026-11-20"));
    let figures = Figures::of(&books);
    assert_eq!((figures.charged, figures.recovered, figures.open), (100, 100, 0));
    let [one] = dated(&came)[..] else { panic!("one change") };
    assert_eq!((one.change, one.amount), (Change::Recovered, 100));
    let back = posting((Book::Principal, Book::Received, 100));
    assert_eq!(dated(&[came[1].clone(), back]), [], "taken back on the same day");
}

#[test]
fn a_case_stands_as_it_rests_before_what_is_elsewhere() {
    let of = Standing::of;
    assert_eq!(of(CaseState::Open, false, 0), Standing::Open);
    assert_eq!(of(CaseState::Open, false, 1), Standing::Delegated);
    assert_eq!(of(CaseState::Open, true, 1), Standing::Rests);
    assert_eq!(of(CaseState::Closed, true, 1), Standing::Closed);
}

fn any_side() -> impl Strategy<Value = (Book, Book, i64)> {
    let debt = prop_oneof![Just(Book::Principal), Just(Book::Interest), Just(Book::Cost)];
    let other = prop_oneof![
        Just(Book::Title),
        Just(Book::Received),
        Just(Book::Suspense),
        Just(Book::Waived),
        Just(Book::Recovered),
        Just(Book::Delegated),
    ];
    let among = (Just(Book::Received), Just(Book::Suspense));
    let pair = prop_oneof![4 => (debt, other), 1 => among];
    (pair, any::<bool>(), 1_i64..1_000)
        .prop_map(|((a, b), turned, amount)| if turned { (b, a, amount) } else { (a, b, amount) })
}

proptest! {
    /// What is told by day comes to what is told in sum, and every đồng charged is
    /// somewhere.
    #[test]
    fn the_days_come_to_the_sums(sides in proptest::collection::vec(any_side(), 0..30)) {
        let postings: Vec<Posting> = sides.into_iter().map(posting).collect();
        let figures = Figures::of(&Balances::as_of(&postings, day("2026-11-20")));
        let of = |change| {
            let rows = dated(&postings).into_iter();
            rows.filter(|one| one.change == change).map(|one| one.amount).sum::<i64>()
        };
        prop_assert_eq!(of(Change::Recovered), figures.recovered);
        prop_assert_eq!(of(Change::Elsewhere), figures.elsewhere);
        prop_assert_eq!(of(Change::Waived), figures.waived);
        let parts = figures.recovered + figures.elsewhere + figures.waived + figures.delegated;
        prop_assert_eq!(figures.charged, parts + figures.open);
    }
}
