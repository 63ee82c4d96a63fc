-- Taking a declaration in from its JSON document.

\set reference `cat "$PG_ABS_SRCDIR/data/reference.json"`
\set zhanjiang_2023 `cat "$PG_ABS_SRCDIR/data/zhanjiang-2023.json"`
\set zhanjiang_2024 `cat "$PG_ABS_SRCDIR/data/zhanjiang-2024.json"`

SELECT budget_perf.create_ledger('document_import');
SET search_path = document_import, public;

-- The reference form, as printed.
SELECT * FROM budget_perf.import_declaration(:'reference', 'document_import');
SELECT code, name, parent_code, region FROM department;
SELECT department_code, fiscal_year, version, status, form_code, cycle_from, cycle_to, status_comment FROM declaration;
SELECT item_code, amount, amount_source FROM budget_line ORDER BY item_code;
SELECT task_no, amount, amount_source, name FROM task ORDER BY task_no;
SELECT sum(amount) AS tasks FROM task;
SELECT indicator_no, level1, level2, name, cycle_target, annual_target FROM indicator ORDER BY indicator_no;

-- Texts are stored as they are.
SELECT goal = :'reference'::jsonb ->> 'goal' AS goal FROM declaration;
SELECT count(*) AS tasks_that_differ
FROM task JOIN jsonb_array_elements(:'reference'::jsonb -> 'tasks') WITH ORDINALITY AS d (document, task_no) USING (task_no)
WHERE (name, content, expected_outcome)
    IS DISTINCT FROM (document ->> 'name', document ->> 'content', document ->> 'expected');

-- The real pair: blanks, six decimals of 万元, and the noise of a spreadsheet.
SELECT * FROM budget_perf.import_declaration(:'zhanjiang_2023', 'document_import');
SELECT * FROM budget_perf.import_declaration(:'zhanjiang_2024', 'document_import');
SELECT fiscal_year, item_code, amount, amount_source FROM budget_line
WHERE department_code = '440800014' ORDER BY fiscal_year, item_code;
SELECT fiscal_year, count(*), count(cycle_target) AS cycle_targets, count(annual_target) AS annual_targets
FROM indicator WHERE department_code = '440800014' GROUP BY fiscal_year ORDER BY fiscal_year;

-- What exists is never overwritten; another version may be given.
SELECT * FROM budget_perf.import_declaration(:'reference', 'document_import');
SELECT * FROM budget_perf.import_declaration(:'reference'::jsonb || '{"version": 1}', 'document_import');
SELECT * FROM budget_perf.import_declaration(:'reference'::jsonb || '{"version": 3}', 'document_import');
SELECT * FROM budget_perf.import_declaration(:'reference'::jsonb || '{"version": "2"}', 'document_import');
SELECT version, status FROM declaration WHERE department_code = '440115012' ORDER BY version;

--
-- One thing in several writings. try() imports in a ledger of its own and takes
-- everything back; it shows the lines, or the error with all its fields.
--
CREATE TYPE public.outcome AS (what text, value text, source text);
CREATE FUNCTION public.try(document jsonb) RETURNS SETOF public.outcome LANGUAGE plpgsql AS $$
DECLARE
    result public.outcome[];
    state text;
    message text;
    detail text;
    hint text;
    place text;
    field text;
    k budget_perf.declaration_key;
