-- The same questions by hand, with all that the views say: through renames,
-- mergers and splits, with the departments that are missing, how far the years
-- compare, and why not. Written for the question at hand: where the views are
-- given a department or a year, these have the predicates in every place. Some
-- rare things are simpler than in the views: lines whose item is in no form are
-- not looked for, indicators of which several could match go by their order, and a
-- class has changed where its labels have.

-- name: step
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.kind, q.version,
    EXISTS (SELECT FROM budget.declaration d
        WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year AND d.status <> 'draft') AS successor_in,
    NOT EXISTS (SELECT FROM budget.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND (o.successor_code = s.predecessor_code OR o.predecessor_code = s.successor_code
            OR o.predecessor_code = s.predecessor_code AND o.successor_code <> s.successor_code AND (s.kind <> 'split' OR o.kind <> 'split')
            OR o.successor_code = s.successor_code AND o.predecessor_code <> s.predecessor_code AND (s.kind <> 'merge' OR o.kind <> 'merge')))
    AND (s.kind = 'split' OR NOT EXISTS (SELECT FROM budget.declaration d
        WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year AND d.status <> 'draft'))
    AND (s.kind = 'merge' OR NOT EXISTS (SELECT FROM budget.declaration d
        WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year - 1 AND d.status <> 'draft')) AS is_followed
FROM budget.department_succession s
LEFT JOIN LATERAL (
    SELECT d.version FROM budget.declaration d
    WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year - 1 AND d.status <> 'draft'
    ORDER BY d.status = 'submitted', d.version DESC
    LIMIT 1) q ON true
WHERE @steps@

-- name: effective
SELECT department_code, fiscal_year, version, status, form_code
FROM budget.declaration d
WHERE status <> 'draft' AND @where@ AND NOT EXISTS (
    SELECT FROM budget.declaration n
    WHERE n.department_code = d.department_code AND n.fiscal_year = d.fiscal_year AND n.status <> 'draft'
        AND (n.status <> 'submitted', n.version) > (d.status <> 'submitted', d.version))

-- name: pairs
WITH step AS MATERIALIZED (@step@),
touch AS (
    SELECT c.code AS department_code, s.fiscal_year,
        CASE WHEN bool_or(NOT s.is_followed) THEN min(s.kind) FILTER (WHERE NOT s.is_followed) ELSE min(s.kind) END AS kind,
        bool_or(NOT s.is_followed) AS tangled, bool_or(s.is_followed AND s.kind <> 'split' AND s.version IS NULL) AS missing,
        min(s.predecessor_code) FILTER (WHERE s.is_followed AND s.kind = 'split') AS split_from,
        min(s.kind) FILTER (WHERE c.code = s.predecessor_code) AS left_by,
        bool_or(s.successor_in) FILTER (WHERE c.code = s.predecessor_code) AS successor_in,
        min(s.predecessor_code) FILTER (WHERE c.code = s.predecessor_code AND s.is_followed AND s.kind = 'split') AS was_split
    FROM step s
    CROSS JOIN LATERAL (VALUES (s.predecessor_code), (s.successor_code)) c (code)
    GROUP BY 1, 2),
-- Every declaration twice: in its own year, and in the year after, there with whoever took over.
side AS (
    SELECT department_code, fiscal_year, 0 AS back, department_code AS from_code, fiscal_year AS from_year, version, status, form_code
    FROM (@effective:now@) n
    UNION ALL
    SELECT coalesce(s.successor_code, b.department_code), b.fiscal_year + 1, 1, b.department_code, b.fiscal_year, b.version, NULL, b.form_code
    FROM (@effective:before@) b
    LEFT JOIN step s ON s.predecessor_code = b.department_code AND s.fiscal_year = b.fiscal_year + 1
        AND s.is_followed AND s.kind <> 'split' AND s.successor_in),
