-- Kiểm sát thi hành án: acts of procuracies, what is owed of them, and which procuracy
-- supervises which agency.

-- Here the engines differ: a check cannot be changed on SQLite.
pragma writable_schema = on;
update sqlite_schema set sql = replace(sql, 'or kind = ''review''',
    'or kind = ''review'' or kind = ''provide_papers'' or kind = ''answer_recommendation''
    or kind = ''answer_protest'' or kind = ''carry_out_protest''')
  where type = 'table' and name = 'duty';
pragma writable_schema = reset;
-- Here they agree again.

-- What a procuracy asked of an office in a case: a part of the money of the case, since
-- a protest bars what may be taken. What was written is sealed.
create table prosecutor_act (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id blob not null,
  -- Over whose area the procuracy supervises.
  area_id blob not null,
  kind text not null check (kind = 'paper_request' or kind = 'recommendation'
    or kind = 'protest'),
  level text not null check (level = 'same' or level = 'superior' or level = 'supreme'),
  state text not null check (state = 'received' or state = 'accepted' or state = 'answered'
    or state = 'carried_out' or state = 'withdrawn'),
  received_at integer not null,
  answered_at integer,
  ended_at integer,
  key_id integer not null,
  sealed blob not null,
  -- Only a protest is carried out.
  check (kind = 'protest' or (state <> 'accepted' and state <> 'carried_out')),
  check ((state = 'received' and answered_at is null) or state = 'withdrawn'
    or answered_at is not null),
  check ((state = 'carried_out' or state = 'withdrawn') = (ended_at is not null))
) strict, without rowid;
create unique index prosecutor_act_case on prosecutor_act (case_id, place);
-- What procuracies asked of an agency, the latest first.
create index prosecutor_act_agency on prosecutor_act (agency_id, id);

-- What is owed of an act.
alter table duty add column act_id blob;
create index duty_act on duty (act_id) where act_id is not null;
-- What an agency left undone past its limit, the latest first.
create index duty_late on duty (agency_id, late_since, id) where late_since is not null;
create index duty_late_all on duty (late_since, id) where late_since is not null;

-- The procuracy that supervises an agency's area.
alter table agency add column procuracy_vi text;
alter table agency add column procuracy_en text
  check ((procuracy_en is null) = (procuracy_vi is null));
