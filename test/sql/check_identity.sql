-- The identities, and everything that their rows can be made to say.
\pset format unaligned
SELECT budget_perf.create_ledger('chk');
INSERT INTO chk.department (code, name) VALUES ('001', 'Department');
INSERT INTO chk.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'district');
INSERT INTO chk.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT '001', 2024, 1, item_code, amount
FROM (VALUES
    ('basic_expenditure', 9878200.00), ('project_expenditure', 812622200.00),
    ('special_fund', 0.00), ('other_development', 10000000.00),
    ('fiscal_appropriation', 832500400.00), ('other_income', 0.00),
    ('own_level', 832500400.00), ('transfer_down', 0.00)) AS b (item_code, amount);
INSERT INTO chk.task (department_code, fiscal_year, version, task_no, name, amount) VALUES
    ('001', 2024, 1, 1, 'First', 382964500), ('001', 2024, 1, 2, 'Second', 417539700);

CREATE TEMP VIEW identities AS
SELECT rule, severity, status, lhs, rhs, difference, tolerance, message
FROM budget_perf.check_declaration('001', 2024, NULL, 'chk')
WHERE rule IN ('expenditure_equals_income', 'expenditure_equals_tier', 'tasks_within_spending')
    OR rule LIKE 'my_%';
CREATE FUNCTION pg_temp.put(item text, amount numeric) RETURNS void LANGUAGE sql
    AS 'UPDATE chk.budget_line SET amount = $2 WHERE item_code = $1';

SELECT * FROM identities;

-- Each broken on purpose, each with its own finding: by one fen.
SELECT pg_temp.put('fiscal_appropriation', 832500400.01);
SELECT * FROM identities;
SELECT pg_temp.put('fiscal_appropriation', 832500400), pg_temp.put('transfer_down', -0.01);
SELECT * FROM identities;
SELECT pg_temp.put('transfer_down', 0), pg_temp.put('project_expenditure', 790504199.99), pg_temp.put('special_fund', 22118000.01);
UPDATE chk.task SET amount = amount + 22118000.01 WHERE task_no = 2;
SELECT * FROM identities;
-- One fen too many in the expenditure breaks two of them.
SELECT pg_temp.put('basic_expenditure', 9878200.01);
SELECT rule, status, difference FROM identities;
SELECT pg_temp.put('basic_expenditure', 9878200), pg_temp.put('project_expenditure', 812622200), pg_temp.put('special_fund', 0);
UPDATE chk.task SET amount = 417539700 WHERE task_no = 2;

-- A difference of the tolerance passes, one fen more does not.
UPDATE chk.rule SET tolerance = 100 WHERE id LIKE 'expenditure%' OR id LIKE 'tasks%';
SELECT pg_temp.put('own_level', 832500500.00), pg_temp.put('fiscal_appropriation', 832500300.00);
UPDATE chk.task SET amount = 439657800 WHERE task_no = 2;
SELECT rule, status, difference, tolerance FROM identities;
SELECT pg_temp.put('own_level', 832500500.01), pg_temp.put('fiscal_appropriation', 832500299.99);
UPDATE chk.task SET amount = 439657800.01 WHERE task_no = 2;
SELECT rule, status, difference, tolerance FROM identities;
UPDATE chk.rule SET tolerance = 0;
SELECT pg_temp.put('own_level', 832500400), pg_temp.put('fiscal_appropriation', 832500400);
UPDATE chk.task SET amount = 417539700 WHERE task_no = 2;

-- Blank is not zero: a wholly blank side skips the rule, a blank beside figures
-- is nothing, and a zero is an amount.
SELECT pg_temp.put('own_level', NULL), pg_temp.put('transfer_down', NULL), pg_temp.put('other_income', NULL);
DELETE FROM chk.budget_line WHERE item_code = 'special_fund';
SELECT rule, status, lhs, rhs, difference, message FROM identities;
SELECT pg_temp.put('transfer_down', 0);
SELECT rule, status, lhs, rhs, difference FROM identities;
UPDATE chk.task SET amount = NULL;
SELECT rule, status, lhs, rhs, message FROM identities WHERE rule = 'tasks_within_spending';
DELETE FROM chk.task;
SELECT rule, status, lhs, rhs, message FROM identities WHERE rule = 'tasks_within_spending';
DELETE FROM chk.budget_line;
SELECT rule, status, lhs, rhs, difference, tolerance, message FROM identities;
INSERT INTO chk.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES
    ('001', 2024, 1, 'basic_expenditure', 100), ('001', 2024, 1, 'project_expenditure', 200),
    ('001', 2024, 1, 'fiscal_appropriation', 400), ('001', 2024, 1, 'own_level', 300);
