-- Forms, taxonomies and rules that every ledger starts with. They are rows of
-- the ledger's owner, who may add to them and change them; ids and codes are
-- permanent.

INSERT INTO @ledger@.form (code, title, amount_unit, taxonomy, target_columns, weight_total, note) VALUES
    ('district', '部门整体预算绩效目标申报表', '万元', '2015', 2, NULL, '区级部门用表；实施周期指标值和年度指标值两列'),
    ('city', '市级部门整体预算绩效目标表', '万元', '2015', 1, NULL, '市级部门用表；一列指标值');

INSERT INTO @ledger@.form_item (form_code, item_code, ordinal, category, block, block_label, label, aliases)
SELECT f.code, i.item_code, i.ordinal, i.category, i.block, i.block_label, i.label, i.aliases
FROM (VALUES ('district'), ('city')) AS f (code)
CROSS JOIN LATERAL (VALUES
    ('basic_expenditure', 1, 'expenditure', 'department', '部门预算支出', '基本支出', ARRAY['基本支出预算']),
    ('project_expenditure', 2, 'expenditure', 'department', '部门预算支出', '项目支出', ARRAY['项目支出预算']),
    ('special_fund', 3, 'expenditure', 'development', '事业发展性支出', '财政专项资金', ARRAY['专项资金']),
    ('other_development', 4, 'expenditure', 'development', '事业发展性支出', '其他事业发展性支出', ARRAY['其他事业发展支出']),
    ('fiscal_appropriation', 5, 'income', 'income', '收入来源', '财政拨款', ARRAY['财政拨款收入']),
    ('other_income', 6, 'income', 'income', '收入来源', '其他资金', ARRAY['其他收入']),
    ('own_level', 7, 'tier', 'tier', '按预算级次划分',
        CASE f.code WHEN 'city' THEN '市本级使用资金' ELSE '区本级使用资金' END,
        CASE f.code WHEN 'city' THEN ARRAY['区本级使用资金'] ELSE ARRAY['市本级使用资金'] END
            || ARRAY['省本级使用资金', '县本级使用资金', '本级使用资金']),
    ('transfer_down', 8, 'tier', 'tier', '按预算级次划分', '拟用于对下转移支付资金', ARRAY['对下转移支付资金', '对下转移支付'])
) AS i (item_code, ordinal, category, block, block_label, label, aliases);

-- Names are stems as budget_perf.class_stem() gives them. The code is a name,
-- too, so that a document may name a class by it. A class has the same code in
-- every taxonomy where it means the same.
INSERT INTO @ledger@.indicator_class (taxonomy, code, ordinal, level1, level2, level1_names, level2_names)
SELECT c.taxonomy, c.code, c.ordinal, l.label, c.level2, l.names, c.names || c.code
FROM (VALUES
    ('output', '产出指标', ARRAY['产出', '绩效产出', 'output']),
    ('benefit', '效益指标', ARRAY['效益', '效果', '绩效效益', 'benefit']),
    ('satisfaction', '满意度指标', ARRAY['满意度', '服务对象满意度', 'satisfaction']),
    ('cost', '成本指标', ARRAY['成本', 'cost'])
) AS l (code, label, names)
JOIN (VALUES
    ('2015', 'output', 'quantity', 1, '数量指标', ARRAY['数量', '产出数量']),
    ('2015', 'output', 'quality', 2, '质量指标', ARRAY['质量', '产出质量']),
    ('2015', 'output', 'timeliness', 3, '时效指标', ARRAY['时效', '产出时效', '进度']),
    ('2015', 'output', 'cost', 4, '成本指标', ARRAY['成本', '产出成本']),
    ('2015', 'benefit', 'economic_benefit', 5, '经济效益指标', ARRAY['经济效益', '经济']),
    ('2015', 'benefit', 'social_benefit', 6, '社会效益指标', ARRAY['社会效益', '社会']),
    ('2015', 'benefit', 'ecological_benefit', 7, '生态效益指标', ARRAY['生态效益', '生态', '环境效益', '生态环境效益']),
    ('2015', 'benefit', 'sustainable_impact', 8, '可持续影响指标', ARRAY['可持续影响', '可持续发展影响']),
    ('2015', 'satisfaction', 'satisfaction', 9, '服务对象满意度指标',
        ARRAY['服务对象满意度', '满意度', '服务对象', '社会公众或服务对象满意度', '社会公众满意度', '受益对象满意度', '群众满意度']),
    ('2021', 'cost', 'economic_cost', 1, '经济成本指标', ARRAY['经济成本']),
    ('2021', 'cost', 'social_cost', 2, '社会成本指标', ARRAY['社会成本']),
    ('2021', 'cost', 'ecological_cost', 3, '生态环境成本指标', ARRAY['生态环境成本', '生态成本', '环境成本']),
    ('2021', 'output', 'quantity', 4, '数量指标', ARRAY['数量', '产出数量']),
    ('2021', 'output', 'quality', 5, '质量指标', ARRAY['质量', '产出质量']),
    ('2021', 'output', 'timeliness', 6, '时效指标', ARRAY['时效', '产出时效', '进度']),
    ('2021', 'benefit', 'economic_benefit', 7, '经济效益指标', ARRAY['经济效益', '经济']),
    ('2021', 'benefit', 'social_benefit', 8, '社会效益指标', ARRAY['社会效益', '社会']),
    ('2021', 'benefit', 'ecological_benefit', 9, '生态效益指标', ARRAY['生态效益', '生态', '环境效益', '生态环境效益']),
    ('2021', 'benefit', 'sustainable_impact', 10, '可持续影响指标', ARRAY['可持续影响', '可持续发展影响']),
    ('2021', 'satisfaction', 'satisfaction', 11, '服务对象满意度指标',
        ARRAY['服务对象满意度', '满意度', '服务对象', '社会公众或服务对象满意度', '社会公众满意度', '受益对象满意度', '群众满意度'])
) AS c (taxonomy, level1, code, ordinal, level2, names) ON c.level1 = l.code
ORDER BY c.taxonomy, c.ordinal;

