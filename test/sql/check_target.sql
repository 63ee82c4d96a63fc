-- Targets: filled in, put off, filler; comparators, percentages, units, and the
-- year within the cycle. Each row says what it is meant to show.
\pset format unaligned
SELECT budget_perf.create_ledger('chk');
INSERT INTO chk.department (code, name) VALUES ('001', 'Department');
INSERT INTO chk.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'district');
CREATE FUNCTION pg_temp.indicator(no integer, name text, cycle text, annual text, unit text DEFAULT NULL, accumulation text DEFAULT NULL)
    RETURNS void LANGUAGE sql AS $$
        INSERT INTO chk.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target, unit, accumulation)
        VALUES ('001', 2024, 1, $1, '产出指标', '数量指标', $2, $3::budget_perf.indicator_target, $4::budget_perf.indicator_target, $5, $6) $$;
CREATE FUNCTION pg_temp.found(rule text, OUT status text, OUT no text, OUT columns text, OUT lhs numeric, OUT rhs numeric, OUT message text)
    RETURNS SETOF record LANGUAGE sql AS $$
        SELECT status, location #>> '{key,indicator_no}', location ->> 'columns', lhs, rhs, message
        FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = $1 $$;

-- Blank, put off, filler, without a comparator: one finding for each indicator.
SELECT pg_temp.indicator(1, 'both', '≥30', '≥10'), pg_temp.indicator(2, 'no cycle', NULL, '≥10'),
    pg_temp.indicator(3, 'no year', '≥10', ' '), pg_temp.indicator(4, 'nothing', '', NULL),
    pg_temp.indicator(5, 'later', '根据下达任务目标要求确定', '≥1'), pg_temp.indicator(6, 'later', '待定', '根据下达任务目标要求确定'),
    pg_temp.indicator(7, 'filler', '≥**%', '≥**%'), pg_temp.indicator(8, 'filler', '≥90%', '**月**日前'),
    pg_temp.indicator(9, 'bare', '14', '≥14'), pg_temp.indicator(10, 'bare', '180人、650人', '100%'),
    pg_temp.indicator(11, 'explicit', '=6万元', '＝6万元'), pg_temp.indicator(12, 'words', '合规', '有效提升'),
    pg_temp.indicator(13, 'filler before a value', '(≥**%)>=85', '≥85');
SELECT * FROM pg_temp.found('target_blank');
SELECT * FROM pg_temp.found('target_deferred');
SELECT * FROM pg_temp.found('target_template');
SELECT * FROM pg_temp.found('comparator_missing');
-- On a form with one target column the other may stay blank.
UPDATE chk.declaration SET form_code = 'city';
SELECT * FROM pg_temp.found('target_blank');
SELECT no, message FROM pg_temp.found('target_deferred');
UPDATE chk.declaration SET form_code = 'district';
DELETE FROM chk.indicator WHERE indicator_no <> 1;
SELECT 'target_blank', status FROM pg_temp.found('target_blank') UNION ALL SELECT 'target_deferred', status FROM pg_temp.found('target_deferred')
UNION ALL SELECT 'target_template', status FROM pg_temp.found('target_template') UNION ALL SELECT 'comparator_missing', status FROM pg_temp.found('comparator_missing')
UNION ALL SELECT 'percent_range', status FROM pg_temp.found('percent_range') UNION ALL SELECT 'unit_conflict', status FROM pg_temp.found('unit_conflict');
DELETE FROM chk.indicator;
SELECT 'target_blank', status FROM pg_temp.found('target_blank') UNION ALL SELECT 'annual_within_cycle', status FROM pg_temp.found('annual_within_cycle');

-- Percentages.
SELECT pg_temp.indicator(1, '合格率', '≥95%', '100%'), pg_temp.indicator(2, '合格率', '≥290%', '≥90%'),
    pg_temp.indicator(3, '合格率', '≥100%', '100%'), pg_temp.indicator(4, '合格率', '>100%', '=100%'),
    pg_temp.indicator(5, '合格率（%）', '120', '≥95'), pg_temp.indicator(6, '合格率', '-5%', '<0%'),
    pg_temp.indicator(7, '产值增长率', '≥150%', '-3%'), pg_temp.indicator(8, '偏差率', '≤100%', '<100%'),
    pg_temp.indicator(9, '合格率', '101', '99', '%'), pg_temp.indicator(10, '合格率', '80%-120%', '80%-90%'),
    pg_temp.indicator(11, '人数（人）', '≥100', '≥100'), pg_temp.indicator(12, '合格率', '100±5%', '约100%'),
    pg_temp.indicator(13, '覆盖面', '不低于上年度水平', '不低于上年度水平');
SELECT * FROM pg_temp.found('percent_range');
UPDATE chk.rule SET parameters = '{"flag_full_bound": false, "exempt_words": ["合格"]}' WHERE id = 'percent_range';
SELECT no, message FROM pg_temp.found('percent_range');
DELETE FROM chk.indicator;

