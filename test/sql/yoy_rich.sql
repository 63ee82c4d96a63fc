-- Year over year on a ledger in which everything happens at once: renames,
-- mergers, splits, tangled ones, versions, amendments under way, drafts, gaps,
-- blank amounts, several forms, items beside the form, names and codes that come
-- and go. Each declaration is made by arithmetic, so that no two are alike.
\pset null '-'
\pset format unaligned
\pset tuples_only on
SET client_min_messages = warning;
SELECT budget_perf.create_ledger('r');
-- Fill.
UPDATE r.rule SET severity = 'info';
INSERT INTO r.form (code, title, amount_unit, taxonomy, target_columns)
VALUES ('short', 'short', '元', '2015', 2), ('alike', 'alike', '元', '2015', 2), ('new', 'new', '元', '2021', 2);
INSERT INTO r.form_item (form_code, item_code, ordinal, category, block, block_label, label)
SELECT 'short', item_code, ordinal, category, block, block_label, label || ' (short)'
FROM r.form_item WHERE form_code = 'district' AND block <> 'development' AND category <> 'tier';
INSERT INTO r.form_item (form_code, item_code, ordinal, category, block, block_label, label)
SELECT 'alike', item_code, 20 - ordinal, category, block, block_label, label || ' (alike)' FROM r.form_item WHERE form_code = 'district';
INSERT INTO r.form_item (form_code, item_code, ordinal, category, block, block_label, label)
SELECT 'new', item_code, ordinal, category, block, block_label, label || ' (new)'
FROM r.form_item WHERE form_code = 'city' AND item_code <> 'other_income';
INSERT INTO r.form_item (form_code, item_code, ordinal, category, block, block_label, label)
VALUES ('new', 'reserve', 50, 'expenditure', 'development', 'reserve', 'reserve (new)');
INSERT INTO r.department (code, name) SELECT lpad(n::text, 2, '0'), 'department ' || n FROM generate_series(1, 40) n;

-- Versions and forms of a department's years, and how far each version got.
CREATE TEMPORARY TABLE plan (d integer, y integer, v integer, form text, gets_to text);
INSERT INTO plan
SELECT d, y, 1, CASE WHEN d % 7 = 3 THEN 'city' WHEN d % 7 = 5 THEN 'new' ELSE 'district' END, CASE WHEN (d + y) % 3 = 0 THEN 'recorded' ELSE 'approved' END
FROM generate_series(1, 40) d, generate_series(2022, 2025) y
WHERE (d, y) NOT IN ((2, 2023), (3, 2024), (7, 2023), (31, 2025))
    AND NOT (d IN (4, 11) AND y >= 2023) AND NOT (d IN (5, 12, 13) AND y < 2023)
    AND NOT (d IN (6, 7, 9, 24, 34, 35, 36) AND y >= 2024) AND NOT (d IN (8, 15, 25, 37) AND y < 2024)
    AND NOT (d IN (16, 18, 19) AND y >= 2024) AND NOT (d IN (17, 21) AND y < 2024) AND NOT (d = 25 AND y = 2024);
UPDATE plan SET form = CASE d WHEN 28 THEN 'short' WHEN 29 THEN 'alike' ELSE 'new' END WHERE d IN (28, 29, 30) AND y >= 2024;
UPDATE plan SET form = 'short' WHERE d IN (34, 36);
INSERT INTO plan SELECT d, y, 2, form, CASE WHEN (d + y) % 4 = 0 THEN 'submitted' WHEN (d + y) % 4 = 1 THEN 'draft' ELSE 'approved' END
FROM plan WHERE gets_to = 'approved' AND (d * 3 + y) % 5 = 0;
INSERT INTO plan VALUES (3, 2024, 1, 'district', 'draft'), (31, 2025, 1, 'district', 'submitted');
UPDATE plan SET gets_to = 'submitted' WHERE (d, y, v) IN ((32, 2023, 1), (33, 2024, 1)) AND NOT EXISTS (
    SELECT FROM plan p WHERE (p.d, p.y, p.v) = (plan.d, plan.y, 2));

