-- How complaints come in besides the form: the register of calls, other platforms, and what a case has to do
-- with other cases. The words in braces are those of 0001_foundation.sql.

-- ---------------------------------------------------------------------------------------- other cases

-- Cases that belong together: `complaint` was merged into, reopens or repeats `other`.
CREATE TABLE links (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    other {int} NOT NULL REFERENCES complaints (id),
    kind TEXT NOT NULL,
    event {int} NOT NULL,
    created_at {int} NOT NULL,
    -- Which links begin at this case? And the same link is made once.
    UNIQUE (complaint, other, kind)
){strict};
-- Which links end at this case?
CREATE INDEX links_by_other ON links (other, id);

-- Has this firm complained about this respondent before? A respondent whose code is not known stands under ''.
CREATE INDEX complaints_by_parties ON complaints (complainant_code, respondent_code, id)
    WHERE complainant_code <> '';
-- Which cases has this respondent, whatever it was called, newest first?
CREATE INDEX complaints_by_respondent ON complaints (respondent_code, received_at, id)
    WHERE respondent_code <> '';

-- ---------------------------------------------------------------------------------------- the register

CREATE TABLE calls (
    id {id},
    province TEXT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    body {int} NOT NULL,
    officer {int} NOT NULL,
    kind TEXT NOT NULL,
    at {int} NOT NULL,
    firm TEXT NOT NULL,
    summary TEXT NOT NULL,
    advice TEXT NOT NULL,
    complaint {int} NOT NULL,
    converted {int} NOT NULL,
    created_at {int} NOT NULL
){strict};
-- The register of a body, newest first, by kind and by whether a case came of it. A page over several of these
-- merges their ranges; counts come out of the index alone.
CREATE INDEX calls_by_time ON calls (body, kind, converted, at, id);
-- The same for what one officer took.
CREATE INDEX calls_own_by_time ON calls (body, officer, kind, converted, at, id);
-- From which call did this case come?
CREATE INDEX calls_by_complaint ON calls (complaint) WHERE complaint <> 0;

-- People's names and numbers stand apart, as contacts do, so that they can be encrypted or deleted alone.
CREATE TABLE callers (
    call {int} NOT NULL PRIMARY KEY REFERENCES calls (id),
    province TEXT NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    -- What is known of a complaint's form, people's data included.
    form TEXT NOT NULL
){strict};

-- ---------------------------------------------------------------------------------------- other platforms

-- What a platform sent in, by its own number, and what became of it here.
CREATE TABLE intake_sources (
    platform TEXT NOT NULL,
    number TEXT NOT NULL,
    province TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    complaint {int} NOT NULL,
    call {int} NOT NULL,
    created_at {int} NOT NULL,
    -- A platform's number is taken once.
    PRIMARY KEY (platform, number)
){strict_keyed};
-- From which platform did this case come?
CREATE INDEX intake_sources_by_complaint ON intake_sources (complaint) WHERE complaint <> 0;
-- From which platform did this call come?
CREATE INDEX intake_sources_by_call ON intake_sources (call) WHERE call <> 0;

-- The way back: events of cases that a platform sent in, in the order of their commits. `tx` is the engine's
-- transaction where several write at once, so that nothing committed late is missed; elsewhere 0.
CREATE TABLE intake_feed (
    id {id},
    province TEXT NOT NULL,
    platform TEXT NOT NULL,
    number TEXT NOT NULL,
    complaint {int} NOT NULL,
    seq {int} NOT NULL,
    tx {int} NOT NULL
){strict};
-- What has this platform not yet fetched?
CREATE INDEX intake_feed_by_platform ON intake_feed (platform, tx, id);

-- Keys of programs. A key acts for an officer's account, within one scope.
CREATE TABLE api_tokens (
    token_hash TEXT NOT NULL PRIMARY KEY,
    officer {int} NOT NULL,
    scope TEXT NOT NULL,
    platform TEXT NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    revoked_at {int} NOT NULL
){strict};
-- Which keys has this account?
CREATE INDEX api_tokens_by_officer ON api_tokens (officer, created_at);

-- ---------------------------------------------------------------------------------------- who stands in

-- An officer acts for another (委托代理) from one day to another, both included.
CREATE TABLE substitutions (
    id {id},
    officer {int} NOT NULL,
    substitute {int} NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_by {int} NOT NULL,
    created_at {int} NOT NULL,
    ended_at {int} NOT NULL
){strict};
-- For whom may this officer act today?
CREATE INDEX substitutions_by_substitute ON substitutions (substitute, until_day);
-- Who acts for this officer today?
CREATE INDEX substitutions_by_officer ON substitutions (officer, until_day);
