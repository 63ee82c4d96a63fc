-- Indicators as read, and beside the year before's.
SELECT budget_perf.create_ledger('v');
INSERT INTO v.department (code, name) VALUES ('001', 'dept 1'), ('002', 'dept 2');
INSERT INTO v.declaration (department_code, fiscal_year, form_code) VALUES
    ('001', 2023, 'district'), ('001', 2024, 'district'), ('002', 2024, 'district'), ('001', 2025, 'district'), ('002', 2022, 'district');

-- Name, unit, code and target in each of two years; a null name is an indicator that is not there.
CREATE TEMPORARY TABLE pair (n serial, name1 text, unit1 text, code1 text, target1 text, name2 text, unit2 text, code2 text, target2 text);
INSERT INTO pair (name1, unit1, code1, target1, name2, unit2, code2, target2) VALUES
    -- numbers
    ('a', NULL, NULL, '≥200元每人每月', 'a', NULL, NULL, '≥190元每人每月'),
    ('b（家）', NULL, NULL, '≥28', 'b(家)', NULL, NULL, '≧30'),
    ('ｃ 率', NULL, NULL, '≥98%', 'c率（%）', NULL, NULL, '100%'),
    ('d', NULL, NULL, '≤5元', 'd', NULL, NULL, '≤6元'),
    ('e', NULL, NULL, '80%-90%', 'e', NULL, NULL, '85%-95%'),
    ('f', NULL, NULL, '80%-90%', 'f', NULL, NULL, '70%-95%'),
    ('g', NULL, NULL, '14', 'g', NULL, NULL, '14'),
    -- units
    ('h（亿元）', NULL, NULL, '10', 'h', NULL, NULL, '≥12亿元'),
    ('i（万人）', NULL, NULL, '5', 'i（人）', NULL, NULL, '60000'),
    ('j', '人', NULL, '5', 'j', '家', NULL, '6'),
    ('k', NULL, NULL, '5', 'k', NULL, NULL, '5%'),
    ('l', NULL, NULL, '5', 'l', NULL, NULL, '6家'),
    ('m', NULL, NULL, '100平方米', 'm', NULL, NULL, '110㎡'),
    -- directions and kinds
    ('n', NULL, NULL, '≥5', 'n', NULL, NULL, '≤5'),
    ('o（万人）', NULL, NULL, '根据下达任务目标要求确定', 'o（人）', NULL, NULL, '50000'),
    ('p', NULL, NULL, '3000', 'p', NULL, NULL, '根据下达任务目标要求确定'),
    ('q', NULL, NULL, '根据下达任务目标要求确定', 'q', NULL, NULL, '根据下达任务目标要求确定'),
    ('r', NULL, NULL, '不低于上年度水平', 'r', NULL, NULL, '不低于上年度水平'),
    ('s', NULL, NULL, '合规', 's', NULL, NULL, '明确'),
    ('t', NULL, NULL, '180人、650人', 't', NULL, NULL, '180人、700人'),
    ('u', NULL, NULL, '2023年12月31日前', 'u', NULL, NULL, '2024年12月31日前'),
    ('v', NULL, NULL, '2023年12月31日前', 'v', NULL, NULL, '2024年6月30日前'),
    ('w', NULL, NULL, NULL, 'w', NULL, NULL, '≥5'),
    ('x', NULL, NULL, '≥**%', 'x', NULL, NULL, '≥**%'),
    -- codes
    ('y old', NULL, 'Y', '5', 'y new', NULL, 'Y', '6'),
    ('z', NULL, 'Z1', '5', 'z', NULL, 'Z2', '6'),
    ('aa', NULL, NULL, '5', 'aa', NULL, 'AA', '6'),
    -- the same name three times and twice, names left blank, one that goes, one that comes
    ('ab', NULL, NULL, '1', 'ab', NULL, NULL, '2'),
    ('ab', NULL, NULL, '3', 'ab', NULL, NULL, '3'),
    ('ab', NULL, NULL, '5', NULL, NULL, NULL, NULL),
    ('', NULL, NULL, '5', '', NULL, NULL, '5'),
    ('gone', NULL, NULL, '5', NULL, NULL, NULL, NULL),
    (NULL, NULL, NULL, NULL, 'come', NULL, NULL, '5'),
    ('huge', NULL, NULL, '99999999999999999999999亿', 'huge', NULL, NULL, '99999999999999999999999亿');
