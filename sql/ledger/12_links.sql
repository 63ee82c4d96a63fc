-- What makes years comparable beyond codes and names.

CREATE INDEX department_succession_successor_idx ON @ledger@.department_succession (successor_code, fiscal_year);
COMMENT ON INDEX @ledger@.department_succession_successor_idx IS 'Successions by successor / 按新部门查找';
CREATE INDEX department_succession_year_idx ON @ledger@.department_succession (fiscal_year);
COMMENT ON INDEX @ledger@.department_succession_year_idx IS 'Successions by year: what year over year asks / 按年度查找';

CREATE TABLE @ledger@.indicator_link (
    department_code text COLLATE "C" NOT NULL,
    fiscal_year integer NOT NULL,
    indicator_no integer NOT NULL DEFAULT 0,
    indicator_code text COLLATE "C" NOT NULL DEFAULT '',
    previous_department_code text COLLATE "C",
    previous_indicator_no integer,
    previous_indicator_code text COLLATE "C",
    reason text NOT NULL,
    CONSTRAINT indicator_link_pkey PRIMARY KEY (department_code, fiscal_year, indicator_no, indicator_code),
    CONSTRAINT indicator_link_department_fkey FOREIGN KEY (department_code) REFERENCES @ledger@.department (code),
    CONSTRAINT indicator_link_previous_department_fkey FOREIGN KEY (previous_department_code) REFERENCES @ledger@.department (code),
    CONSTRAINT indicator_link_indicator CHECK ((indicator_no >= 1) <> (indicator_code <> '') AND indicator_no >= 0),
    CONSTRAINT indicator_link_previous CHECK (previous_indicator_no IS NULL OR previous_indicator_code IS NULL),
    CONSTRAINT indicator_link_reason CHECK (reason <> '')
);
COMMENT ON TABLE @ledger@.indicator_link IS 'Which indicator of a year continues which of the year before, where codes and names do not tell, or mislead / 指标年度对应关系（人工指定）';
COMMENT ON COLUMN @ledger@.indicator_link.department_code IS 'Department / 部门代码';
COMMENT ON COLUMN @ledger@.indicator_link.fiscal_year IS 'Budget year of the later indicator / 预算年度';
COMMENT ON COLUMN @ledger@.indicator_link.indicator_no IS 'Its number in the version that counts; 0 if it is named by its code / 指标序号';
COMMENT ON COLUMN @ledger@.indicator_link.indicator_code IS 'Its code; empty if it is named by its number / 指标代码';
COMMENT ON COLUMN @ledger@.indicator_link.previous_department_code IS 'Department of the year before, where several were merged; null for whichever has it / 上年部门代码';
COMMENT ON COLUMN @ledger@.indicator_link.previous_indicator_no IS 'Number in the year before / 上年指标序号';
COMMENT ON COLUMN @ledger@.indicator_link.previous_indicator_code IS 'Code in the year before; number and code both null: there is no earlier one, whatever the name says / 上年指标代码；序号与代码均为空表示无对应';
COMMENT ON COLUMN @ledger@.indicator_link.reason IS 'Reason / 理由';

CREATE TABLE @ledger@.ambition_parameter (
    form_code text COLLATE "C" NOT NULL,
    unchanged_years integer NOT NULL,
    exceeded_rate numeric(9,4) NOT NULL,
    CONSTRAINT ambition_parameter_pkey PRIMARY KEY (form_code),
    CONSTRAINT ambition_parameter_unchanged_years CHECK (unchanged_years BETWEEN 2 AND 20),
    CONSTRAINT ambition_parameter_exceeded_rate CHECK (exceeded_rate >= 0 AND exceeded_rate <> 'NaN')
);
COMMENT ON TABLE @ledger@.ambition_parameter IS 'When indicator_signal speaks, by form; the empty form code is for every other form / 指标进取性信号的参数';
COMMENT ON COLUMN @ledger@.ambition_parameter.form_code IS 'Form; empty for every form without a row of its own / 表样代码；空为通用';
COMMENT ON COLUMN @ledger@.ambition_parameter.unchanged_years IS 'A target that stands for so many years, this one counted, is worth a question / 指标值连续不变的年数';
COMMENT ON COLUMN @ledger@.ambition_parameter.exceeded_rate IS 'A target that last year was passed by this share of it was set too low: 0.2 = 20 % / 上年超额完成的幅度';

INSERT INTO @ledger@.ambition_parameter (form_code, unchanged_years, exceeded_rate) VALUES ('', 3, 0.2);