BEGIN
    BEGIN
        k := budget_perf.import_declaration(document, 'document_import');
        SELECT array_agg(o) INTO result FROM (
            SELECT ('form', form_code, '')::public.outcome AS o FROM document_import.declaration
            WHERE department_code = k.department_code AND fiscal_year = k.fiscal_year AND form_code <> 'district'
            UNION ALL
            (SELECT (item_code, amount, amount_source)::public.outcome FROM document_import.budget_line
            WHERE department_code = k.department_code AND fiscal_year = k.fiscal_year ORDER BY item_code)
            UNION ALL
            (SELECT ('task ' || task_no, amount, amount_source)::public.outcome FROM document_import.task
            WHERE department_code = k.department_code AND fiscal_year = k.fiscal_year ORDER BY task_no)
            UNION ALL
            (SELECT ('indicator ' || indicator_no, concat_ws(' | ', cycle_target, annual_target, weight, accumulation), code)::public.outcome
            FROM document_import.indicator
            WHERE department_code = k.department_code AND fiscal_year = k.fiscal_year ORDER BY indicator_no)) AS t;
        RAISE EXCEPTION 'taken back' USING ERRCODE = 'ZZ001';
    EXCEPTION
        WHEN SQLSTATE 'ZZ001' THEN
            RETURN QUERY SELECT * FROM unnest(coalesce(result, '{}'));
            RETURN;
        WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
                hint = PG_EXCEPTION_HINT, place = TABLE_NAME, field = COLUMN_NAME;
            RETURN NEXT (state, message, concat_ws('.', nullif(place, ''), nullif(field, '')))::public.outcome;
            IF detail <> '' THEN RETURN NEXT ('  detail', detail, NULL)::public.outcome; END IF;
            IF hint <> '' THEN RETURN NEXT ('  hint', hint, NULL)::public.outcome; END IF;
    END;
END $$;
CREATE FUNCTION public.try(document text) RETURNS SETOF public.outcome LANGUAGE sql AS $$
    SELECT * FROM public.try('{"department": {"code": "9", "name": "测试局"}, "fiscal_year": 2030}'::jsonb || document::jsonb)
$$;

\t on
-- labels, codes, aliases, full width, odd spaces
SELECT * FROM try('{"budget": {"基本支出": "1", "project_expenditure": "2", " 财政专项资金": "3", "财政拨款": "4", "本级使用资金": "5"}}');
-- under the printed headings, and half so
SELECT * FROM try('{"budget": {"部门预算支出": {"基本支出": "1", "项目支出": "2"}, "事业发展性支出": {}, "收入来源": null, "其他资金": "3"}}');
SELECT * FROM try('{"budget": {"development": {"财政专项资金": "1"}}}');
-- numbers are exact, too
SELECT * FROM try('{"budget": {"基本支出": 0.1, "项目支出": 10891.615675, "财政拨款": 1e3, "其他资金": -5}}');
-- missing, null, empty and white space are blank, which is not zero
SELECT * FROM try('{"budget": {"基本支出": null, "项目支出": "", "财政拨款": " ", "其他资金": "0"}, "tasks": [{}, {"amount": null}, {"amount": ""}, {"amount": 0}]}');
SELECT * FROM try('{}');
SELECT * FROM try('{"budget": null, "tasks": null, "indicators": null, "cycle": null, "goal": null, "form": null, "amount_unit": null, "version": null}');
SELECT * FROM try('{"budget": {}, "tasks": [], "indicators": [], "cycle": {}}');
-- the document's unit, the form's unit, a printed unit
SELECT * FROM try('{"amount_unit": "元", "budget": {"基本支出": "12,345.67", "项目支出": "1万元"}, "tasks": [{"amount": "0.5"}]}');
SELECT * FROM try('{"amount_unit": "亿元", "budget": {"基本支出": "1.5"}}');
-- the source keeps what rounding loses, with its unit where that is not the form's
SELECT * FROM try('{"budget": {"基本支出": "0.0000015", "项目支出": "0.00000149999", "财政拨款": 1.00000000001, "其他资金": "100.005元"}}');
SELECT * FROM try('{"amount_unit": "元", "budget": {"基本支出": "0.005", "项目支出": 1.23456}, "tasks": [{"amount": "7.3300000000000001"}]}');
-- which form it is
SELECT * FROM try('{"budget": {"市本级使用资金": "1"}}');
SELECT * FROM try('{"budget": {"按预算级次划分": {"市本级使用资金": "1"}}}');
SELECT * FROM try('{"budget": {"区本级使用资金": "1"}}');
SELECT * FROM try('{"budget": {"own_level": "1"}}');
SELECT * FROM try('{"form": "city", "budget": {"区本级使用资金": "1"}}');
SELECT count(*) FROM form f, LATERAL try(jsonb_build_object('department', '{"code": "9", "name": "测试局"}'::jsonb,
    'fiscal_year', 2030, 'form', f.title)) AS t WHERE t.what = 'form' AND t.value = f.code AND f.code <> 'district';
