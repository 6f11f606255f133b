//! Three texts of one case: what the other system said last, what stands here, and
//! what it says now. Theirs wins where nobody here changed the field since; where
//! both did, it waits for a person.

use super::{ExternalId, Field, ForeignCase, ForeignParty, Synced};
use crate::case::{Case, CaseContent, CaseState, Document, ObligationLine, Party, PartyRole};
use crate::id::PartyId;
use crate::identity::Identifier;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Taken over.
    Taken,
    /// Both changed it, or it was written here before: a person decides.
    Open,
    /// What is owed stands in the books and changes by postings only.
    InBooks,
    /// Ended there: a person closes it here.
    ClosedThere,
    /// Something was ordered of this debtor, who stays one.
    Ordered,
    /// Another officer leads it there: the head hands it over here.
    HandOver,
}

impl How {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Open => "open",
            Self::InBooks => "in_books",
            Self::ClosedThere => "closed_there",
            Self::Ordered => "ordered",
            Self::HandOver => "hand_over",
        }
    }
}

/// A field in which the two differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which field.
    pub field: Field,
    /// What became of it.
    pub how: How,
    /// What stands here; none: nothing.
    pub ours: Option<String>,
    /// What stands there; none: nothing.
    pub theirs: Option<String>,
}

/// What of a case cannot be changed by another system's word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// It has books.
    pub books: bool,
    /// Debtors of whom something was ordered.
    pub ordered: BTreeSet<PartyId>,
    /// Creditors whose concessions stand here.
    pub conceding: BTreeSet<PartyId>,
}

/// A case as it is to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// What is written.
    pub content: CaseContent,
    /// Which party here is which there.
    pub parties: BTreeMap<ExternalId, PartyId>,
    /// What differed, and what became of it.
    pub differences: Vec<Difference>,
    /// What waits for a person.
    pub open: BTreeSet<Field>,
}

/// Takes over what another system says of a case. `synced`: what it said before;
/// none: the case was written here first.
pub fn merge(
    case: &Case,
    synced: Option<&Synced>,
    theirs: &ForeignCase,
    standing: &Standing,
    ids: &mut dyn FnMut() -> PartyId,
) -> Merged {
    let mut weigh = Weigh::new(synced, standing, None);
    weigh.all(case, synced, theirs, ids)
}

/// The case after a person took the other system's word in the fields named; they
/// must be among those that wait.
pub fn settle(
    case: &Case,
    synced: &Synced,
    take: &BTreeSet<Field>,
    standing: &Standing,
    ids: &mut dyn FnMut() -> PartyId,
) -> Merged {
    let mut weigh = Weigh::new(Some(synced), standing, Some(take));
    weigh.all(case, Some(synced), &synced.theirs, ids)
}

/// What waits for a person, with both values.
pub fn differences(case: &Case, synced: &Synced, standing: &Standing) -> Vec<Difference> {
    let mut weigh = Weigh { base: false, ..Weigh::new(Some(synced), standing, None) };
    let mut nobody = || PartyId(uuid::Uuid::nil());
    let merged = weigh.all(case, Some(synced), &synced.theirs, &mut nobody);
    let mut waits = merged.differences;
    waits.retain(|one| synced.open.contains(&one.field));
    let told: BTreeSet<Field> = waits.iter().map(|one| one.field.clone()).collect();
    // A party that is gone there is not met by looking at theirs.
    for field in synced.open.difference(&told) {
        let of = field.whose().and_then(ExternalId::parse);
        let of = of.and_then(|of| synced.parties.get(&of));
        let party = of.and_then(|id| case.content.parties.iter().find(|one| one.id == *id));
        let ours = party.map(|party| party.name.as_written().to_owned());
        waits.push(Difference { field: field.clone(), how: How::Open, ours, theirs: None });
    }
    waits
}

struct Weigh<'a> {
    /// Whether what was said before counts.
    base: bool,
    standing: &'a Standing,
    /// A person's choice, if this is one: these fields and no others.
    take: Option<&'a BTreeSet<Field>>,
    was_open: BTreeSet<Field>,
    differences: Vec<Difference>,
    open: BTreeSet<Field>,
}

