-- The audit's own evaluation of the rules agrees with the engine's: of
-- declarations that break them, both find the same. They are recorded, which
-- lets errors pass, and then made to look like enforced submissions.
SELECT budget_perf.create_ledger('broken');
INSERT INTO broken.department (code, name) SELECT 'd' || n, '局' || n FROM generate_series(1, 40) AS n;
UPDATE broken.rule SET severity = 'error' WHERE severity <> 'off';

CREATE FUNCTION pg_temp.sound(code text, form text DEFAULT 'district') RETURNS void LANGUAGE sql AS $$
    INSERT INTO broken.declaration (department_code, fiscal_year, form_code, goal) VALUES (code, 2024, form, '目标');
    INSERT INTO broken.budget_line (department_code, fiscal_year, version, item_code, amount)
        VALUES (code, 2024, 1, 'basic_expenditure', 100), (code, 2024, 1, 'project_expenditure', 200), (code, 2024, 1, 'fiscal_appropriation', 300);
    INSERT INTO broken.task (department_code, fiscal_year, version, task_no, name, amount)
        VALUES (code, 2024, 1, 1, '任务一', 60), (code, 2024, 1, 2, '任务二', 40);
$$;
CREATE FUNCTION pg_temp.indicator(code text, name text, cycle text, annual text, unit text DEFAULT NULL, accumul text DEFAULT NULL,
    level2 text DEFAULT '数量指标', weight numeric DEFAULT NULL, level1 text DEFAULT '产出指标') RETURNS void LANGUAGE sql AS $$
    INSERT INTO broken.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, unit, cycle_target, annual_target, weight, accumulation)
    SELECT $1, 2024, 1, 1 + (SELECT count(*) FROM broken.indicator WHERE department_code = $1), $9, $7, $2, $5, $3, $4, $8, $6
$$;

SELECT count(pg_temp.sound('d' || n)) FROM generate_series(1, 30) AS n;
-- identities
UPDATE broken.budget_line SET amount = 300.01 WHERE department_code = 'd2' AND item_code = 'fiscal_appropriation';
INSERT INTO broken.budget_line VALUES ('d3', 2024, 1, 'own_level', 299.99);
UPDATE broken.task SET amount = 200.01 WHERE department_code = 'd4' AND task_no = 1;
DELETE FROM broken.budget_line WHERE department_code = 'd5' AND item_code = 'fiscal_appropriation';
UPDATE broken.budget_line SET amount = NULL WHERE department_code = 'd6';
-- items, signs, names, rounding
INSERT INTO broken.budget_line VALUES ('d7', 2024, 1, 'nothing_known', 5), ('d7', 2024, 1, 'nothing_negative', -5);
UPDATE broken.budget_line SET amount = -amount WHERE department_code = 'd8';
UPDATE broken.task SET amount = -1 WHERE department_code = 'd9';
UPDATE broken.task SET name = E' \t　' WHERE department_code = 'd10' AND task_no = 2;
UPDATE broken.task SET amount_source = '60.001' WHERE department_code = 'd11' AND task_no = 1;
UPDATE broken.budget_line SET amount_source = '99.9999' WHERE department_code = 'd11' AND item_code = 'basic_expenditure';
-- the same task twice
UPDATE broken.task SET name = '★任务 （１）' WHERE department_code = 'd12' AND task_no = 1;
UPDATE broken.task SET name = '任务(1)' WHERE department_code = 'd12' AND task_no = 2;
-- nothing at all, or next to nothing
DELETE FROM broken.budget_line WHERE department_code IN ('d13', 'd14');
DELETE FROM broken.task WHERE department_code = 'd13';
UPDATE broken.task SET name = '', amount = NULL WHERE department_code = 'd14';
-- targets
SELECT count(*) FROM (
    SELECT pg_temp.indicator('d15', '甲（家）', '≥10', '≥11'), pg_temp.indicator('d15', '乙（家）', '≥10', '≥10'),
        pg_temp.indicator('d15', '丙', '≥1万人', '≥9999人'), pg_temp.indicator('d15', '丁', '≥1万人', '≥10001人'),
        pg_temp.indicator('d15', '戊（亿元）', '≥10亿', '≥9亿元'), pg_temp.indicator('d15', '己（亿元）', '≥10亿', '≥11亿元'),
        pg_temp.indicator('d15', '庚（万元）', '5', '49999元'), pg_temp.indicator('d15', '辛（万元）', '5', '50001元'),
        pg_temp.indicator('d15', '壬', '14', '15'), pg_temp.indicator('d15', '癸', '14', '15', accumul => 'level'),
        pg_temp.indicator('d15', '子', '≥14', '≥15', accumul => 'level'),
        pg_temp.indicator('d15', '重量', '≥1千克', '≥2克'), pg_temp.indicator('d15', '重量二', '≥1千克', '≥2千克')) AS x;
SELECT count(*) FROM (
    SELECT pg_temp.indicator('d16', '支出', '≤10', '≤11', '万元'), pg_temp.indicator('d16', '支出二', '≤10', '≤9', '万元'),
        pg_temp.indicator('d16', '差错率', '≤5%', '≤4%'), pg_temp.indicator('d16', '差错率二', '≤5%', '≤6%'),
        pg_temp.indicator('d16', '单位成本', '≤5', '≤4', '元'), pg_temp.indicator('d16', '成本', '≤5元/人', '≤4元/人'),
        pg_temp.indicator('d16', '成本二', '≤5元/人', '≤4元/人', accumul => 'cumulative'),
        pg_temp.indicator('d16', '成本三', '＜5元', '＜6元'), pg_temp.indicator('d16', '范围', '80%-90%', '85%-95%'),
        pg_temp.indicator('d16', '范围二', '3-5次', '3-4次'), pg_temp.indicator('d16', '方向', '≥5', '≤9'),
        pg_temp.indicator('d16', '水平', '不低于上年度水平', '≥9'), pg_temp.indicator('d16', '日期', '2024年6月前', '2024年9月前'),
        pg_temp.indicator('d16', '单位不同', '≥5次', '≥9人'), pg_temp.indicator('d16', '约', '约5', '约9')) AS x;
