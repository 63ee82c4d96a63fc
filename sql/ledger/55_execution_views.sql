
-- The year after the filing: amendments, spending, monitoring, history. The
-- same conventions as the views before these.

CREATE VIEW @ledger@.adjusted_budget WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.fiscal_year, e.original_version, e.version, e.status, e.form_code,
    i.item_code, m.label AS item_name, m.category, m.block, m.block_label AS block_name, m.ordinal::integer AS ordinal,
    o.amount::numeric(20,2) AS original_amount,
    c.change::numeric(20,2) AS amended_amount,
    b.amount::numeric(20,2) AS adjusted_amount,
    d.change::numeric(20,2) AS change_amount,
    (d.change - coalesce(c.change, 0))::numeric(20,2) AS unexplained_amount,
    (o.amount / 10000)::numeric(20,6) AS original_amount_wan,
    (c.change / 10000)::numeric(20,6) AS amended_amount_wan,
    (b.amount / 10000)::numeric(20,6) AS adjusted_amount_wan,
    (d.change / 10000)::numeric(20,6) AS change_amount_wan,
    ((d.change - coalesce(c.change, 0)) / 10000)::numeric(20,6) AS unexplained_amount_wan
FROM @ledger@.effective_declaration e
CROSS JOIN LATERAL (
    SELECT f.item_code FROM @ledger@.form_item f WHERE f.form_code = e.form_code
    UNION
    SELECT l.item_code FROM @ledger@.budget_line l
    WHERE l.department_code = e.department_code AND l.fiscal_year = e.fiscal_year AND l.version IN (e.original_version, e.version)
    UNION
    SELECT l.item_code FROM @ledger@.amendment_line l
    WHERE l.department_code = e.department_code AND l.fiscal_year = e.fiscal_year AND l.version <= e.version
        AND l.item_code IS NOT NULL) i
LEFT JOIN @ledger@.form_item m ON m.form_code = e.form_code AND m.item_code = i.item_code
LEFT JOIN @ledger@.budget_line o ON o.department_code = e.department_code AND o.fiscal_year = e.fiscal_year
    AND o.version = e.original_version AND o.item_code = i.item_code
LEFT JOIN @ledger@.budget_line b ON b.department_code = e.department_code AND b.fiscal_year = e.fiscal_year
    AND b.version = e.version AND b.item_code = i.item_code
CROSS JOIN LATERAL (
    SELECT sum(l.change) AS change
    FROM @ledger@.amendment_line l
    WHERE l.department_code = e.department_code AND l.fiscal_year = e.fiscal_year AND l.version <= e.version
        AND l.item_code = i.item_code) c
CROSS JOIN LATERAL (
    -- A blank beside a figure is nothing; two blanks are no change that could be told.
    SELECT CASE WHEN o.amount IS NOT NULL OR b.amount IS NOT NULL
        THEN coalesce(b.amount, 0) - coalesce(o.amount, 0) END AS change) d;
COMMENT ON VIEW @ledger@.adjusted_budget IS 'Each budget item as first filed, as amended, and as it stands in the version that counts; original and adjusted are two measures, never to be added up / 年初预算、预算调整与调整后预算';
COMMENT ON COLUMN @ledger@.adjusted_budget.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.adjusted_budget.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.adjusted_budget.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.adjusted_budget.original_version IS 'Version with the budget as first filed / 年初版本号';
COMMENT ON COLUMN @ledger@.adjusted_budget.version IS 'Version that counts / 有效版本号';
COMMENT ON COLUMN @ledger@.adjusted_budget.status IS 'submitted, approved or recorded / 已提交、已批复、历史补录';
COMMENT ON COLUMN @ledger@.adjusted_budget.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.adjusted_budget.item_code IS 'Budget item / 项目代码';
COMMENT ON COLUMN @ledger@.adjusted_budget.item_name IS 'Printed label; null if the form lacks the item / 项目名称';
COMMENT ON COLUMN @ledger@.adjusted_budget.category IS 'expenditure, income or tier: three divisions of the same money / 类别：支出、收入、级次';
COMMENT ON COLUMN @ledger@.adjusted_budget.block IS 'Block of the form / 区块代码';
COMMENT ON COLUMN @ledger@.adjusted_budget.block_name IS 'Printed heading of the block / 区块名称';
COMMENT ON COLUMN @ledger@.adjusted_budget.ordinal IS 'Printed order / 顺序';
COMMENT ON COLUMN @ledger@.adjusted_budget.original_amount IS 'As first filed; null if blank, yuan / 年初预算数（元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.amended_amount IS 'Sum of the amendments'' lines for the item; null if there is none, yuan / 调整明细合计（元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.adjusted_amount IS 'In the version that counts; null if blank, yuan / 调整后预算数（元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.change_amount IS 'Adjusted minus original; null if both are blank, yuan / 增减额（元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.unexplained_amount IS 'Part of the change that no line of an amendment tells, yuan / 调整明细未说明的增减额（元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.original_amount_wan IS 'As first filed, 万元 / 年初预算数（万元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.amended_amount_wan IS 'Sum of the amendments'' lines for the item, 万元 / 调整明细合计（万元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.adjusted_amount_wan IS 'In the version that counts, 万元 / 调整后预算数（万元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.change_amount_wan IS 'Adjusted minus original, 万元 / 增减额（万元）';
COMMENT ON COLUMN @ledger@.adjusted_budget.unexplained_amount_wan IS 'Part of the change that no line of an amendment tells, 万元 / 调整明细未说明的增减额（万元）';

