-- Text of documents without diacritics, to be searched.
create table document_text (id text primary key, text text not null);
create index document_text_words on document_text using gin (to_tsvector('simple', text));
