\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 7 if_not_exists
SET LOCAL search_path = pg_catalog, pg_temp;
CREATE TABLE IF NOT EXISTS x.a (id integer);
COMMENT ON TABLE x.a IS 'a';
CREATE INDEX IF NOT EXISTS i ON x.a (id);
CREATE SCHEMA IF NOT EXISTS x;
CREATE SEQUENCE IF NOT EXISTS x.s;
ALTER TABLE x.a ADD COLUMN IF NOT EXISTS b integer;
ALTER TYPE x.e ADD VALUE IF NOT EXISTS 'c';
CREATE TABLE IF NOT EXISTS x.b AS SELECT 1 AS a;
