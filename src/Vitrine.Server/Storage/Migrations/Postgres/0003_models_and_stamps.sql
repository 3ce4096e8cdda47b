-- The model that did a run: a better one of the same analyzer is due again.
alter table run add column model text not null default '';
update run set model = coalesce((
    select f.model from finding f join version v on v.essence_key = f.essence_key
    where v.key = run.version_key and 'analyze:' || f.analyzer = run.step), '');

-- The job that moved it into the trash, for its undoing; null where a person did.
alter table asset add column trashed_batch bigint;

-- What this database was last brought up to date with, by name: the hash of the shipped vocabulary and calibration.
create table stamp (
    name text primary key,
    value text not null
);
