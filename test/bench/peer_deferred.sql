-- Peer: deferred constraint row triggers add the declaration up again.
-- Enforces: the three identities at COMMIT, for every declaration that is not a
-- draft. Does not: freeze what was submitted (a change that reconciles passes),
-- guard goal or indicators, record anything. Trusts READ COMMITTED.

CREATE FUNCTION budget.compare(d text, y integer, v integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s text;
    expenditure numeric;
    income numeric;
    tier numeric;
    spending numeric;
    tasks numeric;
BEGIN
    SELECT status INTO s FROM budget.declaration
    WHERE department_code = d AND fiscal_year = y AND version = v
    FOR NO KEY UPDATE;
    IF s IS NULL OR s = 'draft' THEN
        RETURN;
    END IF;
    SELECT sum(amount) FILTER (WHERE item_code IN ('basic_expenditure', 'project_expenditure', 'special_fund', 'other_development')),
        sum(amount) FILTER (WHERE item_code IN ('fiscal_appropriation', 'business_income', 'other_income')),
        sum(amount) FILTER (WHERE item_code IN ('own_level', 'town_level', 'transfer_down')),
        sum(amount) FILTER (WHERE item_code IN ('project_expenditure', 'special_fund', 'other_development'))
    INTO expenditure, income, tier, spending
    FROM budget.budget_line
    WHERE department_code = d AND fiscal_year = y AND version = v;
    SELECT sum(amount) INTO tasks FROM budget.task WHERE department_code = d AND fiscal_year = y AND version = v;
    IF expenditure <> income OR expenditure <> tier OR tasks > spending THEN
        RAISE check_violation USING MESSAGE = format('declaration %s %s does not reconcile', d, y);
    END IF;
END $$;

CREATE FUNCTION budget.child_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM budget.compare(OLD.department_code, OLD.fiscal_year, OLD.version);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND (OLD.department_code, OLD.fiscal_year, OLD.version)
        <> (NEW.department_code, NEW.fiscal_year, NEW.version)) THEN
        PERFORM budget.compare(NEW.department_code, NEW.fiscal_year, NEW.version);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION budget.moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM budget.compare(NEW.department_code, NEW.fiscal_year, NEW.version);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER reconciles AFTER INSERT OR UPDATE OR DELETE ON budget.budget_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budget.child_changed();
CREATE CONSTRAINT TRIGGER reconciles AFTER INSERT OR UPDATE OR DELETE ON budget.task
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budget.child_changed();
CREATE CONSTRAINT TRIGGER reconciles AFTER INSERT OR UPDATE ON budget.declaration
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status <> 'draft') EXECUTE FUNCTION budget.moved();
