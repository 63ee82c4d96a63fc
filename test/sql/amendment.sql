-- Amendments: what they must say, what they must add up to, and that they are
-- sealed like the rest.

SET client_min_messages = warning;
INSERT INTO budget.department (code, name, region) VALUES ('001', '甲局', '440115'), ('002', '乙局', NULL), ('003', '丙局', NULL);

-- A first version: 1,000 to spend in two items, two tasks, two indicators.
CREATE FUNCTION pg_temp.first(code text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal) VALUES (code, 2024, 'district', '目标');
    INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
        VALUES (code, 2024, 1, 'basic_expenditure', 300), (code, 2024, 1, 'project_expenditure', 700),
            (code, 2024, 1, 'fiscal_appropriation', 1000), (code, 2024, 1, 'own_level', 1000);
    INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, content, amount)
        VALUES (code, 2024, 1, 1, '任务一', '内容', 400), (code, 2024, 1, 2, '任务二', '内容', 200);
    INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
        VALUES (code, 2024, 1, 1, '产出指标', '数量指标', '数量（个）', '≥10', '≥5'),
            (code, 2024, 1, 2, '产出指标', '质量指标', '合格率', '≥95%', '≥95%');
    SELECT budget_perf.submit(code, 2024);
    SELECT budget_perf.approve(code, 2024);
$$;
-- What the rules on amendments say of the newest version.
CREATE FUNCTION pg_temp.findings(code text, everything boolean DEFAULT false)
RETURNS TABLE (rule text, severity text, status text, lhs numeric, rhs numeric, difference numeric, place text, message text) LANGUAGE sql AS $$
    SELECT f.rule, f.severity, f.status, f.lhs, f.rhs, f.difference,
        concat_ws(' ', f.location->>'table', ((f.location->'key') - '{department_code,fiscal_year}'::text[])::text, f.location->>'column'), f.message
    FROM budget_perf.check_declaration(code, 2024) WITH ORDINALITY AS f(rule, severity, status, lhs, rhs, difference, tolerance, location, message, hint, n)
    WHERE f.rule LIKE 'amendment%' AND (everything OR f.status <> 'pass') ORDER BY n;
$$;
CREATE FUNCTION pg_temp.refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    s text; c text; t text; o text;
BEGIN
    EXECUTE statement;
    RETURN 'NOT REFUSED';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, c = CONSTRAINT_NAME, t = TABLE_NAME, o = COLUMN_NAME;
    RETURN concat_ws(' ', s, c, t, nullif(o, ''));
END $$;

-- In a first version there is nothing to amend; an amendment of it cannot even be written.
SELECT pg_temp.first('001');
SELECT rule, severity, status, message FROM pg_temp.findings('001', true);
SELECT pg_temp.refused($$INSERT INTO budget.amendment (department_code, fiscal_year, version, amendment_no, kind) VALUES ('001', 2024, 1, 1, 'increase')$$);

-- The next one says nothing yet: a warning, and that is all.
SELECT budget_perf.amend('001', 2024);
SELECT count(*) FROM budget.amendment;
SELECT rule, severity, status, message FROM pg_temp.findings('001');

-- It begins as the version before it, with every column.
BEGIN;
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal, cycle_from, cycle_to) VALUES ('003', 2024, 'district', '目标', 2024, 2026);
INSERT INTO budget.budget_line VALUES ('003', 2024, 1, 'own_level', 5, '5.001');
INSERT INTO budget.task VALUES ('003', 2024, 1, 1, 5, '任务', '内容', '成效', '5.001');
INSERT INTO budget.indicator VALUES ('003', 2024, 1, 1, '产出指标', '数量指标', '数量', '个', '≥10', '≥5', 10, 'cumulative', 'A1');
SELECT budget_perf.record('003', 2024), budget_perf.amend('003', 2024);
SELECT t, count(*) AS rows, count(DISTINCT r) AS contents, bool_or(r @? '$.* ? (@ == null)') AS any_blank FROM (
    SELECT 'declaration' AS t, to_jsonb(d) - '{version,status,status_comment,created_at}'::text[] AS r FROM budget.declaration d WHERE department_code = '003'
    UNION ALL SELECT 'budget_line', to_jsonb(b) - 'version' FROM budget.budget_line b WHERE department_code = '003'
    UNION ALL SELECT 'task', to_jsonb(x) - 'version' FROM budget.task x WHERE department_code = '003'
    UNION ALL SELECT 'indicator', to_jsonb(i) - 'version' FROM budget.indicator i WHERE department_code = '003') AS rows (t, r)
