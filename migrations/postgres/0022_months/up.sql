-- What was taken of a month of an income above what may be taken of it.
alter table transfer add column beyond bigint not null default 0 check (beyond >= 0);
