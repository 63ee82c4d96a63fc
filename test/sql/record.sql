-- Seals and steps of the history are written without a query, unless somebody
-- gave the table what a query would have to mind.
SET client_encoding = 'UTF8';
\set VERBOSITY terse
SELECT budget_perf.create_ledger('r');
INSERT INTO r.department (code, name) SELECT d, '局' || d FROM unnest(ARRAY['001', '002', '003', '004']) d;
INSERT INTO r.declaration (department_code, fiscal_year, form_code, goal)
SELECT d, y, 'district', '目标' FROM unnest(ARRAY['001', '002', '003', '004']) d, generate_series(2001, 2030) y;
INSERT INTO r.budget_line
SELECT d.department_code, d.fiscal_year, 1, i.code, 100 FROM r.declaration d,
    (VALUES ('own_level'), ('basic_expenditure'), ('fiscal_appropriation')) AS i (code);
INSERT INTO r.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target)
SELECT d.department_code, d.fiscal_year, 1, n, '产出指标', '数量指标', '培训场次' || n, n || '场', n || '场' FROM r.declaration d, generate_series(1, 9) n;
CREATE FUNCTION pg_temp.submit(year integer, departments text[] DEFAULT '{001}') RETURNS TABLE (seals bigint, complete bigint, history bigint, "comment" text)
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE r.declaration d SET status = 'submitted', status_comment = '请审' WHERE d.fiscal_year = year AND d.department_code = ANY (departments);
    RETURN QUERY SELECT count(*),
        count(*) FILTER (WHERE s.submission = 1 AND s.sealed_by = current_user AND s.enforced AND length(s.digest) = 64 AND s.withdrawn_at IS NULL
            AND s.sealed_at BETWEEN now() AND clock_timestamp() AND s.totals #>> '{categories,expenditure}' = '100.00'
            AND (s.budget_lines, s.tasks, s.indicators) = (3, 0, 9) AND jsonb_array_length(s.findings) > 9),
        (SELECT count(*) FROM r.history h WHERE h.fiscal_year = year AND h.from_status = 'draft' AND h.to_status = 'submitted' AND h.changed_by = current_user
            AND h.changed_at BETWEEN now() AND clock_timestamp()),
        (SELECT string_agg(DISTINCT h.comment, ',') FROM r.history h WHERE h.fiscal_year = year)
    FROM r.seal s WHERE s.fiscal_year = year;
END $$;

-- One, and several in one statement.
SELECT * FROM pg_temp.submit(2001);
SELECT * FROM pg_temp.submit(2002, '{001,002,003,004}');
SELECT count(DISTINCT history_id), max(history_id) - min(history_id) AS span FROM r.history;
-- What was found is there as it is reported.
SELECT jsonb_agg(to_jsonb(f) ORDER BY f.rule, f.location::text) = (SELECT jsonb_agg(x ORDER BY x ->> 'rule', (x -> 'location')::text) FROM jsonb_array_elements(s.findings) x) AS same
FROM r.seal s, LATERAL (SELECT rule, severity, status, lhs::text, rhs::text, difference::text, tolerance::text, location, message, hint
    FROM budget_perf.check_declaration('001', 2001, ledger => 'r') WHERE status <> 'pass') f WHERE s.fiscal_year = 2001 GROUP BY s.findings;

-- A trigger for rows fires, whatever the number of rows.
CREATE TABLE r.seen (what text);
CREATE FUNCTION r.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO r.seen VALUES (TG_TABLE_NAME || ' ' || TG_WHEN || ' ' || TG_LEVEL); RETURN NEW; END $$;
CREATE TRIGGER see AFTER INSERT ON r.seal FOR EACH ROW EXECUTE FUNCTION r.see();
CREATE TRIGGER see BEFORE INSERT ON r.history FOR EACH ROW EXECUTE FUNCTION r.see();
SELECT * FROM pg_temp.submit(2003);
SELECT * FROM pg_temp.submit(2004, '{001,002}');
SELECT what, count(*) FROM r.seen GROUP BY what ORDER BY what;
DROP TRIGGER see ON r.seal;
DROP TRIGGER see ON r.history;
-- So does one for statements; one for other commands is none of our business.
TRUNCATE r.seen;
CREATE TRIGGER see AFTER INSERT ON r.seal FOR EACH STATEMENT EXECUTE FUNCTION r.see();
CREATE TRIGGER see AFTER UPDATE ON r.history FOR EACH ROW EXECUTE FUNCTION r.see();
SELECT * FROM pg_temp.submit(2005);
SELECT what, count(*) FROM r.seen GROUP BY what ORDER BY what;
DROP TRIGGER see ON r.seal;
DROP TRIGGER see ON r.history;
-- A table without a single trigger is written to all the same, and verify() tells what is missing.
BEGIN;
DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT conname FROM pg_constraint WHERE conrelid = 'r.history'::regclass AND contype = 'f' LOOP EXECUTE format('ALTER TABLE r.history DROP CONSTRAINT %I', t.conname); END LOOP;
    FOR t IN SELECT tgname FROM pg_trigger WHERE tgrelid = 'r.history'::regclass AND NOT tgisinternal LOOP EXECUTE format('DROP TRIGGER %I ON r.history', t.tgname); END LOOP;
