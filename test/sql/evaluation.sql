-- Measurement, lights and self-evaluation in a ledger. The figures were worked
-- out by hand; doc/evaluation.md has the formulas.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SELECT budget_perf.create_ledger('ev');
SET search_path = ev;
INSERT INTO department (code, name) SELECT lpad(n::text, 3, '0'), '部门' || n FROM generate_series(1, 20) n;
CREATE FUNCTION pg_temp.draft(dept text, targets text[], year integer DEFAULT 2024, v integer DEFAULT 1, form text DEFAULT 'district')
    RETURNS void LANGUAGE sql AS $$
    INSERT INTO declaration (department_code, fiscal_year, version, form_code, goal) VALUES (dept, year, v, form, '目标');
    INSERT INTO budget_line (department_code, fiscal_year, version, item_code, amount)
    SELECT dept, year, v, i, 1000 FROM unnest(ARRAY['project_expenditure', 'fiscal_appropriation', 'own_level']) i;
    INSERT INTO indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target)
    SELECT dept, year, v, n, '产出指标', '数量指标', '指标' || n, t::budget_perf.indicator_target
    FROM unnest(targets) WITH ORDINALITY u (t, n)
$$;
CREATE FUNCTION pg_temp.error_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c text; k text; t text; o text; m text; d text; h text;
BEGIN
    EXECUTE statement;
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS c = RETURNED_SQLSTATE, k = CONSTRAINT_NAME, t = TABLE_NAME, o = COLUMN_NAME, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', concat_ws(' | ', c, nullif(k, ''), nullif(t, ''), nullif(o, '')), m, nullif(d, ''), nullif(h, ''));
END $$;

-- Only approved or recorded declarations are measured, whichever way it is tried.
SELECT pg_temp.draft('001', '{≥10}'), pg_temp.draft('002', '{≥10}'), pg_temp.draft('003', '{≥10}'), pg_temp.draft('004', '{≥10}');
UPDATE declaration SET status = 'submitted' WHERE department_code IN ('002', '003');
UPDATE declaration SET status = 'approved' WHERE department_code = '003';
UPDATE declaration SET status = 'recorded' WHERE department_code = '004';
CREATE TEMP TABLE sealed AS SELECT * FROM seal;
\pset format unaligned
\pset tuples_only on
SELECT d || ': ' || pg_temp.error_of(format('INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES (%L, 2024, 1, 1, ''2024-06-30'', 5)', d))
FROM unnest(ARRAY['001', '002', '003', '004']) d;
\pset format aligned
\pset tuples_only off
SELECT what, split_part(pg_temp.error_of(statement), E'\n', 1) AS outcome FROM (VALUES
    ('one of many', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual)
        SELECT department_code, 2024, 1, 1, '2024-07-31', 6 FROM declaration$$),
    ('moved to a draft', $$UPDATE measurement SET department_code = '001' WHERE department_code = '003'$$),
    ('on conflict', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('003', 2024, 1, 1, '2024-06-30', 5)
        ON CONFLICT (department_code, fiscal_year, version, indicator_no, measured_on) DO UPDATE SET department_code = '002'$$),
    ('no such indicator', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('003', 2024, 1, 2, '2024-06-30', 5)$$),
    ('nothing given', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on) VALUES ('003', 2024, 1, 1, '2024-08-31')$$),
    ('unit of nothing', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual_unit, actual_text) VALUES ('003', 2024, 1, 1, '2024-08-31', '家', 'x')$$),
    ('increment of nothing', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, is_increment, actual_text) VALUES ('003', 2024, 1, 1, '2024-08-31', true, 'x')$$),
    ('not a number', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('003', 2024, 1, 1, '2024-08-31', 'NaN')$$),
    ('infinite', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('003', 2024, 1, 1, '2024-08-31', 'Infinity')$$),
    ('no such rating', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, rating) VALUES ('003', 2024, 1, 1, '2024-08-31', 'best')$$),
    ('share of nothing', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, rating_share) VALUES ('003', 2024, 1, 1, '2024-08-31', 1, 0.5)$$),
    ('share above one', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, rating, rating_share) VALUES ('003', 2024, 1, 1, '2024-08-31', 'reached', 1.5)$$),
    ('some day', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('003', 2024, 1, 1, 'infinity', 1)$$),
    ('the same day again', $$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('003', 2024, 1, 1, '2024-06-30', 5)$$),
    ('corrected', $$UPDATE measurement SET actual = 7 WHERE department_code = '003'$$),
    ('deleted', $$DELETE FROM measurement WHERE department_code = '003'$$),
    ('none at all', $$INSERT INTO measurement SELECT * FROM measurement WHERE false$$),
    ('grade without a method', $$INSERT INTO score_grade VALUES ('Z', '优', 90)$$),
    ('two heirs, one null', $$UPDATE score_weight SET absent_to = ARRAY['x', NULL]$$),
    ('a tier upside down', $$UPDATE score_tier SET share_from = share_to$$),
    ('lights upside down', $$UPDATE light_scale SET green_from = 0.5$$)) v (what, statement);
