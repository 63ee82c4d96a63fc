-- Points of single targets. Every figure was worked out by hand from the
-- formulas of doc/evaluation.md; a query lists only what differs.
SET datestyle = 'ISO';
CREATE TEMP TABLE worked (target text, actual numeric, a numeric, b numeric, what text);
INSERT INTO worked VALUES
    -- at least: full from the target on, w * a / t below
    ('≥100', 100, 10, 10, 'just reached'), ('≥100', 99.99, 10.00, 10.00, '9.999 rounds to 10'), ('≥100', 99.94, 9.99, 9.99, '9.994'),
    ('≥100', 99.95, 10.00, 10.00, '9.995 rounds away from zero'), ('≥100', 1000, 10, 10, 'passed by far, no deduction'),
    ('≥100', 80, 8, 8, NULL), ('≥100', 0, 0, 0, NULL), ('≥100', -5, 0, 0, 'below zero'), ('≥3', 1, 3.33, 3.33, '10 / 3'), ('≥3', 2, 6.67, 6.67, '20 / 3'),
    ('>100', 100, 10, 10, 'points do not jump at the target'), ('>100', 50, 5, 5, NULL), ('>100', 101, 10, 10, NULL),
    -- equal: a stated =, and a plan value, reached or passed
    ('=100', 100, 10, 10, NULL), ('=100', 120, 10, 10, 'more is fine'), ('=100', 75, 7.5, 7.5, NULL),
    ('100', 100, 10, 10, 'plan'), ('100', 120, 10, 10, 'plan passed'), ('60', 45, 7.5, 7.5, 'plan missed'), ('1', 0, 0, 0, 'plan, nothing done'),
    -- at most: A loses what is beyond, B is t / a
    ('≤100', 100, 10, 10, NULL), ('≤100', 0, 10, 10, NULL), ('≤100', -1, 10, 10, NULL),
    ('≤100', 100.01, 10.00, 10.00, 'A 9.999, B 9.99900...'), ('≤100', 101, 9.90, 9.90, 'A 9.9, B 9.90099'), ('≤100', 110, 9, 9.09, NULL),
    ('≤100', 150, 5, 6.67, NULL), ('≤100', 199.99, 0.00, 5.00, 'A 0.001, B 5.00025'), ('≤100', 199, 0.10, 5.03, 'A 0.1, B 5.025125'),
    ('≤100', 200, 0, 5, 'a = 2t'), ('≤100', 201, 0, 4.98, 'B 4.97512'), ('≤100', 1000, 0, 1, NULL),
    ('<100', 100, 10, 10, 'points do not jump at the target'), ('<100', 110, 9, 9.09, NULL),
    -- zero
    ('=0', 0, 10, 10, NULL), ('0', 0, 10, 10, NULL), ('0', 1, 0, 0, NULL), ('=0', -1, 10, 10, 'a <= 0'), ('≤0', 0, 10, 10, NULL), ('≤0', 0.01, 0, 0, NULL),
    ('≥0', 0, 10, 10, NULL), ('≥0', -0.01, 0, 0, NULL), ('≥0', 5, 10, 10, NULL),
    -- negative: the mirror image
    ('≥-5', -5, 10, 10, NULL), ('≥-5', -4, 10, 10, NULL), ('≥-5', 3, 10, 10, NULL), ('≥-5', -6, 8, 8.33, 'A 1 - 1/5, B 5/6'), ('≥-5', -10, 0, 5, 'a = 2t'),
    ('≤-5', -5, 10, 10, NULL), ('≤-5', -8, 10, 10, NULL), ('≤-5', -4, 8, 8, 'w * 4/5'), ('≤-5', 0, 0, 0, NULL), ('≤-5', 1, 0, 0, NULL),
    ('-0.3', -0.3, 10, 10, 'a planned fall'), ('-0.3', -0.4, 10, 10, 'a deeper one'), ('-0.3', -0.15, 5, 5, NULL), ('-0.3', 0.1, 0, 0, NULL),
    -- range: below its lower end as at least, above its upper end as at most
    ('80-90', 80, 10, 10, NULL), ('80-90', 90, 10, 10, NULL), ('80-90', 85, 10, 10, NULL), ('80-90', 60, 7.5, 7.5, NULL), ('80-90', 99, 9, 9.09, NULL),
    ('80-90', 180, 0, 5, NULL), ('80%-90%', 72, 9, 9, NULL),
    -- a stated tolerance is a range, an open one is a plan value
    ('100±5%', 95, 10, 10, NULL), ('100±5%', 105, 10, 10, NULL), ('100±5%', 76, 8, 8, '76 / 95'), ('100±5%', 126, 8, 8.33, '105: A 1 - 21/105, B 105/126'),
    ('约30', 30, 10, 10, NULL), ('约30', 27, 9, 9, NULL), ('约30', 40, 10, 10, NULL),
    -- percent and scales: actual in the printed unit
    ('≥95%', 95, 10, 10, NULL), ('≥95%', 90.25, 9.5, 9.5, NULL), ('4.6%', 4.37, 9.5, 9.5, NULL), ('100%', 98, 9.8, 9.8, NULL),
    ('≥10亿', 9.5, 9.5, 9.5, NULL), ('5000万元', 4000, 8, 8, NULL), ('≤30万元', 33, 9, 9.09, NULL), ('≥1,000', 500, 5, 5, NULL),
    -- what sets no number has no points of this kind
    ('180人、650人', 180, NULL, NULL, 'several'), ('有效提升', 1, NULL, NULL, NULL), ('≥**%', 1, NULL, NULL, NULL), ('', 1, NULL, NULL, NULL),
    ('根据下达任务目标要求确定', 1, NULL, NULL, NULL), ('12月底前', 1, NULL, NULL, NULL);
