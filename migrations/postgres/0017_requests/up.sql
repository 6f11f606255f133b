-- Requests for a measure (Law 106/2025 art. 31(6), 66). Who asks, against whom,
-- accounts, papers and words are sealed.

create table measure_request (
  id uuid primary key,
  version integer not null check (version > 0),
  -- The agency that decides, and the bailiff's office that asks; none: the agency
  -- recorded a paper.
  agency_id uuid not null,
  office_id uuid,
  reference text not null unique,
  kind text not null check (kind = 'bailiff' or kind = 'creditor'),
  measure text not null check (measure = 'freeze'),
  state text not null check (state = 'recorded' or state = 'handed_over' or state = 'complete'
    or state = 'granted' or state = 'declined' or state = 'withdrawn'),
  -- By what an open one is known: the same paper is the same request (I-3).
  known_by uuid not null,
  amount bigint not null check (amount > 0),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  handed_over_at timestamptz,
  handed_over_by uuid,
  channel text check (channel = 'electronic' or channel = 'by_hand' or channel = 'post'
    or channel = 'posting'),
  completed_at timestamptz,
  completed_by uuid,
  decided_at timestamptz,
  decided_by uuid,
  decision_number text,
  decision_day text,
  ground text,
  case_id uuid,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  -- JSON: what it says, what proves that it came, and why it ended.
  key_id integer not null,
  sealed bytea not null,
  check (office_id is null or (office_id <> agency_id and kind = 'bailiff')),
  check ((handed_over_at is null) = (handed_over_by is null)
    and (handed_over_at is null) = (channel is null)),
  check ((completed_at is null) = (completed_by is null)),
  check (completed_at is null or handed_over_at is not null),
  check ((decided_at is null) = (decided_by is null)
    and (decided_at is null) = (decision_number is null)
    and (decided_at is null) = (decision_day is null)
    and (decided_at is null) = (ground is null)),
  check ((withdrawn_at is null) = (withdrawn_by is null)),
  check (state <> 'recorded' or handed_over_at is null),
  check (state <> 'handed_over' or (handed_over_at is not null and completed_at is null)),
  check (state <> 'complete' or completed_at is not null),
  check ((state = 'granted' or state = 'declined') = (decided_at is not null)),
  check (decided_at is null or completed_at is not null),
  check ((state = 'withdrawn') = (withdrawn_at is not null)),
  check (case_id is null or state = 'granted'),
  -- Nobody decides what he recorded (I-29).
  check (decided_by is null or decided_by <> recorded_by)
);
create index measure_request_agency on measure_request (agency_id, id);
create index measure_request_office on measure_request (office_id, id);
create unique index measure_request_known on measure_request (known_by)
  where state = 'recorded' or state = 'handed_over' or state = 'complete';

-- The limits of a request (N27).
create table request_term (
  id uuid primary key,
  request_id uuid not null references measure_request (id),
  place integer not null check (place >= 0),
  kind text not null check (kind = 'hand_over' or kind = 'decide_request'),
  rule text not null,
  layer text not null check (layer = 'law' or layer = 'circular' or layer = 'agreement'
    or layer = 'target'),
  start_at timestamptz not null,
  due_at timestamptz,
  state text not null check (state = 'open' or state = 'met' or state = 'late'
    or state = 'void'),
  next_at timestamptz,
  late_since timestamptz,
  ended_at timestamptz,
  check ((state = 'open') = (ended_at is null)),
  check (state = 'open' or next_at is null),
  check (state <> 'met' or late_since is null),
  check (state <> 'late' or late_since is not null)
);
create unique index request_term_place on request_term (request_id, place);
create index request_term_next on request_term (next_at, id) where next_at is not null;
