# Streaming standbys, one behind the other: they hold the ledger whole, verify() and
# the checks run on them, and after a promotion the work goes on where it stood.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1, extra => [ '--encoding', 'UTF8', '--no-locale' ]);
$primary->append_conf('postgresql.conf', "jit = off\nmax_prepared_transactions = 5\nwal_keep_size = 256MB");
$primary->start;
fill($primary, 'source');

$primary->backup('base');
my ($standby, $second) = map { PostgreSQL::Test::Cluster->new($_) } qw(standby second);
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$second->init_from_backup($primary, 'base');
$second->enable_streaming($standby);
$second->append_conf('postgresql.conf', 'recovery_target_timeline = latest');
$second->start;

sub caught_up
{
	my ($from, @to) = @_;
	my $lsn = $from->lsn('write');
	foreach my $node (@to)
	{
		$node->poll_query_until('postgres', "SELECT pg_last_wal_replay_lsn() >= '$lsn'::pg_lsn")
		  or die 'a standby does not follow';
	}
}

# What every standby must show of its source.
sub follows
{
	my ($how, $from, @to) = @_;
	caught_up($from, @to);
	foreach my $node (@to)
	{
		foreach my $ledger (qw(budget other))
		{
			same(contents($node, 'source', $ledger), contents($from, 'source', $ledger), "$how: every row of $ledger on " . $node->name);
			is(faults($node, 'source', $ledger), '', "$how: $ledger verifies on " . $node->name);
		}
	}
}

follows('at the beginning', $primary, $standby, $second);
is( query($standby, 'source', q{SELECT rule, status, lhs, rhs FROM budget_perf.check_declaration('440800014', 2024)}),
	query($primary, 'source', q{SELECT rule, status, lhs, rhs FROM budget_perf.check_declaration('440800014', 2024)}),
	'check_declaration() runs on a standby');
is( query($standby, 'source', q{SELECT budget_perf.export_declaration('440115012', 2023)}),
	query($primary, 'source', q{SELECT budget_perf.export_declaration('440115012', 2023)}), 'and so does export_declaration()');
is( query($standby, 'source', q{SELECT category, amount FROM budget_perf.declaration_totals('440115012', 2023) WHERE block IS NULL}),
	query($primary, 'source', q{SELECT category, amount FROM budget_perf.declaration_totals('440115012', 2023) WHERE block IS NULL}), 'and declaration_totals()');
is( query($standby, 'source', q{SELECT * FROM budget.budget_yoy}), query($primary, 'source', q{SELECT * FROM budget.budget_yoy}), 'and the views');
refused($standby, 'source', q{SELECT budget_perf.submit('440800014', 2024)}, '25006', 'a submission on a standby');
refused($standby, 'source', q{UPDATE budget.budget_line SET amount = 0}, '25006', 'an edit on a standby');

# Every kind of step comes through.
query($primary, 'source', q{
	UPDATE budget.task SET expected_outcome = '改' WHERE department_code = '440800014' AND fiscal_year = 2024;
	SELECT budget_perf.submit('440800014', 2024);
	SELECT budget_perf.send_back('440800014', 2024);
	SELECT budget_perf.submit('440800014', 2024);
	SELECT budget_perf.approve('440800014', 2024);
	SELECT budget_perf.amend('440800014', 2024);
	SELECT budget_perf.submit('440800014', 2024, ledger => 'other')});
follows('after some steps', $primary, $standby, $second);

# One transaction is prepared when the primary goes down, another was rolled back.
query($primary, 'source', q{
	BEGIN;
	SELECT budget_perf.submit('440800014', 2024);
	PREPARE TRANSACTION 'submission'});
query($primary, 'source', q{BEGIN; SELECT budget_perf.approve('440800014', 2024, ledger => 'other'); ROLLBACK});
caught_up($primary, $standby, $second);
my $before = contents($primary, 'source', 'other');
$primary->stop('immediate');
$standby->promote;
ok($standby->poll_query_until('source', 'SELECT NOT pg_is_in_recovery()'), 'the standby is promoted');
same(contents($standby, 'source', 'other'), $before, 'with everything that was committed');
is(faults($standby, 'source', $_), '', "$_ verifies after the promotion") foreach qw(budget other);

# The prepared submission holds its lock there, and is a submission once it is committed.
refused($standby, 'source', q{SET lock_timeout = '100ms'; UPDATE budget.task SET amount = 0 WHERE department_code = '440800014' AND version = 2},
	'55P03', 'an edit of what is being submitted');
query($standby, 'source', q{COMMIT PREPARED 'submission'});
is(query($standby, 'source', q{SELECT status FROM budget.declaration WHERE department_code = '440800014' AND version = 2}), 'submitted', 'it is submitted');
refused($standby, 'source', q{UPDATE budget.task SET amount = 0 WHERE department_code = '440800014' AND version = 2}, '23001', 'and sealed');

# The work goes on, and the second standby follows the new primary.
query($standby, 'source', q{
	SELECT budget_perf.approve('440800014', 2024);
	SELECT budget_perf.amend('440800014', 2024);
	SELECT budget_perf.approve('440800014', 2024, ledger => 'other');
	INSERT INTO budget.execution (department_code, fiscal_year, spent_on, entry_no, item_code, amount)
	VALUES ('440800014', 2024, '2024-07-30', 1, 'basic_expenditure', 1)});
refused($standby, 'source', q{DELETE FROM budget.seal}, '23001', 'a seal after the promotion');
follows('after the promotion', $standby, $second);
is(query($second, 'source', q{SELECT string_agg(status, ' ' ORDER BY version) FROM budget.declaration WHERE department_code = '440800014' AND fiscal_year = 2024}),
	'approved approved draft', 'the second standby has each status');

$second->stop;
$standby->stop;
done_testing();
