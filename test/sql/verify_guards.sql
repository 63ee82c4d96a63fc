-- The audit of a ledger's structure and guards: every way to weaken them is
-- reported, and nothing else is.
SELECT budget_perf.create_ledger('verify guards');
CREATE ROLE budget_perf_verify_a;
CREATE ROLE budget_perf_verify_b;
GRANT USAGE ON SCHEMA "verify guards" TO budget_perf_verify_a;

CREATE FUNCTION pg_temp.audit() RETURNS TABLE (rule text, severity text, location jsonb, message text) LANGUAGE sql AS $$
    SELECT v.rule, v.severity, v.location, v.message FROM budget_perf.verify('verify guards') AS v
    ORDER BY v.rule COLLATE "C", v.location::text COLLATE "C", v.message COLLATE "C"
$$;

-- A fresh ledger is clean, whatever its name.
SELECT * FROM pg_temp.audit();

-- Triggers: missing, disabled, changed, foreign.
BEGIN;
DROP TRIGGER budget_perf_update ON "verify guards".budget_line;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER TABLE "verify guards".seal DISABLE TRIGGER USER;
SELECT * FROM pg_temp.audit();
ALTER TABLE "verify guards".seal ENABLE TRIGGER USER;
SELECT * FROM pg_temp.audit();
ALTER TABLE "verify guards".seal ENABLE REPLICA TRIGGER budget_perf_write;
SELECT * FROM pg_temp.audit();
ALTER TABLE "verify guards".seal ENABLE ALWAYS TRIGGER budget_perf_write;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER TABLE "verify guards".task DISABLE TRIGGER ALL;
ALTER TABLE "verify guards".measurement DISABLE TRIGGER ALL;
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- The name of a guard with another function, another event, a condition, a column list.
BEGIN;
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
DROP TRIGGER budget_perf_truncate ON "verify guards".task;
CREATE TRIGGER budget_perf_truncate BEFORE TRUNCATE ON "verify guards".task
    FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.nothing();
DROP TRIGGER budget_perf_delete ON "verify guards".indicator;
CREATE TRIGGER budget_perf_delete AFTER INSERT ON "verify guards".indicator REFERENCING NEW TABLE AS n
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child();
DROP TRIGGER budget_perf_write ON "verify guards".history;
CREATE TRIGGER budget_perf_write BEFORE INSERT OR DELETE OR UPDATE OF changed_by ON "verify guards".history
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_record();
DROP TRIGGER budget_perf_write ON "verify guards".rule_set;
CREATE TRIGGER budget_perf_write BEFORE INSERT OR DELETE OR UPDATE ON "verify guards".rule_set
    FOR EACH STATEMENT WHEN (pg_catalog.pg_trigger_depth() > 9) EXECUTE FUNCTION budget_perf.guard_record();
DROP TRIGGER budget_perf_update ON "verify guards".declaration;
CREATE TRIGGER budget_perf_update AFTER UPDATE ON "verify guards".declaration REFERENCING NEW TABLE AS n
    FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_declaration();
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER swallow BEFORE INSERT ON "verify guards".budget_line
    FOR EACH ROW EXECUTE FUNCTION pg_temp.nothing();
CREATE TRIGGER note AFTER INSERT ON "verify guards".department
    FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.nothing();
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- The guard's function itself is replaced.
BEGIN;
CREATE OR REPLACE FUNCTION budget_perf.guard_child() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- Rules, inheritance, unlogged tables, membership in an extension.
BEGIN;
CREATE RULE nothing AS ON INSERT TO "verify guards".task DO INSTEAD NOTHING;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
CREATE TABLE "verify guards".more_lines () INHERITS ("verify guards".budget_line);
SELECT * FROM pg_temp.audit();
ALTER TABLE "verify guards".more_lines NO INHERIT "verify guards".budget_line;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
CREATE TABLE "verify guards".any_line (item_code text COLLATE "C" NOT NULL);
ALTER TABLE "verify guards".budget_line INHERIT "verify guards".any_line;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER TABLE "verify guards".history SET UNLOGGED;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER EXTENSION budget_perf ADD TABLE "verify guards".waiver;
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- Constraints: dropped, weakened, not validated; columns altered.
BEGIN;
ALTER TABLE "verify guards".seal DROP CONSTRAINT seal_declaration_fkey;
ALTER TABLE "verify guards".task DROP CONSTRAINT task_pkey;
ALTER TABLE "verify guards".declaration DROP CONSTRAINT declaration_status,
    ADD CONSTRAINT declaration_status CHECK (status <> '');