GROUP BY t ORDER BY t;
ROLLBACK;

-- What the tables themselves refuse.
INSERT INTO budget.amendment (department_code, fiscal_year, version, amendment_no, kind) VALUES ('001', 2024, 2, 1, 'increase');
SELECT n, pg_temp.refused(statement) AS outcome FROM (VALUES
    (1, $$INSERT INTO budget.amendment VALUES ('001', 2024, 2, 1, 'transfer')$$),
    (2, $$INSERT INTO budget.amendment VALUES ('001', 2024, 2, 0, 'transfer')$$),
    (3, $$INSERT INTO budget.amendment VALUES ('001', 2024, 2, 2, '追加')$$),
    (4, $$INSERT INTO budget.amendment VALUES ('001', 2024, 3, 1, 'transfer')$$),
    (5, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 2, 1, 5, 'own_level')$$),
    (6, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 1, 5, 'own_level', 1)$$),
    (7, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 1, 5)$$),
    (8, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 0, 5, 'own_level')$$),
    (9, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 1, NULL, 'own_level')$$),
    (10, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 1, 'NaN', 'own_level')$$),
    (11, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 1, 5, NULL, 0)$$),
    (12, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 1, 1, 1, 5, 'own_level')$$)) AS v (n, statement) ORDER BY n;

-- 追加 of 100 to the projects, told for expenditure; income and tier are left to the identities.
INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 1, 100, 'project_expenditure', NULL), ('001', 2024, 2, 1, 2, 60, NULL, 1);
-- no reason, and nothing has changed but the lines
SELECT * FROM pg_temp.findings('001');
SELECT pg_temp.refused($$SELECT budget_perf.submit('001', 2024)$$);
UPDATE budget.amendment SET reason = '新增任务', batch = '2024-1', legal_reference = '某财预〔2024〕1号';
UPDATE budget.budget_line SET amount = amount + 100 WHERE version = 2 AND item_code IN ('project_expenditure', 'fiscal_appropriation', 'own_level');
UPDATE budget.task SET amount = amount + 60 WHERE version = 2 AND task_no = 1;
SELECT * FROM pg_temp.findings('001', true);

-- A change that no line tells, in a category of which a line speaks.
UPDATE budget.budget_line SET amount = amount + 7 WHERE version = 2 AND item_code IN ('basic_expenditure', 'fiscal_appropriation', 'own_level');
SELECT * FROM pg_temp.findings('001');
SELECT pg_temp.refused($$SELECT budget_perf.submit('001', 2024)$$);
-- Income spoken of, but wrongly.
INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 3, 7, 'basic_expenditure'), ('001', 2024, 2, 1, 4, 100, 'fiscal_appropriation');
SELECT * FROM pg_temp.findings('001');
UPDATE budget.amendment_line SET change = 107 WHERE line_no = 4;
SELECT * FROM pg_temp.findings('001');

-- The sign fits the kind; zero is neither.
UPDATE budget.amendment_line SET change = -7 WHERE line_no = 3;
INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 5, 0, 'other_development');
SELECT * FROM pg_temp.findings('001');
UPDATE budget.amendment SET kind = 'decrease';
SELECT rule, lhs, place, message FROM pg_temp.findings('001') WHERE rule = 'amendment_sign';
UPDATE budget.amendment SET kind = 'increase';
UPDATE budget.amendment_line SET change = 7 WHERE line_no = 3;

