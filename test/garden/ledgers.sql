-- What the hostile values meet: ledgers with declarations in each state, and schemas
-- that only look like a ledger.

CREATE ROLE garden_clerk;
CREATE TABLE garden.document (name text PRIMARY KEY, body jsonb NOT NULL);
INSERT INTO garden.document VALUES ('reference', :'reference'), ('before', :'before'), ('after', :'after');

CREATE PROCEDURE garden.fill(ledger text)
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE replace($fill$
        SELECT count(budget_perf.import_declaration(jsonb_set(body, '{fiscal_year}', to_jsonb(y)), '@'))
        FROM garden.document, generate_series(2020, 2023) y WHERE name = 'reference';
        UPDATE @.declaration SET status = 'recorded' WHERE fiscal_year = 2020;
        UPDATE @.declaration SET status = 'submitted' WHERE fiscal_year IN (2022, 2023);
        UPDATE @.declaration SET status = 'approved' WHERE fiscal_year = 2023;
        SELECT budget_perf.amend('440115012', 2023, comment => '调整', ledger => '@');
        INSERT INTO @.amendment (department_code, fiscal_year, version, amendment_no, kind, batch, reason, legal_reference)
        VALUES ('440115012', 2023, 2, 1, 'increase', '1', '追加', '文号');
        INSERT INTO @.amendment_line (department_code, fiscal_year, version, amendment_no, line_no, item_code, change)
        SELECT department_code, fiscal_year, version, 1, 1, item_code, 100 FROM @.budget_line
        WHERE fiscal_year = 2023 AND version = 2 ORDER BY item_code LIMIT 1;
        INSERT INTO @.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, note)
        VALUES ('440115012', 2023, 1, 1, '2023-12-31', 29, '全年');
        INSERT INTO @.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount)
        VALUES ('440115012', 2023, '2023-06-30', 1, 'project_expenditure', 1234567.89);
        INSERT INTO @.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on)
        SELECT id, '440115012', 2024, 2024, '理由', '财政局', '2024-12-31' FROM @.rule ORDER BY id LIMIT 1;
        INSERT INTO @.duty (role_name, duty, department_code) VALUES ('garden_clerk', 'clerk', '440115012');
        $fill$, '@', quote_ident(ledger));
END;
$$;

SELECT budget_perf.create_ledger(l) FROM unnest('{other,loose,bare}'::text[]) l;
CALL garden.fill('budget');
CALL garden.fill('loose');
CALL garden.fill('bare');
SELECT budget_perf.import_declaration(body) FROM garden.document WHERE name = 'before';
UPDATE budget.declaration SET status = 'recorded' WHERE department_code = '440800014' AND fiscal_year = 2023;
SELECT budget_perf.import_declaration(body) FROM garden.document WHERE name = 'after';
SELECT budget_perf.import_declaration(body, 'other') FROM garden.document WHERE name = 'reference';
INSERT INTO budget.department_succession (predecessor_code, successor_code, fiscal_year, kind)
VALUES ('440115012', '440800014', 2024, 'merge');

SELECT budget_perf.secure_ledger();

-- Every relation of a ledger without columns; as views; with other types; as a bare copy.
CREATE PROCEDURE garden.make_look_alikes()
LANGUAGE plpgsql AS $$
DECLARE
    name text;
    columns text;
BEGIN
    CREATE SCHEMA empty_tables;
    CREATE SCHEMA only_views;
    CREATE SCHEMA wrong_types;
    CREATE SCHEMA copies;
    FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('CREATE TABLE empty_tables.%I ()', name);
        EXECUTE format('CREATE VIEW only_views.%I AS SELECT * FROM budget.%1$I', name);
        EXECUTE format('CREATE TABLE copies.%I (LIKE budget.%1$I)', name);
        EXECUTE format('INSERT INTO copies.%I SELECT * FROM budget.%1$I', name);
        SELECT string_agg(format('%I %s', attname,
                CASE atttypid WHEN 'text'::regtype THEN 'integer' WHEN 'integer'::regtype THEN 'text' ELSE 'smallint' END), ', ')
        INTO columns FROM pg_attribute WHERE attrelid = format('budget.%I', name)::regclass AND attnum > 0 AND NOT attisdropped;
        EXECUTE format('CREATE TABLE wrong_types.%I (%s)', name, columns);
        EXECUTE format('INSERT INTO wrong_types.%I DEFAULT VALUES', name);
    END LOOP;
END;
$$;
CALL garden.make_look_alikes();

-- A ledger whose owner dropped every constraint, and one without views and policies, too.
CREATE PROCEDURE garden.loosen(ledger regnamespace)
LANGUAGE plpgsql AS $$
DECLARE
    command text;
BEGIN
    LOOP
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname) INTO command
        FROM pg_constraint WHERE connamespace = ledger AND conrelid <> 0 AND contype NOT IN ('p', 't', 'n') AND conparentid = 0 LIMIT 1; -- 'n', from 18 on: below
        EXIT WHEN NOT FOUND;
        EXECUTE command;
    END LOOP;
    FOR command IN
        SELECT format('ALTER TABLE %s ALTER %I DROP NOT NULL', attrelid::regclass, attname)
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE c.relnamespace = ledger AND c.relkind = 'r' AND attnum > 0 AND attnotnull
            AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND attnum = ANY (i.indkey))
    LOOP
        EXECUTE command;
    END LOOP;
END;
$$;
CALL garden.loosen('loose');
CALL garden.loosen('bare');
CREATE PROCEDURE garden.strip(ledger regnamespace)
LANGUAGE plpgsql AS $$
DECLARE
    command text;
BEGIN
    LOOP
        SELECT x.command INTO command FROM (
            SELECT format('DROP POLICY %I ON %s', polname, polrelid::regclass)
            FROM pg_policy JOIN pg_class c ON c.oid = polrelid WHERE c.relnamespace = ledger
            UNION ALL SELECT format('DROP VIEW %s CASCADE', oid::regclass) FROM pg_class WHERE relnamespace = ledger AND relkind = 'v'
            UNION ALL SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc WHERE pronamespace = ledger) x (command) LIMIT 1;
        EXIT WHEN NOT FOUND;
        EXECUTE command;
    END LOOP;
END;
$$;
CALL garden.strip('bare');

CREATE SEQUENCE garden.a_sequence;
CREATE MATERIALIZED VIEW garden.a_matview AS SELECT * FROM budget.duty;
CREATE TYPE garden.a_type AS (role_name text, duty text);
CREATE TYPE garden.an_enum AS ENUM ('a');
CREATE DOMAIN garden.a_domain AS budget.duty;
CREATE TABLE garden.no_columns ();
CREATE TABLE garden.of_duty (LIKE budget.duty);
CREATE TABLE garden.a_parent (LIKE budget.duty) PARTITION BY LIST (duty);
CREATE TABLE garden.a_part PARTITION OF garden.a_parent FOR VALUES IN ('clerk');
