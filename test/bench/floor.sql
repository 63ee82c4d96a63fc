-- The floor: a ledger's tables as they would be without the extension. The same
-- columns, keys, foreign keys, CHECKs and indexes; targets are text; no rule that
-- looks at more than one row. test/bench/run compares it with the real ledger, so
-- that neither drifts away from the other.

CREATE SCHEMA budget;

CREATE TABLE budget.department (
    code text COLLATE "C" NOT NULL,
    name text NOT NULL,
    parent_code text COLLATE "C",
    region text,
    CONSTRAINT department_pkey PRIMARY KEY (code),
    CONSTRAINT department_parent_fkey FOREIGN KEY (parent_code) REFERENCES budget.department (code),
    CONSTRAINT department_code_normal CHECK (code <> ''),
    CONSTRAINT department_name_given CHECK (name <> '')
);

CREATE TABLE budget.form (
    code text COLLATE "C" NOT NULL PRIMARY KEY,
    title text NOT NULL
);

CREATE TABLE budget.form_item (
    form_code text COLLATE "C" NOT NULL REFERENCES budget.form (code),
    item_code text COLLATE "C" NOT NULL,
    ordinal smallint NOT NULL,
    category text NOT NULL,
    block text NOT NULL,
    label text NOT NULL,
    PRIMARY KEY (form_code, item_code)
);

CREATE TABLE budget.declaration (
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
    CONSTRAINT declaration_department_fkey FOREIGN KEY (department_code) REFERENCES budget.department (code),
    CONSTRAINT declaration_form_fkey FOREIGN KEY (form_code) REFERENCES budget.form (code),
    CONSTRAINT declaration_fiscal_year CHECK (fiscal_year BETWEEN 1949 AND 9999),
    CONSTRAINT declaration_version CHECK (version >= 1),
    CONSTRAINT declaration_status CHECK (status IN ('draft', 'submitted', 'approved', 'recorded')),
    CONSTRAINT declaration_cycle CHECK (cycle_from <= cycle_to),
    CONSTRAINT declaration_cycle_from CHECK (cycle_from BETWEEN 1949 AND 9999),
    CONSTRAINT declaration_cycle_to CHECK (cycle_to BETWEEN 1949 AND 9999)
);
CREATE INDEX declaration_sealed_idx ON budget.declaration (fiscal_year, department_code) WHERE status <> 'draft';
CREATE INDEX declaration_year_after_idx ON budget.declaration ((fiscal_year + 1), department_code) WHERE status <> 'draft';

CREATE TABLE budget.budget_line (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    item_code text COLLATE "C" NOT NULL,
    amount numeric(18,2),
    amount_source text,
    CONSTRAINT budget_line_pkey PRIMARY KEY (department_code, fiscal_year, version, item_code),
    CONSTRAINT budget_line_declaration_fkey FOREIGN KEY (department_code, fiscal_year, version)
        REFERENCES budget.declaration (department_code, fiscal_year, version) ON DELETE CASCADE,
    CONSTRAINT budget_line_amount_finite CHECK (amount <> 'NaN')
);

CREATE TABLE budget.task (
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
    CONSTRAINT task_declaration_fkey FOREIGN KEY (department_code, fiscal_year, version)
        REFERENCES budget.declaration (department_code, fiscal_year, version) ON DELETE CASCADE,
    CONSTRAINT task_no_positive CHECK (task_no >= 1),
    CONSTRAINT task_amount_finite CHECK (amount <> 'NaN')
);

CREATE TABLE budget.indicator (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    version integer NOT NULL,
    indicator_no integer NOT NULL,
    level1 text NOT NULL DEFAULT '',
    level2 text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    unit text,
    cycle_target text,
    annual_target text,
    weight numeric(9,4),
    accumulation text,
    code text COLLATE "C",
    CONSTRAINT indicator_pkey PRIMARY KEY (department_code, fiscal_year, version, indicator_no),
    CONSTRAINT indicator_declaration_fkey FOREIGN KEY (department_code, fiscal_year, version)
        REFERENCES budget.declaration (department_code, fiscal_year, version) ON DELETE CASCADE,
    CONSTRAINT indicator_no_positive CHECK (indicator_no >= 1),
    CONSTRAINT indicator_weight CHECK (weight >= 0 AND weight <> 'NaN'),
    CONSTRAINT indicator_accumulation CHECK (accumulation IN ('cumulative', 'level'))
);

INSERT INTO budget.form VALUES ('bench', 'Form with ten items');
INSERT INTO budget.form_item VALUES
    ('bench', 'basic_expenditure', 1, 'expenditure', 'department', '基本支出'),
    ('bench', 'project_expenditure', 2, 'expenditure', 'department', '项目支出'),
    ('bench', 'special_fund', 3, 'expenditure', 'development', '财政专项资金'),
    ('bench', 'other_development', 4, 'expenditure', 'development', '其他事业发展性支出'),
    ('bench', 'fiscal_appropriation', 5, 'income', 'income', '财政拨款'),
    ('bench', 'business_income', 6, 'income', 'income', '事业收入'),
    ('bench', 'other_income', 7, 'income', 'income', '其他资金'),
    ('bench', 'own_level', 8, 'tier', 'tier', '区本级使用资金'),
    ('bench', 'town_level', 9, 'tier', 'tier', '镇街级使用资金'),
    ('bench', 'transfer_down', 10, 'tier', 'tier', '拟用于对下转移支付资金');
