-- Rules of kinds that are no errors in a fresh ledger are checked again, too,
-- where someone makes them errors: the audit's queries and the engine find the
-- same. What is broken is recorded, which lets it pass, and then made to look
-- like an enforced submission.
SELECT budget_perf.create_ledger('strict');
UPDATE strict.rule SET severity = CASE WHEN kind IN ('annual_within_cycle', 'unit_conflict', 'percent_range', 'comparator_missing', 'target_blank',
    'target_deferred', 'target_template', 'class_coverage', 'section_blank', 'magnitude', 'amendment_targets_kept', 'amendment_target_changed',
    'expenditure_equals_income') THEN 'error' ELSE 'info' END;
INSERT INTO strict.department (code, name) SELECT 'd' || n, '局' || n FROM generate_series(1, 99) AS n;
CREATE FUNCTION pg_temp.draft(code text, y integer, v integer DEFAULT 1) RETURNS void LANGUAGE sql AS
    $$ INSERT INTO strict.declaration (department_code, fiscal_year, version, form_code, goal) VALUES (code, y, v, 'district', '目标') $$;
CREATE FUNCTION pg_temp.indicator(code text, y integer, v integer, no integer, name text, annual text, cycle text DEFAULT NULL, indicator_code text DEFAULT NULL,
    level2 text DEFAULT '数量指标') RETURNS void LANGUAGE sql AS $$
    INSERT INTO strict.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target, cycle_target, code)
    VALUES ($1, $2, $3, $4, '产出指标', $9, $5, $6::budget_perf.indicator_target, $7::budget_perf.indicator_target, $8) $$;

-- Units and targets, each with each, in the places where they may stand.
UPDATE strict.rule SET parameters = parameters || '{"same": [["人", "名"], ["千克", "件"], ["万元", "个"]]}' WHERE kind = 'unit_conflict';
CREATE TEMPORARY TABLE combination AS
SELECT row_number() OVER (ORDER BY n.name COLLATE "C", u.unit COLLATE "C", c.target COLLATE "C", a.target COLLATE "C") AS n,
    n.name, nullif(u.unit, '') AS unit, c.target AS cycle, a.target AS annual
FROM unnest(ARRAY['贷款（亿元）', '合格率', '合格率（%）', '增长率（‰）', '面积（㎡）', '补助（元/人）', '里程（千米）', '培训（万人次）', '收入（块钱）', '节约（万）', '重量（公斤）']) AS n (name),
    unnest(ARRAY['', ' ', '亿元', '%', '平方米', '名', '公里', '元/人·年', '件', '个']) AS u (unit),
    unnest(ARRAY['≥10亿', '>100%', '≥100%', '5000万元', '120%', '-5%', '100±5%', '80%-90%', '<0%', '≤30元/人', '12', '＝12', '3m2', '20人', '1200‰', '10成', '',
        '180人、650%', '根据下达任务确定', '≥**%']) AS c (target),
    unnest(ARRAY['≥10亿', '≥100%', '300元', '12', '≤25元每人', '增长120%', '2公顷', '50公里', '50000米', '130%、20%', NULL]) AS a (target);
SELECT count(pg_temp.draft('d' || n, 2024)) FROM generate_series(1, 40) AS n;
INSERT INTO strict.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, unit, cycle_target, annual_target)
SELECT 'd' || (1 + n / 7 % 40), 2024, 1, n, '产出指标', CASE WHEN n % 3 = 0 THEN '质量指标' ELSE '数量指标' END, name, unit,
    cycle::budget_perf.indicator_target, annual::budget_perf.indicator_target
FROM combination WHERE n % 7 = 0;

-- Magnitude, sections, classes.
SELECT count(pg_temp.draft('d' || n, 2024)) FROM generate_series(41, 60) AS n;
INSERT INTO strict.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES
    ('d41', 2024, 1, 'basic_expenditure', 10000), ('d41', 2024, 1, 'fiscal_appropriation', 1),
    ('d42', 2024, 1, 'basic_expenditure', 5000), ('d42', 2024, 1, 'fiscal_appropriation', 1), ('d42', 2024, 1, 'own_level', 4999.99),
    ('d43', 2024, 1, 'basic_expenditure', -1), ('d43', 2024, 1, 'fiscal_appropriation', 20000),
    ('d44', 2024, 1, 'basic_expenditure', 1), ('d44', 2024, 1, 'fiscal_appropriation', 20000.01),
    ('d45', 2024, 1, 'project_expenditure', 10), ('d46', 2024, 1, 'project_expenditure', 10), ('d47', 2024, 1, 'project_expenditure', 50000),
    ('d48', 2024, 1, 'project_expenditure', 0), ('d48', 2024, 1, 'fiscal_appropriation', 10000), ('d49', 2024, 1, 'own_level', NULL);
