-- What a target means, by the rules of how targets are printed.
SET client_encoding = 'UTF8';
SET search_path = budget_perf, public;


CREATE FUNCTION pg_temp.show(VARIADIC targets text[])
RETURNS TABLE (target text, kind text, cmp text, lower numeric, upper numeric, unit text)
LANGUAGE sql AS $$
    SELECT s, target_kind(t), target_comparator(t), target_lower(t), target_upper(t), target_unit(t)
    FROM unnest(targets) WITH ORDINALITY AS x (s, n), LATERAL (SELECT s::indicator_target AS t) AS y
    ORDER BY n
$$;

-- comparators in every glyph
SELECT * FROM pg_temp.show('≥95%', '≧95%', '⩾95%', '>=95%', '＞=95%', '>＝95%', '＞＝95%', '=>95%', '≥=95%', '> = 95%', '≮95%',
    '≤5', '≦5', '⩽5', '<=5', '＜=5', '＜＝5', '=<5', '≯5',
    '>5', '＞5', '﹥5', '<5', '＜5', '﹤5', '=5', '＝5', '﹦5', '═5', '≠5');

-- and in words
SELECT * FROM pg_temp.show('不低于95%', '不少于3项', '不小于3', '大于等于3', '大于或等于3', '至少3家', '最低3', '不得低于3%',
    '不超过5%', '不高于5%', '不大于5', '不多于5人', '小于等于5', '小于或等于5', '至多5', '最多5个', '最高不超过5万元', '不得超过5%',
    '高于90%', '超过90%', '大于90%', '多于90人', '低于5%', '小于5%', '少于5', '不足5%', '不到5%', '不满5年',
    '等于5', '达到95%', '达95%', '力争达到95%', '确保不低于95%');
SELECT * FROM pg_temp.show('95%以上', '95%及以上', '95%（含）以上', '95%或以上', '达95%以上', '60分以下', '60分及以下', '5%以内', '5%之内',
    '控制在5%以内', '控制在100万元', '5个工作日内', '5个工作日内办结', '24小时以内', '≥95%以上', '超过95%以上', '30余人', '30多家');
-- words that contradict each other say nothing
SELECT * FROM pg_temp.show('≥95%以下', '不低于≤5');

-- numbers
SELECT * FROM pg_temp.show('1,234,567.89元', '１２，３４５．６７元', '≥１，０００家', '-5%', '－5', '＋5', '.5', '0.50', '007', '1.5E+07', '1e-3',
    '38,296,45', '1,00', '1.2.3', '1 000', '9 5%', repeat('9', 63), repeat('9', 64), '0.' || repeat('3', 61), '0.' || repeat('3', 62));
-- binary noise is rounded off, an honest fraction is not
SELECT s, target_lower(s::indicator_target), target_flags(s::indicator_target)
FROM unnest(ARRAY['0.0900000762939453', '-0.300000152587891', '72204.570000000007', '0.8999999761581421', '0.9999999403953552',
                  '99999.9999999999', '5.00000000000013', '0.3333333333', '0.1234567890123', '3.00000', '0.00000000012',
                  '1234567890.000000001', '0.99999']) AS s;
-- Chinese numerals
SELECT * FROM pg_temp.show('百分之九十', '百分之95', '百分之百', '百分百', '不低于百分之九十五', '千分之五', '三项', '一百', '两次', '十二', '十二家',
    '一百二十三人', '一千零五户', '三万元', '八成以上', '至少三次');
-- that are no numbers
SELECT * FROM pg_temp.show('一次性', '一流', '一级', '二级以上', '三级甲等', '十分满意', '百家争鸣', '一人一档', '三分之二以上', '五五');

