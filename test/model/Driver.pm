# Sends the statements of a stream to a server in many sessions at once, and holds
# every answer against the model.
#
# Statements of different sessions run at the same time, so nobody knows in which
# order they took effect; what is known is who was answered before another one
# asked. The answers are right if some order that keeps to this explains all of
# them (World::solve). Departments share nothing but the rules, so each is looked
# at by itself: from the moment that a statement on it is sent to the moment when
# none is under way. What may then be is carried on: one state mostly, several
# where the answers do not tell.
#
# What must be true of the answers of one session alone is in World.pm. Two things
# are decided here. A serialization failure or a deadlock is accepted only where
# another session gave cause; the transaction is then tried again. And a rule that
# is changed while a statement runs may be old or new for it.
package Driver;

use strict;
use warnings;
use IO::Select;
use JSON::PP ();
use Judge;
use Stream;
use Time::HiRes qw(time);
use Wire;
use World ();

# So many states of a department are carried on before the ledger is asked.
use constant MANY_WORLDS => 4;

sub new {
    my ($class, %given) = @_;
    my $self = bless {
        connections => 8, compare_every => 10_000, ledger_every => 20_000, tries => 4, database => 'model', say => sub { print @_, "\n" },
        host => $ENV{PGHOST}, port => $ENV{PGPORT}, user => $ENV{PGUSER} // 'postgres',
        %given, clock => 0, ids => 0, operations => 0, sent => 0, count => {}, ledgers => 0, memo => {},
    }, $class;
    $self->{stream} = Stream->new(seed => $self->{seed});
    return $self;
}

sub connect {
    my ($self) = @_;
    my $wire = Wire->connect($self->{host}, $self->{port}, $self->{user}, $self->{database},
        client_min_messages => 'error', deadlock_timeout => '20ms', search_path => 'pg_catalog') or die "$Wire::error\n";
    return $wire;
}

sub open_sessions {
    my ($self) = @_;
    $self->{admin} = $self->connect;
    $self->{sessions} = [map { {no => $_, wire => $self->connect, queue => []} } 1 .. $self->{connections}];
    $self->{select} = IO::Select->new(map { $_->{wire}->socket } @{$self->{sessions}});
    $self->{by_socket} = {map { fileno($_->{wire}->socket) => $_ } @{$self->{sessions}}};
}

# --- Ledgers ------------------------------------------------------------------

sub expand { my ($self, $sql) = @_; $sql =~ s/\@l\@/$self->{ledger}/g; $sql =~ s/\@name\@/$self->{ledger_name}/g; return $sql }

