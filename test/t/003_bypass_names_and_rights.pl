# Ways around the guards: who asks, by which names, with which rights.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Bypass;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = begin_suite('E');

my $unbalance = "UPDATE budget.budget_line SET amount = 101 WHERE $draft AND item_code = 'basic_expenditure'";
my $submit = "UPDATE budget.declaration SET status = 'submitted' WHERE $draft";

# A clerk of department 002, who sees its rows, but no income: of what is seen nothing can be said.
$node->safe_psql('source', q{
	CREATE ROLE clerk;
	CREATE ROLE reader;
	GRANT USAGE ON SCHEMA budget TO clerk, reader;
	GRANT SELECT ON ALL TABLES IN SCHEMA budget TO clerk, reader;
	GRANT INSERT, UPDATE, DELETE ON budget.declaration, budget.budget_line, budget.task, budget.indicator TO clerk});
my $policies = q{
	ALTER TABLE budget.declaration ENABLE ROW LEVEL SECURITY;
	ALTER TABLE budget.budget_line ENABLE ROW LEVEL SECURITY;
	CREATE POLICY own ON budget.declaration TO clerk USING (department_code = '002');
	CREATE POLICY own ON budget.budget_line TO clerk USING (department_code = '002');
	CREATE POLICY spending ON budget.budget_line AS RESTRICTIVE FOR SELECT TO clerk USING (item_code ~ 'expenditure');};

# --- E1, E2: row security, and who is asked ---

closed('E1 row security hides siblings', $refused, "$policies $unbalance; SET ROLE clerk; $submit");
closed('E1 row security forced on the owner', $refused,
	"$policies $unbalance; ALTER TABLE budget.budget_line OWNER TO clerk; ALTER TABLE budget.declaration OWNER TO clerk;"
	  . "ALTER TABLE budget.budget_line FORCE ROW LEVEL SECURITY; CREATE POLICY none ON budget.budget_line AS RESTRICTIVE USING (false); $submit");
closed('E1 row security hides what is sealed', $sealed,
	"$policies SET ROLE clerk; UPDATE budget.task SET content = 'x' WHERE $submitted");
closed('E1 row security against verify', [ '42501', qr/^query would be affected by row-level security policy for table "declaration"$/ ],
	"$policies SET ROLE clerk; SELECT count(*) FROM budget_perf.verify()");
closed('E2 role switched before commit', $refused, "$policies SET ROLE clerk; $unbalance; $submit; RESET ROLE");
closed('E2 role switched between', $refused, "$policies SET ROLE clerk; $unbalance; RESET ROLE; $submit");

detected('E1 policy dropped', ['verify_policy task budget_perf_read'], 'SELECT budget_perf.secure_ledger(); DROP POLICY budget_perf_read ON budget.task');
detected('E1 policy widened', ['verify_policy declaration budget_perf_update_reviewer'],
	"ALTER POLICY budget_perf_update_reviewer ON budget.declaration USING (true) WITH CHECK (true)");
detected('E1 row security switched off in a secured ledger', ['verify_policy budget_line'],
	'SELECT budget_perf.secure_ledger(); ALTER TABLE budget.budget_line DISABLE ROW LEVEL SECURITY');
harmless('E1 policies of the owner', 'they are the owner\'s own', 'CREATE POLICY mine ON budget.task USING (true); ALTER TABLE budget.task ENABLE ROW LEVEL SECURITY');

# --- E3, E4: names ---