-- Units in two places.
SELECT pg_temp.indicator(1, '放贷金额（亿元）', '≥10亿', '≥10亿'), pg_temp.indicator(2, '投入强度（%）', '6%', '4.6%'),
    pg_temp.indicator(3, '企业（家）', '30家', '≥28'), pg_temp.indicator(4, '受益（人）', '≥30户', '≥28人'),
    pg_temp.indicator(5, '营收（万元）', '5000万元', '5000'), pg_temp.indicator(6, '营收（元）', '5000万元', '100万'),
    pg_temp.indicator(7, '营收（万元）', '5000', '300元'), pg_temp.indicator(8, '企业', '30家', '28家', '家'),
    pg_temp.indicator(9, '企业', '30%', '28家'), pg_temp.indicator(10, '合格率（次）', '≥95%', '≥95'),
    pg_temp.indicator(11, '营收（万元）', '≥30', '≥28', '元'), pg_temp.indicator(12, '营收（万元）', '≥30', '≥28', '万元'),
    pg_temp.indicator(13, '培训（人）', '30名', '28人'), pg_temp.indicator(14, '标准（元）', '≥200元/人', '≥200元每人每月'),
    pg_temp.indicator(15, '人数（万人）', '2万', '2'), pg_temp.indicator(16, '人数', '2万人', '3000人', '人'),
    pg_temp.indicator(17, '投资（亿元）', '≥2亿元', '≥3人'), pg_temp.indicator(18, '是否按期（新增）', '是', '是');
SELECT no, columns, message FROM pg_temp.found('unit_conflict');
UPDATE chk.rule SET parameters = '{"same": [["人", "户"]]}' WHERE id = 'unit_conflict';
SELECT no FROM pg_temp.found('unit_conflict') WHERE no IN ('4', '13');
DELETE FROM chk.indicator;

-- The year within the cycle.
SELECT pg_temp.indicator(1, '数量', '≥30', '≥31'), pg_temp.indicator(2, '数量', '≥30', '≥30'),
    pg_temp.indicator(3, '数量', '>30', '>31'), pg_temp.indicator(4, '数量', '30', '31'), pg_temp.indicator(5, '数量', '=30', '31'),
    pg_temp.indicator(6, '数量', '30', '31', NULL, 'level'), pg_temp.indicator(7, '合格率', '≥90%', '≥95%'),
    pg_temp.indicator(8, '支出', '≤30万元', '≤31万元'), pg_temp.indicator(9, '支出', '≤30万元', '≤10万元'),
    pg_temp.indicator(10, '差错率', '≤3%', '≤5%'), pg_temp.indicator(11, '差错率', '≤5%', '≤3%'),
    pg_temp.indicator(12, '存量', '≤5', '≤3', NULL, 'level'), pg_temp.indicator(13, '存量', '≤3', '≤5', NULL, 'level'),
    pg_temp.indicator(14, '差错率', '≤3%', '≤5%', NULL, 'cumulative'), pg_temp.indicator(15, '单位成本', '≤60元/亩', '≤50元/亩'),
    pg_temp.indicator(16, '处理时间（小时）', '<24', '<48'), pg_temp.indicator(17, '处理时间（小时）', '<48', '<24'),
    pg_temp.indicator(18, '投资（亿元）', '≥2', '≥2亿元'), pg_temp.indicator(19, '投资（万元）', '≥2', '≥3万元'),
    pg_temp.indicator(20, '投资', '≥1.5亿元', '≥20000万元'), pg_temp.indicator(21, '投资', '≥20000万元', '≥1.5亿元'),
    pg_temp.indicator(22, '数量', '≥30人', '≥40户'), pg_temp.indicator(23, '数量', '≥30', '≤40'),
    pg_temp.indicator(24, '数量', '3-5', '3-6'), pg_temp.indicator(25, '数量', '3-6', '3-5'),
    pg_temp.indicator(26, '数量', '≥30', '合规'), pg_temp.indicator(27, '数量', NULL, '≥30'),
    pg_temp.indicator(28, '合格率（%）', '95', '≥96%');
SELECT no, lhs, rhs, message FROM pg_temp.found('annual_within_cycle');
SELECT hint FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = 'annual_within_cycle' GROUP BY hint ORDER BY hint COLLATE "C";
DELETE FROM chk.indicator WHERE indicator_no NOT IN (2, 9, 25);
SELECT * FROM pg_temp.found('annual_within_cycle');
DELETE FROM chk.indicator;
SELECT pg_temp.indicator(1, '数量', '合规', '≥1');
SELECT * FROM pg_temp.found('annual_within_cycle');

-- Long names and targets are cut in messages, at a character.
DELETE FROM chk.indicator;
SELECT pg_temp.indicator(1, repeat('很长的名称', 40), repeat('根据下达任务目标要求确定', 1), NULL);
SELECT length(message) < 200 AS short, message FROM pg_temp.found('target_blank');

SET client_min_messages = warning;
DROP SCHEMA chk CASCADE;
