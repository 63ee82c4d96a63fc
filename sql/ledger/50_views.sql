-- The views of a ledger, for dashboards. Built-in types only; amounts in yuan
-- and, with the suffix _wan, in 万元; every view runs with the rights of whoever
-- asks. A column is never renamed once released.
--
-- One department's year is found by keys: predicates on department_code and
-- fiscal_year reach the tables through every view. What is worked out per
-- declaration stands in LATERAL subqueries that are given its key, never in a
-- window or a grouping over everything, so that a whole year stays linear.

-- Sealed facts by year; drafts pay nothing for it.
CREATE INDEX declaration_sealed_idx ON @ledger@.declaration (fiscal_year, department_code) WHERE budget_perf.is_sealed(status);
COMMENT ON INDEX @ledger@.declaration_sealed_idx IS 'Declarations that are not drafts, by year / 按年度查找非草稿申报表';

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

CREATE VIEW @ledger@.followed_rename WITH (security_invoker = true) AS
SELECT s.predecessor_code, s.successor_code, s.fiscal_year
FROM @ledger@.department_succession s
WHERE s.kind = 'rename'
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year
            AND (o.predecessor_code, o.successor_code) <> (s.predecessor_code, s.successor_code)
            AND (o.predecessor_code IN (s.predecessor_code, s.successor_code)
                OR o.successor_code IN (s.predecessor_code, s.successor_code)))
    AND NOT EXISTS (
        SELECT FROM @ledger@.declaration d
        WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year AND budget_perf.is_sealed(d.status))
    AND NOT EXISTS (
        SELECT FROM @ledger@.declaration d
        WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year - 1 AND budget_perf.is_sealed(d.status));
COMMENT ON VIEW @ledger@.followed_rename IS 'Renames that year over year follows: one department became exactly one other, and the old code no longer files / 可沿用历史数据的部门更名';
COMMENT ON COLUMN @ledger@.followed_rename.predecessor_code IS 'Department before / 原部门代码';
COMMENT ON COLUMN @ledger@.followed_rename.successor_code IS 'Department after / 新部门代码';
COMMENT ON COLUMN @ledger@.followed_rename.fiscal_year IS 'First budget year of the successor / 起始预算年度';

-- Successions that the figures can follow: every department in them plays one
-- part only, and the figures of the two years are where they say.
CREATE VIEW @ledger@.followed_succession WITH (security_invoker = true) AS
SELECT r.predecessor_code, r.successor_code, r.fiscal_year, 'rename'::text AS kind
FROM @ledger@.followed_rename r
UNION ALL
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, 'merge'::text
FROM @ledger@.department_succession s
WHERE s.kind = 'merge'
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.predecessor_code = s.predecessor_code AND o.successor_code <> s.successor_code)
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.successor_code = s.predecessor_code)
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.predecessor_code = s.successor_code)
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.successor_code = s.successor_code AND o.kind <> 'merge')
    AND NOT EXISTS (
        SELECT FROM @ledger@.declaration d
        WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year AND budget_perf.is_sealed(d.status))
UNION ALL
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, 'split'::text
FROM @ledger@.department_succession s
WHERE s.kind = 'split'
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.successor_code = s.successor_code AND o.predecessor_code <> s.predecessor_code)
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.predecessor_code = s.successor_code)
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.successor_code = s.predecessor_code)
    AND NOT EXISTS (
        SELECT FROM @ledger@.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.predecessor_code = s.predecessor_code AND o.kind <> 'split')
    AND NOT EXISTS (
        SELECT FROM @ledger@.declaration d
        WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year - 1 AND budget_perf.is_sealed(d.status));
COMMENT ON VIEW @ledger@.followed_succession IS 'Renames, mergers and splits that year over year follows; a department with two parts in one year is left to stand for itself / 可沿用历史数据的部门更名、合并、拆分';
COMMENT ON COLUMN @ledger@.followed_succession.predecessor_code IS 'Department before / 原部门代码';
COMMENT ON COLUMN @ledger@.followed_succession.successor_code IS 'Department after / 新部门代码';
COMMENT ON COLUMN @ledger@.followed_succession.fiscal_year IS 'First budget year of the successor / 起始预算年度';
COMMENT ON COLUMN @ledger@.followed_succession.kind IS 'rename, merge or split / 更名、合并、拆分';

