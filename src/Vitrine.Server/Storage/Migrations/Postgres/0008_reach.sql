-- Keys are credentials of kind 4: each with a name, scopes (bits of Vitrine.Server.Access.Scopes) and an actor of its own.
-- id: what sessions and keys are called by; the other kinds have none. agent, address: from where a session came last.
alter table credential add column id text;
alter table credential add column name text;
alter table credential add column scopes bigint;
alter table credential add column agent text;
alter table credential add column address text;
alter table credential add column last_used_at bigint;
alter table credential add column made_by bigint references actor (key);
update credential set id = substr(encode(hash, 'hex'), 1, 24) where kind = 2;
create unique index credential_id on credential (id);

-- Of people who sign in with a password. hash: as Vitrine.Server.Access.PasswordHash writes it.
create table password (
    actor_key bigint primary key references actor (key),
    hash text not null,
    changed_at bigint not null
);
