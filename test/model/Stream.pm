# The statements that the driver sends: a function of the seed and of nothing
# else, so that a seed replays them.
#
# Statements by pure chance would hardly ever make a declaration that adds up. So
# the stream carries every transaction out on a plan of its own, one after another
# as it makes them, and looks at the plan to see what is worth doing next: mend
# what a rule would refuse, submit, approve, amend, and now and then something
# that must be refused. What really happens, with many sessions at once, comes
# near to the plan, but need not be it; nobody compares with the plan.
#
# A transaction is {iso, steps, commit, ...}; a step is a statement (World.pm
# knows its kind) with its SQL, or {savepoint}, {back}, {release}. "@l@" stands for
# the ledger.
package Stream;

use strict;
use warnings;
use Judge;
use World qw(%TABLE %ID_COLUMN);

my @years = (2022 .. 2026);
my $day = '07-01';

sub new {
    my ($class, %given) = @_;
    my $self = bless {departments => 12, versions => 4, tasks => 6, %given, state => $given{seed} * 2 + 1, count => 0}, $class;
    $self->chance(2) for 1 .. 20;
    return $self;
}

sub years { return @years }

# A number below n: a linear congruential generator, the same everywhere.
sub chance {
    my ($self, $n) = @_;
    {
        use integer;
        $self->{state} = $self->{state} * 6364136223846793005 + 1442695040888963407;
    }
    return (($self->{state} >> 33) & 0x7fffffff) % $n;
}

sub pick { my ($self, @of) = @_; return $of[$self->chance(scalar @of)] }

# One of some alternatives, each given with its weight.
sub weighted {
    my ($self, @of) = @_;
    my $sum = 0;
    for (my $n = 1; $n < @of; $n += 2) { $sum += $of[$n] }
    my $at = $self->chance($sum);
    for (my $n = 0; $n < @of; $n += 2) {
        return $of[$n] if ($at -= $of[$n + 1]) < 0;
    }
}

# A new ledger: everything begins again, with the rules that it starts with.
sub begin_ledger {
    my ($self, $rules) = @_;
    $self->{plan} = {map { $_ => {} } $self->departments};
    $self->{rules} = $rules;
    $self->{memo} = {};
    $self->{waivers} = 0;
}

sub departments { my ($self) = @_; return map { sprintf '%03d', $_ + 100 } 1 .. $self->{departments} }

# --- SQL ----------------------------------------------------------------------