ALTER TABLE "verify guards".indicator DROP CONSTRAINT indicator_weight,
    ADD CONSTRAINT indicator_weight CHECK (weight >= 0 AND weight <> 'NaN') NOT VALID;
ALTER TABLE "verify guards".seal ALTER COLUMN digest DROP NOT NULL;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
-- (views would not let the column change)
SET LOCAL client_min_messages = warning;
DO $$
DECLARE
    v text;
BEGIN
    FOR v IN SELECT relname FROM pg_class WHERE relnamespace = '"verify guards"'::regnamespace AND relkind = 'v' LOOP
        EXECUTE format('DROP VIEW IF EXISTS %I.%I CASCADE', 'verify guards', v);
    END LOOP;
END $$;
ALTER TABLE "verify guards".execution ALTER COLUMN amount TYPE numeric(18,3);
SELECT * FROM pg_temp.audit() WHERE rule <> 'verify_view';
SELECT count(*) AS missing FROM pg_temp.audit() WHERE rule = 'verify_view';
ROLLBACK;

-- What an entry of a record says of itself: when, and in which order.
BEGIN;
ALTER TABLE "verify guards".seal ALTER COLUMN sealed_at SET DEFAULT '2020-01-01', ALTER COLUMN withdrawn_at SET DEFAULT now();
ALTER TABLE "verify guards".history ALTER COLUMN history_id DROP IDENTITY;
ALTER TABLE "verify guards".seal ADD COLUMN remark text DEFAULT 'of the owner';
ALTER TABLE "verify guards".declaration ALTER COLUMN form_code SET DEFAULT 'district';
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER TABLE "verify guards".history ALTER COLUMN history_id SET INCREMENT -1 SET MINVALUE -1000;
SELECT * FROM pg_temp.audit();
ALTER TABLE "verify guards".history ALTER COLUMN history_id SET INCREMENT 7;
SELECT * FROM pg_temp.audit();
ALTER TABLE "verify guards".history ALTER COLUMN history_id SET CYCLE;
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- Triggers behind a foreign key that are gone (by hand, in the catalog).
BEGIN;
DELETE FROM pg_catalog.pg_trigger WHERE tgrelid = '"verify guards".seal'::regclass AND tgisinternal
    AND tgconstraint = (SELECT oid FROM pg_constraint WHERE conname = 'seal_declaration_fkey' AND connamespace = '"verify guards"'::regnamespace);
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- Triggers and checks that the catalog denies.
BEGIN;
UPDATE pg_catalog.pg_class SET relhastriggers = false WHERE oid = '"verify guards".task'::regclass;
UPDATE pg_catalog.pg_class SET relchecks = 0 WHERE oid = '"verify guards".declaration'::regclass;
SET LOCAL client_min_messages = error; -- newer servers warn of it themselves
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- Views: replaced, dropped, renamed, reading with the owner's rights, written through.
BEGIN;
CREATE OR REPLACE VIEW "verify guards".followed_rename WITH (security_invoker = true) AS
    SELECT predecessor_code, successor_code, fiscal_year FROM "verify guards".department_succession;
SELECT * FROM pg_temp.audit();
-- sorted by a column that it does not show; united with another query
CREATE OR REPLACE VIEW "verify guards".followed_rename WITH (security_invoker = true) AS
    SELECT predecessor_code, successor_code, fiscal_year FROM "verify guards".succession WHERE is_followed AND kind = 'rename' ORDER BY successor_in;
