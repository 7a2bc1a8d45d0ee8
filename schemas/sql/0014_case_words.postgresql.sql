-- Which cases hold these words? As 0001_foundation.postgresql.sql has it; `texts` holds what is read later: words of
-- the form and of attachments' names, the beginnings of words, whole names.
ALTER TABLE search RENAME TO case_words;
DROP INDEX search_by_token;
ALTER TABLE case_words ADD COLUMN texts TSVECTOR NOT NULL DEFAULT '';
ALTER TABLE case_words ADD COLUMN words TSVECTOR NOT NULL GENERATED ALWAYS AS (tokens || texts) STORED;
CREATE INDEX case_words_by_word ON case_words USING gin (words);
