-- Peer: the rules that the extension applies at submission, as set-wise SQL that
-- the application runs before it submits, findings and a SHA-256 of the content
-- kept. Enforces nothing by itself, freezes nothing. It leaves out last year's
-- magnitude, aliases of class names, conflicts of units, and everything that the
-- type knows beyond the forms that occur in the benchmark's data.

CREATE TABLE budget.class (level1 text NOT NULL, level2 text NOT NULL, PRIMARY KEY (level1, level2));
INSERT INTO budget.class VALUES ('产出指标', '数量指标'), ('产出指标', '质量指标'), ('产出指标', '时效指标'), ('产出指标', '成本指标'),
    ('效益指标', '经济效益指标'), ('效益指标', '社会效益指标'), ('效益指标', '生态效益指标'), ('效益指标', '可持续影响指标'),
    ('满意度指标', '服务对象满意度指标');

CREATE TABLE budget.seal (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    digest text NOT NULL,
    totals jsonb NOT NULL,
    findings jsonb NOT NULL,
    PRIMARY KEY (department_code, fiscal_year, version),
    FOREIGN KEY (department_code, fiscal_year, version) REFERENCES budget.declaration
);

CREATE FUNCTION budget.seal_drafts() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    wrong jsonb;
    written bigint;
BEGIN
    CREATE TEMPORARY TABLE draft ON COMMIT DROP AS
        SELECT department_code, fiscal_year, version FROM budget.declaration WHERE status = 'draft' FOR NO KEY UPDATE;
    CREATE TEMPORARY TABLE reading ON COMMIT DROP AS
        SELECT i.department_code, i.fiscal_year, i.version, i.indicator_no, i.level1, i.level2, i.name, i.weight, i.code,
            i.cycle_target, i.annual_target, c AS cycle, a AS annual
        FROM draft d
        JOIN budget.indicator i USING (department_code, fiscal_year, version)
        CROSS JOIN LATERAL (SELECT budget.read_target(i.cycle_target) AS c, budget.read_target(i.annual_target) AS a OFFSET 0) r;
    CREATE TEMPORARY TABLE line_total ON COMMIT DROP AS
        SELECT b.department_code, b.fiscal_year, b.version,
            sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
            sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
            sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier,
            sum(b.amount) FILTER (WHERE m.category = 'expenditure' AND m.item_code <> 'basic_expenditure') AS spending,
            count(*) FILTER (WHERE m.item_code IS NULL) AS unknown,
            count(*) FILTER (WHERE b.amount < 0) AS negative,
            encode(sha256(convert_to(string_agg(b.item_code || '=' || coalesce(b.amount::text, ''), chr(10) ORDER BY b.item_code), 'UTF8')), 'hex') AS digest
        FROM draft d
        JOIN budget.budget_line b USING (department_code, fiscal_year, version)
        LEFT JOIN budget.form_item m ON m.form_code = 'bench' AND m.item_code = b.item_code
        GROUP BY 1, 2, 3;
    CREATE TEMPORARY TABLE task_total ON COMMIT DROP AS
        SELECT t.department_code, t.fiscal_year, t.version, sum(t.amount) AS tasks,
            count(*) FILTER (WHERE t.amount < 0) AS negative,
            count(*) FILTER (WHERE btrim(t.name) = '') AS unnamed,
            count(*) - count(DISTINCT t.name) AS twice,
            encode(sha256(convert_to(string_agg(concat_ws('|', t.task_no, t.name, t.content, t.amount, t.expected_outcome), chr(10) ORDER BY t.task_no), 'UTF8')), 'hex') AS digest
        FROM draft d
        JOIN budget.task t USING (department_code, fiscal_year, version)
        GROUP BY 1, 2, 3;
    CREATE TEMPORARY TABLE indicator_total ON COMMIT DROP AS
        SELECT i.department_code, i.fiscal_year, i.version, sum(i.weight) AS weight,
            count(*) FILTER (WHERE btrim(i.name) = '') AS unnamed,
            count(*) - count(DISTINCT (i.level1, i.level2, i.name)) AS twice,
            count(*) FILTER (WHERE c.level2 IS NULL) AS unclassed,
            count(DISTINCT c.level2) AS classes,
            count(*) FILTER (WHERE coalesce(i.annual_target, '') = '' OR coalesce(i.cycle_target, '') = '') AS blank,
            count(*) FILTER (WHERE (i.annual).kind = 'deferred' OR (i.cycle).kind = 'deferred') AS deferred,
            count(*) FILTER (WHERE (i.annual).kind = 'template' OR (i.cycle).kind = 'template') AS template,
            count(*) FILTER (WHERE (i.annual).unit = '%' AND ((i.annual).lower > 100 OR (i.annual).upper > 100)
                AND i.name !~ '增长|增幅|提高|提升|下降|降低|减少|同比|环比') AS over_100,
            count(*) FILTER (WHERE (i.annual).kind = 'plan') AS bare,
            count(*) FILTER (WHERE (i.annual).lower > (i.cycle).lower AND (i.annual).comparator = '>='
                AND i.name !~ '率|比例|占比|比重|人均|平均|标准|时间|时限|周期') AS beyond_cycle,
            encode(sha256(convert_to(string_agg(concat_ws('|', i.indicator_no, i.level1, i.level2, i.name, i.cycle_target, i.annual_target, i.weight, i.code),
                chr(10) ORDER BY i.indicator_no), 'UTF8')), 'hex') AS digest
        FROM reading i
        LEFT JOIN budget.class c USING (level1, level2)
        GROUP BY 1, 2, 3;

    INSERT INTO budget.seal (department_code, fiscal_year, version, digest, totals, findings)
    SELECT d.department_code, d.fiscal_year, d.version,
        encode(sha256(convert_to(concat_ws('|', h.goal, h.form_code, h.cycle_from, h.cycle_to, l.digest, t.digest, i.digest), 'UTF8')), 'hex'),
        jsonb_build_object('expenditure', l.expenditure::text, 'income', l.income::text, 'tier', l.tier::text, 'tasks', t.tasks::text),
        coalesce(f.findings, '[]')
    FROM draft d
    JOIN budget.declaration h USING (department_code, fiscal_year, version)
    LEFT JOIN line_total l USING (department_code, fiscal_year, version)
    LEFT JOIN task_total t USING (department_code, fiscal_year, version)
    LEFT JOIN indicator_total i USING (department_code, fiscal_year, version)
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('rule', r.rule, 'severity', r.severity, 'status', r.status, 'lhs', r.lhs, 'rhs', r.rhs)) AS findings
        FROM (VALUES
            ('expenditure_equals_income', 'error', CASE WHEN l.expenditure <> l.income THEN 'fail' ELSE 'pass' END, l.expenditure, l.income),
            ('expenditure_equals_tier', 'error', CASE WHEN l.expenditure <> l.tier THEN 'fail' ELSE 'pass' END, l.expenditure, l.tier),
            ('tasks_within_spending', 'error', CASE WHEN t.tasks > l.spending THEN 'fail' ELSE 'pass' END, t.tasks, l.spending),
            ('magnitude', 'warning', CASE WHEN l.expenditure > 5000 * l.income OR l.income > 5000 * l.expenditure THEN 'fail' ELSE 'pass' END, l.expenditure, l.income),
            ('item_known', 'error', CASE WHEN l.unknown > 0 THEN 'fail' ELSE 'pass' END, l.unknown, NULL),
            ('amount_sign', 'error', CASE WHEN l.negative + t.negative > 0 THEN 'fail' ELSE 'pass' END, l.negative, NULL),
            ('section_blank', 'warning', CASE WHEN l.digest IS NULL OR t.digest IS NULL OR i.digest IS NULL OR h.goal IS NULL THEN 'fail' ELSE 'pass' END, NULL, NULL),
            ('declaration_empty', 'error', CASE WHEN coalesce(l.digest, t.digest, i.digest) IS NULL THEN 'fail' ELSE 'pass' END, NULL, NULL),
            ('name_blank', 'error', CASE WHEN t.unnamed + i.unnamed > 0 THEN 'fail' ELSE 'pass' END, t.unnamed + i.unnamed, NULL),
            ('class_known', 'warning', CASE WHEN i.unclassed > 0 THEN 'fail' ELSE 'pass' END, i.unclassed, NULL),
            ('class_coverage', 'warning', CASE WHEN i.classes < 9 THEN 'fail' ELSE 'pass' END, i.classes, 9),
            ('annual_within_cycle', 'error', CASE WHEN i.beyond_cycle > 0 THEN 'fail' ELSE 'pass' END, i.beyond_cycle, NULL),
            ('target_blank', 'warning', CASE WHEN i.blank > 0 THEN 'fail' ELSE 'pass' END, i.blank, NULL),
            ('target_deferred', 'warning', CASE WHEN i.deferred > 0 THEN 'fail' ELSE 'pass' END, i.deferred, NULL),
            ('target_template', 'warning', CASE WHEN i.template > 0 THEN 'fail' ELSE 'pass' END, i.template, NULL),
            ('percent_range', 'warning', CASE WHEN i.over_100 > 0 THEN 'fail' ELSE 'pass' END, i.over_100, NULL),
            ('comparator_missing', 'info', CASE WHEN i.bare > 0 THEN 'fail' ELSE 'pass' END, i.bare, NULL),
            ('weight_total', 'error', CASE WHEN i.weight NOT IN (90, 100) THEN 'fail' ELSE 'pass' END, i.weight, 100),
            ('duplicate_task', 'error', CASE WHEN t.twice > 0 THEN 'fail' ELSE 'pass' END, t.twice, NULL),
            ('duplicate_indicator', 'error', CASE WHEN i.twice > 0 THEN 'fail' ELSE 'pass' END, i.twice, NULL)
        ) AS r (rule, severity, status, lhs, rhs)
        WHERE r.status <> 'pass') f;
    GET DIAGNOSTICS written = ROW_COUNT;

    SELECT jsonb_agg(jsonb_build_object('department', s.department_code, 'year', s.fiscal_year, 'findings', s.findings)) INTO wrong
    FROM budget.seal s
    JOIN draft d USING (department_code, fiscal_year, version)
    WHERE s.findings @> '[{"severity": "error"}]';
    IF wrong IS NOT NULL THEN
        RAISE check_violation USING MESSAGE = 'declarations break rules', DETAIL = wrong::text;
    END IF;
    DROP TABLE draft, reading, line_total, task_total, indicator_total;
    RETURN written;
END $$;
