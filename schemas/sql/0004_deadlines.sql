-- Deadlines: reminders that go out exactly once, clocks with a bound, notices with all their days, and a
-- province's own special days. The words in braces are those of 0001_foundation.sql.

ALTER TABLE clocks ADD COLUMN latest TEXT NOT NULL DEFAULT '';
-- Which clocks run, in order, for a calendar that changed?
CREATE INDEX clocks_running ON clocks (id) WHERE state = 'running';

-- Clocks that run already have no reminders planned; looking at them plans them.
UPDATE timers SET due_at = 0 WHERE kind = 'clock_due' AND done_at = 0;

-- One row per reminder that fell due: sent itself, or covered by a later one that went out in its place.
-- Messages of a reminder carry its id below zero as their event.
CREATE TABLE reminders (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    clock {int} NOT NULL REFERENCES clocks (id),
    rule TEXT NOT NULL,
    due TEXT NOT NULL,
    level TEXT NOT NULL,
    planned_at {int} NOT NULL,
    sent_at {int} NOT NULL,
    covered_by {int} NOT NULL,
    -- A rule reminds of one due date once, whatever crashes or runs twice.
    UNIQUE (clock, rule, due)
){strict};
-- Who was reminded in this case, and when?
CREATE INDEX reminders_by_complaint ON reminders (complaint, id);

-- Every day that a notice rules. Which notice rules a day in the end follows from the days of their issue.
CREATE TABLE notice_days (
    notice TEXT NOT NULL REFERENCES notices (id),
    day TEXT NOT NULL,
    off {int} NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (notice, day)
){strict_keyed};
INSERT INTO notice_days (notice, day, off, name) SELECT notice, day, off, name FROM calendar_days;
DROP TABLE calendar_days;

-- A province's own rest and working days, over whatever the notices say.
CREATE TABLE local_days (
    province TEXT NOT NULL,
    day TEXT NOT NULL,
    off {int} NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (province, day)
){strict_keyed};
