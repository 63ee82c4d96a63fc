-- Giving a declaration out as its JSON document, and taking that in again.

\set reference `cat "$PG_ABS_SRCDIR/data/reference.json"`
\set zhanjiang_2023 `cat "$PG_ABS_SRCDIR/data/zhanjiang-2023.json"`
\set zhanjiang_2024 `cat "$PG_ABS_SRCDIR/data/zhanjiang-2024.json"`

SELECT budget_perf.create_ledger('document_here'), budget_perf.create_ledger('document_there');

SET client_min_messages = warning;
SELECT budget_perf.import_declaration(document::jsonb, 'document_here')
FROM (VALUES (:'reference'), (:'zhanjiang_2023'), (:'zhanjiang_2024')) AS t (document);
RESET client_min_messages;

-- What was printed with separators comes out without; nothing else changes.
SELECT jsonb_pretty(budget_perf.export_declaration('440115012', 2023, ledger => 'document_here') - 'goal' - 'tasks' - 'indicators');
SELECT budget_perf.export_declaration('440115012', 2023, ledger => 'document_here')
    = replace(replace(replace(replace(replace(replace(replace(:'reference',
        '"81,262.22"', '"81262.22"'), '"1,000.00"', '"1000.00"'), '"83,250.04"', '"83250.04"'),
        '"38,296.45"', '"38296.45"'), '"1,133.05"', '"1133.05"'), '"39,070.50"', '"39070.50"'), '', '')::jsonb AS same_document;
-- The pair comes out as it went in, noise and all, but for the number of decimals.
SELECT key, given.value AS given, found.value AS exported
FROM jsonb_each(:'zhanjiang_2023'::jsonb -> 'budget') AS given
FULL JOIN jsonb_each(budget_perf.export_declaration('440800014', 2023, ledger => 'document_here') -> 'budget') AS found USING (key)
ORDER BY key COLLATE "C";
SELECT fiscal_year,
    budget_perf.export_declaration('440800014', fiscal_year, ledger => 'document_here') - 'budget' - 'tasks'
        = document::jsonb - 'budget' - 'tasks' AS same_but_amounts,
    (SELECT bool_and(found - 'amount' = given - 'amount' AND (found ->> 'amount')::numeric = (given ->> 'amount')::numeric)
        FROM ROWS FROM (jsonb_array_elements(budget_perf.export_declaration('440800014', fiscal_year, ledger => 'document_here') -> 'tasks'),
            jsonb_array_elements(document::jsonb -> 'tasks')) AS t (found, given)) AS same_tasks
FROM (VALUES (2023, :'zhanjiang_2023'), (2024, :'zhanjiang_2024')) AS t (fiscal_year, document);

--
-- Import of export gives the same rows in every table.
--
-- Rows of one ledger that the other lacks, in all tables that a document fills
-- and in all their columns, but for when and in which state the draft was made.
CREATE FUNCTION difference(a text, b text) RETURNS TABLE (ledger text, table_name text, missing jsonb) LANGUAGE plpgsql AS $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['department', 'declaration', 'budget_line', 'task', 'indicator'] LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %2$L::text, %1$L::text, r FROM (
                SELECT to_jsonb(x) - ''created_at'' - ''status'' - ''status_comment'' FROM %3$I.%1$I x
                EXCEPT ALL
                SELECT to_jsonb(x) - ''created_at'' - ''status'' - ''status_comment'' FROM %2$I.%1$I x) AS d (r)
            UNION ALL
            SELECT %3$L::text, %1$L::text, r FROM (
                SELECT to_jsonb(x) - ''created_at'' - ''status'' - ''status_comment'' FROM %2$I.%1$I x
                EXCEPT ALL
                SELECT to_jsonb(x) - ''created_at'' - ''status'' - ''status_comment'' FROM %3$I.%1$I x) AS d (r)',
            t, a, b);
    END LOOP;
END $$;
-- Carry everything over, department after department, and compare.
CREATE FUNCTION carry_over() RETURNS TABLE (declarations bigint, documents_that_differ bigint) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM budget_perf.import_declaration(
        budget_perf.export_declaration(d.department_code, d.fiscal_year, d.version, 'document_here'), 'document_there')
    FROM document_here.declaration d;
    RETURN QUERY
    SELECT count(*), count(*) FILTER (WHERE
        budget_perf.export_declaration(d.department_code, d.fiscal_year, d.version, 'document_here')
        IS DISTINCT FROM budget_perf.export_declaration(d.department_code, d.fiscal_year, d.version, 'document_there'))
    FROM document_here.declaration d;
END $$;

-- Beside the real documents, a declaration that no form would print.
BEGIN;
SET LOCAL client_min_messages = warning;
INSERT INTO document_here.department VALUES ('001', '主管部门', NULL, NULL), ('001002', E'单位 "二"\\\n', '001', ''), ('001002003', ' ', '001002', '四会');
INSERT INTO document_here.declaration (department_code, fiscal_year, version, form_code, goal, cycle_from, cycle_to) VALUES
    ('001002003', 2024, 1, 'district', '', NULL, NULL),
    ('001002003', 2024, 2, 'city', E'一\r\n二\t"三"\\ \u0001 😀 ', 2024, NULL),
    ('001002003', 2024, 7, 'city', NULL, NULL, 2030);
