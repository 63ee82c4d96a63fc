-- Hostile values for everything that SQL can call: functions, operators, casts,
-- triggers, and what stands in the tables of a ledger or is done to them. Nothing may
-- crash, and no error may have a SQLSTATE outside the list below. Every call is undone
-- before the next.
--
--   psql -v seed=0.5 -v rounds=1 -v share=1 -f test/garden/run.sql      (test/t/050_garden.pl, test/arsenal/stages/garden)
--
-- "share" is how much of all this is tried, by chance: everything for 1. "rounds" is how
-- often what is left to chance is done.
--
-- Functions are taken from the catalog, so that a new one is called, too. Prints a
-- count of calls by section, then what was wrong: nothing, if all is well. A call that
-- is reported can be run by hand: its text is complete.
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
SET client_min_messages = error;
SET jit = off;

-- EUC_CN lacks this glyph.
\set reference `cat test/data/reference.json`
\set before `sed 's/≧/≥/g' test/data/zhanjiang-2023.json`
\set after `sed 's/≧/≥/g' test/data/zhanjiang-2024.json`

CREATE EXTENSION budget_perf;
CREATE SCHEMA garden;
\o /dev/null
\ir ledgers.sql
\o
\ir values.sql

CREATE TABLE garden.allowed (
    sqlstate text PRIMARY KEY,
    why text NOT NULL
);
INSERT INTO garden.allowed VALUES
    ('00000', 'it was done'),
    ('22000', 'a declaration that no document can say'),
    ('0A000', 'what is not supported: partitions, rules of unknown kind, pseudo-types as columns'),
    ('22003', 'a number too large for where it goes'),
    ('22004', 'null where a value is needed'),
    ('22005', 'a trigger on what has not the columns'),
    ('22007', 'a date that is none'),
    ('22008', 'a date out of range'),
    ('22021', 'bytes that are no text in this encoding'),
    ('22023', 'an argument that makes no sense'),
    ('22026', 'a string of another length'),
    ('2202E', 'arrays that do not go together'),
    ('22032', 'JSON that is none'),
    ('22P02', 'text that is not what it should be'),
    ('22P05', 'a character that this encoding lacks'),
    ('23001', 'what is sealed'),
    ('23502', 'null in a column'),
    ('23503', 'what refers to nothing'),
    ('23505', 'what is there already'),
    ('23514', 'a broken rule'),
    ('39P01', 'a trigger function where it does not belong'),
    ('3F000', 'no such ledger'),
    ('40001', 'a declaration whose key is gone: taken for one that another session removed'),
    ('42501', 'a right that is missing, or a name that is reserved'),
    ('42703', 'a schema that only looks like a ledger'),
    ('42883', 'the same: columns of other types'),
    ('428C9', 'a column that has its value by itself'),
    ('42602', 'a name that cannot be one'),
    ('42622', 'a name that is too long'),
    ('42704', 'no such role'),
    ('42804', 'a value of another type'),
    ('42809', 'a relation of another kind'),
    ('42939', 'a reserved name'),
    ('42P01', 'no such table'),
    ('42P06', 'a schema that is there already'),
    ('55006', 'the walk itself reads this table'),
    ('54000', 'too much of something'),
    ('55000', 'not in this state'),
    ('P0002', 'no such declaration');

CREATE TABLE garden.outcome (
    section text NOT NULL,
    target text NOT NULL,
    call text NOT NULL,
    sqlstate text NOT NULL,
    message text
);

-- Runs a statement and undoes it. Where the server does not survive it, the last such
-- line of its log is the statement.
CREATE FUNCTION garden.attempt(call text, OUT state text, OUT said text)
LANGUAGE plpgsql AS $$
BEGIN
    RAISE LOG 'garden: %', left(call, 2000);
    EXECUTE call;
    SET CONSTRAINTS ALL IMMEDIATE;
    RAISE EXCEPTION USING ERRCODE = 'GRDN0';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT;
    IF state = 'GRDN0' THEN
        state := '00000';
        said := NULL;
    END IF;
END;
$$;

CREATE PROCEDURE garden.note(section text, target text, call text)
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO garden.outcome
    SELECT section, target, call, a.state, left(a.said, 300) FROM garden.attempt(call) a;
END;
$$;

-- Values that this encoding cannot hold are left out.
CREATE PROCEDURE garden.drop_unbuildable()
LANGUAGE plpgsql AS $$
DECLARE
    value record;
BEGIN
    FOR value IN SELECT * FROM garden.hostile WHERE type NOT IN ('anyelement'::regtype, 'cstring'::regtype) LOOP
        IF (garden.attempt(format('SELECT (%s)::%s', value.expression, value.type))).state <> '00000' THEN
            IF current_setting('server_encoding') = 'UTF8' AND value.type::text !~ 'regclass' THEN
                RAISE EXCEPTION 'no value of type %: %', value.type, value.expression;
            END IF;
            DELETE FROM garden.hostile h WHERE h.type = value.type AND h.expression = value.expression;
            DELETE FROM garden.hostile h WHERE h.type = 'cstring'::regtype AND h.expression = format('textout(%s)', value.expression);
        END IF;
    END LOOP;
END;
$$;
CALL garden.drop_unbuildable();

\ir functions.sql
\ir operators.sql
\ir triggers.sql
\ir contents.sql

SELECT setseed(:seed);
CALL garden.functions(:rounds, :share);
CALL garden.operators();
CALL garden.triggers(:rounds, :share);
CALL garden.contents(:rounds, :share);

SELECT format('%s: %s calls of %s, %s done', section, count(*), count(DISTINCT target), count(*) FILTER (WHERE sqlstate = '00000'))
FROM garden.outcome GROUP BY section ORDER BY section;

\echo -- what is wrong
SELECT o.section, o.target, o.sqlstate, o.message, left(o.call, 2000)
FROM garden.outcome o
WHERE NOT EXISTS (SELECT FROM garden.allowed a WHERE a.sqlstate = o.sqlstate)
ORDER BY 1, 2, 3;
SELECT 'few values', type, count(*) FROM garden.hostile GROUP BY type
HAVING count(*) < CASE type WHEN 'boolean'::regtype THEN 3 ELSE 30 END;
