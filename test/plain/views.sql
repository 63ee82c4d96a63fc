-- The views that compare and add up years, in plain SQL, over the ledger r: what
-- those of the ledger, which ask functions in C, must say row by row. Slow, and
-- written to be read. test/sql/yoy_rich.sql compares the two.

CREATE SCHEMA plain;

-- Which indicator is which: links, then codes, then names of one class, then names;
-- both sides in printed order, each indicator in one row.
CREATE FUNCTION plain.match_indicators(numbers integer[], codes text[], names text[], level2 text[],
    previous_departments text[], previous_versions integer[], previous_numbers integer[], previous_codes text[], previous_names text[], previous_level2 text[],
    link_numbers integer[], link_codes text[], link_departments text[], link_previous_numbers integer[], link_previous_codes text[], link_reasons text[],
    OUT indicator_no integer, OUT previous_department_code text, OUT previous_version integer, OUT previous_indicator_no integer, OUT matched_by text, OUT reason text)
RETURNS SETOF record LANGUAGE plpgsql STABLE AS $$
DECLARE
    stems text[] := ARRAY(SELECT coalesce(budget_perf.indicator_stem(n), '') FROM unnest(names) WITH ORDINALITY u (n, i) ORDER BY i);
    previous_stems text[] := ARRAY(SELECT coalesce(budget_perf.indicator_stem(n), '') FROM unnest(previous_names) WITH ORDINALITY u (n, i) ORDER BY i);
    classes text[] := ARRAY(SELECT coalesce(budget_perf.class_stem(n), '') FROM unnest(level2) WITH ORDINALITY u (n, i) ORDER BY i);
    previous_classes text[] := ARRAY(SELECT coalesce(budget_perf.class_stem(n), '') FROM unnest(previous_level2) WITH ORDINALITY u (n, i) ORDER BY i);
    partners integer[] := '{}';
    ways text[] := '{}';
    reasons text[] := '{}';
    settled boolean[] := '{}';
    taken boolean[] := '{}';
    c integer;
    p integer;
BEGIN
    FOR l IN 1 .. coalesce(cardinality(link_reasons), 0) LOOP
        SELECT min(i) INTO c FROM generate_series(1, cardinality(numbers)) i
        WHERE partners[i] IS NULL AND settled[i] IS NULL
            AND CASE WHEN link_codes[l] IS NOT NULL THEN codes[i] = link_codes[l] ELSE numbers[i] = link_numbers[l] END;
        IF c IS NULL THEN
            CONTINUE;
        ELSIF link_previous_numbers[l] IS NULL AND link_previous_codes[l] IS NULL THEN
            settled[c] := true;
            reasons[c] := link_reasons[l];
            CONTINUE;
        END IF;
        SELECT min(i) INTO p FROM generate_series(1, cardinality(previous_numbers)) i
        WHERE taken[i] IS NULL AND coalesce(previous_departments[i] = link_departments[l], true)
            AND CASE WHEN link_previous_codes[l] IS NOT NULL THEN previous_codes[i] = link_previous_codes[l] ELSE previous_numbers[i] = link_previous_numbers[l] END;
        IF p IS NOT NULL THEN
            partners[c] := p;
            taken[p] := true;
            ways[c] := 'link';
            reasons[c] := link_reasons[l];
        END IF;
    END LOOP;
    FOR pass IN 1 .. 3 LOOP
        FOR c IN 1 .. coalesce(cardinality(numbers), 0) LOOP
            CONTINUE WHEN partners[c] IS NOT NULL OR settled[c];
            SELECT min(i) INTO p FROM generate_series(1, cardinality(previous_numbers)) i
            WHERE taken[i] IS NULL AND CASE WHEN pass = 1 THEN previous_codes[i] = codes[c]
                ELSE (codes[c] IS NULL OR previous_codes[i] IS NULL) AND stems[c] <> '' AND previous_stems[i] = stems[c]
                    AND (pass = 3 OR previous_classes[i] = classes[c]) END;
            IF p IS NOT NULL THEN
                partners[c] := p;
                taken[p] := true;
                ways[c] := CASE pass WHEN 1 THEN 'code' ELSE 'name' END;
            END IF;
        END LOOP;
    END LOOP;
    RETURN QUERY SELECT numbers[i], previous_departments[partners[i]], previous_versions[partners[i]], previous_numbers[partners[i]], ways[i], reasons[i]
    FROM generate_series(1, cardinality(numbers)) i;
    RETURN QUERY SELECT NULL::integer, previous_departments[i], previous_versions[i], previous_numbers[i], NULL::text, NULL::text
    FROM generate_series(1, cardinality(previous_numbers)) i
    WHERE taken[i] IS NULL;
END
$$;

CREATE VIEW plain.followed_rename WITH (security_invoker = true) AS
SELECT s.predecessor_code, s.successor_code, s.fiscal_year
FROM r.department_succession s
WHERE s.kind = 'rename'
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year
            AND (o.predecessor_code, o.successor_code) <> (s.predecessor_code, s.successor_code)
            AND (o.predecessor_code IN (s.predecessor_code, s.successor_code)
                OR o.successor_code IN (s.predecessor_code, s.successor_code)))
    AND NOT EXISTS (
        SELECT FROM r.declaration d
        WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year AND budget_perf.is_sealed(d.status))
    AND NOT EXISTS (
        SELECT FROM r.declaration d
        WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year - 1 AND budget_perf.is_sealed(d.status));

CREATE VIEW plain.followed_succession WITH (security_invoker = true) AS
SELECT r.predecessor_code, r.successor_code, r.fiscal_year, 'rename'::text AS kind
FROM plain.followed_rename r
UNION ALL
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, 'merge'::text
FROM r.department_succession s
WHERE s.kind = 'merge'
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.predecessor_code = s.predecessor_code AND o.successor_code <> s.successor_code)
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.successor_code = s.predecessor_code)
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.predecessor_code = s.successor_code)
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.successor_code = s.successor_code AND o.kind <> 'merge')
    AND NOT EXISTS (
        SELECT FROM r.declaration d
        WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year AND budget_perf.is_sealed(d.status))
UNION ALL
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, 'split'::text
FROM r.department_succession s
WHERE s.kind = 'split'
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.successor_code = s.successor_code AND o.predecessor_code <> s.predecessor_code)
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.predecessor_code = s.successor_code)
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.successor_code = s.predecessor_code)
    AND NOT EXISTS (
        SELECT FROM r.department_succession o
        WHERE o.fiscal_year = s.fiscal_year AND o.predecessor_code = s.predecessor_code AND o.kind <> 'split')
    AND NOT EXISTS (
        SELECT FROM r.declaration d
        WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year - 1 AND budget_perf.is_sealed(d.status));

