-- Status, reconciliation and year over year of amounts, in a ledger of our own.
SELECT budget_perf.create_ledger('v');

INSERT INTO v.department (code, name)
SELECT lpad(n::text, 3, '0'), 'dept ' || n FROM generate_series(1, 14) n;

-- Amounts in yuan; null is blank.
CREATE FUNCTION pg_temp.draft(dept text, year integer, basic numeric, project numeric, other numeric,
        appropriation numeric, tier numeric, task numeric[] DEFAULT '{}', form text DEFAULT 'district', v integer DEFAULT 1)
    RETURNS text LANGUAGE sql AS $$
    INSERT INTO v.declaration (department_code, fiscal_year, version, form_code, goal) VALUES (dept, year, v, form, 'goal');
    INSERT INTO v.budget_line (department_code, fiscal_year, version, item_code, amount)
    SELECT dept, year, v, i.item_code, x.amount
    FROM (VALUES ('basic_expenditure', basic), ('project_expenditure', project), ('other_development', other),
        ('fiscal_appropriation', appropriation), ('own_level', tier)) x(item_code, amount)
    JOIN v.form_item i ON i.form_code = form AND i.item_code = x.item_code;
    INSERT INTO v.task (department_code, fiscal_year, version, task_no, name, amount)
    SELECT dept, year, v, n, 'task ' || n, a FROM unnest(task) WITH ORDINALITY t(a, n);
    INSERT INTO v.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
    VALUES (dept, year, v, 1, '产出指标', '数量指标', '数量（个）', '≥10', '≥10');
    SELECT concat_ws('-', dept, year, v);
$$;

-- One department through its versions: which one counts?
CREATE FUNCTION pg_temp.versions() RETURNS TABLE (version integer, status text, is_effective boolean, is_newest boolean,
        submissions integer, sealed boolean, counted boolean, counts text, effective integer)
    LANGUAGE sql AS $$
    SELECT s.version, s.status, s.is_effective, s.is_newest, s.submissions, s.digest IS NOT NULL, s.warnings IS NOT NULL,
        concat_ws('/', s.budget_lines, s.tasks, s.indicators), e.version
    FROM v.declaration_status s
    LEFT JOIN v.effective_declaration e USING (department_code, fiscal_year)
    WHERE s.department_code = '001' AND s.fiscal_year = 2023
    ORDER BY s.version
$$;
SELECT pg_temp.draft('001', 2023, 100.10, 200.20, 0, 300.30, 300.30, '{50,60.5}');
SELECT * FROM pg_temp.versions();
UPDATE v.declaration SET status = 'submitted', status_comment = 'first try' WHERE department_code = '001';
SELECT * FROM pg_temp.versions();
UPDATE v.declaration SET status = 'draft', status_comment = 'once more' WHERE department_code = '001';
SELECT * FROM pg_temp.versions();
SELECT department_name, form_title, last_change_comment, last_change_by = current_user AS by_me, last_change_at IS NOT NULL AS dated
FROM v.declaration_status;
UPDATE v.declaration SET status = 'submitted', status_comment = NULL WHERE department_code = '001';
SELECT errors, warnings, infos, enforced, submitted_by = current_user AS by_me, submitted_at IS NOT NULL AS dated FROM v.declaration_status;
UPDATE v.declaration SET status = 'approved' WHERE department_code = '001';
SELECT version FROM budget_perf.amend('001', 2023, ledger => 'v');
SELECT * FROM pg_temp.versions();
UPDATE v.declaration SET status = 'submitted' WHERE department_code = '001' AND version = 2;
-- An approved version counts until the next one is approved.
SELECT * FROM pg_temp.versions();
UPDATE v.declaration SET status = 'approved' WHERE department_code = '001' AND version = 2;
SELECT * FROM pg_temp.versions();

-- Reconciliation: a side that is wholly blank is a skip, one that is partly blank is not.
SELECT pg_temp.draft('002', 2023, 100, 200, NULL, 300, NULL, '{150}');
UPDATE v.declaration SET status = 'submitted' WHERE department_code = '002';
SELECT department_code, version, rule, lhs, operator, rhs, difference, tolerance, lhs_wan, rhs_wan, difference_wan, tolerance_wan, severity, status
FROM v.reconciliation
ORDER BY department_code, rule;
SELECT pg_temp.draft('003', 2023, 100, 200, NULL, 300.01, 299.99, '{150.5,50}');
SELECT pg_temp.draft('004', 2023, NULL, NULL, NULL, 300.01, NULL);
SELECT pg_temp.draft('005', 2023, NULL, NULL, NULL, NULL, NULL, '{1,2}');
SELECT pg_temp.draft('006', 2023, NULL, 3, 0, 3, 3, '{1,2.01,NULL}');
SELECT department_code, rule, lhs, operator, rhs, difference, status FROM v.reconciliation_draft ORDER BY department_code, rule;
SELECT count(*) AS drafts_among_the_sealed FROM v.reconciliation WHERE declaration_status = 'draft';
-- The view and check_declaration() say the same of every rule.
SELECT r.department_code, r.rule, r.status, c.status AS of_check, r.lhs, c.lhs AS of_check, r.rhs, c.rhs AS of_check
FROM v.reconciliation_any_version r
LEFT JOIN LATERAL (
    SELECT f.* FROM budget_perf.check_declaration(r.department_code, r.fiscal_year, r.version, 'v') f WHERE f.rule = r.rule) c ON true