CREATE VIEW @ledger@.amendment_register WITH (security_invoker = true) AS
SELECT a.department_code, g.name AS department_name, a.fiscal_year, a.version, d.status, a.amendment_no, a.kind, a.batch, a.reason,
    a.legal_reference, l.line_no, l.item_code, m.label AS item_name, CASE WHEN l.task_no IS NOT NULL THEN 'task' ELSE m.category END AS category,
    l.task_no, coalesce(t.name, p.name) AS task_name, l.change::numeric(20,2) AS change_amount, (l.change / 10000)::numeric(20,6) AS change_amount_wan
FROM @ledger@.amendment a
JOIN @ledger@.declaration d ON d.department_code = a.department_code AND d.fiscal_year = a.fiscal_year AND d.version = a.version
    AND d.status <> 'draft'
LEFT JOIN @ledger@.department g ON g.code = a.department_code
LEFT JOIN @ledger@.amendment_line l ON l.department_code = a.department_code AND l.fiscal_year = a.fiscal_year
    AND l.version = a.version AND l.amendment_no = a.amendment_no
LEFT JOIN @ledger@.form_item m ON m.form_code = d.form_code AND m.item_code = l.item_code
LEFT JOIN @ledger@.task t ON t.department_code = l.department_code AND t.fiscal_year = l.fiscal_year
    AND t.version = l.version AND t.task_no = l.task_no
LEFT JOIN @ledger@.task p ON p.department_code = l.department_code AND p.fiscal_year = l.fiscal_year
    AND p.version = l.version - 1 AND p.task_no = l.task_no;
COMMENT ON VIEW @ledger@.amendment_register IS 'The amendments of sealed versions, line by line; an amendment without lines has one row / 预算调整台账';
COMMENT ON COLUMN @ledger@.amendment_register.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.amendment_register.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.amendment_register.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.amendment_register.version IS 'Version that the amendment leads to / 调整后版本号';
COMMENT ON COLUMN @ledger@.amendment_register.status IS 'Status of that version / 版本状态';
COMMENT ON COLUMN @ledger@.amendment_register.amendment_no IS 'Number of the amendment in the version / 调整序号';
COMMENT ON COLUMN @ledger@.amendment_register.kind IS 'increase, decrease or transfer / 种类：追加、追减、调剂';
COMMENT ON COLUMN @ledger@.amendment_register.batch IS 'Batch / 批次';
COMMENT ON COLUMN @ledger@.amendment_register.reason IS 'Reason / 调整理由';
COMMENT ON COLUMN @ledger@.amendment_register.legal_reference IS 'Document or decision that it rests on / 依据文号';
COMMENT ON COLUMN @ledger@.amendment_register.line_no IS 'Number of the line / 明细序号';
COMMENT ON COLUMN @ledger@.amendment_register.item_code IS 'Budget item that changes / 项目代码';
COMMENT ON COLUMN @ledger@.amendment_register.item_name IS 'Printed label of the item / 项目名称';
COMMENT ON COLUMN @ledger@.amendment_register.category IS 'expenditure, income, tier or task / 类别：支出、收入、级次、任务';
COMMENT ON COLUMN @ledger@.amendment_register.task_no IS 'Task that changes / 任务序号';
COMMENT ON COLUMN @ledger@.amendment_register.task_name IS 'Name of the task / 任务名称';
COMMENT ON COLUMN @ledger@.amendment_register.change_amount IS 'Change, yuan / 增减额（元）';
COMMENT ON COLUMN @ledger@.amendment_register.change_amount_wan IS 'Change, 万元 / 增减额（万元）';