-- Where a rule comes from is told as far as it is known: what the printed form
-- itself implies, what a published rule asks, what review offices do in practice.
INSERT INTO @ledger@.rule (id, kind, severity, operator, parameters, forms, legal_basis, description, description_zh) VALUES
    ('expenditure_equals_income', 'identity', 'error', '=', '{}', NULL,
        'The printed form: both blocks give the same money / 表内勾稽关系：支出与收入来源为同一资金的两种划分',
        'All expenditure equals all income', '支出合计等于收入合计'),
    ('expenditure_equals_tier', 'identity', 'error', '=', '{}', NULL,
        'The printed form: both blocks give the same money / 表内勾稽关系：支出与按预算级次划分为同一资金的两种划分',
        'All expenditure equals the division by budget tier', '支出合计等于按预算级次划分的合计'),
    ('tasks_within_spending', 'identity', 'error', '<=', '{}', ARRAY['district', 'city'],
        'The printed form: key tasks are a part of project and development spending; on other forms the tasks equal the total / 表内勾稽关系：重点工作任务为项目支出和事业发展性支出的一部分；其他表样或要求相等',
        'The key tasks together take no more than project and development spending', '重点工作任务资金合计不超过项目支出与事业发展性支出之和'),
    ('magnitude', 'magnitude', 'warning', NULL, '{"low": 5000, "high": 20000, "part_low": 500, "part_high": 50000}', NULL,
        'Review practice: an amount in the wrong one of yuan and ten thousand yuan / 审核惯例：元与万元误填',
        'No two amounts that should be alike are a factor of about ten thousand apart', '应当相近的金额不应相差约一万倍'),
    ('item_known', 'item_known', 'error', NULL, '{}', NULL,
        'The printed form / 表样',
        'Every budget item is an item of the form', '预算项目应为表样所列项目'),
    ('amount_sign', 'amount_sign', 'error', NULL, '{"negative_tasks": false}', NULL,
        'Practice: a declaration asks for money / 惯例：申报金额不为负数',
        'Amounts are negative only where the form allows it', '除表样允许外，金额不得为负数'),
    ('amount_rounded', 'amount_rounded', 'info', NULL, '{}', NULL,
        'Amounts are kept to the fen, as the integrated budget system does / 金额以元为单位、保留两位小数，与预算管理一体化系统一致',
        'An amount that had to be rounded to the fen is reported', '导入时四舍五入到分的金额应予提示'),
    ('section_blank', 'section_blank', 'warning', NULL, '{}', NULL,
        'Practice: a declaration is reviewed as a whole / 惯例：申报表应填写完整',
        'No section is blank: budget, goal, tasks, indicators', '预算、总体绩效目标、重点工作任务、绩效指标各部分均应填写'),
    ('declaration_empty', 'empty', 'error', NULL, '{}', NULL,
        'There is nothing to review / 无可审核内容',
        'A declaration has an amount, a task or an indicator', '申报表不得为空表'),
    ('name_blank', 'name_blank', 'error', NULL, '{}', NULL,
        'The printed form: rows are known by their names / 表样：任务和指标以名称区分',
        'Every task and every indicator has a name', '任务和三级指标应有名称'),
    ('class_known', 'class_known', 'warning', NULL, '{}', NULL,
        'The unified classification of indicators in its version for the form; local prints deviate / 绩效指标统一分类（按表样所用版本）；各地印制不一',
        'Every indicator is in a class of the form, under the right level one', '二级指标应为规定类别，且归属正确的一级指标'),
    ('class_coverage', 'class_coverage', 'warning', NULL, '{}', NULL,
        '中发〔2018〕34号 asks that targets cover output, cost, benefits and satisfaction; that no class be left out is local practice / 中发〔2018〕34号要求绩效目标涵盖产出、成本、效益和满意度；各类均须填报系地方惯例',
        'Every class has an indicator', '各类二级指标均有指标'),
    ('annual_within_cycle', 'annual_within_cycle', 'error', NULL,
        '{"level_words": ["率", "比例", "占比", "比重", "人均", "户均", "平均", "单价", "单位成本", "补助标准", "成本标准", "浓度", "强度", "时间", "时长", "时限", "周期"]}', NULL,
        'The printed form: the year is a part of the implementation period / 表样：年度为实施周期的组成部分',
        'The annual target does not go beyond the cycle target, by the direction of the target', '年度指标值不得超出实施周期指标值（按指标方向判断）'),
    ('unit_conflict', 'unit_conflict', 'warning', NULL,
        '{"same": [["人", "名", "位"], ["平方米", "m2"], ["公里", "千米", "km"]]}', NULL,
        'Review practice: one unit, stated once / 审核惯例：计量单位应唯一、明确',
        'Units that stand in two places agree and do not scale the value twice', '名称、单位栏和指标值中的计量单位应一致，且不重复换算'),
    ('target_blank', 'target_blank', 'warning', NULL, '{}', NULL,
        'Targets are to be specific and measurable / 绩效目标应当细化、量化',
        'Every indicator has its targets', '指标值应填写'),
    ('target_deferred', 'target_deferred', 'warning', NULL, '{}', NULL,
        'Targets are to be specific and measurable; values handed down later are met in practice / 绩效目标应当细化、量化；实践中存在待上级下达任务后确定的情形',
        'No target is put off', '指标值不应待定'),
    ('target_template', 'target_template', 'warning', NULL, '{}', NULL,
        'Review practice: a template filled in halfway / 审核惯例：模板内容未替换',
        'No target is filler text of a template', '指标值不应残留模板内容'),
    ('percent_range', 'percent_range', 'warning', NULL,
        '{"flag_full_bound": true, "exempt_words": ["增长", "增幅", "增速", "增加", "提高", "提升", "下降", "降低", "减少", "变化", "涨幅", "降幅", "同比", "环比"]}', NULL,
        'Review practice: a share above 100% is a slip of the pen, one of at least 100% cannot be surpassed / 审核惯例：比率类指标值超过100%多为误填，≥100%无法超额完成',
        'A percentage that is a share lies between 0 and 100% and can be reached', '比率类指标值应在0至100%之间且可以实现'),
    ('comparator_missing', 'comparator_missing', 'info', NULL, '{}', NULL,
        'Practice: a bare number is a plan value, reached or passed / 惯例：未填比较符的数值按计划值理解，达到或超过即为完成',
        'A number stands with a comparator', '数值型指标值宜填写比较符'),
    ('weight_total', 'weight_total', 'error', NULL, '{"total": 100, "reserved": 10}', NULL,
        'Practice: 100 points, of which 10 are kept for the rate of execution until the self-evaluation, hence 90 at budget time / 惯例：权重合计100分；预算执行率10分留待自评的，申报时合计90分',
        'Where weights are given they add up to the total of the form', '填写权重的，合计应等于规定分值'),
    ('duplicate_task', 'duplicate_task', 'error', NULL, '{}', NULL,
        'Review practice: the same work declared twice / 审核惯例：重复申报',
        'No two tasks have the same name', '重点工作任务不得重复'),
    ('duplicate_indicator', 'duplicate_indicator', 'error', NULL, '{}', NULL,
        'Review practice: the same indicator declared twice / 审核惯例：重复申报',
        'No indicator stands there twice', '绩效指标不得重复');

