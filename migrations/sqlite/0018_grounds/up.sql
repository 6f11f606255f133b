-- The grounds for coercion after a freeze, and the law chosen for it.

-- Here the engines differ: a check cannot be changed on SQLite.
-- What a column may hold is written wider in place, as SQLite's own manual shows
-- for checks: rows stay where they are, and what else is listed stays listed.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, 'or kind = ''review''',
    'or kind = ''review'' or kind = ''state_grounds''')
  where type = 'table' and name = 'duty';
pragma writable_schema = reset;
-- Here they agree again.

-- JSON: when and how the debtor was told of the enforcement decision.
alter table money add column notified text;
-- JSON: laws chosen for freezes, with reasons.
alter table money add column choices text;

-- What is owed of one kind: the sunset list, freezes without grounds.
create index duty_open_kind on duty (kind, agency_id, due_at, id) where state = 'open';
-- The same for those who see many agencies.
create index duty_open_due on duty (due_at, id) where state = 'open';
create index duty_open_kind_due on duty (kind, due_at, id) where state = 'open';