CREATE VIEW @ledger@.final_declaration WITH (security_invoker = true) AS
SELECT d.department_code, g.name AS department_name, g.region, d.fiscal_year, d.version, d.status, d.form_code
FROM @ledger@.declaration d
LEFT JOIN @ledger@.department g ON g.code = d.department_code
WHERE d.status IN ('approved', 'recorded')
    AND NOT EXISTS (
        SELECT FROM @ledger@.declaration n
        WHERE n.department_code = d.department_code AND n.fiscal_year = d.fiscal_year
            AND n.status IN ('approved', 'recorded') AND n.version > d.version);
COMMENT ON VIEW @ledger@.final_declaration IS 'For each department and year the newest approved or recorded version: what money is spent against / 各部门各年度最新的已批复或补录版本，预算执行以此为准';
COMMENT ON COLUMN @ledger@.final_declaration.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.final_declaration.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.final_declaration.region IS 'Region of the department / 区划';
COMMENT ON COLUMN @ledger@.final_declaration.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.final_declaration.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.final_declaration.status IS 'approved or recorded / 已批复、历史补录';
COMMENT ON COLUMN @ledger@.final_declaration.form_code IS 'Form variant / 表样代码';

CREATE VIEW @ledger@.execution_status WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.fiscal_year, e.version, e.form_code,
    i.item_code, m.label AS item_name, m.category, m.block, m.ordinal::integer AS ordinal,
    b.amount::numeric(20,2) AS adjusted_amount,
    x.spent::numeric(20,2) AS spent_amount,
    (b.amount - x.spent)::numeric(20,2) AS remaining_amount,
    (floor(x.spent / nullif(b.amount, 0) * 10000) / 10000)::numeric(24,4) AS execution_rate,
    x.spent > coalesce(b.amount, 0) AS overspent,
    x.last_spent_on,
    (b.amount / 10000)::numeric(20,6) AS adjusted_amount_wan,
    (x.spent / 10000)::numeric(20,6) AS spent_amount_wan,
    ((b.amount - x.spent) / 10000)::numeric(20,6) AS remaining_amount_wan
FROM @ledger@.final_declaration e
CROSS JOIN LATERAL (
    SELECT l.item_code FROM @ledger@.budget_line l
    WHERE l.department_code = e.department_code AND l.fiscal_year = e.fiscal_year AND l.version = e.version
    UNION
    SELECT s.item_code FROM @ledger@.execution s
    WHERE s.department_code = e.department_code AND s.fiscal_year = e.fiscal_year AND s.item_code IS NOT NULL) i
LEFT JOIN @ledger@.form_item m ON m.form_code = e.form_code AND m.item_code = i.item_code
LEFT JOIN @ledger@.budget_line b ON b.department_code = e.department_code AND b.fiscal_year = e.fiscal_year
    AND b.version = e.version AND b.item_code = i.item_code
CROSS JOIN LATERAL (
    SELECT coalesce(sum(s.amount), 0) AS spent, max(s.spent_on) AS last_spent_on
    FROM @ledger@.execution s
    WHERE s.department_code = e.department_code AND s.fiscal_year = e.fiscal_year AND s.item_code = i.item_code) x;
COMMENT ON VIEW @ledger@.execution_status IS 'Spending against each budget item of the approved or recorded budget / 各预算项目执行情况';
COMMENT ON COLUMN @ledger@.execution_status.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.execution_status.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.execution_status.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.execution_status.version IS 'Version spent against / 版本号';
COMMENT ON COLUMN @ledger@.execution_status.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.execution_status.item_code IS 'Budget item / 项目代码';
COMMENT ON COLUMN @ledger@.execution_status.item_name IS 'Printed label; null if the form lacks the item / 项目名称';
COMMENT ON COLUMN @ledger@.execution_status.category IS 'expenditure, income or tier: three divisions of the same money / 类别：支出、收入、级次';
COMMENT ON COLUMN @ledger@.execution_status.block IS 'Block of the form / 区块代码';
COMMENT ON COLUMN @ledger@.execution_status.ordinal IS 'Printed order / 顺序';
COMMENT ON COLUMN @ledger@.execution_status.adjusted_amount IS 'Budget in the version that counts; null if blank, yuan / 调整后预算数（元）';
COMMENT ON COLUMN @ledger@.execution_status.spent_amount IS 'Spent to date; 0 if nothing is, yuan / 累计执行数（元）';
COMMENT ON COLUMN @ledger@.execution_status.remaining_amount IS 'Budget less spending; null without a budget, yuan / 结余（元）';
COMMENT ON COLUMN @ledger@.execution_status.execution_rate IS 'Spent over budget, 0.25 = 25 %, rounded down, so that what is below a line shows below it; null where there is no budget or it is nothing / 执行率（四位小数，舍去尾数）';
COMMENT ON COLUMN @ledger@.execution_status.overspent IS 'Whether more is spent than there is / 是否超支';
COMMENT ON COLUMN @ledger@.execution_status.last_spent_on IS 'Day of the last entry / 最近支出日期';
COMMENT ON COLUMN @ledger@.execution_status.adjusted_amount_wan IS 'Budget in the version that counts, 万元 / 调整后预算数（万元）';
COMMENT ON COLUMN @ledger@.execution_status.spent_amount_wan IS 'Spent to date, 万元 / 累计执行数（万元）';
COMMENT ON COLUMN @ledger@.execution_status.remaining_amount_wan IS 'Budget less spending, 万元 / 结余（万元）';

