-- Measuring and scoring: actual values against targets.

CREATE TYPE budget_perf.score AS (
    points numeric,
    formula text,
    comparator text,
    bound numeric,
    upper_bound numeric,
    reason text
);
COMMENT ON TYPE budget_perf.score IS 'Points of an indicator, how they came about, or why there are none / 指标得分及计算依据';
COMMENT ON COLUMN budget_perf.score.points IS 'Points; null if reason says why / 得分';
COMMENT ON COLUMN budget_perf.score.formula IS 'Formula that was used: a actual, t target, w weight, d day / 所用公式';
COMMENT ON COLUMN budget_perf.score.comparator IS 'How the actual value had to compare / 比较符';
COMMENT ON COLUMN budget_perf.score.bound IS 'The target number, in the printed unit; of a range the lower end / 目标数值';
COMMENT ON COLUMN budget_perf.score.upper_bound IS 'Upper end of a range / 区间上限';
COMMENT ON COLUMN budget_perf.score.reason IS 'Why there are no points / 未计分原因';

CREATE TYPE budget_perf.progress AS (
    rate numeric,
    expected numeric,
    light text,
    reason text
);
COMMENT ON TYPE budget_perf.progress IS 'How far an indicator has come / 指标进度';
COMMENT ON COLUMN budget_perf.progress.rate IS 'Actual over target, 0.05 = 5 % / 完成率';
COMMENT ON COLUMN budget_perf.progress.expected IS 'Share of the target that is due by now; null where time does not matter / 时间进度';
COMMENT ON COLUMN budget_perf.progress.light IS 'red, yellow, green or blue / 红、黄、绿、蓝灯';
COMMENT ON COLUMN budget_perf.progress.reason IS 'Why there is no light / 无法亮灯的原因';

CREATE FUNCTION budget_perf.score_indicator(target budget_perf.indicator_target, actual numeric, actual_date date,
        rating text, rating_share numeric, weight numeric, class_code text, fiscal_year integer, method jsonb)
    RETURNS budget_perf.score
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_score_indicator';
COMMENT ON FUNCTION budget_perf.score_indicator(budget_perf.indicator_target, numeric, date, text, numeric, numeric, text, integer, jsonb)
    IS 'Points of an indicator by its actual value, date or rating, with the formula; what indicator_score shows / 指标得分（含公式和原因）';

CREATE FUNCTION budget_perf.target_score(target budget_perf.indicator_target, actual numeric, weight numeric,
        method jsonb DEFAULT '{}')
    RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_score';
COMMENT ON FUNCTION budget_perf.target_score(budget_perf.indicator_target, numeric, numeric, jsonb)
    IS 'Points for an actual value in the unit that the target prints; null if the target sets no number. method: formula A or B, cap, over_from, over_deduction, decimals, plan_down_classes / 按实际值计算得分';

CREATE FUNCTION budget_perf.target_date_score(target budget_perf.indicator_target, done_on date, weight numeric,
        fiscal_year integer DEFAULT 0, method jsonb DEFAULT '{}')
    RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_target_date_score';
COMMENT ON FUNCTION budget_perf.target_date_score(budget_perf.indicator_target, date, numeric, integer, jsonb)
    IS 'Points for a day on which it was done; the fiscal year stands in where the target prints none; null if the target is no date. method: late_days / 按完成日期计算得分';

CREATE FUNCTION budget_perf.rating_score(rating text, weight numeric, share numeric DEFAULT NULL, method jsonb DEFAULT '{}')
    RETURNS numeric
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_rating_score';
COMMENT ON FUNCTION budget_perf.rating_score(text, numeric, numeric, jsonb)
    IS 'Points for a rating (reached, partly, missed), by a share of the weight within its tier; null if the share lies outside. method: tiers / 按定性等级计算得分';

CREATE FUNCTION budget_perf.execution_score(spent numeric, budget numeric, weight numeric DEFAULT 10, decimals integer DEFAULT 2)
    RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_execution_score';
COMMENT ON FUNCTION budget_perf.execution_score(numeric, numeric, numeric, integer)
    IS 'Points for spending the adjusted budget: min(weight, spent / budget * weight); null if there is no budget / 预算执行率得分';

CREATE FUNCTION budget_perf.convert_value(value numeric, from_unit text, to_unit text)
    RETURNS numeric
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_convert_value';
COMMENT ON FUNCTION budget_perf.convert_value(numeric, text, text)
    IS 'A value in another unit of the same kind (万元 to 亿元), exact; null if the units measure different things / 单位换算';

CREATE FUNCTION budget_perf.distribute_weights(level1 text[], given numeric[], total numeric, classes jsonb)
    RETURNS numeric[]
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_distribute_weights';
COMMENT ON FUNCTION budget_perf.distribute_weights(text[], numeric[], numeric, jsonb)
    IS 'Weights of the indicators of one declaration, adding up to the total: given ones, the rest by class of level one / 指标权重分配';

CREATE FUNCTION budget_perf.progress_of(target budget_perf.indicator_target, actual numeric, actual_date date,
        rating_light text, class_code text, accumulation text, fiscal_year integer, as_of date, scale jsonb)
    RETURNS budget_perf.progress
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_progress_of';
COMMENT ON FUNCTION budget_perf.progress_of(budget_perf.indicator_target, numeric, date, text, text, text, integer, date, jsonb)
    IS 'How far an indicator has come as of a day, and its light; what indicator_progress shows / 指标进度及亮灯';

CREATE FUNCTION budget_perf.guard_measurement() RETURNS trigger
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_guard_measurement';
COMMENT ON FUNCTION budget_perf.guard_measurement() IS 'Trigger: only indicators of an approved or recorded declaration are measured / 触发器：仅已批复或补录的申报表可登记完成值';
