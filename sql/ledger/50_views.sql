-- The views of a ledger, for dashboards. Built-in types only; amounts in yuan
-- and, with the suffix _wan, in 万元; every view runs with the rights of whoever
-- asks. A column is never renamed once released.
--
-- One department's year is found by keys: predicates on department_code and
-- fiscal_year reach the tables through every view. What is worked out per
-- declaration stands in LATERAL subqueries, or in functions of the engine, that
-- are given its key, never in a window or a grouping over everything, so that a
-- whole year stays linear.

-- Sealed facts by year; drafts pay nothing for it.
CREATE INDEX declaration_sealed_idx ON @ledger@.declaration (fiscal_year, department_code) WHERE budget_perf.is_sealed(status);
COMMENT ON INDEX @ledger@.declaration_sealed_idx IS 'Declarations that are not drafts, by year / 按年度查找非草稿申报表';

-- The same by the year after, in which they are the year before.
CREATE INDEX declaration_year_after_idx ON @ledger@.declaration ((fiscal_year + 1), department_code) WHERE budget_perf.is_sealed(status);
COMMENT ON INDEX @ledger@.declaration_year_after_idx IS 'Declarations that are not drafts, by the year after / 按次年度查找非草稿申报表';

CREATE VIEW @ledger@.effective_declaration WITH (security_invoker = true) AS
SELECT d.department_code, g.name AS department_name, d.fiscal_year, d.version, d.status, d.form_code,
    d.goal, d.cycle_from, d.cycle_to,
    (SELECT min(o.version)
     FROM @ledger@.declaration o
     WHERE o.department_code = d.department_code AND o.fiscal_year = d.fiscal_year AND o.status <> 'draft') AS original_version,
    d.version > (SELECT min(o.version)
        FROM @ledger@.declaration o
        WHERE o.department_code = d.department_code AND o.fiscal_year = d.fiscal_year AND o.status <> 'draft') AS adjusted,
    (SELECT count(*)::integer
     FROM @ledger@.amendment a
     WHERE a.department_code = d.department_code AND a.fiscal_year = d.fiscal_year AND a.version <= d.version) AS amendments
FROM @ledger@.declaration d
LEFT JOIN @ledger@.department g ON g.code = d.department_code
WHERE budget_perf.is_sealed(d.status)
    AND NOT EXISTS (
        SELECT FROM @ledger@.declaration n
        WHERE n.department_code = d.department_code
            AND n.fiscal_year = d.fiscal_year
            AND budget_perf.is_sealed(n.status)
            AND (n.status <> 'submitted', n.version) > (d.status <> 'submitted', d.version));
COMMENT ON VIEW @ledger@.effective_declaration IS 'For each department and year the version that counts: the newest approved or recorded, else the newest submitted; never a draft / 各部门各年度的有效申报表';
COMMENT ON COLUMN @ledger@.effective_declaration.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.effective_declaration.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.effective_declaration.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.effective_declaration.version IS 'Version that counts / 有效版本号';
COMMENT ON COLUMN @ledger@.effective_declaration.status IS 'submitted, approved or recorded / 已提交、已批复、历史补录';
COMMENT ON COLUMN @ledger@.effective_declaration.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.effective_declaration.goal IS 'Overall performance goal / 总体绩效目标';
COMMENT ON COLUMN @ledger@.effective_declaration.cycle_from IS 'First year of the implementation period / 实施周期起始年';
COMMENT ON COLUMN @ledger@.effective_declaration.cycle_to IS 'Last year of the implementation period / 实施周期终止年';
COMMENT ON COLUMN @ledger@.effective_declaration.original_version IS 'Version with the budget as first filed / 年初版本号';
COMMENT ON COLUMN @ledger@.effective_declaration.adjusted IS 'Whether the version that counts is a later one / 是否已调整';
COMMENT ON COLUMN @ledger@.effective_declaration.amendments IS 'How many amendments led from the original to this version / 预算调整次数';

CREATE VIEW @ledger@.declaration_status WITH (security_invoker = true) AS
SELECT d.department_code, g.name AS department_name, d.fiscal_year, d.version, d.form_code, f.title AS form_title, d.status,
    budget_perf.is_sealed(d.status) AND NOT EXISTS (
        SELECT FROM @ledger@.declaration n
        WHERE n.department_code = d.department_code
            AND n.fiscal_year = d.fiscal_year
            AND budget_perf.is_sealed(n.status)
            AND (n.status <> 'submitted', n.version) > (d.status <> 'submitted', d.version)) AS is_effective,
    NOT EXISTS (
        SELECT FROM @ledger@.declaration n
        WHERE n.department_code = d.department_code
            AND n.fiscal_year = d.fiscal_year
            AND n.version > d.version) AS is_newest,
    (SELECT count(*)::integer
     FROM @ledger@.seal a
     WHERE a.department_code = d.department_code AND a.fiscal_year = d.fiscal_year AND a.version = d.version) AS submissions,
    s.sealed_at AS submitted_at, s.sealed_by AS submitted_by, s.enforced, s.digest,
    s.errors, s.warnings, s.infos,
    coalesce(s.budget_lines,
        (SELECT count(*)::integer
         FROM @ledger@.budget_line b
         WHERE b.department_code = d.department_code AND b.fiscal_year = d.fiscal_year AND b.version = d.version)) AS budget_lines,
    coalesce(s.tasks,
        (SELECT count(*)::integer
         FROM @ledger@.task t
         WHERE t.department_code = d.department_code AND t.fiscal_year = d.fiscal_year AND t.version = d.version)) AS tasks,
    coalesce(s.indicators,
        (SELECT count(*)::integer
         FROM @ledger@.indicator i
         WHERE i.department_code = d.department_code AND i.fiscal_year = d.fiscal_year AND i.version = d.version)) AS indicators,
    h.changed_at AS last_change_at, h.changed_by AS last_change_by, h.comment AS last_change_comment,
    s.waived
FROM @ledger@.declaration d
LEFT JOIN @ledger@.department g ON g.code = d.department_code
LEFT JOIN @ledger@.form f ON f.code = d.form_code
LEFT JOIN LATERAL (
    SELECT a.sealed_at, a.sealed_by, a.enforced, a.digest, a.budget_lines, a.tasks, a.indicators, k.errors, k.warnings, k.infos, k.waived
    FROM @ledger@.seal a
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE e ->> 'status' = 'fail' AND e ->> 'severity' = 'error')::integer AS errors,
            count(*) FILTER (WHERE e ->> 'status' = 'fail' AND e ->> 'severity' = 'warning')::integer AS warnings,
            count(*) FILTER (WHERE e ->> 'status' = 'fail' AND e ->> 'severity' = 'info')::integer AS infos,
            count(*) FILTER (WHERE e ->> 'status' = 'waived')::integer AS waived
        FROM jsonb_array_elements(a.findings) e) k
    WHERE budget_perf.is_sealed(d.status)
        AND a.department_code = d.department_code AND a.fiscal_year = d.fiscal_year AND a.version = d.version
        AND a.withdrawn_at IS NULL
    ORDER BY a.submission DESC
    LIMIT 1) s ON true
LEFT JOIN LATERAL (
    SELECT a.changed_at, a.changed_by, a.comment
    FROM @ledger@.history a
    WHERE a.department_code = d.department_code AND a.fiscal_year = d.fiscal_year AND a.version = d.version
    ORDER BY a.history_id DESC
    LIMIT 1) h ON true;
