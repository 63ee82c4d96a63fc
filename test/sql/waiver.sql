-- Waivers: an error rule within a waiver's scope does not refuse a submission.
\pset null '-'
SELECT budget_perf.create_ledger('w');
INSERT INTO w.department (code, name) VALUES ('001', 'one'), ('002', 'two'), ('003', 'three');
CREATE FUNCTION pg_temp.draft(dept text, year integer, spent numeric, income numeric, form text DEFAULT 'district') RETURNS void LANGUAGE sql AS $$
    INSERT INTO w.declaration (department_code, fiscal_year, form_code, goal) VALUES (dept, year, form, 'goal');
    INSERT INTO w.budget_line (department_code, fiscal_year, version, item_code, amount)
    VALUES (dept, year, 1, 'basic_expenditure', spent), (dept, year, 1, 'fiscal_appropriation', income);
    INSERT INTO w.task (department_code, fiscal_year, version, task_no, name, amount) VALUES (dept, year, 1, 1, 'task', 0);
$$;
-- What a submission says: its rules, or that it passed.
CREATE FUNCTION pg_temp.try_submit(dept text, year integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    UPDATE w.declaration SET status = 'submitted' WHERE department_code = dept AND fiscal_year = year;
    RETURN 'passed';
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN 'refused: ' || (SELECT string_agg((f ->> 'rule') || ' ' || (f ->> 'status'), ', ')
        FROM jsonb_array_elements(detail::jsonb) f WHERE f ->> 'severity' = 'error' AND f ->> 'status' <> 'skip');
END $$;
CREATE VIEW pg_temp.today AS SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS day;

SELECT pg_temp.draft('001', 2024, 100, 90);
SELECT pg_temp.try_submit('001', 2024);

-- A waiver of another rule, department, form or year, or an expired one, is no help.
INSERT INTO w.waiver (rule_id, department_code, form_code, first_year, last_year, reason, approver, expires_on)
SELECT v.rule_id, v.department_code, v.form_code, v.first_year, v.last_year, 'reason', 'approver', t.day + v.days
FROM pg_temp.today t, (VALUES
    ('expenditure_equals_tier', '001', NULL, 2024, 2024, 9),
    ('expenditure_equals_income', '002', NULL, 2024, 2024, 9),
    ('expenditure_equals_income', NULL, 'city', 2024, 2024, 9),
    ('expenditure_equals_income', '001', 'city', 2024, 2024, 9),
    ('expenditure_equals_income', '001', NULL, 2025, 2025, 9),
    ('expenditure_equals_income', '001', NULL, 2022, 2023, 9),
    ('expenditure_equals_income', '001', NULL, 2024, 2024, -1)) AS v(rule_id, department_code, form_code, first_year, last_year, days);
SELECT pg_temp.try_submit('001', 2024);
-- The day ends where the forms are, not where the session says.
SET TimeZone = 'Etc/GMT+12';
SELECT pg_temp.try_submit('001', 2024);
RESET TimeZone;

-- The right one is, through its last day; and the narrowest is the one that is told.
INSERT INTO w.waiver (waiver_id, rule_id, department_code, form_code, first_year, last_year, reason, approver, expires_on)
OVERRIDING SYSTEM VALUE
SELECT 101, 'expenditure_equals_income', NULL, 'district', 2020, 2030, 'the whole form', 'office', day + 30 FROM pg_temp.today UNION ALL
SELECT 102, 'expenditure_equals_income', '001', NULL, 2024, 2024, 'this one', 'director "Li"', day FROM pg_temp.today;
SELECT status, severity, location -> 'waiver' ->> 'waiver_id' AS waiver, location -> 'waiver' ->> 'approver' AS approver, difference
FROM budget_perf.check_declaration('001', 2024, ledger => 'w') WHERE rule = 'expenditure_equals_income';
SELECT pg_temp.try_submit('001', 2024);
SELECT f ->> 'rule' AS rule, f ->> 'status' AS status, f ->> 'difference' AS difference, f -> 'location' -> 'waiver' ->> 'waiver_id' AS waiver
FROM w.seal, jsonb_array_elements(findings) f WHERE f ->> 'severity' = 'error' AND f ->> 'status' <> 'skip';
SELECT errors, waived, warnings > 0 AS warned FROM w.declaration_status;
-- A department that only the form's waiver covers; one error waived, the other not.
SELECT pg_temp.draft('002', 2024, 100, 90);
INSERT INTO w.budget_line VALUES ('002', 2024, 1, 'no_such_item', 1);
SELECT pg_temp.try_submit('002', 2024);
DELETE FROM w.budget_line WHERE item_code = 'no_such_item';
SELECT pg_temp.try_submit('002', 2024);
-- Many at once: those without a waiver are the ones that are refused.
SELECT pg_temp.draft('003', 2024, 100, 90, 'city');
DELETE FROM w.waiver WHERE form_code = 'city';
SELECT pg_temp.try_submit('003', 2024);

-- One that never ends; and one of which the owner lets out what must be there.
BEGIN;
INSERT INTO w.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on)
VALUES ('expenditure_equals_income', '003', 2024, 2024, 'reason', 'office', 'infinity');
SELECT pg_temp.try_submit('003', 2024);
SELECT f -> 'location' -> 'waiver' ->> 'expires_on' AS expires_on
FROM w.seal, jsonb_array_elements(findings) f WHERE department_code = '003' AND f ->> 'status' = 'waived';
SELECT count(*) FROM budget_perf.verify('w');
UPDATE w.declaration SET status = 'draft' WHERE department_code = '003';
ALTER TABLE w.waiver ALTER COLUMN approver DROP NOT NULL;
UPDATE w.waiver SET approver = NULL WHERE department_code = '003';
\set VERBOSITY terse
SELECT pg_temp.try_submit('003', 2024);
\set VERBOSITY default
ROLLBACK;

