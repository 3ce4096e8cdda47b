-- Jobs that change many assets write in pieces that nobody sees until the last one: as long as a batch stands here, what it said does not count and what it ended
-- still does. start_seq: the ledger's position when it began; what people said later wins over it.
create table pending_batch (
    batch_key bigint primary key references batch (key),
    start_seq bigint not null
);

-- Assets that somebody else changed after the pending batch did: what it will show of them is worked out again before it is shown.
create table pending_asset (
    batch_key bigint not null,
    asset_key bigint not null,
    primary key (batch_key, asset_key)
);

-- The date taken that assets get when the batch is shown.
create table pending_taken (
    batch_key bigint not null,
    asset_key bigint not null,
    taken_at text,
    primary key (batch_key, asset_key)
);
create index pending_taken_asset on pending_taken (asset_key);

-- Values of unique fields that assets get with a batch, until they are among the shown ones: nobody else may take them.
create table pending_value (
    batch_key bigint not null,
    attribute_key bigint not null,
    word text not null,
    asset_key bigint not null,
    primary key (attribute_key, word, asset_key)
);
create index pending_value_asset on pending_value (asset_key);

-- From when on what a batch said in pieces was shown.
alter table batch add column shown_seq bigint;
alter table batch add column shown_at bigint;

-- The batch that changed it last.
alter table asset add column edited_batch bigint;

-- The set of a job that goes through it by itself: keys of assets, 8 bytes little-endian each, in order.
create table job_set (
    job_key bigint primary key references job (key),
    assets bytea not null
);

-- coming: shown once this batch is; going: no longer shown once this batch is; 0 = neither.
create table tag_row (
    asset_key bigint not null references asset (key),
    concept_key bigint not null references concept (key),
    claim_key bigint not null,
    state bigint not null,
    source_type bigint not null,
    confidence bigint not null,
    coming bigint not null default 0,
    going bigint not null default 0,
    primary key (asset_key, concept_key, coming)
);
insert into tag_row (asset_key, concept_key, claim_key, state, source_type, confidence)
select asset_key, concept_key, claim_key, state, source_type, confidence from shown_tag order by asset_key, concept_key;
drop table shown_tag;
create index tag_row_concept on tag_row (concept_key, state, asset_key, going);
create view shown_tag as
select asset_key, concept_key, claim_key, state, source_type, confidence from tag_row
where (coming = 0 or coming not in (select batch_key from pending_batch)) and (going = 0 or going in (select batch_key from pending_batch));

create table term_row (
    term text not null,
    field bigint not null,
    asset_key bigint not null references asset (key),
    coming bigint not null default 0,
    going bigint not null default 0,
    primary key (term, field, asset_key)
);
insert into term_row (term, field, asset_key) select term, field, asset_key from search_term order by term, field, asset_key;
drop table search_term;
create index term_row_asset on term_row (asset_key);
create view search_term as
select term, field, asset_key from term_row
where (coming = 0 or coming not in (select batch_key from pending_batch)) and (going = 0 or going in (select batch_key from pending_batch));

-- Most claims belong to no batch.
drop index claim_batch;
create index claim_batch on claim (batch_key) where batch_key is not null;
drop index claim_history_batch;
create index claim_history_batch on claim_history (ended_batch) where ended_batch is not null;

-- Clears and lifts without a value, which hold for all members of a set.
create index claim_valueless on claim (subject_key, attribute_key) where value_key is null;

-- Rows of a table that a job is to apply, some hundred in each: packed JSON. number: of the first row in it, from 0.
create table table_part (
    upload text not null,
    number bigint not null,
    payload bytea not null,
    created_at bigint not null,
    primary key (upload, number)
);
