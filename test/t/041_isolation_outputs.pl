# What the isolation tests may say at all. Their outputs are compared with expected
# ones, and an expected output can be written down wrong; this reads them and holds
# them against what must be so whatever happened.
use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

my ($specs, $permutations) = (0, 0);

# Rows of a table as the tester prints it, as hashes.
sub rows
{
	my ($header, @lines) = map { [ map { s/^\s+|\s+$//gr } split /\|/, $_, -1 ] } grep { /\|/ } split /\n/, $_[0];
	return map { my %row; @row{@$header} = @$_; \%row } @lines;
}

foreach my $file (sort glob 'test/specs/*.spec')
{
	my ($name) = $file =~ m{([^/]+)\.spec$};
	my $spec = slurp_file($file);
	my @wanted = map { s/\([^)]*\)//gr } $spec =~ /^permutation\s+(.*?)\s*$/mg;
	my $staged = $spec =~ /\bstage\./;
	my @wrong;

	$specs++ if $name ne 'stage';
	$permutations += @wanted if $name ne 'stage';
	push @wrong, map { "$_: does not end with the truth" } grep { !/\btruth$/ } @wanted;

	foreach my $output ("test/expected/$name.out", glob "test/expected/${name}_[0-9].out")
	{
		my $text = slurp_file($output);
		my (undef, @parts) = split /^starting permutation: /m, $text;
		my @names;

		push @wrong, "$1" while $text =~ /^(.*(?:deadlock detected|unused step|invalid permutation|timed out|server closed|unexpected|syntax error).*)$/mg;
		foreach my $part (@parts)
		{
			my ($permutation, $printed) = $part =~ /\A([^\n]*)\n(.*)\z/s;
			my ($last, $table) = $printed =~ /.*^step (\w+):[^\n]*\n(.*)\z/ms;

			push @names, $permutation =~ s/\([^)]*\)//gr;
			push @wrong, "$permutation: the truth is missing" if $last ne 'truth' || $table !~ /\(\d+ rows?\)/;
			next if !$staged;
			my @rows = rows($table);
			push @wrong, "$permutation: the truth has no rows" if !@rows;
			foreach my $row (@rows)
			{
				push @wrong, "$permutation: not as it must be: " . join(' ', map { "$_=" . ($row->{$_} // '?') } sort keys %$row)
				  if grep { ($row->{$_} // '') ne 't' } qw(as_sealed sound) or ($row->{faults} // '') ne '0';
			}
		}
		is_deeply(\@names, \@wanted, "$output: every permutation, in order");
	}
	is(join("\n", @wrong), '', "$name: every permutation ends with the truth, and it is true");
}

cmp_ok($specs, '>=', 40, "$specs specs");
cmp_ok($permutations, '>=', 300, "$permutations permutations");

# The table of the documentation is the one that is counted.
my ($table, $errors) = run_command([ 'sh', 'test/isolation_table' ]);
my %documented = map { $_ => 1 } split /\n/, slurp_file('doc/reliability.md');
is(join("\n", grep { !$documented{$_} } split /\n/, $table), '', 'doc/reliability.md holds the table of test/isolation_table');

done_testing();
