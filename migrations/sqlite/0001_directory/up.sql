-- Who exists. Rows of these tables are never deleted, only set inactive, so
-- tables of the daily work name them without a foreign key: a foreign key
-- would lock one hot row for every demand (docs/adr/0004).

create table agency (
  id blob primary key,
  code text not null unique,
  parent_id blob references agency (id),
  level text not null check (level = 'ministry' or level = 'province' or level = 'region'),
  province_code text,
  name_vi text not null,
  name_en text not null,
  invented integer not null,
  active integer not null,
  check ((level = 'ministry') = (parent_id is null))
) strict, without rowid;

create table institution (
  id blob primary key,
  code text not null unique,
  kind text not null,
  short_name text not null,
  name_vi text not null,
  name_en text not null,
  swift_bic text,
  napas_bin text,
  joined integer not null,
  single_signatory integer not null,
  active integer not null
) strict, without rowid;

create table branch (
  id blob primary key,
  institution_id blob not null references institution (id),
  code text not null,
  name_vi text not null,
  name_en text not null,
  province_code text,
  invented integer not null,
  active integer not null,
  unique (institution_id, code)
) strict, without rowid;

create table person (
  id blob primary key,
  username text not null unique,
  full_name text not null,
  email text not null,
  language text not null check (language in ('vi', 'en')),
  active integer not null,
  -- Argon2id in PHC form; null until the person has set one.
  password_hash text,
  -- Bumped to end every session and token at once (I-30).
  auth_epoch integer not null
) strict, without rowid;

-- A role held in one place.
create table seat (
  id blob primary key,
  person_id blob not null references person (id),
  role text not null,
  agency_id blob references agency (id),
  institution_id blob references institution (id),
  active integer not null,
  check (agency_id is null or institution_id is null)
) strict, without rowid;
create index seat_person on seat (person_id);
create index seat_agency on seat (agency_id, role) where agency_id is not null;
create index seat_institution on seat (institution_id, role) where institution_id is not null;

-- One row: bumped by every change of reference data, so that every node
-- notices within a second.
create table reference_version (
  id integer primary key check (id = 1),
  version integer not null
) strict, without rowid;
insert into reference_version (id, version) values (1, 1);

-- Law and calendars in force, as imported: immutable, numbered, hashed.
create table law_version (
  number integer primary key,
  hash blob not null unique,
  body text not null,
  activated_at integer not null
) strict, without rowid;

create table calendar_version (
  number integer primary key,
  hash blob not null unique,
  body text not null,
  activated_at integer not null
) strict, without rowid;