SELECT * FROM pg_temp.audit();
CREATE OR REPLACE VIEW "verify guards".followed_rename WITH (security_invoker = true) AS
    SELECT predecessor_code, successor_code, fiscal_year FROM "verify guards".succession WHERE is_followed AND kind = 'rename'
    UNION ALL SELECT predecessor_code, successor_code, fiscal_year FROM "verify guards".succession WHERE kind = 'split';
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- a column of another type, with which the view that read it cannot be compared
BEGIN;
SET LOCAL client_min_messages = warning;
DROP VIEW "verify guards".execution_monitoring;
ALTER TABLE "verify guards".monitoring_threshold DROP CONSTRAINT monitoring_threshold_level, ALTER COLUMN level TYPE integer USING ascii(level);
CREATE VIEW "verify guards".execution_monitoring WITH (security_invoker = true) AS SELECT 1 AS nothing;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SET LOCAL client_min_messages = warning;
DROP VIEW "verify guards".rollup_region;
CREATE TABLE "verify guards".rollup_region AS SELECT 1 AS departments;
DROP VIEW "verify guards".declaration_history;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER VIEW "verify guards".completeness RENAME COLUMN departments TO bureaux;
ALTER VIEW "verify guards".rollup_region RESET (security_invoker);
ALTER VIEW "verify guards".declaration_status SET (security_invoker = off);
ALTER VIEW "verify guards".reconciliation SET (security_invoker = on, security_barrier = on);
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- What a view reads is not what it was.
BEGIN;
ALTER VIEW "verify guards".succession RENAME COLUMN kind TO sort;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER FUNCTION budget_perf.is_sealed(text) RENAME TO was_sealed;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
CREATE FUNCTION pg_temp.nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER elsewhere INSTEAD OF UPDATE ON "verify guards".reconciliation FOR EACH ROW EXECUTE FUNCTION pg_temp.nothing();
CREATE RULE elsewhere AS ON DELETE TO "verify guards".reconciliation DO INSTEAD NOTHING;
-- (what is the owner's own is the owner's own affair)
CREATE VIEW "verify guards".mine AS SELECT 1 AS one;
CREATE TRIGGER mine INSTEAD OF UPDATE ON "verify guards".mine FOR EACH ROW EXECUTE FUNCTION pg_temp.nothing();
CREATE RULE mine AS ON DELETE TO "verify guards".mine DO INSTEAD NOTHING;
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- Policies: dropped, altered, for others, restrictive; row security switched off in a ledger that was secured.
BEGIN;
DROP POLICY budget_perf_read ON "verify guards".task;
ALTER POLICY budget_perf_insert ON "verify guards".budget_line WITH CHECK (true);
ALTER POLICY budget_perf_update ON "verify guards".task TO budget_perf_verify_a;
DROP POLICY budget_perf_update_clerk ON "verify guards".declaration;
CREATE POLICY budget_perf_update_clerk ON "verify guards".declaration AS RESTRICTIVE FOR UPDATE
    USING (status <> 'submitted' AND budget_perf.has_duty('{clerk}', department_code, NULL::"verify guards".duty))
    WITH CHECK (status IN ('draft', 'submitted') AND budget_perf.has_duty('{clerk}', department_code, NULL::"verify guards".duty));
