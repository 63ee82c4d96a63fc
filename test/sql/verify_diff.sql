-- What changed between two versions of a declaration.
SELECT budget_perf.create_ledger('versions');
INSERT INTO versions.department (code, name) VALUES ('001', '甲局');
INSERT INTO versions.declaration (department_code, fiscal_year, form_code, goal, cycle_from, cycle_to) VALUES ('001', 2024, 'district', '目标', 2024, 2026);
INSERT INTO versions.budget_line (department_code, fiscal_year, version, item_code, amount, amount_source)
    VALUES ('001', 2024, 1, 'basic_expenditure', 100, NULL), ('001', 2024, 1, 'project_expenditure', 200, '199.999'),
        ('001', 2024, 1, 'fiscal_appropriation', 300, NULL), ('001', 2024, 1, 'other_income', NULL, NULL);
INSERT INTO versions.task (department_code, fiscal_year, version, task_no, name, content, amount)
    VALUES ('001', 2024, 1, 1, '任务一', '内容', 60), ('001', 2024, 1, 2, '任务二', NULL, NULL), ('001', 2024, 1, 10, '任务十', '"引号"', 1);
INSERT INTO versions.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target, weight)
    VALUES ('001', 2024, 1, 1, '产出指标', '数量指标', '数量（个）', '≥10', '≥5', 60), ('001', 2024, 1, 2, '产出指标', '质量指标', '合格率', '≥95%', '≥95%', 40);
SELECT * FROM budget_perf.submit('001', 2024, ledger => 'versions');
SELECT * FROM budget_perf.approve('001', 2024, ledger => 'versions');
SELECT * FROM budget_perf.amend('001', 2024, ledger => 'versions');
-- An amendment begins with no difference.
SELECT * FROM budget_perf.version_diff('001', 2024, 1, 2, 'versions');
UPDATE versions.declaration SET goal = NULL, cycle_to = 2025 WHERE version = 2;
UPDATE versions.budget_line SET amount = 150 WHERE version = 2 AND item_code = 'basic_expenditure';
UPDATE versions.budget_line SET amount = 0 WHERE version = 2 AND item_code = 'other_income';
UPDATE versions.budget_line SET amount_source = NULL WHERE version = 2 AND item_code = 'project_expenditure';
INSERT INTO versions.budget_line VALUES ('001', 2024, 2, 'special_fund', 7, NULL);
DELETE FROM versions.task WHERE version = 2 AND task_no = 10;
UPDATE versions.task SET content = '新内容', amount = 61.5, name = '任务甲' WHERE version = 2 AND task_no = 1;
INSERT INTO versions.task (department_code, fiscal_year, version, task_no, name) VALUES ('001', 2024, 2, 3, '任务三');
UPDATE versions.indicator SET annual_target = '≧5', weight = 60.5, accumulation = 'level', code = 'A' WHERE version = 2 AND indicator_no = 1;
DELETE FROM versions.indicator WHERE version = 2 AND indicator_no = 2;
SELECT * FROM budget_perf.version_diff('001', 2024, 1, 2, 'versions');
-- Backwards it says the reverse; null is the newest version; status and comments are no content.
SELECT count(*) AS one_way, (SELECT count(*) FROM budget_perf.version_diff('001', 2024, 2, 1, 'versions') AS b
    WHERE EXISTS (SELECT FROM budget_perf.version_diff('001', 2024, 1, 2, 'versions') AS a
        WHERE a.table_name = b.table_name AND a.key = b.key AND a.column_name IS NOT DISTINCT FROM b.column_name
        AND a.old_value IS NOT DISTINCT FROM b.new_value AND a.new_value IS NOT DISTINCT FROM b.old_value)) AS other_way
FROM budget_perf.version_diff('001', 2024, 1, 2, 'versions');
SELECT count(*) FROM budget_perf.version_diff('001', 2024, 1, NULL, 'versions');
SELECT count(*) FROM budget_perf.version_diff('001', 2024, 2, 2, 'versions');

CREATE FUNCTION pg_temp.try(statement text) RETURNS TABLE (sqlstate text, message text, hint text) LANGUAGE plpgsql AS $$
DECLARE h text;
BEGIN
    EXECUTE statement;
    RETURN QUERY SELECT 'ok', NULL::text, NULL::text;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS h = PG_EXCEPTION_HINT;
    RETURN QUERY SELECT SQLSTATE, SQLERRM, h;
END $$;
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.version_diff('001', 2024, 1, 3, 'versions')$$);
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.version_diff('001', 2025, 1, 2, 'versions')$$);
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.version_diff('001', 2025, NULL, NULL, 'versions')$$);
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.version_diff('001', 2024, 0, 2, 'versions')$$);
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.version_diff(NULL, 2024, 1, 2, 'versions')$$);
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.version_diff('001', 2024, 1, 2, NULL)$$);
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.version_diff('001', 2024, 1, 2, 'nowhere')$$);
SET client_min_messages = warning;
DROP SCHEMA versions CASCADE;
