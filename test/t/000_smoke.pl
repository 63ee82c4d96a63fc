use strict; use warnings;
use PostgreSQL::Test::Cluster; use Test::More;
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init; $node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION budget_perf');
is($node->safe_psql('postgres', 'SELECT 1'), '1'); done_testing();