sub quoted { my ($text) = @_; return 'NULL' unless defined $text; $text =~ s/'/''/g; return "'$text'" }

sub columns {    # of a table, in the order of the model's rows
    my ($table) = @_;
    return {
        l => [qw(amount amount_source)], t => [qw(amount name content expected_outcome amount_source)],
        i => [qw(level1 level2 name unit cycle_target annual_target weight accumulation code)],
        a => [qw(kind batch reason legal_reference)], c => [qw(item_code task_no change change_source)],
    }->{$table};
}

sub is_amount { my ($column) = @_; return $column eq 'amount' || $column eq 'change' }

# The value of a column as it is written, from the model's.
sub written {
    my ($column, $value) = @_;
    return undef unless defined $value;
    return is_amount($column) ? yuan($value) : $column eq 'weight' ? Judge::decimal($value, 4) : $value;
}

sub key_of { my ($key) = @_; my (undef, $year, $version) = split /:/, $key; return ($year, $version) }

sub where {
    my ($g, $key) = @_;
    my ($year, $version) = key_of($key);
    return "department_code = '$g' AND fiscal_year = $year AND version = $version";
}

sub id_where { my ($table, $id) = @_; return $table eq 'c' ? do { my ($a, $n) = split /\./, $id; "amendment_no = $a AND line_no = $n" } : "$ID_COLUMN{$table} = " . quoted($id) }
sub id_returned { my ($table) = @_; return $table eq 'c' ? "amendment_no || '.' || line_no" : $ID_COLUMN{$table} }

# INSERT (or COPY, or an upsert) of rows of one or several departments.
sub insert {
    my ($self, $table, $rows, %how) = @_;
    my $columns = columns($table);
    my @names = ($table eq 'c' ? qw(amendment_no line_no) : $ID_COLUMN{$table}, @$columns);
    my (@lines, $count);
    foreach my $g (sort keys %$rows) {
        foreach my $row (@{$rows->{$g}}) {
            my ($key, $id, @values) = @$row;
            push @lines, [$g, key_of($key), split(/\./, $id), map { written($columns->[$_], $values[$_]) } 0 .. $#values];
        }
    }
    $count = @lines;
    my %op = (kind => 'insert', table => $table, rows => $rows, groups => [sort keys %$rows], %how);
    my $into = "\@l\@.$TABLE{$table} (department_code, fiscal_year, version, " . join(', ', @names) . ')';
    if ($how{copy}) {
        $op{sql} = "COPY $into FROM STDIN";
        $op{lines} = join '', map { join("\t", map { defined $_ ? $_ : '\N' } @$_) . "\n" } @lines;
        $op{tag} = "COPY $count";
    }
    else {
        $op{sql} = "INSERT INTO $into VALUES " . join ', ', map { '(' . join(', ', map { quoted($_) } @$_) . ')' } @lines;
        $op{sql} .= ' ON CONFLICT ON CONSTRAINT ' . $TABLE{$table} . '_pkey DO UPDATE SET ' . join ', ', map { "$_ = EXCLUDED.$_" } @$columns if $how{upsert};
        $op{tag} = "INSERT 0 $count";
    }
    return \%op;
}

# UPDATE of one row or of all of a declaration; set: {index of the value => value},
# add: [index, fen].
sub update {
    my ($self, $g, $table, $key, $id, $set, $add) = @_;
    my $columns = columns($table);
    my @set = map { $columns->[$_ - 2] . ' = ' . quoted(written($columns->[$_ - 2], $set->{$_})) } sort { $a <=> $b } keys %$set;
    push @set, $columns->[$add->[0] - 2] . ' = ' . $columns->[$add->[0] - 2] . ' + ' . yuan($add->[1]) if $add;
    return {
        kind => 'update', table => $table, key => $key, row => $id, groups => [$g],
        change => sub {
            my ($row) = @_;
            @$row[keys %$set] = values %$set;
            $row->[$add->[0]] += $add->[1] if $add && defined $row->[$add->[0]];
        },
        sql => "UPDATE \@l\@.$TABLE{$table} SET " . join(', ', @set) . ' WHERE ' . where($g, $key) . (defined $id ? ' AND ' . id_where($table, $id) : '')
            . ' RETURNING ' . id_returned($table),
    };
}

sub delete {
    my ($self, $g, $table, $key, $id) = @_;
    return {
        kind => 'delete', table => $table, key => $key, row => $id, groups => [$g],
        sql => "DELETE FROM \@l\@.$TABLE{$table} WHERE " . where($g, $key) . (defined $id ? ' AND ' . id_where($table, $id) : '') . ' RETURNING ' . id_returned($table),
    };
}

sub move {
    my ($self, $g, $table, $key, $id, $to, $to_id) = @_;
    my ($year, $version) = key_of($to);
    return {
        kind => 'move', table => $table, key => $key, row => $id, to => $to, to_row => $to_id, groups => [$g],
        sql => "UPDATE \@l\@.$TABLE{$table} SET fiscal_year = $year, version = $version, $ID_COLUMN{$table} = " . quoted($to_id)
            . ' WHERE ' . where($g, $key) . ' AND ' . id_where($table, $id) . " RETURNING $ID_COLUMN{$table}",
    };
}

sub call {
    my ($self, $g, $call, $year, $version) = @_;
    my $comment = $self->pick(undef, '报送', "第$call次");
    my @argument = (quoted($g), $year, defined $version ? $version : 'NULL');
    return {
        kind => $call eq 'amend' ? 'amend' : 'call', call => $call, year => $year, version => $version, comment => $comment, groups => [$g],
        sql => "SELECT fiscal_year || '.' || version FROM budget_perf.$call(" . join(', ', @argument) . ', ' . quoted($comment) . ', @name@)',
    };
}

sub status {
    my ($self, $g, $key, $to, $from) = @_;
    my %comment = $self->chance(3) ? () : (comment => $self->pick(undef, '改', '说明'));
    return {
        kind => 'status', key => $key, status => $to, from => $from, groups => [$g], %comment,
        sql => "UPDATE \@l\@.declaration SET status = '$to'" . (%comment ? ', status_comment = ' . quoted($comment{comment}) : '') . ' WHERE ' . where($g, $key)
            . (defined $from ? " AND status = '$from'" : ''),
    };
}

sub status_set {
    my ($self, $groups, $years, $from, $to) = @_;
    $years = [do { my %once; grep { !$once{$_}++ } @$years }];
    my %comment = $self->chance(2) ? () : (comment => '汇总');
    return {
        kind => 'status_set', years => $years, from => $from, status => $to, groups => [sort @$groups], %comment,
        sql => "UPDATE \@l\@.declaration SET status = '$to'" . (%comment ? ', status_comment = ' . quoted($comment{comment}) : '')
            . ' WHERE department_code IN (' . join(', ', map { quoted($_) } @$groups) . ') AND fiscal_year IN (' . join(', ', @$years) . ") AND status = '$from'"
            . " RETURNING department_code, fiscal_year || '.' || version",
    };
}

sub ask_check {
    my ($self, $g, $year, $version) = @_;
    return {
        kind => 'check', year => $year, version => $version, groups => [$g],
        sql => "SELECT rule, severity, status, lhs, rhs, difference, location ->> 'table', (location -> 'key') - '{department_code,fiscal_year,version}'::text[],"
            . " location -> 'waiver' ->> 'waiver_id' FROM budget_perf.check_declaration(" . quoted($g) . ", $year, " . (defined $version ? $version : 'NULL')
            . ', @name@) WHERE rule <> ALL (' . quoted('{' . join(',', @Judge::IGNORED) . '}') . ')',
    };
}

# The whole of declarations as one text each; World::content() is its twin.
sub content_sql {
    my ($where) = @_;
    my $part = sub {
        my ($table, $alias, @columns) = @_;
        return "coalesce((SELECT string_agg(array_to_string(ARRAY[" . join(', ', map { "$_\::text" } @columns) . "], ',', '~'), ';' ORDER BY "
            . ($table eq 'c' ? 'amendment_no, line_no' : $ID_COLUMN{$table}) . ") FROM \@l\@.$TABLE{$table} r WHERE r.department_code = d.department_code"
            . " AND r.fiscal_year = d.fiscal_year AND r.version = d.version), '')";
    };
    return "SELECT concat_ws('|', array_to_string(ARRAY[status, form_code, goal, cycle_from::text, cycle_to::text, status_comment], ',', '~'), "
        . join(', ', map { $part->($_, 'r', ($_ eq 'c' ? qw(amendment_no line_no) : $ID_COLUMN{$_}), @{columns($_)}) } qw(l t i a c))
        . "), department_code, fiscal_year, version FROM \@l\@.declaration d WHERE $where ORDER BY 2, 3, 4";
}

my %view = (
    view_status => "SELECT fiscal_year, version, status, is_effective, is_newest, submissions, enforced, digest, errors, waived, budget_lines, tasks,"
        . " indicators, last_change_comment FROM \@l\@.declaration_status WHERE department_code = %s ORDER BY fiscal_year, version",
    view_reconciliation => "SELECT fiscal_year, version, rule, severity, status, lhs, rhs, difference FROM \@l\@.reconciliation"
        . " WHERE department_code = %s ORDER BY fiscal_year, rule COLLATE \"C\"",
);

sub views { return \%view }

sub seals_sql {
    my ($where) = @_;
    return "SELECT 1, submission, concat_ws('|', submission, enforced::text::\"char\", digest, coalesce(previous_digest, ''),"
        . " (SELECT string_agg(c.key || '=' || coalesce(c.value, '-'), ',' ORDER BY c.key COLLATE \"C\") FROM jsonb_each_text(totals -> 'categories') c) || '|' ||"
        . " (SELECT string_agg(c.key || '=' || coalesce(c.value, '-'), ',' ORDER BY c.key COLLATE \"C\") FROM jsonb_each_text(totals -> 'blocks') c),"
        . " concat_ws(' ', budget_lines, tasks, indicators), (withdrawn_at IS NOT NULL)::integer), department_code, fiscal_year, version, rule_set,"
        . " (SELECT string_agg(concat_ws('|', f ->> 'rule', f ->> 'severity', f ->> 'status', " . join(', ', map { "coalesce(trim_scale((f ->> '$_')::numeric)::text, '')" } qw(lhs rhs difference))
        . ", f -> 'location' ->> 'table', (f -> 'location' -> 'key') - '{department_code,fiscal_year,version}'::text[], f -> 'location' -> 'waiver' ->> 'waiver_id'), chr(10) ORDER BY n)"
        . " FROM jsonb_array_elements(findings) WITH ORDINALITY AS j (f, n) WHERE f ->> 'rule' <> ALL (" . quoted('{' . join(',', @Judge::IGNORED) . '}') . "))"
        . " FROM \@l\@.seal WHERE $where UNION ALL SELECT 2, history_id, concat_ws('|', from_status, to_status, coalesce(comment, '')),"
        . " department_code, fiscal_year, version, NULL, NULL FROM \@l\@.history WHERE $where ORDER BY 4, 5, 6, 1, 2";
}

# --- What there is to do ------------------------------------------------------

sub fresh_indicator {
    my ($self, $clean) = @_;
    my ($level1, $level2) = split m{/}, $clean || $self->chance(4) ? $self->pick('产出指标/数量指标', '产出/质量', '产出指标/时效指标', '效益指标/社会效益指标', '满意度指标/服务对象满意度指标')
        : $self->pick(sort keys %CLASS), -1;
    my $name = $clean || $self->chance(6) ? $self->pick('培训人数（人）', '项目数量', '合格率', '企业数量', '论文数量', '单位成本') : $self->pick(sort keys %INDICATOR_NAME);
    my @targets = $clean ? map { "≥$_" } $self->pick([30, 28], [30, 30], [100, 5]) ->@*
        : $self->chance(3) ? $self->pick(['≥30', '≥28'], ['≥10', '≥10'], ['≤5', '≤5'], ['100', '28'], ['≥95%', '≥90%'], ['≤5%', '≤5%'])->@* : map { $self->pick(undef, sort keys %TARGET) } 1, 2;
    my $weight = $clean || $self->chance(4) ? undef : $self->pick(10_0000, 30_0000, 45_0000, 90_0000, 100_0000, 2500, 0);
    return ($level1, $level2, $name, $self->pick(undef, undef, undef, '人'), @targets, $weight, $self->pick(undef, undef, undef, 'cumulative', 'level'), $self->pick(undef, undef, 'ZS01', 'ZS02'));
}

sub fresh_task {
    my ($self, $amount) = @_;
    my $name = $self->chance(5) ? $self->pick('科普活动', '平台建设', 'Platform', '课题研究', '成果转化') : $self->pick(sort keys %NAME);
    return ($amount, $name, $self->pick(undef, '内容', ''), $self->pick(undef, '预期'), $self->chance(12) ? undef : '1.005');
}

sub some_amount { my ($self) = @_; return $self->weighted(0, 1, 100, 1, 1, 1, $self->chance(5_000_000), 6, 1_000_000 * $self->chance(9), 3) }

# The rows of a budget that adds up, but for what goes wrong now and then: a cent,
# the tolerance, a cent more than the tolerance, a side that is blank.
sub balanced {
    my ($self, $key, $form) = @_;
    my %items = %{$World::forms->{$form}{item}};
    my %of;
    push @{$of{$items{$_}{category}}}, $_ foreach @{$World::forms->{$form}{order}};
    my (%amount, $total);
    foreach (@{$of{expenditure}}) {
        $amount{$_} = $self->chance(4) ? $self->some_amount : undef;
        $total = ($total // 0) + $amount{$_} if defined $amount{$_};
    }
    foreach my $category (qw(income tier)) {
        my @parts = @{$of{$category}};
        if (!defined $total || !$self->chance(12)) { $amount{$_} = undef foreach @parts }
        else {
            my $rest = $total;
            foreach (@parts[1 .. $#parts]) {
                $amount{$_} = $self->chance(3) ? $self->weighted(0, 1, $self->chance($rest / 2 + 1), 3, int($rest / 2), 1) : undef;
                $rest -= $amount{$_} // 0;
            }
            my $tolerance = $self->{rules}{rules}{"expenditure_equals_$category"}{tolerance} // 0;
            $amount{$parts[0]} = $rest + $self->weighted(0, 8, 1, 1, $tolerance, 2, -$tolerance, 1, $tolerance + 1, 1);
        }
    }
    return map { [$key, $_, $amount{$_}, undef] } grep { defined $amount{$_} || $self->chance(2) } @{$World::forms->{$form}{order}};
}

sub rebalance {
    my ($self, $g, $key, $form) = @_;
    my @rows = $self->balanced($key, $form);
    return @rows ? $self->insert('l', {$g => \@rows}, upsert => 1) : undef;
}

# A statement that mends the first error of a draft, if it has one.
sub mend {
    my ($self, $g, $key, $d) = @_;
    my ($findings) = $self->judged($g, $key);
    my ($error) = $self->pick((grep { /^[^|]*\|error\|fail\|/ } @$findings), undef);
    my ($rule, $row) = ('', '');
    ($rule, $row) = ((split /\|/, $error)[0, 7]) if $error;
    my ($no) = $row =~ /_no": (\d+)/;
    if ($rule =~ /^(expenditure|transfer)/) { return $self->rebalance($g, $key, $d->{form}) }
    if ($rule =~ /^tasks_/) {
        my @tasks = sort { $a <=> $b } keys %{$d->{t}};
        my ($left, $right) = (split /\|/, $error)[3, 4];
        my ($last) = grep { defined $d->{t}{$_}[T_AMOUNT] } @tasks;
        return $self->update($g, 't', $key, $last, {&T_AMOUNT => $d->{t}{$last}[T_AMOUNT] - fen(sprintf '%.2f', $left) + fen(sprintf '%.2f', $right) + $self->weighted(0, 4, 1, 1, -1, 1)})
            if defined $last && $self->chance(2);
        return $self->update($g, 't', $key, undef, {&T_AMOUNT => $self->pick(0, undef, 100)});
    }
    if ($rule eq 'item_known') { return $self->delete($g, 'l', $key, $row =~ /"item_code": "(\w+)"/) }
    if ($rule eq 'amount_sign') {
        return $row =~ /"item_code": "(\w+)"/ ? $self->update($g, 'l', $key, $1, {&L_AMOUNT => $self->some_amount}) : $self->update($g, 't', $key, $no, {&T_AMOUNT => 0});
    }
    if ($rule eq 'declaration_empty') { return $self->insert('i', {$g => [[$key, 1, $self->fresh_indicator(1)]]}) }
    if ($rule eq 'name_blank') {
        return $row =~ /task/ ? $self->update($g, 't', $key, $no, {&T_NAME => $self->pick('成果转化', '课题研究', '科普活动')}) : $self->update($g, 'i', $key, $no, {&I_NAME => $self->pick('论文数量', '企业数量')});
    }
    if ($rule eq 'duplicate_task') { return $self->delete($g, 't', $key, $no) }
    if ($rule eq 'duplicate_indicator') { return $self->delete($g, 'i', $key, $no) }
    if ($rule eq 'annual_within_cycle') { return $self->update($g, 'i', $key, $no, {&I_CYCLE => $self->pick('≥30', '≥28'), &I_ANNUAL => '≥28'}) }
    if ($rule eq 'weight_total') {
        return $self->update($g, 'i', $key, undef, {&I_WEIGHT => undef}) if $self->chance(2);
        my @all = sort { $a <=> $b } keys %{$d->{i}};
        my $share = int($self->pick(100_0000, 90_0000, 90_0001) / @all);
        return $self->update($g, 'i', $key, undef, {&I_WEIGHT => $share});
    }
    if ($rule =~ /^amendment/) {
        return $self->update($g, 'a', $key, undef, {&A_REASON => '新增任务', &A_KIND => $self->pick('increase', 'transfer', 'decrease')}) if $rule eq 'amendment_reason' || $self->chance(3) == 0;
        return $self->explain_change($g, $key, $d) if $self->chance(3);
        return $self->delete($g, 'a', $key, undef);
    }
    return undef;
}

# Amendment lines that say just what changed, item by item, from the version before.
sub explain_change {
    my ($self, $g, $key, $d) = @_;
    my ($year, $version) = key_of($key);
    my $before = $self->{plan}{$g}{"d:$year:" . ($version - 1)} // return undef;
    my ($no) = sort { $a <=> $b } keys %{$d->{a}};
    return $self->insert('a', {$g => [[$key, 1, $self->pick('increase', 'transfer', 'decrease'), $self->pick(undef, '2024-1'), $self->pick('追加', '追加', ''), undef]]}) unless defined $no;
    return $self->delete($g, 'c', $key, undef) if %{$d->{c}};
    my $category = $self->pick(qw(expenditure income tier));
    my $line = 0;
    my @rows = map {
        my $change = (Judge::amount_of($d, $_) // 0) - (Judge::amount_of($before, $_) // 0);
        $change ? [$key, "$no." . ++$line, $_, undef, $change + $self->weighted(0, 9, 1, 1), undef] : ();
    } grep { $World::forms->{$d->{form}}{item}{$_}{category} eq $category } @{$World::forms->{$d->{form}}{order}};
    push @rows, [$key, "$no." . ++$line, undef, $self->chance(4) + 1, $self->some_amount, undef] if !$self->chance(6);
    return @rows ? $self->insert('c', {$g => \@rows}) : undef;
}

# What the rules say of a declaration of the plan.
sub judged {
    my ($self, $g, $key) = @_;
    my ($year, $version) = key_of($key);
    my $x = {memo => $self->{memo}, r => $self->{rules}};
    return World::judged($x, $self->{plan}{$g}{$key}, $self->{plan}{$g}{"d:$year:" . ($version - 1)});
}

# A statement that writes a row of a declaration.
sub edit {
    my ($self, $g, $key, $d) = @_;
    my $form = $d ? $d->{form} : 'district';
    my $of = sub { my ($table) = @_; return $d ? sort keys %{$d->{$table}} : () };
    my ($year, $version) = key_of($key);
    my $what = $self->weighted(lines => 10, tasks => 10, indicators => 10, $version > 1 ? (amendments => 6) : (), move => 2, all => 3, wrong => 1);
    if ($what eq 'lines') {
        my $item = $self->chance(25) ? $self->pick(@{$World::forms->{$form}{order}}) : 'mystery';
        my $amount = $self->weighted($self->some_amount, 10, undef, 2, -$self->some_amount, 1);
        my $there = $d && $d->{l}{$item};
        return $self->rebalance($g, $key, $form) if $self->chance(3) == 0;
        return $self->delete($g, 'l', $key, $item) if $self->chance(6) == 0;
        return $self->update($g, 'l', $key, $item, {&L_AMOUNT => $amount}) if $there ? $self->chance(4) : $self->chance(8) == 0;
        return $self->insert('l', {$g => [[$key, $item, $amount, $self->chance(10) ? undef : '0.005']]}, $self->pick({}, {copy => 1})->%*);
    }
    if ($what eq 'tasks') {
        my @there = $of->('t');
        my $no = $self->chance($self->{tasks}) + 1;
        my $amount = $self->weighted($self->chance(300_000), 8, undef, 2, -$self->chance(5000), 1);
        return $self->delete($g, 't', $key, $no) if $self->chance(5) == 0;
        return $self->update($g, 't', $key, $no, {&T_AMOUNT => $amount}) if $self->chance(3) == 0;
        return $self->update($g, 't', $key, undef, {}, [T_AMOUNT, $self->pick(1, 100, -1)]) if $self->chance(8) == 0;
        return $self->insert('t', {$g => [[$key, $no, $self->fresh_task($amount)], $self->chance(3) ? () : [$key, $no % $self->{tasks} + 1, $self->fresh_task(undef)]]}, $self->pick({}, {}, {copy => 1}, {upsert => 1})->%*);
    }
    if ($what eq 'indicators') {
        my $no = $self->chance($self->{tasks}) + 1;
        return $self->delete($g, 'i', $key, $no) if $self->chance(5) == 0;
        my @row = $self->fresh_indicator;
        return $self->update($g, 'i', $key, $no, {&I_CYCLE => $row[4], &I_ANNUAL => $row[5], &I_WEIGHT => $row[6]}) if $self->chance(3) == 0;
        return $self->insert('i', {$g => [[$key, $no, @row], $self->chance(3) ? () : [$key, $no % $self->{tasks} + 1, $self->fresh_indicator(1)]]}, $self->pick({}, {}, {copy => 1}, {upsert => 1})->%*);
    }
    if ($what eq 'amendments') {
        my $step = $d ? $self->explain_change($g, $key, $d) : undef;
        return $step if $step && $self->chance(4);
        my $no = $self->chance(2) + 1;
        return $self->delete($g, 'a', $key, $no) if $self->chance(5) == 0;
        return $self->insert('c', {$g => [[$key, "$no." . ($self->chance(3) + 1), $self->pick(['project_expenditure', undef], ['mystery', undef], [undef, 1], [undef, 9])->@*, $self->some_amount - 1_000_000, undef]]}) if $self->chance(3);
        return $self->insert('a', {$g => [[$key, $no, $self->pick(qw(increase decrease transfer)), undef, $self->pick('追加', '　', '调剂'), undef]]}, $self->pick({}, {upsert => 1})->%*);
    }
    if ($what eq 'move') {
        my $table = $self->pick(qw(l t i));
        my @there = $of->($table);
        my $id = @there ? $self->pick(@there) : $table eq 'l' ? 'own_level' : 1;
        my @others = grep { /^d/ } sort keys %{$self->{plan}{$g}};
        my $to = $self->chance(3) && @others ? $self->pick(@others) : $key;
        return $self->move($g, $table, $key, $id, $to, $self->chance(2) ? $id : $table eq 'l' ? $self->pick(@{$World::forms->{$form}{order}}) : $self->chance($self->{tasks}) + 1);
    }
    if ($what eq 'all') {
        my $table = $self->pick(qw(l t i t));
        return $self->delete($g, $table, $key, undef) if $self->chance(2);
        return $self->update($g, 't', $key, undef, {&T_AMOUNT => $self->pick(0, 1, undef, 12345)});
    }
    # values that the tables do not take
    my ($table, $row, $refused, $sql) = $self->pick(
        ['l', ['own_level', undef, undef], 'E:23514:budget_line_amount_finite', "'NaN'"],
        ['l', ['own_level', undef, undef], 'E:22003:', "'Infinity'"],
        ['l', ['own_level', undef, undef], 'E:22003:', '10::numeric ^ 16'],
        ['t', [0, undef, '零', undef, undef, undef], 'E:23514:task_no_positive', undef],
        ['i', [1, '产出指标', '数量指标', '项目数量', undef, undef, undef, -1, undef, undef], 'E:23514:indicator_weight', undef],
    )->@*;
    my $op = $self->insert($table, {$g => [[$key, @$row]]}, refused => $refused);
    $op->{sql} =~ s/'own_level', NULL/'own_level', $sql/ if defined $sql;
    return $op;
}

# A payment or a measurement, or one taken back.
sub year_step {
    my ($self, $g, $year, $d) = @_;
    my @there = grep { /^[xm]:$year:/ } sort keys %{$self->{plan}{$g}};
    if (@there && $self->chance(4) == 0) {
        my $key = $self->pick(@there);
        my ($kind, $of, @rest) = split /:/, $key;
        return {
            kind => 'take_back', key => $key, groups => [$g],
            sql => $kind eq 'x' ? "DELETE FROM \@l\@.execution WHERE department_code = '$g' AND fiscal_year = $of AND spent_on = '$rest[0]' AND entry_no = $rest[1]"
            : "DELETE FROM \@l\@.measurement WHERE department_code = '$g' AND fiscal_year = $of AND version = $rest[0] AND indicator_no = $rest[1] AND measured_on = '$rest[2]'",
        };
    }
    if ($self->chance(2)) {
        my $no = $self->chance(12) + 1;
        my $of = $self->chance(40) ? $year : $year + 1;
        my ($item, $task) = $self->pick(['project_expenditure', undef], ['basic_expenditure', undef], ['mystery', undef], [undef, 1], [undef, 9], ['special_fund', 2])->@*;
        my $amount = $self->some_amount - 1000;
        return {
            kind => 'spend', key => "x:$year:$of-$day:$no", item => $item, task => $task, groups => [$g], text => join('|', $item // '', $task // '', yuan($amount)),
            $of == $year ? () : (refused => 'E:23514:execution_spent_in_year'),
            sql => "INSERT INTO \@l\@.execution (department_code, fiscal_year, spent_on, entry_no, item_code, task_no, amount) VALUES ('$g', $year, '$of-$day', $no, "
                . quoted($item) . ', ' . quoted($task) . ', ' . yuan($amount) . ')',
        };
    }
    my $version = $d && $self->chance(8) ? $d->{key}[2] : $self->chance(3) + 1;
    my $no = $self->chance($self->{tasks}) + 1;
    my $month = sprintf '%02d', $self->chance(6) + 1;
    my $actual = $self->chance(200);
    my $increment = $self->chance(4) == 0 ? 1 : 0;
    return {
        kind => 'measure', key => "m:$year:$version:$no:$year-$month-01", increment => $increment, groups => [$g], text => "$actual|$increment",
        sql => "INSERT INTO \@l\@.measurement (department_code, fiscal_year, version, indicator_no, measured_on, actual, is_increment) VALUES ('$g', $year, $version, $no, '$year-$month-01', $actual, "
            . ($increment ? 'true' : 'false') . ')',
    };
}

# A document of the driver's own, imported.
sub import_step {
    my ($self, $g, $key) = @_;
    my ($year, $version) = key_of($key);
    my $form = $self->pick(sort keys %$World::forms);
    my $unit = $World::forms->{$form}{unit};
    my $printed = sub { my ($fen) = @_; return defined $fen ? '"' . ($unit eq '元' ? yuan($fen) : Judge::decimal($fen, 6)) . '"' : 'null' };
    my %content = (form => $form, goal => $self->pick(undef, '目标'), from => $year, to => $year + 2);
    my @lines = $self->balanced($key, $form);
    $content{l} = {map { $_->[1] => [$_->[2], undef] } @lines};
    $content{t}{$_} = [$self->pick(0, 100, 99_999, undef), $self->pick('科普活动', '平台建设', '课题研究'), $self->pick(undef, '内容'), undef, undef] foreach 1 .. $self->chance(3);
    $content{i}{$_} = [$self->fresh_indicator(1)] foreach 1 .. $self->chance(4);
    $content{i}{$_}[6] = undef foreach keys %{$content{i}};
    my $string = sub { my ($name, $value) = @_; return defined $value ? qq("$name": "$value") : () };
    my $document = join ', ', qq("department": {"code": "$g"}), qq("fiscal_year": $year), $version == 1 ? () : qq("version": $version), qq("form": "$form"),
        qq("cycle": {"from": $year, "to": ) . ($year + 2) . '}', $string->('goal', $content{goal}),
        '"budget": {' . join(', ', map { qq("$World::forms->{$form}{item}{$_->[1]}{label}": ) . $printed->($_->[2]) } @lines) . '}',
        '"tasks": [' . join(', ', map { my $r = $content{t}{$_}; '{' . join(', ', $string->('name', $r->[1]), '"amount": ' . $printed->($r->[0]), $string->('content', $r->[2])) . '}' } sort keys %{$content{t}}) . ']',
        '"indicators": [' . join(', ', map {
            my $r = $content{i}{$_};
            '{' . join(', ', map { $string->((qw(level1 level2 name unit cycle_target annual_target weight accumulation code))[$_], $r->[$_]) } 0 .. 8) . '}';
        } sort keys %{$content{i}}) . ']';
    my %refused;
    if ($self->chance(15) == 0) { $document .= ', "surprise": 1'; $refused{refused} = 'E:22023:' }
    return {
        kind => 'import', key => $key, content => \%content, groups => [$g], %refused,
        sql => "SELECT fiscal_year || '.' || version FROM budget_perf.import_declaration(" . quoted("{$document}") . '::jsonb, @name@)',
    };
}

sub copy_step {
    my ($self, $g, $key, $to) = @_;
    my ($year, $version) = key_of($key);
    my ($to_year) = key_of($to);
    return {
        kind => 'copy', key => $key, to => $to, groups => [$g],
        sql => "SELECT fiscal_year || '.' || version FROM budget_perf.import_declaration((budget_perf.export_declaration('$g', $year, $version, \@name\@)"
            . " || '{\"fiscal_year\": $to_year}') - '{version,amendments}'::text[], \@name\@)",
    };
}

sub declare_step {
    my ($self, $g, $key) = @_;
    my ($year, $version) = key_of($key);
    my %values = (form => $self->pick(sort keys %$World::forms), goal => $self->pick(undef, '目标', '　'), $self->chance(3) ? (from => $year, to => $year + 2) : ());
    $values{status} = 'approved' if $self->chance(20) == 0;
    my %column = (form => 'form_code', goal => 'goal', from => 'cycle_from', to => 'cycle_to', status => 'status');
    my @names = sort keys %values;
    return {
        kind => 'declare', key => $key, values => \%values, groups => [$g],
        sql => "INSERT INTO \@l\@.declaration (department_code, fiscal_year, version, " . join(', ', map { $column{$_} } @names) . ") VALUES ('$g', $year, $version, "
            . join(', ', map { quoted($values{$_}) } @names) . ')',
    };
}

sub rewrite_step {
    my ($self, $g, $key) = @_;
    my %values = $self->pick({goal => $self->pick(undef, '目标', '新目标')}, {goal => '目标', comment => '备注'}, {from => 2022, to => 2030}, {form => $self->pick(sort keys %$World::forms)})->%*;
    my %column = (form => 'form_code', goal => 'goal', from => 'cycle_from', to => 'cycle_to', comment => 'status_comment');
    return {
        kind => 'rewrite', key => $key, values => \%values, groups => [$g],
        sql => "UPDATE \@l\@.declaration SET " . join(', ', map { "$column{$_} = " . quoted($values{$_}) } sort keys %values) . ' WHERE ' . where($g, $key),
    };
}

sub question {
    my ($self, $g, $key, $year) = @_;
    my (undef, $version) = key_of($key);
    my $kind = $self->weighted(check => 6, content => 3, totals => 2, view_status => 2, view_reconciliation => 2, seals => 2);
    return $self->ask_check($g, $year, $self->pick(undef, $version)) if $kind eq 'check';
    return {kind => $kind, key => $key, groups => [$g], sql => content_sql(where($g, $key))} if $kind eq 'content';
    return {kind => $kind, key => $key, groups => [$g], sql => seals_sql(where($g, $key))} if $kind eq 'seals';
    return {kind => $kind, key => $key, groups => [$g], sql => "SELECT category, block, item_code, amount FROM budget_perf.declaration_totals('$g', $year, $version, \@name\@)"} if $kind eq 'totals';
    return {kind => $kind, groups => [$g], years => [@years], sql => sprintf $view{$kind}, quoted($g)};
}

sub forbidden {
    my ($self, $g) = @_;
    my $sql = $self->pick("DELETE FROM \@l\@.seal WHERE department_code = '$g'", "UPDATE \@l\@.history SET comment = 'x' WHERE department_code = '$g'",
        "INSERT INTO \@l\@.rule_set (digest, rules) VALUES ('x', '[]')", "UPDATE \@l\@.seal SET digest = digest WHERE false");
    return {kind => 'forbidden', groups => [$g], refused => 'E:23001:written_by_triggers', sql => $sql};
}

# One statement on a department's year, to the purpose or against it.
sub step {
    my ($self, $g, $year) = @_;
    my $plan = $self->{plan}{$g};
    my ($key) = (sort { (key_of($b))[1] <=> (key_of($a))[1] } grep { /^d:$year:/ } keys %$plan);
    my $first = "d:$year:1";
    if (!$key) {
        my @others = grep { /^d/ } sort keys %$plan;
        return $self->weighted(
            sub { $self->declare_step($g, $first) }, 6, sub { $self->import_step($g, $first) }, 5,
            @others ? (sub { $self->copy_step($g, $self->pick(@others), $first) }, 3) : (),
            sub { $self->call($g, $self->pick(qw(submit approve amend)), $year, undef) }, 1, sub { $self->edit($g, $first, undef) }, 1,
            sub { $self->question($g, $first, $year) }, 1, sub { $self->year_step($g, $year, undef) }, 1)->();
    }
    my $d = $plan->{$key};
    my (undef, $version) = key_of($key);
    my $which = $self->chance(3) ? undef : $version;
    my $any = sub {    # against the order of things
        return $self->weighted(
            sub { $self->call($g, $self->pick(qw(submit approve send_back record amend)), $year, $self->chance(2) ? $which : $self->chance(5) + 1) }, 4,
            sub { $self->status($g, $key, $self->pick(qw(draft submitted approved recorded)), $self->pick(undef, undef, qw(draft submitted))) }, 3,
            sub { $self->edit($g, $version > 1 && $self->chance(2) ? "d:$year:" . ($version - 1) : $key, $d) }, 4,
            sub { $self->rewrite_step($g, $key) }, 2, sub { $self->declare_step($g, $self->chance(3) ? $key : "d:$year:" . ($version + $self->chance(3))) }, 1,
            sub { $self->import_step($g, $key) }, 1, sub { $self->drop_step($g, $key) }, 2, sub { $self->rekey_step($g, $key) }, 1,
            sub { $self->forbidden($g) }, 1, sub { $self->year_step($g, $year, $d) }, 2)->();
    };
    return $any->() if $self->chance(8) == 0;
    return $self->question($g, $key, $year) if $self->chance(7) == 0;

    if ($d->{status} eq 'draft') {
        my (undef, $errors) = $self->judged($g, $key);
        return $self->weighted(
            sub { $self->mend($g, $key, $d) // $self->edit($g, $key, $d) }, $errors ? 20 : 0, sub { $self->edit($g, $key, $d) }, $errors ? 10 : 14,
            sub { $self->call($g, 'submit', $year, $which) }, $errors ? 2 : 9, sub { $self->status($g, $key, 'submitted', $self->pick(undef, 'draft')) }, $errors ? 1 : 5,
            sub { $self->ask_check($g, $year, $which) }, 2, sub { $self->rewrite_step($g, $key) }, 1,
            sub { $self->drop_step($g, $key) }, 1, sub { $self->rekey_step($g, $key) }, %{$d->{l}} ? 0 : 3,
            sub { $self->call($g, 'record', $year, $which) }, $errors && $self->chance(3) == 0 ? 1 : 0)->();
    }
    if ($d->{status} eq 'submitted') {
        return $self->weighted(
            sub { $self->call($g, 'approve', $year, $which) }, 5, sub { $self->status($g, $key, 'approved', $self->pick(undef, 'submitted')) }, 3,
            sub { $self->call($g, 'send_back', $year, $which) }, 3, sub { $self->status($g, $key, 'draft', undef) }, 1,
            sub { $self->edit($g, $key, $d) }, 4, sub { $self->move_out($g, $key, $d) }, 1, sub { $self->year_step($g, $year, $d) }, 2)->();
    }
    return $self->weighted(
        sub { $self->call($g, 'amend', $year, $which) }, $version < $self->{versions} ? 5 : 0, sub { $self->year_step($g, $year, $d) }, 8,
        sub { $self->edit($g, $key, $d) }, 3, sub { $self->move_out($g, $key, $d) }, 1, sub { $self->copy_step($g, $key, 'd:' . $self->pick(@years) . ':1') }, 1, $any, 1)->();
}

# A row of a sealed declaration, moved into a draft of the department.
sub move_out {
    my ($self, $g, $key, $d) = @_;
    my ($table) = grep { %{$d->{$_}} } $self->pick([qw(l t i)], [qw(t i l)], [qw(i l t)])->@*;
    my @drafts = grep { /^d/ && $self->{plan}{$g}{$_}{status} eq 'draft' } sort keys %{$self->{plan}{$g}};
    return $self->edit($g, $key, $d) unless $table && @drafts;
    my $id = $self->pick(sort keys %{$d->{$table}});
    my $to = $self->pick(@drafts);
    my ($free) = grep { !$self->{plan}{$g}{$to}{$table}{$_} } $table eq 'l' ? @{$World::forms->{$d->{form}}{order}} : 1 .. $self->{tasks};
    return $self->move($g, $table, $key, $id, $to, $free // $id);
}

sub drop_step {
    my ($self, $g, $key) = @_;
    return {kind => 'drop', key => $key, groups => [$g], sql => "DELETE FROM \@l\@.declaration WHERE " . where($g, $key)};
}

sub rekey_step {
    my ($self, $g, $key) = @_;
    my ($year, $version) = key_of($key);
    my $to = $self->pick("d:$year:" . ($version + 1), 'd:' . $self->pick(@years) . ':1', 'd:' . $self->pick(@years) . ':1', $version > 1 ? "d:$year:" . ($version - 1) : ());
    return $self->rewrite_step($g, $key) if $to eq $key;
    my ($to_year, $to_version) = key_of($to);
    return {
        kind => 'rekey', key => $key, to => $to, groups => [$g],
        sql => "UPDATE \@l\@.declaration SET fiscal_year = $to_year, version = $to_version WHERE " . where($g, $key),
    };
}

# Statements on several departments at once.
sub wide_step {
    my ($self) = @_;
    my @all = $self->departments;
    my @groups = map { splice @all, $self->chance(scalar @all), 1 } 1 .. 2 + $self->chance(3);
    my $year = $self->pick(@years);
    return $self->weighted(
        sub { $self->status_set(\@groups, [$year], 'draft', 'submitted') }, 4, sub { $self->status_set(\@groups, [$self->pick(@years), $year], 'submitted', 'approved') }, 2,
        sub { $self->status_set(\@groups, [$year], 'submitted', 'draft') }, 1,
        sub {
            my %rows = map { ($_ => [["d:$year:1", $self->chance($self->{tasks}) + 1, $self->fresh_task($self->chance(1000))]]) } @groups;
            $self->insert('t', \%rows, $self->pick({}, {copy => 1}, {upsert => 1}, {upsert => 1})->%*);
        }, 3)->();
}

# A change of the rules, or a waiver.
sub rule_step {
    my ($self) = @_;
    my %rules = %{$self->{rules}{rules}};
    if ($self->{waivers} < 8 && $self->chance(3) == 0) {
        my $waiver = {
            id => ++$self->{waivers}, rule => $self->pick(qw(expenditure_equals_income expenditure_equals_tier tasks_within_spending duplicate_task annual_within_cycle)),
            $self->pick({department => $self->pick($self->departments)}, {department => $self->pick($self->departments), form => 'district'}, {form => 'city'})->%*,
            first => $self->pick(@years), expired => $self->chance(3) == 0,
        };
        $waiver->{last} = $waiver->{first} + $self->chance(2);
        my $expires = $waiver->{expired} ? 'current_date - 2' : 'current_date + 365';
        return {
            kind => 'rule', waiver => $waiver, groups => [],
            sql => "INSERT INTO \@l\@.waiver (waiver_id, rule_id, department_code, form_code, first_year, last_year, reason, approver, expires_on) VALUES ($waiver->{id}, '$waiver->{rule}', "
                . quoted($waiver->{department}) . ', ' . quoted($waiver->{form}) . ", $waiver->{first}, $waiver->{last}, '理由', '财政局', $expires)",
        };
    }
    my ($id, $set) = $self->weighted(
        [$self->pick(qw(expenditure_equals_income expenditure_equals_tier tasks_within_spending amendment_total transfer_share)), {tolerance => $self->pick(0, 0, 1, 100, 1000)}], 4,
        [$self->pick(qw(duplicate_task duplicate_indicator name_blank item_known annual_within_cycle amendment_missing class_known)), {severity => $self->pick(qw(error error warning off))}], 4,
        [$self->pick(qw(weight_total transfer_share amount_sign)), $self->pick({first => 2024}, {first => undef}, {last => 2025}, {last => undef})], 3)->@*;
    my %column = (tolerance => 'tolerance', severity => 'severity', first => 'first_year', last => 'last_year');
    my ($name, $value) = %$set;
    return {
        kind => 'rule', rule => $id, set => $set, groups => [],
        sql => "UPDATE \@l\@.rule SET $column{$name} = " . quoted($name eq 'tolerance' ? yuan($value) : $value) . " WHERE id = '$id'",
    };
}

# Rules with a change of rule_step() made; the id tells them apart.
my $rule_sets = 0;
sub with_rule {
    my ($rules, $op) = @_;
    my %new = (%$rules, id => 'R' . ++$rule_sets);
    if ($op->{waiver}) { $new{waivers} = [@{$rules->{waivers}}, $op->{waiver}] }
    else { $new{rules} = {%{$rules->{rules}}, $op->{rule} => {%{$rules->{rules}{$op->{rule}}}, %{$op->{set}}}} }
    return \%new;
}

# --- Transactions -------------------------------------------------------------

# The next transaction.
sub next {
    my ($self) = @_;
    my $n = ++$self->{count};
    my $iso = $self->weighted('READ COMMITTED', 4, 'REPEATABLE READ', 2, 'SERIALIZABLE', 2);
    my %tx = (n => $n, iso => $iso, steps => [], commit => 1);

    if ($self->chance(60) == 0) {
        my $op = $self->rule_step;
        $tx{steps} = [$op];
        $tx{rules} = 1;
        if ($self->chance(3)) { $tx{auto} = 1; $tx{iso} = 'READ COMMITTED' }
        else { $tx{commit} = $self->chance(2) }
        my $before = $self->{rules};
        $self->{rules} = with_rule($before, $op);
        if (!$tx{auto}) { push @{$tx{steps}}, $self->planned(1 + $self->chance(2)) }
        $self->{rules} = $before unless $tx{commit};
        return \%tx;
    }
    my $kept = $self->{plan};
    if ($self->chance(5) < 2) {
        $tx{auto} = 1;
        $tx{iso} = 'READ COMMITTED';
        push @{$tx{steps}}, $self->planned(1);
        return \%tx;
    }
    $tx{steps} = [$self->planned(1 + $self->chance(5), $self->chance(4) == 0)];
    $tx{commit} = 0 if $self->chance(8) == 0;
    $tx{prepare} = 1 if $tx{commit} && $self->chance(12) == 0;
    $self->{plan} = $kept unless $tx{commit};
    return \%tx;
}

# Some statements, carried out on the plan as they are made. Most transactions stay
# with one department's year; with savepoints some of them are undone again. What
# is refused ends the transaction, or goes back to its savepoint.
sub planned {
    my ($self, $count, $savepoints) = @_;
    my $g = $self->pick($self->departments);
    my $year = $self->pick(@years);
    my $kept = $self->{plan};
    my (@steps, @saved);
    foreach (1 .. $count) {
        if ($savepoints && $self->chance(2) && @saved < 2) {
            push @steps, {savepoint => 1};
            push @saved, $self->{plan};
        }
        elsif (@saved && $self->chance(3) == 0) {
            if ($self->chance(3)) {
                push @steps, {back => 1};
                $self->{plan} = $saved[-1];
            }
            else {
                push @steps, {release => 1};
                pop @saved;
            }
        }
        ($g, $year) = ($self->pick($self->departments), $self->pick(@years)) if $self->chance(6) == 0;
        my $op = $self->chance(40) ? $self->step($g, $year) : $self->wide_step;
        redo unless $op;
        push @steps, $op;
        next if $self->carry_out($op);
        $self->{plan} = @saved ? $saved[-1] : $kept;
        last unless @saved;
    }
    return @steps;
}

# One statement on the plan; false if it is refused.
my $planned = 0;
sub carry_out {
    my ($self, $op) = @_;
    my %plan = %{$self->{plan}};
    foreach my $g (@{$op->{groups}}) {
        my $c = $plan{$g};
        my $x = {g => $g, t => {id => 0}, uid => 'p' . ++$planned, o => {w => {}}, c => $c, view => $c, rr => 0, r => $self->{rules}, memo => $self->{memo}};
        my ($got, $writes) = @{World::statement($x, $op)};
        return 0 if $got =~ /^E:/;
        next unless $writes;
        my %c = (%$c, %$writes);
        delete @c{grep { !$c{$_} } keys %c};
        $plan{$g} = \%c;
    }
    $self->{plan} = \%plan;
    return 1;
}

1;
