//! The creditor's list of its cases beside ours: what agrees, what differs, what one of
//! both does not have. Pure and stored nowhere.

use crate::id::CaseId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many lines a list may have.
pub const MOST_LINES: usize = 2_000;

/// A line of the creditor's list. Amounts are đồng; what it does not say is not
/// compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which line of the file, counted from 1.
    pub line: u64,
    /// The creditor's own number, given back as it came.
    pub own: Option<String>,
    /// The code of the agency; none: whichever has a case of this number.
    pub agency: Option<String>,
    /// The number of the case at the agency.
    pub number: String,
    /// Principal that is open.
    pub principal: Option<i64>,
    /// Interest that is open.
    pub interest: Option<i64>,
    /// What was recovered so far.
    pub recovered: Option<i64>,
}

/// A case of the creditor as it stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    /// The case.
    pub case: CaseId,
    /// The code of the agency that opened it.
    pub agency: String,
    /// The code of the agency that stands in its place today: the same, if none does.
    pub heir: String,
    /// Its number there.
    pub number: String,
    /// It was entered here after the day that the list is of: nobody misses it there.
    pub later: bool,
    /// What it comes to; of a case whose number no line names nobody reads it.
    pub amounts: Amounts,
}

/// What a case comes to at the end of a day, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Principal that is open.
    pub principal: i64,
    /// Interest that is open.
    pub interest: i64,
    /// What was recovered here and by other agencies.
    pub recovered: i64,
}

/// The numbers that a list names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers(HashSet<String>);

impl Numbers {
    /// Of a list.
    pub fn of(listed: &[Listed]) -> Self {
        Self(listed.iter().map(|line| key(&line.number)).collect())
    }

    /// Whether a line names a case of this number.
    pub fn name(&self, number: &str) -> bool {
        self.0.contains(&key(number))
    }
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Principal that is open.
    Principal,
    /// Interest that is open.
    Interest,
    /// What was recovered.
    Recovered,
}

/// An amount that is not the same, in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which amount.
    pub field: Field,
    /// Here.
    pub ours: i64,
    /// In the list.
    pub theirs: i64,
}

/// What was found of a line, or of a case that no line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// All that the line says is so here.
    Matched,
    /// Something is otherwise here.
    Differs,
    /// There is no such case of this creditor here.
    Unknown,
    /// Several agencies have a case of this number.
    Ambiguous,
    /// Another line named the case before.
    Twice,
    /// The case is here and in no line.
    Missing,
}

/// A row of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Which line; none: no line names the case.
    pub line: Option<u64>,
    /// The creditor's own number.
    pub own: Option<String>,
    /// The case, where one was found.
    pub case: Option<CaseId>,
    /// The code of the agency: of the case, else as the line has it.
    pub agency: Option<String>,
    /// The number of the case.
    pub number: String,
    /// What was found.
    pub found: Found,
    /// What is otherwise.
    pub differences: Vec<Difference>,
}

/// Compares a list with the creditor's cases: each line in its place, then the cases
/// that none names, by agency and number. An agency of the past is known by its own
/// code and by its heir's; where both have the number, the code is the case's own.
pub fn compare(listed: &[Listed], ours: &[Ours]) -> Vec<Compared> {
    let mut by_number: HashMap<String, Vec<&Ours>> = HashMap::new();
    for one in ours {
        by_number.entry(key(&one.number)).or_default().push(one);
    }
    let mut named: BTreeSet<CaseId> = BTreeSet::new();
    let mut rows: Vec<Compared> = Vec::new();
    for line in listed {
        let there = by_number.get(&key(&line.number)).map_or(&[][..], Vec::as_slice);
        let found = line.among(there);
        rows.push(match found.as_slice() {
            [] => line.without(Found::Unknown),
            [one] if named.insert(one.case) => line.beside(one),
            [one] => Compared { case: Some(one.case), ..line.without(Found::Twice) },
            _ => line.without(Found::Ambiguous),
        });
    }
    let left = ours.iter().filter(|one| !one.later && !named.contains(&one.case));
    let missing: BTreeMap<_, _> =
        left.map(|one| ((&one.agency, &one.number, one.case), one)).collect();
    rows.extend(missing.into_values().map(|one| Compared {
        line: None,
        own: None,
        case: Some(one.case),
        agency: Some(one.agency.clone()),
        number: one.number.clone(),
        found: Found::Missing,
        differences: Vec::new(),
    }));
    rows
}

