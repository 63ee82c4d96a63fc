# Binary COPY of bytes that no client sends, into each type of the engine: true images
# in which bytes were changed, cut off or put in, and plain noise. A refusal must say
# so; what is taken must be as good as what was typed. SEED=n replays a run.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server();
my $seed = $ENV{SEED} // 1;
my $tries = 80 * ($ENV{ROUNDS} // 1);
my %refusals = map { $_ => 1 } qw(08P01 22003 22021 22P02 22P03 22P04 2202E 42804 54000);
my $directory = PostgreSQL::Test::Utils::tempdir();
my $files = 0;
srand($seed);

# One value as binary COPY writes it: signature, flags, extension, one column, its length.
sub copy_file
{
	my ($image) = @_;
	my $file = "$directory/" . ++$files;
	open my $out, '>:raw', $file or die $!;
	print $out "PGCOPY\n\xff\r\n\0", pack('N N n N', 0, 0, 1, length $image), $image, pack('n', 0xffff);
	close $out;
	return $file;
}

sub noise { return join '', map { chr int rand 256 } 1 .. int rand(shift) }

sub spoil
{
	my ($image) = @_;
	foreach (0 .. int rand 3)
	{
		my $at = int rand(1 + length $image);
		my $kind = int rand 5;
		if ($kind == 0) { substr($image, $at, 1) = chr int rand 256 if $at < length $image }
		elsif ($kind == 1) { $image = substr($image, 0, $at) }
		elsif ($kind == 2) { substr($image, $at, 0) = noise(6) }
		elsif ($kind == 3) { substr($image, $at, 4) = pack 'N', (0, 1, 0x7fffffff, 0x80000000, 0xffffffff)[rand 5] if $at + 4 <= length $image }
		else { substr($image, $at, 0) = substr($image, 0, $at) }
	}
	return $image;
}

foreach my $encoding (qw(UTF8 EUC_CN SQL_ASCII))
{
	$node->safe_psql('postgres', "CREATE DATABASE recv TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	$node->safe_psql('recv', q{
		CREATE EXTENSION budget_perf;
		CREATE FUNCTION take(type regtype, file text) RETURNS text LANGUAGE plpgsql AS $$
		DECLARE
			state text;
			said text;
			ours boolean := type = 'budget_perf.indicator_target'::regtype;
		BEGIN
			TRUNCATE taken;
			EXECUTE format('COPY taken FROM %L WITH (FORMAT binary)', file);
			-- Whatever was taken can be used and printed, and what was printed is read as the same.
			EXECUTE format('SELECT count(v::text || md5(v::text)) FROM taken');
			IF ours THEN
				PERFORM budget_perf.target_kind(v), budget_perf.target_lower(v), budget_perf.target_unit(v), budget_perf.target_range(v),
					budget_perf.target_flags(v), budget_perf.target_hash(v) FROM taken;
				IF EXISTS (SELECT FROM taken WHERE v::text::budget_perf.indicator_target OPERATOR(budget_perf.<>) v) THEN
					RETURN 'not the same';
				END IF;
			END IF;
			RETURN 'taken';
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT;
			RETURN concat_ws(': ', state, CASE WHEN state LIKE 'XX%' THEN type || ' ' || said END);
		END $$;});

	# True images of each type that the engine brings, and of its rows and arrays.
	my @types = split /\n/, query($node, 'recv', q{
		SELECT oid::regtype FROM pg_type WHERE typnamespace = 'budget_perf'::regnamespace AND typreceive <> 0 ORDER BY 1});
	cmp_ok(scalar @types, '>=', 4, "$encoding: the engine has types");
	my %answers;
	foreach my $type (@types)
	{
		my $file = "$directory/true";
		unlink $file;
		query($node, 'recv', qq{
			DROP TABLE IF EXISTS taken;
			CREATE TABLE taken (v $type);
			CREATE TABLE sample AS SELECT * FROM taken;
			INSERT INTO sample SELECT (jsonb_populate_record(NULL::sample, jsonb_build_object('v', x))).v
			FROM unnest(ARRAY[
				CASE WHEN '$type' LIKE '%indicator_target' THEN '">=95.5%"' WHEN '$type' LIKE '%[]' THEN '[">=1", "80-90%"]' ELSE '{}' END]::jsonb[]) x
			WHERE '$type' NOT LIKE '%[]' OR '$type' LIKE '%indicator_target[]';
			COPY sample TO '$file' WITH (FORMAT binary);
			DROP TABLE sample;});
		my $image = slurp_file($file);
		utf8::downgrade($image, 1);
		$image = length $image > 27 ? substr($image, 25, -2) : pack 'N', 0;
		my @names = map { copy_file($_) } $image, map { rand() < 0.7 ? spoil($image) : noise(40) } 1 .. $tries;
		my $out = query($node, 'recv', "SELECT take('$type', '$directory/' || n) FROM generate_series($files - $tries, $files) n");
		$answers{$_}++ foreach split /\n/, $out;
		unlink @names;
	}
	# The server's own reader of jsonb has no SQLSTATE for another version of its images.
	my @wrong = grep { $_ ne 'taken' && !$refusals{$_} && !/^XX000: \S+ unsupported jsonb version number \d+$/ } sort keys %answers;
	is("@wrong", '', "$encoding: taken, or refused for what it is (seed $seed)");
	cmp_ok($answers{taken} // 0, '>', $tries / 4, "$encoding: some are taken");
	cmp_ok($answers{'08P01'} // 0, '>', 0, "$encoding: some are refused");
	my $all = $tries * @types;
	diag("figure: recv $encoding: $all images for " . @types . ' types, ' . ($answers{taken} // 0) . ' taken');
	$node->safe_psql('postgres', 'DROP DATABASE recv');
}

$node->stop;
done_testing();