impl<'a> Weigh<'a> {
    fn new(
        synced: Option<&Synced>,
        standing: &'a Standing,
        take: Option<&'a BTreeSet<Field>>,
    ) -> Self {
        Self {
            base: true,
            standing,
            take,
            was_open: synced.map(|one| one.open.clone()).unwrap_or_default(),
            differences: Vec::new(),
            open: BTreeSet::new(),
        }
    }

    fn all(
        &mut self,
        case: &Case,
        synced: Option<&Synced>,
        theirs: &ForeignCase,
        ids: &mut dyn FnMut() -> PartyId,
    ) -> Merged {
        let base = synced.map(|one| &one.theirs).filter(|_| self.base);
        let mut content = case.content.clone();
        self.state(case, base, theirs);
        macro_rules! plain {
            ($($field:ident),+) => {$(
                self.field(
                    Field::of(stringify!($field)),
                    base.map(|one| &one.$field),
                    &mut content.$field,
                    &theirs.$field,
                );
            )+};
        }
        plain!(number, category, conditions);
        self.officer(base, &content, theirs);
        let was = base.map(|one| &one.decision);
        self.document("decision", was, &mut content.decision, &theirs.decision);
        let was = base.map(|one| &one.judgment);
        self.document("judgment", was, &mut content.judgment, &theirs.judgment);
        let was = base.map(|one| &one.obligations);
        self.obligations(was, &mut content.obligations, &theirs.obligations);
        let mut parties = synced.map(|one| one.parties.clone()).unwrap_or_default();
        self.parties(base, &mut content.parties, &mut parties, theirs, ids);
        let (differences, open) =
            (std::mem::take(&mut self.differences), std::mem::take(&mut self.open));
        Merged { content, parties, differences, open }
    }

    /// Who leads a case changes by a hand-over of the head, never by another system's
    /// word.
    fn officer(&mut self, base: Option<&ForeignCase>, ours: &CaseContent, theirs: &ForeignCase) {
        if ours.officer == theirs.officer {
            return;
        }
        let field = Field::of("officer");
        if self.take.is_some() || base.is_some_and(|one| one.officer == theirs.officer) {
            return self.still_open(field);
        }
        self.wait(field, How::HandOver, said(&ours.officer), said(&theirs.officer));
    }

    /// Ending a case is an act of a person, here.
    fn state(&mut self, case: &Case, base: Option<&ForeignCase>, theirs: &ForeignCase) {
        if !theirs.closed || case.state == CaseState::Closed {
            return;
        }
        let field = Field::of("state");
        if base.is_some_and(|one| one.closed) {
            self.still_open(field);
            return;
        }
        let (ours, there) = (CaseState::Open.code(), CaseState::Closed.code());
        self.wait(field, How::ClosedThere, Some(ours.to_owned()), Some(there.to_owned()));
    }

    fn document(
        &mut self,
        what: &str,
        base: Option<&Document>,
        ours: &mut Document,
        theirs: &Document,
    ) {
        let named = |part: &str| Field::of(&format!("{what}_{part}"));
        let number = base.map(|one| &one.number);
        self.field(named("number"), number, &mut ours.number, &theirs.number);
        self.field(named("day"), base.map(|one| &one.day), &mut ours.day, &theirs.day);
        let issuer = base.map(|one| &one.issuer);
        self.field(named("issuer"), issuer, &mut ours.issuer, &theirs.issuer);
    }

    fn obligations(
        &mut self,
        base: Option<&Vec<ObligationLine>>,
        ours: &mut Vec<ObligationLine>,
        theirs: &Vec<ObligationLine>,
    ) {
        let field = Field::of("obligations");
        if !self.standing.books {
            return self.field(field, base, ours, theirs);
        }
        if ours == theirs {
            return;
        }
        if base == Some(theirs) {
            return self.still_open(field);
        }
        self.wait(field, How::InBooks, said(ours), said(theirs));
    }

