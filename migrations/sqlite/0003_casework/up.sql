-- Cases, instruments, demands. What is secret is in `sealed`, with the id of
-- the key that seals it (0: not sealed yet); what is counted, sorted and
-- constrained is plain.
-- Words are compared one by one: of a list of three or more SQLite builds a table
-- for every row that is written.

create table enforcement_case (
  id blob primary key,
  version integer not null check (version > 0),
  agency_id blob not null,
  number text not null,
  officer_id blob not null,
  state text not null check (state in ('open', 'closed')),
  category text not null,
  conditions text not null,
  opened_at integer not null,
  closed_at integer,
  closed_reason text,
  -- Salt of the case's audit leaves; destroying it makes them unguessable.
  salt blob not null,
  key_id integer not null,
  sealed blob not null,
  unique (agency_id, number),
  check ((state = 'closed') = (closed_at is not null)),
  check ((closed_at is null) = (closed_reason is null))
) strict, without rowid;
create index enforcement_case_officer on enforcement_case (officer_id, id);
create index enforcement_case_office on enforcement_case (agency_id, id);

create table party (
  case_id blob not null references enforcement_case (id),
  id blob not null,
  role text not null check (role = 'debtor' or role = 'creditor' or role = 'related'),
  kind text not null check (kind in ('person', 'organisation')),
  name text not null,
  -- Without case, tone marks and đ: searched only inside one's own cases.
  name_folded text not null,
  primary key (case_id, id)
) strict, without rowid;

-- Blind index of whole normalised identifiers: persons meet across cases here
-- and nowhere else.
create table party_identifier (
  case_id blob not null,
  party_id blob not null,
  kind text not null,
  blind blob not null,
  primary key (case_id, party_id, kind, blind),
  foreign key (case_id, party_id) references party (case_id, id)
) strict, without rowid;
create index party_identifier_blind on party_identifier (blind);

create table obligation_line (
  case_id blob not null references enforcement_case (id),
  line integer not null,
  kind text not null,
  minor integer not null check (minor >= 0),
  currency text not null,
  primary key (case_id, line)
) strict, without rowid;

create table instrument (
  id blob primary key,
  version integer not null check (version > 0),
  kind text not null,
  case_id blob not null references enforcement_case (id),
  agency_id blob not null,
  reference text not null unique,
  state text not null check (state = 'draft' or state = 'submitted' or state = 'returned'
    or state = 'approved' or state = 'issued' or state = 'withdrawn'),
  requester text not null check (requester = 'officer' or requester = 'bailiff' or requester = 'creditor'),
  interim integer not null,
  proposer_id blob not null,
  approved_by blob,
  approved_at integer,
  approved_hash blob,
  issued_at integer,
  key_id integer not null,
  sealed blob not null,
  -- Four eyes: nobody approves his own (I-29).
  check (approved_by is null or approved_by <> proposer_id),
  check ((approved_by is null) = (approved_at is null)
    and (approved_by is null) = (approved_hash is null)),
  check (state <> 'approved' or approved_by is not null),
  check (state <> 'issued' or issued_at is not null)
) strict, without rowid;
create index instrument_case on instrument (case_id, id);
create index instrument_agency on instrument (agency_id, id);

create table demand (
  id blob primary key,
  version integer not null check (version > 0),
  instrument_id blob not null references instrument (id),
  case_id blob not null,
  agency_id blob not null,
  institution_id blob not null,
  reference text not null unique,
  requester text not null,
  interim integer not null,
  -- Named readers as a JSON array; null: not sealed.
  sealed_to text,
  channel text not null check (channel = 'electronic' or channel = 'by_hand' or channel = 'post'
    or channel = 'posting'),
  issued_at integer not null,
  evidenced_at integer,
  recorded_at integer,
  proof text,
  acknowledged_by text,
  acknowledged_at integer,
  urged integer not null,
  -- Derived from items and clocks in the same transaction; the inbox sorts by
  -- them. `verify database` recomputes them.
  state text not null check (state = 'served' or state = 'received' or state = 'questioned'
    or state = 'partly' or state = 'answered' or state = 'refused'
    or state = 'withdrawn'),
  open integer not null,
  sort_due integer,
  unique (instrument_id, institution_id),
  check ((evidenced_at is null) = (recorded_at is null)),
  check ((acknowledged_by is null) = (acknowledged_at is null)),
  check (open or sort_due is null),
  check (open = (state = 'served' or state = 'received' or state = 'questioned'
    or state = 'partly'))
) strict, without rowid;
create index demand_case on demand (case_id, id);
create index demand_inbox on demand (institution_id, sort_due, id) where open;
create index demand_office on demand (agency_id, sort_due, id) where open;
create index demand_done on demand (institution_id, id) where not open;

