-- Pages of files, and files let out of quarantine by two people. The words in braces are those of 0001_foundation.sql.

-- How many pages a PDF has; 0 where they were not counted.
ALTER TABLE attachments ADD COLUMN pages {int} NOT NULL DEFAULT 0;

-- A file that could not be checked may be let out by two officers: the one who asks, with a reason, and another.
CREATE TABLE attachment_releases (
    attachment {int} NOT NULL PRIMARY KEY REFERENCES attachments (id),
    province TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_by {int} NOT NULL REFERENCES officers (id),
    asked_at {int} NOT NULL,
    -- 0 until the second officer has agreed.
    released_by {int} NOT NULL,
    released_at {int} NOT NULL
){strict_keyed};