CREATE POLICY mine ON "verify guards".task USING (true);
ALTER TABLE "verify guards".task ENABLE ROW LEVEL SECURITY;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
SELECT budget_perf.secure_ledger('verify guards');
SELECT * FROM pg_temp.audit();
ALTER TABLE "verify guards".budget_line DISABLE ROW LEVEL SECURITY;
ALTER TABLE "verify guards".duty DISABLE ROW LEVEL SECURITY;
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- The engine itself: a function replaced, another beside it, an operator, a setting.
BEGIN;
CREATE OR REPLACE FUNCTION budget_perf.normalise_code(code text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT $1';
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
CREATE FUNCTION budget_perf.normalise_code(code varchar) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'any'$$;
CREATE OPERATOR budget_perf.<> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = pg_catalog.int8ne);
CREATE TABLE budget_perf.rule ();
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER FUNCTION budget_perf.guard_child() SECURITY DEFINER;
ALTER FUNCTION budget_perf.guard_truncate() SET session_replication_role = replica;
ALTER FUNCTION budget_perf.target_kind(budget_perf.indicator_target) LEAKPROOF;
ALTER FUNCTION budget_perf.is_sealed(text) SET search_path = public;
ALTER EXTENSION budget_perf DROP FUNCTION budget_perf.class_stem(text);
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
CREATE OR REPLACE FUNCTION budget_perf.ledger_script() RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT ''::text$$;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
UPDATE pg_catalog.pg_language SET lanpltrusted = true WHERE lanname = 'c';
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- Versions: of the ledger, of the extension, of the library.
BEGIN;
UPDATE "verify guards".ledger_version SET version = '9.0';
SELECT * FROM pg_temp.audit();
DELETE FROM "verify guards".ledger_version;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
UPDATE pg_catalog.pg_extension SET extversion = '0.0.9' WHERE extname = 'budget_perf';
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- What cannot be read is never called clean.
BEGIN;
DROP VIEW IF EXISTS "verify guards".measurement_status;
SET LOCAL client_min_messages = warning;
DROP TABLE "verify guards".measurement CASCADE;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER TABLE "verify guards".waiver ALTER COLUMN form_code TYPE varchar COLLATE "POSIX";
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER TABLE "verify guards".history RENAME COLUMN comment TO remark;
SELECT * FROM pg_temp.audit();
ROLLBACK;
CREATE FUNCTION pg_temp.try(statement text) RETURNS TABLE (sqlstate text, message text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN QUERY SELECT 'ok', NULL::text;
EXCEPTION WHEN OTHERS THEN
    RETURN QUERY SELECT SQLSTATE, SQLERRM;
END $$;
GRANT SELECT ON "verify guards".declaration TO budget_perf_verify_a;
BEGIN;
SET LOCAL ROLE budget_perf_verify_a;
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.verify('verify guards')$$);
ROLLBACK;
-- Neither are rows that a policy hides, not even from the owner.
BEGIN;
GRANT SELECT ON ALL TABLES IN SCHEMA "verify guards" TO budget_perf_verify_a;
SET LOCAL ROLE budget_perf_verify_a;
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.verify('verify guards')$$);
RESET ROLE;
ALTER TABLE "verify guards".task ENABLE ROW LEVEL SECURITY;
CREATE POLICY none ON "verify guards".task USING (false);
SET LOCAL ROLE budget_perf_verify_a;
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.verify('verify guards')$$);
SELECT current_setting('row_security');
ROLLBACK;
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.verify(NULL)$$);
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.verify('no such ledger')$$);
SELECT * FROM pg_temp.try($$SELECT * FROM budget_perf.verify('pg_catalog')$$);

-- Access: owners and privileges.
BEGIN;
ALTER TABLE "verify guards".task OWNER TO budget_perf_verify_b;
GRANT TRIGGER, SELECT ON "verify guards".budget_line TO budget_perf_verify_a;
GRANT TRUNCATE ON "verify guards".history TO PUBLIC;
GRANT SET, ALTER SYSTEM ON PARAMETER session_replication_role TO budget_perf_verify_a;
GRANT REFERENCES ON "verify guards".department TO budget_perf_verify_a;
GRANT SELECT, INSERT ON "verify guards".duty TO budget_perf_verify_a;
GRANT TRIGGER ON "verify guards".reconciliation TO budget_perf_verify_a;
GRANT CREATE ON SCHEMA "verify guards", budget_perf TO budget_perf_verify_a;
ALTER VIEW "verify guards".completeness OWNER TO budget_perf_verify_b;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
GRANT SET ON PARAMETER session_replication_role TO PUBLIC;
ALTER SCHEMA "verify guards" OWNER TO budget_perf_verify_b;
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- Who may log in and has the owner's rights is told for information; not a superuser, nor who has to say SET ROLE.
BEGIN;
CREATE ROLE budget_perf_verify_owner;
CREATE ROLE budget_perf_verify_group IN ROLE budget_perf_verify_owner;
CREATE ROLE budget_perf_verify_login LOGIN IN ROLE budget_perf_verify_group;
CREATE ROLE budget_perf_verify_super LOGIN SUPERUSER IN ROLE budget_perf_verify_group;
CREATE ROLE budget_perf_verify_other LOGIN;
CREATE ROLE budget_perf_verify_person LOGIN NOINHERIT IN ROLE budget_perf_verify_owner;
DO $$
DECLARE
    r text;
