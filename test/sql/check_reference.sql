-- The reference form, row by row as it is printed, passes with exactly the
-- warnings and infos that a person would raise.
\pset format unaligned
BEGIN;
INSERT INTO budget.department (code, name) VALUES ('440115012', '广州南沙经济技术开发区科学技术局');
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal, cycle_from, cycle_to)
VALUES ('440115012', 2023, 'district', '推动全区创新发展迈上新台阶。', 2023, 2025);
INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT '440115012', 2023, 1, item_code, amount * 10000
FROM (VALUES
    ('basic_expenditure', 987.82), ('project_expenditure', 81262.22),
    ('special_fund', 0.00), ('other_development', 1000.00),
    ('fiscal_appropriation', 83250.04), ('other_income', 0.00),
    ('own_level', 83250.04), ('transfer_down', 0.00)) AS b (item_code, amount);
INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, amount)
SELECT '440115012', 2023, 1, task_no, name, amount * 10000
FROM (VALUES
    (1, '持续优化科技创新环境', 38296.45), (2, '开展科普活动', 7.30),
    (3, '优化科技金融生态圈', 432.00), (4, '扶持科技产业多元发展', 1133.05),
    (5, '开展对外科技创新合作与交流宣传', 220.00), (6, '推进“1+1+3+N”科创平台建设', 39070.50),
    (7, '加强科技项目的管理与服务', 891.12)) AS t (task_no, name, amount);
INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target) VALUES
    ('440115012', 2023, 1, 1, '产出指标', '数量指标', '科技企业孵化载体数量（家）', '≥30', '≥28'),
    ('440115012', 2023, 1, 2, '产出指标', '数量指标', '科技型中小企业数量（家）', '≥3000', '≥2100'),
    ('440115012', 2023, 1, 3, '产出指标', '数量指标', '举办创新创业大赛（次）', '1', '1'),
    ('440115012', 2023, 1, 4, '产出指标', '数量指标', '每年开展人才交流活动（场）', '1', '1'),
    ('440115012', 2023, 1, 5, '产出指标', '数量指标', '每年组织开展科普宣传活动（次）', '≥5', '≥5'),
    ('440115012', 2023, 1, 6, '产出指标', '数量指标', '省级新型研发机构、高水平研究院数量（个）', '14', '14'),
    ('440115012', 2023, 1, 7, '产出指标', '数量指标', '新增发明专利申请量和PCT国际专利申请量（个）', '100', '60'),
    ('440115012', 2023, 1, 8, '产出指标', '质量指标', '专业性技术创新平台数量（个）', '2', '1'),
    ('440115012', 2023, 1, 9, '效益指标', '经济效益指标', '创造元宇宙产业先导示范区所有入驻企业营业收入（万元）', '≥15000', '≥5000'),
    ('440115012', 2023, 1, 10, '效益指标', '经济效益指标', '年度资金池引导合作银行实际放贷金额（亿元）', '≥10亿', '≥10亿'),
    ('440115012', 2023, 1, 11, '效益指标', '社会效益指标', '技术市场合同成交额（亿元）', '250', '200'),
    ('440115012', 2023, 1, 12, '效益指标', '社会效益指标', '南沙区研发投入强度（%）', '6%', '4.6%'),
    ('440115012', 2023, 1, 13, '效益指标', '社会效益指标', '高新技术企业数量（家）', '≥2400', '≥1100');

-- The reconciliation: the measured values stand on a pass, too.
SELECT rule, status, lhs, rhs, difference, tolerance, message
FROM budget_perf.check_declaration('440115012', 2023)
WHERE rule IN ('expenditure_equals_income', 'expenditure_equals_tier', 'tasks_within_spending');

-- Everything that did not pass.
SELECT rule, severity, status, location #>> '{key,class}' AS class, location #>> '{key,indicator_no}' AS no, location -> 'columns' AS columns, message
FROM budget_perf.check_declaration('440115012', 2023)
WHERE status <> 'pass';

-- All in one pass: each rule is there.
SELECT severity, status, count(*), count(DISTINCT rule) AS rules
FROM budget_perf.check_declaration('440115012', 2023)
GROUP BY severity, status ORDER BY severity, status;
SELECT id FROM budget.rule
EXCEPT SELECT rule FROM budget_perf.check_declaration('440115012', 2023);

-- The order is that of severity, then of the ids.
SELECT string_agg(rule, ' ' ORDER BY at) AS rules
FROM (SELECT rule, min(at) AS at
      FROM budget_perf.check_declaration('440115012', 2023) WITH ORDINALITY
          AS f (rule, severity, status, lhs, rhs, difference, tolerance, location, message, hint, at)
      GROUP BY rule) AS first;

-- A whole finding, with the rows that contributed.
\x on
SELECT rule, severity, status, lhs, rhs, difference, tolerance, jsonb_pretty(location) AS location, message, hint
FROM budget_perf.check_declaration('440115012', 2023, 1, 'budget') WHERE rule = 'expenditure_equals_income';
\x off

-- Who asks must say for what.
\set VERBOSITY terse
SAVEPOINT s;
SELECT budget_perf.check_declaration(NULL, 2023);
ROLLBACK TO s;
SELECT budget_perf.check_declaration('440115012', 2023, 0);
ROLLBACK TO s;
SELECT budget_perf.check_declaration('440115012', 2023, 2);
ROLLBACK TO s;
SELECT budget_perf.check_declaration('440115012', 1999);
ROLLBACK TO s;
SELECT budget_perf.check_declaration('440115012', 2023, 1, 'no_such_ledger');
ROLLBACK TO s;
SELECT budget_perf.check_declaration('440115012', 2023, 1, 'pg_catalog');
ROLLBACK;
