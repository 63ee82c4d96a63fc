# A ledger comes back from a dump as it was: every row, the seals, the triggers.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server();
my @ledgers = ('budget', 'other');
my $dumps = PostgreSQL::Test::Utils::tempdir;

fill($node, 'source');

my %contents = map { $_ => contents($node, 'source', $_) } @ledgers;
my %layout = map { $_ => layout($node, 'source', $_) } @ledgers;

foreach my $ledger (@ledgers)
{
	is(faults($node, 'source', $ledger), '', "$ledger is clean before the dump");
	cmp_ok($contents{$ledger} =~ tr/\n//, '>', 100, "$ledger is not empty");
}
is( query(
		$node, 'source',
		q{SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM budget.declaration}),
	'approved draft recorded',
	'declarations in every state that lasts');

# What every restored database must be.
sub restored
{
	my ($database, $how, @of) = @_;
	foreach my $ledger (@of)
	{
		same(contents($node, $database, $ledger), $contents{$ledger}, "$how: every row of $ledger");
		same(layout($node, $database, $ledger), $layout{$ledger}, "$how: every object of $ledger");
		is(faults($node, $database, $ledger), '', "$how: $ledger verifies");
		is( query(
				$node, $database, qq{
				SELECT count(*) FROM pg_depend d JOIN pg_class c ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
				WHERE d.deptype = 'e' AND c.relnamespace = '$ledger'::regnamespace}),
			'0', "$how: nothing of $ledger is a member of the extension");
	}

	# The guards stand, and the work goes on.
	my $ledger = $of[-1];
	refused($node, $database,
		"UPDATE $ledger.budget_line SET amount = amount + 1 WHERE department_code = '440115012' AND version = 1",
		'23001', "$how: a line of a sealed declaration");
	refused($node, $database, "DELETE FROM $ledger.declaration WHERE department_code = '440115012' AND version = 1",
		'23503', "$how: a sealed declaration");
	refused($node, $database, "DELETE FROM $ledger.seal", '23001', "$how: a seal");
	query($node, $database,
		"UPDATE $ledger.task SET expected_outcome = 'restored' WHERE department_code = '440800014' AND fiscal_year = 2024");
	query($node, $database, "SELECT budget_perf.submit('440800014', 2024, ledger => '$ledger')");
	is(faults($node, $database, $ledger), '', "$how: $ledger verifies after a further submission");
	refused($node, $database, 'DROP EXTENSION budget_perf', '2BP01', "$how: DROP EXTENSION while a ledger stands");
	$node->safe_psql('postgres', "DROP DATABASE $database");
}

sub new_database { $node->safe_psql('postgres', "CREATE DATABASE $_[0]"); return $_[0]; }

# Plain SQL.
$node->command_ok([ 'pg_dump', '-f', "$dumps/plain.sql", 'source' ], 'pg_dump');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', new_database('plain'), '-f', "$dumps/plain.sql" ],
	'psql');
restored('plain', 'plain SQL', @ledgers);

$node->command_ok([ 'psql', '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', new_database('plain_single'), '-f', "$dumps/plain.sql" ],
	'psql --single-transaction');
restored('plain_single', 'plain SQL in one transaction', @ledgers);

# As INSERT statements.
$node->command_ok([ 'pg_dump', '--inserts', '-f', "$dumps/inserts.sql", 'source' ], 'pg_dump --inserts');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-d', new_database('inserts'), '-f', "$dumps/inserts.sql" ],
	'psql');
restored('inserts', 'INSERT statements', @ledgers);

# Archives.
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dumps/archive", 'source' ], 'pg_dump -Fc');
$node->command_ok([ 'pg_restore', '-e', '-j2', '-d', new_database('parallel'), "$dumps/archive" ], 'pg_restore -j2');
restored('parallel', 'pg_restore -j2', @ledgers);

$node->command_ok([ 'pg_restore', '-e', '--single-transaction', '-d', new_database('single'), "$dumps/archive" ],
	'pg_restore --single-transaction');
restored('single', 'pg_restore --single-transaction', @ledgers);

# Structure and data apart: the guards stand when the data comes, so it is the
# restoring superuser who switches them off.
new_database('apart');
$node->command_ok([ 'pg_restore', '-e', '--schema-only', '-d', 'apart', "$dumps/archive" ], 'pg_restore --schema-only');
$node->command_ok([ 'pg_restore', '-e', '--data-only', '--disable-triggers', '-d', 'apart', "$dumps/archive" ],
	'pg_restore --data-only --disable-triggers');
restored('apart', 'structure and data apart', @ledgers);

# One ledger alone, into a database that has a ledger already.
new_database('alone');
query($node, 'alone', 'CREATE EXTENSION budget_perf');
$node->command_ok([ 'pg_dump', '-n', 'other', '-Fc', '-f', "$dumps/other", 'source' ], 'pg_dump -n other');
$node->command_ok([ 'pg_restore', '-e', '-d', 'alone', "$dumps/other" ], 'pg_restore of one ledger');
restored('alone', 'one ledger alone', 'other');

# The source was only read.
same(contents($node, 'source', $_), $contents{$_}, "$_ of the source is as it was") foreach @ledgers;

# A crash takes nothing that was committed.
$node->stop('immediate');
$node->start;
same(contents($node, 'source', $_), $contents{$_}, "$_ after a crash") foreach @ledgers;
is(faults($node, 'source', $_), '', "$_ verifies after a crash") foreach @ledgers;

$node->stop;
done_testing();
