
-- Trigger functions of a ledger's tables. Anyone may create a trigger with
-- them (whoever restores a ledger must); each checks what it is attached to.

CREATE FUNCTION budget_perf.guard_child() RETURNS trigger
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_guard_child';
COMMENT ON FUNCTION budget_perf.guard_child() IS 'Trigger: rows of a sealed declaration cannot be changed / 触发器：已封存申报表的明细不可更改';

CREATE FUNCTION budget_perf.guard_declaration() RETURNS trigger
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_guard_declaration';
COMMENT ON FUNCTION budget_perf.guard_declaration() IS 'Trigger: changes of status; a submission is checked, totalled and sealed / 触发器：状态变更；提交时检查、汇总并封存';

CREATE FUNCTION budget_perf.guard_truncate() RETURNS trigger
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_guard_truncate';
COMMENT ON FUNCTION budget_perf.guard_truncate() IS 'Trigger: no TRUNCATE while sealed declarations or records stand / 触发器：存在已封存数据时禁止 TRUNCATE';

CREATE FUNCTION budget_perf.guard_record() RETURNS trigger
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_guard_record';
COMMENT ON FUNCTION budget_perf.guard_record() IS 'Trigger: seals, history and rule sets are written by triggers only / 触发器：封存与历史记录只能由触发器写入';

CREATE FUNCTION budget_perf.guard_execution() RETURNS trigger
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_guard_execution';
COMMENT ON FUNCTION budget_perf.guard_execution() IS 'Trigger: money is spent against an approved or recorded budget only, on its items and tasks / 触发器：预算执行须对应已批复或补录的预算及其项目、任务';

-- Moving a declaration from status to status.

CREATE FUNCTION budget_perf.submit(department_code text, fiscal_year integer, version integer DEFAULT NULL,
        comment text DEFAULT NULL, ledger text DEFAULT 'budget')
    RETURNS budget_perf.declaration_key
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_submit';
COMMENT ON FUNCTION budget_perf.submit(text, integer, integer, text, text) IS 'Submit a draft: checked against every rule, then sealed; refused (23514) if it breaks one / 提交：检查后封存';

CREATE FUNCTION budget_perf.approve(department_code text, fiscal_year integer, version integer DEFAULT NULL,
        comment text DEFAULT NULL, ledger text DEFAULT 'budget')
    RETURNS budget_perf.declaration_key
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_approve';
COMMENT ON FUNCTION budget_perf.approve(text, integer, integer, text, text) IS 'Approve a submitted declaration: it can then be amended only / 批复：此后只能以新版本调整';

CREATE FUNCTION budget_perf.send_back(department_code text, fiscal_year integer, version integer DEFAULT NULL,
        comment text DEFAULT NULL, ledger text DEFAULT 'budget')
    RETURNS budget_perf.declaration_key
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_send_back';
COMMENT ON FUNCTION budget_perf.send_back(text, integer, integer, text, text) IS 'Send a submitted declaration back: it is a draft again, its seal is kept as withdrawn / 退回：恢复为草稿，保留已撤回的封存记录';

CREATE FUNCTION budget_perf.record(department_code text, fiscal_year integer, version integer DEFAULT NULL,
        comment text DEFAULT NULL, ledger text DEFAULT 'budget')
    RETURNS budget_perf.declaration_key
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_record';
COMMENT ON FUNCTION budget_perf.record(text, integer, integer, text, text) IS 'Take a draft in as published history: sealed as it is, findings kept, nothing enforced / 历史补录：按公开内容封存，只标注问题，不强制';

CREATE FUNCTION budget_perf.amend(department_code text, fiscal_year integer, version integer DEFAULT NULL,
        comment text DEFAULT NULL, ledger text DEFAULT 'budget')
    RETURNS budget_perf.declaration_key
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_amend';
COMMENT ON FUNCTION budget_perf.amend(text, integer, integer, text, text) IS 'Open the next version of an approved or recorded declaration, as a draft with the same content / 调整：以相同内容新建下一版本草稿';

CREATE FUNCTION budget_perf.declaration_totals(department_code text, fiscal_year integer, version integer DEFAULT NULL,
        ledger text DEFAULT 'budget')
    RETURNS SETOF budget_perf.total
    LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 20
    AS 'MODULE_PATHNAME', 'budget_perf_declaration_totals';
COMMENT ON FUNCTION budget_perf.declaration_totals(text, integer, integer, text) IS 'Totals of a declaration by category, block and item, in yuan / 申报表的合计数（元）';
