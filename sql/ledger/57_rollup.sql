-- Roll-ups: one year at a time, over the tree of departments or over regions. No
-- column mixes the two axes: a change over the years is the year-over-year
-- views' affair. A sum stands beside the counts of those it is made of, and a
-- rate is worked out from sums, never from rates.

-- The year of one department: where it stands, what it asked for first (version
-- 1) and what counts now. The two are never to be added.
CREATE VIEW @ledger@.department_budget WITH (security_invoker = true) AS
SELECT f.fiscal_year, f.department_code, f.department_name, g.parent_code, g.region,
    CASE WHEN f.filing = 'draft' AND y.refused THEN 'refused' ELSE f.filing END AS filing,
    y.version, y.status, y.form_code COLLATE "C" AS form_code,
    y.waived,
    y.expenditure::numeric(20,2) AS expenditure, (y.expenditure / 10000)::numeric(20,6) AS expenditure_wan,
    y.income::numeric(20,2) AS income, (y.income / 10000)::numeric(20,6) AS income_wan,
    y.tier::numeric(20,2) AS tier, (y.tier / 10000)::numeric(20,6) AS tier_wan,
    y.tasks::numeric(20,2) AS tasks, (y.tasks / 10000)::numeric(20,6) AS tasks_wan,
    y.original_expenditure::numeric(20,2) AS original_expenditure, (y.original_expenditure / 10000)::numeric(20,6) AS original_expenditure_wan,
    y.original_income::numeric(20,2) AS original_income, (y.original_income / 10000)::numeric(20,6) AS original_income_wan,
    y.original_tier::numeric(20,2) AS original_tier, (y.original_tier / 10000)::numeric(20,6) AS original_tier_wan,
    y.original_tasks::numeric(20,2) AS original_tasks, (y.original_tasks / 10000)::numeric(20,6) AS original_tasks_wan,
    y.has_original
FROM @ledger@.filing f
    JOIN @ledger@.department g ON g.code = f.department_code,
    LATERAL budget_perf.department_year(budget_perf.declaration_table(NULL::@ledger@.declaration), f.department_code, f.fiscal_year) y;
COMMENT ON VIEW @ledger@.department_budget IS 'The year of each department: whether it is in, what it first asked for and what counts now / 各部门各年度申报与预算';
COMMENT ON COLUMN @ledger@.department_budget.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.department_budget.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.department_budget.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.department_budget.parent_code IS 'Superior department / 上级部门代码';
COMMENT ON COLUMN @ledger@.department_budget.region IS 'Region / 区划';
COMMENT ON COLUMN @ledger@.department_budget.filing IS 'in, draft (only a draft), refused (only a draft, and it was sent back) or missing / 已申报、仅有草稿、被退回、缺报';
COMMENT ON COLUMN @ledger@.department_budget.version IS 'Version that counts; null if it is not in / 有效版本号';
COMMENT ON COLUMN @ledger@.department_budget.status IS 'submitted, approved or recorded; null if it is not in / 状态';
COMMENT ON COLUMN @ledger@.department_budget.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.department_budget.waived IS 'Errors that the seal records as waived / 已豁免错误数';
COMMENT ON COLUMN @ledger@.department_budget.expenditure IS 'Expenditure of the version that counts, yuan; null if blank / 支出合计（元）';
COMMENT ON COLUMN @ledger@.department_budget.expenditure_wan IS 'Expenditure of the version that counts, 万元 / 支出合计（万元）';
COMMENT ON COLUMN @ledger@.department_budget.income IS 'Income of the version that counts, yuan; null if blank / 收入合计（元）';
COMMENT ON COLUMN @ledger@.department_budget.income_wan IS 'Income of the version that counts, 万元 / 收入合计（万元）';
COMMENT ON COLUMN @ledger@.department_budget.tier IS 'Total by budget tier of the version that counts, yuan; null if blank / 按级次合计（元）';
COMMENT ON COLUMN @ledger@.department_budget.tier_wan IS 'Total by budget tier of the version that counts, 万元 / 按级次合计（万元）';
COMMENT ON COLUMN @ledger@.department_budget.tasks IS 'Key tasks of the version that counts, yuan; null if blank / 重点工作任务合计（元）';
COMMENT ON COLUMN @ledger@.department_budget.tasks_wan IS 'Key tasks of the version that counts, 万元 / 重点工作任务合计（万元）';
COMMENT ON COLUMN @ledger@.department_budget.original_expenditure IS 'Expenditure of version 1, yuan / 年初支出合计（元）';
COMMENT ON COLUMN @ledger@.department_budget.original_expenditure_wan IS 'Expenditure of version 1, 万元 / 年初支出合计（万元）';
COMMENT ON COLUMN @ledger@.department_budget.original_income IS 'Income of version 1, yuan / 年初收入合计（元）';
COMMENT ON COLUMN @ledger@.department_budget.original_income_wan IS 'Income of version 1, 万元 / 年初收入合计（万元）';
COMMENT ON COLUMN @ledger@.department_budget.original_tier IS 'Total by budget tier of version 1, yuan / 年初按级次合计（元）';
COMMENT ON COLUMN @ledger@.department_budget.original_tier_wan IS 'Total by budget tier of version 1, 万元 / 年初按级次合计（万元）';
COMMENT ON COLUMN @ledger@.department_budget.original_tasks IS 'Key tasks of version 1, yuan / 年初重点工作任务合计（元）';
COMMENT ON COLUMN @ledger@.department_budget.original_tasks_wan IS 'Key tasks of version 1, 万元 / 年初重点工作任务合计（万元）';
COMMENT ON COLUMN @ledger@.department_budget.has_original IS 'Whether version 1 is sealed / 是否有年初数';

