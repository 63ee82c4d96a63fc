-- The demonstration: a real form filed end to end, then two real years compared.
-- Run from the top of the source tree against an empty ledger:
--     psql -X -q -f test/demo.sql
\set ON_ERROR_STOP on
\encoding UTF8
\pset footer off
\pset null ''
\pset linestyle unicode
\pset border 2
\pset pager off
\pset format wrapped
\pset columns 120
SET client_min_messages = warning;
\if :{?data}
\else
\set data test/data
\endif
\set reference `cat :'data'/reference.json`
\set zhanjiang_2023 `cat :'data'/zhanjiang-2023.json`
\set zhanjiang_2024 `cat :'data'/zhanjiang-2024.json`

-- Helpers of this script only: an amount in 万元 as printed, a text cut to fit,
-- a text set in lines, and an error as a client receives it. A character wider
-- than ASCII takes two columns.
CREATE FUNCTION pg_temp.wan(yuan numeric, width integer DEFAULT 0) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN lpad(to_char(yuan / 10000, 'FM999,999,999,990.00'), greatest(width, length(to_char(yuan / 10000, 'FM999,999,999,990.00'))));
CREATE FUNCTION pg_temp.signed_wan(yuan numeric, width integer DEFAULT 0) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN lpad(CASE WHEN yuan > 0 THEN '+' ELSE '' END || to_char(yuan / 10000, 'FM999,999,999,990.00'), width);
CREATE FUNCTION pg_temp.percent(rate numeric, width integer DEFAULT 8) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN lpad(CASE WHEN rate > 0 THEN '+' ELSE '' END || to_char(rate * 100, 'FM999990.00') || ' %', width);
CREATE FUNCTION pg_temp.set_in_lines(t text, columns integer) RETURNS SETOF text
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    line text := '';
    used integer := 0;
    c text;
    w integer;
    begun text;
BEGIN
    FOREACH c IN ARRAY regexp_split_to_array(coalesce(t, ''), '') LOOP
        w := CASE WHEN ascii(c) >= 11904 THEN 2 ELSE 1 END;
        IF c = E'\n' OR used + w > columns THEN
            -- a word of a Latin text goes to the next line as a whole
            begun := CASE WHEN c ~ '[!-~]' THEN coalesce(substring(line FROM '[!-~]+$'), '') ELSE '' END;
            IF length(begun) >= columns / 2 THEN
                begun := '';
            END IF;
            RETURN NEXT rtrim(left(line, length(line) - length(begun)));
            line := begun;
            used := length(begun);
            CONTINUE WHEN c = ' ';
        END IF;
        IF c <> E'\n' THEN
            line := line || c;
            used := used + w;
        END IF;
    END LOOP;
    RETURN NEXT line;
END $$;
CREATE FUNCTION pg_temp.cut(t text, columns integer) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN (SELECT count(*) FROM pg_temp.set_in_lines(s, columns)) = 1 THEN s
        ELSE (SELECT l FROM pg_temp.set_in_lines(s, columns - 1) l LIMIT 1) || '…' END
    FROM regexp_replace(t, '\s+', ' ', 'g') s
$$;
CREATE FUNCTION pg_temp.error_of(statement text, OUT sqlstate_code text, OUT message text, OUT detail text, OUT hint text,
        OUT schema_name text, OUT table_name text, OUT column_name text, OUT constraint_name text)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    message := 'no error: this statement should have been refused';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS sqlstate_code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
        hint = PG_EXCEPTION_HINT, schema_name = SCHEMA_NAME, table_name = TABLE_NAME, column_name = COLUMN_NAME,
        constraint_name = CONSTRAINT_NAME;
END $$;
-- The fields of a caught error, set in lines; its detail only if it is no JSON.
CREATE FUNCTION pg_temp.show(caught anyelement) RETURNS SETOF text
    LANGUAGE sql AS $$
    SELECT '  ' || rpad(CASE x.n WHEN 1 THEN f.name ELSE '' END, 12) || x.line
    FROM (SELECT to_jsonb(caught) AS e) c,
        LATERAL (VALUES
            (1, 'SQLSTATE', c.e ->> 'sqlstate_code'),
            (2, 'message', c.e ->> 'message'),
            (3, 'detail', CASE WHEN c.e ->> 'detail' NOT LIKE '[%' THEN c.e ->> 'detail' END),
            (4, 'hint', c.e ->> 'hint'),
            (5, 'schema', c.e ->> 'schema_name'),
            (6, 'table', c.e ->> 'table_name'),
            (7, 'column', c.e ->> 'column_name'),
            (8, 'constraint', c.e ->> 'constraint_name')) f(ordinal, name, value),
        pg_temp.set_in_lines(f.value, 102) WITH ORDINALITY x(line, n)
    WHERE f.value <> ''
    ORDER BY f.ordinal, x.n