CREATE FUNCTION pg_temp.pick(VARIADIC choice text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT choice[2 + choice[1]::integer % (cardinality(choice) - 1)] $$;
-- The content of a version; a number from 0 on stands for what varies.
CREATE PROCEDURE pg_temp.fill(dept text, yr integer, ver integer, form text, d integer) LANGUAGE sql AS $$
    DELETE FROM r.budget_line WHERE (department_code, fiscal_year, version) = (dept, yr, ver);
    DELETE FROM r.task WHERE (department_code, fiscal_year, version) = (dept, yr, ver);
    DELETE FROM r.indicator WHERE (department_code, fiscal_year, version) = (dept, yr, ver);
    INSERT INTO r.budget_line (department_code, fiscal_year, version, item_code, amount)
    SELECT dept, yr, ver, i.item, CASE WHEN s % 5 <> 3 AND d <> 31 THEN (s * 37 % 1000 * CASE WHEN s % 11 = 0 THEN -1 ELSE 1 END)::numeric / 4 END
    FROM unnest('{basic_expenditure,project_expenditure,special_fund,other_development,fiscal_appropriation,other_income,own_level,transfer_down,reserve,stray}'::text[])
        WITH ORDINALITY i(item, n), LATERAL (SELECT (d * 13 + yr * 7 + ver * 3 + i.n * 5)::integer AS s) x
    WHERE s % 6 <> 1;
    INSERT INTO r.task (department_code, fiscal_year, version, task_no, amount, name, content, expected_outcome)
    SELECT dept, yr, ver, n, CASE WHEN s % 7 <> 2 THEN s % 50 * 2 END,
        pg_temp.pick(s::text, '任务', 'task 1', ' ＴＡＳＫ 1', 'task 2', '任务（一）', '', '优化', '★任务', 'task ' || d),
        pg_temp.pick((s / 2)::text, NULL, '', '内容', '内 容', 'other'), pg_temp.pick((s / 3)::text, NULL, 'ＡＢ', 'ab', 'cd')
    FROM generate_series(1, 3 + d % 3) n, LATERAL (SELECT d * 5 + yr * 3 + ver * 2 + n * 7 AS s) x;
    INSERT INTO r.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, unit, cycle_target, annual_target, weight, code)
    SELECT dept, yr, ver, n, pg_temp.pick((d + n)::text, '产出指标', '效益指标', '产出指标（50分）', '其他'),
        pg_temp.pick((d + n + s % 9 / 8)::text, '数量指标', '质量指标', '社会效益指标', '经济成本指标', '别的'),
        pg_temp.pick((n + s % 13 / 12)::text, '数量（个）', '合格率（%）', '单位成本（元）', '金额（亿元）', '指标1：满意度', '完成时间', '面积(m2)'),
        CASE WHEN s % 8 = 1 THEN pg_temp.pick(s::text, '平方米', '万元', '个', '') END, t.target, t.target::budget_perf.indicator_target,
        CASE WHEN s % 3 = 0 THEN 5 END, CASE WHEN s % 4 = 2 THEN pg_temp.pick((d + n)::text, 'K1', 'K2', 'K3') END
    FROM generate_series(1, 5 + d % 3) n, LATERAL (SELECT d * 11 + yr * 3 + ver + n * 17 AS s) x, LATERAL (SELECT CASE
        WHEN n % 7 = 6 AND s % 4 <> 0 THEN pg_temp.pick(s::text, yr || '年12月底前', yr || '年6月底前', yr || '-12-31', '12月底前', '≥' || yr || '年3月')
        WHEN n % 7 = 5 THEN pg_temp.pick((s / 3)::text, '较高', '较 高', '≥90%', '根据下达任务确定', '≥**%', '', NULL)
        ELSE pg_temp.pick((d + s % 4)::text, '≥' || 10 + s % 3, '≤' || 10 + s % 3, '≥95%', '10亿元', '≥1000000000元', '80%-90%', '80-95%', '12', '≥5 m2', '3个', '约30',
            '180人、650人', '≥12345678901234567890123', '＞10', '100%') END AS target) t
