-- People and systems administered here, not only imported.

-- Counts the changes recorded under the person; 0: only ever imported.
alter table person add column version integer not null default 0;
-- Counts the changes recorded under the client.
alter table client add column version integer not null default 0;

-- Counts the changes of people recorded under themselves, by which other
-- nodes notice who works where; imports count in `version`.
alter table reference_version add column people bigint not null default 0;

-- A code by which a person sets a password: shown once, used once.
create table setup_code (
  person_id uuid primary key references person (id),
  -- SHA-256 of the code; the code itself is nowhere.
  hash bytea not null,
  expires_at timestamptz not null
);