-- years, cycle and version in digits of any width, and as programs write them
SELECT * FROM try('{"fiscal_year": "２０３０", "version": 1.0, "cycle": {"from": "2030"}, "budget": {"基本支出": "1"}}');
-- targets and weights; rows with numbers of their own
SELECT * FROM try('{"indicators": [{"level1": "output", "level2": "quantity", "cycle_target": 10.50, "annual_target": "≥ 5 ", "weight": "10", "accumulation": "累计", "code": " c1"},
    {"annual_target": 1e3, "weight": 2.5, "accumulation": "level"}, {"no": 7, "annual_target": ""}, {"weight": ""}, {"no": "９"}]}');

-- Errors name the path and the column, and nothing is left behind.
SELECT * FROM try('[]'::jsonb);
SELECT * FROM try('"x"'::jsonb);
SELECT * FROM try('null'::jsonb);
SELECT * FROM try('{}'::jsonb);
SELECT * FROM try('{"department": "测试局", "fiscal_year": 2030}'::jsonb);
SELECT * FROM try('{"department": {"name": "测试局"}, "fiscal_year": 2030}'::jsonb);
SELECT * FROM try('{"department": {"code": "　 ", "name": "测试局"}, "fiscal_year": 2030}'::jsonb);
SELECT * FROM try('{"department": {"code": 9, "name": "测试局"}, "fiscal_year": 2030}'::jsonb);
SELECT * FROM try('{"department": {"code": "9"}, "fiscal_year": 2030}'::jsonb);
SELECT * FROM try('{"department": {"code": "9", "name": ""}, "fiscal_year": 2030}'::jsonb);
SELECT * FROM try('{"department": {"code": "9", "name": "测试局", "parent": {"code": "8"}}, "fiscal_year": 2030}'::jsonb);
SELECT * FROM try('{"department": {"code": "9", "name": "测试局"}}'::jsonb);
SELECT * FROM try('{"fiscal_year": null}');
SELECT * FROM try('{"fiscal_year": 2030.5}');
SELECT * FROM try('{"fiscal_year": "2030年"}');
SELECT * FROM try('{"fiscal_year": "2,030"}');
SELECT * FROM try('{"fiscal_year": -2030}');
SELECT * FROM try('{"fiscal_year": true}');
SELECT * FROM try('{"fiscal_year": [2030]}');
SELECT * FROM try('{"fiscal_year": 1948}');
SELECT * FROM try('{"fiscal_year": 99999999999999999999999}');
SELECT * FROM try('{"version": 0}');
SELECT * FROM try('{"version": 2147483648}');
SELECT * FROM try('{"cycle": [2030, 2032]}');
SELECT * FROM try('{"cycle": {"from": 2032, "to": 2030}}');
SELECT * FROM try('{"cycle": {"from": "x"}}');
SELECT * FROM try('{"cycle": {"begin": 2030}}');
SELECT * FROM try('{"goal": ["目标"]}');
SELECT * FROM try('{"amount_unit": "角"}');
SELECT * FROM try('{"amount_unit": 1}');
SELECT * FROM try('{"form": 1}');
-- unknown keys, at every level
SELECT * FROM try('{"title": "x"}');
SELECT * FROM try('{"department": {"code": "9", "name": "测试局", "n.ame": "x"}}');
SELECT * FROM try('{"tasks": [{}, {"预算": 1}]}');
SELECT * FROM try('{"indicators": [{"target": "1"}]}');
SELECT * FROM try('{"budget": {"基本支出": {"amount": "1", "note": "x"}}}');
-- the budget
SELECT * FROM try('{"budget": []}');
SELECT * FROM try('{"form": "district", "budget": {"基本支出合计": "1"}}');
SELECT * FROM try('{"form": "district", "budget": {"部门支出": {"基本支出": "1"}}}');
SELECT * FROM try('{"form": "district", "budget": {"收入来源": {"基本支出": "1"}}}');
SELECT * FROM try('{"form": "district", "budget": {"收入来源": {"捐赠": "1"}}}');
SELECT * FROM try('{"budget": {"基本支出": "1", "basic_expenditure": "1"}}');
SELECT * FROM try('{"budget": {"部门预算支出": {"基本支出": null}, "基本支出": null}}');
SELECT * FROM try('{"budget": {"基本支出": [1]}}');
SELECT * FROM try('{"budget": {"基本支出": true}}');
SELECT * FROM try('{"budget": {"部门预算支出": "1"}}');
SELECT * FROM try('{"budget": {"部门预算支出": {"基本支出": {"项目支出": 1}}}}');
-- amounts
SELECT * FROM try('{"budget": {"基本支出": "一千"}}');
SELECT * FROM try('{"budget": {"基本支出": "NaN"}}');
SELECT * FROM try('{"budget": {"基本支出": "-Infinity"}}');
SELECT * FROM try('{"budget": {"基本支出": "1,23"}}');
SELECT * FROM try('{"budget": {"基本支出": "10000000000000"}}');
SELECT * FROM try('{"budget": {"基本支出": 1e400}}');
SELECT * FROM try('{"tasks": [{"amount": 1}, {"amount": "2"}, {"amount": "38.296.45"}]}');
SELECT * FROM try('{"tasks": [{"amount": {}}]}');
SELECT * FROM try('{"tasks": [{"amount": {"amount": "x"}}]}');
SELECT * FROM try('{"tasks": [{"amount": {"source": 1}}]}');
-- tasks and indicators
SELECT * FROM try('{"tasks": {"name": "x"}}');
SELECT * FROM try('{"tasks": "x"}');
SELECT * FROM try('{"tasks": [null]}');
SELECT * FROM try('{"tasks": ["x"]}');
SELECT * FROM try('{"tasks": [{"name": 1}]}');
SELECT * FROM try('{"tasks": [{"expected": {}}]}');
SELECT * FROM try('{"tasks": [{"no": 0}]}');
SELECT * FROM try('{"tasks": [{"no": 2}, {"no": 2}]}');
SELECT * FROM try('{"tasks": [{"no": 2147483647}, {}]}');
SELECT * FROM try('{"indicators": [[]]}');
SELECT * FROM try('{"indicators": [{"annual_target": true}]}');
SELECT * FROM try('{"indicators": [{"cycle_target": {"value": 1}}]}');
SELECT * FROM try('{"indicators": [{"weight": "10分"}]}');
SELECT * FROM try('{"indicators": [{"weight": -1}]}');
SELECT * FROM try('{"indicators": [{"weight": 0.00005}]}');
SELECT * FROM try('{"indicators": [{"weight": 100000}]}');
SELECT * FROM try('{"indicators": [{"weight": false}]}');
SELECT * FROM try('{"indicators": [{"accumulation": "sum"}]}');
\t off
SELECT count(*) FROM declaration WHERE department_code = '9';
SELECT count(*) FROM department WHERE code = '9';

