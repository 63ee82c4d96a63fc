\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 2 dynamic
SET LOCAL search_path = pg_catalog, pg_temp;
DO 'BEGIN NULL; END';
CREATE FUNCTION x.a(text) RETURNS void LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
    AS 'BEGIN EXECUTE $1; END';
COMMENT ON FUNCTION x.a(text) IS 'a';
