-- Years that stay comparable: mergers, splits, links, actuals, ambition.
\pset null '-'
SELECT budget_perf.create_ledger('y');
INSERT INTO y.department (code, name) SELECT lpad(n::text, 2, '0'), 'dept ' || n FROM generate_series(1, 30) n;
CREATE FUNCTION pg_temp.put(dept text, year integer, spent numeric, form text DEFAULT 'district') RETURNS void LANGUAGE sql AS $$
    INSERT INTO y.declaration (department_code, fiscal_year, form_code, goal) VALUES (dept, year, form, 'goal');
    INSERT INTO y.budget_line (department_code, fiscal_year, version, item_code, amount)
    VALUES (dept, year, 1, 'project_expenditure', spent), (dept, year, 1, 'fiscal_appropriation', spent);
    INSERT INTO y.task (department_code, fiscal_year, version, task_no, name, amount) VALUES (dept, year, 1, 1, '任务', 1), (dept, year, 1, 2, 'task of ' || dept, 2);
    INSERT INTO y.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target)
    VALUES (dept, year, 1, 1, '产出指标', '数量指标', '数量（个）', '≥10'), (dept, year, 1, 2, '产出指标', '数量指标', 'of ' || dept, '≥20');
$$;
-- 01 and 02 merge into 03; 04 is merged into 05, which goes on; 06 splits into 07 and 08; 09 spins 10 off and goes on;
-- 11 (which had not filed) and 12 merge into 13; 14 and 15 merge into 16, which has not filed; 17 merges into 18 but goes on filing;
-- 19 splits into 20, which has filed before; 21 and 22 merge into 23, 23 into 24: too much for one year; 25 becomes 26;
-- 28 (which had not filed) becomes 29.
INSERT INTO y.department_succession (predecessor_code, successor_code, fiscal_year, kind) VALUES
    ('01', '03', 2024, 'merge'), ('02', '03', 2024, 'merge'), ('04', '05', 2024, 'merge'), ('06', '07', 2024, 'split'), ('06', '08', 2024, 'split'),
    ('09', '10', 2024, 'split'), ('11', '13', 2024, 'merge'), ('12', '13', 2024, 'merge'), ('14', '16', 2024, 'merge'), ('15', '16', 2024, 'merge'),
    ('17', '18', 2024, 'merge'), ('19', '20', 2024, 'split'), ('21', '23', 2024, 'merge'), ('22', '23', 2024, 'merge'), ('23', '24', 2024, 'merge'),
    ('25', '26', 2024, 'rename'), ('28', '29', 2024, 'rename');
SELECT count(pg_temp.put(d, 2023, 100 + d::integer)) FROM unnest('{01,02,04,05,06,09,12,14,15,17,18,19,20,21,22,25,27}'::text[]) d;
UPDATE y.declaration SET status = 'recorded' WHERE status = 'draft';
SELECT count(pg_temp.put(d, 2024, 1000 + d::integer)) FROM unnest('{03,05,07,08,09,10,13,17,18,20,23,24,26,27,29}'::text[]) d;
UPDATE y.declaration SET status = 'recorded' WHERE status = 'draft';

SELECT predecessor_code AS p, successor_code AS s, kind, is_followed, previous_version AS v, successor_in FROM y.succession ORDER BY 1, 2;
SELECT department_code AS dept, status, previous_department_codes AS previous, previous_declarations AS n, split_from, comparison, comparable, comparability
FROM y.declaration_pair WHERE fiscal_year = 2024 ORDER BY 1;
SELECT department_code AS dept, expenditure, previous_expenditure AS previous, expenditure_change AS change, expenditure_change_rate AS rate,
    previous_tasks, comparison, comparable, comparability, group_code, group_expenditure AS grp, previous_group_expenditure AS prev_grp, group_expenditure_change_rate AS grp_rate
FROM y.budget_yoy WHERE fiscal_year = 2024 ORDER BY 1;
-- Nothing counts twice and nothing drops out, of either year, at any level.
SELECT sum(expenditure) = (SELECT sum(expenditure) FROM y.budget_yoy WHERE fiscal_year = 2024 AND version IS NOT NULL) AS this_year,
    sum(previous_expenditure) AS previous, (SELECT sum(expenditure) FROM y.budget_yoy WHERE fiscal_year = 2023) AS year_before,
    sum(previous_tasks) = (SELECT sum(tasks) FROM y.budget_yoy WHERE fiscal_year = 2023) AS tasks
FROM y.budget_yoy WHERE fiscal_year = 2024;
SELECT item_code, sum(amount) = (SELECT sum(b.amount) FROM y.budget_line b WHERE b.fiscal_year = 2024 AND b.item_code = i.item_code) AS this_year,
    sum(previous_amount) = (SELECT sum(b.amount) FROM y.budget_line b WHERE b.fiscal_year = 2023 AND b.item_code = i.item_code) AS year_before