WHERE (r.status, r.severity, r.lhs, r.rhs, r.difference, r.tolerance) IS DISTINCT FROM (c.status, c.severity, c.lhs, c.rhs, c.difference, c.tolerance);
-- A tolerance is for either side of an equality, and for the far side of a limit.
BEGIN;
UPDATE v.rule SET tolerance = 0.01 WHERE kind = 'identity';
SELECT department_code, rule, difference, status FROM v.reconciliation_draft WHERE department_code IN ('003', '006') ORDER BY department_code, rule;
UPDATE v.rule SET operator = '>=', tolerance = 0 WHERE kind = 'identity';
SELECT department_code, rule, difference, status FROM v.reconciliation_draft WHERE department_code IN ('003', '006') ORDER BY department_code, rule;
ROLLBACK;
-- A rule that is off, of other years, or of other forms is left out.
BEGIN;
CREATE FUNCTION pg_temp.rules() RETURNS text LANGUAGE sql AS
    $$ SELECT string_agg(DISTINCT rule, ' ' ORDER BY rule) FROM v.reconciliation_any_version $$;
SELECT pg_temp.rules();
UPDATE v.rule SET severity = 'off' WHERE id = 'expenditure_equals_income';
SELECT pg_temp.rules();
UPDATE v.rule SET severity = 'error', first_year = 2024 WHERE id = 'expenditure_equals_income';
SELECT pg_temp.rules();
UPDATE v.rule SET first_year = NULL, last_year = 2022 WHERE id = 'expenditure_equals_income';
SELECT pg_temp.rules();
UPDATE v.rule SET first_year = 2023, last_year = 2023, forms = '{city}' WHERE id = 'expenditure_equals_income';
SELECT pg_temp.rules();
UPDATE v.rule SET forms = '{city,district}' WHERE id = 'expenditure_equals_income';
SELECT pg_temp.rules();
ROLLBACK;
DELETE FROM v.declaration WHERE status = 'draft';

-- Year over year. 001 goes on, 002 has not filed, 003 becomes 004, 005 and 006
-- merge into 007, 008 splits into 009 and 010, 011 has a draft, 012 goes blank,
-- 013 changes to a form with other items, 014 is new.
INSERT INTO v.form (code, title, amount_unit, taxonomy, target_columns)
SELECT 'short', title, amount_unit, taxonomy, target_columns FROM v.form WHERE code = 'district';
INSERT INTO v.form_item (form_code, item_code, ordinal, category, block, block_label, label)
SELECT 'short', item_code, ordinal, category, block, block_label, label
FROM v.form_item WHERE form_code = 'district' AND block <> 'development' AND category <> 'tier';
INSERT INTO v.department_succession VALUES
    ('003', '004', 2024, 'rename'), ('005', '007', 2024, 'merge'), ('006', '007', 2024, 'merge'),
    ('008', '009', 2024, 'split'), ('008', '010', 2024, 'split');
SELECT count(pg_temp.draft(d, 2023, 10, 20, 5, 35, 35, '{7}')) FROM unnest('{003,005,006,008,011,012,013}'::text[]) d;
UPDATE v.declaration SET status = 'submitted' WHERE status = 'draft';
UPDATE v.declaration SET status = 'approved' WHERE status = 'submitted';
SELECT count(pg_temp.draft(d, 2024, 11, 25, 0, 36, 36, '{7,1}')) FROM unnest('{001,004,007,009,010,014}'::text[]) d;
SELECT pg_temp.draft('012', 2024, NULL, NULL, NULL, 36, 36);
SELECT pg_temp.draft('013', 2024, 11, 25, NULL, 36, NULL, '{7,1}', 'short');
UPDATE v.declaration SET status = 'submitted' WHERE status = 'draft';
SELECT pg_temp.draft('011', 2024, 1, 2, 3, 4, 5);

SELECT department_code, fiscal_year, status, version, previous_department_code AS previous, previous_version AS previous_v,
    expenditure, previous_expenditure, expenditure_change, expenditure_change_rate AS rate, expenditure_change_wan, comparable, comparability
FROM v.budget_yoy
ORDER BY fiscal_year, department_code;
SELECT expenditure, income, tier, department_expenditure, development_expenditure, tasks,
    previous_expenditure, previous_income, previous_tier, previous_department_expenditure, previous_development_expenditure, previous_tasks,
    development_expenditure_change, development_expenditure_change_rate, tasks_change, tasks_change_rate, tasks_wan, previous_tasks_wan
FROM v.budget_yoy
WHERE department_code = '001' AND fiscal_year = 2024 \gx
-- No money is lost or counted twice: the year before, summed over this year's rows, is the year before.
SELECT fiscal_year, sum(expenditure) AS expenditure, sum(previous_expenditure) AS previous_expenditure, count(*) FROM v.budget_yoy GROUP BY 1 ORDER BY 1;
SELECT fiscal_year, sum(amount) AS amount, sum(previous_amount) AS previous_amount FROM v.item_yoy WHERE category = 'expenditure' GROUP BY 1 ORDER BY 1;

