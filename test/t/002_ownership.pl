# A ledger belongs to whoever makes it, and never to the extension.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server();

sub database
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	return $name;
}

# Everything in a schema that has an owner, with another owner than this role.
sub of_others
{
	my ($database, $ledger, $role) = @_;
	return query(
		$node, $database, qq{
		SELECT relname FROM pg_class WHERE relnamespace = '$ledger'::regnamespace AND relowner <> '$role'::regrole
		UNION ALL
		SELECT proname FROM pg_proc WHERE pronamespace = '$ledger'::regnamespace AND proowner <> '$role'::regrole
		UNION ALL
		SELECT typname FROM pg_type WHERE typnamespace = '$ledger'::regnamespace AND typowner <> '$role'::regrole
		UNION ALL
		SELECT nspname FROM pg_namespace WHERE nspname = '$ledger' AND nspowner <> '$role'::regrole});
}

# Members of the extension that lie in a schema.
sub members
{
	my ($database, $ledger) = @_;
	return query(
		$node, $database, qq{
		SELECT pg_describe_object(classid, objid, 0) FROM pg_depend
		WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'budget_perf')
			AND (pg_identify_object(classid, objid, 0)).schema = '$ledger'
			OR deptype = 'e' AND classid = 'pg_namespace'::regclass AND objid = '$ledger'::regnamespace});
}

# CREATE EXTENSION by a superuser with another name than the bootstrap one.
$node->safe_psql('postgres', 'CREATE ROLE installer SUPERUSER LOGIN; CREATE ROLE clerk LOGIN');
my $db = database('installed');
$node->safe_psql($db, 'SET SESSION AUTHORIZATION installer; CREATE EXTENSION budget_perf');
cmp_ok(query($node, $db, "SELECT count(*) FROM pg_class WHERE relnamespace = 'budget'::regnamespace"),
	'>', 20, 'CREATE EXTENSION makes the ledger budget');
is(of_others($db, 'budget', 'installer'), '', 'all of it belongs to the installing role');
is(members($db, 'budget'), '', 'none of it is a member of the extension');
is(query($node, $db, 'SELECT ledger, owner FROM budget_perf.ledgers()'), 'budget|installer', 'ledgers() lists it');
is( query(
		$node, $db, q{
		SELECT DISTINCT (pg_identify_object(classid, objid, 0)).schema FROM pg_depend
		WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'budget_perf')
			AND (pg_identify_object(classid, objid, 0)).schema IS NOT NULL}),
	'budget_perf', 'the members of the extension lie in its own schema');

# A dump of the schema is whole.
my ($dump) = run_command([ 'pg_dump', '-n', 'budget', '--schema-only', '-d', $node->connstr($db) ]);
like($dump, qr/CREATE TABLE budget\.$_ /, "pg_dump -n budget has the table $_")
  foreach qw(department form rule declaration budget_line task indicator seal history);
like($dump, qr/CREATE TRIGGER \w+ [^;]* ON budget\.budget_line/, 'and the triggers');
like($dump, qr/CREATE VIEW budget\.reconciliation/, 'and the views');

# DROP EXTENSION.
refused($node, $db, 'DROP EXTENSION budget_perf', '2BP01', 'DROP EXTENSION while a ledger stands');
$node->safe_psql($db, 'SET client_min_messages = warning; DROP SCHEMA budget CASCADE; DROP EXTENSION budget_perf');
is( query(
		$node, $db, q{
		SELECT count(*) FROM pg_proc WHERE pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname ~ '^budget')}),
	'0', 'without a ledger it goes, and leaves no function');
$node->safe_psql($db, 'CREATE EXTENSION budget_perf');
pass('and it can be made again');

# A schema "budget" that is there already is left alone.
$db = database('occupied');
$node->safe_psql($db, 'CREATE SCHEMA budget; CREATE TABLE budget.mine (id integer); CREATE EXTENSION budget_perf');
is(query($node, $db, "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'budget'::regnamespace"),
	'mine', 'a schema "budget" of another purpose is left alone');
is(query($node, $db, 'SELECT count(*) FROM budget_perf.ledgers()'), '0', 'and is no ledger');
refused($node, $db, "SELECT budget_perf.create_ledger('budget')", '42P06', 'a ledger over it');
$node->safe_psql($db, "SELECT budget_perf.create_ledger('ledger of 2024 \"北\"')");
is(query($node, $db, 'SELECT ledger FROM budget_perf.ledgers()'), 'ledger of 2024 "北"', 'another name makes a ledger, however odd');
is(query($node, $db, q{SELECT count(*) FROM budget_perf.verify('ledger of 2024 "北"')}), '0', 'which verifies');

# A role that may make schemas makes ledgers of its own.
$db = database('shared');
$node->safe_psql($db, "CREATE EXTENSION budget_perf; GRANT CREATE ON DATABASE $db TO clerk");
$node->safe_psql($db,
	    "SET SESSION AUTHORIZATION clerk; SELECT budget_perf.create_ledger('region');"
	  . "SELECT budget_perf.import_declaration(" . document('reference') . ", 'region');"
	  . "SELECT budget_perf.submit('440115012', 2023, ledger => 'region')");
is(of_others($db, 'region', 'clerk'), '', 'the ledger of a role without other rights is all its own');
is(members($db, 'region'), '', 'and no member of the extension');
is(query($node, $db, "SET SESSION AUTHORIZATION clerk; SELECT rule, severity, location FROM budget_perf.verify('region')"),
	'verify_owner|info|{"object": "clerk"}', 'the role can verify it, and is told that an owner that may log in is none to wish for');
refused($node, $db, "SET SESSION AUTHORIZATION clerk; UPDATE region.budget_line SET amount = 0",
	'23001', 'the owner changing what is sealed');
refused($node, $db, "SET SESSION AUTHORIZATION clerk; SELECT * FROM budget.declaration", '42501', 'a role reading a ledger that it has no rights on');

# One ledger knows nothing of another.
is(query($node, $db, "SELECT count(*) FROM budget.declaration"), '0', 'the ledgers are independent');
$node->safe_psql($db, 'SET client_min_messages = warning; DROP SCHEMA region CASCADE');
is(query($node, $db, "SELECT count(*) FROM budget_perf.verify('budget')"), '0', 'dropping one leaves the other whole');

$node->stop;
done_testing();
