-- Indicators over two years, with what came of the year before: after the
-- functions of measurement, which say what that was.

CREATE VIEW @ledger@.indicator_yoy WITH (security_invoker = true) AS
WITH merged AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.previous_version, s.previous_form_code
    FROM @ledger@.succession s
    WHERE s.is_followed AND s.kind = 'merge' AND s.previous_version IS NOT NULL)
SELECT x.department_code, x.department_name, x.fiscal_year, x.version,
    coalesce(m.previous_department_code, x.previous_department_code) AS previous_department_code, x.previous_fiscal_year,
    coalesce(m.previous_version, x.previous_version) AS previous_version,
    m.indicator_no, m.previous_indicator_no, m.indicator_code,
    m.indicator_name, m.previous_indicator_name, m.class_code, m.previous_class_code,
    m.level1, m.level2, m.previous_level1, m.previous_level2, m.unit, m.previous_unit,
    m.target, m.previous_target, m.target_kind, m.previous_target_kind, m.comparator, m.previous_comparator,
    m.value, m.previous_value, m.upper_value, m.previous_upper_value, m.value_unit, m.previous_value_unit,
    CASE WHEN NOT q.unit_changed THEN m.value - m.previous_value END::numeric(28,6) AS value_change,
    CASE WHEN NOT q.unit_changed THEN (m.value - m.previous_value) / abs(nullif(m.previous_value, 0)) END::numeric(32,4) AS value_change_rate,
    m.target_date, m.previous_target_date, m.weight, m.previous_weight,
    CASE
        WHEN x.previous_declarations = 0 THEN NULL
        WHEN m.previous_indicator_no IS NULL THEN 'new'
        WHEN m.indicator_no IS NULL THEN 'dropped'
        WHEN q.sort <> q.previous_sort OR q.unit_changed OR q.direction_changed THEN 'redefined'
        WHEN q.sort IN ('deferred', 'template', 'blank') THEN 'unchanged'
        WHEN q.sort = 'number' AND m.value IS NOT NULL AND m.previous_value IS NOT NULL THEN
            CASE
                WHEN m.value = m.previous_value AND q.high = q.previous_high THEN 'unchanged'
                WHEN m.value >= m.previous_value AND q.high >= q.previous_high THEN 'raised'
                WHEN m.value <= m.previous_value AND q.high <= q.previous_high THEN 'lowered'
                ELSE 'redefined'
            END
        WHEN q.days = 0 OR q.same_words THEN 'unchanged'
        ELSE 'redefined'
    END AS change,
    CASE
        WHEN q.sort <> q.previous_sort OR q.sort NOT IN ('number', 'date') OR q.unit_changed OR q.direction_changed THEN NULL
        WHEN q.days = 0 THEN 'same'
        WHEN q.days IS NOT NULL THEN CASE WHEN (q.days < 0) = coalesce(m.comparator IN ('>=', '>'), false) THEN 'looser' ELSE 'stricter' END
        -- The type compares what is printed; units beside the targets must agree.
        WHEN m.value_scale / budget_perf.target_scale(m.target::budget_perf.indicator_target)
            <> m.previous_value_scale / budget_perf.target_scale(m.previous_target::budget_perf.indicator_target) THEN NULL
        WHEN budget_perf.target_stricter(m.target::budget_perf.indicator_target, m.previous_target::budget_perf.indicator_target) THEN 'stricter'
        WHEN budget_perf.target_stricter(m.previous_target::budget_perf.indicator_target, m.target::budget_perf.indicator_target) THEN 'looser'
        WHEN m.target::budget_perf.indicator_target OPERATOR(budget_perf.=) m.previous_target::budget_perf.indicator_target THEN 'same'
    END AS ambition,
    m.matched_by,
    x.comparable AND x.previous_declarations = 1 AND m.matched_by IS NOT NULL AND q.sort = q.previous_sort AND q.sort NOT IN ('deferred', 'template', 'blank')
        AND NOT q.unit_changed AND NOT q.direction_changed AS comparable,
    coalesce(nullif(concat_ws('; ',
        CASE WHEN x.comparability <> 'comparable' THEN x.comparability END,
        CASE
            WHEN x.previous_declarations = 0 THEN NULL
            WHEN m.previous_indicator_no IS NULL THEN 'new indicator'
            WHEN m.indicator_no IS NULL THEN 'dropped indicator'
        END,
        CASE
            WHEN m.matched_by IS NULL THEN NULL
            WHEN q.sort <> q.previous_sort THEN
                CASE q.previous_sort WHEN 'number' THEN 'number' WHEN 'several' THEN 'several values' WHEN 'template' THEN 'template residue' ELSE q.previous_sort || ' target' END
                || ' became ' ||
                CASE q.sort WHEN 'number' THEN 'a number' WHEN 'date' THEN 'a date' WHEN 'several' THEN 'several values' WHEN 'template' THEN 'template residue' ELSE q.sort END
            WHEN q.sort = 'deferred' THEN 'deferred in both years'
            WHEN q.sort = 'template' THEN 'not filled in in both years'
            WHEN q.sort = 'blank' THEN 'blank in both years'
            WHEN q.days < 0 THEN 'date moved earlier'
            WHEN q.days > 0 THEN 'date moved later'
            WHEN q.days = 0 AND m.target_date > m.previous_target_date THEN 'the same day a year later'
            WHEN q.days IS NULL AND q.sort IN ('qualitative', 'several', 'date') AND NOT q.same_words THEN 'wording changed'
        END,
        CASE
            WHEN q.unit_changed THEN 'unit changed'
            WHEN q.sort = 'number' AND q.previous_sort = 'number' AND m.value_unit IS NULL <> (m.previous_value_unit IS NULL) THEN 'unit given in one year only'
            WHEN m.value_scale <> m.previous_value_scale THEN 'unit converted'
        END,
        CASE
            WHEN q.direction_changed THEN 'direction changed'
            WHEN q.sort = 'number' AND q.previous_sort = 'number' AND m.comparator IS DISTINCT FROM m.previous_comparator THEN 'comparator changed'
        END,
        CASE WHEN m.matched_by IS NOT NULL AND (m.level1, m.level2) IS DISTINCT FROM (m.previous_level1, m.previous_level2)
            AND m.class_code IS DISTINCT FROM m.previous_class_code THEN 'class changed' END,
        CASE WHEN m.matched_by IN ('code', 'link') AND m.normal_name <> m.previous_normal_name THEN 'name changed' END,
        CASE WHEN m.link_reason IS NOT NULL THEN 'link: ' || m.link_reason END), ''), 'comparable') AS comparability,
    CASE
        WHEN m.matched_by IS NULL OR q.sort <> q.previous_sort OR q.sort IN ('deferred', 'template', 'blank') OR q.unit_changed OR q.direction_changed THEN 'no'
        WHEN x.comparison = 'yes' AND (x.previous_declarations > 1 OR m.comparator IS DISTINCT FROM m.previous_comparator) THEN 'partly'
        ELSE x.comparison
    END AS comparison,
    m.link_reason,
    -- What came of the year before, in the same measure as previous_value.
    (SELECT (CASE WHEN abs(a.actual * coalesce(m.previous_value_scale, 1)) < 1e21 THEN a.actual * coalesce(m.previous_value_scale, 1) END)::numeric(28,6)
     FROM @ledger@.actual_of(m.previous_department_code, x.previous_fiscal_year, m.previous_version, m.previous_indicator_no, NULL) a) AS previous_actual,
    (SELECT a.actual_text
     FROM @ledger@.measurement_of(m.previous_department_code, x.previous_fiscal_year, m.previous_version, m.previous_indicator_no) a
     WHERE a.actual_text IS NOT NULL
     ORDER BY a.measured_on DESC LIMIT 1) AS previous_actual_text,
    (SELECT a.measured_on
     FROM @ledger@.actual_of(m.previous_department_code, x.previous_fiscal_year, m.previous_version, m.previous_indicator_no, NULL) a) AS previous_measured_on,
    (SELECT a.rating
     FROM @ledger@.actual_of(m.previous_department_code, x.previous_fiscal_year, m.previous_version, m.previous_indicator_no, NULL) a) AS previous_rating
