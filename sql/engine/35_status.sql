-- What a declaration's status says. Leakproof: it tells nothing but its result,
-- and raises no error, so that it may be asked below row security.

CREATE FUNCTION budget_perf.is_sealed(status text) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_is_sealed';
COMMENT ON FUNCTION budget_perf.is_sealed(text) IS 'Whether a declaration of this status is sealed, that is, no draft; the planner has no statistics of it, which keeps year-wide joins sound after a mass submission / 该状态是否已封存（非草稿）';