CREATE VIEW plain.succession WITH (security_invoker = true) AS
SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.kind,
    f.kind IS NOT NULL AS is_followed,
    q.version AS previous_version, q.form_code AS previous_form_code,
    EXISTS (
        SELECT FROM r.declaration d
        WHERE d.department_code = s.successor_code AND d.fiscal_year = s.fiscal_year AND budget_perf.is_sealed(d.status)) AS successor_in
FROM r.department_succession s
LEFT JOIN plain.followed_succession f
    ON f.predecessor_code = s.predecessor_code AND f.successor_code = s.successor_code AND f.fiscal_year = s.fiscal_year
LEFT JOIN LATERAL (
    SELECT d.version, d.form_code
    FROM r.declaration d
    WHERE d.department_code = s.predecessor_code AND d.fiscal_year = s.fiscal_year - 1 AND budget_perf.is_sealed(d.status)
    ORDER BY d.status <> 'submitted' DESC, d.version DESC
    LIMIT 1) q ON true;

CREATE VIEW plain.declaration_pair WITH (security_invoker = true) AS
WITH step AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.kind, s.is_followed, s.previous_version, s.previous_form_code, s.successor_in
    FROM plain.succession s)
SELECT c.department_code, c.department_name, c.fiscal_year, c.version, c.status, c.form_code,
    CASE o.declarations WHEN 1 THEN coalesce(m.department_code, c.department_code) END AS previous_department_code,
    CASE WHEN o.declarations > 0 THEN c.fiscal_year - 1 END AS previous_fiscal_year,
    CASE o.declarations WHEN 1 THEN coalesce(m.version, w.version) END AS previous_version,
    CASE
        WHEN m.declarations = 0 THEN w.form_code
        WHEN m.form_code = coalesce(w.form_code, m.form_code) THEN m.form_code
    END AS previous_form_code,
    o.comparison = 'yes' AS comparable,
    CASE
        WHEN k.tangled THEN k.kind
        WHEN k.kind = 'merge' AND k.missing AND o.declarations > 0 THEN 'merge; a predecessor is missing'
        WHEN k.kind = 'rename' AND k.missing THEN 'first year'
        WHEN k.kind IS NOT NULL THEN k.kind
        WHEN o.declarations = 0 THEN 'first year'
        ELSE 'comparable'
    END AS comparability,
    o.comparison, o.declarations AS previous_declarations,
    CASE WHEN o.declarations > 0 THEN concat_ws(' ', CASE WHEN w.version IS NOT NULL THEN c.department_code END, m.department_codes) END AS previous_department_codes,
    k.split_from,
    CASE WHEN o.declarations > 1 THEN w.version END AS own_previous_version,
    CASE WHEN o.declarations > 1 THEN w.form_code END AS own_previous_form_code
FROM r.effective_declaration c
LEFT JOIN LATERAL (
    SELECT d.version, d.form_code
    FROM r.declaration d
    WHERE d.department_code = c.department_code AND d.fiscal_year = c.fiscal_year - 1 AND budget_perf.is_sealed(d.status)
    ORDER BY d.status <> 'submitted' DESC, d.version DESC
    LIMIT 1) w ON true
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS declarations, min(s.predecessor_code) AS department_code, min(s.previous_version) AS version,
        CASE WHEN min(s.previous_form_code) = max(s.previous_form_code) THEN min(s.previous_form_code) END AS form_code,
        string_agg(s.predecessor_code, ' ' ORDER BY s.predecessor_code) AS department_codes
    FROM step s
    WHERE s.successor_code = c.department_code AND s.fiscal_year = c.fiscal_year
        AND s.is_followed AND s.kind <> 'split' AND s.previous_version IS NOT NULL) m
CROSS JOIN LATERAL (
    SELECT CASE WHEN bool_or(NOT s.is_followed) THEN min(s.kind) FILTER (WHERE NOT s.is_followed) ELSE min(s.kind) END AS kind,
        coalesce(bool_or(NOT s.is_followed), false) AS tangled,
        coalesce(bool_or(s.is_followed AND s.kind <> 'split' AND s.previous_version IS NULL), false) AS missing,
        min(s.predecessor_code) FILTER (WHERE s.is_followed AND s.kind = 'split') AS split_from
    FROM step s
    WHERE s.fiscal_year = c.fiscal_year AND (s.successor_code = c.department_code OR s.predecessor_code = c.department_code)) k
CROSS JOIN LATERAL (
    SELECT d.declarations,
        CASE
            WHEN k.tangled THEN 'no'
            WHEN k.split_from IS NOT NULL THEN 'partly'
            WHEN d.declarations = 0 THEN 'no'
            WHEN k.missing THEN 'partly'
            ELSE 'yes'
        END AS comparison
    FROM (SELECT m.declarations + CASE WHEN w.version IS NULL THEN 0 ELSE 1 END AS declarations) d) o
UNION ALL
SELECT p.department_code, p.department_name, p.fiscal_year + 1, NULL::integer,
    CASE WHEN k.kind IS NOT NULL THEN 'succeeded' WHEN t.drafted THEN 'draft' ELSE 'missing' END,
    NULL::text COLLATE "C",
    p.department_code, p.fiscal_year, p.version, p.form_code,
    false,
    CASE WHEN k.kind IS NOT NULL THEN k.kind WHEN t.drafted THEN 'draft' ELSE 'missing' END,
    CASE WHEN k.split_from IS NOT NULL AND k.successor_in THEN 'partly' ELSE 'no' END,
    1, p.department_code, k.split_from, NULL::integer, NULL::text COLLATE "C"
FROM r.effective_declaration p
CROSS JOIN LATERAL (
    SELECT min(s.kind) AS kind, min(s.predecessor_code) FILTER (WHERE s.is_followed AND s.kind = 'split') AS split_from,
        coalesce(bool_or(s.successor_in), false) AS successor_in,
        coalesce(bool_or(s.is_followed AND s.kind <> 'split' AND s.successor_in), false) AS counted
    FROM step s
    WHERE s.fiscal_year = p.fiscal_year + 1 AND s.predecessor_code = p.department_code) k
CROSS JOIN LATERAL (
    SELECT count(*) > 0 AS drafted
    FROM r.declaration d
    WHERE d.department_code = p.department_code AND d.fiscal_year = p.fiscal_year + 1) t
WHERE p.fiscal_year < (SELECT max(d.fiscal_year) FROM r.declaration d WHERE budget_perf.is_sealed(d.status))
    AND NOT EXISTS (
        SELECT FROM r.declaration d
        WHERE d.department_code = p.department_code AND d.fiscal_year = p.fiscal_year + 1 AND budget_perf.is_sealed(d.status))
    AND NOT k.counted;

