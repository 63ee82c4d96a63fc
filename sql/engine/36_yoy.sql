-- One department's year, alone and beside the year before: what the views ask
-- for each. The ledger is named by its declaration table, so that a renamed
-- ledger stays what it is. Whoever calls them needs the rights on the tables.

CREATE FUNCTION budget_perf.declaration_table(declaration_row anyelement) RETURNS regclass
    LANGUAGE c IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_declaration_table';
COMMENT ON FUNCTION budget_perf.declaration_table(anyelement)
    IS 'The declaration table of a ledger, by its row type: how the views name their ledger / 由行类型得到账套的申报表';

CREATE FUNCTION budget_perf.department_year(
    declaration regclass, department_code text, fiscal_year integer,
    OUT version integer, OUT status text, OUT form_code text,
    OUT expenditure numeric, OUT income numeric, OUT tier numeric, OUT tasks numeric,
    OUT original_expenditure numeric, OUT original_income numeric, OUT original_tier numeric, OUT original_tasks numeric,
    OUT has_original boolean, OUT waived integer, OUT refused boolean
) RETURNS SETOF record
    LANGUAGE c STABLE STRICT PARALLEL SAFE COST 100 ROWS 1
    AS 'MODULE_PATHNAME', 'budget_perf_department_year';
COMMENT ON FUNCTION budget_perf.department_year(regclass, text, integer)
    IS 'What counts of a department''s year, and what was filed first; what the view department_budget asks / 部门年度预算：有效版与年初版';

CREATE FUNCTION budget_perf.department_path(declaration regclass, department_code text, OUT superior_code text)
    RETURNS SETOF text
    LANGUAGE c STABLE STRICT PARALLEL SAFE COST 100 ROWS 3
    AS 'MODULE_PATHNAME', 'budget_perf_department_path';
COMMENT ON FUNCTION budget_perf.department_path(regclass, text)
    IS 'A department and everyone above it; what the view department_tree asks / 部门及其各级上级';

CREATE FUNCTION budget_perf.yoy_succession(
    declaration regclass, predecessor_code text, successor_code text, fiscal_year integer,
    OUT is_followed boolean, OUT previous_version integer, OUT previous_form_code text, OUT successor_in boolean
) RETURNS SETOF record
    LANGUAGE c STABLE STRICT PARALLEL SAFE COST 100 ROWS 1
    AS 'MODULE_PATHNAME', 'budget_perf_yoy_succession';
COMMENT ON FUNCTION budget_perf.yoy_succession(regclass, text, text, integer)
    IS 'Whether year over year follows a succession, and what stands on both sides of it; what the view succession asks / 更名、合并、拆分是否用于年度对比';

CREATE FUNCTION budget_perf.yoy_declaration(
    declaration regclass, department_code text, fiscal_year integer,
    OUT version integer, OUT status text, OUT form_code text,
    OUT previous_department_code text, OUT previous_fiscal_year integer, OUT previous_version integer, OUT previous_form_code text,
    OUT comparable boolean, OUT comparability text, OUT comparison text,
    OUT previous_declarations integer, OUT previous_department_codes text, OUT split_from text,
    OUT own_previous_version integer, OUT own_previous_form_code text
) RETURNS SETOF record
    LANGUAGE c STABLE STRICT PARALLEL SAFE COST 100 ROWS 1
    AS 'MODULE_PATHNAME', 'budget_perf_yoy_declaration';
COMMENT ON FUNCTION budget_perf.yoy_declaration(regclass, text, integer)
    IS 'The declarations of a department''s year and of the year before; what the view declaration_pair asks / 本年与上年申报表对照';

CREATE FUNCTION budget_perf.yoy_budget(
    declaration regclass, department_code text, fiscal_year integer,
    OUT version integer, OUT status text, OUT form_code text,
    OUT previous_department_code text, OUT previous_fiscal_year integer, OUT previous_version integer,
    OUT comparable boolean, OUT comparability text,
    OUT expenditure numeric, OUT previous_expenditure numeric, OUT income numeric, OUT previous_income numeric,
    OUT tier numeric, OUT previous_tier numeric,
    OUT department_expenditure numeric, OUT previous_department_expenditure numeric,
    OUT development_expenditure numeric, OUT previous_development_expenditure numeric,
    OUT tasks numeric, OUT previous_tasks numeric,
    OUT comparison text, OUT previous_declarations integer, OUT previous_department_codes text,
    OUT group_code text, OUT group_expenditure numeric, OUT previous_group_expenditure numeric
) RETURNS SETOF record
    LANGUAGE c STABLE STRICT PARALLEL SAFE COST 100 ROWS 1
    AS 'MODULE_PATHNAME', 'budget_perf_yoy_budget';
