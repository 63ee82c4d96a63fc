-- Which indicator of this year is which of the year before: what indicator_yoy asks.

CREATE FUNCTION budget_perf.match_indicators(
    numbers integer[], codes text[], names text[], level2 text[],
    previous_departments text[], previous_versions integer[], previous_numbers integer[],
    previous_codes text[], previous_names text[], previous_level2 text[],
    link_numbers integer[], link_codes text[], link_previous_departments text[],
    link_previous_numbers integer[], link_previous_codes text[], link_reasons text[],
    OUT indicator_no integer, OUT previous_department_code text, OUT previous_version integer,
    OUT previous_indicator_no integer, OUT matched_by text, OUT reason text
) RETURNS SETOF record
    LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 20
    AS 'MODULE_PATHNAME', 'budget_perf_match_indicators';
COMMENT ON FUNCTION budget_perf.match_indicators(integer[], text[], text[], text[], text[], integer[], integer[], text[], text[], text[], integer[], text[], text[], integer[], text[], text[])
    IS 'Indicators of a year matched with those of the year before, by link, code or name; every one of both years once / 本年与上年指标匹配：按对应关系、代码、名称';
