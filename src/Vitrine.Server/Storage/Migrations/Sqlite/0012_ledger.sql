-- An entry that was withdrawn and came back keeps its place in the ledger; since_seq, since_at and since_by say from when on it counts again. Its rest is a row
-- of the history, so that each past state can be shown: an entry may have several rows there.
alter table claim add column since_seq integer;
alter table claim add column since_at integer;
alter table claim add column since_by integer;

create table claim_rest (
    row integer primary key,
    key integer not null,
    library_key integer not null,
    subject_kind integer not null,
    subject_key integer not null,
    version_key integer,
    attribute_key integer not null,
    language text not null,
    concept_key integer,
    text_value text,
    number_value real,
    value_key text,
    act integer not null,
    state integer not null,
    source_key integer not null,
    outside integer not null,
    confidence integer not null,
    actor_key integer not null,
    batch_key integer,
    at integer not null,
    since_seq integer,
    since_at integer,
    since_by integer,
    ended_seq integer not null,
    ended_by integer not null,
    ended_batch integer,
    ended_at integer not null,
    restored integer not null default 0
);
insert into claim_rest (key, library_key, subject_kind, subject_key, version_key, attribute_key, language, concept_key, text_value, number_value, value_key,
    act, state, source_key, outside, confidence, actor_key, batch_key, at, ended_seq, ended_by, ended_batch, ended_at)
select key, library_key, subject_kind, subject_key, version_key, attribute_key, language, concept_key, text_value, number_value, value_key,
    act, state, source_key, outside, confidence, actor_key, batch_key, at, ended_seq, ended_by, ended_batch, ended_at
from claim_history order by key;
drop table claim_history;
alter table claim_rest rename to claim_history;
create index claim_history_subject on claim_history (subject_kind, subject_key);
create index claim_history_batch on claim_history (ended_batch);
create index claim_history_position on claim_history (key);

-- People who can be in a picture or in a recording.
create table person (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    name text not null,
    folded text not null,
    merged_into integer references person (key),
    created_at integer not null
);
create index person_folded on person (library_key, folded);