$$;
-- Version by version: each is filled as a draft and goes its way.
DO $$
DECLARE p record;
BEGIN
    FOR p IN SELECT *, lpad(d::text, 2, '0') AS code FROM plan ORDER BY v, y, d LOOP
        IF p.v = 1 THEN
            INSERT INTO r.declaration (department_code, fiscal_year, version, form_code, goal) VALUES (p.code, p.y, 1, p.form, 'goal');
        ELSE
            PERFORM budget_perf.amend(p.code, p.y, ledger => 'r');
        END IF;
        CALL pg_temp.fill(p.code, p.y, p.v, p.form, p.d);
        IF p.gets_to = 'recorded' THEN
            UPDATE r.declaration SET status = 'recorded' WHERE (department_code, fiscal_year, version) = (p.code, p.y, p.v);
        ELSIF p.gets_to <> 'draft' THEN
            UPDATE r.declaration SET status = 'submitted' WHERE (department_code, fiscal_year, version) = (p.code, p.y, p.v);
        END IF;
        IF p.gets_to = 'approved' THEN
            UPDATE r.declaration SET status = 'approved' WHERE (department_code, fiscal_year, version) = (p.code, p.y, p.v);
        END IF;
    END LOOP;
END
$$;
-- 04 becomes 05; 06 and 07 (which had not filed) merge into 08, 34 and 35 into 37 with 36; 09 goes into 10; 11 is split into 12 and 13;
-- 14 spins 15 off; 24 becomes 25, which has not filed; and those that cannot be followed: two renames into one, a chain, a part that had
-- filed, a department that goes on, one that is merged and split at once, a rename and a merger into one.
INSERT INTO r.department_succession (predecessor_code, successor_code, fiscal_year, kind) VALUES
    ('04', '05', 2023, 'rename'), ('06', '08', 2024, 'merge'), ('07', '08', 2024, 'merge'), ('34', '37', 2024, 'merge'), ('35', '37', 2024, 'merge'),
    ('36', '37', 2024, 'merge'), ('09', '10', 2024, 'merge'), ('11', '12', 2023, 'split'), ('11', '13', 2023, 'split'), ('14', '15', 2024, 'split'),
    ('24', '25', 2024, 'rename'), ('16', '17', 2024, 'rename'), ('18', '17', 2024, 'rename'), ('19', '20', 2024, 'merge'), ('20', '21', 2024, 'merge'),
    ('22', '23', 2024, 'split'), ('26', '27', 2024, 'merge'), ('38', '39', 2025, 'merge'), ('38', '40', 2025, 'split'), ('01', '02', 2025, 'rename'),
    ('03', '02', 2025, 'merge');
INSERT INTO r.indicator_link (department_code, fiscal_year, indicator_no, indicator_code, previous_department_code, previous_indicator_no, previous_indicator_code, reason) VALUES
    ('37', 2024, 1, '', '36', 2, NULL, 'one of three'), ('37', 2024, 2, '', NULL, NULL, NULL, 'new in truth'), ('01', 2024, 3, '', NULL, 4, NULL, 'by number'),
    ('14', 2024, 0, 'K2', NULL, NULL, 'K3', 'by code'), ('28', 2025, 9, '', NULL, 1, NULL, 'leads nowhere'), ('29', 2025, 1, '', '01', 1, NULL, 'of another department');
INSERT INTO r.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_unit, is_increment, actual_text)
SELECT i.department_code, i.fiscal_year, i.version, i.indicator_no, make_date(i.fiscal_year, 6, 30), CASE WHEN i.indicator_no % 3 <> 0 THEN 10 + i.indicator_no END,
    NULL, i.indicator_no % 5 = 1, CASE WHEN i.indicator_no % 3 = 0 THEN '好' END
FROM r.indicator i
JOIN r.declaration d USING (department_code, fiscal_year, version)
WHERE d.status IN ('approved', 'recorded') AND i.department_code::integer % 4 <> 1 AND i.indicator_no < 4;
-- Filled.

SELECT predecessor_code, successor_code, fiscal_year, kind, is_followed, previous_version, previous_form_code, successor_in FROM r.succession ORDER BY 3, 1, 2;
-- The same rule in other words: each department stands in one succession of the year, or in several of one kind on the same side; and what is
-- filed is where it says.
SELECT s.* FROM r.succession s
WHERE s.is_followed <> (
    (SELECT count(DISTINCT (d.code, o.kind, o.successor_code = d.code)) FROM r.department_succession o, unnest(ARRAY[s.predecessor_code, s.successor_code]) d(code)
     WHERE o.fiscal_year = s.fiscal_year AND d.code IN (o.predecessor_code, o.successor_code)) = 2
    AND (SELECT count(*) FROM r.department_succession o WHERE o.fiscal_year = s.fiscal_year
        AND CASE s.kind WHEN 'merge' THEN o.predecessor_code = s.predecessor_code WHEN 'split' THEN o.successor_code = s.successor_code
            ELSE s.predecessor_code IN (o.predecessor_code, o.successor_code) OR s.successor_code IN (o.predecessor_code, o.successor_code) END) = 1
    AND (s.kind = 'split' OR NOT EXISTS (
        SELECT FROM r.declaration d WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year AND d.status <> 'draft'))
    AND (s.kind = 'merge' OR NOT EXISTS (
        SELECT FROM r.declaration d WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year - 1 AND d.status <> 'draft')));
