-- The audit of a ledger's contents: whatever is changed behind the guards is
-- reported, and nothing else is.
SELECT budget_perf.create_ledger('sealed');
INSERT INTO sealed.department (code, name) VALUES ('001', '甲局'), ('002', '乙局');

CREATE FUNCTION pg_temp.draft(code text, year integer, v integer DEFAULT 1) RETURNS void LANGUAGE sql AS $$
    INSERT INTO sealed.declaration (department_code, fiscal_year, version, form_code, goal, cycle_from, cycle_to)
        VALUES (code, year, v, 'district', E'目标\n第二行', year, year + 2);
    INSERT INTO sealed.budget_line (department_code, fiscal_year, version, item_code, amount, amount_source)
        VALUES (code, year, v, 'basic_expenditure', 100.00, NULL), (code, year, v, 'project_expenditure', 200.50, '200.500000000001'),
            (code, year, v, 'special_fund', NULL, NULL), (code, year, v, 'fiscal_appropriation', 250, NULL),
            (code, year, v, 'other_income', 50.5, NULL);
    INSERT INTO sealed.task (department_code, fiscal_year, version, task_no, name, content, amount, expected_outcome)
        VALUES (code, year, v, 1, '任务一', '内容', 60, '成果'), (code, year, v, 2, '任务二', NULL, NULL, NULL), (code, year, v, 10, '任务十', '', 0.5, '');
    INSERT INTO sealed.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, unit, cycle_target, annual_target, weight, accumulation, code)
        VALUES (code, year, v, 1, '产出指标', '数量指标', '数量（个）', NULL, '≥10', '≥5', 60, NULL, 'A1'),
            (code, year, v, 2, '产出指标', '质量指标', '合格率', '%', '≥95%', '≥95%', 40, 'level', NULL),
            (code, year, v, 11, '效益指标', '社会效益指标', '知晓度', NULL, '提升', '提升', NULL, NULL, NULL);
$$;
CREATE FUNCTION pg_temp.audit() RETURNS TABLE (rule text, severity text, lhs numeric, rhs numeric, difference numeric, location jsonb, message text) LANGUAGE sql AS $$
    SELECT v.rule, v.severity, v.lhs, v.rhs, v.difference, v.location, v.message FROM budget_perf.verify('sealed') AS v
    ORDER BY v.rule COLLATE "C", v.location::text COLLATE "C", v.message COLLATE "C"
$$;

-- Every state that a declaration can be in is clean.
SELECT pg_temp.draft('001', 2024);
SELECT pg_temp.draft('001', 2025);
SELECT pg_temp.draft('002', 2024);
SELECT pg_temp.draft('002', 2025);
SELECT pg_temp.draft('002', 2026);
SELECT * FROM pg_temp.audit();
SELECT * FROM budget_perf.submit('001', 2024, ledger => 'sealed');
SELECT * FROM pg_temp.audit();
SELECT * FROM budget_perf.send_back('001', 2024, ledger => 'sealed');
SELECT * FROM pg_temp.audit();
SELECT * FROM budget_perf.submit('001', 2024, ledger => 'sealed');
SELECT * FROM budget_perf.approve('001', 2024, ledger => 'sealed');
SELECT * FROM budget_perf.amend('001', 2024, ledger => 'sealed');
SELECT * FROM pg_temp.audit();
SELECT * FROM budget_perf.submit('001', 2024, ledger => 'sealed');
UPDATE sealed.budget_line SET amount = -1 WHERE department_code = '002' AND fiscal_year = 2024 AND item_code = 'basic_expenditure';
SELECT * FROM budget_perf.record('002', 2024, ledger => 'sealed');
SELECT * FROM budget_perf.submit('002', 2025, ledger => 'sealed');
SELECT department_code, fiscal_year, version, status FROM sealed.declaration ORDER BY 1, 2, 3;
SELECT * FROM pg_temp.audit();

