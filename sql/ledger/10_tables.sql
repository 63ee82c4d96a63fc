-- The tables of a ledger. They belong to whoever makes the ledger; this text
-- is run by create_ledger(), which puts the schema's quoted name wherever its
-- mark stands (in no comment: a name may hold a new line). Keys are natural and
-- stand first in every table.

CREATE TABLE @ledger@.ledger_version (
    only_row boolean NOT NULL DEFAULT true,
    version text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT ledger_version_pkey PRIMARY KEY (only_row),
    CONSTRAINT ledger_version_one_row CHECK (only_row)
);
COMMENT ON TABLE @ledger@.ledger_version IS 'Layout version of this ledger / 本账套的结构版本';
COMMENT ON COLUMN @ledger@.ledger_version.only_row IS 'Always true: there is one row / 恒为真，仅一行';
COMMENT ON COLUMN @ledger@.ledger_version.version IS 'Version of the extension whose layout the ledger has / 结构版本';
COMMENT ON COLUMN @ledger@.ledger_version.created_at IS 'When the ledger got this layout / 建立时间';

CREATE TABLE @ledger@.department (
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    parent_code text COLLATE "C",
    region text,
    CONSTRAINT department_pkey PRIMARY KEY (code),
    CONSTRAINT department_parent_fkey FOREIGN KEY (parent_code) REFERENCES @ledger@.department (code),
    CONSTRAINT department_code_normal CHECK (code = budget_perf.normalise_code(code) AND code <> ''),
    CONSTRAINT department_name_given CHECK (name <> '')
);
COMMENT ON TABLE @ledger@.department IS 'Departments and units of government / 部门和单位';
COMMENT ON COLUMN @ledger@.department.code IS 'Code; by the national rule groups of three digits, the parent being a prefix / 部门（单位）代码';
COMMENT ON COLUMN @ledger@.department.name IS 'Name / 名称';
COMMENT ON COLUMN @ledger@.department.parent_code IS 'Code of the superior department / 上级部门代码';
COMMENT ON COLUMN @ledger@.department.region IS 'Region: a division code or its name / 区划';

CREATE TABLE @ledger@.department_succession (
    predecessor_code text COLLATE "C" NOT NULL,
    successor_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    kind text NOT NULL,
    note text,
    CONSTRAINT department_succession_pkey PRIMARY KEY (predecessor_code, successor_code, fiscal_year),
    CONSTRAINT department_succession_predecessor_fkey FOREIGN KEY (predecessor_code) REFERENCES @ledger@.department (code),
    CONSTRAINT department_succession_successor_fkey FOREIGN KEY (successor_code) REFERENCES @ledger@.department (code),
    CONSTRAINT department_succession_kind CHECK (kind IN ('rename', 'merge', 'split')),
    CONSTRAINT department_succession_moves CHECK (predecessor_code <> successor_code)
);
COMMENT ON TABLE @ledger@.department_succession IS 'Renames, mergers and splits of departments, so that years stay comparable / 部门更名、合并、拆分';
COMMENT ON COLUMN @ledger@.department_succession.predecessor_code IS 'Department before / 原部门代码';
COMMENT ON COLUMN @ledger@.department_succession.successor_code IS 'Department after / 新部门代码';
COMMENT ON COLUMN @ledger@.department_succession.fiscal_year IS 'First budget year of the successor / 起始预算年度';
COMMENT ON COLUMN @ledger@.department_succession.kind IS 'rename, merge or split / 更名、合并、拆分';
COMMENT ON COLUMN @ledger@.department_succession.note IS 'Basis or remark / 依据或备注';

CREATE TABLE @ledger@.form (
    code text COLLATE "C" NOT NULL,
    title text NOT NULL,
    amount_unit text NOT NULL,
    taxonomy text COLLATE "C" NOT NULL,
    target_columns smallint NOT NULL,
    weight_total numeric(9,4),
    note text,
    CONSTRAINT form_pkey PRIMARY KEY (code),
    CONSTRAINT form_amount_unit CHECK (amount_unit IN ('元', '万元')),
    CONSTRAINT form_target_columns CHECK (target_columns IN (1, 2)),
    CONSTRAINT form_weight_total CHECK (weight_total > 0 AND weight_total <> 'NaN')
);
COMMENT ON TABLE @ledger@.form IS 'Form variants as data / 表样';
COMMENT ON COLUMN @ledger@.form.code IS 'Code of the form / 表样代码';
COMMENT ON COLUMN @ledger@.form.title IS 'Printed title / 表头';
COMMENT ON COLUMN @ledger@.form.amount_unit IS 'Unit in which amounts are printed: 元 or 万元; storage is always in yuan / 印刷金额单位';
COMMENT ON COLUMN @ledger@.form.taxonomy IS 'Version of the indicator taxonomy / 指标体系版本';
COMMENT ON COLUMN @ledger@.form.target_columns IS '2: cycle and annual target; 1: one target column, stored as the annual target / 指标值列数';
COMMENT ON COLUMN @ledger@.form.weight_total IS 'What the weights add up to where weights are given; null if the form has none / 权重合计';
COMMENT ON COLUMN @ledger@.form.note IS 'Remark / 备注';

