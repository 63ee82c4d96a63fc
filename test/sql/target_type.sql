-- The type: text out is text in, casts, containment, and hostile input.
SET client_encoding = 'UTF8';
SET search_path = budget_perf, public;

CREATE TEMP TABLE kept (n int, printed text, target indicator_target);
INSERT INTO kept
SELECT n, s, s::indicator_target
FROM unnest(ARRAY['', ' ', '  ≥ 95 % ', '≧９５％', E'a\tb\nc', E'\\x', '''', '"', '{,}', '(1,2)', '≥10亿', '👍≥5', 'ＡＢＣ',
                  repeat('≥95%', 1000), repeat('九', 100000), repeat('1', 70), repeat('(', 5000), repeat('1,', 3000),
                  repeat('≥', 1365) || '5', E'\u200b≥5', E'\ufeff5']) WITH ORDINALITY AS x (s, n);
SELECT count(*) AS differing FROM kept WHERE printed IS DISTINCT FROM target::text;
SELECT count(*) AS differing FROM kept WHERE printed <> target::varchar OR target::text <> format('%s', target);
SELECT n, target_kind(target), target_lower(target) FROM kept ORDER BY n;
-- prose, nonsense and very long texts go through every function
SELECT count(x::text) AS done FROM kept,
    LATERAL (SELECT target_comparator(target), target_upper(target), target_values(target), target_scale(target), target_unit(target),
                    target_percent(target), target_date(target), target_base(target), target_flags(target), target_range(target),
                    target_hash(target), target_cmp(target, '≥5'), target_stricter(target, '≥5'), 5 <@ target) AS x;

-- text and binary copies give the same bytes back
CREATE TEMP TABLE again (LIKE kept);
DO $$
DECLARE
    file text := current_setting('data_directory') || '/budget_perf_target.copy';
BEGIN
    EXECUTE format('COPY kept TO %L (FORMAT binary)', file);
    EXECUTE format('COPY again FROM PROGRAM %L (FORMAT binary)', format('cat "%1$s" && rm "%1$s"', file));
END
$$;
SELECT count(*), count(*) FILTER (WHERE k.printed IS DISTINCT FROM a.target::text) AS differing FROM kept AS k JOIN again AS a USING (n);
SELECT count(*) AS differing FROM kept
WHERE indicator_target_send(target) <> textsend(printed);

-- assignment from and to text without a word, elsewhere by a cast
CREATE TEMP TABLE assigned (target indicator_target, txt text, short varchar(3));
INSERT INTO assigned SELECT '≥5'::text, '≥6'::indicator_target, '≥7'::indicator_target;
INSERT INTO assigned (target) SELECT '≥8'::varchar;
INSERT INTO assigned (short) SELECT '≥1000'::indicator_target;
SELECT * FROM assigned;
SELECT '≥5'::text = '≥5'::indicator_target;
SELECT castsource::regtype, casttarget::regtype, castcontext, castmethod FROM pg_cast
WHERE 'budget_perf.indicator_target'::regtype IN (castsource, casttarget) ORDER BY 1, 2;

-- null in, null out
SELECT target_kind(NULL), target_lower(NULL), 5 <@ NULL::indicator_target, NULL::numeric <@ '≥5'::indicator_target;

-- containment, in the unit that the target prints; the range says the same
SELECT s AS target, t::numrange AS range, array_agg(a <@ t ORDER BY a) AS "80, 90, 95, 100",
       bool_and((a <@ t) IS NOT DISTINCT FROM (t @> a)) AS commutes,
       bool_and((a <@ t) IS NOT DISTINCT FROM (a <@ t::numrange)) AS as_range
FROM unnest(ARRAY['≥90%', '>90%', '≤90%', '<90%', '90%', '=90%', '80%-90%', '(80,95]', '≥80%且<95%', '100±5%', '90万元', '约90', '90、95', '合规', '**%',
                  '2023年', '待定', '']) WITH ORDINALITY AS x (s, n),
     LATERAL (SELECT s::indicator_target AS t) AS y, unnest(ARRAY[80, 90, 95, 100]::numeric[]) AS a
GROUP BY n, s, t ORDER BY n;
SELECT 95 <@ '≥90%'::indicator_target AS int, 95.5 <@ '≥90%'::indicator_target AS numeric,
       'NaN'::numeric <@ '≥90%'::indicator_target AS nan, 'Infinity'::numeric <@ '≥90%'::indicator_target AS infinity,
       '-Infinity'::numeric <@ '≤90%'::indicator_target AS minus_infinity;
-- one point, open on one side: nothing meets it
SELECT '(80,80]'::indicator_target::numrange, 80 <@ '(80,80]'::indicator_target AS met;

-- which asks for more
SELECT a, b, target_stricter(a::indicator_target, b::indicator_target) AS a_stricter,
       target_stricter(b::indicator_target, a::indicator_target) AS b_stricter
FROM (VALUES ('≥95%', '≥90%'), ('>90%', '≥90%'), ('≥90%', '90%'), ('28', '30'), ('≤5', '≤3'), ('<5', '≤5'), ('5', '≤5'), ('≥5', '≤5'),
             ('≥5000万元', '≥1亿元'), ('≥95%', '≥95个'), ('≥5', '合规'), ('80-90', '70-95'), ('80-90', '85-95'), ('85', '80-90'), ('≥80', '80-90'),
             ('2023年6月底前', '2023年底前'), ('2023年6月10日前', '2023年6月20日前'), ('早于2023年6月30日', '2023年6月30日前'), ('2023年6月30日后', '2023年6月30日前'),
             ('6月底前', '2023年底前'), ('约30', '约20'), ('较上年增长5%', '增长5%'), ('180、650', '180、600'),
             ('**%', '≥5%')) AS v (a, b);

-- in tables: keys, sorting, grouping, joins by meaning
CREATE TEMP TABLE keyed (target indicator_target PRIMARY KEY);
INSERT INTO keyed VALUES ('≥95%');
INSERT INTO keyed VALUES ('不低于95%');
INSERT INTO keyed VALUES ('95%');
SET enable_sort = off;
SELECT target, count(*) FROM (VALUES ('≥95%'::indicator_target), ('>=95%'), ('≥95'), ('5000万元'), ('0.5亿元'), ('合规'), ('合规 ')) AS v (target)
GROUP BY target ORDER BY target;
RESET enable_sort;
SET enable_hashjoin = off;
SET enable_nestloop = off;
SELECT * FROM (VALUES ('1,000元'::indicator_target), ('3')) AS a (x) JOIN (VALUES ('1000.0 元'::indicator_target), ('03')) AS b (y) ON x = y ORDER BY x;
RESET enable_hashjoin;
SET enable_mergejoin = off;
SELECT * FROM (VALUES ('1,000元'::indicator_target), ('3')) AS a (x) JOIN (VALUES ('1000.0 元'::indicator_target), ('03')) AS b (y) ON x = y ORDER BY x;
RESET enable_mergejoin;
RESET enable_nestloop;
CREATE INDEX ON kept USING hash (target);
SELECT amname, pg_catalog.array_agg(amopopr::regoperator ORDER BY amopstrategy) AS operators
FROM pg_opclass AS oc JOIN pg_am AS am ON am.oid = opcmethod JOIN pg_amop ON amopfamily = opcfamily
WHERE opcintype = 'budget_perf.indicator_target'::regtype AND opcdefault GROUP BY amname ORDER BY amname;