$$;

\echo
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' 1. The form, as filed / 申报表'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
SELECT department_code AS dept, fiscal_year AS year, version AS ver
FROM budget_perf.import_declaration(:'reference'::jsonb) \gset
\pset format unaligned
\pset tuples_only on
SELECT format(E'\n%s\n部门名称  %s（%s）    预算年度 %s    实施周期 %s–%s    版本 %s    状态 %s',
    s.form_title, s.department_name, s.department_code, s.fiscal_year, d.cycle_from, d.cycle_to, s.version, s.status)
FROM budget.declaration_status s
JOIN budget.declaration d USING (department_code, fiscal_year, version)
WHERE s.department_code = :'dept' AND s.fiscal_year = :year AND s.version = :ver;
\pset format wrapped
\pset tuples_only off

\echo
\echo '预算整体情况（万元）'
WITH item AS (
    SELECT i.category = 'expenditure' AS is_left, i.ordinal, i.block, i.block_label, i.label, b.amount,
        min(i.ordinal) OVER (PARTITION BY i.block) AS block_ordinal
    FROM budget.form_item i
    JOIN budget.declaration d ON d.form_code = i.form_code
    LEFT JOIN budget.budget_line b ON (b.department_code, b.fiscal_year, b.version, b.item_code)
        = (d.department_code, d.fiscal_year, d.version, i.item_code)
    WHERE d.department_code = :'dept' AND d.fiscal_year = :year AND d.version = :ver
), line AS (
    SELECT is_left, block_ordinal, 0 AS ordinal, block_label AS label, NULL AS amount FROM item GROUP BY 1, 2, block_label
    UNION ALL
    SELECT is_left, block_ordinal, ordinal, '  ' || label, pg_temp.wan(amount) FROM item
), numbered AS (
    SELECT is_left, label, amount, row_number() OVER (PARTITION BY is_left ORDER BY block_ordinal, ordinal) AS n FROM line
)
SELECT l.label AS "支出", lpad(l.amount, 12) AS "预算金额", r.label AS "收入与级次", lpad(r.amount, 12) AS "预算金额"
FROM (SELECT * FROM numbered WHERE is_left) l
FULL JOIN (SELECT * FROM numbered WHERE NOT is_left) r USING (n)
ORDER BY n;

\echo '总体绩效目标'
\pset format unaligned
\pset tuples_only on
SELECT '  ' || l
FROM budget.declaration d, pg_temp.set_in_lines(regexp_replace(d.goal, '\s+', '', 'g'), 112) WITH ORDINALITY x(l, n)
WHERE d.department_code = :'dept' AND d.fiscal_year = :year AND d.version = :ver
ORDER BY n;
\pset format wrapped
\pset tuples_only off

\echo
\echo '年度重点工作任务'
SELECT task_no AS "#", name AS "名称", pg_temp.cut(content, 30) AS "主要实施内容",
    pg_temp.wan(amount, 10) AS "资金（万元）", pg_temp.cut(expected_outcome, 28) AS "期望达到的目标"
FROM budget.task
WHERE department_code = :'dept' AND fiscal_year = :year AND version = :ver
ORDER BY task_no;

\echo '绩效指标'
SELECT indicator_no AS "#", level1 AS "一级指标", level2 AS "二级指标", name AS "三级指标",
    cycle_target AS "周期指标值", annual_target AS "年度指标值"
FROM budget.indicator
WHERE department_code = :'dept' AND fiscal_year = :year AND version = :ver
ORDER BY indicator_no;

