-- What every view of a ledger keeps to: built-in types, comments in both
-- languages, the rights of whoever asks. Each query lists offenders.
SELECT c.relname
FROM pg_class c
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
    AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
ORDER BY 1;

SELECT c.relname, a.attname, a.atttypid::regtype
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
    AND a.atttypid <> ALL (ARRAY['text', 'integer', 'numeric', 'boolean', 'date', 'timestamptz']::regtype[]::oid[])
ORDER BY 1, 2;

-- A number has its precision and its scale.
SELECT c.relname, a.attname
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
    AND a.atttypid = 'numeric'::regtype AND a.atttypmod = -1
ORDER BY 1, 2;

-- An amount in 万元 has six decimals, and the same amount in yuan, with two, beside it.
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
    AND a.attname LIKE '%\_wan'
    AND (format_type(a.atttypid, a.atttypmod) <> 'numeric(20,6)'
        OR NOT EXISTS (
            SELECT FROM pg_attribute y
            WHERE y.attrelid = a.attrelid AND y.attname = left(a.attname, -4)
                AND format_type(y.atttypid, y.atttypmod) = 'numeric(20,2)'))
ORDER BY 1, 2;

SELECT c.relname, a.attname
FROM pg_class c
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
    AND (coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE '_% / _%'
        OR coalesce(col_description(c.oid, a.attnum), '') NOT LIKE '_% / _%')
ORDER BY 1, 2;

-- The reference has each of them.
\getenv abs_srcdir PG_ABS_SRCDIR
\set doc `cat :'abs_srcdir'/../doc/views.md`
SELECT c.relname, a.attname
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
    AND (position('`' || c.relname || '`' IN :'doc') = 0 OR position(E'\n| `' || a.attname || '` |' IN :'doc') = 0)
ORDER BY 1, 2;

-- The columns are for ever: this list only grows.
\pset format unaligned
\pset tuples_only on
SELECT E'\n' || c.relname || E'\n    ' || string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), E'\n    ' ORDER BY a.attnum)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
GROUP BY c.relname
ORDER BY c.relname COLLATE "C";
\pset format aligned
\pset tuples_only off

-- The views of another ledger read that ledger only.
SELECT budget_perf.create_ledger('views_other');
SELECT DISTINCT v.relname, t.oid::regclass
FROM pg_class v
JOIN pg_rewrite r ON r.ev_class = v.oid
JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_class t ON t.oid = d.refobjid
WHERE v.relnamespace = 'views_other'::regnamespace AND v.relkind = 'v'
    AND t.relkind <> 'c' AND t.relnamespace <> 'views_other'::regnamespace;

-- Whoever may not read the tables cannot read them through a view.
CREATE ROLE regress_views_reader;
GRANT USAGE ON SCHEMA views_other TO regress_views_reader;
GRANT SELECT ON views_other.declaration_status, views_other.budget_yoy, views_other.declaration_pair, views_other.effective_declaration,
    views_other.followed_rename TO regress_views_reader;
SET ROLE regress_views_reader;
SELECT count(*) FROM views_other.declaration_status;
SELECT count(*) FROM views_other.budget_yoy;
RESET ROLE;
GRANT SELECT ON ALL TABLES IN SCHEMA views_other TO regress_views_reader;
SET ROLE regress_views_reader;
SELECT count(*) FROM views_other.declaration_status;
SELECT count(*) FROM views_other.budget_yoy;
SELECT count(*) FROM views_other.indicator_yoy;
RESET ROLE;
SET client_min_messages = warning;
DROP SCHEMA views_other CASCADE;
DROP ROLE regress_views_reader;