COMMENT ON VIEW @ledger@.declaration_status IS 'One row per declaration, drafts too: where it stands and what it holds / 申报表状态一览（含草稿）';
COMMENT ON COLUMN @ledger@.declaration_status.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.declaration_status.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.declaration_status.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.declaration_status.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.declaration_status.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.declaration_status.form_title IS 'Printed title of the form / 表头';
COMMENT ON COLUMN @ledger@.declaration_status.status IS 'draft, submitted, approved or recorded / 草稿、已提交、已批复、历史补录';
COMMENT ON COLUMN @ledger@.declaration_status.is_effective IS 'Whether this is the version that dashboards read / 是否为有效版本';
COMMENT ON COLUMN @ledger@.declaration_status.is_newest IS 'Whether there is no newer version / 是否为最新版本';
COMMENT ON COLUMN @ledger@.declaration_status.submissions IS 'How many submissions were accepted / 已受理的提交次数';
COMMENT ON COLUMN @ledger@.declaration_status.submitted_at IS 'When the submission that stands was sealed; null for a draft / 提交（封存）时间';
COMMENT ON COLUMN @ledger@.declaration_status.submitted_by IS 'Role that submitted; null for a draft / 提交人';
COMMENT ON COLUMN @ledger@.declaration_status.enforced IS 'True if the rules were enforced, false for recorded history; null for a draft / 是否强制检查';
COMMENT ON COLUMN @ledger@.declaration_status.digest IS 'Digest of the seal that stands; null for a draft / 封存摘要';
COMMENT ON COLUMN @ledger@.declaration_status.errors IS 'Errors found at the seal (recorded history only); null for a draft / 错误数';
COMMENT ON COLUMN @ledger@.declaration_status.warnings IS 'Warnings found at the seal; null for a draft / 警告数';
COMMENT ON COLUMN @ledger@.declaration_status.infos IS 'Infos found at the seal; null for a draft / 提示数';
COMMENT ON COLUMN @ledger@.declaration_status.budget_lines IS 'Number of budget lines / 预算行数';
COMMENT ON COLUMN @ledger@.declaration_status.tasks IS 'Number of tasks / 任务数';
COMMENT ON COLUMN @ledger@.declaration_status.indicators IS 'Number of indicators / 指标数';
COMMENT ON COLUMN @ledger@.declaration_status.last_change_at IS 'When the status last changed / 最近状态变更时间';
COMMENT ON COLUMN @ledger@.declaration_status.last_change_by IS 'Role that last changed the status / 最近变更人';
COMMENT ON COLUMN @ledger@.declaration_status.last_change_comment IS 'Comment given with it / 最近变更说明';
COMMENT ON COLUMN @ledger@.declaration_status.waived IS 'Errors found at the seal that a waiver covers; null for a draft / 已豁免错误数';

-- A side adds up what is not blank; wholly blank it is null, and the identity
-- cannot be judged. An item that the form lacks is left out. A sum that no budget
-- can reach is judged but not shown: one absurd draft must not break everybody's
-- query.
CREATE VIEW @ledger@.reconciliation_any_version WITH (security_invoker = true) AS
SELECT d.department_code, g.name AS department_name, d.fiscal_year, d.version, d.form_code, d.status AS declaration_status,
    r.id AS rule, r.description, r.description_zh, r.severity, r.operator,
    p.lhs::numeric(20,2) AS lhs, p.rhs::numeric(20,2) AS rhs, (p.lhs - p.rhs)::numeric(20,2) AS difference,
    r.tolerance::numeric(20,2) AS tolerance,
    (p.lhs / 10000)::numeric(20,6) AS lhs_wan, (p.rhs / 10000)::numeric(20,6) AS rhs_wan,
    ((p.lhs - p.rhs) / 10000)::numeric(20,6) AS difference_wan, (r.tolerance / 10000)::numeric(20,6) AS tolerance_wan,
    CASE
        WHEN s.lhs - s.rhs IS NULL THEN 'skip'
        WHEN r.operator <> '>=' AND s.lhs - s.rhs > r.tolerance THEN 'fail'
        WHEN r.operator <> '<=' AND s.rhs - s.lhs > r.tolerance THEN 'fail'
        ELSE 'pass'
    END AS status
FROM @ledger@.declaration d
LEFT JOIN @ledger@.department g ON g.code = d.department_code
JOIN @ledger@.rule r ON r.kind = 'identity' AND r.severity <> 'off'
    AND (r.forms IS NULL OR d.form_code = ANY (r.forms))
    AND d.fiscal_year >= coalesce(r.first_year, d.fiscal_year)
    AND d.fiscal_year <= coalesce(r.last_year, d.fiscal_year)
CROSS JOIN LATERAL (
    SELECT sum(t.coefficient * a.amount) FILTER (WHERE t.side = 'left') AS lhs,
        sum(t.coefficient * a.amount) FILTER (WHERE t.side = 'right') AS rhs
    FROM @ledger@.rule_term t
    CROSS JOIN LATERAL (
        SELECT b.amount
        FROM @ledger@.budget_line b
        JOIN @ledger@.form_item m ON m.form_code = d.form_code AND m.item_code = b.item_code
        WHERE t.source = 'item'
            AND b.department_code = d.department_code AND b.fiscal_year = d.fiscal_year AND b.version = d.version
            AND b.item_code = t.item_code
        UNION ALL
        SELECT k.amount
        FROM @ledger@.task k
        WHERE t.source = 'tasks'
            AND k.department_code = d.department_code AND k.fiscal_year = d.fiscal_year AND k.version = d.version) a
    WHERE t.rule_id = r.id) s
CROSS JOIN LATERAL (
    SELECT CASE WHEN abs(s.lhs) < 1e17 THEN s.lhs END AS lhs, CASE WHEN abs(s.rhs) < 1e17 THEN s.rhs END AS rhs) p;
COMMENT ON VIEW @ledger@.reconciliation_any_version IS 'Every identity of every version of every declaration, drafts too; what reconciliation and reconciliation_draft read / 各版本勾稽关系（含草稿）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.declaration_status IS 'Status of the declaration / 申报表状态';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.rule IS 'Permanent id of the rule / 规则编号';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.description IS 'What the rule asks, in English / 规则说明（英文）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.description_zh IS 'What the rule asks, in Chinese / 规则说明（中文）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.severity IS 'error, warning or info / 级别';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.operator IS 'How left must compare with right / 左右两边的关系';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.lhs IS 'Left side in yuan; null if wholly blank / 左边（元）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.rhs IS 'Right side in yuan; null if wholly blank / 右边（元）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.difference IS 'Left minus right in yuan / 差额（元）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.tolerance IS 'Largest difference that passes, in yuan / 允许误差（元）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.lhs_wan IS 'Left side in 万元 / 左边（万元）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.rhs_wan IS 'Right side in 万元 / 右边（万元）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.difference_wan IS 'Left minus right in 万元 / 差额（万元）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.tolerance_wan IS 'Largest difference that passes, in 万元 / 允许误差（万元）';
COMMENT ON COLUMN @ledger@.reconciliation_any_version.status IS 'pass, fail or skip (a side is wholly blank) / 通过、不通过、无法判断';

CREATE VIEW @ledger@.reconciliation WITH (security_invoker = true) AS
SELECT r.department_code, r.department_name, r.fiscal_year, r.version, r.form_code, r.declaration_status, r.rule,
    r.description, r.description_zh, r.severity, r.operator, r.lhs, r.rhs, r.difference, r.tolerance, r.lhs_wan,
    r.rhs_wan, r.difference_wan, r.tolerance_wan, r.status
FROM @ledger@.effective_declaration e
JOIN @ledger@.reconciliation_any_version r
    ON r.department_code = e.department_code AND r.fiscal_year = e.fiscal_year AND r.version = e.version;
