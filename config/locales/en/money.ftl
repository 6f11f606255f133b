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
lift-other = Another ground

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
duty-coerce = Coerce or lift the freeze
duty-lift = Lift once a ground has arisen
duty-refund = Pay back what was taken too much
duty-review = See whether the freeze is still needed
duty-instalment = A month of an income, from the executor
duty-end_income = End the deduction from income
duty-state-open = To be done
duty-state-met = Done in time
duty-state-late = Done, late
duty-state-void = No longer owed

# Receiving accounts
payee-state-proposed = Waits for approval
payee-state-approved = Approved
payee-state-retired = No longer used
