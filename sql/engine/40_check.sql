-- Checking a declaration.

CREATE FUNCTION budget_perf.check_declaration(
    department_code text,
    fiscal_year integer,
    version integer DEFAULT NULL,
    ledger text DEFAULT 'budget'
) RETURNS SETOF budget_perf.finding
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    AS 'MODULE_PATHNAME', 'budget_perf_check_declaration';
COMMENT ON FUNCTION budget_perf.check_declaration(text, integer, integer, text) IS 'Every finding of every rule on a declaration, drafts included, with the rights of the caller; a null version stands for the newest / 检查申报表，返回全部规则的检查结果（草稿亦可）';
