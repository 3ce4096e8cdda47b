-- Queries under a name. folded: the name as search compares it, unique among what one actor keeps. phrases: 1 = words are read as ordinary language. shared: 1 = everybody in the library sees it.
-- watch: 0 = not watched, 1 = what it finds is yet to be noted, 2 = watched, 3 = watched, but could not be asked of late: the next time all that it finds is looked at.
-- position: up to where in the change log it was asked.
create table saved_search (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    owner_key integer not null references actor (key),
    name text not null,
    folded text not null,
    query text not null,
    sort text,
    phrases integer not null,
    shared integer not null,
    watch integer not null default 0,
    position integer not null default 0,
    revision integer not null,
    created_at integer not null,
    changed_by integer not null references actor (key),
    changed_at integer not null,
    deleted_at integer
);
create unique index saved_search_name on saved_search (owner_key, library_key, folded) where deleted_at is null;
create index saved_search_folded on saved_search (library_key, folded, key) where deleted_at is null;
create index saved_search_watched on saved_search (key) where watch > 0;
create index saved_search_deleted on saved_search (deleted_at) where deleted_at is not null;

-- What a watched search found once, so that it is new only once. fresh: 1 = new since its owner looked.
create table search_known (
    search_key integer not null references saved_search (key),
    asset_key integer not null references asset (key),
    fresh integer not null,
    primary key (search_key, asset_key)
) without rowid;
create index search_known_asset on search_known (asset_key);
create index search_known_fresh on search_known (search_key, asset_key) where fresh = 1;

-- What people sent from the search box, each query once; the newest has the highest key.
create table recent_search (
    key integer primary key,
    library_key integer not null references library (key),
    actor_key integer not null references actor (key),
    query text not null,
    at integer not null
);
create unique index recent_search_query on recent_search (actor_key, library_key, query);

-- Of a smart collection: the query that finds its assets, and their order. Null = filled by hand.
alter table collection add column query text;
alter table collection add column sort text;
