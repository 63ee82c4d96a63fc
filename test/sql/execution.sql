-- Spending: what it may stand against, how far it has come, and what monitoring
-- says of it month by month.

SET client_min_messages = warning;
INSERT INTO budget.department (code, name, region) VALUES
    ('001', '甲局', '440115'), ('002', '乙局', '510104'), ('003', '丙局', '四川省成都市'), ('004', '丁局', NULL);

CREATE FUNCTION pg_temp.first(code text, project numeric) RETURNS void LANGUAGE sql AS $$
    INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal) VALUES (code, 2023, 'district', '目标');
    INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
        VALUES (code, 2023, 1, 'basic_expenditure', 300), (code, 2023, 1, 'project_expenditure', project),
            (code, 2023, 1, 'fiscal_appropriation', 300 + project), (code, 2023, 1, 'own_level', 300 + project);
    INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, amount)
        VALUES (code, 2023, 1, 1, '任务一', 400), (code, 2023, 1, 2, '任务二', NULL);
    INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target)
        VALUES (code, 2023, 1, 1, '产出指标', '数量指标', '数量（个）', '≥5');
$$;
-- What a driver sees of an error.
CREATE FUNCTION pg_temp.try(statement text) RETURNS TABLE (field text, value text) LANGUAGE plpgsql AS $$
DECLARE
    v1 text; v2 text; v3 text; v4 text; v5 text; v6 text; v7 text; v8 text;
BEGIN
    EXECUTE statement;
    RETURN QUERY SELECT 'ok', NULL::text;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v1 = RETURNED_SQLSTATE, v2 = CONSTRAINT_NAME, v3 = SCHEMA_NAME,
        v4 = TABLE_NAME, v5 = COLUMN_NAME, v6 = MESSAGE_TEXT, v7 = PG_EXCEPTION_HINT, v8 = PG_EXCEPTION_DETAIL;
    RETURN QUERY SELECT u.f, u.v FROM (VALUES ('sqlstate', v1), ('constraint', v2), ('schema', v3), ('table', v4),
        ('column', v5), ('message', v6), ('detail', v8), ('hint', v7)) AS u(f, v) WHERE u.v <> '';
END $$;

-- No money without an approved budget: not without a declaration, not from a draft, not from what is only submitted.
SELECT * FROM pg_temp.try($$INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 1, 'basic_expenditure', NULL, 10)$$);
SELECT pg_temp.first('001', 700);
SELECT * FROM pg_temp.try($$INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 1, 'basic_expenditure', NULL, 10)$$);
SELECT budget_perf.submit('001', 2023);
SELECT * FROM pg_temp.try($$INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 1, 'basic_expenditure', NULL, 10)$$);
SELECT budget_perf.approve('001', 2023);
INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 1, 'basic_expenditure', NULL, 10);

-- Nor from an item or for a task that there is not; nor by an update; one wrong row refuses the statement.
SELECT * FROM pg_temp.try($$INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 2, 'no_such_item', NULL, 10)$$);
SELECT * FROM pg_temp.try($$INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 2, NULL, 9, 10)$$);
SELECT * FROM pg_temp.try($$UPDATE budget.execution SET task_no = 3$$);
SELECT * FROM pg_temp.try($$UPDATE budget.execution SET fiscal_year = 2024, spent_on = '2024-01-05'$$);
SELECT * FROM pg_temp.try($$INSERT INTO budget.execution SELECT '001', 2023, '2023-02-01', n, 'basic_expenditure', CASE n WHEN 77 THEN 5 END, 1 FROM generate_series(1, 100) AS n$$)
WHERE field IN ('sqlstate', 'constraint');
SELECT count(*) FROM budget.execution;
-- Of no item, more than once at one place: all are let in, or all are refused.
INSERT INTO budget.execution SELECT '001', 2023, '2023-02-01', n, NULL, 1, 1 FROM generate_series(1, 3) AS n;
SELECT * FROM pg_temp.try($$INSERT INTO budget.execution SELECT '001', 2023, '2023-02-02', n, NULL, 9, 1 FROM generate_series(1, 3) AS n$$)
WHERE field IN ('sqlstate', 'message');
DELETE FROM budget.execution WHERE spent_on = '2023-02-01';
SELECT count(*) FROM budget.execution;
-- What the table itself refuses.
SELECT n, value FROM (VALUES
    (1, $$INSERT INTO budget.execution VALUES ('001', 2023, '2024-01-01', 1, 'basic_expenditure', NULL, 10)$$),
    (2, $$INSERT INTO budget.execution VALUES ('001', 2023, '2022-12-31', 1, 'basic_expenditure', NULL, 10)$$),
    (3, $$INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 1, 'basic_expenditure', NULL, 10)$$),
    (4, $$INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 2, NULL, NULL, 10)$$),
    (5, $$INSERT INTO budget.execution VALUES ('001', 2023, '2023-01-05', 2, 'basic_expenditure', NULL, 'NaN')$$),
    (6, $$INSERT INTO budget.execution VALUES ('009', 2023, '2023-01-05', 2, 'basic_expenditure', NULL, 1)$$)) AS v (n, statement)
