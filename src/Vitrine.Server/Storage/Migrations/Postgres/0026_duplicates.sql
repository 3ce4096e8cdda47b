-- What pictures are recognised by: sixteen hashes of 8 bytes, highest byte first, the perceptual ones in all orientations before the difference hashes.
create table fingerprint (
    essence_key bigint primary key references essence (key),
    version bigint not null,
    hashes bytea not null
);

-- Features of pictures as networks see them. space: the model, whose vectors alone can be compared; codes: one signed byte a component, component = code * scale.
create table feature_vector (
    essence_key bigint not null references essence (key),
    space text collate "C" not null,
    scale double precision not null,
    codes bytea not null,
    primary key (essence_key, space)
);

-- Two assets that a person says are no duplicates, the lower key first.
create table not_duplicate (
    low_key bigint not null,
    high_key bigint not null,
    actor_key bigint not null references actor (key),
    at bigint not null,
    primary key (low_key, high_key)
);
create index not_duplicate_high on not_duplicate (high_key);
