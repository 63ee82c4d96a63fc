-- name: budget_yoy
SELECT c.department_code, c.fiscal_year, c.expenditure, p.expenditure AS previous_expenditure,
    c.expenditure - p.expenditure AS expenditure_change, c.income, p.income AS previous_income,
    c.tier, p.tier AS previous_tier, c.tasks, p.tasks AS previous_tasks
FROM (@sums:now@) c
LEFT JOIN (@sums:before@) p ON p.department_code = c.department_code AND p.fiscal_year = c.fiscal_year - 1

-- name: sums
SELECT d.department_code, d.fiscal_year, l.expenditure, l.income, l.tier, t.tasks
FROM (@effective@) d
LEFT JOIN (
    SELECT b.department_code, b.fiscal_year, b.version,
        sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
        sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
        sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier
    FROM budget.budget_line b
    JOIN budget.form_item m ON m.form_code = 'bench' AND m.item_code = b.item_code
    WHERE @where@
    GROUP BY 1, 2, 3) l USING (department_code, fiscal_year, version)
LEFT JOIN (
    SELECT department_code, fiscal_year, version, sum(amount) AS tasks
    FROM budget.task
    WHERE @where@
    GROUP BY 1, 2, 3) t USING (department_code, fiscal_year, version)

-- name: effective
SELECT DISTINCT ON (department_code, fiscal_year) department_code, fiscal_year, version, form_code
FROM budget.declaration
WHERE status <> 'draft' AND @where@
ORDER BY department_code, fiscal_year, status = 'submitted', version DESC

-- name: item_yoy
SELECT c.department_code, c.fiscal_year, m.item_code, cb.amount, pb.amount AS previous_amount,
    cb.amount - pb.amount AS amount_change,
    CASE
        WHEN p.version IS NULL OR (cb.amount IS NULL AND pb.amount IS NULL) THEN NULL
        WHEN pb.amount IS NULL THEN 'new'
        WHEN cb.amount IS NULL THEN 'dropped'
        WHEN cb.amount > pb.amount THEN 'raised'
        WHEN cb.amount < pb.amount THEN 'lowered'
        ELSE 'unchanged'
    END AS change
FROM (@effective:now@) c
LEFT JOIN (@effective:before@) p ON p.department_code = c.department_code AND p.fiscal_year = c.fiscal_year - 1
JOIN budget.form_item m ON m.form_code = c.form_code
LEFT JOIN (SELECT * FROM budget.budget_line WHERE @where:now@) cb
    ON (cb.department_code, cb.fiscal_year, cb.version, cb.item_code) = (c.department_code, c.fiscal_year, c.version, m.item_code)
LEFT JOIN (SELECT * FROM budget.budget_line WHERE @where:before@) pb
    ON (pb.department_code, pb.fiscal_year, pb.version, pb.item_code) = (p.department_code, p.fiscal_year, p.version, m.item_code)

-- name: tasks
SELECT d.department_code, d.fiscal_year, d.version, t.task_no, t.name, t.amount, n.normal_name,
    row_number() OVER (PARTITION BY d.department_code, d.fiscal_year, n.normal_name ORDER BY t.task_no) AS nth
FROM (@effective@) d
JOIN (SELECT * FROM budget.task WHERE @where@) t USING (department_code, fiscal_year, version)
CROSS JOIN LATERAL (SELECT budget_perf.normalise_name(t.name) AS normal_name) n

-- name: task_yoy
SELECT coalesce(c.department_code, p.department_code) AS department_code, coalesce(c.fiscal_year, p.fiscal_year + 1) AS fiscal_year,
    c.task_no, p.task_no AS previous_task_no, coalesce(c.name, p.name) AS task_name,
    c.amount, p.amount AS previous_amount, c.amount - p.amount AS amount_change,
    CASE
        WHEN NOT EXISTS (
            SELECT FROM budget.declaration d
            WHERE d.department_code = coalesce(c.department_code, p.department_code)
                AND d.fiscal_year = coalesce(c.fiscal_year - 1, p.fiscal_year) AND d.status <> 'draft') THEN NULL
        WHEN p.task_no IS NULL THEN 'new'
        WHEN c.task_no IS NULL THEN 'dropped'
        WHEN c.amount > p.amount THEN 'raised'
        WHEN c.amount < p.amount THEN 'lowered'
        WHEN c.amount IS NULL <> (p.amount IS NULL) THEN 'redefined'
        ELSE 'unchanged'
    END AS change
