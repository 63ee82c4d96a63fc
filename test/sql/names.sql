-- Normal forms of codes, names and class labels.
SET client_encoding = 'UTF8';
SET search_path = budget_perf, public;

-- (psql releases differ in how wide they take an invisible character to be)
\pset format unaligned
SELECT s AS code, normalise_code(s)
FROM unnest(ARRAY['１３２００１', ' 132 001', E'132\t001\n', E'132\u200b001', E'\ufeff132001', 'ａＢ－１', '440115　001', '', '   ', '132—001', E'1\u00a02']) AS s;
\pset format aligned

SELECT s AS name, normalise_name(s)
FROM unnest(ARRAY['★ 科技企业孵化载体数量（家）', '指标1：合格率', '指标 2:合格率', '指标三：合格率', '指标体系建设', '1、举办大赛', '1.举办大赛', '1）举办大赛', '（一）举办大赛', '①举办大赛',
                  '一、举办大赛', '3.15活动次数', '指标1、合格率', '指标 2．合格率', '三级指标一.合格率', '指标3.15活动次数', '12345热线', '“三支一扶”人员', '"三支一扶"人员', '「三支一扶」人员', 'ＰＣＴ国际专利', 'PCT国际专利', '【新增】项目', '[新增]项目',
                  E'城镇\n新增\t就业', '⼈⼒资源', '★★', '1、', '', '（1）（2）']) AS s;

SELECT s AS name, indicator_stem(s), name_unit(s)
FROM unnest(ARRAY['促进创业人数（人）', '促进创业人数', '促进创业人数(人)', '城镇新增就业人数（万人）', '扶持创业企业（项目）数', '扶持创业企业（项目）个数',
                  '对口帮扶（含创业担保贷款贴息资金）', '技术市场合同成交额（亿元）', '南沙区研发投入强度（％）', '南沙区研发投入强度（%）', '合格率(%)(%)', '补助标准（元/人·月）',
                  '补助标准（元每人每月）', '建设面积（㎡）', '建设面积（万平方米）', '数据量（GB）', '投资（单位：万元）', '培训（人次）', '培训（场次）', '行政村（社区）', '县（市、区）', '公交（一期）',
                  '（人）', '人数（', '人数）', '人数（）', '★促进创业人数（人）', '企业（个）数', '研发中心（省级）（家）', '（家）（次）']) AS s;

SELECT s AS label, class_stem(s)
FROM unnest(ARRAY['产出指标', '产出指标(50分)', '产出指标（50分）', '产出指标50分', '产出目标', '成本指标值', '服务对象满意度指标等', '服务对象', '服务对象满意度', '社会公众或服务对象满意度指标',
                  '数量指标（20%）', '一、产出指标', '（一）效益指标', '效益 指标', '可持续影响指标', '生态环境成本指标', '指标', '目标', '等', '']) AS s;

-- the normal form of a normal form is itself
WITH sample AS (
    SELECT a || b || c AS s
    FROM unnest(ARRAY['', '★', '指标1：', '1、', '（一）', '①', '3.']) AS a, unnest(ARRAY['', '促进创业人数', '15', 'ＡＢ', '指标']) AS b,
         unnest(ARRAY['', '（人）', '（万人）（％）', '(50分)', '指标值', '等', '（', '（项目）数', '：']) AS c)
SELECT count(*) AS names, count(*) FILTER (WHERE normalise_code(normalise_code(s)) <> normalise_code(s)) AS codes_differ,
       count(*) FILTER (WHERE normalise_name(normalise_name(s)) <> normalise_name(s)) AS names_differ,
       count(*) FILTER (WHERE indicator_stem(indicator_stem(s)) <> indicator_stem(s)) AS stems_differ,
       count(*) FILTER (WHERE class_stem(class_stem(s)) <> class_stem(s)) AS labels_differ
FROM sample;

SELECT normalise_code(NULL), normalise_name(NULL), indicator_stem(NULL), name_unit(NULL), class_stem(NULL);
SELECT length(normalise_name(repeat('长 名', 100000))), length(indicator_stem(repeat('(', 50000) || repeat(')', 50000)));
SELECT proname, provolatile, proisstrict, proparallel FROM pg_proc
WHERE pronamespace = 'budget_perf'::regnamespace
  AND proname IN ('normalise_code', 'normalise_name', 'indicator_stem', 'name_unit', 'class_stem') ORDER BY proname COLLATE "C";
