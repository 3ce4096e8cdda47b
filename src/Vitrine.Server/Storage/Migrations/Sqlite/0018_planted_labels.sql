-- The labels that releases put into the vocabulary, by the concept's slug: what differs from them is what people changed. role: 1 preferred, 2 synonym.
create table planted_label (
    slug text not null,
    language text not null,
    label text not null,
    role integer not null,
    primary key (slug, language, label, role)
);

-- Until now nobody but a release could give a concept with a slug a label.
insert into planted_label (slug, language, label, role)
select distinct c.slug, l.language, l.label, l.role from concept_label l join concept c on c.key = l.concept_key where c.slug is not null;