my $evil = q{
	CREATE SCHEMA evil;
	CREATE FUNCTION evil.always(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
	CREATE FUNCTION evil.always(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
	CREATE FUNCTION evil.never(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
	CREATE FUNCTION evil.nothing(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT 0::numeric';
	CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.always);
	CREATE OPERATOR evil.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = evil.always);
	CREATE OPERATOR evil.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.never);
	CREATE OPERATOR evil.- (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = evil.nothing);
	CREATE FUNCTION evil.unnest(anyarray) RETURNS SETOF anyelement LANGUAGE sql AS 'SELECT $1[1] WHERE false';
	CREATE FUNCTION evil.sum_of(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT 0::numeric';
	CREATE AGGREGATE evil.sum(numeric) (SFUNC = evil.sum_of, STYPE = numeric, INITCOND = '0');
	SET search_path = evil, pg_catalog;};
is(query($node, 'source', "BEGIN; $evil SELECT sum(a), 'x'::text = 'y', 'x'::text <> 'y' FROM (VALUES (1.5)) AS v (a); ROLLBACK"), '0|t|f',
	'E3: whoever does not qualify a name is deceived');
closed('E3 search path, a submission', $refused, "$unbalance; $evil SELECT budget_perf.submit('002', 2024)");
closed('E3 search path, a sealed declaration', $sealed, "$evil UPDATE budget.task SET content = 'x' WHERE department_code LIKE '001' AND fiscal_year > 2023");
detected('E3 search path against verify', ['verify_digest seal 001/2024/1 digest'],
	"$evil RESET search_path; ALTER DATABASE bypass SET search_path = evil, pg_catalog; $replica UPDATE budget.task SET content = 'x' WHERE $submitted AND task_no = 1");
my $shadows = q{
	CREATE TEMP TABLE budget_line AS SELECT * FROM budget.budget_line WHERE false;
	CREATE TEMP TABLE declaration AS SELECT * FROM budget.declaration WHERE false;
	CREATE TEMP TABLE rule AS SELECT * FROM budget.rule WHERE false;
	CREATE TEMP TABLE seal AS SELECT * FROM budget.seal WHERE false;
	CREATE TEMP TABLE pg_trigger AS SELECT * FROM pg_catalog.pg_trigger WHERE false;
	SET search_path = pg_temp, budget, pg_catalog;};
closed('E4 temporary tables, a submission', $refused, "$unbalance; $shadows $submit");
closed('E4 temporary tables, a sealed declaration', $sealed, "$shadows UPDATE budget.task SET content = 'x' WHERE $submitted");
is(query($node, 'source', "$shadows SELECT count(*) FROM budget_perf.verify()"), '0', 'E4: temporary tables are not taken for the ledger by verify()');

# --- E5: the right to make triggers ---

closed('E5 trigger by a writer', [ '42501', qr/^permission denied for table budget_line$/ ],
	"CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; SET ROLE clerk;"
	  . 'CREATE TRIGGER swallow BEFORE INSERT ON budget.budget_line FOR EACH ROW EXECUTE FUNCTION swallow()');
detected('E5 right to make triggers', ['verify_privilege warning budget_line'], 'GRANT TRIGGER ON budget.budget_line TO clerk');
detected('E5 grant all', [ map { ("verify_privilege warning $_") x 3 } 'budget_line' ], 'GRANT ALL ON budget.budget_line TO reader');
detected('E5 trigger made by such a right', [ 'verify_privilege warning budget_line', 'verify_guard_foreign budget_line trojan' ],
	"CREATE FUNCTION trojan() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.amount := 0; RETURN NEW; END'; GRANT TRIGGER ON budget.budget_line TO clerk; SET ROLE clerk;"
	  . 'CREATE TRIGGER trojan BEFORE INSERT ON budget.budget_line FOR EACH ROW EXECUTE FUNCTION trojan()');
detected('E5 trigger on a table without guards', ['verify_guard_foreign warning department note'],
	"CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER note AFTER UPDATE ON budget.department FOR EACH ROW EXECUTE FUNCTION note()");
detected('E5 right to truncate', ['verify_privilege warning seal'], 'GRANT TRUNCATE ON budget.seal TO clerk');
detected('E5 right to refer', ['verify_privilege warning declaration'], 'GRANT REFERENCES ON budget.declaration TO clerk');
detected('E5 right to give duties', ['verify_privilege warning duty'], 'GRANT INSERT ON budget.duty TO clerk');
detected('E5 right to create beside the ledger', [ ('verify_privilege warning') x 2 ], 'GRANT CREATE ON SCHEMA budget, budget_perf TO clerk');

# --- E6, E7: our trigger functions in other places ---

closed('E6 guard on another table', [ '39P01', qr/^function "guard_child" cannot guard table "mine"$/ ],
	'CREATE TABLE mine (department_code int, fiscal_year text, version point);'
	  . 'CREATE TRIGGER t AFTER INSERT ON mine REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child(); INSERT INTO mine DEFAULT VALUES');
closed('E6 guard on a table of a ledger\'s name', [ '42804', qr/^table "budget_line" has no column "department_code" of type text$/ ],
	'CREATE SCHEMA mine; CREATE TABLE mine.declaration (); CREATE TABLE mine.budget_line (department_code int, fiscal_year text, version point);'
	  . 'CREATE TRIGGER t AFTER INSERT ON mine.budget_line REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child(); INSERT INTO mine.budget_line DEFAULT VALUES');
closed('E6 guard for each row', [ '39P01', qr/^function "guard_child" must be fired AFTER STATEMENT$/ ],
	"CREATE TRIGGER t AFTER INSERT ON budget.task FOR EACH ROW EXECUTE FUNCTION budget_perf.guard_child(); INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2024, 1, 9)");
closed('E6 guard without its rows', [ '39P01', qr/^function "guard_child" needs the NEW transition table$/ ],
	"CREATE TRIGGER t AFTER INSERT ON budget.task FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child(); INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2024, 1, 9)");
closed('E6 guard with an argument', [ '22023', qr/^function "guard_record" takes no trigger arguments$/ ],
	"CREATE TRIGGER a BEFORE INSERT ON budget.history FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_record('off');"
	  . "INSERT INTO budget.history (department_code, fiscal_year, version, to_status, changed_by) VALUES ('002', 2024, 1, 'approved', 'x')");
closed('E7 guard called directly', [ '39P01', qr/^function "guard_record" was not called by trigger manager$/ ], 'SELECT budget_perf.guard_record()');
detected('E7 guard replaced', ['verify_guard_function guard_child'],
	"CREATE OR REPLACE FUNCTION budget_perf.guard_child() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
detected('E7 function of the engine replaced', ['verify_engine budget_perf.normalise_code(text)'],
	"CREATE OR REPLACE FUNCTION budget_perf.normalise_code(code text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS 'SELECT \$1'");
detected('E7 function beside the engine\'s', ['verify_engine function budget_perf.target_kind(text)'],
	"CREATE FUNCTION budget_perf.target_kind(text) RETURNS text LANGUAGE sql AS \$\$SELECT 'plan'\$\$");
detected('E7 trusted C', ['verify_privilege warning c'], "UPDATE pg_language SET lanpltrusted = true WHERE lanname = 'c'");

# --- E8: owners ---

$node->safe_psql('source', 'CREATE ROLE keeper; CREATE ROLE worker LOGIN');
my $hand_over = q{DO $$ DECLARE r text; BEGIN
	FOR r IN SELECT format('%s %s', CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, oid::regclass) FROM pg_class
		WHERE relnamespace = 'budget'::regnamespace AND relkind IN ('r', 'v') LOOP EXECUTE format('ALTER %s OWNER TO keeper', r); END LOOP; END $$;
	ALTER SCHEMA budget OWNER TO keeper;};
closed('E8 owner who is no superuser', $sealed, "$hand_over SET ROLE keeper; UPDATE budget.task SET content = 'x' WHERE $submitted");
harmless('E8 owner who cannot log in', 'nothing can be said against it', sub {
	$node->safe_psql($_[0], "$hand_over CREATE ROLE person LOGIN NOINHERIT IN ROLE keeper");
}, then => sub { $node->safe_psql($_[0], 'DROP ROLE person') });
detected('E8 application role in the owning role', ['verify_owner info worker'], sub { $node->safe_psql($_[0], "$hand_over GRANT keeper TO worker") },
	then => sub { $node->safe_psql($_[0], 'REVOKE keeper FROM worker') });
detected('E8 table of another owner', ['verify_owner warning task'], 'ALTER TABLE budget.task OWNER TO keeper');
detected('E8 schema of another owner', ['verify_owner warning'], 'ALTER SCHEMA budget OWNER TO keeper');
closed('E8 security definer', $sealed,
	"CREATE FUNCTION change() RETURNS void SECURITY DEFINER LANGUAGE sql AS 'UPDATE budget.task SET content = \$\$x\$\$ WHERE department_code = \$\$001\$\$'; SELECT change()");

# --- E9: what errors give away ---

my $error = closed('E9 row of another department', [ '42501', qr/^new row violates row-level security policy for table "budget_line"$/ ],
	"$policies SET ROLE clerk; INSERT INTO budget.budget_line VALUES ('001', 2024, 1, 'basic_expenditure', 1)");
unlike($error, qr/100|300/, 'E9: no figure of the other department is told');
$error = closed('E9 refused beside another department', $refused, "$policies $unbalance; SET ROLE clerk; $submit");
unlike($error, qr/"001"|甲局/, 'E9: and a refusal speaks of the own declaration only');

$node->safe_psql('source', 'DROP OWNED BY clerk, reader, keeper, worker; DROP ROLE clerk, reader, keeper, worker');
end_suite();
done_testing();
