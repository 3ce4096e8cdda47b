-- What is said about assets, and the work on them. Numbers of states and kinds stand in the enums of Vitrine.Core and Vitrine.Server.

create table attribute (
    key integer primary key,
    name text not null unique
);

create table source (
    key integer primary key,
    type integer not null,
    name text not null,
    version text not null
);
create unique index source_name on source (type, name, version);

-- slug: the stable name of a concept of the starter vocabulary. flags: 1 never by AI, 2 always review.
create table concept (
    key integer primary key,
    id text not null unique,
    library_key integer references library (key),
    slug text unique,
    flags integer not null,
    threshold integer,
    merged_into integer references concept (key),
    created_at integer not null
);

-- role: 1 preferred, 2 synonym.
create table concept_label (
    key integer primary key,
    concept_key integer not null references concept (key),
    language text not null,
    label text not null,
    folded text not null,
    role integer not null
);
create index concept_label_folded on concept_label (folded);
create index concept_label_concept on concept_label (concept_key);

create table concept_broader (
    concept_key integer not null references concept (key),
    broader_key integer not null references concept (key),
    primary key (concept_key, broader_key)
);

create table batch (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    actor_key integer not null references actor (key),
    what text not null,
    created_at integer not null,
    undone_at integer
);

-- What counts now: one row an entry of the ledger, its key is the ledger position. act: 1 statement, 2 accept, 3 reject, 4 clear, 5 lift.
-- subject_kind: 1 asset, 2 moment, 3 folder, 4 collection. value_key: the canonical value that decisions bind to, null for a clear.
-- outside: said or taken back in a file by a person. at: shown, never compared.
create table claim (
    key integer primary key autoincrement,
    library_key integer not null references library (key),
    subject_kind integer not null,
    subject_key integer not null,
    version_key integer,
    attribute_key integer not null references attribute (key),
    language text not null,
    concept_key integer references concept (key),
    text_value text,
    number_value real,
    value_key text,
    act integer not null,
    state integer not null,
    source_key integer not null references source (key),
    outside integer not null,
    confidence integer not null,
    actor_key integer not null references actor (key),
    batch_key integer references batch (key),
    at integer not null
);
create index claim_subject on claim (subject_kind, subject_key, attribute_key);
create index claim_concept on claim (concept_key, subject_key);
create index claim_batch on claim (batch_key);

-- What was withdrawn or replaced, with who did that and when.
create table claim_history (
    key integer primary key,
    library_key integer not null,
    subject_kind integer not null,
    subject_key integer not null,
    version_key integer,
    attribute_key integer not null,
    language text not null,
    concept_key integer,
    text_value text,
    number_value real,
    value_key text,
    act integer not null,
    state integer not null,
    source_key integer not null,
    outside integer not null,
    confidence integer not null,
    actor_key integer not null,
    batch_key integer,
    at integer not null,
    ended_seq integer not null,
    ended_by integer not null,
    ended_batch integer,
    ended_at integer not null
);
create index claim_history_subject on claim_history (subject_kind, subject_key);
create index claim_history_batch on claim_history (ended_batch);

-- What machine claims rest on; kept with claims that went to the history, so that undo brings it back. score: the model's own number. box in fractions of the upright frame, span in milliseconds.
create table evidence (
    key integer primary key,
    claim_key integer not null,
    analyzer text not null,
    analyzer_version integer not null,
    model text not null,
    score real not null,
    box_x real,
    box_y real,
    box_width real,
    box_height real,
    span_start integer,
    span_end integer,
    page integer,
    words text
);
create index evidence_claim on evidence (claim_key);

-- The shown tags of each asset, derived from its claims by one function: what lists, facets and search read.
create table shown_tag (
    asset_key integer not null references asset (key),
    concept_key integer not null references concept (key),
    claim_key integer not null,
    state integer not null,
    source_type integer not null,
    confidence integer not null,
    primary key (asset_key, concept_key)
);
create index shown_tag_concept on shown_tag (concept_key, state, asset_key);

-- Folded words of names, titles, descriptions, keywords and read text; derived. field: 1 name, 2 text, 3 folder.
create table search_term (
    term text not null,
    field integer not null,
    asset_key integer not null references asset (key),
    primary key (term, field, asset_key)
);
create index search_term_asset on search_term (asset_key);

-- Sequences are given in commit order. event: 1 added, 2 changed, 3 removed. subject_kind as in claim, and 10 concept, 11 setting, 12 library.
create table change_log (
    sequence integer primary key autoincrement,
    library_key integer not null,
    at integer not null,
    subject_kind integer not null,
    subject_key integer not null,
    event integer not null,
    parts integer not null,
    actor_key integer not null,
    batch_key integer,
    payload text
);

create table follower (
    name text primary key,
    position integer not null,
    seen_at integer not null
);

-- state: 1 queued, 2 running, 3 done, 4 failed, 5 cancelled, 6 undone.
create table job (
    key integer primary key,
    id text not null unique,
    library_key integer not null references library (key),
    what text not null,
    state integer not null,
    request text not null,
    total integer not null,
    done integer not null,
    changed integer not null,
    failed integer not null,
    bytes integer not null,
    duplicates integer not null,
    message text,
    actor_key integer not null references actor (key),
    batch_key integer references batch (key),
    node text,
    boot text,
    created_at integer not null,
    started_at integer,
    ended_at integer
);
create index job_open on job (state, key) where state < 3;

-- The frozen set of a job. state: 1 waiting, 2 done, 3 nothing to do, 4 failed.
create table job_item (
    job_key integer not null references job (key),
    position integer not null,
    asset_key integer not null,
    state integer not null,
    primary key (job_key, position)
);
create index job_item_asset on job_item (asset_key);

create table job_problem (
    key integer primary key,
    job_key integer not null references job (key),
    path text not null,
    step text not null,
    code text not null,
    message text not null
);
create index job_problem_job on job_problem (job_key);

create table idempotency (
    actor_key integer not null,
    token text not null,
    request blob not null,
    status integer not null,
    answer text not null,
    created_at integer not null,
    primary key (actor_key, token)
);

create table node (
    id text primary key,
    boot text not null,
    seen_at integer not null
);

-- What insights are made of. kind: 1 opened, 2 downloaded, 3 delivered, 4 search without result.
create table usage (
    key integer primary key,
    library_key integer not null,
    at integer not null,
    actor_key integer not null,
    kind integer not null,
    asset_key integer,
    text text
);
create index usage_kind on usage (library_key, kind, at);