END $$;
SELECT count(*) AS triggers FROM pg_trigger WHERE tgrelid = 'r.history'::regclass;
SELECT * FROM pg_temp.submit(2029, '{003,004}');
SELECT rule, location ->> 'object' AS object FROM budget_perf.verify('r') WHERE location ->> 'table' = 'history' ORDER BY 1, 2;
ROLLBACK;
-- A foreign key to something else is checked.
CREATE TABLE r.year (fiscal_year integer PRIMARY KEY);
ALTER TABLE r.history ADD CONSTRAINT history_year_fkey FOREIGN KEY (fiscal_year) REFERENCES r.year NOT VALID;
SELECT * FROM pg_temp.submit(2006);
INSERT INTO r.year VALUES (2006);
SELECT * FROM pg_temp.submit(2006);
ALTER TABLE r.history DROP CONSTRAINT history_year_fkey;
-- The one to the declarations is there, and holds what was written.
SELECT conname, convalidated FROM pg_constraint WHERE conrelid = 'r.seal'::regclass AND contype = 'f' AND conname LIKE '%declaration%';
SELECT count(*) AS orphans FROM r.seal s LEFT JOIN r.declaration d USING (department_code, fiscal_year, version) WHERE d.department_code IS NULL;

-- A column of the owner's gets its default; one that was dropped is in nobody's way.
ALTER TABLE r.seal ADD COLUMN archive_no integer NOT NULL DEFAULT 7, ADD COLUMN year_next integer GENERATED ALWAYS AS (fiscal_year + 1) STORED;
SELECT * FROM pg_temp.submit(2007, '{001,002}');
SELECT DISTINCT archive_no, year_next FROM r.seal WHERE fiscal_year = 2007;
ALTER TABLE r.seal DROP COLUMN archive_no, DROP COLUMN year_next;
ALTER TABLE r.history ADD COLUMN note text DEFAULT '旧';
SELECT * FROM pg_temp.submit(2008);
SELECT note FROM r.history WHERE fiscal_year = 2008;
ALTER TABLE r.history DROP COLUMN note;
ALTER TABLE r.history ADD COLUMN second integer GENERATED ALWAYS AS IDENTITY (START 70);
SELECT * FROM pg_temp.submit(2008, '{002}');
SELECT count(*) - count(DISTINCT second) AS same FROM r.history;
ALTER TABLE r.history DROP COLUMN second;
SELECT * FROM pg_temp.submit(2009, '{001,002}');

-- Constraints and indexes of the owner's are kept up.
ALTER TABLE r.seal ADD CONSTRAINT no_2010 CHECK (fiscal_year <> 2010);
SELECT * FROM pg_temp.submit(2010);
ALTER TABLE r.seal DROP CONSTRAINT no_2010;
CREATE UNIQUE INDEX one_a_year ON r.seal ((fiscal_year + 1000)) WHERE fiscal_year > 2010;
SELECT * FROM pg_temp.submit(2011);
SELECT * FROM pg_temp.submit(2011, '{002}');
SET enable_seqscan = off;
SELECT count(*) FROM r.seal WHERE fiscal_year + 1000 = 3011 AND fiscal_year > 2010;
RESET enable_seqscan;
DROP INDEX r.one_a_year;
-- A constraint that waits for the end of the transaction.
ALTER TABLE r.history ADD CONSTRAINT one_step UNIQUE (department_code, fiscal_year) DEFERRABLE INITIALLY DEFERRED;
BEGIN;
SELECT * FROM pg_temp.submit(2012);
UPDATE r.declaration SET status = 'draft' WHERE fiscal_year = 2012 AND department_code = '001';
COMMIT;
ALTER TABLE r.history DROP CONSTRAINT one_step;

