-- The documentation has every public object, every object has a comment in both
-- languages, and the examples of targets are as the type reads them. Each query
-- lists what is missing.
\getenv abs_srcdir PG_ABS_SRCDIR
\set doc `cat :'abs_srcdir'/../doc/*.md`
\set ledger_doc `cat :'abs_srcdir'/../doc/ledger.md`
\set rules_doc `cat :'abs_srcdir'/../doc/rules.md`
\set target_doc `cat :'abs_srcdir'/../doc/target.md`

-- Functions: `name`, or `name(` with its arguments.
SELECT DISTINCT p.proname
FROM pg_proc p
WHERE p.pronamespace = 'budget_perf'::regnamespace
    AND position('`' || p.proname || '`' IN :'doc') = 0 AND position('`' || p.proname || '(' IN :'doc') = 0
ORDER BY 1;

-- Arguments of functions that take names, and so may be called by them.
SELECT p.proname, a.name
FROM pg_proc p, unnest(p.proargnames[:p.pronargs]) WITH ORDINALITY a (name, n)
WHERE p.pronamespace = 'budget_perf'::regnamespace AND a.name <> '' AND p.pronargdefaults > 0
    AND :'doc' !~ ('\m' || a.name || '\M')
ORDER BY 1, a.n;

-- Types.
SELECT t.typname
FROM pg_type t
WHERE t.typnamespace = 'budget_perf'::regnamespace AND t.typcategory <> 'A'
    AND position('`' || t.typname || '`' IN :'doc') = 0
ORDER BY 1;

-- Fields of composite types: `name type`.
SELECT c.relname, a.attname
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'budget_perf'::regnamespace AND c.relkind = 'c'
    AND position('`' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || '`' IN :'doc') = 0
ORDER BY 1, a.attnum;

-- Operators: `op` of two targets, `left op right` else.
SELECT o.oid::regoperator
FROM pg_operator o
WHERE o.oprnamespace = 'budget_perf'::regnamespace
    AND position(CASE WHEN o.oprleft = o.oprright THEN '`' || o.oprname || '`'
        ELSE '`' || replace(format_type(o.oprleft, NULL), 'budget_perf.', '') || ' ' || o.oprname || ' '
            || replace(format_type(o.oprright, NULL), 'budget_perf.', '') || '`' END IN :'doc') = 0
ORDER BY 1;

-- Tables, and the columns of those that ledger.md has a section of.
SELECT c.relname
FROM pg_class c
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'r' AND position('`' || c.relname || '`' IN :'doc') = 0
ORDER BY 1;
SELECT s.table_name, a.attname
FROM (
    SELECT substring(x FROM '^`(\w+)`') AS table_name, x AS text
    FROM regexp_split_to_table(:'ledger_doc', E'\n### ') AS x
) AS s
JOIN pg_attribute a ON a.attrelid = ('budget.' || s.table_name)::regclass AND a.attnum > 0 AND NOT a.attisdropped
WHERE s.table_name IS NOT NULL
    AND position(E'\n| `' || a.attname || '` | ' || replace(replace(format_type(a.atttypid, a.atttypmod), 'budget_perf.', ''),
        'timestamp with time zone', 'timestamptz') IN s.text) = 0
ORDER BY 1, a.attnum;

-- Constraints that an error may name, of the guards.
SELECT x FROM unnest(ARRAY['declaration_sealed', 'declaration_transition', 'declaration_version_order', 'written_by_triggers',
    'seal_declaration_fkey', 'declaration_pkey']) AS x
WHERE position('`' || x || '`' IN :'doc') = 0;

-- Rules, with their kind and severity; kinds; parameters.
SELECT r.id, r.kind, r.severity
FROM budget.rule r
WHERE :'rules_doc' !~ (E'\n\\| `' || r.id || '` \| `' || r.kind || '`[^|]*\| ' || r.severity || ' \|')
ORDER BY 1;
SELECT r.id, k
FROM budget.rule r, jsonb_object_keys(r.parameters) AS k
WHERE :'rules_doc' !~ (E'\n\\| `' || r.kind || '` \|[^|\n]*`' || k || '`')
ORDER BY 1, 2;