CREATE VIEW plain.budget_yoy WITH (security_invoker = true) AS
WITH merged AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.previous_version, s.previous_form_code
    FROM plain.succession s
    WHERE s.is_followed AND s.kind = 'merge' AND s.previous_version IS NOT NULL),
-- After a split only the departments together can be compared: the one that was
-- split and all that came of it.
split AS MATERIALIZED (
    SELECT g.code, g.fiscal_year,
        (SELECT sum(b.amount)
         FROM (
            SELECT g.code
            UNION
            SELECT f.successor_code FROM plain.succession f
            WHERE f.predecessor_code = g.code AND f.fiscal_year = g.fiscal_year AND f.is_followed AND f.kind = 'split') d
         JOIN r.effective_declaration n ON n.department_code = d.code AND n.fiscal_year = g.fiscal_year
         JOIN r.budget_line b ON b.department_code = n.department_code AND b.fiscal_year = n.fiscal_year AND b.version = n.version
         JOIN r.form_item m ON m.form_code = n.form_code AND m.item_code = b.item_code AND m.category = 'expenditure') AS expenditure,
        (SELECT sum(b.amount)
         FROM r.effective_declaration n
         JOIN r.budget_line b ON b.department_code = n.department_code AND b.fiscal_year = n.fiscal_year AND b.version = n.version
         JOIN r.form_item m ON m.form_code = n.form_code AND m.item_code = b.item_code AND m.category = 'expenditure'
         WHERE n.department_code = g.code AND n.fiscal_year = g.fiscal_year - 1) AS previous_expenditure
    FROM (
        SELECT DISTINCT f.predecessor_code AS code, f.fiscal_year
        FROM plain.succession f
        WHERE f.is_followed AND f.kind = 'split') g)
SELECT x.department_code, x.department_name, x.fiscal_year, x.version, x.status, x.form_code,
    x.previous_department_code, x.previous_fiscal_year, x.previous_version,
    x.comparable AND c.expenditure IS NOT NULL AND p.expenditure IS NOT NULL AND NOT f.differs AS comparable,
    CASE
        WHEN NOT x.comparable THEN x.comparability
        WHEN c.expenditure IS NULL OR p.expenditure IS NULL THEN 'blank'
        WHEN f.differs THEN 'form differs'
        ELSE x.comparability
    END AS comparability,
    c.expenditure::numeric(20,2) AS expenditure, p.expenditure::numeric(20,2) AS previous_expenditure,
    (c.expenditure - p.expenditure)::numeric(20,2) AS expenditure_change, ((c.expenditure - p.expenditure) / abs(nullif(p.expenditure, 0)))::numeric(24,4) AS expenditure_change_rate,
    (c.expenditure / 10000)::numeric(20,6) AS expenditure_wan, (p.expenditure / 10000)::numeric(20,6) AS previous_expenditure_wan,
    ((c.expenditure - p.expenditure) / 10000)::numeric(20,6) AS expenditure_change_wan,
    c.income::numeric(20,2) AS income, p.income::numeric(20,2) AS previous_income,
    (c.income - p.income)::numeric(20,2) AS income_change, ((c.income - p.income) / abs(nullif(p.income, 0)))::numeric(24,4) AS income_change_rate,
    (c.income / 10000)::numeric(20,6) AS income_wan, (p.income / 10000)::numeric(20,6) AS previous_income_wan,
    ((c.income - p.income) / 10000)::numeric(20,6) AS income_change_wan,
    c.tier::numeric(20,2) AS tier, p.tier::numeric(20,2) AS previous_tier,
    (c.tier - p.tier)::numeric(20,2) AS tier_change, ((c.tier - p.tier) / abs(nullif(p.tier, 0)))::numeric(24,4) AS tier_change_rate,
    (c.tier / 10000)::numeric(20,6) AS tier_wan, (p.tier / 10000)::numeric(20,6) AS previous_tier_wan,
    ((c.tier - p.tier) / 10000)::numeric(20,6) AS tier_change_wan,
    c.department_expenditure::numeric(20,2) AS department_expenditure, p.department_expenditure::numeric(20,2) AS previous_department_expenditure,
    (c.department_expenditure - p.department_expenditure)::numeric(20,2) AS department_expenditure_change, ((c.department_expenditure - p.department_expenditure) / abs(nullif(p.department_expenditure, 0)))::numeric(24,4) AS department_expenditure_change_rate,
    (c.department_expenditure / 10000)::numeric(20,6) AS department_expenditure_wan, (p.department_expenditure / 10000)::numeric(20,6) AS previous_department_expenditure_wan,
    ((c.department_expenditure - p.department_expenditure) / 10000)::numeric(20,6) AS department_expenditure_change_wan,
    c.development_expenditure::numeric(20,2) AS development_expenditure, p.development_expenditure::numeric(20,2) AS previous_development_expenditure,
    (c.development_expenditure - p.development_expenditure)::numeric(20,2) AS development_expenditure_change, ((c.development_expenditure - p.development_expenditure) / abs(nullif(p.development_expenditure, 0)))::numeric(24,4) AS development_expenditure_change_rate,
    (c.development_expenditure / 10000)::numeric(20,6) AS development_expenditure_wan, (p.development_expenditure / 10000)::numeric(20,6) AS previous_development_expenditure_wan,
    ((c.development_expenditure - p.development_expenditure) / 10000)::numeric(20,6) AS development_expenditure_change_wan,
    c.tasks::numeric(20,2) AS tasks, p.tasks::numeric(20,2) AS previous_tasks,
    (c.tasks - p.tasks)::numeric(20,2) AS tasks_change, ((c.tasks - p.tasks) / abs(nullif(p.tasks, 0)))::numeric(24,4) AS tasks_change_rate,
    (c.tasks / 10000)::numeric(20,6) AS tasks_wan, (p.tasks / 10000)::numeric(20,6) AS previous_tasks_wan,
    ((c.tasks - p.tasks) / 10000)::numeric(20,6) AS tasks_change_wan,
    CASE
        WHEN x.comparison = 'no' OR x.split_from IS NOT NULL THEN x.comparison
        WHEN c.expenditure IS NULL OR p.expenditure IS NULL THEN 'no'
        WHEN f.differs THEN 'partly'
        ELSE x.comparison
    END AS comparison,
    x.previous_declarations, x.previous_department_codes,
    coalesce(x.split_from, x.department_code) AS group_code,
    u.expenditure::numeric(20,2) AS group_expenditure, u.previous_expenditure::numeric(20,2) AS previous_group_expenditure,
    (u.expenditure - u.previous_expenditure)::numeric(20,2) AS group_expenditure_change,
    ((u.expenditure - u.previous_expenditure) / abs(nullif(u.previous_expenditure, 0)))::numeric(24,4) AS group_expenditure_change_rate,
    (u.expenditure / 10000)::numeric(20,6) AS group_expenditure_wan, (u.previous_expenditure / 10000)::numeric(20,6) AS previous_group_expenditure_wan,
    ((u.expenditure - u.previous_expenditure) / 10000)::numeric(20,6) AS group_expenditure_change_wan
