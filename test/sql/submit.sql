-- Submission: checked, totalled and sealed, or refused with everything wrong.

INSERT INTO budget.department (code, name) VALUES ('001', '甲局'), ('002', '乙局'), ('003', '丙局');

CREATE FUNCTION pg_temp.draft(code text, year integer, expenditure numeric, income numeric, v integer DEFAULT 1)
RETURNS boolean LANGUAGE sql AS $$
    INSERT INTO budget.declaration (department_code, fiscal_year, version, form_code, goal)
        VALUES (code, year, v, 'district', '目标');
    INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
        VALUES (code, year, v, 'basic_expenditure', expenditure), (code, year, v, 'fiscal_appropriation', income);
    INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, content, amount)
        VALUES (code, year, v, 1, '任务', '内容', NULL);
    INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
        VALUES (code, year, v, 1, '产出指标', '数量指标', '数量（个）', '≥10', '≥5');
    SELECT true;
$$;

-- What a driver sees of an error.
CREATE FUNCTION pg_temp.try(statement text) RETURNS TABLE (field text, value text) LANGUAGE plpgsql AS $$
DECLARE
    v1 text; v2 text; v3 text; v4 text; v5 text; v6 text; v7 text;
    detail text;
BEGIN
    EXECUTE statement;
    RETURN QUERY SELECT 'ok', NULL::text;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v1 = RETURNED_SQLSTATE, v2 = CONSTRAINT_NAME, v3 = SCHEMA_NAME,
        v4 = TABLE_NAME, v5 = COLUMN_NAME, v6 = MESSAGE_TEXT, v7 = PG_EXCEPTION_HINT, detail = PG_EXCEPTION_DETAIL;
    RETURN QUERY SELECT u.f, u.v FROM (VALUES ('sqlstate', v1), ('constraint', v2), ('schema', v3), ('table', v4),
        ('column', v5), ('message', v6), ('hint', v7)) AS u(f, v);
    IF detail LIKE '[%' THEN
        RETURN QUERY SELECT 'finding', concat_ws(' ', e->>'rule', e->>'severity', e->>'status', e->>'lhs', e->>'rhs', e->>'difference',
            e->'location'->'key'->>'department_code')
        FROM jsonb_array_elements(detail::jsonb) AS e;
    ELSE
        RETURN QUERY SELECT 'detail', detail;
    END IF;
END $$;

-- A refused one: one error with every field, every finding, and nothing changed.
SELECT pg_temp.draft('001', 2024, 100.00, 99.99);
SELECT * FROM pg_temp.try($$UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '001'$$);
SELECT status FROM budget.declaration;
SELECT count(*) FROM budget.seal;
SELECT count(*) FROM budget.history;

-- Mended, it is sealed; the record says what by and with which findings.
UPDATE budget.budget_line SET amount = 100.00 WHERE item_code = 'fiscal_appropriation';
UPDATE budget.declaration SET status = 'submitted', status_comment = '首次报送' WHERE department_code = '001';
SELECT department_code, fiscal_year, version, submission, enforced, length(digest), previous_digest, jsonb_pretty(totals) AS totals,
    budget_lines, tasks, indicators, withdrawn_at FROM budget.seal;
SELECT DISTINCT f->>'severity' AS severity, f->>'status' AS status FROM budget.seal, jsonb_array_elements(findings) AS f ORDER BY 1, 2;
SELECT from_status, to_status, changed_by = current_user AS by_me, comment FROM budget.history;
SELECT count(*) = 1 AS kept, bool_and(r.digest = s.rule_set) AS the_same,
    bool_and(r.digest = encode(sha256(convert_to(r.rules::text, 'UTF8')), 'hex')) AS sound
FROM budget.rule_set r, budget.seal s;