\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' 2. Does it balance? / 勾稽关系与检查结果'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo
\echo 'The identities, in 万元:'
\pset format unaligned
\pset tuples_only on
WITH term AS (
    SELECT t.rule_id, t.side,
        string_agg(CASE WHEN t.coefficient <> 1 THEN t.coefficient::text || ' × ' ELSE '' END
                || coalesce(i.label, '任务资金') || ' ' || pg_temp.wan(coalesce(b.amount, k.amount)),
            ' + ' ORDER BY i.ordinal) AS spelled
    FROM budget.declaration d
    JOIN budget.rule_term t ON true
    LEFT JOIN budget.form_item i ON i.form_code = d.form_code AND i.item_code = t.item_code
    LEFT JOIN budget.budget_line b ON (b.department_code, b.fiscal_year, b.version, b.item_code)
        = (d.department_code, d.fiscal_year, d.version, t.item_code)
    LEFT JOIN LATERAL (
        SELECT sum(t2.amount) AS amount
        FROM budget.task t2
        WHERE t.source = 'tasks'
            AND (t2.department_code, t2.fiscal_year, t2.version) = (d.department_code, d.fiscal_year, d.version)) k ON true
    WHERE d.department_code = :'dept' AND d.fiscal_year = :year AND d.version = :ver
        AND coalesce(b.amount, k.amount) IS NOT NULL
    GROUP BY t.rule_id, t.side
)
SELECT format(E'  %s  %s：%s %s %s，差额 %s\n        左  %s\n        右  %s\n', upper(r.status), r.description_zh,
    pg_temp.wan(r.lhs), r.operator, pg_temp.wan(r.rhs), pg_temp.wan(r.difference), l.spelled, rt.spelled)
FROM budget.reconciliation_draft r
LEFT JOIN term l ON l.rule_id = r.rule AND l.side = 'left'
LEFT JOIN term rt ON rt.rule_id = r.rule AND rt.side = 'right'
WHERE r.department_code = :'dept' AND r.fiscal_year = :year AND r.version = :ver
ORDER BY r.rule;
\pset format wrapped
\pset tuples_only off

\echo 'Every finding of check_declaration, counted:'
SELECT count(*) FILTER (WHERE status = 'pass') AS pass, count(*) FILTER (WHERE status = 'skip') AS skip,
    count(*) FILTER (WHERE status = 'fail' AND severity = 'error') AS errors,
    count(*) FILTER (WHERE status = 'fail' AND severity = 'warning') AS warnings,
    count(*) FILTER (WHERE status = 'fail' AND severity = 'info') AS infos
FROM budget_perf.check_declaration(:'dept', :year, :ver);

\echo 'Those that did not pass (doc/demo.md says why a person would raise each):'
\pset format unaligned
\pset tuples_only on
SELECT rpad(CASE WHEN x.n > 1 THEN '' ELSE '  ' || CASE f.status WHEN 'fail' THEN f.severity ELSE f.status END END, 11)
    || rpad(CASE WHEN x.n > 1 THEN '' ELSE f.rule END, 20) || x.line
FROM budget_perf.check_declaration(:'dept', :year, :ver)
    WITH ORDINALITY f(rule, severity, status, lhs, rhs, difference, tolerance, location, message, hint, ordinal),
    pg_temp.set_in_lines(f.message, 88) WITH ORDINALITY x(line, n)
WHERE f.status <> 'pass'
ORDER BY f.ordinal, x.n;
\pset format wrapped
\pset tuples_only off
\echo

\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' 3. The indicators, as read / 指标解读'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
SELECT indicator_no AS "#", pg_temp.cut(name, 44) AS indicator, annual_target AS printed,
    budget_perf.target_kind(annual_target) AS kind, budget_perf.target_comparator(annual_target) AS cmp,
    coalesce(budget_perf.target_lower(annual_target), budget_perf.target_upper(annual_target)) AS value,
    budget_perf.target_scale(annual_target) AS scale, budget_perf.target_unit(annual_target) AS unit,
    budget_perf.name_unit(name) AS "unit in name"
FROM budget.indicator
WHERE department_code = :'dept' AND fiscal_year = :year AND version = :ver
ORDER BY indicator_no;

