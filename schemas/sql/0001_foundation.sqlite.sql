-- Which cases hold these words? Keyed by the case's id (rowid), so that the newest come first. Words are made
-- by store::search_tokens; every row also holds one scope token per body that may see the case.
-- detail=none: only "holds the word" is asked, never where.
CREATE VIRTUAL TABLE search USING fts5(tokens, detail = none, columnsize = 0, tokenize = 'ascii');