CREATE VIEW @ledger@.execution_task WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.fiscal_year, e.version, i.task_no, t.name AS task_name, t.task_no IS NOT NULL AS in_budget,
    t.amount::numeric(20,2) AS adjusted_amount,
    x.spent::numeric(20,2) AS spent_amount,
    (t.amount - x.spent)::numeric(20,2) AS remaining_amount,
    (floor(x.spent / nullif(t.amount, 0) * 10000) / 10000)::numeric(24,4) AS execution_rate,
    x.spent > coalesce(t.amount, 0) AS overspent,
    x.last_spent_on,
    (t.amount / 10000)::numeric(20,6) AS adjusted_amount_wan,
    (x.spent / 10000)::numeric(20,6) AS spent_amount_wan,
    ((t.amount - x.spent) / 10000)::numeric(20,6) AS remaining_amount_wan
FROM @ledger@.final_declaration e
CROSS JOIN LATERAL (
    SELECT k.task_no FROM @ledger@.task k
    WHERE k.department_code = e.department_code AND k.fiscal_year = e.fiscal_year AND k.version = e.version
    UNION
    SELECT s.task_no FROM @ledger@.execution s
    WHERE s.department_code = e.department_code AND s.fiscal_year = e.fiscal_year AND s.task_no IS NOT NULL) i
LEFT JOIN @ledger@.task t ON t.department_code = e.department_code AND t.fiscal_year = e.fiscal_year
    AND t.version = e.version AND t.task_no = i.task_no
CROSS JOIN LATERAL (
    SELECT coalesce(sum(s.amount), 0) AS spent, max(s.spent_on) AS last_spent_on
    FROM @ledger@.execution s
    WHERE s.department_code = e.department_code AND s.fiscal_year = e.fiscal_year AND s.task_no = i.task_no) x;
COMMENT ON VIEW @ledger@.execution_task IS 'Spending on each key task of the approved or recorded budget / 各重点工作任务执行情况';
COMMENT ON COLUMN @ledger@.execution_task.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.execution_task.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.execution_task.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.execution_task.version IS 'Version spent against / 版本号';
COMMENT ON COLUMN @ledger@.execution_task.task_no IS 'Task / 任务序号';
COMMENT ON COLUMN @ledger@.execution_task.task_name IS 'Name of the task; null if a later version dropped it / 任务名称';
COMMENT ON COLUMN @ledger@.execution_task.in_budget IS 'Whether the version has the task: false where money was spent before it was dropped / 有效版本是否列有该任务';
COMMENT ON COLUMN @ledger@.execution_task.adjusted_amount IS 'Budget in the version that counts; null if blank, yuan / 调整后预算数（元）';
COMMENT ON COLUMN @ledger@.execution_task.spent_amount IS 'Spent to date; 0 if nothing is, yuan / 累计执行数（元）';
COMMENT ON COLUMN @ledger@.execution_task.remaining_amount IS 'Budget less spending; null without a budget, yuan / 结余（元）';
COMMENT ON COLUMN @ledger@.execution_task.execution_rate IS 'Spent over budget, 0.25 = 25 %, rounded down, so that what is below a line shows below it; null where there is no budget or it is nothing / 执行率（四位小数，舍去尾数）';
COMMENT ON COLUMN @ledger@.execution_task.overspent IS 'Whether more is spent than there is / 是否超支';
COMMENT ON COLUMN @ledger@.execution_task.last_spent_on IS 'Day of the last entry / 最近支出日期';
COMMENT ON COLUMN @ledger@.execution_task.adjusted_amount_wan IS 'Budget in the version that counts, 万元 / 调整后预算数（万元）';
COMMENT ON COLUMN @ledger@.execution_task.spent_amount_wan IS 'Spent to date, 万元 / 累计执行数（万元）';
COMMENT ON COLUMN @ledger@.execution_task.remaining_amount_wan IS 'Budget less spending, 万元 / 结余（万元）';

