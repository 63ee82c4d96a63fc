# A role that is no superuser dumps its own ledger and restores it, with nothing but
# the right to make schemas.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server();
my $dumps = PostgreSQL::Test::Utils::tempdir;
$node->safe_psql('postgres', 'CREATE ROLE clerk LOGIN; CREATE ROLE reader LOGIN');

sub database
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, "CREATE EXTENSION budget_perf; GRANT CREATE ON DATABASE $name TO clerk");
	return $name;
}

sub as_clerk { return "SET SESSION AUTHORIZATION clerk; $_[0]" }

my ($reference, $after) = map { document($_) } qw(reference zhanjiang-2024);
my $source = database('source');
query($node, $source, as_clerk(qq{
	SELECT budget_perf.create_ledger('region');
	SELECT budget_perf.import_declaration($reference, 'region');
	SELECT budget_perf.submit('440115012', 2023, ledger => 'region');
	SELECT budget_perf.approve('440115012', 2023, ledger => 'region');
	SELECT budget_perf.amend('440115012', 2023, ledger => 'region');
	INSERT INTO region.amendment VALUES ('440115012', 2023, 2, 1, 'increase', '1', '追加', NULL);
	SELECT budget_perf.import_declaration($after, 'region');
	SELECT budget_perf.submit('440800014', 2024, ledger => 'region');
	INSERT INTO region.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual)
	VALUES ('440115012', 2023, 1, 1, '2023-12-31', 29);
	GRANT USAGE ON SCHEMA region TO reader;
	GRANT SELECT ON ALL TABLES IN SCHEMA region TO reader;
	GRANT SELECT ON ALL SEQUENCES IN SCHEMA region TO reader}));
my $contents = contents($node, $source, 'region');
my $layout = layout($node, $source, 'region');
# That the clerk owns the ledger is all that there is to say.
my $owns = q{role "clerk" may log in, and has the rights of the ledger's owner, who can switch the guards off};
my $clean = qq{verify_owner|info|{"object": "clerk"}|$owns};
is(faults($node, $source, 'region'), $clean, 'clean before');

my @clerk = ('-U', 'clerk');

# What each restored ledger must be: the clerk's, whole, guarded, and usable.
sub restored
{
	my ($database, $how) = @_;
	same(contents($node, $database, 'region'), $contents, "$how: every row");
	same(layout($node, $database, 'region'), $layout, "$how: every object, its owner and its rights");
	is(query($node, $database, as_clerk(q{SELECT rule, message FROM budget_perf.verify('region')})), "verify_owner|$owns", "$how: the clerk verifies it");
	refused($node, $database, as_clerk(q{UPDATE region.budget_line SET amount = 0 WHERE version = 1}), '23001', "$how: what is sealed");
	refused($node, $database, as_clerk(q{DELETE FROM region.seal}), '23001', "$how: a seal");
	query($node, $database, as_clerk(q{
		SELECT budget_perf.send_back('440800014', 2024, ledger => 'region');
		UPDATE region.task SET expected_outcome = '改' WHERE department_code = '440800014' AND version = 1;
		SELECT budget_perf.submit('440800014', 2024, ledger => 'region')}));
	is(faults($node, $database, 'region'), $clean, "$how: and goes on working with it");
	is(query($node, $database, q{SELECT count(*) FROM budget.declaration}), '0', "$how: the other ledger is not touched");
}

$node->command_ok([ 'pg_dump', @clerk, '-n', 'region', '-Fc', '-f', "$dumps/archive", $source ], 'the clerk dumps the ledger');
$node->command_ok([ 'pg_restore', @clerk, '-e', '-d', database('archive'), "$dumps/archive" ], 'and restores it');
restored('archive', 'archive');
$node->command_ok([ 'pg_restore', @clerk, '-e', '-j2', '-d', database('parallel'), "$dumps/archive" ], 'with two jobs');
restored('parallel', 'two jobs');
$node->command_ok([ 'pg_dump', @clerk, '-n', 'region', '-f', "$dumps/plain.sql", $source ], 'as plain SQL');
$node->command_ok([ 'psql', @clerk, '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-f', "$dumps/plain.sql", '-d', database('plain') ], 'in one transaction');
restored('plain', 'plain SQL');

# What the clerk may not do says so, and leaves nothing half done.
$node->command_fails_like([ 'pg_dump', @clerk, '-f', "$dumps/all.sql", $source ], qr/permission denied/, 'a dump of a ledger of somebody else');
my $fresh = database('fresh');
my ($recipe) = slurp_file('doc/ledger.md') =~ /^(    TRUNCATE budget\.rule, .*?CASCADE;)$/ms;
query($node, $fresh, as_clerk(q{SELECT budget_perf.create_ledger('region');} . $recipe =~ s/budget\./region./gr));
$node->command_ok([ 'pg_dump', @clerk, '-n', 'region', '--data-only', '--disable-triggers', '-f', "$dumps/data.sql", $source ], 'data alone');
$node->command_fails_like([ 'psql', @clerk, '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-f', "$dumps/data.sql", '-d', $fresh ],
	qr/is a system trigger/, 'data alone comes in by a superuser only: foreign keys cannot be switched off');
is(query($node, $fresh, 'SELECT count(*) FROM region.declaration'), '0', 'and nothing of it came in');

# A reader whom row security shows a part cannot make a dump that lacks the rest.
query($node, $source, as_clerk(q{
	ALTER TABLE region.declaration ENABLE ROW LEVEL SECURITY;
	CREATE POLICY own ON region.declaration TO reader USING (department_code = '440115012')}));
is(query($node, $source, 'SET SESSION AUTHORIZATION reader; SELECT count(*) FROM region.declaration'), '2', 'the reader sees one department');
$node->command_fails_like([ 'pg_dump', '-U', 'reader', '-n', 'region', '-f', "$dumps/part.sql", $source ], qr/row-level security/, 'and cannot dump a part for the whole');
$node->command_ok([ 'pg_dump', @clerk, '-n', 'region', '-Fc', '-f', "$dumps/policies", $source ], 'the owner can');
$node->command_ok([ 'pg_restore', @clerk, '-e', '-d', database('policies'), "$dumps/policies" ], 'with the policies');
same(contents($node, 'policies', 'region'), contents($node, $source, 'region'), 'every row, though row security is on');
same(layout($node, 'policies', 'region'), layout($node, $source, 'region'), 'every object');

$node->stop;
done_testing();
