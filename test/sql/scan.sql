-- The engine reads a declaration through primary keys. Where it may not or
-- cannot, it must run a query instead, and give the same answer.
SET client_encoding = 'UTF8';
SELECT budget_perf.create_ledger('scan');
INSERT INTO scan.department (code, name) VALUES ('001', '甲局'), ('0012', '甲局二'), ('002', '乙局');
INSERT INTO scan.declaration (department_code, fiscal_year, form_code, goal)
SELECT d, y, 'district', '目标' || d FROM unnest(ARRAY['001', '0012', '002']) d, unnest(ARRAY[2023, 2024]) y;
INSERT INTO scan.budget_line
SELECT d.department_code, d.fiscal_year, 1, i.code, i.amount FROM scan.declaration d,
    (VALUES ('own_level', 100.00), ('basic_expenditure', 60), ('project_expenditure', 40), ('fiscal_appropriation', 100)) AS i (code, amount);
INSERT INTO scan.task (department_code, fiscal_year, version, task_no, name, amount)
SELECT d.department_code, d.fiscal_year, 1, n, '任务' || n, 10 FROM scan.declaration d, generate_series(1, 4) n;
INSERT INTO scan.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target, code)
SELECT d.department_code, d.fiscal_year, 1, n, '产出指标', '数量指标', '指标数' || n, '≥' || n * 10, '≥' || n * 9, 'A' || n FROM scan.declaration d, generate_series(1, 12) n;
UPDATE scan.declaration SET status = 'submitted' WHERE fiscal_year = 2023;

-- All that the engine says of a draft: findings, document, and the seal that it would get.
CREATE FUNCTION pg_temp.said() RETURNS TABLE (department text, digest text, findings text, document text) LANGUAGE plpgsql AS $$
DECLARE
    answer text[];
BEGIN
    BEGIN
        UPDATE scan.declaration d SET status = 'submitted' WHERE d.fiscal_year = 2024;
        answer := ARRAY(SELECT s.digest FROM scan.seal s WHERE s.fiscal_year = 2024 ORDER BY s.department_code);
        RAISE EXCEPTION USING ERRCODE = 'BP000';
    EXCEPTION WHEN SQLSTATE 'BP000' THEN NULL;
    END;
    RETURN QUERY SELECT d.code, answer[d.n],
        (SELECT md5(string_agg(f::text, ' ' ORDER BY f::text)) FROM budget_perf.check_declaration(d.code, 2024, ledger => 'scan') f),
        md5(budget_perf.export_declaration(d.code, 2024, ledger => 'scan')::text)
    FROM unnest(ARRAY['001', '0012', '002']) WITH ORDINALITY AS d (code, n);
END $$;
CREATE TEMP TABLE by_key AS SELECT * FROM pg_temp.said();
SELECT count(*), count(digest), count(DISTINCT digest) FROM by_key;

-- Without primary keys, or with ones that do not find a declaration's rows.
\set compare 'SELECT count(*) AS same FROM by_key NATURAL JOIN pg_temp.said() s'
:compare;
SET client_min_messages = warning;
BEGIN;
ALTER TABLE scan.budget_line DROP CONSTRAINT budget_line_pkey;
:compare;
ALTER TABLE scan.budget_line ADD COLUMN id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
:compare;
ALTER TABLE scan.task DROP CONSTRAINT task_pkey, ADD CONSTRAINT task_pkey PRIMARY KEY (task_no, department_code, fiscal_year, version);
:compare;
ALTER TABLE scan.indicator DROP CONSTRAINT indicator_pkey CASCADE;
:compare;
ALTER TABLE scan.form_item DROP CONSTRAINT form_item_pkey;
ALTER TABLE scan.indicator_class DROP CONSTRAINT indicator_class_pkey;
:compare;
-- The guard does without the key of the declarations, too.
ALTER TABLE scan.declaration DROP CONSTRAINT declaration_pkey CASCADE;
:compare;
UPDATE scan.task SET amount = amount WHERE fiscal_year = 2024;
SELECT count(*) AS locked FROM scan.declaration WHERE fiscal_year = 2024 AND xmax = pg_current_xact_id()::xid;
\set VERBOSITY terse
SAVEPOINT s;
UPDATE scan.task SET amount = amount + 1;
ROLLBACK TO s;
DELETE FROM scan.budget_line WHERE department_code = '001' AND fiscal_year = 2023;
ROLLBACK TO s;
INSERT INTO scan.task (department_code, fiscal_year, version, task_no, name) VALUES ('009', 2024, 1, 1, 'x'), ('001', 2024, 1, 9, 'y');
ROLLBACK TO s;
INSERT INTO scan.declaration (department_code, fiscal_year, form_code, status) VALUES ('001', 2023, 'district', 'draft');
UPDATE scan.task SET amount = 5 WHERE department_code = '001' AND fiscal_year = 2023;
ROLLBACK;
RESET client_min_messages;
\set VERBOSITY default

