
-- Why a version follows the one before it. The rows belong to the new version,
-- and are sealed with it; the first version has none.

CREATE TABLE @ledger@.amendment (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    amendment_no integer NOT NULL,
    kind text NOT NULL,
    batch text,
    reason text NOT NULL DEFAULT '',
    legal_reference text,
    CONSTRAINT amendment_pkey PRIMARY KEY (department_code, fiscal_year, version, amendment_no),
    CONSTRAINT amendment_declaration_fkey FOREIGN KEY (department_code, fiscal_year, version)
        REFERENCES @ledger@.declaration (department_code, fiscal_year, version) ON DELETE CASCADE,
    CONSTRAINT amendment_version_later CHECK (version > 1),
    CONSTRAINT amendment_no_positive CHECK (amendment_no >= 1),
    CONSTRAINT amendment_kind CHECK (kind IN ('increase', 'decrease', 'transfer'))
);
COMMENT ON TABLE @ledger@.amendment IS 'Amendments that a version makes to the one before it / 预算调整（随新版本一并封存）';
COMMENT ON COLUMN @ledger@.amendment.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.amendment.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.amendment.version IS 'The new version / 版本号（调整后）';
COMMENT ON COLUMN @ledger@.amendment.amendment_no IS 'Number of the amendment in this version / 序号';
COMMENT ON COLUMN @ledger@.amendment.kind IS 'increase, decrease or transfer / 种类：追加、追减、调剂';
COMMENT ON COLUMN @ledger@.amendment.batch IS 'Number of the batch, as the finance department gives it / 批次';
COMMENT ON COLUMN @ledger@.amendment.reason IS 'Reason / 调整理由';
COMMENT ON COLUMN @ledger@.amendment.legal_reference IS 'Document or decision that it rests on / 依据文号';

CREATE TABLE @ledger@.amendment_line (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    amendment_no integer NOT NULL,
    line_no integer NOT NULL,
    change numeric(18,2) NOT NULL,
    item_code text COLLATE "C",
    task_no integer,
    change_source text,
    CONSTRAINT amendment_line_pkey PRIMARY KEY (department_code, fiscal_year, version, amendment_no, line_no),
    CONSTRAINT amendment_line_amendment_fkey FOREIGN KEY (department_code, fiscal_year, version, amendment_no)
        REFERENCES @ledger@.amendment (department_code, fiscal_year, version, amendment_no) ON DELETE CASCADE,
    CONSTRAINT amendment_line_no_positive CHECK (line_no >= 1),
    CONSTRAINT amendment_line_task_positive CHECK (task_no >= 1),
    CONSTRAINT amendment_line_change_finite CHECK (change <> 'NaN'),
    CONSTRAINT amendment_line_place CHECK ((item_code IS NULL) <> (task_no IS NULL))
);
COMMENT ON TABLE @ledger@.amendment_line IS 'What an amendment changes, item by item and task by task / 预算调整明细';
COMMENT ON COLUMN @ledger@.amendment_line.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.amendment_line.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.amendment_line.version IS 'The new version / 版本号（调整后）';
COMMENT ON COLUMN @ledger@.amendment_line.amendment_no IS 'Amendment / 调整序号';
COMMENT ON COLUMN @ledger@.amendment_line.line_no IS 'Number of the line / 明细序号';
COMMENT ON COLUMN @ledger@.amendment_line.change IS 'Change in yuan: more is positive, less is negative / 增减额（元），增为正、减为负';
COMMENT ON COLUMN @ledger@.amendment_line.item_code IS 'Budget item that changes; null where it is a task / 项目代码';
COMMENT ON COLUMN @ledger@.amendment_line.task_no IS 'Task that changes, by its number in the new version; null where it is an item / 任务序号';
COMMENT ON COLUMN @ledger@.amendment_line.change_source IS 'The figure as the document gave it, kept when rounding to the fen changed it / 原始数值';