-- From below: each department stands in the subtree of each that is above it. A
-- ring of departments that name each other as superior counts each once.
CREATE VIEW @ledger@.department_tree WITH (security_invoker = true) AS
SELECT p.superior_code COLLATE "C" AS department_code, g.code AS member_code
FROM @ledger@.department g,
    LATERAL budget_perf.department_path(budget_perf.declaration_table(NULL::@ledger@.declaration), g.code) p;
COMMENT ON VIEW @ledger@.department_tree IS 'Each department with everyone of its subtree, itself included / 部门及其下级（含自身）';
COMMENT ON COLUMN @ledger@.department_tree.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.department_tree.member_code IS 'Department of its subtree / 下级（含自身）部门代码';

CREATE VIEW @ledger@.rollup_department WITH (security_invoker = true) AS
SELECT b.fiscal_year, t.department_code, g.name AS department_name, g.parent_code,
    max(b.filing) FILTER (WHERE b.department_code = t.department_code) AS own_filing,
    max(b.expenditure) FILTER (WHERE b.department_code = t.department_code)::numeric(20,2) AS own_expenditure,
    max(b.expenditure_wan) FILTER (WHERE b.department_code = t.department_code)::numeric(20,6) AS own_expenditure_wan,
    max(b.original_expenditure) FILTER (WHERE b.department_code = t.department_code)::numeric(20,2) AS own_original_expenditure,
    max(b.original_expenditure_wan) FILTER (WHERE b.department_code = t.department_code)::numeric(20,6) AS own_original_expenditure_wan,
    count(*)::integer AS departments,
    count(*) FILTER (WHERE b.filing = 'in')::integer AS departments_in,
    count(*) FILTER (WHERE b.filing = 'draft')::integer AS departments_draft,
    count(*) FILTER (WHERE b.filing = 'missing')::integer AS departments_missing,
    count(*) FILTER (WHERE b.filing = 'refused')::integer AS departments_refused,
    count(*) FILTER (WHERE b.has_original)::integer AS departments_original,
    count(*) FILTER (WHERE b.waived > 0)::integer AS departments_waived,
    coalesce(sum(b.waived), 0)::integer AS waived,
    (count(*) FILTER (WHERE b.filing = 'in')::numeric / count(*))::numeric(12,4) AS completeness_rate,
    bool_and(b.filing = 'in') AS is_complete,
    (CASE WHEN abs(sum(b.expenditure)) < 1e18 THEN sum(b.expenditure) END)::numeric(20,2) AS expenditure, (CASE WHEN abs(sum(b.expenditure)) < 1e18 THEN sum(b.expenditure) END / 10000)::numeric(20,6) AS expenditure_wan,
    (CASE WHEN abs(sum(b.income)) < 1e18 THEN sum(b.income) END)::numeric(20,2) AS income, (CASE WHEN abs(sum(b.income)) < 1e18 THEN sum(b.income) END / 10000)::numeric(20,6) AS income_wan,
    (CASE WHEN abs(sum(b.tier)) < 1e18 THEN sum(b.tier) END)::numeric(20,2) AS tier, (CASE WHEN abs(sum(b.tier)) < 1e18 THEN sum(b.tier) END / 10000)::numeric(20,6) AS tier_wan,
    (CASE WHEN abs(sum(b.tasks)) < 1e18 THEN sum(b.tasks) END)::numeric(20,2) AS tasks, (CASE WHEN abs(sum(b.tasks)) < 1e18 THEN sum(b.tasks) END / 10000)::numeric(20,6) AS tasks_wan,
    (CASE WHEN abs(sum(b.original_expenditure)) < 1e18 THEN sum(b.original_expenditure) END)::numeric(20,2) AS original_expenditure, (CASE WHEN abs(sum(b.original_expenditure)) < 1e18 THEN sum(b.original_expenditure) END / 10000)::numeric(20,6) AS original_expenditure_wan,
    (CASE WHEN abs(sum(b.original_income)) < 1e18 THEN sum(b.original_income) END)::numeric(20,2) AS original_income, (CASE WHEN abs(sum(b.original_income)) < 1e18 THEN sum(b.original_income) END / 10000)::numeric(20,6) AS original_income_wan,
    (CASE WHEN abs(sum(b.original_tier)) < 1e18 THEN sum(b.original_tier) END)::numeric(20,2) AS original_tier, (CASE WHEN abs(sum(b.original_tier)) < 1e18 THEN sum(b.original_tier) END / 10000)::numeric(20,6) AS original_tier_wan,
    (CASE WHEN abs(sum(b.original_tasks)) < 1e18 THEN sum(b.original_tasks) END)::numeric(20,2) AS original_tasks, (CASE WHEN abs(sum(b.original_tasks)) < 1e18 THEN sum(b.original_tasks) END / 10000)::numeric(20,6) AS original_tasks_wan,
    (CASE WHEN abs(sum(b.expenditure - b.original_expenditure)) < 1e18 THEN sum(b.expenditure - b.original_expenditure) END)::numeric(20,2) AS expenditure_adjustment, (CASE WHEN abs(sum(b.expenditure - b.original_expenditure)) < 1e18 THEN sum(b.expenditure - b.original_expenditure) END / 10000)::numeric(20,6) AS expenditure_adjustment_wan,
    (CASE WHEN abs(sum(b.expenditure - b.original_expenditure)) < 1e18 THEN sum(b.expenditure - b.original_expenditure) / abs(nullif(sum(b.original_expenditure) FILTER (WHERE b.expenditure IS NOT NULL), 0)) END)::numeric(32,4) AS expenditure_adjustment_rate,
    (sum(b.tasks) FILTER (WHERE b.expenditure IS NOT NULL) / nullif(sum(b.expenditure) FILTER (WHERE b.tasks IS NOT NULL), 0))::numeric(32,4) AS tasks_rate
