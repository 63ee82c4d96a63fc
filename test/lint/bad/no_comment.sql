\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 8 no_comment
SET LOCAL search_path = pg_catalog, pg_temp;
CREATE TABLE x.a (id integer);
CREATE VIEW x.v AS SELECT 1 AS a;
CREATE TYPE x.t AS (a integer);
CREATE TYPE x.s (INPUT = x.i, OUTPUT = x.o);
CREATE FUNCTION x.f(integer) RETURNS integer LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'f';
COMMENT ON FUNCTION x.f() IS 'another';
CREATE OPERATOR x.<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = x.g);
CREATE CAST (text AS x.t) WITHOUT FUNCTION;
CREATE POLICY p ON x.a;
