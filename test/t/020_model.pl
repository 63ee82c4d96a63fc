# Random statements in eight sessions, every answer held against a model
# (test/model): ten thousand here, a million in the arsenal. SEED=n replays a run,
# OPERATIONS=n makes it longer.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use Test::More;

my $node = start_server();
$node->append_conf('postgresql.conf', "max_prepared_transactions = 20\nfsync = off");
$node->restart;

sub run_model
{
	my ($name, %settings) = @_;
	local %ENV = (%ENV, PGHOST => $node->host, PGPORT => $node->port, PGUSER => getpwuid($<) // 'postgres', %settings);
	delete @ENV{grep { !defined $ENV{$_} } keys %ENV};
	my $out = `perl test/model/run 2>&1`;
	my $ok = $? == 0;
	note($out);
	ok($ok, $name) or diag($out);
	like($out, qr/^ok: \d+ operations/m, "$name: it ran to its end");
	return $out;
}

my $seed = $ENV{SEED} // 1;
my $operations = $ENV{OPERATIONS} // 10_000;
my $out = run_model("eight sessions, seed $seed", SEED => $seed, OPERATIONS => $operations, CONNECTIONS => 8);

# It is no test unless sessions met, and unless statements were refused for every reason.
my %answers = map { split ' ' } split /, /, ($out =~ /^answers: (.*)/m)[0] // '';
cmp_ok($answers{$_} // 0, '>', 0, "there are answers $_") foreach qw(ok 23001 23503 23505 23514 55000 P0002 40001);
cmp_ok($answers{ok} // 0, '>', $operations / 4, 'and a good part of the statements succeed');

# One session: the same statements, answered in the same order, twice.
my ($first, $again) = map { run_model("one session, run $_", SEED => $seed, OPERATIONS => 400, CONNECTIONS => 1) } 1, 2;
is(($again =~ /^(answers: .*\nstatements: .*)/m)[0], ($first =~ /^(answers: .*\nstatements: .*)/m)[0], 'a seed replays');

$node->stop;
done_testing();
