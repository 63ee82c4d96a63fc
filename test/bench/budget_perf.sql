-- The extension's own ledger, with a form of ten items made of data only.

CREATE EXTENSION budget_perf;

INSERT INTO budget.form (code, title, amount_unit, taxonomy, target_columns)
VALUES ('bench', 'Form with ten items', '元', '2015', 2);
INSERT INTO budget.form_item (form_code, item_code, ordinal, category, block, block_label, label) VALUES
    ('bench', 'basic_expenditure', 1, 'expenditure', 'department', '部门预算支出', '基本支出'),
    ('bench', 'project_expenditure', 2, 'expenditure', 'department', '部门预算支出', '项目支出'),
    ('bench', 'special_fund', 3, 'expenditure', 'development', '事业发展性支出', '财政专项资金'),
    ('bench', 'other_development', 4, 'expenditure', 'development', '事业发展性支出', '其他事业发展性支出'),
    ('bench', 'fiscal_appropriation', 5, 'income', 'income', '收入来源', '财政拨款'),
    ('bench', 'business_income', 6, 'income', 'income', '收入来源', '事业收入'),
    ('bench', 'other_income', 7, 'income', 'income', '收入来源', '其他资金'),
    ('bench', 'own_level', 8, 'tier', 'tier', '按预算级次划分', '区本级使用资金'),
    ('bench', 'town_level', 9, 'tier', 'tier', '按预算级次划分', '镇街级使用资金'),
    ('bench', 'transfer_down', 10, 'tier', 'tier', '按预算级次划分', '拟用于对下转移支付资金');
INSERT INTO budget.rule_term (rule_id, side, source, item_code) VALUES
    ('expenditure_equals_income', 'right', 'item', 'business_income'),
    ('expenditure_equals_tier', 'right', 'item', 'town_level');
UPDATE budget.rule SET forms = forms || 'bench'::text WHERE id = 'tasks_within_spending';