CREATE TABLE @ledger@.form_item (
    form_code text COLLATE "C" NOT NULL,
    item_code text COLLATE "C" NOT NULL,
    ordinal smallint NOT NULL,
    category text NOT NULL,
    block text NOT NULL,
    block_label text NOT NULL,
    label text NOT NULL,
    aliases text[] NOT NULL DEFAULT '{}',
    negative_allowed boolean NOT NULL DEFAULT false,
    CONSTRAINT form_item_pkey PRIMARY KEY (form_code, item_code),
    CONSTRAINT form_item_form_fkey FOREIGN KEY (form_code) REFERENCES @ledger@.form (code),
    CONSTRAINT form_item_ordinal_key UNIQUE (form_code, ordinal),
    CONSTRAINT form_item_label_key UNIQUE (form_code, label),
    CONSTRAINT form_item_category CHECK (category IN ('expenditure', 'income', 'tier'))
);
COMMENT ON TABLE @ledger@.form_item IS 'Budget items of a form, in printed order / 表样的预算项目';
COMMENT ON COLUMN @ledger@.form_item.form_code IS 'Form / 表样代码';
COMMENT ON COLUMN @ledger@.form_item.item_code IS 'Item, the same in every form for the same meaning / 项目代码';
COMMENT ON COLUMN @ledger@.form_item.ordinal IS 'Printed order / 顺序';
COMMENT ON COLUMN @ledger@.form_item.category IS 'expenditure, income or tier / 类别：支出、收入、级次';
COMMENT ON COLUMN @ledger@.form_item.block IS 'Block of the form that the item stands in / 区块代码';
COMMENT ON COLUMN @ledger@.form_item.block_label IS 'Printed heading of the block / 区块名称';
COMMENT ON COLUMN @ledger@.form_item.label IS 'Printed label / 项目名称';
COMMENT ON COLUMN @ledger@.form_item.aliases IS 'Other labels under which documents name the item / 别名';
COMMENT ON COLUMN @ledger@.form_item.negative_allowed IS 'Whether a negative amount is lawful here / 是否允许负数';

CREATE TABLE @ledger@.indicator_class (
    taxonomy text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    ordinal smallint NOT NULL,
    level1 text NOT NULL,
    level2 text NOT NULL,
    level1_names text[] NOT NULL,
    level2_names text[] NOT NULL,
    CONSTRAINT indicator_class_pkey PRIMARY KEY (taxonomy, code),
    CONSTRAINT indicator_class_ordinal_key UNIQUE (taxonomy, ordinal),
    CONSTRAINT indicator_class_names_key UNIQUE (taxonomy, level1, level2)
);
COMMENT ON TABLE @ledger@.indicator_class IS 'Level-two classes of each taxonomy version, with their aliases / 各版本指标体系的二级指标及别名';
COMMENT ON COLUMN @ledger@.indicator_class.taxonomy IS 'Taxonomy version: 2015 or 2021 / 指标体系版本';
COMMENT ON COLUMN @ledger@.indicator_class.code IS 'Class, the same in every version for the same meaning / 类别代码';
COMMENT ON COLUMN @ledger@.indicator_class.ordinal IS 'Printed order / 顺序';
COMMENT ON COLUMN @ledger@.indicator_class.level1 IS 'Level-one name as printed / 一级指标';
COMMENT ON COLUMN @ledger@.indicator_class.level2 IS 'Level-two name as printed / 二级指标';
COMMENT ON COLUMN @ledger@.indicator_class.level1_names IS 'Stems (budget_perf.class_stem) of every accepted level-one name / 一级指标的可用名称';
COMMENT ON COLUMN @ledger@.indicator_class.level2_names IS 'Stems (budget_perf.class_stem) of every accepted level-two name / 二级指标的可用名称';

