-- What is sealed cannot be changed, whichever way it is tried.

SET client_min_messages = warning;
INSERT INTO budget.department (code, name) VALUES ('001', '甲局'), ('002', '乙局');
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal) VALUES
    ('001', 2024, 'district', '目标'), ('002', 2024, 'district', '目标');
INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT d, 2024, 1, i, 5 FROM unnest(ARRAY['001', '002']) AS d, unnest(ARRAY['project_expenditure', 'other_income']) AS i;
INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, amount) VALUES ('001', 2024, 1, 1, '任务', 5), ('002', 2024, 1, 1, '任务', 5);
INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
VALUES ('001', 2024, 1, 1, '产出指标', '数量指标', '数量', '≥10', '≥5'), ('002', 2024, 1, 1, '产出指标', '数量指标', '数量', '≥10', '≥5');
UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '001';

-- 002 is a draft, and stays free; 001 is sealed.
CREATE TEMP TABLE truth AS
    SELECT 'd' AS t, d::text AS r FROM budget.declaration d WHERE department_code = '001'
    UNION ALL SELECT 'b', b::text FROM budget.budget_line b WHERE department_code = '001'
    UNION ALL SELECT 't', t::text FROM budget.task t WHERE department_code = '001'
    UNION ALL SELECT 'i', i::text FROM budget.indicator i WHERE department_code = '001'
    UNION ALL SELECT 's', s::text FROM budget.seal s;

-- Each statement must fail; the SQLSTATE and the constraint say why.
CREATE FUNCTION pg_temp.refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    s text; c text; t text;
BEGIN
    EXECUTE statement;
    RETURN 'NOT REFUSED';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, c = CONSTRAINT_NAME, t = TABLE_NAME;
    RETURN concat_ws(' ', s, c, t);
END $$;

