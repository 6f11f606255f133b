-- What is remembered of every command: audit, keys, and what is owed.

create table event (
  id blob primary key,
  kind text not null check (kind = 'change' or kind = 'read' or kind = 'refusal'),
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
  to_kind text not null check (to_kind = 'institution' or to_kind = 'case_officer' or to_kind = 'agency'
    or to_kind = 'overseers' or to_kind = 'state_bank'),
  to_id blob,
  to_role text,
  case_id blob,
  instrument_id blob,
  demand_id blob,
  reference text not null,
  urgent integer not null,
  at integer not null,
  -- pending: not yet turned into deliveries; done: it is; dead: nobody was
  -- there to receive it, and a person has a task for it (I-26).
  state text not null check (state = 'pending' or state = 'done' or state = 'dead'),
  next_at integer,
  lease_owner blob,
  lease_until integer,
  check ((state = 'pending') = (next_at is not null)),
  check ((lease_owner is null) = (lease_until is null))
) strict, without rowid;
create index notice_pending on notice (next_at, id) where state = 'pending';
-- Nothing of a case overtakes what is not yet turned into deliveries.
create index notice_pending_case on notice (case_id, id) where state = 'pending';

-- One notice to one person by one transport.
create table delivery (
  id blob primary key,
  notice_id blob not null references notice (id),
  person_id blob not null,
  -- Of its notice: a recipient's mail of one case goes out in order (I-25).
  case_id blob,
  urgent integer not null,
  transport text not null check (transport in ('in_app', 'mail')),
  state text not null check (state = 'pending' or state = 'delivered' or state = 'dead'),
  attempts integer not null,
  next_at integer,
  -- Waits for office hours only, so an urgent one behind it may pull it along.
  held integer not null,
  lease_owner blob,
  lease_until integer,
  done_at integer,
  failure text,
  read_at integer,
  unique (notice_id, person_id, transport),
  check ((state = 'pending') = (next_at is not null)),
  check ((state = 'pending') = (done_at is null)),
  check ((state = 'dead') = (failure is not null)),
  check ((lease_owner is null) = (lease_until is null)),
  check (state = 'pending' or lease_owner is null)
) strict, without rowid;
create index delivery_pending on delivery (next_at, id) where state = 'pending';
create index delivery_person on delivery (person_id, id) where transport = 'in_app';
create index delivery_order on delivery (person_id, case_id, notice_id)
  where transport = 'mail';
create index delivery_held on delivery (id) where held;
create index delivery_leased on delivery (lease_until) where lease_until is not null;

create table delivery_attempt (
  id blob primary key,
  delivery_id blob not null references delivery (id),
  at integer not null,
  outcome text not null check (outcome = 'delivered' or outcome = 'transient' or outcome = 'permanent'),
  detail text
) strict, without rowid;
create index delivery_attempt_delivery on delivery_attempt (delivery_id);

-- What could not be delivered: an open task until a person settles it (I-26).
create table dead_letter (
  id blob primary key,
  notice_id blob not null references notice (id),
  -- Null: nobody was there to receive the notice.
  delivery_id blob references delivery (id),
  reason text not null,
  at integer not null,
  settled_at integer,
  settled_by blob,
  settlement text check (settlement in ('retried', 'handled')),
  check ((settled_at is null) = (settled_by is null)
    and (settled_at is null) = (settlement is null))
) strict, without rowid;
create index dead_letter_open on dead_letter (id) where settled_at is null;

-- Ticks are idempotent by job and instant, so that every node may tick.
create table tick (
  job text not null,
  scheduled_for integer not null,
  claimed_at integer not null,
  primary key (job, scheduled_for)
) strict, without rowid;
create index tick_scheduled on tick (scheduled_for);