# A new ledger with a form, two rules and departments of its own; the one before goes.
sub new_ledger {
    my ($self) = @_;
    my $admin = $self->{admin};
    $admin->rows("DROP SCHEMA $self->{ledger} CASCADE") if $self->{ledger};
    my $name = ('model', '账套 ', 'The "Ledger" ')[$self->{ledgers}++ % 3] . $self->{ledgers};
    $self->{ledger} = '"' . ($name =~ s/"/""/gr) . '"';
    $self->{ledger_name} = Stream::quoted($name);
    $admin->rows($self->expand($_)) foreach 'SELECT budget_perf.create_ledger(@name@)',
        q{INSERT INTO @l@.form (code, title, amount_unit, taxonomy, target_columns, weight_total) VALUES ('region', '地区部门整体表', '元', '2021', 2, 100)},
        q{INSERT INTO @l@.form_item (form_code, item_code, ordinal, category, block, block_label, label, negative_allowed) VALUES
            ('region', 'basic_expenditure', 1, 'expenditure', 'department', '支出', '基本支出', false),
            ('region', 'project_expenditure', 2, 'expenditure', 'department', '支出', '项目支出', false),
            ('region', 'fiscal_appropriation', 3, 'income', 'income', '收入', '财政拨款', false),
            ('region', 'other_income', 4, 'income', 'income', '收入', '其他资金', true),
            ('region', 'own_level', 5, 'tier', 'tier', '级次', '本级使用资金', false)},
        q{INSERT INTO @l@.rule (id, kind, severity, operator, forms, description, description_zh) VALUES
            ('transfer_share', 'identity', 'error', '<=', '{district}', 'Transfers are at most half of the appropriation', '对下转移支付不超过财政拨款的一半'),
            ('tasks_cover', 'identity', 'error', '>=', '{region}', 'Tasks are at least a tenth of basic expenditure', '任务不少于基本支出的十分之一')},
        q{INSERT INTO @l@.rule_term (rule_id, side, source, item_code, coefficient) VALUES
            ('transfer_share', 'left', 'item', 'transfer_down', 1), ('transfer_share', 'right', 'item', 'fiscal_appropriation', 0.5),
            ('tasks_cover', 'left', 'tasks', '', 1), ('tasks_cover', 'right', 'item', 'basic_expenditure', 0.1)},
        'INSERT INTO @l@.department (code, name) VALUES ' . join ', ', map { "('$_', '部门$_')" } $self->{stream}->departments;
    $self->read_data;
    $self->{stream}->begin_ledger($self->{rules}[-1][0]);
    $self->{windows} = {map { $_ => {worlds => [World::begin_world({})], events => [], pending => 0} } $self->{stream}->departments};
    $self->{recent} = [];
    $self->{open} = {};
}

# Forms and rules are data: the model takes them from the ledger, as rows.
sub read_data {
    my ($self) = @_;
    my $read = sub { return @{$self->{admin}->rows($self->expand($_[0]))} };
    my %forms;
    foreach ($read->('SELECT code, amount_unit, taxonomy, target_columns, weight_total FROM @l@.form')) {
        my ($code, $unit, $taxonomy, $columns, $weight) = @$_;
        $forms{$code} = {unit => $unit, taxonomy => $taxonomy, columns => $columns, weight_total => defined $weight ? fen($weight =~ s/00$//r) * 100 : undef, item => {}, order => []};
    }
    foreach ($read->('SELECT form_code, item_code, category, block, label, negative_allowed FROM @l@.form_item ORDER BY ordinal')) {
        my ($form, $item, $category, $block, $label, $negative) = @$_;
        $forms{$form}{item}{$item} = {category => $category, block => $block, label => $label, negative => $negative eq 't'};
        push @{$forms{$form}{order}}, $item;
    }
    my %rules;
    foreach ($read->(q{SELECT id, kind, severity, operator, tolerance, array_to_string(forms, ','), first_year, last_year, parameters FROM @l@.rule})) {
        my ($id, $kind, $severity, $operator, $tolerance, $of, $first, $last, $parameters) = @$_;
        $rules{$id} = {
            id => $id, kind => $kind, severity => $severity, operator => $operator, tolerance => fen($tolerance),
            forms => defined $of ? [split /,/, $of] : undef, first => $first, last => $last, parameters => $parameters, terms => [],
        };
    }
    push @{$rules{$_->[0]}{terms}}, [@$_[1 .. 3], fen($_->[4] =~ s/(\.\d\d)(\d\d)$/$1/r) * 100] foreach $read->('SELECT rule_id, side, source, item_code, coefficient FROM @l@.rule_term');
    $World::forms = \%forms;
    $self->{rules} = [[{id => "first$self->{ledgers}", rules => \%rules, waivers => []}, 0, 0]];
    $self->{changing} = undef;
}

# --- Sending ------------------------------------------------------------------

# Sends statements until so many have been answered in all, and leaves everything
# at rest. Each 10,000 the whole ledger is compared, each 20,000 a new one begins.
sub run {
    my ($self, $operations) = @_;
    $self->new_ledger unless $self->{ledger};
    while ($self->{operations} < $operations) {
        my $pause = $operations;
        foreach (qw(compare_every ledger_every)) {
            my $next = (int($self->{operations} / $self->{$_}) + 1) * $self->{$_};
            $pause = $next if $next < $pause;
        }
        $self->work(sub { $self->{operations} < $pause });
        $self->compare;
        $self->{said}->($self) if $self->{said};
        $self->new_ledger if $self->{operations} < $operations && $self->{operations} % $self->{ledger_every} < $self->{connections} * 8 && $pause % $self->{ledger_every} == 0;
    }
}

# Transactions one after another on every session, while more() says so; returns
# when all have ended. False if the server went away.
sub work {
    my ($self, $more) = @_;
    my $silent = time;
    while (1) {
        my $busy = 0;
        foreach my $session (@{$self->{sessions}}) {
            $self->dispatch($session) if !$session->{tx} && $more->();
            $busy++ if $session->{tx};
        }
        return 1 if !$busy;
        my @ready = $self->{select}->can_read(1);
        if (!@ready && time - $silent > 60) {
            $self->fail('nothing was answered for a minute', join "\n", map { "session $_->{no}: " . ($_->{sql} // '') } grep { $_->{tx} } @{$self->{sessions}});
        }
        foreach my $socket (@ready) {
            my $session = $self->{by_socket}{fileno $socket} // next;
            my @results = $session->{wire}->take;
            $silent = time;
            $self->answered($session, $_) foreach @results;
            if ($session->{wire}->dead) {
                return 0 if $self->{may_break};
                $self->fail('the server closed a connection', $session->{sql});
            }
        }
    }
}

# Gives a session its next transaction, unless that has to wait: only one at a time
# changes rules, and a department that is asked about without a break must come
# to rest now and then.
sub dispatch {
    my ($self, $session) = @_;
    my $tx = $self->{held} // $self->{stream}->next;
    $self->{held} = $tx;
    return if $tx->{rules} && $self->{changing};
    foreach (map { @{$_->{groups} // []} } @{$tx->{steps}}) { return if @{$self->{windows}{$_}{events}} > 24 }
    $self->{held} = undef;
    $session->{tx} = $tx;
    $session->{tried} = 0;
    $self->begin($session);
}

sub begin {
    my ($self, $session) = @_;
    my $tx = $session->{tx};
    my $t = {id => ++$self->{ids}, rr => $tx->{iso} ne 'READ COMMITTED', iso => $tx->{iso}, auto => $tx->{auto}, groups => {}, saved => [], savepoints => 0};
    $session->{t} = $t;
    $session->{at} = 0;
    $session->{tried}++;
    $self->{open}{$t->{id}} = $t;
    $self->{changing} = $t if $tx->{rules};
    if (!$tx->{auto}) {
        $session->{wire}->post("BEGIN ISOLATION LEVEL $tx->{iso}");
        push @{$session->{queue}}, [sub { }, 0];
    }
    $self->step($session);
}

# A statement whose answer goes to then().
sub post {
    my ($self, $session, $sql, $then, $lines) = @_;
    $session->{sql} = $self->expand($sql);
    $session->{wire}->post($session->{sql}, $lines);
    push @{$session->{queue}}, [$then, 1];
}

sub answered {
    my ($self, $session, $result) = @_;
    my $expected = shift @{$session->{queue}} // return;
    $session->{flying} = undef if $expected->[1];
    $expected->[0]->($result);
}

# An event, noted with the departments that it concerns.
sub note {
    my ($self, $event, @groups) = @_;
    $event->{s} = ++$self->{clock};
    $event->{groups} = \@groups;
    foreach (@groups) {
        push @{$self->{windows}{$_}{events}}, $event;
        $self->{windows}{$_}{pending}++;
    }
    return $event;
}

sub step {
    my ($self, $session) = @_;
    my ($tx, $t) = @$session{qw(tx t)};
    my $step = $tx->{steps}[$session->{at}];
    return $self->finish($session) unless $step;
    $session->{at}++;
    if ($step->{savepoint}) {
        my $id = ++$self->{ids};
        return $self->post($session, "SAVEPOINT s$id", sub {
            push @{$t->{saved}}, $id;
            $t->{savepoints} = 1;
            $self->step($session);
        });
    }
    if ($step->{back} || $step->{release}) {
        my $id = $t->{saved}[-1] // return $self->step($session);
        return $self->go_back($session, $id) if $step->{back};
        return $self->post($session, "RELEASE SAVEPOINT s$id", sub { pop @{$t->{saved}}; $self->step($session) });
    }

    my $event = {kind => 'op', uid => ++$self->{ids}, op => $step, t => $t, savepoints => [@{$t->{saved}}], apart => @{$step->{groups}} > 1, memo => $self->{memo}};
    # wherever the transaction has been before, a failure would undo what it did
    $t->{groups}{$_} = 1 foreach @{$step->{groups}};
    $event->{on} = {map { $_ => 1 } @{$step->{groups}}};
    $self->note($event, sort keys %{$t->{groups}});
    $t->{s} //= $event->{s};
    $session->{flying} = $event;
    $t->{coming} = Stream::with_rule($t->{rules} // $self->{rules}[-1][0], $step) if $step->{kind} eq 'rule';
    $self->post($session, $step->{sql}, sub { $self->answer($session, $event, $_[0]) }, $step->{lines});
}

# Back to a savepoint, on purpose or because a statement failed.
sub go_back {
    my ($self, $session, $id) = @_;
    my $t = $session->{t};
    my $event = $session->{flying} = $self->note({kind => 'back', t => $t, savepoint => $id, uid => ++$self->{ids}}, keys %{$t->{groups}});
    $self->post($session, "ROLLBACK TO SAVEPOINT s$id", sub {
        $self->must($session, $_[0]);
        $self->close_event($event);
        $self->step($session);
    });
}

sub must {
    my ($self, $session, $result) = @_;
    $self->fail("an error where there can be none: $result->{error}{C} $result->{error}{M}", $session->{sql}) if $result->{error};
}

# --- Answers ------------------------------------------------------------------

# The findings of a refused submission, as the model writes them, by department.
sub refused_findings {
    my ($detail) = @_;
    my (%by, @order);
    while ($detail =~ /\{"rule": "(\w+)", "severity": "(\w+)", "status": "(\w+)", "lhs": (null|"[^"]*"), "rhs": (null|"[^"]*"), "difference": (null|"[^"]*"), "tolerance": (?:null|"[^"]*"), "location": \{"table": "(\w+)", "key": \{"department_code": "(\d+)", "fiscal_year": (\d+), "version": (\d+)([^}]*)\}(.*?), "message": "/g) {
        my ($rule, $severity, $status, $left, $right, $difference, $table, $g, $year, $version, $rest, $place) = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
        next if grep { $_ eq $rule } @Judge::IGNORED;
        push @order, $g unless $by{$g};
        push @{$by{$g}}, "$year.$version " . finding_text($rule, $severity, $status, (map { $_ eq 'null' ? undef : substr $_, 1, -1 } $left, $right, $difference), $table, '{' . ($rest =~ s/^, //r) . '}',
            $place =~ /"waiver_id": (\d+)/ ? $1 : undef);
    }
    return (\%by, \@order);
}

sub finding_text {
    my ($rule, $severity, $status, $left, $right, $difference, $table, $key, $waiver) = @_;
    $key =~ s/\{("amendment_no": \d+), ("line_no": \d+)\}/{$2, $1}/;    # as jsonb has it
    return join '|', $rule, $severity, $status, (map { trimmed($_) } $left, $right, $difference), $table, $key, defined $waiver ? $waiver : ();
}

# An answer as the model writes it; parts of it by department where it has several.
sub canonical {
    my ($event, $result) = @_;
    my $op = $event->{op};
    my $kind = $op->{kind};
    if (my $error = $result->{error}) {
        my $short = "E:$error->{C}:" . ($error->{n} // '');
        return $short unless $error->{C} eq '23514' && ($error->{D} // '') =~ /^\[\{"rule"/;
        my ($by, $order) = refused_findings($error->{D});
        return join "\n", $short, @{$by->{$order->[0]} // []} if !$event->{apart};
        foreach my $g (keys %$by) {
            my ($first) = map { / ([^|]*)\|error\|fail\|/ ? $1 : () } @{$by->{$g}};
            $event->{parts}{$g} = join "\n", "E:23514:" . ($first // ''), @{$by->{$g}};
            $event->{named}{$g} = 1;
        }
        return $short;
    }
    my @rows = @{$result->{rows}};
    my $tag = $result->{tag};
    if ($kind eq 'status_set') {
        my %by;
        push @{$by{$_->[0]}}, $_->[1] foreach @rows;
        foreach my $g (@{$op->{groups}}) {
            my @keys = sort { (split /\./, $a)[0] <=> (split /\./, $b)[0] || (split /\./, $a)[1] <=> (split /\./, $b)[1] } @{$by{$g} // []};
            $event->{parts}{$g} = 'UPDATE ' . @keys . "\n@keys";
        }
        return $tag;
    }
    return "$tag\n" . join ' ', sort map { $_->[0] } @rows if $kind =~ /^(update|delete|move)$/;
    return join "\n", 'SELECT', map { finding_text(@$_) } @rows if $kind eq 'check';
    if ($kind eq 'totals') {
        my (%category, %block);
        foreach (@rows) {
            my ($category, $block, $item, $amount) = @$_;
            next if defined $item;
            (defined $block ? $block{$block} : $category{$category}) = $amount // '-';
        }
        return "SELECT\n" . join '|', map { my $of = $_; join ',', map { "$_=$of->{$_}" } sort keys %$of } \%category, \%block;
    }
    if ($kind eq 'view_status' || $kind eq 'view_reconciliation') {
        return join "\n", 'SELECT', map { my @r = map { $_ // '' } @$_; @r[5 .. 7] = map { trimmed($_) } @r[5 .. 7] if $kind eq 'view_reconciliation'; join '|', @r } @rows;
    }
    return join "\n", 'SELECT', map { $_->[2] } @rows if $kind eq 'seals';
    return join "\n", $tag, map { $_->[0] } @rows if $kind =~ /^(content|call|amend|copy|import)$/;
    return $tag;
}

sub answer {
    my ($self, $session, $event, $result) = @_;
    my ($tx, $t) = @$session{qw(tx t)};
    my $op = $event->{op};
    $event->{e} = ++$self->{clock};
    $t->{e} //= $event->{e};
    $event->{answer} = $op->{kind} eq 'content' && !@{$result->{rows}} && !$result->{error} ? "SELECT 0\n" : canonical($event, $result);
    $event->{parts} = {map { $_ => $event->{parts}{$_} // $event->{answer} } @{$op->{groups}}} if $event->{parts};
    $event->{rules} = $t->{rules} ? [$t->{rules}] : [$self->rules_between($op->{kind} =~ /^(check|view)/ && $t->{rr} ? ($t->{s}, $t->{e}) : ($event->{s}, $event->{e}))];
    $self->{operations}++;
    my $code = $result->{error} ? $result->{error}{C} : '';
    $self->{count}{$op->{kind}}++;
    $self->{answers}{$code || 'ok'}++;

    my $again = $code eq '40001' || $code eq '40P01';
    if ($code =~ /^53/ && $self->{may_break}) { $event->{excused} = 1 }
    elsif ($again) {
        $event->{excused} = $self->excuse($session, $event, $code);
        $self->fail("$code without another session that would be the cause", $session->{sql}) if $op->{kind} eq 'rule' && !$event->{excused};
    }
    if ($op->{kind} eq 'rule') {
        if (!$again && !$event->{excused}) {
            $self->must($session, $result);
            if ($t->{auto}) { push @{$self->{rules}}, [$t->{coming}, $event->{s}, $event->{e}] }
            else { $t->{rules} = $t->{coming} }
        }
    }
    elsif ($t->{auto} && !$code) { $self->committed($t, $event) }
    $self->close_event($event);

    if ($code && $t->{auto}) { return $again ? $self->retry($session) : $self->leave($session) }
    if ($code) {
        return $self->go_back($session, $t->{saved}[-1]) if @{$t->{saved}} && !$again;
        return $self->roll_back($session, $again);
    }
    $self->step($session);
}

# The rules that were in force at some moment between two others. A change that is
# being committed may be in force already.
sub rules_between {
    my ($self, $from, $to) = @_;
    my @log = @{$self->{rules}};
    my $changing = $self->{changing};
    push @log, [$changing->{rules}, $changing->{ending}, 9e15] if $changing && $changing->{ending} && $changing->{rules};
    push @log, [$changing->{coming}, $changing->{s}, 9e15] if $changing && $changing->{auto} && $changing->{s};
    return map { $log[$_][1] >= $to || $_ < $#log && $log[$_ + 1][2] <= $from ? () : $log[$_][0] } 0 .. $#log;
}

# Whether another session may be the cause of a failure: for a deadlock one that
# is waiting, too; for a serialization failure one that committed something since
# the statement, or the transaction's snapshot, began: in the same department or,
# for a submission, anywhere, since it may have been the first by these rules.
sub excuse {
    my ($self, $session, $event, $code) = @_;
    my $others = grep { $_ != $session && $_->{tx} } @{$self->{sessions}};
    return $others > 0 if $code eq '40P01';
    return 1 if grep { $_ != $session && $_->{tx} && ($_->{tx}{auto} || $_->{t}{ending}) } @{$self->{sessions}};
    my $since = $event->{t}{rr} ? $event->{t}{s} : $event->{s};
    my %groups = map { $_ => 1 } keys %{$event->{t}{groups}};
    return !!grep { $_->{e} > $since && ($event->{t}{iso} eq 'SERIALIZABLE' || $event->{op}{kind} =~ /^(rule|call|status)/ || grep { $groups{$_} } @{$_->{groups}}) } @{$self->{recent}};
}

sub committed {
    my ($self, $t, $event) = @_;
    push @{$self->{recent}}, {e => $event->{e}, groups => [keys %{$t->{groups}}]};
    shift @{$self->{recent}} while @{$self->{recent}} > 400;
}

# --- Ends ---------------------------------------------------------------------

sub finish {
    my ($self, $session) = @_;
    my ($tx, $t) = @$session{qw(tx t)};
    return $self->leave($session) if $tx->{auto};
    return $self->roll_back($session, 0) unless $tx->{commit};
    if ($tx->{prepare}) {
        my $name = "model$t->{id}";
        my $preparing = $session->{flying} = $self->note({kind => 'prepare', t => $t, uid => ++$self->{ids}}, keys %{$t->{groups}});
        $t->{ending} = $preparing->{s};
        return $self->post($session, "PREPARE TRANSACTION '$name'", sub {
            my ($result) = @_;
            return $self->ended($session, $preparing, $result) if $result->{error};
            $preparing->{prepared} = 1;
            $self->close_event($preparing);
            my $event = $session->{flying} = $self->note({kind => 'end', t => $t, uid => ++$self->{ids}}, keys %{$t->{groups}});
            $self->post($session, "COMMIT PREPARED '$name'", sub { $self->ended($session, $event, $_[0]) });
        });
    }
    my $event = $session->{flying} = $self->note({kind => 'end', t => $t, uid => ++$self->{ids}}, keys %{$t->{groups}});
    $t->{ending} = $event->{s};
    $self->post($session, 'COMMIT', sub { $self->ended($session, $event, $_[0]) });
}

sub ended {
    my ($self, $session, $event, $result) = @_;
    my $t = $session->{t};
    $event->{e} = ++$self->{clock};
    $event->{committed} = !$result->{error};
    if ($result->{error} && !($self->{may_break} && $result->{error}{C} =~ /^53/)) {
        $self->fail("a commit failed: $result->{error}{C} $result->{error}{M}", $session->{sql})
            unless $result->{error}{C} eq '40001' && $t->{iso} eq 'SERIALIZABLE' && $self->excuse($session, {t => $t, s => $event->{s}, op => {kind => 'end'}}, '40001');
    }
    if (!$result->{error}) {
        $self->committed($t, $event);
        push @{$self->{rules}}, [$t->{rules}, $event->{s}, $event->{e}] if $t->{rules};
    }
    $self->close_event($event);
    return $result->{error} ? $self->retry($session) : $self->leave($session);
}

sub roll_back {
    my ($self, $session, $again) = @_;
    my $t = $session->{t};
    my $event = $session->{flying} = $self->note({kind => 'end', t => $t, uid => ++$self->{ids}, committed => 0}, keys %{$t->{groups}});
    $self->post($session, 'ROLLBACK', sub {
        $self->must($session, $_[0]);
        $self->close_event($event);
        return $again ? $self->retry($session) : $self->leave($session);
    });
}

sub retry {
    my ($self, $session) = @_;
    $self->forget($session);
    if ($session->{tried} < $self->{tries}) {
        $self->{retried}++;
        return $self->begin($session);
    }
    $self->{given_up}++;
    $session->{tx} = undef;
}

sub leave {
    my ($self, $session) = @_;
    $self->{transactions}++;
    $self->forget($session);
    $session->{tx} = undef;
}

sub forget {
    my ($self, $session) = @_;
    my $t = $session->{t};
    delete $self->{open}{$t->{id}};
    $self->{changing} = undef if $self->{changing} && $self->{changing} == $t;
}

# --- When the server went away ------------------------------------------------

# What was under way is undone, unless it was just being committed: then either
# may be, for every department alike. The server is up again.
sub recover {
    my ($self) = @_;
    $_->{wire}->close foreach @{$self->{sessions}}, {wire => $self->{admin}};
    my $now = ++$self->{clock};
    my @cut = map { [$_->{t}, $_->{flying}] } grep { $_->{tx} } @{$self->{sessions}};
    $self->open_sessions;
    my %prepared = map { $_->[0] => 1 } @{$self->{admin}->rows('SELECT gid FROM pg_prepared_xacts')};

    foreach (@cut) {
        my ($t, $event) = @$_;
        my $name = "model$t->{id}";
        $event //= $self->note({kind => 'end', t => $t, uid => ++$self->{ids}, committed => 0}, keys %{$t->{groups}});
        $event->{e} = ++$self->{clock};
        my $kind = $event->{kind};
        if ($prepared{$name}) {    # it is still there, whole
            ($event->{kind}, $event->{prepared}) = ('prepare', 1);
            $self->close_event($event);
            my $end = $self->note({kind => 'end', t => $t, uid => ++$self->{ids}, committed => $t->{id} % 2}, keys %{$t->{groups}});
            $self->{admin}->rows(($end->{committed} ? 'COMMIT' : 'ROLLBACK') . " PREPARED '$name'");
            $event = $end;
            $self->{survived}++;
        }
        elsif ($kind eq 'end') {
            if ($t->{prepared}) { $event->{committed} = 1 }
            elsif (!defined $event->{committed}) { $event->{doubtful} = 1 }
        }
        elsif ($kind eq 'op' && $t->{auto}) {
            $event->{doubtful} = 1;
            $event->{rules} = [$self->rules_between($event->{s}, $event->{e})];
        }
        else { @$event{qw(kind committed)} = ('end', 0) }
        if ($event->{doubtful}) { $self->{doubtful}{$event->{uid}} = $event }
        my $rules = $t->{auto} ? $t->{coming} : $t->{rules};
        push @{$self->{rules}}, [$rules, $event->{s}, $event->{e}] if $rules && ($event->{committed} || $event->{doubtful}) && $self->rules_are($rules);
        $self->close_event($event);
        delete $self->{open}{$t->{id}};
    }
    $self->{changing} = undef;
}

# Whether the ledger has these rules now.
sub rules_are {
    my ($self, $rules) = @_;
    my %now = map { $_->[0] => join '|', map { $_ // '' } @$_ } @{$self->{admin}->rows($self->expand('SELECT id, severity, tolerance, first_year, last_year FROM @l@.rule'))};
    my %then = map { $_->{id} => join '|', map { $_ // '' } @$_{qw(id severity)}, yuan($_->{tolerance}), @$_{qw(first last)} } values %{$rules->{rules}};
    my ($waivers) = map { $_->[0] } @{$self->{admin}->rows($self->expand('SELECT count(*) FROM @l@.waiver'))};
    return $waivers == @{$rules->{waivers}} && !grep { $now{$_} ne $then{$_} } keys %now;
}

# --- Holding answers against the model ----------------------------------------

sub close_event {
    my ($self, $event) = @_;
    $event->{e} //= ++$self->{clock};
    $self->{trace}->($self->event_text($event)) if $self->{trace};
    $event->{left} = keys %{$event->{on} // {}};
    foreach my $g (@{$event->{groups}}) {
        my $window = $self->{windows}{$g};
        $self->explain($g) if !--$window->{pending};
    }
}

# A department is at rest: which states explain all that was answered?
sub explain {
    my ($self, $g) = @_;
    my $window = $self->{windows}{$g};
    my $events = $window->{events};
    my ($worlds, $deepest) = World::solve($window->{worlds}, $events, $g, 300_000);
    $self->{largest} = @$events if @$events > ($self->{largest} // 0);
    if (!$worlds) { $self->fail("$g: too many orders to try them all", $self->told($g, undef)) }
    if (!@$worlds) { $self->fail("$g: no order of events explains the answers", $self->told($g, $deepest)) }
    $self->{ambiguous}++ if @$worlds > 1;

    # Older states are kept while a transaction may still see them.
    my $oldest = 9e15;
    foreach (values %{$self->{open}}) { $oldest = $_->{s} if $_->{rr} && $_->{s} && $_->{s} < $oldest }
    World::settle($_, $oldest) foreach @$worlds;
    $window->{worlds} = $worlds;
    $window->{events} = [];
    # Each answer that could be given in two ways doubles them, so before they are
    # many the ledger is asked which of them is true. No statement is under way here.
    if (@$worlds > MANY_WORLDS && !$self->{may_break}) {
        $window->{worlds} = [$self->as_committed($g, $self->committed_content('department_code = ' . Stream::quoted($g)))];
        $self->{looked_up}++;
    }

    # A statement on several departments was right if each that it names refused
    # it, or some department did.
    foreach my $event (grep { $_->{apart} && $_->{on}{$g} && !--$_->{left} } @$events) {
        next unless defined $event->{answer} && $event->{answer} =~ /^E:/ && !$event->{excused};
        my @named = keys %{$event->{named} // {}};
        my $right = @named ? !grep { !$event->{explained}{$_} } @named : %{$event->{explained} // {}};
        $self->fail("no department explains the answer to a statement on several", "$event->{op}{sql}\n$event->{answer}\n" . join "\n", map { "$_: $event->{parts}{$_}" } @named) unless $right;
    }
}

# An event in one line, and its answer.
sub event_text {
    my ($self, $event, $g) = @_;
    my ($kind, $t) = @$event{qw(kind t)};
    my $what = $kind eq 'op' ? $self->expand($event->{op}{sql}) : $kind eq 'end' ? ($event->{committed} ? 'COMMIT' : 'ROLLBACK') : $kind eq 'back' ? 'ROLLBACK TO' : 'PREPARE';
    $what .= "\n" . $event->{op}{lines} if $kind eq 'op' && $event->{op}{lines};
    return join "\n", sprintf('%d to %d, transaction %d %s%s: %s', $event->{s}, $event->{e}, $t->{id}, $t->{auto} ? 'autocommit' : $t->{iso},
        $t->{rr} && $t->{s} && $t->{e} ? " (snapshot between $t->{s} and $t->{e})" : '', $what =~ s/\n\z//r =~ s/\n/\n        /gr),
        map { "    $_" } split /\n/, $event->{parts} && $g ? $event->{parts}{$g} // '' : $event->{answer} // '';
}

# What a report says of a department's events, and of where the search stopped.
sub told {
    my ($self, $g, $deepest) = @_;
    my ($world, $mask) = @{$deepest // []};
    my $events = $self->{windows}{$g}{events};
    my @out = ('Events, from when they were sent to when they were answered (* explained on the longest way):');
    foreach my $n (0 .. $#$events) {
        my $event = $events->[$n];
        my $done = defined $mask && substr $mask, $n, 1;
        push @out, ($done ? '* ' : '  ') . $self->event_text($event, $g);
        next if $done || !$world || $event->{kind} ne 'op';
        # what the model would have answered there
        my $o = World::open_of($world, $event->{t});
        my $x = {g => $g, t => $event->{t}, uid => 0, o => $o, c => $world->{c}, view => $o->{snap} // $world->{c}, rr => $event->{t}{rr}, r => $event->{rules}[0], memo => {}};
        my ($expected) = eval { @{World::statement($x, $event->{op})} };
        push @out, '   expected', map { "      $_" } split /\n/, $expected // $@;
    }
    if ($world) {
        push @out, 'Committed there:', map { my $d = $world->{c}{$_}; "  $_ " . (/^d/ ? World::content($d) : $d->{text}) } sort keys %{$world->{c}};
        push @out, map { my $t = $_; my $o = $world->{open}{$t}; "Transaction $t has locked " . join(', ', sort keys %{$o->{locks}}) } sort keys %{$world->{open}};
    }
    foreach my $start (@{$self->{windows}{$g}{worlds}}) {
        push @out, 'At the beginning: ' . join(', ', sort keys %{$start->{c}}), (map { "  committed between $_->[1] and $_->[2]: " . join ', ', sort keys %{$_->[0]} } @{$start->{log}}), map { my $t = $_; "  transaction $t has changed " . join(', ', sort keys %{$start->{open}{$t}{w}}) } sort keys %{$start->{open}};
    }
    return join "\n", @out;
}

sub fail {
    my ($self, $what, $details) = @_;
    die "FAILED after $self->{operations} operations, seed $self->{seed}, $self->{connections} connections, ledger $self->{ledger}: $what\n" . ($details // '') . "\n";
}

# --- Comparing with what is committed -------------------------------------------

# What the rows of the ledger say, by department, as the model writes it; and its seals.
sub committed_content {
    my ($self, $where) = @_;
    my $read = sub { return $self->{admin}->rows($self->expand($_[0])) };
    my %found;
    push @{$found{$_->[1]}}, "d:$_->[2]:$_->[3] $_->[0]" foreach @{$read->(Stream::content_sql($where))};
    my $seals = $read->(Stream::seals_sql($where));
    push @{$found{$_->[3]}}, "s:$_->[4]:$_->[5] $_->[2]" foreach @$seals;
    push @{$found{$_->[0]}}, $_->[1] foreach @{$read->(qq{SELECT department_code, concat('x:', fiscal_year, ':', spent_on, ':', entry_no, ' ', concat_ws('|', coalesce(item_code, ''), coalesce(task_no::text, ''), amount))
        FROM \@l\@.execution WHERE $where ORDER BY department_code, fiscal_year, spent_on, entry_no})};
    push @{$found{$_->[0]}}, $_->[1] foreach @{$read->(qq{SELECT department_code, concat('m:', fiscal_year, ':', version, ':', indicator_no, ':', measured_on, ' ', actual::integer, '|', is_increment::integer)
        FROM \@l\@.measurement WHERE $where ORDER BY department_code, fiscal_year, version, indicator_no, measured_on})};
    return (\%found, $seals);
}

# The worlds of a department that are what is committed; it fails if there is none.
sub as_committed {
    my ($self, $g, $found, $seals) = @_;
    my $worlds = $self->{windows}{$g}{worlds};
    my $real = join "\n", sort @{$found->{$g} // []};
    my $expected;
    my @same = grep {
        my $c = $_->{c};
        $expected = join "\n", sort map {
            my $d = $c->{$_};
            /^d/ ? ("$_ " . World::content($d), map { 's:' . join(':', @{$d->{key}}[1, 2]) . " $_" } World::seal_lines($d)) : "$_ $d->{text}";
        } keys %$c;
        $expected eq $real;
    } @$worlds;
    $self->fail("$g: the ledger holds something else than the model", differences($real, $expected)) unless @same;
    # only what they were checked by may tell them apart now
    my @stand = grep { $_->[0] == 1 && $_->[3] eq $g } @$seals;
    my @right = grep { !defined $self->wrong_seals($_, \@stand) } @same;
    $self->fail("$g: a seal holds other findings or rules than the model", $self->wrong_seals($same[0], \@stand)) unless @right;
    return @right;
}

# All rows of the ledger, its views and what verify() says, against the model. No
# transaction is open.
sub compare {
    my ($self) = @_;
    my $read = sub { return $self->{admin}->rows($self->expand($_[0])) };
    my ($found, $seals) = $self->committed_content('true');
    foreach my $table (values %World::TABLE) {
        my $orphans = $read->("SELECT count(*) FROM \@l\@.$table r WHERE NOT EXISTS (SELECT FROM \@l\@.declaration d WHERE d.department_code = r.department_code AND d.fiscal_year = r.fiscal_year AND d.version = r.version)")->[0][0];
        $self->fail("rows of $table without a declaration", $orphans) if $orphans;
    }

    my (@gaps, %fates);
    foreach my $g ($self->{stream}->departments) {
        my $window = $self->{windows}{$g};
        foreach my $world (@{$window->{worlds}}) {
            $self->fail("$g: a transaction is open at rest") if %{$world->{open}};
        }
        my @same = $self->as_committed($g, $found, $seals);
        foreach my $uid (keys %{$self->{doubtful} // {}}) {
            my %fate = map { $_->{fate}{$uid} // 'any' => 1 } @same;
            push @{$fates{$uid}}, \%fate unless $fate{any};
        }
        my $c = $same[0]{c};
        $window->{worlds} = [World::begin_world($c)];
        my @all = sort { $a->{key}[1] <=> $b->{key}[1] || $a->{key}[2] <=> $b->{key}[2] } map { $c->{$_} } grep { /^d/ } keys %$c;
        foreach my $d (@all) { push @gaps, "verify_version_gap|$g|$d->{key}[1]|$d->{key}[2]" if $d->{key}[2] > 1 && !$c->{"d:$d->{key}[1]:" . ($d->{key}[2] - 1)} }
        $self->compare_views($g, \@all);
    }
    # What was being committed when the server went away is there in all departments
    # or in none.
    foreach my $uid (keys %fates) {
        my @all = @{$fates{$uid}};
        next if grep { my $fate = $_; !grep { !$_->{$fate} } @all } 0, 1;
        $self->fail('a transaction that was cut off is half there', $self->event_text($self->{doubtful}{$uid}));
    }
    $self->{cut} += keys %{$self->{doubtful} // {}};
    $self->{doubtful} = {};
    # a version that somebody left out is the one thing that may be found
    my $said = join "\n", map { $_->[0] } @{$read->(q{SELECT concat_ws('|', rule, location -> 'key' ->> 'department_code', location -> 'key' ->> 'fiscal_year', location -> 'key' ->> 'version')
        FROM budget_perf.verify(@name@)})};
    $said = join "\n", sort split /\n/, $said;
    my $expected = join "\n", sort @gaps;
    $self->fail('verify() finds something else than the model', differences($said, $expected)) if $said ne $expected;
    World::forget_interned();
    $self->{memo} = {};
    $self->{stream}{memo} = {};
    $self->{rules} = [$self->{rules}[-1]];
    $self->{compared}++;
}

# The findings of every seal, and the rules that it names; undef if they are right.
sub wrong_seals {
    my ($self, $world, $rows) = @_;
    foreach my $row (@$rows) {
        my (undef, $submission, undef, $g, $year, $version, $digest, $findings) = @$row;
        my $d = $world->{c}{"d:$year:$version"};
        my $seal = $d->{seals}[$submission - 1];
        my $known = $self->{rule_sets}{$self->{ledger}}{$digest} //= $self->read_rule_set($digest);
        my $expected = join "\n", sort map { join '|', @$_{qw(id kind severity)}, $_->{operator} // '', yuan($_->{tolerance}), join ',', sort map { "$_->[0] $_->[1] $_->[2] " . Judge::decimal($_->[3], 4) } @{$_->{terms}} }
            Judge::applicable({%$d, form => $seal->{form}}, $seal->{rules}{rules});
        return "$year.$version, submission $submission: rules\n" . differences($known, $expected) if $known ne $expected;
        my $found = $findings // '';
        return "$year.$version, submission $submission: findings\n" . differences($found, $seal->{findings}) if $found ne $seal->{findings};
    }
    return undef;
}

sub read_rule_set {
    my ($self, $digest) = @_;
    my ($rules) = map { $_->[0] } @{$self->{admin}->rows($self->expand("SELECT rules::text FROM \@l\@.rule_set WHERE digest = '$digest'"))};
    $self->fail("a rule set has another digest than its text", $rules) if Digest::SHA::sha256_hex($rules) ne $digest;
    return join "\n", sort map {
        my $r = $_;
        join '|', @$r{qw(id kind severity)}, $r->{operator} // '', $r->{tolerance}, join ',', sort map { "$_->{side} $_->{source} $_->{item_code} $_->{coefficient}" } @{$r->{terms}};
    } @{JSON::PP->new->decode($rules)};
}

sub compare_views {
    my ($self, $g, $all) = @_;
    my %twin = (
        view_status => [World::status_lines(@$all)],
        view_reconciliation => [map { my $y = $_; my $d = World::effective(grep { $_->{key}[1] == $y } @$all); $d ? World::reconciliation_lines($d, $self->{rules}[-1][0]{rules}) : () } Stream::years()],
        view_yoy => [World::yoy_lines(@$all)],
    );
    my %sql = (%{Stream::views()}, view_yoy => 'SELECT fiscal_year, version, previous_version, expenditure, previous_expenditure, expenditure_change'
        . ' FROM @l@.budget_yoy WHERE department_code = %s AND version IS NOT NULL ORDER BY fiscal_year');
    foreach my $view (sort keys %twin) {
        my $result = {tag => 'SELECT', rows => $self->{admin}->rows($self->expand(sprintf $sql{$view}, Stream::quoted($g)))};
        my $real = $view eq 'view_yoy' ? join("\n", map { join '|', @$_[0 .. 1], $_->[2] // '', map { trimmed($_) } @$_[3 .. 5] } @{$result->{rows}})
            : canonical({op => {kind => $view}}, $result) =~ s/^SELECT\n?//r;
        my $expected = join "\n", @{$twin{$view}};
        $self->fail("$g: $view shows something else than the model", differences($real, $expected)) if $real ne $expected;
    }
}

# Lines that only one of two texts has.
sub differences {
    my ($real, $expected) = @_;
    my %real = map { $_ => 1 } split /\n/, $real;
    my %expected = map { $_ => 1 } split /\n/, $expected;
    return join "\n", (map { "  ledger $_" } grep { !$expected{$_} } sort keys %real), (map { "  model  $_" } grep { !$real{$_} } sort keys %expected);
}

1;
