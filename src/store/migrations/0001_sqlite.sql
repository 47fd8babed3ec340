-- Text of documents without diacritics, to be searched.
create virtual table document_text using fts5 (id unindexed, text, tokenize = 'unicode61');