INSERT INTO @ledger@.rule_term (rule_id, side, source, item_code) VALUES
    ('expenditure_equals_income', 'left', 'item', 'basic_expenditure'),
    ('expenditure_equals_income', 'left', 'item', 'project_expenditure'),
    ('expenditure_equals_income', 'left', 'item', 'special_fund'),
    ('expenditure_equals_income', 'left', 'item', 'other_development'),
    ('expenditure_equals_income', 'right', 'item', 'fiscal_appropriation'),
    ('expenditure_equals_income', 'right', 'item', 'other_income'),
    ('expenditure_equals_tier', 'left', 'item', 'basic_expenditure'),
    ('expenditure_equals_tier', 'left', 'item', 'project_expenditure'),
    ('expenditure_equals_tier', 'left', 'item', 'special_fund'),
    ('expenditure_equals_tier', 'left', 'item', 'other_development'),
    ('expenditure_equals_tier', 'right', 'item', 'own_level'),
    ('expenditure_equals_tier', 'right', 'item', 'transfer_down'),
    ('tasks_within_spending', 'left', 'tasks', ''),
    ('tasks_within_spending', 'right', 'item', 'project_expenditure'),
    ('tasks_within_spending', 'right', 'item', 'special_fund'),
    ('tasks_within_spending', 'right', 'item', 'other_development');
