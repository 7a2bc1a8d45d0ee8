-- Live updates, what officers are told and by which way, and webhooks. The words in braces are those of
-- 0001_foundation.sql.

-- ---------------------------------------------------------------------------------------- live updates

-- What listeners are told of, in the order of the commits; only the newest rows are kept. `tx` is the engine's
-- transaction where several write at once, elsewhere 0. `officers` have got a message in the platform.
CREATE TABLE live_feed (
    id {id},
    tx {int} NOT NULL,
    complaint {int} NOT NULL,
    event {int} NOT NULL,
    parties {int} NOT NULL,
    left_bodies TEXT NOT NULL,
    officers TEXT NOT NULL
){strict};
-- What has this listener not seen yet?
CREATE INDEX live_feed_by_tx ON live_feed (tx, id);

-- ---------------------------------------------------------------------------------------- officers

-- By which way an officer wants to be told of a family of events, where he has chosen.
CREATE TABLE notice_choices (
    officer {int} NOT NULL,
    family TEXT NOT NULL,
    channel TEXT NOT NULL,
    choice TEXT NOT NULL,
    PRIMARY KEY (officer, family, channel)
){strict_keyed};

-- Which messages wait for the digest of the next working day?
CREATE INDEX messages_held ON messages (recipient, id) WHERE state = 'held';

-- One digest an officer and day. Its message carries a number below every reminder's as its event.
CREATE TABLE digests (
    id {id},
    officer {int} NOT NULL,
    day TEXT NOT NULL,
    created_at {int} NOT NULL,
    UNIQUE (officer, day)
){strict};

-- ---------------------------------------------------------------------------------------- webhooks

-- Programs that are told of events by HTTP. `body` 0 is told of every case.
CREATE TABLE webhooks (
    id {id},
    uid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    events TEXT NOT NULL,
    body {int} NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    failures {int} NOT NULL,
    told_at {int} NOT NULL,
    created_by {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    removed_at {int} NOT NULL
){strict};

-- What is to be told, written with the event itself.
CREATE TABLE webhook_deliveries (
    id {id},
    province TEXT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    webhook {int} NOT NULL REFERENCES webhooks (id),
    complaint {int} NOT NULL,
    event {int} NOT NULL,
    type TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    tries {int} NOT NULL,
    next_try_at {int} NOT NULL,
    claimed_at {int} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    -- A subscription is told of an event once.
    UNIQUE (webhook, event)
){strict};
-- Which may go now, oldest first?
CREATE INDEX webhook_deliveries_queued ON webhook_deliveries (next_try_at, id) WHERE state = 'queued';
-- Which were claimed by a process that died?
CREATE INDEX webhook_deliveries_claimed ON webhook_deliveries (claimed_at, id) WHERE state = 'claimed';
-- The log of a subscription, newest first.
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook, id);

CREATE TABLE webhook_attempts (
    id {id},
    delivery {int} NOT NULL REFERENCES webhook_deliveries (id),
    at {int} NOT NULL,
    ms {int} NOT NULL,
    status {int} NOT NULL,
    fault TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL
){strict};
-- How was this delivery tried?
CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery, id);
