-- What comes after approval: actual values, and the methods by which they are
-- judged. Methods, tiers, grades and lights are data, so that a finance office
-- changes a row where its practice differs.

CREATE TABLE @ledger@.rating (
    code text COLLATE "C" NOT NULL,
    ordinal smallint NOT NULL,
    label text NOT NULL,
    light text,
    note text,
    CONSTRAINT rating_pkey PRIMARY KEY (code),
    CONSTRAINT rating_ordinal_key UNIQUE (ordinal),
    CONSTRAINT rating_label_key UNIQUE (label),
    CONSTRAINT rating_light CHECK (light IN ('red', 'yellow', 'green', 'blue'))
);
COMMENT ON TABLE @ledger@.rating IS 'Tiers in which what cannot be counted is rated / 定性指标完成等级';
COMMENT ON COLUMN @ledger@.rating.code IS 'Tier / 等级代码';
COMMENT ON COLUMN @ledger@.rating.ordinal IS 'Order, best first / 顺序';
COMMENT ON COLUMN @ledger@.rating.label IS 'As printed / 等级名称';
COMMENT ON COLUMN @ledger@.rating.light IS 'Light that the tier shows: red, yellow, green or blue / 亮灯颜色';
COMMENT ON COLUMN @ledger@.rating.note IS 'Remark / 备注';

CREATE TABLE @ledger@.measurement (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    indicator_no integer NOT NULL,
    measured_on date NOT NULL,
    actual numeric(24,6),
    actual_unit text,
    is_increment boolean NOT NULL DEFAULT false,
    actual_date date,
    rating text COLLATE "C",
    rating_share numeric(5,4),
    actual_text text,
    source text,
    note text,
    CONSTRAINT measurement_pkey PRIMARY KEY (department_code, fiscal_year, version, indicator_no, measured_on),
    CONSTRAINT measurement_indicator_fkey FOREIGN KEY (department_code, fiscal_year, version, indicator_no)
        REFERENCES @ledger@.indicator (department_code, fiscal_year, version, indicator_no),
    CONSTRAINT measurement_rating_fkey FOREIGN KEY (rating) REFERENCES @ledger@.rating (code),
    CONSTRAINT measurement_actual_finite CHECK (actual <> 'NaN'),
    CONSTRAINT measurement_actual_given CHECK (
        actual IS NOT NULL OR actual_date IS NOT NULL OR rating IS NOT NULL OR actual_text IS NOT NULL),
    CONSTRAINT measurement_unit_of_actual CHECK (actual_unit IS NULL OR actual IS NOT NULL),
    CONSTRAINT measurement_increment_of_actual CHECK (NOT is_increment OR actual IS NOT NULL),
    CONSTRAINT measurement_share_of_rating CHECK (
        rating_share IS NULL OR (rating IS NOT NULL AND rating_share >= 0 AND rating_share <= 1)),
    CONSTRAINT measurement_days_finite CHECK (
        pg_catalog.isfinite(measured_on) AND (actual_date IS NULL OR pg_catalog.isfinite(actual_date)))
);
COMMENT ON TABLE @ledger@.measurement IS 'Actual values of indicators during and after the year; only of approved or recorded declarations, whose seals they never touch / 指标实际完成值';
COMMENT ON COLUMN @ledger@.measurement.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.measurement.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.measurement.version IS 'Version that was measured; carried over to later versions by the views / 版本号';
COMMENT ON COLUMN @ledger@.measurement.indicator_no IS 'Indicator / 指标序号';
COMMENT ON COLUMN @ledger@.measurement.measured_on IS 'Day that the value is of / 统计日期';
COMMENT ON COLUMN @ledger@.measurement.actual IS 'Actual value, in actual_unit or else in the unit that the target prints; since the beginning of the year for what adds up / 实际值（可累计的为年初至统计日累计数）';
COMMENT ON COLUMN @ledger@.measurement.actual_unit IS 'Unit of actual, where it is another than the targets / 实际值计量单位（与指标值不同时填写）';
COMMENT ON COLUMN @ledger@.measurement.is_increment IS 'True if actual is only what was added since the measurement before; not for levels / 是否为本期新增数';
COMMENT ON COLUMN @ledger@.measurement.actual_date IS 'Day on which it was done, for targets that are dates / 实际完成日期';
COMMENT ON COLUMN @ledger@.measurement.rating IS 'Tier of a qualitative indicator / 定性完成等级';
COMMENT ON COLUMN @ledger@.measurement.rating_share IS 'Share of the weight within the tier, 0 to 1; the methods usual share if null / 等级内得分比例';
COMMENT ON COLUMN @ledger@.measurement.actual_text IS 'What was reached, in words / 完成情况说明';
COMMENT ON COLUMN @ledger@.measurement.source IS 'Where the value comes from / 数据来源';
COMMENT ON COLUMN @ledger@.measurement.note IS 'Remark, cause of a deviation / 偏差原因或备注';

