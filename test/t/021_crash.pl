# A server that is killed at random moments under load, a few times here and two
# hundred times in the arsenal: what was acknowledged is there, nothing by halves.
use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

my $seed = $ENV{SEED} // 1;
local %ENV = (%ENV, SEED => $seed, CRASHES => 3, TMPDIR => PostgreSQL::Test::Utils::tempdir_short());
delete @ENV{qw(PGHOST PGPORT PGUSER)};
my $out = `perl test/model/crash 2>&1`;
my $ok = $? == 0;
note($out);
ok($ok, "three crashes, seed $seed") or diag($out);
like($out, qr/^ok: \d+ operations.* 3 comparisons of everything/m, 'everything compared after each');
like($out, qr/1 times all pages|times all pages and indexes checked 1/, 'pg_amcheck was run');

done_testing();
