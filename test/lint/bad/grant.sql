\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 5 grant
SET LOCAL search_path = pg_catalog, pg_temp;
GRANT SELECT ON x.a TO PUBLIC;
GRANT CREATE ON SCHEMA x TO PUBLIC;
GRANT ALL ON x.a TO b;
GRANT TRIGGER ON x.a TO b;
GRANT TRUNCATE, REFERENCES ON x.a TO b;
GRANT USAGE ON SCHEMA x TO PUBLIC;