CREATE TABLE @ledger@.score_method (
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    formula text NOT NULL DEFAULT 'A',
    cap numeric(5,4) NOT NULL DEFAULT 1,
    over_from numeric(9,4),
    over_deduction numeric(9,4) NOT NULL DEFAULT 0,
    decimals smallint NOT NULL DEFAULT 2,
    late_days smallint NOT NULL DEFAULT 0,
    plan_down_classes text[] NOT NULL DEFAULT '{cost,economic_cost,social_cost,ecological_cost}',
    execution_weight numeric(5,2) NOT NULL DEFAULT 10,
    indicator_weight numeric(5,2) NOT NULL DEFAULT 90,
    source text,
    CONSTRAINT score_method_pkey PRIMARY KEY (code),
    CONSTRAINT score_method_formula CHECK (formula IN ('A', 'B')),
    CONSTRAINT score_method_cap CHECK (cap > 0 AND cap <> 'NaN'),
    CONSTRAINT score_method_over CHECK (over_from >= 1 AND over_deduction >= 0 AND over_from <> 'NaN' AND over_deduction <> 'NaN'),
    CONSTRAINT score_method_decimals CHECK (decimals >= 0 AND decimals <= 2),
    CONSTRAINT score_method_late_days CHECK (late_days >= 0 AND late_days <= 10000),
    CONSTRAINT score_method_classes CHECK (pg_catalog.array_position(plan_down_classes, NULL) IS NULL),
    CONSTRAINT score_method_weights CHECK (
        execution_weight >= 0 AND execution_weight <> 'NaN' AND indicator_weight > 0 AND indicator_weight <> 'NaN')
);
COMMENT ON TABLE @ledger@.score_method IS 'Methods of self-evaluation: how actual values become points / 自评计分方法';
COMMENT ON COLUMN @ledger@.score_method.code IS 'Method / 方法代码';
COMMENT ON COLUMN @ledger@.score_method.name IS 'Name / 名称';
COMMENT ON COLUMN @ledger@.score_method.formula IS 'Above an upper bound: A w * (1 - (a - t) / t), nothing from 2t on; B w * t / a / 超出上限时的公式';
COMMENT ON COLUMN @ledger@.score_method.cap IS 'Most that an indicator earns, as a share of its weight / 得分上限（占权重比例）';
COMMENT ON COLUMN @ledger@.score_method.over_from IS 'Over-completion from this multiple of the target on; null for never / 超额完成扣分起点（倍数）';
COMMENT ON COLUMN @ledger@.score_method.over_deduction IS 'Share of the weight deducted per multiple of the target beyond over_from / 超额完成扣分系数';
COMMENT ON COLUMN @ledger@.score_method.decimals IS 'Decimals of points / 得分小数位数';
COMMENT ON COLUMN @ledger@.score_method.late_days IS 'Days after a date target in which its points fall to nothing; 0: late is nothing / 逾期得分递减天数';
COMMENT ON COLUMN @ledger@.score_method.plan_down_classes IS 'Classes in which a bare number is an upper bound / 计划值视为上限的指标类别';
COMMENT ON COLUMN @ledger@.score_method.execution_weight IS 'Points for the execution of the budget / 预算执行率分值';
COMMENT ON COLUMN @ledger@.score_method.indicator_weight IS 'Points of all indicators together / 绩效指标分值';
COMMENT ON COLUMN @ledger@.score_method.source IS 'Where the method comes from / 依据';