CROSS JOIN LATERAL pg_temp.try(statement) WHERE field = 'constraint' ORDER BY n;

-- A payment for a task out of an item is one row; income and tier divide the same money once more.
INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, task_no, amount) VALUES
    ('001', 2023, '2023-03-10', 1, 'project_expenditure', 1, 140),
    ('001', 2023, '2023-04-30', 1, 'project_expenditure', 1, 100),
    ('001', 2023, '2023-05-02', 1, 'project_expenditure', NULL, 60),
    ('001', 2023, '2023-05-02', 2, NULL, 2, 25.5),
    ('001', 2023, '2023-06-30', 1, 'fiscal_appropriation', NULL, 310),
    ('001', 2023, '2023-08-15', 1, 'project_expenditure', 1, -40),
    ('001', 2023, '2023-09-01', 1, 'special_fund', NULL, 5);
SELECT item_code, category, adjusted_amount, spent_amount, remaining_amount, execution_rate, overspent, last_spent_on, adjusted_amount_wan, spent_amount_wan, remaining_amount_wan
FROM budget.execution_status ORDER BY ordinal;
SELECT task_no, task_name, in_budget, adjusted_amount, spent_amount, remaining_amount, execution_rate, overspent FROM budget.execution_task ORDER BY 1;
SELECT version, adjusted_amount, spent_amount, remaining_amount, execution_rate, overspent, last_spent_on, spent_amount_wan FROM budget.execution_total;
-- the seal knows nothing of it
SELECT count(*) AS faults FROM budget_perf.verify();
SELECT n, value FROM (VALUES (1, $$DELETE FROM budget.execution WHERE item_code = 'special_fund'$$)) AS v (n, statement)
CROSS JOIN LATERAL pg_temp.try(statement) WHERE field <> 'ok';

-- The adjusted budget is what money is spent against, from the approval of the amendment on. A task that it drops keeps its spending.
SELECT budget_perf.amend('001', 2023);
INSERT INTO budget.amendment VALUES ('001', 2023, 2, 1, 'decrease', '1', '压减', NULL);
INSERT INTO budget.amendment_line VALUES ('001', 2023, 2, 1, 1, -500, 'project_expenditure');
UPDATE budget.budget_line SET amount = amount - 500 WHERE version = 2 AND item_code <> 'basic_expenditure';
UPDATE budget.task SET amount = 150 WHERE version = 2 AND task_no = 1;
DELETE FROM budget.task WHERE version = 2 AND task_no = 2;
SELECT budget_perf.submit('001', 2023);
SELECT adjusted_amount, spent_amount, execution_rate FROM budget.execution_total;
SELECT budget_perf.approve('001', 2023);
SELECT version, adjusted_amount, spent_amount, remaining_amount, execution_rate, overspent FROM budget.execution_total;
SELECT item_code, adjusted_amount, spent_amount, remaining_amount, overspent FROM budget.execution_status WHERE spent_amount <> 0 ORDER BY ordinal;
SELECT task_no, task_name, in_budget, adjusted_amount, spent_amount, remaining_amount, execution_rate, overspent FROM budget.execution_task ORDER BY 1;
UPDATE budget.execution SET amount = 26 WHERE task_no = 2;
SELECT field, value FROM pg_temp.try($$INSERT INTO budget.execution VALUES ('001', 2023, '2023-12-01', 1, NULL, 3, 1)$$) WHERE field IN ('constraint', 'detail');
SELECT count(*) AS faults FROM budget_perf.verify();

