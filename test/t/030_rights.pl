# Departments that cannot see each other, nor find out: everything that a role
# limited to one department is shown or told is the same, letter by letter,
# whether another department has filed or not. In sessions of their own, as roles
# that log in; the owner cannot.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

# What only the other department's rows have: amounts, also in 万元, and words.
my $secret = qr/765\d*4321|76543|乙密/;

my $node = start_server();
my $scratch = PostgreSQL::Test::Utils::tempdir;
my @duties = qw(clerk reviewer reader archivist steward);

$node->safe_psql('postgres', q{
	CREATE ROLE keeper NOLOGIN;
	CREATE ROLE keeping_hand LOGIN;
	GRANT keeper TO keeping_hand;});
foreach my $duty (@duties)
{
	$node->safe_psql('postgres', "CREATE ROLE ${duty}s NOLOGIN; CREATE ROLE ${duty}_a LOGIN IN ROLE ${duty}s; CREATE ROLE ${duty}_b LOGIN IN ROLE ${duty}s");
}

# A session of a role: what it prints and what it is told, one after the other.
sub as_role
{
	my ($role, $database, $sql) = @_;
	my ($status, $out, $err) = $node->psql($database, $sql, extra_params => [ '-U', $role ], on_error_stop => 0);
	$err =~ s/^psql:<stdin>:\d+: //mg;
	return "$out\n-- told\n$err\n";
}

# One department's years: approved, then amended; sent back and a draft again; with
# spending and measurement. $amount and $word are its own.
sub years
{
	my ($code, $form, $amount, $word) = @_;
	my $lines = sub {
		my ($year, $version) = @_;
		return "('$code', $year, $version, 'basic_expenditure', $amount), ('$code', $year, $version, 'fiscal_appropriation', $amount)";
	};
	return qq{
		INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal) VALUES
			('$code', 2023, '$form', '$word'), ('$code', 2024, '$form', '$word'), ('$code', 2025, '$form', '$word');
		INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES
			@{[join(', ', map { $lines->($_, 1) } 2023 .. 2025)]};
		INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, amount)
		SELECT '$code', y, 1, 1, '$word', 0 FROM generate_series(2023, 2025) y;
		INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target, code)
		SELECT '$code', y, 1, 1, '产出指标', '数量指标', '$word', '≥$amount', '≥$amount', 'K' FROM generate_series(2023, 2025) y;
		UPDATE budget.declaration SET status = 'submitted', status_comment = '$word' WHERE department_code = '$code' AND fiscal_year < 2025;
		UPDATE budget.declaration SET status = 'approved' WHERE department_code = '$code' AND fiscal_year < 2025;
		SELECT budget_perf.amend('$code', 2024);
		UPDATE budget.budget_line SET amount = amount + 1 WHERE department_code = '$code' AND version = 2;
		INSERT INTO budget.amendment (department_code, fiscal_year, version, amendment_no, kind, reason) VALUES ('$code', 2024, 2, 1, 'increase', '$word');
		INSERT INTO budget.amendment_line (department_code, fiscal_year, version, amendment_no, line_no, item_code, change) VALUES
			('$code', 2024, 2, 1, 1, 'basic_expenditure', 1), ('$code', 2024, 2, 1, 2, 'fiscal_appropriation', 1);
		SELECT budget_perf.submit('$code', 2024);
		SELECT budget_perf.approve('$code', 2024);
		SELECT budget_perf.submit('$code', 2025);
		SELECT budget_perf.send_back('$code', 2025, comment => '$word');
		INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount, note)
		VALUES ('$code', 2024, '2024-05-01', 1, 'basic_expenditure', $amount / 2, '$word');
		INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, note)
		SELECT '$code', y, 1, 1, make_date(y, 6, 30), $amount / 2, '$word' FROM generate_series(2023, 2024) y;
		INSERT INTO budget.indicator_link (department_code, fiscal_year, indicator_no, reason) VALUES ('$code', 2024, 1, '$word');
		INSERT INTO budget.waiver (rule_id, department_code, first_year, last_year, reason, approver, expires_on)
		VALUES ('name_blank', '$code', 2024, 2024, '$word', '$word', '2099-12-31');};
}

