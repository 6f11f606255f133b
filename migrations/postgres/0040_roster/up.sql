-- Lịch trực: who is on duty out of hours, by which telephone, and text messages
-- beside mail.

-- Here the engines differ: a check cannot be changed on SQLite.
alter table delivery drop constraint delivery_transport_check,
  add constraint delivery_transport_check check (transport in ('in_app', 'mail', 'text'));
-- Here they agree again.

-- A person of a place, from one instant to another.
create table shift (
  id uuid primary key,
  agency_id uuid,
  institution_id uuid,
  person_id uuid not null,
  -- E.164: + and digits.
  phone text not null check (length(phone) between 9 and 16),
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- Taken off the roster again, so it never was for whoever asks.
  dropped_at timestamptz,
  check ((agency_id is null) <> (institution_id is null)),
  check (from_at < to_at)
);
create index shift_agency on shift (agency_id, to_at) where agency_id is not null;
create index shift_institution on shift (institution_id, to_at)
  where institution_id is not null;
create index shift_person on shift (person_id, to_at);

-- By whose telephone a text message goes.
alter table delivery add column shift_id uuid;
-- In which mail of the same person it went out, where not in its own.
alter table delivery add column bundle_id uuid;
-- What waits for a person.
create index delivery_waiting on delivery (person_id, case_id, notice_id)
  where transport = 'mail' and state = 'pending';
create index delivery_shift on delivery (shift_id, done_at) where shift_id is not null;