-- Whatever stands wherever in the document: it is taken in, or refused with a
-- path and one of the SQLSTATEs that are promised, and nothing is left behind.
CREATE FUNCTION public.state_of(document jsonb, OUT state text, OUT names_a_path boolean) LANGUAGE plpgsql AS $$
DECLARE
    message text;
BEGIN
    PERFORM budget_perf.import_declaration(document, 'document_import');
    RAISE EXCEPTION 'taken back' USING ERRCODE = 'ZZ001';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    names_a_path := message LIKE '%$%';
END $$;
BEGIN;
SET LOCAL client_min_messages = warning;
WITH RECURSIVE document AS (
    SELECT '{"department": {"code": "9", "name": "局", "region": "r", "parent": {"code": "8", "name": "上级"}}, "fiscal_year": 2030, "version": 1,
        "form": "district", "amount_unit": "万元", "cycle": {"from": 2030, "to": 2032}, "goal": "目标",
        "budget": {"基本支出": "1", "收入来源": {"财政拨款": {"amount": "2", "source": "2"}}},
        "tasks": [{"no": 2, "name": "甲", "content": "乙", "amount": "1", "expected": "丙"}],
        "indicators": [{"no": 2, "level1": "产出指标", "level2": "数量指标", "name": "丁", "unit": "家", "cycle_target": "≥3",
            "annual_target": "≥2", "weight": "10", "accumulation": "level", "code": "c"}]}'::jsonb AS document
), place (path, value) AS (
    SELECT '{}'::text[], document FROM document
    UNION ALL
    SELECT path || c.key, c.value FROM place, LATERAL (
        SELECT key, value FROM jsonb_each(CASE jsonb_typeof(place.value) WHEN 'object' THEN place.value ELSE '{}' END)
        UNION ALL
        SELECT (i - 1)::text, value FROM jsonb_array_elements(CASE jsonb_typeof(place.value) WHEN 'array' THEN place.value ELSE '[]' END)
            WITH ORDINALITY AS e (value, i)) AS c
), changed AS (
    SELECT jsonb_set(document, path, replacement) AS document FROM document, place,
        unnest(ARRAY['null', 'true', '0', '-1', '1e300', '1e-300', '2.5', '""', '" "', '"x"', '"NaN"', '"Infinity"', '"1,23"', '"２０３１"',
            '[]', '[[]]', '[1]', '{}', '{"x": 1}', '{"amount": []}', '{"source": {}}', '{"code": "7"}']::jsonb[]) AS replacement
    WHERE path <> '{}'
    UNION ALL
    SELECT document #- path FROM document, place WHERE path <> '{}'
    UNION ALL
    SELECT jsonb_insert(document, path || '未知'::text, '1') FROM document, place WHERE jsonb_typeof(value) = 'object'
)
SELECT state, count(*) AS documents, bool_and(names_a_path) AS all_name_a_path
FROM changed, LATERAL state_of(document) GROUP BY state ORDER BY state;
ROLLBACK;
SELECT count(*) FROM declaration WHERE department_code IN ('9', '8', '7');
DROP FUNCTION public.state_of(jsonb);