-- Content: a value changed, rows moved so that every rule still holds, added, removed.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.budget_line SET amount = 150 WHERE (department_code, fiscal_year, version, item_code) = ('001', 2024, 1, 'basic_expenditure');
SELECT * FROM pg_temp.audit();
UPDATE sealed.budget_line SET amount = 100 WHERE (department_code, fiscal_year, version, item_code) = ('001', 2024, 1, 'basic_expenditure');
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER TABLE sealed.budget_line DISABLE TRIGGER USER;
UPDATE sealed.budget_line SET amount = amount + CASE item_code WHEN 'basic_expenditure' THEN 10 ELSE -10 END
    WHERE (department_code, fiscal_year, version) = ('001', 2024, 1) AND item_code IN ('basic_expenditure', 'project_expenditure');
ALTER TABLE sealed.budget_line ENABLE TRIGGER USER;
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- A blank made zero, an empty text made null, another glyph, a blank at the end, a year.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.budget_line SET amount = 0 WHERE (department_code, fiscal_year, version, item_code) = ('001', 2024, 1, 'special_fund');
SELECT rule, location->'key' AS key FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.task SET content = NULL WHERE (department_code, fiscal_year, version, task_no) = ('001', 2024, 1, 10);
SELECT rule, location->'key' AS key FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.indicator SET cycle_target = '≧10' WHERE (department_code, fiscal_year, version, indicator_no) = ('002', 2025, 1, 1);
UPDATE sealed.declaration SET goal = goal || ' ' WHERE (department_code, fiscal_year, version) = ('001', 2024, 2);
UPDATE sealed.declaration SET cycle_to = NULL WHERE (department_code, fiscal_year, version) = ('002', 2024, 1);
SELECT rule, location->'key' AS key FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.task WHERE (department_code, fiscal_year, version, task_no) = ('001', 2024, 1, 2);
INSERT INTO sealed.budget_line VALUES ('002', 2025, 1, 'other_development', NULL);
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- A column rewritten in place: no trigger fires.
BEGIN;
SET LOCAL client_min_messages = warning;
DROP VIEW sealed.indicator_any_version, sealed.indicator_weight CASCADE;
ALTER TABLE sealed.indicator ALTER COLUMN weight TYPE numeric(9,4) USING weight / 2;
SELECT * FROM pg_temp.audit() WHERE rule <> 'verify_view';
ROLLBACK;
BEGIN;
DROP TRIGGER budget_perf_delete ON sealed.indicator;
DELETE FROM sealed.indicator WHERE department_code = '002' AND indicator_no = 11;
SELECT rule, lhs, rhs, location, message FROM pg_temp.audit();
ROLLBACK;

-- Rows in an inheritance child belong to no table of the ledger.
BEGIN;
CREATE TABLE sealed.more_lines () INHERITS (sealed.budget_line);
INSERT INTO sealed.more_lines VALUES ('001', 2024, 1, 'other_development', 99);
SELECT rule, location FROM pg_temp.audit();
ROLLBACK;