SELECT w.*, budget_perf.target_score(target::budget_perf.indicator_target, actual, 10) AS is_a,
    budget_perf.target_score(target::budget_perf.indicator_target, actual, 10, '{"formula": "B"}') AS is_b
FROM worked w
WHERE budget_perf.target_score(target::budget_perf.indicator_target, actual, 10) IS DISTINCT FROM a
    OR budget_perf.target_score(target::budget_perf.indicator_target, actual, 10, '{"formula": "B"}') IS DISTINCT FROM b;
SELECT count(*) AS worked FROM worked;

-- Rounding happens once: 0.125, 1.005 and 0.5 * 0.01 go away from zero.
SELECT budget_perf.target_score('≥800', 100, 1) AS "0.13", budget_perf.target_score('≥200', 201, 1.005) AS "1.01",
    budget_perf.target_score('≥2', 1, 0.01) AS "0.01", budget_perf.target_score('≥3', 1, 10, '{"decimals": 0}') AS "3",
    budget_perf.target_score('≥99999999999999999999999999', 33333333333333333333333333, 3) AS "1.00",
    budget_perf.target_score('≥3', 2.99999999999999999999, 3) AS "3.00",
    budget_perf.target_score('≥300000000000000000000000000', 100499999999999999999999999, 3) AS "1.00, not 1.01";

-- The cap: above 1 over-completion earns more, below 1 nobody earns all.
SELECT actual, budget_perf.target_score('≥100', actual, 10, '{"cap": 1.2}') AS cap_12, budget_perf.target_score('≥100', actual, 10, '{"cap": 0.9}') AS cap_09,
    budget_perf.target_score('≤100', 200 - actual, 10, '{"cap": 1.2}') AS at_most
FROM unnest(ARRAY[50, 89, 90, 91, 100, 110, 120, 121]) actual;
-- Each row is scored by its own parameters.
SELECT n, budget_perf.target_score('≤100', 110, 10, parameters::jsonb) AS points
FROM (VALUES (1, '{"formula": "B"}'), (2, '{"formula": "B", "decimals": 1}'), (3, '{"formula": "A"}'), (4, '{"formula": "B"}')) v (n, parameters) ORDER BY n;