CREATE VIEW @ledger@.execution_total WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.fiscal_year, e.version,
    b.amount::numeric(20,2) AS adjusted_amount,
    x.spent::numeric(20,2) AS spent_amount,
    (b.amount - x.spent)::numeric(20,2) AS remaining_amount,
    (floor(x.spent / nullif(b.amount, 0) * 10000) / 10000)::numeric(24,4) AS execution_rate,
    x.spent > coalesce(b.amount, 0) AS overspent,
    x.last_spent_on,
    (b.amount / 10000)::numeric(20,6) AS adjusted_amount_wan,
    (x.spent / 10000)::numeric(20,6) AS spent_amount_wan,
    ((b.amount - x.spent) / 10000)::numeric(20,6) AS remaining_amount_wan
FROM @ledger@.final_declaration e
CROSS JOIN LATERAL (
    SELECT sum(l.amount) AS amount
    FROM @ledger@.budget_line l
    JOIN @ledger@.form_item m ON m.form_code = e.form_code AND m.item_code = l.item_code AND m.category = 'expenditure'
    WHERE l.department_code = e.department_code AND l.fiscal_year = e.fiscal_year AND l.version = e.version) b
CROSS JOIN LATERAL (
    -- Income and tier divide the same money once more and are no spending of their own.
    SELECT coalesce(sum(s.amount), 0) AS spent, max(s.spent_on) AS last_spent_on
    FROM @ledger@.execution s
    LEFT JOIN @ledger@.form_item m ON m.form_code = e.form_code AND m.item_code = s.item_code
    WHERE s.department_code = e.department_code AND s.fiscal_year = e.fiscal_year
        AND coalesce(m.category, 'expenditure') = 'expenditure') x;
COMMENT ON VIEW @ledger@.execution_total IS 'Spending of each department and year against all of its adjusted expenditure / 各部门年度预算执行总况';
COMMENT ON COLUMN @ledger@.execution_total.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.execution_total.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.execution_total.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.execution_total.version IS 'Version spent against / 版本号';
COMMENT ON COLUMN @ledger@.execution_total.adjusted_amount IS 'Budget in the version that counts; null if blank, yuan / 调整后预算数（元）';
COMMENT ON COLUMN @ledger@.execution_total.spent_amount IS 'Spent to date; 0 if nothing is, yuan / 累计执行数（元）';
COMMENT ON COLUMN @ledger@.execution_total.remaining_amount IS 'Budget less spending; null without a budget, yuan / 结余（元）';
COMMENT ON COLUMN @ledger@.execution_total.execution_rate IS 'Spent over budget, 0.25 = 25 %, rounded down, so that what is below a line shows below it; null where there is no budget or it is nothing / 执行率（四位小数，舍去尾数）';
COMMENT ON COLUMN @ledger@.execution_total.overspent IS 'Whether more is spent than there is / 是否超支';
COMMENT ON COLUMN @ledger@.execution_total.last_spent_on IS 'Day of the last entry / 最近支出日期';
COMMENT ON COLUMN @ledger@.execution_total.adjusted_amount_wan IS 'Budget in the version that counts, 万元 / 调整后预算数（万元）';
COMMENT ON COLUMN @ledger@.execution_total.spent_amount_wan IS 'Spent to date, 万元 / 累计执行数（万元）';
COMMENT ON COLUMN @ledger@.execution_total.remaining_amount_wan IS 'Budget less spending, 万元 / 结余（万元）';

CREATE VIEW @ledger@.execution_monitoring WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.region, e.fiscal_year, e.version, c.month, c.month_end, c.month_end < current_date AS month_over,
    b.amount::numeric(20,2) AS adjusted_amount,
    x.spent::numeric(20,2) AS spent_amount,
    r.rate::numeric(24,4) AS execution_rate,
    u.scheme_code, h.legal_basis,
    w.minimum_rate, (w.minimum_rate - r.rate)::numeric(24,4) AS shortfall_rate,
    CASE
        WHEN w.minimum_rate IS NULL OR r.rate IS NULL OR c.month_end >= current_date THEN NULL
        WHEN w.broken IS NULL THEN 'green'
        ELSE w.broken
    END AS warning_level,
    p.progress_rate::numeric(24,4) AS progress_rate, (p.progress_rate - r.rate)::numeric(24,4) AS progress_gap,
    CASE
        WHEN c.month_end < current_date THEN abs(p.progress_rate - r.rate) > h.progress_gap
    END AS gap_exceeded,
    (b.amount / 10000)::numeric(20,6) AS adjusted_amount_wan,
    (x.spent / 10000)::numeric(20,6) AS spent_amount_wan