FROM plain.declaration_pair x
CROSS JOIN LATERAL (
    SELECT sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
        sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
        sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier,
        sum(b.amount) FILTER (WHERE m.block = 'department') AS department_expenditure,
        sum(b.amount) FILTER (WHERE m.block = 'development') AS development_expenditure,
        (SELECT CASE WHEN sum(t.amount) < 1e17 THEN sum(t.amount) END
         FROM r.task t
         WHERE t.department_code = x.department_code AND t.fiscal_year = x.fiscal_year AND t.version = x.version) AS tasks
    FROM r.budget_line b
    JOIN r.form_item m ON m.form_code = x.form_code AND m.item_code = b.item_code
    WHERE b.department_code = x.department_code AND b.fiscal_year = x.fiscal_year AND b.version = x.version) c
CROSS JOIN LATERAL (
    SELECT sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
        sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
        sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier,
        sum(b.amount) FILTER (WHERE m.block = 'department') AS department_expenditure,
        sum(b.amount) FILTER (WHERE m.block = 'development') AS development_expenditure,
        (SELECT CASE WHEN sum(t.amount) < 1e17 THEN sum(t.amount) END
         FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
         JOIN r.task t ON t.department_code = s.department_code AND t.fiscal_year = x.fiscal_year - 1 AND t.version = s.version) AS tasks
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN r.budget_line b ON b.department_code = s.department_code AND b.fiscal_year = x.fiscal_year - 1 AND b.version = s.version
    JOIN r.form_item m ON m.form_code = s.form_code AND m.item_code = b.item_code) p
CROSS JOIN LATERAL (
    -- Another form is another measure only if its items differ.
    SELECT coalesce(bool_or(s.form_code <> x.form_code AND EXISTS (
        SELECT m.item_code
        FROM r.form_item m
        WHERE m.form_code IN (x.form_code, s.form_code)
        GROUP BY m.item_code
        HAVING count(*) = 1)), false) AS differs
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s) f
LEFT JOIN split e ON e.code = x.split_from AND e.fiscal_year = x.fiscal_year
CROSS JOIN LATERAL (
    SELECT CASE WHEN x.split_from IS NULL THEN c.expenditure ELSE e.expenditure END AS expenditure,
        CASE WHEN x.split_from IS NULL THEN p.expenditure ELSE e.previous_expenditure END AS previous_expenditure) u;

CREATE VIEW plain.item_yoy WITH (security_invoker = true) AS
WITH merged AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.previous_version, s.previous_form_code
    FROM plain.succession s
    WHERE s.is_followed AND s.kind = 'merge' AND s.previous_version IS NOT NULL)
SELECT x.department_code, x.department_name, x.fiscal_year, x.version,
    x.previous_department_code, x.previous_fiscal_year, x.previous_version,
    i.item_code, coalesce(cm.label, pm.label) AS item_name, coalesce(cm.category, pm.category) AS category,
    coalesce(cm.block, pm.block) AS block, coalesce(cm.block_label, pm.block_label) AS block_name,
    coalesce(cm.ordinal, pm.ordinal)::integer AS ordinal,
    cb.amount::numeric(20,2) AS amount, pb.amount::numeric(20,2) AS previous_amount,
    (cb.amount - pb.amount)::numeric(20,2) AS amount_change, ((cb.amount - pb.amount) / abs(nullif(pb.amount, 0)))::numeric(24,4) AS amount_change_rate,
    (cb.amount / 10000)::numeric(20,6) AS amount_wan, (pb.amount / 10000)::numeric(20,6) AS previous_amount_wan,
    ((cb.amount - pb.amount) / 10000)::numeric(20,6) AS amount_change_wan,
    CASE
        WHEN x.version IS NULL OR x.previous_declarations = 0 THEN NULL
        WHEN cb.amount IS NULL AND pb.amount IS NULL THEN NULL
        WHEN pb.amount IS NULL THEN 'new'
        WHEN cb.amount IS NULL THEN 'dropped'
        WHEN cb.amount > pb.amount THEN 'raised'
        WHEN cb.amount < pb.amount THEN 'lowered'
        ELSE 'unchanged'
    END AS change,
    x.comparable AND cb.amount IS NOT NULL AND pb.amount IS NOT NULL AS comparable,
    CASE
        WHEN NOT x.comparable THEN x.comparability
        WHEN cm.item_code IS NULL AND pm.item_code IS NOT NULL THEN 'not in this form'
        WHEN pm.item_code IS NULL AND cm.item_code IS NOT NULL THEN 'not in the form before'
        WHEN cb.amount IS NULL OR pb.amount IS NULL THEN 'blank'
        ELSE x.comparability
    END AS comparability,
    CASE
        WHEN cb.amount IS NULL OR pb.amount IS NULL THEN 'no'
        ELSE x.comparison
    END AS comparison,
    x.previous_declarations, x.previous_department_codes
FROM plain.declaration_pair x
CROSS JOIN LATERAL (
    SELECT m.item_code FROM r.form_item m WHERE m.form_code = x.form_code
    UNION
    SELECT m.item_code FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN r.form_item m ON m.form_code = s.form_code
    UNION
    SELECT b.item_code FROM r.budget_line b
    WHERE b.department_code = x.department_code AND b.fiscal_year = x.fiscal_year AND b.version = x.version
    UNION
    SELECT b.item_code FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN r.budget_line b ON b.department_code = s.department_code AND b.fiscal_year = x.fiscal_year - 1 AND b.version = s.version) i
LEFT JOIN r.form_item cm ON cm.form_code = x.form_code AND cm.item_code = i.item_code
LEFT JOIN LATERAL (
    SELECT m.item_code, m.label, m.category, m.block, m.block_label, m.ordinal
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN r.form_item m ON m.form_code = s.form_code AND m.item_code = i.item_code
    ORDER BY s.department_code
    LIMIT 1) pm ON true
LEFT JOIN r.budget_line cb ON cb.department_code = x.department_code AND cb.fiscal_year = x.fiscal_year AND cb.version = x.version
    AND cb.item_code = i.item_code
CROSS JOIN LATERAL (
    SELECT sum(b.amount) AS amount
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN r.budget_line b ON b.department_code = s.department_code AND b.fiscal_year = x.fiscal_year - 1 AND b.version = s.version
        AND b.item_code = i.item_code) pb;

