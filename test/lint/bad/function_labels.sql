\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 3 function_labels
SET LOCAL search_path = pg_catalog, pg_temp;
CREATE FUNCTION x.a() RETURNS integer LANGUAGE c AS 'MODULE_PATHNAME', 'a';
COMMENT ON FUNCTION x.a() IS 'a';
CREATE FUNCTION x.b() RETURNS integer LANGUAGE c STABLE AS 'MODULE_PATHNAME', 'b';
COMMENT ON FUNCTION x.b() IS 'b';
