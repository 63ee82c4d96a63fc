-- Making ledgers. The text between the marks comes from the parts of
-- sql/ledger; create_ledger() puts the schema's quoted name in place of the
-- word "ledger" between at signs and runs it.

CREATE FUNCTION budget_perf.ledger_script() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN $ledger_script$
-- @ledger_parts@
$ledger_script$::pg_catalog.text;
COMMENT ON FUNCTION budget_perf.ledger_script() IS 'The statements from which create_ledger() makes a ledger / 建立账套所用的语句';

