# Orders and the money of a case. Keys: <kind>-<code>.

# Kinds of instruments
instrument-inquiry = Request for information
instrument-freeze = Freeze of accounts
instrument-deduct = Deduction of money
instrument-release = Release
instrument-amend = Amendment of a freeze
instrument-income_deduction = Deduction from income
instrument-state-draft = Draft
instrument-state-submitted = Waits for approval
instrument-state-returned = Sent back
instrument-state-approved = Approved
instrument-state-issued = Issued
instrument-state-withdrawn = Withdrawn
instrument-state-lapsed = Lapsed: no decision within 24 hours
inquiry-state-lapsed = Lapsed

# What an order says, in words
order-freeze-all = Freeze up to { $amount } on every account of the debtor
order-freeze-accounts = Freeze up to { $amount } on account { $accounts }
order-by-minutes = by urgent minutes, the decision follows
order-deduct = Deduct { $amount } from account { $account } and pay it to { $payee }, account { $to } at { $bank }
order-release-all = Release the whole freeze
order-release-account = Release all of account { $account }
order-release-part = Release { $amount } on account { $account }
order-amend-everything = on every account of the debtor there
order-amend-accounts = on the accounts { $accounts }
order-amend = Freeze up to { $amount } from now on
order-without-freeze = Directly, nothing is frozen
order-income = Deduct up to { $total } from income, { $monthly } each month, leaving the debtor { $keep } a month, from { $first }, on day { $day } of each month
order-income-share = { $percent } % of the month’s income
order-income-last = until { $month }
order-income-most = at most { $percent } % of the month’s income
order-end-income = End the deduction from income
order-decision = Decision

# What became of an order
outcome-frozen = Frozen
outcome-paid = Paid
outcome-released = Released
outcome-amended = Amended
outcome-income_accepted = The income will be deducted from
income-monthly = What the debtor earns in a month (if known)
income-end-not_possible = The executor could not carry it out
income-end-withdrawn = The order was withdrawn
income-end-overtaken = Ended before it was answered
income-end-released = Ended by decision
income-end-terminated = The obligation ended
income-end-expired = Its last month is done
frozen = Frozen
frozen-all-unknown = Everything, value not known
frozen-at-receipt = balance when the order was received: { $amount }
frozen-at-freeze = balance when it was frozen: { $amount }
frozen-left-between = left the account in between: { $amount }
frozen-protected = { $amount } may not be deducted: { $ground }
frozen-rank = { $n } orders rank before on this account
paid = Paid
paid-reference = Reference of the institution
paid-value-day = Value date
released = Released
released-nothing = Nothing was held

# Grounds for lifting a freeze
lift-requested = The creditor asked for it in writing
lift-paid = The debtor has fulfilled the obligation
lift-not_the_debtors = The money is not the debtor's
lift-excess = More is frozen than is owed
lift-protected = The law protects the money from being deducted
lift-deducted = The deduction is done
lift-lapsed = No decision followed the urgent minutes within 24 hours
lift-terminated = Enforcement was terminated or the obligation ended
lift-overtaken = The order was withdrawn or released before it was answered
lift-provisional = Freed for now while a flag is looked at
lift-other = Another ground

# By what a holder is taken for the debtor
identity-identifier_matched = The identifier the institution holds is the debtor's
identity-document_seen = Identity papers or papers of the organisation were seen
identity-court_file = By the file of the court or of the enforcement
identity-confirmed_by_institution = Confirmed by the institution in writing
identity-confirmed_by_police = Confirmed by the police from the national population database
identity-other = Another ground

# What there is to know of accounts an order names; nothing is refused for it
warnings-title = To know before it is sent
warning-account_not_shown = no answer to an inquiry of the case names this account as the debtor's
warning-holder_differs = the institution holds another identifier than the debtor's
warning-account_currency = the account is in a foreign currency
warning-account_bound = others have a claim on its money: pledge, escrow, or the institution's own claim
warning-account_living = salary, pension or benefits are paid there
warning-keep_below_floor = less stays the debtor's each month than the lowest poverty line of the first month

# What may not be deducted
exemption-treasury_budget = Budget-estimate account at the State Treasury
exemption-minimum_living = The debtor's minimum of living
exemption-social_benefit = Social benefits and insurance
exemption-escrow = Escrow money of somebody else
exemption-other = Another ground

# Why a freeze ended
freeze-end-no_account = The debtor has no account there
freeze-end-not_possible = The institution could not carry it out
freeze-end-withdrawn = Withdrawn before it was answered
freeze-end-overtaken = Released before it was answered
freeze-end-lapsed = No decision after the minutes
freeze-end-terminated = The obligation ended
freeze-end-released = Released whole

# Payments
transfer-state-reserved = Ordered, waits for the institution
transfer-state-in_transit = Paid by the institution, waits for the accountant
transfer-state-confirmed = On the agency's holding account
transfer-state-void = Not paid

# Books of an obligation
book-principal = Principal
book-interest = Late interest
book-fee = Court and enforcement fees
book-cost = Costs of coercion
book-title = Owed by the judgment and the law
book-received = Received
book-waived = Waived or cancelled
book-suspense = Received too much, to be paid back
entry-charge = More is owed
entry-waive = Waived by the creditor or cancelled by law
entry-payment = Paid by the debtor himself

