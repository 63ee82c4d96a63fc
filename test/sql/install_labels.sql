-- Every function as the catalogs have it, held against the list that the expected
-- output is: language, volatility, parallel safety, strictness. A label that is
-- wrong gives stale plans, or wrong results under parallelism.
\pset format unaligned
SELECT p.oid::regprocedure AS function, l.lanname AS language,
    CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility,
    CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel,
    CASE WHEN p.proisstrict THEN 'strict' ELSE '' END AS strict
FROM pg_proc p
JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace IN ('budget_perf'::regnamespace, 'budget'::regnamespace)
ORDER BY p.pronamespace <> 'budget_perf'::regnamespace, p.proname COLLATE "C", p.oid::regprocedure::text COLLATE "C";
\pset format aligned

-- None runs as its owner, or is in a procedural language; what is SQL has a body that
-- is resolved or a path that is pinned.
SELECT p.oid::regprocedure, p.prosecdef, l.lanname, p.proconfig
FROM pg_proc p
JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace IN ('budget_perf'::regnamespace, 'budget'::regnamespace)
    AND (p.prosecdef OR l.lanname NOT IN ('c', 'sql')
        OR l.lanname = 'sql' AND p.prosqlbody IS NULL AND p.proconfig IS DISTINCT FROM '{"search_path=pg_catalog, pg_temp"}');
-- These are called under a path of their own.
SELECT p.oid::regprocedure, p.proconfig FROM pg_proc p
WHERE p.pronamespace IN ('budget_perf'::regnamespace, 'budget'::regnamespace) AND p.proconfig IS NOT NULL
ORDER BY p.proname COLLATE "C";

-- One says nothing but yes or no, whatever it is given, and may be asked before row
-- security is.
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace IN ('budget_perf'::regnamespace, 'budget'::regnamespace) AND p.proleakproof;

-- C functions are of this module, under names of its own.
SELECT p.oid::regprocedure, p.prosrc
FROM pg_proc p
WHERE p.pronamespace = 'budget_perf'::regnamespace AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
    AND (p.probin <> 'budget_perf' OR p.prosrc !~ '^budget_perf_');

-- PUBLIC may execute all of them: guards have to be attached by whoever restores a
-- ledger and check what they are attached to, and every other one has the rights of
-- its caller. Nothing else is granted to PUBLIC but the use of the engine's schema.
SELECT p.oid::regprocedure, p.proacl FROM pg_proc p
WHERE p.pronamespace IN ('budget_perf'::regnamespace, 'budget'::regnamespace) AND p.proacl IS NOT NULL;
SELECT n.nspname, a.grantee::regrole, a.privilege_type
FROM pg_namespace n, aclexplode(n.nspacl) a
WHERE n.nspname IN ('budget_perf', 'budget') AND a.grantee <> n.nspowner;
SELECT c.oid::regclass, c.relacl FROM pg_class c WHERE c.relnamespace = 'budget'::regnamespace AND c.relacl IS NOT NULL;

-- Views run with the rights of whoever asks.
SELECT c.oid::regclass FROM pg_class c
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v' AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false);

-- What a ledger is made of has comments in both languages, beyond what doc_catalog looks at.
SELECT 'function' AS what, p.oid::regprocedure::text AS object FROM pg_proc p
WHERE p.pronamespace = 'budget'::regnamespace AND coalesce(obj_description(p.oid, 'pg_proc'), '') !~ '\S / \S'
UNION ALL
SELECT 'policy', format('%s on %s', p.polname, p.polrelid::regclass) FROM pg_policy p
WHERE coalesce(obj_description(p.oid, 'pg_policy'), '') !~ '\S / \S'
ORDER BY 1, 2;