INSERT INTO strict.task (department_code, fiscal_year, version, task_no, name, amount) VALUES
    ('d45', 2024, 1, 1, '甲', 5000), ('d45', 2024, 1, 2, '乙', 4999), ('d46', 2024, 1, 1, '甲', 200001), ('d47', 2024, 1, 1, '甲', 1), ('d48', 2024, 1, 1, '甲', 1),
    ('d50', 2024, 1, 1, '　', NULL), ('d51', 2024, 1, 1, '甲', NULL);
UPDATE strict.declaration SET goal = E' \u3000' WHERE department_code = 'd51';
UPDATE strict.declaration SET goal = NULL WHERE department_code = 'd52';
SELECT count(pg_temp.indicator('d53', 2024, 1, n::integer, '甲' || n, '1', '1', NULL, c))
FROM unnest(ARRAY['数量指标', '质量', '时效指标（10分）', '成本指标', '没有']) WITH ORDINALITY AS c (c, n);

-- Amendments: versions beside each other.
SELECT count(pg_temp.draft('d' || n, 2025)) FROM generate_series(61, 80) AS n;
INSERT INTO strict.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT 'd' || n, 2025, 1, 'basic_expenditure', 100 FROM generate_series(61, 80) AS n;
INSERT INTO strict.task (department_code, fiscal_year, version, task_no, name, amount)
SELECT 'd' || n, 2025, 1, 1, '任务', 50 FROM generate_series(61, 80) AS n;
SELECT count(pg_temp.indicator('d' || n, 2025, 1, 1, '甲（个）', '≥1', '≥1', 'A1')) + count(pg_temp.indicator('d' || n, 2025, 1, 2, '乙', '≥2', '≥2'))
    + count(pg_temp.indicator('d' || n, 2025, 1, 3, '丙', '≥3')) FROM generate_series(61, 79) AS n;
UPDATE strict.declaration SET status = 'recorded';
SELECT count(budget_perf.amend('d' || n, 2025, ledger => 'strict')) FROM generate_series(61, 80) AS n;
-- money falls: in all, for a task, for a task that goes; or rises, or is blank
UPDATE strict.budget_line SET amount = 99 WHERE version = 2 AND department_code IN ('d61', 'd62', 'd63', 'd64', 'd65', 'd66', 'd67', 'd68', 'd69', 'd76', 'd77', 'd80');
UPDATE strict.task SET amount = 49 WHERE version = 2 AND department_code = 'd70';
DELETE FROM strict.task WHERE version = 2 AND department_code = 'd71';
UPDATE strict.task SET amount = 51 WHERE version = 2 AND department_code = 'd72';
UPDATE strict.task SET amount = NULL WHERE version = 2 AND department_code = 'd73';
UPDATE strict.budget_line SET amount = NULL WHERE version = 2 AND department_code = 'd74';
-- targets change with it, or only seem to: another width, another name under the same code, the code in another place
UPDATE strict.indicator SET annual_target = '≥０.５' WHERE version = 2 AND department_code = 'd62' AND indicator_no = 1;
UPDATE strict.indicator SET annual_target = '≥ １' WHERE version = 2 AND department_code = 'd63' AND indicator_no = 1;
UPDATE strict.indicator SET name = '全新' WHERE version = 2 AND department_code = 'd64' AND indicator_no = 1;
UPDATE strict.indicator SET name = '全新' WHERE version = 2 AND department_code = 'd65' AND indicator_no = 2;
UPDATE strict.indicator SET indicator_no = 9 WHERE version = 2 AND department_code = 'd66' AND indicator_no = 1;
DELETE FROM strict.indicator WHERE version = 2 AND department_code = 'd67' AND indicator_no = 3;
UPDATE strict.indicator SET cycle_target = '' WHERE version = 2 AND department_code = 'd68' AND indicator_no = 3;
UPDATE strict.indicator SET cycle_target = '≥3' WHERE version = 2 AND department_code = 'd69' AND indicator_no = 3;
SELECT pg_temp.indicator('d75', 2025, 2, 4, '丁', '≥4');
-- a name that stands twice: nobody can say which is which
SELECT pg_temp.indicator('d76', 2025, 2, 4, '丙', '≥3');
UPDATE strict.indicator SET level2 = '质量指标' WHERE version = 2 AND department_code = 'd77' AND indicator_no = 3;
UPDATE strict.indicator SET code = 'A1' WHERE version = 2 AND department_code = 'd78' AND indicator_no = 2;
UPDATE strict.declaration SET status = 'recorded' WHERE status = 'draft';

