-- The guard of measurements.

CREATE TRIGGER budget_perf_insert AFTER INSERT ON @ledger@.measurement
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_measurement();
CREATE TRIGGER budget_perf_update AFTER UPDATE ON @ledger@.measurement
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_measurement();
