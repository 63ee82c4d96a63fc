\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 7 in_quotes
SET LOCAL search_path = pg_catalog, pg_temp;
SELECT pg_catalog.set_config('a.b', '@extschema@', true);
CREATE TABLE "@extschema@".a (id integer);
COMMENT ON TABLE "lint_name".a IS 'a';
CREATE FUNCTION x.f() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$ SELECT @extschema@.g() $$;
COMMENT ON FUNCTION x.f() IS '@extowner@';
-- of @extschema@
/* of
@extowner@ */