FROM (@tasks:now@) c
FULL JOIN (@tasks:before@) p ON p.department_code = c.department_code AND p.fiscal_year + 1 = c.fiscal_year
    AND p.normal_name = c.normal_name AND p.nth = c.nth
WHERE c.task_no IS NOT NULL OR EXISTS (
    SELECT FROM budget.declaration d
    WHERE d.department_code = p.department_code AND d.fiscal_year = p.fiscal_year + 1 AND d.status <> 'draft')

-- name: indicators
SELECT d.department_code, d.fiscal_year, d.version, i.indicator_no, i.name, i.annual_target::text AS target, r.*,
    coalesce('code ' || i.code, 'name ' || budget_perf.indicator_stem(i.name)) AS match
FROM (@effective@) d
JOIN (SELECT * FROM budget.indicator WHERE @where@) i USING (department_code, fiscal_year, version)
CROSS JOIN LATERAL (
    SELECT t.kind, t.comparator, coalesce(t.lower, t.upper) * t.scale AS low, coalesce(t.upper, t.lower) * t.scale AS high, t.unit, t.day
    FROM (
        SELECT budget_perf.target_kind(i.annual_target) AS kind, budget_perf.target_comparator(i.annual_target) AS comparator,
            budget_perf.target_lower(i.annual_target) AS lower, budget_perf.target_upper(i.annual_target) AS upper,
            budget_perf.target_scale(i.annual_target) AS scale, budget_perf.target_unit(i.annual_target) AS unit,
            budget_perf.target_date(i.annual_target) AS day
        OFFSET 0) t) r

-- name: indicator_yoy
SELECT coalesce(c.department_code, p.department_code) AS department_code, coalesce(c.fiscal_year, p.fiscal_year + 1) AS fiscal_year,
    c.indicator_no, p.indicator_no AS previous_indicator_no, coalesce(c.name, p.name) AS indicator_name,
    c.target, p.target AS previous_target, c.comparator, c.low::numeric(28,6) AS value, p.low::numeric(28,6) AS previous_value,
    CASE
        WHEN NOT EXISTS (
            SELECT FROM budget.declaration d
            WHERE d.department_code = coalesce(c.department_code, p.department_code)
                AND d.fiscal_year = coalesce(c.fiscal_year - 1, p.fiscal_year) AND d.status <> 'draft') THEN NULL
        WHEN p.indicator_no IS NULL THEN 'new'
        WHEN c.indicator_no IS NULL THEN 'dropped'
        WHEN c.unit IS DISTINCT FROM p.unit OR c.comparator IS DISTINCT FROM p.comparator THEN 'redefined'
        WHEN c.low = p.low AND c.high = p.high THEN 'unchanged'
        WHEN c.low >= p.low AND c.high >= p.high THEN 'raised'
        WHEN c.low <= p.low AND c.high <= p.high THEN 'lowered'
        WHEN c.low IS NOT NULL THEN 'redefined'
        WHEN c.day = (p.day + interval '1 year')::date OR c.target = p.target THEN 'unchanged'
        ELSE 'redefined'
    END AS change
FROM (@indicators:now@) c
FULL JOIN (@indicators:before@) p ON p.department_code = c.department_code AND p.fiscal_year + 1 = c.fiscal_year AND p.match = c.match
WHERE c.indicator_no IS NOT NULL OR EXISTS (
    SELECT FROM budget.declaration d
    WHERE d.department_code = p.department_code AND d.fiscal_year = p.fiscal_year + 1 AND d.status <> 'draft')