INSERT INTO v.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, unit, code, annual_target)
SELECT '001', 2023, 1, n, '产出指标', '数量指标', name1, unit1, code1, target1::budget_perf.indicator_target FROM pair WHERE name1 IS NOT NULL
UNION ALL
SELECT '001', 2024, 1, 100 + n, '产出指标', '数量指标', name2, unit2, code2, target2::budget_perf.indicator_target FROM pair WHERE name2 IS NOT NULL;
-- Classes: a misplaced one, the same one printed differently, another one.
UPDATE v.indicator SET level1 = '效益指标' WHERE fiscal_year = 2024 AND name = 'g';
UPDATE v.indicator SET level1 = ' 产出 指标（50分）', level2 = '数量' WHERE fiscal_year = 2024 AND name = 'd';
UPDATE v.indicator SET level1 = '满意度指标', level2 = '服务对象' WHERE fiscal_year = 2024 AND name = 'a';
INSERT INTO v.indicator (department_code, fiscal_year, version, indicator_no, name, annual_target)
VALUES ('002', 2024, 1, 1, 'only', '5'), ('002', 2022, 1, 1, 'only', '5'), ('001', 2025, 1, 1, 'only', '5');
UPDATE v.declaration SET status = 'recorded' WHERE fiscal_year < 2025;

SELECT indicator_no AS n, indicator_name, target, target_kind, comparator, value, upper_value, value_unit, value_scale, unit, target_date, class_code, level1, level2
FROM v.indicator_reading
WHERE department_code = '001' AND fiscal_year = 2024
ORDER BY indicator_no;

-- The largest numbers that are a value, and the first that are none.
SELECT t, value, value_scale FROM unnest('{9999999999999亿,10000000000000亿,-10000000000000亿,999999999999999999999,1000000000000000000000}'::text[]) WITH ORDINALITY AS x (t, n),
    LATERAL budget_perf.read_indicator('', '', t::budget_perf.indicator_target) ORDER BY n;

SELECT previous_indicator_no AS p, indicator_no AS n, indicator_name, previous_target, target, value_change AS diff, value_change_rate AS rate,
    change, ambition, matched_by, comparable, comparability
FROM v.indicator_yoy
WHERE department_code = '001' AND fiscal_year = 2024
ORDER BY coalesce(previous_indicator_no, indicator_no - 100), indicator_no;

-- Each indicator of either year stands in exactly one row.
SELECT count(indicator_no), count(DISTINCT indicator_no), (SELECT count(*) FROM pair WHERE name2 IS NOT NULL) AS this_year,
    count(previous_indicator_no), count(DISTINCT previous_indicator_no), (SELECT count(*) FROM pair WHERE name1 IS NOT NULL) AS year_before
FROM v.indicator_yoy
WHERE department_code = '001' AND fiscal_year = 2024;

-- First years, and one after a year that is not there; a draft is no fact.
SELECT department_code, fiscal_year, change, comparability, comparable, count(*)
FROM v.indicator_yoy
WHERE NOT (department_code = '001' AND fiscal_year = 2024)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2;
SELECT count(*) AS drafts_read FROM v.indicator_reading WHERE declaration_status = 'draft';
SELECT count(*) AS drafts_asked_for FROM v.indicator_any_version WHERE declaration_status = 'draft';

SET client_min_messages = warning;
DROP SCHEMA v CASCADE;