INSERT INTO document_here.budget_line (department_code, fiscal_year, version, item_code, amount, amount_source) VALUES
    -- blank, with and without a row; negative; the largest; one fen
    ('001002003', 2024, 1, 'basic_expenditure', NULL, NULL),
    ('001002003', 2024, 1, 'project_expenditure', -0.01, NULL),
    ('001002003', 2024, 1, 'special_fund', 9999999999999999.99, NULL),
    ('001002003', 2024, 1, 'other_income', -9999999999999999.99, NULL),
    ('001002003', 2024, 1, 'own_level', 0, NULL),
    -- sources: that of the amount, of another unit, of an amount that was changed since, of none, and no figures at all
    ('001002003', 2024, 2, 'basic_expenditure', 722045700, '72204.570000000007'),
    ('001002003', 2024, 2, 'project_expenditure', 0.01, '0.005元'),
    ('001002003', 2024, 2, 'special_fund', 5, '72204.570000000007'),
    ('001002003', 2024, 2, 'other_development', 10000, '1'),
    ('001002003', 2024, 2, 'other_income', NULL, '1.23456789'),
    ('001002003', 2024, 2, 'own_level', 1, '见附表'),
    ('001002003', 2024, 2, 'transfer_down', 1, '');
INSERT INTO document_here.task (department_code, fiscal_year, version, task_no, amount, name, content, expected_outcome, amount_source) VALUES
    ('001002003', 2024, 1, 2, 12345678.91, '', NULL, '', NULL),
    ('001002003', 2024, 1, 3, NULL, ' 名称 ', '', NULL, NULL),
    ('001002003', 2024, 1, 2147483647, 0.10, E'"\\/\b', E'\n', '{}', NULL),
    ('001002003', 2024, 2, 1, 0.01, 'x', 'x', 'x', '0.00000149'),
    ('001002003', 2024, 2, 2, NULL, 'x', 'x', 'x', '');
INSERT INTO document_here.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, unit, cycle_target, annual_target, weight, accumulation, code) VALUES
    ('001002003', 2024, 1, 1, '', '', '', NULL, NULL, NULL, NULL, NULL, NULL),
    ('001002003', 2024, 1, 5, '产出指标(50分)', 'quantity', ' x ', '', '', ' ≥ 10 % ', 0, 'cumulative', ''),
    ('001002003', 2024, 1, 6, 'null', '[]', '"', '元', E'(≥**%)>=85\n', '180人、650人', 99999.9999, 'level', ' 代码 '),
    ('001002003', 2024, 2, 1, 'x', 'x', 'x', NULL, repeat('长', 3000), NULL, 2.5, NULL, NULL);

SELECT * FROM carry_over();
SELECT * FROM difference('document_here', 'document_there') ORDER BY ledger, table_name, missing;
SELECT jsonb_pretty(budget_perf.export_declaration('001002003', 2024, 1, 'document_there'));
SELECT jsonb_pretty(budget_perf.export_declaration('001002003', 2024, 2, 'document_there') -> 'budget');
-- the newest version is meant where none is given
SELECT budget_perf.export_declaration('001002003', 2024, ledger => 'document_here') ->> 'version' AS newest;
-- the comparison does see a difference
UPDATE document_there.task SET content = 'y' WHERE version = 2 AND task_no = 1;
SELECT ledger, table_name, missing ->> 'content' AS content FROM difference('document_here', 'document_there') ORDER BY ledger;
ROLLBACK;

