-- The real pair of years of one department, from its documents.
SET client_min_messages = warning;
SELECT budget_perf.create_ledger('v');
\getenv abs_srcdir PG_ABS_SRCDIR
\set y2023 `cat :'abs_srcdir'/data/zhanjiang-2023.json`
\set y2024 `cat :'abs_srcdir'/data/zhanjiang-2024.json`
SELECT * FROM budget_perf.import_declaration(:'y2023'::jsonb, 'v');
SELECT * FROM budget_perf.import_declaration(:'y2024'::jsonb, 'v');
UPDATE v.declaration SET status = 'submitted';
SELECT fiscal_year, rule, lhs_wan, operator, rhs_wan, difference_wan, status FROM v.reconciliation ORDER BY fiscal_year, rule;
SELECT fiscal_year, expenditure_wan, previous_expenditure_wan, expenditure_change, expenditure_change_rate, income_wan, tier_wan, tasks_wan, comparable, comparability
FROM v.budget_yoy ORDER BY fiscal_year;
SELECT item_name, previous_amount_wan, amount_wan, amount_change_wan, amount_change_rate, change, comparability FROM v.item_yoy WHERE fiscal_year = 2024 ORDER BY ordinal;
SELECT task_no, previous_task_no, task_name, previous_amount_wan, amount_wan, amount_change_rate, text_changed, change
FROM v.task_yoy WHERE fiscal_year = 2024 ORDER BY task_no, previous_task_no;
SELECT indicator_no AS n, previous_indicator_no AS p, indicator_name, previous_target, target, change, ambition, comparable, comparability
FROM v.indicator_yoy WHERE fiscal_year = 2024 ORDER BY indicator_no, previous_indicator_no;
DROP SCHEMA v CASCADE;
