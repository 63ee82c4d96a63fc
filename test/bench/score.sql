-- Time of the scoring views: departments with 20 indicators each, actual values
-- and spending, at the given size and at half of it; linear means a ratio of
-- about 2. On a database of its own, with the extension:
--     psql -X -q -v departments=5000 -f test/bench/score.sql
\set ON_ERROR_STOP on
\if :{?departments}
\else
\set departments 5000
\endif
\pset footer off
SET client_min_messages = warning;
SELECT budget_perf.create_ledger('bench_score') \g /dev/null
SET search_path = bench_score;
\timing off

INSERT INTO department (code, name)
SELECT lpad(n::text, 6, '0'), '部门' || n FROM generate_series(1, :departments) n;
-- The first half in one year, all of them in the next.
INSERT INTO declaration (department_code, fiscal_year, form_code, goal)
SELECT d.code, y, 'district', '目标' FROM department d, generate_series(2023, 2024) y
WHERE y = 2024 OR d.code <= lpad((:departments / 2)::text, 6, '0');
INSERT INTO budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT d.department_code, d.fiscal_year, 1, i, 1000000
FROM declaration d, unnest(ARRAY['project_expenditure', 'fiscal_appropriation', 'own_level']) i;
INSERT INTO indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target)
SELECT d.department_code, d.fiscal_year, 1, n,
    CASE WHEN n <= 11 THEN '产出指标' WHEN n <= 18 THEN '效益指标' ELSE '满意度指标' END,
    (ARRAY['数量指标', '数量指标', '数量指标', '数量指标', '数量指标', '质量指标', '质量指标', '时效指标', '时效指标', '成本指标', '成本指标',
        '经济效益指标', '经济效益指标', '社会效益指标', '社会效益指标', '社会效益指标', '生态效益指标', '可持续影响指标',
        '服务对象满意度指标', '服务对象满意度指标'])[n],
    '指标' || n || '（' || (ARRAY['家', '次', '%', '万元', '个'])[1 + n % 5] || '）',
    (ARRAY['≥100', '120', '≥95%', '100%', '12月底前', '≤50万元', '80-90', '有效提升', '≥10亿', '100±5%'])[1 + n % 10]
FROM declaration d, generate_series(1, 20) n;
UPDATE declaration SET status = 'recorded';
-- Two measurements of each indicator, which is a half year and a year.
INSERT INTO measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_date, rating, source)
SELECT i.department_code, i.fiscal_year, 1, i.indicator_no, make_date(i.fiscal_year, m, 28), m * 8 + i.indicator_no,
    CASE WHEN i.indicator_no % 10 = 4 THEN make_date(i.fiscal_year, 12, 20) END,
    CASE WHEN i.indicator_no % 10 = 7 THEN 'reached' END, '部门统计'
FROM indicator i, unnest(ARRAY[6, 12]) m;
INSERT INTO execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount)
SELECT d.department_code, d.fiscal_year, make_date(d.fiscal_year, m, 15), 1, 'project_expenditure', 80000
FROM declaration d, generate_series(1, 12) m;
ANALYZE;

CREATE FUNCTION pg_temp.time_of(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
    best interval;
    began timestamptz;
BEGIN
    FOR i IN 1 .. 3 LOOP
        began := clock_timestamp();
        EXECUTE query;
        best := least(best, clock_timestamp() - began);
    END LOOP;
    RETURN round(extract(epoch FROM best) * 1000, 1);
END $$;
SELECT v.name AS view, half.ms AS "half, ms", whole.ms AS "all, ms", round(whole.ms / half.ms, 2) AS ratio,
    one.ms AS "one department, ms"
FROM (VALUES
    ('indicator_progress', 'SELECT count(light) FROM bench_score.indicator_progress'),
    ('indicator_score', 'SELECT sum(points) FROM bench_score.indicator_score'),
    ('declaration_score', 'SELECT sum(total_points) FROM bench_score.declaration_score')) v (name, query),
LATERAL (SELECT pg_temp.time_of(v.query || ' WHERE fiscal_year = 2023') AS ms) half,
LATERAL (SELECT pg_temp.time_of(v.query || ' WHERE fiscal_year = 2024') AS ms) whole,
LATERAL (SELECT pg_temp.time_of(v.query || ' WHERE fiscal_year = 2024 AND department_code = ''000017''') AS ms) one;

-- One measurement for each indicator at once, and one alone.
SELECT pg_temp.time_of($$WITH x AS (INSERT INTO bench_score.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual)
    SELECT department_code, fiscal_year, version, indicator_no, '2024-09-30'::date + floor(random() * 80)::integer, 1
    FROM bench_score.indicator WHERE fiscal_year = 2024 ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*) FROM x$$) AS "measure every indicator, ms",
    pg_temp.time_of($$INSERT INTO bench_score.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual)
    VALUES ('000017', 2024, 1, 1, '2025-01-01'::date + floor(random() * 1000)::integer, 1) ON CONFLICT DO NOTHING$$) AS "measure one, ms";
DROP SCHEMA bench_score CASCADE;
