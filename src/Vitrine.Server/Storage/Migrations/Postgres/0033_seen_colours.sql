-- The colours of a version's picture that make up some of it, as cells of OKLab.
create table seen_colour (
    version_key bigint not null references version (key),
    cell bigint not null,
    primary key (version_key, cell)
);
