# Ways around the guards: triggers that do not run.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Bypass;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = begin_suite('C', 'wal_level = logical', 'max_wal_senders = 4', 'max_replication_slots = 4');

# What a sealed line of 100 that becomes 101 is to verify().
my @more = (
	'verify_digest seal 001/2024/1 digest',
	'verify_totals seal 001/2024/1 totals blocks.department',
	'verify_totals seal 001/2024/1 totals categories.expenditure',
	'expenditure_equals_income declaration 001/2024/1');
my $more = "UPDATE budget.budget_line SET amount = 101 WHERE $submitted AND item_code = 'basic_expenditure'";

# --- C1: session_replication_role ---

detected('C1 amount changed as a replica', [@more], "$replica $more");
detected('C1 amount changed and put right elsewhere', [
		'verify_digest seal 001/2024/1 digest',
		map { "verify_totals seal 001/2024/1 totals $_" } qw(blocks.department blocks.income categories.expenditure categories.income) ],
	"$replica $more; UPDATE budget.budget_line SET amount = 51 WHERE $submitted AND item_code = 'other_income'");
detected('C1 words changed as a replica', ['verify_digest seal 001/2024/1 digest'], "$replica UPDATE budget.task SET content = 'x' WHERE $submitted AND task_no = 1");
detected('C1 row deleted as a replica', [ 'verify_digest seal 001/2023/1 digest', 'verify_totals seal 001/2023/1 tasks', 'verify_totals seal 001/2023/1 totals categories.task' ],
	"$replica DELETE FROM budget.task WHERE $approved AND task_no = 2");
detected('C1 row added as a replica', [ 'verify_digest seal 002/2022/1 digest', 'verify_totals seal 002/2022/1 indicators' ],
	"$replica INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, name) VALUES ('002', 2022, 1, 9, 'x')");
detected('C1 row moved as a replica', [ 'duplicate_indicator indicator 001/2024/1/9 name', map { ("verify_digest seal $_/1 digest", "verify_totals seal $_/1 indicators") } '001/2023', '001/2024' ],
	"$replica UPDATE budget.indicator SET fiscal_year = 2024, indicator_no = 9 WHERE $approved AND indicator_no = 1");
detected('C1 status set as a replica', [ 'verify_seal_missing declaration 002/2024/1', 'verify_status declaration 002/2024/1 status' ],
	"$replica UPDATE budget.declaration SET status = 'approved' WHERE $draft");
detected('C1 reopened as a replica', [ 'verify_seal_standing declaration 001/2024/1', 'verify_status declaration 001/2024/1 status' ],
	"$replica UPDATE budget.declaration SET status = 'draft' WHERE $submitted");
detected('C1 history made of a draft as a replica', [ 'verify_seal_missing declaration 002/2024/1', 'verify_status declaration 002/2024/1 status' ],
	"$replica UPDATE budget.declaration SET status = 'recorded' WHERE $draft");
detected('C1 version cut out as a replica', [
		map({ "verify_orphan $_ 001/2023/1 x" . { budget_line => 4, history => 2, indicator => 2, seal => 1, task => 2 }->{$_} } qw(budget_line history indicator seal task)),
		'verify_version_gap declaration 001/2023/2 version' ],
	"$replica DELETE FROM budget.declaration WHERE $approved");
detected('C1 orphans as a replica', [ 'verify_orphan execution 009 department_code x1', 'verify_execution execution 009/2024 fiscal_year x1', 'verify_orphan department 999 parent_code x1' ],
	"$replica INSERT INTO budget.execution VALUES ('009', 2024, '2024-06-30', 1, 'basic_expenditure', NULL, 1); UPDATE budget.department SET parent_code = '999' WHERE code = '002'");
detected('C1 seal forged as a replica', [ 'verify_digest seal 001/2024/1 digest' ], "$replica UPDATE budget.seal SET digest = repeat('0', 64) WHERE $submitted AND withdrawn_at IS NULL");
detected('C1 seal removed as a replica', [ 'verify_history history 001/2024/1' ],
	"$replica DELETE FROM budget.seal WHERE $submitted AND submission = 1; UPDATE budget.seal SET submission = 1 WHERE $submitted");