COMMENT ON VIEW @ledger@.reconciliation IS 'The identities of each effective declaration with their figures, by the rules as they stand now / 勾稽关系（有效申报表）';
COMMENT ON COLUMN @ledger@.reconciliation.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.reconciliation.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.reconciliation.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.reconciliation.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.reconciliation.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.reconciliation.declaration_status IS 'Status of the declaration / 申报表状态';
COMMENT ON COLUMN @ledger@.reconciliation.rule IS 'Permanent id of the rule / 规则编号';
COMMENT ON COLUMN @ledger@.reconciliation.description IS 'What the rule asks, in English / 规则说明（英文）';
COMMENT ON COLUMN @ledger@.reconciliation.description_zh IS 'What the rule asks, in Chinese / 规则说明（中文）';
COMMENT ON COLUMN @ledger@.reconciliation.severity IS 'error, warning or info / 级别';
COMMENT ON COLUMN @ledger@.reconciliation.operator IS 'How left must compare with right / 左右两边的关系';
COMMENT ON COLUMN @ledger@.reconciliation.lhs IS 'Left side in yuan; null if wholly blank / 左边（元）';
COMMENT ON COLUMN @ledger@.reconciliation.rhs IS 'Right side in yuan; null if wholly blank / 右边（元）';
COMMENT ON COLUMN @ledger@.reconciliation.difference IS 'Left minus right in yuan / 差额（元）';
COMMENT ON COLUMN @ledger@.reconciliation.tolerance IS 'Largest difference that passes, in yuan / 允许误差（元）';
COMMENT ON COLUMN @ledger@.reconciliation.lhs_wan IS 'Left side in 万元 / 左边（万元）';
COMMENT ON COLUMN @ledger@.reconciliation.rhs_wan IS 'Right side in 万元 / 右边（万元）';
COMMENT ON COLUMN @ledger@.reconciliation.difference_wan IS 'Left minus right in 万元 / 差额（万元）';
COMMENT ON COLUMN @ledger@.reconciliation.tolerance_wan IS 'Largest difference that passes, in 万元 / 允许误差（万元）';
COMMENT ON COLUMN @ledger@.reconciliation.status IS 'pass, fail or skip (a side is wholly blank) / 通过、不通过、无法判断';

CREATE VIEW @ledger@.reconciliation_draft WITH (security_invoker = true) AS
SELECT r.department_code, r.department_name, r.fiscal_year, r.version, r.form_code, r.declaration_status, r.rule,
    r.description, r.description_zh, r.severity, r.operator, r.lhs, r.rhs, r.difference, r.tolerance, r.lhs_wan,
    r.rhs_wan, r.difference_wan, r.tolerance_wan, r.status
FROM @ledger@.reconciliation_any_version r
WHERE r.declaration_status = 'draft';
COMMENT ON VIEW @ledger@.reconciliation_draft IS 'The same for drafts, for whoever asks for drafts / 勾稽关系（草稿）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.reconciliation_draft.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.reconciliation_draft.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.reconciliation_draft.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.reconciliation_draft.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.reconciliation_draft.declaration_status IS 'Status of the declaration / 申报表状态';
COMMENT ON COLUMN @ledger@.reconciliation_draft.rule IS 'Permanent id of the rule / 规则编号';
COMMENT ON COLUMN @ledger@.reconciliation_draft.description IS 'What the rule asks, in English / 规则说明（英文）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.description_zh IS 'What the rule asks, in Chinese / 规则说明（中文）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.severity IS 'error, warning or info / 级别';
COMMENT ON COLUMN @ledger@.reconciliation_draft.operator IS 'How left must compare with right / 左右两边的关系';
COMMENT ON COLUMN @ledger@.reconciliation_draft.lhs IS 'Left side in yuan; null if wholly blank / 左边（元）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.rhs IS 'Right side in yuan; null if wholly blank / 右边（元）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.difference IS 'Left minus right in yuan / 差额（元）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.tolerance IS 'Largest difference that passes, in yuan / 允许误差（元）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.lhs_wan IS 'Left side in 万元 / 左边（万元）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.rhs_wan IS 'Right side in 万元 / 右边（万元）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.difference_wan IS 'Left minus right in 万元 / 差额（万元）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.tolerance_wan IS 'Largest difference that passes, in 万元 / 允许误差（万元）';
COMMENT ON COLUMN @ledger@.reconciliation_draft.status IS 'pass, fail or skip (a side is wholly blank) / 通过、不通过、无法判断';

-- Which successions are followed is worked out with the year-over-year functions.
CREATE VIEW @ledger@.succession WITH (security_invoker = true) AS
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.kind,
    y.is_followed, y.previous_version, y.previous_form_code COLLATE "C" AS previous_form_code, y.successor_in
FROM @ledger@.department_succession s
CROSS JOIN LATERAL budget_perf.yoy_succession(budget_perf.declaration_table(NULL::@ledger@.declaration), s.predecessor_code, s.successor_code, s.fiscal_year) y;
COMMENT ON VIEW @ledger@.succession IS 'Renames, mergers and splits with what year over year makes of them / 部门更名、合并、拆分及其可比处理';
COMMENT ON COLUMN @ledger@.succession.predecessor_code IS 'Department before / 原部门代码';
COMMENT ON COLUMN @ledger@.succession.successor_code IS 'Department after / 新部门代码';
COMMENT ON COLUMN @ledger@.succession.fiscal_year IS 'First budget year of the successor / 起始预算年度';
COMMENT ON COLUMN @ledger@.succession.kind IS 'rename, merge or split / 更名、合并、拆分';
COMMENT ON COLUMN @ledger@.succession.is_followed IS 'Whether year over year follows it; else each department stands for itself / 是否沿用';
COMMENT ON COLUMN @ledger@.succession.previous_version IS 'Version that counts of the predecessor in the year before; null if it did not file / 原部门上年有效版本号';
COMMENT ON COLUMN @ledger@.succession.previous_form_code IS 'Form of it / 原部门上年表样代码';
COMMENT ON COLUMN @ledger@.succession.successor_in IS 'Whether the successor has filed for its first year / 新部门是否已申报';

CREATE VIEW @ledger@.followed_succession WITH (security_invoker = true) AS
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.kind
FROM @ledger@.succession s
WHERE s.is_followed;
COMMENT ON VIEW @ledger@.followed_succession IS 'Renames, mergers and splits that year over year follows; a department with two parts in one year is left to stand for itself / 可沿用历史数据的部门更名、合并、拆分';
COMMENT ON COLUMN @ledger@.followed_succession.predecessor_code IS 'Department before / 原部门代码';
COMMENT ON COLUMN @ledger@.followed_succession.successor_code IS 'Department after / 新部门代码';
COMMENT ON COLUMN @ledger@.followed_succession.fiscal_year IS 'First budget year of the successor / 起始预算年度';
COMMENT ON COLUMN @ledger@.followed_succession.kind IS 'rename, merge or split / 更名、合并、拆分';

CREATE VIEW @ledger@.followed_rename WITH (security_invoker = true) AS
SELECT s.predecessor_code, s.successor_code, s.fiscal_year
FROM @ledger@.succession s
WHERE s.is_followed AND s.kind = 'rename';
COMMENT ON VIEW @ledger@.followed_rename IS 'Renames that year over year follows: one department became exactly one other, and the old code no longer files / 可沿用历史数据的部门更名';
COMMENT ON COLUMN @ledger@.followed_rename.predecessor_code IS 'Department before / 原部门代码';
COMMENT ON COLUMN @ledger@.followed_rename.successor_code IS 'Department after / 新部门代码';
COMMENT ON COLUMN @ledger@.followed_rename.fiscal_year IS 'First budget year of the successor / 起始预算年度';

