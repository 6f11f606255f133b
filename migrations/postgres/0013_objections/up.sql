-- What people object to, and the debtor's notice of a freeze. Names, words and
-- proofs are sealed.

-- A complaint, a claim or a flag.
create table objection (
  id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id uuid not null,
  kind text not null check (kind = 'complaint' or kind = 'claim' or kind = 'flag'),
  stage text not null check (stage = 'before_measure' or stage = 'security'
    or stage = 'coercion'),
  institution_id uuid,
  -- JSON: the freezes and holds it is about; none of either: the whole case.
  freezes text,
  holds text,
  ground text not null,
  channel text not null,
  received_at timestamptz not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  filing_rule text,
  filing_start timestamptz,
  filing_until timestamptz,
  state text not null check (state = 'recorded' or state = 'accepted' or state = 'upheld'
    or state = 'in_part' or state = 'rejected' or state = 'refused' or state = 'withdrawn'),
  accepted_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  not_accepted text check (not_accepted = 'out_of_time' or not_accepted = 'no_standing'),
  -- JSON: the orders for which a ground for lifting arose by it.
  lifts text,
  -- JSON: who objects, what he says, how it was answered.
  key_id integer not null,
  sealed bytea not null,
  check ((filing_rule is null) = (filing_until is null)
    and (filing_rule is null) = (filing_start is null)),
  check ((state = 'recorded' or state = 'accepted') = (ended_at is null)),
  check ((ended_at is null) = (ended_by is null)),
  check ((state = 'refused') = (not_accepted is not null)),
  -- Nobody judges what he brought forward himself (I-29).
  check ((state <> 'upheld' and state <> 'in_part' and state <> 'rejected'
    and state <> 'refused') or ended_by <> recorded_by)
);
create unique index objection_case on objection (case_id, place);

-- The debtor's notice of a freeze: each once.
create table debtor_notice (
  instrument_id uuid primary key,
  case_id uuid not null references money (case_id),
  place integer not null check (place >= 0),
  at timestamptz not null,
  channel text not null,
  recorded_by text not null,
  filing_rule text,
  filing_until timestamptz,
  key_id integer not null,
  sealed bytea not null,
  check ((filing_rule is null) = (filing_until is null))
);
create unique index debtor_notice_case on debtor_notice (case_id, place);

-- Whose act a freeze and a payment are: he decides on no objection to it (I-29).
alter table freeze_order add column proposer_id uuid;
alter table transfer add column proposer_id uuid;

-- Here the engines differ: a check cannot be changed on SQLite.
alter table duty drop constraint duty_kind_check;
alter table duty add constraint duty_kind_check check (kind = 'urgent_decision' or kind = 'prosecutor_copy'
    or kind = 'coerce' or kind = 'lift' or kind = 'refund' or kind = 'review'
    or kind = 'debtor_notice' or kind = 'accept_complaint' or kind = 'decide_complaint'
    or kind = 'decide_claim' or kind = 'decide_flag');
alter table duty add column objection_id uuid;
-- Here they agree again.
