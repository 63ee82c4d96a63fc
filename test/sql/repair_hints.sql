-- Repair hints: the single amount that would mend every identity that fails.
\pset null '-'
SELECT budget_perf.create_ledger('h');
INSERT INTO h.department (code, name) SELECT lpad(n::text, 3, '0'), 'dept ' || n FROM generate_series(1, 20) n;
-- basic, project, special, other; appropriation, other income; own level, transfer down; tasks
CREATE FUNCTION pg_temp.draft(dept text, a numeric[], task numeric[] DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
    INSERT INTO h.declaration (department_code, fiscal_year, form_code, goal) VALUES (dept, 2024, 'district', 'goal');
    INSERT INTO h.budget_line (department_code, fiscal_year, version, item_code, amount)
    SELECT dept, 2024, 1, i.item_code, a[i.ordinal] FROM h.form_item i WHERE i.form_code = 'district' AND a[i.ordinal] IS NOT NULL;
    INSERT INTO h.task (department_code, fiscal_year, version, task_no, name, amount)
    SELECT dept, 2024, 1, n, 'task ' || n, t FROM unnest(task) WITH ORDINALITY u(t, n);
$$;
CREATE FUNCTION pg_temp.hints(dept text) RETURNS TABLE (what text, label text, from_value numeric, to_value numeric, mends text, alternatives integer, note text)
    LANGUAGE sql AS $$
    SELECT table_name || ' ' || coalesce(key ->> 'item_code', key ->> 'task_no'), label, current_value, proposed_value, array_to_string(mends, ' '), alternatives, note
    FROM budget_perf.repair_hints(dept, 2024, ledger => 'h')
$$;
-- Nothing to mend.
SELECT pg_temp.draft('001', '{100,200,0,50,350,0,350,0}', '{10,20}');
SELECT * FROM pg_temp.hints('001');
-- One side of both identities is off: only an expenditure can be wrong, and a part of it that nothing else is.
SELECT pg_temp.draft('002', '{100,200,0,50,360,0,360,0}', '{10,20}');
SELECT * FROM pg_temp.hints('002');
-- One identity is off, the other holds: the side that only this one has.
SELECT pg_temp.draft('003', '{100,200,0,50,350,0,3500000,0}');
SELECT * FROM pg_temp.hints('003');
-- Digits in another order, a blank, a sign.
SELECT pg_temp.draft('004', '{100,253,0,0,353,0,335,NULL}');
SELECT * FROM pg_temp.hints('004');
-- Both other blocks are off, each its own way: no single amount mends them.
SELECT pg_temp.draft('005', '{100,200,0,50,340,0,330,0}');
SELECT * FROM pg_temp.hints('005');
SELECT pg_temp.draft('011', '{100,200,0,50,340,0,360,0}');
SELECT * FROM pg_temp.hints('011');
-- Tasks above what they may take: each task that is large enough, and spending that breaks nothing else.
SELECT pg_temp.draft('006', '{100,30,0,0,130,0,130,0}', '{25,15,3}');
SELECT * FROM pg_temp.hints('006');
-- Never a negative amount, unless the form allows it.
SELECT pg_temp.draft('007', '{10,0,0,0,5,0,10,0}');
SELECT * FROM pg_temp.hints('007');
SELECT pg_temp.draft('008', '{10,0,0,0,20,0,10,0}');
SELECT * FROM pg_temp.hints('008');
UPDATE h.form_item SET negative_allowed = true WHERE form_code = 'district' AND item_code = 'other_income';
SELECT * FROM pg_temp.hints('008');
UPDATE h.form_item SET negative_allowed = false;
-- A tolerance is no reason to propose less than agreement.
UPDATE h.rule SET tolerance = 1 WHERE id = 'expenditure_equals_tier';
SELECT * FROM pg_temp.hints('003');
UPDATE h.rule SET tolerance = 0;
-- Coefficients: a third of a fen is no amount.
INSERT INTO h.rule (id, kind, severity, operator, description, description_zh) VALUES ('threefold', 'identity', 'error', '=', 'd', 'd');
INSERT INTO h.rule_term VALUES ('threefold', 'left', 'item', 'other_income', 3), ('threefold', 'right', 'tasks', '', 1);
SELECT pg_temp.draft('009', '{NULL,NULL,NULL,NULL,0,2}', '{6.05}');
SELECT * FROM pg_temp.hints('009');
SELECT pg_temp.draft('010', '{NULL,NULL,NULL,NULL,0,2}', '{9}');
SELECT * FROM pg_temp.hints('010');
DELETE FROM h.rule WHERE id = 'threefold';
-- An inequality is content with more than it needs, not with less: 20 more for both blocks are enough for tasks that are 15 or 20 too high, not for 25.
SELECT pg_temp.draft('012', '{100,30,0,0,150,0,150,0}', '{45}'), pg_temp.draft('013', '{100,30,0,0,150,0,150,0}', '{50}'), pg_temp.draft('014', '{100,30,0,0,150,0,150,0}', '{55}');
SELECT * FROM pg_temp.hints('012');
SELECT * FROM pg_temp.hints('013');
SELECT * FROM pg_temp.hints('014');
-- Of two inequalities the one that needs more, whichever comes first.
INSERT INTO h.rule (id, kind, severity, operator, description, description_zh) VALUES ('a_first', 'identity', 'error', '<=', 'd', 'd'), ('z_last', 'identity', 'error', '<=', 'd', 'd');
INSERT INTO h.rule_term VALUES ('a_first', 'left', 'tasks', '', 1), ('a_first', 'right', 'item', 'special_fund', 1),
    ('z_last', 'left', 'tasks', '', 1), ('z_last', 'right', 'item', 'other_development', 1);
SELECT pg_temp.draft('015', '{100,30,5,8,143,0,143,0}', '{20}'), pg_temp.draft('016', '{100,30,8,5,143,0,143,0}', '{20}');
SELECT * FROM pg_temp.hints('015');
SELECT * FROM pg_temp.hints('016');
DELETE FROM h.rule WHERE id IN ('a_first', 'z_last');
-- What breaks a rule that refuses is not proposed, be the rule broken elsewhere already: once an amendment speaks of the tier, the other item of the tier
-- cannot take the money. A reason that is missing before and after is no obstacle.
SELECT pg_temp.draft('017', '{100,200,0,50,350,0,350,0}');
SELECT budget_perf.record('017', 2024, ledger => 'h'), budget_perf.amend('017', 2024, ledger => 'h');
INSERT INTO h.amendment (department_code, fiscal_year, version, amendment_no, kind, reason) VALUES ('017', 2024, 2, 1, 'increase', 'grant');
INSERT INTO h.amendment_line (department_code, fiscal_year, version, amendment_no, line_no, item_code, change) VALUES
    ('017', 2024, 2, 1, 1, 'project_expenditure', 20), ('017', 2024, 2, 1, 2, 'fiscal_appropriation', 20);
UPDATE h.budget_line SET amount = amount + 20 WHERE department_code = '017' AND version = 2 AND item_code IN ('project_expenditure', 'fiscal_appropriation');
SELECT * FROM pg_temp.hints('017');
INSERT INTO h.amendment_line (department_code, fiscal_year, version, amendment_no, line_no, item_code, change) VALUES ('017', 2024, 2, 1, 3, 'own_level', 20);
SELECT * FROM pg_temp.hints('017');
UPDATE h.amendment SET reason = '';
SELECT rule FROM budget_perf.check_declaration('017', 2024, ledger => 'h') WHERE status = 'fail' AND severity = 'error' ORDER BY 1;
SELECT * FROM pg_temp.hints('017');
-- What is proposed, done: every identity passes.
UPDATE h.budget_line SET amount = 350 WHERE department_code = '003' AND item_code = 'own_level';
SELECT count(*) FROM budget_perf.check_declaration('003', 2024, ledger => 'h') WHERE status = 'fail' AND severity = 'error';
-- What kind of slip it may be: the sign, the decimal point, yuan for ten thousand yuan, two digits changed round. Another error, which stands before and after, is no obstacle.
INSERT INTO h.department (code, name) VALUES ('030', '戊局');
INSERT INTO h.declaration (department_code, fiscal_year, form_code) SELECT '030', y, 'district' FROM generate_series(2030, 2034) y;
INSERT INTO h.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT '030', y, 1, i, a FROM (VALUES
    (2030, 'basic_expenditure', 100), (2030, 'fiscal_appropriation', 100), (2030, 'own_level', -100),
    (2031, 'basic_expenditure', 100), (2031, 'fiscal_appropriation', 100), (2031, 'own_level', 1000),
    (2032, 'basic_expenditure', 100), (2032, 'fiscal_appropriation', 100), (2032, 'own_level', 1000000),
    (2033, 'basic_expenditure', 12), (2033, 'fiscal_appropriation', 21), (2033, 'own_level', 21),
    (2034, 'basic_expenditure', 100), (2034, 'fiscal_appropriation', 100), (2034, 'own_level', 1000)) v (y, i, a);
INSERT INTO h.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
SELECT '030', 2034, 1, n, '产出指标', '数量指标', '数量', '≥10个', '≥10个' FROM generate_series(1, 2) n;
SELECT y, x.key ->> 'item_code' AS item, x.current_value, x.proposed_value, x.note FROM generate_series(2030, 2034) y, LATERAL budget_perf.repair_hints('030', y, ledger => 'h') x
WHERE x.note IS NOT NULL AND x.note !~ 'blank' ORDER BY 1, 2;
-- Refusals.
\set VERBOSITY terse
SELECT * FROM budget_perf.repair_hints('020', 2024, ledger => 'h');
SELECT * FROM budget_perf.repair_hints('001', 2024, 0, 'h');
SELECT * FROM budget_perf.repair_hints(NULL, 2024, ledger => 'h');
\set VERBOSITY default
SET client_min_messages = warning;
DROP SCHEMA h CASCADE;
