-- Files that came in. Their bytes lie encrypted in a folder, by whose they are and
-- by their hash; how they were named is not kept.
create table file (
  id uuid primary key,
  -- Whose: the agency or the institution that sent it.
  seat_id uuid not null,
  sha256 bytea not null check (length(sha256) = 32),
  media text not null,
  size bigint not null check (size > 0),
  -- The kind of signature envelope seen in it. Nobody verified it.
  signature text,
  uploaded_by uuid not null,
  -- Last time it was sent.
  uploaded_at timestamptz not null,
  -- Something names it for good: no sweep takes it.
  attached boolean not null
);
create unique index file_seat on file (seat_id, sha256);
create index file_orphan on file (uploaded_at, id) where not attached;

-- JSON: the papers of an instrument, and those that went out with a demand; files
-- and hashes, no names.
alter table instrument add column papers text;
alter table demand add column papers text;