SELECT * FROM r.followed_succession ORDER BY 3, 1, 2;
SELECT * FROM r.followed_rename ORDER BY 3, 1, 2;

SELECT * FROM r.declaration_pair ORDER BY department_code, fiscal_year;
SELECT * FROM r.budget_yoy WHERE fiscal_year = 2024 OR department_code IN ('05', '11', '12', '13', '24') ORDER BY department_code, fiscal_year;
SELECT department_code, fiscal_year, min(version), min(previous_department_code), min(previous_version), min(previous_declarations), min(previous_department_codes),
    string_agg(concat_ws(' ', item_code, coalesce(amount::text, '-'), coalesce(previous_amount::text, '-'), amount_change, amount_change_rate,
        change, comparable, comparability, comparison), ', ' ORDER BY ordinal, item_code)
FROM r.item_yoy WHERE fiscal_year = 2024 OR department_code IN ('05', '29') GROUP BY 1, 2 ORDER BY 1, 2;
SELECT DISTINCT item_code, item_name, category, block, block_name, ordinal FROM r.item_yoy ORDER BY 1, 2;
SELECT * FROM r.task_yoy WHERE fiscal_year = 2024 OR department_code = '05' ORDER BY department_code, fiscal_year, task_no, previous_department_code, previous_task_no;
SELECT department_code, fiscal_year, version, previous_department_code, previous_version, indicator_no, previous_indicator_no, indicator_name, target, previous_target,
    change, ambition, matched_by, comparable, comparability, comparison, link_reason
FROM r.indicator_yoy WHERE fiscal_year = 2024 OR (department_code, fiscal_year) IN (('28', 2025), ('29', 2025), ('05', 2023)) ORDER BY department_code, fiscal_year, indicator_no, previous_department_code, previous_indicator_no;
SELECT indicator_code, class_code, previous_class_code, level1, level2, previous_level1, previous_level2, unit, previous_unit, target_kind, previous_target_kind, comparator,
    previous_comparator, value, previous_value, upper_value, previous_upper_value, value_unit, previous_value_unit, value_change, value_change_rate,
    target_date, previous_target_date, weight, previous_weight, previous_actual, previous_actual_text, previous_measured_on, previous_rating
FROM r.indicator_yoy WHERE fiscal_year = 2024 AND (department_code < '16' OR department_code = '37') ORDER BY department_code, indicator_no, previous_department_code, previous_indicator_no;

