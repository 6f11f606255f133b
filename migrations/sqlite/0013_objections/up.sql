-- What people object to, and the debtor's notice of a freeze. Names, words and
-- proofs are sealed.

-- A complaint, a claim or a flag.
create table objection (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id blob not null,
  kind text not null check (kind = 'complaint' or kind = 'claim' or kind = 'flag'),
  stage text not null check (stage = 'before_measure' or stage = 'security'
    or stage = 'coercion'),
  institution_id blob,
  -- JSON: the freezes and holds it is about; none of either: the whole case.
  freezes text,
  holds text,
  ground text not null,
  channel text not null,
  received_at integer not null,
  recorded_at integer not null,
  recorded_by text not null,
  filing_rule text,
  filing_start integer,
  filing_until integer,
  state text not null check (state = 'recorded' or state = 'accepted' or state = 'upheld'
    or state = 'in_part' or state = 'rejected' or state = 'refused' or state = 'withdrawn'),
  accepted_at integer,
  ended_at integer,
  ended_by text,
  not_accepted text check (not_accepted = 'out_of_time' or not_accepted = 'no_standing'),
  -- JSON: the orders for which a ground for lifting arose by it.
  lifts text,
  -- JSON: who objects, what he says, how it was answered.
  key_id integer not null,
  sealed blob not null,
  check ((filing_rule is null) = (filing_until is null)
    and (filing_rule is null) = (filing_start is null)),
  check ((state = 'recorded' or state = 'accepted') = (ended_at is null)),
  check ((ended_at is null) = (ended_by is null)),
  check ((state = 'refused') = (not_accepted is not null)),
  -- Nobody judges what he brought forward himself (I-29).
  check ((state <> 'upheld' and state <> 'in_part' and state <> 'rejected'
    and state <> 'refused') or ended_by <> recorded_by)
) strict, without rowid;
create unique index objection_case on objection (case_id, place);

-- The debtor's notice of a freeze: each once.
create table debtor_notice (
  instrument_id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  at integer not null,
  channel text not null,
  recorded_by text not null,
  filing_rule text,
  filing_until integer,
  key_id integer not null,
  sealed blob not null,
  check ((filing_rule is null) = (filing_until is null))
) strict, without rowid;
create unique index debtor_notice_case on debtor_notice (case_id, place);

-- Whose act a freeze and a payment are: he decides on no objection to it (I-29).
alter table freeze_order add column proposer_id blob;
alter table transfer add column proposer_id blob;

-- Here the engines differ: a check cannot be changed on SQLite.
create table duty_new (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id blob not null,
  kind text not null check (kind = 'urgent_decision' or kind = 'prosecutor_copy'
    or kind = 'coerce' or kind = 'lift' or kind = 'refund' or kind = 'review'
    or kind = 'debtor_notice' or kind = 'accept_complaint' or kind = 'decide_complaint'
    or kind = 'decide_claim' or kind = 'decide_flag'),
  about blob,
  rule text not null,
  layer text not null check (layer = 'law' or layer = 'circular' or layer = 'agreement'
    or layer = 'target'),
  start_at integer not null,
  due_at integer,
  state text not null check (state = 'open' or state = 'met' or state = 'late'
    or state = 'void'),
  next_at integer,
  late_since integer,
  ended_at integer,
  proof text,
  amount integer not null check (amount >= 0),
  objection_id blob,
  check ((state = 'open') = (ended_at is null)),
  check (state = 'open' or next_at is null)
) strict, without rowid;
insert into duty_new select id, case_id, place, agency_id, kind, about, rule, layer, start_at,
    due_at, state, next_at, late_since, ended_at, proof, amount, null from duty;
drop table duty;
alter table duty_new rename to duty;
create unique index duty_case on duty (case_id, place);
create index duty_next on duty (next_at, id) where next_at is not null;
create index duty_open on duty (agency_id, due_at, id) where state = 'open';
-- Here they agree again.
