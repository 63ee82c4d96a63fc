-- Hostile contents of the tables of a ledger, and hostile changes of the tables, by
-- owners who dropped the constraints. Then everything that reads or writes a ledger
-- is tried on it.

-- What is done to a ledger, "@".
CREATE TABLE garden.deed (
    name text PRIMARY KEY,
    command text NOT NULL
);
INSERT INTO garden.deed VALUES
    ('check', $$SELECT f::text FROM garden.key k, budget_perf.check_declaration(k.department_code, k.fiscal_year, k.version, '@') f$$),
    ('check one', $$SELECT f::text FROM budget_perf.check_declaration('440115012', 2023, 2, '@') f$$),
    ('export', $$SELECT budget_perf.export_declaration('440115012', y, NULL, '@') FROM generate_series(2020, 2023) y$$),
    ('import', $$SELECT budget_perf.import_declaration(jsonb_set(body, '{fiscal_year}', '2030'), '@') FROM garden.document$$),
    ('totals', $$SELECT t::text FROM garden.key k, budget_perf.declaration_totals(k.department_code, k.fiscal_year, k.version, '@') t$$),
    ('hints', $$SELECT h::text FROM budget_perf.repair_hints('440115012', 2023, 2, '@') h$$),
    ('dry run', $$SELECT d::text FROM unnest('{expenditure_equals_income,magnitude,duplicate_task,annual_within_cycle}'::text[]) r,
        budget_perf.dry_run(r, drafts => true, ledger => '@') d$$),
    ('diff', $$SELECT d::text FROM budget_perf.version_diff('440115012', 2023, 1, 2, '@') d$$),
    ('verify', $$SELECT f::text FROM budget_perf.verify('@') f$$),
    ('submit', $$SELECT budget_perf.submit('440115012', 2021, ledger => '@')$$),
    ('submit amended', $$SELECT budget_perf.submit('440115012', 2023, ledger => '@')$$),
    ('submit all', $$UPDATE @.declaration SET status = 'submitted' WHERE status = 'draft'$$),
    ('approve', $$SELECT budget_perf.approve('440115012', 2022, ledger => '@')$$),
    ('send back', $$SELECT budget_perf.send_back('440115012', 2022, ledger => '@')$$),
    ('record', $$SELECT budget_perf.record('440115012', 2021, ledger => '@')$$),
    ('amend', $$SELECT budget_perf.amend('440115012', 2020, ledger => '@')$$),
    ('move', $$UPDATE @.declaration SET version = version + 1 WHERE fiscal_year = 2021$$),
    ('delete', $$DELETE FROM @.declaration WHERE fiscal_year = 2021$$),
    ('delete task', $$DELETE FROM @.task WHERE fiscal_year = 2021$$),
    ('edit lines', $$UPDATE @.budget_line SET amount = amount + 1 WHERE fiscal_year = 2021$$),
    ('edit indicators', $$UPDATE @.indicator SET name = name WHERE fiscal_year = 2021$$),
    ('edit sealed', $$UPDATE @.indicator SET name = name$$),
    ('truncate', $$TRUNCATE @.task, @.indicator$$),
    ('write seal', $$UPDATE @.seal SET digest = digest$$),
    ('measure', $$INSERT INTO @.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, actual_unit)
        SELECT department_code, fiscal_year, version, indicator_no, '2023-05-01', 1, unit FROM @.indicator WHERE fiscal_year = 2023 AND version = 1$$),
    ('spend', $$INSERT INTO @.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount)
        VALUES ('440115012', 2023, '2023-07-31', 2, 'project_expenditure', 1)$$),
    ('duty', $$SELECT budget_perf.has_duty('{clerk}', '440115012', NULL::@.duty)$$),
    ('grant', $$SELECT budget_perf.grant_duty(d, 'garden_clerk', '@') FROM unnest('{clerk,reviewer,reader,archivist,steward}'::text[]) d$$),
    ('secure', $$SELECT budget_perf.secure_ledger('@')$$),
    ('give', $$SELECT budget_perf.give_ledger('garden_clerk', '@')$$),
    ('as clerk', $$SET LOCAL ROLE garden_clerk; SELECT count(d::text) FROM @.declaration d; UPDATE @.task SET name = name WHERE fiscal_year = 2021$$);
CREATE VIEW garden.key AS SELECT department_code, fiscal_year, version FROM budget.declaration;
GRANT CREATE ON DATABASE :"DBNAME" TO garden_clerk;