FROM @ledger@.final_declaration e
CROSS JOIN LATERAL (
    SELECT n AS month, (make_date(e.fiscal_year, n, 1) + interval '1 month' - interval '1 day')::date AS month_end
    FROM generate_series(1, 12) AS n) c
CROSS JOIN LATERAL (
    SELECT sum(l.amount) AS amount
    FROM @ledger@.budget_line l
    JOIN @ledger@.form_item m ON m.form_code = e.form_code AND m.item_code = l.item_code AND m.category = 'expenditure'
    WHERE l.department_code = e.department_code AND l.fiscal_year = e.fiscal_year AND l.version = e.version) b
CROSS JOIN LATERAL (
    SELECT coalesce(sum(s.amount), 0) AS spent
    FROM @ledger@.execution s
    LEFT JOIN @ledger@.form_item m ON m.form_code = e.form_code AND m.item_code = s.item_code
    WHERE s.department_code = e.department_code AND s.fiscal_year = e.fiscal_year
        AND coalesce(m.category, 'expenditure') = 'expenditure'
        AND s.spent_on <= c.month_end) x
CROSS JOIN LATERAL (SELECT floor(x.spent / nullif(b.amount, 0) * 10000) / 10000 AS rate) r
LEFT JOIN LATERAL (
    SELECT a.scheme_code
    FROM @ledger@.monitoring_use a
    WHERE starts_with(coalesce(e.region, ''), a.region) AND a.form_code IN ('', e.form_code) AND a.first_year <= e.fiscal_year
    ORDER BY length(a.region) DESC, a.form_code = '', a.first_year DESC
    LIMIT 1) u ON true
LEFT JOIN @ledger@.monitoring_scheme h ON h.code = u.scheme_code
CROSS JOIN LATERAL (
    -- The line that comes first on the way down; of two that are broken, red counts.
    SELECT max(t.minimum_rate)::numeric(9,4) AS minimum_rate, min(t.level) FILTER (WHERE r.rate < t.minimum_rate) AS broken
    FROM @ledger@.monitoring_threshold t
    WHERE t.scheme_code = u.scheme_code AND t.month = c.month) w
LEFT JOIN @ledger@.progress_by_month p ON p.department_code = e.department_code AND p.fiscal_year = e.fiscal_year AND p.month = c.month;
COMMENT ON VIEW @ledger@.execution_monitoring IS 'Spending to the end of each month against the lines of the department''s monitoring scheme / 预算执行监控（按月）';
COMMENT ON COLUMN @ledger@.execution_monitoring.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.execution_monitoring.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.execution_monitoring.region IS 'Region of the department / 区划';
COMMENT ON COLUMN @ledger@.execution_monitoring.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.execution_monitoring.version IS 'Version spent against / 版本号';
COMMENT ON COLUMN @ledger@.execution_monitoring.month IS 'Month / 月份';
COMMENT ON COLUMN @ledger@.execution_monitoring.month_end IS 'Its last day / 月末日期';
COMMENT ON COLUMN @ledger@.execution_monitoring.month_over IS 'Whether the month is over; before that nothing is warned of / 该月是否已结束';
COMMENT ON COLUMN @ledger@.execution_monitoring.adjusted_amount IS 'Expenditure in the version that counts; null if blank, yuan / 调整后支出预算（元）';
COMMENT ON COLUMN @ledger@.execution_monitoring.spent_amount IS 'Spent to the end of the month, yuan / 截至月末累计执行数（元）';
COMMENT ON COLUMN @ledger@.execution_monitoring.execution_rate IS 'Spent over budget, 0.25 = 25 %, rounded down, so that what is below a line shows below it; null where there is no budget or it is nothing / 执行率（四位小数，舍去尾数）';
COMMENT ON COLUMN @ledger@.execution_monitoring.scheme_code IS 'Monitoring scheme of the department; null if none is in use / 监控方案';
COMMENT ON COLUMN @ledger@.execution_monitoring.legal_basis IS 'Where the scheme comes from / 依据';
COMMENT ON COLUMN @ledger@.execution_monitoring.minimum_rate IS 'Rate below which the first warning is due in this month; null if the scheme does not look / 预警线';
COMMENT ON COLUMN @ledger@.execution_monitoring.shortfall_rate IS 'By how much the rate is below it; negative above it / 低于预警线的幅度';
COMMENT ON COLUMN @ledger@.execution_monitoring.warning_level IS 'green, yellow or red; null where nothing can be said / 预警级别：绿、黄、红';
COMMENT ON COLUMN @ledger@.execution_monitoring.progress_rate IS 'Progress of the targets by then; null if not known / 绩效目标完成进度';
COMMENT ON COLUMN @ledger@.execution_monitoring.progress_gap IS 'Progress of the targets less execution rate / 目标进度与执行率之差';
COMMENT ON COLUMN @ledger@.execution_monitoring.gap_exceeded IS 'Whether the gap, either way, is larger than the scheme allows; null if not watched or not known / 差距是否超限';
COMMENT ON COLUMN @ledger@.execution_monitoring.adjusted_amount_wan IS 'Expenditure in the version that counts, 万元 / 调整后支出预算（万元）';
COMMENT ON COLUMN @ledger@.execution_monitoring.spent_amount_wan IS 'Spent to the end of the month, 万元 / 截至月末累计执行数（万元）';

