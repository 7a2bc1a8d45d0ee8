-- Search looks into the texts of a case, too. The words in braces are those of 0001_foundation.sql.

-- Cases whose texts are to be read anew for the search: a filing does not wait for that.
CREATE TABLE case_words_due (
    complaint {int} NOT NULL PRIMARY KEY
){strict_keyed};
INSERT INTO case_words_due (complaint) SELECT id FROM complaints WHERE received_at > 0;