# Two ledgers that differ in what department 202 did: in one of them nothing.
# It is the predecessor of a part of 101, and files another form by stricter rules.
foreach my $database ('with', 'without')
{
	$node->safe_psql('postgres', "CREATE DATABASE \"$database\"");
	$node->safe_psql($database, q{
		CREATE EXTENSION budget_perf;
		SELECT budget_perf.give_ledger('keeper');
		SELECT budget_perf.secure_ledger();} . join('', map { "SELECT budget_perf.grant_duty('$_', '${_}s');" } @duties) . q{
		INSERT INTO budget.department (code, name, region) VALUES ('1', '市', '5101'), ('2', '省', '5102'), ('101', '甲局', '5101'), ('101001', '甲局一处', '5101'), ('202', '乙局', '5102');
		UPDATE budget.department SET parent_code = '1' WHERE code IN ('101', '202');
		UPDATE budget.department SET parent_code = '101' WHERE code = '101001';
		INSERT INTO budget.department_succession (predecessor_code, successor_code, fiscal_year, kind) VALUES ('202', '101001', 2024, 'rename');
		INSERT INTO budget.rule (id, kind, severity, forms, description, description_zh) VALUES ('city_only', 'name_blank', 'warning', '{city}', 'x', 'x');
		INSERT INTO budget.duty (role_name, duty, department_code)
		SELECT d || '_' || x.a, d, x.code FROM unnest('{clerk,reviewer,reader,archivist,steward}'::text[]) d, (VALUES ('a', '101'), ('b', '202')) AS x (a, code);}
		. years('101', 'district', '1111.11', '甲明') . years('101001', 'district', '2222.22', '甲明'));
	# what 101 enters from here on gets the same numbers in both
	$node->safe_psql($database, years('202', 'city', '7654321.98', '乙密')
		  . "UPDATE budget.budget_line SET amount = amount + 1 WHERE department_code = '202' AND fiscal_year = 2025 AND item_code = 'basic_expenditure'")
	  if $database eq 'with';
	$node->safe_psql($database, 'ANALYZE');
}
# That somebody may become the keeper is said, and nothing else.
my $keeps = q{role "keeping_hand" may log in, and has the rights of the ledger's owner, who can switch the guards off};
is(faults($node, 'with', 'budget'), qq{verify_owner|info|{"object": "keeping_hand"}|$keeps}, 'the ledger verifies');

# --- What there is to ask -----------------------------------------------------

# Times, and the numbers of the history, which count everybody's steps, are left out.
sub relations
{
	my $list = query($node, 'with', q{
		SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
		FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind IN ('r', 'v')
			AND a.atttypid <> 'timestamptz'::regtype AND a.attname <> 'history_id'
		GROUP BY c.relname
		ORDER BY c.relname COLLATE "C"});
	return map { [ split /\|/ ] } split /\n/, $list;
}
my @relations = relations();
cmp_ok(scalar(@relations), '>=', 70, 'tables and views to look at');

my $look = join('', map { "\\echo == $_->[0]\nSELECT x::text FROM (SELECT $_->[1] FROM budget.\"$_->[0]\") x ORDER BY x::text COLLATE \"C\";\n" } @relations);

# Every function that reads or writes a ledger, about a department; the documents are
# cut down to what goes wrong.
sub functions
{
	my ($code) = @_;
	my $document = qq({"department": {"code": "$code", "name": "名"}, "fiscal_year": 2024, "form": "district", "amount_unit": "万元",)
	  . qq( "budget": {"基本支出": "1.00"}});
	(my $next = $document) =~ s/2024,/2024, "version": 3,/;
	my @calls;
	foreach my $version ('NULL', 1, 2, 3)
	{
		push @calls, "SELECT budget_perf.$_('$code', 2024, $version)" foreach qw(export_declaration submit approve send_back record amend);
		push @calls, "SELECT (f).rule, (f).status, (f).lhs, (f).rhs, (f).message FROM (SELECT budget_perf.check_declaration('$code', 2024, $version) f) f";
		push @calls, "SELECT * FROM budget_perf.declaration_totals('$code', 2024, $version)";
		push @calls, "SELECT * FROM budget_perf.repair_hints('$code', 2024, $version)";
		push @calls, "SELECT * FROM budget_perf.version_diff('$code', 2024, 1, $version)";
		push @calls, "SELECT * FROM budget.measurement_of('$code', 2024, coalesce($version, 1), 1)";
		push @calls, "SELECT * FROM budget.actual_of('$code', 2024, coalesce($version, 1), 1, '2024-12-31')";
		push @calls, "SELECT * FROM budget.indicator_progress_of('$code', 2024, coalesce($version, 1), 'city', '2024-12-31')";
	}
	push @calls, "SELECT budget_perf.import_declaration('$_')" foreach $document, $next;
	push @calls, "SELECT * FROM budget.indicator_progress_on('2024-12-31', '$code', 2024)";
	push @calls, "SELECT budget_perf.has_duty('{$_}', '$code', NULL::budget.duty)" foreach @duties;
	return map { "$_;\n" } @calls;
}

# Statements that touch another department's rows, or would, or find out.
my $others = '';
foreach my $table (qw(budget_line task indicator amendment amendment_line measurement execution declaration indicator_link waiver))
{
	my %row = (
		budget_line => "('202', 2024, 1, 'basic_expenditure')|department_code, fiscal_year, version, item_code",
		task => "('202', 2024, 1, 1)|department_code, fiscal_year, version, task_no",
		indicator => "('202', 2024, 1, 1)|department_code, fiscal_year, version, indicator_no",
		amendment => "('202', 2024, 2, 1, 'increase')|department_code, fiscal_year, version, amendment_no, kind",
		amendment_line => "('202', 2024, 2, 1, 1, 'basic_expenditure', 1)|department_code, fiscal_year, version, amendment_no, line_no, item_code, change",
		measurement => "('202', 2024, 1, 1, '2024-06-30', 1)|department_code, fiscal_year, version, indicator_no, measured_on, actual",
		execution => "('202', 2024, '2024-05-01', 1, 'special_fund', 1)|department_code, fiscal_year, spent_on, entry_no, item_code, amount",
		declaration => "('202', 2024, 1, 'district')|department_code, fiscal_year, version, form_code",
		indicator_link => "('202', 2024, 1, 'x')|department_code, fiscal_year, indicator_no, reason",
		waiver => "('name_blank', '202', 2024, 2024, 'x', 'x', '2099-12-31')|rule_id, department_code, first_year, last_year, reason, approver, expires_on");
	my ($values, $columns) = split /\|/, $row{$table};
	(my $missing = $values) =~ s/2024/1999/g;
	(my $own = $values) =~ s/'202'/'101'/;
	my $insert = "INSERT INTO budget.$table ($columns) VALUES";
	$others .= "\\echo == $table\n" . join('', map { "$_;\n" }
		"$insert $values", "$insert $missing", "$insert $own, $values", "$insert $values, $own",
		"$insert $values ON CONFLICT DO NOTHING", "$insert $missing ON CONFLICT DO NOTHING",
		"UPDATE budget.$table SET department_code = '202'",
		"UPDATE budget.$table SET department_code = '202' WHERE department_code = '101' RETURNING *",
		"UPDATE budget.$table SET department_code = department_code WHERE department_code = '202' RETURNING *",
		"DELETE FROM budget.$table WHERE department_code = '202' RETURNING *",
		"SELECT * FROM budget.$table WHERE department_code = '202' FOR SHARE",
		"SELECT * FROM budget.$table WHERE department_code = '202' FOR UPDATE",
		"COPY (SELECT * FROM budget.$table WHERE department_code = '202') TO STDOUT",
		"TRUNCATE budget.$table");
}
$others .= join('', map { "$_;\n" }
	(map { "UPDATE budget.declaration SET status = '$_' WHERE department_code = '202'" } qw(draft submitted approved recorded)),
	"UPDATE budget.budget_line SET amount = 0 FROM budget.declaration d WHERE d.department_code = '202' AND budget_line.department_code = '202'",
	"MERGE INTO budget.budget_line b USING (VALUES ('202', 2024, 1, 'basic_expenditure')) AS v (d, y, n, i)"
	  . " ON b.department_code = v.d AND b.fiscal_year = v.y AND b.version = v.n AND b.item_code = v.i"
	  . " WHEN MATCHED THEN UPDATE SET amount = 0 WHEN NOT MATCHED THEN INSERT (department_code, fiscal_year, version, item_code) VALUES (d, y, n, i)",
	"DELETE FROM budget.department WHERE code = '2'", "SELECT * FROM budget.history_history_id_seq", "SELECT nextval('budget.waiver_waiver_id_seq')",
	"SELECT * FROM budget_perf.dry_run('expenditure_equals_income', '{\"severity\": \"error\"}', 2023, 2025, true)",
	"SELECT * FROM budget_perf.dry_run('tasks_within_spending', '{\"terms\": [{\"side\": \"left\", \"source\": \"item\", \"item_code\": \"basic_expenditure\"}]}', 2023, 2025, true)",
	"SELECT count(*) FROM budget_perf.verify()",
	"SELECT first_used_at FROM budget.rule_set",
	"SELECT schemaname, tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE schemaname = 'budget'"
	  . " AND tablename IN (SELECT relname FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relrowsecurity)",
	"CREATE TABLE budget.mine (id integer)", "CREATE TABLE pg_temp.probe (a text REFERENCES budget.department (code))",
	"CREATE TRIGGER t AFTER INSERT ON budget.budget_line FOR EACH STATEMENT EXECUTE FUNCTION budget_perf.guard_child()",
	"ALTER TABLE budget.budget_line DISABLE ROW LEVEL SECURITY", "DROP POLICY budget_perf_read ON budget.budget_line",
	"SET row_security = off; SELECT count(*) FROM budget.task; RESET row_security",
	"SELECT budget_perf.grant_duty('reader', current_user::text)", "SELECT budget_perf.secure_ledger()",
	"SET ROLE keeper", "SET SESSION AUTHORIZATION keeper");

# One's own work goes on: what it says must not depend on others either.
my $own = join('', map { "$_;\n" }
	"UPDATE budget.budget_line SET amount = amount + 1 WHERE fiscal_year = 2025 AND item_code = 'basic_expenditure'",
	"UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2025 AND status = 'draft'",
	"SELECT department_code, rule FROM budget_perf.dry_run('expenditure_equals_income', drafts => true)",
	"UPDATE budget.budget_line SET amount = amount - 1 WHERE fiscal_year = 2025 AND item_code = 'basic_expenditure'",
	"UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2025 AND status = 'draft'",
	"UPDATE budget.budget_line SET amount = amount + 1 WHERE fiscal_year = 2025 AND item_code = 'basic_expenditure'",
	"UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2025 AND status = 'draft'",
	"SELECT budget_perf.submit('101', 2025)",
	"SELECT budget_perf.approve('101', 2024)",
	"INSERT INTO budget.budget_line VALUES ('101', 2024, 2, 'special_fund', 1)",
	"INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount) VALUES ('101', 2025, '2025-05-01', 1, 'special_fund', 1)",
	"SELECT department_code, comparability, comparable, previous_expenditure, previous_department_code FROM budget.budget_yoy ORDER BY 1, fiscal_year",
	"SELECT fiscal_year, department_code, departments, departments_in, expenditure FROM budget.rollup_department ORDER BY 1, 2",
	"SELECT * FROM budget.rollup_region ORDER BY 1, 2", "SELECT * FROM budget.completeness ORDER BY 1, 2");

my $preamble = "\\set VERBOSITY verbose\n\\set SHOW_CONTEXT always\nSET client_min_messages = notice;\n";

# Line numbers of the server's own sources, and times, are nobody's secret.
sub transcript
{
	my ($role, $database, $sql) = @_;
	my $text = as_role($role, $database, $preamble . $sql);
	$text =~ s/^LOCATION: .*\n//mg;
	$text =~ s/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*\+\d\d/time/g;
	return $text;
}

# --- It is there, and only some see it ----------------------------------------

my $all = as_role('postgres', 'with', $look);
my %shown = map { /^(\w+)\n(.*)/s ? ($1, $2) : () } split /^== /m, $all;
my @telling = grep { ($shown{$_} // '') =~ $secret } sort keys %shown;
cmp_ok(scalar(@telling), '>=', 30, 'the other department shows in many tables and views to those who may see it')
  or diag("@telling");
like($shown{$_}, $secret, "$_ has it")
  foreach qw(declaration budget_line task indicator amendment history execution measurement indicator_link waiver budget_yoy rollup_department);

foreach my $duty (qw(clerk reviewer archivist reader steward))
{
	foreach my $part ([ 'tables and views', $look ], [ 'functions', join('', functions('202')) ], [ 'statements about others', $others ], [ 'own work', $own ])
	{
		my ($what, $sql) = @$part;
		my ($with, $without) = map { transcript("${duty}_a", $_, $sql) } ('with', 'without');
		unlike($with, $secret, "$duty: nothing of the other department in $what");
		same($with, $without, "$duty: $what are the same without it");
		cmp_ok(length($with), '>', 300, "$duty: and say something");
		like($with, qr/23514: 2 of 2 declarations are refused.*\nDETAIL:  \[.*"department_code": "101".*"department_code": "101001"/, "$duty: a refusal of many lists their own")
		  if $duty =~ /clerk/ && $what eq 'own work';
	}
}

# A department that is there and one that is not are told apart by nothing.
foreach my $duty (qw(clerk reviewer))
{
	my ($there, $absent) = map { transcript("${duty}_a", 'with', join('', functions($_))) } ('202', '909');
	$absent =~ s/909/202/g;
	# that a department is unknown is said where it would have to be made
	my @differ = grep { $there !~ /^\Q$_\E$/m && /\S/ } split /\n/, $absent;
	is_deeply([ grep { !/permission denied for table department|INSERT INTO budget.department|aclcheck_error/ } @differ ], [],
		"$duty: functions say the same of a department that is hidden and of one that is unknown");
}

# And the other way round, each sees what is its own.
like(as_role('clerk_b', 'with', 'SELECT min(amount) FROM budget.budget_line'), qr/^7654321\.98/, 'the other clerk sees it');
like(as_role('reader_b', 'with', 'SELECT expenditure FROM budget.budget_yoy WHERE fiscal_year = 2024'), qr/^7654322\.98/, 'the other reader sees it');
unlike(as_role('reader_b', 'with', $look), qr/甲明/, 'and nothing of the first');
like(as_role('clerk_a', 'with', 'SELECT DISTINCT department_code FROM budget.task ORDER BY 1'), qr/^101\n101001\n/, 'a clerk sees the subordinates, too');

# --- Functions that tell ------------------------------------------------------

# A function that the optimizer takes for cheap and that reports what it is given.
my $spy = q{
	CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$;
	CREATE FUNCTION pg_temp.spy(numeric) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$;
} . join('', map { "SELECT count(*) FROM budget.\"$_->[0]\" r WHERE pg_temp.spy(r::text);\n" } @relations)
  . "SELECT count(*) FROM budget.budget_line WHERE pg_temp.spy(amount) AND department_code = '202';\n"
  . "SELECT count(*) FROM budget.budget_line WHERE 1 / (amount - 7654321.98) > 0;\n"
  . "SELECT count(*) FROM budget.budget_yoy WHERE 1 / (expenditure - 7654322.98) > 0;\n";
my $told = as_role('clerk_a', 'with', $spy);
unlike($told, $secret, 'a function in a condition is given nothing of the other department');
like($told, qr/NOTICE:.*甲明/, 'though it is given what is its own');
unlike($told, qr/division by zero/, 'nor does an error tell of an amount');

# EXPLAIN ANALYZE counts the rows that were passed over; what stands in them it does not tell.
sub plan_of
{
	my ($condition) = @_;
	my $plan = as_role('clerk_a', 'with',
		"EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT FROM budget.budget_line WHERE department_code = '202' AND $condition");
	$plan =~ s/[\d.]+'::numeric|\(amount [^)]*\)|annual_target[^)]*//g;
	return $plan;
}
is(plan_of("amount = $_->[0]"), plan_of("amount = $_->[1]"), "a plan does not tell whether an amount is $_->[0]") foreach [ '7654321.98', '5.00' ], [ '7654322.98', '-1' ];
is(plan_of('amount > 1'), plan_of('amount > 9999999999'), 'nor whether it is more than another');
my ($likely, $unlikely) = map { my $p = as_role('clerk_a', 'with', "EXPLAIN SELECT FROM budget.budget_line WHERE amount = $_"); [ $p =~ /rows=(\d+)/g ] } ('7654321.98', '3.33');
is_deeply($likely, $unlikely, 'estimates of an amount do not follow the statistics');

# --- Roles that change within a session ---------------------------------------

my $switching = q{
	PREPARE total AS SELECT string_agg(DISTINCT department_code, ' ') FROM budget.budget_line WHERE fiscal_year = $1;
	PREPARE checked AS SELECT count(*) FROM budget_perf.check_declaration('202', 2024, 1);
	CREATE FUNCTION pg_temp.total() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT string_agg(DISTINCT department_code, ' ') FROM budget.budget_line); END $$;
	SET plan_cache_mode = force_generic_plan;
} . join('', map { "SET ROLE $_; SELECT '$_', pg_temp.total(); EXECUTE total(2024); EXECUTE checked;\n" }
	  qw(keeper clerk_a clerk_b reader_a keeper reader_b clerk_a steward_a clerk_a));
$told = as_role('postgres', 'with', $switching);
my @rows = split /\n/, (split /^-- told$/m, $told)[0];
my @errors = $told =~ /ERROR:  (.*)/g;
my %of = (keeper => '101 101001 202', clerk_a => '101 101001', clerk_b => '202', reader_a => '101 101001', reader_b => '202', steward_a => '');
my @expected;
foreach my $role (qw(keeper clerk_a clerk_b reader_a keeper reader_b clerk_a steward_a clerk_a))
{
	push @expected, "$role|$of{$role}", $of{$role};
	push @expected, 'checked' if $of{$role} =~ /202/;
}
is_deeply([ map { /^\d\d?$/ ? 'checked' : $_ } @rows ], \@expected, 'plans kept in a session show each role its own');
is_deeply([ map { /has no declaration/ ? () : $_ } @errors ], [], 'and the engine finds nothing where a role sees nothing');
is(scalar(@errors), 5, 'five times');

# A cursor that stands open while the role changes: what is judged from then on is
# judged for the new role.
$told = as_role('postgres', 'with', q{
	SET ROLE clerk_b; BEGIN; DECLARE c CURSOR FOR SELECT department_code FROM budget.budget_line; FETCH 1 FROM c;
	SET ROLE steward_a; FETCH ALL FROM c; COMMIT;});
is($told, "202\n-- told\n\n", 'a cursor shows another role nothing more');

# In parallel, where every worker asks for itself.
$told = as_role('clerk_a', 'with', q{
	SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
	EXPLAIN (COSTS OFF) SELECT department_code, count(*) FROM budget.budget_line GROUP BY department_code ORDER BY 1;
	SELECT department_code, count(*) FROM budget.budget_line GROUP BY department_code ORDER BY 1;});
like($told, qr/Parallel Seq Scan/, 'a parallel plan');
like($told, qr/^101\|\d+\n101001\|\d+\n-- told/m, 'shows a clerk the same departments');

# A change of duties counts from the next statement on.
$told = as_role('postgres', 'with', q{
	BEGIN;
	SET ROLE clerk_b; SELECT count(*) > 0 FROM budget.task;
	RESET ROLE; DELETE FROM budget.duty WHERE role_name = 'clerk_b';
	SET ROLE clerk_b; SELECT count(*) > 0 FROM budget.task; SELECT budget_perf.submit('202', 2025);
	ROLLBACK;});
like($told, qr/^t\nf\n-- told\nERROR:  department "202" has no declaration for 2025\n/m, 'a duty that is taken away is gone at once');

# Bulk loading and dumping are the owner's: a role that would get a part gets an error.
refused($node, 'with', "SET SESSION AUTHORIZATION clerk_a; COPY budget.task FROM STDIN", '0A000', 'COPY by a clerk');
command_fails_like([ 'pg_dump', '-U', 'reader_a', '-a', '-t', 'budget.task', '-d', $node->connstr('with') ],
	qr/row-level security policy for table "task"/, 'a dump by a reader');

# --- Further ledgers, dump and restore ----------------------------------------

# Names are only names.
my $odd = q{50% of "北" @ledger@'s};
(my $literal = $odd) =~ s/'/''/g;
(my $identifier = $odd) =~ s/"/""/g;
$node->safe_psql('with', qq{
	CREATE ROLE "clerk %s \@ledger\@" LOGIN;
	GRANT CREATE ON DATABASE "with" TO keeper;
	SET ROLE keeper;
	SELECT budget_perf.create_ledger('$literal');
	SELECT budget_perf.secure_ledger('$literal');
	SELECT budget_perf.grant_duty('clerk', 'clerk %s \@ledger\@', '$literal');
	INSERT INTO "$identifier".duty (role_name, duty, department_code) VALUES ('clerk %s \@ledger\@', 'clerk', '303');
	INSERT INTO "$identifier".department (code, name) VALUES ('303', '丙局'), ('404', '丁局')});
$told = as_role(q{clerk %s @ledger@}, 'with', qq{
	INSERT INTO "$identifier".declaration (department_code, fiscal_year, form_code) VALUES ('303', 2024, 'district');
	INSERT INTO "$identifier".declaration (department_code, fiscal_year, form_code) VALUES ('404', 2024, 'district');
	SELECT department_code FROM "$identifier".declaration_status;
	SELECT count(*) FROM budget.declaration;});
like($told, qr/^303\n-- told\nERROR:  new row violates row-level security policy for table "declaration"\nERROR:  permission denied for schema budget/m,
	'a further ledger, however it and the role are called, is as secure');

# The owner's people dump and restore it; nobody of them is a superuser.
my %before = map { $_ => contents($node, 'with', $_) } ('budget');
my $layout = layout($node, 'with', 'budget');
like($layout, qr/^policy .*budget_perf_read/m, 'policies are part of the layout');
like($layout, qr/^row security .*budget_line/m, 'and whether they are in force');
$node->command_ok([ 'pg_dump', '-U', 'keeping_hand', '--role', 'keeper', '-n', 'budget', '-Fc', '-f', "$scratch/ledger", 'with' ], 'pg_dump as the owner');
$node->safe_psql('postgres', 'CREATE DATABASE back');
$node->safe_psql('back', 'CREATE EXTENSION budget_perf; SET client_min_messages = warning; DROP SCHEMA budget CASCADE; GRANT CREATE ON DATABASE back TO keeper');
$node->command_ok([ 'pg_restore', '-U', 'keeping_hand', '--role', 'keeper', '-e', '-d', 'back', "$scratch/ledger" ], 'pg_restore as the owner');
same(contents($node, 'back', 'budget'), $before{budget}, 'every row');
same(layout($node, 'back', 'budget'), $layout, 'every object, its owner, rights and policies');
is(query($node, 'back', "SET ROLE keeper; SELECT rule, message FROM budget_perf.verify()"), "verify_owner|$keeps", 'the owner verifies it');
foreach my $duty (qw(clerk reviewer reader))
{
	same(map({ transcript("${duty}_a", $_, $look) } ('back', 'with')), "$duty: sees the same in the restored ledger");
}
like(transcript('clerk_a', 'back', $others), qr/row-level security/, 'and is refused there');

# Another owner, with all that it takes along; rights stand.
$node->safe_psql('back', "CREATE ROLE successor NOLOGIN; SELECT budget_perf.give_ledger('successor')");
is(query($node, 'back', 'SELECT ledger, owner FROM budget_perf.ledgers()'), 'budget|successor', 'another owner');
same(map({ transcript('clerk_a', $_, $look) } ('back', 'with')), 'under which a clerk sees the same');
is(query($node, 'back', 'SET ROLE successor; SELECT rule, message FROM budget_perf.verify()'), '', 'and which verifies');
refused($node, 'back', 'SET ROLE keeper; SELECT count(*) FROM budget.task', '42501', 'the former owner');

# --- The set-up as the documentation has it -----------------------------------

my $page = slurp_file('doc/rights.md');
my ($section) = $page =~ /^## Setting it up\n(.*?)^## /ms;
my $setup = join('', $section =~ /^    (.*\n)/mg);
cmp_ok($setup =~ tr/;//, '>', 15, 'the set-up has statements');
$node->safe_psql('postgres', 'CREATE DATABASE documented');
query($node, 'documented', $setup);
query($node, 'documented', q{
	SET ROLE budget_owner;
	INSERT INTO budget.department (code, name, region) VALUES ('101', '甲', '510000'), ('101001', '乙', '440103'), ('202', '丙', '440104'), ('202001', '丁', '440104'), ('203', '戊', NULL);
	INSERT INTO budget.declaration (department_code, fiscal_year, form_code) SELECT code, 2024, 'district' FROM budget.department});
my $visible = q{SELECT string_agg(department_code, ' ' ORDER BY department_code) FROM budget.declaration};
my %documented = (li => '101 101001', wang => '202 203', zhao => '101001 202 202001', dashboard => '');
like(as_role($_, 'documented', $visible), qr/^\Q$documented{$_}\E\n-- told\n\n/, "$_ sees what the documentation says") foreach sort keys %documented;
query($node, 'documented', "SET ROLE budget_owner; UPDATE budget.declaration SET status = 'recorded' WHERE department_code = '203'");
like(as_role('dashboard', 'documented', $visible), qr/^203\n/, 'the dashboard sees what is sealed');
query($node, 'documented', 'SET ROLE budget_owner; SELECT budget_perf.secure_ledger()');

# Policies of one's own, and a right taken away.
my ($restrictive) = $page =~ /^    (CREATE POLICY year_closed .*;)$/m;
my ($revoke) = $page =~ /`(REVOKE INSERT, UPDATE, DELETE ON budget.execution FROM budget_clerk)`/;
query($node, 'documented', "SET ROLE budget_owner; $restrictive $revoke");
is(as_role('li', 'documented', q{
	INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('101', 2025, 'district');
	UPDATE budget.declaration SET goal = 'x' RETURNING fiscal_year;}), "2025\n-- told\n\n", 'a policy that restricts');
refused($node, 'documented', 'SET SESSION AUTHORIZATION li; DELETE FROM budget.execution', '42501', 'spending is for others to enter');

$node->stop;
done_testing();
