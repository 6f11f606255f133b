-- Nhượng bộ của người được thi hành án: what a creditor concedes in a case. A part of the
-- money of the case: what is accepted is posted with it. What was written is sealed.
create table concession (
  id blob primary key,
  case_id blob not null references money (case_id),
  place integer not null check (place >= 0),
  agency_id blob not null,
  -- The party that is the creditor.
  creditor_id blob not null,
  kind text not null check (kind = 'waive_interest' or kind = 'waive_principal'
    or kind = 'asset_refused' or kind = 'asset_accepted'),
  state text not null check (state = 'recorded' or state = 'accepted' or state = 'declined'
    or state = 'withdrawn'),
  -- Đồng; none where an asset is refused.
  amount integer check (amount > 0),
  recorded_at integer not null,
  ended_at integer,
  key_id integer not null,
  sealed blob not null,
  check ((kind = 'asset_refused') = (amount is null)),
  check ((state = 'recorded') = (ended_at is null))
) strict, without rowid;
create unique index concession_case on concession (case_id, place);

-- The concession that it is of: no money came.
alter table posting add column concession_id blob;
