-- The tables of schemas/records. One file serves both engines; three words stand for what they spell
-- differently: {id} an identity column, {int} a 64-bit integer, {strict} the end of a table.
--
-- Money is integer fen, time is integer UTC milliseconds, legal days are ISO text. Nothing is NULL: what is
-- not there is '' or 0, as in the records. Tables that grow carry the province as distribution key.

-- ---------------------------------------------------------------------------------------- who

CREATE TABLE bodies (
    id {id},
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kind TEXT NOT NULL,
    division TEXT NOT NULL,
    parent {int} NOT NULL,
    phone TEXT NOT NULL
){strict};

CREATE TABLE officers (
    id {id},
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    body {int} NOT NULL,
    roles TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    mobile TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at {int} NOT NULL,
    disabled_at {int} NOT NULL
){strict};
-- Who works in this body?
CREATE INDEX officers_by_body ON officers (body, login);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    officer {int} NOT NULL,
    complaint {int} NOT NULL,
    created_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    expires_at {int} NOT NULL
){strict};
-- Which sessions have expired?
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
-- Which sessions has this officer?
CREATE INDEX sessions_by_officer ON sessions (officer) WHERE officer <> 0;

CREATE TABLE brakes (
    key TEXT NOT NULL PRIMARY KEY,
    failures {int} NOT NULL,
    window_start {int} NOT NULL,
    closed_until {int} NOT NULL
){strict};

-- ---------------------------------------------------------------------------------------- the case

CREATE TABLE complaints (
    id {id},
    uid TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    province TEXT NOT NULL,
    definition TEXT NOT NULL,
    definition_version {int} NOT NULL,
    state TEXT NOT NULL,
    channel TEXT NOT NULL,
    complainant_name TEXT NOT NULL,
    complainant_code TEXT NOT NULL,
    respondent_name TEXT NOT NULL,
    respondent_code TEXT NOT NULL,
    respondent_type TEXT NOT NULL,
    respondent_division TEXT NOT NULL,
    arrears_fen {int} NOT NULL,
    undisputed_fen {int} NOT NULL,
    remaining_fen {int} NOT NULL,
    accepting_body {int} NOT NULL,
    handling_body {int} NOT NULL,
    assignee {int} NOT NULL,
    created_at {int} NOT NULL,
    received_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    closed_at {int} NOT NULL,
    due TEXT NOT NULL,
    due_clock TEXT NOT NULL,
    outcome TEXT NOT NULL,
    revision {int} NOT NULL,
    event_count {int} NOT NULL,
    head_hash TEXT NOT NULL,
    receipt_code_hash TEXT NOT NULL,
    draft_secret_hash TEXT NOT NULL,
    language TEXT NOT NULL
){strict};
-- Which case has this number? (A draft has none.)
CREATE UNIQUE INDEX complaints_by_number ON complaints (number) WHERE number <> '';
-- Which case does this receipt code open?
CREATE INDEX complaints_by_receipt_code ON complaints (receipt_code_hash) WHERE receipt_code_hash <> '';
-- In which states do cases stand, per workflow version?
CREATE INDEX complaints_by_state ON complaints (definition, definition_version, state);

-- The form stands apart from its case, so that a page of the queue reads rows of half a kilobyte.
CREATE TABLE forms (
    complaint {int} NOT NULL PRIMARY KEY REFERENCES complaints (id),
    form_version {int} NOT NULL,
    form TEXT NOT NULL
){strict};

-- Who may see a case: one row per case and body (0 stands for a right over everything). Drafts have none.
-- `due` is '9999-12-31' where no deadline runs, so that such cases come last.
CREATE TABLE case_scope (
    complaint {int} NOT NULL REFERENCES complaints (id),
    body {int} NOT NULL,
    state TEXT NOT NULL,
    assignee {int} NOT NULL,
    due TEXT NOT NULL,
    received_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    arrears_fen {int} NOT NULL,
    PRIMARY KEY (complaint, body)
){strict_keyed};
-- The queue of a body: cases in these states, in each of the four orders. A page over several states merges
-- their ranges; counts and the states themselves come out of the first index alone.
CREATE INDEX case_scope_by_due ON case_scope (body, state, due, complaint);
CREATE INDEX case_scope_by_received ON case_scope (body, state, received_at, complaint);
CREATE INDEX case_scope_by_updated ON case_scope (body, state, updated_at, complaint);
CREATE INDEX case_scope_by_arrears ON case_scope (body, state, arrears_fen, complaint);
-- The same for the cases one officer has in hand.
CREATE INDEX case_scope_mine_by_due ON case_scope (body, assignee, state, due, complaint) WHERE assignee <> 0;
CREATE INDEX case_scope_mine_by_received ON case_scope (body, assignee, state, received_at, complaint)
    WHERE assignee <> 0;
CREATE INDEX case_scope_mine_by_updated ON case_scope (body, assignee, state, updated_at, complaint)
    WHERE assignee <> 0;
CREATE INDEX case_scope_mine_by_arrears ON case_scope (body, assignee, state, arrears_fen, complaint)
    WHERE assignee <> 0;

-- The last case number given out per province and day.
CREATE TABLE number_sequences (
    name TEXT NOT NULL PRIMARY KEY,
    last {int} NOT NULL
){strict};

