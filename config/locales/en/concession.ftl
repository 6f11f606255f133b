# What judgment creditors concede.

concessions = Concessions of the creditor
concessions-waiting = Concessions of the creditor ({ $n } waiting)
concessions-title = Concessions of the creditor, case { $number }
concessions-empty = No concession is recorded.
concessions-said = What is accepted is posted at once: less is owed, and what is then frozen beyond it is stated and is to be lifted. Who wrote a paper down does not decide on it.
own-concessions-said = The enforcement office decides. Until it has, a concession can be taken back. Fees and costs of coercion are not waived or paid off here.
concession-document = Number and day
concession-number = Number of the paper
concession-day = Day of the paper
concession-creditor = Judgment creditor
concession-kind = What is conceded
concession-kind-waive_interest = Interest waived or reduced
concession-kind-waive_principal = Principal waived or reduced
concession-kind-asset_refused = Asset refused
concession-kind-asset_accepted = Asset taken for the debt
concession-amount = Amount
concession-amount-field = Amount waived, or for which the asset is taken (đồng; blank where an asset is refused)
concession-asset = Asset
concession-asset-field = Asset taken or refused (blank where money is waived)
concession-channel = How it came
concession-received = Received at
concession-proof = What shows when it came (stamp of arrival, postmark)
concession-recorded = Recorded at
concession-state-recorded = Waits for a decision
concession-state-accepted = Accepted
concession-state-declined = Declined
concession-state-withdrawn = Withdrawn
concession-taken-back = Entry taken back by the office
concession-outcome = Decision
concession-outcome-accepted = Accept
concession-outcome-declined = Decline
concession-share = How much of this is owed to this creditor, with what was accepted before (đồng; required to accept)
concession-earlier = Accepted of this creditor before: { $amount }.
concession-reason = Reason
concession-reason-hint = The creditor reads this.
concession-record = Record a concession
concession-write = Write down a concession that came on paper
concession-decide = Decide on the concession
concession-withdraw = Take the concession back
done-concession-record = The concession is with the enforcement office.
done-concession-write = The paper is written down; another person decides.
done-concession-decide = The concession is decided.
done-concession-withdraw = The concession is taken back.

# Record
command-concession-record = Record a creditor's concession
command-concession-withdraw = Take a creditor's concession back
command-concession-decide = Decide on a creditor's concession
event-concession_recorded = A creditor concedes something
event-concession_ended = A concession was accepted, declined or taken back
read-concessions = Read concessions of creditors

# Refusals
problem-concession-state = There is no such concession in the case, or its state does not allow this
problem-concession-twice = Another concession of this creditor bears this number and day
problem-concession-mismatch = An amount is named where money is waived or an asset taken, an asset where one is taken or refused, and only there
problem-concession-on-paper = What the office writes down says how and when it came and what shows it; what an institution records here does not
problem-concession-share = Where a case has several creditors who accepts says how much is owed to this one, and only there
problem-concession-creditor = Your institution is several creditors of the case: say which of them concedes
problem-concession-of-another = The creditor is another institution now than the one that conceded
problem-concession-by-desk = The creditor recorded this paper here itself
problem-concessions-waiting = Too many concessions of this creditor wait for a decision in the case
problem-case-has-concessions = Concessions of creditors of the case wait for a decision
problem-party-conceded = A creditor who conceded something stays a creditor of the case
problem-posting-conceded = A posting of an accepted concession is not taken back alone

# Notices
notice-concession-recorded = A creditor concedes something
notice-concession-recorded-text = A judgment creditor conceded something in a case. See what it is, and accept or decline it.
notice-concession-withdrawn = A concession was taken back
notice-concession-withdrawn-text = A concession in a case waits no more: the judgment creditor took it back, or the enforcement office took back its entry of the paper.
notice-concession-decided = A concession was decided
notice-concession-decided-text = The enforcement office decided on your institution's concession. See the outcome in the case.
