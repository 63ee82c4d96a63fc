-- How the year-over-year functions look rows up: by key, with the rights of whoever
-- asks, under the snapshot of the query that asks, and for as long as it runs.
\pset null '-'
SET client_min_messages = warning;
SELECT budget_perf.create_ledger('l');
INSERT INTO l.department (code, name) SELECT lpad(n::text, 3, '0'), 'dept ' || n FROM generate_series(1, 300) n;
CREATE FUNCTION pg_temp.put(dept text, year integer, spent numeric) RETURNS void LANGUAGE sql AS $$
    INSERT INTO l.declaration (department_code, fiscal_year, form_code, goal) VALUES (dept, year, 'district', 'goal');
    INSERT INTO l.budget_line (department_code, fiscal_year, version, item_code, amount)
    VALUES (dept, year, 1, 'project_expenditure', spent), (dept, year, 1, 'fiscal_appropriation', spent);
    INSERT INTO l.task (department_code, fiscal_year, version, task_no, name, amount) VALUES (dept, year, 1, 1, '任务', 1);
    INSERT INTO l.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target)
    VALUES (dept, year, 1, 1, '产出指标', '数量指标', '数量（个）', '≥10');
$$;

-- Everything is planned while the ledger is empty, and stays by key when it is not:
-- no table is scanned whole, whatever its statistics say.
ANALYZE l.declaration, l.budget_line, l.task, l.indicator, l.department_succession, l.indicator_link, l.measurement;
SELECT count(*) FROM l.budget_yoy;
SELECT count(*) FROM budget_perf.yoy_budget('l.declaration', '001', 2024);
SELECT count(pg_temp.put('001', year, 10)) FROM generate_series(2023, 2024) year;
UPDATE l.declaration SET status = 'recorded';
SELECT (SELECT count(*) FROM budget_perf.yoy_item('l.declaration', '001', 2024)) AS items, (SELECT count(*) FROM budget_perf.yoy_task('l.declaration', '001', 2024)) AS tasks,
    (SELECT count(*) FROM budget_perf.yoy_indicator('l.declaration', '001', 2024)) AS indicators;
SELECT count(pg_temp.put(lpad(d::text, 3, '0'), year, d)) FROM generate_series(2, 300) d, generate_series(2023, 2024) year;
UPDATE l.declaration SET status = 'recorded' WHERE status = 'draft';
BEGIN;
CREATE TEMPORARY TABLE before ON COMMIT DROP AS
SELECT relname, seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE schemaname = 'l';
SELECT sum(expenditure), sum(previous_expenditure) FROM budget_perf.yoy_budget('l.declaration', '100', 2024);
SELECT count(*) FROM budget_perf.yoy_item('l.declaration', '100', 2024);
SELECT count(*) FROM budget_perf.yoy_task('l.declaration', '100', 2024);
SELECT count(*) FROM budget_perf.yoy_indicator('l.declaration', '100', 2024);
SELECT relname, n.seq_scan - b.seq_scan AS whole, n.idx_scan - b.idx_scan > 0 AS by_key
FROM pg_stat_xact_user_tables n JOIN before b USING (relname)
WHERE n.schemaname = 'l' AND n.seq_scan + n.idx_scan > b.seq_scan + b.idx_scan
ORDER BY relname COLLATE "C";
COMMIT;
SELECT sum(expenditure), sum(previous_expenditure), count(*) FROM l.budget_yoy WHERE fiscal_year = 2024;