FROM y.item_yoy i WHERE fiscal_year = 2024 AND item_code IN ('project_expenditure', 'fiscal_appropriation') GROUP BY 1 ORDER BY 1;
SELECT department_code AS dept, amount, previous_amount, change, comparison, comparable, previous_department_codes FROM y.item_yoy
WHERE fiscal_year = 2024 AND item_code = 'project_expenditure' AND department_code IN ('03', '05', '06', '07', '13') ORDER BY 1;
SELECT task_no, previous_department_code AS dept, previous_task_no AS p, task_name, amount, previous_amount, change, comparison, comparability
FROM y.task_yoy WHERE fiscal_year = 2024 AND department_code = '03' ORDER BY task_no, dept, p;
SELECT indicator_no AS n, previous_department_code AS dept, previous_indicator_no AS p, indicator_name, change, matched_by, comparison, comparable, comparability
FROM y.indicator_yoy WHERE fiscal_year = 2024 AND department_code IN ('03', '26') ORDER BY department_code, n, dept, p;

-- Links: by number, by code, to one of the predecessors, to none; one that leads nowhere.
INSERT INTO y.indicator_link (department_code, fiscal_year, indicator_no, previous_department_code, previous_indicator_no, reason)
VALUES ('03', 2024, 2, '02', 2, 'the same count under a new name'), ('27', 2024, 1, NULL, NULL, 'counts other things now'), ('26', 2024, 1, '25', 9, 'no such row');
SELECT department_code AS d, indicator_no AS n, previous_department_code AS dept, previous_indicator_no AS p, indicator_name, previous_indicator_name, change, matched_by, comparison, comparability, link_reason
FROM y.indicator_yoy WHERE fiscal_year = 2024 AND department_code IN ('03', '26', '27') ORDER BY department_code, n, dept, p;
UPDATE y.indicator_link SET reason = '' WHERE indicator_no = 2;
INSERT INTO y.indicator_link (department_code, fiscal_year, reason) VALUES ('03', 2024, 'which?');
INSERT INTO y.indicator_link (department_code, fiscal_year, indicator_no, indicator_code, reason) VALUES ('03', 2024, 1, 'C', 'both');

-- Units and definitions that change are said.
CREATE FUNCTION pg_temp.one(dept text, year integer, n integer, name text, target text, code text DEFAULT NULL, cls text DEFAULT '数量指标') RETURNS void LANGUAGE sql AS $$
    INSERT INTO y.declaration (department_code, fiscal_year, form_code, goal) VALUES (dept, year, 'district', 'goal') ON CONFLICT DO NOTHING;
    INSERT INTO y.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target, code)
    VALUES (dept, year, 1, n, '产出指标', cls, name, target::budget_perf.indicator_target, code);
$$;
SELECT count(pg_temp.one('30', yr, n, name, target, code)) FROM (VALUES
    (2020, 1, '服务人数（人）', '≥100', NULL), (2021, 1, '服务人数（人）', '≥100', NULL), (2022, 1, '服务人数（人）', '≥100', NULL), (2023, 1, '服务人数（人）', '≥100', NULL),
    (2022, 2, '合格率（%）', '≥90', NULL), (2023, 2, '合格率（%）', '≥92', NULL),
    (2022, 3, '单位成本（元）', '≤50', NULL), (2023, 3, '单位成本（元）', '≤48', NULL),
    (2022, 4, '金额', '10亿元', NULL), (2023, 4, '金额', '≥11亿元', NULL),
    (2022, 5, '设备（台）', '≥5', NULL), (2023, 5, '设备（套）', '≥5', NULL),
    (2022, 6, '旧名称', '≥7', 'K1'), (2023, 6, '新名称', '≥8', 'K1'),
    (2022, 7, '满意度', '较高', NULL), (2023, 7, '满意度', '≥90%', NULL)) v(yr, n, name, target, code);
UPDATE y.declaration SET status = 'recorded' WHERE status = 'draft';
INSERT INTO y.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_text) VALUES
    ('30', 2022, 1, 1, '2022-06-30', 60, NULL), ('30', 2022, 1, 1, '2022-12-31', 130, NULL), ('30', 2022, 1, 2, '2022-12-31', 91.5, NULL),
    ('30', 2022, 1, 3, '2022-12-31', 40, NULL), ('30', 2022, 1, 4, '2022-12-31', 12, NULL), ('30', 2022, 1, 6, '2022-12-31', 7, NULL), ('30', 2022, 1, 7, '2022-12-31', NULL, '好');
