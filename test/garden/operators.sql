-- Operators, casts and aggregates of the engine, over all pairs of hostile values, and
-- what is built on them: indexes, sorts, hashes.

CREATE PROCEDURE garden.operators()
LANGUAGE plpgsql AS $$
DECLARE
    item record;
    value record;
BEGIN
    -- The hostile values as rows, one table for each type.
    FOR item IN SELECT DISTINCT h.type FROM garden.hostile h WHERE h.type NOT IN ('anyelement'::regtype, 'cstring'::regtype) LOOP
        EXECUTE format('CREATE TABLE garden.%I (v %s)', 'v_' || item.type::text, item.type);
        FOR value IN SELECT * FROM garden.hostile h WHERE h.type = item.type LOOP
            EXECUTE format('INSERT INTO garden.%I VALUES ((%s)::%s)', 'v_' || item.type::text, value.expression, item.type);
        END LOOP;
    END LOOP;
    COMMIT;

    FOR item IN SELECT o.oid::regoperator::text AS name, o.oprname, o.oprleft::regtype AS l, o.oprright::regtype AS r
        FROM pg_operator o WHERE o.oprnamespace = 'budget_perf'::regnamespace
    LOOP
        CALL garden.note('operators', item.name, format('SELECT count(l.v OPERATOR(budget_perf.%s) r.v) FROM garden.%I l, garden.%I r',
            item.oprname, 'v_' || item.l, 'v_' || item.r));
    END LOOP;

    FOR item IN SELECT c.castsource::regtype AS source, c.casttarget::regtype AS target FROM pg_cast c
        WHERE 'budget_perf.indicator_target'::regtype IN (c.castsource, c.casttarget)
    LOOP
        CALL garden.note('casts', format('%s to %s', item.source, item.target), format('SELECT count((v::%s)::%s::text) FROM garden.%I',
            item.source, item.target, CASE item.source WHEN 'varchar'::regtype THEN 'v_text' ELSE 'v_' || item.source END));
    END LOOP;

    FOR item IN SELECT p.oid::regprocedure::text AS name, p.oid::regproc::text AS called, p.proargtypes[0]::regtype AS type FROM pg_proc p
        WHERE p.pronamespace = 'budget_perf'::regnamespace AND p.prokind = 'a' AND p.pronargs = 1
    LOOP
        CALL garden.note('aggregates', item.name, format('SELECT %s(v)::text FROM garden.%I', item.called, 'v_' || item.type));
    END LOOP;

    FOR item IN SELECT x AS call FROM unnest(ARRAY[
        'SELECT count(DISTINCT v) FROM %1$s', 'SELECT v FROM %1$s ORDER BY v', 'SELECT v FROM %1$s ORDER BY v DESC NULLS LAST',
        'SELECT v, count(*) FROM %1$s GROUP BY v', 'SELECT count(*) FROM %1$s a JOIN %1$s b ON a.v OPERATOR(budget_perf.=) b.v',
        'SELECT array_agg(v ORDER BY v)::text::budget_perf.indicator_target[] FROM %1$s', 'SELECT ROW(v)::text FROM %1$s', 'SELECT to_jsonb(v) FROM %1$s',
        'SELECT budget_perf.indicator_target_send(v) FROM %1$s', 'SELECT v FROM %1$s UNION SELECT v FROM %1$s',
        'CREATE INDEX ON %1$s USING hash (v)', 'CREATE INDEX ON %1$s (md5(v::text), v)', 'ANALYZE %1$s',
        'CREATE INDEX ON %1$s (v) WHERE length(v::text) < 500', 'CREATE INDEX ON %1$s (budget_perf.target_range(v))',
        'SELECT * FROM %1$s WHERE v OPERATOR(budget_perf.<) ANY (SELECT v FROM %1$s)', 'SELECT max(v::text) FROM %1$s'
    ]) x LOOP
        CALL garden.note('operator classes', item.call, format(item.call, 'garden."v_budget_perf.indicator_target"'));
    END LOOP;
END;
$$;
