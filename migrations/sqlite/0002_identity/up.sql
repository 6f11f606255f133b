-- Sessions of people and keys of systems.

create table session (
  -- SHA-256 of the cookie; the cookie itself is nowhere.
  id blob primary key,
  person_id blob not null references person (id),
  seat_id blob not null references seat (id),
  auth_epoch integer not null,
  csrf blob not null,
  created_at integer not null,
  seen_at integer not null,
  expires_at integer not null,
  ended_at integer
) strict, without rowid;
create index session_person on session (person_id) where ended_at is null;

-- A system that acts for an institution (OAuth 2 client).
create table client (
  id blob primary key,
  institution_id blob not null references institution (id),
  name text not null,
  active integer not null,
  auth_epoch integer not null
) strict, without rowid;

create table client_key (
  kid text primary key,
  client_id blob not null references client (id),
  -- Ed25519 public key, 32 bytes.
  public_key blob not null,
  active integer not null,
  created_at integer not null
) strict, without rowid;
create index client_key_client on client_key (client_id);

-- Assertions are good for one use (RFC 7523).
create table used_assertion (
  client_id blob not null,
  jti text not null,
  expires_at integer not null,
  primary key (client_id, jti)
) strict, without rowid;
create index used_assertion_expiry on used_assertion (expires_at);