-- Nothing counts twice, nothing drops out: what stands on the earlier side of a year is what was filed for the year before it.
SELECT y.fiscal_year, y.previous = s.expenditure AS the_same
FROM (SELECT fiscal_year, sum(previous_expenditure) AS previous FROM r.budget_yoy GROUP BY 1) y
JOIN (SELECT fiscal_year + 1 AS fiscal_year, sum(expenditure) AS expenditure FROM r.budget_yoy WHERE version IS NOT NULL GROUP BY 1) s USING (fiscal_year)
ORDER BY 1;
-- A question for one department, for one year, or for some of either, gets the same rows as everything does.
CREATE TEMPORARY TABLE every AS
SELECT 'budget' AS what, department_code, fiscal_year, x::text AS line FROM r.budget_yoy x
UNION ALL SELECT 'item', department_code, fiscal_year, x::text FROM r.item_yoy x
UNION ALL SELECT 'task', department_code, fiscal_year, x::text FROM r.task_yoy x
UNION ALL SELECT 'indicator', department_code, fiscal_year, x::text FROM r.indicator_yoy x
UNION ALL SELECT 'pair', department_code, fiscal_year, x::text FROM r.declaration_pair x;
CREATE FUNCTION pg_temp.differ(which text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
    EXECUTE format($q$ WITH asked AS (
        SELECT 'budget' AS what, department_code, fiscal_year, x::text AS line FROM r.budget_yoy x WHERE %1$s
        UNION ALL SELECT 'item', department_code, fiscal_year, x::text FROM r.item_yoy x WHERE %1$s
        UNION ALL SELECT 'task', department_code, fiscal_year, x::text FROM r.task_yoy x WHERE %1$s
        UNION ALL SELECT 'indicator', department_code, fiscal_year, x::text FROM r.indicator_yoy x WHERE %1$s
        UNION ALL SELECT 'pair', department_code, fiscal_year, x::text FROM r.declaration_pair x WHERE %1$s)
    SELECT count(*) FROM ((TABLE asked EXCEPT ALL SELECT * FROM every WHERE %1$s) UNION ALL (SELECT * FROM every WHERE %1$s EXCEPT ALL TABLE asked)) d $q$, which) INTO n;
    RETURN n;
END $$;
SELECT sum(pg_temp.differ(format('department_code = %L AND fiscal_year = %s', d, y)))
FROM unnest('{01,02,05,08,10,11,12,14,24,31,37}'::text[]) d, generate_series(2022, 2026) y;
SELECT pg_temp.differ('fiscal_year = 2024'), pg_temp.differ('fiscal_year IN (2023, 2025)'), pg_temp.differ('fiscal_year > 2023'),
    pg_temp.differ($$department_code = '37'$$), pg_temp.differ($$department_code IN ('01', '08', '12') AND fiscal_year <> 2023$$),
    pg_temp.differ($$department_code LIKE '3%' AND fiscal_year = (SELECT 2024)$$);
-- The same in plain SQL (test/plain/views.sql), row by row, in a tree of departments with a ring in it, with one year more in which some are in by
-- waivers, some were sent back, and some have tasks that no budget can reach: as the owner, and as a role from which policies keep departments,
-- declarations, successions, or rows of any kind.
UPDATE r.department SET parent_code = nullif(lpad((code::integer / 3)::text, 2, '0'), '00'), region = CASE WHEN code::integer % 5 > 0 THEN 'region ' || code::integer % 4 END
WHERE code <> '12';
UPDATE r.department SET parent_code = CASE code WHEN '13' THEN '39' ELSE '13' END WHERE code IN ('13', '39');
INSERT INTO r.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on)
SELECT i, lpad(d::text, 2, '0'), 2026, 2026, 'reason', 'approver', '9999-12-31' FROM generate_series(1, 8) d, unnest('{expenditure_equals_income,expenditure_equals_tier}'::text[]) i;
UPDATE r.rule SET severity = 'error' WHERE id IN ('expenditure_equals_income', 'expenditure_equals_tier');
INSERT INTO r.declaration (department_code, fiscal_year, form_code, goal) SELECT lpad(d::text, 2, '0'), 2026, 'district', 'goal' FROM generate_series(1, 12) d;
INSERT INTO r.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT lpad(d::text, 2, '0'), 2026, 1, i, d * 7 + CASE WHEN d < 9 THEN length(i) ELSE 0 END
FROM generate_series(1, 11) d, unnest('{basic_expenditure,fiscal_appropriation,own_level}'::text[]) i;
INSERT INTO r.task (department_code, fiscal_year, version, task_no, name, amount)
SELECT lpad(d::text, 2, '0'), 2026, 1, n, 'task', 9e15 FROM generate_series(1, 3) d, generate_series(1, d * d + 2) n;
UPDATE r.declaration SET status = 'submitted' WHERE fiscal_year = 2026 AND department_code < '10';
UPDATE r.declaration SET status = 'draft', status_comment = 'no' WHERE fiscal_year = 2026 AND department_code BETWEEN '05' AND '07';
UPDATE r.declaration SET status = 'submitted' WHERE fiscal_year = 2026 AND department_code = '06';
-- A version on another form than the one that was filed first.
UPDATE r.declaration SET status = 'approved' WHERE fiscal_year = 2026 AND department_code = '09';
SELECT budget_perf.amend('09', 2026, ledger => 'r');
UPDATE r.declaration SET form_code = 'short' WHERE fiscal_year = 2026 AND department_code = '09' AND version = 2;
UPDATE r.declaration SET status = 'submitted' WHERE fiscal_year = 2026 AND department_code = '09' AND version = 2;
UPDATE r.declaration SET status = 'approved' WHERE fiscal_year = 2026 AND department_code = '09' AND version = 2;
SELECT version, form_code, tier, original_tier FROM r.department_budget WHERE fiscal_year = 2026 AND department_code = '09';
\getenv abs_srcdir PG_ABS_SRCDIR
\set ECHO none
\i :abs_srcdir/plain/views.sql
\set ECHO all
-- The same columns, of the same types and collations.
WITH columns AS (
    SELECT c.relnamespace::regnamespace::text AS schema, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind = 'v' AND a.attnum > 0)
