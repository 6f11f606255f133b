-- Ủy thác: a part of what is owed is another agency's to enforce. What goes leaves the
-- books, what was recovered there is told, what comes back is owed again.

-- Here the engines differ: a check cannot be changed on SQLite.
-- What a column may hold is written wider in place, as SQLite's own manual shows
-- for checks: rows stay where they are, and what else is listed stays listed.
alter table money add column delegated integer not null default 0;
alter table money add column recovered integer not null default 0;
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, '+ waived + suspense = 0',
    '+ waived + suspense + delegated + recovered = 0')
  where type = 'table' and name = 'money';
update sqlite_schema set sql = replace(replace(sql, 'or debit = ''suspense''',
    'or debit = ''suspense'' or debit = ''delegated'' or debit = ''recovered'''),
    'or credit = ''suspense''',
    'or credit = ''suspense'' or credit = ''delegated'' or credit = ''recovered''')
  where type = 'table' and name = 'posting';
update sqlite_schema set sql = replace(sql, 'or kind = ''review''',
    'or kind = ''review'' or kind = ''accept_delegation''')
  where type = 'table' and name = 'duty';
pragma writable_schema = reset;
-- Here they agree again.

-- A part that went to another agency: a part of the money of the case it came from.
-- Decision, parts, reasons and how it ended are sealed.
create table delegation (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id blob not null,
  to_id blob not null,
  state text not null check (state = 'offered' or state = 'accepted' or state = 'declined'
    or state = 'withdrawn' or state = 'returned'),
  at integer not null,
  ended_at integer,
  -- The case it came to there.
  theirs_id blob references enforcement_case (id),
  key_id integer not null,
  sealed blob not null,
  check ((state = 'offered' or state = 'accepted') = (ended_at is null)),
  check ((state = 'accepted' or state = 'returned') = (theirs_id is not null)),
  check (agency_id <> to_id)
) strict, without rowid;
create unique index delegation_case on delegation (case_id, place);
create unique index delegation_theirs on delegation (theirs_id) where theirs_id is not null;
-- What other agencies delegated to an agency, the latest first.
create index delegation_to on delegation (to_id, id);

-- The delegation that a case came by, in the money of another agency's case.
alter table enforcement_case add column origin_case blob;
alter table enforcement_case add column origin_id blob
  check ((origin_id is null) = (origin_case is null));
