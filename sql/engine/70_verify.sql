-- The audit behind the guards, and the comparison of versions.

CREATE FUNCTION budget_perf.verify(ledger text DEFAULT 'budget') RETURNS SETOF budget_perf.finding
    LANGUAGE c STABLE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_verify';
COMMENT ON FUNCTION budget_perf.verify(text) IS 'Audit a whole ledger behind its guards: keys, values, seals, rules, and the guards themselves; no row = clean / 全面核查账套：键、取值、封存、规则及各项防护；无返回行即为无误';
