
-- The guards of amendments, which are content like any other, and of spending.

CREATE TRIGGER budget_perf_insert AFTER INSERT ON @ledger@.amendment
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_update AFTER UPDATE ON @ledger@.amendment
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_delete AFTER DELETE ON @ledger@.amendment
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.amendment
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();

CREATE TRIGGER budget_perf_insert AFTER INSERT ON @ledger@.amendment_line
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_update AFTER UPDATE ON @ledger@.amendment_line
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_delete AFTER DELETE ON @ledger@.amendment_line
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.amendment_line
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();

CREATE TRIGGER budget_perf_insert AFTER INSERT ON @ledger@.execution
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_execution();
CREATE TRIGGER budget_perf_update AFTER UPDATE ON @ledger@.execution
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_execution();
