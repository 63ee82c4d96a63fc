-- Classes and weights.
\pset format unaligned
SELECT budget_perf.create_ledger('chk');
INSERT INTO chk.department (code, name) VALUES ('001', 'Department');
INSERT INTO chk.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'city');
CREATE FUNCTION pg_temp.found(rule text, OUT status text, OUT place text, OUT class text, OUT message text)
    RETURNS SETOF record LANGUAGE sql AS $$
        SELECT status, concat_ws('.', location #>> '{key,indicator_no}', location ->> 'column'),
            location #>> '{key,class}', message
        FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = $1 $$;

SELECT * FROM pg_temp.found('class_known') UNION ALL SELECT * FROM pg_temp.found('class_coverage');

-- As printed in many ways, all known; and each class is covered.
INSERT INTO chk.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name)
SELECT '001', 2024, 1, row_number() OVER (), level1, level2, 'Indicator ' || row_number() OVER ()
FROM (VALUES ('产出指标', '数量指标'), ('产出指标(50分)', '质量指标（20分）'), ('产出', '进度指标'), ('产出目标', '成本指标值'),
    ('效益指标', '经济效益'), ('效益指标', '社会效益指标'), ('效益 指标', '环境效益指标'), ('效益指标', 'sustainable_impact'),
    ('满意度指标', '社会公众或服务对象满意度指标等'), ('满意度指标', '服务对象'), ('output', 'quantity')) AS c (level1, level2);
SELECT * FROM pg_temp.found('class_known') UNION ALL SELECT * FROM pg_temp.found('class_coverage');

-- Misplaced, unknown, blank; a misplaced class is covered all the same.
UPDATE chk.indicator SET level1 = '效益指标' WHERE indicator_no = 2;
UPDATE chk.indicator SET level2 = '管理指标' WHERE indicator_no = 3;
UPDATE chk.indicator SET level1 = '成本指标', level2 = '经济成本指标' WHERE indicator_no = 4;
UPDATE chk.indicator SET level1 = '', level2 = ' ' WHERE indicator_no = 5;
UPDATE chk.indicator SET level2 = '' WHERE indicator_no = 6;
UPDATE chk.indicator SET level1 = '' WHERE indicator_no = 7;
UPDATE chk.indicator SET level1 = '效益指标' WHERE indicator_no = 9;
SELECT * FROM pg_temp.found('class_known');
SELECT * FROM pg_temp.found('class_coverage');

-- A name of level two that stands under two others: which of them is meant, nobody knows, and neither is covered by it.
BEGIN;
INSERT INTO chk.indicator_class (taxonomy, code, ordinal, level1, level2, level1_names, level2_names)
SELECT taxonomy, 'new_cost', 100, '效益指标', level2, '{效益}', level2_names FROM chk.indicator_class WHERE taxonomy = '2015' AND code = 'cost';
UPDATE chk.indicator SET level1 = '满意度指标', level2 = '成本指标' WHERE indicator_no = 4;
SELECT * FROM pg_temp.found('class_known') WHERE place LIKE '4.%';
SELECT class, message FROM pg_temp.found('class_coverage') WHERE class LIKE '%cost';
UPDATE chk.indicator SET level1 = '效益指标' WHERE indicator_no = 4;
SELECT * FROM pg_temp.found('class_known') WHERE place LIKE '4.%';
SELECT class, message FROM pg_temp.found('class_coverage') WHERE class LIKE '%cost';
ROLLBACK;

-- A rule of one's own may ask for some classes, and mean it.
INSERT INTO chk.rule (id, kind, severity, parameters, description, description_zh) VALUES
    ('my_classes', 'class_coverage', 'error', '{"classes": ["quantity", "timeliness"]}', 'Some classes', '部分类别');
SELECT severity, status, message FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = 'my_classes';

-- The taxonomy of 2021, where cost is a level one.
UPDATE chk.form SET taxonomy = '2021' WHERE code = 'city';
SELECT * FROM pg_temp.found('class_known');
SELECT * FROM pg_temp.found('class_coverage');

-- Weights: none, all, some.
CREATE TEMP VIEW weights AS
SELECT status, lhs, rhs, difference, tolerance, message FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = 'weight_total';
SELECT * FROM weights;
DELETE FROM chk.indicator WHERE indicator_no > 4;
UPDATE chk.indicator SET weight = 22.5;
SELECT * FROM weights;
UPDATE chk.indicator SET weight = 25;
SELECT * FROM weights;
UPDATE chk.indicator SET weight = 24.9999 WHERE indicator_no = 1;
SELECT * FROM weights;
UPDATE chk.indicator SET weight = NULL WHERE indicator_no = 1;
SELECT * FROM weights;
-- The total of the rule, then that of the form, which knows no reserve.
UPDATE chk.rule SET parameters = '{"total": 75}' WHERE id = 'weight_total';
SELECT * FROM weights;
UPDATE chk.form SET weight_total = 100 WHERE code = 'city';
SELECT * FROM weights;
UPDATE chk.rule SET tolerance = 25 WHERE id = 'weight_total';
SELECT * FROM weights;

SET client_min_messages = warning;
DROP SCHEMA chk CASCADE;
