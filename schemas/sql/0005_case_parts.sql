-- What runs beside a case's state: tracks, bodies that take part, repayment plans, numbered documents, and the
-- respondent's way in. The words in braces are those of 0001_foundation.sql.

-- The last evaluation and call-back about the present result.
ALTER TABLE complaints ADD COLUMN rating {int} NOT NULL DEFAULT 0;
ALTER TABLE complaints ADD COLUMN rated_at {int} NOT NULL DEFAULT 0;
ALTER TABLE complaints ADD COLUMN callback TEXT NOT NULL DEFAULT '';

-- What a payment or correction rests on.
ALTER TABLE ledger ADD COLUMN corrects {int} NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN paid_on TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN instalment {int} NOT NULL DEFAULT 0;

-- What stands in front of the numbers of a body's documents (机关代字); empty where its name does.
ALTER TABLE bodies ADD COLUMN prefix TEXT NOT NULL DEFAULT '';

CREATE TABLE tracks (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at {int} NOT NULL,
    opened_by {int} NOT NULL,
    opened_for {int} NOT NULL,
    event {int} NOT NULL,
    document TEXT NOT NULL,
    data TEXT NOT NULL,
    result TEXT NOT NULL,
    ended_at {int} NOT NULL,
    ended_by {int} NOT NULL
){strict};
-- What runs or ran beside this case, oldest first?
CREATE INDEX tracks_by_complaint ON tracks (complaint, id);

CREATE TABLE case_bodies (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    body {int} NOT NULL,
    role TEXT NOT NULL,
    rule TEXT NOT NULL,
    since {int} NOT NULL,
    until {int} NOT NULL
){strict};
-- Which bodies have or had part in this case, oldest first?
CREATE INDEX case_bodies_by_complaint ON case_bodies (complaint, id);

CREATE TABLE instalments (
    id {id},
    province TEXT NOT NULL,
    complaint {int} NOT NULL REFERENCES complaints (id),
    seq {int} NOT NULL,
    due TEXT NOT NULL,
    amount_fen {int} NOT NULL,
    paid_fen {int} NOT NULL,
    state TEXT NOT NULL,
    evidence TEXT NOT NULL,
    -- The plan of a case in order; a number is never given twice.
    UNIQUE (complaint, seq)
){strict};

CREATE TABLE documents (
    id {id},
    province TEXT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    complaint {int} NOT NULL REFERENCES complaints (id),
    body {int} NOT NULL,
    type TEXT NOT NULL,
    year {int} NOT NULL,
    serial {int} NOT NULL,
    number TEXT NOT NULL,
    event {int} NOT NULL,
    at {int} NOT NULL,
    voided_at {int} NOT NULL,
    -- The register of a body by type and year; a number is given once.
    UNIQUE (body, type, year, serial)
){strict};
-- Which documents has this case, oldest first?
CREATE INDEX documents_by_complaint ON documents (complaint, id);

-- The last number given to a document, per body, type and year. Raised in the document's own transaction, so
-- that a step that fails leaves no gap.
CREATE TABLE document_numbers (
    body {int} NOT NULL,
    type TEXT NOT NULL,
    year {int} NOT NULL,
    last {int} NOT NULL,
    PRIMARY KEY (body, type, year)
){strict_keyed};

-- The code by which the respondent comes in, hashed; a later inquiry's code takes the place of an earlier one.
CREATE TABLE respondent_codes (
    complaint {int} NOT NULL PRIMARY KEY REFERENCES complaints (id),
    province TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    created_at {int} NOT NULL
){strict};
-- Which case does this respondent's code open?
CREATE UNIQUE INDEX respondent_codes_by_hash ON respondent_codes (code_hash);
