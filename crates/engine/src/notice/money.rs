//! What is owed to whom because something happened to the money of a case.

use super::{Mailbox, Owed, Whose};
use crate::concession::ConcessionState;
use crate::delegation::{Delegation, DelegationState};
use crate::facts::Facts;
use crate::id::{AgencyId, DutyId};
use crate::ledger::{Duty, DutyKind, Freeze, Ledger, MoneyEvent, Objection, ObjectionKind};
use crate::prosecution::{ActKind, ActState};
use crate::role::Role;

/// The ground of suspending because of a protest, in `config/grounds.toml`.
const PROTEST: &str = "protest";

pub(super) fn by_money(ledger: &Ledger, event: &MoneyEvent) -> Vec<Owed> {
    let officer = Mailbox::CaseOfficer(ledger.case);
    let office = |role| Mailbox::Agency(ledger.agency, role);
    match event {
        MoneyEvent::Captured { caught, out_of_turn, .. } if !caught.is_empty() => {
            let turn = out_of_turn.then(|| Owed::new("capture_out_of_turn", officer));
            std::iter::once(Owed::new("capture_reported", officer)).chain(turn).collect()
        }
        // Sealed or not, it is an order of that institution.
        MoneyEvent::PassedOver { item } => {
            let desk =
                |freeze: &Freeze| Mailbox::Institution(freeze.institution, Role::BankChecker);
            let desk = ledger.freeze(*item).map(desk);
            let to = std::iter::once(officer).chain(desk);
            to.map(|to| Owed::new("capture_passed_over", to).urgent(true)).collect()
        }
        MoneyEvent::NeighbourFound { .. } => vec![Owed::new("neighbour_found", officer).once()],
        MoneyEvent::HolderDiffers { .. } => {
            vec![Owed::new("holder_differs", officer).urgent(true)]
        }
        MoneyEvent::InstalmentPaid { transfer } if transfer.beyond > 0 => {
            paid(ledger).into_iter().chain(month_beyond(ledger)).collect()
        }
        MoneyEvent::MonthBounded { beyond, .. } if *beyond > 0 => month_beyond(ledger),
        MoneyEvent::Paid { .. } | MoneyEvent::InstalmentPaid { .. } => paid(ledger),
        MoneyEvent::Remitted { contradicts: true, .. } => vec![
            Owed::new("remittance_confirmed", officer),
            Owed::new("arrival_contradicts", officer).urgent(true),
        ],
        MoneyEvent::Remitted { .. } => vec![Owed::new("remittance_confirmed", officer)],
        MoneyEvent::RemittanceShort { shortfall, .. } if shortfall.confirmed_by.is_none() => {
            vec![Owed::new("shortfall_reported", office(Role::Head))]
        }
        // What was taken of the debtor and did not come is to be asked for.
        MoneyEvent::RemittanceShort { .. } => {
            let to = [officer, office(Role::Head), Mailbox::Overseers(ledger.agency)];
            to.map(|to| Owed::new("shortfall_confirmed", to)).into()
        }
        // Said not to be paid, and it is here.
        MoneyEvent::NotPaid { transfer } => {
            let arrived = ledger.transfer(*transfer).is_some_and(|one| one.arrived > 0);
            let told = arrived.then(|| Owed::new("arrival_contradicts", officer).urgent(true));
            told.into_iter().collect()
        }
        MoneyEvent::ExcessStated { excess } if *excess > 0 => {
            vec![Owed::new("excess_stated", officer).urgent(true)]
        }
        MoneyEvent::DutyOpened { .. } | MoneyEvent::DutyStruck { .. } => by_duty(ledger, event),
        MoneyEvent::ShareDelegated { .. }
        | MoneyEvent::ShareAccepted { .. }
        | MoneyEvent::ShareEnded { .. }
        | MoneyEvent::ObligationEnded { .. } => by_delegation(ledger, event),
        MoneyEvent::ActRecorded { .. }
        | MoneyEvent::ActAnswered { .. }
        | MoneyEvent::ActEnded { .. } => by_act(ledger, event),
        MoneyEvent::ObjectionRecorded { objection } => by_objection(ledger, objection),
        MoneyEvent::ObjectionAccepted { .. } => vec![Owed::new("objection_accepted", officer)],
        MoneyEvent::ObjectionEnded { .. } => vec![
            Owed::new("objection_ended", officer).urgent(true),
            Owed::new("objection_ended", office(Role::Head)),
        ],
        _ => Vec::new(),
    }
}

