-- What the rules of grouping look up of a version's own metadata. motion_tail: so many bytes before the file's end it says that a video begins; 0 = it only says that there is one.
create table version_mark (
    version_key integer primary key references version (key),
    camera text,
    content_id text,
    burst_id text,
    burst_cover integer not null,
    document_id text,
    derived_from text,
    motion_tail integer
);
create index version_mark_content on version_mark (content_id) where content_id is not null;
create index version_mark_burst on version_mark (burst_id) where burst_id is not null;
create index version_mark_document on version_mark (document_id) where document_id is not null;
create index version_mark_derived on version_mark (derived_from) where derived_from is not null;

-- Neighbours in time within a folder.
create index asset_folder_taken on asset (folder_key, taken_at, key) where trashed_at is null;

-- Assets shown as one. kind: 1 live, 2 motion, 3 raw-jpeg, 4 edit, 5 burst. rule: what made it; null = a person. cover_chosen: by a person.
-- What ended keeps its members as JSON, so that it can be brought back.
create table asset_group (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    kind integer not null,
    rule text,
    cover_chosen integer not null,
    batch_key integer,
    created_at integer not null,
    ended_at integer,
    ended_batch integer,
    ended_members text
);

-- The lowest position is the cover. cover_key: the asset that stands for this one in results; null where it is shown itself, or is in the trash.
create table asset_group_member (
    asset_key integer primary key references asset (key),
    group_key integer not null references asset_group (key),
    role text not null,
    position integer not null,
    cover_key integer
);
create index asset_group_member_group on asset_group_member (group_key, position);
create index asset_group_member_cover on asset_group_member (cover_key) where cover_key is not null;

-- Assets that a person parted, by the group they were in: no rule puts two of them together again.
create table asset_parted (
    asset_key integer not null,
    group_key integer not null,
    primary key (asset_key, group_key)
);
create index asset_parted_group on asset_parted (group_key);

-- act: 1 grouped, 2 ungrouped, 3 made the cover.
create table asset_group_step (
    key integer primary key,
    asset_key integer not null,
    group_key integer not null,
    kind integer not null,
    act integer not null,
    rule text,
    actor_key integer not null,
    batch_key integer,
    at integer not null
);
create index asset_group_step_asset on asset_group_step (asset_key);
