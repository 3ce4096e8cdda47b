-- What a job that was only tried would change: the first of all. was, becomes: in words; null = nothing.
create table job_difference (
    key integer primary key,
    job_key integer not null references job (key),
    asset_key integer not null,
    attribute text not null,
    was text,
    becomes text
);
create index job_difference_job on job_difference (job_key);
create index job_difference_asset on job_difference (asset_key);

-- What files say is compared as dates and degrees too: all of it is listed anew, a few versions at a time.
delete from embedded_row;
delete from embedded_value;
update embedded_tags set listed = null where listed is not null;