-- Parents gone: orphans.
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.declaration WHERE (department_code, fiscal_year, version) = ('001', 2024, 1);
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.department WHERE code = '002';
DELETE FROM sealed.rule WHERE id = 'expenditure_equals_income';
DELETE FROM sealed.rule_set;
INSERT INTO sealed.measurement VALUES ('002', 2025, 1, 99, '2025-06-30', 1);
INSERT INTO sealed.execution VALUES ('003', 2025, '2025-06-30', 1, 'basic_expenditure', NULL, 5);
INSERT INTO sealed.department VALUES ('004', '丁局', '999');
INSERT INTO sealed.waiver (waiver_id, rule_id, department_code, first_year, last_year, reason, approver, expires_on)
VALUES (1, 'nothing', '003', 2025, 2025, 'x', 'y', '2030-01-01');
INSERT INTO sealed.department_succession VALUES ('005', '006', 2025, 'rename');
SELECT rule, location #- '{key,rule_set}' AS location, message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.form WHERE code = 'district';
SELECT rule, severity, location, message FROM pg_temp.audit() WHERE rule = 'verify_orphan';
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO sealed.waiver (waiver_id, rule_id, form_code, first_year, last_year, reason, approver, expires_on)
VALUES (2, 'magnitude', 'gone', 2025, 2025, 'x', 'y', '2030-01-01');
INSERT INTO sealed.indicator_link (department_code, fiscal_year, indicator_no, previous_department_code, reason) VALUES ('007', 2025, 1, '008', 'x');
INSERT INTO sealed.amendment (department_code, fiscal_year, version, amendment_no, kind) VALUES ('001', 2031, 2, 1, 'increase');
DELETE FROM sealed.monitoring_scheme;
INSERT INTO sealed.monitoring_use VALUES ('44', '', 2025, 'gone');
DELETE FROM sealed.score_method;
DELETE FROM sealed.rating;
INSERT INTO sealed.measurement (department_code, fiscal_year, version, indicator_no, measured_on, rating) VALUES ('002', 2025, 1, 1, '2025-06-30', 'gone');
SELECT location - 'rows' AS location, count(*) FROM pg_temp.audit() WHERE rule = 'verify_orphan' GROUP BY 1 ORDER BY 1;
ROLLBACK;

-- Seals: altered, removed, doubled, withdrawn, chained wrongly.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.seal SET digest = repeat('0', 64) WHERE (department_code, fiscal_year, version) = ('001', 2024, 1) AND withdrawn_at IS NULL;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.seal SET totals = jsonb_set(jsonb_set(totals, '{categories,income}', '"300.51"'), '{categories,tier}', '"0.00"')
    WHERE department_code = '002' AND fiscal_year = 2025;
UPDATE sealed.seal SET totals = '[]' WHERE department_code = '002' AND fiscal_year = 2024;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.seal SET budget_lines = 6, tasks = 0, indicators = -1 WHERE department_code = '002' AND fiscal_year = 2025;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.seal WHERE department_code = '002' AND fiscal_year = 2025;
DELETE FROM sealed.seal WHERE department_code = '001' AND submission = 1 AND version = 1;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.seal SET withdrawn_at = NULL WHERE department_code = '001' AND version = 1;
SELECT rule, location, message FROM pg_temp.audit();
UPDATE sealed.seal SET withdrawn_at = now() WHERE department_code = '001' AND version = 1 AND submission = 2;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.seal SET previous_digest = NULL WHERE department_code = '001' AND version = 2;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
-- A version cut out, without a trace of its own.
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.seal WHERE department_code = '001' AND version = 1;
DELETE FROM sealed.budget_line WHERE department_code = '001' AND fiscal_year = 2024 AND version = 1;
DELETE FROM sealed.task WHERE department_code = '001' AND fiscal_year = 2024 AND version = 1;
DELETE FROM sealed.indicator WHERE department_code = '001' AND fiscal_year = 2024 AND version = 1;
DELETE FROM sealed.declaration WHERE department_code = '001' AND fiscal_year = 2024 AND version = 1;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;

-- Statuses that were never reached by the way that leads there.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.declaration SET status = 'approved' WHERE department_code = '002' AND fiscal_year = 2025;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.declaration SET status = 'submitted' WHERE department_code = '002' AND fiscal_year = 2026;
UPDATE sealed.declaration SET status = 'draft' WHERE department_code = '002' AND fiscal_year = 2025;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.seal SET enforced = false WHERE department_code = '002' AND fiscal_year = 2025;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.history WHERE department_code = '001' AND version = 1;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;

