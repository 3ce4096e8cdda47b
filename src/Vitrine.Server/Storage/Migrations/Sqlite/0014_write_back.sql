-- Assets whose metadata waits to be written into a file or sidecar, and why it could not be yet.
-- wanted: grows with each change that asks for it, so that one which comes while the file is written is not lost.
-- place: 0 as the library's profile has it, 1 sidecar, 2 embedded. made_sha256, made_path, made_holder: what is about to be put in its place; after a kill they tell whether it was.
create table write_back (
    asset_key integer primary key references asset (key),
    library_key integer not null references library (key),
    place integer not null,
    since integer not null,
    due_at integer not null,
    attempts integer not null,
    wanted integer not null,
    code text,
    message text,
    made_sha256 blob,
    made_path text,
    made_holder integer
);
create index write_back_due on write_back (due_at);

-- What the library and a file say differently about the same thing, both since they last agreed. holder: 1 file, 2 sidecar. here, there: the values in words, null = none.
-- state: 1 open, 2 decided.
create table conflict (
    key integer primary key,
    library_key integer not null references library (key),
    asset_key integer not null references asset (key),
    attribute text not null,
    language text not null,
    holder integer not null,
    here text,
    there text,
    here_claim integer,
    there_claim integer,
    state integer not null,
    at integer not null,
    decided_by integer references actor (key),
    decided_at integer
);
create index conflict_asset on conflict (asset_key);
create index conflict_open on conflict (library_key, key) where state = 1;
