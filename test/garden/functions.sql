-- Every function of the engine and of a ledger: each argument in turn takes each
-- hostile value of its type, the others being good; then all of them at random.

-- Good arguments: by function and name, by name, or by type.
CREATE TABLE garden.good (
    function text NOT NULL DEFAULT '',
    argument text NOT NULL DEFAULT '',
    type text NOT NULL DEFAULT '',
    expression text NOT NULL,
    PRIMARY KEY (function, argument, type)
);
INSERT INTO garden.good (type, expression) VALUES
    ('text', $$'a'$$), ('integer', '1'), ('bigint', '1'), ('numeric', '1.5'), ('date', $$'2023-06-30'$$), ('boolean', 'true'), ('jsonb', $$'{}'$$),
    ('budget_perf.indicator_target', $$'1.5'$$), ('text[]', $$'{a}'$$), ('integer[]', $$'{1}'$$), ('numeric[]', $$'{1.5}'$$), ('cstring', $$'1.5'$$),
    ('anyelement', 'NULL::budget.duty'), ('regclass', $$'budget.declaration'$$);
INSERT INTO garden.good (argument, expression) VALUES
    ('department_code', $$'440115012'$$), ('fiscal_year', '2023'), ('version', '1'), ('ledger', $$'budget'$$), ('comment', $$'a'$$),
    ('target', $$'80-90'$$), ('actual', '75'), ('weight', '10'), ('rating', $$'partly'$$), ('rating_share', '0.7'), ('share', '0.7'),
    ('class_code', $$'cost'$$), ('unit', $$'元'$$), ('from_unit', $$'万元'$$), ('to_unit', $$'亿元'$$), ('amount', $$'38,296.45'$$),
    ('actual_date', $$'2023-06-30'$$), ('done_on', $$'2023-06-30'$$), ('as_of', $$'2023-09-30'$$), ('accumulation', $$'cumulative'$$),
    ('rating_light', $$'yellow'$$), ('form_code', $$'district'$$), ('indicator_no', '1'), ('rule_id', $$'expenditure_equals_income'$$),
    ('first_year', '2020'), ('last_year', '2024'), ('drafts', 'true'), ('decimals', '2'), ('from_version', '1'), ('to_version', '2'),
    ('role_name', $$'garden_clerk'$$), ('duty', $$'clerk'$$), ('duties', $$'{clerk,reader}'$$), ('total', '100'),
    ('level1', $$'{C,O,B}'$$), ('given', $$'{10,NULL,NULL}'$$);
INSERT INTO garden.good (function, argument, expression) VALUES
    ('submit', 'fiscal_year', '2021'), ('approve', 'fiscal_year', '2022'), ('send_back', 'fiscal_year', '2022'), ('record', 'fiscal_year', '2021'),
    ('amend', 'fiscal_year', '2020'), ('create_ledger', 'ledger', $$'new'$$), ('target_date_score', 'target', $$'6月底前'$$),
    ('declaration_table', 'declaration_row', 'NULL::budget.declaration');
INSERT INTO garden.good (argument, type, expression) VALUES ('document', 'jsonb', quote_literal(jsonb_set(:'reference'::jsonb, '{fiscal_year}', '2020')
    || '{"version": 2, "amendments": [{"kind": "increase", "batch": "1", "reason": "a", "legal_reference": "b", "lines": [{"item": "基本支出", "change": "1"}]}]}'));
INSERT INTO garden.good (argument, type, expression) VALUES
    ('method', 'jsonb', $$'{"formula": "B", "cap": 1.2, "over_from": 1.5, "over_deduction": 0.1, "decimals": 2, "late_days": 10,
        "plan_down_classes": ["cost"], "tiers": {"reached": {"from": 0.8, "to": 1, "usual": 1}, "partly": {"from": 0.6, "to": 0.8, "usual": 0.7},
        "missed": {"from": 0, "to": 0.6, "usual": 0}}}'$$),
    ('classes', 'jsonb', $$'[{"level1": "C", "weight": 20, "absent_to": ["O", "B"]}, {"level1": "O", "weight": 40}, {"level1": "B", "weight": 40}]'$$),
    ('changes', 'jsonb', $$'{"kind": "identity", "severity": "warning", "operator": "<=", "tolerance": 1.5, "parameters": {"low": 1}, "forms": ["district"],
        "first_year": 2020, "last_year": 2030, "terms": [{"side": "left", "source": "item", "item_code": "basic_expenditure", "coefficient": 1.5},
        {"side": "right", "source": "tasks", "coefficient": 1}]}'$$);
INSERT INTO garden.good (argument, type, expression)
SELECT 'scale', 'jsonb', quote_literal(to_jsonb(s) - '{form_code,first_year,source}'::text[]) FROM budget.light_scale s LIMIT 1;

-- A document with each of its parts, two deep in arrays, gone or something else.
CREATE FUNCTION garden.mutations(document jsonb) RETURNS SETOF jsonb
LANGUAGE sql AS $$
    WITH RECURSIVE part (path, value) AS (
        SELECT ARRAY[]::text[], document
        UNION ALL
        SELECT p.path || e.key, e.value
        FROM part p,
            LATERAL (
                SELECT key, value FROM jsonb_each(CASE jsonb_typeof(p.value) WHEN 'object' THEN p.value ELSE '{}' END)
                UNION ALL
                SELECT (i - 1)::text, value
                FROM jsonb_array_elements(CASE jsonb_typeof(p.value) WHEN 'array' THEN p.value ELSE '[]' END) WITH ORDINALITY x (value, i)
                WHERE i <= 2
            ) e
        WHERE cardinality(p.path) < 5
    )
    SELECT jsonb_set(document, path, odd, true)
    FROM part,
        unnest(ARRAY['null', '{}', '[]', '""', '" "', '0', '-1', '1e131071', '1e-16383', '2147483648', '9.5', 'true', '"NaN"', '"1e99999"', '[null]', '{"":[]}',
            '"％s@ledger@"', to_jsonb(repeat('x', 100000))]::jsonb[]) odd
    WHERE path <> '{}'
    UNION ALL
    SELECT document #- path FROM part WHERE path <> '{}'
    UNION ALL
    -- said twice; a key that nobody knows
    SELECT jsonb_set(document, path, value || value) FROM part WHERE jsonb_typeof(value) = 'array' AND path <> '{}'
    UNION ALL
    SELECT jsonb_set(document, path || 'no_such_key'::text, '1') FROM part WHERE jsonb_typeof(value) = 'object';