FROM @ledger@.declaration_pair x
CROSS JOIN LATERAL (
    SELECT array_agg(i.indicator_no ORDER BY i.indicator_no) AS numbers, array_agg(i.code ORDER BY i.indicator_no) AS codes,
        array_agg(i.name ORDER BY i.indicator_no) AS names, array_agg(i.level2 ORDER BY i.indicator_no) AS level2
    FROM @ledger@.indicator i
    WHERE i.department_code = x.department_code AND i.fiscal_year = x.fiscal_year AND i.version = x.version) ci
CROSS JOIN LATERAL (
    SELECT array_agg(i.department_code ORDER BY i.department_code, i.indicator_no) AS departments,
        array_agg(i.version ORDER BY i.department_code, i.indicator_no) AS versions,
        array_agg(i.indicator_no ORDER BY i.department_code, i.indicator_no) AS numbers,
        array_agg(i.code ORDER BY i.department_code, i.indicator_no) AS codes,
        array_agg(i.name ORDER BY i.department_code, i.indicator_no) AS names,
        array_agg(i.level2 ORDER BY i.department_code, i.indicator_no) AS level2
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN @ledger@.indicator i
        ON i.department_code = s.department_code AND i.fiscal_year = x.fiscal_year - 1 AND i.version = s.version) pi