-- No budget, and a budget of nothing: no rate, no division by zero.
INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('004', 2023, 'district');
INSERT INTO budget.budget_line VALUES ('004', 2023, 1, 'basic_expenditure', 0), ('004', 2023, 1, 'project_expenditure', NULL);
INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, amount) VALUES ('004', 2023, 1, 1, '任务', 0);
SELECT budget_perf.record('004', 2023);
SELECT item_code, adjusted_amount, spent_amount, execution_rate, overspent FROM budget.execution_status WHERE department_code = '004' ORDER BY ordinal;
INSERT INTO budget.execution VALUES ('004', 2023, '2023-06-01', 1, 'project_expenditure', 1, 3);
SELECT item_code, adjusted_amount, spent_amount, remaining_amount, execution_rate, overspent FROM budget.execution_status WHERE department_code = '004' ORDER BY ordinal;
SELECT adjusted_amount, spent_amount, remaining_amount, execution_rate, overspent FROM budget.execution_total WHERE department_code = '004';

-- Monitoring. Sichuan looks at the ends of April, June, August and October; the others by configuration.
SELECT pg_temp.first('002', 700), pg_temp.first('003', 700);
UPDATE budget.declaration SET status = 'submitted' WHERE department_code IN ('002', '003');
UPDATE budget.declaration SET status = 'approved' WHERE department_code IN ('002', '003');
INSERT INTO budget.execution VALUES
    ('002', 2023, '2023-04-30', 1, 'project_expenditure', NULL, 249.99), ('002', 2023, '2023-05-01', 1, 'project_expenditure', NULL, 150.01),
    ('002', 2023, '2023-08-31', 1, 'project_expenditure', NULL, 199.99), ('002', 2023, '2023-10-31', 1, 'basic_expenditure', NULL, 300.01),
    ('003', 2023, '2023-04-30', 1, 'project_expenditure', NULL, 250);
SELECT department_code, month, month_end, month_over, adjusted_amount, spent_amount, execution_rate, scheme_code, minimum_rate, shortfall_rate, warning_level
FROM budget.execution_monitoring WHERE department_code IN ('002', '003') AND minimum_rate IS NOT NULL ORDER BY 1, 2;
SELECT DISTINCT department_code, scheme_code, warning_level FROM budget.execution_monitoring WHERE minimum_rate IS NULL ORDER BY 1;
-- time-proportional for one form, and none for one district of Sichuan
INSERT INTO budget.monitoring_use (form_code, scheme_code) VALUES ('district', 'time_proportional');
INSERT INTO budget.monitoring_use (region, first_year, scheme_code) VALUES ('5101', 2023, NULL), ('5101', 2024, 'sichuan');
SELECT DISTINCT department_code, scheme_code FROM budget.execution_monitoring ORDER BY 1;
SELECT month, spent_amount, execution_rate, minimum_rate, shortfall_rate, warning_level FROM budget.execution_monitoring WHERE department_code = '001' ORDER BY 1;
SELECT DISTINCT warning_level FROM budget.execution_monitoring WHERE department_code = '004';
-- of two warnings at once red counts
INSERT INTO budget.monitoring_threshold VALUES ('sichuan', 6, 'red', 0.30);
SELECT month, execution_rate, minimum_rate, warning_level FROM budget.execution_monitoring WHERE department_code = '003' AND month IN (4, 6, 8) ORDER BY 1;
-- what is to come is not warned of
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal) VALUES ('003', 9999, 'district', '目标');
INSERT INTO budget.budget_line VALUES ('003', 9999, 1, 'basic_expenditure', 100);
SELECT budget_perf.record('003', 9999);
SELECT count(*), bool_or(month_over) AS over, count(warning_level) AS warnings, count(minimum_rate) AS thresholds FROM budget.execution_monitoring WHERE fiscal_year = 9999;
-- the gap to the progress of the targets, as soon as somebody tells it
SELECT count(progress_rate) AS known, count(gap_exceeded) AS judged FROM budget.execution_monitoring;
BEGIN;
CREATE OR REPLACE VIEW budget.progress_by_month WITH (security_invoker = true) AS
SELECT department_code COLLATE "C" AS department_code, fiscal_year, month, progress_rate FROM (VALUES ('003'::text, 2023, 4, 0.36::numeric(24,4)), ('003', 2023, 6, 0.35::numeric(24,4)), ('001', 2023, 4, 0.9::numeric(24,4))) AS v (department_code, fiscal_year, month, progress_rate);
SELECT department_code, month, execution_rate, progress_rate, progress_gap, gap_exceeded FROM budget.execution_monitoring WHERE progress_rate IS NOT NULL ORDER BY 1, 2;
ROLLBACK;
-- what the schemes' tables refuse
SELECT n, value FROM (VALUES
    (1, $$INSERT INTO budget.monitoring_threshold VALUES ('sichuan', 13, 'red', 0.5)$$),
    (2, $$INSERT INTO budget.monitoring_threshold VALUES ('sichuan', 12, 'blue', 0.5)$$),
    (3, $$INSERT INTO budget.monitoring_threshold VALUES ('sichuan', 12, 'red', 1.01)$$),
    (4, $$INSERT INTO budget.monitoring_threshold VALUES ('nowhere', 12, 'red', 0.5)$$),
    (5, $$INSERT INTO budget.monitoring_scheme VALUES ('x', 'x', 0)$$),
    (6, $$INSERT INTO budget.monitoring_use (region, scheme_code) VALUES ('44', 'nowhere')$$),
    (7, $$INSERT INTO budget.monitoring_use (region, scheme_code) VALUES ('51', NULL)$$)) AS v (n, statement)
