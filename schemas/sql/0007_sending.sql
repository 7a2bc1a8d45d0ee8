-- In which order messages leave, which were merged into a digest, by which provider each try went, and what must be
-- told by telephone because no channel worked. The words in braces are those of 0001_foundation.sql.

-- 0: a one-time code, 1: a notice, 2: what may wait for both.
ALTER TABLE messages ADD COLUMN urgency {int} NOT NULL DEFAULT 1;
-- The digest that went out in this message's place; 0 when it went out itself.
ALTER TABLE messages ADD COLUMN replaced_by {int} NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN provider TEXT NOT NULL DEFAULT '';

DROP INDEX messages_queued_by_channel;
-- Which messages of this channel and urgency may go now, oldest first?
CREATE INDEX messages_queued_by_urgency ON messages (channel, urgency, next_try_at, id) WHERE state = 'queued';
-- What else waits for this recipient on this channel?
CREATE INDEX messages_queued_by_recipient ON messages (recipient, channel, id) WHERE state = 'queued';
-- When was this text last sent to this number?
CREATE INDEX sms_by_address ON messages (address, event_name, id) WHERE channel = 'sms';

CREATE TABLE delivery_exhausted (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    event {int} NOT NULL,
    event_name TEXT NOT NULL,
    recipient TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    at {int} NOT NULL,
    taken_at {int} NOT NULL,
    calls {int} NOT NULL,
    done_at {int} NOT NULL,
    done_by {int} NOT NULL,
    result TEXT NOT NULL,
    -- One call tells one recipient of one event.
    UNIQUE (event, recipient)
){strict};
-- Which of these has no officer been told of?
CREATE INDEX delivery_exhausted_untaken ON delivery_exhausted (id) WHERE taken_at = 0;
-- What of this case must be told by telephone?
CREATE INDEX delivery_exhausted_by_complaint ON delivery_exhausted (complaint, id);
-- Does this case wait for a call?
CREATE INDEX delivery_exhausted_open ON delivery_exhausted (complaint) WHERE done_at = 0;