-- What year over year compares. Each view below takes the years in which a
-- department has filed, and the years after them, from the index, and asks a
-- function of the engine for each; a predicate on department or year reaches
-- both halves. In order, so that the function has just read the year before.
CREATE VIEW @ledger@.declaration_pair WITH (security_invoker = true) AS
SELECT x.department_code, g.name AS department_name, x.fiscal_year, y.version, y.status, y.form_code COLLATE "C" AS form_code,
    y.previous_department_code COLLATE "C" AS previous_department_code, y.previous_fiscal_year, y.previous_version,
    y.previous_form_code COLLATE "C" AS previous_form_code, y.comparable, y.comparability, y.comparison, y.previous_declarations,
    y.previous_department_codes COLLATE "C" AS previous_department_codes, y.split_from COLLATE "C" AS split_from, y.own_previous_version,
    y.own_previous_form_code COLLATE "C" AS own_previous_form_code
FROM (
        SELECT d.department_code, d.fiscal_year FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        UNION
        SELECT d.department_code, d.fiscal_year + 1 FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        ORDER BY 1, 2) x
    LEFT JOIN @ledger@.department g ON g.code = x.department_code,
    LATERAL budget_perf.yoy_declaration(budget_perf.declaration_table(NULL::@ledger@.declaration), x.department_code, x.fiscal_year) y;
COMMENT ON VIEW @ledger@.declaration_pair IS 'Each effective declaration beside the year befores; also departments that filed the year before and have not filed. Each declaration is at most once a predecessor / 本年与上年申报表对照';
COMMENT ON COLUMN @ledger@.declaration_pair.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.declaration_pair.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.declaration_pair.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.declaration_pair.version IS 'Version that counts; null if the department has not filed / 有效版本号';
COMMENT ON COLUMN @ledger@.declaration_pair.status IS 'submitted, approved or recorded; else draft (only a draft), missing, or succeeded (another department took over) / 状态；未申报时为草稿、缺报或已并转';
COMMENT ON COLUMN @ledger@.declaration_pair.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.declaration_pair.previous_department_code IS 'Department of the year befores declaration: another one after a rename; null if there is none, or more than one / 上年部门代码';
COMMENT ON COLUMN @ledger@.declaration_pair.previous_fiscal_year IS 'Year before, if there is a declaration / 上年度';
COMMENT ON COLUMN @ledger@.declaration_pair.previous_version IS 'Version of it that counts / 上年有效版本号';
COMMENT ON COLUMN @ledger@.declaration_pair.previous_form_code IS 'Form of it / 上年表样代码';
COMMENT ON COLUMN @ledger@.declaration_pair.comparable IS 'Whether the two years can be compared at all / 两年是否可比';
COMMENT ON COLUMN @ledger@.declaration_pair.comparability IS 'comparable, rename, first year, missing, draft, merge (with what is missing) or split / 可比性说明';
COMMENT ON COLUMN @ledger@.declaration_pair.comparison IS 'yes, partly or no: how far the two years can be compared / 可比程度：是、部分、否';
COMMENT ON COLUMN @ledger@.declaration_pair.previous_declarations IS 'How many declarations of the year before are counted here / 上年申报表份数';
COMMENT ON COLUMN @ledger@.declaration_pair.previous_department_codes IS 'Their departments, set apart by spaces / 上年部门代码（多个）';
COMMENT ON COLUMN @ledger@.declaration_pair.split_from IS 'Department whose split this one is a part of, itself included; null if there was none / 由何部门拆分';
COMMENT ON COLUMN @ledger@.declaration_pair.own_previous_version IS 'Version of its own in the year before, where that is one of several / 本部门上年有效版本号（合并时）';
COMMENT ON COLUMN @ledger@.declaration_pair.own_previous_form_code IS 'Form of it / 本部门上年表样代码（合并时）';

CREATE VIEW @ledger@.budget_yoy WITH (security_invoker = true) AS
SELECT x.department_code, g.name AS department_name, x.fiscal_year, y.version, y.status, y.form_code COLLATE "C" AS form_code,
    y.previous_department_code COLLATE "C" AS previous_department_code, y.previous_fiscal_year, y.previous_version,
    y.comparable, y.comparability,
    y.expenditure::numeric(20,2) AS expenditure, y.previous_expenditure::numeric(20,2) AS previous_expenditure,
    (y.expenditure - y.previous_expenditure)::numeric(20,2) AS expenditure_change, ((y.expenditure - y.previous_expenditure) / abs(nullif(y.previous_expenditure, 0)))::numeric(24,4) AS expenditure_change_rate,
    (y.expenditure / 10000)::numeric(20,6) AS expenditure_wan, (y.previous_expenditure / 10000)::numeric(20,6) AS previous_expenditure_wan,
    ((y.expenditure - y.previous_expenditure) / 10000)::numeric(20,6) AS expenditure_change_wan,
    y.income::numeric(20,2) AS income, y.previous_income::numeric(20,2) AS previous_income,
    (y.income - y.previous_income)::numeric(20,2) AS income_change, ((y.income - y.previous_income) / abs(nullif(y.previous_income, 0)))::numeric(24,4) AS income_change_rate,
    (y.income / 10000)::numeric(20,6) AS income_wan, (y.previous_income / 10000)::numeric(20,6) AS previous_income_wan,
    ((y.income - y.previous_income) / 10000)::numeric(20,6) AS income_change_wan,
    y.tier::numeric(20,2) AS tier, y.previous_tier::numeric(20,2) AS previous_tier,
    (y.tier - y.previous_tier)::numeric(20,2) AS tier_change, ((y.tier - y.previous_tier) / abs(nullif(y.previous_tier, 0)))::numeric(24,4) AS tier_change_rate,
    (y.tier / 10000)::numeric(20,6) AS tier_wan, (y.previous_tier / 10000)::numeric(20,6) AS previous_tier_wan,
    ((y.tier - y.previous_tier) / 10000)::numeric(20,6) AS tier_change_wan,
    y.department_expenditure::numeric(20,2) AS department_expenditure, y.previous_department_expenditure::numeric(20,2) AS previous_department_expenditure,
    (y.department_expenditure - y.previous_department_expenditure)::numeric(20,2) AS department_expenditure_change, ((y.department_expenditure - y.previous_department_expenditure) / abs(nullif(y.previous_department_expenditure, 0)))::numeric(24,4) AS department_expenditure_change_rate,
    (y.department_expenditure / 10000)::numeric(20,6) AS department_expenditure_wan, (y.previous_department_expenditure / 10000)::numeric(20,6) AS previous_department_expenditure_wan,
    ((y.department_expenditure - y.previous_department_expenditure) / 10000)::numeric(20,6) AS department_expenditure_change_wan,
    y.development_expenditure::numeric(20,2) AS development_expenditure, y.previous_development_expenditure::numeric(20,2) AS previous_development_expenditure,
    (y.development_expenditure - y.previous_development_expenditure)::numeric(20,2) AS development_expenditure_change, ((y.development_expenditure - y.previous_development_expenditure) / abs(nullif(y.previous_development_expenditure, 0)))::numeric(24,4) AS development_expenditure_change_rate,
    (y.development_expenditure / 10000)::numeric(20,6) AS development_expenditure_wan, (y.previous_development_expenditure / 10000)::numeric(20,6) AS previous_development_expenditure_wan,
    ((y.development_expenditure - y.previous_development_expenditure) / 10000)::numeric(20,6) AS development_expenditure_change_wan,
    y.tasks::numeric(20,2) AS tasks, y.previous_tasks::numeric(20,2) AS previous_tasks,
    (y.tasks - y.previous_tasks)::numeric(20,2) AS tasks_change, ((y.tasks - y.previous_tasks) / abs(nullif(y.previous_tasks, 0)))::numeric(24,4) AS tasks_change_rate,
    (y.tasks / 10000)::numeric(20,6) AS tasks_wan, (y.previous_tasks / 10000)::numeric(20,6) AS previous_tasks_wan,
    ((y.tasks - y.previous_tasks) / 10000)::numeric(20,6) AS tasks_change_wan,
    y.comparison, y.previous_declarations,
    y.previous_department_codes COLLATE "C" AS previous_department_codes, y.group_code COLLATE "C" AS group_code,
    y.group_expenditure::numeric(20,2) AS group_expenditure, y.previous_group_expenditure::numeric(20,2) AS previous_group_expenditure,
    (y.group_expenditure - y.previous_group_expenditure)::numeric(20,2) AS group_expenditure_change,
    ((y.group_expenditure - y.previous_group_expenditure) / abs(nullif(y.previous_group_expenditure, 0)))::numeric(24,4) AS group_expenditure_change_rate,
    (y.group_expenditure / 10000)::numeric(20,6) AS group_expenditure_wan,
    (y.previous_group_expenditure / 10000)::numeric(20,6) AS previous_group_expenditure_wan,
    ((y.group_expenditure - y.previous_group_expenditure) / 10000)::numeric(20,6) AS group_expenditure_change_wan