-- Each succession with what year over year needs of it. The views below take it
-- in once per query (MATERIALIZED): there are few, and asking for them again for
-- every department would be most of the work.
CREATE VIEW @ledger@.succession WITH (security_invoker = true) AS
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.kind,
    f.kind IS NOT NULL AS is_followed,
    q.version AS previous_version, q.form_code AS previous_form_code,
    EXISTS (
        SELECT FROM @ledger@.declaration d
        WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year AND budget_perf.is_sealed(d.status)) AS successor_in
FROM @ledger@.department_succession s
LEFT JOIN @ledger@.followed_succession f
    ON f.predecessor_code = s.predecessor_code AND f.successor_code = s.successor_code AND f.fiscal_year = s.fiscal_year
LEFT JOIN LATERAL (
    SELECT d.version, d.form_code
    FROM @ledger@.declaration d
    WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year - 1 AND budget_perf.is_sealed(d.status)
    ORDER BY d.status <> 'submitted' DESC, d.version DESC
    LIMIT 1) q ON true;
COMMENT ON VIEW @ledger@.succession IS 'Renames, mergers and splits with what year over year makes of them / 部门更名、合并、拆分及其可比处理';
COMMENT ON COLUMN @ledger@.succession.predecessor_code IS 'Department before / 原部门代码';
COMMENT ON COLUMN @ledger@.succession.successor_code IS 'Department after / 新部门代码';
COMMENT ON COLUMN @ledger@.succession.fiscal_year IS 'First budget year of the successor / 起始预算年度';
COMMENT ON COLUMN @ledger@.succession.kind IS 'rename, merge or split / 更名、合并、拆分';
COMMENT ON COLUMN @ledger@.succession.is_followed IS 'Whether year over year follows it; else each department stands for itself / 是否沿用';
COMMENT ON COLUMN @ledger@.succession.previous_version IS 'Version that counts of the predecessor in the year before; null if it did not file / 原部门上年有效版本号';
COMMENT ON COLUMN @ledger@.succession.previous_form_code IS 'Form of it / 原部门上年表样代码';
COMMENT ON COLUMN @ledger@.succession.successor_in IS 'Whether the successor has filed for its first year / 新部门是否已申报';

-- What year over year compares. The second half are the departments that filed
-- the year before and not this year: no money drops out of sight.
CREATE VIEW @ledger@.declaration_pair WITH (security_invoker = true) AS
WITH step AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.kind, s.is_followed, s.previous_version, s.previous_form_code, s.successor_in
    FROM @ledger@.succession s)
SELECT c.department_code, c.department_name, c.fiscal_year, c.version, c.status, c.form_code,
    CASE o.declarations WHEN 1 THEN coalesce(m.department_code, c.department_code) END AS previous_department_code,
    CASE WHEN o.declarations > 0 THEN c.fiscal_year - 1 END AS previous_fiscal_year,
    CASE o.declarations WHEN 1 THEN coalesce(m.version, w.version) END AS previous_version,
    CASE
        WHEN m.declarations = 0 THEN w.form_code
        WHEN m.form_code = coalesce(w.form_code, m.form_code) THEN m.form_code
    END AS previous_form_code,
    o.comparison = 'yes' AS comparable,
    CASE
        WHEN k.tangled THEN k.kind
        WHEN k.kind = 'merge' AND k.missing AND o.declarations > 0 THEN 'merge; a predecessor is missing'
        WHEN k.kind = 'rename' AND k.missing THEN 'first year'
        WHEN k.kind IS NOT NULL THEN k.kind
        WHEN o.declarations = 0 THEN 'first year'
        ELSE 'comparable'
    END AS comparability,
    o.comparison, o.declarations AS previous_declarations,
    CASE WHEN o.declarations > 0 THEN concat_ws(' ', CASE WHEN w.version IS NOT NULL THEN c.department_code END, m.department_codes) END AS previous_department_codes,
    k.split_from,
    CASE WHEN o.declarations > 1 THEN w.version END AS own_previous_version,
    CASE WHEN o.declarations > 1 THEN w.form_code END AS own_previous_form_code