BEGIN
    FOR r IN SELECT format('%s %s', CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, oid::regclass) FROM pg_class
        WHERE relnamespace = '"verify guards"'::regnamespace AND relkind IN ('r', 'v') LOOP
        EXECUTE format('ALTER %s OWNER TO budget_perf_verify_owner', r);
    END LOOP;
END $$;
ALTER SCHEMA "verify guards" OWNER TO budget_perf_verify_owner;
SELECT * FROM pg_temp.audit();
ALTER ROLE budget_perf_verify_owner LOGIN;
SELECT * FROM pg_temp.audit();
ROLLBACK;
-- Settings that begin a session with the guards off.
BEGIN;
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database()); END $$;
SELECT rule, severity, replace(message, current_database(), 'this one') AS message FROM pg_temp.audit();
ROLLBACK;
BEGIN;
ALTER ROLE budget_perf_verify_a SET session_replication_role = replica;
ALTER ROLE budget_perf_verify_b SET session_replication_role = origin;
ALTER ROLE ALL SET session_replication_role = replica;
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
DO $$ BEGIN EXECUTE format('ALTER ROLE budget_perf_verify_a IN DATABASE %I SET session_replication_role = replica', current_database()); END $$;
ALTER ROLE budget_perf_verify_b IN DATABASE template1 SET session_replication_role = replica;
SELECT * FROM pg_temp.audit();
ROLLBACK;

-- A subscription that writes to the ledger.
SET client_min_messages = error;
CREATE SUBSCRIPTION budget_perf_verify CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false);
RESET client_min_messages;
BEGIN;
INSERT INTO pg_catalog.pg_subscription_rel (srsubid, srrelid, srsubstate)
SELECT oid, '"verify guards".budget_line'::regclass, 'i' FROM pg_catalog.pg_subscription WHERE subname = 'budget_perf_verify';
SELECT * FROM pg_temp.audit();
ROLLBACK;
BEGIN;
REVOKE SELECT ON pg_catalog.pg_subscription_rel FROM PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA "verify guards" TO budget_perf_verify_a;
SET LOCAL ROLE budget_perf_verify_a;
SELECT rule, severity, location, message FROM budget_perf.verify('verify guards');
ROLLBACK;
SET client_min_messages = warning;
ALTER SUBSCRIPTION budget_perf_verify DISABLE;
ALTER SUBSCRIPTION budget_perf_verify SET (slot_name = NONE);
DROP SUBSCRIPTION budget_perf_verify;

-- A hostile search path captures nothing, and stays as it was.
BEGIN;
CREATE SCHEMA evil;
CREATE FUNCTION evil.count() RETURNS bigint LANGUAGE sql AS 'SELECT 1/0::bigint';
CREATE FUNCTION evil.quote_ident(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'captured'; END $$;
CREATE TABLE evil.pg_trigger (oid oid);
SET LOCAL search_path = evil, pg_catalog;
SELECT * FROM pg_temp.audit();
SHOW search_path;
ROLLBACK;

SELECT * FROM pg_temp.audit();
DROP SCHEMA "verify guards" CASCADE;
DROP ROLE budget_perf_verify_a;
DROP ROLE budget_perf_verify_b;
