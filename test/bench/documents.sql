-- Peer: the same documents read and written by plain SQL on the floor's tables. It
-- takes the labels, units and numbers of these documents on trust.

CREATE OR REPLACE FUNCTION budget.import_declaration(document jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d text := document #>> '{department,code}';
    y integer := (document ->> 'fiscal_year')::integer;
    factor numeric := CASE document ->> 'amount_unit' WHEN '万元' THEN 10000 ELSE 1 END;
BEGIN
    INSERT INTO budget.department (code, name) VALUES (d, document #>> '{department,name}') ON CONFLICT DO NOTHING;
    INSERT INTO budget.declaration (department_code, fiscal_year, version, form_code, goal, cycle_from, cycle_to)
    VALUES (d, y, 1, document ->> 'form', document ->> 'goal',
        (document #>> '{cycle,from}')::integer, (document #>> '{cycle,to}')::integer);
    INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
    SELECT d, y, 1, i.item_code, replace(b.value, ',', '')::numeric * factor
    FROM jsonb_each_text(document -> 'budget') b
    JOIN budget.form_item i ON i.form_code = document ->> 'form' AND i.label = b.key;
    INSERT INTO budget.task (department_code, fiscal_year, version, task_no, amount, name, content, expected_outcome)
    SELECT d, y, 1, t.n, replace(t.value ->> 'amount', ',', '')::numeric * factor, t.value ->> 'name', t.value ->> 'content', t.value ->> 'expected'
    FROM jsonb_array_elements(document -> 'tasks') WITH ORDINALITY AS t (value, n);
    INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, unit,
        cycle_target, annual_target, weight, code)
    SELECT d, y, 1, t.n, t.value ->> 'level1', t.value ->> 'level2', t.value ->> 'name', t.value ->> 'unit',
        t.value ->> 'cycle_target', t.value ->> 'annual_target', (t.value ->> 'weight')::numeric, t.value ->> 'code'
    FROM jsonb_array_elements(document -> 'indicators') WITH ORDINALITY AS t (value, n);
END $$;

CREATE OR REPLACE FUNCTION budget.export_declaration(d text, y integer, v integer) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'department', jsonb_build_object('code', g.code, 'name', g.name), 'fiscal_year', h.fiscal_year, 'form', h.form_code,
        'amount_unit', '元', 'cycle', jsonb_build_object('from', h.cycle_from, 'to', h.cycle_to), 'goal', h.goal,
        'budget', (SELECT jsonb_object_agg(i.label, b.amount::text)
            FROM budget.budget_line b JOIN budget.form_item i ON i.form_code = h.form_code AND i.item_code = b.item_code
            WHERE b.department_code = d AND b.fiscal_year = y AND b.version = v),
        'tasks', (SELECT jsonb_agg(jsonb_build_object('name', t.name, 'content', t.content, 'amount', t.amount::text, 'expected', t.expected_outcome) ORDER BY t.task_no)
            FROM budget.task t WHERE t.department_code = d AND t.fiscal_year = y AND t.version = v),
        'indicators', (SELECT jsonb_agg(jsonb_build_object('level1', t.level1, 'level2', t.level2, 'name', t.name, 'unit', t.unit,
                'cycle_target', t.cycle_target, 'annual_target', t.annual_target, 'weight', t.weight::text, 'code', t.code) ORDER BY t.indicator_no)
            FROM budget.indicator t WHERE t.department_code = d AND t.fiscal_year = y AND t.version = v))
    FROM budget.declaration h
    JOIN budget.department g ON g.code = h.department_code
    WHERE h.department_code = d AND h.fiscal_year = y AND h.version = v
$$;
