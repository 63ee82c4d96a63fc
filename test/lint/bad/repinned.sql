\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 2 repinned, 1 unqualified
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL search_path = x;
SELECT lower('A');
SET LOCAL search_path = pg_catalog, pg_temp;
RESET ALL;