-- A seal knows nothing of it.
SELECT count(*) FILTER (WHERE s::text IS DISTINCT FROM t::text) AS seals_changed, count(*) AS seals
FROM seal s LEFT JOIN sealed t USING (department_code, fiscal_year, version, submission);
-- The trigger function on another table.
CREATE TABLE other (department_code text);
CREATE TRIGGER t AFTER INSERT ON other REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_measurement();
SELECT split_part(pg_temp.error_of('INSERT INTO other VALUES (1)'), E'\n', 2);
DROP TABLE other;
SELECT * FROM budget_perf.verify('ev');
-- What a bypass leaves, verify() finds.
BEGIN;
SET session_replication_role = replica;
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('002', 2024, 1, 1, '2024-06-30', 5);
SET session_replication_role = origin;
SELECT rule, message FROM budget_perf.verify('ev');
ROLLBACK;

-- What adds up and what does not.
SELECT pg_temp.draft('017', '{≥100家,≥100}', 2022);
UPDATE declaration SET status = 'recorded' WHERE department_code = '017';
SELECT pg_temp.draft('005', '{≥100,≥100,≥100,≥10亿}');
UPDATE indicator SET accumulation = CASE indicator_no WHEN 1 THEN 'cumulative' WHEN 2 THEN 'level' END, unit = CASE indicator_no WHEN 4 THEN '亿元' END WHERE department_code = '005';
UPDATE declaration SET status = 'recorded' WHERE department_code = '005';
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, is_increment) VALUES
    ('005', 2024, 1, 1, '2024-01-31', 10, true), ('005', 2024, 1, 1, '2024-02-28', 15, true), ('005', 2024, 1, 1, '2024-03-31', 30, false),
    ('005', 2024, 1, 1, '2024-04-30', 12, true), ('005', 2024, 1, 1, '2024-05-31', 8, true),
    ('005', 2024, 1, 2, '2024-03-31', 90, false), ('005', 2024, 1, 2, '2024-06-30', 85, false),
    ('005', 2024, 1, 3, '2024-06-30', 50, false);
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_unit) VALUES
    ('005', 2024, 1, 4, '2024-06-30', 62000, '万元'), ('005', 2024, 1, 3, '2024-05-31', 5, '家');
\pset format unaligned
\pset tuples_only on
SELECT pg_temp.error_of($$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, is_increment) VALUES ('005', 2024, 1, 2, '2024-07-31', 5, true)$$);
SELECT pg_temp.error_of(format('INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_unit) VALUES (''017'', 2022, 1, %s, ''2022-07-31'', 5, %L)', n, u))
FROM (VALUES (1, '万人'), (2, '万元'), (2, '‰')) v (n, u);
\pset format aligned
\pset tuples_only off
-- 10, 10 + 15, 30 (stated), 30 + 12, 30 + 12 + 8.
SELECT as_of::date, a.measurements AS n, a.measured_on, a.actual
FROM generate_series('2024-01-01'::date, '2024-06-01', '1 month') g (as_of), LATERAL actual_of('005', 2024, 1, 1, as_of::date) a;
-- A level at half a year is held against the whole target, the rest against a half;
-- 62,000 万元 are 6.2 亿.
SELECT indicator_no AS no, target, unit, measured_on, actual, progress_rate AS rate, expected_rate AS expected, light, reason
FROM indicator_progress_on('2024-06-30', '005', 2024) ORDER BY 1;

