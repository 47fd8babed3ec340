-- Words of documents without diacritics, to be searched: the text once, and an index of its words that follows it. The
-- words are separated by blanks and hold letters and digits alone; `ascii` takes whatever is beyond ASCII for a letter.
create table document_text (key integer primary key, id text not null unique, text text not null);
create virtual table document_words using fts5 (
  text, content = 'document_text', content_rowid = 'key', detail = none, tokenize = 'ascii',
  prefix = '1 2 3'
);
create trigger document_text_added after insert on document_text begin
  insert into document_words (rowid, text) values (new.key, new.text);
end;
create trigger document_text_changed after update on document_text begin
  insert into document_words (document_words, rowid, text) values ('delete', old.key, old.text);
  insert into document_words (rowid, text) values (new.key, new.text);
end;
create trigger document_text_removed after delete on document_text begin
  insert into document_words (document_words, rowid, text) values ('delete', old.key, old.text);
end;