\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' 4. Submitted, sealed, approved / 提交、封存、批复'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
UPDATE budget.declaration SET status = 'submitted', status_comment = 'filed with the budget'
WHERE department_code = :'dept' AND fiscal_year = :year AND version = :ver;
UPDATE budget.declaration SET status = 'approved', status_comment = 'approved with the budget'
WHERE department_code = :'dept' AND fiscal_year = :year AND version = :ver;
\echo
SELECT status, is_effective, submissions, errors, warnings, infos, budget_lines, tasks, indicators, digest
FROM budget.declaration_status
WHERE department_code = :'dept' AND fiscal_year = :year AND version = :ver \gx
\echo 'Totals in the seal, in 万元:'
SELECT t.key AS total, pg_temp.wan(t.value::numeric, 12) AS "万元"
FROM budget.seal s, jsonb_each_text(s.totals -> 'categories') t
WHERE s.department_code = :'dept' AND s.fiscal_year = :year AND s.version = :ver AND s.withdrawn_at IS NULL;
\echo 'History:'
SELECT coalesce(from_status, '–') AS "from", to_status AS "to", changed_by AS "by", comment
FROM budget.history
WHERE department_code = :'dept' AND fiscal_year = :year AND version = :ver
ORDER BY history_id;

\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' 5. Two years of one department, as published / 年度对比'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
SELECT department_code AS city FROM budget_perf.import_declaration(:'zhanjiang_2023'::jsonb) \gset
SELECT department_code AS city FROM budget_perf.import_declaration(:'zhanjiang_2024'::jsonb) \gset
UPDATE budget.declaration SET status = 'submitted' WHERE department_code = :'city' AND status = 'draft';
UPDATE budget.declaration SET status = 'approved' WHERE department_code = :'city' AND status = 'submitted';
\pset format unaligned
\pset tuples_only on
SELECT format(E'\n%s：%s → %s（%s）', department_name, previous_fiscal_year, fiscal_year, comparability)
FROM budget.budget_yoy
WHERE department_code = :'city' AND fiscal_year = 2024;
\pset format wrapped
\pset tuples_only off
\echo
\echo 'Figures that had to be rounded to the fen, as the spreadsheet held them, and as stored in yuan:'
SELECT b.fiscal_year AS year, i.label AS item, b.amount_source AS "as given, 万元", b.amount AS "as stored, yuan"
FROM budget.budget_line b
JOIN budget.form_item i ON i.form_code = 'city' AND i.item_code = b.item_code
WHERE b.department_code = :'city' AND b.amount_source IS NOT NULL
ORDER BY b.fiscal_year, i.ordinal;

\echo 'Totals (budget_yoy), 万元; blank is not zero:'
SELECT v.name AS total, pg_temp.wan(v.b, 12) AS "2023", pg_temp.wan(v.a, 12) AS "2024",
    pg_temp.signed_wan(v.c, 12) AS change, pg_temp.percent(v.r) AS rate
FROM budget.budget_yoy y,
    LATERAL (VALUES
        ('expenditure 支出', y.expenditure, y.previous_expenditure, y.expenditure_change, y.expenditure_change_rate),
        ('income 收入', y.income, y.previous_income, y.income_change, y.income_change_rate),
        ('tier 级次', y.tier, y.previous_tier, y.tier_change, y.tier_change_rate),
        ('key tasks 重点任务', y.tasks, y.previous_tasks, y.tasks_change, y.tasks_change_rate)) v(name, a, b, c, r)
WHERE y.department_code = :'city' AND y.fiscal_year = 2024;

\echo 'Budget items (item_yoy), 万元:'
SELECT item_name AS item, pg_temp.wan(previous_amount, 12) AS "2023", pg_temp.wan(amount, 12) AS "2024",
    pg_temp.signed_wan(amount_change, 12) AS change, pg_temp.percent(amount_change_rate) AS rate, change, comparability
FROM budget.item_yoy
WHERE department_code = :'city' AND fiscal_year = 2024
ORDER BY ordinal;

\echo 'Tasks (task_yoy), 万元; a renamed task is one dropped and one new:'
SELECT pg_temp.cut(task_name, 50) AS task, pg_temp.wan(previous_amount, 10) AS "2023", pg_temp.wan(amount, 10) AS "2024",
    pg_temp.signed_wan(amount_change, 10) AS change, pg_temp.percent(amount_change_rate) AS rate, change
FROM budget.task_yoy
WHERE department_code = :'city' AND fiscal_year = 2024
ORDER BY coalesce(task_no, 100 + previous_task_no);

\echo 'Indicators (indicator_yoy), those in both years:'
SELECT pg_temp.cut(indicator_name, 24) AS indicator, pg_temp.cut(previous_target, 14) AS "2023", pg_temp.cut(target, 14) AS "2024",
    change, ambition, comparability