FROM @ledger@.department_budget b
JOIN @ledger@.department_tree t ON t.member_code = b.department_code
JOIN @ledger@.department g ON g.code = t.department_code
GROUP BY b.fiscal_year, t.department_code, g.name, g.parent_code;
COMMENT ON VIEW @ledger@.rollup_department IS 'Each department and year: its own figures and those of its subtree (itself included), with completeness / 部门树汇总（含自身及下级）';
COMMENT ON COLUMN @ledger@.rollup_department.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.rollup_department.department_code IS 'Department: the node of the tree / 部门代码';
COMMENT ON COLUMN @ledger@.rollup_department.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.rollup_department.parent_code IS 'Superior department; null for a root / 上级部门代码';
COMMENT ON COLUMN @ledger@.rollup_department.own_filing IS 'in, draft, refused or missing; null if the department itself was not there in the year / 本部门申报情况';
COMMENT ON COLUMN @ledger@.rollup_department.own_expenditure IS 'Expenditure of the department itself, adjusted, yuan / 本部门支出（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_department.own_expenditure_wan IS 'Expenditure of the department itself, adjusted, 万元 / 本部门支出（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.own_original_expenditure IS 'Expenditure of the department itself, original, yuan / 本部门支出（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_department.own_original_expenditure_wan IS 'Expenditure of the department itself, original, 万元 / 本部门支出（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.departments IS 'Departments known in the year, over the subtree / 含下级部门数';
COMMENT ON COLUMN @ledger@.rollup_department.departments_in IS 'Departments in: those that the sums are made of, over the subtree / 含下级已申报部门数';
COMMENT ON COLUMN @ledger@.rollup_department.departments_draft IS 'Departments with only a draft, over the subtree / 含下级仅有草稿部门数';
COMMENT ON COLUMN @ledger@.rollup_department.departments_missing IS 'Departments without any declaration, over the subtree / 含下级缺报部门数';
COMMENT ON COLUMN @ledger@.rollup_department.departments_refused IS 'Departments with only a draft that was sent back, over the subtree / 含下级被退回部门数';
COMMENT ON COLUMN @ledger@.rollup_department.departments_original IS 'Departments whose version 1 the original sums are made of, over the subtree / 含下级有年初数部门数';
COMMENT ON COLUMN @ledger@.rollup_department.departments_waived IS 'Departments that are in by way of a waiver, over the subtree / 含下级经豁免部门数';
COMMENT ON COLUMN @ledger@.rollup_department.waived IS 'Errors waived, over the subtree / 含下级已豁免错误数';
COMMENT ON COLUMN @ledger@.rollup_department.completeness_rate IS 'Departments in, of those known, over the subtree / 含下级完整率';
COMMENT ON COLUMN @ledger@.rollup_department.is_complete IS 'Whether every department is in, over the subtree / 含下级是否完整';
COMMENT ON COLUMN @ledger@.rollup_department.expenditure IS 'Expenditure, adjusted (the versions that count), over the subtree, yuan / 含下级支出合计（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_department.expenditure_wan IS 'Expenditure, adjusted, over the subtree, 万元 / 含下级支出合计（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.income IS 'Income, adjusted (the versions that count), over the subtree, yuan / 含下级收入合计（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_department.income_wan IS 'Income, adjusted, over the subtree, 万元 / 含下级收入合计（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.tier IS 'Total by budget tier, adjusted (the versions that count), over the subtree, yuan / 含下级按级次合计（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_department.tier_wan IS 'Total by budget tier, adjusted, over the subtree, 万元 / 含下级按级次合计（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.tasks IS 'Key tasks, adjusted (the versions that count), over the subtree, yuan / 含下级重点工作任务合计（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_department.tasks_wan IS 'Key tasks, adjusted, over the subtree, 万元 / 含下级重点工作任务合计（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.original_expenditure IS 'Expenditure, original (version 1), over the subtree, yuan / 含下级支出合计（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_department.original_expenditure_wan IS 'Expenditure, original, over the subtree, 万元 / 含下级支出合计（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.original_income IS 'Income, original (version 1), over the subtree, yuan / 含下级收入合计（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_department.original_income_wan IS 'Income, original, over the subtree, 万元 / 含下级收入合计（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.original_tier IS 'Total by budget tier, original (version 1), over the subtree, yuan / 含下级按级次合计（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_department.original_tier_wan IS 'Total by budget tier, original, over the subtree, 万元 / 含下级按级次合计（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.original_tasks IS 'Key tasks, original (version 1), over the subtree, yuan / 含下级重点工作任务合计（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_department.original_tasks_wan IS 'Key tasks, original, over the subtree, 万元 / 含下级重点工作任务合计（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_department.expenditure_adjustment IS 'Expenditure, adjusted less original, of the departments that have both, over the subtree, yuan / 含下级支出调整额（元）';
COMMENT ON COLUMN @ledger@.rollup_department.expenditure_adjustment_wan IS 'Expenditure, adjusted less original, of the departments that have both, over the subtree, 万元 / 含下级支出调整额（万元）';
COMMENT ON COLUMN @ledger@.rollup_department.expenditure_adjustment_rate IS 'The same over the original of the same departments / 含下级支出调整率';
COMMENT ON COLUMN @ledger@.rollup_department.tasks_rate IS 'Key tasks over expenditure, of the departments that give both / 含下级重点任务占支出比重';

