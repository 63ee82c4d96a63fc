
-- The guards. Statement triggers with transition tables: a draft pays once per
-- statement. They are made after the reference rows, which they do not concern.

CREATE TRIGGER budget_perf_insert AFTER INSERT ON @ledger@.budget_line
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_update AFTER UPDATE ON @ledger@.budget_line
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_delete AFTER DELETE ON @ledger@.budget_line
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.budget_line
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();

CREATE TRIGGER budget_perf_insert AFTER INSERT ON @ledger@.task
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_update AFTER UPDATE ON @ledger@.task
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_delete AFTER DELETE ON @ledger@.task
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.task
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();

CREATE TRIGGER budget_perf_insert AFTER INSERT ON @ledger@.indicator
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_update AFTER UPDATE ON @ledger@.indicator
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_delete AFTER DELETE ON @ledger@.indicator
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.indicator
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();

CREATE TRIGGER budget_perf_insert AFTER INSERT ON @ledger@.declaration
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_declaration();
CREATE TRIGGER budget_perf_update AFTER UPDATE ON @ledger@.declaration
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_declaration();
CREATE TRIGGER budget_perf_delete AFTER DELETE ON @ledger@.declaration
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_declaration();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.declaration
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();

CREATE TRIGGER budget_perf_write BEFORE INSERT OR UPDATE OR DELETE ON @ledger@.seal
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_record();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.seal
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();

CREATE TRIGGER budget_perf_write BEFORE INSERT OR UPDATE OR DELETE ON @ledger@.history
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_record();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.history
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();

CREATE TRIGGER budget_perf_write BEFORE INSERT OR UPDATE OR DELETE ON @ledger@.rule_set
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_record();
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON @ledger@.rule_set
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_truncate();