-- A form that is not told by its labels, nor by the usual one's presence.
BEGIN;
INSERT INTO form (code, title, amount_unit, taxonomy, target_columns) VALUES ('twin', '部门整体预算绩效目标申报表', '元', '2015', 1);
INSERT INTO form_item (form_code, item_code, ordinal, category, block, block_label, label, aliases) VALUES
    ('twin', 'a', 1, 'expenditure', 'x', '支出', '支出甲', '{共同}'), ('twin', 'b', 2, 'expenditure', 'x', '支出', '支出乙', '{共同}');
SELECT * FROM try('{"budget": {"支出甲": "1"}}');
SELECT * FROM try('{"form": "twin", "budget": {"共同": "1"}}');
SELECT * FROM try('{"form": "部门整体预算绩效目标申报表"}');
-- an item of another form is kept for the check to judge; the twin's unit is the yuan
SELECT * FROM try('{"form": "twin", "budget": {"支出甲": "0.005", "basic_expenditure": "2"}}');
-- an alias to the letter goes before one in other writing, even of an item that stands first
UPDATE form_item SET aliases = CASE item_code WHEN 'a' THEN '{Fund A}' ELSE '{Ｆｕｎｄ　Ａ}' END::text[] WHERE form_code = 'twin';
SELECT * FROM try('{"form": "twin", "budget": {"Ｆｕｎｄ　Ａ": "1"}}');
SELECT * FROM try('{"form": "twin", "budget": {"Fund A": "1"}}');
SELECT * FROM try('{"form": "twin", "budget": {"Fund　Ａ": "1"}}');
ROLLBACK;
-- Without the usual form there is none to fall back on, be there forms or not.
BEGIN;
DELETE FROM declaration;
DELETE FROM form_item WHERE form_code <> 'city';
DELETE FROM form WHERE code <> 'city';
SELECT * FROM try('{"budget": {"市本级使用资金": "1"}}');
SELECT * FROM try('{}');
INSERT INTO form (code, title, amount_unit, taxonomy, target_columns) VALUES ('twin', '双', '元', '2015', 1);
INSERT INTO form_item (form_code, item_code, ordinal, category, block, block_label, label) VALUES ('twin', 'a', 1, 'expenditure', 'x', '支出', '项目支出');
SELECT * FROM try('{"budget": {"市本级使用资金": "1"}}');
SELECT * FROM try('{"budget": {"项目支出": "1"}}');
DELETE FROM form_item;
DELETE FROM form;
SELECT * FROM try('{}');
SELECT * FROM try('{"form": "district"}');
ROLLBACK;

