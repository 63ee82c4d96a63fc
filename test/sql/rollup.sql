-- Roll-ups over the tree and over regions, on the adjusted and the original budget.
\pset null '-'
SELECT budget_perf.create_ledger('r');
INSERT INTO r.department (code, name, parent_code, region) VALUES
    ('1', 'root', NULL, 'north'), ('11', 'child', '1', 'north'), ('12', 'child', '1', 'south'), ('121', 'grandchild', '12', 'south'),
    ('122', 'grandchild', '12', NULL), ('2', 'alone', NULL, 'south');
CREATE FUNCTION pg_temp.draft(dept text, year integer, spent numeric, task numeric DEFAULT NULL, v integer DEFAULT 1) RETURNS void LANGUAGE sql AS $$
    INSERT INTO r.declaration (department_code, fiscal_year, version, form_code, goal) VALUES (dept, year, v, 'district', 'goal');
    INSERT INTO r.budget_line (department_code, fiscal_year, version, item_code, amount)
    VALUES (dept, year, v, 'project_expenditure', spent), (dept, year, v, 'fiscal_appropriation', spent), (dept, year, v, 'own_level', spent);
    INSERT INTO r.task (department_code, fiscal_year, version, task_no, name, amount) VALUES (dept, year, v, 1, 'task', task);
$$;
SELECT pg_temp.draft('1', 2024, 1000, 500);
SELECT pg_temp.draft('11', 2024, 200, 100);
SELECT pg_temp.draft('121', 2024, 30);
UPDATE r.declaration SET status = 'submitted';
UPDATE r.declaration SET status = 'approved';
-- An approved amendment counts as adjusted; a draft amendment does not.
SELECT * FROM budget_perf.amend('1', 2024, ledger => 'r');
UPDATE r.budget_line SET amount = 1100 WHERE department_code = '1' AND version = 2;
UPDATE r.declaration SET status = 'submitted' WHERE version = 2;
UPDATE r.declaration SET status = 'approved' WHERE version = 2;
SELECT * FROM budget_perf.amend('11', 2024, ledger => 'r');
UPDATE r.budget_line SET amount = 999 WHERE department_code = '11' AND version = 2;
-- A draft, one that was sent back, and one that has nothing.
SELECT pg_temp.draft('12', 2024, 4000);
SELECT pg_temp.draft('122', 2024, 5000);
UPDATE r.declaration SET status = 'submitted' WHERE department_code = '122';
UPDATE r.declaration SET status = 'draft', status_comment = 'no' WHERE department_code = '122';
-- One that is in by a waiver.
SELECT pg_temp.draft('2', 2023, 60, 30);
UPDATE r.budget_line SET amount = 50 WHERE department_code = '2' AND item_code = 'own_level';
INSERT INTO r.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on)
VALUES ('expenditure_equals_tier', '2', 2023, 2023, 'r', 'a', '9999-12-31');
UPDATE r.declaration SET status = 'submitted' WHERE department_code = '2';

SELECT fiscal_year, department_code, filing, version, waived, expenditure, original_expenditure, has_original FROM r.department_budget ORDER BY 1, 2;
SELECT department_code, own_filing AS own, departments AS n, departments_in AS "in", departments_draft AS draft, departments_missing AS missing,
    departments_refused AS refused, departments_original AS original, completeness_rate AS rate, is_complete AS complete
FROM r.rollup_department WHERE fiscal_year = 2024 ORDER BY 1;
SELECT department_code, own_expenditure, own_original_expenditure AS own_original, expenditure, expenditure_wan, original_expenditure AS original,
    expenditure_adjustment AS adjustment, expenditure_adjustment_rate AS rate, income, tier, tasks, tasks_rate
FROM r.rollup_department WHERE fiscal_year = 2024 ORDER BY 1;
SELECT fiscal_year, region, departments AS n, departments_in AS "in", departments_draft AS draft, departments_missing AS missing, departments_refused AS refused,
    departments_waived, waived, expenditure, original_expenditure AS original, tasks_rate, is_complete
FROM r.rollup_region ORDER BY 1, 2;
-- The states are all there is; roots and regions add up to the same.
SELECT count(*) FROM r.rollup_department WHERE departments <> departments_in + departments_draft + departments_missing + departments_refused;
SELECT count(*) FROM r.rollup_region WHERE departments <> departments_in + departments_draft + departments_missing + departments_refused;
SELECT (SELECT sum(expenditure) FROM r.rollup_department WHERE parent_code IS NULL AND fiscal_year = 2024)
    = (SELECT sum(expenditure) FROM r.rollup_region WHERE fiscal_year = 2024) AS agree;
BEGIN;
UPDATE r.department SET parent_code = '121' WHERE code = '1';
-- A ring ends, and counts everybody once.
SELECT department_code, departments, expenditure FROM r.rollup_department WHERE fiscal_year = 2024 ORDER BY 1;
ROLLBACK;
-- No column mixes the axes.
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'r' AND table_name LIKE 'rollup%' AND (column_name LIKE '%previous%' OR column_name LIKE '%change%');
SET client_min_messages = warning;
DROP SCHEMA r CASCADE;