CREATE VIEW @ledger@.rollup_region WITH (security_invoker = true) AS
SELECT b.fiscal_year, b.region,
    count(*)::integer AS departments,
    count(*) FILTER (WHERE b.filing = 'in')::integer AS departments_in,
    count(*) FILTER (WHERE b.filing = 'draft')::integer AS departments_draft,
    count(*) FILTER (WHERE b.filing = 'missing')::integer AS departments_missing,
    count(*) FILTER (WHERE b.filing = 'refused')::integer AS departments_refused,
    count(*) FILTER (WHERE b.has_original)::integer AS departments_original,
    count(*) FILTER (WHERE b.waived > 0)::integer AS departments_waived,
    coalesce(sum(b.waived), 0)::integer AS waived,
    (count(*) FILTER (WHERE b.filing = 'in')::numeric / count(*))::numeric(12,4) AS completeness_rate,
    bool_and(b.filing = 'in') AS is_complete,
    (CASE WHEN abs(sum(b.expenditure)) < 1e18 THEN sum(b.expenditure) END)::numeric(20,2) AS expenditure, (CASE WHEN abs(sum(b.expenditure)) < 1e18 THEN sum(b.expenditure) END / 10000)::numeric(20,6) AS expenditure_wan,
    (CASE WHEN abs(sum(b.income)) < 1e18 THEN sum(b.income) END)::numeric(20,2) AS income, (CASE WHEN abs(sum(b.income)) < 1e18 THEN sum(b.income) END / 10000)::numeric(20,6) AS income_wan,
    (CASE WHEN abs(sum(b.tier)) < 1e18 THEN sum(b.tier) END)::numeric(20,2) AS tier, (CASE WHEN abs(sum(b.tier)) < 1e18 THEN sum(b.tier) END / 10000)::numeric(20,6) AS tier_wan,
    (CASE WHEN abs(sum(b.tasks)) < 1e18 THEN sum(b.tasks) END)::numeric(20,2) AS tasks, (CASE WHEN abs(sum(b.tasks)) < 1e18 THEN sum(b.tasks) END / 10000)::numeric(20,6) AS tasks_wan,
    (CASE WHEN abs(sum(b.original_expenditure)) < 1e18 THEN sum(b.original_expenditure) END)::numeric(20,2) AS original_expenditure, (CASE WHEN abs(sum(b.original_expenditure)) < 1e18 THEN sum(b.original_expenditure) END / 10000)::numeric(20,6) AS original_expenditure_wan,
    (CASE WHEN abs(sum(b.original_income)) < 1e18 THEN sum(b.original_income) END)::numeric(20,2) AS original_income, (CASE WHEN abs(sum(b.original_income)) < 1e18 THEN sum(b.original_income) END / 10000)::numeric(20,6) AS original_income_wan,
    (CASE WHEN abs(sum(b.original_tier)) < 1e18 THEN sum(b.original_tier) END)::numeric(20,2) AS original_tier, (CASE WHEN abs(sum(b.original_tier)) < 1e18 THEN sum(b.original_tier) END / 10000)::numeric(20,6) AS original_tier_wan,
    (CASE WHEN abs(sum(b.original_tasks)) < 1e18 THEN sum(b.original_tasks) END)::numeric(20,2) AS original_tasks, (CASE WHEN abs(sum(b.original_tasks)) < 1e18 THEN sum(b.original_tasks) END / 10000)::numeric(20,6) AS original_tasks_wan,
    (CASE WHEN abs(sum(b.expenditure - b.original_expenditure)) < 1e18 THEN sum(b.expenditure - b.original_expenditure) END)::numeric(20,2) AS expenditure_adjustment, (CASE WHEN abs(sum(b.expenditure - b.original_expenditure)) < 1e18 THEN sum(b.expenditure - b.original_expenditure) END / 10000)::numeric(20,6) AS expenditure_adjustment_wan,
    (CASE WHEN abs(sum(b.expenditure - b.original_expenditure)) < 1e18 THEN sum(b.expenditure - b.original_expenditure) / abs(nullif(sum(b.original_expenditure) FILTER (WHERE b.expenditure IS NOT NULL), 0)) END)::numeric(32,4) AS expenditure_adjustment_rate,
    (sum(b.tasks) FILTER (WHERE b.expenditure IS NOT NULL) / nullif(sum(b.expenditure) FILTER (WHERE b.tasks IS NOT NULL), 0))::numeric(32,4) AS tasks_rate
