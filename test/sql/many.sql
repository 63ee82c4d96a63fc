-- One statement on more declarations than fit into memory at once: keys are
-- sorted on disk, work is done in batches, and nothing is forgotten.
SET client_encoding = 'UTF8';
SELECT budget_perf.create_ledger('many');
SET work_mem = '64kB';
INSERT INTO many.department (code, name) SELECT lpad(d::text, 6, '0'), '部门' || d FROM generate_series(1, 3000) d;
INSERT INTO many.declaration (department_code, fiscal_year, form_code, goal)
SELECT lpad(d::text, 6, '0'), 2024, 'district', '目标' FROM generate_series(1, 3000) d;
-- Rows of one declaration lie far apart.
INSERT INTO many.budget_line
SELECT lpad(d::text, 6, '0'), 2024, 1, i.code, d FROM (VALUES ('basic_expenditure'), ('fiscal_appropriation'), ('own_level')) AS i (code), generate_series(1, 3000) d
ORDER BY i.code, md5(d::text);
INSERT INTO many.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
SELECT lpad(d::text, 6, '0'), 2024, 1, n, '产出指标', '数量指标', '数' || n, '≥9', '≥9' FROM generate_series(1, 2) n, generate_series(1, 3000) d;

-- One row among thousands has no declaration, or a sealed one.
\set VERBOSITY terse
INSERT INTO many.task (department_code, fiscal_year, version, task_no, name)
SELECT lpad((d % 3001)::text, 6, '0'), 2024, 1, 1, '任务' FROM generate_series(1, 3001) d;
UPDATE many.budget_line SET amount = amount + 1 WHERE department_code = '002500' AND item_code = 'own_level';
UPDATE many.declaration SET status = 'submitted' WHERE department_code = '001777';
UPDATE many.budget_line SET amount = amount + 1;
DELETE FROM many.indicator;
UPDATE many.indicator SET fiscal_year = 2025;
SELECT budget_perf.send_back('001777', 2024, ledger => 'many');
UPDATE many.indicator SET name = name || '。';

-- A refused one among thousands: the whole statement is refused.
UPDATE many.declaration SET status = 'submitted';
\set VERBOSITY default
UPDATE many.budget_line SET amount = amount - 1 WHERE department_code = '002500' AND item_code = 'own_level';
UPDATE many.declaration SET status = 'submitted', status_comment = 'batch ' || department_code;
SELECT count(*), count(DISTINCT digest), min(budget_lines), max(indicators) FROM many.seal WHERE withdrawn_at IS NULL;
SELECT count(*), count(*) FILTER (WHERE comment = 'batch ' || department_code) AS commented FROM many.history WHERE to_status = 'submitted';
SELECT bool_and(department_code > previous) AS in_key_order FROM (
    SELECT department_code, lag(department_code) OVER (ORDER BY history_id) AS previous FROM many.history WHERE comment LIKE 'batch%') h;
SELECT count(*) FROM budget_perf.verify('many');
UPDATE many.declaration SET status = CASE WHEN department_code < '001500' THEN 'approved' ELSE 'draft' END;
SELECT status, count(*) FROM many.declaration GROUP BY 1 ORDER BY 1;
SELECT count(*) FILTER (WHERE withdrawn_at IS NULL) AS standing, count(*) FROM many.seal;
-- Keys that change, and drafts that go with their rows.
\set VERBOSITY terse
UPDATE many.declaration SET fiscal_year = 2025 WHERE status = 'draft';
DELETE FROM many.declaration;
\set VERBOSITY default
DELETE FROM many.seal;
DELETE FROM many.declaration WHERE status = 'draft' AND NOT EXISTS (SELECT FROM many.seal s WHERE s.department_code = declaration.department_code);
INSERT INTO many.declaration (department_code, fiscal_year, form_code) SELECT lpad(d::text, 6, '0'), 2030, 'district' FROM generate_series(1, 3000) d;
INSERT INTO many.budget_line SELECT lpad(d::text, 6, '0'), 2030, 1, 'own_level', d FROM generate_series(1, 3000) d;
UPDATE many.declaration SET fiscal_year = 2031 WHERE fiscal_year = 2030 AND department_code = '002999';
DELETE FROM many.budget_line WHERE fiscal_year = 2030 AND department_code > '001000';
UPDATE many.declaration SET fiscal_year = 2031 WHERE fiscal_year = 2030 AND department_code > '001000';
DELETE FROM many.declaration WHERE fiscal_year >= 2030;
SELECT count(*) FROM many.budget_line WHERE fiscal_year >= 2030;
-- Several years of each department, which lie in another order than that of their keys.
INSERT INTO many.declaration (department_code, fiscal_year, form_code)
SELECT lpad(d::text, 6, '0'), y, 'district' FROM unnest(ARRAY[2042, 2040, 2041]) y, generate_series(2000, 1601, -1) d;
UPDATE many.declaration SET status = 'recorded', status_comment = 'years' WHERE fiscal_year BETWEEN 2040 AND 2042;
SELECT count(*), bool_and((department_code, fiscal_year) > (code, year)) AS in_key_order FROM (
    SELECT department_code, fiscal_year, lag(department_code) OVER w AS code, lag(fiscal_year) OVER w AS year
    FROM many.history WHERE comment = 'years' WINDOW w AS (ORDER BY history_id)) h;
SELECT count(*) FROM budget_perf.verify('many');

SET client_min_messages = warning;
DROP SCHEMA many CASCADE;
