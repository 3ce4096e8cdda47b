-- What lies in the trash, the newest first.
create index asset_trashed on asset (library_key, trashed_at, key) where trashed_at is not null;

-- When an asset came, went into the trash and came back (events 1 and 3): its history reads it.
create index change_log_presence on change_log (subject_kind, subject_key, sequence) where event <> 2;