FROM (
        SELECT d.department_code, d.fiscal_year FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        UNION
        SELECT d.department_code, d.fiscal_year + 1 FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        ORDER BY 1, 2) x
    LEFT JOIN @ledger@.department g ON g.code = x.department_code,
    LATERAL budget_perf.yoy_budget(budget_perf.declaration_table(NULL::@ledger@.declaration), x.department_code, x.fiscal_year) y;
COMMENT ON VIEW @ledger@.budget_yoy IS 'Totals of each department and year beside the year befores; a department that has not filed shows too / 部门预算年度对比';
COMMENT ON COLUMN @ledger@.budget_yoy.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.budget_yoy.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.budget_yoy.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.budget_yoy.version IS 'Version that counts; null if the department has not filed / 有效版本号';
COMMENT ON COLUMN @ledger@.budget_yoy.status IS 'submitted, approved or recorded; else draft (only a draft), missing, or succeeded (another department took over) / 状态；未申报时为草稿、缺报或已并转';
COMMENT ON COLUMN @ledger@.budget_yoy.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_department_code IS 'Department of the year before: another one after a rename / 上年部门代码';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_fiscal_year IS 'Year before, if there is a declaration / 上年度';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_version IS 'Version of it that counts / 上年有效版本号';
COMMENT ON COLUMN @ledger@.budget_yoy.comparable IS 'Whether the two years can be compared / 是否可比';
COMMENT ON COLUMN @ledger@.budget_yoy.comparability IS 'comparable, rename, first year, missing, draft, merge (with what is missing), split, form differs, or blank (expenditure not given) / 可比性说明';
COMMENT ON COLUMN @ledger@.budget_yoy.expenditure IS 'Expenditure, yuan; null if blank / 支出合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_expenditure IS 'Expenditure of the year before, yuan / 上年支出合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.expenditure_change IS 'Expenditure: change, yuan / 支出合计增减额（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.expenditure_change_rate IS 'Expenditure: change over the year before, 0.05 = 5 %; null over nothing / 支出合计增减率';
COMMENT ON COLUMN @ledger@.budget_yoy.expenditure_wan IS 'Expenditure, 万元 / 支出合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_expenditure_wan IS 'Expenditure of the year before, 万元 / 上年支出合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.expenditure_change_wan IS 'Expenditure: change, 万元 / 支出合计增减额（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.income IS 'Income, yuan; null if blank / 收入合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_income IS 'Income of the year before, yuan / 上年收入合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.income_change IS 'Income: change, yuan / 收入合计增减额（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.income_change_rate IS 'Income: change over the year before, 0.05 = 5 %; null over nothing / 收入合计增减率';
COMMENT ON COLUMN @ledger@.budget_yoy.income_wan IS 'Income, 万元 / 收入合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_income_wan IS 'Income of the year before, 万元 / 上年收入合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.income_change_wan IS 'Income: change, 万元 / 收入合计增减额（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.tier IS 'Total by budget tier, yuan; null if blank / 按级次合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_tier IS 'Total by budget tier of the year before, yuan / 上年按级次合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.tier_change IS 'Total by budget tier: change, yuan / 按级次合计增减额（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.tier_change_rate IS 'Total by budget tier: change over the year before, 0.05 = 5 %; null over nothing / 按级次合计增减率';
COMMENT ON COLUMN @ledger@.budget_yoy.tier_wan IS 'Total by budget tier, 万元 / 按级次合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_tier_wan IS 'Total by budget tier of the year before, 万元 / 上年按级次合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.tier_change_wan IS 'Total by budget tier: change, 万元 / 按级次合计增减额（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.department_expenditure IS 'Departmental expenditure (block of the form), yuan; null if blank / 部门预算支出（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_department_expenditure IS 'Departmental expenditure (block of the form) of the year before, yuan / 上年部门预算支出（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.department_expenditure_change IS 'Departmental expenditure (block of the form): change, yuan / 部门预算支出增减额（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.department_expenditure_change_rate IS 'Departmental expenditure (block of the form): change over the year before, 0.05 = 5 %; null over nothing / 部门预算支出增减率';
COMMENT ON COLUMN @ledger@.budget_yoy.department_expenditure_wan IS 'Departmental expenditure (block of the form), 万元 / 部门预算支出（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_department_expenditure_wan IS 'Departmental expenditure (block of the form) of the year before, 万元 / 上年部门预算支出（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.department_expenditure_change_wan IS 'Departmental expenditure (block of the form): change, 万元 / 部门预算支出增减额（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.development_expenditure IS 'Development expenditure (block of the form), yuan; null if blank / 事业发展性支出（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_development_expenditure IS 'Development expenditure (block of the form) of the year before, yuan / 上年事业发展性支出（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.development_expenditure_change IS 'Development expenditure (block of the form): change, yuan / 事业发展性支出增减额（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.development_expenditure_change_rate IS 'Development expenditure (block of the form): change over the year before, 0.05 = 5 %; null over nothing / 事业发展性支出增减率';
COMMENT ON COLUMN @ledger@.budget_yoy.development_expenditure_wan IS 'Development expenditure (block of the form), 万元 / 事业发展性支出（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_development_expenditure_wan IS 'Development expenditure (block of the form) of the year before, 万元 / 上年事业发展性支出（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.development_expenditure_change_wan IS 'Development expenditure (block of the form): change, 万元 / 事业发展性支出增减额（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.tasks IS 'Sum of the key tasks, yuan; null if blank / 重点任务合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_tasks IS 'Sum of the key tasks of the year before, yuan / 上年重点任务合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.tasks_change IS 'Sum of the key tasks: change, yuan / 重点任务合计增减额（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.tasks_change_rate IS 'Sum of the key tasks: change over the year before, 0.05 = 5 %; null over nothing / 重点任务合计增减率';
COMMENT ON COLUMN @ledger@.budget_yoy.tasks_wan IS 'Sum of the key tasks, 万元 / 重点任务合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_tasks_wan IS 'Sum of the key tasks of the year before, 万元 / 上年重点任务合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.tasks_change_wan IS 'Sum of the key tasks: change, 万元 / 重点任务合计增减额（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.comparison IS 'yes, partly or no: how far the two years can be compared / 可比程度：是、部分、否';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_declarations IS 'How many declarations of the year before are added up here / 上年申报表份数';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_department_codes IS 'Their departments, set apart by spaces / 上年部门代码（多个）';
COMMENT ON COLUMN @ledger@.budget_yoy.group_code IS 'The department, or the one whose split it is a part of: rows of one code and year show the same group_ figures, which are not to be added up / 可比组代码';
COMMENT ON COLUMN @ledger@.budget_yoy.group_expenditure IS 'Expenditure of the department with all that came of the same split, yuan / 可比组支出合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_group_expenditure IS 'The same of the year before, yuan / 可比组上年支出合计（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.group_expenditure_change IS 'The same: change, yuan / 可比组支出增减额（元）';
COMMENT ON COLUMN @ledger@.budget_yoy.group_expenditure_change_rate IS 'The same: change over the year before; null over nothing / 可比组支出增减率';
COMMENT ON COLUMN @ledger@.budget_yoy.group_expenditure_wan IS 'Expenditure of the department with all that came of the same split, 万元 / 可比组支出合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.previous_group_expenditure_wan IS 'The same of the year before, 万元 / 可比组上年支出合计（万元）';
COMMENT ON COLUMN @ledger@.budget_yoy.group_expenditure_change_wan IS 'The same: change, 万元 / 可比组支出增减额（万元）';