-- Over-completion: off unless asked for; a tenth of the weight per multiple beyond three.
SELECT actual, budget_perf.target_score('≥100', actual, 10) AS off,
    budget_perf.target_score('≥100', actual, 10, '{"over_from": 3, "over_deduction": 0.1}') AS "on",
    budget_perf.target_score('60', actual, 10, '{"over_from": 1.5, "over_deduction": 1}') AS plan
FROM unnest(ARRAY[60, 90, 91, 150, 151, 300, 301, 400, 1300, 1400]) actual;

-- Dates: on the day counts; late is nothing, or falls by the day.
SELECT target, done, budget_perf.target_date_score(target::budget_perf.indicator_target, done, 10, 2024) AS points,
    budget_perf.target_date_score(target::budget_perf.indicator_target, done, 10, 2024, '{"late_days": 20}') AS late_20
FROM (VALUES ('2024年6月30日前', '2024-06-30'::date), ('2024年6月30日前', '2024-07-01'), ('2024年6月30日前', '2024-07-10'),
    ('2024年6月30日前', '2024-07-20'), ('2024年6月30日前', '2024-01-01'), ('12月底前', '2024-12-31'), ('12月底前', '2025-01-01'),
    ('2月底前', '2024-02-29'), ('2月底前', '2024-03-01'), ('2023.07-2024.01', '2024-01-31'), ('2023.07-2024.01', '2024-02-01'),
    ('2024年6月30日前', 'infinity'), ('≥5', '2024-01-01')) v (target, done);
SELECT budget_perf.target_date_score('12月底前', '2024-12-31', 10) AS "no year anywhere",
    budget_perf.target_date_score('2月底前', '2023-03-01', 10, 2023) AS "28 February is the last",
    budget_perf.target_date_score('2月底前', '2023-02-28', 10, 2023) AS "in time";

-- A date before which it must not be; a period that runs into the next year.
SELECT target, done, budget_perf.target_date_score(target::budget_perf.indicator_target, done, 10, 2024) AS points
FROM (VALUES ('2024年6月30日后', '2024-06-29'::date), ('2024年6月30日后', '2024-06-30'), ('早于2024年6月30日', '2024-06-29'), ('早于2024年6月30日', '2024-06-30'),
    ('10月-3月', '2025-03-31'), ('10月-3月', '2025-04-01')) v (target, done);

-- Ratings at the limits of their tiers: closed below.
SELECT rating, share, budget_perf.rating_score(rating, 10, share) AS "80/60",
    budget_perf.rating_score(rating, 10, share, '{"tiers": {"reached": {"from": 0.8, "to": 1, "usual": 1},
        "partly": {"from": 0.5, "to": 0.8, "usual": 0.5}, "missed": {"from": 0, "to": 0.5, "usual": 0}}}') AS "80/50"
FROM (VALUES ('reached', NULL::numeric), ('reached', 1), ('reached', 0.8), ('reached', 0.7999), ('reached', 1.01),
    ('partly', NULL), ('partly', 0.8), ('partly', 0.7999), ('partly', 0.6), ('partly', 0.5999), ('partly', 0.5), ('partly', 0.4999),
    ('missed', NULL), ('missed', 0.6), ('missed', 0.5999), ('missed', 0.5), ('missed', 0.4999), ('missed', 0), ('missed', -0.1), ('other', NULL)) v (rating, share);

-- A plan value of a class in which less is better is an upper bound; a stated = is not.
SELECT class, (s).points, (s).comparator, (s).formula
FROM (SELECT c AS class, budget_perf.score_indicator(t::budget_perf.indicator_target, 33, NULL, NULL, NULL, 10, c, 2024, '{"plan_down_classes": ["cost"]}') AS s
    FROM (VALUES ('30万元', 'cost'), ('30万元', 'quantity'), ('30万元', NULL), ('=30万元', 'cost')) v (t, c)) x;

