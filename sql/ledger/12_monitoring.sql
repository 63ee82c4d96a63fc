
-- What spending should have reached by when. Which department goes by which
-- scheme is configuration, too.

CREATE TABLE @ledger@.monitoring_scheme (
    code text COLLATE "C" NOT NULL,
    title text NOT NULL,
    progress_gap numeric(9,4),
    legal_basis text,
    CONSTRAINT monitoring_scheme_pkey PRIMARY KEY (code),
    CONSTRAINT monitoring_scheme_progress_gap CHECK (progress_gap > 0 AND progress_gap <= 1)
);
COMMENT ON TABLE @ledger@.monitoring_scheme IS 'Schemes by which the execution of budgets is monitored / 预算执行监控方案';
COMMENT ON COLUMN @ledger@.monitoring_scheme.code IS 'Scheme / 方案代码';
COMMENT ON COLUMN @ledger@.monitoring_scheme.title IS 'Name / 名称';
COMMENT ON COLUMN @ledger@.monitoring_scheme.progress_gap IS 'Largest gap between progress of targets and of spending, 0.1 = 10 points; null if it is not watched / 绩效目标进度与执行进度的允许差距';
COMMENT ON COLUMN @ledger@.monitoring_scheme.legal_basis IS 'Where the scheme comes from / 依据';

CREATE TABLE @ledger@.monitoring_threshold (
    scheme_code text COLLATE "C" NOT NULL,
    month integer NOT NULL,
    level text NOT NULL,
    minimum_rate numeric(9,4) NOT NULL,
    CONSTRAINT monitoring_threshold_pkey PRIMARY KEY (scheme_code, month, level),
    CONSTRAINT monitoring_threshold_scheme_fkey FOREIGN KEY (scheme_code) REFERENCES @ledger@.monitoring_scheme (code) ON DELETE CASCADE,
    CONSTRAINT monitoring_threshold_month CHECK (month BETWEEN 1 AND 12),
    CONSTRAINT monitoring_threshold_level CHECK (level IN ('yellow', 'red')),
    CONSTRAINT monitoring_threshold_rate CHECK (minimum_rate > 0 AND minimum_rate <= 1)
);
COMMENT ON TABLE @ledger@.monitoring_threshold IS 'Rates of execution below which a warning is due, by month / 各月预算执行预警线';
COMMENT ON COLUMN @ledger@.monitoring_threshold.scheme_code IS 'Scheme / 方案代码';
COMMENT ON COLUMN @ledger@.monitoring_threshold.month IS 'Month at whose end the rate is looked at / 月份（月末）';
COMMENT ON COLUMN @ledger@.monitoring_threshold.level IS 'Warning: yellow, or red, which is worse / 预警级别：黄、红';
COMMENT ON COLUMN @ledger@.monitoring_threshold.minimum_rate IS 'A rate below this one is warned of, 0.25 = 25 % / 预警线';

CREATE TABLE @ledger@.monitoring_use (
    region text COLLATE "C" NOT NULL DEFAULT '',
    form_code text COLLATE "C" NOT NULL DEFAULT '',
    first_year integer NOT NULL DEFAULT 1949,
    scheme_code text COLLATE "C",
    CONSTRAINT monitoring_use_pkey PRIMARY KEY (region, form_code, first_year),
    CONSTRAINT monitoring_use_scheme_fkey FOREIGN KEY (scheme_code) REFERENCES @ledger@.monitoring_scheme (code)
);
COMMENT ON TABLE @ledger@.monitoring_use IS 'Which scheme a region and a form go by: the longest region counts first, then a form named, then the latest first year / 各地区、表样适用的监控方案';
COMMENT ON COLUMN @ledger@.monitoring_use.region IS 'Beginning of the department''s region (510000 begins with 51); empty for every region / 区划前缀；空串表示全部';
COMMENT ON COLUMN @ledger@.monitoring_use.form_code IS 'Form; empty for every form / 表样代码；空串表示全部';
COMMENT ON COLUMN @ledger@.monitoring_use.first_year IS 'First budget year / 起始年度';
COMMENT ON COLUMN @ledger@.monitoring_use.scheme_code IS 'Scheme; null for none / 方案代码；空表示不监控';
