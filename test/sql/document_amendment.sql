-- Amendments in the document: read, refused with the path, given out again.

SET client_min_messages = warning;
CREATE FUNCTION pg_temp.document(amendments jsonb, version integer DEFAULT 2) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('department', '{"code": "001", "name": "甲局"}'::jsonb, 'fiscal_year', 2024, 'version', version, 'form', 'district',
        'amount_unit', '万元', 'goal', '目标', 'budget', '{"项目支出": "110.00", "财政拨款": "110.00"}'::jsonb,
        'tasks', '[{"name": "任务", "amount": "60"}]'::jsonb, 'amendments', amendments)
$$;
CREATE FUNCTION pg_temp.try(document jsonb) RETURNS TABLE (field text, value text) LANGUAGE plpgsql AS $$
DECLARE
    v1 text; v2 text; v3 text; v4 text; v5 text; v6 text;
BEGIN
    PERFORM budget_perf.import_declaration(document);
    RAISE EXCEPTION 'taken in';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS v1 = RETURNED_SQLSTATE, v2 = TABLE_NAME, v3 = COLUMN_NAME, v4 = MESSAGE_TEXT, v5 = PG_EXCEPTION_DETAIL, v6 = PG_EXCEPTION_HINT;
    RETURN QUERY SELECT u.f, u.v FROM (VALUES ('sqlstate', v1), ('place', concat_ws('.', nullif(v2, ''), nullif(v3, ''))), ('message', v4),
        ('detail', v5), ('hint', v6)) AS u(f, v) WHERE u.v <> '';
END $$;

-- Version 1 has to be there only when version 2 is submitted.
SELECT budget_perf.import_declaration('{"department": {"code": "001", "name": "甲局"}, "fiscal_year": 2024, "form": "district", "goal": "目标",
    "budget": {"项目支出": "100.00", "财政拨款": "100.00"}, "tasks": [{"name": "任务", "amount": "50"}]}');
SELECT budget_perf.submit('001', 2024), budget_perf.approve('001', 2024);
SELECT budget_perf.import_declaration(pg_temp.document('[
    {"kind": "追加", "batch": "第1批", "reason": "新增任务", "legal_reference": "〔2024〕1号", "lines": [
        {"item": "项目支出", "change": "12.00"}, {"task": 1, "change": 10}, {"no": 7, "item": "fiscal_appropriation", "change": "12"}]},
    {"no": 3, "kind": "调减", "reason": "压减", "lines": [
        {"item": "项目支出预算", "change": "-2.0000004999"}, {"item": "财政拨款", "change": {"amount": "-2", "source": "约-2"}}]},
    {"kind": "transfer", "reason": null}]'));
SELECT amendment_no, kind, batch, reason, legal_reference FROM budget.amendment ORDER BY 1;
SELECT amendment_no, line_no, item_code, task_no, change, change_source FROM budget.amendment_line ORDER BY 1, 2;
SELECT rule, status, lhs, rhs, message FROM budget_perf.check_declaration('001', 2024) WHERE rule IN ('amendment_total', 'amendment_reason') AND status <> 'skip';

-- import(export(x)) = x
SELECT jsonb_pretty(budget_perf.export_declaration('001', 2024)->'amendments');
CREATE TEMP TABLE was AS SELECT a::text AS r FROM budget.amendment a UNION ALL SELECT l::text FROM budget.amendment_line l;
CREATE TEMP TABLE document AS SELECT budget_perf.export_declaration('001', 2024) AS d;
DELETE FROM budget.declaration WHERE version = 2;
SELECT budget_perf.import_declaration(d) FROM document;
SELECT count(*) AS differences FROM (
    (SELECT r FROM was EXCEPT ALL (SELECT a::text FROM budget.amendment a UNION ALL SELECT l::text FROM budget.amendment_line l))
    UNION ALL
    ((SELECT a::text FROM budget.amendment a UNION ALL SELECT l::text FROM budget.amendment_line l) EXCEPT ALL SELECT r FROM was)) AS x;
SELECT budget_perf.export_declaration('001', 2024) = d AS the_same FROM document;
SELECT budget_perf.export_declaration('001', 2024, 1) ? 'amendments' AS first_has_any;
DELETE FROM budget.declaration WHERE version = 2;

-- An item that only another form has is named by its code, and refused by the check, not by the reading.
BEGIN;
INSERT INTO budget.form (code, title, amount_unit, taxonomy, target_columns) VALUES ('other', '另一表', '元', '2015', 1);
INSERT INTO budget.form_item (form_code, item_code, ordinal, category, block, block_label, label) VALUES ('other', 'reserve', 1, 'expenditure', 'x', '支出', '预备费');
SELECT budget_perf.import_declaration(pg_temp.document('[{"kind": "追加", "reason": "x", "lines": [{"item": "reserve", "change": "1"}]}]'));
SELECT item_code, change FROM budget.amendment_line;
SELECT rule, location #>> '{key,line_no}' AS line, location->>'column' AS "column", message FROM budget_perf.check_declaration('001', 2024)
WHERE status = 'fail' AND location->>'table' = 'amendment_line';
DELETE FROM budget.declaration WHERE version = 2;
SELECT field, value FROM pg_temp.try(pg_temp.document('[{"kind": "追加", "reason": "x", "lines": [{"item": "预备费", "change": "1"}]}]')) WHERE field = 'message';
ROLLBACK;

-- What cannot be read, and where.
SELECT n, field, value FROM (VALUES
    (1, '{"kind": "追加"}'::jsonb),
    (2, '[{"reason": "x"}]'),
    (3, '[{"kind": "追加追减"}]'),
    (4, '[{"kind": "追加", "colour": 1}]'),
    (5, '[{"kind": "追加", "lines": {}}]'),
    (6, '[{"kind": "追加", "lines": [{"change": "1"}]}]'),
    (7, '[{"kind": "追加", "lines": [{"item": "项目支出", "task": 1, "change": "1"}]}]'),
    (8, '[{"kind": "追加", "lines": [{"item": "项目支出"}]}]'),
    (9, '[{"kind": "追加", "lines": [{"item": "项目支出", "change": ""}]}]'),
    (10, '[{"kind": "追加", "lines": [{"item": "项目支出", "change": "1.2.3"}]}]'),
    (11, '[{"kind": "追加", "lines": [{"item": "没有的项目", "change": "1"}]}]'),
    (12, '[{"kind": "追加", "lines": [{"task": 0, "change": "1"}]}]'),
    (13, '[{"kind": "追加", "no": 0}]'),
    (14, '[{"kind": "追加", "lines": [{"item": "项目支出", "amount": "1"}]}]'),
    (15, '["追加"]'),
    (16, '[{"kind": "追加", "lines": ["项目支出"]}]')) AS v (n, amendments) CROSS JOIN LATERAL pg_temp.try(pg_temp.document(amendments)) ORDER BY n, field;
SELECT * FROM pg_temp.try(pg_temp.document('[{"kind": "追加"}]', 1));
SELECT * FROM pg_temp.try(pg_temp.document('[{"kind": "追加"}]') - 'version');
