-- The floor without the children's foreign keys: nothing at all keeps the relation.

ALTER TABLE budget.budget_line DROP CONSTRAINT budget_line_declaration_fkey;
ALTER TABLE budget.task DROP CONSTRAINT task_declaration_fkey;
ALTER TABLE budget.indicator DROP CONSTRAINT indicator_declaration_fkey;
