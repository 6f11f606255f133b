# Why a request was not carried out. Keys: problem-<code>, field-<code>,
# oauth-<code>, underscores written as hyphens.

# Refusals
problem-not-found = Not found
problem-forbidden = Your role may not do this here
problem-stale = It has been changed in the meantime; read it again
problem-idempotency-key-reused = The idempotency key was used for another request
problem-clock-wrong = The service's clock is wrong
problem-case-closed = The case is closed
problem-case-has-open-demands = Demands of the case are still open
problem-case-number-taken = The agency already has a case of this number
problem-officer-unknown = The officer named is not an active officer of the agency
problem-debtor-missing = A case needs a judgment debtor
problem-identifier-twice = The same identifier stands on two parties
problem-instrument-state = The inquiry is not in a state that allows this
problem-approval-required = A second person must approve first
problem-own-approval = Nobody approves what he proposed himself
problem-content-changed = The content has changed since it was read
problem-debtor-not-in-case = The person asked about is not a debtor of the case
problem-creditor-not-in-case = The creditor named is not a creditor of the case
problem-institution-unknown = The institution is unknown or no longer active
problem-institution-twice = The institution is named twice
problem-requester-mismatch = The requester does not fit the role that asks
problem-item-twice = The same thing is named twice
problem-period-invalid = The period is missing, reversed, in the future or too long
problem-text-invalid = The text is empty, too long, or has a character that does not belong
problem-count-invalid = The list is empty or too long
problem-amount-invalid = The amount may not be negative
problem-receipt-recorded = Receipt was recorded before and does not change
problem-receipt-instant = Receipt cannot lie before issue or in the future
problem-proof-missing = Receipt on paper needs words on its proof
problem-institution-joined = The institution has joined: its mailbox here is the receipt
problem-demand-ended = Nothing of the demand is open
problem-item-unknown = The item is not part of the demand
problem-item-state = The item is not in a state that allows this
problem-findings-mismatch = The findings are of another type than the item asks for
problem-ground-unknown = The ground is not in the list
problem-future-instant = The instant lies in the future
problem-answer-conflicts = Another answer was accepted before; this one is kept as evidence
problem-draft-required = A maker drafts and a checker submits
problem-draft-missing = There is no draft
problem-own-draft = Nobody submits what he drafted himself
problem-answer-unknown = The answer to be corrected is not the accepted one
problem-own-answer = Nobody corrects alone what he submitted or drafted himself
problem-nothing-corrected = This says what the standing version says
problem-extension-state = There is no such request for more time, or it is decided
problem-extension-until = More time must end later than now and within the bound
problem-clock-has-due = The limit has a number; its lateness needs no opinion
problem-clock-state = The limit does not run
problem-episode-open = Its lateness is recorded already
problem-episode-unknown = There is no such record of lateness
problem-outage-range = An outage must end after it starts and lie in the past
problem-move-repeated = The limit already accounts for this cause

# Administration
problem-own-rights = Nobody changes his own roles or activity
problem-beyond-reach = The role or its place lies beyond your own
problem-role-not-here = This role cannot be held there
problem-place-unknown = There is no such institution
problem-seat-count = A person needs between one and sixteen positions
problem-username-taken = Somebody signs in under this name already
problem-seat-held = The person holds this role there already
problem-sides-mix = Who sits in an institution holds no position elsewhere
problem-key-taken = A key of this name is registered already

# Before a command is decided
problem-route-unknown = Nothing answers at this address
problem-method-unknown = This address does not answer to that method
problem-query-invalid = The request is not understood
problem-body-malformed = The body is not JSON
problem-body-invalid = The body is not what this request takes
problem-body-too-large = The body is too large
problem-body-slow = The body did not come in time
problem-content-type = The body is of another media type than this request takes
problem-idempotency-key-missing = The Idempotency-Key header is missing
problem-idempotency-key-invalid = The Idempotency-Key must be 1 to 255 visible ASCII characters
problem-if-match-invalid = The If-Match header names no version
problem-unauthenticated = Sign in first
problem-sign-in-failed = Name or password is wrong
problem-sign-in-throttled = Too many tries to sign in; wait and try again
problem-setup-refused = Name or one-time code is wrong, or the code is no longer good
problem-seat-required = Choose the position you act from
problem-seat-unknown = You hold no such position
problem-csrf-missing = The session's security token is missing or wrong
problem-session-required = Only a person in a session may do this
problem-busy = Too much to do; try again shortly
problem-in-flight = The same request is being carried out; try again shortly
problem-unavailable = Out of reach at the moment; try again shortly
problem-internal = Something went wrong on our side

# Fields
field-missing = is missing
field-unexpected = holds a member that does not belong here
field-type = is of the wrong type
field-id-form = is not an id (UUID)
field-instant-form = is not an instant (RFC 3339)
field-day-form = is not a day (YYYY-MM-DD)
field-hash-form = is not a SHA-256 of 64 hexadecimal digits
field-word-unknown = is not one of the words allowed
field-percent-range = is not between 0 and 100
field-username-form = is not a name to sign in with: small letters, digits, dots, hyphens
field-email-form = is not a mail address
field-key-form = is not an Ed25519 public key: 32 bytes in base64url, or a JWK without its private half
field-key-name-form = is not a name of a key: letters, digits, dots, hyphens, underscores
field-password-short = has fewer than 15 characters
field-password-holds-name = holds the name you sign in with
field-password-one-character = is one character repeated
field-unknown-currency = is not a currency in use (ISO 4217)
field-amount-form = is not an amount of minor units: digits, with a minus sign at most
field-empty = is empty
field-too-long = is too long
field-character = has a character that does not belong
field-length = has too few or too many characters
field-unknown-province = does not begin with the code of a province
field-century-to-come = names a century to come
field-check-digit = has a wrong check digit
field-unknown-country = names no country
field-country-missing = needs the issuing country
field-passport-form = is not a Vietnamese passport number
field-invisible = has a control or invisible character
field-no-letter = has no letter

# Tokens for systems (RFC 6749)
oauth-invalid-request = A parameter is missing or wrong
oauth-invalid-client = The client is not known or did not prove to be it
oauth-unsupported-grant-type = Only client_credentials is given here
oauth-invalid-scope = Scopes are not given here
