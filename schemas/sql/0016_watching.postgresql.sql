-- Scope tokens of the search as the rows of `case_scope` are now: §5 the body's own, §d5 with those below it.
UPDATE case_words SET tokens = ts_delete(tokens, ARRAY(
        SELECT lexeme FROM unnest(case_words.tokens) WHERE lexeme LIKE '§%')) || array_to_tsvector(ARRAY(
        SELECT CASE WHEN s.body < -1 THEN '§officer' || (-s.body)
            WHEN s.body > 1000000000000 THEN '§d' || (s.body - 1000000000000) ELSE '§' || s.body END
        FROM case_scope s WHERE s.complaint = case_words.complaint))
    WHERE EXISTS (SELECT 1 FROM case_scope s WHERE s.complaint = case_words.complaint);
