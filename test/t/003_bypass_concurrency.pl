# Ways around the guards: two transactions at once, at every level of isolation.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Bypass;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = begin_suite('B');

my %levels = (RC => 'READ COMMITTED', RR => 'REPEATABLE READ', SER => 'SERIALIZABLE');
my $edit = "UPDATE budget.budget_line SET amount = amount + 1 WHERE $draft AND item_code = 'other_income'";
my $submit = "UPDATE budget.declaration SET status = 'submitted' WHERE $draft";

# Two sessions in a copy of the ledger, each with a snapshot of before. Whatever
# comes of them, no submitted declaration may differ from its seal or break a rule.
sub race
{
	my ($name, $answer, $said, $first, $second, $story) = @_;
	$node->safe_psql('postgres', 'CREATE DATABASE race TEMPLATE source');
	my ($one, $two) = (session('race'), session('race'));
	foreach ([ $one, $first ], [ $two, $second ])
	{
		my ($session, $level) = @$_;
		$session->ask("BEGIN ISOLATION LEVEL $levels{$level}");
		$session->ask('SELECT count(*) FROM budget.budget_line');
	}
	my $got = $story->($one, $two);
	$_->ask('ROLLBACK') foreach $one, $two;
	$_->end foreach $one, $two;
	is(found('race'), '', "$name: verify() finds nothing");
	shown($name, $answer, $said, scalar grep { $got eq $_ } split / or /, $said) or diag("got $got");
	$node->safe_psql('postgres', 'DROP DATABASE race WITH (FORCE)');
	return;
}

# The second waits for the first, which commits; then what the second is told.
sub one_after_the_other
{
	my ($first, $second) = @_;
	return sub {
		my ($one, $two) = @_;
		is($one->ask($first), '', 'the first is let in');
		$two->tell($second);
		ok($two->waits, 'the second waits for it');
		$one->ask('COMMIT');
		my $heard = $two->heard;
		return $heard ne '' ? $heard : $two->ask('COMMIT');
	};
}

# --- B1, B2: an edit and a submission, in either order ---

race('B1 edit, then submission', 'closed', '23514', 'RC', 'RC', one_after_the_other($edit, $submit));
race('B1 submission, then edit', 'closed', '23001', 'RC', 'RC', one_after_the_other($submit, $edit));
race('B2 edit, then submission, repeatable read', 'closed', '23514', 'RR', 'RR', one_after_the_other($edit, $submit));
race('B2 submission, then edit, repeatable read', 'closed', '40001', 'RR', 'RR', one_after_the_other($submit, $edit));
race('B2 edit, then submission, serializable', 'closed', '23514 or 40001', 'SER', 'SER', one_after_the_other($edit, $submit));
race('B2 submission, then edit, serializable', 'closed', '40001', 'SER', 'SER', one_after_the_other($submit, $edit));
race('B2 edit, then submission, mixed', 'closed', '23514', 'SER', 'RR', one_after_the_other($edit, $submit));
race('B2 submission, then edit, mixed', 'closed', '40001', 'RC', 'RR', one_after_the_other($submit, $edit));
race('B2 two edits that only together break a rule', 'closed', '23514', 'RR', 'RR', sub {
	my ($one, $two) = @_;
	# either alone leaves the tasks within spending, both do not
	$one->ask("UPDATE budget.task SET amount = 160 WHERE $draft AND task_no = 1");
	$two->tell("UPDATE budget.task SET amount = 70 WHERE $draft AND task_no = 2");
	$two->waits;
	$one->ask('COMMIT');
	$two->heard;
	$two->ask('COMMIT');
	return $two->ask($submit);
});

# --- B3: what a transaction has done itself ---

race('B3 own changes', 'closed', '23514', 'RR', 'SER', sub {
	my ($one) = @_;
	$one->ask($edit);
	return $one->ask($submit);
});

# --- B4: parents that come and go ---

race('B4 parent not committed', 'closed', '23503', 'RC', 'RC', sub {
	my ($one, $two) = @_;
	$one->ask("INSERT INTO budget.declaration (department_code, fiscal_year, form_code) VALUES ('002', 2030, 'district')");
	return $two->ask("INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2030, 1, 1)");
});
race('B4 parent deleted meanwhile', 'closed', '23503', 'RC', 'RC',
	one_after_the_other("DELETE FROM budget.declaration WHERE $draft", "INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2024, 1, 9)"));
race('B4 parent deleted, its rows added meanwhile', 'harmless', 'the rows go, too', 'RC', 'RC', sub {
	my ($one, $two) = @_;
	$one->ask("INSERT INTO budget.task (department_code, fiscal_year, version, task_no) VALUES ('002', 2024, 1, 9)");
	$two->tell("DELETE FROM budget.declaration WHERE $draft");
	$two->waits;
	$one->ask('COMMIT');
	$two->heard;
	$two->ask('COMMIT');
	return $two->ask("SELECT count(*) FROM budget.task WHERE $draft") eq '0' ? 'the rows go, too' : 'a row stays';
});

