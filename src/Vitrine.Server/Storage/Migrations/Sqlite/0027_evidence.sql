-- What machine claims rest on. key: 32 times the claim's, and the place among the evidence of that claim, from 0; so rows lie by claim. score: the model's own number, in millionths.
create table new_evidence (
    key integer primary key,
    witness_key integer not null references witness (key),
    score integer not null
);
insert into new_evidence (key, witness_key, score) select claim_key * 32 + number, witness_key, case when score between -1e9 and 1e9 then cast(round(score * 1000000) as integer) else 0 end
from evidence where number < 32 order by 1;

-- Where in the file it was seen or heard, and the words; most evidence is of the whole file. box in fractions of the upright frame, span in milliseconds.
create table evidence_place (
    evidence_key integer primary key,
    box_x real,
    box_y real,
    box_width real,
    box_height real,
    span_start integer,
    span_end integer,
    page integer,
    words text
);
insert into evidence_place (evidence_key, box_x, box_y, box_width, box_height, span_start, span_end, page, words)
select claim_key * 32 + number, box_x, box_y, box_width, box_height, span_start, span_end, page, words from evidence
where number < 32 and (box_x is not null or span_start is not null or page is not null or words is not null) order by 1;
drop table evidence;
alter table new_evidence rename to evidence;

-- Since when an entry counts again that was withdrawn and came back: few did.
create table claim_return (
    claim_key integer primary key,
    since_seq integer not null,
    since_at integer not null,
    since_by integer not null
);
insert into claim_return (claim_key, since_seq, since_at, since_by) select key, since_seq, since_at, since_by from claim where since_seq is not null order by 1;
alter table claim drop column since_seq;
alter table claim drop column since_at;
alter table claim drop column since_by;