-- Lights. At the end of June: 0.3, 0.4 and 0.6 of the target are the limits.
SELECT pg_temp.draft('006', '{≥1000,≥1000,≥1000,≥1000,≥1000,≥1000,>1000,=1000,1000,≤1000,≤1000,<1000,=0,0,≥0,≥-5,-5,80-90,80-90,80-90,80-90,≥100}');
UPDATE declaration SET status = 'recorded' WHERE department_code = '006';
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual)
SELECT '006', 2024, 1, n, '2024-06-30', a
FROM unnest(ARRAY[299, 300, 399, 400, 599, 600, 500, 500, 500, 1000, 1000.01, 1000, 0, 1, 0, -6, -5, 20, 40, 85, 91]::numeric[]) WITH ORDINALITY u (a, n);
SELECT indicator_no AS no, target, actual, progress_rate AS rate, expected_rate AS expected, light, reason
FROM indicator_progress_on('2024-06-30', '006') ORDER BY 1;
-- Month by month the same 500 of 1000; before the year begins there is no light.
SELECT as_of::date, light, expected_rate AS expected, reason
FROM unnest(ARRAY['2023-12-31', '2024-06-30', '2024-07-01', '2024-08-31', '2024-10-31', '2024-12-31', '2025-03-01']::date[]) g (as_of),
    LATERAL indicator_progress_on(as_of) WHERE department_code = '006' AND indicator_no = 7;
SELECT budget_perf.progress_of('≥1000', 500, NULL, NULL, NULL, NULL, 2024, d, '{}')
FROM unnest(ARRAY['2023-12-31', '2024-01-01', '2024-12-31', '-infinity', 'infinity']::date[]) d;

-- Quality, timeliness and cost are inside or outside; dates and ratings, too.
SELECT pg_temp.draft('007', '{≥95%,≥95%,95%,6月底前,6月底前,6月底前,30万元,30万元,≥100,有效提升,有效提升,有效提升,有效提升,≥**%,根据下达任务目标要求确定}');
INSERT INTO indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name) VALUES ('007', 2024, 1, 16, '产出指标', '数量指标', '空');
UPDATE indicator SET level2 = CASE WHEN indicator_no <= 3 THEN '质量指标' WHEN indicator_no <= 6 THEN '时效指标' WHEN indicator_no <= 8 THEN '成本指标' ELSE level2 END WHERE department_code = '007';
UPDATE declaration SET status = 'recorded' WHERE department_code = '007';
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_date, rating) VALUES
    ('007', 2024, 1, 1, '2024-06-30', 95, NULL, NULL), ('007', 2024, 1, 2, '2024-06-30', 94.9, NULL, NULL), ('007', 2024, 1, 3, '2024-06-30', 97, NULL, NULL),
    ('007', 2024, 1, 4, '2024-06-30', NULL, '2024-06-30', NULL), ('007', 2024, 1, 5, '2024-06-30', NULL, '2024-07-01', NULL),
    ('007', 2024, 1, 7, '2024-06-30', 30, NULL, NULL), ('007', 2024, 1, 8, '2024-06-30', 31, NULL, NULL),
    ('007', 2024, 1, 10, '2024-06-30', NULL, NULL, 'reached'), ('007', 2024, 1, 11, '2024-06-30', NULL, NULL, 'partly'), ('007', 2024, 1, 12, '2024-06-30', NULL, NULL, 'missed'),
    ('007', 2024, 1, 14, '2024-06-30', 1, NULL, NULL), ('007', 2024, 1, 15, '2024-06-30', NULL, NULL, 'reached');
SELECT indicator_no AS no, level2, target, actual, actual_date, rating, light, reason FROM indicator_progress WHERE department_code = '007' ORDER BY 1;
SELECT indicator_no AS no, light, reason FROM indicator_progress_on('2024-06-30', '007') WHERE indicator_no = 6;
SELECT target, done, (budget_perf.progress_of(target::budget_perf.indicator_target, NULL, done, NULL, NULL, NULL, 2024, '2024-07-31', '{}')).light
FROM (VALUES ('2024年6月30日后', '2024-06-29'::date), ('2024年6月30日后', '2024-06-30'), ('早于2024年6月30日', '2024-06-29'), ('早于2024年6月30日', '2024-06-30')) v (target, done);
-- Without a year, the budget's or one of its own, nobody can say.
SELECT target, year, (p).light, (p).reason
FROM (VALUES ('6月底前', 0), ('6月底前', 2024), ('2024年6月底前', 0)) v (target, year),
    LATERAL budget_perf.progress_of(target::budget_perf.indicator_target, NULL, '2024-06-30', NULL, NULL, NULL, year, '2024-07-31', '{}') p;