-- A change, and each deed after it; the change stands while they are tried.
CREATE PROCEDURE garden.change_and_do(section text, ledger text, change text)
LANGUAGE plpgsql AS $$
DECLARE
    results garden.outcome[] := '{}';
    deed record;
    r record;
    state text;
    text text;
BEGIN
    BEGIN
        RAISE LOG 'garden: %', left(change, 2000);
        EXECUTE change;
        results := results || ROW(section, 'the change', change, '00000', NULL)::garden.outcome;
        FOR deed IN
            SELECT d.name, replace(d.command, '@', ledger) AS command FROM garden.deed d
            UNION ALL
            SELECT c.relname, format('SELECT count(v::text) FROM %s v', c.oid::regclass) FROM pg_class c
            WHERE c.relnamespace = ledger::regnamespace AND c.relkind = 'v'
        LOOP
            SELECT * INTO r FROM garden.attempt(deed.command);
            results := results || ROW(section, deed.name, change || '; ' || deed.command, r.state, left(r.said, 300))::garden.outcome;
        END LOOP;
        RAISE EXCEPTION USING ERRCODE = 'GRDN0';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, text = MESSAGE_TEXT;
        IF state <> 'GRDN0' THEN
            results := results || ROW(section, 'the change', change, state, left(text, 300))::garden.outcome;
        END IF;
    END;
    INSERT INTO garden.outcome SELECT * FROM unnest(results);
END;
$$;

-- Another value in a column of a table of a ledger.
CREATE FUNCTION garden.value_change(ledger text, relation text, attribute text) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT format('%1$sUPDATE %2$I.%3$I SET %4$I = (%5$s)::%6$s%7$s%8$s', 
        CASE WHEN ledger = 'loose' THEN format('ALTER TABLE %I.%I DISABLE TRIGGER USER; ', ledger, relation) ELSE '' END,
        ledger, relation, attribute, h.expression, format_type(h.type, NULL),
        CASE WHEN ledger = 'loose' AND random() < 0.3 THEN '' ELSE format(' WHERE ctid = (SELECT ctid FROM %I.%I ORDER BY random() LIMIT 1)', ledger, relation) END,
        CASE WHEN ledger = 'loose' THEN format('; ALTER TABLE %I.%I ENABLE TRIGGER USER', ledger, relation) ELSE '' END)
    FROM pg_attribute a JOIN garden.hostile h ON h.type = a.atttypid
    WHERE a.attrelid = format('%I.%I', ledger, relation)::regclass AND a.attname = attribute
    ORDER BY random() LIMIT 1;
$$;

