# A psql at the other end of a pipe. A statement is sent, and waited for or not;
# its answer is its SQLSTATE, 00000 for success.
package Session;

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Utils;

sub new
{
	my ($class, $node, $database, $name) = @_;
	my $self = bless { node => $node, database => $database, name => $name, count => 0, in => '', out => '', err => '' }, $class;

	local $ENV{PGAPPNAME} = $name;
	$self->{timer} = IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default);
	$self->{psql} = IPC::Run::start([ 'psql', '-XAtq', '-f', '-', '-d', $node->connstr($database) ],
		'<', \$self->{in}, '>', \$self->{out}, '2>', \$self->{err}, $self->{timer});
	return $self;
}

# Send a statement, and do not wait for it.
sub begin
{
	my ($self, $sql) = @_;
	$self->{count}++;
	$self->{in} .= "$sql;\n\\echo answer $self->{count} :SQLSTATE\n";
	$self->{psql}->pump_nb;
	return $self;
}

# The answer to what was sent last.
sub answer
{
	my ($self) = @_;
	$self->{timer}->start;
	my $wanted = qr/^answer $self->{count} (\w{5})$/m;
	$self->{psql}->pump until $self->{out} =~ $wanted || !$self->{psql}->pumpable;
	return $self->{out} =~ $wanted ? $1 : 'no answer';
}

# Send a statement and wait for its answer.
sub run
{
	my ($self, $sql) = @_;
	return $self->begin($sql)->answer;
}

# Until what was sent last waits for a lock.
sub waits
{
	my ($self) = @_;
	$self->{node}->poll_query_until($self->{database},
		"SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE application_name = '$self->{name}'")
	  or die "$self->{name} does not wait";
	return $self;
}

sub quit
{
	my ($self) = @_;
	$self->{in} .= "\\q\n";
	$self->{psql}->finish;
	return;
}

1;
