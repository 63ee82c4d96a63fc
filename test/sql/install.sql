-- What CREATE EXTENSION leaves, and what it does not.
SELECT extname, extversion, nspname AS schema
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE extname = 'budget_perf';
