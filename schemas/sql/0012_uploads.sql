-- Files that arrive in several requests. The words in braces are those of 0001_foundation.sql.

-- No part of the case until `received` is `size`: then the row names the attachment that it became.
CREATE TABLE uploads (
    id {id},
    province TEXT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    complaint {int} NOT NULL REFERENCES complaints (id),
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    size {int} NOT NULL,
    sha256 TEXT NOT NULL,
    received {int} NOT NULL,
    attachment TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL
){strict};
-- Which files is somebody sending to this case?
CREATE INDEX uploads_by_complaint ON uploads (complaint, id);
-- Which may be forgotten?
CREATE INDEX uploads_by_expiry ON uploads (expires_at);
