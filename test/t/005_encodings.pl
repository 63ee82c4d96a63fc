# Databases in EUC_CN and in SQL_ASCII hold what one in UTF-8 holds: documents,
# readings, messages, totals and seals are the same, to the digest.
use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;
use Ledger;
use Test::More;

$ENV{PGCLIENTENCODING} = 'UTF8';
my $node = start_server();
my $reference = document('reference');

foreach my $encoding (qw(UTF8 EUC_CN SQL_ASCII))
{
	$node->safe_psql('postgres', "CREATE DATABASE \"$encoding\" TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	$node->safe_psql($encoding, 'CREATE EXTENSION budget_perf');
	is(query($node, $encoding, 'SHOW server_encoding'), $encoding, "$encoding: the extension is there");
}

# One statement, the same result everywhere.
sub alike
{
	my ($name, $sql) = @_;
	my $expected = query($node, 'UTF8', $sql);
	isnt($expected, '', "$name: there is a result");
	foreach my $encoding (qw(EUC_CN SQL_ASCII))
	{
		same(query($node, $encoding, $sql), $expected, "$name: $encoding");
	}
	return $expected;
}

alike('import', "SELECT budget_perf.import_declaration($reference)");
alike('what was stored', q{
	SELECT t::text FROM budget.task t
	UNION ALL SELECT i::text FROM budget.indicator i
	UNION ALL (SELECT l::text FROM budget.budget_line l ORDER BY l.item_code)});

# jsonb keeps keys in the order of their bytes, so that only its parts compare.
alike('export', q{
	SELECT e.key, e.value - 'budget' FROM jsonb_each(jsonb_build_object('all', budget_perf.export_declaration('440115012', 2023))) e
	UNION ALL SELECT * FROM (
		SELECT e.key, e.value FROM jsonb_each(budget_perf.export_declaration('440115012', 2023) -> 'budget') e
		ORDER BY convert_to(e.key, 'UTF8')) x});
is(query($node, 'EUC_CN', q{
	SELECT budget_perf.create_ledger('copy');
	SELECT budget_perf.import_declaration(budget_perf.export_declaration('440115012', 2023), 'copy');
	SELECT budget_perf.export_declaration('440115012', 2023) = budget_perf.export_declaration('440115012', 2023, ledger => 'copy')}),
	"\n(440115012,2023,1)\nt", 'EUC_CN: what is exported comes in again and goes out the same');

alike('targets', q{
	SELECT t, budget_perf.target_kind(t), budget_perf.target_comparator(t), budget_perf.target_lower(t), budget_perf.target_upper(t),
		budget_perf.target_scale(t), budget_perf.target_unit(t), budget_perf.target_percent(t), budget_perf.target_date(t),
		budget_perf.target_base(t), budget_perf.target_flags(t)
	FROM unnest('{≥95%,不低于上年度水平,不少于３０家,5000万元,80%-90%,2024年12月底前,根据下达任务目标要求确定,(≥**%)>=85,约30,180人、650人,≤1.5亿元,合规}'
		::budget_perf.indicator_target[]) t});
alike('sameness', q{
	SELECT a, b, a OPERATOR(budget_perf.=) b, budget_perf.target_hash(a) = budget_perf.target_hash(b), budget_perf.target_stricter(a, b)
	FROM unnest('{≥95%,不低于95%,＞=95％,5000万元,≤3次}'::budget_perf.indicator_target[]) a,
		unnest('{≥95%,0.5亿元,不超过3次,≥９０%}'::budget_perf.indicator_target[]) b});
alike('names', q{
	SELECT n, budget_perf.normalise_name(n), budget_perf.indicator_stem(n), budget_perf.name_unit(n), budget_perf.class_stem(n)
	FROM unnest('{１．培训人数（人）,★发放准确率（%）,数量指标,满意度指标（10分）}'::text[]) n});
alike('amounts', q{SELECT budget_perf.read_amount('３８，２９６．４５', '万元'), budget_perf.read_amount('1.2亿元', '元')});
alike('findings', q{
	SELECT rule, severity, status, lhs, rhs, location, message, hint FROM budget_perf.check_declaration('440115012', 2023)});

# The rules of EUC_CN have the digest of those of UTF-8, and so has the seal.
query($node, $_, q{SELECT budget_perf.submit('440115012', 2023, comment => '报送')}) foreach qw(UTF8 EUC_CN SQL_ASCII);
alike('seal', q{
	SELECT digest, previous_digest, rule_set, totals, budget_lines, tasks, indicators, findings FROM budget.seal});
alike('rules in force', 'SELECT digest, rules FROM budget.rule_set');
alike('views', q{SELECT * FROM budget.reconciliation ORDER BY rule});
foreach my $encoding (qw(UTF8 EUC_CN SQL_ASCII))
{
	is(faults($node, $encoding, 'budget'), '', "$encoding: verify is clean");
}

# A refusal says the same, too.
sub refusal
{
	my ($encoding) = @_;
	my ($status, $stdout, $stderr) = $node->psql($encoding, qq{
		\\set VERBOSITY verbose
		UPDATE budget.indicator SET name = '改' WHERE department_code = '440115012';});
	$stderr =~ s/^psql:.*?: //mg;
	$stderr =~ s/^LOCATION:.*\n?//mg;
	return $stderr;
}
like(refusal('UTF8'), qr/23001/, 'a sealed row is refused');
is(refusal('EUC_CN'), refusal('UTF8'), 'in EUC_CN in the same words');

# A character that EUC_CN does not have stops at the door.
my ($status, $stdout, $stderr) = $node->psql('EUC_CN', q{SELECT '≧95%'::budget_perf.indicator_target});
like($stderr, qr/has no equivalent in encoding "EUC_CN"/, 'a character that EUC_CN lacks is refused by the server');
# In SQL_ASCII it is taken as it is.
is(query($node, 'SQL_ASCII', q{SELECT budget_perf.target_comparator('≧95%')}), '>=', 'SQL_ASCII takes it');

$node->stop;
done_testing();
