-- Scope tokens of the search as the rows of `case_scope` are now: §5 the body's own, §d5 with those below it.
UPDATE case_words SET tokens = substr(tokens, 1, instr(tokens, '§') - 1) || (
    SELECT group_concat(CASE WHEN s.body < -1 THEN '§officer' || (-s.body)
        WHEN s.body > 1000000000000 THEN '§d' || (s.body - 1000000000000) ELSE '§' || s.body END, ' ')
    FROM (SELECT body FROM case_scope WHERE complaint = case_words.rowid ORDER BY body) s)
    WHERE instr(tokens, '§') > 0 AND EXISTS (SELECT 1 FROM case_scope WHERE complaint = case_words.rowid);
