-- What was last read or written in the file of a version (holder 1) or in its sidecar (holder 2): bytes and values (JSON: attribute, language, canonical value, literal).
-- A value that differs from it was said outside.
create table file_state (
    version_key integer not null references version (key),
    holder integer not null,
    sha256 blob not null,
    said text not null,
    at integer not null,
    primary key (version_key, holder)
);

insert into file_state (version_key, holder, sha256, said, at)
select v.key, 1, v.read_sha256, coalesce((
    select json_group_array(json_object('a', a.name, 'l', nullif(c.language, ''), 'v', c.value_key))
    from claim c join attribute a on a.key = c.attribute_key join source s on s.key = c.source_key
    where c.subject_kind = 1 and c.subject_key = v.asset_key and c.version_key = v.key and c.act = 1 and s.type = 2), '[]'), v.created_at
from version v where v.read_sha256 is not null;

-- XMP files beside linked ones. naming: 1 name.ext.xmp, 2 name.xmp. state: 1 to be read, 2 read, 3 belongs to no asset, 4 not there any more.
-- modified: the file's time in 100-ns ticks. sha256: as read or written last.
create table sidecar (
    key integer primary key,
    root_key integer not null references root (key),
    path text not null,
    naming integer not null,
    asset_key integer,
    bytes integer not null,
    modified integer not null,
    sha256 blob,
    state integer not null,
    seen_at integer not null
);
create unique index sidecar_path on sidecar (root_key, path);
create index sidecar_asset on sidecar (asset_key) where asset_key is not null;
create index sidecar_unread on sidecar (root_key, path) where state = 1;