-- Other thresholds for one form from one year on; shares as levels.
SELECT pg_temp.draft('008', '{≥100,≥100%}'), pg_temp.draft('008', '{≥100,≥100%}', 2025);
UPDATE declaration SET status = 'recorded' WHERE department_code = '008';
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) SELECT '008', y, 1, n, make_date(y, 6, 30), 35 FROM generate_series(2024, 2025) y, generate_series(1, 2) n;
INSERT INTO light_scale VALUES ('district', 2025, 0.5, 0.7, 1.5, '{}', '{}', true, '本区规定');
SELECT fiscal_year, indicator_no AS no, target, light, expected_rate FROM indicator_progress_on('2024-06-30', '008', 2024)
UNION ALL SELECT fiscal_year, indicator_no, target, light, expected_rate FROM indicator_progress_on('2025-06-30', '008', 2025) ORDER BY 1, 2;
BEGIN;
DELETE FROM light_scale;
SELECT DISTINCT light, reason FROM indicator_progress_on('2024-06-30', '008', 2024);
ROLLBACK;


-- A whole declaration by rule A: 50 + 30 + 10 points, each class in equal parts.
CREATE FUNCTION pg_temp.whole(dept text, year integer DEFAULT 2024) RETURNS void LANGUAGE sql AS $$
    SELECT pg_temp.draft(dept, '{≥100,120,≤50万元,6月底前,有效提升,80-90,≥90%}', year);
    UPDATE indicator SET level1 = CASE WHEN indicator_no <= 4 THEN '产出指标' WHEN indicator_no <= 6 THEN '效益指标' ELSE '满意度指标' END,
        level2 = (ARRAY['数量指标', '数量指标', '成本指标', '时效指标', '经济效益指标', '社会效益指标', '服务对象满意度指标'])[indicator_no]
    WHERE department_code = dept AND fiscal_year = year;
    UPDATE declaration SET status = 'recorded' WHERE department_code = dept AND fiscal_year = year;
$$;
SELECT pg_temp.whole('009');
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_date, rating, rating_share, source) VALUES
    ('009', 2024, 1, 1, '2024-12-31', 90, NULL, NULL, NULL, '统计'), ('009', 2024, 1, 2, '2024-12-31', 130, NULL, NULL, NULL, NULL),
    ('009', 2024, 1, 3, '2024-12-31', 60, NULL, NULL, NULL, NULL), ('009', 2024, 1, 4, '2024-12-31', NULL, '2024-06-28', NULL, NULL, NULL),
    ('009', 2024, 1, 5, '2024-12-31', NULL, NULL, 'partly', 0.7, NULL), ('009', 2024, 1, 6, '2024-12-31', 76, NULL, NULL, NULL, NULL);