FROM budget.indicator_yoy
WHERE department_code = :'city' AND fiscal_year = 2024 AND matched_by IS NOT NULL
ORDER BY indicator_no;
\echo 'Indicators that came or went:'
SELECT change, coalesce(level2, '') AS class, pg_temp.cut(indicator_name, 46) AS indicator, coalesce(target, previous_target) AS target
FROM budget.indicator_yoy
WHERE department_code = :'city' AND fiscal_year = 2024 AND matched_by IS NULL
ORDER BY change DESC, indicator_no, previous_indicator_no;
\echo 'How complete the years are (completeness):'
SELECT fiscal_year AS year, departments_in || ' of ' || departments || ' departments in' AS completeness, departments_draft AS drafts, departments_missing AS missing
FROM budget.completeness
ORDER BY fiscal_year;

\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' 6. What is wrong is refused; what is sealed stays / 拒绝与封存'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo
\echo 'The same form, filed by another department with one figure wrong (项目支出 81,262.23 instead of 81,262.22):'
SELECT department_code AS wrong_dept
FROM budget_perf.import_declaration(jsonb_set(:'reference'::jsonb
    || '{"department": {"code": "440115099", "name": "演示用部门"}}', '{budget,项目支出}', '"81,262.23"')) \gset
CREATE TEMPORARY TABLE refused AS
SELECT * FROM pg_temp.error_of(format('UPDATE budget.declaration SET status = ''submitted'' WHERE department_code = %L', :'wrong_dept'));
\pset format unaligned
\pset tuples_only on
SELECT pg_temp.show(r) FROM refused r;
\echo
\echo 'Its DETAIL holds every finding as JSON. The first error of it, but for its texts and its rows:'
SELECT jsonb_pretty((f #- '{location,rows}') - '{message,hint}'::text[])
FROM refused, jsonb_array_elements(detail::jsonb) WITH ORDINALITY x(f, n)
WHERE f ->> 'status' = 'fail' AND f ->> 'severity' = 'error'
ORDER BY n
LIMIT 1;
\pset format wrapped
\pset tuples_only off
\echo
\echo 'The rows that contributed, of every error, in yuan:'
SELECT f ->> 'rule' AS rule, r ->> 'side' AS side, r ->> 'label' AS item, lpad(to_char((r ->> 'amount')::numeric, 'FM999,999,999,990.00'), 16) AS amount,
    r ->> 'table' AS "table", r ->> 'item_code' AS key
FROM refused, jsonb_array_elements(detail::jsonb) WITH ORDINALITY x(f, n), jsonb_array_elements(f #> '{location,rows}') WITH ORDINALITY y(r, m)
WHERE f ->> 'status' = 'fail' AND f ->> 'severity' = 'error'
ORDER BY n, m;
\echo 'The declaration is still a draft:'
SELECT department_code, fiscal_year, version, status, submissions FROM budget.declaration_status WHERE department_code = :'wrong_dept';

\echo 'And a sealed figure cannot be changed by anyone:'
\pset format unaligned
\pset tuples_only on
CREATE TEMPORARY TABLE untouched AS
SELECT * FROM pg_temp.error_of(format('UPDATE budget.budget_line SET amount = amount + 1 WHERE department_code = %L', :'dept'));
SELECT pg_temp.show(r) FROM untouched r;
\echo
\echo 'verify() re-derives rules, totals and seals by queries of its own:'
SELECT format('  %s %s', count(*), CASE count(*) WHEN 0 THEN 'findings = clean' WHEN 1 THEN 'finding' ELSE 'findings' END)
FROM budget_perf.verify();

\echo
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo ' 7. A year later / 从申报到评级'
\echo '════════════════════════════════════════════════════════════════════════════════════════════════════════════════════════'
\echo
\echo 'The actual values and the spending below are made up for illustration; nobody published them. / 以下完成值和支出为演示数据，并非公开数据。'
\pset format wrapped
\pset tuples_only off
INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_unit, source)
SELECT :'dept', :year, :ver, v.no, '2023-06-30', v.actual, v.unit, '演示数据'
FROM (VALUES (3, 1, NULL), (5, 2, NULL), (7, 20, NULL), (8, 0, NULL), (9, 1200, '万元'), (10, 52000, '万元')) v (no, actual, unit);
\echo
\echo 'At the end of June (indicator_progress_on): due by now is 6/12 of the annual target; below 60 % of that is red,'
\echo 'below 80 % yellow, from 120 % on blue; a quality indicator is inside or outside. 放贷 was reported in 万元 and is held in 亿:'
SELECT indicator_no AS "#", pg_temp.cut(indicator_name, 44) AS "三级指标", target AS "年度指标值", trim_scale(actual) AS "完成值",
    lpad(to_char(progress_rate * 100, 'FM999990.00') || ' %', 9) AS "完成率", lpad(to_char(expected_rate * 100, 'FM999990.00') || ' %', 9) AS "时间进度",
    CASE light WHEN 'red' THEN '红 red' WHEN 'yellow' THEN '黄 yellow' WHEN 'green' THEN '绿 green' WHEN 'blue' THEN '蓝 blue' END AS "灯"
FROM budget.indicator_progress_on('2023-06-30', :'dept', :year)
WHERE actual IS NOT NULL
ORDER BY indicator_no;

INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_unit, source)
SELECT :'dept', :year, :ver, v.no, '2023-12-31', v.actual, v.unit, '演示数据'
FROM (VALUES (1, 30, NULL), (2, 1995, NULL), (3, 1, NULL), (4, 2, NULL), (5, 4, NULL), (6, 14, NULL), (7, 57, NULL), (8, 1, NULL),
    (9, 50500000, '元'), (10, 98500, '万元'), (11, 212.4, NULL), (12, 4.55, NULL), (13, 1067, NULL)) v (no, actual, unit);
INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount, note) VALUES
    (:'dept', :year, '2023-06-30', 1, 'basic_expenditure', 4900000.00, '演示数据'),
    (:'dept', :year, '2023-06-30', 2, 'project_expenditure', 361250000.00, '演示数据'),
    (:'dept', :year, '2023-12-31', 1, 'basic_expenditure', 4900000.00, '演示数据'),
    (:'dept', :year, '2023-12-31', 2, 'project_expenditure', 409825380.00, '演示数据'),
    (:'dept', :year, '2023-12-31', 3, 'other_development', 10000000.00, '演示数据');