-- A function sees what its query sees: the statement before it, not the one after.
BEGIN;
SELECT pg_temp.put('001', 2026, 5);
SELECT count(*) FROM budget_perf.yoy_item('l.declaration', '001', 2026);
UPDATE l.declaration SET status = 'recorded' WHERE fiscal_year = 2026;
SELECT count(*), sum(amount) FROM budget_perf.yoy_item('l.declaration', '001', 2026);
SAVEPOINT s;
INSERT INTO l.department_succession VALUES ('002', '001', 2026, 'merge');
SELECT comparability FROM budget_perf.yoy_declaration('l.declaration', '001', 2026);
ROLLBACK TO s;
SELECT comparability FROM budget_perf.yoy_declaration('l.declaration', '001', 2026);
ROLLBACK;
BEGIN;
-- In the order of the view, so that the cursor works off what it has not fetched yet.
DECLARE c CURSOR FOR SELECT department_code, fiscal_year, status, comparability FROM l.declaration_pair WHERE fiscal_year >= 2024 AND department_code < '004';
FETCH 1 FROM c;
SELECT count(pg_temp.put(d, 2025, 5)) FROM unnest('{001,002}'::text[]) d;
UPDATE l.declaration SET status = 'recorded' WHERE fiscal_year = 2025;
FETCH ALL FROM c;
SELECT department_code, fiscal_year, status, comparability FROM l.declaration_pair WHERE fiscal_year >= 2024 AND department_code < '004' ORDER BY 1, 2;
ROLLBACK;
-- Kept beyond its transaction, left in the middle, failed in the middle, used in and
-- out of subtransactions: nothing is left behind (a leak would be a warning here).
SET client_min_messages = notice;
BEGIN;
DECLARE h CURSOR WITH HOLD FOR SELECT department_code, item_code, previous_amount FROM l.item_yoy WHERE fiscal_year = 2024 AND department_code < '003' AND amount > 0 ORDER BY 1, 2;
FETCH 1 FROM h;
COMMIT;
FETCH ALL FROM h;
CLOSE h;
SELECT department_code, item_code FROM l.item_yoy WHERE fiscal_year = 2024 LIMIT 0;
SELECT count(*) FROM (SELECT FROM l.indicator_yoy LIMIT 3) x;
SELECT 1 / (amount - 7)::integer FROM l.budget_yoy y, LATERAL (SELECT expenditure AS amount) a WHERE fiscal_year = 2024 AND department_code < '010' ORDER BY department_code;
DO $$
DECLARE r record; n integer := 0; failed integer := 0;
BEGIN
    FOR r IN SELECT department_code, expenditure FROM l.budget_yoy WHERE fiscal_year = 2024 AND department_code < '010' ORDER BY 1 LOOP
        BEGIN
            n := n + (SELECT count(*) FROM budget_perf.yoy_task('l.declaration', r.department_code, 2024));
            PERFORM 1 / (r.expenditure - 7) FROM budget_perf.yoy_item('l.declaration', r.department_code, 2024);
            RAISE EXCEPTION 'undone';
        EXCEPTION WHEN OTHERS THEN
            failed := failed + 1;
        END;
        IF r.department_code = '008' THEN EXIT; END IF;
    END LOOP;
    RAISE NOTICE 'tasks %, failed %', n, failed;
