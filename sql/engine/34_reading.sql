-- An indicator's target as the views show it.

CREATE FUNCTION budget_perf.read_indicator(
    name text, unit text, annual_target budget_perf.indicator_target,
    OUT indicator_unit text, OUT target_kind text, OUT comparator text, OUT value numeric, OUT upper_value numeric,
    OUT value_unit text, OUT value_scale bigint, OUT target_date date
) RETURNS record
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_read_indicator';
COMMENT ON FUNCTION budget_perf.read_indicator(text, text, budget_perf.indicator_target)
    IS 'What an indicator asks for: the number that its target sets, in one measure, wherever its unit stands / 指标值解读：数值、单位、日期';
