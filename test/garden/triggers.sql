-- Every trigger function, attached to tables that it was not made for, for every
-- event, timing and level, with and without transition tables and arguments; and
-- called as if it were none.

CREATE FUNCTION garden.one_of(choices text[]) RETURNS text LANGUAGE sql VOLATILE
    RETURN choices[1 + floor(random() * cardinality(choices))::integer];

CREATE PROCEDURE garden.triggers(rounds integer, share double precision)
LANGUAGE plpgsql AS $$
DECLARE
    f record;
    schema text;
    relation text;
    event text;
    timing text;
    level text;
    transition text;
    firing text;
BEGIN
    FOR f IN SELECT p.oid::regproc::text AS name FROM pg_proc p
        WHERE p.pronamespace IN ('budget_perf'::regnamespace, 'budget'::regnamespace) AND p.prorettype = 'trigger'::regtype ORDER BY 1
    LOOP
        CALL garden.note('triggers', f.name, format('SELECT %s()', f.name));
        FOR i IN 1 .. (150 * rounds * share)::integer LOOP
            schema := garden.one_of(CASE WHEN i % 7 = 0 THEN '{garden,only_views,budget}' ELSE '{empty_tables,wrong_types,copies,copies,loose}' END::text[]);
            SELECT format('%I.%I', n.nspname, c.relname) INTO relation
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = schema
                AND c.relkind IN ('r', 'v', 'p', 'm')
            ORDER BY random() LIMIT 1;
            CONTINUE WHEN NOT FOUND;
            event := garden.one_of('{INSERT,UPDATE,DELETE,TRUNCATE}');
            timing := garden.one_of('{AFTER,AFTER,AFTER,BEFORE,BEFORE,INSTEAD OF}');
            level := garden.one_of('{STATEMENT,STATEMENT,STATEMENT,ROW}');
            transition := CASE WHEN timing <> 'AFTER' OR event = 'TRUNCATE' OR random() < 0.4 THEN ''
                WHEN event = 'INSERT' THEN 'REFERENCING NEW TABLE AS n' WHEN event = 'DELETE' THEN 'REFERENCING OLD TABLE AS o'
                WHEN random() < 0.7 THEN 'REFERENCING OLD TABLE AS o NEW TABLE AS n' ELSE garden.one_of('{REFERENCING NEW TABLE AS n,REFERENCING OLD TABLE AS o}') END;
            SELECT CASE event
                    WHEN 'INSERT' THEN format('INSERT INTO %s SELECT * FROM %1$s', relation)
                    WHEN 'UPDATE' THEN 'UPDATE ' || relation || ' SET ' || min(quote_ident(a.attname)) || ' = ' || min(quote_ident(a.attname))
                    WHEN 'DELETE' THEN format('DELETE FROM %s', relation) ELSE format('TRUNCATE %s', relation) END
            INTO firing FROM pg_attribute a WHERE a.attrelid = relation::regclass AND a.attnum > 0;
            CONTINUE WHEN firing IS NULL;
            CALL garden.note('triggers', f.name, format('CREATE TRIGGER a_trigger %s %s ON %s %s FOR EACH %s EXECUTE FUNCTION %s(%s); %s',
                timing, event, relation, transition, level, f.name, CASE WHEN random() < 0.05 THEN '''x''' ELSE '' END, firing));
        END LOOP;
        COMMIT;
    END LOOP;
END;
$$;