-- Departments: made with their superiors, kept as they are, and it says so.
\set ON_ERROR_ROLLBACK on
BEGIN;
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "０01 001", "name": "下属单位", "region": "440115",
    "parent": {"code": "001", "name": "主管部门"}}, "fiscal_year": 2024}', 'document_import');
SELECT code, name, parent_code, region FROM department WHERE code LIKE '001%' ORDER BY code;
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "001001", "name": " 下属 单位"}, "fiscal_year": 2025}', 'document_import');
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "001001", "name": "改名单位"}, "fiscal_year": 2026}', 'document_import');
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "001001", "region": "440100"}, "fiscal_year": 2027}', 'document_import');
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "001", "parent": {"code": "002", "name": "新上级"}}, "fiscal_year": 2027}', 'document_import');
SELECT code, name, parent_code, region FROM department WHERE code LIKE '00%' ORDER BY code;
ROLLBACK;

-- The ledger is named, and must be one; null gives null.
SELECT * FROM budget_perf.import_declaration('{}', 'no such ledger');
SELECT * FROM budget_perf.import_declaration('{}', 'public');
SELECT budget_perf.import_declaration(NULL) IS NULL AS null_document;

-- The caller's rights apply, row security included.
CREATE ROLE regress_document_clerk;
GRANT USAGE ON SCHEMA document_import TO regress_document_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA document_import TO regress_document_clerk;
SET ROLE regress_document_clerk;
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "440115012"}, "fiscal_year": 2040}', 'document_import');
RESET ROLE;
GRANT INSERT ON declaration, budget_line, task, indicator TO regress_document_clerk;
ALTER TABLE declaration ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON declaration TO regress_document_clerk USING (department_code = '440115012');
SET ROLE regress_document_clerk;
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "440115012"}, "fiscal_year": 2040, "budget": {"基本支出": 1}}', 'document_import');
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "440800014"}, "fiscal_year": 2040}', 'document_import');
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "440899999", "name": "新局"}, "fiscal_year": 2040}', 'document_import');
RESET ROLE;
DROP OWNED BY regress_document_clerk;
DROP ROLE regress_document_clerk;

-- A caller's search path captures nothing.
BEGIN;
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE OPERATOR hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.same);
CREATE FUNCTION hostile.unnest(text[]) RETURNS SETOF text LANGUAGE sql AS 'SELECT ''captured''::text';
CREATE FUNCTION hostile.max(integer) RETURNS integer LANGUAGE sql AS 'SELECT 99';
CREATE DOMAIN hostile.numeric AS text;
SET LOCAL search_path = hostile, pg_catalog;
SELECT * FROM budget_perf.import_declaration('{"department": {"code": "440115012"}, "fiscal_year": 2041, "tasks": [{"name": "甲", "amount": "1"}]}', 'document_import');
SELECT name, amount FROM document_import.task WHERE fiscal_year OPERATOR(pg_catalog.=) 2041;
ROLLBACK;

-- A long document.
SELECT count(*) FROM (SELECT budget_perf.import_declaration(jsonb_build_object(
    'department', '{"code": "440115012"}'::jsonb, 'fiscal_year', 2042,
    'tasks', (SELECT jsonb_agg(jsonb_build_object('name', repeat('长', 100) || i, 'amount', i)) FROM generate_series(1, 5000) i)), 'document_import')) AS t;
SELECT count(*), sum(amount), max(task_no) FROM task WHERE fiscal_year = 2042;

RESET search_path;
DROP FUNCTION try(text), try(jsonb);
DROP TYPE outcome;
SET client_min_messages = warning;
DROP SCHEMA document_import CASCADE;
