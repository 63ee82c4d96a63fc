-- A row belongs to a declaration, although no foreign key says so: the guards
-- keep the relation from both sides, and report as a foreign key would.

INSERT INTO budget.department (code, name) SELECT to_char(i, 'FM000'), '局' || i FROM generate_series(1, 20) AS i;
INSERT INTO budget.declaration (department_code, fiscal_year, form_code) SELECT code, 2024, 'district' FROM budget.department;

CREATE FUNCTION pg_temp.refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    s text; c text; sch text; t text; m text; d text;
BEGIN
    EXECUTE statement;
    RETURN 'not refused';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, c = CONSTRAINT_NAME, t = TABLE_NAME, sch = SCHEMA_NAME, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL;
    RETURN concat_ws(E'\n', s || ' ' || c, sch || '.' || t, m, d);
END $$;

-- The child's side.
SELECT pg_temp.refused($$INSERT INTO budget.budget_line VALUES ('001', 2025, 1, 'own_level', 5)$$);
SELECT pg_temp.refused($$INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('001', 2024, 2, 1)$$);
SELECT pg_temp.refused($$INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no) VALUES ('999', 2024, 1, 1)$$);
-- One among many, in any place of the order.
SELECT pg_temp.refused($$INSERT INTO budget.task (department_code, fiscal_year, version, task_no) SELECT code, 2024, 1, 1 FROM budget.department UNION ALL VALUES ('000', 2024, 1, 1)$$);
SELECT pg_temp.refused($$INSERT INTO budget.task (department_code, fiscal_year, version, task_no) SELECT code, 2024, 1, 1 FROM budget.department UNION ALL VALUES ('0105', 2024, 1, 1)$$);
SELECT pg_temp.refused($$INSERT INTO budget.task (department_code, fiscal_year, version, task_no) SELECT code, 2024, 1, 1 FROM budget.department UNION ALL VALUES ('777', 2024, 1, 1)$$);
\set VERBOSITY terse
COPY budget.budget_line (department_code, fiscal_year, version, item_code, amount) FROM stdin;
001	2024	1	own_level	1
002	2023	1	own_level	1
\.
\set VERBOSITY default
SELECT count(*) FROM budget.task;
-- A row that moves needs where it goes to.
INSERT INTO budget.task (department_code, fiscal_year, version, task_no) SELECT code, 2024, 1, 1 FROM budget.department;
SELECT pg_temp.refused($$UPDATE budget.task SET version = 2 WHERE department_code = '003'$$);
SELECT pg_temp.refused($$UPDATE budget.task SET department_code = '004', task_no = 2 WHERE department_code = '003'$$);
SELECT department_code, task_no FROM budget.task WHERE department_code IN ('003', '004') ORDER BY 1, 2;
-- Declaration and rows in one statement, and deleted in one.
WITH d AS (INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2030, 'district') RETURNING *)
INSERT INTO budget.task (department_code, fiscal_year, version, task_no) SELECT department_code, fiscal_year, version, 1 FROM d;
WITH d AS (DELETE FROM budget.declaration WHERE fiscal_year = 2030 RETURNING *)
DELETE FROM budget.task t USING d WHERE t.fiscal_year = d.fiscal_year;
SELECT count(*) FROM budget.task WHERE fiscal_year = 2030;

-- The parent's side: what has rows keeps its key, what goes takes them along.
SELECT pg_temp.refused($$UPDATE budget.declaration SET fiscal_year = 2023 WHERE department_code = '004'$$);
SELECT pg_temp.refused($$UPDATE budget.declaration SET version = version + 1$$);
DELETE FROM budget.task WHERE department_code = '004';
SELECT pg_temp.refused($$UPDATE budget.declaration SET fiscal_year = 2023 WHERE department_code = '004'$$);
INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code) VALUES ('005', 2024, 1, 'own_level'), ('006', 2024, 1, 'own_level');
INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no) VALUES ('005', 2024, 1, 1);
DELETE FROM budget.declaration WHERE department_code = '005';
SELECT (SELECT count(*) FROM budget.budget_line) AS lines, (SELECT count(*) FROM budget.task WHERE department_code = '005') AS tasks,
    (SELECT count(*) FROM budget.indicator) AS indicators;
DELETE FROM budget.declaration WHERE department_code <> '006';
SELECT department_code, count(*) FROM budget.task GROUP BY 1;
SELECT rule, location FROM budget_perf.verify();

-- TRUNCATE leaves no rows alone either.
SET client_min_messages = warning;
-- (which of the tables that refer to it is named depends on the server's version)
SELECT split_part(pg_temp.refused($$TRUNCATE budget.declaration$$), E'\n', 1);
SELECT pg_temp.refused($$TRUNCATE budget.declaration CASCADE$$);
TRUNCATE budget.budget_line, budget.task, budget.indicator CASCADE;
SELECT count(*) FROM budget.budget_line;
SELECT pg_temp.refused($$TRUNCATE budget.declaration CASCADE$$);

-- A foreign key declared all the same does no harm.
INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'district');
ALTER TABLE budget.task ADD FOREIGN KEY (department_code, fiscal_year, version) REFERENCES budget.declaration ON DELETE CASCADE;
INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('001', 2024, 1, 1);
SELECT pg_temp.refused($$INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('001', 2024, 2, 1)$$);
DELETE FROM budget.declaration;
SELECT count(*) FROM budget.task;
SELECT rule, location FROM budget_perf.verify();

-- A session remembers where it found a declaration. What stands there now is what counts.
SET client_min_messages = warning;
SELECT budget_perf.create_ledger('place');
INSERT INTO place.department (code, name) VALUES ('001', '甲局'), ('002', '乙局');
INSERT INTO place.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2026, 'district');
INSERT INTO place.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES ('001', 2026, 1, 'own_level', 1);
UPDATE place.budget_line SET amount = 2;
-- another version of its row
UPDATE place.declaration SET goal = '目标';
UPDATE place.budget_line SET amount = 3 RETURNING amount;
-- its table in another file
VACUUM FULL place.declaration;
UPDATE place.budget_line SET amount = 4 RETURNING amount;
-- its place taken by another one
DELETE FROM place.declaration;
VACUUM (TRUNCATE off) place.declaration;
INSERT INTO place.declaration (department_code, fiscal_year, form_code) VALUES ('002', 2026, 'district');
INSERT INTO place.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES ('001', 2026, 1, 'own_level', 1);
INSERT INTO place.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES ('002', 2026, 1, 'own_level', 1);
-- no page left where it was
DELETE FROM place.declaration;
VACUUM place.declaration;
INSERT INTO place.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES ('002', 2026, 1, 'own_level', 1);
-- sealed since
INSERT INTO place.declaration (department_code, fiscal_year, form_code) VALUES ('002', 2026, 'district');
INSERT INTO place.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES ('002', 2026, 1, 'own_level', 1);
UPDATE place.declaration SET status = 'recorded';
UPDATE place.budget_line SET amount = 2;
-- a code that is too long to be remembered
INSERT INTO place.department (code, name) VALUES (repeat('3', 34), '丙局');
INSERT INTO place.declaration (department_code, fiscal_year, form_code) VALUES (repeat('3', 34), 2026, 'district');
INSERT INTO place.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES (repeat('3', 34), 2026, 1, 'own_level', 1);
UPDATE place.budget_line SET amount = 2 WHERE department_code = repeat('3', 34) RETURNING amount;
DROP SCHEMA place CASCADE;