# The end of an obligation
obligation-end-paid = Paid in full
obligation-end-terminated = Enforcement terminated
obligation-end-annulled = Judgment annulled

# What the office owes by a limit
duty-urgent_decision = Decide on the freeze after urgent minutes
duty-prosecutor_copy = Minutes and freeze decision to the prosecutor
duty-decision_copy = Decision to the prosecutor
duty-coerce = Coerce or lift the freeze
duty-state_grounds = Say when the grounds for coercion were complete
duty-lift = Lift once a ground has arisen
duty-refund = Pay back what was taken too much
duty-return_taken = Give back what was taken wrongly
duty-review = See whether the freeze is still needed
duty-instalment = A month of an income, from the executor
duty-end_income = End the deduction from income
duty-debtor_notice = Tell the debtor of the freeze
duty-accept_complaint = Accept the complaint, or refuse to
duty-decide_complaint = Decide the complaint
duty-decide_claim = Decide the claim of a third party
duty-decide_flag = Decide the flag
duty-state-open = To be done
duty-state-met = Done in time
duty-state-late = Done, late
duty-state-void = No longer owed

# Receiving accounts
payee-state-proposed = Waits for approval
payee-state-approved = Approved
payee-state-retired = No longer used

# Lines of a statement
line-state-open = Waits
line-state-confirmed = Confirmed
line-state-dismissed = No deducted money
line-state-duplicate = Brought by another statement
line-state-paid_out = Went out
line-match-exact = Reference and amount fit
line-match-amount_differs = Reference fits, amount differs
line-match-likely = May fit: a person looks at it
line-match-unmatched = Fits nothing yet
line-match-reversal = Takes another entry back: no deducted money

# Why a statement file cannot be read
statement-problem-too_large = The file is too large
statement-problem-encoding = The file is not UTF-8
statement-problem-empty = The file has no line
statement-problem-too_many_lines = The file has too many lines
statement-problem-row_shape = The row has another number of fields than the heading row
statement-problem-heading_unknown = A column heading is not understood
statement-problem-heading_twice = A column heading comes twice
statement-problem-column_missing = A column is missing
statement-problem-missing = Something that must be there is missing
statement-problem-too_long = A field is too long
statement-problem-amount = The amount is wrong
statement-problem-day = The day is wrong
statement-problem-currency = The currency is wrong, or another than before
statement-problem-account = The account number is wrong, or another than before
statement-problem-not_well_formed = The XML file is broken
statement-problem-doctype = XML with a DOCTYPE is not taken
statement-problem-entity = The XML file has a foreign entity
statement-problem-too_deep = The XML file is too deep or has too many elements
statement-problem-message_unknown = The message is neither camt.053 nor camt.054
statement-problem-not_one_statement = The file must hold exactly one statement
statement-problem-side = It is not said whether money came in or went out
statement-problem-parts_differ = The parts of an entry do not come to its amount
statement-problem-balance_differs = Opening balance and lines do not come to the closing balance
# Complaints, claims, flags
objections = Complaints, claims, flags
objection-kind = Kind
objection-kind-complaint = Complaint
objection-kind-claim = Claim of a third party
objection-kind-flag = Flag
objection-state-recorded = Recorded
objection-state-accepted = Accepted for decision
objection-state-upheld = Upheld
objection-state-in_part = Upheld in part
objection-state-rejected = Rejected
objection-state-refused = Not accepted
objection-state-withdrawn = Withdrawn
objection-stage = Against
objection-stage-before_measure = An act before any measure
objection-stage-security = The security measure: the freeze
objection-stage-coercion = The coercive measure: the deduction
objection-ground = Ground
objection-ground-wrong_person = Wrong person
objection-ground-protected_money = Money protected by law
objection-ground-not_debtors_money = The money is not the debtor's
objection-ground-amount = Wrong amount
objection-ground-procedure = Procedure
objection-ground-other = Another ground
not-accepted-out_of_time = Out of time
not-accepted-no_standing = No right to complain
objection-by = Who objects
objection-name = Name
objection-capacity = Capacity
objection-about = About
objection-about-all = The whole case
objection-text = What it says
objection-received = Received at
objection-channel = How it came
objection-knew = When they knew of the act, where no notice was served
objection-filing = To be filed by
objection-late = out of time
objection-record = Record a complaint, claim or flag
objection-accept = Accept for decision
objection-refuse = Do not accept
objection-refuse-why = Why
objection-decide = Decide
objection-verdict = Decision
objection-withdraw = Record the withdrawal
objection-provisional = Free what is flagged for now, not statutory
flag-raise = Flag the wrong person or protected money

# The debtor's notice
debtor-notices = Notices served on the debtor
debtor-notice-serve = Record that the debtor was told
debtor-notice-at = Served at
debtor-notice-how = How it was served
debtor-notice-proof = Proof: minutes, postmark, witness
debtor-notice-until = Complaint may be filed until the end of