-- Another shape of a table of a ledger.
CREATE FUNCTION garden.shape_change(relation text, attribute text) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT format(garden.one_of(ARRAY[
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE integer USING 7', 'ALTER TABLE bare.%1$I ALTER %2$I TYPE text USING ''7''',
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE bigint USING 7', 'ALTER TABLE bare.%1$I ALTER %2$I TYPE numeric USING 7',
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE varchar USING 7', 'ALTER TABLE bare.%1$I ALTER %2$I TYPE text[] USING ''{7}''',
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE integer[] USING ''{7}''', 'ALTER TABLE bare.%1$I ALTER %2$I TYPE boolean USING true',
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE jsonb USING ''7''', 'ALTER TABLE bare.%1$I ALTER %2$I TYPE double precision USING 7',
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE "char" USING ''7''', 'ALTER TABLE bare.%1$I ALTER %2$I TYPE bytea USING ''7''',
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE budget_perf.indicator_target USING ''7''', 'ALTER TABLE bare.%1$I ALTER %2$I TYPE date USING ''2023-01-01''',
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE budget_perf.declaration_key USING ROW(''a'', 1, 1)::budget_perf.declaration_key',
        'ALTER TABLE bare.%1$I ALTER %2$I TYPE text COLLATE "POSIX" USING ''7''',
        'ALTER TABLE bare.%1$I DROP COLUMN %2$I CASCADE', 'ALTER TABLE bare.%1$I RENAME COLUMN %2$I TO other_name',
        'ALTER TABLE bare.%1$I ADD COLUMN zero text DEFAULT ''z''',
        'ALTER TABLE bare.%1$I RENAME TO was_it', 'DROP TABLE bare.%1$I CASCADE', 'ALTER TABLE bare.%1$I SET SCHEMA garden',
        'ALTER TABLE bare.%1$I RENAME TO was_it; CREATE VIEW bare.%1$I AS SELECT * FROM bare.was_it',
        'ALTER TABLE bare.%1$I RENAME TO was_it; CREATE MATERIALIZED VIEW bare.%1$I AS SELECT * FROM bare.was_it',
        'ALTER TABLE bare.%1$I RENAME TO was_it; CREATE TABLE bare.%1$I (LIKE bare.was_it) PARTITION BY LIST (%2$I)',
        'ALTER TABLE bare.%1$I RENAME TO was_it; CREATE TABLE bare.%1$I (LIKE bare.was_it); INSERT INTO bare.%1$I SELECT * FROM bare.was_it',
        'ALTER TABLE bare.%1$I RENAME TO was_it; CREATE SEQUENCE bare.%1$I', 'ALTER TABLE bare.%1$I RENAME TO was_it; CREATE TYPE bare.%1$I AS (x integer)',
        'ALTER TABLE bare.%1$I RENAME TO was_it; CREATE UNLOGGED TABLE bare.%1$I (LIKE bare.was_it INCLUDING ALL); INSERT INTO bare.%1$I SELECT * FROM bare.was_it',
        'ALTER TABLE bare.%1$I RENAME TO was_it; CREATE TABLE bare.%1$I (id serial, a int); ALTER TABLE bare.%1$I DROP COLUMN a',
        'CREATE TABLE garden.child () INHERITS (bare.%1$I)', 'CREATE RULE nothing AS ON UPDATE TO bare.%1$I DO INSTEAD NOTHING',
        'ALTER TABLE bare.%1$I ENABLE ROW LEVEL SECURITY; ALTER TABLE bare.%1$I FORCE ROW LEVEL SECURITY',
        'DO $d$ DECLARE k name; BEGIN SELECT conname INTO k FROM pg_constraint WHERE conrelid = ''bare.%1$I''::regclass AND contype = ''p'';'
            ' EXECUTE format(''ALTER TABLE bare.%1$I DROP CONSTRAINT %%I CASCADE'', k); END $d$'
            || garden.one_of('{"","; ALTER TABLE bare.%1$I ADD PRIMARY KEY (%2$I)","; CREATE INDEX ON bare.%1$I (%2$I)"}'),
        'DO $d$ DECLARE k name; BEGIN SELECT conname INTO k FROM pg_constraint WHERE conrelid = ''bare.%1$I''::regclass AND contype = ''p'';'
            ' EXECUTE format(''ALTER TABLE bare.%1$I DROP CONSTRAINT %%I CASCADE'', k); END $d$; INSERT INTO bare.%1$I SELECT * FROM bare.%1$I'
    ]), relation, attribute);
$$;

CREATE PROCEDURE garden.contents(rounds integer, share double precision)
LANGUAGE plpgsql AS $$
DECLARE
    place record;
    change text;
BEGIN
    -- As things are, every deed but a few is done.
    CALL garden.change_and_do('as it is', 'loose', 'SELECT 1');
    FOR place IN
        SELECT x.ledger, c.relname, a.attname, a.attrelid, a.attnum, x.nothing
        FROM (VALUES ('budget', false), ('loose', false), ('bare', false), ('loose', true)) x (ledger, nothing),
            pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY random() LIMIT CASE WHEN rounds > 1 THEN 120 * rounds ELSE 40 * share END
    LOOP
        IF place.nothing THEN
            -- Null, in what is left of the table's columns that an owner can make so.
            CONTINUE WHEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = place.attrelid AND i.indisprimary AND place.attnum = ANY (i.indkey));
            change := format('ALTER TABLE loose.%1$I DISABLE TRIGGER USER; UPDATE loose.%1$I SET %2$I = NULL; ALTER TABLE loose.%1$I ENABLE TRIGGER USER',
                place.relname, place.attname);
        ELSIF place.ledger = 'bare' THEN
            change := garden.shape_change(place.relname, place.attname);
        ELSE
            change := garden.value_change(place.ledger, place.relname, place.attname);
        END IF;
        CONTINUE WHEN change IS NULL;
        CALL garden.change_and_do(CASE place.ledger WHEN 'bare' THEN 'shapes' ELSE 'values' END, place.ledger, change);
        COMMIT;
    END LOOP;
END;
$$;