INSERT INTO chk.task (department_code, fiscal_year, version, task_no, name, amount) VALUES
    ('001', 2024, 1, 1, 'First', 250);

-- Severity, off, years and forms are the ledger's to say.
SELECT rule, severity, status FROM identities;
UPDATE chk.rule SET severity = 'warning' WHERE id = 'expenditure_equals_income';
UPDATE chk.rule SET severity = 'off' WHERE id = 'tasks_within_spending';
SELECT rule, severity, status FROM identities;
UPDATE chk.rule SET severity = 'error', last_year = 2023 WHERE id = 'expenditure_equals_income';
SELECT rule, severity, status FROM identities;
UPDATE chk.rule SET first_year = 2024, last_year = 2024 WHERE id = 'expenditure_equals_income';
UPDATE chk.rule SET first_year = 2025 WHERE id = 'expenditure_equals_tier';
SELECT rule, severity, status FROM identities;
UPDATE chk.rule SET forms = '{city}', first_year = NULL WHERE id LIKE 'expenditure%';
UPDATE chk.rule SET severity = 'error' WHERE id = 'tasks_within_spending';
SELECT rule, severity, status FROM identities;
UPDATE chk.rule SET forms = '{city,district}' WHERE id LIKE 'expenditure%';
SELECT rule, severity, status FROM identities;

-- Identities of one's own: coefficients, at least, terms that the form lacks.
INSERT INTO chk.rule (id, kind, severity, operator, description, description_zh) VALUES
    ('my_half', 'identity', 'error', '>=', 'Half of the income is for projects', '收入的一半用于项目'),
    ('my_minus', 'identity', 'info', '=', 'Income less basic is project', '收入减基本等于项目'),
    ('my_strange', 'identity', 'error', '=', 'Items of another form', '其他表样的项目'),
    ('my_total', 'identity', 'warning', '=', 'Tasks cover everything', '任务覆盖全部支出');
INSERT INTO chk.rule_term (rule_id, side, source, item_code, coefficient) VALUES
    ('my_half', 'left', 'item', 'project_expenditure', 1), ('my_half', 'right', 'item', 'fiscal_appropriation', 0.5),
    ('my_minus', 'left', 'item', 'fiscal_appropriation', 1), ('my_minus', 'left', 'item', 'basic_expenditure', -1),
    ('my_minus', 'right', 'item', 'project_expenditure', 1),
    ('my_strange', 'left', 'item', 'elsewhere', 1), ('my_strange', 'right', 'item', 'basic_expenditure', 1),
    ('my_total', 'left', 'tasks', '', 1), ('my_total', 'right', 'item', 'basic_expenditure', 1), ('my_total', 'right', 'item', 'elsewhere', 1);
SELECT * FROM identities WHERE rule LIKE 'my_%';
SELECT pg_temp.put('project_expenditure', 199.99);
SELECT * FROM identities WHERE rule LIKE 'my_%' AND status = 'fail';
SELECT jsonb_pretty(location -> 'rows') FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = 'my_minus';
SELECT location - 'rows' AS location FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = 'my_total';

-- The form's printed unit is the unit of the messages, without any rounding.
SELECT message FROM identities WHERE rule = 'expenditure_equals_income';
UPDATE chk.form SET amount_unit = '元' WHERE code = 'district';
SELECT message FROM identities WHERE rule = 'expenditure_equals_income';

-- The largest amounts that the table takes.
UPDATE chk.budget_line SET amount = 9999999999999999.99 WHERE item_code IN ('basic_expenditure', 'project_expenditure');
SELECT pg_temp.put('fiscal_appropriation', -9999999999999999.99);
SELECT rule, status, lhs, rhs, difference FROM identities WHERE rule = 'expenditure_equals_income';

-- A parameter of the wrong type is an error of the rule, and says so.
UPDATE chk.rule SET parameters = '{"low": "much"}' WHERE id = 'magnitude';
SELECT count(*) FROM budget_perf.check_declaration('001', 2024, NULL, 'chk');

SET client_min_messages = warning;
DROP SCHEMA chk CASCADE;