CREATE TABLE @ledger@.rule (
    id text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    severity text NOT NULL,
    operator text,
    tolerance numeric(18,2) NOT NULL DEFAULT 0,
    parameters jsonb NOT NULL DEFAULT '{}',
    forms text[],
    first_year integer,
    last_year integer,
    legal_basis text,
    description text NOT NULL,
    description_zh text NOT NULL,
    CONSTRAINT rule_pkey PRIMARY KEY (id),
    CONSTRAINT rule_kind CHECK (kind IN (
        'identity', 'magnitude', 'item_known', 'amount_sign', 'amount_rounded', 'section_blank', 'empty',
        'name_blank', 'class_known', 'class_coverage', 'annual_within_cycle', 'unit_conflict',
        'target_blank', 'target_deferred', 'target_template', 'percent_range', 'comparator_missing',
        'weight_total', 'duplicate_task', 'duplicate_indicator',
        'amendment_missing', 'amendment_reason', 'amendment_sign', 'amendment_transfer', 'amendment_total',
        'amendment_targets_kept', 'amendment_target_changed')),
    CONSTRAINT rule_severity CHECK (severity IN ('error', 'warning', 'info', 'off')),
    CONSTRAINT rule_operator CHECK ((kind = 'identity') = (operator IS NOT NULL) AND operator IN ('=', '<=', '>=')),
    CONSTRAINT rule_tolerance CHECK (tolerance >= 0 AND tolerance <> 'NaN'),
    CONSTRAINT rule_parameters CHECK (pg_catalog.jsonb_typeof(parameters) = 'object'),
    CONSTRAINT rule_years CHECK (first_year <= last_year)
);
COMMENT ON TABLE @ledger@.rule IS 'Every check, as data / 检查规则';
COMMENT ON COLUMN @ledger@.rule.id IS 'Permanent id; also the constraint name of a refused submission / 规则永久编号';
COMMENT ON COLUMN @ledger@.rule.kind IS 'Which check of the engine the rule uses / 检查种类';
COMMENT ON COLUMN @ledger@.rule.severity IS 'error (refuses a submission), warning, info or off / 级别';
COMMENT ON COLUMN @ledger@.rule.operator IS 'For an identity: how left must compare with right / 左右两边的关系';
COMMENT ON COLUMN @ledger@.rule.tolerance IS 'For an identity: largest absolute difference in yuan that passes / 允许误差（元）';
COMMENT ON COLUMN @ledger@.rule.parameters IS 'Parameters of the kind / 参数';
COMMENT ON COLUMN @ledger@.rule.forms IS 'Forms that the rule applies to; null for every form / 适用表样';
COMMENT ON COLUMN @ledger@.rule.first_year IS 'First budget year that the rule applies to; null for no limit / 起始年度';
COMMENT ON COLUMN @ledger@.rule.last_year IS 'Last budget year that the rule applies to; null for no limit / 终止年度';
COMMENT ON COLUMN @ledger@.rule.legal_basis IS 'Where the rule comes from / 依据';
COMMENT ON COLUMN @ledger@.rule.description IS 'What the rule asks, in English / 规则说明（英文）';
COMMENT ON COLUMN @ledger@.rule.description_zh IS 'What the rule asks, in Chinese / 规则说明（中文）';

CREATE TABLE @ledger@.rule_term (
    rule_id text COLLATE "C" NOT NULL,
    side text NOT NULL,
    source text NOT NULL,
    item_code text COLLATE "C" NOT NULL DEFAULT '',
    coefficient numeric(9,4) NOT NULL DEFAULT 1,
    CONSTRAINT rule_term_pkey PRIMARY KEY (rule_id, side, source, item_code),
    CONSTRAINT rule_term_rule_fkey FOREIGN KEY (rule_id) REFERENCES @ledger@.rule (id) ON DELETE CASCADE,
    CONSTRAINT rule_term_side CHECK (side IN ('left', 'right')),
    CONSTRAINT rule_term_source CHECK (source IN ('item', 'tasks')),
    CONSTRAINT rule_term_item CHECK ((source = 'item') = (item_code <> '')),
    CONSTRAINT rule_term_coefficient CHECK (coefficient <> 0 AND coefficient <> 'NaN')
);
COMMENT ON TABLE @ledger@.rule_term IS 'Terms of the identities: what stands left and right / 勾稽关系的左右各项';
COMMENT ON COLUMN @ledger@.rule_term.rule_id IS 'Rule / 规则编号';
COMMENT ON COLUMN @ledger@.rule_term.side IS 'left or right / 左边、右边';
COMMENT ON COLUMN @ledger@.rule_term.source IS 'item: amount of a budget item; tasks: sum of the task amounts / 来源';
COMMENT ON COLUMN @ledger@.rule_term.item_code IS 'Item, for source item; an item that the form lacks is left out / 项目代码';
COMMENT ON COLUMN @ledger@.rule_term.coefficient IS 'Factor, usually 1 / 系数';