CREATE VIEW @ledger@.declaration_history WITH (security_invoker = true) AS
SELECT d.department_code, g.name AS department_name, d.fiscal_year, d.version, s.step, s.from_status, s.to_status, s.changed_at, s.changed_by,
    s.comment, s.left_at,
    ((extract(epoch FROM coalesce(s.left_at, now())) - extract(epoch FROM s.changed_at)) / 86400)::numeric(12,2) AS days_in_status,
    s.left_at IS NULL AS is_current
FROM @ledger@.declaration d
LEFT JOIN @ledger@.department g ON g.code = d.department_code
CROSS JOIN LATERAL (
    SELECT (row_number() OVER w - 1)::integer AS step, m.from_status, m.to_status, m.changed_at, m.changed_by, m.comment,
        lead(m.changed_at) OVER w AS left_at
    FROM (
        SELECT 0 AS history_id, NULL::text AS from_status, 'draft' AS to_status, d.created_at AS changed_at, NULL::text AS changed_by,
            NULL::text AS comment
        UNION ALL
        SELECT h.history_id, h.from_status, h.to_status, h.changed_at, h.changed_by, h.comment
        FROM @ledger@.history h
        WHERE h.department_code = d.department_code AND h.fiscal_year = d.fiscal_year AND h.version = d.version) m
    WINDOW w AS (ORDER BY m.history_id)) s;
COMMENT ON VIEW @ledger@.declaration_history IS 'Who moved which declaration when and why, and how long it stayed; the first step is its making / 申报表状态流转历史';
COMMENT ON COLUMN @ledger@.declaration_history.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.declaration_history.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.declaration_history.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.declaration_history.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.declaration_history.step IS 'Number of the step; 0 is the making of the draft / 步骤';
COMMENT ON COLUMN @ledger@.declaration_history.from_status IS 'Status before; null for the first step / 原状态';
COMMENT ON COLUMN @ledger@.declaration_history.to_status IS 'Status after / 新状态';
COMMENT ON COLUMN @ledger@.declaration_history.changed_at IS 'When / 时间';
COMMENT ON COLUMN @ledger@.declaration_history.changed_by IS 'Role that did it; not kept for the first step / 操作人';
COMMENT ON COLUMN @ledger@.declaration_history.comment IS 'Why / 说明';
COMMENT ON COLUMN @ledger@.declaration_history.left_at IS 'When the status was left; null while it lasts / 离开该状态的时间';
COMMENT ON COLUMN @ledger@.declaration_history.days_in_status IS 'Days in the status, to this moment while it lasts / 停留天数';
COMMENT ON COLUMN @ledger@.declaration_history.is_current IS 'Whether the declaration is in this status now / 是否为当前状态';

CREATE VIEW @ledger@.finding_history WITH (security_invoker = true) AS
SELECT s.department_code, g.name AS department_name, s.fiscal_year, s.version, s.submission, s.sealed_at, s.withdrawn_at IS NULL AS stands,
    p.version AS previous_version, p.submission AS previous_submission,
    x.rule, x.severity, x.table_name, x.place, x.column_name, x.change, x.findings, x.previous_findings, x.message, x.previous_message
FROM @ledger@.seal s
LEFT JOIN @ledger@.department g ON g.code = s.department_code
LEFT JOIN LATERAL (
    SELECT q.version, q.submission, q.findings
    FROM @ledger@.seal q
    WHERE q.department_code = s.department_code AND q.fiscal_year = s.fiscal_year AND (q.version, q.submission) < (s.version, s.submission)
    ORDER BY q.version DESC, q.submission DESC
    LIMIT 1) p ON true