CREATE TABLE contacts (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    mobile TEXT NOT NULL,
    landline TEXT NOT NULL,
    email TEXT NOT NULL,
    id_number TEXT NOT NULL,
    consent_sms {int} NOT NULL,
    consent_email {int} NOT NULL,
    consent_at {int} NOT NULL
){strict};
-- Who can be reached about this case?
CREATE INDEX contacts_by_complaint ON contacts (complaint, id);

CREATE TABLE attachments (
    id {id},
    province TEXT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    complaint {int} NOT NULL REFERENCES complaints (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size {int} NOT NULL,
    sha256 TEXT NOT NULL,
    verdict TEXT NOT NULL,
    verdict_detail TEXT NOT NULL,
    created_at {int} NOT NULL,
    removed_at {int} NOT NULL
){strict};
-- Which files has this case, and how many bytes?
CREATE INDEX attachments_by_complaint ON attachments (complaint, id);
-- Which files wait for a verdict?
CREATE INDEX attachments_pending ON attachments (id) WHERE verdict = 'pending' AND removed_at = 0;

-- ---------------------------------------------------------------------------------------- its history

CREATE TABLE events (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    seq {int} NOT NULL,
    type TEXT NOT NULL,
    action TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor {int} NOT NULL,
    actor_name TEXT NOT NULL,
    at {int} NOT NULL,
    payload TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- The history of a case in order; two events can never take the same place.
    UNIQUE (complaint, seq)
){strict};

CREATE TABLE event_values (
    event {int} NOT NULL REFERENCES events (id),
    pointer TEXT NOT NULL,
    province TEXT NOT NULL,
    salt TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (event, pointer)
){strict_keyed};

CREATE TABLE clocks (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    length {int} NOT NULL,
    state TEXT NOT NULL,
    started_at {int} NOT NULL,
    started_day TEXT NOT NULL,
    pauses TEXT NOT NULL,
    due_raw TEXT NOT NULL,
    due_legal TEXT NOT NULL,
    calendar_version TEXT NOT NULL,
    provisional {int} NOT NULL,
    ended_at {int} NOT NULL,
    late {int} NOT NULL
){strict};
-- Which clocks has this case?
CREATE INDEX clocks_by_complaint ON clocks (complaint, id);

CREATE TABLE timers (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    kind TEXT NOT NULL,
    clock TEXT NOT NULL,
    due_at {int} NOT NULL,
    done_at {int} NOT NULL
){strict};
-- Which timers are due, oldest first?
CREATE INDEX timers_open ON timers (due_at, id) WHERE done_at = 0;
-- Which timers of this case are open?
CREATE INDEX timers_open_by_complaint ON timers (complaint, clock) WHERE done_at = 0;

CREATE TABLE ledger (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    event {int} NOT NULL,
    kind TEXT NOT NULL,
    amount_fen {int} NOT NULL,
    at {int} NOT NULL
){strict};
-- What are the entries of this case?
CREATE INDEX ledger_by_complaint ON ledger (complaint, id);

-- ---------------------------------------------------------------------------------------- messages

CREATE TABLE messages (
    id {id},
    province TEXT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    complaint {int} NOT NULL,
    event {int} NOT NULL,
    event_name TEXT NOT NULL,
    recipient TEXT NOT NULL,
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    provider TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    tries {int} NOT NULL,
    created_at {int} NOT NULL,
    next_try_at {int} NOT NULL,
    claimed_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    -- One message per event, recipient and channel: a second one is impossible.
    UNIQUE (event, recipient, channel)
){strict};
-- Which messages may go now, oldest first?
CREATE INDEX messages_queued ON messages (next_try_at, id) WHERE state = 'queued';
-- Which messages were claimed by a process that died?
CREATE INDEX messages_claimed ON messages (claimed_at, id) WHERE state = 'claimed';
-- About which messages must the carrier be asked?
CREATE INDEX messages_unknown ON messages (next_try_at, id) WHERE state = 'unknown';
-- Which messages has this case?
CREATE INDEX messages_by_complaint ON messages (complaint, id);

CREATE TABLE attempts (
    id {id},
    message {int} NOT NULL REFERENCES messages (id),
    at {int} NOT NULL,
    outcome TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL
){strict};
-- How often was this message tried?
CREATE INDEX attempts_by_message ON attempts (message, id);

CREATE TABLE receipts (
    id {id},
    message {int} NOT NULL REFERENCES messages (id),
    provider_id TEXT NOT NULL,
    status TEXT NOT NULL,
    error_code TEXT NOT NULL,
    at {int} NOT NULL,
    -- A carrier repeats itself; the log does not.
    UNIQUE (message, provider_id, status)
){strict};

-- ---------------------------------------------------------------------------------------- the rest

CREATE TABLE idempotency (
    key_hash TEXT NOT NULL PRIMARY KEY,
    body_hash TEXT NOT NULL,
    status {int} NOT NULL,
    answer TEXT NOT NULL,
    created_at {int} NOT NULL
){strict};
-- Which records are old enough to be forgotten?
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE notices (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    address TEXT NOT NULL,
    issued TEXT NOT NULL,
    year {int} NOT NULL
){strict};

CREATE TABLE calendar_days (
    day TEXT NOT NULL PRIMARY KEY,
    off {int} NOT NULL,
    name TEXT NOT NULL,
    notice TEXT NOT NULL REFERENCES notices (id)
){strict};

CREATE TABLE definitions (
    name TEXT NOT NULL,
    version {int} NOT NULL,
    text TEXT NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (name, version)
){strict};

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
){strict};
