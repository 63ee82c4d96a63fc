# Hostile values for everything that SQL can call (test/garden): a fifth of what there
# is here, everything and more of it in the arsenal. SEED=n replays a run.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use Test::More;

$ENV{PGCLIENTENCODING} = 'UTF8';
my $node = start_server();
my $seed = $ENV{SEED} // 1;
my $share = $ENV{SHARE} // 0.2;
my $rounds = $ENV{ROUNDS} // 1;

# Text is checked by the server in UTF-8, made of fewer characters in EUC_CN, and any
# bytes in SQL_ASCII.
foreach my $encoding (split ' ', $ENV{ENCODINGS} // 'UTF8')
{
	my $name = "$encoding, seed $seed, rounds $rounds, share $share";
	$node->safe_psql('postgres', "CREATE DATABASE garden TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	my ($status, $out, $err) = $node->psql('garden', '\i test/garden/run.sql', timeout => 3600,
		extra_params => [ '-q', '-v', 'seed=' . ($seed % 1000) / 1000, '-v', "rounds=$rounds", '-v', "share=$share" ]);
	is($status, 0, "$name: it ran to its end") or diag($err);
	my ($counts, $wrong) = split /^-- what is wrong\n?/m, $out;
	is($wrong // 'no end', '', "$name: no call crashed or had an error that it may not have");
	my ($calls, $done) = (0, 0);
	while ($counts =~ /^.*: (\d+) calls of \d+, (\d+) done$/mg)
	{
		$calls += $1;
		$done += $2;
	}
	diag("figure: garden $encoding: $calls calls, $done done");
	cmp_ok($calls, '>', 5000 * $share, "$name: many were made");
	cmp_ok($done, '>', $calls / 4, "$name: and a good part of them do");
	$node->safe_psql('postgres', 'DROP DATABASE garden; DROP ROLE garden_clerk');
}

$node->stop;
done_testing();
