-- What was noticed while a mail was read, as codes with a blank between: files beyond the bound, a text that was cut.
ALTER TABLE inbound ADD COLUMN notes TEXT NOT NULL DEFAULT '';
