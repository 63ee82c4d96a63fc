-- Ratings, methods and lights that every ledger starts with. Each is the
-- practice that its source names, not a regulation; the owner may change it.

INSERT INTO @ledger@.rating (code, ordinal, label, light) VALUES
    ('reached', 1, '达成', 'green'),
    ('partly', 2, '部分达成并具有一定效果', 'yellow'),
    ('missed', 3, '未达成且效果较差', 'red');

INSERT INTO @ledger@.score_method (code, name, formula, source) VALUES
    ('A', '超出上限按偏离比例扣分', 'A',
        'Practice of a provincial system: an upper bound passed by a share of itself costs that share, twice the bound earns nothing / 某省系统惯例：超出上限按偏离比例扣分，达到两倍及以上不得分'),
    ('B', '超出上限按目标值与实际值之比计分', 'B',
        'Scoring notes of a self-evaluation form of 2017: an upper bound passed earns w * t / a; tiers 80 and 50 / 2017年项目支出绩效自评表计分说明；定性等级界限80%、50%');

-- The usual share: all of it for what was reached, else the least of the tier.
INSERT INTO @ledger@.score_tier (method_code, rating, share_from, share_to, share_usual) VALUES
    ('A', 'reached', 0.8, 1, 1), ('A', 'partly', 0.6, 0.8, 0.6), ('A', 'missed', 0, 0.6, 0),
    ('B', 'reached', 0.8, 1, 1), ('B', 'partly', 0.5, 0.8, 0.5), ('B', 'missed', 0, 0.5, 0);

INSERT INTO @ledger@.score_grade (method_code, label, points_from)
SELECT m.code, g.label, g.points_from
FROM (VALUES ('A'), ('B')) AS m (code)
CROSS JOIN (VALUES ('优', 90), ('良', 80), ('中', 60), ('差', 0)) AS g (label, points_from);

-- 50, 30 and 10; with cost as a class of level one 20, 40, 20 and 10. Without
-- indicators of satisfaction their points go to the benefits, without cost its
-- points go back to output and benefits.
INSERT INTO @ledger@.score_weight (method_code, taxonomy, ordinal, level1, weight, absent_to)
SELECT m.code, w.taxonomy, w.ordinal, w.level1, w.weight, w.absent_to
FROM (VALUES ('A'), ('B')) AS m (code)
CROSS JOIN (VALUES
    ('2015', 1, '产出指标', 50, '{}'::pg_catalog.text[]),
    ('2015', 2, '效益指标', 30, '{}'),
    ('2015', 3, '满意度指标', 10, '{效益指标}'),
    ('2021', 1, '成本指标', 20, '{产出指标,效益指标}'),
    ('2021', 2, '产出指标', 40, '{}'),
    ('2021', 3, '效益指标', 20, '{}'),
    ('2021', 4, '满意度指标', 10, '{效益指标}')) AS w (taxonomy, ordinal, level1, weight, absent_to);

INSERT INTO @ledger@.score_use (method_code) VALUES ('A');

INSERT INTO @ledger@.light_scale (yellow_from, green_from, blue_from, inside_classes, plan_down_classes, source) VALUES
    (0.6, 0.8, 1.2, '{quality,timeliness,cost,economic_cost,social_cost,ecological_cost}',
        '{cost,economic_cost,social_cost,ecological_cost}',
        'Practice of a provincial system: progress against the annual target times months over twelve; quality, timeliness and cost are inside or outside / 某省系统惯例：按年度指标值×月份/12比较；质量、时效、成本指标仅判断是否达标');
