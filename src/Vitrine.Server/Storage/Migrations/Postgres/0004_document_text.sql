-- What a document says, packed (gzip of UTF-8, a form feed between two pages). cut: 1 where there was more than is kept.
create table document_text (
    essence_key bigint primary key references essence (key),
    pages bigint not null,
    cut bigint not null,
    payload bytea not null
);

-- Folded words of documents, each with the first page it stands on; derived.
create table document_term (
    term text collate "C" not null,
    essence_key bigint not null references essence (key),
    page bigint not null,
    primary key (term, essence_key)
);
create index document_term_essence on document_term (essence_key);
