-- Which cases hold these words? Words are made by store::search_tokens; every row also holds one scope token
-- per body that may see the case.
CREATE TABLE search (
    complaint BIGINT NOT NULL PRIMARY KEY REFERENCES complaints (id),
    tokens TSVECTOR NOT NULL
);
CREATE INDEX search_by_token ON search USING gin (tokens);
