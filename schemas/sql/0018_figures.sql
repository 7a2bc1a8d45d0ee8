-- What leaders and administrators look at. The words in braces are those of 0001_foundation.sql.

-- Which cases were accepted in these days? (The transfer term runs from formal acceptance.)
CREATE INDEX clocks_of_acceptance ON clocks (started_day, complaint) WHERE kind = 'transfer';
-- What was paid in these days, and what of it was put right?
CREATE INDEX ledger_payments ON ledger (at, complaint) WHERE kind = 'paid';
CREATE INDEX ledger_corrections ON ledger (at, complaint) WHERE kind = 'correction';

-- The first day on which a department is given no new cases; empty where it has none.
ALTER TABLE bodies ADD COLUMN closed_on TEXT NOT NULL DEFAULT '';