INSERT INTO execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) VALUES ('009', 2024, '2024-05-01', 1, 'project_expenditure', 700), ('009', 2024, '2024-11-01', 1, 'project_expenditure', 250);
-- 12.5 * 0.9 = 11.25; 12.5; 12.5 * (1 - 10/50) = 10; 12.5; 15 * 0.7 = 10.5; 15 * 76/80 = 14.25.
SELECT indicator_no AS no, target, actual, actual_date, rating, rating_share AS share, weight, weight_source, points, formula, reason FROM indicator_score WHERE department_code = '009' ORDER BY 1;
SELECT * FROM declaration_score WHERE department_code = '009' \gx
-- 10 * 88/90 = 9.777...; 71 + 9.78 + 9.5 = 90.28.
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('009', 2024, 1, 7, '2024-12-31', 88);
SELECT indicator_points, execution_points, total_points, total_possible, is_complete, grade FROM declaration_score WHERE department_code = '009';
-- Progress by month, as monitoring sees it: points over weights of what was measured by then.
-- June: 12.5 * 40/100 = 5 and 12.5 of 25; from December on 80.78 of 90.
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('009', 2024, 1, 1, '2024-06-15', 40), ('009', 2024, 1, 2, '2024-06-30', 120);
SELECT min(month) AS from_month, max(month) AS to_month, progress_rate FROM progress_by_month WHERE department_code = '009' GROUP BY progress_rate ORDER BY 1;
SELECT month, execution_rate, progress_rate, progress_gap FROM execution_monitoring WHERE department_code = '009' AND month IN (5, 6, 12) ORDER BY 1;
-- Rule B for the form from 2024 on: 12.5 * 50/60 = 10.41666...
INSERT INTO score_use VALUES ('district', 2024, 'B');
SELECT method_code, points, formula FROM indicator_score WHERE department_code = '009' AND indicator_no = 3;
SELECT total_points, grade FROM declaration_score WHERE department_code = '009';
DELETE FROM score_use WHERE form_code = 'district';
INSERT INTO score_use VALUES ('district', 2025, 'B');
SELECT total_points, grade FROM declaration_score WHERE department_code = '009';
BEGIN;
DELETE FROM score_use;
SELECT DISTINCT weight, weight_source, points, reason FROM indicator_score WHERE department_code = '009';
SELECT execution_points, execution_reason, indicator_points, total_points, total_possible, is_complete, grade FROM declaration_score WHERE department_code = '009';
ROLLBACK;

-- Grades are closed at their lower bound. One indicator of 90 points, all of the budget spent.
SELECT pg_temp.draft(lpad(n::text, 3, '0'), '{≥9000}', 2023) FROM generate_series(1, 9) n;
UPDATE declaration SET status = 'recorded' WHERE fiscal_year = 2023;
INSERT INTO execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) SELECT lpad(n::text, 3, '0'), 2023, '2023-12-01', 1, 'project_expenditure', 1000 FROM generate_series(1, 9) n;
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual)
SELECT lpad(n::text, 3, '0'), 2023, 1, 1, '2023-12-31', a FROM unnest(ARRAY[9000, 8000, 7999.5, 7999, 7000, 6999, 5000, 4999, 0]::numeric[]) WITH ORDINALITY u (a, n);
SELECT department_code AS dept, indicator_points, total_points, grade FROM declaration_score WHERE fiscal_year = 2023 ORDER BY 1;
-- Another configuration of the grades, and of the split.
BEGIN;
UPDATE score_grade SET points_from = 70 WHERE method_code = 'A' AND label = '良';
UPDATE score_grade SET points_from = 80 WHERE method_code = 'A' AND label = '优';
SELECT department_code AS dept, total_points, grade FROM declaration_score WHERE fiscal_year = 2023 AND total_points BETWEEN 69 AND 90 ORDER BY 1;
UPDATE score_method SET execution_weight = 20, indicator_weight = 80 WHERE code = 'A';
SELECT department_code AS dept, execution_points, indicator_points, total_points FROM declaration_score WHERE fiscal_year = 2023 AND department_code <= '002' ORDER BY 1;
ROLLBACK;

-- A method of a place, as the documentation makes one: rule B, its own grades, less from 1.5 times the target on.
BEGIN;
INSERT INTO score_method (code, name, formula, over_from, over_deduction, source) VALUES ('local', '本区计分方法', 'B', 1.5, 0.5, '演示');
INSERT INTO score_tier SELECT 'local', rating, share_from, share_to, share_usual FROM score_tier WHERE method_code = 'B';
INSERT INTO score_weight SELECT 'local', taxonomy, ordinal, level1, weight, absent_to FROM score_weight WHERE method_code = 'B';
INSERT INTO score_grade VALUES ('local', '优', 80), ('local', '良', 70), ('local', '中', 60), ('local', '差', 0);
INSERT INTO score_use VALUES ('district', 2023, 'local');
UPDATE measurement SET actual = 15300 WHERE department_code = '001' AND fiscal_year = 2023;
-- 90 * (1 - 0.5 * (1.7 - 1.5)) = 81.
SELECT department_code AS dept, method_code, points, formula FROM indicator_score WHERE fiscal_year = 2023 AND department_code = '001';
SELECT department_code AS dept, total_points, grade FROM declaration_score WHERE fiscal_year = 2023 AND department_code IN ('001', '005', '006') ORDER BY 1;
ROLLBACK;