/// Numbers and codes are the same whatever their case and the spaces in them.
fn key(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

impl Listed {
    /// The cases of its number that it can mean.
    fn among<'a>(&self, there: &[&'a Ours]) -> Vec<&'a Ours> {
        let Some(agency) = self.agency.as_ref().map(|code| key(code)) else {
            return there.to_vec();
        };
        let by = |code: fn(&Ours) -> &String| -> Vec<&'a Ours> {
            there.iter().copied().filter(|one| key(code(one)) == agency).collect()
        };
        let own = by(|one| &one.agency);
        if own.is_empty() { by(|one| &one.heir) } else { own }
    }

    fn without(&self, found: Found) -> Compared {
        Compared {
            line: Some(self.line),
            own: self.own.clone(),
            case: None,
            agency: self.agency.clone(),
            number: self.number.clone(),
            found,
            differences: Vec::new(),
        }
    }

    fn beside(&self, ours: &Ours) -> Compared {
        let pairs = [
            (Field::Principal, ours.amounts.principal, self.principal),
            (Field::Interest, ours.amounts.interest, self.interest),
            (Field::Recovered, ours.amounts.recovered, self.recovered),
        ];
        let said = pairs.into_iter().filter_map(|(field, ours, theirs)| {
            let theirs = theirs.filter(|theirs| *theirs != ours)?;
            Some(Difference { field, ours, theirs })
        });
        let differences: Vec<Difference> = said.collect();
        let found = if differences.is_empty() { Found::Matched } else { Found::Differs };
        Compared {
            case: Some(ours.case),
            agency: Some(ours.agency.clone()),
            number: ours.number.clone(),
            differences,
            ..self.without(found)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn ours(n: u128, agency: &str, number: &str) -> Ours {
        Ours {
            case: CaseId(Uuid::from_u128(n)),
            agency: agency.to_owned(),
            heir: agency.to_owned(),
            number: number.to_owned(),
            later: false,
            amounts: Amounts { principal: 100, interest: 10, recovered: 5 },
        }
    }

    fn listed(line: u64, agency: Option<&str>, number: &str) -> Listed {
        Listed {
            line,
            own: Some(format!("HĐ-{line}")),
            agency: agency.map(str::to_owned),
            number: number.to_owned(),
            principal: Some(100),
            interest: Some(10),
            recovered: Some(5),
        }
    }

    fn found(rows: &[Compared]) -> Vec<Found> {
        rows.iter().map(|row| row.found).collect()
    }

    #[test]
    fn a_line_is_matched_by_agency_and_number_or_by_a_number_that_is_one_agencys() {
        let here =
            [ours(1, "T01-01", "1/THA"), ours(2, "T01-02", "1/THA"), ours(3, "T01-01", "2/THA")];
        let rows =
            compare(&[listed(2, Some("t01-01"), "1 / tha"), listed(3, None, "2/THA")], &here);
        assert_eq!(found(&rows), [Found::Matched, Found::Matched, Found::Missing]);
        let missing = rows.last().map(|row| (row.line, row.agency.as_deref(), row.case));
        assert_eq!(missing, Some((None, Some("T01-02"), Some(CaseId(Uuid::from_u128(2))))));
        let rows = compare(&[listed(2, None, "1/THA")], &here);
        assert_eq!(rows.first().map(|row| (row.found, row.case)), Some((Found::Ambiguous, None)));
        assert_eq!(rows.len(), 4, "all three are in no line");
    }

    #[test]
    fn an_agency_of_the_past_is_known_by_its_heirs_code_too() {
        let heir = || "T01-02".to_owned();
        let old = Ours { heir: heir(), ..ours(1, "T01-01", "1/THA") };
        for code in ["T01-01", "T01-02"] {
            let rows = compare(&[listed(2, Some(code), "1/THA")], std::slice::from_ref(&old));
            assert_eq!(found(&rows), [Found::Matched], "{code}");
        }
        let other = listed(2, Some("T01-03"), "1/THA");
        let rows = compare(&[other], std::slice::from_ref(&old));
        assert_eq!(found(&rows), [Found::Unknown, Found::Missing]);
        // The heir has a case of the number too: each is named by the code it was opened by.
        let own = ours(2, "T01-02", "1/THA");
        let lines = [listed(2, Some("T01-02"), "1/THA"), listed(3, Some("T01-01"), "1/THA")];
        let rows = compare(&lines, &[old.clone(), own]);
        let cases: Vec<_> = rows.iter().map(|row| row.case).collect();
        assert_eq!(cases, [2, 1].map(|n| Some(CaseId(Uuid::from_u128(n)))));
        // Two cases of one agency's code and number are two.
        let twin = Ours { case: CaseId(Uuid::from_u128(3)), ..old.clone() };
        assert_eq!(found(&compare(&[], &[old, twin])), [Found::Missing, Found::Missing]);
    }

    #[test]
    fn a_case_entered_after_the_day_is_in_no_list_of_it_and_still_found() {
        let later = Ours { later: true, ..ours(1, "T01-01", "1/THA") };
        assert_eq!(compare(&[], std::slice::from_ref(&later)), []);
        assert_eq!(found(&compare(&[listed(2, None, "1/THA")], &[later])), [Found::Matched]);
    }

    #[test]
    fn what_differs_is_named_with_both_amounts_and_what_is_not_said_is_not_compared() {
        let here = [ours(1, "T01-01", "1/THA")];
        let line = listed(2, None, "1/THA");
        let off = Listed { principal: Some(90), recovered: Some(15), ..line.clone() };
        let rows = compare(&[off], &here);
        let difference = |field, ours, theirs| Difference { field, ours, theirs };
        assert_eq!(
            rows.first().map(|row| row.differences.clone()),
            Some(vec![difference(Field::Principal, 100, 90), difference(Field::Recovered, 5, 15)])
        );
        let silent = Listed { principal: None, interest: None, recovered: None, ..line };
        assert_eq!(found(&compare(&[silent], &here)), [Found::Matched]);
    }

    #[test]
    fn a_case_is_compared_once_and_a_foreign_one_is_unknown() {
        let here = [ours(1, "T01-01", "1/THA")];
        let lines = [listed(2, None, "1/THA"), listed(3, None, "1/THA"), listed(4, None, "9/THA")];
        let rows = compare(&lines, &here);
        assert_eq!(found(&rows), [Found::Matched, Found::Twice, Found::Unknown]);
        assert_eq!(rows.last().and_then(|row| row.own.clone()), Some("HĐ-4".to_owned()));
        assert_eq!(compare(&[], &[]), []);
    }
}