END
$$;
SET client_min_messages = warning;
-- In a target list, in a subquery for each row, twice in one query, for two ledgers at once.
SELECT (budget_perf.yoy_declaration('l.declaration', '001', 2024)).comparability;
SELECT d.code, (SELECT string_agg(y.item_code || ' ' || y.amount, ', ' ORDER BY y.item_code) FROM budget_perf.yoy_item('l.declaration', d.code, 2024) y WHERE y.amount > 0) AS items
FROM l.department d WHERE d.code IN ('001', '300') ORDER BY 1;
SELECT a.expenditure, b.previous_expenditure FROM l.budget_yoy a JOIN l.budget_yoy b USING (department_code) WHERE a.fiscal_year = 2023 AND b.fiscal_year = 2024 AND department_code = '007';
SELECT budget_perf.create_ledger('m');
INSERT INTO m.department (code, name) VALUES ('007', 'another seven');
INSERT INTO m.declaration (department_code, fiscal_year, form_code, goal) VALUES ('007', 2024, 'district', 'goal');
INSERT INTO m.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES ('007', 2024, 1, 'project_expenditure', 77);
UPDATE m.rule SET severity = 'info';
UPDATE m.declaration SET status = 'recorded';
SELECT t.ledger, y.expenditure, y.previous_expenditure, y.comparability
FROM (VALUES ('l.declaration'::regclass, 1), ('m.declaration', 2), ('l.declaration', 3)) t (ledger, n), LATERAL budget_perf.yoy_budget(t.ledger, '007', 2024) y ORDER BY t.n;
-- A renamed ledger stays what it is, and one that takes its name is another.
ALTER SCHEMA m RENAME TO "it's m";
SELECT department_name, expenditure FROM "it's m".budget_yoy;
SELECT budget_perf.create_ledger('m');
SELECT count(*) FROM m.budget_yoy;
SELECT department_name, expenditure FROM "it's m".budget_yoy;
SELECT budget_perf.create_ledger($$a "ledger" $ledger$ isn't it$$);
SELECT count(*) FROM "a ""ledger"" $ledger$ isn't it".item_yoy;
DROP SCHEMA m CASCADE;
DROP SCHEMA "it's m" CASCADE;
DROP SCHEMA "a ""ledger"" $ledger$ isn't it" CASCADE;

-- Row security: a clerk sees the departments that the policy gives, in the same
-- session in which the owner has seen everything, also where the policy asks a table.
CREATE ROLE regress_lookup_clerk;
GRANT USAGE ON SCHEMA l TO regress_lookup_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA l TO regress_lookup_clerk;
INSERT INTO l.department_succession VALUES ('299', '300', 2024, 'merge');
CREATE TABLE l.clerk (role_name text, department_code text COLLATE "C");
GRANT SELECT ON l.clerk TO regress_lookup_clerk;
INSERT INTO l.clerk VALUES ('regress_lookup_clerk', '005'), ('regress_lookup_clerk', '300');
ALTER TABLE l.declaration ENABLE ROW LEVEL SECURITY;
ALTER TABLE l.budget_line ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON l.declaration USING (department_code IN ('005', '006', '300'));
CREATE POLICY own ON l.budget_line USING (EXISTS (
    SELECT FROM l.clerk c WHERE c.role_name = current_user AND c.department_code = budget_line.department_code));
SELECT count(*), sum(expenditure), sum(previous_expenditure) FROM l.budget_yoy WHERE fiscal_year = 2024;
SET ROLE regress_lookup_clerk;
SELECT department_code, expenditure, previous_expenditure, tasks, comparability FROM l.budget_yoy WHERE fiscal_year = 2024 ORDER BY 1;
SELECT department_code, count(*), count(amount) FROM l.item_yoy WHERE fiscal_year = 2024 GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM budget_perf.yoy_budget('l.declaration', '004', 2024);
RESET ROLE;
UPDATE l.clerk SET department_code = '006' WHERE department_code = '005';
SET ROLE regress_lookup_clerk;
SELECT department_code, expenditure, previous_expenditure FROM l.budget_yoy WHERE fiscal_year = 2024 ORDER BY 1;
RESET ROLE;
SELECT count(*), sum(expenditure), sum(previous_expenditure) FROM l.budget_yoy WHERE fiscal_year = 2024;
REVOKE SELECT ON l.task FROM regress_lookup_clerk;
SET ROLE regress_lookup_clerk;
SELECT count(*) FROM l.budget_yoy WHERE fiscal_year = 2024;
SELECT count(*) FROM l.item_yoy WHERE fiscal_year = 2024;
RESET ROLE;
ALTER TABLE l.declaration DISABLE ROW LEVEL SECURITY;
ALTER TABLE l.budget_line DISABLE ROW LEVEL SECURITY;
-- Rows in a child table are read with their parent's, as in a query, though nothing is submitted while there is one.
CREATE TABLE l.more_lines () INHERITS (l.budget_line);
INSERT INTO l.more_lines (department_code, fiscal_year, version, item_code, amount)
VALUES ('005', 2024, 1, 'basic_expenditure', 1000), ('006', 2023, 1, 'basic_expenditure', 2000);
SELECT department_code, expenditure, previous_expenditure FROM l.budget_yoy WHERE fiscal_year = 2024 AND department_code IN ('004', '005', '006', '007') ORDER BY 1;
DROP TABLE l.more_lines;

-- What is no ledger, no department, no year.
SELECT count(*) FROM budget_perf.yoy_item('l.budget_line', '001', 2024);
SELECT count(*) FROM budget_perf.yoy_item('pg_class', '001', 2024);
SELECT count(*) FROM budget_perf.yoy_item(0, '001', 2024);
SELECT budget_perf.declaration_table(NULL::l.declaration);
SELECT budget_perf.declaration_table(NULL::l.task);
SELECT budget_perf.declaration_table(1);
SELECT (SELECT count(*) FROM budget_perf.yoy_item(NULL, '001', 2024)), (SELECT count(*) FROM budget_perf.yoy_item('l.declaration', NULL, 2024)),
    (SELECT count(*) FROM budget_perf.yoy_item('l.declaration', '001', NULL)), (SELECT count(*) FROM budget_perf.yoy_item('l.declaration', '', 2024)),
    (SELECT count(*) FROM budget_perf.yoy_item('l.declaration', '001', -2147483648)), (SELECT count(*) FROM budget_perf.yoy_item('l.declaration', '001', 2147483647)),
    (SELECT count(*) FROM budget_perf.yoy_succession('l.declaration', '299', '300', 2024)), (SELECT count(*) FROM budget_perf.yoy_succession('l.declaration', '299', '300', -2147483648)),
    (SELECT count(*) FROM budget_perf.yoy_succession('l.declaration', '300', '299', 2024)),
    (SELECT count(*) FROM budget_perf.department_year('l.declaration', '001', -2147483648)), (SELECT count(*) FROM budget_perf.department_year('l.declaration', '001', 2147483647));
-- Declared anew by hand without its columns, and called where no columns are given: refused.
CREATE FUNCTION pg_temp.no_columns(regclass, text, integer) RETURNS SETOF record LANGUAGE c STRICT AS '$libdir/budget_perf', 'budget_perf_yoy_item';
SELECT pg_temp.no_columns('l.declaration', '001', 2024);
-- A NOT NULL that was dropped is said, not stumbled over.
ALTER TABLE l.department_succession ALTER COLUMN kind DROP NOT NULL;
UPDATE l.department_succession SET kind = NULL;
SELECT count(*) FROM l.declaration_pair WHERE fiscal_year = 2024;
DROP SCHEMA l CASCADE;
DROP ROLE regress_lookup_clerk;