-- scales and units
SELECT s AS target, target_lower(t), target_scale(t), target_unit(t), target_percent(t)
FROM unnest(ARRAY['10亿', '5000万元', '1.2亿元', '3万亿元', '142万人', '5千元', '2百万元', '30万张', '3千米', '20万千瓦时', '5千瓦时/人',
                  '95%', '95％', '95﹪', '5‰', '3个百分点', '元', '14']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;
SELECT * FROM pg_temp.show('780元/生/年', '≥190元每人每月', '不低于60户/人.月', '≤2875元/个', '100人次/年', '≥2次/人·年', '≥200㎡', '≥80M', '≤35μg/m³',
    '≥20个行政村', '≥50家企业', '3项制度', '100.00(%)', '100（%）', '1次/季度', '≥ 5,000 万元', '1000元/户以上', '3000元整', '每人每月200元', '≤100万元/公里');

-- ranges, tolerances, about
SELECT * FROM pg_temp.show('80%-90%', '80-90%', '80%～90%', '20%~30%', '3至5次', '3到5次', '3—5', '3——5', '3-5个工作日内', '控制在3-5天', '90%-80%', '-3至5',
    '5万元-10万元', '5-10万元', '3000元-1万元', '80%-90分', '[80,90]', '(80,90]', '[80%,90%)', '［0，100］', '≥80%且≤90%', '80%以上90%以下',
    '≥50%；≤70%', '60<X<=90', '80%≤合格率≤90%', '≤3且≥5');
SELECT * FROM pg_temp.show('±5%', '100±5%', '95%±2%', '100±0.5', '100万元±5%', '0.1±12.5%', '100元±5%/人', '±5%以内', '误差±5%以内', '约30', '30左右', '约30人', '95%左右', '近100家', '约3-5天');

-- several values
SELECT s AS target, target_kind(t), target_comparator(t), target_values(t), target_unit(t), target_flags(t)
FROM unnest(ARRAY['180人、650人', '180、650人', '≥180人、≥650人', '100%；95%', '100%/95%', '3项，5次', '5万元、3000元', '男180人、女650人',
                  '优秀率≥30%，合格率100%', '1/2', '80%-90%', '≥95%', '合规']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;

-- dates
SELECT s AS target, target_kind(t), target_comparator(t), target_date(t)
FROM unnest(ARRAY['2023年12月31日前', '2023年12月31日', '2023年12月31日之前', '2023.12.31前', '2023.12.31', '2023-12-31', '2023/12/31', '２０２３年６月底前',
                  '2023年12月', '2024年2月', '2023年2月29日前', '2023年底前', '2023年', '2023年度', '2023年第三季度', '2023年上半年', '23年12月',
                  '二〇二三年十二月', '截至2023年底', '不迟于2023年6月30日', '2023年12月底前完成', '2023年内完成', '2023.07-2024.01',
                  '2023年1-12月', '2023-2025年', '2023年1月1日至2023年12月31日', '2023年3月1日后', '12月底前', '年底前', '6月底', '第三季度',
                  '2023.12', '2023.12前', '2023年13月', '每月10日前', '按月', '每季度']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;

-- what a form leaves behind
SELECT s AS target, target_kind(t), target_comparator(t), target_lower(t), target_unit(t), target_flags(t)
FROM unnest(ARRAY['', '   ', E'\n　', '≥**%', '≥××人次', 'XX%', 'X个', '＊＊', '____%', '……', '...', '/', '——', '≥', '≥%', '%', '**月**日前', 'XX年XX月', '20XX年XX月底前', '2023年X月X日前', '年  月  日前',
                  '指标1:', '指标1：≥95%', '★≥95%', '（≥**%）≥85', '(≥**%)>=85', '(≥**株)>=17600株', '(≤**元/株)≤28.40/株', '≥**%≥85%', '**元/人',
                  'X光机', '5×5']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;
-- and what is written behind and before
SELECT s AS target, target_kind(t), target_comparator(t), target_lower(t), target_upper(t), target_unit(t), target_flags(t)
FROM unnest(ARRAY['90%（2022年：85%）', '100%(历史标准)', '90%计划标准', '（新增）5项', '≥100人（含农民）', '合格率100%', '合格率≥95%', '满意度不低于90%',
                  '2023年≥85%', '100%完成', '“≥95%”', '≥95%。', '≥国家标准']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;

-- qualities, relative ones, and what is still to be fixed
SELECT s AS target, target_kind(t), target_comparator(t), target_base(t)
FROM unnest(ARRAY['合规', '有效提升', '持续改善', '是', '否', '优', '提高', '不低于上年度水平', '较上年提高', '较上年降低', '与上年持平', '不高于去年', '较上年增长5%以上',
                  '控制在预算内', '不超过预算', '低于预算', '预算执行率提高', '不高于市场价', '≤市场价', '严格执行相关财经法规制度',
                  '根据下达任务目标要求确定', '待定', '待下达', '另行确定', '以实际下达为准', '视情况而定', 'TBD', '按上级下达任务数',
                  '按规定', '按时下达', '按时办结', '完成上级下达任务']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;

-- A figure that names a year is no bound.
SELECT s, budget_perf.target_kind(t), budget_perf.target_comparator(t), budget_perf.target_lower(t), budget_perf.target_base(t)
FROM (SELECT s, s::budget_perf.indicator_target AS t FROM unnest(ARRAY['不低于2022年水平', '≥2022年同期水平', '不低于2022年度平均水平',
    '不低于2022人', '≥2022', '市场价以下', '上年水平以上', '预算以内']) AS s) AS v;

-- Rare spellings, each read by a rule of its own.
-- numbers in words and numerals, and what is none
SELECT * FROM pg_temp.show('四次', '六次', '七人', '三十四人', '〇', '百分之', '百分之九十人', '百分百人', '百分之八十至九十', '一二三四五六七八九次', '两两次', '十百',
    '二三十人', '30多、', '30余、40', '第四', '1.5E+60', '1E+62', '1.5E+99', '5(人', '(5人', '5人)、6人)', '5人内', '控制在5人内', '≥5个abc,de');
-- about, and tolerances
SELECT * FROM pg_temp.show('达到30左右', '控制在30人左右', '约约约约约约5', '-100人±5%', '100.5±5', '100人±5次', '100±五', '100±X%', '100>±5', '0.001元±0.001%',
    '100000000000000000000000000000000000000000000000000人±0.0000000000000001%');
-- ranges in other units, backwards, and what is none
SELECT * FROM pg_temp.show('3万-5万元', '3万元-5万', '200㎡-300平方米', '3‰-5%', 'XX-XX%', '90-80%', '90至80', '2023至6月', '-5--3', '3-5以下', '一至二', '≤80%且≤90%', '80%以上、约90%', '约80%以上90%以下', '≥80%且约≤90%',
    '80%≤合格率=90%', '[80%,90]分', '[80,90]>分', '[90,80]', '[80、90、100]', '[80、合格]',
    '60≤满意度满意度满意度满意度满意度满意度满意度满意度≤90', repeat('满意度', 11) || '≥90', '实际达到率95%', '为满意率为95%', '数量约为95%', '5个工作日内办结。完成');
-- several values: a comma before three figures separates thousands
SELECT s AS target, target_kind(t), target_values(t), target_unit(t), target_flags(t)
FROM unnest(ARRAY['180人（男）、650人（女）', '1,000人,2,000人', '38,296人,45人', '1,2人,3人', '5,-6', 'X人、X人', '1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17',
                  '100人、5‰', '1/0.0900000762939453', '男)、女)', '5人)、6人',
                  '企业满意度情况很好很好很好率≥90%；学生满意度情况很好很好很好率≥90%；教师满意度情况很好很好很好率≥90%']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;
-- a unit too long for its usual spelling keeps its own
SELECT s::indicator_target = replace(s, '㎡', '平方米')::indicator_target AS same
FROM unnest(ARRAY['5㎡/㎡', '5㎡' || repeat('/㎡', 15)]) AS s;
-- dates
SELECT s AS target, target_kind(t), target_comparator(t), target_date(t)
FROM unnest(ARRAY['当年底前', '2023.6月底前', '2023-06底前', '2023年第三季度末', '2023年上半年内', '2023年6月上旬', '2023年6月中旬前', '2023年2月下旬前完成', '2023年6月内',
                  '2023-13-01前', '13年12月', '截至', '不迟于2023年6月30日后', '2023年6月30日左右', '2023年6月底，完成', '2023年6月至2022年12月',
                  '年月日前完成', '年月日（前）']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;
-- a period begins with the first day of its quarter, half or year, and ends with a last one
SELECT a, b, a::indicator_target = b::indicator_target AS same
FROM (VALUES ('2023年第一季度至第三季度', '2023年1月-9月'), ('2023年第二季度至2024年上半年', '2023年4月-2024年6月'), ('2023年下半年至2024年6月', '2023年7月-2024年6月'),
             ('2023年度至2025年度', '2023-2025年'), ('2023年第一季度末至第三季度', '2023年3月-9月'), ('2023年第三季度至2023年8月', '2023年7月-8月')) AS x (a, b);
-- residue and remarks
SELECT s AS target, target_kind(t), target_comparator(t), target_lower(t), target_unit(t), target_date(t), target_flags(t)
FROM unnest(ARRAY['90（……）', '90（...）', '90（**）', '（**%）2023年6月底前', '（**%）180人、650人', '**%>=≥85%', '**%合>=85', '90（' || repeat('满意度情况', 15) || '）',
                  '视情况定']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y ORDER BY n;
