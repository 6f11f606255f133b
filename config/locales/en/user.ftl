# People and systems from the command line.

user-setup-code = One-time code of { $username }, shown this once, good until { $until }: { $code }
user-shut-out = { $username } may no longer sign in.
user-state-active = active
user-state-no-password = no password yet
user-state-shut-out = shut out
client-key-added = Key { $kid } is registered.