CREATE TABLE @ledger@.score_tier (
    method_code text COLLATE "C" NOT NULL,
    rating text COLLATE "C" NOT NULL,
    share_from numeric(5,4) NOT NULL,
    share_to numeric(5,4) NOT NULL,
    share_usual numeric(5,4) NOT NULL,
    CONSTRAINT score_tier_pkey PRIMARY KEY (method_code, rating),
    CONSTRAINT score_tier_method_fkey FOREIGN KEY (method_code) REFERENCES @ledger@.score_method (code) ON DELETE CASCADE,
    CONSTRAINT score_tier_rating_fkey FOREIGN KEY (rating) REFERENCES @ledger@.rating (code),
    CONSTRAINT score_tier_shares CHECK (
        share_from >= 0 AND share_from < share_to AND share_to <= 1 AND share_usual >= share_from AND share_usual <= share_to)
);
COMMENT ON TABLE @ledger@.score_tier IS 'What a rating is worth by each method / 各计分方法的定性等级分值';
COMMENT ON COLUMN @ledger@.score_tier.method_code IS 'Method / 方法代码';
COMMENT ON COLUMN @ledger@.score_tier.rating IS 'Tier / 等级代码';
COMMENT ON COLUMN @ledger@.score_tier.share_from IS 'Least share of the weight, included / 得分比例下限（含）';
COMMENT ON COLUMN @ledger@.score_tier.share_to IS 'Share of the weight below which the tier ends; the whole weight is included / 得分比例上限（不含，100%除外）';
COMMENT ON COLUMN @ledger@.score_tier.share_usual IS 'Share where the rating comes without one / 未填比例时的得分比例';

CREATE TABLE @ledger@.score_grade (
    method_code text COLLATE "C" NOT NULL,
    label text NOT NULL,
    points_from numeric(5,2) NOT NULL,
    CONSTRAINT score_grade_pkey PRIMARY KEY (method_code, label),
    CONSTRAINT score_grade_points_key UNIQUE (method_code, points_from),
    CONSTRAINT score_grade_method_fkey FOREIGN KEY (method_code) REFERENCES @ledger@.score_method (code) ON DELETE CASCADE
);
COMMENT ON TABLE @ledger@.score_grade IS 'Grades, closed at their lower bound / 评价等级（含下限）';
COMMENT ON COLUMN @ledger@.score_grade.method_code IS 'Method / 方法代码';
COMMENT ON COLUMN @ledger@.score_grade.label IS 'Grade as printed / 等级';
COMMENT ON COLUMN @ledger@.score_grade.points_from IS 'Least total of the grade, included / 分数下限（含）';

CREATE TABLE @ledger@.score_weight (
    method_code text COLLATE "C" NOT NULL,
    taxonomy text COLLATE "C" NOT NULL,
    ordinal smallint NOT NULL,
    level1 text NOT NULL,
    weight numeric(5,2) NOT NULL,
    absent_to text[] NOT NULL DEFAULT '{}',
    CONSTRAINT score_weight_pkey PRIMARY KEY (method_code, taxonomy, level1),
    CONSTRAINT score_weight_ordinal_key UNIQUE (method_code, taxonomy, ordinal),
    CONSTRAINT score_weight_method_fkey FOREIGN KEY (method_code) REFERENCES @ledger@.score_method (code) ON DELETE CASCADE,
    CONSTRAINT score_weight_weight CHECK (weight >= 0 AND weight <> 'NaN'),
    CONSTRAINT score_weight_heirs CHECK (pg_catalog.array_position(absent_to, NULL) IS NULL)
);
COMMENT ON TABLE @ledger@.score_weight IS 'What the classes of level one weigh where a form gives no weights / 未填权重时一级指标的分值';
COMMENT ON COLUMN @ledger@.score_weight.method_code IS 'Method / 方法代码';
COMMENT ON COLUMN @ledger@.score_weight.taxonomy IS 'Taxonomy version / 指标体系版本';
COMMENT ON COLUMN @ledger@.score_weight.ordinal IS 'Order / 顺序';
COMMENT ON COLUMN @ledger@.score_weight.level1 IS 'Class of level one, as indicator_class prints it / 一级指标';
COMMENT ON COLUMN @ledger@.score_weight.weight IS 'Points / 分值';
COMMENT ON COLUMN @ledger@.score_weight.absent_to IS 'Classes that take the points, in equal parts, where this one is absent; without any the rest is scaled / 缺项时分值转入的一级指标';