CROSS JOIN LATERAL (
    SELECT array_agg(l.indicator_no ORDER BY l.indicator_no, l.indicator_code) AS numbers,
        array_agg(nullif(l.indicator_code, '') ORDER BY l.indicator_no, l.indicator_code) AS codes,
        array_agg(l.previous_department_code ORDER BY l.indicator_no, l.indicator_code) AS departments,
        array_agg(l.previous_indicator_no ORDER BY l.indicator_no, l.indicator_code) AS previous_numbers,
        array_agg(l.previous_indicator_code ORDER BY l.indicator_no, l.indicator_code) AS previous_codes,
        array_agg(l.reason ORDER BY l.indicator_no, l.indicator_code) AS reasons
    FROM @ledger@.indicator_link l
    WHERE l.department_code = x.department_code AND l.fiscal_year = x.fiscal_year) li
CROSS JOIN LATERAL budget_perf.match_indicators(ci.numbers, ci.codes, ci.names, ci.level2,
    pi.departments, pi.versions, pi.numbers, pi.codes, pi.names, pi.level2,
    li.numbers, li.codes, li.departments, li.previous_numbers, li.previous_codes, li.reasons) k
-- OFFSET 0: read by key, one by one, never every year there is.
LEFT JOIN LATERAL (
    SELECT i.*
    FROM @ledger@.indicator_any_version i
    WHERE i.department_code = x.department_code AND i.fiscal_year = x.fiscal_year AND i.version = x.version AND i.indicator_no = k.indicator_no
    OFFSET 0) c ON true
LEFT JOIN LATERAL (
    SELECT i.*
    FROM @ledger@.indicator_any_version i
    WHERE i.department_code = k.previous_department_code AND i.fiscal_year = x.previous_fiscal_year AND i.version = k.previous_version
        AND i.indicator_no = k.previous_indicator_no
    OFFSET 0) p ON true
