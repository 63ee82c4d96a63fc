# What a client is told when it loses to another one. A broken rule is a broken
# rule (23514), what is sealed is sealed (23001), and what the server says of locks,
# deadlocks, timeouts and serialization keeps its own code, so that a driver knows
# what to try again. The specs in test/specs show messages; this shows codes.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use Session;
use Test::More;

my $node = start_server();
my $database = 'sqlstates';
$node->safe_psql('postgres', "CREATE DATABASE $database");
query(
	$node, $database, q{
	CREATE EXTENSION budget_perf;
	-- A draft that one yuan more unbalances; its lines lie in the order of their items.
	CREATE PROCEDURE draft(code text, form text DEFAULT 'district') LANGUAGE sql AS $$
		INSERT INTO budget.department VALUES (code, code);
		INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES (code, 2024, form);
		INSERT INTO budget.budget_line VALUES (code, 2024, 1, 'basic_expenditure', 1000), (code, 2024, 1, 'fiscal_appropriation', 1000), (code, 2024, 1, 'own_level', 1000);
		INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name) VALUES (code, 2024, 1, 1, 'task');
		INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, annual_target)
		VALUES (code, 2024, 1, 1, '产出指标', '数量指标', '数量', '≥1');
	$$});

my ($one, $two, $keeper) = map { Session->new($node, $database, $_) } qw(one two keeper);
my %level = (rc => 'READ COMMITTED', rr => 'REPEATABLE READ', se => 'SERIALIZABLE');
my $department = 100;

# What the statements below say of department D.
my %statement = (
	edit => q{UPDATE budget.budget_line SET amount = amount + 1 WHERE department_code = 'D' AND item_code = 'own_level'},
	line => q{INSERT INTO budget.budget_line VALUES ('D', 2024, 1, 'other_income', 1)},
	submit => q{UPDATE budget.declaration SET status = 'submitted' WHERE department_code = 'D'},
	submit_by_name => q{SELECT budget_perf.submit('D', 2024)},
	back => q{UPDATE budget.declaration SET status = 'draft' WHERE department_code = 'D'},
	back_by_name => q{SELECT budget_perf.send_back('D', 2024)},
	approve => q{UPDATE budget.declaration SET status = 'approved' WHERE department_code = 'D'},
	approve_by_name => q{SELECT budget_perf.approve('D', 2024)},
	amend => q{SELECT budget_perf.amend('D', 2024)},
	delete => q{DELETE FROM budget.declaration WHERE department_code = 'D'},
	rename => q{UPDATE budget.declaration SET fiscal_year = 2025 WHERE department_code = 'D'},
	next => q{INSERT INTO budget.declaration (department_code, fiscal_year, version, form_code) VALUES ('D', 2024, 2, 'district')},
	measure => q{INSERT INTO budget.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual) VALUES ('D', 2024, 1, 1, '2024-06-30', 5)},
	rules => q{UPDATE budget.rule SET tolerance = (SELECT count(*) FROM budget.rule_set) / 100.0 WHERE id = 'expenditure_equals_tier'});

# A new draft, and the statements that bring it where a case begins.
sub prepare
{
	my @names = @_;
	$department++;
	query($node, $database, "CALL draft('$department')");
	query($node, $database, sql($_)) foreach @names;
	return;
}

sub sql
{
	my ($name) = @_;
	my $sql = $statement{$name} // $name;
	$sql =~ s/'D'/'$department'/g;
	return $sql;
}

sub clean
{
	my ($name) = @_;
	is(query($node, $database, q{SELECT string_agg(message, ' ') FROM budget_perf.verify() WHERE severity = 'error'}), '', "$name: nothing wrong is left");
	return;
}

# The second statement waits for the first, which is committed or rolled back.
sub race
{
	my ($name, $before, $first, $second, $end, %expected) = @_;
	foreach my $at (sort keys %expected)
	{
		prepare(@$before);
		$_->run("BEGIN ISOLATION LEVEL $level{$at}") foreach $one, $two;
		is($one->run(sql($first)), '00000', "$name, $level{$at}: the first");
		$two->begin(sql($second))->waits;
		is($one->run($end), '00000', "$name, $level{$at}: $end");
		is($two->answer, $expected{$at}, "$name, $level{$at}: the second is told $expected{$at}");
		is($two->run('SELECT 1'), $expected{$at} eq '00000' ? '00000' : '25P02', "$name, $level{$at}: and its transaction is as that says");
		$two->run('COMMIT');
	}
	clean($name);
	return;
}

