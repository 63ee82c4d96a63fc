-- Making ledgers. The text between the marks comes from the parts of
-- sql/ledger; create_ledger() puts the schema's quoted name in place of the
-- word "ledger" between at signs and runs it.

CREATE FUNCTION budget_perf.ledger_script() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    AS $function$SELECT $ledger_script$
-- @ledger_parts@
$ledger_script$::pg_catalog.text$function$;
COMMENT ON FUNCTION budget_perf.ledger_script() IS 'The statements from which create_ledger() makes a ledger / 建立账套所用的语句';


CREATE FUNCTION budget_perf.create_ledger(ledger text) RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_create_ledger';
COMMENT ON FUNCTION budget_perf.create_ledger(text) IS 'Make a ledger: a new schema with tables, rules, triggers and views, owned by the caller / 新建账套';

CREATE FUNCTION budget_perf.ledgers(OUT ledger text, OUT owner text) RETURNS SETOF record
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT n.nspname::text, pg_get_userbyid(c.relowner)::text
    FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE t.tgfoid = 'budget_perf.guard_declaration'::regproc
        AND t.tgname = 'budget_perf_update'
        AND c.relname = 'declaration'
    ORDER BY n.nspname;
END;
COMMENT ON FUNCTION budget_perf.ledgers() IS 'The ledgers of this database / 本数据库中的账套';
