-- Forms, taxonomies and rules as a new ledger has them.
\pset format unaligned

-- Every kind of check that the engine has is used by a rule, and every rule
-- says in both languages what it asks, and where it comes from.
SELECT id, kind, severity, operator, tolerance, parameters <> '{}' AS parameters, forms
FROM budget.rule ORDER BY id;
SELECT id FROM budget.rule
WHERE legal_basis IS NULL OR legal_basis !~ '[一-龥]' OR legal_basis !~ '[A-Za-z]'
    OR description !~ '^[ -~]+$' OR description_zh !~ '[一-龥]';
SELECT rule_id, side, string_agg(CASE source WHEN 'tasks' THEN 'tasks' ELSE item_code END, ' + ' ORDER BY item_code) AS terms
FROM budget.rule_term GROUP BY rule_id, side ORDER BY rule_id, side;

-- The two forms differ in their label of the own tier and in the target columns.
SELECT code, title, amount_unit, taxonomy, target_columns, weight_total FROM budget.form ORDER BY code;
SELECT form_code, item_code, category, block, label, aliases
FROM budget.form_item ORDER BY form_code DESC, ordinal;

-- No document can mean two items by one label.
SELECT form_code, name, count(*)
FROM budget.form_item, LATERAL unnest(aliases || label || item_code) AS name
GROUP BY form_code, name HAVING count(*) > 1;

-- Nine classes, eleven classes; every name is a stem, and names one class only
-- under its level one.
SELECT taxonomy, level1, string_agg(code, ' ' ORDER BY ordinal) AS classes
FROM budget.indicator_class GROUP BY taxonomy, level1 ORDER BY taxonomy, min(ordinal);
SELECT taxonomy, code, name
FROM budget.indicator_class, LATERAL unnest(level1_names || level2_names) AS name
WHERE name <> budget_perf.class_stem(name);
SELECT taxonomy, code FROM budget.indicator_class
WHERE budget_perf.class_stem(level1) <> ALL (level1_names)
    OR budget_perf.class_stem(level2) <> ALL (level2_names)
    OR code <> ALL (level2_names);
SELECT taxonomy, one, two, count(DISTINCT code)
FROM budget.indicator_class, LATERAL unnest(level1_names) AS one, LATERAL unnest(level2_names) AS two
GROUP BY taxonomy, one, two HAVING count(DISTINCT code) > 1;