-- Execution: nothing recorded, nothing to spend, refunds.
SELECT pg_temp.draft('010', '{≥1}'), pg_temp.draft('011', '{≥1}'), pg_temp.draft('012', '{≥1}'), pg_temp.draft('013', '{}');
UPDATE budget_line SET amount = 0 WHERE department_code = '011';
UPDATE declaration SET status = 'recorded' WHERE department_code IN ('010', '011', '012', '013');
INSERT INTO execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) VALUES ('011', 2024, '2024-05-01', 1, 'project_expenditure', 700),
    ('012', 2024, '2024-05-01', 1, 'project_expenditure', 900), ('012', 2024, '2024-06-01', 1, 'project_expenditure', -1.5), ('013', 2024, '2024-06-01', 1, 'project_expenditure', 2000);
SELECT department_code AS dept, adjusted_budget, spent, spent_wan, execution_rate, execution_points, execution_reason, indicators, completeness_rate, total_points, total_possible, is_complete
FROM declaration_score WHERE department_code IN ('010', '011', '012', '013') ORDER BY 1;

-- Weights: given ones, scaled ones, and an unknown class.
SELECT pg_temp.draft('014', '{≥1,≥1,≥1}'), pg_temp.draft('015', '{≥1,≥1,≥1}'), pg_temp.draft('016', '{≥1,≥1,≥1,≥1}');
UPDATE indicator SET weight = 30 WHERE department_code = '014';
UPDATE indicator SET weight = (ARRAY[50, 30, 20])[indicator_no] WHERE department_code = '015';
UPDATE indicator SET level1 = (ARRAY['产出指标', '其他', '效益指标', '产出'])[indicator_no], level2 = (ARRAY['数量指标', '其他', '质量指标', '随便'])[indicator_no] WHERE department_code = '016';
UPDATE declaration SET status = 'recorded' WHERE department_code IN ('014', '015', '016');
SELECT department_code AS dept, indicator_no AS no, class_code, level1, given_weight, weight, weight_source FROM indicator_weight WHERE department_code IN ('014', '015', '016') ORDER BY 1, 2;

-- An amendment: what was measured before it carries over for indicators that stay the same.
SELECT pg_temp.draft('017', '{≥100家,≥100,≥100,≥10亿,≥100}');
UPDATE indicator SET code = CASE indicator_no WHEN 2 THEN 'K2' WHEN 3 THEN 'K3' END WHERE department_code = '017' AND fiscal_year = 2024;
UPDATE declaration SET status = 'submitted' WHERE department_code = '017' AND fiscal_year = 2024;
UPDATE declaration SET status = 'approved' WHERE department_code = '017' AND fiscal_year = 2024;
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) SELECT '017', 2024, 1, n, '2024-06-30', n * 10 FROM generate_series(1, 5) n;
SELECT * FROM budget_perf.amend('017', 2024, ledger => 'ev');
-- 2 moves to 6 under its code, 3 gets another code, 4 another unit, 5 another name.
UPDATE indicator SET indicator_no = 6, name = '更名' WHERE department_code = '017' AND fiscal_year = 2024 AND version = 2 AND indicator_no = 2;
UPDATE indicator SET code = 'K9' WHERE department_code = '017' AND fiscal_year = 2024 AND version = 2 AND indicator_no = 3;
UPDATE indicator SET annual_target = '≥50000万元' WHERE department_code = '017' AND fiscal_year = 2024 AND version = 2 AND indicator_no = 4;
UPDATE indicator SET name = '另一指标' WHERE department_code = '017' AND fiscal_year = 2024 AND version = 2 AND indicator_no = 5;
UPDATE indicator SET annual_target = '≥80家' WHERE department_code = '017' AND fiscal_year = 2024 AND version = 2 AND indicator_no = 1;
CREATE VIEW pg_temp.amended AS
SELECT version AS v, indicator_no AS no, target, measured_on, measured_version AS mv, actual, points, reason FROM indicator_score WHERE department_code = '017' AND fiscal_year = 2024;
-- While it is a draft, or submitted, the first version counts.
SELECT * FROM pg_temp.amended ORDER BY no;
UPDATE declaration SET status = 'submitted' WHERE department_code = '017' AND fiscal_year = 2024 AND version = 2;
SELECT split_part(pg_temp.error_of($$INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('017', 2024, 2, 1, '2024-09-30', 70)$$), E'\n', 2);
UPDATE declaration SET status = 'approved' WHERE department_code = '017' AND fiscal_year = 2024 AND version = 2;
SELECT * FROM pg_temp.amended ORDER BY no;
SELECT count(*) AS copied FROM measurement WHERE department_code = '017' AND fiscal_year = 2024 AND version = 2;
-- A newer measurement, of either version, counts; of the same day the newer version's.
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('017', 2024, 2, 1, '2024-06-30', 11), ('017', 2024, 1, 3, '2024-12-31', 1), ('017', 2024, 1, 2, '2024-12-31', 99);
SELECT * FROM pg_temp.amended WHERE no IN (1, 3, 6) ORDER BY no;
SELECT version, indicator_no AS no, measured_on, measured_version AS mv, measured_indicator_no AS mno, is_carried, actual FROM measurement_in_effect WHERE department_code = '017' AND fiscal_year = 2024 ORDER BY 2, 3, 4;
SELECT indicator_no AS no, measured_version AS mv, actual, progress_rate, light FROM indicator_progress WHERE department_code = '017' AND fiscal_year = 2024 ORDER BY 1;
SELECT count(*) AS findings FROM budget_perf.verify('ev');