CREATE TABLE @ledger@.rule_set (
    digest text COLLATE "C" NOT NULL,
    rules jsonb NOT NULL,
    first_used_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT rule_set_pkey PRIMARY KEY (digest)
);
COMMENT ON TABLE @ledger@.rule_set IS 'Each set of rules that a submission was checked by, as of then; written by triggers only / 提交时所用规则的快照';
COMMENT ON COLUMN @ledger@.rule_set.digest IS 'SHA-256 of the rules, hexadecimal / 规则摘要';
COMMENT ON COLUMN @ledger@.rule_set.rules IS 'The rules with their terms / 规则内容';
COMMENT ON COLUMN @ledger@.rule_set.first_used_at IS 'When a submission was first checked by this set / 首次使用时间';

CREATE TABLE @ledger@.waiver (
    waiver_id integer GENERATED BY DEFAULT AS IDENTITY,
    rule_id text COLLATE "C" NOT NULL,
    department_code text COLLATE "C",
    form_code text COLLATE "C",
    first_year integer NOT NULL,
    last_year integer NOT NULL,
    reason text NOT NULL,
    approver text NOT NULL,
    expires_on date NOT NULL,
    granted_by text NOT NULL DEFAULT CURRENT_USER,
    granted_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT waiver_pkey PRIMARY KEY (waiver_id),
    CONSTRAINT waiver_rule_fkey FOREIGN KEY (rule_id) REFERENCES @ledger@.rule (id),
    CONSTRAINT waiver_department_fkey FOREIGN KEY (department_code) REFERENCES @ledger@.department (code),
    CONSTRAINT waiver_form_fkey FOREIGN KEY (form_code) REFERENCES @ledger@.form (code),
    CONSTRAINT waiver_scope CHECK (department_code IS NOT NULL OR form_code IS NOT NULL),
    CONSTRAINT waiver_years CHECK (first_year <= last_year),
    CONSTRAINT waiver_reason CHECK (reason <> ''),
    CONSTRAINT waiver_approver CHECK (approver <> '')
);
CREATE INDEX waiver_rule_idx ON @ledger@.waiver (rule_id, department_code);
COMMENT ON TABLE @ledger@.waiver IS 'Exceptions granted from an error rule: a submission within the scope passes, its seal records the waiver / 规则豁免：范围内的提交予以受理，封存记录注明豁免';
COMMENT ON COLUMN @ledger@.waiver.waiver_id IS 'Key, as seals record it / 豁免编号';
COMMENT ON COLUMN @ledger@.waiver.rule_id IS 'Rule / 规则编号';
COMMENT ON COLUMN @ledger@.waiver.department_code IS 'Department; null for all of a form / 部门代码；空为该表样全部部门';
COMMENT ON COLUMN @ledger@.waiver.form_code IS 'Form; null for any / 表样代码；空为不限';
COMMENT ON COLUMN @ledger@.waiver.first_year IS 'First budget year in scope / 起始预算年度';
COMMENT ON COLUMN @ledger@.waiver.last_year IS 'Last budget year in scope / 终止预算年度';
COMMENT ON COLUMN @ledger@.waiver.reason IS 'Reason / 理由';
COMMENT ON COLUMN @ledger@.waiver.approver IS 'Who granted it / 批准人';
COMMENT ON COLUMN @ledger@.waiver.expires_on IS 'Last day (China time) on which a submission may use it / 到期日';
COMMENT ON COLUMN @ledger@.waiver.granted_by IS 'Role that entered it / 登记角色';
COMMENT ON COLUMN @ledger@.waiver.granted_at IS 'When it was entered / 登记时间';

