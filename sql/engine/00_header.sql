\echo Use "CREATE EXTENSION budget_perf" to load this file. \quit

-- Every name below is qualified; the path is pinned all the same, so that no
-- operator or function of a caller's schema can be captured.
SET LOCAL search_path = pg_catalog, pg_temp;

-- A schema that somebody had made beforehand is theirs to add to.
CREATE FUNCTION budget_perf.check_schema() RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_check_schema';
COMMENT ON FUNCTION budget_perf.check_schema() IS 'Whether the schema of the engine can be trusted; gone after the installation / 检查引擎模式是否可信（安装后删除）';
SELECT budget_perf.check_schema();
DROP FUNCTION budget_perf.check_schema();

-- The engine: types, functions and operators. Data lives in ledgers, which
-- are ordinary schemas of their owner and no members of the extension.
COMMENT ON SCHEMA budget_perf IS 'Engine of the budget_perf extension: types, functions, operators / budget_perf 扩展的引擎：类型、函数、运算符';
GRANT USAGE ON SCHEMA budget_perf TO PUBLIC;

