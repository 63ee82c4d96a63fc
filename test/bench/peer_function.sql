-- Peer: a check that the application runs before it submits. Enforces nothing: it
-- reports the declarations that do not reconcile, to whoever asks.

CREATE FUNCTION budget.broken(d text, y integer)
RETURNS TABLE (department_code text, fiscal_year integer, version integer)
LANGUAGE sql STABLE AS $$
    SELECT l.department_code, l.fiscal_year, l.version
    FROM (
        SELECT b.department_code, b.fiscal_year, b.version,
            sum(b.amount) FILTER (WHERE m.category = 'expenditure') AS expenditure,
            sum(b.amount) FILTER (WHERE m.category = 'income') AS income,
            sum(b.amount) FILTER (WHERE m.category = 'tier') AS tier,
            sum(b.amount) FILTER (WHERE m.category = 'expenditure' AND m.item_code <> 'basic_expenditure') AS spending
        FROM budget.budget_line b
        JOIN budget.form_item m ON m.form_code = 'bench' AND m.item_code = b.item_code
        WHERE (d IS NULL OR b.department_code = d) AND (y IS NULL OR b.fiscal_year = y)
        GROUP BY 1, 2, 3) l
    LEFT JOIN (
        SELECT t.department_code, t.fiscal_year, t.version, sum(t.amount) AS amount
        FROM budget.task t
        WHERE (d IS NULL OR t.department_code = d) AND (y IS NULL OR t.fiscal_year = y)
        GROUP BY 1, 2, 3) k USING (department_code, fiscal_year, version)
    WHERE l.expenditure <> l.income OR l.expenditure <> l.tier OR k.amount > l.spending
$$;