SELECT o.* FROM columns p JOIN columns o USING (relname, attnum)
WHERE p.schema = 'plain' AND o.schema = 'r' AND (p.attname, p.format_type, p.attcollation) IS DISTINCT FROM (o.attname, o.format_type, o.attcollation);
CREATE ROLE regress_yoy_clerk;
GRANT USAGE ON SCHEMA r, plain TO regress_yoy_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA r TO regress_yoy_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA plain TO regress_yoy_clerk;
-- What differs, either way; and whether there are rows at all.
CREATE FUNCTION pg_temp.compare(OUT view text, OUT not_plain bigint, OUT only_plain bigint, OUT many boolean) RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
    FOR view IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'plain'::regnamespace AND c.relkind = 'v' ORDER BY c.relname COLLATE "C" LOOP
        EXECUTE format($q$ WITH ours AS MATERIALIZED (SELECT x::text FROM r.%1$I x), plain AS MATERIALIZED (SELECT x::text FROM plain.%1$I x)
            SELECT (SELECT count(*) FROM (TABLE ours EXCEPT ALL TABLE plain) d), (SELECT count(*) FROM (TABLE plain EXCEPT ALL TABLE ours) d),
                (SELECT count(*) FROM ours) > CASE WHEN %1$L ~ '_yoy|pair' THEN 90 ELSE 0 END $q$, view) INTO not_plain, only_plain, many;
        RETURN NEXT;
    END LOOP;
END $$;
SELECT filing, count(*), count(*) FILTER (WHERE waived > 0) AS waived, count(*) FILTER (WHERE has_original AND tasks IS NULL) AS beyond FROM r.department_budget WHERE fiscal_year = 2026 GROUP BY 1 ORDER BY 1;
SELECT * FROM pg_temp.compare();
CREATE PROCEDURE pg_temp.hide(which text, rows_seen text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE r.%I ENABLE ROW LEVEL SECURITY', which);
    EXECUTE format('CREATE POLICY hidden ON r.%I FOR SELECT TO regress_yoy_clerk USING (%s)', which, rows_seen);
END $$;
CREATE TABLE r.seen AS SELECT code FROM r.department WHERE code::integer % 3 > 0;
GRANT SELECT ON r.seen TO regress_yoy_clerk;
BEGIN;
CALL pg_temp.hide('declaration', 'department_code IN (SELECT code FROM r.seen)');
SET LOCAL ROLE regress_yoy_clerk;
SELECT count(DISTINCT department_code) FROM r.budget_yoy;
SELECT * FROM pg_temp.compare() WHERE not_plain + only_plain > 0 OR NOT many;
ROLLBACK;
BEGIN;
CALL pg_temp.hide('department', 'code IN (SELECT code FROM r.seen)');
CALL pg_temp.hide('department_succession', $$fiscal_year < 2024 OR predecessor_code < '20'$$);
SET LOCAL ROLE regress_yoy_clerk;
SELECT count(*) FROM r.succession;
SELECT * FROM pg_temp.compare() WHERE not_plain + only_plain > 0 OR NOT many;
ROLLBACK;
BEGIN;
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY '{budget_line,task,indicator,seal,indicator_link,measurement}'::text[] LOOP
        CALL pg_temp.hide(t, '(ascii(right(department_code, 1)) + fiscal_year) % 4 <> 1');
    END LOOP;
    CALL pg_temp.hide('form', $q$code <> 'short'$q$);
    CALL pg_temp.hide('form_item', $q$ordinal % 5 <> 2$q$);
    CALL pg_temp.hide('indicator_class', $q$ordinal % 3 <> 1$q$);
END $$;
SET LOCAL ROLE regress_yoy_clerk;
SELECT count(DISTINCT item_code) FROM r.item_yoy;
SELECT * FROM pg_temp.compare() WHERE not_plain + only_plain > 0 OR NOT many;
ROLLBACK;
DROP SCHEMA plain CASCADE;
DROP SCHEMA r CASCADE;
DROP ROLE regress_yoy_clerk;