FROM @ledger@.effective_declaration c
LEFT JOIN LATERAL (
    SELECT d.version, d.form_code
    FROM @ledger@.declaration d
    WHERE d.department_code = c.department_code AND d.fiscal_year = c.fiscal_year - 1 AND budget_perf.is_sealed(d.status)
    ORDER BY d.status <> 'submitted' DESC, d.version DESC
    LIMIT 1) w ON true
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS declarations, min(s.predecessor_code) AS department_code, min(s.previous_version) AS version,
        CASE WHEN min(s.previous_form_code) = max(s.previous_form_code) THEN min(s.previous_form_code) END AS form_code,
        string_agg(s.predecessor_code, ' ' ORDER BY s.predecessor_code) AS department_codes
    FROM step s
    WHERE s.successor_code = c.department_code AND s.fiscal_year = c.fiscal_year
        AND s.is_followed AND s.kind <> 'split' AND s.previous_version IS NOT NULL) m
CROSS JOIN LATERAL (
    SELECT CASE WHEN bool_or(NOT s.is_followed) THEN min(s.kind) FILTER (WHERE NOT s.is_followed) ELSE min(s.kind) END AS kind,
        coalesce(bool_or(NOT s.is_followed), false) AS tangled,
        coalesce(bool_or(s.is_followed AND s.kind <> 'split' AND s.previous_version IS NULL), false) AS missing,
        min(s.predecessor_code) FILTER (WHERE s.is_followed AND s.kind = 'split') AS split_from
    FROM step s
    WHERE s.fiscal_year = c.fiscal_year AND (s.successor_code = c.department_code OR s.predecessor_code = c.department_code)) k
CROSS JOIN LATERAL (
    SELECT d.declarations,
        CASE
            WHEN k.tangled THEN 'no'
            WHEN k.split_from IS NOT NULL THEN 'partly'
            WHEN d.declarations = 0 THEN 'no'
            WHEN k.missing THEN 'partly'
            ELSE 'yes'
        END AS comparison
    FROM (SELECT m.declarations + CASE WHEN w.version IS NULL THEN 0 ELSE 1 END AS declarations) d) o
UNION ALL
SELECT p.department_code, p.department_name, p.fiscal_year + 1, NULL::integer,
    CASE WHEN k.kind IS NOT NULL THEN 'succeeded' WHEN t.drafted THEN 'draft' ELSE 'missing' END,
    NULL::text COLLATE "C",
    p.department_code, p.fiscal_year, p.version, p.form_code,
    false,
    CASE WHEN k.kind IS NOT NULL THEN k.kind WHEN t.drafted THEN 'draft' ELSE 'missing' END,
    CASE WHEN k.split_from IS NOT NULL AND k.successor_in THEN 'partly' ELSE 'no' END,
    1, p.department_code, k.split_from, NULL::integer, NULL::text COLLATE "C"
FROM @ledger@.effective_declaration p
CROSS JOIN LATERAL (
    SELECT min(s.kind) AS kind, min(s.predecessor_code) FILTER (WHERE s.is_followed AND s.kind = 'split') AS split_from,
        coalesce(bool_or(s.successor_in), false) AS successor_in,
        coalesce(bool_or(s.is_followed AND s.kind <> 'split' AND s.successor_in), false) AS counted
    FROM step s
    WHERE s.fiscal_year = p.fiscal_year + 1 AND s.predecessor_code = p.department_code) k
CROSS JOIN LATERAL (
    SELECT count(*) > 0 AS drafted
    FROM @ledger@.declaration d
    WHERE d.department_code = p.department_code AND d.fiscal_year = p.fiscal_year + 1) t
WHERE p.fiscal_year < (SELECT max(d.fiscal_year) FROM @ledger@.declaration d WHERE budget_perf.is_sealed(d.status))
    AND NOT EXISTS (
        SELECT FROM @ledger@.declaration d
        WHERE d.department_code = p.department_code AND d.fiscal_year = p.fiscal_year + 1 AND budget_perf.is_sealed(d.status))
    AND NOT k.counted;
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
WITH merged AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.previous_version, s.previous_form_code
    FROM @ledger@.succession s
    WHERE s.is_followed AND s.kind = 'merge' AND s.previous_version IS NOT NULL),