FROM @ledger@.department_budget b
GROUP BY b.fiscal_year, b.region;
COMMENT ON VIEW @ledger@.rollup_region IS 'Each region and year, with completeness; every department counts once, in its own region / 区划汇总';
COMMENT ON COLUMN @ledger@.rollup_region.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.rollup_region.region IS 'Region; null for the departments without one / 区划';
COMMENT ON COLUMN @ledger@.rollup_region.departments IS 'Departments known in the year / 部门数';
COMMENT ON COLUMN @ledger@.rollup_region.departments_in IS 'Departments in: those that the sums are made of / 已申报部门数';
COMMENT ON COLUMN @ledger@.rollup_region.departments_draft IS 'Departments with only a draft / 仅有草稿部门数';
COMMENT ON COLUMN @ledger@.rollup_region.departments_missing IS 'Departments without any declaration / 缺报部门数';
COMMENT ON COLUMN @ledger@.rollup_region.departments_refused IS 'Departments with only a draft that was sent back / 被退回部门数';
COMMENT ON COLUMN @ledger@.rollup_region.departments_original IS 'Departments whose version 1 the original sums are made of / 有年初数部门数';
COMMENT ON COLUMN @ledger@.rollup_region.departments_waived IS 'Departments that are in by way of a waiver / 经豁免部门数';
COMMENT ON COLUMN @ledger@.rollup_region.waived IS 'Errors waived / 已豁免错误数';
COMMENT ON COLUMN @ledger@.rollup_region.completeness_rate IS 'Departments in, of those known / 完整率';
COMMENT ON COLUMN @ledger@.rollup_region.is_complete IS 'Whether every department is in / 是否完整';
COMMENT ON COLUMN @ledger@.rollup_region.expenditure IS 'Expenditure, adjusted (the versions that count), yuan / 支出合计（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_region.expenditure_wan IS 'Expenditure, adjusted, 万元 / 支出合计（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_region.income IS 'Income, adjusted (the versions that count), yuan / 收入合计（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_region.income_wan IS 'Income, adjusted, 万元 / 收入合计（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_region.tier IS 'Total by budget tier, adjusted (the versions that count), yuan / 按级次合计（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_region.tier_wan IS 'Total by budget tier, adjusted, 万元 / 按级次合计（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_region.tasks IS 'Key tasks, adjusted (the versions that count), yuan / 重点工作任务合计（调整后，元）';
COMMENT ON COLUMN @ledger@.rollup_region.tasks_wan IS 'Key tasks, adjusted, 万元 / 重点工作任务合计（调整后，万元）';
COMMENT ON COLUMN @ledger@.rollup_region.original_expenditure IS 'Expenditure, original (version 1), yuan / 支出合计（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_region.original_expenditure_wan IS 'Expenditure, original, 万元 / 支出合计（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_region.original_income IS 'Income, original (version 1), yuan / 收入合计（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_region.original_income_wan IS 'Income, original, 万元 / 收入合计（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_region.original_tier IS 'Total by budget tier, original (version 1), yuan / 按级次合计（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_region.original_tier_wan IS 'Total by budget tier, original, 万元 / 按级次合计（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_region.original_tasks IS 'Key tasks, original (version 1), yuan / 重点工作任务合计（年初，元）';
COMMENT ON COLUMN @ledger@.rollup_region.original_tasks_wan IS 'Key tasks, original, 万元 / 重点工作任务合计（年初，万元）';
COMMENT ON COLUMN @ledger@.rollup_region.expenditure_adjustment IS 'Expenditure, adjusted less original, of the departments that have both, yuan / 支出调整额（元）';
COMMENT ON COLUMN @ledger@.rollup_region.expenditure_adjustment_wan IS 'Expenditure, adjusted less original, of the departments that have both, 万元 / 支出调整额（万元）';
COMMENT ON COLUMN @ledger@.rollup_region.expenditure_adjustment_rate IS 'The same over the original of the same departments / 支出调整率';
COMMENT ON COLUMN @ledger@.rollup_region.tasks_rate IS 'Key tasks over expenditure, of the departments that give both / 重点任务占支出比重';