SELECT count(*) FROM (
    SELECT pg_temp.indicator('d17', '空', NULL, '  '), pg_temp.indicator('d17', '待定', '根据下达任务目标要求确定', '≥1'),
        pg_temp.indicator('d17', '模板', '≥**%', '(≥**%)>=85'), pg_temp.indicator('d17', '', '合规', '合规')) AS x;
-- classes
SELECT count(*) FROM (
    SELECT pg_temp.indicator('d18', '甲', '1', '1', level2 => '质量指标'), pg_temp.indicator('d18', '乙', '1', '1', level2 => '社会效益指标'),
        pg_temp.indicator('d18', '丙', '1', '1', level2 => '没有'), pg_temp.indicator('d18', '丁', '1', '1', level2 => ''),
        pg_temp.indicator('d18', '戊', '1', '1', level1 => '产出指标(50分)', level2 => '数量指标(10分)')) AS x;
-- the same indicator twice
SELECT count(*) FROM (
    SELECT pg_temp.indicator('d19', '培训（人）', '1', '1'), pg_temp.indicator('d19', '培训', '1', '1'), pg_temp.indicator('d19', '培训（次）', '1', '1'),
        pg_temp.indicator('d19', '培训', '1', '1', level2 => '质量指标'), pg_temp.indicator('d19', '培训 ', '1', '1', level2 => '质量', level1 => '效益指标'),
        pg_temp.indicator('d19', '会议（次）', '1', '1'), pg_temp.indicator('d19', '会议', '1', '1', unit => '人'),
        pg_temp.indicator('d19', '别的', '1', '1', level2 => '没有'), pg_temp.indicator('d19', '别的', '1', '1', level2 => '没有指标', level1 => '效益指标')) AS x;
-- weights
SELECT count(*) FROM (
    SELECT pg_temp.indicator('d20', '甲', '1', '1', weight => 60), pg_temp.indicator('d20', '乙', '1', '1', weight => 40),
        pg_temp.indicator('d21', '甲', '1', '1', weight => 60), pg_temp.indicator('d21', '乙', '1', '1', weight => 30),
        pg_temp.indicator('d22', '甲', '1', '1', weight => 60), pg_temp.indicator('d22', '乙', '1', '1', weight => 30.5),
        pg_temp.indicator('d23', '甲', '1', '1')) AS x;

UPDATE broken.declaration SET status = 'recorded';
SELECT * FROM budget_perf.verify('broken');
SET session_replication_role = replica;
-- (The digests know better; what the audit says of them is left out below.)
UPDATE broken.seal SET enforced = true, findings = '[]';
UPDATE broken.declaration SET status = 'submitted';
UPDATE broken.history SET to_status = 'submitted';
RESET session_replication_role;

-- Each broken rule once per place, by either side; for twins and findings on a
-- whole declaration the place is the declaration.
CREATE TEMPORARY TABLE engine AS
SELECT DISTINCT f.rule, d.department_code,
    CASE WHEN r.kind IN ('identity', 'empty', 'weight_total', 'duplicate_task', 'duplicate_indicator') THEN ''
        ELSE coalesce(f.location->'key'->>'task_no', f.location->'key'->>'indicator_no', f.location->'key'->>'item_code', f.location->'key'->>'class', '') END AS place
FROM broken.declaration d
CROSS JOIN LATERAL budget_perf.check_declaration(d.department_code, d.fiscal_year, d.version, 'broken') AS f
JOIN broken.rule r ON r.id = f.rule
WHERE f.status = 'fail';
CREATE TEMPORARY TABLE audit AS
SELECT DISTINCT v.rule, v.location->'key'->>'department_code' AS department_code,
    CASE WHEN v.rule = 'duplicate_indicator' THEN ''
        ELSE coalesce(v.location->'key'->>'task_no', v.location->'key'->>'indicator_no', v.location->'key'->>'item_code', v.location->'key'->>'class', '') END AS place
FROM budget_perf.verify('broken') AS v
WHERE v.severity = 'error' AND v.rule <> 'verify_digest';
SELECT rule, count(*) FROM engine GROUP BY rule ORDER BY rule COLLATE "C";
SELECT 'engine only' AS found_by, x.* FROM (TABLE engine EXCEPT TABLE audit) AS x
UNION ALL SELECT 'audit only', x.* FROM (TABLE audit EXCEPT TABLE engine) AS x
ORDER BY 1, 2, 3, 4;

-- What it says.
SELECT rule, severity, lhs, rhs, difference, tolerance, message FROM budget_perf.verify('broken')
WHERE rule NOT IN ('section_blank', 'class_coverage', 'comparator_missing', 'verify_digest') AND location->'key'->>'department_code' IN ('d4', 'd12', 'd19', 'd22')
    OR location->'key'->>'department_code' = 'd15' AND rule = 'annual_within_cycle'
ORDER BY rule COLLATE "C", message COLLATE "C";

SET client_min_messages = warning;
DROP SCHEMA broken CASCADE;