-- One absurd figure does not break everybody's query.
SELECT pg_temp.draft('018', '{≥0.000000000000000000000000000001,≥99999999999999999999999999999999999999}');
UPDATE declaration SET status = 'recorded' WHERE department_code = '018';
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('018', 2024, 1, 1, '2024-12-31', 999999999999999999.999999), ('018', 2024, 1, 2, '2024-12-31', 1);
SELECT indicator_no, actual, bound, weight, points FROM indicator_score WHERE department_code = '018' ORDER BY 1;
SELECT indicator_no, progress_rate, light FROM indicator_progress WHERE department_code = '018' ORDER BY 1;

-- A reader with rights on the schema reads; one with rights on the views alone does not.
RESET search_path;
CREATE ROLE regress_ev_reader;
GRANT USAGE ON SCHEMA ev TO regress_ev_reader;
GRANT SELECT ON ev.indicator_score, ev.declaration_score TO regress_ev_reader;
SET ROLE regress_ev_reader;
SELECT count(*) FROM ev.indicator_score;
RESET ROLE;
GRANT SELECT ON ALL TABLES IN SCHEMA ev TO regress_ev_reader;
SET ROLE regress_ev_reader;
SELECT count(*) > 0 AS reads FROM ev.indicator_score;
SELECT count(*) > 0 AS reads FROM ev.declaration_score;
SELECT count(*) > 0 AS reads FROM ev.indicator_progress;
RESET ROLE;

-- Who measures needs no rights but on measurements.
CREATE ROLE regress_ev_writer;
GRANT USAGE ON SCHEMA ev TO regress_ev_writer;
GRANT INSERT ON ev.measurement TO regress_ev_writer;
SET ROLE regress_ev_writer;
SET search_path = pg_temp, public;
INSERT INTO ev.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('010', 2024, 1, 1, '2024-12-31', 1);
SELECT split_part(pg_temp.error_of($$INSERT INTO ev.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('001', 2024, 1, 1, '2024-12-31', 1)$$), E'\n', 1);
RESET ROLE;
RESET search_path;

-- One department's year is found by keys.
SET enable_seqscan = off;
CREATE FUNCTION pg_temp.scans(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP
        IF line ~ 'Seq Scan on (declaration|indicator|measurement|execution|budget_line)' OR line ~ 'Function Scan on (actual_of|measurement_of|indicator_progress_of)' THEN
            RETURN NEXT line;
        END IF;
    END LOOP;
END $$;
SELECT v, pg_temp.scans(format('SELECT * FROM ev.%I WHERE department_code = ''009'' AND fiscal_year = 2024', v))
FROM unnest(ARRAY['indicator_weight', 'indicator_score', 'indicator_progress', 'declaration_score', 'measurement_in_effect']) v;
RESET enable_seqscan;
DROP SCHEMA ev CASCADE;
DROP ROLE regress_ev_reader, regress_ev_writer;
