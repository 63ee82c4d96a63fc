-- Peer: PL/pgSQL row triggers keep totals, which submission compares.
-- Enforces: the three identities when a declaration is submitted; no change of the
-- lines and tasks of a submitted one. Does not: guard the declaration's own
-- columns or its indicators, record anything.

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

CREATE FUNCTION budget.add_line(d text, y integer, v integer, item text, delta numeric) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CASE
        WHEN item = 'basic_expenditure' THEN
            UPDATE budget.total SET expenditure = expenditure + delta
            WHERE department_code = d AND fiscal_year = y AND version = v AND NOT sealed;
        WHEN item IN ('project_expenditure', 'special_fund', 'other_development') THEN
            UPDATE budget.total SET expenditure = expenditure + delta, spending = spending + delta
            WHERE department_code = d AND fiscal_year = y AND version = v AND NOT sealed;
        WHEN item IN ('fiscal_appropriation', 'business_income', 'other_income') THEN
            UPDATE budget.total SET income = income + delta
            WHERE department_code = d AND fiscal_year = y AND version = v AND NOT sealed;
        ELSE
            UPDATE budget.total SET tier = tier + delta
            WHERE department_code = d AND fiscal_year = y AND version = v AND NOT sealed;
    END CASE;
    -- A row that goes with its declaration finds no total.
    IF NOT FOUND AND EXISTS (SELECT FROM budget.total WHERE department_code = d AND fiscal_year = y AND version = v) THEN
        RAISE check_violation USING MESSAGE = 'declaration is sealed';
    END IF;
END $$;

CREATE FUNCTION budget.line_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.department_code, OLD.fiscal_year, OLD.version, OLD.item_code)
        = (NEW.department_code, NEW.fiscal_year, NEW.version, NEW.item_code) THEN
        PERFORM budget.add_line(NEW.department_code, NEW.fiscal_year, NEW.version, NEW.item_code,
            coalesce(NEW.amount, 0) - coalesce(OLD.amount, 0));
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM budget.add_line(OLD.department_code, OLD.fiscal_year, OLD.version, OLD.item_code, -coalesce(OLD.amount, 0));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM budget.add_line(NEW.department_code, NEW.fiscal_year, NEW.version, NEW.item_code, coalesce(NEW.amount, 0));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION budget.task_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE budget.total SET tasks = tasks - coalesce(OLD.amount, 0)
        WHERE department_code = OLD.department_code AND fiscal_year = OLD.fiscal_year AND version = OLD.version AND NOT sealed;
        IF NOT FOUND AND EXISTS (
            SELECT FROM budget.total
            WHERE department_code = OLD.department_code AND fiscal_year = OLD.fiscal_year AND version = OLD.version) THEN
            RAISE check_violation USING MESSAGE = 'declaration is sealed';
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE budget.total SET tasks = tasks + coalesce(NEW.amount, 0)
        WHERE department_code = NEW.department_code AND fiscal_year = NEW.fiscal_year AND version = NEW.version AND NOT sealed;
        IF NOT FOUND THEN
            RAISE check_violation USING MESSAGE = 'declaration is sealed';
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION budget.declared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO budget.total (department_code, fiscal_year, version) VALUES (NEW.department_code, NEW.fiscal_year, NEW.version);
    RETURN NULL;
END $$;

CREATE FUNCTION budget.moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    t budget.total;
BEGIN
    UPDATE budget.total SET sealed = NEW.status <> 'draft'
    WHERE department_code = NEW.department_code AND fiscal_year = NEW.fiscal_year AND version = NEW.version
    RETURNING * INTO t;
    IF NEW.status <> 'draft' AND (t.expenditure <> t.income OR t.expenditure <> t.tier OR t.tasks > t.spending) THEN
        RAISE check_violation USING MESSAGE = format('declaration %s %s does not reconcile', NEW.department_code, NEW.fiscal_year);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_totals AFTER INSERT OR UPDATE OR DELETE ON budget.budget_line
    FOR EACH ROW EXECUTE FUNCTION budget.line_changed();
CREATE TRIGGER keep_totals AFTER INSERT OR UPDATE OR DELETE ON budget.task
    FOR EACH ROW EXECUTE FUNCTION budget.task_changed();
CREATE TRIGGER make_total AFTER INSERT ON budget.declaration
    FOR EACH ROW EXECUTE FUNCTION budget.declared();
CREATE TRIGGER compare_totals AFTER UPDATE ON budget.declaration
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION budget.moved();
