-- Peer: PL/pgSQL statement triggers with transition tables keep totals, which
-- submission compares. Enforces and leaves out what the row triggers do.

CREATE TABLE budget.total (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    sealed boolean NOT NULL DEFAULT false,
    expenditure numeric NOT NULL DEFAULT 0,
    income numeric NOT NULL DEFAULT 0,
    tier numeric NOT NULL DEFAULT 0,
    spending numeric NOT NULL DEFAULT 0,
    tasks numeric NOT NULL DEFAULT 0,
    PRIMARY KEY (department_code, fiscal_year, version),
    FOREIGN KEY (department_code, fiscal_year, version) REFERENCES budget.declaration ON DELETE CASCADE
) WITH (fillfactor = 50);

-- One function for each event and table; they differ in their sources only.
DO $do$
DECLARE
    t text;
    e text;
    source text;
    deltas text;
BEGIN
    FOREACH t IN ARRAY ARRAY['budget_line', 'task'] LOOP
        deltas := CASE t WHEN 'task' THEN
            '0 AS expenditure, 0 AS income, 0 AS tier, 0 AS spending, coalesce(sum(amount), 0) AS tasks'
        ELSE $$
            coalesce(sum(amount) FILTER (WHERE item_code IN ('basic_expenditure', 'project_expenditure', 'special_fund', 'other_development')), 0) AS expenditure,
            coalesce(sum(amount) FILTER (WHERE item_code IN ('fiscal_appropriation', 'business_income', 'other_income')), 0) AS income,
            coalesce(sum(amount) FILTER (WHERE item_code IN ('own_level', 'town_level', 'transfer_down')), 0) AS tier,
            coalesce(sum(amount) FILTER (WHERE item_code IN ('project_expenditure', 'special_fund', 'other_development')), 0) AS spending,
            0 AS tasks $$
        END;
        FOREACH e IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
            source := CASE e
                WHEN 'insert' THEN 'new_rows'
                WHEN 'delete' THEN format('(SELECT department_code, fiscal_year, version, %1$s, -amount AS amount FROM old_rows) o',
                    CASE t WHEN 'task' THEN 'task_no' ELSE 'item_code' END)
                ELSE format('(SELECT department_code, fiscal_year, version, %1$s, amount FROM new_rows UNION ALL
                    SELECT department_code, fiscal_year, version, %1$s, -amount FROM old_rows) b',
                    CASE t WHEN 'task' THEN 'task_no' ELSE 'item_code' END)
            END;
            EXECUTE format($f$
                CREATE FUNCTION budget.%1$s_%2$s() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN
                    PERFORM FROM budget.total t
                    WHERE (t.department_code, t.fiscal_year, t.version) IN (SELECT department_code, fiscal_year, version FROM %3$s)
                    ORDER BY t.department_code, t.fiscal_year, t.version
                    FOR NO KEY UPDATE OF t;
                    UPDATE budget.total t
                    SET expenditure = t.expenditure + d.expenditure, income = t.income + d.income, tier = t.tier + d.tier,
                        spending = t.spending + d.spending, tasks = t.tasks + d.tasks
                    FROM (SELECT department_code, fiscal_year, version, %4$s FROM %3$s GROUP BY 1, 2, 3) d
                    WHERE t.department_code = d.department_code AND t.fiscal_year = d.fiscal_year AND t.version = d.version;
                    IF EXISTS (
                        SELECT FROM budget.total t
                        WHERE t.sealed AND (t.department_code, t.fiscal_year, t.version)
                            IN (SELECT department_code, fiscal_year, version FROM %3$s)) THEN
                        RAISE check_violation USING MESSAGE = 'declaration is sealed';
                    END IF;
                    RETURN NULL;
                END $body$ $f$, t, e, source, deltas);
            EXECUTE format('CREATE TRIGGER keep_totals_%2$s AFTER %2$s ON budget.%1$s REFERENCING %3$s
                FOR EACH STATEMENT EXECUTE FUNCTION budget.%1$s_%2$s()', t, e,
                CASE e WHEN 'insert' THEN 'NEW TABLE AS new_rows' WHEN 'delete' THEN 'OLD TABLE AS old_rows'
                    ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows' END);
        END LOOP;
    END LOOP;
END $do$;

CREATE FUNCTION budget.declared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO budget.total (department_code, fiscal_year, version)
    SELECT department_code, fiscal_year, version FROM new_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION budget.moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first_wrong record;
BEGIN
    UPDATE budget.total t SET sealed = n.status <> 'draft'
    FROM new_rows n
    WHERE t.department_code = n.department_code AND t.fiscal_year = n.fiscal_year AND t.version = n.version
        AND t.sealed <> (n.status <> 'draft');
    SELECT t.department_code, t.fiscal_year INTO first_wrong
    FROM new_rows n
    JOIN budget.total t USING (department_code, fiscal_year, version)
    WHERE t.sealed AND (t.expenditure <> t.income OR t.expenditure <> t.tier OR t.tasks > t.spending)
    LIMIT 1;
    IF FOUND THEN
        RAISE check_violation USING MESSAGE = format('declaration %s %s does not reconcile',
            first_wrong.department_code, first_wrong.fiscal_year);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER make_total AFTER INSERT ON budget.declaration REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget.declared();
CREATE TRIGGER compare_totals AFTER UPDATE ON budget.declaration REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION budget.moved();