\echo 'At the end of the year (indicator_score): the form gives no weights, so that output has 50 points, and the benefits 30 and'
\echo 'the 10 of satisfaction, which has no indicator; within a class in equal parts. w weight, a actual, t target:'
SELECT indicator_no AS "#", pg_temp.cut(indicator_name, 40) AS "三级指标", target AS "年度指标值", trim_scale(actual) AS "完成值", unit AS "单位",
    round(weight, 2) AS "权重", formula AS "公式", points AS "得分"
FROM budget.indicator_score
WHERE department_code = :'dept' AND fiscal_year = :year
ORDER BY indicator_no;
\echo 'By class of level one:'
SELECT level1 AS "一级指标", count(*) AS "指标数", round(sum(weight), 2) AS "分值", sum(points) AS "得分"
FROM budget.indicator_score
WHERE department_code = :'dept' AND fiscal_year = :year
GROUP BY level1
ORDER BY min(indicator_no);
\echo 'Execution, indicators, and the grade (declaration_score; 优 from 90 on, 良 from 80, 中 from 60):'
\pset format unaligned
\pset tuples_only on
SELECT format(E'  预算执行率    %s / %s 万元 = %s        min(%s, 执行率 × %s) = %s 分\n  绩效指标      %s 项指标，%s 项已计分                %s 分中得 %s 分\n  总分          %s + %s = %s 分        评价等级：%s\n',
    pg_temp.wan(spent), pg_temp.wan(adjusted_budget), to_char(execution_rate * 100, 'FM999990.00') || ' %', trim_scale(execution_weight), trim_scale(execution_weight), execution_points,
    indicators, indicators_scored, trim_scale(indicator_weight), indicator_points, execution_points, indicator_points, total_points, grade)
FROM budget.declaration_score
WHERE department_code = :'dept' AND fiscal_year = :year;
\echo 'Measuring changed nothing that was sealed:'
SELECT format('  %s %s', count(*), CASE count(*) WHEN 0 THEN 'findings = clean' WHEN 1 THEN 'finding' ELSE 'findings' END)
FROM budget_perf.verify();
\echo
\echo 'And only what was approved can be measured:'
CREATE TEMPORARY TABLE unmeasured AS
SELECT * FROM pg_temp.error_of(format('INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual)
    VALUES (%L, 2023, 1, 1, ''2023-12-31'', 30)', :'wrong_dept'));
SELECT pg_temp.show(r) FROM unmeasured r;
