-- Cases that another system keeps too, and the payments it told of.

-- A case and its twin. The id is a digest of agency, system and external id: the
-- same name is the same case for ever (I-3). What the other system said last is
-- sealed; what waits for a person is counted beside it.
create table case_link (
  id blob primary key,
  case_id blob not null references enforcement_case (id),
  agency_id blob not null,
  source text not null,
  external text not null,
  digest blob not null check (length(digest) = 32),
  waiting integer not null check (waiting >= 0),
  at integer not null,
  key_id integer not null,
  sealed blob not null
) strict, without rowid;
create unique index case_link_case on case_link (case_id, source);
create unique index case_link_external on case_link (agency_id, source, external);
create index case_link_waiting on case_link (agency_id, id) where waiting > 0;

-- A payment that another system told of; its id is a digest of the case's link and
-- the payment's external id, so that it counts once (I-6). No posting: the same
-- money had arrived here.
create table synced_payment (
  id blob primary key,
  case_id blob not null references enforcement_case (id),
  amount integer not null check (amount > 0),
  day text not null,
  posting_id blob,
  at integer not null,
  key_id integer not null,
  sealed blob not null
) strict, without rowid;
create index synced_payment_case on synced_payment (case_id, id);