-- A line about an item that the form lacks, and about a task that is nowhere.
INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 6, 1, 'no_such_item', NULL), ('001', 2024, 2, 1, 7, 1, NULL, 9);
SELECT * FROM pg_temp.findings('001');
DELETE FROM budget.amendment_line WHERE line_no > 5;

-- Sealed: nothing about an amendment can be changed, and the digest covers it.
SELECT budget_perf.submit('001', 2024);
SELECT n, pg_temp.refused(statement) AS outcome FROM (VALUES
    (1, $$INSERT INTO budget.amendment VALUES ('001', 2024, 2, 9, 'transfer')$$),
    (2, $$UPDATE budget.amendment SET reason = 'x'$$),
    (3, $$DELETE FROM budget.amendment$$),
    (4, $$INSERT INTO budget.amendment_line VALUES ('001', 2024, 2, 1, 9, 5, 'own_level')$$),
    (5, $$UPDATE budget.amendment_line SET change = change$$),
    (6, $$DELETE FROM budget.amendment_line WHERE line_no = 5$$),
    (7, $$TRUNCATE budget.amendment_line$$),
    (8, $$TRUNCATE budget.amendment CASCADE$$)) AS v (n, statement) ORDER BY n;
CREATE FUNCTION pg_temp.f(x anyelement) RETURNS text LANGUAGE sql AS
$$ SELECT coalesce(octet_length(convert_to(x::text, 'UTF8')) || ':' || x::text, '-') $$;
SELECT s.digest = encode(sha256(convert_to(
    'D' || pg_temp.f(d.department_code) || pg_temp.f(d.fiscal_year) || pg_temp.f(d.version) || pg_temp.f(d.form_code)
        || pg_temp.f(d.goal) || pg_temp.f(d.cycle_from) || pg_temp.f(d.cycle_to) || E'\n'
    || (SELECT string_agg('B' || pg_temp.f(item_code) || pg_temp.f(amount) || pg_temp.f(amount_source) || E'\n', '' ORDER BY item_code)
        FROM budget.budget_line WHERE version = 2)
    || (SELECT string_agg('T' || pg_temp.f(task_no) || pg_temp.f(amount) || pg_temp.f(name) || pg_temp.f(content) || pg_temp.f(expected_outcome)
        || pg_temp.f(amount_source) || E'\n', '' ORDER BY task_no) FROM budget.task WHERE version = 2)
    || (SELECT string_agg('I' || pg_temp.f(indicator_no) || pg_temp.f(level1) || pg_temp.f(level2) || pg_temp.f(name) || pg_temp.f(unit)
        || pg_temp.f(cycle_target::text) || pg_temp.f(annual_target::text) || pg_temp.f(weight) || pg_temp.f(accumulation) || pg_temp.f(code) || E'\n', ''
        ORDER BY indicator_no) FROM budget.indicator WHERE version = 2)
    || (SELECT string_agg('A' || pg_temp.f(amendment_no) || pg_temp.f(kind) || pg_temp.f(batch) || pg_temp.f(reason) || pg_temp.f(legal_reference) || E'\n', ''
        ORDER BY amendment_no) FROM budget.amendment)
    || (SELECT string_agg('C' || pg_temp.f(amendment_no) || pg_temp.f(line_no) || pg_temp.f(item_code) || pg_temp.f(task_no) || pg_temp.f(change)
        || pg_temp.f(change_source) || E'\n', '' ORDER BY amendment_no, line_no) FROM budget.amendment_line)
    || 'R' || pg_temp.f(s.rule_set) || pg_temp.f(s.enforced::text) || E'\n'
    || 'P' || pg_temp.f(s.previous_digest) || E'\n', 'UTF8')), 'hex') AS digest_agrees
FROM budget.declaration d JOIN budget.seal s USING (department_code, fiscal_year, version) WHERE d.version = 2;
SELECT count(*) AS faults FROM budget_perf.verify();

