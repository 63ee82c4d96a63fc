-- Hostile values: expressions, each of one type. At least 30 of every type that an
-- argument of ours has (a boolean has three), or the walk says so.

CREATE TABLE garden.hostile (
    type regtype NOT NULL,
    expression text NOT NULL,
    PRIMARY KEY (type, expression)
);

-- A character by its bytes in UTF-8, in any server encoding that has it.
CREATE FUNCTION garden.u(hex text) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN convert_from(decode(hex, 'hex'), 'UTF8');

INSERT INTO garden.hostile
SELECT 'text', x FROM unnest(ARRAY[
    -- nothing, and what looks like it
    $$NULL$$, $$''$$, $$' '$$, $$E'\t\r\n\v\f'$$, $$garden.u('e38080')$$, $$garden.u('e2808b')$$, $$garden.u('efbbbf')$$, $$garden.u('c2a0')$$,
    $$'-'$$, $$'/'$$, $$'.'$$, $$'null'$$, $$garden.u('e697a0')$$,
    -- long
    $$repeat('x', 1000000)$$, $$repeat('9', 100000)$$, $$repeat(garden.u('e4b8ad'), 100000)$$, $$repeat('(', 50000)$$, $$repeat('>=', 30000)$$,
    $$repeat('1,', 20000)$$, $$repeat('12', 63)$$, $$repeat('n', 62)$$, $$repeat('n', 63)$$, $$repeat('n', 64)$$,
    $$repeat(garden.u('e4b8ad'), 21)$$, $$repeat(garden.u('e4b8ad'), 22)$$, $$'e' || repeat(garden.u('cc81'), 5000)$$,
    -- characters
    $$garden.u('e280ae') || 'abc'$$, $$garden.u('f09f9880')$$, $$garden.u('f48fbfbf')$$, $$garden.u('efbfbd')$$, $$garden.u('efbfbf')$$,
    $$E'\x01\x02\x1b[0m\x7f'$$, $$garden.u('efbc91efbc92efbc93')$$, $$garden.u('e289a5') || '95%'$$, $$garden.u('e288b6')$$,
    $$garden.u('e58583')$$, $$garden.u('e4b887e58583')$$, $$garden.u('e4babfe58583')$$, $$garden.u('e4b88de4bd8ee4ba8e')$$,
    $$garden.u('e98086e4b88de5b091e4ba8ee5a49ae5b091e4b98be997b4')$$,
    -- quoting, formats, our own marks
    $$''''$$, $$'"'$$, $$E'\\'$$, $$'%s%n%d%m%1$s'$$, $$'@ledger@'$$, $$'"; DROP SCHEMA budget CASCADE; --'$$, $x$'$$'$x$, $$'{}'$$, $$'[]'$$,
    $$'{"a":1}'$$, $$'--'$$, $$'/*'$$, $$'a' || chr(10) || 'b'$$,
    -- names
    $$'budget'$$, $$'Budget'$$, $$'"budget"'$$, $$'budget_perf'$$, $$'pg_catalog'$$, $$'information_schema'$$, $$'pg_temp'$$, $$'pg_toast'$$,
    $$'public'$$, $$'garden'$$, $$'no_such'$$, $$'other'$$, $$'empty_tables'$$, $$'only_views'$$, $$'wrong_types'$$, $$'budget.declaration'$$,
    $$'declaration'$$, $$'postgres'$$, $$'PUBLIC'$$, $$'current_user'$$, $$'pg_read_all_data'$$,
    -- numbers, and what reads like them
    $$'0'$$, $$'-0'$$, $$'-1'$$, $$'+1'$$, $$'1e131071'$$, $$'1e-131071'$$, $$'1e999999999999'$$, $$'NaN'$$, $$'Infinity'$$, $$'0x10'$$,
    $$'1.2.3'$$, $$'1,2,3'$$, $$'99999999999999999999.99'$$, $$'0.004999999999999999999999'$$, $$'1-0'$$, $$'5-3%'$$, $$'2023-02-30'$$,
    $$'9999999999-99-99'$$, $$'>='$$, $$'>=>=1'$$, $$'<1>'$$, $$'1~'$$, $$'~1'$$, $$'1±2±3'$$,
    -- words of the ledger
    $$'draft'$$, $$'submitted'$$, $$'approved'$$, $$'recorded'$$, $$'error'$$, $$'off'$$, $$'clerk'$$, $$'steward'$$, $$'identity'$$,
    $$'expenditure_equals_income'$$, $$'cumulative'$$, $$'reached'$$, $$'green'$$, $$'quantity'$$, $$'440115012'$$, $$'4401150120'$$
]) x;

-- Only where any bytes are text.
INSERT INTO garden.hostile
SELECT 'text', x FROM unnest(ARRAY[
    $$E'\xff'$$, $$E'\xe4\xb8'$$, $$E'\xe4'$$, $$E'\xc0\xaf'$$, $$E'\xed\xa0\x80'$$, $$E'\xf8\x88\x80\x80\x80'$$, $$E'\x80\x80\x80'$$,
    $$repeat(E'\xff\xe4\xb8', 10000)$$, $$E'\xe4\xb8\xad\xe4'$$, $$'1' || E'\xe4'$$, $$E'\xe2\x89' || '5'$$, $$E'\xef\xbc' || '5%'$$
]) x
WHERE current_setting('server_encoding') = 'SQL_ASCII';

INSERT INTO garden.hostile
SELECT 'integer', x FROM unnest(ARRAY[
    'NULL', '0', '1', '2', '3', '-1', '-2', '4', '9', '10', '12', '16', '17', '18', '19', '31', '32', '63', '64', '100', '255', '256', '999', '1000',
    '1383', '1384', '16383', '16384', '32767', '32768', '65535', '65536', '131072', '1948', '1949', '2022', '2023', '2024', '2025', '2199', '2200',
    '9999', '10000', '294276', '294277', '5874897', '5874898', '2147483646', '2147483647', '(-2147483647)', '(-2147483648)', '(-32768)', '(-2023)'
]) x;

INSERT INTO garden.hostile
SELECT 'bigint', x FROM unnest(ARRAY[
    'NULL', '0', '1', '2', '-1', '-2', '10', '127', '128', '255', '256', '32767', '32768', '65535', '65536', '2147483647', '2147483648', '(-2147483648)',
    '(-2147483649)', '4294967295', '4294967296', '9007199254740992', '9007199254740993', '1000000000000000000', '(-1000000000000000000)',
    '9223372036854775806', '9223372036854775807', '(-9223372036854775807)', '(-9223372036854775807 - 1)', '4611686018427387904', '123456789012345678'
]) x;

INSERT INTO garden.hostile
SELECT 'numeric', x FROM unnest(ARRAY[
    $$NULL$$, $$0$$, $$-0.0$$, $$1$$, $$-1$$, $$0.01$$, $$-0.01$$, $$0.005$$, $$0.015$$, $$0.00499999999999999999999$$, $$1.10$$, $$100$$, $$2$$,
    $$1e4$$, $$1e17$$, $$9999999999999999.99$$, $$99999999999999999.99$$, $$1e18$$, $$123456789012345678.99$$, $$1e38$$, $$1e100$$, $$-1e100$$,
    $$1e1000$$, $$1e131071$$, $$-1e131071$$, $$1e-16383$$, $$-1e-16383$$, $$('1' || repeat('0', 1000) || '.' || repeat('9', 1000))::numeric$$,
    $$('0.' || repeat('0', 16000) || '1')::numeric$$, $$(repeat('9', 131072))::numeric$$, $$'NaN'$$, $$'Infinity'$$, $$'-Infinity'$$,
    $$1::numeric(1000, 999)$$, $$0::numeric(1000, 1000)$$, $$0.1 + 0.2$$, $$1.0 / 3$$, $$2023$$, $$0.6$$, $$0.8$$, $$9223372036854775808$$
]) x;

INSERT INTO garden.hostile
SELECT 'date', x FROM unnest(ARRAY[
    $$NULL$$, $$'infinity'$$, $$'-infinity'$$, $$'4714-11-24 BC'$$, $$'4713-01-01 BC'$$, $$'0001-12-31 BC'$$, $$'0001-01-01'$$, $$'1582-10-15'$$,
    $$'1900-02-28'$$, $$'1948-12-31'$$, $$'1949-01-01'$$, $$'1970-01-01'$$, $$'1999-12-31'$$, $$'2000-01-01'$$, $$'2000-02-29'$$, $$'2022-12-31'$$,
    $$'2023-01-01'$$, $$'2023-06-30'$$, $$'2023-12-31'$$, $$'2024-02-29'$$, $$'2024-12-31'$$, $$'2025-01-01'$$, $$'2199-12-31'$$, $$'2200-01-01'$$,
    $$'9999-12-31'$$, $$'10000-01-01'$$, $$'32767-12-31'$$, $$'32768-01-01'$$, $$'294276-12-31'$$, $$'294277-01-01'$$, $$'5874897-12-31'$$,
    $$'5874897-01-01'$$
]) x;

INSERT INTO garden.hostile
SELECT 'boolean', x FROM unnest(ARRAY['NULL', 'true', 'false']) x;

INSERT INTO garden.hostile
SELECT 'jsonb', x FROM unnest(ARRAY[
    $$NULL$$, $$'null'$$, $$'{}'$$, $$'[]'$$, $$'""'$$, $$'0'$$, $$'-1'$$, $$'1e131071'$$, $$'1e-16383'$$, $$'true'$$, $$'false'$$, $$'[[]]'$$,
    $$'[{}]'$$, $$'{"":""}'$$, $$'{"a":{"a":{"a":[]}}}'$$, $$'[null,null]'$$, $$'[1,"1",true,null,{},[]]'$$,
    $$(repeat('[', 5000) || repeat(']', 5000))::jsonb$$, $$(repeat('{"a":', 5000) || '1' || repeat('}', 5000))::jsonb$$,
    $$(SELECT jsonb_object_agg('k' || i, i) FROM generate_series(1, 20000) i)$$, $$(SELECT jsonb_agg(i) FROM generate_series(1, 50000) i)$$,
    $$jsonb_build_object(repeat('k', 100000), repeat('v', 1000000))$$, $$to_jsonb(repeat('9', 100000))$$, $$to_jsonb(garden.u('f09f9880'))$$,
    $$'{"@ledger@":"%s"}'$$, $$'{"kind":null}'$$, $$'{"kind":"identity"}'$$, $$'{"kind":"weight_total","severity":"error"}'$$,
    $$'{"formula":"A"}'$$, $$'{"formula":"B","cap":"NaN","over_from":-1}'$$, $$'{"decimals":2147483648}'$$, $$'{"decimals":-1}'$$, $$'{"tiers":{}}'$$,
    $$'{"department":{},"fiscal_year":2023,"form":""}'$$, $$'{"department":[],"fiscal_year":"2023"}'$$, $$'"\ud83d\ude00"'$$
]) x;

-- Whatever is text is a target.
INSERT INTO garden.hostile
SELECT 'budget_perf.indicator_target', format('(%s)::text', expression) FROM garden.hostile WHERE type = 'text'::regtype;
INSERT INTO garden.hostile
SELECT 'cstring', format('textout(%s)', CASE expression WHEN 'NULL' THEN 'NULL::text' ELSE expression END)
FROM garden.hostile WHERE type = 'text'::regtype;

-- Relations of every kind, and none.
INSERT INTO garden.hostile
SELECT 'regclass', x FROM unnest(ARRAY[
    $$NULL$$, $$0::oid$$, $$1::oid$$, $$4294967295::oid$$, $$2147483648::oid$$, $$'pg_class'$$, $$'pg_type'$$, $$'pg_attribute'$$, $$'pg_authid'$$,
    $$'pg_stat_activity'$$, $$'information_schema.tables'$$, $$'budget.task'$$, $$'budget.declaration_pkey'$$, $$'budget.budget_yoy'$$,
    $$'budget.ledger_version'$$, $$'garden.hostile'$$, $$'garden.a_sequence'$$, $$'garden.a_matview'$$, $$'garden.a_type'$$, $$'garden.a_parent'$$,
    $$'garden.a_part'$$, $$'garden.no_columns'$$, $$'empty_tables.declaration'$$, $$'only_views.declaration'$$, $$'wrong_types.declaration'$$,
    $$'wrong_types.task'$$, $$'other.declaration'$$, $$(SELECT reltoastrelid FROM pg_class WHERE oid = 'budget.task'::regclass)$$,
    $$'pg_toast.pg_toast_1255'$$, $$(SELECT oid FROM pg_class WHERE relkind = 'S' ORDER BY oid LIMIT 1)$$, $$'budget.seal'$$, $$'budget.rule'$$,
    $$'budget.duty'$$
]) x;

INSERT INTO garden.hostile
SELECT 'anyelement', x FROM unnest(ARRAY[
    $$NULL::text$$, $$NULL::integer$$, $$1$$, $$''::text$$, $$'{}'::integer[]$$, $$NULL::bytea$$, $$now()$$, $$ROW()$$, $$ROW(1)$$, $$ROW(1, 'a'::text, NULL)$$,
    $$ROW('a'::text, 'b'::text, 'c'::text, true, 'd'::text, 'e'::text)$$, $$NULL::pg_class$$, $$NULL::pg_authid$$, $$NULL::pg_tables$$,
    $$NULL::budget.declaration$$, $$NULL::budget.task$$, $$NULL::budget.budget_yoy$$, $$NULL::budget_perf.finding$$,
    $$ROW(NULL, NULL, NULL)::budget_perf.declaration_key$$, $$NULL::empty_tables.duty$$, $$NULL::only_views.duty$$, $$NULL::wrong_types.duty$$,
    $$NULL::other.duty$$, $$NULL::garden.a_domain$$, $$NULL::garden.no_columns$$, $$NULL::garden.a_matview$$, $$NULL::garden.a_type$$,
    $$NULL::garden.an_enum$$, $$'[1,2)'::int4range$$, $$'{}'::jsonb$$, $$NULL::budget_perf.indicator_target$$, $$NULL::void$$,
    $$'budget.duty'::regclass$$, $$(SELECT d FROM budget.duty d LIMIT 1)$$, $$(SELECT w FROM wrong_types.duty w LIMIT 1)$$, $$NULL::garden.of_duty$$,
    $$NULL::refcursor$$, $$'a'::"char"$$
]) x;

-- Arrays of odd shapes, and of each hostile value of their elements.
INSERT INTO garden.hostile
SELECT t.a::regtype, format(x, t.a, t.e)
FROM (VALUES ('text[]', $$'a'::text$$), ('integer[]', '1'), ('numeric[]', '1.5')) t (a, e),
    unnest(ARRAY[
        'NULL', '''{}''', 'ARRAY[NULL]::%1$s', 'ARRAY[NULL, NULL]::%1$s', 'ARRAY[%2$s, NULL]::%1$s', 'ARRAY[NULL, %2$s]::%1$s',
        'ARRAY[[%2$s]]::%1$s', 'ARRAY[[%2$s, %2$s], [%2$s, %2$s]]::%1$s', 'ARRAY[[[[[[%2$s]]]]]]::%1$s', '(''[5:6]={1,2}'')::%1$s',
        '(''[-5:-4]={1,2}'')::%1$s', '(''[2147483646:2147483646]={1}'')::%1$s', 'array_fill(%2$s, ARRAY[100000])::%1$s',
        'array_fill(%2$s, ARRAY[2, 3, 4])::%1$s', 'array_fill(NULL::text, ARRAY[1000])::%1$s', '(ARRAY[%2$s, %2$s, %2$s]::%1$s)[2:2]',
        '(ARRAY[%2$s, %2$s]::%1$s)[2:1]', 'ARRAY[%2$s]::%1$s || ARRAY[%2$s]::%1$s', 'array_fill(%2$s, ARRAY[17])::%1$s'
    ]) x;
INSERT INTO garden.hostile
SELECT format('%s[]', h.type)::regtype, format('ARRAY[%s]::%s[]', h.expression, h.type)
FROM garden.hostile h WHERE h.type IN ('text'::regtype, 'integer'::regtype, 'numeric'::regtype)
ON CONFLICT DO NOTHING;