SET session_replication_role = replica;
UPDATE strict.seal SET enforced = true, findings = '[]';
UPDATE strict.declaration SET status = 'approved';
UPDATE strict.history SET to_status = 'submitted';
INSERT INTO strict.history (department_code, fiscal_year, version, from_status, to_status, changed_by)
SELECT department_code, fiscal_year, version, 'submitted', 'approved', 'x' FROM strict.declaration;
RESET session_replication_role;

-- By place: the indicator, task or class, or whatever the rule looks at as a whole.
CREATE TEMPORARY TABLE engine AS
SELECT DISTINCT f.rule, d.department_code, d.version,
    coalesce(f.location->'key'->>'task_no', f.location->'key'->>'indicator_no', f.location->'key'->>'class', '') AS place
FROM strict.declaration d
CROSS JOIN LATERAL budget_perf.check_declaration(d.department_code, d.fiscal_year, d.version, 'strict') AS f
WHERE f.status = 'fail' AND f.severity = 'error';
CREATE TEMPORARY TABLE audit AS
SELECT v.rule, v.location->'key'->>'department_code' AS department_code, (v.location->'key'->>'version')::integer AS version,
    coalesce(v.location->'key'->>'task_no', v.location->'key'->>'indicator_no', v.location->'key'->>'class', '') AS place,
    v.lhs, v.rhs, v.location, v.message
FROM budget_perf.verify('strict') AS v WHERE v.rule <> 'verify_digest'; -- (which knows better)
SELECT rule, count(*) FROM engine GROUP BY rule ORDER BY rule COLLATE "C";
SELECT 'engine only' AS found_by, x.* FROM (TABLE engine EXCEPT SELECT rule, department_code, version, place FROM audit) AS x
UNION ALL SELECT 'audit only', x.* FROM (SELECT rule, department_code, version, place FROM audit EXCEPT TABLE engine) AS x
ORDER BY 1, 2, 3, 4, 5;

-- (only of d76 nothing is said: which of the two is the old one?)

-- What it says.
SELECT rule, department_code, lhs, rhs, location->'table' AS "table", location->'column' AS "column", location->'object' AS object, message FROM audit
WHERE rule = 'magnitude' OR department_code IN ('d50', 'd51', 'd53', 'd61', 'd67', 'd68', 'd75') AND rule NOT IN ('target_blank', 'class_coverage')
    OR department_code = 'd53' AND rule = 'class_coverage'
ORDER BY rule COLLATE "C", department_code, version, message COLLATE "C", location::text COLLATE "C";
SELECT rule, min(message COLLATE "C") AS message, count(*) FROM audit
WHERE rule IN ('unit_conflict', 'percent_range', 'comparator_missing', 'annual_within_cycle') GROUP BY rule ORDER BY rule COLLATE "C";

-- A kind that this engine does not know: what was checked by it was not checked again.
SET session_replication_role = replica;
INSERT INTO strict.rule_set (digest, rules)
SELECT encode(sha256(convert_to(r.rules::text, 'UTF8')), 'hex'), r.rules
FROM (VALUES ('[{"id": "new", "kind": "of another engine", "severity": "error"}]'::jsonb)) AS r (rules);
UPDATE strict.seal SET rule_set = (SELECT digest FROM strict.rule_set WHERE rules->0->>'id' = 'new') WHERE department_code = 'd61' AND version = 2;
RESET session_replication_role;
SELECT severity, location, message FROM budget_perf.verify('strict') WHERE rule = 'verify_unreadable';

SET client_min_messages = warning;
DROP SCHEMA strict CASCADE;
