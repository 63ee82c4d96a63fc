# Ways around the guards: data that change under the triggers.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Bypass;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = begin_suite('D');

my @digests = map { "verify_digest seal $_ digest" } '001/2023/1', '001/2024/1', '002/2022/1';

# --- D1, D2: rewrites ---

closed('D1 alter type under the views', [ '0A000', qr/^cannot alter type of a column used by a view or rule$/ ],
	'ALTER TABLE budget.budget_line ALTER COLUMN amount TYPE numeric(18,2) USING amount * 100');
detected('D1 alter type using', [@digests], "ALTER TABLE budget.task ALTER COLUMN amount_source TYPE text USING '1'");
my @views = split /\n/, query($node, 'source', "SELECT relname FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'v' ORDER BY relname");
my @hundredfold = map { my $d = $_; map({ "verify_totals seal $d totals $_" } qw(blocks.department blocks.income categories.expenditure categories.income)) } '001/2023/1', '001/2024/1', '002/2022/1';
detected('D1 alter type without the views', [ @digests, @hundredfold, map { "verify_view $_" } @views ],
	'SET client_min_messages = warning; DROP VIEW IF EXISTS ' . join(', ', map { "budget.$_" } @views) . ' CASCADE;'
	  . 'ALTER TABLE budget.budget_line ALTER COLUMN amount TYPE numeric(18,2) USING amount * 100');
harmless('D2 vacuum full, cluster, reindex', 'nothing is changed',
	'VACUUM FULL budget.budget_line; CLUSTER budget.task USING task_pkey; REINDEX SCHEMA budget');
harmless('D2 add a column with a volatile default', 'it is no part of what is sealed', 'ALTER TABLE budget.indicator ADD COLUMN mark double precision DEFAULT random()');

# --- D3: partitions ---

my $partitioned = q{
	CREATE TABLE budget.all_lines (department_code text COLLATE "C" NOT NULL, fiscal_year integer NOT NULL, version integer NOT NULL,
		item_code text COLLATE "C" NOT NULL, amount numeric(18,2), amount_source text) PARTITION BY LIST (department_code);
	ALTER TABLE budget.all_lines ATTACH PARTITION budget.budget_line DEFAULT};
detected('D3 write through a partitioned parent', [
		'verify_inheritance budget_line budget.all_lines', 'verify_digest seal 001/2024/1 digest', 'verify_totals seal 001/2024/1 budget_lines' ],
	"$partitioned; INSERT INTO budget.all_lines VALUES ('001', 2024, 1, 'special_fund', NULL)");
closed('D3 write to a partition', [ '0A000', qr/^table "budget_line" of a ledger cannot be partitioned$/ ],
	"$partitioned; INSERT INTO budget.budget_line VALUES ('002', 2024, 1, 'special_fund', NULL)");
closed('D3 submit from a partition', [ '0A000', qr/^"budget_line" of ledger "budget" is not a plain table$/ ],
	"$partitioned; UPDATE budget.declaration SET status = 'submitted' WHERE $draft");
my $replaced = q{
	ALTER TABLE budget.budget_line RENAME TO plain_line;
	CREATE TABLE budget.budget_line (LIKE budget.plain_line INCLUDING ALL) PARTITION BY LIST (department_code);
	ALTER TABLE budget.budget_line ATTACH PARTITION budget.plain_line DEFAULT};
closed('D3 submit from a partitioned table', [ '0A000', qr/^"budget_line" of ledger "budget" is not a plain table$/ ],
	"$replaced; UPDATE budget.declaration SET status = 'submitted' WHERE $draft");
detected('D3 attach partition in the place of a table', [
		'verify_table_missing budget_line', 'verify_unreadable',
		# the views still read the table that was put aside
		map { "verify_view $_" } qw(adjusted_budget declaration_status execution_monitoring execution_status
			execution_total reconciliation_any_version) ],
	$replaced);

# --- D4: inheritance ---

detected('D4 inheritance child', ['verify_inheritance budget_line budget.more_lines'],
	"CREATE TABLE budget.more_lines () INHERITS (budget.budget_line); INSERT INTO budget.more_lines VALUES ('001', 2024, 1, 'special_fund', 9)");
closed('D4 submit with a child', [ '0A000', qr/^"budget_line" of ledger "budget" is not a plain table$/ ],
	"CREATE TABLE budget.more_lines () INHERITS (budget.budget_line); UPDATE budget.declaration SET status = 'submitted' WHERE $draft");
detected('D4 write through an inheritance parent', [
		'verify_inheritance task budget.any_task', 'verify_digest seal 001/2024/1 digest' ],
	"CREATE TABLE budget.any_task (department_code text COLLATE \"C\" NOT NULL, content text); ALTER TABLE budget.task INHERIT budget.any_task;"
	  . "UPDATE budget.any_task t SET content = 'x' WHERE EXISTS (SELECT FROM budget.task s WHERE s.ctid = t.ctid AND s.fiscal_year = 2024 AND s.department_code = '001' AND s.task_no = 1)");

# --- D5, D6: other names, other tables, other views ---

closed('D5 rename a column', [ '42804', qr/^table "budget_line" has no column "version" of type integer$/ ],
	"ALTER TABLE budget.budget_line RENAME COLUMN version TO edition; INSERT INTO budget.budget_line VALUES ('002', 2024, 1, 'special_fund', 1)");
