-- The XMP file of an asset whose original is kept by the library itself: uploaded or copied with it. Its bytes are kept, so that what only other programs understand leaves with the asset.
-- naming: 1 name.ext.xmp, 2 name.xmp.
create table kept_sidecar (
    asset_key bigint primary key references asset (key),
    name text not null,
    naming bigint not null,
    content bytea not null,
    sha256 bytea not null,
    created_at bigint not null
);
