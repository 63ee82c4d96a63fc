-- The audit behind the guards, and the comparison of versions.

CREATE FUNCTION budget_perf.verify(ledger text DEFAULT 'budget') RETURNS SETOF budget_perf.finding
    LANGUAGE c STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_verify';
COMMENT ON FUNCTION budget_perf.verify(text) IS 'Audit a whole ledger behind its guards: keys, values, seals, rules, and the guards themselves; no row = clean / 全面核查账套：键、取值、封存、规则及各项防护；无返回行即为无误';

CREATE FUNCTION budget_perf.version_diff(department_code text, fiscal_year integer,
        from_version integer, to_version integer, ledger text DEFAULT 'budget')
    RETURNS SETOF budget_perf.change
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_version_diff';
COMMENT ON FUNCTION budget_perf.version_diff(text, integer, integer, integer, text) IS 'What changed between two versions of a declaration, field by field; null is the newest version / 两个版本之间的逐项差异；版本号为空表示最新版本';