CROSS JOIN LATERAL pg_temp.try(statement) WHERE field = 'constraint' ORDER BY n;

-- Who may write spending need not see declarations: the guard looks as the owner.
CREATE ROLE regress_cashier;
GRANT USAGE ON SCHEMA budget TO regress_cashier;
GRANT INSERT ON budget.execution TO regress_cashier;
SET ROLE regress_cashier;
INSERT INTO budget.execution VALUES ('003', 2023, '2023-12-01', 1, 'basic_expenditure', NULL, 1);
INSERT INTO budget.execution VALUES ('003', 2023, '2023-12-01', 2, NULL, 7, 1);
RESET ROLE;
DROP OWNED BY regress_cashier;
DROP ROLE regress_cashier;

-- Behind the guard: verify() finds it.
SET session_replication_role = replica;
BEGIN;
INSERT INTO budget.execution VALUES ('001', 2030, '2030-12-01', 1, 'basic_expenditure', NULL, 1), ('001', 2023, '2023-12-01', 1, 'no_such_item', NULL, 1),
    ('001', 2023, '2023-12-01', 2, NULL, 77, 1);
SELECT rule, location->>'column' AS "column", location->'key' AS key, message FROM budget_perf.verify() ORDER BY 1, 2;
ROLLBACK;
RESET session_replication_role;

-- The guard is for the table execution of a ledger only.
CREATE TABLE other (department_code text, fiscal_year integer, item_code text, task_no integer);
CREATE TRIGGER t AFTER INSERT ON other REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_execution();
SELECT field, value FROM pg_temp.try($$INSERT INTO other VALUES ('001', 2023)$$) WHERE field <> 'schema';
CREATE TRIGGER row_level AFTER INSERT ON budget.execution FOR EACH ROW EXECUTE FUNCTION budget_perf.guard_execution();
SELECT field, value FROM pg_temp.try($$INSERT INTO budget.execution VALUES ('003', 2023, '2023-12-02', 1, 'basic_expenditure', NULL, 1)$$);
DROP TRIGGER row_level ON budget.execution;
CREATE TRIGGER no_table AFTER INSERT ON budget.execution FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_execution();
SELECT field, value FROM pg_temp.try($$INSERT INTO budget.execution VALUES ('003', 2023, '2023-12-02', 1, 'basic_expenditure', NULL, 1)$$);
DROP TRIGGER no_table ON budget.execution;
-- it lets pass what is taken back, without a look
CREATE TRIGGER taken_back AFTER DELETE ON budget.execution FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_execution();
SELECT field, value FROM pg_temp.try($$DELETE FROM budget.execution WHERE department_code = '003'$$);
SELECT count(*) FROM budget.execution WHERE department_code = '003';
DROP TRIGGER taken_back ON budget.execution;
DROP TABLE other;
