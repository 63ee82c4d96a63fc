-- A form, declarations and links with more rows than the engine's arrays begin with,
-- and what else is seldom: no row of it may be lost.
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
SELECT budget_perf.create_ledger('wide');
INSERT INTO wide.form (code, title, amount_unit, taxonomy, target_columns) VALUES ('wide', '四十项的表', '元', 'wide', 2);
INSERT INTO wide.form_item (form_code, item_code, ordinal, category, block, block_label, label)
SELECT 'wide', 'item_' || n, n, CASE WHEN n <= 20 THEN 'expenditure' ELSE 'income' END, CASE WHEN n <= 20 THEN 'e' ELSE 'i' END, '块', '项目' || n FROM generate_series(1, 40) n;
INSERT INTO wide.indicator_class (taxonomy, code, ordinal, level1, level2, level1_names, level2_names)
SELECT 'wide', 'class_' || n, n, '一级' || n % 3, '二级' || n, ARRAY['一级' || n % 3], ARRAY['二级' || n] FROM generate_series(1, 40) n;
INSERT INTO wide.department (code, name) VALUES ('001', '甲局'), ('002', '乙局');
INSERT INTO wide.declaration (department_code, fiscal_year, form_code) SELECT '001', y, 'wide' FROM generate_series(2024, 2025) y;
INSERT INTO wide.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT '001', y, 1, 'item_' || n, n * 10 + y - 2024 FROM generate_series(2024, 2025) y, generate_series(1, 40) n;
-- one task has no amount in either year, one has none any more
INSERT INTO wide.task (department_code, fiscal_year, version, task_no, name, amount)
SELECT '001', y, 1, n, '任务' || n, CASE WHEN n > 1 AND (n, y) <> (2, 2025) THEN n + (y - 2024) * (n % 3 - 1) END FROM generate_series(2024, 2025) y, generate_series(1, 60) n;
INSERT INTO wide.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target, code)
SELECT '001', y, 1, n, '一级' || n % 3, '二级' || n % 40 + 1, '指标' || n || '号', '≥' || n, '≥' || n + y - 2024, CASE WHEN n > 50 THEN 'N' || n || '-' || y END
FROM generate_series(2024, 2025) y, generate_series(1, 60) n;
INSERT INTO wide.indicator_link (department_code, fiscal_year, indicator_no, previous_indicator_no, reason)
SELECT '001', 2025, n, n - 1, '编号改了' FROM generate_series(31, 50) n;
INSERT INTO wide.indicator_link (department_code, fiscal_year, indicator_code, previous_indicator_code, reason)
SELECT '001', 2025, 'N' || n || '-2025', 'N' || n || '-2024', '代码改了' FROM generate_series(51, 60) n;
UPDATE wide.declaration SET status = 'recorded';
SELECT count(*), count(*) FILTER (WHERE status = 'fail') AS failed FROM budget_perf.check_declaration('001', 2025, ledger => 'wide') WHERE rule IN ('item_known', 'duplicate_task', 'duplicate_indicator');
SELECT indicators, tasks, budget_lines FROM wide.seal ORDER BY fiscal_year;
SELECT count(*), count(DISTINCT item_code), sum(amount_change) FROM wide.item_yoy WHERE department_code = '001' AND fiscal_year = 2025;
SELECT change, count(*) FROM wide.task_yoy WHERE department_code = '001' AND fiscal_year = 2025 GROUP BY 1 ORDER BY 1;
SELECT matched_by, count(*), count(*) FILTER (WHERE indicator_no <> previous_indicator_no) AS renumbered FROM wide.indicator_yoy WHERE department_code = '001' AND fiscal_year = 2025 GROUP BY 1 ORDER BY 1;
SELECT jsonb_array_length(d -> 'tasks') AS tasks, jsonb_array_length(d -> 'indicators') AS indicators FROM budget_perf.export_declaration('001', 2025, ledger => 'wide') d;
SELECT rule, location FROM budget_perf.verify('wide');

-- What says that it is sealed, but has no seal (here: made so past the triggers), is not deleted either.
INSERT INTO wide.declaration (department_code, fiscal_year, form_code) VALUES ('002', 2025, 'wide');
SET session_replication_role = replica;
UPDATE wide.declaration SET status = 'approved' WHERE department_code = '002';
RESET session_replication_role;
DELETE FROM wide.declaration WHERE department_code = '002';
-- Spending that is taken back, and some that has neither an item nor a task.
INSERT INTO wide.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) VALUES ('001', 2025, '2025-06-30', 1, 'item_1', 5), ('001', 2025, '2025-06-30', 2, 'item_2', 5);
DELETE FROM wide.execution WHERE entry_no = 2;
SELECT count(*) FROM wide.execution;
DROP SCHEMA wide CASCADE;
