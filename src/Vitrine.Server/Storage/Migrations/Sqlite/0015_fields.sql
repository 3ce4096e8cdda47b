-- Structured metadata fields. definition and options: JSON as Vitrine.Core.Schema.FieldForm writes it. name_key: in lower case; a deleted field keeps
-- its name, and its values.
create table field (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    name text not null,
    name_key text not null,
    definition text not null,
    options text not null,
    revision integer not null,
    created_at integer not null,
    changed_at integer not null,
    deleted_at integer
);
create unique index field_name on field (library_key, name_key);

-- The field set of a folder and of what lies below it; definition: {"only", "fields": [{"field": id, "required", "readOnly", "default"}]}.
create table folder_fields (
    folder_key integer primary key references folder (key),
    library_key integer not null references library (key),
    definition text not null,
    revision integer not null,
    changed_at integer not null
);
create index folder_fields_library on folder_fields (library_key);

-- How values stand in names of files and folders.
create table field_pattern (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    name text not null,
    pattern text not null,
    folder_id text,
    position integer not null,
    revision integer not null,
    created_at integer not null
);
create index field_pattern_library on field_pattern (library_key);

-- A table in which the value of one field gives those of others. definition: {"keyField", "keyColumn", "header", "columns"}.
-- Rows are written under a new generation, which counts once all of them are there.
create table field_lookup (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    name text not null,
    definition text not null,
    generation integer not null,
    row_count integer not null,
    revision integer not null,
    created_at integer not null
);
create index field_lookup_library on field_lookup (library_key);

create table field_lookup_row (
    lookup_key integer not null references field_lookup (key),
    generation integer not null,
    word text not null,
    cells text not null,
    primary key (lookup_key, generation, word)
);

-- The shown values of fields, derived from claims by one function: what search, uniqueness and completeness read, one row a value.
-- word: folded and cut text, option, or a date as its known part; number: of numbers, durations and options that are numbers. claim_key: who says it.
create table shown_value (
    asset_key integer not null references asset (key),
    attribute_key integer not null references attribute (key),
    word text not null,
    number real,
    claim_key integer not null,
    state integer not null,
    source_type integer not null,
    confidence integer not null,
    primary key (asset_key, attribute_key, word)
);
create index shown_value_word on shown_value (attribute_key, word, asset_key);
create index shown_value_number on shown_value (attribute_key, number, asset_key) where number is not null;

-- What is set on an upload beside its tags, as JSON.
alter table upload add column fields text;
