-- What is told after the step it belongs to, and who registered a case. The words in braces are those of
-- 0001_foundation.sql.

-- Notices of a step that moves dates by the hundred thousand: written with the step itself and removed with
-- the messages made of them, so that each is told once. `notices` is JSON.
CREATE TABLE untold (
    event {int} NOT NULL PRIMARY KEY,
    province TEXT NOT NULL,
    complaint {int} NOT NULL,
    notices TEXT NOT NULL
){strict};

-- A hotline officer follows what he registered: a row of `case_scope` whose body is -1 minus his number. Of
-- the cases that are there already, those of officers with this role alone.
INSERT INTO case_scope (complaint, body, state, assignee, due, received_at, updated_at, arrears_fen)
SELECT c.id, -1 - e.actor, c.state, c.assignee, CASE WHEN c.due = '' THEN '9999-12-31' ELSE c.due END,
    c.received_at, c.updated_at, c.arrears_fen
FROM complaints c JOIN events e ON e.complaint = c.id AND e.seq = 1 JOIN officers o ON o.id = e.actor
WHERE e.actor_kind = 'officer' AND o.roles = 'hotline' AND c.received_at > 0;
