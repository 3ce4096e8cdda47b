-- Where an asset was taken, as it is shown: derived from claims and from what its file says, so always written whole. latitude, longitude: degrees, WGS 84;
-- x, y: the same as steps of the map's square (MapGrid). country: ISO 3166-1 alpha-2, or what somebody wrote; town_folded: as search compares it.
-- gazetteer: the version in which the file's position was looked up last; null = not yet.
create table asset_place (
    asset_key integer primary key references asset (key),
    library_key integer not null references library (key),
    latitude real,
    longitude real,
    x integer,
    y integer,
    country text,
    region text,
    town text,
    town_folded text,
    gazetteer text
);
create index asset_place_box on asset_place (library_key, longitude, latitude) where latitude is not null;
create index asset_place_grid on asset_place (library_key, x, y, asset_key) where x is not null;
create index asset_place_town on asset_place (library_key, country, town_folded);
create index asset_place_named on asset_place (library_key, town_folded) where town_folded is not null;