CROSS JOIN LATERAL (
    SELECT k.indicator_no, k.previous_indicator_no, k.previous_department_code, k.previous_version, k.matched_by, k.reason AS link_reason,
        coalesce(c.indicator_code, p.indicator_code) AS indicator_code,
        coalesce(c.indicator_name, p.indicator_name) AS indicator_name, p.indicator_name AS previous_indicator_name,
        c.normal_name, p.normal_name AS previous_normal_name,
        CASE WHEN k.indicator_no IS NULL THEN p.class_code ELSE c.class_code END AS class_code, p.class_code AS previous_class_code,
        coalesce(c.level1, p.level1) AS level1, coalesce(c.level2, p.level2) AS level2,
        p.level1 AS previous_level1, p.level2 AS previous_level2,
        c.unit, p.unit AS previous_unit, c.target, p.target AS previous_target,
        c.target_kind, p.target_kind AS previous_target_kind, c.comparator, p.comparator AS previous_comparator,
        c.value, p.value AS previous_value, c.upper_value, p.upper_value AS previous_upper_value,
        c.value_unit, p.value_unit AS previous_value_unit, c.value_scale, p.value_scale AS previous_value_scale,
        c.target_date, p.target_date AS previous_target_date, c.weight, p.weight AS previous_weight) m
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.target_kind IN ('bound', 'plan', 'approximate', 'range') THEN 'number' ELSE m.target_kind END AS sort,
        CASE WHEN m.previous_target_kind IN ('bound', 'plan', 'approximate', 'range') THEN 'number' ELSE m.previous_target_kind END AS previous_sort,
        -- A day in the budget year itself is compared within the year.
        m.target_date - CASE
            WHEN extract(year FROM m.target_date) = x.fiscal_year AND extract(year FROM m.previous_target_date) = x.previous_fiscal_year
                THEN (m.previous_target_date + interval '1 year')::date
            ELSE m.previous_target_date
        END AS days,
        coalesce(m.upper_value, m.value) AS high, coalesce(m.previous_upper_value, m.previous_value) AS previous_high,
        coalesce(m.value IS NOT NULL AND m.previous_value IS NOT NULL
            AND CASE
                WHEN m.value_unit = m.previous_value_unit THEN false
                -- Units compare by meaning (m2 and 平方米); a share against a bare number is another unit, too.
                WHEN m.value_unit IS NULL THEN budget_perf.target_percent(('1' || m.previous_value_unit)::budget_perf.indicator_target)
                WHEN m.previous_value_unit IS NULL THEN budget_perf.target_percent(('1' || m.value_unit)::budget_perf.indicator_target)
                ELSE ('1' || m.value_unit)::budget_perf.indicator_target
                    OPERATOR(budget_perf.<>) ('1' || m.previous_value_unit)::budget_perf.indicator_target
            END, false) AS unit_changed,
        coalesce((m.comparator IN ('>=', '>') AND m.previous_comparator IN ('<=', '<'))
            OR (m.comparator IN ('<=', '<') AND m.previous_comparator IN ('>=', '>')), false) AS direction_changed,
        budget_perf.normalise_name(m.target) = budget_perf.normalise_name(m.previous_target) AS same_words) q