CREATE VIEW @ledger@.item_yoy WITH (security_invoker = true) AS
SELECT x.department_code, g.name AS department_name, x.fiscal_year, y.version,
    y.previous_department_code COLLATE "C" AS previous_department_code, y.previous_fiscal_year, y.previous_version,
    y.item_code COLLATE "C" AS item_code, y.item_name, y.category, y.block, y.block_name, y.ordinal,
    y.amount::numeric(20,2) AS amount, y.previous_amount::numeric(20,2) AS previous_amount,
    (y.amount - y.previous_amount)::numeric(20,2) AS amount_change, ((y.amount - y.previous_amount) / abs(nullif(y.previous_amount, 0)))::numeric(24,4) AS amount_change_rate,
    (y.amount / 10000)::numeric(20,6) AS amount_wan, (y.previous_amount / 10000)::numeric(20,6) AS previous_amount_wan,
    ((y.amount - y.previous_amount) / 10000)::numeric(20,6) AS amount_change_wan,
    y.change, y.comparable, y.comparability, y.comparison, y.previous_declarations,
    y.previous_department_codes COLLATE "C" AS previous_department_codes
FROM (
        SELECT d.department_code, d.fiscal_year FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        UNION
        SELECT d.department_code, d.fiscal_year + 1 FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        ORDER BY 1, 2) x
    LEFT JOIN @ledger@.department g ON g.code = x.department_code,
    LATERAL budget_perf.yoy_item(budget_perf.declaration_table(NULL::@ledger@.declaration), x.department_code, x.fiscal_year) y;
COMMENT ON VIEW @ledger@.item_yoy IS 'Each budget item of each department and year beside the year befores / 预算项目年度对比';
COMMENT ON COLUMN @ledger@.item_yoy.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.item_yoy.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.item_yoy.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.item_yoy.version IS 'Version that counts; null if the department has not filed / 有效版本号';
COMMENT ON COLUMN @ledger@.item_yoy.previous_department_code IS 'Department of the year before: another one after a rename / 上年部门代码';
COMMENT ON COLUMN @ledger@.item_yoy.previous_fiscal_year IS 'Year before, if there is a declaration / 上年度';
COMMENT ON COLUMN @ledger@.item_yoy.previous_version IS 'Version of it that counts / 上年有效版本号';
COMMENT ON COLUMN @ledger@.item_yoy.item_code IS 'Item, the same in every form for the same meaning / 项目代码';
COMMENT ON COLUMN @ledger@.item_yoy.item_name IS 'Printed label / 项目名称';
COMMENT ON COLUMN @ledger@.item_yoy.category IS 'expenditure, income or tier / 类别：支出、收入、级次';
COMMENT ON COLUMN @ledger@.item_yoy.block IS 'Block of the form / 区块代码';
COMMENT ON COLUMN @ledger@.item_yoy.block_name IS 'Printed heading of the block / 区块名称';
COMMENT ON COLUMN @ledger@.item_yoy.ordinal IS 'Printed order / 顺序';
COMMENT ON COLUMN @ledger@.item_yoy.amount IS 'Amount, yuan; null if blank / 金额（元）';
COMMENT ON COLUMN @ledger@.item_yoy.previous_amount IS 'Amount of the year before, yuan / 上年金额（元）';
COMMENT ON COLUMN @ledger@.item_yoy.amount_change IS 'Change, yuan / 增减额（元）';
COMMENT ON COLUMN @ledger@.item_yoy.amount_change_rate IS 'Change over the year before, 0.05 = 5 %; null over nothing / 增减率';
COMMENT ON COLUMN @ledger@.item_yoy.amount_wan IS 'Amount, 万元 / 金额（万元）';
COMMENT ON COLUMN @ledger@.item_yoy.previous_amount_wan IS 'Amount of the year before, 万元 / 上年金额（万元）';
COMMENT ON COLUMN @ledger@.item_yoy.amount_change_wan IS 'Change, 万元 / 增减额（万元）';
COMMENT ON COLUMN @ledger@.item_yoy.change IS 'new, dropped, raised, lowered, unchanged; null if blank in both years or if a year is not there / 变化：新增、取消、增加、减少、不变';
COMMENT ON COLUMN @ledger@.item_yoy.comparable IS 'Whether the two amounts can be compared / 是否可比';
COMMENT ON COLUMN @ledger@.item_yoy.comparability IS 'comparable, rename, first year, missing, draft, merge, split, blank, not in this form, or not in the form before / 可比性说明';
COMMENT ON COLUMN @ledger@.item_yoy.comparison IS 'yes, partly or no: how far the two years can be compared / 可比程度：是、部分、否';
COMMENT ON COLUMN @ledger@.item_yoy.previous_declarations IS 'How many declarations of the year before are added up here / 上年申报表份数';
COMMENT ON COLUMN @ledger@.item_yoy.previous_department_codes IS 'Their departments, set apart by spaces / 上年部门代码（多个）';

CREATE VIEW @ledger@.task_yoy WITH (security_invoker = true) AS
SELECT x.department_code, g.name AS department_name, x.fiscal_year, y.version,
    y.previous_department_code COLLATE "C" AS previous_department_code, y.previous_fiscal_year, y.previous_version,
    y.task_no, y.previous_task_no, y.task_name,
    y.amount::numeric(20,2) AS amount, y.previous_amount::numeric(20,2) AS previous_amount,
    (y.amount - y.previous_amount)::numeric(20,2) AS amount_change, ((y.amount - y.previous_amount) / abs(nullif(y.previous_amount, 0)))::numeric(24,4) AS amount_change_rate,
    (y.amount / 10000)::numeric(20,6) AS amount_wan, (y.previous_amount / 10000)::numeric(20,6) AS previous_amount_wan,
    ((y.amount - y.previous_amount) / 10000)::numeric(20,6) AS amount_change_wan,
    CASE WHEN y.task_no IS NOT NULL AND y.previous_task_no IS NOT NULL THEN
        budget_perf.normalise_name(coalesce(y.content, '')) <> budget_perf.normalise_name(coalesce(y.previous_content, ''))
        OR budget_perf.normalise_name(coalesce(y.expected_outcome, '')) <> budget_perf.normalise_name(coalesce(y.previous_expected_outcome, ''))
    END AS text_changed,
    y.change, y.comparable, y.comparability, y.comparison