-- The audit goes by the seal, and asks whether the waiver was granted.
SELECT rule, location FROM budget_perf.verify('w');
DELETE FROM w.waiver WHERE waiver_id = 102;
SELECT rule, location -> 'key' AS key, message FROM budget_perf.verify('w');
INSERT INTO w.waiver (waiver_id, rule_id, department_code, first_year, last_year, reason, approver, expires_on)
OVERRIDING SYSTEM VALUE SELECT 102, 'expenditure_equals_income', '001', 2023, 2023, 'another year', 'office', day FROM pg_temp.today;
SELECT rule, location -> 'key' AS key, message FROM budget_perf.verify('w');
UPDATE w.waiver SET first_year = 2024, last_year = 2024 WHERE waiver_id = 102;
SELECT count(*) FROM budget_perf.verify('w');

-- What was waived, and the rules that were applied, are part of what was sealed:
-- each of these would leave the seal's row consistent in itself.
CREATE FUNCTION pg_temp.found(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    SET LOCAL session_replication_role = replica;
    EXECUTE change;
    SELECT coalesce(string_agg(rule || ' ' || (location -> 'key')::text, '; '), 'clean') INTO answer FROM budget_perf.verify('w');
    RAISE EXCEPTION USING ERRCODE = 'BP000', MESSAGE = answer;
EXCEPTION WHEN SQLSTATE 'BP000' THEN
    RETURN answer;
END $$;
SELECT pg_temp.found('SELECT');
SELECT pg_temp.found($$UPDATE w.seal SET findings = replace(findings::text, '"waiver_id": 102', '"waiver_id": 101')::jsonb WHERE department_code = '001'$$);
SELECT pg_temp.found($$UPDATE w.seal SET findings = replace(findings::text, '"version": 1', '"version": 2')::jsonb WHERE department_code = '001'$$);
SELECT pg_temp.found($$UPDATE w.seal SET enforced = false WHERE department_code = '001'; UPDATE w.declaration SET status = 'recorded' WHERE department_code = '001';
    UPDATE w.history SET to_status = 'recorded' WHERE department_code = '001' AND to_status = 'submitted'$$);
SELECT pg_temp.found($$INSERT INTO w.rule_set (digest, rules) SELECT encode(sha256(convert_to(r.rules::text, 'UTF8')), 'hex'), r.rules
        FROM (SELECT jsonb_agg(e) AS rules FROM w.rule_set, jsonb_array_elements(rules) e WHERE e ->> 'kind' <> 'identity') r;
    UPDATE w.seal SET rule_set = (SELECT digest FROM w.rule_set WHERE NOT rules @> '[{"kind": "identity"}]') WHERE department_code = '001'$$);

-- A waiver says who, why and for how long; it never covers everything.
\set VERBOSITY terse
INSERT INTO w.waiver (rule_id, first_year, last_year, reason, approver, expires_on) VALUES ('item_known', 2024, 2024, 'r', 'a', '2030-01-01');
INSERT INTO w.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on) VALUES ('item_known', '001', 2025, 2024, 'r', 'a', '2030-01-01');
INSERT INTO w.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on) VALUES ('item_known', '001', 2024, 2024, '', 'a', '2030-01-01');
INSERT INTO w.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on) VALUES ('no_rule', '001', 2024, 2024, 'r', 'a', '2030-01-01');
INSERT INTO w.waiver (rule_id, department_code, first_year, last_year, reason, approver) VALUES ('item_known', '001', 2024, 2024, 'r', 'a');
\set VERBOSITY default

