-- A set of assets that somebody may fetch as one ZIP file until it expires. request: how, as JSON; assets: their keys, 8 bytes little-endian each, in order.
create table download (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    actor_key integer not null references actor (key),
    name text not null,
    request text not null,
    assets blob not null,
    created_at integer not null,
    expires_at integer not null
);
create index download_expires on download (expires_at);
