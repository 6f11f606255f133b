-- What is remembered of every command: audit, keys, and what is owed.

create table event (
  id uuid primary key,
  kind text not null check (kind = 'change' or kind = 'read' or kind = 'refusal'),
  code text not null,
  at timestamptz not null,
  actor text not null,
  root_kind text,
  root_id uuid,
  version integer,
  case_id uuid,
  format smallint not null,
  key_id integer not null,
  body bytea not null,
  leaf bytea not null,
  -- A state change has a root and a version; nothing else has a version.
  check ((kind = 'change') = (version is not null)),
  check (version is null or root_id is not null)
);
-- Exactly one change event for each version of each root (I-14).
create unique index event_change on event (root_id, version) where kind = 'change';
create index event_case on event (case_id, id) where case_id is not null;

create table idempotency (
  id uuid primary key,
  request bytea not null,
  kind text not null,
  subject uuid not null,
  other uuid,
  version integer not null,
  at timestamptz not null,
  contradicted boolean not null
);
create index idempotency_at on idempotency (at);

-- A message owed because something changed; written with the change (I-25).
create table notice (
  id uuid primary key,
  event_id uuid not null,
  code text not null,
  to_kind text not null check (to_kind = 'institution' or to_kind = 'case_officer' or to_kind = 'agency'
    or to_kind = 'overseers' or to_kind = 'state_bank'),
  to_id uuid,
  to_role text,
  case_id uuid,
  instrument_id uuid,
  demand_id uuid,
  reference text not null,
  urgent boolean not null,
  at timestamptz not null,
  -- pending: not yet turned into deliveries; done: it is; dead: nobody was
  -- there to receive it, and a person has a task for it (I-26).
  state text not null check (state = 'pending' or state = 'done' or state = 'dead'),
  next_at timestamptz,
  lease_owner uuid,
  lease_until timestamptz,
  check ((state = 'pending') = (next_at is not null)),
  check ((lease_owner is null) = (lease_until is null))
);
create index notice_pending on notice (next_at, id) where state = 'pending';
-- Nothing of a case overtakes what is not yet turned into deliveries.
create index notice_pending_case on notice (case_id, id) where state = 'pending';

-- One notice to one person by one transport.
create table delivery (
  id uuid primary key,
  notice_id uuid not null references notice (id),
  person_id uuid not null,
  -- Of its notice: a recipient's mail of one case goes out in order (I-25).
  case_id uuid,
  urgent boolean not null,
  transport text not null check (transport in ('in_app', 'mail')),
  state text not null check (state = 'pending' or state = 'delivered' or state = 'dead'),
  attempts smallint not null,
  next_at timestamptz,
  -- Waits for office hours only, so an urgent one behind it may pull it along.
  held boolean not null,
  lease_owner uuid,
  lease_until timestamptz,
  done_at timestamptz,
  failure text,
  read_at timestamptz,
  unique (notice_id, person_id, transport),
  check ((state = 'pending') = (next_at is not null)),
  check ((state = 'pending') = (done_at is null)),
  check ((state = 'dead') = (failure is not null)),
  check ((lease_owner is null) = (lease_until is null)),
  check (state = 'pending' or lease_owner is null)
);
create index delivery_pending on delivery (next_at, id) where state = 'pending';
create index delivery_person on delivery (person_id, id) where transport = 'in_app';
create index delivery_order on delivery (person_id, case_id, notice_id)
  where transport = 'mail';
create index delivery_held on delivery (id) where held;
create index delivery_leased on delivery (lease_until) where lease_until is not null;

create table delivery_attempt (
  id uuid primary key,
  delivery_id uuid not null references delivery (id),
  at timestamptz not null,
  outcome text not null check (outcome = 'delivered' or outcome = 'transient' or outcome = 'permanent'),
  detail text
);
create index delivery_attempt_delivery on delivery_attempt (delivery_id);

-- What could not be delivered: an open task until a person settles it (I-26).
create table dead_letter (
  id uuid primary key,
  notice_id uuid not null references notice (id),
  -- Null: nobody was there to receive the notice.
  delivery_id uuid references delivery (id),
  reason text not null,
  at timestamptz not null,
  settled_at timestamptz,
  settled_by uuid,
  settlement text check (settlement in ('retried', 'handled')),
  check ((settled_at is null) = (settled_by is null)
    and (settled_at is null) = (settlement is null))
);
create index dead_letter_open on dead_letter (id) where settled_at is null;

-- Ticks are idempotent by job and instant, so that every node may tick.
create table tick (
  job text not null,
  scheduled_for timestamptz not null,
  claimed_at timestamptz not null,
  primary key (job, scheduled_for)
);
create index tick_scheduled on tick (scheduled_for);
