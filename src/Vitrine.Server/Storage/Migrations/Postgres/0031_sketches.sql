-- The picture, small enough to be laid over others: 1536 bytes, lightness before two colour differences; none where the fingerprint is older than that.
alter table fingerprint add column sketch bytea;
alter table search_example add column sketch bytea;
