-- Real target strings, each with the reading that a person gives it.
SET client_encoding = 'UTF8';
SET search_path = budget_perf, public;

\set rows `cat "$PG_ABS_SRCDIR/data/target_strings.tsv"`

CREATE TEMP VIEW given AS
SELECT n, f[1] AS string, f[2] AS operator, f[3] AS lower, f[4] AS upper, f[5] AS unit, f[6] AS qualitative
FROM string_to_table(:'rows', E'\n') WITH ORDINALITY AS l (line, n),
     LATERAL string_to_array(replace(line, E'\r', ''), E'\t') AS f
WHERE n > 1 AND line <> '';

SELECT count(*) AS strings FROM given;

-- How the reading compares, in the words of the file.
CREATE TEMP VIEW read AS
SELECT n, string,
       CASE target_kind(t)
           WHEN 'several' THEN 'multi'
           WHEN 'template' THEN 'placeholder'
           WHEN 'deferred' THEN 'deferred'
           WHEN 'qualitative' THEN coalesce(target_comparator(t), 'qualitative')
           ELSE target_comparator(t)
       END AS operator,
       CASE WHEN target_kind(t) = 'several' THEN array_to_string(target_values(t), ';')
            WHEN target_base(t) IS NOT NULL AND target_comparator(t) LIKE '>%' THEN target_base(t)
            ELSE trim_scale(target_lower(t))::text END AS lower,
       CASE WHEN target_kind(t) = 'several' THEN array_to_string(target_values(t), ';')
            WHEN target_base(t) IS NOT NULL AND target_comparator(t) LIKE '<%' THEN target_base(t)
            ELSE trim_scale(target_upper(t))::text END AS upper,
       target_unit(t) AS unit,
       CASE WHEN target_kind(t) IN ('qualitative', 'deferred') THEN 'y' ELSE 'n' END AS qualitative
FROM given, LATERAL (SELECT string::indicator_target AS t) AS x;

-- Every row that reads otherwise: none.
SELECT g.n, g.string, r.operator, r.lower, r.upper, r.unit, r.qualitative
FROM given AS g JOIN read AS r USING (n)
WHERE (coalesce(g.operator, ''), coalesce(g.lower, ''), coalesce(g.upper, ''),
       -- a date template is said to have the unit "date", which is not printed
       CASE g.unit WHEN 'date' THEN '' ELSE coalesce(g.unit, '') END, g.qualitative)
    IS DISTINCT FROM
      (coalesce(r.operator, ''), coalesce(r.lower, ''), coalesce(r.upper, ''), coalesce(r.unit, ''), r.qualitative)
ORDER BY n;

-- A number without a comparator is a plan value, with one a bound.
SELECT target_kind(string::indicator_target) AS kind, count(*), min(string COLLATE "C") AS example
FROM given GROUP BY 1 ORDER BY 1;

-- What else was seen.
SELECT string, target_flags(string::indicator_target) AS flags
FROM given
WHERE target_flags(string::indicator_target) && ARRAY['residue', 'note', 'noise', 'blank']
ORDER BY n;
