# What the tests of the ways around the guards share: a small ledger in every
# state, and three verdicts. Each test is one row of the table in
# doc/reliability.md, by its name; what is proven here and what is written there
# must be the same.
package Bypass;

use strict;
use warnings;

use Exporter 'import';
use FindBin;
use Ledger;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(begin_suite end_suite closed detected harmless shown found node session
  $approved $submitted $draft $recorded $replica $sealed $refused);

# The declarations of the ledger "budget".
our $approved = "department_code = '001' AND fiscal_year = 2023 AND version = 1";
our $submitted = "department_code = '001' AND fiscal_year = 2024 AND version = 1";
our $draft = "department_code = '002' AND fiscal_year = 2024 AND version = 1";
our $recorded = "department_code = '002' AND fiscal_year = 2022 AND version = 1";

our $replica = 'SET session_replication_role = replica;';

# Verdicts that return: what is said, and how it begins.
our $sealed = [ '23001 declaration_sealed', qr/^declaration of department "001" for 202[34], version 1 is (submitted|approved) and cannot be changed$/ ];
our $refused = [ '23514 expenditure_equals_income', qr/^declaration of department "\d+" for \d+, version 1 breaks 1 rule: / ];

my $node;
my $letters;
my $truth;
my %seen;

# The ledger of these tests: everything balances, and every state is there.
my $fill = q{
	CREATE EXTENSION budget_perf;
	INSERT INTO budget.department (code, name) VALUES ('001', '甲局'), ('002', '乙局');
	CREATE FUNCTION public.draft(code text, year integer) RETURNS void LANGUAGE sql AS $$
		INSERT INTO budget.declaration (department_code, fiscal_year, form_code, goal) VALUES (code, year, 'district', '目标');
		INSERT INTO budget.budget_line (department_code, fiscal_year, version, item_code, amount) VALUES
			(code, year, 1, 'basic_expenditure', 100), (code, year, 1, 'project_expenditure', 200),
			(code, year, 1, 'fiscal_appropriation', 250), (code, year, 1, 'other_income', 50);
		INSERT INTO budget.task (department_code, fiscal_year, version, task_no, name, amount) VALUES
			(code, year, 1, 1, '任务一', 120), (code, year, 1, 2, '任务二', 30);
		INSERT INTO budget.indicator (department_code, fiscal_year, version, indicator_no, level1, level2, name, cycle_target, annual_target) VALUES
			(code, year, 1, 1, '产出指标', '数量指标', '数量（个）', '≥10', '≥5'), (code, year, 1, 2, '产出指标', '质量指标', '合格率', '≥95%', '≥95%');
	$$;
	SELECT public.draft('001', 2023), public.draft('001', 2024), public.draft('002', 2024), public.draft('002', 2022);
	SELECT budget_perf.submit('001', 2023), budget_perf.approve('001', 2023), budget_perf.amend('001', 2023);
	SELECT budget_perf.submit('001', 2024), budget_perf.send_back('001', 2024), budget_perf.submit('001', 2024);
	SELECT budget_perf.record('002', 2022);
};

# Begins the tests of a section of the table: the letters that their names begin with.
sub begin_suite
{
	($letters, my @configuration) = @_;
	$node = PostgreSQL::Test::Cluster->new("bypass_$letters");
	$node->init(extra => [ '--encoding', 'UTF8', '--no-locale' ]);
	$node->append_conf('postgresql.conf', join "\n", 'jit = off', 'max_prepared_transactions = 10', @configuration);
	$node->start;
	$node->safe_psql('postgres', 'CREATE DATABASE source');
	$node->safe_psql('source', $fill);
	$truth = contents($node, 'source', 'budget');
	is(found('source'), '', 'clean before');
	return $node;
}