SELECT n, pg_temp.refused(statement) AS outcome, left(statement, 60) AS statement FROM (VALUES
    (1, $$INSERT INTO budget.budget_line VALUES ('001', 2024, 1, 'own_level', 5)$$),
    (2, $$UPDATE budget.budget_line SET amount = 6 WHERE department_code = '001'$$),
    (3, $$UPDATE budget.budget_line SET amount = amount WHERE department_code = '001'$$),
    (4, $$UPDATE budget.budget_line SET amount = 6$$),
    (5, $$DELETE FROM budget.budget_line WHERE department_code = '001'$$),
    (6, $$UPDATE budget.budget_line SET department_code = '002', item_code = 'own_level' WHERE department_code = '001' AND item_code = 'other_income'$$),
    (7, $$UPDATE budget.budget_line SET department_code = '001', item_code = 'own_level' WHERE department_code = '002' AND item_code = 'other_income'$$),
    (8, $$INSERT INTO budget.budget_line VALUES ('001', 2024, 1, 'other_income', 9) ON CONFLICT (department_code, fiscal_year, version, item_code) DO UPDATE SET amount = 9$$),
    (9, $$MERGE INTO budget.budget_line b USING (VALUES ('001')) AS v(d) ON b.department_code = v.d WHEN MATCHED THEN UPDATE SET amount = 9$$),
    (10, $$MERGE INTO budget.task t USING (VALUES (2)) AS v(n) ON t.task_no = v.n WHEN NOT MATCHED THEN INSERT (department_code, fiscal_year, version, task_no) VALUES ('001', 2024, 1, 2)$$),
    (11, $$WITH x AS (DELETE FROM budget.task WHERE department_code = '001' RETURNING 1) SELECT count(*) FROM x$$),
    (12, $$UPDATE budget.task SET content = 'x' WHERE department_code = '001'$$),
    (13, $$INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('001', 2024, 1, 9)$$),
    (14, $$UPDATE budget.indicator SET annual_target = '≥6' WHERE department_code = '001'$$),
    (15, $$DELETE FROM budget.indicator$$),
    (16, $$INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no) VALUES ('001', 2024, 1, 9)$$),
    (17, $$UPDATE budget.declaration SET goal = 'x' WHERE department_code = '001'$$),
    (18, $$UPDATE budget.declaration SET goal = NULL WHERE department_code = '001'$$),
    (19, $$UPDATE budget.declaration SET form_code = 'city' WHERE department_code = '001'$$),
    (20, $$UPDATE budget.declaration SET cycle_to = 2026 WHERE department_code = '001'$$),
    (21, $$UPDATE budget.declaration SET created_at = '2000-01-01' WHERE department_code = '001'$$),
    (22, $$UPDATE budget.declaration SET status_comment = 'x' WHERE department_code = '001'$$),
    (23, $$UPDATE budget.declaration SET fiscal_year = 2023 WHERE department_code = '001'$$),
    (24, $$UPDATE budget.declaration SET status = 'approved', goal = 'x' WHERE department_code = '001'$$),
    (25, $$UPDATE budget.declaration SET status = 'draft', goal = 'x' WHERE department_code = '001'$$),
    (26, $$UPDATE budget.declaration SET status = 'recorded' WHERE department_code = '001'$$),
    (27, $$UPDATE budget.declaration SET status = 'nonsense' WHERE department_code = '002'$$),
    (28, $$DELETE FROM budget.declaration WHERE department_code = '001'$$),
    (29, $$DELETE FROM budget.declaration$$),
    (30, $$TRUNCATE budget.budget_line$$),
    (31, $$TRUNCATE budget.declaration CASCADE$$),
    (32, $$TRUNCATE budget.department CASCADE$$),
    (33, $$TRUNCATE budget.seal$$),
    (34, $$TRUNCATE budget.history$$),
    (35, $$DELETE FROM budget.seal$$),
    (36, $$UPDATE budget.seal SET digest = 'x'$$),
    (37, $$INSERT INTO budget.seal SELECT department_code, fiscal_year, version, 2, sealed_at, sealed_by, enforced, digest, previous_digest, rule_set, totals, 1, 1, 1, findings FROM budget.seal$$),
    (38, $$DELETE FROM budget.history$$),
    (39, $$INSERT INTO budget.history (department_code, fiscal_year, version, to_status, changed_by) VALUES ('001', 2024, 1, 'approved', 'me')$$),
    (40, $$UPDATE budget.rule_set SET rules = '[]'$$),
    (41, $$DELETE FROM budget.department WHERE code = '001'$$),
    (42, $$UPDATE budget.department SET code = '009' WHERE code = '001'$$),
    (43, $$WITH s AS (UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '002' RETURNING *) INSERT INTO budget.budget_line SELECT department_code, fiscal_year, version, 'own_level', 1 FROM s$$),
    (44, $$UPDATE budget.budget_line SET amount = 'NaN' WHERE department_code = '002'$$),
    (45, $$UPDATE budget.budget_line SET amount = 'Infinity' WHERE department_code = '002'$$),
    (46, $$UPDATE budget.budget_line SET amount = 1e16 WHERE department_code = '002'$$),
    (47, $$UPDATE budget.indicator SET weight = 'NaN' WHERE department_code = '002'$$),
    (48, $$SELECT budget_perf.guard_child()$$),
    (49, $$CREATE TEMP TABLE budget_line (department_code int); CREATE TRIGGER t AFTER INSERT ON pg_temp.budget_line FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child(); INSERT INTO pg_temp.budget_line VALUES (1)$$),
    (50, $$CREATE TRIGGER t AFTER INSERT ON budget.task FOR EACH ROW EXECUTE FUNCTION budget_perf.guard_child(); INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2024, 1, 9)$$),
    (51, $$CREATE TRIGGER t AFTER INSERT ON budget.task FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child('off'); INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2024, 1, 9)$$),
    (52, $$CREATE TRIGGER t AFTER INSERT ON budget.task FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child(); INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2024, 1, 9)$$),
    (53, $$CREATE TRIGGER t BEFORE UPDATE ON budget.declaration FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_declaration(); UPDATE budget.declaration SET goal = 'x' WHERE department_code = '002'$$),
    (54, $$CREATE TRIGGER t AFTER INSERT ON budget.form FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_record(); INSERT INTO budget.form VALUES ('x', 'x', '元', '2015', 1)$$),
    (55, $$INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('002', 2025, 'nowhere')$$),
    (56, $$INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('999', 2025, 'district')$$)
) AS v(n, statement) ORDER BY n;

-- COPY, too.
COPY budget.budget_line (department_code, fiscal_year, version, item_code, amount) FROM stdin;
002	2024	1	basic_expenditure	1
001	2024	1	basic_expenditure	1
\.

-- The error in full.
UPDATE budget.indicator SET annual_target = '≥6' WHERE department_code = '001';

-- A swallowed error and a rolled-back savepoint leave nothing behind.
DO $$ BEGIN
    BEGIN DELETE FROM budget.task WHERE department_code = '001'; EXCEPTION WHEN restrict_violation THEN NULL; END;
    UPDATE budget.task SET content = 'free' WHERE department_code = '002';
END $$;
BEGIN;
SAVEPOINT s;
SELECT * FROM budget_perf.send_back('001', 2024);
UPDATE budget.task SET content = 'x' WHERE department_code = '001';
ROLLBACK TO s;
UPDATE budget.task SET content = 'x' WHERE department_code = '001';
ROLLBACK;