CROSS JOIN LATERAL (
    SELECT coalesce(n.rule, o.rule) AS rule, coalesce(n.severity, o.severity) AS severity, coalesce(n.table_name, o.table_name) AS table_name,
        coalesce(n.place, o.place) AS place, coalesce(n.column_name, o.column_name) AS column_name,
        CASE WHEN n.rule IS NULL THEN 'fixed' WHEN n.waived THEN 'waived' WHEN o.rule IS NULL THEN 'new' ELSE 'still open' END AS change,
        coalesce(n.findings, 0) AS findings, coalesce(o.findings, 0) AS previous_findings, n.message, o.message AS previous_message
    FROM (
        SELECT f.value ->> 'rule' AS rule, f.value ->> 'severity' AS severity, f.value -> 'location' ->> 'table' AS table_name,
            ((f.value -> 'location' -> 'key') - ARRAY['department_code', 'fiscal_year', 'version'])::text AS place,
            f.value -> 'location' ->> 'column' AS column_name, min(f.value ->> 'message') AS message, count(*)::integer AS findings,
            bool_and(f.value ->> 'status' = 'waived') AS waived
        FROM jsonb_array_elements(s.findings) f
        WHERE f.value ->> 'status' IN ('fail', 'waived')
        GROUP BY 1, 2, 3, 4, 5) n
    FULL JOIN (
        SELECT f.value ->> 'rule' AS rule, f.value ->> 'severity' AS severity, f.value -> 'location' ->> 'table' AS table_name,
            ((f.value -> 'location' -> 'key') - ARRAY['department_code', 'fiscal_year', 'version'])::text AS place,
            f.value -> 'location' ->> 'column' AS column_name, min(f.value ->> 'message') AS message, count(*)::integer AS findings,
            bool_and(f.value ->> 'status' = 'waived') AS waived
        FROM jsonb_array_elements(p.findings) f
        WHERE f.value ->> 'status' IN ('fail', 'waived')
        GROUP BY 1, 2, 3, 4, 5) o ON n.rule = o.rule AND n.table_name = o.table_name AND n.place = o.place
            AND coalesce(n.column_name, '') = coalesce(o.column_name, '')) x;
COMMENT ON VIEW @ledger@.finding_history IS 'What each submission of a department''s year was found with, beside the submission before it: new, still open, waived, fixed; a place is known by its number or code / 历次提交的检查结果对比：新增、仍存在、已豁免、已整改';
COMMENT ON COLUMN @ledger@.finding_history.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.finding_history.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.finding_history.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.finding_history.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.finding_history.submission IS 'Number of the submission of the version / 第几次提交';
COMMENT ON COLUMN @ledger@.finding_history.sealed_at IS 'When it was sealed / 封存时间';
COMMENT ON COLUMN @ledger@.finding_history.stands IS 'Whether its seal stands; false once it was sent back / 该封存是否有效';
COMMENT ON COLUMN @ledger@.finding_history.previous_version IS 'Version of the submission before; null for the first / 上次提交的版本号';
COMMENT ON COLUMN @ledger@.finding_history.previous_submission IS 'Its number / 上次提交的序号';
COMMENT ON COLUMN @ledger@.finding_history.rule IS 'Rule / 规则编号';
COMMENT ON COLUMN @ledger@.finding_history.severity IS 'error, warning or info; errors occur in recorded history only / 级别';
COMMENT ON COLUMN @ledger@.finding_history.table_name IS 'Table that the finding points at / 表名';
COMMENT ON COLUMN @ledger@.finding_history.place IS 'Key of the row within the declaration, as JSON; {} for the whole / 行键';
COMMENT ON COLUMN @ledger@.finding_history.column_name IS 'Column / 列名';
COMMENT ON COLUMN @ledger@.finding_history.change IS 'new, still open, waived (a waiver covers it in this submission) or fixed / 新增、仍存在、已豁免、已整改';
COMMENT ON COLUMN @ledger@.finding_history.findings IS 'How many findings of the rule there are at the place / 本次该处结果数';
COMMENT ON COLUMN @ledger@.finding_history.previous_findings IS 'How many there were / 上次该处结果数';
COMMENT ON COLUMN @ledger@.finding_history.message IS 'What was found; null once it is fixed / 说明';
COMMENT ON COLUMN @ledger@.finding_history.previous_message IS 'What was found before; null if it is new / 上次说明';
