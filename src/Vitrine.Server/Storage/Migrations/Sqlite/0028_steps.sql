-- The steps of the pipeline by name, which runs need not repeat.
create table step (
    key integer primary key,
    name text not null unique
);
insert into step (name) select distinct step from run order by 1;

create table new_run (
    key integer primary key,
    library_key integer not null references library (key),
    version_key integer not null references version (key),
    step_key integer not null references step (key),
    step_version integer not null,
    model text not null default '',
    lane integer not null,
    pass integer not null,
    priority integer not null,
    state integer not null,
    attempts integer not null,
    interruptions integer not null,
    node text,
    boot text,
    token text,
    limit_at integer,
    error_code text,
    error text,
    milliseconds real,
    created_at integer not null,
    ended_at integer
);
insert into new_run (key, library_key, version_key, step_key, step_version, model, lane, pass, priority, state, attempts, interruptions, node, boot, token, limit_at, error_code, error,
    milliseconds, created_at, ended_at)
select r.key, r.library_key, r.version_key, s.key, r.step_version, r.model, r.lane, r.pass, r.priority, r.state, r.attempts, r.interruptions, r.node, r.boot, r.token, r.limit_at, r.error_code, r.error,
    r.milliseconds, r.created_at, r.ended_at
from run r join step s on s.name = r.step order by r.key;
drop table run;
alter table new_run rename to run;
create unique index run_step on run (version_key, step_key);
create index run_queue on run (lane, pass, priority, key) where state = 1;
create index run_running on run (limit_at) where state = 2;
create index run_failed on run (library_key, key) where state = 4;
create index run_waiting on run (version_key) where state = 5;
create index run_open on run (library_key, step_key, state) where state <> 3;

-- Runs with the names of their steps.
create view step_run as
select r.key, r.library_key, r.version_key, s.name as step, r.step_version, r.model, r.lane, r.pass, r.priority, r.state, r.attempts, r.interruptions, r.node, r.boot, r.token, r.limit_at, r.error_code,
    r.error, r.milliseconds, r.created_at, r.ended_at
from run r join step s on s.key = r.step_key;
