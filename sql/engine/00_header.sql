\echo Use "CREATE EXTENSION budget_perf" to load this file. \quit

-- Every name below is qualified; the path is pinned all the same, so that no
-- operator or function of a caller's schema can be captured.
SET LOCAL search_path = pg_catalog, pg_temp;

-- The engine: types, functions and operators. Data lives in ledgers, which
-- are ordinary schemas of their owner and no members of the extension.
COMMENT ON SCHEMA budget_perf IS 'Engine of the budget_perf extension: types, functions, operators / budget_perf 扩展的引擎：类型、函数、运算符';
GRANT USAGE ON SCHEMA budget_perf TO PUBLIC;

