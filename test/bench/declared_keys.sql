-- The ledger with the children's foreign keys declared and enforced on top of the
-- guards: what they would cost.

ALTER TABLE budget.budget_line ADD CONSTRAINT bench_budget_line_fkey FOREIGN KEY (department_code, fiscal_year, version)
    REFERENCES budget.declaration (department_code, fiscal_year, version) ON DELETE CASCADE;
ALTER TABLE budget.task ADD CONSTRAINT bench_task_fkey FOREIGN KEY (department_code, fiscal_year, version)
    REFERENCES budget.declaration (department_code, fiscal_year, version) ON DELETE CASCADE;
ALTER TABLE budget.indicator ADD CONSTRAINT bench_indicator_fkey FOREIGN KEY (department_code, fiscal_year, version)
    REFERENCES budget.declaration (department_code, fiscal_year, version) ON DELETE CASCADE;