    /// One field: theirs wins where nobody here changed it since.
    fn field<T: PartialEq + Clone + Serialize>(
        &mut self,
        field: Field,
        base: Option<&T>,
        ours: &mut T,
        theirs: &T,
    ) {
        if ours == theirs {
            return;
        }
        if let Some(take) = self.take {
            if take.contains(&field) {
                self.differ(field, How::Taken, said(ours), said(theirs));
                ours.clone_from(theirs);
            } else {
                self.still_open(field);
            }
        } else if base == Some(theirs) {
            self.still_open(field);
        } else if base == Some(ours) {
            self.differ(field, How::Taken, said(ours), said(theirs));
            ours.clone_from(theirs);
        } else {
            self.wait(field, How::Open, said(ours), said(theirs));
        }
    }

    fn parties(
        &mut self,
        base: Option<&ForeignCase>,
        ours: &mut Vec<Party>,
        known: &mut BTreeMap<ExternalId, PartyId>,
        theirs: &ForeignCase,
        ids: &mut dyn FnMut() -> PartyId,
    ) {
        for party in &theirs.parties {
            let was = base.and_then(|one| of(&one.parties, &party.external));
            let id = known.get(&party.external).copied().or_else(|| same(ours, known, party));
            let here = id.and_then(|id| ours.iter_mut().find(|one| one.id == id));
            match (id, here) {
                (Some(id), Some(here)) => {
                    known.insert(party.external.clone(), id);
                    self.party(was, here, party);
                }
                (_, None) => self.added(was, ours, known, party, ids),
                (None, Some(_)) => {}
            }
        }
        let gone: Vec<(ExternalId, PartyId)> = known
            .iter()
            .filter(|(external, _)| of(&theirs.parties, external).is_none())
            .map(|(external, id)| (external.clone(), *id))
            .collect();
        for (external, id) in gone {
            let was = base.and_then(|one| of(&one.parties, &external));
            self.gone(was, ours, known, (&external, id));
        }
    }

    fn party(&mut self, base: Option<&ForeignParty>, ours: &mut Party, theirs: &ForeignParty) {
        let of = &theirs.external;
        let (name, identifiers) = (ours.name.clone(), ours.identifiers.clone());
        let leaves = |role, held: &BTreeSet<PartyId>| {
            ours.role == role && theirs.role != role && held.contains(&ours.id)
        };
        let leaves = leaves(PartyRole::Debtor, &self.standing.ordered)
            || leaves(PartyRole::Creditor, &self.standing.conceding);
        let field = Field::party("party_role", of);
        if leaves {
            if base.is_some_and(|one| one.role == theirs.role) {
                self.still_open(field);
            } else {
                self.wait(field, How::Ordered, said(&ours.role), said(&theirs.role));
            }
        } else {
            self.field(field, base.map(|one| &one.role), &mut ours.role, &theirs.role);
        }
        macro_rules! plain {
            ($($field:ident = $code:literal),+) => {$(
                let was = base.map(|one| &one.$field);
                self.field(Field::party($code, of), was, &mut ours.$field, &theirs.$field);
            )+};
        }
        plain!(kind = "party_kind", name = "party_name", address = "party_address");
        // A file has one identifier of a kind: a second of here is no difference.
        let wide = widened(&ours.identifiers, &theirs.identifiers);
        let was = base.map(|one| &one.identifiers);
        let was = was.map(|was| if *was == theirs.identifiers { &wide } else { was });
        self.field(Field::party("party_identifiers", of), was, &mut ours.identifiers, &wide);
        // Who is no creditor any more does not follow the case as one; nor does the
        // institution that another stood for, where it is now somebody else.
        let same = ours.name == name && ours.identifiers == identifiers;
        let bound = ours.role == PartyRole::Creditor && same;
        ours.institution = ours.institution.filter(|_| bound);
    }