CREATE VIEW plain.task_yoy WITH (security_invoker = true) AS
WITH merged AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.previous_version, s.previous_form_code
    FROM plain.succession s
    WHERE s.is_followed AND s.kind = 'merge' AND s.previous_version IS NOT NULL)
SELECT x.department_code, x.department_name, x.fiscal_year, x.version,
    coalesce(t.previous_department_code, x.previous_department_code) AS previous_department_code, x.previous_fiscal_year,
    coalesce(t.previous_version, x.previous_version) AS previous_version,
    t.task_no, t.previous_task_no, t.task_name,
    t.amount::numeric(20,2) AS amount, t.previous_amount::numeric(20,2) AS previous_amount,
    (t.amount - t.previous_amount)::numeric(20,2) AS amount_change, ((t.amount - t.previous_amount) / abs(nullif(t.previous_amount, 0)))::numeric(24,4) AS amount_change_rate,
    (t.amount / 10000)::numeric(20,6) AS amount_wan, (t.previous_amount / 10000)::numeric(20,6) AS previous_amount_wan,
    ((t.amount - t.previous_amount) / 10000)::numeric(20,6) AS amount_change_wan,
    t.text_changed,
    CASE
        WHEN x.previous_declarations = 0 THEN NULL
        WHEN t.previous_task_no IS NULL THEN 'new'
        WHEN t.task_no IS NULL THEN 'dropped'
        WHEN t.amount > t.previous_amount THEN 'raised'
        WHEN t.amount < t.previous_amount THEN 'lowered'
        WHEN t.amount IS NULL <> (t.previous_amount IS NULL) THEN 'redefined'
        ELSE 'unchanged'
    END AS change,
    x.comparable AND x.previous_declarations = 1 AND t.amount IS NOT NULL AND t.previous_amount IS NOT NULL AS comparable,
    CASE
        WHEN NOT x.comparable THEN x.comparability
        WHEN t.previous_task_no IS NULL THEN 'new task'
        WHEN t.task_no IS NULL THEN 'dropped task'
        WHEN t.amount IS NULL OR t.previous_amount IS NULL THEN 'blank'
        ELSE x.comparability
    END AS comparability,
    CASE
        WHEN t.amount IS NULL OR t.previous_amount IS NULL THEN 'no'
        WHEN x.comparison = 'yes' AND x.previous_declarations > 1 THEN 'partly'
        ELSE x.comparison
    END AS comparison
FROM plain.declaration_pair x
CROSS JOIN LATERAL (
    SELECT c.task_no, p.task_no AS previous_task_no, p.department_code AS previous_department_code, p.version AS previous_version, coalesce(c.name, p.name) AS task_name, c.amount, p.amount AS previous_amount,
        CASE WHEN c.task_no IS NOT NULL AND p.task_no IS NOT NULL THEN
            budget_perf.normalise_name(coalesce(c.content, '')) <> budget_perf.normalise_name(coalesce(p.content, ''))
            OR budget_perf.normalise_name(coalesce(c.expected_outcome, '')) <> budget_perf.normalise_name(coalesce(p.expected_outcome, ''))
        END AS text_changed
    FROM (
        SELECT t.task_no, t.name, t.content, t.expected_outcome, t.amount, n.name AS normal_name,
            row_number() OVER (PARTITION BY n.name ORDER BY t.task_no) AS nth
        FROM r.task t
        CROSS JOIN LATERAL (SELECT nullif(budget_perf.normalise_name(t.name), '') AS name) n
        WHERE t.department_code = x.department_code AND t.fiscal_year = x.fiscal_year AND t.version = x.version) c
    FULL JOIN (
        SELECT t.department_code, t.version, t.task_no, t.name, t.content, t.expected_outcome, t.amount, n.name AS normal_name,
            row_number() OVER (PARTITION BY n.name ORDER BY t.department_code, t.task_no) AS nth
        FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
        JOIN r.task t ON t.department_code = s.department_code AND t.fiscal_year = x.fiscal_year - 1 AND t.version = s.version
        CROSS JOIN LATERAL (SELECT nullif(budget_perf.normalise_name(t.name), '') AS name) n) p ON p.normal_name = c.normal_name AND p.nth = c.nth) t
WHERE x.version IS NOT NULL;

CREATE VIEW plain.indicator_any_version WITH (security_invoker = true) AS
SELECT i.department_code, g.name AS department_name, i.fiscal_year, i.version, d.form_code, d.status AS declaration_status,
    i.indicator_no, i.code AS indicator_code, i.name AS indicator_name, budget_perf.indicator_stem(i.name) AS normal_name,
    k.code AS class_code, coalesce(k.level1, i.level1) AS level1, coalesce(k.level2, i.level2) AS level2,
    coalesce(r.beside, r.inside) AS unit,
    i.cycle_target::text AS cycle_target, i.annual_target::text AS target,
    CASE WHEN btrim(i.annual_target::text) <> '' THEN r.kind ELSE 'blank' END AS target_kind,
    r.comparator,
    -- A number that no amount or count can reach stays text.
    (CASE WHEN abs(r.low * s.scale) < 1e21 THEN r.low * s.scale END)::numeric(28,6) AS value,
    (CASE WHEN r.high <> r.low AND abs(r.high * s.scale) < 1e21 THEN r.high * s.scale END)::numeric(28,6) AS upper_value,
    CASE WHEN s.scale > 1
        THEN coalesce(nullif(ltrim(r.inside, '十百千万亿'), ''), nullif(ltrim(r.beside, '十百千万亿'), ''))
        ELSE coalesce(r.inside, r.beside)
    END AS value_unit,
    (CASE WHEN r.low IS NOT NULL THEN s.scale END)::numeric(20,0) AS value_scale,
    r.target_date, i.weight, i.accumulation
FROM r.indicator i
JOIN r.declaration d ON d.department_code = i.department_code AND d.fiscal_year = i.fiscal_year AND d.version = i.version
LEFT JOIN r.department g ON g.code = i.department_code
LEFT JOIN r.form f ON f.code = d.form_code
LEFT JOIN LATERAL (
    SELECT c.code, c.level1, c.level2
    FROM (
        SELECT budget_perf.class_stem(i.level1) AS level1, budget_perf.class_stem(i.level2) AS level2
        OFFSET 0) t
    JOIN r.indicator_class c
        ON c.taxonomy = f.taxonomy AND t.level1 = ANY (c.level1_names) AND t.level2 = ANY (c.level2_names)
    ORDER BY c.ordinal
    LIMIT 1) k ON true
