-- What people say of a concept. colour: 0xRRGGBB. labelled_at: when a person last changed a preferred label (or merged it away): literals of
-- keywords read before no longer hold. deleted_at: claims keep their key. flags: 1 never by AI, 2 always review, 16 stays out of files.
alter table concept add column revision integer not null default 1;
alter table concept add column colour integer;
alter table concept add column edited_at integer;
alter table concept add column edited_by integer references actor (key);
alter table concept add column labelled_at integer;
alter table concept add column deleted_at integer;
create index concept_merged on concept (merged_into) where merged_into is not null;
create index concept_broader_of on concept_broader (broader_key);

create table concept_text (
    concept_key integer not null references concept (key),
    language text not null,
    description text not null,
    primary key (concept_key, language)
);

-- The same thing elsewhere. scheme: wikidata, aat, tgn.
create table concept_external (
    concept_key integer not null references concept (key),
    scheme text not null,
    external_id text not null,
    primary key (concept_key, scheme, external_id)
);
create index concept_external_id on concept_external (scheme, external_id);

-- was, became: the parts that changed, as JSON.
create table concept_history (
    key integer primary key,
    concept_key integer not null references concept (key),
    library_key integer not null references library (key),
    at integer not null,
    actor_key integer not null references actor (key),
    act text not null,
    was text,
    became text
);
create index concept_history_concept on concept_history (concept_key, key);

-- Merges, and what each changed, so that it can be taken back. from_seq, until_seq: the ledger positions from and until which it holds.
create table concept_merge (
    key integer primary key,
    concept_key integer not null references concept (key),
    into_key integer not null references concept (key),
    batch_key integer not null references batch (key),
    at integer not null,
    until_at integer,
    from_seq integer not null,
    until_seq integer,
    record text not null
);
create index concept_merge_concept on concept_merge (concept_key);
create index concept_merge_batch on concept_merge (batch_key);

-- Words that become a tag only where a person says so.
create table denied_word (
    library_key integer not null references library (key),
    folded text not null,
    word text not null,
    actor_key integer not null references actor (key),
    at integer not null,
    primary key (library_key, folded)
);

-- Files that jobs take concepts from; gzip.
create table vocabulary_file (
    key integer primary key,
    content blob not null,
    created_at integer not null
);