    /// A party that is there and not here: new, or taken away here.
    fn added(
        &mut self,
        base: Option<&ForeignParty>,
        ours: &mut Vec<Party>,
        known: &mut BTreeMap<ExternalId, PartyId>,
        theirs: &ForeignParty,
        ids: &mut dyn FnMut() -> PartyId,
    ) {
        let field = Field::party("party", &theirs.external);
        let name = Some(theirs.name.as_written().to_owned());
        let away = known.contains_key(&theirs.external);
        let taken = self.take.map_or(!away, |take| take.contains(&field));
        if taken {
            self.differ(field, How::Taken, None, name);
            let id = known.get(&theirs.external).copied().unwrap_or_else(ids);
            known.insert(theirs.external.clone(), id);
            ours.push(theirs.party(id));
        } else if base == Some(theirs) || self.take.is_some() {
            self.still_open(field);
        } else {
            self.wait(field, How::Open, None, name);
        }
    }

    /// A party that is not there any more.
    fn gone(
        &mut self,
        base: Option<&ForeignParty>,
        ours: &mut Vec<Party>,
        known: &mut BTreeMap<ExternalId, PartyId>,
        (external, id): (&ExternalId, PartyId),
    ) {
        let field = Field::party("party", external);
        let Some(here) = ours.iter().find(|one| one.id == id) else {
            known.remove(external);
            return;
        };
        let name = Some(here.name.as_written().to_owned());
        let ordered = self.standing.ordered.contains(&id) || self.standing.conceding.contains(&id);
        let unchanged = base.is_some_and(|one| one.party(id) == *here);
        let taken = match self.take {
            Some(take) => take.contains(&field) && !ordered,
            None => unchanged && !ordered,
        };
        if taken {
            self.differ(field, How::Taken, name, None);
            ours.retain(|one| one.id != id);
            known.remove(external);
        } else if base.is_none() || self.take.is_some() {
            self.still_open(field);
        } else {
            let how = if ordered { How::Ordered } else { How::Open };
            self.wait(field, how, name, None);
        }
    }

    fn differ(&mut self, field: Field, how: How, ours: Option<String>, theirs: Option<String>) {
        self.differences.push(Difference { field, how, ours, theirs });
    }

    fn wait(&mut self, field: Field, how: How, ours: Option<String>, theirs: Option<String>) {
        self.open.insert(field.clone());
        self.differ(field, how, ours, theirs);
    }

    /// They say nothing new: what waited waits on.
    fn still_open(&mut self, field: Field) {
        if self.was_open.contains(&field) {
            self.open.insert(field);
        }
    }
}

fn of<'a>(parties: &'a [ForeignParty], external: &ExternalId) -> Option<&'a ForeignParty> {
    parties.iter().find(|one| one.external == *external)
}

/// A party that was written here before it was linked: by a common identifier, else
/// by role and name where neither has an identifier of a kind the other has too.
fn same(
    ours: &[Party],
    known: &BTreeMap<ExternalId, PartyId>,
    theirs: &ForeignParty,
) -> Option<PartyId> {
    let free = || ours.iter().filter(|one| !known.values().any(|id| *id == one.id));
    let shares = |one: &&Party| one.identifiers.iter().any(|id| theirs.identifiers.contains(id));
    if let Some(found) = free().find(shares) {
        return Some(found.id);
    }
    let differs = |one: &Party| {
        let kinds =
            |id: &Identifier| theirs.identifiers.iter().any(|other| other.kind() == id.kind());
        one.identifiers.iter().any(kinds)
    };
    let alike = |one: &&Party| {
        one.role == theirs.role && one.name.fold() == theirs.name.fold() && !differs(one)
    };
    free().find(alike).map(|one| one.id)
}

/// What they say identifies a party, with what stands here beside one that they say
/// too and is of its kind.
fn widened(ours: &[Identifier], theirs: &[Identifier]) -> Vec<Identifier> {
    let beside = |one: &&Identifier| {
        let said = |other: &Identifier| other.kind() == one.kind() && theirs.contains(other);
        ours.iter().any(said)
    };
    let kept = ours.iter().filter(beside);
    kept.chain(theirs.iter().filter(|one| !ours.contains(one))).cloned().collect()
}

/// A value in words that a person can compare: text as it is, all else as JSON.
fn said<T: Serialize>(value: &T) -> Option<String> {
    match serde_json::to_value(value).ok()? {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}