detected('C1 withdrawn seal removed as a replica', ['verify_seal_gap declaration 001/2024/1'], "$replica DELETE FROM budget.seal WHERE $submitted AND submission = 1");
detected('C1 seal said not to be enforced as a replica', [ 'verify_digest seal 001/2024/1 digest', 'verify_seal_enforced seal 001/2024/1 enforced' ], "$replica UPDATE budget.seal SET enforced = false WHERE $submitted");
detected('C1 waiver made up as a replica', [ 'verify_digest seal 001/2024/1 digest', 'verify_seal_waiver seal 001/2024/1 findings',
		map { "verify_totals seal 001/2024/1 totals $_" } qw(blocks.department categories.expenditure) ],
	qq{$replica $more; UPDATE budget.seal SET findings = '[{"rule": "expenditure_equals_income", "severity": "error", "status": "waived", "location": {"waiver": {"waiver_id": 7}}}]'
		WHERE $submitted AND withdrawn_at IS NULL});
detected('C1 measured before approval as a replica', ['verify_measurement measurement 001/2024/1 x1'],
	"$replica INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('001', 2024, 1, 1, '2024-06-30', 3)");
detected('C1 history rewritten as a replica', ['verify_history history 001/2024/1/' . query($node, 'source', "SELECT history_id FROM budget.history WHERE $submitted AND to_status = 'draft'")],
	"$replica UPDATE budget.history SET from_status = 'approved' WHERE $submitted AND to_status = 'draft'");
detected('C1 history of a draft as a replica', [ 'verify_status declaration 002/2024/1 status' ],
	"$replica INSERT INTO budget.history (department_code, fiscal_year, version, from_status, to_status, changed_by) VALUES ('002', 2024, 1, 'draft', 'submitted', 'x')");
$node->safe_psql('source', 'CREATE ROLE operator');
detected('C1 SET granted', ['verify_privilege warning'], sub {
	$node->safe_psql($_[0], 'GRANT SET ON PARAMETER session_replication_role TO operator');
}, then => sub { $node->safe_psql($_[0], 'REVOKE SET ON PARAMETER session_replication_role FROM operator') });
detected('C1 setting of the database', ['verify_setting bypass'], 'ALTER DATABASE bypass SET session_replication_role = replica');
detected('C1 setting of a role', ['verify_setting warning operator'], 'ALTER ROLE operator IN DATABASE bypass SET session_replication_role = replica');
detected('C1 setting of the server', ['verify_setting server'], sub {
	$node->append_conf('postgresql.conf', 'session_replication_role = replica');
	$node->reload;
	$node->poll_query_until($_[0], "SELECT current_setting('session_replication_role') = 'replica'") or die;
}, then => sub {
	$node->append_conf('postgresql.conf', 'session_replication_role = origin');
	$node->reload;
	$node->poll_query_until($_[0], "SELECT current_setting('session_replication_role') = 'origin'") or die;
});

# --- C2: disabled ---

my @guards = qw(delete insert truncate update);
detected('C2 disable trigger user', [ map { "verify_guard_disabled budget_line budget_perf_$_" } @guards ], 'ALTER TABLE budget.budget_line DISABLE TRIGGER USER');
detected('C2 disabled, changed, enabled again', [@more], "ALTER TABLE budget.budget_line DISABLE TRIGGER USER; $more; ALTER TABLE budget.budget_line ENABLE TRIGGER USER");
detected('C2 disable trigger all', [ map({ "verify_guard_disabled seal $_" } qw(budget_perf_truncate budget_perf_write seal_declaration_fkey)) ],
	'ALTER TABLE budget.seal DISABLE TRIGGER ALL');
detected('C2 enabled for replicas only', ['verify_guard_disabled task budget_perf_update'], 'ALTER TABLE budget.task ENABLE REPLICA TRIGGER budget_perf_update');
harmless('C2 enabled always', 'it fires in replicas, too', 'ALTER TABLE budget.task ENABLE ALWAYS TRIGGER budget_perf_update');
$node->safe_psql('source', 'GRANT USAGE ON SCHEMA budget TO operator; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA budget TO operator');
closed('C2 disable trigger by a writer', [ '42501', qr/^must be owner of (table|relation) budget_line$/ ], 'SET ROLE operator; ALTER TABLE budget.budget_line DISABLE TRIGGER USER');
closed('C2 replica by a writer', [ '42501', qr/^permission denied to set parameter "session_replication_role"$/ ], "SET ROLE operator; $replica");
$node->safe_psql('source', 'DROP OWNED BY operator; DROP ROLE operator');