-- What changed, with the amendment that says why.
SELECT table_name, key, column_name, change, old_value, new_value FROM budget_perf.version_diff('001', 2024, 1, 2);
SELECT count(*) FROM budget_perf.version_diff('001', 2024, 2, 2);
SELECT table_name, key, change FROM budget_perf.version_diff('001', 2024, 2, 1) WHERE table_name LIKE 'amendment%';

-- The version that counts stays the approved one until the new one is approved.
SELECT version, status, original_version, adjusted, amendments FROM budget.effective_declaration;
SELECT item_code, original_amount, amended_amount, adjusted_amount, change_amount, unexplained_amount, change_amount_wan FROM budget.adjusted_budget ORDER BY ordinal;
SELECT budget_perf.approve('001', 2024);
SELECT version, status, original_version, adjusted, amendments FROM budget.effective_declaration;
SELECT item_code, original_version, version, original_amount, amended_amount, adjusted_amount, change_amount, unexplained_amount, change_amount_wan
FROM budget.adjusted_budget ORDER BY ordinal;
SELECT version, status, amendment_no, kind, batch, reason, legal_reference, line_no, item_name, category, task_no, task_name, change_amount, change_amount_wan
FROM budget.amendment_register ORDER BY line_no;

-- 调剂: sums to zero among the items of each category, and among the tasks.
SELECT budget_perf.amend('001', 2024);
SELECT count(*) AS carried_over FROM budget.amendment WHERE version = 3;
INSERT INTO budget.amendment VALUES ('001', 2024, 3, 1, 'transfer', '2024-2', '调剂', NULL);
INSERT INTO budget.amendment_line VALUES ('001', 2024, 3, 1, 1, -50, 'basic_expenditure', NULL), ('001', 2024, 3, 1, 2, 40, 'project_expenditure', NULL),
    ('001', 2024, 3, 1, 3, -60, NULL, 1), ('001', 2024, 3, 1, 4, 60, NULL, 2);
UPDATE budget.budget_line SET amount = amount - 50 WHERE version = 3 AND item_code = 'basic_expenditure';
UPDATE budget.budget_line SET amount = amount + 40 WHERE version = 3 AND item_code = 'project_expenditure';
UPDATE budget.budget_line SET amount = amount - 10 WHERE version = 3 AND item_code IN ('fiscal_appropriation', 'own_level');
UPDATE budget.task SET amount = amount + CASE task_no WHEN 1 THEN -60 ELSE 60 END WHERE version = 3;
SELECT * FROM pg_temp.findings('001');
SELECT pg_temp.refused($$SELECT budget_perf.submit('001', 2024)$$);
UPDATE budget.amendment_line SET change = 50 WHERE version = 3 AND line_no = 2;
UPDATE budget.budget_line SET amount = amount + 10 WHERE version = 3 AND item_code <> 'basic_expenditure';
-- the task loses money and no target changed: a warning; a target changed: listed
SELECT * FROM pg_temp.findings('001');
UPDATE budget.indicator SET annual_target = '≥ 5' WHERE version = 3 AND indicator_no = 1;
SELECT rule, status, message FROM pg_temp.findings('001') WHERE rule LIKE '%target%';
UPDATE budget.indicator SET annual_target = '≥4', cycle_target = '≥9' WHERE version = 3 AND indicator_no = 1;
SELECT * FROM pg_temp.findings('001');
SELECT hint FROM budget_perf.check_declaration('001', 2024) WHERE rule = 'amendment_target_changed';
-- numbers move when a row comes in between: indicators are known by name, or by code
UPDATE budget.indicator SET indicator_no = indicator_no + 1 WHERE version = 3 AND indicator_no = 2;
INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target)
    VALUES ('001', 2024, 3, 2, '产出指标', '时效指标', '按时完成', '12月底前');
