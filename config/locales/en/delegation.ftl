# Delegation: a part of what is owed, or all of it, goes to another agency to be enforced.

nav-delegations = Delegations received
delegations-title = Delegations received
delegations-empty = There are no delegations.
delegations-all = All
delegation-title = Delegation { $number }
delegation-from = Delegating agency
delegation-to = Receiving agency
delegation-decision = Decision to delegate
delegation-amount = Amount delegated
delegation-at = Sent
delegation-due = To be accepted or sent back by
delegation-reason = Reason
delegation-interest = Late interest goes on
delegation-interest-said = { $percent } % a year on the principal, after { $day }
delegation-case = Case opened
delegation-open-case = Open the case
delegation-ended = Outcome
delegation-end-said = { $at }: { $reason }
delegation-recovered = Recovered by the receiving agency
delegation-returned = Came back
delegation-grown = Interest and charges less what was waived
delegation-state-offered = Waits
delegation-state-accepted = Enforced there
delegation-state-declined = Sent back
delegation-state-withdrawn = Taken back
delegation-state-returned = Ended
case-delegated-by = Delegated to this agency
case-delegated-by-said = The case was opened by another agency's delegation; when it is done, or nothing more can be enforced, end the delegation.
case-delegation = See the decision to delegate
money-delegations = Delegated to other agencies
money-delegated = With other agencies
case-delegate = Delegate to another agency
case-delegate-parts = Leave all four empty to delegate everything. What is frozen or on its way is finished here.
delegate-principal = Principal delegated (đồng)
delegate-interest = Late interest delegated (đồng)
delegate-fees = Court and enforcement fees delegated (đồng)
delegate-costs = Costs of coercion delegated (đồng)
delegate-reason = Reason, and where the debtor's assets are
delegation-withdraw = Take the delegation back
delegation-accept = Accept and open a case
delegation-accept-number = Case number here
delegation-decline = Send the delegation back
delegation-decline-reason = The manifest error in competence or content
delegation-return = End the delegation, give back what was not recovered
done-case-delegate = The delegation was sent to the receiving agency.
done-delegation-withdraw = The delegation was taken back.
done-delegation-accept = The delegation was accepted and a case opened.
done-delegation-decline = The delegation was sent back.
done-delegation-return = The delegation has ended; what was not recovered went back.

book-delegated = With other agencies
book-recovered = Recovered by other agencies
duty-accept_delegation = The receiving agency accepts the delegation or sends it back
rule-T26 = Target: a delegation is accepted or sent back

# Records
command-case-delegate = Delegate to another agency
command-case-withdraw_delegation = Take a delegation back
command-delegation-accept = Accept a delegation and open a case
command-delegation-decline = Send a delegation back
command-delegation-return = End a delegation
event-share_delegated = A part of the debt was delegated to another agency
event-share_accepted = Another agency accepted a delegation
event-share_ended = A delegation ended
event-share_handed_back = What was not recovered went back to the delegating agency
read-delegations = Read delegations received

# Refusals
problem-delegation-held = What is frozen or on its way is finished here; that is more than is left
problem-case-has-delegations = A part of the debt is with another agency
problem-delegation-state = There is no such delegation, or its state does not allow this
problem-case-is-delegated = A case that came by a delegation ends by ending the delegation

# Notices
notice-delegation-offered = A delegation has come
notice-delegation-offered-text = Another enforcement agency delegates to yours and waits for an enforcement decision, or for the delegation to be sent back.
notice-delegation-late = A delegation was not answered in time
notice-delegation-late-text = The agency has neither made an enforcement decision nor sent the delegation back within the limit.
notice-delegation-accepted = The delegation was accepted
notice-delegation-accepted-text = The receiving agency made its enforcement decision and opened a case.
notice-delegation-ended = A delegation ended or was sent back
notice-delegation-ended-text = What was not recovered is owed in your case again. See what came of it and what is to be done.
notice-delegation-withdrawn = A delegation was taken back
notice-delegation-withdrawn-text = The delegating agency took back a delegation that was not accepted yet.
notice-delegated-debt-ended = A delegated debt has ended
notice-delegated-debt-ended-text = Enforcement was terminated at the delegating agency, or the judgment annulled; the debt ended in the case that came by the delegation too, and orders that were not carried out were taken back. Free what is still frozen and return the delegation.
