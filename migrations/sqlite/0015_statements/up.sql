-- Statements of receiving accounts, and money that arrives before its report.

-- How much of its hold is gone by what arrived and is not reported yet.
alter table transfer add column unreported integer not null default 0 check (unreported >= 0);
-- What is waited for on a receiving account.
create index transfer_awaited on transfer (payee_id, id)
  where state = 'reserved' or state = 'in_transit';

-- An imported statement. Its id is a digest of account and file: the same file
-- is the same statement (I-3).
create table statement (
  id blob primary key,
  version integer not null check (version > 0),
  agency_id blob not null,
  payee_id blob not null,
  file blob not null check (length(file) = 32),
  importer_id blob not null,
  imported_at integer not null,
  currency text not null,
  opening integer,
  closing integer,
  count integer not null check (count > 0)
) strict, without rowid;
create index statement_agency on statement (agency_id, imported_at, id);

-- A line of a statement. What is said of persons is sealed.
create table statement_line (
  id blob primary key,
  statement_id blob not null references statement (id),
  number integer not null check (number > 0),
  -- By what it is known in every file; none: another line stands for it. So a
  -- line counts once, whatever files bring it (I-3).
  known_by blob unique,
  state text not null check (state = 'open' or state = 'confirmed' or state = 'dismissed'
    or state = 'duplicate' or state = 'paid_out'),
  side text not null check (side = 'credit' or side = 'debit'),
  amount integer not null check (amount > 0),
  reverses integer not null,
  booked text not null,
  value text not null,
  case_id blob,
  transfer_id blob,
  exact integer not null,
  settled_by blob,
  settled_at integer,
  key_id integer not null,
  sealed blob not null,
  check ((known_by is null) = (state = 'duplicate')),
  check ((state = 'confirmed') = (transfer_id is not null)),
  check ((case_id is null) = (transfer_id is null)),
  check ((state = 'confirmed' or state = 'dismissed') = (settled_by is not null)),
  check ((settled_by is null) = (settled_at is null)),
  -- Only what came in is the arrival of a payment, and not if it takes another
  -- line back.
  check (state <> 'confirmed' or (side = 'credit' and not reverses)),
  check (state <> 'open' or side = 'credit' or reverses)
) strict, without rowid;
create unique index statement_line_number on statement_line (statement_id, number);
create index statement_line_open on statement_line (statement_id) where state = 'open';