-- Signals of little ambition. Indicators are followed back by code or name.
CREATE VIEW @ledger@.indicator_signal WITH (security_invoker = true) AS
SELECT y.department_code, y.department_name, y.fiscal_year, y.version, y.previous_department_code, y.previous_version,
    y.indicator_no, y.previous_indicator_no, y.indicator_name, y.target, y.previous_target, y.comparator, y.value, y.previous_value,
    y.value_unit, a.value AS previous_actual, y.previous_actual_text, y.previous_measured_on,
    y.comparison, y.comparability,
    s.below_actual, u.years_unchanged, u.years_unchanged >= r.unchanged_years AS unchanged,
    s.exceeded_rate::numeric(32,4) AS previous_exceeded_rate, s.exceeded_rate >= r.exceeded_rate AS exceeded,
    nullif(concat_ws('; ',
        CASE WHEN s.below_actual THEN 'less than was reached' END,
        CASE WHEN u.years_unchanged >= r.unchanged_years THEN 'unchanged for ' || u.years_unchanged || ' years' END,
        CASE WHEN s.exceeded_rate >= r.exceeded_rate THEN 'exceeded by a wide margin' END), '') AS signals
FROM @ledger@.indicator_yoy y
-- OFFSET 0: worked out once, not again for every use.
CROSS JOIN LATERAL (SELECT y.previous_actual AS value, y.change AS change OFFSET 0) a
LEFT JOIN @ledger@.declaration d
    ON d.department_code = y.department_code AND d.fiscal_year = y.fiscal_year AND d.version = y.version
