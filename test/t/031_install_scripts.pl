# The install script, the text of ledgers in it, upgrade scripts, and the queries
# of the C code: linted on the parse tree; and what a hostile session or schema
# makes of the installation. The linter is shown to find what it looks for.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $scratch = PostgreSQL::Test::Utils::tempdir;

# --- The linter -----------------------------------------------------------------

my ($python) = grep { system("$_ -c 'import pglast' 2>/dev/null") == 0 } '/usr/bin/python3', 'python3';

sub lint
{
	my ($kind, @files) = @_;
	my $list = join(' ', map { "'$_'" } @files);
	my $out = `$python test/lint/lint.py $kind $list 2>&1`;
	return ($?, $out);
}

# C after the preprocessor; undef where there is no compiler for it.
sub preprocessed
{
	my ($file, $to) = @_;
	chomp(my $include = `\${PG_CONFIG:-pg_config} --includedir-server`);
	return system("\${CC:-cc} -E -w -D_GNU_SOURCE -DBUDGET_PERF_VERSION='\"0\"' -DBUDGET_PERF_LEDGER_SCRIPT='\"0\"' -Isrc -isystem '$include' '$file' -o '$to' 2>/dev/null") == 0 ? $to : undef;
}

SKIP:
{
	skip 'the linter needs pglast for python3 (Debian: python3-pglast), which is not here', 1 if !defined $python;

	my @scripts = glob('sql/budget_perf--*.sql');
	cmp_ok(scalar(@scripts), '>=', 1, 'there is an install script');
	my ($status, $out) = lint('script', @scripts);
	is($status, 0, 'install and upgrade scripts are clean') or diag($out);
	like($out, qr/^(\d{4,}) statements, 0 queries of C, 0 findings$/m, 'all of their statements were looked at, those of ledgers included');

	my @sources = map { preprocessed($_, "$scratch/" . ($_ =~ s/.*\///r) . '.i') } sort(glob('src/*.c'));
	SKIP:
	{
		skip 'there is no C preprocessor', 2 if grep { !defined } @sources;
		($status, $out) = lint('c', @sources);
		is($status, 0, 'the queries of the C code are clean') or diag($out);
		like($out, qr/^0 statements, (1[5-9]\d|[2-9]\d\d) queries of C, 0 findings$/m, 'and all of them were looked at');
	}

	# Each sample says how many findings of which kind there are in it.
	my (undef, $known) = lint('checks');
	my %unseen = map { $_ => 1 } split ' ', $known;
	cmp_ok(scalar(keys %unseen), '>', 10, 'the linter has checks');
	foreach my $file (sort(glob('test/lint/bad/*')))
	{
		my ($expected) = slurp_file($file) =~ /^(?:--|\/\*) ((?:\d+ \w+(?:, )?)+)/m;
		my %expected = map { /(\d+) (\w+)/ ? ($2 => $1) : () } split /, /, $expected;
		my $is_c = $file =~ /\.c$/;
		my $input = $is_c ? preprocessed($file, "$scratch/sample.i") : $file;
		next if !defined $input;
		(undef, $out) = lint($is_c ? 'c' : 'script', $input);
		my %found;
		$found{$1}++ while $out =~ /^\S+:\d+: (\w+): /mg;
		is_deeply(\%found, \%expected, "found in $file") or diag($out);
		delete @unseen{ keys %found };
	}
	is_deeply([ sort keys %unseen ], [], 'each check has found something');
}

# --- A hostile session ------------------------------------------------------------

my $node = start_server();
$node->safe_psql('postgres', q{
	CREATE ROLE installer SUPERUSER LOGIN;
	CREATE ROLE squatter LOGIN;
	CREATE DATABASE plain;
	CREATE DATABASE hostile;});
$node->safe_psql('plain', 'SET ROLE installer; CREATE EXTENSION budget_perf');

# What stands first on the path would be found, if anything were left to it.
$node->safe_psql('hostile', q{
	CREATE SCHEMA evil;
	CREATE FUNCTION evil.trap(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'captured: %', $1; END $$;
	CREATE FUNCTION evil.eq(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'captured: ='; END $$;
	CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.eq);
	CREATE OPERATOR evil.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.eq);
	CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT evil.trap('now')::timestamptz $$;
	CREATE FUNCTION evil.min(integer) RETURNS integer LANGUAGE sql AS $$ SELECT evil.trap('min')::integer $$;
	CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT evil.trap('lower') $$;
	CREATE FUNCTION evil.jsonb_array_elements(jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$ SELECT evil.trap('elements')::jsonb $$;
	CREATE DOMAIN evil.text AS pg_catalog.text;
	CREATE DOMAIN evil.numeric AS pg_catalog.numeric;
	CREATE TYPE evil.jsonb AS (a integer);
	CREATE TABLE evil.declaration (status text);
	CREATE TABLE evil.pg_namespace (nspname name);
	INSERT INTO evil.pg_namespace VALUES ('budget');});
$node->safe_psql('hostile', 'SET ROLE installer; SET search_path = evil, pg_catalog; CREATE TEMP TABLE department (a integer); CREATE EXTENSION budget_perf');
my $reference = document('reference') =~ s/::jsonb$//r;
my $work = "SELECT budget_perf.import_declaration($reference);"
  . q{SELECT budget_perf.submit('440115012', 2023); SELECT budget_perf.send_back('440115012', 2023);
	UPDATE budget.budget_line SET amount = amount; SELECT budget_perf.submit('440115012', 2023); SELECT budget_perf.approve('440115012', 2023);
	SELECT budget_perf.amend('440115012', 2023); SELECT budget_perf.export_declaration('440115012', 2023);
	SELECT pg_catalog.count(*) FROM budget_perf.check_declaration('440115012', 2023);
	SELECT budget_perf.repair_hints('440115012', 2023); SELECT budget_perf.version_diff('440115012', 2023, 1, 2);
	SELECT pg_catalog.count(*) FROM budget_perf.dry_run('name_blank', NULL, NULL, NULL, true);
	SELECT budget_perf.declaration_totals('440115012', 2023);
	SELECT budget_perf.secure_ledger(); CREATE ROLE %s_clerk; SELECT budget_perf.grant_duty('clerk', '%s_clerk');
	INSERT INTO budget.duty (role_name, duty) VALUES ('%s_clerk', 'clerk');
	SET ROLE %s_clerk; SELECT pg_catalog.count(*) FROM budget.indicator; SELECT budget_perf.submit('440115012', 2023); RESET ROLE;
	INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('440115012', 2023, 1, 1, '2023-06-30', 1);
	INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) VALUES ('440115012', 2023, '2023-06-30', 1, 'basic_expenditure', 1);
	SELECT rule, message FROM budget_perf.verify(); SELECT budget_perf.give_ledger('installer');};
foreach my $database ('plain', 'hostile')
{
	(my $own = $work) =~ s/%s/$database/g;
	my ($status, $out, $err) = $node->psql($database, 'SET search_path = ' . ($database eq 'hostile' ? 'evil, pg_catalog;' : 'DEFAULT;') . $own,
		on_error_stop => 1);
	is("$status $err", '0 ', "$database: all of the work is done");
}
same(layout($node, 'hostile', 'budget') =~ s/hostile_clerk/plain_clerk/gr, layout($node, 'plain', 'budget'), 'a hostile path changes nothing of the ledger');
is( query(
		$node, 'hostile', q{
		SELECT pg_describe_object(d.classid, d.objid, d.objsubid), pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
		FROM pg_depend d
		WHERE (pg_identify_object(d.refclassid, d.refobjid, 0)).schema = 'evil' AND (pg_identify_object(d.classid, d.objid, 0)).schema IN ('budget', 'budget_perf')}),
	'', 'nothing of it depends on what the session had on its path');
my $sealed = 'SELECT version, digest FROM budget.seal WHERE withdrawn_at IS NULL ORDER BY 1';
is(query($node, 'hostile', $sealed), query($node, 'plain', $sealed), 'and seals are the same');

# --- A schema that was there before --------------------------------------------------

sub squatted
{
	my ($name, $sql, $detail) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE squatted; GRANT CREATE ON DATABASE squatted TO squatter");
	$node->safe_psql('squatted', $sql);
	my ($status, $out, $err) = $node->psql('squatted', "SET ROLE installer;\n\\set VERBOSITY verbose\nCREATE EXTENSION budget_perf", on_error_stop => 1);
	if (defined $detail)
	{
		like($err, qr/ERROR:  55000: schema "budget_perf" was there before the extension and cannot be trusted\nDETAIL:  $detail/, $name);
	}
	else
	{
		is("$status $err", '0 ', $name);
	}
	$node->safe_psql('postgres', 'DROP DATABASE squatted');
}
squatted('a schema of somebody else', 'SET ROLE squatter; CREATE SCHEMA budget_perf', 'It belongs to squatter');
squatted('a schema that somebody else may create in', 'CREATE SCHEMA budget_perf; GRANT CREATE ON SCHEMA budget_perf TO squatter', 'squatter may create');
squatted('a schema that everybody may create in', 'CREATE SCHEMA budget_perf; GRANT CREATE ON SCHEMA budget_perf TO PUBLIC', 'PUBLIC may create');
squatted('a schema that holds a function', 'CREATE SCHEMA budget_perf; CREATE FUNCTION budget_perf.submit(text, integer) RETURNS integer LANGUAGE sql RETURN 1',
	'It holds function budget_perf.submit\(text,integer\)');
squatted('a schema that holds a table', 'CREATE SCHEMA budget_perf; CREATE TABLE budget_perf.finding (id integer)', 'It holds (table|type) budget_perf.finding');
# This is what a dump does.
squatted('an empty schema of another superuser', 'CREATE SCHEMA budget_perf; GRANT USAGE ON SCHEMA budget_perf TO PUBLIC', undef);
is(query($node, 'plain', "SELECT count(*) FROM pg_proc WHERE proname = 'check_schema'"), '0', 'nothing is left of the question');

$node->stop;
done_testing();
