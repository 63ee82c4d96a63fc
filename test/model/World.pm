# What each statement of the driver may answer, and what it does: the model of a
# ledger with transactions in it.
#
# A *world* is one department as it may be at one moment: what is committed, and
# what each open transaction has changed and locked. It is never changed, only
# followed by another one, so that many of them can share their parts:
#
#   c      committed: {key => thing}
#   base   what was committed before the commits of the log
#   log    [[writes, sent, answered], ...]: the newest commits, and between which
#          two moments of the driver's clock each took effect
#   open   {transaction => {w, locks, base, gone, snap, saved}}
#
# Things and their keys: "d:year:version" a declaration with all its rows, seals
# and history; "x:year:day:number" spending; "m:year:version:indicator:day" a
# measurement. A thing that a statement deletes is undef in w.
#
# Rows begin with the transaction that wrote them and with a chain: an update
# makes another version of the same chain, a deleted row that is inserted again
# begins a new one. At READ COMMITTED the server follows a chain from the version
# that a statement first saw to the newest one, and no further.
#
# explain() takes one statement with the answer that it got, and returns the
# worlds in which it may have left the department; none, if nothing explains the
# answer. What the statement saw first (its snapshot) may be older than what it
# found when it had its locks; both are tried.
package World;

use strict;
use warnings;
use Exporter 'import';
use Judge;

our @EXPORT_OK = qw(%TABLE %ID_COLUMN);

our %TABLE = (l => 'budget_line', t => 'task', i => 'indicator', a => 'amendment', c => 'amendment_line');
our %ID_COLUMN = (l => 'item_code', t => 'task_no', i => 'indicator_no', a => 'amendment_no', c => 'line_no');

# Forms, by code, as the driver read them; the same for every ledger.
our $forms;

# --- Worlds -------------------------------------------------------------------

sub begin_world { my ($c) = @_; return {c => $c, base => $c, log => [], open => {}} }

# A state with the things of a commit in it.
sub with {
    my ($c, @writes) = @_;
    my %c = (%$c, map { %$_ } @writes);
    delete @c{grep { !$c{$_} } keys %c};
    return \%c;
}

# The states that a snapshot taken between two moments may show. What was answered
# before the first is in it, what was sent after the second is not; of the commits
# in between any may be, together with those that came before them for certain.
sub candidates {
    my ($world, $from, $to) = @_;
    my (@sure, @perhaps);
    foreach (@{$world->{log}}) {
        if ($_->[2] <= $from) { push @sure, $_->[0] }
        elsif ($_->[1] < $to) { push @perhaps, $_ }
    }
    return @sure == @{$world->{log}} ? $world->{c} : with($world->{base}, @sure) unless @perhaps;
    my @sets = ([]);
    foreach my $n (0 .. $#perhaps) {
        my $commit = $perhaps[$n];
        my @needs = grep {
            my $before = $perhaps[$_];
            $before->[2] <= $commit->[1] || grep { exists $before->[0]{$_} } keys %{$commit->[0]};
        } 0 .. $n - 1;
        # beyond a few only in the order in which they were found
        my @grown = map { my $set = $_; my %has = map { $_ => 1 } @$set; (grep { !$has{$_} } @needs) ? () : [@$set, $n] } @sets > 32 ? $sets[-1] : @sets;
        push @sets, @grown;
    }
    return map { my $set = $_; @sure + @$set == @{$world->{log}} ? $world->{c} : with($world->{base}, @sure, map { $perhaps[$_][0] } @$set) } @sets;
}

# Commits that no snapshot needs to be told from older ones any more.
sub settle {
    my ($world, $before) = @_;
    my @log = @{$world->{log}};
    my @old;
    push @old, shift(@log)->[0] while @log && $log[0][2] <= $before;
    $world->{log} = \@log;
    $world->{base} = @log ? with($world->{base}, @old) : $world->{c};
}

# What a world holds, as text: two worlds of the same fingerprint are the same.
my %interned;
my $interned = 0;
sub fingerprint {
    my ($world) = @_;
    my $of = sub { my ($map) = @_; return join ',', map { "$_=" . number_of($map->{$_}) } sort keys %$map };
    my $fate = $world->{fate} // {};
    return $world->{fp} //= join ';', $of->($world->{c}), join(',', map { "$_=$fate->{$_}" } sort keys %$fate), map {
        my $o = $world->{open}{$_};
        "$_:" . $of->($o->{w}) . ':' . join(',', sort keys %{$o->{locks}}) . ':' . ($o->{snap} ? $of->($o->{snap}) : '');
    } sort keys %{$world->{open}};
}

# The number of a thing: the same for things of the same content whose rows were
# written by the same transactions, in whatever order. What a seal says of rules is
# in its digest, so rules that come to the same are the same here, too.
sub number_of {
    my ($thing) = @_;
    return 0 unless $thing;
    return $thing->{number} //= $interned{content_of($thing)} //= ++$interned;
}

