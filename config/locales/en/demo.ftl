# The demonstration: its steps, the table of logins, the words of fictional people.

demo-prepared = { $now } – Prepared a { $database } database: { $agencies } enforcement agencies, { $institutions } institutions, { $people } fictional people; law and calendar are in force.
demo-serving = The service runs at { $address }.
demo-case = Officer Sao Mai (regional enforcement office 1, Ha Noi) signs in and opens a fictional case.
demo-filed = One inquiry about accounts and transactions goes to { $n } institutions; { $mails } mails went out.
demo-first-round = { $n } institutions spoke over the API: accounts found, none, several customers, a part, a question back, more time asked; { $refused } refused on a ground; one bank says nothing.
demo-seen-to = { $now } – The officer replies, grants more time, disputes an answer.
demo-second-round = { $n } banks go on: the rest, what was asked, a second round; tokens that had expired were refused and got anew.
demo-once-more = An answer is corrected by a new version; a repeated one gets its original receipt; a contradicting one is refused and kept as evidence.
demo-read = The officer reads the answers of { $n } institutions, each reading on record: { $accounts } accounts, { $dong } on them.
demo-holiday = { $now } – Past the weekend and the holiday of 24 November: { $struck } strikes of clocks, { $mails } mails, { $digests } morning digests.
demo-more-time = The bank with more time has answered, within the limit of the law all the same.
demo-limit-ended = { $now } – Three working days ended with 26 November: { $struck } strikes, { $mails } mails, { $digests } digests.
demo-supervisor = The supervisor reads what is late against the law: { $n }, { $banks }.
demo-urged = The officer urges the silent bank.
demo-ladder = { $now } – Reminders climb: the bank's people, its head, the supervisor, the State Bank ({ $struck } strikes, { $mails } mails, { $digests } digests).
demo-late-answer = { $now } – The silent bank answers late: the episode is closed and stays recorded as late.
demo-receipt = Deadline receipt: the signature holds, the limit by N07 ends { $due }, { $recomputed }; with one byte altered it is refused.
demo-replayed = Everything rebuilt from the record: { $changes } changes, { $differences } differences from what is stored.
demo-checked = Compared { $n } things that must be.
demo-check-failed = WRONG { $name }: must be { $expected }, is { $found }

demo-live-preparing = Preparing the demonstration in { $folder }…
demo-live-seeded = Made a case that began { $start }: every bank has answered but one, which is overdue.
demo-live-address = Open { $url }/
demo-live-docs = Description of the API: { $url }
demo-live-mail = Mail is in { $folder }
demo-live-logins = User name, password, role:
demo-live-running = Simulated banks answer after a few seconds. Stop with Ctrl-C.
demo-live-stopped = Stopped.

demo-role-officer = enforcement officer
demo-role-head = head of the agency
demo-role-supervisor = supervisor of the province
demo-role-ministry = supervisor of the ministry
demo-role-state-bank = observer of the State Bank
demo-role-bank-maker = Vietcombank: maker
demo-role-bank-checker = Vietcombank: checker
demo-role-bank-head = Vietcombank: head
demo-role-silent-maker = Techcombank (does not answer by itself): maker
demo-role-silent-checker = Techcombank (does not answer by itself): checker
demo-role-prosecutor = prosecutor
demo-role-auditor = auditor
demo-role-admin = national administrator

# The words of fictional people.
demo-say-agency = Regional enforcement office 1, Ha Noi
demo-say-court = People's Court of region 1, Ha Noi
demo-say-debtor = Nguyễn Văn Tí
demo-say-creditor = Mẫu Company Ltd
demo-say-purpose = Verify the judgment debtor's means
demo-say-basis = Article 37(6)b of Law 106/2025/QH15 on civil judgment enforcement
demo-say-question = Please give the debtor's passport number or former identity card number.
demo-say-reply = The debtor was born in 1985 and formerly held identity card 079 345 678.
demo-say-dispute = The loan file shows a salary account with your bank; please look again.
demo-say-extension = Statements of three months must be fetched from the archive.
demo-say-granted = Granted.
demo-say-urging = The limit of the law has passed. Please answer at once.
demo-say-refusal = We neither open nor keep deposit accounts.
demo-say-needed = Year of birth or a former document number
demo-say-branch = Sample branch in Ha Noi
demo-say-joint = Trần Thị Sửu
demo-say-restriction = Regional enforcement office 2, Ha Noi
demo-say-payer = Trả Lương Company Ltd
demo-say-transfer = Transfer
demo-say-other = No further information.
