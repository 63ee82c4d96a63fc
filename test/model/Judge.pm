# What the rules say of a declaration, and the seal that it gets: the model's own
# reading of doc/rules.md, doc/amendment.md and doc/ledger.md, in plain data.
#
# Everything is exact: amounts are whole fen, weights are whole ten-thousandths
# of a point, both in 64 bits. Text is bytes of UTF-8, as the seal counts it.
#
# A declaration is a hash {key => [department, year, version], status, form, goal,
# from, to, ...} with a hash for each kind of row: l (budget lines, by item), t
# (tasks, by number), i (indicators), a (amendments), c (their lines, by
# "amendment.line"). A row is an array: who wrote it, which row it is (World.pm
# needs both), and then its columns as @COLUMNS has them.
#
# Nothing here knows names or targets in general: the driver writes those of a
# short list, and the list says how each is to be read. That keeps the model
# small, and independent of the code that reads any.
package Judge;

use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Exporter 'import';

our @EXPORT = qw(findings digest totals fen yuan trimmed is_final %NAME %INDICATOR_NAME %CLASS %TARGET @IGNORED
    L_AMOUNT L_SOURCE T_AMOUNT T_NAME T_CONTENT T_OUTCOME T_SOURCE I_LEVEL1 I_LEVEL2 I_NAME I_UNIT I_CYCLE I_ANNUAL
    I_WEIGHT I_ACCUMULATION I_CODE A_KIND A_BATCH A_REASON A_LEGAL C_ITEM C_TASK C_CHANGE C_SOURCE);

use constant {
    L_AMOUNT => 2, L_SOURCE => 3,
    T_AMOUNT => 2, T_NAME => 3, T_CONTENT => 4, T_OUTCOME => 5, T_SOURCE => 6,
    I_LEVEL1 => 2, I_LEVEL2 => 3, I_NAME => 4, I_UNIT => 5, I_CYCLE => 6, I_ANNUAL => 7, I_WEIGHT => 8,
    I_ACCUMULATION => 9, I_CODE => 10,
    A_KIND => 2, A_BATCH => 3, A_REASON => 4, A_LEGAL => 5,
    C_ITEM => 2, C_TASK => 3, C_CHANGE => 4, C_SOURCE => 5,
};

# Rules of which the model has no opinion: none of them is an error, and what they
# look at (units, percentages, a factor of ten thousand) has tests of its own.
our @IGNORED = qw(magnitude unit_conflict percent_range amendment_targets_kept amendment_target_changed);
my %ignored = map { $_ => 1 } @IGNORED;

# --- What the driver writes, and how it is read ------------------------------

# Names of tasks: normal form ('' is blank).
our %NAME = (
    '科普活动' => '科普活动', '科普 活动' => '科普活动', '１．科普活动' => '科普活动', '平台建设' => '平台建设',
    'Platform' => 'platform', 'ＰＬＡＴＦＯＲＭ' => 'platform', '课题研究' => '课题研究', '成果转化' => '成果转化', '' => '', '　' => '',
);

# Names of indicators: normal form without the unit, the unit, and whether the
# name says that it is a level (a rate).
our %INDICATOR_NAME = (
    '培训人数（人）' => ['培训人数', '人', 0], '培训 人数' => ['培训人数', '', 0], '培训人数（次）' => ['培训人数', '次', 0],
    '项目数量' => ['项目数量', '', 0], '１．项目数量' => ['项目数量', '', 0], '合格率' => ['合格率', '', 1], '企业数量' => ['企业数量', '', 0],
    '论文数量' => ['论文数量', '', 0], '单位成本' => ['单位成本', '', 1], '' => ['', '', 0], ' ' => ['', '', 0],
);

