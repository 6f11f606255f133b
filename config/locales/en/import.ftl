# Importing the directory, migrating and verifying a database from the command line.

import-nothing = Nothing changed.
import-added = Added: { $n } { $kind }
import-changed = Changed: { $kind } { $code } ({ $fields })
import-rest = Unchanged: { $unchanged }. In the database but in no file, left alone: { $left }.
import-kind-agency = enforcement agency or agencies
import-kind-institution = institution(s)
import-kind-branch = branch(es)
import-kind-user = user(s)

migrate-nothing = The database is up to date.
migrate-run = Ran: { $name }

verify-seen = Rebuilt { $cases } cases, { $instruments } instruments, { $demands } demands from { $changes } changes; { $reads } reads, { $refusals } refusals.
verify-files = Read { $files } files to their end.
verify-no-files = Files were not looked at: name their folder with --files.
verify-whole = The data agree with the record.
verify-difference = Differs: { $what } { $id } ({ $part }): { $fault }
verify-fault-leaf = the event's bytes do not give its hash
verify-fault-body = the event's bytes are not understood or contradict its columns
verify-fault-version = versions have a gap or differ from the data
verify-fault-no_row = there are events but no data
verify-fault-no_event = there are data but no events
verify-fault-state = the data differ from what the record rebuilds
verify-fault-file_missing = the file is not in its folder
verify-fault-file_altered = the file was altered or cut off
verify-fault-file_key = the file was encrypted with another key
verify-fault-file_disk = the file cannot be read from disk