CROSS JOIN LATERAL (
    SELECT t.kind, t.comparator, t.target_date, t.scale, t.inside, t.beside,
        CASE WHEN t.kind IN ('bound', 'plan', 'approximate', 'range') THEN coalesce(t.lower, t.upper) END AS low,
        CASE WHEN t.kind IN ('bound', 'plan', 'approximate', 'range') THEN coalesce(t.upper, t.lower) END AS high
    FROM (
        SELECT budget_perf.target_kind(i.annual_target) AS kind, budget_perf.target_comparator(i.annual_target) AS comparator,
            budget_perf.target_lower(i.annual_target) AS lower, budget_perf.target_upper(i.annual_target) AS upper,
            budget_perf.target_date(i.annual_target) AS target_date, budget_perf.target_scale(i.annual_target) AS scale,
            nullif(budget_perf.target_unit(i.annual_target), '') AS inside,
            coalesce(nullif(i.unit, ''), nullif(budget_perf.name_unit(i.name), '')) AS beside
        OFFSET 0) t) r
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.inside IS NOT NULL THEN r.scale
        ELSE coalesce(budget_perf.target_scale(('1' || r.beside)::budget_perf.indicator_target), 1)
        END::numeric AS scale
    OFFSET 0) s;

CREATE VIEW plain.indicator_yoy WITH (security_invoker = true) AS
WITH merged AS MATERIALIZED (
    SELECT s.predecessor_code, s.successor_code, s.fiscal_year, s.previous_version, s.previous_form_code
    FROM plain.succession s
    WHERE s.is_followed AND s.kind = 'merge' AND s.previous_version IS NOT NULL)
SELECT x.department_code, x.department_name, x.fiscal_year, x.version,
    coalesce(m.previous_department_code, x.previous_department_code) AS previous_department_code, x.previous_fiscal_year,
    coalesce(m.previous_version, x.previous_version) AS previous_version,
    m.indicator_no, m.previous_indicator_no, m.indicator_code,
    m.indicator_name, m.previous_indicator_name, m.class_code, m.previous_class_code,
    m.level1, m.level2, m.previous_level1, m.previous_level2, m.unit, m.previous_unit,
    m.target, m.previous_target, m.target_kind, m.previous_target_kind, m.comparator, m.previous_comparator,
    m.value, m.previous_value, m.upper_value, m.previous_upper_value, m.value_unit, m.previous_value_unit,
    CASE WHEN NOT q.unit_changed THEN m.value - m.previous_value END::numeric(28,6) AS value_change,
    CASE WHEN NOT q.unit_changed THEN (m.value - m.previous_value) / abs(nullif(m.previous_value, 0)) END::numeric(32,4) AS value_change_rate,
    m.target_date, m.previous_target_date, m.weight, m.previous_weight,
    CASE
        WHEN x.previous_declarations = 0 THEN NULL
        WHEN m.previous_indicator_no IS NULL THEN 'new'
        WHEN m.indicator_no IS NULL THEN 'dropped'
        WHEN q.sort <> q.previous_sort OR q.unit_changed OR q.direction_changed THEN 'redefined'
        WHEN q.sort IN ('deferred', 'template', 'blank') THEN 'unchanged'
        WHEN q.sort = 'number' AND m.value IS NOT NULL AND m.previous_value IS NOT NULL THEN
            CASE
                WHEN m.value = m.previous_value AND q.high = q.previous_high THEN 'unchanged'
                WHEN m.value >= m.previous_value AND q.high >= q.previous_high THEN 'raised'
                WHEN m.value <= m.previous_value AND q.high <= q.previous_high THEN 'lowered'
                ELSE 'redefined'
            END
        WHEN q.days = 0 OR q.same_words THEN 'unchanged'
        ELSE 'redefined'
    END AS change,
    CASE
        WHEN q.sort <> q.previous_sort OR q.sort NOT IN ('number', 'date') OR q.unit_changed OR q.direction_changed THEN NULL
        WHEN q.days = 0 THEN 'same'
        WHEN q.days IS NOT NULL THEN CASE WHEN (q.days < 0) = coalesce(m.comparator IN ('>=', '>'), false) THEN 'looser' ELSE 'stricter' END
        -- The type compares what is printed; units beside the targets must agree.
        WHEN m.value_scale / budget_perf.target_scale(m.target::budget_perf.indicator_target)
            <> m.previous_value_scale / budget_perf.target_scale(m.previous_target::budget_perf.indicator_target) THEN NULL
        WHEN budget_perf.target_stricter(m.target::budget_perf.indicator_target, m.previous_target::budget_perf.indicator_target) THEN 'stricter'
        WHEN budget_perf.target_stricter(m.previous_target::budget_perf.indicator_target, m.target::budget_perf.indicator_target) THEN 'looser'
        WHEN m.target::budget_perf.indicator_target OPERATOR(budget_perf.=) m.previous_target::budget_perf.indicator_target THEN 'same'
    END AS ambition,
    m.matched_by,
    x.comparable AND x.previous_declarations = 1 AND m.matched_by IS NOT NULL AND q.sort = q.previous_sort AND q.sort NOT IN ('deferred', 'template', 'blank')
        AND NOT q.unit_changed AND NOT q.direction_changed AS comparable,
    coalesce(nullif(concat_ws('; ',
        CASE WHEN x.comparability <> 'comparable' THEN x.comparability END,
        CASE
            WHEN x.previous_declarations = 0 THEN NULL
            WHEN m.previous_indicator_no IS NULL THEN 'new indicator'
            WHEN m.indicator_no IS NULL THEN 'dropped indicator'
        END,
        CASE
            WHEN m.matched_by IS NULL THEN NULL
            WHEN q.sort <> q.previous_sort THEN
                CASE q.previous_sort WHEN 'number' THEN 'number' WHEN 'several' THEN 'several values' WHEN 'template' THEN 'template residue' ELSE q.previous_sort || ' target' END
                || ' became ' ||
                CASE q.sort WHEN 'number' THEN 'a number' WHEN 'date' THEN 'a date' WHEN 'several' THEN 'several values' WHEN 'template' THEN 'template residue' ELSE q.sort END
            WHEN q.sort = 'deferred' THEN 'deferred in both years'
            WHEN q.sort = 'template' THEN 'not filled in in both years'
            WHEN q.sort = 'blank' THEN 'blank in both years'
            WHEN q.days < 0 THEN 'date moved earlier'
            WHEN q.days > 0 THEN 'date moved later'
            WHEN q.days = 0 AND m.target_date > m.previous_target_date THEN 'the same day a year later'
            WHEN q.days IS NULL AND q.sort IN ('qualitative', 'several', 'date') AND NOT q.same_words THEN 'wording changed'
        END,
        CASE
            WHEN q.unit_changed THEN 'unit changed'
            WHEN q.sort = 'number' AND q.previous_sort = 'number' AND m.value_unit IS NULL <> (m.previous_value_unit IS NULL) THEN 'unit given in one year only'
            WHEN m.value_scale <> m.previous_value_scale THEN 'unit converted'
        END,
        CASE
            WHEN q.direction_changed THEN 'direction changed'
            WHEN q.sort = 'number' AND q.previous_sort = 'number' AND m.comparator IS DISTINCT FROM m.previous_comparator THEN 'comparator changed'
        END,
        CASE WHEN m.matched_by IS NOT NULL AND (m.level1, m.level2) IS DISTINCT FROM (m.previous_level1, m.previous_level2)
            AND m.class_code IS DISTINCT FROM m.previous_class_code THEN 'class changed' END,
        CASE WHEN m.matched_by IN ('code', 'link') AND m.normal_name <> m.previous_normal_name THEN 'name changed' END,
        CASE WHEN m.link_reason IS NOT NULL THEN 'link: ' || m.link_reason END), ''), 'comparable') AS comparability,
    CASE
        WHEN m.matched_by IS NULL OR q.sort <> q.previous_sort OR q.sort IN ('deferred', 'template', 'blank') OR q.unit_changed OR q.direction_changed THEN 'no'
        WHEN x.comparison = 'yes' AND (x.previous_declarations > 1 OR m.comparator IS DISTINCT FROM m.previous_comparator) THEN 'partly'
        ELSE x.comparison
    END AS comparison,
    m.link_reason,
    -- What came of the year before, in the same measure as previous_value.
    (SELECT (CASE WHEN abs(a.actual * coalesce(m.previous_value_scale, 1)) < 1e21 THEN a.actual * coalesce(m.previous_value_scale, 1) END)::numeric(28,6)
     FROM r.actual_of(m.previous_department_code, x.previous_fiscal_year, m.previous_version, m.previous_indicator_no, NULL) a) AS previous_actual,
    (SELECT a.actual_text
     FROM r.measurement_of(m.previous_department_code, x.previous_fiscal_year, m.previous_version, m.previous_indicator_no) a
     WHERE a.actual_text IS NOT NULL
     ORDER BY a.measured_on DESC LIMIT 1) AS previous_actual_text,
    (SELECT a.measured_on
     FROM r.actual_of(m.previous_department_code, x.previous_fiscal_year, m.previous_version, m.previous_indicator_no, NULL) a) AS previous_measured_on,
    (SELECT a.rating
     FROM r.actual_of(m.previous_department_code, x.previous_fiscal_year, m.previous_version, m.previous_indicator_no, NULL) a) AS previous_rating
