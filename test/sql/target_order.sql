-- Sameness and order by meaning: what must be equal, and the laws of a total
-- order that agrees with hashing, over a cross join of many strings.
SET client_encoding = 'UTF8';
SET search_path = budget_perf, public;

-- every group means one thing, and no two groups the same
CREATE TEMP TABLE same AS
SELECT g, s, s::indicator_target AS t
FROM (VALUES
    (1, ARRAY['≥95%', '≧95%', '⩾95%', '>=95%', '＞＝95%', '>= 95 %', '≥９５％', '≥95.0%', '不低于95%', '不少于95%', '大于等于95%', '达95%以上', '达到95%',
              '95%以上', '95%及以上', '≥95﹪', '≥095%', '≥95%（计划标准）', '不低于百分之九十五', '≥950‰']),
    (2, ARRAY['95%', '=95%', '＝95%', '﹦95.00%', '等于95%', '百分之九十五', '95（%）', '95%(历史标准)', '950‰']),
    (3, ARRAY['>95%', '＞95%', '﹥95%', '超过95%', '高于95%', '大于95%']),
    (4, ARRAY['5000万元', '50000000元', '0.5亿元', '50,000,000元', '５０００万元', '5千万元', '5000万元人民币', '5000万块钱']),
    (5, ARRAY['1,000', '1000.0', '1000', '１０００', '0.1万', '=1000', '1000。', '1E3']),
    (6, ARRAY['1000元', '1,000.00元', '0.1万元', '1千元']),
    (7, ARRAY['≤5个工作日', '5个工作日内', '5个工作日以内', '不超过5个工作日', '不超过5工作日', '5个工作日之内']),
    (8, ARRAY['3-5天', '3至5天', '3～5天', '[3,5]天', '≥3天且≤5天', '3天以上5天以下', '4±1天']),
    (9, ARRAY['180人、650人', '180、650人', '180人；650人', '180人/650人']),
    (10, ARRAY['2023年12月31日前', '2023.12.31前', '2023年底前', '2023年12月底前', '二〇二三年底前', '≤2023年12月31日', '不迟于2023-12-31']),
    (11, ARRAY['2023年12月31日', '2023年', '2023.12.31', '2023年12月', '2023年底']),
    (12, ARRAY['合规', '合 规', '　合规', E'合\n规', '合规 ']),
    (13, ARRAY['ABC（一）', 'abc(一)', 'ａｂｃ【一】']),
    (14, ARRAY['⼈⼒', '人力']),
    (15, ARRAY['0', '-0', '0.00', '0E5']),
    (16, ARRAY['0.09', '0.0900000762939453']),
    (17, ARRAY['-0.3', '-0.300000152587891', '－0.30']),
    (18, ARRAY['≥200㎡', '≥200平方米', '≥200m2', '≥0.02万平方米']),
    (19, ARRAY['780元/生/年', '780元每生每年', '780.0元/生/年']),
    (20, ARRAY['', '  ', E'\t', '　']),
    (21, ARRAY['约30', '30左右', '大约30', '≈30']),
    (22, ARRAY['30']), (23, ARRAY['30个']), (24, ARRAY['30%']), (25, ARRAY['<30']), (26, ARRAY['≤30']), (27, ARRAY['下降30%']), (28, ARRAY['增长30%']),
    (29, ARRAY['较上年增长30%']), (30, ARRAY['**%']), (31, ARRAY['待定']), (32, ARRAY['12月底前']), (33, ARRAY['2023.07-2024.01']), (34, ARRAY['650人、180人']),
    (35, ARRAY['30-40']), (36, ARRAY['(30,40]']), (37, ARRAY['[30,40)']), (38, ARRAY['≥-5', '不低于-5.0']), (39, ARRAY['-5']), (40, ARRAY['99999999999999999999999999999999']),
    (41, ARRAY['0.00000000000000000000000000001']), (42, ARRAY['m', 'Ｍ']), (43, ARRAY['80M']), (44, ARRAY['80m', '80米']),
    (45, ARRAY['不低于上年度水平']), (46, ARRAY['≥国家标准'])
) AS v (g, list), unnest(list) AS s;

SELECT a.s, b.s, a.g, b.g FROM same AS a, same AS b WHERE a.g = b.g AND NOT a.t = b.t ORDER BY 1, 2;
SELECT a.s, b.s, a.g, b.g FROM same AS a, same AS b WHERE a.g <> b.g AND a.t = b.t ORDER BY 1, 2;

