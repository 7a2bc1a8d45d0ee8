-- Who stands in for whom, what is under way beside a case, and what a calendar or a rate changed. The words in
-- braces are those of 0001_foundation.sql.

-- Substitutions have an address of their own outside, and say who took them back.
ALTER TABLE substitutions ADD COLUMN uid TEXT NOT NULL DEFAULT '';
ALTER TABLE substitutions ADD COLUMN ended_by {int} NOT NULL DEFAULT 0;
UPDATE substitutions SET uid = CAST(id AS TEXT) WHERE uid = '';
-- Which substitution has this address?
CREATE UNIQUE INDEX substitutions_by_uid ON substitutions (uid);

-- Which cases have this under way, oldest case first?
CREATE INDEX tracks_under_way ON tracks (kind, complaint, state) WHERE ended_at = 0;

-- A legal day that another calendar moved, next to the event of its case that says so.
CREATE TABLE calendar_moves (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    clock TEXT NOT NULL,
    due_before TEXT NOT NULL,
    due_after TEXT NOT NULL,
    version_before TEXT NOT NULL,
    version TEXT NOT NULL,
    at {int} NOT NULL
){strict};
-- What did this calendar move, newest first?
CREATE INDEX calendar_moves_by_version ON calendar_moves (version, id);

-- Published rates loaded since the program was made, over those it carries: "lpr_1y" by day of publication.
CREATE TABLE rates (
    kind TEXT NOT NULL,
    published TEXT NOT NULL,
    percent TEXT NOT NULL,
    source TEXT NOT NULL,
    loaded_at {int} NOT NULL,
    PRIMARY KEY (kind, published)
){strict_keyed};
