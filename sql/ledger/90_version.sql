
INSERT INTO @ledger@.ledger_version (version)
SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'budget_perf';
COMMENT ON SCHEMA @ledger@ IS 'Ledger of departmental budgets and performance targets (budget_perf) / 部门预算与绩效目标账套';