-- After a split only the departments together can be compared: the one that was
-- split and all that came of it.
split AS MATERIALIZED (
    SELECT g.code, g.fiscal_year,
        (SELECT sum(b.amount)
         FROM (
            SELECT g.code
            UNION
            SELECT f.successor_code FROM @ledger@.succession f
            WHERE f.predecessor_code = g.code AND f.fiscal_year = g.fiscal_year AND f.is_followed AND f.kind = 'split') d
         JOIN @ledger@.effective_declaration n ON n.department_code = d.code AND n.fiscal_year = g.fiscal_year
         JOIN @ledger@.budget_line b ON b.department_code = n.department_code AND b.fiscal_year = n.fiscal_year AND b.version = n.version
         JOIN @ledger@.form_item m ON m.form_code = n.form_code AND m.item_code = b.item_code AND m.category = 'expenditure') AS expenditure,
        (SELECT sum(b.amount)
         FROM @ledger@.effective_declaration n
         JOIN @ledger@.budget_line b ON b.department_code = n.department_code AND b.fiscal_year = n.fiscal_year AND b.version = n.version
         JOIN @ledger@.form_item m ON m.form_code = n.form_code AND m.item_code = b.item_code AND m.category = 'expenditure'
         WHERE n.department_code = g.code AND n.fiscal_year = g.fiscal_year - 1) AS previous_expenditure
    FROM (
        SELECT DISTINCT f.predecessor_code AS code, f.fiscal_year
        FROM @ledger@.succession f
        WHERE f.is_followed AND f.kind = 'split') g)
