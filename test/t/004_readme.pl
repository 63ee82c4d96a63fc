# What the README says is so: its SQL runs, in order, in one session, and prints
# what the README shows. An SQL block that a "text" block follows must print
# exactly that; every other one must run without an error.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server();
$node->safe_psql('postgres', 'CREATE DATABASE readme');

my @blocks;
my ($language, $text, $line) = ('', '', 0);
my $follows = 0;    # whether nothing stands between here and an SQL block
foreach (split /^/, slurp_file('README.md'))
{
	$line++;
	if (/^```(\w*)$/)
	{
		if ($language eq '')
		{
			($language, $text) = ($1 || 'none', '');
		}
		else
		{
			push @blocks, { line => $line, sql => $text } if $language eq 'sql';
			$blocks[-1]{shown} = $text if $language eq 'text' && $follows;
			$follows = $language eq 'sql';
			$language = '';
		}
	}
	elsif ($language ne '')
	{
		$text .= $_;
	}
	elsif (/\S/)
	{
		$follows = 0;
	}
}

# One session over all blocks, fed by a pipe, so that messages carry no line.
my $script = '';
$script .= "\\echo \@\@ $_\n$blocks[$_]{sql}\n" foreach 0 .. $#blocks;
my $file = PostgreSQL::Test::Utils::tempdir . '/readme.sql';
append_to_file($file, $script);
my $printed = $node->connstr('readme');
$printed = `psql -X -q -d '$printed' < '$file' 2>&1`;
my %printed = map { /\A (\d+)\n(.*)\z/s ? ($1 => $2) : () } split /^@@/m, $printed;

sub squeeze { my ($s) = @_; $s =~ s/[ \t]+$//mg; $s =~ s/\n+\z/\n/; return $s; }

foreach (0 .. $#blocks)
{
	my $block = $blocks[$_];
	if (defined $block->{shown})
	{
		is(squeeze($printed{$_} // ''), squeeze($block->{shown}), "README line $block->{line}: prints what is shown");
	}
	else
	{
		unlike($printed{$_} // 'ERROR: not run', qr/ERROR:/, "README line $block->{line}: runs");
	}
}
cmp_ok(scalar(@blocks), '>', 5, 'there is something to run');
is(query($node, 'readme', "SELECT count(*) FROM budget_perf.verify('budget')"), '0', 'the ledger verifies at the end');

$node->stop;
done_testing();
