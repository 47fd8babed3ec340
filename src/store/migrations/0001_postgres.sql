-- Words of documents without diacritics, to be searched. They are separated by blanks and hold letters and digits alone,
-- so no dictionary and no parser of the server's has a say. What is new is gone through one by one in every search
-- until it is worked into the index, so little is let gather.
create table document_text (id text primary key, text text not null);
create index document_text_words on document_text using gin (array_to_tsvector(string_to_array(text, ' ')))
  with (gin_pending_list_limit = 256);
