-- The self-evaluation as a whole: indicators here, spending from the views before.

CREATE VIEW @ledger@.declaration_score WITH (security_invoker = true) AS
SELECT e.department_code, e.department_name, e.fiscal_year, e.version, e.status, e.form_code, y.method_code,
    x.budget::numeric(20,2) AS adjusted_budget, x.spent::numeric(20,2) AS spent,
    (x.budget / 10000)::numeric(20,6) AS adjusted_budget_wan, (x.spent / 10000)::numeric(20,6) AS spent_wan,
    (CASE WHEN abs(x.spent / nullif(x.budget, 0)) < 1e15 THEN x.spent / nullif(x.budget, 0) END)::numeric(20,4) AS execution_rate,
    m.execution_weight::numeric(5,2) AS execution_weight, p.points::numeric(9,2) AS execution_points,
    CASE
        WHEN p.points IS NOT NULL THEN NULL
        WHEN m.method_code IS NULL THEN 'no method'
        WHEN x.budget IS NULL OR x.budget <= 0 THEN 'no budget to spend'
        ELSE 'no spending recorded'
    END AS execution_reason,
    s.indicators, s.indicators_measured, s.indicators_scored,
    (s.indicators_scored::numeric / nullif(s.indicators, 0))::numeric(12,4) AS completeness_rate,
    m.indicator_weight::numeric(5,2) AS indicator_weight, s.points::numeric(9,2) AS indicator_points,
    t.total::numeric(9,2) AS total_points, t.possible::numeric(9,2) AS total_possible, t.is_complete,
    (SELECT g.label
     FROM @ledger@.score_grade g
     WHERE t.is_complete AND g.method_code = y.method_code AND g.points_from <= t.total
     ORDER BY g.points_from DESC
     LIMIT 1) AS grade
FROM @ledger@.effective_declaration e
LEFT JOIN LATERAL (
    SELECT u.method_code
    FROM @ledger@.score_use u
    WHERE u.form_code IN (e.form_code, '') AND u.first_year <= e.fiscal_year
    ORDER BY u.form_code DESC, u.first_year DESC
    LIMIT 1) y ON true
LEFT JOIN @ledger@.method_parameters() m ON m.method_code = y.method_code
LEFT JOIN LATERAL (
    SELECT t.adjusted_amount AS budget, CASE WHEN t.last_spent_on IS NOT NULL THEN t.spent_amount END AS spent
    FROM @ledger@.execution_total t
    WHERE t.department_code = e.department_code AND t.fiscal_year = e.fiscal_year AND t.version = e.version) x ON true
CROSS JOIN LATERAL (
    SELECT budget_perf.execution_score(x.spent, x.budget, m.execution_weight, m.decimals) AS points
    OFFSET 0) p
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS indicators, count(*) FILTER (WHERE a.measurements > 0)::integer AS indicators_measured,
        count(a.points)::integer AS indicators_scored, coalesce(sum(a.points), 0) AS points,
        coalesce(sum(a.weight) FILTER (WHERE a.points IS NULL), 0) AS open_weight
    FROM @ledger@.indicator_score a
    WHERE a.department_code = e.department_code AND a.fiscal_year = e.fiscal_year AND a.version = e.version) s
CROSS JOIN LATERAL (
    SELECT coalesce(p.points, 0) + s.points AS total,
        coalesce(p.points, m.execution_weight) + s.points + s.open_weight AS possible,
        p.points IS NOT NULL AND s.indicators > 0 AND s.indicators_scored = s.indicators AS is_complete) t;
COMMENT ON VIEW @ledger@.declaration_score IS 'Self-evaluation of each effective declaration: execution, indicators, total and grade / 部门整体绩效自评得分';
COMMENT ON COLUMN @ledger@.declaration_score.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.declaration_score.department_name IS 'Name of the department / 部门名称';
COMMENT ON COLUMN @ledger@.declaration_score.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.declaration_score.version IS 'Version that counts / 有效版本号';
COMMENT ON COLUMN @ledger@.declaration_score.status IS 'submitted, approved or recorded / 已提交、已批复、历史补录';
COMMENT ON COLUMN @ledger@.declaration_score.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.declaration_score.method_code IS 'Method; null if none applies / 计分方法';
COMMENT ON COLUMN @ledger@.declaration_score.adjusted_budget IS 'Expenditure of the effective version, in yuan / 调整后预算数（元）';
COMMENT ON COLUMN @ledger@.declaration_score.spent IS 'Spending, in yuan; null if none is recorded / 预算执行数（元）';
COMMENT ON COLUMN @ledger@.declaration_score.adjusted_budget_wan IS 'The same in 万元 / 调整后预算数（万元）';
COMMENT ON COLUMN @ledger@.declaration_score.spent_wan IS 'The same in 万元 / 预算执行数（万元）';
COMMENT ON COLUMN @ledger@.declaration_score.execution_rate IS 'Spending over the adjusted budget; null over nothing / 预算执行率';
COMMENT ON COLUMN @ledger@.declaration_score.execution_weight IS 'Points for the execution of the budget / 预算执行率分值';
COMMENT ON COLUMN @ledger@.declaration_score.execution_points IS 'Points of the execution; null if execution_reason says why / 预算执行率得分';
COMMENT ON COLUMN @ledger@.declaration_score.execution_reason IS 'Why there are none / 预算执行率未计分原因';
COMMENT ON COLUMN @ledger@.declaration_score.indicators IS 'Number of indicators / 指标数';
COMMENT ON COLUMN @ledger@.declaration_score.indicators_measured IS 'Those with a measurement / 已登记完成值的指标数';
COMMENT ON COLUMN @ledger@.declaration_score.indicators_scored IS 'Those with points / 已计分的指标数';
COMMENT ON COLUMN @ledger@.declaration_score.completeness_rate IS 'Indicators with points, of all / 计分完整率';
COMMENT ON COLUMN @ledger@.declaration_score.indicator_weight IS 'Points of all indicators together / 绩效指标分值';
COMMENT ON COLUMN @ledger@.declaration_score.indicator_points IS 'Points of the indicators that have any / 绩效指标得分';
COMMENT ON COLUMN @ledger@.declaration_score.total_points IS 'Execution and indicators, as far as known; what is not known counts nothing / 总分（未计分部分按零计）';
COMMENT ON COLUMN @ledger@.declaration_score.total_possible IS 'What the total would be with full points for all that is not known / 可能达到的最高总分';
COMMENT ON COLUMN @ledger@.declaration_score.is_complete IS 'Whether everything has points / 是否全部计分';
COMMENT ON COLUMN @ledger@.declaration_score.grade IS 'Grade of a complete total, closed at its lower bound / 评价等级（全部计分后）';