-- The digest is what seal.h says it is, re-derived here in SQL.
CREATE FUNCTION pg_temp.f(x anyelement) RETURNS text LANGUAGE sql AS
$$ SELECT coalesce(octet_length(convert_to(x::text, 'UTF8')) || ':' || x::text, '-') $$;
SELECT s.digest = encode(sha256(convert_to(
    'D' || pg_temp.f(d.department_code) || pg_temp.f(d.fiscal_year) || pg_temp.f(d.version) || pg_temp.f(d.form_code)
        || pg_temp.f(d.goal) || pg_temp.f(d.cycle_from) || pg_temp.f(d.cycle_to) || E'\n'
    || (SELECT string_agg('B' || pg_temp.f(item_code) || pg_temp.f(amount) || pg_temp.f(amount_source) || E'\n', '' ORDER BY item_code) FROM budget.budget_line)
    || (SELECT string_agg('T' || pg_temp.f(task_no) || pg_temp.f(amount) || pg_temp.f(name) || pg_temp.f(content) || pg_temp.f(expected_outcome)
        || pg_temp.f(amount_source) || E'\n', '' ORDER BY task_no) FROM budget.task)
    || (SELECT string_agg('I' || pg_temp.f(indicator_no) || pg_temp.f(level1) || pg_temp.f(level2) || pg_temp.f(name) || pg_temp.f(unit)
        || pg_temp.f(cycle_target::text) || pg_temp.f(annual_target::text) || pg_temp.f(weight) || pg_temp.f(accumulation) || pg_temp.f(code) || E'\n', ''
        ORDER BY indicator_no) FROM budget.indicator)
    || 'R' || pg_temp.f(s.rule_set) || pg_temp.f(s.enforced::text) || E'\n'
    || 'P' || pg_temp.f(s.previous_digest) || E'\n', 'UTF8')), 'hex') AS digest_agrees
FROM budget.declaration d JOIN budget.seal s USING (department_code, fiscal_year, version);

-- Submitting what is submitted changes nothing; the function says so.
UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '001';
SELECT * FROM pg_temp.try($$SELECT budget_perf.submit('001', 2024)$$);
SELECT count(*) FROM budget.seal;

-- Sent back, it is a draft again; its seal stays on record. Submitted again, it has a second one.
SELECT * FROM budget_perf.send_back('001', 2024, comment => '目标不清');
SELECT status, status_comment FROM budget.declaration;
SELECT submission, withdrawn_at IS NOT NULL AS withdrawn FROM budget.seal ORDER BY 1;
UPDATE budget.task SET content = '新内容';
SELECT * FROM budget_perf.submit('001', 2024);
SELECT submission, withdrawn_at IS NOT NULL AS withdrawn, count(*) OVER () = count(digest) OVER () AS digests FROM budget.seal ORDER BY 1;
SELECT count(DISTINCT digest) AS different_digests FROM budget.seal;

-- Approved, it is final: no way back, only a new version.
SELECT * FROM budget_perf.approve('001', 2024, 1, '同意');
SELECT * FROM pg_temp.try($$SELECT budget_perf.send_back('001', 2024)$$);
SELECT * FROM pg_temp.try($$UPDATE budget.declaration SET status = 'draft'$$);
SELECT from_status, to_status, comment FROM budget.history ORDER BY history_id;

-- The amendment: the same content, one version on, chained to the seal before it.
SELECT * FROM budget_perf.amend('001', 2024, comment => '追加');
SELECT * FROM pg_temp.try($$SELECT budget_perf.amend('001', 2024)$$);
SELECT * FROM pg_temp.try($$SELECT budget_perf.amend('001', 2024, 1)$$);
SELECT version, item_code, amount FROM budget.budget_line ORDER BY 1, 2;
SELECT version, name, content FROM budget.task ORDER BY 1;
SELECT version, name, cycle_target, annual_target FROM budget.indicator ORDER BY 1;
UPDATE budget.budget_line SET amount = amount + 50 WHERE version = 2;
SELECT * FROM budget_perf.submit('001', 2024);
SELECT s2.previous_digest = s1.digest AS chained FROM budget.seal s1, budget.seal s2
WHERE s1.version = 1 AND s1.withdrawn_at IS NULL AND s2.version = 2;

-- A later version waits until the one before is final.
SELECT pg_temp.draft('002', 2024, 1, 1);
SELECT pg_temp.draft('002', 2024, 1, 1, 2);
SELECT * FROM pg_temp.try($$SELECT budget_perf.submit('002', 2024)$$);
SELECT * FROM budget_perf.submit('002', 2024, 1);
SELECT * FROM pg_temp.try($$SELECT budget_perf.submit('002', 2024, 2)$$);
SELECT * FROM budget_perf.approve('002', 2024, 1);
SELECT * FROM budget_perf.submit('002', 2024, 2);
SELECT pg_temp.draft('002', 2020, 1, 1, 3);
SELECT * FROM pg_temp.try($$SELECT budget_perf.submit('002', 2020)$$);

