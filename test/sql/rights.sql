-- Who may do what: an owner that nobody logs in as, and roles with each of the
-- duties. Output is kept to what was allowed and what was not.
\set VERBOSITY terse
SET client_min_messages = warning;
CREATE ROLE regress_bp_keeper NOLOGIN;
CREATE ROLE regress_bp_clerk NOLOGIN;
CREATE ROLE regress_bp_reviewer NOLOGIN;
CREATE ROLE regress_bp_reader NOLOGIN;
CREATE ROLE regress_bp_archivist NOLOGIN;
CREATE ROLE regress_bp_steward NOLOGIN;
CREATE ROLE regress_bp_other NOLOGIN;

-- The ledger that CREATE EXTENSION made changes hands, whole; twice is once.
CREATE TYPE budget.own_type AS ENUM ('a');
CREATE FUNCTION budget.own_function(budget.own_type, VARIADIC integer[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE budget.own_sequence;
SELECT budget_perf.give_ledger('regress_bp_keeper');
SELECT budget_perf.give_ledger('regress_bp_keeper');
SELECT ledger, owner FROM budget_perf.ledgers();
SELECT pg_describe_object(classid, objid, 0) AS of_another
FROM (
    SELECT 'pg_class'::regclass AS classid, oid AS objid, relowner AS owner FROM pg_class WHERE relnamespace = 'budget'::regnamespace
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, proowner FROM pg_proc WHERE pronamespace = 'budget'::regnamespace
    UNION ALL
    SELECT 'pg_type'::regclass, oid, typowner FROM pg_type WHERE typnamespace = 'budget'::regnamespace
    UNION ALL
    SELECT 'pg_namespace'::regclass, oid, nspowner FROM pg_namespace WHERE nspname = 'budget') o
WHERE owner <> 'regress_bp_keeper'::regrole;
DROP FUNCTION budget.own_function;
DROP TYPE budget.own_type;
DROP SEQUENCE budget.own_sequence;
SELECT budget_perf.give_ledger('regress_bp_nobody');
SELECT budget_perf.give_ledger(NULL);
SELECT budget_perf.give_ledger('regress_bp_keeper', 'nowhere');
SET ROLE regress_bp_clerk;
SELECT budget_perf.give_ledger('regress_bp_clerk');
SELECT budget_perf.secure_ledger();
SELECT budget_perf.grant_duty('clerk', 'regress_bp_clerk');
RESET ROLE;

-- No privileges without row security, which comes on as often as one likes.
SET ROLE regress_bp_keeper;
SELECT budget_perf.grant_duty('clerk', 'regress_bp_clerk');
SELECT budget_perf.secure_ledger(NULL);
BEGIN;
DROP TABLE budget.duty CASCADE;
SELECT budget_perf.secure_ledger();
ROLLBACK;
SELECT budget_perf.secure_ledger();
SELECT budget_perf.secure_ledger();
ALTER TABLE budget.seal DISABLE ROW LEVEL SECURITY;
\set VERBOSITY default
SELECT budget_perf.grant_duty('clerk', 'regress_bp_clerk');
\set VERBOSITY terse
SELECT budget_perf.secure_ledger();
SELECT relname FROM pg_class
WHERE relnamespace = 'budget'::regnamespace AND relkind = 'r' AND relrowsecurity
ORDER BY relname COLLATE "C";
-- every table that has a department, and what hangs on one
SELECT c.relname, c.relrowsecurity
FROM pg_class c
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'r'
    AND c.relrowsecurity <> EXISTS (
        SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'department_code' AND NOT a.attisdropped)
ORDER BY 1;
SELECT budget_perf.grant_duty('klerk', 'regress_bp_clerk');
SELECT budget_perf.grant_duty(NULL, 'regress_bp_clerk');
SELECT budget_perf.grant_duty('clerk', NULL);
SELECT budget_perf.grant_duty('clerk', 'regress_bp_nobody');
SELECT budget_perf.grant_duty('clerk', 'regress_bp_clerk', 'nowhere');
SELECT budget_perf.grant_duty('clerk', 'public');
SELECT budget_perf.grant_duty(d, 'regress_bp_' || d) FROM unnest('{clerk,reviewer,reader,archivist,steward}'::text[]) d;
SELECT budget_perf.grant_duty('clerk', 'regress_bp_clerk');
RESET ROLE;
SET client_min_messages = notice;
\set VERBOSITY default
BEGIN;
GRANT regress_bp_keeper TO regress_bp_other;
SELECT budget_perf.grant_duty('reader', 'regress_bp_other');
ROLLBACK;
BEGIN;
ALTER ROLE regress_bp_other BYPASSRLS;
SELECT budget_perf.grant_duty('reader', 'regress_bp_other');
ROLLBACK;
\set VERBOSITY terse
SET client_min_messages = warning;

-- The privileges of each duty: on whole tables r(ead) a(dd) w(rite) d(elete),
-- in capitals on some columns only. TRUNCATE, REFERENCES and TRIGGER are nobody's.
SELECT c.relname, d.duty,
    string_agg(CASE
        WHEN has_table_privilege('regress_bp_' || d.duty, c.oid, p.privilege) THEN p.letter
        WHEN p.letter IN ('r', 'a', 'w') AND has_any_column_privilege('regress_bp_' || d.duty, c.oid, p.privilege) THEN upper(p.letter)
        ELSE '-' END, '' ORDER BY p.n) AS rights
FROM pg_class c
CROSS JOIN unnest('{clerk,reviewer,reader,archivist,steward}'::text[]) AS d (duty)
CROSS JOIN (VALUES (1, 'r', 'SELECT'), (2, 'a', 'INSERT'), (3, 'w', 'UPDATE'), (4, 'd', 'DELETE'),
    (5, 'T', 'TRUNCATE'), (6, 'R', 'REFERENCES'), (7, 'G', 'TRIGGER')) AS p (n, letter, privilege)
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind IN ('r', 'S')
GROUP BY c.relname, d.duty
ORDER BY c.relname COLLATE "C", d.duty \crosstabview relname duty rights
-- Views are read by all, and nothing else is granted on them.
SELECT c.relname, d.duty
FROM pg_class c
CROSS JOIN unnest('{clerk,reviewer,reader,archivist,steward}'::text[]) AS d (duty)
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
    AND (NOT has_table_privilege('regress_bp_' || d.duty, c.oid, 'SELECT')
        OR has_table_privilege('regress_bp_' || d.duty, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER'));
-- The columns, where not all are granted.
SELECT d.duty, c.relname, p.privilege, string_agg(a.attname, ' ' ORDER BY a.attnum) AS columns
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
CROSS JOIN unnest('{clerk,reviewer,reader,archivist,steward}'::text[]) AS d (duty)
CROSS JOIN unnest('{SELECT,INSERT,UPDATE}'::text[]) AS p (privilege)
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'r'
    AND has_column_privilege('regress_bp_' || d.duty, c.oid, a.attnum, p.privilege)
    AND NOT has_table_privilege('regress_bp_' || d.duty, c.oid, p.privilege)
GROUP BY d.duty, c.relname, p.privilege
ORDER BY c.relname COLLATE "C", d.duty, p.privilege;
-- A view that shows every department is not granted.
SET ROLE regress_bp_keeper;
CREATE VIEW budget.everything AS SELECT * FROM budget.declaration;
CREATE VIEW budget.everything_too WITH (security_barrier, security_invoker = off) AS SELECT * FROM budget.declaration;
CREATE VIEW budget.own WITH (security_invoker) AS SELECT * FROM budget.declaration;
SELECT budget_perf.grant_duty('reader', 'regress_bp_reader');
SELECT has_table_privilege('regress_bp_reader', 'budget.everything', 'SELECT') AS everything,
    has_table_privilege('regress_bp_reader', 'budget.everything_too', 'SELECT') AS everything_too,
    has_table_privilege('regress_bp_reader', 'budget.own', 'SELECT') AS own;
DROP VIEW budget.everything, budget.everything_too, budget.own;

-- The policies.
SELECT tablename, policyname, permissive, roles, cmd
FROM pg_policies WHERE schemaname = 'budget'
ORDER BY tablename COLLATE "C", policyname COLLATE "C";
-- A table that is read by row security is written by it, too, if by anybody.
SELECT p.tablename, p.cmd
FROM (SELECT DISTINCT tablename, x.cmd FROM pg_policies, unnest('{INSERT,UPDATE,DELETE}'::text[]) AS x (cmd) WHERE schemaname = 'budget') p
WHERE NOT EXISTS (SELECT FROM pg_policies o WHERE o.schemaname = 'budget' AND o.tablename = p.tablename AND o.cmd = p.cmd)
ORDER BY 1, 2;

-- Departments, and duties for one of them and what is below it.
INSERT INTO budget.department (code, name, region) VALUES
    ('101', '甲局', '510100'), ('101001', '甲局一处', '510100'), ('101002', '甲局二处', '510700'), ('1010', '甲局直属', '440100'),
    ('202', '乙局', '440100'), ('110', '邻局', '440100'), ('2', '丙', NULL);
INSERT INTO budget.duty (role_name, duty, department_code)
SELECT 'regress_bp_' || d, d, '101' FROM unnest('{clerk,reviewer,reader,archivist,steward}'::text[]) d;
RESET ROLE;

-- How far a duty reaches.
CREATE FUNCTION pg_temp.reach(role name) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    PERFORM set_config('role', role, true);
    found := (SELECT string_agg(g.code, ' ' ORDER BY g.code COLLATE "C") FROM budget.department g
        WHERE budget_perf.has_duty('{clerk}', g.code, NULL::budget.duty));
    found := coalesce(found, 'none') || CASE WHEN budget_perf.has_duty('{clerk}', NULL, NULL::budget.duty) THEN '; everywhere' ELSE '' END;
    PERFORM set_config('role', 'none', true);
    RETURN found;
END $$;
GRANT USAGE ON SCHEMA budget TO regress_bp_other;
GRANT SELECT ON budget.department TO regress_bp_other;
CREATE TABLE reaches (n integer, what text, department_code text, subordinates boolean, region text);
INSERT INTO reaches VALUES
    (1, 'with subordinates', '101', true, ''), (2, 'alone', '101', false, ''), (3, 'every one', '', true, ''), (4, 'every one, written otherwise', '', false, ''),
    (5, 'of a region', '', true, '51'), (6, 'of a region, below one', '101', true, '5107'), (7, 'of a region, one', '101', false, '5101'),
    (8, 'of a region that it is not in', '101', false, '44'), (9, 'a beginning', '1', true, ''), (10, 'of none', '999', true, '');
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT * FROM reaches ORDER BY n LOOP
        INSERT INTO budget.duty (role_name, duty, department_code, subordinates, region)
        VALUES ('regress_bp_other', 'clerk', r.department_code, r.subordinates, r.region);
        RAISE WARNING '%: %', r.what, pg_temp.reach('regress_bp_other');
        DELETE FROM budget.duty WHERE role_name = 'regress_bp_other';
    END LOOP;
END $$;
DROP TABLE reaches;
-- several rows add up; another duty counts for nothing
BEGIN;
INSERT INTO budget.duty (role_name, duty, department_code, subordinates, region) VALUES
    ('regress_bp_other', 'clerk', '202', false, ''), ('regress_bp_other', 'clerk', '101002', false, ''),
    ('regress_bp_other', 'clerk', '', true, '5101'), ('regress_bp_other', 'reader', '', true, '');
SELECT pg_temp.reach('regress_bp_other');
INSERT INTO budget.duty (role_name, duty, department_code) VALUES ('regress_bp_other', 'clerk', '2');
SELECT pg_temp.reach('regress_bp_other');
ROLLBACK;
-- by membership, if it is inherited; not by a name that is no role's
BEGIN;
SELECT pg_temp.reach('regress_bp_other');
GRANT regress_bp_clerk TO regress_bp_other;
SELECT pg_temp.reach('regress_bp_other');
ALTER ROLE regress_bp_other NOINHERIT;
REVOKE regress_bp_clerk FROM regress_bp_other;
GRANT regress_bp_clerk TO regress_bp_other;
SELECT pg_temp.reach('regress_bp_other');
ROLLBACK;
BEGIN;
INSERT INTO budget.duty (role_name, duty) VALUES ('no such "role"', 'clerk'), ('public', 'clerk'), ('REGRESS_BP_OTHER', 'clerk');
SELECT pg_temp.reach('regress_bp_other');
SET ROLE regress_bp_clerk;
SELECT role_name, duty, department_code FROM budget.duty;
ROLLBACK;
BEGIN;
CREATE ROLE "regress_bp Odd ""name"" 岗";
GRANT USAGE ON SCHEMA budget TO "regress_bp Odd ""name"" 岗";
GRANT SELECT ON budget.department TO "regress_bp Odd ""name"" 岗";
INSERT INTO budget.duty (role_name, duty, department_code) VALUES ('regress_bp Odd "name" 岗', 'clerk', '202');
SELECT budget_perf.grant_duty('clerk', 'regress_bp Odd "name" 岗');
SELECT pg_temp.reach('regress_bp Odd "name" 岗');
ROLLBACK;
-- what is no duty, no department, no ledger
INSERT INTO budget.duty (role_name, duty) VALUES ('regress_bp_other', 'klerk');
INSERT INTO budget.duty (role_name, duty) VALUES ('', 'clerk');
INSERT INTO budget.duty (role_name, duty, department_code) VALUES ('regress_bp_other', 'clerk', ' 101');
SELECT budget_perf.has_duty('{klerk}', '101', NULL::budget.duty);
SELECT budget_perf.has_duty(NULL, '101', NULL::budget.duty);
SELECT budget_perf.has_duty('{clerk}', '101', NULL::budget.task);
SELECT budget_perf.has_duty('{clerk}', '101', 1);
SELECT budget_perf.has_duty('{clerk}', '101', 'x'::text);
SELECT budget_perf.has_duty('{clerk}', '101', NULL);
SELECT budget_perf.has_duty('{}', '101', NULL::budget.duty), budget_perf.has_duty('{NULL}', '101', NULL::budget.duty);
-- the duties may differ from row to row, and an answer is not kept for others
BEGIN;
SET LOCAL ROLE regress_bp_clerk;
SELECT d, c, budget_perf.has_duty(ARRAY[d], c, NULL::budget.duty) AS has
FROM unnest('{clerk,reader,clerk}'::text[]) WITH ORDINALITY d (d, n), unnest('{101001,202,101,"",1010010}'::text[]) WITH ORDINALITY c (c, m) ORDER BY n, m;
ROLLBACK;
-- nor is it kept in a function's own state, where only the subtransaction tells that
-- what was written is gone again
BEGIN ISOLATION LEVEL REPEATABLE READ;
DO $$
DECLARE
    before boolean; inside boolean; after boolean;
BEGIN
    before := budget_perf.has_duty('{clerk}', '999', NULL::budget.duty);
    BEGIN
        INSERT INTO budget.duty (role_name, duty, department_code) VALUES ('regress_bp_clerk', 'clerk', '999');
        SET LOCAL ROLE regress_bp_clerk;
        inside := budget_perf.has_duty('{clerk}', '999', NULL::budget.duty);
        RAISE SQLSTATE 'ZZZZZ';
    EXCEPTION WHEN SQLSTATE 'ZZZZZ' THEN
        SET LOCAL ROLE regress_bp_clerk;
        after := budget_perf.has_duty('{clerk}', '999', NULL::budget.duty);
    END;
    RAISE WARNING 'superuser %, with the duty %, after it was rolled back %', before, inside, after;
END $$;
ROLLBACK;
-- a schema of one's own that only looks like a ledger: nothing is run as its owner
CREATE SCHEMA looks_like AUTHORIZATION regress_bp_keeper;
GRANT ALL ON SCHEMA looks_like TO regress_bp_other;
SET ROLE regress_bp_keeper;
CREATE TABLE looks_like.declaration ();
SET ROLE regress_bp_other;
CREATE FUNCTION looks_like.trap() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'run as %', current_user; RETURN 'clerk'; END $$;
CREATE VIEW looks_like.duty AS SELECT 'regress_bp_other'::text AS role_name, looks_like.trap() AS duty, ''::text AS department_code, true AS subordinates, ''::text AS region;
CREATE TABLE looks_like.department (code text, region text);
SELECT budget_perf.has_duty('{clerk}', '101', NULL::looks_like.duty);
DROP VIEW looks_like.duty;
CREATE TABLE looks_like.duty (role_name text, duty text, department_code text, subordinates boolean, region text);
SELECT budget_perf.has_duty('{clerk}', '101', NULL::looks_like.duty);
RESET ROLE;
DROP SCHEMA looks_like CASCADE;

-- Transitions: each duty tries each of them, by hand and by function. "no row"
-- is what an UPDATE does silently; 42501 is a matter of rights, 55000 the guard's.
CREATE FUNCTION pg_temp.attempt(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    PERFORM set_config('role', role, true);
    EXECUTE statement;
    GET DIAGNOSTICS n = ROW_COUNT;
    RAISE SQLSTATE 'ZZZZZ' USING MESSAGE = CASE n WHEN 0 THEN 'no row' ELSE 'done' END;
EXCEPTION
    WHEN SQLSTATE 'ZZZZZ' THEN RETURN SQLERRM;
    WHEN OTHERS THEN RETURN SQLSTATE;
END $$;
CREATE FUNCTION pg_temp.in_status(status text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('101', 2024, 'district');
    INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
    VALUES ('101', 2024, 1, 'basic_expenditure', 5), ('101', 2024, 1, 'fiscal_appropriation', 5);
    IF status = 'recorded' THEN
        UPDATE budget.declaration SET status = 'recorded';
    ELSIF status <> 'draft' THEN
        UPDATE budget.declaration SET status = 'submitted';
        IF status = 'approved' THEN
            UPDATE budget.declaration SET status = 'approved';
        END IF;
    END IF;
END $$;
CREATE TABLE tried (n integer, duty text, start text, what text, by_hand text, by_function text);
DO $$
DECLARE
    s text;
BEGIN
    FOREACH s IN ARRAY '{draft,submitted,approved,recorded}'::text[] LOOP
        BEGIN
            PERFORM pg_temp.in_status(s);
            CREATE TEMPORARY TABLE outcome AS
            SELECT t.n, d.duty, s AS start, t.what,
                pg_temp.attempt('regress_bp_' || d.duty, format('UPDATE budget.declaration SET status = %L', t.goal)) AS by_hand,
                pg_temp.attempt('regress_bp_' || d.duty, format('SELECT budget_perf.%s(''101'', 2024)', t.what)) AS by_function
            FROM unnest('{clerk,reviewer,reader,archivist,steward}'::text[]) AS d (duty)
            CROSS JOIN (VALUES (1, 'submit', 'submitted'), (2, 'approve', 'approved'), (3, 'send_back', 'draft'), (4, 'record', 'recorded'),
                (5, 'amend', NULL)) AS t (n, what, goal);
            -- out of the subtransaction that takes the declaration away again
            RAISE SQLSTATE 'ZZZZZ' USING MESSAGE = (SELECT json_agg(o) FROM outcome o);
        EXCEPTION WHEN SQLSTATE 'ZZZZZ' THEN
            INSERT INTO tried SELECT * FROM json_populate_recordset(NULL::tried, SQLERRM::json);
        END;
    END LOOP;
END $$;
SELECT start || ' ' || what AS "function / UPDATE", duty, by_function || CASE WHEN what = 'amend' THEN '' ELSE ' / ' || by_hand END AS outcome
FROM tried ORDER BY array_position('{draft,submitted,approved,recorded}', start), n, duty \crosstabview 1 2 3
DROP TABLE tried;

-- Two duties in one hand add up where they are for one department; one for each of
-- two departments does not carry a draft from one to the other.
BEGIN;
INSERT INTO budget.duty (role_name, duty, department_code) VALUES
    ('regress_bp_other', 'clerk', '101'), ('regress_bp_other', 'reviewer', '202');
GRANT regress_bp_clerk, regress_bp_reviewer TO regress_bp_other;
DELETE FROM budget.duty WHERE role_name IN ('regress_bp_clerk', 'regress_bp_reviewer');
SELECT pg_temp.in_status('draft');
SELECT pg_temp.attempt('regress_bp_other', statement) AS outcome, statement FROM (VALUES
    (1, $$UPDATE budget.declaration SET goal = 'x'$$),
    (2, $$UPDATE budget.declaration SET department_code = '202'$$),
    (3, $$UPDATE budget.budget_line SET department_code = '202'$$),
    (4, $$INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('202', 2024, 'district')$$),
    (5, $$SELECT budget_perf.approve('101', 2024)$$)) AS t (n, statement) ORDER BY n;
INSERT INTO budget.duty (role_name, duty, department_code) VALUES ('regress_bp_other', 'reviewer', '101');
SELECT pg_temp.attempt('regress_bp_other', $$SELECT budget_perf.submit('101', 2024), budget_perf.approve('101', 2024)$$) AS both,
    pg_temp.attempt('regress_bp_other', $$SELECT budget_perf.record('101', 2024)$$) AS record,
    pg_temp.attempt('regress_bp_other', $$UPDATE budget.declaration SET status = 'approved'$$) AS skip;
ROLLBACK;

-- What each duty sees: a year approved and amended, with what came after, and one
-- that was sent back and is a draft again.
SELECT pg_temp.in_status('approved');
INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('101001', 2024, 'district');
INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
VALUES ('101001', 2024, 1, 'basic_expenditure', 5), ('101001', 2024, 1, 'fiscal_appropriation', 5);
INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name) VALUES ('101001', 2024, 1, 1, '任务');
INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target, cycle_target)
VALUES ('101001', 2024, 1, 1, '产出指标', '数量指标', '指标', '≥5', '≥5');
SELECT budget_perf.submit('101001', 2024);
SELECT budget_perf.approve('101001', 2024);
INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) VALUES ('101001', 2024, '2024-03-01', 1, 'basic_expenditure', 1);
INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('101001', 2024, 1, 1, '2024-06-30', 3);
INSERT INTO budget.indicator_link (department_code, fiscal_year, indicator_no, reason) VALUES ('101001', 2024, 1, '新');
INSERT INTO budget.waiver (rule_id, department_code, form_code, first_year, last_year, reason, approver, expires_on) VALUES
    ('name_blank', '101', NULL, 2024, 2024, '理由', '局', '2024-12-31'), ('name_blank', NULL, 'district', 2024, 2024, '理由', '局', '2024-12-31');
SELECT budget_perf.amend('101001', 2024);
INSERT INTO budget.amendment (department_code, fiscal_year, version, amendment_no, kind) VALUES ('101001', 2024, 2, 1, 'transfer');
INSERT INTO budget.amendment_line (department_code, fiscal_year, version, amendment_no, line_no, change, item_code)
VALUES ('101001', 2024, 2, 1, 1, 1, 'basic_expenditure');
INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('101002', 2024, 'district');
INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount)
VALUES ('101002', 2024, 1, 'basic_expenditure', 5), ('101002', 2024, 1, 'fiscal_appropriation', 5);
SELECT budget_perf.submit('101002', 2024);
SELECT budget_perf.send_back('101002', 2024);

CREATE FUNCTION pg_temp.seen(role name, relation regclass) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    PERFORM set_config('role', role, true);
    EXECUTE format('SELECT count(*) FROM %s', relation) INTO n;
    PERFORM set_config('role', 'none', true);
    RETURN n;
END $$;
INSERT INTO budget.duty (role_name, duty, department_code) VALUES ('regress_bp_other', 'reader', '202');
SELECT budget_perf.grant_duty('reader', 'regress_bp_other');
SELECT c.relname, r.role AS sees, pg_temp.seen(r.role, c.oid) AS rows
FROM pg_class c
CROSS JOIN (VALUES (1, 'regress_bp_keeper'), (2, 'regress_bp_clerk'), (3, 'regress_bp_reviewer'), (4, 'regress_bp_archivist'), (5, 'regress_bp_reader'),
    (6, 'regress_bp_steward'), (7, 'regress_bp_other')) AS r (n, role)
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
ORDER BY c.relname COLLATE "C", r.n \crosstabview relname sees rows

-- What comes after approval, links and waivers: by whom, and for whom.
SELECT what, replace(r.role::text, 'regress_bp_', '') AS duty, pg_temp.attempt(r.role, statement) AS outcome
FROM (VALUES
    (1, 'spending, changed',
        $$UPDATE budget.execution SET amount = 2$$),
    (2, 'spending, own department',
        $$INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) VALUES ('101001', 2024, '2024-03-02', 1, 'basic_expenditure', 1)$$),
    (3, 'spending, another department',
        $$INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) VALUES ('202', 2024, '2024-03-02', 1, 'basic_expenditure', 1)$$),
    (4, 'measurement, dropped',
        $$DELETE FROM budget.measurement$$),
    (5, 'link, changed',
        $$UPDATE budget.indicator_link SET reason = 'x'$$),
    (6, 'link, another department',
        $$INSERT INTO budget.indicator_link (department_code, fiscal_year, indicator_no, reason) VALUES ('202', 2024, 1, 'x')$$),
    (7, 'waiver, own department',
        $$INSERT INTO budget.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on) VALUES ('name_blank', '101001', 2024, 2024, 'x', 'x', '2024-12-31')$$),
    (8, 'waiver, another department',
        $$INSERT INTO budget.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on) VALUES ('name_blank', '202', 2024, 2024, 'x', 'x', '2024-12-31')$$),
    (9, 'waiver, whole form',
        $$INSERT INTO budget.waiver (rule_id, form_code, first_year, last_year, reason, approver, expires_on) VALUES ('name_blank', 'district', 2024, 2024, 'x', 'x', '2024-12-31')$$),
    (10, 'waiver, widened to a form',
        $$UPDATE budget.waiver SET department_code = NULL, form_code = 'district' WHERE department_code = '101'$$),
    (11, 'waiver, whole form, dropped',
        $$DELETE FROM budget.waiver WHERE department_code IS NULL$$),
    (12, 'waiver, entered by another',
        $$UPDATE budget.waiver SET granted_by = 'x'$$),
    (13, 'rule, off',
        $$UPDATE budget.rule SET severity = 'off' WHERE id = 'name_blank'$$),
    (14, 'department, new',
        $$INSERT INTO budget.department (code, name) VALUES ('303', 'x')$$),
    (15, 'duty, of one''s own',
        $$INSERT INTO budget.duty (role_name, duty) VALUES ('regress_bp_steward', 'reviewer')$$),
    (16, 'history, dropped',
        $$DELETE FROM budget.history$$),
    (17, 'spending, truncated',
        $$TRUNCATE budget.execution$$)) AS t (n, what, statement)