# --- B5, B6: what a checker must not do ---

my $sources = '';
$sources .= slurp_file($_) foreach glob 'src/*.c src/*.h sql/engine/*.sql sql/ledger/*.sql';
$sources =~ s{/\*.*?\*/}{}gs;
shown('B5 rows passed over', 'closed', 'nothing skips locked rows or samples', $sources !~ /SKIP\s+LOCKED|NOWAIT|TABLESAMPLE/);
shown('B6 advisory locks', 'closed', 'none are taken', $sources !~ /advisory/);

# --- B7: deadlocks ---

$node->safe_psql('source', "SELECT public.draft('002', y) FROM generate_series(2040, 2049) AS y");
my $all = 'UPDATE budget.task SET content = coalesce(content, $$$$) || $$x$$ WHERE fiscal_year BETWEEN 2040 AND 2049 AND task_no =';
race('B7 two statements over the same declarations', 'harmless', 'they queue in the order of the keys', 'RC', 'RC', sub {
	my ($one, $two) = @_;
	# the rows are met in opposite orders, the declarations are locked in one
	$one->ask('SET enable_seqscan = off');
	$one->ask("$all 1");
	$two->tell("WITH back AS (SELECT fiscal_year FROM generate_series(2049, 2040, -1) AS fiscal_year)"
		  . "UPDATE budget.task t SET content = 'y' FROM back WHERE t.fiscal_year = back.fiscal_year AND t.task_no = 2");
	$two->waits;
	my $heard = $one->ask("$all 1");
	$one->ask('COMMIT');
	$heard .= $two->heard . $two->ask('COMMIT');
	return $heard eq '' ? 'they queue in the order of the keys' : $heard;
});
race('B7 two transactions in opposite orders', 'closed', '40P01', 'RC', 'RC', sub {
	my ($one, $two) = @_;
	$_->ask("SET deadlock_timeout = '10ms'") foreach $one, $two;
	$one->ask('UPDATE budget.task SET content = $$x$$ WHERE fiscal_year = 2040 AND task_no = 1');
	$two->ask('UPDATE budget.task SET content = $$y$$ WHERE fiscal_year = 2041 AND task_no = 1');
	$one->tell('UPDATE budget.task SET content = $$x$$ WHERE fiscal_year = 2041 AND task_no = 2');
	$one->waits;
	my $heard = $two->ask('UPDATE budget.task SET content = $$y$$ WHERE fiscal_year = 2040 AND task_no = 2');
	# one of the two is given up, the other goes on
	$two->ask('ROLLBACK') if $heard ne '';
	my @heard = ($heard, $one->heard);
	return join '', @heard;
});
$node->safe_psql('source', 'DELETE FROM budget.declaration WHERE fiscal_year BETWEEN 2040 AND 2049');

# --- B8: errors that come at COMMIT ---

shown('B8 errors at commit', 'closed', 'nothing is deferred', query($node, 'source', q{
	SELECT count(*) FROM pg_constraint WHERE connamespace = 'budget'::regnamespace AND condeferrable}) eq '0'
	  && query($node, 'source', q{
	SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'budget'::regnamespace AND t.tgdeferrable}) eq '0');
closed('B8 deferred constraints', $refused,
	"SET CONSTRAINTS ALL DEFERRED; $edit; $submit");

# --- B9: rules that change while declarations are being filed ---

my $stricter = "INSERT INTO budget.rule (id, kind, severity, parameters, description, description_zh) VALUES ('every_class', 'class_coverage', 'error', '{}', 'x', 'x')";
foreach my $level ('RC', 'RR')
{
	race("B9 rule made an error meanwhile, $levels{$level}", 'closed', '23514', $level, 'RC', sub {
		my ($one, $two) = @_;
		$two->ask($stricter);
		$two->ask('COMMIT');
		return $one->ask($submit);
	});
}
race('B9 rule not committed', 'harmless', 'the seal names the rules that were', 'RC', 'RC', sub {
	my ($one, $two) = @_;
	$two->ask($stricter);
	my $heard = $one->ask($submit) . $one->ask('COMMIT') . $two->ask('COMMIT');
	my $named = $one->ask("SELECT count(*) FROM budget.seal s JOIN budget.rule_set r ON r.digest = s.rule_set,"
		  . " jsonb_array_elements(r.rules) AS rule WHERE $draft AND rule ->> 'id' = 'every_class'");
	return "$heard$named" eq '0' ? 'the seal names the rules that were' : "$heard$named";
});
race('B9 rules changed between two submissions', 'closed', '23514', 'RC', 'RC', sub {
	my ($one, $two) = @_;
	$one->ask("SELECT public.draft('002', 2025)");
	$one->ask($submit);
	$two->ask($stricter);
	$two->ask('COMMIT');
	my $heard = $one->ask("SAVEPOINT s; UPDATE budget.declaration SET status = 'submitted' WHERE fiscal_year = 2025");
	$one->ask('ROLLBACK TO s; COMMIT');
	return $heard;
});

end_suite();
done_testing();
