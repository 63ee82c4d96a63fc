-- Sections, names, rows that stand there twice; the whole of an empty form.
\pset format unaligned
SELECT budget_perf.create_ledger('chk');
INSERT INTO chk.department (code, name) VALUES ('001', 'Department');
INSERT INTO chk.declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'district');
CREATE FUNCTION pg_temp.found(rule text, OUT status text, OUT place text, OUT rows text, OUT message text)
    RETURNS SETOF record LANGUAGE sql AS $$
        SELECT status,
            concat_ws('.', location ->> 'table', coalesce(location #>> '{key,indicator_no}', location #>> '{key,task_no}'), location ->> 'column'),
            location ->> 'rows', message
        FROM budget_perf.check_declaration('001', 2024, NULL, 'chk') WHERE rule = $1 $$;

-- An empty declaration: every rule says what it can.
SELECT rule, severity, status, message FROM budget_perf.check_declaration('001', 2024, NULL, 'chk');

-- What makes a section filled; white space, wide or of no width, does not.
UPDATE chk.declaration SET goal = E' \t\u3000\u200B\n';
INSERT INTO chk.budget_line (department_code, fiscal_year, version, item_code) VALUES ('001', 2024, 1, 'basic_expenditure');
INSERT INTO chk.task (department_code, fiscal_year, version, task_no, name) VALUES ('001', 2024, 1, 1, ' ');
SELECT * FROM pg_temp.found('section_blank') UNION ALL SELECT * FROM pg_temp.found('declaration_empty');
UPDATE chk.task SET content = 'Content';
SELECT * FROM pg_temp.found('section_blank') UNION ALL SELECT * FROM pg_temp.found('declaration_empty');
UPDATE chk.declaration SET goal = 'Goal';
UPDATE chk.budget_line SET amount = 0;
INSERT INTO chk.indicator (department_code, fiscal_year, version, indicator_no) VALUES ('001', 2024, 1, 1);
SELECT * FROM pg_temp.found('section_blank') UNION ALL SELECT * FROM pg_temp.found('declaration_empty');

-- Names.
SELECT * FROM pg_temp.found('name_blank');
UPDATE chk.task SET name = '任务'; UPDATE chk.indicator SET name = '指标';
SELECT * FROM pg_temp.found('name_blank');

-- The same task twice, however it is printed; a finding for each row after the first.
SELECT * FROM pg_temp.found('duplicate_task');
INSERT INTO chk.task (department_code, fiscal_year, version, task_no, name) VALUES
    ('001', 2024, 1, 2, '开展科普活动（第1期）'), ('001', 2024, 1, 3, '另一任务'),
    ('001', 2024, 1, 4, ' 开展 科普活动(第１期)'), ('001', 2024, 1, 5, '开展科普活动（第2期）'),
    ('001', 2024, 1, 6, '★开展科普活动（第1期）'), ('001', 2024, 1, 7, ''), ('001', 2024, 1, 8, '');
SELECT * FROM pg_temp.found('duplicate_task');

-- The same indicator twice: within a class, and not in different units.
SELECT * FROM pg_temp.found('duplicate_indicator');
INSERT INTO chk.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, unit) VALUES
    ('001', 2024, 1, 2, '产出指标', '数量指标', '举办培训（场）', NULL),
    ('001', 2024, 1, 3, '产出指标', '数量指标', '举办培训（人次）', NULL),
    ('001', 2024, 1, 4, '产出指标', '数量', '举办培训', '场'),
    ('001', 2024, 1, 5, '产出指标', '质量指标', '举办培训（场）', NULL),
    ('001', 2024, 1, 6, '产出', '产出数量', ' 举办培训 (人次)', NULL),
    ('001', 2024, 1, 7, '产出', '数量指标值', '举办培训', NULL),
    ('001', 2024, 1, 8, '其他', '其他', '举办培训', NULL),
    ('001', 2024, 1, 9, '其他', '其他指标', '举办培训', NULL);
SELECT * FROM pg_temp.found('duplicate_indicator');

SET client_min_messages = warning;
DROP SCHEMA chk CASCADE;