/// Each side hears of what the other did. While a protest stands money is not taken, so
/// that is urgent; a deduction that is out is not called back by itself.
fn by_act(ledger: &Ledger, event: &MoneyEvent) -> Vec<Owed> {
    let officer = Mailbox::CaseOfficer(ledger.case);
    let office = |role| Mailbox::Agency(ledger.agency, role);
    let procuracy = Mailbox::Procuracy(ledger.agency);
    let ended = |code| [officer, procuracy].map(|to| Owed::new(code, to)).into();
    match event {
        MoneyEvent::ActRecorded { act } => {
            let to = [officer, office(Role::Head), office(Role::Clerk)];
            let protests = act.kind == ActKind::Protest;
            let above = protests.then_some(Mailbox::Overseers(ledger.agency));
            let told = |to| Owed::new("prosecutor_act_filed", to).urgent(protests);
            let mut owed: Vec<Owed> = to.into_iter().chain(above).map(told).collect();
            if ledger.takes_protested(act) {
                let to = [officer, office(Role::Head)];
                owed.extend(to.map(|to| Owed::new("deduction_protested", to).urgent(true)));
            }
            owed
        }
        MoneyEvent::ActAnswered { .. } => ended("prosecutor_act_answered"),
        MoneyEvent::ActEnded { state: ActState::CarriedOut, .. } => {
            ended("prosecutor_act_carried_out")
        }
        MoneyEvent::ActEnded { .. } => [officer, office(Role::Head), procuracy]
            .map(|to| Owed::new("prosecutor_act_withdrawn", to))
            .into(),
        _ => Vec::new(),
    }
}

/// Money is on its way.
fn paid(ledger: &Ledger) -> Vec<Owed> {
    let to = [Mailbox::CaseOfficer(ledger.case), Mailbox::Accountants(ledger.agency)];
    to.map(|to| Owed::new("money_paid", to)).into()
}

/// More was taken of a month than may be.
fn month_beyond(ledger: &Ledger) -> Vec<Owed> {
    let to = [Mailbox::CaseOfficer(ledger.case), Mailbox::Agency(ledger.agency, Role::Head)];
    to.map(|to| Owed::new("month_beyond", to).urgent(true)).into()
}

/// Each agency hears of what the other did. Who enforces a part hears that the debt
/// ended, for nothing more may be taken for it (I-12).
fn by_delegation(ledger: &Ledger, event: &MoneyEvent) -> Vec<Owed> {
    let ours = |code| {
        let to = [Mailbox::CaseOfficer(ledger.case), Mailbox::Agency(ledger.agency, Role::Head)];
        to.map(|to| Owed::new(code, to)).into()
    };
    let theirs = |code, delegation: &Delegation| {
        Owed::new(code, Mailbox::Agency(delegation.to, Role::Head)).of(Whose::Nobody)
    };
    match event {
        MoneyEvent::ShareDelegated { delegation, .. } => {
            vec![theirs("delegation_offered", delegation)]
        }
        MoneyEvent::ShareAccepted { .. } => ours("delegation_accepted"),
        MoneyEvent::ShareEnded { delegation, state: DelegationState::Withdrawn, .. } => {
            let one = ledger.delegation(*delegation);
            one.map(|one| theirs("delegation_withdrawn", one)).into_iter().collect()
        }
        MoneyEvent::ShareEnded { .. } => ours("delegation_ended"),
        MoneyEvent::ObligationEnded { .. } => {
            let open = ledger.delegations.iter().filter(|one| one.state.is_open());
            let told = |one: &Delegation| {
                let officer = one.case.map(|case| {
                    let to = Mailbox::CaseOfficer(case);
                    Owed::new("delegated_debt_ended", to).of(Whose::Other(case))
                });
                officer.into_iter().chain([theirs("delegated_debt_ended", one)])
            };
            open.flat_map(told).map(|owed| owed.urgent(true)).collect()
        }
        _ => Vec::new(),
    }
}