-- What is approved is as sealed.
BEGIN;
SELECT budget_perf.approve('001', 2024);
SELECT n, pg_temp.refused(statement) AS outcome FROM (VALUES
    (1, $$UPDATE budget.budget_line SET amount = 6 WHERE department_code = '001'$$),
    (2, $$INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('001', 2024, 1, 9)$$),
    (3, $$DELETE FROM budget.indicator WHERE department_code = '001'$$),
    (4, $$UPDATE budget.declaration SET goal = 'x' WHERE department_code = '001'$$)) AS v(n, statement) ORDER BY n;
ROLLBACK;

-- After all this the sealed declaration and its seal are what they were.
SELECT count(*) AS rows, count(*) FILTER (WHERE n = 2) AS unchanged FROM (
    SELECT t, r, count(*) AS n FROM (
        SELECT t, r FROM truth
        UNION ALL SELECT 'd', d::text FROM budget.declaration d WHERE department_code = '001'
        UNION ALL SELECT 'b', b::text FROM budget.budget_line b WHERE department_code = '001'
        UNION ALL SELECT 't', t::text FROM budget.task t WHERE department_code = '001'
        UNION ALL SELECT 'i', i::text FROM budget.indicator i WHERE department_code = '001'
        UNION ALL SELECT 's', s::text FROM budget.seal s) AS both_times
    GROUP BY t, r) AS counted;

-- The guard sees past row security, and acts for a role that may only write.
CREATE ROLE regress_bp_clerk;
GRANT USAGE ON SCHEMA budget TO regress_bp_clerk;
GRANT SELECT, INSERT, UPDATE, DELETE ON budget.budget_line TO regress_bp_clerk;
GRANT SELECT, UPDATE ON budget.declaration TO regress_bp_clerk;
ALTER TABLE budget.budget_line ENABLE ROW LEVEL SECURITY;
CREATE POLICY small_only ON budget.budget_line USING (amount < 100) WITH CHECK (true);
ALTER TABLE budget.declaration ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_of_them ON budget.declaration USING (true);
SET ROLE regress_bp_clerk;
\set VERBOSITY terse
INSERT INTO budget.budget_line VALUES ('001', 2024, 1, 'basic_expenditure', 1);
-- A hidden line counts: 1000 of income that the clerk cannot see again.
INSERT INTO budget.budget_line VALUES ('002', 2024, 1, 'fiscal_appropriation', 1000);
SELECT item_code, amount FROM budget.budget_line WHERE department_code = '002' ORDER BY 1;
UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '002';
RESET ROLE;
UPDATE budget.budget_line SET amount = 1005 WHERE department_code = '002' AND item_code = 'project_expenditure';
SET ROLE regress_bp_clerk;
UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '002';
RESET ROLE;
SELECT sealed_by, totals->'categories'->>'income' AS income FROM budget.seal WHERE department_code = '002';
DROP OWNED BY regress_bp_clerk;
DROP ROLE regress_bp_clerk;

-- Not even row security forced upon the owner hides a row from the check.
CREATE ROLE regress_bp_owner;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_bp_owner', current_database()); END $$;
SET ROLE regress_bp_owner;
SELECT budget_perf.create_ledger('owned');
INSERT INTO owned.department (code, name) VALUES ('001', '甲局');
INSERT INTO owned.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'district');
INSERT INTO owned.budget_line VALUES ('001', 2024, 1, 'basic_expenditure', 2), ('001', 2024, 1, 'fiscal_appropriation', 1);
ALTER TABLE owned.budget_line ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY none ON owned.budget_line USING (false) WITH CHECK (true);
SELECT count(*) AS visible FROM owned.budget_line;
SELECT pg_temp.refused($$UPDATE owned.declaration SET status = 'submitted'$$);
DROP POLICY none ON owned.budget_line;
CREATE POLICY all_of_them ON owned.budget_line USING (true);
UPDATE owned.budget_line SET amount = 1;
DROP POLICY all_of_them ON owned.budget_line;
UPDATE owned.declaration SET status = 'submitted';
SELECT totals->'categories'->>'expenditure' AS expenditure FROM owned.seal;
RESET ROLE;
DROP OWNED BY regress_bp_owner CASCADE;
DROP ROLE regress_bp_owner;