-- A seal cut out with care: the others are numbered anew, and only the history tells.
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.seal WHERE department_code = '001' AND version = 1 AND submission = 1;
UPDATE sealed.seal SET submission = 1 WHERE department_code = '001' AND version = 1;
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
-- Entries of the history cut out, turned round, made up.
BEGIN;
SET LOCAL session_replication_role = replica;
DELETE FROM sealed.history WHERE department_code = '001' AND version = 1 AND to_status = 'draft';
UPDATE sealed.history SET from_status = NULL WHERE department_code = '001' AND version = 2;
UPDATE sealed.history SET from_status = 'recorded' WHERE department_code = '002' AND fiscal_year = 2025;
INSERT INTO sealed.history (department_code, fiscal_year, version, from_status, to_status, changed_by) VALUES ('002', 2024, 1, 'recorded', 'approved', 'x');
SELECT rule, location #- '{key,history_id}' AS location, message FROM pg_temp.audit();
ROLLBACK;
-- A version that went ahead of the one before it.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.declaration SET status = 'submitted' WHERE department_code = '001' AND version = 1;
DELETE FROM sealed.history WHERE department_code = '001' AND version = 1 AND to_status = 'approved';
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;
-- A seal that was enforced, and says itself that the rules were broken.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.seal SET findings = findings || '[{"rule": "amount_sign", "severity": "error", "status": "fail"}, {"rule": "amount_sign", "severity": "error", "status": "fail"}]'
    WHERE department_code = '002';
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;

-- The rules that were applied are on record, and stay what they were.
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE sealed.rule_set SET rules = rules - 0;
SELECT rule, message FROM pg_temp.audit();
UPDATE sealed.rule_set SET rules = '{"id": 1}';
SELECT rule, message FROM pg_temp.audit();
ROLLBACK;

-- Values that no constraint lets in.
BEGIN;
ALTER TABLE sealed.budget_line DROP CONSTRAINT budget_line_amount_finite;
ALTER TABLE sealed.declaration DROP CONSTRAINT declaration_status, DROP CONSTRAINT declaration_cycle;
ALTER TABLE sealed.department DROP CONSTRAINT department_code_normal;
ALTER TABLE sealed.task ALTER COLUMN name DROP NOT NULL;
INSERT INTO sealed.department VALUES ('００９', '壬局');
UPDATE sealed.budget_line SET amount = 'NaN' WHERE fiscal_year = 2026 AND item_code = 'special_fund';
UPDATE sealed.task SET name = NULL WHERE fiscal_year = 2026 AND task_no = 2;
UPDATE sealed.declaration SET cycle_from = 2030 WHERE fiscal_year = 2026;
SET LOCAL session_replication_role = replica;
UPDATE sealed.declaration SET status = 'closed' WHERE fiscal_year = 2026;
SELECT rule, location, message FROM pg_temp.audit() WHERE rule NOT IN ('verify_constraint', 'verify_column');
ROLLBACK;
BEGIN;
-- (views would not let the column change)
SET LOCAL client_min_messages = warning;
DO $$
DECLARE
    v text;
BEGIN
    FOR v IN SELECT relname FROM pg_class WHERE relnamespace = '"sealed"'::regnamespace AND relkind = 'v' LOOP
        EXECUTE format('DROP VIEW IF EXISTS %I.%I CASCADE', 'sealed', v);
    END LOOP;
END $$;
ALTER TABLE sealed.execution ALTER COLUMN amount TYPE numeric;
SET LOCAL session_replication_role = replica;
INSERT INTO sealed.execution VALUES ('001', 2025, '2025-06-30', 1, 'basic_expenditure', NULL, 5.001),
    ('001', 2025, '2025-06-30', 2, 'basic_expenditure', NULL, 'Infinity'), ('001', 2025, '2025-06-30', 3, 'basic_expenditure', NULL, 1e16);
SELECT rule, location, message FROM pg_temp.audit() WHERE rule <> 'verify_view';
ROLLBACK;
BEGIN;
ALTER TABLE sealed.waiver DROP CONSTRAINT waiver_pkey;
INSERT INTO sealed.waiver (waiver_id, rule_id, department_code, first_year, last_year, reason, approver, expires_on)
SELECT 1, 'name_blank', '001', 2025, 2025, 'x', 'y', '2030-01-01' FROM generate_series(1, 3);
SELECT rule, location, message FROM pg_temp.audit();
ROLLBACK;

-- Put back, the ledger is clean again.
SELECT * FROM pg_temp.audit();
SET client_min_messages = warning;
DROP SCHEMA sealed CASCADE;
