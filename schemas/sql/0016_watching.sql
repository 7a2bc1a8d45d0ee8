-- Who saw what, who changed what, and what strangers may do. The words in braces are those of 0001_foundation.sql.

-- A right of the scope `body` means the body's own cases, `division` those below it, too: rows of `case_scope` whose
-- body is 1000000000000 and a body's number stand for that body and all below it; its own number for the cases that it
-- has part in itself.
INSERT INTO case_scope (complaint, body, state, assignee, due, received_at, updated_at, arrears_fen)
    SELECT complaint, 1000000000000 + body, state, assignee, due, received_at, updated_at, arrears_fen
    FROM case_scope WHERE body > 0;
DELETE FROM case_scope WHERE body > 0 AND body < 1000000000000
    AND NOT EXISTS (SELECT 1 FROM complaints c WHERE c.id = case_scope.complaint
        AND (c.accepting_body = case_scope.body OR c.handling_body = case_scope.body))
    AND NOT EXISTS (SELECT 1 FROM case_bodies b WHERE b.complaint = case_scope.complaint AND b.body = case_scope.body
        AND b.role = 'co' AND b.until = 0);

-- Which drafts did nobody touch for long?
CREATE INDEX complaints_drafts ON complaints (updated_at, id) WHERE received_at = 0;
-- Which brakes have forgotten everything?
CREATE INDEX brakes_by_window ON brakes (window_start);

-- Views of cases, files and contacts (`log` read) and what administrators did (admin). Each line carries the hash of
-- the one before it in its chain; there is a chain a node for what is read, and one for administrators.
CREATE TABLE watch_log (
    id {id},
    log TEXT NOT NULL,
    chain TEXT NOT NULL,
    seq {int} NOT NULL,
    at {int} NOT NULL,
    actor_kind TEXT NOT NULL,
    officer {int} NOT NULL,
    actor_name TEXT NOT NULL,
    body {int} NOT NULL,
    complaint {int} NOT NULL,
    number TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    why TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- A chain in its order.
    UNIQUE (chain, seq)
){strict};
-- What was seen or done in a period, newest first?
CREATE INDEX watch_log_by_time ON watch_log (log, at, id);
-- Who saw this case?
CREATE INDEX watch_log_by_complaint ON watch_log (log, complaint, at, id) WHERE complaint <> 0;
-- What did this officer see or do?
CREATE INDEX watch_log_by_officer ON watch_log (log, officer, at, id) WHERE officer <> 0;

-- Where each chain ends, so that a line that was cut off at its end shows.
CREATE TABLE watch_chains (
    chain TEXT NOT NULL PRIMARY KEY,
    seq {int} NOT NULL,
    hash TEXT NOT NULL
){strict};

-- No key lives for ever.
UPDATE api_tokens SET expires_at = created_at + 31536000000 WHERE expires_at = 0;