-- Where an owner has dropped a NOT NULL, a null is an error, and no crash.
SELECT budget_perf.create_ledger('loose');
INSERT INTO loose.department (code, name) VALUES ('001', '甲局');
INSERT INTO loose.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'district');
INSERT INTO loose.task (department_code, fiscal_year, version, task_no, name) VALUES ('001', 2024, 1, 1, '甲');
ALTER TABLE loose.declaration ALTER COLUMN status DROP NOT NULL;
ALTER TABLE loose.declaration ALTER COLUMN form_code DROP NOT NULL;
ALTER TABLE loose.task ALTER COLUMN name DROP NOT NULL;
ALTER TABLE loose.task DROP CONSTRAINT task_pkey;
ALTER TABLE loose.task ALTER COLUMN department_code DROP NOT NULL;
ALTER TABLE loose.rule ALTER COLUMN kind DROP NOT NULL;
\set VERBOSITY terse
UPDATE loose.declaration SET status = NULL;
UPDATE loose.task SET department_code = NULL;
UPDATE loose.task SET name = NULL;
SELECT count(*) FROM budget_perf.check_declaration('001', 2024, ledger => 'loose');
UPDATE loose.declaration SET status = 'submitted';
UPDATE loose.task SET name = '甲';
UPDATE loose.declaration SET form_code = NULL;
SELECT count(*) FROM budget_perf.check_declaration('001', 2024, ledger => 'loose');
UPDATE loose.declaration SET form_code = 'district';
UPDATE loose.rule SET kind = NULL WHERE id = 'magnitude';
SELECT count(*) FROM budget_perf.check_declaration('001', 2024, ledger => 'loose');
UPDATE loose.rule SET kind = 'magnitude' WHERE id = 'magnitude';
ALTER TABLE loose.amendment ALTER COLUMN kind DROP NOT NULL;
SELECT budget_perf.record('001', 2024, ledger => 'loose'), budget_perf.amend('001', 2024, ledger => 'loose');
INSERT INTO loose.amendment (department_code, fiscal_year, version, amendment_no, reason) VALUES ('001', 2024, 2, 1, '理由');
SELECT count(*) FROM budget_perf.check_declaration('001', 2024, ledger => 'loose');
ALTER TABLE loose.execution DROP CONSTRAINT execution_pkey;
ALTER TABLE loose.execution ALTER COLUMN department_code DROP NOT NULL;
INSERT INTO loose.execution (fiscal_year, spent_on, entry_no, task_no, amount) VALUES (2024, '2024-03-01', 1, 1, 1);
SET client_min_messages = warning;
DROP SCHEMA loose CASCADE;
RESET client_min_messages;

-- A table that was put in the place of a ledger's own, and would hide its rows.
BEGIN;
INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('002', 2031, 'district');
INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES ('002', 2031, 1, 'other_income', 5);
CREATE TABLE budget.more_lines () INHERITS (budget.budget_line);
SELECT pg_temp.refused($$UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2031$$);
DROP TABLE budget.more_lines;
-- (not refused, now that the child is gone)
SELECT pg_temp.refused($$UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2031$$);
UPDATE budget.declaration SET status = 'draft' WHERE fiscal_year = 2031;
ALTER TABLE budget.budget_line RENAME TO plain_line;
CREATE TABLE budget.budget_line (department_code text COLLATE "C" NOT NULL, fiscal_year integer NOT NULL, version integer NOT NULL,
    item_code text COLLATE "C" NOT NULL, amount numeric(18,2), amount_source text) PARTITION BY RANGE (fiscal_year);
CREATE TABLE budget.lines_of_all PARTITION OF budget.budget_line DEFAULT;
SELECT pg_temp.refused($$UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2031$$);
CREATE TRIGGER budget_perf_insert AFTER INSERT ON budget.budget_line
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
SELECT pg_temp.refused($$INSERT INTO budget.budget_line VALUES ('002', 2031, 1, 'other_income', 5)$$);
ROLLBACK;

-- A session that has used a guard notices that a table got another name, and that another took its place.
BEGIN;
INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('002', 2032, 'district');
INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES ('002', 2032, 1, 'other_income', 5);
ALTER TABLE budget.declaration RENAME TO renamed;
SELECT pg_temp.refused($$UPDATE budget.budget_line SET amount = 6 WHERE fiscal_year = 2032$$);
ALTER TABLE budget.renamed RENAME TO declaration;
SELECT pg_temp.refused($$UPDATE budget.budget_line SET amount = 6 WHERE fiscal_year = 2032$$);
ALTER TABLE budget.declaration RENAME TO renamed;
CREATE TABLE budget.declaration (LIKE budget.renamed INCLUDING INDEXES);
SELECT pg_temp.refused($$UPDATE budget.budget_line SET amount = 7 WHERE fiscal_year = 2032$$);
ALTER TABLE budget.budget_line RENAME TO plain_line;
SELECT pg_temp.refused($$UPDATE budget.plain_line SET amount = 8 WHERE fiscal_year = 2032$$);
ROLLBACK;