-- Hundreds of declarations of chance, with what is odd more often than in life.
CREATE FUNCTION chance(seed text, n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT (('x' || substr(md5(seed), 1, 8))::bit(32)::bigint % n)::int
$$;
CREATE FUNCTION one_of(seed text, choice text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT choice[1 + chance(seed, cardinality(choice))]
$$;
CREATE FUNCTION amount(seed text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN chance(seed || 'null', 5) = 0 THEN NULL
        ELSE round((('x' || substr(md5(seed), 1, 14))::bit(56)::bigint::numeric * CASE chance(seed || 'sign', 4) WHEN 0 THEN -1 ELSE 1 END)
            / (10::numeric ^ (1 + chance(seed || 'size', 17))), 2) END
$$;
CREATE FUNCTION words(seed text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(one_of(seed || i, ARRAY['预算', 'x', '"', '\', E'\n', E'\r', E'\t', ' ', '　', '（家）', '≥', '{', ']', ',', '1', '%', '😀', E'\u0007', '''', '$']), '')
    FROM generate_series(1, chance(seed, 9)) AS i
$$;
BEGIN;
SET LOCAL client_min_messages = warning;
INSERT INTO document_here.department SELECT 'r' || d, '部门' || d, NULL, words('region' || d) FROM generate_series(1, 40) AS d;
INSERT INTO document_here.declaration (department_code, fiscal_year, version, form_code, goal, cycle_from, cycle_to)
SELECT 'r' || d, 2020 + y, 1 + chance(d || 'v' || y, 3), one_of(d || 'f' || y, '{district,city}'), words(d || 'goal' || y),
    CASE chance(d || 'from' || y, 2) WHEN 1 THEN 2020 + y END, CASE chance(d || 'to' || y, 2) WHEN 1 THEN 2023 + y END
FROM generate_series(1, 40) AS d, generate_series(1, 5) AS y;
INSERT INTO document_here.budget_line
SELECT department_code, fiscal_year, version, item_code, amount(seed),
    one_of(seed || 'source', ARRAY[NULL, NULL, NULL, '1.23456789', '72204.570000000007', '0.005元', words(seed)])
FROM document_here.declaration JOIN document_here.form_item USING (form_code),
    LATERAL (SELECT department_code || fiscal_year || item_code AS seed) AS s
WHERE department_code LIKE 'r%' AND chance(seed || 'there', 3) > 0;
INSERT INTO document_here.task (department_code, fiscal_year, version, task_no, amount, name, content, expected_outcome, amount_source)
SELECT department_code, fiscal_year, version, n, amount(seed), coalesce(words(seed), ''), words(seed || 'c'), words(seed || 'e'),
    one_of(seed || 'source', ARRAY[NULL, NULL, NULL, '1.23456789', '0.005元', words(seed)])
FROM document_here.declaration, generate_series(1, 4) AS n, LATERAL (SELECT department_code || fiscal_year || n AS seed) AS s
WHERE department_code LIKE 'r%' AND chance(seed || 'there', 3) > 0;
INSERT INTO document_here.indicator
SELECT department_code, fiscal_year, version, n, coalesce(words(seed || '1'), ''), coalesce(words(seed || '2'), ''), coalesce(words(seed), ''),
    words(seed || 'u'), words(seed || 'ct')::budget_perf.indicator_target,
    one_of(seed || 'at', ARRAY[NULL, '≥30', '≧95%', '80%-90%', '不低于上年度水平', '', words(seed || 'at')])::budget_perf.indicator_target,
    CASE WHEN chance(seed || 'w', 2) = 1 THEN chance(seed || 'ww', 1000000000) / 10000.0 END,
    one_of(seed || 'acc', '{NULL,cumulative,level}'), words(seed || 'code')
FROM document_here.declaration, generate_series(1, 4) AS n, LATERAL (SELECT department_code || fiscal_year || 'i' || n AS seed) AS s
WHERE department_code LIKE 'r%' AND chance(seed || 'there', 3) > 0;
SELECT count(*) > 500 AS many_lines, count(amount_source) > 100 AS many_sources, count(*) FILTER (WHERE amount IS NULL) > 50 AS many_blanks FROM document_here.budget_line;

SELECT * FROM carry_over();
SELECT * FROM difference('document_here', 'document_there') ORDER BY ledger, table_name, missing LIMIT 5;
ROLLBACK;

-- A sealed or recorded declaration comes out like a draft, and goes in as one.
SELECT budget_perf.export_declaration('440115012', 2023, 1, 'document_here') ? 'status' AS has_status;

-- What is not there; what is null.
SELECT budget_perf.export_declaration('440115012', 1999, ledger => 'document_here');
SELECT budget_perf.export_declaration('440115012', 2023, 2, 'document_here');
SELECT budget_perf.export_declaration('440115012', 2023, 0, 'document_here');
SELECT budget_perf.export_declaration('440115012', 2023);
SELECT budget_perf.export_declaration('440115012', 2023, ledger => 'nowhere');
SELECT budget_perf.export_declaration(NULL, 2023) IS NULL, budget_perf.export_declaration('440115012', NULL) IS NULL,
    budget_perf.export_declaration('440115012', 2023, NULL, NULL) IS NULL;

-- Superiors that go round in a circle are an error, not for ever.
BEGIN;
UPDATE document_here.department SET parent_code = code WHERE code = '440115012';
SELECT budget_perf.export_declaration('440115012', 2023, ledger => 'document_here');
ROLLBACK;

-- Row security hides a declaration from an export as from a query.
CREATE ROLE regress_document_reader;
GRANT USAGE ON SCHEMA document_here TO regress_document_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA document_here TO regress_document_reader;
ALTER TABLE document_here.declaration ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON document_here.declaration TO regress_document_reader USING (department_code = '440115012');
SET ROLE regress_document_reader;
SELECT jsonb_array_length(budget_perf.export_declaration('440115012', 2023, ledger => 'document_here') -> 'tasks') AS tasks;
SELECT budget_perf.export_declaration('440800014', 2023, ledger => 'document_here');
RESET ROLE;
DROP OWNED BY regress_document_reader;
DROP ROLE regress_document_reader;

DROP FUNCTION difference(text, text), carry_over(), amount(text), words(text), one_of(text, text[]), chance(text, int);
SET client_min_messages = warning;
DROP SCHEMA document_here, document_there CASCADE;