# --- C3: dropped ---

detected('C3 drop trigger', ['verify_guard_missing declaration budget_perf_update'], 'DROP TRIGGER budget_perf_update ON budget.declaration');
detected('C3 dropped and made anew with a condition', ['verify_guard_changed history budget_perf_write'],
	'DROP TRIGGER budget_perf_write ON budget.history; CREATE TRIGGER budget_perf_write BEFORE INSERT OR UPDATE OR DELETE ON budget.history'
	  . " FOR EACH STATEMENT WHEN (current_user <> 'postgres') EXECUTE FUNCTION budget_perf.guard_record()");
detected('C3 dropped and made anew for a column', ['verify_guard_changed history budget_perf_write'],
	'DROP TRIGGER budget_perf_write ON budget.history; CREATE TRIGGER budget_perf_write BEFORE INSERT OR UPDATE OF comment OR DELETE ON budget.history'
	  . ' FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_record()');
detected('C3 constraint dropped', ['verify_constraint seal seal_declaration_fkey'], 'ALTER TABLE budget.seal DROP CONSTRAINT seal_declaration_fkey');
detected('C3 constraint not validated', ['verify_constraint declaration declaration_cycle'],
	'ALTER TABLE budget.declaration DROP CONSTRAINT declaration_cycle, ADD CONSTRAINT declaration_cycle CHECK (cycle_from <= cycle_to) NOT VALID');

# --- C4: logical replication ---

my $publisher = $node->connstr('publisher') =~ s/'/''/gr;

detected('C4 logical replication', [ 'verify_subscription warning budget_line feed', @more ], sub {
	my ($database) = @_;
	# a publisher that is no ledger sends a line of its own
	$node->safe_psql('postgres', 'CREATE DATABASE publisher');
	$node->safe_psql('publisher', q{
		CREATE SCHEMA budget;
		CREATE TABLE budget.budget_line (department_code text, fiscal_year int, version int, item_code text, amount numeric(18,2), amount_source text,
			PRIMARY KEY (department_code, fiscal_year, version, item_code));
		INSERT INTO budget.budget_line VALUES ('001', 2024, 1, 'basic_expenditure', 100);
		CREATE PUBLICATION all_lines FOR TABLE budget.budget_line;
		SELECT pg_create_logical_replication_slot('feed', 'pgoutput')});
	$node->safe_psql($database, "CREATE SUBSCRIPTION feed CONNECTION '$publisher' PUBLICATION all_lines"
		  . " WITH (create_slot = false, slot_name = feed, copy_data = false)");
	$node->poll_query_until($database, "SELECT NOT EXISTS (SELECT FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's'))") or die;
	$node->safe_psql('publisher', 'UPDATE budget.budget_line SET amount = 101');
	$node->poll_query_until($database, "SELECT EXISTS (SELECT FROM budget.budget_line WHERE amount = 101)") or die;
}, then => sub {
	$node->safe_psql($_[0], 'ALTER SUBSCRIPTION feed DISABLE; ALTER SUBSCRIPTION feed SET (slot_name = NONE); DROP SUBSCRIPTION feed');
	$node->poll_query_until('postgres', "SELECT NOT active FROM pg_replication_slots WHERE slot_name = 'feed'") or die;
	$node->safe_psql('publisher', "SELECT pg_drop_replication_slot('feed')");
	$node->safe_psql('postgres', 'DROP DATABASE publisher');
});
detected('C4 initial copy', [ 'verify_subscription warning execution feed', 'verify_execution execution 002/2024 fiscal_year x1' ], sub {
	my ($database) = @_;
	$node->safe_psql('postgres', 'CREATE DATABASE publisher');
	$node->safe_psql('publisher', q{
		CREATE SCHEMA budget;
		CREATE TABLE budget.execution (department_code text, fiscal_year int, spent_on date, entry_no int, item_code text, task_no int, amount numeric(18,2), note text,
			PRIMARY KEY (department_code, fiscal_year, spent_on, entry_no));
		INSERT INTO budget.execution VALUES ('002', 2024, '2024-06-30', 1, 'basic_expenditure', NULL, 1);
		CREATE PUBLICATION spending FOR TABLE budget.execution;
		SELECT pg_create_logical_replication_slot('feed', 'pgoutput')});
	# statement triggers do fire for the copy, so the guard has to be away to see what the audit says
	$node->safe_psql($database, 'ALTER TABLE budget.execution DISABLE TRIGGER USER');
	$node->safe_psql($database, "CREATE SUBSCRIPTION feed CONNECTION '$publisher' PUBLICATION spending WITH (create_slot = false, slot_name = feed)");
	$node->poll_query_until($database, "SELECT EXISTS (SELECT FROM budget.execution)") or die;
	$node->safe_psql($database, 'ALTER TABLE budget.execution ENABLE TRIGGER USER');
}, then => sub {
	$node->safe_psql($_[0], 'ALTER SUBSCRIPTION feed DISABLE; ALTER SUBSCRIPTION feed SET (slot_name = NONE); DROP SUBSCRIPTION feed');
	$node->poll_query_until('postgres', "SELECT NOT active FROM pg_replication_slots WHERE slot_name = 'feed'") or die;
	$node->safe_psql('publisher', "SELECT pg_drop_replication_slot('feed')");
	$node->safe_psql('postgres', 'DROP DATABASE publisher');
});