create table item (
  id blob primary key,
  demand_id blob not null references demand (id),
  info text not null,
  state text not null check (state = 'served' or state = 'received' or state = 'questioned'
    or state = 'answered' or state = 'refused' or state = 'withdrawn'),
  round integer not null check (round > 0),
  parts integer not null check (parts >= 0),
  last_answer blob,
  last_hash blob,
  last_part integer,
  last_version integer,
  request text not null,
  check ((last_answer is null) = (last_hash is null)),
  check (state not in ('answered', 'refused') or last_answer is not null)
) strict, without rowid;
create index item_demand on item (demand_id);

create table clock (
  id blob primary key,
  demand_id blob not null,
  item_id blob not null references item (id),
  round integer not null,
  rule text not null,
  layer text not null check (layer = 'law' or layer = 'circular' or layer = 'agreement' or layer = 'target'),
  start_at integer not null,
  due_at integer,
  binding integer not null,
  calendar integer not null,
  state text not null check (state = 'running' or state = 'met' or state = 'late' or state = 'void'),
  step integer not null,
  next_at integer,
  ended_at integer,
  check ((state = 'running') = (ended_at is null)),
  check (state = 'running' or next_at is null)
) strict, without rowid;
create index clock_demand on clock (demand_id);
-- The sweep: its cost grows with what is due, not with what is open.
create index clock_next on clock (next_at, id) where next_at is not null;

create table episode (
  id blob primary key,
  demand_id blob not null references demand (id),
  institution_id blob not null,
  agency_id blob not null,
  clock_id blob not null references clock (id),
  item_id blob not null,
  kind text not null check (kind in ('due', 'unreasonable')),
  layer text not null,
  flagged_at integer not null,
  detected_at integer not null,
  reason text,
  note text,
  closed_at integer,
  closed_by text,
  -- One episode per clock and deadline (I-24).
  unique (clock_id, kind, flagged_at),
  check ((closed_at is null) = (closed_by is null))
) strict, without rowid;
create index episode_demand on episode (demand_id);
create index episode_flagged on episode (flagged_at, id);
create index episode_open on episode (flagged_at, id) where closed_at is null;
create index episode_open_agency on episode (agency_id, flagged_at, id) where closed_at is null;
create index episode_open_institution on episode (institution_id, flagged_at, id)
  where closed_at is null;

create table extension (
  id blob primary key,
  demand_id blob not null references demand (id),
  item_id blob not null,
  until integer not null,
  reason text not null,
  asked_by text not null,
  asked_at integer not null,
  state text not null check (state = 'asked' or state = 'granted' or state = 'denied'),
  decision text,
  check ((state = 'asked') = (decision is null))
) strict, without rowid;
create index extension_demand on extension (demand_id);

create table draft (
  demand_id blob primary key references demand (id),
  saved_by blob not null,
  saved_at integer not null,
  hash blob not null,
  returned text,
  key_id integer not null,
  sealed blob not null
) strict, without rowid;

create table answer (
  id blob primary key,
  demand_id blob not null,
  item_id blob not null references item (id),
  round integer not null,
  part integer not null,
  version integer not null,
  state text not null check (state in ('accepted', 'conflicting')),
  outcome text not null check (outcome = 'found' or outcome = 'none' or outcome = 'ambiguous'
    or outcome = 'refused'),
  hash blob not null,
  answered_by text not null,
  drafted_by blob,
  arrived_at integer not null,
  key_id integer not null,
  sealed blob not null
) strict, without rowid;
-- At most one accepted answer per item, round, part and version (I-5).
create unique index answer_key on answer (item_id, round, part, version)
  where state = 'accepted';
create index answer_demand on answer (demand_id, id);

create table message (
  id blob primary key,
  demand_id blob not null references demand (id),
  kind text not null check (kind = 'question' or kind = 'reply' or kind = 'urge' or kind = 'dispute'),
  written_by text not null,
  written_at integer not null,
  key_id integer not null,
  sealed blob not null
) strict, without rowid;
create index message_demand on message (demand_id, id);

create table outage (
  id blob primary key,
  from_at integer not null,
  to_at integer not null check (to_at > from_at),
  reason text not null
) strict, without rowid;
