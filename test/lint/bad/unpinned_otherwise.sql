\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 5 unpinned
SET LOCAL search_path = x, pg_catalog;
SET LOCAL search_path = pg_temp, pg_catalog;
SET LOCAL search_path = pg_catalog;
SET search_path = pg_catalog, pg_temp;
RESET search_path;
