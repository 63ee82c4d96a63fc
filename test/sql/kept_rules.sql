-- A session keeps the rules that it has loaded. It must never check by rules
-- that have changed since, whoever changed them, in whatever way.
SET client_encoding = 'UTF8';
\pset null ~
SELECT budget_perf.create_ledger('kept');
INSERT INTO kept.department (code, name) VALUES ('001', '甲局');
INSERT INTO kept.declaration (department_code, fiscal_year, form_code, goal) VALUES ('001', 2024, 'district', '目标');
INSERT INTO kept.budget_line VALUES ('001', 2024, 1, 'basic_expenditure', 100), ('001', 2024, 1, 'fiscal_appropriation', 90), ('001', 2024, 1, 'own_level', 100);
INSERT INTO kept.task (department_code, fiscal_year, version, task_no, name) VALUES ('001', 2024, 1, 1, '任务');
INSERT INTO kept.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
VALUES ('001', 2024, 1, 1, '产出指标', '数量指标', '场次', '≥30', '≥40');

-- What a submission answers now: refused by which rules, or accepted by which set.
CREATE FUNCTION pg_temp.try(OUT answer text) LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    UPDATE kept.declaration SET status = 'submitted';
    SELECT 'accepted by ' || count(*) || ' rules' INTO answer
    FROM kept.seal s JOIN kept.rule_set r ON r.digest = s.rule_set, jsonb_array_elements(r.rules) WHERE s.withdrawn_at IS NULL;
    RAISE EXCEPTION USING ERRCODE = 'BP000';
EXCEPTION
    WHEN SQLSTATE 'BP000' THEN NULL;
    WHEN check_violation THEN
        GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
        SELECT string_agg(f ->> 'rule', ' ' ORDER BY f ->> 'rule' COLLATE "C") INTO answer
        FROM jsonb_array_elements(detail::jsonb) f WHERE f ->> 'status' = 'fail' AND f ->> 'severity' = 'error';
END $$;
CREATE FUNCTION pg_temp.checked() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(rule, ' ' ORDER BY rule COLLATE "C") FROM budget_perf.check_declaration('001', 2024, ledger => 'kept')
    WHERE severity = 'error' AND status = 'fail' $$;
CREATE FUNCTION pg_temp.both() RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.try() || ' | ' || coalesce(pg_temp.checked(), 'none') $$;

SELECT pg_temp.both();
SELECT pg_temp.both();

-- A rule is switched off, on again, changed in its tolerance, its years, its forms, its parameters.
UPDATE kept.rule SET severity = 'warning' WHERE id = 'expenditure_equals_income';
SELECT pg_temp.both();
UPDATE kept.rule SET severity = 'error', tolerance = 10 WHERE id = 'expenditure_equals_income';
SELECT pg_temp.both();
UPDATE kept.rule SET tolerance = 9.99 WHERE id = 'expenditure_equals_income';
SELECT pg_temp.both();
UPDATE kept.rule SET last_year = 2023 WHERE id = 'expenditure_equals_income';
SELECT pg_temp.both();
UPDATE kept.rule SET last_year = NULL, forms = '{city}' WHERE id = 'expenditure_equals_income';
SELECT pg_temp.both();
UPDATE kept.rule SET forms = NULL WHERE id = 'expenditure_equals_income';
SELECT pg_temp.both();
UPDATE kept.rule SET severity = 'error', parameters = '{"classes": ["quality"]}' WHERE id = 'class_coverage';
SELECT pg_temp.both();
UPDATE kept.rule SET parameters = '{"classes": ["quantity"]}' WHERE id = 'class_coverage';
SELECT pg_temp.both();

-- A term, an item, a class, the form.
BEGIN;
UPDATE kept.rule_term SET coefficient = 0.9 WHERE rule_id = 'expenditure_equals_income' AND item_code = 'basic_expenditure';
SELECT pg_temp.both();
ROLLBACK;
SELECT pg_temp.both();
BEGIN;
DELETE FROM kept.form_item WHERE form_code = 'district' AND item_code = 'fiscal_appropriation';
SELECT pg_temp.both();
ROLLBACK;
BEGIN;
UPDATE kept.indicator_class SET level2_names = '{改名}' WHERE code = 'quantity';
SELECT pg_temp.both();
ROLLBACK;
BEGIN;
UPDATE kept.form SET taxonomy = '2021' WHERE code = 'district';
UPDATE kept.rule SET parameters = '{"classes": ["economic_cost"]}' WHERE id = 'class_coverage';
SELECT pg_temp.both();
ROLLBACK;
SELECT pg_temp.both();

-- Savepoints: what was rolled back was never there.
BEGIN;
SAVEPOINT one;
UPDATE kept.rule SET severity = 'off' WHERE id = 'annual_within_cycle';
SELECT pg_temp.both();
ROLLBACK TO one;
SELECT pg_temp.both();
UPDATE kept.rule SET severity = 'off' WHERE id = 'expenditure_equals_income';
SELECT pg_temp.both();
COMMIT;
SELECT pg_temp.both();
UPDATE kept.rule SET severity = 'error' WHERE id = 'expenditure_equals_income';