FROM (
        SELECT d.department_code, d.fiscal_year FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        UNION
        SELECT d.department_code, d.fiscal_year + 1 FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status)
        ORDER BY 1, 2) x
    LEFT JOIN @ledger@.department g ON g.code = x.department_code,
    LATERAL budget_perf.yoy_task(budget_perf.declaration_table(NULL::@ledger@.declaration), x.department_code, x.fiscal_year) y;
COMMENT ON VIEW @ledger@.task_yoy IS 'Each key task of each department and year beside the year befores task of the same name; a renamed task is one dropped and one new / 重点任务年度对比';
COMMENT ON COLUMN @ledger@.task_yoy.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.task_yoy.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.task_yoy.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.task_yoy.version IS 'Version that counts; null if the department has not filed / 有效版本号';
COMMENT ON COLUMN @ledger@.task_yoy.previous_department_code IS 'Department of the year before: another one after a rename / 上年部门代码';
COMMENT ON COLUMN @ledger@.task_yoy.previous_fiscal_year IS 'Year before, if there is a declaration / 上年度';
COMMENT ON COLUMN @ledger@.task_yoy.previous_version IS 'Version of it that counts / 上年有效版本号';
COMMENT ON COLUMN @ledger@.task_yoy.task_no IS 'Number of the task; null if dropped / 序号';
COMMENT ON COLUMN @ledger@.task_yoy.previous_task_no IS 'Number in the year before; null if new / 上年序号';
COMMENT ON COLUMN @ledger@.task_yoy.task_name IS 'Name, of the year before if dropped / 任务名称';
COMMENT ON COLUMN @ledger@.task_yoy.amount IS 'Money to be spent, yuan; null if blank / 拟投入资金（元）';
COMMENT ON COLUMN @ledger@.task_yoy.previous_amount IS 'Money to be spent of the year before, yuan / 上年拟投入资金（元）';
COMMENT ON COLUMN @ledger@.task_yoy.amount_change IS 'Change, yuan / 增减额（元）';
COMMENT ON COLUMN @ledger@.task_yoy.amount_change_rate IS 'Change over the year before, 0.05 = 5 %; null over nothing / 增减率';
COMMENT ON COLUMN @ledger@.task_yoy.amount_wan IS 'Money to be spent, 万元 / 拟投入资金（万元）';
COMMENT ON COLUMN @ledger@.task_yoy.previous_amount_wan IS 'Money to be spent of the year before, 万元 / 上年拟投入资金（万元）';
COMMENT ON COLUMN @ledger@.task_yoy.amount_change_wan IS 'Change, 万元 / 增减额（万元）';
COMMENT ON COLUMN @ledger@.task_yoy.text_changed IS 'Whether content or expected outcome read differently; null if new or dropped / 内容或目标是否改写';
COMMENT ON COLUMN @ledger@.task_yoy.change IS 'new, dropped, raised, lowered, unchanged, or redefined (an amount in one year only); null if there is no year before / 变化：新增、取消、增加、减少、不变、口径变化';
COMMENT ON COLUMN @ledger@.task_yoy.comparable IS 'Whether the two amounts can be compared / 是否可比';
COMMENT ON COLUMN @ledger@.task_yoy.comparability IS 'comparable, rename, first year, merge, split, new task, dropped task, or blank / 可比性说明';
COMMENT ON COLUMN @ledger@.task_yoy.comparison IS 'yes, partly or no: how far the two years can be compared / 可比程度：是、部分、否';

-- OFFSET 0 keeps the labels of a class from being stemmed again for every class.
CREATE VIEW @ledger@.indicator_any_version WITH (security_invoker = true) AS
SELECT i.department_code, g.name AS department_name, i.fiscal_year, i.version, d.form_code, d.status AS declaration_status,
    i.indicator_no, i.code AS indicator_code, i.name AS indicator_name, budget_perf.indicator_stem(i.name) AS normal_name,
    k.code AS class_code, coalesce(k.level1, i.level1) AS level1, coalesce(k.level2, i.level2) AS level2,
    r.indicator_unit AS unit, i.cycle_target::text AS cycle_target, i.annual_target::text AS target, r.target_kind, r.comparator,
    r.value::numeric(28,6) AS value, r.upper_value::numeric(28,6) AS upper_value, r.value_unit,
    r.value_scale::numeric(20,0) AS value_scale, r.target_date, i.weight, i.accumulation
FROM @ledger@.indicator i
JOIN @ledger@.declaration d ON d.department_code = i.department_code AND d.fiscal_year = i.fiscal_year AND d.version = i.version
LEFT JOIN @ledger@.department g ON g.code = i.department_code
LEFT JOIN @ledger@.form f ON f.code = d.form_code
LEFT JOIN LATERAL (
    SELECT c.code, c.level1, c.level2
    FROM (
        SELECT budget_perf.class_stem(i.level1) AS level1, budget_perf.class_stem(i.level2) AS level2
        OFFSET 0) t
    JOIN @ledger@.indicator_class c
        ON c.taxonomy = f.taxonomy AND t.level1 = ANY (c.level1_names) AND t.level2 = ANY (c.level2_names)
    ORDER BY c.ordinal
    LIMIT 1) k ON true
CROSS JOIN LATERAL budget_perf.read_indicator(i.name, i.unit, i.annual_target) r;
COMMENT ON VIEW @ledger@.indicator_any_version IS 'Every indicator of every version of every declaration as read, drafts too; what indicator_reading reads / 各版本指标解读（含草稿）';
COMMENT ON COLUMN @ledger@.indicator_any_version.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator_any_version.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.indicator_any_version.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.indicator_any_version.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.indicator_any_version.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.indicator_any_version.declaration_status IS 'Status of the declaration / 申报表状态';
COMMENT ON COLUMN @ledger@.indicator_any_version.indicator_no IS 'Number of the indicator, in printed order / 序号';
COMMENT ON COLUMN @ledger@.indicator_any_version.indicator_code IS 'Stable code across years / 指标代码';
COMMENT ON COLUMN @ledger@.indicator_any_version.indicator_name IS 'Level-three name as printed / 三级指标';
COMMENT ON COLUMN @ledger@.indicator_any_version.normal_name IS 'Name without unit, width and white space, by which years match / 规范化名称';
COMMENT ON COLUMN @ledger@.indicator_any_version.class_code IS 'Class in the taxonomy; null if level one and two do not belong together / 类别代码';
COMMENT ON COLUMN @ledger@.indicator_any_version.level1 IS 'Level one, by the taxonomys name if known, else as printed / 一级指标';
COMMENT ON COLUMN @ledger@.indicator_any_version.level2 IS 'Level two, by the taxonomys name if known, else as printed / 二级指标';
COMMENT ON COLUMN @ledger@.indicator_any_version.unit IS 'Unit as printed: in its column, in the brackets of the name, or in the target / 计量单位';
COMMENT ON COLUMN @ledger@.indicator_any_version.cycle_target IS 'Target for the implementation period, as printed / 实施周期指标值';
COMMENT ON COLUMN @ledger@.indicator_any_version.target IS 'Target for the budget year, as printed / 年度指标值';
COMMENT ON COLUMN @ledger@.indicator_any_version.target_kind IS 'bound, plan, approximate, range, date, several, qualitative, deferred, template, or blank / 指标值类型';
COMMENT ON COLUMN @ledger@.indicator_any_version.comparator IS 'How the actual value must compare; null if there is none / 比较符';
COMMENT ON COLUMN @ledger@.indicator_any_version.value IS 'The number that the target sets (of a range the lower end), scale words worked out; null if it sets none / 目标数值';
COMMENT ON COLUMN @ledger@.indicator_any_version.upper_value IS 'Upper end of a range; else null / 区间上限';
COMMENT ON COLUMN @ledger@.indicator_any_version.value_unit IS 'Unit of value, without the scale words 万 and 亿 / 目标数值单位';
COMMENT ON COLUMN @ledger@.indicator_any_version.value_scale IS 'Factor from the printed number to value: 1, 10000, 100000000 / 数量级';
COMMENT ON COLUMN @ledger@.indicator_any_version.target_date IS 'Day that the target sets / 目标日期';
COMMENT ON COLUMN @ledger@.indicator_any_version.weight IS 'Weight in points / 权重（分）';
COMMENT ON COLUMN @ledger@.indicator_any_version.accumulation IS 'cumulative or level; null if not stated / 累计或时点';

