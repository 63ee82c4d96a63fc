-- Trying a rule before it is switched on, and mending what a rule found.

CREATE FUNCTION budget_perf.dry_run(
    rule_id text,
    changes jsonb DEFAULT '{}',
    first_year integer DEFAULT NULL,
    last_year integer DEFAULT NULL,
    drafts boolean DEFAULT false,
    ledger text DEFAULT 'budget',
    OUT department_code text, OUT fiscal_year integer, OUT version integer, OUT declaration_status text,
    OUT rule text, OUT severity text, OUT status text, OUT lhs numeric, OUT rhs numeric, OUT difference numeric,
    OUT tolerance numeric, OUT location jsonb, OUT message text, OUT hint text
) RETURNS SETOF record
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'budget_perf_dry_run';
COMMENT ON FUNCTION budget_perf.dry_run(text, jsonb, integer, integer, boolean, text) IS 'Who would fail a rule if it were in force, with changes to its row and its terms: over the versions that count of all stored years, drafts on request; writes nothing / 规则试运行：按新规则或更严规则检查历年数据，返回不通过者';

CREATE FUNCTION budget_perf.repair_hints(
    department_code text,
    fiscal_year integer,
    version integer DEFAULT NULL,
    ledger text DEFAULT 'budget',
    OUT table_name text, OUT key jsonb, OUT column_name text, OUT label text, OUT current_value numeric, OUT proposed_value numeric,
    OUT mends text[], OUT alternatives integer, OUT note text
) RETURNS SETOF record
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'budget_perf_repair_hints';
COMMENT ON FUNCTION budget_perf.repair_hints(text, integer, integer, text) IS 'Each single amount that, changed to the value given, would mend every identity that fails and break nothing; no row if there is none / 修正建议：改动哪一个金额可使全部勾稽关系成立';