# Deadlocks that transactions of an application can make of several statements,
# and single ones that lock in the order in which they find rows: the server ends
# one of the two, with its own code, and the other goes on. (doc/ledger.md, Locks)
sub deadlock
{
	my ($name, $setup, $last) = @_;
	$one->run(q{SET deadlock_timeout = '10ms'});
	$two->run(q{SET deadlock_timeout = '100s'});
	$_->run('BEGIN') foreach $one, $two;
	$setup->();
	is($last->(), '40P01', "$name: the one is told 40P01");
	is($one->run('ROLLBACK'), '00000', "$name: and rolls back");
	is($two->answer, '00000', "$name: the other goes on");
	is($two->run('COMMIT'), '00000', "$name: and commits");
	clean($name);
	return;
}

# While nothing is sealed a table may be truncated; then it is filled again.
prepare();
deadlock('a table is truncated and filled again while a draft is submitted',
	sub {
		$one->run('TRUNCATE budget.task');
		$two->begin(sql('submit'))->waits;
	},
	sub { $one->run(sql(q{INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name) VALUES ('D', 2024, 1, 1, 'task')})) });

my @same = (rc => '00000', rr => '00000', se => '00000');

race('submitted after an edit', [], 'edit', 'submit', 'COMMIT', rc => '23514', rr => '23514', se => '23514');
race('submitted after an edit that is taken back', [], 'edit', 'submit', 'ROLLBACK', @same);
race('edited after a submission', [], 'submit', 'edit', 'COMMIT', rc => '23001', rr => '40001', se => '40001');
race('edited after a submission that is taken back', [], 'submit', 'edit', 'ROLLBACK', @same);
race('a row for what is being submitted', [], 'submit', 'line', 'COMMIT', rc => '23001', rr => '40001', se => '40001');
race('one line edited twice', [], 'edit', 'edit', 'COMMIT', rc => '00000', rr => '40001', se => '40001');
race('a row for what is being deleted', [], 'delete', 'line', 'COMMIT', rc => '23503', rr => '40001', se => '40001');
race('a row for what is being deleted after all not', [], 'delete', 'line', 'ROLLBACK', @same);
race('another key for what gets a row', [], 'line', 'rename', 'COMMIT', rc => '23503', rr => '23503');
race('deleted after a submission', [], 'submit', 'delete', 'COMMIT', rc => '23503', rr => '40001', se => '40001');
race('submitted twice', [], 'submit', 'submit_by_name', 'COMMIT', rc => '55000', rr => '40001', se => '40001');
race('sent back after an approval', ['submit'], 'approve', 'back', 'COMMIT', rc => '55000', rr => '40001', se => '40001');
race('the same by name', ['submit'], 'approve_by_name', 'back_by_name', 'COMMIT', rc => '55000', rr => '40001', se => '40001');
race('amended twice', [ 'submit', 'approve' ], 'amend', 'amend', 'COMMIT', rc => '55000', rr => '23505');
race('amended while the version is inserted', [ 'submit', 'approve' ], 'next', 'amend', 'COMMIT', rc => '23505', rr => '23505');
race('measured while it is sent back', ['submit'], 'back', 'measure', 'COMMIT', rc => '23001', rr => '40001', se => '40001');
race('measured while it is approved', ['submit'], 'approve', 'measure', 'COMMIT', rc => '00000', rr => '40001', se => '40001');
race('truncated after a submission', [], 'submit', 'TRUNCATE budget.task', 'COMMIT', rc => '23001', rr => '23001', se => '23001');

# Two submissions of different declarations, the first ones under new rules.
prepare();
race('the first submissions under new rules', ['rules'], 'submit', q{UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '} . $department . q{'},
	'ROLLBACK', rr => '00000');
prepare();
race('the same, and the rules are there when it has waited', ['rules'], 'submit', q{UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '} . $department . q{'},
	'COMMIT', rr => '40001');

# A handler for broken rules does not take a lost race for one.
race('a handler for broken rules',
	[], 'submit', q{DO $$ BEGIN UPDATE budget.budget_line SET amount = 0 WHERE department_code = 'D'; EXCEPTION WHEN integrity_constraint_violation THEN NULL; END $$},
	'COMMIT', rc => '00000', rr => '40001', se => '40001');

# Two who each read what the other writes: only SERIALIZABLE sees it, and says so.
prepare();
my $other = $department;
prepare();
$_->run('BEGIN ISOLATION LEVEL SERIALIZABLE') foreach $one, $two;
$_->run('SELECT sum(amount) FROM budget.budget_line') foreach $one, $two;
is($one->run(sql('edit')), '00000', 'two who read each other: the one edits');
is($two->run("UPDATE budget.budget_line SET amount = amount + 1 WHERE department_code = '$other' AND item_code = 'own_level'"), '00000',
	'two who read each other: the other edits another one');
is($one->run('COMMIT'), '00000', 'two who read each other: the first commits');
is($two->run('COMMIT'), '40001', 'two who read each other: the second is told 40001');

