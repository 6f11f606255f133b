-- What is remembered of every command: audit, keys, and what is owed.

create table event (
  id blob primary key,
  kind text not null check (kind in ('change', 'read', 'refusal')),
  code text not null,
  at integer not null,
  actor text not null,
  root_kind text,
  root_id blob,
  version integer,
  case_id blob,
  format integer not null,
  key_id integer not null,
  body blob not null,
  leaf blob not null,
  -- A state change has a root and a version; nothing else has a version.
  check ((kind = 'change') = (version is not null)),
  check (version is null or root_id is not null)
) strict, without rowid;
-- Exactly one change event for each version of each root (I-14).
create unique index event_change on event (root_id, version) where kind = 'change';
create index event_case on event (case_id, id) where case_id is not null;

create table idempotency (
  id blob primary key,
  request blob not null,
  kind text not null,
  subject blob not null,
  other blob,
  version integer not null,
  at integer not null,
  contradicted integer not null
) strict, without rowid;
create index idempotency_at on idempotency (at);

-- A message owed because something changed; written with the change (I-25).
create table notice (
  id blob primary key,
  event_id blob not null,
  code text not null,
  to_kind text not null check (to_kind in
    ('institution', 'case_officer', 'agency', 'overseers', 'state_bank')),
  to_id blob,
  to_role text,
  case_id blob,
  instrument_id blob,
  demand_id blob,
  reference text not null,
  urgent integer not null,
  at integer not null,
  -- pending: not yet turned into deliveries; done: it is.
  state text not null check (state in ('pending', 'done')),
  next_at integer,
  lease_owner blob,
  lease_until integer,
  check ((state = 'pending') = (next_at is not null)),
  check ((lease_owner is null) = (lease_until is null))
) strict, without rowid;
create index notice_pending on notice (next_at, id) where state = 'pending';

-- One notice to one person by one transport.
create table delivery (
  id blob primary key,
  notice_id blob not null references notice (id),
  person_id blob not null,
  transport text not null check (transport in ('in_app', 'mail')),
  state text not null check (state in ('pending', 'delivered', 'dead')),
  attempts integer not null,
  next_at integer,
  lease_owner blob,
  lease_until integer,
  done_at integer,
  failure text,
  read_at integer,
  unique (notice_id, person_id, transport),
  check ((state = 'pending') = (next_at is not null)),
  check ((state = 'pending') = (done_at is null))
) strict, without rowid;
create index delivery_pending on delivery (next_at, id) where state = 'pending';
create index delivery_person on delivery (person_id, id) where transport = 'in_app';
create index delivery_dead on delivery (id) where state = 'dead';

create table delivery_attempt (
  id blob primary key,
  delivery_id blob not null references delivery (id),
  at integer not null,
  outcome text not null check (outcome in ('delivered', 'transient', 'permanent')),
  detail text
) strict, without rowid;
create index delivery_attempt_delivery on delivery_attempt (delivery_id);

-- Ticks are idempotent by job and instant, so that every node may tick.
create table tick (
  job text not null,
  scheduled_for integer not null,
  claimed_at integer not null,
  primary key (job, scheduled_for)
) strict, without rowid;
