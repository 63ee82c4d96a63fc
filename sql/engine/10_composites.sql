-- Composite results of the engine's functions.

CREATE TYPE budget_perf.declaration_key AS (
    department_code text,
    fiscal_year integer,
    version integer
);
COMMENT ON TYPE budget_perf.declaration_key IS 'The natural key of a declaration / 申报表的自然键';
COMMENT ON COLUMN budget_perf.declaration_key.department_code IS 'Department code / 部门代码';
COMMENT ON COLUMN budget_perf.declaration_key.fiscal_year IS 'Budget year, not the year of filing / 预算年度';
COMMENT ON COLUMN budget_perf.declaration_key.version IS 'Version, from 1; an amendment opens the next / 版本号，从 1 起';

CREATE TYPE budget_perf.finding AS (
    rule text,
    severity text,
    status text,
    lhs numeric,
    rhs numeric,
    difference numeric,
    tolerance numeric,
    location jsonb,
    message text,
    hint text
);
COMMENT ON TYPE budget_perf.finding IS 'The outcome of one rule at one place of a declaration / 一条规则在申报表一处的检查结果';
COMMENT ON COLUMN budget_perf.finding.rule IS 'Permanent id of the rule / 规则的永久编号';
COMMENT ON COLUMN budget_perf.finding.severity IS 'error, warning or info / 级别：错误、警告、提示';
COMMENT ON COLUMN budget_perf.finding.status IS 'pass, fail, skip (a side is blank, so that the rule cannot be evaluated) or waived (it fails, and a waiver covers it) / 通过、不通过、无法判断、已豁免';
COMMENT ON COLUMN budget_perf.finding.lhs IS 'Left value, in yuan for amounts / 左边数值（金额单位：元）';
COMMENT ON COLUMN budget_perf.finding.rhs IS 'Right value, in yuan for amounts / 右边数值（金额单位：元）';
COMMENT ON COLUMN budget_perf.finding.difference IS 'Left minus right / 差额（左减右）';
COMMENT ON COLUMN budget_perf.finding.tolerance IS 'Largest absolute difference that passes / 允许误差';
COMMENT ON COLUMN budget_perf.finding.location IS 'Where: table, key, column, and the rows that contributed / 位置：表、键、列及参与计算的行';
COMMENT ON COLUMN budget_perf.finding.message IS 'What was found, for a person / 说明';
COMMENT ON COLUMN budget_perf.finding.hint IS 'What to do about it / 处理建议';

CREATE TYPE budget_perf.total AS (
    category text,
    block text,
    item_code text,
    amount numeric
);
COMMENT ON TYPE budget_perf.total IS 'A total of a declaration: of one item, of a block, or of a category / 申报表的合计数';
COMMENT ON COLUMN budget_perf.total.category IS 'expenditure, income, tier or task / 类别：支出、收入、级次、任务';
COMMENT ON COLUMN budget_perf.total.block IS 'Block of the form; null for a total over the category / 表内区块；类别合计为空';
COMMENT ON COLUMN budget_perf.total.item_code IS 'Item of the form; null for a total over the block / 项目代码；区块合计为空';
COMMENT ON COLUMN budget_perf.total.amount IS 'Amount in yuan; null if wholly blank / 金额（元），全部空白时为空';

CREATE TYPE budget_perf.change AS (
    table_name text,
    key jsonb,
    column_name text,
    change text,
    old_value text,
    new_value text
);
COMMENT ON TYPE budget_perf.change IS 'One difference between two versions of a declaration / 两个版本之间的一处差异';
COMMENT ON COLUMN budget_perf.change.table_name IS 'declaration, budget_line, task, indicator, amendment or amendment_line / 表名';
COMMENT ON COLUMN budget_perf.change.key IS 'Key of the row within the declaration / 行键';
COMMENT ON COLUMN budget_perf.change.column_name IS 'Column; null when the whole row came or went / 列名；整行增减时为空';
COMMENT ON COLUMN budget_perf.change.change IS 'added, removed or changed / 新增、删除、变更';
COMMENT ON COLUMN budget_perf.change.old_value IS 'Value before, as text / 原值';
COMMENT ON COLUMN budget_perf.change.new_value IS 'Value after, as text / 新值';