pair AS (
    SELECT x.*, x.version IS NOT NULL AND x.comparison = 'yes' AS comparable
    FROM (
        SELECT department_code, fiscal_year, n.version, n.form_code, n.declarations AS previous_declarations,
            CASE n.declarations WHEN 1 THEN n.from_code END AS previous_department_code,
            CASE WHEN n.declarations > 0 THEN fiscal_year - 1 END AS previous_fiscal_year,
            CASE n.declarations WHEN 1 THEN n.previous_version END AS previous_version, n.codes AS previous_department_codes, n.forms,
            CASE WHEN n.version IS NULL THEN t.was_split ELSE t.split_from END AS split_from,
            CASE WHEN n.version IS NOT NULL THEN n.status WHEN t.left_by IS NOT NULL THEN 'succeeded' WHEN d.drafted THEN 'draft' ELSE 'missing' END AS status,
            CASE
                WHEN n.version IS NULL THEN CASE WHEN t.left_by IS NOT NULL THEN t.left_by WHEN d.drafted THEN 'draft' ELSE 'missing' END
                WHEN t.tangled THEN t.kind
                WHEN t.kind = 'merge' AND t.missing AND n.declarations > 0 THEN 'merge; a predecessor is missing'
                WHEN t.kind = 'rename' AND t.missing THEN 'first year'
                WHEN t.kind IS NOT NULL THEN t.kind
                WHEN n.declarations > 0 THEN 'comparable'
                ELSE 'first year'
            END AS comparability,
            CASE
                WHEN n.version IS NULL THEN CASE WHEN t.was_split IS NOT NULL AND t.successor_in THEN 'partly' ELSE 'no' END
                WHEN t.tangled THEN 'no'
                WHEN t.split_from IS NOT NULL THEN 'partly'
                WHEN n.declarations = 0 THEN 'no'
                WHEN t.missing THEN 'partly'
                ELSE 'yes'
            END AS comparison
        FROM (
            SELECT s.department_code, s.fiscal_year, max(s.version) FILTER (WHERE s.back = 0) AS version, max(s.status) AS status,
                max(s.form_code) FILTER (WHERE s.back = 0) AS form_code, count(*) FILTER (WHERE s.back = 1)::integer AS declarations,
                min(s.from_code) FILTER (WHERE s.back = 1) AS from_code, min(s.version) FILTER (WHERE s.back = 1) AS previous_version,
                string_agg(s.from_code, ' ' ORDER BY s.from_code <> s.department_code, s.from_code) FILTER (WHERE s.back = 1) AS codes,
                array_agg(s.form_code) FILTER (WHERE s.back = 1) AS forms
            FROM side s
            GROUP BY 1, 2) n
        LEFT JOIN touch t USING (department_code, fiscal_year)
        LEFT JOIN LATERAL (
            SELECT EXISTS (SELECT FROM budget.declaration d
                WHERE d.department_code = n.department_code AND d.fiscal_year = n.fiscal_year AND n.version IS NULL) AS drafted) d ON true
        WHERE (n.version IS NOT NULL OR fiscal_year <= (SELECT max(d.fiscal_year) FROM budget.declaration d WHERE d.status <> 'draft')) AND @only@) x)

-- name: budget_yoy
@pairs@,
total AS (
    SELECT s.department_code, s.fiscal_year, sum(b.amount) FILTER (WHERE s.back = 0 AND m.category = 'expenditure') AS expenditure,
        sum(b.amount) FILTER (WHERE s.back = 1 AND m.category = 'expenditure') AS previous_expenditure,
        sum(b.amount) FILTER (WHERE s.back = 0 AND m.category = 'income') AS income, sum(b.amount) FILTER (WHERE s.back = 1 AND m.category = 'income') AS previous_income,
        sum(b.amount) FILTER (WHERE s.back = 0 AND m.category = 'tier') AS tier, sum(b.amount) FILTER (WHERE s.back = 1 AND m.category = 'tier') AS previous_tier
    FROM side s
    JOIN (SELECT * FROM budget.budget_line WHERE @where:both@) b ON (b.department_code, b.fiscal_year, b.version) = (s.from_code, s.from_year, s.version)
    JOIN budget.form_item m ON m.form_code = s.form_code AND m.item_code = b.item_code
    GROUP BY 1, 2),
