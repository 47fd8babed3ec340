-- What made a document is kept with it; what was tried to finish it is told.

-- The templates: SHA-256 of the blob that holds all their files. Null in a draft, and in a document that was frozen
-- before templates were kept.
alter table document add column catalog_sha256 text;
-- 1: the templates were found afterwards, by the digests of type and style; the word tables may have been others.
alter table document add column catalog_adopted bigint;
-- Tries to finish a document in state `issuing`: how many, by which version of the program, when the next may be, and why
-- the last failed. `updated_at` stays the moment it was given its number.
alter table document add column attempts bigint;
alter table document add column attempt_engine text;
alter table document add column attempt_at text;
alter table document add column attempt_error text;
create index document_catalog on document (catalog_sha256) where catalog_sha256 is not null;
create index document_uncatalogued on document (id) where catalog_sha256 is null and package is not null;