$$;

CREATE VIEW garden.argument AS
SELECT p.oid AS function, p.oid::regproc::text AS called, p.proname, a.i, a.name, a.type, coalesce(
        (SELECT g.expression FROM garden.good g WHERE g.function = p.proname AND g.argument = a.name),
        (SELECT g.expression FROM garden.good g WHERE g.function = '' AND g.argument = a.name AND g.type IN ('', format_type(a.type, NULL))),
        (SELECT g.expression FROM garden.good g WHERE g.function = '' AND g.argument = '' AND g.type = format_type(a.type, NULL))) AS good
FROM pg_proc p,
    LATERAL unnest(p.proargtypes, p.proargnames) WITH ORDINALITY a (type, name, i)
WHERE p.pronamespace IN ('budget_perf'::regnamespace, 'budget'::regnamespace) AND p.prokind = 'f'
    AND p.prorettype <> 'trigger'::regtype AND NOT 'internal'::regtype = ANY (p.proargtypes)
    AND a.i <= p.pronargs;

-- The call of a function with expressions for its arguments.
CREATE FUNCTION garden.call_text(function oid, expressions text[]) RETURNS text
LANGUAGE sql AS $$
    SELECT format(CASE WHEN p.prorettype IN ('cstring'::regtype) THEN 'SELECT %s(%s)' ELSE 'SELECT count(x::text) FROM %s(%s) x' END,
        p.oid::regproc, (
            SELECT string_agg(CASE WHEN t.type IN ('anyelement'::regtype, 'cstring'::regtype) THEN e.expression
                    ELSE format('(%s)::%s', e.expression, format_type(t.type, NULL)) END, ', ' ORDER BY t.i)
            FROM unnest(p.proargtypes) WITH ORDINALITY t (type, i) JOIN unnest(expressions) WITH ORDINALITY e (expression, i) USING (i)))
    FROM pg_proc p WHERE p.oid = function;
$$;

CREATE PROCEDURE garden.functions(rounds integer, share double precision)
LANGUAGE plpgsql AS $$
DECLARE
    f record;
    a record;
    expression text;
    expressions text[];
    derived text[];
BEGIN
    FOR f IN
        SELECT p.oid, p.oid::regprocedure::text AS name, p.pronargs,
            ARRAY(SELECT g.good FROM garden.argument g WHERE g.function = p.oid ORDER BY g.i) AS good
        FROM pg_proc p
        WHERE p.pronamespace IN ('budget_perf'::regnamespace, 'budget'::regnamespace) AND p.prokind = 'f'
            AND p.prorettype <> 'trigger'::regtype AND NOT 'internal'::regtype = ANY (p.proargtypes)
        ORDER BY 2
    LOOP
        -- The good call must do, or the others show nothing.
        CALL garden.note('good call', f.name, garden.call_text(f.oid, f.good));
        IF EXISTS (SELECT FROM garden.outcome o WHERE o.section = 'good call' AND o.target = f.name AND o.sqlstate <> '00000') THEN
            UPDATE garden.outcome o SET sqlstate = 'no good call: ' || o.sqlstate WHERE o.section = 'good call' AND o.target = f.name;
        END IF;
        FOR a IN SELECT * FROM garden.argument g WHERE g.function = f.oid ORDER BY g.i LOOP
            IF NOT EXISTS (SELECT FROM garden.hostile h WHERE h.type = a.type) THEN
                INSERT INTO garden.outcome VALUES ('functions', f.name, 'values of type ' || a.type::regtype, 'none', NULL);
            END IF;
            derived := '{}';
            IF a.type = 'jsonb'::regtype THEN
                EXECUTE format('SELECT array_agg(quote_literal(m)) FROM garden.mutations((%s)::jsonb) m', a.good) INTO derived;
            END IF;
            FOR expression IN
                SELECT x FROM (SELECT h.expression FROM garden.hostile h WHERE h.type = a.type UNION SELECT unnest(derived)) x (x)
                WHERE random() < share ORDER BY x
            LOOP
                expressions := f.good;
                expressions[a.i] := expression;
                CALL garden.note('functions', f.name, garden.call_text(f.oid, expressions));
            END LOOP;
            COMMIT;
        END LOOP;
        -- One argument has been tried with everything; several need chance.
        FOR i IN 1 .. CASE WHEN f.pronargs > 1 THEN (50 * rounds * share)::integer ELSE 0 END LOOP
            SELECT array_agg(CASE WHEN random() < 0.5 THEN g.good
                    ELSE (SELECT h.expression FROM garden.hostile h WHERE h.type = g.type AND g.i > 0 ORDER BY random() LIMIT 1) END ORDER BY g.i)
            INTO expressions FROM garden.argument g WHERE g.function = f.oid;
            CALL garden.note('functions at random', f.name, garden.call_text(f.oid, expressions));
            IF i % 100 = 0 THEN COMMIT; END IF;
        END LOOP;
        COMMIT;
    END LOOP;
END;
$$;