# Levels as printed, "level one/level two": for each taxonomy the class, and
# whether it stands under its own level one.
our %CLASS = (
    '产出指标/数量指标' => {2015 => ['quantity', 1], 2021 => ['quantity', 1]},
    '产出/质量' => {2015 => ['quality', 1], 2021 => ['quality', 1]},
    '产出指标/时效指标' => {2015 => ['timeliness', 1], 2021 => ['timeliness', 1]},
    '产出指标/成本指标' => {2015 => ['cost', 1], 2021 => [undef, 0, '成本']},
    '效益指标/社会效益指标' => {2015 => ['social_benefit', 1], 2021 => ['social_benefit', 1]},
    '满意度指标/服务对象满意度指标' => {2015 => ['satisfaction', 1], 2021 => ['satisfaction', 1]},
    '成本指标/经济成本指标' => {2015 => [undef, 0, '经济成本'], 2021 => ['economic_cost', 1]},
    '效益指标/数量指标' => {2015 => ['quantity', 0], 2021 => ['quantity', 0]},
    '/质量指标' => {2015 => ['quality', 0], 2021 => ['quality', 0]},
    '产出指标/其他' => {2015 => [undef, 0, '其他'], 2021 => [undef, 0, '其他']},
    '产出指标/' => {2015 => [undef, 0, ''], 2021 => [undef, 0, '']},
);
my %classes = (
    2015 => [qw(quantity quality timeliness cost economic_benefit social_benefit ecological_benefit sustainable_impact satisfaction)],
    2021 => [qw(economic_cost social_cost ecological_cost quantity quality timeliness economic_benefit social_benefit
        ecological_benefit sustainable_impact satisfaction)],
);

# Targets: kind, direction (1 at least, -1 at most), number, share; a plan is a
# number without a comparator.
our %TARGET = (
    (map { ("≥$_" => ['bound', 1, $_, 0], "≤$_" => ['bound', -1, $_, 0], "$_" => ['plan', 1, $_, 0]) } 5, 10, 28, 30, 100),
    (map { ("≥$_%" => ['bound', 1, $_, 1], "≤$_%" => ['bound', -1, $_, 1], "$_%" => ['plan', 1, $_, 1]) } 5, 90, 95),
    '' => ['blank'], '逐步完善' => ['qualitative'], '待定' => ['deferred'], '≥**%' => ['template'],
);

# --- Numbers ------------------------------------------------------------------

# A whole number of units of 10^-scale, as decimal text.
sub decimal {
    my ($units, $scale) = @_;
    my $sign = $units < 0 ? '-' : '';
    my $digits = sprintf '%0*d', $scale + 1, abs $units;
    substr($digits, -$scale, 0) = '.';
    return $sign . $digits;
}

sub yuan { return defined $_[0] ? decimal($_[0], 2) : undef }

