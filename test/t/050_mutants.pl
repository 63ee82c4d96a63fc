# The mutants that the slow tests try (test/mutants) fit the sources and the tests as
# they are now, and the page tells of them.
use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

my ($table, $faults) = run_command([ 'test/mutants/run', '--table' ]);
my ($section) = slurp_file('doc/reliability.md') =~ /^## Mutants\n(.*?)^## /ms;
my $written = join "\n", $section =~ /^(\|.*)$/mg;
my ($mutants) = $section =~ /^(\d+) mutants/m;

is($faults, '', 'each original stands once in its file, and each test is there');
is($written, $table, 'the page has the table that test/mutants/run --table prints');
is($mutants, scalar(() = $table =~ /^\| `/mg), 'and counts its rows');
cmp_ok($mutants, '>=', 40, "$mutants mutants");

done_testing();
