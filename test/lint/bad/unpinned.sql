\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 1 unpinned
CREATE TABLE x.a (id integer);
COMMENT ON TABLE x.a IS 'a';