SELECT department_code, item_code, amount, previous_amount, amount_change, amount_change_rate, amount_wan, change, comparable, comparability
FROM v.item_yoy
WHERE fiscal_year = 2024 AND department_code IN ('001', '004', '012', '013')
ORDER BY department_code, ordinal;
SELECT department_code, change, comparability, count(*)
FROM v.item_yoy
WHERE fiscal_year = 2024 AND department_code NOT IN ('001', '004', '012', '013')
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- A rename that is not one to one is not followed, and nothing counts twice.
BEGIN;
INSERT INTO v.department_succession VALUES ('011', '004', 2024, 'rename');
SELECT department_code, status, previous_department_code, expenditure, previous_expenditure, comparable, comparability
FROM v.budget_yoy WHERE fiscal_year = 2024 AND department_code IN ('003', '004', '011') ORDER BY 1;
SELECT sum(previous_expenditure) FROM v.budget_yoy WHERE fiscal_year = 2024;
-- Nor is one whose old code goes on filing, or whose new code filed before.
DELETE FROM v.department_succession WHERE successor_code = '004';
INSERT INTO v.department_succession VALUES ('013', '014', 2024, 'rename'), ('011', '001', 2024, 'rename');
SELECT department_code, status, previous_department_code, expenditure, previous_expenditure, comparable, comparability
FROM v.budget_yoy WHERE fiscal_year = 2024 AND department_code IN ('001', '011', '013', '014') ORDER BY 1;
SELECT sum(previous_expenditure) FROM v.budget_yoy WHERE fiscal_year = 2024;
ROLLBACK;

-- A change from next to nothing does not overflow.
BEGIN;
SELECT pg_temp.draft('005', 2026, 0.01, NULL, NULL, 0.01, 0.01);
SELECT pg_temp.draft('005', 2027, 9999999999999999, NULL, NULL, 9999999999999999, 9999999999999999);
UPDATE v.declaration SET status = 'recorded' WHERE fiscal_year >= 2026;
SELECT fiscal_year, expenditure, expenditure_change, expenditure_change_rate FROM v.budget_yoy WHERE department_code = '005' AND fiscal_year >= 2026 ORDER BY 1;
ROLLBACK;

-- Nor does an absurd draft, or one taken in as history, break everybody's query.
BEGIN;
SELECT pg_temp.draft('005', 2026, 1, 2, NULL, 3, 3, array_fill(9999999999999999.99, ARRAY[200]));
SELECT rule, lhs, rhs, difference, status FROM v.reconciliation_draft WHERE department_code = '005' ORDER BY rule;
UPDATE v.declaration SET status = 'recorded' WHERE fiscal_year = 2026;
SELECT fiscal_year, expenditure, tasks FROM v.budget_yoy WHERE department_code = '005' AND fiscal_year = 2026;
ROLLBACK;

-- Tasks match by name; the same name twice, by order.
SELECT pg_temp.draft('001', 2025, 11, 25, 0, 36, 36, '{7,2,NULL,4}');
UPDATE v.task SET name = ' ＴＡＳＫ 2 ', content = 'other words' WHERE department_code = '001' AND fiscal_year = 2025 AND task_no = 1;
UPDATE v.task SET name = 'task 1' WHERE department_code = '001' AND fiscal_year = 2025 AND task_no IN (2, 3);
UPDATE v.task SET name = '' WHERE department_code = '001' AND fiscal_year = 2025 AND task_no = 4;
UPDATE v.declaration SET status = 'recorded' WHERE fiscal_year = 2025;
SELECT pg_temp.draft('001', 2026, 11, 25, 0, 36, 36, '{1,7,3,4}');
UPDATE v.task SET name = 'task 1' WHERE department_code = '001' AND fiscal_year = 2026 AND task_no = 2;
UPDATE v.task SET name = '' WHERE department_code = '001' AND fiscal_year = 2026 AND task_no = 4;
UPDATE v.declaration SET status = 'recorded' WHERE fiscal_year = 2026;
SELECT fiscal_year, task_no, previous_task_no, task_name, amount, previous_amount, amount_change, amount_change_rate, amount_change_wan,
    text_changed, change, comparable, comparability
FROM v.task_yoy
WHERE department_code = '001'
ORDER BY fiscal_year, task_no, previous_task_no;
SELECT department_code, change, comparability, count(*) FROM v.task_yoy WHERE fiscal_year = 2024 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- Completeness. 003, 005 and 006 are no more from 2024, 004, 009 and 010 not yet in 2023.
SELECT * FROM v.completeness ORDER BY fiscal_year;
SELECT fiscal_year, filing, string_agg(department_code, ' ' ORDER BY department_code) AS departments FROM v.filing GROUP BY 1, 2 ORDER BY 1, 2;

SET client_min_messages = warning;
DROP SCHEMA v CASCADE;