SELECT x.department_code, x.department_name, x.fiscal_year, x.version, x.status, x.form_code,
    x.previous_department_code, x.previous_fiscal_year, x.previous_version,
    x.comparable AND c.expenditure IS NOT NULL AND p.expenditure IS NOT NULL AND NOT f.differs AS comparable,
    CASE
        WHEN NOT x.comparable THEN x.comparability
        WHEN c.expenditure IS NULL OR p.expenditure IS NULL THEN 'blank'
        WHEN f.differs THEN 'form differs'
        ELSE x.comparability
    END AS comparability,
    c.expenditure::numeric(20,2) AS expenditure, p.expenditure::numeric(20,2) AS previous_expenditure,
    (c.expenditure - p.expenditure)::numeric(20,2) AS expenditure_change, ((c.expenditure - p.expenditure) / abs(nullif(p.expenditure, 0)))::numeric(24,4) AS expenditure_change_rate,
    (c.expenditure / 10000)::numeric(20,6) AS expenditure_wan, (p.expenditure / 10000)::numeric(20,6) AS previous_expenditure_wan,
    ((c.expenditure - p.expenditure) / 10000)::numeric(20,6) AS expenditure_change_wan,
    c.income::numeric(20,2) AS income, p.income::numeric(20,2) AS previous_income,
    (c.income - p.income)::numeric(20,2) AS income_change, ((c.income - p.income) / abs(nullif(p.income, 0)))::numeric(24,4) AS income_change_rate,
    (c.income / 10000)::numeric(20,6) AS income_wan, (p.income / 10000)::numeric(20,6) AS previous_income_wan,
    ((c.income - p.income) / 10000)::numeric(20,6) AS income_change_wan,
    c.tier::numeric(20,2) AS tier, p.tier::numeric(20,2) AS previous_tier,
    (c.tier - p.tier)::numeric(20,2) AS tier_change, ((c.tier - p.tier) / abs(nullif(p.tier, 0)))::numeric(24,4) AS tier_change_rate,
    (c.tier / 10000)::numeric(20,6) AS tier_wan, (p.tier / 10000)::numeric(20,6) AS previous_tier_wan,
    ((c.tier - p.tier) / 10000)::numeric(20,6) AS tier_change_wan,
    c.department_expenditure::numeric(20,2) AS department_expenditure, p.department_expenditure::numeric(20,2) AS previous_department_expenditure,
    (c.department_expenditure - p.department_expenditure)::numeric(20,2) AS department_expenditure_change, ((c.department_expenditure - p.department_expenditure) / abs(nullif(p.department_expenditure, 0)))::numeric(24,4) AS department_expenditure_change_rate,
    (c.department_expenditure / 10000)::numeric(20,6) AS department_expenditure_wan, (p.department_expenditure / 10000)::numeric(20,6) AS previous_department_expenditure_wan,
    ((c.department_expenditure - p.department_expenditure) / 10000)::numeric(20,6) AS department_expenditure_change_wan,
    c.development_expenditure::numeric(20,2) AS development_expenditure, p.development_expenditure::numeric(20,2) AS previous_development_expenditure,
    (c.development_expenditure - p.development_expenditure)::numeric(20,2) AS development_expenditure_change, ((c.development_expenditure - p.development_expenditure) / abs(nullif(p.development_expenditure, 0)))::numeric(24,4) AS development_expenditure_change_rate,
    (c.development_expenditure / 10000)::numeric(20,6) AS development_expenditure_wan, (p.development_expenditure / 10000)::numeric(20,6) AS previous_development_expenditure_wan,
    ((c.development_expenditure - p.development_expenditure) / 10000)::numeric(20,6) AS development_expenditure_change_wan,
    c.tasks::numeric(20,2) AS tasks, p.tasks::numeric(20,2) AS previous_tasks,
    (c.tasks - p.tasks)::numeric(20,2) AS tasks_change, ((c.tasks - p.tasks) / abs(nullif(p.tasks, 0)))::numeric(24,4) AS tasks_change_rate,
    (c.tasks / 10000)::numeric(20,6) AS tasks_wan, (p.tasks / 10000)::numeric(20,6) AS previous_tasks_wan,
    ((c.tasks - p.tasks) / 10000)::numeric(20,6) AS tasks_change_wan,
    CASE
        WHEN x.comparison = 'no' OR x.split_from IS NOT NULL THEN x.comparison
        WHEN c.expenditure IS NULL OR p.expenditure IS NULL THEN 'no'
        WHEN f.differs THEN 'partly'
        ELSE x.comparison
    END AS comparison,
    x.previous_declarations, x.previous_department_codes,
    coalesce(x.split_from, x.department_code) AS group_code,
    u.expenditure::numeric(20,2) AS group_expenditure, u.previous_expenditure::numeric(20,2) AS previous_group_expenditure,
    (u.expenditure - u.previous_expenditure)::numeric(20,2) AS group_expenditure_change,
    ((u.expenditure - u.previous_expenditure) / abs(nullif(u.previous_expenditure, 0)))::numeric(24,4) AS group_expenditure_change_rate,
    (u.expenditure / 10000)::numeric(20,6) AS group_expenditure_wan, (u.previous_expenditure / 10000)::numeric(20,6) AS previous_group_expenditure_wan,
    ((u.expenditure - u.previous_expenditure) / 10000)::numeric(20,6) AS group_expenditure_change_wan
FROM @ledger@.declaration_pair x
CROSS JOIN LATERAL (
    SELECT sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
        sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
        sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier,
        sum(b.amount) FILTER (WHERE m.block = 'department') AS department_expenditure,
        sum(b.amount) FILTER (WHERE m.block = 'development') AS development_expenditure,
        (SELECT CASE WHEN sum(t.amount) < 1e17 THEN sum(t.amount) END
         FROM @ledger@.task t
         WHERE t.department_code = x.department_code AND t.fiscal_year = x.fiscal_year AND t.version = x.version) AS tasks
    FROM @ledger@.budget_line b
    JOIN @ledger@.form_item m ON m.form_code = x.form_code AND m.item_code = b.item_code
    WHERE b.department_code = x.department_code AND b.fiscal_year = x.fiscal_year AND b.version = x.version) c
CROSS JOIN LATERAL (
    SELECT sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
        sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
        sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier,
        sum(b.amount) FILTER (WHERE m.block = 'department') AS department_expenditure,
        sum(b.amount) FILTER (WHERE m.block = 'development') AS development_expenditure,
        (SELECT CASE WHEN sum(t.amount) < 1e17 THEN sum(t.amount) END
         FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
         JOIN @ledger@.task t ON t.department_code = s.department_code AND t.fiscal_year = x.fiscal_year - 1 AND t.version = s.version) AS tasks
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN @ledger@.budget_line b ON b.department_code = s.department_code AND b.fiscal_year = x.fiscal_year - 1 AND b.version = s.version
    JOIN @ledger@.form_item m ON m.form_code = s.form_code AND m.item_code = b.item_code) p
