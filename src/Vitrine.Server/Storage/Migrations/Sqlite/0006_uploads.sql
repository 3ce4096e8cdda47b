-- Files on their way in, piece by piece. The bytes lie in the data folder of their node, and so far as they go is the offset; no column repeats it.
-- wanted: the SHA-256 that the sender named. sha256, essence: what was read once all bytes were there; from then on they may lie in the blob store.
-- same_name: 0 version, 1 rename, 2 fail. asset_id: set in the transaction that takes the file in. problem: why it was refused for good.
create table upload (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    actor_key integer not null references actor (key),
    node text not null,
    name text not null,
    folder text not null,
    tags text not null,
    same_name integer not null,
    bytes integer not null,
    wanted blob,
    sha256 blob,
    essence blob,
    asset_id text,
    problem text,
    created_at integer not null,
    touched_at integer not null
);
create index upload_actor on upload (actor_key, key);
create index upload_touched on upload (touched_at);