CROSS JOIN unnest('{regress_bp_clerk,regress_bp_reviewer,regress_bp_reader,regress_bp_archivist,regress_bp_steward}'::name[]) AS r (role)
ORDER BY n, role \crosstabview what duty outcome
-- a steward for every department sets waivers for whole forms
BEGIN;
UPDATE budget.duty SET department_code = '' WHERE role_name = 'regress_bp_steward';
SELECT pg_temp.attempt('regress_bp_steward', $$INSERT INTO budget.waiver (rule_id, form_code, first_year, last_year, reason, approver, expires_on) VALUES ('name_blank', 'district', 2024, 2024, 'x', 'x', '2024-12-31')$$);
ROLLBACK;

-- A clerk's statements, of every kind; the guard speaks where it is the clerk's own
-- department, and row security where it is not.
SET ROLE regress_bp_clerk;
\set VERBOSITY default
INSERT INTO budget.budget_line VALUES ('101002', 2024, 1, 'project_expenditure', 1) RETURNING item_code, amount;
INSERT INTO budget.budget_line VALUES ('101002', 2024, 1, 'project_expenditure', 2)
ON CONFLICT (department_code, fiscal_year, version, item_code) DO UPDATE SET amount = excluded.amount RETURNING amount;
MERGE INTO budget.budget_line b USING (VALUES ('project_expenditure', 3)) AS v (item_code, amount)
    ON b.department_code = '101002' AND b.fiscal_year = 2024 AND b.version = 1 AND b.item_code = v.item_code