-- Formula, inputs, and why there is nothing.
SELECT target, actual, rating, (s).points, (s).formula, (s).comparator AS cmp, (s).bound, (s).upper_bound AS upper, (s).reason
FROM (SELECT v.*, budget_perf.score_indicator(target::budget_perf.indicator_target, actual, done, rating, NULL, weight, 'quantity', 2024, '{}') AS s
    FROM (VALUES ('≥100', 80, NULL::date, NULL::text, 10), ('≤100', 150, NULL, NULL, 10), ('80-90', 60, NULL, NULL, 10), ('≥100', NULL, NULL, NULL, 10),
        ('≥100', 80, NULL, NULL, NULL), ('≥100', 80, NULL, NULL, 0), ('≥100', 'NaN'::numeric, NULL, NULL, 10), ('6月底前', NULL, '2024-06-30', NULL, 10), ('6月底前', NULL, NULL, NULL, 10),
        ('有效提升', NULL, NULL, 'partly', 10), ('有效提升', 5, NULL, NULL, 10), ('有效提升', NULL, NULL, 'best', 10),
        ('180人、650人', 180, NULL, NULL, 10), ('180人、650人', 180, NULL, 'reached', 10), ('根据下达任务目标要求确定', NULL, NULL, NULL, 10),
        ('≥**%', 5, NULL, 'reached', 10), (NULL, 5, NULL, 'reached', 10), (' ', 5, NULL, 'reached', 10), ('≥100', NULL, NULL, 'reached', 10)) v (target, actual, done, rating, weight)) x;

-- Execution of the budget.
SELECT spent, budget, budget_perf.execution_score(spent, budget) AS points
FROM (VALUES (0::numeric, 100::numeric), (95, 100), (95.554, 100), (95.55, 100), (100, 100), (120, 100), (-5, 100), (5, 0), (5, -1), (1, 3), ('NaN', 1)) v (spent, budget);
SELECT budget_perf.execution_score(50, 100, 20), budget_perf.execution_score(1, 3, 10, 4);

-- Units.
SELECT v.*, budget_perf.convert_value(value, from_unit, to_unit) AS converted
FROM (VALUES (95000::numeric, '万元', '亿元'), (95000, '万元', '亿'), (9.5, '亿', '亿元'), (5200.5, '元', '万元'), (1, '万人次', '人次'), (7, NULL, '家'), (7, '家', '家'),
    (7, '家', '个'), (7, '家', NULL), (7, '万元', NULL), (7, '%', NULL), (5, '‰', '%'), (3, '㎡', '平方米'), (2, '千克', '吨'), (NULL, '元', '元')) v (value, from_unit, to_unit);

-- Weights: 50, 30 and 10, each divided among its indicators, always adding up.
\set classes '[{"level1": "O", "weight": 50}, {"level1": "B", "weight": 30}, {"level1": "S", "weight": 10, "absent_to": ["B"]}]'
\set costs '[{"level1": "C", "weight": 20, "absent_to": ["O", "B"]}, {"level1": "O", "weight": 40}, {"level1": "B", "weight": 20}, {"level1": "S", "weight": 10, "absent_to": ["B"]}]'
SELECT v.what, budget_perf.distribute_weights(levels, given, 90, classes::jsonb) AS weights,
    (SELECT sum(w) FROM unnest(budget_perf.distribute_weights(levels, given, 90, classes::jsonb)) w) AS sum
