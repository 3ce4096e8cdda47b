-- Named, ordered sets of assets across folders. name_key: the NFC form, unique among what is not deleted; folded: as search compares it.
-- A deleted one keeps its assets, so that it can be brought back.
create table collection (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    name text not null,
    name_key text not null,
    folded text not null,
    description text not null,
    revision integer not null,
    created_by integer not null references actor (key),
    created_at integer not null,
    changed_by integer not null references actor (key),
    changed_at integer not null,
    deleted_at integer
);
create unique index collection_name on collection (library_key, name_key) where deleted_at is null;
create index collection_folded on collection (library_key, folded, key) where deleted_at is null;
create index collection_deleted on collection (deleted_at) where deleted_at is not null;

-- An asset in a collection. Positions leave gaps, so that an asset can be put between two others. batch_key: of the job that added it.
create table collection_asset (
    collection_key integer not null references collection (key),
    asset_key integer not null references asset (key),
    position integer not null,
    batch_key integer,
    primary key (collection_key, asset_key)
);
create index collection_asset_place on collection_asset (collection_key, position, asset_key);
create index collection_asset_of on collection_asset (asset_key);

-- What a job took out of a collection, where it stood, and which job had added it, so that both can be taken back.
create table collection_left (
    batch_key integer not null references batch (key),
    collection_key integer not null references collection (key),
    asset_key integer not null references asset (key),
    position integer not null,
    added_batch integer,
    primary key (batch_key, collection_key, asset_key)
);
create index collection_left_of on collection_left (asset_key);
create index collection_left_collection on collection_left (collection_key);

-- The ids of the collections that an upload joins, as JSON.
alter table upload add column collections text not null default '[]';
