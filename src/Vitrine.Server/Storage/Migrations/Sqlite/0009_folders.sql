-- watching: 1 while changes below the folder are followed, 0 where somebody stopped that. excludes: patterns of what is left out, one a line.
-- poll_minutes: how often it is gone through where the system reports no changes. scanned_at: when all of it was last gone through.
alter table root add column watching integer not null default 1;
alter table root add column excludes text not null default '';
alter table root add column poll_minutes integer not null default 10;
alter table root add column scanned_at integer;

-- Which file it was, so that a renamed one is known without reading it; null where the system has no such number.
alter table link add column inode integer;
create index link_inode on link (inode) where inode is not null;
create index link_state on link (root_key, state, path);