# --- C5: a restore with the triggers off ---

detected('C5 restore with disabled triggers', [@more], sub {
	my ($database) = @_;
	my $dump = PostgreSQL::Test::Utils::tempdir() . '/lines.sql';
	$node->safe_psql('postgres', 'CREATE DATABASE wrong TEMPLATE source');
	$node->safe_psql('wrong', "$replica $more");
	$node->command_ok([ 'pg_dump', '--data-only', '--disable-triggers', '-t', 'budget.budget_line', '-f', $dump, '-d', $node->connstr('wrong') ], 'data of a table are dumped');
	$node->safe_psql($database, "$replica DELETE FROM budget.budget_line");
	$node->command_ok([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), '-f', $dump ], 'and restored');
	$node->safe_psql('postgres', 'DROP DATABASE wrong');
});

# --- C6 to C8: switches of our own ---

shown('C6 event triggers', 'closed', 'none are relied upon', query($node, 'source', 'SELECT count(*) FROM pg_event_trigger') eq '0');
shown('C7 a parameter of ours', 'closed', 'there is none',
	query($node, 'source', "LOAD 'budget_perf'; SELECT count(*) FROM pg_settings WHERE name ~ 'budget_perf'") eq '0');
closed('C7 a parameter made up', $sealed, "SET budget_perf.enforce = off; SET budget_perf.restoring = on; $more");
closed('C8 nested in triggers', $sealed, qq{
	CREATE FUNCTION nested() RETURNS trigger LANGUAGE plpgsql AS \$\$
	BEGIN
		IF pg_trigger_depth() < 5 THEN
			UPDATE budget.department SET name = name || 'x' WHERE code = '002';
		ELSE
			UPDATE budget.task SET content = 'x' WHERE $submitted;
		END IF;
		RETURN NULL;
	END \$\$;
	CREATE TRIGGER nested AFTER UPDATE ON budget.department FOR EACH STATEMENT EXECUTE FUNCTION nested();
	UPDATE budget.department SET name = 'x' WHERE code = '002'});

# --- C9: rules, and triggers in place of ---

detected('C9 rule do instead', ['verify_rewrite_rule budget_line quiet'], 'CREATE RULE quiet AS ON UPDATE TO budget.budget_line DO INSTEAD NOTHING');
detected('C9 rule that writes elsewhere', ['verify_rewrite_rule declaration elsewhere'],
	'CREATE TABLE mine (LIKE budget.declaration); CREATE RULE elsewhere AS ON INSERT TO budget.declaration DO INSTEAD INSERT INTO mine SELECT NEW.*');
detected('C9 trigger in place of a view', ['verify_guard_foreign warning declaration_status quiet'],
	"CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
	  . 'CREATE TRIGGER quiet INSTEAD OF UPDATE ON budget.declaration_status FOR EACH ROW EXECUTE FUNCTION quiet()');
detected('C9 trigger that swallows rows', ['verify_guard_foreign budget_line quiet'],
	"CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
	  . 'CREATE TRIGGER quiet BEFORE INSERT ON budget.budget_line FOR EACH ROW EXECUTE FUNCTION quiet()');

end_suite();
done_testing();
