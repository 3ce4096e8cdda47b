-- The XMP file of an asset whose original is kept by the library itself: uploaded or copied with it. Its bytes are kept, so that what only other programs understand leaves with the asset.
-- naming: 1 name.ext.xmp, 2 name.xmp.
create table kept_sidecar (
    asset_key integer primary key references asset (key),
    name text not null,
    naming integer not null,
    content blob not null,
    sha256 blob not null,
    created_at integer not null
);
