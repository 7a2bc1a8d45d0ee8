-- Messages are claimed channel by channel, no more than may leave at once: a long queue of mails must not stand
-- in front of an SMS.
DROP INDEX messages_queued;
-- Which messages of this channel may go now, oldest first?
CREATE INDEX messages_queued_by_channel ON messages (channel, next_try_at, id) WHERE state = 'queued';
