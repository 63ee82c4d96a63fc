-- The rules that a submission was checked by stay on record: exactly those that
-- were in force for its form and year, under a digest that anyone can recompute.
\pset format unaligned
SELECT budget_perf.create_ledger('chk');
INSERT INTO chk.department (code, name) VALUES ('001', 'Department');
INSERT INTO chk.rule (id, kind, severity, operator, tolerance, forms, first_year, last_year, description, description_zh) VALUES
    ('my_rule', 'identity', 'warning', '=', 0.5, '{district}', 2024, 2025, 'Tasks are projects', '任务即项目');
INSERT INTO chk.rule_term (rule_id, side, source, item_code, coefficient) VALUES
    ('my_rule', 'right', 'item', 'project_expenditure', 1.5), ('my_rule', 'left', 'tasks', '', 1);
UPDATE chk.rule SET severity = 'off' WHERE id = 'section_blank';
INSERT INTO chk.declaration (department_code, fiscal_year, form_code) VALUES
    ('001', 2023, 'district'), ('001', 2024, 'district'), ('001', 2025, 'district'), ('001', 2026, 'city');
INSERT INTO chk.budget_line (department_code, fiscal_year, version, item_code, amount)
SELECT '001', year, 1, 'basic_expenditure', 1 FROM generate_series(2023, 2026) AS year;
UPDATE chk.declaration SET status = 'submitted';

-- Equal rules, equal digests: 2024 and 2025 share a set, 2023 and 2026 another.
SELECT fiscal_year, dense_rank() OVER (ORDER BY jsonb_array_length(r.rules)) AS rule_set, jsonb_array_length(r.rules) AS rules
FROM chk.seal s JOIN chk.rule_set r ON r.digest = s.rule_set ORDER BY fiscal_year;
SELECT count(*), bool_and(digest = encode(sha256(convert_to(rules::text, 'UTF8')), 'hex')) AS digest_agrees FROM chk.rule_set;
SELECT e.rule FROM chk.rule_set, jsonb_array_elements(rules) AS e (rule) WHERE e.rule ->> 'id' IN ('my_rule', 'section_blank', 'tasks_within_spending', 'weight_total') ORDER BY digest, e.rule ->> 'id';

-- The same set again as long as nothing changes; another once something does.
SELECT budget_perf.send_back('001', 2024, 1, 'again', 'chk');
UPDATE chk.declaration SET status = 'submitted' WHERE fiscal_year = 2024;
SELECT budget_perf.send_back('001', 2024, 1, 'again', 'chk');
UPDATE chk.rule_term SET coefficient = 2 WHERE rule_id = 'my_rule' AND side = 'right';
UPDATE chk.declaration SET status = 'submitted' WHERE fiscal_year = 2024;
SELECT submission, dense_rank() OVER (ORDER BY (SELECT min(b.submission) FROM chk.seal b WHERE b.fiscal_year = 2024 AND b.rule_set = a.rule_set)) AS rule_set
FROM chk.seal a WHERE fiscal_year = 2024 ORDER BY submission;

-- Checking is for those who may read, with the rights that they have.
\set VERBOSITY sqlstate
CREATE ROLE regress_check_reader;
SET ROLE regress_check_reader;
SELECT budget_perf.check_declaration('001', 2023, 1, 'chk');
RESET ROLE;
GRANT USAGE ON SCHEMA chk TO regress_check_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA chk TO regress_check_reader;
SET ROLE regress_check_reader;
SELECT rule, status FROM budget_perf.check_declaration('001', 2023, 1, 'chk') WHERE rule = 'declaration_empty';
-- Nothing on the caller's path is called.
CREATE FUNCTION pg_temp.never(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'captured'; END $$;
CREATE OPERATOR pg_temp.= (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.never);
CREATE OPERATOR pg_temp.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.never);
SET search_path = pg_temp, pg_catalog;
SELECT rule, status FROM budget_perf.check_declaration('001', 2023, 1, 'chk') WHERE status OPERATOR(pg_catalog.=) 'fail';
RESET search_path;
RESET ROLE;
-- Row security applies to the one who asks.
ALTER TABLE chk.budget_line ENABLE ROW LEVEL SECURITY;
SET ROLE regress_check_reader;
SELECT rule, status FROM budget_perf.check_declaration('001', 2023, 1, 'chk') WHERE rule = 'declaration_empty';
RESET ROLE;

-- Parameters of the wrong kind, of any rule that has one; without one a rule has its way of doing.
CREATE FUNCTION pg_temp.answer(rule_id text, given jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    UPDATE chk.rule SET parameters = given WHERE id = rule_id;
    SELECT string_agg(DISTINCT f.status, ' ') INTO answer FROM budget_perf.check_declaration('001', 2026, ledger => 'chk') f WHERE f.rule = rule_id;
    RAISE EXCEPTION USING ERRCODE = 'BP000', MESSAGE = answer;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ': ' || SQLERRM;
END $$;
SELECT p.n, p.id, p.given, pg_temp.answer(p.id, p.given::jsonb) AS answer
FROM (VALUES (1, 'amount_sign', '{"negative_tasks": 1}'), (2, 'amount_sign', '{}'), (6, 'unit_conflict', '{"same": 1}'), (7, 'unit_conflict', '{"same": [1]}'), (8, 'unit_conflict', '{"same": [[1]]}'), (9, 'unit_conflict', '{}'),
    (10, 'percent_range', '{"flag_full_bound": "x"}'), (11, 'percent_range', '{"exempt_words": {}}'), (12, 'percent_range', '{}'), (13, 'annual_within_cycle', '{"level_words": "x"}'),
    (14, 'annual_within_cycle', '{}'), (15, 'class_coverage', '{"classes": 1}')) p (n, id, given) ORDER BY p.n;

SET client_min_messages = warning;
DROP SCHEMA chk CASCADE;
DROP OWNED BY regress_check_reader;
DROP ROLE regress_check_reader;
