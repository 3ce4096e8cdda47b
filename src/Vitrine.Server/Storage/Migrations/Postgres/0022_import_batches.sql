-- The import that changed a concept, and the one that made it: so that it can be taken back.
alter table concept_history add column batch_key bigint references batch (key);
create index concept_history_batch on concept_history (batch_key, concept_key) where batch_key is not null;
alter table concept add column batch_key bigint references batch (key);
create index concept_batch on concept (batch_key) where batch_key is not null;
