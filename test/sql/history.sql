-- What happened: moves are on record for good, and each submission's findings
-- stand beside those of the one before.

SET client_min_messages = warning;
INSERT INTO budget.department (code, name) VALUES ('001', '甲局'), ('002', '乙局');
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal, created_at) VALUES ('001', 2024, 'district', '目标', '2023-09-01 08:00+00');
INSERT INTO budget.budget_line VALUES ('001', 2024, 1, 'project_expenditure', 700), ('001', 2024, 1, 'fiscal_appropriation', 700);
INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, amount) VALUES ('001', 2024, 1, 1, '任务', 400);
INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target) VALUES
    ('001', 2024, 1, 1, '产出指标', '数量指标', '数量（个）', '≥10', NULL),
    ('001', 2024, 1, 2, '产出指标', '质量指标', '合格率（%）', '≥95%', '待定');
SELECT budget_perf.submit('001', 2024, comment => '报送');
SELECT budget_perf.send_back('001', 2024, comment => '指标值未填');
UPDATE budget.indicator SET annual_target = '≥5' WHERE indicator_no = 1;
UPDATE budget.indicator SET name = '合格率（%）', unit = '元' WHERE indicator_no = 2;
SELECT budget_perf.submit('001', 2024);
SELECT budget_perf.approve('001', 2024, comment => '批复');
SELECT budget_perf.amend('001', 2024);
UPDATE budget.indicator SET annual_target = '≥94%', unit = NULL WHERE version = 2 AND indicator_no = 2;
SELECT budget_perf.submit('001', 2024);

SELECT version, step, from_status, to_status, changed_by = current_user AS by_me, comment, is_current, left_at >= changed_at AS in_order
FROM budget.declaration_history ORDER BY version, step;
-- a draft that was never moved shows, too; its time runs
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, created_at) VALUES ('002', 2024, 'district', now() - interval '36 hours');
SELECT step, to_status, changed_by, is_current, days_in_status FROM budget.declaration_history WHERE department_code = '002';
SELECT days_in_status > 30 FROM budget.declaration_history WHERE version = 1 AND step = 0 AND department_code = '001';

-- The first submission, then what was fixed, what is new, what stays.
SELECT version, submission, stands, previous_version, previous_submission, rule, severity, table_name, place, column_name, change, findings, previous_findings
FROM budget.finding_history
WHERE rule IN ('target_blank', 'target_deferred', 'unit_conflict', 'amendment_missing', 'amendment_target_changed', 'section_blank', 'comparator_missing')
ORDER BY version, submission, rule, place, column_name;
-- every finding that did not pass is there, once for each seal
SELECT s.version, s.submission, (SELECT count(*) FROM jsonb_array_elements(s.findings) f WHERE f->>'status' = 'fail') =
    (SELECT sum(h.findings) FROM budget.finding_history h WHERE (h.version, h.submission) = (s.version, s.submission)) AS complete
FROM budget.seal s ORDER BY 1, 2;
SELECT version, submission, message IS NULL AS gone, previous_message FROM budget.finding_history WHERE change = 'fixed' AND rule = 'target_blank';
-- what a waiver covers is neither open nor fixed
BEGIN;
SET LOCAL session_replication_role = replica;
UPDATE budget.seal SET findings = (SELECT jsonb_agg(CASE WHEN f->>'rule' IN ('target_deferred', 'unit_conflict') THEN f || '{"status": "waived"}' ELSE f END)
    FROM jsonb_array_elements(findings) f) WHERE version = 1 AND submission = 2;
SELECT version, submission, rule, change, findings, previous_findings FROM budget.finding_history
WHERE rule IN ('target_blank', 'target_deferred', 'unit_conflict') AND (version, submission) > (1, 1) ORDER BY 1, 2, 3;
ROLLBACK;

-- Append-only: no one writes it, the owner neither.
CREATE FUNCTION pg_temp.refused(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    s text; c text; t text;
BEGIN
    EXECUTE statement;
    RETURN 'NOT REFUSED';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, c = CONSTRAINT_NAME, t = TABLE_NAME;
    RETURN concat_ws(' ', s, c, t);
END $$;
SELECT n, pg_temp.refused(statement) AS outcome FROM (VALUES
    (1, $$INSERT INTO budget.history (department_code, fiscal_year, version, to_status, changed_by) VALUES ('001', 2024, 1, 'draft', 'x')$$),
    (2, $$UPDATE budget.history SET comment = 'x'$$),
    (3, $$UPDATE budget.history SET comment = 'x' WHERE false$$),
    (4, $$DELETE FROM budget.history$$),
    (5, $$TRUNCATE budget.history$$),
    (6, $$MERGE INTO budget.history h USING (VALUES (1)) AS v (x) ON true WHEN MATCHED THEN DELETE$$),
    (7, $$WITH x AS (DELETE FROM budget.history RETURNING 1) SELECT count(*) FROM x$$),
    (8, $$UPDATE budget.seal SET findings = '[]'$$),
    (9, $$TRUNCATE budget.seal$$)) AS v (n, statement) ORDER BY n;
SELECT count(*) AS steps FROM budget.history;