CREATE TABLE @ledger@.score_use (
    form_code text COLLATE "C" NOT NULL DEFAULT '',
    first_year integer NOT NULL DEFAULT 1949,
    method_code text COLLATE "C" NOT NULL,
    CONSTRAINT score_use_pkey PRIMARY KEY (form_code, first_year),
    CONSTRAINT score_use_method_fkey FOREIGN KEY (method_code) REFERENCES @ledger@.score_method (code)
);
COMMENT ON TABLE @ledger@.score_use IS 'Which form and year uses which method: a row for the form before one for all forms, the latest year that has begun / 各表样、年度所用计分方法';
COMMENT ON COLUMN @ledger@.score_use.form_code IS 'Form; empty for every form / 表样代码，空表示全部';
COMMENT ON COLUMN @ledger@.score_use.first_year IS 'First budget year / 起始年度';
COMMENT ON COLUMN @ledger@.score_use.method_code IS 'Method / 方法代码';

CREATE TABLE @ledger@.light_scale (
    form_code text COLLATE "C" NOT NULL DEFAULT '',
    first_year integer NOT NULL DEFAULT 1949,
    yellow_from numeric(9,4) NOT NULL,
    green_from numeric(9,4) NOT NULL,
    blue_from numeric(9,4) NOT NULL,
    inside_classes text[] NOT NULL DEFAULT '{}',
    plan_down_classes text[] NOT NULL DEFAULT '{}',
    percent_is_level boolean NOT NULL DEFAULT false,
    source text,
    CONSTRAINT light_scale_pkey PRIMARY KEY (form_code, first_year),
    CONSTRAINT light_scale_order CHECK (
        yellow_from > 0 AND yellow_from <= green_from AND green_from <= blue_from AND blue_from <> 'NaN'),
    CONSTRAINT light_scale_classes CHECK (
        pg_catalog.array_position(inside_classes, NULL) IS NULL AND pg_catalog.array_position(plan_down_classes, NULL) IS NULL)
);
COMMENT ON TABLE @ledger@.light_scale IS 'Rates at which progress lights change, by form and year as in score_use / 进度亮灯标准';
COMMENT ON COLUMN @ledger@.light_scale.form_code IS 'Form; empty for every form / 表样代码，空表示全部';
COMMENT ON COLUMN @ledger@.light_scale.first_year IS 'First budget year / 起始年度';
COMMENT ON COLUMN @ledger@.light_scale.yellow_from IS 'Progress over elapsed time from which the light is yellow; below it is red / 黄灯下限（含）';
COMMENT ON COLUMN @ledger@.light_scale.green_from IS 'The same for green / 绿灯下限（含）';
COMMENT ON COLUMN @ledger@.light_scale.blue_from IS 'The same for blue: over-fulfilled, the target was low / 蓝灯下限（含）';
COMMENT ON COLUMN @ledger@.light_scale.inside_classes IS 'Classes that are either inside (green) or outside (red) / 仅判断是否达标的指标类别';
COMMENT ON COLUMN @ledger@.light_scale.plan_down_classes IS 'Classes in which a bare number is an upper bound / 计划值视为上限的指标类别';
COMMENT ON COLUMN @ledger@.light_scale.percent_is_level IS 'Whether a share, unless marked as cumulative, counts as a level that does not grow with the months / 百分比指标是否按时点值判断';
COMMENT ON COLUMN @ledger@.light_scale.source IS 'Where the scale comes from / 依据';