sub content_of {
    my ($thing) = @_;
    my $text = sub { return join ',', map { $_ // '~' } @_ };
    return $text->(@$thing{qw(by chain text)}) if exists $thing->{text};
    return join "\n", $text->(@{$thing->{key}}, @$thing{qw(status form goal from to comment by chain)}),
        (map { my $table = $_; map { $text->($table, $_, @{$thing->{$table}{$_}}) } sort keys %{$thing->{$table}} } sort keys %TABLE),
        (map { $text->(@$_{qw(submission enforced digest findings withdrawn)}) } @{$thing->{seals}}), @{$thing->{history}};
}

sub forget_interned { %interned = () }

# --- What a statement sees ----------------------------------------------------

# A thing as it is now for this transaction: its own changes over what is committed.
sub now {
    my ($x, $key) = @_;
    return exists $x->{o}{w}{$key} ? $x->{o}{w}{$key} : $x->{c}{$key};
}

# A thing as the statement's snapshot shows it.
sub seen {
    my ($x, $key) = @_;
    my $old = $x->{view}{$key};
    return $old unless exists $x->{o}{w}{$key};
    my $new = $x->{o}{w}{$key};
    # Who has locked a declaration sees it as it is, unless it was changed before
    # that, after the transaction's own snapshot.
    my $base = $x->{o}{base}{$key};
    return $new if !$x->{rr} || ($base // 0) == ($old // 0) || $key !~ /^d/;
    return $x->{seen}{$key} //= merge($x, $key, $old, $new);
}

# Rows of one's own over those of an older snapshot.
sub merge {
    my ($x, $key, $old, $new) = @_;
    my $me = $x->{t}{id};
    return undef unless $new && ($old || $new->{by} == $me);    # undef: it deleted the declaration
    my $gone = $x->{o}{gone};
    my %d = $new->{by} == $me ? %$new : %$old;
    # The snapshot still shows the declaration whose place was taken: its key stands there twice.
    $x->{twice} = 1 if $old && $old->{chain} ne $new->{chain};
    foreach my $table (keys %TABLE) {
        my %rows = map { $_ => $old->{$table}{$_} } grep { !$gone->{"$key $table $_"} } keys %{$old ? $old->{$table} : {}};
        foreach (keys %{$new->{$table}}) {
            my $row = $new->{$table}{$_};
            next if $row->[0] != $me;
            # and so may a row's
            $x->{twice} = 1 if $rows{$_} && $rows{$_}[1] ne $row->[1];
            $rows{$_} = $row;
        }
        $d{$table} = \%rows;
    }
    delete $d{number};
    return \%d;
}

sub declarations {    # keys of a year's declarations that are there for which()
    my ($x, $which, $year) = @_;
    my %keys = map { $_ => 1 } grep { /^d:$year:/ } keys %{$x->{view}}, keys %{$x->{c}}, keys %{$x->{o}{w}};
    return sort { (split /:/, $a)[2] <=> (split /:/, $b)[2] } grep { $which->($x, $_) } keys %keys;
}

sub newest {
    my ($x, $which, $year) = @_;
    my @keys = declarations($x, $which, $year);
    return @keys ? $keys[-1] : undef;
}

# --- Changing things ----------------------------------------------------------

# A declaration with other values, written by this statement.
sub changed {
    my ($x, $d, %values) = @_;
    my %new = (%$d, %values);
    delete $new{number};
    return \%new;
}

sub row_changed { my ($x, $row) = @_; return [$x->{t}{id}, @$row[1 .. $#$row]] }

sub new_declaration {
    my ($x, $key, %values) = @_;
    my (undef, $year, $version) = split /:/, $key;
    return {
        key => [$x->{g}, $year, $version], status => 'draft', goal => undef, from => undef, to => undef, comment => undef,
        l => {}, t => {}, i => {}, a => {}, c => {}, seals => [], history => [],
        %values, by => $x->{t}{id}, chain => "$x->{uid}",
    };
}

# Keys in the order of the guards; all are of one department.
sub in_order { return sort { my @a = split /:/, $a; my @b = split /:/, $b; $a[1] <=> $b[1] || $a[2] <=> $b[2] } @_ }

# What a guard says of the declarations that a statement touched: undef, or the
# error. needed are those to which a row belongs now.
sub guard {
    my ($x, $table, $keys, $needed) = @_;
    foreach my $key (in_order(@$keys)) {
        my $d = now($x, $key);
        # the guard, too, waits for the row that its snapshot shows, and for no other
        my $shown = $x->{rr} ? undef : seen($x, $key);
        if (!$d || $shown && $shown->{chain} ne $d->{chain}) {
            return "E:23503:$TABLE{$table}_declaration_fkey" if $needed->{$key};
            next;
        }
        return 'E:23001:declaration_sealed' if $d->{status} ne 'draft';
    }
    return undef;
}

sub measured { my ($x, $key, $no) = @_; my $of = $key =~ s/^d/m/r; return !!grep { now($x, $_) } grep { /^$of:$no:/ } keys %{$x->{c}}, keys %{$x->{o}{w}} }

# --- Statements ---------------------------------------------------------------
#
# Each returns outcomes: [answer, writes, locks, signature]. An answer that begins
# with "E:" changes nothing. The signature tells outcomes of one answer apart.

# INSERT, COPY and INSERT ... ON CONFLICT DO UPDATE of rows.
sub s_insert {
    my ($x, $op) = @_;
    return [$op->{refused}] if $op->{refused};
    my $table = $op->{table};
    my (%new, %needed);
    foreach my $row (@{$op->{rows}{$x->{g}}}) {
        my ($key, $id, @values) = @$row;
        $needed{$key} = 1;
        my $d = now($x, $key) // next;
        $new{$key} //= {%{$d->{$table}}};
        my $there = $new{$key}{$id};
        return ["E:23505:$TABLE{$table}_pkey"] if $there && !$op->{upsert};
        $new{$key}{$id} = [$x->{t}{id}, $there ? $there->[1] : "$x->{uid}.$key.$id", @values];
    }
    # The foreign keys of amendments are the server's own. They wait for the row that
    # their snapshot shows, and take no other one in its place.
    foreach my $row ($table =~ /[ac]/ ? @{$op->{rows}{$x->{g}}} : ()) {
        my ($d, $now) = (seen($x, $row->[0]), now($x, $row->[0]));
        return ['E:23503:amendment_declaration_fkey'] if $table eq 'a' && !$d;
        next if $table ne 'c';
        my ($shown, $there) = map { $_ ? $_->{a}{(split /\./, $row->[1])[0]} : undef } $d, $now;
        return ['E:23503:amendment_line_amendment_fkey'] if !$shown || !$x->{rr} && (!$there || $there->[1] ne $shown->[1]);
    }
    my $error = guard($x, $table, [keys %needed], \%needed);
    return [$error] if $error;
    return [$op->{tag}, {map { $_ => changed($x, now($x, $_), $table => $new{$_}) } keys %new}, [keys %needed]];
}

# The rows of a declaration that an UPDATE or DELETE finds: [id, row as it is now].
# With a snapshot for the whole transaction a row must not have been changed since.
sub targets {
    my ($x, $op, $table, $key, $id) = @_;
    my $seen = seen($x, $key) // return;
    my $now = now($x, $key);
    my @found;
    foreach my $id (sort defined $id ? grep { $seen->{$table}{$_} } $id : keys %{$seen->{$table}}) {
        my $row = $now ? $now->{$table}{$id} : undef;
        if ($row && $row->[1] eq $seen->{$table}{$id}[1]) { push @found, [$id, $row] }
        if ($x->{rr} && (!$row || $row != $seen->{$table}{$id} && $row->[0] != $x->{t}{id})) { return 'late' }
    }
    return @found;
}

sub s_update {
    my ($x, $op) = @_;
    my ($table, $key) = @$op{qw(table key)};
    my @rows = targets($x, $op, $table, $key, $op->{row});
    return ["UPDATE 0\n"] unless @rows;
    return ['E:40001:'] if $rows[0] eq 'late';
    my $error = guard($x, $table, [$key], {$key => 1});
    return [$error] if $error;
    my $d = now($x, $key);
    my %new = %{$d->{$table}};
    my @returned;
    foreach (@rows) {
        my ($id, $row) = @$_;
        $new{$id} = row_changed($x, $row);
        $op->{change}->($new{$id});
        push @returned, $id;
    }
    return ['UPDATE ' . @rows . "\n" . join(' ', sort @returned), {$key => changed($x, $d, $table => \%new)}, [$key], "@returned"];
}

sub s_delete {
    my ($x, $op) = @_;
    my ($table, $key) = @$op{qw(table key)};
    my @rows = targets($x, $op, $table, $key, $op->{row});
    return ["DELETE 0\n"] unless @rows;
    return ['E:40001:'] if $rows[0] eq 'late';
    return ['E:23503:measurement_indicator_fkey'] if $table eq 'i' && grep { measured($x, $key, $_->[0]) } @rows;
    my $error = guard($x, $table, [$key], {});
    return [$error] if $error;
    my $d = now($x, $key);
    my %new = ($table => {%{$d->{$table}}});
    delete $new{$table}{$_->[0]} foreach @rows;
    my @gone = map { "$table $_->[0]" } @rows;
    if ($table eq 'a') {
        my %going = map { $_->[0] => 1 } @rows;
        $new{c} = {map { $_ => $d->{c}{$_} } grep { !$going{(split /\./)[0]} } keys %{$d->{c}}};
        push @gone, map { "c $_" } grep { !$new{c}{$_} } keys %{$d->{c}};
    }
    my @returned = map { $_->[0] } @rows;
    return ['DELETE ' . @rows . "\n" . join(' ', sort @returned), {$key => changed($x, $d, %new)}, [$key], "@returned", [map { "$key $_" } @gone]];
}

# A row gets another key: another declaration of the department, or another number.
sub s_move {
    my ($x, $op) = @_;
    my ($table, $key, $id, $to, $to_id) = @$op{qw(table key row to to_row)};
    my ($found) = targets($x, $op, $table, $key, $id);
    return ["UPDATE 0\n"] unless $found;
    return ['E:40001:'] if $found eq 'late';
    my $old = now($x, $key);
    my $new = now($x, $to);
    my $same = $key eq $to && $id eq $to_id;
    return ["E:23505:$TABLE{$table}_pkey"] if !$same && $new && $new->{$table}{$to_id};
    return ['E:23503:measurement_indicator_fkey'] if $table eq 'i' && !$same && measured($x, $key, $id);
    my $error = guard($x, $table, [$key eq $to ? $key : ($key, $to)], {$to => 1});
    return [$error] if $error;
    my $row = row_changed($x, $found->[1]);
    my %rows = ($key => {%{$old->{$table}}});
    delete $rows{$key}{$id};
    $rows{$to} //= {%{$new->{$table}}};
    $rows{$to}{$to_id} = $row;
    return ["UPDATE 1\n$to_id", {map { $_ => changed($x, now($x, $_), $table => $rows{$_}) } keys %rows}, [keys %rows], undef, $same ? [] : ["$key $table $id"]];
}

sub s_declare {
    my ($x, $op) = @_;
    return ['E:23505:declaration_pkey'] if now($x, $op->{key});
    return ['E:55000:declaration_transition'] if ($op->{values}{status} // 'draft') ne 'draft';
    return ['INSERT 0 1', {$op->{key} => new_declaration($x, $op->{key}, %{$op->{values}})}, [$op->{key}]];
}

# The declaration that an UPDATE or DELETE of its row finds, as it is now.
sub found {
    my ($x, $key) = @_;
    my ($seen, $now) = (seen($x, $key), now($x, $key));
    return $seen && $now && $seen->{chain} eq $now->{chain} ? $now : undef;
}

# Whether another transaction has changed the row of a declaration since this
# one's snapshot: then nothing but a serialization failure is right.
sub late {
    my ($x, $key) = @_;
    return 0 unless $x->{rr};
    my ($seen, $now) = (seen($x, $key), now($x, $key));
    return $seen && (!$now || $now->{by} != $seen->{by} && $now->{by} != $x->{t}{id});
}

# UPDATE of the content of a declaration's own row.
sub s_rewrite {
    my ($x, $op) = @_;
    return ['E:40001:'] if late($x, $op->{key});
    my $d = found($x, $op->{key}) // return ['UPDATE 0'];
    my $same = !grep { ($d->{$_} // "\0") ne ($op->{values}{$_} // "\0") } keys %{$op->{values}};
    return ['E:23001:declaration_sealed'] if $d->{status} ne 'draft' && !$same;
    return ['UPDATE 1', {$op->{key} => changed($x, $d, %{$op->{values}}, by => $x->{t}{id})}, [$op->{key}]];
}

# UPDATE of a declaration's key.
sub s_rekey {
    my ($x, $op) = @_;
    my ($key, $to) = @$op{qw(key to)};
    return ['E:40001:'] if late($x, $key);
    my $d = found($x, $key) // return ['UPDATE 0'];
    return ['E:23505:declaration_pkey'] if now($x, $to);
    return ['E:23503:seal_declaration_fkey'] if @{$d->{seals}};
    return ['E:23503:amendment_declaration_fkey'] if %{$d->{a}};
    foreach (qw(l t i)) { return ["E:23503:$TABLE{$_}_declaration_fkey"] if %{$d->{$_}} }
    my (undef, $year, $version) = split /:/, $to;
    return ['UPDATE 1', {$key => undef, $to => changed($x, $d, key => [$x->{g}, $year, $version], by => $x->{t}{id})}, [$key, $to], undef, ["$key"]];
}

sub s_drop {
    my ($x, $op) = @_;
    return ['E:40001:'] if late($x, $op->{key});
    my $d = found($x, $op->{key}) // return ['DELETE 0'];
    return ['E:23503:seal_declaration_fkey'] if @{$d->{seals}};
    return ['DELETE 1', {$op->{key} => undef}, [$op->{key}]];
}

# --- Status -------------------------------------------------------------------

my %leads = (draft => {submitted => 1, recorded => 1}, submitted => {approved => 1, draft => 1}, approved => {}, recorded => {});

# Declarations go to a status: ({key => new one}, undef) or (undef, error).
# comments: whether the statement gives one, and which.
sub go {
    my ($x, $keys, $to, $commented, $comment) = @_;
    my (%new, @refused);
    my @comment = $commented ? (comment => $comment) : ();
    foreach my $key (@$keys) {
        my $d = now($x, $key);
        next if $d->{status} eq $to;
        return (undef, 'E:55000:declaration_transition') unless $leads{$d->{status}}{$to};
    }
    foreach my $key (@$keys) {
        my $d = now($x, $key);
        next unless $d->{status} eq 'draft' && $to ne 'draft' && $d->{key}[2] > 1;
        my $before = now($x, "d:$d->{key}[1]:" . ($d->{key}[2] - 1));
        return (undef, 'E:55000:declaration_version_order') unless $before && is_final($before->{status});
    }
    foreach my $key (in_order(@$keys)) {
        my $d = now($x, $key);
        my %to = (status => $to, @comment, by => $x->{t}{id});
        if ($d->{status} eq $to) {
            if ($commented && $to ne 'draft' && ($d->{comment} // "\0") ne ($comment // "\0")) { return (undef, 'E:23001:declaration_sealed') }
            $new{$key} = changed($x, $d, %to);
            next;
        }
        if ($d->{status} eq 'draft') {
            my $before = now($x, "d:$d->{key}[1]:" . ($d->{key}[2] - 1));
            my ($findings, $errors) = judged($x, $d, $before);
            ($findings, $errors) = waive($x, $d, $findings) if $to eq 'submitted' && $errors;
            if ($to eq 'submitted' && $errors) {
                push @refused, map { "$d->{key}[1].$d->{key}[2] $_" } grep { !/^[^|]*\|[^|]*\|pass\|/ } @$findings;
                next;
            }
            my $previous = $before ? (grep { !$_->{withdrawn} } @{$before->{seals}})[-1]{digest} : undef;
            $to{seals} = [@{$d->{seals}}, {
                submission => @{$d->{seals}} + 1, enforced => $to eq 'submitted' ? 't' : 'f', digest => digest($d, $findings, $x->{r}{rules}, $to eq 'submitted', $previous),
                previous => $previous, rules => $x->{r}, form => $d->{form}, totals => totals($d, $forms),
                counts => join(' ', map { scalar keys %{$d->{$_}} } qw(l t i)),
                findings => join("\n", grep { !/^[^|]*\|[^|]*\|pass\|/ } @$findings), withdrawn => 0,
            }];
        }
        elsif ($to eq 'draft') {
            $to{seals} = [map { {%$_, withdrawn => 1} } @{$d->{seals}}];
        }
        $to{history} = [@{$d->{history}}, join '|', $d->{status}, $to, $commented ? $comment // '' : ''];
        $new{$key} = changed($x, $d, %to);
    }
    return (undef, refusal(@refused)) if @refused;
    return (\%new, undef);
}

# The answer to a refused submission: named by the first error of the first
# declaration, with everything that did not pass.
sub refusal {
    my ($first) = map { / ([^|]*)\|error\|fail\|/ } @_;
    return join "\n", "E:23514:$first", @_;
}

# All findings of a declaration, and how many errors failed.
sub judged {
    my ($x, $d, $before) = @_;
    my $key = join ' ', number_of($d), number_of($before), $x->{r}{id};
    my $known = $x->{memo}{$key} //= do {
        my $findings = findings($d, $before, $x->{r}{rules}, $forms);
        [$findings, scalar grep { /^[^|]*\|error\|fail\|/ } @$findings];
    };
    return @$known;
}

# The same with what is waived: the narrowest waiver counts, then the oldest.
sub waive {
    my ($x, $d, $findings) = @_;
    my $errors = 0;
    my @out;
    foreach (@$findings) {
        my $finding = $_;    # what is remembered stays as it is
        my ($rule, $severity, $status) = split /\|/, $finding;
        if ($severity eq 'error' && $status eq 'fail') {
            my ($waiver) = sort { !defined $a->{department} <=> !defined $b->{department} || !defined $a->{form} <=> !defined $b->{form} || $a->{id} <=> $b->{id} }
                grep {
                    $_->{rule} eq $rule && !$_->{expired} && $_->{first} <= $d->{key}[1] && $_->{last} >= $d->{key}[1]
                        && ($_->{department} // $d->{key}[0]) eq $d->{key}[0] && ($_->{form} // $d->{form}) eq $d->{form}
                } @{$x->{r}{waivers}};
            if ($waiver) { $finding =~ s/\|error\|fail\|/|error|waived|/; $finding .= "|$waiver->{id}" }
            else { $errors++ }
        }
        push @out, $finding;
    }
    return (\@out, $errors);
}

# UPDATE of the status of one declaration; from, if given, is in the WHERE clause.
sub s_status {
    my ($x, $op) = @_;
    my $seen = seen($x, $op->{key});
    return ['UPDATE 0'] if !$seen || defined $op->{from} && $seen->{status} ne $op->{from};
    return ['E:40001:'] if late($x, $op->{key});
    my $d = found($x, $op->{key}) // return ['UPDATE 0'];
    return ['UPDATE 0'] if defined $op->{from} && $d->{status} ne $op->{from};
    my ($new, $error) = go($x, [$op->{key}], $op->{status}, exists $op->{comment}, $op->{comment});
    return [$error] if $error;
    return ['UPDATE 1', $new, [$op->{key}]];
}

# The same of a department's declarations of some years, by their status.
sub s_status_set {
    my ($x, $op) = @_;
    my (@sure, @unsure);
    foreach my $key (map { declarations($x, \&seen, $_) } @{$op->{years}}) {
        my $seen = seen($x, $key);
        next if $seen->{status} ne $op->{from};
        return ['E:40001:'] if late($x, $key);
        my $d = found($x, $key) // next;
        next if $d->{status} ne $op->{from};
        # one that was moved meanwhile may not have matched when the statement came to it
        if ($d == $seen) { push @sure, $key }
        else { push @unsure, $key }
    }
    my %answered = map { ("d:" . tr/./:/r) => 1 } split ' ', ($x->{answer} // '') =~ /^UPDATE \d+\n(.*)/ ? $1 : '';
    my @keys = in_order(@sure, $x->{answer} && $x->{answer} =~ /^U/ ? grep { $answered{$_} } @unsure : @unsure);
    return ["UPDATE 0\n"] unless @keys;
    my ($new, $error) = go($x, \@keys, $op->{status}, exists $op->{comment}, $op->{comment});
    return [$error] if $error;
    return ['UPDATE ' . @keys . "\n" . join(' ', map { s/^d://r =~ tr/:/./r } @keys), $new, \@keys, "@keys"];
}

my %way = (submit => ['draft', 'submitted'], record => ['draft', 'recorded'], approve => ['submitted', 'approved'], send_back => ['submitted', 'draft']);

# submit(), approve(), send_back(), record().
sub s_call {
    my ($x, $op) = @_;
    my $key = defined $op->{version} ? "d:$op->{year}:$op->{version}" : newest($x, \&seen, $op->{year});
    return ['E:P0002:'] if !$key || !seen($x, $key);
    return ['E:40001:'] if late($x, $key);
    my $d = found($x, $key) // return ['E:P0002:'];
    my ($from, $to) = @{$way{$op->{call}}};
    return ['E:55000:declaration_transition'] if $d->{status} ne $from;
    my ($new, $error) = go($x, [$key], $to, 1, $op->{comment});
    return [$error] if $error;
    return ["SELECT 1\n" . ($key =~ s/^d://r =~ tr/:/./r), $new, [$key], $key];
}

sub s_amend {
    my ($x, $op) = @_;
    my $key = defined $op->{version} ? "d:$op->{year}:$op->{version}" : newest($x, \&seen, $op->{year});
    return ['E:P0002:'] if !$key || !seen($x, $key);
    return ['E:40001:'] if late($x, $key);
    my $d = found($x, $key) // return ['E:P0002:'];
    return ['E:55000:declaration_transition'] unless is_final($d->{status});
    return ['E:55000:declaration_version_order'] if newest($x, $x->{rr} ? \&seen : \&now, $op->{year}) ne $key;
    my $next = "d:$op->{year}:" . ($d->{key}[2] + 1);
    return ['E:23505:declaration_pkey'] if now($x, $next);
    my $new = new_declaration($x, $next, copied($x, $d, $next), comment => $op->{comment});
    return ["SELECT 1\n" . ($next =~ s/^d://r =~ tr/:/./r), {$next => $new}, [$key, $next], $key];
}

# The content of a declaration as rows of another one, without the amendments.
sub copied {
    my ($x, $d, $to) = @_;
    my %copy = map { $_ => $d->{$_} } qw(form goal from to);
    foreach my $table (qw(l t i)) {
        $copy{$table} = {map { my $row = $d->{$table}{$_}; $_ => [$x->{t}{id}, "$x->{uid}.$to.$_", @$row[2 .. $#$row]] } keys %{$d->{$table}}};
    }
    return %copy;
}

# Whether a document has no place to go: its version is there or, where it names
# none, any version.
sub taken {
    my ($x, $key) = @_;
    my (undef, $year, $version) = split /:/, $key;
    # an import looks first, and may look at an old snapshot
    return now($x, $key) || seen($x, $key) || $version == 1 && newest($x, \&seen, $year);
}

# import_declaration(export_declaration(...)) under another year.
sub s_copy {
    my ($x, $op) = @_;
    my $d = seen($x, $op->{key}) // return ['E:P0002:'];
    # an item that only another form has comes along, for the rules to judge
    foreach my $item (keys %{$d->{l}}) { return ['E:22023:'] unless grep { $_->{item}{$item} } values %$forms }
    return ['E:23505:declaration_pkey'] if taken($x, $op->{to});
    return ["SELECT 1\n" . ($op->{to} =~ s/^d://r =~ tr/:/./r), {$op->{to} => new_declaration($x, $op->{to}, copied($x, $d, $op->{to}))}, [$op->{to}], number_of($d)];
}

# import_declaration() of a document of the driver's own.
sub s_import {
    my ($x, $op) = @_;
    return [$op->{refused}] if $op->{refused};
    return ['E:23505:declaration_pkey'] if taken($x, $op->{key});
    my %content = %{$op->{content}};
    foreach my $table (qw(l t i)) {
        $content{$table} = {map { $_ => [$x->{t}{id}, "$x->{uid}.$op->{key}.$_", @{$content{$table}{$_}}] } keys %{$content{$table} // {}}};
    }
    return ["SELECT 1\n" . ($op->{key} =~ s/^d://r =~ tr/:/./r), {$op->{key} => new_declaration($x, $op->{key}, %content)}, [$op->{key}]];
}

# --- The year -----------------------------------------------------------------

sub finals { my ($x, $year) = @_; return grep { is_final($_->{status}) } map { now($x, $_) } declarations($x, \&now, $year) }

sub s_spend {
    my ($x, $op) = @_;
    return [$op->{refused}] if $op->{refused};
    return ['E:23505:execution_pkey'] if now($x, $op->{key});
    my @finals = finals($x, (split /:/, $op->{key})[1]);
    return ['E:55000:execution_budget_final'] unless @finals;
    return ['E:23503:execution_item_known'] if defined $op->{item} && !grep { $forms->{$_->{form}}{item}{$op->{item}} } @finals;
    return ['E:23503:execution_task_known'] if defined $op->{task} && !grep { $_->{t}{$op->{task}} } @finals;
    return ['INSERT 0 1', {$op->{key} => thing($x, $op, $op->{text})}, [$op->{key}]];
}

sub thing { my ($x, $op, $text) = @_; return {by => $x->{t}{id}, chain => $x->{uid}, text => $text} }

sub s_measure {
    my ($x, $op) = @_;
    return ['E:23505:measurement_pkey'] if now($x, $op->{key});
    my (undef, $year, $version, $no) = split /:/, $op->{key};
    my $seen = seen($x, "d:$year:$version");
    return ['E:23503:measurement_indicator_fkey'] unless $seen && $seen->{i}{$no};
    my $d = now($x, "d:$year:$version");
    return ['E:23503:measurement_indicator_fkey'] unless $d && $d->{i}{$no} && ($x->{rr} || $d->{i}{$no}[1] eq $seen->{i}{$no}[1]);
    return ['E:23514:measurement_increment_adds'] if $op->{increment} && ($d->{i}{$no}[I_ACCUMULATION] // '') eq 'level';
    return ['E:23001:measurement_approved'] unless is_final($d->{status});
    return ['INSERT 0 1', {$op->{key} => thing($x, $op, $op->{text})}, [$op->{key}]];
}

# DELETE of a payment or a measurement.
sub s_take_back {
    my ($x, $op) = @_;
    my ($seen, $now) = (seen($x, $op->{key}), now($x, $op->{key}));
    return ['DELETE 0'] unless $seen && $now && $seen->{chain} eq $now->{chain};
    return ['DELETE 1', {$op->{key} => undef}, [$op->{key}]];
}

# --- Questions ----------------------------------------------------------------

sub s_check {
    my ($x, $op) = @_;
    my $key = defined $op->{version} ? "d:$op->{year}:$op->{version}" : newest($x, \&seen, $op->{year});
    return ['E:P0002:'] if !$key || !seen($x, $key);
    # the key is looked up first; what is read then is of one moment, perhaps a later one
    my $read = $x->{rr} ? \&seen : \&now;
    my $d = $read->($x, $key) // return ['E:40001:'];
    my ($findings) = judged($x, $d, $read->($x, "d:$op->{year}:" . ($d->{key}[2] - 1)));
    ($findings) = waive($x, $d, $findings);
    return [join "\n", 'SELECT', @$findings];
}

# The rows of a declaration, as one text.
sub s_content {
    my ($x, $op) = @_;
    my $d = seen($x, $op->{key});
    return [$d ? "SELECT 1\n" . content($d) : "SELECT 0\n"];
}

sub content {
    my ($d) = @_;
    my $text = sub { return join ',', map { defined $_ ? $_ : '~' } @_ };
    my @parts = $text->($d->{status}, @$d{qw(form goal from to comment)});
    push @parts, join ';', map { $text->($_, yuan($d->{l}{$_}[L_AMOUNT]), $d->{l}{$_}[L_SOURCE]) } sort keys %{$d->{l}};
    push @parts, join ';', map { my $r = $d->{t}{$_}; $text->($_, yuan($r->[T_AMOUNT]), @$r[T_NAME, T_CONTENT, T_OUTCOME, T_SOURCE]) } sort { $a <=> $b } keys %{$d->{t}};
    push @parts, join ';', map {
        my $r = $d->{i}{$_};
        $text->($_, @$r[I_LEVEL1, I_LEVEL2, I_NAME, I_UNIT, I_CYCLE, I_ANNUAL], defined $r->[I_WEIGHT] ? Judge::decimal($r->[I_WEIGHT], 4) : undef, @$r[I_ACCUMULATION, I_CODE]);
    } sort { $a <=> $b } keys %{$d->{i}};
    push @parts, join ';', map { $text->($_, @{$d->{a}{$_}}[A_KIND, A_BATCH, A_REASON, A_LEGAL]) } sort { $a <=> $b } keys %{$d->{a}};
    push @parts, join ';', map { my $r = $d->{c}{$_}; $text->(tr/./,/r, @$r[C_ITEM, C_TASK], yuan($r->[C_CHANGE]), $r->[C_SOURCE]) } Judge::lines_of_amendments($d);
    return join '|', @parts;
}

# declaration_totals()
sub s_totals {
    my ($x, $op) = @_;
    my $d = seen($x, $op->{key}) // return ['E:P0002:'];
    return ["SELECT\n" . totals($d, $forms)];
}

# The view declaration_status, of a department.
sub s_view_status {
    my ($x, $op) = @_;
    my @all = map { seen($x, $_) } map { declarations($x, \&seen, $_) } @{$op->{years}};
    return [join "\n", 'SELECT', status_lines(@all)];
}

sub effective { my @sealed = sort { ($a->{status} ne 'submitted') <=> ($b->{status} ne 'submitted') || $a->{key}[2] <=> $b->{key}[2] } grep { $_->{status} ne 'draft' } @_; return $sealed[-1] }

sub status_lines {
    my @all = @_;
    return map {
        my $d = $_;
        my @year = grep { $_->{key}[1] == $d->{key}[1] } @all;
        my $effective = effective(@year);
        my ($seal) = $d->{status} eq 'draft' ? () : (grep { !$_->{withdrawn} } @{$d->{seals}})[-1];
        my @findings = $seal ? split /\n/, $seal->{findings} : ();
        join '|', $d->{key}[1], $d->{key}[2], $d->{status}, ($effective && $effective == $d ? 't' : 'f'),
            (grep({ $_->{key}[2] > $d->{key}[2] } @year) ? 'f' : 't'), scalar @{$d->{seals}}, ($seal ? @$seal{qw(enforced digest)} : ('', '')),
            ($seal ? scalar(grep { /\|error\|fail\|/ } @findings) : ''), ($seal ? scalar(grep { /\|waived\|/ } @findings) : ''),
            (map { scalar keys %{$d->{$_}} } qw(l t i)), (@{$d->{history}} ? (split /\|/, $d->{history}[-1], -1)[2] : '');
    } @all;
}

# The view reconciliation, of a department.
sub s_view_reconciliation {
    my ($x, $op) = @_;
    my @lines;
    foreach my $year (@{$op->{years}}) {
        my $d = effective(map { seen($x, $_) } declarations($x, \&seen, $year)) // next;
        push @lines, reconciliation_lines($d, $x->{r}{rules});
    }
    return [join "\n", 'SELECT', @lines];
}

sub reconciliation_lines {
    my ($d, $rules) = @_;
    my %identities = map { $_->{id} => $_ } grep { $_->{kind} eq 'identity' } values %$rules;
    return map {
        my ($id, $severity, $status, $left, $right, $difference) = split /\|/;
        join '|', $d->{key}[1], $d->{key}[2], $id, $severity, $status, map { to_fen($_) } $left, $right, $difference;
    } sort @{findings($d, undef, \%identities, $forms)};
}

# A view shows fen: half a fen and more goes away from zero.
sub to_fen {
    my ($text) = @_;
    my ($sign, $whole, $fen, $rest) = $text =~ /^(-?)(\d+)\.(\d\d)(\d+)$/ or return $text;
    my $amount = "$whole$fen" + ($rest =~ /^[5-9]/ ? 1 : 0);
    return trimmed(yuan($sign ? -$amount : $amount));
}

# Seals and history of a declaration. What they were checked by is compared at the end.
sub s_seals {
    my ($x, $op) = @_;
    my $d = seen($x, $op->{key});
    return [join "\n", 'SELECT', $d ? seal_lines($d) : ()];
}

sub seal_lines {
    my ($d) = @_;
    return ((map { join '|', @$_{qw(submission enforced digest)}, $_->{previous} // '', @$_{qw(totals counts withdrawn)} } @{$d->{seals}}), @{$d->{history}});
}

# Writes that are refused whatever they are.
sub s_forbidden { my ($x, $op) = @_; return [$op->{refused}] }

my %statements = (
    insert => \&s_insert, update => \&s_update, delete => \&s_delete, move => \&s_move, declare => \&s_declare, rewrite => \&s_rewrite,
    rekey => \&s_rekey, drop => \&s_drop, status => \&s_status, status_set => \&s_status_set, call => \&s_call, amend => \&s_amend,
    copy => \&s_copy, import => \&s_import, spend => \&s_spend, measure => \&s_measure, take_back => \&s_take_back, check => \&s_check,
    content => \&s_content, totals => \&s_totals, view_status => \&s_view_status, view_reconciliation => \&s_view_reconciliation,
    seals => \&s_seals, forbidden => \&s_forbidden,
);

# Those that may find later versions of the rows that their snapshot shows.
my %follows = map { $_ => 1 } qw(insert copy import update delete move rewrite rekey drop status status_set call amend take_back check);
# Those that look at the rules.
my %judges = map { $_ => 1 } qw(status status_set call check view_reconciliation);

# What a statement is answered and does, for a state and a view of it.
sub statement { my ($x, $op) = @_; return $statements{$op->{kind}}->($x, $op) }

# The department's half of budget_yoy: years that are in, beside the year before.
sub yoy_lines {
    my @all = @_;
    my %year = map { my $y = $_; my $d = effective(grep { $_->{key}[1] == $y } @all); $d ? ($y => $d) : () } map { $_->{key}[1] } @all;
    my $spent = sub {
        my ($d) = @_;
        my ($sum) = totals($d, $forms) =~ /\bexpenditure=([^,|]*)/;
        return $sum eq '-' ? '' : $sum;
    };
    return map {
        my ($d, $before) = @year{$_, $_ - 1};
        my @spent = ($spent->($d), $before ? $spent->($before) : '');
        join '|', $_, $d->{key}[2], $before ? $before->{key}[2] : '', map { trimmed($_) } @spent, grep({ $_ eq '' } @spent) ? '' : trimmed(yuan(fen($spent[0]) - fen($spent[1])));
    } sort keys %year;
}

# --- Explaining an answer -----------------------------------------------------

sub open_of { my ($world, $t) = @_; return $world->{open}{$t->{id}} // {w => {}, locks => {}, base => {}, gone => {}, saved => {}} }

# Every world that a list of events may leave: those of all orders that keep to
# what is known (who was answered before another asked) and give each event the
# answer it got. Events are sorted by when they were sent. Returns the worlds, or
# none with the deepest that was reached, for a report.
sub solve {
    my ($worlds, $events, $g, $limit) = @_;
    my $count = @$events;
    my (@ends, %ended, %been);
    my ($deepest, $reached, $nodes) = (undef, -1, 0);
    my @stack = map { [$_, '0' x $count, 0] } @$worlds;
    while (my $node = pop @stack) {
        my ($world, $mask, $done) = @$node;
        if ($done == $count) {
            push @ends, $world unless $ended{fingerprint($world)}++;
            next;
        }
        ($deepest, $reached) = ([$world, $mask], $done) if $done > $reached;
        return (undef, undef) if ++$nodes > $limit;

        # Enabled is what was sent before anything that is left was answered.
        my (@enabled, $first);
        foreach my $n (0 .. $count - 1) {
            last if defined $first && $events->[$n]{s} > $first;
            next if substr $mask, $n, 1;
            push @enabled, $n;
            my $e = $events->[$n]{e};
            $first = $e if !defined $first || $e < $first;
        }
        @enabled = grep { $events->[$_]{s} < $first } @enabled;
        next if @enabled > 1 && $been{$mask . fingerprint($world)}++;

        my @next;
        foreach my $n (@enabled) {
            my $event = $events->[$n];
            my $after = substr($mask, 0, $n) . '1' . substr($mask, $n + 1);
            my @worlds = explain($world, $event, $g);
            # What leaves everything as it was may as well come now as later.
            if (@worlds == 1 && $worlds[0] == $world && !$event->{apart}) {
                @next = [$world, $after, $done + 1];
                last;
            }
            push @worlds, {%$world, fate => {%{$world->{fate} // {}}, $event->{uid} => 0}, fp => undef} if $event->{doubtful} && $event->{kind} eq 'op';
            push @next, map { [$_, $after, $done + 1] } @worlds;
        }
        push @stack, reverse @next;
    }
    return (\@ends, $deepest);
}

# The world after a transaction's end, or after going back to a savepoint.
sub ended {
    my ($world, $t, $event) = @_;
    my $o = $world->{open}{$t->{id}};
    my %open = %{$world->{open}};
    delete $open{$t->{id}};
    my %fate = $event->{doubtful} && $o && %{$o->{w}} ? (fate => {%{$world->{fate} // {}}, $event->{uid} => $event->{committed}}) : ();
    return {%$world, %fate, open => \%open, fp => undef} unless $event->{committed} && $o && %{$o->{w}};
    return {fate => $world->{fate}, %fate, c => with($world->{c}, $o->{w}), base => $world->{base}, log => [@{$world->{log}}, [$o->{w}, $event->{s}, $event->{e}]], open => \%open};
}

sub back_to {
    my ($world, $t, $savepoint) = @_;
    my $o = $world->{open}{$t->{id}} // return $world;
    my %saved = %{$o->{saved}};
    my $kept = $saved{$savepoint} // return $world;    # nothing was changed since
    delete @saved{grep { $_ > $savepoint } keys %saved};
    my $new = {%$o, (map { $_ => $kept->{$_} // {} } qw(w locks base gone)), saved => \%saved};
    return {%$world, open => {%{$world->{open}}, $t->{id} => $new}, fp => undef};
}

# The worlds in which an event may leave a world: none if nothing explains its
# answer. Events are {kind, t, s, e, answer, ...}; a doubtful one has no answer, for
# the server went away, and did what it does or nothing; the world keeps as its fate
# which of the two.
sub explain {
    my ($world, $event, $g) = @_;
    my $t = $event->{t};
    if ($event->{kind} eq 'end') {
        return ended($world, $t, $event) unless $event->{doubtful};
        return map { ended($world, $t, {%$event, committed => $_}) } 0, 1;
    }
    return back_to($world, $t, $event->{savepoint}) if $event->{kind} eq 'back';
    return $event->{prepared} ? $world : ended($world, $t, $event) if $event->{kind} eq 'prepare';

    my $op = $event->{op};
    my $answer = $event->{answer};
    my $o = open_of($world, $t);
    if ($t->{savepoints} && @{$event->{savepoints}}) {
        my %saved = %{$o->{saved}};
        foreach (@{$event->{savepoints}}) { $saved{$_} //= {map { $_ => $o->{$_} } qw(w locks base gone)} }
        $o = {%$o, saved => \%saved};
    }

    my $failed = defined $answer && $answer =~ /^E:/;
    return $failed ? failed($world, $t, $event, $o, undef) : $world unless $event->{on}{$g};

    # What the statement's snapshot may have been.
    my @views = $o->{snap} ? $o->{snap}
        : $t->{rr} ? candidates($world, $t->{s}, $t->{e})
        : $follows{$op->{kind}} ? candidates($world, $event->{s}, 9e15) : $world->{c};
    my $elsewhere = $event->{apart} && $failed;
    my (@worlds, %had);

    # A failure that another session is the cause of says nothing of the content.
    return failed($world, $t, $event, $o, undef) if $failed && $event->{excused};

    foreach my $view (reverse @views) {
        foreach my $rules ($judges{$op->{kind}} ? @{$event->{rules}} : $event->{rules}[0]) {
            my $x = {
                g => $g, t => $t, uid => $event->{uid}, o => $o, c => $world->{c}, view => $view, rr => $t->{rr}, r => $rules,
                answer => $event->{parts} ? $event->{parts}{$g} // $answer : $answer, memo => $event->{memo},
            };
            my ($got, $writes, $locks, $signature, $gone) = @{statement($x, $op)};
            my $fits = !defined $answer || $got eq $x->{answer} || $x->{twice} && "$got$x->{answer}" !~ /E:/;
            if ($elsewhere) {
                # a statement on several departments fails where one of them refuses
                $event->{explained}{$g} = 1 if $fits;
                next;
            }
            next unless $fits;
            my $which = join ' ', $signature // '', $t->{rr} ? $view : '', $judges{$op->{kind}} && $writes ? $rules->{id} : '', $got;
            next if $had{$which}++;
            if ($got =~ /^E:/ || !$writes) {
                push @worlds, $got =~ /^E:/ ? failed($world, $t, $event, $o, $view) : looked($world, $t, $o, $view);
                next;
            }
            next if grep { my $other = $_; $other ne $t->{id} && grep { $world->{open}{$other}{locks}{$_} } @$locks } keys %{$world->{open}};
            push @worlds, done($world, $t, $event, $o, $view, $writes, $locks, $gone);
        }
    }
    return failed($world, $t, $event, $o, undef) if $elsewhere;
    return @worlds;
}

# A statement that only looked.
sub looked {
    my ($world, $t, $o, $view) = @_;
    return $world unless $t->{rr} && !$t->{auto} && !$o->{snap};
    return {%$world, open => {%{$world->{open}}, $t->{id} => {%$o, snap => $view}}, fp => undef};
}

# One that failed: what the transaction did since its last savepoint is undone, or
# all of it, and its locks are gone.
sub failed {
    my ($world, $t, $event, $o, $view) = @_;
    return $world if $t->{auto};
    my %snap = $t->{rr} ? (snap => $o->{snap} // $view) : ();
    my $last = @{$event->{savepoints}} ? $event->{savepoints}[-1] : undef;
    my $kept = defined $last ? $o->{saved}{$last} // {} : {};
    my $new = {saved => $o->{saved}, (map { $_ => $kept->{$_} // {} } qw(w locks base gone)), %snap};
    return {%$world, open => {%{$world->{open}}, $t->{id} => $new}, fp => undef};
}

sub done {
    my ($world, $t, $event, $o, $view, $writes, $locks, $gone) = @_;
    if ($t->{auto}) {
        my $fate = $event->{doubtful} ? {%{$world->{fate} // {}}, $event->{uid} => 1} : $world->{fate};
        return {fate => $fate, c => with($world->{c}, $writes), base => $world->{base}, log => [@{$world->{log}}, [$writes, $event->{s}, $event->{e}]], open => $world->{open}};
    }
    my %base = %{$o->{base}};
    foreach (keys %$writes) { $base{$_} = $world->{c}{$_} unless exists $o->{w}{$_} }
    my %snap = $t->{rr} ? (snap => $o->{snap} // $view) : ();
    my $new = {
        w => {%{$o->{w}}, %$writes}, locks => {%{$o->{locks}}, map { $_ => 1 } @$locks}, base => \%base,
        gone => {%{$o->{gone}}, map { $_ => 1 } @{$gone // []}}, saved => $o->{saved}, %snap,
    };
    return {%$world, open => {%{$world->{open}}, $t->{id} => $new}, fp => undef};
}

1;
