\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 1 unreadable
SET LOCAL search_path = pg_catalog, pg_temp;
CREATE TABEL x.a (id integer);
