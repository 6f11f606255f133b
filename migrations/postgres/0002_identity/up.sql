-- Sessions of people and keys of systems.

create table session (
  -- SHA-256 of the cookie; the cookie itself is nowhere.
  id bytea primary key,
  person_id uuid not null references person (id),
  seat_id uuid not null references seat (id),
  auth_epoch integer not null,
  csrf bytea not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index session_person on session (person_id) where ended_at is null;

-- A system that acts for an institution (OAuth 2 client).
create table client (
  id uuid primary key,
  institution_id uuid not null references institution (id),
  name text not null,
  active boolean not null,
  auth_epoch integer not null
);

create table client_key (
  kid text primary key,
  client_id uuid not null references client (id),
  -- Ed25519 public key, 32 bytes.
  public_key bytea not null,
  active boolean not null,
  created_at timestamptz not null
);
create index client_key_client on client_key (client_id);

-- Assertions are good for one use (RFC 7523).
create table used_assertion (
  client_id uuid not null,
  jti text not null,
  expires_at timestamptz not null,
  primary key (client_id, jti)
);
create index used_assertion_expiry on used_assertion (expires_at);
