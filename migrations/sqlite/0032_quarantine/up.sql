-- Rows of another system that could not be taken in, kept until a good one comes under
-- the same external id or a person dismisses them. The id is a digest of agency, system
-- and external id (I-3). What the rows say is sealed, with a person's reason.
create table held_row (
  id blob primary key,
  version integer not null check (version > 0),
  agency_id blob not null,
  source text not null,
  external text,
  payment text,
  state text not null check (state = 'open' or state = 'resolved' or state = 'dismissed'),
  attempts integer not null check (attempts > 0),
  received_at integer not null,
  -- SHA-256 of the file.
  file blob check (file is null or length(file) = 32),
  -- JSON: file, line, column and code; never what stands there (I-32).
  errors text not null,
  ended_at integer,
  ended_by blob,
  key_id integer not null,
  sealed blob not null,
  check ((state = 'open') = (ended_at is null)),
  check (ended_by is null or ended_at is not null),
  check (payment is null or external is not null)
) strict, without rowid;
-- What an office has to put right, the latest first.
create index held_row_list on held_row (agency_id, state, received_at, id);

-- Cases that an agency's files of a system named, page by page.
create index case_link_export on case_link (agency_id, source, case_id);