DELETE FROM budget.indicator WHERE version = 3 AND indicator_no = 1;
SELECT rule, status, place, message FROM pg_temp.findings('001') WHERE rule LIKE '%target%';
SELECT budget_perf.submit('001', 2024), budget_perf.approve('001', 2024);
SELECT item_code, original_amount, amended_amount, adjusted_amount, change_amount, unexplained_amount FROM budget.adjusted_budget
WHERE change_amount <> 0 ORDER BY ordinal;
SELECT version, original_version, adjusted, amendments FROM budget.effective_declaration;
SELECT count(*) AS faults FROM budget_perf.verify();

-- An amendment without lines of items: spending changes by what its tasks tell, or not at all.
SELECT pg_temp.first('002');
SELECT budget_perf.amend('002', 2024);
INSERT INTO budget.amendment VALUES ('002', 2024, 2, 1, 'decrease', NULL, '压减', NULL);
SELECT rule, status, lhs, rhs, message FROM pg_temp.findings('002', true) WHERE rule IN ('amendment_total', 'amendment_sign', 'amendment_transfer');
UPDATE budget.budget_line SET amount = amount - 30 WHERE version = 2 AND department_code = '002' AND item_code <> 'basic_expenditure';
SELECT * FROM pg_temp.findings('002');
INSERT INTO budget.amendment_line VALUES ('002', 2024, 2, 1, 1, -30, NULL, 2);
SELECT rule, status, lhs, rhs, place FROM pg_temp.findings('002') WHERE rule = 'amendment_total';
UPDATE budget.task SET amount = amount - 30 WHERE version = 2 AND department_code = '002' AND task_no = 2;
SELECT rule, status, lhs, rhs, place FROM pg_temp.findings('002', true) WHERE rule = 'amendment_total';
-- a blank beside figures is nothing
UPDATE budget.task SET amount = NULL WHERE version = 2 AND department_code = '002' AND task_no = 2;
UPDATE budget.amendment_line SET change = -200 WHERE department_code = '002';
SELECT rule, status, lhs, rhs, place FROM pg_temp.findings('002', true) WHERE rule = 'amendment_total';

-- Which fields must be there is a parameter.
UPDATE budget.rule SET parameters = '{"require": ["reason", "batch", "legal_reference"]}' WHERE id = 'amendment_reason';
SELECT rule, place, message FROM pg_temp.findings('002') WHERE rule = 'amendment_reason';
UPDATE budget.rule SET parameters = '{"require": ["colour"]}' WHERE id = 'amendment_reason';
SELECT * FROM pg_temp.findings('002');
UPDATE budget.rule SET parameters = '{"require": ["reason"]}' WHERE id = 'amendment_reason';
-- And a missing amendment can be made an error.
UPDATE budget.rule SET severity = 'error' WHERE id = 'amendment_missing';
DELETE FROM budget.amendment WHERE department_code = '002';
SELECT count(*) AS lines_left FROM budget.amendment_line WHERE department_code = '002';
SELECT pg_temp.refused($$SELECT budget_perf.submit('002', 2024)$$);
-- The draft goes, and its amendments with it.
INSERT INTO budget.amendment VALUES ('002', 2024, 2, 1, 'decrease', NULL, '压减', NULL);
DELETE FROM budget.declaration WHERE department_code = '002' AND version = 2;
SELECT count(*) FROM budget.amendment WHERE department_code = '002';

-- Many at once, by one statement.
SELECT pg_temp.first('003');
SELECT budget_perf.amend('003', 2024), budget_perf.amend('002', 2024);
INSERT INTO budget.amendment SELECT d, 2024, 2, 1, 'increase', NULL, '追加', NULL FROM unnest(ARRAY['002', '003']) AS d;
INSERT INTO budget.amendment_line SELECT d, 2024, 2, 1, 1, 10, 'project_expenditure' FROM unnest(ARRAY['002', '003']) AS d;
UPDATE budget.budget_line SET amount = amount + 10 WHERE version = 2 AND department_code IN ('002', '003') AND item_code <> 'basic_expenditure';
UPDATE budget.declaration SET status = 'submitted' WHERE version = 2 AND department_code IN ('002', '003');
SELECT count(*) AS faults FROM budget_perf.verify();

