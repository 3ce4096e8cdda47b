-- Times are milliseconds since 1970 UTC and come from the program's clock. Numbers of states and kinds stand in the enums of Vitrine.Core.

create table schema_version (
    number integer primary key,
    name text not null,
    applied_at integer not null
);

create table library (
    key integer primary key,
    id text not null unique,
    name text not null,
    settings text not null,
    created_at integer not null
);

-- kind: 1 person, 2 key, 3 share link, 4 system. Every write names one.
create table actor (
    key integer primary key,
    id text not null unique,
    kind integer not null,
    name text not null,
    role integer not null,
    created_at integer not null,
    disabled_at integer
);

-- kind: 1 login link (once), 2 session, 3 bearer token. Only the SHA-256 of the secret is kept.
create table credential (
    key integer primary key,
    actor_key integer not null references actor (key),
    kind integer not null,
    hash blob not null unique,
    created_at integer not null,
    expires_at integer,
    used_at integer
);
create index credential_actor on credential (actor_key, kind);

-- The root of a library has no parent and the name ''. A trashed folder frees its name.
-- root_key, path: the folder on disk that this one mirrors ('' = the linked folder itself); it keeps mirroring it when it is renamed here.
create table folder (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    parent_key integer references folder (key),
    name text not null,
    name_key text not null,
    root_key integer,
    path text,
    revision integer not null,
    created_at integer not null,
    trashed_at integer
);
create index folder_mirror on folder (root_key, path) where root_key is not null;
create unique index folder_name on folder (library_key, coalesce(parent_key, 0), name_key) where trashed_at is null;

-- state: 1 live, 2 condemned (nothing refers to it; its bytes go some days later after another look).
create table blob (
    key integer primary key,
    sha256 blob not null unique,
    bytes integer not null,
    state integer not null,
    created_at integer not null,
    condemned_at integer
);
create index blob_condemned on blob (condemned_at) where state = 2;

-- The encoded picture or sound without its metadata. Findings and renditions hang here.
create table essence (
    key integer primary key,
    sha256 blob not null unique,
    created_at integer not null
);

-- A folder whose files are taken in. mode: 1 linked, 2 managed (linked, and may be written), 3 copied (links only remember what was copied).
-- state: 1 online, 2 offline.
create table root (
    key integer primary key,
    library_key integer not null references library (key),
    folder_key integer not null references folder (key),
    path text not null,
    mode integer not null,
    state integer not null,
    created_at integer not null
);
create unique index root_path on root (library_key, path, mode);

create table asset (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    folder_key integer not null references folder (key),
    name text not null,
    name_key text not null,
    kind integer not null,
    version_key integer,
    taken_at text,
    revision integer not null,
    created_at integer not null,
    trashed_at integer
);
create unique index asset_name on asset (folder_key, name_key) where trashed_at is null;
create index asset_created on asset (library_key, created_at, key) where trashed_at is null;
create index asset_taken on asset (library_key, taken_at, key) where trashed_at is null;
create index asset_kind on asset (library_key, kind, key) where trashed_at is null;
create index asset_version on asset (version_key);

-- One set of bytes of an asset. facts: inherited metadata; embedded: the normalised set; both JSON, null until read.
-- read_sha256: the bytes whose metadata became claims last; other bytes with the same picture were changed by somebody outside.
create table version (
    key integer primary key,
    id text not null unique,
    asset_key integer not null references asset (key),
    number integer not null,
    sha256 blob not null,
    essence_key integer not null references essence (key),
    blob_key integer references blob (key),
    bytes integer not null,
    format text not null,
    mime text not null,
    width integer,
    height integer,
    duration_ms integer,
    tone text,
    facts text,
    embedded text,
    read_sha256 blob,
    actor_key integer not null references actor (key),
    created_at integer not null
);
create index version_asset on version (asset_key, number);
create index version_sha256 on version (sha256);
create index version_essence on version (essence_key);
create index version_blob on version (blob_key);

-- Every embedded tag as read, packed (gzip of JSON); source: the step that read them.
create table embedded_tags (
    version_key integer not null references version (key),
    source text not null,
    payload blob not null,
    primary key (version_key, source)
);

-- state: 1 present, 2 missing, 3 offline, 4 dismissed (its asset was purged, the file stays; it has no version then).
-- modified: the file's time in 100-ns ticks, as the file system says it.
create table link (
    key integer primary key,
    root_key integer not null references root (key),
    path text not null,
    version_key integer references version (key),
    bytes integer not null,
    modified integer not null,
    state integer not null,
    seen_at integer not null
);
create unique index link_path on link (root_key, path);
create index link_version on link (version_key);

create table rendition (
    essence_key integer not null references essence (key),
    recipe text not null,
    mime text not null,
    width integer not null,
    height integer not null,
    bytes integer not null,
    created_at integer not null,
    primary key (essence_key, recipe)
);

-- A step's record for one version. state: 1 queued, 2 running, 3 done, 4 failed, 5 waiting for its file.
-- Of what is queued in a lane, pass 1 goes first, then the higher priority, then the newer key. attempts: deaths and time-outs with this file alone.
create table run (
    key integer primary key,
    library_key integer not null references library (key),
    version_key integer not null references version (key),
    step text not null,
    step_version integer not null,
    lane integer not null,
    pass integer not null,
    priority integer not null,
    state integer not null,
    attempts integer not null,
    interruptions integer not null,
    node text,
    boot text,
    token text,
    limit_at integer,
    error_code text,
    error text,
    milliseconds real,
    created_at integer not null,
    ended_at integer
);
create unique index run_step on run (version_key, step);
create index run_queue on run (lane, pass, priority, key) where state = 1;
create index run_running on run (limit_at) where state = 2;
create index run_state on run (state, step);
create index run_count on run (library_key, step, state);
create index run_ended on run (ended_at);

create table problem (
    key integer primary key,
    version_key integer not null references version (key),
    step text not null,
    code text not null,
    message text not null
);
create index problem_version on problem (version_key);

-- Raw scores, boxes, texts and vectors of one analyzer, packed (Vitrine.Core.Analysis.FindingPack).
create table finding (
    essence_key integer not null references essence (key),
    analyzer text not null,
    analyzer_version integer not null,
    model text not null,
    payload blob not null,
    created_at integer not null,
    primary key (essence_key, analyzer)
);
