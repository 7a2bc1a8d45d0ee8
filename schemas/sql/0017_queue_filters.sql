-- By what the queue is narrowed. The words in braces are those of 0001_foundation.sql.

-- The channel by which a case came, and the respondent's division.
ALTER TABLE case_scope ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE case_scope ADD COLUMN division TEXT NOT NULL DEFAULT '';
UPDATE case_scope SET
    channel = (SELECT c.channel FROM complaints c WHERE c.id = case_scope.complaint),
    division = (SELECT c.respondent_division FROM complaints c WHERE c.id = case_scope.complaint);
-- How many of a body's cases has nobody, came by this channel, from that place, in this span, about such a sum?
CREATE INDEX case_scope_narrowed
    ON case_scope (body, state, assignee, channel, division, received_at, arrears_fen, complaint);