task_total AS (
    SELECT s.department_code, s.fiscal_year, sum(b.amount) FILTER (WHERE s.back = 0) AS tasks, sum(b.amount) FILTER (WHERE s.back = 1) AS previous_tasks
    FROM side s
    JOIN (SELECT * FROM budget.task WHERE @where:both@) b ON (b.department_code, b.fiscal_year, b.version) = (s.from_code, s.from_year, s.version)
    GROUP BY 1, 2),
-- After a split only the departments together compare.
split AS (
    SELECT g.code, g.fiscal_year, sum(b.amount) FILTER (WHERE b.fiscal_year = g.fiscal_year) AS expenditure,
        sum(b.amount) FILTER (WHERE b.fiscal_year < g.fiscal_year) AS previous_expenditure
    FROM (
        SELECT s.predecessor_code AS code, s.fiscal_year, s.successor_code AS member, s.fiscal_year AS year FROM step s WHERE s.is_followed AND s.kind = 'split'
        UNION SELECT s.predecessor_code, s.fiscal_year, s.predecessor_code, s.fiscal_year FROM step s WHERE s.is_followed AND s.kind = 'split'
        UNION SELECT s.predecessor_code, s.fiscal_year, s.predecessor_code, s.fiscal_year - 1 FROM step s WHERE s.is_followed AND s.kind = 'split') g
    CROSS JOIN LATERAL (
        SELECT d.version, d.form_code FROM budget.declaration d
        WHERE d.department_code = g.member AND d.fiscal_year = g.year AND d.status <> 'draft'
        ORDER BY d.status = 'submitted', d.version DESC LIMIT 1) e
    JOIN budget.budget_line b ON b.department_code = g.member AND b.fiscal_year = g.year AND b.version = e.version
    JOIN budget.form_item m ON m.form_code = e.form_code AND m.item_code = b.item_code AND m.category = 'expenditure'
    GROUP BY 1, 2)
SELECT x.department_code, g.name AS department_name, x.fiscal_year, x.version, x.status, x.form_code, x.previous_department_code,
    x.previous_fiscal_year, x.previous_version,
    x.comparable AND c.expenditure IS NOT NULL AND c.previous_expenditure IS NOT NULL AND NOT f.differs AS comparable,
    CASE
        WHEN NOT x.comparable THEN x.comparability
        WHEN c.expenditure IS NULL OR c.previous_expenditure IS NULL THEN 'blank'
        WHEN f.differs THEN 'form differs'
        ELSE x.comparability
    END AS comparability,
    c.expenditure, c.previous_expenditure, c.expenditure - c.previous_expenditure AS expenditure_change, c.income, c.previous_income,
    c.tier, c.previous_tier, k.tasks, k.previous_tasks,
    CASE
        WHEN x.comparison = 'no' OR x.split_from IS NOT NULL THEN x.comparison
        WHEN c.expenditure IS NULL OR c.previous_expenditure IS NULL THEN 'no'
        WHEN f.differs THEN 'partly'
        ELSE x.comparison
    END AS comparison,
    x.previous_declarations, x.previous_department_codes, coalesce(x.split_from, x.department_code) AS group_code,
    CASE WHEN x.split_from IS NULL THEN c.expenditure ELSE e.expenditure END AS group_expenditure,
    CASE WHEN x.split_from IS NULL THEN c.previous_expenditure ELSE e.previous_expenditure END AS previous_group_expenditure
FROM pair x
LEFT JOIN total c USING (department_code, fiscal_year)
LEFT JOIN task_total k USING (department_code, fiscal_year)
LEFT JOIN split e ON e.code = x.split_from AND e.fiscal_year = x.fiscal_year
LEFT JOIN budget.department g ON g.code = x.department_code
CROSS JOIN LATERAL (
    SELECT x.form_code IS NOT NULL AND x.forms <> ARRAY[x.form_code] AND EXISTS (
        SELECT FROM unnest(x.forms) o WHERE o <> x.form_code AND EXISTS (
            SELECT m.item_code FROM budget.form_item m WHERE m.form_code IN (x.form_code, o) GROUP BY m.item_code HAVING count(*) = 1)) AS differs
    OFFSET 0) f