-- Transitions that there are not.
SELECT pg_temp.draft('003', 2024, 1, 1);
SELECT * FROM pg_temp.try($$SELECT budget_perf.approve('003', 2024)$$);
SELECT * FROM pg_temp.try($$SELECT budget_perf.send_back('003', 2024)$$);
SELECT * FROM pg_temp.try($$UPDATE budget.declaration SET status = 'approved' WHERE department_code = '003'$$);
SELECT * FROM pg_temp.try($$UPDATE budget.declaration SET status = 'submitted', fiscal_year = 2023 WHERE department_code = '003'$$);
SELECT * FROM pg_temp.try($$INSERT INTO budget.declaration (department_code, fiscal_year, form_code, status) VALUES ('003', 2022, 'district', 'submitted')$$);
SELECT * FROM pg_temp.try($$INSERT INTO budget.declaration (department_code, fiscal_year, form_code, status) VALUES ('003', 2022, 'district', 'approved')$$);
SELECT * FROM pg_temp.try($$SELECT budget_perf.submit('003', 1999)$$);
SELECT * FROM pg_temp.try($$SELECT budget_perf.submit('003', 2024, 7)$$);
SELECT * FROM pg_temp.try($$SELECT budget_perf.submit('003', 2024, 0)$$);
SELECT * FROM pg_temp.try($$SELECT budget_perf.submit(NULL, 2024)$$);

-- History taken in as published: sealed as it is, its errors flagged, never enforced.
UPDATE budget.budget_line SET amount = 2 WHERE department_code = '003' AND item_code = 'basic_expenditure';
SELECT * FROM budget_perf.record('003', 2024, comment => '公开版');
SELECT s.enforced, f->>'rule' AS rule, f->>'difference' AS difference FROM budget.seal s, jsonb_array_elements(s.findings) AS f
WHERE s.department_code = '003' AND f->>'severity' = 'error' AND f->>'status' = 'fail';
SELECT * FROM pg_temp.try($$UPDATE budget.budget_line SET amount = 3 WHERE department_code = '003'$$);
SELECT * FROM pg_temp.try($$SELECT budget_perf.send_back('003', 2024)$$);

-- A draft is free: wrong, incomplete, and deleted again with its rows.
SELECT pg_temp.draft('003', 2025, 7, 8);
DELETE FROM budget.declaration WHERE department_code = '003' AND fiscal_year = 2025;
SELECT count(*) FROM budget.task WHERE fiscal_year = 2025;
-- One that was ever sealed is not deleted: its seals would hang in the air.
SELECT pg_temp.draft('003', 2026, 7, 7);
SELECT * FROM budget_perf.submit('003', 2026);
SELECT * FROM budget_perf.send_back('003', 2026);
\set VERBOSITY terse
DELETE FROM budget.declaration WHERE department_code = '003' AND fiscal_year = 2026;
\set VERBOSITY default

-- Many at once: all or none, each sealed once, refusals counted, findings of each.
INSERT INTO budget.department (code, name) SELECT to_char(i, 'FM00000'), '单位' || i FROM generate_series(1, 600) AS i;
SELECT count(pg_temp.draft(to_char(i, 'FM00000'), 2030, i, i)) FROM generate_series(1, 600) AS i;
UPDATE budget.budget_line SET amount = 0 WHERE department_code IN ('00002', '00300', '00600') AND item_code = 'fiscal_appropriation';
SELECT field, value FROM pg_temp.try($$UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2030$$)
WHERE field <> 'finding' OR value LIKE '%error fail%';
SELECT count(*) FROM budget.seal WHERE fiscal_year = 2030;
UPDATE budget.budget_line SET amount = department_code::numeric WHERE department_code IN ('00002', '00300', '00600');
UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2030;
SELECT count(*), count(DISTINCT department_code), count(DISTINCT digest), count(DISTINCT rule_set), max(submission) FROM budget.seal WHERE fiscal_year = 2030;
SELECT count(*) AS wrong_totals FROM budget.seal WHERE fiscal_year = 2030
    AND (totals->'categories'->>'expenditure')::numeric <> department_code::numeric;
-- Several kinds of move in one statement.
UPDATE budget.declaration SET status = CASE WHEN department_code < '00300' THEN 'approved' ELSE 'draft' END WHERE fiscal_year = 2030;
SELECT status, count(*) FROM budget.declaration WHERE fiscal_year = 2030 GROUP BY 1 ORDER BY 1;
SELECT to_status, count(*) FROM budget.history WHERE fiscal_year = 2030 GROUP BY 1 ORDER BY 1;

-- Totals as rows.
SELECT * FROM budget_perf.declaration_totals('001', 2024, 2);
