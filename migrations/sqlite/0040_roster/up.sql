-- Lịch trực: who is on duty out of hours, by which telephone, and text messages
-- beside mail.

-- Here the engines differ: a check cannot be changed on SQLite.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, 'transport in (''in_app'', ''mail'')',
    'transport in (''in_app'', ''mail'', ''text'')')
  where type = 'table' and name = 'delivery';
pragma writable_schema = reset;
-- Here they agree again.

-- A person of a place, from one instant to another.
create table shift (
  id blob primary key,
  agency_id blob,
  institution_id blob,
  person_id blob not null,
  -- E.164: + and digits.
  phone text not null check (length(phone) between 9 and 16),
  from_at integer not null,
  to_at integer not null,
  -- Taken off the roster again, so it never was for whoever asks.
  dropped_at integer,
  check ((agency_id is null) <> (institution_id is null)),
  check (from_at < to_at)
) strict, without rowid;
create index shift_agency on shift (agency_id, to_at) where agency_id is not null;
create index shift_institution on shift (institution_id, to_at)
  where institution_id is not null;
create index shift_person on shift (person_id, to_at);

-- By whose telephone a text message goes.
alter table delivery add column shift_id blob;
-- In which mail of the same person it went out, where not in its own.
alter table delivery add column bundle_id blob;
-- What waits for a person.
create index delivery_waiting on delivery (person_id, case_id, notice_id)
  where transport = 'mail' and state = 'pending';
create index delivery_shift on delivery (shift_id, done_at) where shift_id is not null;
