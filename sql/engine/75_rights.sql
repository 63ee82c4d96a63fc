-- Who may do what: duties, the rights that go with them, row security.

CREATE FUNCTION budget_perf.has_duty(duties text[], department_code text, duty_row anyelement)
    RETURNS boolean
    LANGUAGE c STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'budget_perf_has_duty';
COMMENT ON FUNCTION budget_perf.has_duty(text[], text, anyelement) IS 'Whether the current role has one of these duties for a department (null: for every one), by the rows of the table duty whose row type is given; what the policies ask / 当前角色是否对该部门负有所列职责';

CREATE FUNCTION budget_perf.secure_ledger(ledger text DEFAULT 'budget') RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_secure_ledger';
COMMENT ON FUNCTION budget_perf.secure_ledger(text) IS 'Switch on row security in a ledger: from then on a role sees and does what its duties allow / 启用账套的行级安全';

CREATE FUNCTION budget_perf.grant_duty(duty text, role_name text, ledger text DEFAULT 'budget') RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_grant_duty';
COMMENT ON FUNCTION budget_perf.grant_duty(text, text, text) IS 'Grant a role the privileges that a duty takes; for which departments is said by the rows of the table duty / 授予某项职责所需的权限';

CREATE FUNCTION budget_perf.give_ledger(role_name text, ledger text DEFAULT 'budget') RETURNS void
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'budget_perf_give_ledger';
COMMENT ON FUNCTION budget_perf.give_ledger(text, text) IS 'Make another role the owner of a ledger, with everything in it / 变更账套的所有者';