-- name: item_yoy
@pairs@
SELECT x.department_code, x.fiscal_year, x.version, x.previous_department_code, x.previous_fiscal_year, x.previous_version,
    i.item_code, coalesce(i.label, i.previous_label) AS item_name, i.amount, i.previous_amount, i.amount - i.previous_amount AS amount_change,
    CASE
        WHEN x.version IS NULL OR x.previous_declarations = 0 OR (i.amount IS NULL AND i.previous_amount IS NULL) THEN NULL
        WHEN i.previous_amount IS NULL THEN 'new'
        WHEN i.amount IS NULL THEN 'dropped'
        WHEN i.amount > i.previous_amount THEN 'raised'
        WHEN i.amount < i.previous_amount THEN 'lowered'
        ELSE 'unchanged'
    END AS change,
    x.comparable AND i.amount IS NOT NULL AND i.previous_amount IS NOT NULL AS comparable,
    CASE
        WHEN NOT x.comparable THEN x.comparability
        WHEN i.label IS NULL THEN 'not in this form'
        WHEN i.previous_label IS NULL THEN 'not in the form before'
        WHEN i.amount IS NULL OR i.previous_amount IS NULL THEN 'blank'
        ELSE x.comparability
    END AS comparability,
    CASE WHEN i.amount IS NULL OR i.previous_amount IS NULL THEN 'no' ELSE x.comparison END AS comparison,
    x.previous_declarations, x.previous_department_codes
FROM pair x
JOIN (
    SELECT s.department_code, s.fiscal_year, m.item_code, min(m.label) FILTER (WHERE s.back = 0) AS label, min(m.label) FILTER (WHERE s.back = 1) AS previous_label,
        sum(b.amount) FILTER (WHERE s.back = 0) AS amount, sum(b.amount) FILTER (WHERE s.back = 1) AS previous_amount
    FROM side s
    JOIN budget.form_item m USING (form_code)
    LEFT JOIN (SELECT * FROM budget.budget_line WHERE @where:both@) b
        ON (b.department_code, b.fiscal_year, b.version, b.item_code) = (s.from_code, s.from_year, s.version, m.item_code)
    GROUP BY 1, 2, 3) i USING (department_code, fiscal_year)

-- name: task_yoy
@pairs@
SELECT x.department_code, x.fiscal_year, x.version, coalesce(t.from_code, x.previous_department_code) AS previous_department_code,
    x.previous_fiscal_year, coalesce(t.previous_version, x.previous_version) AS previous_version,
    t.task_no, t.previous_task_no, coalesce(t.name, t.previous_name) AS task_name, t.amount, t.previous_amount, t.amount - t.previous_amount AS amount_change,
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
FROM pair x
JOIN (
    SELECT department_code, fiscal_year, max(task_no) FILTER (WHERE back = 0) AS task_no, max(task_no) FILTER (WHERE back = 1) AS previous_task_no,
        max(name) FILTER (WHERE back = 0) AS name, max(name) FILTER (WHERE back = 1) AS previous_name,
        max(amount) FILTER (WHERE back = 0) AS amount, max(amount) FILTER (WHERE back = 1) AS previous_amount,
        max(from_code) FILTER (WHERE back = 1) AS from_code, max(version) FILTER (WHERE back = 1) AS previous_version
    FROM (
        SELECT s.department_code, s.fiscal_year, s.back, s.from_code, s.version, t.task_no, t.name, t.amount, n.normal_name,
            row_number() OVER (PARTITION BY s.department_code, s.fiscal_year, n.normal_name, s.back ORDER BY s.from_code, t.task_no) AS nth
        FROM side s
        JOIN (SELECT * FROM budget.task WHERE @where:both@) t ON (t.department_code, t.fiscal_year, t.version) = (s.from_code, s.from_year, s.version)
        CROSS JOIN LATERAL (
            SELECT coalesce(nullif(budget_perf.normalise_name(t.name), ''), 'none ' || s.back || ' ' || s.from_code || t.task_no) AS normal_name) n) t
    GROUP BY department_code, fiscal_year, normal_name, nth) t USING (department_code, fiscal_year)
