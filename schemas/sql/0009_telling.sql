-- Whom an event is told and in which words, as administrators change it; how people are reached after they proved a
-- number or an address; what was read in the platform. The words in braces are those of 0001_foundation.sql.

-- Three tables of one shape. Every change is a row of its own: the highest version of a key is in force, a row
-- without officer is what the program ships. `content` is JSON: channels; title, SMS and paragraphs; a template id.
CREATE TABLE message_routes (
    id {id},
    event TEXT NOT NULL,
    party TEXT NOT NULL,
    language TEXT NOT NULL,
    version {int} NOT NULL,
    content TEXT NOT NULL,
    officer {int} NOT NULL,
    author TEXT NOT NULL,
    at {int} NOT NULL,
    note TEXT NOT NULL,
    -- What is in force, and what was before? Two changes of one version are impossible.
    UNIQUE (event, party, language, version)
){strict};

CREATE TABLE message_wordings (
    id {id},
    event TEXT NOT NULL,
    party TEXT NOT NULL,
    language TEXT NOT NULL,
    version {int} NOT NULL,
    content TEXT NOT NULL,
    officer {int} NOT NULL,
    author TEXT NOT NULL,
    at {int} NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (event, party, language, version)
){strict};

CREATE TABLE carrier_templates (
    id {id},
    event TEXT NOT NULL,
    party TEXT NOT NULL,
    language TEXT NOT NULL,
    version {int} NOT NULL,
    content TEXT NOT NULL,
    officer {int} NOT NULL,
    author TEXT NOT NULL,
    at {int} NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (event, party, language, version)
){strict};

-- An address that a contact has proven to be his. What the form said stays as it was filed; the newest row of a
-- channel that has not ended is where messages go.
CREATE TABLE contact_ways (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    contact {int} NOT NULL REFERENCES contacts (id),
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    verified_at {int} NOT NULL,
    ended_at {int} NOT NULL
){strict};
-- How are the people of this case reached?
CREATE INDEX contact_ways_by_complaint ON contact_ways (complaint, id);

-- Language and consent that a contact chose after filing, each choice a row of its own.
CREATE TABLE contact_choices (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    contact {int} NOT NULL REFERENCES contacts (id),
    language TEXT NOT NULL,
    consent_sms {int} NOT NULL,
    consent_email {int} NOT NULL,
    at {int} NOT NULL
){strict};
-- What did the people of this case choose?
CREATE INDEX contact_choices_by_complaint ON contact_choices (complaint, id);

-- Codes sent to prove a number or an address; only a keyed hash is kept.
CREATE TABLE contact_codes (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    contact {int} NOT NULL REFERENCES contacts (id),
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    tries {int} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    ended_at {int} NOT NULL
){strict};
-- Which code is open for this contact and channel?
CREATE INDEX contact_codes_by_contact ON contact_codes (contact, channel, id);
-- How many codes went to this address of late?
CREATE INDEX contact_codes_by_address ON contact_codes (address, created_at);

-- When a message in the platform was read; 0 until then.
ALTER TABLE messages ADD COLUMN read_at {int} NOT NULL DEFAULT 0;
-- What does somebody find in the platform, and what of it is unread?
CREATE INDEX messages_inbox ON messages (recipient, id) WHERE channel = 'site';
CREATE INDEX messages_unread ON messages (recipient, id) WHERE channel = 'site' AND read_at = 0;
-- What was sent in a period, newest first?
CREATE INDEX messages_by_time ON messages (created_at, id);
-- What was sent to this mailbox?
CREATE INDEX mails_by_address ON messages (address, id) WHERE channel = 'mail';
