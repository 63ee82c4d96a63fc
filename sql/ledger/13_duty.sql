-- Who does what for which departments. The policies (60_rights.sql) go by these
-- rows; the statements that a role may use at all are granted besides.

CREATE TABLE @ledger@.duty (
    role_name text COLLATE "C" NOT NULL,
    duty text COLLATE "C" NOT NULL,
    department_code text COLLATE "C" NOT NULL DEFAULT '',
    subordinates boolean NOT NULL DEFAULT true,
    region text COLLATE "C" NOT NULL DEFAULT '',
    note text,
    CONSTRAINT duty_pkey PRIMARY KEY (role_name, duty, department_code, region),
    CONSTRAINT duty_role_given CHECK (role_name <> ''),
    CONSTRAINT duty_known CHECK (duty IN ('clerk', 'reviewer', 'reader', 'archivist', 'steward')),
    CONSTRAINT duty_department_normal CHECK (department_code = budget_perf.normalise_code(department_code))
);
COMMENT ON TABLE @ledger@.duty IS 'Which role has which duty for which departments; what row security goes by / 各角色在各部门的职责（行级安全依据）';
COMMENT ON COLUMN @ledger@.duty.role_name IS 'Role that has the duty; its members have it, too / 角色';
COMMENT ON COLUMN @ledger@.duty.duty IS 'clerk, reviewer, reader, archivist or steward / 职责：填报、审核、查询、历史补录、规则管理';
COMMENT ON COLUMN @ledger@.duty.department_code IS 'Department; empty for every department / 部门代码；空串表示全部';
COMMENT ON COLUMN @ledger@.duty.subordinates IS 'Whether it is for every department whose code begins with this one, too / 是否包括代码以其开头的下级部门';
COMMENT ON COLUMN @ledger@.duty.region IS 'Beginning of the department''s region (510000 begins with 51); empty for every region / 区划前缀；空串表示全部';
COMMENT ON COLUMN @ledger@.duty.note IS 'Remark / 备注';