-- Dry run: who would fail, before a rule is switched on.
SELECT department_code, fiscal_year, version, declaration_status, rule, severity, status, difference
FROM budget_perf.dry_run('expenditure_equals_income', ledger => 'w');
SELECT department_code, declaration_status, status FROM budget_perf.dry_run('expenditure_equals_income', drafts => true, ledger => 'w');
-- Laxer, of another year, of another form.
SELECT count(*) FROM budget_perf.dry_run('expenditure_equals_income', '{"tolerance": 10}', ledger => 'w');
SELECT count(*) FROM budget_perf.dry_run('expenditure_equals_income', first_year => 2025, ledger => 'w');
SELECT count(*) FROM budget_perf.dry_run('expenditure_equals_income', last_year => 2023, ledger => 'w');
SELECT count(*) FROM budget_perf.dry_run('expenditure_equals_income', '{"forms": ["city"]}', drafts => true, ledger => 'w');
SELECT count(*) FROM budget_perf.dry_run('expenditure_equals_income', '{"first_year": 2025}', ledger => 'w');
-- One that is off is judged as an error; a severity among the changes is taken at its word.
UPDATE w.rule SET severity = 'off' WHERE id = 'section_blank';
SELECT DISTINCT severity, status FROM budget_perf.dry_run('section_blank', ledger => 'w');
SELECT DISTINCT severity, status FROM budget_perf.dry_run('section_blank', '{"severity": "info"}', ledger => 'w');
-- A rule that does not exist yet, with terms of its own.
SELECT department_code, rule, severity, status, lhs, rhs, difference, message
FROM budget_perf.dry_run('basic_within_appropriation', '{"kind": "identity", "operator": "<=", "severity": "warning", "terms": [
    {"side": "left", "source": "item", "item_code": "basic_expenditure"},
    {"side": "right", "source": "item", "item_code": "fiscal_appropriation", "coefficient": 1.05}]}', ledger => 'w');
-- The magnitude of a stricter band still sees the identities of the ledger.
SELECT department_code, rule, lhs, rhs FROM budget_perf.dry_run('magnitude', '{"parameters": {"low": 1, "high": 2}}', ledger => 'w');
SELECT count(*) AS rules_untouched FROM w.rule WHERE id = 'basic_within_appropriation';
-- Refusals.
\set VERBOSITY terse
SELECT * FROM budget_perf.dry_run('nothing', ledger => 'w');
SELECT * FROM budget_perf.dry_run('nothing', '[]', ledger => 'w');
SELECT * FROM budget_perf.dry_run('nothing', '{"kind": "wish"}', ledger => 'w');
SELECT * FROM budget_perf.dry_run('nothing', '{"kind": "identity"}', ledger => 'w');
SELECT * FROM budget_perf.dry_run('nothing', '{"kind": "identity", "operator": "="}', ledger => 'w');
SELECT * FROM budget_perf.dry_run('nothing', '{"kind": "identity", "operator": "=", "terms": [{"side": "top", "source": "tasks"}]}', ledger => 'w');
SELECT * FROM budget_perf.dry_run('magnitude', '{"severity": "fatal"}', ledger => 'w');
SELECT * FROM budget_perf.dry_run('expenditure_equals_income', '{"tolerance": -1}', ledger => 'w');
SELECT * FROM budget_perf.dry_run(NULL, ledger => 'w');
SELECT * FROM budget_perf.dry_run('magnitude', ledger => 'nowhere');
\set VERBOSITY default
SET client_min_messages = warning;
DROP SCHEMA w CASCADE;
