-- What people write to us by SMS and mail, and what became of it. The words in braces are those of
-- 0001_foundation.sql.

CREATE TABLE inbound (
    id {id},
    province TEXT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    -- The carrier's id of an SMS; of a mail the digest of what it says, so that a second copy is known.
    source TEXT NOT NULL,
    -- Of a mail: folder, UIDVALIDITY and UID.
    place TEXT NOT NULL,
    body {int} NOT NULL,
    number TEXT NOT NULL,
    sender TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    act TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    answer TEXT NOT NULL,
    complaint {int} NOT NULL,
    call {int} NOT NULL,
    message {int} NOT NULL,
    event {int} NOT NULL,
    at {int} NOT NULL,
    handled_at {int} NOT NULL,
    handled_by {int} NOT NULL,
    -- What came twice is taken once.
    UNIQUE (channel, source)
){strict};
-- Was the mail at this place of the mailbox taken already?
CREATE UNIQUE INDEX inbound_by_place ON inbound (place) WHERE place <> '';
-- What has this body received, by state, newest first?
CREATE INDEX inbound_by_state ON inbound (body, state, at, id);
-- What came for this case, newest first?
CREATE INDEX inbound_by_complaint ON inbound (complaint, at, id) WHERE complaint <> 0;
-- From which mail did this line of the register come?
CREATE INDEX inbound_by_call ON inbound (call) WHERE call <> 0;
-- How much has this sender sent since then?
CREATE INDEX inbound_by_sender ON inbound (channel, sender, at);

CREATE TABLE inbound_files (
    id {id},
    inbound {int} NOT NULL REFERENCES inbound (id),
    province TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size {int} NOT NULL,
    sha256 TEXT NOT NULL,
    refused TEXT NOT NULL,
    attachment TEXT NOT NULL
){strict};
-- Which files came with it?
CREATE INDEX inbound_files_by_inbound ON inbound_files (inbound, id);

-- Addresses to which nothing goes any more: numbers that opted out (退订), mailboxes that do not exist.
CREATE TABLE address_marks (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    mark TEXT NOT NULL,
    at {int} NOT NULL,
    message {int} NOT NULL,
    PRIMARY KEY (channel, address)
){strict_keyed};

-- On which cases does this number stand?
CREATE INDEX contacts_by_mobile ON contacts (mobile, complaint) WHERE mobile <> '';
