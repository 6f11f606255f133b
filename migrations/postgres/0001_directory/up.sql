-- Who exists. Rows of these tables are never deleted, only set inactive, so
-- tables of the daily work name them without a foreign key: a foreign key
-- would lock one hot row for every demand (docs/adr/0004).

create table agency (
  id uuid primary key,
  code text not null unique,
  parent_id uuid references agency (id),
  level text not null check (level = 'ministry' or level = 'province' or level = 'region'),
  province_code text,
  name_vi text not null,
  name_en text not null,
  invented boolean not null,
  active boolean not null,
  check ((level = 'ministry') = (parent_id is null))
);

create table institution (
  id uuid primary key,
  code text not null unique,
  kind text not null,
  short_name text not null,
  name_vi text not null,
  name_en text not null,
  swift_bic text,
  napas_bin text,
  joined boolean not null,
  single_signatory boolean not null,
  active boolean not null
);

create table branch (
  id uuid primary key,
  institution_id uuid not null references institution (id),
  code text not null,
  name_vi text not null,
  name_en text not null,
  province_code text,
  invented boolean not null,
  active boolean not null,
  unique (institution_id, code)
);

create table person (
  id uuid primary key,
  username text not null unique,
  full_name text not null,
  email text not null,
  language text not null check (language in ('vi', 'en')),
  active boolean not null,
  -- Argon2id in PHC form; null until the person has set one.
  password_hash text,
  -- Bumped to end every session and token at once (I-30).
  auth_epoch integer not null
);

-- A role held in one place.
create table seat (
  id uuid primary key,
  person_id uuid not null references person (id),
  role text not null,
  agency_id uuid references agency (id),
  institution_id uuid references institution (id),
  active boolean not null,
  check (agency_id is null or institution_id is null)
);
create index seat_person on seat (person_id);
create index seat_agency on seat (agency_id, role) where agency_id is not null;
create index seat_institution on seat (institution_id, role) where institution_id is not null;

-- One row: bumped by every change of reference data, so that every node
-- notices within a second.
create table reference_version (
  id integer primary key check (id = 1),
  version bigint not null
);
insert into reference_version (id, version) values (1, 1);

-- Law and calendars in force, as imported: immutable, numbered, hashed.
create table law_version (
  number integer primary key,
  hash bytea not null unique,
  body text not null,
  activated_at timestamptz not null
);

create table calendar_version (
  number integer primary key,
  hash bytea not null unique,
  body text not null,
  activated_at timestamptz not null
);