LEFT JOIN LATERAL (
    SELECT l.unchanged_years, l.exceeded_rate
    FROM @ledger@.ambition_parameter l
    WHERE l.form_code IN (d.form_code, '')
    ORDER BY l.form_code DESC
    LIMIT 1) r ON true
CROSS JOIN LATERAL (
    SELECT CASE WHEN y.comparison <> 'no' AND y.value IS NOT NULL THEN
            CASE WHEN y.comparator IN ('<=', '<') THEN coalesce(y.upper_value, y.value) > a.value ELSE y.value < a.value END
        END AS below_actual,
        CASE WHEN y.previous_comparator IN ('<=', '<') THEN coalesce(y.previous_upper_value, y.previous_value) - a.value
            WHEN y.previous_upper_value IS NULL THEN a.value - y.previous_value
        END / abs(nullif(y.previous_value, 0)) AS exceeded_rate) s
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN a.change = 'unchanged' AND y.target_kind NOT IN ('blank', 'deferred', 'template') THEN 2 + coalesce((
            SELECT n.back - 2
            FROM generate_series(2, 20) AS n(back)
            WHERE NOT EXISTS (
                SELECT FROM @ledger@.effective_declaration e
                JOIN @ledger@.indicator i ON i.department_code = e.department_code AND i.fiscal_year = e.fiscal_year AND i.version = e.version
                WHERE e.department_code = y.previous_department_code AND e.fiscal_year = y.fiscal_year - n.back
                    AND i.annual_target OPERATOR(budget_perf.=) y.target::budget_perf.indicator_target
                    AND (i.code = y.indicator_code OR budget_perf.indicator_stem(i.name) = budget_perf.indicator_stem(y.previous_indicator_name)))
            LIMIT 1), 19)
        ELSE 1
    END AS years_unchanged
    OFFSET 0) u