-- more material: every reading of comparators, numbers and units, and nonsense
CREATE TEMP TABLE item (s text, t indicator_target);
INSERT INTO item SELECT s, t FROM same;
INSERT INTO item
SELECT s, s::indicator_target
FROM unnest(ARRAY['', '≥', '不低于', '>', '=', '约', '<']) AS c, unnest(ARRAY['1', '10', '2.5', '-1']) AS n,
     unnest(ARRAY['', '%', '万', '万元', '亿元', '元']) AS u, LATERAL (SELECT c || n || u) AS x (s);
INSERT INTO item SELECT s, s::indicator_target
FROM unnest(ARRAY['1-2', '1-2%', '2-1', '(1,2]', '±1', '1、2', '1、2、3', '1月', '1月1日前', '年底', '2月29日', '**', '/', '≥*', '优', '良', 'A', 'a', 'Ａ', 'é', '😀',
                  repeat('长', 2000), repeat('长', 2000) || '文']) AS s;
SELECT count(*) FROM item;

-- for any two, one comparison is the reverse of the other
CREATE TEMP TABLE numbered AS SELECT row_number() OVER () AS n, s, t, target_hash(t) AS h, target_hash_extended(t, 42) AS e FROM item;
CREATE TEMP TABLE pair AS
SELECT a.n AS x, b.n AS y, target_cmp(a.t, b.t) AS c, a.h = b.h AND a.e = b.e AS same_hash FROM numbered AS a, numbered AS b;
SELECT count(*) AS broken FROM pair AS p JOIN pair AS q ON p.x = q.y AND p.y = q.x WHERE p.c <> -q.c;
-- the same meaning, the same hash; another meaning, hardly ever
SELECT count(*) AS broken FROM pair WHERE (c = 0) <> same_hash;
-- every operator says what the comparison says
SELECT count(*) AS broken FROM pair JOIN numbered AS a ON a.n = x JOIN numbered AS b ON b.n = y
WHERE x % 7 = 0 AND y % 5 = 0
  AND ((a.t < b.t) <> (c < 0) OR (a.t <= b.t) <> (c <= 0) OR (a.t = b.t) <> (c = 0)
       OR (a.t <> b.t) <> (c <> 0) OR (a.t >= b.t) <> (c >= 0) OR (a.t > b.t) <> (c > 0));
-- with seed 0 the low half of the long hash is the short one, as partitioning by hash expects
SELECT count(*) AS broken FROM item
WHERE target_hash(t)::bit(32) <> substring(target_hash_extended(t, 0)::bit(64) FROM 33)::bit(32);
-- transitivity: in sorted order every earlier one is at most every later one
WITH sorted AS (SELECT n, row_number() OVER (ORDER BY t) AS place FROM numbered)
SELECT count(*) AS broken FROM pair JOIN sorted AS a ON a.n = x JOIN sorted AS b ON b.n = y
WHERE a.place < b.place AND c > 0;
-- sorting and hashing count the same meanings
SET enable_hashagg = off;
SELECT count(*) AS by_sort FROM (SELECT t FROM item GROUP BY t) AS x;
RESET enable_hashagg;
SET enable_sort = off;
SELECT count(*) AS by_hash FROM (SELECT t FROM item GROUP BY t) AS x;
RESET enable_sort;
-- an index finds what a scan finds
CREATE INDEX ON item (t);
CREATE INDEX ON item USING hash (t);
ANALYZE item;
SET enable_seqscan = off;
SELECT count(*) FROM item WHERE t = '0.1万元';
SELECT count(*) FROM item WHERE t >= '≥1元' AND t < '2元';
RESET enable_seqscan;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
SELECT count(*) FROM item WHERE t = '0.1万元';
SELECT count(*) FROM item WHERE t >= '≥1元' AND t < '2元';
RESET enable_indexscan;
RESET enable_bitmapscan;
RESET enable_indexonlyscan;

-- order within a unit is by size
SELECT t FROM unnest(ARRAY['≥95%', '100%', '90%', '≤3%', '>95%', '80-90%', '-5%', '5‰', '95%', '约95%']::indicator_target[]) AS t ORDER BY t;
SELECT t FROM unnest(ARRAY['1亿元', '5000万元', '3000元', '≥1万元', '合规', '2023年', '待定', '**元', '1元、2元', '12月底前']::indicator_target[]) AS t ORDER BY t;