COMMENT ON FUNCTION budget_perf.yoy_budget(regclass, text, integer)
    IS 'Totals of a department''s year and of the year before; what the view budget_yoy asks / 部门预算年度对比';

CREATE FUNCTION budget_perf.yoy_item(
    declaration regclass, department_code text, fiscal_year integer,
    OUT version integer, OUT previous_department_code text, OUT previous_fiscal_year integer, OUT previous_version integer,
    OUT item_code text, OUT amount numeric, OUT previous_amount numeric, OUT change text,
    OUT comparable boolean, OUT comparability text, OUT comparison text,
    OUT previous_declarations integer, OUT previous_department_codes text,
    OUT item_name text, OUT category text, OUT block text, OUT block_name text, OUT ordinal integer
) RETURNS SETOF record
    LANGUAGE c STABLE STRICT PARALLEL SAFE COST 100 ROWS 12
    AS 'MODULE_PATHNAME', 'budget_perf_yoy_item';
COMMENT ON FUNCTION budget_perf.yoy_item(regclass, text, integer)
    IS 'Budget items of a department''s year and of the year before; what the view item_yoy asks / 预算项目年度对比';

CREATE FUNCTION budget_perf.yoy_task(
    declaration regclass, department_code text, fiscal_year integer,
    OUT version integer, OUT previous_department_code text, OUT previous_fiscal_year integer, OUT previous_version integer,
    OUT task_no integer, OUT previous_task_no integer, OUT task_name text, OUT amount numeric, OUT previous_amount numeric,
    OUT change text, OUT comparable boolean, OUT comparability text, OUT comparison text,
    OUT content text, OUT previous_content text, OUT expected_outcome text, OUT previous_expected_outcome text
) RETURNS SETOF record
    LANGUAGE c STABLE STRICT PARALLEL SAFE COST 100 ROWS 12
    AS 'MODULE_PATHNAME', 'budget_perf_yoy_task';
COMMENT ON FUNCTION budget_perf.yoy_task(regclass, text, integer)
    IS 'Tasks of a department''s year and of the year before; what the view task_yoy asks / 重点工作任务年度对比';

CREATE FUNCTION budget_perf.yoy_indicator(
    declaration regclass, department_code text, fiscal_year integer,
    OUT version integer, OUT previous_department_code text, OUT previous_fiscal_year integer, OUT previous_version integer,
    OUT indicator_no integer, OUT previous_indicator_no integer, OUT indicator_name text, OUT previous_indicator_name text,
    OUT target text, OUT previous_target text, OUT target_kind text, OUT previous_target_kind text,
    OUT comparator text, OUT previous_comparator text, OUT value numeric, OUT previous_value numeric,
    OUT upper_value numeric, OUT previous_upper_value numeric,
    OUT change text, OUT unit_changed boolean, OUT ambition text, OUT matched_by text,
    OUT comparable boolean, OUT comparability text, OUT comparison text,
    OUT indicator_code text, OUT class_code text, OUT previous_class_code text,
    OUT level1 text, OUT level2 text, OUT previous_level1 text, OUT previous_level2 text,
    OUT unit text, OUT previous_unit text, OUT value_unit text, OUT previous_value_unit text,
    OUT value_scale bigint, OUT previous_value_scale bigint, OUT target_date date, OUT previous_target_date date,
    OUT weight numeric, OUT previous_weight numeric, OUT link_reason text, OUT previous_measured boolean
) RETURNS SETOF record
    LANGUAGE c STABLE STRICT PARALLEL SAFE COST 100 ROWS 25
    AS 'MODULE_PATHNAME', 'budget_perf_yoy_indicator';
COMMENT ON FUNCTION budget_perf.yoy_indicator(regclass, text, integer)
    IS 'Indicators of a department''s year and of the year before, matched and compared; what the view indicator_yoy asks / 绩效指标年度对比';
