-- How officers look at their queue. The words in braces are those of 0001_foundation.sql.

-- Filters with a name, an officer's own or shared with his department. `query` is JSON as the contract has it
-- (QueueFilter); `shown` names columns, separated by spaces, empty where each reader has his own.
CREATE TABLE queue_views (
    id {id},
    uid TEXT NOT NULL UNIQUE,
    body {int} NOT NULL,
    officer {int} NOT NULL,
    name TEXT NOT NULL,
    shared {int} NOT NULL,
    query TEXT NOT NULL,
    shown TEXT NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL
){strict};
-- Which views does this officer have, and which does his department share?
CREATE INDEX queue_views_by_officer ON queue_views (officer, id);
CREATE INDEX queue_views_shared ON queue_views (body, id) WHERE shared = 1;

-- The columns that an officer has chosen.
CREATE TABLE queue_columns (
    officer {int} NOT NULL PRIMARY KEY,
    shown TEXT NOT NULL
){strict_keyed};