CREATE TABLE @ledger@.declaration (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL DEFAULT 1,
    status text NOT NULL DEFAULT 'draft',
    form_code text COLLATE "C" NOT NULL,
    goal text,
    cycle_from integer,
    cycle_to integer,
    status_comment text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    CONSTRAINT declaration_pkey PRIMARY KEY (department_code, fiscal_year, version),
    CONSTRAINT declaration_department_fkey FOREIGN KEY (department_code) REFERENCES @ledger@.department (code),
    CONSTRAINT declaration_form_fkey FOREIGN KEY (form_code) REFERENCES @ledger@.form (code),
    CONSTRAINT declaration_fiscal_year CHECK (fiscal_year BETWEEN 1949 AND 9999),
    CONSTRAINT declaration_version CHECK (version >= 1),
    CONSTRAINT declaration_status CHECK (status IN ('draft', 'submitted', 'approved', 'recorded')),
    CONSTRAINT declaration_cycle CHECK (cycle_from <= cycle_to),
    CONSTRAINT declaration_cycle_from CHECK (cycle_from BETWEEN 1949 AND 9999),
    CONSTRAINT declaration_cycle_to CHECK (cycle_to BETWEEN 1949 AND 9999)
);
COMMENT ON TABLE @ledger@.declaration IS 'Declarations: one per department, budget year and version / 部门整体预算绩效目标申报表';
COMMENT ON COLUMN @ledger@.declaration.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.declaration.fiscal_year IS 'Budget year, not the year of filing / 预算年度';
COMMENT ON COLUMN @ledger@.declaration.version IS 'Version, from 1; an amendment opens the next / 版本号';
COMMENT ON COLUMN @ledger@.declaration.status IS 'draft, submitted, approved, or recorded (history taken in as published, never enforced) / 状态：草稿、已提交、已批复、历史补录';
COMMENT ON COLUMN @ledger@.declaration.form_code IS 'Form variant / 表样代码';
COMMENT ON COLUMN @ledger@.declaration.goal IS 'Overall performance goal / 总体绩效目标';
COMMENT ON COLUMN @ledger@.declaration.cycle_from IS 'First year of the implementation period / 实施周期起始年';
COMMENT ON COLUMN @ledger@.declaration.cycle_to IS 'Last year of the implementation period / 实施周期终止年';
COMMENT ON COLUMN @ledger@.declaration.status_comment IS 'Comment given with the last change of status; no part of the sealed content / 状态变更说明';
COMMENT ON COLUMN @ledger@.declaration.created_at IS 'When the row was made; no part of the sealed content / 创建时间';

-- The rows of a declaration refer to it without a declared foreign key: the
-- guards keep that relation, a statement at a time (see src/guard.c). Where the
-- server knows constraints that are declared and not enforced (18), they are
-- declared, so that tools see the relation.

CREATE TABLE @ledger@.budget_line (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    item_code text COLLATE "C" NOT NULL,
    amount numeric(18,2),
    amount_source text,
    CONSTRAINT budget_line_pkey PRIMARY KEY (department_code, fiscal_year, version, item_code),
    CONSTRAINT budget_line_amount_finite CHECK (amount <> 'NaN')
);
COMMENT ON TABLE @ledger@.budget_line IS 'Budget amounts of a declaration by item; a missing row or null amount is blank, which is not zero / 预算金额';
COMMENT ON COLUMN @ledger@.budget_line.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.budget_line.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.budget_line.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.budget_line.item_code IS 'Budget item of the form / 项目代码';
COMMENT ON COLUMN @ledger@.budget_line.amount IS 'Amount in yuan / 金额（元）';
COMMENT ON COLUMN @ledger@.budget_line.amount_source IS 'The figure as the document gave it, kept when rounding to the fen changed it / 原始数值';

CREATE TABLE @ledger@.task (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    task_no integer NOT NULL,
    amount numeric(18,2),
    name text NOT NULL DEFAULT '',
    content text,
    expected_outcome text,
    amount_source text,
    CONSTRAINT task_pkey PRIMARY KEY (department_code, fiscal_year, version, task_no),
    CONSTRAINT task_no_positive CHECK (task_no >= 1),
    CONSTRAINT task_amount_finite CHECK (amount <> 'NaN')
);
COMMENT ON TABLE @ledger@.task IS 'Key tasks of the year / 年度重点工作任务';
COMMENT ON COLUMN @ledger@.task.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.task.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.task.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.task.task_no IS 'Number of the task, in printed order / 序号';
COMMENT ON COLUMN @ledger@.task.amount IS 'Money to be spent on it, in yuan; null is blank / 拟投入的资金（元）';
COMMENT ON COLUMN @ledger@.task.name IS 'Name / 名称';
COMMENT ON COLUMN @ledger@.task.content IS 'What is to be done / 主要实施内容';
COMMENT ON COLUMN @ledger@.task.expected_outcome IS 'What is to be reached / 期望达到的目标（概述）';
COMMENT ON COLUMN @ledger@.task.amount_source IS 'The figure as the document gave it, kept when rounding to the fen changed it / 原始数值';