-- Behind the guards: verify() finds what breaks an error rule by queries of its own.
SET session_replication_role = replica;
BEGIN;
UPDATE budget.amendment_line SET change = 11 WHERE department_code = '003';
SELECT rule, location->'key' AS key, lhs, rhs, message FROM budget_perf.verify() ORDER BY 1;
ROLLBACK;
BEGIN;
UPDATE budget.amendment SET kind = 'decrease', reason = '' WHERE department_code = '003';
SELECT rule, location->'key' AS key, lhs, message FROM budget_perf.verify() ORDER BY 1;
ROLLBACK;
BEGIN;
UPDATE budget.amendment SET kind = 'transfer' WHERE department_code = '003';
SELECT rule, location->'key' AS key, lhs, message FROM budget_perf.verify() ORDER BY 1;
ROLLBACK;
BEGIN;
UPDATE budget.amendment_line SET item_code = NULL, task_no = 9 WHERE department_code = '003';
SELECT rule, location->'key' AS key, lhs, rhs, message FROM budget_perf.verify() ORDER BY 1, 2;
ROLLBACK;
BEGIN;
UPDATE budget.amendment_line SET item_code = 'no_such_item' WHERE department_code = '003';
SELECT rule, location->'key' AS key, lhs, rhs, message FROM budget_perf.verify() ORDER BY 1, 2;
ROLLBACK;
BEGIN;
DELETE FROM budget.amendment WHERE department_code = '003';
SELECT rule, location->'key' AS key, message FROM budget_perf.verify() ORDER BY 1;
ROLLBACK;
RESET session_replication_role;
BEGIN;
ALTER TABLE budget.amendment_line DISABLE TRIGGER budget_perf_update;
DROP TRIGGER budget_perf_insert ON budget.execution;
SELECT rule, message FROM budget_perf.verify() ORDER BY 1;
ROLLBACK;

-- A version whose predecessor is not there; a transfer of each category that does not add up.
INSERT INTO budget.declaration (department_code, fiscal_year, version, form_code) VALUES ('001', 2030, 3, 'district'), ('001', 2031, 1, 'district'), ('001', 2031, 2, 'district');
SELECT rule, status, message FROM budget_perf.check_declaration('001', 2030, 3) WHERE rule LIKE 'amendment%';
INSERT INTO budget.amendment (department_code, fiscal_year, version, amendment_no, kind, reason) VALUES ('001', 2031, 2, 1, 'transfer', '调剂');
INSERT INTO budget.amendment_line (department_code, fiscal_year, version, amendment_no, line_no, item_code, task_no, change) VALUES
    ('001', 2031, 2, 1, 1, 'own_level', NULL, 5), ('001', 2031, 2, 1, 2, NULL, 1, 7), ('001', 2031, 2, 1, 3, 'basic_expenditure', NULL, 9), ('001', 2031, 2, 1, 4, 'fiscal_appropriation', NULL, 11);
SELECT rule, status, message FROM budget_perf.check_declaration('001', 2031, 2) WHERE rule LIKE 'amendment_t%';
-- What a reason has to have, given in another form than a list of words.
\set VERBOSITY terse
UPDATE budget.rule SET parameters = '{"require": true}' WHERE id = 'amendment_reason';
SELECT count(*) FROM budget_perf.check_declaration('001', 2031, 2);
UPDATE budget.rule SET parameters = '{"require": ["batch", 1]}' WHERE id = 'amendment_reason';
SELECT count(*) FROM budget_perf.check_declaration('001', 2031, 2);
UPDATE budget.rule SET parameters = '{}' WHERE id = 'amendment_reason';
SELECT status, count(*) FROM budget_perf.check_declaration('001', 2031, 2) WHERE rule = 'amendment_reason' GROUP BY 1;
