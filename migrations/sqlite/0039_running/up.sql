-- Running it for a country: from which day an institution's channel is here and an
-- agency works here, entered beforehand. A day that has come needs no act.
alter table institution add column joins_on text check (joins_on is null or joined);
alter table agency add column begins_on text;

-- An outage of this service is confirmed by a second person before it excuses a clock.
-- Those from before were recorded by one, and count as they did.
alter table outage add column version integer not null default 1;
alter table outage add column evidence text;
alter table outage add column recorded_by blob;
alter table outage add column confirmed_at integer;
alter table outage add column confirmed_by blob;
update outage set confirmed_at = (select e.at from event e where e.root_kind = 'outage'
  and e.root_id = outage.id and e.version = 1 and e.kind = 'change');

-- What whoever runs the service announces, in both languages: plain text.
create table announcement (
  id blob primary key,
  version integer not null,
  kind text not null check (kind = 'info' or kind = 'maintenance' or kind = 'disruption'),
  audience text not null check (audience = 'everyone' or audience = 'asking'
    or audience = 'answering' or audience = 'agency' or audience = 'institution'),
  place_id blob,
  from_at integer not null,
  to_at integer not null check (to_at > from_at),
  text_vi text not null,
  text_en text not null,
  hurry text,
  made_at integer not null,
  made_by blob,
  ended_at integer,
  ended_by blob,
  end_reason text,
  check ((audience = 'agency' or audience = 'institution') = (place_id is not null)),
  check ((ended_at is null) = (end_reason is null))
) strict, without rowid;
-- What is not over yet.
create index announcement_to on announcement (to_at, id);