WHERE x.version IS NOT NULL;
COMMENT ON VIEW @ledger@.indicator_yoy IS 'Each indicator of each department and year beside the year befores, matched by link, by code if both have one, else by name / 绩效指标年度对比';
COMMENT ON COLUMN @ledger@.indicator_yoy.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator_yoy.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.indicator_yoy.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.indicator_yoy.version IS 'Version that counts; null if the department has not filed / 有效版本号';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_department_code IS 'Department of the year before: another one after a rename / 上年部门代码';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_fiscal_year IS 'Year before, if there is a declaration / 上年度';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_version IS 'Version of it that counts / 上年有效版本号';
COMMENT ON COLUMN @ledger@.indicator_yoy.indicator_no IS 'Number of the indicator; null if dropped / 序号';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_indicator_no IS 'Number in the year before; null if new / 上年序号';
COMMENT ON COLUMN @ledger@.indicator_yoy.indicator_code IS 'Stable code / 指标代码';
COMMENT ON COLUMN @ledger@.indicator_yoy.indicator_name IS 'Name as printed, of the year before if dropped / 三级指标';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_indicator_name IS 'Name as printed in the year before / 上年三级指标';
COMMENT ON COLUMN @ledger@.indicator_yoy.class_code IS 'Class, of the year before if dropped; null if level one and two do not belong together / 类别代码';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_class_code IS 'Class in the year before / 上年类别代码';
COMMENT ON COLUMN @ledger@.indicator_yoy.level1 IS 'Level one, of the year before if dropped / 一级指标';
COMMENT ON COLUMN @ledger@.indicator_yoy.level2 IS 'Level two, of the year before if dropped / 二级指标';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_level1 IS 'Level one in the year before / 上年一级指标';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_level2 IS 'Level two in the year before / 上年二级指标';
COMMENT ON COLUMN @ledger@.indicator_yoy.unit IS 'Unit as printed / 计量单位';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_unit IS 'Unit as printed in the year before / 上年计量单位';
COMMENT ON COLUMN @ledger@.indicator_yoy.target IS 'Target for the year, as printed / 年度指标值';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_target IS 'Target of the year before, as printed / 上年指标值';
COMMENT ON COLUMN @ledger@.indicator_yoy.target_kind IS 'bound, plan, approximate, range, date, several, qualitative, deferred, template, or blank / 指标值类型';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_target_kind IS 'The same of the year before / 上年指标值类型';
COMMENT ON COLUMN @ledger@.indicator_yoy.comparator IS 'How the actual value must compare / 比较符';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_comparator IS 'The same of the year before / 上年比较符';
COMMENT ON COLUMN @ledger@.indicator_yoy.value IS 'The number that the target sets (of a range the lower end), scale words worked out / 目标数值';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_value IS 'The same of the year before / 上年目标数值';
COMMENT ON COLUMN @ledger@.indicator_yoy.upper_value IS 'Upper end of a range / 区间上限';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_upper_value IS 'The same of the year before / 上年区间上限';
COMMENT ON COLUMN @ledger@.indicator_yoy.value_unit IS 'Unit of value, without scale words / 目标数值单位';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_value_unit IS 'The same of the year before / 上年目标数值单位';
COMMENT ON COLUMN @ledger@.indicator_yoy.value_change IS 'value less previous_value; null if the units differ / 目标增减';
COMMENT ON COLUMN @ledger@.indicator_yoy.value_change_rate IS 'The same over the year before, 0.05 = 5 %; null over nothing / 目标增减率';
COMMENT ON COLUMN @ledger@.indicator_yoy.target_date IS 'Day that the target sets / 目标日期';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_target_date IS 'The same of the year before / 上年目标日期';
COMMENT ON COLUMN @ledger@.indicator_yoy.weight IS 'Weight in points / 权重（分）';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_weight IS 'The same of the year before / 上年权重（分）';
COMMENT ON COLUMN @ledger@.indicator_yoy.change IS 'new, dropped, raised, lowered, unchanged, or redefined; null if there is no year before / 变化：新增、取消、提高、降低、不变、口径变化';
COMMENT ON COLUMN @ledger@.indicator_yoy.ambition IS 'stricter, looser or same; null if that cannot be said / 目标力度：趋严、趋松、不变';
COMMENT ON COLUMN @ledger@.indicator_yoy.matched_by IS 'link, code or name; null if new or dropped / 匹配方式：人工指定、代码、名称';
COMMENT ON COLUMN @ledger@.indicator_yoy.comparable IS 'Whether the two targets can be compared / 是否可比';
COMMENT ON COLUMN @ledger@.indicator_yoy.comparability IS 'comparable, or what a reader should know, parts set apart by a semicolon / 可比性说明';
COMMENT ON COLUMN @ledger@.indicator_yoy.comparison IS 'yes, partly or no: how far the two years can be compared / 可比程度：是、部分、否';
COMMENT ON COLUMN @ledger@.indicator_yoy.link_reason IS 'Why a person linked the two, or said that there is no earlier one; null without a link / 人工对应理由';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_actual IS 'Latest actual value of the year before, scale words worked out as in previous_value / 上年实际完成值';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_actual_text IS 'The same in words / 上年实际完成情况';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_measured_on IS 'When it was measured / 上年实际值日期';
COMMENT ON COLUMN @ledger@.indicator_yoy.previous_rating IS 'Tier of a qualitative indicator in the year before / 上年定性完成等级';
