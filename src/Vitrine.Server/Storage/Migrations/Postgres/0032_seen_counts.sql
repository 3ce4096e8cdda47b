-- How many of a thing detectors see at once in a version's picture, from two on; a broader concept counts all narrower ones.
create table seen_count (
    version_key bigint not null references version (key),
    concept_key bigint not null references concept (key),
    count bigint not null,
    primary key (version_key, concept_key)
);