/// What the asking side owes by a limit.
fn by_duty(ledger: &Ledger, event: &MoneyEvent) -> Vec<Owed> {
    let officer = Mailbox::CaseOfficer(ledger.case);
    let office = |role| Mailbox::Agency(ledger.agency, role);
    let done = |duty: &Duty| ledger.duty(duty.id).is_some_and(|one| !one.is_open());
    match event {
        // Written down and met by one act.
        MoneyEvent::DutyOpened { duty } if done(duty) => Vec::new(),
        MoneyEvent::DutyOpened { duty }
            if matches!(duty.kind, DutyKind::Refund | DutyKind::ReturnTaken) =>
        {
            vec![
                Owed::new("refund_owed", officer),
                Owed::new("refund_owed", Mailbox::Accountants(ledger.agency)),
            ]
        }
        // Who accepts and decides is the head.
        MoneyEvent::DutyOpened { duty } if duty.objection.is_some() => {
            vec![Owed::new("duty_opened", office(Role::Head)).once()]
        }
        MoneyEvent::DutyOpened { duty } if duty.kind == DutyKind::EndIncome => {
            vec![Owed::new("income_covered", officer).once()]
        }
        // An act of a procuracy was told of itself.
        MoneyEvent::DutyOpened { duty } if duty.kind.is_of_act() => Vec::new(),
        // A review starts months before it is due, the grounds come by themselves; a
        // month is the executor's; copies go out with each order, a delegation to the
        // other agency.
        MoneyEvent::DutyOpened { duty }
            if !matches!(
                duty.kind,
                DutyKind::Review
                    | DutyKind::StateGrounds
                    | DutyKind::Instalment
                    | DutyKind::DecisionCopy
                    | DutyKind::AcceptDelegation
            ) =>
        {
            vec![Owed::new("duty_opened", officer).once()]
        }
        MoneyEvent::DutyStruck { duty, .. }
            if ledger.duty(*duty).is_some_and(|one| one.kind == DutyKind::Instalment) =>
        {
            vec![Owed::new("instalment_late", officer).urgent(true)]
        }
        MoneyEvent::DutyStruck { duty, .. } => {
            let late = |to| Owed::new("duty_late", to);
            let ours = [late(officer).urgent(true), late(office(Role::Head))];
            // It is the other agency that is late.
            let Some(other) = accepting(ledger, *duty) else {
                let above = late(Mailbox::Overseers(ledger.agency));
                return ours.into_iter().chain([above]).collect();
            };
            let theirs = [Mailbox::Agency(other, Role::Head), Mailbox::Overseers(other)];
            let theirs =
                theirs.map(|to| Owed::new("delegation_late", to).urgent(true).of(Whose::Nobody));
            ours.into_iter().chain(theirs).collect()
        }
        _ => Vec::new(),
    }
}

/// The agency that has not answered a delegation, if that is what is late.
fn accepting(ledger: &Ledger, duty: DutyId) -> Option<AgencyId> {
    let kind = DutyKind::AcceptDelegation;
    let duty = ledger.duty(duty).filter(|duty| duty.kind == kind)?;
    let mut offered = ledger.delegations.iter().filter(|one| one.state.is_open());
    offered.find(|one| one.at == duty.start).map(|one| one.to)
}

/// Officer and head hear that a concession waits or waits no more, the creditor's desk
/// what became of it: nobody is mailed what it says.
pub(super) fn conceded(ledger: &Ledger, event: &MoneyEvent) -> Vec<Owed> {
    let office = || [Mailbox::CaseOfficer(ledger.case), Mailbox::Agency(ledger.agency, Role::Head)];
    match event {
        MoneyEvent::ConcessionRecorded { .. } => {
            office().map(|to| Owed::new("concession_recorded", to)).into()
        }
        MoneyEvent::ConcessionEnded { concession, state, .. } => {
            let Some(one) = ledger.concession(*concession) else { return Vec::new() };
            let desk = one.institution.map(|desk| Mailbox::Institution(desk, Role::CreditorDesk));
            if *state != ConcessionState::Withdrawn {
                return desk.map(|to| Owed::new("concession_decided", to)).into_iter().collect();
            }
            // What a desk took back itself it need not be told.
            let desk = desk.filter(|_| one.paper.is_some());
            let to = office().into_iter().chain(desk);
            to.map(|to| Owed::new("concession_withdrawn", to)).collect()
        }
        _ => Vec::new(),
    }
}

