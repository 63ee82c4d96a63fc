\echo Use "CREATE EXTENSION sample" to load this file. \quit
-- 14 unqualified, 1 function_path
SET LOCAL search_path = pg_catalog, pg_temp;
-- A body that is a text is read by its own path, when it runs.
CREATE FUNCTION x.f(text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS $$ SELECT lower($1) FROM a WHERE b = 1 $$;
COMMENT ON FUNCTION x.f(text) IS 'f';
CREATE FUNCTION x.g(text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp, x
    AS $$ SELECT lower($1) FROM x.a NATURAL JOIN x.b WHERE b = 1 AND c IN (1, 2) AND d IN (SELECT 1) AND e::text COLLATE "C" LIKE 'a'
        AND f BETWEEN 1 AND 2 AND g IS DISTINCT FROM 1 AND CASE h WHEN 1 THEN true END AND NULLIF(i, 1) IS NULL ORDER BY j USING < $$;
COMMENT ON FUNCTION x.g(text) IS 'g';
