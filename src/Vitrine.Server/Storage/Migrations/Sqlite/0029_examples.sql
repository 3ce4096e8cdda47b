-- Pictures that somebody searched with, kept for a day. preview: JPEG; hashes as in fingerprint, none where the picture was not looked at so; space, scale and codes as in feature_vector.
create table search_example (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    actor_key integer not null references actor (key),
    name text not null,
    address text,
    sha256 blob not null,
    preview blob not null,
    hashes blob,
    space text not null,
    scale real not null,
    codes blob not null,
    created_at integer not null
);
create index search_example_actor on search_example (library_key, actor_key, key);
create index search_example_address on search_example (library_key, address) where address is not null;