WHERE x.version IS NOT NULL

-- name: indicator_yoy
@pairs@
SELECT x.department_code, x.fiscal_year, x.version, coalesce(m.from_code, x.previous_department_code) AS previous_department_code,
    coalesce(m.previous_version, x.previous_version) AS previous_version, m.indicator_no, m.previous_indicator_no, m.indicator_name,
    m.target, m.previous_target, m.comparator, m.value::numeric(28,6), m.previous_value::numeric(28,6),
    CASE
        WHEN x.previous_declarations = 0 THEN NULL
        WHEN m.previous_indicator_no IS NULL THEN 'new'
        WHEN m.indicator_no IS NULL THEN 'dropped'
        WHEN q.sort <> q.previous_sort OR q.unit_changed OR q.direction_changed THEN 'redefined'
        WHEN q.sort IN ('deferred', 'template', 'blank') THEN 'unchanged'
        WHEN q.sort = 'number' AND m.value IS NOT NULL AND m.previous_value IS NOT NULL THEN
            CASE
                WHEN m.value = m.previous_value AND q.high = q.previous_high THEN 'unchanged'
                WHEN m.value >= m.previous_value AND q.high >= q.previous_high THEN 'raised'
                WHEN m.value <= m.previous_value AND q.high <= q.previous_high THEN 'lowered'
                ELSE 'redefined'
            END
        WHEN q.days = 0 OR q.same_words THEN 'unchanged'
        ELSE 'redefined'
    END AS change,
    m.matched_by,
    x.comparable AND x.previous_declarations = 1 AND m.matched_by IS NOT NULL AND q.sort = q.previous_sort
        AND q.sort NOT IN ('deferred', 'template', 'blank') AND NOT q.unit_changed AND NOT q.direction_changed AS comparable,
    coalesce(nullif(concat_ws('; ',
        CASE WHEN x.comparability <> 'comparable' THEN x.comparability END,
        CASE
            WHEN x.previous_declarations = 0 THEN NULL
            WHEN m.previous_indicator_no IS NULL THEN 'new indicator'
            WHEN m.indicator_no IS NULL THEN 'dropped indicator'
        END,
        CASE
            WHEN m.matched_by IS NULL THEN NULL
            WHEN q.sort <> q.previous_sort THEN
                CASE q.previous_sort WHEN 'number' THEN 'number' WHEN 'several' THEN 'several values' WHEN 'template' THEN 'template residue' ELSE q.previous_sort || ' target' END
                || ' became ' ||
                CASE q.sort WHEN 'number' THEN 'a number' WHEN 'date' THEN 'a date' WHEN 'several' THEN 'several values' WHEN 'template' THEN 'template residue' ELSE q.sort END
            WHEN q.sort = 'deferred' THEN 'deferred in both years'
            WHEN q.sort = 'template' THEN 'not filled in in both years'
            WHEN q.sort = 'blank' THEN 'blank in both years'
            WHEN q.days < 0 THEN 'date moved earlier'
            WHEN q.days > 0 THEN 'date moved later'
            WHEN q.days = 0 AND m.target_date > m.previous_target_date THEN 'the same day a year later'
            WHEN q.days IS NULL AND q.sort IN ('qualitative', 'several', 'date') AND NOT q.same_words THEN 'wording changed'
        END,
        CASE
            WHEN q.unit_changed THEN 'unit changed'
            WHEN q.sort = 'number' AND q.previous_sort = 'number' AND m.value_unit IS NULL <> (m.previous_value_unit IS NULL) THEN 'unit given in one year only'
            WHEN m.value_scale <> m.previous_value_scale THEN 'unit converted'
        END,
        CASE
            WHEN q.direction_changed THEN 'direction changed'
            WHEN q.sort = 'number' AND q.previous_sort = 'number' AND m.comparator IS DISTINCT FROM m.previous_comparator THEN 'comparator changed'
        END,
        CASE WHEN m.matched_by IS NOT NULL AND (m.class1, m.class2) IS DISTINCT FROM (m.previous_class1, m.previous_class2) THEN 'class changed' END,
        CASE WHEN m.matched_by IN ('code', 'link') AND m.stem <> m.previous_stem THEN 'name changed' END,
        CASE WHEN m.reason IS NOT NULL THEN 'link: ' || m.reason END), ''), 'comparable') AS comparability,
    CASE
        WHEN m.matched_by IS NULL OR q.sort <> q.previous_sort OR q.sort IN ('deferred', 'template', 'blank') OR q.unit_changed OR q.direction_changed THEN 'no'
        WHEN x.comparison = 'yes' AND (x.previous_declarations > 1 OR m.comparator IS DISTINCT FROM m.previous_comparator) THEN 'partly'
        ELSE x.comparison
    END AS comparison