-- Comments, English / Chinese, on everything.
SELECT 'function' AS what, p.oid::regprocedure::text AS object
FROM pg_proc p
WHERE p.pronamespace = 'budget_perf'::regnamespace AND coalesce(obj_description(p.oid, 'pg_proc'), '') !~ '\S / \S'
UNION ALL
SELECT 'type', t.typname
FROM pg_type t
WHERE t.typnamespace = 'budget_perf'::regnamespace AND t.typcategory <> 'A'
    AND coalesce(obj_description(t.oid, 'pg_type'), '') !~ '\S / \S'
UNION ALL
SELECT 'operator', o.oid::regoperator::text
FROM pg_operator o
WHERE o.oprnamespace = 'budget_perf'::regnamespace AND coalesce(obj_description(o.oid, 'pg_operator'), '') !~ '\S / \S'
UNION ALL
SELECT 'operator class', c.opcname
FROM pg_opclass c
WHERE c.opcnamespace = 'budget_perf'::regnamespace AND coalesce(obj_description(c.oid, 'pg_opclass'), '') !~ '\S / \S'
UNION ALL
SELECT 'cast', format('%s to %s', c.castsource::regtype, c.casttarget::regtype)
FROM pg_cast c
WHERE 'budget_perf.indicator_target'::regtype IN (c.castsource, c.casttarget)
    AND coalesce(obj_description(c.oid, 'pg_cast'), '') !~ '\S / \S'
UNION ALL
SELECT 'relation', c.oid::regclass::text
FROM pg_class c
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind IN ('r', 'v')
    AND coalesce(obj_description(c.oid, 'pg_class'), '') !~ '\S / \S'
UNION ALL
SELECT 'column', format('%s.%s', c.oid::regclass, a.attname)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace IN ('budget'::regnamespace, 'budget_perf'::regnamespace) AND c.relkind IN ('r', 'v', 'c')
    AND coalesce(col_description(c.oid, a.attnum), '') !~ '\S / \S'
UNION ALL
SELECT 'schema', n.nspname
FROM pg_namespace n
WHERE n.nspname IN ('budget', 'budget_perf') AND coalesce(obj_description(n.oid, 'pg_namespace'), '') !~ '\S / \S'
ORDER BY 1, 2;

-- The examples of target.md: | `target` | kind | `comparator` | lower | upper | scale | unit |
CREATE TEMPORARY TABLE example AS
SELECT r[1]::budget_perf.indicator_target AS target, r[2] AS kind, nullif(r[3], '') AS comparator,
    nullif(r[4], '')::numeric AS lower, nullif(r[5], '')::numeric AS upper, r[6]::bigint AS scale, nullif(r[7], '') AS unit
FROM regexp_matches(:'target_doc',
    E'\n\\| `([^`]+)` \\| (\\w+) \\| `?([<>=]*)`? \\| ([-0-9.]*) \\| ([-0-9.]*) \\| ([0-9]+) \\| ([^|]*?) \\|(?=\n)', 'g') AS r;
SELECT count(*) > 50 AS examples FROM example;
SELECT target, budget_perf.target_kind(target), budget_perf.target_comparator(target), budget_perf.target_lower(target),
    budget_perf.target_upper(target), budget_perf.target_scale(target), budget_perf.target_unit(target)
FROM example
WHERE (kind, comparator, lower, upper, scale, unit) IS DISTINCT FROM
    (budget_perf.target_kind(target), budget_perf.target_comparator(target), budget_perf.target_lower(target),
     budget_perf.target_upper(target), budget_perf.target_scale(target), budget_perf.target_unit(target));
