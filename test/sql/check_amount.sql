-- Items, signs, rounding, magnitude.
\pset format unaligned
SELECT budget_perf.create_ledger('chk');
INSERT INTO chk.department (code, name) VALUES ('001', 'Department');
INSERT INTO chk.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'district');
CREATE FUNCTION pg_temp.found(rule text, OUT status text, OUT lhs numeric, OUT rhs numeric, OUT place text, OUT message text)
    RETURNS SETOF record LANGUAGE sql AS $$
        SELECT status, lhs, rhs,
            concat_ws('.', location ->> 'table', coalesce(location #>> '{key,item_code}', location #>> '{key,task_no}'), location ->> 'column'),
            message
        FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = $1 $$;

-- Nothing to look at.
SELECT 'item_known', * FROM pg_temp.found('item_known')
UNION ALL SELECT 'amount_sign', * FROM pg_temp.found('amount_sign')
UNION ALL SELECT 'amount_rounded', * FROM pg_temp.found('amount_rounded')
UNION ALL SELECT 'magnitude', * FROM pg_temp.found('magnitude');

INSERT INTO chk.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES
    ('001', 2024, 1, 'basic_expenditure', 9878200), ('001', 2024, 1, 'project_expenditure', 812622200),
    ('001', 2024, 1, 'fiscal_appropriation', 822500400), ('001', 2024, 1, 'own_level', 822500400);
INSERT INTO chk.task (department_code, fiscal_year, version, task_no, name, amount) VALUES
    ('001', 2024, 1, 1, 'First', 382964500), ('001', 2024, 1, 2, 'Second', 73000), ('001', 2024, 1, 3, 'Third', NULL);
SELECT 'item_known', * FROM pg_temp.found('item_known')
UNION ALL SELECT 'amount_sign', * FROM pg_temp.found('amount_sign')
UNION ALL SELECT 'amount_rounded', * FROM pg_temp.found('amount_rounded')
UNION ALL SELECT 'magnitude', * FROM pg_temp.found('magnitude');

-- An item that the form lacks, blank or not.
INSERT INTO chk.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES
    ('001', 2024, 1, 'elsewhere', 5), ('001', 2024, 1, '"odd"\', NULL);
SELECT * FROM pg_temp.found('item_known');
DELETE FROM chk.budget_line WHERE item_code IN ('elsewhere', '"odd"\');

-- Negative amounts: of an item, of a task; allowed by the form, by the rule.
UPDATE chk.budget_line SET amount = -1 WHERE item_code = 'basic_expenditure';
UPDATE chk.task SET amount = -12345.67 WHERE task_no = 2;
SELECT * FROM pg_temp.found('amount_sign');
UPDATE chk.form_item SET negative_allowed = true WHERE form_code = 'district' AND item_code = 'basic_expenditure';
SELECT * FROM pg_temp.found('amount_sign');
UPDATE chk.rule SET parameters = '{"negative_tasks": true}' WHERE id = 'amount_sign';
SELECT * FROM pg_temp.found('amount_sign');
UPDATE chk.budget_line SET amount = 9878200 WHERE item_code = 'basic_expenditure';
UPDATE chk.task SET amount = 73000 WHERE task_no = 2;

-- Amounts that had to be rounded.
UPDATE chk.budget_line SET amount = 812622200.00, amount_source = '81262.220000000007' WHERE item_code = 'project_expenditure';
UPDATE chk.task SET amount_source = '7.3000000001' WHERE task_no = 2;
SELECT * FROM pg_temp.found('amount_rounded');
-- an item that the form lacks goes by its code
INSERT INTO chk.budget_line (department_code, fiscal_year, version, item_code, amount, amount_source) VALUES ('001', 2024, 1, 'elsewhere', 5, '5.00000001');
SELECT * FROM pg_temp.found('amount_rounded') WHERE place = 'budget_line.elsewhere.amount';
DELETE FROM chk.budget_line WHERE item_code = 'elsewhere';

-- Magnitude: a side, all tasks, one task in the wrong unit; the edges of the band.
UPDATE chk.budget_line SET amount = 82250.04 WHERE item_code = 'own_level';
SELECT * FROM pg_temp.found('magnitude');
UPDATE chk.budget_line SET amount = 822500400 WHERE item_code = 'own_level';
UPDATE chk.task SET amount = amount / 10000;
SELECT * FROM pg_temp.found('magnitude');
UPDATE chk.task SET amount = amount * 10000;
UPDATE chk.task SET amount = amount * 10000 WHERE task_no = 1;
SELECT * FROM pg_temp.found('magnitude');
UPDATE chk.task SET amount = 822500400 * 500.0 WHERE task_no = 1;
SELECT status, place FROM pg_temp.found('magnitude');
UPDATE chk.task SET amount = 822500400 * 500.0 - 0.01 WHERE task_no = 1;
SELECT status, place FROM pg_temp.found('magnitude');
-- The band between equals, and around a part.
UPDATE chk.task SET amount = NULL;
UPDATE chk.budget_line SET amount = 0;
UPDATE chk.budget_line SET amount = 100 WHERE item_code IN ('fiscal_appropriation', 'own_level');
CREATE FUNCTION pg_temp.spend(amount numeric) RETURNS text LANGUAGE sql AS $$
    UPDATE chk.budget_line SET amount = $1 WHERE item_code = 'project_expenditure';
    SELECT string_agg(concat_ws(' ', status, rhs), ', ') FROM pg_temp.found('magnitude') $$;
SELECT x, pg_temp.spend(x) FROM unnest('{499999.99, 500000, 2000000, 2000000.01}'::numeric[]) AS x;
UPDATE chk.budget_line SET amount = NULL WHERE item_code IN ('fiscal_appropriation', 'own_level');
UPDATE chk.task SET amount = 100 WHERE task_no = 1;
SELECT x, pg_temp.spend(x) FROM unnest('{499999.99, 500000, 5000000, 5000000.01}'::numeric[]) AS x;
UPDATE chk.task SET amount = 5000000 WHERE task_no < 3;
SELECT x, pg_temp.spend(x) FROM unnest('{499.99, 500, 20000, 20000.01}'::numeric[]) AS x;
-- The rule's own band, and no comparison by an identity that is off.
UPDATE chk.rule SET parameters = '{"part_low": 5000}' WHERE id = 'magnitude';
SELECT x, pg_temp.spend(x) FROM unnest('{500, 2000.01, 2000}'::numeric[]) AS x;
UPDATE chk.rule SET severity = 'off' WHERE id = 'tasks_within_spending';
SELECT x, pg_temp.spend(x) FROM unnest('{2000}'::numeric[]) AS x;
UPDATE chk.task SET amount = 100;
UPDATE chk.budget_line SET amount = 2000000 WHERE item_code = 'project_expenditure';

-- Last year's expenditure: of the version that was submitted, not of a draft.
UPDATE chk.rule SET severity = 'off' WHERE id LIKE 'expenditure%' OR severity = 'error';
UPDATE chk.rule SET parameters = '{}' WHERE id = 'magnitude';
INSERT INTO chk.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2023, 'district');
INSERT INTO chk.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES
    ('001', 2023, 1, 'project_expenditure', 150), ('001', 2023, 1, 'basic_expenditure', 50), ('001', 2023, 1, 'own_level', 999);
SELECT * FROM pg_temp.found('magnitude');
UPDATE chk.declaration SET status = 'submitted' WHERE fiscal_year = 2023;
SELECT * FROM pg_temp.found('magnitude');

SET client_min_messages = warning;
DROP SCHEMA chk CASCADE;
