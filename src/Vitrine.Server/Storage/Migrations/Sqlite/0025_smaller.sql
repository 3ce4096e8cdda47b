-- The words by which an asset is found, all in one row that the search index is made from: a space before each, then the digit of where it stands (1 name, 2 text, 7 place) and the
-- word. coming: shown once this batch is; going: no longer shown once this batch is; 0 = neither.
create table word_row (
    asset_key integer not null references asset (key),
    words text not null,
    coming integer not null default 0,
    going integer not null default 0,
    primary key (asset_key, coming)
) without rowid;
create temporary table marked_words as
select distinct t.asset_key, p.batch_key from term_row t join pending_batch p on t.coming = p.batch_key or t.going = p.batch_key;
insert into word_row (asset_key, words, going)
select t.asset_key, group_concat(' ' || t.field || t.term, ''), coalesce(max(m.batch_key), 0)
from (select * from search_term order by asset_key, field, term) t left join marked_words m on m.asset_key = t.asset_key group by t.asset_key;
insert into word_row (asset_key, words, coming)
select t.asset_key, group_concat(' ' || t.field || t.term, ''), max(m.batch_key)
from (select * from term_row order by asset_key, field, term) t join marked_words m on m.asset_key = t.asset_key where t.going = 0 group by t.asset_key;
drop table marked_words;
drop view search_term;
drop table term_row;
create index word_row_going on word_row (going) where going <> 0;
create view shown_words as
select asset_key, words from word_row
where (coming = 0 or coming not in (select batch_key from pending_batch)) and (going = 0 or going in (select batch_key from pending_batch));

-- Claims are listed by concept already: the rows of a tag are found by way of them.
drop index tag_row_concept;

-- The index in memory answers what is asked by kind.
drop index asset_kind;

-- Most runs are done. Those that are not are counted from here; how many there are in all is remembered, and what ended just now stands in the change log.
drop index run_count;
drop index run_ended;
create index run_open on run (library_key, step, state) where state <> 3;

-- Each is looked up by its key, of which there was a second copy.
create table new_rendition (
    essence_key integer not null references essence (key),
    recipe text not null,
    mime text not null,
    width integer not null,
    height integer not null,
    bytes integer not null,
    created_at integer not null,
    primary key (essence_key, recipe)
) without rowid;
insert into new_rendition select essence_key, recipe, mime, width, height, bytes, created_at from rendition order by essence_key, recipe;
drop table rendition;
alter table new_rendition rename to rendition;