detected('D5 renamed column', [ 'verify_column task content', 'verify_unreadable' ], 'ALTER TABLE budget.task RENAME COLUMN content TO what');
detected('D5 renamed table', [ 'verify_table_missing task', 'verify_unreadable' ], 'ALTER TABLE budget.task RENAME TO job');
closed('D5 submit without a table', [ '0A000', qr/^"task" of ledger "budget" is not a plain table$/ ],
	"ALTER TABLE budget.task RENAME TO job; UPDATE budget.declaration SET status = 'submitted' WHERE $draft");
closed('D5 move a table to another schema', [ '39P01', qr/^function "guard_child" cannot guard table "task"$/ ],
	"CREATE SCHEMA other; ALTER TABLE budget.task SET SCHEMA other; UPDATE other.task SET content = 'x' WHERE $submitted");
harmless('D5 renamed ledger', 'it is the same under another name', sub {
	my ($database) = @_;
	$node->safe_psql($database, 'ALTER SCHEMA budget RENAME TO "Ledger of 2024"');
	is(query($node, $database, q{SELECT count(*) FROM budget_perf.verify('Ledger of 2024')}), '0', 'clean under its new name');
	my ($status, undef, $err) = $node->psql($database, qq{UPDATE "Ledger of 2024".task SET content = 'x' WHERE $submitted});
	like($err, qr/is submitted and cannot be changed/, 'and guarded');
	$node->safe_psql($database, 'ALTER SCHEMA "Ledger of 2024" RENAME TO budget');
});
detected('D6 unlogged', ['verify_persistence budget_line'], 'ALTER TABLE budget.budget_line SET UNLOGGED');
harmless('D6 copies', 'a copy is no table of the ledger',
	'CREATE TEMP TABLE budget_line (LIKE budget.budget_line); CREATE TABLE budget.budget_line_copy AS SELECT * FROM budget.budget_line; UPDATE budget.budget_line_copy SET amount = 1');
detected('D6 view in the place of a table', [ 'verify_table_missing execution', 'verify_unreadable',
		map { "verify_view $_" } qw(execution_monitoring execution_status execution_task execution_total) ],
	'ALTER TABLE budget.execution RENAME TO spending; CREATE VIEW budget.execution AS SELECT * FROM budget.spending');
detected('D6 view that was pointed elsewhere', ['verify_view followed_rename'],
	'CREATE OR REPLACE VIEW budget.followed_rename WITH (security_invoker = true) AS SELECT predecessor_code, successor_code, fiscal_year FROM budget.department_succession');
detected('D6 view dropped', ['verify_view rollup_region'], 'DROP VIEW budget.rollup_region');
detected('D6 member of an extension', ['verify_extension_member task budget_perf'], 'ALTER EXTENSION budget_perf ADD TABLE budget.task');

# --- D7: catalogs edited by hand ---

detected('D7 trigger disabled by hand', ['verify_guard_disabled task budget_perf_update'],
	"UPDATE pg_trigger SET tgenabled = 'D' WHERE tgrelid = 'budget.task'::regclass AND tgname = 'budget_perf_update'");
detected('D7 triggers denied by hand', [ 'verify_guard_disabled task', 'verify_digest seal 001/2024/1 digest' ],
	"UPDATE pg_class SET relhastriggers = false WHERE oid = 'budget.task'::regclass; UPDATE budget.task SET content = 'x' WHERE $submitted AND task_no = 1");
detected('D7 checks denied by hand', [ 'verify_constraint budget_line', 'verify_value budget_line 002/2024/1/other_income amount' ],
	"UPDATE pg_class SET relchecks = 0 WHERE oid = 'budget.budget_line'::regclass; UPDATE budget.budget_line SET amount = 'NaN' WHERE $draft AND item_code = 'other_income'");
# A row that an index does not know of: a unique key stands twice, and a look-up by the key does not find it.
detected('D7 row hidden from an index', [ 'verify_duplicate task 001/2024/1/1 x2', 'duplicate_task task 001/2024/1 name x2', 'verify_digest seal 001/2024/1 digest',
		'verify_totals seal 001/2024/1 tasks', 'verify_totals seal 001/2024/1 totals categories.task' ], q{
	UPDATE pg_index SET indisready = false WHERE indexrelid = 'budget.task_pkey'::regclass;
	SET session_replication_role = replica;
	INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, amount) VALUES ('001', 2024, 1, 1, '任务一', 1);
	UPDATE pg_index SET indisready = true WHERE indexrelid = 'budget.task_pkey'::regclass}, then => sub {
	is(query($node, $_[0], "SET enable_seqscan = off; SET enable_bitmapscan = off; SELECT count(*) FROM budget.task WHERE $submitted AND task_no = 1"), '1', 'the index hides a row');
	is(query($node, $_[0], "SET enable_seqscan = off; SELECT count(*) FROM budget_perf.verify() WHERE rule = 'verify_duplicate'"), '1', 'and verify() finds it however the caller plans');
});
detected('D7 index not valid', ['verify_index task budget.task_pkey'], "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'budget.task_pkey'::regclass");

# --- D9: other C code ---

my $sources = '';
$sources .= slurp_file($_) foreach glob 'src/*.c';
$sources =~ s{/\*.*?\*/}{}gs;
shown('D9 writes past the executor', 'closed', 'the engine writes by statements only',
	$sources !~ /\b(simple_heap_|heap_(insert|update|delete|multi_insert)|CatalogTuple(Insert|Update|Delete)|table_(tuple_(insert|update|delete)|multi_insert)|simple_table_tuple_)/);

end_suite();
done_testing();
