-- Ledgers whose owners took them apart, and names that nobody expects: an answer,
-- or an error that says what is wrong, but no crash and no internal error.
SET client_encoding = 'UTF8';
SET client_min_messages = warning;

-- A name with a new line, quotes and the mark itself.
SELECT budget_perf.create_ledger(E'a\nb "@ledger@" ''%s''; --');
SELECT count(*) FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname LIKE E'a\n%') AND relname = 'declaration';
SELECT count(*) FROM budget_perf.verify(E'a\nb "@ledger@" ''%s''; --');

SELECT budget_perf.create_ledger('bare');
INSERT INTO bare.department (code, name) VALUES ('001', '甲局');
INSERT INTO bare.declaration (department_code, fiscal_year, form_code, goal) VALUES ('001', 2024, 'district', '目标');
INSERT INTO bare.budget_line
SELECT '001', 2024, 1, i.code, i.amount
FROM (VALUES ('own_level', 100.00), ('basic_expenditure', 60), ('project_expenditure', 40), ('fiscal_appropriation', 100)) AS i (code, amount);
INSERT INTO bare.task (department_code, fiscal_year, version, task_no, name, amount) VALUES ('001', 2024, 1, 1, '任务', 40);
INSERT INTO bare.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
VALUES ('001', 2024, 1, 1, '产出指标', '数量指标', '数量', '≥10', '≥5');

-- What is done to the ledger, and what becomes of a call after it.
CREATE FUNCTION pg_temp.answer(change text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    state text; said text; hint text; answer text;
BEGIN
    EXECUTE change;
    EXECUTE call INTO answer;
    RAISE EXCEPTION USING ERRCODE = 'BP000';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN CASE state WHEN 'BP000' THEN 'done' ELSE concat_ws(' / ', state, said, nullif(hint, '')) END;
END $$;
\set submit '$$SELECT budget_perf.submit(''001'', 2024, ledger => ''bare'')::text$$'
\set export '$$SELECT budget_perf.export_declaration(''001'', 2024, ledger => ''bare'')::text$$'
\set check '$$SELECT count(*)::text FROM budget_perf.check_declaration(''001'', 2024, ledger => ''bare'')$$'
\pset format unaligned
\pset tuples_only on
SELECT pg_temp.answer('SELECT 1', :submit);

-- Values that the constraints keep out.
SELECT pg_temp.answer($$ALTER TABLE bare.budget_line DROP CONSTRAINT budget_line_amount_finite;
    UPDATE bare.budget_line SET amount = 'NaN' WHERE item_code = 'own_level'$$, call)
FROM unnest(ARRAY[:export, :check, :submit]) call;
SELECT pg_temp.answer($$ALTER TABLE bare.form DROP CONSTRAINT form_amount_unit; UPDATE bare.form SET amount_unit = '斤'$$, call)
FROM unnest(ARRAY[:export, :check]) call;
SELECT pg_temp.answer($$ALTER TABLE bare.rule DROP CONSTRAINT rule_severity; UPDATE bare.rule SET severity = 'grave' WHERE id = 'expenditure_equals_income'$$, :check);
SELECT pg_temp.answer($$ALTER TABLE bare.rule DROP CONSTRAINT rule_operator; UPDATE bare.rule SET operator = '<>' WHERE id = 'expenditure_equals_income'$$, :check);

-- What bears the name of a table is none, or has children.
SELECT x, pg_temp.answer(format(change, x), :check)
FROM unnest('{form,form_item,indicator_class,rule,rule_term,budget_line,task,indicator}'::text[]) x, unnest(ARRAY[
    'ALTER TABLE bare.%1$s RENAME TO was_it; CREATE VIEW bare.%1$s AS SELECT * FROM bare.was_it',
    'CREATE TABLE bare.child () INHERITS (bare.%1$s)']) change;

-- A column of another type: a number is no pointer. A null in a column that takes
-- none. In a ledger of tables alone, so that nothing stands in the way.
DO $$
DECLARE
    command text;
BEGIN
    LOOP
        SELECT x.command INTO command FROM (
            SELECT 1, format('DROP POLICY %I ON %s', polname, polrelid::regclass)
            FROM pg_policy JOIN pg_class c ON c.oid = polrelid WHERE c.relnamespace = 'bare'::regnamespace
            UNION ALL SELECT 2, format('DROP VIEW %s CASCADE', oid::regclass) FROM pg_class WHERE relnamespace = 'bare'::regnamespace AND relkind = 'v'
            UNION ALL SELECT 3, format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'bare'::regnamespace
            UNION ALL SELECT 4, format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::regclass, conname)
            FROM pg_constraint WHERE connamespace = 'bare'::regnamespace AND contype IN ('c', 'f', 'p', 'u')) x (n, command) ORDER BY n LIMIT 1;
        EXIT WHEN NOT FOUND;
        EXECUTE command;
    END LOOP;
END $$;
\set import '$$SELECT budget_perf.import_declaration(jsonb_set(budget_perf.export_declaration(''001'', 2024), ''{fiscal_year}'', ''2025''), ''bare'')::text$$'
\set dry_run '$$SELECT count(d::text)::text FROM unnest(''{expenditure_equals_income,magnitude}''::text[]) r, budget_perf.dry_run(r, drafts => true, ledger => ''bare'') d$$'
INSERT INTO budget.department (code, name) VALUES ('001', '甲局');
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal) VALUES ('001', 2024, 'district', '目标');
SELECT pg_temp.answer('SELECT 1', call) FROM unnest(ARRAY[:check, :export, :import, :dry_run, :submit]) call;
CREATE TEMP TABLE tried AS
SELECT x.what, pg_temp.answer(format(x.change, c.relname, a.attname), call) AS answer, c.relname, a.attname
FROM (VALUES
        ('another type', 'ALTER TABLE bare.%1$I ALTER %2$I DROP DEFAULT, ALTER %2$I TYPE "char" USING ''7'''),
        ('null', 'ALTER TABLE bare.%1$I DISABLE TRIGGER USER; ALTER TABLE bare.%1$I ALTER %2$I DROP NOT NULL; UPDATE bare.%1$I SET %2$I = NULL; ALTER TABLE bare.%1$I ENABLE TRIGGER USER')) x (what, change),
    pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, unnest(ARRAY[:check, :export, :import, :dry_run, :submit]) call
WHERE c.relnamespace = 'bare'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '';
SELECT what, count(*) > 500 AS many, count(*) FILTER (WHERE answer = 'done') > 200 AS done,
    count(*) FILTER (WHERE answer ~ '^(23502|42804) / column') > 20 AS told
FROM tried GROUP BY what ORDER BY what;
-- Whatever is refused is refused for what it is: nulls, types, and what is not there any more.
SELECT * FROM tried WHERE answer <> 'done' AND answer !~ '^(22023|22P02|23502|23503|23514|42703|42804|42809|42883|0A000|P0002|55000|40001) /' ORDER BY 1, 3, 4, 2;

-- Something swallows the change of status.
SELECT pg_temp.answer('CREATE RULE nothing AS ON UPDATE TO bare.declaration DO INSTEAD NOTHING', :submit);