/// The papers of an order go to the prosecutor (Law 106/2025 arts 35(2), 67(4)):
/// here they are in his mailbox as they are in a bank's. Those of a sealed order
/// he could not open; they go by hand.
pub(super) fn copy(facts: &Facts, ledger: &Ledger, event: &MoneyEvent) -> Option<Owed> {
    let MoneyEvent::DutyOpened { duty } = event else {
        return None;
    };
    let instrument = facts.instruments.get(duty.about.filter(|_| duty.kind.is_copy())?)?;
    if !instrument.sealed_to().is_empty() {
        return None;
    }
    let at_once = duty.kind == DutyKind::ProsecutorCopy;
    Some(Owed::new("copy_served", Mailbox::Procuracy(ledger.agency)).urgent(at_once).once())
}

/// Where enforcement was suspended because of a protest and none stands any more,
/// nothing goes on by itself: officer and head hear that it may.
pub(super) fn protest_over(facts: &Facts, ledger: &Ledger, event: &MoneyEvent) -> Vec<Owed> {
    let (MoneyEvent::ActAnswered { act, .. } | MoneyEvent::ActEnded { act, .. }) = event else {
        return Vec::new();
    };
    let protests = ledger.act(*act).is_some_and(|one| one.kind == ActKind::Protest);
    let pause = facts.cases.get(ledger.case).and_then(|case| case.pause.as_ref());
    let rests = pause.is_some_and(|pause| pause.content.ground == PROTEST);
    if !protests || !rests || ledger.has_protest() {
        return Vec::new();
    }
    let to = [Mailbox::CaseOfficer(ledger.case), Mailbox::Agency(ledger.agency, Role::Head)];
    to.map(|to| Owed::new("protest_over", to).urgent(true)).into()
}

/// What an office leaves undone past its limit and the prosecutor supervises: lifting,
/// ending a deduction from income, papers that are owed to him, and what he asked for.
/// Of a sealed order he could read nothing.
pub(super) fn omitted(facts: &Facts, ledger: &Ledger, event: &MoneyEvent) -> Option<Owed> {
    let MoneyEvent::DutyStruck { duty, .. } = event else {
        return None;
    };
    let duty = ledger.duty(*duty)?;
    let omitted = || Owed::new("duty_omitted", Mailbox::Procuracy(ledger.agency));
    if duty.kind.is_of_act() {
        return Some(omitted());
    }
    let lifts = matches!(duty.kind, DutyKind::Lift | DutyKind::EndIncome);
    let supervised = lifts || duty.kind.is_copy();
    // What is of no order by itself may be of a sealed one.
    let about = facts.instruments.get(duty.about?)?;
    let told = supervised && about.sealed_to().is_empty();
    told.then(omitted)
}

/// Head and supervisor hear of everything objected. A deduction that is out is
/// not called back by itself: officer and head hear of it at once.
fn by_objection(ledger: &Ledger, objection: &Objection) -> Vec<Owed> {
    let officer = Mailbox::CaseOfficer(ledger.case);
    let head = Mailbox::Agency(ledger.agency, Role::Head);
    let flag = objection.kind == ObjectionKind::Flag;
    let code = if flag { "flag_raised" } else { "objection_recorded" };
    let to = [officer, head, Mailbox::Overseers(ledger.agency)];
    let mut owed: Vec<Owed> = to.map(|to| Owed::new(code, to).urgent(flag)).into();
    if ledger.deductions_objected(objection).next().is_some() {
        owed.push(Owed::new("deduction_objected", officer).urgent(true));
        owed.push(Owed::new("deduction_objected", head).urgent(true));
    }
    owed
}
