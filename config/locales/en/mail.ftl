# Mail. It never names a person, an account or an amount.
mail-subject = [Attaché] { $line }: { $reference }
mail-subject-digest = [Attaché] { $line }
mail-reference = Reference: { $reference }
mail-open = Sign in for the details:
mail-lost =
    { $n ->
        [one] One earlier mail on the same case did not reach you. Sign in to see everything.
       *[other] { $n } earlier mails on the same case did not reach you. Sign in to see everything.
    }
mail-footer = This mail was sent automatically by Attaché; please do not reply. To keep secrets, it says nothing of the matter itself.
mail-digest = To do today
mail-digest-late =
    { $n ->
        [one] One request is overdue
       *[other] { $n } requests are overdue
    }
mail-digest-due =
    { $n ->
        [one] One request is due by the end of the next working day
       *[other] { $n } requests are due by the end of the next working day
    }
mail-digest-waiting =
    { $n ->
        [one] One thing waits for you
       *[other] { $n } things wait for you
    }

# Kinds of notices: a line and a paragraph for each code.
notice-case-handed-over = A case was handed over to you
notice-case-handed-over-text = An enforcement case is yours to lead now, with its demands, drafts and limits.
notice-case-paused = A case was postponed or suspended
notice-case-paused-text = A decision to postpone or suspend enforcement was recorded in a case that you lead. What is frozen stays frozen.
notice-case-resumed = A case goes on
notice-case-resumed-text = A decision to go on with enforcement was recorded in a case that you lead.
notice-inquiry-submitted = Inquiry waits for approval
notice-inquiry-submitted-text = An inquiry has been submitted and waits for approval.
notice-inquiry-approved = Inquiry approved
notice-inquiry-approved-text = The inquiry has been approved and can be issued.
notice-inquiry-returned = Inquiry returned
notice-inquiry-returned-text = The inquiry was returned with a reason. Read the reason and revise it.
notice-demand-served = New request
notice-demand-served-text = Your institution has received a request for information or an order about money. The time limit is stated in it.
notice-question-asked = The institution asks back
notice-question-asked-text = The institution has a question about one of your requests and waits for a reply.
notice-question-replied = Question answered
notice-question-replied-text = The officer has replied to a question about a request. The time limit keeps running.
notice-demand-urged = Request urged
notice-demand-urged-text = The officer urges an answer to a request.
notice-draft-waiting = Answer waits for release
notice-draft-waiting-text = An answer has been prepared and waits for a checker to send it.
notice-draft-returned = Answer returned
notice-draft-returned-text = The prepared answer was returned with a reason. Read the reason and revise it.
notice-paper-entered = Answer on paper waits to be read again
notice-paper-entered-text = An answer that came on paper was entered and waits for a second person to compare it with the paper and confirm it.
notice-paper-returned = Entry from paper sent back
notice-paper-returned-text = What was entered from a paper was sent back with a reason. Read the reason and enter it again.
notice-answer-arrived = Answer received
notice-answer-arrived-text = The institution has answered.
notice-answer-corrected = Answer corrected
notice-answer-corrected-text = The institution has corrected an answer. Read the new version before you go on.
notice-answer-contradicted = Contradicting answer
notice-answer-contradicted-text = An answer that differs from the accepted one has arrived. It is kept as evidence and not applied.
notice-answer-disputed = Answer disputed
notice-answer-disputed-text = The officer does not accept an answer and asks again. A new time limit has started.
notice-demand-withdrawn = Request withdrawn
notice-demand-withdrawn-text = The officer has withdrawn all or part of a request. What was withdrawn needs no answer.
notice-extension-requested = More time requested
notice-extension-requested-text = The institution asks for more time and waits for a decision.
notice-extension-granted = More time granted
notice-extension-granted-text = More time has been granted. The time limit set by law does not change.
notice-extension-denied = More time denied
notice-extension-denied-text = More time has not been granted.
notice-delay-unreasonable = Delay found unreasonable
notice-delay-unreasonable-text = The delay in answering a request that is due immediately was found unreasonable and has been recorded.
notice-order-submitted = Order waits for approval
notice-order-submitted-text = An order to freeze, deduct, release or amend has been submitted and waits for approval.
notice-order-approved = Order approved
notice-order-approved-text = The order has been approved and can be issued.
notice-order-returned = Order returned
notice-order-returned-text = The order was returned with a reason. Read the reason and revise it.
notice-freeze-confirmed = Freeze decided
notice-freeze-confirmed-text = A decision has followed the urgent minutes. The freeze stands.
notice-freeze-lapsed = Urgent minutes lapsed
notice-freeze-lapsed-text = No decision followed the urgent minutes within 24 hours. The freeze has ended and the service has ordered its release.
notice-capture-reported = Money came to a frozen account
notice-capture-reported-text = The institution reports that a standing freeze has caught more money.
notice-capture-out-of-turn = Money was caught out of turn
notice-capture-out-of-turn-text = The institution reports money caught by this freeze although an order that ranks before it on the account still had room. The report counts.
notice-capture-passed-over = A freeze was passed over
notice-capture-passed-over-text = The institution reported money on the account as caught by an order that ranks after this freeze, which still had room. The report counts; please clarify.
notice-neighbour-found = Another office has a freeze on the same debtor
notice-neighbour-found-text = Another officer has a standing freeze on the same person. Whom to call stands with the money of the case.
notice-holder-differs = The holder of a frozen account is known by another identifier
notice-holder-differs-text = The institution froze an account whose holder it knows by another identifier than the debtor's. Nothing is deducted before it is clear who he is; if he is another person, record a flag and release. See the money of the case.
notice-money-paid = The institution says it paid
notice-money-paid-text = The institution says that it has deducted and paid. The accountant confirms once the money is on the agency's holding account.
notice-remittance-confirmed = Deducted money has arrived
notice-remittance-confirmed-text = The accountant has confirmed that deducted money is on the agency's holding account.
notice-arrival-contradicts = Money arrived against the report
notice-arrival-contradicts-text = Deducted money is on the agency's holding account although the institution reported that it did not pay, or the order had been taken back. The money counts; the contradiction is to be cleared with the institution.
notice-shortfall-reported = Part of a payment is said not to come
notice-shortfall-reported-text = The accountant says that no more of a payment will come than has arrived. Another person is to confirm it; what is missing is then owed again.
notice-shortfall-confirmed = Part of a payment did not come
notice-shortfall-confirmed-text = Two persons have confirmed that less arrived than the institution reported as paid. What is missing is owed again, and is to be asked for from the institution.
notice-excess-stated = More is frozen than is owed
notice-excess-stated-text = What is frozen in all is more than what is owed. The time limit for lifting the excess has started; a proposal is ready.
notice-service-released = The service ordered a release
notice-service-released-text = The ground of a freeze is gone, so the service has ordered its release. Check it and complete the file.
notice-refund-owed = Money must be paid back
notice-refund-owed-text = More money arrived than was owed. What is too much must go back; the time limit has started.
notice-income-covered = Collected in full: the deduction from income must end
notice-income-covered-text = What was deducted from income is enough. The decision to end it is due; the time limit has started.
notice-instalment-late = A month of an income was not paid
notice-instalment-late-text = The time for a month of a deduction from income has passed without a report. The case shows which month.
notice-duty-opened = Something is due by a time limit
notice-duty-opened-text = A time limit that binds the enforcement office has started. The case shows the exact end and the rule.
notice-copy-served = Papers for the prosecutor
notice-copy-served-text = The enforcement office has issued minutes or a decision that must go to the prosecutor. Open the document to read it and to acknowledge receipt.
notice-month-beyond = More was taken of a month than may be
notice-month-beyond-text = Who pays the income reports that more was deducted of a month than the order, what must stay the debtor's, or the share allowed by law. What is beyond goes back, or somebody proves why not.
notice-duty-late = The office is overdue with money
notice-duty-late-text = A time limit on a freeze, a release or a refund has passed and the office is not done. The lateness has been recorded.
notice-duty-omitted = An enforcement office has let a limit pass
notice-duty-omitted-text = The office has not lifted a freeze, has not ended a deduction from income, has not sent papers to the procuracy, or has not answered or carried out what the procuracy asked, though the limit has passed. It is late on record.
notice-payee-proposed = Receiving account waits for approval
notice-payee-proposed-text = A receiving account of the agency has been proposed and waits for approval.
notice-payee-approved = Receiving account approved
notice-payee-approved-text = A receiving account of the agency has been approved and can be used once its wait is over.
notice-objection-recorded = Somebody objects to money of the case
notice-objection-recorded-text = A complaint or a claim was recorded. Nothing is deducted from what it is about until it is decided; what is frozen stays frozen.
notice-objection-accepted = Complaint or claim accepted
notice-objection-accepted-text = A complaint or a claim about money of the case was accepted. The time limit for deciding it, if it has one, has started.
notice-objection-ended = Complaint, claim or flag ended
notice-objection-ended-text = A complaint, claim or flag about money of the case was decided, not accepted, or withdrawn. If it was upheld, the time limit for lifting has started.
notice-flag-raised = Flag: wrong person or protected money
notice-flag-raised-text = Somebody says that an order is about the wrong person or about protected money. Nothing is deducted until that is decided; a release can free the money for now.
notice-deduction-objected = A deduction under way is objected to
notice-deduction-objected-text = A deduction that went out and was not answered is about money that was just objected to. It is not called back by itself; the officer may withdraw it.
notice-due-soon = Time limit ends soon
notice-due-soon-text = The time limit for answering a request ends soon. The request shows the exact end and how it is computed.
notice-due-today = Time limit ends within hours
notice-due-today-text = Only a few working hours are left to answer a request.
notice-overdue = Overdue
notice-overdue-text = The time limit for answering a request has passed without an answer. The lateness has been recorded.
notice-overdue-again = Overdue for two working days
notice-overdue-again-text = A request is overdue by two working days and still has no answer.
notice-overdue-long = Overdue for five working days
notice-overdue-long-text = A request is overdue by five working days and still has no answer.
notice-agreement-due-soon = Agreed time limit ends soon
notice-agreement-due-soon-text = The time limit of a coordination agreement or an extension ends soon.
notice-agreement-overdue = Agreed time limit passed
notice-agreement-overdue-text = The time limit of a coordination agreement or an extension has passed. This is not lateness against the law.
notice-target-due-soon = Service target ends soon
notice-target-due-soon-text = The service target of a request ends soon. It is not a statutory time limit.
notice-target-missed = Service target missed
notice-target-missed-text = A request was not answered within the service target. It is not a statutory time limit.
notice-target-missed-again = Service target missed by four working hours
notice-target-missed-again-text = Four working hours after the service target the request still has no answer. It is not a statutory time limit.
notice-target-missed-long = Service target missed by one working day
notice-target-missed-long-text = One working day after the service target the request still has no answer. It is not a statutory time limit.
notice-own-due-soon = A time limit of the office ends soon
notice-own-due-soon-text = A time limit that binds the enforcement office ends soon.
notice-own-due-today = A time limit of the office ends within hours
notice-own-due-today-text = Only a few hours are left of a time limit that binds the enforcement office.
notice-own-overdue = The office is overdue
notice-own-overdue-text = A time limit that binds the enforcement office has passed. The lateness has been recorded.
notice-own-overdue-again = The office is overdue by two working days
notice-own-overdue-again-text = A time limit that binds the enforcement office passed two working days ago.
notice-own-target-missed = The office missed a service target
notice-own-target-missed-text = The enforcement office did not finish within the service target. It is not a statutory time limit.
text-urgent = Attaché: urgent matter { $reference } waits. Please sign in now.
mail-bundle = { $n } new requests