FROM (VALUES
    ('each class one', ARRAY['O', 'B', 'S'], ARRAY[NULL, NULL, NULL]::numeric[], :'classes'),
    ('thirds', ARRAY['O', 'O', 'O', 'B', 'S', 'S', 'S'], array_fill(NULL::numeric, ARRAY[7]), :'classes'),
    ('no satisfaction: 10 go to B', ARRAY['O', 'B'], ARRAY[NULL, NULL]::numeric[], :'classes'),
    ('no benefit: scaled to 5 to 1', ARRAY['O', 'S'], ARRAY[NULL, NULL]::numeric[], :'classes'),
    ('only output', ARRAY['O', 'O'], ARRAY[NULL, NULL]::numeric[], :'classes'),
    ('with cost', ARRAY['C', 'O', 'B', 'S'], array_fill(NULL::numeric, ARRAY[4]), :'costs'),
    ('without cost: 50 and 30', ARRAY['O', 'B', 'S'], array_fill(NULL::numeric, ARRAY[3]), :'costs'),
    ('without cost and satisfaction', ARRAY['O', 'B'], array_fill(NULL::numeric, ARRAY[2]), :'costs'),
    ('one of no class weighs nothing', ARRAY['O', 'B', 'S', NULL, 'X'], array_fill(NULL::numeric, ARRAY[5]), :'classes'),
    ('no class at all', ARRAY[NULL, 'X', 'Y', 'Z'], array_fill(NULL::numeric, ARRAY[4]), :'classes'),
    ('given', ARRAY['O', 'B', 'S'], ARRAY[40, 40.5, 9.5], :'classes'),
    ('given, of 100', ARRAY['O', 'B', 'S'], ARRAY[50, 30, 20], :'classes'),
    ('given, scaled with a remainder', ARRAY['O', 'O', 'O'], ARRAY[1, 1, 5], :'classes'),
    ('some given, the rest by class', ARRAY['O', 'O', 'B', 'S'], ARRAY[30, NULL, NULL, NULL], :'classes'),
    ('some given, nothing left', ARRAY['O', 'O', 'B'], ARRAY[60, 60, NULL], :'classes'),
    ('all zero', ARRAY['O', 'B', 'S'], ARRAY[0, 0, 0], :'classes'),
    ('none', ARRAY[]::text[], ARRAY[]::numeric[], :'classes')) v (what, levels, given, classes);
-- A class that inherits from more than there is room for.
SELECT budget_perf.distribute_weights('{O}', '{NULL}', 99999.9999, jsonb_agg(jsonb_build_object('level1', 'C' || n, 'weight', 99999, 'absent_to', '["O"]'::jsonb)) || '{"level1": "O", "weight": 1}')
FROM generate_series(1, 10) n;

-- Parameters that are none.
CREATE FUNCTION pg_temp.error_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c text; m text; d text; h text;
BEGIN
    EXECUTE query INTO m;
    RETURN 'no error: ' || coalesce(m, 'null');
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS c = RETURNED_SQLSTATE, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', c, m, nullif(d, ''), nullif(h, ''));
END $$;
SELECT pg_temp.error_of(q) FROM (VALUES
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"formla": "A"}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"formula": "C"}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"formula": 1}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '[]')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"cap": "x"}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"cap": -1}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"over_from": 0.5}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"decimals": 3}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"plan_down_classes": "cost"}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"plan_down_classes": [1]}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"tiers": {"reached": {"from": 1}}}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, 1, '{"cap": null}')$$),
    ($$SELECT budget_perf.target_score('≥1', 1, -1)$$),
    ($$SELECT budget_perf.execution_score(1, 1, 1, -1)$$),
    ($$SELECT budget_perf.distribute_weights('{a,b}', '{1}', 90, '[]')$$),
    ($$SELECT budget_perf.distribute_weights('{a}', '{-1}', 90, '[]')$$),
    ($$SELECT budget_perf.distribute_weights('{a}', '{NULL}', 100000, '[]')$$),
    ($$SELECT budget_perf.distribute_weights('{a}', '{NULL}', 90, '{}')$$),
    ($$SELECT budget_perf.distribute_weights('{a}', '{NULL}', 90, '[{"level1": "a"}]')$$)) v (q);