# Waits that end before what they wait for.
foreach my $case ([ 'edit', [], 'submit' ], [ 'submit', [], 'edit' ], [ 'submit_by_name', [], 'edit' ], [ 'approve_by_name', ['submit'], 'approve' ],
	[ 'amend', [ 'submit', 'approve' ], 'amend' ], [ 'measure', ['submit'], 'approve' ], [ 'delete', [], 'edit' ], [ 'TRUNCATE budget.task', [], 'submit' ])
{
	my ($waiting, $before, $first) = @$case;
	prepare(@$before);
	$one->run('BEGIN');
	$one->run(sql($first));

	$two->run(q{SET lock_timeout = '10ms'});
	is($two->run(sql($waiting)), '55P03', "$waiting: lock_timeout");
	$two->run('RESET lock_timeout');
	$two->run(q{SET statement_timeout = '10ms'});
	is($two->run(sql($waiting)), '57014', "$waiting: statement_timeout");
	$two->run('RESET statement_timeout');
	$two->begin(sql($waiting))->waits;
	query($node, $database, q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'two'});
	is($two->answer, '57014', "$waiting: cancelled");

	$one->run('ROLLBACK');
	is($two->run(sql($waiting)), $waiting eq 'measure' ? '23001' : $waiting eq 'amend' ? '00000' : $waiting =~ /TRUNCATE/ ? '23001' : '00000',
		"$waiting: once nobody is in the way");
}
prepare();
$one->run('BEGIN');
$one->run(sql('edit'));
is($two->run(sql(q{SELECT FROM budget.declaration WHERE department_code = 'D' FOR UPDATE NOWAIT})), '55P03', 'NOWAIT beside an edit');
$one->run('ROLLBACK');
clean('waits that end');

# The other deadlocks that the Locks section of doc/ledger.md tells of.
prepare();
deadlock('two lines in opposite orders',
	sub {
		$one->run(sql('line'));
		$two->begin(sql('edit'))->waits;
	},
	sub { $one->run(sql('edit')) });

prepare();
my $shared = q{SELECT FROM budget.declaration WHERE department_code = 'D' FOR SHARE};
deadlock('both share the declaration, and both edit',
	sub {
		$_->run(sql($shared)) foreach $one, $two;
		$two->begin(sql('line'))->waits;
	},
	sub { $one->run(sql('edit')) });

# What was filed second is found first by a set that goes by the order of rows.
prepare();
my $later = $department + 1;
query($node, $database, "CALL draft('$later'); DELETE FROM budget.declaration WHERE department_code = '$department'; DELETE FROM budget.department WHERE code = '$department'; CALL draft('$department')");
my $both = "'$department', '$later'";
deadlock('a set in the order of rows, a statement in the order of keys',
	sub {
		$keeper->run('BEGIN');
		$keeper->run(sql(q{SELECT FROM budget.declaration WHERE department_code = 'D' FOR UPDATE}));
		$one->begin("INSERT INTO budget.budget_line SELECT d, 2024, 1, 'other_income', 0 FROM unnest(ARRAY[$both]) d")->waits;
		$two->begin("UPDATE budget.declaration SET status = 'submitted' WHERE department_code IN ($both)")->waits;
	},
	sub { $keeper->run('COMMIT'); $one->answer });
$department = $later;

prepare();
deadlock('a draft is deleted while its rows are edited',
	sub {
		$keeper->run('BEGIN');
		$keeper->run(sql(q{SELECT FROM budget.budget_line WHERE department_code = 'D' AND item_code = 'own_level' FOR UPDATE}));
		$one->begin(sql(q{UPDATE budget.budget_line SET amount = amount + 1 WHERE department_code = 'D'}))->waits;
		$two->begin(sql('delete'))->waits;
	},
	sub { $keeper->run('COMMIT'); $one->answer });

# New rules are written down by the first submission under them.
query($node, $database, q{UPDATE budget.rule SET forms = ARRAY['district'], tolerance = 77 WHERE id = 'expenditure_equals_tier'});
my ($district, $city) = ($department + 1, $department + 2);
query($node, $database, "CALL draft('$district'); CALL draft('$city', 'city')");
my ($district2, $city2) = ($department + 3, $department + 4);
query($node, $database, "CALL draft('$district2'); CALL draft('$city2', 'city')");
$department += 4;
my $submit = sub { "UPDATE budget.declaration SET status = 'submitted' WHERE department_code = '$_[0]'" };
deadlock('the first submissions under new rules of two forms, in opposite orders',
	sub {
		$one->run($submit->($district));
		$two->run($submit->($city));
		$two->begin($submit->($district2))->waits;
	},
	sub { $one->run($submit->($city2)) });

$_->quit foreach $one, $two, $keeper;
$node->stop;
done_testing();