FROM pair x
JOIN (
    SELECT department_code, fiscal_year, max(indicator_no) FILTER (WHERE back = 0) AS indicator_no, max(indicator_no) FILTER (WHERE back = 1) AS previous_indicator_no,
        max(from_code) FILTER (WHERE back = 1) AS from_code, max(version) FILTER (WHERE back = 1) AS previous_version,
        coalesce(max(name) FILTER (WHERE back = 0), max(name)) AS indicator_name,
        max(stem) FILTER (WHERE back = 0) AS stem, max(stem) FILTER (WHERE back = 1) AS previous_stem,
        max(class1) FILTER (WHERE back = 0) AS class1, max(class1) FILTER (WHERE back = 1) AS previous_class1,
        max(class2) FILTER (WHERE back = 0) AS class2, max(class2) FILTER (WHERE back = 1) AS previous_class2,
        max(target) FILTER (WHERE back = 0) AS target, max(target) FILTER (WHERE back = 1) AS previous_target,
        max(target_kind) FILTER (WHERE back = 0) AS target_kind, max(target_kind) FILTER (WHERE back = 1) AS previous_target_kind,
        max(comparator) FILTER (WHERE back = 0) AS comparator, max(comparator) FILTER (WHERE back = 1) AS previous_comparator,
        max(value) FILTER (WHERE back = 0) AS value, max(value) FILTER (WHERE back = 1) AS previous_value,
        max(upper_value) FILTER (WHERE back = 0) AS upper_value, max(upper_value) FILTER (WHERE back = 1) AS previous_upper_value,
        max(value_unit) FILTER (WHERE back = 0) AS value_unit, max(value_unit) FILTER (WHERE back = 1) AS previous_value_unit,
        max(value_scale) FILTER (WHERE back = 0) AS value_scale, max(value_scale) FILTER (WHERE back = 1) AS previous_value_scale,
        max(target_date) FILTER (WHERE back = 0) AS target_date, max(target_date) FILTER (WHERE back = 1) AS previous_target_date,
        CASE WHEN count(*) = 2 THEN split_part(match, ' ', 1) END AS matched_by, max(reason) AS reason
    FROM (
        -- Links first, then codes, then names within a class, then names.
        SELECT i.*, coalesce(i.key, CASE WHEN count(*) FILTER (WHERE back = 0) OVER w = 1 AND count(*) FILTER (WHERE back = 1) OVER w = 1 AND count(code) OVER w < 2
            THEN 'name ' || stem || ' ' || nth END, 'alone ' || back || ' ' || from_code || ' ' || indicator_no) AS match
        FROM (
            SELECT i.*, row_number() OVER (PARTITION BY department_code, fiscal_year, key IS NULL, stem, back ORDER BY from_code, indicator_no) AS nth
            FROM (
                SELECT i.*, coalesce(i.sure, CASE WHEN stem <> '' AND count(*) FILTER (WHERE back = 0) OVER v = 1 AND count(*) FILTER (WHERE back = 1) OVER v = 1
                    AND count(code) OVER v < 2 THEN 'name ' || class2 || ' ' || stem || ' ' || in_class END) AS key
                FROM (
                    SELECT i.*, row_number() OVER (PARTITION BY department_code, fiscal_year, sure IS NULL, stem, class2, back ORDER BY from_code, indicator_no) AS in_class
                    FROM (
                        SELECT i.*, coalesce(i.linked, CASE WHEN code IS NOT NULL AND count(*) FILTER (WHERE back = 0) OVER u = 1
                            AND count(*) FILTER (WHERE back = 1) OVER u = 1 THEN 'code ' || code || ' ' || of_code END) AS sure
                        FROM (
                            SELECT s.department_code, s.fiscal_year, s.back, s.from_code, s.version, i.indicator_no, i.code, i.name, i.annual_target::text AS target,
                                budget_perf.indicator_stem(i.name) AS stem, budget_perf.class_stem(i.level1) AS class1, budget_perf.class_stem(i.level2) AS class2, r.*,
                                CASE WHEN l.reason IS NOT NULL THEN 'link ' || concat_ws(' ', l.indicator_no, l.indicator_code) END AS linked, CASE s.back WHEN 0 THEN l.reason END AS reason,
                                row_number() OVER (PARTITION BY s.department_code, s.fiscal_year, l.reason IS NULL, i.code, s.back ORDER BY s.from_code, i.indicator_no) AS of_code
                            FROM side s
                            JOIN (SELECT * FROM budget.indicator WHERE @where:both@) i
                                ON (i.department_code, i.fiscal_year, i.version) = (s.from_code, s.from_year, s.version)
                            CROSS JOIN LATERAL budget_perf.read_indicator(i.name, i.unit, i.annual_target) r
                            LEFT JOIN budget.indicator_link l ON l.department_code = s.department_code AND l.fiscal_year = s.fiscal_year
                                AND CASE s.back WHEN 0 THEN i.indicator_no = l.indicator_no OR i.code = l.indicator_code
                                    ELSE coalesce(l.previous_department_code = s.from_code, true)
                                        AND (i.indicator_no = l.previous_indicator_no OR i.code = l.previous_indicator_code) END) i
                        WINDOW u AS (PARTITION BY department_code, fiscal_year, linked IS NULL, code, of_code)) i) i
                WINDOW v AS (PARTITION BY department_code, fiscal_year, sure IS NULL, stem, class2, in_class)) i) i
        WINDOW w AS (PARTITION BY department_code, fiscal_year, key IS NULL, stem, nth)) i
    GROUP BY department_code, fiscal_year, match) m USING (department_code, fiscal_year)
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.target_kind IN ('bound', 'plan', 'approximate', 'range') THEN 'number' ELSE m.target_kind END AS sort,
        CASE WHEN m.previous_target_kind IN ('bound', 'plan', 'approximate', 'range') THEN 'number' ELSE m.previous_target_kind END AS previous_sort,
        m.target_date - CASE
            WHEN extract(year FROM m.target_date) = x.fiscal_year AND extract(year FROM m.previous_target_date) = x.previous_fiscal_year
                THEN (m.previous_target_date + interval '1 year')::date
            ELSE m.previous_target_date
        END AS days,
        coalesce(m.upper_value, m.value) AS high, coalesce(m.previous_upper_value, m.previous_value) AS previous_high,
        coalesce(m.value IS NOT NULL AND m.previous_value IS NOT NULL
            AND CASE
                WHEN m.value_unit = m.previous_value_unit THEN false
                WHEN m.value_unit IS NULL THEN budget_perf.target_percent(('1' || m.previous_value_unit)::budget_perf.indicator_target)
                WHEN m.previous_value_unit IS NULL THEN budget_perf.target_percent(('1' || m.value_unit)::budget_perf.indicator_target)
                ELSE ('1' || m.value_unit)::budget_perf.indicator_target
                    OPERATOR(budget_perf.<>) ('1' || m.previous_value_unit)::budget_perf.indicator_target
            END, false) AS unit_changed,
        coalesce((m.comparator IN ('>=', '>') AND m.previous_comparator IN ('<=', '<'))
            OR (m.comparator IN ('<=', '<') AND m.previous_comparator IN ('>=', '>')), false) AS direction_changed,
        budget_perf.normalise_name(m.target) = budget_perf.normalise_name(m.previous_target) AS same_words
    OFFSET 0) q
WHERE x.version IS NOT NULL
