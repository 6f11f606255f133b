# Keys, receipts and running the service from the command line.

keys-made = Made a key: { $path }
keys-nothing = All keys are there; none was made.

law-activated = Law in force: version { $law }; calendar: version { $calendar }.

receipt-deadline = Deadline receipt of demand { $reference }
receipt-limit = { $rule }: from { $start } until the end of { $due } – { $recomputed }
receipt-immediately = at once (the law names no hours or days)
receipt-answer = Answer receipt of demand { $reference }: { $n } items, arrived { $when }
receipt-holds = The signature holds.
recomputed-same = computed again with the same result
recomputed-differs = COMPUTED AGAIN WITH ANOTHER RESULT
recomputed-other_version = made with another version of law or calendar; not computed again here
recomputed-granted = more time was granted