CROSS JOIN LATERAL (
    -- Another form is another measure only if its items differ.
    SELECT coalesce(bool_or(s.form_code <> x.form_code AND EXISTS (
        SELECT m.item_code
        FROM @ledger@.form_item m
        WHERE m.form_code IN (x.form_code, s.form_code)
        GROUP BY m.item_code
        HAVING count(*) = 1)), false) AS differs
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s) f
LEFT JOIN split e ON e.code = x.split_from AND e.fiscal_year = x.fiscal_year
CROSS JOIN LATERAL (
    SELECT CASE WHEN x.split_from IS NULL THEN c.expenditure ELSE e.expenditure END AS expenditure,
        CASE WHEN x.split_from IS NULL THEN p.expenditure ELSE e.previous_expenditure END AS previous_expenditure) u;
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
WITH merged AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.previous_version, s.previous_form_code
    FROM @ledger@.succession s
    WHERE s.is_followed AND s.kind = 'merge' AND s.previous_version IS NOT NULL)
SELECT x.department_code, x.department_name, x.fiscal_year, x.version,
    x.previous_department_code, x.previous_fiscal_year, x.previous_version,
    i.item_code, coalesce(cm.label, pm.label) AS item_name, coalesce(cm.category, pm.category) AS category,
    coalesce(cm.block, pm.block) AS block, coalesce(cm.block_label, pm.block_label) AS block_name,
    coalesce(cm.ordinal, pm.ordinal)::integer AS ordinal,
    cb.amount::numeric(20,2) AS amount, pb.amount::numeric(20,2) AS previous_amount,
    (cb.amount - pb.amount)::numeric(20,2) AS amount_change, ((cb.amount - pb.amount) / abs(nullif(pb.amount, 0)))::numeric(24,4) AS amount_change_rate,
    (cb.amount / 10000)::numeric(20,6) AS amount_wan, (pb.amount / 10000)::numeric(20,6) AS previous_amount_wan,
    ((cb.amount - pb.amount) / 10000)::numeric(20,6) AS amount_change_wan,
    CASE
        WHEN x.version IS NULL OR x.previous_declarations = 0 THEN NULL
        WHEN cb.amount IS NULL AND pb.amount IS NULL THEN NULL
        WHEN pb.amount IS NULL THEN 'new'
        WHEN cb.amount IS NULL THEN 'dropped'
        WHEN cb.amount > pb.amount THEN 'raised'
        WHEN cb.amount < pb.amount THEN 'lowered'
        ELSE 'unchanged'
    END AS change,
    x.comparable AND cb.amount IS NOT NULL AND pb.amount IS NOT NULL AS comparable,
    CASE
        WHEN NOT x.comparable THEN x.comparability
        WHEN cm.item_code IS NULL AND pm.item_code IS NOT NULL THEN 'not in this form'
        WHEN pm.item_code IS NULL AND cm.item_code IS NOT NULL THEN 'not in the form before'
        WHEN cb.amount IS NULL OR pb.amount IS NULL THEN 'blank'
        ELSE x.comparability
    END AS comparability,
    CASE
        WHEN cb.amount IS NULL OR pb.amount IS NULL THEN 'no'
        ELSE x.comparison
    END AS comparison,
    x.previous_declarations, x.previous_department_codes
FROM @ledger@.declaration_pair x
CROSS JOIN LATERAL (
    SELECT m.item_code FROM @ledger@.form_item m WHERE m.form_code = x.form_code
    UNION
    SELECT m.item_code FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN @ledger@.form_item m ON m.form_code = s.form_code
    UNION
    SELECT b.item_code FROM @ledger@.budget_line b
    WHERE b.department_code = x.department_code AND b.fiscal_year = x.fiscal_year AND b.version = x.version
    UNION
    SELECT b.item_code FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN @ledger@.budget_line b ON b.department_code = s.department_code AND b.fiscal_year = x.fiscal_year - 1 AND b.version = s.version) i