-- A code that is the beginning of another; columns added, dropped and moved about.
SELECT count(*) FROM budget_perf.check_declaration('001', 2024, ledger => 'scan') WHERE rule = 'expenditure_equals_income' AND lhs = 100;
ALTER TABLE scan.task ADD COLUMN remark text DEFAULT 'r';
ALTER TABLE scan.budget_line ADD COLUMN gone integer;
ALTER TABLE scan.budget_line DROP COLUMN gone;
:compare;

-- By a role that sees some of the rows, and by one that may read nothing.
CREATE ROLE regress_scan_clerk;
GRANT USAGE ON SCHEMA scan TO regress_scan_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA scan TO regress_scan_clerk;
GRANT UPDATE ON scan.declaration, scan.task TO regress_scan_clerk;
GRANT SELECT ON by_key TO regress_scan_clerk;
SET ROLE regress_scan_clerk;
SELECT count(*) AS same FROM by_key NATURAL JOIN pg_temp.said() s;
RESET ROLE;
ALTER TABLE scan.task ENABLE ROW LEVEL SECURITY;
CREATE POLICY part ON scan.task USING (task_no <= 2);
SET ROLE regress_scan_clerk;
-- The clerk's own check sees two tasks; the submission sees all.
SELECT lhs FROM budget_perf.check_declaration('001', 2024, ledger => 'scan') WHERE rule = 'tasks_within_spending';
SELECT jsonb_array_length(budget_perf.export_declaration('001', 2024, ledger => 'scan') -> 'tasks') AS tasks;
SELECT count(*) AS same_digests FROM by_key JOIN pg_temp.said() s USING (department, digest);
RESET ROLE;
REVOKE SELECT ON scan.indicator FROM regress_scan_clerk;
SET ROLE regress_scan_clerk;
\set VERBOSITY terse
SELECT count(*) FROM budget_perf.check_declaration('001', 2024, ledger => 'scan');
UPDATE scan.declaration SET status = 'submitted' WHERE department_code = '001' AND fiscal_year = 2024;
\set VERBOSITY default
RESET ROLE;
SELECT indicators, tasks FROM scan.seal WHERE department_code = '001' AND fiscal_year = 2024;

-- What runs as a query is planned once a session, maybe while there is next to nothing to read:
-- it has to go by index all the same. (Statistics say that the tables are empty.)
SET client_min_messages = warning;
SELECT budget_perf.create_ledger('small');
INSERT INTO small.department (code, name) VALUES ('001', '甲局');
VACUUM (ANALYZE) small.declaration, small.seal, small.history, small.department;
INSERT INTO small.declaration (department_code, fiscal_year, form_code, goal) VALUES ('001', 2023, 'district', '目标');
INSERT INTO small.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT department_code, fiscal_year, version, item_code, amount FROM scan.budget_line WHERE department_code = '001' AND fiscal_year = 2023;
INSERT INTO small.task (department_code, fiscal_year, version, task_no, name, amount)
SELECT department_code, fiscal_year, version, task_no, name, amount FROM scan.task WHERE department_code = '001' AND fiscal_year = 2023;
INSERT INTO small.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target, code)
SELECT department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target, code FROM scan.indicator WHERE department_code = '001' AND fiscal_year = 2023;
BEGIN;
CREATE TEMP TABLE before AS SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'small';
SELECT budget_perf.submit('001', 2023, ledger => 'small');
SELECT budget_perf.send_back('001', 2023, comment => '退回', ledger => 'small');
SELECT budget_perf.submit('001', 2023, ledger => 'small');
SELECT budget_perf.approve('001', 2023, ledger => 'small');
SELECT now.relname, now.seq_scan - before.seq_scan AS read_whole FROM pg_stat_xact_user_tables now JOIN before USING (relname)
WHERE schemaname = 'small' AND relname IN ('seal', 'budget_line', 'task', 'indicator') ORDER BY relname;
SELECT submission, withdrawn_at IS NOT NULL AS withdrawn FROM small.seal ORDER BY submission;
ROLLBACK;
DROP SCHEMA small CASCADE;

DROP SCHEMA scan CASCADE;
DROP TABLE by_key;
DROP ROLE regress_scan_clerk;