# The findings of verify(), a line each: rule, severity unless it is error, where.
sub found
{
	my ($database) = @_;
	return query($node, $database, q{
		SELECT f.line FROM budget_perf.verify() AS v CROSS JOIN LATERAL (SELECT concat_ws(' ', v.rule, nullif(v.severity, 'error'), v.location ->> 'table',
			(SELECT string_agg(k.value, '/' ORDER BY array_position(ARRAY['department_code', 'fiscal_year', 'version'], k.key), k.key)
				FROM jsonb_each_text(v.location -> 'key') AS k),
			v.location ->> 'column', v.location ->> 'object', 'x' || (v.location ->> 'rows')) ) AS f (line)
		ORDER BY f.line COLLATE "C"});
}

sub note_seen
{
	my ($name, $answer, $said) = @_;
	fail("$name stands twice") if $seen{$name};
	$seen{$name} = "$answer | $said";
	return;
}

# The way is refused, with this SQLSTATE and constraint and a message of this kind.
sub closed
{
	my ($name, $verdict, $sql, $database) = @_;
	my ($said, $message) = @$verdict;
	note_seen($name, 'closed', $said);
	# in one transaction, of which nothing stays, unless the statements make their own
	$sql = "BEGIN;\n$sql;\nROLLBACK;" unless $sql =~ /\b(BEGIN;|CALL )/;
	my ($status, $out, $err) = $node->psql($database // 'source', "\\set VERBOSITY verbose\n$sql", on_error_stop => 1);
	my ($sqlstate, $text) = $err =~ /ERROR:  ([0-9A-Z]{5}): (.*)/;
	my ($constraint) = $err =~ /CONSTRAINT NAME:\s+(\S+)/;
	is($status && defined $sqlstate ? join(' ', $sqlstate, grep { defined } $constraint) : 'not refused', $said, "$name: closed");
	like($text // '', $message, "$name: says why");
	return $err;
}

# The way is open to whoever has the right: what was done by it is committed,
# and then verify() finds exactly this.
sub detected
{
	my ($name, $findings, $sql, %then) = @_;
	my %rules = map { (split ' ')[0] => 1 } @$findings;
	note_seen($name, 'detected', join ', ', sort keys %rules);
	$node->safe_psql('postgres', 'CREATE DATABASE bypass TEMPLATE source');
	ref $sql ? $sql->('bypass') : $node->safe_psql('bypass', $sql);
	is(found('bypass'), join("\n", sort @$findings), "$name: verify() finds it, and nothing else");
	$then{then}->('bypass') if $then{then};
	$node->safe_psql('postgres', 'DROP DATABASE bypass WITH (FORCE)');
	return;
}

# The way leads nowhere: it is committed, changes nothing that is sealed, and
# verify() finds nothing.
sub harmless
{
	my ($name, $said, $sql, %then) = @_;
	note_seen($name, 'harmless', $said);
	$node->safe_psql('postgres', 'CREATE DATABASE bypass TEMPLATE source');
	ref $sql ? $sql->('bypass') : $node->safe_psql('bypass', $sql);
	is(found('bypass'), '', "$name: verify() finds nothing");
	is(query($node, 'bypass', sealed_contents()), query($node, 'source', sealed_contents()), "$name: and what is sealed is what it was");
	$then{then}->('bypass') if $then{then};
	$node->safe_psql('postgres', 'DROP DATABASE bypass WITH (FORCE)');
	return;
}

# What is shown by other means.
sub shown
{
	my ($name, $answer, $said, $ok) = @_;
	note_seen($name, $answer, $said);
	return ok($ok, "$name: $answer");
}

# Every row of the declarations that the source has sealed.
sub sealed_contents
{
	my %columns = (
		declaration => 'department_code, fiscal_year, version, form_code, goal, cycle_from, cycle_to, status',
		budget_line => 'department_code, fiscal_year, version, item_code, amount, amount_source',
		task => 'department_code, fiscal_year, version, task_no, amount, name, content, expected_outcome, amount_source',
		indicator => 'department_code, fiscal_year, version, indicator_no, level1, level2, name, unit, cycle_target::text, annual_target::text, weight, accumulation, code',
		seal => 'department_code, fiscal_year, version, submission, enforced, digest, previous_digest, rule_set, totals, findings, withdrawn_at IS NULL');
	my $where = join ' OR ', map { "($_)" } $approved, $submitted, $recorded;
	return 'SELECT line FROM (' . join(' UNION ALL ', map { "SELECT '$_' || ROW($columns{$_})::text AS line FROM ONLY budget.$_ WHERE $where" } sort keys %columns)
	  . ') AS l ORDER BY line COLLATE "C"';
}

# Ends the tests: the source is what it was, and the table says what was shown.
sub end_suite
{
	is(found('source'), '', 'clean after');
	is(contents($node, 'source', 'budget'), $truth, 'and nothing was changed');
	$node->stop;

	my %table;
	open my $doc, '<', "$FindBin::RealBin/../../doc/reliability.md" or die "doc/reliability.md: $!";
	while (<$doc>)
	{
		next unless /^\| .+ \| (closed|detected|harmless) \| (.+) \| ([A-H]\d+ [^|]+) \|$/;
		my ($answer, $said, $name) = ($1, $2, $3);
		fail("$name stands twice in the table") if $table{$name};
		$table{$name} = "$answer | $said" if $name =~ /^[$letters]/;
	}
	close $doc;
	s/`//g foreach values %table;
	is_deeply(\%table, \%seen, 'the table in doc/reliability.md has the same ways with the same answers')
	  or diag(explain({ map { $_ => [ $table{$_} // 'not in the table', $seen{$_} // 'not shown' ] }
				  grep { ($table{$_} // '') ne ($seen{$_} // '') } keys %table, keys %seen }));
	return;
}

# A session of its own: ask() runs statements and returns what they print, errors
# included; tell() only sends them; waits() says that it waits for a lock.
sub session { return Bypass::Session->new(@_) }

package Bypass::Session;

use IPC::Run qw(start pump finish timeout);
use PostgreSQL::Test::Utils;
use Test::More;

my $number = 0;

sub new
{
	my ($class, $database, @settings) = @_;
	my $self = bless { in => '', out => '', err => '', name => 'session' . ++$number }, $class;
	$self->{timer} = timeout($PostgreSQL::Test::Utils::timeout_default);
	$self->{run} = start([ 'psql', '-XAtq', '-v', 'VERBOSITY=sqlstate', '-d', $node->connstr($database // 'source'), '-f', '-' ],
		'<', \$self->{in}, '>', \$self->{out}, '2>', \$self->{err}, $self->{timer});
	$self->ask("SET application_name = '$self->{name}'");
	$self->ask($_) foreach @settings;
	return $self;
}

sub tell
{
	my ($self, $sql) = @_;
	$self->{mark}++;
	$self->{in} .= "$sql;\n\\echo mark $self->{mark}\n\\warn mark $self->{mark}\n";
	$self->{run}->pump_nb;
	return $self;
}

# What the statements told printed: rows, or the SQLSTATE of an error.
sub heard
{
	my ($self) = @_;
	my $mark = qr/^mark $self->{mark}$/m;
	pump $self->{run} until $self->{out} =~ $mark && $self->{err} =~ $mark;
	my ($out, $err) = ($self->{out}, $self->{err});
	$self->{out} = $self->{err} = '';
	$out =~ s/^mark \d+\n//mg;
	chomp $out;
	return $err =~ /ERROR:\s+(\S{5})/ ? $1 : $out;
}

sub ask { my ($self, $sql) = @_; return $self->tell($sql)->heard }

# Until it waits for a lock, or has an answer.
sub waits
{
	my ($self) = @_;
	for (1 .. 20 * $PostgreSQL::Test::Utils::timeout_default)
	{
		return 1 if $node->safe_psql('postgres',
			"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = '$self->{name}' AND wait_event_type = 'Lock')") eq 't';
		$self->{run}->pump_nb;
		return 0 if $self->{out} =~ /^mark $self->{mark}$/m;
		select undef, undef, undef, 0.05;
	}
	return 0;
}

sub end
{
	my ($self) = @_;
	$self->{in} .= "\\q\n";
	finish $self->{run};
	return;
}

1;