LEFT JOIN @ledger@.form_item cm ON cm.form_code = x.form_code AND cm.item_code = i.item_code
LEFT JOIN LATERAL (
    SELECT m.item_code, m.label, m.category, m.block, m.block_label, m.ordinal
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN @ledger@.form_item m ON m.form_code = s.form_code AND m.item_code = i.item_code
    ORDER BY s.department_code
    LIMIT 1) pm ON true
LEFT JOIN @ledger@.budget_line cb ON cb.department_code = x.department_code AND cb.fiscal_year = x.fiscal_year AND cb.version = x.version
    AND cb.item_code = i.item_code
CROSS JOIN LATERAL (
    SELECT sum(b.amount) AS amount
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN @ledger@.budget_line b ON b.department_code = s.department_code AND b.fiscal_year = x.fiscal_year - 1 AND b.version = s.version
        AND b.item_code = i.item_code) pb;
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
WITH merged AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.previous_version, s.previous_form_code
    FROM @ledger@.succession s
    WHERE s.is_followed AND s.kind = 'merge' AND s.previous_version IS NOT NULL)
SELECT x.department_code, x.department_name, x.fiscal_year, x.version,
    coalesce(t.previous_department_code, x.previous_department_code) AS previous_department_code, x.previous_fiscal_year,
    coalesce(t.previous_version, x.previous_version) AS previous_version,
    t.task_no, t.previous_task_no, t.task_name,
    t.amount::numeric(20,2) AS amount, t.previous_amount::numeric(20,2) AS previous_amount,
    (t.amount - t.previous_amount)::numeric(20,2) AS amount_change, ((t.amount - t.previous_amount) / abs(nullif(t.previous_amount, 0)))::numeric(24,4) AS amount_change_rate,
    (t.amount / 10000)::numeric(20,6) AS amount_wan, (t.previous_amount / 10000)::numeric(20,6) AS previous_amount_wan,
    ((t.amount - t.previous_amount) / 10000)::numeric(20,6) AS amount_change_wan,
    t.text_changed,
    CASE
        WHEN x.previous_declarations = 0 THEN NULL
        WHEN t.previous_task_no IS NULL THEN 'new'
        WHEN t.task_no IS NULL THEN 'dropped'
        WHEN t.amount > t.previous_amount THEN 'raised'
        WHEN t.amount < t.previous_amount THEN 'lowered'
        WHEN t.amount IS NULL <> (t.previous_amount IS NULL) THEN 'redefined'
        ELSE 'unchanged'
    END AS change,
    x.comparable AND x.previous_declarations = 1 AND t.amount IS NOT NULL AND t.previous_amount IS NOT NULL AS comparable,
    CASE
        WHEN NOT x.comparable THEN x.comparability
        WHEN t.previous_task_no IS NULL THEN 'new task'
        WHEN t.task_no IS NULL THEN 'dropped task'
        WHEN t.amount IS NULL OR t.previous_amount IS NULL THEN 'blank'
        ELSE x.comparability
    END AS comparability,
    CASE
        WHEN t.amount IS NULL OR t.previous_amount IS NULL THEN 'no'
        WHEN x.comparison = 'yes' AND x.previous_declarations > 1 THEN 'partly'
        ELSE x.comparison
    END AS comparison
FROM @ledger@.declaration_pair x
CROSS JOIN LATERAL (
    SELECT c.task_no, p.task_no AS previous_task_no, p.department_code AS previous_department_code, p.version AS previous_version, coalesce(c.name, p.name) AS task_name, c.amount, p.amount AS previous_amount,
        CASE WHEN c.task_no IS NOT NULL AND p.task_no IS NOT NULL THEN
            budget_perf.normalise_name(coalesce(c.content, '')) <> budget_perf.normalise_name(coalesce(p.content, ''))
            OR budget_perf.normalise_name(coalesce(c.expected_outcome, '')) <> budget_perf.normalise_name(coalesce(p.expected_outcome, ''))
        END AS text_changed
    FROM (
        SELECT t.task_no, t.name, t.content, t.expected_outcome, t.amount, n.name AS normal_name,
            row_number() OVER (PARTITION BY n.name ORDER BY t.task_no) AS nth
        FROM @ledger@.task t
        CROSS JOIN LATERAL (SELECT nullif(budget_perf.normalise_name(t.name), '') AS name) n
        WHERE t.department_code = x.department_code AND t.fiscal_year = x.fiscal_year AND t.version = x.version) c
    FULL JOIN (
        SELECT t.department_code, t.version, t.task_no, t.name, t.content, t.expected_outcome, t.amount, n.name AS normal_name,
            row_number() OVER (PARTITION BY n.name ORDER BY t.department_code, t.task_no) AS nth
        FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
        JOIN @ledger@.task t ON t.department_code = s.department_code AND t.fiscal_year = x.fiscal_year - 1 AND t.version = s.version
        CROSS JOIN LATERAL (SELECT nullif(budget_perf.normalise_name(t.name), '') AS name) n) p ON p.normal_name = c.normal_name AND p.nth = c.nth) t
