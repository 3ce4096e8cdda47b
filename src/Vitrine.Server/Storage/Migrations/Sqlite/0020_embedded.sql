-- What search keeps of the embedded tags, by dictionary. The tags that files of a library have: group and name as exiftool calls them, without the numbers of
-- members of lists; folded: letters and digits only, in lower case.
create table embedded_tag (
    key integer primary key,
    library_key integer not null references library (key),
    group_name text not null,
    name text not null,
    group_folded text not null,
    name_folded text not null,
    unique (library_key, group_name, name)
);
create index embedded_tag_folded on embedded_tag (library_key, name_folded);

-- Their values, each once. word: the raw value, folded and cut; shown: the printed one where it differs, else empty; number: where either is one.
create table embedded_value (
    key integer primary key,
    tag_key integer not null references embedded_tag (key),
    word text not null,
    shown text not null,
    number real,
    unique (tag_key, word, shown)
);
create index embedded_value_shown on embedded_value (tag_key, shown) where shown <> '';
create index embedded_value_number on embedded_value (tag_key, number) where number is not null;

-- Which versions have them. What a version has is found by embedded_tags.listed: an index the other way round would be as large as all of this.
create table embedded_row (
    value_key integer not null,
    version_key integer not null,
    primary key (value_key, version_key)
) without rowid;

-- Keys of the values that the step's reading put into embedded_row, packed; null: not looked at yet.
alter table embedded_tags add column listed blob;
create index embedded_tags_unlisted on embedded_tags (version_key) where listed is null;
