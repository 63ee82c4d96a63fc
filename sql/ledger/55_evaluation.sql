-- Measurement, monitoring and self-evaluation. The functions take the keys of a
-- declaration or of an indicator and stand in LATERAL; the planner inlines them.
-- Whoever calls them needs the rights on the tables, as with the views.

-- Measurements of one indicator of an effective version: its own, and those of
-- the same indicator of an earlier version (same code; or, unless both have one,
-- same number and name), in the unit that the effective target prints. What
-- cannot be converted is left out. Never copied, always looked up.
CREATE FUNCTION @ledger@.measurement_of(department_code text, fiscal_year integer, version integer, indicator_no integer)
    RETURNS TABLE (measured_on date, measured_version integer, measured_indicator_no integer, actual numeric,
        is_increment boolean, actual_date date, rating text, rating_share numeric, actual_text text, source text, note text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT m.measured_on, m.version, m.indicator_no,
        CASE
            WHEN m.actual_unit IS NULL THEN m.actual
            ELSE (
                SELECT budget_perf.convert_value(m.actual, m.actual_unit,
                    coalesce(budget_perf.target_unit(i.annual_target), nullif(i.unit, ''), budget_perf.name_unit(i.name)))
                FROM @ledger@.indicator i
                WHERE i.department_code = m.department_code AND i.fiscal_year = m.fiscal_year AND i.version = m.version
                    AND i.indicator_no = m.indicator_no)
        END,
        m.is_increment, m.actual_date, m.rating, m.rating_share, m.actual_text, m.source, m.note
    FROM @ledger@.measurement m
    WHERE m.department_code = measurement_of.department_code AND m.fiscal_year = measurement_of.fiscal_year
        AND m.version = measurement_of.version AND m.indicator_no = measurement_of.indicator_no
    UNION ALL
    SELECT m.measured_on, m.version, m.indicator_no, u.actual,
        m.is_increment, m.actual_date, m.rating, m.rating_share, m.actual_text, m.source, m.note
    FROM @ledger@.measurement m
    JOIN @ledger@.indicator j ON j.department_code = m.department_code AND j.fiscal_year = m.fiscal_year
        AND j.version = m.version AND j.indicator_no = m.indicator_no
    JOIN @ledger@.indicator i ON i.department_code = measurement_of.department_code AND i.fiscal_year = measurement_of.fiscal_year
        AND i.version = measurement_of.version AND i.indicator_no = measurement_of.indicator_no
    CROSS JOIN LATERAL (
        SELECT budget_perf.convert_value(m.actual,
            coalesce(m.actual_unit, budget_perf.target_unit(j.annual_target), nullif(j.unit, ''), budget_perf.name_unit(j.name)),
            coalesce(budget_perf.target_unit(i.annual_target), nullif(i.unit, ''), budget_perf.name_unit(i.name))) AS actual
        OFFSET 0) u
    WHERE m.department_code = measurement_of.department_code AND m.fiscal_year = measurement_of.fiscal_year
        AND m.version < measurement_of.version AND j.version < measurement_of.version
        AND (i.code = j.code
            OR ((i.code IS NULL OR j.code IS NULL) AND i.indicator_no = j.indicator_no
                AND budget_perf.indicator_stem(i.name) = budget_perf.indicator_stem(j.name)))
        AND (m.actual IS NULL OR u.actual IS NOT NULL);
END;
COMMENT ON FUNCTION @ledger@.measurement_of(text, integer, integer, integer) IS 'Measurements of an indicator, those of its earlier versions included, in the unit of its target / 指标的全部完成值（含以前版本）';

-- What is known of an indicator by a day (null: at all): the last value, the
-- last date and the last rating; of one day the newest version's. Increments
-- are added to the last value before them.
CREATE FUNCTION @ledger@.actual_of(department_code text, fiscal_year integer, version integer, indicator_no integer, as_of date)
    RETURNS TABLE (measurements integer, measured_on date, measured_version integer, actual numeric, actual_date date,
        rating text, rating_share numeric, source text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT x.measurements, x.measured_on, x.measured_version,
        CASE WHEN x.stated IS NOT NULL OR x.added IS NOT NULL THEN coalesce(x.stated, 0) + coalesce(x.added, 0) END,
        x.actual_date, x.rating, x.rating_share, x.source
    FROM (
        SELECT count(*)::integer AS measurements, max(w.measured_on) AS measured_on,
            (array_agg(w.measured_version ORDER BY w.measured_on DESC))[1] AS measured_version,
            max(w.actual) FILTER (WHERE NOT w.is_increment AND w.measured_on = w.stated_on) AS stated,
            sum(w.actual) FILTER (WHERE w.is_increment AND (w.stated_on IS NULL OR w.measured_on > w.stated_on)) AS added,
            (array_agg(w.actual_date ORDER BY w.measured_on DESC) FILTER (WHERE w.actual_date IS NOT NULL))[1] AS actual_date,
            (array_agg(w.rating ORDER BY w.measured_on DESC) FILTER (WHERE w.rating IS NOT NULL))[1] AS rating,
            (array_agg(w.rating_share ORDER BY w.measured_on DESC) FILTER (WHERE w.rating IS NOT NULL))[1] AS rating_share,
            (array_agg(w.source ORDER BY w.measured_on DESC))[1] AS source
        FROM (
            SELECT d.*, max(d.measured_on) FILTER (WHERE NOT d.is_increment AND d.actual IS NOT NULL) OVER () AS stated_on
            FROM (
                SELECT DISTINCT ON (m.measured_on) m.*
                FROM @ledger@.measurement_of(actual_of.department_code, actual_of.fiscal_year, actual_of.version,
                    actual_of.indicator_no) m
                WHERE actual_of.as_of IS NULL OR m.measured_on <= actual_of.as_of
                ORDER BY m.measured_on, m.measured_version DESC, m.measured_indicator_no) d) w) x;
END;
COMMENT ON FUNCTION @ledger@.actual_of(text, integer, integer, integer, date) IS 'What is known of an indicator by a day; null: at all / 截至某日的指标完成情况';

-- OFFSET 0: parameters are made once for each method, not for each indicator.
CREATE FUNCTION @ledger@.method_parameters()
    RETURNS TABLE (method_code text, formula text, execution_weight numeric, indicator_weight numeric, decimals integer, parameters jsonb)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT m.code, m.formula, m.execution_weight, m.indicator_weight, m.decimals::integer,
        jsonb_build_object('formula', m.formula, 'cap', m.cap, 'over_from', m.over_from, 'over_deduction', m.over_deduction,
            'decimals', m.decimals, 'late_days', m.late_days, 'plan_down_classes', m.plan_down_classes,
            'tiers', coalesce((
                SELECT jsonb_object_agg(t.rating, jsonb_build_object('from', t.share_from, 'to', t.share_to, 'usual', t.share_usual))
                FROM @ledger@.score_tier t
                WHERE t.method_code = m.code), '{}'))
    FROM @ledger@.score_method m
    OFFSET 0;
END;
COMMENT ON FUNCTION @ledger@.method_parameters() IS 'Each method of self-evaluation with its parameters as the scoring functions take them / 计分方法及参数';

CREATE FUNCTION @ledger@.method_classes()
    RETURNS TABLE (method_code text, taxonomy text, classes jsonb)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT w.method_code, w.taxonomy,
        jsonb_agg(jsonb_build_object('level1', w.level1, 'weight', w.weight, 'absent_to', w.absent_to) ORDER BY w.ordinal)
    FROM @ledger@.score_weight w
    GROUP BY w.method_code, w.taxonomy;
END;
COMMENT ON FUNCTION @ledger@.method_classes() IS 'What the classes weigh by each method and taxonomy, as distribute_weights() takes it / 各方法的一级指标分值';

CREATE VIEW @ledger@.indicator_weight WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.fiscal_year, e.version, e.form_code, e.method_code,
    u.indicator_no, u.class_code, u.level1, u.given_weight::numeric(9,4) AS given_weight, u.weight::numeric(9,4) AS weight,
    CASE
        WHEN u.weight IS NULL THEN 'no method'
        WHEN u.level1 IS NULL AND u.weight = 0 AND (u.given_weight IS NULL OR NOT e.weighted) THEN 'no class'
        WHEN u.given_weight IS NULL OR NOT e.weighted THEN 'by class'
        WHEN u.given_weight = u.weight THEN 'given'
        ELSE 'scaled'
    END AS weight_source
FROM (
    SELECT d.*, y.method_code, m.indicator_weight, c.classes, i.numbers, i.class_codes, i.levels, i.weights, i.weighted
    FROM @ledger@.effective_declaration d
    LEFT JOIN @ledger@.form f ON f.code = d.form_code
    LEFT JOIN LATERAL (
        SELECT s.method_code
        FROM @ledger@.score_use s
        WHERE s.form_code IN (d.form_code, '') AND s.first_year <= d.fiscal_year
        ORDER BY s.form_code DESC, s.first_year DESC
        LIMIT 1) y ON true
    LEFT JOIN @ledger@.method_parameters() m ON m.method_code = y.method_code
    LEFT JOIN @ledger@.method_classes() c ON c.method_code = y.method_code AND c.taxonomy = f.taxonomy
    CROSS JOIN LATERAL (
        SELECT array_agg(a.indicator_no ORDER BY a.indicator_no) AS numbers, array_agg(k.class_code ORDER BY a.indicator_no) AS class_codes,
            array_agg(coalesce(k.level1, k.level1_of_level2) ORDER BY a.indicator_no) AS levels,
            array_agg(a.weight::numeric ORDER BY a.indicator_no) AS weights, coalesce(sum(a.weight) > 0, false) AS weighted
        FROM @ledger@.indicator a
        LEFT JOIN LATERAL (
            SELECT min(c.level1) FILTER (WHERE t.level1 = ANY (c.level1_names)) AS level1,
                coalesce(min(c.level1) FILTER (WHERE t.level2 = ANY (c.level2_names) AND t.level1 = ANY (c.level1_names)),
                    min(c.level1) FILTER (WHERE t.level2 = ANY (c.level2_names))) AS level1_of_level2,
                coalesce(min(c.code) FILTER (WHERE t.level2 = ANY (c.level2_names) AND t.level1 = ANY (c.level1_names)),
                    min(c.code) FILTER (WHERE t.level2 = ANY (c.level2_names))) AS class_code
            FROM (
                SELECT budget_perf.class_stem(a.level1) AS level1, budget_perf.class_stem(a.level2) AS level2
                OFFSET 0) t
            JOIN @ledger@.indicator_class c ON c.taxonomy = f.taxonomy) k ON true
        WHERE a.department_code = d.department_code AND a.fiscal_year = d.fiscal_year AND a.version = d.version) i) e
CROSS JOIN LATERAL ROWS FROM (unnest(e.numbers), unnest(e.class_codes), unnest(e.levels), unnest(e.weights),
    unnest(budget_perf.distribute_weights(e.levels, e.weights, e.indicator_weight, coalesce(e.classes, '[]'))))
    AS u (indicator_no, class_code, level1, given_weight, weight);
COMMENT ON VIEW @ledger@.indicator_weight IS 'What each indicator of each effective declaration weighs in the self-evaluation, and why / 绩效指标自评权重';
COMMENT ON COLUMN @ledger@.indicator_weight.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator_weight.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.indicator_weight.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.indicator_weight.version IS 'Version that counts / 有效版本号';
COMMENT ON COLUMN @ledger@.indicator_weight.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.indicator_weight.method_code IS 'Method of self-evaluation; null if none applies / 计分方法';
COMMENT ON COLUMN @ledger@.indicator_weight.indicator_no IS 'Number of the indicator / 序号';
COMMENT ON COLUMN @ledger@.indicator_weight.class_code IS 'Class, by level two; null if it is none of the taxonomy / 类别代码';
COMMENT ON COLUMN @ledger@.indicator_weight.level1 IS 'Class of level one whose points it shares; null if unknown / 一级指标';
COMMENT ON COLUMN @ledger@.indicator_weight.given_weight IS 'Weight that the declaration gives / 申报权重（分）';
COMMENT ON COLUMN @ledger@.indicator_weight.weight IS 'Weight that counts; of one declaration they add up to the methods points for indicators / 自评权重（分）';
COMMENT ON COLUMN @ledger@.indicator_weight.weight_source IS 'given, scaled (given weights add up to something else), by class, no class (it weighs nothing), or no method / 权重来源：申报、折算、按类别分配、类别不明、无计分方法';

CREATE VIEW @ledger@.measurement_in_effect WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.fiscal_year, e.version, i.indicator_no, i.name AS indicator_name,
    m.measured_on, m.measured_version, m.measured_indicator_no, m.measured_version <> e.version AS is_carried,
    (CASE WHEN abs(m.actual) < 1e21 THEN m.actual END)::numeric(28,6) AS actual, m.is_increment, m.actual_date,
    m.rating, m.rating_share::numeric(5,4) AS rating_share, m.actual_text, m.source, m.note
FROM @ledger@.effective_declaration e
JOIN @ledger@.indicator i ON i.department_code = e.department_code AND i.fiscal_year = e.fiscal_year AND i.version = e.version
CROSS JOIN LATERAL @ledger@.measurement_of(i.department_code, i.fiscal_year, i.version, i.indicator_no) m;
COMMENT ON VIEW @ledger@.measurement_in_effect IS 'Measurements by the indicator of the effective declaration that they count for, those of earlier versions included / 有效指标的完成值（含以前版本）';
COMMENT ON COLUMN @ledger@.measurement_in_effect.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.measurement_in_effect.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.measurement_in_effect.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.measurement_in_effect.version IS 'Version that counts / 有效版本号';
COMMENT ON COLUMN @ledger@.measurement_in_effect.indicator_no IS 'Number of the indicator / 序号';
COMMENT ON COLUMN @ledger@.measurement_in_effect.indicator_name IS 'Name as printed / 三级指标';
COMMENT ON COLUMN @ledger@.measurement_in_effect.measured_on IS 'Day that the value is of / 统计日期';
COMMENT ON COLUMN @ledger@.measurement_in_effect.measured_version IS 'Version that was measured / 登记时的版本号';
COMMENT ON COLUMN @ledger@.measurement_in_effect.measured_indicator_no IS 'Number of the indicator there / 登记时的序号';
COMMENT ON COLUMN @ledger@.measurement_in_effect.is_carried IS 'Whether it was measured in an earlier version / 是否沿用以前版本';
COMMENT ON COLUMN @ledger@.measurement_in_effect.actual IS 'Actual value in the unit that the target prints / 实际值（按指标值单位）';
COMMENT ON COLUMN @ledger@.measurement_in_effect.is_increment IS 'Whether it is only what was added since the measurement before / 是否为本期新增数';
COMMENT ON COLUMN @ledger@.measurement_in_effect.actual_date IS 'Day on which it was done / 实际完成日期';
COMMENT ON COLUMN @ledger@.measurement_in_effect.rating IS 'Tier of a qualitative indicator / 定性完成等级';
COMMENT ON COLUMN @ledger@.measurement_in_effect.rating_share IS 'Share of the weight within the tier / 等级内得分比例';
COMMENT ON COLUMN @ledger@.measurement_in_effect.actual_text IS 'What was reached, in words / 完成情况说明';
COMMENT ON COLUMN @ledger@.measurement_in_effect.source IS 'Where the value comes from / 数据来源';
COMMENT ON COLUMN @ledger@.measurement_in_effect.note IS 'Remark / 偏差原因或备注';

-- Progress of the indicators of one declaration as of a day.
CREATE FUNCTION @ledger@.indicator_progress_of(department_code text, fiscal_year integer, version integer, form_code text, as_of date)
    RETURNS TABLE (indicator_no integer, indicator_code text, indicator_name text, level1 text, level2 text, class_code text,
        target text, target_kind text, unit text, accumulation text, measured_on date, measured_version integer, actual numeric,
        actual_date date, rating text, progress_rate numeric, expected_rate numeric, light text, reason text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- Made once, not for each indicator.
    WITH l AS MATERIALIZED (
        SELECT jsonb_build_object('yellow_from', s.yellow_from, 'green_from', s.green_from, 'blue_from', s.blue_from,
            'inside_classes', s.inside_classes, 'plan_down_classes', s.plan_down_classes, 'percent_is_level', s.percent_is_level) AS scale
        FROM @ledger@.light_scale s
        WHERE s.form_code IN (indicator_progress_of.form_code, '') AND s.first_year <= indicator_progress_of.fiscal_year
        ORDER BY s.form_code DESC, s.first_year DESC
        LIMIT 1)
    SELECT i.indicator_no, i.code, i.name, i.level1, i.level2, k.class_code, i.annual_target::text,
        CASE WHEN btrim(i.annual_target::text) <> '' THEN budget_perf.target_kind(i.annual_target) ELSE 'blank' END,
        coalesce(budget_perf.target_unit(i.annual_target), nullif(i.unit, ''), budget_perf.name_unit(i.name)),
        i.accumulation, a.measured_on, a.measured_version, a.actual, a.actual_date, a.rating,
        (p.progress).rate, (p.progress).expected, (p.progress).light,
        CASE WHEN l.scale IS NULL THEN 'no scale of lights' ELSE (p.progress).reason END
    FROM @ledger@.indicator i
    LEFT JOIN @ledger@.form f ON f.code = indicator_progress_of.form_code
    LEFT JOIN l ON true
    CROSS JOIN LATERAL (
        SELECT coalesce(min(c.code) FILTER (WHERE t.level1 = ANY (c.level1_names)), min(c.code)) AS class_code
        FROM (
            SELECT budget_perf.class_stem(i.level1) AS level1, budget_perf.class_stem(i.level2) AS level2
            OFFSET 0) t
        JOIN @ledger@.indicator_class c ON c.taxonomy = f.taxonomy AND t.level2 = ANY (c.level2_names)) k
    CROSS JOIN LATERAL @ledger@.actual_of(i.department_code, i.fiscal_year, i.version, i.indicator_no, indicator_progress_of.as_of) a
    LEFT JOIN @ledger@.rating r ON r.code = a.rating
    CROSS JOIN LATERAL (
        SELECT budget_perf.progress_of(i.annual_target, a.actual, a.actual_date, r.light, k.class_code, i.accumulation,
            i.fiscal_year, indicator_progress_of.as_of, l.scale) AS progress
        OFFSET 0) p
    WHERE i.department_code = indicator_progress_of.department_code AND i.fiscal_year = indicator_progress_of.fiscal_year
        AND i.version = indicator_progress_of.version;
END;
COMMENT ON FUNCTION @ledger@.indicator_progress_of(text, integer, integer, text, date) IS 'Progress of the indicators of one version as of a day / 某版本指标截至某日的进度';

-- The same of every effective declaration, or of one department, one year.
CREATE FUNCTION @ledger@.indicator_progress_on(as_of date, department_code text DEFAULT NULL, fiscal_year integer DEFAULT NULL)
    RETURNS TABLE (department_code text, department_name text, fiscal_year integer, version integer, indicator_no integer,
        indicator_name text, target text, unit text, measured_on date, actual numeric, actual_date date, rating text,
        progress_rate numeric, expected_rate numeric, light text, reason text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT e.department_code, e.department_name, e.fiscal_year, e.version, p.indicator_no, p.indicator_name, p.target, p.unit,
        p.measured_on, p.actual, p.actual_date, p.rating, p.progress_rate, p.expected_rate, p.light, p.reason
    FROM @ledger@.effective_declaration e
    CROSS JOIN LATERAL @ledger@.indicator_progress_of(e.department_code, e.fiscal_year, e.version, e.form_code, $1) p
    WHERE ($2 IS NULL OR e.department_code = $2) AND ($3 IS NULL OR e.fiscal_year = $3);
END;
COMMENT ON FUNCTION @ledger@.indicator_progress_on(date, text, integer) IS 'Progress of the indicators of effective declarations as of a day, of all or of one department or year / 截至某日的指标进度';

CREATE VIEW @ledger@.indicator_progress WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.fiscal_year, e.version, p.indicator_no, p.indicator_code, p.indicator_name,
    p.level1, p.level2, p.class_code, p.target, p.target_kind, p.unit, p.accumulation, CURRENT_DATE AS as_of,
    p.measured_on, p.measured_version, (CASE WHEN abs(p.actual) < 1e21 THEN p.actual END)::numeric(28,6) AS actual,
    p.actual_date, p.rating,
    (CASE WHEN abs(p.progress_rate) < 1e15 THEN p.progress_rate END)::numeric(20,4) AS progress_rate,
    p.expected_rate::numeric(5,4) AS expected_rate, p.light, p.reason
FROM @ledger@.effective_declaration e
CROSS JOIN LATERAL @ledger@.indicator_progress_of(e.department_code, e.fiscal_year, e.version, e.form_code, CURRENT_DATE) p;
COMMENT ON VIEW @ledger@.indicator_progress IS 'How far each indicator of each effective declaration has come by today, and its light / 绩效指标进度及亮灯（截至今日）';
COMMENT ON COLUMN @ledger@.indicator_progress.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator_progress.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.indicator_progress.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.indicator_progress.version IS 'Version that counts / 有效版本号';
COMMENT ON COLUMN @ledger@.indicator_progress.indicator_no IS 'Number of the indicator / 序号';
COMMENT ON COLUMN @ledger@.indicator_progress.indicator_code IS 'Stable code / 指标代码';
COMMENT ON COLUMN @ledger@.indicator_progress.indicator_name IS 'Name as printed / 三级指标';
COMMENT ON COLUMN @ledger@.indicator_progress.level1 IS 'Level one as printed / 一级指标';
COMMENT ON COLUMN @ledger@.indicator_progress.level2 IS 'Level two as printed / 二级指标';
COMMENT ON COLUMN @ledger@.indicator_progress.class_code IS 'Class, by level two; null if it is none of the taxonomy / 类别代码';
COMMENT ON COLUMN @ledger@.indicator_progress.target IS 'Target for the year, as printed / 年度指标值';
COMMENT ON COLUMN @ledger@.indicator_progress.target_kind IS 'bound, plan, approximate, range, date, several, qualitative, deferred, template, or blank / 指标值类型';
COMMENT ON COLUMN @ledger@.indicator_progress.unit IS 'Unit of actual: that of the target, or else of its column or name / 计量单位';
COMMENT ON COLUMN @ledger@.indicator_progress.accumulation IS 'cumulative, level, or null if not stated / 累计或时点';
COMMENT ON COLUMN @ledger@.indicator_progress.as_of IS 'Day as of which this holds: today / 截止日期';
COMMENT ON COLUMN @ledger@.indicator_progress.measured_on IS 'Day of the last measurement / 最近统计日期';
COMMENT ON COLUMN @ledger@.indicator_progress.measured_version IS 'Version in which it was measured / 登记时的版本号';
COMMENT ON COLUMN @ledger@.indicator_progress.actual IS 'Actual value in the unit that the target prints / 实际值（按指标值单位）';
COMMENT ON COLUMN @ledger@.indicator_progress.actual_date IS 'Day on which it was done / 实际完成日期';
COMMENT ON COLUMN @ledger@.indicator_progress.rating IS 'Tier of a qualitative indicator / 定性完成等级';
COMMENT ON COLUMN @ledger@.indicator_progress.progress_rate IS 'Actual over the annual target, 0.05 = 5 % / 完成率';
COMMENT ON COLUMN @ledger@.indicator_progress.expected_rate IS 'Share of the target that is due by now: months over twelve, 1 for a level; null where time does not matter / 时间进度';
COMMENT ON COLUMN @ledger@.indicator_progress.light IS 'red, yellow, green or blue / 红、黄、绿、蓝灯';
COMMENT ON COLUMN @ledger@.indicator_progress.reason IS 'Why there is no light / 无法亮灯的原因';

CREATE VIEW @ledger@.indicator_score WITH (security_invoker = true) AS
SELECT w.department_code, w.department_name, w.fiscal_year, w.version, w.form_code, i.indicator_no, i.code AS indicator_code,
    i.name AS indicator_name, w.class_code, coalesce(w.level1, i.level1) AS level1, i.level2, i.annual_target::text AS target,
    CASE WHEN btrim(i.annual_target::text) <> '' THEN budget_perf.target_kind(i.annual_target) ELSE 'blank' END AS target_kind,
    (s.score).comparator, (CASE WHEN abs((s.score).bound) < 1e21 THEN (s.score).bound END)::numeric(28,6) AS bound,
    (CASE WHEN abs((s.score).upper_bound) < 1e21 THEN (s.score).upper_bound END)::numeric(28,6) AS upper_bound,
    coalesce(budget_perf.target_unit(i.annual_target), nullif(i.unit, ''), budget_perf.name_unit(i.name)) AS unit,
    a.measurements, a.measured_on, a.measured_version,
    (CASE WHEN abs(a.actual) < 1e21 THEN a.actual END)::numeric(28,6) AS actual, a.actual_date, a.rating, r.label AS rating_label,
    a.rating_share::numeric(5,4) AS rating_share, a.source, w.given_weight, w.weight, w.weight_source, w.method_code,
    (s.score).formula, (s.score).points::numeric(9,2) AS points,
    CASE WHEN w.method_code IS NULL THEN 'no method' ELSE (s.score).reason END AS reason
FROM @ledger@.indicator_weight w
JOIN @ledger@.indicator i ON i.department_code = w.department_code AND i.fiscal_year = w.fiscal_year AND i.version = w.version
    AND i.indicator_no = w.indicator_no
LEFT JOIN @ledger@.method_parameters() m ON m.method_code = w.method_code
CROSS JOIN LATERAL @ledger@.actual_of(i.department_code, i.fiscal_year, i.version, i.indicator_no, NULL) a
LEFT JOIN @ledger@.rating r ON r.code = a.rating
CROSS JOIN LATERAL (
    SELECT budget_perf.score_indicator(i.annual_target, a.actual, a.actual_date, a.rating, a.rating_share, w.weight,
        w.class_code, i.fiscal_year, m.parameters) AS score
    OFFSET 0) s;
COMMENT ON VIEW @ledger@.indicator_score IS 'Self-evaluation of each indicator of each effective declaration: formula, inputs and points / 绩效指标自评得分';
COMMENT ON COLUMN @ledger@.indicator_score.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator_score.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.indicator_score.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.indicator_score.version IS 'Version that counts / 有效版本号';
COMMENT ON COLUMN @ledger@.indicator_score.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.indicator_score.indicator_no IS 'Number of the indicator / 序号';
COMMENT ON COLUMN @ledger@.indicator_score.indicator_code IS 'Stable code / 指标代码';
COMMENT ON COLUMN @ledger@.indicator_score.indicator_name IS 'Name as printed / 三级指标';
COMMENT ON COLUMN @ledger@.indicator_score.class_code IS 'Class, by level two; null if it is none of the taxonomy / 类别代码';
COMMENT ON COLUMN @ledger@.indicator_score.level1 IS 'Level one, by the taxonomys name if known, else as printed / 一级指标';
COMMENT ON COLUMN @ledger@.indicator_score.level2 IS 'Level two as printed / 二级指标';
COMMENT ON COLUMN @ledger@.indicator_score.target IS 'Target for the year, as printed / 年度指标值';
COMMENT ON COLUMN @ledger@.indicator_score.target_kind IS 'bound, plan, approximate, range, date, several, qualitative, deferred, template, or blank / 指标值类型';
COMMENT ON COLUMN @ledger@.indicator_score.comparator IS 'How the actual value had to compare / 比较符';
COMMENT ON COLUMN @ledger@.indicator_score.bound IS 'The target number in the printed unit; of a range the lower end / 目标数值';
COMMENT ON COLUMN @ledger@.indicator_score.upper_bound IS 'Upper end of a range / 区间上限';
COMMENT ON COLUMN @ledger@.indicator_score.unit IS 'Unit of bound and actual / 计量单位';
COMMENT ON COLUMN @ledger@.indicator_score.measurements IS 'Number of measurements / 登记次数';
COMMENT ON COLUMN @ledger@.indicator_score.measured_on IS 'Day of the last one / 最近统计日期';
COMMENT ON COLUMN @ledger@.indicator_score.measured_version IS 'Version in which it was measured / 登记时的版本号';
COMMENT ON COLUMN @ledger@.indicator_score.actual IS 'Actual value in the unit that the target prints / 实际值（按指标值单位）';
COMMENT ON COLUMN @ledger@.indicator_score.actual_date IS 'Day on which it was done / 实际完成日期';
COMMENT ON COLUMN @ledger@.indicator_score.rating IS 'Tier of a qualitative indicator / 定性完成等级';
COMMENT ON COLUMN @ledger@.indicator_score.rating_label IS 'The same as printed / 定性完成等级名称';
COMMENT ON COLUMN @ledger@.indicator_score.rating_share IS 'Share of the weight within the tier / 等级内得分比例';
COMMENT ON COLUMN @ledger@.indicator_score.source IS 'Where the last value comes from / 数据来源';
COMMENT ON COLUMN @ledger@.indicator_score.given_weight IS 'Weight that the declaration gives / 申报权重（分）';
COMMENT ON COLUMN @ledger@.indicator_score.weight IS 'Weight that counts / 自评权重（分）';
COMMENT ON COLUMN @ledger@.indicator_score.weight_source IS 'given, scaled, by class, no class, or no method / 权重来源';
COMMENT ON COLUMN @ledger@.indicator_score.method_code IS 'Method / 计分方法';
COMMENT ON COLUMN @ledger@.indicator_score.formula IS 'Formula that was used: a actual, t target, w weight, d day / 所用公式';
COMMENT ON COLUMN @ledger@.indicator_score.points IS 'Points; null if reason says why / 得分';
COMMENT ON COLUMN @ledger@.indicator_score.reason IS 'Why there are no points / 未计分原因';

CREATE VIEW @ledger@.progress_by_month WITH (security_invoker = true) AS
SELECT e.department_code, e.fiscal_year, c.month, (least(p.points / nullif(p.weight, 0), 1))::numeric(24,4) AS progress_rate
FROM @ledger@.effective_declaration e
CROSS JOIN LATERAL (
    SELECT q.month AS from_month, coalesce(lead(q.month) OVER (ORDER BY q.month), 13) AS to_month
    FROM (
        SELECT DISTINCT CASE WHEN a.measured_on < make_date(e.fiscal_year, 1, 1) THEN 1 ELSE extract(month FROM a.measured_on)::integer END AS month
        FROM @ledger@.measurement a
        WHERE a.department_code = e.department_code AND a.fiscal_year = e.fiscal_year
            AND a.measured_on <= make_date(e.fiscal_year, 12, 31)) q) k
CROSS JOIN LATERAL (
    SELECT sum((s.score).points) AS points, sum(w.weight) AS weight
    FROM @ledger@.indicator_weight w
    JOIN @ledger@.indicator i ON i.department_code = w.department_code AND i.fiscal_year = w.fiscal_year AND i.version = w.version
        AND i.indicator_no = w.indicator_no
    JOIN @ledger@.method_parameters() m ON m.method_code = w.method_code
    CROSS JOIN LATERAL @ledger@.actual_of(i.department_code, i.fiscal_year, i.version, i.indicator_no,
        (make_date(e.fiscal_year, k.from_month, 1) + interval '1 month' - interval '1 day')::date) a
    CROSS JOIN LATERAL (
        SELECT budget_perf.score_indicator(i.annual_target, a.actual, a.actual_date, a.rating, a.rating_share, w.weight,
            w.class_code, i.fiscal_year, m.parameters) AS score
        OFFSET 0) s
    WHERE w.department_code = e.department_code AND w.fiscal_year = e.fiscal_year AND w.version = e.version
        AND (s.score).points IS NOT NULL) p
CROSS JOIN LATERAL generate_series(k.from_month, k.to_month - 1) c (month)
WHERE p.weight > 0;
COMMENT ON VIEW @ledger@.progress_by_month IS 'Progress of a department''s targets by the end of a month, as monitoring compares it with spending; no row means not known / 绩效目标完成进度（按月）';
COMMENT ON COLUMN @ledger@.progress_by_month.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.progress_by_month.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.progress_by_month.month IS 'Month at whose end it is looked at / 月份（月末）';
COMMENT ON COLUMN @ledger@.progress_by_month.progress_rate IS 'Share of the targets that is reached, 0.5 = 50 % / 绩效目标完成进度';