SELECT indicator_no AS n, indicator_name, previous_target, target, previous_actual, previous_actual_text AS text, previous_measured_on AS on, change, comparison, comparability
FROM y.indicator_yoy WHERE department_code = '30' AND fiscal_year = 2023 ORDER BY 1;
SELECT indicator_no AS n, value, previous_actual, below_actual, years_unchanged AS years, unchanged, previous_exceeded_rate AS rate, exceeded, signals
FROM y.indicator_signal WHERE department_code = '30' AND fiscal_year = 2023 ORDER BY 1;
-- The limits are data, by form.
INSERT INTO y.ambition_parameter VALUES ('district', 5, 0.35);
SELECT indicator_no AS n, unchanged, exceeded, signals FROM y.indicator_signal WHERE department_code = '30' AND fiscal_year = 2023 AND indicator_no < 4 ORDER BY 1;

-- In another taxonomy a class is the same by its code, or by its names.
INSERT INTO y.indicator_class (taxonomy, code, ordinal, level1, level2, level1_names, level2_names) VALUES
    ('own', 'quantity', 1, 'Output', 'Number', '{output}', '{number}'), ('own', 'goodness', 2, '产出指标', '质量指标', '{产出}', '{质量}'),
    ('own', 'delay', 3, 'Output', 'Time', '{output}', '{time}');
INSERT INTO y.form (code, title, amount_unit, taxonomy, target_columns) VALUES ('own', 'own', '元', 'own', 2);
SELECT pg_temp.one('28', 2026, 1, '甲', '≥5', 'K1', '数量指标'), pg_temp.one('28', 2026, 2, '乙', '≥5', 'K2', '质量指标'), pg_temp.one('28', 2026, 3, '丙', '≥5', 'K3', '时效指标');
INSERT INTO y.declaration (department_code, fiscal_year, form_code, goal) VALUES ('28', 2027, 'own', 'goal');
INSERT INTO y.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target, code) VALUES
    ('28', 2027, 1, 1, 'Output', 'Number', '甲', '≥5', 'K1'), ('28', 2027, 1, 2, '产出指标', '质量指标', '乙', '≥5', 'K2'), ('28', 2027, 1, 3, 'Output', 'Time', '丙', '≥5', 'K3');
UPDATE y.declaration SET status = 'recorded' WHERE status = 'draft';
SELECT indicator_no AS n, previous_class_code, class_code, previous_level2, level2, change, comparable, comparability
FROM y.indicator_yoy WHERE department_code = '28' AND fiscal_year = 2027 ORDER BY 1;

-- The planner's statistics may be of the time when everything was a draft.
SELECT budget_perf.is_sealed(s) FROM unnest('{draft,submitted,approved,recorded,drafts,NULL}'::text[]) s;
SELECT provolatile, proleakproof, proparallel FROM pg_proc WHERE oid = 'budget_perf.is_sealed(text)'::regprocedure;
INSERT INTO y.department (code, name) SELECT 'x' || n, 'x' || n FROM generate_series(1, 500) n;
SELECT count(pg_temp.put('x' || n, year, 1)) FROM generate_series(1, 500) n, generate_series(2030, 2031) year;
ANALYZE y.declaration, y.budget_line, y.indicator, y.task;
UPDATE y.declaration SET status = 'recorded' WHERE status = 'draft';
SET statement_timeout = '30s';
SELECT count(*), count(*) FILTER (WHERE comparable) FROM y.budget_yoy WHERE fiscal_year = 2031;
SELECT count(*), count(*) FILTER (WHERE comparable) FROM y.item_yoy WHERE fiscal_year = 2031;
SELECT count(*), count(*) FILTER (WHERE comparable) FROM y.task_yoy WHERE fiscal_year = 2031;
SELECT count(*), count(*) FILTER (WHERE comparable) FROM y.indicator_yoy WHERE fiscal_year = 2031;
SELECT count(*), count(*) FILTER (WHERE status = 'pass') FROM y.reconciliation WHERE fiscal_year = 2031;
SELECT count(*), sum(expenditure) FROM y.rollup_department WHERE fiscal_year = 2031 AND departments_in > 0;
RESET statement_timeout;
-- A status that the ledger does not know, its CHECK dropped, is shown as it is stored, however many there are.
ALTER TABLE y.declaration DISABLE TRIGGER USER, DROP CONSTRAINT declaration_status;
UPDATE y.declaration SET status = 'as of ' || department_code WHERE fiscal_year = 2031;
SELECT count(DISTINCT p.status), bool_and(p.status = d.status) AS as_stored
FROM y.declaration_pair p JOIN y.declaration d USING (department_code, fiscal_year, version) WHERE fiscal_year = 2031;
SET client_min_messages = warning;
DROP SCHEMA y CASCADE;