-- Another sequence, or none.
ALTER TABLE r.history ALTER COLUMN history_id DROP IDENTITY;
SELECT * FROM pg_temp.submit(2013);
ALTER TABLE r.history ALTER COLUMN history_id ADD GENERATED ALWAYS AS IDENTITY (START 5000);
SELECT * FROM pg_temp.submit(2013);
SELECT history_id FROM r.history WHERE fiscal_year = 2013;

-- Rules and row security are for queries.
CREATE RULE also AS ON INSERT TO r.history DO ALSO INSERT INTO r.seen VALUES ('rule');
TRUNCATE r.seen;
SELECT * FROM pg_temp.submit(2014);
SELECT count(*) FROM r.seen;
DROP RULE also ON r.history;
-- Who may not insert is told so: the engine has no more rights than the owner.
REVOKE INSERT ON r.seal FROM CURRENT_USER;
CREATE ROLE regress_record;
GRANT regress_record TO CURRENT_USER;
GRANT ALL ON SCHEMA r TO regress_record;
DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT c.oid::regclass AS name FROM pg_class c WHERE relnamespace = 'r'::regnamespace AND relkind IN ('r', 'v') LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO regress_record', t.name);
    END LOOP;
END $$;
REVOKE INSERT ON r.seal FROM regress_record;
SELECT * FROM pg_temp.submit(2015);
GRANT INSERT ON r.seal TO regress_record;
SELECT * FROM pg_temp.submit(2015);
-- Forced row security is not forced on the engine, as before.
ALTER TABLE r.seal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SELECT * FROM pg_temp.submit(2016);
ALTER TABLE r.seal DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;

-- A column that says how it is to be compressed is compressed like that.
ALTER TABLE r.seal ALTER COLUMN findings SET COMPRESSION pglz;
SELECT * FROM pg_temp.submit(2017);
SELECT DISTINCT pg_column_compression(findings) FROM r.seal WHERE fiscal_year = 2017;
ALTER TABLE r.seal ALTER COLUMN findings SET STORAGE EXTERNAL;
SELECT * FROM pg_temp.submit(2018);
SELECT DISTINCT pg_column_compression(findings) FROM r.seal WHERE fiscal_year = 2018;

-- A column that is not what it was is told, not written to.
BEGIN;
SET LOCAL client_min_messages = warning;
DO $$ DECLARE v record; BEGIN
    FOR v IN SELECT c.relname FROM pg_class c WHERE relnamespace = 'r'::regnamespace AND relkind = 'v' LOOP
        EXECUTE format('DROP VIEW IF EXISTS r.%I CASCADE', v.relname);
    END LOOP;
END $$;
ALTER TABLE r.seal ALTER COLUMN tasks TYPE bigint;
SELECT * FROM pg_temp.submit(2019);
ROLLBACK;
SELECT * FROM pg_temp.submit(2019);
-- A partitioned table of records.
BEGIN;
ALTER TABLE r.history RENAME TO history_old;
CREATE TABLE r.history (LIKE r.history_old INCLUDING DEFAULTS) PARTITION BY RANGE (fiscal_year);
ALTER TABLE r.history ALTER COLUMN history_id SET DEFAULT 1;
ALTER TABLE r.history_old ALTER COLUMN history_id DROP IDENTITY;
ALTER TABLE r.history ATTACH PARTITION r.history_old FOR VALUES FROM (2000) TO (2020);
CREATE TABLE r.history_new PARTITION OF r.history FOR VALUES FROM (2020) TO (2040);
ALTER TABLE r.history OWNER TO regress_record;
SELECT * FROM pg_temp.submit(2020);
SELECT tableoid::regclass, count(*) FROM r.history WHERE fiscal_year = 2020 GROUP BY 1;
ROLLBACK;

SELECT severity, rule, count(*), min(message) FROM budget_perf.verify('r') GROUP BY 1, 2 ORDER BY 1, 2;
SELECT (SELECT count(*) FROM r.seal) AS seals, (SELECT count(*) FROM r.declaration WHERE status <> 'draft') AS sealed;
SET client_min_messages = warning;
DROP SCHEMA r CASCADE;
DROP ROLE regress_record;