CREATE TABLE @ledger@.indicator (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    indicator_no integer NOT NULL,
    level1 text NOT NULL DEFAULT '',
    level2 text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    unit text,
    cycle_target budget_perf.indicator_target,
    annual_target budget_perf.indicator_target,
    weight numeric(9,4),
    accumulation text,
    code text COLLATE "C",
    CONSTRAINT indicator_pkey PRIMARY KEY (department_code, fiscal_year, version, indicator_no),
    CONSTRAINT indicator_no_positive CHECK (indicator_no >= 1),
    CONSTRAINT indicator_weight CHECK (weight >= 0 AND weight <> 'NaN'),
    CONSTRAINT indicator_accumulation CHECK (accumulation IN ('cumulative', 'level'))
);
-- Statistics of targets would be gathered by meaning, which costs ANALYZE a
-- reading for every comparison, and no plan of ours asks for them.
ALTER TABLE @ledger@.indicator
    ALTER COLUMN cycle_target SET STATISTICS 0,
    ALTER COLUMN annual_target SET STATISTICS 0;
COMMENT ON TABLE @ledger@.indicator IS 'Performance indicators with their targets / 绩效指标';
COMMENT ON COLUMN @ledger@.indicator.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.indicator.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.indicator.indicator_no IS 'Number of the indicator, in printed order / 序号';
COMMENT ON COLUMN @ledger@.indicator.level1 IS 'Level-one class as printed / 一级指标';
COMMENT ON COLUMN @ledger@.indicator.level2 IS 'Level-two class as printed / 二级指标';
COMMENT ON COLUMN @ledger@.indicator.name IS 'Level-three name as printed / 三级指标';
COMMENT ON COLUMN @ledger@.indicator.unit IS 'Unit, where the form prints it in a column of its own / 计量单位';
COMMENT ON COLUMN @ledger@.indicator.cycle_target IS 'Target for the implementation period, as printed / 实施周期指标值';
COMMENT ON COLUMN @ledger@.indicator.annual_target IS 'Target for the budget year, as printed / 年度指标值';
COMMENT ON COLUMN @ledger@.indicator.weight IS 'Weight in points / 权重（分）';
COMMENT ON COLUMN @ledger@.indicator.accumulation IS 'cumulative: years add up over the cycle; level: a state at a time; null: not stated / 累计或时点';
COMMENT ON COLUMN @ledger@.indicator.code IS 'Stable code across years / 指标代码';

CREATE TABLE @ledger@.seal (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    submission integer NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    sealed_by text NOT NULL,
    enforced boolean NOT NULL,
    digest text COLLATE "C" NOT NULL,
    previous_digest text COLLATE "C",
    rule_set text COLLATE "C" NOT NULL,
    totals jsonb NOT NULL,
    budget_lines integer NOT NULL,
    tasks integer NOT NULL,
    indicators integer NOT NULL,
    findings jsonb NOT NULL,
    withdrawn_at timestamptz,
    CONSTRAINT seal_pkey PRIMARY KEY (department_code, fiscal_year, version, submission),
    CONSTRAINT seal_declaration_fkey FOREIGN KEY (department_code, fiscal_year, version)
        REFERENCES @ledger@.declaration (department_code, fiscal_year, version)
);
COMMENT ON TABLE @ledger@.seal IS 'One row per accepted submission; written by triggers only / 封存记录';
COMMENT ON COLUMN @ledger@.seal.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.seal.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.seal.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.seal.submission IS 'Number of the submission of this version, from 1 / 第几次提交';
COMMENT ON COLUMN @ledger@.seal.sealed_at IS 'When / 封存时间';
COMMENT ON COLUMN @ledger@.seal.sealed_by IS 'Role that submitted / 提交人';
COMMENT ON COLUMN @ledger@.seal.enforced IS 'True for a submission; false for recorded history, whose errors are flagged only / 是否强制检查';
COMMENT ON COLUMN @ledger@.seal.digest IS 'SHA-256 of the canonical content and of the previous version''s seal, hexadecimal / 内容摘要';
COMMENT ON COLUMN @ledger@.seal.previous_digest IS 'Digest of the seal of the version before; null for version 1 / 上一版本摘要';
COMMENT ON COLUMN @ledger@.seal.rule_set IS 'Rules that were applied / 所用规则';
COMMENT ON COLUMN @ledger@.seal.totals IS 'Totals in yuan by category and block, as text / 合计（元）';
COMMENT ON COLUMN @ledger@.seal.budget_lines IS 'Number of budget lines / 预算行数';
COMMENT ON COLUMN @ledger@.seal.tasks IS 'Number of tasks / 任务数';
COMMENT ON COLUMN @ledger@.seal.indicators IS 'Number of indicators / 指标数';
COMMENT ON COLUMN @ledger@.seal.findings IS 'Findings that did not pass: warnings, infos and skips (and errors of recorded history) / 未通过的检查结果';
COMMENT ON COLUMN @ledger@.seal.withdrawn_at IS 'When the submission was sent back; null while the seal stands / 退回时间';

