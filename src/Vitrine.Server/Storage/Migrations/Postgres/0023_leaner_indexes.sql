-- What went with a batch is found without going through the batch's assets. Few rows are on their way at a time.
create index tag_row_going on tag_row (going) where going <> 0;
create index term_row_going on term_row (going) where going <> 0;

-- Asked for are the failed ones, and those that wait for their file; run_count counts all.
drop index run_state;
create index run_failed on run (library_key, key) where state = 4;
create index run_waiting on run (version_key) where state = 5;

-- Only what names a concept is looked for by it.
drop index claim_concept;
create index claim_concept on claim (concept_key, subject_key) where concept_key is not null;