WHERE x.version IS NOT NULL;
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

-- A unit inside the target (≥10亿) goes before the one beside it (金额（亿元）), so
-- that nothing scales twice; values of two years are then of one measure. OFFSET 0
-- keeps each target and each class from being read again for every use.
CREATE VIEW @ledger@.indicator_any_version WITH (security_invoker = true) AS
SELECT i.department_code, g.name AS department_name, i.fiscal_year, i.version, d.form_code, d.status AS declaration_status,
    i.indicator_no, i.code AS indicator_code, i.name AS indicator_name, budget_perf.indicator_stem(i.name) AS normal_name,
    k.code AS class_code, coalesce(k.level1, i.level1) AS level1, coalesce(k.level2, i.level2) AS level2,
    coalesce(r.beside, r.inside) AS unit,
    i.cycle_target::text AS cycle_target, i.annual_target::text AS target,
    CASE WHEN btrim(i.annual_target::text) <> '' THEN r.kind ELSE 'blank' END AS target_kind,
    r.comparator,
    -- A number that no amount or count can reach stays text.
    (CASE WHEN abs(r.low * s.scale) < 1e21 THEN r.low * s.scale END)::numeric(28,6) AS value,
    (CASE WHEN r.high <> r.low AND abs(r.high * s.scale) < 1e21 THEN r.high * s.scale END)::numeric(28,6) AS upper_value,
    CASE WHEN s.scale > 1
        THEN coalesce(nullif(ltrim(r.inside, '十百千万亿'), ''), nullif(ltrim(r.beside, '十百千万亿'), ''))
        ELSE coalesce(r.inside, r.beside)
    END AS value_unit,
    (CASE WHEN r.low IS NOT NULL THEN s.scale END)::numeric(20,0) AS value_scale,
    r.target_date, i.weight, i.accumulation
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
CROSS JOIN LATERAL (
    SELECT t.kind, t.comparator, t.target_date, t.scale, t.inside, t.beside,
        CASE WHEN t.kind IN ('bound', 'plan', 'approximate', 'range') THEN coalesce(t.lower, t.upper) END AS low,
        CASE WHEN t.kind IN ('bound', 'plan', 'approximate', 'range') THEN coalesce(t.upper, t.lower) END AS high
    FROM (
        SELECT budget_perf.target_kind(i.annual_target) AS kind, budget_perf.target_comparator(i.annual_target) AS comparator,
            budget_perf.target_lower(i.annual_target) AS lower, budget_perf.target_upper(i.annual_target) AS upper,
            budget_perf.target_date(i.annual_target) AS target_date, budget_perf.target_scale(i.annual_target) AS scale,
            nullif(budget_perf.target_unit(i.annual_target), '') AS inside,
            coalesce(nullif(i.unit, ''), nullif(budget_perf.name_unit(i.name), '')) AS beside
        OFFSET 0) t) r
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.inside IS NOT NULL THEN r.scale
        ELSE coalesce(budget_perf.target_scale(('1' || r.beside)::budget_perf.indicator_target), 1)
        END::numeric AS scale
    OFFSET 0) s;
COMMENT ON VIEW @ledger@.indicator_any_version IS 'Every indicator of every version of every declaration as read, drafts too; what indicator_reading and indicator_yoy read / 各版本指标解读（含草稿）';
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