# Fen from decimal text with at most two places.
sub fen {
    my ($text) = @_;
    return undef unless defined $text;
    my ($sign, $whole, $part) = $text =~ /^(-?)(\d+)(?:\.(\d{1,2}))?$/ or die "no amount: $text";
    my $fen = $whole * 100 + substr(($part // '') . '00', 0, 2);
    return $sign ? -$fen : $fen;
}

# A number as findings are compared: without zeros at its end.
sub trimmed {
    my ($text) = @_;
    return '' unless defined $text;
    $text =~ s/0+$// if $text =~ /\./;
    $text =~ s/\.$//;
    return $text eq '-0' ? '0' : $text;
}

sub is_final { return $_[0] eq 'approved' || $_[0] eq 'recorded' }

sub is_blank {
    my ($text) = @_;
    return 1 unless defined $text;
    $text =~ s/\xe3\x80\x80|\s//g;
    return $text eq '';
}

# --- Findings -----------------------------------------------------------------

# findings(declaration, the version before or undef, rules, forms): each finding
# is "rule|severity|status|left|right|difference|table|key", in the order in
# which they are reported.
sub findings {
    my ($d, $before, $rules, $forms) = @_;
    my $check = {d => $d, before => $before, form => $forms->{$d->{form}}, rules => $rules, out => []};
    my %rank = (error => 0, warning => 1, info => 2);
    foreach my $rule (sort { $rank{$a->{severity}} <=> $rank{$b->{severity}} || $a->{id} cmp $b->{id} } applicable($d, $rules)) {
        next if $ignored{$rule->{id}};
        my $kind = Judge->can("kind_$rule->{kind}") or die "no opinion of rules of kind $rule->{kind}";
        @$check{qw(rule failures looked)} = ($rule, 0, 0);
        $kind->($check);
    }
    return $check->{out};
}

sub applicable {
    my ($d, $rules) = @_;
    my $year = $d->{key}[1];
    return grep {
        my $r = $_;
        $r->{severity} ne 'off' && (!$r->{forms} || grep { $_ eq $d->{form} } @{$r->{forms}})
            && $year >= ($r->{first} // $year) && $year <= ($r->{last} // $year)
    } values %$rules;
}

# say(check, status, table, key, left, right, difference)
sub note {
    my ($c, $status, $table, $key, @values) = @_;
    $c->{failures}++ if $status eq 'fail';
    push @{$c->{out}}, join '|', $c->{rule}{id}, $c->{rule}{severity}, $status, (map { trimmed($values[$_]) } 0 .. 2), $table, $key // '{}';
}

# One finding for all places where none failed.
sub conclude {
    my ($c, $table) = @_;
    note($c, $c->{looked} ? 'pass' : 'skip', $table) unless $c->{failures};
}

sub numbered { my ($rows) = @_; return sort { $a <=> $b } keys %$rows }

sub lines_of_amendments {    # in the order of amendment and line
    my ($d) = @_;
    return map { $_->[2] } sort { $a->[0] <=> $b->[0] || $a->[1] <=> $b->[1] } map { [split(/\./), $_] } keys %{$d->{c}};
}

sub amount_of { my ($d, $item) = @_; return $d->{l}{$item} ? $d->{l}{$item}[L_AMOUNT] : undef }

sub add { my ($a, $b) = @_; return defined $a ? defined $b ? $a + $b : $a : $b }

sub kind_identity {
    my ($c) = @_;
    my ($d, $rule) = @$c{qw(d rule)};
    my (%sum, %terms);
    my $table = 'budget_line';
    foreach my $term (@{$rule->{terms}}) {
        my ($side, $source, $item, $coefficient) = @$term;    # of ten-thousandths
        if ($source eq 'tasks') {
            $terms{$side}++;
            $table = 'task' if $side eq 'left';
            $sum{$side} = add($sum{$side}, defined $_->[T_AMOUNT] ? $coefficient * $_->[T_AMOUNT] : undef) foreach values %{$d->{t}};
        }
        elsif ($c->{form}{item}{$item}) {
            $terms{$side}++;
            my $amount = amount_of($d, $item);
            $sum{$side} = add($sum{$side}, defined $amount ? $coefficient * $amount : undef);
        }
    }
    my ($left, $right) = @sum{qw(left right)};
    my @sides = map { defined $_ ? decimal($_, 6) : undef } $left, $right;
    return note($c, 'skip', $table) unless $terms{left} && $terms{right};
    return note($c, 'skip', $table, undef, @sides) unless defined $left && defined $right;
    my $excess = $rule->{operator} eq '<=' ? $left - $right : $rule->{operator} eq '>=' ? $right - $left : abs($left - $right);
    note($c, $excess <= $rule->{tolerance} * 10000 ? 'pass' : 'fail', $table, undef, @sides, decimal($left - $right, 6));
}

sub kind_item_known {
    my ($c) = @_;
    foreach my $item (sort keys %{$c->{d}{l}}) {
        $c->{looked}++;
        note($c, 'fail', 'budget_line', qq({"item_code": "$item"})) unless $c->{form}{item}{$item};
    }
    conclude($c, 'budget_line');
}

sub kind_amount_sign {
    my ($c) = @_;
    foreach my $item (sort keys %{$c->{d}{l}}) {
        my $amount = amount_of($c->{d}, $item) // next;
        $c->{looked}++;
        next if $amount >= 0 || $c->{form}{item}{$item} && $c->{form}{item}{$item}{negative};
        note($c, 'fail', 'budget_line', qq({"item_code": "$item"}), yuan($amount));
    }
    foreach my $no (numbered($c->{d}{t})) {
        my $amount = $c->{d}{t}{$no}[T_AMOUNT] // next;
        $c->{looked}++;
        note($c, 'fail', 'task', qq({"task_no": $no}), yuan($amount)) if $amount < 0;
    }
    conclude($c, 'budget_line');
}

sub kind_amount_rounded {
    my ($c) = @_;
    foreach my $item (sort keys %{$c->{d}{l}}) {
        my $amount = amount_of($c->{d}, $item) // next;
        $c->{looked}++;
        note($c, 'fail', 'budget_line', qq({"item_code": "$item"}), yuan($amount)) if defined $c->{d}{l}{$item}[L_SOURCE];
    }
    foreach my $no (numbered($c->{d}{t})) {
        my $amount = $c->{d}{t}{$no}[T_AMOUNT] // next;
        $c->{looked}++;
        note($c, 'fail', 'task', qq({"task_no": $no}), yuan($amount)) if defined $c->{d}{t}{$no}[T_SOURCE];
    }
    conclude($c, 'budget_line');
}

sub has_amount { my ($d) = @_; return !!grep { defined $_->[L_AMOUNT] } values %{$d->{l}} }

sub has_task {
    my ($d) = @_;
    return !!grep { defined $_->[T_AMOUNT] || !is_blank($_->[T_NAME]) || !is_blank($_->[T_CONTENT]) || !is_blank($_->[T_OUTCOME]) } values %{$d->{t}};
}

sub kind_section_blank {
    my ($c) = @_;
    my $d = $c->{d};
    $c->{looked}++;
    note($c, 'fail', 'budget_line') unless has_amount($d);
    note($c, 'fail', 'declaration') if is_blank($d->{goal});
    note($c, 'fail', 'task') unless has_task($d);
    note($c, 'fail', 'indicator') unless %{$d->{i}};
    conclude($c, 'declaration');
}

sub kind_empty {
    my ($c) = @_;
    $c->{looked}++;
    note($c, 'fail', 'declaration') unless has_amount($c->{d}) || has_task($c->{d}) || %{$c->{d}{i}};
    conclude($c, 'declaration');
}

sub kind_name_blank {
    my ($c) = @_;
    my $d = $c->{d};
    foreach my $no (numbered($d->{t})) {
        $c->{looked}++;
        note($c, 'fail', 'task', qq({"task_no": $no})) if is_blank($d->{t}{$no}[T_NAME]);
    }
    foreach my $no (numbered($d->{i})) {
        $c->{looked}++;
        note($c, 'fail', 'indicator', qq({"indicator_no": $no})) if is_blank($d->{i}{$no}[I_NAME]);
    }
    conclude($c, 'declaration');
}

sub kind_duplicate_task {
    my ($c) = @_;
    my %seen;
    foreach my $no (numbered($c->{d}{t})) {
        $c->{looked}++;
        my $name = $NAME{$c->{d}{t}{$no}[T_NAME]};
        note($c, 'fail', 'task', qq({"task_no": $no})) if $name ne '' && $seen{$name}++;
    }
    conclude($c, 'task');
}

sub class_of {
    my ($c, $row) = @_;
    return $CLASS{"$row->[I_LEVEL1]/$row->[I_LEVEL2]"}{$c->{form}{taxonomy}};
}

sub kind_duplicate_indicator {
    my ($c) = @_;
    my %firsts;
    foreach my $no (numbered($c->{d}{i})) {
        my $row = $c->{d}{i}{$no};
        my ($name, $unit) = @{$INDICATOR_NAME{$row->[I_NAME]}};
        my ($class, undef, $stem) = @{class_of($c, $row)};
        $unit = $row->[I_UNIT] // '' if $unit eq '';
        $c->{looked}++;
        next if $name eq '';
        my $firsts = $firsts{($class // "other $stem") . "/$name"} //= [];
        # twins unless both state units, and different ones
        if (grep { $_ eq '' || $unit eq '' || $_ eq $unit } @$firsts) { note($c, 'fail', 'indicator', qq({"indicator_no": $no})) }
        else { push @$firsts, $unit }
    }
    conclude($c, 'indicator');
}

sub kind_class_known {
    my ($c) = @_;
    foreach my $no (numbered($c->{d}{i})) {
        $c->{looked}++;
        note($c, 'fail', 'indicator', qq({"indicator_no": $no})) unless class_of($c, $c->{d}{i}{$no})->[1];
    }
    conclude($c, 'indicator');
}

sub kind_class_coverage {
    my ($c) = @_;
    my %has = map { (class_of($c, $_)->[0] // '') => 1 } values %{$c->{d}{i}};
    if (%{$c->{d}{i}}) {
        foreach my $class (@{$classes{$c->{form}{taxonomy}}}) {
            $c->{looked}++;
            note($c, 'fail', 'indicator', qq({"class": "$class"})) unless $has{$class};
        }
    }
    conclude($c, 'indicator');
}

sub kind_weight_total {
    my ($c) = @_;
    my $sum;
    $sum = add($sum, $_->[I_WEIGHT]) foreach values %{$c->{d}{i}};
    return note($c, 'skip', 'indicator') unless defined $sum;
    my $tolerance = $c->{rule}{tolerance} * 100;
    my $total = $c->{form}{weight_total};
    if (!defined $total) {
        $total = 100_0000;
        $total = 90_0000 if abs($sum - 90_0000) <= $tolerance;
    }
    note($c, abs($sum - $total) <= $tolerance ? 'pass' : 'fail', 'indicator', undef,
        decimal($sum, 4), decimal($total, 4), decimal($sum - $total, 4));
}

# Whether a target is asked for and test is true of it; of a form with one column
# the cycle target may be blank.
sub each_target {
    my ($c, $test) = @_;
    foreach my $no (numbered($c->{d}{i})) {
        my $row = $c->{d}{i}{$no};
        my $cycle = $TARGET{$row->[I_CYCLE] // ''};
        my $annual = $TARGET{$row->[I_ANNUAL] // ''};
        $c->{looked}++;
        my @looked = ($annual);
        push @looked, $cycle unless $cycle->[0] eq 'blank' && $c->{form}{columns} == 1;
        note($c, 'fail', 'indicator', qq({"indicator_no": $no})) if grep { $_->[0] eq $test } @looked;
    }
    conclude($c, 'indicator');
}

sub kind_target_blank { each_target($_[0], 'blank') }
sub kind_target_deferred { each_target($_[0], 'deferred') }
sub kind_target_template { each_target($_[0], 'template') }
sub kind_comparator_missing { each_target($_[0], 'plan') }

sub kind_annual_within_cycle {
    my ($c) = @_;
    foreach my $no (numbered($c->{d}{i})) {
        my $row = $c->{d}{i}{$no};
        my $cycle = $TARGET{$row->[I_CYCLE] // ''};
        my $annual = $TARGET{$row->[I_ANNUAL] // ''};
        next unless defined $cycle->[1] && defined $annual->[1] && $cycle->[1] == $annual->[1];
        my (undef, $name_unit, $rate) = @{$INDICATOR_NAME{$row->[I_NAME]}};
        my $stated = defined $row->[I_UNIT] ? $row->[I_UNIT] : $name_unit;
        my ($unit, $other) = map { $_->[3] ? '%' : $stated } $annual, $cycle;
        next unless $unit eq $other;
        my $accumulation = $row->[I_ACCUMULATION] // '';
        next if $accumulation eq 'level' && ($cycle->[0] eq 'plan' || $annual->[0] eq 'plan');
        $c->{looked}++;
        my $level = $accumulation ? $accumulation eq 'level' : $unit eq '%' || $rate;
        my $difference = $annual->[2] - $cycle->[2];
        next if $annual->[1] < 0 && $level ? $difference >= 0 : $difference <= 0;
        note($c, 'fail', 'indicator', qq({"indicator_no": $no}), $annual->[2], $cycle->[2], $difference);
    }
    conclude($c, 'indicator');
}

# --- Rules on amendments ------------------------------------------------------

# A first version passes; a rule that compares needs the version before.
sub first_version {
    my ($c, $table, $compares) = @_;
    if ($c->{d}{key}[2] == 1) { note($c, 'pass', $table) }
    elsif ($compares && !$c->{before}) { note($c, 'skip', $table) }
    else { return 0 }
    return 1;
}

sub kind_amendment_missing {
    my ($c) = @_;
    return if first_version($c, 'amendment');
    note($c, %{$c->{d}{a}} ? 'pass' : 'fail', 'amendment');
}

sub kind_amendment_reason {
    my ($c) = @_;
    return if first_version($c, 'amendment');
    foreach my $no (numbered($c->{d}{a})) {
        $c->{looked}++;
        note($c, 'fail', 'amendment', qq({"amendment_no": $no})) if is_blank($c->{d}{a}{$no}[A_REASON]);
    }
    conclude($c, 'amendment');
}

sub kind_amendment_sign {
    my ($c) = @_;
    return if first_version($c, 'amendment_line');
    foreach my $id (lines_of_amendments($c->{d})) {
        my ($no, $line) = split /\./, $id;
        my $kind = $c->{d}{a}{$no}[A_KIND];
        my $change = $c->{d}{c}{$id}[C_CHANGE];
        next if $kind eq 'transfer';
        $c->{looked}++;
        note($c, 'fail', 'amendment_line', qq({"line_no": $line, "amendment_no": $no}), yuan($change))
            if $kind eq 'increase' ? $change < 0 : $change > 0;
    }
    conclude($c, 'amendment_line');
}

sub category_of_line {
    my ($c, $row) = @_;
    return 'task' unless defined $row->[C_ITEM];
    return $c->{form}{item}{$row->[C_ITEM]} ? $c->{form}{item}{$row->[C_ITEM]}{category} : undef;
}

sub kind_amendment_transfer {
    my ($c) = @_;
    return if first_version($c, 'amendment_line');
    foreach my $no (numbered($c->{d}{a})) {
        next unless $c->{d}{a}{$no}[A_KIND] eq 'transfer';
        my %sum;
        foreach my $id (grep { /^$no\./ } keys %{$c->{d}{c}}) {
            my $category = category_of_line($c, $c->{d}{c}{$id}) // next;
            $sum{$category} += $c->{d}{c}{$id}[C_CHANGE];
        }
        foreach my $category (grep { defined $sum{$_} } qw(expenditure income tier task)) {
            $c->{looked}++;
            next if abs($sum{$category}) <= $c->{rule}{tolerance};
            note($c, 'fail', 'amendment_line', qq({"amendment_no": $no}), yuan($sum{$category}), '0', yuan($sum{$category}));
        }
    }
    conclude($c, 'amendment_line');
}

sub kind_amendment_total {
    my ($c) = @_;
    my ($d, $before) = @$c{qw(d before)};
    return if first_version($c, 'budget_line', 1);
    return note($c, 'skip', 'budget_line') unless %{$d->{a}};
    my @lines = map { [$_, $d->{c}{$_}] } lines_of_amendments($d);
    my %items = %{$c->{form}{item}};
    my (%changes, %spoken, $of_items);
    foreach (@lines) {
        my ($id, $row) = @$_;
        my $category = category_of_line($c, $row);
        $of_items = 1 if defined $row->[C_ITEM];
        $spoken{$category} = 1 if defined $category;
        my $what = defined $row->[C_ITEM] ? "item $row->[C_ITEM]" : "task $row->[C_TASK]";
        $changes{$what} += $row->[C_CHANGE];
        next if defined $category;
        my ($no, $line) = split /\./, $id;
        note($c, 'fail', 'amendment_line', qq({"line_no": $line, "amendment_no": $no}));
    }
    my $judge = sub {
        my ($table, $key, $old, $new, $change) = @_;
        my ($left, $right) = ($new // 0, ($old // 0) + ($change // 0));
        note($c, abs($left - $right) <= $c->{rule}{tolerance} ? 'pass' : 'fail', $table, $key, yuan($left), yuan($right), yuan($left - $right));
    };
    foreach my $category ($of_items ? qw(expenditure income tier) : ()) {
        next unless $spoken{$category};
        my @sums = (0, 0, 0);
        my $failed = $c->{failures};
        foreach my $item (grep { $items{$_}{category} eq $category } @{$c->{form}{order}}) {
            my @sum = map { $_ // 0 } amount_of($before, $item), amount_of($d, $item), $changes{"item $item"};
            $sums[$_] += $sum[$_] foreach 0 .. 2;
            $judge->('budget_line', qq({"item_code": "$item"}), @sum) if abs($sum[1] - $sum[0] - $sum[2]) > $c->{rule}{tolerance};
        }
        $judge->('budget_line', undef, @sums) if $c->{failures} == $failed;
    }
    if (!$of_items) {
        my @spent = map {
            my $version = $_;
            my $sum;
            $sum = add($sum, amount_of($version, $_)) foreach grep { $items{$_}{category} eq 'expenditure' } keys %items;
            $sum;
        } $before, $d;
        my $change = 0;
        $change += $_->[1][C_CHANGE] foreach @lines;
        $judge->('budget_line', undef, @spent, $change);
    }
    my %judged;
    foreach (grep { !defined $_->[1][C_ITEM] } @lines) {
        my ($id, $row) = @$_;
        my $task = $row->[C_TASK];
        next if $judged{$task}++;
        my ($old, $new) = map { $_->{t}{$task} } $before, $d;
        if ($old || $new) {
            $judge->('task', qq({"task_no": $task}), ($old ? $old->[T_AMOUNT] : undef), ($new ? $new->[T_AMOUNT] : undef), $changes{"task $task"});
        }
        else {
            my ($no, $line) = split /\./, $id;
            note($c, 'fail', 'amendment_line', qq({"line_no": $line, "amendment_no": $no}));
        }
    }
}

# --- The seal -----------------------------------------------------------------

sub field { return defined $_[0] ? length($_[0]) . ":$_[0]" : '-' }

# JSON as jsonb prints it: members by the length of their names, then by the names.
# A scalar reference is a text that is JSON already.
sub json {
    my ($value) = @_;
    return 'null' unless defined $value;
    return $$value if ref $value eq 'SCALAR';
    return '[' . join(', ', map { json($_) } @$value) . ']' if ref $value eq 'ARRAY';
    return '{' . join(', ', map { "\"$_\": " . json($value->{$_}) } sort { length $a <=> length $b || $a cmp $b } keys %$value) . '}' if ref $value;
    return '"' . ($value =~ s/(["\\])/\\$1/gr) . '"';
}

# The digest of the rules that apply to a declaration, by the same definition.
sub rule_set {
    my ($d, $rules) = @_;
    my @applied = map {
        my $r = $_;
        +{
            (map { $_ => $r->{$_} } qw(id kind severity operator)), tolerance => yuan($r->{tolerance}), parameters => \($r->{parameters}),
            terms => [map { +{side => $_->[0], source => $_->[1], item_code => $_->[2], coefficient => decimal($_->[3], 4)} }
                sort { $a->[0] cmp $b->[0] || $a->[1] cmp $b->[1] || $a->[2] cmp $b->[2] } @{$r->{terms}}],
        }
    } sort { $a->{id} cmp $b->{id} } applicable($d, $rules);
    return sha256_hex(json(\@applied));
}

# The digest of the canonical content, by the definition in doc/ledger.md. Findings
# are lines of findings(), of which those that were waived count.
sub digest {
    my ($d, $findings, $rules, $enforced, $previous) = @_;
    my $weight = sub { return defined $_[0] ? decimal($_[0], 4) : undef };
    my $text = 'D' . join('', map { field($_) } @{$d->{key}}, @$d{qw(form goal from to)}) . "\n";
    $text .= 'B' . join('', map { field($_) } $_, yuan($d->{l}{$_}[L_AMOUNT]), $d->{l}{$_}[L_SOURCE]) . "\n" foreach sort keys %{$d->{l}};
    foreach my $no (numbered($d->{t})) {
        my $r = $d->{t}{$no};
        $text .= 'T' . join('', map { field($_) } $no, yuan($r->[T_AMOUNT]), @$r[T_NAME, T_CONTENT, T_OUTCOME, T_SOURCE]) . "\n";
    }
    foreach my $no (numbered($d->{i})) {
        my $r = $d->{i}{$no};
        $text .= 'I' . join('', map { field($_) } $no, @$r[I_LEVEL1, I_LEVEL2, I_NAME, I_UNIT, I_CYCLE, I_ANNUAL], $weight->($r->[I_WEIGHT]),
            @$r[I_ACCUMULATION, I_CODE]) . "\n";
    }
    $text .= 'A' . join('', map { field($_) } $_, @{$d->{a}{$_}}[A_KIND, A_BATCH, A_REASON, A_LEGAL]) . "\n" foreach numbered($d->{a});
    foreach my $id (lines_of_amendments($d)) {
        my $r = $d->{c}{$id};
        $text .= 'C' . join('', map { field($_) } split(/\./, $id), @$r[C_ITEM, C_TASK], yuan($r->[C_CHANGE]), $r->[C_SOURCE]) . "\n";
    }
    foreach (@$findings) {
        my ($rule, undef, $status, undef, undef, undef, $table, $key, $waiver) = split /\|/;
        next if $status ne 'waived';
        my %key = map { /"(\w+)": (.*)/ ? ($1 => \(my $value = $2)) : () } split /, (?=")/, $key =~ s/^\{|\}$//gr;
        @key{qw(department_code fiscal_year version)} = ($d->{key}[0], map { \(my $number = $_) } @{$d->{key}}[1, 2]);
        $text .= 'W' . join('', map { field($_) } $rule, $waiver, $table, json(\%key)) . "\n";
    }
    $text .= 'R' . field(rule_set($d, $rules)) . field($enforced ? 'true' : 'false') . "\n";
    return sha256_hex($text . 'P' . field($previous) . "\n");
}

# Totals as "name=amount" of categories and of blocks, sorted; "-" where blank.
sub totals {
    my ($d, $forms) = @_;
    my $form = $forms->{$d->{form}};
    my (%category, %block);
    foreach my $item (@{$form->{order}}) {
        my $amount = amount_of($d, $item);
        my ($category, $block) = @{$form->{item}{$item}}{qw(category block)};
        $category{$category} = add($category{$category}, $amount);
        $block{$block} = add($block{$block}, $amount);
    }
    $category{task} = undef;
    $category{task} = add($category{task}, $_->[T_AMOUNT]) foreach values %{$d->{t}};
    return join '|', map { my $of = $_; join ',', map { "$_=" . (yuan($of->{$_}) // '-') } sort keys %$of } \%category, \%block;
}

1;
