# Logical replication of a whole ledger to a warehouse: the initial copy, what
# follows, and what verify() says there.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $source = start_server('source');
$source->append_conf('postgresql.conf', "wal_level = logical\nmax_wal_senders = 20\nmax_replication_slots = 20");
$source->restart;
fill($source, 'source');
my $warehouse = start_server('warehouse');
$warehouse->append_conf('postgresql.conf', "max_logical_replication_workers = 20\nmax_sync_workers_per_subscription = 4\nmax_worker_processes = 24");
$warehouse->restart;
$warehouse->safe_psql('postgres', 'CREATE DATABASE warehouse');

my $database = 'warehouse';
sub settled
{
	$source->wait_for_catchup('warehouse');
	return $warehouse->poll_query_until($database, q{SELECT count(*) = 0 FROM pg_subscription_rel WHERE srsubstate <> 'r'});
}

# What of two ledgers differs, but for what a ledger knows of itself.
sub ours { my ($node, $db) = @_; return contents($node, $db, 'budget') =~ s/^-- ledger_version\n.*\n//mr }

is(query($source, 'source', q{
	SELECT string_agg(c.relname, ' ') FROM pg_class c WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'r'
	AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)}),
	'', 'every table of a ledger has a primary key, as replication of its rows asks');

# The recipe of doc/ledger.md: an empty ledger without the rows that a new one has.
query($source, 'source', 'CREATE PUBLICATION warehouse FOR TABLES IN SCHEMA budget');
query($warehouse, $database, 'CREATE EXTENSION budget_perf');
query($warehouse, $database, 'ALTER TABLE budget.department ADD COLUMN remark text');    # as the source has one
my ($recipe) = slurp_file('doc/ledger.md') =~ /^(    TRUNCATE budget\.rule, .*?CASCADE;)$/ms;
ok($recipe, 'the statement of the documentation');
query($warehouse, $database, $recipe);
query($warehouse, $database, "CREATE SUBSCRIPTION warehouse CONNECTION '" . ($source->connstr('source') =~ s{'}{}gr) . "' PUBLICATION warehouse");
ok(settled(), 'the initial copy ends, sealed declarations and all');
same(ours($warehouse, $database), ours($source, 'source'), 'every row is there');

my $warnings = query($warehouse, $database, q{SELECT DISTINCT rule, severity FROM budget_perf.verify()});
is($warnings, 'verify_subscription|warning', 'verify() tells of the subscription and of nothing else');
is(query($warehouse, $database, q{SELECT count(*) FROM budget_perf.verify() WHERE rule = 'verify_subscription'}),
	query($warehouse, $database, q{SELECT count(*) FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'r'}),
	'once for each table');

# What happens at the source follows: edits, a submission, a new version, spending.
query($source, 'source', q{
	UPDATE budget.task SET expected_outcome = '改' WHERE department_code = '440800014' AND fiscal_year = 2024;
	SELECT budget_perf.submit('440800014', 2024);
	SELECT budget_perf.send_back('440800014', 2024);
	SELECT budget_perf.submit('440800014', 2024);
	SELECT budget_perf.approve('440800014', 2024);
	SELECT budget_perf.amend('440800014', 2024);
	DELETE FROM budget.task WHERE department_code = '440800014' AND fiscal_year = 2024 AND version = 2;
	INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount)
	VALUES ('440115012', 2023, '2023-07-30', 1, 'project_expenditure', 1);
	DELETE FROM budget.declaration WHERE department_code = '440115012' AND status = 'draft'});
ok(settled(), 'what follows is applied');
same(ours($warehouse, $database), ours($source, 'source'), 'every row of it');
is(query($warehouse, $database, q{SELECT DISTINCT rule, severity FROM budget_perf.verify()}), 'verify_subscription|warning', 'and verify() says the same');
is(query($warehouse, $database, 'SELECT department_code, fiscal_year, expenditure FROM budget.budget_yoy WHERE version IS NOT NULL ORDER BY 1, 2'),
	query($source, 'source', 'SELECT department_code, fiscal_year, expenditure FROM budget.budget_yoy WHERE version IS NOT NULL ORDER BY 1, 2'), 'views show the same');

# Replicated rows pass no guard; those of a session at the warehouse do.
refused($warehouse, $database, q{UPDATE budget.budget_line SET amount = 0 WHERE department_code = '440115012'}, '23001', 'a sealed row, by a session at the warehouse');
refused($warehouse, $database, q{DELETE FROM budget.seal}, '23001', 'a seal, by a session at the warehouse');

# A table that is left out shows: verify() needs them all.
query($source, 'source', 'ALTER PUBLICATION warehouse DROP TABLES IN SCHEMA budget');
query($source, 'source', 'ALTER PUBLICATION warehouse ADD TABLE ' . join ', ', map { "budget.$_" } grep { $_ ne 'task' }
	split /\n/, query($source, 'source', q{SELECT relname FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'r'}));
query($warehouse, $database, 'ALTER SUBSCRIPTION warehouse REFRESH PUBLICATION');
query($source, 'source', q{
	UPDATE budget.task SET amount = 1 WHERE department_code = '440800014' AND fiscal_year = 2024 AND version = 2;
	INSERT INTO budget.task (department_code, fiscal_year, version, task_no, amount, name) VALUES ('440800014', 2024, 2, 1, 1, '新任务');
	SELECT budget_perf.submit('440800014', 2024)});
ok(settled(), 'without the tasks');
like(query($warehouse, $database, q{SELECT string_agg(DISTINCT rule, ' ' ORDER BY rule) FROM budget_perf.verify() WHERE severity = 'error'}),
	qr/\bverify_digest\b.*\bverify_totals\b/, 'a table that is not published is missed by the digests');

# The warehouse on its own: without the subscription nothing is left to say.
query($warehouse, $database, q{
	ALTER SUBSCRIPTION warehouse DISABLE;
	SET session_replication_role = replica;
	INSERT INTO budget.task (department_code, fiscal_year, version, task_no, amount, name) VALUES ('440800014', 2024, 2, 1, 1, '新任务')});
query($warehouse, $database, 'DROP SUBSCRIPTION warehouse');
is(faults($warehouse, $database, 'budget'), '', 'a ledger on its own again, once the row is there');

$warehouse->stop;
$source->stop;
done_testing();