WHEN MATCHED THEN UPDATE SET amount = v.amount;
DELETE FROM budget.budget_line WHERE department_code = '101002' AND item_code = 'project_expenditure' RETURNING amount;
INSERT INTO budget.budget_line VALUES ('101', 2024, 1, 'project_expenditure', 1);
INSERT INTO budget.budget_line VALUES ('101', 1999, 1, 'project_expenditure', 1);
INSERT INTO budget.budget_line VALUES ('202', 2024, 1, 'project_expenditure', 1);
UPDATE budget.budget_line SET department_code = '202' WHERE department_code = '101002';
COPY (SELECT department_code, status FROM budget.declaration ORDER BY 1, version) TO STDOUT;
UPDATE budget.declaration SET goal = 'x' WHERE department_code = '101';
UPDATE budget.declaration SET created_at = now();
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, status) VALUES ('101', 2025, 'district', 'approved');
SELECT budget_perf.record('101002', 2024);
SELECT budget_perf.verify();
RESET ROLE;
SET ROLE regress_bp_keeper;
SELECT rule, message FROM budget_perf.verify();

-- Without its policies a table is closed.
BEGIN;
DROP POLICY budget_perf_read ON budget.task;
SELECT count(*) FROM budget.task;
SET LOCAL ROLE regress_bp_clerk;
SELECT count(*) FROM budget.task;
ROLLBACK;
RESET ROLE;

\set VERBOSITY terse
DROP SCHEMA budget CASCADE;
DROP OWNED BY regress_bp_keeper, regress_bp_clerk, regress_bp_reviewer, regress_bp_reader, regress_bp_archivist, regress_bp_steward, regress_bp_other;
DROP ROLE regress_bp_keeper, regress_bp_clerk, regress_bp_reviewer, regress_bp_reader, regress_bp_archivist, regress_bp_steward, regress_bp_other;
