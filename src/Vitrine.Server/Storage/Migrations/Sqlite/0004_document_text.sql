-- What a document says, packed (gzip of UTF-8, a form feed between two pages). cut: 1 where there was more than is kept.
create table document_text (
    essence_key integer primary key references essence (key),
    pages integer not null,
    cut integer not null,
    payload blob not null
);

-- Folded words of documents, each with the first page it stands on; derived.
create table document_term (
    term text not null,
    essence_key integer not null references essence (key),
    page integer not null,
    primary key (term, essence_key)
);
create index document_term_essence on document_term (essence_key);
