# verify() says nothing of what it could not read: it is an error, or a finding
# that says so, and never an empty result.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Bypass;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = begin_suite('reads');
my @tables = split /\n/, query($node, 'source', "SELECT relname FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'r' ORDER BY relname");
$node->safe_psql('source', q{
	CREATE ROLE auditor;
	GRANT USAGE ON SCHEMA budget TO auditor;
	GRANT SELECT ON ALL TABLES IN SCHEMA budget TO auditor});

# What verify() says in a transaction of which nothing stays: the SQLSTATE of an error, or the rules of its findings.
sub says
{
	my ($sql, $role) = @_;
	my ($status, $out, $err) = $node->psql('source',
		"\\set VERBOSITY sqlstate\n$sql;\nSET LOCAL ROLE " . ($role // 'NONE') . ";\n"
		  . q{SELECT coalesce(string_agg(DISTINCT rule || ' ' || severity, ', '), 'clean') FROM budget_perf.verify();} . "\nSELECT 1 / 0",
		on_error_stop => 1, extra_params => ['--single-transaction']);
	return $out eq '' && $err =~ /ERROR:\s+(\w{5})/ ? $1 : $out;
}

# --- Rights ---

is(says('SELECT', 'auditor'), 'clean', 'who may read every table may say that it is clean');
is_deeply([ grep { says("REVOKE SELECT ON budget.$_ FROM auditor", 'auditor') ne '42501' } @tables ], [], 'a table that may not be read is an error, whichever it is');
foreach my $column ([qw(budget_line amount)], [qw(task content)], [qw(indicator annual_target)], [qw(declaration status)], [qw(seal digest)], [qw(history to_status)], [qw(rule_set rules)])
{
	my ($table, $name) = @$column;
	my $others = query($node, 'source', "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = 'budget.$table'::regclass AND attnum > 0 AND attname <> '$name'");
	is(says("REVOKE SELECT ON budget.$table FROM auditor; GRANT SELECT ($others) ON budget.$table TO auditor", 'auditor'), '42501', "a column that may not be read is an error: $table.$name");
}
is(says("ALTER TABLE budget.task ENABLE ROW LEVEL SECURITY; CREATE POLICY a_few ON budget.task USING (task_no = 1)", 'auditor'), '42501', 'rows that a policy hides are an error');
is(says("ALTER TABLE budget.task ENABLE ROW LEVEL SECURITY; CREATE POLICY all_rows ON budget.task USING (true)", 'auditor'), '42501', 'so is a policy that hides none');
is(says("ALTER TABLE budget.task ENABLE ROW LEVEL SECURITY; SET LOCAL row_security = on; CREATE POLICY a_few ON budget.task USING (task_no = 1)"), 'clean', 'a superuser sees past it');
is(says("ALTER TABLE budget.task ENABLE ROW LEVEL SECURITY; CREATE POLICY a_few ON budget.task USING (task_no = 1); ALTER ROLE auditor BYPASSRLS", 'auditor'), 'clean',
	'and so does a role that bypasses row security');
is(says('REVOKE SELECT ON pg_subscription_rel FROM PUBLIC', 'auditor'), 'verify_unreadable info', 'subscriptions that may not be looked at are told');
is(says('REVOKE SELECT ON pg_prepared_xacts FROM PUBLIC', 'auditor'), '42501', 'a catalog that may not be read is an error');

# --- Other things in the place of a table ---

my $unreadable = 'verify_table_missing error, verify_unreadable error';
is(says('ALTER TABLE budget.waiver RENAME TO w; CREATE VIEW budget.waiver AS SELECT * FROM budget.w'), $unreadable, 'a view');
is(says('ALTER TABLE budget.waiver RENAME TO w; CREATE MATERIALIZED VIEW budget.waiver AS SELECT * FROM budget.w'), $unreadable, 'a materialized view');
is(says('ALTER TABLE budget.waiver RENAME TO w; CREATE TABLE budget.waiver (LIKE budget.w) PARTITION BY LIST (rule_id)'), $unreadable, 'a partitioned table');
is(says('ALTER TABLE budget.waiver RENAME TO w; CREATE FOREIGN DATA WRAPPER f; CREATE SERVER s FOREIGN DATA WRAPPER f; CREATE FOREIGN TABLE budget.waiver (waiver_id integer) SERVER s'),
	$unreadable, 'a foreign table');
is(says('ALTER TABLE budget.waiver RENAME TO w'), $unreadable, 'nothing at all');
is(says("CREATE TEMP TABLE waiver (LIKE budget.waiver); SET LOCAL search_path = pg_temp; ALTER TABLE budget.waiver RENAME TO w"), $unreadable, 'or a temporary one');
is(says('ALTER TABLE budget.waiver ALTER COLUMN waiver_id DROP IDENTITY, ALTER COLUMN waiver_id TYPE bigint'), 'verify_column error, verify_unreadable error', 'another type');
is(says("UPDATE budget.ledger_version SET version = '99'"), 'verify_unreadable error, verify_version error', 'a layout of a later version');

# --- Time ---

my $writer = session();
$writer->ask('BEGIN');
$writer->ask('LOCK TABLE budget.indicator');
is(says("SET LOCAL lock_timeout = '100ms'"), '55P03', 'a table that is locked is waited for, as long as the caller lets it');
is(says("SET LOCAL statement_timeout = '500ms'"), '57014', 'a timeout is an error');
$writer->ask('ROLLBACK');
$writer->ask('BEGIN');
$writer->ask("UPDATE budget.task SET content = 'not committed' WHERE $draft");
is(says("SET LOCAL lock_timeout = '100ms'"), 'clean', 'a writer is not waited for');
$writer->ask('ROLLBACK');
$writer->end;
is(query($node, 'source', 'BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE; SELECT count(*) FROM budget_perf.verify(); COMMIT'), '0', 'it only reads');

# --- Parameters of the caller ---

is(says("SET LOCAL standard_conforming_strings = off; SET LOCAL backslash_quote = off; SET LOCAL transform_null_equals = on; SET LOCAL quote_all_identifiers = on;"
		  . "SET LOCAL DateStyle = 'German'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL TimeZone = 'Pacific/Apia'; SET LOCAL bytea_output = 'escape'; SET LOCAL extra_float_digits = -15"),
	'clean', 'how the caller writes strings and dates is nothing to it');
is(says('SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_hashagg = off; SET LOCAL enable_sort = off; SET LOCAL enable_material = off'), 'clean', 'nor how the caller plans');
is(says("SET LOCAL work_mem = '64kB'; SET LOCAL hash_mem_multiplier = 1; SET LOCAL max_parallel_workers_per_gather = 0"), 'clean', 'nor with how much memory');
is(query($node, 'source', q{BEGIN; SELECT count(*) FROM budget_perf.verify();
	SELECT string_agg(current_setting(s), ' ') FROM unnest(ARRAY['row_security', 'enable_indexscan', 'enable_nestloop', 'jit', 'enable_mergejoin']) AS s; COMMIT}),
	"0\non on on off on", 'and afterwards they are what they were');

# --- What is written of it ---

my ($sources, $page_of) = ('', slurp_file('doc/verify.md'));
$sources .= slurp_file($_) foreach glob 'src/verify*.[ch]';
my %told = map { $_ => 1 } $page_of =~ /\b(verify_\w+)/g;
my %ids = map { $_ => 1 } $sources =~ /"(verify_[a-z_]+)"/g;
cmp_ok(scalar keys %ids, '>', 35, 'the ids of findings');
is_deeply([ sort keys %ids ], [ sort grep { $_ ne 'verify_rules' } keys %told ], 'doc/verify.md has every id that there is, and no other');

# --- Damage ---

# A page of zeros is an empty page to the server; one of nonsense is an error.
my $file = $node->data_dir . '/' . query($node, 'source', "SELECT pg_relation_filepath('budget.task')");
$node->stop;
open my $page, '+<:raw', $file or die "$file: $!";
print $page 'nonsense' x 16;
close $page or die;
$node->start;
is(says('SELECT'), 'XX001', 'a damaged page is an error');

$node->stop;
done_testing();
