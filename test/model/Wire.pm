# A small client of the server's frontend protocol, over a Unix socket.
#
# The model check talks to many sessions at once and wants every field of an
# error: SQLSTATE, constraint, detail. psql prints them for people, and a driver
# would be one more thing to install; the protocol itself takes a page.
#
# Nothing here waits unless its name says so: post() writes a statement, take()
# reads what has come, and returns the results that are complete. A connection
# that breaks says so by dead().
package Wire;

use strict;
use warnings;
use IO::Socket::UNIX;
use Socket qw(SOCK_STREAM);

# connect(directory, port, user, database, name => value ...): a session, or undef
# with the reason in $Wire::error.
our $error;

sub connect {
    my ($class, $directory, $port, $user, $database, %settings) = @_;
    my $socket = IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => "$directory/.s.PGSQL.$port");
    if (!$socket) {
        $error = "cannot connect: $!";
        return undef;
    }
    my $self = bless {socket => $socket, in => '', results => [], expected => 0, result => undef, pid => 0}, $class;
    my $startup = pack('N', 196608) . join('', map { "$_\0" } 'user', $user, 'database', $database,
        'client_encoding', 'UTF8', %settings) . "\0";
    $self->_write(pack('N', length($startup) + 4) . $startup);
    $self->{expected} = 1;
    my $hello = $self->wait;
    if (!$hello || $hello->{error}) {
        $error = $hello ? $hello->{error}{M} : 'the connection broke';
        return undef;
    }
    return $self;
}

sub socket { return $_[0]{socket} }
sub pid { return $_[0]{pid} }
sub dead { return $_[0]{broken} }

# How many statements have been sent and not been answered.
sub owed { return $_[0]{expected} }

# Sends a statement; the lines are for a COPY FROM STDIN.
sub post {
    my ($self, $sql, $lines) = @_;
    $self->{expected}++;
    push @{$self->{copies}}, $lines;
    $self->_write('Q' . pack('N', length($sql) + 5) . $sql . "\0");
}

# The results that have come; each is {tag, rows, error, status}. Reads what is
# there, or, if asked to, waits for something.
sub take {
    my ($self) = @_;
    my $got = sysread $self->{socket}, $self->{in}, 65536, length $self->{in};
    if (!$got) {
        $self->{broken} = 1;
        return splice @{$self->{results}};
    }
    $self->_parse;
    return splice @{$self->{results}};
}

# The result of the oldest statement that is not answered yet; undef if the
# connection broke.
sub wait {
    my ($self) = @_;
    until (@{$self->{results}}) {
        return undef if $self->{broken};
        my $got = sysread $self->{socket}, $self->{in}, 65536, length $self->{in};
        $self->{broken} = 1 if !$got;
        $self->_parse;
    }
    return shift @{$self->{results}};
}

# One statement, waited for.
sub ask {
    my ($self, $sql, $lines) = @_;
    $self->post($sql, $lines);
    return $self->wait;
}

# The rows of a statement that must not fail.
sub rows {
    my ($self, $sql, $lines) = @_;
    my $result = $self->ask($sql, $lines) or die "the connection broke in: $sql\n";
    die "$result->{error}{C} $result->{error}{M}\nin: $sql\n" if $result->{error};
    return $result->{rows};
}

sub close {
    my ($self) = @_;
    $self->_write('X' . pack('N', 4)) unless $self->{broken};
    close $self->{socket};
    $self->{broken} = 1;
}

sub _write {
    my ($self, $bytes) = @_;
    local $SIG{PIPE} = 'IGNORE';
    my $at = 0;
    while ($at < length $bytes) {
        my $sent = syswrite $self->{socket}, $bytes, length($bytes) - $at, $at;
        if (!defined $sent) {
            $self->{broken} = 1;
            return;
        }
        $at += $sent;
    }
}

sub _parse {
    my ($self) = @_;
    my $in = \$self->{in};
    my $at = 0;
    while (length($$in) - $at >= 5) {
        my ($type, $length) = unpack 'a N', substr($$in, $at, 5);
        last if length($$in) - $at < $length + 1;
        my $body = substr $$in, $at + 5, $length - 4;
        $at += $length + 1;
        my $result = $self->{result} //= {rows => []};

        if ($type eq 'D') {
            my ($count) = unpack 'n', $body;
            my ($from, @row) = (2);
            for (1 .. $count) {
                my $size = unpack 'l>', substr $body, $from, 4;
                $from += 4;
                push @row, $size < 0 ? undef : substr $body, $from, $size;
                $from += $size if $size > 0;
            }
            push @{$result->{rows}}, \@row;
        }
        elsif ($type eq 'C') { $result->{tag} = substr $body, 0, -1 }
        elsif ($type eq 'E') {
            my %fields = map { substr($_, 0, 1) => substr($_, 1) } grep { length } split /\0/, $body;
            $result->{error} //= \%fields;
        }
        elsif ($type eq 'G') {
            my $lines = $self->{copies}[0] // '';
            $self->_write('d' . pack('N', length($lines) + 4) . $lines . 'c' . pack('N', 4));
        }
        elsif ($type eq 'K') { ($self->{pid}) = unpack 'N', $body }
        elsif ($type eq 'Z') {
            $result->{status} = $body;
            push @{$self->{results}}, $result;
            $self->{result} = undef;
            $self->{expected}--;
            shift @{$self->{copies}};
        }
    }
    substr($$in, 0, $at) = '' if $at;
    # A backend that goes tells why before it closes; it owes no answer then.
    if ($self->{broken} && $self->{result} && $self->{result}{error}) {
        $self->{last_words} = $self->{result}{error};
    }
}

1;