-- As a replica would, and by a rewrite of the table.
SET session_replication_role = replica;
UPDATE kept.rule SET severity = 'off' WHERE id = 'annual_within_cycle';
RESET session_replication_role;
SELECT pg_temp.both();
BEGIN;
SET LOCAL client_min_messages = warning;
CREATE TEMP TABLE saved AS TABLE kept.rule;
CREATE TEMP TABLE saved_terms AS TABLE kept.rule_term;
TRUNCATE kept.rule CASCADE;
SELECT pg_temp.both();
INSERT INTO kept.rule SELECT * FROM saved WHERE id <> 'expenditure_equals_income';
INSERT INTO kept.rule_term SELECT * FROM saved_terms WHERE rule_id <> 'expenditure_equals_income';
SELECT pg_temp.both();
ROLLBACK;
SELECT pg_temp.both();
BEGIN;
SET LOCAL client_min_messages = warning;
DROP VIEW kept.reconciliation_any_version CASCADE;
ALTER TABLE kept.rule ALTER COLUMN tolerance TYPE numeric(18,2) USING tolerance + 100;
SELECT pg_temp.both();
ROLLBACK;
CLUSTER kept.rule USING rule_pkey;
SELECT pg_temp.both();
-- Rows that are written by one command, and others that take their places.
TRUNCATE kept.rule_term;
INSERT INTO kept.rule_term (rule_id, side, source, item_code, coefficient)
VALUES ('expenditure_equals_income', 'left', 'item', 'basic_expenditure', 1), ('expenditure_equals_income', 'right', 'item', 'fiscal_appropriation', 1);
SELECT pg_temp.both();
DELETE FROM kept.rule_term;
VACUUM kept.rule_term;
INSERT INTO kept.rule_term (rule_id, side, source, item_code, coefficient)
VALUES ('expenditure_equals_income', 'left', 'item', 'basic_expenditure', 0.9), ('expenditure_equals_income', 'right', 'item', 'fiscal_appropriation', 1);
SELECT pg_temp.both();

-- A ledger of the same name, made anew.
SET client_min_messages = warning;
DROP SCHEMA kept CASCADE;
RESET client_min_messages;
SELECT budget_perf.create_ledger('kept');
INSERT INTO kept.department (code, name) VALUES ('001', '甲局');
INSERT INTO kept.declaration (department_code, fiscal_year, form_code, goal) VALUES ('001', 2024, 'district', '目标');
INSERT INTO kept.budget_line VALUES ('001', 2024, 1, 'basic_expenditure', 100), ('001', 2024, 1, 'fiscal_appropriation', 100), ('001', 2024, 1, 'own_level', 90);
SELECT pg_temp.both();

-- More years than are kept, each with a rule of its own; then the first one again.
UPDATE kept.rule SET severity = 'off' WHERE severity = 'error' AND id <> 'expenditure_equals_tier';
INSERT INTO kept.rule (id, kind, severity, operator, tolerance, first_year, last_year, description, description_zh)
SELECT 'of_' || y, 'identity', 'error', '=', y - 1990, y, y, 'a rule of one year', '一年的规则' FROM generate_series(1990, 2060) y;
INSERT INTO kept.rule_term SELECT 'of_' || y, 'left', 'item', 'basic_expenditure', 1 FROM generate_series(1990, 2060) y;
INSERT INTO kept.rule_term SELECT 'of_' || y, 'right', 'item', 'own_level', 1 FROM generate_series(1990, 2060) y;
INSERT INTO kept.declaration (department_code, fiscal_year, form_code, goal) SELECT '001', y, 'district', '目标' FROM generate_series(1990, 2060) y WHERE y <> 2024;
INSERT INTO kept.budget_line SELECT '001', y, 1, i.code, i.amount FROM generate_series(1990, 2060) y,
    (VALUES ('basic_expenditure', 100), ('own_level', 90)) AS i (code, amount) WHERE y <> 2024;
SELECT count(*) AS years, count(*) FILTER (WHERE f.rules = CASE WHEN y < 2000 THEN 'expenditure_equals_tier of_' || y ELSE 'expenditure_equals_tier' END) AS as_they_should_be
FROM generate_series(1990, 2060) y, LATERAL (SELECT string_agg(rule, ' ' ORDER BY rule COLLATE "C") AS rules
    FROM budget_perf.check_declaration('001', y, ledger => 'kept') WHERE severity = 'error' AND status = 'fail') f;
SELECT string_agg(rule, ' ' ORDER BY rule COLLATE "C") FROM budget_perf.check_declaration('001', 1990, ledger => 'kept') WHERE severity = 'error' AND status = 'fail';

-- Another role is given no rules that it may not read itself.
CREATE ROLE regress_kept_reader;
GRANT USAGE ON SCHEMA kept TO regress_kept_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA kept TO regress_kept_reader;
SELECT pg_temp.checked();
SET ROLE regress_kept_reader;
SELECT count(*) > 0 AS may_check FROM budget_perf.check_declaration('001', 2024, ledger => 'kept');
RESET ROLE;
REVOKE SELECT ON kept.rule FROM regress_kept_reader;
SET ROLE regress_kept_reader;
\set VERBOSITY terse
SELECT count(*) FROM budget_perf.check_declaration('001', 2024, ledger => 'kept');
\set VERBOSITY default
RESET ROLE;
GRANT SELECT ON kept.rule TO regress_kept_reader;
ALTER TABLE kept.rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY part ON kept.rule USING (id LIKE 'of%');
SET ROLE regress_kept_reader;
SELECT string_agg(DISTINCT rule, ' ') FROM budget_perf.check_declaration('001', 2024, ledger => 'kept');
RESET ROLE;
SELECT count(DISTINCT rule) > 5 AS sees_all FROM budget_perf.check_declaration('001', 2024, ledger => 'kept');

SET client_min_messages = warning;
DROP SCHEMA kept CASCADE;
DROP ROLE regress_kept_reader;