FROM plain.declaration_pair x
CROSS JOIN LATERAL (
    SELECT array_agg(i.indicator_no ORDER BY i.indicator_no) AS numbers, array_agg(i.code ORDER BY i.indicator_no) AS codes,
        array_agg(i.name ORDER BY i.indicator_no) AS names, array_agg(i.level2 ORDER BY i.indicator_no) AS level2
    FROM r.indicator i
    WHERE i.department_code = x.department_code AND i.fiscal_year = x.fiscal_year AND i.version = x.version) ci
CROSS JOIN LATERAL (
    SELECT array_agg(i.department_code ORDER BY i.department_code, i.indicator_no) AS departments,
        array_agg(i.version ORDER BY i.department_code, i.indicator_no) AS versions,
        array_agg(i.indicator_no ORDER BY i.department_code, i.indicator_no) AS numbers,
        array_agg(i.code ORDER BY i.department_code, i.indicator_no) AS codes,
        array_agg(i.name ORDER BY i.department_code, i.indicator_no) AS names,
        array_agg(i.level2 ORDER BY i.department_code, i.indicator_no) AS level2
    FROM (
        SELECT coalesce(x.previous_department_code, x.department_code) AS department_code, coalesce(x.previous_version, x.own_previous_version) AS version,
            CASE WHEN x.previous_version IS NULL THEN x.own_previous_form_code ELSE x.previous_form_code END AS form_code
        UNION ALL
        SELECT s.predecessor_code, s.previous_version, s.previous_form_code
        FROM merged s
        WHERE s.successor_code = x.department_code AND s.fiscal_year = x.fiscal_year AND x.previous_declarations > 1) s
    JOIN r.indicator i
        ON i.department_code = s.department_code AND i.fiscal_year = x.fiscal_year - 1 AND i.version = s.version) pi
CROSS JOIN LATERAL (
    SELECT array_agg(l.indicator_no ORDER BY l.indicator_no, l.indicator_code) AS numbers,
        array_agg(nullif(l.indicator_code, '') ORDER BY l.indicator_no, l.indicator_code) AS codes,
        array_agg(l.previous_department_code ORDER BY l.indicator_no, l.indicator_code) AS departments,
        array_agg(l.previous_indicator_no ORDER BY l.indicator_no, l.indicator_code) AS previous_numbers,
        array_agg(l.previous_indicator_code ORDER BY l.indicator_no, l.indicator_code) AS previous_codes,
        array_agg(l.reason ORDER BY l.indicator_no, l.indicator_code) AS reasons
    FROM r.indicator_link l
    WHERE l.department_code = x.department_code AND l.fiscal_year = x.fiscal_year) li
CROSS JOIN LATERAL plain.match_indicators(ci.numbers, ci.codes, ci.names, ci.level2,
    pi.departments, pi.versions, pi.numbers, pi.codes, pi.names, pi.level2,
    li.numbers, li.codes, li.departments, li.previous_numbers, li.previous_codes, li.reasons) k
-- OFFSET 0: read by key, one by one, never every year there is.
LEFT JOIN LATERAL (
    SELECT i.*
    FROM plain.indicator_any_version i
    WHERE i.department_code = x.department_code AND i.fiscal_year = x.fiscal_year AND i.version = x.version AND i.indicator_no = k.indicator_no
    OFFSET 0) c ON true
LEFT JOIN LATERAL (
    SELECT i.*
    FROM plain.indicator_any_version i
    WHERE i.department_code = k.previous_department_code AND i.fiscal_year = x.previous_fiscal_year AND i.version = k.previous_version
        AND i.indicator_no = k.previous_indicator_no
    OFFSET 0) p ON true
CROSS JOIN LATERAL (
    SELECT k.indicator_no, k.previous_indicator_no, k.previous_department_code, k.previous_version, k.matched_by, k.reason AS link_reason,
        coalesce(c.indicator_code, p.indicator_code) AS indicator_code,
        coalesce(c.indicator_name, p.indicator_name) AS indicator_name, p.indicator_name AS previous_indicator_name,
        c.normal_name, p.normal_name AS previous_normal_name,
        CASE WHEN k.indicator_no IS NULL THEN p.class_code ELSE c.class_code END AS class_code, p.class_code AS previous_class_code,
        coalesce(c.level1, p.level1) AS level1, coalesce(c.level2, p.level2) AS level2,
        p.level1 AS previous_level1, p.level2 AS previous_level2,
        c.unit, p.unit AS previous_unit, c.target, p.target AS previous_target,
        c.target_kind, p.target_kind AS previous_target_kind, c.comparator, p.comparator AS previous_comparator,
        c.value, p.value AS previous_value, c.upper_value, p.upper_value AS previous_upper_value,
        c.value_unit, p.value_unit AS previous_value_unit, c.value_scale, p.value_scale AS previous_value_scale,
        c.target_date, p.target_date AS previous_target_date, c.weight, p.weight AS previous_weight) m
