-- A ledger: made once by CREATE EXTENSION, further ones by create_ledger().
-- Its objects are nobody's members.

SELECT count(*) AS members_outside_the_engine
FROM pg_depend d
JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) AS o
WHERE e.extname = 'budget_perf' AND d.deptype = 'e'
    AND (o.schema IN ('budget') OR (o.type = 'schema' AND o.name <> 'budget_perf'));

SELECT * FROM budget_perf.ledgers() ORDER BY ledger;

SELECT budget_perf.create_ledger('Other "ledger"');
SELECT ledger FROM budget_perf.ledgers() ORDER BY ledger;

-- The two have the same objects ...
SELECT 'budget' AS ledger, c.relkind, c.relname FROM pg_class c
WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind IN ('r', 'v', 'S')
EXCEPT
SELECT 'budget', c.relkind, c.relname FROM pg_class c
WHERE c.relnamespace = '"Other ""ledger"""'::regnamespace;

-- ... and nothing in common.
INSERT INTO "Other ""ledger""".department (code, name) VALUES ('001', '甲局');
INSERT INTO "Other ""ledger""".declaration (department_code, fiscal_year, form_code) VALUES ('001', 2024, 'district');
INSERT INTO "Other ""ledger""".budget_line VALUES ('001', 2024, 1, 'basic_expenditure', 1), ('001', 2024, 1, 'fiscal_appropriation', 1);
SELECT * FROM budget_perf.submit('001', 2024, ledger => 'Other "ledger"');
SELECT count(*) FROM "Other ""ledger""".seal;
SELECT count(*) FROM budget.declaration;

-- Everything in it belongs to the role that made it.
SELECT DISTINCT c.relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) AS mine
FROM pg_class c WHERE c.relnamespace = '"Other ""ledger"""'::regnamespace;

-- A ledger keeps the extension from being dropped.
\set VERBOSITY terse
DROP EXTENSION budget_perf;

-- Names that cannot be used.
SELECT budget_perf.create_ledger('budget');
SELECT budget_perf.create_ledger('');
SELECT budget_perf.create_ledger(repeat('x', 64));
SELECT budget_perf.create_ledger('pg_mine');
SELECT budget_perf.create_ledger(NULL);

-- The implementation period is in years that a form could print; 0 is not "none".
INSERT INTO budget.department (code, name) VALUES ('001', '甲局');
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, cycle_from) VALUES ('001', 2024, 'district', 0);
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, cycle_from, cycle_to) VALUES ('001', 2024, 'district', 2024, 10000);
INSERT INTO budget.declaration (department_code, fiscal_year, form_code, cycle_from, cycle_to) VALUES ('001', 2024, 'district', 2025, 2024);
DELETE FROM budget.department;

-- A ledger that is none.
\set VERBOSITY default
SELECT * FROM budget_perf.submit('001', 2024, ledger => 'nowhere');
SELECT * FROM budget_perf.submit('001', 2024, ledger => 'public');
SELECT * FROM budget_perf.submit('001', 2024, ledger => NULL);

-- A hostile search path changes nothing.
CREATE SCHEMA evil;
CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT 'infinity'::timestamptz $$;
CREATE FUNCTION evil.eq(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT false $$;
CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.eq);
CREATE TABLE evil.declaration (department_code text, status text);
SET search_path = evil, pg_catalog;
SELECT budget_perf.create_ledger('third');
RESET search_path;
SELECT created_at < 'infinity' AS sound FROM third.ledger_version;
SELECT version FROM third.ledger_version;

-- A role without rights on the database makes none; with CREATE it owns its own.
CREATE ROLE regress_bp_owner;
SET ROLE regress_bp_owner;
SELECT budget_perf.create_ledger('mine');
RESET ROLE;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO regress_bp_owner', current_database()); END $$;
SET ROLE regress_bp_owner;
SELECT budget_perf.create_ledger('mine');
INSERT INTO mine.department (code, name) VALUES ('001', '甲局');
RESET ROLE;
SELECT ledger, owner FROM budget_perf.ledgers() WHERE owner = 'regress_bp_owner';

\set VERBOSITY terse
SET client_min_messages = warning;
DROP SCHEMA mine CASCADE;
DROP SCHEMA third CASCADE;
DROP SCHEMA evil CASCADE;
DROP SCHEMA "Other ""ledger""" CASCADE;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM regress_bp_owner', current_database()); END $$;
DROP ROLE regress_bp_owner;