CREATE VIEW @ledger@.indicator_reading WITH (security_invoker = true) AS
SELECT i.department_code, i.department_name, i.fiscal_year, i.version, i.form_code, i.declaration_status, i.indicator_no,
    i.indicator_code, i.indicator_name, i.normal_name, i.class_code, i.level1, i.level2, i.unit, i.cycle_target,
    i.target, i.target_kind, i.comparator, i.value, i.upper_value, i.value_unit, i.value_scale, i.target_date,
    i.weight, i.accumulation
FROM @ledger@.effective_declaration e
JOIN @ledger@.indicator_any_version i
    ON i.department_code = e.department_code AND i.fiscal_year = e.fiscal_year AND i.version = e.version;
COMMENT ON VIEW @ledger@.indicator_reading IS 'The indicators of each effective declaration, with their targets as read / 指标解读（有效申报表）';
COMMENT ON COLUMN @ledger@.indicator_reading.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator_reading.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.indicator_reading.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.indicator_reading.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.indicator_reading.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.indicator_reading.declaration_status IS 'Status of the declaration / 申报表状态';
COMMENT ON COLUMN @ledger@.indicator_reading.indicator_no IS 'Number of the indicator, in printed order / 序号';
COMMENT ON COLUMN @ledger@.indicator_reading.indicator_code IS 'Stable code across years / 指标代码';
COMMENT ON COLUMN @ledger@.indicator_reading.indicator_name IS 'Level-three name as printed / 三级指标';
COMMENT ON COLUMN @ledger@.indicator_reading.normal_name IS 'Name without unit, width and white space, by which years match / 规范化名称';
COMMENT ON COLUMN @ledger@.indicator_reading.class_code IS 'Class in the taxonomy; null if level one and two do not belong together / 类别代码';
COMMENT ON COLUMN @ledger@.indicator_reading.level1 IS 'Level one, by the taxonomys name if known, else as printed / 一级指标';
COMMENT ON COLUMN @ledger@.indicator_reading.level2 IS 'Level two, by the taxonomys name if known, else as printed / 二级指标';
COMMENT ON COLUMN @ledger@.indicator_reading.unit IS 'Unit as printed: in its column, in the brackets of the name, or in the target / 计量单位';
COMMENT ON COLUMN @ledger@.indicator_reading.cycle_target IS 'Target for the implementation period, as printed / 实施周期指标值';
COMMENT ON COLUMN @ledger@.indicator_reading.target IS 'Target for the budget year, as printed / 年度指标值';
COMMENT ON COLUMN @ledger@.indicator_reading.target_kind IS 'bound, plan, approximate, range, date, several, qualitative, deferred, template, or blank / 指标值类型';
COMMENT ON COLUMN @ledger@.indicator_reading.comparator IS 'How the actual value must compare; null if there is none / 比较符';
COMMENT ON COLUMN @ledger@.indicator_reading.value IS 'The number that the target sets (of a range the lower end), scale words worked out; null if it sets none / 目标数值';
COMMENT ON COLUMN @ledger@.indicator_reading.upper_value IS 'Upper end of a range; else null / 区间上限';
COMMENT ON COLUMN @ledger@.indicator_reading.value_unit IS 'Unit of value, without the scale words 万 and 亿 / 目标数值单位';
COMMENT ON COLUMN @ledger@.indicator_reading.value_scale IS 'Factor from the printed number to value: 1, 10000, 100000000 / 数量级';
COMMENT ON COLUMN @ledger@.indicator_reading.target_date IS 'Day that the target sets / 目标日期';
COMMENT ON COLUMN @ledger@.indicator_reading.weight IS 'Weight in points / 权重（分）';
COMMENT ON COLUMN @ledger@.indicator_reading.accumulation IS 'cumulative or level; null if not stated / 累计或时点';

-- A department counts in a year if it filed, or unless the successions say that
-- it was no longer, or not yet, there.
CREATE VIEW @ledger@.filing WITH (security_invoker = true) AS
SELECT y.fiscal_year, g.code AS department_code, g.name AS department_name,
    CASE WHEN d.sealed THEN 'in' WHEN NOT d.sealed THEN 'draft' ELSE 'missing' END AS filing
FROM (SELECT DISTINCT a.fiscal_year FROM @ledger@.declaration a) y
CROSS JOIN @ledger@.department g
LEFT JOIN LATERAL (
    SELECT bool_or(budget_perf.is_sealed(a.status)) AS sealed
    FROM @ledger@.declaration a
    WHERE a.department_code = g.code AND a.fiscal_year = y.fiscal_year) d ON true
WHERE d.sealed IS NOT NULL
    OR (NOT EXISTS (
            SELECT FROM @ledger@.department_succession s
            WHERE s.predecessor_code = g.code AND s.kind IN ('rename', 'merge') AND s.fiscal_year <= y.fiscal_year)
        AND NOT EXISTS (
            SELECT FROM @ledger@.department_succession s
            WHERE s.successor_code = g.code AND s.kind IN ('rename', 'split') AND s.fiscal_year > y.fiscal_year));
COMMENT ON VIEW @ledger@.filing IS 'Each department and each year of the ledger: has it filed? / 各部门各年度申报情况';
COMMENT ON COLUMN @ledger@.filing.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.filing.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.filing.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.filing.filing IS 'in (an effective declaration), draft (only a draft) or missing / 已申报、仅有草稿、缺报';

CREATE VIEW @ledger@.completeness WITH (security_invoker = true) AS
SELECT f.fiscal_year, count(*)::integer AS departments,
    count(*) FILTER (WHERE f.filing = 'in')::integer AS departments_in,
    count(*) FILTER (WHERE f.filing = 'draft')::integer AS departments_draft,
    count(*) FILTER (WHERE f.filing = 'missing')::integer AS departments_missing,
    (count(*) FILTER (WHERE f.filing = 'in')::numeric / count(*))::numeric(12,4) AS completeness_rate,
    bool_and(f.filing = 'in') AS is_complete
FROM @ledger@.filing f
GROUP BY f.fiscal_year;
COMMENT ON VIEW @ledger@.completeness IS 'How complete each year is: 37 of 41 departments in / 各年度申报完整性';
COMMENT ON COLUMN @ledger@.completeness.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.completeness.departments IS 'Departments known in the year / 部门数';
COMMENT ON COLUMN @ledger@.completeness.departments_in IS 'Departments with an effective declaration / 已申报部门数';
COMMENT ON COLUMN @ledger@.completeness.departments_draft IS 'Departments with only a draft / 仅有草稿部门数';
COMMENT ON COLUMN @ledger@.completeness.departments_missing IS 'Departments without any declaration / 缺报部门数';
COMMENT ON COLUMN @ledger@.completeness.completeness_rate IS 'Departments in, of those known: 0.9024 = 90.24 % / 完整率';
COMMENT ON COLUMN @ledger@.completeness.is_complete IS 'Whether every department is in / 是否完整';