WHERE y.indicator_no IS NOT NULL AND y.matched_by IS NOT NULL;
COMMENT ON VIEW @ledger@.indicator_signal IS 'Indicators that go on from the year before, with signs of little ambition; the limits are rows of ambition_parameter / 指标进取性信号';
COMMENT ON COLUMN @ledger@.indicator_signal.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator_signal.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.indicator_signal.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.indicator_signal.version IS 'Version that counts / 有效版本号';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_department_code IS 'Department of the year before / 上年部门代码';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_version IS 'Version of the year before / 上年有效版本号';
COMMENT ON COLUMN @ledger@.indicator_signal.indicator_no IS 'Number of the indicator / 序号';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_indicator_no IS 'Number in the year before / 上年序号';
COMMENT ON COLUMN @ledger@.indicator_signal.indicator_name IS 'Name as printed / 三级指标';
COMMENT ON COLUMN @ledger@.indicator_signal.target IS 'Target for the year, as printed / 年度指标值';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_target IS 'Target of the year before, as printed / 上年指标值';
COMMENT ON COLUMN @ledger@.indicator_signal.comparator IS 'How the actual value must compare / 比较符';
COMMENT ON COLUMN @ledger@.indicator_signal.value IS 'The number that the target sets, scale words worked out / 目标数值';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_value IS 'The same of the year before / 上年目标数值';
COMMENT ON COLUMN @ledger@.indicator_signal.value_unit IS 'Unit of value / 目标数值单位';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_actual IS 'Latest actual value of the year before, in the same measure / 上年实际完成值';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_actual_text IS 'The same in words / 上年实际完成情况';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_measured_on IS 'When it was measured / 上年实际值日期';
COMMENT ON COLUMN @ledger@.indicator_signal.comparison IS 'yes, partly or no: how far the two years can be compared / 可比程度：是、部分、否';
COMMENT ON COLUMN @ledger@.indicator_signal.comparability IS 'comparable, or what a reader should know / 可比性说明';
COMMENT ON COLUMN @ledger@.indicator_signal.below_actual IS 'Whether the target asks for less than was reached the year before, by its direction; null if that cannot be said / 是否低于上年实际';
COMMENT ON COLUMN @ledger@.indicator_signal.years_unchanged IS 'Years that the target has stood as it is, this one counted; 21 for more / 指标值连续不变年数';
COMMENT ON COLUMN @ledger@.indicator_signal.unchanged IS 'Whether that is as long as ambition_parameter says, or longer / 是否连续多年不变';
COMMENT ON COLUMN @ledger@.indicator_signal.previous_exceeded_rate IS 'By what share of it the target of the year before was passed; negative if it was missed / 上年超额完成幅度';
COMMENT ON COLUMN @ledger@.indicator_signal.exceeded IS 'Whether that is as much as ambition_parameter says, or more / 上年是否大幅超额';
COMMENT ON COLUMN @ledger@.indicator_signal.signals IS 'The signals in words; null if there is none / 信号';
