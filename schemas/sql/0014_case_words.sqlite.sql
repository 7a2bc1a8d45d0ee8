-- Which cases hold these words? As 0001_foundation.sqlite.sql has it; `texts` holds what is read later: words of the
-- form and of attachments' names, the beginnings of words, whole names.
CREATE VIRTUAL TABLE case_words USING fts5(tokens, texts, detail = none, columnsize = 0, tokenize = 'ascii');
INSERT INTO case_words (rowid, tokens, texts) SELECT rowid, tokens, '' FROM search;
DROP TABLE search;
