-- What went with a batch is found without going through the batch's assets. Few rows are on their way at a time.
create index tag_row_going on tag_row (going) where going <> 0;
create index term_row_going on term_row (going) where going <> 0;

-- All words of an asset are read from the index alone.
drop index term_row_asset;
create index term_row_asset on term_row (asset_key, coming, going);

-- Asked for are the failed ones, and those that wait for their file; run_count counts all.
drop index run_state;
create index run_failed on run (library_key, key) where state = 4;
create index run_waiting on run (version_key) where state = 5;

-- Only what names a concept is looked for by it.
drop index claim_concept;
create index claim_concept on claim (concept_key, subject_key) where concept_key is not null;

-- What machine claims rest on, without saying the same of each row: a witness is an analyzer with its model. What was left of erased assets goes.
create table witness (
    key integer primary key,
    analyzer text not null,
    version integer not null,
    model text not null,
    unique (analyzer, version, model)
);
insert into witness (analyzer, version, model) select distinct analyzer, analyzer_version, model from evidence order by 1, 2, 3;

-- number: the place among the evidence of its claim, from 0. score: the model's own number. box in fractions of the upright frame, span in milliseconds.
create table new_evidence (
    claim_key integer not null,
    number integer not null,
    witness_key integer not null references witness (key),
    score real not null,
    box_x real,
    box_y real,
    box_width real,
    box_height real,
    span_start integer,
    span_end integer,
    page integer,
    words text,
    primary key (claim_key, number)
) without rowid;
insert into new_evidence (claim_key, number, witness_key, score, box_x, box_y, box_width, box_height, span_start, span_end, page, words)
select e.claim_key, row_number() over (partition by e.claim_key order by e.key) - 1, w.key, e.score, e.box_x, e.box_y, e.box_width, e.box_height, e.span_start, e.span_end, e.page, e.words
from evidence e join witness w on w.analyzer = e.analyzer and w.version = e.analyzer_version and w.model = e.model
where e.claim_key in (select key from claim union select key from claim_history)
order by 1, 2;
drop table evidence;
alter table new_evidence rename to evidence;

-- The ledger's position when a job was asked for: what people said later wins over it, also where it was not begun yet.
alter table job add column asked_seq integer;
