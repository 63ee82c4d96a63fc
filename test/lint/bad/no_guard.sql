-- 1 no_guard
SET LOCAL search_path = pg_catalog, pg_temp;
