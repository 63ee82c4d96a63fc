\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 1 or_replace, 1 in_quotes, 1 unqualified, 1 no_comment, 1 repinned
SET LOCAL search_path = pg_catalog, pg_temp;
CREATE FUNCTION x.ledger_script() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS $function$SELECT $ledger_script$
CREATE TABLE @ledger@.a (id integer DEFAULT pg_catalog.nextval('@ledger@.s'));
CREATE OR REPLACE VIEW @ledger@.v AS SELECT id FROM a;
COMMENT ON VIEW @ledger@.v IS 'v';
SET search_path = x;
$ledger_script$::pg_catalog.text$function$;
COMMENT ON FUNCTION x.ledger_script() IS 'text';