CROSS JOIN LATERAL (
    SELECT CASE WHEN m.target_kind IN ('bound', 'plan', 'approximate', 'range') THEN 'number' ELSE m.target_kind END AS sort,
        CASE WHEN m.previous_target_kind IN ('bound', 'plan', 'approximate', 'range') THEN 'number' ELSE m.previous_target_kind END AS previous_sort,
        -- A day in the budget year itself is compared within the year.
        m.target_date - CASE
            WHEN extract(year FROM m.target_date) = x.fiscal_year AND extract(year FROM m.previous_target_date) = x.previous_fiscal_year
                THEN (m.previous_target_date + interval '1 year')::date
            ELSE m.previous_target_date
        END AS days,
        coalesce(m.upper_value, m.value) AS high, coalesce(m.previous_upper_value, m.previous_value) AS previous_high,
        coalesce(m.value IS NOT NULL AND m.previous_value IS NOT NULL
            AND CASE
                WHEN m.value_unit = m.previous_value_unit THEN false
                -- Units compare by meaning (m2 and 平方米); a share against a bare number is another unit, too.
                WHEN m.value_unit IS NULL THEN budget_perf.target_percent(('1' || m.previous_value_unit)::budget_perf.indicator_target)
                WHEN m.previous_value_unit IS NULL THEN budget_perf.target_percent(('1' || m.value_unit)::budget_perf.indicator_target)
                ELSE ('1' || m.value_unit)::budget_perf.indicator_target
                    OPERATOR(budget_perf.<>) ('1' || m.previous_value_unit)::budget_perf.indicator_target
            END, false) AS unit_changed,
        coalesce((m.comparator IN ('>=', '>') AND m.previous_comparator IN ('<=', '<'))
            OR (m.comparator IN ('<=', '<') AND m.previous_comparator IN ('>=', '>')), false) AS direction_changed,
        budget_perf.normalise_name(m.target) = budget_perf.normalise_name(m.previous_target) AS same_words) q
WHERE x.version IS NOT NULL;

CREATE VIEW plain.department_budget WITH (security_invoker = true) AS
SELECT f.fiscal_year, f.department_code, f.department_name, g.parent_code, g.region,
    CASE WHEN f.filing = 'draft' AND r.refused THEN 'refused' ELSE f.filing END AS filing,
    e.version, e.status, e.form_code,
    s.waived,
    a.expenditure::numeric(20,2) AS expenditure, (a.expenditure / 10000)::numeric(20,6) AS expenditure_wan,
    a.income::numeric(20,2) AS income, (a.income / 10000)::numeric(20,6) AS income_wan,
    a.tier::numeric(20,2) AS tier, (a.tier / 10000)::numeric(20,6) AS tier_wan,
    a.tasks::numeric(20,2) AS tasks, (a.tasks / 10000)::numeric(20,6) AS tasks_wan,
    o.expenditure::numeric(20,2) AS original_expenditure, (o.expenditure / 10000)::numeric(20,6) AS original_expenditure_wan,
    o.income::numeric(20,2) AS original_income, (o.income / 10000)::numeric(20,6) AS original_income_wan,
    o.tier::numeric(20,2) AS original_tier, (o.tier / 10000)::numeric(20,6) AS original_tier_wan,
    o.tasks::numeric(20,2) AS original_tasks, (o.tasks / 10000)::numeric(20,6) AS original_tasks_wan,
    o.filed AS has_original
FROM r.filing f
JOIN r.department g ON g.code = f.department_code
LEFT JOIN LATERAL (
    SELECT d.version, d.status, d.form_code
    FROM r.declaration d
    WHERE d.department_code = f.department_code AND d.fiscal_year = f.fiscal_year AND budget_perf.is_sealed(d.status)
    ORDER BY d.status <> 'submitted' DESC, d.version DESC
    LIMIT 1) e ON true
LEFT JOIN r.declaration v ON v.department_code = f.department_code AND v.fiscal_year = f.fiscal_year AND v.version = 1
    AND budget_perf.is_sealed(v.status)
CROSS JOIN LATERAL (
    SELECT bool_or(a.withdrawn_at IS NOT NULL) AS refused
    FROM r.seal a
    WHERE a.department_code = f.department_code AND a.fiscal_year = f.fiscal_year AND f.filing = 'draft') r
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS waived
    FROM r.seal a
    CROSS JOIN LATERAL jsonb_array_elements(a.findings) n
    WHERE a.department_code = f.department_code AND a.fiscal_year = f.fiscal_year AND a.version = e.version
        AND a.withdrawn_at IS NULL AND n ->> 'status' = 'waived') s
CROSS JOIN LATERAL (
    SELECT sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
        sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
        sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier,
        (SELECT CASE WHEN sum(t.amount) < 1e17 THEN sum(t.amount) END
         FROM r.task t
         WHERE t.department_code = f.department_code AND t.fiscal_year = f.fiscal_year AND t.version = e.version) AS tasks
    FROM r.budget_line b
    JOIN r.form_item m ON m.form_code = e.form_code AND m.item_code = b.item_code
    WHERE b.department_code = f.department_code AND b.fiscal_year = f.fiscal_year AND b.version = e.version) a
CROSS JOIN LATERAL (
    SELECT sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
        sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
        sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier,
        (SELECT CASE WHEN sum(t.amount) < 1e17 THEN sum(t.amount) END
         FROM r.task t
         WHERE t.department_code = f.department_code AND t.fiscal_year = f.fiscal_year AND t.version = v.version) AS tasks,
        v.version IS NOT NULL AS filed
    FROM r.budget_line b
    JOIN r.form_item m ON m.form_code = v.form_code AND m.item_code = b.item_code
    WHERE b.department_code = f.department_code AND b.fiscal_year = f.fiscal_year AND b.version = v.version) o;

CREATE VIEW plain.department_tree WITH (security_invoker = true) AS
WITH RECURSIVE below (code, member_code) AS (
    SELECT g.code, g.code FROM r.department g
    UNION
    SELECT b.code, g.code
    FROM below b
    JOIN r.department g ON g.parent_code = b.member_code)
SELECT b.code AS department_code, b.member_code
FROM below b;