CREATE TABLE @ledger@.execution (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    spent_on date NOT NULL,
    entry_no integer NOT NULL,
    item_code text COLLATE "C",
    task_no integer,
    amount numeric(18,2) NOT NULL,
    note text,
    CONSTRAINT execution_pkey PRIMARY KEY (department_code, fiscal_year, spent_on, entry_no),
    CONSTRAINT execution_department_fkey FOREIGN KEY (department_code) REFERENCES @ledger@.department (code),
    CONSTRAINT execution_amount_finite CHECK (amount <> 'NaN'),
    CONSTRAINT execution_place CHECK (item_code IS NOT NULL OR task_no IS NOT NULL),
    CONSTRAINT execution_spent_in_year CHECK (spent_on >= pg_catalog.make_date(fiscal_year, 1, 1)
        AND spent_on <= pg_catalog.make_date(fiscal_year, 12, 31))
);
COMMENT ON TABLE @ledger@.execution IS 'Spending during the year against an approved or recorded budget; a payment for a task out of a budget item is one row with both / 预算执行；同一笔支出涉及任务和预算项目时记为一行';
COMMENT ON COLUMN @ledger@.execution.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.execution.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.execution.spent_on IS 'Day / 日期';
COMMENT ON COLUMN @ledger@.execution.entry_no IS 'Number of the entry on that day / 序号';
COMMENT ON COLUMN @ledger@.execution.item_code IS 'Budget item of the form; null if only the task is known / 项目代码';
COMMENT ON COLUMN @ledger@.execution.task_no IS 'Task of an approved or recorded version; null if only the item is known / 任务序号';
COMMENT ON COLUMN @ledger@.execution.amount IS 'Amount in yuan; a refund is negative / 金额（元）';
COMMENT ON COLUMN @ledger@.execution.note IS 'Remark / 备注';

CREATE TABLE @ledger@.history (
    history_id bigint GENERATED ALWAYS AS IDENTITY,
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    from_status text,
    to_status text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    changed_by text NOT NULL,
    comment text,
    CONSTRAINT history_pkey PRIMARY KEY (history_id)
);
CREATE INDEX history_declaration_idx ON @ledger@.history (department_code, fiscal_year, version, history_id);
COMMENT ON TABLE @ledger@.history IS 'Who moved which declaration from which status to which, when and why; written by triggers only / 状态变更历史';
COMMENT ON COLUMN @ledger@.history.history_id IS 'Order of the entries / 流水号';
COMMENT ON COLUMN @ledger@.history.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.history.fiscal_year IS 'Budget year / 预算年度';
COMMENT ON COLUMN @ledger@.history.version IS 'Version / 版本号';
COMMENT ON COLUMN @ledger@.history.from_status IS 'Status before / 原状态';
COMMENT ON COLUMN @ledger@.history.to_status IS 'Status after / 新状态';
COMMENT ON COLUMN @ledger@.history.changed_at IS 'When / 时间';
COMMENT ON COLUMN @ledger@.history.changed_by IS 'Role / 操作人';
COMMENT ON COLUMN @ledger@.history.comment IS 'Why / 说明';

