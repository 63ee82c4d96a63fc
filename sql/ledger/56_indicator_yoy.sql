-- Indicators over two years, with what came of the year before: after the
-- functions of measurement, which say what that was.

CREATE VIEW @ledger@.indicator_yoy WITH (security_invoker = true) AS
SELECT x.department_code, g.name AS department_name, x.fiscal_year, y.version,
    y.previous_department_code COLLATE "C" AS previous_department_code, y.previous_fiscal_year, y.previous_version,
    y.indicator_no, y.previous_indicator_no, y.indicator_code COLLATE "C" AS indicator_code,
    y.indicator_name, y.previous_indicator_name, y.class_code COLLATE "C" AS class_code, y.previous_class_code COLLATE "C" AS previous_class_code,
    y.level1, y.level2, y.previous_level1, y.previous_level2, y.unit, y.previous_unit,
    y.target, y.previous_target, y.target_kind, y.previous_target_kind, y.comparator, y.previous_comparator,
    y.value::numeric(28,6) AS value, y.previous_value::numeric(28,6) AS previous_value,
    y.upper_value::numeric(28,6) AS upper_value, y.previous_upper_value::numeric(28,6) AS previous_upper_value,
    y.value_unit, y.previous_value_unit,
    CASE WHEN NOT y.unit_changed THEN y.value - y.previous_value END::numeric(28,6) AS value_change,
    CASE WHEN NOT y.unit_changed THEN (y.value - y.previous_value) / abs(nullif(y.previous_value, 0)) END::numeric(32,4) AS value_change_rate,
    y.target_date, y.previous_target_date, y.weight::numeric(9,4) AS weight, y.previous_weight::numeric(9,4) AS previous_weight,
    y.change, y.ambition, y.matched_by, y.comparable, y.comparability, y.comparison, y.link_reason,
    -- What came of the year before, in the same measure as previous_value.
    CASE WHEN y.previous_measured THEN
        (SELECT CASE WHEN abs(a.actual * coalesce(y.previous_value_scale, 1)) < 1e21 THEN a.actual * coalesce(y.previous_value_scale, 1) END
         FROM @ledger@.actual_of(y.previous_department_code, y.previous_fiscal_year, y.previous_version, y.previous_indicator_no, NULL) a)
    END::numeric(28,6) AS previous_actual,
    CASE WHEN y.previous_measured THEN
        (SELECT a.actual_text
         FROM @ledger@.measurement_of(y.previous_department_code, y.previous_fiscal_year, y.previous_version, y.previous_indicator_no) a
         WHERE a.actual_text IS NOT NULL
         ORDER BY a.measured_on DESC LIMIT 1)
    END AS previous_actual_text,
    CASE WHEN y.previous_measured THEN
        (SELECT a.measured_on
         FROM @ledger@.actual_of(y.previous_department_code, y.previous_fiscal_year, y.previous_version, y.previous_indicator_no, NULL) a)
    END AS previous_measured_on,
    CASE WHEN y.previous_measured THEN
        (SELECT a.rating
         FROM @ledger@.actual_of(y.previous_department_code, y.previous_fiscal_year, y.previous_version, y.previous_indicator_no, NULL) a)
    END AS previous_rating
FROM (
        SELECT d.department_code, d.fiscal_year FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        UNION
        SELECT d.department_code, d.fiscal_year + 1 FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        ORDER BY 1, 2) x
    LEFT JOIN @ledger@.department g ON g.code = x.department_code,
    LATERAL budget_perf.yoy_indicator(budget_perf.declaration_table(NULL::@ledger@.declaration), x.department_code, x.fiscal_year) y;
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
